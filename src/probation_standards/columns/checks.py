"""Holding the columns of a table against a framework: all that keeps its rows from being read, before anything is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from probation_standards.columns.inputs import Columns, counted
from probation_standards.columns.thresholds import Holds
from probation_standards.errors import EvidenceError, Problem, closest, key
from probation_standards.evidence import NOT_RATED
from probation_standards.frameworks import Framework
from probation_standards.rules import Reads
from probation_standards.standards import Standard


def columns_of(frame: Any, framework: Framework, added: Sequence[str]) -> Columns:
    """Return how the columns of `frame`, a frame of narwhals, are read under `framework`.

    Args:
        frame: The table.
        framework: What it is to be rated under.
        added: The names of the columns that are to be added.

    Raises:
        EvidenceError: When they can't be read, with every problem.
    """
    found = _Found(frame, dict(frame.collect_schema()))
    names = [name for name in found.schema if isinstance(name, str)]
    found.problems += _already_there(frame, added)
    read = [standard for standard in framework.standards if standard.rule.reads is Reads.FINDINGS]
    ids = [question.id for standard in read for question in standard.questions]
    percentages = [id for id in ids if id in found.schema]
    tallies = [name for id in ids for name in counted(id) if name in found.schema]
    if percentages and tallies:
        expected = "expected one form of findings in the whole table, percentages or tallies"
        found.problems.append(Problem("columns", f"{expected}; it has {key(percentages[0])} and {key(tallies[0])}"))
    judged = [standard for standard in framework.standards if standard.rule.reads is Reads.JUDGEMENT]
    wanted = {*ids, *(name for id in ids for name in counted(id)), *(standard.id for standard in framework.standards)}
    found.spare = [name for name in names if name not in wanted]
    for standard in framework.standards:
        if standard in read:
            _findings(found, standard, percentages=bool(percentages), tallies=bool(tallies))
        elif standard in judged:
            _judgement(found, standard)
    if found.problems:
        raise EvidenceError(found.problems, f"the columns cannot be rated under {framework.id}")
    stem = "kept "
    while any(name.startswith(stem) for name in [*names, *added]):
        stem += "_"
    return Columns(
        tallies=bool(tallies),
        excused=frozenset(found.excused),
        holds=found.holds,
        casts=found.casts,
        compact=frame.implementation.is_polars(),
        stem=stem,
    )


@attrs.define
class _Found:
    """What was found of the columns of a table.

    Attributes:
        frame: The table.
        schema: The types of its columns, by name.
        spare: The names that are of no input.
        problems: What is wrong.
        excused: The ids of standards with findings that have a column for "Not rated".
        holds: See `Columns`.
        casts: See `Columns`.
    """

    frame: Any
    schema: dict[str, Any]
    spare: list[str] = attrs.field(factory=list)
    problems: list[Problem] = attrs.field(factory=list)
    excused: list[str] = attrs.field(factory=list)
    holds: dict[str, Holds] = attrs.field(factory=dict)
    casts: dict[str, tuple[Any, ...]] = attrs.field(factory=dict)

    def lacks(self, name: str, expected: str) -> None:
        path = f"columns.{key(name)}"
        self.problems.append(Problem(path, expected, suggestion=closest(name, self.spare), missing=True))

    def is_empty(self, name: str) -> bool:
        """Return whether a column holds nothing but nulls, as far as that can be told without collecting a lazy table."""
        import narwhals.stable.v2 as nw

        if isinstance(self.frame, nw.DataFrame):
            return bool(self.frame[name].is_null().all())
        return bool(self.frame.implementation.is_polars()) and isinstance(self.schema[name], nw.Unknown)


def _already_there(frame: Any, added: Sequence[str]) -> list[Problem]:
    sql = frame.implementation.is_duckdb() or frame.implementation.is_ibis() or frame.implementation.is_spark_like()
    fold = str.casefold if sql else str  # to SQL, Score is score
    names = {fold(str(name)) for name in frame.columns}
    expected = "expected no such column, since one of this name is added; give a prefix for what is added"
    return [Problem(f"columns.{key(name)}", expected) for name in added if fold(name) in names]


def _findings(found: _Found, standard: Standard, *, percentages: bool, tallies: bool) -> None:
    import narwhals.stable.v2 as nw

    for question in standard.questions:
        for name in (question.id, *counted(question.id)):
            if name in found.schema:
                _numbers(found, name, whole=name != question.id)
        where = f"{standard.id} {standard.title}: expected a column of"
        if not tallies and question.id not in found.schema:
            form = "percentages" if percentages else 'percentages, or two of tallies ("... sufficient", "... relevant"),'
            found.lacks(question.id, f"{where} {form} for key question {question.id}")
        for name in counted(question.id) if not percentages else ():
            if tallies and name not in found.schema:
                found.lacks(name, f"{where} cases for key question {question.id}")
    single = [question.id for question in standard.questions if found.holds.get(question.id) is Holds.SINGLE]
    if any(found.holds.get(question.id) is Holds.DOUBLE for question in standard.questions):
        # 64.1 in 32 bits is another number than in 64: where both stand side by side, the decimal that is meant is read.
        for id in single:
            found.casts[id], found.holds[id] = (nw.String, nw.Float64), Holds.DOUBLE
    if standard.id in found.schema and not found.is_empty(standard.id) and _text(found, standard, "nothing or "):
        found.excused.append(standard.id)


def _judgement(found: _Found, standard: Standard) -> None:
    if standard.id not in found.schema:
        found.lacks(standard.id, f"{standard.id} {standard.title}: expected a column of the ratings that inspectors chose")
    elif not found.is_empty(standard.id):
        _text(found, standard, "the names of ratings or ")


def _text(found: _Found, standard: Standard, what: str) -> bool:
    import narwhals.stable.v2 as nw

    dtype = found.schema[standard.id]
    if isinstance(dtype, nw.String):
        found.casts[standard.id] = ()
    elif not isinstance(dtype, (nw.Categorical, nw.Enum)):
        expected = f"{standard.id} {standard.title}: expected {what}{NOT_RATED!r}, the column holds {_kind(dtype)}"
        found.problems.append(Problem(f"columns.{key(standard.id)}", expected))
        return False
    return True


def _numbers(found: _Found, name: str, *, whole: bool) -> None:
    import narwhals.stable.v2 as nw

    dtype = found.schema[name]
    if not dtype.is_numeric():
        if not found.is_empty(name):
            expected = f"expected {'whole ' if whole else ''}numbers, the column holds {_kind(dtype)}"
            found.problems.append(Problem(f"columns.{key(name)}", expected))
    elif (
        isinstance(dtype, nw.Decimal) or str(dtype) == "Float16"
    ):  # by the text: Arrow's way to floats is off by one now and then
        found.holds[name], found.casts[name] = Holds.DOUBLE, (nw.String, nw.Float64)
    else:
        floats = Holds.SINGLE if isinstance(dtype, nw.Float32) else Holds.DOUBLE
        found.holds[name] = Holds.WHOLE if dtype.is_integer() else floats
        found.casts[name] = (nw.Float64,) if whole else ()


def _kind(dtype: Any) -> str:
    import narwhals.stable.v2 as nw

    if isinstance(dtype, nw.Boolean):
        return "truth values"
    if dtype.is_temporal():
        return "dates or times"
    if isinstance(dtype, (nw.String, nw.Categorical, nw.Enum)):
        return "text"
    if dtype.is_numeric():
        return "numbers"
    return "objects" if isinstance(dtype, nw.Object) else str(dtype)
