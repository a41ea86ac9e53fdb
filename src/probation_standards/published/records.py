"""The published record: published inspections in a CSV file, one row for each, read with every problem at once.

A row that can't be read is reported, with row and column, and the others are read all the same.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import attrs

from probation_standards.checks import as_tuple
from probation_standards.errors import CellProblem, DocumentError, Problem, closest
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection
from probation_standards.mappings import HoldsMappings
from probation_standards.published.cells import UNDECODED
from probation_standards.published.rows import RowReader


def _by_row(given: Mapping[int, Inspection]) -> Mapping[int, Inspection]:
    return MappingProxyType(dict(given))


@attrs.frozen(kw_only=True)
class PublishedRecord(HoldsMappings):
    """Published inspections, as they were read from a CSV file.

    Attributes:
        name: The file.
        inspections: Row to the inspection in it, as a spreadsheet counts rows: the header is row 1.
        problems: What could not be read, each with its row and column.
        unread: Columns that hold something and are none of a published record's, such as a reader's own.
    """

    name: str
    inspections: Mapping[int, Inspection] = attrs.field(converter=_by_row, repr=lambda held: f"<{len(held)} inspections>")
    problems: tuple[CellProblem, ...] = attrs.field(default=(), converter=as_tuple)
    unread: tuple[str, ...] = attrs.field(default=(), converter=as_tuple)

    @property
    def unreadable(self) -> tuple[int, ...]:
        """The rows that could not be read, as a spreadsheet counts them."""
        return tuple(sorted({problem.row for problem in self.problems} - {1, *self.inspections}))


def read_record(path: str | os.PathLike[str], frameworks: Mapping[str, Framework]) -> PublishedRecord:
    """Return the published inspections in the CSV file at `path`, and what in it can't be read.

    Args:
        path: A CSV file in UTF-8 with a row for each inspection. Columns, all but the first may be missing: service, type,
            region, framework, fieldwork_start, publication_date, overall, score, maximum, score_percentage, source, url,
            confidence, status, note; and one for each standard, by its id, and perhaps for key questions.
        frameworks: Frameworks by id. With a `Catalogue`, a row may leave its framework to type and fieldwork.

    Raises:
        DocumentError: When nothing in the file can be read. What is wrong with single rows is in `PublishedRecord.problems`.
    """
    name = str(path)
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        raise DocumentError([Problem("", f"expected a readable file: {error.strerror}")], f"{name} cannot be read") from None
    return record_from(content, frameworks, name)


def record_from(content: bytes, frameworks: Mapping[str, Framework], name: str = "the record") -> PublishedRecord:
    """Return the published inspections in the `content` of a CSV file; see `read_record`."""
    for start, what in _NO_CSV.items():
        if content.startswith(start):
            problem = Problem("", f'expected CSV in UTF-8; this is {what}: save it as "CSV UTF-8"')
            raise DocumentError([problem], f"{name} cannot be read")
    reader = RowReader([], frameworks)
    lines = _lines(content.decode("utf-8-sig", errors="surrogateescape"), reader)
    _, header = next(lines, (1, []))
    header = [column.strip() for column in header]
    problems = _header_problems(header)
    if problems:
        raise DocumentError(problems, f"{name} cannot be read as a published record")
    reader.header = header
    inspections = {}
    for row, cells in lines:
        inspection = reader.read(row, cells)
        if inspection is not None:
            inspections[row] = inspection
    for row in reader.check_columns():
        inspections.pop(row, None)
    places = {column: place for place, column in enumerate(header)}
    found = sorted(reader.problems, key=lambda problem: (problem.row, places.get(problem.column, -1)))
    return PublishedRecord(name=name, inspections=inspections, problems=tuple(found), unread=tuple(reader.unread))


def _lines(text: str, reader: RowReader) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a CSV text that are not empty, each with its number; report what is no CSV."""
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    row = 0
    while True:
        row += 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            reader.row = row
            end = "unexpected end" in str(error)
            why = (
                "a closing quote; all that follows the opening one, to the end, was taken for one cell"
                if end
                else f"CSV: {error}"
            )
            reader.report("", f"expected {why}")
            continue
        if any(map(str.strip, cells)):
            yield row, cells


def _header_problems(header: list[str]) -> list[Problem]:
    """Return what keeps a file with this header from being read at all."""
    if "service" not in header:
        near = closest("service", header)
        hint = f", not {near!r}" if near else ""
        separator = next((name for name, sign in _SEPARATORS.items() if len(header) == 1 and sign in header[0]), "")
        shape = f"; columns are told apart by commas, and this file has {separator}" if separator else ""
        return [CellProblem("row 1", f'expected a header with the column "service"{hint}{shape}', row=1)]
    problems: list[Problem] = []
    seen: set[str] = set()
    for column in filter(None, header):
        expected = ""
        if column in seen:
            expected = "expected a column that is not there already"
        elif UNDECODED.search(column):
            expected = 'expected UTF-8; save the file again as "CSV UTF-8"'
        if expected:
            problems.append(CellProblem(f"row 1, column {column!a}", expected, row=1, column=ascii(column)))
        seen.add(column)
    return problems


_NO_CSV = {b"\xff\xfe\x00\x00": "UTF-32", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16", b"PK\x03\x04": "a workbook"}
_SEPARATORS = {"semicolons": ";", "tabs": "\t"}
