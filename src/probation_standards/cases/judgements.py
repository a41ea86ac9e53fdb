"""What inspectors judged of several services: from a mapping, or a table with one row per service or per judgement."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import attrs

from probation_standards.answers import is_empty, label
from probation_standards.cases.parquet import ENDINGS, ParquetTable
from probation_standards.cases.plain import Blocks, Columns, as_columns
from probation_standards.cases.sources import frame_of
from probation_standards.errors import CaseError, CaseFileError, Problem, closest, unknown
from probation_standards.evidence import NOT_RATED, Judgement
from probation_standards.files.reading import open_table
from probation_standards.frameworks import Framework

STANDARD, RATING, BECAUSE = "standard", "rating", "because"
"""The columns of a table with one row per judgement, besides those that name the service."""


HEADING = "the judgements cannot be read"


@attrs.define
class Judged:
    """What was judged of one service.

    Attributes:
        judgements: Standard id to the rating that inspectors chose.
        not_rated: Standard id to the reason why it was not rated.
    """

    judgements: dict[str, str | Judgement] = attrs.field(factory=dict)
    not_rated: dict[str, str] = attrs.field(factory=dict)


def read_judgements(given: Any, framework: Framework, by: tuple[str, ...], sheet: str | None = None) -> dict[Hashable, Judged]:
    """Return what was judged, by service.

    Args:
        given: A mapping of service to a mapping of standard id to rating; or a table (a list of rows, a dict of columns, a
            dataframe in memory, a file) with the columns `by` and either one column for each standard, named by its id, or
            the columns standard, rating and, if there is one, because. "Not rated" is no rating.
        framework: Whose standards were judged.
        by: The columns that name the service.
        sheet: Of a file with several sheets: the name of the one to read.

    Raises:
        CaseError: When the table lacks a column, or a service is judged twice.
        CaseFileError: When the file can't be read.
    """
    if given is None:
        return {}
    if isinstance(given, Mapping) and all(isinstance(value, Mapping) for value in given.values()):
        found = {_plain(service): _judged(of.items()) for service, of in given.items()}
        if len(found) < len(given):
            names = ", ".join(map(repr, given))
            raise CaseError([Problem("", f"expected one mapping for each service; two are one of {names}")], HEADING)
        return found
    try:
        table = _table(given, sheet)
        columns = list(table.columns)
        long = {STANDARD, RATING} <= set(columns)
        problems = [*_columns_wrong(columns, framework, by, long=long)]
        if problems:
            raise CaseError(problems)  # noqa: TRY301  # under the one heading
        standards = [standard.id for standard in framework.standards]
        judged = [name for name in columns if name in standards]
        return _by_service(table, by, judged, standards, long=long)
    except CaseFileError as error:
        raise CaseFileError(error.problems, f"the judgements: {error.heading}") from None
    except CaseError as error:
        raise CaseError(error.problems, HEADING) from None


def _plain(service: Hashable) -> Hashable:
    """Return the name of a service as counting gives it."""
    return tuple(map(label, service)) if isinstance(service, tuple) else label(service)


def _columns_wrong(columns: list[str], framework: Framework, by: tuple[str, ...], *, long: bool) -> Iterator[Problem]:
    """Yield what is wrong with the columns of a table of judgements."""
    standards = [standard.id for standard in framework.standards]
    for name in by:
        if name not in columns:
            yield unknown("columns", name, columns, "a column of the judgements")
    known = (STANDARD, RATING, BECAUSE) if long or not set(standards) & set(columns) else tuple(standards)
    for name in columns:
        if name not in (*by, *known) and (near := closest(name, [one for one in known if one not in columns], 0.6)):
            yield Problem("columns", f"expected another name, since there is no column {near!r}", name, near)
    if not long and not set(standards) & set(columns):
        expected = "expected a column for each standard, named by its id, or the columns standard and rating"
        yield Problem("columns", expected, columns)


def _table(given: Any, sheet: str | None) -> Blocks:
    if isinstance(given, (str, PathLike)):
        path = Path(given)
        if path.suffix.casefold() in ENDINGS:
            return ParquetTable(path)
        return open_table(path, sheet=sheet)
    if isinstance(given, Mapping):
        return Columns(given)
    if isinstance(given, Sequence) and not isinstance(given, str) and all(isinstance(row, Mapping) for row in given):
        return as_columns(given)
    frame, _ = frame_of(given)
    if not hasattr(frame, "to_dict"):
        expected = (
            "expected judgements in memory: a mapping, a list of rows, a dict of columns, a dataframe, or the path of a file"
        )
        raise CaseError([Problem("", expected, type(given).__name__)])
    return Columns(frame.to_dict(as_series=False))


def _by_service(
    table: Blocks, by: tuple[str, ...], judged: Sequence[str], standards: Collection[str], *, long: bool
) -> dict[Hashable, Judged]:
    found: dict[Hashable, dict[str, Any]] = {}
    problems: list[Problem] = []
    for block in table.blocks():
        rows = dict(zip(table.columns, block.columns, strict=True))
        for at in range(len(block.columns[0]) if block.columns else 0):
            row = f"row {block.first_row + at}"
            service = tuple(label(rows[name][at]) for name in by)
            if None in service or not all(isinstance(part, Hashable) for part in service):
                problems.append(Problem(row, f"expected the name of a service ({', '.join(by)})", missing=True))
                continue
            entries = found.setdefault(service[0] if len(by) == 1 else service, {})
            for id, value in _long(rows, at, standards) if long else [(id, label(rows[id][at])) for id in judged]:
                if id is None:
                    problems.append(Problem(row, "expected the id of a standard", missing=True))
                elif id in entries:
                    expected = f"expected one judgement of {id} for {', '.join(map(str, service))}"
                    problems.append(Problem(row, expected, value))
                else:
                    entries[id] = value
    if problems:
        raise CaseError(problems[:20])
    return {service: _judged(entries.items()) for service, entries in found.items()}


def _long(rows: Mapping[str, Sequence[Any]], at: int, standards: Collection[str]) -> list[tuple[str | None, Any]]:
    given = rows[STANDARD][at]
    id, rating = given if given in standards else label(given), label(rows[RATING][at])
    because = label(rows[BECAUSE][at]) if BECAUSE in rows else None
    said = rating if because is None else Judgement(rating, str(because))  # type: ignore[arg-type]  # `rate` reports what is no text
    return [(None if id is None else str(id), said)]


def _judged(said: Iterable[tuple[str, Any]]) -> Judged:
    """Return what was said of the standards of one service; what is empty was not said."""
    found = Judged()
    for id, value in said:
        rating, because = (value.rating, value.because) if isinstance(value, Judgement) else (value, "")
        if is_empty(rating) or rating == "":
            continue
        if rating == NOT_RATED:
            found.not_rated[id] = because or "recorded as not rated"
        else:
            found.judgements[id] = value
    return found
