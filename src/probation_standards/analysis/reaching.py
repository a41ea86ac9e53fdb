"""What an inspection would be rated with other evidence: gone through as rules see it, and decided as `rate` decides it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from probation_standards.analysis.changing import Allowed, Changes, Items, Key, changed
from probation_standards.analysis.clusters import (
    Cluster,
    End,
    Seen,
    Within,
    changes_on,
    entered,
    entering,
    keys_of,
    parts_of,
    views_of,
)
from probation_standards.analysis.options import Becomes
from probation_standards.analysis.paths import Node, Option, Way, through
from probation_standards.checking import excused
from probation_standards.deciding import decider
from probation_standards.decisions import Decision, NotRated
from probation_standards.evidence import OVERALL, Evidence
from probation_standards.figures import Figure
from probation_standards.frameworks import Framework
from probation_standards.measuring import Inspected
from probation_standards.proving.views import JUDGED, View
from probation_standards.rules import NoRating
from probation_standards.standards import Standard


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
        self._whole = views_of(framework, self._place)
        self.items = Items(framework, evidence, allowed)
        self.clusters = [Within(self.items, cluster, self._whole, minimal=minimal) for cluster in self._made()]
        self._ends: list[Node[Any]] | None = None
        self._decided: dict[Hashable, Decision] = {}

    # The overall

    def ends(self, id: str) -> list[End]:
        """Return all that a standard, or the overall, can be; of a standard that nothing changes, what it is."""
        if id == OVERALL:
            return self._overall_ends()
        standard = self.framework[id]
        if self.is_fixed(standard):
            return [End(Node((), frozenset(), 0), self.decisions[id], ())]
        place = self.framework.place(standard)
        keys = tuple(dict.fromkeys(keys_of(place, views_of(self.framework, place))))
        return Within(self.items, Cluster((standard,), keys), (), minimal=self.minimal).ends_of(id)

    def changes(self, id: str, way: Way) -> Changes:
        """Return the changes on a way to what a standard, or the overall, can be."""
        return {key: becomes for option in way for key, becomes in self.changes_by(id, option).items()}

    def changes_by(self, id: str, option: Option[Any]) -> Changes:
        """Return the changes by one option of a way to what a standard, or the overall, can be."""
        return changes_on(option.of[1] if id == OVERALL else (option,))

    def start(self) -> Seen:
        """Return what the overall sees of the standards that nothing changes."""
        start: Seen = tuple(view.start for view in self._whole)
        changing = {standard.id for cluster in self.clusters for standard in cluster.standards}
        for standard in self.framework.standards:
            if standard.id not in changing:
                start = entered(start, parts_of(self._whole, standard.id, self.decisions[standard.id].points))
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

    def by_points(self, *, rising: bool) -> list[tuple[Figure, Decision]]:
        """Return what the overall would be if standards had better ratings, or worse ones, with the points between together."""
        state: Seen = tuple(view.start for view in self._whole)
        for key in keys_of(self._place, self._whole):
            if key.id not in self.decisions:
                id = JUDGED if key.is_judgement else key.id
                as_it_is = self.items.becomes(key, [view for view in self._whole if id in view.ids])[0]
                state = entered(state, parts_of(self._whole, id, as_it_is.figure))
        places: list[list[Option[Seen]]] = []
        for id, decision in self.decisions.items():
            if decision.points is None:
                state = entered(state, parts_of(self._whole, id, None))
                continue
            now = decision.points
            ratings = [
                (rating, abs(rating.points - now))
                for rating in self.framework.scale
                if (rating.points >= now if rising else rating.points <= now)
            ]
            places.append(
                [Option(entering(parts_of(self._whole, id, rating.points)), cost, of=(id, rating)) for rating, cost in ratings]
            )
        found = []
        for node in through(state, places, minimal=False):
            supposed = {id: Decision(rating, NotRated("supposed")) for id, rating in (option.of for option in node.cheapest())}
            found.append((node.cost, self._decider.overall(Inspected(self.evidence, {**self.decisions, **supposed}))))
        return found

    def views(self, standard: Standard, id: str) -> list[View]:
        """Return what the rule of a standard sees of an item."""
        return [view for view in views_of(self.framework, self.framework.place(standard)) if id in view.ids]

    def is_fixed(self, standard: Standard) -> bool:
        """Return whether no finding and no judgement changes the rating of a standard."""
        recorded = standard.id in self.evidence.not_rated or standard.id in self.evidence.panel
        return recorded or isinstance(standard.rule, NoRating) or excused(self.framework, standard, self.evidence)

    def _made(self) -> Iterator[Cluster]:
        """Yield the standards whose ratings may change, by the items they share, and the items that the overall alone reads."""
        clusters: list[Cluster] = []
        for standard in self.framework.standards:
            if self.is_fixed(standard):
                continue
            place = self.framework.place(standard)
            keys = dict.fromkeys(keys_of(place, views_of(self.framework, place)))
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
        for key in keys_of(self._place, self._whole):
            if key not in among and key.id not in self.decisions:
                yield Cluster((), (key,))
