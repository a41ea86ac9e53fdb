"""Bands cut a line of numbers into ratings: each starts at its threshold, inclusive, and the rounding is said."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from probation_standards.bands import BandTable, RatingBand
from probation_standards.checks import Partial, cross_problems
from probation_standards.errors import FrameworkError, Problem
from probation_standards.figures import Figure, simplest
from probation_standards.scales import Rating
from probation_standards.sources import Confidence, Source

SOURCE = Source(id="recalled", title="The published guidance, not read", confidence=Confidence.RECALLED)
NAMES = ("Inadequate", "Requires improvement", "Good", "Outstanding")
RATINGS = tuple(Rating(name, points) for points, name in enumerate(NAMES))


def bands_of(thresholds: Sequence[Figure]) -> tuple[RatingBand, ...]:
    return tuple(RatingBand(Rating(f"Level {points}", points), starts) for points, starts in enumerate(thresholds))


def table_of(bands: Iterable[object], rounding: str = "exact", **changes: object) -> BandTable:
    fields: dict[str, Any] = {"bands": bands, "rounding": rounding, "unit": "per cent", "source": SOURCE}
    return BandTable(**{"id": "casework", **fields, **changes})


CASEWORK = tuple(RatingBand(rating, starts) for rating, starts in zip(RATINGS, (0, 50, 65, 80), strict=True))
WHOLE = table_of(CASEWORK, "whole")
EXACT = table_of(CASEWORK, "exact")

roundings = st.sampled_from(["exact", "whole"])
tenths = st.integers(1, 1000).map(lambda number: simplest(Fraction(number, 10)))


def thresholds(*, starts: st.SearchStrategy[Figure] = tenths) -> st.SearchStrategy[list[Figure]]:
    """Thresholds from 0 up: whole ones, and fractional ones where `starts` draws such."""
    return st.lists(starts, max_size=5, unique=True).map(lambda given: [0, *sorted(given)])


@st.composite
def percentages(draw: st.DrawFn) -> Figure:
    """Percentages of cases, as they come from counting: 3 of 7."""
    relevant = draw(st.integers(1, 200))
    return simplest(Fraction(100 * draw(st.integers(0, relevant)), relevant))


def searched(starts: Sequence[Figure], figure: Figure) -> int:
    """Return the position of the last threshold that `figure` reaches, looking at each in turn."""
    found = 0
    for position, threshold in enumerate(starts):
        if figure >= threshold:
            found = position
    return found


def rounded(figure: Figure) -> int:
    """Return a percentage of up to 200 cases rounded by the decimal module; its 28 digits tell a half from all else."""
    fraction = Fraction(figure)
    decimal = Decimal(fraction.numerator) / Decimal(fraction.denominator)
    return int(decimal.quantize(Decimal(1), rounding=ROUND_HALF_UP))


class TestThresholds:
    """A band starts exactly at its threshold."""

    @given(thresholds())
    def test_inclusive(self, starts: list[Figure]) -> None:
        """A figure exactly at a threshold, whole or fractional, falls in the band that starts there."""
        table = table_of(bands_of(starts))

        assert starts == [table.place(threshold).band.starts for threshold in starts]

    @given(thresholds(), st.integers(2, 10**9))
    @example([0, 65], 10**9)
    def test_not_a_hair_less(self, starts: list[Figure], parts: int) -> None:
        """A figure below a threshold, by however little, falls in a band below."""
        table = table_of(bands_of(starts))
        below = [upper - Fraction(1, parts) * (upper - lower) for lower, upper in pairwise(starts)]

        assert starts[:-1] == [table.place(figure).band.starts for figure in below]

    @given(thresholds(starts=st.integers(1, 100)))
    def test_half_below_is_enough_when_rounded(self, starts: list[Figure]) -> None:
        """Rounded to the nearest whole number, halves upwards: half a point below a threshold reaches it, less does not."""
        table = table_of(bands_of(starts), "whole")
        half = [table.place(threshold - Fraction(1, 2)) for threshold in starts[1:]]
        less = [table.place(threshold - Fraction(501, 1000)) for threshold in starts[1:]]

        assert starts[1:] == [placement.band.starts for placement in half]
        assert starts[:-1] == [placement.band.starts for placement in less]

    @given(thresholds(), percentages(), percentages(), roundings)
    def test_more_is_never_worse(self, starts: list[Figure], one: Figure, other: Figure, rounding: str) -> None:
        """A higher figure never falls in a lower band."""
        table = table_of(bands_of(starts), rounding)
        low, high = table.place(min(one, other)).band, table.place(max(one, other)).band

        assert low.rating.points <= high.rating.points


class TestPlace:
    """Where a figure falls."""

    @given(thresholds(), percentages(), roundings)
    def test_linear_search(self, starts: list[Figure], figure: Figure, rounding: str) -> None:
        """Placing finds the band that looking at every threshold in turn finds, for either rounding."""
        table = table_of(bands_of(starts), rounding)
        placed = rounded(figure) if rounding == "whole" else figure
        expected = table.bands[searched(starts, placed)]

        assert expected == table.place(figure).band

    @given(thresholds(), percentages(), roundings)
    def test_figures(self, starts: list[Figure], figure: Figure, rounding: str) -> None:
        """A placement keeps the exact figure and the one that was compared with the thresholds: rounded, or the same."""
        placement = table_of(bands_of(starts), rounding).place(figure)
        expected = rounded(figure) if rounding == "whole" else figure

        assert (figure, expected) == (placement.figure, placement.placed)

    @given(thresholds(), percentages(), roundings)
    def test_points_up(self, starts: list[Figure], figure: Figure, rounding: str) -> None:
        """Points up are what is lacking to the next threshold: with them the next band starts; in the top band, none."""
        placement = table_of(bands_of(starts), rounding).place(figure)
        position = starts.index(placement.band.starts)

        if position == len(starts) - 1:
            assert (placement.next_band, placement.points_up) == (None, None)
        else:
            assert placement.next_band is not None
            assert placement.points_up is not None
            assert placement.next_band.starts == starts[position + 1]
            assert placement.placed + placement.points_up == placement.next_band.starts
            assert placement.points_up > 0

    @given(thresholds(), percentages(), roundings)
    def test_points_down(self, starts: list[Figure], figure: Figure, rounding: str) -> None:
        """Points down are what is above the band's own threshold; in the lowest band, from which none can be lost, none."""
        placement = table_of(bands_of(starts), rounding).place(figure)

        if placement.band.starts == 0:
            assert placement.points_down is None
        else:
            assert placement.points_down is not None
            assert placement.placed - placement.points_down == placement.band.starts
            assert placement.points_down >= 0

    @given(thresholds(), percentages(), roundings)
    def test_exact_figures(self, starts: list[Figure], figure: Figure, rounding: str) -> None:
        """All figures of a placement are exact: an int where whole, else a fraction."""
        placement = table_of(bands_of(starts), rounding).place(figure)

        for number in (placement.placed, placement.points_up, placement.points_down):
            assert number is None or (int if math.floor(number) == number else Fraction) is type(number)

    @pytest.mark.parametrize("figure", [-1, Fraction(-1, 3)], ids=str)
    def test_below_0(self, figure: Figure) -> None:
        """Below 0 there is no band, whatever the rounding; 0 itself is in the lowest."""
        for table in (WHOLE, EXACT):
            with pytest.raises(ValueError, match=r"^expected a number from 0 up$"):
                table.place(figure)
            assert table.bands[0] == table.place(0).band

    def test_one_band(self) -> None:
        """In a table of one band there is no threshold to reach or to lose."""
        placement = table_of(bands_of([0])).place(70)

        assert (placement.next_band, placement.points_up, placement.points_down) == (None, None, None)


