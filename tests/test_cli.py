"""The command line: every command in every form, what it says when it can't, and with which status it ends."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest

import probation_standards as ps
from installing import ONE_FILE, Install
from probation_standards.cli import main

COMMANDS = ("frameworks", "show", "rate", "explain", "check", "confidence", "audit")
FORMATS = ("text", "json", "markdown")
SCRIPT = Path(sysconfig.get_path("scripts")) / "probation-standards"

DERBYSHIRE = "examples/derbyshire-2025.toml"
DERBY_CITY = "examples/derby-city-2025.toml"
FRAMEWORK = "plugins/probation/src/probation_standards_probation/pdu-2023.toml"

RUNS = {
    "frameworks": ["frameworks"],
    "frameworks on a day": ["frameworks", "--on", "2025-02-24"],
    "show": ["show", "pdu-2023"],
    "show a file": ["show", FRAMEWORK],
    "rate": ["rate", DERBYSHIRE],
    "explain": ["explain", DERBYSHIRE],
    "check": ["check", DERBYSHIRE],
    "check without evidence": ["check", DERBY_CITY],
    "check a framework": ["check", FRAMEWORK],
    "confidence": ["confidence"],
    "audit": ["audit", "--known"],
    "prove": ["prove", "pdu-2023"],
}
"""What goes well."""


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


def script(*arguments: str, stdout: int = subprocess.PIPE, **environment: str) -> Done:
    """Run the installed script in a process of its own."""
    done = subprocess.run(  # noqa: S603  # our own script
        [str(SCRIPT), *arguments],
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        encoding="utf-8",
        check=False,
    )
    return Done(done.returncode, done.stdout or "", done.stderr)


@pytest.fixture
def disagreeing(root: Path, tmp_path: Path) -> Path:
    """The inspection of Derbyshire, with a published score that its evidence does not give."""
    text = (root / DERBYSHIRE).read_text(encoding="utf-8")
    path = tmp_path / "disagreeing.toml"
    path.write_text(text.replace("score = 2\n", "score = 3\n"), encoding="utf-8")
    return path


@pytest.fixture
def failing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A plugin that fails, installed; the name of its entry point."""
    info = tmp_path / "broken_standards-1.2.3.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-standards\nVersion: 1.2.3\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[probation_standards]\nbroken = no_such_module_at_all\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return "broken"


@pytest.fixture
def blocked(shipped: tuple[str, ...]) -> list[str]:
    """The options that leave out every plugin that ships."""
    return [word for name in shipped for word in ("--block", name)]


def assert_refused(done: Done, *said: str) -> None:
    """The status is 2, and the message, all of it, is on standard error."""
    assert done.status == 2
    assert done.out == ""
    assert "Traceback" not in done.err
    for words in said:
        assert words in done.err


class TestRuns:
    @pytest.mark.parametrize("format", FORMATS)
    @pytest.mark.parametrize("name", RUNS)
    def test_every_form(self, run: Run, name: str, format: str) -> None:
        """Each command writes in each form, ends with 0, and says nothing on standard error."""
        done = run(*RUNS[name], "--format", format)

        assert (done.status, done.err) == (0, "")
        assert done.out.strip()
        assert done.out.endswith("\n")
        assert "\x1b" not in done.out

    @pytest.mark.parametrize("name", RUNS)
    def test_text_by_default(self, run: Run, name: str) -> None:
        """Text is the form where none is asked for; -f is short for --format."""
        assert run(*RUNS[name]) == run(*RUNS[name], "--format", "text")
        assert run(*RUNS[name], "-f", "json") == run(*RUNS[name], "--format=json")

    @pytest.mark.parametrize("name", RUNS)
    def test_json(self, run: Run, name: str) -> None:
        """JSON output is JSON and nothing else, with letters as themselves."""
        done = run(*RUNS[name], "--format", "json")

        assert json.loads(done.out)
        assert "\\u" not in done.out

    @pytest.mark.parametrize("name", RUNS)
    def test_same_again(self, run: Run, name: str) -> None:
        """The same command writes the same again, wherever it is run: nothing of the time or the machine is in it."""
        done = run(*RUNS[name])

        assert done == run(*RUNS[name])
        assert str(Path.cwd()) not in done.out

    def test_json_inspection(self, run: Run, tmp_path: Path) -> None:
        """An inspection in JSON is rated as the same one in TOML."""
        ps.write_inspection(ps.read_inspection(DERBYSHIRE), tmp_path / "a.json")

        assert run("rate", DERBYSHIRE) == run("rate", tmp_path / "a.json")


