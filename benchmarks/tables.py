"""How long it takes from tables of cases and inspections to ratings, and how much memory, against what is written by hand.

That results are equal is checked before anything is timed. Ours and by hand take turns in one process; each round gives a
ratio, and the median of the rounds is the figure. Memory is measured in a process of its own for each contender: the most
that it needs above its input, its result included.

    python benchmarks/tables.py [--quick | --large] [--rounds 7] [--times-only] [inspections answers parquet growth one]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

if __name__ == "__main__":
    command = [sys.executable, "-m", "benchmarks.measured", *sys.argv[1:]]
    sys.exit(subprocess.run(command, cwd=Path(__file__).parent.parent, check=False).returncode)  # noqa: S603  # our own
