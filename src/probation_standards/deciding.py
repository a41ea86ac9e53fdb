"""The rules, read for one inspection: a decision with its reason for each standard, and for the overall.

Each kind of rule has one function here that prepares it, once per framework, for deciding many inspections. A rule of
another package registers its own with ``standard_rule.register`` or ``overall_rule.register``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import singledispatch
from operator import attrgetter, itemgetter
from typing import TypeAlias

import attrs

from probation_standards.bands import BandTable, Placement
from probation_standards.checking import excused
from probation_standards.decisions import (
    Decision,
    JudgementReason,
    LowestQuestionReason,
    NotRated,
    PanelReason,
    TotalPointsReason,
)
from probation_standards.errors import FrameworkError, Problem
from probation_standards.evidence import OVERALL, Evidence, Finding, Judgement, read_finding
from probation_standards.figures import Figure, exact
from probation_standards.frameworks import Framework, Standard
from probation_standards.rules import InspectorJudgement, LowestQuestion, NoRating, Rule, TotalPoints

DecideStandard: TypeAlias = Callable[[Evidence], Decision]
"""Decides one standard on evidence that was checked."""

Decisions: TypeAlias = Mapping[str, Decision]

DecideOverall: TypeAlias = Callable[[Decisions, Evidence], Decision]
"""Decides the overall on the decisions of all standards, by id, and on evidence that was checked."""


class Placements(dict[Figure, Placement]):
    """Where each figure falls in a table of bands; what whole figures were placed at is kept."""

    def __init__(self, table: BandTable) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, figure: Figure) -> Placement:
        placement = self._table.place(exact(figure))
        if isinstance(placement.figure, int):
            self[figure] = placement
        return placement


class DecidedBy(dict[Figure, Decision]):
    """The decision where one question alone is the lowest, at each figure; what whole figures decided is kept."""

    def __init__(self, question: str, placements: Placements, among: int) -> None:
        super().__init__()
        self._question, self._placements, self._among = question, placements, among

    def __missing__(self, figure: Figure) -> Decision:
        placement = self._placements[figure]
        reason = LowestQuestionReason(self._question, placement, self._among)
        decision = Decision(placement.band.rating, reason)
        if isinstance(placement.figure, int):
            self[figure] = decision
        return decision


@singledispatch
def standard_rule(rule: Rule, standard: Standard, framework: Framework) -> DecideStandard:
    """Return what decides `standard` by `rule`.

    Raises:
        FrameworkError: When the rule's kind is not known here.
    """
    raise FrameworkError([_unreadable(rule, f"{standard.id}.rule", "a standard")], f"{framework.id} cannot be rated")


@singledispatch
def overall_rule(rule: Rule, framework: Framework) -> DecideOverall:
    """Return what decides the overall rating by `rule`.

    Raises:
        FrameworkError: When the rule's kind is not known here.
    """
    raise FrameworkError([_unreadable(rule, "overall", "the overall")], f"{framework.id} cannot be rated")


def _unreadable(rule: Rule, path: str, what: str) -> Problem:
    return Problem(path, f"expected a kind of rule that rate() has been taught to read for {what}", type(rule).__name__)


@standard_rule.register
def _lowest_question(rule: LowestQuestion, standard: Standard, framework: Framework) -> DecideStandard:
    ids = tuple(question.id for question in standard.questions)
    pick = itemgetter(*ids) if len(ids) > 1 else lambda findings: (findings[ids[0]],)
    placements = Placements(rule.bands)
    decided_by = tuple(DecidedBy(id, placements, len(ids)) for id in ids)

    def decide(evidence: Evidence) -> Decision:
        given = pick(evidence.findings)
        try:
            lowest = min(given)
            if given.count(lowest) == 1:
                return decided_by[given.index(lowest)][lowest]
        except (TypeError, ValueError):  # tallies are no numbers
            pass
        return decide_on_all(tuple(map(read_finding, ids, given)))

    def decide_on_all(findings: tuple[Finding, ...]) -> Decision:
        relevant = [(finding.percentage, finding) for finding in findings if finding.percentage is not None]
        without = tuple(finding.question for finding in findings if finding.percentage is None)
        if not relevant or (without and rule.no_relevant_cases == "not rated"):
            return Decision(None, NotRated(f"no relevant cases for {', '.join(without)}"))
        figure, lowest = min(relevant, key=itemgetter(0))
        placement = placements[figure]
        as_low = tuple(other.question for percentage, other in relevant if percentage == figure and other is not lowest)
        reason = LowestQuestionReason(lowest.question, placement, len(ids), lowest.tally, as_low, without)
        return Decision(placement.band.rating, reason)

    return decide


@standard_rule.register
def _inspector_judgement(rule: InspectorJudgement, standard: Standard, framework: Framework) -> DecideStandard:
    decisions: dict[object, Decision] = {
        rating.name: Decision(rating, JudgementReason(rating.name)) for rating in framework.scale
    }

    id = standard.id

    def decide(evidence: Evidence) -> Decision:
        given = evidence.judgements[id]
        if isinstance(given, Judgement):
            return Decision(framework.scale[given.rating], JudgementReason(given.rating, given.because))
        return decisions[given]

    return decide


@standard_rule.register
def _no_rating(rule: NoRating, standard: Standard, framework: Framework) -> DecideStandard:
    decision = Decision(None, NotRated(rule.because))
    return lambda evidence: decision


_points = attrgetter("rating.points")


@overall_rule.register
def _total_points(rule: TotalPoints, framework: Framework) -> DecideOverall:
    tables = {table.maximum: Placements(table.bands) for table in rule.tables}
    best = framework.scale.best.points
    counting = tuple(standard.id for standard in framework.standards if standard.counts)
    pick = itemgetter(*counting) if len(counting) > 1 else lambda decisions: tuple(decisions[id] for id in counting)
    aside = tuple((standard.id, "does not count") for standard in framework.standards if not standard.counts)

    def decide(decisions: Decisions, evidence: Evidence) -> Decision:
        ids, left_out = counting, aside
        try:
            points = tuple(map(_points, pick(decisions)))
        except AttributeError:  # a standard is not rated
            ids = tuple(id for id in counting if decisions[id].rating is not None)
            left_out += tuple((id, f"not rated: {decisions[id].reason}") for id in counting if id not in ids)
            points = tuple(_points(decisions[id]) for id in ids)
        score, maximum = sum(points), best * len(points)
        table = tables.get(maximum)
        placement = None if table is None else table[score]
        reason = TotalPointsReason(score, maximum, ids, points, left_out, placement)
        return Decision(None if placement is None else placement.band.rating, reason, score, maximum)

    return decide


@overall_rule.register
def _no_overall(rule: NoRating, framework: Framework) -> DecideOverall:
    decision = Decision(None, NotRated(rule.because))
    return lambda decisions, evidence: decision


@attrs.frozen
class Decider:
    """A framework, prepared for deciding inspections.

    Attributes:
        standards: What decides each standard, by id, in the framework's order.
        overall: What decides the overall.
    """

    framework: Framework
    standards: Mapping[str, DecideStandard]
    overall: DecideOverall

    def decide(self, evidence: Evidence) -> tuple[Decisions, Decision]:
        """Return the decision on each standard, by id, and the one on the overall.

        Args:
            evidence: Evidence that was checked and found to fit the framework.
        """
        if not evidence.not_rated and not evidence.panel:
            decisions = {id: decide(evidence) for id, decide in self.standards.items()}
            return decisions, self.overall(decisions, evidence)
        decisions = {id: self._recorded(id, evidence) for id in self.standards}
        if OVERALL in evidence.not_rated:
            return decisions, Decision(None, NotRated(evidence.not_rated[OVERALL]))
        return decisions, self.overall(decisions, evidence)

    def _recorded(self, id: str, evidence: Evidence) -> Decision:
        """Return the decision on a standard where evidence may record that it was not rated, or moved by the panel."""
        if id in evidence.not_rated:
            return Decision(None, NotRated(evidence.not_rated[id]))
        if excused(self.framework[id], evidence):
            return Decision(None, NotRated(evidence.not_rated[OVERALL]))
        decision = self.standards[id](evidence)
        if id not in evidence.panel:
            return decision
        moved = evidence.panel[id]
        return Decision(self.framework.scale[moved.rating], PanelReason(decision, moved.rating, moved.because))


def decider(framework: Framework) -> Decider:
    """Return `framework` prepared for deciding; prepared once and kept with it."""
    found: Decider | None = framework.prepared.get(decider)
    if found is None:
        standards = {standard.id: standard_rule(standard.rule, standard, framework) for standard in framework.standards}
        found = Decider(framework, standards, overall_rule(framework.overall, framework))
        framework.prepared[decider] = found
    return found
