"""Items, measures and conditions as expressions over columns.

Worths are floats that hold whole numbers, each the worth times a factor that makes all worths of the item whole. So sums
and products are exact, and comparing them decides what exact arithmetic decides. Percentages are no such numbers; they are
compared as they are, and added only where the column holds whole ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce, singledispatch
from math import lcm
from operator import and_, or_
from typing import TYPE_CHECKING

import attrs

from probation_standards.columns.inputs import Columns, Input
from probation_standards.columns.thresholds import MOST_RELEVANT, Holds, threshold
from probation_standards.conditions import FigureIs, FlagIs, Measure, RatingIs
from probation_standards.errors import FrameworkError, Problem
from probation_standards.figures import Figure
from probation_standards.items import Item, Place
from probation_standards.shapes import shape_of
from probation_standards.standards import KeyQuestion, Standard

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

MOST_COUNTED = 2**40
"""The highest count that columns take; a float holds sums of many such numbers exactly."""


WHOLE_ONES = "expected a measure that adds no percentages, or columns of whole ones: others can't be added exactly"
"""What is said where figures would have to be added that floats don't hold exactly."""


def choose(choices: Sequence[tuple[nw.Expr, nw.Expr]]) -> nw.Expr:
    """Return the value beside the first condition that is true, else null; there is at least one."""
    import narwhals.stable.v2 as nw

    (condition, value), *others = choices
    chosen = nw.when(condition).then(value)  # nothing else is said of the rest: not every engine has each type of null
    for condition, value in others:
        chosen = chosen.when(condition).then(value)
    return chosen


def where(condition: nw.Expr, expr: nw.Expr) -> nw.Expr:
    """Return an expression where a condition is true, else null."""
    import narwhals.stable.v2 as nw

    return nw.when(condition).then(expr)


def never(expr: nw.Expr) -> nw.Expr:
    """Return null as one of the values of an expression; not every engine has one of each type to write down."""
    import narwhals.stable.v2 as nw

    return where(nw.lit(value=False), expr)


def outermost(exprs: Sequence[nw.Expr], *, lowest: bool) -> nw.Expr:
    """Return the lowest or the highest of some expressions that are not null; not every engine takes it of one alone."""
    import narwhals.stable.v2 as nw

    if len(exprs) == 1:
        return exprs[0]
    return (nw.min_horizontal if lowest else nw.max_horizontal)(*exprs)


def refused(path: str, expected: str) -> FrameworkError:
    """Return the error of a rule that columns can't be made of."""
    return FrameworkError([Problem(path, expected)])


