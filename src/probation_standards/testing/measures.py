"""Going back from what a measure makes of its items to what the items must be worth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import attrs

from probation_standards.conditions import Measure
from probation_standards.figures import Figure
from probation_standards.items import Item, Place

Values: TypeAlias = "tuple[Any, ...]"
"""What something can be, the first first; None for what is missing, or not said."""

Accepts: TypeAlias = "Callable[[Figure, Figure | None], bool]"
"""Whether a figure, of a total with its maximum, is wanted."""

MOST_STATES = 20_000
"""How many sums are followed; of more, only those that come first are."""

MOST_VALUES = 12
"""How many values of an item are tried first, where it can have many."""

SOME = 6
"""How many ways of one kind are given: the first, the last and some between."""


class ExhaustedError(Exception):
    """Raised where so much was tried that the search is given up."""


@attrs.define
class Budget:
    """How much may still be tried."""

    left: int

    def spend(self) -> None:
        """Try once more.

        Raises:
            ExhaustedError: When nothing is left.
        """
        self.left -= 1
        if self.left < 0:
            raise ExhaustedError


@attrs.frozen
class Domains:
    """What each item can be worth, by its id; with what inspectors can choose, by ``("judged", id)``.

    Attributes:
        values: The values.
        budget: How much may still be tried.
    """

    values: Mapping[object, Values]
    budget: Budget

    def __getitem__(self, key: object) -> Values:
        return self.values[key]

    def narrowed(self, key: object, keep: Callable[[Any], bool]) -> Domains | None:
        """Return these domains with only some values for one key; None where none is left."""
        self.budget.spend()
        left = tuple(value for value in self.values[key] if keep(value))
        return self.taking({key: left}) if left else None

    def taking(self, values: Mapping[object, Values]) -> Domains:
        """Return these domains with other values for some keys."""
        return Domains({**self.values, **values}, self.budget)


def spread(values: Sequence[Any], most: int) -> list[Any]:
    """Return at most so many of some values, the first and the last among them."""
    if len(values) <= most:
        return list(values)
    return [values[round(at * (len(values) - 1) / (most - 1))] for at in range(most)]


def measured_ways(measure: Measure, place: Place, accepts: Accepts, domains: Domains) -> Iterator[Domains]:
    """Yield domains in which the measure has a figure that is accepted, whatever is taken of each."""
    items = place.items(measure.of)
    if measure.take in {"lowest", "highest"}:
        yield from _extreme(measure, items, accepts, domains)
        return
    yield from _added(measure, items, accepts, domains, MOST_VALUES)
    if any(len(domains[item.id]) > MOST_VALUES for item in items):
        yield from _added(measure, items, accepts, domains, MOST_STATES)


def missing_ways(measure: Measure, place: Place, domains: Domains) -> Iterator[Domains]:
    """Yield domains in which the measure has no figure."""
    items = place.items(measure.of)
    if measure.missing == "not rated":
        for item in items:
            without = domains.narrowed(item.id, lambda value: value is None)
            if without is not None:
                yield without
    none: Domains | None = domains
    for item in items:
        none = none and none.narrowed(item.id, lambda value: value is None)
    if none is not None:
        yield none


def _extreme(measure: Measure, items: Sequence[Item], accepts: Accepts, domains: Domains) -> Iterator[Domains]:
    leave_out, sign = measure.missing == "leave out", 1 if measure.take == "lowest" else -1
    for item in items:
        there = [value for value in domains[item.id] if value is not None and accepts(value, None)]
        for decisive in spread(there, SOME):
            found: Domains | None = domains.taking({item.id: (decisive,)})
            for other in items:
                if other is not item:
                    found = found and found.narrowed(other.id, _as_far(decisive, sign, leave_out=leave_out))
            if found is not None:
                yield found


def _as_far(decisive: Figure, sign: int, *, leave_out: bool) -> Callable[[Any], bool]:
    return lambda value: leave_out if value is None else sign * value >= sign * decisive


@attrs.frozen
class _Sum:
    """What some of the items come to.

    Attributes:
        above: What is added up.
        below: What that is a part of.
        many: How many of them are there.
    """

    above: Figure = 0
    below: Figure = 0
    many: int = 0


def _added(measure: Measure, items: Sequence[Item], accepts: Accepts, domains: Domains, most: int) -> Iterator[Domains]:
    """Yield domains for what is added up or counted: every sum that there can be, each with one way that leads to it."""
    paths: dict[_Sum, tuple[Values, ...]] = {_Sum(): ()}
    weights = measure.weights or (1,) * len(items)
    for item, weight in zip(items, weights, strict=True):
        domains.budget.spend()
        grouped = _grouped(measure, item, weight, domains, most)
        longer: dict[_Sum, tuple[Values, ...]] = {}
        for so_far, path in paths.items():
            for part, values in grouped:
                whole = _Sum(so_far.above + part.above, so_far.below + part.below, so_far.many + part.many)
                longer.setdefault(whole, (*path, values))
        paths = dict(list(longer.items())[:MOST_STATES])
    ended = all(item.most is not None for item in items)
    right = [(whole, path) for whole, path in paths.items() if _is_right(measure, whole, accepts, ended=ended)]
    for _, path in spread(right, SOME):
        yield domains.taking({item.id: values for item, values in zip(items, path, strict=True)})


def _grouped(measure: Measure, item: Item, weight: Figure, domains: Domains, most: int) -> list[tuple[_Sum, Values]]:
    """Return what an item can add, each with the values that add it."""
    groups: dict[_Sum, list[Any]] = {}
    can = [value for value in domains[item.id] if value is not None or measure.missing == "leave out"]
    if measure.take in {"total", "mean"}:
        can = spread(can, most)
    counted = {*measure.values, *(rating.points for rating in measure.ratings)}
    for value in can:
        if value is None:
            part = _Sum()
        elif measure.take in {"count", "share"}:
            part = _Sum(int(not counted or value in counted), 1, 1)
        else:
            part = _Sum(weight * value, weight if measure.take == "mean" else weight * (item.most or 0), 1)
        groups.setdefault(part, []).append(value)
    return [(part, tuple(values)) for part, values in groups.items()]


def _is_right(measure: Measure, whole: _Sum, accepts: Accepts, *, ended: bool) -> bool:
    if not whole.many:
        return False
    if measure.take == "count" or (measure.take == "total" and not measure.of_maximum):
        return accepts(whole.above, whole.below if ended else None)
    per = 1 if measure.take == "mean" else 100
    return bool(whole.below) and accepts(Fraction(per * whole.above) / whole.below, None)
