"""Strategies of the small parts: rating scales, band tables, tallies, percentages."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate
from typing import Any, Literal, TypeVar

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from probation_standards.bands import BandTable, RatingBand
from probation_standards.evidence import FindingGiven, Tally
from probation_standards.figures import Figure
from probation_standards.scales import Rating, RatingScale
from probation_standards.sources import Source

MADE_UP = Source(id="made-up", title="Made up for a test", confidence="confirmed")
"""The source of all that is made up here."""

NAMES = ("Inadequate", "Requires improvement", "Good", "Outstanding", "Exceptional")
"""The names of the ratings that are made up, worst first."""

MOST_STEP = 3
"""The most points that lie between a rating and the next."""

Part = TypeVar("Part")


def within(name: str, value: int, least: int, most: int | None = None) -> None:
    """Raise where an argument of a strategy is no whole number from `least` to `most`.

    Raises:
        InvalidArgument: When it is not.
    """
    right = isinstance(value, int) and not isinstance(value, bool) and value >= least and (most is None or value <= most)
    if not right:
        ends = f"from {least} up" if most is None else f"from {least} to {most}"
        raise InvalidArgument(f"{name}: expected a whole number {ends} (found {value!r})")


def some_of(draw: st.DrawFn, items: Sequence[Part], *, at_least: int = 0) -> list[Part]:
    """Draw some of `items`, in their order. Shrinks to none of them, or to the first where there must be one."""
    subset = draw(st.integers(at_least, 2 ** len(items) - 1))
    return [item for position, item in enumerate(items) if subset >> position & 1]


def rating_scales(*, min_size: int = 2, max_size: int = len(NAMES)) -> st.SearchStrategy[RatingScale]:
    """Rating scales, the points rising by steps of 1 to 3. Shrinks to Inadequate, 0, and Requires improvement, 1.

    Args:
        min_size: How many ratings they have at least, from 2.
        max_size: How many they have at most, up to 5.

    Raises:
        InvalidArgument: When there can be no such scales.
    """
    within("max_size", max_size, 2, len(NAMES))
    within("min_size", min_size, 2, max_size)
    steps = st.lists(st.integers(1, MOST_STEP), min_size=min_size - 1, max_size=max_size - 1)
    return st.builds(_scale, st.integers(0, 2), steps)


def _scale(first: int, steps: Sequence[int]) -> RatingScale:
    return RatingScale(ratings=tuple(map(Rating, NAMES, accumulate([first, *steps]))), source=MADE_UP)


def band_tables(  # noqa: PLR0913  # each is said by its name
    scale: RatingScale,
    *,
    id: str = "bands",
    unit: str = "made-up units",
    highest: int = 100,
    whole: bool = False,
    better: Literal["higher", "lower"] | None = None,
    threshold: Literal["at least", "more than"] | None = None,
) -> st.SearchStrategy[BandTable]:
    """Band tables for some or all ratings of a scale. Shrinks to one band, of the worst rating, that starts at 0.

    Thresholds that need not be whole are in halves or thirds, now and then.

    Args:
        scale: Whose ratings they give.
        id: Their id.
        unit: What their numbers are.
        highest: The highest threshold, from 1.
        whole: Whether all thresholds are whole numbers.
        better: Which figures earn better ratings; None for tables of both sorts.
        threshold: Which figures a band starts with; None for tables of both sorts.

    Raises:
        InvalidArgument: When there can be no such tables.
    """
    within("highest", highest, 1)
    if not scale.ratings:
        raise InvalidArgument("scale: expected a scale with ratings, since bands give them")
    for name, value, words in (("better", better, _BETTER), ("threshold", threshold, _THRESHOLDS)):
        if value is not None and value not in words:
            raise InvalidArgument(f"{name}: expected one of {', '.join(map(repr, words))}, or None (found {value!r})")
    return _band_tables(scale, highest, whole, {"id": id, "unit": unit, "better": better, "threshold": threshold})


_BETTER, _THRESHOLDS = ("higher", "lower"), ("at least", "more than")


@st.composite
def _band_tables(draw: st.DrawFn, scale: RatingScale, highest: int, whole: bool, said: dict[str, Any]) -> BandTable:  # noqa: FBT001  # as it is drawn
    ratings = some_of(draw, scale.ratings, at_least=1)[: highest + 1]
    parts = 1 if whole else draw(st.integers(1, 3))
    more = len(ratings) - 1
    numbers = draw(st.lists(st.integers(1, highest * parts), min_size=more, max_size=more, unique=True))
    starts: list[Figure] = [0, *(Fraction(number, parts) for number in sorted(numbers))]
    better: Any = said["better"] or draw(st.sampled_from(_BETTER))
    threshold: Any = said["threshold"] or draw(st.sampled_from(_THRESHOLDS))
    return BandTable(
        id=said["id"],
        bands=tuple(map(RatingBand, ratings if better == "higher" else ratings[::-1], starts)),
        rounding=draw(st.sampled_from(["exact", "whole"])),
        unit=said["unit"],
        better=better,
        threshold=threshold,
        source=MADE_UP,
    )


def tallies(*, min_relevant: int = 1, max_relevant: int = 200) -> st.SearchStrategy[Tally]:
    """Tallies of relevant cases. Shrinks to "0 of 1", or to "0 of 0" where that may be.

    Args:
        min_relevant: How many cases are relevant at least, from 0.
        max_relevant: How many are at most.

    Raises:
        InvalidArgument: When there can be no such tallies.
    """
    within("min_relevant", min_relevant, 0)
    within("max_relevant", max_relevant, min_relevant)
    return _tallies(min_relevant, max_relevant)


@st.composite
def _tallies(draw: st.DrawFn, min_relevant: int, max_relevant: int) -> Tally:
    relevant = draw(st.integers(min_relevant, max_relevant))
    return Tally(draw(st.integers(0, relevant)), relevant)


def whole_percentages() -> st.SearchStrategy[int]:
    """Whole percentages, 0 to 100. Shrinks to 0."""
    return st.integers(0, 100)


def percentages() -> st.SearchStrategy[FindingGiven]:
    """Percentages in all forms in which they can be given: 64, 64.5, "64.5", Decimal, Fraction. Shrinks to 0."""
    tenths = st.integers(0, 1000)
    parts = tallies().map(lambda tally: Fraction(100 * tally.sufficient, tally.relevant))
    whole_texts = whole_percentages().flatmap(lambda number: st.sampled_from([f"{number}", f" {number} "]))
    return st.one_of(
        whole_percentages(),
        parts,
        whole_texts,
        tenths.map(lambda number: f"{number // 10}.{number % 10}"),
        parts.map(str),
        tenths.map(lambda number: number / 10),
        tenths.map(lambda number: Decimal(number) / 10),
    )
