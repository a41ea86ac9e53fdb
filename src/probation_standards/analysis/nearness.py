"""Margins: how near each finding, each standard and the overall is to another rating, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

import attrs

from probation_standards.analysis.changing import Allowed
from probation_standards.analysis.clusters import End
from probation_standards.analysis.counting import in_cases, without_cases
from probation_standards.analysis.options import tallies
from probation_standards.analysis.paths import TooManyError
from probation_standards.analysis.reaching import Reach
from probation_standards.analysis.routing import Change, changes_of
from probation_standards.bands import Placement
from probation_standards.checking import reading
from probation_standards.deciding import decider
from probation_standards.decisions import Decision
from probation_standards.errors import AnalysisError, Problem
from probation_standards.evidence import OVERALL, Evidence, Finding, NoFinding, Tally, read_finding
from probation_standards.figures import Figure
from probation_standards.frameworks import Framework
from probation_standards.items import shape_parts
from probation_standards.measuring import Inspected
from probation_standards.proving.views import UnseenError
from probation_standards.rating import RatedInspection, rate
from probation_standards.shapes import Banded
from probation_standards.standards import KeyQuestion, Standard


@attrs.frozen
class Move:
    """The least that would change a rating.

    Attributes:
        to: The name of the rating that it would then be; None for none.
        by: How many judgements of cases would be others; of other findings, by how many values or ratings they would differ.
        changes: What would change, one of the ways that are the least.
    """

    to: str | None
    by: int
    changes: tuple[Change, ...]

    def __str__(self) -> str:
        return f"{self.to or 'not rated'} by {self.by}: {'; '.join(map(str, self.changes))}"


@attrs.frozen
class QuestionMargin:
    """How near the finding of a key question is to another rating.

    Attributes:
        standard: The id of its standard.
        finding: What was found.
        placement: Where the finding falls by itself, with its distance in percentage points to the thresholds, as the rule
            rounds it; None where the rule of its standard has no bands for single findings.
        up: What would give its standard a better rating if all its other questions were at their best; None for nothing.
        down: What would give it a worse one then.
    """

    standard: str
    finding: Finding
    placement: Placement | None
    up: Move | None
    down: Move | None


@attrs.frozen
class PlaceMargin:
    """How near a standard, or the overall, is to another rating.

    Attributes:
        id: The id of the standard, or ``"overall"``.
        decision: What was decided.
        up: The least that would give a better rating; None where no change of findings does.
        down: The least that would give a worse one.
        unrated: The least that would leave it without a rating.
        points_up: For an overall with a score, by how many points of standards it would have to rise for a better rating; None
            where none is better.
        points_down: By how many it would have to fall for a worse one.
    """

    id: str
    decision: Decision
    up: Move | None
    down: Move | None
    unrated: Move | None = None
    points_up: int | None = None
    points_down: int | None = None

    @property
    def nearest(self) -> Move | None:
        """The least that would give another rating, or none; None where no change of findings does."""
        moves = [move for move in (self.down, self.up, self.unrated) if move is not None]
        return min(moves, key=lambda move: move.by, default=None)


@attrs.frozen
class Margins:
    """How near an inspection is to other ratings.

    Attributes:
        rated: The inspection as it is rated.
        questions: Of each finding of cases that its standard is rated on, by id.
        standards: Of each standard that is rated, by id.
        overall: Of the overall.
        uncounted: The ids of findings that are percentages without a number of cases; what would change them can't be told.
    """

    rated: RatedInspection = attrs.field(repr=False)
    questions: Mapping[str, QuestionMargin]
    standards: Mapping[str, PlaceMargin]
    overall: PlaceMargin
    uncounted: tuple[str, ...] = ()


def margins(framework: Framework, evidence: Evidence, *, cases: int | Mapping[str, int] | None = None) -> Margins:
    """Return how near each finding, each standard and the overall is to another rating.

    Distances in cases are exact: so many more cases, or fewer, would have to be sufficient, under the rounding that the
    framework declares. Judgements of inspectors stay as they are. A percentage without its number of cases stays too, and is
    among `Margins.uncounted`.

    Args:
        framework: What to rate under.
        evidence: What was found.
        cases: How many cases were relevant, where findings are percentages: one number, or one for each question by its id.

    Raises:
        AnalysisError: When there is too much to go through.
        EvidenceError: When the evidence can't be rated, or a percentage is that of no number of cases, with every problem.
    """
    return _margins(framework, in_cases(framework, evidence, cases), Allowed())


def by_cases(framework: Framework, evidence: Evidence, *, cases: int | Mapping[str, int] | None = None) -> Margins:
    """Return the same as `margins` where nothing but judgements of cases may be others; see there."""
    return _margins(framework, in_cases(framework, evidence, cases), Allowed(cases_only=True))


def _margins(framework: Framework, evidence: Evidence, allowed: Allowed) -> Margins:
    rated = rate(framework, evidence)
    try:
        reach = Reach(framework, evidence, allowed)
        ends = {standard.id: reach.ends(standard.id) for standard in framework.standards}
        standards = {
            id: PlaceMargin(id, rated[id], *_moves(reach, id, rated[id], found))
            for id, found in ends.items()
            if rated[id].rating is not None
        }
        up, down, unrated = _moves(reach, OVERALL, rated.overall, reach.ends(OVERALL))
        points = _points(reach) if rated.overall.score is not None else (None, None)
    except (TooManyError, UnseenError):
        expected = "expected rules that see less of what they read, or fewer standards that read the same things"
        raise AnalysisError([Problem("", expected)], "there is too much to go through") from None
    overall = PlaceMargin(OVERALL, rated.overall, up, down, unrated, *points)
    return Margins(rated, _questions(reach), standards, overall, tuple(uncounted(framework, evidence)))


def robustness(
    framework: Framework, evidence: Evidence, *, cases: int | Mapping[str, int] | None = None
) -> dict[str, Move | None]:
    """Return the smallest number of judgements of cases that would have to be others for each rating to be another, and which.

    One judgement is the answer to one key question for one case. What inspectors judge of a standard as a whole stays as it is;
    so a standard that they judge has none.

    Args:
        framework: What to rate under.
        evidence: What was found.
        cases: How many cases were relevant, where findings are percentages: one number, or one for each question by its id.

    Returns:
        The least change by the id of each standard that is rated, and ``"overall"``; None where no judgement of cases changes
        the rating.

    Raises:
        AnalysisError: When a percentage has no number of cases, or there is too much to go through.
        EvidenceError: When the evidence can't be rated, or a percentage is that of no number of cases, with every problem.
    """
    found = by_cases(framework, evidence, cases=cases)
    if found.uncounted:
        raise without_cases(found.uncounted, "how many judgements of cases ratings rest on can't be told")
    places = {**found.standards, OVERALL: found.overall}
    return {id: place.nearest for id, place in places.items() if place.decision.rating is not None}


def uncounted(framework: Framework, evidence: Evidence) -> list[str]:
    """Return the ids of findings that rules read and that are percentages without a number of cases."""
    fixed = {*evidence.not_rated, *evidence.panel}
    asked = {of.id: of for id, needs in reading(framework).items() if id not in fixed for of in needs.questions}
    return [
        id
        for id, question in asked.items()
        if question.form == "cases" and isinstance(evidence.findings.get(id), (int, Fraction))
    ]


def _moves(reach: Reach, id: str, now: Decision, ends: Iterable[End]) -> tuple[Move | None, Move | None, Move | None]:
    """Return the least that gives a better rating, the least that gives a worse one, and the least that leaves none."""
    if now.points is None:
        return None, None, None
    least: dict[bool | None, End] = {}
    for end in ends:
        points = end.decision.points
        which = None if points is None else points > now.points
        if points != now.points and (which not in least or end.node.cost < least[which].node.cost):
            least[which] = end
    up, down, unrated = (_move(reach, id, least[which]) if which in least else None for which in (True, False, None))
    return up, down, unrated


def _move(reach: Reach, id: str, end: End) -> Move:
    changes = changes_of(reach.evidence, reach.changes(id, end.node.cheapest()))
    rating = end.decision.rating
    return Move(None if rating is None else rating.name, sum(abs(change.by) for change in changes), changes)


def _points(reach: Reach) -> tuple[int | None, int | None]:
    """Return by how many points the standards would have to rise together for a better overall, and to fall for a worse one."""
    now = reach.overall.points
    if now is None:
        return None, None
    ways = [
        [(cost, of.points) for cost, of in reach.by_points(rising=rising) if of.points is not None] for rising in (True, False)
    ]
    up = min((int(cost) for cost, points in ways[0] if points > now), default=None)
    down = min((int(cost) for cost, points in ways[1] if points < now), default=None)
    return up, down


def _questions(reach: Reach) -> dict[str, QuestionMargin]:
    found = {}
    for standard in reach.framework.standards:
        if reach.decisions[standard.id].rating is not None:
            for question in reading(reach.framework)[standard.id].questions:
                if question.form == "cases" and question.id in reach.evidence.findings and question in standard.questions:
                    found[question.id] = _question(reach, standard, question)
    return found


def _question(reach: Reach, standard: Standard, question: KeyQuestion) -> QuestionMargin:
    finding = read_finding(question.id, reach.evidence.findings[question.id])
    placement = None if finding.percentage is None else _placement(reach.framework, standard, question, finding.percentage)
    up = down = None
    if finding.tally is not None and finding.tally.relevant and not reach.is_fixed(standard):
        up, down = _alone(reach, standard, question, finding.tally)
    return QuestionMargin(standard.id, finding, placement, up, down)


def _alone(reach: Reach, standard: Standard, question: KeyQuestion, tally: Tally) -> tuple[Move | None, Move | None]:
    """Return what gives a standard another rating by one question alone, all its others being at their best."""
    decide = decider(reach.framework).standards[standard.id]
    others: dict[str, Any] = {
        other.id: _best(other, reach.evidence.findings[other.id], reach.framework)
        for other in standard.questions
        if other.id != question.id and other.id in reach.evidence.findings
    }

    def rated(given: Tally) -> Decision:
        findings = {**reach.evidence.findings, **others, question.id: given}
        return decide(Inspected(attrs.evolve(reach.evidence, findings=findings), {}))

    now = rated(tally).points
    moves: dict[bool, Move] = {}
    views = reach.views(standard, question.id)
    cuts, every = {cut for view in views for cut in view.cuts}, any(view.adds for view in views)
    for becomes in tallies(tally, cuts, every=every)[1:] if now is not None else ():
        decision = rated(becomes.given)  # type: ignore[arg-type]  # a tally becomes a tally
        if decision.points is not None and decision.rating is not None and now is not None and decision.points != now:
            change = Change(question.id, tally, becomes.given, becomes.by)
            moves.setdefault(decision.points > now, Move(decision.rating.name, abs(becomes.by), (change,)))
    return moves.get(True), moves.get(False)


def _best(question: KeyQuestion, given: Any, framework: Framework) -> Any:
    """Return the best that a question could have found; of a count what it did, and of what may be either."""
    if question.better == "neither" or question.form == "count":
        return given
    is_most = question.better == "higher"
    if question.form == "cases":
        if isinstance(given, Tally):
            return Tally(given.relevant if is_most else 0, given.relevant)
        return 100 if is_most else 0
    if question.form == "flag":
        return NoFinding(is_most)
    ends = framework.scale.names if question.form == "rating" else sorted(question.values)
    end: Any = ends[-1 if is_most else 0]
    return NoFinding(end) if isinstance(end, str) else end


def _placement(framework: Framework, standard: Standard, question: KeyQuestion, percentage: Figure) -> Placement | None:
    """Return where a percentage falls by itself, where a rule places the lowest or the highest of several."""
    place = framework.place(standard)
    placing = [part for _, part in shape_parts(standard.rule) if isinstance(part, Banded) and part.measure.take in _SINGLE]
    for part in placing:
        if part.bands is not None and question.id in {item.id for item in place.items(part.measure.of)}:
            return part.bands.place(percentage)
    return None


_SINGLE = {"lowest", "highest"}
"""What takes one figure of several, which then falls in a band as it would by itself."""
