"""What README and docs list is what there is; that every block of them runs is held by conftest.py at the root."""

from __future__ import annotations

import inspect
import re
import shlex
from pathlib import Path

import pytest

import probation_standards as ps
from probation_standards import cli, plugins
from probation_standards.inspections import STATUSES
from probation_standards.published.columns import COLUMNS
from probation_standards.reports.confidence import held
from probation_standards.reports.data import how_sure
from probation_standards.reports.markdown import table
from probation_standards.structuring import RULES


class TestReadme:
    def test_how_sure(self, root: Path, pdu: ps.Framework) -> None:
        """The table of how sure we are says what the framework file says, row by row."""
        rows = re.findall(r"^\| (.+?) \| .+ \| (.+?) \|$", (root / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
        said = {what: confidence for names, confidence in rows for what in names.split(", ")}
        known = {what: source.confidence.value for names, source in how_sure(pdu) for what in names.split(", ")}

        assert known == {what: said.get(what) for what in known}

    def test_editions(self, root: Path, catalogue: ps.Catalogue) -> None:
        """The table of editions lists every edition that ships, with how much of it is confirmed, inferred and recalled."""
        rows = []
        for entry in catalogue.entries:
            framework, things = catalogue[entry.id], held(catalogue[entry.id])
            best = framework.scale.best.points if framework.scale.ratings else 0
            sure = [sum(one.count for one in things if one.confidence is confidence) for confidence in ps.Confidence]
            maximum = best * sum(standard.counts for standard in framework.standards) or "-"
            rows.append([f"`{entry.id}`", entry.title, entry.dates, len(framework.standards), maximum, *sure])
        head = ["Framework", "Title", "In force", "Standards", "Maximum", "Confirmed", "Inferred", "Recalled"]

        assert table(head, rows) in (root / "README.md").read_text(encoding="utf-8")

    def test_first_command(self, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        """The command of README that rates an inspection rates Derbyshire, in agreement with what was published."""
        text = (root / "README.md").read_text(encoding="utf-8")
        command = next(line for line in text.splitlines() if line.startswith("python3") and " rate " in line)
        _, _, arguments = command.partition("probation-standards ")
        monkeypatch.chdir(root)

        assert 0 == cli.main(shlex.split(arguments))
        assert "Agrees with what was published (10 of 10 compared)." in capsys.readouterr().out

    def test_gate_runs_the_test_command(self, root: Path) -> None:
        """The gate finds exactly one test command in README."""
        text = (root / "README.md").read_text(encoding="utf-8")

        assert 1 == len(re.findall(r"^python3 .* pytest$", text, re.MULTILINE))


class TestRecords:
    def test_columns(self, root: Path) -> None:
        """The page on published records has every column that is the same for all frameworks, and every status."""
        text = (root / "docs" / "records.md").read_text(encoding="utf-8")

        assert [] == [name for name, holds in COLUMNS.items() if f"| `{name}` | {holds} |" not in text]
        assert [] == [status for status in STATUSES if status and f"| `{status}` |" not in text]


class TestReference:
    @pytest.mark.parametrize("name", ps.__all__)
    def test_public_name(self, root: Path, name: str) -> None:
        """Each public name is in the reference, with the first sentence of its docstring."""
        reference = (root / "docs/reference.md").read_text(encoding="utf-8")
        value = getattr(ps, name)
        own = inspect.isroutine(value) or inspect.isclass(value)
        says = (inspect.getdoc(value) or "").split("\n\n")[0].replace("\n", " ") if own else ""

        assert f"| `{name}` | {says}" in reference

    def test_nothing_else(self, root: Path) -> None:
        """The reference lists no name that is not public."""
        reference = (root / "docs/reference.md").read_text(encoding="utf-8")

        assert set(ps.__all__) == set(re.findall(r"^\| `(\w+)` \|", reference, re.MULTILINE))

    def test_hooks(self, root: Path) -> None:
        """Each hook stands in docs/plugins.md under a heading with its arguments."""
        text = (root / "docs/plugins.md").read_text(encoding="utf-8")
        hook = plugins.probation_standards_frameworks
        arguments = ", ".join(inspect.signature(hook).parameters)

        assert f"### `{hook.__name__}({arguments})`" in text

    def test_rules(self, root: Path) -> None:
        """Each kind of rule, and each of its keys, stands in the table of docs/documents.md."""
        text = (root / "docs/documents.md").read_text(encoding="utf-8")
        rows = dict(re.findall(r'^\| `"([\w-]+)"` \|(.*)$', text, re.MULTILINE))
        keys = {
            kind: {name for name in inspect.signature(rule).parameters if name != "source" and f"`{name}`" not in rows[kind]}
            for kind, rule in RULES.items()
        }

        assert {kind: set() for kind in RULES} == keys

    @pytest.mark.parametrize("cls", [ps.Inspection, ps.Framework], ids=["inspection", "framework"])
    def test_keys_of_documents(self, root: Path, cls: type) -> None:
        """Each key of a document stands in docs/documents.md."""
        text = (root / "docs/documents.md").read_text(encoding="utf-8")
        keys = set(inspect.signature(cls).parameters) - {"evidence"}

        assert set() == {key for key in keys if not re.search(rf"`(\[+)?{key}(\.NAME)?(\]+)?`", text)}

    @pytest.mark.parametrize("command", ["frameworks", "show", "rate", "explain", "check"])
    def test_commands(self, root: Path, command: str) -> None:
        """Each command is shown in README or in the tutorial."""
        text = "".join((root / name).read_text(encoding="utf-8") for name in ("README.md", "docs/tutorial.md"))

        assert f"probation-standards {command} " in text
