"""All strategies: what tests of frameworks are made of. What each shrinks to is said with it, and nothing is filtered."""

from __future__ import annotations

from probation_standards.testing.cases import case_tables
from probation_standards.testing.evidence import evidence_for, findings_of
from probation_standards.testing.rules import frameworks
from probation_standards.testing.scales import band_tables, percentages, rating_scales, tallies
from probation_standards.testing.wanted import CasesRated, cases_rated, evidence_rated

__all__ = [
    "CasesRated",
    "band_tables",
    "case_tables",
    "cases_rated",
    "evidence_for",
    "evidence_rated",
    "findings_of",
    "frameworks",
    "percentages",
    "rating_scales",
    "tallies",
]
