"""What is proved of a framework holds of all its evidence, and what is found wrong is shown by inspections."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import probation_standards as ps
from made_up import JUDGED, bands, count, flaws, least_first, made, score_standard
from probation_standards.checking import reading
from probation_standards.deciders import Decide, decide_by
from probation_standards.evidence import OVERALL
from probation_standards.items import Place
from probation_standards.measuring import Inspected
from probation_standards.proving.inspecting import whole
from probation_standards.proving.standing import Standing
from probation_standards.proving.views import View, extreme, seen_by
from probation_standards.reports.proofs import proof_data, proof_markdown, proof_text
from probation_standards.rules import Reads
from probation_standards.testing.strategies import evidence_for, frameworks

SYSTEMS = sorted((Path(__file__).parent / "systems").glob("*.toml"))
SOURCE = ps.Source(id="made-up", title="Made up for a test", confidence="confirmed")
STANDARDS = ("a", "b", "c")
STEPS = 10_000
"""Made-up frameworks that need more are tried, so that one of them does not take the time of all others."""


def rating(rated: ps.RatedInspection, path: str) -> ps.Rating | None:
    """Return the rating of the place of a path."""
    if path.startswith(OVERALL):
        return rated.overall.rating
    number = int(path.partition("[")[2].partition("]")[0])
    return rated[rated.framework.standards[number].id].rating


class TestPublished:
    def test_shipped(self, catalogue: ps.Catalogue) -> None:
        """Every edition that is shipped holds, all of it is decided, and what is found is what was published that way."""
        proofs = [ps.prove(framework) for framework in catalogue.values()]

        assert all(proof.holds and not proof.undecided for proof in proofs)
        assert {"no-table", "rounding"} == {flaw.kind for proof in proofs for flaw in proof.flaws}

    @pytest.mark.parametrize("path", SYSTEMS, ids=lambda path: path.stem)
    def test_systems(self, path: Path) -> None:
        """The systems of other publishers hold, and nothing is found."""
        proof = ps.prove(ps.read_framework(path))
        assert ((), ()) == (proof.flaws, proof.undecided)

    def test_rounding(self, pdu: ps.Framework) -> None:
        """Every tally that rounding moves into another band is listed, and no other."""
        (flaw,) = flaws(pdu, "rounding")
        (table,) = {standard.rule.bands for standard in pdu.standards if isinstance(standard.rule, ps.LowestQuestion)}
        exact = attrs.evolve(table, rounding="exact")
        every = (ps.Tally(yes, of) for of in range(1, 401) for yes in range(of + 1))
        moved = [one for one in every if table.place(one.percentage or 0).band != exact.place(one.percentage or 0).band]

        assert moved == list(flaw.cliffs)
        assert ps.Tally(40, 62) in flaw.cliffs

    def test_maxima(self, pdu: ps.Framework) -> None:
        """Every maximum without a table is named, with an inspection of which the overall is not rated."""
        (flaw,) = flaws(pdu, "no-table")
        rated = ps.rate(pdu, flaw.examples[0].evidence)

        assert "18, 15, 12, 9, 6, 3" in flaw.what
        assert (None, 18) == (rated.overall.rating, rated.maximum)


class TestTables:
    def test_dead_row(self) -> None:
        """A row that others always forestall is found."""
        rows = [
            {"rating": "Good", "when": [count("Good", at_least=1)]},
            {"rating": "Fair", "when": [count("Good", at_least=2)]},
        ]
        (flaw,) = flaws(made({"kind": "decision-table", "rows": rows, "otherwise": "Poor"}), "dead-row")
        assert ("error", "overall.rows[1]") == (flaw.severity, flaw.path)

    def test_open(self) -> None:
        """A table that leaves evidence open is found, with an inspection that it leaves not rated."""
        framework = made({"kind": "decision-table", "rows": [{"rating": "Good", "when": [count("Good", at_least=1)]}]})
        (flaw,) = flaws(framework, "open-table")

        assert None is ps.rate(framework, flaw.examples[0].evidence).overall.rating

    def test_complete(self) -> None:
        """A table whose rows hold of everything leaves nothing open without "otherwise"."""
        rows = [
            {"rating": "Good", "when": [count("Good", at_least=1)]},
            {"rating": "Poor", "when": [count("Good", at_most=0)]},
        ]
        assert [] == flaws(made({"kind": "decision-table", "rows": rows}), "open-table")

    def test_dead_limit_and_step(self) -> None:
        """A limit that never holds, and a step that is never taken, are found."""
        limits = [{"when": [count("Good", at_least=3)], "at_most": "Poor"}]
        steps = [{"when": [count("Poor", at_least=3)], "by": 1}]
        framework = made({"kind": "limited", "limits": limits, "rule": {"kind": "stepped", "steps": steps, "rule": JUDGED}})

        assert ["overall.limits[0]"] == [flaw.path for flaw in flaws(framework, "dead-limit")]
        assert ["overall.rule.steps[0]"] == [flaw.path for flaw in flaws(framework, "dead-step")]

    def test_idle(self) -> None:
        """A limit or a step that holds and never changes the rating is found; one that sometimes does is not."""
        limits = [
            {"when": [count("Good", at_least=1)], "at_least": "Poor"},
            {"when": [count("Good", at_least=2)], "at_most": "Fair"},
        ]
        steps = [{"when": [count("Poor", at_least=2)], "by": -1}, {"when": [count("Good", at_least=1)], "by": 1}]
        worst = {"kind": "one-of", "take": "worst"}
        framework = made({"kind": "limited", "limits": limits, "rule": {"kind": "stepped", "steps": steps, "rule": worst}})

        assert ["overall.limits[0]"] == [flaw.path for flaw in flaws(framework, "idle-limit")]
        assert [("warning", "overall.rule.steps[0]")] == [(flaw.severity, flaw.path) for flaw in flaws(framework, "idle-step")]


class TestBands:
    def test_out_of_reach(self) -> None:
        """A band that starts above all that can be measured is found."""
        overall = {"kind": "banded", "measure": {"take": "total"}, "bands": "score"}
        (flaw,) = flaws(made(overall, bands={"score": bands(0, 2, 5)}), "empty-band")
        assert ("error", "overall.bands.bands[2]") == (flaw.severity, flaw.path)

    def test_between_whole_numbers(self) -> None:
        """A band between two whole scores is found, and one that a mean can fall in is not."""
        total = {"kind": "banded", "measure": {"take": "total"}, "bands": "score"}
        mean = {"kind": "banded", "measure": {"take": "mean"}, "bands": "score"}
        table = {"score": bands(0, "1.2", "1.8")}

        assert ["overall.bands.bands[1]"] == [flaw.path for flaw in flaws(made(total, bands=table), "empty-band")]
        assert [] == flaws(made(mean, bands=table), "empty-band")

    def test_rounded_away(self) -> None:
        """A band whose figures are all rounded into another is found in the table itself."""
        overall = {"kind": "banded", "measure": {"take": "mean"}, "bands": "score"}
        found = flaws(made(overall, bands={"score": bands(0, "1.2", "1.8", rounding="whole")}), "empty-band")
        assert "bands.score.bands[1]" in [flaw.path for flaw in found]

    def test_no_table_for_all(self) -> None:
        """That complete evidence has no table is an error; the others are a warning."""
        overall = {"kind": "total-points", "tables": [{"maximum": 2, "bands": "score"}]}
        found = flaws(made(overall, bands={"score": bands(0, 1, 2)}), "no-table")
        assert [("error", True), ("error", True)][:1] == [(flaw.severity, "maximum of 4" in flaw.what) for flaw in found]


class TestFalls:
    def test_shown(self) -> None:
        """Better evidence that is rated worse is shown by two inspections, the second better in one thing."""
        rows = [
            {"rating": "Good", "when": [count("Fair", at_least=1)]},
            {"rating": "Fair", "when": [count("Good", at_least=1)]},
        ]
        framework = made({"kind": "decision-table", "rows": rows, "otherwise": "Poor"})
        (flaw,) = flaws(framework, "falls")
        before, after = (ps.rate(framework, example.evidence) for example in flaw.examples)

        assert ("error", "overall") == (flaw.severity, flaw.path)
        assert (before.overall.points or 0) > (after.overall.points or 0)
        assert 1 == sum(before[id].rating != after[id].rating for id in before)

    def test_declared(self) -> None:
        """A fall that the rule gives a reason for is a note; a reason for none is a warning."""
        rows = [
            {"rating": "Good", "when": [count("Fair", at_least=1)]},
            {"rating": "Fair", "when": [count("Good", at_least=1)]},
        ]
        table = {"kind": "decision-table", "rows": rows, "otherwise": "Poor", "falls_because": "Fair is wanted"}
        (flaw,) = flaws(made(table), "falls")
        (other,) = flaws(made({**table, "rows": rows[1:]}), "never-falls")

        assert ("note", True) == (flaw.severity, "Fair is wanted" in flaw.what)
        assert ("warning", "overall.falls_because") == (other.severity, other.path)

    def test_by_an_input_of_several(self) -> None:
        """An input that several rules read is better in all of them at once."""
        flag = {"kind": "flag", "of": "breach"}
        standard: dict[str, Any] = {"id": "c", "title": "c", "domain": "d", "source": "s"}
        standard["rule"] = {"kind": "limited", "source": "s", "rule": JUDGED, "limits": [{"when": [flag], "at_most": "Poor"}]}
        rows = [{"rating": "Good", "when": [flag, {"kind": "rating", "of": "c", "at_most": "Poor"}]}]
        inputs = [{"id": "breach", "text": "A breach?", "form": "flag", "better": "lower", "source": "s"}]
        table = {"kind": "decision-table", "rows": rows, "otherwise": "Fair"}
        framework = made(table, standards=[standard], inputs=inputs, judged=())
        (flaw,) = flaws(framework, "falls")
        before, after = (example.evidence for example in flaw.examples)

        assert (True, False) == tuple(getattr(one.findings["breach"], "given", None) for one in (before, after))
        assert ["Good", "Fair"] == [str(ps.rate(framework, one).overall.rating) for one in (before, after)]

    def test_lower_is_better(self) -> None:
        """Of what is better lower, less must not be rated worse."""
        question = {"id": "q", "text": "How many?", "form": "count", "source": "s"}
        standard: dict[str, Any] = {
            "id": "c",
            "title": "c",
            "domain": "d",
            "source": "s",
            "questions": [{**question, "better": "lower"}],
        }
        standard["rule"] = {"kind": "banded", "measure": {"take": "total"}, "bands": "n", "source": "s"}
        none = {"kind": "no-rating", "because": "there is none"}
        falling: dict[str, Any] = {"n": {**bands(0, 2, 5), "better": "lower"}}
        falling["n"]["bands"] = [{"rating": name, "starts": at} for name, at in (("Good", 0), ("Fair", 2), ("Poor", 5))]

        assert [] == flaws(made(none, standards=[standard], judged=(), bands=falling), "falls")
        assert 1 == len(flaws(made(none, standards=[standard], judged=(), bands={"n": bands(0, 2, 5)}), "falls"))


class TestTogether:
    """What standards share, and ratings that come and go."""

    def shared(self, *rows: dict[str, Any], **more: Any) -> ps.Framework:
        """Return a framework of which a standard is Good where a flag is true, and else Poor; the overall reads both."""
        flag = {"kind": "flag", "of": "i"}
        rule = {"kind": "decision-table", "source": "s", "otherwise": "Poor", "rows": [{"rating": "Good", "when": [flag]}]}
        standard = {"id": "c", "title": "c", "domain": "d", "source": "s", "rule": rule}
        inputs = [{"id": "i", "text": "Is it so?", "form": "flag", "source": "s"}]
        return made({"kind": "decision-table", "rows": [*rows], **more}, standards=[standard], judged=(), inputs=inputs)

    def test_no_more_than_there_is(self) -> None:
        """What a flag makes of a standard, and the flag itself, are only seen together as they can be."""
        good, poor = {"kind": "rating", "of": "c", "at_least": "Good"}, {"kind": "rating", "of": "c", "at_most": "Poor"}
        so, not_so = {"kind": "flag", "of": "i"}, {"kind": "flag", "of": "i", "value": False}
        both = self.shared({"rating": "Good", "when": [so, good]}, {"rating": "Poor", "when": [not_so, poor]})
        never = self.shared({"rating": "Poor", "when": [not_so, good]}, {"rating": "Good", "when": [good]}, otherwise="Fair")

        assert [] == flaws(both, "open-table")
        assert ["overall.rows[0]"] == [flaw.path for flaw in flaws(never, "dead-row")]

    def test_across_not_rated(self) -> None:
        """What falls from a score to the one after the next is found, though the one between is not rated."""
        rule = least_first("Good", None, otherwise="Poor")
        framework = made({"kind": "rating-of", "of": "c"}, standards=[score_standard("c", rule, 0, 1, 2)], judged=())
        assert "standards[0].rule" in [flaw.path for flaw in flaws(framework, "falls")]

    def test_comes_to_be_rated(self) -> None:
        """That a standard comes to be rated, and worse than the others, may lower a mean."""
        rule = least_first(None, "Poor", otherwise="Good")
        mean = {"kind": "banded", "measure": {"take": "mean", "missing": "leave out"}, "bands": "n"}
        framework = made(mean, standards=[score_standard("c", rule, 0, 1, 2)], judged=("a",), bands={"n": bands(0, 1, 2)})
        assert ["overall"] == [flaw.path for flaw in flaws(framework, "falls")]

    def test_high_counts(self) -> None:
        """A count is gone through by its thresholds, however high they are."""
        question = {"id": "q", "text": "How many?", "form": "count", "better": "lower", "source": "s"}
        standard = {"id": "c", "title": "c", "domain": "d", "source": "s", "questions": [question]}
        falling = [{"rating": "Good", "starts": 0}, {"rating": "Poor", "starts": 6000}]
        rule = {"kind": "banded", "measure": {"take": "total"}, "bands": "n", "source": "s"}
        table = {"n": {"bands": falling, "better": "lower"}}
        proof = ps.prove(made({"kind": "rating-of", "of": "c"}, standards=[{**standard, "rule": rule}], judged=(), bands=table))

        assert ((), ()) == (proof.undecided, proof.errors)

    def test_others_are_decided(self) -> None:
        """Where items that some rules share are too many, a standard that reads none of them is decided all the same."""
        ids = [f"i{number}" for number in range(12)]
        inputs = [{"id": id, "text": "Is it so?", "form": "flag", "source": "s"} for id in ids]
        limits = [{"when": [{"kind": "flag", "of": id}], "at_most": "Fair"} for id in ids]
        limited = {"kind": "limited", "rule": JUDGED, "limits": limits}
        standard = {"id": "c", "title": "c", "domain": "d", "source": "s", "rule": {**limited, "source": "s"}}
        proof = ps.prove(made(limited, standards=[standard], inputs=inputs))

        assert ["standards[2].rule", "overall"] == [undecided.path for undecided in proof.undecided]

    def test_weighed_is_not_rounded_up(self) -> None:
        """Of a figure that is no percentage of cases no tallies are listed."""
        question = {"id": "q", "text": "Is it so?", "source": "s"}
        standard = {"id": "c", "title": "c", "domain": "d", "source": "s", "questions": [question]}

        def found(**measure: Any) -> list[ps.Flaw]:
            rule = {"kind": "banded", "measure": {"take": "total", **measure}, "bands": "n", "source": "s"}
            table = {"n": bands(0, 50, 80, rounding="whole")}
            return flaws(
                made({"kind": "rating-of", "of": "c"}, standards=[{**standard, "rule": rule}], judged=(), bands=table),
                "rounding",
            )

        assert [0, 1] == [len(found(of=["q"], weights=[3])), len(found())]

    def test_hedged(self) -> None:
        """Where percentages are added up a band that whole ones miss is a warning that says so."""
        questions = [{"id": id, "text": "Is it so?", "source": "s"} for id in ("q", "r")]
        standard = {"id": "c", "title": "c", "domain": "d", "source": "s", "questions": questions}
        rule = {"kind": "banded", "measure": {"take": "mean"}, "bands": "n", "source": "s"}
        table = {"n": bands(0, "50.2", "50.4")}
        (flaw,) = flaws(
            made({"kind": "rating-of", "of": "c"}, standards=[{**standard, "rule": rule}], judged=(), bands=table), "empty-band"
        )

        assert ("warning", True) == (flaw.severity, flaw.what.startswith("of whole percentages"))


class TestRatings:
    def test_unreached(self) -> None:
        """A rating that nothing can be given is named, for a standard and for the overall."""
        framework = made({"kind": "one-of", "take": "worst", "rules": [{**JUDGED, "at_most": "Fair"}]})
        (flaw,) = flaws(framework, "unreached-rating")
        assert ("warning", "overall", True) == (flaw.severity, flaw.path, "Good" in flaw.what)

    def test_not_by_departing(self) -> None:
        """What can only be given by departing from a rule is no rating that the rule can give."""
        rule = {
            "kind": "decision-table",
            "rows": [{"rating": "Fair", "when": [count("Good", at_least=1)]}],
            "otherwise": "Poor",
        }
        (flaw,) = flaws(made({"kind": "may-depart", "rule": rule}), "unreached-rating")
        assert "Good" in flaw.what

    def test_unread(self) -> None:
        """Inputs, questions and standards that no rule reads are named."""
        inputs = [{"id": "spare", "text": "Of no use?", "form": "flag", "source": "s"}]
        overall = {"kind": "rating-of", "of": "a"}
        question = {"id": "q", "text": "Of no use?", "source": "s"}
        standard: dict[str, Any] = {"id": "c", "title": "c", "domain": "d", "source": "s", "questions": [question]}
        standard["rule"] = {"kind": "decision-table", "source": "s", "otherwise": "Poor", "rows": []}
        standard["rule"]["rows"] = [{"rating": "Good", "when": [{"kind": "flag", "of": "spare"}]}]
        found = flaws(made(overall, inputs=inputs), "unread")
        other = flaws(made(overall, inputs=inputs, standards=[standard]), "unread")

        assert ["inputs[0]", "standards[1]"] == [flaw.path for flaw in found]
        assert ["standards[2].questions[0]", "standards[1]", "standards[2]"] == [flaw.path for flaw in other]

    def test_weighs_nothing(self) -> None:
        """A question and a standard that rules read, and that weigh nothing, are found; those that do weigh are not."""
        questions = [{"id": id, "text": "How many?", "form": "count", "source": "s"} for id in ("q", "r")]
        rule = {"kind": "banded", "measure": {"take": "mean", "of": ["q", "r"], "weights": [2, 0]}, "bands": "n", "source": "s"}
        standard = {"id": "c", "title": "c", "domain": "d", "source": "s", "questions": questions, "rule": rule}
        weights = {"take": "total", "of": ["a", "b", "c"], "weights": [1, 0, 1]}
        framework = made(
            {"kind": "banded", "measure": weights, "bands": "n"}, standards=[standard], bands={"n": bands(0, 1, 2)}
        )

        assert [
            ("warning", "standards[2].questions[1]", "what is found for r makes no difference to any rule that reads it"),
            (
                "note",
                "standards[1]",
                "the rating of b makes no difference to any rule that reads it, but for whether there is anything",
            ),
        ] == [(flaw.severity, flaw.path, flaw.what) for flaw in flaws(framework, "unread")]


@attrs.frozen(kw_only=True)
class Own:
    """A rule of which nobody knows what it sees."""

    kind: ClassVar[str] = "own"
    reads: ClassVar[Reads] = Reads.FINDINGS

    bands: ps.BandTable
    source: ps.Source
    fault: str = ""


@decide_by.register
def _own(rule: Own, place: Place) -> Decide:
    ids = [item.id for item in place.usual]
    table = rule.bands

    def decide(inspected: Inspected) -> ps.Decision:
        figures: list[Any] = [getattr(given, "percentage", given) for given in map(inspected.evidence.findings.get, ids)]
        if rule.fault == "raises" and figures[0] == 7:
            raise ZeroDivisionError("seven")
        if None in figures:
            return ps.Decision(None, ps.NotRated("no case was relevant"))
        figure = min(figures)
        return ps.Decision(table.place(100 - figure if rule.fault == "falls" else figure).band.rating, ps.NotRated("own"))

    return decide


@attrs.frozen(kw_only=True)
class Taught(Own):
    """The same, which says what it sees."""


@seen_by.register
def _taught(rule: Taught, place: Place) -> Iterator[View]:
    cuts = {rule.bands.reaches(band) for band in rule.bands.bands}
    yield extreme(tuple(item.id for item in place.usual), cuts, highest=False, leaves_out=False)


class TestUnknown:
    def own(self, fault: str = "") -> ps.Framework:
        """Return a framework with one standard under a rule of which nobody knows what it sees."""
        question = {"id": "q", "text": "How many?", "source": "s"}
        standard: dict[str, Any] = {"id": "c", "title": "c", "domain": "d", "source": "s", "questions": [question]}
        standard["rule"] = {"kind": "lowest-question", "bands": "n", "source": "s"}
        framework = made({"kind": "rating-of", "of": "c"}, standards=[standard], judged=(), bands={"n": bands(0, 40, 70)})
        rule: Any = framework.standards[0].rule
        own = Own(bands=rule.bands, source=rule.source, fault=fault)
        return attrs.evolve(framework, standards=(attrs.evolve(framework.standards[0], rule=own),))

    def test_said(self) -> None:
        """What can't be decided is said, with on how many inspections it was tried."""
        proof = ps.prove(self.own())
        undecided, overall = proof.undecided

        assert ("standards[0].rule", "overall") == (undecided.path, overall.path)
        assert "what it reads was tried alone: the rating of c" == overall.because
        assert 50 < undecided.tried <= 102
        assert proof.holds

    def test_tried(self) -> None:
        """What is tried finds better evidence that is rated worse, and evidence that ends in an error."""
        (flaw,) = flaws(self.own("falls"), "falls")
        (failing,) = flaws(self.own("raises"), "fails")
        before, after = (ps.rate(self.own("falls"), example.evidence)["c"].points or 0 for example in flaw.examples)

        assert before > after
        assert "ZeroDivisionError: seven" in failing.what
        with pytest.raises(ZeroDivisionError):
            ps.rate(self.own("raises"), failing.examples[0].evidence)

    def test_taught(self) -> None:
        """A rule that says what it sees is decided, and not tried."""
        framework = self.own()
        rule: Any = framework.standards[0].rule
        taught = Taught(bands=rule.bands, source=rule.source)
        proof = ps.prove(attrs.evolve(framework, standards=(attrs.evolve(framework.standards[0], rule=taught),)))

        assert ((), ()) == (proof.undecided, proof.errors)
        assert proof.gone_through < 20

    def test_few_ratings(self) -> None:
        """A rule of which nobody knows what it sees is gone through as a whole where it reads ratings alone."""
        framework = made({"kind": "total-points", "tables": [{"maximum": 4, "bands": "n"}]}, bands={"n": bands(0, 1, 3)})
        rule: Any = framework.overall
        proof = ps.prove(attrs.evolve(framework, overall=Strange(bands=rule.tables[0].bands, source=rule.source)))

        assert () == proof.undecided
        assert ["falls"] == [flaw.kind for flaw in proof.errors]


