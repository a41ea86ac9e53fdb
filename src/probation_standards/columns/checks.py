"""Holding the columns of a table against a framework: all that keeps its rows from being read, before anything is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import attrs

from probation_standards.checking import reading
from probation_standards.columns.inputs import Columns, counted
from probation_standards.columns.thresholds import Holds
from probation_standards.errors import EvidenceError, Problem, closest, key
from probation_standards.evidence import NOT_RATED, OVERALL
from probation_standards.frameworks import Framework
from probation_standards.rules import Reads
from probation_standards.standards import KeyQuestion, Standard


def columns_of(frame: Any, framework: Framework, added: Sequence[str]) -> Columns:
    """Return how the columns of `frame`, a frame of narwhals, are read under `framework`.

    Args:
        frame: The table.
        framework: What it is to be rated under.
        added: The names of the columns that are to be added.

    Raises:
        EvidenceError: When they can't be read, with every problem.
    """
    found = _Found(frame, dict(frame.collect_schema()), problems=_already_there(frame, added))
    names = [name for name in found.schema if isinstance(name, str)]
    questions = _read(framework)
    ids = [question.id for _, question in questions if question.form == "cases"]
    percentages = [id for id in ids if id in found.schema]
    tallies = [name for id in ids for name in counted(id) if name in found.schema]
    if percentages and tallies:
        expected = "expected one form of findings in the whole table, percentages or tallies"
        found.problems.append(Problem("columns", f"{expected}; it has {key(percentages[0])} and {key(tallies[0])}"))
    others = [question.id for _, question in questions]
    wanted = {*others, *(name for id in ids for name in counted(id)), *(standard.id for standard in framework.standards)}
    found.spare = [name for name in names if name not in wanted]
    _of_standards(found, framework, questions, percentages=bool(percentages), tallies=bool(tallies))
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


def _of_standards(
    found: _Found,
    framework: Framework,
    questions: Sequence[tuple[Standard | None, KeyQuestion]],
    *,
    percentages: bool,
    tallies: bool,
) -> None:
    """Look at the columns of each standard in turn, and then at those that only the overall reads."""
    asked: set[str] = set()
    for standard in framework.standards:
        of = [question for question in reading(framework)[standard.id].questions if question.id not in asked]
        asked |= {question.id for question in of}
        _findings(found, standard, of, percentages=percentages, tallies=tallies)
        if reading(framework)[standard.id].judgement:
            _judgement(found, standard.id, f"{standard.id} {standard.title}")
        elif is_excusable(standard, framework):
            _excuse(found, standard)
    for whose, question in questions:
        if question.id not in asked and whose is not None:
            _findings(found, whose, [question], percentages=percentages, tallies=tallies)
        elif question.id not in asked:
            _other(found, question, OVERALL)
    if reading(framework)[OVERALL].judgement:
        _judgement(found, OVERALL, OVERALL)


def _read(framework: Framework) -> list[tuple[Standard | None, KeyQuestion]]:
    """Return the questions that rules read, each once with its standard."""
    of = {question.id: standard for standard in framework.standards for question in standard.questions}
    found = {question.id: question for needs in reading(framework).values() for question in needs.questions}
    return [(of.get(id), question) for id, question in found.items()]


def is_excusable(standard: Standard, framework: Framework) -> bool:
    """Return whether a table may say of a standard that it was not rated, in a column beside its findings."""
    return standard.rule.reads is not Reads.NOTHING and not reading(framework)[standard.id].judgement


def _findings(found: _Found, standard: Standard, questions: Sequence[KeyQuestion], *, percentages: bool, tallies: bool) -> None:
    import narwhals.stable.v2 as nw

    for question in questions:
        if question.form != "cases":
            _other(found, question, f"{standard.id} {standard.title}")
            continue
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
    single = [question.id for question in questions if found.holds.get(question.id) is Holds.SINGLE]
    if any(found.holds.get(question.id) is Holds.DOUBLE for question in questions):
        # 64.1 in 32 bits is another number than in 64: where both stand side by side, the decimal that is meant is read.
        for id in single:
            found.casts[id], found.holds[id] = (nw.String, nw.Float64), Holds.DOUBLE


def _excuse(found: _Found, standard: Standard) -> None:
    named = f"{standard.id} {standard.title}"
    if standard.id in found.schema and not found.is_empty(standard.id) and _text(found, standard.id, named, "nothing or "):
        found.excused.append(standard.id)


def _other(found: _Found, question: KeyQuestion, whose: str) -> None:
    """Look at the column of a question that is not asked of cases."""
    import narwhals.stable.v2 as nw

    what = {"rating": "the names of ratings", "flag": "true and false", "count": "whole numbers", "score": "numbers"}
    if question.id not in found.schema:
        found.lacks(question.id, f"{whose}: expected a column of {what[question.form]} for {question.id}")
    elif found.is_empty(question.id):
        return
    elif question.form == "rating":
        _text(found, question.id, whose, "the names of ratings or ")
    elif question.form == "flag":
        dtype = found.schema[question.id]
        if not isinstance(dtype, nw.Boolean):
            expected = f"{whose}: expected true and false, the column holds {_kind(dtype)}"
            found.problems.append(Problem(f"columns.{key(question.id)}", expected))
    else:
        _numbers(found, question.id, whole=True)


def _judgement(found: _Found, id: str, named: str) -> None:
    if id not in found.schema:
        found.lacks(id, f"{named}: expected a column of the ratings that inspectors chose")
    elif not found.is_empty(id):
        _text(found, id, named, "the names of ratings or ")


def _text(found: _Found, id: str, named: str, what: str) -> bool:
    import narwhals.stable.v2 as nw

    dtype = found.schema[id]
    if isinstance(dtype, nw.String):
        found.casts[id] = ()
    elif not isinstance(dtype, (nw.Categorical, nw.Enum)):
        expected = f"{named}: expected {what}{NOT_RATED!r}, the column holds {_kind(dtype)}"
        found.problems.append(Problem(f"columns.{key(id)}", expected))
        return False
    return True


def _numbers(found: _Found, name: str, *, whole: bool) -> None:
    import narwhals.stable.v2 as nw

    dtype = found.schema[name]
    if not dtype.is_numeric():
        if found.is_empty(name):
            found.holds[name], found.casts[name] = Holds.WHOLE, (nw.Float64,)  # nothing in it is no whole number
        else:
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