def rows_of(text: str) -> dict[str, list[str]]:
    """The rows of a table printed for people, by their first cells: what stands in the others, without the spaces.

    A cell that was folded is put together again, wherever it was broken.
    """
    rows: list[list[str]] = []
    for line in text.splitlines():
        if line.startswith("│"):
            cells = ["".join(cell.split()) for cell in line.strip("│").split("│")]
            if cells[0]:
                rows.append(cells)
            else:
                rows[-1] = [before + more for before, more in zip(rows[-1], cells, strict=True)]
    return {row[0]: row[1:] for row in rows}


def joined(text: str) -> str:
    """Everything that was printed without the spaces: what stands in tables, then what stands around them."""
    around = "".join("".join(line.split()) for line in text.splitlines() if not line.startswith("│"))
    return "".join("".join([first, *cells]) for first, cells in rows_of(text).items()) + around


def squeezed(text: str) -> str:
    """A text without its spaces."""
    return "".join(text.split())


class TestFrameworks:
    def test_json(self, run: Run, catalogue: ps.Catalogue) -> None:
        """As JSON, what is known of each framework that is installed: title, type, dates, distribution and version."""
        data = json.loads(run("frameworks", "-f", "json").out)
        expected = {
            "id": "pdu-2023",
            "title": "Inspection of probation delivery units",
            "type": "PDU",
            "starts": "2023-10",
            "ends": "2025-10",
            "distribution": "probation-standards-probation",
            "version": version("probation-standards-probation"),
        }

        assert list(catalogue) == [entry["id"] for entry in data]
        assert expected == next(entry for entry in data if entry["id"] == "pdu-2023")

    def test_text(self, run: Run, catalogue: ps.Catalogue) -> None:
        """As text, each is in a row with its title and dates; each distribution is named with its version."""
        done = run("frameworks")
        rows = rows_of(done.out)

        assert list(catalogue) == list(rows)
        for entry in catalogue.entries:
            assert {squeezed(entry.title), squeezed(entry.dates)} <= {*rows[entry.id]}
            assert f"{entry.plugin.distribution}{entry.plugin.version}" in joined(done.out)
        assert squeezed("2023-10 to 2025-10") in rows["pdu-2023"]

    def test_markdown(self, run: Run, catalogue: ps.Catalogue) -> None:
        """As Markdown, each is in a row with its title and dates; each distribution is named with its version."""
        done = run("frameworks", "-f", "markdown")
        lines = done.out.splitlines()
        for entry in catalogue.entries:
            (row,) = (line for line in lines if f"`{entry.id}`" in line)

            assert f" {entry.title} " in row
            assert f" {entry.dates} " in row
            assert f"{entry.plugin.distribution} {entry.plugin.version}" in done.out

    @pytest.mark.parametrize("format", ["text", "markdown"])
    def test_none(self, run: Run, blocked: list[str], format: str) -> None:
        """Where none is installed, it says so, and what to do."""
        done = run("frameworks", *blocked, "--format", format)

        assert done.status == 0
        assert "No frameworks are installed" in done.out
        assert "probation-standards-probation" in done.out

    def test_none_as_json(self, run: Run, blocked: list[str]) -> None:
        """As JSON that is an empty list."""
        assert json.loads(run("frameworks", *blocked, "-f", "json").out) == []


