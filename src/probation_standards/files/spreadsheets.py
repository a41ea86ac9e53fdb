"""Case files in workbooks: a sheet of an Excel or OpenDocument file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from probation_standards.errors import Problem, unknown
from probation_standards.files.error_cells import ErrorCells, check_open_document, error_cells
from probation_standards.files.tables import Block, Header, RowProblems, extra_lacking, unreadable

if TYPE_CHECKING:
    from python_calamine import CalamineSheet, CalamineWorkbook


@attrs.frozen
class Sheet:
    """A sheet of a workbook. It stands in memory as a whole, as the format wants it; no more than a million rows fit in one.

    Attributes:
        name: What messages call it.
        header: Its header.
        cells: Its cells.
        errors: The cells among them that hold an error.
    """

    name: str
    header: Header
    cells: CalamineSheet = attrs.field(repr=False, eq=False)
    errors: ErrorCells = attrs.field(factory=dict, repr=False, eq=False)

    @property
    def columns(self) -> tuple[str, ...]:
        """The names in the header, in order."""
        return self.header.columns

    def blocks(self, progress: Callable[[int, int], None] | None = None) -> Iterator[Block]:
        """Yield the rows in blocks; see `TableFile.blocks`.

        Texts are stripped and "" is an empty cell; a whole number is an `int`; dates and times are their ISO text, a date
        at midnight being the date alone; an error is its text, such as #N/A.
        """
        problems = RowProblems(self.name)
        total = _last_row(self.cells)
        for block in self.header.blocks(self._rows(), problems):
            yield block
            if progress:
                progress(block.first_row + len(block.columns[0]) - 1, total)
        if progress:
            progress(total, total)
        problems.raise_any()

    def _rows(self) -> Iterator[tuple[int, list[object]]]:
        return ((row, cells) for row, cells in _rows(self.cells, self.errors) if row > self.header.row)


def open_sheet(path: Path, name: str, sheet: str | None, option: str) -> Sheet:
    """Return a sheet of the workbook at `path`, by its name or as the only one with anything in it.

    Raises:
        CaseFileError: When it is no workbook that can be read, the sheet is not told, or its header can't be read.
        ProbationStandardsError: When the library that reads workbooks is not installed.
        OSError: When the file can't be read.
    """
    with _reported(path, name) as calamine, calamine.load_workbook(path) as workbook:
        found = _sheet(workbook, name, sheet, option)
        name = f"{name}, sheet {found.name!r}"
        errors = _errors(path, name, found.name)
        row, cells = next(_rows(found, errors), (1, []))
        header = Header(row, tuple(str(cell) for cell in cells), left_out=found.start[1] if found.start else 0)
        header.check(name)
        return Sheet(name, header, found, errors)


@contextmanager
def _reported(path: Path, name: str) -> Iterator[Any]:
    """Give the library that reads workbooks, and report what it raises as what is wrong with the file."""
    try:
        import python_calamine as calamine
    except ImportError:
        raise extra_lacking(f"{path.suffix.lower()} files") from None
    try:
        check_open_document(path)
    except ValueError as error:
        raise unreadable(name, Problem("", f"expected a workbook that can be read: {error}")) from None
    try:
        yield calamine
    except calamine.PasswordError:
        raise unreadable(name, Problem("", "expected a workbook without a password")) from None
    except calamine.CalamineError as error:
        raise unreadable(name, Problem("", f"expected a workbook that can be read{_really(path)}: {error}")) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # what a library in Rust raises where it has a mistake itself
            raise
        raise unreadable(name, Problem("", f"expected a workbook that can be read{_really(path)}")) from None


def _really(path: Path) -> str:
    """Return what the file is where its first bytes say that it is something else than its ending says."""
    start = _start(path)
    if not start:
        return "; this is an empty file"
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        return "; this is one with a password, or in the older form of .xls"
    if start.lstrip().startswith(b"<"):
        return "; this is a web page or XML"
    return "" if start.startswith(b"PK") else "; this is something else"


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def _errors(path: Path, name: str, sheet: str) -> ErrorCells:
    try:
        return error_cells(path, sheet)
    except ValueError as error:
        raise unreadable(name, Problem("", f"expected a workbook whose cells can be told from errors: {error}")) from None


def _sheet(workbook: CalamineWorkbook, name: str, sheet: str | None, option: str) -> CalamineSheet:
    """Return the sheet of this name, or the only visible one with anything in it."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    tables = [each for each in workbook.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet]
    if sheet is not None:
        names = [each.name for each in tables]
        if sheet not in names:
            raise unreadable(name, unknown("", sheet, names, "the name of a sheet"))
        return workbook.get_sheet_by_name(sheet)
    visible = [workbook.get_sheet_by_name(each.name) for each in tables if each.visible == SheetVisibleEnum.Visible]
    filled = [each for each in visible if next(_rows(each, {}), None)]
    if not filled:
        hidden = [each.name for each in tables if each.visible != SheetVisibleEnum.Visible]
        hint = f"; one that is hidden is read where it is named: {', '.join(map(repr, hidden))}" if hidden else ""
        raise unreadable(name, Problem("", f"expected a sheet with a header and rows; all are empty{hint}"))
    if len(filled) > 1:
        names = [repr(each.name) for each in filled]
        several = f"since several are filled: {', '.join(names[:-1])} or {names[-1]}"
        raise unreadable(name, Problem("", f"expected the name of a sheet with {option}, {several}"))
    return filled[0]


def _rows(sheet: CalamineSheet, errors: ErrorCells) -> Iterator[tuple[int, list[object]]]:
    """Yield the rows that are not empty, with their numbers; the empty ones above the first filled one are counted too."""
    first = sheet.start[1] if sheet.start else 0
    for row, given in enumerate(sheet.iter_rows(), start=1):
        cells = [_cell(value) for value in given]
        for place, text in errors.get(row, {}).items():
            if first <= place < first + len(cells):
                cells[place - first] = text
        if any(cell != "" for cell in cells):
            yield row, cells


def _last_row(sheet: CalamineSheet) -> int:
    return sheet.end[0] + 1 if sheet.end else 0


def _cell(value: object) -> object:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dt.datetime):
        return (value.date() if value.time() == dt.time() else value).isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    return _duration(value) if isinstance(value, dt.timedelta) else value


def _duration(value: dt.timedelta) -> str:
    """Return a length of time as ISO 8601 writes it: PT30H15M00S."""
    sign = "-" if value < dt.timedelta() else ""
    minutes, seconds = divmod(abs(value), dt.timedelta(minutes=1))
    hours, minutes = divmod(minutes, 60)
    whole, part = divmod(seconds, dt.timedelta(seconds=1))
    fraction = f".{part.microseconds:06}".rstrip("0").rstrip(".")
    return f"{sign}PT{hours:02}H{minutes:02}M{whole:02}{fraction}S"
