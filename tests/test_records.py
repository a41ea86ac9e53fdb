"""The published record: what a CSV file of published inspections may hold, and what is said of what can't be read."""

from __future__ import annotations

import csv
import io
import pickle
from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import probation_standards as ps
from installing import Install, framework_text
from probation_standards.dates import PartialDate
from probation_standards.published.records import record_from

NAMES = ("Inadequate", "Requires improvement", "Good", "Outstanding")
YOUTH = "youth-2021"

HEADER = (
    "service,type,region,framework,fieldwork_start,publication_date,overall,score,maximum,score_percentage,"
    "1.1,2.3,4.1,2.3.1,source,url,confidence,status,note"
)
FULL = {
    "service": "West Sussex",
    "type": "youth justice service",
    "region": "South East",
    "framework": YOUTH,
    "fieldwork_start": "2022-04",
    "publication_date": "2022-06-22",
    "overall": "Good",
    "score": "26",
    "maximum": "36",
    "score_percentage": "72.22",
    "1.1": "Good",
    "2.3": "Requires improvement",
    "4.1": "Not rated",
    "2.3.1": "64",
    "source": "Press release",
    "url": "https://example.org/west-sussex",
    "confidence": "inferred",
    "status": "corrected",
    "note": "The scrape says otherwise.",
}
"""A row with something in every column."""

GOOD = {"service": "Elsewhere", "framework": YOUTH, "overall": "Good"}
"""A row that nothing is wrong with."""


def written(*rows: Mapping[str, str], columns: str = "") -> str:
    """Rows as a CSV file, with the columns that they have."""
    names = columns.split(",") if columns else [*dict.fromkeys(name for row in rows for name in row)]
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def read(catalogue: Mapping[str, ps.Framework], *rows: Mapping[str, str]) -> ps.PublishedRecord:
    """The record that holds these rows."""
    return record_from(written(*rows).encode(), catalogue)


def only(record: ps.PublishedRecord) -> ps.Inspection:
    """The inspection of a record of one row, with which nothing is wrong."""
    assert () == record.problems
    (inspection,) = record.inspections.values()
    return inspection


def problem(record: ps.PublishedRecord) -> ps.CellProblem:
    """The one problem of a record."""
    (found,) = record.problems
    return found


