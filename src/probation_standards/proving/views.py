"""What a rule sees of its items: as little as decides its rating, so that few inspections stand for all of them.

A rule never sees all of an inspection. One that rates the lowest percentage sees in which band that is; one that adds up points
sees their sum. A *view* is such a thing, taken of one item after the other, in any order. Inspections of which all views are
the same are rated the same, and one of them stands for all.

A rule of another package says what it sees with ``seen_by.register(Rule)``, or with ``shape_of.register`` which shape it is;
one of which that is not known is taken to see every item as it is, which can be gone through while they are few.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import singledispatch
from math import lcm
from typing import Any, TypeAlias

import attrs

from probation_standards.conditions import Condition, FigureIs, FlagIs, Measure, RatingIs
from probation_standards.figures import Figure, simplest
from probation_standards.items import Place, needs
from probation_standards.rules import InspectorJudgement, NoRating, Rule
from probation_standards.shapes import Banded, DecisionTable, Limited, MayDepart, OneOf, RatingOf, Stepped, shape_of

JUDGED = "\0judged"
"""The id of the judgement of the place itself among its items; no item has it."""

Boundary: TypeAlias = tuple[Figure, bool]
"""A figure at which something changes, and whether that figure itself is already beyond."""

MISSING, FALSE, OPEN, TRUE = -1, 0, 1, 2
"""A measure without a figure; whether conditions don't hold, can't be told or hold: several together as the least of them."""


@attrs.frozen(kw_only=True)
class View:
    """One thing that a rule sees.

    Attributes:
        ids: The ids of the items of which it is taken.
        start: What is seen before any item.
        part: Gives what is seen of an item by its id and what it is worth, None where it is missing.
        add: Gives what is seen with one item more, by what was seen before and the part of the item.
        cuts: The figures at which what is seen of an item changes, where it does not change at each.
        adds: Whether figures are added up, so that each of them matters.
        enough: A sum above which it no longer matters how large it is; None where it always does.
        weights: How much items weigh in such a sum; 1 where nothing is said.
        comes_and_goes: Whether there may be evidence between two inspections that is not rated, whatever is there.
    """

    ids: tuple[str, ...]
    start: Hashable = None
    part: Callable[[str, Figure | None], Hashable]
    add: Callable[[Any, Any], Hashable]
    cuts: tuple[Boundary, ...] = ()
    adds: bool = False
    enough: Figure | None = None
    weights: Mapping[str, Figure] = attrs.field(factory=dict)
    comes_and_goes: bool = False


def itself(id: str, *, adds: bool = False) -> View:
    """Return the view of an item as it is: a rating, a flag, a score; also the judgement.

    Args:
        id: The id of the item.
        adds: Whether it may be a percentage or a count; as far as can be, whole percentages are seen then, and small counts.
    """
    return View(ids=(id,), part=lambda _, figure: (figure,), add=lambda _, part: part, adds=adds, enough=20)


def extreme(ids: tuple[str, ...], cuts: Iterable[Boundary], *, highest: bool, leaves_out: bool) -> View:
    """Return the view of the lowest of some items, or the highest: between which boundaries it lies."""
    boundaries = tuple(sorted(cuts))
    take: Callable[[Any, Any], Hashable] = max if highest else min

    def part(_: str, figure: Figure | None) -> Hashable:
        if figure is None:
            return None if leaves_out else MISSING
        return sum(figure > cut or (itself and figure == cut) for cut, itself in boundaries)

    return View(ids=ids, part=part, add=_unless_missing(take), cuts=boundaries)


def added(  # noqa: PLR0913  # they are what the sum depends on
    ids: tuple[str, ...],
    weights: Mapping[str, Figure],
    *,
    ends: Mapping[str, Figure],
    weighed: bool,
    enough: Figure | None,
    leaves_out: bool,
) -> View:
    """Return the view of the sum of some items.

    Args:
        ids: The ids of the items.
        weights: How much each weighs.
        ends: What each could be worth at most, where the sum is set beside that; else empty.
        weighed: Whether the weights of those that are there matter.
        enough: A sum above which it no longer matters how large it is; None where it always does.
        leaves_out: Whether items that are missing are left out.
    """

    def part(id: str, figure: Figure | None) -> Hashable:
        if figure is None:
            return None if leaves_out else MISSING
        weight = weights[id]
        return _enough(weight * figure), weight if weighed else 0, weight * ends[id] if ends else 0

    def add(seen: Any, part: Any) -> Hashable:
        return _enough(seen[0] + part[0]), seen[1] + part[1], seen[2] + part[2]

    def _enough(total: Figure) -> Figure:
        return total if enough is None or total <= enough else enough + 1

    return View(ids=ids, part=part, add=_unless_missing(add), adds=True, enough=enough, weights=weights)


def counted(ids: tuple[str, ...], figures: frozenset[Figure], *, share: bool, leaves_out: bool) -> View:
    """Return the view of how many of some items have certain figures, and of how many where their share is taken."""

    def part(_: str, figure: Figure | None) -> Hashable:
        if figure is None:
            return None if leaves_out else MISSING
        return int(not figures or figure in figures), int(share)

    def add(seen: Any, part: Any) -> Hashable:
        return seen[0] + part[0], seen[1] + part[1]

    cuts = tuple((figure, itself) for figure in figures for itself in (True, False))
    return View(ids=ids, part=part, add=_unless_missing(add), cuts=cuts)


def _unless_missing(add: Callable[[Any, Any], Hashable]) -> Callable[[Any, Any], Hashable]:
    """Return what adds a part, where nothing is missing for which nothing is seen."""

    def adding(seen: Any, part: Any) -> Hashable:
        if part is None or seen == MISSING:
            return seen  # type: ignore[no-any-return]  # as it was made
        return part if seen is None or part == MISSING else add(seen, part)

    return adding


def complete(ids: tuple[str, ...], missing_all_the_same: Collection[str]) -> View:
    """Return the view of whether no item is missing but those that are so though everything there can be is there.

    It is taken for rules that may leave evidence without a rating.
    """

    def part(id: str, figure: Figure | None) -> Hashable:
        return figure is not None or id in missing_all_the_same

    return View(ids=ids, start=True, part=part, add=min, comes_and_goes=True)


def all_hold(conditions: tuple[FlagIs | RatingIs, ...]) -> View:
    """Return the view of whether conditions on single items all hold; where that can't be told, as if they did not."""

    def part(id: str, figure: Figure | None) -> Hashable:
        return figure is not None and all(_holds(one, figure) for one in conditions if one.of == id)

    ids = tuple(dict.fromkeys(one.of for one in conditions))
    return View(ids=ids, start=True, part=part, add=min)


