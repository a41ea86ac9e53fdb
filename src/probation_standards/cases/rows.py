"""The rows of a table that is read block by block, and what they say of cases and groups."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from probation_standards.answers import label
from probation_standards.cases.counts import Group
from probation_standards.cases.layouts import Layout
from probation_standards.files.tables import Block


class Blocks(Protocol):
    """A table that is read block by block, as often as asked."""

    @property
    def columns(self) -> Sequence[str]:
        """The names of the columns."""

    def blocks(self, progress: Callable[[int, int], None] | None = None) -> Iterator[Block]:
        """Yield the rows in blocks, telling `progress` how much of how much was read."""


def taken(layout: Layout, names: Sequence[str], block: Block) -> dict[str, Sequence[Any]]:
    """Return the columns of a block that are read, by name."""
    places = {name: place for place, name in enumerate(names)}
    return {name: block.columns[places[name]] for name in layout.read}


def hashable(column: Sequence[Any]) -> Sequence[Hashable]:
    """Return the values of a column, as texts where one of them is a list or the like."""
    try:
        set(column)
    except TypeError:
        return [str(value) for value in column]
    return column


def texts(column: Sequence[Any]) -> Sequence[Hashable]:
    """Return the answers of a column, truth values as texts: True equals 1, and need not mean the same."""
    if bool not in set(map(type, column)):
        return hashable(column)
    return hashable([str(value).lower() if isinstance(value, bool) else value for value in column])


def groups_of(layout: Layout, columns: Mapping[str, Sequence[Any]]) -> list[Group]:
    """Return the group of each row: plain values."""
    length = len(columns[layout.read[-1]])
    if not layout.labels:
        return [()] * length
    return list(zip(*(map(label, hashable(columns[name])) for name in layout.labels), strict=True))


def cases_of(layout: Layout, columns: Mapping[str, Sequence[Any]]) -> Sequence[Hashable]:
    """Return the case of each row: a plain value, or a tuple of them."""
    some = [list(map(label, hashable(columns[name]))) for name in layout.case]
    return some[0] if len(some) == 1 else list(zip(*some, strict=True))


def keys_of(layout: Layout, columns: Mapping[str, Sequence[Any]]) -> Sequence[Hashable]:
    """Return what names a row: its case and, in a long table, its question."""
    cases = cases_of(layout, columns)
    return cases if layout.question is None else list(zip(cases, hashable(columns[layout.question]), strict=True))


def without_a_name(layout: Layout, columns: Mapping[str, Sequence[Any]], first_row: int) -> Iterator[int]:
    """Yield the numbers of the rows that lack the id of a case."""
    for name in layout.case:
        yield from (first_row + at for at, value in enumerate(columns[name]) if label(value) is None)


def name_of(layout: Layout, columns: Mapping[str, Sequence[Any]], at: int) -> str | None:
    """Return the id of a row's case, as the table has it."""
    return ", ".join(str(columns[name][at]) for name in layout.case) if layout.case else None
