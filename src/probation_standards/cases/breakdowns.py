"""Breakdowns: the findings of sub-groups of a service's cases, each with a denominator of its own."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import Any

import attrs

from probation_standards.cases.tallies import GroupTallies, Tallies
from probation_standards.evidence import Tally
from probation_standards.figures import Figure, half_up


@attrs.frozen
class SubGroup:
    """The finding of one question in one sub-group.

    Attributes:
        service: The service.
        value: The value, or values, that make the sub-group: ``"PSO"``; None for an empty cell.
        question: The id of the question.
        tally: Sufficient and relevant cases; None where they are withheld.
        withheld: Whether figures are withheld because there are too few cases.
    """

    service: Hashable
    value: Hashable
    question: str
    tally: Tally | None
    withheld: bool = False

    @property
    def percentage(self) -> Figure | None:
        """Per cent of the relevant cases that were sufficient, exact; None where withheld, or where no case was relevant."""
        return None if self.tally is None else self.tally.percentage


@attrs.frozen
class Breakdown(Mapping[Hashable, "tuple[SubGroup, ...]"]):
    """The findings by one column, or by several together: a mapping of service to its sub-groups' findings.

    Attributes:
        columns: The columns whose values make the sub-groups.
        rows: The findings, in the order of services, questions and sub-groups.
    """

    columns: tuple[str, ...]
    rows: tuple[SubGroup, ...] = attrs.field(repr=lambda rows: f"<{len(rows)} findings>")

    @classmethod
    def of(cls, tallies: Tallies, services: tuple[str, ...], columns: tuple[str, ...], withhold: int) -> Breakdown:
        """Return the breakdown by `columns` of what was counted by `services` and them, without figures on too few cases."""
        by_service: dict[Hashable, dict[Hashable, GroupTallies]] = {}
        for group, found in tallies.items():
            parts = group if isinstance(group, tuple) else (group,)
            by_service.setdefault(_one(parts[: len(services)]), {})[_one(parts[len(services) :])] = found
        rows: list[SubGroup] = []
        for service, groups in by_service.items():
            for question in dict.fromkeys(question for found in groups.values() for question in found):
                held = {value: found[question] for value, found in groups.items() if question in found}
                hidden = _hidden(held, withhold)
                rows += [
                    SubGroup(service, value, question, None if value in hidden else counted, value in hidden)
                    for value, counted in held.items()
                ]
        return cls(columns, tuple(rows))

    def __getitem__(self, service: Hashable) -> tuple[SubGroup, ...]:
        """Return the findings of a service's sub-groups.

        Raises:
            KeyError: When there is no such service.
        """
        found = tuple(row for row in self.rows if row.service == service)
        if not found:
            raise KeyError(service)
        return found

    def __iter__(self) -> Iterator[Hashable]:
        return iter(dict.fromkeys(row.service for row in self.rows))

    def __len__(self) -> int:
        return len({row.service for row in self.rows})


def _one(values: tuple[Hashable, ...]) -> Hashable:
    return values[0] if len(values) == 1 else values


def _hidden(held: Mapping[Hashable, Tally], withhold: int) -> set[Hashable]:
    """Return the sub-groups with too few cases and, so that theirs can't be told from the others, the next smallest.

    What is withheld is what the whole has and the rest shows not: so it has to be on enough cases too, of two or more
    sub-groups, and neither all sufficient nor none.
    """
    by_size = sorted(held, key=lambda value: (held[value].relevant, str(value)))
    all_cases = sum(held.values(), Tally(0, 0))
    whole = all_cases.sufficient in (0, all_cases.relevant)  # which tells of each whatever is withheld
    hidden = [value for value in by_size if held[value].relevant < withhold]
    for value in by_size[len(hidden) :]:
        together = sum((held[one] for one in hidden), Tally(0, 0))
        mixed = whole or 0 < together.sufficient < together.relevant  # all or none of them would tell of each
        if not hidden or (len(hidden) > 1 and together.relevant >= withhold and mixed):
            break
        hidden.append(value)
    return set(hidden)


BREAKDOWN_COLUMNS = ("breakdown", "sub-group", "question", "sufficient", "relevant", "per cent", "rounded", "withheld")
"""The columns of breakdowns as one table, besides those that name the service."""


def breakdown_rows(breakdowns: Iterable[Breakdown], by: tuple[str, ...]) -> dict[str, list[Any]]:
    """Return breakdowns as one table, a plain dict of columns, with percentages rounded half up beside those that are not."""
    rows = [(breakdown, row) for breakdown in breakdowns for row in breakdown.rows]
    services = [row.service if len(by) > 1 and isinstance(row.service, tuple) else (row.service,) for _, row in rows]
    found: dict[str, list[Any]] = {name: [service[place] for service in services] for place, name in enumerate(by)}
    cells: list[list[Any]] = [
        [", ".join(breakdown.columns) for breakdown, _ in rows],
        [_written(row.value) for _, row in rows],
        [row.question for _, row in rows],
        [row.tally and row.tally.sufficient for _, row in rows],
        [row.tally and row.tally.relevant for _, row in rows],
        [None if row.percentage is None else float(row.percentage) for _, row in rows],
        [None if row.percentage is None else half_up(row.percentage) for _, row in rows],
        [row.withheld for _, row in rows],
    ]
    return {**found, **dict(zip(BREAKDOWN_COLUMNS, cells, strict=True))}


def _written(value: Hashable) -> str | None:
    if isinstance(value, tuple):
        return ", ".join("(empty)" if part is None else str(part) for part in value)
    return None if value is None else str(value)