@attrs.frozen(kw_only=True)
class Strange:
    """A rule on the ratings of all standards, best where they differ."""

    kind: ClassVar[str] = "strange"
    reads: ClassVar[Reads] = Reads.RATINGS

    bands: ps.BandTable
    source: ps.Source


@decide_by.register
def _strange(rule: Strange, place: Place) -> Decide:
    def decide(inspected: Inspected) -> ps.Decision:
        points = {decision.points for decision in inspected.decisions.values()}
        best = place.scale.best if len(points) > 1 else place.scale.ratings[0]
        return ps.Decision(best, ps.NotRated(f"as planted, under {rule.kind}"))

    return decide


class TestSharesOfOne:
    QUESTIONS: ClassVar[list[dict[str, Any]]] = [{"id": id, "text": "Is it so?", "source": "s"} for id in ("q", "r")]

    def found(self, rule: dict[str, Any], *starts: str | int) -> list[str]:
        standard = {"id": "c", "title": "c", "domain": "d", "source": "s", "questions": self.QUESTIONS}
        tables = {"n": bands(*starts, unit="per cent")} if starts else {}
        overall = {"kind": "rating-of", "of": "c"}
        framework = made(overall, standards=[{**standard, "rule": {**rule, "source": "s"}}], judged=(), bands=tables)
        return [flaw.path for flaw in flaws(framework, "share-of-one")]

    def test_bands(self) -> None:
        """Thresholds of a percentage none of which is above 1 are named; one above 1 is enough not to be."""
        lowest = {"kind": "lowest-question", "bands": "n"}
        total = {"kind": "banded", "measure": {"take": "total"}, "bands": "n"}

        assert ["standards[0].rule"] == self.found(lowest, 0, "0.6", "0.8")
        assert ["standards[0].rule"] == self.found(lowest, 0, "0.6", 1)
        assert [] == self.found(lowest, 0, "0.6", 80)
        assert [] == self.found(total, 0, "0.6", "0.8")  # of two percentages, which is none

    @pytest.mark.parametrize(
        ("end", "take", "found"),
        [
            ({"at_least": 1}, {"take": "mean"}, True),
            ({"less_than": "0.5"}, {"take": "share", "values": [100]}, True),
            ({"more_than": 0}, {"take": "lowest"}, False),
            ({"at_least": "0.5", "at_most": 50}, {"take": "lowest"}, False),
            ({"at_least": 1}, {"take": "count"}, False),
        ],
    )
    def test_conditions(self, end: dict[str, Any], take: dict[str, Any], found: bool) -> None:  # noqa: FBT001  # a parameter
        """So are the ends of a condition on a percentage; a count is none, and more than 0 is what it says."""
        row = {"rating": "Poor", "when": [{"kind": "figure", "measure": take, **end}]}
        table = {"kind": "decision-table", "rows": [row], "otherwise": "Good"}

        assert (["standards[0].rule.rows[0].when[0]"] if found else []) == self.found(table)


