"""Inspection frameworks as values, evidence as values, and one place where a rating is decided.

Each name is imported from its module when it is first used, so that importing this package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from probation_standards.agreements import Agreement, Difference, agreement
    from probation_standards.answers import Answers, Relevance
    from probation_standards.bands import BandTable, Placement, RatingBand
    from probation_standards.cases.breakdowns import Breakdown, SubGroup
    from probation_standards.cases.rating_cases import RatedCases, rate_cases
    from probation_standards.cases.synthetic import synthetic_cases, tally_of
    from probation_standards.cases.tallies import Answered, Contradiction, GroupTallies, Tallies
    from probation_standards.cases.tallying import tally
    from probation_standards.catalogues import Catalogue, Entry
    from probation_standards.columns.tables import rate_columns, rate_table
    from probation_standards.conditions import FigureIs, FlagIs, Measure, RatingIs
    from probation_standards.crosswalks import Correspondence, Crosswalk
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
    from probation_standards.discretion import Discretion
    from probation_standards.documents import read_framework, read_inspection, write_framework, write_inspection
    from probation_standards.errors import (
        AnalysisError,
        CaseError,
        CaseFileError,
        CellProblem,
        DocumentError,
        EvidenceError,
        FrameworkError,
        InForceError,
        PluginError,
        ProbationStandardsError,
        Problem,
        UnknownFrameworkError,
    )
    from probation_standards.evidence import Evidence, Finding, Judgement, PanelDecision, Tally
    from probation_standards.framework_files import FrameworkFile, framework_file
    from probation_standards.frameworks import Framework
    from probation_standards.inspections import BackgroundFigure, Inspection, PublishedRatings
    from probation_standards.periods import InForce
    from probation_standards.plugins import discover, hookimpl
    from probation_standards.pooling import pool
    from probation_standards.proving.flaws import Flaw, Proof, Undecided
    from probation_standards.proving.proof import prove
    from probation_standards.published.auditing import audit
    from probation_standards.published.records import PublishedRecord, read_record
    from probation_standards.published.verdicts import Audit, Audited, Conclusion, Possible, Verdict
    from probation_standards.rating import RatedInspection, rate
    from probation_standards.reasons import (
        Applied,
        BandedReason,
        DepartureReason,
        LimitedReason,
        OneOfReason,
        RatingOfReason,
        SteppedReason,
        TableReason,
    )
    from probation_standards.receipts import Verification, receipt, verify, write_receipt
    from probation_standards.reports.text import explain
    from probation_standards.rules import InspectorJudgement, LowestQuestion, NoRating, ScoreTable, TotalPoints
    from probation_standards.scales import Rating, RatingScale
    from probation_standards.shapes import Banded, DecisionTable, Limit, Limited, MayDepart, OneOf, RatingOf, Row, Step, Stepped
    from probation_standards.sources import Confidence, Source
    from probation_standards.standards import Domain, KeyQuestion, Prompt, Standard

__all__ = [
    "Agreement",
    "AnalysisError",
    "Answered",
    "Answers",
    "Applied",
    "Audit",
    "Audited",
    "BackgroundFigure",
    "BandTable",
    "Banded",
    "BandedReason",
    "Breakdown",
    "CaseError",
    "CaseFileError",
    "Catalogue",
    "CellProblem",
    "Conclusion",
    "Confidence",
    "Contradiction",
    "Correspondence",
    "Crosswalk",
    "Decision",
    "DecisionTable",
    "DepartureReason",
    "Difference",
    "Discretion",
    "DocumentError",
    "Domain",
    "Entry",
    "Evidence",
    "EvidenceError",
    "FigureIs",
    "Finding",
    "FlagIs",
    "Flaw",
    "Framework",
    "FrameworkError",
    "FrameworkFile",
    "GroupTallies",
    "InForce",
    "InForceError",
    "Inspection",
    "InspectorJudgement",
    "Judgement",
    "JudgementReason",
    "KeyQuestion",
    "Limit",
    "Limited",
    "LimitedReason",
    "LowestQuestion",
    "LowestQuestionReason",
    "MayDepart",
    "Measure",
    "NoRating",
    "NotRated",
    "OneOf",
    "OneOfReason",
    "PanelDecision",
    "PanelReason",
    "PartialDate",
    "Placement",
    "PluginError",
    "Possible",
    "ProbationStandardsError",
    "Problem",
    "Prompt",
    "Proof",
    "PublishedRatings",
    "PublishedRecord",
    "RatedCases",
    "RatedInspection",
    "Rating",
    "RatingBand",
    "RatingIs",
    "RatingOf",
    "RatingOfReason",
    "RatingScale",
    "Reason",
    "Relevance",
    "Row",
    "ScoreTable",
    "Source",
    "Standard",
    "Step",
    "Stepped",
    "SteppedReason",
    "SubGroup",
    "TableReason",
    "Tallies",
    "Tally",
    "TotalPoints",
    "TotalPointsReason",
    "Undecided",
    "UnknownFrameworkError",
    "Verdict",
    "Verification",
    "agreement",
    "audit",
    "discover",
    "explain",
    "framework_file",
    "hookimpl",
    "pool",
    "prove",
    "rate",
    "rate_cases",
    "rate_columns",
    "rate_table",
    "read_framework",
    "read_inspection",
    "read_record",
    "receipt",
    "synthetic_cases",
    "tally",
    "tally_of",
    "verify",
    "write_framework",
    "write_inspection",
    "write_receipt",
]

_WHERE = {
    "Agreement": "agreements",
    "AnalysisError": "errors",
    "Answered": "cases.tallies",
    "Answers": "answers",
    "Applied": "reasons",
    "Audit": "published.verdicts",
    "Audited": "published.verdicts",
    "BackgroundFigure": "inspections",
    "BandTable": "bands",
    "Banded": "shapes",
    "BandedReason": "reasons",
    "Breakdown": "cases.breakdowns",
    "CaseError": "errors",
    "CaseFileError": "errors",
    "Catalogue": "catalogues",
    "CellProblem": "errors",
    "Conclusion": "published.verdicts",
    "Confidence": "sources",
    "Contradiction": "cases.tallies",
    "Correspondence": "crosswalks",
    "Crosswalk": "crosswalks",
    "Decision": "decisions",
    "DecisionTable": "shapes",
    "DepartureReason": "reasons",
    "Difference": "agreements",
    "Discretion": "discretion",
    "DocumentError": "errors",
    "Domain": "standards",
    "Entry": "catalogues",
    "Evidence": "evidence",
    "EvidenceError": "errors",
    "FigureIs": "conditions",
    "Finding": "evidence",
    "FlagIs": "conditions",
    "Flaw": "proving.flaws",
    "Framework": "frameworks",
    "FrameworkError": "errors",
    "FrameworkFile": "framework_files",
    "GroupTallies": "cases.tallies",
    "InForce": "periods",
    "InForceError": "errors",
    "Inspection": "inspections",
    "InspectorJudgement": "rules",
    "Judgement": "evidence",
    "JudgementReason": "decisions",
    "KeyQuestion": "standards",
    "Limit": "shapes",
    "Limited": "shapes",
    "LimitedReason": "reasons",
    "LowestQuestion": "rules",
    "LowestQuestionReason": "decisions",
    "MayDepart": "shapes",
    "Measure": "conditions",
    "NoRating": "rules",
    "NotRated": "decisions",
    "OneOf": "shapes",
    "OneOfReason": "reasons",
    "PanelDecision": "evidence",
    "PanelReason": "decisions",
    "PartialDate": "dates",
    "Placement": "bands",
    "PluginError": "errors",
    "Possible": "published.verdicts",
    "ProbationStandardsError": "errors",
    "Problem": "errors",
    "Prompt": "standards",
    "Proof": "proving.flaws",
    "PublishedRatings": "inspections",
    "PublishedRecord": "published.records",
    "RatedCases": "cases.rating_cases",
    "RatedInspection": "rating",
    "Rating": "scales",
    "RatingBand": "bands",
    "RatingIs": "conditions",
    "RatingOf": "shapes",
    "RatingOfReason": "reasons",
    "RatingScale": "scales",
    "Reason": "decisions",
    "Relevance": "answers",
    "Row": "shapes",
    "ScoreTable": "rules",
    "Source": "sources",
    "Standard": "standards",
    "Step": "shapes",
    "Stepped": "shapes",
    "SteppedReason": "reasons",
    "SubGroup": "cases.breakdowns",
    "TableReason": "reasons",
    "Tallies": "cases.tallies",
    "Tally": "evidence",
    "TotalPoints": "rules",
    "TotalPointsReason": "decisions",
    "Undecided": "proving.flaws",
    "UnknownFrameworkError": "errors",
    "Verdict": "published.verdicts",
    "Verification": "receipts",
    "agreement": "agreements",
    "audit": "published.auditing",
    "discover": "plugins",
    "explain": "reports.text",
    "framework_file": "framework_files",
    "hookimpl": "plugins",
    "pool": "pooling",
    "prove": "proving.proof",
    "rate": "rating",
    "rate_cases": "cases.rating_cases",
    "rate_columns": "columns.tables",
    "rate_table": "columns.tables",
    "read_framework": "documents",
    "read_inspection": "documents",
    "read_record": "published.records",
    "receipt": "receipts",
    "synthetic_cases": "cases.synthetic",
    "tally": "cases.tallying",
    "tally_of": "cases.synthetic",
    "verify": "receipts",
    "write_framework": "documents",
    "write_inspection": "documents",
    "write_receipt": "receipts",
}


if not TYPE_CHECKING:  # a type checker would take any name for one that this finds

    def __getattr__(name: str) -> object:
        if name not in _WHERE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        value = globals()[name] = getattr(import_module(f"{__name__}.{_WHERE[name]}"), name)
        return value


def __dir__() -> list[str]:
    return __all__
