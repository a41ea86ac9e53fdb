"""The commands that ask what would be if: what they print in each format, and what they say of options that can't be used."""

from __future__ import annotations

import json
from pathlib import Path

import attrs
import pytest

import probation_standards as ps
from probation_standards import cli

DERBYSHIRE = str(Path(__file__).parent.parent / "examples/derbyshire-2025.toml")
OLD, NEW = (str(Path(DERBYSHIRE).with_name(name)) for name in ("pdu-2021.toml", "exampleshire-north-2025.toml"))
COMMANDS = {
    "margins": ["margins", DERBYSHIRE, "--cases", "62"],
    "close-calls": ["close-calls", DERBYSHIRE, "--cases", "62"],
    "robustness": ["robustness", DERBYSHIRE, "--cases", "62"],
    "routes": ["routes", DERBYSHIRE, "--cases", "62", "--to", "Good", "--standard", "P 2.1"],
    "sampling": ["sampling", DERBYSHIRE, "--cases", "62", "--caseload", "500"],
    "sample-size": ["sample-size", "--caseload", "98"],
    "diff": ["diff", "pdu-2021", "pdu-2023"],
    "compare": ["compare", OLD, NEW],
    "compare published": ["compare", "--service", "derby city PDU"],
    "league": ["league", "--framework", "youth-2018"],
    "league of files": ["league", NEW, DERBYSHIRE, "--cases", "Derbyshire PDU=62", "--caseload", "Derbyshire PDU=500"],
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
        (["compare", OLD], "expected two inspections or more; there is one"),
        (["compare"], "expected two inspections or more; there is none"),
        (["compare", OLD, NEW, "--service", "Derby City PDU"], "expected a service or files, not both"),
        (["compare", "--service", "Derby Cty PDU"], "Did you mean 'Derby City PDU'?"),
        (["compare", OLD, NEW, "--cases", "1", "--cases", "2", "--cases", "3"], "one for each of the 2 inspections"),
        (["compare", OLD, NEW, "--likeness", "2"], "likeness: expected a number more than 0"),
        (["league", NEW, "--cases", "Exampleshire Nort PDU=5"], "Did you mean 'Exampleshire North PDU'?"),
        (["league", NEW, "--caseload", "45"], "--caseload: expected a name and a number"),
        (["league", NEW, "--record", "x.csv"], "expected records or files, not both"),
        (["compare", OLD, NEW, "--record", "x.csv"], "expected records or files, not both"),
        (["compare", "--record", "x.csv"], "--service: expected the service in the records"),
        (["compare", OLD, "x.csv"], "goes after --record"),
        (["league", NEW, "--caseload", "Exampleshire North PDU=44"], "expected at least the 45 cases that were inspected"),
        (["compare", OLD, NEW, "--confidence", "0.9999999999999999"], "confidence: expected a number between 0 and 1"),
        (["sample-size", "--points", "1e-200"], "expected percentage points from 0.01"),
        (["sampling", NEW, "--resample", "examples/derbyshire-2025-cases.csv"], "not the cases of this inspection"),
        (["sampling", NEW, "--resample", "x.csv", "--caseload", "P 2.1.1=99"], "expected one number with --resample"),
        (["diff", "pdu-2023", "--threshold", "casework.Good=0.7"], "Good can't start at 0.7 in the bands casework"),
        (["league", "--framework", "pdu-2032"], "Did you mean 'pdu-2023'?"),
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


def test_in_order_of_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Inspections are compared in order of time, whatever the order of the files."""
    printed = []
    for files in ([OLD, NEW], [NEW, OLD]):
        assert 0 == cli.main(["compare", *files, "--format", "json"])
        printed.append(json.loads(capsys.readouterr().out))

    assert printed[0] == printed[1]
    assert ("rose", ["pdu-2023", "pdu-2021"]) == (printed[0][0]["overall"]["movement"], printed[0][0]["through"])


def test_records(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of a record with a row that can't be read the others are compared; what is wrong is said, and the status is 2."""
    record = tmp_path / "record.csv"
    rows = [
        "service,framework,publication_date,overall,score,maximum,status",
        "A,youth-2018,2019,Good,20,36,",
        "A,youth-2021,2022,Outstanding,31,36,",
        "A,youth-2021,2023,Inadequate,0,36,wrong at source",
        "B,youth-2021,2022,Goood,,,",
        "C,youth-2021,2023,Good,19,36,",
    ]
    record.write_text("\n".join(rows), encoding="utf-8")
    assert 2 == cli.main(["compare", "--service", "a", "--record", str(record), "--format", "json"])
    out, err = capsys.readouterr()
    [found] = json.loads(out)

    assert ("rose", 31) == (found["overall"]["movement"], found["now"]["score"])
    assert "row 5, column overall: expected a rating" in err
    assert 2 == cli.main(["league", "--framework", "youth-2021", "--record", str(record), "--format", "json"])
    [table] = json.loads(capsys.readouterr().out)
    assert [("A", 1), ("C", 2)] == [(one["service"], one["first"]) for one in table["standings"]]


def test_frameworks_of_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Inspections under frameworks that are not installed are compared by the files of those."""
    made = tmp_path / "made-2025.toml"
    text = Path(NEW).read_text(encoding="utf-8").replace('"pdu-2023"', '"made-2025"')
    (tmp_path / "inspection.toml").write_text(text, encoding="utf-8")
    framework = attrs.evolve(ps.discover()["pdu-2023"], id="made-2025")
    ps.write_framework(framework, made)
    files = [OLD, str(tmp_path / "inspection.toml")]
    assert 0 == cli.main(["compare", *files, "--framework", str(made), "--format", "json"])
    assert "rose" == json.loads(capsys.readouterr().out)[0]["overall"]["movement"]
    assert 0 == cli.main(["league", files[1], "--framework", str(made), "--format", "json"])
    assert "made-2025" == json.loads(capsys.readouterr().out)[0]["framework"]
    assert 2 == cli.main(["compare", *files])


def test_what_is_not_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A standard that is not rated is named below the tables that leave it out, with why."""
    text = Path(NEW).read_text(encoding="utf-8").replace('"P 2.4.3" = [30, 45]', '"P 2.4.3" = [0, 0]')
    (tmp_path / "inspection.toml").write_text(text, encoding="utf-8")
    for command in ("margins", "robustness", "close-calls"):
        assert 0 == cli.main([command, str(tmp_path / "inspection.toml"), "--format", "markdown"])
        assert "not rated, and so not listed: P 2.4 Reviewing (" in capsys.readouterr().out


def test_two_services(capsys: pytest.CaptureFixture[str]) -> None:
    """Two services that are compared are both named in the title; scores that follow from evidence are told."""
    assert 0 == cli.main(["compare", OLD, DERBYSHIRE, "--cases", "none", "--cases", "62", "--format", "markdown"])
    printed = capsys.readouterr().out

    assert printed.startswith("# Exampleshire North PDU, 2022-05-09 under pdu-2021; and Derbyshire PDU, 2025-02-24 under")
    assert "Score: 10 of 27 then, 2 of 21 now." in printed
    assert "| 95 per cent interval | Without 0 |" in printed


def test_other_framework(capsys: pytest.CaptureFixture[str]) -> None:
    """A file under another framework than the one asked for is left out of the table, and named."""
    assert 0 == cli.main(["league", NEW, OLD, "--framework", "pdu-2021", "--format", "json"])
    [table] = json.loads(capsys.readouterr().out)

    assert [{"service": "Exampleshire North PDU", "because": "its inspection is under pdu-2023"}] == table["left_out"]


@pytest.mark.parametrize(
    ("framework", "to", "status", "said"),
    [
        ("pdu-2021", "2.2", 0, "nothing is wrong with it"),
        ("pdu-2021", "P 2.2", 2, "to[0]: expected the id of a standard of pdu-2021"),
        ("pdu-2021", "2.2.1", 2, "to[0]: expected the id of a standard of pdu-2021"),
        ("pdu-2032", "2.2", 0, "crosswalks[0] leads to pdu-2032, which is not installed (did you mean pdu-2023?)"),
    ],
)
def test_crosswalks_checked(  # noqa: PLR0917  # parameters
    tmp_path: Path, capsys: pytest.CaptureFixture[str], framework: str, to: str, status: int, said: str
) -> None:
    """`check` holds the crosswalks of a framework against those that are installed."""
    pdu = ps.discover()["pdu-2023"]
    correspondence = ps.Correspondence(id="P 2.1", to=[to])
    crosswalk = ps.Crosswalk(framework=framework, correspondences=[correspondence], source=pdu.source)
    ps.write_framework(attrs.evolve(pdu, id="made", crosswalks=[crosswalk]), tmp_path / "made.toml")

    assert status == cli.main(["check", str(tmp_path / "made.toml")])
    assert said in " ".join("".join(capsys.readouterr()).split())


def test_second_looks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is worth a second look in an inspection is said beside what was asked for."""
    text = Path(DERBYSHIRE).read_text(encoding="utf-8").replace('"P 2.1.3" = 34', '"P 2.1.3" = 0.34')
    (tmp_path / "inspection.toml").write_text(text, encoding="utf-8")
    assert 0 == cli.main(["margins", str(tmp_path / "inspection.toml"), "--format", "json"])
    out, err = capsys.readouterr()

    assert json.loads(out)
    assert "Note: the finding for P 2.1.3 is less than one per cent" in err


def test_empty_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A record without inspections gives no table, and that is said."""
    (tmp_path / "record.csv").write_text("service,framework,overall\n", encoding="utf-8")
    assert 2 == cli.main(["league", "--record", str(tmp_path / "record.csv")])

    assert "expected at least one published inspection" in capsys.readouterr().err


@pytest.mark.parametrize(("limit", "said"), [("1", "of which the cheapest is listed."), ("2", "of which the 2 cheapest are")])
def test_how_many_routes(limit: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """How many routes are listed is said as one would say it."""
    assert 0 == cli.main(["routes", DERBYSHIRE, "--cases", "62", "--to", "Requires improvement", "--limit", limit])

    assert said in " ".join(capsys.readouterr().out.split())
