"""The commands on tables of cases, tally and rate-cases: what they print, what they write, and how they end."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import attrs
import polars as pl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.cases.layouts import CASE_COLUMNS
from probation_standards.cli import main
from probation_standards.reports.cases import rated_cases_data, rated_cases_markdown, tallies_data, tallies_markdown
from test_files import xlsx

FORMATS = ("text", "json", "markdown")
SCRIPT = Path(sysconfig.get_path("scripts")) / "probation-standards"

CASES, JUDGEMENTS = "examples/derbyshire-2025-cases.csv", "examples/derbyshire-2025-judgements.csv"
TALLY = ("tally", CASES, "--framework", "pdu-2023", "--by", "pdu")
RATE = ("rate-cases", CASES, "--framework", "pdu-2023", "--by", "pdu", "--judgements", JUDGEMENTS)

RUNS = {
    "tally": TALLY,
    "tally all": TALLY[:4],
    "tally by two": (*TALLY, "--by", "grade"),
    "tally split": (*TALLY[:4], "--by", "sentence type", "--split", ";"),
    "rate": RATE,
    "rate by two": (*RATE, "--breakdown", "grade", "--breakdown", "sentence type", "--withhold", "15"),
}
"""What goes well."""

QUESTIONS = ("P 2.1.1", "P 2.1.2", "P 2.1.3")
JUDGED = ("P 1.1", "P 1.2", "P 1.3")


class Done(NamedTuple):
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str


Run: TypeAlias = Callable[..., Done]


@pytest.fixture(autouse=True)
def in_the_checkout(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs stand in the folder of the checkout, with nothing in the environment that asks for colours."""
    monkeypatch.chdir(root)
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "TTY_COMPATIBLE", "NO_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command within this process."""

    def run(*arguments: str | Path) -> Done:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return Done(status, *capsys.readouterr())

    return run


@pytest.fixture
def two(pdu: ps.Framework, tmp_path: Path) -> Path:
    """A file of cases of two services, all sufficient."""
    return put(tmp_path / "two.csv", two_services(pdu))


def two_services(pdu: ps.Framework) -> dict[str, list[Any]]:
    """Return two cases each of North and South."""
    answers = {question.id: ["yes"] * 4 for question in pdu.questions}
    return {"case": ["N1", "N2", "S1", "S2"], "pdu": ["North", "North", "South", "South"], **answers}


def lines(columns: Mapping[str, Sequence[Any]]) -> list[list[Any]]:
    """Return columns as the lines of a file, the header first."""
    return [list(columns), *map(list, zip(*columns.values(), strict=True))]


def put(path: Path, columns: Mapping[str, Sequence[Any]]) -> Path:
    """Write columns into a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines(columns))
    return path


def judged(path: Path, *services: str) -> Path:
    """Write judgements of these services, Good on all, into a CSV file."""
    return put(path, {"pdu": services, **{id: ["Good"] * len(services) for id in JUDGED}})


def read(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file that was written, whatever it is."""
    if path.suffix == ".json":
        found: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
        return found
    if path.suffix == ".parquet":
        rows: list[dict[str, Any]] = pq.read_table(path).to_pylist()
        return rows
    with path.open(encoding="utf-8", newline="") as file:
        return [dict(row) for row in csv.DictReader(file)]


def assert_refused(done: Done, *said: str) -> None:
    """The status is 2, and the message, all of it, is on standard error."""
    assert done.status == 2
    assert done.out == ""
    assert "Traceback" not in done.err
    for words in said:
        assert " ".join(words.split()) in " ".join(re.sub("[│╭╮╰╯─]", " ", done.err).split())


class TestRuns:
    @pytest.mark.parametrize("format", FORMATS)
    @pytest.mark.parametrize("name", RUNS)
    def test_every_form(self, run: Run, name: str, format: str) -> None:
        """Each command writes in each form, ends with 0, and says nothing on standard error, progress neither."""
        done = run(*RUNS[name], "--format", format)

        assert (done.status, done.err) == (0, "")
        assert done.out.strip()
        assert done.out.endswith("\n")
        assert "\x1b" not in done.out
        assert str(Path.cwd()) not in done.out

    @pytest.mark.parametrize("name", RUNS)
    def test_text_by_default(self, run: Run, name: str) -> None:
        """Text is the form where none is asked for; -f is short for --format."""
        assert run(*RUNS[name]) == run(*RUNS[name], "--format", "text")
        assert run(*RUNS[name], "-f", "json") == run(*RUNS[name], "--format=json")

    @pytest.mark.parametrize("command", ["tally", "rate-cases"])
    def test_help(self, run: Run, command: str) -> None:
        """The help of a command says what each option is for, gives an example that runs, and names the statuses."""
        done = run(command, "--help")
        words = " ".join(done.out.split())
        (example,) = re.findall(r"Example: (probation-standards [^╭]*?)\s*╭", words)
        options = re.findall(r"(?:^│ \*?\s+)(--[a-z-]+)", done.out, re.MULTILINE)

        assert (done.status, done.err) == (0, "")
        assert {"--framework", "--by", "--case", "--missing", "--repeated", "--split", "--sheet", "--output", "--format"} <= {
            *options
        }
        assert run(*example.split()[1:]).status == 0
        assert "Exit status: 0 when all went well" in words

    def test_listed(self, run: Run) -> None:
        """Both are in the program's help, each with what it does."""
        words = " ".join(run("--help").out.split())

        assert "tally Count a table of cases" in words
        assert "rate-cases Rate every service in a table of cases" in words


