"""Counting on the engine that holds the table, by way of narwhals: only counts come back."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING, Any, cast

import attrs

from probation_standards.answers import is_empty, label
from probation_standards.cases import queries
from probation_standards.cases.counts import Counts, Gathering, Group, InGroups, Place
from probation_standards.cases.layouts import Layout
from probation_standards.cases.queries import ANSWER, CASE, FOLDED, LABEL, QUESTION, WIDE
from probation_standards.cases.repeats import Repeats
from probation_standards.errors import CaseError, Problem

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

    Frame = nw.DataFrame[Any] | nw.LazyFrame[Any]

EXPECTED = "expected texts, numbers or truth values"


@attrs.frozen
class EngineCounter:
    """Counts on the table's own engine.

    One query groups the answers by group, question and answer. Where rows name cases, another looks first whether each stands
    there once; where one does not, the query groups by case and question too, so that a case in several rows is seen, and
    counted once, without a case leaving the engine. A long table whose rows name cases takes one more, of how many cases each
    standard was asked of; where it is grouped, two.

    Attributes:
        frame: The table, as narwhals sees it.
        names: The names of its columns, each with the one under which `frame` has it: Spark takes no full stops in names.
    """

    frame: Frame
    names: Mapping[str, str]

    @property
    def columns(self) -> Sequence[str]:
        """The names of the table's columns."""
        return list(self.names)

    def count(self, layout: Layout, *, once: bool) -> Counts:
        """Return how often each answer was given; see `Counter.count`."""
        self._check_types(layout)
        answers = self._answers(layout)
        if not layout.case or self._each_once(answers, layout):
            found = list(queries.rows(_flat(answers, layout)))
            return _gathered(found, layout).counts(*self._long(found, answers, layout))
        found = list(queries.rows(_by_case(answers, layout, apart=False)))
        repeats = _repeats(found, layout)
        if repeats.nameless or repeats.differing or not repeats.scattered or layout.split:
            self._refuse(repeats, answers, layout, once=once, apart=False)
            return _gathered(found, layout).counts(*self._long(found, answers, layout))
        apart = list(queries.rows(_by_case(answers, layout, apart=True)))
        self._refuse(_repeats(apart, layout), answers, layout, once=once, apart=True)
        whole = attrs.evolve(layout, by=())
        total = _gathered(found, whole, skip=len(layout.by)).counts(self._asked(answers, layout, layout.attributes))
        return _gathered(apart, layout).counts(self._asked(answers, layout, layout.labels), total)

    def _long(
        self, found: Iterable[tuple[Any, ...]], answers: Frame, layout: Layout
    ) -> tuple[list[dict[Group, int]] | None, Counts | None]:
        """Return of a long table how many cases each standard was asked of, and the total.

        The total is no sum of the groups: a case may have rows in several, of other questions in each.
        """
        asked = self._asked(answers, layout, layout.labels)
        if asked is None or not layout.by:
            return asked, None
        whole = attrs.evolve(layout, by=())
        total = _gathered(found, whole, skip=len(layout.by)).counts(self._asked(answers, layout, layout.attributes))
        return asked, total

    def _each_once(self, answers: Frame, layout: Layout) -> bool:
        """Return whether every case has an id, and one row: for each question of a long table, and of a wide one at all."""
        import narwhals.stable.v2 as nw

        cases = queries.cases(layout)
        if layout.questions:
            keys, frame = cases, self.frame.select(*self._plain(dict(zip(cases, layout.case, strict=True))))
        else:
            keys = [*cases, QUESTION]
            frame = answers.select(*keys)
        nameless = nw.any_horizontal(*(nw.col(name).is_null() for name in cases), ignore_nulls=True)
        each = frame.with_columns(nw.lit(1).alias("rows")).group_by(*keys).agg(nw.col("rows").sum())
        odd = each.select(((nw.col("rows") > 1) | nameless).cast(nw.Int64).alias("odd"))
        return not sum(int(many or 0) for (many,) in queries.rows(odd.select(nw.col("odd").sum())))

    def places(
        self,
        layout: Layout,
        questions: Sequence[str] | None,
        answers: Iterable[Hashable] | None,
        where: tuple[str, Sequence[Hashable]] | None = None,
    ) -> list[Place]:
        """Return the smallest ids of the cases where a question has one of `answers`; none where cases have no ids."""
        return queries.places(self._answers(layout), layout, questions, answers, where) if layout.case else []

    def lacking(self, layout: Layout, question: str, *, apart: bool) -> list[InGroups]:
        """Return the first cases without a row for `question`; see `Counter.lacking`."""
        return queries.lacking(self._answers(layout), layout, question, apart=apart) if layout.case else []

    def scattered(self, layout: Layout) -> list[InGroups]:
        """Return the first cases whose rows name several groups; see `Counter.scattered`."""
        return queries.scattered(self._answers(layout), layout) if layout.case and layout.by else []

    def _check_types(self, layout: Layout) -> None:
        """Raise where a column holds what is no text, number, truth value or date."""
        import narwhals.stable.v2 as nw

        schema = self.frame.collect_schema()
        nested = (nw.List, nw.Array, nw.Struct, nw.Binary, nw.Duration)
        problems = [
            Problem(f"column {name!r}", f"{EXPECTED}; the column holds {dtype}")
            for name in layout.read
            for dtype in [schema[self.names[name]]]
            if isinstance(dtype, nested) or dtype in nested
        ]
        for name in layout.read:
            dtype = schema[self.names[name]]
            if isinstance(dtype, nw.Object) and not self.frame.implementation.is_pandas_like():
                problems.append(Problem(f"column {name!r}", f"{EXPECTED}; the column holds objects"))
            elif isinstance(dtype, nw.Object) and isinstance(self.frame, nw.DataFrame):  # of pandas, which may hold anything
                odd = {type(value).__name__ for value in self.frame.get_column(name).to_list() if not _is_plain(value)}
                held = ", ".join(sorted(odd))
                problems += [Problem(f"column {name!r}", f"{EXPECTED}; the column holds values of type {held}")] if odd else []
        if problems:
            raise CaseError(problems)

    def _asked(self, answers: Frame, layout: Layout, labels: tuple[str, ...]) -> list[dict[Group, int]] | None:
        """Return of a long table how many cases each standard was asked of, by the values of some labels."""
        import narwhals.stable.v2 as nw

        if not (layout.together and layout.case):
            return None
        cases, names = queries.cases(layout), [LABEL.format(layout.labels.index(name)) for name in labels]
        standards = [f"__standard_{place}" for place in range(len(layout.together))]
        among = [nw.col(QUESTION).is_in(list(some)).cast(nw.Int64) for some in layout.together]
        frame = answers.select(*cases, *names, *(some.alias(name) for some, name in zip(among, standards, strict=True)))
        each = frame.group_by(*cases, *names).agg(*(nw.col(name).max() for name in standards))
        sums = [nw.col(name).sum() for name in standards]
        summed = each.group_by(*names).agg(*sums).select(*names, *standards) if names else each.select(*sums)
        found: list[dict[Group, int]] = [{} for _ in standards]
        for row in queries.rows(summed):
            group = tuple(map(label, row[: len(labels)]))
            for some, many in zip(found, row[len(names) :], strict=True):
                some[group] = some.get(group, 0) + int(many)
        return found

    def _refuse(self, repeats: Repeats, answers: Frame, layout: Layout, *, once: bool, apart: bool) -> None:
        """Raise where cases stand in several rows and should not, saying how many and naming some."""
        import narwhals.stable.v2 as nw

        if apart or not layout.split:
            repeats.scattered = 0
        if not list(repeats.problems(layout, once=once)):
            return
        names = queries.cases(layout)
        cells = _cells(answers, layout, apart=apart)
        for what in ("again", "scattered", "differing"):
            if getattr(repeats, what):
                some = cells.filter(nw.col(what) > 0).select(*names).unique()
                (counted,) = queries.rows(some.with_columns(nw.lit(1).alias("__one")).select(nw.col("__one").sum()))
                setattr(repeats, what, int(counted[0]))
                repeats.examples[what] = queries.named(some, names)
        raise CaseError(repeats.problems(layout, once=once))

    def _answers(self, layout: Layout) -> Frame:
        """Return the answers, one per row, under the names of this module."""
        import narwhals.stable.v2 as nw

        cases = {CASE.format(place): name for place, name in enumerate(layout.case)}
        labels = {LABEL.format(place): name for place, name in enumerate(layout.labels)}
        index = self._plain({**cases, **labels})
        if layout.question is not None and layout.answer is not None:
            question, answer = (nw.col(self.names[name]).cast(nw.String) for name in (layout.question, layout.answer))
            return self.frame.select(*index, question.alias(QUESTION), answer.alias(ANSWER))
        wide = {WIDE.format(place): nw.col(self.names[name]).cast(nw.String) for place, name in enumerate(layout.questions)}
        if self.frame.implementation.is_duckdb():  # narwhals unpivots no relation of a connection of one's own
            parts: list[Any] = [
                self.frame.select(*index, nw.lit(name).alias(QUESTION), answer.alias(ANSWER)) for name, answer in wide.items()
            ]
            return cast("Frame", nw.concat(parts))
        frame = self.frame.select(*index, *(answer.alias(name) for name, answer in wide.items()))
        return frame.unpivot(on=list(wide), index=[*cases, *labels], variable_name=QUESTION, value_name=ANSWER)

    def _plain(self, names: Mapping[str, str]) -> list[nw.Expr]:
        """Return columns as plain values, under other names: texts without needless blanks, nothing where there is nothing."""
        import narwhals.stable.v2 as nw

        schema = self.frame.collect_schema()

        def plain(name: str) -> nw.Expr:
            column, dtype = nw.col(self.names[name]), schema[self.names[name]]
            if dtype in (nw.Categorical, nw.Enum):
                column = column.cast(nw.String)
            elif dtype.is_float():
                return nw.when(~column.is_nan()).then(column)
            elif dtype == nw.Unknown:  # a column of nothing
                column = column.cast(nw.String)
            elif dtype != nw.String:
                return column
            trimmed = column.str.strip_chars()
            return nw.when(trimmed != "").then(trimmed)

        return [plain(name).alias(ours) for ours, name in names.items()]


