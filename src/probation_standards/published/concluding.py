"""Overall rules, read for what was published of an inspection: whether it can be right, and what would reconcile it.

Each kind of overall rule has one function here, prepared once per framework. A rule that has none is asked for its decision
when all standards are known, and nothing is concluded before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import singledispatch
from typing import TypeAlias

from probation_standards.deciding import decider
from probation_standards.decisions import Decision, NotRated
from probation_standards.evidence import NOT_RATED, OVERALL, Evidence
from probation_standards.frameworks import Framework
from probation_standards.measuring import Inspected
from probation_standards.parts import parts
from probation_standards.published.bounding import ScoreBands
from probation_standards.published.points import PointsConclusions
from probation_standards.published.verdicts import Conclusion, Possible, Said, Verdict
from probation_standards.rules import NoRating, Rule, TotalPoints
from probation_standards.sources import Source

MOST_POINTS = 10_000
"""The highest full score for which all possible scores are gone through."""


Conclude: TypeAlias = Callable[[Said], Conclusion]


@singledispatch
def overall_conclusion(rule: Rule, framework: Framework) -> Conclude:
    """Return what holds what was published against an overall rule."""
    decide = decider(framework).overall
    sources = tuple(dict.fromkeys(part for _, part in parts(rule) if isinstance(part, Source)))

    def decision(names: tuple[str, ...]) -> Decision:
        return Decision(framework.scale[names[0]] if names else None, NotRated("not rated, as published"))

    def conclude(said: Said) -> Conclusion:
        published = said.published
        missing = tuple(standard.id for standard in framework.standards if len(said.ratings.get(standard.id, "??")) > 1)
        if missing:
            return Conclusion(Verdict.CANNOT_TELL, because=f"not published: {', '.join(missing)}", missing=missing)
        decisions = {id: decision(names) for id, names in _in_order(framework, said.ratings).items()}
        decided = decide(Inspected(Evidence(), decisions))
        name = NOT_RATED if decided.rating is None else decided.rating.name
        said_overall = NOT_RATED if said.overall_not_rated else published.overall
        given = {OVERALL: (said_overall, name), "score": (published.score, decided.score)}
        given["maximum"] = (published.maximum, decided.maximum)
        wrong = {what: right for what, (stated, right) in given.items() if stated is not None and stated != right}
        if wrong:
            change = tuple(Possible(what, (right,)) for what, right in wrong.items() if right is not None)
            changes = change if len(wrong) == 1 else ()
            return Conclusion(Verdict.CONTRADICTS, name, str(decided.reason), changes, rests_on=sources)
        if all(stated is None for stated, _ in given.values()):
            needed = (Possible(OVERALL, (name,)),)
            return Conclusion(Verdict.CANNOT_TELL, name, str(decided.reason), missing=(OVERALL,), needed=needed)
        return Conclusion(Verdict.AGREES, name, str(decided.reason), rests_on=sources)

    return conclude


def _in_order(framework: Framework, ratings: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    return {standard.id: ratings[standard.id] for standard in framework.standards}


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
