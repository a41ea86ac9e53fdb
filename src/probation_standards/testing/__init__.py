"""What tests of frameworks are made of: laws, and strategies for hypothesis. Needs the extra [testing].

>>> import probation_standards as ps
>>> from probation_standards.testing import broken_laws
>>> broken_laws(ps.discover()["approved-premises-2025"])
()
"""

from __future__ import annotations

from probation_standards.errors import ProbationStandardsError, Problem

try:
    from probation_standards.testing.laws import LAWS, Broken, Law, Published, broken_laws, contradicting
    from probation_standards.testing.strategies import (
        CasesRated,
        band_tables,
        case_tables,
        cases_rated,
        evidence_for,
        evidence_rated,
        findings_of,
        frameworks,
        percentages,
        rating_scales,
        tallies,
    )
except ModuleNotFoundError as error:
    if str(error.name).partition(".")[0] != "hypothesis":
        raise
    _problem = Problem("", "expected the extra [testing]: pip install 'probation-standards[testing]'")
    raise ProbationStandardsError([_problem], "frameworks cannot be tested") from None

__all__ = [
    "LAWS",
    "Broken",
    "CasesRated",
    "Law",
    "Published",
    "band_tables",
    "broken_laws",
    "case_tables",
    "cases_rated",
    "contradicting",
    "evidence_for",
    "evidence_rated",
    "findings_of",
    "frameworks",
    "percentages",
    "rating_scales",
    "tallies",
]
