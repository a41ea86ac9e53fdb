"""Rules within rules, decided for one inspection: ratings as they are, the worst or the best, tables, limits and steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from probation_standards.deciders import Decide, decide_by
from probation_standards.decisions import Decision, NotRated
from probation_standards.evidence import Judgement
from probation_standards.items import Item, Place
from probation_standards.measuring import Holds, Inspected, holding, look
from probation_standards.reasons import (
    Applied,
    DepartureReason,
    LimitedReason,
    OneOfReason,
    RatingOfReason,
    SteppedReason,
    TableReason,
)
from probation_standards.scales import Rating
from probation_standards.shapes import DecisionTable, Limit, Limited, MayDepart, OneOf, RatingOf, Stepped
from probation_standards.wording import conditions_text, moved


def _rating_of(item: Item, place: Place) -> Decide:
    found = look(item, place)
    ratings = {rating.points: rating for rating in place.scale}

    def decide(inspected: Inspected) -> Decision:
        worth = found(inspected)
        if worth.figure is None:
            return Decision(None, NotRated(f"{item.id} {worth.missing}"))
        rating = ratings[int(worth.figure)]
        return Decision(rating, RatingOfReason(item.id, rating.name))

    return decide


@decide_by.register
def _of_an_item(rule: RatingOf, place: Place) -> Decide:
    (item,) = place.items((rule.of,))
    return _rating_of(item, place)


@decide_by.register
def _one_of(rule: OneOf, place: Place) -> Decide:
    items = place.items(rule.of) if rule.of or not rule.rules else ()
    named = [(item.id, _rating_of(item, place)) for item in items]
    named += [(f"rule {number} ({inner.kind})", decide_by(inner, place)) for number, inner in enumerate(rule.rules, 1)]
    sign = 1 if rule.take == "worst" else -1

    def decide(inspected: Inspected) -> Decision:
        decisions = [(name, one(inspected)) for name, one in named]
        rated = [(sign * decision.rating.points, name, decision) for name, decision in decisions if decision.rating is not None]
        missing = tuple((name, _why(name, decision)) for name, decision in decisions if decision.rating is None)
        if not rated or (missing and rule.missing == "not rated"):
            return Decision(None, NotRated("; ".join(why for _, why in missing) or "there is nothing to take it of"))
        points, name, decision = min(rated, key=lambda one: one[0])
        as_much = tuple(other for of_it, other, _ in rated if of_it == points and other != name)
        return Decision(decision.rating, OneOfReason(rule.take, name, decision, len(named), as_much, missing))

    return decide


def _why(name: str, decision: Decision) -> str:
    """Return why something is missing, by its name, which the reason of an item begins with."""
    why = str(decision.reason)
    return why if why.startswith(name) else f"{name}: {why}"


@decide_by.register
def _decision_table(rule: DecisionTable, place: Place) -> Decide:
    rows = []
    for number, row in enumerate(rule.rows, 1):
        because = row.because or conditions_text(row.when)
        decision = Decision(row.rating, TableReason(number, len(rule.rows), because))
        open_ = Decision(None, NotRated(f"what row {number} of the table reads is missing: {conditions_text(row.when)}"))
        rows.append(([holding(condition, place) for condition in row.when], decision, open_))
    otherwise = Decision(rule.otherwise, TableReason(None, len(rule.rows), "no row of the table holds"))

    def decide(inspected: Inspected) -> Decision:
        for conditions, decision, open_ in rows:
            told = _told(conditions, inspected)
            if told is not False:
                return decision if told else open_
        return otherwise

    return decide


@decide_by.register
def _limited(rule: Limited, place: Place) -> Decide:
    within = decide_by(rule.rule, place)
    limits = [
        (limit, [holding(condition, place) for condition in limit.when], limit.because or conditions_text(limit.when))
        for limit in rule.limits
    ]

    def decide(inspected: Inspected) -> Decision:
        was = within(inspected)
        if was.rating is None:
            return was
        told = [(limit, because, _told(conditions, inspected)) for limit, conditions, because in limits]
        rating, applied = was.rating, []
        floors = [(limit.at_least, because) for limit, because, holds in told if holds and limit.at_least is not None]
        caps = [(limit.at_most, because) for limit, because, holds in told if holds and limit.at_most is not None]
        for end, because in sorted(floors, key=lambda one: -one[0].points):
            if end.points > rating.points:
                rating = end
                applied.append(Applied(f"at least {end}", because, end.name))
        for end, because in sorted(caps, key=lambda one: one[0].points):
            if end.points < rating.points:
                rating = end
                applied.append(Applied(f"at most {end}", because, end.name))
        lowest = min((end for end, _ in caps), key=lambda end: end.points, default=place.scale.best)
        not_told = tuple(
            (what, because) for limit, because, holds in told if holds is None for what in _would_change(limit, rating, lowest)
        )
        if not applied and not not_told:
            return was
        return Decision(rating, LimitedReason(was, tuple(applied), not_told), was.score, was.maximum)

    return decide


def _told(conditions: Iterable[Holds], inspected: Inspected) -> bool | None:
    """Return whether conditions are all true; None where that can't be told, since what one of them reads is missing."""
    told = [holds(inspected) for holds in conditions]
    return False if False in told else None if None in told else True


def _would_change(limit: Limit, rating: Rating, lowest: Rating) -> Iterator[str]:
    """Yield what a limit would do to a rating; a floor lifts none above the lowest cap."""
    if limit.at_least is not None and min(limit.at_least.points, lowest.points) > rating.points:
        yield f"at least {limit.at_least}"
    if limit.at_most is not None and limit.at_most.points < rating.points:
        yield f"at most {limit.at_most}"


@decide_by.register
def _stepped(rule: Stepped, place: Place) -> Decide:
    start = decide_by(rule.rule, place)
    scale: tuple[Rating, ...] = place.scale.ratings
    steps = [
        (step.by, [holding(condition, place) for condition in step.when], step.because or conditions_text(step.when))
        for step in rule.steps
    ]

    def decide(inspected: Inspected) -> Decision:
        was = start(inspected)
        if was.rating is None:
            return was
        at, applied, not_told = scale.index(was.rating), [], []
        for by, conditions, because in steps:
            told = _told(conditions, inspected)
            if told:
                at = min(max(at + by, 0), len(scale) - 1)
                applied.append(Applied(moved(by), because, scale[at].name))
            elif told is None:
                not_told.append((moved(by), because))
        if not applied and not not_told:
            return was
        return Decision(scale[at], SteppedReason(was, tuple(applied), tuple(not_told)), was.score, was.maximum)

    return decide


@decide_by.register
def _may_depart(rule: MayDepart, place: Place) -> Decide:
    within, scale, id = decide_by(rule.rule, place), place.scale, place.id

    def decide(inspected: Inspected) -> Decision:
        was, given = within(inspected), inspected.evidence.judgements.get(id)
        if not isinstance(given, Judgement):  # a departure without a reason is refused before
            return was
        reason = DepartureReason(was, given.rating, given.because)
        return Decision(scale[given.rating], reason, was.score, was.maximum)

    return decide
