"""Whether published ratings can be right: each inspection of a published record, replayed by the rules.

An inspection agrees, contradicts, or can't be told: what was published of it is often its overall rating alone. What can be
concluded from scores, maxima, part of the standards and part of the findings is; what can't be is said, with what it would
have to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import attrs

from probation_standards.concluding import Said, overall_conclusion
from probation_standards.deciding import decider
from probation_standards.evidence import NOT_RATED, OVERALL, Evidence, Judgement
from probation_standards.figures import written
from probation_standards.frameworks import Framework, Standard
from probation_standards.inspections import Inspection, PublishedRatings
from probation_standards.records import PublishedRecord
from probation_standards.rules import LowestQuestion, Reads
from probation_standards.scales import Rating
from probation_standards.verdicts import Audit, Audited, Conclusion, Possible, Verdict


def audit(record: PublishedRecord | Iterable[Inspection], frameworks: Mapping[str, Framework]) -> Audit:
    """Replay published inspections: whether what was published agrees with the rules of its framework.

    Args:
        record: What `read_record` read, or inspections.
        frameworks: Frameworks by id, such as a `Catalogue`.

    Raises:
        KeyError: When an inspection names a framework that is not there; from a catalogue, an `UnknownFrameworkError`.
    """
    if not isinstance(record, PublishedRecord):
        return _audit("the record", ((None, inspection) for inspection in record), frameworks)
    return attrs.evolve(_audit(record.name, record.inspections.items(), frameworks), problems=record.problems)


def _audit(name: str, inspections: Iterable[tuple[int | None, Inspection]], frameworks: Mapping[str, Framework]) -> Audit:
    auditors: dict[str, Auditor] = {}
    rows = []
    for row, inspection in inspections:
        auditor = auditors.get(inspection.framework)
        if auditor is None:
            auditor = auditors[inspection.framework] = Auditor(frameworks[inspection.framework])
        published = inspection.published or _NOTHING
        conclusion = auditor.conclude(published, inspection.evidence)
        said = published_text(published, inspection.evidence)
        rows.append(Audited(inspection=inspection, row=row, published=said, conclusion=conclusion))
    return Audit(name=name, rows=tuple(rows))


_NOTHING = PublishedRatings()


@attrs.frozen
class Clash:
    """A standard whose published rating its evidence can't give.

    Attributes:
        standard: Its id.
        published: The rating that was published.
        given: The ratings that its evidence can give.
        findings: Key questions to what they would have to be, each alone, for the published rating.
    """

    standard: str
    published: str
    given: tuple[str, ...]
    findings: tuple[Possible, ...] = ()


class Auditor:
    """A framework, prepared for replaying inspections.

    Attributes:
        framework: The framework.
    """

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self._overall = overall_conclusion(framework.overall, framework)

    def conclude(self, published: PublishedRatings, evidence: Evidence) -> Conclusion:
        """Return what the rules say of what was published of an inspection, and of what it found."""
        ratings = published.ratings
        clashes = []
        if evidence.findings or evidence.judgements or evidence.panel:
            found = dict(ratings)
            for standard in self.framework.standards:
                possible = self._possible(standard, evidence)
                name = ratings.get(standard.id)
                if name is None and len(possible) == 1:
                    found[standard.id] = possible[0]
                elif name is not None and possible and name not in possible:
                    findings = tuple(self._findings_giving(name, standard, evidence))
                    clashes.append(Clash(standard.id, name, possible, findings))
            ratings = found
        not_rated = frozenset(evidence.not_rated) - {OVERALL} if evidence.not_rated else frozenset()
        said = Said(published, ratings, not_rated, OVERALL in evidence.not_rated)
        return self._clashing(said, clashes) if clashes else self._overall(said)

    def _clashing(self, said: Said, clashes: list[Clash]) -> Conclusion:
        """Return the conclusion where standards have other ratings than their evidence gives."""
        because = "; ".join(
            f"{clash.standard} was published {clash.published}, and its evidence gives {' or '.join(clash.given)}"
            for clash in clashes
        )
        decided = ", ".join(f"{clash.standard} {' or '.join(clash.given)}" for clash in clashes)
        changes: list[Possible] = []
        if len(clashes) == 1:
            [clash] = clashes
            if self._overall(said).verdict is not Verdict.CONTRADICTS:
                changes += clash.findings
            right = [name for name in clash.given if self._agrees_with(said, clash.standard, name)]
            if right:
                changes.append(Possible(clash.standard, " or ".join(right)))
        return Conclusion(Verdict.CONTRADICTS, decided, because, tuple(changes))

    def _agrees_with(self, said: Said, standard: str, name: str) -> bool:
        changed = attrs.evolve(said, ratings={**said.ratings, standard: name})
        return self._overall(changed).verdict is not Verdict.CONTRADICTS

    def _possible(self, standard: Standard, evidence: Evidence) -> tuple[str, ...]:
        """Return the names of the ratings that the evidence on a standard can give, worst first; none where it says nothing.

        What was not published of the findings may have been anything from 0 to 100 per cent.
        """
        id = standard.id
        if id in evidence.not_rated:
            return ()
        if id in evidence.panel:
            return (evidence.panel[id].rating,)
        if standard.rule.reads is Reads.JUDGEMENT and id in evidence.judgements:
            given = evidence.judgements[id]
            return (given.rating if isinstance(given, Judgement) else given,)
        if standard.rule.reads is not Reads.FINDINGS or not any(q.id in evidence.findings for q in standard.questions):
            return ()
        worst, best = (self._decided(standard, evidence, unknown) for unknown in (0, 100))
        if worst is None or best is None:
            return ()
        return tuple(rating.name for rating in self.framework.scale if worst.points <= rating.points <= best.points)

    def _decided(self, standard: Standard, evidence: Evidence, unknown: int) -> Rating | None:
        findings = {question.id: evidence.findings.get(question.id, unknown) for question in standard.questions}
        return decider(self.framework).standards[standard.id](Evidence(findings=findings)).rating

    def _findings_giving(self, name: str, standard: Standard, evidence: Evidence) -> Iterator[Possible]:
        """Yield each finding which, changed alone, would give a standard the rating of this name."""
        if not isinstance(standard.rule, LowestQuestion) or not all(q.id in evidence.findings for q in standard.questions):
            return
        bands = standard.rule.bands.bands
        for question in standard.questions:
            for position, band in enumerate(bands):
                changed = attrs.evolve(evidence, findings={**evidence.findings, question.id: band.starts})
                if band.rating.name == name and self._possible(standard, changed) == (name,):
                    ends = "100" if position + 1 == len(bands) else f"below {written(bands[position + 1].starts)}"
                    yield Possible(question.id, f"{written(band.starts)} per cent or more, {ends}")


def published_text(published: PublishedRatings, evidence: Evidence) -> str:
    """Return what was published of an inspection, in a line: ``"Good, 26/36"``."""
    overall = NOT_RATED if OVERALL in evidence.not_rated else published.overall
    score = ""
    if published.score is not None:
        score = f"{published.score}{'' if published.maximum is None else f'/{published.maximum}'}"
    elif published.maximum is not None:
        score = f"a maximum of {published.maximum}"
    percentage = "" if published.percentage is None else f"{written(published.percentage, 2)} %"
    standards = f"{len(published.ratings)} standard{'' if len(published.ratings) == 1 else 's'}" if published.ratings else ""
    return ", ".join(filter(None, [overall, score, percentage, standards])) or "no rating"
