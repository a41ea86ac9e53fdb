"""Columns of rules of every shape: each row of a small table that holds all there can be is decided as `rate` decides it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, ClassVar

import attrs
import narwhals.stable.v2 as nw
import polars as pl
import pytest

import probation_standards as ps
from column_frameworks import (
    CASES,
    COUNT,
    FLAG,
    GRADE,
    HALVES,
    HIGH,
    JUDGED,
    LACKING,
    LOW,
    MIDDLE,
    MORE_CASES,
    NAMES,
    NO_OVERALL,
    OTHER,
    RATINGS,
    SCALE,
    THIRDS,
    banded,
    bands,
    check,
    framework,
    question,
    standard,
)
from probation_standards.columns.measures import Measured
from probation_standards.columns.tables import rate_table
from probation_standards.columns.thresholds import Holds
from strategies import SOURCE


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

    @pytest.mark.parametrize("kind", ["steps", "limits", "one of", "all of them in turn"])
    def test_rules_in_rules(self, kind: str) -> None:
        """Each rule refers once to what the one inside it decides; else twelve deep it would be worked out 4,096 times."""
        when = (ps.FlagIs(of="F"),)
        up, down = (ps.Step(when=when, by=by) for by in (2, -1))
        around: dict[str, Callable[[Any], Any]] = {
            "steps": lambda rule: ps.Stepped(rule=rule, steps=(up, down), source=SOURCE),
            "limits": lambda rule: ps.Limited(rule=rule, limits=(ps.Limit(when=when, at_least=MIDDLE),), source=SOURCE),
            "one of": lambda rule: ps.OneOf(take="worst", rules=(rule, ps.RatingOf(of="G", source=SOURCE)), source=SOURCE),
        }
        rule: Any = banded("lowest", 41, 80, of=("Q",))
        for depth in range(12):
            rule = around.get(kind, [*around.values()][depth % 3])(rule)

        check(framework(standard(rule, FLAG, GRADE, CASES)))

    @pytest.mark.parametrize("points", [1, 127, 128, 32_767, 32_768, 2**31 - 1, 2**31])
    def test_points_of_any_height(self, points: int) -> None:
        """Whole numbers take no more bytes than the highest of them needs, and no fewer."""
        scale = ps.RatingScale(ratings=(ps.Rating("Low", 0), ps.Rating("Middle", points)), source=SOURCE)
        table = ps.BandTable(
            id="points",
            bands=tuple(ps.RatingBand(rating, rating.points) for rating in scale),
            rounding="exact",
            unit="points",
            source=SOURCE,
        )
        rule = ps.TotalPoints(tables=(ps.ScoreTable(maximum=points, bands=table),), source=SOURCE)
        made = attrs.evolve(framework(standard(JUDGED, id="1")), scale=scale, overall=rule)

        rated: Any = rate_table(pl.DataFrame({"1": ["Middle", "Low"]}), made)

        sizes = {pl.Int8: 127, pl.Int16: 32_767, pl.Int32: 2**31 - 1, pl.Int64: 2**63 - 1}
        least = next(dtype for dtype, most in sizes.items() if points <= most)
        assert [least] * 3 == [rated[name].dtype for name in ("1 points", "score", "maximum")]
        assert [(points, points, points, "Middle"), (0, 0, points, "Low")] == (
            rated.select("1 points", "score", "maximum", "overall").rows()
        )

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
