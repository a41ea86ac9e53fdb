"""What every counter returns: how often each answer was given, by group and question, before anything is made of it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeAlias

import attrs

from probation_standards.answers import is_empty
from probation_standards.cases.vectors import Vector, added, nothing

Group: TypeAlias = tuple[Hashable, ...]
"""The values of the columns by which cases are grouped, None for an empty cell."""


@attrs.frozen
class Place:
    """Where something stands in a table of cases.

    Attributes:
        case: The id of the case; None where the table names no cases.
        row: The row, as a spreadsheet counts where the table is a sheet or CSV, so that the header is row 1; elsewhere the
            first row of cases is row 1. None where the table has no order.
    """

    case: str | None = None
    row: int | None = None

    def __str__(self) -> str:
        if self.case is None:
            return f"row {self.row}"
        return f"case {self.case}" if self.row is None else f"row {self.row} (case {self.case})"


@attrs.frozen
class InGroups:
    """A case, and groups that its rows name.

    Attributes:
        case: The id of the case.
        groups: The groups.
    """

    case: str
    groups: tuple[Group, ...] = ()

    def __str__(self) -> str:
        return f"case {self.case} in {joined(map(written, self.groups))}" if self.groups else f"case {self.case}"


@attrs.frozen
class Counts:
    """How often each answer was given.

    Attributes:
        groups: The groups, in no order that means anything: values of the columns by which cases are grouped, then of the
            attributes on which relevance depends.
        questions: The questions, as the table names them.
        answers: For each answer as the table has it, how many cells hold it.
        asked: Of a long table whose rows name cases: for each standard, how many cases of each group have an answer to one
            of its questions.
        total: The same for all groups together, every case once, by attributes alone; None where that is the sum.
    """

    groups: Sequence[Group]
    questions: Sequence[str]
    answers: dict[Hashable, Vector]
    asked: Sequence[Vector] | None = None
    total: Counts | None = None

    def vector(self, wanted: Callable[[Hashable], bool]) -> Vector:
        """Return how many cells hold an answer that is wanted, for each group and question; not to be changed in place."""
        vectors = [vector for answer, vector in self.answers.items() if wanted(answer)]
        return added(vectors) if vectors else nothing(len(self.groups) * len(self.questions), [*self.answers.values()])

    def regrouped(self, into: Callable[[Group], Iterable[Group]]) -> Counts:
        """Return the counts of other groups; `into` says which ones each of these is part of."""
        parts: dict[Group, list[int]] = {}
        for place, group in enumerate(self.groups):
            for part in into(group):
                parts.setdefault(part, []).append(place)
        wide = len(self.questions)

        def joined(vector: Vector, wide: int = wide) -> list[int]:
            rows = [vector[place * wide : (place + 1) * wide] for place in range(len(self.groups))]
            return [sum(int(rows[at][q]) for at in places) for places in parts.values() for q in range(wide)]

        answers = {answer: joined(vector) for answer, vector in self.answers.items()}
        asked = None if self.asked is None else [joined(vector, 1) for vector in self.asked]
        return Counts(list(parts), self.questions, answers, asked)

    def summed(self) -> Counts:
        """Return the counts of all groups together, every case once."""
        if self.total is not None:
            return self.total.regrouped(lambda _: [()])
        wide = len(self.questions)
        answers = {answer: _columns_summed(vector, wide) for answer, vector in self.answers.items()}
        return Counts([()], self.questions, answers, None if self.asked is None else [[int(sum(some))] for some in self.asked])


def _columns_summed(vector: Vector, wide: int) -> list[int]:
    return [int(sum(vector[place::wide]) if isinstance(vector, list) else vector[place::wide].sum()) for place in range(wide)]


class Gathering:
    """Counts in the making, one cell or many at a time.

    Args:
        questions: Questions that there are, whether or not they have answers.
        grouped: Whether there are groups; else there is one, of all cases.
    """

    def __init__(self, questions: Iterable[str] = (), *, grouped: bool = True) -> None:
        self.groups: dict[Group, int] = {} if grouped else {(): 0}
        self.questions: dict[str, int] = {question: place for place, question in enumerate(questions)}
        self._cells: dict[Hashable, dict[tuple[int, int], int]] = {}

    def add(self, group: Group, question: object, answer: Hashable, many: int) -> None:
        """Add `many` cells."""
        if isinstance(answer, bool):  # True equals 1, and need not mean the same
            answer = str(answer).lower()
        answer = None if is_empty(answer) else answer  # there are many NaN, which are one empty cell
        name = "" if is_empty(question) else str(question)
        cell = (self.groups.setdefault(group, len(self.groups)), self.questions.setdefault(name, len(self.questions)))
        some = self._cells.setdefault(answer, {})
        some[cell] = some.get(cell, 0) + many

    def counts(self, asked: Sequence[Mapping[Group, int]] | None = None, total: Counts | None = None) -> Counts:
        """Return what was added; `asked` is by group what `Counts.asked` is."""
        wide = len(self.questions)
        answers: dict[Hashable, Vector] = {}
        for answer, cells in self._cells.items():
            vector = answers[answer] = [0] * (len(self.groups) * wide)
            for (group, question), many in cells.items():
                vector[group * wide + question] = many
        by_group = None if asked is None else [[some.get(group, 0) for group in self.groups] for some in asked]
        return Counts(list(self.groups), list(self.questions), answers, by_group, total)


class Counter(Protocol):
    """What counts the answers in one kind of table. It decides nothing, and what an answer means is not its business."""

    @property
    def columns(self) -> Sequence[str]:
        """The names of the table's columns."""

    def count(self, layout: Any, *, once: bool) -> Counts:
        """Return how often each answer was given.

        Args:
            layout: Which columns hold what.
            once: Whether a case in several rows that are alike counts once; otherwise that is an error.

        Raises:
            CaseError: When a case stands in several rows, or in rows that differ.
        """

    def places(
        self,
        layout: Any,
        questions: Sequence[str] | None,
        answers: Iterable[Hashable] | None,
        where: tuple[str, Sequence[Hashable]] | None = None,
    ) -> list[Place]:
        """Return the first few places where a question has one of `answers`: of the first rows, or the smallest case ids.

        Args:
            layout: Which columns hold what.
            questions: The questions, as the table names them; None for any.
            answers: The answers, as the table has them; None for any.
            where: A column that is one of the layout's labels, and its values, where only such cases are meant.
        """

    def lacking(self, layout: Any, question: str, *, apart: bool) -> list[InGroups]:
        """Return the first few cases of a long table without a row for `question` that have one for another of its standard.

        Args:
            layout: Which columns hold what.
            question: The question, as the table names it.
            apart: Whether those are meant that have it, but not in each of their groups; these are returned with them.
        """

    def scattered(self, layout: Any) -> list[InGroups]:
        """Return the first few cases whose rows name several groups, with these."""


