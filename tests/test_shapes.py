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
from probation_standards.items import Place, shape_parts
from probation_standards.reports.markdown import framework_markdown
from probation_standards.reports.text import describe
from probation_standards.rules import Rule
from probation_standards.testing import evidence_for, frameworks

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
    def test_columns(self, engine: str, tallies: bool, data: st.DataObject) -> None:  # noqa: FBT001  # a parameter
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


@st.composite
def conditions(draw: st.DrawFn, place: Place) -> Any:
    """Conditions on one item of a place, of any form."""
    item = draw(st.sampled_from(list(place.known.values())))
    if item.form == "flag":
        return ps.FlagIs(of=item.id, value=draw(st.booleans()))
    end = draw(st.sampled_from(["at_least", "at_most"]))
    if item.form == "rating":
        return ps.RatingIs(of=item.id, **{end: draw(st.sampled_from(place.scale.ratings))})
    most = 100 if item.form == "cases" else 5
    ends: dict[str, Any] = {end: draw(st.integers(0, most))}
    return ps.FigureIs(measure=ps.Measure(take="lowest", of=(item.id,)), **ends)


@st.composite
def limited(draw: st.DrawFn) -> ps.Framework:
    """Frameworks whose overall is the best standard within two to four limits."""
    framework = draw(frameworks())
    place = framework.place()
    limits = []
    for _ in range(draw(st.integers(2, 4))):
        end: dict[str, Any] = {draw(st.sampled_from(["at_least", "at_most"])): draw(st.sampled_from(place.scale.ratings))}
        limits.append(ps.Limit(when=[draw(conditions(place))], **end))
    best = ps.OneOf(take="best", of=[one.id for one in framework.standards], missing="leave out", source=framework.source)
    return attrs.evolve(framework, overall=ps.Limited(rule=best, limits=limits, source=framework.source))


SOURCE = ps.Source(id="made-up", title="Made up for a test", confidence="confirmed")
SCALE = ps.RatingScale(ratings=(ps.Rating("Poor", 0), ps.Rating("Good", 1)), source=SOURCE)


def judged(*ids: str, overall: Rule) -> ps.Framework:
    """Return a framework of standards that are judged."""
    return ps.Framework(
        id="made-up",
        title="t",
        edition="1",
        scale=SCALE,
        domains=(ps.Domain(id="d", title="All", source=SOURCE),),
        standards=tuple(
            ps.Standard(id=id, title=id, domain="d", rule=ps.InspectorJudgement(source=SOURCE), source=SOURCE) for id in ids
        ),
        overall=overall,
        source=SOURCE,
    )


class TestNotTold:
    """What is not applied, since what it reads is missing, is in the reason; what would have changed nothing is not."""

    POOR, GOOD = SCALE.ratings
    FIRST = ps.RatingOf(of="1", source=SOURCE)

    def reason(self, rule: Rule, first: str) -> str:
        evidence = ps.Evidence(judgements={"1": first}, not_rated={"2": "it was closed"})
        overall = ps.rate(judged("1", "2", overall=rule), evidence).overall
        assert first == str(overall.rating)
        return str(overall.reason)

    @pytest.mark.parametrize(
        ("first", "end", "not_applied"),
        [
            ("Good", {"at_most": POOR}, "At most Poor"),
            ("Poor", {"at_most": POOR}, ""),
            ("Poor", {"at_least": GOOD}, "At least Good"),
            ("Good", {"at_least": GOOD}, ""),
        ],
    )
    def test_limit(self, first: str, end: dict[str, Any], not_applied: str) -> None:
        """Of a limit."""
        limit = ps.Limit(when=(ps.RatingIs(of="2", at_most=self.POOR),), **end)
        why = f". {not_applied} is not applied, since it can't be told whether 2 is at most Poor" if not_applied else ""

        assert f"1 is {first}{why}" == self.reason(ps.Limited(rule=self.FIRST, limits=(limit,), source=SOURCE), first)

    def test_below_a_cap(self) -> None:
        """A floor that could lift nothing, since a cap holds, is not told of."""
        cap = ps.Limit(when=(ps.RatingIs(of="1", at_most=self.POOR),), at_most=self.POOR)
        floor = ps.Limit(when=(ps.RatingIs(of="2", at_most=self.POOR),), at_least=self.GOOD)

        assert "1 is Poor" == self.reason(ps.Limited(rule=self.FIRST, limits=(cap, floor), source=SOURCE), "Poor")

    def test_told_not_to_hold(self) -> None:
        """A limit of which one condition is false is told, whatever the others read."""
        when = (ps.RatingIs(of="2", at_most=self.POOR), ps.RatingIs(of="1", at_most=self.POOR))
        limit = ps.Limit(when=when, at_most=self.POOR)

        assert "1 is Good" == self.reason(ps.Limited(rule=self.FIRST, limits=(limit,), source=SOURCE), "Good")

    def test_step(self) -> None:
        """Of a step, with the reason that its author gave."""
        step = ps.Step(when=(ps.RatingIs(of="2", at_most=self.POOR),), by=-1, because="the second is in a poor state")
        said = "1 is Good. One rating down is not applied, since it can't be told whether the second is in a poor state"

        assert said == self.reason(ps.Stepped(rule=self.FIRST, steps=(step,), source=SOURCE), "Good")


class TestLimits:
    @given(st.data())
    def test_order(self, data: st.DataObject) -> None:
        """The order of limits never matters, and the same limits around a rule twice change nothing more."""
        framework = data.draw(limited())
        rule: Any = framework.overall
        evidence = data.draw(evidence_for(framework))
        turned = attrs.evolve(rule, limits=data.draw(st.permutations(rule.limits)))
        twice = ps.Limited(rule=rule, limits=rule.limits, source=rule.source)
        expected = ratings(ps.rate(framework, evidence))

        for other in (turned, twice):
            assert expected == ratings(ps.rate(attrs.evolve(framework, overall=other), evidence))

    @given(st.data())
    def test_floors_then_caps(self, data: st.DataObject) -> None:
        """Of the floors that hold the highest applies, then of the caps the lowest; what is not rated stays so."""
        framework = data.draw(limited())
        rule: Any = framework.overall
        evidence = data.draw(evidence_for(framework))
        was = ps.rate(attrs.evolve(framework, overall=rule.rule), evidence).overall.points
        now = [limit for limit in rule.limits if hold(limit.when, framework, evidence)]
        floors = [limit.at_least.points for limit in now if limit.at_least is not None]
        caps = [limit.at_most.points for limit in now if limit.at_most is not None]
        expected = None if was is None else min([max([was, *floors]), *caps])

        assert expected == ps.rate(framework, evidence).overall.points


def hold(when: Any, framework: ps.Framework, evidence: ps.Evidence) -> bool:
    """Whether conditions hold, as a decision table says it that has them alone."""
    table = ps.DecisionTable(rows=[ps.Row(when=when)], source=framework.source)
    reason = ps.rate(attrs.evolve(framework, overall=table), evidence).overall.reason
    return isinstance(reason, ps.TableReason) and reason.row == 1
