"""From answers in memory to ratings: `tally` and `rate_table` against polars by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
from benchmarks.measured.by_hand import rated_fast
from benchmarks.measured.made_up import ALL_QUESTIONS, answers, judgements
from benchmarks.measured.measuring import extra_memory, in_turns, line, memory_of, say, told

import probation_standards as ps

KINDS = {
    "categories": "questions and answers as categories",
    "strings": "questions and answers as strings",
    "shuffled": "questions and answers as categories, rows in no order",
}
NAMES = {"nameless": "no case ids", "checked": "repeated cases looked for"}
"""What a contender is told of cases: that rows have no names, or to look for cases that stand twice."""

Rate = Callable[[], pl.DataFrame]


def table(kind: str, inspections: int) -> pl.DataFrame:
    """Return the answers of so many inspections."""
    found = answers(inspections)
    if kind == "strings":
        return found.with_columns(pl.col("question", "answer").cast(pl.String))
    return found.sample(fraction=1, shuffle=True, seed=7) if kind == "shuffled" else found


def ours(given: pl.DataFrame, judged: pl.DataFrame, cases: str) -> Rate:
    """Return what rates with this library."""
    framework = ps.discover()["pdu-2023"]
    more: dict[str, Any] = {} if cases == "checked" else {"case": ()}

    def rate() -> pl.DataFrame:
        counted = pl.DataFrame(ps.tally(given, framework, by="inspection", **more).columns())
        return ps.rate_table(counted.join(judged, on="inspection"), framework)

    return rate


def by_hand(given: pl.DataFrame, judged: pl.DataFrame, cases: str) -> Rate:
    """Return what rates as fast as we know how to write it: answers that are no words for yes or no are not looked for.

    A case stands twice where it has more rows than questions; that is faster to ask than which pairs are there twice.
    """

    def rate() -> pl.DataFrame:
        lazy = given.lazy()
        if given.schema["question"] == pl.String:  # faster than grouping by strings
            lazy = lazy.with_columns(pl.col("question").cast(pl.Categorical))
        if cases == "checked":
            of_a_case = lazy.group_by("case").agg(pl.len().alias("rows"), pl.col("question").n_unique().alias("questions"))
            twice = of_a_case.select((pl.col("rows") != pl.col("questions")).any()).collect(engine="streaming").item()
            assert not twice, "a case stands twice"
        counted = lazy.group_by("inspection", "question").agg(
            (pl.col("answer") == "yes").sum().alias("sufficient"),
            (pl.col("answer") != "not relevant").sum().alias("relevant"),
        )
        percentages = counted.select("inspection", "question", percentage=pl.col("sufficient") * 100 / pl.col("relevant"))
        wide = percentages.collect(engine="streaming").pivot("question", index="inspection", values="percentage")
        joined = wide.lazy().join(judged.lazy(), on="inspection")
        return rated_fast(joined).collect()

    return rate


CONTENDERS = {"ours": ours, "by hand": by_hand}


def check(ours: pl.DataFrame, by_hand: pl.DataFrame) -> None:
    """Hold the ratings of both against each other.

    Raises:
        AssertionError: When they differ.
    """
    ours, by_hand = ours.sort("inspection"), by_hand.sort("inspection")
    names = [name for name in ours.columns if name.endswith((" rating", " points", " decided by", "score", "overall"))]
    assert len(names) == 7 + 7 + 4 + 2
    for name in ["inspection", *names]:
        assert by_hand[name].cast(ours[name].dtype).equals(ours[name]), name
    assert not ours["problems"].sum()


def main() -> None:
    """Check, time in turns, say."""
    given = told(__doc__, inspections=int, kind=str, cases=str)
    frame, judged = table(given.kind, given.inspections), judgements(given.inspections)
    assert set(frame["question"].unique()) == set(ALL_QUESTIONS)
    if given.memory:
        make = CONTENDERS[given.memory]
        make(table(given.kind, 50), judged, given.cases)()  # what is imported and warmed up is no memory of the table's
        say({"extra": extra_memory(make(frame, judged, given.cases))})
        return
    calls = {name: make(frame, judged, given.cases) for name, make in CONTENDERS.items()}
    check(*(call() for call in calls.values()))
    times = in_turns(calls, given.rounds)
    of = ("--inspections", given.inspections, "--kind", given.kind, "--cases", given.cases)
    extra, extra_by_hand = (memory_of(given, "answers", name, *of) for name in calls)
    what = f"{frame.height:,} answers in memory to ratings; {KINDS[given.kind]}, {NAMES[given.cases]}"
    say(line(what, times["ours"], times["by hand"], extra=extra, extra_by_hand=extra_by_hand))


if __name__ == "__main__":
    main()
