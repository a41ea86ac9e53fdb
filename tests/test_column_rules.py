"""Columns of rules of every shape: each row of a small table that holds all there can be is decided as `rate` decides it."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from types import SimpleNamespace
from typing import Any, ClassVar, cast

import attrs
import dask.dataframe as dask
import duckdb
import narwhals.stable.v2 as nw
import polars as pl
import pyarrow as pa
import pytest

import probation_standards as ps
from probation_standards.checking import reading
from probation_standards.columns.inputs import Columns
from probation_standards.columns.measures import MOST_COUNTED, Measured, Reading, condition_column, measured
from probation_standards.columns.rules import band_problems, columns_by
from probation_standards.columns.stages import _asked_of_polars, staged_in_polars
from probation_standards.columns.tables import _rated_frame, _staged_under_other_names, _stages, rate_columns, rate_table
from probation_standards.columns.thresholds import Holds
from strategies import SOURCE

LOW, MIDDLE, HIGH = RATINGS = (ps.Rating("Low", 1), ps.Rating("Middle", 3), ps.Rating("High", 4))
SCALE = ps.RatingScale(ratings=RATINGS, source=SOURCE)

NAMES = {"Low", "Middle", "High"}

VALUES: dict[str, tuple[Any, ...]] = {
    "score": (0, "0.5", 2),
    "cases": (0, 40, 41, 100),
    "count": (0, 1, 7),
    "flag": (True, False),
    "rating": tuple(rating.name for rating in RATINGS),
}
"""What a question of each form finds here."""


def question(id: str, form: Any, *values: Any, optional: bool = False) -> ps.KeyQuestion:
    return ps.KeyQuestion(id=id, text="Question?", form=form, values=values, optional=optional, source=SOURCE)


HALVES = question("H", "score", 0, "0.5", 2)
THIRDS = question("T", "score", 0, Fraction(1, 3), 1)
LACKING = question("L", "score", 0, 1, 3, optional=True)
OTHER = question("O", "score", 0, 2, optional=True)
FLAG = question("F", "flag")
COUNT = question("C", "count")
GRADE = question("G", "rating")
CASES = question("Q", "cases")
MORE_CASES = question("R", "cases")


def bands(*starts: Any, **changes: Any) -> ps.BandTable:
    """Return a table of bands with thresholds at 0 and these."""
    names = tuple(ps.RatingBand(rating, start) for rating, start in zip(RATINGS, (0, *starts), strict=False))
    fields: dict[str, Any] = {"id": "bands", "bands": names, "rounding": "exact", "unit": "of it", "source": SOURCE}
    return ps.BandTable(**fields | changes)


def banded(take: Any, *starts: Any, **changes: Any) -> ps.Banded:
    """Return the rule of a measure with thresholds at 0 and these."""
    return ps.Banded(measure=ps.Measure(take=take, **changes), bands=bands(*starts), source=SOURCE)


def standard(rule: Any, *questions: ps.KeyQuestion, id: str = "P", **changes: Any) -> ps.Standard:
    return ps.Standard(id=id, title="Standard", domain="1", questions=questions, rule=rule, source=SOURCE, **changes)


NO_OVERALL = ps.NoRating(because="none is given", source=SOURCE)


def framework(*standards: ps.Standard, overall: Any = NO_OVERALL, inputs: Sequence[ps.KeyQuestion] = ()) -> ps.Framework:
    return ps.Framework(
        id="made-up",
        title="Made up",
        edition="1",
        scale=SCALE,
        domains=(ps.Domain(id="1", title="Domain", source=SOURCE),),
        inputs=inputs,
        standards=standards,
        overall=overall,
        source=SOURCE,
    )


def found_by(question: ps.KeyQuestion) -> list[Any]:
    """Return all that a question can find here; what it may lack comes first."""
    given = question.values or VALUES[question.form]
    return [*([None] if question.optional else []), *given]


def table_of(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Return rows as a table: whole numbers as such, what has a part as the decimal that it is, and nulls where nothing is."""
    numbers = [
        {id: float(cell) if isinstance(cell, (str, Fraction)) and id in "HT" else cell for id, cell in row.items()}
        for row in rows
    ]
    return pl.DataFrame(numbers, infer_schema_length=None)


