"""Reading a reason back: whether what it says gives the figure and the rating that it claims, one function for each kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import singledispatch
from operator import attrgetter
from typing import Any

import attrs

from probation_standards.bands import Placement
from probation_standards.conditions import Measure
from probation_standards.decisions import (
    Decision,
    JudgementReason,
    LowestQuestionReason,
    NotRated,
    PanelReason,
    Reason,
    TotalPointsReason,
)
from probation_standards.evidence import Judgement, NoFinding, read_finding
from probation_standards.figures import Figure, half_up, written
from probation_standards.items import Place
from probation_standards.measuring import Inspected, holding, read_item
from probation_standards.reasons import (
    BandedReason,
    DepartureReason,
    LimitedReason,
    OneOfReason,
    RatingOfReason,
    SteppedReason,
    TableReason,
)
from probation_standards.rules import Rule
from probation_standards.scales import Rating
from probation_standards.shapes import Banded, DecisionTable, Limit, Limited, MayDepart, OneOf, Stepped, shape_of
from probation_standards.standards import KeyQuestion
from probation_standards.wording import moved


@attrs.frozen
class Account:
    """What a reason is held against.

    Attributes:
        decision: The decision whose reason it is.
        rule: The rule that decided, as the shape that it is.
        place: Where the rule stands.
        inspected: What it read.
    """

    decision: Decision
    rule: Rule
    place: Place
    inspected: Inspected


def unaccounted(decision: Decision, rule: Rule, place: Place, inspected: Inspected) -> Iterator[str]:
    """Yield what in the reason of a decision does not give its rating."""
    of = Account(decision, shape_of(rule), place, inspected)
    while type(of.rule) in _AROUND and not _is_its_own(of):
        for change in _unsaid(of):
            yield f"it says nothing of {change}"
        of = attrs.evolve(of, rule=shape_of(of.rule.rule))  # type: ignore[attr-defined]  # what lies around a rule has it
    if not str(decision.reason):
        yield "there is no reason in words"
    yield from account(decision.reason, of)


def _is_its_own(of: Account) -> bool:
    """Return whether a reason is that of a rule that lies around another, and not of one inside it."""
    reason = of.decision.reason
    if isinstance(reason, PanelReason) or not isinstance(reason, _AROUND[type(of.rule)]):
        return isinstance(reason, PanelReason)
    if isinstance(of.rule, Stepped):
        return not _takes_no_step(of)
    if isinstance(of.rule, Limited) and isinstance(reason, LimitedReason) and _inside(of.rule, Limited):
        return not [*_limits(reason, of)]
    return True


def _inside(rule: Any, kind: type[Any]) -> bool:
    """Return whether a rule of a kind is inside of one that lies around it, with nothing else between."""
    inner = shape_of(rule.rule)
    return type(inner) in _AROUND and (isinstance(inner, kind) or _inside(inner, kind))


def _unsaid(of: Account) -> Iterator[str]:
    """Yield what limits and steps do, or might, to a rating whose reason is that of a rule inside them."""
    if of.decision.rating is None:
        return
    if isinstance(of.rule, Limited):
        rating, not_told = _within(of.rule, of.decision.rating, of)
        if rating != of.decision.rating:
            yield f"limits that hold, within which it is {rating}"
        yield from (f"a limit of which it can't be told whether it holds: {what}" for what in not_told)
    if isinstance(of.rule, Stepped) and not _takes_no_step(of):
        yield "steps that are taken, or may be"


def _told(when: Iterable[object], of: Account) -> bool | None:
    """Return whether conditions all hold; None where that can't be told."""
    told = [holding(condition, of.place)(of.inspected) for condition in when]
    return False if False in told else None if None in told else True


def _takes_no_step(of: Account) -> bool:
    """Return whether a rule has steps and surely takes none, so that the reason is that of the rule within."""
    steps = of.rule.steps if isinstance(of.rule, Stepped) else ()
    return bool(steps) and all(_told(step.when, of) is False for step in steps)


