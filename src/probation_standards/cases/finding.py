"""Where something stands in a table that is read block by block: looked up when a message or a note is to name it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from probation_standards.answers import folded, label
from probation_standards.cases.counts import MOST_PLACES, Group, InGroups, Place, sortable
from probation_standards.cases.layouts import Layout
from probation_standards.cases.rows import Blocks, cases_of, groups_of, name_of, taken


def places(
    table: Blocks,
    layout: Layout,
    questions: Sequence[str] | None,
    answers: Iterable[Hashable] | None,
    where: tuple[str, Sequence[Hashable]] | None,
) -> list[Place]:
    """Return the first places where a question has one of `answers`; see `Counter.places`."""
    wanted = None if answers is None else {folded(answer) for answer in answers}
    applies = _applies(where)
    found: dict[Hashable, Place] = {}
    for block in table.blocks():
        columns = taken(layout, table.columns, block)
        cells = [columns[layout.answer]] if layout.answer else [columns[name] for name in questions or layout.questions]
        of = columns[layout.question] if layout.question and questions is not None else None
        for at in range(len(cells[0]) if cells else 0):
            if of is not None and questions is not None and of[at] not in questions:
                continue
            if wanted is not None and not any(folded(some[at]) in wanted for some in cells):
                continue
            if where is not None and not applies(columns[where[0]][at]):
                continue
            place = Place(name_of(layout, columns, at), block.first_row + at)
            found.setdefault(place.case or place.row, place)
            if len(found) == MOST_PLACES:
                return list(found.values())
    return list(found.values())


def _applies(where: tuple[str, Sequence[Hashable]] | None) -> Callable[[Hashable], bool]:
    """Return what says whether a column has one of the values that are meant."""
    values = () if where is None else (*where[1], *map(folded, where[1]))
    return lambda value: label(value) in values or folded(value) in values


def lacking(table: Blocks, layout: Layout, question: str, *, apart: bool) -> list[InGroups]:
    """Return the first cases without a row for `question`; see `Counter.lacking`."""
    names = next((some for some in layout.together if question in some), ())
    found: set[tuple[Hashable, Group]] = set()
    others: set[tuple[Hashable, Group]] = set()
    for case, group, asked in _memberships(table, layout):
        if asked in names:
            (found if asked == question else others).add((case, group if apart else ()))
    lacks = others - found
    if apart:
        elsewhere = {case for case, _ in found}
        lacks = {(case, group) for case, group in lacks if case in elsewhere}
    first = sorted(lacks, key=lambda one: (sortable(one[0]), sortable(one[1])))[:MOST_PLACES]
    return [InGroups(_written(case), (group,) if apart else ()) for case, group in first]


def scattered(table: Blocks, layout: Layout) -> list[InGroups]:
    """Return the first cases whose rows name several groups; see `Counter.scattered`."""
    found: dict[Hashable, set[Group]] = {}
    for case, group, _ in _memberships(table, layout):
        found.setdefault(case, set()).add(group)
    first = sorted((case for case, groups in found.items() if len(groups) > 1), key=sortable)[:MOST_PLACES]
    return [InGroups(_written(case), tuple(sorted(found[case], key=sortable))) for case in first]


def _memberships(table: Blocks, layout: Layout) -> Iterator[tuple[Hashable, Group, object]]:
    """Yield the case of each row, its group and, of a long table, its question."""
    for block in table.blocks() if layout.case else ():
        columns = taken(layout, table.columns, block)
        cases = cases_of(layout, columns)
        asked = columns[layout.question] if layout.question else [None] * len(cases)
        for case, group, question in zip(cases, groups_of(layout, columns), asked, strict=True):
            yield case, group[: len(layout.by)], question


def _written(case: Hashable) -> str:
    return ", ".join(map(str, case)) if isinstance(case, tuple) else str(case)
