"""`probation-standards new`: a package that is complete, in a folder where nothing is written over."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

import probation_standards as ps
from installing import ONE_FILE, Install, framework_text
from probation_standards.cli import main
from probation_standards.new.packages import checked_id, package_files, write_package

Run: TypeAlias = Callable[..., tuple[int, str, str]]

FILES = [
    "README.md",
    "inspection.toml",
    "pyproject.toml",
    "src/depot_standards/__init__.py",
    "src/depot_standards/depot-standards.toml",
    "src/depot_standards/published.csv",
    "tests/test_depot_standards.py",
]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `new` in an empty folder: its status, and what it wrote to the output and to the errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(["new", *arguments])
        return status, *capsys.readouterr()

    return run


def under(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


class TestMade:
    def test_files(self, run: Run, tmp_path: Path) -> None:
        """It writes the whole package into a folder of the id, says what it wrote, and how to go on."""
        status, out, err = run("depot-standards")

        assert (0, "") == (status, err)
        assert FILES == under(tmp_path / "depot-standards")
        assert FILES == re.findall(r"^  (\S+)$", out, re.MULTILINE)
        assert [
            '  python -m pip install --editable depot-standards "probation-standards[testing]" pytest',
            "  python -m pytest depot-standards",
            "  probation-standards rate depot-standards/inspection.toml",
        ] == out.splitlines()[-3:]

    def test_folder(self, run: Run, tmp_path: Path) -> None:
        """--folder names another folder, which may lie deeper, be there already, and hold other files."""
        place = tmp_path / "my work" / "depots"
        place.mkdir(parents=True)
        (place / "LICENSE").write_text("mine", encoding="utf-8")
        status, out, _ = run("depot-standards", "--folder", "my work/depots")

        assert 0 == status
        assert ["LICENSE", *FILES] == under(place)
        assert "  python -m pytest 'my work/depots'" in out

    @pytest.mark.parametrize("id", ["my-framework", "depot-standards", "d2", "my-framework-2", "a-my-framework"])
    def test_named(self, id: str, tmp_path: Path) -> None:
        """Every file is about the id that was asked for, and nothing is left of the one in the template."""
        write_package(id, tmp_path)
        module = id.replace("-", "_")
        package = tomllib.loads((tmp_path / "pyproject.toml").read_text(encoding="utf-8"))
        framework = ps.read_framework(tmp_path / "src" / module / f"{id}.toml")
        rest = "".join(file + text for file, text in package_files(id).items()).replace(id, "").replace(module, "")

        assert (id, {id: module}) == (package["project"]["name"], package["project"]["entry-points"]["probation_standards"])
        assert [id] == package["tool"]["pytest"]["ini_options"]["probation_standards"]
        assert (id, id.replace("-", " ").capitalize()) == (framework.id, framework.title)
        assert [] == re.findall(r"my.framework", rest.replace(framework.title, ""), re.IGNORECASE)

    def test_framework(self, tmp_path: Path) -> None:
        """The framework shows a judged and a casework standard, and an overall that is rated with either of them alone."""
        write_package("depot-standards", tmp_path)
        framework = ps.read_framework(tmp_path / "src/depot_standards/depot-standards.toml")
        judged, casework = framework.standards

        assert ("inspector-judgement", 0) == (judged.rule.kind, len(judged.questions))
        assert ("lowest-question", 3) == (casework.rule.kind, len(casework.questions))
        assert "total-points" == framework.overall.kind
        for points in (3, 6):
            findings = {question.id: 80 for question in casework.questions}
            alone = {} if points == 6 else {"1": "it was not looked at"}
            judgements = {"1": "Strong"} if points == 6 else {}
            rated = ps.rate(framework, ps.Evidence(findings=findings, judgements=judgements, not_rated=alone))
            assert ("Strong", points) == (str(rated.overall.rating), rated.maximum)

    def test_inspection(self, tmp_path: Path) -> None:
        """The inspection is rated as it says that it was published, and the published record holds the same."""
        write_package("depot-standards", tmp_path)
        framework = ps.read_framework(tmp_path / "src/depot_standards/depot-standards.toml")
        inspection = ps.read_inspection(tmp_path / "inspection.toml", {framework.id: framework})
        record = ps.read_record(tmp_path / "src/depot_standards/published.csv", {framework.id: framework})
        [published] = record.inspections.values()

        assert ps.agreement(inspection.published, ps.rate(framework, inspection.evidence)).agrees
        assert ((), ()) == (record.problems, record.unread)
        assert [ps.Verdict.AGREES] == [row.verdict for row in ps.audit(record, {framework.id: framework}).rows]
        assert (inspection.service, inspection.evidence.findings) == (published.service, published.evidence.findings)
        assert "Made up" in inspection.note
        assert "Made up" in published.note

    def test_plugin(self, install: Install) -> None:
        """What the plugin says of the edition is what its file says."""
        files = package_files("depot-standards")
        framework = files["src/depot_standards/depot-standards.toml"]
        plugin = install(files["src/depot_standards/__init__.py"], depot_standards=framework)
        (plugin.package / "published.csv").write_text(files["src/depot_standards/published.csv"], encoding="utf-8")
        catalogue = ps.discover()

        assert "Depot standards" == catalogue["depot-standards"].title
        assert catalogue["depot-standards"] is catalogue.in_force("depot", "2025-05-12")
        assert ["Exampleshire depot"] == [
            inspection.service
            for record in catalogue.published()
            for inspection in record.inspections.values()
            if inspection.framework == "depot-standards"
        ]

    def test_readme(self) -> None:
        """Its README names every other file."""
        files = package_files("depot-standards")

        assert [] == [file for file in files if file != "README.md" and f"| `{file}` |" not in files["README.md"]]


class TestNothingWrittenOver:
    @pytest.mark.parametrize("file", FILES)
    def test_file(self, run: Run, tmp_path: Path, file: str) -> None:
        """Where one file is there already, it is named, it stays as it was, and nothing else is written."""
        there = tmp_path / "depot-standards" / file
        there.parent.mkdir(parents=True)
        there.write_text("mine", encoding="utf-8")
        status, out, err = run("depot-standards")

        assert (2, "") == (status, out)
        assert f"  - {Path('depot-standards', file)}: expected nothing to be there" in err
        assert [file] == under(tmp_path / "depot-standards")
        assert "mine" == there.read_text(encoding="utf-8")

    def test_all_of_them(self, run: Run, tmp_path: Path) -> None:
        """A second run names all that the first one made, and leaves it as it was."""
        run("depot-standards")
        (tmp_path / "depot-standards/README.md").write_text("mine", encoding="utf-8")
        status, _, err = run("depot-standards")

        assert 2 == status
        assert len(FILES) == err.count("expected nothing to be there")
        assert "mine" == (tmp_path / "depot-standards/README.md").read_text(encoding="utf-8")

    @pytest.mark.parametrize("file", ["depot-standards", "depot-standards/src"])
    def test_no_folder(self, run: Run, tmp_path: Path, file: str) -> None:
        """Where a file has the name of a folder, that is said, and nothing is written."""
        there = tmp_path / file
        there.parent.mkdir(exist_ok=True)
        there.write_text("mine", encoding="utf-8")
        status, _, err = run("depot-standards")

        assert 2 == status
        assert f"  - {Path(file)}: expected a folder, or nothing" in err
        assert [file] == under(tmp_path)

    @pytest.mark.skipif(os.name != "posix", reason="links are of another kind")
    def test_link(self, tmp_path: Path) -> None:
        """A link that leads nowhere is there, too."""
        (tmp_path / "README.md").symlink_to(tmp_path / "elsewhere")
        with pytest.raises(ps.ProbationStandardsError, match="README"):
            write_package("depot-standards", tmp_path)

        assert not (tmp_path / "elsewhere").exists()

    def test_cannot_be_written(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Where a file can't be written, none stays behind, the status is 3, and the message says which."""
        really = Path.open

        def full(path: Path, *arguments: str, **options: str) -> object:
            if path.name == "published.csv":
                raise OSError(28, "No space left on device", str(path))
            return really(path, *arguments, **options)  # type: ignore[call-overload]  # as it was called

        monkeypatch.setattr(Path, "open", full)
        status, out, err = run("depot-standards")

        assert (3, "") == (status, out)
        assert re.search(r"published\.csv cannot be written: No space left on device", err)
        assert [] == [*tmp_path.iterdir()]