def _within(rule: Limited, rating: Rating, of: Account) -> tuple[Rating, list[str]]:
    """Return a rating within the limits that hold, and what each would do to it that may hold, and would change it."""

    def limited(limits: Iterable[Limit]) -> Rating:
        applied = [*limits]
        floors = [limit.at_least for limit in applied if limit.at_least is not None]
        caps = [limit.at_most for limit in applied if limit.at_most is not None]
        lifted = max([rating, *floors], key=attrgetter("points"))
        return min([lifted, *caps], key=attrgetter("points"))

    holds = [limit for limit in rule.limits if _told(limit.when, of)]
    may_hold = [limit for limit in rule.limits if _told(limit.when, of) is None]
    found = limited(holds)
    return found, [_does(limit) for limit in may_hold if limited([*holds, limit]) != found]


def _does(limit: Limit) -> str:
    return f"at least {limit.at_least}" if limit.at_most is None else f"at most {limit.at_most}"


_AROUND: dict[type[Any], type[Any]] = {Limited: LimitedReason, Stepped: SteppedReason, MayDepart: DepartureReason}
"""The shapes that lie around a rule, with the reason that each gives where it changed something."""


@singledispatch
def account(reason: Reason, of: Account) -> Iterator[str]:
    """Yield what does not fit in a reason; nothing of a kind that is not known here."""
    yield from ()


def _named(rating: Rating | None, name: str) -> Iterator[str]:
    if rating is None or rating.name != name:
        yield f"it says {name}, and the rating is {rating or 'none'}"


@account.register
def _not_rated(reason: NotRated, of: Account) -> Iterator[str]:
    if of.decision.rating is not None:
        yield f"it says why there is no rating, and there is one, {of.decision.rating}"


@account.register
def _judgement(reason: JudgementReason, of: Account) -> Iterator[str]:
    yield from _named(of.decision.rating, reason.rating)
    given = of.inspected.evidence.judgements.get(of.place.id)
    name = given.rating if isinstance(given, Judgement) else given
    if name != reason.rating:
        yield f"it says that the inspectors chose {reason.rating}, who chose {name or 'none'}"


@account.register
def _departure(reason: DepartureReason, of: Account) -> Iterator[str]:
    yield from _judgement(JudgementReason(reason.rating, reason.because), of)
    yield from _inner(reason.was, of)


@account.register
def _panel(reason: PanelReason, of: Account) -> Iterator[str]:
    yield from _named(of.decision.rating, reason.rating)
    yield from unaccounted(reason.was, of.rule, of.place, of.inspected)


def _inner(was: Decision, of: Account) -> Iterator[str]:
    inner = getattr(of.rule, "rule", None)
    if inner is not None:
        yield from unaccounted(was, inner, of.place, of.inspected)


def _placed(placement: Placement, decision: Decision, rule: object) -> Iterator[str]:
    """Yield what is wrong with the band in which a figure is said to fall."""
    yield from _named(decision.rating, placement.band.rating.name)
    bands = rule.bands if isinstance(rule, Banded) else None
    if bands is None:
        return
    rounded = half_up(placement.figure) if bands.rounding == "whole" else placement.figure
    if rounded != placement.placed:
        yield f"{written(placement.figure)} is placed as {written(placement.placed)}, and not as {written(rounded)}"
    reached = [
        band for band in bands.bands[1:] if (rounded >= band.starts if bands.threshold == "at least" else rounded > band.starts)
    ]
    band = [bands.bands[0], *reached][-1]
    if band != placement.band:
        yield f"{written(rounded)} falls in the band of {band.rating}, and not in that of {placement.band.rating}"


@account.register
def _lowest_question(reason: LowestQuestionReason, of: Account) -> Iterator[str]:
    findings = of.inspected.evidence.findings
    figure = reason.placement.figure
    percentages = {
        item.id: read_finding(item.id, findings[item.id]).percentage
        for item in (of.place.items(of.rule.measure.of) if isinstance(of.rule, Banded) else of.place.usual)
        if item.id in findings and item.form == "cases"
    }
    there = {id: percentage for id, percentage in percentages.items() if percentage is not None}
    if there.get(reason.question) != figure:
        yield f"it says that {reason.question} is {written(figure)} per cent, which is {_written(there.get(reason.question))}"
    elif min(there.values()) != figure:
        yield f"it says that {reason.question} is the lowest, at {written(figure)}, and {written(min(there.values()))} is"
    if {*reason.as_low} != {id for id, percentage in there.items() if percentage == figure} - {reason.question}:
        yield f"it says that {', '.join(reason.as_low) or 'no other question'} is as low"
    yield from _placed(reason.placement, of.decision, of.rule)


