"""Columns: what `rate` decides of one inspection, `rate_table` decides of each row, in every engine."""

from __future__ import annotations

import math
import random
import struct
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, ClassVar

import attrs
import duckdb
import narwhals
import narwhals.stable.v1 as nw_v1
import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import probation_standards as ps
from engines import ENGINES, FAST, LAZY, SLOW, Kind, collected, kind, table
from probation_standards.columns import stages
from probation_standards.columns.measures import Measured, Reading
from probation_standards.columns.rules import (
    Decided,
    band_problems,
    columns_by,
    placed,
)
from probation_standards.columns.tables import rate_columns, rate_table
from probation_standards.columns.thresholds import MOST_RELEVANT, Holds, printed, threshold
from probation_standards.errors import key
from probation_standards.rules import Reads
from strategies import SOURCE, Sheet, band_tables, fractions, rating_scales, sheets

Row = Mapping[str, Any]


def evidence_of(framework: ps.Framework, row: Row, *, tallies: bool = False) -> ps.Evidence:
    """Return the evidence of a row: what a standard that was not rated lacks is not given; all else is, whatever it is."""
    findings: dict[str, Any] = {}
    judgements: dict[str, Any] = {}
    not_rated: dict[str, str] = {}
    for standard in framework.standards:
        said = row.get(standard.id)
        if said == "Not rated":
            not_rated[standard.id] = "as the table says"
        elif said is not None or standard.rule.reads is Reads.JUDGEMENT:
            judgements[standard.id] = said
        for question in standard.questions if standard.rule.reads is Reads.FINDINGS else ():
            finding: Any = row.get(question.id)
            lacks = finding is None or math.isnan(finding)
            if tallies:
                finding = ps.Tally(row[f"{question.id} sufficient"], row[f"{question.id} relevant"])
                lacks = finding == ps.Tally(None, None)  # type: ignore[arg-type]
            if not (lacks and standard.id in not_rated):
                findings[question.id] = finding
    return ps.Evidence(findings=findings, judgements=judgements, not_rated=not_rated)


def decided(framework: ps.Framework, row: Row, *, tallies: bool = False) -> dict[str, Any]:
    """Return what `rate` decides of a row, as columns have it; of the first problem, the id of its question or standard."""
    added: dict[str, Any] = {}
    for standard in framework.standards:
        added |= {f"{standard.id} rating": None, f"{standard.id} points": None}
        if isinstance(standard.rule, ps.LowestQuestion):
            added[f"{standard.id} decided by"] = None
    added |= {"score": None, "maximum": None, "overall": None, "problem": None, "problems": 0}
    try:
        rated = ps.rate(framework, evidence_of(framework, row, tallies=tallies))
    except ps.EvidenceError as error:
        wrong = {problem.path.partition(".")[2] for problem in error.problems}
        order = [id for standard in framework.standards for id in (standard.id, *(part.id for part in standard.questions))]
        return {**added, "problem": next(id for id in order if key(id) in wrong), "problems": len(wrong)}
    for id, decision in rated.items():
        if decision.rating is not None:
            added |= {f"{id} rating": decision.rating.name, f"{id} points": decision.rating.points}
            if isinstance(decision.reason, ps.LowestQuestionReason):
                added[f"{id} decided by"] = decision.reason.question
    overall = rated.overall.rating
    return {**added, "score": rated.score, "maximum": rated.maximum, "overall": overall and overall.name}


def as_columns(framework: ps.Framework, rows: Sequence[Row]) -> tuple[dict[str, list[Any]], dict[str, Kind]]:
    """Return rows as columns, with their number, and the kind of each column."""
    columns = {"row": [*range(len(rows))], **{name: [row[name] for row in rows] for name in rows[0]}}
    texts = {standard.id for standard in framework.standards}
    kinds: dict[str, Kind] = {name: "text" if name in texts else kind([0, *values]) for name, values in columns.items()}
    return columns, kinds


def agree(framework: ps.Framework, rows: Sequence[Row], found: Mapping[str, Sequence[Any]], *, tallies: bool) -> None:
    """Assert that each row, found by its number, was decided as `rate` decides it."""
    for number, row in enumerate(rows):
        expected = decided(framework, row, tallies=tallies)
        position = found["row"].index(number)
        got = {name: values[position] for name, values in found.items() if name != "row" and name not in row}
        if expected["problem"] is not None and str(got["problem"]).startswith(f"{expected['problem']}: expected "):
            expected["problem"] = got["problem"]
        assert list(expected) == list(got)
        assert expected == got, row


def rated_rows(engine: str, framework: ps.Framework, rows: Sequence[Row]) -> dict[str, list[Any]]:
    return collected(rate_table(table(engine, *as_columns(framework, rows)), framework))


def pdu_row(**changes: Any) -> dict[str, Any]:
    """Return the row of the inspection of Derbyshire PDU, with some values changed, "P_2_1_1" being "P 2.1.1"."""
    lowest = {"P 2.1": (60, 76, 34), "P 2.2": (56, 76, 44), "P 2.3": (79, 55, 34), "P 2.4": (63, 55, 37)}
    row: dict[str, Any] = {f"{id}.{n}": value for id, values in lowest.items() for n, value in enumerate(values, 1)}
    row |= {"P 1.1": "Inadequate", "P 1.2": "Requires improvement", "P 1.3": "Requires improvement"}
    return row | {name.replace("_", " ", 1).replace("_", "."): value for name, value in changes.items()}


