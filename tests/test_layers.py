"""The modules stand in one order, and each imports only from those above it."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import pytest

import probation_standards as ps

FACE = "probation_standards"

ORDER = (
    "errors",
    "figures",
    "mappings",
    "checks",
    "parts",
    "sources",
    "answers",
    "scales",
    "bands",
    "dates",
    "evidence",
    "conditions",
    "rules",
    "shapes",
    "kinds",
    "periods",
    "standards",
    "items",
    "item_checks",
    "discretion",
    "crosswalks",
    "frameworks",
    "inspections",
    "decisions",
    "reasons",
    "measuring",
    "checking",
    "compiled",
    "deciders",
    "wording",
    "banding",
    "composing",
    "deciding",
    "rating",
    "columns",
    "columns.thresholds",
    "columns.inputs",
    "columns.measures",
    "columns.rules",
    "columns.checks",
    "columns.stages",
    "columns.tables",
    "proving",
    "proving.views",
    "proving.values",
    "proving.walking",
    "proving.watching",
    "proving.inspecting",
    "proving.directions",
    "proving.places",
    "proving.standing",
    "proving.flaws",
    "proving.rounding",
    "proving.percentages",
    "proving.unread",
    "proving.proof",
    "analysis.paths",
    "analysis.options",
    "analysis.changing",
    "analysis.clusters",
    "analysis.reaching",
    "analysis.counting",
    "analysis.routing",
    "analysis.nearness",
    "analysis.closeness",
    "analysis.differing",
    "analysis.crossing",
    "analysis.intervals",
    "analysis.drawing",
    "extending",
    "pooling",
    "agreements",
    "names",
    "overlays",
    "leaves",
    "structuring",
    "defining",
    "unstructuring",
    "documents",
    "published",
    "published.verdicts",
    "published.bounding",
    "published.points",
    "published.supposing",
    "published.concluding",
    "published.columns",
    "published.cells",
    "published.rows",
    "published.records",
    "published.auditing",
    "published.known",
    "framework_files",
    "catalogues",
    "plugins",
    "schema",
    "files",
    "files.tables",
    "files.csvs",
    "files.error_cells",
    "files.spreadsheets",
    "files.reading",
    "files.writing",
    "cases",
    "cases.vectors",
    "cases.counts",
    "cases.layouts",
    "cases.words",
    "cases.notes",
    "cases.repeats",
    "cases.rows",
    "cases.finding",
    "cases.plain",
    "cases.arrow",
    "cases.coders",
    "cases.marks",
    "cases.codes",
    "cases.queries",
    "cases.engines",
    "cases.parquet",
    "cases.sources",
    "cases.tallies",
    "cases.problems",
    "cases.tallying",
    "cases.judgements",
    "cases.breakdowns",
    "cases.rating_cases",
    "cases.synthetic",
    "analysis.redrawing",
    "analysis.recurring",
    "analysis.comparing",
    "analysis.places",
    "analysis.league",
    "analysis",
    "testing.scales",
    "testing.rules",
    "testing.values",
    "testing.evidence",
    "testing.cases",
    "testing.sampling",
    "testing.readers",
    "testing.measures",
    "testing.ways",
    "testing.words",
    "testing.searching",
    "testing.wanted",
    "testing.strategies",
    "testing.trying",
    "testing.accounting",
    "testing.holding_laws",
    "testing.rating_laws",
    "testing.changing_laws",
    "testing.reading_laws",
    "testing.laws",
    "testing",
    "hypothesis_plugin",
    "pytest_plugin",
    "new",
    "new.packages",
    "reports",
    "reports.data",
    "reports.text",
    "reports.markdown",
    "reports.pages",
    "receipts",
    "reports.cases",
    "reports.audits",
    "reports.proofs",
    "reports.confidence",
    "reports.analysis",
    "reports.samples",
    "reports.differences",
    "reports.comparing",
    "reports.terminal",
    "cli.app",
    "cli.inspections",
    "cli.analysis",
    "cli.comparing",
    "cli.audits",
    "cli.cases",
    "cli.frameworks",
    "cli.new",
    "cli.proofs",
    "cli",
    "__main__",
)
"""The modules from the first layer to the last."""

HEAVY = {"numpy", "pandas", "polars", "narwhals", "hypothesis", "rich", "cyclopts", "cattrs", "tomllib", "pluggy"}
"""What is imported where it is used, if at all, so that the core starts fast."""

SOURCES = Path(ps.__file__).parent
PLUGINS = SOURCES.parent.parent / "plugins"


def module_name(path: Path) -> str:
    """Return the name of the module at `path`, without that of the package; empty for the face."""
    steps = path.relative_to(SOURCES).with_suffix("").parts
    return ".".join(steps[:-1] if steps[-1] == "__init__" else steps)


MODULES = {name: path for path in sorted(SOURCES.rglob("*.py")) if (name := module_name(path))}


def imported(text: str, package: str) -> Iterator[str]:
    """Yield the full name of everything that a module of `package` imports anywhere: on top, in functions, for types."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = resolve_name("." * node.level + (node.module or ""), package)
            yield from (f"{source}.{alias.name}" for alias in node.names)