class TestFrameworksOnADay:
    def test_json(self, run: Run, catalogue: ps.Catalogue) -> None:
        """As JSON: the day, what is known of the editions in force on it, and for the other types why there is none."""
        data = json.loads(run("frameworks", "--on", "2025-02-24", "-f", "json").out)
        listed = {entry["id"]: entry for entry in json.loads(run("frameworks", "-f", "json").out)}
        types = {entry.type for entry in catalogue.entries}

        assert list(data) == ["on", "in_force", "none"]
        assert data["on"] == "2025-02-24"
        assert [listed[entry["id"]] for entry in data["in_force"]] == data["in_force"]
        assert {"PDU": "pdu-2023", "region": "region-2023"}.items() <= {
            entry["type"]: entry["id"] for entry in data["in_force"]
        }.items()
        assert (
            "2025-02-24 lies between youth-2021, in force to 2024-12, and youth-2025, in force from 2025-03"
            == (data["none"]["youth justice service"])
        )
        assert types == {*data["none"], *(entry["type"] for entry in data["in_force"])}
        assert len(types) == len(data["none"]) + len(data["in_force"])

    def test_text(self, run: Run, catalogue: ps.Catalogue) -> None:
        """As text: a row for each type of service, with the edition in force and its dates, or why there is none."""
        rows = rows_of(run("frameworks", "--on", "2025-02-24").out)

        assert ["pdu-2023", squeezed("2023-10 to 2025-10")] == rows["PDU"]
        assert rows["CRC"] == [
            "-",
            squeezed("2025-02-24 is after the last edition that is known, crc-2019, in force to 2021-06"),
        ]
        assert {squeezed(entry.type) for entry in catalogue.entries} == {*rows}

    def test_markdown(self, run: Run, catalogue: ps.Catalogue) -> None:
        """As Markdown: the same, and the title."""
        _, _, *rows = run("frameworks", "--on", "2025-02-24", "-f", "markdown").out.splitlines()
        pdu = "| PDU | `pdu-2023` | Inspection of probation delivery units, in force 2023-10 to 2025-10 |"
        crc = "| CRC | - | 2025-02-24 is after the last edition that is known, crc-2019, in force to 2021-06 |"

        assert pdu in rows
        assert crc in rows
        assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == [
            *dict.fromkeys(entry.type for entry in catalogue.entries)
        ]

    @pytest.mark.parametrize("format", FORMATS)
    def test_same_as_in_python(self, run: Run, catalogue: ps.Catalogue, format: str) -> None:
        """What is printed is what the catalogue says of that day."""
        printed = run("frameworks", "--on", "2023-09", "-f", format).out
        whole = joined(printed) if format == "text" else squeezed(printed)
        for found in catalogue.on("2023-09").values():
            assert squeezed(found if isinstance(found, str) else found.id) in whole

    def test_part_of_a_date(self, run: Run) -> None:
        """A month or a year will do where it decides, and where it does not, that is said."""
        month = json.loads(run("frameworks", "--on", "2025-02", "-f", "json").out)
        year = json.loads(run("frameworks", "--on", "2023", "-f", "json").out)

        assert (month["on"], year["on"]) == ("2025-02", "2023")
        assert "pdu-2023" in [entry["id"] for entry in month["in_force"]]
        assert year["none"]["PDU"] == "2023 lies within more than one edition: pdu-2021, pdu-2023"

    @pytest.mark.parametrize("format", FORMATS)
    @pytest.mark.parametrize("day", ["24.2.2025", "2025-02-30", "2025-13", "20250224", "today"])
    def test_no_date(self, run: Run, format: str, day: str) -> None:
        """What is no date is status 2, with what was given and what was expected; nothing is listed."""
        assert_refused(run("frameworks", "--on", day, "-f", format), "day: expected a date", f"(found '{day}')")

    def test_without_a_day(self, run: Run) -> None:
        """--on without a day is refused."""
        assert_refused(run("frameworks", "--on"), "--on")

    def test_blocked(self, run: Run) -> None:
        """Editions of a plugin that is left out are not there, nor are their types of service."""
        data = json.loads(run("frameworks", "--on", "2025-02-24", "--block", "probation", "-f", "json").out)

        assert "PDU" not in data["none"]
        assert "pdu-2023" not in [entry["id"] for entry in data["in_force"]]
        assert "youth justice service" in data["none"]