def first_row(rows: Sequence[tuple[FlagIs | RatingIs, ...]], alone: Sequence[bool]) -> View:
    """Return the view of the rows of a decision table: whether the conditions of each hold, as far as it has a say.

    A row of which all is seen and that holds, or can't be told, settles the table: what comes after it is no longer seen.

    Args:
        rows: The conditions of each row on single items.
        alone: Of each row, whether it has no other conditions.
    """
    ids = [tuple(dict.fromkeys(one.of for one in row)) for row in rows]
    start = tuple((TRUE, len(own)) for own in ids)

    def part(id: str, figure: Figure | None) -> Hashable:
        told = []
        for at, row in enumerate(rows):
            if id in ids[at]:
                holds = figure is not None and all(_holds(one, figure) for one in row if one.of == id)
                told.append((at, OPEN if figure is None else TRUE if holds else FALSE))
        return tuple(told)

    def add(seen: Any, part: Any) -> Hashable:
        now = list(seen)
        for at, told in part:
            if at < len(now) and now[at][0] != FALSE:
                least, left = min(now[at][0], told), now[at][1] - 1
                now[at] = (least, left) if least != FALSE else (FALSE, 0)
        for at, (least, left) in enumerate(now):
            if least != FALSE and left == 0 and alone[at]:
                return tuple(now[: at + 1])
        return tuple(now)

    return View(ids=tuple(dict.fromkeys(id for own in ids for id in own)), start=start, part=part, add=add)


def _holds(condition: FlagIs | RatingIs, figure: Figure) -> bool:
    if isinstance(condition, FlagIs):
        return figure == int(condition.value)
    low, high = condition.at_least, condition.at_most
    return (low is None or figure >= low.points) and (high is None or figure <= high.points)


class UnseenError(Exception):
    """What a rule sees is not known, and its items are too many to be gone through."""


@singledispatch
def seen_by(rule: Rule, place: Place) -> Iterator[View]:
    """Yield what `rule` sees of its items where it stands.

    Raises:
        UnseenError: When that is not known, and an item has figures without end or number.
    """
    shape = shape_of(rule)
    if shape is not rule:
        yield from seen_by(shape, place)
        return
    read = needs(rule, place)
    for item in read.items:
        if item.form in {"cases", "count"}:
            raise UnseenError(f"what a rule of the kind {rule.kind} sees of {item.id} is not known")
        yield itself(item.id)
    if read.judgement or read.departure:
        yield itself(JUDGED)


@seen_by.register
def _no_rating(rule: NoRating, place: Place) -> Iterator[View]:  # noqa: ARG001  # as all of them are called
    return iter(())


@seen_by.register
def _inspector_judgement(rule: InspectorJudgement, place: Place) -> Iterator[View]:  # noqa: ARG001  # as all are called
    yield itself(JUDGED)


@seen_by.register
def _rating_of(rule: RatingOf, place: Place) -> Iterator[View]:  # noqa: ARG001  # as all of them are called
    yield itself(rule.of)