def one_standard(*bands: tuple[str, Any], rounding: Any = "exact", no_relevant_cases: Any = "not rated") -> ps.Framework:
    """Return a framework of one standard with two questions, "Q 1" and "Q 2", and these bands."""
    ratings = tuple(ps.Rating(name, points) for points, (name, _) in enumerate(bands))
    scale = ps.RatingScale(ratings=(*ratings, ps.Rating("Best", len(bands))), source=SOURCE)
    casework = ps.BandTable(
        id="casework",
        bands=tuple(ps.RatingBand(rating, starts) for rating, (_, starts) in zip(ratings, bands, strict=True)),
        rounding=rounding,
        unit="per cent",
        source=SOURCE,
    )
    return ps.Framework(
        id="one",
        title="One standard",
        edition="1",
        scale=scale,
        domains=(ps.Domain(id="1", title="Domain", source=SOURCE),),
        standards=(
            ps.Standard(
                id="Q",
                title="Standard",
                domain="1",
                questions=tuple(ps.KeyQuestion(id=id, text="Question?", source=SOURCE) for id in ("Q 1", "Q 2")),
                rule=ps.LowestQuestion(bands=casework, no_relevant_cases=no_relevant_cases, source=SOURCE),
                source=SOURCE,
            ),
        ),
        overall=ps.NoRating(because="none is given", source=SOURCE),
        source=SOURCE,
    )


class TestEqualToRate:
    @pytest.mark.parametrize("engine", FAST)
    @settings(max_examples=50)
    @given(sheets())
    def test_every_row(self, engine: str, sheet: Sheet) -> None:
        """A row is rated as its evidence is rated: alike in points, ratings, score and all else, or refused where it is."""
        agree(sheet.framework, sheet.rows, rated_rows(engine, sheet.framework, sheet.rows), tallies=sheet.tallies)

    @pytest.mark.parametrize("engine", SLOW)
    @settings(max_examples=8)
    @given(sheets())
    def test_every_row_of_other_engines(self, engine: str, sheet: Sheet) -> None:
        """So it is in engines that take longer, with fewer examples."""
        agree(sheet.framework, sheet.rows, rated_rows(engine, sheet.framework, sheet.rows), tallies=sheet.tallies)

    def test_every_row_of_spark(self, pdu: ps.Framework) -> None:
        """So it is in Spark: many rows of few tables, since a query takes long."""
        numbers = random.Random(2)  # noqa: S311  # no secret
        for framework, id, tallies in ((pdu, "P 2.3", False), (one_standard(("Low", 0), ("High", 50)), "Q", True)):
            rows = [_random_row(framework, numbers, tallies=tallies) for _ in range(100)]
            rows = [{**row, id: numbers.choice([None, None, "Not rated", "Good"])} for row in rows]

            agree(framework, rows, rated_rows("spark", framework, rows), tallies=tallies)

    @settings(max_examples=40)
    @given(sheets())
    def test_one_flat_stage(self, sheet: Sheet) -> None:
        """The expressions that refer to nothing but the evidence decide the same as the stages of a table."""
        columns, kinds = as_columns(sheet.framework, sheet.rows)
        reading = [standard.id for standard in sheet.framework.standards if standard.rule.reads is Reads.FINDINGS]
        flat = rate_columns(
            sheet.framework,
            form="tallies" if sheet.tallies else "percentages",
            not_rated=[id for id in reading if id in columns],
        )

        found = collected(nw.from_native(table("polars", columns, kinds)).with_columns(*flat).to_native())

        agree(sheet.framework, sheet.rows, found, tallies=sheet.tallies)

    @pytest.mark.parametrize("engine", ["pandas", "pyarrow", "duckdb", "ibis"])
    def test_one_flat_stage_of_other_engines(self, engine: str, pdu: ps.Framework) -> None:
        """So they do in engines without enumerations and small numbers."""
        rows = [pdu_row(), pdu_row(P_2_1_1=101, P_1_2=""), pdu_row(P_1_1="Not rated")]
        frame = nw.from_native(table(engine, *as_columns(pdu, rows)))

        agree(pdu, rows, collected(frame.with_columns(*rate_columns(pdu)).to_native()), tallies=False)

    @pytest.mark.parametrize("tallies", [False, True], ids=["percentages", "tallies"])
    def test_every_edition(self, catalogue: ps.Catalogue, tallies: bool) -> None:  # noqa: FBT001  # a parameter
        """Every edition that is shipped is read, with all that it may hold."""
        numbers = random.Random(1)  # noqa: S311  # no secret
        for id in catalogue:
            framework = catalogue[id]
            rows = [_random_row(framework, numbers, tallies=tallies) for _ in range(30)]

            agree(framework, rows, rated_rows("polars", framework, rows), tallies=tallies)

    @pytest.mark.parametrize("engine", [*FAST, *SLOW])
    def test_derbyshire(self, engine: str, pdu: ps.Framework) -> None:
        """The inspection of Derbyshire PDU earns 2 of 21, Inadequate, in every engine; beside it stands one that is wrong."""
        rows = [pdu_row(), pdu_row(P_2_1_3=None, P_1_1="Goood"), pdu_row(P_2_1_3=34.5, P_1_3="Not rated")]

        found = rated_rows(engine, pdu, rows)

        agree(pdu, rows, found, tallies=False)
        first = {name: found[name][found["row"].index(0)] for name in found}
        assert ("Inadequate", 2, 21) == (first["overall"], first["score"], first["maximum"])
        assert ("P 2.1.3", "Inadequate", 0) == (first["P 2.1 decided by"], first["P 2.1 rating"], first["P 2.1 points"])


def _random_row(framework: ps.Framework, numbers: random.Random, *, tallies: bool) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for standard in framework.standards:
        if standard.rule.reads is Reads.JUDGEMENT:
            row[standard.id] = numbers.choice([*framework.scale.names, "Not rated"] * 5 + ["Goood"])
        for question in standard.questions if standard.rule.reads is Reads.FINDINGS else ():
            relevant = numbers.randrange(20)
            if tallies:
                row |= {f"{question.id} sufficient": numbers.randint(0, relevant), f"{question.id} relevant": relevant}
            else:
                row[question.id] = numbers.choice([49.4, 49.5, 50.0, 64.49, 64.5, 79.5, 100.0, 0.0] * 5 + [101.0])
    return row


