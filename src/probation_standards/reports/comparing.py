"""Two inspections compared, and league tables, as pages and as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs

from probation_standards.analysis.comparing import Comparison, FindingMovement, RatingMovement, Then
from probation_standards.analysis.league import League, Standing
from probation_standards.evidence import OVERALL, Finding
from probation_standards.figures import Figure, half_up, written
from probation_standards.published.known import Known, KnownRatings
from probation_standards.reports.data import finding_data
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


def comparison_page(found: Comparison) -> Page:
    """Return two inspections compared as a page."""
    places = [*found.standards, found.overall]
    standards = [_movement_row(one) for one in places]
    findings = [_finding_row(one) for one in found.findings]
    sure = f"{100 * found.confidence:g} per cent interval"
    head = ("Key question", "Then", "Now", ">Points", sure, "Without 0")
    return Page(
        _title(found),
        (_summary(found), *_scores(found)),
        (
            PageTable(("Standard", "Then", "Now", "Movement", "Because", "Correspondence"), standards),
            PageTable(head, findings, "Per cent of key questions"),
            *_recommendations(found),
        ),
        tuple(_notes(found)),
    )


def _title(found: Comparison) -> str:
    then, now = found.before.inspection.service, found.now.inspection.service
    if then.casefold() == now.casefold():
        return f"{now}: {_when(found.before)}, and {_when(found.now)}"
    return f"{then}, {_when(found.before)}; and {now}, {_when(found.now)}"


def _scores(found: Comparison) -> Iterator[str]:
    then, now = (score_of(known) for known in (found.before, found.now))
    if then[0] is not None or now[0] is not None:
        yield f"Score: {_score(then)} then, {_score(now)} now."


def _score(given: tuple[int | None, int | None]) -> str:
    score, maximum = given
    return "not known" if score is None else f"{score}{'' if maximum is None else f' of {maximum}'}"


def score_of(known: KnownRatings) -> tuple[int | None, int | None]:
    """Return score and maximum of an inspection: as published, or else as its evidence gives them; None where not known."""
    if known.published.score is not None:
        return known.published.score, known.published.maximum
    return (None, None) if known.rated is None or known.contradiction else (known.rated.score, known.rated.maximum)


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
    called = "" if same else then.id if then.title == one.title else f"{then.id} {then.title}"
    return f"{called}{': ' if called else ''}{_known(then.known)}"


def _now(one: RatingMovement) -> str:
    return "-" if one.now is None else _known(one.now)


def _known(known: Known) -> str:
    return f"{known}{'*' if known.basis == 'derived' else ''}"


def _finding_row(one: FindingMovement) -> tuple[object, ...]:
    called = one.id if one.id == one.of else f"{one.id} (then {one.of})"
    interval = "-" if one.interval is None else str(one.interval)
    without = {None: "-", True: "yes", False: "no"}[one.excludes_zero]
    return called, _figure(one.before), _figure(one.now), _signed(one.points), interval, without


def _signed(points: Figure) -> str:
    """Return percentage points with one decimal, halves away from 0."""
    tenths = half_up(abs(Fraction(points)) * 10)
    return f"{'-' if points < 0 else '+' if points > 0 else ''}{tenths // 10}.{tenths % 10}"


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
        missed = 100 - 100 * found.confidence
        yield (
            "interval: by how many points the share of all cases rose, of which those inspected are a random sample; of 100 "
            f"such intervals some {missed:g} miss it by chance, so that among many questions one without 0 may be no change"
        )
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
        "overall": _movement_data(found, found.overall),
        "standards": [_movement_data(found, one) for one in found.standards],
        "findings": [_finding_data(one) for one in found.findings],
        "recommendations": None
        if of is None
        else {
            "recurring": [attrs.asdict(one) for one in of.recurring],
            "new": list(of.new),
            "gone": list(of.gone),
        },
        "confidence": found.confidence,
        "likeness": found.likeness,
        "notes": list(found.notes),
    }


def _inspection_data(known: KnownRatings) -> dict[str, Any]:
    inspection = known.inspection
    score, maximum = score_of(known)
    return {
        "service": inspection.service,
        "framework": known.framework.id,
        "digest": known.framework.digest,
        "fieldwork_start": None if inspection.fieldwork_start is None else str(inspection.fieldwork_start),
        "publication_date": None if inspection.publication_date is None else str(inspection.publication_date),
        "score": score,
        "maximum": maximum,
        "contradiction": known.contradiction or None,
    }


def _movement_data(found: Comparison, one: RatingMovement) -> dict[str, Any]:
    link = None if found.crossing is None else found.crossing.links.get(one.id)
    return {
        "id": one.id,
        "title": one.title or None,
        "movement": one.movement,
        "before": [{"id": then.id, "title": then.title or None, **_known_data(then.known)} for then in one.before],
        "now": None if one.now is None else _known_data(one.now),
        "because": one.because or None,
        "notes": list(one.notes),
        "confidence": None if one.confidence is None else one.confidence.value,
        "sources": [] if link is None else [{"title": of.title, "url": of.url or None} for of in link.sources],
    }


def _known_data(known: Known) -> dict[str, Any]:
    return {"rating": known.rating, "basis": known.basis or None, "because": known.because or None}


def _finding_data(one: FindingMovement) -> dict[str, Any]:
    return {
        "id": one.id,
        "of": one.of,
        "movement": one.movement,
        "before": finding_data(one.before),
        "now": finding_data(one.now),
        "points": _number(one.points),
        "interval": None if one.interval is None else [one.interval.low, one.interval.high],
        "excludes_zero": one.excludes_zero,
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
    head = ("Place", "Service", "Inspected", "Overall", *(("Score",) if scored else ()), *((samples,) if sampled else ()))
    rows = [_standing_row(one, scored=scored, sampled=sampled) for one in found.standings]
    count = f"{len(rows)} service{'' if len(rows) == 1 else 's'}"
    return Page(
        f"{framework.title}, edition {framework.edition}: {count}",
        () if rows else ("There is no service whose overall rating is known.",),
        (PageTable(head, rows), PageTable(("Service", "Because"), found.left_out, "Left out")),
        (
            "places are by overall rating and, within one, by score as a share of the maximum; = where another is level",
            "rows stand in the order of the middle of their places",
            *found.assumptions,
            *found.notes,
        ),
    )


def _standing_row(one: Standing, *, scored: bool, sampled: bool) -> tuple[object, ...]:
    cells: list[object] = [one.place, one.service, one.date or "-", one.overall]
    if scored:
        cells.append((one.scores if one.maximum is None else f"{one.scores} of {one.maximum}") or "-")
    if sampled:
        cells.append("-" if one.in_other_samples is None else _places(one))
    return tuple(cells)


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
                "date": None if one.date is None else str(one.date),
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
        "notes": list(found.notes),
    }
