"""How long it takes to rate a table of inspections, as ratios to polars written by hand, within one run.

All give the same ratings, points, scores and deciding questions; that is checked before anything is timed, and some rows are
held against `rate`. The contenders take turns, so that a noisy machine slows all of them alike; each round gives a ratio, and
the median of the rounds is the figure. Each contender's memory is measured in a process of its own: the most that it needs
above the table that it is given, its result included.

    python benchmarks/rate_columns.py [--rows 1000000] [--rounds 7]
"""

from __future__ import annotations

import argparse
import random
import statistics
import subprocess
import sys
import timeit
from collections.abc import Callable
from pathlib import Path

import polars as pl

import probation_standards as ps
from probation_standards.columns.tables import rate_table

STATUS = Path("/proc/self/status")
NAMES = ("Inadequate", "Requires improvement", "Good", "Outstanding")
JUDGED = ("P 1.1", "P 1.2", "P 1.3")
CASEWORK = ("P 2.1", "P 2.2", "P 2.3", "P 2.4")
QUESTIONS = {standard: [f"{standard}.{number}" for number in (1, 2, 3)] for standard in CASEWORK}
ALL_QUESTIONS = [question for questions in QUESTIONS.values() for question in questions]

Rate = Callable[[pl.LazyFrame], pl.LazyFrame]


def made_up(rows: int) -> pl.DataFrame:
    """Return a table of inspections: percentages with a decimal, evenly spread, and ratings."""
    numbers = random.Random(2023)  # noqa: S311  # the same table each time, and no secret
    findings = {question: [numbers.randrange(300, 1001) / 10 for _ in range(rows)] for question in ALL_QUESTIONS}
    judgements = {standard: numbers.choices(NAMES, k=rows) for standard in JUDGED}
    return pl.DataFrame({**findings, **judgements})


def banded(percentage: pl.Expr) -> pl.Expr:
    """Return the points of a percentage, by hand: thresholds of 50, 65 and 80, halves rounded upwards."""
    return pl.when(percentage >= 79.5).then(3).when(percentage >= 64.5).then(2).when(percentage >= 49.5).then(1).otherwise(0)


def by_hand(table: pl.LazyFrame) -> pl.LazyFrame:
    """Rate as a person would write it for this framework alone: nothing is checked."""
    table = table.with_columns(banded(pl.col(question)).alias(f"{question} points") for question in ALL_QUESTIONS)
    added = [pl.col(id).replace_strict(NAMES, [0, 1, 2, 3]).alias(f"{id} points") for id in JUDGED]
    for id, questions in QUESTIONS.items():
        lowest = pl.min_horizontal(questions)
        first, second, third = map(pl.lit, questions)
        deciding = pl.when(pl.col(questions[0]) == lowest).then(first).when(pl.col(questions[1]) == lowest).then(second)
        added.append(deciding.otherwise(third).alias(f"{id} decided by"))
        added.append(pl.min_horizontal(f"{question} points" for question in questions).alias(f"{id} points"))
    table = table.with_columns(added).drop(f"{question} points" for question in ALL_QUESTIONS)
    table = table.with_columns(score=pl.sum_horizontal(f"{id} points" for id in JUDGED + CASEWORK))
    score = pl.col("score")
    worst, low, good, best = map(pl.lit, NAMES)
    overall = pl.when(score >= 18).then(best).when(score >= 11).then(good).when(score >= 4).then(low).otherwise(worst)
    ratings = (pl.col(f"{id} points").replace_strict([0, 1, 2, 3], NAMES).alias(f"{id} rating") for id in JUDGED + CASEWORK)
    return table.with_columns(overall.alias("overall"), *ratings)


def by_hand_checked(table: pl.LazyFrame) -> pl.LazyFrame:
    """Rate by hand, leaving out what is rated of a row where a percentage or a name of a rating is wrong."""
    given = table.collect_schema().names()
    ranges = [pl.col(question).is_between(0, 100) for question in ALL_QUESTIONS]
    right = pl.all_horizontal(*ranges, *(pl.col(id).is_in(NAMES) for id in JUDGED))
    rated = by_hand(table.with_columns(right.alias("right")))
    added = [name for name in rated.collect_schema().names() if name not in {*given, "right"}]
    return rated.with_columns(pl.when("right").then(pl.col(name)).alias(name) for name in added).drop("right")