def _flat(answers: Frame, layout: Layout) -> Frame:
    import narwhals.stable.v2 as nw

    keys = [*queries.labels(layout), QUESTION, ANSWER]
    return answers.with_columns(nw.lit(1).alias("cells")).group_by(*keys).agg(nw.col("cells").sum()).select(*keys, "cells")


def _cells(answers: Frame, layout: Layout, *, apart: bool) -> Frame:
    """Return one row for each case and question, and for each group where they are counted apart."""
    import narwhals.stable.v2 as nw

    cases, labels = queries.cases(layout), queries.labels(layout)
    by, attributes = labels[: len(layout.by)], labels[len(layout.by) :]
    groups = [] if apart else by
    keys = [*cases, QUESTION, *(by if apart else [])]
    watched = [FOLDED, *groups, *attributes]
    text = nw.col(ANSWER).str.to_lowercase().str.strip_chars()
    cells = answers.with_columns(nw.when(text != "").then(text).alias(FOLDED), nw.lit(1).alias("rows"))
    cells = cells.with_columns((~nw.col(name).is_null()).cast(nw.Int64).alias(f"{name}_given") for name in watched)
    cells = cells.group_by(*keys).agg(
        nw.col("rows").sum(),
        nw.col(ANSWER).min(),
        *(nw.col(name).min().alias(f"{name}_low") for name in watched),
        *(nw.col(name).max().alias(f"{name}_high") for name in watched),
        *(nw.col(f"{name}_given").sum() for name in watched),
    )

    def varies(names: Sequence[str]) -> nw.Expr:
        some = []
        for name in names:
            given = nw.col(f"{name}_given")
            unlike = (nw.col(f"{name}_low") != nw.col(f"{name}_high")).fill_null(False)  # noqa: FBT003  # as narwhals has it
            some.append((given > 0) & (unlike | (given < nw.col("rows"))))  # pandas has unlike ends where there is nothing
        return nw.any_horizontal(*some, ignore_nulls=True).cast(nw.Int64) if some else nw.lit(0)

    nameless = nw.any_horizontal(*(nw.col(name).is_null() for name in cases), ignore_nulls=True)
    return cells.select(
        *cases,
        QUESTION,
        *(nw.col(name if name in keys else f"{name}_low").alias(name) for name in labels),
        ANSWER,
        (nw.col("rows") > 1).cast(nw.Int64).alias("again"),
        varies(groups).alias("scattered"),
        varies([FOLDED, *attributes]).alias("differing"),
        (nameless.cast(nw.Int64) * nw.col("rows")).alias("nameless"),
    )