def _written(figure: Figure | None) -> str:
    return "none" if figure is None else written(figure)


@account.register
def _total_points(reason: TotalPointsReason, of: Account) -> Iterator[str]:
    points = {id: decision.points for id, decision in of.inspected.decisions.items()}
    for id, number in reason.counted:
        if points.get(id) != number:
            yield f"it says that {id} gives {number}, which gives {points.get(id)}"
    if (sum(reason.points), reason.score) != (reason.score, of.decision.score):
        yield f"it says that the points come to {reason.score}, which come to {sum(reason.points)}"
    most = of.place.scale.best.points * len(reason.points)
    if (most, reason.maximum) != (reason.maximum, of.decision.maximum):
        yield f"it says that the maximum is {reason.maximum}, which is {most}"
    if reason.placement is None and of.decision.rating is not None:
        yield f"it says that there are no bands, and the rating is {of.decision.rating}"
    if reason.placement is not None:
        if reason.placement.figure != reason.score:
            yield f"it says that the score is {reason.score}, and places {written(reason.placement.figure)}"
        yield from _named(of.decision.rating, reason.placement.band.rating.name)


@account.register
def _banded(reason: BandedReason, of: Account) -> Iterator[str]:
    yield from _figures(reason, of)
    measure = of.rule.measure if isinstance(of.rule, Banded) else None
    figure = reason.placement.figure if measure is None else _taken(reason, measure, of)
    if figure != reason.placement.figure:
        yield f"it says that the {reason.take} is {written(reason.placement.figure)}, which is {_written(figure)}"
    yield from _placed(reason.placement, of.decision, of.rule)


def _figures(reason: BandedReason, of: Account) -> Iterator[str]:
    """Yield where an item is not worth what is said."""
    for id, figure in reason.figures:
        item = of.place.known.get(id)
        worth = None
        if item is not None and isinstance(item.of, KeyQuestion) and id in of.inspected.evidence.findings:
            worth = read_item(item.of, of.inspected.evidence.findings[id], of.place.scale)
        elif id in of.inspected.decisions:
            worth = of.inspected.decisions[id].points
        if worth != figure:
            yield f"it says that {id} is worth {written(figure)}, which is worth {_written(worth)}"


def _taken(reason: BandedReason, measure: Measure, of: Account) -> Figure | None:
    """Return the figure that a measure has by the items in a reason."""
    figures = [figure for _, figure in reason.figures]
    weights = reason.weights or (1,) * len(figures)
    if not figures:
        return None
    counted = {*measure.values, *(rating.points for rating in measure.ratings)}
    many = sum(not counted or figure in counted for figure in figures)
    total = sum(weight * figure for weight, figure in zip(weights, figures, strict=True))
    most = sum(weight * (of.place.known[id].most or 0) for weight, (id, _) in zip(weights, reason.figures, strict=True))
    taken: dict[str, Figure] = {
        "lowest": min(figures),
        "highest": max(figures),
        "count": many,
        "share": Fraction(100 * many, len(figures)),
        "total": total,
        "mean": Fraction(total) / (sum(weights) or 1),
    }
    return Fraction(100 * total) / most if measure.of_maximum and most else taken[reason.take]


@account.register
def _rating_of(reason: RatingOfReason, of: Account) -> Iterator[str]:
    yield from _named(of.decision.rating, reason.rating)
    decided = of.inspected.decisions.get(reason.of)
    given = of.inspected.evidence.findings.get(reason.of)
    name = (decided.rating and decided.rating.name) if decided else given.given if isinstance(given, NoFinding) else given
    if isinstance(name, str) and name != reason.rating:
        yield f"it says that {reason.of} is {reason.rating}, which is {name}"


