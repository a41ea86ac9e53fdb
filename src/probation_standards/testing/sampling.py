"""Much evidence, fast: drawn by `random`, for what is tried on thousands of inspections."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, Literal, TypeAlias

from probation_standards.checking import reading, wanted
from probation_standards.columns.checks import is_excusable
from probation_standards.evidence import Evidence, Judgement, Tally
from probation_standards.figures import Figure
from probation_standards.frameworks import Framework
from probation_standards.standards import KeyQuestion
from probation_standards.testing.values import choice, findable, tenths_about, thresholds, whole_about

Counting: TypeAlias = Literal["whole", "tenths", "tallies"]
"""What findings of cases are: whole percentages, percentages with a decimal, or tallies."""

MOST_CASES = 40
"""The most relevant cases of a tally that is sampled."""

UNRATED = "it was not rated"
"""Why something was not rated."""


def _once_in(many: int, random: Random) -> bool:
    return random.randrange(many) == 0


class Sampler:
    """Evidence for a framework, as complete as it must be; half of its figures are about thresholds.

    Args:
        framework: What it is for.
        counting: What findings of cases are.
        departures: Whether inspectors may depart from rules that let them, for which a table has no place.
    """

    def __init__(self, framework: Framework, counting: Counting = "whole", *, departures: bool = False) -> None:
        self.framework, self.counting, self.departures = framework, counting, departures
        read = reading(framework)
        questions = {question.id: question for needs in read.values() for question in needs.questions}
        self._near: Sequence[Figure] = whole_about(thresholds(framework), 100) or (0,)
        if counting == "tenths":
            self._near = tenths_about(framework) or (0,)
        self._optional = {id for id, question in questions.items() if question.optional}
        self._values = {id: self._findable(question) for id, question in questions.items()}
        self._judged = {id: choice(framework, id) for id, needs in read.items() if needs.judgement or needs.departure}
        self._departing = {id for id in self._judged if not read[id].judgement}
        self._excusable = [standard.id for standard in framework.standards if is_excusable(standard, framework)]

    def _findable(self, question: KeyQuestion) -> Sequence[Any]:
        return () if question.form == "cases" else findable(question, self.framework)

    def evidence(self, random: Random) -> Evidence:
        """Return one piece of evidence."""
        not_rated = {id: UNRATED for id in self._excusable if _once_in(20, random)}
        findings: dict[str, Any] = {}
        for id, values in self._values.items():
            if not (id in self._optional and _once_in(4, random)):
                findings[id] = random.choice(values) if values else self._cases(random)
        judgements: dict[str, str | Judgement] = {}
        for id, can in self._judged.items():
            if id in self._departing and (not self.departures or _once_in(2, random)):
                continue
            if id not in self._departing and _once_in(10, random):
                not_rated[id] = UNRATED
            elif id not in not_rated:
                name = random.choice(can.names)
                judgements[id] = Judgement(name, "for a reason") if can.says_why else name
        needed = wanted(self.framework, Evidence(findings=findings, judgements=judgements, not_rated=not_rated))
        spare = {id for id in findings if id not in needed and id not in self._optional and _once_in(2, random)}
        findings = {id: value for id, value in findings.items() if id not in spare}
        return Evidence(findings=findings, judgements=judgements, not_rated=not_rated)

    def _cases(self, random: Random) -> Tally | float:
        if self.counting == "tallies":
            relevant = random.randint(0, MOST_CASES)
            if _once_in(2, random) or not relevant:
                return Tally(random.randint(0, relevant), relevant)
            near = round(float(random.choice(self._near)) * relevant / 100) + random.choice((-1, 0, 0, 1))
            return Tally(min(max(near, 0), relevant), relevant)
        figure = random.choice(self._near) if _once_in(2, random) else random.randint(0, 100)
        return figure if isinstance(figure, int) else float(figure)
