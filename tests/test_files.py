"""Case files in, result files out: what is read, what is refused and how that is said, and that a file is written whole."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
import stat
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from probation_standards.errors import CaseFileError, CellProblem, ProbationStandardsError
from probation_standards.files import csvs, spreadsheets, tables
from probation_standards.files.reading import Block, TableFile, open_table
from probation_standards.files.writing import write_table

Row = tuple[int, tuple[object, ...]]

ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252")
MARKS = {"utf-16-le": "\ufeff", "utf-16-be": "\ufeff"}
"""What Python does not write in front of text in these encodings, and spreadsheets do."""

BRITISH = bytes(sorted({*range(1, 256)} - {0x81, 0x8D, 0x8F, 0x90, 0x9D})).decode("cp1252")
"""Every character of Windows-1252 but NUL."""

ANY = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
PRINTED = st.characters(exclude_categories=["C", "Z"]) | st.just(" ")


def put(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def rows_of(table: TableFile) -> list[Row]:
    """All rows of a table, with their numbers."""
    return [
        (block.first_row + step, cells)
        for block in table.blocks()
        for step, cells in enumerate(zip(*block.columns, strict=True))
    ]


def said(caught: pytest.ExceptionInfo[CaseFileError]) -> list[str]:
    return [str(problem) for problem in caught.value.problems]


def refused(path: Path, content: bytes | str, sheet: str | None = None) -> list[str]:
    """What is said of a file that can't be read, whether when it is opened or when its rows are read."""
    with pytest.raises(CaseFileError) as caught:
        rows_of(open_table(put(path, content), sheet=sheet))
    assert caught.value.heading.startswith(str(path))
    assert caught.value.heading.endswith("cannot be read")
    return said(caught)


@st.composite
def texts_tables(draw: st.DrawFn, alphabet: st.SearchStrategy[str]) -> tuple[list[str], list[list[str]]]:
    """A header of different names, and rows of as many texts."""
    texts = st.text(alphabet, max_size=6)
    names = [f"{number}{draw(texts)}".strip() for number in range(draw(st.integers(1, 4)))]
    return names, draw(st.lists(st.lists(texts, min_size=len(names), max_size=len(names)), max_size=5))


def filled(rows: Sequence[Sequence[str]], start: int = 2) -> list[Row]:
    """The rows that are not empty, stripped, with their numbers."""
    stripped = [tuple(cell.strip() for cell in row) for row in rows]
    return [(number, row) for number, row in enumerate(stripped, start=start) if any(row)]


