"""Many services in a league table: with ties, with what was not published left open, and with what another sample might do.

A place in a league table says less than it seems to: scores tie, scores are not known, and the cases inspected are some of many
(H. Goldstein and D. J. Spiegelhalter, "League tables and their limitations", 1996). So each service has the places that it can
have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import TypeAlias

import attrs

from probation_standards.analysis.counting import in_cases
from probation_standards.analysis.drawing import overall_drawn
from probation_standards.errors import AnalysisError, EvidenceError, Problem, key, unknown
from probation_standards.evidence import OVERALL
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection, PublishedRatings
from probation_standards.published.auditing import Auditor
from probation_standards.published.known import KnownRatings, known_ratings

Cases: TypeAlias = "int | Mapping[str, int]"

Height: TypeAlias = "tuple[int, Fraction]"
"""How high a service stands: the place of its rating on the scale, and its score as a share of the maximum."""

Range: TypeAlias = "tuple[Height, Height]"
"""The least and the most that a height can be."""

NEGLIGIBLE = 1e-12
"""What is less likely than that is left out."""


@attrs.frozen
class Standing:
    """Where a service stands in a league table.

    Attributes:
        service: The service.
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
        """Its place, for people: ``"2"``, ``"2="`` where others stand as high, ``"2 to 5"`` where scores are not known."""
        if self.first != self.last:
            return f"{self.first} to {self.last}"
        return f"{self.first}{'=' if self.level else ''}"


@attrs.frozen
class League:
    """A league table.

    Attributes:
        framework: What all of them were inspected against.
        standings: Where each service stands, the highest first.
        left_out: Services that are not in the table, each with why.
        confidence: How often a service is between the places that are given for other samples.
        assumptions: What was assumed, in words.
    """

    framework: Framework
    standings: tuple[Standing, ...]
    left_out: tuple[tuple[str, str], ...]
    confidence: float
    assumptions: tuple[str, ...]


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
    names = list(dict.fromkeys(one.service for one in given))
    of_each = cases if isinstance(cases, Mapping) and not _by_question(framework, cases) else dict.fromkeys(names, cases)
    _check(framework, given, (of_each if of_each is cases else {}, caseloads or {}), confidence)
    latest, left_out = _latest(given)
    auditor = Auditor(framework)
    found: list[_Service] = []
    problems: list[Problem] = []
    for one in latest:
        try:
            counted = attrs.evolve(one, evidence=in_cases(framework, one.evidence, of_each.get(one.service)))  # type: ignore[arg-type]  # as checked
            known = known_ratings(framework, counted)
        except EvidenceError as error:
            problems += [problem.under(key(one.service)) for problem in error.problems]
            continue
        if known.of[OVERALL].rating is None:
            left_out.append((one.service, known.of[OVERALL].because))
        else:
            found.append(_service(known, auditor, (caseloads or {}).get(one.service)))
    if problems:
        raise EvidenceError(problems, f"a league table can't be made under {framework.id}")
    return League(framework, tuple(_standings(found, confidence)), tuple(left_out), confidence, tuple(_assumptions(found)))


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
    names = {one.service for one in given}
    for what, mapping in zip(("cases", "caseloads"), by_service, strict=True):
        strange = [name for name in mapping if name not in names]
        problems += [unknown(f"{what}.{key(name)}", name, names, "the name of a service") for name in strange]
    if not 0 < confidence < 1:
        problems.append(Problem("confidence", "expected a number more than 0 and less than 1", confidence))
    if problems:
        raise AnalysisError(problems, "a league table can't be made")


def _latest(given: Sequence[Inspection]) -> tuple[list[Inspection], list[tuple[str, str]]]:
    """Return the last inspection of each service, and what is left out."""
    latest: dict[str, Inspection] = {}
    left_out = []
    for one in given:
        if one.published is not None and one.published.status in ("wrong at source", "existence only") and not one.evidence:
            left_out.append((one.service, f"what was published of it is {one.published.status}"))
            continue
        before = latest.get(one.service)
        if before is None:
            latest[one.service] = one
            continue
        first, last = (one, before) if one.is_before(before) else (before, one)
        sure = "" if first.is_before(last) else "; their dates do not tell which was last, and the one given last is taken"
        left_out.append((one.service, f"its inspection of {first.date or 'no known date'} is not its last{sure}"))
        latest[one.service] = last
    return list(latest.values()), left_out


@attrs.frozen
class _Service:
    """A service, with how high it can stand, and how likely it stands how high in another sample."""

    known: KnownRatings
    maximum: int | None
    scores: tuple[int, ...]
    text: str
    range: Range
    drawn: tuple[tuple[Range, float], ...]
    sampled: bool

    @property
    def name(self) -> str:
        return self.known.inspection.service