def owner(name: str) -> str | None:
    """Return the module of this library that `name` is imported from, "" for its face, or None for what is not ours."""
    if name != FACE and not name.startswith(f"{FACE}."):
        return None
    steps = name.split(".")[1:]
    return next((module for end in (2, 1) if (module := ".".join(steps[:end])) in MODULES), "")


def owners(name: str) -> set[str]:
    """Return the modules of this library that the module of this name imports from."""
    path = MODULES[name]
    package = ".".join([FACE, *path.relative_to(SOURCES).parts[:-1]])
    found = {owner(target) for target in imported(path.read_text(encoding="utf-8"), package)}
    return {module for module in found if module is not None}


def loaded(statement: str) -> set[str]:
    """Return the top names of all modules that a fresh interpreter has loaded after `statement`."""
    code = f"{statement}\nimport sys\nprint(*sorted({{name.partition('.')[0] for name in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # our own
    return set(run.stdout.split())


class TestReading:
    """How imports are read here."""

    @pytest.mark.parametrize(
        ("expected", "text"),
        [
            ({"bands"}, "from probation_standards.bands import BandTable"),
            ({"bands"}, "import probation_standards.bands as b"),
            ({"bands"}, "from probation_standards import bands"),
            ({""}, "from probation_standards import BandTable"),
            ({""}, "import probation_standards as ps"),
            ({"reports.text"}, "from probation_standards.reports.text import explain"),
            ({"reports.text"}, "from probation_standards.reports import text"),
            ({"reports.text"}, "from .text import explain"),
            ({"bands"}, "from ..bands import BandTable"),
            ({"bands"}, "def place():\n    from probation_standards.bands import BandTable"),
            ({"bands"}, "if TYPE_CHECKING:\n    from probation_standards.bands import BandTable"),
            ({None}, "import probation_standards_probation"),
            ({None}, "from attrs import frozen"),
        ],
    )
    def test_imports(self, expected: set[str | None], text: str) -> None:
        """Every way to import is seen, in functions and for types too, and told apart from what is not ours."""
        assert expected == {owner(name) for name in imported(text, f"{FACE}.reports")}


class TestOrder:
    """One order of all modules."""

    def test_places(self) -> None:
        """Every module has one place in the order."""
        assert set(MODULES) <= set(ORDER)
        assert len(ORDER) == len(set(ORDER))

    @pytest.mark.parametrize("name", MODULES)
    def test_above(self, name: str) -> None:
        """A module imports only from modules above it, in functions and for types too."""
        above = set(ORDER[: ORDER.index(name)])

        assert owners(name) - {""} <= above

    @pytest.mark.parametrize("name", [name for name in MODULES if name.partition(".")[0] != "cli"])
    def test_face(self, name: str) -> None:
        """No module imports the face, which imports them all; the command line alone stands outside and uses it."""
        assert "" not in owners(name)

    def test_plugins(self) -> None:
        """Plugins import the face only, and from it only what it offers."""
        paths = sorted(PLUGINS.glob("*/src/**/*.py"))
        names = {name for path in paths for name in imported(path.read_text(encoding="utf-8"), path.parent.name)}
        ours = {name for name in names if owner(name) is not None}

        assert ours
        assert ours <= {FACE, *(f"{FACE}.{name}" for name in ps.__all__)}


class TestStart:
    """What a fresh interpreter loads."""

    @pytest.mark.parametrize(
        "statement",
        [
            "import probation_standards",
            "from probation_standards import Evidence, Framework, Inspection, rate",
        ],
    )
    def test_core(self, statement: str) -> None:
        """Importing the library, and what rates, loads none of the libraries that only some uses need."""
        assert set() == loaded(statement) & HEAVY

    def test_plugins(self) -> None:
        """What finds plugins is loaded when it is asked for."""
        assert "pluggy" in loaded("from probation_standards import discover")
