"""Evidence that gives a wanted rating, found by going back through the rules and confirmed by rating it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product
from typing import Any

import attrs

from probation_standards.checking import evidence_problems, reading
from probation_standards.deciders import decide_by
from probation_standards.decisions import Decision, NotRated
from probation_standards.errors import EvidenceError, ProbationStandardsError, Problem, closest, unknown
from probation_standards.evidence import OVERALL, Evidence, Judgement, Tally
from probation_standards.figures import Figure
from probation_standards.frameworks import Framework
from probation_standards.items import Place, needs
from probation_standards.measuring import Inspected
from probation_standards.proving.inspecting import whole
from probation_standards.proving.standing import Standing
from probation_standards.rating import rate
from probation_standards.rules import Rule
from probation_standards.scales import Rating
from probation_standards.standards import KeyQuestion, Standard
from probation_standards.testing.measures import Budget, Domains, ExhaustedError, spread
from probation_standards.testing.values import choice, counts_of, rule_of, tenths_about, thresholds
from probation_standards.testing.ways import Goal, UnreadError, all_of, judged, ways

MOST_NARROWED = 20_000
"""How often domains are narrowed before a search is given up."""

MOST_TRIED = 2_000
"""How many combinations are tried of a rule that can't be read."""

MOST_STEPS = 1_000_000
"""How many steps are taken at most where a search finds nothing and all is gone through."""

MOST_CONFIRMED = 50
"""How many ways are confirmed by rating them before a search is given up."""


@attrs.frozen
class Search:
    """What came of looking for evidence that gives a rating.

    Attributes:
        evidence: The evidence; None where none was found.
        is_sure: Whether there is none where none was found: all ways were followed, through rules that can be read.
    """

    evidence: Evidence | None
    is_sure: bool = True


def search(framework: Framework, where: str, rating: Rating, *, departures: bool = True) -> Search:
    """Look for evidence under which a standard, or the overall, is given a rating; once, and what is found is kept.

    Args:
        framework: What to rate under.
        where: The id of a standard, or ``"overall"``.
        rating: A rating on its scale.
        departures: Whether inspectors may depart from rules that let them.
    """
    key = (search, where, rating, departures)
    found: Search | None = framework.prepared.get(key)
    if found is None:
        found = _Searching(framework, departures=departures).search(where, rating)
        if found.evidence is None:
            found = _gone_through(framework, where, rating, departures=departures)
        framework.prepared[key] = found
    return found


def _gone_through(framework: Framework, where: str, rating: Rating, *, departures: bool) -> Search:
    """Look for evidence by going through all that the rules can see, as a proof does."""
    standing: Standing | None = framework.prepared.get(Standing)
    if standing is None:
        standing = framework.prepared[Standing] = Standing(framework, MOST_STEPS)
    can = standing.rated[where].keys() if departures else standing.by_rule(where)
    if rating.points in can:
        return Search(whole(framework, standing.rated[where][rating.points]))
    of = standing.places.values() if where == OVERALL else (standing.places[where],)
    return Search(None, not any(place.undecided or place.coarse for place in of))


def evidence_that_gives(framework: Framework, where: str, rating: str | Rating) -> Evidence:
    """Return some evidence under which a standard, or the overall, is given a rating.

    Raises:
        EvidenceError: When there is no such standard or rating, or none that can be had there; it says which can.
    """
    ids = [*(standard.id for standard in framework.standards), OVERALL]
    name = rating.name if isinstance(rating, Rating) else rating
    names, heading = framework.scale.names, f"there is no evidence that gives it under {framework.id}"
    problems = [] if where in ids else [unknown("where", where, ids, f'the id of a standard, or "{OVERALL}"')]
    problems += [] if name in names else [unknown("rating", name, names, "a rating")]
    if problems:
        raise EvidenceError(problems, heading)
    found = search(framework, where, framework.scale[name])
    if found.evidence is not None:
        return found.evidence
    can = [one.name for one in framework.scale if search(framework, where, one).evidence is not None]
    listed = f"one of those that can be had there: {', '.join(map(repr, can))}" if can else "none, since none can be had there"
    rule = rule_of(framework, where).kind
    unsure = "" if found.is_sure else f", as far as was tried; not all that its rule ({rule}) can give could be followed"
    raise EvidenceError([Problem(where, f"expected {listed}{unsure}", name, closest(name, can, 0.9))], heading)


