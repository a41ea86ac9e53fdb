"""Opening a case file by its name: CSV, or a sheet of a workbook."""

from __future__ import annotations

import os
from pathlib import Path

from probation_standards.errors import CaseFileError, Problem, closest
from probation_standards.files.csvs import open_csv
from probation_standards.files.spreadsheets import open_sheet
from probation_standards.files.tables import Block, TableFile, unreadable

__all__ = ["Block", "TableFile", "open_table"]

_CSV = (".csv", ".tsv", ".txt")
_SPREADSHEETS = (".xlsx", ".xlsm", ".ods")


SHEET_OPTION = "sheet= (--sheet NAME)"
"""What names the sheet of cases, in Python and on the command line."""


def open_table(path: str | os.PathLike[str], *, sheet: str | None = None, option: str = SHEET_OPTION) -> TableFile:
    """Return the table in a case file, its header read and its rows still to be read.

    Args:
        path: A CSV file (.csv, .tsv, .txt) or a workbook (.xlsx, .xlsm, .ods) with a header row. Parquet files are
            read by the libraries of tables.
        sheet: The sheet of a workbook; it may be left out where only one has anything in it.
        option: What names the sheet, for the message that it is not told.

    Raises:
        CaseFileError: When the file is not there, is none of these, or its header can't be read: every problem at once.
        ProbationStandardsError: When it is a workbook and the extra [files] is not installed.
    """
    name, path = str(path), Path(path)
    ending = path.suffix.lower()
    try:
        if path.is_dir():
            raise unreadable(name, Problem("", "expected a file; this is a directory"))
        if ending not in {*_CSV, *_SPREADSHEETS}:
            raise unreadable(name, _unknown_ending(ending))
        if ending in _CSV and sheet is not None:
            raise unreadable(name, Problem("", "expected no name of a sheet, since CSV has no sheets", sheet))
        if not path.is_file():
            raise _not_there(path, name)
        return open_csv(path, name) if ending in _CSV else open_sheet(path, name, sheet, option)
    except OSError as error:
        raise unreadable(name, Problem("", f"expected a readable file: {error.strerror or error}")) from None
    except ValueError as error:  # no path at all, such as one with a NUL character
        raise unreadable(name, Problem("", f"expected the path of a file: {error}")) from None


def _unknown_ending(ending: str) -> Problem:
    known = (*_CSV, *_SPREADSHEETS, ".parquet")
    if ending == ".xls":
        return Problem("", "expected a workbook saved as .xlsx or .ods; in older ones error cells can't be told", ending)
    if ending == ".parquet":
        return Problem("", "expected CSV or a workbook here; a Parquet file is read by a library of tables", ending)
    expected = f"expected a file ending in {', '.join(known[:-1])} or {known[-1]}"
    return Problem("", expected, ending, closest(ending, known))


def _not_there(path: Path, name: str) -> CaseFileError:
    """Return the error that there is no file, with one beside it that was probably meant."""
    if path.exists():
        return unreadable(name, Problem("", "expected an ordinary file, since it is read twice"))
    near = closest(path.name, [beside.name for beside in path.parent.iterdir()]) if path.parent.is_dir() else None
    return unreadable(name, Problem("", "expected a file that is there", suggestion=near))
