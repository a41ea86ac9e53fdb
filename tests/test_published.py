"""What was published, held against what is decided: HM Inspectorate of Probation's ratings of probation delivery units."""

from __future__ import annotations

import math
from fractions import Fraction
from itertools import permutations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.decisions import JudgementReason, LowestQuestionReason, TotalPointsReason

LEADERSHIP, STAFFING, SERVICES = ORGANISATIONAL = ("P 1.1", "P 1.2", "P 1.3")
CASEWORK = ("P 2.1", "P 2.2", "P 2.3", "P 2.4")
NAMES = ("Inadequate", "Requires improvement", "Good", "Outstanding")


def by_mean_points(score: int, standards: int) -> str:
    """Return the overall rating by the rule that all published score bands follow: the mean points of a standard.

    Up to 1/2 is Inadequate, up to 3/2 Requires improvement, up to 5/2 Good, above that Outstanding.
    """
    mean = Fraction(score, standards)
    return NAMES[sum(mean > limit for limit in (Fraction(1, 2), Fraction(3, 2), Fraction(5, 2)))]


def evidence(pdu: ps.Framework, ratings: dict[str, str]) -> ps.Evidence:
    """Return evidence that earns just these ratings: judgements, and every percentage at the threshold of its band."""
    findings: dict[str, ps.Tally | int | Fraction] = {}
    for id in CASEWORK:
        rule = pdu[id].rule
        assert isinstance(rule, ps.LowestQuestion)
        starts = {band.rating.name: band.starts for band in rule.bands.bands}
        findings |= {question.id: starts[ratings[id]] for question in pdu[id].questions}
    return ps.Evidence(findings=findings, judgements={id: ratings[id] for id in ORGANISATIONAL})


