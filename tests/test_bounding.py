"""Which scores are possible: sets of them, the bands that they fall in, and what published figures leave open."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import product

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.published.bounding import Known, ScoreBands, Scores, added, bits_from, of_percentage
from strategies import NAMES, SOURCE, frameworks

SETS = st.sets(st.integers(0, 36))


@pytest.fixture(scope="session")
def youth(catalogue: ps.Catalogue) -> ScoreBands:
    """The bands of youth justice, 2021: out of 36, and out of 24."""
    framework = catalogue["youth-2021"]
    assert isinstance(framework.overall, ps.TotalPoints)
    return ScoreBands(framework, framework.overall)


def bits(scores: Iterable[int]) -> int:
    """Scores as bits."""
    return sum(1 << score for score in {*scores})


def known(
    *points: int, open: int = 0, score: int | None = None, maximum: int | None = None, percentage: str | None = None
) -> Known:
    """What is known where standards with these points were published, and so many others may have been rated."""
    return Known(1 << sum(points), len(points), open, score, maximum, percentage)


def possible(one: Known, bands: ScoreBands) -> tuple[list[int], int] | None:
    """The scores that are possible, and what they are out of."""
    scores = one.scores(bands)
    return None if scores is None else ([*scores], scores.maximum)


class TestScores:
    @given(SETS)
    def test_set(self, scores: set[int]) -> None:
        """It holds the scores that it was made of, the lowest first, and is false without any."""
        found = Scores(36, bits(scores))

        assert sorted(scores) == [*found]
        assert bool(scores) is bool(found)

    @given(st.integers(0, 40), st.integers(-1, 40))
    def test_from_one_to_another(self, least: int, most: int) -> None:
        """Those from one score to another are in it, both ends too, and none where the first is higher."""
        assert [*range(least, most + 1)] == [*Scores(40, bits_from(least, most))]

    @given(SETS, SETS)
    def test_added(self, first: set[int], second: set[int]) -> None:
        """Two sets added are all sums of one of each."""
        assert {one + other for one in first for other in second} == {*Scores(72, added(bits(first), bits(second)))}

    @pytest.mark.parametrize(
        ("scores", "values"),
        [
            ([*range(7, 19)], "7 to 18"),
            ([7], "7"),
            ([0, 1], "0 to 1"),
            ([2, 4, 6], "2 or 4 or 6"),
            ([0, 3, 4, 5, 9], "0 or 3 to 5 or 9"),
            ([], ""),
        ],
        ids=str,
    )
    def test_for_people(self, scores: list[int], values: str) -> None:
        """Scores in a row are said from the first to the last, and what lies apart is said apart."""
        assert values == Scores(36, bits(scores)).values
        assert f"{values} of 36" == str(Scores(36, bits(scores)))


class TestScoreBands:
    def test_of_youth_justice(self, youth: ScoreBands) -> None:
        """Twelve standards count, and resettlement does not; Good is 19 to 30 of 36, and 13 to 20 of 24."""
        assert "4.1" not in youth.counting
        assert 12 == len(youth.counting)
        assert 3 == youth.best
        assert {"Inadequate": 0, "Requires improvement": 1, "Good": 2, "Outstanding": 3} == youth.points
        good = {maximum: Scores(maximum, earning["Good"]).values for maximum, earning in youth.by_maximum.items()}
        assert {36: "19 to 30", 24: "13 to 20"} == good

    @given(frameworks(rules=(ps.InspectorJudgement,), total=True))
    def test_same_as_rating(self, framework: ps.Framework) -> None:
        """The scores of each maximum earn what its table places them in, and nothing else."""
        assert isinstance(framework.overall, ps.TotalPoints)
        bands = ScoreBands(framework, framework.overall)
        for table in framework.overall.tables:
            for score in range(table.maximum + 1):
                expected = table.bands.place(score).band.rating.name

                assert [expected] == bands.ratings(Scores(table.maximum, 1 << score))
                for name in framework.scale.names:
                    assert (name == expected) is bool(bands.earning(Scores(table.maximum, 1 << score), name))

    @given(SETS)
    def test_ratings_of_several(self, youth: ScoreBands, scores: set[int]) -> None:
        """Several scores earn the ratings that each of them earns, worst first."""
        earned = {score: youth.rule.tables[0].bands.place(score).band.rating.name for score in scores}

        assert [name for name in NAMES if name in earned.values()] == youth.ratings(Scores(36, bits(scores)))
        for name in NAMES[:4]:
            earning = youth.earning(Scores(36, bits(scores)), name)

            assert {score for score, rating in earned.items() if rating == name} == {*earning}

    def test_without_bands(self, youth: ScoreBands) -> None:
        """A maximum without bands gives no rating: nothing is interpolated."""
        assert 33 not in youth.by_maximum
        assert [] == youth.ratings(Scores(33, bits([20])))
        assert not youth.earning(Scores(33, bits([20])), "Good")

    def test_rating_that_is_not_given(self, youth: ScoreBands) -> None:
        """No score earns a rating that is not on the scale, or that the bands leave out."""
        lower = tuple(
            attrs.evolve(table, bands=attrs.evolve(table.bands, bands=table.bands.bands[:2])) for table in youth.rule.tables
        )
        rule = attrs.evolve(youth.rule, tables=lower)
        every = Scores(36, bits_from(0, 36))

        assert not youth.earning(every, "Exceptional")
        assert not ScoreBands(attrs.evolve(youth.framework, overall=rule), rule).earning(every, "Good")

    @given(frameworks(rules=(ps.InspectorJudgement,), total=True), st.integers(0, 4))
    def test_sums(self, framework: ps.Framework, standards: int) -> None:
        """So many standards add up to what the ratings of the scale add up to, and to nothing between."""
        assert isinstance(framework.overall, ps.TotalPoints)
        bands = ScoreBands(framework, framework.overall)
        points = [rating.points for rating in framework.scale]

        assert {sum(chosen) for chosen in product(points, repeat=standards)} == {*Scores(0, bands.sums(standards))}


class TestKnown:
    def test_nothing(self, youth: ScoreBands) -> None:
        """Where nothing is known, every score of all standards is possible."""
        assert ([*range(37)], 36) == possible(known(open=12), youth)

    def test_some_standards(self, youth: ScoreBands) -> None:
        """Known points are sure; each standard that is open adds from the worst to the best."""
        nine = (2, 2, 2, 2, 2, 0, 0, 0, 0)

        assert ([*range(10, 20)], 36) == possible(known(*nine, open=3), youth)
        assert ([*range(10, 17)], 33) == possible(known(*nine, open=2), youth)

    @pytest.mark.parametrize("score", [9, 10, 19, 20, 36, 37])
    def test_score(self, youth: ScoreBands, score: int) -> None:
        """A score that was published is the one, or nothing is possible."""
        expected = ([score], 36) if 10 <= score <= 19 else None

        assert expected == possible(known(*[2] * 5, *[0] * 4, open=3, score=score), youth)

    @pytest.mark.parametrize(
        ("maximum", "expected"),
        [
            (36, ([*range(10, 20)], 36)),
            (33, ([*range(10, 17)], 33)),
            (27, ([10], 27)),
            (24, None),
            (39, None),
            (35, None),
            (0, None),
        ],
    )
    def test_maximum(self, youth: ScoreBands, maximum: int, expected: tuple[list[int], int] | None) -> None:
        """A maximum that was published says how many standards were rated: those that are known, and some that are open."""
        assert expected == possible(known(*[2] * 5, *[0] * 4, open=3, maximum=maximum), youth)

    @pytest.mark.parametrize(
        ("percentage", "expected"),
        [
            ("72.22", ([26], 36)),
            ("72.2", ([26], 36)),
            ("72", ([26], 36)),
            ("72.23", None),
            ("4.17", ([1], 24)),
            ("4.56", None),
            ("50", ([18], 36)),
            ("50.00", ([18], 36)),
            ("100", ([36], 36)),
            ("0", ([0], 36)),
            ("69.70", ([23], 33)),
        ],
    )
    def test_percentage(self, youth: ScoreBands, percentage: str, expected: tuple[list[int], int] | None) -> None:
        """A percentage is of the full maximum where it can be, else of the greatest one that it can be of."""
        assert expected == possible(known(open=12, percentage=percentage), youth)

    def test_percentage_with_its_score(self, youth: ScoreBands) -> None:
        """The score says of which maximum a percentage is: 12 is half of 24."""
        assert ([12], 24) == possible(known(open=12, score=12, percentage="50"), youth)
        assert possible(known(open=12, score=12, maximum=36, percentage="50"), youth) is None

    @given(st.lists(st.sampled_from([0, 1, 2, 3]), max_size=4), st.integers(0, 4))
    def test_brute_force(self, youth: ScoreBands, points: list[int], unknown: int) -> None:
        """Just those scores are possible that some ratings of the open standards add up to."""
        expected = {sum(points) + sum(more) for more in product((0, 1, 2, 3), repeat=unknown)}

        assert (sorted(expected), 3 * (len(points) + unknown)) == possible(known(*points, open=unknown), youth)

    def test_worst_rating_with_points(self, catalogue: ps.Catalogue) -> None:
        """Where the worst rating has points, open standards add those at least."""
        scale = ps.RatingScale(ratings=(ps.Rating("Poor", 1), ps.Rating("Good", 3)), source=SOURCE)
        rule = ps.TotalPoints(tables=(), source=SOURCE)
        judged = tuple(
            attrs.evolve(standard, questions=(), rule=ps.InspectorJudgement(source=SOURCE))
            for standard in catalogue["pdu-2023"].standards
        )
        framework = attrs.evolve(catalogue["pdu-2023"], scale=scale, standards=judged, overall=rule)

        assert ([5, 7, 9], 9) == possible(known(3, open=2), ScoreBands(framework, rule))


class TestOfPercentage:
    @given(st.integers(1, 40), st.data(), st.integers(0, 3))
    def test_rounded(self, maximum: int, data: st.DataObject, digits: int) -> None:
        """A percentage leaves open each score that is so, rounded to the decimals that it was printed with, and no other."""
        score = data.draw(st.integers(0, maximum))
        percentage = f"{100 * score / maximum:.{digits}f}"
        half = Fraction(1, 2 * 10**digits)
        expected = [one for one in range(maximum + 1) if abs(Fraction(100 * one, maximum) - Fraction(percentage)) <= half]

        assert score in expected
        assert expected == [*Scores(maximum, of_percentage(percentage, maximum))]

    def test_decimals_as_printed(self) -> None:
        """Noughts at the end are decimals too: of 300, 50.00 is 150 alone, and 50 is 149 to 151."""
        assert [150] == [*Scores(300, of_percentage("50.00", 300))]
        assert [149, 150, 151] == [*Scores(300, of_percentage("50", 300))]

    def test_as_floats_are_printed(self) -> None:
        """A single ".0" is how floats print a whole number; more than nine decimals are what their arithmetic leaves."""
        assert [149, 150, 151] == [*Scores(300, of_percentage("50.0", 300))]
        assert [[score] for score in range(37)] == [[*Scores(36, of_percentage(str(100 * n / 36), 36))] for n in range(37)]
