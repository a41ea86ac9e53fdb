"""Result files: a table written as CSV, JSON or Parquet, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import math
import os
import re
import secrets
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from probation_standards.errors import CaseFileError, CellProblem, Problem, closest
from probation_standards.files.tables import extra_lacking

_FORMULA = re.compile(r"[=+\-@\t\r].", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def write_table(path: str | os.PathLike[str], columns: Mapping[str, Sequence[object]]) -> None:
    """Write a table into a file, whole or not at all: where anything fails, an older file stays as it was.

    CSV is in UTF-8 without a mark in front, since a mark is read as part of the first name by much that reads tables; a
    spreadsheet is told "UTF-8" when it opens the file. A text that a spreadsheet would take for a formula, such as
    ``=1+1`` or ``@name``, gets an apostrophe in front there, since results are opened by others than those who made the
    cases; numbers stay numbers, also those that are texts, such as ``-12``. JSON and Parquet hold every text as it is.

    Args:
        path: A file ending in .csv, .json (a list of objects, one a row) or .parquet. A link is written through. The
            permissions are those of the older file, or of any new file.
        columns: Names to the cells below them, from the first row: texts, finite numbers, truth values, dates, and None
            where there is nothing; as many in each column.

    Raises:
        CaseFileError: When the file can't be written, or a cell holds what no file can.
        ProbationStandardsError: When it is Parquet and the extra [files] is not installed.

    >>> write_table("results.xlsx", {"Case": ["A1"]})
    Traceback (most recent call last):
    ...
    probation_standards.errors.CaseFileError: results.xlsx cannot be written
      - expected a file ending in .csv, .json or .parquet (found '.xlsx')
    """
    name, ending = str(path), Path(path).suffix.lower()
    columns = dict(columns)
    if ending not in _WRITERS:
        expected = "expected a file ending in .csv, .json or .parquet"
        raise _unwritable(name, Problem("", expected, ending, closest(ending, _WRITERS)))
    lengths = {column: len(cells) for column, cells in columns.items()}
    if len(set(lengths.values())) > 1:
        said = ", ".join(f"{column!r} has {length:,}" for column, length in lengths.items())
        raise _unwritable(name, Problem("", f"expected as many cells in each column; {said}"))
    try:
        with _written_whole(Path(path), name) as file:
            _WRITERS[ending](file, columns, name)
    except OSError as error:
        problem = Problem("", f"expected a place that can be written to: {error.strerror or error}")
        raise _unwritable(name, problem) from None
    except UnicodeEncodeError as error:
        problem = Problem("", "expected texts that UTF-8 can hold", error.object[error.start : error.end])
        raise _unwritable(name, problem) from None


def check_outputs(outputs: Iterable[Path], inputs: Iterable[Path]) -> None:
    """Raise where results could not be written, before they are worked out: under such names, or over what they are made from.

    Raises:
        CaseFileError: With every reason.
    """
    taken = {os.path.realpath(path): "it is read" for path in inputs}
    problems = []
    for path in outputs:
        ending = path.suffix.lower()
        if ending not in _WRITERS:
            expected = "expected a file ending in .csv, .json or .parquet"
            problems.append(Problem(str(path), expected, ending, closest(ending, _WRITERS)))
        elif os.path.realpath(path) in taken:
            problems.append(Problem(str(path), f"expected another file, since {taken[os.path.realpath(path)]}"))
        elif not Path(os.path.realpath(path)).parent.is_dir():
            problems.append(Problem(str(path), "expected a folder that is there", str(path.parent)))
        taken.setdefault(os.path.realpath(path), "it is written to already")
    if problems:
        raise CaseFileError(problems, "the results cannot be written")


def _unwritable(name: str, *problems: Problem) -> CaseFileError:
    return CaseFileError(problems, f"{name} cannot be written")


@contextmanager
def _written_whole(path: Path, name: str) -> Iterator[BinaryIO]:
    """Give a new file beside the one at `path`, which takes its place once all is on the disk."""
    try:
        with suppress(FileNotFoundError):
            path.stat()  # fails for a link to itself, which `resolve` passes over from Python 3.13 on
        path = path.resolve()  # through a link, to what it stands for
        before = path.stat() if path.exists() else None
    except (RuntimeError, ValueError) as error:  # a link to itself; a NUL character
        raise _unwritable(name, Problem("", f"expected the path of a file: {error}")) from None
    if before and not stat.S_ISREG(before.st_mode):
        what = "this is a directory" if stat.S_ISDIR(before.st_mode) else "this is none"
        raise _unwritable(name, Problem("", f"expected an ordinary file; {what}"))
    beside = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with beside.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        if before:
            beside.chmod(stat.S_IMODE(before.st_mode))
        beside.replace(path)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def _write_csv(file: BinaryIO, columns: Mapping[str, Sequence[object]], name: str) -> None:
    text = io.TextIOWrapper(file, "utf-8", newline="")
    writer = csv.writer(text)
    writer.writerow([_no_formula(column) for column in columns])
    writer.writerows([_csv_cell(value) for value in row] for row in _rows(columns, name))
    text.detach()  # which flushes, and leaves the file open


def _csv_cell(value: object) -> object:
    if isinstance(value, str):
        return _no_formula(value)
    return str(value).lower() if isinstance(value, bool) else value


def _no_formula(text: str) -> str:
    """Return a text so that a spreadsheet takes it for a text."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def _write_json(file: BinaryIO, columns: Mapping[str, Sequence[object]], name: str) -> None:
    before = b"[\n"
    for row in _rows(columns, name):
        numbers = [float(value) if isinstance(value, Decimal) else value for value in row]
        file.write(before + json.dumps(dict(zip(columns, numbers, strict=True)), ensure_ascii=False).encode())
        before = b",\n"
    file.write(b"\n]\n" if before == b",\n" else b"[]\n")


def _rows(columns: Mapping[str, Sequence[object]], name: str) -> Iterator[list[object]]:
    """Yield the rows, their cells plain: None, a text, a truth value or a finite number; a date is its ISO text."""
    for row, values in enumerate(zip(*columns.values(), strict=True), start=2):  # below the header
        cells = [value.isoformat() if isinstance(value, (date, time)) else value for value in values]
        for column, value in zip(columns, cells, strict=True):
            if not _is_plain(value):
                expected = "expected a text, a finite number, a truth value, a date or nothing"
                raise _unwritable(name, CellProblem(f"row {row}, column {column!r}", expected, value, row=row, column=column))
        yield cells


def _is_plain(value: object) -> bool:
    if isinstance(value, (float, Decimal)):
        return math.isfinite(value)
    return value is None or isinstance(value, (str, int))


def _write_parquet(file: BinaryIO, columns: Mapping[str, Sequence[object]], name: str) -> None:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        raise extra_lacking(".parquet files") from None
    arrays, problems = dict[str, Any](), list[Problem]()
    for column, cells in columns.items():
        try:
            array = pa.array(cells)
        except (pa.ArrowException, TypeError, ValueError, OverflowError) as error:
            problems.append(Problem(f"column {column!r}", f"expected cells of one kind that Parquet can hold: {error}"))
            continue
        arrays[column] = array.cast(pa.string()) if pa.types.is_null(array.type) else array  # a column's kind is never "none"
    if problems:
        raise _unwritable(name, *problems)
    parquet.write_table(pa.table(arrays), file)


_WRITERS: Mapping[str, Callable[[BinaryIO, Mapping[str, Sequence[object]], str], None]] = {
    ".csv": _write_csv,
    ".json": _write_json,
    ".parquet": _write_parquet,
}