class _Searching:
    """A search under one framework."""

    def __init__(self, framework: Framework, *, departures: bool) -> None:
        self.framework, self.departures = framework, departures
        self.read = reading(framework)
        self.questions = {question.id: question for of in self.read.values() for question in of.questions}
        self.is_sure = True
        self._values = self._all_values()

    def search(self, where: str, rating: Rating) -> Search:
        tried = 0
        try:
            for found in self._found(where, rating):
                evidence = self._evidence(found)
                if not evidence_problems(self.framework, evidence) and _given(self.framework, evidence, where) == rating:
                    return Search(evidence)
                tried += 1
                if tried == MOST_CONFIRMED:
                    break
        except ExhaustedError:
            self.is_sure = False
        return Search(None, self.is_sure and not tried)

    def _found(self, where: str, rating: Rating) -> Iterator[Domains]:
        domains = Domains(self._values, Budget(MOST_NARROWED))
        if where != OVERALL:
            yield from self._of_standard(self.framework[where], rating, domains)
            return
        standards = [item.of for item in self.read[OVERALL].items if isinstance(item.of, Standard)]
        points: dict[object, tuple[int | None, ...]] = {one.id: self._points(one, domains) for one in standards}
        of_each: list[Goal] = [self._as_narrowed(standard) for standard in standards]
        for found in self._by(self.framework.overall, self.framework.place(), rating, domains.taking(points)):
            yield from all_of(of_each, found)

    def _points(self, standard: Standard, domains: Domains) -> tuple[int | None, ...]:
        """Return the points that a standard can have, and None, since any may be recorded as not rated."""
        key = (_Searching._points, standard.id, self.departures)
        held: tuple[int | None, ...] | None = self.framework.prepared.get(key)
        if held is None:
            goals = {one.points: self._of_standard(standard, one, domains) for one in self.framework.scale}
            held = (*(points for points, found in goals.items() if next(found, None) is not None), None)
            self.framework.prepared[key] = held
        return held

    def _as_narrowed(self, standard: Standard) -> Goal:
        """Return the goal that a standard has one of the ratings to which it was narrowed."""
        ratings = {rating.points: rating for rating in self.framework.scale}

        def goal(domains: Domains) -> Iterator[Domains]:
            for points in domains[standard.id]:
                if points is not None:
                    yield from self._of_standard(standard, ratings[points], domains.taking({standard.id: (points,)}))
                else:
                    yield domains.taking({standard.id: (None,)})

        return goal

    def _of_standard(self, standard: Standard, rating: Rating, domains: Domains) -> Iterator[Domains]:
        yield from self._by(standard.rule, self.framework.place(standard), rating, domains)

    def _by(self, rule: Rule, place: Place, rating: Rating, domains: Domains) -> Iterator[Domains]:
        try:
            yield from ways(rule, place, rating, domains)
        except UnreadError:
            self.is_sure = False
            yield from self._by_trying(rule, place, rating, domains)

    def _by_trying(self, rule: Rule, place: Place, rating: Rating, domains: Domains) -> Iterator[Domains]:
        """Yield what gives a rating by a rule that can't be read, among some combinations of what it reads."""
        of = needs(rule, place)
        keys: list[object] = [*(item.id for item in of.items), *([judged(place.id)] if of.judgement or of.departure else [])]
        decide = decide_by(rule, place)
        ratings = {one.points: one for one in place.scale}
        values = [spread(domains[key], max(2, round(MOST_TRIED ** (1 / max(1, len(keys)))))) for key in keys]
        for combination in islice(product(*values), MOST_TRIED):
            taken = domains.taking({key: (value,) for key, value in zip(keys, combination, strict=True)})
            decisions = {
                standard.id: Decision(ratings.get(taken[standard.id][0]), NotRated("it is tried"))
                for standard in self.framework.standards
                if standard.id in taken.values
            }
            try:
                decided = decide(Inspected(self._evidence(taken), decisions)).rating
            except Exception:  # noqa: BLE001, S112  # another package's rule, which need not take all that is tried
                continue
            if decided == rating:
                yield taken

    def _all_values(self) -> Mapping[object, tuple[Any, ...]]:
        values: dict[object, tuple[Any, ...]] = {id: self._worths(question) for id, question in self.questions.items()}
        for id, of in self.read.items():
            names: tuple[str | None, ...] = choice(self.framework, id).names if of.judgement or of.departure else ()
            if of.departure and not of.judgement:
                names = (None, *(names if self.departures else ()))
            values[judged(id)] = names
        return values

    def _worths(self, question: KeyQuestion) -> tuple[Figure | None, ...]:
        """Return what a question can be worth, the least first, and None at last where it can be missing."""
        framework = self.framework
        found: dict[str, set[Figure]] = {
            "rating": {rating.points for rating in framework.scale},
            "score": set(question.values),
            "flag": {0, 1},
            "count": set(counts_of(framework)),
        }
        if question.form == "cases":
            return self._percentages()
        return (*sorted(found[question.form]), *([None] if question.optional else []))

    def _percentages(self) -> tuple[Figure | None, ...]:
        key = _Searching._percentages
        held: tuple[Figure | None, ...] | None = self.framework.prepared.get(key)
        if held is None:
            exact = {figure for figure in thresholds(self.framework) if figure <= 100}
            others = sorted({*tenths_about(self.framework), *exact} - {*range(101)})
            held = (*range(101), *others, None)  # whole ones first, so that they are taken where they will do
            self.framework.prepared[key] = held
        return held

    def _evidence(self, found: Domains) -> Evidence:
        """Return evidence that has the first value of each item."""
        findings: dict[str, Any] = {}
        for id, question in self.questions.items():
            worth = found[id][0]
            if worth is not None or not question.optional:
                findings[id] = _finding(question, worth, self.framework)
        judgements: dict[str, str | Judgement] = {}
        not_rated: dict[str, str] = {}
        for id in self.read:
            names = found[judged(id)]
            if id in found.values and found[id][0] is None and id != OVERALL:
                not_rated[id] = "it was not rated"
            elif names and names[0] is not None:
                says_why = choice(self.framework, id).says_why
                judgements[id] = Judgement(names[0], "for a reason") if says_why else names[0]
        return Evidence(findings=findings, judgements=judgements, not_rated=not_rated)


def _finding(question: KeyQuestion, worth: Figure | None, framework: Framework) -> Any:
    if question.form == "cases":
        return Tally(0, 0) if worth is None else worth
    if question.form == "rating":
        return next(rating.name for rating in framework.scale if rating.points == worth)
    return bool(worth) if question.form == "flag" else worth


def _given(framework: Framework, evidence: Evidence, where: str) -> Rating | None:
    try:
        rated = rate(framework, evidence)
    except ProbationStandardsError:
        return None
    return rated.overall.rating if where == OVERALL else rated[where].rating