class TestShow:
    def test_by_id_and_by_file(self, run: Run) -> None:
        """A framework is shown by its id or by its file, the same."""
        for form in FORMATS:
            assert run("show", "pdu-2023", "-f", form) == run("show", FRAMEWORK, "-f", form)

    def test_ending_in_capitals(self, run: Run, tmp_path: Path) -> None:
        """A file is known by its ending in capitals, too."""
        shutil.copy(FRAMEWORK, tmp_path / "PDU.TOML")

        assert run("show", tmp_path / "PDU.TOML") == run("show", "pdu-2023")

    def test_json(self, run: Run, pdu: ps.Framework, tmp_path: Path) -> None:
        """As JSON it is the document that its file holds, and its digest."""
        ps.write_framework(pdu, tmp_path / "a.toml")
        expected = tomllib.loads((tmp_path / "a.toml").read_text(encoding="utf-8"))
        expected["digest"] = pdu.digest

        assert expected == json.loads(run("show", "pdu-2023", "-f", "json").out)

    @pytest.mark.parametrize("format", ["text", "markdown"])
    def test_digest(self, run: Run, pdu: ps.Framework, format: str) -> None:
        """For people it is shown with its digest, by which they can tell whether they have the same."""
        assert pdu.digest in run("show", "pdu-2023", "-f", format).out

    @pytest.mark.parametrize("format", ["text", "markdown"])
    def test_marks(self, run: Run, pdu: ps.Framework, format: str) -> None:
        """No text that is recalled or ours is shown without its mark."""
        shown = " ".join(run("show", "pdu-2023", "-f", format).out.split())
        parts: list[ps.KeyQuestion | ps.Prompt] = [*pdu.questions]
        parts += [prompt for question in pdu.questions for prompt in question.prompts]
        recalled = [part.text for part in parts if part.source.confidence is ps.Confidence.RECALLED]
        ours = [part.text for part in parts if not part.verbatim and part.text not in recalled]

        assert len(recalled) == 1
        assert len(ours) > 10
        for text in recalled:
            assert shown.count(text) == shown.count(f"{text} [recalled, not the publisher's wording]") == 1
        for text in ours:
            assert shown.count(text) == shown.count(f"{text} [not verbatim]") == 1

    def test_marks_in_json(self, run: Run) -> None:
        """In JSON each text names its source, and each source says how sure we are."""
        data = json.loads(run("show", "pdu-2023", "-f", "json").out)
        prompts = [
            prompt
            for standard in data["standards"]
            for question in standard.get("questions", [])
            for prompt in question.get("prompts", [])
        ]
        recalled = [prompt for prompt in prompts if data["sources"][prompt["source"]]["confidence"] == "recalled"]

        assert [(prompt["id"], prompt["verbatim"]) for prompt in recalled] == [("P 2.2.3d", False)]


class TestRate:
    def test_json(self, run: Run, pdu: ps.Framework) -> None:
        """As JSON: what was decided and why, under these keys."""
        data = json.loads(run("rate", DERBYSHIRE, "-f", "json").out)

        assert data["framework"] == "pdu-2023"
        assert pdu.digest == data["digest"]
        assert data["service"] == "Derbyshire PDU"
        assert (data["score"], data["maximum"]) == (2, 21)
        assert data["overall"]["rating"] == "Inadequate"
        assert "2 of 21 points" in data["overall"]["reason"]
        assert data["agrees_with_published"] is True
        assert [standard["id"] for standard in data["standards"]] == [standard.id for standard in pdu.standards]

        assessment: dict[str, Any] = data["standards"][3]

        assert (assessment["title"], assessment["rating"], assessment["points"]) == ("Assessment", "Inadequate", 0)
        assert assessment["counts"] is True
        assert "P 2.1.3 is the lowest of 3 key questions at 34 per cent" in assessment["reason"]
        assert [finding["percentage"] for finding in assessment["findings"]] == [60, 76, 34]

    @pytest.mark.parametrize("format", ["text", "markdown"])
    @pytest.mark.parametrize("command", ["rate", "explain"])
    def test_words(self, run: Run, command: str, format: str) -> None:
        """Ratings are in words: of the overall and of each standard, in the row or line of that standard."""
        done = run(command, DERBYSHIRE, "-f", format)
        ratings = ps.read_inspection(DERBYSHIRE).published
        assert ratings is not None

        assert re.search(r"Overall: Inadequate", done.out)
        for standard, rating in ratings.ratings.items():
            assert [line for line in done.out.splitlines() if f" {standard} " in line and rating in line]

    @pytest.mark.parametrize("command", ["rate", "explain"])
    def test_disagreement(self, run: Run, disagreeing: Path, command: str) -> None:
        """Where published ratings disagree, the status is 1, and the differences are in the output; it is no error."""
        text, data = run(command, disagreeing), run(command, disagreeing, "-f", "json")

        assert (text.status, data.status, run(command, disagreeing, "-f", "markdown").status) == (1, 1, 1)
        assert text.err == ""
        assert "score: published 3, decided 2" in text.out
        assert json.loads(data.out)["agrees_with_published"] is False
        assert json.loads(data.out)["differences"] == [{"what": "score", "published": 3, "decided": 2}]

    def test_nothing_published(self, run: Run, tmp_path: Path) -> None:
        """Where nothing was published, that is null, and the status is 0."""
        inspection = ps.read_inspection(DERBYSHIRE)
        unpublished = ps.Inspection(service="A", framework="pdu-2023", evidence=inspection.evidence)
        ps.write_inspection(unpublished, tmp_path / "a.toml")
        done = run("rate", tmp_path / "a.toml", "-f", "json")

        assert done.status == 0
        assert json.loads(done.out)["agrees_with_published"] is None

    @pytest.mark.parametrize("command", ["rate", "explain"])
    def test_no_evidence(self, run: Run, command: str) -> None:
        """Without evidence nothing is rated: every finding and judgement that is wanted is said, and in which file."""
        done = run(command, DERBY_CITY)

        assert_refused(done, "there is no evidence", 'judgements."P 1.1"', 'findings."P 2.4.3"', DERBY_CITY)

    def test_one_finding_lacking(self, run: Run, root: Path, tmp_path: Path) -> None:
        """A finding that is lacking is named."""
        lines = (root / DERBYSHIRE).read_text(encoding="utf-8").splitlines(keepends=True)
        (tmp_path / "a.toml").write_text("".join(line for line in lines if '"P 2.3.2" =' not in line), encoding="utf-8")
        done = run("rate", tmp_path / "a.toml")

        assert_refused(done, 'findings."P 2.3.2"', "P 2.3 Implementation and delivery")
        assert done.err.count("\n") == 2


