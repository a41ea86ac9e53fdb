"""Expressions and the stages they are worked out in, for tables of every engine."""

from __future__ import annotations

import re
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import dask.dataframe as dask
import narwhals.stable.v2 as nw
import polars as pl
import pytest

import probation_standards as ps
from column_frameworks import (
    CASES,
    JUDGED,
    MORE_CASES,
    banded,
    framework,
    standard,
)
from probation_standards.columns.inputs import Columns
from probation_standards.columns.stages import _asked_of_polars, staged_in_polars
from probation_standards.columns.tables import _rated_frame, _staged_under_other_names, _stages, rate_columns, rate_table


class TestExpressions:
    """What is added, as expressions that know nothing of the table that they are for."""

    MADE: ClassVar[ps.Framework] = framework(
        standard(banded("lowest", 50, 80, missing="leave out"), CASES, MORE_CASES), standard(JUDGED, id="1")
    )
    NAMES: ClassVar[list[str]] = [
        *("P rating", "P points", "P decided by", "1 rating", "1 points"),
        *("score", "maximum", "overall", "problem", "problems"),
    ]

    def test_percentages(self) -> None:
        """Percentages are what is expected where nothing is said, and nothing is put before the names."""
        frame = nw.from_native(pl.DataFrame({"Q": [60, 101], "R": [90.0, 50.0], "1": ["Low", "High"]}))

        found = frame.select(*rate_columns(self.MADE))

        assert self.NAMES == found.columns
        assert ("Middle", 3, "Q", "Low", 1, None, None, None, None, 0) == found.rows()[0]
        assert (*[None] * 8, "Q: expected a percentage from 0 to 100", 1) == found.rows()[1]

    def test_tallies(self) -> None:
        """Tallies are read where that is said; a standard that may not be rated has a column that says so, and no other has."""
        cells = {"Q sufficient": [60, None, 3], "Q relevant": [100, None, 4], "R sufficient": [1, None, 0]}
        rows = {**cells, "R relevant": [1, None, 0], "P": [None, "Not rated", None], "1": ["Low", "High", "Not rated"]}
        frame = nw.from_native(pl.DataFrame(rows))

        found = frame.select(*rate_columns(self.MADE, form="tallies", prefix="> ", not_rated=["P"]))
        without = frame.select(*rate_columns(self.MADE, form="tallies"))

        assert [f"> {name}" for name in self.NAMES] == found.columns
        assert ["Middle", None, "Middle"] == found["> P rating"].to_list()
        assert ["Q", None, "Q"] == found["> P decided by"].to_list()
        assert [0, 0, 0] == found["> problems"].to_list()
        assert [0, 2, 0] == without["problems"].to_list()

    def test_not_rated(self) -> None:
        """Ids of no standard with findings are refused together, in order, with what can be named."""
        with pytest.raises(ps.EvidenceError) as caught:
            rate_columns(self.MADE, not_rated=["PP", "P", "1"])

        assert "the columns do not fit made-up" == caught.value.heading
        assert [
            "not_rated: expected the id of a standard with findings: 'P' (found '1')",
            "not_rated: expected the id of a standard with findings: 'P' (found 'PP'). Did you mean 'P'?",
        ] == [str(problem) for problem in caught.value.problems]

    def test_form(self) -> None:
        """There are two forms of findings."""
        form: Any = "shares"

        with pytest.raises(ValueError, match=r'^expected "percentages" or "tallies", not .shares.$'):
            rate_columns(self.MADE, form=form)


class TestPartitions:
    """A table in partitions is rated partition by partition, since a row needs no other."""

    def test_rated_as_one(self) -> None:
        """It stays lazy and in its partitions, and every row is decided as in the table as a whole."""
        made = framework(standard(banded("lowest", 50, 80), CASES, MORE_CASES), standard(JUDGED, id="1"))
        rows = {"Q": [60.0, 101.0, 90.0, 0.0], "R": [90.5, 50.0, 90.0, 1.0], "1": ["Low", "High", "Not rated", None]}
        whole: Any = pl.DataFrame(rows).to_pandas()
        parts: Any = cast("Any", dask).from_pandas(whole, npartitions=2)

        rated = rate_table(parts, made, prefix="> ")

        assert type(parts) is type(rated)
        assert 2 == rated.npartitions
        expected = rate_table(whole, made, prefix="> ")
        found = rated.compute(scheduler="synchronous")
        assert [*expected.columns] == [*rated.columns] == [*found.columns]
        assert expected.astype(object).fillna("-").to_numpy().tolist() == found.astype(object).fillna("-").to_numpy().tolist()
        assert [0, 1, 0, 1] == found["> problems"].to_list()

    def test_stages_are_made_anew(self) -> None:
        """What one partition is rated by is not added to what the next is rated by."""
        made, columns = framework(standard(banded("lowest", 50, 80), CASES)), Columns(stem="kept ")
        names = [f"column {at}" for at in range(8)]

        one, other = (_stages(made, columns, names) for _ in range(2))

        assert [[*stage] for stage in one] == [[*stage] for stage in other]
        assert {} == columns.stages

    def test_problems_of_columns(self) -> None:
        """What is wrong with its columns is said at once, before anything is worked out."""
        made = framework(standard(banded("lowest", 50, 80), CASES))
        parts: Any = cast("Any", dask).from_pandas(pl.DataFrame({"Q": ["60"], "score": [1]}).to_pandas(), npartitions=1)

        with pytest.raises(ps.EvidenceError) as caught:
            rate_table(parts, made)

        assert ["columns.score", "columns.Q"] == [problem.path for problem in caught.value.problems]
        assert "the columns cannot be rated under made-up" == caught.value.heading


