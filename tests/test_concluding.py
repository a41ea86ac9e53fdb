"""Overall rules, read for what was published: what is concluded, why, and what is missing or would have to change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards import Possible, Verdict
from probation_standards.deciders import Decide, decide_by
from probation_standards.decisions import Decision, NotRated
from probation_standards.items import Place
from probation_standards.measuring import Inspected
from probation_standards.published.concluding import Conclude, overall_conclusion
from probation_standards.published.points import PointsConclusions, per_cent
from probation_standards.published.verdicts import Said
from probation_standards.rules import Reads
from strategies import SOURCE

AGREES, CONTRADICTS, CANNOT_TELL = Verdict.AGREES, Verdict.CONTRADICTS, Verdict.CANNOT_TELL


@pytest.fixture(scope="session")
def youth(catalogue: ps.Catalogue) -> Conclude:
    """What concludes under the framework of 2021 for youth justice."""
    framework = catalogue["youth-2021"]
    return overall_conclusion(framework.overall, framework)


def said(
    overall: str | None = None,
    score: int | None = None,
    maximum: int | None = None,
    percentage: str | None = None,
    *,
    ratings: dict[str, str] | None = None,
    not_rated: Iterable[str] = (),
) -> Said:
    """What was published of one inspection."""
    published = ps.PublishedRatings(overall=overall, score=score, maximum=maximum, percentage=percentage)
    states = {id: (name,) for id, name in (ratings or {}).items()}
    return Said(published, {**states, **dict.fromkeys(not_rated, ())})


def changes(conclusion: ps.Conclusion) -> dict[str, str]:
    """What would reconcile a contradiction, for people."""
    return {one.what: one.text for one in conclusion.reconciled_by}


def needed(conclusion: ps.Conclusion) -> dict[str, str]:
    """What the missing values would have to be, for people."""
    return {one.what: one.text for one in conclusion.needed}


class TestPoints:
    def test_agrees(self, youth: Conclude) -> None:
        """What agrees says the rating that the rules give and the score that gives it."""
        conclusion = youth(said("Good", 26, 36))

        assert (AGREES, "Good", "26 of 36 points is Good") == (conclusion.verdict, conclusion.decided, conclusion.because)
        assert ((), (), ()) == (conclusion.reconciled_by, conclusion.missing, conclusion.needed)

    def test_how_sure(self, catalogue: ps.Catalogue, youth: Conclude) -> None:
        """A conclusion says what it rests on: the bands of youth justice are inferred, and so are conclusions from them."""
        rule = catalogue["youth-2021"].overall
        assert isinstance(rule, ps.TotalPoints)
        conclusion = youth(said("Good", 26, 36))

        assert {rule.source, *(table.bands.source for table in rule.tables)} <= {*conclusion.rests_on}
        assert ps.Confidence.INFERRED is conclusion.confidence
        assert ps.Conclusion(CANNOT_TELL).confidence is None

    def test_agrees_by_percentage(self, youth: Conclude) -> None:
        """Where the score was published as a percentage alone, it says which score that is."""
        assert "26 of 36 points is Good; 72.22 per cent is 26 of 36" == youth(said("Good", None, 36, "72.22")).because

    def test_agrees_whatever_is_missing(self, youth: Conclude) -> None:
        """Where what is missing changes nothing, it says so."""
        ids = [f"{domain}.{number}" for domain in (1, 2, 3) for number in (1, 2, 3, 4)]
        conclusion = youth(said("Inadequate", ratings=dict.fromkeys(ids[1:], "Inadequate")))

        assert (AGREES, ()) == (conclusion.verdict, conclusion.missing)
        assert "0 to 3 of 36 points is Inadequate, whatever the missing standards were" == conclusion.because

    def test_contradicts(self, youth: Conclude) -> None:
        """What contradicts says what the rules give, why, and each single value that would reconcile it."""
        conclusion = youth(said("Requires improvement", 26, 36))

        assert (CONTRADICTS, "26 of 36 points is Good") == (conclusion.verdict, conclusion.because)
        expected = (Possible("overall", ("Good",)), Possible("score", tuple(range(7, 19)), "7 to 18"))
        assert expected == conclusion.reconciled_by

    def test_contradicts_by_a_standard(self, youth: Conclude) -> None:
        """A standard is named where another rating of it, alone, would reconcile all."""
        ids = [f"{domain}.{number}" for domain in (1, 2, 3) for number in (1, 2, 3, 4)]
        ratings = {**dict.fromkeys(ids, "Good"), "1.1": "Outstanding"}

        conclusion = youth(said("Good", 24, 36, ratings=ratings))

        expected = {"score": "25", "1.1": "Good", **dict.fromkeys(ids[1:], "Requires improvement")}
        assert expected == changes(conclusion)
        assert "the standards give 25 of 36 points" == conclusion.because

    def test_nothing_reconciles(self, youth: Conclude) -> None:
        """Two things that are wrong are reconciled by no single one."""
        conclusion = youth(said("Inadequate", 26, 36, "50"))

        assert (CONTRADICTS, ()) == (conclusion.verdict, conclusion.reconciled_by)

    def test_maximum_would_reconcile(self, youth: Conclude) -> None:
        """6 of 36 is Inadequate; with a maximum of 24 it would be Requires improvement."""
        conclusion = youth(said("Requires improvement", 6, 36))

        assert Possible("maximum", (24,)) in conclusion.reconciled_by
        assert Possible("overall", ("Inadequate",)) in conclusion.reconciled_by

    def test_maximum_that_standards_rule_out(self, youth: Conclude) -> None:
        """A maximum smaller than the standards that are known make is one that they contradict."""
        ids = [f"{domain}.{number}" for domain in (1, 2, 3) for number in (1, 2, 3, 4)]
        conclusion = youth(said("Good", None, 24, ratings=dict.fromkeys(ids, "Good")))

        assert CONTRADICTS is conclusion.verdict
        assert "the standards that were rated make a maximum of 36" == conclusion.because
        assert (Possible("maximum", (36,)),) == conclusion.reconciled_by

    def test_percentage_that_is_not_the_score(self, youth: Conclude) -> None:
        """Score and percentage that are not the same are said both."""
        conclusion = youth(said("Good", 26, 36, "75"))

        assert "26 of 36 is 72.22 per cent" == conclusion.because
        assert {"score": "27", "percentage": "72.22 (26 of 36)"} == changes(conclusion)

    def test_overall_alone(self, youth: Conclude) -> None:
        """Of the overall alone nothing can be told; it says so, what is missing, and what the score would have to be."""
        conclusion = youth(said("Good"))

        assert (CANNOT_TELL, "the overall rating alone was published") == (conclusion.verdict, conclusion.because)
        assert "score" == conclusion.missing[0]
        assert {"score": "19 to 30 of 36"} == needed(conclusion)

    def test_nothing(self, youth: Conclude) -> None:
        """Of nothing nothing can be told."""
        conclusion = youth(said())

        assert (CANNOT_TELL, "no rating was published") == (conclusion.verdict, conclusion.because)
        assert ("overall", "score") == conclusion.missing[:2]

    def test_without_overall(self, youth: Conclude) -> None:
        """Score and percentage agree with each other where the overall was not published; it would have to be Good."""
        conclusion = youth(said(None, 26, 36, "72.22"))

        assert AGREES is conclusion.verdict
        assert (Possible("overall", ("Good",)),) == conclusion.needed
        assert "no overall rating was published" in conclusion.because

    def test_all_standards_alone(self, youth: Conclude) -> None:
        """All standards and nothing else: the overall can't be held against them, and what it would have to be is said."""
        ids = [f"{domain}.{number}" for domain in (1, 2, 3) for number in (1, 2, 3, 4)]
        conclusion = youth(said(ratings=dict.fromkeys(ids, "Good")))

        assert (CANNOT_TELL, ("overall", "score")) == (conclusion.verdict, conclusion.missing)
        assert (Possible("overall", ("Good",)),) == conclusion.needed

    def test_without_bands(self, youth: Conclude) -> None:
        """A maximum without bands can't be told, however much is known."""
        conclusion = youth(said("Good", 26, 33))

        assert CANNOT_TELL is conclusion.verdict
        assert "the framework has no bands for a maximum of 33" == conclusion.because
        assert ("bands for a maximum of 33",) == conclusion.missing

    @given(
        score=st.none() | st.integers(0, 36),
        overall=st.none() | st.sampled_from(["Inadequate", "Requires improvement", "Good", "Outstanding"]),
        maximum=st.none() | st.sampled_from([24, 33, 36]),
    )
    def test_kept(
        self, catalogue: ps.Catalogue, youth: Conclude, score: int | None, overall: str | None, maximum: int | None
    ) -> None:
        """What was concluded once is kept, and is what would be concluded anew."""
        framework = catalogue["youth-2021"]
        one = said(overall, score, maximum)

        assert youth(one) is youth(one)
        assert overall_conclusion(framework.overall, framework)(one) == youth(one)
        assert isinstance(youth, PointsConclusions)


