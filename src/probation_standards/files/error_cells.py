"""The cells of a sheet that hold an error, such as #N/A: the library that reads workbooks gives them as empty cells, or as 0.

An error must not pass for a cell that was left empty, which can mean something, so they are looked up in the file itself. A
file that has none, as most, is only searched for the sign of one.
"""

from __future__ import annotations

import posixpath
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element, ParseError, iterparse
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile, is_zipfile

ErrorCells = Mapping[int, Mapping[int, str]]
"""Rows, from 1, to places of columns, from 0, to the text of the error there."""

_CHUNK = 1024 * 1024
_OVERLAP = 64
_EXCEL_SIGN = re.compile(rb"""\st\s*=\s*["']e["']""")
_OPEN_SIGN = re.compile(rb"""["']error["']|>\s*(#[A-Z]|Err:)""")
_OPEN_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?|Err:\d+")
_NOT_AS_MADE = (BadZipFile, ParseError, ExpatError, LookupError, RuntimeError, EOFError, zlib.error)
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")


def check_open_document(path: Path) -> None:
    """Hold the content of an .ods file to be whole XML; the library that reads workbooks never returns from one cut off.

    Raises:
        ValueError: When it is not. Any other file is left to the library.
    """
    if not is_zipfile(path):
        return
    try:
        with ZipFile(path) as parts:
            if "content.xml" in parts.namelist():
                with parts.open("content.xml") as content:
                    ParserCreate().ParseFile(content)
    except _NOT_AS_MADE as error:
        raise ValueError(str(error)) from None


def error_cells(path: Path, sheet: str) -> ErrorCells:
    """Return the errors in a sheet of a workbook, which has this name.

    Raises:
        ValueError: When the file is not made as such files are.
    """
    found: dict[int, dict[int, str]] = defaultdict(dict)
    try:
        for row, place, text in _zipped_errors(path, sheet):
            found[row][place] = text
    except _NOT_AS_MADE as error:
        raise ValueError(str(error)) from None
    return found


def _zipped_errors(path: Path, sheet: str) -> Iterator[tuple[int, int, str]]:
    with ZipFile(path) as parts:
        excel = "content.xml" not in parts.namelist()
        part = _part_of(parts, sheet) if excel else "content.xml"
        with parts.open(part) as content:
            has_some = _has(content, _EXCEL_SIGN if excel else _OPEN_SIGN)
        if has_some:
            with parts.open(part) as content:
                yield from _excel_errors(content) if excel else _open_errors(content, sheet)


def _has(content: IO[bytes], sign: re.Pattern[bytes]) -> bool:
    before = b""
    while chunk := content.read(_CHUNK):
        if sign.search(before + chunk):
            return True
        before = chunk[-_OVERLAP:]
    return False


def _part_of(parts: ZipFile, sheet: str) -> str:
    """Return the part of an Excel workbook that holds the sheet of this name."""
    with parts.open("xl/workbook.xml") as content:
        ids = [
            _attribute(element, "id")
            for element in _elements(content)
            if _local(element) == "sheet" and element.get("name") == sheet
        ]
    with parts.open("xl/_rels/workbook.xml.rels") as content:
        targets = {element.get("Id"): element.get("Target", "") for element in _elements(content)}
    wanted = posixpath.normpath(posixpath.join("/xl", targets[ids[0]].replace("\\", "/"))).lower()
    return next((part for part in parts.namelist() if f"/{part}".replace("\\", "/").lower() == wanted), wanted)


def _excel_errors(content: IO[bytes]) -> Iterator[tuple[int, int, str]]:
    rows, row, column = Element(""), 0, -1
    for event, element in iterparse(content, ("start", "end")):  # noqa: S314  # its parser bounds what entities grow to
        match event, _local(element):
            case "start", "sheetData":
                rows = element
            case "start", "row":
                row, column = int(element.get("r", row + 1)), -1
            case "start", "c":
                reference = _REFERENCE.fullmatch(element.get("r", ""))
                column = _place(reference[1]) if reference else column + 1
            case "end", "c" if element.get("t") == "e":
                yield row, column, _text(element, "v")
            case "end", "row":
                rows.clear()  # what was read need not stay in memory


def _open_errors(content: IO[bytes], sheet: str) -> Iterator[tuple[int, int, str]]:
    name, row = "", 1
    for event, element in iterparse(content, ("start", "end")):  # noqa: S314  # its parser bounds what entities grow to
        match event, _local(element):
            case "start", "table":
                name, row = _attribute(element, "name"), 1
            case "end", "table-row":
                again = int(_attribute(element, "number-rows-repeated") or 1)
                errors = list(_open_row(element)) if name == sheet else []
                yield from ((row + step, place, text) for step in range(again if errors else 0) for place, text in errors)
                row += again
                element.clear()


def _open_row(row: Element) -> Iterator[tuple[int, str]]:
    place = 0
    for cell in row:
        again = int(_attribute(cell, "number-columns-repeated") or 1)
        text = _text(cell, "p")
        is_old = _attribute(cell, "formula") and _OPEN_ERROR.fullmatch(text)  # written before there was a type for errors
        if is_old or any(key.endswith("}value-type") and value == "error" for key, value in cell.attrib.items()):
            yield from ((place + step, text) for step in range(again))
        place += again


def _elements(content: IO[bytes]) -> Iterator[Element]:
    return (element for _, element in iterparse(content))  # noqa: S314  # its parser bounds what entities grow to


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _attribute(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _text(cell: Element, name: str) -> str:
    texts = ("".join(part.itertext()) for part in cell if _local(part) == name)
    return next(texts, "").strip() or "#ERROR"


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
