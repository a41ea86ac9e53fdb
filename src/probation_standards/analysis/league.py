"""Many services in a league table: with ties, with what was not published left open, and with what another sample might do.

A place in a league table says less than it seems to: scores tie, scores are not known, and the cases inspected are some of many
(H. Goldstein and D. J. Spiegelhalter, "League tables and their limitations", 1996). So each service has the places that it can
have.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias, TypeVar

import attrs

from probation_standards.analysis.counting import in_cases
from probation_standards.analysis.drawing import overall_drawn
from probation_standards.analysis.intervals import check_caseload, check_confidence
from probation_standards.analysis.nearness import uncounted
from probation_standards.analysis.places import NEGLIGIBLE, Drawn, Places, Range
from probation_standards.checking import inspection_notes
from probation_standards.dates import PartialDate
from probation_standards.errors import AnalysisError, EvidenceError, Problem, key, unknown
from probation_standards.evidence import OVERALL
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection
from probation_standards.published.auditing import Auditor
from probation_standards.published.known import KnownRatings, known_ratings
from probation_standards.rules import Rule, TotalPoints
from probation_standards.shapes import Limited, MayDepart, Stepped

_T = TypeVar("_T")

Cases: TypeAlias = "int | Mapping[str, int]"


@attrs.frozen
class Standing:
    """Where a service stands in a league table.

    Attributes:
        service: The service.
        date: When it was inspected, as precise as known: when fieldwork began, or else when the report was published.
        overall: The name of its overall rating.
        score: Its score, where that is known, or follows from what is; else None.
        maximum: What the score could have been, as far as is known.
        scores: The scores that it can have, for people: ``"19 to 30"``; empty where no points are added up.
        first: The best place that it can have: one more than the services that certainly stand higher.
        last: The worst one: one more than the services that may stand higher; another than the best where scores are not known.
        level: The services that certainly stand as high.
        sampled: Whether its cases are known in numbers, so that it is said what another sample might do.
        in_other_samples: Between which places it would be in other samples, so often as the confidence says; None where no
            service is sampled.
    """

    service: str
    date: PartialDate | None
    overall: str
    score: int | None
    maximum: int | None
    scores: str
    first: int
    last: int
    level: tuple[str, ...] = ()
    sampled: bool = False
    in_other_samples: tuple[int, int] | None = None

    @property
    def place(self) -> str:
        """Its place, for people: ``"2"``; ``"2="`` where others stand as high; ``"2 to 5"`` where scores are not known."""
        level = "=" if self.level else ""
        return " to ".join(f"{place}{level}" for place in dict.fromkeys((self.first, self.last)))


@attrs.frozen
class League:
    """A league table.

    Attributes:
        framework: What all of them were inspected against.
        standings: Where each service stands, the highest first.
        left_out: Services that are not in the table, each with why.
        confidence: How often a service is between the places that are given for other samples.
        assumptions: What was assumed, in words.
        notes: What else a reader should know: of what was published and can't all be right, and the like.
    """

    framework: Framework
    standings: tuple[Standing, ...]
    left_out: tuple[tuple[str, str], ...]
    confidence: float
    assumptions: tuple[str, ...]
    notes: tuple[str, ...] = ()


def league(
    framework: Framework,
    inspections: Iterable[Inspection],
    *,
    cases: Mapping[str, Cases] | Cases | None = None,
    caseloads: Mapping[str, int] | None = None,
    confidence: float = 0.95,
) -> League:
    """Return the places of services by their overall ratings and, within a rating, by their scores as shares of the maximum.

    Of a service inspected several times the last inspection counts. A score that was not published is what the rest leaves
    possible, and the places with it. Where findings are tallies, it is also told between which places each service would be if
    other samples had been drawn, of all services with tallies.

    Args:
        framework: What they were inspected against.
        inspections: The inspections, each perhaps known in part.
        cases: How many cases were relevant, where findings are percentages: of all services, or of each by its name.
        caseloads: How many cases each service has in all, by its name; a caseload without end where none is given.
        confidence: How often a service is between the places given for other samples, more than 0 and less than 1.

    Raises:
        AnalysisError: When an inspection is under another framework, a name is none of a service, or a number is none.
        EvidenceError: When something in an inspection does not fit the framework, with every problem.
    """
    given = list(inspections)
    names = list(dict.fromkeys(one.service.casefold() for one in given))
    own = cases if isinstance(cases, Mapping) and not _by_question(framework, cases) else None
    of_each: Mapping[str, Any] = dict.fromkeys(names, cases) if own is None else _folded(own)
    if caseloads is not None and not isinstance(caseloads, Mapping):
        problem = Problem("caseloads", "expected the size of each service's caseload, by its name", caseloads)
        raise AnalysisError([problem], "a league table can't be made")
    by_service = _folded(caseloads or {})
    _check(framework, given, (own or {}, caseloads or {}), confidence)
    known, problems = [], []
    for one in given:
        try:
            counted = in_cases(framework, one.evidence, of_each.get(one.service.casefold()))
            known.append(known_ratings(framework, attrs.evolve(one, evidence=counted)))
        except EvidenceError as error:
            problems += [problem.under(key(one.service)) for problem in error.problems]
    if problems:
        raise EvidenceError(problems, f"a league table can't be made under {framework.id}")
    latest, left_out = _latest(known)
    auditor = Auditor(framework)
    found: list[_Service] = []
    for each in latest:
        try:
            found.append(_service(each, auditor, by_service.get(each.inspection.service.casefold())))
        except AnalysisError as error:
            problems += [problem.under(key(each.inspection.service)) for problem in error.problems]
    if problems:
        raise AnalysisError(problems, f"a league table can't be made under {framework.id}")
    standings = tuple(_standings(found, confidence))
    notes = tuple(_notes(found, caseloads or {}))
    return League(framework, standings, tuple(left_out), confidence, tuple(_assumptions(found)), notes)


def _folded(by_name: Mapping[str, _T]) -> dict[str, _T]:
    """Return what is said of services by their names, whatever their capitals."""
    return {name.casefold(): value for name, value in by_name.items()}


def _by_question(framework: Framework, cases: Mapping[str, object]) -> bool:
    return bool(cases) and all(id in {question.id for question in framework.questions} for id in cases)


def _check(
    framework: Framework, given: Sequence[Inspection], by_service: Sequence[Mapping[str, object]], confidence: float
) -> None:
    problems = [
        Problem(key(one.service), f"expected an inspection under {framework.id}", one.framework)
        for one in given
        if one.framework != framework.id
    ]
    names = dict.fromkeys(one.service for one in given)
    folded = {name.casefold() for name in names}
    for what, mapping in zip(("cases", "caseloads"), by_service, strict=True):
        strange = [name for name in mapping if name.casefold() not in folded]
        problems += [unknown(f"{what}.{key(name)}", name, names, "the name of a service") for name in strange]
    checks: list[Callable[[], None]] = [partial(check_confidence, confidence), *_caseload_checks(by_service[1])]
    for check in checks:
        try:
            check()
        except AnalysisError as error:
            problems += error.problems
    if problems:
        raise AnalysisError(problems, "a league table can't be made")


def _caseload_checks(caseloads: Mapping[str, object]) -> Iterator[Callable[[], None]]:
    for name, number in caseloads.items():
        yield partial(check_caseload, number, f"caseloads.{key(name)}")


def _latest(known: Sequence[KnownRatings]) -> tuple[list[KnownRatings], list[tuple[str, str]]]:
    """Return the last inspection of each service whose overall rating is known, and what is left out."""
    by_service: dict[str, list[KnownRatings]] = {}
    left_out = []
    for one in known:
        service = one.inspection.service
        if one.of[OVERALL].rating is None:
            when = f" of its inspection of {one.inspection.date}" if one.inspection.date else ""
            left_out.append((service, f"the overall rating{when} is {_none(one.of[OVERALL].because)}"))
        else:
            by_service.setdefault(service.casefold(), []).append(one)
    latest = []
    for each in by_service.values():
        last = [one for one in each if not any(one is not o and one.inspection.is_before(o.inspection) for o in each)] or each
        latest.append(last[-1])
        for one in each:
            if one is not last[-1]:
                unclear = any(one is other for other in last)
                why = "and which was last can't be told: the one given last is taken" if unclear else "not its last"
                left_out.append((one.inspection.service, f"its inspection of {one.inspection.date or 'no known date'}, {why}"))
    return latest, left_out


def _none(because: str) -> str:
    return because if because.startswith("not ") else f"not known: {because}"


@attrs.frozen
class _Service:
    """A service, with how high it can stand, and how likely it stands how high in another sample."""

    known: KnownRatings
    maximum: int | None
    scores: tuple[int, ...]
    text: str
    range: Range
    drawn: Drawn
    sampled: bool

    @property
    def name(self) -> str:
        return self.known.inspection.service


def _service(known: KnownRatings, auditor: Auditor, caseload: int | None) -> _Service:
    framework = known.framework
    at = framework.scale.names.index(str(known.of[OVERALL].rating))
    drawn = _in_other_samples(known, caseload) if known.rated is not None and not known.contradiction else None
    maximum, scores, text = _scores(known, auditor)
    if scores and maximum:
        low, high = (at, Fraction(scores[0], maximum)), (at, Fraction(scores[-1], maximum))
    else:
        low, high = (at, Fraction(0)), (at, Fraction(1 if text else 0))
    itself = (((low, high), 1.0),)
    return _Service(known, maximum, scores, text, (low, high), drawn or itself, drawn is not None)


def _scores(known: KnownRatings, auditor: Auditor) -> tuple[int | None, tuple[int, ...], str]:
    """Return out of what the score of a service is, the scores that it can have, and these for people; none without a score."""
    published, rated = known.published, known.rated
    if rated is not None and not known.contradiction:
        score, maximum = rated.score, rated.maximum
        return (maximum, (), "") if score is None else (maximum, (score,), str(score))
    if not _has_score(known.framework.overall):
        return None, (), ""
    if known.contradiction:
        return None, (), "contradictory"
    if auditor.adds_points:
        stated = attrs.evolve(published, overall=known.of[OVERALL].rating)
        possible = auditor.scores(stated, known.inspection.evidence)
        return (None, (), "not known") if possible is None else (possible.maximum, tuple(possible), possible.values)
    if published.score is not None and published.maximum:
        return published.maximum, (published.score,), str(published.score)
    return None, (), "not known"


def _has_score(rule: Rule) -> bool:
    """Return whether a rule gives a score: points that are added up, or those that a limit or a step leaves as they are."""
    return isinstance(rule, TotalPoints) or (isinstance(rule, (Limited, Stepped, MayDepart)) and _has_score(rule.rule))


def _in_other_samples(known: KnownRatings, caseload: int | None) -> Drawn | None:
    """Return how high a service would stand in other samples, those in which it is rated, each with how likely.

    None where that can't be told.
    """
    framework = known.framework
    if uncounted(framework, known.inspection.evidence):
        return None
    try:
        decisions = overall_drawn(framework, known.inspection.evidence, caseload=caseload)
    except AnalysisError:
        if caseload is not None:
            raise
        return None
    chances: dict[Range, float] = {}
    for decision, chance in decisions:
        if decision.rating is not None:
            scored = decision.score is not None and decision.maximum
            share = Fraction(decision.score or 0, decision.maximum or 1) if scored else Fraction(0)
            height = framework.scale.names.index(decision.rating.name), share
            chances[height, height] = chances.get((height, height), 0.0) + chance
    rated = sum(chances.values())
    return tuple((of, chance / rated) for of, chance in chances.items() if chance > NEGLIGIBLE * rated) or None


def _standings(found: Sequence[_Service], confidence: float) -> Iterator[Standing]:
    between = Places([one.drawn for one in found], confidence) if any(one.sampled for one in found) else None
    rows = []
    for at, one in enumerate(found):
        low, high = one.range
        others = [other for other in found if other is not one]
        first = 1 + sum(other.range[0] > high for other in others)
        last = 1 + sum(other.range[1] > low for other in others)
        level = tuple(sorted(other.name for other in others if low == high and other.range == one.range))
        score = one.scores[0] if len(one.scores) == 1 else None
        overall = str(one.known.of[OVERALL].rating)
        places = None if between is None else between.between(at)
        when = one.known.inspection.date
        rows.append(Standing(one.name, when, overall, score, one.maximum, one.text, first, last, level, one.sampled, places))
    yield from sorted(rows, key=lambda row: (row.first + row.last, row.first, row.service))


def _notes(found: Sequence[_Service], caseloads: Mapping[str, int]) -> Iterator[str]:
    sampled = {one.name.casefold() for one in found if one.sampled}
    unused = [name for name in caseloads if name.casefold() not in sampled]
    if unused:
        yield f"caseloads are of no use without cases in numbers: {', '.join(unused)}"
    for one in found:
        if one.known.contradiction:
            yield f"{one.name}: what was published can't all be right by the rules: {one.known.contradiction}"
        yield from (f"{one.name}: {note}" for note in inspection_notes(one.known.framework, one.known.inspection))


def _assumptions(found: Sequence[_Service]) -> Iterator[str]:
    if any(one.scores and one.known.rated is None and one.known.published.maximum is None for one in found):
        yield "where no maximum was published, all standards were rated; a score that was not published is each possible one"
    if any(one.sampled for one in found):
        yield "in other samples: each of as many cases, from a caseload of which the same part is sufficient"
        yield "where all cases of a question or none were sufficient, no other sample differs, so that few cases look sure"
        yield "answers to different questions are taken to be independent, and judgements of inspectors to be the same"
    if any(one.sampled for one in found) and not all(one.sampled for one in found):
        yield "a service that is not sampled itself stays where it is in other samples"
