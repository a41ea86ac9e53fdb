"""What a place could be rated, where not all that its rule reads was published: all that could be is supposed in turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod
from typing import Any

import attrs

from probation_standards.checking import reading
from probation_standards.deciding import decider
from probation_standards.decisions import Decision, NotRated
from probation_standards.evidence import NOT_RATED, OVERALL, Judgement
from probation_standards.frameworks import Framework
from probation_standards.items import shape_parts
from probation_standards.measuring import Inspected
from probation_standards.published.verdicts import Said
from probation_standards.rules import InspectorJudgement
from probation_standards.shapes import MayDepart
from probation_standards.standards import KeyQuestion, Standard

MOST_SUPPOSED = 500
"""How many things are supposed of one place at most."""

JUDGEMENT = "its judgement"
"""What the inspectors' judgement of a place is called among what is not known."""

AS_PUBLISHED = "as published"


@attrs.frozen
class Supposed:
    """What a place is rated, supposing what was not published.

    Attributes:
        what: What is supposed, by id, for people: the name of a rating, a number, "not rated" or "not inspected".
        decision: What its rule then gives.
    """

    what: Mapping[str, str]
    decision: Decision


@attrs.frozen
class Suppositions:
    """All that a place could be rated.

    Attributes:
        unknown: The ids of what is not known and its rule reads, in order.
        each: What it is rated, for each thing that those could be; none where they could be too much to be gone through.
        too_many: Whether they could.
    """

    unknown: tuple[str, ...]
    each: tuple[Supposed, ...]
    too_many: bool = False


def supposed(framework: Framework, id: str, said: Said, *, all_rated: bool = True) -> Suppositions:
    """Return what the rule of a standard, or of the overall, could give.

    Args:
        framework: The framework.
        id: The id of the standard, or ``"overall"``.
        said: What was published.
        all_rated: Whether standards of which nothing is known are taken to have been rated.
    """
    open_: dict[str, list[tuple[str, Any]] | None] = {}
    read, evidence = reading(framework)[id], said.evidence
    for item in read.items:
        if isinstance(item.of, Standard):
            known = said.ratings.get(item.id)
            if known is None or len(known) > 1:
                none = [] if all_rated or known else [(NOT_RATED.lower(), None)]
                open_[item.id] = [*((name, name) for name in known or framework.scale.names), *none]
        elif item.id not in evidence.findings and not (said.is_whole and item.of.optional):
            open_[item.id] = _findings(item.of, framework)
    judged = read.judgement or (read.departure and not said.is_whole)
    if judged and id not in evidence.judgements:
        open_[JUDGEMENT] = [*_judgements(framework, id), *([] if read.judgement else [("none", None)])]
    choices = [choice for choice in open_.values() if choice is not None]
    if len(choices) < len(open_) or prod(map(len, choices)) > MOST_SUPPOSED:
        return Suppositions(tuple(open_), (), too_many=True)
    decide = decider(framework).overall if id == OVERALL else decider(framework).standards[id]
    each = tuple(
        Supposed(
            {of: text for of, (text, _) in zip(open_, chosen, strict=True)},
            decide(_inspected(framework, id, said, {of: one for of, (_, one) in zip(open_, chosen, strict=True)})),
        )
        for chosen in product(*choices)
    )
    return Suppositions(tuple(open_), each)


def _findings(question: KeyQuestion, framework: Framework) -> list[tuple[str, Any]] | None:
    """Return all that a question could have found, each for people and as a finding; None where that has no end."""
    found: Sequence[Any]
    if question.form == "flag":
        found = (False, True)
    elif question.form == "rating":
        found = framework.scale.names
    elif question.form == "score":
        found = question.values
    else:
        return None
    none = [("not inspected", None)] if question.optional else []
    return [*((str(one).lower() if one in (True, False) else str(one), one) for one in found), *none]


def _judgements(framework: Framework, id: str) -> Iterator[tuple[str, Any]]:
    """Yield the judgements that could have been made of a place."""
    rule = framework.overall if id == OVERALL else framework[id].rule
    ends = [part for _, part in shape_parts(rule) if isinstance(part, (InspectorJudgement, MayDepart))]
    low = max((part.at_least.points for part in ends if part.at_least is not None), default=0)
    high = min((part.at_most.points for part in ends if part.at_most is not None), default=framework.scale.best.points)
    for rating in framework.scale:
        if low <= rating.points <= high:
            yield rating.name, Judgement(rating.name, AS_PUBLISHED)


def _inspected(framework: Framework, id: str, said: Said, chosen: Mapping[str, Any]) -> Inspected:
    found = {of: one for of, one in chosen.items() if of != JUDGEMENT and of not in {each.id for each in framework.standards}}
    found = {of: one for of, one in found.items() if one is not None}
    evidence = said.evidence
    judgements = {id: chosen[JUDGEMENT]} if chosen.get(JUDGEMENT) is not None else {}
    made = attrs.evolve(evidence, findings={**evidence.findings, **found}, judgements={**evidence.judgements, **judgements})
    decisions: dict[str, Decision] = {}
    for standard in framework.standards if id == OVERALL else ():
        name = chosen[standard.id] if standard.id in chosen else next(iter(said.ratings.get(standard.id, ())), None)
        rating = None if name is None else framework.scale[name]
        decisions[standard.id] = Decision(rating, NotRated(f"{NOT_RATED.lower()}, as published"))
    return Inspected(made, decisions)