class TestDirections:
    """Lower figures may be the better ones, and a threshold may belong to the band below it."""

    @given(thresholds(), roundings, percentages(), st.sampled_from(["at least", "more than"]))
    def test_lower(self, starts: list[Figure], rounding: str, figure: Figure, threshold: str) -> None:
        """Where lower is better, a figure is placed in the same range, and the better band is the one below."""
        best_first = _best_first(bands_of(starts))
        rises = table_of(bands_of(starts), rounding, threshold=threshold).place(figure)
        falls = table_of(best_first, rounding, threshold=threshold, better="lower").place(figure)

        assert (rises.figure, rises.placed, rises.band.starts) == (falls.figure, falls.placed, falls.band.starts)
        assert (rises.points_up, rises.points_down) == (falls.points_down, falls.points_up)
        assert ("higher", "lower") == (rises.better, falls.better)
        position = best_first.index(falls.band)
        assert (best_first[position - 1] if position else None) == falls.next_band

    @given(thresholds(), percentages())
    def test_more_than(self, starts: list[Figure], figure: Figure) -> None:
        """Where a band starts with more than its threshold, the threshold is in the band before; all else is the same."""
        at_least, more_than = table_of(bands_of(starts)), table_of(bands_of(starts), threshold="more than")

        for number in (figure, *starts):
            before = max(starts.index(number) - 1, 0) if number in starts else searched(starts, number)
            assert starts[before] == more_than.place(number).band.starts
            if number not in starts:
                assert at_least.place(number) == more_than.place(number)

    def test_order(self) -> None:
        """Where lower is better, the ratings fall from band to band."""
        with pytest.raises(FrameworkError, match=r"expected a worse rating than the one before it .*: best first"):
            table_of(CASEWORK[:2], better="lower")
        with pytest.raises(FrameworkError, match=r"expected a better rating than the one before it .*: worst first"):
            table_of(_best_first(CASEWORK[:2]))

    def test_turned(self) -> None:
        """A table that stands in the opposite order throughout is one problem, not one for each band."""
        turned = "expected the lowest threshold first; these are in the opposite order"
        best = "expected the best rating first, since lower figures are better; these are in the opposite order"
        worst = "expected the worst rating first; these are in the opposite order"

        assert [Problem("bands", turned)] == problems_of(CASEWORK[::-1])
        assert [Problem("bands", best)] == problems_of(CASEWORK, better="lower")
        assert [Problem("bands", worst)] == problems_of(_best_first(CASEWORK))

    @pytest.mark.parametrize(
        ("field", "expected"), [("better", '"higher" or "lower"'), ("threshold", '"at least" or "more than"')]
    )
    def test_words(self, field: str, expected: str) -> None:
        """Direction and closed side are one of two words each."""
        with pytest.raises(FrameworkError, match=f"{field}: expected {expected}"):
            table_of(CASEWORK, **{field: "sideways"})


