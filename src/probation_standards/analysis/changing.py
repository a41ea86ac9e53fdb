"""What of an inspection may change, and into what: findings and judgements, as near as can be to what they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

import attrs

from probation_standards.analysis.options import Becomes, along, findings, tallies
from probation_standards.evidence import OVERALL, Evidence, Judgement, Tally
from probation_standards.figures import Figure
from probation_standards.frameworks import Framework
from probation_standards.items import shape_parts
from probation_standards.measuring import read_item
from probation_standards.proving.views import View
from probation_standards.rules import InspectorJudgement
from probation_standards.shapes import MayDepart
from probation_standards.standards import KeyQuestion


class Key(NamedTuple):
    """What can be changed: the finding of a question or an input, or the judgement of a place.

    Attributes:
        id: The id of the question or the input; for a judgement that of the standard, or ``"overall"``.
        is_judgement: Whether it is a judgement.
    """

    id: str
    is_judgement: bool = False


Changes: TypeAlias = Mapping[Key, Becomes]
"""What becomes of items; those that stay as they are are not among them."""


@attrs.frozen(kw_only=True)
class Allowed:
    """Which changes are gone through, and what they cost.

    Attributes:
        judgements: Whether judgements may change.
        most: By how many cases, ratings or values an item may change at most; None for any number.
        keep: The ids of what stays as it is.
        weights: What each case, rating or value costs, by the id of the item; 1 where nothing is said. More than 0.
        cases_only: Whether nothing but judgements of cases may change.
    """

    judgements: bool = False
    most: int | None = None
    keep: frozenset[str] = frozenset()
    weights: Mapping[str, Figure] = attrs.field(factory=dict)
    cases_only: bool = False


def changed(evidence: Evidence, changes: Changes) -> Evidence:
    """Return evidence with some changes."""
    found = {key.id: becomes.given for key, becomes in changes.items() if not key.is_judgement}
    judged = {key.id: becomes.given for key, becomes in changes.items() if key.is_judgement}
    made: Any = {}
    if found:
        made["findings"] = {**evidence.findings, **found}
    if judged:
        made["judgements"] = {**evidence.judgements, **judged}
    return attrs.evolve(evidence, **made) if made else evidence


class Items:
    """The items of an inspection, each with what may become of it.

    Args:
        framework: The framework.
        evidence: Evidence that was checked and fits it.
        allowed: Which changes there may be.
    """

    def __init__(self, framework: Framework, evidence: Evidence, allowed: Allowed) -> None:
        self.framework, self.evidence, self.allowed = framework, evidence, allowed
        self._questions = {question.id: question for question in (*framework.questions, *framework.inputs)}

    def becomes(self, key: Key, reading: Sequence[View]) -> list[Becomes]:
        """Return what may become of an item that some views read, first as it is."""
        options = self._judged(key) if key.is_judgement else self._found(self._questions[key.id], reading)
        is_kept = self.allowed.cases_only and not isinstance(options[0].given, Tally)
        if is_kept or key.id in self.allowed.keep or (key.is_judgement and not self.allowed.judgements):
            return options[:1]
        return [one for one in options if self.allowed.most is None or abs(one.by) <= self.allowed.most]

    def _found(self, question: KeyQuestion, reading: Sequence[View]) -> list[Becomes]:
        if question.id not in self.evidence.findings:
            return [Becomes(None, None)]
        given = self.evidence.findings[question.id]
        figure = read_item(question, given, self.framework.scale)
        if figure is None:
            return [Becomes(None, given)]
        if question.form != "cases":
            return findings(question, figure, self.framework.scale, reading)
        if not isinstance(given, Tally):
            return [Becomes(figure, given)]
        return tallies(given, {cut for view in reading for cut in view.cuts}, every=any(view.adds for view in reading))

    def _judged(self, key: Key) -> list[Becomes]:
        given = self.evidence.judgements.get(key.id)
        if given is None:
            return [Becomes(None, None)]
        name, because = (given.rating, given.because) if isinstance(given, Judgement) else (given, "")
        rule = self.framework.overall if key.id == OVERALL else self.framework[key.id].rule
        ends = [part for _, part in shape_parts(rule) if isinstance(part, (InspectorJudgement, MayDepart))]
        low = max((part.at_least.points for part in ends if part.at_least is not None), default=0)
        high = min((part.at_most.points for part in ends if part.at_most is not None), default=self.framework.scale.best.points)
        ratings = [rating for rating in self.framework.scale if low <= rating.points <= high]
        if any(isinstance(part, MayDepart) for part in ends):  # a departure has a reason, which is nobody's to make up
            ratings = [self.framework.scale[name]]
        scale = [
            (rating.points, Judgement(rating.name, because) if isinstance(given, Judgement) else rating.name)
            for rating in ratings
        ]
        return along(scale, [rating.name for rating in ratings].index(name))
