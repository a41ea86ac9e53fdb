"""The rules, read as expressions over columns: the same decisions for a table with one row for each inspection.

Each kind of rule has one function here, as in `deciders`; a rule of another package registers its own with
``columns_by.register(Rule)``, or says with ``shape_of.register`` which shape it is. Expressions are those of narwhals, so that
one reader serves every engine; what only some engines need is in `inputs`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import reduce, singledispatch
from operator import and_, or_
from typing import TYPE_CHECKING, Any

import attrs

from probation_standards.bands import BandTable, RatingBand
from probation_standards.columns.inputs import Input
from probation_standards.columns.measures import (
    Measured,
    Reading,
    Told,
    choose,
    condition_column,
    measured,
    outermost,
    refused,
    where,
)
from probation_standards.columns.thresholds import MOST_RELEVANT
from probation_standards.conditions import Condition
from probation_standards.errors import FrameworkError, Problem
from probation_standards.evidence import NOT_RATED
from probation_standards.rules import InspectorJudgement, NoRating, Rule
from probation_standards.scales import Rating
from probation_standards.shapes import Banded, DecisionTable, Limit, Limited, MayDepart, OneOf, RatingOf, Stepped, shape_of
from probation_standards.standards import Standard

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw


@attrs.frozen
class Decided:
    """What is decided by a rule, in rows that have all right; in others it may be anything.

    Attributes:
        points: The points of the rating, null where there is none; None where there never is.
        decided_by: The id of the key question that decided; null where none did. None where the rule knows no such thing.
        score: The points added up, or None where none are.
        maximum: What the score could have been, or None.
    """

    points: nw.Expr | None = None
    decided_by: nw.Expr | None = None
    score: nw.Expr | None = None
    maximum: nw.Expr | None = None


@singledispatch
def columns_by(rule: Rule, reading: Reading, path: str) -> Decided:
    """Return what `rule` decides where it stands, as columns; what it reads is noted in `reading`.

    Raises:
        FrameworkError: When neither the rule's kind is known here nor the shape that it is.
    """
    shape = shape_of(rule)
    if shape is not rule:
        return columns_by(shape, reading, path)
    what = "the overall" if reading.place.standard is None else "a standard"
    expected = f"expected a kind of rule that rate_table() has been taught to read for {what}, with columns_by or shape_of"
    raise FrameworkError([Problem(path, expected, type(rule).__name__)])


def band_problems(bands: BandTable) -> Iterator[Problem]:
    """Yield what keeps figures from being placed in `bands` by columns.

    The parts of a threshold must be coarse enough for floats to tell figures on either side of it: see `MOST_RELEVANT`.
    """
    for position, band in enumerate(bands.bands):
        if Fraction(bands.reaches(band)[0]).denominator > MOST_RELEVANT:
            expected = f"expected a threshold with a denominator of at most {MOST_RELEVANT:,}"
            yield Problem(f"bands[{position}].starts", expected, band.starts)


def placed(found: Measured, bands: BandTable, named: Callable[[RatingBand], nw.Expr]) -> nw.Expr:
    """Return what `named` makes of the band in which a measure falls, null where there is no figure."""
    # From the highest band down, so that the first threshold that is reached is that of the figure's band.
    return choose(
        [
            (found.reaches(least, itself=itself), named(band))
            for band in reversed(bands.bands)
            for least, itself in [bands.reaches(band)]
        ]
    )


def _points(reading: Reading, rating: Rating | None) -> nw.Expr:
    """Return the points of a rating, or of none."""
    import narwhals.stable.v2 as nw

    best = reading.place.scale.best.points
    if rating is None:
        return nw.when(nw.lit(value=False)).then(reading.columns.whole(0, best))
    return reading.columns.whole(rating.points, best)


@columns_by.register
def _banded(rule: Banded, reading: Reading, path: str) -> Decided:
    items = reading.place.items(rule.measure.of)
    if rule.tables is not None:
        if rule.measure.weights or any(not isinstance(item.of, Standard) for item in items):
            raise refused(path, "expected tables by maximum for the points of standards alone, without weights")
        return _points_added(rule, reading)
    assert rule.bands is not None  # noqa: S101  # it has bands or tables
    problems = [problem.under(f"{path}.bands") for problem in band_problems(rule.bands)]
    if problems:
        raise FrameworkError(problems)
    found = measured(rule.measure, reading, f"{path}.measure")
    columns = reading.columns
    if found.holds is None:
        return Decided(placed(found, rule.bands, lambda band: _points(reading, band.rating)))
    conditions = [] if reading.rated is None else [reading.rated]
    figure = reading.keep(reduce(lambda expr, condition: where(condition, expr), conditions, found.figure))
    points = placed(attrs.evolve(found, figure=figure), rule.bands, lambda band: _points(reading, band.rating))
    if rule.measure.take != "lowest":
        return Decided(points)
    named = columns.one_of([item.id for item in items])
    deciding = [(reading.worth(item) == figure, named(item.id)) for item in items]
    return Decided(points, choose(deciding))


def _points_added(rule: Banded, reading: Reading) -> Decided:
    import narwhals.stable.v2 as nw

    columns, scale = reading.columns, reading.place.scale
    items = reading.place.items(rule.measure.of)
    counting = [reading.points[item.id] for item in items if item.id in reading.points]
    best = scale.best.points
    highest = best * len(counting)
    added = [each.fill_null(0).cast(columns.integer(highest)) for each in counting]
    possible = [
        nw.when(each.is_null()).then(columns.whole(0, highest)).otherwise(columns.whole(best, highest)) for each in counting
    ]
    score = reading.keep(nw.sum_horizontal(*added) if added else columns.whole(0, 0))
    maximum = reading.keep(nw.sum_horizontal(*possible) if possible else columns.whole(0, 0))
    if rule.measure.missing == "not rated" and items:
        never = len(counting) < len(items)
        there = nw.lit(value=False) if never else reduce(and_, (~each.is_null() for each in counting))
        score, maximum = where(there, score), where(there, maximum)
    ratings = [
        ((maximum == table.maximum) & Measured(score).reaches(table.bands.reaches(band)[0]), _points(reading, band.rating))
        for table in rule.tables or ()
        for band in reversed(table.bands.bands)
        if table.maximum <= highest
    ]
    return Decided(choose(ratings) if ratings else None, score=score, maximum=maximum)


@columns_by.register
def _inspector_judgement(rule: InspectorJudgement, reading: Reading, path: str) -> Decided:
    if rule.says_why:
        raise refused(path, "expected a judgement without its reason, for which a table has no place")
    id, scale = reading.place.id, reading.place.scale
    given = reading.columns.text(id)
    low = rule.at_least.points if rule.at_least is not None else scale.ratings[0].points
    high = rule.at_most.points if rule.at_most is not None else scale.best.points
    named = [(given == rating.name, _points(reading, rating)) for rating in scale if low <= rating.points <= high]
    right = reduce(or_, (condition for condition, _ in named), given == NOT_RATED)
    within = len(named) < len(scale.ratings)
    expected = f"{id}: expected a rating{' that can be chosen here' if within else ''}, or {NOT_RATED!r}"
    reading.inputs.append(Input(((right, expected),)))
    return Decided(choose(named))


@columns_by.register
def _no_rating(rule: NoRating, reading: Reading, path: str) -> Decided:
    return Decided()


@columns_by.register
def _rating_of(rule: RatingOf, reading: Reading, path: str) -> Decided:
    (item,) = reading.place.items((rule.of,))
    return Decided(reading.points_of(item))


@columns_by.register
def _one_of(rule: OneOf, reading: Reading, path: str) -> Decided:

    items = reading.place.items(rule.of) if rule.of or not rule.rules else ()
    each: list[nw.Expr | None] = [reading.points_of(item) for item in items]
    for number, inner in enumerate(rule.rules):
        each.append(columns_by(inner, reading.inside(), f"{path}.rules[{number}]").points)
    there = [reading.keep(points) for points in each if points is not None]
    if not there or (len(there) < len(each) and rule.missing == "not rated"):
        return Decided()
    found = outermost(there, lowest=rule.take == "worst")
    if rule.missing == "not rated":
        found = where(reduce(and_, (~points.is_null() for points in there)), found)
    return Decided(found)


def _all(when: tuple[Condition, ...], reading: Reading, path: str) -> Told:
    """Return whether conditions all hold, and whether one does not."""
    told = [condition_column(condition, reading, f"{path}.when[{at}]") for at, condition in enumerate(when)]
    return Told(reduce(and_, (one.holds for one in told)), reduce(or_, (one.fails for one in told)))


@columns_by.register
def _decision_table(rule: DecisionTable, reading: Reading, path: str) -> Decided:
    import narwhals.stable.v2 as nw

    none = _points(reading, None)
    chosen: Any = nw
    for at, row in enumerate(rule.rows):
        told = _all(row.when, reading, f"{path}.rows[{at}]")
        chosen = chosen.when(told.holds).then(_points(reading, row.rating)).when(~told.fails).then(none)
    return Decided(chosen.otherwise(_points(reading, rule.otherwise)))


@columns_by.register
def _limited(rule: Limited, reading: Reading, path: str) -> Decided:
    import narwhals.stable.v2 as nw

    was = columns_by(rule.rule, reading.inside(), f"{path}.rule")
    # The ends that hold, null where they don't; the highest of nulls and numbers is that of the numbers. Each expression is
    # referred to once, since it is worked out again wherever it is.
    ends = [
        where(_all(limit.when, reading, f"{path}.limits[{at}]").holds, _end(reading, limit))
        for at, limit in enumerate(rule.limits)
    ]
    if was.points is None:  # what the conditions read must be there all the same
        return was
    before = reading.keep(was.points)
    floors = [end for limit, end in zip(rule.limits, ends, strict=True) if limit.at_least is not None]
    caps = [end for limit, end in zip(rule.limits, ends, strict=True) if limit.at_most is not None]
    points = nw.max_horizontal(before, *floors) if floors else before
    points = nw.min_horizontal(points, *caps) if caps else points
    return attrs.evolve(was, points=where(~before.is_null(), points))


def _end(reading: Reading, limit: Limit) -> nw.Expr:
    return _points(reading, limit.at_most if limit.at_most is not None else limit.at_least)


@columns_by.register
def _stepped(rule: Stepped, reading: Reading, path: str) -> Decided:
    import narwhals.stable.v2 as nw

    was = columns_by(rule.rule, reading.inside(), f"{path}.rule")
    taken = [_all(step.when, reading, f"{path}.steps[{number}]").holds for number, step in enumerate(rule.steps)]
    if was.points is None:  # what the conditions read must be there all the same
        return was
    before = reading.keep(was.points)
    ratings, last = reading.place.scale.ratings, float(len(reading.place.scale.ratings) - 1)
    lowest = ratings[0].points
    in_a_row = all(rating.points == lowest + place for place, rating in enumerate(ratings))
    if in_a_row:
        at = before.cast(nw.Float64) - float(lowest)
    else:
        at = choose([(before == rating.points, nw.lit(float(place))) for place, rating in enumerate(ratings)])
    for step, holds in zip(rule.steps, taken, strict=True):
        moved = at + nw.when(holds).then(nw.lit(float(step.by))).otherwise(nw.lit(0.0))
        at = nw.max_horizontal(nw.lit(0.0), nw.min_horizontal(nw.lit(last), moved))
    at = reading.keep(at, 1)
    points = choose([(at == float(place), _points(reading, rating)) for place, rating in enumerate(ratings)])
    return attrs.evolve(was, points=where(~before.is_null(), points))


@columns_by.register
def _may_depart(rule: MayDepart, reading: Reading, path: str) -> Decided:
    """A departure has a reason, for which a table has no place; so in a table nobody departs."""
    return columns_by(rule.rule, reading.inside(), f"{path}.rule")
