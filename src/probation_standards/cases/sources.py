"""What counts a table of cases, whatever it is given as."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from probation_standards.cases.arrow import NoCodesError, batches_of
from probation_standards.cases.codes import CodesCounter
from probation_standards.cases.counts import Counter, Counts, InGroups, Place
from probation_standards.cases.engines import EngineCounter
from probation_standards.cases.layouts import Layout
from probation_standards.cases.parquet import ENDINGS, ParquetTable
from probation_standards.cases.plain import Columns, PlainCounter, as_columns
from probation_standards.errors import CaseError, Problem
from probation_standards.files.reading import open_table

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

Progress = Callable[[int, int], None]


def counter_for(cases: Any, *, sheet: str | None = None, progress: Progress | None = None) -> Counter:
    """Return what counts `cases`.

    Raises:
        CaseError: When it is no table.
        CaseFileError: When it is the path of a file that can't be read.
    """
    if isinstance(cases, (str, PathLike)):
        path = Path(cases)
        if path.is_dir() or path.suffix.casefold() in ENDINGS:
            table = ParquetTable(path, progress)
            return FirstCodes(CodesCounter(table.batches), PlainCounter(table, progress))
        return PlainCounter(open_table(path, sheet=sheet), progress)
    if isinstance(cases, Mapping):
        return PlainCounter(Columns(cases))
    if isinstance(cases, Sequence) and all(isinstance(row, Mapping) for row in cases):
        return PlainCounter(as_columns(cases))
    return _of_a_frame(cases)


def frame_of(table: Any) -> tuple[nw.DataFrame[Any] | nw.LazyFrame[Any], list[str]]:
    """Return a dataframe of any library as narwhals sees it, and the names of its columns.

    Raises:
        CaseError: When it is no dataframe, or its columns have names that are no texts, or two have one name.
    """
    lacks = "expected a dict of columns, a list of rows, or the path of a file"
    try:
        import narwhals.stable.v2 as nw
    except ImportError:
        hint = "; for dataframes: pip install 'probation-standards[frames]'"
        raise CaseError([Problem("", lacks + hint, type(table).__name__)]) from None
    if type(table).__module__.partition(".")[0] == "pandas":  # narwhals would raise an error of its own
        _check_names(list(getattr(table, "columns", ())))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Dask support is moving out of Narwhals", FutureWarning)
        try:
            frame = nw.from_native(table)
        except TypeError:
            raise CaseError([Problem("", f"{lacks}, or a dataframe", type(table).__name__)]) from None
    spark = frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect()
    if spark or frame.implementation.is_pandas_like():
        names = list(frame.to_native().columns)
    else:
        names = frame.collect_schema().names()
    _check_names(names)
    return frame, names


def _check_names(names: list[Any]) -> None:
    problems = [Problem("columns", "expected names that are texts", name) for name in names if not isinstance(name, str)]
    problems += [Problem("columns", "expected each name once", name) for name in dict.fromkeys(names) if names.count(name) > 1]
    if problems:
        raise CaseError(problems)


def _of_a_frame(cases: Any) -> Counter:
    frame, names = frame_of(cases)
    import narwhals.stable.v2 as nw

    if isinstance(frame, nw.LazyFrame):
        return EngineCounter(*_named_plainly(frame, names))
    counter = EngineCounter(frame, {name: name for name in names})
    return FirstCodes(CodesCounter(batches_of(frame)), counter) if _has_arrow() else counter


def _named_plainly(frame: nw.LazyFrame[Any], names: list[str]) -> tuple[nw.LazyFrame[Any], dict[str, str]]:
    """Return a frame whose columns have names that its engine can say, and which name stands for which of `names`."""
    if not (frame.implementation.is_pyspark() or frame.implementation.is_pyspark_connect()):
        return frame, {name: name for name in names}
    import narwhals.stable.v2 as nw

    plain = [f"c{place}" for place in range(len(names))]  # a full stop in a name would ask for a part of a column
    return nw.from_native(frame.to_native().toDF(*plain)), dict(zip(names, plain, strict=True))


def _has_arrow() -> bool:
    from importlib.util import find_spec

    return find_spec("pyarrow") is not None and find_spec("numpy") is not None


@attrs.frozen(slots=False)
class FirstCodes:
    """Counts by codes where that can be done, and otherwise as another counter does."""

    codes: CodesCounter
    otherwise: Counter

    @cached_property
    def columns(self) -> Sequence[str]:
        """The names of the table's columns."""
        return self.otherwise.columns

    def count(self, layout: Layout, *, once: bool) -> Counts:
        """Return how often each answer was given; see `Counter.count`."""
        try:
            found = self.codes.count(layout)
        except NoCodesError:
            found = None
        return self.otherwise.count(layout, once=once) if found is None else found

    def places(
        self,
        layout: Layout,
        questions: Sequence[str] | None,
        answers: Iterable[Any] | None,
        where: tuple[str, Sequence[Any]] | None = None,
    ) -> list[Place]:
        """Return the first places where a question has one of `answers`; see `Counter.places`."""
        return self.otherwise.places(layout, questions, answers, where)

    def lacking(self, layout: Layout, question: str, *, apart: bool) -> list[InGroups]:
        """Return the first cases without a row for `question`; see `Counter.lacking`."""
        return self.otherwise.lacking(layout, question, apart=apart)

    def scattered(self, layout: Layout) -> list[InGroups]:
        """Return the first cases whose rows name several groups; see `Counter.scattered`."""
        return self.otherwise.scattered(layout)
