"""A league table: places that hold whatever was not published, ties, and places in other samples as brute force finds them."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from math import comb, prod
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import probation_standards as ps
from made_up import bands, cases_standard, count, made
from probation_standards.analysis import League, league
from probation_standards.analysis.places import how_many, quantile
from probation_standards.documents import framework_from
from probation_standards.evidence import OVERALL
from probation_standards.unstructuring import framework_data

RATINGS = ("Inadequate", "Requires improvement", "Good", "Outstanding")


def published(service: str, overall: str | None, score: int | None = None, **more: Any) -> ps.Inspection:
    maximum = None if score is None else more.pop("maximum", 36)
    of = ps.PublishedRatings(overall=overall, score=score, maximum=maximum, ratings=more.pop("ratings", {}))
    return ps.Inspection(service=service, framework=more.pop("framework", "youth-2021"), published=of, **more)


def places(found: League) -> dict[str, str]:
    return {one.service: one.place for one in found.standings}


@pytest.fixture(scope="session")
def youth(catalogue: ps.Catalogue) -> ps.Framework:
    return catalogue["youth-2021"]


class TestPlaces:
    def test_published(self, catalogue: ps.Catalogue, youth: ps.Framework) -> None:
        """The published youth inspections of 2021: none stands certainly before those of 34 points, and one may."""
        each = [one for record in catalogue.published() for one in record.inspections.values() if one.framework == youth.id]
        found = league(youth, each)
        rows = {one.service: one for one in found.standings}

        assert "1= to 2=" == rows["Carmarthenshire"].place == rows["Islington"].place
        assert (34, 36, ("Islington",)) == (
            rows["Carmarthenshire"].score,
            rows["Carmarthenshire"].maximum,
            rows["Carmarthenshire"].level,
        )
        assert ("1 to 6", "31 to 36") == (rows["West Berkshire"].place, rows["West Berkshire"].scores)
        assert {"Bridgend", "West Sussex"} == {service for service, _ in found.left_out}
        assert ("Good", 26) == (rows["West Sussex"].overall, rows["West Sussex"].score)
        assert 82 == len(rows)

    @given(st.lists(st.integers(0, 36), min_size=1, max_size=8))
    def test_scores(self, youth: ps.Framework, scores: list[int]) -> None:
        """Where all scores are known, a place is one more than the services with more points, and equals share it."""
        table = next(one for one in youth.tables if one.id == "score-36")
        several = [
            published(f"S{at}", next(band.rating.name for band in reversed(table.bands) if score >= band.starts), score)
            for at, score in enumerate(scores)
        ]
        found = {one.service: one for one in league(youth, several).standings}
        for at, score in enumerate(scores):
            row = found[f"S{at}"]
            assert row.first == row.last == 1 + sum(other > score for other in scores)
            assert len(row.level) == scores.count(score) - 1
            assert row.place.endswith("=") == bool(row.level)

    @given(st.lists(st.tuples(st.integers(0, 36), st.booleans()), min_size=1, max_size=6))
    def test_unknown_scores(self, youth: ps.Framework, services: list[tuple[int, bool]]) -> None:
        """Where scores are not published, the true places lie within those that are given."""
        table = next(one for one in youth.tables if one.id == "score-36")
        several = [
            published(
                f"S{at}",
                next(band.rating.name for band in reversed(table.bands) if score >= band.starts),
                score if is_known else None,
            )
            for at, (score, is_known) in enumerate(services)
        ]
        for row in league(youth, several).standings:
            score = services[int(row.service[1:])][0]
            assert row.first <= 1 + sum(other > score for other, _ in services) <= row.last

    def test_rating_first(self, catalogue: ps.Catalogue) -> None:
        """A better rating stands higher whatever the scores; within one the share of the maximum counts."""
        several = [
            published("Eight", "Inadequate", 1, maximum=24),
            published("Twelve", "Inadequate", 3),
            published("Better", "Requires improvement"),
        ]
        found = league(catalogue["youth-2021"], several)

        assert {"Better": "1", "Twelve": "2", "Eight": "3"} == places(found)

    def test_no_points(self, catalogue: ps.Catalogue) -> None:
        """Where no points are added up, services of one rating are level."""
        pdu = catalogue["pdu-2023"]
        judged = attrs.evolve(pdu, overall=ps.InspectorJudgement(source=pdu.source))
        several = [published(name, "Good", framework="pdu-2023") for name in ("A", "B")]
        several.append(published("C", "Inadequate", framework="pdu-2023"))

        assert {"A": "1=", "B": "1=", "C": "3"} == places(league(judged, several))

    def test_without_a_score(self) -> None:
        """Where the overall has no score, services of one rating are level, however much of them is known, or contradicts."""
        mean = {"kind": "banded", "measure": {"take": "mean"}, "bands": "score"}
        worst = {"kind": "one-of", "take": "worst", "of": ["a", "b"]}
        for overall in (mean, worst):
            data = {**framework_data(TWO), "overall": {"source": "s", **overall}}
            if overall is worst:
                data["bands"] = {name: table for name, table in data["bands"].items() if name != "score"}
            framework = attrs.evolve(framework_from(data), id=TWO.id)
            good = [counted(name, ps.Tally(4, 4), ps.Tally(4, 4)) for name in "AB"]
            name = str(ps.rate(framework, good[0].evidence).overall.rating)
            wrong = attrs.evolve(counted("D", ps.Tally(0, 4), ps.Tally(0, 4)), published=ps.PublishedRatings(overall=name))
            found = league(framework, [*good, published("C", name, framework=TWO.id), wrong])

            assert dict.fromkeys("ABCD", "1=") == places(found)

    def test_contradicted(self, youth: ps.Framework) -> None:
        """A score that can't be right leaves the place open within the rating, which stands."""
        found = league(youth, [published("Wrong", "Good", 34), published("Right", "Good", 25), published("Low", "Inadequate")])

        assert {"Wrong": "1 to 2", "Right": "1 to 2", "Low": "3"} == places(found)
        assert ["Wrong: what was published can't all be right by the rules: 34"] == [note[:61] for note in found.notes]
        assert "contradictory" == next(one for one in found.standings if one.service == "Wrong").scores

    def test_capped(self) -> None:
        """Where a limit caps the overall, places are by the score all the same, with and without other samples."""
        capped = attrs.evolve(
            TWO,
            overall=framework_from(
                {**framework_data(TWO), "overall": {"kind": "limited", "source": "s", "limits": CAP, "rule": total_points()}}
            ).overall,
        )
        tens = [(ps.Tally(10, 10), ps.Tally(6, 10)), (ps.Tally(6, 10), ps.Tally(6, 10)), (ps.Tally(10, 10), ps.Tally(4, 10))]
        several = [counted(name, *of) for name, of in zip("ABC", tens, strict=True)]
        several.append(attrs.evolve(published("D", "Fair", framework=TWO.id)))
        found = {one.service: one for one in league(capped, several, caseloads=dict.fromkeys("ABC", 10)).standings}

        assert [("3", 4), ("2", 4), ("2", 4)] == [(found[name].scores, found[name].maximum) for name in "ABC"]
        assert [(1, 2), (2, 3), (2, 3), (1, 4)] == [(found[name].first, found[name].last) for name in "ABCD"]
        assert [(one.first, one.last) for one in found.values()] == [one.in_other_samples for one in found.values()]

    def test_score_alone(self, youth: ps.Framework) -> None:
        """Where a score was published without its maximum, it is said that all standards are taken to have been rated."""
        of = ps.PublishedRatings(overall="Good", score=20)
        found = league(youth, [ps.Inspection(service="A", framework=youth.id, published=of)])

        assert any("where no maximum was published, all standards were rated" in one for one in found.assumptions)
        assert () == league(youth, [published("A", "Good", 20)]).assumptions