def problems_of(bands: Sequence[RatingBand], **changes: Any) -> list[Problem]:
    with pytest.raises(FrameworkError) as caught:
        table_of(bands, **changes)
    return list(caught.value.problems)


def _best_first(bands: Sequence[RatingBand]) -> list[RatingBand]:
    return [attrs.evolve(band, rating=other.rating) for band, other in _mirrored(bands)]


def _mirrored(bands: Sequence[RatingBand]) -> Iterable[tuple[RatingBand, RatingBand]]:
    return zip(bands, reversed(bands), strict=True)


class TestReaches:
    """From which figure on figures are placed in a band or above it."""

    @given(thresholds(), roundings, st.sampled_from(["at least", "more than"]), percentages(), st.integers(2, 10**9))
    def test_agrees_with_placing(self, starts: list[Figure], rounding: str, threshold: str, figure: Figure, parts: int) -> None:
        """A figure is placed in a band or above it just when it reaches the band: not a hair less will do."""
        table = table_of(bands_of(starts), rounding, threshold=threshold)

        for band in table.bands:
            least, itself = table.reaches(band)
            for number in (figure, least, least + Fraction(1, parts), max(Fraction(0), least - Fraction(1, parts))):
                reached = number >= least if itself else number > least
                assert reached == (table.place(number).band.starts >= band.starts)

    @pytest.mark.parametrize(
        ("expected", "rounding", "starts"),
        [
            (65, "exact", 65),
            (Fraction(129, 2), "whole", 65),
            (Fraction(129, 2), "whole", "64.2"),
            (0, "whole", 0),
            (0, "exact", 0),
        ],
    )
    def test_least(self, expected: Figure, rounding: str, starts: Any) -> None:
        """Where figures are rounded, the least lies half below the whole number that reaches the threshold, never below 0."""
        table = table_of((RatingBand(RATINGS[0], 0), *([RatingBand(RATINGS[1], starts)] if starts else [])), rounding)

        assert expected == table.reaches(table.bands[-1])[0]

    @pytest.mark.parametrize(
        ("expected", "rounding", "threshold", "starts"),
        [
            ((1, True), "exact", "at least", 1),
            ((1, False), "exact", "more than", 1),
            ((Fraction(1, 2), True), "whole", "at least", 1),
            ((Fraction(3, 2), True), "whole", "more than", 1),
            ((Fraction(9, 2), True), "whole", "at least", "4.2"),
            ((Fraction(9, 2), True), "whole", "more than", "4.2"),
        ],
    )
    def test_whose_the_threshold_is(self, expected: tuple[Figure, bool], rounding: str, threshold: str, starts: Any) -> None:
        """Where more than a threshold is wanted, whole figures reach it from the next number on."""
        table = table_of((RatingBand(RATINGS[0], 0), RatingBand(RATINGS[1], starts)), rounding, threshold=threshold)

        assert [(0, True), expected] == [table.reaches(band) for band in table.bands]


