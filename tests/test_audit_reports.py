"""Reports on published records: text, plain data, CSV and Markdown, and the command that prints them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias

import attrs
import pytest

import probation_standards as ps
from probation_standards import Verdict
from probation_standards.cli import main
from probation_standards.published.records import record_from
from probation_standards.reports.audits import (
    FIELDS,
    audit_csv,
    audit_data,
    audit_markdown,
    audit_text,
    reconciled_text,
    summary,
    sure_text,
)
from strategies import SOURCE

FORMATS = ("text", "json", "csv", "markdown")
VERDICTS = {"agrees", "contradicts", "cannot tell"}

MIXED = """\
service,framework,publication_date,overall,score,maximum,status,note
Newport,youth-2021,2024-07-11,Good,19,36,,
West Sussex,youth-2021,2022-06-22,Requires improvement,26,36,wrong at source,The press release says Good.
Lambeth,youth-2018,2019,Requires improvement,,,,
Nowhere,youth-2021,2022,Goood,x,,,
"""
"""A record in which one inspection agrees, one contradicts, one can't be told, and one can't be read, for two reasons."""

AGREEING = "service,framework,overall,score\nNewport,youth-2021,Good,19\n"
OPEN = "service,framework,overall\nLambeth,youth-2018,Requires improvement\n"
KNOWN = "".join(MIXED.splitlines(keepends=True)[:4])
UNREAD = f"{AGREEING}Nowhere,youth-2021,Goood,\n"


class Done(NamedTuple):
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str


Run: TypeAlias = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command within this process."""

    def run(*arguments: str | Path) -> Done:
        capsys.readouterr()
        status = main([str(argument) for argument in arguments])
        return Done(status, *capsys.readouterr())

    return run


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a record into a file."""

    def write(text: str, name: str = "record.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def mixed(catalogue: ps.Catalogue) -> ps.Audit:
    """A record with every verdict, and a row that can't be read."""
    return ps.audit(record_from(MIXED.encode(), catalogue, "mixed.csv"), catalogue)


@pytest.fixture(scope="session")
def shipped_audits(catalogue: ps.Catalogue) -> list[ps.Audit]:
    """What the plugins of this project bring."""
    return [ps.audit(record, catalogue) for record in catalogue.published()]


def audit_of(catalogue: ps.Catalogue, text: str) -> ps.Audit:
    """The audit of a record."""
    return ps.audit(record_from(text.encode(), catalogue), catalogue)


def verdicts_of(lines: list[str]) -> list[str]:
    """The verdicts that lines of text begin with, in their order."""
    words = [line.partition(":")[0].partition(" (by rules")[0] for line in lines]
    return [word for word in words if word in VERDICTS]


