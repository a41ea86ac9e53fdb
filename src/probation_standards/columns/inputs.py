"""What rules read of a table: its columns as expressions, with what each row must have right in them."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING, Any

import attrs

from probation_standards.columns.thresholds import MOST_RELEVANT, Holds
from probation_standards.evidence import NOT_RATED
from probation_standards.standards import KeyQuestion

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw


@attrs.frozen
class Input:
    """One thing that a row must have right: a finding or a judgement.

    Attributes:
        checks: What must be true of it, each with the problem that there is where it is not true, or null.
    """

    checks: tuple[tuple[nw.Expr, str], ...]


@attrs.define(kw_only=True)
class Columns:
    """The columns that rules read, and the stages in which what they share is worked out.

    Attributes:
        tallies: Whether findings are tallies; else they are percentages.
        excused: The ids of the standards with findings that have a column for "Not rated".
        holds: What a column of numbers holds, by its name; what is not here is read as floats of 64 bits.
        casts: What a column must be cast to before it is read, by its name, one type after the other. What is in neither
            mapping is cast to what it should be.
        names: What the engine calls a column, where that is not its name.
        compact: Whether texts are enumerations and whole numbers take no more bytes than they need.
        stem: What the names of columns begin with in which stages keep what they worked out; empty for one flat stage, which
            repeats what is kept wherever it is referred to.
        stages: What is kept, by stage and name; see `keep`.
    """

    tallies: bool = False
    excused: frozenset[str] = frozenset()
    holds: Mapping[str, Holds] = attrs.field(factory=dict)
    casts: Mapping[str, Sequence[Any]] = attrs.field(factory=dict)
    names: Mapping[str, str] = attrs.field(factory=dict)
    compact: bool = False
    stem: str = ""
    stages: dict[tuple[int, int, int], dict[str, nw.Expr]] = attrs.field(factory=dict)

    def form(self, names: Sequence[str]) -> Hashable:
        """Return what tables have in common to which the same expressions apply, if they are given `names`."""
        read = tuple(self.holds.items()), tuple((name, tuple(types)) for name, types in self.casts.items())
        return self.tallies, self.excused, *read, tuple(self.names.items()), self.compact, self.stem, tuple(names)

    def keep(self, expr: nw.Expr, stage: int, depth: int = 0, part: int = 0) -> nw.Expr:
        """Return `expr` as others should refer to it, who refer to it more than once.

        Args:
            expr: An expression.
            stage: When it is worked out; it may refer to what earlier stages kept. Findings are kept in 0; rules of standards
                have 1, and what they return is kept in 2; rules of the overall have 3.
            depth: In how many others the rule stands that keeps it; of one stage, what is deeper inside comes first.
            part: Of one stage and depth, what comes first.
        """
        import narwhals.stable.v2 as nw

        if not self.stem:
            return expr
        kept = self.stages.setdefault((stage, -depth, part), {})
        name = f"{self.stem}{stage}_{depth}_{part}_{len(kept)}"
        kept[name] = expr
        return nw.col(name)

    def column(self, name: str) -> nw.Expr:
        """Return the column of this name as it is."""
        import narwhals.stable.v2 as nw

        return nw.col(self.names.get(name, name))

    def text(self, name: str) -> nw.Expr:
        """Return the column of this name as text."""
        import narwhals.stable.v2 as nw

        return reduce(lambda expr, dtype: expr.cast(dtype), self.casts.get(name, (nw.String,)), self.column(name))

    def numbers(self, name: str) -> nw.Expr:
        """Return the column of this name as numbers."""
        import narwhals.stable.v2 as nw

        return reduce(lambda expr, dtype: expr.cast(dtype), self.casts.get(name, (nw.Float64,)), self.column(name))

    def figures(self, questions: Iterable[KeyQuestion]) -> Holds:
        """Return what the percentages of some questions are held in: whole ones stand beside floats of one width."""
        if self.tallies:
            return Holds.DIVIDED
        found = {self.holds.get(question.id, Holds.DOUBLE) for question in questions} - {Holds.WHOLE}
        return found.pop() if found else Holds.WHOLE

    def finding(self, question: KeyQuestion, rated: nw.Expr | None) -> tuple[nw.Expr, Input]:
        """Return the percentage of a key question, null where no case was relevant, and what must be right for it.

        Args:
            question: A key question.
            rated: Whether its standard is rated; what is not rated may lack its findings. None where all are.
        """
        import narwhals.stable.v2 as nw

        if not self.tallies:
            percentage = self.numbers(question.id)
            input = self._input(question, [(percentage.is_between(0, 100), "a percentage from 0 to 100")], [question.id], rated)
            if (rated is None and not question.optional) or self.holds.get(question.id) is Holds.WHOLE:
                return percentage, input
            return nw.when(~percentage.is_nan()).then(percentage), input
        names = counted(question.id)
        sufficient, relevant = map(self.numbers, names)
        right = sufficient.is_between(0, relevant) & (relevant <= MOST_RELEVANT)
        checks = [(right, f"a tally of no more sufficient cases than relevant ones, of 0 to {MOST_RELEVANT:,}")]
        if any(self.holds.get(name) is not Holds.WHOLE for name in names):
            whole = (sufficient.floor() == sufficient) & (relevant.floor() == relevant)
            checks.append((whole, "whole numbers of cases"))
        percentage = self.keep(sufficient * 100 / nw.when(relevant > 0).then(relevant), 0)
        return percentage, self._input(question, checks, names, rated)

    def _input(
        self, question: KeyQuestion, checks: list[tuple[nw.Expr, str]], names: Sequence[str], rated: nw.Expr | None
    ) -> Input:
        if rated is not None or question.optional:
            lacking = [*([] if rated is None or question.optional else [~rated]), *map(self.lacking, names)]
            checks = [(reduce(and_, lacking) | check, expected) for check, expected in checks]
        return Input(tuple((check, f"{question.id}: expected {expected}") for check, expected in checks))

    def lacking(self, name: str) -> nw.Expr:
        """Return whether a column of numbers has none in a row."""
        numbers = self.numbers(name)
        return numbers.is_null() if self.holds.get(name) is Holds.WHOLE else numbers.is_null() | numbers.is_nan()

    def is_rated(self, id: str, *, judged: bool) -> nw.Expr | None:
        """Return whether a standard or the overall is rated, as its column says; None where none could say otherwise."""
        if not judged and id not in self.excused:
            return None
        return self.column(id).is_null() | ~(self.text(id) == NOT_RATED)

    def says_so(self, id: str) -> tuple[Input, ...]:
        """Return what must be right of the column that says whether a standard with findings is rated, if there is one."""
        if id not in self.excused:
            return ()
        right = self.column(id).is_null() | (self.text(id) == NOT_RATED)
        return (Input(((right, f"{id}: expected nothing or {NOT_RATED!r}, since its rule reads no judgement"),)),)

    def whole(self, value: int, highest: int) -> nw.Expr:
        """Return a whole number as one of a column that has none above `highest`."""
        import narwhals.stable.v2 as nw

        return nw.lit(value, dtype=self.integer(highest))

    def integer(self, highest: int) -> Any:
        """Return the type of a column of whole numbers that has none above `highest`."""
        import narwhals.stable.v2 as nw

        types = ((7, nw.Int8), (15, nw.Int16), (31, nw.Int32)) if self.compact else ()
        return next((dtype for bits, dtype in types if highest < 2**bits), nw.Int64)

    def one_of(self, values: Iterable[str]) -> Callable[[str | None], nw.Expr]:
        """Return what makes a text, or null, as one of a column that has no others than `values`."""
        import narwhals.stable.v2 as nw

        dtype: Any = nw.Enum(values) if self.compact else nw.String
        return lambda value: nw.lit(value, dtype=dtype)


def counted(question: str) -> tuple[str, str]:
    """Return the names of the columns that hold the tallies of a key question of this id.

    >>> counted("P 2.1.1")
    ('P 2.1.1 sufficient', 'P 2.1.1 relevant')
    """
    return f"{question} sufficient", f"{question} relevant"