def csv_text(rows: Sequence[Sequence[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    return text.getvalue()


class TestCsv:
    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    @pytest.mark.parametrize("encoding", ENCODINGS)
    @given(data=st.data())
    def test_round_trip(self, encoding: str, delimiter: str, data: st.DataObject) -> None:
        """Any table of texts is read as it was written, stripped, in every encoding and with every delimiter."""
        names, rows = data.draw(texts_tables(st.sampled_from(BRITISH) if encoding == "cp1252" else ANY))
        names[0] = f"£ {names[0]}"  # which as Windows-1252 is no UTF-8
        content = (MARKS.get(encoding, "") + csv_text([names, *rows], delimiter)).encode(encoding)
        with TemporaryDirectory() as folder:
            table = open_table(put(Path(folder, "cases.csv"), content))

            assert tuple(names) == table.columns
            assert filled(rows) == rows_of(table)
            assert filled(rows) == rows_of(table)  # and again from the start

    @pytest.mark.parametrize(
        ("expected", "header"),
        [
            (("Case", "P 2.1.1"), "Case,P 2.1.1"),
            (("Case", "P 2.1.1"), " Case ;P 2.1.1;;"),
            (("Case", "P 2.1.1"), "Case\tP 2.1.1"),
            (("Case; its id", "P"), '"Case; its id",P'),
            (("Case, its id", "P"), '"Case, its id";P'),
            (("Case",), "Case"),
            (("Case",), "\n\n,,\nCase"),
        ],
    )
    def test_header(self, tmp_path: Path, expected: tuple[str, ...], header: str) -> None:
        assert expected == open_table(put(tmp_path / "cases.txt", header)).columns

    def test_rows_help_to_tell_the_delimiter(self, tmp_path: Path) -> None:
        table = open_table(put(tmp_path / "cases.csv", "Case;Is it safe, sound, and well, then?;Note\n1;Yes;\n2;No;x\n"))

        assert ("Case", "Is it safe, sound, and well, then?", "Note") == table.columns

    def test_tabs_are_told_by_the_name(self, tmp_path: Path) -> None:
        assert ("Case, its id",) == open_table(put(tmp_path / "cases.tsv", "Case, its id\n1\n")).columns

    def test_row_numbers(self, tmp_path: Path) -> None:
        """A blank line counts, and a line within quotes does not, as in a spreadsheet."""
        table = open_table(put(tmp_path / "cases.csv", '\nCase,Q\n\n1,"x\ny"\n , \n2,\n'))

        assert [(4, ("1", "x\ny")), (6, ("2", ""))] == rows_of(table)

    def test_a_late_byte_decides_before_the_first_block(self, tmp_path: Path) -> None:
        """One byte that is no UTF-8, anywhere, makes all of a file Windows-1252."""
        content = "Case,Q\n1,é\n".encode() + b"2,x\n" * 600_000 + b"3,\xa350\n"
        table = open_table(put(tmp_path / "cases.csv", content))

        blocks = [block.columns[1] for block in table.blocks()]
        assert ("Ã©", "£50") == (blocks[0][0], blocks[-1][-1])

    def test_blocks_are_lazy(self, tmp_path: Path) -> None:
        """No more of a file is read than the blocks that were asked for."""
        table = open_table(put(tmp_path / "cases.csv", "Case,Q\n" + "1234567,x\n" * 5 * tables.BLOCK_ROWS + "1\n"))
        told: list[tuple[int, int]] = []
        blocks = table.blocks(lambda done, total: told.append((done, total)))

        assert tables.BLOCK_ROWS == len(next(blocks).columns[0])
        assert 2 + tables.BLOCK_ROWS == next(blocks).first_row
        ((done, total),) = told
        assert table.columns == ("Case", "Q")
        assert total / 6 < done < total / 4
        with pytest.raises(CaseFileError):
            list(blocks)
        assert (total, total) == told[-1]

    @given(st.integers(1, 4), texts_tables(ANY))
    def test_blocks_of_any_length_hold_the_same(self, length: int, table: tuple[list[str], list[list[str]]]) -> None:
        """Where blocks end changes nothing in the rows; none is longer than it may be, or empty."""
        names, rows = table
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setattr(tables, "BLOCK_ROWS", length)
            found = open_table(put(Path(folder, "cases.csv"), csv_text([names, *rows])))

            assert filled(rows) == rows_of(found)
            assert {len(column) for block in found.blocks() for column in block.columns} <= {*range(1, length + 1)}

    def test_columns_without_name_or_value_are_left_out(self, tmp_path: Path) -> None:
        table = open_table(put(tmp_path / "cases.csv", "Case,,Q,\n1,,x,\n"))

        assert ("Case", "Q") == table.columns
        assert [Block(2, (("1",), ("x",)))] == list(table.blocks())


TOO_LONG = "row 2: expected cells of at most 131,072 characters; an opening quote that nothing closes makes longer ones"


class TestCsvProblems:
    @pytest.mark.parametrize(
        ("expected", "content"),
        [
            (["row 1: expected a header: a first row with the names of columns"], ""),
            (["row 1: expected a header: a first row with the names of columns"], "\n , \n;;\n"),
            (
                [
                    "row 1, column 'a': expected a name that is not there already; columns A and B have it",
                    "row 1, column 'b': expected a name that is not there already; columns C and E have it",
                ],
                "a, a,b,,b\n",
            ),
            (
                ["row 1, column B: expected a name for this column, since row 3 has a value there (found 'y')"],
                "a,,b\n1,,2\n1,y,2\n1,z,2\n",
            ),
            (
                [
                    "row 2: expected 2 cells, as in the header; there are 1",
                    "row 5: expected 2 cells, as in the header; there are 3",
                ],
                "a,b\n1\n1,2\n\n1,2,3\n",
            ),
            (
                ["row 3: expected a closing quote; all that follows the opening one, to the end, was taken for one cell"],
                'a,b\n1,2\n3,"4\n5,6\n',
            ),
            (
                ["row 1: expected a closing quote; all that follows the opening one, to the end, was taken for one cell"],
                'a,"b\n1,2\n',
            ),
            (["row 2: expected CSV: ',' expected after '\"'"], 'a,b\n1,"2"3\n4,5\n'),
            (
                [TOO_LONG],
                'a,b\n1,"' + "2,3\n" * 50_000,
            ),
            (["row 3: expected text without NUL characters"], "a,b\n1,2\n1,\0\n1,2\n"),
            (
                ['row 1: expected text without NUL characters; save the file again as "CSV UTF-8"'],
                "a,b\n1,2\n".encode("utf-16-le"),
            ),
            (['expected text in UTF-8; save the file again as "CSV UTF-8"'], b"a,b\n\x81,2\n"),
            (['expected text in UTF-8; save the file again as "CSV UTF-8"'], b"\xef\xbb\xbfa,b\n\xa3,2\n"),
            (['expected text in UTF-16; save the file again as "CSV UTF-8"'], b"\xff\xfea\x00\n"),
            (['expected CSV; this is UTF-32: save it as "CSV UTF-8"'], "\ufeffa,b\n".encode("utf-32-le")),
            (['expected CSV; this is a workbook or another ZIP file: save it as "CSV UTF-8"'], b"PK\x03\x04\x00"),
        ],
        ids=count(),
    )
    def test_each(self, tmp_path: Path, expected: list[str], content: bytes | str) -> None:
        assert expected == refused(tmp_path / "cases.csv", content)

    @given(
        st.lists(st.sampled_from([*'ab,;\t"\r\n \0', "\ufeff", "é", "\x81"]), max_size=30).map("".join),
        st.sampled_from(ENCODINGS),
    )
    def test_any_text(self, text: str, encoding: str) -> None:
        """Any file at all is read or refused; nothing else is ever raised."""
        with TemporaryDirectory() as folder, suppress(CaseFileError):
            table = open_table(put(Path(folder, "cases.csv"), text.encode(encoding, errors="ignore")))
            for _, cells in rows_of(table):
                assert len(table.columns) == len(cells)

    def test_are_data(self, tmp_path: Path) -> None:
        with pytest.raises(CaseFileError) as caught:
            rows_of(open_table(put(tmp_path / "cases.csv", "a,b\n1\n")))

        (problem,) = caught.value.problems
        assert isinstance(problem, CellProblem)
        assert (2, "") == (problem.row, problem.column)

    def test_the_other_rows_are_read_all_the_same(self, tmp_path: Path) -> None:
        """What is wrong is raised after the last row, so that whoever reads on can say what else is wrong."""
        blocks = open_table(put(tmp_path / "cases.csv", "a,b\n1,2\n3\n4,5\n")).blocks()

        assert [Block(2, (("1",), ("2",))), Block(4, (("4",), ("5",)))] == [next(blocks), next(blocks)]
        with pytest.raises(CaseFileError):
            next(blocks)

    @pytest.mark.parametrize(
        ("expected", "wrong"), [("there are 12 more rows with problems", 32), ("there is 1 more row with problems", 21)]
    )
    def test_twenty_are_listed(self, tmp_path: Path, expected: str, wrong: int) -> None:
        problems = refused(tmp_path / "cases.csv", "a,b\n" + "1\n" * wrong)

        assert ("row 21: expected 2 cells, as in the header; there are 1", expected) == (problems[19], problems[20])
        assert 21 == len(problems)

    def test_in_the_order_of_rows(self, tmp_path: Path) -> None:
        """The header's problems come first, whenever they were found."""
        problems = refused(tmp_path / "cases.csv", "a,,b\n1\n1,x,2\n")

        assert ["row 1, column B", "row 2"] == [problem.partition(":")[0] for problem in problems]

    def test_twenty_alone_have_no_more(self, tmp_path: Path) -> None:
        assert 20 == len(refused(tmp_path / "cases.csv", "a,b\n" + "1\n" * 20))

    def test_no_line_ends(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(csvs, "MOST_IN_LINE", 100)

        assert ["expected lines; there are millions of characters without the end of one"] == refused(
            tmp_path / "cases.csv", "a\n" + "b" * 101
        )
        assert ("a",) == open_table(put(tmp_path / "cases.csv", "a\n" + ("b" * 99 + "\r") * 3)).columns

    def test_a_file_that_changes(self, tmp_path: Path) -> None:
        """A file that is another one when its rows are read is reported as any other problem."""
        path = put(tmp_path / "cases.csv", "a,b\n1,2\n")
        table = open_table(path)
        put(path, b"a,b\n\xa3,2\n")

        with pytest.raises(CaseFileError, match="does not change while it is read"):
            rows_of(table)
        path.unlink()
        with pytest.raises(CaseFileError, match="expected a readable file: No such file"):
            rows_of(table)


class TestOpening:
    @pytest.mark.parametrize(
        ("expected", "name"),
        [
            ("expected a file that is there. Did you mean 'cases.csv'?", "case.csv"),
            ("expected a file that is there", "nowhere/else.csv"),
            ("expected a file; this is a directory", "folder.csv"),
            ("expected an ordinary file, since it is read twice", "pipe.csv"),
            ("expected a readable file: File name too long", f"{'x' * 300}.csv"),
        ],
    )
    def test_no_file(self, tmp_path: Path, expected: str, name: str) -> None:
        put(tmp_path / "cases.csv", "a\n")
        (tmp_path / "folder.csv").mkdir()
        os.mkfifo(tmp_path / "pipe.csv")

        with pytest.raises(CaseFileError) as caught:
            open_table(tmp_path / name)
        assert [expected] == said(caught)

    @pytest.mark.parametrize(
        ("expected", "name"), [("'.xlsx'", "a.xslx"), ("'.parquet'", "a.parqet"), ("", "a.docx"), ("", "a")]
    )
    def test_unknown_ending(self, expected: str, name: str) -> None:
        with pytest.raises(CaseFileError) as caught:
            open_table(name)
        (problem,) = said(caught)
        assert "expected a file ending in .csv, .tsv, .txt, .xlsx, .xlsm, .ods or .parquet" in problem
        assert expected in problem.partition("Did you mean")[2]

    def test_no_path(self) -> None:
        with pytest.raises(CaseFileError):
            open_table("a\0.csv")

    def test_parquet_is_read_elsewhere(self) -> None:
        with pytest.raises(CaseFileError, match="a Parquet file is read by a library of tables"):
            open_table("cases.parquet")

    def test_a_sheet_of_csv(self, tmp_path: Path) -> None:
        assert ["expected no name of a sheet, since CSV has no sheets (found 'Cases')"] == refused(
            tmp_path / "cases.csv", "a\n", sheet="Cases"
        )

    def test_ending_in_capitals(self, tmp_path: Path) -> None:
        assert ("a",) == open_table(put(tmp_path / "CASES.CSV", "a\n")).columns
        assert ("a",) == open_table(put(tmp_path / "CASES.XLSX", xlsx({"Cases": [[], ["a"]]}))).columns


Given = str | float | bool | None | tuple[str, str]
"""What a test puts in a cell; a pair is a sort of cell and what it holds."""

PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def zipped(parts: Mapping[str, str]) -> bytes:
    content = io.BytesIO()
    with ZipFile(content, "w") as file:
        for name, text in parts.items():
            file.writestr(name, text if name == "mimetype" else f'<?xml version="1.0" encoding="UTF-8"?>\n{text}')
    return content.getvalue()


def xlsx(sheets: Mapping[str, Sequence[Sequence[Given]]], hidden: str = "", first: str = "A") -> bytes:
    """An Excel workbook with these sheets; cells stand from the column `first` on."""
    styles = "".join(f'<xf numFmtId="{number}"/>' for number in (0, 14, 22, 46))  # none, a date, a date and time, [h]:mm:ss
    listed, related = "", f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
    parts = {"xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="4">{styles}</cellXfs></styleSheet>'}
    for number, (name, rows) in enumerate(sheets.items(), start=1):
        state = ' state="hidden"' if name == hidden else ""
        listed += f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="r{number}"{state}/>'
        target = f"worksheets/sheet{number}.xml"
        related += f'<Relationship Id="r{number}" Type="{OFFICE}/worksheet" Target="{target}"/>'
        lines = "".join(_xlsx_row(row, cells, ord(first)) for row, cells in enumerate(rows, start=1) if cells)
        parts[f"xl/{target}"] = f'<worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData></worksheet>'
    parts["xl/workbook.xml"] = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>'
    parts["xl/_rels/workbook.xml.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>'
    root = f'<Relationship Id="r" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    parts["_rels/.rels"] = f'<Relationships xmlns="{PACKAGE}/relationships">{root}</Relationships>'
    parts["[Content_Types].xml"] = f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="x"/></Types>'
    return zipped(parts)


def _xlsx_row(row: int, cells: Sequence[Given], first: int) -> str:
    found = (_xlsx_cell(f"{chr(column)}{row}", cell) for column, cell in enumerate(cells, start=first))
    return f'<row r="{row}">{"".join(found)}</row>'


def _xlsx_cell(reference: str, cell: Given) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return f'<c r="{reference}" t="b"><v>{cell:d}</v></c>'
        case str():
            return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
        case ("error", text):
            return f'<c r="{reference}" t="e"><v>{escape(text)}</v></c>'
        case (style, number):
            return f'<c r="{reference}" s="{style}"><v>{number}</v></c>'
    return f'<c r="{reference}"><v>{cell!r}</v></c>'


def ods(sheets: Mapping[str, Sequence[Sequence[Given]]]) -> bytes:
    """An OpenDocument workbook with these sheets."""
    found = ""
    for name, rows in sheets.items():
        lines = "".join(f"<table:table-row>{''.join(map(_ods_cell, cells or [None]))}</table:table-row>" for cells in rows)
        found += f"<table:table table:name={quoteattr(name)}>{lines}</table:table>"
    spaces = " ".join(f'xmlns:{name}="{OPEN}:{name}:1.0"' for name in ("office", "table", "text"))
    calc = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    body = f"<office:body><office:spreadsheet>{found}</office:spreadsheet></office:body>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f'<m:manifest xmlns:m="{OPEN}:manifest:1.0"/>',
            "content.xml": f"<office:document-content {spaces} {calc}>{body}</office:document-content>",
        }
    )


def _ods_cell(cell: Given) -> str:
    if cell is None:
        return "<table:table-cell/>"
    kind, value = cell if isinstance(cell, tuple) else (type(cell).__name__, str(cell))
    attributes, text = {
        "str": ('office:value-type="string"', value),
        "bool": (f'office:value-type="boolean" office:boolean-value="{value.lower()}"', "x"),
        "error": ('table:formula="of:=1" office:value-type="string" office:string-value="" calcext:value-type="error"', value),
        "old error": ('table:formula="of:=1" office:value-type="float" office:value="0"', value),
        "twice": ('table:number-columns-repeated="2" office:value-type="string"', value),
        "float": (f'office:value-type="float" office:value="{value}"', "x"),
    }.get(kind, (f'office:value-type="{kind}" office:{kind}-value="{value}"', "x"))
    return f"<table:table-cell {attributes}><text:p>{escape(text)}</text:p></table:table-cell>"


WORKBOOKS = {".xlsx": xlsx, ".xlsm": xlsx, ".ods": ods}


class TestSpreadsheets:
    @pytest.mark.parametrize("ending", WORKBOOKS)
    @given(table=texts_tables(PRINTED), above=st.integers(0, 3))
    def test_round_trip(self, ending: str, table: tuple[list[str], list[list[str]]], above: int) -> None:
        """Any table of texts is read as it was written, stripped, with the row numbers that the spreadsheet shows."""
        names, rows = table
        content = WORKBOOKS[ending]({"Cases": [*[[]] * above, names, *rows]})
        with TemporaryDirectory() as folder:
            found = open_table(put(Path(folder, f"cases{ending}"), content))

            assert tuple(names) == found.columns
            assert filled(rows, above + 2) == rows_of(found)
            assert filled(rows, above + 2) == rows_of(found)  # and again from the start

    @given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(2**53), 2**53))
    def test_numbers(self, number: float) -> None:
        """A number is the one that was written, and whole ones are integers, which workbooks don't tell apart."""
        with TemporaryDirectory() as folder:
            table = open_table(put(Path(folder, "cases.xlsx"), xlsx({"Cases": [["a"], [float(number)]]})))
            ((_, (found,)),) = rows_of(table)

        assert number == found
        assert isinstance(found, int) == float(number).is_integer()

    @pytest.mark.parametrize(
        ("expected", "cell"),
        [
            ("a b", "  a b "),
            (True, True),
            (False, False),
            (64.1, 64.1),
            (64, 64.0),
            ("2023-03-15", ("1", "45000")),
            ("2023-03-15", ("2", "45000")),
            ("2023-03-15T12:00:00", ("2", "45000.5")),
            ("12:00:00", ("1", "0.5")),
            ("PT30H15M00S", ("3", str(30.25 / 24))),
            ("#N/A", ("error", "#N/A")),
            ("#REF!", ("error", "#REF!")),
        ],
    )
    def test_excel_cells(self, tmp_path: Path, expected: object, cell: Given) -> None:
        table = open_table(put(tmp_path / "cases.xlsx", xlsx({"Notes": [], "Cases": [[], ["a", "b"], ["x", cell]]}, first="C")))

        ((row, (_, found)),) = rows_of(table)
        assert (3, expected, type(expected)) == (row, found, type(found))

    @pytest.mark.parametrize(
        ("expected", "cell"),
        [
            ("a b", "  a b "),
            (True, True),
            (64, 64.0),
            ("2024-05-01", ("date", "2024-05-01")),
            ("PT30H15M00S", ("time", "PT30H15M00S")),
            ("#N/A", ("error", "#N/A")),
            ("#REF!", ("old error", "#REF!")),
            ("Err:502", ("old error", "Err:502")),
        ],
    )
    def test_open_document_cells(self, tmp_path: Path, expected: object, cell: Given) -> None:
        other: Sequence[Sequence[Given]] = [["a", "b", "c", "d"], ["x", ("error", "#OTHER!"), "x", "x"]]
        sheets: Mapping[str, Sequence[Sequence[Given]]] = {
            "Notes": other,
            "Cases": [[], ["a", "b", "c", "d"], [("twice", "x"), cell, "y"]],
        }
        table = open_table(put(tmp_path / "cases.ods", ods(sheets)), sheet="Cases")

        ((row, (_, _, found, _)),) = rows_of(table)
        assert (3, expected, type(expected)) == (row, found, type(found))

    def test_errors_elsewhere_are_not_taken(self, tmp_path: Path) -> None:
        """An error belongs to its own cell, whichever sheets and rows stand around it."""
        cells: Sequence[Sequence[Given]] = [["a", "b"], ["x", ""], [("error", "#N/A"), "y"], ["", "z"]]
        table = open_table(put(tmp_path / "cases.xlsx", xlsx({"Notes": cells[1:], "Cases": cells}, first="B")), sheet="Cases")

        assert [(2, ("x", "")), (3, ("#N/A", "y")), (4, ("", "z"))] == rows_of(table)

    @pytest.mark.parametrize(
        ("expected", "length"),
        [
            ("PT00H00M00S", dt.timedelta()),
            ("PT100H00M01.5S", dt.timedelta(days=4, hours=4, seconds=1.5)),
            ("-PT00H01M00S", dt.timedelta(minutes=-1)),
        ],
    )
    def test_lengths_of_time(self, expected: str, length: dt.timedelta) -> None:
        assert expected == spreadsheets._cell(length)

    def test_header_of_numbers(self, tmp_path: Path) -> None:
        """A header may be a number, such as the id of a question."""
        assert ("2.1", "3") == open_table(put(tmp_path / "cases.xlsx", xlsx({"Cases": [[2.1, 3.0]]}))).columns

    def test_empty_rows_and_trailing_columns(self, tmp_path: Path) -> None:
        content = xlsx({"Cases": [["a", "b", None, ""], [], [1.0, "", "", " "], ["", " "], [2.0, "x"]]})
        table = open_table(put(tmp_path / "cases.xlsx", content))

        assert ("a", "b") == table.columns
        assert [(3, (1, "")), (5, (2, "x"))] == rows_of(table)

    def test_progress(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tables, "BLOCK_ROWS", 2)
        table = open_table(put(tmp_path / "cases.xlsx", xlsx({"Cases": [["a"], *[["x"]] * 5]})))
        told: list[tuple[int, int]] = []
        list(table.blocks(lambda done, total: told.append((done, total))))

        assert [(3, 6), (5, 6), (6, 6), (6, 6)] == told


class TestSheets:
    SHEETS: Mapping[str, Sequence[Sequence[Given]]] = {"Empty": [], "Blank": [["", " "]], "Cases": [["a"]], "Old": [["b"]]}

    def test_the_only_one_that_is_filled(self, tmp_path: Path) -> None:
        path = put(tmp_path / "cases.xlsx", xlsx(self.SHEETS, hidden="Old"))

        assert (f"{path}, sheet 'Cases'", ("a",)) == (open_table(path).name, open_table(path).columns)

    def test_named(self, tmp_path: Path) -> None:
        """A sheet that is named is read, also where it is hidden."""
        assert ("b",) == open_table(put(tmp_path / "cases.xlsx", xlsx(self.SHEETS, hidden="Old")), sheet="Old").columns

    def test_several(self, tmp_path: Path) -> None:
        assert [
            "expected the name of a sheet with sheet= (--sheet NAME), since several are filled: 'Cases' or 'Old'"
        ] == refused(tmp_path / "cases.xlsx", xlsx(self.SHEETS))

    def test_unknown(self, tmp_path: Path) -> None:
        expected = "expected the name of a sheet: 'Empty', 'Blank', 'Cases' or 'Old' (found 'case'). Did you mean 'Cases'?"

        assert [expected] == refused(tmp_path / "cases.xlsx", xlsx(self.SHEETS), sheet="case")

    def test_none_filled(self, tmp_path: Path) -> None:
        expected = "expected a sheet with a header and rows; all are empty; one that is hidden is read where it is named: 'B'"

        assert [expected] == refused(tmp_path / "cases.xlsx", xlsx({"A": [], "B": [["a"]]}, hidden="B"))
        assert ["row 1: expected a header: a first row with the names of columns"] == refused(
            tmp_path / "cases.xlsx", xlsx({"A": [], "B": [["a"]]}), sheet="A"
        )

    def test_header_problems(self, tmp_path: Path) -> None:
        content = xlsx({"Cases": [[], ["a", "a", None], ["1", "2", "3"]]})

        assert ["row 2, column 'a': expected a name that is not there already; columns A and B have it"] == refused(
            tmp_path / "cases.xlsx", content
        )

    def test_letters_are_those_of_the_sheet(self, tmp_path: Path) -> None:
        content = xlsx({"Cases": [["a", "a", None], ["1", "2", "3"]]}, first="C")

        assert ["row 1, column 'a': expected a name that is not there already; columns C and D have it"] == refused(
            tmp_path / "cases.xlsx", content
        )

    def test_a_value_without_a_name(self, tmp_path: Path) -> None:
        content = xlsx({"Cases": [[], ["a", None, "b"], ["1", 2.5, "3"]]})

        assert ["row 2, column B: expected a name for this column, since row 3 has a value there (found 2.5)"] == refused(
            tmp_path / "cases.xlsx", content
        )


class TestBrokenWorkbooks:
    @pytest.mark.parametrize(
        ("expected", "content"),
        [
            ("; this is an empty file", b""),
            ("; this is something else", b"a,b\n1,2\n"),
            ("; this is a web page or XML", b"<html>"),
            (
                "; this is one with a password, or in the older form of .xls",
                b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            ),
            ("", b"PK\x03\x04"),
            ("", xlsx({"Cases": [["a"]]})[:300]),
            ("", zipped({"mimetype": "", "content.xml": "<office><table>"})),  # on which the library alone would not return
        ],
        ids=count(),
    )
    @pytest.mark.parametrize("ending", [".xlsx", ".ods"])
    def test_each(self, tmp_path: Path, ending: str, expected: str, content: bytes) -> None:
        (problem,) = refused(tmp_path / f"cases{ending}", content)

        assert problem.startswith(f"expected a workbook that can be read{expected}")

    @pytest.mark.parametrize("ending", [".xlsx", ".ods"])
    @given(data=st.data())
    def test_damage(self, ending: str, data: st.DataObject) -> None:
        """A workbook that was damaged anywhere is read or refused; nothing else is ever raised."""
        error = ("error", "#N/A")
        content = bytearray(WORKBOOKS[ending]({"Cases": [["a", "b"], ["x", error], [1.0, True]]}))
        for _ in range(data.draw(st.integers(1, 5))):
            content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
        with TemporaryDirectory() as folder, suppress(CaseFileError):
            rows_of(open_table(put(Path(folder, f"cases{ending}"), bytes(content))))

    def test_older_form(self, tmp_path: Path) -> None:
        (problem,) = refused(tmp_path / "cases.xls", b"")

        assert "expected a workbook saved as .xlsx or .ods" in problem

    def test_password(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        import python_calamine

        def locked(_: object) -> None:
            raise python_calamine.PasswordError("locked")

        monkeypatch.setattr(python_calamine, "load_workbook", locked)
        assert ["expected a workbook without a password"] == refused(tmp_path / "cases.xlsx", b"PK")

    def test_a_mistake_of_the_library(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """What the library itself gets wrong on a strange file is a problem of the file too; being interrupted is none."""
        import python_calamine

        class PanicException(BaseException):  # its name there
            pass

        def failing(kind: type[BaseException]) -> Any:
            def load(_: object) -> None:
                raise kind

            return load

        monkeypatch.setattr(python_calamine, "load_workbook", failing(PanicException))
        assert ["expected a workbook that can be read"] == refused(tmp_path / "cases.xlsx", b"PK")
        monkeypatch.setattr(python_calamine, "load_workbook", failing(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            open_table(tmp_path / "cases.xlsx")

    def test_library_not_installed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "python_calamine", None)
        with pytest.raises(ProbationStandardsError, match=r"pip install 'probation-standards\[files\]'"):
            open_table(put(tmp_path / "cases.xlsx", b""))


class Failing(Sequence[object]):
    """A column that fails halfway."""

    def __len__(self) -> int:
        return 3

    def __getitem__(self, place: Any) -> Any:
        if place == 2:
            raise ZeroDivisionError
        return "x"


def unwritten(path: Path, columns: Mapping[str, Sequence[object]]) -> list[str]:
    """What is said of a table that can't be written; nothing must be left behind."""
    before = sorted(path.parent.iterdir())
    with pytest.raises(CaseFileError) as caught:
        write_table(path, columns)
    assert f"{path} cannot be written" == caught.value.heading
    assert before == sorted(path.parent.iterdir())
    return said(caught)


PLAIN: Mapping[str, st.SearchStrategy[object]] = {
    "text": st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=5),
    "integer": st.none() | st.integers(-(2**63), 2**63 - 1),
    "float": st.none() | st.floats(allow_nan=False, allow_infinity=False),
    "truth": st.none() | st.booleans(),
}


@st.composite
def plain_columns(draw: st.DrawFn) -> dict[str, list[object]]:
    """Columns of plain values, each of one kind, of the same length."""
    length = draw(st.integers(0, 5))
    return {name: draw(st.lists(cells, min_size=length, max_size=length)) for name, cells in PLAIN.items()}


class TestWriting:
    @given(plain_columns())
    def test_json(self, columns: dict[str, list[object]]) -> None:
        """JSON holds a list of objects, one a row, with every value as it was."""
        with TemporaryDirectory() as folder:
            write_table(path := Path(folder, "results.json"), columns)

            rows = json.loads(path.read_bytes())
        assert list(zip(*columns.values(), strict=True)) == [tuple(row.values()) for row in rows]
        assert all(list(columns) == list(row) for row in rows)

    @given(plain_columns())
    def test_parquet(self, columns: dict[str, list[object]]) -> None:
        """Parquet holds every value as it was; a column with nothing in it is one of texts."""
        from pyarrow import parquet

        with TemporaryDirectory() as folder:
            write_table(path := Path(folder, "results.parquet"), columns)

            table = parquet.ParquetFile(path).read()
        assert columns == table.to_pydict()
        assert {"string"} == {str(field.type) for field in table.schema if set(columns[field.name]) <= {None}} | {"string"}

    @given(texts_tables(st.characters(exclude_characters="\0=+-@\t;", exclude_categories=["Cs"])))
    def test_csv_round_trip(self, table: tuple[list[str], list[list[str]]]) -> None:
        """What is written as CSV is what is read from it, stripped, where no text looks like a formula or has tabs."""
        names, rows = table
        columns = {name: [row[place].strip() for row in rows] for place, name in enumerate(names)}
        with TemporaryDirectory() as folder:
            write_table(path := Path(folder, "results.csv"), columns)

            found = open_table(path)
            assert tuple(names) == found.columns
            assert filled(rows) == rows_of(found)

    def test_csv_bytes(self, tmp_path: Path) -> None:
        """It is plain UTF-8, without a mark in front; None is an empty cell, and so is the empty text."""
        write_table(
            tmp_path / "results.csv",
            {
                "Café": ["é", None, "a,b", ""],
                "n": [1, -2.5, Decimal("64.10"), None],
                "is": [True, False, None, None],
                "on": [dt.date(2025, 2, 24), None, None, dt.datetime(2025, 2, 24, 12, tzinfo=dt.UTC)],
            },
        )

        expected = 'Café,n,is,on\r\né,1,true,2025-02-24\r\n,-2.5,false,\r\n"a,b",64.10,,\r\n,,,2025-02-24T12:00:00+00:00\r\n'
        assert expected.encode() == (tmp_path / "results.csv").read_bytes()

    @pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "-1+1", "=\n1", "+44 20", "--1"])
    def test_formulas_are_texts_in_csv(self, tmp_path: Path, text: str) -> None:
        write_table(tmp_path / "results.csv", {text: [text]})
        with (tmp_path / "results.csv").open(newline="", encoding="utf-8") as file:
            assert [[f"'{text}"], [f"'{text}"]] == list(csv.reader(file))

    @pytest.mark.parametrize("value", ["-12", "+5", "-.5", "-1e-7", "-", "=", "a=1", "'=1", -12, -0.5])
    def test_no_formulas_stay(self, tmp_path: Path, value: object) -> None:
        write_table(tmp_path / "results.csv", {"a": [value]})
        with (tmp_path / "results.csv").open(newline="", encoding="utf-8") as file:
            assert [["a"], [str(value)]] == list(csv.reader(file))

    @pytest.mark.parametrize("ending", [".json", ".parquet"])
    def test_formulas_stay_elsewhere(self, tmp_path: Path, ending: str) -> None:
        write_table(path := tmp_path / f"results{ending}", {"a": ["=1+1"]})

        assert b"=1+1" in path.read_bytes()
        assert b"'=1+1" not in path.read_bytes()

    @pytest.mark.parametrize("ending", [".csv", ".json", ".parquet"])
    def test_no_rows_and_no_columns(self, tmp_path: Path, ending: str) -> None:
        write_table(tmp_path / f"none{ending}", {})
        write_table(tmp_path / f"results{ending}", {"a": []})

        assert 2 == len(list(tmp_path.iterdir()))


class TestWritingProblems:
    @pytest.mark.parametrize(
        ("expected", "name", "columns"),
        [
            ("expected a file ending in .csv, .json or .parquet (found '.jsn'). Did you mean '.json'?", "a.jsn", {}),
            ("expected as many cells in each column; 'a' has 1, 'b' has 2", "a.csv", {"a": [1], "b": [1, 2]}),
            ("expected a place that can be written to: No such file or directory", "nowhere/a.csv", {}),
            ("expected an ordinary file; this is a directory", "folder.csv", {}),
            ("expected an ordinary file; this is none", "pipe.csv", {}),
            ("expected texts that UTF-8 can hold (found '\\ud800')", "a.csv", {"a": ["\ud800"]}),
            ("expected texts that UTF-8 can hold (found '\\ud800')", "a.json", {"a": ["\ud800"]}),
            (
                "row 3, column 'a': expected a text, a finite number, a truth value, a date or nothing (found nan)",
                "a.json",
                {"a": [1.0, float("nan")]},
            ),
            (
                "row 2, column 'a': expected a text, a finite number, a truth value, a date or nothing (found 1/3)",
                "a.csv",
                {"a": [Fraction(1, 3)]},
            ),
        ],
        ids=count(),
    )
    def test_each(self, tmp_path: Path, expected: str, name: str, columns: Mapping[str, Sequence[object]]) -> None:
        (tmp_path / "folder.csv").mkdir()
        os.mkfifo(tmp_path / "pipe.csv")
        with pytest.raises(CaseFileError) as caught:
            write_table(tmp_path / name, columns)

        assert [expected] == said(caught)
        assert {"folder.csv", "pipe.csv"} == {path.name for path in tmp_path.iterdir()}

    def test_columns_of_several_kinds(self, tmp_path: Path) -> None:
        problems = unwritten(tmp_path / "a.parquet", {"a": [1, "x"], "b": [1, 2], "c": [object(), None]})

        assert ["column 'a'", "column 'c'"] == [problem.partition(":")[0] for problem in problems]

    def test_texts_that_are_none_in_parquet(self, tmp_path: Path) -> None:
        assert "expected cells of one kind that Parquet can hold" in unwritten(tmp_path / "a.parquet", {"a": ["\ud800"]})[0]

    def test_no_path(self) -> None:
        with pytest.raises(CaseFileError):
            write_table("a\0.csv", {})

    def test_library_not_installed(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "pyarrow", None)
        with pytest.raises(ProbationStandardsError, match=r"pip install 'probation-standards\[files\]'"):
            write_table(tmp_path / "a.parquet", {})
        assert [] == list(tmp_path.iterdir())


class TestWholeOrNot:
    @pytest.mark.parametrize("ending", [".csv", ".json", ".parquet"])
    def test_a_failure_halfway(self, tmp_path: Path, ending: str) -> None:
        """Where anything fails, the older file stays as it was, and nothing else is left."""
        path = put(tmp_path / f"results{ending}", "before")
        with pytest.raises(ZeroDivisionError):
            write_table(path, {"a": [1, 2, 3], "b": Failing()})

        assert b"before" == path.read_bytes()
        assert [path] == list(tmp_path.iterdir())

    def test_a_failure_at_the_end(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = put(tmp_path / "results.csv", "before")

        def full(_: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        assert ["expected a place that can be written to: No space left on device"] == unwritten(path, {"a": [1]})
        assert b"before" == path.read_bytes()

    def test_through_a_link(self, tmp_path: Path) -> None:
        """A link stays one, and what it stands for is written."""
        (tmp_path / "there").mkdir()
        path = put(tmp_path / "there" / "results.csv", "before")
        link = tmp_path / "link.csv"
        link.symlink_to(path)
        write_table(link, {"a": [1]})

        assert link.is_symlink()
        assert b"a\r\n1\r\n" == path.read_bytes()
        assert [path] == list(path.parent.iterdir())

    def test_a_link_to_itself(self, tmp_path: Path) -> None:
        link = tmp_path / "link.csv"
        link.symlink_to(link)

        assert 1 == len(unwritten(link, {"a": [1]}))

    def test_permissions(self, tmp_path: Path) -> None:
        """A new file has the permissions of any new file; one that was there keeps its own."""
        old = put(tmp_path / "old.csv", "before")
        old.chmod(0o604)
        mask = os.umask(0o027)
        try:
            write_table(old, {"a": [1]})
            write_table(tmp_path / "new.csv", {"a": [1]})
        finally:
            os.umask(mask)

        assert (0o604, 0o640) == tuple(stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("old.csv", "new.csv"))