def contenders() -> dict[str, Rate]:
    """Return what is timed."""
    framework = ps.discover()["pdu-2023"]
    return {
        "polars by hand, nothing checked": by_hand,
        "polars by hand, checked": by_hand_checked,
        "rate_table, lazy": lambda table: rate_table(table, framework),
        "rate_table, eager": lambda table: rate_table(table.collect(), framework).lazy(),
    }


def check(table: pl.DataFrame, rates: dict[str, Rate]) -> None:
    """Hold all contenders against each other, and some rows against `rate`.

    Raises:
        AssertionError: When they differ.
    """
    expected, *others = (rate(table.lazy()).collect() for rate in rates.values())
    for other in others:
        for name in expected.columns:
            assert expected[name].equals(other[name].cast(expected[name].dtype)), name
    framework = ps.discover()["pdu-2023"]
    for row in others[-1].head(1000).iter_rows(named=True):
        findings, judgements = {id: row[id] for id in ALL_QUESTIONS}, {id: row[id] for id in JUDGED}
        rated = ps.rate(framework, ps.Evidence(findings=findings, judgements=judgements))
        for id, decision in rated.items():
            assert (str(decision.rating), decision.points) == (row[f"{id} rating"], row[f"{id} points"])
            if isinstance(decision.reason, ps.LowestQuestionReason):
                assert decision.reason.question == row[f"{id} decided by"]
        assert (rated.score, rated.maximum) == (row["score"], row["maximum"])
        assert (str(rated.overall.rating), None, 0) == (row["overall"], row["problem"], row["problems"])


def resident(what: str) -> float:
    """Return a line of this process's memory, in MiB."""
    line = next(line for line in STATUS.read_text(encoding="utf-8").splitlines() if line.startswith(what))
    return int(line.split()[1]) / 1024


def extra(name: str, rows: int) -> float:
    """Return the most memory that a contender needs above its table, in MiB."""
    rate, table = contenders()[name], made_up(rows)
    rate(table.head(1000).lazy()).collect()
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")  # the peak so far is forgotten
    before = resident("VmRSS")
    result = rate(table.lazy()).collect()
    peak = resident("VmHWM") - before
    assert result.height == rows
    return peak


def main() -> int:
    """Time the contenders in turns, and print the ratios; return 1 where they differ."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rows", type=int, default=1_000_000, help="inspections in the table (default 1000000)")
    parser.add_argument("--rounds", type=int, default=7, help="rounds in which each takes its turn (default 7)")
    parser.add_argument("--memory", help="print the memory of one contender, and nothing else")
    arguments = parser.parse_args()
    if arguments.memory:
        print(extra(arguments.memory, arguments.rows))
        return 0
    rates, table = contenders(), made_up(arguments.rows)
    try:
        check(table, rates)
    except AssertionError as error:
        print(f"the contenders differ: {error}", file=sys.stderr)
        return 1
    times: dict[str, list[float]] = {name: [] for name in rates}
    for _ in range(arguments.rounds):
        for name, rate in rates.items():
            times[name].append(timeit.timeit(lambda rate=rate: rate(table.lazy()).collect(), number=1) * 1e3)  # type: ignore[misc]  # bound at once
    baseline = next(iter(rates))
    print(f"polars {pl.__version__}, {arguments.rows:,} rows, {arguments.rounds} rounds; medians\n")
    print("| | milliseconds | ratio | speed | extra MiB |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name in rates:
        ratio = statistics.median(a / b for a, b in zip(times[name], times[baseline], strict=True))
        print(
            f"| {name} | {statistics.median(times[name]):.0f} | {ratio:.2f} | {1 / ratio:.2f} | "
            f"{measured(name, arguments.rows)} |",
        )
    return 0


def measured(name: str, rows: int) -> str:
    """Return the memory of a contender, measured in a process of its own where the system tells it."""
    if not STATUS.exists():
        return "-"
    command = [sys.executable, __file__, "--rows", str(rows), "--memory", name]
    run = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # this file
    return f"{float(run.stdout):.0f}"


if __name__ == "__main__":
    sys.exit(main())
