"""Laws: what every framework obeys, each a plain function of a framework that raises where it does not.

They are tried on evidence that is made up, by hypothesis; what breaks a law is shrunk to its smallest example. A framework
whose own rules are in Python is held to them as one that is made of shapes is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeAlias

import attrs
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from probation_standards.bands import BandTable
from probation_standards.checking import reading
from probation_standards.documents import read_framework, write_framework
from probation_standards.errors import EvidenceError, ProbationStandardsError
from probation_standards.evidence import OVERALL, Evidence, Tally
from probation_standards.figures import simplest
from probation_standards.frameworks import Framework
from probation_standards.rating import RatedInspection, rate
from probation_standards.standards import KeyQuestion
from probation_standards.testing.strategies import evidence_for

Law: TypeAlias = Callable[[Framework], None]
"""Takes a framework; raises AssertionError where the law does not hold of it."""


def _tried(check: Callable[..., None], *strategies: st.SearchStrategy[Any], examples: int = 100) -> None:
    """Try a check on so many examples of what the strategies make up."""
    usual = settings(
        database=None,
        deadline=None,
        derandomize=True,
        max_examples=examples,
        phases=[Phase.generate, Phase.shrink],
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    usual(given(*strategies)(check))()


def _ratings(rated: RatedInspection) -> dict[str, int | None]:
    """Return the points of each standard's rating, and of the overall, by id."""
    return {id: decision.points for id, decision in rated.items()} | {OVERALL: rated.overall.points}


def complete_evidence_is_rated(framework: Framework) -> None:
    """Complete evidence is rated, with a reason for each standard and for the overall."""

    def check(evidence: Evidence) -> None:
        try:
            rated = rate(framework, evidence)
            reasons = [str(decision.reason) for decision in (*rated.values(), rated.overall)]
        except Exception as error:
            raise AssertionError(f"{evidence} is complete, and rating it ends with {error!r}") from error
        assert all(reasons), f"{evidence}: a decision has no reason"

    _tried(check, st.booleans().flatmap(lambda counted: evidence_for(framework, counted=counted)))


def lacking_evidence_is_refused(framework: Framework) -> None:
    """Evidence that lacks a finding or a judgement is refused, and the error names it."""
    read = reading(framework)
    needed = [question.id for needs in read.values() for question in needs.questions if not question.optional]
    judged = [id for id, needs in read.items() if needs.judgement]

    def check(evidence: Evidence, left_out: str) -> None:
        findings = {id: value for id, value in evidence.findings.items() if id != left_out}
        judgements = {id: value for id, value in evidence.judgements.items() if id != left_out}
        rest = attrs.evolve(evidence, findings=findings, judgements=judgements)
        if rest == evidence or any(left_out in {q.id for q in framework[id].questions} for id in evidence.not_rated):
            return
        try:
            rate(framework, rest)
        except EvidenceError as error:
            named = any(left_out in problem.path for problem in error.problems)
            said = "" if named else f"without {left_out}: {error} does not name it"
        else:
            said = f"without {left_out}, {rest} is rated all the same"
        assert not said, said

    if needed or judged:
        _tried(check, evidence_for(framework), st.sampled_from([*dict.fromkeys(needed), *judged]))


def order_does_not_matter(framework: Framework) -> None:
    """The order in which findings and judgements are given changes no rating."""

    def check(evidence: Evidence) -> None:
        turned = Evidence(
            findings=_backwards(evidence.findings),
            judgements=_backwards(evidence.judgements),
            not_rated=_backwards(evidence.not_rated),
        )
        one, other = _ratings(rate(framework, evidence)), _ratings(rate(framework, turned))
        assert one == other, f"{evidence} gives {one}, and {other} when it is given backwards"

    _tried(check, evidence_for(framework))


def _backwards(given: Mapping[str, Any]) -> dict[str, Any]:
    return dict(reversed([*given.items()]))