class TestCheck:
    def test_right(self, run: Run) -> None:
        """What is right is said to be, with what it is and whether it can be rated."""
        assert "a framework, pdu-2023, with 7 standards; nothing is wrong" in run("check", FRAMEWORK).out
        assert "an inspection of Derbyshire PDU under pdu-2023" in run("check", DERBYSHIRE).out
        assert "it can be rated" in run("check", DERBYSHIRE).out
        assert "it holds no evidence, so it can't be rated" in run("check", DERBY_CITY).out

    def test_incomplete(self, run: Run, tmp_path: Path) -> None:
        """How much evidence is not there yet is said in numbers, and in good English for one, too."""
        lines = Path(DERBYSHIRE).read_text(encoding="utf-8").splitlines(keepends=True)
        (tmp_path / "2.toml").write_text("".join(line for line in lines if '"P 2.3.1" =' not in line), encoding="utf-8")
        less = [line for line in lines if not line.startswith(('"P 2.3.1" =', '"P 2.3.2" ='))]
        (tmp_path / "3.toml").write_text("".join(less), encoding="utf-8")

        assert "2 pieces of evidence" in run("check", tmp_path / "3.toml").out
        assert "1 piece of evidence" in run("check", tmp_path / "2.toml").out

    @pytest.mark.parametrize("what", [DERBYSHIRE, FRAMEWORK])
    def test_wrong(self, run: Run, tmp_path: Path, what: str) -> None:
        """What is wrong is said, all of it, on standard error; as JSON on standard output, as it is the answer asked for."""
        text = Path(what).read_text(encoding="utf-8").replace('confidence = "confirmed"', 'confidence = "sure"')
        path = tmp_path / "a.toml"
        path.write_text(f'mistake = "x"\n{text}', encoding="utf-8")
        done, as_json = run("check", path), run("check", path, "-f", "json")
        data = json.loads(as_json.out)

        assert_refused(done, str(path), "  - mistake: ", "(found 'sure')")
        assert (as_json.status, as_json.err) == (2, "")
        assert (data["file"], data["right"]) == (str(path), False)
        assert done.err.count("\n  - ") == len(data["problems"])
        assert {"path", "expected", "value", "suggestion"} == set(data["problems"][0])

    def test_right_as_json(self, run: Run) -> None:
        """As JSON, what is right has no problems."""
        data = json.loads(run("check", DERBYSHIRE, "-f", "json").out)

        assert (data["file"], data["right"], data["problems"]) == (DERBYSHIRE, True, [])
        assert data["state"].endswith("it can be rated.")

    def test_suggestion(self, run: Run, tmp_path: Path) -> None:
        """What was probably meant is said, in text and as JSON."""
        text = Path(DERBYSHIRE).read_text(encoding="utf-8").replace('"pdu-2023"', '"pdu-2032"')
        (tmp_path / "a.toml").write_text(text, encoding="utf-8")
        (problem,) = json.loads(run("check", tmp_path / "a.toml", "-f", "json").out)["problems"]

        assert (problem["path"], problem["suggestion"]) == ("framework", "pdu-2023")
        assert_refused(run("check", tmp_path / "a.toml"), "framework: ", "Did you mean 'pdu-2023'?")

    def test_what_show_prints(self, run: Run, tmp_path: Path) -> None:
        """A framework is written in TOML; what `show` prints as JSON is refused by `check` as it is by `show`."""
        (tmp_path / "a.json").write_text(run("show", "pdu-2023", "-f", "json").out, encoding="utf-8")

        assert run("check", tmp_path / "a.json").status == 2
        assert "TOML" in run("check", tmp_path / "a.json").err


