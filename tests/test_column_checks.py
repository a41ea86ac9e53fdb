"""Tables and rules that can't be read as columns: refused as a whole, before any row is read."""

from __future__ import annotations

import sys
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import attrs
import duckdb
import ibis
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import probation_standards as ps
from column_frameworks import (
    CASES,
    EVERY_FORM,
    FLAG,
    GRADE,
    HALVES,
    JUDGED,
    LOW,
    MORE_CASES,
    NO_OVERALL,
    SCALE,
    banded,
    bands,
    framework,
    of_every_form,
    question,
    standard,
)
from probation_standards.columns.checks import columns_of
from probation_standards.columns.inputs import Columns
from probation_standards.columns.measures import Reading, condition_column, measured
from probation_standards.columns.rules import band_problems, columns_by
from probation_standards.columns.tables import rate_columns, rate_table
from probation_standards.columns.thresholds import Holds
from strategies import SOURCE


@attrs.frozen
class Mood:
    """A condition of someone else."""

    kind: ClassVar[str] = "mood"


class TestRefused:
    """What columns can't be made of is refused with its place, before any table is read."""

    def refused(self, rule: Any, *questions: ps.KeyQuestion, table: Any = None) -> list[tuple[str, str]]:
        """Return the problems of a rule of a standard, with their paths."""
        with pytest.raises(ps.FrameworkError) as caught:
            rate_table(pl.DataFrame() if table is None else table, framework(standard(rule, *questions)))
        assert "made-up cannot be read as columns" == caught.value.heading
        return [(problem.path, problem.expected) for problem in caught.value.problems]

    def test_condition_of_others(self) -> None:
        """A condition that was not taught is named by its class, where it stands."""
        condition: Any = Mood()
        row = ps.Row(when=(ps.FlagIs(of="F"), condition), rating=LOW)

        assert [
            (
                "P.rule.rows[1].when[1]",
                "expected a kind of condition that rate_table() has been taught to read, with condition_column or shape_of",
            )
        ] == self.refused(
            ps.DecisionTable(rows=(ps.Row(when=(ps.FlagIs(of="F"),), rating=LOW), row), otherwise=LOW, source=SOURCE), FLAG
        )

    @pytest.mark.parametrize("end", ["at_least", "more_than", "at_most", "less_than"])
    def test_ends_too_fine(self, end: str) -> None:
        """An end of a condition so fine that floats can't tell figures on either side is refused."""
        ends: dict[str, Any] = {end: Fraction(1, 1_000_001)}
        fine = ps.FigureIs(measure=ps.Measure(take="total", of=("H",)), **ends)
        ends |= {end: Fraction(1, 1_000_000)}
        coarse = ps.FigureIs(measure=ps.Measure(take="total", of=("H",)), **ends)
        limits = [ps.Limit(when=(condition,), at_most=LOW) for condition in (coarse, fine)]
        rule = ps.Limited(rule=ps.RatingOf(of="G", source=SOURCE), limits=limits, source=SOURCE)

        assert [("P.rule.limits[1].when[0]", "expected ends with denominators of at most 1,000,000")] == self.refused(
            rule, GRADE, HALVES
        )

    def test_thresholds_too_fine(self) -> None:
        """So is a threshold, with its place; one of a millionth is not too fine."""
        fine, coarse = Fraction(1, 1_000_001), Fraction(1, 1_000_000)
        table = bands(coarse, Fraction(2, 1_000_001))
        expected = "expected a threshold with a denominator of at most 1,000,000"

        assert [("P.rule.bands.bands[2].starts", expected)] == self.refused(
            ps.Banded(measure=ps.Measure(take="total"), bands=table, source=SOURCE), HALVES
        )
        assert [ps.Problem("bands[1].starts", expected, fine)] == [*band_problems(bands(fine, 1))]
        assert [] == [*band_problems(bands(coarse, 1))]

    @pytest.mark.parametrize(("given", "name"), [(None, "NoneType"), ({"P": ["Low"]}, "dict")], ids=str)
    def test_what_is_no_table(self, given: Any, name: str) -> None:
        """What is no table is refused in a line, and so is what is no framework."""
        made = framework(standard(JUDGED))
        with pytest.raises(TypeError) as caught:
            rate_table(given, made)
        with pytest.raises(TypeError) as other:
            rate_table(pl.DataFrame({"P": ["Low"]}), given)

        assert (f"rate_table() takes a table, such as a DataFrame, not a {name}",) == caught.value.args
        assert (f"rate_table() takes a table and a Framework, not a {name}",) == other.value.args

    def test_names_that_repeat(self) -> None:
        """Each name that two columns have is a problem, in engines that allow it."""
        given: Any = pl.DataFrame({"a b": [1], "P": ["Low"], "Q": [1]}).to_pandas()

        with pytest.raises(ps.EvidenceError) as caught:
            rate_table(given[["a b", "P", "a b", "P", "Q"]], framework(standard(JUDGED)))

        expected = "expected one column of this name"
        assert "the columns cannot be rated" == caught.value.heading
        assert caught.value.problems == (ps.Problem('columns."a b"', expected), ps.Problem("columns.P", expected))

    def test_what_is_there_already(self) -> None:
        """What would be added is not there already; only to SQL do capitals not matter. Another prefix makes room."""
        made = framework(standard(JUDGED))
        columns = {"P": ["Low"], "score": [1], "Maximum": [2], "x P points": [3]}
        expected = "expected no such column, since one of this name is added; give a prefix for what is added"

        for table, prefix, names in (
            (pl.DataFrame(columns), "", ["score"]),
            (pl.DataFrame(columns), "x ", ['"x P points"']),
            (duckdb.from_arrow(pa.table(columns)), "", ["score", "maximum"]),
            (ibis.memtable(pa.table(columns)), "", ["score", "maximum"]),
        ):
            with pytest.raises(ps.EvidenceError) as caught:
                rate_table(table, made, prefix=prefix)
            assert [ps.Problem(f"columns.{name}", expected) for name in names] == [*caught.value.problems]
        assert ["Low"] == rate_table(pl.DataFrame(columns), made, prefix="y ")["y P rating"].to_list()

    def test_without_the_extra(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where narwhals is not installed, it is said which extra brings it."""
        monkeypatch.setitem(sys.modules, "narwhals.stable.v2", None)
        with pytest.raises(ps.ProbationStandardsError) as caught:
            rate_table(pl.DataFrame({"P": ["Low"]}), framework(standard(JUDGED)))

        expected = "expected the extra [frames]: pip install 'probation-standards[frames]'"
        assert "tables cannot be rated" == caught.value.heading
        assert caught.value.problems == (ps.Problem("", expected),)

    def test_judgement_with_its_reason(self) -> None:
        """A judgement that needs its reason has no place in a table."""
        expected = "expected a judgement without its reason, for which a table has no place"

        assert [("P.rule", expected)] == self.refused(ps.InspectorJudgement(says_why=True, source=SOURCE))

    def test_tables_for_other_than_points(self) -> None:
        """A table by maximum is for the points of standards, each of which weighs the same."""
        table = ps.ScoreTable(maximum=4, bands=bands(1, 2, unit="points"))
        expected = "expected tables by maximum for the points of standards alone, without weights"

        assert [("P.rule", expected)] == self.refused(
            ps.Banded(measure=ps.Measure(take="total"), tables=(table,), source=SOURCE), GRADE
        )
        weighted = ps.Banded(measure=ps.Measure(take="total", of=("1",), weights=(2,)), tables=(table,), source=SOURCE)
        with pytest.raises(ps.FrameworkError, match=expected):
            rate_table(pl.DataFrame({"1": ["Low"]}), framework(standard(JUDGED, id="1"), overall=weighted))

    def test_without_a_framework(self) -> None:
        """Whoever reads a part of a rule by itself is told the same, under the path that was given."""
        made = framework(standard(NO_OVERALL, CASES))
        reading = Reading(place=made.place(made.standards[0]), columns=Columns())

        with pytest.raises(ps.FrameworkError, match=r"here: expected a measure that adds no percentages"):
            measured(ps.Measure(take="total"), reading, "here")
        with pytest.raises(ps.FrameworkError, match=r"here: expected a kind of condition"):
            condition_column(Mood(), reading, "here")
        with pytest.raises(ps.FrameworkError, match=r"here: expected a kind of rule .* for a standard, .* \(found 'Mood'\)"):
            columns_by(Mood(), reading, "here")  # type: ignore[arg-type]


class TestMissingColumns:
    """What lacks altogether is said of each column, with what it would hold."""

    def problems(self, framework: ps.Framework, **columns: Any) -> dict[str, tuple[str, str | None]]:
        with pytest.raises(ps.EvidenceError) as caught:
            rate_table(pl.DataFrame(columns), framework)
        assert "the columns cannot be rated under made-up" == caught.value.heading
        assert all(problem.missing for problem in caught.value.problems)
        return {problem.path: (problem.expected, problem.suggestion) for problem in caught.value.problems}

    def test_of_every_form(self) -> None:
        """Each is named with its standard and what it holds, and with the column that was probably meant."""
        found = self.problems(of_every_form(), flagg=[True], rows=[1])

        forms = 'percentages, or two of tallies ("... sufficient", "... relevant"),'
        assert {
            "columns.score": ("P Standard: expected a column of numbers for score", None),
            "columns.cases": (f"P Standard: expected a column of {forms} for key question cases", None),
            "columns.count": ("P Standard: expected a column of whole numbers for count", None),
            "columns.flag": ("P Standard: expected a column of true and false for flag", "flagg"),
            "columns.rating": ("P Standard: expected a column of the names of ratings for rating", None),
            "columns.1": ("1 Standard: expected a column of the ratings that inspectors chose", None),
            "columns.overall": ("overall: expected a column of the ratings that inspectors chose", None),
        } == found

    @pytest.mark.parametrize(
        ("expected", "columns"),
        [
            ({"R": "percentages for key question R"}, {"Q": [1]}),
            (
                {f"R {part}": "cases for key question R" for part in ("sufficient", "relevant")},
                {"Q sufficient": [1], "Q relevant": [1]},
            ),
            (
                {"Q relevant": "cases for key question Q", "R sufficient": "cases for key question R"},
                {"Q sufficient": [1], "R relevant": [1]},
            ),
        ],
        ids=["percentages", "tallies", "halves"],
    )
    def test_of_the_form_that_the_table_has(self, expected: dict[str, str], columns: dict[str, Any]) -> None:
        """Where a table has one form of findings, the others are expected in that form."""
        found = self.problems(framework(standard(banded("lowest", 50), CASES, MORE_CASES)), **columns)

        assert {f'columns."{id}"' if " " in id else f"columns.{id}" for id in expected} == {*found}
        assert [*found.values()] == [(f"P Standard: expected a column of {what}", None) for what in expected.values()]

    @pytest.mark.parametrize(
        ("expected", "columns"),
        [
            ({"R": "percentages"}, {"Q": [1]}),
            ({"R sufficient": "cases"}, {"Q sufficient": [1], "Q relevant": [1], "R relevant": [1]}),
        ],
        ids=["percentages", "tallies"],
    )
    def test_of_what_only_the_overall_reads(self, expected: dict[str, str], columns: dict[str, Any]) -> None:
        """So they are where the overall alone reads them; in the right form they are found."""
        flag = ps.Limit(when=(ps.FigureIs(measure=ps.Measure(take="lowest", of=("R",)), at_least=50),), at_most=LOW)
        worst = ps.OneOf(take="worst", source=SOURCE)
        made = framework(
            standard(banded("lowest", 50, of=("Q",)), CASES, MORE_CASES),
            overall=ps.Limited(rule=worst, limits=(flag,), source=SOURCE),
        )
        ((name, what),) = expected.items()

        assert [(f"P Standard: expected a column of {what} for key question R", None)] == [
            *self.problems(made, **columns).values()
        ]
        assert [1] == rate_table(pl.DataFrame({**columns, name: [1]}), made).select(pl.len()).to_series().to_list()

    def test_of_inputs(self) -> None:
        """What belongs to no standard is expected for the overall, and a question of a standard for its standard."""
        rule = ps.Limited(
            rule=ps.OneOf(take="worst", of=("1",), source=SOURCE),
            limits=(ps.Limit(when=(ps.FlagIs(of="F"), ps.FlagIs(of="flag")), at_most=LOW),),
            source=SOURCE,
        )
        asked = standard(JUDGED, EVERY_FORM["flag"], id="1")
        found = self.problems(framework(asked, overall=rule, inputs=[FLAG]))

        assert {
            "columns.1": "1 Standard: expected a column of the ratings that inspectors chose",
            "columns.F": "overall: expected a column of true and false for F",
            "columns.flag": "1 Standard: expected a column of true and false for flag",
        } == {path: expected for path, (expected, _) in found.items()}


class TestWrongColumns:
    """What a column of the wrong type holds is said, with what was expected."""

    RIGHT: ClassVar[dict[str, list[Any]]] = {
        "score": [1],
        "cases": [60.0],
        "count": [1],
        "flag": [True],
        "rating": ["Low"],
        "1": ["Low"],
        "overall": ["Low"],
    }

    @pytest.mark.parametrize(
        ("expected", "name", "values"),
        [
            ("expected whole numbers, the column holds text", "score", ["1"]),
            ("expected whole numbers, the column holds truth values", "count", [True]),
            ("expected numbers, the column holds text", "cases", ["1"]),
            ("P Standard: expected true and false, the column holds numbers", "flag", [1.0]),
            ("P Standard: expected the names of ratings or 'Not rated', the column holds numbers", "rating", [1]),
            ("1 Standard: expected the names of ratings or 'Not rated', the column holds truth values", "1", [True]),
            ("overall: expected the names of ratings or 'Not rated', the column holds numbers", "overall", [1]),
        ],
    )
    def test_of_every_form(self, expected: str, name: str, values: list[Any]) -> None:
        for make in (pl.DataFrame, pl.LazyFrame):
            with pytest.raises(ps.EvidenceError) as caught:
                rate_table(make({**self.RIGHT, name: values}), of_every_form(), prefix="> ")

            assert [(f"columns.{name}", expected)] == [(problem.path, problem.expected) for problem in caught.value.problems]

    def test_of_tallies(self) -> None:
        """Tallies are whole numbers."""
        made = framework(standard(banded("lowest", 50), CASES))
        with pytest.raises(ps.EvidenceError) as caught:
            rate_table(pl.DataFrame({"Q sufficient": ["1"], "Q relevant": [2]}), made)

        expected = "expected whole numbers, the column holds text"
        assert [('columns."Q sufficient"', expected)] == [(one.path, one.expected) for one in caught.value.problems]

    def test_two_forms(self) -> None:
        """Percentages and tallies in one table are a problem of its columns, which names one of each."""
        made = framework(standard(banded("lowest", 50), CASES, MORE_CASES))
        with pytest.raises(ps.EvidenceError) as caught:
            rate_table(pl.DataFrame({"Q": [1], "R sufficient": [1], "R relevant": [1]}), made)

        expected = 'expected one form of findings in the whole table, percentages or tallies; it has Q and "R sufficient"'
        assert caught.value.problems == (ps.Problem("columns", expected),)

    def test_types_of_what_is_added(self) -> None:
        """In polars ratings are enumerations, worst first, and whole numbers take a byte; expressions make texts."""
        made = framework(standard(banded("lowest", 50), CASES))
        table = pl.DataFrame({"Q": [1]})

        rated: Any = rate_table(table, made)
        by_expressions: Any = nw.from_native(table).select(*rate_columns(made)).to_native()

        assert (pl.Enum(SCALE.names), pl.Int8) == (rated["P rating"].dtype, rated["P points"].dtype)
        assert (pl.String, pl.Int64) == (by_expressions["P rating"].dtype, by_expressions["P points"].dtype)

    def test_narrow_numbers(self) -> None:
        """Numbers of few bits are read as what they print as, and whole ones are counted on without running over."""
        half = pl.Series([64.1, 64.0, 70.0], dtype=pl.Float16)
        small = {"Q sufficient": pl.Series([100, 60], dtype=pl.Int8), "Q relevant": pl.Series([120, 120], dtype=pl.Int8)}
        scores = {id: pl.Series([2, 0], dtype=pl.Int8) for id in "HT"}
        weighted = banded("total", 100, 300, of=("H", "X"), weights=(100, 100))
        asked = [question(id, "score", 0, 2) for id in "HX"]

        of_half = rate_table(pl.DataFrame({"Q": half}), framework(standard(banded("lowest", "64.1", 80), CASES)))
        of_small = rate_table(pl.DataFrame(small), framework(standard(banded("lowest", "64.1", 80), CASES)))
        of_scores = rate_table(pl.DataFrame({"H": scores["H"], "X": scores["T"]}), framework(standard(weighted, *asked)))

        assert ["Middle", "Low", "Middle"] == of_half["P rating"].to_list()
        assert ["High", "Low"] == of_small["P rating"].to_list()
        assert ["High", "Low"] == of_scores["P rating"].to_list()

    def test_other_decimals(self) -> None:
        """A decimal is the nearest float, and a float of 16 bits the decimal it prints as, however an engine casts them."""
        exact, printed = Decimal("60.002000"), np.array([64.1, 64.2], dtype="float16")
        of_arrow = pa.table({"Q": pa.array([exact], pa.decimal128(12, 6))})
        of_pandas = pd.DataFrame({"Q": printed})

        assert float(exact) > of_arrow["Q"].cast(pa.float64()).to_pylist()[0]
        assert float(printed[0]) > 64.12
        found: Any = rate_table(of_arrow, framework(standard(banded("lowest", exact, 80), CASES)))
        assert ["Middle"] == found["P rating"].to_pylist()
        halves = rate_table(of_pandas, framework(standard(banded("lowest", "64.12", 80), CASES)))
        assert ["Low", "Middle"] == halves["P rating"].to_list()

    def test_floats_of_two_widths(self) -> None:
        """Floats of half the width are read by what they print as only where others stand beside them: it takes longer."""
        made = framework(standard(banded("lowest", 50, 80), CASES, MORE_CASES))
        narrow, wide, whole = (pl.Series([1], dtype=dtype) for dtype in (pl.Float32, pl.Float64, pl.Int64))

        def held(**columns: pl.Series) -> list[Holds]:
            return [*columns_of(nw.from_native(pl.DataFrame(columns)), made, []).holds.values()]

        assert [Holds.SINGLE, Holds.SINGLE] == held(Q=narrow, R=narrow)
        assert [Holds.SINGLE, Holds.WHOLE] == held(Q=narrow, R=whole)
        assert [Holds.DOUBLE, Holds.DOUBLE] == held(Q=narrow, R=wide)

    def test_names_of_ours(self) -> None:
        """Columns of the table may have the names that stages would give to what they keep, or begin as those do."""
        made = framework(standard(banded("lowest", 50, 80), CASES, MORE_CASES))
        given = {"Q": [60], "R": [90], "kept 1_0_0_0": ["a"], "kept _": ["b"], "_": ["c"]}

        rated = rate_table(pl.DataFrame(given), made)

        assert given == rated.select(*given).to_dict(as_series=False)
        assert [*given, *rate_table(pl.DataFrame({"Q": [60], "R": [90]}), made).columns[2:]] == rated.columns
        assert ["Middle"] == rated["P rating"].to_list()

    @pytest.mark.parametrize("name", RIGHT)
    def test_nothing_but_nulls(self, name: str) -> None:
        """A column that holds nothing but nulls has no type, and lacks in every row."""
        cells = {**self.RIGHT, name: [None]}
        expected = {
            "score": "score: expected one of the values of the score",
            "cases": "cases: expected a percentage from 0 to 100",
            "count": "count: expected a whole number from 0 to 1,099,511,627,776",
            "flag": "flag: expected true or false",
            "rating": "rating: expected a rating",
            "1": "1: expected a rating, or 'Not rated'",
            "overall": "overall: expected a rating, or 'Not rated'",
        }

        for made in (pl.DataFrame(cells), pl.LazyFrame(cells)):
            table = rate_table(made, of_every_form(), prefix="> ").lazy().collect()
            assert [expected[name]] == table["> problem"].to_list()
            assert [1] == table["> problems"].to_list()
        assert [None] == rate_table(pl.DataFrame(self.RIGHT), of_every_form(), prefix="> ")["> problem"].to_list()