def _service(known: KnownRatings, auditor: Auditor, caseload: int | None) -> _Service:
    framework, evidence = known.framework, known.inspection.evidence
    rating = str(known.of[OVERALL].rating)
    at = framework.scale.names.index(rating)
    published = attrs.evolve(known.inspection.published or PublishedRatings(), overall=rating)
    possible = auditor.scores(published, evidence)
    scores = tuple(possible) if possible else ()
    maximum = possible.maximum if possible else None
    adds_points = auditor.adds_points
    if scores and maximum:
        low, high = (at, Fraction(scores[0], maximum)), (at, Fraction(scores[-1], maximum))
    else:
        low, high = (at, Fraction(0)), (at, Fraction(1 if adds_points else 0))
    itself = (((low, high), 1.0),)
    drawn = _in_other_samples(known, caseload) if known.rated is not None and not known.contradiction else None
    text = possible.values if possible else ("not known" if adds_points else "")
    return _Service(known, maximum, scores, text, (low, high), drawn or itself, drawn is not None)


def _in_other_samples(known: KnownRatings, caseload: int | None) -> tuple[tuple[Range, float], ...] | None:
    """Return how high a service would stand in other samples, each with how likely; None where that can't be told."""
    framework = known.framework
    try:
        decisions = overall_drawn(framework, known.inspection.evidence, caseload=caseload)
    except AnalysisError:
        if caseload is not None:
            raise
        return None
    chances: dict[Range, float] = {}
    for decision, chance in decisions:
        if decision.rating is None:
            return None
        share = Fraction(decision.score, decision.maximum) if decision.score is not None and decision.maximum else Fraction(0)
        height = framework.scale.names.index(decision.rating.name), share
        chances[height, height] = chances.get((height, height), 0.0) + chance
    return tuple((of, chance) for of, chance in chances.items() if chance > NEGLIGIBLE)


def _standings(found: Sequence[_Service], confidence: float) -> Iterator[Standing]:
    between = _Between(found, confidence) if any(one.sampled for one in found) else None
    rows = []
    for at, one in enumerate(found):
        low, high = one.range
        others = [other for other in found if other is not one]
        first = 1 + sum(other.range[0] > high for other in others)
        last = 1 + sum(other.range[1] > low for other in others)
        level = tuple(sorted(other.name for other in others if low == high and other.range == one.range))
        score = one.scores[0] if len(one.scores) == 1 else None
        overall = str(one.known.of[OVERALL].rating)
        places = None if between is None else between.places(at)
        rows.append(Standing(one.name, overall, score, one.maximum, one.text, first, last, level, one.sampled, places))
    yield from sorted(rows, key=lambda row: (row.first + row.last, row.first, row.service))


class _Between:
    """Between which places services would be in other samples."""

    def __init__(self, found: Sequence[_Service], confidence: float) -> None:
        self._found, self._tail = found, (1 - confidence) / 2
        self._kept: dict[Range, tuple[list[float], list[float]]] = {}

    def places(self, at: int) -> tuple[int, int]:
        """Return between which places one of the services would be."""
        first, last = ([0.0] * len(self._found) for _ in range(2))
        for of, chance in self._found[at].drawn:
            for total, higher in zip((first, last), self._higher(of), strict=True):
                for number, likely in enumerate(_how_many([*higher[:at], *higher[at + 1 :]])):
                    total[number] += chance * likely
        return _quantile(first, self._tail) + 1, _quantile(last, 1 - self._tail) + 1

    def _higher(self, of: Range) -> tuple[list[float], list[float]]:
        """Return how likely each service stands certainly higher than a height, and how likely it may."""
        if of not in self._kept:
            low, high = of
            certainly = [sum(chance for (least, _), chance in other.drawn if least > high) for other in self._found]
            possibly = [sum(chance for (_, most), chance in other.drawn if most > low) for other in self._found]
            self._kept[of] = certainly, possibly
        return self._kept[of]


def _how_many(chances: Iterable[float]) -> list[float]:
    """Return how likely it is that none of some independent things is so, that one is, and so on."""
    found = [1.0]
    certain = none = 0
    for chance in chances:
        if chance >= 1 - NEGLIGIBLE:
            certain += 1
        elif chance <= NEGLIGIBLE:
            none += 1
        else:
            stays = [of * (1 - chance) for of in found]
            found = [so + rises for so, rises in zip([*stays, 0.0], [0.0, *(of * chance for of in found)], strict=True)]
    return [*[0.0] * certain, *found, *[0.0] * none]


def _quantile(chances: Sequence[float], of: float) -> int:
    """Return the least number that is not exceeded as often as `of` says."""
    total = 0.0
    for at, chance in enumerate(chances):
        total += chance
        if total >= of - NEGLIGIBLE:
            return at
    return len(chances) - 1


def _assumptions(found: Sequence[_Service]) -> Iterator[str]:
    if any(len(one.scores) != 1 and one.text for one in found):
        yield "a score that was not published is each that the rest leaves possible, where all standards were rated"
    if any(one.sampled for one in found):
        yield "in other samples: each of as many cases, from a caseload of which the same part is sufficient"
        yield "answers to different questions are taken to be independent, and judgements of inspectors to be the same"
    rest = [one for one in found if not one.sampled]
    if rest and len(rest) < len(found):
        yield "services whose cases are not known in numbers stay where they are in other samples"