@st.composite
def judged_frameworks(draw: st.DrawFn) -> ps.Framework:
    """Frameworks of two or three standards that are judged, with a decision table, limits and steps on them."""
    ratings = st.sampled_from(["Poor", "Fair", "Good"])
    numbers = st.integers(0, 3)

    def condition() -> dict[str, Any]:
        if draw(st.booleans()):
            return {
                "kind": "rating",
                "of": draw(st.sampled_from(["a", "b"])),
                draw(st.sampled_from(["at_least", "at_most"])): draw(ratings),
            }
        ends = {draw(st.sampled_from(["at_least", "at_most"])): draw(numbers)}
        take = draw(st.sampled_from(["count", "total", "lowest", "highest", "mean"]))
        ratings_counted = {"ratings": [draw(ratings)]} if take == "count" else {}
        missing = draw(st.sampled_from(["not rated", "leave out"]))
        return {"kind": "figure", "measure": {"take": take, "missing": missing, **ratings_counted}, **ends}

    def when() -> list[dict[str, Any]]:
        return [condition() for _ in range(draw(st.integers(1, 2)))]

    rows = [{"rating": draw(ratings), "when": when()} for _ in range(draw(st.integers(1, 3)))]
    rule: dict[str, Any] = {"kind": "decision-table", "rows": rows}
    if draw(st.booleans()):
        rule["otherwise"] = draw(ratings)
    if draw(st.booleans()):
        rule = {"kind": "limited", "rule": rule, "limits": [{"when": when(), "at_most": draw(ratings)}]}
    if draw(st.booleans()):
        rule = {"kind": "stepped", "rule": rule, "steps": [{"when": when(), "by": draw(st.sampled_from([-1, 1]))}]}
    return made(rule, judged=STANDARDS[: draw(st.integers(2, 3))])


