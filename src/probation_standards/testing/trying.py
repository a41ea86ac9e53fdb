"""Trying a check on what strategies make up, in a row of its own: no database, no deadline, the same examples each time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from probation_standards.evidence import Evidence, Tally
from probation_standards.frameworks import Framework


def tried(check: Callable[..., None], *strategies: st.SearchStrategy[Any], examples: int) -> None:
    """Try a check on so many examples of what the strategies make up; what fails is shrunk before it is raised."""
    usual = settings(
        database=None,
        deadline=None,
        derandomize=True,
        max_examples=examples,
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    usual(given(*strategies)(check))()


def smallest(framework: Framework, evidence: Evidence, fails: Callable[[Evidence], bool]) -> Evidence:
    """Return evidence with which a check still fails, as small as taking one thing after the other makes it."""
    while True:
        for simpler in _simpler(framework, evidence):
            if _smaller(framework, simpler) < _smaller(framework, evidence) and fails(simpler):
                evidence = simpler
                break
        else:
            return evidence


def _plainest(framework: Framework, id: str, value: object) -> list[Any]:
    if isinstance(value, Tally):
        return [Tally(0, 1), Tally(1, 1), Tally(0, 0)]
    question = next((one for one in (*framework.questions, *framework.inputs) if one.id == id), None)
    if question is None or question.form in {"cases", "count"}:
        return [0]
    if question.form == "score":
        return [min(question.values)]
    return [False] if question.form == "flag" else [framework.scale.names[0]]


def _smaller(framework: Framework, evidence: Evidence) -> tuple[int, int]:
    """Return how large evidence is: how much there is, and how much of it is not the plainest."""
    said = len(evidence.findings) + len(evidence.judgements) + 2 * len(evidence.not_rated)
    odd = sum(_plainest(framework, id, value)[0] != getattr(value, "given", value) for id, value in evidence.findings.items())
    return said, odd + sum(given != framework.scale.names[0] for given in evidence.judgements.values())


def _simpler(framework: Framework, evidence: Evidence) -> Iterator[Evidence]:
    """Yield evidence that differs in one thing, and may be simpler."""
    optional = {question.id for question in (*framework.questions, *framework.inputs) if question.optional}
    for id, value in evidence.findings.items():
        if id in optional:
            yield attrs.evolve(evidence, findings={one: of for one, of in evidence.findings.items() if one != id})
        for plain in _plainest(framework, id, value):
            yield attrs.evolve(evidence, findings={**evidence.findings, id: plain})
    for id in evidence.not_rated:
        rest = {one: why for one, why in evidence.not_rated.items() if one != id}
        yield attrs.evolve(evidence, not_rated=rest)
        for name in framework.scale.names[:1]:
            yield attrs.evolve(evidence, not_rated=rest, judgements={**evidence.judgements, id: name})
    for id in evidence.judgements:
        yield attrs.evolve(evidence, judgements={**evidence.judgements, id: framework.scale.names[0]})