BAD = {
    "missing file": (["missing.toml"], "No such file"),
    "directory": (["examples"], ".toml or .json"),
    "directory of that ending": (["{tmp}/folder.toml"], "cannot be read"),
    "wrong ending": (["LICENSE"], ".toml or .json"),
    "broken TOML": (["{tmp}/broken.toml"], "line 2"),
    "broken JSON": (["{tmp}/broken.json"], "line 1"),
    "not UTF-8": (["{tmp}/latin.toml"], "UTF-8"),
    "unknown framework": (["{tmp}/unknown.toml"], "'pdu-2023'"),
    "number beyond all bounds": (["{tmp}/huge.toml"], "huge.toml"),
    "date beyond all months": (["{tmp}/month.toml"], "fieldwork_start"),
}
"""What is no inspection that can be used, and what is said of it."""

MISUSED = {
    "unknown command": (["raet", DERBYSHIRE], "raet"),
    "unknown option": (["rate", DERBYSHIRE, "--colour"], "--colour"),
    "unknown format": (["rate", DERBYSHIRE, "-f", "yaml"], "markdown"),
    "no file": (["rate"], "FILE"),
    "no framework": (["show"], "FRAMEWORK"),
    "two files": (["rate", DERBYSHIRE, DERBY_CITY], DERBY_CITY),
    "format without value": (["rate", DERBYSHIRE, "--format"], "format"),
    "block without value": (["frameworks", "--block"], "block"),
    "unknown framework": (["show", "pdu-2032"], "pdu-2023"),
    "missing framework file": (["show", "pdu-2032.toml"], "No such file"),
    "framework that is an inspection": (["show", DERBYSHIRE], "this is an inspection"),
    "inspection that is a framework": (["rate", FRAMEWORK], "this is a framework"),
}
"""Commands that can't be carried out."""


class TestBadInput:
    @pytest.mark.parametrize("command", ["rate", "explain", "check"])
    @pytest.mark.parametrize("name", BAD)
    def test_files(self, run: Run, tmp_path: Path, command: str, name: str) -> None:
        """A file that can't be used is status 2 with a message that names it, and nothing on standard output."""
        (tmp_path / "folder.toml").mkdir()
        (tmp_path / "broken.toml").write_text('service = "a"\nframework = \n', encoding="utf-8")
        (tmp_path / "broken.json").write_text('{"service": }', encoding="utf-8")
        (tmp_path / "latin.toml").write_bytes('service = "Ystâd"'.encode("latin-1"))
        (tmp_path / "unknown.toml").write_text('service = "a"\nframework = "pdu-2032"\n', encoding="utf-8")
        (tmp_path / "huge.toml").write_text(f'service = "a"\nframework = 1{"0" * 5000}\n', encoding="utf-8")
        month = 'service = "a"\nframework = "pdu-2023"\nfieldwork_start = "2025-13"\n'
        (tmp_path / "month.toml").write_text(month, encoding="utf-8")
        (file,), said = BAD[name]
        path = file.format(tmp=tmp_path)
        done = run(command, path)

        assert_refused(done, said, path)

    @pytest.mark.parametrize("name", MISUSED)
    def test_misused(self, run: Run, name: str) -> None:
        """A command that can't be carried out is status 2 with a message on standard error."""
        arguments, said = MISUSED[name]

        assert_refused(run(*arguments), said)

    def test_did_you_mean(self, run: Run) -> None:
        """A misspelt command or framework is answered with the one that was probably meant."""
        assert_refused(run("raet", DERBYSHIRE), 'Did you mean "rate"?')
        assert_refused(run("show", "pdu-2032"), "Did you mean 'pdu-2023'?")

    def test_json_framework(self, run: Run, tmp_path: Path) -> None:
        """A framework file in JSON is not taken for a misspelt id: the message says that TOML is wanted."""
        (tmp_path / "a.json").write_text("{}", encoding="utf-8")

        assert_refused(run("show", tmp_path / "a.json"), "TOML")

    @pytest.mark.parametrize("command", COMMANDS)
    def test_failing_plugin(self, run: Run, failing: str, command: str) -> None:
        """A plugin that fails is named by whatever needs the frameworks, with the way out; blocked, it is no trouble."""
        arguments = RUNS[command]
        done = run(*arguments)

        assert_refused(done, "plugin 'broken' (no_such_module_at_all, from broken-standards 1.2.3)", "--block")
        assert run(*arguments, "--block", failing).status == 0

    def test_failing_plugin_not_needed(self, run: Run, failing: str) -> None:
        """What needs no installed framework is not held up by a plugin that fails."""
        assert failing
        assert run("show", FRAMEWORK).status == 0
        checked = run("check", FRAMEWORK)
        assert checked.status == 0
        assert "Note: its crosswalks were not held against what they lead to: " in checked.out
        assert run("check", FRAMEWORK, "--block", "nosuch").status == 2

    def test_block_repeated(self, run: Run, failing: str, blocked: list[str]) -> None:
        """--block may be repeated, before or after the file."""
        done = run("frameworks", "--block", failing, *blocked, "-f", "json")

        assert json.loads(done.out) == []
        assert run("rate", "--block", failing, DERBYSHIRE).status == 0
        assert_refused(run("rate", DERBYSHIRE, "--block", failing, *blocked), "framework: ")