class TestText:
    def test_what_needs_a_look_first(self, mixed: ps.Audit) -> None:
        """Contradictions come before what can't be told, and that before what agrees; the counts come last."""
        lines = audit_text(mixed).splitlines()

        assert "mixed.csv" == lines[0]
        assert ["contradicts", "cannot tell", "agrees"] == verdicts_of(lines)
        assert summary(mixed) == lines[-1]

    def test_counts(self, mixed: ps.Audit) -> None:
        """The counts are of inspections; how many are known to be wrong is said, and what could not be read."""
        assert (
            "3 inspections: 1 agree, 1 contradict (1 known to be wrong at the source), 1 can't be told; "
            "1 row could not be read."
        ) == summary(mixed)

    def test_counts_of_one(self, catalogue: ps.Catalogue) -> None:
        """Of one inspection and one row it speaks in the singular, of two in the plural."""
        one, two = summary(audit_of(catalogue, UNREAD)), summary(audit_of(catalogue, f"{UNREAD}A,B,C,D\nE,F,G,H\n"))

        assert "1 inspection: 1 agree, 0 contradict, 0 can't be told; 1 row could not be read." == one
        assert two.endswith("3 rows could not be read.")

    def test_contradiction(self, mixed: ps.Audit) -> None:
        """A contradiction is told with row, service, date and framework, both sides, what reconciles it, and its status."""
        lines = audit_text(mixed).splitlines()
        start = next(number for number, line in enumerate(lines) if line.startswith("contradicts"))

        named = "row 3, West Sussex 2022-06-22 (youth-2021)"

        assert [
            f"contradicts (by rules that are inferred): {named}: Requires improvement, 26/36; 26 of 36 points is Good",
            "    published: Requires improvement, 26/36; the rules give: Good",
            "    reconciled by: overall Good; or score 7 to 18",
            "    status: wrong at source; The press release says Good.",
        ] == lines[start : start + 4]

    def test_how_sure(self, mixed: ps.Audit) -> None:
        """What was concluded by rules that are not confirmed says so; what can't be told rests on none."""
        lines = audit_text(mixed).splitlines()
        said = {line.partition(" ")[0]: " (by rules that are inferred): " in line for line in lines if verdicts_of([line])}

        assert {"contradicts": True, "agrees": True, "cannot": False} == said

    def test_confirmed(self, mixed: ps.Audit) -> None:
        """Where all rules are confirmed nothing is said."""
        conclusion = attrs.evolve(mixed.rows[0].conclusion, rests_on=(SOURCE,))

        assert "" == sure_text(conclusion)

    def test_notes(self, catalogue: ps.Catalogue) -> None:
        """What is worth a second look is told under the inspection, in every form: fieldwork outside the dates in force."""
        audit = audit_of(catalogue, "service,framework,fieldwork_start,overall,score\nA,youth-2021,2012,Good,19\n")
        note = "fieldwork began 2012, and youth-2021 was in force from 2021-07-15 to 2024-12"

        assert (note,) == audit.rows[0].notes
        assert f"    note: {note}" in audit_text(audit).splitlines()
        assert [note] == audit_data(audit)["rows"][0]["notes"]
        assert note in audit_markdown(audit)
        assert note == next(csv.DictReader(io.StringIO(audit_csv([audit]))))["notes"]

    def test_columns_not_read(self, catalogue: ps.Catalogue) -> None:
        """Columns of a reader's own are named as not read."""
        audit = audit_of(catalogue, "service,framework,overall,score,Colour\nA,youth-2021,Good,19,red\n")

        assert ("Colour",) == audit.unread
        assert "not read, being no columns of a published record: Colour" in audit_text(audit).splitlines()
        assert ["Colour"] == audit_data(audit)["columns_not_read"]

    def test_name_over_several_lines(self, catalogue: ps.Catalogue) -> None:
        """A name that goes over several lines is told in one."""
        audit = audit_of(catalogue, 'service,framework,overall\n"A\nand B",youth-2021,Good\n')

        assert "cannot tell: row 2, A and B (youth-2021): Good; the overall rating alone was published" in audit_text(audit)

    def test_cannot_tell(self, mixed: ps.Audit) -> None:
        """What can't be told is told with what is missing and what that would have to be."""
        text = audit_text(mixed)

        assert "    missing: score, 1.1, 1.2" in text
        assert "    would have to be: score 7 to 18 of 36" in text

    def test_unread(self, mixed: ps.Audit) -> None:
        """What could not be read is told with its row and column."""
        text = audit_text(mixed)

        assert "cannot be read: row 5, column overall: " in text
        assert "(found 'Goood'). Did you mean 'Good'?" in text
        assert "cannot be read: row 5, column score: " in text

    def test_without_rows(self, catalogue: ps.Catalogue) -> None:
        """Inspections that come from no table are told without a row."""
        inspection = ps.Inspection(service="Newport", framework="youth-2021", published=ps.PublishedRatings(overall="Good"))

        text = audit_text(ps.audit([inspection], catalogue))

        assert "cannot tell: Newport (youth-2021): Good; " in text

    def test_nothing_reconciles(self) -> None:
        """Where no single value would reconcile it, that is said."""
        assert "no single value" == reconciled_text(ps.Conclusion(Verdict.CONTRADICTS))

    def test_every_inspection(self, shipped_audits: list[ps.Audit]) -> None:
        """Every inspection is in the text once, with its verdict and row."""
        for audit in shipped_audits:
            lines = audit_text(audit).splitlines()
            for row in audit.rows:
                told = [line for line in lines if f": row {row.row}, {row.inspection.service}" in line]

                assert [row.verdict.value] == verdicts_of(told)

    def test_shipped_status(self, shipped_audits: list[ps.Audit]) -> None:
        """Each shipped row that is known to be wrong at its source is named in the text with that status."""
        named = []
        for audit in shipped_audits:
            lines = audit_text(audit).splitlines()
            wrong = [
                row for row in audit.rows if row.inspection.published and row.inspection.published.status == "wrong at source"
            ]
            named += [row.inspection.service for row in wrong]
            for row in wrong:
                start = next(n for n, line in enumerate(lines) if f"row {row.row}, {row.inspection.service}" in line)

                assert lines[start + 3].startswith("    status: wrong at source; ")

        assert ["Bridgend", "West Sussex"] == named

    def test_shipped_counts(self, shipped_audits: list[ps.Audit]) -> None:
        """The shipped records end with their counts."""
        assert [
            "67 inspections: 8 agree, 0 contradict, 59 can't be told.",
            "121 inspections: 87 agree, 2 contradict (2 known to be wrong at the source), 32 can't be told.",
        ] == [audit_text(audit).splitlines()[-1] for audit in shipped_audits]


