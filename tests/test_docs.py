"""What README and docs list is what there is; that every block of them runs is held by conftest.py at the root."""

from __future__ import annotations

import inspect
import re
import shlex
from pathlib import Path

import pluggy
import pytest

import probation_standards as ps
from probation_standards import cli, plugins
from probation_standards.conditions import TAKES
from probation_standards.inspections import STATUSES
from probation_standards.kinds import CONDITIONS, RULES
from probation_standards.published.columns import COLUMNS
from probation_standards.reports.confidence import SORTS, held
from probation_standards.reports.data import how_sure
from probation_standards.reports.markdown import table
from probation_standards.standards import FORMS


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
            sure = [
                sum(one.count for one in things if one.sort in SORTS and one.confidence is confidence)
                for confidence in ps.Confidence
            ]
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
        """Each hook stands in docs/plugins.md under a heading with its arguments, with what it does, and with an example."""
        sections = re.split(r"^#{2,3} ", (root / "docs/plugins.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
        manager = pluggy.PluginManager(plugins.GROUP)
        manager.add_hookspecs(plugins._Hooks)
        callers = [hook for hook in vars(manager.hook).values() if isinstance(hook, pluggy.HookCaller)]
        hooks = {hook.name: hook.spec for hook in callers if hook.spec}
        lacking = [
            name
            for name, spec in hooks.items()
            if not any(
                section.startswith(f"`{name}({', '.join(spec.argnames)})`\n") and f"@hookimpl\ndef {name}(" in section
                for section in sections
            )
        ]

        assert hooks
        assert [] == lacking

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

    def test_all_commands(self, root: Path) -> None:
        """Each command stands in the reference, with the first sentence of its help."""
        reference = (root / "docs/reference.md").read_text(encoding="utf-8")
        found = re.findall(r"^\| `probation-standards ([\w-]+)` \| (.+) \|$", reference, re.MULTILINE)
        commands = {name: cli.app[name].help.split("\n\n")[0].replace("\n", " ") for name in cli.app if name[0] != "-"}

        assert commands == dict(found)

    @pytest.mark.parametrize("command", ["frameworks", "show", "rate", "explain", "check"])
    def test_commands(self, root: Path, command: str) -> None:
        """Each command is shown in README or in the tutorial."""
        text = "".join((root / name).read_text(encoding="utf-8") for name in ("README.md", "docs/tutorial.md"))

        assert f"probation-standards {command} " in text


@pytest.fixture(scope="module")
def page(root: Path) -> str:
    """What docs/rules.md says."""
    return (root / "docs/rules.md").read_text(encoding="utf-8")


class TestRulesPage:
    """docs/rules.md has every part of which rules are made, each with its keys."""

    @pytest.mark.parametrize("kind", RULES)
    def test_rules(self, page: str, kind: str) -> None:
        """Each kind of rule has a section with an example in TOML and one in Python, and each of its keys is on the page."""
        (section,) = re.findall(rf"^### {kind}\n(.*?)(?=^##)", page, re.MULTILINE | re.DOTALL)
        keys = set(inspect.signature(RULES[kind]).parameters)

        assert f'kind = "{kind}"' in section
        assert f"ps.{RULES[kind].__name__}(" in section
        assert set() == {name for name in keys if not re.search(rf"\b{name}\b", page)}

    @pytest.mark.parametrize("kind", CONDITIONS)
    def test_conditions(self, page: str, kind: str) -> None:
        """Each kind of condition has a row with its keys, and an example in TOML and in Python."""
        (row,) = re.findall(rf'^\| `"{kind}"` \| (?:.*) \| (.*) \|$', page, re.MULTILINE)[-1:]
        keys = set(inspect.signature(CONDITIONS[kind]).parameters)

        assert set() == {name for name in keys if f"`{name}`" not in row}
        assert f'{{ kind = "{kind}", ' in page
        assert f"ps.{CONDITIONS[kind].__name__}(" in page

    def test_measures(self, page: str) -> None:
        """Each take, each key of a measure and each form of a question is on the page."""
        assert [] == [take for take in TAKES if not re.search(rf'^\| .*`"{take}"`.* \|', page, re.MULTILINE)]
        assert [] == [name for name in inspect.signature(ps.Measure).parameters if f"`{name}" not in page]
        assert [] == [form for form in FORMS if f'\n| `"{form}"`' not in page]
