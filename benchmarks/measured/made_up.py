"""Tables that are made up: the same ones each time."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    import numpy.typing as npt

NAMES = ("Inadequate", "Requires improvement", "Good", "Outstanding")
JUDGED = ("P 1.1", "P 1.2", "P 1.3")
CASEWORK = ("P 2.1", "P 2.2", "P 2.3", "P 2.4")
QUESTIONS = {standard: [f"{standard}.{number}" for number in (1, 2, 3)] for standard in CASEWORK}
ALL_QUESTIONS = [question for questions in QUESTIONS.values() for question in questions]
ANSWERS = ("no", "yes", "not relevant")
CASES = 60
"""How many cases an inspection has."""

PER_INSPECTION = CASES * len(ALL_QUESTIONS)
"""How many answers that makes."""


def inspections(rows: int) -> pl.DataFrame:
    """Return a table of inspections: percentages with a decimal, evenly spread, and ratings."""
    chance = np.random.default_rng(2023)
    findings = {question: chance.integers(300, 1001, rows) / 10 for question in ALL_QUESTIONS}
    return pl.DataFrame({**findings, **_judged(chance, rows)})


def judgements(inspections: int, names: Iterable[Any] | None = None) -> pl.DataFrame:
    """Return what inspectors judged of so many inspections, numbered from 0 or under other names."""
    chance = np.random.default_rng(2024)
    numbers = pl.Series(range(inspections), dtype=pl.Int32) if names is None else pl.Series(list(names))
    return pl.DataFrame({"inspection": numbers, **_judged(chance, inspections)})


def _judged(chance: np.random.Generator, rows: int) -> dict[str, pl.Series]:
    return {standard: pl.Series(NAMES).gather(chance.integers(0, 4, rows)) for standard in JUDGED}


def answers(inspections: int, first: int = 0) -> pl.DataFrame:
    """Return the answers of so many inspections from the one of number `first`, one in each row, in order.

    Inspections and cases are numbers, questions and answers categories. A tenth of the answers is "not relevant"; how many
    of the others are "yes" differs by inspection and by question.
    """
    chance = np.random.default_rng(2025 + first)
    rows = inspections * PER_INSPECTION
    cases = np.arange(inspections * CASES, dtype=np.int32) + first * CASES
    skill = chance.beta(4, 2, (inspections, 1, 1)) + chance.normal(0, 0.08, (1, 1, len(ALL_QUESTIONS)))
    drawn = chance.random((inspections, CASES, len(ALL_QUESTIONS)), dtype=np.float32)
    given = (drawn < skill).astype(np.uint32).reshape(rows)
    given[chance.random(rows, dtype=np.float32) < 0.1] = 2
    return pl.DataFrame(
        {
            "inspection": np.repeat(np.arange(inspections, dtype=np.int32) + np.int32(first), PER_INSPECTION),
            "case": np.repeat(cases, len(ALL_QUESTIONS)),
            "question": _categories(ALL_QUESTIONS, np.tile(np.arange(len(ALL_QUESTIONS)), inspections * CASES)),
            "answer": _categories(ANSWERS, given),
        }
    )


def _categories(names: Iterable[str], codes: npt.NDArray[Any]) -> pl.Series:
    return pl.Series(names, dtype=pl.Categorical).gather(codes)


def named(numbers: pl.Expr) -> pl.Expr:
    """Return inspections by name instead of number."""
    return pl.format("Inspection {}", numbers.cast(pl.String).str.zfill(6))


def write_parquet(path: Path, inspections: int, at_a_time: int = 1000) -> None:
    """Write the answers of so many inspections to a Parquet file, by parts, with texts as dictionaries."""
    import pyarrow.parquet as pq

    writer = None
    for first in range(0, inspections, at_a_time):
        part = answers(min(at_a_time, inspections - first), first)
        part = part.with_columns(named(pl.col("inspection")).cast(pl.Categorical))
        table = part.to_arrow()
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table)
    if writer is not None:
        writer.close()
