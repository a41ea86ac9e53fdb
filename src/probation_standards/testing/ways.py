"""Going back from a rating to the evidence that gives it, by reading the rule: one function for each kind of rule.

What is yielded are domains: what each item can be worth. Whatever is taken of them gives the rating that was wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import singledispatch
from itertools import combinations
from typing import TypeAlias

from probation_standards.conditions import Condition, FigureIs, FlagIs, RatingIs
from probation_standards.figures import Figure
from probation_standards.items import Place
from probation_standards.measuring import within
from probation_standards.rules import InspectorJudgement, NoRating, Rule
from probation_standards.scales import Rating
from probation_standards.shapes import Banded, DecisionTable, Limited, MayDepart, OneOf, RatingOf, Stepped, shape_of
from probation_standards.testing.measures import Domains, measured_ways, missing_ways

Goal: TypeAlias = "Callable[[Domains], Iterator[Domains]]"
"""Narrows domains in every way that reaches something."""


class UnreadError(Exception):
    """Raised where a rule, or a condition, is of a kind that is not read here."""


def judged(id: str) -> tuple[str, str]:
    """Return the key of what inspectors choose for a standard, or for the overall."""
    return "judged", id


def all_of(goals: Sequence[Goal], domains: Domains) -> Iterator[Domains]:
    """Yield domains in which all goals are reached."""
    if not goals:
        yield domains
        return
    for found in goals[0](domains):
        yield from all_of(goals[1:], found)


def any_of(goals: Iterable[Goal], domains: Domains) -> Iterator[Domains]:
    """Yield domains in which one of the goals is reached, those of the first goal first."""
    for goal in goals:
        yield from goal(domains)


def giving(rule: Rule, place: Place, rating: Rating | None) -> Goal:
    """Return the goal that a rule gives a rating, or none."""
    return lambda domains: ways(rule, place, rating, domains)


def _gives(rule: Rule, place: Place, ratings: Sequence[Rating | None]) -> Goal:
    """Return the goal that a rule gives one of some ratings, or none."""
    return lambda domains: any_of([giving(rule, place, one) for one in ratings], domains)


@singledispatch
def ways(rule: Rule, place: Place, rating: Rating | None, domains: Domains) -> Iterator[Domains]:
    """Yield domains in which `rule` gives a rating; None for no rating.

    Raises:
        UnreadError: When the rule is of a kind that is not read here.
    """
    shape = shape_of(rule)
    if shape is rule:
        raise UnreadError(type(rule).__name__)
    yield from ways(shape, place, rating, domains)


@ways.register
def _no_rating(rule: NoRating, place: Place, rating: Rating | None, domains: Domains) -> Iterator[Domains]:
    if rating is None:
        yield domains


@ways.register
def _inspector_judgement(rule: InspectorJudgement, place: Place, rating: Rating | None, domains: Domains) -> Iterator[Domains]:
    found = rating and domains.narrowed(judged(place.id), lambda name: rating is not None and name == rating.name)
    if found:
        yield found


@ways.register
def _may_depart(rule: MayDepart, place: Place, rating: Rating | None, domains: Domains) -> Iterator[Domains]:
    by_the_rule = domains.narrowed(judged(place.id), lambda name: name is None)
    if by_the_rule is not None:
        yield from ways(rule.rule, place, rating, by_the_rule)
    departing = rating and domains.narrowed(judged(place.id), lambda name: rating is not None and name == rating.name)
    if departing:
        yield departing


@ways.register
def _rating_of(rule: RatingOf, place: Place, rating: Rating | None, domains: Domains) -> Iterator[Domains]:
    yield from _item_is(rule.of, [rating])(domains)


def _item_is(id: str, ratings: Sequence[Rating | None]) -> Goal:
    points = [None if rating is None else rating.points for rating in ratings]

    def goal(domains: Domains) -> Iterator[Domains]:
        found = domains.narrowed(id, lambda value: value in points)
        if found is not None:
            yield found

    return goal


@ways.register
def _one_of(rule: OneOf, place: Place, rating: Rating | None, domains: Domains) -> Iterator[Domains]:
    items = place.items(rule.of) if rule.of or not rule.rules else ()

    def each(ratings: Sequence[Rating | None]) -> list[Goal]:
        """Return for each item and rule the goal that it gives one of some ratings."""
        return [*(_item_is(item.id, ratings) for item in items), *(_gives(inner, place, ratings) for inner in rule.rules)]

    nothing = each([None])
    if rating is None:
        yield from (any_of(nothing, domains) if rule.missing == "not rated" else all_of(nothing, domains))
        return
    sign = 1 if rule.take == "worst" else -1
    others: list[Rating | None] = [one for one in place.scale if sign * one.points >= sign * rating.points]
    decisive, beside = each([rating]), each([*others, *([None] if rule.missing == "leave out" else [])])
    for at, goal in enumerate(decisive):
        yield from all_of([goal, *(other for position, other in enumerate(beside) if position != at)], domains)


@ways.register
def _banded(rule: Banded, place: Place, rating: Rating | None, domains: Domains) -> Iterator[Domains]:
    tables = {table.maximum: table.bands for table in rule.tables or ()}

    def accepts(figure: Figure, maximum: Figure | None) -> bool:
        bands = rule.bands or tables.get(maximum)  # type: ignore[arg-type]  # which may be none
        return (None if bands is None else bands.place(figure).band.rating) == rating

    yield from measured_ways(rule.measure, place, accepts, domains)
    if rating is None:
        yield from missing_ways(rule.measure, place, domains)


@ways.register
def _decision_table(rule: DecisionTable, place: Place, rating: Rating | None, domains: Domains) -> Iterator[Domains]:
    before: list[Goal] = []
    for row in rule.rows:
        if row.rating == rating:
            yield from all_of([*before, _all(row.when, place)], domains)
        if rating is None:
            yield from all_of([*before, _unknown(row.when, place)], domains)
        before.append(_fails(row.when, place))
    if rule.otherwise == rating:
        yield from all_of(before, domains)


def _fails(when: Sequence[Condition], place: Place) -> Goal:
    """Return the goal that a condition of some is false."""
    return lambda domains: any_of([told(condition, place, so=False) for condition in when], domains)


def _unknown(when: Sequence[Condition], place: Place) -> Goal:
    """Return the goal that it can't be told of one of some conditions."""
    return lambda domains: any_of([told(condition, place, so=None) for condition in when], domains)


