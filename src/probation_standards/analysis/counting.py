"""Percentages with the number of cases behind them: what can be said in cases needs tallies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil

import attrs

from probation_standards.errors import AnalysisError, EvidenceError, Problem, key, unknown
from probation_standards.evidence import Evidence, NoFinding, Tally
from probation_standards.figures import Figure, stated, written
from probation_standards.frameworks import Framework


def in_cases(framework: Framework, evidence: Evidence, cases: int | Mapping[str, int] | None) -> Evidence:
    """Return evidence with tallies in place of percentages, as far as the numbers of relevant cases are given.

    A percentage that was printed as a whole number may be rounded, halves upwards; any other is exact.

    Args:
        framework: The framework.
        evidence: Evidence that fits it.
        cases: How many cases were relevant: one number for every question asked of cases, or one for each by its id.

    Raises:
        EvidenceError: When a percentage is that of no number of sufficient cases, or of several, or of none can be told; with
            every problem.

    >>> from probation_standards import discover
    >>> found = in_cases(discover()["pdu-2023"], Evidence(findings={"P 2.1.3": 34}), 62)
    >>> found.findings["P 2.1.3"]
    Tally(sufficient=21, relevant=62)
    """
    if cases is None:
        return evidence
    asked = [question.id for question in framework.questions if question.form == "cases"]
    if not isinstance(cases, (int, Mapping)):
        problem = Problem("cases", "expected a whole number of cases, or one for each question by its id", cases)
        raise EvidenceError([problem], f"the percentages can't be counted under {framework.id}")
    given = dict.fromkeys(asked, cases) if isinstance(cases, int) else dict(cases)
    problems = [unknown(f"cases.{key(id)}", id, asked, "the id of a key question") for id in given if id not in asked]
    findings: dict[str, Tally | Figure | NoFinding] = dict(evidence.findings)
    for id, number in given.items():
        figure = findings.get(id)
        if isinstance(number, bool) or not isinstance(number, int) or number < 1:
            problems.append(Problem(f"cases.{key(id)}", "expected a number of relevant cases, from 1", number))
        elif isinstance(figure, (int, Fraction)):
            possible = _counts(figure, number)
            if len(possible) == 1:
                findings[id] = Tally(possible[0], number)
                continue
            problems.append(Problem(f"findings.{key(id)}", _uncountable(figure, number, possible), stated(figure)))
    if problems:
        raise EvidenceError(problems, f"the percentages can't be counted under {framework.id}")
    return attrs.evolve(evidence, findings=findings)


def without_cases(ids: Iterable[str], heading: str) -> AnalysisError:
    """Return the error that findings are percentages of which no number of cases is known; `heading` is what can't be told."""
    expected = "expected a tally, or the number of its relevant cases; a percentage alone says none"
    problems = [Problem(f"findings.{key(id)}", expected) for id in ids]
    return AnalysisError(problems, f"{heading}; cases can say how many there were")


def _uncountable(figure: Figure, number: int, possible: range) -> str:
    """Return what was expected of a percentage that no count comes to, or several do."""
    if possible:
        return f"expected a percentage that one count alone comes to; {possible[0]} to {possible[-1]} of {number} do"
    below = min(number - 1, int(Fraction(figure) * number / 100))
    near = " and ".join(f"{one} is {written(Tally(one, number).percentage or 0)}" for one in (below, below + 1))
    return f"expected a percentage of {number} cases, of which {near} per cent; was it of another number of cases?"


def _counts(figure: Figure, relevant: int) -> range:
    """Return the numbers of sufficient cases that come to a percentage, rounded where that is a whole number."""
    exactly = Fraction(figure) * relevant / 100
    if not isinstance(figure, int):
        return range(int(exactly), int(exactly) + (exactly.denominator == 1))
    half = Fraction(relevant, 200)
    return range(max(0, ceil(exactly - half)), min(relevant + 1, ceil(exactly + half)))
