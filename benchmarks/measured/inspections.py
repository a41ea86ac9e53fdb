"""Rating a table of inspections: `rate_table` against polars by hand."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
from benchmarks.measured.by_hand import rated, rated_checked, rated_fast
from benchmarks.measured.made_up import ALL_QUESTIONS, JUDGED, inspections
from benchmarks.measured.measuring import extra_memory, in_turns, line, memory_of, say, told

import probation_standards as ps

Rate = Callable[[pl.LazyFrame], pl.LazyFrame]

OURS, EAGER = "ours", "ours, eager"
BY_HAND: dict[str, Rate] = {
    "nothing checked": rated,
    "ranges and names checked": rated_checked,
    "nothing checked, the fastest we know": rated_fast,
}


def contenders() -> dict[str, Rate]:
    """Return what is timed."""
    framework = ps.discover()["pdu-2023"]
    return {
        OURS: lambda table: ps.rate_table(table, framework),
        EAGER: lambda table: ps.rate_table(table.collect(), framework).lazy(),
        **BY_HAND,
    }


def check(table: pl.DataFrame, rates: dict[str, Rate]) -> None:
    """Hold all contenders against each other, and some rows against `rate`.

    Raises:
        AssertionError: When they differ.
    """
    ours = rates[OURS](table.lazy()).collect()
    for name, rate in rates.items():
        other = rate(table.lazy()).collect()
        for column in other.columns:
            assert other[column].cast(ours[column].dtype).equals(ours[column]), f"{name}: {column}"
        assert {*ours.columns} - {*other.columns} <= {"maximum", "problem", "problems"}, name
    framework = ps.discover()["pdu-2023"]
    for row in ours.head(1000).iter_rows(named=True):
        findings, judgements = {id: row[id] for id in ALL_QUESTIONS}, {id: row[id] for id in JUDGED}
        done = ps.rate(framework, ps.Evidence(findings=findings, judgements=judgements))
        for id, decision in done.items():
            assert (str(decision.rating), decision.points) == (row[f"{id} rating"], row[f"{id} points"])
            if isinstance(decision.reason, ps.LowestQuestionReason):
                assert decision.reason.question == row[f"{id} decided by"]
        assert (done.score, done.maximum) == (row["score"], row["maximum"])
        assert (str(done.overall.rating), None, 0) == (row["overall"], row["problem"], row["problems"])


def main() -> None:
    """Check, time in turns, say."""
    given = told(__doc__, rows=int)
    rates, table = contenders(), inspections(given.rows)
    if given.memory:
        rate = rates[given.memory]
        rate(table.head(1000).lazy()).collect()  # what is imported and warmed up is no memory of the table's
        say({"extra": extra_memory(lambda: rate(table.lazy()).collect())})
        return
    check(table, rates)
    times = in_turns({name: lambda rate=rate: rate(table.lazy()).collect() for name, rate in rates.items()}, given.rounds)  # type: ignore[misc]  # bound at once
    memory = {name: memory_of(given, "inspections", name, "--rows", given.rows) for name in rates}
    what = f"{given.rows:,} inspections rated"
    for name in BY_HAND:
        say(line(f"{what}; {name}", times[OURS], times[name], extra=memory[OURS], extra_by_hand=memory[name]))
    first = next(iter(BY_HAND))
    say(line(f"{what}, eager; {first}", times[EAGER], times[first], extra=memory[EAGER], extra_by_hand=memory[first]))


if __name__ == "__main__":
    main()