class TestRounding:
    """What rounding changes, with the thresholds 50, 65 and 80."""

    @pytest.mark.parametrize(
        ("rounding", "expected", "sufficient", "relevant"),
        [
            ("whole", "Good", 40, 62),
            ("exact", "Requires improvement", 40, 62),
            ("whole", "Good", 11, 17),
            ("exact", "Requires improvement", 11, 17),
            ("whole", "Inadequate", 21, 62),
            ("exact", "Inadequate", 21, 62),
            ("whole", "Outstanding", 4, 5),
            ("exact", "Outstanding", 4, 5),
        ],
    )
    def test_cases(self, rounding: str, expected: str, sufficient: int, relevant: int) -> None:
        """40 of 62 is 64.5 per cent, and 11 of 17 is 64.7: Good when rounded to 65, Requires improvement as it is."""
        table = table_of(CASEWORK, rounding)

        assert expected == table.place(simplest(Fraction(100 * sufficient, relevant))).band.rating.name

    def test_combinations(self) -> None:
        """Below 200 relevant cases the rounding decides the band for 225 combinations of count and threshold.

        It is worked out here with whole numbers alone: s of r reaches t exactly where 100 s >= t r, and rounded, halves
        upwards, where 200 s + r >= 2 t r.
        """
        cases = [(sufficient, relevant) for relevant in range(1, 200) for sufficient in range(relevant + 1)]
        changed = {(s, r, t) for s, r in cases for t in (50, 65, 80) if (100 * s >= t * r) != (200 * s + r >= 2 * t * r)}

        found = set()
        for sufficient, relevant in cases:
            figure = simplest(Fraction(100 * sufficient, relevant))
            whole, exact = WHOLE.place(figure).band, EXACT.place(figure).band
            if whole != exact:
                found.add((sufficient, relevant, whole.starts))

        assert len(changed) == 225
        assert changed == found

    @given(percentages())
    def test_whole_figures(self, figure: Figure) -> None:
        """Rounding changes no whole figure, and rounding twice changes no more than once."""
        once = WHOLE.rounded(figure)

        assert once == WHOLE.rounded(once)
        assert once == EXACT.rounded(once)

    def test_by_keyword(self) -> None:
        """The fields of a table are named where it is made, as are the words of a band, of which there need be none."""
        table: Any = BandTable
        band: Any = RatingBand

        assert CASEWORK[0].words == ""
        with pytest.raises(TypeError):
            band(RATINGS[0], 0, "minority")
        with pytest.raises(TypeError):
            table("casework", CASEWORK, "whole", "per cent", SOURCE)

    def test_no_default(self) -> None:
        """A table says which rounding it means; nothing is assumed."""
        cls: Any = BandTable

        with pytest.raises(TypeError, match="rounding"):
            cls(id="casework", bands=CASEWORK, unit="per cent", source=SOURCE)


class TestRatingBand:
    """A range of numbers that earns a rating."""

    @pytest.mark.parametrize(
        ("expected", "starts"),
        [(65, 65), (65, 65.0), (65, "65"), (Fraction(129, 2), "64.5"), (Fraction(641, 10), 64.1), (50, Decimal("50.0"))],
    )
    def test_thresholds(self, expected: Figure, starts: Any) -> None:
        """A threshold is kept exact, whatever it was given as, and the band accepts it again."""
        band = RatingBand(RATINGS[2], starts, words="reasonable majority")

        assert expected == band.starts
        assert type(expected) is type(band.starts)
        assert band == attrs.evolve(band)

    @pytest.mark.parametrize("starts", [-1, "-0.5", math.nan, math.inf, "abc", True, None, 5j], ids=repr)
    def test_no_threshold(self, starts: Any) -> None:
        """A threshold is a number from 0 up."""
        with pytest.raises(FrameworkError) as caught:
            RatingBand(RATINGS[2], starts)

        assert [(problem.path, problem.expected) for problem in caught.value.problems] == [
            ("starts", "expected a number from 0 up")
        ]

    def test_every_problem(self) -> None:
        """All that is wrong with a band is reported at once, each with its path, what was expected and what was found."""
        fields: dict[str, Any] = {"rating": "Good", "starts": -1, "words": None}

        with pytest.raises(FrameworkError) as caught:
            RatingBand(**fields)

        assert caught.value.problems == (
            Problem("rating", "expected a rating", "Good"),
            Problem("starts", "expected a number from 0 up", -1),
            Problem("words", "expected a text", None),
        )


