"""Tables in memory as Arrow holds them, a block of rows at a time, texts as codes of a dictionary."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw
    import pyarrow as pa

Made = TypeVar("Made")

BLOCK = 1 << 19
"""How many rows of a table in memory are counted at a time: many, since rows in no order meet all groups in each block."""

MOST_UNUSED = 1 << 16
"""How many codes of a column may stand for nothing in it before it is given others."""

CODERS = 2
"""How many blocks of texts are made codes while another is counted."""


class NoCodesError(Exception):
    """Raised for a table that Arrow does not hold."""


def ahead(calls: Iterable[Callable[[], Made]], threads: int = 1) -> Iterator[Made]:
    """Yield what each call returns, in their order; while one is used, so many next ones are made in threads."""
    with ThreadPoolExecutor(threads) as pool:
        coming: deque[Future[Made]] = deque()
        for call in calls:
            coming.append(pool.submit(call))
            if len(coming) > threads:
                yield coming.popleft().result()
        while coming:
            yield coming.popleft().result()


def batches_of(frame: nw.DataFrame[Any]) -> Callable[[Sequence[str]], Iterator[pa.RecordBatch]]:
    """Return what makes record batches of some columns of a dataframe.

    It raises NoCodesError where a column is none of Arrow's.
    """

    def batches(columns: Sequence[str]) -> Iterator[pa.RecordBatch]:
        import pyarrow as pa

        try:
            parts = [_blocks(frame.get_column(name)) for name in columns]

            def batch(start: int) -> pa.RecordBatch:
                found = [part(start) for part in parts]
                return pa.RecordBatch.from_arrays(found, names=list(columns))

            starts = range(0, len(frame), BLOCK)
            if any(frame.schema[name].is_numeric() is False and not _is_coded(frame.get_column(name)) for name in columns):
                yield from ahead((lambda start=start: batch(start) for start in starts), CODERS)  # type: ignore[misc]  # bound
            else:
                yield from map(batch, starts)
        except (pa.ArrowException, TypeError, ValueError, OverflowError):  # values of several types in one column, or too large
            raise NoCodesError from None

    return batches


def _is_coded(column: nw.Series[Any]) -> bool:
    """Return whether a column is one of categories whose codes polars gives as they are."""
    import narwhals.stable.v2 as nw

    coded = column.dtype in (nw.Categorical, nw.Enum) and column.implementation.is_polars() and not column.null_count()
    return bool(coded and hasattr(column.to_native().cat, "to"))


def _blocks(column: nw.Series[Any]) -> Callable[[int], pa.Array]:
    """Return what gives the block of a column that starts at a row."""
    if _is_coded(column):
        return _Codes(column.to_native())
    if column.implementation.is_polars():
        import polars as pl

        native = column.to_native()
        if not hasattr(pl, "CompatLevel"):
            return lambda start: _as_codes(native.slice(start, BLOCK).to_arrow())
        newest = pl.CompatLevel.newest()  # texts as polars holds them, which is no copy
        return lambda start: _as_codes(native.slice(start, BLOCK).to_arrow(compat_level=newest))
    whole = column.to_arrow()  # of pandas, where only all values together say what type they are
    return lambda start: _as_codes(whole.slice(start, BLOCK))


def _as_codes(column: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a block of a column, texts as codes of a dictionary."""
    import pyarrow as pa

    found = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    texts = (pa.types.is_string(found.type), pa.types.is_large_string(found.type), pa.types.is_string_view(found.type))
    return found.dictionary_encode() if any(texts) else found


class _Codes:
    """Categories of polars in blocks, by the codes that are there; `to_arrow` would make others."""

    def __init__(self, column: Any) -> None:
        self._column, self._codes = column, column.to_physical()
        self._names: pa.Array | None = None

    def __call__(self, start: int) -> pa.Array:
        import pyarrow as pa

        codes = self._codes.slice(start, BLOCK)
        most = int(codes.to_numpy().max())
        if most > len(self._codes) + MOST_UNUSED:  # they are codes of all such columns that there are
            return self._column.slice(start, BLOCK).to_arrow()
        names = self._names
        if names is None or len(names) <= most:
            known = type(codes)(range(most + 1), dtype=codes.dtype)
            names = self._names = known.cat.to(self._column.dtype).to_arrow().cast(pa.large_string())
        return pa.DictionaryArray.from_arrays(codes.to_arrow(), names, safe=False)
