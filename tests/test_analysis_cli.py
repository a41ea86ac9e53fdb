"""The commands that ask what would be if: what they print in each format, and what they say of options that can't be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from probation_standards import cli

DERBYSHIRE = str(Path(__file__).parent.parent / "examples/derbyshire-2025.toml")
COMMANDS = {
    "margins": ["margins", DERBYSHIRE, "--cases", "62"],
    "close-calls": ["close-calls", DERBYSHIRE, "--cases", "62"],
    "robustness": ["robustness", DERBYSHIRE, "--cases", "62"],
    "routes": ["routes", DERBYSHIRE, "--cases", "62", "--to", "Good", "--standard", "P 2.1"],
    "sampling": ["sampling", DERBYSHIRE, "--cases", "62", "--caseload", "500"],
    "sample-size": ["sample-size", "--caseload", "98"],
    "diff": ["diff", "pdu-2021", "pdu-2023"],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_formats(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each prints for people, as Markdown, and as JSON that can be read."""
    for format in ("text", "markdown", "json"):
        assert 0 == cli.main([*COMMANDS[name], "--format", format])
        printed = capsys.readouterr().out
        assert printed.strip()
        if format == "json":
            assert json.loads(printed)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["routes", DERBYSHIRE, "--cases", "62", "--to", "Good", "--limit", "-1"], "limit: expected a whole number from 1"),
        (["margins", DERBYSHIRE, "--cases", "²"], "--cases: expected a number of cases (found '²')"),
        (["margins", DERBYSHIRE, "--cases", "9" * 5000], "--cases: expected a number of cases"),
        (["margins", DERBYSHIRE, "--cases", "P 2.1.1=x"], "--cases: expected a number of cases (found 'x')"),
        (["routes", DERBYSHIRE, "--cases", "62", "--to", "Good", "--weight", "P 2.1=2"], "a standard that is judged"),
        (["robustness", DERBYSHIRE], "expected a tally, or the number of its relevant cases"),
        (["diff", "pdu-2023"], "expected another framework, or --threshold"),
        (["diff", "pdu-2023", "--threshold", "casework=70"], "expected the id of a table of bands"),
        (["sampling", DERBYSHIRE, "--cases", "62", "--confidence", "2"], "confidence: expected a number between 0 and 1"),
        (["verify", DERBYSHIRE], "expected JSON"),
    ],
)
def test_what_is_refused(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What can't be used is said, with status 2."""
    assert 2 == cli.main(arguments)
    assert said in " ".join(capsys.readouterr().err.split())


def test_two_of_one_service(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two inspections of one service are both rated."""
    again = tmp_path / "again.toml"
    again.write_text(Path(DERBYSHIRE).read_text(encoding="utf-8"), encoding="utf-8")
    threshold = "casework.Requires improvement=40"
    assert 0 == cli.main(["diff", "pdu-2023", "--threshold", threshold, "--on", DERBYSHIRE, str(again), "--format", "json"])

    assert 2 == json.loads(capsys.readouterr().out)["same_evidence"]["rated"]


def test_receipt(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A receipt is written, holds, and does not once something in it is changed."""
    path = tmp_path / "receipt.json"
    assert 0 == cli.main(["rate", DERBYSHIRE, "--receipt", str(path)])
    assert 0 == cli.main(["verify", str(path)])
    path.write_text(path.read_text(encoding="utf-8").replace('"P 2.1.3": 34', '"P 2.1.3": 51'), encoding="utf-8")
    capsys.readouterr()

    assert 1 == cli.main(["verify", str(path)])
    assert 'decided.ratings."P 2.1".rating' in capsys.readouterr().out
