"""Rating many inspections at once: a table with one row for each, of any engine, and what `rate` decides as columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from importlib import import_module
from operator import and_, or_
from typing import TYPE_CHECKING, Any, Literal, TypeVar

import attrs

from probation_standards.checking import reading
from probation_standards.columns.checks import columns_of, is_excusable
from probation_standards.columns.inputs import Columns, Input
from probation_standards.columns.measures import Reading, choose, never, where
from probation_standards.columns.rules import Decided, columns_by
from probation_standards.columns.stages import Stage, staged, staged_in_polars
from probation_standards.columns.thresholds import Holds
from probation_standards.errors import EvidenceError, FrameworkError, ProbationStandardsError, Problem, key, unknown
from probation_standards.evidence import NOT_RATED, OVERALL
from probation_standards.frameworks import Framework
from probation_standards.rules import InspectorJudgement, Rule

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

Table = TypeVar("Table")

_WHOLE = (" points", "score", "maximum", "problems")
"""What the names of the columns end with that hold whole numbers."""


def rate_table(table: Table, framework: Framework, *, prefix: str = "") -> Table:
    """Rate every inspection of a table, one in each row: add the ratings, their points, the score and the overall as columns.

    What is added equals what `rate` decides on the evidence of the row. Nothing is sorted, and a lazy table is not collected.

    The table has, for each key question that a rule reads, either its percentage, 0 to 100, in a column of its id
    (``"P 2.1.1"``), or its tally in two, ``"P 2.1.1 sufficient"`` and ``"P 2.1.1 relevant"``, of up to 1,000,000 relevant
    cases: one form throughout. For each standard that inspectors judge it has the name of the rating in a column of the
    standard's id (``"P 1.1"``). There ``"Not rated"`` says that the standard was not rated, as it does in such a column for a
    standard with findings, which need not be there and is null otherwise. Other columns are kept as they are.

    A float is taken as the decimal that it prints as, in the width in which it is given; a decimal, as the nearest float. What
    `rate` refuses for its length, such as 1e-101, is read as the small number that it is.

    For each standard, ``"P 2.1 rating"``, ``"P 2.1 points"`` and, where the lowest percentage decides,
    ``"P 2.1 decided by"`` are added, the first of the key questions with it; then ``"score"``, ``"maximum"``,
    ``"overall"``, ``"problem"`` and ``"problems"``. Ratings are text; in polars they are enumerations, worst first, and whole
    numbers take no more bytes than they need.

    A row with something wrong is not rated: ``"problem"`` says the first thing that is wrong, ``"problems"`` how many
    findings and judgements are, and all else that is added is null. A percentage that is lacking is a problem, whether it is
    null or not a number.

    Args:
        table: A table of polars, pandas, PyArrow, DuckDB, Dask, Ibis, Spark, or of another engine that narwhals knows; or a
            frame of narwhals.
        framework: What to rate under.
        prefix: What the names of the columns that are added begin with.

    Returns:
        A table of the type that was given.

    Raises:
        EvidenceError: When columns lack, hold what can be no evidence, mix percentages and tallies, or are already there,
            with every problem. Nothing is worked out then.
        FrameworkError: When the framework has a rule that can't be read as columns.
        TypeError: When what is given is no table, or no framework.
    """
    try:
        import narwhals.stable.v2 as nw
    except ImportError:
        problem = Problem("", "expected the extra [frames]: pip install 'probation-standards[frames]'")
        raise ProbationStandardsError([problem], "tables cannot be rated") from None
    if not isinstance(framework, Framework):
        raise TypeError(f"rate_table() takes a table and a Framework, not a {type(framework).__name__}")
    native: Any = nw.to_native(table, pass_through=True)
    rated: Table = _rated(native, framework, prefix)
    if native is not table:
        version = type(table).__module__  # a frame of narwhals is given back as one of the same version
        rated = import_module(version if "stable" in version else "narwhals").from_native(rated)
    return rated


def rate_columns(
    framework: Framework,
    *,
    form: Literal["percentages", "tallies"] = "percentages",
    prefix: str = "",
    not_rated: Iterable[str] = (),
) -> tuple[nw.Expr, ...]:
    """Return what `rate_table` adds as expressions of narwhals, each of which refers to the columns of the evidence only.

    They know nothing of the table that they are for: percentages are read as floats of 64 bits, and what is added is text
    and whole numbers of 64 bits (in pandas, floats). Spark can't find columns by them whose names have a full stop.

    Args:
        framework: What to rate under.
        form: What the findings of the table are: ``"percentages"`` or ``"tallies"``.
        prefix: What the names of the columns that are added begin with.
        not_rated: The ids of the standards with findings that have a column for ``"Not rated"``.

    Returns:
        Expressions with names, for ``nw.from_native(table).with_columns(*rate_columns(framework))``.

    Raises:
        EvidenceError: When `not_rated` has an id that is of no standard with findings.
        FrameworkError: When the framework has a rule that can't be read as columns.
        ValueError: When `form` is no form.
    """
    if form not in {"percentages", "tallies"}:
        raise ValueError(f'expected "percentages" or "tallies", not {form!r}')
    ids = [standard.id for standard in framework.standards if is_excusable(standard, framework)]
    excused = frozenset(not_rated)
    wrong = [unknown("not_rated", id, ids, "the id of a standard with findings") for id in sorted(excused - {*ids})]
    if wrong:
        raise EvidenceError(wrong, f"the columns do not fit {framework.id}")
    columns = Columns(tallies=form == "tallies", excused=excused)
    return tuple(
        expr.alias(name) for name, expr in zip(_names(framework, prefix), _decided(framework, columns).values(), strict=True)
    )


def _rated(native: Any, framework: Framework, prefix: str) -> Any:
    from narwhals.stable.v2.dependencies import is_dask_dataframe

    names = _names(framework, prefix)
    if is_dask_dataframe(native):  # a row needs no other, so each partition is a table by itself, of pandas
        columns = columns_of(_frame(native._meta).lazy(), framework, names)  # noqa: SLF001  # a table of its types
        partitions: Any = native
        return partitions.map_partitions(_rated_frame, framework, columns, names)
    return _rated_frame(native, framework, columns_of(_frame(native), framework, names), names)


def _frame(native: Any) -> Any:
    """Return a native table as narwhals reads it.

    Raises:
        EvidenceError: When a name is that of two columns.
        TypeError: When it is no table.
    """
    import narwhals.stable.v2 as nw
    from narwhals.exceptions import DuplicateError

    try:
        return nw.from_native(native)
    except TypeError:
        raise TypeError(f"rate_table() takes a table, such as a DataFrame, not a {type(native).__name__}") from None
    except DuplicateError:
        names = [name for name, number in Counter(map(str, native.columns)).items() if number > 1]
        problems = [Problem(f"columns.{key(name)}", "expected one column of this name") for name in names]
        raise EvidenceError(problems, "the columns cannot be rated") from None


def _rated_frame(native: Any, framework: Framework, columns: Columns, names: Sequence[str]) -> Any:
    """Return a native table with what is decided, its columns having been found right."""
    import narwhals.stable.v2 as nw

    frame: Any = nw.from_native(native)
    engine = frame.implementation
    if engine.is_polars():
        form = columns.form(names)
        added = staged_in_polars(native.lazy(), framework, form, lambda: _stages(framework, columns, names))
        # In morsels: less memory than whole columns in between.
        return added if isinstance(frame, nw.LazyFrame) else added.collect(engine="streaming")
    if engine.is_spark_like():  # full stops in names are steps to it
        return _staged_under_other_names(frame, framework, columns, names)
    rated = staged(frame, _stages(framework, columns, names)).to_native()
    if engine.is_pandas() or engine.is_modin():  # else missing points would make floats of all
        rated = rated.astype(dict.fromkeys((name for name in names if name.endswith(_WHOLE)), "Int64"))
    return rated


def _staged_under_other_names(frame: Any, framework: Framework, columns: Columns, names: Sequence[str]) -> Any:
    import narwhals.stable.v2 as nw

    given = frame.columns
    others = {name: f"c{position}" for position, name in enumerate(given)}
    frame = nw.from_native(frame.to_native().toDF(*others.values()))
    columns = attrs.evolve(columns, names=others, stem="kept_")
    rated = staged(frame, _stages(framework, columns, [f"r{position}" for position in range(len(names))]))
    return rated.to_native().toDF(*given, *names)


def _stages(framework: Framework, columns: Columns, names: Sequence[str]) -> list[Stage]:
    """Return the stages for a table; the last one makes the columns `names`."""
    columns = attrs.evolve(columns, stages={})
    decided = _decided(framework, columns)
    return [*(columns.stages[stage] for stage in sorted(columns.stages)), dict(zip(names, decided.values(), strict=True))]


def _names(framework: Framework, prefix: str) -> list[str]:
    """Return the names of the columns that are added; worked out once for a framework and kept with it."""
    names: tuple[str, ...] | None = framework.prepared.get(_names)
    if names is None:
        whole = dict.fromkeys((question.id for question in framework.questions), Holds.WHOLE)  # by which nothing is refused
        names = framework.prepared[_names] = tuple(_decided(framework, Columns(holds=whole)))
    return [f"{prefix}{name}" for name in names]


def _decided(framework: Framework, columns: Columns) -> dict[str, nw.Expr]:
    """Return what is added, by its name without a prefix; null wherever a row has something wrong."""
    import narwhals.stable.v2 as nw

    asked = _asked(framework, columns)
    of, inputs = _standards(framework, columns, asked)
    points = {id: columns.keep(decided.points, 2) for id, decided in of.items() if decided.points is not None}
    checked = frozenset(question.id for id in of for question in reading(framework)[id].questions)
    whole = Reading(place=framework.place(), columns=columns, points=points, asked=asked, checked=checked)
    overall = _unless_not_rated(_by(framework.overall, whole, "overall", framework), framework, columns)
    inputs += whole.inputs
    problem, problems = _problems(inputs, columns)
    is_right = columns.keep(problems == 0, 4)

    def right(expr: nw.Expr | None, otherwise: nw.Expr) -> nw.Expr:
        if expr is None:
            return otherwise
        return nw.when(is_right).then(expr) if inputs else expr

    named = columns.one_of(framework.scale.names)
    no_points = never(columns.whole(0, 0))

    def rating(points: nw.Expr) -> nw.Expr:
        return choose([(points == rating.points, named(rating.name)) for rating in framework.scale])

    added: dict[str, nw.Expr] = {}
    for id, decided in of.items():
        given = columns.keep(right(points[id], no_points), 5) if id in points else None
        added[f"{id} rating"] = named(None) if given is None else rating(given)
        added[f"{id} points"] = no_points if given is None else given
        if decided.decided_by is not None:
            added[f"{id} decided by"] = right(decided.decided_by, named(None))
    added["score"] = right(overall.score, no_points)
    added["maximum"] = right(overall.maximum, no_points)
    of_all = None if overall.points is None else columns.keep(right(overall.points, no_points), 5)
    added["overall"] = named(None) if of_all is None else rating(of_all)
    return {**added, "problem": problem, "problems": problems}


def _asked(framework: Framework, columns: Columns) -> dict[str, nw.Expr | None]:
    """Return, by id, whether a row must have a finding of a question: whether what reads it is rated; None for always.

    What reads a question of a standard counts only where that standard is rated too.
    """
    read = reading(framework)
    of = {question.id: standard.id for standard in framework.standards for question in standard.questions}
    rated = {one.id: columns.is_rated(one.id, judged=read[one.id].judgement) for one in framework.standards}
    rated[OVERALL] = columns.is_rated(OVERALL, judged=read[OVERALL].judgement)
    readers: dict[str, list[nw.Expr | None]] = {}
    for id, needs in read.items():
        for question in needs.questions:
            own = of.get(question.id, id)
            if own == id or question not in read[own].questions:
                readers.setdefault(question.id, []).append(_all_true([rated[one] for one in dict.fromkeys((own, id))]))
    return {id: _any_true(every) for id, every in readers.items()}


def _all_true(conditions: Iterable[nw.Expr | None]) -> nw.Expr | None:
    """Return whether conditions are all true; None, which stands for what always is, where all of them are that."""
    told = [condition for condition in conditions if condition is not None]
    return reduce(and_, told) if told else None


def _any_true(conditions: Iterable[nw.Expr | None]) -> nw.Expr | None:
    """Return whether one of some conditions is true; None where one of them always is."""
    told = [*conditions]
    return None if any(condition is None for condition in told) else reduce(or_, told)


def _standards(
    framework: Framework, columns: Columns, asked: Mapping[str, nw.Expr | None]
) -> tuple[dict[str, Decided], list[Input]]:
    """Return what is decided of each standard, by id, and what a row must have right for that."""
    found: dict[str, Decided] = {}
    inputs: list[Input] = []
    checked: frozenset[str] = frozenset()
    for standard in framework.standards:
        rated = columns.is_rated(standard.id, judged=reading(framework)[standard.id].judgement)
        read = Reading(place=framework.place(standard), columns=columns, rated=rated, asked=asked, checked=checked)
        decided = _by(standard.rule, read, f"{standard.id}.rule", framework)
        if rated is not None and decided.points is not None and not isinstance(standard.rule, InspectorJudgement):
            decided = attrs.evolve(decided, points=where(rated, decided.points))
        found[standard.id] = decided
        inputs += [*columns.says_so(standard.id), *read.inputs]
        checked |= {question.id for question in reading(framework)[standard.id].questions}
    return found, inputs


def _unless_not_rated(overall: Decided, framework: Framework, columns: Columns) -> Decided:
    """Return what is decided of the overall, which a judgement among others may have said not to be rated."""
    plain = not reading(framework)[OVERALL].judgement or isinstance(framework.overall, InspectorJudgement)
    if plain or overall.points is None:
        return overall
    return attrs.evolve(overall, points=where(columns.text(OVERALL) != NOT_RATED, overall.points))


def _by(rule: Rule, read: Reading, path: str, framework: Framework) -> Decided:
    try:
        return columns_by(rule, read, path)
    except FrameworkError as error:
        raise FrameworkError(error.problems, f"{framework.id} cannot be read as columns") from None


def _problems(inputs: Sequence[Input], columns: Columns) -> tuple[nw.Expr, nw.Expr]:
    """Return the first problem of a row, and how many of its inputs have one."""
    import narwhals.stable.v2 as nw

    texts = [expected for input in inputs for _, expected in input.checks]
    text, none = columns.one_of(texts), columns.whole(0, len(inputs))
    if not inputs:
        return text(None), none
    # For each input, 0 or the number of the first check that is not true: false or null.
    failed = [columns.keep(_failed(input, columns), 2) for input in inputs]
    first = [
        (check == number, text(expected))
        for check, input in zip(failed, inputs, strict=True)
        for number, (_, expected) in enumerate(input.checks, 1)
    ]
    one = columns.whole(1, len(inputs))
    whether = [
        check if len(input.checks) == 1 else nw.when(check == 0).then(none).otherwise(one)
        for check, input in zip(failed, inputs, strict=True)
    ]
    return columns.keep(choose(first), 3), columns.keep(nw.sum_horizontal(*whether), 3)


def _failed(input: Input, columns: Columns) -> nw.Expr:
    import narwhals.stable.v2 as nw

    most = len(input.checks)
    failed = columns.whole(0, most)
    for number in range(most, 0, -1):
        failed = nw.when(input.checks[number - 1][0]).then(failed).otherwise(columns.whole(number, most))
    return failed
