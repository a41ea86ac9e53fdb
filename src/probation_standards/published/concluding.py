"""Overall rules, read for what was published of an inspection: whether it can be right, and what would reconcile it.

Each kind of overall rule has one function here, prepared once per framework. A rule that has none is asked for its decisions,
supposing of what was not published each thing that it could be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import singledispatch
from typing import TypeAlias

from probation_standards.evidence import NOT_RATED, OVERALL
from probation_standards.frameworks import Framework
from probation_standards.parts import parts
from probation_standards.published.bounding import ScoreBands
from probation_standards.published.points import PointsConclusions, not_rated_conclusion
from probation_standards.published.supposing import Supposed, supposed
from probation_standards.published.verdicts import Conclusion, Possible, Said, Verdict
from probation_standards.rules import NoRating, Rule, TotalPoints
from probation_standards.sources import Source

MOST_POINTS = 10_000
"""The highest full score for which all possible scores are gone through."""


Conclude: TypeAlias = Callable[[Said], Conclusion]


@singledispatch
def overall_conclusion(rule: Rule, framework: Framework) -> Conclude:
    """Return what holds what was published against an overall rule.

    What the rule reads and is not known is supposed to be each thing that it could be; where that is too much, nothing is
    concluded. Standards of which nothing is known are taken to have been rated, unless what was published is then impossible.
    """
    sources = tuple(dict.fromkeys(part for _, part in parts(rule) if isinstance(part, Source)))

    def conclude(said: Said) -> Conclusion:
        if said.overall_not_rated:
            return not_rated_conclusion(said.published.overall)
        stated = _stated(said)
        fitting: list[Supposed] = []
        for all_rated in (True, False):
            found = supposed(framework, OVERALL, said, all_rated=all_rated)
            if found.too_many:
                why = f"not published: {', '.join(found.unknown)}"
                return Conclusion(Verdict.CANNOT_TELL, because=why, missing=found.unknown)
            fitting = [one for one in found.each if stated.items() <= _gives(one).items()]
            if fitting:
                break
        gives = dict.fromkeys(_name(one) for one in found.each)
        decided = " or ".join(name for name in (*framework.scale.names, NOT_RATED) if name in gives)
        because = str(found.each[0].decision.reason) if len(gives) == 1 else f"it depends on {', '.join(found.unknown)}"
        if not stated:
            whole = (Possible(OVERALL, tuple(gives)),)
            return Conclusion(Verdict.CANNOT_TELL, decided, because, missing=(OVERALL, *found.unknown), needed=whole)
        if not fitting:
            return Conclusion(Verdict.CONTRADICTS, decided, because, _reconciling(stated, found.each), rests_on=sources)
        if len(fitting) == len(found.each):
            return Conclusion(Verdict.AGREES, decided, because, rests_on=sources)
        needed = tuple(_needed(found.unknown, fitting, found.each))
        return Conclusion(Verdict.CANNOT_TELL, decided, because, missing=found.unknown, needed=needed)

    return conclude


def _name(one: Supposed) -> str:
    return NOT_RATED if one.decision.rating is None else one.decision.rating.name


def _gives(one: Supposed) -> dict[str, str | int | None]:
    """Return what can be held against what was published."""
    return {OVERALL: _name(one), "score": one.decision.score, "maximum": one.decision.maximum}


def _stated(said: Said) -> dict[str, str | int]:
    """Return what was published that a decision has too."""
    given = {OVERALL: said.published.overall, "score": said.published.score, "maximum": said.published.maximum}
    return {what: value for what, value in given.items() if value is not None}


def _reconciling(stated: Mapping[str, str | int], each: Sequence[Supposed]) -> tuple[Possible, ...]:
    """Return what would reconcile a contradiction, if one thing that was published were another."""
    found: dict[str, dict[str | int, None]] = {}
    for one in each:
        gives = _gives(one)
        wrong = [what for what, value in stated.items() if gives[what] != value]
        if len(wrong) == 1 and (right := gives[wrong[0]]) is not None:
            found.setdefault(wrong[0], {})[right] = None
    return tuple(Possible(what, tuple(values)) for what, values in found.items())


def _needed(unknown: Sequence[str], fitting: Sequence[Supposed], each: Sequence[Supposed]) -> Iterator[Possible]:
    """Yield what is not known and could not be everything that it could be, if what was published is right."""
    for of in unknown:
        values = dict.fromkeys(one.what[of] for one in fitting)
        if len(values) < len({one.what[of] for one in each}):
            yield Possible(of, tuple(values))


@overall_conclusion.register
def _no_rating(rule: NoRating, framework: Framework) -> Conclude:
    sources = (rule.source,)

    def conclude(said: Said) -> Conclusion:
        published = said.published
        if published.overall is not None:
            change = (Possible(OVERALL, (NOT_RATED,)),)
            return Conclusion(Verdict.CONTRADICTS, NOT_RATED, rule.because, change, rests_on=sources)
        if any(number is not None for number in (published.score, published.maximum, published.percentage)):
            return Conclusion(Verdict.CONTRADICTS, "no score", f"no score is given: {rule.because}", rests_on=sources)
        if said.overall_not_rated:
            return Conclusion(Verdict.AGREES, NOT_RATED, rule.because, rests_on=sources)
        return Conclusion(Verdict.CANNOT_TELL, NOT_RATED, f"nothing was published that rules decide: {rule.because}")

    return conclude


@overall_conclusion.register
def _total_points(rule: TotalPoints, framework: Framework) -> Conclude:
    bands = ScoreBands(framework, rule)
    if bands.best * len(bands.counting) > MOST_POINTS:
        return overall_conclusion.dispatch(object)(rule, framework)
    return PointsConclusions(bands)