def _all(when: Sequence[Condition], place: Place) -> Goal:
    """Return the goal that some conditions are all true."""
    return lambda domains: all_of([told(condition, place, so=True) for condition in when], domains)


def _not_all(when: Sequence[Condition], place: Place) -> Goal:
    """Return the goal that of some conditions not all are true: one is false, or can't be told."""
    return lambda domains: any_of([told(condition, place, so=so) for so in (False, None) for condition in when], domains)


@ways.register
def _limited(rule: Limited, place: Place, rating: Rating | None, domains: Domains) -> Iterator[Domains]:
    def after(was: Rating, hold: Sequence[bool]) -> Rating:
        now = [limit for limit, holds in zip(rule.limits, hold, strict=True) if holds]
        floors = [limit.at_least for limit in now if limit.at_least is not None]
        caps = [limit.at_most for limit in now if limit.at_most is not None]
        floored = max([was, *floors], key=lambda one: one.points)
        return min([floored, *caps], key=lambda one: one.points)

    yield from _changed(rule.rule, [limit.when for limit in rule.limits], after, place, rating, domains)


@ways.register
def _stepped(rule: Stepped, place: Place, rating: Rating | None, domains: Domains) -> Iterator[Domains]:
    ratings = place.scale.ratings

    def after(was: Rating, hold: Sequence[bool]) -> Rating:
        at = ratings.index(was)
        for step, holds in zip(rule.steps, hold, strict=True):
            at = min(max(at + step.by, 0), len(ratings) - 1) if holds else at
        return ratings[at]

    yield from _changed(rule.rule, [step.when for step in rule.steps], after, place, rating, domains)


def _changed(  # noqa: PLR0913, PLR0917  # the rule in its parts, and what is wanted of it
    rule: Rule,
    whens: Sequence[Sequence[Condition]],
    after: Callable[[Rating, Sequence[bool]], Rating],
    place: Place,
    rating: Rating | None,
    domains: Domains,
) -> Iterator[Domains]:
    """Yield domains for a rule whose rating is changed where conditions hold; first those in which the fewest do."""
    if rating is None:
        yield from ways(rule, place, None, domains)
        return
    every = (set(holding) for many in range(len(whens) + 1) for holding in combinations(range(len(whens)), many))
    for holding in every:  # of many conditions there are more ways than can be gone through, or kept
        domains.budget.spend()
        hold = [at in holding for at in range(len(whens))]
        for was in sorted(place.scale, key=lambda one: one != rating):
            if after(was, hold) == rating:
                each = zip(whens, hold, strict=True)
                conditions = [_all(when, place) if holds else _not_all(when, place) for when, holds in each]
                yield from all_of([*conditions, giving(rule, place, was)], domains)


def told(condition: Condition, place: Place, *, so: bool | None) -> Goal:
    """Return the goal that a condition is true, or false, or can't be told."""
    return lambda domains: condition_ways(shape_of(condition), place, so, domains)


@singledispatch
def condition_ways(condition: object, place: Place, so: bool | None, domains: Domains) -> Iterator[Domains]:  # noqa: FBT001  # one of three: true, false, not told
    """Yield domains in which a condition is true, or false, or can't be told.

    Raises:
        UnreadError: When the condition is of a kind that is not read here.
    """
    raise UnreadError(type(condition).__name__)


@condition_ways.register
def _flag_is(condition: FlagIs, place: Place, so: bool | None, domains: Domains) -> Iterator[Domains]:  # noqa: FBT001  # one of three: true, false, not told
    wanted = None if so is None else int(condition.value is so)
    found = domains.narrowed(condition.of, lambda value: value == wanted)
    if found is not None:
        yield found


@condition_ways.register
def _rating_is(condition: RatingIs, place: Place, so: bool | None, domains: Domains) -> Iterator[Domains]:  # noqa: FBT001  # one of three: true, false, not told
    low = condition.at_least or place.scale.ratings[0]
    high = condition.at_most or place.scale.best

    def holds(value: int | None) -> bool | None:
        return None if value is None else low.points <= value <= high.points

    found = domains.narrowed(condition.of, lambda value: holds(value) is so)
    if found is not None:
        yield found


@condition_ways.register
def _figure_is(condition: FigureIs, place: Place, so: bool | None, domains: Domains) -> Iterator[Domains]:  # noqa: FBT001  # one of three: true, false, not told
    if so is None:
        return missing_ways(condition.measure, place, domains)
    return measured_ways(condition.measure, place, lambda figure, _: within(condition, figure) is so, domains)
