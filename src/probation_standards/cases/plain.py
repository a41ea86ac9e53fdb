"""Counting without any dataframe library: dicts of columns, lists of rows, and files, block by block."""

from __future__ import annotations

from collections import Counter as Occurrences
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import attrs

from probation_standards.answers import folded, label
from probation_standards.cases.counts import MOST_PLACES, Counts, Gathering, Group, Place
from probation_standards.cases.layouts import Layout
from probation_standards.cases.repeats import Repeats, Row
from probation_standards.errors import CaseError, Problem
from probation_standards.files.tables import Block


class Blocks(Protocol):
    """A table that is read block by block, as often as asked."""

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns."""

    def blocks(self, progress: Callable[[int, int], None] | None = None) -> Iterator[Block]:
        """Yield the rows in blocks, telling `progress` how much of how much was read."""


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
            columns = _taken(layout, self.columns, block)
            groups = _groups(layout, columns)
            _add(gathering, layout, columns, groups)
            if layout.case:
                keys = _keys(layout, columns)
                some = set(keys)
                if len(some) < len(keys) or not seen.isdisjoint(some):
                    again |= {key for key, many in Occurrences(keys).items() if many > 1 or key in seen}
                seen |= some
                nameless += [Place(row=row) for row in _without_a_name(layout, columns, block.first_row)]
                if layout.question is not None:
                    rows = list(zip(groups, _cases(layout, columns), columns[layout.question], strict=True))
                    for cases, names in zip(asked, layout.together, strict=True):
                        cases.update((group, case) for group, case, question in rows if question in names)
        if nameless:
            found = Repeats(nameless=len(nameless), examples={"nameless": nameless[:MOST_PLACES]})
            raise CaseError(found.problems(once=once, case=layout.case))
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
            columns = _taken(layout, self.columns, block)
            groups, cases = _groups(layout, columns), _cases(layout, columns)
            for at, key in enumerate(_keys(layout, columns)):
                if key in again:
                    place = Place(_name(layout, columns, at), block.first_row + at)
                    group = groups[at]
                    row = Row(cases[at], group, group[: len(layout.by)], _answers(layout, columns, at), place)
                    rows.setdefault(key, []).append(row)
        odd = {
            "again": [some for some in rows.values() if len({row.by for row in some}) < len(some)],
            "scattered": [some for some in rows.values() if layout.split and len({row.by for row in some}) > 1],
            "differing": [some for some in rows.values() if len({row.said for row in some}) > 1],
        }
        many = {what: len({some[0].case for some in cases}) for what, cases in odd.items()}
        found = Repeats(again=many["again"], scattered=many["scattered"], differing=many["differing"])
        found.examples = {what: [some[1].place for some in cases][:MOST_PLACES] for what, cases in odd.items()}
        problems = list(found.problems(once=once, case=layout.case))
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
        self, layout: Layout, question: str, answers: Iterable[Hashable], where: tuple[str, Sequence[Hashable]] | None = None
    ) -> list[Place]:
        """Return the first places where `question` has one of `answers`; see `Counter.places`."""
        wanted = {folded(answer) for answer in answers}
        of_cases = None if where is None else (*where[1], *map(folded, where[1]))
        found: dict[Hashable, Place] = {}
        for block in self.table.blocks():
            columns = _taken(layout, self.columns, block)
            asked = columns[layout.answer or question]
            of = columns[layout.question] if layout.question else [question] * len(asked)
            for at, answer in enumerate(asked):
                if of[at] != question or folded(answer) not in wanted:
                    continue
                if where is not None and of_cases is not None:
                    value = columns[where[0]][at]
                    if label(value) not in of_cases and folded(value) not in of_cases:
                        continue
                place = Place(_name(layout, columns, at), block.first_row + at)
                found.setdefault(place.case or place.row, place)
                if len(found) == MOST_PLACES:
                    return list(found.values())
        return list(found.values())


def _taken(layout: Layout, names: Sequence[str], block: Block) -> dict[str, Sequence[Any]]:
    """Return the columns of a block that are read, by name."""
    places = {name: place for place, name in enumerate(names)}
    return {name: block.columns[places[name]] for name in layout.read}


def _hashable(column: Sequence[Any]) -> Sequence[Hashable]:
    """Return the values of a column, as texts where one of them is a list or the like."""
    try:
        set(column)
    except TypeError:
        return [str(value) for value in column]
    return column


def _texts(column: Sequence[Any]) -> Sequence[Hashable]:
    """Return the answers of a column, truth values as texts: True equals 1, and need not mean the same."""
    if bool not in set(map(type, column)):
        return _hashable(column)
    return _hashable([str(value).lower() if isinstance(value, bool) else value for value in column])


def _groups(layout: Layout, columns: Mapping[str, Sequence[Any]]) -> list[Group]:
    """Return the group of each row: plain values."""
    length = len(columns[layout.read[-1]])
    if not layout.labels:
        return [()] * length
    return list(zip(*(map(label, _hashable(columns[name])) for name in layout.labels), strict=True))


def _cases(layout: Layout, columns: Mapping[str, Sequence[Any]]) -> Sequence[Hashable]:
    some = [list(map(label, _hashable(columns[name]))) for name in layout.case]
    return some[0] if len(some) == 1 else list(zip(*some, strict=True))


def _keys(layout: Layout, columns: Mapping[str, Sequence[Any]]) -> Sequence[Hashable]:
    """Return what names a row: its case and, in a long table, its question."""
    cases = _cases(layout, columns)
    return cases if layout.question is None else list(zip(cases, _hashable(columns[layout.question]), strict=True))


def _without_a_name(layout: Layout, columns: Mapping[str, Sequence[Any]], first_row: int) -> Iterator[int]:
    for name in layout.case:
        yield from (first_row + at for at, value in enumerate(columns[name]) if label(value) is None)


def _name(layout: Layout, columns: Mapping[str, Sequence[Any]], at: int) -> str | None:
    return ", ".join(str(columns[name][at]) for name in layout.case) if layout.case else None


def _add(gathering: Gathering, layout: Layout, columns: Mapping[str, Sequence[Any]], groups: Sequence[Group]) -> None:
    if layout.question is not None and layout.answer is not None:
        cells = zip(groups, _hashable(columns[layout.question]), _texts(columns[layout.answer]), strict=True)
        for (group, question, answer), many in Occurrences(cells).items():
            gathering.add(group, question, answer, many)
        return
    for question in layout.questions:
        column = _texts(columns[question])
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