class TestWhoIsIn:
    def test_last_inspection(self, youth: ps.Framework) -> None:
        """Of a service inspected several times the last inspection counts, whatever the order."""
        early, late = (
            published("A", name, publication_date=day) for name, day in (("Good", "2022"), ("Inadequate", "2023-05"))
        )
        for both in ([early, late], [late, early]):
            found = league(youth, both)
            assert ["Inadequate"] == [one.overall for one in found.standings]
            assert (("A", "its inspection of 2022, not its last"),) == found.left_out
        unclear = league(youth, [late, published("A", "Good", publication_date="2023")])
        assert "which was last can't be told" in unclear.left_out[0][1]

    @given(st.permutations(["2023-06", "2023", "2023-03", "2022"]))
    def test_no_later_one(self, youth: ps.Framework, days: list[str]) -> None:
        """The inspection that counts is before no other; that another may have been later is said."""
        given_days = [published("A", "Good", publication_date=day) for day in days]
        [row], left_out = (found := league(youth, given_days)).standings, found.left_out

        assert str(row.date) in {"2023-06", "2023"}
        assert 3 == len(left_out)
        assert 1 == sum("which was last can't be told" in why for _, why in left_out)

    def test_later_one_unknown(self, youth: ps.Framework) -> None:
        """Of a later inspection without an overall rating an earlier one stands in the table, and that is said."""
        early, late = published("A", "Good", publication_date="2022"), published("a", None, publication_date="2024")
        found = league(youth, [early, late])

        assert [("A", "Good")] == [(one.service, one.overall) for one in found.standings]
        assert (("a", "the overall rating of its inspection of 2024 is not known"),) == found.left_out

    def test_published_before_fieldwork(self, youth: ps.Framework) -> None:
        """Dates of one inspection that contradict each other do not put it before itself."""
        odd = published("A", "Good", fieldwork_start="2023-01-20", publication_date="2022-06")
        early = published("A", "Inadequate", publication_date="2021-12-31")
        for both in ([odd, early], [early, odd]):
            assert ["Good"] == [one.overall for one in league(youth, both).standings]

    def test_names(self) -> None:
        """A service is the same whatever its capitals, also where its numbers are given."""
        one = counted("Unit A", ps.Tally(2, 4), ps.Tally(2, 4))
        [row] = league(TWO, [one], caseloads={"unit a": 4}).standings

        assert (row.sampled, row.in_other_samples) == (True, (1, 1))
        with pytest.raises(ps.AnalysisError, match="caseloads: expected the size"):
            league(TWO, [one], caseloads=100)  # type: ignore[arg-type]  # that is the point

    def test_not_known(self, youth: ps.Framework) -> None:
        """A service without an overall rating is left out, with why."""
        none = ps.Evidence(not_rated={OVERALL: "a pilot"})
        several = [published("A", None), ps.Inspection(service="B", framework=youth.id, evidence=none)]

        assert {"A": "the overall rating is not known", "B": "the overall rating is not rated: a pilot"} == dict(
            league(youth, several).left_out
        )

    def test_refused(self, youth: ps.Framework, pdu: ps.Framework) -> None:
        """Another framework, a name of no service, a confidence that is none: all are refused, each with its path."""
        with pytest.raises(ps.AnalysisError) as caught:
            league(pdu, [published("A", "Good")], cases={"B": 62}, caseloads={"C": 5}, confidence=1)

        assert ["A", "cases.B", "caseloads.C", "confidence"] == [problem.path for problem in caught.value.problems]
        wrong = [published("A", "Goood"), published("B", "Bad")]
        with pytest.raises(ps.EvidenceError) as refused:
            league(youth, wrong)
        assert ["A.published.overall", "B.published.overall"] == [problem.path for problem in refused.value.problems]