def _is_plain(value: object) -> bool:
    """Return whether a value can be a cell: a text, a number, a truth value, a date, or nothing."""
    return is_empty(value) or isinstance(value, (str, Real, Decimal, date))


ODD = ("again", "scattered", "differing", "nameless")
"""What can be odd about a case, as columns of a query and attributes of `Repeats`."""


def _by_case(answers: Frame, layout: Layout, *, apart: bool) -> Frame:
    """Return how many cases there are of each group, question and answer, and what is odd about them."""
    import narwhals.stable.v2 as nw

    keys = [*queries.labels(layout), QUESTION, ANSWER]
    cells = _cells(answers, layout, apart=apart).with_columns(nw.lit(1).alias("cells"))
    return cells.group_by(*keys).agg(*(nw.col(name).sum() for name in ("cells", *ODD))).select(*keys, "cells", *ODD)


def _gathered(rows: Iterable[tuple[Any, ...]], layout: Layout, skip: int = 0) -> Gathering:
    """Return the cells of a query's result, without the first few labels of each row."""
    gathering = Gathering(layout.questions, grouped=bool(layout.labels))
    labels = len(layout.labels)
    names = {WIDE.format(place): name for place, name in enumerate(layout.questions)}
    for row in rows:
        question, answer, cells = row[skip + labels : skip + labels + 3]
        gathering.add(tuple(map(label, row[skip : skip + labels])), names.get(question, question), answer, int(cells))
    return gathering


def _repeats(rows: Sequence[tuple[Any, ...]], layout: Layout) -> Repeats:
    """Return what is odd about the cases. A wide table has a row here for each question, so the most for one is counted."""
    most: dict[str, list[int]] = {}
    labels = len(layout.labels)
    for row in rows:
        sums = most.setdefault(str(row[labels]), [0] * len(ODD))
        for place, many in enumerate(row[labels + 3 :]):
            sums[place] += int(many)
    again, scattered, differing, nameless = (
        max((sums[place] for sums in most.values()), default=0) for place in range(len(ODD))
    )
    return Repeats(again, scattered, differing, nameless)
