"""Two inspections compared, and league tables, as pages and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from probation_standards.analysis.comparing import Comparison, FindingMovement, RatingMovement, Then
from probation_standards.analysis.league import League, Standing
from probation_standards.evidence import OVERALL, Finding
from probation_standards.figures import Figure, written
from probation_standards.published.known import Known, KnownRatings
from probation_standards.reports.pages import Page, PageTable

MOVEMENTS = {
    "rose": "rose",
    "fell": "fell",
    "same": "the same",
    "new": "new",
    "ended": "no such standard now",
    "not comparable": "can't be compared",
}
"""The words for what became of a rating."""

FINDINGS = ("Key question", "Then", "Now", ">Points", "Interval", "More than chance")


def comparison_page(found: Comparison) -> Page:
    """Return two inspections compared as a page."""
    places = [*found.standards, found.overall]
    standards = [_movement_row(one) for one in places]
    findings = [_finding_row(one) for one in found.findings]
    return Page(
        f"{found.now.inspection.service}: {_when(found.before)}, and {_when(found.now)}",
        (_summary(found),),
        (
            PageTable(("Standard", "Then", "Now", "Movement", "Because", "Correspondence"), standards),
            PageTable(
                ("Key question", "Then", "Now", ">Points", "Interval", "More than chance"),
                findings,
                "Per cent of key questions",
            ),
            *_recommendations(found),
        ),
        tuple(_notes(found)),
    )


def _when(known: KnownRatings) -> str:
    return f"{known.inspection.date or 'no known date'} under {known.framework.id}"


def _summary(found: Comparison) -> str:
    counts = [(movement, found.count(movement)) for movement in MOVEMENTS]  # type: ignore[arg-type]  # they are movements
    standards = ", ".join(f"{number} {MOVEMENTS[movement]}" for movement, number in counts if number)
    overall = found.overall
    if overall.movement == "not comparable":
        return f"Overall: can't be compared. Standards: {standards}."
    was, moved = overall.before[0].known, MOVEMENTS[overall.movement]
    said = f"{overall.now}, as then" if overall.movement == "same" else f"{moved} from {was} to {overall.now}"
    return f"Overall: {said}. Standards: {standards}."


def _movement_row(one: RatingMovement) -> tuple[object, ...]:
    because = "; ".join(dict.fromkeys(filter(None, (one.because, *one.notes)))) or "-"
    sure = "-" if one.confidence is None else one.confidence.value
    return _place(one), _thens(one), _now(one), MOVEMENTS[one.movement], because, sure


def _place(one: RatingMovement) -> str:
    return "Overall" if one.id == OVERALL else f"{one.id} {one.title}"


def _thens(one: RatingMovement) -> str:
    return "; ".join(_then(one, then) for then in one.before) or "-"


def _then(one: RatingMovement, then: Then) -> str:
    same = (then.id, then.title) == (one.id, one.title) and len(one.before) == 1
    called = "" if same else f"{then.id} {then.title}: ".replace("  ", " ")
    return f"{called}{_known(then.known)}"


def _now(one: RatingMovement) -> str:
    return "-" if one.now is None else _known(one.now)


def _known(known: Known) -> str:
    return f"{known}{'*' if known.basis == 'derived' else ''}"


def _finding_row(one: FindingMovement) -> tuple[object, ...]:
    called = one.id if one.id == one.of else f"{one.id} (then {one.of})"
    points = f"{float(one.points):+.1f}" if one.points else "0"
    interval = "-" if one.interval is None else str(one.interval)
    chance = {None: "-", True: "yes", False: "no"}[one.is_beyond_chance]
    return called, _figure(one.before), _figure(one.now), points, interval, chance


def _figure(finding: Finding) -> str:
    percentage = written(finding.percentage or 0)
    return percentage if finding.tally is None else f"{percentage} ({finding.tally})"


def _recommendations(found: Comparison) -> Iterator[PageTable]:
    of = found.recommendations
    if of is not None:
        recurring = [(one.after, one.before, "same words" if one.same_words else f"{one.likeness:.2f}") for one in of.recurring]
        yield PageTable(("Now", "Then", ">Likeness"), recurring, "Recommendations like one made then")
        yield PageTable(("Recommendation",), [(text,) for text in of.new], "Recommendations like none made then")
        yield PageTable(("Recommendation",), [(text,) for text in of.gone], "Recommendations of then like none made now")


def _notes(found: Comparison) -> Iterator[str]:
    each = [*found.before.of.values(), *found.now.of.values()]
    if any(known.basis == "derived" for known in each):
        yield "* was not published, and follows from what else is known of the inspection"
    if any(one.interval for one in found.findings):
        yield "interval: by how many points the share of all cases rose, of which those inspected are a random sample"
    if any(one.interval is None for one in found.findings):
        yield "of percentages without a number of cases no interval can be told; --cases says how many they were"
    if found.recommendations is None:
        yield "which recommendations recur can't be told: those of one of the two are not known, or there are none"
    elif found.recommendations.recurring:
        yield "likeness is that of the words, from 0 to 1; whether it is the same recommendation is for a reader to say"
    if found.crossing is not None and len(found.crossing.through) > 1:
        yield f"what corresponds is told by the crosswalks of the frameworks: {', '.join(found.crossing.through)}"
    yield from found.notes


def comparison_data(found: Comparison) -> dict[str, Any]:
    """Return two inspections compared as plain data."""
    of = found.recommendations
    return {
        "service": found.now.inspection.service,
        "before": _inspection_data(found.before),
        "now": _inspection_data(found.now),
        "through": None if found.crossing is None else list(found.crossing.through),
        "overall": _movement_data(found.overall),
        "standards": [_movement_data(one) for one in found.standards],
        "findings": [_finding_data(one) for one in found.findings],
        "recommendations": None
        if of is None
        else {
            "recurring": [attrs.asdict(one) for one in of.recurring],
            "new": list(of.new),
            "gone": list(of.gone),
        },
        "notes": list(found.notes),
    }


def _inspection_data(known: KnownRatings) -> dict[str, Any]:
    inspection, published = known.inspection, known.inspection.published
    return {
        "service": inspection.service,
        "framework": known.framework.id,
        "fieldwork_start": None if inspection.fieldwork_start is None else str(inspection.fieldwork_start),
        "publication_date": None if inspection.publication_date is None else str(inspection.publication_date),
        "score": None if published is None else published.score,
        "maximum": None if published is None else published.maximum,
    }


def _movement_data(one: RatingMovement) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title or None,
        "movement": one.movement,
        "before": [{"id": then.id, "title": then.title or None, **_known_data(then.known)} for then in one.before],
        "now": None if one.now is None else _known_data(one.now),
        "because": one.because or None,
        "notes": list(one.notes),
        "confidence": None if one.confidence is None else one.confidence.value,
    }


def _known_data(known: Known) -> dict[str, Any]:
    return {"rating": known.rating, "basis": known.basis or None, "because": known.because or None}


def _finding_data(one: FindingMovement) -> dict[str, Any]:
    return {
        "id": one.id,
        "of": one.of,
        "movement": one.movement,
        "before": _number(one.before.percentage),
        "now": _number(one.now.percentage),
        "points": _number(one.points),
        "interval": None if one.interval is None else [one.interval.low, one.interval.high],
        "beyond_chance": one.is_beyond_chance,
        "confidence": None if one.confidence is None else one.confidence.value,
    }


def _number(figure: Figure | None) -> float | int | None:
    return figure if figure is None or isinstance(figure, int) else float(figure)


def league_page(found: League) -> Page:
    """Return a league table as a page."""
    framework = found.framework
    scored = any(one.scores for one in found.standings)
    sampled = any(one.in_other_samples for one in found.standings)
    samples = f"In other samples, {100 * found.confidence:g} per cent"
    head = ("Place", "Service", "Overall", *(("Score",) if scored else ()), *((samples,) if sampled else ()))
    rows = [_standing_row(one, scored=scored, sampled=sampled) for one in found.standings]
    count = f"{len(rows)} service{'' if len(rows) == 1 else 's'}"
    return Page(
        f"{framework.title}, edition {framework.edition}: {count}",
        () if rows else ("There is no service whose overall rating is known.",),
        (PageTable(head, rows), PageTable(("Service", "Because"), found.left_out, "Left out")),
        (
            "places are by overall rating and, within one, by score as a share of the maximum; = where another is level",
            *found.assumptions,
        ),
    )


def _standing_row(one: Standing, *, scored: bool, sampled: bool) -> tuple[object, ...]:
    score = one.scores if one.maximum is None else f"{one.scores} of {one.maximum}"
    between = "-" if one.in_other_samples is None else _places(one)
    return one.place, one.service, one.overall, *((score or "-",) if scored else ()), *((between,) if sampled else ())


def _places(one: Standing) -> str:
    first, last = one.in_other_samples or (one.first, one.last)
    return f"{f'{first}' if first == last else f'{first} to {last}'}{'' if one.sampled else ' (not sampled itself)'}"


def league_data(found: League) -> dict[str, Any]:
    """Return a league table as plain data."""
    return {
        "framework": found.framework.id,
        "digest": found.framework.digest,
        "confidence": found.confidence,
        "standings": [
            {
                "service": one.service,
                "overall": one.overall,
                "score": one.score,
                "maximum": one.maximum,
                "scores": one.scores or None,
                "first": one.first,
                "last": one.last,
                "level": list(one.level),
                "sampled": one.sampled,
                "in_other_samples": None if one.in_other_samples is None else list(one.in_other_samples),
            }
            for one in found.standings
        ],
        "left_out": [{"service": service, "because": because} for service, because in found.left_out],
        "assumptions": list(found.assumptions),
    }