class TestNoRating:
    @pytest.fixture
    def conclude(self, catalogue: ps.Catalogue) -> Conclude:
        """What concludes where nothing is rated."""
        framework = catalogue["public-protection-2025"]
        return overall_conclusion(framework.overall, framework)

    def test_not_rated(self, conclude: Conclude) -> None:
        """That it was not rated is what the rules give, for the reason that the framework has."""
        one = attrs.evolve(said(), overall_not_rated=True)

        assert (AGREES, "Not rated") == (conclude(one).verdict, conclude(one).decided)
        assert conclude(one).because

    def test_rated(self, conclude: Conclude) -> None:
        """Any rating contradicts."""
        conclusion = conclude(said("Good"))

        assert (CONTRADICTS, (Possible("overall", ("Not rated",)),)) == (conclusion.verdict, conclusion.reconciled_by)

    @pytest.mark.parametrize("one", [said(None, 3), said(None, None, 12), said(None, None, None, "50")], ids=repr)
    def test_score(self, conclude: Conclude, one: Said) -> None:
        """So does a score, a maximum or a percentage, and no single value reconciles that."""
        for conclusion in (conclude(one), conclude(attrs.evolve(one, overall_not_rated=True))):
            assert (CONTRADICTS, ()) == (conclusion.verdict, conclusion.reconciled_by)

    def test_nothing_said(self, conclude: Conclude) -> None:
        """Where nothing was said, nothing can be told."""
        assert CANNOT_TELL is conclude(said()).verdict


