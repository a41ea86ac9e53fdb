"""The rules, read as expressions over columns: the same decisions for a table with one row for each inspection.

Each kind of rule has one function here, as in `deciding`; a rule of another package registers its own with
``standard_columns.register(Rule)`` or ``overall_columns.register(Rule)``. Expressions are those of narwhals, so that one
reader serves every engine; what only some engines need is in `columns`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import reduce, singledispatch
from operator import and_, or_
from typing import TYPE_CHECKING

import attrs

from probation_standards.bands import BandTable, RatingBand
from probation_standards.columns.inputs import Columns, Input
from probation_standards.columns.thresholds import MOST_RELEVANT, Holds, threshold
from probation_standards.errors import FrameworkError, Problem
from probation_standards.evidence import NOT_RATED
from probation_standards.frameworks import Framework
from probation_standards.rules import InspectorJudgement, LowestQuestion, NoRating, Rule, TotalPoints
from probation_standards.standards import Standard

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw


@attrs.frozen
class StandardColumns:
    """What is decided of one standard, in rows that have all right; in others it may be anything.

    Attributes:
        points: The points of its rating, null where it is not rated; None where it never is.
        decided_by: The id of the key question that decided; null where none did. None where the rule knows no such thing.
        inputs: What a row must have right for it, in the order in which problems are reported.
    """

    points: nw.Expr | None = None
    decided_by: nw.Expr | None = None
    inputs: tuple[Input, ...] = ()


@attrs.frozen
class OverallColumns:
    """What is decided of the overall, in rows that have all right; in others it may be anything.

    Attributes:
        rating: The name of the overall rating, null where there is none; None where there never is.
        score: The points added up, or None where none are.
        maximum: What the score could have been, or None.
    """

    rating: nw.Expr | None = None
    score: nw.Expr | None = None
    maximum: nw.Expr | None = None


def choose(choices: Sequence[tuple[nw.Expr, nw.Expr]]) -> nw.Expr:
    """Return the value beside the first condition that is true, else null; there is at least one."""
    import narwhals.stable.v2 as nw

    (condition, value), *others = choices
    chosen = nw.when(condition).then(value)  # nothing else is said of the rest: not every engine has each type of null
    for condition, value in others:
        chosen = chosen.when(condition).then(value)
    return chosen


@singledispatch
def standard_columns(rule: Rule, standard: Standard, framework: Framework, columns: Columns) -> StandardColumns:
    """Return what `rule` decides of `standard`, as columns.

    Raises:
        FrameworkError: When the rule's kind is not known here.
    """
    raise FrameworkError([_unreadable(rule, f"{standard.id}.rule", "a standard")], _heading(framework))


@singledispatch
def overall_columns(rule: Rule, framework: Framework, columns: Columns, points: Mapping[str, nw.Expr]) -> OverallColumns:
    """Return what `rule` decides of the overall, as columns, given those of the points of the standards that can be rated.

    Raises:
        FrameworkError: When the rule's kind is not known here.
    """
    raise FrameworkError([_unreadable(rule, "overall", "the overall")], _heading(framework))


def _unreadable(rule: Rule, path: str, what: str) -> Problem:
    return Problem(path, f"expected a kind of rule that rate_table() has been taught to read for {what}", type(rule).__name__)


def _heading(framework: Framework) -> str:
    return f"{framework.id} cannot be read as columns"


def band_problems(bands: BandTable) -> Iterator[Problem]:
    """Yield what keeps figures from being placed in `bands` by columns.

    The parts of a threshold must be coarse enough for floats to tell figures on either side of it: see `MOST_RELEVANT`.
    """
    for position, band in enumerate(bands.bands):
        if Fraction(bands.reaches(band)[0]).denominator > MOST_RELEVANT:
            expected = f"expected a threshold with a denominator of at most {MOST_RELEVANT:,}"
            yield Problem(f"bands[{position}].starts", expected, band.starts)


def placed(figure: nw.Expr, bands: BandTable, holds: Holds, named: Callable[[RatingBand], nw.Expr]) -> nw.Expr:
    """Return what `named` makes of the band in which a figure falls, null where there is no figure."""
    # From the highest band down, so that the first threshold that is reached is that of the figure's band.
    return choose(
        [
            (figure >= threshold(least, holds, reached=reached), named(band))
            for band in reversed(bands.bands)
            for least, reached in [bands.reaches(band)]
        ]
    )


@standard_columns.register(LowestQuestion)
def _lowest_question(rule: LowestQuestion, standard: Standard, framework: Framework, columns: Columns) -> StandardColumns:
    import narwhals.stable.v2 as nw

    problems = [problem.under(f"{standard.id}.rule.bands") for problem in band_problems(rule.bands)]
    if problems:
        raise FrameworkError(problems, _heading(framework))
    rated, inputs = columns.rated(standard)
    percentages, findings = zip(*(columns.finding(question, rated) for question in standard.questions), strict=True)
    conditions = [] if rated is None else [rated]
    if columns.tallies and rule.no_relevant_cases == "not rated":
        conditions += [~percentage.is_null() for percentage in percentages]
    lowest = nw.min_horizontal(*percentages) if len(percentages) > 1 else percentages[0]  # of those that are not null
    lowest = columns.keep(nw.when(reduce(and_, conditions)).then(lowest) if conditions else lowest, 1)
    ids, best = [question.id for question in standard.questions], framework.scale.best.points
    named, holds = columns.one_of(ids), columns.figures(standard)
    points = placed(lowest, rule.bands, holds, lambda band: columns.whole(band.rating.points, best))
    deciding = [(percentage == lowest, named(id)) for id, percentage in zip(ids, percentages, strict=True)]
    return StandardColumns(points, choose(deciding), (*inputs, *findings))


@standard_columns.register(InspectorJudgement)
def _inspector_judgement(
    rule: InspectorJudgement, standard: Standard, framework: Framework, columns: Columns
) -> StandardColumns:
    given, best = columns.text(standard.id), framework.scale.best.points
    named = [(given == rating.name, columns.whole(rating.points, best)) for rating in framework.scale]
    right = reduce(or_, (condition for condition, _ in named), given == NOT_RATED)
    return StandardColumns(choose(named), inputs=(Input(((right, f"{standard.id}: expected a rating, or {NOT_RATED!r}"),)),))


@standard_columns.register(NoRating)
def _no_rating(rule: NoRating, standard: Standard, framework: Framework, columns: Columns) -> StandardColumns:
    return StandardColumns()


@overall_columns.register(TotalPoints)
def _total_points(rule: TotalPoints, framework: Framework, columns: Columns, points: Mapping[str, nw.Expr]) -> OverallColumns:
    import narwhals.stable.v2 as nw

    counting = [points[standard.id] for standard in framework.standards if standard.counts and standard.id in points]
    best = framework.scale.best.points if framework.scale.ratings else 0
    highest = best * len(counting)
    name = columns.one_of(framework.scale.names)
    added = [each.fill_null(0).cast(columns.integer(highest)) for each in counting]
    possible = [
        nw.when(each.is_null()).then(columns.whole(0, highest)).otherwise(columns.whole(best, highest)) for each in counting
    ]
    score = columns.keep(nw.sum_horizontal(*added) if added else columns.whole(0, 0), 3)
    maximum = columns.keep(nw.sum_horizontal(*possible) if possible else columns.whole(0, 0), 3)
    ratings = [
        ((maximum == table.maximum) & (score >= threshold(least, Holds.WHOLE, reached=reached)), name(band.rating.name))
        for table in rule.tables
        for band in reversed(table.bands.bands)
        for least, reached in [table.bands.reaches(band)]
        if table.maximum <= highest
    ]
    return OverallColumns(choose(ratings) if ratings else None, score, maximum)


@overall_columns.register(NoRating)
def _no_overall(rule: NoRating, framework: Framework, columns: Columns, points: Mapping[str, nw.Expr]) -> OverallColumns:
    return OverallColumns()
