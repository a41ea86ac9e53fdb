"""The engines whose tables the library reads, each made from a dict of columns and turned back into one."""

from __future__ import annotations

import gc
import math
import shutil
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, Literal, TypeAlias, cast

import duckdb
import ibis
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

Kind: TypeAlias = Literal["text", "whole", "float", "truth"]

FAST = ("polars", "polars lazy", "pandas", "pyarrow", "duckdb")
"""The engines that answer in milliseconds."""

SLOW = ("pandas nullable", "ibis", "dask")
"""Those that take longer, or are much like another."""

ENGINES = (*FAST, *SLOW, "spark")
"""All of them; Spark takes half a second for each query, and is skipped where there is no Java."""

LAZY = frozenset({"polars lazy", "duckdb", "ibis", "dask", "spark"})
"""Those that work nothing out before they are asked."""

Columns: TypeAlias = Mapping[str, Sequence[Any]]


def kind(values: Sequence[Any]) -> Kind:
    """Return what a column of these values holds; one of nulls alone holds text."""
    given = {type(value) for value in values} - {type(None)}
    if given <= {str}:
        return "text"
    if given == {bool}:
        return "truth"
    return "float" if float in given else "whole"


def table(engine: str, columns: Columns, kinds: Mapping[str, Kind] | None = None) -> Any:
    """Return a table of `engine` with these columns, each of one kind: texts, whole numbers, floats or truth values.

    Args:
        engine: One of `ENGINES`.
        columns: The values of each column; None is null.
        kinds: Of what kind a column is, where its values don't tell.
    """
    known = {name: (kinds or {}).get(name) or kind(values) for name, values in columns.items()}
    return _MAKERS[engine](columns, known)


def _polars(columns: Columns, kinds: Mapping[str, Kind]) -> pl.DataFrame:
    types = {"text": pl.String, "whole": pl.Int64, "float": pl.Float64, "truth": pl.Boolean}
    return pl.DataFrame(dict(columns), schema={name: types[kinds[name]] for name in columns}, strict=False)


def _pandas(columns: Columns, kinds: Mapping[str, Kind]) -> Any:
    """Return a table of the types that pandas has had longest: a whole number beside a null is a float there."""
    types = {"text": "str", "whole": "int64", "float": "float64", "truth": "bool"}
    series = {}
    for name, values in columns.items():
        kind = "float" if None in values and kinds[name] == "whole" else kinds[name]
        dtype = "object" if None in values and kind == "truth" else types[kind]
        series[name] = pd.Series(_typed(values, kind), dtype=dtype)
    return pd.DataFrame(series)


def _arrow(columns: Columns, kinds: Mapping[str, Kind]) -> Any:
    types = {"text": pa.string(), "whole": pa.int64(), "float": pa.float64(), "truth": pa.bool_()}
    return pa.table({name: pa.array(_typed(columns[name], kind), types[kind]) for name, kind in kinds.items()})


def _pandas_nullable(columns: Columns, kinds: Mapping[str, Kind]) -> Any:
    types = {pa.int64(): pd.Int64Dtype(), pa.float64(): pd.Float64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return _arrow(columns, kinds).to_pandas(types_mapper=types.get)


def _dask(columns: Columns, kinds: Mapping[str, Kind]) -> Any:
    import dask.dataframe as dd

    given, dask = _pandas(columns, kinds), cast("Any", dd)
    return dask.from_pandas(given, npartitions=2 if len(given) > 1 else 1)


def _spark(columns: Columns, kinds: Mapping[str, Kind]) -> Any:
    session = spark()
    from pyspark.sql.types import BooleanType, DoubleType, LongType, StringType, StructField, StructType

    types = {"text": StringType(), "whole": LongType(), "float": DoubleType(), "truth": BooleanType()}
    schema = StructType([StructField(name, types[kinds[name]]) for name in columns])
    rows = list(zip(*(_typed(values, kinds[name]) for name, values in columns.items()), strict=True))
    with quiet():
        return session.createDataFrame(rows, schema)


def _typed(values: Sequence[Any], kind: Kind) -> list[Any]:
    """Return `values` with whole numbers as floats among floats."""
    return [float(value) if kind == "float" and value is not None else value for value in values]


_MAKERS: dict[str, Callable[[Columns, Mapping[str, Kind]], Any]] = {
    "polars": _polars,
    "polars lazy": lambda columns, kinds: _polars(columns, kinds).lazy(),
    "pandas": _pandas,
    "pandas nullable": _pandas_nullable,
    "pyarrow": _arrow,
    "duckdb": lambda columns, kinds: duckdb.from_arrow(_arrow(columns, kinds)),
    "ibis": lambda columns, kinds: ibis.memtable(_arrow(columns, kinds)),
    "dask": _dask,
    "spark": _spark,
}


def collected(native: Any) -> dict[str, list[Any]]:
    """Return the columns of a table of any engine as lists of plain values, with None for null and for what is not a number."""
    package = type(native).__module__.partition(".")[0]
    if package == "dask":
        native = native.compute()
    elif package == "pyspark":
        with quiet():
            native = native.toPandas()
    frame = nw.from_native(native)
    if isinstance(frame, nw.LazyFrame):
        frame = frame.collect("pyarrow") if not frame.implementation.is_polars() else frame.collect()
    return {name: [_plain(value) for value in frame[name].to_list()] for name in frame.columns}


def _plain(value: Any) -> Any:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    return value


@contextmanager
def quiet() -> Iterator[None]:
    """Say nothing of the sockets that Spark leaves to be collected as garbage, and collect them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
        gc.collect()


@cache
def spark() -> Any:
    """Return a session of Spark; where there is no Java, the test is skipped."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none here")
    with quiet():
        from pyspark.sql import SparkSession

        settings = {
            "spark.ui.enabled": "false",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.sql.shuffle.partitions": "2",
        }
        builder = SparkSession.builder.master("local[2]")
        for name, value in settings.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session
