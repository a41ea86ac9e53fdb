"""Measure part by part, each in a process of its own, and print one table."""

from __future__ import annotations

import argparse
import platform
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

import attrs
import polars as pl
from benchmarks.measured.growth import KINDS
from benchmarks.measured.made_up import judgements, named, write_parquet
from benchmarks.measured.measuring import Line, run

HEAD = ("", "ours", "by hand", "by hand / ours", "extra MiB")


@attrs.frozen
class Sizes:
    """How much is measured, and how often.

    Attributes:
        rows: Inspections to rate.
        inspections: Inspections whose answers are counted, of 720 answers each.
        growth: The same, for each step of growth.
        rounds: In how many rounds the contenders take turns.
        memory: Whether memory is measured too, in more processes.
        folder: Where files are written.
    """

    rows: int
    inspections: int
    growth: tuple[int, ...]
    rounds: int
    memory: bool
    folder: Path

    def file(self, inspections: int) -> None:
        """Write the answers of so many inspections, and what was judged of them, where they are not there yet."""
        path = self.folder / f"{inspections}.parquet"
        if not path.exists():
            write_parquet(path, inspections)
            names = pl.select(named(pl.int_range(inspections))).to_series()
            judgements(inspections, names).write_parquet(self.folder / f"{inspections} judged.parquet")


def _inspections(sizes: Sizes) -> Iterator[Line]:
    yield from _lines("inspections", sizes, "--rows", sizes.rows)


def _answers(sizes: Sizes) -> Iterator[Line]:
    for kind in ("categories", "strings", "shuffled"):
        for cases in ("nameless", "checked"):
            yield from _lines("answers", sizes, "--inspections", sizes.inspections, "--kind", kind, "--cases", cases)


def _parquet(sizes: Sizes) -> Iterator[Line]:
    sizes.file(50)
    sizes.file(sizes.inspections)
    for cases in ("nameless", "checked"):
        yield from _lines("parquet", sizes, "--folder", sizes.folder, "--inspections", sizes.inspections, "--cases", cases)


def _growth(sizes: Sizes) -> Iterator[Line]:
    sizes.file(50)
    for kind in KINDS:
        for inspections in sizes.growth:
            sizes.file(inspections)
            yield from _lines("growth", sizes, "--folder", sizes.folder, "--inspections", inspections, "--kind", kind)


def _one(sizes: Sizes) -> Iterator[Line]:
    yield from _lines("one", sizes)


PARTS: dict[str, Callable[[Sizes], Iterator[Line]]] = {
    "inspections": _inspections,
    "answers": _answers,
    "parquet": _parquet,
    "growth": _growth,
    "one": _one,
}


def _lines(module: str, sizes: Sizes, *arguments: object) -> Iterator[Line]:
    times_only = [] if sizes.memory else ["--times-only"]
    for said in run(module, "--rounds", sizes.rounds, *times_only, *arguments):
        yield Line(**said)


def _row(cells: tuple[str, ...] | list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Read what to measure, measure, print."""
    parser = argparse.ArgumentParser(prog="tables.py", description="From tables to ratings, against what is written by hand.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"what to measure, all by default: {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="a tenth of the size, three rounds")
    parser.add_argument("--share", type=int, default=1, help="so many times less of everything (default 1)")
    parser.add_argument("--times-only", action="store_true", help="leave memory out")
    parser.add_argument("--large", action="store_true", help="growth up to 70 million answers too")
    parser.add_argument("--rounds", type=int, help="rounds in which each takes its turn (default 7)")
    given = parser.parse_args()
    for part in given.parts:
        if part not in PARTS:
            parser.error(f"no such part: {part!r}; there are {', '.join(PARTS)}")
    share = 10 if given.quick else given.share
    growth = [1_000 // share, 10_000 // share, *([100_000 // share] if given.large else [])]
    with tempfile.TemporaryDirectory() as folder:
        rounds = given.rounds or (3 if given.quick else 7)
        memory = not given.times_only
        sizes = Sizes(1_000_000 // share, 10_000 // share, tuple(growth), rounds, memory, Path(folder))
        versions = (f"{name} {version(name)}" for name in ("polars", "narwhals", "pyarrow", "numpy", "duckdb"))
        print(f"Python {platform.python_version()}, {', '.join(versions)}; medians of {rounds} rounds\n")
        print(_row(HEAD))
        print(_row(["---", *["---:"] * (len(HEAD) - 1)]))
        for name, lines in PARTS.items():
            if name in given.parts or not given.parts:
                for line in lines(sizes):
                    print(_row(line.cells))
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