class TestRow:
    def test_every_column(self, catalogue: ps.Catalogue) -> None:
        """A row is an inspection: what it says stands in the fields of the same names."""
        expected = ps.Inspection(
            service="West Sussex",
            framework=YOUTH,
            region="South East",
            type="youth justice service",
            fieldwork_start="2022-04",
            publication_date="2022-06-22",
            evidence=ps.Evidence(findings={"2.3.1": 64}, not_rated={"4.1": "not rated in the published record"}),
            published=ps.PublishedRatings(
                overall="Good",
                score=26,
                maximum=36,
                percentage="72.22",
                ratings={"1.1": "Good", "2.3": "Requires improvement"},
                status="corrected",
            ),
            source=ps.Source(title="Press release", url="https://example.org/west-sussex", confidence="inferred"),
            note="The scrape says otherwise.",
        )

        assert expected == only(read(catalogue, FULL))

    def test_service_and_framework_alone(self, catalogue: ps.Catalogue) -> None:
        """Every column may be missing but the service and what tells the framework; what is missing is not known."""
        inspection = only(read(catalogue, {"service": "West Sussex", "framework": YOUTH}))

        assert ps.PublishedRatings() == inspection.published
        assert ps.Evidence() == inspection.evidence
        assert inspection.source is None
        assert inspection.fieldwork_start is inspection.publication_date is None
        assert "youth justice service" == inspection.type

    @given(data=st.data())
    def test_columns_in_any_order(self, catalogue: ps.Catalogue, data: st.DataObject) -> None:
        """In which order columns stand changes nothing."""
        columns = data.draw(st.permutations(HEADER.split(",")))
        expected = only(read(catalogue, FULL))

        record = record_from(written(FULL, columns=",".join(columns)).encode(), catalogue)

        assert expected == only(record)

    @given(data=st.data())
    def test_any_of_them_missing(self, catalogue: ps.Catalogue, data: st.DataObject) -> None:
        """A column that is not there is as one without anything in it."""
        kept = {"service", "framework", *data.draw(st.sets(st.sampled_from(HEADER.split(","))))}
        row = {name: value for name, value in FULL.items() if name in kept}
        blank = {name: value if name in kept else "  " for name, value in FULL.items()}

        assert only(read(catalogue, blank)) == only(read(catalogue, row))

    @pytest.mark.parametrize("blank", ["", " ", "\t", "\u00a0"], ids=repr)
    def test_blank_is_unknown(self, catalogue: ps.Catalogue, blank: str) -> None:
        """A blank cell says nothing: it is neither 0 nor "Not rated"."""
        inspection = only(read(catalogue, {**GOOD, "score": blank, "1.1": blank, "2.3.1": blank, "fieldwork_start": blank}))

        assert ps.PublishedRatings(overall="Good") == inspection.published
        assert ps.Evidence() == inspection.evidence

    def test_nought_is_known(self, catalogue: ps.Catalogue) -> None:
        """A score of 0 and a finding of 0 per cent are known."""
        inspection = only(read(catalogue, {**GOOD, "score": "0", "score_percentage": "0", "2.3.1": "0"}))

        assert ps.PublishedRatings(overall="Good", score=0, percentage="0") == inspection.published
        assert ps.Evidence(findings={"2.3.1": 0}) == inspection.evidence

    @pytest.mark.parametrize("change", [str.upper, str.lower, str.title, str.swapcase, " {} ".format])
    @pytest.mark.parametrize("name", NAMES)
    def test_capitals_of_ratings(self, catalogue: ps.Catalogue, name: str, change: Any) -> None:
        """Capitals make no difference to a rating, nor do spaces around it."""
        published = only(read(catalogue, {**GOOD, "overall": change(name), "1.1": change(name)})).published

        assert ps.PublishedRatings(overall=name, ratings={"1.1": name}) == published

    @pytest.mark.parametrize("words", ["Not rated", "not rated", "NOT RATED", "Not Rated"])
    def test_not_rated(self, catalogue: ps.Catalogue, words: str) -> None:
        """A standard and the inspection as a whole may be "Not rated", which is not the same as unknown."""
        inspection = only(read(catalogue, {**GOOD, "overall": words, "4.1": words, "1.1": "Good"}))

        assert ps.PublishedRatings(ratings={"1.1": "Good"}) == inspection.published
        assert {"overall", "4.1"} == {*inspection.evidence.not_rated}

    @pytest.mark.parametrize(
        ("cell", "expected"),
        [
            ("60", 60),
            ("60%", 60),
            ("64.5", Fraction(129, 2)),
            ("64.5 %", Fraction(129, 2)),
            ("34 of 93", ps.Tally(34, 93)),
            ("0 of 0", ps.Tally(0, 0)),
            ("34 of 34", ps.Tally(34, 34)),
        ],
    )
    def test_findings(self, catalogue: ps.Catalogue, cell: str, expected: ps.Tally | Fraction | int) -> None:
        """A key question has a column too: a percentage, or how many of the relevant cases were sufficient."""
        inspection = only(read(catalogue, {"service": "A", "framework": "pdu-2023", "P 2.1.3": cell}))

        assert {"P 2.1.3": expected} == inspection.evidence.findings

    @pytest.mark.parametrize("cell", ["72.22", "72.22%", " 72.22 % "])
    def test_percentage(self, catalogue: ps.Catalogue, cell: str) -> None:
        """A score as a percentage is kept as it was printed, without its sign."""
        published = only(read(catalogue, {**GOOD, "score_percentage": cell})).published

        assert published
        assert "72.22" == published.percentage

    @pytest.mark.parametrize("cell", ["2025", "2025-05", "2025-05-08"])
    def test_dates(self, catalogue: ps.Catalogue, cell: str) -> None:
        """A date is as precise as it is known."""
        inspection = only(read(catalogue, {**GOOD, "fieldwork_start": cell, "publication_date": cell}))

        assert PartialDate.parse(cell) == inspection.fieldwork_start == inspection.publication_date

    @pytest.mark.parametrize("status", ["", "corrected", "derived", "wrong at source", "existence only"])
    def test_status(self, catalogue: ps.Catalogue, status: str) -> None:
        """What is known of a row stands with what was published."""
        published = only(read(catalogue, {**GOOD, "status": status})).published

        assert published
        assert status == published.status

    def test_source(self, catalogue: ps.Catalogue) -> None:
        """A source is confirmed as if not said; without a title its address stands for one."""
        titled = only(read(catalogue, {**GOOD, "source": "BBC News"})).source
        linked = only(read(catalogue, {**GOOD, "url": "https://example.org", "confidence": "recalled"})).source

        assert ps.Source(title="BBC News", confidence="confirmed") == titled
        assert ps.Source(title="https://example.org", url="https://example.org", confidence="recalled") == linked

    @pytest.mark.parametrize("framework", ["", YOUTH])
    @pytest.mark.parametrize("type", ["youth justice service", "Youth Justice Service", "YOUTH JUSTICE SERVICE"])
    def test_type_in_any_capitals(self, catalogue: ps.Catalogue, type: str, framework: str) -> None:
        """Capitals make no difference to the type of service, which is kept as the framework has it."""
        inspection = only(read(catalogue, {**GOOD, "framework": framework, "type": type, "fieldwork_start": "2022"}))

        assert (YOUTH, "youth justice service") == (inspection.framework, inspection.type)


