"""The published record: published inspections in a CSV file, one row for each, read with every problem at once.

A row that can't be read is reported, with row and column, and the others are read all the same.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType

import attrs

from probation_standards.checks import as_tuple
from probation_standards.errors import CellProblem, DocumentError, Problem, closest
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection
from probation_standards.mappings import HoldsMappings
from probation_standards.record_rows import RowReader


def _by_row(given: Mapping[int, Inspection]) -> Mapping[int, Inspection]:
    return MappingProxyType(dict(given))


@attrs.frozen(kw_only=True)
class PublishedRecord(HoldsMappings):
    """Published inspections, as they were read from a CSV file.

    Attributes:
        name: The file.
        inspections: Row to the inspection in it, as a spreadsheet counts rows: the header is row 1.
        problems: What could not be read, each with its row and column.
    """

    name: str
    inspections: Mapping[int, Inspection] = attrs.field(converter=_by_row)
    problems: tuple[CellProblem, ...] = attrs.field(default=(), converter=as_tuple)


def read_record(path: str | os.PathLike[str], frameworks: Mapping[str, Framework]) -> PublishedRecord:
    """Return the published inspections in the CSV file at `path`, and what in it can't be read.

    Args:
        path: A CSV file in UTF-8 with the columns of `COLUMNS`, one for each standard, and perhaps some for key questions.
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
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        problem = Problem("", 'expected UTF-8; this is UTF-16: save it again as "CSV UTF-8"')
        raise DocumentError([problem], f"{name} cannot be read")
    text = content.decode("utf-8-sig", errors="surrogateescape")
    rows = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [column.strip() for column in next(rows, [])]
        lines = [(number, cells) for number, cells in enumerate(rows, 2) if any(map(str.strip, cells))]
    except csv.Error as error:
        raise DocumentError([Problem("", f"expected a CSV file: {error}")], f"{name} cannot be read") from None
    if "service" not in header:
        near = closest("service", header)
        hint = f", not {near!r}" if near else ""
        shape = "; columns are told apart by commas" if len(header) == 1 else ""
        problem = CellProblem("row 1", f'expected a header with the column "service"{hint}{shape}', row=1)
        raise DocumentError([problem], f"{name} cannot be read as a published record")
    reader = RowReader(header, frameworks)
    reader.check_header()
    inspections = {}
    for number, cells in lines:
        inspection = reader.read(number, cells)
        if inspection is not None:
            inspections[number] = inspection
    for row in reader.check_columns():
        inspections.pop(row, None)
    problems = sorted(reader.problems, key=attrgetter("row"))
    return PublishedRecord(name=name, inspections=inspections, problems=tuple(problems))
