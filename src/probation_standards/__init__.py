"""Inspection frameworks as values, evidence as values, and one place where a rating is decided.

The core is imported at once; what reads documents, finds plugins or writes reports is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from probation_standards.bands import BandTable, Placement, RatingBand
from probation_standards.dates import PartialDate
from probation_standards.decisions import Decision
from probation_standards.errors import (
    DocumentError,
    EvidenceError,
    FrameworkError,
    PluginError,
    ProbationStandardsError,
    Problem,
    UnknownFrameworkError,
)
from probation_standards.evidence import Evidence, Finding, Judgement, PanelDecision, Tally
from probation_standards.frameworks import Domain, Framework, InForce, KeyQuestion, Prompt, Standard
from probation_standards.inspections import BackgroundFigure, Inspection, PublishedRatings
from probation_standards.rating import RatedInspection, rate
from probation_standards.rules import InspectorJudgement, LowestQuestion, NoRating, ScoreTable, TotalPoints
from probation_standards.scales import Rating, RatingScale
from probation_standards.sources import Confidence, Source

if TYPE_CHECKING:
    from probation_standards.agreements import Agreement, Difference, agreement
    from probation_standards.documents import read_framework, read_inspection, write_framework, write_inspection
    from probation_standards.plugins import Catalogue, discover, framework_file, hookimpl
    from probation_standards.reports.text import explain

__all__ = [
    "Agreement",
    "BackgroundFigure",
    "BandTable",
    "Catalogue",
    "Confidence",
    "Decision",
    "Difference",
    "DocumentError",
    "Domain",
    "Evidence",
    "EvidenceError",
    "Finding",
    "Framework",
    "FrameworkError",
    "InForce",
    "Inspection",
    "InspectorJudgement",
    "Judgement",
    "KeyQuestion",
    "LowestQuestion",
    "NoRating",
    "PanelDecision",
    "PartialDate",
    "Placement",
    "PluginError",
    "ProbationStandardsError",
    "Problem",
    "Prompt",
    "PublishedRatings",
    "RatedInspection",
    "Rating",
    "RatingBand",
    "RatingScale",
    "ScoreTable",
    "Source",
    "Standard",
    "Tally",
    "TotalPoints",
    "UnknownFrameworkError",
    "agreement",
    "discover",
    "explain",
    "framework_file",
    "hookimpl",
    "rate",
    "read_framework",
    "read_inspection",
    "write_framework",
    "write_inspection",
]

_LATER = {
    "Agreement": "agreements",
    "Catalogue": "plugins",
    "Difference": "agreements",
    "agreement": "agreements",
    "discover": "plugins",
    "explain": "reports.text",
    "framework_file": "plugins",
    "hookimpl": "plugins",
    "read_framework": "documents",
    "read_inspection": "documents",
    "write_framework": "documents",
    "write_inspection": "documents",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    return value


def __dir__() -> list[str]:
    return __all__
