"""Pooling: a region's findings from the cases of its services, added up question by question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from probation_standards.errors import EvidenceError, Problem, key
from probation_standards.evidence import Evidence, Tally
from probation_standards.frameworks import Framework
from probation_standards.standards import KeyQuestion


def pool(framework: Framework, evidence: Evidence, services: Mapping[str, Evidence]) -> Evidence:
    """Return the evidence on a region, with the cases of its services pooled for the questions that `framework` says.

    Cases are added up, so that a service counts with as many cases as were inspected there. A mean of percentages would give
    another figure, and perhaps another rating.

    Args:
        framework: What the region is rated under; its questions say under which id the services hold their cases
            (`KeyQuestion.pooled_from`).
        evidence: What was found in the region itself: judgements, and tallies for what is not pooled.
        services: The name of each service in the region to what was found there, with a `Tally` for each question that is
            pooled.

    Raises:
        EvidenceError: With every problem: a service without a tally for a question that is pooled, a percentage where cases
            are needed, a finding that was also given for the region itself.

    >>> from probation_standards import Evidence, Tally, discover
    >>> region = discover()["region-2023"]
    >>> ids = [question.pooled_from for question in region.questions if question.pooled_from]
    >>> north = Evidence(findings=dict.fromkeys(ids, Tally(20, 30)))
    >>> south = Evidence(findings=dict.fromkeys(ids, Tally(20, 90)))
    >>> pool(region, Evidence(), {"North": north, "South": south}).findings["R 2.1.1"]
    Tally(sufficient=40, relevant=120)
    """
    if not isinstance(services, Mapping) or not all(isinstance(service, Evidence) for service in services.values()):
        raise TypeError("pool() takes services as a mapping of their names to the evidence on each")
    questions = [question for question in framework.questions if question.pooled_from]
    problems = _strangers(framework, questions, services)
    findings = dict(evidence.findings)
    for question in questions:
        held = {name: service.findings.get(question.pooled_from) for name, service in services.items()}
        own = question.id in evidence.findings
        if all(finding is None for finding in held.values()) and (own or question.pooled_from == question.id):
            continue  # the region holds these cases itself, or `rate` says that they lack
        if own:
            expected = f"expected no finding, since the cases of the services are pooled for {question.id}"
            problems.append(Problem(f"findings.{key(question.id)}", expected, evidence.findings[question.id]))
        tallies = []
        for name, finding in held.items():
            wrong = _wrong(finding, question)
            if wrong is not None:
                problems.append(wrong.under(f"services.{key(name)}.findings.{key(question.pooled_from)}"))
            elif isinstance(finding, Tally):
                tallies.append(finding)
        if tallies:
            findings[question.id] = sum(tallies, Tally(0, 0))
    if problems:
        raise EvidenceError(problems, f"the cases cannot be pooled for {framework.id}")
    return attrs.evolve(evidence, findings=findings)


def _wrong(finding: object, question: KeyQuestion) -> Problem | None:
    """Return what keeps what a service holds from being pooled for `question`."""
    if finding is None:
        return Problem("", f"expected a tally, which is pooled for {question.id}", missing=True)
    if not isinstance(finding, Tally):
        expected = f"expected a tally of cases, since cases are pooled for {question.id} and not percentages"
        return Problem("", expected, finding)
    wrong = finding.wrong()
    return None if wrong is None else Problem("", wrong, finding)


def _strangers(framework: Framework, questions: Sequence[KeyQuestion], services: Mapping[str, Evidence]) -> list[Problem]:
    """Return what is wrong with services as a whole: the framework pools nothing, or they hold nothing of what it pools."""
    if services and not questions:
        return [Problem("services", f"expected none, since {framework.id} pools no cases", ", ".join(services))]
    pooled = [question.pooled_from for question in questions]
    expected = f"expected tallies for {', '.join(pooled)}; there are none, so is this the right service?"
    return [
        Problem(f"services.{key(name)}", expected)
        for name, service in services.items()
        if not any(id in service.findings for id in pooled)
    ]
