"""What a proof must not miss, nor claim: ratings that come and go, what is missing, what was only tried."""

from __future__ import annotations

from typing import Any

import pytest

import probation_standards as ps
from made_up import JUDGED, bands, count, flaws, least_first, made, score_standard
from probation_standards.documents import framework_from
from probation_standards.evidence import OVERALL
from probation_standards.proving.standing import Standing
from probation_standards.reports.proofs import proof_text
from probation_standards.unstructuring import framework_data

OF_C = {"kind": "rating-of", "of": "c"}


def figure(take: str = "total", *, of: tuple[str, ...] = (), missing: str = "not rated", **ends: int) -> dict[str, Any]:
    """Return a condition on a measure."""
    return {"kind": "figure", "measure": {"take": take, "missing": missing, **({"of": [*of]} if of else {})}, **ends}


def table(*rows: tuple[str | None, list[dict[str, Any]]], otherwise: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a decision table of ratings and conditions."""
    made = [{"when": when, **({"rating": rating} if rating else {})} for rating, when in rows]
    return {"kind": "decision-table", "rows": made, **({"otherwise": otherwise} if otherwise else {}), **more}


def asking(rule: dict[str, Any], *questions: dict[str, Any], id: str = "c") -> dict[str, Any]:
    """Return a standard with questions."""
    usual = {"text": "How is it?", "source": "s"}
    asked = [{**usual, **question} for question in questions]
    return {"id": id, "title": id, "domain": "d", "source": "s", "questions": asked, "rule": {**rule, "source": "s"}}


def flag(id: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "form": "flag", **more}


def score(id: str, *values: int, **more: Any) -> dict[str, Any]:
    return {"id": id, "form": "score", "values": [*values], **more}


def rerated(flaw: ps.Flaw, framework: ps.Framework) -> list[str]:
    """Return the overall ratings of the inspections that show a flaw."""
    return [str(ps.rate(framework, example.evidence).overall.rating) for example in flaw.examples]


class TestFallsPastWhatIsNotRated:
    def test_of_many_ratings(self) -> None:
        """A judgement that is much better is held against every worse one, also where those between are not rated."""
        framework = made(table(("Poor", [figure(at_least=6)]), (None, [figure(at_least=3)]), otherwise="Fair"), judged=("c",))
        document = framework_data(framework)
        document["scale"]["ratings"] = [{"name": name, "points": at} for at, name in enumerate(["Poor", *"BCDEF", "Fair"])]
        many = framework_from(document, "made.toml")
        (flaw,) = flaws(many, "falls")

        assert ["Fair", "Poor"] == rerated(flaw, many)

    def test_of_many_values(self) -> None:
        """So is a score of many values."""
        rule = table(("Poor", [figure(at_least=9)]), (None, [figure(at_least=3)]), otherwise="Good")
        framework = made(OF_C, standards=[score_standard("c", rule, *range(12))], judged=())

        assert "standards[0].rule" in [flaw.path for flaw in flaws(framework, "falls")]

    def test_of_percentages(self) -> None:
        """So are two percentages, however far apart."""
        rule = table(("Good", [figure("mean", less_than=20)]), (None, [figure("mean", less_than=60)]), otherwise="Poor")
        framework = made(OF_C, standards=[asking(rule, {"id": "q"}, {"id": "r"})], judged=())

        assert "standards[0].rule" in [flaw.path for flaw in flaws(framework, "falls")]

    def test_past_a_fall_that_is_meant(self) -> None:
        """Where a standard may fall by a better finding, and rises with one still better, the overall must not fall by that."""
        rule = {**least_first("Fair", *["Poor"] * 8, otherwise="Good"), "falls_because": "it is meant"}
        overall = table(
            ("Fair", [{"kind": "rating", "of": "c", "at_least": "Good"}]), ("Fair", [figure(at_most=0)]), otherwise="Good"
        )
        framework = made(overall, standards=[score_standard("c", rule, *range(10))], judged=())
        (fall,) = (flaw for flaw in flaws(framework, "falls") if flaw.path == OVERALL)

        assert ["Good", "Fair"] == rerated(fall, framework)

    def test_by_a_row_that_cannot_be_told(self) -> None:
        """A finding may leave a row open that reads what is missing: the standard is then not rated, and a mean may fall."""
        rule = table(("Good", [{"kind": "flag", "of": "f"}, {"kind": "flag", "of": "g"}]), otherwise="Fair")
        mean = {"kind": "banded", "measure": {"take": "mean", "missing": "leave out"}, "bands": "n"}
        standard = asking(rule, flag("f"), flag("g", optional=True))
        framework = made(mean, standards=[standard], judged=("a",), bands={"n": bands(0, "0.5", 2)})

        assert [OVERALL] == [flaw.path for flaw in flaws(framework, "falls")]


class TestOpenTables:
    def test_beside_what_is_missing(self) -> None:
        """Complete evidence that a table leaves open is found, though incomplete evidence is seen alike."""
        rows = [("Good", [figure(missing="leave out", at_least=8)]), ("Poor", [figure(missing="leave out", less_than=7)])]
        scores = [score(id, *values, optional=True) for id, values in (("q", (0, 1)), ("r", (5, 6)), ("t", (0, 7)))]
        framework = made(OF_C, standards=[asking(table(*rows), *scores)], judged=())
        (flaw,) = flaws(framework, "open-table")

        assert {"q": 1, "r": 6, "t": 0} == {
            id: getattr(one, "given", one) for id, one in flaw.examples[0].evidence.findings.items()
        }

    @pytest.mark.parametrize(
        "rule", [{"kind": "no-rating", "because": "it is a pilot"}, table((None, [figure(at_least=1)]), otherwise="Poor")]
    )
    def test_beside_what_is_not_rated(self, rule: dict[str, Any]) -> None:
        """A table that reads a standard without a rating, though all is there, is open all the same."""
        good = {**count("Good", at_least=1)}
        good["measure"]["missing"] = "leave out"
        framework = made(table(("Good", [good])), standards=[asking(rule, score("q", 0, 1))])

        assert OVERALL in [flaw.path for flaw in flaws(framework, "open-table")]

    def test_not_where_it_is_missing(self) -> None:
        """That nothing is decided of what is missing is no flaw."""
        rows = [("Good", [figure(missing="leave out", at_least=1)]), ("Poor", [figure(missing="leave out", less_than=1)])]
        standard = asking(table(*rows), score("q", 0, 1, optional=True))

        assert [] == flaws(made(OF_C, standards=[standard], judged=()), "open-table")


class TestWhatIsNotSure:
    def test_of_what_was_tried(self) -> None:
        """Of an overall that reads a standard of which not all was gone through nothing is claimed that was only tried."""
        shares = [{"id": id, "form": "count"} for id in ("n", "m")]
        rule = {"kind": "banded", "measure": {"take": "mean"}, "bands": "n"}
        framework = made(
            table(("Good", [{"kind": "rating", "of": "c", "at_least": "Good"}]), otherwise="Fair"),
            standards=[asking(rule, *shares)],
            judged=(),
            bands={"n": bands(0, 1, 400)},
        )
        proof = ps.prove(framework)
        claimed = [flaw for flaw in proof.flaws if flaw.path.startswith(OVERALL)]

        assert ["standards[0].rule", OVERALL] == [one.path for one in proof.undecided]
        assert [] == [str(flaw) for flaw in claimed if flaw.severity == "error" or "of what was tried" not in flaw.what]
        assert "Holds, where it was decided" in proof_text(proof)

    def test_of_whole_percentages(self) -> None:
        """What whole percentages never make of a standard is a warning of the overall that reads it, too."""
        rule = {"kind": "banded", "measure": {"take": "mean"}, "bands": "n"}
        framework = made(
            table(("Good", [{"kind": "rating", "of": "c", "at_least": "Fair", "at_most": "Fair"}]), otherwise="Fair"),
            standards=[asking(rule, {"id": "q"}, {"id": "r"})],
            judged=(),
            bands={"n": bands(0, "50.2", "50.4")},
        )
        proof = ps.prove(framework)
        (dead,) = (flaw for flaw in proof.flaws if flaw.kind == "dead-row")

        assert ("warning", True) == (dead.severity, dead.what.startswith("of whole percentages, "))
        assert ("of whole percentages",) == proof.only
        assert "Holds for all evidence, of whole percentages: " in proof_text(proof)

    def test_of_standards_that_have_their_findings(self) -> None:
        """Where the overall reads findings of standards, it is said that those of standards not rated are taken to be there."""
        framework = made(
            table(("Good", [figure(of=("q",), at_least=1)]), otherwise="Poor"), standards=[asking(JUDGED, score("q", 0, 1))]
        )

        assert ("where standards that are not rated have their findings all the same",) == ps.prove(framework).only

    def test_steps_of_each_rule(self) -> None:
        """A rule that takes all the steps there are leaves none of the others undecided."""
        ids = [f"i{number}" for number in range(20)]
        limits = [
            {"when": [{"kind": "flag", "of": id}, {"kind": "flag", "of": other}], "at_most": "Fair"}
            for id in ids
            for other in ids[:2]
        ]
        rule = {"kind": "limited", "rule": JUDGED, "limits": limits}
        framework = made({"kind": "rating-of", "of": "a"}, standards=[asking(rule, *map(flag, ids))], judged=("a",))

        assert ["standards[1].rule"] == [one.path for one in ps.prove(framework, steps=20_000).undecided]


class TestNotClaimed:
    def test_below_nothing(self) -> None:
        """A sum of counts that is held against a number below 0 is above it."""
        rule = table(("Good", [figure(at_least=-5)]), otherwise="Poor")
        framework = made(OF_C, standards=[asking(rule, {"id": "n", "form": "count"}, {"id": "m", "form": "count"})], judged=())

        assert {2} == Standing(framework).rated["c"].keys()

    def test_limits_in_any_order(self) -> None:
        """Of two limits of which one does what the other would, the weaker is idle wherever it stands; of two alike, one."""

        def idle(*ends: dict[str, str]) -> list[str]:
            limits = [{"when": [{"kind": "flag", "of": "f"}], **end} for end in ends]
            standard = asking({"kind": "limited", "rule": JUDGED, "limits": limits}, flag("f", better="lower"))
            found = flaws(made(OF_C, standards=[standard], judged=()), "idle-limit")
            return [flaw.path.rpartition(".")[2] for flaw in found]

        fair, poor, good = {"at_most": "Fair"}, {"at_most": "Poor"}, {"at_least": "Good"}
        assert [["limits[0]"], ["limits[1]"]] == [idle(fair, poor), idle(poor, fair)]
        assert [["limits[0]"], ["limits[1]"]] == [idle(good, poor), idle(poor, good)]
        assert ["limits[1]"] == idle(poor, poor)
        assert [] == idle(poor)

    def test_tables_by_maximum(self) -> None:
        """A band of the table of one maximum into which nothing falls, and a table that nothing comes to, are found."""
        tables = [{"maximum": 2, "bands": "n"}, {"maximum": 3, "bands": "n"}]
        standard = score_standard("c", least_first("Poor", otherwise="Good"), 0, 1)
        framework = made(
            {"kind": "total-points", "tables": tables}, standards=[standard], judged=(), bands={"n": bands(0, 1, 2)}
        )

        assert [("warning", "overall.tables[0].bands.bands[1]"), ("warning", "overall.tables[1]")] == [
            (flaw.severity, flaw.path) for flaw in flaws(framework, "empty-band")
        ]

    def test_no_table_by_departing(self) -> None:
        """That a maximum has no table is not shown by inspectors who depart from the rule, and are rated."""
        total = {"kind": "total-points", "tables": [{"maximum": 2, "bands": "n"}]}
        framework = made({"kind": "may-depart", "rule": total}, bands={"n": bands(0, 1, 2)})
        found = flaws(framework, "no-table")

        assert [["None"]] == [rerated(flaw, framework) for flaw in found]
        assert all("this rule gives no rating" in flaw.what for flaw in found)

    def test_counted_for_being_there(self) -> None:
        """Of what is counted for being there at all it is noted that nothing else of it matters; that is no warning."""
        one_of_two = figure("count", of=("q", "r"), missing="leave out", less_than=2)
        standard = asking(table(("Poor", [one_of_two]), otherwise="Good"), flag("q"), flag("r", optional=True))
        found = flaws(made(OF_C, standards=[standard], judged=()), "unread")

        assert [("warning", "standards[0].questions[0]"), ("note", "standards[0].questions[1]")] == [
            (flaw.severity, flaw.path) for flaw in found
        ]


class TestRefused:
    def test_judgements_that_exclude_each_other(self) -> None:
        """A judgement that two parts of a rule leave no rating for is refused when the framework is made."""
        rules = [{**JUDGED, "at_least": "Good"}, {**JUDGED, "at_most": "Fair"}]
        with pytest.raises(ps.DocumentError) as raised:
            made({"kind": "one-of", "take": "worst", "rules": rules})

        assert [("overall.rules[0].at_least", "Good")] == [(one.path, one.value) for one in raised.value.problems]

    def test_rules_alone(self) -> None:
        """The worst of rules alone reads what those read, and nothing else."""
        rule = {"kind": "one-of", "take": "worst", "rules": [{"kind": "rating-of", "of": "q"}]}
        standard = asking(rule, {"id": "q", "form": "rating"}, flag("spare"))
        framework = made(OF_C, standards=[standard], judged=())

        assert "Fair" == str(ps.rate(framework, ps.Evidence(findings={"q": "Fair"}))["c"].rating)
        assert ["standards[0].questions[1]"] == [flaw.path for flaw in flaws(framework, "unread")]


class TestSharedBands:
    """Bands that several rules have in common."""

    def of(self, first: tuple[int, ...], second: tuple[int, ...]) -> ps.Framework:
        """Return a framework of two standards with the same bands, whose questions have these scores."""
        rule = {"kind": "banded", "bands": "score", "measure": {"take": "total"}}
        standards = [
            asking(rule, {"id": f"{id}.1", "form": "score", "values": [*values]}, id=id)
            for id, values in (("A", first), ("B", second))
        ]
        return made({"kind": "one-of", "take": "worst"}, judged=(), standards=standards, bands={"score": bands(0, 1, 3)})

    def test_reached_by_others(self) -> None:
        """A band that one rule never gives and another does is no error, since it stands there for the other."""
        [flaw] = flaws(self.of((0, 3), (0, 1, 3)), "empty-band")

        assert ("warning", "standards[0].rule.bands.bands[1]") == (flaw.severity, flaw.path)
        assert "no evidence falls in this band for A, as it does for others with the same bands" == flaw.what

    def test_reached_by_none(self) -> None:
        """One that none of them gives is an error in each."""
        assert ["error", "error"] == [flaw.severity for flaw in flaws(self.of((0, 3), (0, 4)), "empty-band")]

    def test_reached_by_all(self) -> None:
        """One that each of them gives is none."""
        assert [] == flaws(self.of((0, 1, 3), (0, 1, 2, 3)), "empty-band")