class TestHelp:
    def test_overview(self, run: Run) -> None:
        """--help lists the commands and says what the exit statuses mean."""
        done = run("--help")

        assert (done.status, done.err) == (0, "")
        for command in COMMANDS:
            assert re.search(rf"\b{command} +[A-Z]", done.out)
        assert re.search(r"Exit status: 0 .* 1 .* 2 ", " ".join(done.out.split()))
        assert "\x1b" not in done.out

    @pytest.mark.parametrize("command", COMMANDS)
    def test_example(self, run: Run, command: str) -> None:
        """The help of each command has an example, and the example works."""
        done = run(command, "--help")
        found = re.search(rf"Example: probation-standards ({command}.*)", done.out)

        assert (done.status, done.err) == (0, "")
        assert found
        assert run(*found[1].split()).status == 0
        assert "\x1b" not in done.out

    @pytest.mark.parametrize("command", COMMANDS)
    def test_options(self, run: Run, command: str) -> None:
        """The help of each command explains its options."""
        text = " ".join(run(command, "--help").out.replace("│", " ").split())

        assert f"How to print it: text, json{', csv' if command == 'audit' else ''} or markdown." in text
        assert "may be repeated" in text

    def test_version(self, run: Run) -> None:
        """--version prints the version and nothing else."""
        assert run("--version") == Done(0, f"{version('probation-standards')}\n", "")

    def test_nothing(self, run: Run) -> None:
        """Without a command, the help is shown."""
        assert run().out == run("--help").out


@pytest.mark.skipif(not SCRIPT.exists(), reason="the script is not installed")
class TestScript:
    def test_agrees(self) -> None:
        """The installed script ends with 0 where all went well, and writes no escape codes into a pipe."""
        done = script("rate", DERBYSHIRE)

        assert (done.status, done.err) == (0, "")
        assert "Overall: Inadequate" in done.out
        assert "\x1b" not in done.out

    def test_disagrees(self, disagreeing: Path) -> None:
        """It ends with 1 where published ratings disagree."""
        done = script("rate", str(disagreeing))

        assert (done.status, done.err) == (1, "")

    def test_bad_input(self) -> None:
        """It ends with 2 for what can't be used."""
        assert_refused(script("rate", "missing.toml"), "missing.toml")

    def test_misused(self) -> None:
        """It ends with 2 for a command that there is not, without escape codes in the message."""
        done = script("raet")

        assert_refused(done, "raet")
        assert "\x1b" not in done.err

    @pytest.mark.skipif(os.name != "posix", reason="pipes are of another kind")
    @pytest.mark.parametrize("name", ["show", "rate", "check"])
    def test_reader_gone(self, name: str) -> None:
        """Where the reader of its output has gone, as with `| head`, it stops without a traceback.

        Its status is not 1, which is for published ratings that disagree.
        """
        reader, writer = os.pipe()
        os.close(reader)
        try:
            done = script(*RUNS[name], stdout=writer)
        finally:
            os.close(writer)

        assert "Traceback" not in done.err
        assert "BrokenPipeError" not in done.err
        assert done.status != 1

    @pytest.mark.parametrize("format", FORMATS)
    def test_letters_that_the_output_lacks(self, format: str) -> None:
        """A terminal without all letters gets a stand-in for those that it lacks, not a traceback."""
        done = script("show", "pdu-2023", "-f", format, PYTHONIOENCODING="ascii:strict")

        assert "Traceback" not in done.err
        assert done.status == 0

    def test_without_the_extra(self) -> None:
        """Without the extra it says how to install it; the status is not 1, which is for ratings that disagree."""
        code = "import sys; sys.modules['cyclopts'] = None; import probation_standards.cli"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603  # ours

        assert "pip install 'probation-standards[cli]'" in done.stderr
        assert "Traceback" not in done.stderr
        assert done.returncode not in (0, 1)

    def test_shows_what_main_shows(self, run: Run) -> None:
        """The script and `main` write the same."""
        assert script("explain", DERBYSHIRE, PYTHONIOENCODING="utf-8") == run("explain", DERBYSHIRE)


