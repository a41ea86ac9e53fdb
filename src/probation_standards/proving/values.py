"""The values of items that stand for all others: one for each way in which a rule can tell them apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations, pairwise
from math import ceil, floor

import attrs

from probation_standards.figures import Figure, simplest
from probation_standards.proving.views import Boundary, UnseenError, View
from probation_standards.scales import RatingScale
from probation_standards.standards import KeyQuestion

MOST_COUNTED = 500
"""Counts that are gone through one by one."""

FEW = 40
"""Up to so many values are each held against every better one; of more, each against the next, unless some may not be rated.

A fall past what is not rated is no fall from one to the next.
"""


@attrs.frozen
class Value:
    """A value of an item that stands for all that are seen alike.

    Attributes:
        figure: What it is worth; None where the item is missing.
        parts: What each view sees of it, in their order; None for views that do not read the item.
    """

    figure: Figure | None
    parts: tuple[Hashable, ...]


@attrs.frozen
class Choice:
    """The values that an item can have, as far as they are told apart.

    Attributes:
        id: The id of the item.
        values: The values.
        rises: Pairs of positions among `values`: of each the second is better. Of many values, some are reached by several.
        moves: Pairs of positions that two inspections can have which differ in something that comes before; None where the
            item is the same in both.
    """

    id: str
    values: tuple[Value, ...]
    rises: tuple[tuple[int, int], ...] = ()
    moves: tuple[tuple[int, int], ...] | None = None

    def seen_by(self, views: Sequence[View]) -> Choice:
        """Return the same choice, as other views see it."""
        values = tuple(Value(value.figure, _parts(self.id, value.figure, views)) for value in self.values)
        return attrs.evolve(self, values=values)


def _parts(id: str, figure: Figure | None, views: Sequence[View]) -> tuple[Hashable, ...]:
    return tuple((view.part(id, figure),) if id in view.ids else None for view in views)


def of_question(question: KeyQuestion, scale: RatingScale, views: Sequence[View]) -> Choice:
    """Return the findings of a question that views tell apart.

    Raises:
        UnseenError: When they are too many.
    """
    figures = [*_figures(question, scale, views)]
    missing = [None] if question.optional or question.form == "cases" else []
    return of_figures(question.id, [*figures, *missing], views, better=question.better)


def of_figures(id: str, figures: Sequence[Figure | None], views: Sequence[View], *, better: str = "higher") -> Choice:
    """Return as a choice the figures of an item, in order, that views tell apart; None for one that is missing.

    Of neighbours that are seen alike the first stands for all. What is seen may come back further up, as where one score is
    counted and those on either side are not; it is then another value, since something better leads there.
    """
    values: list[Value] = []
    for figure in figures:
        value = Value(figure, _parts(id, figure, views))
        alike = values and (values[-1].figure is None, values[-1].parts) == (figure is None, value.parts)
        if not alike:
            values.append(value)
    there = [at for at, value in enumerate(values) if value.figure is not None]
    few = len(there) <= FEW or any(view.comes_and_goes for view in views if id in view.ids)
    pairs = [] if better == "neither" else [*(combinations(there, 2) if few else pairwise(there))]
    return Choice(id, tuple(values), tuple((low, high) if better == "higher" else (high, low) for low, high in pairs))


def _figures(question: KeyQuestion, scale: RatingScale, views: Sequence[View]) -> Iterator[Figure]:
    """Yield the figures of a question that must be tried, in order."""
    reading = [view for view in views if question.id in view.ids]
    if question.form == "flag":
        yield from (0, 1)
    elif question.form == "rating":
        yield from (rating.points for rating in scale)
    elif question.form == "score":
        yield from sorted(question.values)
    else:
        cuts = {cut for view in reading for cut in view.cuts}
        if question.form == "cases":
            adding = any(view.adds for view in reading)
            yield from sorted({*(range(101) if adding else ()), *_one_of_each(cuts, 100)})
        else:
            yield from _counts(question.id, cuts, reading)


def _counts(id: str, cuts: Iterable[Boundary], reading: Sequence[View]) -> Iterator[Figure]:
    ends = [cut for cut, _ in cuts]
    if not any(view.adds for view in reading):  # one on either side of each
        yield from sorted({0, *(number for end in ends for number in (floor(end), ceil(end), floor(end) + 1) if number >= 0)})
        return
    for view in reading:
        weight = view.weights.get(id, 1)
        if view.adds and weight:
            if view.enough is None:
                raise UnseenError(f"{id} is a count, which has no end, and enters a sum of which every figure is seen")
            ends.append(Fraction(view.enough) / weight)
    top = ceil(max([0, *ends])) + 1
    if top > MOST_COUNTED:
        raise UnseenError(f"counts of {id} up to {top:,} are too many to be gone through")
    yield from range(top + 1)


def _one_of_each(cuts: Iterable[Boundary], most: int) -> Iterator[Figure]:
    """Yield a figure of each stretch between boundaries, from 0 to `most`, that is easy to read."""
    inside = sorted({(cut, not itself) for cut, itself in cuts if 0 <= cut <= most})
    # Each stretch is from one edge to the next; an edge (figure, after) lies before the figure, or after it.
    edges = [(Fraction(0), False), *((Fraction(cut), after) for cut, after in inside), (Fraction(most), True)]
    for (low, after), (high, before) in pairwise(edges):
        if (low, after) < (high, before):
            yield _within(low, high, closed=(not after, before))


def _within(low: Fraction, high: Fraction, *, closed: tuple[bool, bool]) -> Figure:
    """Return the figure from `low` to `high` that is easiest to read: whole, or with few decimals."""
    for parts in (1, 10, 100, 1000):
        first = ceil(low * parts) if closed[0] else floor(low * parts) + 1
        last = floor(high * parts) if closed[1] else ceil(high * parts) - 1
        if first <= last:
            return simplest(Fraction(first, parts))
    return low if closed[0] else high if closed[1] else simplest((low + high) / 2)