class TestFramework:
    @pytest.mark.parametrize(
        ("type", "fieldwork", "expected"),
        [
            ("PDU", "2025-02-24", "pdu-2023"),
            ("pdu", "2022", "pdu-2021"),
            ("region", "2024-10", "region-2023"),
            ("youth justice service", "2019-05-01", "youth-2018"),
            ("youth justice service", "2022-06", "youth-2021"),
        ],
    )
    def test_told_by_type_and_fieldwork(self, catalogue: ps.Catalogue, type: str, fieldwork: str, expected: str) -> None:
        """A row without a framework has the one that was in force for its type when fieldwork started."""
        inspection = only(read(catalogue, {"service": "A", "type": type, "fieldwork_start": fieldwork}))

        assert expected == inspection.framework == catalogue.in_force(type, fieldwork).id

    def test_named_one_holds(self, catalogue: ps.Catalogue) -> None:
        """The framework that is named holds, whenever fieldwork started."""
        inspection = only(read(catalogue, {**GOOD, "type": "youth justice service", "fieldwork_start": "2019"}))

        assert YOUTH == inspection.framework

    @pytest.mark.parametrize(
        ("fieldwork", "said"),
        [
            ("2025-02", "lies between youth-2021"),
            ("2001", "before the first edition"),
            ("2021", "more than one edition: youth-2018, youth-2021"),
        ],
    )
    def test_in_a_gap(self, catalogue: ps.Catalogue, fieldwork: str, said: str) -> None:
        """Where no edition was in force, or it can't be told which, the date is a problem, and why."""
        record = read(catalogue, GOOD, {"service": "A", "type": "youth justice service", "fieldwork_start": fieldwork})

        assert [2] == [*record.inspections]
        assert (3, "fieldwork_start") == (problem(record).row, problem(record).column)
        assert said in problem(record).expected

    @pytest.mark.parametrize("row", [{}, {"type": "PDU"}, {"fieldwork_start": "2025-02"}], ids=["neither", "type", "fieldwork"])
    def test_not_told(self, catalogue: ps.Catalogue, row: dict[str, str]) -> None:
        """Without a framework, type and start of fieldwork are needed both."""
        record = read(catalogue, GOOD, {"service": "A", **row})

        assert [2] == [*record.inspections]
        assert (3, "framework") == (problem(record).row, problem(record).column)

    def test_not_told_by_a_mapping(self, pdu: ps.Framework) -> None:
        """A mapping of frameworks that is no catalogue can't tell which was in force; it will do for rows that name theirs."""
        frameworks = {"pdu-2023": pdu}

        assert "pdu-2023" == only(read(frameworks, {"service": "A", "framework": "pdu-2023"})).framework
        record = read(frameworks, {"service": "A", "type": "PDU", "fieldwork_start": "2025-02"})
        assert (2, "framework") == (problem(record).row, problem(record).column)

    def test_unknown(self, catalogue: ps.Catalogue) -> None:
        """A framework that is not installed is a problem, with the one that was probably meant."""
        record = read(catalogue, GOOD, {**GOOD, "framework": "pdu-2032"}, GOOD)

        assert [2, 4] == [*record.inspections]
        assert (3, "framework", "pdu-2032", "pdu-2023") == (
            problem(record).row,
            problem(record).column,
            problem(record).value,
            problem(record).suggestion,
        )

    @pytest.mark.parametrize("framework", ["", YOUTH])
    def test_unknown_type(self, catalogue: ps.Catalogue, framework: str) -> None:
        """So is a type of service that no framework is for, whether the row names its framework or not."""
        record = read(catalogue, {**GOOD, "framework": framework, "type": "youth justice servise", "fieldwork_start": "2022"})

        assert {} == record.inspections
        assert (2, "type") == (problem(record).row, problem(record).column)
        assert "youth justice service" == problem(record).suggestion

    def test_type_of_another_framework(self, catalogue: ps.Catalogue) -> None:
        """A type of service that the framework is not for is a problem: one of both is wrong."""
        record = read(catalogue, {**GOOD, "type": "PDU"}, GOOD)

        assert [3] == [*record.inspections]
        assert (2, "type", "PDU") == (problem(record).row, problem(record).column, problem(record).value)
        assert "youth justice service" in problem(record).expected


