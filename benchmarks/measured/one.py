"""One inspection of 62 cases, counted and rated without any dataframe library."""

from __future__ import annotations

import csv
import sys

from benchmarks.measured.measuring import ROOT, in_turns, line, say, told
from benchmarks.rate_derbyshire import by_hand as rated_by_hand

import probation_standards as ps

NOT_NEEDED = ("dask", "duckdb", "ibis", "narwhals", "numpy", "pandas", "polars", "pyarrow", "pyspark")
CALLS = 20
"""How often each contender is called in its turn."""

JUDGEMENTS = {"P 1.1": "Inadequate", "P 1.2": "Requires improvement", "P 1.3": "Requires improvement"}


def main() -> None:
    """Check, time in turns, say."""
    given = told(__doc__)
    framework = ps.discover()["pdu-2023"]
    with (ROOT / "examples" / "derbyshire-2025-cases.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    table = {name: [row[name] for row in rows] for name in rows[0]}
    questions = [question.id for standard in framework.standards for question in standard.questions if question.id in table]

    def ours() -> ps.RatedInspection:
        tallies = ps.tally(table, framework, by="pdu")
        return ps.rate(framework, ps.Evidence(findings=tallies["Derbyshire"], judgements=JUDGEMENTS))

    def by_hand() -> tuple[dict[str, str], int, str]:
        """Count and rate without looking for repeated cases, missing answers or wrong ones."""
        findings = {}
        for question in questions:
            column = table[question]
            yes, no = column.count("yes"), column.count("no")
            findings[question] = (200 * yes + yes + no) // (2 * (yes + no))
        return rated_by_hand(findings, JUDGEMENTS)

    done = ours()
    ratings, score, overall = by_hand()
    assert {id: str(decision.rating) for id, decision in done.items()} == ratings
    assert (done.score, str(done.overall.rating)) == (score, overall) == (2, "Inadequate")

    def often(call: object) -> object:
        assert callable(call)
        return lambda: [call() for _ in range(CALLS)]

    times = in_turns({"ours": often(ours), "by hand": often(by_hand)}, given.rounds)  # type: ignore[dict-item]  # calls
    assert not [name for name in NOT_NEEDED if name in sys.modules], "a dataframe library was imported"
    each = [[seconds / CALLS for seconds in some] for some in times.values()]
    say(line("one inspection of 62 cases, tally and rate, no dataframe library", *each))


if __name__ == "__main__":
    main()
