"""What the tests share."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from importlib.metadata import entry_points
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

import probation_standards as ps
from installing import Install, Installed

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("fewer", settings.get_profile("default"), max_examples=20)
settings.register_profile("deep", settings.get_profile("default"), max_examples=10_000)
settings.register_profile(  # for `.ci/mutants`: the same few examples for each mutant, and no look for the smallest one
    "mutants",
    settings.get_profile("default"),
    max_examples=30,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[*HealthCheck],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

ROOT = Path(__file__).parent.parent

collect_ignore = ["third_party"]  # it has tests of its own, which test_third_party.py runs where it is installed


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def catalogue() -> ps.Catalogue:
    """The frameworks that are installed."""
    return ps.discover()


@pytest.fixture(scope="session")
def shipped() -> tuple[str, ...]:
    """The names of the plugins that are installed with this project."""
    return tuple(sorted(found.name for found in entry_points(group="probation_standards")))


@pytest.fixture(scope="session")
def pdu(catalogue: ps.Catalogue) -> ps.Framework:
    """The framework of 2023 for probation delivery units."""
    return catalogue["pdu-2023"]


@pytest.fixture(scope="session")
def derbyshire(root: Path, catalogue: ps.Catalogue) -> ps.Inspection:
    """The inspection of Derbyshire PDU, 2025."""
    return ps.read_inspection(root / "examples/derbyshire-2025.toml", catalogue)


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a plugin: its module's source, files beside it, and the name of its entry point."""
    numbers = count(1)
    modules: list[str] = []

    def installed(
        source: str = "", *, name: str = "acme", package: bool = True, target: str = "", **files: str | bytes
    ) -> Installed:
        module = f"{name}_framework_{next(numbers)}"
        modules.append(module)
        folder = tmp_path / module
        plugin = Installed(folder, name, module)
        where = plugin.package if package else folder
        where.mkdir(parents=True)
        (where / ("__init__.py" if package else f"{module}.py")).write_text(source, encoding="utf-8")
        for file, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (where / f"{file.replace('_', '-')}.toml").write_bytes(data)
        info = folder / f"{name}_standards-1.2.3.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}-standards\nVersion: 1.2.3\n", encoding="utf-8")
        entry_point = f"[probation_standards]\n{name} = {module}{target}\n"
        (info / "entry_points.txt").write_text(entry_point, encoding="utf-8")
        monkeypatch.syspath_prepend(str(folder))
        return plugin

    yield installed
    for module in modules:
        sys.modules.pop(module, None)