class TestData:
    def test_rows(self, mixed: ps.Audit) -> None:
        """As data, a row says who, when, the verdict, why, and what would reconcile it."""
        data = audit_data(mixed)
        contradicting = data["rows"][1]

        assert "mixed.csv" == data["record"]
        assert {"agrees": 1, "contradicts": 1, "cannot tell": 1, "cannot be read": 1} == data["counts"]
        assert [2, 3, 4] == [row["row"] for row in data["rows"]]
        assert {
            "row": 3,
            "service": "West Sussex",
            "framework": "youth-2021",
            "fieldwork_start": None,
            "publication_date": "2022-06-22",
            "verdict": "contradicts",
            "published": "Requires improvement, 26/36",
            "decided": "Good",
            "because": "26 of 36 points is Good",
            "reconciled_by": [
                {"what": "overall", "values": ["Good"], "text": "Good"},
                {"what": "score", "values": [*range(7, 19)], "text": "7 to 18"},
            ],
            "missing": [],
            "needed": [],
            "rules_confidence": "inferred",
            "notes": [],
            "status": "wrong at source",
            "source_confidence": None,
            "source": None,
            "note": "The press release says Good.",
        } == contradicting

    def test_problems(self, mixed: ps.Audit) -> None:
        """A problem says its row and column, what was found, and what was probably meant."""
        found = [
            (problem["row"], problem["column"], problem["value"], problem["suggestion"])
            for problem in audit_data(mixed)["problems"]
        ]

        assert [(5, "overall", "'Goood'", "Good"), (5, "score", "'x'", None)] == found

    def test_problem_of_a_whole_row(self, catalogue: ps.Catalogue) -> None:
        """Of a problem with a whole row the column is null."""
        (problem,) = audit_data(audit_of(catalogue, f"{AGREEING}A,B\n"))["problems"]

        assert (3, None, None) == (problem["row"], problem["column"], problem["value"])

    def test_is_plain(self, shipped_audits: list[ps.Audit]) -> None:
        """It is plain data: JSON holds all of it."""
        for audit in shipped_audits:
            data = audit_data(audit)

            assert data == json.loads(json.dumps(data))
            assert len(audit.rows) == len(data["rows"])
            for name in ("rules_confidence", "source_confidence"):
                assert {row[name] for row in data["rows"]} <= {"confirmed", "inferred", "recalled", None}