WRONG = {
    "no service": ({"service": " "}, "service", "name of the service"),
    "misspelt rating": ({"overall": "Goood"}, "overall", "expected a rating"),
    "misspelt rating of a standard": ({"2.3": "Requires improvment"}, "2.3", "expected a rating"),
    "number as a rating": ({"1.1": "3"}, "1.1", "expected a rating"),
    "score above its maximum": ({"score": "25", "maximum": "24"}, "score", "at most the maximum, 24"),
    "score above the framework's": ({"score": "37"}, "score", "at most the maximum, 36"),
    "maximum above the framework's": ({"maximum": "39"}, "maximum", "at most 36"),
    "maximum between the steps": ({"maximum": "35"}, "maximum", "in steps of 3"),
    "text as a score": ({"score": "twenty"}, "score", "whole number"),
    "score with its maximum": ({"score": "26/36"}, "score", "whole number"),
    "whole number of points with its maximum": ({"score": "36/36"}, "score", "whole number"),
    "part of a point": ({"score": "26.5"}, "score", "whole number"),
    "score below 0": ({"score": "-1"}, "score", "whole number"),
    "score beyond all bounds": ({"score": "9" * 5000}, "score", "whole number"),
    "digits of another script": ({"score": "٢٦"}, "score", "whole number"),
    "text as a maximum": ({"maximum": "all"}, "maximum", "whole number"),
    "percentage above 100": ({"score_percentage": "100.01"}, "score_percentage", "percentage from 0 to 100"),
    "percentage below 0": ({"score_percentage": "-1"}, "score_percentage", "percentage from 0 to 100"),
    "score as a percentage": ({"score_percentage": "26/36"}, "score_percentage", "percentage from 0 to 100"),
    "percentage with a comma": ({"score_percentage": "72,22"}, "score_percentage", "percentage from 0 to 100"),
    "finding above 100": ({"2.3.1": "101"}, "2.3.1", "percentage from 0 to 100"),
    "more sufficient than relevant": ({"2.3.1": "35 of 34"}, "2.3.1", "no more sufficient cases than relevant"),
    "fraction as a finding": ({"2.3.1": "34/93"}, "2.3.1", '"34 of 93"'),
    "text as a finding": ({"2.3.1": "most"}, "2.3.1", '"34 of 93"'),
    "tally beyond all bounds": ({"2.3.1": f"{'9' * 5000} of 34"}, "2.3.1", "expected"),
    "bad fieldwork": ({"fieldwork_start": "May 2025"}, "fieldwork_start", "expected a date"),
    "bad publication": ({"publication_date": "2025-02-30"}, "publication_date", "2025-02-30"),
    "day before month": ({"publication_date": "08/05/2025"}, "publication_date", "expected a date"),
    "status that is none": ({"status": "wrong at sauce"}, "status", "expected a status"),
    "confidence that is none": ({"confidence": "sure"}, "confidence", "expected a confidence"),
}
"""Cells that can't be read: the cells, the column that is named and what is said."""


class TestWrongCells:
    @pytest.mark.parametrize("name", WRONG)
    def test_row_and_column(self, catalogue: ps.Catalogue, name: str) -> None:
        """What can't be read is said with its row and column; the rows about it are read."""
        cells, column, expected = WRONG[name]
        record = read(catalogue, GOOD, {**GOOD, **cells}, GOOD)
        found = problem(record)

        assert [2, 4] == [*record.inspections]
        assert (3, column) == (found.row, found.column)
        assert expected in str(found)
        assert f"row 3, column {column}" == found.path

    @pytest.mark.parametrize(
        ("cells", "meant"),
        [
            ({"overall": "Goood"}, "Good"),
            ({"2.3": "requires improvment"}, "Requires improvement"),
            ({"4.1": "Not ratd"}, "Not rated"),
            ({"status": "wrong at sauce"}, "wrong at source"),
            ({"confidence": "recaled"}, "recalled"),
        ],
        ids=str,
    )
    def test_did_you_mean(self, catalogue: ps.Catalogue, cells: dict[str, str], meant: str) -> None:
        """What was probably meant is said."""
        found = problem(read(catalogue, {**GOOD, **cells}))

        assert meant == found.suggestion
        assert f"Did you mean '{meant}'?" in str(found)

    def test_all_of_them_at_once(self, catalogue: ps.Catalogue) -> None:
        """Everything that is wrong with a row is said, not the first thing only."""
        cells = {
            "service": "",
            "type": "PDU",
            "fieldwork_start": "May",
            "publication_date": "June",
            "overall": "Goood",
            "score": "many",
            "maximum": "more",
            "1.1": "Fine",
            "2.3.1": "101",
            "confidence": "sure",
        }
        record = read(catalogue, {**GOOD, **cells})

        assert {} == record.inspections
        assert {*cells} == {found.column for found in record.problems}
        assert {2} == {found.row for found in record.problems}

    def test_percentage_beside_a_status(self, catalogue: ps.Catalogue) -> None:
        """A status that is none hides nothing else that is wrong with its row."""
        record = read(catalogue, {**GOOD, "status": "wrong", "score_percentage": "101"})

        assert {"status", "score_percentage"} == {found.column for found in record.problems}

    def test_beside_an_unknown_framework(self, catalogue: ps.Catalogue) -> None:
        """Nor does an unknown framework hide what is wrong under every framework."""
        cells = {"framework": "pdu-2032", "score": "many", "score_percentage": "101", "status": "wrong", "confidence": "sure"}
        record = read(catalogue, {**GOOD, **cells})

        assert {*cells} == {found.column for found in record.problems}

    def test_in_the_order_of_the_rows(self, catalogue: ps.Catalogue) -> None:
        """Problems stand in the order of their rows."""
        rows = [{**GOOD, "R 1.1": "Good"}, {**GOOD, "score": "x"}, {**GOOD, "scores": "1"}, {**GOOD, "overall": "Fine"}]

        assert [1, 2, 3, 5] == [found.row for found in read(catalogue, *rows).problems]

    @given(data=st.data())
    def test_never_anything_else(self, catalogue: ps.Catalogue, data: st.DataObject) -> None:
        """Whatever stands in the cells of a row, it is read or reported, and the rows about it are read."""
        cells = st.one_of(st.text(max_size=8), st.sampled_from([*FULL.values(), "1/0", "Not rated", "34 of 0", "nan", "-0"]))
        row = data.draw(st.dictionaries(st.sampled_from([*FULL]), cells))
        text = written(GOOD, {**GOOD, **row}, GOOD, columns=HEADER)

        record = record_from(text.encode(), catalogue)

        if "\r" not in text and "\x00" not in text:
            assert {2, 4} <= {*record.inspections}
            assert (3 in record.inspections) == (not record.problems)
            assert {3} >= {found.row for found in record.problems}