@attrs.define(kw_only=True)
class Reading:
    """What the rule in one place reads of a table, and what must be right of it.

    Attributes:
        place: Where the rule stands.
        columns: The columns.
        points: For the overall: the points of the standards that can be rated, null where one is not, by id.
        rated: Whether the standard is rated; None where it always is.
        asked: Whether there must be a finding of a question, by id; None, or none, where there always must.
        inputs: What a row must have right, as far as it was read.
        checked: The ids of questions of which another rule has said already what must be right.
        depth: In how many rules the rule stands.
    """

    place: Place
    columns: Columns
    points: Mapping[str, nw.Expr] = attrs.field(factory=dict)
    rated: nw.Expr | None = None
    asked: Mapping[str, nw.Expr | None] = attrs.field(factory=dict)
    inputs: list[Input] = attrs.field(factory=list)
    checked: frozenset[str] = frozenset()
    depth: int = 0
    _read: dict[str, nw.Expr] = attrs.field(factory=dict)

    def inside(self) -> Reading:
        """Return this as a rule reads it that stands in the one that reads this: what it reads is noted here as well."""
        return attrs.evolve(self, depth=self.depth + 1)

    def keep(self, expr: nw.Expr, part: int = 0) -> nw.Expr:
        """Return `expr` as the rule should refer to it, if it does so more than once.

        Else each rule around another would repeat what that one is made of, and so on: twice as much for each.

        Args:
            expr: An expression of what the rules inside this one decide, and of what the rule kept as earlier parts.
            part: Which of the things it is that the rule keeps one after the other.
        """
        return self.columns.keep(expr, 3 if self.place.standard is None else 1, self.depth, part)

    def factor(self, item: Item) -> int:
        """Return what makes all worths of an item whole."""
        if isinstance(item.of, KeyQuestion) and item.of.form == "score":
            return lcm(*(Fraction(value).denominator for value in item.of.values))
        return 1

    def worth(self, item: Item) -> nw.Expr:
        """Return what an item is worth times its factor, null where it is missing; a percentage as it is held."""
        if item.id not in self._read:
            self._read[item.id] = self._standard(item.of) if isinstance(item.of, Standard) else self._question(item, item.of)
        return self._read[item.id]

    def points_of(self, item: Item) -> nw.Expr:
        """Return the points of an item that is a rating, as a whole number; null where it is missing."""
        if isinstance(item.of, Standard) and item.id in self.points:
            return self.points[item.id]
        worth, best = self.worth(item), self.place.scale.best.points
        return choose([(worth == rating.points, self.columns.whole(rating.points, best)) for rating in self.place.scale])

    def _standard(self, standard: Standard) -> nw.Expr:
        import narwhals.stable.v2 as nw

        if standard.id in self.points:
            return self.points[standard.id].cast(nw.Float64)
        return never(nw.lit(0.0))

    def _question(self, item: Item, question: KeyQuestion) -> nw.Expr:
        if question.form == "cases":
            percentage, input = self.columns.finding(question, self.asked.get(question.id))
            self._must(question, input)
            return percentage
        value, right, expected = self._other(question, self.factor(item))
        lacking = self.columns.column(question.id).is_null()
        if question.form in {"score", "count"}:
            lacking = self.columns.lacking(question.id)
        asked = self.asked.get(question.id)
        if asked is not None:
            right = right | ~asked & lacking
        if question.optional:
            right = right | lacking
        self._must(question, Input(((right, f"{question.id}: expected {expected}"),)))
        return value

    def _must(self, question: KeyQuestion, input: Input) -> None:
        if question.id not in self.checked:
            self.inputs.append(input)

    def _other(self, question: KeyQuestion, factor: int) -> tuple[nw.Expr, nw.Expr, str]:
        """Return the worth of a question that is not asked of cases, what must be right of it, and what was expected."""
        import narwhals.stable.v2 as nw

        if question.form == "flag":
            flag = self.columns.column(question.id)
            # Compared, since pandas has no truth value that is missing.
            named = [(flag == nw.lit(value), nw.lit(float(value))) for value in (True, False)]
            return choose(named), ~flag.is_null(), "true or false"
        if question.form == "rating":
            text = self.columns.text(question.id)
            named = [(text == rating.name, nw.lit(float(rating.points))) for rating in self.place.scale]
            return choose(named), reduce(or_, (condition for condition, _ in named)), "a rating"
        numbers = self.columns.numbers(question.id)
        if question.form == "count":
            right = numbers.is_between(0, MOST_COUNTED) & (numbers.floor() == numbers)
            return nw.when(right).then(numbers), right, f"a whole number from 0 to {MOST_COUNTED:,}"
        values = [(numbers == float(value), nw.lit(float(value * factor))) for value in question.values]
        right = reduce(or_, (condition for condition, _ in values))
        return choose(values), right, "one of the values of the score"


@attrs.frozen
class Measured:
    """A measure that can be compared: a fraction of whole numbers, or a percentage as it is held.

    Attributes:
        figure: What is above the line; null where there is no number.
        below: What is below it: a number, or an expression; 1 for a percentage.
        holds: How a percentage is held; None for a fraction.
    """

    figure: nw.Expr
    below: nw.Expr | int = 1
    holds: Holds | None = None

    def reaches(self, figure: Figure, *, itself: bool = True) -> nw.Expr:
        """Return whether it is `figure` or more; or more than it, where `figure` itself does not count."""
        if self.holds is not None:
            return self.figure >= threshold(figure, self.holds, reached=itself)
        least = Fraction(figure)
        above, below = self.figure * float(least.denominator), self.below * float(least.numerator)
        return above >= below if itself else above > below


