"""Count the same cases with the same `tally` on Spark, DuckDB, polars, Dask, Ibis, and from the Parquet files alone.

Five million answers are written as Parquet, a folder for each region, as Spark writes partitions: once wide, one row per
case, and once long, one row per answer. Each engine counts them by region and probation delivery unit. All must give the
counts that numpy gives, to the last case, or nothing is printed. What Spark sends to the driver is counted too: it must be
counts, and no cases.

Spark runs here, in a session of its own on 127.0.0.1. It needs Java.

    python benchmarks/spark.py [--cases 420000] [--rounds 1]
"""

from __future__ import annotations

import argparse
import platform
import shutil
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

import probation_standards as ps

if TYPE_CHECKING:
    import numpy.typing as npt

REGIONS = (
    "East Midlands",
    "East of England",
    "Greater Manchester",
    "Kent, Surrey and Sussex",
    "London",
    "North East",
    "North West",
    "South Central",
    "South West",
    "Wales",
    "West Midlands",
    "Yorkshire and the Humber",
)
UNITS = 9
"""How many probation delivery units a region has here."""

ANSWERS = ("yes", "no", "not relevant")
BY = ("region", "pdu")
KINDS: dict[str, str | tuple[()]] = {"wide": "case", "long": "case", "wide, no case ids": (), "long, no case ids": ()}
"""What is timed: the layout of the table, and the column that names its cases."""


Expected: TypeAlias = dict[tuple[str, str], dict[str, ps.Answered]]
Read = Callable[[Path], Any]


def write(folder: Path, cases: int, questions: list[str]) -> Expected:
    """Write made-up cases, wide and long, and return how each question was answered in each unit."""
    chance = np.random.default_rng(2025)
    each = cases // len(REGIONS)
    texts = [pa.array(names) for names in (ANSWERS, questions)]
    expected: Expected = {}
    for number, region in enumerate(REGIONS):
        units = chance.integers(0, UNITS, each)
        given = chance.choice(len(ANSWERS), (each, len(questions)), p=(0.55, 0.35, 0.1))
        for unit in range(UNITS):
            counts = zip(questions, given[units == unit].T, strict=True)
            expected[region, f"{region} {unit + 1}"] = {id: _answered(some) for id, some in counts}
        pdu = pa.array([f"{region} {unit + 1}" for unit in range(UNITS)]).take(pa.array(units))
        case = pa.array([f"C{number:02d}{place:07d}" for place in range(each)])
        wide = {id: texts[0].take(pa.array(some)) for id, some in zip(questions, given.T, strict=True)}
        rows, asked = np.divmod(np.arange(given.size), len(questions))
        long = {"question": texts[1].take(pa.array(asked)), "answer": texts[0].take(pa.array(given.reshape(-1)))}
        for name, table in (
            ("wide", {"case": case, "pdu": pdu, **wide}),
            ("long", {"case": case.take(pa.array(rows)), "pdu": pdu.take(pa.array(rows)), **long}),
        ):
            part = folder / name / f"region={region}"
            part.mkdir(parents=True)
            pq.write_table(pa.table(table), part / "part-0.parquet")
    return expected


def _answered(codes: npt.NDArray[np.int64]) -> ps.Answered:
    yes, no, not_relevant = np.bincount(codes, minlength=len(ANSWERS)).tolist()
    return ps.Answered(yes, no, not_relevant, missing=0)


