"""Every law holds of what is shipped and of the systems of other publishers, and catches a fault that was planted for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import ClassVar

import attrs
import pytest

import probation_standards as ps
from probation_standards.deciders import Decide, decide_by
from probation_standards.evidence import NoFinding
from probation_standards.items import Place
from probation_standards.measuring import Inspected
from probation_standards.rules import Reads
from probation_standards.testing import laws

SYSTEMS = sorted((Path(__file__).parent / "systems").glob("*.toml"))

SOURCE = ps.Source(id="made-up", title="Made up for a test", confidence="confirmed")


@attrs.frozen(kw_only=True)
class Planted:
    """A rule with a fault."""

    kind: ClassVar[str] = "planted"
    reads: ClassVar[Reads] = Reads.FINDINGS

    fault: str
    source: ps.Source = SOURCE


@decide_by.register
def _planted(rule: Planted, place: Place) -> Decide:
    ids = [item.id for item in place.usual]
    low, high = place.scale.ratings[0], place.scale.best

    def decide(inspected: Inspected) -> ps.Decision:
        findings = inspected.evidence.findings
        numbers = [value.percentage if isinstance(value, ps.Tally) else value for value in map(findings.get, ids)]
        lowest = min(number for number in numbers if number is not None and not isinstance(number, NoFinding))
        wrong = {
            "raises": lowest == 100,
            "order": next(iter(findings)) != min(findings),
            "falls": lowest > 70,
            "tallies": any(isinstance(value, ps.Tally) for value in findings.values()),
        }.get(rule.fault, False)
        if wrong and rule.fault == "raises":
            raise ZeroDivisionError
        good = lowest >= 50 and not wrong
        return ps.Decision(high if good else low, ps.NotRated("as planted"))

    return decide


@attrs.frozen(kw_only=True)
class Silent(Planted):
    """A rule that reads findings and does not say so."""

    reads: ClassVar[Reads] = Reads.NOTHING


@decide_by.register
def _silent(rule: Silent, place: Place) -> Decide:  # noqa: ARG001  # as it is called
    return lambda inspected: ps.Decision(place.scale.best, ps.NotRated(str(len(inspected.evidence.findings))))


@pytest.fixture
def small(pdu: ps.Framework) -> ps.Framework:
    """One standard of three key questions, and no overall."""
    standard = next(standard for standard in pdu.standards if standard.questions)
    none = ps.NoRating(because="a test", source=SOURCE)
    return attrs.evolve(pdu, standards=(standard,), overall=none)


def planted(framework: ps.Framework, fault: str) -> ps.Framework:
    """Return a framework with a fault in its one rule."""
    return attrs.evolve(framework, standards=(attrs.evolve(framework.standards[0], rule=Planted(fault=fault)),))


class TestHold:
    def test_shipped(self, catalogue: ps.Catalogue) -> None:
        """Every law holds of every edition that is shipped."""
        found = {id: laws.broken_laws(framework) for id, framework in catalogue.items()}
        assert {} == {id: broken for id, broken in found.items() if broken}

    @pytest.mark.parametrize("path", SYSTEMS, ids=lambda path: path.stem)
    def test_systems(self, path: Path) -> None:
        """Every law holds of the systems of other publishers."""
        assert () == laws.broken_laws(ps.read_framework(path))


class TestCatch:
    @pytest.mark.parametrize(
        ("law", "fault", "example"),
        [
            (laws.complete_evidence_is_rated, "raises", "ZeroDivisionError"),
            (laws.order_does_not_matter, "order", "when it is given backwards"),
            (laws.better_evidence_never_lowers_a_rating, "falls", "and P 2.1 falls"),
            (laws.cases_and_percentages_agree, "tallies", "as percentages"),
            (laws.documents_give_it_back, "any", "it cannot be written"),
        ],
        ids=lambda of: getattr(of, "__name__", ""),
    )
    def test_planted(self, small: ps.Framework, law: laws.Law, fault: str, example: str) -> None:
        """Each law catches the fault that was planted for it, and holds where there is none."""
        with pytest.raises(AssertionError, match=example):
            law(planted(small, fault))
        law(small)

    def test_lacking(self, small: ps.Framework) -> None:
        """A framework that rates without what it says it needs is caught."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("probation_standards.checking._lacking", lambda framework, evidence: ())  # noqa: ARG005  # as called
            with pytest.raises(AssertionError, match="is rated all the same"):
                laws.lacking_evidence_is_refused(planted(small, "none"))
        laws.lacking_evidence_is_refused(small)

    def test_threshold(self, small: ps.Framework) -> None:
        """A table that places its thresholds in the band below is caught."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ps.BandTable, "reaches", lambda table, band: (band.starts + 1, True))  # noqa: ARG005  # as called
            with pytest.raises(AssertionError, match="a figure below"):
                laws.a_band_starts_at_its_threshold(small)
        laws.a_band_starts_at_its_threshold(small)

    def test_every_law(self) -> None:
        """No law is left without a fault that it catches, and each says in a sentence what it holds."""
        assert 7 == len(laws.LAWS) == len(set(laws.LAWS))
        assert all(str(law.__doc__).endswith(".") for law in laws.LAWS)

    def test_documented(self, root: Path) -> None:
        """Every law stands in docs/testing.md, with its sentence."""
        text = (root / "docs/testing.md").read_text(encoding="utf-8")
        assert [] == [law.__name__ for law in laws.LAWS if f"| `{law.__name__}` | {law.__doc__} |" not in text]

    def test_told(self, small: ps.Framework) -> None:
        """Every broken law is told, with its sentence and the smallest example that was found."""
        broken = laws.broken_laws(planted(small, "falls"))

        assert ["A better finding or judgement", "Written as a document"] == [
            re.split(",| and read", one.law)[0] for one in broken
        ]
        assert broken[0].example.endswith(" to 71, and P 2.1 falls")
