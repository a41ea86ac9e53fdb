"""Ways to a result through a row of choices, one of each: the cheapest one, and all of which nothing can be left out.

What was chosen before matters only as far as a *state* holds it. Ways to the same state are gone on with together, so that few
states stand for very many ways.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Callable, Collection, Hashable, Iterator, Sequence
from typing import Any, Generic, TypeAlias, TypeVar

import attrs

from probation_standards.figures import Figure

State = TypeVar("State", bound=Hashable)


@attrs.frozen(eq=False)
class Option(Generic[State]):
    """What can be chosen in one place.

    Attributes:
        enter: Gives the state after it, by the state before.
        cost: What it costs; 0 for leaving all as it is.
        less: The positions, among the options of its place, of those that are less of the same.
        is_own: Whether it can be chosen; else it is only less of others.
        of: What it is, for whoever made it.
    """

    enter: Callable[[State], State]
    cost: Figure
    less: frozenset[int] = frozenset()
    is_own: bool = True
    of: Any = None


Way: TypeAlias = "tuple[Option[Any], ...]"
"""What is chosen in each place."""


@attrs.define(eq=False)
class Node(Generic[State]):
    """A state that can be reached, with the ways to it.

    Attributes:
        state: The state.
        below: The states that are reached by less of the same; empty where that is not gone through.
        cost: What the cheapest way to it costs.
        comes: The nodes before it, each with the option that leads here.
        best: That of them from which the cheapest way comes; None before the first place.
    """

    state: State
    below: frozenset[State]
    cost: Figure
    comes: list[tuple[Node[State], Option[State]]] = attrs.field(factory=list)
    best: tuple[Node[State], Option[State]] | None = None

    def cheapest(self) -> Way:
        """Return the cheapest way here."""
        found: list[Option[State]] = []
        node = self
        while node.best is not None:
            node, option = node.best
            found.append(option)
        return tuple(reversed(found))


class TooManyError(Exception):
    """There are more states than are gone through."""


MOST_NODES = 200_000
"""How many states are gone through at most: some seconds."""

MOST_STEPS = 1_000_000
"""How many steps from one state to another are taken at most, those from what less leads to among them: some seconds."""


class _Steps:
    """Counts steps."""

    def __init__(self) -> None:
        self._left = MOST_STEPS

    def take(self, steps: int) -> None:
        """Count steps that will be taken.

        Raises:
            TooManyError: When they are too many.
        """
        self._left -= steps
        if self._left < 0:
            raise TooManyError


def through(start: State, places: Sequence[Sequence[Option[State]]], *, minimal: bool) -> list[Node[State]]:
    """Return all that can be reached through places, one option of each.

    Args:
        start: The state before the first place.
        places: The options of each place.
        minimal: Whether what less of the same leads to is gone through as well, so that ways can be told of which nothing can
            be left out.

    Raises:
        TooManyError: When that is too much.
    """
    nodes = [Node(start, frozenset[State](), 0)]
    left, steps = MOST_NODES, _Steps()
    for options in places:
        nodes = _next(nodes, options, steps, minimal=minimal)
        left -= len(nodes)
        if left < 0:
            raise TooManyError
    return nodes


def count(ends: Collection[Node[Any]]) -> int:
    """Return how many ways lead to some nodes."""
    known: dict[Node[Any], int] = {}
    waiting = list(ends)
    while waiting:
        node = waiting[-1]
        before = [one for one, _ in node.comes if one not in known]
        if before:
            waiting += before
            continue
        known[waiting.pop()] = sum(known[one] for one, _ in node.comes) if node.comes else 1
    return sum(known[end] for end in ends)


def in_order(ends: Collection[Node[Any]]) -> Iterator[tuple[Figure, Way]]:
    """Yield every way to some nodes, the cheapest first, each with what it costs.

    What the cheapest way to a node costs is known, so that no way is gone into before its turn.
    """
    number = itertools.count(0, -1)  # of those that cost as much, what was found last is gone on with: it is nearest to the end
    heap: list[tuple[Figure, int, Node[Any], Figure, Any]] = [(end.cost, next(number), end, 0, None) for end in ends]
    heapq.heapify(heap)
    while heap:
        cost, _, node, after, rest = heapq.heappop(heap)
        if node.best is None:
            way = []
            while rest is not None:
                option, rest = rest
                way.append(option)
            yield cost, tuple(way)
        for before, option in node.comes:
            further = after + option.cost
            heapq.heappush(heap, (before.cost + further, next(number), before, further, (option, rest)))


def _next(nodes: Sequence[Node[State]], options: Sequence[Option[State]], steps: _Steps, *, minimal: bool) -> list[Node[State]]:
    """Return the nodes after one place more."""
    entered: list[dict[State, State]] = [{} for _ in options]

    def enter(state: State, at: int) -> State:
        known = entered[at]
        if state not in known:
            known[state] = options[at].enter(state)
        return known[state]

    found: dict[tuple[State, frozenset[State]], Node[State]] = {}
    for node in nodes:
        for at, option in enumerate(options):
            if not option.is_own:
                continue
            state, below = enter(node.state, at), frozenset[State]()
            steps.take(1 + (len(option.less) + 1) * (1 + len(node.below)) if minimal else 1)
            if minimal:
                less = {enter(node.state, other) for other in option.less}
                below = frozenset(less.union(*({enter(one, other) for other in (*option.less, at)} for one in node.below)))
            cost = node.cost + option.cost
            new = found.get((state, below))
            if new is None:
                new = found[state, below] = Node(state, below, cost)
            if new.best is None or cost < new.cost:
                new.cost, new.best = cost, (node, option)
            new.comes.append((node, option))
    return [*found.values()]