class TestCsv:
    def test_rows(self, mixed: ps.Audit, shipped_audits: list[ps.Audit]) -> None:
        """It holds a row for each inspection and each problem of all records, with the verdict, or that it can't be read."""
        audits = [mixed, *shipped_audits]
        rows = [*csv.DictReader(io.StringIO(audit_csv(audits)))]

        assert sum(len(audit.rows) + len(audit.problems) for audit in audits) == len(rows)
        assert set(FIELDS) == {*rows[0]}
        expected = Counter({"cannot be read": 2})
        expected.update(row.verdict.value for audit in audits for row in audit.rows)
        assert expected == Counter(row["verdict"] for row in rows)
        assert Counter({audit.name: len(audit.rows) + len(audit.problems) for audit in audits}) == Counter(
            row["record"] for row in rows
        )

    def test_cells(self, mixed: ps.Audit) -> None:
        """Several values stand in one cell; nothing is None."""
        rows = [*csv.DictReader(io.StringIO(audit_csv([mixed])))]

        assert ["2", "3", "4", "5", "5"] == [row["row"] for row in rows]
        assert "overall Good; score 7 to 18" == rows[1]["reconciled_by"]
        assert rows[2]["missing"].startswith("score; 1.1; 1.2")
        assert "score 7 to 18 of 36" == rows[2]["needed"]
        assert "wrong at source" == rows[1]["status"]
        assert "Did you mean 'Good'?" in rows[3]["because"]
        assert all("None" not in row.values() for row in rows)

    def test_commas_and_lines(self, catalogue: ps.Catalogue) -> None:
        """Names with commas, quotation marks and line ends come back as they were."""
        service = 'Leicester, "Leicestershire"\nand Rutland'
        text = io.StringIO()
        csv.writer(text).writerows([["service", "framework", "overall"], [service, "pdu-2023", "Inadequate"]])

        (row,) = csv.DictReader(io.StringIO(audit_csv([audit_of(catalogue, text.getvalue())])))

        assert service == row["service"]

    def test_none(self) -> None:
        """Of no records it is the header alone."""
        assert [",".join(FIELDS)] == audit_csv([]).splitlines()


class TestMarkdown:
    def test_table(self, mixed: ps.Audit) -> None:
        """It is a heading, the counts, what could not be read, and a table, what needs a look first."""
        blocks = audit_markdown(mixed).split("\n\n")
        _, _, *rows = blocks[3].splitlines()

        assert ["# mixed.csv", summary(mixed)] == blocks[:2]
        assert 2 == blocks[2].count("- cannot be read: row 5, ")
        assert 3 == len(rows)
        assert ["contradicts", "cannot tell", "agrees"] == verdicts_of([row.split(" | ")[3] for row in rows])
        assert "reconciled by: overall Good; or score 7 to 18" in rows[0]
        assert "would have to be: score 7 to 18 of 36" in rows[1]

    def test_one_line_each(self, catalogue: ps.Catalogue, shipped_audits: list[ps.Audit]) -> None:
        """Whatever stands in a name, each inspection has one line of the table with six cells."""
        odd = audit_of(catalogue, 'service,framework,overall\n"A | B\nC",pdu-2023,Good\n')
        for audit in (odd, *shipped_audits):
            rows = audit_markdown(audit).split("\n\n")[-1].splitlines()[2:]

            assert len(audit.rows) == len(rows)
            assert {7} == {row.replace("\\|", "").count("|") for row in rows}

    def test_without_rows(self, catalogue: ps.Catalogue) -> None:
        """An inspection that comes from no table has a dash for its row."""
        inspection = ps.Inspection(service="Newport", framework="youth-2021")

        assert "\n| - | Newport | `youth-2021` | cannot tell | no rating | " in audit_markdown(
            ps.audit([inspection], catalogue)
        )


