"""Where an inspection stands, and what would move it: each answer comes from asking `rate` what would be if.

>>> from probation_standards import Tally
>>> from probation_standards.analysis import wilson
>>> str(wilson(Tally(21, 62)))
'23.3 to 46.3'
"""

from __future__ import annotations

from probation_standards.analysis.closeness import CloseCall, CloseCalls, close_calls
from probation_standards.analysis.comparing import Comparison, FindingMovement, RatingMovement, Then, comparison
from probation_standards.analysis.crossing import Crossing, Link, crossing
from probation_standards.analysis.differing import (
    FrameworkDifference,
    Reclassified,
    SameEvidence,
    framework_differences,
    on_same_evidence,
    with_threshold,
)
from probation_standards.analysis.drawing import Chances, QuestionSample, Sampling, sampling
from probation_standards.analysis.intervals import Interval, of_caseload, of_difference, sample_size, wilson
from probation_standards.analysis.league import League, Standing, league
from probation_standards.analysis.nearness import Margins, Move, PlaceMargin, QuestionMargin, margins, robustness
from probation_standards.analysis.recurring import Recurrence, Recurring, recurrence
from probation_standards.analysis.redrawing import Resampled, resampling
from probation_standards.analysis.routing import Change, Route, Routes, cheapest_route, routes

__all__ = [
    "Chances",
    "Change",
    "CloseCall",
    "CloseCalls",
    "Comparison",
    "Crossing",
    "FindingMovement",
    "FrameworkDifference",
    "Interval",
    "League",
    "Link",
    "Margins",
    "Move",
    "PlaceMargin",
    "QuestionMargin",
    "QuestionSample",
    "RatingMovement",
    "Reclassified",
    "Recurrence",
    "Recurring",
    "Resampled",
    "Route",
    "Routes",
    "SameEvidence",
    "Sampling",
    "Standing",
    "Then",
    "cheapest_route",
    "close_calls",
    "comparison",
    "crossing",
    "framework_differences",
    "league",
    "margins",
    "of_caseload",
    "of_difference",
    "on_same_evidence",
    "recurrence",
    "resampling",
    "robustness",
    "routes",
    "sample_size",
    "sampling",
    "wilson",
    "with_threshold",
]