def measured(measure: Measure, reading: Reading, path: str) -> Measured:
    """Return `measure` as it can be compared.

    Raises:
        FrameworkError: When percentages are to be added that are not whole numbers.
    """
    items = reading.place.items(measure.of)
    worths = [reading.worth(item) for item in items]
    there = [~worth.is_null() for worth in worths]
    cases = [item.of for item in items if isinstance(item.of, KeyQuestion) and item.of.form == "cases"]
    if measure.take in {"lowest", "highest"} and len(cases) == len(items):
        figure = outermost(worths, lowest=measure.take == "lowest")
        may_lack = reading.columns.tallies or any(one.optional or reading.asked.get(one.id) is not None for one in cases)
        if may_lack and measure.missing == "not rated":
            figure = where(reduce(and_, there), figure)
        return Measured(figure, holds=reading.columns.figures(cases))
    if cases and reading.columns.figures(cases) is not Holds.WHOLE:
        named = ", ".join(question.id for question in cases if reading.columns.figures([question]) is not Holds.WHOLE)
        raise refused(path, f"{WHOLE_ONES}, as those of {named} may be")
    enough = and_ if measure.missing == "not rated" else or_
    factors = [reading.factor(item) for item in items]
    common = lcm(*factors)
    worths = [worth * float(common // factor) for worth, factor in zip(worths, factors, strict=True)]
    above, below = _fraction(measure, reading, worths, there, common)
    return Measured(where(reduce(enough, there), above), below)


def _fraction(
    measure: Measure, reading: Reading, worths: Sequence[nw.Expr], there: Sequence[nw.Expr], common: int
) -> tuple[nw.Expr, nw.Expr | int]:
    import narwhals.stable.v2 as nw

    if measure.take in {"lowest", "highest"}:
        return outermost(worths, lowest=measure.take == "lowest"), common
    if measure.take in {"count", "share"}:
        wanted = [float(figure * common) for figure in (*measure.values, *(rating.points for rating in measure.ratings))]
        are_wanted = [reduce(or_, (worth == value for value in wanted)) for worth in worths] if wanted else there
        many = _how_many(are_wanted)
        return (many, 1) if measure.take == "count" else (many * 100.0, _how_many(there))
    items = reading.place.items(measure.of)
    weights = [Fraction(weight) for weight in measure.weights] or [Fraction(1)] * len(items)
    whole = lcm(*(weight.denominator for weight in weights))
    added = list(zip(items, worths, there, [int(weight * whole) for weight in weights], strict=True))
    total = nw.sum_horizontal(*(worth * float(times) for _, worth, _, times in added))
    if measure.take == "mean":
        weight = nw.sum_horizontal(*(where(here, nw.lit(float(times * common))) for _, _, here, times in added))
        return where(weight > 0, total), weight
    if not measure.of_maximum:
        return total, common * whole
    most = [where(here, nw.lit(float(times * common * (item.most or 0)))) for item, _, here, times in added]
    return where(nw.sum_horizontal(*most) > 0, total * 100.0), nw.sum_horizontal(*most)


def _how_many(true: Iterable[nw.Expr]) -> nw.Expr:
    """Return how many expressions are true."""
    import narwhals.stable.v2 as nw

    return nw.sum_horizontal(*(where(one, nw.lit(1.0)) for one in true))


@attrs.frozen
class Told:
    """Whether a condition holds, in three values: neither is true where what it reads is missing.

    Attributes:
        holds: Whether it holds.
        fails: Whether it does not.
    """

    holds: nw.Expr
    fails: nw.Expr


def _told(true: nw.Expr, known: nw.Expr) -> Told:
    """Return whether something is true where it is known; a comparison with what is missing may be null, or false."""
    return Told(known & true, known & ~true)


@singledispatch
def condition_column(condition: object, reading: Reading, path: str) -> Told:
    """Return whether a condition holds.

    Raises:
        FrameworkError: When neither the condition's kind is known here nor the condition that it is.
    """
    shape = shape_of(condition)
    if shape is not condition:
        return condition_column(shape, reading, path)
    expected = "expected a kind of condition that rate_table() has been taught to read, with condition_column or shape_of"
    raise FrameworkError([Problem(path, expected, type(condition).__name__)])


@condition_column.register
def _flag_is(condition: FlagIs, reading: Reading, path: str) -> Told:
    (item,) = reading.place.items((condition.of,))
    worth = reading.worth(item)
    return _told(worth == float(condition.value), ~worth.is_null())


@condition_column.register
def _rating_is(condition: RatingIs, reading: Reading, path: str) -> Told:
    (item,) = reading.place.items((condition.of,))
    points = reading.worth(item)
    ends = [points >= condition.at_least.points] if condition.at_least is not None else []
    ends += [points <= condition.at_most.points] if condition.at_most is not None else []
    return _told(reduce(and_, ends), ~points.is_null())


@condition_column.register
def _figure_is(condition: FigureIs, reading: Reading, path: str) -> Told:
    found = measured(condition.measure, reading, f"{path}.measure")
    ends = []
    for end in (condition.at_least, condition.more_than, condition.at_most, condition.less_than):
        if end is not None and Fraction(end).denominator > MOST_RELEVANT:
            raise refused(path, f"expected ends with denominators of at most {MOST_RELEVANT:,}")
    if condition.at_least is not None:
        ends.append(found.reaches(condition.at_least))
    if condition.more_than is not None:
        ends.append(found.reaches(condition.more_than, itself=False))
    if condition.at_most is not None:
        ends.append(~found.reaches(condition.at_most, itself=False))
    if condition.less_than is not None:
        ends.append(~found.reaches(condition.less_than))
    return _told(reduce(and_, ends), ~found.figure.is_null())