class TestColumns:
    def test_of_another_edition(self, catalogue: ps.Catalogue) -> None:
        """A cell in a column of another edition is a problem, which names the editions that have it; the row is not read."""
        record = read(catalogue, GOOD, {**GOOD, "P 2.1": "Good"}, {"service": "A", "framework": "pdu-2023", "P 2.1": "Good"})
        found = problem(record)

        assert [2, 4] == [*record.inspections]
        assert (3, "P 2.1") == (found.row, found.column)
        assert "pdu-2023" in found.expected

    def test_of_another_edition_without_a_row_of_it(self, catalogue: ps.Catalogue) -> None:
        """That holds where no row of the file is of that edition."""
        record = read(catalogue, {**GOOD, "R 2.1": "Good"}, GOOD)

        assert [3] == [*record.inspections]
        assert "region-2023" in problem(record).expected

    def test_of_a_question_of_another_edition(self, catalogue: ps.Catalogue) -> None:
        """And for a key question."""
        record = read(catalogue, {**GOOD, "P 2.1.3": "60"}, GOOD)

        assert [3] == [*record.inspections]
        assert (2, "P 2.1.3") == (problem(record).row, problem(record).column)

    def test_blank_of_another_edition(self, catalogue: ps.Catalogue) -> None:
        """A blank cell there is no problem: editions share a file."""
        record = read(catalogue, {**GOOD, "P 2.1": " "}, {"service": "A", "framework": "pdu-2023", "P 2.1": "Good"})

        assert () == record.problems
        assert [2, 3] == [*record.inspections]

    def test_of_no_edition(self, catalogue: ps.Catalogue) -> None:
        """A column of no edition is a reader's own: it is named, once, as not read, and the rows are read."""
        record = read(catalogue, {**GOOD, "Colour": "red"}, {**GOOD, "Colour": "blue", "Size": "8"}, GOOD)

        assert () == record.problems
        assert {"Colour", "Size"} == {*record.unread}
        assert 2 == len(record.unread)
        assert [only(read(catalogue, GOOD))] * 3 == [*record.inspections.values()]

    def test_of_no_edition_without_anything_in_it(self, catalogue: ps.Catalogue) -> None:
        """Without anything in it there is nothing to name."""
        assert () == read(catalogue, {**GOOD, "Colour": " "}).unread

    @pytest.mark.parametrize("value", ["26", ""], ids=["used", "blank"])
    @pytest.mark.parametrize(
        ("column", "meant"),
        [("scores", "score"), ("publication date", "publication_date"), ("Note", "note"), ("2.1.01", "2.1.1")],
    )
    def test_misspelt(self, catalogue: ps.Catalogue, column: str, meant: str, value: str) -> None:
        """A misspelt column is reported at the header, once, with the one that was probably meant; the rows are read."""
        record = read(catalogue, {**GOOD, column: value}, {**GOOD, column: value})

        assert [(1, column, meant)] == [(found.row, found.column, found.suggestion) for found in record.problems]
        assert [2, 3] == [*record.inspections]
        assert () == record.unread

    def test_twice(self, catalogue: ps.Catalogue) -> None:
        """A file with a column that is there twice is refused: which of both holds can't be told."""
        text = "service,framework,score,score\nA,youth-2021,26,27\n"

        with pytest.raises(ps.DocumentError) as raised:
            record_from(text.encode(), catalogue)

        (found,) = raised.value.problems
        assert isinstance(found, ps.CellProblem)
        assert 1 == found.row
        assert "score" in found.path

    def test_without_a_name(self, catalogue: ps.Catalogue) -> None:
        """A column without a name, as programs write for the number of a row, is left aside."""
        record = record_from(b"service,,framework,\nA,,youth-2021,\nB,x,youth-2021,\n", catalogue)

        assert [2, 3] == [*record.inspections]
        assert ((), ("one without a name",)) == (record.problems, record.unread)

    @pytest.mark.parametrize("column", ["notes", "urn", "region_code", "overall_rating", "service_type", "fieldwork_end", "x"])
    def test_own(self, catalogue: ps.Catalogue, column: str) -> None:
        """A column of the reader's own is left aside and named, though its name begins or ends like one that is read."""
        record = read(catalogue, {**GOOD, column: "E12"})

        assert ((), (column,)) == (record.problems, record.unread)

    def test_undecoded_in_a_column_of_ones_own(self, catalogue: ps.Catalogue) -> None:
        """What is not read may be in any encoding."""
        record = record_from(b"service,framework,mine\nA,youth-2021,M\xf4n\n", catalogue)

        assert (1, ()) == (len(record.inspections), record.problems)

    @pytest.mark.parametrize(("line", "there"), [("A,youth-2021", 2), ("A,youth-2021,Good,", 4), ("A", 1)])
    def test_too_many_or_few_cells(self, catalogue: ps.Catalogue, line: str, there: int) -> None:
        """A row with more or fewer cells than the header is a problem: which cell is which can't be told."""
        text = f"service,framework,overall\n{line}\nB,youth-2021,Good\n"

        record = record_from(text.encode(), catalogue)

        assert [3] == [*record.inspections]
        assert (2, "") == (problem(record).row, problem(record).column)
        assert f"expected 3 cells, as in the header; there are {there}" == problem(record).expected


