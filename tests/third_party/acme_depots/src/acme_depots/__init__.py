"""Standards for depots, made up, with two rules of their own."""

from __future__ import annotations

from acme_depots import rules
from probation_standards import FrameworkFile, framework_file, hookimpl

__all__ = ["probation_standards_frameworks", "rules"]


@hookimpl
def probation_standards_frameworks() -> list[FrameworkFile]:
    """Return the one edition; its rules are known by now, since they are imported above."""
    return [framework_file(__name__, "acme-depots.toml", title="Standards for depots", published="published.csv")]
