"""What can be found and chosen under a framework: the values about its thresholds, and the ratings that can be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import ceil, floor

import attrs

from probation_standards.bands import BandTable
from probation_standards.conditions import FigureIs
from probation_standards.evidence import OVERALL
from probation_standards.figures import Figure, simplest
from probation_standards.frameworks import Framework
from probation_standards.items import shape_parts
from probation_standards.rules import InspectorJudgement, Rule
from probation_standards.shapes import MayDepart
from probation_standards.standards import KeyQuestion

LEAST_COUNTED = 5
"""Up to which count all counts are tried; above it, those about thresholds."""


def rule_of(framework: Framework, id: str) -> Rule:
    """Return the rule of a standard, or that of the overall."""
    return framework.overall if id == OVERALL else framework[id].rule


def thresholds(framework: Framework) -> tuple[Figure, ...]:
    """Return every figure at which a band of a framework starts or a condition ends, from the lowest up; worked out once."""
    held: tuple[Figure, ...] | None = framework.prepared.get(thresholds)
    if held is None:
        found: set[Figure] = set()
        for rule in (*(standard.rule for standard in framework.standards), framework.overall):
            for _, part in shape_parts(rule):
                found |= _starts(part)
        held = framework.prepared[thresholds] = tuple(sorted(figure for figure in found if figure >= 0))
    return held


def _starts(part: object) -> set[Figure]:
    if isinstance(part, BandTable):
        return {part.reaches(band)[0] for band in part.bands} | {band.starts for band in part.bands}
    if isinstance(part, FigureIs):
        ends = (part.at_least, part.more_than, part.at_most, part.less_than)
        return {end for end in ends if end is not None}
    return set()


def whole_about(figures: Iterable[Figure], most: int | None = None) -> tuple[int, ...]:
    """Return the whole numbers on some figures and next to them, from 0 to `most`."""
    near = {number for figure in figures for number in (floor(figure) - 1, floor(figure), ceil(figure), ceil(figure) + 1)}
    return tuple(sorted(number for number in near if number >= 0 and (most is None or number <= most)))


def counts_of(framework: Framework) -> tuple[int, ...]:
    """Return the counts that are worth trying under a framework: low ones, and those about thresholds."""
    return tuple(sorted({*range(LEAST_COUNTED + 1), *whole_about(thresholds(framework))}))


def tenths_about(framework: Framework) -> tuple[Figure, ...]:
    """Return the percentages on the thresholds of a framework, where they have one decimal, and a tenth to either side."""
    near = {Fraction(floor(10 * figure) + step, 10) for figure in thresholds(framework) for step in (-1, 0, 1, 2)}
    return tuple(sorted(simplest(figure) for figure in near if 0 <= figure <= 100))


@attrs.frozen
class Choice:
    """What inspectors can choose in one place.

    Attributes:
        names: The names of the ratings, worst first.
        says_why: Whether they must record the reason.
    """

    names: tuple[str, ...]
    says_why: bool


def choice(framework: Framework, id: str) -> Choice:
    """Return what inspectors can choose for a standard, or for the overall, by what its rule says; worked out once."""
    key = (choice, id)
    held: Choice | None = framework.prepared.get(key)
    if held is None:
        low, high = [framework.scale.ratings[0].points], [framework.scale.best.points]
        says_why = False
        for _, part in shape_parts(rule_of(framework, id)):
            if isinstance(part, (InspectorJudgement, MayDepart)):
                low += [part.at_least.points] if part.at_least is not None else []
                high += [part.at_most.points] if part.at_most is not None else []
                says_why = says_why or isinstance(part, MayDepart) or part.says_why
        names = tuple(rating.name for rating in framework.scale if max(low) <= rating.points <= min(high))
        held = framework.prepared[key] = Choice(names, says_why)
    return held


def findable(question: KeyQuestion, framework: Framework) -> Sequence[int | Figure | str | bool]:
    """Return what a question that is not asked of cases can find, the least first; of counts, those worth trying."""
    if question.form == "rating":
        return framework.scale.names
    if question.form == "score":
        return sorted(question.values)
    return (False, True) if question.form == "flag" else counts_of(framework)
