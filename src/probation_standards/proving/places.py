"""The rule of one place, gone through: every rating that it can give, and every change by something that is better."""

from __future__ import annotations

import random
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import TypeAlias

import attrs

from probation_standards.deciding import decider
from probation_standards.frameworks import Framework
from probation_standards.items import Place, needs, shape_parts
from probation_standards.proving.inspecting import inspecting
from probation_standards.proving.values import Choice, Value, of_figures
from probation_standards.proving.views import JUDGED, UnseenError, View, complete, itself, seen_by
from probation_standards.proving.walking import Figures, Steps, Walker
from probation_standards.proving.watching import watching
from probation_standards.rules import InspectorJudgement, NoRating, Rule
from probation_standards.shapes import DecisionTable, MayDepart

Points: TypeAlias = "int | None"
"""The points of a rating; None for none."""

Fixed: TypeAlias = Iterable[tuple[str, Value]]
"""Items that are fixed, with their values."""

STEPS_OF_A_RATING = 300
"""To how many steps of a walk it comes to rate one inspection."""

TRIED = 2_000
"""How many inspections are made up where not all can be gone through, and which are then made better."""


@attrs.frozen
class Found:
    """What a rule can give.

    Attributes:
        rated: The points of each rating that it can give, None for none, with figures that show it.
        changed: Each pair of points before and after something is better, with figures that show it; where the items that are
            fixed are better, also pairs of the same points.
    """

    rated: dict[Points, Figures] = attrs.field(factory=dict)
    changed: dict[tuple[Points, Points], tuple[Figures, Figures]] = attrs.field(factory=dict)


class RuleAt:
    """The rule of a standard or of the overall, where it stands.

    Args:
        framework: The framework.
        place: Where the rule stands.
        path: Its path in the framework.
        views: What it sees.

    Attributes:
        failure: The first figures that are not rated but end in an error, and which; None where there are none.
        unrated: The ids of standards that it reads which are not rated though all that they read is there.
    """

    undecided = ""
    """Why the rule can't be gone through as a whole; empty where it is."""

    def __init__(self, framework: Framework, place: Place, path: str, views: Sequence[View]) -> None:
        self.framework, self.place, self.path = framework, place, path
        self.rule: Rule = framework.overall if place.standard is None else place.standard.rule
        self.unrated = {standard.id for standard in place.standards if isinstance(standard.rule, NoRating)}
        self.views = (*views, *self._whether_complete(views))
        self.watch = watching(self.rule, place, path)
        self.failure: tuple[Figures, str] | None = None
        self._points: dict[Hashable, Points] = {}
        self._watched: set[Hashable] = set()
        self._steps: Steps | None = None
        self._inspected = inspecting(framework, place)
        decides = decider(framework)
        self._decide = decides.overall if place.standard is None else decides.standards[place.id]

    def _whether_complete(self, views: Sequence[View]) -> Iterator[View]:
        """Yield the view of whether nothing is missing, where a table may leave something open: only then is it a flaw."""
        tables = [part for _, part in shape_parts(self.rule) if isinstance(part, DecisionTable)]
        if any(table.otherwise is None or any(row.rating is None for row in table.rows) for table in tables):
            ids = tuple(dict.fromkeys(id for view in views for id in view.ids if id != JUDGED))
            yield complete(ids, self.unrated)

    def is_complete(self, figures: Figures) -> bool:
        """Return whether nothing is missing that could be there."""
        return all(figure is not None or id == JUDGED or id in self.unrated for id, figure in figures.items())

    @property
    def gone_through(self) -> int:
        """How many inspections were rated."""
        return len(self._points)

    def judgement(self) -> list[Choice]:
        """Return the ratings that can be chosen here, as a choice; none where nothing is judged."""
        if not any(JUDGED in view.ids for view in self.views):
            return []
        ends = [part for _, part in shape_parts(self.rule) if isinstance(part, (InspectorJudgement, MayDepart))]
        low = max((part.at_least.points for part in ends if part.at_least is not None), default=0)
        high = min((part.at_most.points for part in ends if part.at_most is not None), default=self.framework.scale.best.points)
        points = [rating.points for rating in self.framework.scale if low <= rating.points <= high]
        return [of_figures(JUDGED, [*points, *([None] if self.may_depart else [])], self.views)]

    @cached_property
    def may_depart(self) -> bool:
        """Whether a judgement is a departure from the rule, which nobody need make."""
        return any(isinstance(part, MayDepart) for _, part in shape_parts(self.rule))

    def _shows_less(self, figures: Figures) -> bool:
        """Return whether figures show less well what can be given: with a departure, or with something missing."""
        return self.departs(figures) or not self.is_complete(figures)

    def departs(self, figures: Figures) -> bool:
        """Return whether the inspectors depart from the rule."""
        return self.may_depart and figures.get(JUDGED) is not None

    def points(self, seen: Hashable, shows: Callable[[], Figures], *, watched: bool = True) -> Points:
        """Return the points of the rating of all inspections that are seen so; one of them is rated.

        Args:
            seen: What is seen.
            shows: Gives figures of which it is.
            watched: Whether there is such an inspection, so that what the parts of the rule say of it counts.
        """
        look = watched and seen not in self._watched
        if seen in self._points and not look:
            return self._points[seen]
        if self._steps is not None:
            self._steps.take(STEPS_OF_A_RATING)
        figures = shows()
        of_one = self._inspected(figures)
        try:
            self._points[seen] = points = self._decide(of_one).points
            if look:
                self.watch.look(of_one, figures, points, complete=self.is_complete(figures), departs=self.departs(figures))
        except Exception as error:  # noqa: BLE001  # a rule of another package may raise anything
            self._points[seen] = None
            if watched:
                self.failure = self.failure or (figures, f"{type(error).__name__}: {error}")
        if look:
            self._watched.add(seen)
        return self._points[seen]

    @cached_property
    def coarse(self) -> str:
        """Of which evidence all is gone through, where it is not all: in words; empty where it is."""
        adds = {id for view in self.views if view.adds for id in view.ids}
        if any(item.id in adds and item.form == "cases" for item in self.place.known.values()):
            return "of whole percentages"
        asked = {question.id for standard in self.place.standards for question in standard.questions}
        of_standards = self.place.standard is None and any(asked & {*view.ids} for view in self.views)
        return "where standards that are not rated have their findings all the same" if of_standards else ""

    def find(self, choices: Sequence[Choice], before: Fixed, after: Fixed | None = None, *, rising: bool = True) -> Found:
        """Return what the rule can give where some items are fixed.

        Args:
            choices: The items that are not, and the judgement.
            before: The items that are fixed, and their values.
            after: Their values in another inspection, which is better in them.
            rising: Whether changes by something better are looked for among the others.

        Raises:
            UnseenError: When that is too much to be gone through.
        """
        raise NotImplementedError