def better_evidence_never_lowers_a_rating(framework: Framework) -> None:
    """A better finding or judgement, all else equal, lowers no rating; which are better, the framework says."""
    asked = {question.id: question for needs in reading(framework).values() for question in needs.questions}

    def check(evidence: Evidence, data: st.DataObject) -> None:
        id = data.draw(st.sampled_from([*evidence.findings, *evidence.judgements] or [""]))
        risen = _better(framework, evidence, id, asked.get(id))
        if not risen:
            return
        better = data.draw(st.sampled_from(risen))
        before, after = _ratings(rate(framework, evidence)), _ratings(rate(framework, better))
        worse = [
            where
            for where, points in before.items()
            if points is not None and after[where] is not None and (after[where] or 0) < points
        ]
        given = evidence.findings.get(id, evidence.judgements.get(id))
        now = better.findings.get(id, better.judgements.get(id))
        assert not worse, f"{evidence}: {id} rises from {given} to {now}, and {worse[0]} falls"

    _tried(check, evidence_for(framework), st.data(), examples=500)  # few of them cross a threshold


def _better(framework: Framework, evidence: Evidence, id: str, question: KeyQuestion | None) -> list[Evidence]:
    """Return evidence in which one finding or judgement is better, by one step first; none where nothing is."""
    names = list(framework.scale.names)
    if question is None:
        given = evidence.judgements.get(id)
        above = names[names.index(given) + 1 :] if isinstance(given, str) else []
        return [attrs.evolve(evidence, judgements={**evidence.judgements, id: name}) for name in above]
    if question.better == "neither":
        return []
    value: Any = evidence.findings[id]
    plain = getattr(value, "given", value)
    orders: dict[str, list[Any]] = {
        "cases": list(range(101)),
        "rating": names,
        "score": sorted(question.values),
        "count": list(range(20)),
        "flag": [False, True],
    }
    order = orders[question.form][:: 1 if question.better == "higher" else -1]
    above = order[order.index(plain) + 1 :]
    return [attrs.evolve(evidence, findings={**evidence.findings, id: better}) for better in above]


def a_band_starts_at_its_threshold(framework: Framework) -> None:
    """A figure on a threshold is placed in the band that has it, and one just below it, or above, where it must be."""

    def check(table: BandTable) -> None:
        for position, band in enumerate(table.bands):
            least, itself = table.reaches(band)
            hair = Fraction(1, 10**9)
            placed = table.place(least if itself else least + hair).band
            assert placed == band or placed.starts > band.starts, f"{table.id}: {least} is placed in {placed.rating}"
            if position:
                below = table.place(least - hair if itself else least).band
                assert below.starts < band.starts, f"{table.id}: a figure below {band.starts} is placed in {below.rating}"

    for table in framework.tables:
        check(table)


def cases_and_percentages_agree(framework: Framework) -> None:
    """Tallies, and the exact percentages that they are, give the same ratings."""

    def check(evidence: Evidence) -> None:
        findings = {
            id: simplest(Fraction(100 * value.sufficient, value.relevant)) if isinstance(value, Tally) else value
            for id, value in evidence.findings.items()
        }
        as_percentages: Any = attrs.evolve(evidence, findings=findings)
        one, other = _ratings(rate(framework, evidence)), _ratings(rate(framework, as_percentages))
        assert one == other, f"{evidence} gives {one}, and {other} as percentages"

    _tried(check, evidence_for(framework, counted=True))


def documents_give_it_back(framework: Framework) -> None:
    """Written as a document and read again, it is the same framework, with the same digest."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "framework.toml")
        try:
            write_framework(framework, path)
            again = read_framework(path)
        except ProbationStandardsError as error:
            raise AssertionError(f"it cannot be written and read: {error}") from error
    assert (framework, framework.digest) == (again, again.digest), "what is read is another framework than was written"


LAWS: tuple[Law, ...] = (
    complete_evidence_is_rated,
    lacking_evidence_is_refused,
    order_does_not_matter,
    better_evidence_never_lowers_a_rating,
    a_band_starts_at_its_threshold,
    cases_and_percentages_agree,
    documents_give_it_back,
)
"""All laws, in the order in which they are tried."""


@attrs.frozen
class Broken:
    """A law that a framework breaks.

    Attributes:
        law: The law, in a sentence.
        example: What breaks it, as small as it was found.
    """

    law: str
    example: str

    def __str__(self) -> str:
        return f"{self.law} {self.example}"


def broken_laws(framework: Framework) -> tuple[Broken, ...]:
    """Return every law that a framework breaks, each with its smallest example; none where all hold."""
    found = []
    for law in LAWS:
        try:
            law(framework)
        except AssertionError as error:
            found.append(Broken((law.__doc__ or law.__name__).strip(), str(error)))
    return tuple(found)
