"""Every reader of rules on much evidence: a few thousand inspections in the usual profile, one million in the deep one.

The deep run is ``HYPOTHESIS_PROFILE=deep pytest tests/test_deep.py``; it takes about a quarter of an hour, and prints
what it counted.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from random import Random
from typing import get_args

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.columns.measures import WHOLE_ONES
from probation_standards.compiled import compiled
from probation_standards.reports.text import describe
from probation_standards.testing.readers import by_table, decided, engines, in_tables, one_by_one
from probation_standards.testing.sampling import Counting, Sampler
from probation_standards.testing.strategies import frameworks

ROWS = 250
"""How many inspections there are under each framework."""

FRAMEWORKS = 4_000 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 10

DECLARED = WHOLE_ONES
"""What tables refuse by design, as docs/rules.md says."""

COUNTS: Counter[str] = Counter()
"""How many pairs of a framework and evidence went through which reader."""


@pytest.fixture(scope="module")
def say(pytestconfig: pytest.Config) -> Callable[[str], None]:
    """What is said at once, past pytest's capturing: the run is long, and must lose nothing where it is cut short."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")

    def words(text: str) -> None:
        with capture.global_and_fixture_disabled():
            print(text, file=sys.stderr, flush=True)  # noqa: T201  # it is what was run

    return words


@pytest.fixture(scope="module")
def counts(say: Callable[[str], None]) -> Iterator[Counter[str]]:
    """What was counted, said at the end."""
    COUNTS.clear()
    yield COUNTS
    say("\n".join(["", *(f"{number:>9,} {what}" for what, number in COUNTS.items())]))


@settings(
    max_examples=FRAMEWORKS,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(framework=frameworks(), counting=st.sampled_from(get_args(Counting)), seed=st.integers(0, 2**64))
def every_reader(say: Callable[[str], None], framework: ps.Framework, counting: Counting, seed: int) -> None:
    """Hold every reader to what is decided with reasons, on so many inspections under a framework."""
    random, sampler = Random(seed), Sampler(framework, counting)  # noqa: S311  # it keeps no secret
    evidence = [sampler.evidence(random) for _ in range(ROWS)]
    COUNTS["frameworks"] += 1
    COUNTS["pairs rated with reasons"] += ROWS
    COUNTS["pairs that are compiled"] += sum(compiled(framework)(one) is not None for one in evidence)
    found = [one for each in evidence for one in one_by_one(framework, each)]
    expected = [decided(framework, one)[0] for one in evidence]
    for engine in engines():
        undeclared: list[str] = []
        try:
            found += in_tables(framework, evidence, engine, expected)
            COUNTS[f"pairs in tables of {engine}"] += ROWS
        except ps.FrameworkError as error:
            undeclared = [str(problem) for problem in error.problems if not problem.expected.startswith(DECLARED)]
            COUNTS[f"pairs refused by tables of {engine}, as is documented"] += ROWS
        assert not undeclared, undeclared
    COUNTS["disagreements"] += len(found)
    words = f"{describe(framework)}\n{found[0]}" if found else ""
    if words:
        say(words)
    if COUNTS["frameworks"] % 100 == 0:
        say(f"{COUNTS['frameworks']:,} of {FRAMEWORKS:,} frameworks")
    assert not found, words


class TestEveryReader:
    def test_agrees(self, counts: Counter[str], say: Callable[[str], None]) -> None:
        """All readers decide alike on every pair of a framework and evidence, and none ends with an undeclared error."""
        every_reader(say=say)

        assert FRAMEWORKS * ROWS == counts["pairs rated with reasons"]
        assert 0 == counts["disagreements"]
        assert {"polars", "pandas", "pyarrow", "duckdb"} == {*engines()}

    def test_can_disagree(self, pdu: ps.Framework, monkeypatch: pytest.MonkeyPatch) -> None:
        """A table that rates otherwise is found out."""
        sampler, random = Sampler(pdu), Random(1)  # noqa: S311  # it keeps no secret
        evidence = [sampler.evidence(random) for _ in range(5)]
        assert [] == [*in_tables(pdu, evidence, "polars")]

        rows = by_table(pdu, evidence, "polars")
        rows[3]["overall"] = "Splendid"
        monkeypatch.setattr("probation_standards.testing.readers.by_table", lambda *given: rows)  # noqa: ARG005  # as called
        assert [evidence[3]] == [one.evidence for one in in_tables(pdu, evidence, "polars")]
