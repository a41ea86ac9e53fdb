"""`probation-standards prove`: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias

import pytest

import probation_standards as ps
from probation_standards.cli import main

FALLING = """
id = "falling"
title = "Better is worse"
edition = "1"
source = "s"
domains = [{ id = "d", title = "All", source = "s" }]
standards = [{ id = "a", title = "A", domain = "d", rule = { kind = "inspector-judgement", source = "s" }, source = "s" }]
scale.source = "s"
scale.ratings = [{ name = "Poor", points = 0 }, { name = "Good", points = 1 }]
sources.s = { title = "Made up for a test", confidence = "confirmed" }

[overall]
kind = "decision-table"
source = "s"
rows = [{ rating = "Good", when = [{ kind = "rating", of = "a", at_most = "Poor" }] }]
otherwise = "Poor"
"""


class Done(NamedTuple):
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str


Run: TypeAlias = Callable[..., Done]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in a folder that holds a framework with an error."""
    monkeypatch.chdir(tmp_path)
    Path("falling.toml").write_text(FALLING, encoding="utf-8")

    def run(*arguments: str) -> Done:
        return Done(main([*arguments]), *capsys.readouterr())

    return run


class TestProve:
    def test_installed(self, run: Run, catalogue: ps.Catalogue) -> None:
        """Without a framework all that are installed are proved, and where none has an error it ends with 0."""
        done = run("prove")

        assert (0, "") == (done.status, done.err)
        assert [*catalogue] == [line.split()[0] for line in done.out.splitlines() if " holds" in line]

    def test_error(self, run: Run) -> None:
        """An error ends with 1 and says where, what and what to change."""
        done = run("prove", "falling.toml")

        assert (1, "") == (done.status, done.err)
        assert (
            "error: overall: the overall falls from Good to Poor where a goes from Poor to Good\n    Change the rule"
            in done.out
        )

    def test_examples(self, run: Run) -> None:
        """The inspections that show what was found are files, which are rated under the framework as was said."""
        done = run("prove", "falling.toml", "--examples", "shown")
        files = sorted(path.name for path in Path("shown").iterdir())
        rated = [json.loads(run("rate", f"shown/{name}", "--framework", "falling.toml", "-f", "json").out) for name in files]

        assert ["falling-1-falls-after.toml", "falling-1-falls-before.toml"] == files
        assert [f"Written: shown/{name}" for name in reversed(files)] == done.out.splitlines()[-2:]
        assert ["Poor", "Good"] == [one["overall"]["rating"] for one in rated]

    def test_data(self, run: Run) -> None:
        """As JSON it has everything, also the tallies that rounding moves, and nothing else is printed."""
        (proof,) = json.loads(run("prove", "pdu-2023", "--format", "json", "--examples", "shown").out)
        flaws = {flaw["kind"]: flaw for flaw in proof["flaws"]}

        assert (True, []) == (proof["holds"], proof["undecided"])
        assert [40, 62] in flaws["rounding"]["cliffs"]
        assert "pdu-2023" == flaws["no-table"]["examples"][0]["framework"]

    def test_markdown(self, run: Run) -> None:
        """As Markdown it has a table of what was found."""
        done = run("prove", "falling.toml", "-f", "markdown")
        assert "| error | overall | the overall falls from Good to Poor" in done.out

    def test_bad_input(self, run: Run) -> None:
        """What can't be read is said, the others are proved all the same, and it ends with 2."""
        done = run("prove", "pdu-2032", "falling.toml", "nowhere.toml")

        assert 2 == done.status
        assert "Did you mean 'pdu-2023'?" in done.err
        assert "nowhere.toml" in done.err
        assert "falling does not hold: 1 error" in done.out

    def test_help(self, run: Run) -> None:
        """The help says what is decided and how it ends."""
        done = run("prove", "--help")

        assert 0 == done.status
        assert "Exit status: 2 when one could not be read; else 1 when there are errors" in " ".join(done.out.split())


class TestUnder:
    def test_check(self, run: Run) -> None:
        """An inspection is checked, rated and explained under a framework that is a file."""
        Path("one.toml").write_text('service = "North"\nframework = "falling"\njudgements.a = "Good"\n', encoding="utf-8")

        assert "and it can be rated" in run("check", "one.toml", "--framework", "falling.toml").out
        assert "Poor" in run("explain", "one.toml", "--framework", "falling.toml").out

    def test_another(self, run: Run) -> None:
        """A framework that the inspection does not name is no help."""
        Path("one.toml").write_text('service = "North"\nframework = "rising"\njudgements.a = "Good"\n', encoding="utf-8")
        done = run("rate", "one.toml", "--framework", "falling.toml")

        assert 2 == done.status
        assert "rising" in done.err
