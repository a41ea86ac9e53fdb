"""What this plugin's author tests: the two rules, and that those who can't read one of them say so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from acme_depots.rules import MiddleReason

ACME = ps.discover()["acme-depots"]
EVEN = dict.fromkeys(["1.1", "1.2", "1.3", "2.1", "2.2", "2.3"], 100)


@given(st.permutations([0, 60, 80]))
def test_middle(figures: list[int]) -> None:
    """The middle one decides, in whatever order they are found."""
    found = dict(zip(["1.1", "1.2", "1.3"], figures, strict=True))
    decision = ps.rate(ACME, ps.Evidence(findings=EVEN | found))["1"]

    assert str(decision) == "Fair: the middle of 3 key questions is 60 per cent"
    assert isinstance(decision.reason, MiddleReason)


def test_weak_spot() -> None:
    """A high mean is worth no more than Fair with a weak spot, which starts below 40 per cent."""
    ratings = [str(ps.rate(ACME, ps.Evidence(findings=EVEN | {"2.3": low}))["2"].rating) for low in (100, 40, 39)]

    assert ratings == ["Good", "Good", "Fair"]


def test_table() -> None:
    """Tables are refused, since nothing reads the middle question as columns."""
    with pytest.raises(ps.FrameworkError, match="MiddleQuestion"):
        ps.rate_table({}, ACME)