REGION = Path("examples/region-2023")


class TestPooled:
    """A region, rated on the cases of its services."""

    def test_says_of_which(self, run: Run) -> None:
        """It says whose cases were pooled, in every form."""
        for format in FORMATS:
            done = run("rate", REGION / "region.toml", "-f", format, "--pool", REGION / "north.toml", REGION / "south.toml")

            assert 0 == done.status
            assert "Cases pooled from Exampleshire North PDU, Exampleshire South PDU." in " ".join(done.out.split())

    def test_twice(self, run: Run, tmp_path: Path, root: Path) -> None:
        """The cases of a service count once: a copy of its file beside it is refused."""
        copy = tmp_path / "copy.toml"
        copy.write_bytes((root / REGION / "north.toml").read_bytes())

        assert_refused(
            run("rate", REGION / "region.toml", "--pool", REGION / "north.toml", copy), "file 2", "not there already"
        )

    def test_nothing_to_pool(self, run: Run) -> None:
        """Where the framework pools no cases, that is said, and nothing is rated as if nothing had been asked."""
        file = Path("examples/derbyshire-2025.toml")

        assert_refused(run("rate", file, "--pool", REGION / "north.toml"), "pdu-2023 pools no cases")


class TestNotes:
    """What a reader should know of an inspection."""

    @pytest.mark.parametrize("format", FORMATS)
    @pytest.mark.parametrize("command", ["rate", "explain"])
    def test_made_up(self, run: Run, command: str, format: str) -> None:
        """An inspection that is made up says so wherever it is rated."""
        done = run(command, "examples/crc-2018.toml", "-f", format)

        assert "Made up, to show how this edition is rated." in " ".join(done.out.split())

    def test_how_sure_as_markdown(self, run: Run) -> None:
        """Ratings as Markdown say how sure the rules are, as those in text do."""
        assert "thresholds of casework (recalled)" in run("rate", "examples/crc-2018.toml", "-f", "markdown").out

    @pytest.mark.parametrize("format", ["text", "markdown"])
    def test_recalled_titles(self, run: Run, format: str) -> None:
        """A title that is only recalled is marked where it is explained."""
        assert "Staffing [recalled]" in run("explain", "examples/national-2025.toml", "-f", format).out

    def test_of_another_type(self, run: Run, tmp_path: Path, root: Path) -> None:
        """A service of another type than its framework is for is noted."""
        file = tmp_path / "of-another-type.toml"
        text = (root / "examples/derbyshire-2025.toml").read_text(encoding="utf-8")
        file.write_text(text.replace('type = "PDU"', 'type = "CRC"'), encoding="utf-8")

        assert "the service is of the type CRC, and pdu-2023 is for PDU" in " ".join(run("rate", file).out.split())

    def test_not_rated(self, run: Run) -> None:
        """An inspection that was not rated as a whole is checked as such, with the reason."""
        assert "it was not rated: a small service" in run("check", "examples/youth-unrated.toml").out


class TestOverlap:
    @pytest.mark.parametrize("format", ["text", "markdown"])
    def test_noted(self, run: Run, install: Install, format: str) -> None:
        """Editions of one type that overlap are named where frameworks are listed."""
        files = ", ".join(f'framework_file(__name__, "{id}.toml", type="depot", starts="2025-04")' for id in ("a-1", "b-1"))
        install(ONE_FILE.replace('framework_file(__package__, "{id}.toml")', files))

        said = " ".join(run("frameworks", "-f", format).out.split())
        assert "Note: a-1 and b-1, both for depot, were in force on the same day." in said