class TestStatus:
    @pytest.mark.parametrize("format", FORMATS)
    @pytest.mark.parametrize(
        ("text", "status"), [(AGREEING, 0), (OPEN, 0), (UNREAD, 2), (MIXED, 1)], ids=["agrees", "open", "unread", "contradicts"]
    )
    def test_of_a_file(self, run: Run, write: Callable[..., Path], text: str, status: int, format: str) -> None:
        """It is 1 where anything contradicts, else 2 where something could not be read, else 0; all is printed either way."""
        done = run("audit", write(text), "-f", format)

        assert (status, "") == (done.status, done.err)
        assert "Newport" in done.out or "Lambeth" in done.out
        assert done.out.endswith("\n")
        assert not done.out.endswith("\n\n")

    @pytest.mark.parametrize(
        ("texts", "status"),
        [([AGREEING, OPEN], 0), ([AGREEING, UNREAD], 2), ([UNREAD, MIXED], 1), ([MIXED, AGREEING], 1), ([AGREEING, MIXED], 1)],
    )
    def test_of_several(self, run: Run, write: Callable[..., Path], texts: list[str], status: int) -> None:
        """Of several files it is that of them all."""
        paths = [write(text, f"{number}.csv") for number, text in enumerate(texts)]

        assert status == run("audit", *paths).status

    @pytest.mark.parametrize("format", FORMATS)
    def test_missing_file(self, run: Run, tmp_path: Path, format: str) -> None:
        """A file that is not there is status 2, and named on standard error; nothing was audited."""
        done = run("audit", tmp_path / "missing.csv", "-f", format)

        assert 2 == done.status
        assert {"json": "[]\n", "csv": ",".join(FIELDS) + "\n"}.get(format, "") == done.out
        assert str(tmp_path / "missing.csv") in done.err
        assert "Traceback" not in done.err

    def test_missing_among_others(self, run: Run, write: Callable[..., Path], tmp_path: Path) -> None:
        """The other files are audited all the same; the status is 1 where anything in them contradicts, else 2."""
        missing = tmp_path / "missing.csv"
        agreeing, contradicting = write(AGREEING, "a.csv"), write(MIXED, "b.csv")

        for files, status in (([missing, agreeing], 2), ([agreeing, missing], 2), ([missing, contradicting], 1)):
            done = run("audit", *files)

            assert status == done.status
            assert str(missing) in done.err
            assert "Newport" in done.out

    @pytest.mark.parametrize(
        ("text", "status"), [(MIXED, 2), (MIXED.replace("wrong at source", ""), 1), (KNOWN, 0), (AGREEING, 0), (UNREAD, 2)]
    )
    def test_known(self, run: Run, write: Callable[..., Path], text: str, status: int) -> None:
        """With --known, what is known to be wrong at its source contradicts without changing the status."""
        path = write(text)

        assert status == run("audit", path, "--known").status
        assert run("audit", path).out == run("audit", path, "--known").out

    @pytest.mark.parametrize("content", [b"", b"a;b\n", "service\n".encode("utf-16")], ids=["empty", "semicolons", "UTF-16"])
    def test_no_record(self, run: Run, tmp_path: Path, content: bytes) -> None:
        """So is a file that is no record."""
        (tmp_path / "record.csv").write_bytes(content)
        done = run("audit", tmp_path / "record.csv")

        assert (2, "") == (done.status, done.out)
        assert str(tmp_path / "record.csv") in done.err

    def test_unknown_format(self, run: Run, write: Callable[..., Path]) -> None:
        """A form that there is not is status 2."""
        assert 2 == run("audit", write(AGREEING), "-f", "xlsx").status


