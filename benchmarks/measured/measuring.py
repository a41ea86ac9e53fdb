"""What all measurements share: taking turns, medians, memory, and the lines that they end in."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import attrs

ROOT = Path(__file__).parent.parent.parent
PROCESS = Path("/proc/self")
"""Where the system tells a process of its memory, if it does."""

Call = Callable[[], object]


@attrs.frozen(kw_only=True)
class Line:
    """One line of the table.

    Attributes:
        what: What was measured.
        ours: The median, in seconds.
        by_hand: The median of what is written by hand, in seconds; None where there is nothing to compare with.
        ratio: The median over the rounds of by hand / ours: above 1 is faster than by hand.
        extra: The most memory that ours needs above its input, its result included, in MiB; None where that is not told.
        extra_by_hand: What is written by hand needs, likewise.
    """

    what: str
    ours: float
    by_hand: float | None = None
    ratio: float | None = None
    extra: float | None = None
    extra_by_hand: float | None = None

    @property
    def cells(self) -> list[str]:
        """The line as it is printed."""
        ratio = "-" if self.ratio is None else f"{self.ratio:.2f}"
        extra = [f"{mebibytes:.0f}" for mebibytes in (self.extra, self.extra_by_hand) if mebibytes is not None]
        return [self.what, duration(self.ours), duration(self.by_hand), ratio, ", by hand ".join(extra) or "-"]


def duration(seconds: float | None) -> str:
    """Return a time for people.

    >>> duration(1.234), duration(0.0123), duration(None)
    ('1.23 s', '12.3 ms', '-')
    """
    if seconds is None:
        return "-"
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.3g} ms"


def in_turns(calls: Mapping[str, Call], rounds: int) -> dict[str, list[float]]:
    """Return the seconds that each call takes, each round all of them in turn, so that noise meets all alike."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name, call in calls.items():
            start = time.perf_counter()
            call()
            times[name].append(time.perf_counter() - start)
    return times


def line(what: str, ours: list[float], by_hand: list[float] | None = None, **extra: float | None) -> Line:
    """Return the line of two contenders that took turns."""
    if by_hand is None:
        return Line(what=what, ours=statistics.median(ours), **extra)
    ratio = statistics.median(one / other for one, other in zip(by_hand, ours, strict=True))
    return Line(what=what, ours=statistics.median(ours), by_hand=statistics.median(by_hand), ratio=ratio, **extra)


def resident(field: str) -> float:
    """Return a field of what the system says of this process's memory, in MiB."""
    lines = (PROCESS / "status").read_text(encoding="utf-8").splitlines()
    return int(next(each for each in lines if each.startswith(field)).split()[1]) / 1024


def extra_memory(call: Call) -> float | None:
    """Return by how much a call raises the memory of this process at most, in MiB; its result is kept until then."""
    if not (PROCESS / "clear_refs").exists():
        return None
    (PROCESS / "clear_refs").write_text("5", encoding="utf-8")  # the peak so far is forgotten
    before = resident("VmRSS")
    kept = call()
    peak = resident("VmHWM") - before
    del kept
    return peak


def run(module: str, *arguments: object) -> list[dict[str, Any]]:
    """Return what a measurement says that runs in a process of its own: a JSON value in each line.

    Args:
        module: Its module in this folder.
        arguments: What it is told.

    Raises:
        SystemExit: When it fails, as where results differ.
    """
    command = [sys.executable, "-m", f"benchmarks.measured.{module}", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)  # noqa: S603  # our own
    if done.returncode:
        raise SystemExit(f"{module} failed")
    return [json.loads(said) for said in done.stdout.splitlines()]


def memory_of(given: Namespace, module: str, name: str, *arguments: object) -> float | None:
    """Return the extra memory of one contender, measured in a process of its own; None where only times are wanted."""
    if given.times_only:
        return None
    (found,) = run(module, *arguments, "--memory", name)
    mebibytes: float | None = found["extra"]
    return mebibytes


def say(*values: object) -> None:
    """Print values as JSON, one in each line."""
    for value in values:
        print(json.dumps(attrs.asdict(value) if isinstance(value, Line) else value))


def told(description: str | None, **more: type) -> Namespace:
    """Return what a measurement is told on the command line: its sizes, and whose memory to measure, if any."""
    parser = ArgumentParser(description=(description or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--times-only", action="store_true", help="leave memory out")
    parser.add_argument("--memory", help="measure the memory of this contender, and nothing else")
    for name, kind in more.items():
        parser.add_argument(f"--{name}", type=kind, required=True)
    return parser.parse_args()
