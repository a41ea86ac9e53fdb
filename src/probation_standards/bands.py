"""Cutting a line of numbers into ratings, with the rounding, the closed side and the better direction said."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor
from typing import Literal

import attrs

from probation_standards.checks import Checked, any_text, as_tuple, from_zero, holds, instance, one_of, optional, text, tuple_of
from probation_standards.errors import Problem
from probation_standards.figures import Figure, as_figure, exact, half_up, stated
from probation_standards.scales import Rating
from probation_standards.sources import Source


@attrs.frozen
class RatingBand(Checked):
    """A range of numbers that earns a rating: from its threshold up to the threshold of the next band.

    Attributes:
        rating: The rating earned.
        starts: The threshold, from 0 up, in the unit of its table; inclusive where its table does not say otherwise.
        words: In which words it is put, as sure as the source of its table: ``"reasonable majority"``.
    """

    rating: Rating = attrs.field(metadata=holds(instance(Rating, "a rating")))
    starts: Figure = attrs.field(converter=as_figure, metadata=holds(from_zero))
    words: str = attrs.field(default="", kw_only=True, metadata=holds(any_text))


@attrs.frozen
class Placement:
    """Where a figure falls in a table of bands, and how far it is from the next thresholds.

    Attributes:
        figure: The exact figure, in the unit of the table.
        placed: The figure that was compared with the thresholds: rounded, where the table says so.
        band: The band it fell in.
        next_band: The band of the next better rating, or None in the best one.
        points_up: How far `placed` is from the threshold that lies before `next_band`, or None in the best band.
        points_down: How far `placed` is from the threshold beyond which its rating is lost, or None in the worst band, from
            which no rating can be lost.
        better: Whether ``"higher"`` or ``"lower"`` figures earn better ratings.
    """

    figure: Figure
    placed: Figure
    band: RatingBand
    next_band: RatingBand | None
    points_up: Figure | None
    points_down: Figure | None
    better: Literal["higher", "lower"] = "higher"


def _is_turned(figures: Iterable[Figure]) -> bool:
    """Return whether figures fall throughout, so that all of them stand in the opposite order; there are more than two."""
    found = list(figures)
    return len(found) > 2 and all(after < before for before, after in pairwise(found))


def _is_twice(lower: RatingBand, band: RatingBand) -> bool:
    return (lower.rating.name, lower.starts) == (band.rating.name, band.starts)


def _thresholds_rise(table: BandTable) -> Iterator[Problem]:
    if _is_turned(band.starts for band in table.bands):
        yield Problem("bands", "expected the lowest threshold first; these are in the opposite order")
        return
    for position, (lower, band) in enumerate(pairwise(table.bands), 1):
        if _is_twice(lower, band):
            yield Problem(f"bands[{position}]", f"expected each band once: {band.rating} from {stated(band.starts)}")
        elif band.starts <= lower.starts:
            expected = f"expected a threshold above the one before it, {stated(lower.starts)}"
            yield Problem(f"bands[{position}].starts", expected, band.starts)


def _ratings_rise(table: BandTable) -> Iterator[Problem]:
    falls = table.better == "lower"
    if _is_turned(-band.rating.points if falls else band.rating.points for band in table.bands):
        if not _is_turned(band.starts for band in table.bands):  # which is said already
            order = "best rating first, since lower figures are better" if falls else "worst rating first"
            yield Problem("bands", f"expected the {order}; these are in the opposite order")
        return
    for position, (lower, band) in enumerate(pairwise(table.bands), 1):
        first, second = (band, lower) if falls else (lower, band)
        if second.rating.points <= first.rating.points and not _is_twice(lower, band):
            than = "worse" if falls else "better"
            order = "best first, since lower figures are better" if falls else "worst first"
            expected = f"expected a {than} rating than the one before it ({lower.rating}): {order}"
            yield Problem(f"bands[{position}].rating", expected, band.rating.name)


def _from_the_bottom(table: BandTable) -> Iterator[Problem]:
    if table.bands and table.bands[0].starts != 0 and not _is_turned(band.starts for band in table.bands):
        expected = "expected 0: the lowest band starts at 0, so that every figure has a band"
        yield Problem("bands[0].starts", expected, table.bands[0].starts, relies_on="bands")


@attrs.frozen(kw_only=True)
class BandTable(Checked):
    """A line of numbers from 0 up, cut into rating bands.

    Attributes:
        id: A short name, unique in its framework: ``"casework"``.
        bands: From the lowest figures up; the first starts at 0, each threshold lies above the one before, and so does each
            rating, or below it where lower figures are better.
        rounding: ``"whole"`` rounds a figure to the nearest whole number, halves upwards, before it is placed; ``"exact"``
            places it as it is. There is no default: 40 of 62 is Requires improvement under one and Good under the other
            where Good starts at 65.
        unit: What the numbers are: ``"per cent of relevant cases"``, ``"points"``.
        better: Whether ``"higher"`` figures earn better ratings, or ``"lower"`` ones, as with a count of incidents.
        threshold: Which figures a band starts with: those of ``"at least"`` its threshold, or of ``"more than"`` it, so that
            the threshold itself is still in the band before ("up to and including 5").
        source: Where the thresholds were published.
        rounding_source: Where the rounding was published; None when that is the same source.

    >>> source = Source(id="recalled", title="The published guidance, not read", confidence="recalled")
    >>> low, high = Rating("Inadequate", 0), Rating("Good", 2)
    >>> bands = (RatingBand(low, 0), RatingBand(high, 65))
    >>> table = BandTable(id="casework", bands=bands, rounding="whole", unit="per cent", source=source)
    >>> table.place(Fraction(4000, 62)).band.rating.name
    'Good'
    """

    checks = (_thresholds_rise, _ratings_rise, _from_the_bottom)

    id: str = attrs.field(metadata=holds(text))
    bands: tuple[RatingBand, ...] = attrs.field(
        converter=as_tuple, metadata=holds(tuple_of(instance(RatingBand, "a rating band"), at_least=1))
    )
    rounding: Literal["exact", "whole"] = attrs.field(metadata=holds(one_of("exact", "whole")))
    unit: str = attrs.field(metadata=holds(text))
    better: Literal["higher", "lower"] = attrs.field(default="higher", metadata=holds(one_of("higher", "lower")))
    threshold: Literal["at least", "more than"] = attrs.field(
        default="at least", metadata=holds(one_of("at least", "more than"))
    )
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))
    rounding_source: Source | None = attrs.field(default=None, metadata=holds(optional(instance(Source, "a source"))))

    def rounded(self, figure: Figure) -> Figure:
        """Return `figure` as it is compared with the thresholds.

        >>> from fractions import Fraction
        >>> source = Source(id="s", title="t", confidence="recalled")
        >>> good = RatingBand(Rating("Good", 2), 0)
        >>> BandTable(id="b", bands=(good,), rounding="whole", unit="per cent", source=source).rounded(Fraction(129, 2))
        65
        """
        return half_up(figure) if self.rounding == "whole" else figure

    def place(self, figure: Figure) -> Placement:
        """Return where `figure` falls.

        Args:
            figure: An exact number from 0 up, in the unit of the table.

        Raises:
            ValueError: When `figure` is below 0, where there is no band.
        """
        if figure < 0:
            raise ValueError("expected a number from 0 up")
        placed = self.rounded(figure)
        bisect = bisect_right if self.threshold == "at least" else bisect_left
        position = max(bisect(self.bands, placed, key=lambda band: band.starts) - 1, 0)
        band = self.bands[position]
        above = self.bands[position + 1] if position + 1 < len(self.bands) else None
        below = self.bands[position - 1] if position else None
        to_next = None if above is None else exact(above.starts - placed)
        from_own = None if below is None else exact(placed - band.starts)
        if self.better == "higher":
            return Placement(figure, placed, band, above, to_next, from_own)
        return Placement(figure, placed, band, below, from_own, to_next, "lower")

    def reaches(self, band: RatingBand) -> tuple[Figure, bool]:
        """Return from which figure on figures are placed in `band`, or above it, and whether that figure itself is.

        Rounded to whole numbers, halves upwards, a figure reaches a threshold from half below the whole number that does: 64.5
        is the least that is placed from 65 up, and from 64.2 up.

        Args:
            band: One of the bands of this table.

        >>> source = Source(id="s", title="t", confidence="recalled")
        >>> bands = (RatingBand(Rating("Inadequate", 0), 0), RatingBand(Rating("Good", 2), 65))
        >>> BandTable(id="b", bands=bands, rounding="whole", unit="per cent", source=source).reaches(bands[1])
        (Fraction(129, 2), True)
        """
        if band.starts == 0:
            return 0, True
        reached = self.threshold == "at least"
        if self.rounding == "exact":
            return band.starts, reached
        return (ceil(band.starts) if reached else floor(band.starts) + 1) - Fraction(1, 2), True