@seen_by.register
def _one_of(rule: OneOf, place: Place) -> Iterator[View]:
    items = place.items(rule.of) if rule.of or not rule.rules else ()
    cuts = tuple((rating.points, True) for rating in place.scale)
    if items:
        ids = tuple(item.id for item in items)
        yield extreme(ids, cuts, highest=rule.take == "best", leaves_out=rule.missing == "leave out")
    for inner in rule.rules:
        yield from seen_by(inner, place)


@seen_by.register
def _banded(rule: Banded, place: Place) -> Iterator[View]:
    tables = [rule.bands] if rule.bands is not None else [table.bands for table in rule.tables or ()]
    cuts = {table.reaches(band) for table in tables for band in table.bands}
    yield _view(rule.measure, place, cuts, beside_maximum=rule.tables is not None)


@seen_by.register
def _decision_table(rule: DecisionTable, place: Place) -> Iterator[View]:
    rows = [tuple(map(shape_of, row.when)) for row in rule.rows]
    single = [tuple(one for one in when if isinstance(one, (FlagIs, RatingIs))) for when in rows]
    yield first_row(single, [len(own) == len(when) for own, when in zip(single, rows, strict=True)])
    for when in rows:
        yield from _seen_of_figures(when, place)


@seen_by.register
def _limited(rule: Limited, place: Place) -> Iterator[View]:
    yield from seen_by(rule.rule, place)
    for limit in rule.limits:
        yield from _seen_when(limit.when, place)


@seen_by.register
def _stepped(rule: Stepped, place: Place) -> Iterator[View]:
    yield from seen_by(rule.rule, place)
    for step in rule.steps:
        yield from _seen_when(step.when, place)


@seen_by.register
def _may_depart(rule: MayDepart, place: Place) -> Iterator[View]:
    yield from seen_by(rule.rule, place)
    yield itself(JUDGED)


def _seen_when(when: tuple[Condition, ...], place: Place) -> Iterator[View]:
    """Yield what conditions see that must all hold, where it makes no difference whether they don't or can't be told."""
    shapes = tuple(map(shape_of, when))
    single = tuple(one for one in shapes if isinstance(one, (FlagIs, RatingIs)))
    if single:
        yield all_hold(single)
    yield from _seen_of_figures(shapes, place)


def _seen_of_figures(when: tuple[Condition, ...], place: Place) -> Iterator[View]:
    """Yield what those conditions see that are on figures."""
    for one in when:
        if isinstance(one, FigureIs):
            low = [(end, itself) for end, itself in ((one.at_least, True), (one.less_than, True)) if end is not None]
            high = [(end, itself) for end, itself in ((one.more_than, False), (one.at_most, False)) if end is not None]
            yield _view(one.measure, place, {*low, *high}, beside_maximum=False)
        elif not isinstance(one, (FlagIs, RatingIs)):
            raise UnseenError(f"what a condition of the kind {one.kind} sees is not known")


def _view(measure: Measure, place: Place, cuts: set[Boundary], *, beside_maximum: bool) -> View:
    """Return what a measure sees of its items, which is set beside boundaries, and beside its maximum where that is said."""
    items = place.items(measure.of)
    ids = tuple(item.id for item in items)
    leaves_out = measure.missing == "leave out"
    take = measure.take
    if take in {"lowest", "highest"}:
        return extreme(ids, cuts, highest=take == "highest", leaves_out=leaves_out)
    if take in {"count", "share"}:
        figures = frozenset({*measure.values, *(rating.points for rating in measure.ratings)})
        return counted(ids, figures, share=take == "share", leaves_out=leaves_out)
    weights = dict(zip(ids, measure.weights or (1,) * len(ids), strict=True))
    if len(ids) == 1 and weights[ids[0]] and not beside_maximum:  # it is the one figure, on a line of its own
        per = _per(measure, weights[ids[0]], items[0].most or 0)
        return extreme(ids, {(per * cut, itself) for cut, itself in cuts}, highest=True, leaves_out=leaves_out)
    common = lcm(*(Fraction(weight).denominator for weight in weights.values()))  # whole numbers are added much faster
    weights = {id: simplest(Fraction(weight * common)) for id, weight in weights.items()}
    beside = beside_maximum or measure.of_maximum
    highest = max((cut for cut, _ in cuts), default=0) * common
    return added(
        ids,
        weights,
        ends={item.id: item.most or 0 for item in items} if beside else {},
        weighed=take == "mean" and leaves_out,
        enough=None if beside else highest * (Fraction(sum(weights.values()), common) if take == "mean" else 1),
        leaves_out=leaves_out,
    )


def _per(measure: Measure, weight: Figure, most: Figure) -> Figure:
    """Return what an item is worth by itself for each 1 of what a measure makes of it alone."""
    if measure.of_maximum:
        return Fraction(most, 100)
    return 1 if measure.take == "mean" else Fraction(1) / weight