ENDINGS = (" rating", " points", " decided by", "score", "maximum", "overall")
"""What the names of columns end with that hold what was decided."""


class TestProblems:
    @pytest.mark.parametrize("engine", [*FAST, *SLOW])
    def test_no_percentage(self, engine: str, pdu: ps.Framework) -> None:
        """What is no percentage is one and the same problem, whatever it is and in every engine, and nothing is rated."""
        wrong = (None, math.nan, math.inf, -math.inf, -1, -1e-9, 100.00000000000001, 101)

        found = rated_rows(engine, pdu, [*(pdu_row(P_2_2_1=value) for value in wrong), pdu_row()])

        assert [*["P 2.2.1: expected a percentage from 0 to 100"] * 8, None] == found["problem"]
        assert [*[1] * 8, 0] == found["problems"]
        decided = [values for name, values in found.items() if name.endswith(ENDINGS)]
        assert [[None] * 8] * 21 == [values[:8] for values in decided]
        assert None not in [values[8] for values in decided]

    @pytest.mark.parametrize("engine", ["polars", "pandas", "pyarrow", "duckdb"])
    @pytest.mark.parametrize(
        "wrong",
        [
            {
                (63, 62): "a tally of no more sufficient cases than relevant ones, of 0 to 1,000,000",
                (-1, 62): "a tally of no more sufficient cases than relevant ones, of 0 to 1,000,000",
                (None, 62): "a tally of no more sufficient cases than relevant ones, of 0 to 1,000,000",
                (31, None): "a tally of no more sufficient cases than relevant ones, of 0 to 1,000,000",
                (
                    MOST_RELEVANT + 2,
                    MOST_RELEVANT + 1,
                ): "a tally of no more sufficient cases than relevant ones, of 0 to 1,000,000",
                (31, MOST_RELEVANT + 1): "a tally of no more sufficient cases than relevant ones, of 0 to 1,000,000",
            },
            {(30.5, 62.0): "whole numbers of cases", (30.0, 62.5): "whole numbers of cases"},
        ],
        ids=["whole", "floats"],
    )
    def test_no_tally(self, engine: str, wrong: dict[tuple[Any, Any], str]) -> None:
        """What is no tally, or one of too many cases to tell thresholds by, is a problem of its row."""
        right = {"Q 1 sufficient": 1, "Q 1 relevant": 2, "Q 2 sufficient": MOST_RELEVANT, "Q 2 relevant": MOST_RELEVANT}
        rows = [{**right, "Q 1 sufficient": sufficient, "Q 1 relevant": relevant} for sufficient, relevant in wrong]

        found = rated_rows(engine, one_standard(("Low", 0), ("High", 50)), [*rows, right])

        assert [*(f"Q 1: expected {expected}" for expected in wrong.values()), None] == found["problem"]
        assert [*[None] * len(wrong), "High"] == found["Q rating"]

    @pytest.mark.parametrize("engine", [*FAST, *SLOW])
    def test_no_rating(self, engine: str, pdu: ps.Framework) -> None:
        """A judgement is the name of a rating to the letter, or "Not rated"."""
        wrong = (None, "", " ", "good", "Good ", "not rated", "3")

        found = rated_rows(engine, pdu, [*(pdu_row(P_1_2=value) for value in wrong), pdu_row(P_1_2="Not rated")])

        assert [*["P 1.2: expected a rating, or 'Not rated'"] * 7, None] == found["problem"]

    def test_the_first_in_order_and_how_many(self, pdu: ps.Framework) -> None:
        """Of several problems the first in the framework's order is said; all are counted."""
        found = rated_rows("polars", pdu, [pdu_row(P_2_4_3=101, P_2_1_2=-1, P_1_3="Goood")])

        assert ["P 1.3: expected a rating, or 'Not rated'"] == found["problem"]
        assert [3] == found["problems"]

    def test_judgement_of_what_is_not_judged(self, pdu: ps.Framework) -> None:
        """A column for a standard with findings says that it was not rated, and nothing else; then findings may lack."""
        lacking = {"P 2.1.1": None, "P 2.1.2": math.nan, "P 2.1.3": None}
        rows = [{**pdu_row(), "P 2.1": "Good"}, {**pdu_row(), **lacking, "P 2.1": "Not rated"}, {**pdu_row(), "P 2.1": None}]

        found = rated_rows("polars", pdu, rows)

        assert ["P 2.1: expected nothing or 'Not rated', since its rule reads no judgement", None, None] == found["problem"]
        assert [None, None, 0] == found["P 2.1 points"]
        assert [None, 18, 21] == found["maximum"]