@attrs.frozen(kw_only=True)
class Worst:
    """An overall rule of somebody else's: the worst rating among the standards."""

    kind: ClassVar[str] = "worst"
    reads: ClassVar[Reads] = Reads.RATINGS

    source: ps.Source = SOURCE


@decide_by.register
def _worst(rule: Worst, place: Place) -> Decide:  # noqa: ARG001  # as it is called
    def decide(inspected: Inspected) -> Decision:
        ratings = [decision.rating for decision in inspected.decisions.values() if decision.rating is not None]
        worst = min(ratings, key=lambda rating: rating.points, default=None)
        return Decision(worst, NotRated("the worst of all"))

    return decide


class TestRulesOfOthers:
    """A rule that says nothing of what is possible is asked for its decisions, for all that what is not known could be."""

    @pytest.fixture
    def framework(self, pdu: ps.Framework) -> ps.Framework:
        """Three standards, rated as the worst of them."""
        return attrs.evolve(pdu, standards=pdu.standards[:3], overall=Worst())

    @pytest.mark.parametrize(("overall", "expected"), [("Inadequate", AGREES), ("Good", CONTRADICTS)])
    def test_all_known(self, framework: ps.Framework, overall: str, expected: Verdict) -> None:
        """With all standards known, its decision is held against the overall rating that was published."""
        ratings = {"P 1.1": "Good", "P 1.2": "Inadequate", "P 1.3": "Outstanding"}

        conclusion = overall_conclusion(framework.overall, framework)(said(overall, ratings=ratings))

        assert (expected, "Inadequate") == (conclusion.verdict, conclusion.decided)
        assert ((Possible("overall", ("Inadequate",)),) if expected is CONTRADICTS else ()) == conclusion.reconciled_by

    def test_one_not_rated(self, framework: ps.Framework) -> None:
        """A standard that was not rated is known as well: it has no rating."""
        one = said("Good", ratings={"P 1.1": "Good", "P 1.3": "Outstanding"}, not_rated=["P 1.2"])

        assert AGREES is overall_conclusion(framework.overall, framework)(one).verdict

    def test_one_missing(self, framework: ps.Framework) -> None:
        """With one missing it can be told where that makes no difference; else what it would have to be is said."""
        conclude = overall_conclusion(framework.overall, framework)
        worst = conclude(said("Good", ratings={"P 1.1": "Good", "P 1.3": "Inadequate"}))
        depends = conclude(said("Good", ratings={"P 1.1": "Good", "P 1.3": "Outstanding"}))

        assert (CONTRADICTS, "Inadequate") == (worst.verdict, worst.decided)
        assert {"overall": "Inadequate"} == changes(worst)
        assert (CANNOT_TELL, ("P 1.2",)) == (depends.verdict, depends.missing)
        assert {"P 1.2": "Good or Outstanding"} == needed(depends)
        assert ("Inadequate or Requires improvement or Good", "it depends on P 1.2") == (depends.decided, depends.because)

    def test_one_known_in_part(self, framework: ps.Framework) -> None:
        """A standard of which more than one rating is possible is missing as well, where it makes a difference which it was."""
        conclude = overall_conclusion(framework.overall, framework)
        one = said("Good", ratings={"P 1.1": "Good", "P 1.3": "Good"})
        either = attrs.evolve(one, ratings={**one.ratings, "P 1.2": ("Good", "Outstanding")})
        lower = attrs.evolve(one, ratings={**one.ratings, "P 1.2": ("Inadequate", "Outstanding")})

        assert (AGREES, ()) == (conclude(either).verdict, conclude(either).missing)
        assert (CANNOT_TELL, ("P 1.2",)) == (conclude(lower).verdict, conclude(lower).missing)

    def test_too_many_missing(self, pdu: ps.Framework) -> None:
        """Where what is missing could be too much to be gone through, nothing is concluded."""
        many = attrs.evolve(pdu, overall=Worst())
        conclusion = overall_conclusion(many.overall, many)(said("Good"))

        assert (CANNOT_TELL, 7) == (conclusion.verdict, len(conclusion.missing))
        assert conclusion.because == f"not published: {', '.join(standard.id for standard in many.standards)}"

    def test_overall_missing(self, framework: ps.Framework) -> None:
        """Nor without an overall rating to hold it against: what that would have to be is said."""
        ratings = dict.fromkeys(("P 1.1", "P 1.2", "P 1.3"), "Good")
        conclusion = overall_conclusion(framework.overall, framework)(said(ratings=ratings))

        assert (CANNOT_TELL, ("overall",)) == (conclusion.verdict, conclusion.missing)
        assert {"overall": "Good"} == needed(conclusion)

    def test_not_rated_as_a_whole(self, framework: ps.Framework) -> None:
        """Of a whole that is recorded as not rated nothing can be told, unless a rating was published besides."""
        ratings = dict.fromkeys(("P 1.1", "P 1.2", "P 1.3"), "Good")
        one = attrs.evolve(said(ratings=ratings), overall_not_rated=True)

        conclude = overall_conclusion(framework.overall, framework)
        assert CANNOT_TELL is conclude(one).verdict
        assert CONTRADICTS is conclude(attrs.evolve(one, published=ps.PublishedRatings(overall="Good"))).verdict

    def test_by_audit(self, framework: ps.Framework) -> None:
        """An audit reads such a framework as any other."""
        published = ps.PublishedRatings(overall="Good", ratings=dict.fromkeys(("P 1.1", "P 1.2", "P 1.3"), "Good"))
        inspection = ps.Inspection(service="A", framework=framework.id, published=published)

        assert AGREES is ps.audit([inspection], {framework.id: framework}).rows[0].verdict