class ProvedRule(RuleAt):
    """A rule of which all is gone through that it can see."""

    def __init__(self, framework: Framework, place: Place, path: str, views: Sequence[View], steps: Steps) -> None:
        super().__init__(framework, place, path, views)
        self._walker, self._steps = Walker(self.views, steps), steps

    def find(self, choices: Sequence[Choice], before: Fixed, after: Fixed | None = None, *, rising: bool = True) -> Found:
        """Return what the rule can give where some items are fixed; see `RuleAt`."""
        walker = self._walker
        start, better = walker.fixed(before), None if after is None else walker.fixed(after)
        walk = walker.walk(choices, start, better, rising=rising)
        found = Found()
        points: dict[int, Points] = {}
        for number, seen in enumerate(walk.seen if better is None else ()):
            points[number] = each = self.points(seen, partial(walk.shows, number))
            if each not in found.rated or self._shows_less(found.rated[each]):
                found.rated[each] = walk.shows(number)
        for number in {number for rise in walk.rises for number in rise} - points.keys():
            # Of two inspections not all that is seen is seen in one of them; ways of their own go through that.
            points[number] = self.points(walk.seen[number], partial(walk.shows, number), watched=False)
        for rise in walk.rises:
            pair = points[rise[0]], points[rise[1]]
            if pair not in found.changed and (better is not None or pair[0] != pair[1]):
                found.changed[pair] = walk.shows_rise(rise)
        return found


class TriedRule(RuleAt):
    """A rule that is tried on made-up inspections, since what it sees is not known, or is too much.

    Attributes:
        ways: In how many ways other items are fixed, among which the inspections are divided.
    """

    def __init__(self, framework: Framework, place: Place, path: str, because: str) -> None:
        read = needs(framework.overall if place.standard is None else place.standard.rule, place)
        views: list[View] = [itself(item.id, adds=True) for item in read.items]
        super().__init__(framework, place, path, [*views, *([itself(JUDGED)] if read.judgement or read.departure else [])])
        self.undecided = because
        self._chance = random.Random(0)  # noqa: S311  # made-up inspections are no secret
        self.ways = 1

    def find(self, choices: Sequence[Choice], before: Fixed, after: Fixed | None = None, *, rising: bool = True) -> Found:
        """Return what the rule can give where some items are fixed; see `RuleAt`."""
        found, chance = Found(), self._chance
        if not all(choice.values for choice in choices):
            return found
        first = {id: value.figure for id, value in before}
        second = first if after is None else {id: value.figure for id, value in after}
        for _ in range(max(1, TRIED // self.ways)):
            at = {choice.id: chance.randrange(len(choice.values)) for choice in choices}
            to = dict(at)
            for choice in choices:
                if choice.moves:
                    at[choice.id], to[choice.id] = chance.choice(choice.moves)
            may_rise = [choice for choice in choices if choice.rises and rising]
            if after is None and may_rise:
                choice = chance.choice(may_rise)
                at[choice.id], to[choice.id] = chance.choice(choice.rises)
            one: Figures = first | {choice.id: choice.values[at[choice.id]].figure for choice in choices}
            other: Figures = second | {choice.id: choice.values[to[choice.id]].figure for choice in choices}
            pair = self._rated(one), self._rated(other)
            for points, figures in zip(pair, (one, other), strict=True):
                if points not in found.rated or self._shows_less(found.rated[points]):
                    found.rated[points] = figures
            if after is not None or pair[0] != pair[1]:
                found.changed.setdefault(pair, (one, other))
        return found

    def _rated(self, figures: Figures) -> Points:
        return self.points(frozenset(figures.items()), lambda: figures)


def rule_at(framework: Framework, place: Place, path: str, steps: Steps) -> RuleAt:
    """Return the rule of a place, to be gone through, or tried where that can't be done."""
    rule = framework.overall if place.standard is None else place.standard.rule
    try:
        return ProvedRule(framework, place, path, [*seen_by(rule, place)], steps)
    except UnseenError as error:
        return TriedRule(framework, place, path, str(error))