MOST_PLACES = 5
"""How many places are named in a message."""


def listed(places: Sequence[object], many: int) -> str:
    """Return the first of `many` places for a message.

    >>> listed([Place("D-004", 5), Place("D-017", 18)], 3)
    'row 5 (case D-004), row 18 (case D-017) and 1 more'
    """
    named = [str(place) for place in places]
    more = many - len(named)
    if named and more > 0:
        return f"{', '.join(named)} and {more:,} more"
    return joined(named)


def joined(some: Iterable[str]) -> str:
    """Return texts as a list in a sentence.

    >>> joined(["Derby", "Leeds", "York"])
    'Derby, Leeds and York'
    """
    *others, last = [*some] or [""]
    return f"{', '.join(others)} and {last}" if others else last


def written(group: Hashable) -> str:
    """Return the name of a group for a message.

    >>> written(("Derby", None))
    'Derby, (empty)'
    """
    return ", ".join("(empty)" if part is None else str(part) for part in (group if isinstance(group, tuple) else (group,)))


def sortable(group: Hashable) -> tuple[Any, ...]:
    """Return what puts groups in order: numbers by size, all else by name, the empty cell last."""
    parts = group if isinstance(group, tuple) else (group,)
    return tuple(
        (2, 0, "") if part is None else (0, part, "") if isinstance(part, (int, float)) else (1, 0, str(part)) for part in parts
    )
