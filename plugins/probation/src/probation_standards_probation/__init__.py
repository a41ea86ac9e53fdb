"""HM Inspectorate of Probation's frameworks for inspecting adult probation, one TOML file for each edition."""

from __future__ import annotations

from probation_standards import FrameworkFile, framework_file, hookimpl

__all__ = ["probation_standards_frameworks"]


@hookimpl
def probation_standards_frameworks() -> list[FrameworkFile]:
    """Return the editions, each read when it is first asked for."""
    return [framework_file(__name__, "pdu-2023.toml", title="Inspection of probation delivery units")]
