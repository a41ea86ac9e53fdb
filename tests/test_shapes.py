"""Rules of every shape: each reader reads all of them, and they agree."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.checking import reading
from probation_standards.columns.inputs import counted
from probation_standards.items import shape_parts
from probation_standards.reports.markdown import framework_markdown
from probation_standards.reports.text import describe
from probation_standards.testing.strategies import evidence_for, frameworks

NULLABLE = {pa.bool_(): pd.BooleanDtype(), pa.int64(): pd.Int64Dtype()}

ENGINES = {
    "polars": pl.from_arrow,
    "pandas": lambda table: table.to_pandas(types_mapper=NULLABLE.get),
    "pyarrow": pa.table,
    "duckdb": duckdb.from_arrow,
}

TYPES = {"cases": pa.int64(), "rating": pa.string(), "score": pa.float64(), "count": pa.int64(), "flag": pa.bool_()}


def as_table(framework: ps.Framework, evidence: list[ps.Evidence], *, tallies: bool) -> pa.Table:
    """Return a table with a row for each of some evidence."""
    read = reading(framework)
    columns: dict[str, pa.Array] = {}
    for question in {question.id: question for needs in read.values() for question in needs.questions}.values():
        found = [one.findings.get(question.id) for one in evidence]
        if question.form == "cases" and tallies:
            for at, name in enumerate(counted(question.id)):
                cells = [None if one is None else (one.sufficient, one.relevant)[at] for one in found]  # type: ignore[union-attr]
                columns[name] = pa.array(cells, pa.int64())
            continue
        plain = [getattr(one, "given", one) for one in found]
        given: list[Any] = [float(one) if isinstance(one, Fraction) else one for one in plain]
        columns[question.id] = pa.array(given, TYPES[question.form])
    for id, needs in read.items():
        if needs.judgement:
            names = [one.judgements.get(id, "Not rated") for one in evidence]
            columns[id] = pa.array(names, pa.string())
    return pa.table(columns) if columns else pa.table({"row": pa.array(range(len(evidence)))})


def adds_percentages(framework: ps.Framework) -> bool:
    """Return whether a measure of a framework adds percentages, or counts them, or sets them beside other numbers."""
    places = [(standard.rule, framework.place(standard)) for standard in framework.standards]
    for rule, place in [*places, (framework.overall, framework.place())]:
        for _, part in shape_parts(rule):
            if isinstance(part, ps.Measure):
                forms = {item.form for item in place.items(part.of)}
                if "cases" in forms and (part.take not in {"lowest", "highest"} or len(forms) > 1):
                    return True
    return False


def ratings(rated: ps.RatedInspection) -> tuple[str | None, ...]:
    """Return the names of all ratings, the overall last."""
    found = [*(decision.rating for decision in rated.values()), rated.overall.rating]
    return tuple(None if rating is None else rating.name for rating in found)


class TestReaders:
    @settings(max_examples=settings().max_examples // 6)
    @given(st.data())
    @pytest.mark.parametrize("engine", ENGINES)
    @pytest.mark.parametrize("tallies", [False, True], ids=["percentages", "tallies"])
    def test_columns(self, engine: str, tallies: bool, data: st.DataObject) -> None:  # noqa: FBT001
        """A table is rated as `rate` rates each of its rows, or refused where percentages would have to be added."""
        framework = data.draw(frameworks())
        evidence = [
            without_departures(one)
            for one in data.draw(st.lists(evidence_for(framework, counted=tallies), min_size=1, max_size=5))
        ]
        given = as_table(framework, evidence, tallies=tallies)
        if tallies and adds_percentages(framework):
            with pytest.raises(ps.FrameworkError, match="others can't be added exactly"):
                ps.rate_table(ENGINES[engine](given), framework, prefix="> ")
            return
        table: Any = ps.rate_table(ENGINES[engine](given), framework, prefix="> ")
        arrow = nw.from_native(table).lazy().collect("pyarrow").to_native()
        names = [*(f"> {standard.id} rating" for standard in framework.standards), "> overall"]
        found = list(zip(*(arrow[name].cast(pa.string()).to_pylist() for name in names), strict=True))

        assert [None] * len(evidence) == arrow["> problem"].cast(pa.string()).to_pylist()
        assert [ratings(ps.rate(framework, one)) for one in evidence] == found

    @given(st.data())
    def test_documents(self, data: st.DataObject) -> None:
        """A framework is written as a document that reads as the same framework, with the same digest."""
        framework = data.draw(frameworks())
        with TemporaryDirectory() as folder:
            ps.write_framework(framework, Path(folder, "made-up.toml"))
            again = ps.read_framework(Path(folder, "made-up.toml"))

        assert (framework, framework.digest) == (again, again.digest)

    @given(st.data())
    def test_words(self, data: st.DataObject) -> None:
        """Every framework is described, and every decision has a reason in words."""
        framework = data.draw(frameworks())
        rated = ps.rate(framework, data.draw(evidence_for(framework, counted=True)))

        assert describe(framework)
        assert framework_markdown(framework)
        assert "Overall: " in ps.explain(rated)
        assert all(str(decision.reason) for decision in (*rated.values(), rated.overall))


def without_departures(evidence: ps.Evidence) -> ps.Evidence:
    """Return evidence in which nobody departs from a rule, for which a table has no place."""
    judged = {id: given for id, given in evidence.judgements.items() if isinstance(given, str)}
    return ps.Evidence(findings=evidence.findings, judgements=judged, not_rated=evidence.not_rated)


class TestLimits:
    @given(st.data())
    def test_order(self, data: st.DataObject) -> None:
        """The order of limits never matters, and the same limits around a rule twice change nothing more."""
        framework = data.draw(frameworks())
        rules = [standard for standard in framework.standards if isinstance(standard.rule, ps.Limited)]
        evidence = data.draw(evidence_for(framework))
        expected = ratings(ps.rate(framework, evidence))
        for standard in rules:
            rule: Any = standard.rule
            twice = ps.Limited(rule=rule, limits=rule.limits, source=rule.source)
            turned = ps.Limited(rule=rule.rule, limits=rule.limits[::-1], source=rule.source)
            for other in (twice, turned):
                standards = [attrs.evolve(one, rule=other) if one is standard else one for one in framework.standards]
                assert expected == ratings(ps.rate(attrs.evolve(framework, standards=standards), evidence))
