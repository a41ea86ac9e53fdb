"""Queries of single cases on the engine that holds the table: looked up when a message or a note is to name some."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from probation_standards.answers import folded, label
from probation_standards.cases.counts import MOST_PLACES, Group, InGroups, Place, sortable
from probation_standards.cases.layouts import Layout

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

    Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]

CASE, LABEL, QUESTION, ANSWER, FOLDED = "__case_{}", "__label_{}", "__question", "__answer", "__folded"
WIDE = "__question_{}"
"""The names of columns in a query, so that no name of the table's own is in the way."""


def cases(layout: Layout) -> list[str]:
    """Return the columns of a query that name a case."""
    return [CASE.format(place) for place in range(len(layout.case))]


def labels(layout: Layout) -> list[str]:
    """Return the columns of a query by whose values is counted apart."""
    return [LABEL.format(place) for place in range(len(layout.labels))]


def rows(frame: Frame) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query's result, which are counts."""
    import narwhals.stable.v2 as nw

    if isinstance(frame, nw.DataFrame):
        yield from frame.iter_rows()
        return
    native = frame.to_native()
    if frame.implementation.is_duckdb():
        yield from native.fetchall()
    elif frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect():
        yield from (tuple(row) for row in native.collect())
    else:
        yield from frame.collect().iter_rows()


def named(frame: Frame, names: Sequence[str]) -> list[Place]:
    """Return the smallest few case ids of a query's result."""
    first = frame.sort(*names).head(MOST_PLACES)
    return [Place(", ".join(map(str, row))) for row in rows(first)]


def places(
    answers: Frame,
    layout: Layout,
    questions: Sequence[str] | None,
    words: Iterable[Hashable] | None,
    where: tuple[str, Sequence[Hashable]] | None,
) -> list[Place]:
    """Return the smallest ids of the cases where a question has one of some words; see `Counter.places`."""
    import narwhals.stable.v2 as nw

    if questions is not None:
        asked = [WIDE.format(layout.questions.index(name)) for name in questions] if layout.questions else [*questions]
        answers = answers.filter(nw.col(QUESTION).is_in(asked))
    if words is not None:
        answers = answers.filter(_has(ANSWER, list(words), _as_text))
    if where is not None:
        name = LABEL.format(layout.labels.index(where[0]))
        answers = answers.with_columns(nw.col(name).cast(nw.String).str.to_lowercase().alias(FOLDED))
        answers = answers.filter(_has(FOLDED, where[1], folded))
    names = cases(layout)
    return named(answers.select(*names).unique(), names)


def _has(column: str, values: Sequence[Hashable], text: Callable[[Hashable], str]) -> nw.Expr:
    """Return whether a column has one of some values, or nothing where that is one of them."""
    import narwhals.stable.v2 as nw

    written = [text(value) for value in values if value is not None]
    has = nw.col(column).is_in(written) if written else nw.col(column).is_null()
    return has | nw.col(column).is_null() if any(not folded(value) for value in values) else has


def _as_text(answer: Hashable) -> str:
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def lacking(answers: Frame, layout: Layout, question: str, *, apart: bool) -> list[InGroups]:
    """Return the smallest ids of the cases without a row for `question`; see `Counter.lacking`."""
    import narwhals.stable.v2 as nw

    together = next((some for some in layout.together if question in some), ())
    keys = [*cases(layout), *(labels(layout)[: len(layout.by)] if apart else [])]
    among = answers.filter(nw.col(QUESTION).is_in(list(together)))
    there = among.with_columns((nw.col(QUESTION) == question).cast(nw.Int64).alias(FOLDED))
    each = there.select(*keys, FOLDED).group_by(*keys).agg(nw.col(FOLDED).max())
    lacks = each.filter(nw.col(FOLDED) == 0).select(*keys)
    if apart:
        lacks = _of_cases(lacks, each.filter(nw.col(FOLDED) == 1), cases(layout)).select(*keys)
    first = lacks.sort(*keys, nulls_last=True).head(MOST_PLACES)
    found = [tuple(map(label, row)) for row in rows(first)]
    case = len(layout.case)
    return [InGroups(_written(row[:case]), (row[case:],) if apart else ()) for row in found]


def scattered(answers: Frame, layout: Layout) -> list[InGroups]:
    """Return the smallest ids of the cases whose rows name several groups; see `Counter.scattered`."""
    import narwhals.stable.v2 as nw

    names = cases(layout)
    keys = [*names, *labels(layout)[: len(layout.by)]]
    apart = answers.select(*keys).unique()
    many = apart.with_columns(nw.lit(1).alias(FOLDED)).select(*names, FOLDED).group_by(*names).agg(nw.col(FOLDED).sum())
    first = many.filter(nw.col(FOLDED) > 1).sort(*names).head(MOST_PLACES)
    found: dict[Group, list[Group]] = {}
    for row in rows(_of_cases(apart, first, names).select(*keys)):
        plain = tuple(map(label, row))
        found.setdefault(plain[: len(names)], []).append(plain[len(names) :])
    return [InGroups(_written(case), tuple(sorted(found[case], key=sortable))) for case in sorted(found, key=sortable)]


def _of_cases(frame: Frame, some: Frame, names: Sequence[str]) -> Frame:
    """Return the rows of those cases that are among some others."""
    both: Any = frame  # and the other, of one kind, since they are of one table
    joined: Frame = both.join(some.select(*names).unique(), on=list(names), how="inner")
    return joined


def _written(case: Group) -> str:
    return ", ".join(map(str, case))