class TestThresholds:
    @given(rating_scales().flatmap(band_tables), st.data())
    def test_floats_are_the_decimals_that_they_print_as(self, bands: ps.BandTable, data: st.DataObject) -> None:
        """A float on or about a threshold, or any other, reaches it just when the decimal that it prints as is placed there."""
        band = data.draw(st.sampled_from(bands.bands))
        for holds in (Holds.DOUBLE, Holds.SINGLE):
            least = threshold(bands.reaches(band)[0], holds)
            near = [beside(least, holds, steps) for steps in (-1, 0, 1, 2)] if least else [least]
            for number in [*near, data.draw(st.floats(2**-20, 100, width=32))]:
                placed = bands.place(printed(number, holds)).band

                assert (number >= least) == (placed.starts >= band.starts)

    @given(rating_scales().flatmap(band_tables), st.integers(0, 100))
    def test_whole_percentages(self, bands: ps.BandTable, percentage: int) -> None:
        """A whole percentage reaches the threshold of a band just when it is placed there or higher."""
        for band in bands.bands:
            reached = percentage >= threshold(bands.reaches(band)[0], Holds.WHOLE)

            assert reached == (bands.place(percentage).band.starts >= band.starts)

    @given(st.floats(2**-20, 100, width=32))
    def test_print_as_numpy_prints(self, number: float) -> None:
        """A float of 32 bits prints as NumPy prints it: as the shortest decimal that is no other such float."""
        assert Fraction(Decimal(str(np.float32(number)))) == printed(number, Holds.SINGLE)

    def test_sixty_four_point_one(self) -> None:
        """64.1 means 64.1, in 64 bits and in 32, though neither holds it."""
        assert 64.1 == threshold(Fraction(641, 10), Holds.DOUBLE)
        assert float(np.float32(64.1)) == threshold(Fraction(641, 10), Holds.SINGLE)
        assert 65 == threshold(Fraction(641, 10), Holds.WHOLE)

    @pytest.mark.parametrize("dtype", [pl.Float32, pl.Float64, pl.Decimal(10, 4), pl.Int8, pl.UInt64, pl.Int128], ids=str)
    def test_types_of_numbers(self, dtype: Any) -> None:
        """Numbers of any type and width are read as what they print as; a threshold of 64.1 is reached by 64.1."""
        whole = dtype.is_integer()
        given = [64, 65, 66] if whole else [Decimal("64.0999"), Decimal("64.1"), Decimal("64.1001")]
        frame = pl.DataFrame({"Q 1": pl.Series(given, dtype=dtype, strict=False), "Q 2": [100, 100, 100]})

        found = rate_table(frame, one_standard(("Low", 0), ("High", "64.1")))

        assert ["Low", "High", "High"] == found["Q rating"].to_list()
        assert ["Q 1", "Q 1", "Q 1"] == found["Q decided by"].to_list()

    @pytest.mark.parametrize(
        "make", [pl.DataFrame, pd.DataFrame, pa.table, lambda columns: duckdb.from_arrow(pa.table(columns))]
    )
    def test_floats_of_two_widths(self, make: Any) -> None:
        """Where floats of both widths stand side by side, 64.1 is the same number in both, and the first decides."""
        columns = {"Q 1": np.array([64.1, 64.0, 70.0]), "Q 2": np.array([64.1, 70.0, 64.1], dtype="float32")}

        found = collected(rate_table(make(columns), one_standard(("Low", 0), ("High", "64.1"))))

        assert ["High", "Low", "High"] == found["Q rating"]
        assert ["Q 1", "Q 1", "Q 2"] == found["Q decided by"]

    @pytest.mark.parametrize("form", ["polars", "pyarrow", "pandas", "duckdb"])
    def test_decimals(self, form: str) -> None:
        """Decimals, as Arrow or a database holds them, reach a threshold to the last place."""
        numbers = [Decimal(number) / 100 for number in range(10001)]
        arrow = pa.table({"Q 1": pa.array(numbers, pa.decimal128(30, 20)), "Q 2": pa.array([100] * len(numbers))})
        made: dict[str, Any] = {"polars": pl.from_arrow, "pyarrow": lambda arrow: arrow, "duckdb": duckdb.from_arrow}
        made["pandas"] = lambda arrow: arrow.to_pandas(types_mapper=pd.ArrowDtype)
        framework = one_standard(*((str(starts), Fraction(starts, 100)) for starts in (0, 5, 28, 3541, 6410, 9999)))
        bands = framework.tables[0]

        found = collected(rate_table(made[form](arrow), framework))

        assert [bands.place(Fraction(number)).band.rating.name for number in numbers] == found["Q rating"]

    @pytest.mark.parametrize("rounding", ["exact", "whole"])
    def test_tallies_of_every_base(self, rounding: str) -> None:
        """Every tally of up to 100 cases falls where exact arithmetic places it, at thresholds in thirds and sevenths too."""
        starts = (0, Fraction(100, 7), Fraction(100, 3), 50, 65, Fraction(200, 3), 80, Fraction(9900, 100))
        framework = one_standard(*((f"from {each}", each) for each in starts), rounding=rounding)
        rule = framework.standards[0].rule
        assert isinstance(rule, ps.LowestQuestion)
        tallies = [(sufficient, relevant) for relevant in range(1, 101) for sufficient in range(relevant + 1)]
        columns = dict(zip(("Q 1 sufficient", "Q 1 relevant"), zip(*tallies, strict=True), strict=True))
        frame = pl.DataFrame({**columns, "Q 2 sufficient": 1, "Q 2 relevant": 1})

        found = rate_table(frame, framework)["Q points"].to_list()

        assert [rule.bands.place(Fraction(100 * s, r)).band.rating.points for s, r in tallies] == found

    @given(st.integers(1, MOST_RELEVANT), st.data())
    def test_tallies_about_a_threshold(self, denominator: int, data: st.DataObject) -> None:
        """However fine a threshold is, a tally on it reaches it, and the largest tallies below do not."""
        starts = Fraction(data.draw(st.integers(1, 100 * denominator)), denominator)
        share = starts / 100
        relevant = data.draw(st.integers(1, MOST_RELEVANT))
        least = math.ceil(share * relevant)  # sufficient cases, so that the share is reached
        numbers = threshold(starts, Holds.DIVIDED)

        assert least * 100.0 / relevant >= numbers
        assert (least - 1) * 100.0 / relevant < numbers

    @given(st.tuples(fractions(), fractions()), rating_scales().flatmap(band_tables))
    def test_the_lowest_is_banded_once(self, figures: tuple[Fraction, Fraction], bands: ps.BandTable) -> None:
        """Where no higher figure earns a worse rating, as in every table, the band of the lowest is the lowest of the bands."""
        one, other = (bands.place(figure).band.rating.points for figure in figures)

        assert [] == [*band_problems(bands)]
        assert bands.place(min(figures)).band.rating.points == min(one, other)

    @given(st.data())
    @pytest.mark.parametrize("holds", [Holds.WHOLE, Holds.DOUBLE, Holds.SINGLE])
    def test_either_direction(self, holds: Holds, data: st.DataObject) -> None:
        """In columns figures are placed as `place` does it, in either direction and whichever band has the threshold."""
        scale = data.draw(rating_scales(min_size=3))
        rising = data.draw(band_tables(scale))
        changes: dict[str, Any] = {"threshold": data.draw(st.sampled_from(["at least", "more than"]))}
        if data.draw(st.booleans()):
            ratings = [band.rating for band in reversed(rising.bands)]
            falling = [attrs.evolve(band, rating=rating) for band, rating in zip(rising.bands, ratings, strict=True)]
            changes |= {"better": "lower", "bands": falling}
        bands = attrs.evolve(rising, **changes)
        dtype = {Holds.WHOLE: pl.Int16, Holds.DOUBLE: pl.Float64, Holds.SINGLE: pl.Float32}[holds]
        near = [float(band.starts) for band in bands.bands] + [float(bands.reaches(band)[0]) for band in bands.bands]
        around = (
            [] if holds is Holds.WHOLE else [beside(number, holds, step) for number in near if number for step in (-1, 0, 1)]
        )
        figures = [float(figure) for figure in (*map(math.floor, near), *map(math.ceil, near), *around)]
        given = pl.DataFrame({"x": pl.Series(figures).cast(dtype)})

        points = placed(Measured(nw.col("x"), holds=holds), bands, lambda band: nw.lit(band.rating.points))
        found = nw.from_native(given).with_columns(points=points)
        exactly = [printed(number, holds) if holds is not Holds.WHOLE else number for number in given["x"].to_list()]
        assert [bands.place(number).band.rating.points for number in exactly] == found["points"].to_list()

    def test_thresholds_too_fine(self) -> None:
        """A threshold so fine that floats can't tell tallies on either side is refused, with its place."""
        framework = one_standard(("Low", 0), ("High", Fraction(50_000_001, 1_000_001)))

        with pytest.raises(ps.FrameworkError) as caught:
            rate_columns(framework, form="tallies")

        assert [("Q.rule.bands.bands[1].starts", "expected a threshold with a denominator of at most 1,000,000")] == [
            (problem.path, problem.expected) for problem in caught.value.problems
        ]