class TestKept:
    """What narwhals asks polars for is kept with the framework, since making it takes longer than rating a small table."""

    def test_asked_once_for_each_form(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Tables of one form share what was made for the first of them; another form has its own."""
        made = framework(standard(banded("lowest", 50, 80), CASES, MORE_CASES))
        asked: list[int] = []

        def counting(given: Any) -> list[Any]:
            asked.append(len(given))
            return _asked_of_polars(given)

        monkeypatch.setattr("probation_standards.columns.stages._asked_of_polars", counting)
        tables = [pl.DataFrame({"Q": [60], "R": [90]}), pl.DataFrame({"Q": [0.5], "R": [90.0]})]
        found = [rate_table(table, made)["P rating"].to_list() for table in (*tables, *tables)]

        assert [["Middle"], ["Low"]] * 2 == found
        assert 2 == len(asked)
        kept = made.prepared[staged_in_polars]
        assert asked == [len(expressions) for expressions, _ in kept.values()]

    @pytest.mark.parametrize("most", [1, 2])
    def test_how_many_are_kept(self, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
        """Only so many are kept; where there is no room for another, all make way for it."""
        monkeypatch.setattr("probation_standards.columns.stages.MOST_KEPT", most)
        made = framework(standard(banded("lowest", 50, 80), CASES, MORE_CASES))
        tables = [pl.DataFrame({"Q": [60], "R": [90]}), pl.DataFrame({"Q": [0.5], "R": [90.0]})]
        for table in tables:
            rate_table(table, made)

        assert most == len(made.prepared[staged_in_polars])

    def test_what_is_asked(self) -> None:
        """Each stage is asked for by itself, in order, by expressions of polars under the names of the columns."""
        stages = [{"a": nw.col("x") + 1}, {"b": nw.col("a") * 2, "c": nw.col("x")}]

        found = _asked_of_polars(stages)

        assert [["a"], ["b", "c"]] == [[expression.meta.output_name() for expression in stage] for stage in found]
        assert pl.DataFrame({"x": [1]}).with_columns(*found[0]).with_columns(*found[1]).rows() == [(1, 2, 4, 1)]


class TestOtherNames:
    """Full stops in names are steps to Spark, so a table of Spark is rated under other names."""

    def test_tables_of_spark_alone(self, pdu: ps.Framework, monkeypatch: pytest.MonkeyPatch) -> None:
        """A table of Spark goes that way, with its columns as they were found and the names of what is added."""
        implementation = SimpleNamespace(is_polars=lambda: False, is_spark_like=lambda: True)
        frame = SimpleNamespace(implementation=implementation)
        monkeypatch.setattr("narwhals.stable.v2.from_native", {"a table of Spark": frame}.__getitem__)
        monkeypatch.setattr("probation_standards.columns.tables._staged_under_other_names", lambda *given: given)
        columns, names = Columns(), ["score"]

        assert (frame, pdu, columns, names) == _rated_frame("a table of Spark", pdu, columns, names)

    def test_given_back_under_its_own(self, pdu: ps.Framework) -> None:
        """It comes back under its own names, with what is added at the end, decided as it is under these."""
        findings = {question.id: [60, 40, 90] for question in pdu.questions}
        rows = {"a.b": [1, 2, 3], **findings, **{f"P 1.{at}": ["Good", "Inadequate", "Goood"] for at in (1, 2, 3)}}
        seen: list[list[str]] = []

        def renamed(frame: pl.LazyFrame, *names: str) -> pl.LazyFrame:
            before = frame.collect_schema().names()
            seen.append(before)
            return frame.rename(dict(zip(before, names, strict=True)))

        frame = type("Frame", (pl.LazyFrame,), {"toDF": renamed})(rows)
        expected = rate_table(pl.DataFrame(rows), pdu, prefix="> ")
        added = expected.columns[len(rows) :]

        lazy = _staged_under_other_names(nw.from_native(frame), pdu, Columns(), added)
        found = lazy.collect()

        assert [[*rows], [*(f"c{at}" for at in range(len(rows))), *(f"r{at}" for at in range(len(added)))]] == seen
        assert {"kept"} == {*re.findall(r'alias\("([^_"]+)_', lazy.explain(optimized=False))}  # it is rated in stages
        assert expected.columns == found.columns
        assert expected.cast(pl.String).rows() == found.cast(pl.String).rows()
