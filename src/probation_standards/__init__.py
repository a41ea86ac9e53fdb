"""Inspection frameworks as values, evidence as values, and one place where a rating is decided.

Each name is imported from its module when it is first used, so that importing this package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from probation_standards.agreements import Agreement, Difference, agreement
    from probation_standards.bands import BandTable, Placement, RatingBand
    from probation_standards.dates import PartialDate
    from probation_standards.decisions import (
        Decision,
        JudgementReason,
        LowestQuestionReason,
        NotRated,
        PanelReason,
        Reason,
        TotalPointsReason,
    )
    from probation_standards.documents import read_framework, read_inspection, write_framework, write_inspection
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
    from probation_standards.plugins import Catalogue, FrameworkFile, discover, framework_file, hookimpl
    from probation_standards.rating import RatedInspection, rate
    from probation_standards.reports.text import explain
    from probation_standards.rules import InspectorJudgement, LowestQuestion, NoRating, ScoreTable, TotalPoints
    from probation_standards.scales import Rating, RatingScale
    from probation_standards.sources import Confidence, Source

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
    "FrameworkFile",
    "InForce",
    "Inspection",
    "InspectorJudgement",
    "Judgement",
    "JudgementReason",
    "KeyQuestion",
    "LowestQuestion",
    "LowestQuestionReason",
    "NoRating",
    "NotRated",
    "PanelDecision",
    "PanelReason",
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
    "Reason",
    "ScoreTable",
    "Source",
    "Standard",
    "Tally",
    "TotalPoints",
    "TotalPointsReason",
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

_WHERE = {
    "Agreement": "agreements",
    "BackgroundFigure": "inspections",
    "BandTable": "bands",
    "Catalogue": "plugins",
    "Confidence": "sources",
    "Decision": "decisions",
    "Difference": "agreements",
    "DocumentError": "errors",
    "Domain": "frameworks",
    "Evidence": "evidence",
    "EvidenceError": "errors",
    "Finding": "evidence",
    "Framework": "frameworks",
    "FrameworkError": "errors",
    "FrameworkFile": "plugins",
    "InForce": "frameworks",
    "Inspection": "inspections",
    "InspectorJudgement": "rules",
    "Judgement": "evidence",
    "JudgementReason": "decisions",
    "KeyQuestion": "frameworks",
    "LowestQuestion": "rules",
    "LowestQuestionReason": "decisions",
    "NoRating": "rules",
    "NotRated": "decisions",
    "PanelDecision": "evidence",
    "PanelReason": "decisions",
    "PartialDate": "dates",
    "Placement": "bands",
    "PluginError": "errors",
    "ProbationStandardsError": "errors",
    "Problem": "errors",
    "Prompt": "frameworks",
    "PublishedRatings": "inspections",
    "RatedInspection": "rating",
    "Rating": "scales",
    "RatingBand": "bands",
    "RatingScale": "scales",
    "Reason": "decisions",
    "ScoreTable": "rules",
    "Source": "sources",
    "Standard": "frameworks",
    "Tally": "evidence",
    "TotalPoints": "rules",
    "TotalPointsReason": "decisions",
    "UnknownFrameworkError": "errors",
    "agreement": "agreements",
    "discover": "plugins",
    "explain": "reports.text",
    "framework_file": "plugins",
    "hookimpl": "plugins",
    "rate": "rating",
    "read_framework": "documents",
    "read_inspection": "documents",
    "write_framework": "documents",
    "write_inspection": "documents",
}


if not TYPE_CHECKING:  # a type checker would take any name for one that this finds

    def __getattr__(name: str) -> object:
        if name not in _WHERE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
        return value


def __dir__() -> list[str]:
    return __all__