class TestPerCent:
    @pytest.mark.parametrize(
        ("score", "maximum", "expected"),
        [(1, 24, "4.17"), (26, 36, "72.22"), (18, 36, "50"), (0, 36, "0"), (36, 36, "100"), (27, 36, "75"), (1, 8, "12.50")],
    )
    def test_to_two_decimals(self, score: int, maximum: int, expected: str) -> None:
        """A score is said as per cent to two decimals, and without any where it needs none."""
        assert expected == per_cent(score, maximum)


class TestManyPoints:
    def test_above_the_limit(self, pdu: ps.Framework) -> None:
        """Where there are too many scores to go through, nothing is concluded before all standards are known."""
        worst, best = ps.Rating("Poor", 0), ps.Rating("Good", 100_000)
        scale = ps.RatingScale(ratings=(worst, best), source=SOURCE)
        bands = (ps.RatingBand(worst, 0), ps.RatingBand(best, 200_000))
        table = ps.BandTable(id="many", bands=bands, rounding="exact", unit="points", source=SOURCE)
        standards = tuple(
            ps.Standard(id=id, title=id, domain="1", rule=ps.InspectorJudgement(source=SOURCE), source=SOURCE) for id in "AB"
        )
        overall = ps.TotalPoints(tables=(ps.ScoreTable(maximum=200_000, bands=table),), source=SOURCE)
        many = attrs.evolve(pdu, id="many", scale=scale, standards=standards, overall=overall)
        conclude = overall_conclusion(many.overall, many)
        good = ps.PublishedRatings(overall="Good", score=200_000)

        assert ps.Verdict.CANNOT_TELL is conclude(Said(good, {"A": ("Good",)})).verdict
        assert ps.Verdict.AGREES is conclude(Said(good, {"A": ("Good",), "B": ("Good",)})).verdict
        assert ps.Verdict.CONTRADICTS is conclude(Said(good, {"A": ("Good",), "B": ("Poor",)})).verdict
