"""Cases that stand in several rows: what that means for counting, and how it is said."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Iterator, Sequence

import attrs

from probation_standards.answers import folded
from probation_standards.cases.counts import MOST_PLACES, Group, Place, joined, listed
from probation_standards.cases.layouts import Layout
from probation_standards.errors import Problem


@attrs.frozen
class Row:
    """One row of a case that stands in several.

    Attributes:
        case: The id of the case.
        group: The group that the row is counted in.
        by: The part of the group that the caller grouped by.
        answers: Its questions and answers.
        place: Where it stands.
    """

    case: Hashable
    group: Group
    by: Group
    answers: tuple[tuple[str, Hashable], ...]
    place: Place

    @property
    def said(self) -> tuple[Hashable, ...]:
        """What all rows of a case must say: its answers, whatever their case and blanks, and its attributes."""
        return (*((question, folded(answer)) for question, answer in self.answers), self.group[len(self.by) :])


@attrs.frozen
class InRows:
    """A case and the rows it stands in.

    Attributes:
        case: The id of the case, as the table has it.
        rows: The numbers of its rows, those that repeat each other together.
        difference: What its rows say differently: ``"P 2.1.1 is 'yes' in row 4 and 'no' in row 12"``.
    """

    case: str | None
    rows: tuple[int, ...]
    difference: str = ""

    def __str__(self) -> str:
        if self.difference:
            return f"case {self.case}: {self.difference}"
        return f"case {self.case} in rows {listed(self.rows[:MOST_PLACES], len(self.rows))}"


def in_rows(repeated: Iterable[Sequence[Row]], attributes: Sequence[str] = ()) -> list[InRows]:
    """Return the first few cases of which some rows repeat others, each once.

    Args:
        repeated: Rows that repeat each other: of one case and, in a long table, of one question.
        attributes: The names of what rows may say besides answers, where differences are to be said.
    """
    cases: dict[Hashable, list[Sequence[Row]]] = {}
    for rows in repeated:
        cases.setdefault(rows[0].case, []).append(rows)
    return [
        InRows(
            some[0][0].place.case,
            tuple(dict.fromkeys(row.place.row or 0 for rows in some for row in rows)),
            _difference(some[0], attributes) if len({row.said for row in some[0]}) > 1 else "",
        )
        for some in list(cases.values())[:MOST_PLACES]
    ]


def _difference(rows: Sequence[Row], attributes: Sequence[str]) -> str:
    """Return the first thing that rows say differently, and the first row of each."""
    said = [[*row.answers, *zip(attributes, row.group[len(row.by) :], strict=True)] for row in rows]
    for cells in zip(*said, strict=True):
        first = {folded(cell): (cell, row.place.row) for (_, cell), row in reversed([*zip(cells, rows, strict=True)])}
        if len(first) > 1:
            in_order = sorted(first.values(), key=lambda one: one[1] or 0)
            told = joined(f"{repr(str(cell)) if folded(cell) else 'empty'} in row {row}" for cell, row in in_order)
            return f"{cells[0][0]} is {told}"
    return ""


@attrs.define
class Repeats:
    """What was found of cases that stand in several rows, as numbers of cases.

    Attributes:
        again: Those that stand in one group more than once.
        scattered: Those in several rows where a cell may name several groups, so that it can't be told which are the same.
        differing: Those whose rows have different answers, or attributes.
        nameless: Rows without the id of a case.
        examples: For each of these, some places.
    """

    again: int = 0
    scattered: int = 0
    differing: int = 0
    nameless: int = 0
    examples: dict[str, Sequence[Place | InRows]] = attrs.field(factory=dict)

    def problems(self, layout: Layout, *, once: bool) -> Iterator[Problem]:
        """Yield what is wrong, if anything is."""
        path = f"case column {', '.join(map(repr, layout.case))}"
        if self.nameless:
            yield Problem(path, f"expected the id of a case in each row; {self._many('nameless', self.nameless, 'row')} none")
        elif self.differing:
            expected = "expected the same answers in all rows of a case"
            yield Problem(path, f"{expected}; {self._many('differing', self.differing, 'case')} different ones{_hint(layout)}")
        elif self.scattered:
            expected = "expected each case in one row, since a cell may name several groups (split)"
            yield Problem(path, f"{expected}; {self._many('scattered', self.scattered, 'case')} several rows")
        elif self.again and not once:
            expected = "expected each case once in its group"
            hint = '; repeated="once" (--repeated once) counts a case in rows that are alike once'
            yield Problem(path, f"{expected}; {self._many('again', self.again, 'case')} several rows{hint}")

    def _many(self, which: str, many: int, what: str) -> str:
        places = listed(self.examples.get(which, ()), many)
        counted = f"{many:,} {what}{'' if many == 1 else 's'}"
        return f"{counted}{f' ({places})' if places else ''} {'has' if many == 1 else 'have'}"


def _hint(layout: Layout) -> str:
    """Return how cases are named whose numbers start again in each service."""
    if len(layout.case) > 1:
        return ""
    both = [layout.by[0] if layout.by else "pdu", *layout.case]
    options = " ".join(f"--case {json.dumps(name, ensure_ascii=False) if ' ' in name else name}" for name in both)
    names = ", ".join(json.dumps(name, ensure_ascii=False) for name in both)
    return f"; where case numbers start again in each {both[0]}, name a case by both: case=({names}) ({options})"
