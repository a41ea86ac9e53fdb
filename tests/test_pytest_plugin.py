"""The plugin for pytest: one test for each law and framework, asked for by an option or by a line of configuration."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TypeAlias

import pytest

import probation_standards as ps
from installing import framework_text, planted
from probation_standards.new.packages import package_files
from probation_standards.testing import LAWS

pytest_plugins = ["pytester"]

Run: TypeAlias = Callable[..., pytest.RunResult]

NAMES = [law.__name__ for law in LAWS]
ONE = "a_band_starts_at_its_threshold"
"""A law that is tried in no time."""

STRICT = ("-W", "error", "--strict-config", "--strict-markers", "--import-mode=importlib")


@pytest.fixture(scope="session", autouse=True)
def imported() -> None:
    """All of the library, imported before pytest runs within pytest, which forgets what is imported first in there.

    So laws that import dataframes are tried in a process of their own.
    """
    for module in walk_packages(ps.__path__, "probation_standards."):
        import_module(module.name)


@pytest.fixture
def run(pytester: pytest.Pytester, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs pytest in an empty folder, with the plugin, as strictly as can be; `alone` in a process of its own."""
    there = request.config.pluginmanager.has_plugin("probation-standards")
    loaded = () if there else ("-p", "probation_standards.pytest_plugin")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(pytester.path / "installed"), os.environ.get("PYTHONPATH", "")]))

    def run(*arguments: str, alone: bool = False) -> pytest.RunResult:
        runs = pytester.runpytest_subprocess if alone else pytester.runpytest_inprocess
        return runs("-p", "no:cacheprovider", *loaded, *STRICT, *arguments)

    return run


def asked(*frameworks: str) -> list[str]:
    return [word for framework in frameworks for word in ("--probation-standards", framework)]


def collected(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if "::" in line]


def install(folder: Path, published: str | None = None) -> None:
    """Install what `probation-standards new depot-standards` makes, perhaps with another published record."""
    for path, text in package_files("depot-standards").items():
        if path.startswith("src/"):
            file = folder / "installed" / path.removeprefix("src/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(published if published and path.endswith(".csv") else text, encoding="utf-8")
    info = folder / "installed" / "depot_standards-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: depot-standards\nVersion: 1.0\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[probation_standards]\ndepot-standards = depot_standards\n", encoding="utf-8")


class TestAsked:
    def test_listed(self, run: Run, pytester: pytest.Pytester) -> None:
        """--collect-only lists one test for each law, with no other tests beside it, and counts them."""
        pytester.makefile(".toml", **{"acme-2025": framework_text()})
        result = run(*asked("acme-2025.toml"), "--collect-only", "-q")

        assert [f"acme-2025::{name}" for name in NAMES] == collected(result)
        result.stdout.fnmatch_lines([f"{len(LAWS)} tests collected in *"])
        assert pytest.ExitCode.OK == result.ret

    def test_selected(self, run: Run, pytester: pytest.Pytester) -> None:
        """-k selects a law, among other tests too."""
        pytester.makefile(".toml", **{"acme-2025": framework_text()})
        pytester.makepyfile(test_own="def test_band(): pass\ndef test_other(): pass")
        result = run(*asked("acme-2025.toml"), "-k", "band", "-v")

        result.assert_outcomes(passed=2, deselected=len(LAWS))
        result.stdout.fnmatch_lines([f"acme-2025::{ONE} PASSED*"])

    def test_several(self, run: Run, pytester: pytest.Pytester) -> None:
        """The option may be repeated, with ids and files; what is asked for twice is tried once."""
        pytester.makefile(".toml", **{"acme-2025": framework_text(), "other-2025": framework_text("other-2025")})
        result = run(*asked("acme-2025.toml", "pdu-2023", "other-2025.toml", "acme-2025.toml", "pdu-2023"), "-k", ONE, "-v")

        result.assert_outcomes(passed=3, deselected=len(collected(result)) and result.parseoutcomes()["deselected"])
        assert {f"{id}::{ONE}" for id in ("pdu-2023", "acme-2025", "other-2025")} == {
            line.split()[0] for line in collected(result)
        }

    def test_same_id(self, run: Run, pytester: pytest.Pytester) -> None:
        """A file that has the id of another framework is told apart by its name."""
        pytester.makefile(".toml", one=framework_text(), other=framework_text(title="Other standards"))
        result = run(*asked("one.toml", "other.toml"), "-k", ONE, "--collect-only", "-q")

        assert [f"acme-2025::{ONE}", f"acme-2025 (other.toml)::{ONE}"] == collected(result)

    def test_all(self, run: Run, catalogue: ps.Catalogue) -> None:
        """`all` is every framework that is installed."""
        result = run(*asked("all"), "-k", ONE, "--collect-only", "-q")

        assert [f"{id}::{ONE}" for id in catalogue] == collected(result)


