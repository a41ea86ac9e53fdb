"""Measures and conditions: what rules are made of that give no ratings themselves, as frozen data without behaviour.

*Items* are what they read: key questions, inputs that belong to no standard, and, in the overall, the ratings of standards.
They are named by their ids; where none is named, all key questions of the standard are meant, and in the overall all
standards that count.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal, Protocol, TypeAlias, get_args

import attrs

from probation_standards.checks import (
    Checked,
    CrossCheck,
    as_tuple,
    flag,
    from_zero,
    holds,
    instance,
    number,
    one_of,
    optional,
    text,
    tuple_of,
)
from probation_standards.errors import Problem
from probation_standards.figures import Figure, as_figure_or_none, as_figures, written
from probation_standards.scales import Rating

Take: TypeAlias = Literal["lowest", "highest", "total", "mean", "count", "share"]

TAKES: tuple[Take, ...] = get_args(Take)
"""What a measure makes of its items."""

Missing: TypeAlias = Literal["not rated", "leave out"]


_RATING = holds(optional(instance(Rating, "a rating")))
MISSING_SAID = holds(one_of("not rated", "leave out"))
"""What a field may hold that says what is done where an item is missing."""

_END = holds(optional(number))


def one_item(*forms: str) -> dict[str, Any]:
    """Return the metadata of a field that holds the id of an item, which is of one of `forms`; of any where none is named."""
    return {**holds(text), "items": forms}


def some_items(*forms: str) -> dict[str, Any]:
    """Return the metadata of a field that holds ids of items; where it is empty, the usual ones of its place are meant."""
    return {**holds(tuple_of(text)), "items": forms}


def repeated_items(of_several: Any) -> Iterator[Problem]:
    """Yield items that are named twice by what reads several."""
    for position, id in enumerate(of_several.of):
        if id in of_several.of[:position]:
            yield Problem(f"of[{position}]", "expected each item once", id)


def _weights_fit(measure: Measure) -> Iterator[Problem]:
    if measure.weights and len(measure.weights) != len(measure.of):
        yield Problem(
            "weights", f"expected a weight for each item that is named in of ({len(measure.of)})", len(measure.weights)
        )
    if measure.weights and not sum(measure.weights):
        yield Problem("weights", "expected a weight above 0")
    if measure.weights and measure.take not in ("total", "mean"):
        yield Problem("weights", f'expected no weights for "{measure.take}"; a total or a mean has weights')


def _counted(measure: Measure) -> Iterator[Problem]:
    for field in ("ratings", "values"):
        if getattr(measure, field) and measure.take not in ("count", "share"):
            yield Problem(field, f'expected none for "{measure.take}"; a count or a share says which items it counts')
    if measure.take == "share" and not (measure.ratings or measure.values):
        expected = "expected the ratings of which the share is taken, or values"
        yield Problem("ratings", expected, missing=True, relies_on="ratings")
    if measure.of_maximum and measure.take != "total":
        yield Problem("of_maximum", f'expected false for "{measure.take}"; a total is taken as per cent of its maximum')


@attrs.frozen(kw_only=True)
class Measure(Checked):
    """One number from several items.

    What an item is worth: a key question answered for cases, its percentage; a score or a count, the number; a flag, 1 where
    it is true and else 0; a rating, its points. An item is *missing* where no case was relevant, where it was not inspected,
    or where its standard is not rated.

    Attributes:
        take: What is made of the items: the ``"lowest"`` or the ``"highest"``, the ``"total"`` or the ``"mean"``, by weights
            where there are some; the ``"count"`` of those with certain ratings or values, of all that are not missing where
            none are said; their ``"share"``, in per cent of those that are not missing.
        of: The ids of the items; empty for all of the standard, or in the overall, for all standards that count.
        weights: How much each item of `of` weighs, from 0; empty where all weigh 1.
        ratings: For a count or a share: which ratings are counted.
        values: For a count or a share: which numbers are counted; 1 for a flag that is true.
        of_maximum: Whether a total is taken as per cent of what it could be at most.
        missing: What an item that is missing does: ``"not rated"`` leaves the measure without a number, ``"leave out"``
            takes it of the other items.

    >>> Measure(take="mean", of=("Q 1", "Q 2"), weights=(2, 1)).weights
    (2, 1)
    """

    checks = (repeated_items, _weights_fit, _counted)

    take: Take = attrs.field(metadata=holds(one_of(*TAKES)))
    of: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, metadata=some_items())
    weights: tuple[Figure, ...] = attrs.field(default=(), converter=as_figures, metadata=holds(tuple_of(from_zero)))
    ratings: tuple[Rating, ...] = attrs.field(
        default=(), converter=as_tuple, metadata=holds(tuple_of(instance(Rating, "a rating")))
    )
    values: tuple[Figure, ...] = attrs.field(default=(), converter=as_figures, metadata=holds(tuple_of(number)))
    of_maximum: bool = attrs.field(default=False, metadata=holds(flag))
    missing: Missing = attrs.field(default="not rated", metadata=MISSING_SAID)


class Condition(Protocol):
    """What is true of an inspection, or not, or can't be told where what it reads is missing.

    A limit or a step applies only where its conditions are true. A decision table that comes to a row of which it can't be told
    gives no rating.

    Attributes:
        kind: Its name in a document: ``"flag"``.
    """

    kind: ClassVar[str]


def a_condition(value: object) -> str | None:
    """Accept a condition: of this library, or of another package. It has a kind, and unlike a rule reads nothing by itself."""
    right = isinstance(getattr(value, "kind", None), str) and not hasattr(value, "reads") and attrs.has(type(value))
    return None if right else "expected a condition"


@attrs.frozen(kw_only=True)
class FlagIs(Checked):
    """An input is true, or false.

    Attributes:
        of: The id of a question or an input that is a flag.
        value: Which of the two it must be.
    """

    kind: ClassVar[str] = "flag"

    of: str = attrs.field(metadata=one_item("flag"))
    value: bool = attrs.field(default=True, metadata=holds(flag))


def _some_end(*names: str) -> CrossCheck:
    def check(condition: object) -> Iterator[Problem]:
        if all(getattr(condition, name) is None for name in names):
            yield Problem(names[0], f"expected one of {', '.join(names)}", missing=True)

    return check


def ratings_in_order(so_that: str) -> CrossCheck:
    """Return the check that at_least is no better than at_most; `so_that` says what comes of it."""

    def check(within: Any) -> Iterator[Problem]:
        low, high = within.at_least, within.at_most
        if low is not None and high is not None and low.points > high.points:
            expected = f"expected {low} (at_least) or a better rating, so that {so_that}"
            yield Problem("at_most", expected, high.name)

    return check


@attrs.frozen(kw_only=True)
class RatingIs(Checked):
    """A standard, or a question that is rated, has one of some ratings.

    Attributes:
        of: The id of the standard, or of a question or an input that is a rating.
        at_least: The worst of these ratings; None where it may be the worst there is.
        at_most: The best of them; None where it may be the best there is.
    """

    kind: ClassVar[str] = "rating"
    checks = (_some_end("at_least", "at_most"), ratings_in_order("the condition can hold"))

    of: str = attrs.field(metadata=one_item("rating"))
    at_least: Rating | None = attrs.field(default=None, metadata=_RATING)
    at_most: Rating | None = attrs.field(default=None, metadata=_RATING)


def _can_hold(condition: FigureIs) -> Iterator[Problem]:
    for low in ("at_least", "more_than"):
        for high in ("at_most", "less_than"):
            least, most = getattr(condition, low), getattr(condition, high)
            closed = (low, high) == ("at_least", "at_most")
            if least is not None and most is not None and (least > most or (least == most and not closed)):
                yield Problem(high, f"expected more than {low} ({written(least)}), so that the condition can hold", most)


@attrs.frozen(kw_only=True)
class FigureIs(Checked):
    """A measure lies within some ends.

    Attributes:
        measure: What is measured.
        at_least: It is this or more; None for no such end.
        more_than: It is more than this.
        at_most: It is this or less.
        less_than: It is less than this.
    """

    kind: ClassVar[str] = "figure"
    checks = (_some_end("at_least", "more_than", "at_most", "less_than"), _can_hold)

    measure: Measure = attrs.field(metadata=holds(instance(Measure, "a measure")))
    at_least: Figure | None = attrs.field(default=None, converter=as_figure_or_none, metadata=_END)
    more_than: Figure | None = attrs.field(default=None, converter=as_figure_or_none, metadata=_END)
    at_most: Figure | None = attrs.field(default=None, converter=as_figure_or_none, metadata=_END)
    less_than: Figure | None = attrs.field(default=None, converter=as_figure_or_none, metadata=_END)