class TestSameAsInPython:
    """What a command prints is what Python gives."""

    def test_tally(self, run: Run, pdu: ps.Framework) -> None:
        """`tally` counts as `tally` does."""
        tallies = ps.tally(CASES, pdu, by=["pdu", "grade"])

        assert tallies_data(tallies) == json.loads(run(*TALLY, "--by", "grade", "-f", "json").out)
        assert tallies_markdown(tallies) + "\n" == run(*TALLY, "--by", "grade", "-f", "markdown").out

    def test_rate_cases(self, run: Run, pdu: ps.Framework) -> None:
        """`rate-cases` rates as `rate_cases` does."""
        options: dict[str, Any] = {"judgements": JUDGEMENTS, "breakdowns": ["grade", "sentence type"], "withhold": 15}
        rated = ps.rate_cases(CASES, pdu, "pdu", **options)
        arguments = RUNS["rate by two"]

        assert rated_cases_data(rated) == json.loads(run(*arguments, "-f", "json").out)
        assert rated_cases_markdown(rated) + "\n" == run(*arguments, "-f", "markdown").out

    def test_published(self, run: Run) -> None:
        """The example of Derbyshire gives what was published: Inadequate, 2 of 21; of PSOs 24 per cent on P 2.3.3."""
        data = json.loads(run(*RATE, "--breakdown", "grade", "-f", "json").out)
        (service,) = data["services"]
        (row,) = (row for row in data["breakdowns"] if (row["sub-group"], row["question"]) == ("PSO", "P 2.3.3"))

        assert ("Inadequate", 2, 21) == (service["overall"], service["score"], service["maximum"])
        assert 24 == row["rounded"]
        assert "Derbyshire: Inadequate   62 cases   Score: 2/21" in run(*RATE).out

    def test_several_columns(self, run: Run) -> None:
        """--by may be repeated; a service is then named by all of them."""
        data = json.loads(run(*TALLY, "--by", "grade", "-f", "json").out)

        assert ["pdu", "grade"] == data["by"]
        assert [{"pdu": "Derbyshire", "grade": grade} for grade in ("PO", "PQiP", "PSO")] == [
            group["group"] for group in data["groups"]
        ]

    def test_split(self, run: Run) -> None:
        """--split says what separates groups in a cell."""
        data = json.loads(run(*RUNS["tally split"], "-f", "json").out)

        assert {"Community order": 40, "Licence": 23} == {one["group"]["sentence type"]: one["cases"] for one in data["groups"]}
        assert data["total"]["cases"] == 62