class TestConfigured:
    def test_line(self, run: Run, pytester: pytest.Pytester) -> None:
        """A line of configuration asks in every run of folders; its files stand beside it. Single files run alone."""
        pytester.mkdir("deeper")
        pytester.makefile(".toml", **{"deeper/acme-2025": framework_text()})
        pytester.makepyprojecttoml("[tool.pytest.ini_options]\nprobation_standards = ['pdu-2023', 'deeper/acme-2025.toml']")
        pytester.makepyfile(test_own="def test_band(): pass")
        laws, own = [f"pdu-2023::{ONE}", f"acme-2025::{ONE}"], "test_own.py::test_band"
        listed = {
            arguments: collected(run(*arguments, "-k", "band", "--collect-only", "-q"))
            for arguments in ((), (".",), ("test_own.py",), ("test_own.py::test_band",), ("test_own.py", *asked("pdu-2023")))
        }
        pytester.chdir()
        os.chdir("deeper")

        assert {
            (): [own, *laws],
            (".",): [own, *laws],
            ("test_own.py",): [own],
            ("test_own.py::test_band",): [own],
            ("test_own.py", *asked("pdu-2023")): [own, laws[0]],
        } == listed
        assert laws == [line for line in collected(run("-k", "band", "--collect-only", "-q")) if ONE in line]


class TestBroken:
    def test_one_fails(self, run: Run, pytester: pytest.Pytester) -> None:
        """A fault breaks the law that it is against, and no other; what is said is the law and its example, no traceback."""
        pytester.makefile(".toml", **{"acme-2025": planted()})
        result = run(*asked("acme-2025.toml"), "--junitxml", "found.xml", alone=True)
        failed = "better_evidence_never_lowers_a_rating"
        [law] = [law for law in LAWS if law.__name__ == failed]
        text = result.stdout.str()

        result.assert_outcomes(failed=1, passed=len(LAWS) - 1)
        result.stdout.fnmatch_lines(
            [f"*_ acme-2025::{failed} _*", str(law.__doc__), "*praised*", f"FAILED acme-2025::{failed}*"]
        )
        assert not re.search(r"Traceback|\.py:\d+|^E  |assert ", text, re.MULTILINE)
        assert f'name="{failed}"' in (pytester.path / "found.xml").read_text(encoding="utf-8")

    def test_unexpected(self, run: Run, pytester: pytest.Pytester) -> None:
        """What goes wrong beside the laws is shown as pytest shows it."""
        pytester.makefile(".toml", **{"acme-2025": framework_text()})
        pytester.makeconftest(
            "import probation_standards.testing\n"
            "def crashes(*given, **more): raise OSError('no room')\n"
            "probation_standards.testing.broken_laws = crashes"
        )
        result = run(*asked("acme-2025.toml"), "-k", ONE, alone=True)

        result.assert_outcomes(failed=1, deselected=len(LAWS) - 1)
        result.stdout.fnmatch_lines(["E *OSError: no room"])


HEADER = "service,framework,overall,score,maximum,1,2,status,note\n"
RECORD = (
    HEADER
    + "North,depot-standards,Good,4,6,Good,Good,,\n"
    + "South,depot-standards,Strong,4,6,Good,Good,,\n"
    + "East,depot-standards,Strong,4,6,Good,Good,wrong at source,the report says so\n"
    + "West,depot-standards,Good,,,,,,\n"
    + "Northeast,depot-standards,Gut,4,6,Good,Good,,\n"
    + "Northwest,depot-standards,Good,four,6,Good,Good,,\n"
)


class TestPublished:
    def test_rows(self, run: Run, pytester: pytest.Pytester) -> None:
        """Each published inspection is a test, which fails where it contradicts the rules; what is known to be is skipped.

        What can't be read is a failure of its own, with every row.
        """
        install(pytester.path, RECORD)
        result = run(*asked("depot-standards"), "-k", "published", "-v", alone=True)
        said = dict(re.findall(r"^depot-standards::published\[(?:row \d: )?(.+)\] (\w+)", result.stdout.str(), re.MULTILINE))

        assert {
            "every row can be read": "FAILED",
            "North": "PASSED",
            "South": "FAILED",
            "East": "SKIPPED",
            "West": "PASSED",
        } == said
        result.stdout.fnmatch_lines(["*row 6*'Gut'*", "*row 7*'four'*", "*South*4 of 6 points is Good*"])


