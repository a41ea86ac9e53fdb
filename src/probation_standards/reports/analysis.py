"""Margins, close calls, routes and robustness, as pages and as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probation_standards.analysis.closeness import CloseCalls
from probation_standards.analysis.nearness import Margins, Move, PlaceMargin, QuestionMargin
from probation_standards.analysis.routing import Change, Route, Routes
from probation_standards.evidence import OVERALL
from probation_standards.figures import Figure, written
from probation_standards.frameworks import Framework
from probation_standards.rating import RatedInspection
from probation_standards.reports.data import finding_data, given_data
from probation_standards.reports.pages import Page, PageTable
from probation_standards.wording import discretion_text

UNCOUNTED = "percentages without their number of cases stay as they are; --cases says how many were relevant"


def place_text(framework: Framework, id: str) -> str:
    """Return what a standard, or the overall, is called: ``"P 2.1 Assessment"``."""
    return "Overall" if id == OVERALL else f"{id} {framework[id].title}"


def _not_listed(rated: RatedInspection) -> tuple[str, ...]:
    """Return a note of what is not rated, and so is not listed."""
    framework = rated.framework
    decisions = {**{id: rated[id] for id in rated}, OVERALL: rated.overall}
    none = [f"{place_text(framework, id)} ({of.reason})" for id, of in decisions.items() if of.rating is None]
    return (f"not rated, and so not listed: {'; '.join(none)}",) if none else ()


def _points(figure: Figure | None) -> str:
    return "-" if figure is None else written(figure)


def _by(move: Move | None) -> str:
    return "-" if move is None else f"{move.to or 'not rated'}: {move.by}"


def _changes(changes: tuple[Change, ...]) -> str:
    return "; ".join(map(str, changes)) or "-"


def margins_page(found: Margins, service: str) -> Page:
    """Return margins as a page."""
    framework = found.rated.framework
    questions = [_question_row(id, one) for id, one in found.questions.items()]
    places = [*found.standards.values(), found.overall]
    rows = [_place_row(framework, one) for one in places]
    score = _score_text(found.overall)
    return Page(
        f"{service}: how near to other ratings",
        (score,) if score else (),
        (
            PageTable(("Standard", "Rating", "Better by cases", "Worse by cases"), rows, "Standards and the overall"),
            PageTable(
                ("Key question", "Cases", ">Per cent", "Band", ">Points up", ">Points down", "Better by", "Worse by"),
                questions,
                "Key questions by themselves",
            ),
        ),
        (
            "a key question: what would give its standard another rating, were all its other questions at their best",
            "a standard and the overall: the fewest cases together, which routes and robustness name",
            *_not_listed(found.rated),
            *((UNCOUNTED,) if found.uncounted else ()),
        ),
    )


def _score_text(overall: PlaceMargin) -> str:
    decision = overall.decision
    if decision.score is None:
        return ""
    up = "" if overall.points_up is None else f"; {overall.points_up} more for a better rating"
    down = "" if overall.points_down is None else f"; {overall.points_down} fewer for a worse one"
    return f"Overall: {decision.rating or 'Not rated'}, {decision.score} of {decision.maximum} points{up}{down}."


def _question_row(id: str, one: QuestionMargin) -> tuple[object, ...]:
    placement = one.placement
    return (
        id,
        one.finding.tally or "-",
        _points(one.finding.percentage),
        "-" if placement is None else placement.band.rating,
        _points(None if placement is None else placement.points_up),
        _points(None if placement is None else placement.points_down),
        _by(one.up),
        _by(one.down),
    )


def _place_row(framework: Framework, one: PlaceMargin) -> tuple[object, ...]:
    return place_text(framework, one.id), one.decision.rating or "Not rated", _by(one.up), _by(one.down)


def margins_data(found: Margins) -> dict[str, Any]:
    """Return margins as plain data."""
    return {
        "framework": found.rated.framework.id,
        "digest": found.rated.digest,
        "questions": [
            {
                "standard": one.standard,
                **finding_data(one.finding),
                "band": None if one.placement is None else one.placement.band.rating.name,
                "points_up": None if one.placement is None else _number(one.placement.points_up),
                "points_down": None if one.placement is None else _number(one.placement.points_down),
                "up": _move_data(one.up),
                "down": _move_data(one.down),
            }
            for one in found.questions.values()
        ],
        "standards": [_place_data(one) for one in found.standards.values()],
        "overall": {
            **_place_data(found.overall),
            "score": found.overall.decision.score,
            "maximum": found.overall.decision.maximum,
            "points_up": found.overall.points_up,
            "points_down": found.overall.points_down,
        },
        "uncounted": list(found.uncounted),
    }


def _number(figure: Figure | None) -> float | int | None:
    return figure if figure is None or isinstance(figure, int) else float(figure)


def _place_data(one: PlaceMargin) -> dict[str, Any]:
    rating = one.decision.rating
    return {
        "id": one.id,
        "rating": None if rating is None else rating.name,
        "up": _move_data(one.up),
        "down": _move_data(one.down),
    }


def _move_data(move: Move | None) -> dict[str, Any] | None:
    return None if move is None else {"to": move.to, "by": move.by, "changes": list(map(change_data, move.changes))}


def change_data(change: Change) -> dict[str, Any]:
    """Return a change as plain data."""
    return {
        "id": change.id,
        "judgement": change.is_judgement,
        "before": given_data(change.before),
        "after": given_data(change.after),
        "by": change.by,
    }


def robustness_page(rated: RatedInspection, found: Mapping[str, Move | None], service: str) -> Page:
    """Return robustness as a page.

    Args:
        rated: The inspection as it is rated.
        found: What `robustness` returned.
        service: The service.
    """
    rows = [(place_text(rated.framework, id), _rating(rated, id), *_least(move)) for id, move in found.items()]
    return Page(
        f"{service}: how many judgements of cases each rating rests on",
        (),
        (PageTable(("Standard", "Rating", ">Judgements", "Would be", "Which"), rows),),
        (
            "so many answers to key questions, each for one case, would have to be others for the rating to be another",
            *_not_listed(rated),
        ),
    )


def _rating(rated: RatedInspection, id: str) -> str:
    return str(rated.overall.rating if id == OVERALL else rated[id].rating)


def _least(move: Move | None) -> tuple[object, ...]:
    return ("-", "-", "no judgement of cases changes it") if move is None else (move.by, move.to, _changes(move.changes))


def robustness_data(rated: RatedInspection, found: Mapping[str, Move | None]) -> list[dict[str, Any]]:
    """Return robustness as plain data."""
    return [{"id": id, "rating": _rating(rated, id), "least": _move_data(move)} for id, move in found.items()]


def close_calls_page(rated: RatedInspection, found: CloseCalls, service: str) -> Page:
    """Return close calls as a page."""
    source = found.discretion.source
    lines = [
        f"{discretion_text(found.discretion)} ({source.confidence.value}: {source.title}).",
        *(() if found.calls else ("No standard is such a call.",)),
    ]
    rows = [(place_text(rated.framework, one.standard), one.rating, one.ground, one.because) for one in found.calls]
    notes = ["they are listed; what becomes of them is for the panel to decide, and to record"]
    return Page(
        f"{service}: where a ratings panel may use discretion",
        tuple(lines),
        (PageTable(("Standard", "Rating", "Ground", "Because"), rows),),
        (*notes, *_not_listed(rated), *((UNCOUNTED,) if found.uncounted else ())),
    )


def close_calls_data(found: CloseCalls) -> dict[str, Any]:
    """Return close calls as plain data."""
    discretion = found.discretion
    return {
        "discretion": {
            "percentage_points": _number(discretion.percentage_points),
            "cases": discretion.cases,
            "few_cases": discretion.few_cases,
            "source": discretion.source.title,
            "confidence": discretion.source.confidence.value,
        },
        "calls": [
            {
                "standard": one.standard,
                "rating": one.rating,
                "ground": one.ground,
                "question": one.question or None,
                "because": one.because,
            }
            for one in found.calls
        ],
        "uncounted": list(found.uncounted),
    }


def routes_page(framework: Framework, found: Routes, service: str, *, judgements: bool = False) -> Page:
    """Return routes as a page; `judgements` says whether judgements of inspectors were allowed to change."""
    what = "the overall" if found.place == OVERALL else place_text(framework, found.place)
    stay = "" if found.total or judgements else " Judgements of inspectors stay as they are; --judgements lets them change."
    lines = [f"Now {found.now or 'not rated'}. {_how_many(found)}{stay}"]
    rows = [(number, written(route.cost), _changes(route.changes)) for number, route in enumerate(found, 1)]
    if len(found) == 1 and not found[0].changes:
        rows = []
    return Page(
        f"{service}: from {found.now or 'not rated'} to {found.to}, {what}",
        tuple(lines),
        (PageTable((">", ">Cost", "What would have to be other than it was"), rows),),
        ("each is minimal: without one of its changes, or with less of it, the rating is not reached",) if rows else (),
    )


def _how_many(found: Routes) -> str:
    if not found.total:
        return f"No changes that are allowed lead to {found.to}."
    if found.total == 1 and not found[0].changes:
        return "Nothing need change."
    cheapest = "cheapest is" if len(found) == 1 else f"{len(found)} cheapest are"
    listed = "" if found.total == len(found) else f", of which the {cheapest} listed"
    return (
        f"{found.total:,} route{'' if found.total == 1 else 's'} lead{'s' if found.total == 1 else ''} to {found.to}{listed}."
    )


def routes_data(found: Routes) -> dict[str, Any]:
    """Return routes as plain data."""
    return {
        "place": found.place,
        "now": found.now,
        "to": found.to,
        "total": found.total,
        "routes": [_route_data(route) for route in found],
    }


def _route_data(route: Route) -> dict[str, Any]:
    return {"cost": _number(route.cost), "changes": list(map(change_data, route.changes))}