@st.composite
def asking_frameworks(draw: st.DrawFn) -> tuple[ps.Framework, list[tuple[str, list[Any]]]]:
    """Frameworks of one standard whose questions find flags, scores and ratings, with all that each can find, worst first."""
    forms = {id: draw(st.sampled_from(["flag", "score", "rating"])) for id in ("q", "r", "s")[: draw(st.integers(1, 3))]}
    found: dict[str, list[Any]] = {"flag": [False, True], "score": [0, 1, 3], "rating": ["Poor", "Fair", "Good"]}
    rating = st.sampled_from(found["rating"])
    ways = {id: draw(st.sampled_from(["higher", "lower"])) for id in forms}
    optional = {id: draw(st.booleans()) for id in forms}
    questions = [
        {"id": id, "text": f"What of {id}?", "form": form, "better": ways[id], "optional": optional[id], "source": "s"}
        | ({"values": found["score"]} if form == "score" else {})
        for id, form in forms.items()
    ]

    def measure() -> dict[str, Any]:
        kinds = [rated for rated in ([id for id in forms if (forms[id] == "rating") is of] for of in (True, False)) if rated]
        of = draw(st.lists(st.sampled_from(draw(st.sampled_from(kinds))), min_size=1, unique=True))
        take = draw(st.sampled_from(["lowest", "highest", "total", "mean", "count", "share"]))
        more: dict[str, Any] = {"missing": draw(st.sampled_from(["not rated", "leave out"]))}
        if take in {"count", "share"}:
            rated = forms[of[0]] == "rating"
            more |= {"ratings": [draw(rating)]} if rated else {"values": [draw(st.sampled_from([0, 1, 3]))]}
        elif take in {"total", "mean"} and draw(st.booleans()):
            more["weights"] = [*(draw(st.integers(0, 2)) for _ in of[1:]), 1]
        if take == "total" and draw(st.booleans()):
            more["of_maximum"] = True
        return {"take": take, "of": of, **more}

    def when() -> list[dict[str, Any]]:
        end = draw(st.sampled_from(["at_least", "more_than", "at_most", "less_than"]))
        return [{"kind": "figure", "measure": measure(), end: draw(st.sampled_from([0, 1, 2, 4, 34, 50, 100]))}]

    rule: dict[str, Any] = {"kind": "banded", "measure": measure(), "bands": "n"}
    banded = draw(st.booleans())
    if not banded:
        rows = [{"rating": draw(rating), "when": when()} for _ in range(draw(st.integers(1, 3)))]
        rule = {"kind": "decision-table", "rows": rows, "otherwise": draw(rating)}
    if draw(st.booleans()):
        rule = {
            "kind": "limited",
            "rule": rule,
            "limits": [{"when": when(), draw(st.sampled_from(["at_most", "at_least"])): draw(rating)}],
        }
    if draw(st.booleans()):
        rule = {"kind": "stepped", "rule": rule, "steps": [{"when": when(), "by": draw(st.sampled_from([-1, 1]))}]}
    standard: dict[str, Any] = {"id": "c", "title": "c", "domain": "d", "source": "s", "questions": questions}
    standard["rule"] = {**rule, "source": "s"}
    none = {"kind": "no-rating", "because": "there is none"}
    framework = made(none, standards=[standard], judged=(), bands={"n": bands(0, 1, 50)} if banded else {})
    every = [
        (id, [*found[form][:: 1 if ways[id] == "higher" else -1], *([None] if optional[id] else [])])
        for id, form in forms.items()
    ]
    return framework, every


