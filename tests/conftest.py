"""What the tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import probation_standards as ps

settings.register_profile("default", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("deep", settings.get_profile("default"), max_examples=10_000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def catalogue() -> ps.Catalogue:
    """The frameworks that are installed."""
    return ps.discover()


@pytest.fixture(scope="session")
def pdu(catalogue: ps.Catalogue) -> ps.Framework:
    """The framework of 2023 for probation delivery units."""
    return catalogue["pdu-2023"]


@pytest.fixture(scope="session")
def derbyshire(root: Path, catalogue: ps.Catalogue) -> ps.Inspection:
    """The inspection of Derbyshire PDU, 2025."""
    return ps.read_inspection(root / "examples/derbyshire-2025.toml", catalogue)
