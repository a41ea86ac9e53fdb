"""The shapes of which rules are made: measures, conditions, and rules over them, as frozen data without behaviour.

Each is one step from evidence to a rating, and they stand in each other: steps start from any rule, limits lie around any
rule. A rule with a name of its own, such as "total-points", is one of these shapes: see `shape_of`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import singledispatch
from typing import Any, ClassVar, Literal

import attrs

from probation_standards.bands import BandTable
from probation_standards.checks import (
    Checked,
    any_text,
    as_tuple,
    holds,
    instance,
    one_of,
    optional,
    tuple_of,
)
from probation_standards.conditions import (
    MISSING_SAID,
    Condition,
    Measure,
    Missing,
    a_condition,
    one_item,
    ratings_in_order,
    repeated_items,
    some_items,
)
from probation_standards.errors import Problem
from probation_standards.parts import parts
from probation_standards.rules import LowestQuestion, Reads, Rule, ScoreTable, TotalPoints, a_rule
from probation_standards.scales import Rating
from probation_standards.sources import Source

_SOURCE = holds(optional(instance(Source, "a source")))
_RATING = holds(optional(instance(Rating, "a rating")))
_WHEN = holds(tuple_of(a_condition, at_least=1))


def _one_way(rule: Banded) -> Iterator[Problem]:
    if (rule.bands is None) is (rule.tables is None):
        expected = "expected bands, or tables with one for each maximum, and not both"
        yield Problem("bands", expected, missing=rule.bands is None, hides=True)
        return
    if rule.tables is None:
        return
    maxima = [table.maximum for table in rule.tables]
    for position, maximum in enumerate(maxima):
        if maximum in maxima[:position]:
            yield Problem(f"tables[{position}].maximum", "expected a maximum that no other table has", maximum)
    if rule.measure.take != "total" or rule.measure.of_maximum:
        yield Problem("tables", "expected bands, since only a total has a maximum", relies_on="measure")


@attrs.frozen(kw_only=True)
class Banded(Checked):
    """A measure earns the rating of the band in which it falls.

    Attributes:
        measure: What is measured.
        bands: Where it falls; None where `tables` say so.
        tables: For a total: one table of bands for each maximum, None where there are `bands`. A maximum without a table is
            not rated.
        falls_because: Why a better finding may lower the rating that this gives; empty where none may, as `prove` and the laws
            of `testing` then hold it to.
        source: Where the rule was published.
    """

    kind: ClassVar[str] = "banded"
    reads: ClassVar[Reads] = Reads.ITEMS
    checks = (_one_way,)

    measure: Measure = attrs.field(metadata=holds(instance(Measure, "a measure")))
    bands: BandTable | None = attrs.field(default=None, metadata=holds(optional(instance(BandTable, "a table of bands"))))
    tables: tuple[ScoreTable, ...] | None = attrs.field(
        default=None,
        converter=attrs.converters.optional(as_tuple),
        metadata=holds(optional(tuple_of(instance(ScoreTable, "a table with its maximum")))),
    )
    falls_because: str = attrs.field(default="", metadata=holds(any_text))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


@attrs.frozen(kw_only=True)
class RatingOf(Checked):
    """The rating of a standard, or of a question that is rated, as it is.

    Attributes:
        of: Its id.
        source: Where the rule was published.
    """

    kind: ClassVar[str] = "rating-of"
    reads: ClassVar[Reads] = Reads.ITEMS

    of: str = attrs.field(metadata=one_item("rating"))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


@attrs.frozen(kw_only=True)
class OneOf(Checked):
    """The worst, or the best, of several ratings: of standards, of questions that are rated, and of rules.

    Attributes:
        take: Which of them: the ``"worst"`` or the ``"best"``.
        of: The ids of the items; with no rules either, all of the standard, or in the overall, all standards that count.
        rules: Rules whose ratings are among them.
        missing: What a rating that is missing does: ``"not rated"`` leaves no rating, ``"leave out"`` takes one of the others.
        source: Where the rule was published.
    """

    kind: ClassVar[str] = "one-of"
    reads: ClassVar[Reads] = Reads.ITEMS
    checks = (repeated_items,)

    take: Literal["worst", "best"] = attrs.field(metadata=holds(one_of("worst", "best")))
    of: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, metadata=some_items("rating"))
    rules: tuple[Rule, ...] = attrs.field(default=(), converter=as_tuple, metadata=holds(tuple_of(a_rule)))
    missing: Missing = attrs.field(default="not rated", metadata=MISSING_SAID)
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


@attrs.frozen(kw_only=True)
class Row(Checked):
    """A row of a decision table.

    Attributes:
        when: The conditions, all of which must hold.
        rating: The rating that it gives; None where what fulfils it is not rated.
        because: What it says, for people: ``"two key questions are Inadequate"``; may be empty.
        source: Where it was published; None when that is the source of the table.
    """

    when: tuple[Condition, ...] = attrs.field(converter=as_tuple, metadata=_WHEN)
    rating: Rating | None = attrs.field(default=None, metadata=_RATING)
    because: str = attrs.field(default="", metadata=holds(any_text))
    source: Source | None = attrs.field(default=None, metadata=_SOURCE)


@attrs.frozen(kw_only=True)
class DecisionTable(Checked):
    """The first row whose conditions all hold gives the rating.

    Where that can't be told of a row, since what it reads is missing, there is no rating: another row might have been meant.

    Attributes:
        rows: The rows, in their order.
        otherwise: The rating where no row's conditions hold; None where the rows leave nothing open, or leave it not rated.
        falls_because: Why a better finding may lower the rating that this gives; empty where none may, as `prove` and the laws
            of `testing` then hold it to.
        source: Where the rule was published.
    """

    kind: ClassVar[str] = "decision-table"
    reads: ClassVar[Reads] = Reads.ITEMS

    rows: tuple[Row, ...] = attrs.field(converter=as_tuple, metadata=holds(tuple_of(instance(Row, "a row"), at_least=1)))
    otherwise: Rating | None = attrs.field(default=None, metadata=_RATING)
    falls_because: str = attrs.field(default="", metadata=holds(any_text))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


def _one_end(limit: Limit) -> Iterator[Problem]:
    if (limit.at_most is None) is (limit.at_least is None):
        yield Problem("at_most", "expected at_most or at_least, and not both")


@attrs.frozen(kw_only=True)
class Limit(Checked):
    """What a rating can be at most, or at least, where conditions hold.

    Attributes:
        when: The conditions, all of which must hold.
        at_most: The best rating that is then given: a cap.
        at_least: The worst rating that is then given: a floor.
        because: What it says, for people: ``"a regulation was breached"``; may be empty.
        source: Where it was published; None when that is the source of the rule.
    """

    checks = (_one_end,)

    when: tuple[Condition, ...] = attrs.field(converter=as_tuple, metadata=_WHEN)
    at_most: Rating | None = attrs.field(default=None, metadata=_RATING)
    at_least: Rating | None = attrs.field(default=None, metadata=_RATING)
    because: str = attrs.field(default="", metadata=holds(any_text))
    source: Source | None = attrs.field(default=None, metadata=_SOURCE)


@attrs.frozen(kw_only=True)
class Limited(Checked):
    """The rating of a rule, within limits.

    The order of the limits never matters: of the floors that hold the highest applies, then of the caps the lowest, so that a
    cap wins over a floor.

    Attributes:
        rule: What gives the rating.
        limits: The caps and floors.
        falls_because: Why a better finding may lower the rating that this gives; empty where none may, as `prove` and the laws
            of `testing` then hold it to.
        source: Where the rule was published.
    """

    kind: ClassVar[str] = "limited"
    reads: ClassVar[Reads] = Reads.ITEMS

    rule: Rule = attrs.field(metadata=holds(a_rule))
    limits: tuple[Limit, ...] = attrs.field(
        converter=as_tuple, metadata=holds(tuple_of(instance(Limit, "a limit"), at_least=1))
    )
    falls_because: str = attrs.field(default="", metadata=holds(any_text))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


def _moves(value: object) -> str | None:
    right = isinstance(value, int) and not isinstance(value, bool) and value != 0
    return None if right else "expected a whole number of ratings but 0, up (1) or down (-1)"


@attrs.frozen(kw_only=True)
class Step(Checked):
    """So many ratings up or down, where conditions hold.

    Attributes:
        when: The conditions, all of which must hold.
        by: How many ratings on the scale: 1 is one better, -1 one worse.
        because: What it says, for people: ``"staffing has five stars"``; may be empty.
        source: Where it was published; None when that is the source of the rule.
    """

    when: tuple[Condition, ...] = attrs.field(converter=as_tuple, metadata=_WHEN)
    by: int = attrs.field(metadata=holds(_moves))
    because: str = attrs.field(default="", metadata=holds(any_text))
    source: Source | None = attrs.field(default=None, metadata=_SOURCE)


@attrs.frozen(kw_only=True)
class Stepped(Checked):
    """The rating of a rule, moved by steps, one after the other; after each it is on the scale.

    Attributes:
        rule: What gives the rating from which they start.
        steps: The steps, in their order.
        falls_because: Why a better finding may lower the rating that this gives; empty where none may, as `prove` and the laws
            of `testing` then hold it to.
        source: Where the rule was published.
    """

    kind: ClassVar[str] = "stepped"
    reads: ClassVar[Reads] = Reads.ITEMS

    rule: Rule = attrs.field(metadata=holds(a_rule))
    steps: tuple[Step, ...] = attrs.field(converter=as_tuple, metadata=holds(tuple_of(instance(Step, "a step"), at_least=1)))
    falls_because: str = attrs.field(default="", metadata=holds(any_text))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


@attrs.frozen(kw_only=True)
class MayDepart(Checked):
    """The rating of a rule, from which the inspectors may depart by a judgement, with its reason.

    Attributes:
        rule: What gives the rating where they don't.
        at_least: The worst rating that they can choose; None where that is the worst there is.
        at_most: The best rating that they can choose; None where that is the best there is.
        source: Where the rule was published.
    """

    kind: ClassVar[str] = "may-depart"
    reads: ClassVar[Reads] = Reads.ITEMS
    checks = (ratings_in_order("there is a rating to choose"),)

    rule: Rule = attrs.field(metadata=holds(a_rule))
    at_least: Rating | None = attrs.field(default=None, metadata=_RATING)
    at_most: Rating | None = attrs.field(default=None, metadata=_RATING)
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


SHAPES: tuple[type[Any], ...] = (Banded, DecisionTable, Limited, MayDepart, OneOf, RatingOf, Stepped)
"""The shapes that give ratings."""


@singledispatch
def shape_of(part: Any) -> Any:
    """Return the shape that a rule, or a condition, with a name of its own is; all else as it is.

    A rule of another package that is one registers what it is with ``shape_of.register``, and every reader reads it. So does a
    condition of another package that is one of those that there are.
    """
    return part


def falls_because(rule: Rule) -> str:
    """Return why a better finding may lower the rating of a rule, as it or a rule within it says; empty where none does."""
    reasons = [getattr(part, "falls_because", "") for _, part in parts(shape_of(rule))]
    return next(filter(None, reasons), "")


@shape_of.register
def _lowest_question(rule: LowestQuestion) -> Rule:
    measure = Measure(take="lowest", missing=rule.no_relevant_cases)
    return Banded(measure=measure, bands=rule.bands, source=rule.source)


@shape_of.register
def _total_points(rule: TotalPoints) -> Rule:
    return Banded(measure=Measure(take="total", missing="leave out"), tables=rule.tables, source=rule.source)
