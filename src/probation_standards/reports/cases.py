"""What was counted and rated from cases, as tables for people, Markdown and plain data."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from probation_standards.cases.breakdowns import Breakdown, SubGroup
from probation_standards.cases.rating_cases import RatedCases
from probation_standards.cases.tallies import Answered, Tallies
from probation_standards.errors import Problem
from probation_standards.figures import Figure, half_up
from probation_standards.reports.data import problem_data, reason_data
from probation_standards.reports.markdown import table

TALLY_HEAD = ("Question", "Sufficient", "Relevant", "Per cent", "Not relevant", "Missing")
RATED_HEAD = ("Standard", "Rating", "Points", "Because")
WITHHELD = "[c]"
"""Stands for a figure on too few cases, as in official statistics."""

WITHHELD_TEXT = f"{WITHHELD}: withheld, on too few cases or so that those can't be worked out."


def group_text(group: Hashable) -> str:
    """Return the name of a group of cases.

    >>> group_text(("Derby", None)), group_text(())
    ('Derby, (empty)', 'All cases')
    """
    parts = group if isinstance(group, tuple) else (group,)
    return ", ".join("(empty)" if part is None else " ".join(str(part).split()) for part in parts) or "All cases"


def cases_text(cases: int) -> str:
    """Return a number of cases.

    >>> cases_text(1), cases_text(7200)
    ('1 case', '7,200 cases')
    """
    return f"{cases:,} case{'' if cases == 1 else 's'}"


def tally_rows(tallies: Tallies, group: Hashable) -> list[tuple[str, ...]]:
    """Return the rows of a group's table, under `TALLY_HEAD`."""
    found = tallies.total if group == () else tallies[group]
    return [(id, *_numbers(answered)) for id, answered in found.answered.items()]


def _numbers(answered: Answered) -> tuple[str, ...]:
    tally = answered.tally
    return (
        str(tally.sufficient),
        str(tally.relevant),
        per_cent(tally.percentage),
        str(answered.not_relevant),
        str(answered.missing),
    )


def per_cent(percentage: Figure | None) -> str:
    """Return a percentage for a column of them: always two decimals.

    >>> per_cent(Fraction(1700, 31)), per_cent(60), per_cent(None)
    ('54.84', '60.00', '-')
    """
    if percentage is None:
        return "-"
    whole, part = divmod(half_up(percentage * 100), 100)
    return f"{whole}.{part:02d}"


def tally_notes(tallies: Tallies) -> list[str]:
    """Return what a reader should know of what was counted."""
    notes = [*map(note_text, tallies.notes), *map(str, tallies.contradictions)]
    if tallies.missing:
        were = "answer was missing and is" if tallies.missing == 1 else "answers were missing and are"
        notes.append(f"{tallies.missing:,} {were} taken as not relevant")
    return notes


def note_text(note: Problem) -> str:
    """Return a note, without the path that a table of cases has no use for."""
    return f"{note.path.removeprefix('questions.')}: {note.expected}" if note.path else note.expected


def groups_of(tallies: Tallies) -> list[Hashable]:
    """Return the groups to show: all of them, and all cases together where there are several."""
    groups = [group for group in tallies if group != ()]
    return [*groups, ()] if len(groups) != 1 else groups


def tallies_markdown(tallies: Tallies) -> str:
    """Return what was counted as Markdown: a table for each group, and what a reader should know."""
    blocks = []
    for group in groups_of(tallies):
        cases = tallies.total.cases if group == () else tallies[group].cases
        blocks += [f"## {group_text(group)}: {cases_text(cases)}", table(TALLY_HEAD, tally_rows(tallies, group))]
    return "\n\n".join(
        [f"# Cases counted under {tallies.framework.id}", *blocks, *(f"Note: {n}." for n in tally_notes(tallies))]
    )


def tallies_data(tallies: Tallies) -> dict[str, Any]:
    """Return what was counted as plain data."""
    return {
        "framework": tallies.framework.id,
        "digest": tallies.framework.digest,
        "by": list(tallies.by),
        "groups": [_group_data(tallies, group) for group in tallies],
        "total": _group_data(tallies, ()),
        "missing": tallies.missing,
        "notes": [problem_data(note) for note in tallies.notes],
        "contradictions": [str(one) for one in tallies.contradictions],
    }


def _group_data(tallies: Tallies, group: Hashable) -> dict[str, Any]:
    found = tallies.total if group == () else tallies[group]
    return {
        **({} if group == () else {"group": _named(tallies.by, group)}),
        "cases": found.cases,
        "questions": {
            id: {
                "sufficient": answered.tally.sufficient,
                "relevant": answered.tally.relevant,
                "percentage": None if answered.tally.percentage is None else float(answered.tally.percentage),
                "not_relevant": answered.not_relevant,
                "missing": answered.missing,
            }
            for id, answered in found.answered.items()
        },
    }


def _named(by: tuple[str, ...], group: Hashable) -> dict[str, Any]:
    """Return the values of a group under the names of their columns, as JSON can hold them."""
    parts = group if isinstance(group, tuple) else (group,)
    plain = (part if part is None or isinstance(part, (str, int, float)) else str(part) for part in parts)
    return dict(zip(by, plain, strict=True))


