"""Two inspections, one after the other: what rose, what fell, what is new, and what can't be compared, also across editions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import attrs

from probation_standards.analysis.counting import in_cases
from probation_standards.analysis.crossing import Crossing, Link, crossing
from probation_standards.analysis.differing import rules_differ
from probation_standards.analysis.intervals import Interval, check_confidence, of_difference
from probation_standards.analysis.recurring import LEAST_LIKENESS, Recurrence, check_likeness, recurrence
from probation_standards.checking import inspection_notes
from probation_standards.errors import AnalysisError, Problem
from probation_standards.evidence import OVERALL, Finding, read_finding
from probation_standards.figures import Figure, half_up
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection
from probation_standards.published.known import Known, KnownRatings, known_ratings
from probation_standards.rules import Rule
from probation_standards.sources import Confidence

Movement: TypeAlias = Literal["rose", "fell", "same", "new", "ended", "not comparable"]

Cases: TypeAlias = "int | Mapping[str, int] | None"

_UNKNOWN = Known(None, because="not known")


@attrs.frozen
class Then:
    """A rating in the earlier inspection.

    Attributes:
        id: The id of the standard in the framework of then, or ``"overall"``.
        title: The title of the standard then; empty for the overall.
        known: What is known of its rating.
    """

    id: str
    title: str
    known: Known


@attrs.frozen
class RatingMovement:
    """What became of the rating of a standard, or of the overall.

    Attributes:
        id: The id of the standard, or ``"overall"``; of one that ended, the id that it had.
        title: Its title; empty for the overall.
        movement: ``"rose"``, ``"fell"``, ``"same"``, ``"new"``, ``"ended"`` or ``"not comparable"``.
        before: The ratings then: several where standards were put together since.
        now: What is known of the rating now; None of one that ended.
        because: Why it can't be compared; empty where it can.
        notes: What a reader should know of the comparison.
        confidence: How sure it is that these correspond; None where that needs no crosswalk.
    """

    id: str
    title: str
    movement: Movement
    before: tuple[Then, ...]
    now: Known | None
    because: str = ""
    notes: tuple[str, ...] = ()
    confidence: Confidence | None = None


@attrs.frozen
class FindingMovement:
    """What became of the percentage of a key question.

    Attributes:
        id: The id of the key question.
        of: The id that it had then.
        movement: ``"rose"``, ``"fell"`` or ``"same"``.
        before: What was found then.
        now: What was found now.
        points: By how many percentage points it rose; it fell where that is negative.
        interval: Where both are of numbers of cases: an interval for by how many points the share rose among all cases, of
            which those inspected are a sample.
        confidence: How sure it is that the two questions correspond; None where that needs no crosswalk.
    """

    id: str
    of: str
    movement: Movement
    before: Finding
    now: Finding
    points: Figure
    interval: Interval | None = None
    confidence: Confidence | None = None

    @property
    def excludes_zero(self) -> bool | None:
        """Whether all of the interval lies on one side of 0; None where there is none."""
        return None if self.interval is None else self.interval.low > 0 or self.interval.high < 0


@attrs.frozen
class Comparison:
    """Two inspections of a service, compared.

    Attributes:
        before: What is known of the earlier one.
        now: What is known of the later one.
        crossing: What corresponds between their frameworks; None where no crosswalk says so.
        overall: What became of the overall rating.
        standards: What became of each standard: those of now in their order, then those that ended.
        findings: What became of the percentages of key questions, where both are known.
        recommendations: Which recommendations recur; None where one of the two reports has none, as far as is known.
        notes: What a reader should know.
        confidence: How often intervals hold what they are for.
        likeness: How alike recommendations are at least that are listed as recurring.
    """

    before: KnownRatings
    now: KnownRatings
    crossing: Crossing | None
    overall: RatingMovement
    standards: tuple[RatingMovement, ...]
    findings: tuple[FindingMovement, ...]
    recommendations: Recurrence | None
    notes: tuple[str, ...] = ()
    confidence: float = 0.95
    likeness: float = LEAST_LIKENESS

    def count(self, movement: Movement) -> int:
        """Return how many standards moved so."""
        return sum(one.movement == movement for one in self.standards)


def comparison(  # noqa: PLR0913  # each says how they are compared
    before: Inspection,
    now: Inspection,
    frameworks: Mapping[str, Framework],
    *,
    cases: Cases | tuple[Cases, Cases] = None,
    confidence: float = 0.95,
    likeness: float = LEAST_LIKENESS,
) -> Comparison:
    """Compare two inspections of a service, under one framework or under two: what rose, fell, is new, or can't be compared.

    Ratings are those that were published, and else those that follow from evidence. Across editions, the crosswalks of the
    frameworks say what corresponds. A standard that took the place of several rose where it is rated better than all of them.

    Args:
        before: The earlier inspection, perhaps known in part.
        now: The later one.
        frameworks: Frameworks by id, such as a `Catalogue`.
        cases: How many cases were relevant, where findings are percentages: one number, or one for each question by its id; or
            a pair of these, for the earlier and for the later inspection.
        confidence: How often intervals hold what they are for, more than 0 and less than 1.
        likeness: How alike two recommendations are at least to be listed as recurring, more than 0 and at most 1.

    Raises:
        AnalysisError: When the first is later than the second, or a number is none.
        EvidenceError: When something in one of them does not fit its framework, with every problem.
        FrameworkError: When a crosswalk names what the other framework does not have.
        KeyError: When a framework is not there; from a catalogue, an `UnknownFrameworkError`.
    """
    check_confidence(confidence)
    check_likeness(likeness)
    if now.is_before(before):
        expected = f"expected the earlier inspection first ({_when(now)} is before {_when(before)})"
        raise AnalysisError([Problem("", expected)], "these inspections can't be compared")
    given = [(one, frameworks[one.framework]) for one in (before, now)]
    numbers = cases if isinstance(cases, tuple) else (cases, cases)
    if len(numbers) != 2:
        problem = Problem("cases", "expected two, for the earlier and the later inspection", str(cases))
        raise AnalysisError([problem], "these inspections can't be compared")
    counted = [
        attrs.evolve(one, evidence=in_cases(of, one.evidence, number)) for (one, of), number in zip(given, numbers, strict=True)
    ]
    then, later = (known_ratings(of, one) for one, (_, of) in zip(counted, given, strict=True))
    found = crossing(later.framework, then.framework, frameworks)
    texts = before.recommendations, now.recommendations
    return Comparison(
        then,
        later,
        found,
        _overall(then, later, found),
        tuple(_standards(then, later, found)),
        tuple(_findings(then, later, found, confidence)),
        recurrence(*texts, likeness=likeness) if all(texts) else None,
        tuple(_notes(then, later, found, frameworks)),
        confidence,
        likeness,
    )


def in_order(inspections: Iterable[Inspection], frameworks: Mapping[str, Framework]) -> list[Inspection]:
    """Return inspections in order of time; those of which that can't be told stay in the order given.

    Args:
        inspections: The inspections.
        frameworks: Frameworks by id: an inspection without a date lies within the dates in force of its own.
    """
    left, found = list(inspections), []
    while left:
        ready = (
            at
            for at, one in enumerate(left)
            if not any(_is_before(other, one, frameworks) for place, other in enumerate(left) if place != at)
        )
        found.append(left.pop(next(ready, 0)))  # where dates contradict each other, none is ready
    return found


def _is_before(one: Inspection, other: Inspection, frameworks: Mapping[str, Framework]) -> bool:
    """Return whether an inspection was before another: by their dates, or else by the dates in force of their frameworks."""
    if one.is_before(other) or other.is_before(one):
        return one.is_before(other)
    (_, last), (first, _) = (_span(each, frameworks) for each in (one, other))
    return last < first


def _span(inspection: Inspection, frameworks: Mapping[str, Framework]) -> tuple[date, date]:
    """Return between which days the fieldwork of an inspection can have begun."""
    if inspection.fieldwork_start is not None:
        return inspection.fieldwork_start.earliest, inspection.fieldwork_start.latest
    period = frameworks[inspection.framework].in_force
    first = date.min if period is None else period.starts.earliest
    last = date.max if period is None or period.ends is None else period.ends.latest
    return first, last if inspection.publication_date is None else min(last, inspection.publication_date.latest)


def _when(inspection: Inspection) -> str:
    return f"{inspection.date or 'no known date'}, under {inspection.framework}"


def _overall(before: KnownRatings, now: KnownRatings, found: Crossing | None) -> RatingMovement:
    return _moved(OVERALL, "", before, now, found)


def _standards(before: KnownRatings, now: KnownRatings, found: Crossing | None) -> Iterator[RatingMovement]:
    for standard in now.framework.standards:
        yield _moved(standard.id, standard.title, before, now, found)
    for id in found.ended if found is not None else ():
        yield RatingMovement(id, before.framework[id].title, "ended", (_then(before, id),), None)


def _then(before: KnownRatings, id: str) -> Then:
    return Then(id, "" if id == OVERALL else before.framework[id].title, before.of[id])


def _moved(id: str, title: str, before: KnownRatings, now: KnownRatings, found: Crossing | None) -> RatingMovement:
    known = now.of.get(id, _UNKNOWN)
    if found is None:
        own = ", ".join(crosswalk.framework for crosswalk in now.framework.crosswalks)
        others = f"; its own lead to {own}" if own else ""
        because = f"no crosswalk leads from {now.framework.id} to {before.framework.id}{others}"
        then = (_then(before, OVERALL),) if id == OVERALL else ()
        return RatingMovement(id, title, "not comparable", then, known, because)
    link = found.links.get(id, Link(()))
    sure = link.confidence
    if not link.to and id != OVERALL:
        return RatingMovement(id, title, "new", (), known, notes=link.notes, confidence=sure)
    if not link.to:
        because = "; ".join(link.notes) or "no crosswalk says that the overall ratings correspond"
        then = (_then(before, OVERALL),)
        return RatingMovement(id, title, "not comparable", then, known, because, confidence=sure)
    each = tuple(_then(before, other) for other in link.to)
    movement, because = _movement(each, known, link, before.framework, now.framework)
    notes = [*link.notes, *_split_notes(link, found), *_rule_notes(id, link, before.framework, now.framework)]
    return RatingMovement(id, title, movement, each, known, because, tuple(notes), sure)


def _movement(each: Sequence[Then], known: Known, link: Link, before: Framework, now: Framework) -> tuple[Movement, str]:
    """Return how a rating moved, and why that can't be told where it can't."""
    several = len(each) > 1
    unknown = [f"{f'{one.id} ' if several else ''}{one.known.because} then" for one in each if one.known.rating is None]
    unknown += [f"{known.because} now"] if known.rating is None else []
    unknown += [f"{id}, of which it is made too, corresponds to nothing then" for id in link.lost]
    if unknown:
        return "not comparable", "; ".join(unknown)
    if before.scale.names != now.scale.names:
        return "not comparable", "the ratings are those of another scale"
    names = now.scale.names
    was, is_now = [names.index(str(one.known.rating)) for one in each], names.index(str(known.rating))
    if min(was) == max(was) == is_now:
        return "same", ""
    if is_now > max(was):
        return "rose", ""
    if is_now < min(was):
        return "fell", ""
    between = " and ".join(f"{one.id} {one.known.rating}" for one in each)
    return "not comparable", f"it was {between} then, and is neither better nor worse than all of them"


def _split_notes(link: Link, found: Crossing) -> Iterator[str]:
    """Yield what was one standard then and is several now."""
    for other in link.to:
        parts = [each for each, of in found.links.items() if other in of.to and each in found.later.kinds]
        if len(parts) > 1:
            yield f"{other} then is {' and '.join(parts)} now"


def _rule_notes(id: str, link: Link, before: Framework, now: Framework) -> Iterator[str]:
    if any(rules_differ(_rule(before, other), _rule(now, id)) for other in link.to):
        yield "rated by another rule then"


def _rule(framework: Framework, id: str) -> Rule:
    return framework.overall if id == OVERALL else framework[id].rule


def _findings(before: KnownRatings, now: KnownRatings, found: Crossing | None, confidence: float) -> Iterator[FindingMovement]:
    of_cases = {question.id for question in before.framework.questions if question.form == "cases"}
    for question in now.framework.questions if found is not None else ():
        link = found.links.get(question.id, Link(())) if found is not None else Link(())
        if len(link.to) == 1 and not link.lost and question.form == "cases" and link.to[0] in of_cases:
            was, is_now = (_percentage(of, id) for of, id in ((before.inspection, link.to[0]), (now.inspection, question.id)))
            if was is not None and is_now is not None:
                yield _finding(question.id, link, was, is_now, confidence)


def _percentage(inspection: Inspection, id: str) -> Finding | None:
    given: Any = inspection.evidence.findings.get(id)
    found = None if given is None else read_finding(id, given)
    return None if found is None or found.percentage is None else found


def _is_asked(id: str, now: KnownRatings) -> bool:
    return id in now.inspection.evidence.findings


def _finding(id: str, link: Link, was: Finding, is_now: Finding, confidence: float) -> FindingMovement:
    ends = [was.percentage or 0, is_now.percentage or 0]
    if any(one.tally is None and isinstance(one.percentage, int) for one in (was, is_now)):
        ends = [half_up(Fraction(end)) for end in ends]  # a whole percentage is a rounded one, so the other is rounded as well
    points = ends[1] - ends[0]
    interval = None
    if was.tally is not None and is_now.tally is not None:
        interval = of_difference(was.tally, is_now.tally, confidence)
    movement: Movement = "same" if points == 0 else "rose" if points > 0 else "fell"
    return FindingMovement(id, link.to[0], movement, was, is_now, points, interval, link.confidence)


def _notes(
    before: KnownRatings, now: KnownRatings, found: Crossing | None, frameworks: Mapping[str, Framework]
) -> Iterator[str]:
    if before.inspection.service.casefold() != now.inspection.service.casefold():
        yield f"the service was called {before.inspection.service} then, and is called {now.inspection.service} now"
    if not _is_before(before.inspection, now.inspection, frameworks):
        yield f"their dates do not tell which was first; the one of {_when(before.inspection)}, is taken to be"
    for known, when in ((before, "then"), (now, "now")):
        yield from (f"{when}: {note}" for note in inspection_notes(known.framework, known.inspection))
    merged = [id for id, link in found.links.items() if len(link.to) > 1 and _is_asked(id, now)] if found is not None else []
    if merged:
        yield f"not compared, being several key questions then: {', '.join(merged)}"
    for of, when in ((before, "then"), (now, "now")):
        if of.contradiction:
            yield f"what was published {when} can't all be right by the rules: {of.contradiction}"
    yield from (note.strip().removesuffix(".") for note in (found.notes if found is not None else ()))
