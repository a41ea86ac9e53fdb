"""Counting without any dataframe library: dicts of columns, lists of rows, and files, block by block."""

from __future__ import annotations

from collections import Counter as Occurrences
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from probation_standards.cases import finding
from probation_standards.cases.counts import MOST_PLACES, Counts, Gathering, Group, InGroups, Place
from probation_standards.cases.layouts import Layout
from probation_standards.cases.repeats import Repeats, Row, in_rows
from probation_standards.cases.rows import Blocks, cases_of, groups_of, hashable, keys_of, name_of, taken, texts, without_a_name
from probation_standards.errors import CaseError, Problem
from probation_standards.files.tables import Block


@attrs.frozen
class Columns:
    """A plain dict of columns, as one block."""

    data: Mapping[str, Sequence[Any]]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(map(str, self.data))

    def blocks(self, progress: Callable[[int, int], None] | None = None) -> Iterator[Block]:  # noqa: ARG002  # it is all here
        """Yield all rows.

        Raises:
            CaseError: When the columns are not of one length.
        """
        odd = [
            Problem(f"column {name!r}", "expected a list of cells", column)
            for name, column in self.data.items()
            if isinstance(column, (str, bytes)) or not (hasattr(column, "__len__") and hasattr(column, "__getitem__"))
        ]
        if odd:
            raise CaseError(odd)
        lengths = {name: len(column) for name, column in self.data.items()}
        most = max(lengths.values(), default=0)
        expected = f"expected {most} rows, as in the others"
        short = [Problem(f"column {name!r}", expected, length) for name, length in lengths.items() if length != most]
        if short:
            raise CaseError(short)
        yield Block(1, tuple(self.data.values()))


def as_columns(rows: Sequence[Mapping[str, Any]]) -> Columns:
    """Return a list of rows as columns; what a row lacks is missing.

    >>> as_columns([{"case": 1, "P 2.1.1": "yes"}, {"case": 2}]).data
    {'case': [1, 2], 'P 2.1.1': ['yes', None]}
    """
    names = dict.fromkeys(name for row in rows for name in row)
    return Columns({name: [row.get(name) for row in rows] for name in names})


