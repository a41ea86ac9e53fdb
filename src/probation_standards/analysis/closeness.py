"""Close calls: the standards on which a ratings panel may use discretion, by the numbers of the framework."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

import attrs

from probation_standards.analysis.nearness import PlaceMargin, QuestionMargin, by_cases
from probation_standards.bands import Placement
from probation_standards.checking import reading
from probation_standards.discretion import Discretion
from probation_standards.errors import AnalysisError, Problem
from probation_standards.evidence import Evidence
from probation_standards.figures import Figure, written
from probation_standards.frameworks import Framework

Ground: TypeAlias = Literal["near a threshold", "few judgements", "few cases"]


@attrs.frozen
class CloseCall:
    """A reason why a ratings panel may look at a standard.

    Attributes:
        standard: The id of the standard.
        rating: The name of its rating.
        ground: Which of the framework's numbers it is: ``"near a threshold"``, ``"few judgements"`` or ``"few cases"``.
        because: What makes it one, in words.
        question: The id of the key question that does; empty where several do.
    """

    standard: str
    rating: str
    ground: Ground
    because: str
    question: str = ""

    def __str__(self) -> str:
        return f"{self.standard}, {self.rating}: {self.because}"


@attrs.frozen
class CloseCalls:
    """The standards on which a ratings panel may use discretion.

    Attributes:
        discretion: The numbers of the framework, with their source.
        calls: The reasons, in the order of the standards.
        uncounted: The ids of findings that are percentages without a number of cases: two of the grounds can't be told.
    """

    discretion: Discretion
    calls: tuple[CloseCall, ...]
    uncounted: tuple[str, ...] = ()


def close_calls(framework: Framework, evidence: Evidence, *, cases: int | Mapping[str, int] | None = None) -> CloseCalls:
    """Return on which standards a ratings panel may use discretion, by the numbers of the framework, and why.

    They are listed; what becomes of them is for the panel, and recorded in the evidence. Standards that inspectors judge, or
    that the panel moved already, are not among them.

    Args:
        framework: What to rate under.
        evidence: What was found.
        cases: How many cases were relevant, where findings are percentages: one number, or one for each question by its id.

    Raises:
        AnalysisError: When the framework says nothing of discretion, or there is too much to go through.
        EvidenceError: When the evidence can't be rated, or a percentage is that of no number of cases, with every problem.
    """
    discretion = framework.discretion
    if discretion is None:
        expected = "expected a framework that says where a ratings panel may use discretion, with what source"
        raise AnalysisError([Problem("discretion", expected)], f"{framework.id} has no close calls")
    found = by_cases(framework, evidence, cases=cases)
    judged = {id for id, needs in reading(framework).items() if needs.judgement or id in evidence.judgements}
    calls = [
        call
        for id, place in found.standards.items()
        if id not in found.rated.evidence.panel and id not in judged
        for call in _calls(place, [one for one in found.questions.values() if one.standard == id], discretion)
    ]
    return CloseCalls(discretion, tuple(calls), found.uncounted)


def _calls(place: PlaceMargin, questions: list[QuestionMargin], discretion: Discretion) -> Iterator[CloseCall]:
    rating = str(place.decision.rating)
    for question in questions:
        if discretion.percentage_points is not None and _decides(question, place):
            for because in _near(question, place, discretion):
                yield CloseCall(place.id, rating, "near a threshold", because, question.finding.question)
    for move in (place.up, place.down):
        if discretion.cases is not None and move is not None and move.by <= discretion.cases:
            changes = "; ".join(map(str, move.changes))
            yield CloseCall(place.id, rating, "few judgements", f"it would be {move.to} with {changes}")
    for question in questions:
        tally = question.finding.tally
        if discretion.few_cases is not None and tally is not None and 0 < tally.relevant <= discretion.few_cases:
            cases = f"{tally.relevant} relevant case{'' if tally.relevant == 1 else 's'}"
            yield CloseCall(
                place.id, rating, "few cases", f"{question.finding.question} had {cases}", question.finding.question
            )


def _decides(question: QuestionMargin, place: PlaceMargin) -> bool:
    """Return whether the rating of a standard is that of the figure of a question."""
    placement: Placement | None = getattr(place.decision.reason, "placement", None)
    return placement is not None and question.placement is not None and placement.figure == question.placement.figure


def _near(question: QuestionMargin, place: PlaceMargin, discretion: Discretion) -> Iterator[str]:
    """Yield the thresholds that a question is near to, where to pass them may change the rating of its standard."""
    placement, most = question.placement, discretion.percentage_points
    if placement is None or most is None:
        return
    id, at = question.finding.question, f"{written(placement.placed)} per cent"
    counted = question.finding.tally is not None
    may_rise, may_fall = (not counted or move is not None for move in (place.up, place.down))
    if may_rise and placement.points_up is not None and placement.points_up <= most and placement.next_band is not None:
        yield f"{id}, at {at}, is {_points(placement.points_up)} below the threshold of {placement.next_band.rating}"
    if may_fall and placement.points_down is not None and placement.points_down <= most:
        down = "on" if placement.points_down == 0 else f"{_points(placement.points_down)} above"
        yield f"{id}, at {at}, is {down} the threshold of {placement.band.rating}"


def _points(points: Figure) -> str:
    return f"{written(points)} percentage point{'' if points == 1 else 's'}"
