"""HM Inspectorate of Probation's frameworks for inspecting youth justice services, one TOML file for each edition."""

from __future__ import annotations

from probation_standards import FrameworkFile, framework_file, hookimpl

__all__ = ["probation_standards_frameworks"]


@hookimpl
def probation_standards_frameworks() -> list[FrameworkFile]:
    """Return the editions, each read when it is first asked for."""
    return [
        framework_file(
            __name__,
            "youth-2018.toml",
            title="Inspection of youth offending services",
            type="youth justice service",
            starts="2018-05",
            ends="2021-07-14",
            published="published.csv",
        ),
        framework_file(
            __name__,
            "youth-2021.toml",
            title="Inspection of youth justice services",
            type="youth justice service",
            starts="2021-07-15",
            ends="2024-12",
            published="published.csv",
        ),
        framework_file(
            __name__,
            "youth-2025.toml",
            title="Inspection of youth justice services",
            type="youth justice service",
            starts="2025-03",
            published="published.csv",
        ),
        framework_file(
            __name__,
            "youth-2025-casework.toml",
            title="Inspection of youth justice work with children and victims",
            type="youth justice work with children and victims",
            starts="2025-03",
            published="published.csv",
        ),
    ]
