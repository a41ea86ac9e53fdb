"""Counting cases on engines and from files: the tallies, the notes and the problems are those of plain columns."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import duckdb
import ibis
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dask.callbacks import Callback
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

import probation_standards as ps
from case_tables import ODD, USUAL, CaseTable, case_tables, outcome
from engines import FAST, LAZY, SLOW, Kind, quiet, spark, table
from probation_standards.cases import queries
from strategies import SUSPENDED

Q1, Q2, Q3 = "P 2.1.1", "P 2.1.2", "P 2.1.3"

LENIENT: dict[str, Any] = {"missing": "not relevant", "repeated": "once"}
"""Takes every table that has no odd answers and no rows that contradict each other."""

Columns = Mapping[str, Sequence[Any]]

QUICK = (*FAST, *SLOW)
"""All engines but Spark, which has a few tests of its own."""

EAGER = tuple(engine for engine in FAST if engine not in LAZY)


class Given(NamedTuple):
    """A table as it is given: wide or long."""

    table: CaseTable
    columns: dict[str, list[Any]]


def wide(**options: Any) -> SearchStrategy[Given]:
    return case_tables(**options).map(lambda table: Given(table, table.columns))


def long(**options: Any) -> SearchStrategy[Given]:
    return case_tables(texts=True, absent=True, **options).map(lambda table: Given(table, table.long))


def agree(
    engine: str, columns: Columns, framework: ps.Framework, *by: Any, kinds: Mapping[str, Kind] | None = None, **options: Any
) -> dict[str, Any]:
    """Assert that all that comes of a table of `engine` comes of plain columns, and return it."""
    expected = outcome(columns, framework, *by, **options)
    got: dict[str, Any] = asked_of(engine, lambda: outcome(table(engine, columns, kinds), framework, *by, **options))
    assert _sorted(expected) == _sorted(got)
    return got


def asked_of(engine: str, call: Callable[[], Any]) -> Any:
    """Return what an engine answers; Spark without what it says of itself."""
    if engine != "spark":
        return call()
    with quiet():
        return call()


def _sorted(told: Mapping[str, Any]) -> dict[str, Any]:
    return {**told, "wrong": sorted(map(repr, told.get("wrong", ())))}


def columns_of_cases(count: int, *, seed: int = 1) -> dict[str, list[Any]]:
    """Return a larger table: cases in one or two groups, some of them in alike rows, and answers of all spellings."""
    chance = random.Random(seed)  # noqa: S311  # it keeps no secret
    words = [word for words in USUAL.values() for word in words]
    rows: list[dict[str, Any]] = []
    for number in range(count):
        given = {id: chance.choice(words) for id in (Q1, Q2, Q3)}
        attribute = chance.choice(["no", "yes", None])
        for pdu in chance.sample(["North", "South", "East & West", None], chance.choice([1, 1, 2])):
            row = {"case": f"C{number}", "pdu": pdu, SUSPENDED.attribute: attribute, **given, "P 2.2.1": number % 2}
            rows += [row] * chance.choice([1, 1, 1, 2])
    chance.shuffle(rows)
    return {name: [row[name] for row in rows] for name in rows[0]}


def melted(columns: Columns) -> dict[str, list[Any]]:
    """Return a wide table as a long one, without one row in ten."""
    ids = [name for name in columns if name.startswith("P ")]
    labels = [name for name in columns if name not in ids]
    rows = [
        {**{name: columns[name][row] for name in labels}, "question": id, "answer": _text(columns[id][row])}
        for row in range(len(columns["case"]))
        for place, id in enumerate(ids)
        if (int(columns["case"][row][1:]) + place) % 10
    ]
    return {name: [row[name] for row in rows] for name in rows[0]}


def _text(value: object) -> str | None:
    return None if value is None else str(value)


class TestEqual:
    """What comes of a table of an engine, held against what comes of plain columns."""

    @pytest.mark.parametrize("engine", FAST)
    @settings(max_examples=25)
    @given(given=wide() | long())
    def test_counts(self, engine: str, given: Given) -> None:
        """All engines give the same tallies, totals, notes and contradictions, of wide tables and of long ones."""
        agree(engine, given.columns, given.table.framework, given.table.by, **LENIENT)

    @pytest.mark.parametrize("engine", SLOW)
    @settings(max_examples=2)
    @given(given=wide() | long())
    def test_counts_of_others(self, engine: str, given: Given) -> None:
        """So do those that take longer, with fewer examples."""
        agree(engine, given.columns, given.table.framework, given.table.by, **LENIENT)

    @pytest.mark.parametrize("engine", FAST)
    @settings(max_examples=15)
    @given(given=wide(texts=True, odd=True) | long(odd=True), options=st.sampled_from([{}, LENIENT]))
    def test_problems(self, engine: str, given: Given, options: dict[str, Any]) -> None:
        """They refuse the same tables with the same problems: odd answers, missing ones, cases in several rows."""
        agree(engine, given.columns, given.table.framework, given.table.by, **options)

    @pytest.mark.parametrize("engine", SLOW)
    @settings(max_examples=2)
    @given(given=wide(texts=True, odd=True) | long(odd=True), options=st.sampled_from([{}, LENIENT]))
    def test_problems_of_others(self, engine: str, given: Given, options: dict[str, Any]) -> None:
        """So do those that take longer, with fewer examples."""
        agree(engine, given.columns, given.table.framework, given.table.by, **options)

    @pytest.mark.parametrize("engine", FAST)
    @settings(max_examples=10)
    @given(given=wide(most_rows=1, most_groups=1, attribute=False, texts=True, columns_by=1))
    def test_split(self, engine: str, given: Given) -> None:
        """They give the same where a cell names several groups."""
        columns = {**given.columns, **{name: [_text(value) for value in given.columns[name]] for name in given.table.by}}
        for name in given.table.by:
            columns[name] = [value if value is None else f"{value}; North ;{value}" for value in columns[name]]
        agree(engine, columns, given.table.framework, given.table.by, split=";", **LENIENT)

    @pytest.mark.parametrize("engine", FAST)
    @pytest.mark.parametrize("form", ["wide", "long"])
    def test_larger(self, suspending: ps.Framework, engine: str, form: str) -> None:
        """So it is of a larger table, with cases in several groups and rows and words of all spellings."""
        columns = columns_of_cases(60)
        told = agree(engine, columns if form == "wide" else melted(columns), suspending, "pdu", **LENIENT)

        assert ["'East & West'", "'North'", "'South'", "None"] == told["groups"]
        assert told["contradictions"]
        assert told["missing"]

    @pytest.mark.parametrize("engine", SLOW)
    @pytest.mark.parametrize("form", ["wide", "long"])
    def test_larger_of_others(self, pdu: ps.Framework, engine: str, form: str) -> None:
        """So it is of those that take longer, where no answer contradicts anything."""
        columns = columns_of_cases(60)

        assert agree(engine, columns if form == "wide" else melted(columns), pdu, "pdu", **LENIENT)["missing"]

    @pytest.mark.parametrize("engine", FAST)
    def test_problems_of_larger(self, pdu: ps.Framework, engine: str) -> None:
        """So are the problems of one, where there are many of each."""
        columns = columns_of_cases(40)
        columns[Q1] = [ODD[int(case[1:]) % len(ODD)] if int(case[1:]) % 3 == 0 else "yes" for case in columns["case"]]

        assert len(agree(engine, columns, pdu, "pdu", repeated="once")["wrong"]) >= len(ODD)
        assert agree(engine, columns, pdu, "pdu")["wrong"]

    @pytest.mark.parametrize("engine", FAST)
    def test_order_of_problems(self, pdu: ps.Framework, engine: str) -> None:
        """Problems stand in one order, whatever order an engine answers in."""
        columns: Columns = {"case": [1, 2, 3], **{id: ["odd", None, "odder"] for id in (Q3, Q1, Q2, "P 2.2.1", "P 2.3.1")}}

        assert outcome(columns, pdu) == outcome(table(engine, columns), pdu)

    @pytest.mark.parametrize("engine", QUICK)
    def test_names(self, pdu: ps.Framework, engine: str) -> None:
        """Columns may have any names: with dots, blanks and quotation marks, or such as might be in the way of a query."""
        columns: Columns = {
            "case no. 'x'": ["A", "B"],
            "pdu.name": ["N", "S"],
            '"said"': ["yes", "no"],
            "__case_0": [1, 1],
            "answer": [1, 1],
        }
        told = agree(engine, columns, pdu, "pdu.name", case="case no. 'x'", questions={'"said"': Q1})

        assert ["'N'", "'S'"] == told["groups"]
        assert ("__case_0", "answer") == told["unclaimed"]

    @pytest.mark.parametrize("engine", QUICK)
    def test_no_rows(self, pdu: ps.Framework, engine: str) -> None:
        """A table without rows has no cases anywhere."""
        kinds: dict[str, Kind] = {"case": "text", "pdu": "text", Q1: "text"}
        told = agree(engine, {"case": [], "pdu": [], Q1: []}, pdu, "pdu", kinds=kinds)

        assert [] == told["groups"]

    @pytest.mark.parametrize("engine", FAST)
    @pytest.mark.parametrize("cases", [["A", None, ""], [1, None, None]])
    def test_without_a_case(self, pdu: ps.Framework, engine: str, cases: list[Any]) -> None:
        """A row without the id of a case is an error, however an engine leaves it out."""
        told = agree(engine, {"case": cases, Q1: ["yes", "no", "no"]}, pdu)

        assert "2 rows" in told["wrong"][0][1]

    @pytest.mark.parametrize("engine", FAST)
    def test_alike(self, pdu: ps.Framework, engine: str) -> None:
        """Rows are alike that differ in case and blanks only."""
        told = agree(engine, {"case": ["A", "A"], Q1: ["yes", " YES"], Q2: [None, ""]}, pdu, **LENIENT)

        assert {Q1: ps.Answered(1, 0, 0, 0), Q2: ps.Answered(0, 0, 0, 1)} == told["total"]

    @pytest.mark.parametrize("engine", FAST)
    def test_without_names(self, pdu: ps.Framework, engine: str) -> None:
        """Where rows have no names each is a case."""
        columns: Columns = {"case": ["A", "A", None], Q1: ["yes", "no", "yes"]}

        assert {Q1: ps.Answered(2, 1, 0, 0)} == agree(engine, columns, pdu, case=())["total"]

    @pytest.mark.parametrize("by", [(), "pdu"])
    @pytest.mark.parametrize("engine", FAST)
    def test_long_without_names(self, pdu: ps.Framework, engine: str, by: Any) -> None:
        """In a long table whose rows have no names each row is an answer, and none is taken to lack."""
        columns: Columns = {"pdu": ["N", "S"] * 6, "question": [Q1, Q1, Q2, Q2] * 3, "answer": ["yes", "no", "no"] * 4}

        told = agree(engine, columns, pdu, by=by, case=())["total"]
        assert {Q1: 6, Q2: 6} == {id: answered.cases for id, answered in told.items()}
        assert {0} == {answered.missing for answered in told.values()}

    @pytest.mark.parametrize("engine", FAST)
    def test_several_columns(self, pdu: ps.Framework, engine: str) -> None:
        """Cases can be named, and grouped, by more columns than anyone has."""
        names = ("pdu", "team", "year", "number", "part")
        columns: dict[str, list[Any]] = {
            "pdu": ["N", "S"],
            "team": ["x", None],
            "year": [1, 1],
            "number": [1, 2],
            "part": [-1, 9],
        }

        assert agree(engine, {**columns, "team": ["x", "y"], Q1: ["yes", "no"]}, pdu, names[:2], case=names)["groups"]
        assert "1 row" in agree(engine, {**columns, Q1: ["yes", "no"]}, pdu, case=names)["wrong"][0][1]
        assert 2 == len(agree(engine, {**columns, Q1: ["yes", "no"]}, pdu, names, case="number")["groups"])

    @pytest.mark.parametrize("engine", FAST)
    def test_question_of_a_row(self, pdu: ps.Framework, engine: str) -> None:
        """A row of a long table without a question comes to the same everywhere."""
        agree(engine, {"case": [1, 1, 2], "question": [Q1, None, ""], "answer": ["yes", "no", "no"]}, pdu)

    @pytest.mark.parametrize("engine", FAST)
    @pytest.mark.parametrize("differing", [False, True])
    def test_how_many_cases(self, pdu: ps.Framework, engine: str, differing: bool) -> None:  # noqa: FBT001  # a parameter
        """A case in several rows is counted as one, whichever of its questions is answered twice."""
        answers = ["yes", "no"] if differing else ["yes", "yes"]
        columns = {"case": list("AABBCCDD"), "question": [Q1, Q1, Q2, Q2, Q3, Q3, Q1, Q2], "answer": answers * 4}
        two_rows = {"case": list("AABB"), Q1: [*answers, "yes", "yes"], Q2: ["yes", "yes", *answers]}

        assert "3 cases" in agree(engine, columns, pdu)["wrong"][0][1]
        assert "2 cases" in agree(engine, two_rows, pdu)["wrong"][0][1]


class TestSpark:
    """Spark takes half a second for each query: a few tables, with all that there is in them."""

    @pytest.mark.parametrize("form", ["wide", "long"])
    def test_larger(self, pdu: ps.Framework, form: str) -> None:
        """Spark gives the tallies of plain columns, of cases in several groups and rows."""
        columns = columns_of_cases(200)
        told = agree("spark", columns if form == "wide" else melted(columns), pdu, "pdu", **LENIENT)

        assert ["'East & West'", "'North'", "'South'", "None"] == told["groups"]
        assert told["missing"]

    def test_problems(self, pdu: ps.Framework) -> None:
        """It refuses what plain columns are refused for."""
        columns: Columns = {"case": [1, 2, 3], Q1: ["yes", "perhaps", None], Q2: [1, 0, 2], Q3: [True, False, None]}
        repeated: Columns = {"case": ["A", "A", None], Q1: ["yes", "yes", "no"]}

        assert 4 == len(agree("spark", columns, pdu)["wrong"])
        assert agree("spark", repeated, pdu)["wrong"]

    def test_names(self, suspending: ps.Framework) -> None:
        """Columns may have any names there too, with dots and backticks, and contradictions are found."""
        columns: Columns = {
            "case `no.`": ["A", "B"],
            "pdu.name": ["N", "S"],
            SUSPENDED.attribute: [False, True],
            Q1: ["n/a", "no"],
        }
        told = agree("spark", columns, suspending, "pdu.name", case="case `no.`")

        assert (["'N'", "'S'"], 2) == (told["groups"], len(told["contradictions"]))


@pytest.fixture
def suspending(pdu: ps.Framework) -> ps.Framework:
    """The framework of 2023 with key questions that are asked where contact is not suspended."""
    standard = pdu["P 2.1"]
    questions = [attrs.evolve(question, relevant_when=SUSPENDED) for question in standard.questions]
    changed = attrs.evolve(standard, questions=questions)
    return attrs.evolve(pdu, standards=[changed if one is standard else one for one in pdu.standards])


class TestPlaces:
    """Where it stands, what is wrong or odd."""

    @pytest.mark.parametrize("engine", QUICK)
    def test_first_cases(self, pdu: ps.Framework, engine: str) -> None:
        """Engines have no order of rows: the smallest case ids are named, up to five."""
        columns: Columns = {"case": list("HGFEDCBA"), Q1: ["yes", *["odd"] * 7], Q2: [None] * 6 + ["no"] * 2}
        with pytest.raises(ps.CaseError) as caught:
            asked_of(engine, lambda: ps.tally(table(engine, columns), pdu))
        odd, missing = caught.value.problems

        assert "(7 cells: case A, case B, case C, case D, case E and 2 more)" in odd.expected
        assert "6 of 8 are missing: case C, case D, case E, case F, case G and 1 more;" in missing.expected

    @pytest.mark.parametrize("engine", FAST)
    @pytest.mark.parametrize("answers", [["yes"] * 4, ["yes", "no"] * 2])
    def test_repeated(self, pdu: ps.Framework, engine: str, answers: list[str]) -> None:
        """Cases in several rows are named, whether their rows differ or not."""
        with pytest.raises(ps.CaseError, match=r"2 cases \(case 3 and case 7\) have"):
            asked_of(engine, lambda: ps.tally(table(engine, {"case": [7, 7, 3, 3], Q1: answers}), pdu))

    @pytest.mark.parametrize("engine", FAST)
    @pytest.mark.parametrize("values", [["no", "No ", "yes"], [False, False, True], [0, 0, 1]])
    def test_contradictions(self, suspending: ps.Framework, engine: str, values: list[Any]) -> None:
        """Contradictions are named with their cases, however the attribute is held."""
        columns = {"case": ["A", "B", "C"], SUSPENDED.attribute: values, Q1: ["n/a", "n/a", "yes"]}
        found = ps.tally(table(engine, columns), suspending).contradictions

        assert ["A", "B"] == [str(place.case) for one in found for place in one.places if one.answer == "not relevant"]
        assert ["C"] == [str(place.case) for one in found for place in one.places if one.answer == "yes"]

    @pytest.mark.parametrize("engine", FAST)
    def test_in_two_groups(self, suspending: ps.Framework, engine: str) -> None:
        """A case in two groups is named once."""
        columns = {"case": ["A", "A"], "pdu": ["N", "S"], SUSPENDED.attribute: ["no", "no"], Q1: ["n/a", "n/a"]}
        (contradiction,) = ps.tally(table(engine, columns), suspending, "pdu").contradictions

        assert (1, ["A"]) == (contradiction.cases, [place.case for place in contradiction.places])

    @pytest.mark.parametrize("engine", FAST)
    def test_several_columns(self, pdu: ps.Framework, engine: str) -> None:
        """A case that is named by several columns is shown by all of them."""
        columns: Columns = {"pdu": ["N", "S"], "number": [1, 1], Q1: ["yes", "odd"]}

        with pytest.raises(ps.CaseError, match=r"\(1 cell: case S, 1\)"):
            ps.tally(table(engine, columns), pdu, case=("pdu", "number"))

    @pytest.mark.parametrize("engine", LAZY & set(FAST))
    def test_without_names(self, pdu: ps.Framework, engine: str) -> None:
        """Where rows have neither names nor an order there is no place to name."""
        with pytest.raises(ps.CaseError, match=r"\(1 cell\); .* \(found 'odd'\)"):
            ps.tally(table(engine, {Q1: ["yes", "odd"]}), pdu)

    @pytest.mark.parametrize("engine", [*QUICK, "spark"])
    @pytest.mark.parametrize("cases", [list("AABBCCD"), [1, 1, 2, 2, 10, 10, 4]])
    def test_rows_that_lack(self, pdu: ps.Framework, engine: str, cases: list[Any]) -> None:
        """Cases whose rows lack are named, and so are those whose rows are in another group, everywhere alike."""
        columns: Columns = {
            "case": cases,
            "pdu": ["N", None, "N", "S", "N", "N", "N"],
            "question": [Q1, Q2, Q1, Q2, Q1, Q2, Q1],
            "answer": ["yes"] * 7,
        }
        expected = _wrong(columns, pdu)

        assert f"1 is not there: case {cases[6]};" in expected[0]
        assert f"4 are not there: case {cases[0]} in (empty) and N, case {cases[2]} in S and N;" in expected[1]
        assert expected == asked_of(engine, lambda: _wrong(table(engine, columns), pdu))

    @pytest.mark.parametrize("engine", [*QUICK, "spark"])
    @pytest.mark.parametrize("long", [False, True])
    def test_in_several_groups(self, pdu: ps.Framework, engine: str, long: bool) -> None:  # noqa: FBT001  # a parameter
        """Cases in several groups are named in a note, with their groups, everywhere alike."""
        columns: dict[str, Any] = {"year": [1, 1, 1, 2, 1], "case": [10, 9, 9, 10, 8], "pdu": ["S", None, "N", "S", "N"]}
        columns |= {"question": [Q1, Q1, Q2, Q2, Q1], "answer": ["yes"] * 5} if long else {Q1: ["yes"] * 5}
        told = agree(engine, columns, pdu, ["pdu", "year"], **LENIENT)["notes"]
        named = "case 9 in N, 1 and (empty), 1 and case 10 in S, 1 and S, 2"

        assert [f"2 cases are in more than one group ({named})"] == [
            note.partition(":")[0] for note in told if "in more than one group" in note
        ]

    @pytest.mark.parametrize("engine", FAST)
    def test_misspelt(self, pdu: ps.Framework, engine: str) -> None:
        """The cases of a misspelt question are named, whatever was answered."""
        columns: Columns = {
            "case": list("ABCB"),
            "question": ["P2.1.1", "P2.1.1", "P2.1.1", Q2],
            "answer": ["yes", None, "odd", "no"],
        }

        assert "(3 rows: case A, case B and case C)" in _wrong(table(engine, columns), pdu, ())[0]


def _wrong(cases: Any, framework: ps.Framework, by: Any = "pdu") -> list[str]:
    """Return what is wrong with a table."""
    with pytest.raises(ps.CaseError) as caught:
        ps.tally(cases, framework, by)
    return [str(problem) for problem in caught.value.problems]


class TestOneQuery:
    """A lazy engine is asked one question, and only counts come back."""

    COUNTS = 3 * 2 * 4
    """Three groups, two questions, and four ways of answering."""

    @pytest.fixture
    def columns(self) -> dict[str, list[Any]]:
        count = 300
        pdus = [f"PDU {number % 3}" for number in range(count)]
        answers = [["yes", "no", "n/a", None][number % 4] for number in range(count)]
        return {"case": list(range(count)), "pdu": pdus, Q1: answers, Q2: answers[::-1]}

    @pytest.fixture
    def asked(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """How many rows came back from each query that was sent to polars, Ibis or Spark."""
        seen: list[int] = []

        def watch(owner: Any, name: str) -> None:
            called = getattr(owner, name)

            def watching(*args: Any, **options: Any) -> Any:
                result = called(*args, **options)
                seen.append(len(result))
                return result

            monkeypatch.setattr(owner, name, watching)

        watch(pl.LazyFrame, "collect")
        for name in ("to_pyarrow", "to_pandas", "to_polars", "execute"):
            watch(ibis.expr.types.Table, name)
        return seen

    @pytest.mark.parametrize("engine", ["polars lazy", "ibis"])
    @pytest.mark.parametrize("case", ["case", ()])
    def test_rows(self, pdu: ps.Framework, columns: Columns, asked: list[int], engine: str, case: Any) -> None:
        """One query counts, and returns no more rows than groups, questions and answers; one more looks for repeats."""
        made = ps.tally(table(engine, columns), pdu, "pdu", case=case, missing="not relevant")

        assert 300 == made.total.cases
        assert (2 if case else 1) == len([rows for rows in asked if rows])
        assert max(asked) <= self.COUNTS

    def test_dask(self, pdu: ps.Framework, columns: Columns) -> None:
        """Dask works once to count, and once to see whether cases repeat."""
        starts: list[object] = []
        given = table("dask", columns)
        with Callback(start=starts.append):  # type: ignore[no-untyped-call]  # dask has no types
            ps.tally(given, pdu, "pdu", missing="not relevant")

        assert 2 == len(starts)

    def test_spark(self, pdu: ps.Framework, columns: Columns, monkeypatch: pytest.MonkeyPatch) -> None:
        """Spark returns counts, and one row that says whether cases repeat."""
        spark()
        given = table("spark", columns)
        seen: list[int] = []
        for name in ("collect", "toPandas", "toArrow", "count", "take", "head"):
            called = getattr(type(given), name)
            monkeypatch.setattr(type(given), name, lambda *args, called=called, **more: _noting(seen, called(*args, **more)))
        asked_of("spark", lambda: ps.tally(given, pdu, "pdu", missing="not relevant"))

        assert [1] == seen[:-1]
        assert seen[-1] <= self.COUNTS

    @pytest.mark.parametrize("engine", ["duckdb", "polars lazy"])
    def test_duckdb(self, pdu: ps.Framework, columns: Columns, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """What DuckDB returns is read in one place, and is counts, after one row that says whether cases repeat."""
        seen: list[int] = []
        called = queries.rows
        monkeypatch.setattr(queries, "rows", lambda frame: iter(_noted(seen, list(called(frame)))))
        ps.tally(table(engine, columns), pdu, "pdu", missing="not relevant")

        assert [1] == seen[:-1]
        assert seen[-1] <= self.COUNTS

    @pytest.mark.parametrize("by", [(), "pdu"])
    def test_long(self, pdu: ps.Framework, columns: Columns, asked: list[int], by: Any) -> None:
        """A long table in which nothing is odd takes no query to name cases."""
        long = {name: list(columns[name]) * 2 for name in ("case", "pdu")}
        long |= {"question": [Q1] * 300 + [Q2] * 300, "answer": [*columns[Q1], *columns[Q2]]}
        ps.tally(table("polars lazy", long), pdu, by, missing="not relevant")

        assert (4 if by else 3) == len(asked)

    @pytest.mark.parametrize("engine", EAGER)
    def test_left_as_it_was(self, pdu: ps.Framework, columns: Columns, engine: str) -> None:
        """The table is left as it was given."""
        given, again = table(engine, columns), table(engine, columns)
        ps.tally(given, pdu, "pdu", missing="not relevant")

        assert given.equals(again)


def _noted(seen: list[int], rows: list[Any]) -> list[Any]:
    seen.append(len(rows))
    return rows


def _noting(seen: list[int], result: Any) -> Any:
    seen.append(result if isinstance(result, int) else len(result))
    return result


COUNTED = {Q1: ps.Tally(1, 2)}


class TestTypes:
    """Columns of all types that engines have."""

    @pytest.mark.parametrize("lazy", [False, True])
    @pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["no", "yes", "n/a", "unused"]), pl.String])
    @pytest.mark.parametrize("empty", [False, True])
    def test_polars_categories(self, pdu: ps.Framework, lazy: bool, dtype: Any, empty: bool) -> None:  # noqa: FBT001  # a parameter
        """Categories of polars are texts, as answers and as groups, with and without empty cells."""
        answers = ["yes", "no", "n/a", *([None] if empty else [])]
        groups = pl.Series(["N", "S", "N", "S"][: len(answers)]).cast(pl.Categorical)
        frame = pl.DataFrame({"case": range(len(answers)), "pdu": groups, Q1: pl.Series(answers, dtype=dtype)})
        made = ps.tally(frame.lazy() if lazy else frame, pdu, "pdu", missing="not relevant")

        assert (COUNTED, int(empty), ["N", "S"]) == (dict(made.total), made.missing, list(made))

    @pytest.mark.parametrize("chunks", [1, 2])
    def test_categories_in_parts(self, pdu: ps.Framework, chunks: int) -> None:
        """Categories that were put together from parts with codes of their own are still their texts."""
        parts = [pl.DataFrame({"case": [row], Q1: pl.Series([word], dtype=pl.Categorical)}) for row, word in enumerate("yn")]
        frame = pl.concat(parts[::-1] * 1, rechunk=chunks == 1)

        assert COUNTED == dict(ps.tally(frame, pdu).total)

    @pytest.mark.parametrize(
        "make",
        [
            lambda words: pl.Series(words, dtype=pl.Categorical),
            lambda words: pl.Series(words, dtype=pl.Enum(["P 2.1.33", "odd", "weather", Q1, "yes", "no"])),
            lambda words: pd.Categorical(words, categories=["P 2.1.33", "odd", "weather", Q1, "yes", "no"]),
            lambda words: pa.array(["P 2.1.33", "odd", "weather", *words]).dictionary_encode().slice(3),
        ],
        ids=["polars", "polars enum", "pandas", "pyarrow"],
    )
    def test_categories_of_others(self, pdu: ps.Framework, make: Callable[[list[str]], Any]) -> None:
        """Categories that no row has, left from a larger table or met in another one, are neither questions nor answers."""
        pl.Series(["P 2.1.33", "odd", "weather"], dtype=pl.Categorical)  # polars remembers them for as long as it runs
        columns = {"case": make(["yes", "no"]), "question": make([Q1, Q1]), "answer": make(["yes", "no"])}
        frames: dict[str, Callable[[Any], Any]] = {"polars": pl.DataFrame, "pandas": pd.DataFrame, "pyarrow": pa.table}
        made = ps.tally(frames[type(columns["case"]).__module__.partition(".")[0]](columns), pdu, "case")

        assert (["no", "yes"], COUNTED, ()) == (list(made), dict(made.total), made.unclaimed)

    @pytest.mark.parametrize(
        "column",
        [
            pd.Series(["yes", "no", None], dtype="category"),
            pd.Series(["yes", "no", None], dtype="string"),
            pd.Series(["yes", "no", None], dtype="object"),
            pd.Series([True, False, None], dtype="object"),
            pd.Series([True, False, None], dtype="boolean"),
            pd.Series([1, 0, None], dtype="Int8"),
            pd.Series([1, 0, None], dtype="float32"),
            pd.Series([1, "no", float("nan")], dtype="object"),
            pd.Series(["yes", "no", None], dtype=pd.ArrowDtype(pa.string())),
        ],
        ids=lambda column: str(column.dtype),
    )
    def test_pandas(self, pdu: ps.Framework, column: Any) -> None:
        """So it is with all types of pandas, an index of any kind notwithstanding."""
        frame = pd.DataFrame({"case": [1, 2, 3], Q1: column}).set_index(pd.Index([5, 5, 5]))
        made = ps.tally(frame, pdu, missing="not relevant")

        assert (COUNTED, 1) == (dict(made.total), made.missing)

    @pytest.mark.parametrize(
        "column",
        [
            pa.array(["yes", "no", None]).dictionary_encode(),
            pa.DictionaryArray.from_arrays([0, 1, 2], ["yes", "no", None]),
            pa.DictionaryArray.from_arrays([0, 1, 2], ["Yes", "no", ""]),
            pa.array(["yes", "no", None], pa.large_string()),
            pa.array(["yes", "no", None], pa.string_view()),
            pa.array([1, 0, None], pa.uint8()),
            pa.array([1, 0, None], pa.decimal128(5, 2)),
            pa.array([1, 0, float("nan")], pa.float32()),
            pa.array([True, False, None]),
        ],
        ids=lambda column: str(column.type).partition("<")[0],
    )
    @pytest.mark.parametrize("twice", [False, True])
    def test_arrow(self, pdu: ps.Framework, column: Any, twice: bool) -> None:  # noqa: FBT001  # a parameter
        """So it is with all types of Arrow, also where a case is there twice, which is counted another way."""
        given = pa.table({"case": [1, 2, 3], Q1: column})
        given = pa.concat_tables([given, given]) if twice else given
        made = ps.tally(given, pdu, **LENIENT)

        assert (COUNTED, 1) == (dict(made.total), made.missing)

    @pytest.mark.parametrize(
        "given",
        [
            pl.DataFrame({"case": [1, 2], Q1: pl.Series([None, None], dtype=pl.Null)}),
            pl.LazyFrame({"case": [1, 2], Q1: pl.Series([None, None], dtype=pl.Null)}),
            pa.table({"case": [1, 2], Q1: pa.nulls(2)}),
            pd.DataFrame({"case": [1, 2], Q1: [None, None]}),
            pd.DataFrame({"case": [1, 2], Q1: [float("nan")] * 2}),
        ],
        ids=["polars", "lazy", "pyarrow", "pandas", "floats"],
    )
    def test_nothing(self, pdu: ps.Framework, given: Any) -> None:
        """A column without anything in it has missing answers only."""
        assert {Q1: ps.Answered(0, 0, 0, 2)} == ps.tally(given, pdu, missing="not relevant").total.answered
        assert "2 of 2 are missing" in outcome(given, pdu)["wrong"][0][1]

    @pytest.mark.parametrize("engine", [*FAST, "pandas nullable"])
    @pytest.mark.parametrize("groups", [[True, False, True], [3, 20, None], [2024.0, 2025.0, 2025.0], [0.5, None, 1.5]])
    def test_groups(self, pdu: ps.Framework, engine: str, groups: list[Any]) -> None:
        """Groups are the same values everywhere: truth values, whole numbers, others."""
        told = agree(engine, {"case": [1, 2, 3], "group": groups, Q1: ["yes", "no", "yes"]}, pdu, "group")

        assert len(set(groups)) == len(told["groups"])

    @pytest.mark.parametrize("make", [pl.DataFrame, pl.LazyFrame, pd.DataFrame, pa.table])
    @pytest.mark.parametrize("day", [date(2025, 2, 24), Decimal("1.50"), "2025-02-24"])
    def test_other_groups(self, pdu: ps.Framework, make: Callable[[Any], Any], day: object) -> None:
        """So are dates and decimals."""
        assert [day] == list(ps.tally(make({"case": [1, 2], "day": [day, day], Q1: ["yes", "no"]}), pdu, "day"))

    @pytest.mark.parametrize("make", [dict, pl.DataFrame, pl.LazyFrame, pd.DataFrame, pa.table])
    @pytest.mark.parametrize("nothing", [float("nan"), "  ", ""])
    def test_no_case(self, pdu: ps.Framework, make: Callable[[Any], Any], nothing: object) -> None:
        """NaN and blanks name no case."""
        cases = [nothing, 2.0 if isinstance(nothing, float) else "A"]

        assert "1 row" in outcome(make({"case": cases, Q1: ["yes", "no"]}), pdu)["wrong"][0][1]

    @pytest.mark.parametrize("make", [dict, pl.DataFrame, pl.LazyFrame, pd.DataFrame, pa.table])
    @pytest.mark.parametrize("cases", [[0, -1, 2], [2**40, 2**62, 0], [0.0, 0.5, -1.5], ["B", "C", "0"]])
    def test_cases(self, pdu: ps.Framework, make: Callable[[Any], Any], cases: list[Any]) -> None:
        """Ids of cases are whatever they are; one that is there twice is found."""
        twice = {"case": [*cases, cases[1]], Q1: ["yes"] * 4}

        assert ps.Tally(3, 3) == ps.tally(make({"case": cases, Q1: ["yes"] * 3}), pdu).total[Q1]
        assert "1 case" in outcome(make(twice), pdu)["wrong"][0][1]
        assert ps.Tally(3, 3) == ps.tally(make(twice), pdu, repeated="once").total[Q1]

    @pytest.mark.parametrize("make", [pl.DataFrame, pl.LazyFrame, pd.DataFrame, pa.table, duckdb.from_arrow])
    @pytest.mark.parametrize("name", [Q1, "case", "pdu", SUSPENDED.attribute])
    @pytest.mark.parametrize(
        "odd", [[["a"], ["b"]], [{"a": 1}, {"a": 2}], [b"\xff", b"yes"], [date(2025, 2, 24), date(2025, 2, 25)]]
    )
    def test_odd_types(self, suspending: ps.Framework, make: Callable[[Any], Any], name: str, odd: list[Any]) -> None:
        """Lists, structs, bytes and dates are counted as what they are, or refused; no error of an engine comes out."""
        columns = {"case": ["A", "B"], "pdu": ["N", "S"], SUSPENDED.attribute: ["no", "yes"], Q1: ["yes", "no"], name: odd}
        given = make(pa.table(columns) if make is duckdb.from_arrow else columns)
        told = outcome(given, suspending, "pdu")

        assert name != Q1 or "wrong" in told

    @pytest.mark.parametrize("names", [["case", 5], ["case", None], [("a", "b"), Q2], ["case", Q1]])
    def test_names_of_pandas(self, pdu: ps.Framework, names: list[Any]) -> None:
        """Names of pandas that are no texts, or stand twice, are columns without a use, or refused."""
        frame = pd.DataFrame([["A", "no", "yes"]], columns=pd.Index([*names, Q1], dtype="object", tupleize_cols=False))
        told = outcome(frame, pdu)

        assert "wrong" in told or {Q1: ps.Answered(1, 0, 0, 0)}.items() <= told["total"].items()
        assert ("wrong" in told) >= (names.count(Q1) == 1)

    @pytest.mark.parametrize("make", [pl.DataFrame, pl.LazyFrame, pa.table])
    def test_narwhals(self, pdu: ps.Framework, make: Callable[[Any], Any]) -> None:
        """A frame of narwhals is taken as the table that it wraps."""
        assert COUNTED == dict(ps.tally(nw.from_native(make({"case": [1, 2], Q1: ["yes", "no"]})), pdu).total)

    def test_connection(self, pdu: ps.Framework) -> None:
        """A relation of a connection of one's own is counted there, wide or long."""
        with duckdb.connect() as connection:
            connection.execute(f"create table cases as select unnest([1, 2]) as \"case\", unnest(['yes', 'no']) as \"{Q1}\"")
            long = connection.sql(f'select "case", \'{Q1}\' as question, "{Q1}" as answer from cases')  # noqa: S608  # of this test

            assert COUNTED == dict(ps.tally(connection.table("cases"), pdu).total) == dict(ps.tally(long, pdu).total)

    @pytest.mark.parametrize("engine", EAGER)
    def test_many(self, pdu: ps.Framework, engine: str) -> None:
        """Many groups, and more rows than are counted at a time, with one case twice, far apart."""
        count = 150_000
        cases = list(range(count))
        pdus = [f"PDU {number % 997}" for number in cases]
        columns: Columns = {"case": cases, "pdu": pdus, Q1: ["yes", "no", "n/a"] * (count // 3)}
        made = ps.tally(table(engine, columns), pdu, "pdu")
        twice = {name: [*column, column[0]] for name, column in columns.items()}

        assert (997, ps.Tally(count // 3, 2 * count // 3)) == (len(made), made.total[Q1])
        assert made["PDU 5"][Q1] == ps.Tally(*_of_five(count))
        assert "1 case" in outcome(table(engine, twice), pdu, "pdu")["wrong"][0][1]


def _of_five(count: int) -> tuple[int, int]:
    """Return how many of every 997th case from the fifth on are answered yes, and yes or no."""
    left = [number % 3 for number in range(5, count, 997)]
    return left.count(0), left.count(0) + left.count(1)


def write_csv(columns: Columns, folder: Path) -> Path:
    path = folder / "cases.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return path


def write_parquet(columns: Columns, folder: Path) -> Path:
    path = folder / "cases.parquet"
    pq.write_table(table("pyarrow", columns), path, row_group_size=2)
    return path


def write_parts(columns: Columns, folder: Path) -> Path:
    """Write a folder as Spark does: a part for each row, in any order, and a file that says that all is well."""
    path = folder / "cases"
    path.mkdir(exist_ok=True)
    for old in path.iterdir():
        old.unlink()
    (path / "_SUCCESS").touch()
    (path / ".part-0.parquet.crc").write_bytes(b"crc")
    given = table("pyarrow", columns)
    for row in range(len(given)):
        names = given.column_names[::-1] if row % 2 else given.column_names
        pq.write_table(given.slice(row, 1).select(names), path / f"part-{row:05}.parquet")
    return path


WRITERS: dict[str, Callable[[Columns, Path], Path]] = {"csv": write_csv, "parquet": write_parquet, "parts": write_parts}


class TestFiles:
    """Tables in files."""

    @pytest.mark.parametrize("form", WRITERS)
    @settings(max_examples=15)
    @given(data=st.data())
    def test_equal(self, tmp_path_factory: pytest.TempPathFactory, form: str, data: st.DataObject) -> None:
        """What comes of a file comes of its columns, whether it is CSV, Parquet or a folder of parts."""
        pdu = ps.discover()["pdu-2023"]  # no fixture: hypothesis would show all of it
        options = data.draw(st.sampled_from([{}, LENIENT]))
        tables = [wide(framework=st.just(pdu), texts=True, odd=True), long(framework=st.just(pdu), odd=True)]
        given = data.draw(st.one_of(tables))
        columns: Columns = given.columns
        if form == "csv":  # where all is text
            columns = {name: [_text(value) or "" for value in column] for name, column in columns.items()}
        path = WRITERS[form](columns, tmp_path_factory.getbasetemp())

        assert _sorted(outcome(columns, pdu, given.table.by, **options)) == _sorted(
            outcome(path, pdu, given.table.by, **options)
        )

    @pytest.mark.parametrize("form", WRITERS)
    def test_numbers(self, pdu: ps.Framework, tmp_path: Path, form: str) -> None:
        """Numbers and truth values in files are answers too."""
        columns: Columns = {"case": [1, 2, 3], Q1: [True, False, None], Q2: [1, 0, 1], Q3: [1.0, None, 0.0]}
        made = ps.tally(str(WRITERS[form](columns, tmp_path)), pdu, missing="not relevant")

        assert {Q1: ps.Tally(1, 2), Q2: ps.Tally(2, 3), Q3: ps.Tally(1, 2)} == dict(made.total)

    @pytest.mark.parametrize("form", WRITERS)
    @pytest.mark.parametrize("last", [3, 1])
    def test_progress(self, pdu: ps.Framework, tmp_path: Path, form: str, last: int) -> None:
        """Whoever asks is told how much of how much was read, up to the whole, also where a case that is there twice is one."""
        columns: Columns = {"case": [1, 2, last], "pdu": ["N", "S", "S"], Q1: ["yes"] * 3}
        told: list[tuple[int, int]] = []
        ps.tally(WRITERS[form](columns, tmp_path), pdu, "pdu", progress=lambda done, of: told.append((done, of)))

        assert {told[0][1]} == {of for _, of in told} == {told[-1][0]}
        assert all(0 < done <= of for done, of in told)
        assert last == 1 or told == sorted(told)

    def test_rows(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """In a CSV the place of what is wrong is the row as a spreadsheet counts, the header being the first."""
        path = write_csv({"case": ["A", "B"], Q1: ["yes", "odd"]}, tmp_path)

        with pytest.raises(ps.CaseError, match=r"\(1 cell: row 3 \(case B\)\)"):
            ps.tally(path, pdu)

    def test_case_in_two_parts(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """A case in two parts of a folder is in several rows."""
        path = write_parts({"case": ["A", "B", "A"], Q1: ["yes", "no", "yes"]}, tmp_path)

        assert "1 case" in outcome(path, pdu)["wrong"][0][1]
        assert COUNTED == dict(ps.tally(path, pdu, repeated="once").total)

    @pytest.mark.parametrize("inside", [False, True])
    def test_partitions(self, pdu: ps.Framework, tmp_path: Path, inside: bool) -> None:  # noqa: FBT001  # a parameter
        """Folders named by a column and its value give all rows in them that value, whether or not the column is inside too."""
        regions = {"North": "North", "East %26 West": "East & West", "__HIVE_DEFAULT_PARTITION__": None}
        for number, (name, region) in enumerate(regions.items()):
            folder = tmp_path / "cases" / f"region={name}" / "year=2025"
            folder.mkdir(parents=True)
            own = {"region": pa.array([region], pa.string())} if inside else {}
            pq.write_table(pa.table({**own, "case": [number], Q1: ["yes"]}), folder / "part-0.parquet")
        made = ps.tally(tmp_path / "cases", pdu, ["region", "year"])

        assert [("East & West", "2025"), ("North", "2025"), (None, "2025")] == list(made)
        assert {Q1: ps.Tally(3, 3)} == dict(made.total)

    def test_parts_that_differ(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """Parts with other columns than the first are refused, each by name."""
        path = write_parts({"case": ["A", "B"], Q1: ["yes", "no"]}, tmp_path)
        pq.write_table(pa.table({"case": ["C"], Q2: ["yes"]}), path / "part-00009.parquet")

        with pytest.raises(ps.CaseFileError, match=r"part-00009\.parquet: expected the columns of part-00000\.parquet"):
            ps.tally(path, pdu)

    def test_parts_of_other_types(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """Parts may hold one column as another type, as writers do where all of a part is empty or a number."""
        path = write_parts({"case": [1, 2], Q1: ["yes", "no"]}, tmp_path)
        pq.write_table(pa.table({"case": [3], Q1: pa.nulls(1)}), path / "part-00007.parquet")
        pq.write_table(pa.table({"case": [4.0], Q1: [1]}), path / "part-00008.parquet")
        pq.write_table(pa.table({"case": [-5], Q1: [True]}), path / "part-00009.parquet")
        made = ps.tally(path, pdu, missing="not relevant")

        assert {Q1: ps.Answered(3, 1, 0, 1)} == made.total.answered

    @pytest.mark.parametrize("name", ["no.parquet", "no.csv", "empty", "text.parquet"])
    def test_no_file(self, pdu: ps.Framework, tmp_path: Path, name: str) -> None:
        """What is not there, or is no Parquet file, or a folder without any, is an error that names it."""
        (tmp_path / "empty").mkdir()
        (tmp_path / "text.parquet").write_text("case,P 2.1.1\n")

        with pytest.raises(ps.CaseFileError, match=name.partition(".")[0]):
            ps.tally(tmp_path / name, pdu)

    def test_broken(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """So is a Parquet file that breaks off in the middle of its rows."""
        path = write_parquet({"case": list(range(5000)), Q1: ["yes", "no"] * 2500}, tmp_path)
        content = bytearray(path.read_bytes())
        content[200:2000] = bytes(1800)
        path.write_bytes(content)

        with pytest.raises(ps.ProbationStandardsError):
            ps.tally(path, pdu)

    def test_sheet_of_csv(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """A CSV has no sheets."""
        with pytest.raises(ps.CaseFileError, match="sheet"):
            ps.tally(write_csv({"case": [1], Q1: ["yes"]}, tmp_path), pdu, sheet="Cases")

    def test_derbyshire(self, root: Path, pdu: ps.Framework) -> None:
        """The made-up cases of Derbyshire come to the same from CSV, as columns and from Parquet made of them."""
        path = root / "examples/derbyshire-2025-cases.csv"
        frame = pl.read_csv(path)

        assert outcome(path, pdu, "pdu") == outcome(frame, pdu, "pdu") == outcome(frame.to_dict(as_series=False), pdu, "pdu")


def test_kinds() -> None:
    """The tables of these tests are of the kinds that they should be."""
    expected: dict[str, Kind] = {"a": "text", "b": "whole", "c": "float", "d": "truth", "e": "text"}
    columns: Columns = {"a": ["x", None], "b": [1, None], "c": [1.5, 2], "d": [True, None], "e": [None, None]}
    arrow = table("pyarrow", columns)

    assert ["string", "int64", "double", "bool", "string"] == [str(arrow.schema.field(name).type) for name in expected]
