"""Counting by codes gives what counting in plain Python gives, or gives up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.answers import folded
from probation_standards.cases import arrow, codes, marks, parquet
from probation_standards.cases.coders import OutOfOrdinaryError
from probation_standards.cases.codes import CodesCounter
from probation_standards.cases.counts import Counts
from probation_standards.cases.layouts import Layout
from probation_standards.cases.parquet import ParquetTable
from probation_standards.cases.plain import Columns, PlainCounter
from probation_standards.errors import CaseError

Q1, Q2, Q3 = "P 2.1.1", "P 2.1.2", "P 2.1.3"

LABELS: tuple[Sequence[Any], ...] = (["N", "S", None], [1, 2, 70_000], [0, 1], [True, False, None], ["N", "", " N "])
UNSIGNED = (pa.uint8(), pa.uint16(), pa.uint64(), pa.int8())
ANSWERS: tuple[Sequence[Any], ...] = (["yes", "no", None], [1, 0], [True, False], ["yes", "Yes ", "?"])
CASES: tuple[Sequence[Any], ...] = (["A", "B", "C", "D", "E"], [1, 2, 3, 2**40], [f"{n}" for n in range(40)])


@st.composite
def _parts(draw: st.DrawFn, *, long: bool) -> list[pa.Table]:
    """Parts of a table of cases, which may hold a column as other types, with some values of a dictionary in no row."""
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        rows = draw(st.integers(0, 7))

        def column(values: Sequence[Any], rows: int = rows) -> Any:
            cells = draw(st.lists(st.sampled_from(values), min_size=rows, max_size=rows))
            made = pa.array(cells, pa.string() if isinstance(values[0], str) else None)
            if values == [0, 1]:
                made = made.cast(draw(st.sampled_from(UNSIGNED)))
            if pa.types.is_string(made.type) and draw(st.booleans()):
                more = [*dict.fromkeys([*(cell for cell in cells if cell is not None), "", "in no row"])]
                places = draw(st.sampled_from([pa.int32(), pa.uint64(), pa.int8()]))
                indices = pa.array([None if cell is None else more.index(cell) for cell in cells], places)
                return pa.DictionaryArray.from_arrays(indices, pa.array(more))
            return made

        table = {"case": column(draw(st.sampled_from(CASES))), "pdu": column(draw(st.sampled_from(LABELS)))}
        table["grade"] = column(draw(st.sampled_from(LABELS)))
        if long:
            table["question"] = column([Q1, Q2, Q3, None])
            table["answer"] = column(draw(st.sampled_from(ANSWERS)))
        else:
            table |= {id: column(draw(st.sampled_from(ANSWERS))) for id in (Q1, Q2)}
        parts.append(pa.table(table))
    return parts


LAYOUTS = (Layout(), Layout(by=("pdu",)), Layout(by=("pdu", "grade")), Layout(by=("pdu",), attributes=("grade",)))


def _cells(counts: Counts) -> dict[tuple[Any, ...], int]:
    wide = len(counts.questions)
    found: dict[tuple[Any, ...], int] = {}
    for answer, vector in counts.answers.items():
        for place, many in enumerate(vector):
            if many:
                cell = (*map(repr, counts.groups[place // wide]), counts.questions[place % wide], folded(answer))
                found[cell] = found.get(cell, 0) + int(many)
    return found


class TestEqual:
    @given(st.data())
    @pytest.mark.parametrize("named", [False, True])
    @pytest.mark.parametrize("long", [False, True])
    def test_as_plain(self, long: bool, named: bool, data: st.DataObject) -> None:  # noqa: FBT001  # a parameter
        """What is counted by codes, block by block, is what is counted in plain Python; or codes give up."""
        parts = data.draw(_parts(long=long))
        layout = data.draw(st.sampled_from(LAYOUTS))
        names = {"case": ("case",) if named else (), "by": layout.by, "attributes": layout.attributes}
        of = {"question": "question", "answer": "answer", "together": ((Q1, Q2, Q3),)} if long else {"questions": (Q1, Q2)}
        layout = Layout(**names, **of)  # type: ignore[arg-type]
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setattr(parquet, "BLOCK", 3)
            for number, part in enumerate(parts):
                pq.write_table(part, Path(folder, f"{number}.parquet"), row_group_size=2)
            table = ParquetTable(Path(folder))
            found = CodesCounter(table.batches).count(layout)
            if found is None:
                return
            try:
                expected = PlainCounter(table).count(layout, once=False)
            except CaseError as error:
                raise AssertionError("codes count what is refused") from error
        _hold_equal(expected, found)

    @given(st.data())
    @pytest.mark.parametrize(
        "made", [pl.from_arrow, pa.Table.to_pandas, lambda table: table], ids=["polars", "pandas", "pyarrow"]
    )
    @pytest.mark.parametrize("long", [False, True])
    def test_frames_as_plain(self, long: bool, made: Callable[[pa.Table], Any], data: st.DataObject) -> None:  # noqa: FBT001  # a parameter
        """A frame is counted by codes as the same rows are counted in plain Python, however its rows fall into blocks."""
        part = data.draw(_parts(long=long))[0]
        grouped = data.draw(st.sampled_from(LAYOUTS))
        names = data.draw(st.sampled_from([(), ("case",)]))
        of = {"question": "question", "answer": "answer", "together": ((Q1, Q2, Q3),)} if long else {"questions": (Q1, Q2)}
        layout = Layout(case=names, by=grouped.by, attributes=grouped.attributes, **of)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(arrow, "BLOCK", data.draw(st.integers(1, 4)))
            found = CodesCounter(arrow.batches_of(nw.from_native(made(part), eager_only=True))).count(layout)
        if found is None:
            return
        try:
            expected = PlainCounter(Columns(part.to_pydict())).count(layout, once=False)
        except CaseError as error:
            raise AssertionError("codes count what is refused") from error
        _hold_equal(expected, found)


def _hold_equal(expected: Counts, found: Counts) -> None:
    assert _cells(expected) == _cells(found)
    if expected.asked is not None and found.asked is not None:
        held = [
            {repr(group): many for group, many in zip(counts.groups, some, strict=True) if many}
            for counts in (expected, found)
            for some in (counts.asked or ())
        ]
        assert held[: len(held) // 2] == held[len(held) // 2 :]


class TestCounts:
    """The usual tables are counted by codes; nothing would tell, but the time, if all were left to others."""

    @pytest.mark.parametrize("layout", [*LAYOUTS, Layout(by=("pdu", "grade", "region"))])
    @pytest.mark.parametrize("named", [False, True])
    @pytest.mark.parametrize("long", [False, True])
    def test_usual(self, tmp_path: Path, long: bool, named: bool, layout: Layout) -> None:  # noqa: FBT001  # a parameter
        """Texts, numbers, truth values and partitions, with and without case ids, grouped by as many columns as three."""
        cases = {"case": ["A", "B", "C"], "pdu": ["N", None, "S"], "grade": [1, 2, 2], "flag": [True, None, False]}
        columns = cases | ({"question": [Q1] * 3, "answer": ["yes", "no", None]} if long else {Q1: ["yes", "no", None]})
        (tmp_path / "region=East").mkdir()
        pq.write_table(pa.table(columns), tmp_path / "region=East" / "0.parquet")
        of = {"question": "question", "answer": "answer", "together": ((Q1, Q2),)} if long else {"questions": (Q1,)}
        wanted = Layout(case=("case",) if named else (), by=layout.by, attributes=layout.attributes, **of)

        found = CodesCounter(ParquetTable(tmp_path).batches).count(wanted)
        assert found is not None
        assert _cells(PlainCounter(ParquetTable(tmp_path)).count(wanted, once=False)) == _cells(found)


class TestMarks:
    ROWS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 10)), min_size=1, max_size=12)

    @given(st.lists(ROWS, min_size=1, max_size=4), st.booleans())
    def test_seen(self, blocks: list[list[tuple[int, int]]], grouped: bool) -> None:  # noqa: FBT001  # a parameter
        """Marks find a case that stands twice for a question, in one block or in two, and count the cases asked otherwise."""
        seen = marks.Marks(grouped=grouped)
        for block in blocks:
            cases, questions = np.array(block, dtype=np.int32).T
            seen.add(cases, questions, cases % 3 if grouped else None)
        rows = [row for block in blocks for row in block]
        if len(set(rows)) < len(rows):
            with pytest.raises(OutOfOrdinaryError):
                seen.finish()
            return
        seen.finish()
        sets = [(0, 1), (max(question for _, question in rows),)]
        of = 3 if grouped else 1
        asked = [{case for case, question in rows if question in some} for some in sets]
        expected = [[sum(case % of == group for case in cases) for group in range(of)] for cases in asked]
        known = [[question for question in some if question <= max(question for _, question in rows)] for some in sets]
        assert expected == [found.tolist() for found in seen.asked(known, of)]

    @pytest.mark.parametrize("blocks", [[([1, 1], [0, 1])], [([1, 2, 1], [0, 0, 1])], [([1], [0]), ([2, 1], [0, 1])]])
    def test_two_groups(self, blocks: list[tuple[list[int], list[int]]]) -> None:
        """A case in two groups is found, in one block or in two, in rows beside each other or not."""
        seen = marks.Marks(grouped=True)
        *others, last = [
            (np.array(cases), np.full(len(cases), number), np.array(of)) for number, (cases, of) in enumerate(blocks)
        ]
        for block in others:
            seen.add(*block)
        with pytest.raises(OutOfOrdinaryError):
            seen.add(*last)


class TestGivesUp:
    def test_many_words(self, pdu: ps.Framework) -> None:
        """Any number of words that are no answers is refused, also one with which a byte would overflow."""
        for many in (255, 256, 257):
            with pytest.raises(CaseError) as caught:
                ps.tally(pl.DataFrame({"case": range(many), Q1: [f"w{number}" for number in range(many)]}), pdu)

            assert f"{many - 5} more words in {many - 5} cells are none" in str(caught.value)

    def test_words_elsewhere(self, pdu: ps.Framework) -> None:
        """Words in rows that no question claims never hide words that are no answers to a question that is asked."""
        rows = [{"case": case, "question": "remarks", "answer": f"a remark {case:02}"} for case in range(25)]
        rows += [{"case": case, "question": Q1, "answer": "yes" if case < 5 else "zzz"} for case in range(25)]
        for table in (rows, pl.DataFrame(rows), pl.LazyFrame(rows), pd.DataFrame(rows)):
            with pytest.raises(CaseError, match="20 cells"):
                ps.tally(table, pdu)

    def test_categories_of_others(self, pdu: ps.Framework) -> None:
        """What other columns of a process hold makes no difference to a column of categories."""
        others = pl.Series([f"a{number:02}" for number in range(30)], dtype=pl.Categorical)
        made = pl.DataFrame({"case": [1, 2, 3], Q1: ["yes", "no", "sufficent"]}).with_columns(pl.col(Q1).cast(pl.Categorical))

        with pytest.raises(CaseError, match="'sufficent'"):
            ps.tally(made, pdu)
        assert len(others) == 30

    def test_truth_values_beside_numbers(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """Groups are what they are in each part, though True equals 1."""
        pq.write_table(pa.table({"case": ["a", "b"], "flag": [0, 1], Q1: ["yes", "yes"]}), tmp_path / "0.parquet")
        pq.write_table(pa.table({"case": ["c", "d"], "flag": [True, False], Q1: ["no", "yes"]}), tmp_path / "1.PARQUET")

        assert {0: ps.Tally(2, 2), 1: ps.Tally(1, 2)} == {g: t[Q1] for g, t in ps.tally(tmp_path, pdu, by="flag").items()}

    def test_truth_values_mean_what_is_said(self, pdu: ps.Framework) -> None:
        """True and 1 are two words."""
        answers = ps.Answers(yes=["true"], no=["false"], not_relevant=["1"])
        for columns in ({Q1: [True, False], Q2: [1, 1]}, {Q2: [1, 1], Q1: [True, False]}):
            for table in (columns, pl.DataFrame(columns), pl.LazyFrame(columns), pa.table(columns)):
                assert {Q1: ps.Tally(1, 2), Q2: ps.Tally(0, 0)} == dict(ps.tally(table, pdu, answers=answers).total)

    def test_marks(self) -> None:
        """Marks for more cases and questions than memory should hold are not made."""
        seen = marks.Marks(grouped=False)
        with pytest.raises(OutOfOrdinaryError):
            seen.add(np.array([marks.MOST_MARKS]), np.array([1]), None)

    def test_rows(self, pdu: ps.Framework, monkeypatch: pytest.MonkeyPatch) -> None:
        """More answers than a cell could count are left to another counter."""
        monkeypatch.setattr(codes, "MOST_ROWS", 2)
        table = pl.DataFrame({Q1: ["yes", "no", "yes"]})
        wanted = Layout(questions=(Q1,))
        assert CodesCounter(arrow.batches_of(nw.from_native(table[:2], eager_only=True))).count(wanted) is not None
        assert CodesCounter(arrow.batches_of(nw.from_native(table, eager_only=True))).count(wanted) is None
        assert ps.Tally(2, 3) == ps.tally(table, pdu).total[Q1]


class TestParts:
    def test_others(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """What else is in the folder, and may hold cases, is refused; what engines leave there is not."""
        pq.write_table(pa.table({"case": ["a"], Q1: ["yes"]}), tmp_path / "0.pq")
        (tmp_path / "_SUCCESS").touch()

        assert {Q1: ps.Tally(1, 1)} == dict(ps.tally(tmp_path, pdu).total)

        (tmp_path / "000000_0").touch()
        with pytest.raises(ps.CaseFileError, match="000000_0: expected Parquet files alone"):
            ps.tally(tmp_path, pdu)

    def test_partitions(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """Folders named for a column hold its value, also where its name begins as hidden ones do."""
        for place, value in {"_pdu=N%20E/x": "N E", "_pdu=__HIVE_DEFAULT_PARTITION__/x": None}.items():
            (tmp_path / place).parent.mkdir()
            pq.write_table(pa.table({"case": [str(value)], Q1: ["yes"]}), tmp_path / f"{place}.parquet")

        assert {"N E": 1, None: 1} == {group: found[Q1].relevant for group, found in ps.tally(tmp_path, pdu, by="_pdu").items()}