class TestIds:
    @pytest.mark.parametrize(
        ("id", "why", "instead"),
        [
            ("Depots", "letters from a to z", "depots"),
            ("Depot Standards", "letters from a to z", "depot-standards"),
            ("depot_standards", "letters from a to z", "depot-standards"),
            ("depots-", "letters from a to z", "depots"),
            ("a--b", "letters from a to z", "a-b"),
            ("2025-depots", "letters from a to z", "depots-2025"),
            ("2025", "letters from a to z", "framework-2025"),
            ("../depots", "letters from a to z", "depots"),
            ("json", "a module json is there already", "json-framework"),
            ("probation-standards", "a module probation_standards is there already", "probation-standards-framework"),
            ("class", "a word of Python", "class-framework"),
            ("pdu-2023", "plugin 'probation' (probation_standards_probation, ", "pdu-2023-framework"),
        ],
    )
    def test_no_good(self, run: Run, tmp_path: Path, id: str, why: str, instead: str) -> None:
        """An id that is no good is refused with the reason, and with one that is good; nothing is written."""
        status, out, err = run(id)

        assert (2, "") == (status, out)
        assert why in err
        assert f"(found '{id}'). Did you mean '{instead}'?" in err
        assert [] == [*tmp_path.iterdir()]
        assert instead == checked_id(instead, ps.discover())

    @pytest.mark.parametrize("id", ["", "é", "--"])
    def test_nothing_near(self, id: str) -> None:
        """Where nothing is left of an id, none is suggested."""
        with pytest.raises(ps.ProbationStandardsError) as caught:
            checked_id(id, ps.discover())

        assert [None] == [problem.suggestion for problem in caught.value.problems]

    def test_suggestion_is_free(self, install: Install) -> None:
        """What is suggested is no id that is taken itself."""
        install(ONE_FILE.format(id="depots"), depots=framework_text(id="depots"))
        install(ONE_FILE.format(id="depots-framework"), name="beta", depots_framework=framework_text(id="depots-framework"))
        with pytest.raises(ps.ProbationStandardsError, match="Did you mean 'my-depots'"):
            checked_id("depots", ps.discover())

    def test_folder_of_that_name(self, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """A folder that is no package keeps nobody from the id, though Python could import it."""
        (tmp_path / "depot_standards").mkdir()
        monkeypatch.syspath_prepend(str(tmp_path))

        assert 0 == run("depot-standards")[0]


class TestHelp:
    def test_help(self, capsys: pytest.CaptureFixture[str]) -> None:
        """The help says what it makes, where, with an example."""
        assert 0 == main(["new", "--help"])
        said = " ".join(capsys.readouterr().out.replace("│", " ").split())

        for words in ("Make the package of a new framework", "Example: probation-standards new my-framework", "--folder", "ID"):
            assert words in said
