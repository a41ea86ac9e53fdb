"""Rules that by their shape never rate better evidence worse, so that nothing need be gone through to know it.

The points of the standards, and figures of which higher is better, may only rise: where all that a rule makes of them rises
with them, so does its rating.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import singledispatch

from probation_standards.conditions import Condition, FigureIs, FlagIs, Measure, RatingIs
from probation_standards.items import Item, Place, named, shape_parts
from probation_standards.parts import parts
from probation_standards.rules import InspectorJudgement, NoRating, Reads, Rule
from probation_standards.shapes import Banded, DecisionTable, Limited, MayDepart, OneOf, RatingOf, Stepped, shape_of
from probation_standards.standards import KeyQuestion


def keeps_rating(rule: Rule, place: Place) -> bool:
    """Return whether it is plain that something better never makes a rule rate what it did not rate, or the other way round.

    Where a standard comes to be rated, what is made of all ratings may fall. A table may rate or not as well where a row reads
    what can be missing: whether that is asked at all depends on what comes before.
    """
    for _, part in shape_parts(rule):
        if isinstance(part, DecisionTable):
            if part.otherwise is None or any(row.rating is None for row in part.rows):
                return False
            read = [item for row in part.rows for _, inner in parts(row.when) for item in named(shape_of(inner), place)]
            if any(isinstance(item.of, KeyQuestion) and (item.of.optional or item.form == "cases") for item in read):
                return False
        elif isinstance(getattr(part, "reads", None), Reads) and not isinstance(shape_of(part), _KNOWN):
            return False
    return True


_KNOWN = (Banded, DecisionTable, InspectorJudgement, Limited, MayDepart, NoRating, OneOf, RatingOf, Stepped)


@singledispatch
def never_falls(rule: Rule, place: Place) -> bool:
    """Return whether it is plain from the shape of a rule that nothing better lowers its rating."""
    shape = shape_of(rule)
    return shape is not rule and never_falls(shape, place)


@never_falls.register
def _nothing(rule: NoRating, place: Place) -> bool:  # noqa: ARG001  # as all of them are called
    return True


@never_falls.register
def _judged(rule: InspectorJudgement, place: Place) -> bool:  # noqa: ARG001  # as all of them are called
    return True


@never_falls.register
def _rating_of(rule: RatingOf, place: Place) -> bool:
    return _rises(place.known[rule.of])


@never_falls.register
def _one_of(rule: OneOf, place: Place) -> bool:
    items = place.items(rule.of) if rule.of or not rule.rules else ()
    return all(map(_rises, items)) and all(never_falls(inner, place) for inner in rule.rules)


@never_falls.register
def _banded(rule: Banded, place: Place) -> bool:
    tables = [rule.bands] if rule.bands is not None else [table.bands for table in rule.tables or ()]
    way = _way(rule.measure, place)
    return all(way == (1 if table is None or table.better == "higher" else -1) for table in tables)


@never_falls.register
def _limited(rule: Limited, place: Place) -> bool:
    return never_falls(rule.rule, place) and all(
        _ways(limit.when, place, -1 if limit.at_most is not None else 1) for limit in rule.limits
    )


@never_falls.register
def _stepped(rule: Stepped, place: Place) -> bool:
    return never_falls(rule.rule, place) and all(_ways(step.when, place, 1 if step.by > 0 else -1) for step in rule.steps)


@never_falls.register
def _may_depart(rule: MayDepart, place: Place) -> bool:
    return never_falls(rule.rule, place)


def _rises(item: Item) -> bool:
    return not isinstance(item.of, KeyQuestion) or item.of.better == "higher"


def _side(item: Item) -> int:
    """Return 1 for an item whose figure rises with what is better, -1 where it falls; 0 for one that does neither."""
    if not isinstance(item.of, KeyQuestion):
        return 1
    return {"higher": 1, "lower": -1, "neither": 0}[item.of.better]


def _way(measure: Measure, place: Place) -> int | None:
    """Return whether a measure rises (1) or falls (-1) with what is better; None where that is not plain."""
    items = place.items(measure.of)
    sides = {_side(item) for item in items} - {0}
    if len(sides) > 1:
        return None
    side = next(iter(sides), 1)
    if measure.take not in {"count", "share"}:
        return side
    counted = {*measure.values, *(rating.points for rating in measure.ratings)}
    if not counted:
        return 1
    up = [_from(counted, item, place) for item in items]
    return side if all(each == 1 for each in up) else -side if all(each == -1 for each in up) else None


def _from(counted: Collection[object], item: Item, place: Place) -> int | None:
    """Return 1 where the highest figures of an item are counted and no others, -1 where the lowest are; else None."""
    figures: list[object]
    if item.form == "rating":
        figures = [rating.points for rating in place.scale]
    elif item.form == "flag":
        figures = [0, 1]
    elif isinstance(item.of, KeyQuestion) and item.form == "score":
        figures = [*sorted(item.of.values)]
    else:
        return None
    among = [figure in counted for figure in figures]
    if among == sorted(among):
        return 1
    return -1 if among == sorted(among, reverse=True) else None


def _ways(when: tuple[Condition, ...], place: Place, wanted: int) -> bool:
    """Return whether conditions hold more (1) or less (-1) the better all is, as is wanted."""
    return all(_condition_way(shape_of(condition), place) == wanted for condition in when)


def _condition_way(condition: Condition, place: Place) -> int | None:
    if isinstance(condition, FlagIs):
        side = _side(place.known[condition.of])
        return side if condition.value else -side
    if isinstance(condition, RatingIs):
        side = _side(place.known[condition.of])
        return _ended(side, low=condition.at_least is not None, high=condition.at_most is not None)
    if isinstance(condition, FigureIs):
        low = condition.at_least is not None or condition.more_than is not None
        return _ended(
            _way(condition.measure, place), low=low, high=condition.at_most is not None or condition.less_than is not None
        )
    return None


def _ended(way: int | None, *, low: bool, high: bool) -> int | None:
    """Return how a condition goes with what is better whose figure goes `way`, and which has a low end, or a high one."""
    if way is None or (low and high):
        return None
    return way if low else -way