TWO = made(
    {"kind": "total-points", "tables": [{"maximum": 4, "bands": "score"}]},
    judged=(),
    bands={"score": bands(0, 2, 4), "cases": bands(0, 50, 80, unit="per cent")},
    standards=[cases_standard("a"), cases_standard("b")],
)
"""Two standards of one question each, whose points are added up."""

CAP = [{"at_most": "Fair", "when": [count("Poor", at_least=1)]}]


def total_points() -> dict[str, Any]:
    return {"kind": "total-points", "tables": [{"maximum": 4, "bands": "score"}]}


FEW = st.integers(1, 4).flatmap(lambda relevant: st.builds(ps.Tally, st.integers(0, relevant), st.just(relevant)))


def counted(service: str, *tallies: ps.Tally) -> ps.Inspection:
    evidence = ps.Evidence(findings=dict(zip(("a.1", "b.1"), tallies, strict=True)))
    return ps.Inspection(service=service, framework=TWO.id, evidence=evidence)


def heights(tallies: tuple[ps.Tally, ...]) -> dict[tuple[int, int], float]:
    """Return how likely each rating and score is in another sample, going through every one."""
    found: dict[tuple[int, int], float] = defaultdict(float)
    for drawn in product(*(range(one.relevant + 1) for one in tallies)):
        chance = prod(
            comb(one.relevant, k)
            * (one.sufficient / one.relevant) ** k
            * (1 - one.sufficient / one.relevant) ** (one.relevant - k)
            for one, k in zip(tallies, drawn, strict=True)
        )
        samples = [ps.Tally(k, one.relevant) for one, k in zip(tallies, drawn, strict=True)]
        rated = ps.rate(TWO, ps.Evidence(findings=dict(zip(("a.1", "b.1"), samples, strict=True))))
        assert rated.overall.rating is not None
        assert rated.score is not None
        found[rated.overall.rating.points, rated.score] += chance
    return found


