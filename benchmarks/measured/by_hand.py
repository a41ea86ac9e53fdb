"""Rating written by hand in polars for pdu-2023 alone, from percentages."""

from __future__ import annotations

import polars as pl
from benchmarks.measured.made_up import ALL_QUESTIONS, CASEWORK, JUDGED, NAMES, QUESTIONS

SCORED = ((18, "Outstanding"), (11, "Good"), (4, "Requires improvement"))
"""From which score up an overall rating is given; below, Inadequate is."""

RATING = pl.Enum(NAMES)


def banded(percentage: pl.Expr) -> pl.Expr:
    """Return the points of a percentage: thresholds of 50, 65 and 80, halves rounded upwards."""
    return pl.when(percentage >= 79.5).then(3).when(percentage >= 64.5).then(2).when(percentage >= 49.5).then(1).otherwise(0)


def decided_by(questions: list[str], names: list[pl.Expr]) -> pl.Expr:
    """Return which of three questions has the lowest percentage: the first that has."""
    is_lowest = [pl.col(question) == pl.min_horizontal(questions) for question in questions]
    return pl.when(is_lowest[0]).then(names[0]).when(is_lowest[1]).then(names[1]).otherwise(names[2])


def overall(names: dict[str, pl.Expr]) -> pl.Expr:
    """Return the overall rating."""
    score, chain = pl.col("score"), names["Inadequate"]
    for least, name in reversed(SCORED):
        chain = pl.when(score >= least).then(names[name]).otherwise(chain)
    return chain


def rated(table: pl.LazyFrame) -> pl.LazyFrame:
    """Rate as a person would write it: each question is banded, then the lowest counts. Nothing is checked."""
    table = table.with_columns(banded(pl.col(question)).alias(f"{question} points") for question in ALL_QUESTIONS)
    added = [pl.col(id).replace_strict(NAMES, [0, 1, 2, 3]).alias(f"{id} points") for id in JUDGED]
    for id, questions in QUESTIONS.items():
        added.append(decided_by(questions, [pl.lit(question) for question in questions]).alias(f"{id} decided by"))
        added.append(pl.min_horizontal(f"{question} points" for question in questions).alias(f"{id} points"))
    table = table.with_columns(added).drop(f"{question} points" for question in ALL_QUESTIONS)
    table = table.with_columns(score=pl.sum_horizontal(f"{id} points" for id in JUDGED + CASEWORK))
    ratings = (pl.col(f"{id} points").replace_strict([0, 1, 2, 3], NAMES).alias(f"{id} rating") for id in JUDGED + CASEWORK)
    return table.with_columns(overall({name: pl.lit(name) for name in NAMES}).alias("overall"), *ratings)


def rated_checked(table: pl.LazyFrame) -> pl.LazyFrame:
    """Rate likewise, leaving out what is rated of a row where a percentage or the name of a rating is wrong."""
    given = table.collect_schema().names()
    ranges = [pl.col(question).is_between(0, 100) for question in ALL_QUESTIONS]
    right = pl.all_horizontal(*ranges, *(pl.col(id).is_in(NAMES) for id in JUDGED))
    done = rated(table.with_columns(right.alias("right")))
    added = [name for name in done.collect_schema().names() if name not in {*given, "right"}]
    return done.with_columns(pl.when("right").then(pl.col(name)).alias(name) for name in added).drop("right")


def rated_fast(table: pl.LazyFrame) -> pl.LazyFrame:
    """Rate as fast as we know how to write it: the lowest percentage alone is banded, names are enumerations."""
    added = [pl.col(id).cast(RATING).to_physical().cast(pl.Int8).alias(f"{id} points") for id in JUDGED]
    for id, questions in QUESTIONS.items():
        named = pl.Enum(questions)
        added.append(decided_by(questions, [pl.lit(name, dtype=named) for name in questions]).alias(f"{id} decided by"))
        added.append(banded(pl.min_horizontal(questions)).cast(pl.Int8).alias(f"{id} points"))
    table = table.with_columns(added)
    table = table.with_columns(score=pl.sum_horizontal(f"{id} points" for id in JUDGED + CASEWORK).cast(pl.Int8))
    ratings = (pl.col(f"{id} points").cast(pl.UInt8).cat.to(RATING).alias(f"{id} rating") for id in JUDGED + CASEWORK)
    names = {name: pl.lit(name, dtype=RATING) for name in NAMES}
    return table.with_columns(overall(names).alias("overall"), *ratings)
