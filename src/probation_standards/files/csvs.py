"""Case files in CSV, as spreadsheets and data engineers write them, streamed.

How a file is encoded is decided before its first row is handed out: a late byte must not change what was read before it.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

import attrs

from probation_standards.errors import Problem
from probation_standards.files.tables import Block, Header, RowProblems, unreadable

MOST_IN_LINE = 16 * 1024 * 1024
"""More characters than this without the end of a line are no table, and would only cost memory."""

_stripped = cast("Callable[[object], str]", str.strip)
_CHUNK = 1024 * 1024
_SAMPLED_ROWS = 10
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_NO_CSV = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"PK\x03\x04": "a workbook or another ZIP file",
    b"\xd0\xcf\x11\xe0": "a workbook",
    b"PAR1": "a Parquet file",
}


@attrs.frozen
class CsvFile:
    """A CSV file.

    Attributes:
        path: Where it is.
        name: What messages call it.
        encoding: How its characters are encoded.
        delimiter: What stands between its cells: a comma, a semicolon or a tab.
        header: Its header.
        has_nul: Whether a NUL character, which no text has, is somewhere in it.
    """

    path: Path
    name: str
    encoding: str
    delimiter: str
    header: Header
    has_nul: bool = False

    @property
    def columns(self) -> tuple[str, ...]:
        """The names in the header, in order."""
        return self.header.columns

    def blocks(self, progress: Callable[[int, int], None] | None = None) -> Iterator[Block]:
        """Yield the rows in blocks of texts, stripped; see `TableFile.blocks`."""
        problems = RowProblems(self.name)
        with opened(self.path, self.name) as raw:
            total = raw.seek(0, io.SEEK_END)
            raw.seek(0)
            with io.TextIOWrapper(raw, self.encoding, newline="") as lines:
                for block in self.header.blocks(self._rows(lines, problems), problems):
                    yield Block(block.first_row, tuple(tuple(map(_stripped, column)) for column in block.columns))
                    if progress:
                        progress(min(raw.tell(), total), total)
        if progress:
            progress(total, total)
        problems.raise_any()

    def _rows(self, lines: io.TextIOWrapper, problems: RowProblems) -> Iterator[tuple[int, list[str]]]:
        """Yield the rows below the header that are not empty and have all their cells, each with its number."""
        reader = csv.reader(lines, delimiter=self.delimiter, strict=True)
        width, row, has_nul, header_row = len(self.header.cells), 0, self.has_nul, self.header.row
        while True:
            row += 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                expected, stays = _csv_problem(error)
                problems.report(row, expected)
                if stays:
                    return
                continue
            except (UnicodeDecodeError, OSError) as error:  # it was whole when it was opened
                problems.report(row, f"expected a file that does not change while it is read: {error}")
                return
            if row <= header_row or not any(map(str.strip, cells)):
                continue
            if len(cells) != width:
                problems.report(row, f"expected {width} cells, as in the header; there are {len(cells)}")
            elif has_nul and any("\0" in cell for cell in cells):
                problems.report(row, "expected text without NUL characters")
            else:
                yield row, cells


def opened(path: Path, name: str) -> BinaryIO:
    """Return the file at `path`, to be read.

    Raises:
        CaseFileError: When it can't be.
    """
    try:
        return path.open("rb")
    except OSError as error:
        raise unreadable(name, Problem("", f"expected a readable file: {error.strerror}")) from None


def open_csv(path: Path, name: str) -> CsvFile:
    """Return the CSV file at `path`, its encoding, delimiter and header decided.

    Raises:
        CaseFileError: When it is no CSV, or its header can't be read.
        OSError: When the file can't be read.
    """
    encoding, has_nul = _encoding(path, name)
    found: dict[str, list[tuple[int, list[str]]]] = {}
    for delimiter in "\t" if path.suffix.lower() == ".tsv" else ",;\t":
        with path.open(encoding=encoding, newline="") as lines:
            found[delimiter] = list(islice(_read_rows(lines, delimiter), _SAMPLED_ROWS))
    delimiter = max(found, key=lambda delimiter: _likeness(found[delimiter]))
    row, cells = next(iter(found[delimiter]), (1, []))
    header = Header(row, tuple(cells))
    if any("\0" in cell for cell in cells):
        raise unreadable(name, Problem("row 1", 'expected text without NUL characters; save the file again as "CSV UTF-8"'))
    if len(cells) < 2:
        for delimiter_tried in found:
            _check_first_row(path, name, encoding, delimiter_tried)
    header.check(name)
    return CsvFile(path, name, encoding, delimiter, header, has_nul)


def _read_rows(lines: io.TextIOWrapper, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with more in them than delimiters, of whichever sort, up to the first that is no CSV."""
    try:
        for row, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), start=1):
            if any(cell.strip(" ,;\t") for cell in cells):
                yield row, [cell.strip() for cell in cells]
    except csv.Error:
        return