class TestDerbyshire:
    """The report on Derbyshire PDU, May 2025: "An inspection of probation services in Derbyshire PDU"."""

    def test_seven_ratings_score_and_overall(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """Derbyshire PDU was rated 'Inadequate' with a score of 2/21: two standards Requires improvement, five Inadequate."""
        expected = {
            "P 1.1": "Inadequate",
            "P 1.2": "Requires improvement",
            "P 1.3": "Requires improvement",
            "P 2.1": "Inadequate",
            "P 2.2": "Inadequate",
            "P 2.3": "Inadequate",
            "P 2.4": "Inadequate",
        }

        rated = ps.rate(pdu, derbyshire.evidence)

        assert {id: str(rating) for id, rating in rated.ratings.items()} == expected
        assert (rated.score, rated.maximum) == (2, 21)
        assert str(rated.overall.rating) == "Inadequate"

    @pytest.mark.parametrize(
        ("question", "percentage", "below"), [("P 2.1.3", 34, 16), ("P 2.2.3", 44, 6), ("P 2.3.3", 34, 16), ("P 2.4.3", 37, 13)]
    )
    def test_casework_is_driven_by_keeping_people_safe(
        self, pdu: ps.Framework, derbyshire: ps.Inspection, question: str, percentage: int, below: int
    ) -> None:
        """Each casework rating is "driven by the lowest score", which in all four is that for keeping other people safe."""
        reason = ps.rate(pdu, derbyshire.evidence)[question[:5]].reason

        assert isinstance(reason, LowestQuestionReason)
        assert (reason.question, reason.as_low, reason.among) == (question, (), 3)
        assert reason.placement.figure == reason.placement.placed == percentage
        assert reason.placement.band.rating.name == "Inadequate"
        assert reason.placement.points_up == below
        assert reason.placement.next_band is not None
        assert (reason.placement.next_band.rating.name, reason.placement.next_band.starts) == ("Requires improvement", 50)
        assert reason.placement.points_down is None

    def test_reason_of_assessment_in_words(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """P 2.1 is decided by P 2.1.3 at 34 per cent, 16 points below the next threshold."""
        expected = (
            "P 2.1.3 is the lowest of 3 key questions at 34 per cent, in the band that starts at 0 and "
            "16 percentage points below the next threshold (50, Requires improvement)"
        )

        assert str(ps.rate(pdu, derbyshire.evidence)["P 2.1"].reason) == expected

    @pytest.mark.parametrize(
        ("standard", "rating"),
        [("P 1.1", "Inadequate"), ("P 1.2", "Requires improvement"), ("P 1.3", "Requires improvement")],
    )
    def test_organisational_standards_are_judged(
        self, pdu: ps.Framework, derbyshire: ps.Inspection, standard: str, rating: str
    ) -> None:
        """The three organisational standards were printed with a rating and no percentages: inspectors judged them."""
        assert ps.rate(pdu, derbyshire.evidence)[standard].reason == JudgementReason(rating)

    def test_which_standards_gave_the_score(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """The 2 of 21 are one point each for staffing and services; all seven standards count and none was left out."""
        reason = ps.rate(pdu, derbyshire.evidence).overall.reason

        assert isinstance(reason, TotalPointsReason)
        points = (("P 1.1", 0), ("P 1.2", 1), ("P 1.3", 1), ("P 2.1", 0), ("P 2.2", 0), ("P 2.3", 0), ("P 2.4", 0))
        assert reason.counted == points
        assert reason.left_out == ()
        assert reason.placement is not None
        assert (reason.placement.points_up, reason.placement.points_down) == (2, None)

    def test_percentages_are_of_62_cases(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """Each of the twelve percentages is a number of cases out of 62, rounded; so counted, the ratings are the same."""
        findings: dict[str, ps.Tally] = {}
        for id, percentage in derbyshire.evidence.findings.items():
            tallies = [ps.Tally(sufficient, 62) for sufficient in range(63)]
            (findings[id],) = [
                t for t in tallies if math.floor(Fraction(100 * t.sufficient, 62) + Fraction(1, 2)) == percentage
            ]

        rated = ps.rate(pdu, ps.Evidence(findings=findings, judgements=derbyshire.evidence.judgements))

        assert rated.ratings == ps.rate(pdu, derbyshire.evidence).ratings
        assert (rated.score, rated.maximum) == (2, 21)
        assert "P 2.1.3 is the lowest of 3 key questions at ~33.9 per cent (21 of 62), rounded to 34" in str(rated["P 2.1"])

    def test_diversity_and_inclusion_is_not_rated(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """Diversity and inclusion is reported on with strengths and areas for improvement, and has no rating."""
        assert "Diversity and inclusion" in pdu.headings
        assert "Diversity and inclusion" in derbyshire.areas_for_improvement
        assert "Diversity and inclusion" not in ps.rate(pdu, derbyshire.evidence)


class TestDerbyCity:
    def test_can_be_read_and_not_rated(self, root: Path, catalogue: ps.Catalogue, pdu: ps.Framework) -> None:
        """Of Derby City PDU only the overall rating, 'Requires improvement', was published in what was read."""
        inspection = ps.read_inspection(root / "examples/derby-city-2025.toml", catalogue)

        assert inspection.published == ps.PublishedRatings(overall="Requires improvement")
        with pytest.raises(ps.EvidenceError, match="there is no evidence to rate") as raised:
            ps.rate(pdu, inspection.evidence)
        assert len(raised.value.problems) == 12 + 3


class TestCaseworkBands:
    @pytest.mark.parametrize(
        ("percentage", "expected"),
        [
            *((0, "Inadequate"), (49, "Inadequate"), (50, "Requires improvement"), (64, "Requires improvement")),
            *((65, "Good"), (79, "Good"), (80, "Outstanding"), (100, "Outstanding")),
        ],
    )
    def test_thresholds(self, pdu: ps.Framework, percentage: int, expected: str) -> None:
        """Minority, 0 to 49; too few, 50 to 64; reasonable majority, 65 to 79; large majority, 80 to 100 (as recalled)."""
        for id in CASEWORK:
            findings = {question.id: percentage for standard in CASEWORK for question in pdu[standard].questions}
            rated = ps.rate(pdu, ps.Evidence(findings=findings, judgements=dict.fromkeys(ORGANISATIONAL, "Good")))

            assert str(rated[id].rating) == expected

    @pytest.mark.parametrize(
        ("tally", "expected"),
        [
            (ps.Tally(11, 17), "Good"),  # 64.7
            (ps.Tally(40, 62), "Good"),  # 64.5, in full 64.51...
            (ps.Tally(129, 200), "Good"),  # 64.5 and no more: a half is rounded upwards
            (ps.Tally(1289, 2000), "Requires improvement"),  # 64.45
            (ps.Tally(99, 200), "Requires improvement"),  # 49.5
            (ps.Tally(49, 99), "Inadequate"),  # 49.49...
            (ps.Tally(62, 62), "Outstanding"),
            (ps.Tally(0, 62), "Inadequate"),
        ],
        ids=str,
    )
    def test_rounded_to_whole_per_cent_first(self, pdu: ps.Framework, tally: ps.Tally, expected: str) -> None:
        """The bands run in whole numbers, with no place for a figure between 64 and 65, so figures are rounded first."""
        findings = {question.id: 100 for standard in CASEWORK for question in pdu[standard].questions}
        given = ps.Evidence(findings={**findings, "P 2.1.3": tally}, judgements=dict.fromkeys(ORGANISATIONAL, "Good"))

        assert str(ps.rate(pdu, given)["P 2.1"].rating) == expected


class TestScoreBands:
    @pytest.mark.parametrize("score", range(22))
    def test_follow_the_mean_points(self, pdu: ps.Framework, score: int) -> None:
        """The bands of the score out of 21 are those of one rule: mean points up to 1/2, up to 3/2, up to 5/2."""
        best, rest = divmod(score, 3)
        points = [*[3] * best, rest, *[0] * 7][:7]
        ratings = dict(zip((*ORGANISATIONAL, *CASEWORK), (NAMES[each] for each in points), strict=True))

        rated = ps.rate(pdu, evidence(pdu, ratings))

        assert (rated.score, rated.maximum) == (score, 21)
        assert str(rated.overall.rating) == by_mean_points(score, 7)

    @pytest.mark.parametrize(
        ("score", "expected"),
        [
            *(
                (0, "Inadequate"),
                (2, "Inadequate"),
                (3, "Inadequate"),
                (4, "Requires improvement"),
                (10, "Requires improvement"),
            ),
            *((11, "Good"), (17, "Good"), (18, "Outstanding"), (21, "Outstanding")),
        ],
    )
    def test_ends_of_the_bands(self, pdu: ps.Framework, score: int, expected: str) -> None:
        """0 to 3 is Inadequate, 4 to 10 Requires improvement, 11 to 17 Good, 18 to 21 Outstanding."""
        rule = pdu.overall
        assert isinstance(rule, ps.TotalPoints)
        (table,) = rule.tables

        assert table.maximum == 21
        assert table.bands.place(score).band.rating.name == expected

    @pytest.mark.parametrize(
        ("published", "rating"),
        [
            *((3, "Inadequate"), (5, "Inadequate"), (8, "Requires improvement"), (18, "Requires improvement")),
            *((19, "Good"), (29, "Good"), (31, "Outstanding"), (34, "Outstanding")),
        ],
    )
    def test_contradict_no_published_score(self, pdu: ps.Framework, published: int, rating: str) -> None:
        """No score out of 21 is rated against the same inspectorate's youth justice scores out of 36 (twelve standards).

        With fewer points a standard than a service that was rated so, none is rated better; with more, none worse.
        """
        rule = pdu.overall
        assert isinstance(rule, ps.TotalPoints)
        (table,) = rule.tables
        mean = Fraction(published, 12)

        for score in range(22):
            decided = NAMES.index(table.bands.place(score).band.rating.name)
            if Fraction(score, 7) <= mean:
                assert decided <= NAMES.index(rating)
            if Fraction(score, 7) >= mean:
                assert decided >= NAMES.index(rating)

    @given(st.lists(st.sampled_from(NAMES), min_size=7, max_size=7), st.permutations(range(7)))
    def test_every_standard_weighs_the_same(self, pdu: ps.Framework, names: list[str], order: list[int]) -> None:
        """An organisational rating enters the score exactly like a casework one: whose the ratings are does not matter."""
        standards = (*ORGANISATIONAL, *CASEWORK)
        others = [names[position] for position in order]

        rated = ps.rate(pdu, evidence(pdu, dict(zip(standards, names, strict=True))))
        exchanged = ps.rate(pdu, evidence(pdu, dict(zip(standards, others, strict=True))))

        assert rated.score == sum(NAMES.index(name) for name in names)
        assert (exchanged.score, exchanged.overall.rating) == (rated.score, rated.overall.rating)


class TestNoLimits:
    """No rule was found by which one standard limits another or the overall: three published reports tell against it."""

    def test_casework_does_not_limit_the_overall(self, pdu: ps.Framework) -> None:
        """Essex North PDU, 2024: casework 'Inadequate' "across all four" standards, and Requires improvement overall.

        West Sussex PDU had the same four and was Inadequate: the three organisational standards decide, by 4 points.
        """
        for names in product(NAMES, repeat=3):
            ratings = dict.fromkeys(CASEWORK, "Inadequate") | dict(zip(ORGANISATIONAL, names, strict=True))
            points = sum(NAMES.index(name) for name in names)

            rated = ps.rate(pdu, evidence(pdu, ratings))

            assert rated.score == points
            assert str(rated.overall.rating) == ("Inadequate" if points < 4 else "Requires improvement")

    def test_casework_does_not_limit_leadership(self, pdu: ps.Framework) -> None:
        """Cwm Taf Morgannwg PDU, 2025: delivery insufficient, "and therefore awarded a 'Good' rating for leadership"."""
        ratings = dict.fromkeys((*CASEWORK, STAFFING, SERVICES), "Inadequate") | {LEADERSHIP: "Good"}

        assert str(ps.rate(pdu, evidence(pdu, ratings))[LEADERSHIP].rating) == "Good"

    def test_leadership_does_not_lift_the_overall(self, pdu: ps.Framework) -> None:
        """Suffolk PDU, 2024: leadership Good, and Requires improvement overall, is possible."""
        ratings = dict.fromkeys((*CASEWORK, STAFFING, SERVICES), "Requires improvement") | {LEADERSHIP: "Good"}

        rated = ps.rate(pdu, evidence(pdu, ratings))

        assert (rated.score, str(rated.overall.rating)) == (8, "Requires improvement")

    @pytest.mark.parametrize(
        ("question", "percentage"),
        [("P 2.3.3", 23), ("P 2.1.3", 33), ("P 2.1.3", 31)],
        ids=["Essex South", "Stockton", "Somerset 2023"],
    )
    def test_one_low_question_fails_its_standard_only(self, pdu: ps.Framework, question: str, percentage: int) -> None:
        """A key question at 23, 33 or 31 per cent makes its standard Inadequate, in services that Require improvement."""
        ratings = dict.fromkeys((*ORGANISATIONAL, *CASEWORK), "Requires improvement")
        given = evidence(pdu, ratings)

        rated = ps.rate(pdu, ps.Evidence(findings={**given.findings, question: percentage}, judgements=given.judgements))

        standard = question[:5]
        assert {id for id, rating in rated.ratings.items() if str(rating) == "Inadequate"} == {standard}
        assert str(rated.overall.rating) == "Requires improvement"
        reason = rated[standard].reason
        assert isinstance(reason, LowestQuestionReason)
        assert (reason.question, reason.placement.figure) == (question, percentage)

    def test_lowest_counts_wherever_it_stands(self, pdu: ps.Framework) -> None:
        """A rating is "driven by the lowest score", whichever question it is: here 60, 76 and 34 in any order."""
        ratings = dict.fromkeys((*ORGANISATIONAL, *CASEWORK), "Good")
        given = evidence(pdu, ratings)

        for percentages in permutations((60, 76, 34)):
            found = dict(zip(("P 2.1.1", "P 2.1.2", "P 2.1.3"), percentages, strict=True))
            rated = ps.rate(pdu, ps.Evidence(findings={**given.findings, **found}, judgements=given.judgements))

            assert str(rated["P 2.1"].rating) == "Inadequate"
            assert rated.score == 12


class TestEdition:
    def test_in_force_when_derbyshire_was_inspected(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """The edition is told by the day on which fieldwork starts: here 24 February 2025."""
        assert pdu.in_force is not None
        assert derbyshire.fieldwork_start is not None
        assert pdu.in_force.covers(derbyshire.fieldwork_start.earliest)

    def test_what_was_not_read_is_not_claimed(self, pdu: ps.Framework) -> None:
        """The thresholds are recalled and the score bands inferred; the scale, the questions and "lowest" were read."""
        rule, overall = pdu["P 2.1"].rule, pdu.overall
        assert isinstance(rule, ps.LowestQuestion)
        assert isinstance(overall, ps.TotalPoints)

        assert rule.source.confidence is ps.Confidence.CONFIRMED
        assert rule.bands.source.confidence is ps.Confidence.RECALLED
        assert rule.bands.rounding_source is not None
        assert rule.bands.rounding_source.confidence is ps.Confidence.INFERRED
        assert overall.tables[0].bands.source.confidence is ps.Confidence.INFERRED
        assert pdu.scale.source.confidence is ps.Confidence.CONFIRMED
        assert {question.source.confidence for question in pdu.questions} == {ps.Confidence.CONFIRMED}
