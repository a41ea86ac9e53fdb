"""How long it takes to audit a published record of 10,000 rows, as ratios to reading its cells with csv alone, within one run.

The rows are made up, hardly two alike: some with a score, some with part of the standards, many that can't be right. That
every row gets the verdict that a few lines of arithmetic for this one framework give it is checked before anything is timed.
The contenders take turns; each round gives a ratio, and the median of the rounds is the figure. Listing all editions is timed
against listing those of one plugin.

    python benchmarks/audit_record.py [--rounds 7] [--rows 10000]
"""

from __future__ import annotations

import argparse
import csv
import io
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import probation_standards as ps

POINTS = {"Inadequate": 0, "Requires improvement": 1, "Good": 2, "Outstanding": 3}
COUNTING = tuple(f"{domain}.{number}" for domain in "123" for number in "1234")
BANDS = {"Inadequate": (0, 6), "Requires improvement": (7, 18), "Good": (19, 30), "Outstanding": (31, 36)}


def rows_of(count: int) -> list[dict[str, str]]:
    """Return as many rows of youth-2021, some with a score, some with part of the standards, some wrong."""
    draw = random.Random(20250508)  # noqa: S311  # the same rows each time
    rows = []
    for number in range(count):
        ratings = {id: draw.choice(list(POINTS)) for id in COUNTING if draw.random() < 0.6}
        score = draw.randrange(37) if draw.random() < 0.6 else None
        rows.append(
            {
                "service": f"Service {number}",
                "framework": "youth-2021",
                "publication_date": f"2023-{draw.randrange(1, 13):02d}-{draw.randrange(1, 29):02d}",
                "overall": draw.choice(list(POINTS)),
                "score": "" if score is None else str(score),
                "maximum": "" if score is None else "36",
                **{id: ratings.get(id, "") for id in COUNTING},
                "source": "Made up",
                "note": f"row {number}",
            }
        )
    return rows


def by_hand(row: Mapping[str, str]) -> str:
    """Return the verdict on a row, by arithmetic for this framework alone."""
    known = [POINTS[row[id]] for id in COUNTING if row[id]]
    least, most = sum(known), sum(known) + 3 * (len(COUNTING) - len(known))
    if row["score"]:
        least, most = max(least, int(row["score"])), min(most, int(row["score"]))
    first, last = BANDS[row["overall"]]
    if least > most or most < first or least > last:
        return "contradicts"
    return "agrees" if first <= least and most <= last else "cannot tell"


def run(*arguments: str) -> Callable[[], object]:
    """Return what runs the command line in a process of its own."""
    command = [sys.executable, "-m", "probation_standards", *arguments]
    return lambda: subprocess.run(command, stdout=subprocess.DEVNULL, check=False)  # noqa: S603  # our own


def main() -> None:
    """Check, time, print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--rows", type=int, default=10_000)
    options = parser.parse_args()
    rows = rows_of(options.rows)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "published.csv"
        path.write_text(text.getvalue(), encoding="utf-8")
        catalogue = ps.discover()
        record = ps.read_record(path, catalogue)
        verdicts = [audited.verdict.value for audited in ps.audit(record, catalogue).rows]
        assert verdicts == [by_hand(row) for row in rows]
        assert not record.problems
        contenders: dict[str, Callable[[], object]] = {
            "csv.DictReader alone": lambda: list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8")))),
            "read_record": lambda: ps.read_record(path, catalogue),
            "audit of what was read": lambda: ps.audit(record, catalogue),
            "probation-standards audit, whole process": run("audit", str(path)),
            "probation-standards frameworks": run("frameworks"),
            "probation-standards frameworks, one plugin": run("frameworks", "--block", "probation"),
        }
        times: dict[str, list[float]] = {name: [] for name in contenders}
        for _ in range(options.rounds):
            for name, contender in contenders.items():
                start = time.perf_counter()
                contender()
                times[name].append(time.perf_counter() - start)
    print(f"Python {platform.python_version()}, {options.rows} rows, {options.rounds} rounds; {len(set(verdicts))} verdicts")
    base = times["csv.DictReader alone"]
    for name, taken in times.items():
        ratio = statistics.median(one / other for one, other in zip(taken, base, strict=True))
        print(f"{name:45} {statistics.median(taken):7.3f} s {ratio:8.1f}")
    all_of, one_of = times["probation-standards frameworks"], times["probation-standards frameworks, one plugin"]
    ratio = statistics.median(one / other for one, other in zip(all_of, one_of, strict=True))
    print(f"listing fourteen editions against four: {ratio:.2f}")


if __name__ == "__main__":
    main()
