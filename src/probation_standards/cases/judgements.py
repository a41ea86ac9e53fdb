"""What inspectors judged of several services: from a mapping, or a table with one row per service or per judgement."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import attrs

from probation_standards.answers import is_empty, label
from probation_standards.cases.parquet import ENDINGS, ParquetTable
from probation_standards.cases.plain import Columns, as_columns
from probation_standards.cases.rows import Blocks
from probation_standards.cases.sources import frame_of
from probation_standards.errors import CaseError, CaseFileError, EvidenceError, Problem, closest, key, unknown
from probation_standards.evidence import NOT_RATED, Judgement
from probation_standards.files.reading import open_table
from probation_standards.frameworks import Framework
from probation_standards.rules import Reads

STANDARD, RATING, BECAUSE = "standard", "rating", "because"
"""The columns of a table with one row per judgement, besides those that name the service."""


HEADING = "the judgements cannot be read"

SHEET_OPTION = "judgements_sheet= (--judgements-sheet NAME)"
"""What names the sheet of judgements, in Python and on the command line."""


@attrs.define
class Judged:
    """What was judged of one service.

    Attributes:
        judgements: Standard id to the rating that inspectors chose.
        not_rated: Standard id to the reason why it was not rated.
        empty: The ids of standards whose cell is there, with nothing in it.
    """

    judgements: dict[str, str | Judgement] = attrs.field(factory=dict)
    not_rated: dict[str, str] = attrs.field(factory=dict)
    empty: set[str] = attrs.field(factory=set)


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


def in_words_of_tables(
    refused: Mapping[Hashable, EvidenceError], framework: Framework, judged: Mapping[Hashable, Judged] | None
) -> dict[Hashable, EvidenceError]:
    """Return why services were refused, in words of the tables that they were rated from: of cells, not of Python.

    Args:
        refused: Service to what its evidence lacks, as `rate` says it.
        framework: What they were rated under.
        judged: What was read from a table of judgements; None where there is none.
    """
    by_text = None if judged is None else {_texts(service): of for service, of in judged.items()}
    said = {}
    for service, error in refused.items():
        own = None if by_text is None else by_text.get(_texts(service), Judged())
        hints = _hints(framework, ", ".join(_texts(service)), own)
        problems = [
            attrs.evolve(one, expected=one.expected.removesuffix(", or a reason in not_rated") + hints[one.path])
            if one.missing and one.path in hints
            else one
            for one in error.problems
        ]
        said[service] = EvidenceError(problems, error.heading)
    return said


def _hints(framework: Framework, service: str, judged: Judged | None) -> dict[str, str]:
    """Return what to do about each thing that the evidence of a service may lack, by its path."""
    found = {}
    for standard in framework.standards:
        id = standard.id
        if judged is None:
            hint = ""  # which option brings judgements is said once, below all services
        elif id in judged.empty:
            hint = f"; the cell of {id} for {service} is empty; write {NOT_RATED!r} there if it was not rated"
        else:
            hint = f"; the table of judgements has neither one nor {NOT_RATED!r} for {service}"
        found[f"judgements.{key(id)}"] = hint
        for question in standard.questions:
            found[f"findings.{key(question.id)}"] = f", or {NOT_RATED!r} for {id} in the judgements"
    return found


def _texts(service: Hashable) -> tuple[str, ...]:
    """Return the parts of a service's name as texts; a number in one table may be a text in the other."""
    return tuple(map(str, service if isinstance(service, tuple) else (service,)))


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
            yield Problem("columns", f"expected a column {near!r}", name, near)
    if not long and not set(standards) & set(columns):
        ids = [repr(standard.id) for standard in framework.standards if standard.rule.reads is Reads.JUDGEMENT]
        listed = " and ".join(filter(None, [", ".join(ids[:-1]), *ids[-1:]]))
        hint = f"; under {framework.id} inspectors judge {listed}, so the table may be for another framework" if ids else ""
        expected = "expected a column for each standard, named by its id, or the columns standard and rating"
        yield Problem("columns", expected + hint, columns)


def _table(given: Any, sheet: str | None) -> Blocks:
    if isinstance(given, (str, PathLike)):
        path = Path(given)
        if path.suffix.casefold() in ENDINGS:
            return ParquetTable(path)
        return open_table(path, sheet=sheet, option=SHEET_OPTION)
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
            found.empty.add(id)
        elif rating == NOT_RATED:
            found.not_rated[id] = because or "recorded as not rated"
        else:
            found.judgements[id] = value
    return found
