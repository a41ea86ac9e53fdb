"""Standards that read items in common, and what can become of them together, as rules see it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import Any, TypeAlias

import attrs

from probation_standards.analysis.changing import Changes, Items, Key, changed
from probation_standards.analysis.options import Becomes, less
from probation_standards.analysis.paths import Node, Option, TooManyError, Way, count, in_order, through
from probation_standards.deciding import decider
from probation_standards.decisions import Decision
from probation_standards.evidence import OVERALL, Evidence
from probation_standards.figures import Figure
from probation_standards.frameworks import Framework
from probation_standards.items import Place, needs
from probation_standards.measuring import Inspected
from probation_standards.proving.views import JUDGED, UnseenError, View, itself, seen_by
from probation_standards.standards import Standard

MOST_WAYS = 2_000
"""How many ways to one rating of a standard are gone through at most."""

Seen: TypeAlias = "tuple[Any, ...]"
"""What views see, in their order, and then what the overall sees of items itself."""


Part: TypeAlias = "tuple[int, Callable[[Any, Any], Hashable], Hashable]"
"""What a view adds for an item: which view, how it adds, and what."""


@attrs.frozen(eq=False)
class Cluster:
    """Standards that read items in common, and those items; or an item that the overall alone reads.

    Attributes:
        standards: The standards whose ratings may change.
        keys: The items.
    """

    standards: tuple[Standard, ...]
    keys: tuple[Key, ...]


@attrs.frozen
class Outcome:
    """What the overall sees of a cluster.

    Attributes:
        points: The points of its standards, in order; None for one that is not rated.
        items: What the overall sees of its items itself.
    """

    points: tuple[int | None, ...]
    items: tuple[Any, ...]


@attrs.frozen(eq=False)
class Group:
    """What an item may become, all of which views see alike.

    Attributes:
        key: The item.
        becomes: One of it.
        chance: How likely it is that it becomes one of these.
        parts: What each view adds for it.
    """

    key: Key
    becomes: Becomes
    chance: float
    parts: Sequence[Part]

    def enter(self, state: Seen) -> Seen:
        """Return what is seen with this more."""
        return entered(state, self.parts)


@attrs.frozen(eq=False)
class End:
    """What a standard, or the overall, can be.

    Attributes:
        node: The node, to which the ways are those to this.
        decision: The decision.
        below: The decisions that less of the same leads to.
    """

    node: Node[Any]
    decision: Decision
    below: tuple[Decision, ...]


def views_of(framework: Framework, place: Place) -> tuple[View, ...]:
    """Return what the rule of a place sees; where that is not known, every item as it is."""
    known: dict[str, tuple[View, ...]] = framework.prepared.setdefault(views_of, {})
    if place.id not in known:
        rule = framework.overall if place.standard is None else place.standard.rule
        try:
            known[place.id] = tuple(seen_by(rule, place))
        except UnseenError:
            read = needs(rule, place)
            judged = [itself(JUDGED)] if read.judgement or read.departure else []
            known[place.id] = (*(itself(item.id, adds=True) for item in read.items), *judged)
    return known[place.id]


def keys_of(place: Place, views: Iterable[View]) -> Iterator[Key]:
    """Yield what views read, each once; the overall reads standards too, which are no items of evidence."""
    for id in dict.fromkeys(id for view in views for id in view.ids):
        yield Key(place.id, is_judgement=True) if id == JUDGED else Key(id)


def parts_of(views: Sequence[View], id: str, figure: Figure | None) -> list[Part]:
    """Return what each view that reads an item adds for it."""
    return [(at, view.add, view.part(id, figure)) for at, view in enumerate(views) if id in view.ids]


def entered(state: Seen, parts: Iterable[Part]) -> Seen:
    """Return what is seen with some parts more."""
    seen = list(state)
    for at, add, part in parts:
        seen[at] = add(seen[at], part)
    return tuple(seen)


def entering(parts: Sequence[Part]) -> Callable[[Seen], Seen]:
    """Return what gives what is seen with some parts more."""
    return lambda state: entered(state, parts)


def changes_on(way: Way) -> Changes:
    """Return the changes on a way through items."""
    return {key: becomes for key, becomes in (option.of for option in way) if becomes.by}


class Within:
    """What can be reached within a cluster.

    Args:
        items: The items of the inspection.
        cluster: The cluster.
        whole: What the overall sees.
        minimal: Whether what less of the same leads to is gone through too.
    """

    def __init__(self, items: Items, cluster: Cluster, whole: Sequence[View], *, minimal: bool) -> None:
        self._items, self.cluster, self.standards = items, cluster, cluster.standards
        self._whole, self._minimal = whole, minimal
        self._decider = decider(items.framework)
        places = [items.framework.place(standard) for standard in cluster.standards]
        self._views = [(place.id, view) for place in places for view in views_of(items.framework, place)]
        self._of = {place.id: [at for at, (of, _) in enumerate(self._views) if of == place.id] for place in places}
        self._direct = [key for key in cluster.keys if self._of_overall(self._seen_as(key, OVERALL))]
        self._ends: list[Node[Seen]] | None = None
        self._decisions: dict[tuple[str, Seen], Decision] = {}

    def _of_overall(self, id: str) -> list[View]:
        """Return the views of the overall that read an item."""
        return [view for view in self._whole if id in view.ids]

    def _seen_as(self, key: Key, place: str) -> str:
        """Return by which id the views of a place read an item; empty where they don't."""
        if key.is_judgement:
            return JUDGED if key.id == place else ""
        return key.id

    def ends(self) -> list[Node[Seen]]:
        """Return all that can be reached."""
        if self._ends is None:
            places = [self._options(key) for key in self.cluster.keys]
            self._ends = through(self.start(), places, minimal=self._minimal)
        return self._ends

    def ends_of(self, id: str) -> list[End]:
        """Return all that one of the standards can be."""
        decided = {node.state: self.decisions(node)[id] for node in self.ends()}
        return [End(node, decided[node.state], tuple(decided[state] for state in node.below)) for node in self.ends()]

    def _options(self, key: Key) -> list[Option[Seen]]:
        reading, whole = self._reading(key)
        becomes = self._items.becomes(key, [*(view for _, view, _ in reading), *whole])
        weight = self._items.allowed.weights.get(key.id, 1)
        return [
            Option(entering(self._parts(key, one)), weight * abs(one.by), frozenset(smaller), of=(key, one))
            for one, smaller in zip(becomes, less(becomes), strict=True)
        ]

    def _reading(self, key: Key) -> tuple[list[tuple[int, View, str]], list[View]]:
        """Return the views that read an item, each with its place among all and what it calls it; and those of the overall."""
        reading = [
            (at, view, called)
            for at, (place, view) in enumerate(self._views)
            if (called := self._seen_as(key, place)) in view.ids
        ]
        return reading, self._of_overall(self._seen_as(key, OVERALL))

    def _parts(self, key: Key, becomes: Becomes) -> list[Part]:
        """Return what each view adds for an item that becomes something."""
        reading, whole = self._reading(key)
        parts: list[Part] = [(at, view.add, view.part(called, becomes.figure)) for at, view, called in reading]
        if key in self._direct:
            called = self._seen_as(key, OVERALL)
            slot = len(self._views) + self._direct.index(key)
            parts.append((slot, lambda _, part: part, tuple(view.part(called, becomes.figure) for view in whole)))
        return parts

    def groups(self, key: Key, of: Sequence[tuple[Becomes, float]]) -> list[Group]:
        """Return what an item may become, each with how likely it is, as far as views tell them apart."""
        found: dict[tuple[Hashable, ...], Group] = {}
        for becomes, chance in of:
            parts = self._parts(key, becomes)
            seen = tuple(part for _, _, part in parts)
            known = found.get(seen)
            found[seen] = Group(key, becomes, chance + (known.chance if known else 0.0), parts)
        return [*found.values()]

    @property
    def reads_directly(self) -> bool:
        """Whether the overall sees some of the items itself."""
        return bool(self._direct)

    def start(self) -> Seen:
        """Return what is seen before any item."""
        return (*(view.start for _, view in self._views), *(None for _ in self._direct))

    def decided(self, state: Seen, changes: Changes) -> dict[str, Decision]:
        """Return the decisions on the standards of the cluster in a state to which some changes lead, by id."""
        found = {}
        evidence: Evidence | None = None
        for standard in self.standards:
            known = standard.id, tuple(state[at] for at in self._of[standard.id])
            if known not in self._decisions:
                if evidence is None:
                    evidence = changed(self._items.evidence, changes)
                decide = self._decider.standards[standard.id]
                self._decisions[known] = decide(Inspected(evidence, {}))
            found[standard.id] = self._decisions[known]
        return found

    def outcome(self, state: Seen) -> Outcome:
        """Return what the overall sees of a state whose decisions are known."""
        return Outcome(self._points(state), state[len(self._views) :])

    def entering(self, outcome: Outcome) -> Callable[[Seen], Seen]:
        """Return what gives what the overall sees with an outcome more."""
        parts = [
            part
            for standard, points in zip(self.standards, outcome.points, strict=True)
            for part in parts_of(self._whole, standard.id, points)
        ]
        for key, seen in zip(self._direct, outcome.items, strict=True):
            id = self._seen_as(key, OVERALL)
            reading = [(at, view.add) for at, view in enumerate(self._whole) if id in view.ids]
            parts += [(at, add, one) for (at, add), one in zip(reading, seen, strict=True)]
        return entering(parts)

    def decisions(self, node: Node[Seen]) -> dict[str, Decision]:
        """Return the decisions on the standards of the cluster at a node, by id."""
        return self.decided(node.state, changes_on(node.cheapest()))

    def _points(self, state: Seen) -> tuple[int | None, ...]:
        """Return the points of the standards in a state that some node has."""
        return tuple(self._decisions[one.id, tuple(state[at] for at in self._of[one.id])].points for one in self.standards)

    def options(self) -> list[Option[Seen]]:
        """Return what the overall sees of the cluster, as options."""
        ends = self.ends()
        for node in ends:
            self.decisions(node)

        grouped: dict[tuple[Outcome, frozenset[Outcome]], list[Node[Seen]]] = {}
        for node in ends:
            grouped.setdefault((self.outcome(node.state), frozenset(map(self.outcome, node.below))), []).append(node)
        outcomes = list(dict.fromkeys(one for one, _ in grouped))
        position = {one: at for at, one in enumerate(outcomes)}
        enters = {one: self.entering(one) for one in outcomes}
        plain = [Option(enters[one], 0, is_own=False) for one in outcomes]
        own: list[Option[Seen]] = []
        for (one, below), nodes in grouped.items():
            if one in below:
                continue
            if self._minimal and count(nodes) > MOST_WAYS:
                raise TooManyError
            cheapest = min(nodes, key=lambda node: node.cost)
            ways = [(node, way) for node in nodes for _, way in in_order([node])] if self._minimal else []
            for node, way in ways or [(cheapest, cheapest.cheapest())]:
                cost = sum(option.cost for option in way)
                own.append(Option(enters[one], cost, frozenset(position[other] for other in below), of=(node, way)))
        return [*plain, *own]
