"""Where a rating is decided: `rate`, and what it returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias, final

from probation_standards.checking import evidence_problems
from probation_standards.compiled import Outcome, compiled
from probation_standards.deciding import decider
from probation_standards.decisions import Decision
from probation_standards.errors import EvidenceError, unknown
from probation_standards.evidence import OVERALL, Evidence, Finding, NoFinding, read_finding
from probation_standards.figures import Figure
from probation_standards.frameworks import Framework
from probation_standards.measuring import Decisions
from probation_standards.scales import Rating

Given: TypeAlias = Figure | bool | str
"""What a question that is not asked of cases finds: a number, whether something is so, or the name of a rating."""


@final
class RatedInspection(Mapping[str, Decision]):
    """What `rate` decided: a mapping of standard id to `Decision`, with the overall, the score and the maximum.

    The ratings are decided and kept when it is made; the reasons are read from the same evidence when they are asked for.
    """

    # Not an attrs class: making one is a fifth of the time of `rate`, and a frozen one would take twice as long.
    __slots__ = ("_decisions", "_evidence", "_framework", "_outcome")

    def __init__(self, framework: Framework, evidence: Evidence, outcome: Outcome) -> None:
        self._framework = framework
        self._evidence = evidence
        self._outcome = outcome
        self._decisions: tuple[Decisions, Decision] | None = None

    @property
    def framework(self) -> Framework:
        """What it was rated under."""
        return self._framework

    @property
    def evidence(self) -> Evidence:
        """What it was rated on."""
        return self._evidence

    @property
    def outcome(self) -> Outcome:
        """The points of each standard, the score, the maximum and the overall rating, as they were decided."""
        return self._outcome

    @property
    def ratings(self) -> dict[str, Rating | None]:
        """The rating of each standard, by id, in the framework's order; None where it is not rated."""
        by_points: dict[int | None, Rating] = {rating.points: rating for rating in self.framework.scale}
        return {
            standard.id: by_points.get(points)
            for standard, points in zip(self.framework.standards, self.outcome[0], strict=True)
        }

    @property
    def score(self) -> int | None:
        """The points of the standards that are rated and count; None where none are added up, or the overall was not rated."""
        return self.outcome[1]

    @property
    def maximum(self) -> int | None:
        """What the score could have been; None where there is no score."""
        return self.outcome[2]

    @property
    def overall(self) -> Decision:
        """The overall rating and its reason."""
        return self._decided()[1]

    def _decided(self) -> tuple[Decisions, Decision]:
        """Return the decisions on the standards and on the overall, worked out when they are first asked for."""
        if self._decisions is None:
            self._decisions = decider(self._framework).decide(self._evidence)
        return self._decisions

    def findings(self, id: str) -> tuple[Finding, ...]:
        """Return the findings recorded for the key questions of the standard of this id that are asked of cases, in order."""
        given = self.evidence.findings
        questions = [question for question in self.framework[id].questions if question.form == "cases"]
        return tuple(read_finding(question.id, given[question.id]) for question in questions if question.id in given)

    def given(self, id: str = OVERALL) -> dict[str, Given]:
        """Return what was found by the questions of a standard that are not asked of cases, by id; else by the inputs.

        A flag is true or false, a rating is its name, a score or a count is a number.
        """
        questions = self.framework.inputs if id == OVERALL else self.framework[id].questions
        found = {question.id: self.evidence.findings.get(question.id) for question in questions if question.form != "cases"}
        values: dict[str, Any] = {id: one.given if isinstance(one, NoFinding) else one for id, one in found.items()}
        return {id: value for id, value in values.items() if value is not None}

    @property
    def digest(self) -> str:
        """The fingerprint of the framework that it was rated under; see `Framework.digest`."""
        return self.framework.digest

    def __getitem__(self, id: str) -> Decision:
        """Return the decision on the standard of this id.

        Raises:
            KeyError: When the framework has no such standard.
        """
        try:
            return self._decided()[0][id]
        except KeyError:
            raise KeyError(str(unknown("", id, self._decided()[0], "the id of a standard"))) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._decided()[0])

    def __len__(self) -> int:
        return len(self.framework.standards)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RatedInspection):
            return NotImplemented
        return (self.framework, self.evidence, self.outcome) == (other.framework, other.evidence, other.outcome)

    __hash__ = None  # type: ignore[assignment]  # evidence has mappings

    def __repr__(self) -> str:
        score = "" if self.score is None else f", score={self.score}, maximum={self.maximum}"
        return f"RatedInspection(framework={self.framework.id!r}, overall={str(self.outcome[3] or 'Not rated')!r}{score})"

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.framework, self.evidence, self.outcome)


def rate(framework: Framework, evidence: Evidence) -> RatedInspection:
    """Decide the rating of every standard and the overall rating, each with its reason.

    This is the only place where a rating is decided.

    Args:
        framework: What to rate under.
        evidence: What was found; complete, or with the reason why something was not rated.

    Raises:
        EvidenceError: When the evidence is wrong or incomplete, with every problem: an id that the framework lacks, a
            percentage outside 0 to 100, a rating not on the scale, a question without a finding. Nothing is rated then.
    """
    try:
        outcome = compiled(framework)(evidence)
    except AttributeError:
        if isinstance(framework, Framework) and isinstance(evidence, Evidence):
            raise
        given = f"{type(framework).__name__} and {type(evidence).__name__}"
        raise TypeError(f"rate() takes a Framework and Evidence, such as inspection.evidence, not {given}") from None
    if outcome is not None:
        return RatedInspection(framework, evidence, outcome)
    problems = evidence_problems(framework, evidence)
    if problems:
        what = "the evidence cannot be rated" if evidence else "there is no evidence to rate"
        raise EvidenceError(problems, f"{what} under {framework.id}")
    decisions, overall = decided = decider(framework).decide(evidence)
    points = tuple(decision.points for decision in decisions.values())
    rated = RatedInspection(framework, evidence, (points, overall.score, overall.maximum, overall.rating))
    rated._decisions = decided  # noqa: SLF001  # so that they are not worked out again
    return rated