@account.register
def _one_of(reason: OneOfReason, of: Account) -> Iterator[str]:
    decisive = reason.decision.rating
    yield from _named(of.decision.rating, str(decisive))
    inner = of.rule.rules if isinstance(of.rule, OneOf) else ()
    number = reason.of.removeprefix("rule ").partition(" ")[0]
    if reason.of.startswith("rule ") and number.isdigit() and 0 < int(number) <= len(inner):
        yield from unaccounted(reason.decision, inner[int(number) - 1], of.place, of.inspected)
    elif isinstance(reason.decision.reason, RatingOfReason):
        yield from account(reason.decision.reason, attrs.evolve(of, decision=reason.decision))
    named = of.rule.of if isinstance(of.rule, OneOf) else ()
    points = [one.points for id in named if (one := of.inspected.decisions.get(id)) and one.points is not None]
    extreme = min if reason.take == "worst" else max
    if points and decisive is not None and extreme([*points, decisive.points]) != decisive.points:
        yield f"it says that {decisive} is the {reason.take}, which it is not"


@account.register
def _table(reason: TableReason, of: Account) -> Iterator[str]:
    if not isinstance(of.rule, DecisionTable):
        return
    rating = of.rule.otherwise if reason.row is None else of.rule.rows[reason.row - 1].rating
    if rating != of.decision.rating:
        yield f"row {reason.row or 'otherwise'} gives {rating or 'no rating'}, and the rating is {of.decision.rating or 'none'}"
    for number, row in enumerate(of.rule.rows, 1):
        told = [holding(condition, of.place)(of.inspected) for condition in row.when]
        if all(told) is not (number == reason.row):
            yield f"it says that row {reason.row or 'otherwise'} holds, and row {number} {'holds' if all(told) else 'does not'}"
        if number == reason.row or all(told):
            return


@account.register
def _limited(reason: LimitedReason, of: Account) -> Iterator[str]:
    if reason.was.rating is None:
        yield "it limits what is not rated"
    else:
        yield from _named(of.decision.rating, reason.limits[-1].rating if reason.limits else reason.was.rating.name)
        yield from _limits(reason, of)
    yield from _inner(reason.was, of)


def _limits(reason: LimitedReason, of: Account) -> Iterator[str]:
    """Yield where what limits do is not what is said."""
    if reason.was.rating is None or not isinstance(of.rule, Limited):
        return
    rating, not_told = _within(of.rule, reason.was.rating, of)
    if rating != of.decision.rating:
        yield f"within the limits that hold {reason.was.rating} is {rating}, and the rating is {of.decision.rating or 'none'}"
    yield from _open(reason.not_told, not_told)


def _open(said: Iterable[tuple[str, str]], expected: Iterable[str]) -> Iterator[str]:
    """Yield where a reason does not say of just those changes that can't be told that they can't."""
    told, open_ = [what for what, _ in said], [*expected]
    if told != open_:
        yield f"it says that it can't be told of {', '.join(told) or 'none'}, which is so of {', '.join(open_) or 'none'}"


@account.register
def _stepped(reason: SteppedReason, of: Account) -> Iterator[str]:
    if reason.was.rating is None:
        yield "it steps from what is not rated"
    else:
        yield from _named(of.decision.rating, reason.steps[-1].rating if reason.steps else reason.was.rating.name)
    if reason.was.rating is not None and isinstance(of.rule, Stepped):
        at, names = of.place.scale.names.index(reason.was.rating.name), []
        for step in of.rule.steps:
            if _told(step.when, of):
                at = min(max(at + step.by, 0), len(of.place.scale.names) - 1)
                names.append(of.place.scale.names[at])
        if names != [step.rating for step in reason.steps]:
            yield f"the steps lead to {', '.join(names)}, and not to {', '.join(step.rating for step in reason.steps)}"
        yield from _open(reason.not_told, (moved(step.by) for step in of.rule.steps if _told(step.when, of) is None))
    yield from _inner(reason.was, of)