def spark_session() -> Any:
    """Return a session of Spark on this machine, for this process alone."""
    from pyspark.sql import SparkSession

    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.memory": "2g",
        "spark.sql.shuffle.partitions": "4",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master("local[2]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return session


def _duckdb(folder: Path) -> Any:
    import duckdb

    return duckdb.read_parquet(f"{folder}/**/*.parquet", hive_partitioning=True)


def _polars(folder: Path) -> Any:
    import polars as pl

    return pl.scan_parquet(folder)


def _dask(folder: Path) -> Any:
    import dask.dataframe as dd

    module: Any = dd
    return module.read_parquet(folder)


def _ibis(folder: Path) -> Any:
    import ibis

    return ibis.duckdb.connect().read_parquet(f"{folder}/**/*.parquet", hive_partitioning=True)


def engines(session: Any) -> Mapping[str, Read]:
    """Return what reads a folder on each engine; nothing is read yet."""
    found: dict[str, Read] = {
        "DuckDB": _duckdb,
        "polars, lazy": _polars,
        "Dask": _dask,
        "Ibis on DuckDB": _ibis,
        "the Parquet files alone": lambda folder: folder,
    }
    return found if session is None else {"Spark": lambda folder: session.read.parquet(str(folder)), **found}


@contextmanager
def collected(frame: Any) -> Iterator[list[int]]:
    """Note how many rows each query on Spark sends to the driver, meanwhile."""
    kind, seen = type(frame), list[int]()
    names = ("collect", "toPandas", "toArrow", "toLocalIterator") if kind.__module__.startswith("pyspark") else ()
    before = {name: getattr(kind, name) for name in names}

    def noting(call: Callable[..., Any]) -> Callable[..., Any]:
        def noted(self: Any, *given: Any, **more: Any) -> Any:
            result = call(self, *given, **more)
            result = list(result) if isinstance(result, Iterator) else result
            seen.append(len(result))
            return result

        return noted

    for name, call in before.items():
        setattr(kind, name, noting(call))
    try:
        yield seen
    finally:
        for name, call in before.items():
            setattr(kind, name, call)


def check(tallies: ps.Tallies, expected: Expected) -> None:
    """Hold counts against what numpy counted, by unit and in all.

    Raises:
        AssertionError: When they differ.
    """
    assert {group: dict(found.answered) for group, found in tallies.items()} == expected
    for id, answered in tallies.total.answered.items():
        some = [units[id] for units in expected.values()]
        fields = ("yes", "no", "not_relevant", "missing")
        assert [sum(getattr(one, field) for one in some) for field in fields] == [getattr(answered, field) for field in fields]


def counted(table: Any, framework: ps.Framework, expected: Expected, case: str | tuple[()]) -> float:
    """Count a table, check the counts and what Spark sent, and return the seconds that counting took.

    Raises:
        AssertionError: When counts differ; or when other rows came to the driver than one for each unit, question and answer;
            where rows name cases, one that says whether any stands twice; and of a long table then one for each unit, and one
            for all, of how many cases each standard was asked of.
    """
    with collected(table) as seen:
        start = time.perf_counter()
        tallies = ps.tally(table, framework, BY, case=case)
        seconds = time.perf_counter() - start
    check(tallies, expected)
    if type(table).__module__.startswith("pyspark"):
        answered = [one for units in expected.values() for one in units.values()]
        counts = sum(some > 0 for one in answered for some in (one.yes, one.no, one.not_relevant))
        repeats = [1] if case else []
        asked = [len(expected), 1] if case and "question" in table.columns else []
        assert seen == [*repeats, counts, *asked], f"{seen} rows came to the driver"
    return seconds


def main() -> None:
    """Write, count, check, time, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--cases", type=int, default=420_000, help="cases, of twelve answers each (default 420000)")
    parser.add_argument("--rounds", type=int, default=1, help="rounds in which each takes its turn (default 1)")
    given = parser.parse_args()
    warnings.simplefilter("ignore", FutureWarning)  # of what is to come in narwhals and Dask
    framework = ps.discover()["pdu-2023"]
    questions = [question.id for standard in framework.standards for question in standard.questions][-12:]
    session = spark_session() if shutil.which("java") else None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected = write(folder, given.cases, questions)
        times: dict[str, dict[str, list[float]]] = {}
        for turn in range(given.rounds + 1):  # in the first, all are warmed up
            for engine, read in engines(session).items():
                for kind, case in KINDS.items():
                    table = read(folder / kind.partition(",")[0])
                    seconds = counted(table, framework, expected, case)
                    print(f"{engine}, {kind}: {seconds:.2f} s{'' if turn else ' to warm up'}", file=sys.stderr)
                    if turn:
                        times.setdefault(engine, {}).setdefault(kind, []).append(seconds)
    answers = sum(one.cases for units in expected.values() for one in units.values())
    libraries = ", ".join(f"{library} {version(library)}" for library in ("pyspark", "duckdb", "polars", "dask", "pyarrow"))
    print(f"Python {platform.python_version()}, {libraries}; rounds: {given.rounds}")
    print(f"{answers:,} answers of {answers // len(questions):,} cases, {len(expected)} units in {len(REGIONS)} regions\n")
    print(f"| | {' | '.join(KINDS)} |\n| --- |{' ---: |' * len(KINDS)}")
    for engine, taken in times.items():
        print(f"| {engine} | {' | '.join(f'{statistics.median(taken[kind]):.2f} s' for kind in KINDS)} |")
    if session is None:
        print("\nWithout Spark, since there is no Java.", file=sys.stderr)
    else:
        session.stop()


if __name__ == "__main__":
    main()