@attrs.frozen
class PlainCounter:
    """Counts in plain Python. What it keeps are the counts, and the ids of cases to find those that stand twice."""

    table: Blocks
    progress: Callable[[int, int], None] | None = None

    @property
    def columns(self) -> Sequence[str]:
        """The names of the table's columns."""
        return self.table.columns

    def count(self, layout: Layout, *, once: bool) -> Counts:
        """Return how often each answer was given; see `Counter.count`."""
        gathering = Gathering(layout.questions, grouped=bool(layout.labels))
        seen: set[Hashable] = set()
        again: set[Hashable] = set()
        nameless: list[Place] = []
        asked: list[set[tuple[Group, Hashable]]] = [set() for _ in layout.together]
        for block in self.table.blocks(self.progress):
            columns = taken(layout, self.columns, block)
            groups = groups_of(layout, columns)
            _add(gathering, layout, columns, groups)
            if layout.case:
                keys = keys_of(layout, columns)
                some = set(keys)
                if len(some) < len(keys) or not seen.isdisjoint(some):
                    again |= {key for key, many in Occurrences(keys).items() if many > 1 or key in seen}
                seen |= some
                nameless += [Place(row=row) for row in without_a_name(layout, columns, block.first_row)]
                if layout.question is not None:
                    rows = list(zip(groups, cases_of(layout, columns), columns[layout.question], strict=True))
                    for cases, names in zip(asked, layout.together, strict=True):
                        cases.update((group, case) for group, case, question in rows if question in names)
        if nameless:
            found = Repeats(nameless=len(nameless), examples={"nameless": nameless[:MOST_PLACES]})
            raise CaseError(found.problems(layout, once=once))
        counted = [Occurrences(group for group, _ in cases) for cases in asked] if layout.case else None
        total = self._repeated(layout, gathering, again, once=once) if again else None
        counts = gathering.counts(counted)
        if total is None and counted and layout.by:  # a case may have rows in several groups, of other questions in each
            total = Gathering(grouped=bool(layout.attributes))
        if total is None:
            return counts
        for place, answer, many in _all_cells(counts):
            group = counts.groups[place // len(counts.questions)][len(layout.by) :]
            total.add(group, counts.questions[place % len(counts.questions)], answer, many)
        together = [{(group[len(layout.by) :], case) for group, case in cases} for cases in asked]
        return attrs.evolve(counts, total=total.counts([Occurrences(group for group, _ in cases) for cases in together]))

    def _repeated(self, layout: Layout, gathering: Gathering, again: set[Hashable], *, once: bool) -> Gathering | None:
        """Take the cells of cases that stand in several rows out of what was gathered, but once in each group.

        Returns what is to be taken out of the total as well, where a case is in several groups.
        """
        rows: dict[Hashable, list[Row]] = {}
        for block in self.table.blocks():
            columns = taken(layout, self.columns, block)
            groups, cases = groups_of(layout, columns), cases_of(layout, columns)
            for at, key in enumerate(keys_of(layout, columns)):
                if key in again:
                    place = Place(name_of(layout, columns, at), block.first_row + at)
                    group = groups[at]
                    row = Row(cases[at], group, group[: len(layout.by)], _answers(layout, columns, at), place)
                    rows.setdefault(key, []).append(row)
        odd = {
            "again": [same for some in rows.values() if (same := _in_one_group(some))],
            "scattered": [some for some in rows.values() if layout.split and len({row.by for row in some}) > 1],
            "differing": [some for some in rows.values() if len({row.said for row in some}) > 1],
        }
        many = {what: len({some[0].case for some in cases}) for what, cases in odd.items()}
        found = Repeats(again=many["again"], scattered=many["scattered"], differing=many["differing"])
        found.examples = {what: in_rows(cases, layout.attributes) for what, cases in odd.items()}
        problems = list(found.problems(layout, once=once))
        if problems:
            raise CaseError(problems)
        total = Gathering(grouped=bool(layout.attributes))
        for some in rows.values():
            groups_met: set[Group] = set()
            kept = 0
            for row in some:
                if row.group in groups_met:
                    _take_away(gathering, row, row.group)
                else:
                    kept += 1
                groups_met.add(row.group)
            for row in some[1:kept]:
                _take_away(total, row, row.group[len(layout.by) :])
        return total if any(len({row.by for row in some}) > 1 for some in rows.values()) else None

    def places(
        self,
        layout: Layout,
        questions: Sequence[str] | None,
        answers: Iterable[Hashable] | None,
        where: tuple[str, Sequence[Hashable]] | None = None,
    ) -> list[Place]:
        """Return the first places where a question has one of `answers`; see `Counter.places`."""
        return finding.places(self.table, layout, questions, answers, where)

    def lacking(self, layout: Layout, question: str, *, apart: bool) -> list[InGroups]:
        """Return the first cases without a row for `question`; see `Counter.lacking`."""
        return finding.lacking(self.table, layout, question, apart=apart)

    def scattered(self, layout: Layout) -> list[InGroups]:
        """Return the first cases whose rows name several groups; see `Counter.scattered`."""
        return finding.scattered(self.table, layout)


def _in_one_group(rows: Sequence[Row]) -> list[Row]:
    """Return those of a case's rows that stand in one group with others."""
    groups = Occurrences(row.by for row in rows)
    return [row for row in rows if groups[row.by] > 1]


def _add(gathering: Gathering, layout: Layout, columns: Mapping[str, Sequence[Any]], groups: Sequence[Group]) -> None:
    if layout.question is not None and layout.answer is not None:
        cells = zip(groups, hashable(columns[layout.question]), texts(columns[layout.answer]), strict=True)
        for (group, question, answer), many in Occurrences(cells).items():
            gathering.add(group, question, answer, many)
        return
    for question in layout.questions:
        column = texts(columns[question])
        if not layout.labels:
            for answer, many in Occurrences(column).items():
                gathering.add((), question, answer, many)
        else:
            for (group, answer), many in Occurrences(zip(groups, column, strict=True)).items():
                gathering.add(group, question, answer, many)


def _answers(layout: Layout, columns: Mapping[str, Sequence[Any]], at: int) -> tuple[tuple[str, Hashable], ...]:
    if layout.question is not None and layout.answer is not None:
        return ((str(columns[layout.question][at]), columns[layout.answer][at]),)
    return tuple((name, columns[name][at]) for name in layout.questions)


def _take_away(gathering: Gathering, row: Row, group: Group) -> None:
    for question, answer in row.answers:
        gathering.add(group, question, answer, -1)


def _all_cells(counts: Counts) -> Iterator[tuple[int, Hashable, int]]:
    for answer, vector in counts.answers.items():
        for place, many in enumerate(vector):
            if many:
                yield place, answer, many