class TestFile:
    def test_read(self, tmp_path: Path, catalogue: ps.Catalogue) -> None:
        """A file is read, and the record has its name."""
        path = tmp_path / "record.csv"
        path.write_text(written(FULL), encoding="utf-8")

        for name in (path, str(path)):
            record = ps.read_record(name, catalogue)

            assert str(path) == record.name
            assert only(read(catalogue, FULL)) == only(record)

    @pytest.mark.parametrize("name", ["missing.csv", "."])
    def test_cannot_be_opened(self, tmp_path: Path, catalogue: ps.Catalogue, name: str) -> None:
        """A file that is not there, or is a folder, is refused by its name."""
        with pytest.raises(ps.DocumentError) as raised:
            ps.read_record(tmp_path / name, catalogue)

        assert str(tmp_path / name) in raised.value.heading

    @pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"], ids=repr)
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
    def test_as_programs_write_it(self, catalogue: ps.Catalogue, encoding: str, newline: str) -> None:
        """Lines may end as on any system, and the file may start with the mark by which programs tell UTF-8."""
        text = written(FULL, {**GOOD, "service": "Ynys Môn"})

        record = record_from(text.replace("\n", newline).encode(encoding), catalogue)

        assert () == record.problems
        assert [2, 3] == [*record.inspections]
        assert "Ynys Môn" == record.inspections[3].service

    @pytest.mark.parametrize("blank", ["", ",,", " , ,"], ids=repr)
    def test_blank_lines(self, catalogue: ps.Catalogue, blank: str) -> None:
        """Blank lines, and rows of blank cells, are skipped, and counted: rows have the numbers of a spreadsheet."""
        text = f"service,framework,overall\n{blank}\nA,youth-2021,Good\n{blank}\n{blank}\nB,youth-2021,Goood\n{blank}\n"

        record = record_from(text.encode(), catalogue)

        assert [3] == [*record.inspections]
        assert 6 == problem(record).row

    def test_cell_over_several_lines(self, catalogue: ps.Catalogue) -> None:
        """A cell may go over several lines, as a note does; it is one row of a spreadsheet."""
        record = read(catalogue, {**GOOD, "note": 'First,\nthen\n\n"so".'}, {**GOOD, "overall": "Goood"})

        assert 'First,\nthen\n\n"so".' == record.inspections[2].note
        assert 3 == problem(record).row

    def test_latin_1(self, catalogue: ps.Catalogue) -> None:
        """A cell that is not UTF-8 is a problem of its row; the others are read."""
        text = "service,framework,overall,note\nA,youth-2021,Good,\nYnys Môn,youth-2021,Good,\nC,youth-2021,Good,fin\n"

        record = record_from(text.encode("latin-1"), catalogue)

        assert [2, 4] == [*record.inspections]
        assert (3, "service") == (problem(record).row, problem(record).column)
        assert "UTF-8" in problem(record).expected

    def test_latin_1_header(self, catalogue: ps.Catalogue) -> None:
        """A file with a header that is not UTF-8 is refused: which columns these are can't be told."""
        with pytest.raises(ps.DocumentError, match="UTF-8"):
            record_from("service,framework,Übersicht\nA,youth-2021,x\n".encode("latin-1"), catalogue)

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
    def test_utf_16(self, catalogue: ps.Catalogue, encoding: str) -> None:
        """A file in UTF-16 is refused as a whole."""
        with pytest.raises(ps.DocumentError) as raised:
            record_from(written(FULL).encode(encoding), catalogue, "record.csv")

        assert "record.csv" in raised.value.heading

    @pytest.mark.parametrize(
        ("content", "what"),
        [("service".encode("utf-16"), "UTF-16"), ("service".encode("utf-32"), "UTF-32"), (b"PK\x03\x04...", "workbook")],
    )
    def test_what_it_is_instead(self, catalogue: ps.Catalogue, content: bytes, what: str) -> None:
        """Where it can be told what it is, it is said, and what to do."""
        with pytest.raises(ps.DocumentError, match=f'{what}: save it as "CSV UTF-8"'):
            record_from(content, catalogue)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("", "a header"),
            ("\n\n", "a header"),
            ("West Sussex,youth-2021,Good\n", "a header"),
            ("servise,framework\nA,youth-2021\n", "not 'servise'"),
            ("service;framework;overall\nA;youth-2021;Good\n", "commas, and this file has semicolons"),
            ("service\tframework\nA\tyouth-2021\n", "commas, and this file has tabs"),
        ],
        ids=["empty", "blank", "no header", "misspelt", "semicolons", "tabs"],
    )
    def test_refused(self, catalogue: ps.Catalogue, text: str, said: str) -> None:
        """A file without a header that has the service is refused as a whole, with what it may be."""
        with pytest.raises(ps.DocumentError) as raised:
            record_from(text.encode(), catalogue, "record.csv")

        (found,) = raised.value.problems
        assert isinstance(found, ps.CellProblem)
        assert 1 == found.row
        assert said in found.expected
        assert "record.csv" in raised.value.heading

    def test_header_alone(self, catalogue: ps.Catalogue) -> None:
        """A header without rows is a record of nothing."""
        record = record_from(HEADER.encode(), catalogue)

        assert ({}, ()) == (record.inspections, record.problems)

    def test_quotation_mark_left_open(self, catalogue: ps.Catalogue) -> None:
        """A quotation mark that is never closed swallows the rows after it: that is said, they are not lost in silence."""
        text = 'service,framework,overall,note\nA,youth-2021,Good,\nB,youth-2021,Good,"open\nC,youth-2021,Good,\n'

        record = record_from(text.encode(), catalogue)

        assert [2] == [*record.inspections]
        assert (3, "") == (problem(record).row, problem(record).column)
        assert "closing quote" in problem(record).expected

    def test_long_cell(self, catalogue: ps.Catalogue) -> None:
        """A cell longer than csv takes costs its own row."""
        record = read(catalogue, GOOD, {**GOOD, "note": "long " * 50_000}, GOOD)

        assert [2, 4] == [*record.inspections]
        assert (3, "") == (problem(record).row, problem(record).column)

    @given(content=st.binary(max_size=80))
    @example(b"service\n\x00")
    @example(b'service,"')
    def test_anything_at_all(self, catalogue: ps.Catalogue, content: bytes) -> None:
        """Whatever a file holds, it is read or refused with what was expected."""
        for one in (content, b"service,framework\n" + content):
            with suppress(ps.DocumentError):
                record_from(one, catalogue)