def beside(number: float, holds: Holds, steps: int) -> float:
    """Return the float of a width that is some steps above `number`, or below."""
    form, whole = {Holds.DOUBLE: ("<d", "<Q"), Holds.SINGLE: ("<f", "<I")}[holds]
    (bits,) = struct.unpack(whole, struct.pack(form, number))
    return float(struct.unpack(form, struct.pack(whole, bits + steps))[0])


class TestNoRelevantCases:
    @pytest.mark.parametrize("engine", [*FAST, "pandas nullable", "dask"])
    @pytest.mark.parametrize(
        ("expected", "rule"),
        [([None, None, None], "not rated"), (["High", "Low", None], "leave out")],
        ids=["not rated", "leave out"],
    )
    def test_what_the_rule_says(self, engine: str, expected: list[str | None], rule: str) -> None:
        """A question that applied to no case leaves its standard not rated, or is left out, and is no problem."""
        rows = [
            {"Q 1 sufficient": 0, "Q 1 relevant": 0, "Q 2 sufficient": 1, "Q 2 relevant": 2},
            {"Q 1 sufficient": 1, "Q 1 relevant": 3, "Q 2 sufficient": 0, "Q 2 relevant": 0},
            {"Q 1 sufficient": 0, "Q 1 relevant": 0, "Q 2 sufficient": 0, "Q 2 relevant": 0},
        ]

        found = rated_rows(engine, one_standard(("Low", 0), ("High", 50), no_relevant_cases=rule), rows)

        assert expected == found["Q rating"]
        assert [name and {"High": "Q 2", "Low": "Q 1"}[name] for name in expected] == found["Q decided by"]
        assert [0, 0, 0] == found["problems"]


