"""Laws of rating: what evidence is rated, and which ratings it is given.

What an assertion says here is the example that is told, to which pytest must add nothing: PYTEST_DONT_REWRITE.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
from hypothesis import strategies as st

from probation_standards.bands import BandTable
from probation_standards.checking import reading
from probation_standards.errors import EvidenceError
from probation_standards.evidence import OVERALL, Evidence, Judgement
from probation_standards.frameworks import Framework
from probation_standards.items import shape_parts
from probation_standards.rating import RatedInspection, rate
from probation_standards.rules import InspectorJudgement
from probation_standards.scales import Rating
from probation_standards.shapes import Banded, DecisionTable, Limited, MayDepart, OneOf, Stepped, falls_because, shape_of
from probation_standards.standards import KeyQuestion
from probation_standards.testing.evidence import any_evidence_for, evidence_for
from probation_standards.testing.measures import spread
from probation_standards.testing.searching import search
from probation_standards.testing.trying import tried
from probation_standards.testing.values import choice, counts_of, rule_of
from probation_standards.testing.words import evidence_text, finding_text, rating_text


def ratings(rated: RatedInspection) -> dict[str, Rating | None]:
    """Return the rating of each standard, and of the overall, by id."""
    return {**rated.ratings, OVERALL: rated.outcome[3]}  # which takes no working out of reasons


def differences(one: RatedInspection, other: RatedInspection) -> list[str]:
    """Return where two inspections have other ratings, in words."""
    before, after = ratings(one), ratings(other)
    return [f"{id} {rating_text(before[id])} and {rating_text(after[id])}" for id in before if before[id] != after[id]]


def places(framework: Framework) -> list[str]:
    """Return the ids of the standards, and that of the overall."""
    return [*(standard.id for standard in framework.standards), OVERALL]


def complete_evidence_is_rated(framework: Framework) -> None:
    """Complete evidence is rated, with a reason for each standard and for the overall."""

    def check(evidence: Evidence) -> None:
        try:
            rated = rate(framework, evidence)
            reasons = {id: str(decision.reason) for id, decision in {**rated, OVERALL: rated.overall}.items()}
        except Exception as error:
            said = f"{evidence_text(framework, evidence)}: it is complete, and rating it ends with {error!r}"
            raise AssertionError(said) from error
        without = [id for id, reason in reasons.items() if not reason]
        assert not without, f"{evidence_text(framework, evidence)}: {without[0]} is decided without a reason"

    tried(check, any_evidence_for(framework), examples=60)


def lacking_evidence_is_refused(framework: Framework) -> None:
    """Evidence that lacks a finding or a judgement is refused, and the error names it."""
    read = reading(framework)
    needed = [question.id for needs in read.values() for question in needs.questions if not question.optional]
    judged = [id for id, needs in read.items() if needs.judgement]

    def check(evidence: Evidence, left_out: str) -> None:
        findings = {id: value for id, value in evidence.findings.items() if id != left_out}
        judgements = {id: value for id, value in evidence.judgements.items() if id != left_out}
        rest = attrs.evolve(evidence, findings=findings, judgements=judgements)
        try:
            rate(framework, rest)
        except EvidenceError as error:
            named = any(left_out in problem.path for problem in error.problems)
            said = "" if named else f"without {left_out} the evidence is refused, and the error does not name it: {error}"
        else:
            said = f"{evidence_text(framework, rest)}: without {left_out} it is rated all the same"
        assert not said, said

    if needed or judged:
        tried(check, evidence_for(framework), st.sampled_from([*dict.fromkeys(needed), *judged]), examples=30)


def every_rating_can_be_had(framework: Framework) -> None:
    """Every rating that a rule names is given by some evidence, and so is every rating on the scale."""
    never = set(framework.scale.names)
    for where in places(framework):
        named = _named(framework, where)
        for rating in framework.scale:
            found = search(framework, where, rating, departures=False)
            if found.evidence is not None or not found.is_sure:
                never.discard(rating.name)
            elif rating in named:
                raise AssertionError(f"{where}: no evidence gives {rating}, which its rule names")
    if len(never) < len(framework.scale.names):  # else it gives none at all
        assert not never, f"no evidence gives {' or '.join(sorted(never))} to any standard, or to the overall"


def _named(framework: Framework, where: str) -> set[Rating]:
    """Return the ratings that the rule of a place names: in bands, in rows, and as what can be judged.

    What rules name of which another takes the worst or the best is left to those: the other may never give it, and be right.
    """
    found: set[Rating] = set()
    rule: Any = shape_of(rule_of(framework, where))
    while isinstance(rule, (Limited, Stepped, MayDepart)):
        rule = shape_of(rule.rule)
    for _, part in () if isinstance(rule, OneOf) else shape_parts(rule):
        if isinstance(part, Banded):
            tables = [table for _, table in shape_parts(part) if isinstance(table, BandTable)]
            found |= {band.rating for table in tables for band in table.bands}
        elif isinstance(part, DecisionTable):
            found |= {rating for rating in (*(row.rating for row in part.rows), part.otherwise) if rating is not None}
        elif isinstance(part, InspectorJudgement):
            found |= {framework.scale[name] for name in choice(framework, where).names}
    return found


def better_evidence_never_lowers_a_rating(framework: Framework) -> None:
    """A better finding or judgement, all else equal, lowers no rating, unless the framework says of the rule why it may."""
    asked = {question.id: question for needs in reading(framework).values() for question in needs.questions}
    may_fall = {where for where in places(framework) if falls_because(rule_of(framework, where))}

    def check(evidence: Evidence) -> None:
        before = ratings(rate(framework, evidence))
        for id in (*evidence.findings, *evidence.judgements):
            for better in spread(_better(framework, evidence, id, asked.get(id)), 3):
                after = ratings(rate(framework, better))
                worse = [where for where in before if where not in may_fall and _is_worse(after[where], before[where])]
                if any(before[where] != after[where] for where in may_fall):
                    worse = [where for where in worse if where != OVERALL]
                if worse:
                    where = worse[0]
                    rise = f"{id} rises from {_given(framework, evidence, id)} to {_given(framework, better, id)}"
                    fall = f"{where} falls from {rating_text(before[where])} to {rating_text(after[where])}"
                    raise AssertionError(f"{evidence_text(framework, evidence)}: {rise}, and {fall}")

    tried(check, evidence_for(framework), examples=25)  # each with three rises of everything in it


def _is_worse(rating: Rating | None, than: Rating | None) -> bool:
    return rating is not None and than is not None and rating.points < than.points


def _given(framework: Framework, evidence: Evidence, id: str) -> str:
    judged = evidence.judgements.get(id)
    if judged is not None:
        return judged.rating if isinstance(judged, Judgement) else judged
    return finding_text(framework, id, evidence.findings[id])


def _better(framework: Framework, evidence: Evidence, id: str, question: KeyQuestion | None) -> list[Evidence]:
    """Return evidence in which one finding or judgement is better, by one step first; none where nothing is."""
    if question is None:
        return [*_judged_better(framework, evidence, id)]
    if question.better == "neither":
        return []
    value: Any = evidence.findings[id]
    plain = getattr(value, "given", value)
    orders: dict[str, list[Any]] = {
        "cases": list(range(101)),
        "rating": list(framework.scale.names),
        "score": sorted(question.values),
        "count": list(counts_of(framework)),
        "flag": [False, True],
    }
    order = orders[question.form][:: 1 if question.better == "higher" else -1]
    above = order[order.index(plain) + 1 :]
    return [attrs.evolve(evidence, findings={**evidence.findings, id: better}) for better in above]


def _judged_better(framework: Framework, evidence: Evidence, id: str) -> Iterator[Evidence]:
    given = evidence.judgements.get(id)
    names = choice(framework, id).names if given is not None else ()
    name = given.rating if isinstance(given, Judgement) else given
    for better in names[names.index(name) + 1 if name in names else len(names) :]:
        judged = attrs.evolve(given, rating=better) if isinstance(given, Judgement) else better
        yield attrs.evolve(evidence, judgements={**evidence.judgements, id: judged})