class TestOptions:
    def test_missing(self, run: Run, tmp_path: Path) -> None:
        """A missing answer is an error, unless --missing says that it is not relevant."""
        path = put(tmp_path / "cases.csv", {"case": ["A", "B"], "P 2.1.1": ["yes", ""]})
        done = run("tally", path, "--framework", "pdu-2023", "--missing", "not-relevant", "-f", "json")

        assert_refused(run("tally", path, "--framework", "pdu-2023"), "1 of 2 is missing: row 3 (case B)")
        assert json.loads(done.out)["missing"] == 1

    def test_repeated(self, run: Run, tmp_path: Path) -> None:
        """A case in several rows is an error, unless --repeated says that it counts once."""
        path = put(tmp_path / "cases.csv", {"case": ["A", "A"], "P 2.1.1": ["yes", "yes"]})
        done = run("tally", path, "--framework", "pdu-2023", "--repeated", "once", "-f", "json")

        assert run("tally", path, "--framework", "pdu-2023").status == 2
        assert json.loads(done.out)["total"]["cases"] == 1

    def test_case(self, run: Run, tmp_path: Path) -> None:
        """--case names the column of case ids; repeated, those that name a case together."""
        path = put(tmp_path / "cases.csv", {"pdu": ["North", "North", "South"], "number": [1, 2, 1], "P 2.1.1": ["yes"] * 3})
        arguments = ("tally", path, "--framework", "pdu-2023", "-f", "json", "--case", "number")

        assert run(*arguments).status == 2
        assert json.loads(run(*arguments, "--case", "pdu").out)["total"]["cases"] == 3

    def test_no_case_ids(self, run: Run, tmp_path: Path) -> None:
        """--no-case-ids says that rows have no names: each is a case, also where a column looks like names."""
        path = put(tmp_path / "cases.csv", {"case": ["A", "A"], "pdu": ["North"] * 2, "P 2.1.1": ["yes", "no"]})
        arguments = ("tally", path, "--framework", "pdu-2023", "-f", "json")

        assert run(*arguments).status == 2
        assert json.loads(run(*arguments, "--no-case-ids").out)["total"]["cases"] == 2
        assert_refused(run(*arguments, "--no-case-ids", "--case", "pdu"), "--no-case-ids: expected no --case beside it")

    def test_no_case_ids_of_services(self, run: Run, pdu: ps.Framework, tmp_path: Path) -> None:
        """So it does where services are rated."""
        cases = put(tmp_path / "cases.csv", {**two_services(pdu), "case": ["A"] * 4})
        judgements = judged(tmp_path / "judgements.csv", "North", "South")
        arguments = ("rate-cases", cases, "--framework", "pdu-2023", "--by", "pdu", "--judgements", judgements)

        assert run(*arguments).status == 2
        assert "North: Outstanding   2 cases" in run(*arguments, "--no-case-ids").out

    @pytest.mark.parametrize("command", ["tally", "rate-cases"])
    def test_names_of_case_columns(self, run: Run, command: str) -> None:
        """The help says under which names the column of case ids is found."""
        words = " ".join(run(command, "--help").out.replace("│", " ").split())

        assert "By default a column named " + ", ".join(CASE_COLUMNS[:-1]) + f" or {CASE_COLUMNS[-1]}" in words

    def test_long(self, run: Run, tmp_path: Path) -> None:
        """--question and --answer name the columns of a table with one row per answer."""
        columns = {"case": ["A"] * 3, "asked": QUESTIONS, "said": ["yes", "no", "n/a"]}
        path = put(tmp_path / "cases.csv", columns)
        done = run("tally", path, "--framework", "pdu-2023", "--question", "asked", "--answer", "said", "-f", "json")
        found = json.loads(done.out)["total"]["questions"]

        assert [1, 0, 0] == [found[id]["sufficient"] for id in QUESTIONS]
        assert [1, 1, 0] == [found[id]["relevant"] for id in QUESTIONS]

    def test_rename(self, run: Run, tmp_path: Path) -> None:
        """--rename gives the id of a question that the table names otherwise, also where that name has an equals sign."""
        path = put(tmp_path / "cases.csv", {"case": ["A"], "Q1": ["yes"], "a=b": ["no"], "P 2.1.3": ["no"]})
        arguments = ("tally", path, "--framework", "pdu-2023", "-f", "json", "--rename")
        found = json.loads(run(*arguments, "Q1=P 2.1.1", "--rename", "a=b=P 2.1.2").out)["total"]["questions"]

        assert {"P 2.1.1": 1, "P 2.1.2": 0, "P 2.1.3": 0} == {id: one["sufficient"] for id, one in found.items()}
        assert_refused(run(*arguments, "Q1"), "--rename: expected a name and an id", "(found 'Q1')")
        assert_refused(run(*arguments, "Q1=P 2.1"), "P 2.1")
        assert_refused(run(*arguments, "Q2=P 2.1.1"), "'Q2'")

    def test_words(self, run: Run, tmp_path: Path) -> None:
        """--yes, --no and --not-relevant replace the usual words; each alone leaves the others as they are."""
        path = put(tmp_path / "cases.csv", {"case": ["A", "B", "C", "D"], "P 2.1.1": ["Met", "Partly", "Not met", "-"]})
        words = ("--yes", "met", "--no", "not met", "--no", "partly", "--not-relevant=-")
        done = run("tally", path, "--framework", "pdu-2023", "-f", "json", *words)
        found = json.loads(done.out)["total"]["questions"]["P 2.1.1"]

        assert (1, 3, 1) == (found["sufficient"], found["relevant"], found["not_relevant"])
        assert done == run("tally", path, "--framework", "pdu-2023", "-f", "json", *words[:-1], "--not-relevant", "-")
        assert_refused(run("tally", path, "--framework", "pdu-2023", *words[:6]), "(found '-')")
        assert_refused(run("tally", path, "--framework", "pdu-2023", "--yes", "no"), "no")

    def test_sheet(self, run: Run, pdu: ps.Framework, tmp_path: Path) -> None:
        """--sheet and --judgements-sheet name the sheets of workbooks, which may be one."""
        path = tmp_path / "inspection.xlsx"
        judgements = {"pdu": ["North", "South"], **{id: ["Good", "Good"] for id in JUDGED}}
        path.write_bytes(xlsx({"Cases": lines(two_services(pdu)), "Judged": lines(judgements), "Notes": [["Made up."]]}))
        framework = ("--framework", "pdu-2023", "--by", "pdu")
        sheets = ("--sheet", "Cases", "--judgements", path, "--judgements-sheet", "Judged")
        done = run("rate-cases", path, *framework, *sheets, "-f", "json")

        assert run("tally", path, *framework, "--sheet", "Cases").status == 0
        assert_refused(run("tally", path, *framework), "the name of a sheet with sheet= (--sheet NAME)", "'Cases', 'Judged'")
        assert_refused(run("tally", path, *framework, "--sheet", "Csaes"), "Did you mean 'Cases'?")
        assert ["North", "South"] == [one["service"]["pdu"] for one in json.loads(done.out)["services"]]
        assert_refused(run("rate-cases", path, *framework, *sheets[:4]), "judgements_sheet= (--judgements-sheet NAME)")
        assert_refused(run("rate-cases", path, *framework, *sheets[:5], "Jugded"), "Did you mean 'Judged'?")

    def test_folder(self, run: Run, pdu: ps.Framework, two: Path, tmp_path: Path) -> None:
        """Cases may be Parquet, one file or a folder of parts, which give what CSV gives."""
        frame = pl.DataFrame(two_services(pdu))
        (tmp_path / "parts").mkdir()
        frame.write_parquet(tmp_path / "one.parquet")
        frame.head(1).write_parquet(tmp_path / "parts" / "a.parquet")
        frame.tail(3).write_parquet(tmp_path / "parts" / "b.parquet")
        arguments = ("--framework", "pdu-2023", "--by", "pdu", "-f", "json")
        expected = run("tally", two, *arguments)

        assert expected.status == 0
        assert expected == run("tally", tmp_path / "one.parquet", *arguments)
        assert expected == run("tally", tmp_path / "parts", *arguments)

    @pytest.mark.parametrize("kept", [False, True])
    def test_partitions(self, run: Run, pdu: ps.Framework, two: Path, tmp_path: Path, *, kept: bool) -> None:
        """Folders named pdu=North give their rows the service, whether the files in them have that column too or not."""
        frame = pl.DataFrame(two_services(pdu))
        for (service,), part in frame.group_by("pdu"):
            folder = tmp_path / "cases" / f"pdu={service}"
            folder.mkdir(parents=True)
            (part if kept else part.drop("pdu")).write_parquet(folder / "part-0.parquet")
        arguments = ("--framework", "pdu-2023", "--by", "pdu", "--judgements", judged(tmp_path / "j.csv", "North", "South"))
        expected = run("rate-cases", two, *arguments, "-f", "json")
        done = run("rate-cases", tmp_path / "cases", *arguments, "-f", "json")

        assert (0, "") == (done.status, done.err)
        assert json.loads(expected.out)["services"] == json.loads(done.out)["services"]

    def test_framework_file(self, run: Run, pdu: ps.Framework, tmp_path: Path) -> None:
        """A framework's own TOML file will do for its id; its words for answers are those that count."""
        ps.write_framework(attrs.evolve(pdu, id="ours", answers=ps.Answers(yes=("met",))), tmp_path / "ours.toml")
        path = put(tmp_path / "cases.csv", {"case": ["A", "B"], "P 2.1.1": ["Met", "no"]})
        data = json.loads(run("tally", path, "--framework", tmp_path / "ours.toml", "-f", "json").out)

        assert data["framework"] == "ours"
        assert data["total"]["questions"]["P 2.1.1"]["sufficient"] == 1
        assert_refused(run("tally", path, "--framework", "pdu-2023"), "(found 'Met')")

    def test_block(self, run: Run) -> None:
        """A plugin that is left out has no frameworks."""
        assert_refused(run(*TALLY, "--block", "probation"), "there is no such framework", "(found 'pdu-2023')")