class TestTable:
    @pytest.mark.parametrize("engine", ENGINES)
    def test_type_given_back(self, engine: str, pdu: ps.Framework) -> None:
        """A table comes back as what it was, lazy where it was lazy, with its columns first and as they were."""
        given = table(engine, *as_columns(pdu, [pdu_row(), pdu_row()]))
        before = nw.from_native(given).collect_schema() if engine != "dask" else {}

        rated = rate_table(given, pdu)

        assert type(given) is type(rated)
        if engine != "dask":  # narwhals says that its support for Dask moves
            frame = nw.from_native(rated)
            after = frame.collect_schema()
            assert list(before.items()) == list(after.items())[: len(before)]
            assert (engine in LAZY) == isinstance(frame, nw.LazyFrame)

    @pytest.mark.parametrize("engine", ["polars", "polars lazy", "pandas", "pyarrow", "duckdb", "ibis", "dask"])
    def test_order_of_rows(self, engine: str, pdu: ps.Framework) -> None:
        """The order of rows changes nothing: each is decided by itself, and keeps its key."""
        rows = [pdu_row(P_2_1_1=number, P_2_3_1=100 - number) for number in range(0, 101, 20)]
        columns, kinds = as_columns(pdu, rows)
        order = random.Random(3).sample(range(len(rows)), len(rows))  # noqa: S311  # no secret
        shuffled = {name: [values[position] for position in order] for name, values in columns.items()}

        one, other = (collected(rate_table(table(engine, each, kinds), pdu)) for each in (columns, shuffled))

        assert by_key(one) == by_key(other)

    def test_rows_of_an_index_that_repeats(self, pdu: ps.Framework) -> None:
        """An index of pandas is kept, and rows are not matched by it."""
        given = table("pandas", *as_columns(pdu, [pdu_row(P_1_1=name) for name in ("Good", "Inadequate", "Outstanding")]))
        given.index = [7, 7, 3]

        rated = rate_table(given, pdu)

        assert [7, 7, 3] == rated.index.to_list()
        assert [4, 2, 5] == rated["score"].to_list()

    @pytest.mark.parametrize("engine", [*FAST, "pandas nullable", "ibis"])
    def test_no_rows(self, engine: str, pdu: ps.Framework) -> None:
        """A table without rows gets the same columns."""
        columns, kinds = as_columns(pdu, [pdu_row()])

        found = collected(rate_table(table(engine, {name: [] for name in columns}, kinds), pdu))

        assert list(collected(rate_table(table(engine, columns, kinds), pdu))) == list(found)
        assert {0} == {len(values) for values in found.values()}

    def test_lazy_tables_are_not_collected(self, pdu: ps.Framework) -> None:
        """A lazy table that can't be collected is rated all the same: what is wrong with it is said when it is collected."""

        def refuse(_: pl.DataFrame) -> pl.DataFrame:
            raise RuntimeError("collected")

        schema = {name: pl.String if name.startswith("P 1") else pl.Float64 for name in pdu_row()}
        given = pl.LazyFrame(schema=schema).map_batches(refuse, schema=schema)

        rated = rate_table(given, pdu)

        assert [*schema] == rated.collect_schema().names()[: len(schema)]
        with pytest.raises(RuntimeError, match="collected"):
            rated.collect()

    @pytest.mark.parametrize("version", [narwhals, nw_v1, nw], ids=["narwhals", "stable.v1", "stable.v2"])
    def test_frames_of_narwhals(self, version: Any, pdu: ps.Framework) -> None:
        """A frame of narwhals, of any version, comes back as one of the same version."""
        given = version.from_native(table("polars lazy", *as_columns(pdu, [pdu_row()])))

        rated = rate_table(given, pdu)

        assert type(given) is type(rated)
        assert [2] == rated.collect()["score"].to_list()

    def test_types_of_polars(self, pdu: ps.Framework) -> None:
        """In polars a value takes one byte; ratings are enumerations from the worst up, so that they sort as such."""
        rated = rate_table(table("polars", *as_columns(pdu, [pdu_row()])), pdu)

        assert pl.Enum(pdu.scale.names) == rated["P 2.1 rating"].dtype == rated["overall"].dtype
        assert pl.Enum(["P 2.1.1", "P 2.1.2", "P 2.1.3"]) == rated["P 2.1 decided by"].dtype
        assert {pl.Int8} == {rated[name].dtype for name in ("P 2.1 points", "score", "maximum", "problems")}

    @pytest.mark.parametrize("rows", [[pdu_row()], [pdu_row(P_1_1="Not rated"), pdu_row(P_1_2="")]], ids=["full", "gaps"])
    def test_types_of_pandas(self, rows: list[dict[str, Any]], pdu: ps.Framework) -> None:
        """In pandas whole numbers stay whole, whether or not some are missing: a column's type does not depend on its rows."""
        rated = rate_table(table("pandas", *as_columns(pdu, rows)), pdu)

        assert {pd.Int64Dtype()} == {rated[name].dtype for name in ("P 1.1 points", "score", "maximum", "problems")}

    def test_larger_numbers(self) -> None:
        """Points and scores above 127 have room."""
        framework = one_standard(("Low", 0), ("High", 50))
        high = (ps.Rating("Low", 100), ps.Rating("High", 200), ps.Rating("Best", 40_000))
        casework = attrs.evolve(
            framework.tables[0], bands=(ps.RatingBand(high[0], 0), ps.RatingBand(high[1], 50), ps.RatingBand(high[2], 100))
        )
        standard = attrs.evolve(framework.standards[0], rule=ps.LowestQuestion(bands=casework, source=SOURCE))
        framework = attrs.evolve(
            framework,
            scale=ps.RatingScale(ratings=high, source=SOURCE),
            standards=(standard,),
            overall=ps.TotalPoints(tables=(), source=SOURCE),
        )
        rows = [{"Q 1": 100, "Q 2": 100}, {"Q 1": 70, "Q 2": 60}]

        for engine in ("polars", "pyarrow"):
            agree(framework, rows, rated_rows(engine, framework, rows), tallies=False)


def by_key(found: Mapping[str, Sequence[Any]]) -> dict[Any, tuple[Any, ...]]:
    return {row[0]: row for row in zip(*found.values(), strict=True)}


