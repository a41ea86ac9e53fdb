"""What decides by a rule, for one inspection, with the reason: one function for each kind of rule, prepared once.

A rule of another package registers its own with ``decide_by.register``, or says with ``shape_of.register`` which shape it is.
Those of bands and of rules within rules are in `banding` and `composing`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import TypeAlias

from probation_standards.decisions import Decision, JudgementReason, NotRated
from probation_standards.errors import FrameworkError, Problem
from probation_standards.evidence import Judgement
from probation_standards.items import Place
from probation_standards.measuring import Inspected
from probation_standards.rules import InspectorJudgement, NoRating, Rule
from probation_standards.shapes import shape_of

Decide: TypeAlias = Callable[[Inspected], Decision]
"""Decides on an inspection whose evidence was checked."""


@singledispatch
def decide_by(rule: Rule, place: Place) -> Decide:
    """Return what decides by `rule` where it stands.

    Raises:
        FrameworkError: When neither the rule's kind is known here nor the shape that it is.
    """
    shape = shape_of(rule)
    if shape is not rule:
        return decide_by(shape, place)
    what, path = ("the overall", "overall") if place.standard is None else ("a standard", f"{place.id}.rule")
    expected = f"expected a kind of rule that rate() has been taught to read for {what}, with decide_by or shape_of"
    raise FrameworkError([Problem(path, expected, type(rule).__name__)])


@decide_by.register
def _inspector_judgement(rule: InspectorJudgement, place: Place) -> Decide:
    decisions: dict[object, Decision] = {rating.name: Decision(rating, JudgementReason(rating.name)) for rating in place.scale}
    scale, id = place.scale, place.id

    def decide(inspected: Inspected) -> Decision:
        given = inspected.evidence.judgements[id]
        if isinstance(given, Judgement):
            return Decision(scale[given.rating], JudgementReason(given.rating, given.because))
        return decisions[given]

    return decide


@decide_by.register
def _no_rating(rule: NoRating, place: Place) -> Decide:
    decision = Decision(None, NotRated(rule.because))
    return lambda inspected: decision