class TestAll:
    @settings(max_examples=settings().max_examples * 2)
    @given(asking_frameworks())
    def test_every_finding(self, made_up: tuple[ps.Framework, list[tuple[str, list[Any]]]]) -> None:
        """What is proved is what going through every finding shows: each rating, and whether anything better falls."""
        framework, every = made_up
        ids, orders = [id for id, _ in every], [order for _, order in every]
        given: dict[tuple[Any, ...], int | None] = {}
        for chosen in product(*orders):
            findings = {id: one for id, one in zip(ids, chosen, strict=True) if one is not None}
            given[chosen] = ps.rate(framework, ps.Evidence(findings=findings))["c"].points
        falls = False
        for chosen, points in given.items():
            for at, order in enumerate(orders):
                further = order.index(chosen[at]) + 1
                if chosen[at] is not None and further < len(order) and order[further] is not None:
                    better = given[(*chosen[:at], order[further], *chosen[at + 1 :])]
                    falls |= points is not None and better is not None and better < points

        assert {*given.values()} == Standing(framework).rated["c"].keys()
        assert falls == bool(flaws(framework, "falls"))

    @settings(max_examples=settings().max_examples // 2)
    @given(
        take=st.sampled_from(["mean", "total"]),
        weights=st.tuples(st.integers(1, 2), st.integers(0, 2)),
        optional=st.booleans(),
        missing=st.sampled_from(["not rated", "leave out"]),
        starts=st.tuples(st.sampled_from([1, "1.5", 2]), st.sampled_from([3, "3.4"])),
        better=st.sampled_from(["higher", "lower"]),
    )
    def test_every_count(self, take: str, weights: tuple[int, int], optional: bool, **said: Any) -> None:  # noqa: FBT001  # a parameter
        """What is proved of counts, which have no end, is what going through all that are not beyond each band finds."""
        questions = [
            {"id": id, "text": "How many?", "form": "count", "better": said["better"], "optional": optional, "source": "s"}
            for id in ("q", "r")
        ]
        measure = {"take": take, "of": ["q", "r"], "weights": [*weights], "missing": said["missing"]}
        rule = {"kind": "banded", "measure": measure, "bands": "n", "source": "s"}
        standard = {"id": "c", "title": "c", "domain": "d", "source": "s", "questions": questions, "rule": rule}
        framework = made(
            {"kind": "no-rating", "because": "none"},
            judged=(),
            standards=[standard],
            bands={"n": bands(0, *said["starts"])},
        )
        numbers: list[int | None] = [*range(18), *([None] if optional else [])]
        given: dict[tuple[int | None, ...], int | None] = {}
        for chosen in product(numbers, repeat=2):
            findings = {id: number for id, number in zip(("q", "r"), chosen, strict=True) if number is not None}
            given[chosen] = ps.rate(framework, ps.Evidence(findings=findings))["c"].points
        by = 1 if said["better"] == "higher" else -1
        falls = False
        for (first, second), points in given.items():
            for moved in ((first, second if second is None else second + by), (first if first is None else first + by, second)):
                better = given.get(moved)
                falls |= points is not None and better is not None and better < points
        proof = ps.prove(framework)

        assert () == proof.undecided
        assert {*given.values()} == Standing(framework).rated["c"].keys()
        assert falls == bool(flaws(framework, "falls"))

    @given(judged_frameworks())
    def test_every_judgement(self, framework: ps.Framework) -> None:
        """What is proved is what going through every judgement finds: each rating, each fall, each row, limit and step."""
        names = [*framework.scale.names]
        ids = [standard.id for standard in framework.standards]
        overall: dict[tuple[str | None, ...], int | None] = {}
        for chosen in product([*names, None], repeat=len(ids)):
            given = {id: name for id, name in zip(ids, chosen, strict=True) if name is not None}
            not_rated = {id: "it was not" for id in ids if id not in given}
            overall[chosen] = ps.rate(framework, ps.Evidence(judgements=given, not_rated=not_rated)).overall.points
        falls = False
        for chosen, points in overall.items():
            for at, name in enumerate(chosen):
                for higher in [] if name is None else names[names.index(name) + 1 :]:
                    better = overall[(*chosen[:at], higher, *chosen[at + 1 :])]
                    falls |= points is not None and better is not None and better < points

        standing = Standing(framework)
        assert {*overall.values()} == standing.rated[OVERALL].keys()
        assert falls == bool(flaws(framework, "falls"))

    @settings(max_examples=settings().max_examples // 4)
    @given(st.data())
    def test_shown(self, data: st.DataObject) -> None:
        """Each rating that is said to be given is given by the inspection that shows it, and so is each fall."""
        framework = data.draw(frameworks())
        standing = Standing(framework, STEPS)
        for id, ratings in standing.rated.items():
            for points, shown in ratings.items():
                rated = ps.rate(framework, whole(framework, shown))
                assert points == (rated.overall if id == OVERALL else rated[id]).points
        for flaw in ps.prove(framework, steps=STEPS).flaws:
            rated_examples = [ps.rate(framework, example.evidence) for example in flaw.examples]
            if flaw.kind == "falls":
                before, after = (rating(one, flaw.path) for one in rated_examples)
                assert before is not None
                assert after is not None
                assert after.points < before.points

    @settings(max_examples=settings().max_examples // 4)
    @given(st.data())
    def test_nothing_else(self, data: st.DataObject) -> None:
        """No evidence is given a rating that is said not to be, and none that is better falls where none is said to."""
        framework = data.draw(frameworks())
        standing = Standing(framework, STEPS)
        evidence = data.draw(evidence_for(framework))
        better = risen(framework, evidence, data.draw(st.randoms(use_true_random=False)))
        before = ps.rate(framework, evidence)
        for id, decision in [*before.items(), (OVERALL, before.overall)]:
            if not standing.places[id].undecided and id not in evidence.not_rated:
                assert decision.points in standing.rated[id]
        if better is None or any(place.undecided for place in standing.places.values()):
            return
        after = ps.rate(framework, better)
        fell = [
            id
            for id, one, other in [
                *((id, before[id].points, after[id].points) for id in before),
                (OVERALL, before.overall.points, after.overall.points),
            ]
            if one is not None and other is not None and other < one
        ]
        assert not fell or fell[0] in standing.falls

    @settings(max_examples=settings().max_examples // 4)
    @given(st.data())
    def test_words(self, data: st.DataObject) -> None:
        """Every proof is told as text, Markdown and plain data, with every flaw in each."""
        proof = ps.prove(data.draw(frameworks()), steps=STEPS)
        texts = proof_text(proof), proof_markdown(proof), str(proof_data(proof))

        assert all(flaw.path in text for text in texts for flaw in proof.flaws)
        assert proof.holds == (not proof.errors) == bool(proof)


def risen(framework: ps.Framework, evidence: ps.Evidence, chance: random.Random) -> ps.Evidence | None:
    """Return evidence in which one finding is better; None where none was found that can be."""
    asked = {question.id: question for needs in reading(framework).values() for question in needs.questions}
    for id in chance.sample(sorted(evidence.findings), len(evidence.findings)):
        question, given = asked[id], evidence.findings[id]
        value: Any = getattr(given, "given", given)
        names: tuple[Any, ...] = framework.scale.names
        all_of_it: dict[str, list[Any]] = {
            "cases": [*range(101)],
            "flag": [False, True],
            "rating": [*names],
            "score": sorted(question.values),
            "count": [*range(30)],
        }
        order = all_of_it[question.form][:: -1 if question.better == "lower" else 1]
        if question.better != "neither" and value in order and value != order[-1]:
            better = chance.choice(order[order.index(value) + 1 :])
            return attrs.evolve(evidence, findings={**evidence.findings, id: better})
    return None
