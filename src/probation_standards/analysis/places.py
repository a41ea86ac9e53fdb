"""Places of several services, each of which may stand at several heights, each with how likely."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TypeAlias

Height: TypeAlias = "tuple[int, Fraction]"
"""How high a service stands: the place of its rating on the scale, and its score as a share of the maximum."""

Range: TypeAlias = "tuple[Height, Height]"
"""The least and the most that a height can be."""

Drawn: TypeAlias = "tuple[tuple[Range, float], ...]"
"""How high a service may stand, each with how likely."""

NEGLIGIBLE = 1e-12
"""What is less likely than that is left out."""


class Places:
    """Between which places services would be in other samples, each drawn for itself.

    Args:
        drawn: Of each service how high it would stand, each with how likely.
        confidence: How often a service is between its places.
    """

    def __init__(self, drawn: Sequence[Drawn], confidence: float) -> None:
        self._drawn, self._tail = drawn, (1 - confidence) / 2
        self._kept: dict[Range, tuple[list[float], list[float]]] = {}

    def between(self, at: int) -> tuple[int, int]:
        """Return between which places one of the services would be."""
        first, last = ([0.0] * len(self._drawn) for _ in range(2))
        for of, chance in self._drawn[at]:
            for total, higher in zip((first, last), self._higher(of), strict=True):
                for number, likely in enumerate(how_many([*higher[:at], *higher[at + 1 :]])):
                    total[number] += chance * likely
        return quantile(first, self._tail) + 1, quantile(last, 1 - self._tail) + 1

    def _higher(self, of: Range) -> tuple[list[float], list[float]]:
        """Return how likely each service stands certainly higher than a height, and how likely it may."""
        if of not in self._kept:
            low, high = of
            certainly = [sum(chance for (least, _), chance in other if least > high) for other in self._drawn]
            possibly = [sum(chance for (_, most), chance in other if most > low) for other in self._drawn]
            self._kept[of] = certainly, possibly
        return self._kept[of]


def how_many(chances: Iterable[float]) -> list[float]:
    """Return how likely it is that none of some independent things is so, that one is, and so on."""
    found = [1.0]
    certain = none = 0
    for chance in chances:
        if chance >= 1 - NEGLIGIBLE:
            certain += 1
        elif chance <= NEGLIGIBLE:
            none += 1
        else:
            stays = [of * (1 - chance) for of in found]
            found = [so + rises for so, rises in zip([*stays, 0.0], [0.0, *(of * chance for of in found)], strict=True)]
    return [*[0.0] * certain, *found, *[0.0] * none]


def quantile(chances: Sequence[float], of: float) -> int:
    """Return the least number that is not exceeded as often as `of` says."""
    total = 0.0
    for at, chance in enumerate(chances):
        total += chance
        if total >= of - NEGLIGIBLE:
            return at
    return len(chances) - 1