class TestCommand:
    def test_json(self, run: Run, write: Callable[..., Path]) -> None:
        """JSON is a list with one object for each file, in their order, with verdict and what reconciles each row."""
        paths = [write(AGREEING, "a.csv"), write(MIXED, "b.csv")]
        data = json.loads(run("audit", *paths, "-f", "json").out)

        assert [*map(str, paths)] == [record["record"] for record in data]
        assert ["agrees", "contradicts", "cannot tell"] == [row["verdict"] for row in data[1]["rows"]]
        assert "overall" == data[1]["rows"][1]["reconciled_by"][0]["what"]

    def test_csv(self, run: Run, write: Callable[..., Path]) -> None:
        """CSV is one table for all files."""
        paths = [write(AGREEING, "a.csv"), write(MIXED, "b.csv")]
        rows = [*csv.DictReader(io.StringIO(run("audit", *paths, "-f", "csv").out))]

        assert [str(paths[0])] + [str(paths[1])] * 5 == [row["record"] for row in rows]

    @pytest.mark.parametrize("format", ["text", "markdown"])
    def test_several(self, run: Run, write: Callable[..., Path], format: str) -> None:
        """Reports on several files follow each other, as they would be alone."""
        paths = [write(AGREEING, "a.csv"), write(MIXED, "b.csv")]
        alone = [run("audit", path, "-f", format).out for path in paths]

        assert "\n".join(alone) == run("audit", *paths, "-f", format).out

    def test_text_by_default(self, run: Run, write: Callable[..., Path]) -> None:
        """Text is the form where none is asked for."""
        path = write(MIXED)

        assert run("audit", path) == run("audit", path, "--format", "text")

    @pytest.mark.parametrize("format", FORMATS)
    def test_shipped(self, run: Run, shipped_audits: list[ps.Audit], format: str) -> None:
        """Without a file it is what the plugins bring; two rows contradict, so that the status is 1."""
        done = run("audit", "-f", format)

        assert (1, "") == (done.status, done.err)
        for audit in shipped_audits:
            assert audit.name in done.out
        if format == "json":
            assert [audit_data(audit) for audit in shipped_audits] == json.loads(done.out)
        if format == "csv":
            assert audit_csv(shipped_audits) == done.out

    def test_shipped_by_one_plugin(self, run: Run) -> None:
        """Without youth justice nothing contradicts."""
        done = run("audit", "--block", "youth-justice", "-f", "json")

        assert 0 == done.status
        assert 1 == len(json.loads(done.out))

    def test_shipped_and_known(self, run: Run) -> None:
        """Nothing contradicts but what is known to be wrong."""
        assert 0 == run("audit", "--known").status

    @pytest.mark.parametrize(
        ("format", "expected"),
        [
            ("text", "No installed plugin brings published inspections.\n"),
            ("markdown", "No installed plugin brings published inspections.\n"),
            ("json", "[]\n"),
            ("csv", ",".join(FIELDS) + "\n"),
        ],
    )
    def test_none_shipped(self, run: Run, shipped: tuple[str, ...], format: str, expected: str) -> None:
        """Where no plugin brings any, that is said, or stands there as nothing."""
        blocks = [word for name in shipped for word in ("--block", name)]

        assert Done(0, expected, "") == run("audit", *blocks, "-f", format)

    def test_blocked_plugin(self, run: Run, write: Callable[..., Path]) -> None:
        """Inspections of frameworks that are left out can't be read."""
        done = run("audit", write(AGREEING), "--block", "youth-justice")

        assert 2 == done.status
        assert "row 2, column framework" in done.out

    @pytest.mark.parametrize("format", FORMATS)
    def test_letters(self, write: Callable[..., Path], format: str) -> None:
        """Names are printed in their own letters, and a terminal without these gets a stand-in, not a traceback."""
        path = write("service,framework,overall\nYnys Môn,youth-2021,Good\n")
        arguments = [sys.executable, "-X", "utf8=0", "-m", "probation_standards", "audit", str(path), "-f", format]

        for encoding, expected in (("utf-8", "Ynys Môn"), ("ascii", "Ynys M\\xf4n")):
            done = subprocess.run(  # noqa: S603  # our own
                arguments, env={**os.environ, "PYTHONIOENCODING": encoding}, capture_output=True, check=False
            )

            assert (0, b"") == (done.returncode, done.stderr)
            assert expected in done.stdout.decode(encoding)

    def test_same_again(self, run: Run) -> None:
        """The same command writes the same again."""
        assert run("audit") == run("audit")

    def test_help(self, run: Run) -> None:
        """The help says the statuses, the forms and what is audited without a file."""
        text = " ".join(run("audit", "--help").out.replace("│", " ").split())

        assert "1 when anything contradicts; else 2 when something could not be read; else 0" in text
        assert "text, json, csv or markdown" in text
        assert "Without any, the published inspections that the installed plugins bring" in text