class TestRefusedServices:
    def test_status(self, run: Run, two: Path, tmp_path: Path) -> None:
        """A service that can't be rated is named with every reason, and the status is 2; the others are rated."""
        judgements = judged(tmp_path / "judgements.csv", "North", "Suoth")
        done = run("rate-cases", two, "--framework", "pdu-2023", "--by", "pdu", "--judgements", judgements)

        assert done.status == 2
        assert "North: Outstanding" in done.out
        assert "South: the evidence cannot be rated under pdu-2023\n" in done.err
        for id in JUDGED:
            assert f'judgements."{id}": {id}' in done.err
        assert "(found 'Suoth'). Did you mean 'South'?" in done.err

    @pytest.mark.parametrize("format", FORMATS)
    def test_every_form(self, run: Run, two: Path, tmp_path: Path, format: str) -> None:
        """So it is in every form; JSON stays JSON, with the problems in it."""
        judgements = judged(tmp_path / "judgements.csv", "North")
        arguments = ("rate-cases", two, "--framework", "pdu-2023", "--by", "pdu", "--judgements", judgements)
        done = run(*arguments, "-f", format)

        assert done.status == 2
        assert "South: the evidence cannot be rated" in done.err
        assert done.out.count("the evidence cannot be rated under pdu-2023") == (format != "json")
        if format == "json":
            assert [f'judgements."{id}"' for id in JUDGED] == [one["path"] for one in json.loads(done.out)["refused"]["South"]]

    def test_output(self, run: Run, two: Path, tmp_path: Path) -> None:
        """Its row in the output has its problems and no ratings, beside the rows of the others."""
        judgements = judged(tmp_path / "judgements.csv", "North")
        path = tmp_path / "rated.json"
        run("rate-cases", two, "--framework", "pdu-2023", "--by", "pdu", "--judgements", judgements, "-o", path)
        north, south = read(path)

        assert ("North", "Outstanding", None, 0) == (north["pdu"], north["overall"], north["problem"], north["problems"])
        assert ("South", None, 3) == (south["pdu"], south["overall"], south["problems"])
        assert 'judgements."P 1.1"' in south["problem"]

    def test_no_judgements(self, run: Run, two: Path) -> None:
        """Without --judgements nothing is rated under a framework with standards that are judged, and each service is named."""
        done = run("rate-cases", two, "--framework", "pdu-2023", "--by", "pdu")

        assert done.status == 2
        assert done.err.count("the evidence cannot be rated under pdu-2023") == 2
        assert "P 1.3 Services: expected the inspectors' judgement\n" in done.err
        assert "--judgements FILE" in done.err

    def test_in_the_report(self, run: Run, two: Path, tmp_path: Path) -> None:
        """The report itself has each service that was not rated, with its cases and every reason; also one without cases."""
        judgements = judged(tmp_path / "judgements.csv", "North", "East")
        done = run("rate-cases", two, "--framework", "pdu-2023", "--by", "pdu", "--judgements", judgements)
        lines = done.out.splitlines()
        south, east = lines.index("South: Not rated   2 cases"), lines.index("East: Not rated   0 cases")

        assert lines[south + 1] == "Because: the evidence cannot be rated under pdu-2023"
        assert [line.split(":")[0] for line in lines[south + 2 : east]] == [f'  - judgements."{id}"' for id in JUDGED]
        assert lines[east + 1] == "Because: there are no cases of East"

    def test_said_once_on_a_terminal(self, run: Run, two: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where the report and the errors go to one terminal, the reasons stand there once."""
        for stream in (sys.stdout, sys.stderr):
            monkeypatch.setattr(stream, "isatty", lambda: True)
        done = run("rate-cases", two, "--framework", "pdu-2023", "--by", "pdu")

        assert done.out.count("the evidence cannot be rated") == 2
        assert "the evidence cannot be rated" not in done.err
        assert "--judgements FILE" in done.err


class TestJudgements:
    """What is said of tables of judgements is said in their words."""

    @pytest.fixture
    def rate(self, run: Run, two: Path, tmp_path: Path) -> Callable[..., Done]:
        """Rates North and South with these columns of judgements."""

        def rate(columns: Mapping[str, Sequence[Any]], *arguments: str) -> Done:
            path = put(tmp_path / "judgements.csv", columns)
            return run("rate-cases", two, "--framework", "pdu-2023", "--by", "pdu", "--judgements", path, *arguments)

        return rate

    def test_misspelt_column(self, rate: Callable[..., Done]) -> None:
        """Of a column that is nearly a standard's id, the column that was expected is named."""
        done = rate({"pdu": ["North"], "P 1.1": ["Good"], "P 1.2": ["Good"], "P1.3": ["Good"]})

        assert_refused(done, "columns: expected a column 'P 1.3' (found 'P1.3'). Did you mean 'P 1.3'?")

    def test_other_edition(self, rate: Callable[..., Done]) -> None:
        """Where no column is a standard's id, the ids that are judged are listed, and that it may be another framework."""
        done = rate({"pdu": ["North"], "1.1": ["Good"], "1.2": ["Good"], "1.3": ["Good"]})
        expected = "under pdu-2023 inspectors judge 'P 1.1', 'P 1.2' and 'P 1.3', so the table may be for another framework"

        assert_refused(done, f"or the columns standard and rating; {expected} (found ['pdu', '1.1', '1.2', '1.3'])")

    @pytest.mark.parametrize("shape", ["wide", "long"])
    def test_empty_cell(self, rate: Callable[..., Done], shape: str) -> None:
        """Of an empty cell it is said whose it is, and what to write there; that there is an option is known already."""
        wide = {"pdu": ["North", "South"], "P 1.1": ["Good"] * 2, "P 1.2": ["Good"] * 2, "P 1.3": ["Good", ""]}
        long = {"pdu": ["North"] * 3 + ["South"] * 3, "standard": [*JUDGED] * 2, "rating": ["Good"] * 5 + [""]}
        done = rate({"wide": wide, "long": long}[shape])
        expected = "P 1.3 Services: expected the inspectors' judgement; the cell of P 1.3 for South is empty"

        assert done.status == 2
        assert f"{expected}; write 'Not rated' there if it was not rated\n" in done.err
        assert f"{expected}; write 'Not rated' there if it was not rated\n" in done.out
        assert "not_rated" not in done.out + done.err
        assert "--judgements FILE" not in done.err

    def test_no_cell(self, rate: Callable[..., Done], tmp_path: Path) -> None:
        """Of a service, or a standard, that the judgements lack, it is said that they lack it; in the output too."""
        done = rate({"pdu": ["North"], "P 1.1": ["Good"], "P 1.2": ["Good"]}, "-o", str(tmp_path / "rated.json"))
        expected = "{}: expected the inspectors' judgement; the table of judgements has neither one nor 'Not rated' for {}\n"
        north, south = read(tmp_path / "rated.json")

        assert expected.format("P 1.3 Services", "North") in done.err
        assert expected.format("P 1.1 Leadership", "South") in done.err
        assert expected.format("P 1.3 Services", "North").strip() in north["problem"]
        assert expected.format("P 1.1 Leadership", "South").strip() in south["problem"]

    def test_no_answers(self, run: Run, tmp_path: Path) -> None:
        """Of a question that the cases lack, it is said that its standard may be 'Not rated' in the judgements."""
        cases = put(tmp_path / "cases.csv", {"case": ["A"], "pdu": ["North"], "P 2.1.1": ["yes"]})
        judgements = judged(tmp_path / "judgements.csv", "North")
        done = run("rate-cases", cases, "--framework", "pdu-2023", "--by", "pdu", "--judgements", judgements)

        assert "key question P 2.1.2, or 'Not rated' for P 2.1 in the judgements\n" in done.err
        assert "not_rated" not in done.out + done.err

    def test_numbered_services(self, run: Run, pdu: ps.Framework, tmp_path: Path) -> None:
        """Services that are numbers in one file and texts in the other are found in the judgements all the same."""
        cases = tmp_path / "cases.parquet"
        pl.DataFrame({**two_services(pdu), "pdu": [1, 1, 2, 2]}).write_parquet(cases)
        columns: dict[str, list[Any]] = {"pdu": [1, 2], "P 1.1": ["Good"] * 2, "P 1.2": ["Good"] * 2, "P 1.3": ["", "Good"]}
        judgements = put(tmp_path / "judgements.csv", columns)
        done = run("rate-cases", cases, "--framework", "pdu-2023", "--by", "pdu", "--judgements", judgements)

        assert "the cell of P 1.3 for 1 is empty" in done.err


class TestOutput:
    @pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
    def test_tally(self, run: Run, pdu: ps.Framework, tmp_path: Path, ending: str) -> None:
        """-o writes the counts, a row for each group, and what is printed is the same as without it."""
        path = tmp_path / f"counts.{ending}"
        done = run(*TALLY, "--by", "grade", "-o", path)
        expected = ps.tally(CASES, pdu, by=["pdu", "grade"]).columns()

        assert run(*TALLY, "--by", "grade") == done
        assert texts(expected) == [{name: cell_text(cell) for name, cell in row.items()} for row in read(path)]

    @pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
    def test_rate_cases(self, run: Run, pdu: ps.Framework, tmp_path: Path, ending: str) -> None:
        """-o writes the ratings, a row for each service; --breakdown-output the breakdowns, without what is withheld."""
        rated, broken_down = tmp_path / f"rated.{ending}", tmp_path / f"grades.{ending}"
        arguments = (*RATE, "--breakdown", "grade", "--withhold", "15")
        done = run(*arguments, "--output", rated, "--breakdown-output", broken_down)
        options: dict[str, Any] = {"judgements": JUDGEMENTS, "breakdowns": ["grade"], "withhold": 15}
        expected = ps.rate_cases(CASES, pdu, "pdu", **options)

        assert run(*arguments) == done
        assert texts(expected.columns()) == [{name: cell_text(cell) for name, cell in row.items()} for row in read(rated)]
        assert texts(expected.breakdown_columns()) == [
            {name: cell_text(cell) for name, cell in row.items()} for row in read(broken_down)
        ]

    @pytest.mark.parametrize("option", [("--breakdown-output", "grades.csv"), ("--withhold", "5")])
    def test_nothing_broken_down(self, run: Run, option: tuple[str, str]) -> None:
        """What is said of breakdowns without --breakdown is refused: nobody shall think that figures were withheld."""
        assert_refused(run(*RATE, *option), f"{option[0]}: expected a --breakdown to go with it")
        assert not Path("grades.csv").exists()

    @pytest.mark.parametrize("arguments", [TALLY, RATE])
    @pytest.mark.parametrize("name", ["out.xlsx", "out", "out.cvs", "no folder/out.csv"])
    def test_no_place(self, run: Run, tmp_path: Path, arguments: tuple[str, ...], name: str) -> None:
        """A file of another kind, or in a folder that is not there, is refused before anything is printed or written."""
        done = run(*arguments, "-o", tmp_path / name)

        assert_refused(done, "cannot be written", "out")
        assert list(tmp_path.iterdir()) == []

    def test_nothing_half_done(self, run: Run, tmp_path: Path) -> None:
        """Where one of two files can't be written, the other is not written either."""
        done = run(*RATE, "--breakdown", "grade", "-o", tmp_path / "rated.csv", "--breakdown-output", tmp_path / "grades.xls")

        assert_refused(done, "grades.xls")
        assert list(tmp_path.iterdir()) == []

    def test_older_file_stays(self, run: Run, two: Path, tmp_path: Path) -> None:
        """Where cases can't be counted, an older file stays as it was."""
        path = tmp_path / "rated.csv"
        path.write_text("older", encoding="utf-8")
        done = run("tally", two, "--framework", "pdu-2023", "--by", "pud", "-o", path)

        assert done.status == 2
        assert path.read_text(encoding="utf-8") == "older"
        assert {path, two} == {*tmp_path.iterdir()}

    @pytest.mark.parametrize("other", ["cases.csv", "./cases.csv", "link.csv"])
    def test_never_over_the_cases(self, run: Run, pdu: ps.Framework, tmp_path: Path, other: str) -> None:
        """Results are never written over the cases or the judgements that they are made from."""
        cases = put(tmp_path / "cases.csv", two_services(pdu))
        (tmp_path / "link.csv").symlink_to(cases)
        before = cases.read_bytes()

        assert_refused(run("tally", cases, "--framework", "pdu-2023", "-o", tmp_path / other), "expected another file")
        assert before == cases.read_bytes()

    def test_never_over_each_other(self, run: Run, tmp_path: Path) -> None:
        """Two results are never written into one file."""
        path = tmp_path / "out.csv"

        assert_refused(run(*RATE, "--breakdown", "grade", "-o", path, "--breakdown-output", path), "expected another file")
        assert not path.exists()

    def test_formulas(self, run: Run, pdu: ps.Framework, tmp_path: Path) -> None:
        """In CSV the name of a service that a spreadsheet would take for a formula gets an apostrophe in front."""
        cases = two_services(pdu)
        path = put(tmp_path / "cases.csv", {**cases, "pdu": ["=1+1"] * 4})
        run("tally", path, "--framework", "pdu-2023", "--by", "pdu", "-o", tmp_path / "out.csv")
        (row,) = read(tmp_path / "out.csv")

        assert row["pdu"] == "'=1+1"


def cell_text(cell: object) -> str:
    """Return what a cell holds as a text, the same from every kind of file."""
    if isinstance(cell, float) or (isinstance(cell, str) and re.fullmatch(r"\d+\.\d+", cell)):
        return f"{float(cell):.10g}"
    return "" if cell is None else str(cell).lower()


def texts(columns: Mapping[str, Sequence[Any]]) -> list[dict[str, str]]:
    """Return columns as rows of texts."""
    return [
        {name: cell_text(cell) for name, cell in zip(columns, row, strict=True)} for row in zip(*columns.values(), strict=True)
    ]


class TestMistakes:
    """What can't be used is refused with status 2, all of it said, and nothing printed."""

    @pytest.mark.parametrize("command", ["tally", "rate-cases"])
    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("nothing.csv", "--framework", "pdu-2023", "--by", "pdu"), ["nothing.csv cannot be read"]),
            (("pyproject.toml", "--framework", "pdu-2023", "--by", "pdu"), ["pyproject.toml cannot be read", ".csv"]),
            ((CASES, "--framework", "pdu-203", "--by", "pdu"), ["Did you mean 'pdu-2023'?"]),
            ((CASES, "--framework", "nothing.toml", "--by", "pdu"), ["nothing.toml cannot be read"]),
            ((CASES, "--framework", "examples/derbyshire-2025.toml", "--by", "pdu"), ["this is an inspection"]),
            ((CASES, "--framework", "youth-2025", "--by", "pdu"), ["the cases cannot be counted under youth-2025", "2.1.1"]),
            ((CASES, "--framework", "pdu-2023", "--by", "pud"), ["by: expected a column", "Did you mean 'pdu'?"]),
            ((CASES, "--framework", "pdu-2023", "--by", "pdu", "--case", "csae"), ["Did you mean 'case'?"]),
            ((CASES, "--framework", "pdu-2023", "--by", "pdu", "--sheet", "Cases"), ["CSV has no sheets"]),
            ((CASES, "--framework", "pdu-2023", "--by", "pdu", "--question", "grade"), ["one of questions and one of answers"]),
            ((CASES, "--framework", "pdu-2023", "--by", "pdu", "--missing", "perhaps"), ["perhaps", "not-relevant"]),
            ((CASES, "--framework", "pdu-2023", "--by", "pdu", "--repeated", "twice"), ["twice", "once"]),
            ((CASES, "--framework", "pdu-2023", "--by", "pdu", "--format", "html"), ["html", "markdown"]),
            ((CASES, "--framework", "pdu-2023", "--by", "pdu", "--perhaps"), ["--perhaps"]),
            ((CASES, "--framework", "pdu-2023", "--by"), ["--by"]),
            ((CASES, "--by", "pdu"), ["--framework"]),
            (("--framework", "pdu-2023", "--by", "pdu"), ["FILE"]),
            ((CASES, CASES, "--framework", "pdu-2023", "--by", "pdu"), ["derbyshire-2025-cases.csv"]),
        ],
    )
    def test_refused(self, run: Run, command: str, arguments: tuple[str, ...], said: list[str]) -> None:
        """Files, frameworks, columns and options that there are not; with what was probably meant."""
        assert_refused(run(command, *arguments), *said)

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (("--judgements", "nothing.csv"), ["nothing.csv cannot be read"]),
            (("--judgements", CASES), ["the judgements cannot be read", "a column for each standard"]),
            (("--judgements", JUDGEMENTS, "--judgements-sheet", "Judged"), ["CSV has no sheets"]),
            (("--judgements", JUDGEMENTS, "--breakdown", "garde"), ["breakdowns", "Did you mean 'grade'?"]),
            (("--breakdown", "grade", "--withhold", "few"), ["few"]),
            (("--breakdown", "grade", "--withhold", "2.5"), ["2.5"]),
            (("--breakdown", "grade", "--withhold", "-5"), ["withhold: expected a whole number of cases from 0 up", "-5"]),
            (("--judgements", JUDGEMENTS, "--breakdown"), ["--breakdown"]),
        ],
    )
    def test_refused_rating(self, run: Run, arguments: tuple[str, ...], said: list[str]) -> None:
        """So it is with what is said of judgements and breakdowns."""
        assert_refused(run(*RATE[:6], *arguments), *said)

    @pytest.mark.parametrize("ending", ["csv", "parquet"])
    @pytest.mark.parametrize("command", ["tally", "rate-cases"])
    def test_no_cases(self, run: Run, pdu: ps.Framework, tmp_path: Path, command: str, ending: str) -> None:
        """A table without a case is refused, and nothing is written."""
        columns: dict[str, list[str]] = {name: [] for name in two_services(pdu)}
        path = tmp_path / f"cases.{ending}"
        if ending == "csv":
            put(path, columns)
        else:
            pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)).write_parquet(path)
        done = run(command, path, "--framework", "pdu-2023", "--by", "pdu", "-o", tmp_path / "out.csv")

        assert_refused(done, "the cases cannot be counted under pdu-2023", f"expected at least one case in {path}")
        assert [path] == list(tmp_path.iterdir())

    def test_no_service(self, run: Run) -> None:
        """Nothing is rated without the column of services."""
        assert_refused(run(*RATE[:4]), "--by")

    def test_all_at_once(self, run: Run, tmp_path: Path) -> None:
        """All that is wrong in a table is said at once, each with its row and case."""
        columns = {"case": ["A", "B", "C"], "P 2.1.1": ["yes", "yess", "no"], "P 2.1.2": ["perhaps", "no", ""]}
        done = run("tally", put(tmp_path / "cases.csv", columns), "--framework", "pdu-2023")

        assert_refused(done, "row 3 (case B)", "row 2 (case A)", "row 4 (case C)", "Did you mean 'yes'?", "(found 'perhaps')")

    def test_judgements(self, run: Run, two: Path, tmp_path: Path) -> None:
        """What is wrong in the judgements is said with its row; a rating that there is not, against its service."""
        path = put(tmp_path / "twice.csv", {"pdu": ["North", "North"], **{id: ["Good"] * 2 for id in JUDGED}})
        arguments = ("rate-cases", two, "--framework", "pdu-2023", "--by", "pdu", "--judgements")
        odd = put(tmp_path / "odd.csv", {"pdu": ["North", "South"], **{id: ["Good", "Goood"] for id in JUDGED}})
        done = run(*arguments, odd)

        assert_refused(run(*arguments, path), "row 3: expected one judgement of P 1.1 for North")
        assert done.status == 2
        assert "North: Outstanding" in done.out
        assert "(found 'Goood'). Did you mean 'Good'?" in done.err

    @pytest.mark.parametrize(
        "content",
        [b"", b"\x00\x01", b"case,case\nA,B\n", b'case,"P 2.1.1\nA,yes\n', b"\xff\xfe\x00", b"PK\x03\x04"],
    )
    @pytest.mark.parametrize("ending", ["csv", "parquet", "xlsx", ""])
    def test_no_table(self, run: Run, tmp_path: Path, content: bytes, ending: str) -> None:
        """A file that is no table of cases, whatever it is called, is refused, for cases and for judgements."""
        path = tmp_path / f"file.{ending}".rstrip(".")
        path.write_bytes(content)

        assert_refused(run("tally", path, "--framework", "pdu-2023"))
        assert_refused(run(*RATE[:6], "--judgements", path))

    def test_folders(self, run: Run, tmp_path: Path) -> None:
        """A folder without Parquet is refused, and so is one for judgements."""
        assert_refused(run("tally", tmp_path, "--framework", "pdu-2023"), str(tmp_path))
        assert_refused(run(*RATE[:6], "--judgements", tmp_path), str(tmp_path))
        assert_refused(run(*TALLY, "-o", tmp_path), "cannot be written")

    def test_links(self, run: Run, tmp_path: Path) -> None:
        """A link to itself is refused, wherever it is given."""
        loop = tmp_path / "loop.csv"
        loop.symlink_to(loop)

        assert_refused(run("tally", loop, "--framework", "pdu-2023"), "loop.csv")
        assert_refused(run(*RATE[:6], "--judgements", loop), "loop.csv")
        assert_refused(run(*TALLY, "-o", loop), "loop.csv")

    @settings(
        max_examples=max(60, settings().max_examples // 2),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
    @given(
        command=st.sampled_from(["tally", "rate-cases"]),
        file=st.sampled_from([CASES, CASES, JUDGEMENTS, "nothing.csv", ""]),
        framework=st.sampled_from(["pdu-2023", "pdu-2023", "youth-2025", "", "x.toml"]),
        more=st.lists(
            st.tuples(
                st.sampled_from(
                    [
                        *(
                            "--by",
                            "--case",
                            "--question",
                            "--answer",
                            "--missing",
                            "--repeated",
                            "--split",
                            "--sheet",
                            "--format",
                        ),
                        *(
                            "--judgements",
                            "--breakdown",
                            "--withhold",
                            "--block",
                            "--rename",
                            "--yes",
                            "--no",
                            "--not-relevant",
                        ),
                    ]
                ),
                st.sampled_from(
                    [
                        *(
                            "pdu",
                            "grade",
                            "case",
                            "P 2.1.1",
                            "once",
                            "not-relevant",
                            "json",
                            ";",
                            "5",
                            "-1",
                            "",
                            " ",
                            "yes",
                            "n/a",
                        ),
                        *(JUDGEMENTS, CASES, "probation", "grade=P 2.1.1", "=", "--", "-f", "é", "*", "['pdu']"),
                    ]
                ),
            ),
            max_size=4,
        ),
    )
    def test_anything(
        self, capsys: pytest.CaptureFixture[str], command: str, file: str, framework: str, more: list[tuple[str, str]]
    ) -> None:
        """Whatever the arguments, a command ends with 0 or 2: with 2 it says why, without a traceback."""
        capsys.readouterr()
        status = main([command, file, "--framework", framework, *(word for pair in more for word in pair)])
        out, err = capsys.readouterr()

        assert status in {0, 2}
        assert "Traceback" not in out + err
        assert bool(err) == (status == 2)
        assert out or err


class Terminal(io.StringIO):
    """What is written to a terminal."""

    def isatty(self) -> bool:
        return True


class TestProgress:
    @pytest.mark.parametrize("arguments", [TALLY, RATE])
    def test_on_a_terminal(self, run: Run, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]) -> None:
        """Where errors go to a terminal, progress is shown there and nowhere else."""
        expected = run(*arguments)
        terminal = Terminal()
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(sys, "stderr", terminal)
        done = run(*arguments)

        assert "Reading derbyshire-2025-cases.csv" in terminal.getvalue()
        assert (expected.status, expected.out) == (done.status, done.out)

    def test_ended_by_an_error(self, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
        """An error ends it, and stands after it."""
        terminal = Terminal()
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(sys, "stderr", terminal)
        done = run(*TALLY[:4], "--by", "pud")

        assert done.status == 2
        assert terminal.getvalue().rstrip().endswith("Did you mean 'pdu'?")


class TestScript:
    """The installed program, in a process of its own."""

    def script(self, *arguments: str, stdout: int = subprocess.PIPE) -> Done:
        environment = {**os.environ, "PYTHONWARNINGS": "error"}
        done = subprocess.run(  # noqa: S603  # our own script
            [str(SCRIPT), *arguments], stdout=stdout, stderr=subprocess.PIPE, encoding="utf-8", check=False, env=environment
        )
        return Done(done.returncode, done.stdout or "", done.stderr)

    def test_same(self, run: Run) -> None:
        """It prints and ends as it does here, silent on standard error, warnings being errors."""
        assert run(*RATE, "--breakdown", "grade") == self.script(*RATE, "--breakdown", "grade")
        assert run(*RATE[:6]) == self.script(*RATE[:6])

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
    def test_output_lost(self) -> None:
        """Where what is printed can't be written the status is 3, and that is said."""
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            done = self.script(*TALLY, stdout=full.fileno())

        assert done.status == 3
        assert done.err.startswith("The output cannot be written")
