"""All rules of a framework, gone through together: what standards can be rated, and what the overall makes of it.

An item that only one rule reads is gone through with that rule. One that several read, such as an input, is fixed first, in
each of its ways; what standards can be rated is found out for each of them, and then what the overall can be.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import product
from math import prod
from typing import Any, TypeAlias

import attrs

from probation_standards.checking import reading
from probation_standards.evidence import OVERALL
from probation_standards.frameworks import Framework
from probation_standards.items import Place
from probation_standards.proving.directions import keeps_rating, never_falls
from probation_standards.proving.places import Found, Points, RuleAt, TriedRule, rule_at
from probation_standards.proving.values import Choice, Value, of_question
from probation_standards.proving.views import UnseenError, View
from probation_standards.proving.walking import MOST_STEPS, Figures, Steps
from probation_standards.standards import KeyQuestion

Way: TypeAlias = tuple[int, ...]
"""The position of the value of each item that several rules read."""

MOST_WAYS, MOST_TRIED = 2_000, 100
"""In how many ways the items that several rules read can be fixed at most, and in how many they are where that is too many."""

Shown: TypeAlias = Mapping[str, "Figures | None"]
"""What the items of each place are worth, by its id, in one whole inspection; None for a standard that is not rated."""


@attrs.frozen
class Fall:
    """Better evidence that is rated worse.

    Attributes:
        before: An inspection.
        after: One that is better in one finding or judgement, and in which the rating of the place is worse.
        points: The points before and after.
    """

    before: Shown
    after: Shown
    points: tuple[int, int]


class Standing:
    """What all rules of a framework can give.

    Args:
        framework: The framework.
        steps: How many steps are taken for each rule at most; one that would need more is tried on made-up inspections.

    Attributes:
        places: The rules, by the id of the standard, and that of the overall.
        rated: By place: the points of each rating that it can have, None for none, with an inspection that shows it.
        falls: By place: better evidence that is rated worse there.
    """

    def __init__(self, framework: Framework, steps: int = MOST_STEPS) -> None:
        self.framework = framework
        self.rated: dict[str, dict[Points, Shown]] = {}
        self.falls: dict[str, Fall] = {}
        self._found: dict[tuple[str, Way, Way | None], Found] = {}
        self._ways: list[Way] = []
        self._choices: dict[str, list[Choice]] = {}
        self._seen: dict[str, dict[int, Choice]] = {}
        self._ids = (*(standard.id for standard in framework.standards), OVERALL)
        self.places: dict[str, RuleAt] = {
            id: rule_at(framework, self._place(id), self._path(id), Steps(steps)) for id in self._ids
        }
        read = reading(framework)
        self._questions: dict[str, KeyQuestion] = {q.id: q for needs in read.values() for q in needs.questions}
        readers = {id: [at for at in self._ids if question in read[at].questions] for id, question in self._questions.items()}
        self._own = {where: [id for id, of in readers.items() if of == [where]] for where in self._ids}
        shared = [id for id, of in readers.items() if len(of) > 1]
        try:
            self._shared = [self._choice(id, self._views(id)) for id in shared]
            ways = prod(len(choice.values) for choice in self._shared)
            if ways > MOST_WAYS:
                raise UnseenError(f"what several rules read can be found in {ways:,} ways, too many to be gone through")  # noqa: TRY301  # as others
        except UnseenError as error:
            reading_them = {at for id in shared for at in readers[id]} | {OVERALL}
            self._try(*(id for id in self._ids if id in reading_them), because=str(error))
            self._shared = [self._choice(id, self._views(id)) for id in shared]
        self._at = {where: [at for at, choice in enumerate(self._shared) if where in readers[choice.id]] for where in self._ids}
        """The positions among what several rules read of that which each reads."""
        self._rising = self._to_be_looked_into()
        sizes = [len(choice.values) for choice in self._shared]
        chance = random.Random(0)  # noqa: S311  # made-up inspections are no secret
        some = [tuple(chance.randrange(size) for size in sizes) for _ in range(MOST_TRIED)]
        self._ways = some if prod(sizes) > MOST_WAYS else [*product(*map(range, sizes))]
        for id, place in self.places.items():
            if isinstance(place, TriedRule):
                place.ways = len(self._some(id, self._ways_of(id)))
        for id in self._ids:
            self._go_through(id)

    def _place(self, id: str) -> Place:
        return self.framework.place(None if id == OVERALL else self.framework[id])

    def _path(self, id: str) -> str:
        return OVERALL if id == OVERALL else f"standards[{self._ids.index(id)}].rule"

    def _try(self, *ids: str, because: str) -> None:
        """Have rules tried on made-up inspections, since they can't be gone through."""
        for id in ids:
            tried = self.places[id] = TriedRule(self.framework, self._place(id), self._path(id), because)
            tried.ways = len(self._some(id, self._ways_of(id))) if self._ways else 1
            self._choices.pop(id, None)
            self._seen.pop(id, None)
            self._found = {asked: found for asked, found in self._found.items() if asked[0] != id}

    def _to_be_looked_into(self) -> set[str]:
        """Return the places of which it is not plain that nothing better lowers their ratings, and those that they read."""
        plain = {id: never_falls(place.rule, place.place) for id, place in self.places.items()}
        plain[OVERALL] &= all(keeps_rating(one.rule, self._place(one.id)) for one in self.framework.standards)
        read = [] if plain[OVERALL] else [item.id for item in reading(self.framework)[OVERALL].items]
        return {id for id in self._ids if not plain[id]} | {id for id in read if id in self.places}

    def _views(self, id: str) -> list[View]:
        return [view for place in self.places.values() for view in place.views if id in view.ids]

    def _choice(self, id: str, views: list[View] | tuple[View, ...]) -> Choice:
        return of_question(self._questions[id], self.framework.scale, views)

    # What several rules read, fixed

    def _ways_of(self, id: str) -> list[Way]:
        """Return the ways that a rule can tell apart; the overall may tell all apart, by the standards."""
        if id == OVERALL:
            return self._ways
        own = self._at[id]
        return [*dict.fromkeys(tuple(way[at] if at in own else 0 for at in range(len(way))) for way in self._ways)]

    def _better_ways(self, id: str) -> Iterator[tuple[Way, Way]]:
        """Yield the ways that a rule can tell apart, each with one in which one item is better that it reads."""
        for way in self._ways_of(id):
            for at, choice in enumerate(self._shared):
                if id == OVERALL or at in self._at[id]:
                    yield from ((way, (*way[:at], high, *way[at + 1 :])) for low, high in choice.rises if way[at] == low)

    def _fixed(self, id: str, way: Way) -> tuple[tuple[str, Value], ...]:
        """Return what is fixed of that which a rule reads, as it sees it."""
        if id not in self._seen:
            self._seen[id] = {at: self._shared[at].seen_by(self.places[id].views) for at in self._at[id]}
        return tuple((choice.id, choice.values[way[at]]) for at, choice in self._seen[id].items())

    def _moves(self, id: str, way: Way, better: Way) -> bool:
        """Return whether a rule can tell of two ways that one is better."""
        return id == OVERALL or any(way[at] != better[at] for at in self._at[id])

    # What can be given

    def _go_through(self, id: str) -> None:
        if id == OVERALL:
            self.places[id].unrated |= {of for of, place in self.places.items() if self._unrated_when_complete(of, place)}
        rated: dict[Points, Shown] = {}
        for way in self._some(id, self._ways_of(id)):
            found = self._given(id, way)
            for points, figures in found.rated.items():
                if points not in rated or self._departs(id, rated[points]):
                    rated[points] = self._shown(id, (figures, figures), way, None)[0]
            self._note_fall(id, found, way, None)
        for way, better in self._some(id, [*self._better_ways(id)]) if id in self._rising else ():
            self._note_fall(id, self._given(id, way, better), way, better)
        self.rated[id] = rated

    def _unrated_when_complete(self, id: str, place: RuleAt) -> bool:
        """Return whether a standard is not rated by its own rule where nothing is missing."""
        shown = self.rated.get(id, {}).get(None)
        return shown is not None and place.is_complete(shown[id] or {})

    def _some(self, id: str, ways: list[Any]) -> list[Any]:
        """Return all ways, or as many as are tried where a rule can't be gone through."""
        few = isinstance(self.places[id], TriedRule) and len(ways) > MOST_TRIED
        return random.Random(0).sample(ways, MOST_TRIED) if few else ways  # noqa: S311  # made-up inspections are no secret

    def _departs(self, id: str, shown: Shown) -> bool:
        """Return whether the inspectors depart from the rule of a place in an inspection."""
        return self.places[id].departs(shown[id] or {})

    def undecided(self, id: str) -> str:
        """Return why it is not decided what a place can be rated, by its own rule or by that of a standard that it reads."""
        if self.places[id].undecided:
            return self.places[id].undecided
        tried = [of for of in self._read_by(id) if self.places[of].undecided]
        return f"what it reads was tried alone: the rating of {', '.join(tried)}" if tried else ""

    def coarse(self, id: str) -> str:
        """Return of which evidence all is gone through for a place, where it is not all; empty where it is."""
        found = [self.places[of].coarse for of in (id, *self._read_by(id))]
        return " and ".join(dict.fromkeys(filter(None, found)))

    def hedge(self, id: str) -> str:
        """Return of what alone it is so that something never is, as the start of a sentence; empty where it is so of all."""
        said = "of what was tried" if self.undecided(id) else self.coarse(id)
        return f"{said}, " if said else ""

    def _read_by(self, id: str) -> list[str]:
        """Return the standards of which a place reads the ratings."""
        items = reading(self.framework)[id].items if id == OVERALL else ()
        return [item.id for item in items if item.id in self.places]

    def by_rule(self, id: str) -> set[Points]:
        """Return the points that a place can have without a departure from its rule."""
        return {points for points, shown in self.rated[id].items() if not self._departs(id, shown)}

    def _note_fall(self, id: str, found: Found, way: Way, better: Way | None) -> None:
        for (before, after), figures in found.changed.items():
            if before is not None and after is not None and after < before and id not in self.falls:
                self.falls[id] = Fall(*self._shown(id, figures, way, better), (before, after))

    def _given(self, id: str, way: Way, better: Way | None = None) -> Found:
        """Return what a place can be rated where items are fixed; where they are fixed in two ways, what becomes of what."""
        moves = better is not None and self._moves(id, way, better)
        seen = range(len(way)) if id == OVERALL else self._at[id]
        asked = (id, tuple(way[at] for at in seen), tuple(better[at] for at in seen) if moves and better else None)
        if asked not in self._found:
            choices = self._own_choices(id)
            place = self.places[id]
            if id == OVERALL:
                ids = {id for view in place.views for id in view.ids}
                choices += [self._of_standard(s.id, place, way, better) for s in self.framework.standards if s.id in ids]
            after = self._fixed(id, better) if moves and better else None
            try:
                self._found[asked] = place.find(choices, self._fixed(id, way), after, rising=id in self._rising)
            except UnseenError as error:
                self._try(id, because=str(error))
                return self._given(id, way, better)
        return self._found[asked]

    def _own_choices(self, id: str) -> list[Choice]:
        """Return the choices of the items that only the rule of one place reads, and of its judgement."""
        if id not in self._choices:
            try:
                found = [self._choice(own, self.places[id].views) for own in self._own[id]]
            except UnseenError as error:  # there are too many values
                self._try(id, because=str(error))
                found = [self._choice(own, self.places[id].views) for own in self._own[id]]
            self._choices[id] = found + self.places[id].judgement()
        return [*self._choices[id]]

    def _of_standard(self, id: str, overall: RuleAt, way: Way, better: Way | None) -> Choice:
        """Return what a standard can be rated, as a choice of the overall."""
        found = self._given(id, way, better)
        changes = [pair for pair in found.changed if None in pair or pair[0] <= pair[1]]  # type: ignore[operator]  # no None
        known: set[Points] = {None, *found.rated, *(points for pair in changes for points in pair)}
        figures = [*sorted(points for points in known if points is not None), None]
        values = tuple(Value(figure, _parts_of(id, figure, overall.views)) for figure in figures)
        pairs = tuple((figures.index(one), figures.index(other)) for one, other in changes)
        if better is None:
            return Choice(id, values, rises=pairs)
        if not self._moves(id, way, better):
            return Choice(id, values)
        return Choice(id, values, moves=tuple(dict.fromkeys([*pairs, (len(values) - 1, len(values) - 1)])))

    # Whole inspections that show it

    def _shown(self, id: str, figures: tuple[Figures, Figures], way: Way, better: Way | None) -> tuple[Shown, Shown]:
        """Return two whole inspections of which a place shows these figures, others anything that goes with them."""
        first: dict[str, Figures | None] = {id: figures[0]}
        second: dict[str, Figures | None] = {id: figures[1]}
        for other in self._ids[:-1]:
            if other == id:
                continue
            asked: Any = (figures[0][other], figures[1][other]) if other in figures[0] else None
            pair = self._pair(other, asked, way, better)
            first[other], second[other] = (None, None) if pair is None else pair
        if id != OVERALL:
            rest = {choice.id: choice.values[0].figure for choice in self._own_choices(OVERALL) if choice.values}
            shared = [dict(self._fixed(OVERALL, each)) for each in (way, better or way)]
            first[OVERALL], second[OVERALL] = ({**rest, **{n: v.figure for n, v in one.items()}} for one in shared)
        return first, second

    def showing(self, id: str, figures: Figures) -> Iterator[Shown]:
        """Yield a whole inspection of which the rule of a place sees these figures."""
        for way in self._ways:
            fixed = {choice.id: choice.values[at].figure for choice, at in zip(self._shared, way, strict=True)}
            if all(figures.get(name, figure) == figure for name, figure in fixed.items()):
                yield self._shown(id, (figures, figures), way, None)[0]
                return

    def _pair(
        self, id: str, points: tuple[Points, Points] | None, way: Way, better: Way | None
    ) -> tuple[Figures, Figures] | None:
        """Return what the items of a standard are worth in two inspections, in which it is rated so; None for not rated."""
        found = self._given(id, way, better)
        if points is None:
            both = next(iter(found.changed.values()), None) if better is not None and self._moves(id, way, better) else None
            some = next(iter(found.rated.values()), None)
            return both or (None if some is None else (some, some))
        if points in found.changed:
            return found.changed[points]
        some = found.rated.get(points[0])
        return None if some is None else (some, some)


def _parts_of(id: str, figure: Points, views: tuple[View, ...]) -> tuple[object, ...]:
    return tuple((view.part(id, figure),) if id in view.ids else None for view in views)