class TestPublishedRecord:
    def test_is_a_value(self, catalogue: ps.Catalogue) -> None:
        """A record is frozen, equal to one that was read from the same, and can be stored."""
        record = read(catalogue, FULL, {**GOOD, "overall": "Goood"})

        assert record == read(catalogue, FULL, {**GOOD, "overall": "Goood"})
        assert record == pickle.loads(pickle.dumps(record))  # noqa: S301  # our own
        with pytest.raises(TypeError):
            record.inspections[9] = record.inspections[2]  # type: ignore[index]

    def test_unreadable(self, catalogue: ps.Catalogue) -> None:
        """It says which rows could not be read, each once, however much is wrong with it; the header is none of them."""
        record = read(
            catalogue, GOOD, {**GOOD, "score": "x", "overall": "Fine"}, {**GOOD, "scores": "1"}, {**GOOD, "P 2.1": "Good"}
        )

        assert [2, 4] == [*record.inspections]
        assert (3, 5) == record.unreadable

    def test_order_of_rows(self, catalogue: ps.Catalogue) -> None:
        """Each row is read by itself: in which order they stand changes the numbers alone."""
        rows = [{**GOOD, "service": f"Service {number}", "score": str(number)} for number in range(30)]
        mixed = [rows[7 * number % 30] for number in range(30)]

        record, again = read(catalogue, *rows), read(catalogue, *mixed)

        assert [*range(2, 32)] == [*record.inspections]
        by_service = {inspection.service: inspection for inspection in record.inspections.values()}
        assert by_service == {inspection.service: inspection for inspection in again.inspections.values()}


BRINGS = """
from probation_standards import framework_file, hookimpl

@hookimpl
def probation_standards_frameworks():
    return [framework_file(__package__, "acme-2025.toml", published="{file}")]
"""


class TestBrought:
    """Records that plugins bring."""

    def test_after_the_others(self, install: Install, catalogue: ps.Catalogue) -> None:
        """A plugin brings its published inspections in a file of its package; those of no plugin are lost by it."""
        plugin = install(BRINGS.format(file="published.csv"), name="zacme", acme_2025=framework_text())
        (plugin.package / "published.csv").write_text("service,framework,1.1\nA,acme-2025,good\n", encoding="utf-8")

        *before, record = ps.discover().published()

        assert catalogue.published() == tuple(before)
        assert f"published.csv of the package {plugin.module}" == record.name
        assert ps.PublishedRatings(ratings={"1.1": "Good"}) == only(record).published

    def test_one_file_for_several(self, install: Install) -> None:
        """A file that several frameworks of a package name is read once."""
        source = BRINGS.format(file="published.csv").replace(
            '"acme-2025.toml", published="published.csv")',
            '"acme-2025.toml", published="published.csv"), framework_file(__package__, "b.toml", published="published.csv")',
        )
        plugin = install(source, acme_2025=framework_text(), b=framework_text("b"))
        (plugin.package / "published.csv").write_text("service,framework\nA,acme-2025\nB,b\n", encoding="utf-8")

        records = ps.discover(block=SHIPPED).published()

        assert [["acme-2025", "b"]] == [[one.framework for one in record.inspections.values()] for record in records]

    def test_none(self, install: Install) -> None:
        """A plugin need bring none."""
        install(BRINGS.format(file=""), acme_2025=framework_text())

        assert () == ps.discover(block=SHIPPED).published()

    @pytest.mark.parametrize("content", [None, b"", "service,framework\n".encode("utf-16")], ids=["missing", "empty", "UTF-16"])
    def test_cannot_be_read(self, install: Install, content: bytes | None) -> None:
        """A file that can't be read is told with the plugin that names it; its frameworks can be used."""
        plugin = install(BRINGS.format(file="published.csv"), acme_2025=framework_text())
        if content is not None:
            (plugin.package / "published.csv").write_bytes(content)
        found = ps.discover()

        with pytest.raises(ps.PluginError) as raised:
            found.published()

        assert str(plugin) in raised.value.heading
        assert "published.csv" in raised.value.heading
        assert "acme-2025" == found["acme-2025"].id


