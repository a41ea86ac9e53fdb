"""Routes: the sets of changes that lead an inspection to a wanted rating, of which nothing can be left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import chain, islice
from typing import Any, TypedDict, Unpack, overload

import attrs

from probation_standards.analysis.changing import Allowed, Changes
from probation_standards.analysis.counting import in_cases, without_cases
from probation_standards.analysis.paths import Option, TooManyError, Way, count, in_order
from probation_standards.analysis.reaching import Reach
from probation_standards.checking import reading
from probation_standards.decisions import Decision
from probation_standards.errors import AnalysisError, EvidenceError, Problem, key, unknown
from probation_standards.evidence import OVERALL, Evidence, Judgement, NoFinding, Tally
from probation_standards.figures import Figure, exact, stated
from probation_standards.frameworks import Framework
from probation_standards.proving.views import UnseenError
from probation_standards.rating import rate
from probation_standards.scales import Rating


@attrs.frozen
class Change:
    """A change of one finding or judgement.

    Attributes:
        id: The id of the question or the input; for a judgement that of the standard, or ``"overall"``.
        before: What was found or judged.
        after: What it would be.
        by: How many more cases are sufficient, or by how many ratings or values it rises; below 0 for fewer.
        is_judgement: Whether it is a judgement.
    """

    id: str
    before: Any
    after: Any
    by: int
    is_judgement: bool = False

    def __str__(self) -> str:
        if isinstance(self.before, Tally):
            number = abs(self.by)
            cases = f"{number} {'more' if self.by > 0 else 'fewer'} sufficient case{'' if number == 1 else 's'}"
            return f"{self.id}: {cases} ({self.before} to {self.after.sufficient})"
        return f"{self.id}: {_shown(self.before)} to {_shown(self.after)}"


def _shown(given: Any) -> str:
    given = given.given if isinstance(given, NoFinding) else given.rating if isinstance(given, Judgement) else given
    return str(given).lower() if isinstance(given, bool) else given if isinstance(given, str) else stated(given)


@attrs.frozen
class Route:
    """Changes that together lead to a rating; without one of them, or with less of it, they do not.

    Attributes:
        changes: The changes, in the order of the framework; none where nothing need change.
        cost: What they cost: the cases that change, where no other weights were given.
    """

    changes: tuple[Change, ...]
    cost: Figure

    def of(self, evidence: Evidence) -> Evidence:
        """Return evidence with these changes, which `rate` gives the wanted rating."""
        findings = {change.id: change.after for change in self.changes if not change.is_judgement}
        judgements = {change.id: change.after for change in self.changes if change.is_judgement}
        return attrs.evolve(
            evidence, findings={**evidence.findings, **findings}, judgements={**evidence.judgements, **judgements}
        )

    def __str__(self) -> str:
        return "; ".join(map(str, self.changes)) or "nothing need change"


@attrs.frozen
class Routes(Sequence[Route]):
    """Every route to a rating, the cheapest first.

    Attributes:
        place: The id of the standard, or ``"overall"``.
        now: The name of its rating as it is; None for none.
        to: The name of the rating that is wanted.
        total: How many routes there are, also where not all are listed.
        evidence: The evidence that they change.
        routes: The routes, the cheapest first.
    """

    place: str
    now: str | None
    to: str
    total: int
    evidence: Evidence = attrs.field(repr=False)
    routes: tuple[Route, ...] = attrs.field(repr=lambda routes: f"<{len(routes)} routes>")

    @property
    def cheapest(self) -> Route | None:
        """The route that costs least; None where there is none."""
        return self.routes[0] if self.routes else None

    @overload
    def __getitem__(self, at: int) -> Route: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Route, ...]: ...

    def __getitem__(self, at: int | slice) -> Route | tuple[Route, ...]:
        return self.routes[at]

    def __len__(self) -> int:
        return len(self.routes)

    def __iter__(self) -> Iterator[Route]:
        return iter(self.routes)


def routes(  # noqa: PLR0913  # each says what may change
    framework: Framework,
    evidence: Evidence,
    to: str | Rating,
    *,
    standard: str = OVERALL,
    judgements: bool = False,
    most: int | None = None,
    keep: Collection[str] = (),
    weights: Mapping[str, Figure | float | str] | None = None,
    cases: int | Mapping[str, int] | None = None,
    limit: int | None = 100,
) -> Routes:
    """Return every minimal set of changes by which a standard, or the overall, has a wanted rating, the cheapest first.

    A set is minimal where no change in it can be left out, or be smaller, so that the rating is reached all the same. All of
    them are found, and none else: what the rules see is gone through, not tried. Where the wanted rating is better than the
    present one, a still better one will do; where it is worse, a still worse one.

    Args:
        framework: What to rate under.
        evidence: What was found. In cases it can only be changed where it has tallies.
        to: The rating that is wanted, or its name.
        standard: The id of a standard; else the overall.
        judgements: Whether the judgements of inspectors may change; else they stay.
        most: By how many cases, ratings or values each finding or judgement may change at most.
        keep: The ids of what stays as it is; the id of a standard keeps its judgement and all its questions.
        weights: What a change costs for each case, rating or value, by the id of the question, or of the standard that is
            judged; 1 where nothing is said.
        cases: How many cases were relevant, where findings are percentages: one number, or one for each question by its id.
        limit: How many routes are listed at most; None for all. `Routes.total` says how many there are.

    Raises:
        AnalysisError: When the evidence can't support an answer: there is a percentage without its number of cases, or more to
            go through than can be.
        EvidenceError: When the evidence can't be rated, or an id or a rating is not one of the framework, with every problem.

    >>> from probation_standards import discover
    >>> pdu = discover()["pdu-2023"]
    >>> judged = dict.fromkeys(("P 1.1", "P 1.2", "P 1.3"), "Good")
    >>> found = Evidence(findings={question.id: Tally(30, 62) for question in pdu.questions}, judgements=judged)
    >>> len(routes(pdu, found, "Good")), routes(pdu, found, "Good").cheapest.cost
    (40, 39)
    """
    which: Which = {"judgements": judgements, "most": most, "keep": keep, "weights": weights, "cases": cases}
    if limit is not None and (isinstance(limit, bool) or not isinstance(limit, int) or limit < 1):
        raise EvidenceError([Problem("limit", "expected a whole number from 1, or none", limit)], "the routes can't be listed")
    asked = _Asked(framework, evidence, to, standard, which)
    with _refusing(standard):
        reach = Reach(framework, asked.evidence, asked.allowed, minimal=True)
        accept = asked.accept
        fitting = [end.node for end in reach.ends(standard) if accept(end.decision) and not any(map(accept, end.below))]
        found = tuple(asked.route(reach, way, cost) for cost, way in islice(in_order(fitting), limit))
        now = asked.now.rating
        return Routes(standard, None if now is None else now.name, asked.wanted.name, count(fitting), asked.evidence, found)


class Which(TypedDict, total=False):
    """Which changes there may be; see `routes`."""

    judgements: bool
    most: int | None
    keep: Collection[str]
    weights: Mapping[str, Figure | float | str] | None
    cases: int | Mapping[str, int] | None


def cheapest_route(
    framework: Framework, evidence: Evidence, to: str | Rating, *, standard: str = OVERALL, **which: Unpack[Which]
) -> Route | None:
    """Return the route that costs least, or None where there is none; several times faster than all of them.

    Args:
        framework: What to rate under.
        evidence: What was found.
        to: The rating that is wanted, or its name.
        standard: The id of a standard; else the overall.
        **which: Which changes there may be: `judgements`, `most`, `keep`, `weights` and `cases`, as for `routes`.

    Raises:
        AnalysisError: As `routes`.
        EvidenceError: As `routes`.
    """
    asked = _Asked(framework, evidence, to, standard, which)
    with _refusing(standard):
        reach = Reach(framework, asked.evidence, asked.allowed)
        fitting = [end.node for end in reach.ends(standard) if asked.accept(end.decision)]
        least = min(fitting, key=lambda node: node.cost, default=None)
        return None if least is None else asked.route(reach, least.cheapest(), least.cost)


@contextmanager
def _refusing(standard: str) -> Iterator[None]:
    try:
        yield
    except (TooManyError, UnseenError):
        expected = "expected fewer things to change (see keep and most), or rules that see less of what they read"
        raise AnalysisError([Problem(standard, expected)], "the routes are too many to be gone through") from None


class _Asked:
    """What was asked for, checked.

    Raises:
        AnalysisError: When a percentage that may change has no number of cases.
        EvidenceError: When the evidence can't be rated, or what was asked is not of the framework.
    """

    def __init__(self, framework: Framework, evidence: Evidence, to: str | Rating, standard: str, which: Which) -> None:
        self.evidence = in_cases(framework, evidence, which.get("cases"))
        rated = rate(framework, self.evidence)
        self.wanted, self.allowed = _asked(framework, to, standard, which)
        _check_counted(framework, self.evidence, self.allowed, standard)
        self.now = rated.overall if standard == OVERALL else rated[standard]
        self.standard = standard
        self._known: dict[Option[Any], tuple[Change, ...]] = {}
        self.accept = accepting(self.now, self.wanted)

    def route(self, reach: Reach, way: Way, cost: Figure) -> Route:
        """Return a way as a route."""
        known = self._known  # the changes by one option, which very many routes have in common
        for option in way:
            if option not in known:
                known[option] = changes_of(self.evidence, reach.changes_by(self.standard, option))
        return Route(tuple(chain.from_iterable([known[option] for option in way])), cost)


def accepting(now: Decision, wanted: Rating) -> Callable[[Decision], bool]:
    """Return what says whether a decision is as wanted: as good or better, or as bad or worse where it is to fall."""
    falls = now.rating is not None and wanted.points < now.rating.points

    def accept(decision: Decision) -> bool:
        if decision.rating is None:
            return False
        return decision.rating.points <= wanted.points if falls else decision.rating.points >= wanted.points

    return accept


def changes_of(evidence: Evidence, changes: Changes) -> tuple[Change, ...]:
    """Return changes of evidence with what was before."""
    before = {True: evidence.judgements, False: evidence.findings}
    return tuple(
        Change(of.id, before[of.is_judgement][of.id], becomes.given, becomes.by, of.is_judgement)
        for of, becomes in changes.items()
    )


def _asked(framework: Framework, to: str | Rating, standard: str, which: Which) -> tuple[Rating, Allowed]:
    """Return the rating that is wanted, and what may change.

    Raises:
        EvidenceError: When something that was asked is not of the framework, with every problem.
    """
    most, keep = which.get("most"), _ids(which.get("keep", ()))
    standards = {one.id: one for one in framework.standards}
    items = {question.id for question in (*framework.questions, *framework.inputs)}
    known = [*standards, OVERALL, *sorted(items)]
    name = to.name if isinstance(to, Rating) else to
    problems = [] if name in framework.scale.names else [unknown("to", name, framework.scale.names, "a rating")]
    if standard not in {*standards, OVERALL}:
        problems.append(unknown("standard", standard, [*standards, OVERALL], f'the id of a standard, or "{OVERALL}"'))
    if most is not None and (isinstance(most, bool) or not isinstance(most, int) or most < 0):
        problems.append(Problem("most", "expected a whole number from 0", most))
    problems += [unknown("keep", id, known, "the id of a question, a standard or an input") for id in sorted(keep - {*known})]
    costs: dict[str, Figure] = {}
    judged = {id for id, needs in reading(framework).items() if needs.judgement}
    for id, weight in (which.get("weights") or {}).items():
        try:
            costs[id] = exact(weight)
        except ValueError:
            costs[id] = 0
        if id not in known:
            problems.append(unknown(f"weights.{key(id)}", id, known, "the id of a question, a standard or an input"))
        elif id in standards and id not in judged:
            expected = "expected the id of a question, or of a standard that is judged; this one has questions of its own"
            problems.append(Problem(f"weights.{key(id)}", expected))
        elif costs[id] <= 0:
            problems.append(Problem(f"weights.{key(id)}", "expected a number above 0", weight))
    if problems:
        raise EvidenceError(problems, f"there are no such routes under {framework.id}")
    kept = keep | {question.id for id in keep & {*standards} for question in standards[id].questions}
    return framework.scale[name], Allowed(judgements=which.get("judgements", False), most=most, keep=kept, weights=costs)


def _ids(given: Collection[str]) -> frozenset[str]:
    return frozenset([given] if isinstance(given, str) else map(str, given))


def _check_counted(framework: Framework, evidence: Evidence, allowed: Allowed, standard: str) -> None:
    """Raise what a percentage lacks that may change: the number of its cases."""
    read = reading(framework)
    fixed = {*evidence.not_rated, *evidence.panel}
    places = [id for id in read if standard in {OVERALL, id} and id not in fixed]
    questions = {one.id: one for id in places for one in read[id].questions}
    unknown_cases = [
        id
        for id, question in questions.items()
        if question.form == "cases" and id not in allowed.keep and isinstance(evidence.findings.get(id), (int, Fraction))
    ]
    if unknown_cases:
        raise without_cases(unknown_cases, "routes in cases can't be told")