class TestColumns:
    def test_prefix(self, pdu: ps.Framework) -> None:
        """What is added is named with a prefix where one is given, so that a table can be rated twice."""
        given = table("polars", *as_columns(pdu, [pdu_row()]))

        twice = rate_table(rate_table(given, pdu), pdu, prefix="again: ")

        assert [f"again: {name}" for name in rate_table(given, pdu).columns[16:]] == twice.columns[39:]

    @pytest.mark.parametrize("engine", ["polars", "pandas", "pyarrow", "duckdb"])
    def test_every_problem_at_once(self, engine: str, pdu: ps.Framework) -> None:
        """All that is wrong with columns is reported before anything is worked out, with what was probably meant."""
        columns = as_columns(pdu, [pdu_row()])[0]
        columns["P2.1.1"] = columns.pop("P 2.1.1")
        columns |= {"P 2.2.1": ["60"], "P 1.1": [3], "P 2.3": [2], "score": [1]}
        del columns["P 1.2"]

        with pytest.raises(ps.EvidenceError) as caught:
            rate_table(table(engine, columns), pdu)

        assert "the columns cannot be rated under pdu-2023" == caught.value.heading
        assert [
            ("columns.score", None),
            ('columns."P 1.1"', None),
            ('columns."P 1.2"', None),
            ('columns."P 2.1.1"', "P2.1.1"),
            ('columns."P 2.2.1"', None),
            ('columns."P 2.3"', None),
        ] == [(problem.path, problem.suggestion) for problem in caught.value.problems]

    @pytest.mark.parametrize(
        ("expected", "name", "values"),
        [
            ("expected numbers, the column holds text", "P 2.1.1", ["60"]),
            ("expected numbers, the column holds text", "P 2.1.1", pl.Series(["60"], dtype=pl.Categorical)),
            ("expected numbers, the column holds text", "P 2.1.1", pl.Series(["60"], dtype=pl.Enum(["60"]))),
            ("expected numbers, the column holds truth values", "P 2.1.1", [True]),
            ("expected numbers, the column holds dates or times", "P 2.1.1", [date(2025, 5, 8)]),
            ("expected numbers, the column holds objects", "P 2.1.1", pl.Series([object()], dtype=pl.Object)),
            ("expected numbers, the column holds List(Int64)", "P 2.1.1", [[60]]),
            ("P 1.1 Leadership: expected the names of ratings or 'Not rated', the column holds numbers", "P 1.1", [2]),
            ("P 1.1 Leadership: expected the names of ratings or 'Not rated', the column holds truth values", "P 1.1", [True]),
            ("P 2.1 Assessment: expected nothing or 'Not rated', the column holds numbers", "P 2.1", [2.0]),
        ],
    )
    def test_types(self, expected: str, name: str, values: Any, pdu: ps.Framework) -> None:
        """A column of a type that can be no evidence is refused, and what it holds is said."""
        given = table("polars", *as_columns(pdu, [pdu_row()])).with_columns(pl.Series(name, values))

        with pytest.raises(ps.EvidenceError) as caught:
            rate_table(given, pdu)

        assert [(f'columns."{name}"', expected)] == [(problem.path, problem.expected) for problem in caught.value.problems]

    def test_objects_of_pandas(self, pdu: ps.Framework) -> None:
        """Objects of pandas are refused; what is missing throughout is not."""
        given = table("pandas", *as_columns(pdu, [pdu_row()]))
        mixed = given.assign(**{"P 2.1.1": pd.Series([Decimal(60)], dtype=object)})
        empty = given.assign(**{"P 2.1.1": pd.Series([None], dtype=object), "P 1.1": [math.nan]})

        with pytest.raises(ps.EvidenceError, match="the column holds objects"):
            rate_table(mixed, pdu)
        assert [2] == rate_table(empty, pdu)["problems"].to_list()

    @pytest.mark.parametrize("make", [lambda frame: frame, pl.DataFrame.lazy, pl.DataFrame.to_arrow])
    def test_nothing_but_nulls(self, make: Any, pdu: ps.Framework) -> None:
        """A column of nulls alone has no type, and lacks in every row."""
        nulls = {name: pl.lit(None) for name in ("P 2.1.1", "P 1.1", "P 2.3")}

        found = collected(rate_table(make(table("polars", *as_columns(pdu, [pdu_row()])).with_columns(**nulls)), pdu))

        assert ["P 1.1: expected a rating, or 'Not rated'"] == found["problem"]
        assert [2] == found["problems"]

    @pytest.mark.parametrize("dtype", [pl.Categorical, pl.Enum(["Good", "Goood"])], ids=["categorical", "enumeration"])
    def test_categories(self, dtype: Any, pdu: ps.Framework) -> None:
        """Judgements may be categories, in any order and with others among them."""
        given = table("polars", *as_columns(pdu, [pdu_row(P_1_1="Good"), pdu_row(P_1_1="Goood")]))

        found = rate_table(given.with_columns(pl.col("P 1.1").cast(dtype)), pdu)

        assert [4, None] == found["score"].to_list()

    def test_categories_of_pandas(self, pdu: ps.Framework) -> None:
        """So may they in pandas, where one may be missing."""
        given = table("pandas", *as_columns(pdu, [pdu_row(P_1_1="Good"), pdu_row(P_1_1=None)]))

        found = rate_table(given.astype({"P 1.1": "category"}), pdu)

        assert [0, 1] == found["problems"].to_list()

    def test_two_forms(self, pdu: ps.Framework) -> None:
        """Percentages and tallies in one table are an error that says so, and names one of each."""
        given = table("polars", *as_columns(pdu, [{**pdu_row(), "P 2.1.2 sufficient": 3, "P 2.1.2 relevant": 4}]))

        with pytest.raises(ps.EvidenceError) as caught:
            rate_table(given, pdu)

        expected = "expected one form of findings in the whole table, percentages or tallies"
        assert [f'{expected}; it has "P 2.1.1" and "P 2.1.2 sufficient"'] == [
            problem.expected for problem in caught.value.problems
        ]

    def test_half_a_tally(self) -> None:
        """A tally that lacks one of its two columns is reported by the name of that column."""
        frame = pl.DataFrame({"Q 1 sufficient": [1], "Q 2 sufficient": [1], "Q 2 relevant": [1], "Q 1 relevent": [1]})

        with pytest.raises(ps.EvidenceError) as caught:
            rate_table(frame, one_standard(("Low", 0)))

        assert [('columns."Q 1 relevant"', "Q 1 relevent", True)] == [
            (problem.path, problem.suggestion, problem.missing) for problem in caught.value.problems
        ]

    def test_a_name_twice(self, pdu: ps.Framework) -> None:
        """Two columns of one name, which pandas allows, are refused."""
        given = table("pandas", *as_columns(pdu, [pdu_row()]))

        with pytest.raises(ps.EvidenceError) as caught:
            rate_table(pd.concat([given, given["P 1.1"]], axis=1), pdu)

        assert ['columns."P 1.1"'] == [problem.path for problem in caught.value.problems]

    def test_names_that_sql_takes_for_one(self, pdu: ps.Framework) -> None:
        """Where letters count alike in names, so do they in what is already there."""
        columns = as_columns(pdu, [{**pdu_row(), "Score": 1}])[0]

        with pytest.raises(ps.EvidenceError, match="give a prefix"):
            rate_table(table("duckdb", columns), pdu)
        assert [2] == collected(rate_table(table("polars", columns), pdu))["score"]

    @pytest.mark.parametrize("given", [None, 3, [1, 2], {"P 1.1": ["Good"]}, pl.Series([1])], ids=repr)
    def test_no_table(self, given: Any, pdu: ps.Framework) -> None:
        """What is no table, and what is no framework, is refused in a line."""
        with pytest.raises(TypeError, match=r"rate_table\(\) takes a table"):
            rate_table(given, pdu)
        with pytest.raises(TypeError, match="and a Framework, not a dict"):
            rate_table(pl.DataFrame(), {})  # type: ignore[arg-type]

    def test_arguments_of_expressions(self, pdu: ps.Framework) -> None:
        """A form that is none, and a standard that has no findings, are refused."""
        form: Any = "shares"

        with pytest.raises(ValueError, match="not 'shares'"):
            rate_columns(pdu, form=form)
        with pytest.raises(ps.EvidenceError, match=r"Did you mean 'P 2\.1'"):
            rate_columns(pdu, not_rated=["P 2.10"])


