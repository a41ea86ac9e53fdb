"""The benchmarks run, and what they compare is equal; how fast it is, is not tested."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path


class TestTables:
    def test_parts(self, root: Path) -> None:
        """Small sizes end in a table with a line for each thing compared, which is printed only where results are equal."""
        options = ["--share", "1000", "--rounds", "1", "--times-only", "inspections", "parquet", "one"]
        command = [sys.executable, str(root / "benchmarks" / "tables.py"), *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own
        lines = re.findall(r"^\| (.+?) \| [\d.]+ m?s \| [\d.]+ m?s \| [\d.]+ \| - \|$", done.stdout, re.MULTILINE)

        assert (0, "") == (done.returncode, done.stderr)
        assert ["1,000 inspections"] * 4 + ["7,200 answers"] * 2 + ["one inspection"] == [
            " ".join(line.split()[:2]) for line in lines
        ]

    def test_unknown_part(self, root: Path) -> None:
        """A part that is none is refused with the names of those there are."""
        command = [sys.executable, str(root / "benchmarks" / "tables.py"), "inspection"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  # our own

        assert 2 == done.returncode
        assert "no such part: 'inspection'; there are inspections, answers, parquet, growth, one" in done.stderr
