"""How time and memory of `tally` grow with a Parquet file."""

from __future__ import annotations

from pathlib import Path

from benchmarks.measured.made_up import CASES, PER_INSPECTION
from benchmarks.measured.measuring import extra_memory, in_turns, line, memory_of, say, told

import probation_standards as ps


def counted(path: Path) -> ps.Tallies:
    """Count a file."""
    return ps.tally(path, ps.discover()["pdu-2023"], by="inspection")


def main() -> None:
    """Check, time, say."""
    given = told(__doc__, folder=Path, inspections=int)
    path = given.folder / f"{given.inspections}.parquet"
    if given.memory:
        counted(given.folder / "50.parquet")  # what is imported and warmed up
        say({"extra": extra_memory(lambda: counted(path))})
        return
    tallies = counted(path)
    assert (len(tallies), tallies.total.cases) == (given.inspections, given.inspections * CASES)
    del tallies
    (times,) = in_turns({"ours": lambda: counted(path)}, given.rounds).values()
    rows = given.inspections * PER_INSPECTION
    extra = memory_of(given, "growth", "ours", "--folder", given.folder, "--inspections", given.inspections)
    what = f"tally of {rows:,} answers in a Parquet file, for each million"
    say(line(what, [each / rows * 1e6 for each in times], extra=extra))


if __name__ == "__main__":
    main()
