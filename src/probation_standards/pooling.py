"""Pooling: a region's findings from the cases of its services, added up question by question."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from probation_standards.errors import EvidenceError, Problem, key
from probation_standards.evidence import Evidence, Tally
from probation_standards.frameworks import Framework


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
    >>> north, south = Evidence(findings={"P 2.1.3": Tally(20, 30)}), Evidence(findings={"P 2.1.3": Tally(20, 90)})
    >>> pool(region, Evidence(), {"North": north, "South": south}).findings["R 2.1.1"]
    Tally(sufficient=40, relevant=120)
    """
    findings = dict(evidence.findings)
    problems: list[Problem] = []
    for question in (question for question in framework.questions if question.pooled_from):
        held = {name: service.findings.get(question.pooled_from) for name, service in services.items()}
        if all(finding is None for finding in held.values()):
            continue  # the region holds these cases itself, or `rate` says that they lack
        if question.id in evidence.findings:
            expected = f"expected no finding, since the cases of the services are pooled for {question.id}"
            problems.append(Problem(f"findings.{key(question.id)}", expected, evidence.findings[question.id]))
        for name, finding in held.items():
            path = f"services.{key(name)}.findings.{key(question.pooled_from)}"
            if finding is None:
                expected = f"expected a tally, since other services have one; it is pooled for {question.id}"
                problems.append(Problem(path, expected, missing=True))
            elif not isinstance(finding, Tally):
                expected = f"expected a tally of cases, since cases are pooled for {question.id} and not percentages"
                problems.append(Problem(path, expected, finding))
            elif wrong := finding.wrong():
                problems.append(Problem(path, wrong, finding))
        tallies = [finding for finding in held.values() if isinstance(finding, Tally)]
        findings[question.id] = sum(tallies, Tally(0, 0)) if not problems else Tally(0, 0)
    if problems:
        raise EvidenceError(problems, f"the cases cannot be pooled for {framework.id}")
    return attrs.evolve(evidence, findings=findings)
