"""From answers in a Parquet file to ratings: `tally` and `rate_table` against SQL by hand on DuckDB."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
from benchmarks.measured.answers import NAMES, check
from benchmarks.measured.made_up import ALL_QUESTIONS, CASEWORK, JUDGED, PER_INSPECTION, QUESTIONS
from benchmarks.measured.measuring import extra_memory, in_turns, line, memory_of, say, told

import probation_standards as ps

Rate = Callable[[], pl.DataFrame]


def ours(path: Path, judged: Path, cases: str) -> Rate:
    """Return what rates with this library."""
    framework = ps.discover()["pdu-2023"]
    more: dict[str, Any] = {} if cases == "checked" else {"case": ()}

    def rate() -> pl.DataFrame:
        counted = pl.DataFrame(ps.tally(path, framework, by="inspection", **more).columns())
        return ps.rate_table(counted.join(pl.read_parquet(judged), on="inspection"), framework)

    return rate


def by_hand(path: Path, judged: Path, cases: str) -> Rate:
    """Return what rates in SQL: answers that are no words for yes or no are not looked for.

    A case stands twice where it has more rows than questions; that is faster to ask than which pairs are there twice.
    """
    query = sql(path, judged)
    of_a_case = f"SELECT count(*) AS rows, count(DISTINCT question) AS questions FROM '{path}' GROUP BY \"case\""  # noqa: S608  # a path of ours

    def rate() -> pl.DataFrame:
        with duckdb.connect() as connection:
            if cases == "checked":
                counted = connection.sql(f"SELECT count(*) FROM ({of_a_case}) WHERE rows > questions")  # noqa: S608  # as above
                assert counted.fetchall() == [(0,)], "a case stands twice"
            rated: pl.DataFrame = connection.sql(query).pl()
            return rated

    return rate


def sql(path: Path, judged: Path) -> str:
    """Return the query, from answers to ratings."""
    percentages = ",\n".join(f"any_value(percentage) FILTER (question = '{id}') AS \"{id}\"" for id in ALL_QUESTIONS)
    added = [f'CASE "{id}" {_names()} END AS "{id} points"' for id in JUDGED]
    for id, questions in QUESTIONS.items():
        quoted = [f'"{question}"' for question in questions]
        lowest = f"least({', '.join(quoted)})"
        bands = f"WHEN {lowest} >= 79.5 THEN 3 WHEN {lowest} >= 64.5 THEN 2 WHEN {lowest} >= 49.5 THEN 1 ELSE 0"
        added.append(f'CASE {bands} END AS "{id} points"')
        deciding = (f"WHEN {name} = {lowest} THEN '{question}'" for name, question in zip(quoted, questions, strict=True))
        added.append(f'CASE {" ".join(deciding)} END AS "{id} decided by"')
    points = [f'"{id} points"' for id in (*JUDGED, *CASEWORK)]
    ratings = [f'CASE "{id} points" {_ratings()} END AS "{id} rating"' for id in (*JUDGED, *CASEWORK)]
    overall = "WHEN score >= 18 THEN 'Outstanding' WHEN score >= 11 THEN 'Good' WHEN score >= 4 THEN 'Requires improvement'"
    return f"""
        WITH counted AS (
            SELECT inspection, question, count(*) FILTER (answer = 'yes') * 100
                / count(*) FILTER (answer <> 'not relevant') AS percentage
            FROM '{path}' GROUP BY inspection, question
        ), wide AS (SELECT inspection, {percentages} FROM counted GROUP BY inspection),
        scored AS (SELECT *, {", ".join(added)} FROM wide JOIN '{judged}' USING (inspection)),
        summed AS (SELECT *, {" + ".join(points)} AS score FROM scored)
        SELECT *, {", ".join(ratings)}, CASE {overall} ELSE 'Inadequate' END AS overall FROM summed
    """  # noqa: S608  # paths of ours


def _names() -> str:
    return "WHEN 'Outstanding' THEN 3 WHEN 'Good' THEN 2 WHEN 'Requires improvement' THEN 1 WHEN 'Inadequate' THEN 0"


def _ratings() -> str:
    return "WHEN 3 THEN 'Outstanding' WHEN 2 THEN 'Good' WHEN 1 THEN 'Requires improvement' ELSE 'Inadequate'"


CONTENDERS = {"ours": ours, "by hand": by_hand}


def main() -> None:
    """Check, time in turns, say."""
    given = told(__doc__, folder=Path, inspections=int, cases=str)
    path, judged = given.folder / f"{given.inspections}.parquet", given.folder / f"{given.inspections} judged.parquet"
    if given.memory:
        make = CONTENDERS[given.memory]
        make(given.folder / "50.parquet", judged, given.cases)()  # what is imported and warmed up
        say({"extra": extra_memory(make(path, judged, given.cases))})
        return
    calls = {name: make(path, judged, given.cases) for name, make in CONTENDERS.items()}
    check(*(call() for call in calls.values()))
    times = in_turns(calls, given.rounds)
    of = ("--folder", given.folder, "--inspections", given.inspections, "--cases", given.cases)
    extra, extra_by_hand = (memory_of(given, "parquet", name, *of) for name in calls)
    what = f"{given.inspections * PER_INSPECTION:,} answers in a Parquet file to ratings; {NAMES[given.cases]}"
    say(line(what, times["ours"], times["by hand"], extra=extra, extra_by_hand=extra_by_hand))


if __name__ == "__main__":
    main()
