"""Strategies that go the other way: evidence, and cases, that yield a rating that is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import strategies as st

from probation_standards.cases.synthetic import synthetic_cases
from probation_standards.checking import reading
from probation_standards.errors import EvidenceError, Problem
from probation_standards.evidence import NOT_RATED, OVERALL, Evidence, Judgement, Tally
from probation_standards.frameworks import Framework
from probation_standards.rating import rate
from probation_standards.scales import Rating
from probation_standards.testing.evidence import evidence_for
from probation_standards.testing.searching import evidence_that_gives

SERVICE = "service"
"""The column by which the cases are grouped."""

NAME = "Riverside"
"""The service that they are of."""


def evidence_rated(
    framework: Framework, where: str, rating: str | Rating, *, counted: bool = False
) -> st.SearchStrategy[Evidence]:
    """Evidence under which a standard, or the overall, is given a wanted rating. Shrinks to the least of everything else.

    A way to the rating is found once, by going back through the rule. What is drawn is any evidence, which is moved towards
    that way, one finding or judgement after the other, until it is given the rating.

    Args:
        framework: What it is for.
        where: The id of a standard, or ``"overall"``.
        rating: A rating on its scale, or the name of one.
        counted: Whether findings of cases are tallies; else they are percentages.

    Raises:
        EvidenceError: When there is no such standard or rating, or none that can be had there.
    """
    way = evidence_that_gives(framework, where, rating)
    way = _counted(way, framework) if counted else way
    name = rating.name if isinstance(rating, Rating) else rating
    return evidence_for(framework, counted=counted).map(lambda drawn: _moved(framework, drawn, way, where, name))


def _counted(evidence: Evidence, framework: Framework) -> Evidence:
    """Return evidence with tallies that are exactly its percentages."""
    of_cases = {question.id for question in framework.questions if question.form == "cases"}
    findings = {
        id: _tally(value) if id in of_cases and isinstance(value, (int, Fraction)) else value
        for id, value in evidence.findings.items()
    }
    return attrs.evolve(evidence, findings=findings)


def _tally(percentage: int | Fraction) -> Tally:
    share = Fraction(percentage) / 100
    return Tally(share.numerator, share.denominator)


def _moved(framework: Framework, drawn: Evidence, way: Evidence, where: str, name: str) -> Evidence:
    """Return the first evidence on the way from what was drawn to what gives a rating, that gives it."""
    for evidence in _steps(drawn, way):
        rated = rate(framework, evidence)
        given = rated.overall.rating if where == OVERALL else rated[where].rating
        if given is not None and given.name == name:
            return evidence
    return way


def _steps(drawn: Evidence, way: Evidence) -> Iterator[Evidence]:
    yield drawn
    tables: dict[str, dict[str, Any]] = {
        field: dict(getattr(drawn, field)) for field in ("findings", "judgements", "not_rated", "panel")
    }
    said = {id: None for field in (drawn.judgements, drawn.not_rated, way.judgements, way.not_rated) for id in field}
    for id in dict.fromkeys([*drawn.findings, *way.findings]):
        _take("findings", id, tables, way)
        yield Evidence(**tables)
    for id in said:
        for field in ("judgements", "not_rated"):
            _take(field, id, tables, way)
        yield Evidence(**tables)


def _take(field: str, id: str, tables: Mapping[str, dict[str, Any]], way: Evidence) -> None:
    """Put in what the way has under an id, or take out what it does not have."""
    of: Mapping[str, Any] = getattr(way, field)
    if id in of:
        tables[field][id] = of[id]
    else:
        tables[field].pop(id, None)


@attrs.frozen
class CasesRated:
    """Cases of one service, with what was judged of it, as `rate_cases` takes them.

    Attributes:
        cases: A table of cases, as columns.
        by: The column that names the service.
        judgements: The service to standard id to the name of the rating that was chosen, or "Not rated".
        evidence: What counting them comes to.
    """

    cases: Mapping[str, list[str]]
    by: str
    judgements: Mapping[str, Mapping[str, str]]
    evidence: Evidence


def cases_rated(framework: Framework, where: str, rating: str | Rating) -> st.SearchStrategy[CasesRated]:
    """Cases that are counted and rated to a wanted rating. Shrinks to the fewest cases, with the least of everything else.

    Args:
        framework: What they are for: one that reads nothing but cases, and judgements of standards that need no reason.
        where: The id of a standard, or ``"overall"``.
        rating: A rating on its scale, or the name of one.

    Raises:
        EvidenceError: When there is no such standard or rating, none that can be had there, or when cases and judgements are
            not all that it reads.
    """
    problems = [*_not_of_cases(framework)]
    if not problems and not any(question.form == "cases" for question in framework.questions):
        problems = [
            Problem("standards", 'expected a question asked of "cases", so that there is something to count', missing=True)
        ]
    if problems:
        raise EvidenceError(problems, f"cases alone can't be rated under {framework.id}")
    return st.builds(
        lambda evidence, seed: _cases(framework, evidence, seed),
        evidence_rated(framework, where, rating, counted=True),
        st.integers(0, 1000),
    )


def _not_of_cases(framework: Framework) -> Iterator[Problem]:
    """Yield what a framework reads that neither cases nor a plain judgement of a standard can say."""
    read = reading(framework)
    for question in {question.id: question for needs in read.values() for question in needs.questions}.values():
        if question.form != "cases" and not question.optional:
            yield Problem(question.id, 'expected a question asked of "cases", or one that may lack', question.form)
    for id, needs in read.items():
        if needs.judgement and id == OVERALL:
            yield Problem(id, "expected a rule that reads no judgement")


def _cases(framework: Framework, evidence: Evidence, seed: int) -> CasesRated:
    tallies = {id: value for id, value in evidence.findings.items() if isinstance(value, Tally)}
    if not tallies:  # a table of cases has the column of some question: here of one that no case was relevant for
        tallies = {next(question.id for question in framework.questions if question.form == "cases"): Tally(0, 0)}
        evidence = attrs.evolve(evidence, findings={**evidence.findings, **tallies})
    many = max([1, *(tally.relevant for tally in tallies.values())])
    made = synthetic_cases(framework, tallies, cases=many, seed=seed, columns={SERVICE: {NAME: many}})
    names = {id: given.rating if isinstance(given, Judgement) else given for id, given in evidence.judgements.items()}
    judged = {**names, **dict.fromkeys(evidence.not_rated, NOT_RATED)}
    return CasesRated(made, SERVICE, {NAME: judged}, evidence)