class TestOtherSamples:
    @settings(max_examples=40)
    @given(st.lists(st.tuples(FEW, FEW), min_size=1, max_size=3), st.sampled_from([0.5, 0.8, 0.95]))
    def test_brute_force(self, services: list[tuple[ps.Tally, ps.Tally]], confidence: float) -> None:
        """The places in other samples are those that going through all samples of all services finds."""
        found = league(TWO, [counted(str(at), *of) for at, of in enumerate(services)], confidence=confidence)
        each = [[*heights(of).items()] for of in services]
        chances: list[dict[int, float]] = [defaultdict(float) for _ in services]
        for together in product(*each):
            for at, (height, _) in enumerate(together):
                place = 1 + sum(other > height for other, _ in together)
                chances[at][place] += prod(chance for _, chance in together)
        for row in found.standings:
            first, last = row.in_other_samples or (0, 0)
            of = chances[int(row.service)]
            tail = (1 - confidence) / 2
            assert sum(chance for place, chance in of.items() if place < first) < tail + 1e-9
            assert sum(chance for place, chance in of.items() if place <= first) >= tail - 1e-9
            assert sum(chance for place, chance in of.items() if place < last) < 1 - tail + 1e-9
            assert sum(chance for place, chance in of.items() if place <= last) >= 1 - tail - 1e-9

    def test_partly_sampled(self, root: Path, catalogue: ps.Catalogue, pdu: ps.Framework) -> None:
        """A service whose cases are not known in numbers stays where it is, and the others may pass it."""
        files = ("derbyshire-2025", "derby-city-2025", "exampleshire-north-2025")
        several = [ps.read_inspection(root / f"examples/{name}.toml", catalogue) for name in files]
        found = league(pdu, several, cases={"Derbyshire PDU": 62})
        rows = {one.service: one for one in found.standings}

        assert {"Derbyshire PDU": True, "Derby City PDU": False, "Exampleshire North PDU": True} == {
            service: row.sampled for service, row in rows.items()
        }
        assert ((3, 3), (1, 2)) == (rows["Derbyshire PDU"].in_other_samples, rows["Exampleshire North PDU"].in_other_samples)
        assert any("stays where it is" in assumption for assumption in found.assumptions)
        plain = league(pdu, several[:2])
        assert {None} == {one.in_other_samples for one in plain.standings}

    def test_notes(self, root: Path, catalogue: ps.Catalogue, pdu: ps.Framework) -> None:
        """That a published rating contradicts its evidence is noted, and so is a caseload that is of no use."""
        one = ps.read_inspection(root / "examples/derbyshire-2025.toml", catalogue)
        wrong = attrs.evolve(one, published=ps.PublishedRatings(overall="Outstanding"))
        found = league(pdu, [wrong, published("B", "Good", framework="pdu-2023")], caseloads={"B": 5})

        assert {"Derbyshire PDU": "1", "B": "2"} == places(found)
        assert "caseloads are of no use without cases in numbers: B" == found.notes[0]
        assert found.notes[1].startswith("Derbyshire PDU: what was published can't all be right")

    def test_caseload(self, root: Path, catalogue: ps.Catalogue, pdu: ps.Framework) -> None:
        """Where all cases of a service were inspected, no other sample can be drawn of it."""
        one = ps.read_inspection(root / "examples/exampleshire-north-2025.toml", catalogue)
        other = attrs.evolve(one, service="Other")
        found = league(pdu, [one, other], caseloads={one.service: 45, "Other": 45})

        assert {(1, 1)} == {row.in_other_samples for row in found.standings}
        with pytest.raises(ps.AnalysisError, match="expected at least the 45 cases"):
            league(pdu, [one], caseloads={one.service: 44})

    @given(st.lists(st.floats(0, 1), max_size=6))
    def test_how_many(self, chances: list[float]) -> None:
        """How many of some independent things are so is as likely as going through all of them finds."""
        found = how_many(chances)
        expected = [0.0] * (len(chances) + 1)
        for together in product((0, 1), repeat=len(chances)):
            expected[sum(together)] += prod(c if so else 1 - c for so, c in zip(together, chances, strict=True))

        assert expected == pytest.approx(found, abs=1e-9)
        assert 0 == quantile([1.0], 0.025)
