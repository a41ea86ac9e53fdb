"""A plugin of somebody else, and the tutorial for its author: built, installed into a fresh environment, and used there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from importlib.util import find_spec
from pathlib import Path
from typing import TypeAlias

import attrs
import pytest

from installing import planted
from probation_standards.testing import LAWS

ACME = Path(__file__).parent / "third_party" / "acme_depots"
INHERITED = ("PYTEST_", "PYTHON", "VIRTUAL_ENV", "UV_PROJECT", "HYPOTHESIS_")
"""Beginnings of names in the environment of which nothing may reach the fresh one."""


@attrs.frozen
class Fresh:
    """An environment of its own: nothing of the checkout is in it but what was built from it.

    Attributes:
        folder: The folder of the environment, with others beside it.
        uv: The program that installs; empty where that is pip.
    """

    folder: Path
    uv: str = ""

    @property
    def scripts(self) -> Path:
        """The folder of its programs."""
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> str:
        """Its Python."""
        return str(self.scripts / "python")

    def run(self, *command: str | Path, cwd: Path | None = None, status: int = 0) -> str:
        """Run a command as if the environment were activated, hold its status, and return what it printed."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(INHERITED)}
        path = os.pathsep.join([str(self.scripts), kept.get("PATH", "")])
        done = subprocess.run(  # noqa: S603  # our own commands, and those of the tutorial
            [str(word) for word in command],
            cwd=cwd or self.folder.parent,
            env={**kept, "PATH": path, "VIRTUAL_ENV": str(self.folder), "PYTHONUTF8": "1", "COLUMNS": "120"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        assert status == done.returncode, f"{command}\n{done.stdout}"
        return done.stdout

    def make(self) -> None:
        """Make it. pip is in it, since the tutorial uses that."""
        if self.uv:
            self.run(self.uv, "venv", "--quiet", "--seed", "--python", sys.executable, self.folder)
        else:
            self.run(sys.executable, "-m", "venv", self.folder)

    def build(self, source: Path) -> Path:
        """Build the wheel of a package, and return it."""
        wheels = self.folder.parent / f"wheel of {source.name}"
        if self.uv:
            self.run(self.uv, "build", "--quiet", "--wheel", "--python", self.python, "--out-dir", wheels, source)
        else:
            self.run(self.python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", wheels, source)
        [wheel] = wheels.glob("*.whl")
        return wheel

    def install(self, *what: str, constraints: Path) -> None:
        """Install packages, in the versions that the tests were run with."""
        pip = (self.uv, "pip") if self.uv else (self.python, "-m", "pip")
        where = ("--python", self.python) if self.uv else ()
        self.run(*pip, "install", "--quiet", *where, "--constraint", constraints, *what)


def installer(root: Path) -> str | None:
    """Return the uv that is at hand, or nothing where Python's own venv and pip are; None where neither is."""
    for found in (os.environ.get("UV"), root / ".uv/bin/uv", shutil.which("uv")):
        if found and shutil.which(found):
            return str(found)
    return "" if find_spec("venv") and find_spec("ensurepip") else None


@pytest.fixture(scope="session")
def fresh(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    """An environment with this library and the plugin of somebody else, both built and installed as anyone would."""
    uv = installer(root)
    if uv is None:
        pytest.skip("no uv is at hand, and this Python has no venv or no ensurepip")
    folder = tmp_path_factory.mktemp("third_party")
    fresh = Fresh(folder / "environment", uv)
    fresh.make()
    pinned = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["uv"]["constraint-dependencies"]
    constraints = folder / "constraints.txt"
    constraints.write_text("\n".join(pinned), encoding="utf-8")
    shutil.copytree(ACME, folder / ACME.name, ignore=shutil.ignore_patterns("__pycache__"))
    wheels = [fresh.build(root), fresh.build(folder / ACME.name)]
    fresh.install(f"{wheels[0]}[cli,frames,testing]", str(wheels[1]), "pytest", constraints=constraints)
    return fresh


@pytest.fixture
def acme(fresh: Fresh) -> Path:
    """The folder of the plugin, a copy."""
    return fresh.folder.parent / ACME.name


def outcome(printed: str) -> dict[str, int]:
    """Return how many tests ended how, as pytest prints it at its end."""
    return {word: int(count) for count, word in re.findall(r"(\d+) (\w+)", printed.splitlines()[-1].partition(" in ")[0])}


class TestPlugin:
    def test_listed(self, fresh: Fresh) -> None:
        """It is found with its distribution and version."""
        found = json.loads(fresh.run("probation-standards", "frameworks", "-f", "json"))

        assert [("acme-depots", "acme-depots", "3.1")] == [
            (one["id"], one["distribution"], one["version"]) for one in found if one["id"] == "acme-depots"
        ]

    def test_rated(self, fresh: Fresh, acme: Path) -> None:
        """An inspection is rated by its own rules, as it was published."""
        printed = fresh.run("probation-standards", "rate", acme / "inspection.toml")

        assert "the middle of 3 key questions is 70 per cent" in printed
        assert "Agrees with what was published (3 of 3 compared)." in printed

    def test_audited(self, fresh: Fresh) -> None:
        """Its published record is replayed by its own rules."""
        assert "0 contradict" in fresh.run("probation-standards", "audit").splitlines()[-1]

    def test_suite(self, fresh: Fresh, acme: Path) -> None:
        """Its own tests pass, and with the option every law is tried on it, and each published inspection."""
        printed = fresh.run("python", "-m", "pytest", "--probation-standards", "acme-depots", cwd=acme)
        own = len(re.findall(r"^def test_", (acme / "tests/test_acme.py").read_text(encoding="utf-8"), re.MULTILINE))

        assert {"passed": own + len(LAWS) + 2} == outcome(printed)

    def test_refused(self, fresh: Fresh, acme: Path) -> None:
        """A reader that its rule is not registered with says so, and is no crash."""
        printed = fresh.run("python", "-c", TABLE, cwd=acme)

        assert re.search(r"rule: expected a kind of rule that rate_table\(\) has been taught .*MiddleQuestion", printed)


TABLE = """
import probation_standards as ps
try:
    ps.rate_columns(ps.discover()["acme-depots"])
except ps.ProbationStandardsError as error:
    print(error)
"""

TYPES = """
import sys
from collections.abc import Hashable, Iterable
from hypothesis import Phase, find, given, settings, strategies as st
import probation_standards as ps
assert not {name for name in sys.modules if name.startswith("probation_standards.testing")}
for type in (ps.Framework, ps.RatingScale, ps.BandTable, ps.Tally):
    found = find(st.from_type(type), lambda one: isinstance(one, type), settings=settings(phases=[Phase.generate]))
    print(type.__name__, len(getattr(found, "standards", "")))
for type in (Hashable, Iterable, object):
    @settings(database=None, max_examples=50)
    @given(st.from_type(type))
    def draw(one):
        if hasattr(ps, one.__class__.__name__):
            print(one)
    draw()
"""


class TestEntryPoints:
    def test_hypothesis(self, fresh: Fresh) -> None:
        """Hypothesis makes frameworks, scales, tables and tallies up, with nothing of our testing imported before."""
        assert "Framework 1\nRatingScale 0\nBandTable 0\nTally 0\n" == fresh.run("python", "-c", TYPES)

    def test_broken(self, fresh: Fresh, tmp_path: Path) -> None:
        """Installed, as in the checkout, what breaks a law is the example in words; pytest adds nothing to it."""
        (tmp_path / "acme-2025.toml").write_text(planted(), encoding="utf-8")
        command = ("python", "-m", "pytest", "--probation-standards", "acme-2025.toml", "-k", "better")
        printed = fresh.run(*command, cwd=tmp_path, status=1)

        assert 1 == outcome(printed)["failed"]
        assert "praised" in printed
        assert "assert " not in printed


Follow: TypeAlias = Callable[[str], None]

BLOCK = re.compile(r"(?:^<!-- file: (\S+) -->\n)?^```(\w+)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


class TestTutorial:
    def test_followed(self, fresh: Fresh, root: Path, tmp_path: Path) -> None:
        """Who follows docs/plugins.md from an empty folder gets what it shows, block by block, in an installed library."""
        checker, seen = OutputChecker(), []
        for file, language, text, shown in BLOCK.findall((root / "docs/plugins.md").read_text(encoding="utf-8")):
            commands, expected = text, shown
            if language == "console":
                command, _, expected = text.removeprefix("$ ").partition("\n")
                commands = command
            if file:
                assert (tmp_path / file).parent.is_dir(), f"{file} is to be saved in a folder that is there"
                (tmp_path / file).write_text(text, encoding="utf-8")
            elif language in {"sh", "console"}:
                refused = language == "console" and "can't" in expected.partition("\n")[0]
                printed = fresh.run("bash", "-euc", commands, cwd=tmp_path, status=2 if refused else 0)
                same = checker.check_output(expected, printed, ELLIPSIS | NORMALIZE_WHITESPACE)
                assert not expected or same, f"{commands}printed:\n{printed}\nnot:\n{expected}"
                seen.append(commands)

        assert 10 <= len(seen)
