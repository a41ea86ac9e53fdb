"""Going through all that rules can see, item by item: each thing once, with figures that show it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import attrs

from probation_standards.figures import Figure
from probation_standards.proving.values import Choice, Value
from probation_standards.proving.views import UnseenError, View

Seen: TypeAlias = tuple[Hashable, ...]
"""What all views see."""

Figures: TypeAlias = Mapping[str, "Figure | None"]
"""What items are worth, by id; None for one that is missing."""

Pair: TypeAlias = tuple[int, int]
"""The numbers of two things that are seen, before and after something is better."""

MOST_STEPS = 6_000_000
"""How many steps are taken for a rule at most: seconds, and some hundred megabytes."""


VIEWS_OF_A_STEP = 6
"""With each so many views more a step takes as long again."""


@attrs.frozen
class _Layer:
    """What is seen when an item more was.

    Attributes:
        choice: The item.
        cames: For each thing that is seen: the number of what was seen before, and that of the item's value.
        pairs: For each pair: the pair before, and the numbers of the item's values in both.
    """

    choice: Choice
    cames: list[Pair]
    pairs: dict[Pair, tuple[Pair, int, int]]


@attrs.frozen
class Walk:
    """What can be seen of some items.

    Attributes:
        seen: Each thing that can be seen, by its number.
        rises: Each pair of numbers of things that can be seen before and after something is better; where two inspections were
            gone through, also of things that are the same.
    """

    seen: Sequence[Seen]
    rises: Iterable[Pair]
    _starts: Sequence[Figures]
    _layers: Sequence[_Layer]
    _two: bool = False

    def shows(self, seen: int) -> Figures:
        """Return figures of which the thing of this number is seen."""
        figures: dict[str, Figure | None] = {}
        for layer in reversed(self._layers):
            seen, value = layer.cames[seen]
            figures[layer.choice.id] = layer.choice.values[value].figure
        return {**self._starts[seen], **figures}

    def shows_rise(self, pair: Pair) -> tuple[Figures, Figures]:
        """Return figures of which these two are seen, before and after something is better."""
        before: dict[str, Figure | None] = {}
        after: dict[str, Figure | None] = {}
        for at in range(len(self._layers) - 1, -1, -1):
            layer = self._layers[at]
            earlier, low, high = layer.pairs[pair]
            before[layer.choice.id] = layer.choice.values[low].figure
            after[layer.choice.id] = layer.choice.values[high].figure
            pair = earlier
            if not self._two and pair[0] == pair[1]:  # here it rose
                alike = Walk((), (), self._starts, self._layers[:at]).shows(pair[0])
                return {**alike, **before}, {**alike, **after}
        return {**self._starts[pair[0]], **before}, {**self._starts[pair[1]], **after}


class Steps:
    """Counts the steps that are taken, of which there can be so many at most."""

    def __init__(self, most: int) -> None:
        self._most = self._left = most

    def take(self, steps: int) -> None:
        """Count steps that will be taken.

        Raises:
            UnseenError: When they are too many.
        """
        self._left -= steps
        if self._left < 0:
            raise UnseenError(f"to go through all that it sees would take more than {self._most:,} steps")


class Walker:
    """Goes through what some views see of items.

    Args:
        views: The views.
        steps: What counts the steps.
    """

    def __init__(self, views: Sequence[View], steps: Steps) -> None:
        self._views = views
        self._steps = steps
        self._reading: dict[str, list[int]] = {}
        for at, view in enumerate(views):
            for id in view.ids:
                self._reading.setdefault(id, []).append(at)
        self.start: Seen = tuple(view.start for view in views)

    def adding(self, id: str, value: Value) -> Callable[[Seen], Seen]:
        """Return what gives what is seen with an item more."""
        reading: list[tuple[int, Callable[..., Hashable], Any]] = []
        for at in self._reading.get(id, ()):
            seen_of_it: Any = value.parts[at]  # the views that read it see something of it
            reading.append((at, self._views[at].add, seen_of_it[0]))

        def add(seen: Seen) -> Seen:
            for at, one, part in reading:
                seen = (*seen[:at], one(seen[at], part), *seen[at + 1 :])
            return seen

        return add

    def fixed(self, values: Iterable[tuple[str, Value]]) -> tuple[Seen, Figures]:
        """Return what is seen of items that are fixed, and what they are worth."""
        seen: Seen = self.start
        figures: dict[str, Figure | None] = {}
        for id, value in values:
            seen = self.adding(id, value)(seen)
            figures[id] = value.figure
        return seen, figures

    def walk(
        self,
        choices: Sequence[Choice],
        first: tuple[Seen, Figures],
        better: tuple[Seen, Figures] | None = None,
        *,
        rising: bool = True,
    ) -> Walk:
        """Return all that can be seen of some items.

        Args:
            choices: The items.
            first: What was seen before, and of which figures.
            better: What was seen in another inspection, which is better in those figures. The items are then the same in both,
                or move together; else it is they of which one rises.
            rising: Whether what is seen before and after something is better is gone through.

        Raises:
            UnseenError: When that is too much.
        """
        self._steps.take(100)  # what a walk costs besides
        starts = [first] if better is None else [first, better]
        seen: list[Seen] = [each for each, _ in starts]
        pairs: dict[Pair, tuple[Pair, int, int]] = {} if better is None else {(0, 1): ((0, 1), 0, 0)}
        layers: list[_Layer] = []
        for choice in choices:
            own = len(choice.rises) if rising and better is None else 0
            each = 1 + len(self._views) // VIEWS_OF_A_STEP
            self._steps.take(((len(seen) + len(pairs)) * len(choice.values) + len(seen) * own) * each)
            numbers: dict[Seen, int] = {}
            cames: list[Pair] = []
            becomes: list[list[int]] = []
            adding = [self.adding(choice.id, value) for value in choice.values]
            for number, one in enumerate(seen):
                row = []
                for at, add in enumerate(adding):
                    found = add(one)
                    if found not in numbers:
                        numbers[found] = len(cames)
                        cames.append((number, at))
                    row.append(numbers[found])
                becomes.append(row)
            pairs = _moved(pairs, choice, becomes, same=better is not None)
            if better is None and rising:
                for number, row in enumerate(becomes):
                    for low, high in choice.rises:
                        if row[low] != row[high]:
                            pairs.setdefault((row[low], row[high]), ((number, number), low, high))
            layers.append(_Layer(choice, cames, pairs))
            seen = list(numbers)
        return Walk(seen, pairs, [figures for _, figures in starts], layers, better is not None)


def _moved(
    pairs: Mapping[Pair, object], choice: Choice, becomes: Sequence[Sequence[int]], *, same: bool
) -> dict[Pair, tuple[Pair, int, int]]:
    """Return what becomes of pairs with an item more; those that are seen alike are left out where they stay so."""
    found: dict[Pair, tuple[Pair, int, int]] = {}
    together = [(at, at) for at in range(len(choice.values))] if choice.moves is None else choice.moves
    for pair in pairs:
        one, other = becomes[pair[0]], becomes[pair[1]]
        for low, high in together:
            moved = one[low], other[high]
            if moved not in found and (same or moved[0] != moved[1]):
                found[moved] = pair, low, high
    return found