def rated_rows(rated: RatedCases, service: Hashable) -> list[tuple[str, ...]]:
    """Return the rows of a service's table, under `RATED_HEAD`."""
    inspection = rated[service]
    return [
        (
            f"{standard.id} {standard.title}",
            str(inspection[standard.id].rating or "Not rated"),
            "-" if inspection[standard.id].points is None else str(inspection[standard.id].points),
            str(inspection[standard.id].reason),
        )
        for standard in rated.framework.standards
    ]


def breakdown_table(breakdown: Breakdown, service: Hashable) -> tuple[list[str], list[list[str]]]:
    """Return the head and rows of a breakdown's table for a service: a row for each question, a column for each sub-group.

    A cell is per cent and, in brackets, sufficient and relevant cases; "[c]" stands for what is withheld.
    """
    cells = {(row.question, row.value): _cell(row) for row in breakdown.get(service, ())}
    values = list(dict.fromkeys(value for _, value in cells))
    questions = dict.fromkeys(question for question, _ in cells)
    head = ["Question", *map(group_text, values)]
    return head, [[question, *(cells.get((question, value), "-") for value in values)] for question in questions]


def _cell(row: SubGroup) -> str:
    if row.tally is None:
        return WITHHELD
    return "-" if row.percentage is None else f"{per_cent(row.percentage)} ({row.tally})"


def summary_rows(rated: RatedCases) -> list[tuple[Hashable, str, str]]:
    """Return each service that was rated, with how many cases it has and its score."""
    return [
        (service, f"{rated.tallies[service].cases:,}", "-" if one.score is None else f"{one.score}/{one.maximum}")
        for service, one in rated.items()
    ]


def refused_rows(rated: RatedCases) -> list[tuple[Hashable, str]]:
    """Return each service that could not be rated, with how many cases it has; one that was only judged has none."""
    return [(service, f"{_cases(rated, service):,}") for service in rated.refused]


def not_rated_text(rated: RatedCases) -> list[str]:
    """Return each service that could not be rated as the report has it: its cases, and every reason."""
    return [
        f"{group_text(service)}: Not rated   {cases_text(_cases(rated, service))}\nBecause: {error}"
        for service, error in rated.refused.items()
    ]


def _cases(rated: RatedCases, service: Hashable) -> int:
    return rated.tallies[service].cases if service in rated.tallies else 0


def refused_text(rated: RatedCases) -> list[str]:
    """Return why each service that could not be rated was not."""
    return [f"{group_text(service)}: {error}" for service, error in rated.refused.items()]


def rated_cases_markdown(rated: RatedCases) -> str:
    """Return what was rated as Markdown: a section for each service, with its breakdowns."""
    blocks = [f"# Inspections rated from cases under {rated.framework.id}"]
    if len(rated) + len(rated.refused) > 1:
        rows = [
            (group_text(name), n, rated[name].overall.rating or "Not rated", score) for name, n, score in summary_rows(rated)
        ]
        rows += [(group_text(name), n, "Not rated", "-") for name, n in refused_rows(rated)]
        blocks.append(table(("Service", "Cases", "Overall", "Score"), rows))
    for service, inspection in rated.items():
        overall = inspection.overall
        blocks += [
            f"## {group_text(service)}: {overall.rating or 'Not rated'}",
            f"{cases_text(rated.tallies[service].cases)}. {overall.reason}.",
            table(RATED_HEAD, rated_rows(rated, service)),
        ]
        for breakdown in rated.breakdowns:
            blocks += [f"### Per cent by {', '.join(breakdown.columns)}", table(*breakdown_table(breakdown, service))]
            blocks += [WITHHELD_TEXT] if any(row.withheld for row in breakdown.get(service, ())) else []
    blocks += [f"Not rated: {text}" for text in refused_text(rated)]
    return "\n\n".join([*blocks, *(f"Note: {note}." for note in tally_notes(rated.tallies))])


def rated_cases_data(rated: RatedCases) -> dict[str, Any]:
    """Return what was rated as plain data, with the reason for every rating."""
    services = []
    for service, inspection in rated.items():
        services.append(
            {
                "service": _named(rated.tallies.by, service),
                "cases": rated.tallies[service].cases,
                "overall": inspection.overall.rating and inspection.overall.rating.name,
                "score": inspection.score,
                "maximum": inspection.maximum,
                "reason": str(inspection.overall.reason),
                "standards": [
                    {
                        "id": standard.id,
                        "rating": decision.rating and decision.rating.name,
                        "points": decision.points,
                        "reason": str(decision.reason),
                        "decided_by": reason_data(decision.reason),
                    }
                    for standard in rated.framework.standards
                    for decision in [inspection[standard.id]]
                ],
            }
        )
    columns = rated.breakdown_columns()
    return {
        "framework": rated.framework.id,
        "digest": rated.framework.digest,
        "services": services,
        "refused": {group_text(name): [problem_data(p) for p in error.problems] for name, error in rated.refused.items()},
        "breakdowns": [_named(tuple(columns), row) for row in zip(*columns.values(), strict=True)],
        "tallies": tallies_data(rated.tallies),
    }