def _check_first_row(path: Path, name: str, encoding: str, delimiter: str) -> None:
    """Raise what keeps the first row from being CSV with this delimiter, if anything does."""
    problems, row = RowProblems(name), 0
    with path.open(encoding=encoding, newline="") as lines:
        try:
            for row, cells in enumerate(csv.reader(lines, delimiter=delimiter, strict=True), start=1):  # noqa: B007  # read after it
                if any(map(str.strip, cells)):
                    break
        except csv.Error as error:
            problems.report(row + 1, _csv_problem(error)[0])
    problems.raise_any()


def _likeness(rows: list[tuple[int, list[str]]]) -> tuple[int, int]:
    """Return how much rows look as if they had been told apart rightly: how many are as wide as the header, and its width."""
    width = len(rows[0][1]) if rows else 0
    return (sum(len(cells) == width for _, cells in rows[1:]) if width > 1 else 0, width)


def _encoding(path: Path, name: str) -> tuple[str, bool]:
    """Return how the file is encoded, and whether there is a NUL character in it.

    The whole file is decoded once, in pieces. What is not UTF-8 is Windows-1252, which spreadsheets in Britain write.
    """
    with path.open("rb") as raw:
        start = raw.read(8)
    for mark, what in _NO_CSV.items():
        if start.startswith(mark):
            raise unreadable(name, Problem("", f'expected CSV; this is {what}: save it as "CSV UTF-8"'))
    marked = [encoding for mark, encoding in _MARKS.items() if start.startswith(mark)]
    candidates = marked or ["utf-8", "cp1252"]
    for encoding in candidates:
        try:
            return encoding, _scan(path, name, encoding)
        except UnicodeDecodeError:
            continue
    said = marked[0].removesuffix("-sig").upper() if marked else "UTF-8"
    raise unreadable(name, Problem("", f'expected text in {said}; save the file again as "CSV UTF-8"'))


def _scan(path: Path, name: str, encoding: str) -> bool:
    """Return whether there is a NUL character in the file; raise `UnicodeDecodeError` where it is not in this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    has_nul, length = False, 0
    with path.open("rb") as raw:
        while True:
            chunk = raw.read(_CHUNK)
            text = decoder.decode(chunk, final=not chunk)
            has_nul = has_nul or "\0" in text
            ends = max(text.rfind("\n"), text.rfind("\r"))
            length = length + len(text) if ends < 0 else len(text) - ends
            if length > MOST_IN_LINE:
                raise unreadable(name, Problem("", "expected lines; there are millions of characters without the end of one"))
            if not chunk:
                return has_nul


def _csv_problem(error: csv.Error) -> tuple[str, bool]:
    """Return what was expected where a row is no CSV, and whether nothing that follows it can be told apart."""
    said = str(error)
    if "unexpected end" in said:
        return "expected a closing quote; all that follows the opening one, to the end, was taken for one cell", True
    if "field limit" in said:
        most = csv.field_size_limit()
        return f"expected cells of at most {most:,} characters; an opening quote that nothing closes makes longer ones", True
    return f"expected CSV: {said}", False
