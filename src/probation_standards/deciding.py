"""A framework, prepared for deciding inspections: the decision on each standard, and on the overall, with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

import attrs

from probation_standards import banding, composing  # noqa: F401  # what decides by their kinds of rules registers there
from probation_standards.checking import excused
from probation_standards.deciders import Decide, decide_by
from probation_standards.decisions import Decision, NotRated, PanelReason
from probation_standards.errors import FrameworkError, Problem
from probation_standards.evidence import OVERALL, Evidence
from probation_standards.frameworks import Framework
from probation_standards.measuring import Decisions, Inspected

_NONE: Decisions = MappingProxyType({})


@attrs.frozen
class Decider:
    """A framework, prepared for deciding inspections.

    Attributes:
        standards: What decides each standard, by id, in the framework's order.
        overall: What decides the overall.
    """

    framework: Framework
    standards: Mapping[str, Decide]
    overall: Decide

    def decide(self, evidence: Evidence) -> tuple[Decisions, Decision]:
        """Return the decision on each standard, by id, and the one on the overall.

        Args:
            evidence: Evidence that was checked and found to fit the framework.
        """
        if not evidence.not_rated and not evidence.panel:
            inspected = Inspected(evidence, _NONE)
            decisions = {id: decide(inspected) for id, decide in self.standards.items()}
            return decisions, self.overall(Inspected(evidence, decisions))
        decisions = {id: self._recorded(id, evidence) for id in self.standards}
        if OVERALL in evidence.not_rated:
            return decisions, Decision(None, NotRated(evidence.not_rated[OVERALL]))
        return decisions, self.overall(Inspected(evidence, decisions))

    def _recorded(self, id: str, evidence: Evidence) -> Decision:
        """Return the decision on a standard where evidence may record that it was not rated, or moved by the panel."""
        if id in evidence.not_rated:
            return Decision(None, NotRated(evidence.not_rated[id]))
        if excused(self.framework, self.framework[id], evidence):
            return Decision(None, NotRated(evidence.not_rated[OVERALL]))
        decision = self.standards[id](Inspected(evidence, _NONE))
        if id not in evidence.panel:
            return decision
        moved = evidence.panel[id]
        return Decision(self.framework.scale[moved.rating], PanelReason(decision, moved.rating, moved.because))


def decider(framework: Framework) -> Decider:
    """Return `framework` prepared for deciding; prepared once and kept with it.

    Raises:
        FrameworkError: When a rule is of a kind that nothing here decides by.
    """
    found: Decider | None = framework.prepared.get(decider)
    if found is None:
        problems: list[Problem] = []
        decides: dict[str, Decide] = {}
        rules = [*(standard.rule for standard in framework.standards), framework.overall]
        for rule, standard in zip(rules, (*framework.standards, None), strict=True):
            place = framework.place(standard)
            try:
                decides[place.id] = decide_by(rule, place)
            except FrameworkError as error:
                problems += error.problems
        if problems:
            raise FrameworkError(problems, f"{framework.id} cannot be rated")
        overall = decides.pop(OVERALL)
        found = framework.prepared[decider] = Decider(framework, decides, overall)
    return found