class TestRefused:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (["pdu-2032"], ["'pdu-2032'*Did you mean 'pdu-2023'?"]),
            (["pdu-2032", "yuoth-2025"], ["*pdu-2032*", "*yuoth-2025*"]),
            (["nowhere.toml"], ["*nowhere.toml cannot be read*", "*No such file*"]),
            (["broken.toml"], ["*broken.toml*", "*standards?0?.rule.kind*Did you mean 'inspector-judgement'?"]),
            (["laws.json"], ["*laws.json*"]),
        ],
    )
    def test_said(self, run: Run, pytester: pytest.Pytester, given: list[str], said: list[str]) -> None:
        """What can't be found or read is said as in the command line, all of it, and nothing runs."""
        pytester.makefile(".toml", broken=framework_text().replace("inspector-judgement", "inspector-judgment"))
        pytester.makefile(".json", laws="{}")
        pytester.makepyfile(test_own="def test_own(): pass")
        result = run(*asked(*given))

        assert pytest.ExitCode.USAGE_ERROR == result.ret
        result.stderr.fnmatch_lines(["ERROR: --probation-standards: *"])
        result.stderr.fnmatch_lines([f"*{words}" for words in said])
        assert "Traceback" not in result.stderr.str() + result.stdout.str()
        assert "passed" not in result.stdout.str()

    def test_failing_plugin(self, run: Run, pytester: pytest.Pytester) -> None:
        """A plugin that fails is named, with the way out."""
        install(pytester.path)
        (pytester.path / "installed/depot_standards/__init__.py").write_text("raise OSError('no licence')", encoding="utf-8")
        result = run(*asked("all"), alone=True)

        assert pytest.ExitCode.USAGE_ERROR == result.ret
        result.stderr.fnmatch_lines(["*plugin 'depot-standards'*OSError: no licence*"])

    def test_without_the_extra(self, run: Run, pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without hypothesis, the extra that brings it is named."""
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        pytester.makepyfile(without="import sys\nsys.modules['hypothesis'] = None")
        pytester.makefile(".toml", **{"acme-2025": framework_text()})
        monkeypatch.syspath_prepend(str(pytester.path))
        result = run("-p", "without", "-p", "probation_standards.pytest_plugin", *asked("acme-2025.toml"), alone=True)

        assert pytest.ExitCode.USAGE_ERROR == result.ret
        result.stderr.fnmatch_lines(["*pip install 'probation-standards?testing?'*"])

    def test_help(self, run: Run, pytester: pytest.Pytester) -> None:
        """--help explains both, and is there though the configuration names what is not."""
        pytester.makepyprojecttoml("[tool.pytest.ini_options]\nprobation_standards = ['pdu-2032']")
        result = run("--help")

        assert pytest.ExitCode.OK == result.ret
        result.stdout.fnmatch_lines(
            ["*--probation-standards=ID|FILE", "*Hold a framework to the laws*", "*probation_standards (linelist):*"]
        )


class TestRewritten:
    def test_none_of_the_laws(self) -> None:
        """Pytest rewrites the assertions of packages with plugins, and adds to what they say: not to what the laws say."""
        modules = {sys.modules[law.__module__] for law in LAWS}

        assert [] == [module.__name__ for module in modules if "PYTEST_DONT_REWRITE" not in str(module.__doc__)]


class TestNotAsked:
    def test_nothing(self, run: Run, pytester: pytest.Pytester) -> None:
        """Who does not ask gets nothing."""
        pytester.makepyfile(test_own="def test_own(): pass")

        run(alone=True).assert_outcomes(passed=1)

    @pytest.mark.parametrize("module", ["pytest_plugin", "hypothesis_plugin"])
    def test_cost(self, module: str) -> None:
        """What pytest and hypothesis import in every run brings nothing of the library along but its face."""
        code = (
            "import sys, pytest; before = {*sys.modules}\n"
            f"import probation_standards.{module}\n"
            "print(*sorted(name for name in {*sys.modules} - before if name.split('.')[0] not in sys.stdlib_module_names))"
        )
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603  # ours

        assert ["probation_standards", f"probation_standards.{module}"] == done.stdout.split()
