"""Plugins that tests install: their sources, their files, and where they stand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

FRAMEWORK = """
id = "{id}"
title = "{title}"
edition = "2025"
source = "report"
scale = {{ source = "report", ratings = [{{ name = "Poor", points = 0 }}, {{ name = "Good", points = 1 }}] }}
domains = [{{ id = "1", title = "All", source = "report" }}]
overall = {{ kind = "no-rating", because = "a pilot", source = "report" }}

[sources.report]
title = "A report"
confidence = "confirmed"

[[standards]]
id = "1.1"
title = "Leading"
domain = "1"
source = "report"
rule = {{ kind = "inspector-judgement", source = "report" }}
"""

ONE_FILE = """
from probation_standards import framework_file, hookimpl

@hookimpl
def probation_standards_frameworks():
    return [framework_file(__package__, "{id}.toml")]
"""


def framework_text(id: str = "acme-2025", title: str = "Acme standards") -> str:
    return FRAMEWORK.format(id=id, title=title)


PLANTED = """
inputs = [{ id = "praised", text = "Is it praised?", form = "flag", source = "report" }]

[overall]
kind = "decision-table"
source = "report"
otherwise = "Good"
rows = [{ when = [{ kind = "flag", of = "praised" }], rating = "Poor" }]
"""
"""Input and overall of a framework whose rating falls where a finding is better."""


def planted() -> str:
    """A framework that breaks one law, by which better evidence lowers no rating."""
    plain, _, rest = framework_text().partition('overall = { kind = "no-rating", because = "a pilot", source = "report" }\n')
    inputs, _, overall = PLANTED.partition("\n\n")
    return f"{plain}{inputs}\n{rest}\n{overall}"


class Installed:
    """A distribution, installed in a folder of its own.

    acme_framework_1/                        the folder, on sys.path
        acme_framework_1/                    the package; each has a name of its own, so that none is taken for another
            __init__.py
            acme-2025.toml
        acme_standards-1.2.3.dist-info/
            METADATA
            entry_points.txt
    """

    def __init__(self, folder: Path, name: str, module: str) -> None:
        self.name = name
        self.module = module
        self.package = folder / module

    def __str__(self) -> str:
        return f"plugin {self.name!r} ({self.module}, from {self.name}-standards 1.2.3)"


Install: TypeAlias = Callable[..., Installed]
