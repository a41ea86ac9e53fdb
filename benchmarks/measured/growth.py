"""How time and memory of `tally` grow with a Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.measured.made_up import CASES, PER_INSPECTION
from benchmarks.measured.measuring import extra_memory, in_turns, line, memory_of, say, told

import probation_standards as ps

KINDS: dict[str, dict[str, Any]] = {
    "by inspection, repeated cases looked for": {"by": "inspection"},
    "all together, no case ids": {"case": ()},
}
"""What is counted: the first keeps a tally of each inspection and marks for each case, the second nothing that grows."""


def counted(path: Path, kind: str) -> ps.Tallies:
    """Count a file."""
    return ps.tally(path, ps.discover()["pdu-2023"], **KINDS[kind])


def main() -> None:
    """Check, time, say."""
    given = told(__doc__, folder=Path, inspections=int, kind=str)
    path = given.folder / f"{given.inspections}.parquet"
    if given.memory:
        counted(given.folder / "50.parquet", given.kind)  # what is imported and warmed up
        say({"extra": extra_memory(lambda: counted(path, given.kind))})
        return
    tallies = counted(path, given.kind)
    groups = given.inspections if KINDS[given.kind].get("by") else 1
    assert (len(tallies), tallies.total.cases) == (groups, given.inspections * CASES)
    del tallies
    (times,) = in_turns({"ours": lambda: counted(path, given.kind)}, given.rounds).values()
    rows = given.inspections * PER_INSPECTION
    of = ("--folder", given.folder, "--inspections", given.inspections, "--kind", given.kind)
    extra = memory_of(given, "growth", "ours", *of)
    what = f"tally of {rows:,} answers in a Parquet file, {given.kind}, for each million"
    say(line(what, [each / rows * 1e6 for each in times], extra=extra))


if __name__ == "__main__":
    main()