class TestStages:
    """For polars, what narwhals makes of expressions is kept for the next table of the same form."""

    TABLES: ClassVar[dict[str, Any]] = {
        "percentages": lambda table: table,
        "whole percentages": lambda table: table.with_columns(pl.col(pl.Float64).round().cast(pl.Int16)),
        "narrow percentages": lambda table: table.with_columns(pl.col(pl.Float64).cast(pl.Float32)),
        "one narrow": lambda table: table.with_columns(pl.col("P 2.1.1").cast(pl.Float32)),
        "tallies": lambda table: table.select(
            ~pl.selectors.float(),
            pl.selectors.float().round().cast(pl.Int64).name.suffix(" sufficient"),
            *(pl.lit(100).alias(f"{name} relevant") for name in table.select(pl.selectors.float()).columns),
        ),
        "not rated": lambda table: table.with_columns(pl.lit("Not rated").alias("P 2.1")),
    }

    @settings(max_examples=10)
    @given(st.data())
    def test_one_after_the_other(self, pdu: ps.Framework, data: st.DataObject) -> None:
        """A table is rated the same, whatever tables were rated before it and however many stages are kept."""
        given = table("polars", *as_columns(pdu, [pdu_row(), pdu_row(P_1_1="Good")]))
        tables = {name: make(given) for name, make in self.TABLES.items()}
        expected = {}
        for name, some in tables.items():
            pdu.prepared.clear()
            expected[name] = rate_table(some, pdu, prefix="! ")
        pdu.prepared.clear()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stages, "MOST_KEPT", data.draw(st.integers(1, 3)))
            for name in data.draw(st.lists(st.sampled_from(sorted(tables)), min_size=2, max_size=6)):
                assert expected[name].equals(rate_table(tables[name], pdu, prefix="! "))
                assert len(pdu.prepared[stages.staged_in_polars]) <= stages.MOST_KEPT

    def test_asked_in_another_way(self, pdu: ps.Framework, monkeypatch: pytest.MonkeyPatch) -> None:
        """A narwhals that makes columns in a way that is not foreseen is left to do so each time."""
        given = table("polars", *as_columns(pdu, [pdu_row()]))
        expected = rate_table(given, pdu)
        pdu.prepared.clear()
        monkeypatch.setattr(stages, "_asked_of_polars", lambda made: made[:1])
        assert expected.equals(rate_table(given, pdu))
        assert not pdu.prepared[stages.staged_in_polars]


@attrs.frozen
class Coin:
    """A rule of someone else."""

    kind: ClassVar[str] = "coin"
    reads: ClassVar[Reads] = Reads.NOTHING

    source: ps.Source = SOURCE


@attrs.frozen
class Threes:
    """A rule of someone else that gives every standard a three, and every inspection."""

    kind: ClassVar[str] = "threes"
    reads: ClassVar[Reads] = Reads.NOTHING

    source: ps.Source = SOURCE


@columns_by.register(Threes)
def _threes(rule: Threes, reading: Reading, path: str) -> Decided:  # noqa: ARG001  # a reader of rules
    score = sum(reading.points.values(), nw.lit(0)) if reading.place.standard is None else None
    return Decided(reading.columns.whole(3, 3), score=score)


class TestRulesOfOthers:
    def test_unknown(self, pdu: ps.Framework) -> None:
        """A rule that has not been taught is refused, with its place, whatever the table holds."""
        first = attrs.evolve(pdu.standards[0], rule=Coin())

        with pytest.raises(ps.FrameworkError) as caught:
            rate_table(pl.DataFrame(), attrs.evolve(pdu, standards=(first, *pdu.standards[1:])))
        with pytest.raises(ps.FrameworkError) as other:
            rate_columns(attrs.evolve(pdu, overall=Coin()))

        problems = [*caught.value.problems, *other.value.problems]
        assert [("P 1.1.rule", "Coin"), ("overall", "Coin")] == [(problem.path, problem.value) for problem in problems]
        assert "pdu-2023 cannot be read as columns" == caught.value.heading

    @pytest.mark.parametrize("engine", FAST)
    def test_taught(self, engine: str, pdu: ps.Framework) -> None:
        """A rule that has been taught decides beside the others, for a standard and for the overall."""
        first = attrs.evolve(pdu.standards[0], rule=Threes())
        framework = attrs.evolve(pdu, standards=(first, *pdu.standards[1:]), overall=Threes())

        found = rated_rows(engine, framework, [pdu_row(), pdu_row(P_2_1_1=-1)])

        assert [3, None] == found["P 1.1 points"]
        assert ["Outstanding", None] == found["P 1.1 rating"]
        assert [5, None] == found["score"]
        assert ["Outstanding", None] == found["overall"]