SHIPPED = ("probation", "youth-justice")


class TestShipped:
    """What the plugins of this project bring."""

    def test_every_row_can_be_read(self, catalogue: ps.Catalogue) -> None:
        """Both plugins bring one record: 67 rows on probation and 121 on youth justice, all of them read."""
        records = catalogue.published()

        assert [67, 121] == [len(record.inspections) for record in records]
        assert [(), ()] == [record.problems for record in records]
        assert [[*range(2, 69)], [*range(2, 123)]] == [[*record.inspections] for record in records]
        assert ["probation_standards_probation", "probation_standards_youth_justice"] == [
            record.name.rpartition(" ")[2] for record in records
        ]

    def test_as_a_file(self, root: Path, catalogue: ps.Catalogue) -> None:
        """Read as any file, they are the same."""
        paths = sorted((root / "plugins").glob("*/src/*/published.csv"))
        for record, path in zip(catalogue.published(), paths, strict=True):
            assert record.inspections == ps.read_record(path, catalogue).inspections

    def test_source_and_confidence(self, catalogue: ps.Catalogue) -> None:
        """Every row says where it was read, with an address, and how sure it is."""
        for record in catalogue.published():
            for row, inspection in record.inspections.items():
                assert inspection.source is not None, row
                assert inspection.source.title, row
                assert inspection.source.url.startswith("http"), row

    def test_confidence_is_said(self, root: Path) -> None:
        """No row leaves its confidence to be taken for granted."""
        for path in (root / "plugins").glob("*/src/*/published.csv"):
            with path.open(encoding="utf-8", newline="") as file:
                rows = [*csv.DictReader(file)]

            assert {"confirmed", "inferred", "recalled"} >= {row["confidence"] for row in rows}
            assert all(row["source"].strip() and row["url"].startswith("http") for row in rows)
            assert all(row["framework"] for row in rows)

    def test_services_and_frameworks(self, catalogue: ps.Catalogue) -> None:
        """Every row names a service, without spaces around it, and a framework of the plugin that brings it."""
        brought = {entry.id: entry.plugin.distribution for entry in catalogue.entries}
        for record in catalogue.published():
            package = record.name.rpartition(" ")[2]
            for inspection in record.inspections.values():
                assert inspection.service.strip() == inspection.service
                assert inspection.service[0].isupper()
                assert package == brought[inspection.framework].replace("-", "_")
                assert catalogue[inspection.framework].type == inspection.type

    def test_ids(self, root: Path, catalogue: ps.Catalogue) -> None:
        """Every column that is no common one is a standard or a key question of an edition that the rows are of."""
        for path, record in zip(sorted((root / "plugins").glob("*/src/*/published.csv")), catalogue.published(), strict=True):
            header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
            frameworks = [catalogue[id] for id in {one.framework for one in record.inspections.values()}]
            known = {standard.id for framework in frameworks for standard in framework.standards}
            known |= {question.id for framework in frameworks for question in framework.questions}

            assert set() == {*header} - known - {*FULL}
            assert len(header) == len({*header})

    def test_no_row_twice(self, catalogue: ps.Catalogue) -> None:
        """No inspection is there twice, unless one of the rows says that it corrects the other."""
        for record in catalogue.published():
            seen: dict[tuple[object, ...], list[str]] = {}
            for one in record.inspections.values():
                status = one.published.status if one.published else ""
                seen.setdefault((one.service, one.framework, one.publication_date), []).append(status)
            twice = {key: sorted(statuses) for key, statuses in seen.items() if len(statuses) > 1}

            assert all(["corrected", "wrong at source"] == statuses for statuses in twice.values()), twice


class TestWithout:
    def test_ratings(self, catalogue: ps.Catalogue) -> None:
        """Where a framework gives no ratings, a rating is refused with that, and "Not rated" is read."""
        row = {"service": "A", "framework": "public-protection-2025"}
        record = read(catalogue, {**row, "overall": "Good"}, {**row, "overall": "Not rated"})

        assert "public-protection-2025 gives no ratings" in problem(record).expected
        assert [3] == [*record.inspections]

    def test_a_source(self, catalogue: ps.Catalogue) -> None:
        """How sure a row is stays with it where no source is named."""
        source = only(read(catalogue, {**GOOD, "confidence": "recalled"})).source

        assert source is not None
        assert ps.Confidence.RECALLED is source.confidence
