"""Every reader of rules beside the others: what decides with reasons, what is compiled, and tables of each library."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib.util import find_spec
from math import nan
from typing import Any, TypeAlias

import attrs

from probation_standards.answers import is_empty
from probation_standards.checking import reading
from probation_standards.columns.checks import is_excusable
from probation_standards.columns.inputs import counted
from probation_standards.columns.tables import rate_table
from probation_standards.compiled import Outcome, compiled
from probation_standards.deciding import decider
from probation_standards.decisions import Decision
from probation_standards.errors import FrameworkError
from probation_standards.evidence import NOT_RATED, OVERALL, Evidence, Judgement, Tally
from probation_standards.frameworks import Framework
from probation_standards.rating import rate
from probation_standards.standards import Form

Given: TypeAlias = "tuple[Form, list[Any]]"
"""What a column is of, and its cells."""

Found: TypeAlias = "dict[str, str | int | None]"
"""The names of the ratings by id, that of the overall, the score and the maximum."""

ADDED = "> "
"""What the names of the columns begin with that are added to a table."""

_KINDS: Mapping[str, Mapping[str, str]] = {
    "polars": {
        "cases": "Int64",
        "tenths": "Float64",
        "rating": "String",
        "score": "Float64",
        "count": "Int64",
        "flag": "Boolean",
    },
    "pandas": {
        "cases": "Int64",
        "tenths": "Float64",
        "rating": "string",
        "score": "Float64",
        "count": "Int64",
        "flag": "boolean",
    },
    "pyarrow": {
        "cases": "int64",
        "tenths": "float64",
        "rating": "string",
        "score": "float64",
        "count": "int64",
        "flag": "bool_",
    },
}


@attrs.frozen
class Disagreement:
    """Two readers that do not agree on one inspection.

    Attributes:
        reader: Which reader it is: ``"compiled"``, ``"rate_table() with polars"``.
        evidence: On what.
        expected: What `rate` decides, where the two differ.
        found: What the reader says there; or how it ended.
    """

    reader: str
    evidence: Evidence
    expected: Mapping[str, object]
    found: Mapping[str, object] | str


def decided(framework: Framework, evidence: Evidence) -> tuple[Found, Outcome]:
    """Return what the reader that gives reasons decides."""
    decisions, overall = decider(framework).decide(evidence)
    points = tuple(decision.points for decision in decisions.values())
    return _found({**decisions, OVERALL: overall}, overall), (points, overall.score, overall.maximum, overall.rating)


def _found(decisions: Mapping[str, Decision], overall: Decision) -> Found:
    names: Found = {id: None if one.rating is None else one.rating.name for id, one in decisions.items()}
    return {**names, "score": overall.score, "maximum": overall.maximum}


def one_by_one(framework: Framework, evidence: Evidence) -> Iterator[Disagreement]:
    """Yield where `rate`, and what is compiled, decide other than the reader that gives reasons."""
    expected, outcome = decided(framework, evidence)
    at_once = compiled(framework)(evidence)
    if at_once is not None and at_once != outcome:
        yield Disagreement("compiled", evidence, {"outcome": outcome}, {"outcome": at_once})
    rated = rate(framework, evidence)
    if rated.outcome != outcome:
        yield Disagreement("rate()", evidence, expected, _found({**rated, OVERALL: rated.overall}, rated.overall))


@cache
def engines() -> tuple[str, ...]:
    """Return the libraries of tables that are installed."""
    if find_spec("narwhals") is None:
        return ()
    needed = {"polars": ("polars",), "pandas": ("pandas",), "pyarrow": ("pyarrow",), "duckdb": ("duckdb", "pyarrow")}
    return tuple(name for name, modules in needed.items() if all(find_spec(module) for module in modules))


def columns_for(framework: Framework, evidence: Sequence[Evidence]) -> dict[str, Given]:
    """Return the columns of a table with a row for each of some evidence, which departs from no rule."""
    read = reading(framework)
    columns: dict[str, Given] = {}
    for question in {question.id: question for needs in read.values() for question in needs.questions}.values():
        found = [getattr(given, "given", given) for given in (one.findings.get(question.id) for one in evidence)]
        if question.form == "cases" and any(isinstance(given, Tally) for given in found):
            for name, part in zip(counted(question.id), ("sufficient", "relevant"), strict=True):
                columns[name] = ("cases", [None if given is None else getattr(given, part) for given in found])
            continue
        cells = [float(given) if isinstance(given, Fraction) else given for given in found]
        if question.form == "cases" and any(isinstance(cell, float) for cell in cells):  # what lacks may be null, or no number
            cells = [nan if cell is None and at % 2 else cell for at, cell in enumerate(cells)]
        columns[question.id] = (question.form, cells)
    for id, needs in read.items():
        if needs.judgement:
            judged = [one.judgements.get(id, NOT_RATED) for one in evidence]
            columns[id] = ("rating", [given.rating if isinstance(given, Judgement) else given for given in judged])
        elif id != OVERALL and is_excusable(framework[id], framework):
            said = [NOT_RATED if id in one.not_rated else None for one in evidence]
            columns |= {id: ("rating", list[Any](said))} if any(said) else {}
    return columns or {"row": ("count", list(range(len(evidence))))}


def as_table(columns: Mapping[str, Given], engine: str) -> Any:
    """Return columns as a table of a library."""
    kinds = _KINDS.get(engine, _KINDS["pyarrow"])
    typed = {
        name: (kinds["tenths" if form == "cases" and any(isinstance(cell, float) for cell in cells) else form], cells)
        for name, (form, cells) in columns.items()
    }
    if engine == "polars":
        import polars as pl

        return pl.DataFrame({name: pl.Series(name, cells, dtype=getattr(pl, kind)) for name, (kind, cells) in typed.items()})
    if engine == "pandas":
        import pandas as pd

        return pd.DataFrame({name: pd.Series(cells, dtype=kind) for name, (kind, cells) in typed.items()})
    import pyarrow as pa

    table = pa.table({name: pa.array(cells, getattr(pa, kind)()) for name, (kind, cells) in typed.items()})
    if engine == "pyarrow":
        return table
    import duckdb

    return duckdb.from_arrow(table)


def by_table(framework: Framework, evidence: Sequence[Evidence], engine: str) -> list[Found]:
    """Return what `rate_table` says of each row, and its problem under ``"problem"`` where there is one.

    Raises:
        FrameworkError: When the framework, or its measures of such findings, can't be read as columns.
    """
    rated: Any = rate_table(as_table(columns_for(framework, evidence), engine), framework, prefix=ADDED)
    names = {standard.id: f"{standard.id} rating" for standard in framework.standards}
    names |= {name: name for name in (OVERALL, "score", "maximum", "problem")}
    cells = _cells(rated, [f"{ADDED}{name}" for name in names.values()], engine)
    return [
        {where: cell for where, cell in zip(names, row, strict=True) if where != "problem" or cell is not None}
        for row in zip(*cells, strict=True)
    ]


def _cells(table: Any, names: Sequence[str], engine: str) -> list[list[Any]]:
    """Return the cells of some columns, None where there is none."""
    if engine == "polars":
        return [table[name].cast(str if "rating" in name else table[name].dtype).to_list() for name in names]
    if engine == "pandas":
        return [[None if is_empty(cell) else cell for cell in table[name].astype(object)] for name in names]
    if engine == "pyarrow":
        return [table[name].to_pylist() for name in names]
    places = [table.columns.index(name) for name in names]
    rows = table.fetchall()
    return [[row[place] for row in rows] for place in places]


def in_tables(
    framework: Framework, evidence: Sequence[Evidence], engine: str, expected: Sequence[Found] | None = None
) -> Iterator[Disagreement]:
    """Yield where a table of a library decides other than the reader that gives reasons.

    Args:
        framework: What to rate under.
        evidence: What each row holds.
        engine: The library.
        expected: What the reader that gives reasons decides; None where it was not asked yet.

    Raises:
        FrameworkError: When the framework, or its measures of such findings, can't be read as columns.
    """
    decided_so = [decided(framework, one)[0] for one in evidence] if expected is None else expected
    for one, right, found in zip(evidence, decided_so, by_table(framework, evidence, engine), strict=True):
        if right != found:
            where = [id for id in {**right, **found} if right.get(id) != found.get(id)]
            reader = f"rate_table() with {engine}"
            yield Disagreement(reader, one, {id: right.get(id) for id in where}, {id: found.get(id) for id in where})


def disagreements(framework: Framework, evidence: Sequence[Evidence], among: Sequence[str]) -> Iterator[Disagreement]:
    """Yield every disagreement of the readers on some evidence: one by one, and in tables of some libraries.

    A reader that can't read the rules says so with a `FrameworkError`, which is no disagreement. All else that it raises is.

    Raises:
        FrameworkError: When nothing decides by the framework's rules.
    """
    for one in evidence:
        yield from one_by_one(framework, one)
    expected = [decided(framework, one)[0] for one in evidence]
    for engine in among:
        try:
            yield from in_tables(framework, evidence, engine, expected)
        except FrameworkError:
            continue
        except Exception as error:  # noqa: BLE001  # whatever a library raises
            yield Disagreement(f"rate_table() with {engine}", evidence[0], {}, f"{type(error).__name__}: {error}")
