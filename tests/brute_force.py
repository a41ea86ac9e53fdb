"""Going through every change of an inspection's evidence, one by one: what `routes` must find, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import prod
from typing import Any, TypeAlias

import attrs

import probation_standards as ps
from probation_standards.checking import reading
from probation_standards.evidence import OVERALL, NoFinding
from probation_standards.items import shape_parts
from probation_standards.measuring import read_item

Step: TypeAlias = "tuple[int, Any]"
"""By how much an item changes, and what it then is."""

Vector: TypeAlias = "tuple[tuple[str, int], ...]"
"""By how much each item changes, by id; those that do not change are left out."""


def steps(framework: ps.Framework, evidence: ps.Evidence, *, judgements: bool) -> dict[tuple[str, bool], list[Step]]:
    """Return everything that each item can become, by its id and whether it is a judgement."""
    found: dict[tuple[str, bool], list[Step]] = {}
    questions = {question.id: question for question in (*framework.questions, *framework.inputs)}
    for id, given in evidence.findings.items():
        found[id, False] = _finding(questions[id], given, framework)
    for id, judged in evidence.judgements.items():
        found[id, True] = _judgement(framework, id, judged) if judgements else [(0, judged)]
    return found


def _finding(question: ps.KeyQuestion, given: Any, framework: ps.Framework) -> list[Step]:
    now = read_item(question, given, framework.scale)
    if now is None or question.form == "count":  # which has no end
        return [(0, given)]
    if question.form == "cases":
        return [(one - given.sufficient, ps.Tally(one, given.relevant)) for one in range(given.relevant + 1)]
    scales: dict[str, list[Any]] = {
        "flag": [False, True],
        "rating": [*framework.scale.names],
        "score": sorted(question.values),
    }
    scale = scales[question.form]
    worths = [read_item(question, NoFinding(one) if isinstance(one, (bool, str)) else one, framework.scale) for one in scale]
    return [(at - worths.index(now), one) for at, one in enumerate(scale)]


def _judgement(framework: ps.Framework, id: str, judged: Any) -> list[Step]:
    rule = framework.overall if id == OVERALL else framework[id].rule
    parts = [part for _, part in shape_parts(rule)]
    if any(isinstance(part, ps.MayDepart) for part in parts):
        return [(0, judged)]
    ends = [part for part in parts if isinstance(part, ps.InspectorJudgement)]
    allowed = [
        rating.name
        for rating in framework.scale
        if all(end.at_least is None or rating.points >= end.at_least.points for end in ends)
        and all(end.at_most is None or rating.points <= end.at_most.points for end in ends)
    ]
    name, because = (judged.rating, judged.because) if isinstance(judged, ps.Judgement) else (judged, "")
    at = allowed.index(name)
    return [(one - at, ps.Judgement(other, because) if because else other) for one, other in enumerate(allowed)]


def how_many(each: dict[tuple[str, bool], list[Step]]) -> int:
    return prod(map(len, each.values()))


def ratings(
    framework: ps.Framework, evidence: ps.Evidence, each: dict[tuple[str, bool], list[Step]]
) -> dict[tuple[int, ...], dict[str, int | None]]:
    """Return the points of every standard and of the overall, for each way in which the items can change."""
    found = {}
    for chosen in product(*each.values()):
        items = dict(zip(each, (given for _, given in chosen), strict=True))
        changed = attrs.evolve(
            evidence,
            findings={id: given for (id, judged), given in items.items() if not judged},
            judgements={id: given for (id, judged), given in items.items() if judged},
        )
        rated = ps.rate(framework, changed)
        points = {id: decision.points for id, decision in rated.items()} | {OVERALL: rated.overall.points}
        found[tuple(by for by, _ in chosen)] = points
    return found


def minimal(accepted: set[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Return those ways to change items in which nothing can be left out, nor be less."""
    return {way for way in accepted if not any(other != way and _is_less(other, way) for other in accepted)}


def _is_less(way: tuple[int, ...], than: tuple[int, ...]) -> bool:
    return all(0 <= one <= other or other <= one <= 0 for one, other in zip(way, than, strict=True))


def named(each: dict[tuple[str, bool], list[Step]], ways: set[tuple[int, ...]]) -> Iterator[Vector]:
    for way in ways:
        yield tuple(sorted((id, by) for (id, _), by in zip(each, way, strict=True) if by))


__all__ = ["Vector", "how_many", "minimal", "named", "ratings", "reading", "steps"]