def rated(framework: ps.Framework, row: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what `rate` decides of a row: the ratings of its standards and the overall, by name."""
    judged = {id for id, needs in reading(framework).items() if needs.judgement}
    given = ps.rate(
        framework,
        ps.Evidence(
            findings={id: cell for id, cell in row.items() if id not in judged and cell is not None},
            judgements={id: row[id] for id in judged if row[id] != "Not rated"},
            not_rated={id: "as the table says" for id in judged if row[id] == "Not rated"},
        ),
    )
    ratings = [*(decision.rating for decision in given.values()), given.overall.rating]
    return (*(None if rating is None else rating.name for rating in ratings), given.score, given.maximum)


def check(framework: ps.Framework) -> set[Any]:
    """Assert that every row there can be is decided as `rate` decides it, and return the ratings of the first standard."""
    questions = {question.id: question for needs in reading(framework).values() for question in needs.questions}
    cells: dict[str, list[Any]] = {id: found_by(question) for id, question in questions.items()}
    names = [*framework.scale.names, "Not rated"]
    cells |= {id: names for id, needs in reading(framework).items() if needs.judgement}
    rows = [dict(zip(cells, values, strict=True)) for values in product(*cells.values())]
    table = rate_table(table_of(rows), framework, prefix="> ")
    columns = [f"> {standard.id} rating" for standard in framework.standards]
    found = table.select(*columns, "> overall", "> score", "> maximum").rows()

    assert [None] * len(rows) == table["> problem"].to_list()
    assert [rated(framework, row) for row in rows] == found
    return {row[0] for row in found}


class TestMeasures:
    @pytest.mark.parametrize("take", ["lowest", "highest"])
    @pytest.mark.parametrize("questions", [(HALVES,), (HALVES, THIRDS), (HALVES, THIRDS, FLAG)], ids=len)
    def test_one_of_several(self, take: str, questions: tuple[ps.KeyQuestion, ...]) -> None:
        """The lowest or the highest of numbers that are no percentages is exact, whatever parts they have."""
        assert {"Low", "Middle"} <= check(framework(standard(banded(take, Fraction(1, 3), 1), *questions)))

    @pytest.mark.parametrize("take", ["lowest", "highest"])
    @pytest.mark.parametrize("missing", ["not rated", "leave out"])
    def test_one_of_several_that_may_lack(self, take: str, missing: str) -> None:
        """What lacks leaves no number, or is left out; where nothing is there, there is no number either way."""
        assert {None, *NAMES} == check(framework(standard(banded(take, 1, 2, missing=missing), LACKING, OTHER)))

    @pytest.mark.parametrize("take", ["lowest", "highest"])
    def test_percentages_beside_other_numbers(self, take: str) -> None:
        """A whole percentage is compared with a score as the number that it is."""
        score = question("S", "score", 0, 41, 50)

        assert NAMES == check(framework(standard(banded(take, 41, 50), CASES, score)))

    @pytest.mark.parametrize("take", ["lowest", "highest"])
    def test_percentages(self, take: str) -> None:
        """The lowest or the highest of percentages alone is banded as they are held."""
        assert NAMES == check(framework(standard(banded(take, 41, "99.5"), CASES, MORE_CASES)))

    @pytest.mark.parametrize("missing", ["not rated", "leave out"])
    @pytest.mark.parametrize("of_maximum", [False, True])
    def test_total(self, missing: str, *, of_maximum: bool) -> None:
        """A total of scores of other parts is exact, by itself and in per cent of what it can be."""
        starts = (40, 70) if of_maximum else (Fraction(5, 6), Fraction(7, 3))
        rule = banded("total", *starts, missing=missing, of_maximum=of_maximum)

        lacking = {None} if missing == "not rated" else set()
        assert {*NAMES, *lacking} == check(framework(standard(rule, HALVES, THIRDS, LACKING, OTHER)))

    @pytest.mark.parametrize("missing", ["not rated", "leave out"])
    @pytest.mark.parametrize("of_maximum", [False, True])
    def test_total_by_weights(self, missing: str, *, of_maximum: bool) -> None:
        """Each item weighs what it is said to weigh, in halves and thirds too; what weighs nothing has no maximum."""
        starts = (25, 75) if of_maximum else (Fraction(4, 3), 3)
        weights = ("1.5", Fraction(1, 3), 0)
        rule = banded("total", *starts, missing=missing, of_maximum=of_maximum, of=("L", "T", "O"), weights=weights)
        alone = attrs.evolve(rule, measure=attrs.evolve(rule.measure, of=("O", "L"), weights=(0, 1)))

        assert NAMES <= check(framework(standard(rule, THIRDS, LACKING, OTHER)))
        assert {"Low", None} <= check(framework(standard(alone, LACKING, OTHER)))

    @pytest.mark.parametrize("missing", ["not rated", "leave out"])
    @pytest.mark.parametrize("weights", [(), (2, 1, "0.5"), (0, 0, 1)], ids=str)
    def test_mean(self, missing: str, weights: tuple[Any, ...]) -> None:
        """A mean is that of what is there, by weights where there are some; what is there may weigh nothing."""
        rule = banded("mean", Fraction(1, 2), Fraction(4, 3), missing=missing, of=("H", "T", "L"), weights=weights)

        assert NAMES <= check(framework(standard(rule, HALVES, THIRDS, LACKING)))

    @pytest.mark.parametrize("missing", ["not rated", "leave out"])
    def test_whole_percentages_are_added(self, missing: str) -> None:
        """Whole percentages can be added, and beside a score count as what they are."""
        rule = banded("mean", 40, "40.5", missing=missing)

        assert NAMES <= check(framework(standard(rule, CASES, MORE_CASES)))
        assert {"Low", "High"} <= check(framework(standard(rule, CASES, OTHER)))

    @pytest.mark.parametrize("missing", ["not rated", "leave out"])
    @pytest.mark.parametrize("take", ["count", "share"])
    def test_counted_values(self, take: str, missing: str) -> None:
        """Items are counted that have one of some values, of whatever parts; a share is of those that are there."""
        starts = (1, 2) if take == "count" else (50, 100)
        rule = banded(take, *starts, missing=missing, values=("0.5", Fraction(1, 3), 3))

        assert {"Low", "Middle"} <= check(framework(standard(rule, HALVES, THIRDS, LACKING, OTHER)))

    @pytest.mark.parametrize("missing", ["not rated", "leave out"])
    def test_counted_where_no_values_are_said(self, missing: str) -> None:
        """Where no values are said, whatever is there is counted."""
        rule = banded("count", 2, 3, missing=missing)

        lowest = {None} if missing == "not rated" else {"Low", "Middle"}
        assert {"High", *lowest} == check(framework(standard(rule, HALVES, LACKING, OTHER)))

    @pytest.mark.parametrize("take", ["count", "share"])
    def test_counted_ratings(self, take: str) -> None:
        """Standards are counted that have one of some ratings, and flags that are true."""
        judged = [standard(ps.InspectorJudgement(source=SOURCE), id=id) for id in ("1", "2", "3")]
        starts = (1, 2) if take == "count" else (50, 100)
        rule = banded(take, *starts, ratings=(LOW, HIGH), missing="leave out")
        flags = banded(take, *starts, values=(1,), of=("F", "E"))

        check(framework(*judged, overall=rule))
        check(framework(*judged[:1], overall=flags, inputs=[FLAG, question("E", "flag")]))

    @pytest.mark.parametrize(("starts", "expected"), [(66, "High"), (Fraction(200, 3), "High"), (67, "Low")], ids=str)
    def test_share_of_three(self, starts: Any, expected: str) -> None:
        """Two of three are 66 2/3 per cent: no less, and no more."""
        flags = [question(id, "flag") for id in "XYZ"]
        table = bands(starts, bands=(ps.RatingBand(LOW, 0), ps.RatingBand(HIGH, starts)))
        share, total = ps.Measure(take="share", values=(1,)), ps.Measure(take="total", of_maximum=True)

        for measure in (share, total):
            made = framework(standard(ps.Banded(measure=measure, bands=table, source=SOURCE), *flags))
            found = rate_table(pl.DataFrame({"X": [True], "Y": [False], "Z": [True]}), made)
            assert [expected] == found["P rating"].to_list()

    @pytest.mark.parametrize(("starts", "expected"), [("0.8", "High"), (Fraction(8001, 10_000), "Low")], ids=str)
    def test_tenths(self, starts: Any, expected: str) -> None:
        """Tenths are added exactly, as floats would not be: 0.7 and 0.1 are 0.8."""
        asked = [question(id, "score", 0, "0.1", "0.7") for id in "XY"]
        table = bands(starts, bands=(ps.RatingBand(LOW, 0), ps.RatingBand(HIGH, starts)))
        rule = ps.Banded(measure=ps.Measure(take="total"), bands=table, source=SOURCE)

        found = rate_table(pl.DataFrame({"X": [0.7], "Y": [0.1]}), framework(standard(rule, *asked)))

        assert [expected] == found["P rating"].to_list()

    @pytest.mark.parametrize(("take", "expected"), [("lowest", ["Low", "Middle"]), ("highest", ["Middle", "High"])])
    def test_percentages_with_parts(self, take: str, expected: list[str]) -> None:
        """Percentages that are not whole are compared too, since they need not be added."""
        made = framework(standard(banded(take, 50, "99.5"), CASES, MORE_CASES))

        found = rate_table(pl.DataFrame({"Q": [49.5, 99.5], "R": [99.4, 50.5]}), made)

        assert expected == found["P rating"].to_list()

    def test_maximum_of_one(self) -> None:
        """One flag is all or nothing of its maximum."""
        assert {"Low", "High"} == check(framework(standard(banded("total", 50, 100, of_maximum=True), FLAG)))

    def test_counts_of_things(self) -> None:
        """A count is banded as the number that it is, where lower is better too."""
        falls = bands("0.5", 7, better="lower", bands=tuple(map(ps.RatingBand, RATINGS[::-1], (0, 1, 7))), threshold="at least")
        rule = ps.Banded(measure=ps.Measure(take="total", of=("C",)), bands=falls, source=SOURCE)

        assert NAMES == check(framework(standard(rule, COUNT)))

    @pytest.mark.parametrize("rounding", ["exact", "whole"])
    @pytest.mark.parametrize("side", ["at least", "more than"])
    def test_either_side_of_a_threshold(self, rounding: str, side: str) -> None:
        """A fraction on a threshold is in the band whose it is."""
        table = bands("0.5", 2, rounding=rounding, threshold=side)
        rule = ps.Banded(measure=ps.Measure(take="total"), bands=table, source=SOURCE)

        assert {"Low", "Middle"} <= check(framework(standard(rule, HALVES, OTHER)))

    @pytest.mark.parametrize("rounding", ["exact", "whole"])
    @pytest.mark.parametrize("side", ["at least", "more than"])
    def test_tallies_on_a_threshold(self, rounding: str, side: str) -> None:
        """A tally on a threshold is in the band whose it is, and one case of a thousand to either side is where it belongs."""
        table = bands(50, Fraction(200, 3), rounding=rounding, threshold=side)
        made = framework(standard(ps.Banded(measure=ps.Measure(take="lowest"), bands=table, source=SOURCE), CASES))
        on = [(1, 2), (2, 3), (101, 200)]
        tallies = [(1000 * s + by, 1000 * r) for s, r in on for by in (-1, 0, 1)]
        sufficient, relevant = zip(*tallies, strict=True)

        found = rate_table(pl.DataFrame({"Q sufficient": sufficient, "Q relevant": relevant}), made)

        placed = [table.place(Fraction(100 * s, r)).band.rating.name for s, r in tallies]
        assert placed == found["P rating"].to_list()
        assert len({*placed}) > 1

    @pytest.mark.parametrize(("take", "form"), [("total", "tallies"), ("mean", "floats")])
    def test_percentages_that_are_not_added(self, take: str, form: str) -> None:
        """Percentages that need not be whole numbers are not added, since floats can't do it exactly; the rule is named."""
        cells = {f"{id} {part}": [1] for id in "QR" for part in ("sufficient", "relevant")} if form == "tallies" else {}
        table = pl.DataFrame(cells or {"Q": [40.5], "R": [41.5]})

        with pytest.raises(ps.FrameworkError) as caught:
            rate_table(table, framework(standard(banded(take, 40, 50), CASES, MORE_CASES)))

        expected = "expected a measure that adds no percentages, or columns of whole ones: others can't be added exactly"
        expected += ", as those of Q, R may be"
        assert "made-up cannot be read as columns" == caught.value.heading
        assert [("P.rule.measure", expected)] == [(problem.path, problem.expected) for problem in caught.value.problems]

    def test_reaches(self) -> None:
        """A fraction of whole numbers reaches a figure, or is more than it, to the last place."""
        frame = nw.from_native(pl.DataFrame({"above": [1.0, 2.0, 3.0, None]}))
        found = Measured(nw.col("above"), 3)

        for itself, expected in ((True, [False, True, True, None]), (False, [False, False, True, None])):
            reached = frame.select(it=found.reaches(Fraction(2, 3), itself=itself))["it"].to_list()
            assert expected == reached
        assert [True, True, True, None] == frame.select(it=Measured(nw.col("above")).reaches(1))["it"].to_list()
        held = Measured(nw.col("above"), holds=Holds.DOUBLE)
        assert [False, True, True, None] == frame.select(it=held.reaches(2))["it"].to_list()
        assert [False, False, True, None] == frame.select(it=held.reaches(2, itself=False))["it"].to_list()


JUDGED = ps.InspectorJudgement(source=SOURCE)


class TestShapes:
    OF_STANDARD: ClassVar[dict[str, Any]] = {
        "rating of": ps.RatingOf(of="G", source=SOURCE),
        "worst": ps.OneOf(take="worst", of=("G",), rules=(banded("total", 1, 2, of=("L",)),), source=SOURCE),
        "best": ps.OneOf(take="best", of=("G",), rules=(banded("total", 1, 2, of=("L",)),), missing="leave out", source=SOURCE),
        "table": ps.DecisionTable(
            rows=(
                ps.Row(when=(ps.FlagIs(of="F"), ps.RatingIs(of="G", at_least=MIDDLE)), rating=HIGH),
                ps.Row(when=(ps.FigureIs(measure=ps.Measure(take="total", of=("L",)), at_least=1, at_most=2),), rating=None),
                ps.Row(when=(ps.FlagIs(of="F", value=False), ps.RatingIs(of="G", at_most=LOW)), rating=LOW),
            ),
            otherwise=MIDDLE,
            source=SOURCE,
        ),
        "table that leaves it open": ps.DecisionTable(
            rows=(
                ps.Row(when=(ps.FigureIs(measure=ps.Measure(take="total", of=("L",)), more_than=0, less_than=3),), rating=HIGH),
            ),
            source=SOURCE,
        ),
        "limits": ps.Limited(
            rule=ps.RatingOf(of="G", source=SOURCE),
            limits=(
                ps.Limit(when=(ps.FlagIs(of="F"),), at_most=MIDDLE),
                ps.Limit(when=(ps.FigureIs(measure=ps.Measure(take="total", of=("L",)), at_least=3),), at_most=LOW),
                ps.Limit(when=(ps.FigureIs(measure=ps.Measure(take="total", of=("L",)), at_most=1),), at_least=MIDDLE),
            ),
            source=SOURCE,
        ),
        "caps": ps.Limited(
            rule=banded("total", 1, 2, of=("L",)), limits=(ps.Limit(when=(ps.FlagIs(of="F"),), at_most=LOW),), source=SOURCE
        ),
        "floors": ps.Limited(
            rule=banded("total", 1, 2, of=("L",)), limits=(ps.Limit(when=(ps.FlagIs(of="F"),), at_least=HIGH),), source=SOURCE
        ),
        "steps": ps.Stepped(
            rule=ps.RatingOf(of="G", source=SOURCE),
            steps=(
                ps.Step(when=(ps.FlagIs(of="F"),), by=-1),
                ps.Step(when=(ps.FigureIs(measure=ps.Measure(take="total", of=("L",)), at_least=1),), by=2),
            ),
            source=SOURCE,
        ),
        "departures": ps.MayDepart(rule=banded("total", 1, 2, of=("L",)), source=SOURCE),
    }

    @pytest.mark.parametrize("name", OF_STANDARD)
    def test_of_a_standard(self, name: str) -> None:
        """Whatever shape a rule has, a table is decided as each of its rows is."""
        check(framework(standard(self.OF_STANDARD[name], FLAG, GRADE, LACKING)))

    def test_steps_on_a_scale_without_gaps(self) -> None:
        """Steps are along the scale, whether or not its points rise by one."""
        levels = tuple(ps.Rating(name, points) for points, name in enumerate(SCALE.names, 2))
        rule = ps.Stepped(
            rule=ps.RatingOf(of="G", source=SOURCE),
            steps=(ps.Step(when=(ps.FlagIs(of="F"),), by=1), ps.Step(when=(ps.FlagIs(of="E"),), by=-2)),
            source=SOURCE,
        )
        scale = ps.RatingScale(ratings=levels, source=SOURCE)

        check(attrs.evolve(framework(standard(rule, FLAG, GRADE, question("E", "flag"))), scale=scale))

    @pytest.mark.parametrize("take", ["worst", "best"])
    @pytest.mark.parametrize("missing", ["not rated", "leave out"])
    def test_of_standards(self, take: Any, missing: Any) -> None:
        """The worst or the best rating of the standards is the overall rating, where one may not be rated too."""
        judged = [standard(JUDGED, id=id) for id in ("1", "2")]

        check(framework(*judged, overall=ps.OneOf(take=take, missing=missing, source=SOURCE)))
        check(framework(*judged[:1], overall=ps.OneOf(take=take, missing=missing, source=SOURCE)))
        never = standard(NO_OVERALL, id="3")
        check(framework(*judged, never, overall=ps.OneOf(take=take, missing=missing, source=SOURCE)))
        check(framework(never, *judged[:1], overall=banded("mean", 2, 3, missing=missing)))

    @pytest.mark.parametrize("missing", ["not rated", "leave out"])
    @pytest.mark.parametrize("of", [(), ("1", "3"), ("1", "4")], ids=str)
    def test_tables_by_maximum(self, missing: Any, of: tuple[str, ...]) -> None:
        """Points are added of the standards that are named, or of those that count; a maximum may have no table."""
        standards = [
            standard(JUDGED, id="1"),
            standard(JUDGED, id="2"),
            standard(JUDGED, id="3", counts=False),
            standard(NO_OVERALL, id="4"),
        ]
        tables = [
            ps.ScoreTable(maximum=most, bands=bands(most // 2, most - 1, id=f"of {most}", unit="points")) for most in (4, 8, 12)
        ]
        rule = ps.Banded(measure=ps.Measure(take="total", of=of, missing=missing), tables=tables, source=SOURCE)
        several = attrs.evolve(rule, tables=tables[1:2])

        check(framework(*standards, overall=rule))
        check(framework(*standards, overall=several))
        check(framework(*standards, overall=attrs.evolve(rule, tables=())))
        check(framework(*standards[2:], overall=attrs.evolve(rule, measure=attrs.evolve(rule.measure, of=("4",)))))
        check(framework(*standards[2:], overall=attrs.evolve(rule, measure=attrs.evolve(rule.measure, of=()))))

    def test_judgement_within_limits(self) -> None:
        """A judgement may be any rating between two; another one is a problem of its row."""
        judged = ps.InspectorJudgement(at_least=MIDDLE, source=SOURCE)
        table = rate_table(pl.DataFrame({"1": ["Low", "Middle", "High", "Not rated"]}), framework(standard(judged, id="1")))

        expected = "1: expected a rating that can be chosen here, or 'Not rated'"
        assert [expected, None, None, None] == table["problem"].to_list()
        assert [None, "Middle", "High", None] == table["1 rating"].to_list()

    def test_question_of_a_standard_in_the_overall(self) -> None:
        """The overall may read a question; it lacks where its standard is not rated, and is looked at once."""
        first = standard(JUDGED, HALVES, id="1")
        rule = ps.Limited(
            rule=ps.OneOf(take="worst", missing="leave out", source=SOURCE),
            limits=(ps.Limit(when=(ps.FigureIs(measure=ps.Measure(take="total", of=("H",)), at_least=2),), at_most=LOW),),
            source=SOURCE,
        )
        rows = {"1": ["High", "High", "Not rated", "High", "Not rated"], "H": [2.0, 0.5, None, None, 3.0]}
        table = rate_table(pl.DataFrame(rows), framework(first, overall=rule))

        expected = "H: expected one of the values of the score"
        assert [None, None, None, expected, expected] == table["problem"].to_list()
        assert ["Low", "High", None, None, None] == table["overall"].to_list()
        assert [0, 0, 0, 1, 1] == table["problems"].to_list()


class TestProblems:
    """What a row must have right in a question that is not asked of cases."""

    CELLS: ClassVar[dict[str, tuple[str, list[Any], list[Any]]]] = {
        "score": ("one of the values of the score", [0.0, 0.5, 2.0], [None, 1.0, -1.0, float("nan")]),
        "count": (
            "a whole number from 0 to 1,099,511,627,776",
            [0.0, 3.0, 2.0**40],
            [None, 2.0**40 + 1, -1.0, 1.5, float("nan")],
        ),
        "flag": ("true or false", [True, False], [None]),
        "rating": ("a rating", ["Low", "High"], [None, "", "low", "Not rated"]),
    }

    def of(self, form: str, *, optional: bool = False) -> ps.Framework:
        """Return a framework of one standard with one question of a form."""
        asked = attrs.evolve(question("H", form, *(VALUES[form] if form == "score" else ())), optional=optional)
        return framework(standard(banded("total", 1, 2), asked))

    @pytest.mark.parametrize("form", CELLS)
    def test_of_every_form(self, form: str) -> None:
        """What can be no finding is a problem that says what was expected; what is right is none."""
        expected, right, wrong = self.CELLS[form]
        table = rate_table(pl.DataFrame({"H": [*right, *wrong]}), self.of(form))

        assert [*[None] * len(right), *[f"H: expected {expected}"] * len(wrong)] == table["problem"].to_list()
        assert [*[0] * len(right), *[1] * len(wrong)] == table["problems"].to_list()
        assert [None] * len(wrong) == table["P rating"].to_list()[len(right) :]
        assert None not in table["P rating"].to_list()[: len(right)]

    @pytest.mark.parametrize("form", CELLS)
    def test_of_what_may_lack(self, form: str) -> None:
        """A question that need not be inspected may lack, and nothing else that is wrong is right."""
        expected, right, wrong = self.CELLS[form]
        cells = [*right, *wrong[1:], None]
        table = rate_table(pl.DataFrame({"H": cells}), self.of(form, optional=True))
        may_be = [cell != cell for cell in cells]  # noqa: PLR0124  # what is no number equals nothing, and lacks

        assert [
            None if cell is None or no_number or cell in right else f"H: expected {expected}"
            for cell, no_number in zip(cells, may_be, strict=True)
        ] == table["problem"].to_list()
        assert table["P rating"].to_list()[-1] is None

    @pytest.mark.parametrize("form", CELLS)
    def test_beside_what_is_not_rated(self, form: str) -> None:
        """Where its standard is not rated a finding may lack, but what is there must be right."""
        expected, right, wrong = self.CELLS[form]
        cells = [*right, *wrong[1:], None]
        table = rate_table(pl.DataFrame({"H": cells, "P": ["Not rated"] * len(cells)}), self.of(form))

        assert [
            None if cell is None or cell != cell or cell in right else f"H: expected {expected}"  # noqa: PLR0124  # no number
            for cell in cells
        ] == table["problem"].to_list()
        assert {None} == {*table["P rating"]}

    def test_inputs_beside_what_is_not_rated(self) -> None:
        """An input lacks only where nothing that reads it is rated: no standard, and not the overall."""
        flagged = ps.DecisionTable(rows=(ps.Row(when=(ps.FlagIs(of="F"),), rating=HIGH),), otherwise=LOW, source=SOURCE)
        both = (standard(flagged), standard(flagged, id="S"))
        capped = ps.Limited(rule=JUDGED, limits=(ps.Limit(when=(ps.FlagIs(of="F"),), at_most=LOW),), source=SOURCE)
        no, yes = "Not rated", None
        rows: dict[str, list[Any]] = {
            "F": [None, None, None, True, None],
            "P": [yes, no, no, no, no],
            "S": [no, yes, no, yes, no],
        }
        rows["overall"] = ["Low", "Low", "Low", no, no]
        problem = "F: expected true or false"

        found = {
            "one": rate_table(pl.DataFrame(rows).drop("overall", "S"), framework(both[0], inputs=[FLAG])),
            "two": rate_table(pl.DataFrame(rows).drop("overall"), framework(*both, inputs=[FLAG])),
            "with the overall": rate_table(pl.DataFrame(rows), framework(*both, overall=capped, inputs=[FLAG]), prefix="> "),
        }
        assert {
            "one": [problem, None, None, None, None],
            "two": [problem, problem, None, None, None],
            "with the overall": [problem, problem, problem, None, None],
        } == {name: table[("> " if name == "with the overall" else "") + "problem"].to_list() for name, table in found.items()}
        assert [None, None, None, "High", None] == found["with the overall"]["> S rating"].to_list()

    def test_what_only_the_overall_reads(self) -> None:
        """A question that only the overall reads must be there where its standard and the overall are rated."""
        capped = ps.Limited(rule=JUDGED, limits=(ps.Limit(when=(ps.FlagIs(of="F"),), at_most=LOW),), source=SOURCE)
        made = framework(standard(ps.RatingOf(of="G", source=SOURCE), GRADE, FLAG), overall=capped)
        rows = {
            "G": ["High"] * 4,
            "F": [None] * 4,
            "P": [None, None, "Not rated", "Not rated"],
            "overall": ["Low", "Not rated"] * 2,
        }

        assert ["F: expected true or false", None, None, None] == (
            rate_table(pl.DataFrame(rows), made, prefix="> ")["> problem"].to_list()
        )

    LACKS: ClassVar[dict[str, Any]] = {
        "an overall": (banded("lowest", 50, 80, of=("Q", "R")), JUDGED, False),
        "a condition": (
            ps.DecisionTable(
                rows=(ps.Row(when=(ps.FigureIs(measure=ps.Measure(take="lowest", of=("Q", "R")), at_least=50),), rating=HIGH),),
                otherwise=LOW,
                source=SOURCE,
            ),
            JUDGED,
            False,
        ),
        "of those there": (banded("highest", 50, 80, of=("Q", "R"), missing="leave out"), JUDGED, False),
        "optional": (banded("lowest", 50, 80, of=("Q", "R")), JUDGED, True),
        "optional, of those there": (banded("highest", 50, 80, of=("Q", "R"), missing="leave out"), JUDGED, True),
    }

    @pytest.mark.parametrize("name", LACKS)
    @pytest.mark.parametrize("lacking", [None, float("nan")])
    def test_percentages_that_lack(self, name: str, lacking: float | None) -> None:
        """A percentage that may lack, and is null or no number, is missing to every rule that reads it, as it is to `rate`."""
        overall, judged, optional = self.LACKS[name]
        made = framework(
            standard(judged, CASES, id="A"),
            standard(judged, question("R", "cases", optional=optional), id="B"),
            overall=overall,
        )
        rows: dict[str, Any] = {"Q": [90.0, 10.0], "R": pl.Series([lacking] * 2, dtype=pl.Float64), "A": ["Low"] * 2}
        rows["B"] = ["Low" if optional else "Not rated"] * 2
        judgements = {"A": "Low"} | ({"B": "Low"} if optional else {})
        not_rated = {} if optional else {"B": "it was closed"}
        expected = [
            ps.rate(made, ps.Evidence(findings={"Q": cell}, judgements=judgements, not_rated=not_rated)).overall.rating
            for cell in (90, 10)
        ]

        table = rate_table(pl.DataFrame(rows), made)
        assert [None, None] == table["problem"].to_list()
        assert [None if rating is None else rating.name for rating in expected] == table["overall"].to_list()

    def test_overall_that_is_said_not_to_be_rated(self) -> None:
        """An overall that is said not to be rated is none, whatever else its rule takes; else it is what that gives."""
        best = ps.OneOf(take="best", of=("P",), rules=(JUDGED,), missing="leave out", source=SOURCE)
        rows = {"P": ["Low", "High", "High"], "overall": ["Not rated", "Low", "Not rated"]}

        assert [None, "High", None] == (
            rate_table(pl.DataFrame(rows), framework(standard(JUDGED), overall=best), prefix="> ")["> overall"].to_list()
        )

    def test_other_types(self) -> None:
        """What is no table, and what is no framework, is refused with what it is."""
        made = framework(standard(JUDGED))
        with pytest.raises(TypeError, match=r"^rate_table\(\) takes a table, such as a DataFrame, not a list$"):
            rate_table([1], made)
        with pytest.raises(TypeError, match=r"^rate_table\(\) takes a table and a Framework, not a str$"):
            rate_table(pl.DataFrame({"P": ["Low"]}), "made-up")  # type: ignore[arg-type]

    def test_judged_with_questions(self) -> None:
        """A judgement may be limited by a question, which lacks only where the standard is not rated."""
        cap = ps.Limit(when=(ps.FlagIs(of="F"),), at_most=LOW)
        made = framework(standard(ps.Limited(rule=JUDGED, limits=(cap,), source=SOURCE), FLAG))
        rows = {"P": ["High", "High", "Not rated", "High"], "F": [False, True, None, None]}

        table = rate_table(pl.DataFrame(rows), made)

        assert [None, None, None, "F: expected true or false"] == table["problem"].to_list()
        assert ["High", "Low", None, None] == table["P rating"].to_list()

    def test_optional_cases_where_a_standard_may_not_be_rated(self) -> None:
        """A question that need not be asked may lack, whether or not its standard is rated; others only where it is not."""
        maybe = attrs.evolve(MORE_CASES, optional=True)
        made = framework(standard(banded("lowest", 50, 80, missing="leave out"), CASES, maybe))
        rows = {"Q": [60.0, 60.0, None, None], "R": [90.0, None, None, None], "P": [None, None, "Not rated", None]}

        table = rate_table(pl.DataFrame(rows), made)

        assert [None, None, None, "Q: expected a percentage from 0 to 100"] == table["problem"].to_list()
        assert ["Middle", "Middle", None, None] == table["P rating"].to_list()

    def test_question_of_a_standard_that_may_not_be_rated(self) -> None:
        """What the overall alone reads of a standard may lack where that standard is not rated, as its column says."""
        first = standard(banded("lowest", 50, 80, of=("Q",)), CASES, FLAG)
        cap = ps.Limit(when=(ps.FlagIs(of="F"),), at_most=LOW)
        rule = ps.OneOf(take="worst", missing="leave out", source=SOURCE)
        made = framework(first, standard(JUDGED, id="1"), overall=ps.Limited(rule=rule, limits=(cap,), source=SOURCE))
        rows = {"Q": [90, 90, None, 90], "F": [False, True, None, None], "1": ["High"] * 4}

        table = rate_table(pl.DataFrame({**rows, "P": [None, None, "Not rated", None]}), made)

        assert [None, None, None, "F: expected true or false"] == table["problem"].to_list()
        assert ["High", "Low", "High", None] == table["overall"].to_list()

    @pytest.mark.parametrize("make", [pl.DataFrame, pa.table], ids=["one engine", "another"])
    def test_whole_numbers_that_lack(self, make: Any) -> None:
        """Whole numbers lack where they are null, beside a standard that is not rated, in engines of their own ways too."""
        made = framework(standard(banded("lowest", 50), CASES, MORE_CASES), standard(banded("total", 50), COUNT, id="S"))
        row = {"Q": [60, None, None], "R": [70, None, 70], "C": [50, None, 7]}
        said = ["Not rated" if number is None else None for number in row["C"]]

        table = nw.from_native(rate_table(make({**row, "P": said, "S": said}), made))

        assert [None, None, "Q: expected a percentage from 0 to 100"] == table["problem"].to_list()
        assert ["Middle", None, None] == table["S rating"].to_list()
        assert [50, None, 7] == table["C"].to_list()

    def test_counts(self) -> None:
        """The highest count that is taken is one whose sums a float holds exactly."""
        assert 2**40 == MOST_COUNTED

    @pytest.mark.parametrize("rule", [NO_OVERALL, JUDGED], ids=["unread", "read"])
    def test_asked_in_two_places(self, rule: Any) -> None:
        """What two rules read is one problem, not two, and that of the rule that comes first."""
        cap = ps.Limit(when=(ps.FlagIs(of="F"),), at_most=LOW)
        limited = ps.Limited(rule=ps.OneOf(take="worst", missing="leave out", source=SOURCE), limits=(cap,), source=SOURCE)
        first, second = (ps.Limited(rule=banded("total", 1, 2, of=(id,)), limits=(cap,), source=SOURCE) for id in ("H", "T"))
        standards = (standard(first, HALVES), standard(second, THIRDS, id="S"), standard(rule, id="1"))
        flags = pl.Series([True, None], dtype=pl.Boolean)
        rows = {"F": flags, "H": [2.0, 1.0], "T": [1.0, 1.0], "1": ["High", "High"]}

        table = rate_table(pl.DataFrame(rows), framework(*standards, overall=limited, inputs=[FLAG]))

        assert [0, 2] == table["problems"].to_list()
        assert [None, "H: expected one of the values of the score"] == table["problem"].to_list()


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


EVERY_FORM = {form: question(form, form, *((0, 1) if form == "score" else ())) for form in VALUES}


def of_every_form() -> ps.Framework:
    """Return a framework that reads a question of each form in a standard, a judgement, and a judgement of the overall."""
    conditions = (
        ps.FlagIs(of="flag"),
        *(ps.FigureIs(measure=ps.Measure(take="lowest", of=(id,)), at_least=1) for id in ("cases", "count", "score")),
        ps.RatingIs(of="rating", at_least=MIDDLE),
    )
    table = ps.DecisionTable(rows=(ps.Row(when=conditions, rating=HIGH),), otherwise=LOW, source=SOURCE)
    first = standard(table, *EVERY_FORM.values())
    return framework(first, standard(JUDGED, id="1"), overall=JUDGED, inputs=[FLAG])


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
        assert [] == columns.stages

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
