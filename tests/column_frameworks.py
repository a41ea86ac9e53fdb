"""Small frameworks of every form and shape for tests of columns, and tables that hold all there can be of what they read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

import polars as pl

import probation_standards as ps
from probation_standards.checking import reading
from probation_standards.columns.tables import rate_table
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
JUDGED = ps.InspectorJudgement(source=SOURCE)


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
    """Return what `rate` decides of a row: the ratings of its standards, by name, their points, the overall and the score."""
    judged = {id for id, needs in reading(framework).items() if needs.judgement}
    given = ps.rate(
        framework,
        ps.Evidence(
            findings={id: cell for id, cell in row.items() if id not in judged and cell is not None},
            judgements={id: row[id] for id in judged if row[id] != "Not rated"},
            not_rated={id: "as the table says" for id in judged if row[id] == "Not rated"},
        ),
    )
    ratings = [decision.rating for decision in given.values()]
    names = [None if rating is None else rating.name for rating in (*ratings, given.overall.rating)]
    points = [decision.points for decision in given.values()]
    return (*names[:-1], *points, names[-1], given.score, given.maximum)


def check(framework: ps.Framework) -> set[Any]:
    """Assert that every row there can be is decided as `rate` decides it, and return the ratings of the first standard."""
    questions = {question.id: question for needs in reading(framework).values() for question in needs.questions}
    cells: dict[str, list[Any]] = {id: found_by(question) for id, question in questions.items()}
    names = [*framework.scale.names, "Not rated"]
    cells |= {id: names for id, needs in reading(framework).items() if needs.judgement}
    rows = [dict(zip(cells, values, strict=True)) for values in product(*cells.values())]
    table = rate_table(table_of(rows), framework, prefix="> ")
    columns = [f"> {standard.id} {what}" for what in ("rating", "points") for standard in framework.standards]
    found = table.select(*columns, "> overall", "> score", "> maximum").rows()

    assert [None] * len(rows) == table["> problem"].to_list()
    assert [rated(framework, row) for row in rows] == found
    return {row[0] for row in found}


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