class TestBandTable:
    """What a table of bands can't be."""

    def test_every_field(self) -> None:
        """All that is wrong with its fields is reported at once."""
        with pytest.raises(FrameworkError) as caught:
            table_of((), "half", id="", unit=" ", source="recalled", rounding_source="recalled")

        assert caught.value.problems == (
            Problem("id", "expected a text that is not empty", ""),
            Problem("bands", "expected a list of at least 1", ()),
            Problem("rounding", 'expected "exact" or "whole"', "half"),
            Problem("unit", "expected a text that is not empty", " "),
            Problem("source", "expected a source", "recalled"),
            Problem("rounding_source", "expected a source", "recalled"),
        )

    def test_every_problem_between_bands(self) -> None:
        """All that is out of order is reported at once, as are a band that is there twice and a table without one at 0."""
        good, bad = RATINGS[2], RATINGS[0]

        with pytest.raises(FrameworkError) as caught:
            table_of((RatingBand(good, 6), RatingBand(bad, "5.5"), RatingBand(bad, "5.5")))

        assert caught.value.problems == (
            Problem("bands[1].starts", "expected a threshold above the one before it, 6", Fraction(11, 2)),
            Problem("bands[2]", "expected each band once: Inadequate from 5.5"),
            Problem("bands[1].rating", "expected a better rating than the one before it (Good): worst first", "Inadequate"),
            Problem(
                "bands[0].starts",
                "expected 0: the lowest band starts at 0, so that every figure has a band",
                6,
                relies_on="bands",
            ),
        )

    def test_three_turned(self) -> None:
        """Three bands that stand in the opposite order are one problem, in the order of thresholds as in that of ratings."""
        best_first = CASEWORK[:0:-1]
        turned = [RatingBand(rating, band.starts) for rating, band in zip(RATINGS[2::-1], CASEWORK, strict=False)]
        higher = "expected the lowest threshold first; these are in the opposite order"
        better = "expected the worst rating first; these are in the opposite order"

        for expected, bands in ((higher, best_first), (better, turned)):
            with pytest.raises(FrameworkError) as caught:
                table_of(bands)
            assert caught.value.problems == (Problem("bands", expected),)

    def test_one_rating_twice(self) -> None:
        """One rating can't be that of two bands."""
        with pytest.raises(FrameworkError) as caught:
            table_of((*CASEWORK[:2], RatingBand(RATINGS[1], 65)))

        expected = "expected a better rating than the one before it (Requires improvement): worst first"
        assert caught.value.problems == (Problem("bands[2].rating", expected, "Requires improvement"),)

    def test_two_on_one_threshold(self) -> None:
        """Two bands of different ratings can't have one threshold."""
        with pytest.raises(FrameworkError) as caught:
            table_of((CASEWORK[0], CASEWORK[1], RatingBand(RATINGS[2], 50)))

        expected = "expected a threshold above the one before it, 50"
        assert caught.value.problems == (Problem("bands[2].starts", expected, 50),)

    def test_read_in_part(self) -> None:
        """Of a table none of whose bands could be read, nothing more is said."""
        assert list(cross_problems(BandTable, Partial(BandTable, bands=()))) == []

    def test_bands_only(self) -> None:
        """A table holds bands, not ratings."""
        with pytest.raises(FrameworkError) as caught:
            table_of(RATINGS)

        assert caught.value.problems == tuple(
            Problem(f"bands[{position}]", "expected a rating band", rating) for position, rating in enumerate(RATINGS)
        )

    @given(thresholds(), roundings)
    def test_evolve(self, starts: list[Figure], rounding: str) -> None:
        """A table takes any sequence of bands and keeps a tuple, so that a changed copy can be made."""
        table = table_of([*bands_of(starts)], rounding)

        assert table_of(bands_of(starts), rounding) == table
        assert table == attrs.evolve(table)
