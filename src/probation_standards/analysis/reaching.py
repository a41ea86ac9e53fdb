"""What an inspection would be rated with other evidence: gone through as rules see it, and decided as `rate` decides it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import attrs

from probation_standards.analysis.options import Becomes, along, findings, less, tallies
from probation_standards.analysis.paths import Node, Option, TooManyError, Way, count, in_order, through
from probation_standards.checking import excused
from probation_standards.deciding import decider
from probation_standards.decisions import Decision, NotRated
from probation_standards.evidence import OVERALL, Evidence, Judgement, Tally
from probation_standards.figures import Figure
from probation_standards.frameworks import Framework
from probation_standards.items import Place, needs, shape_parts
from probation_standards.measuring import Inspected, read_item
from probation_standards.proving.views import JUDGED, UnseenError, View, itself, seen_by
from probation_standards.rules import InspectorJudgement, NoRating
from probation_standards.shapes import MayDepart
from probation_standards.standards import KeyQuestion, Standard


class Key(NamedTuple):
    """What can be changed: the finding of a question or an input, or the judgement of a place.

    Attributes:
        id: The id of the question or the input; for a judgement that of the standard, or ``"overall"``.
        is_judgement: Whether it is a judgement.
    """

    id: str
    is_judgement: bool = False


MOST_WAYS = 2_000
"""How many ways to one rating of a standard are gone through at most."""

Changes: TypeAlias = Mapping[Key, Becomes]
"""What becomes of items; those that stay as they are are not among them."""

Seen: TypeAlias = "tuple[Any, ...]"
"""What views see, in their order, and then what the overall sees of items itself."""


@attrs.frozen(kw_only=True)
class Allowed:
    """Which changes are gone through, and what they cost.

    Attributes:
        judgements: Whether judgements may change.
        most: By how many cases, ratings or values an item may change at most; None for any number.
        keep: The ids of what stays as it is.
        weights: What each case, rating or value costs, by the id of the item; 1 where nothing is said. More than 0.
    """

    judgements: bool = False
    most: int | None = None
    keep: frozenset[str] = frozenset()
    weights: Mapping[str, Figure] = attrs.field(factory=dict)


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
    parts: Sequence[tuple[int, Any, Hashable]]

    def enter(self, state: Seen) -> Seen:
        """Return what is seen with this more."""
        return _entered(state, self.parts)


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


def changed(evidence: Evidence, changes: Changes) -> Evidence:
    """Return evidence with some changes."""
    found = {key.id: becomes.given for key, becomes in changes.items() if not key.is_judgement}
    judged = {key.id: becomes.given for key, becomes in changes.items() if key.is_judgement}
    made: Any = {}
    if found:
        made["findings"] = {**evidence.findings, **found}
    if judged:
        made["judgements"] = {**evidence.judgements, **judged}
    return attrs.evolve(evidence, **made) if made else evidence


def _views(framework: Framework, place: Place) -> tuple[View, ...]:
    """Return what the rule of a place sees; where that is not known, every item as it is."""
    known: dict[str, tuple[View, ...]] = framework.prepared.setdefault(_views, {})
    if place.id not in known:
        rule = framework.overall if place.standard is None else place.standard.rule
        try:
            known[place.id] = tuple(seen_by(rule, place))
        except UnseenError:
            read = needs(rule, place)
            judged = [itself(JUDGED)] if read.judgement or read.departure else []
            known[place.id] = (*(itself(item.id, adds=True) for item in read.items), *judged)
    return known[place.id]


class Reach:
    """What can be reached from the evidence of an inspection.

    Args:
        framework: The framework.
        evidence: Evidence that was checked and fits it.
        allowed: Which changes there may be.
        minimal: Whether ways are told apart of which nothing can be left out; else the cheapest alone are known.

    Raises:
        TooManyError: When that is too much to be gone through.
    """

    def __init__(self, framework: Framework, evidence: Evidence, allowed: Allowed, *, minimal: bool = False) -> None:
        self.framework, self.evidence, self.allowed, self.minimal = framework, evidence, allowed, minimal
        self._decider = decider(framework)
        self.decisions, self.overall = self._decider.decide(evidence)
        self._place = framework.place()
        self._whole = _views(framework, self._place)
        self._questions = {question.id: question for question in (*framework.questions, *framework.inputs)}
        self.clusters = [Within(self, cluster) for cluster in self._made()]
        self._ends: list[Node[Any]] | None = None
        self._decided: dict[Hashable, Decision] = {}

    # The overall

    def ends(self, id: str) -> list[End]:
        """Return all that a standard, or the overall, can be; of a standard that nothing changes, what it is."""
        if id == OVERALL:
            return self._overall_ends()
        for cluster in self.clusters:
            if any(standard.id == id for standard in cluster.standards):
                return cluster.ends_of(id)
        return [End(Node((), frozenset(), 0), self.decisions[id], ())]

    def changes(self, id: str, way: Way) -> Changes:
        """Return the changes on a way to what a standard, or the overall, can be."""
        return self.described(way)[0] if id == OVERALL else changes_on(way)

    def start(self) -> Seen:
        """Return what the overall sees of the standards that nothing changes."""
        start: Seen = tuple(view.start for view in self._whole)
        changing = {standard.id for cluster in self.clusters for standard in cluster.standards}
        for standard in self.framework.standards:
            if standard.id not in changing:
                start = _entered(start, self._parts(standard.id, self.decisions[standard.id].points))
        return start

    def decided(self, state: Seen, changes: Changes, decisions: Mapping[str, Decision]) -> Decision:
        """Return the decision on the overall in a state to which some changes, and decisions on standards, lead."""
        if OVERALL in self.evidence.not_rated:
            return self.overall
        if state not in self._decided:
            self._decided[state] = self._decider.overall(Inspected(changed(self.evidence, changes), decisions))
        return self._decided[state]

    def _overall_ends(self) -> list[End]:
        if self._ends is None:
            self._ends = through(self.start(), [cluster.options() for cluster in self.clusters], minimal=self.minimal)
        decided = {node.state: self._overall(node) for node in self._ends}
        return [End(node, decided[node.state], tuple(decided[state] for state in node.below)) for node in self._ends]

    def _parts(self, id: str, figure: Figure | None) -> list[tuple[int, Callable[[Any, Any], Hashable], Hashable]]:
        """Return what each view of the overall adds for an item."""
        return [(at, view.add, view.part(id, figure)) for at, view in enumerate(self._whole) if id in view.ids]

    def _overall(self, node: Node[Any]) -> Decision:
        changes, decisions = self.described(node.cheapest()) if node.state not in self._decided else ({}, {})
        return self.decided(node.state, changes, decisions)

    def described(self, way: Way) -> tuple[Changes, Mapping[str, Decision]]:
        """Return the changes on a way to an overall, and the decisions on the standards then."""
        changes: dict[Key, Becomes] = {}
        decisions = dict(self.decisions)
        for cluster, option in zip(self.clusters, way, strict=True):
            node, within = option.of
            changes |= changes_on(within)
            decisions |= cluster.decisions(node)
        return changes, decisions

    def by_points(self) -> list[tuple[Figure, Decision]]:
        """Return what the overall would be if standards had other ratings, with the points by which those differ together."""
        state: Seen = tuple(view.start for view in self._whole)
        for key in _keys(self._place, self._whole):
            if key.id not in self.decisions:
                as_it_is = self.becomes(key, self.whole(JUDGED if key.is_judgement else key.id))[0]
                state = _entered(state, self._parts(JUDGED if key.is_judgement else key.id, as_it_is.figure))
        places: list[list[Option[Seen]]] = []
        for id, decision in self.decisions.items():
            if decision.points is None:
                state = _entered(state, self._parts(id, None))
                continue
            ratings = [(rating, abs(rating.points - decision.points)) for rating in self.framework.scale]
            places.append(
                [Option(_entering(self._parts(id, rating.points)), cost, of=(id, rating)) for rating, cost in ratings]
            )
        found = []
        for node in through(state, places, minimal=False):
            supposed = {id: Decision(rating, NotRated("supposed")) for id, rating in (option.of for option in node.cheapest())}
            found.append((node.cost, self._decider.overall(Inspected(self.evidence, {**self.decisions, **supposed}))))
        return found

    def views(self, standard: Standard, id: str) -> list[View]:
        """Return what the rule of a standard sees of an item."""
        return [view for view in _views(self.framework, self.framework.place(standard)) if id in view.ids]

    # What items may become

    def _is_fixed(self, standard: Standard) -> bool:
        """Return whether no finding and no judgement changes the rating of a standard."""
        recorded = standard.id in self.evidence.not_rated or standard.id in self.evidence.panel
        return recorded or isinstance(standard.rule, NoRating) or excused(self.framework, standard, self.evidence)

    def _made(self) -> Iterator[Cluster]:
        """Yield the standards whose ratings may change, by the items they share, and the items that the overall alone reads."""
        clusters: list[Cluster] = []
        for standard in self.framework.standards:
            if self._is_fixed(standard):
                continue
            place = self.framework.place(standard)
            keys = dict.fromkeys(_keys(place, _views(self.framework, place)))
            apart = []
            standards: tuple[Standard, ...] = (standard,)
            for other in clusters:
                if keys.keys() & {*other.keys}:
                    standards, keys = (*other.standards, *standards), dict.fromkeys((*other.keys, *keys))
                else:
                    apart.append(other)
            clusters = [*apart, Cluster(standards, tuple(keys))]
        yield from clusters
        among = {key for cluster in clusters for key in cluster.keys}
        for key in _keys(self._place, self._whole):
            if key not in among and key.id not in self.decisions:
                yield Cluster((), (key,))

    def becomes(self, key: Key, reading: Sequence[View]) -> list[Becomes]:
        """Return what may become of an item that some views read, first as it is."""
        options = self._judged(key) if key.is_judgement else self._found(self._questions[key.id], reading)
        if key.id in self.allowed.keep or (key.is_judgement and not self.allowed.judgements):
            return options[:1]
        return [one for one in options if self.allowed.most is None or abs(one.by) <= self.allowed.most]

    def _found(self, question: KeyQuestion, reading: Sequence[View]) -> list[Becomes]:
        if question.id not in self.evidence.findings:
            return [Becomes(None, None)]
        given = self.evidence.findings[question.id]
        figure = read_item(question, given, self.framework.scale)
        if figure is None:
            return [Becomes(None, given)]
        if question.form != "cases":
            return findings(question, figure, self.framework.scale, reading)
        if not isinstance(given, Tally):
            return [Becomes(figure, given)]
        return tallies(given, {cut for view in reading for cut in view.cuts}, every=any(view.adds for view in reading))

    def _judged(self, key: Key) -> list[Becomes]:
        given = self.evidence.judgements.get(key.id)
        if given is None:
            return [Becomes(None, None)]
        name, because = (given.rating, given.because) if isinstance(given, Judgement) else (given, "")
        rule = self.framework.overall if key.id == OVERALL else self.framework[key.id].rule
        ends = [part for _, part in shape_parts(rule) if isinstance(part, (InspectorJudgement, MayDepart))]
        low = max((part.at_least.points for part in ends if part.at_least is not None), default=0)
        high = min((part.at_most.points for part in ends if part.at_most is not None), default=self.framework.scale.best.points)
        ratings = [rating for rating in self.framework.scale if low <= rating.points <= high]
        if any(isinstance(part, MayDepart) for part in ends):  # a departure has a reason, which is nobody's to make up
            ratings = [self.framework.scale[name]]
        scale = [
            (rating.points, Judgement(rating.name, because) if isinstance(given, Judgement) else rating.name)
            for rating in ratings
        ]
        return along(scale, [rating.name for rating in ratings].index(name))

    # What the overall sees

    def whole(self, id: str) -> list[View]:
        """Return the views of the overall that read an item."""
        return [view for view in self._whole if id in view.ids]

    def enters(self, cluster: Cluster, outcome: Outcome, direct: Sequence[str]) -> Callable[[Seen], Seen]:
        """Return what gives what the overall sees with an outcome of a cluster more."""
        parts = [
            part
            for standard, points in zip(cluster.standards, outcome.points, strict=True)
            for part in self._parts(standard.id, points)
        ]
        for id, seen in zip(direct, outcome.items, strict=True):
            reading = [(at, view.add) for at, view in enumerate(self._whole) if id in view.ids]
            parts += [(at, add, one) for (at, add), one in zip(reading, seen, strict=True)]
        return lambda state: _entered(state, parts)


def _keys(place: Place, views: Iterable[View]) -> Iterator[Key]:
    """Yield what views read, each once; the overall reads standards too, which are no items of evidence."""
    for id in dict.fromkeys(id for view in views for id in view.ids):
        yield Key(place.id, is_judgement=True) if id == JUDGED else Key(id)


def _entered(state: Seen, parts: Iterable[tuple[int, Callable[[Any, Any], Hashable], Hashable]]) -> Seen:
    seen = list(state)
    for at, add, part in parts:
        seen[at] = add(seen[at], part)
    return tuple(seen)


def changes_on(way: Way) -> Changes:
    """Return the changes on a way through items."""
    return {key: becomes for key, becomes in (option.of for option in way) if becomes.by}


class Within:
    """What can be reached within a cluster.

    Args:
        reach: What it is part of.
        cluster: The cluster.
    """

    def __init__(self, reach: Reach, cluster: Cluster) -> None:
        self._reach, self.cluster, self.standards = reach, cluster, cluster.standards
        places = [reach.framework.place(standard) for standard in cluster.standards]
        self._views = [(place.id, view) for place in places for view in _views(reach.framework, place)]
        self._of = {place.id: [at for at, (of, _) in enumerate(self._views) if of == place.id] for place in places}
        self._direct = [key for key in cluster.keys if reach.whole(self._seen_as(key, OVERALL))]
        self._ends: list[Node[Seen]] | None = None
        self._decisions: dict[tuple[str, Seen], Decision] = {}

    def _seen_as(self, key: Key, place: str) -> str:
        """Return by which id the views of a place read an item; empty where they don't."""
        if key.is_judgement:
            return JUDGED if key.id == place else ""
        return key.id

    def ends(self) -> list[Node[Seen]]:
        """Return all that can be reached."""
        if self._ends is None:
            places = [self._options(key) for key in self.cluster.keys]
            self._ends = through(self.start(), places, minimal=self._reach.minimal)
        return self._ends

    def ends_of(self, id: str) -> list[End]:
        """Return all that one of the standards can be."""
        decided = {node.state: self.decisions(node)[id] for node in self.ends()}
        return [End(node, decided[node.state], tuple(decided[state] for state in node.below)) for node in self.ends()]

    def _options(self, key: Key) -> list[Option[Seen]]:
        reading, whole = self._reading(key)
        becomes = self._reach.becomes(key, [*(view for _, view, _ in reading), *whole])
        weight = self._reach.allowed.weights.get(key.id, 1)
        return [
            Option(_entering(self._parts(key, one)), weight * abs(one.by), frozenset(smaller), of=(key, one))
            for one, smaller in zip(becomes, less(becomes), strict=True)
        ]

    def _reading(self, key: Key) -> tuple[list[tuple[int, View, str]], list[View]]:
        """Return the views that read an item, each with its place among all and what it calls it; and those of the overall."""
        reading = [
            (at, view, called)
            for at, (place, view) in enumerate(self._views)
            if (called := self._seen_as(key, place)) in view.ids
        ]
        return reading, self._reach.whole(self._seen_as(key, OVERALL))

    def _parts(self, key: Key, becomes: Becomes) -> list[tuple[int, Any, Hashable]]:
        """Return what each view adds for an item that becomes something."""
        reading, whole = self._reading(key)
        parts: list[tuple[int, Any, Hashable]] = [
            (at, view.add, view.part(called, becomes.figure)) for at, view, called in reading
        ]
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
                    evidence = changed(self._reach.evidence, changes)
                decide = self._reach._decider.standards[standard.id]  # noqa: SLF001  # it is part of it
                self._decisions[known] = decide(Inspected(evidence, {}))
            found[standard.id] = self._decisions[known]
        return found

    def outcome(self, state: Seen) -> Outcome:
        """Return what the overall sees of a state whose decisions are known."""
        return Outcome(self._points(state), state[len(self._views) :])

    def entering(self, outcome: Outcome) -> Callable[[Seen], Seen]:
        """Return what gives what the overall sees with an outcome more."""
        return self._reach.enters(self.cluster, outcome, [self._seen_as(key, OVERALL) for key in self._direct])

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
            if self._reach.minimal and count(nodes) > MOST_WAYS:
                raise TooManyError
            cheapest = min(nodes, key=lambda node: node.cost)
            ways = [(node, way) for node in nodes for _, way in in_order([node])] if self._reach.minimal else []
            for node, way in ways or [(cheapest, cheapest.cheapest())]:
                cost = sum(option.cost for option in way)
                own.append(Option(enters[one], cost, frozenset(position[other] for other in below), of=(node, way)))
        return [*plain, *own]


def _entering(parts: Sequence[tuple[int, Any, Hashable]]) -> Callable[[Seen], Seen]:
    return lambda state: _entered(state, parts)
