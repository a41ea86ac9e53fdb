"""Whether published ratings can be right: each inspection of a published record, replayed by the rules.

An inspection agrees, contradicts, or can't be told: what was published of it is often its overall rating alone. What can be
concluded from scores, maxima, part of the standards and part of the findings is; what can't be is said, with what it would
have to be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from os import PathLike

import attrs

from probation_standards.checking import evidence_problems, inspection_notes, inspection_problems, reading
from probation_standards.deciding import decider
from probation_standards.errors import key
from probation_standards.evidence import NOT_RATED, OVERALL, Evidence
from probation_standards.figures import Figure, stated
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection, PublishedRatings
from probation_standards.measuring import Inspected
from probation_standards.parts import parts
from probation_standards.published.bounding import Scores
from probation_standards.published.concluding import overall_conclusion
from probation_standards.published.points import PointsConclusions
from probation_standards.published.records import PublishedRecord
from probation_standards.published.supposing import supposed
from probation_standards.published.verdicts import Audit, Audited, Conclusion, Possible, Said, Verdict
from probation_standards.rules import LowestQuestion, Reads
from probation_standards.sources import Source
from probation_standards.standards import Standard


def audit(record: PublishedRecord | Iterable[Inspection], frameworks: Mapping[str, Framework]) -> Audit:
    """Replay published inspections: whether what was published agrees with the rules of its framework.

    Args:
        record: What `read_record` read, or inspections.
        frameworks: Frameworks by id, such as a `Catalogue`.

    What in an inspection does not fit its framework (an unknown id, a rating that is none) is in `Audit.problems`, and the
    others are audited.

    Raises:
        KeyError: When an inspection names a framework that is not there; from a catalogue, an `UnknownFrameworkError`.
    """
    if isinstance(record, (str, PathLike, Inspection)):
        raise TypeError(f"audit() takes what read_record returned, or inspections, not {type(record).__name__}")
    if not isinstance(record, PublishedRecord):
        return _audit_checked(record, frameworks)
    found = _audit(record.name, record.inspections.items(), frameworks)
    return attrs.evolve(found, problems=record.problems, unreadable=len(record.unreadable), unread=record.unread)


def _audit_checked(inspections: Iterable[Inspection], frameworks: Mapping[str, Framework]) -> Audit:
    """Audit inspections that come from no record, and may hold what does not fit their frameworks."""
    right, problems, unreadable = [], [], 0
    for inspection in inspections:
        if not isinstance(inspection, Inspection):
            raise TypeError(f"audit() takes one record, or inspections; for each {type(inspection).__name__}, call it again")
        published, evidence = inspection.published, inspection.evidence
        found = inspection_problems(frameworks[inspection.framework], evidence, published, {})
        problems += [problem.under(key(inspection.service)) for problem in found]
        right += [] if found else [(None, inspection)]
        unreadable += bool(found)
    return attrs.evolve(_audit("the record", right, frameworks), problems=tuple(problems), unreadable=unreadable)


def _audit(name: str, inspections: Iterable[tuple[int | None, Inspection]], frameworks: Mapping[str, Framework]) -> Audit:
    auditors: dict[str, Auditor] = {}
    rows = []
    for row, inspection in inspections:
        auditor = auditors.get(inspection.framework)
        if auditor is None:
            auditor = auditors[inspection.framework] = Auditor(frameworks[inspection.framework])
        published = inspection.published or _NOTHING
        conclusion = auditor.conclude(published, inspection.evidence, is_row=row is not None)
        said = published_text(published, inspection.evidence)
        notes = tuple(inspection_notes(auditor.framework, inspection))
        rows.append(Audited(inspection=inspection, row=row, published=said, conclusion=conclusion, notes=notes))
    return Audit(name=name, rows=tuple(rows))


_NOTHING = PublishedRatings()


@attrs.frozen
class Clash:
    """A standard whose published rating its evidence can't give.

    Attributes:
        standard: The standard.
        published: The name of the rating that was published.
        given: The names of the ratings that its evidence can give; none where it gives none.
    """

    standard: Standard
    published: str
    given: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the standard."""
        return self.standard.id

    @property
    def gives(self) -> str:
        """What its evidence gives, for people."""
        return " or ".join(self.given) or "no rating"


class Auditor:
    """A framework, prepared for replaying inspections.

    Attributes:
        framework: The framework.
    """

    def __init__(self, framework: Framework) -> None:
        self.framework = framework
        self._overall = overall_conclusion(framework.overall, framework)
        self._sources = {
            standard.id: [part for _, part in parts(standard.rule) if isinstance(part, Source)]
            for standard in framework.standards
        }
        read = reading(framework).values()
        self._leaves_open = any(needs.departure or any(question.optional for question in needs.questions) for needs in read)
        self._never_rated = tuple(standard for standard in framework.standards if standard.rule.reads is Reads.NOTHING)

    def conclude(self, published: PublishedRatings, evidence: Evidence, *, is_row: bool = True) -> Conclusion:
        """Return what the rules say of what was published of an inspection, and of what it found.

        Args:
            published: What was published.
            evidence: What it found, as far as that is known.
            is_row: Whether it is a row of a record, which may leave out what need not have been inspected.
        """
        said, clashes = self._said(published, evidence, is_row=is_row)
        return self._clashing(said, clashes, evidence) if clashes else self._overall(said)

    def scores(self, published: PublishedRatings, evidence: Evidence) -> Scores | None:
        """Return the scores that what was published leaves possible; None where there are none, or no points are added up."""
        said, clashes = self._said(published, evidence)
        return self._overall.scores(said) if isinstance(self._overall, PointsConclusions) and not clashes else None

    @property
    def adds_points(self) -> bool:
        """Whether the overall adds up points, so that it can be told which scores are possible."""
        return isinstance(self._overall, PointsConclusions)

    def _said(self, published: PublishedRatings, evidence: Evidence, *, is_row: bool = True) -> tuple[Said, list[Clash]]:
        """Return what was published with what evidence says of standards, and where the two clash."""
        ratings: dict[str, tuple[str, ...]] = {id: (name,) for id, name in published.ratings.items()}
        clashes = []
        is_whole = not is_row and self._leaves_open and bool(evidence) and not evidence_problems(self.framework, evidence)
        for standard in self.framework.standards if evidence else self._never_rated:
            possible = self.possible(standard, evidence, is_whole=is_whole)
            if possible is not None:
                name = published.ratings.get(standard.id)
                if name is None:
                    ratings[standard.id] = possible
                elif name not in possible:
                    clashes.append(Clash(standard, name, possible))
        return Said(published, ratings, OVERALL in evidence.not_rated, evidence, is_whole), clashes

    def possible(self, standard: Standard, evidence: Evidence, *, is_whole: bool = False) -> tuple[str, ...] | None:
        """Return the names of the ratings that the evidence on a standard allows, worst first; None where it says nothing.

        Where it was not rated, there are none.
        """
        id = standard.id
        if id in evidence.not_rated or standard.rule.reads is Reads.NOTHING:
            return ()
        if id in evidence.panel:
            return (evidence.panel[id].rating,)
        read = reading(self.framework)[id]
        known = id in evidence.judgements or any(question.id in evidence.findings for question in read.questions)
        if not known and not is_whole:
            return None
        found = supposed(self.framework, id, Said(_NOTHING, {}, evidence=evidence, is_whole=is_whole))
        if found.too_many:
            return self._allowed_by_findings(standard, evidence)
        names = {None if one.decision.rating is None else one.decision.rating.name for one in found.each}
        if None in names:
            return () if len(names) == 1 else None
        return tuple(name for name in self.framework.scale.names if name in names)

    def _allowed_by_findings(self, standard: Standard, evidence: Evidence) -> tuple[str, ...] | None:
        """Return the ratings that part of the findings allows where the lowest percentage decides; else None.

        What was not published of them may have been anything from 0 to 100 per cent; a better finding gives no worse rating.
        """
        if not isinstance(standard.rule, LowestQuestion):
            return None
        unknown = [question.id for question in standard.questions if question.id not in evidence.findings]
        worst, best = (
            self._decided(standard, Evidence(findings={**evidence.findings, **dict.fromkeys(unknown, figure)}))
            for figure in (0, 100)
        )
        if not worst or not best:
            return () if worst == best else None
        names = [band.rating.name for band in standard.rule.bands.bands]
        return tuple(names[names.index(worst[0]) : names.index(best[0]) + 1])

    def _decided(self, standard: Standard, evidence: Evidence) -> tuple[str, ...]:
        rating = decider(self.framework).standards[standard.id](Inspected(evidence, {})).rating
        return () if rating is None else (rating.name,)

    def _clashing(self, said: Said, clashes: list[Clash], evidence: Evidence) -> Conclusion:
        """Return the conclusion where standards have other ratings than their evidence gives."""
        told = [f"{clash.id} was published {clash.published}, and its evidence gives {clash.gives}" for clash in clashes]
        because = "; ".join(told)
        decided = ", ".join(f"{clash.id} {clash.gives}" for clash in clashes)
        changes: list[Possible] = []
        if len(clashes) == 1:
            [clash] = clashes
            if self._overall(said).verdict is not Verdict.CONTRADICTS:
                changes += self._findings_giving(clash, evidence)
            right = tuple(name for name in clash.given if self._goes_with(said, clash.id, name))
            if right:
                changes.append(Possible(clash.id, right))
        rests_on = dict.fromkeys(source for clash in clashes for source in self._sources[clash.id])
        return Conclusion(Verdict.CONTRADICTS, decided, because, tuple(changes), rests_on=tuple(rests_on))

    def _goes_with(self, said: Said, standard: str, name: str) -> bool:
        changed = attrs.evolve(said, ratings={**said.ratings, standard: (name,)})
        return self._overall(changed).verdict is not Verdict.CONTRADICTS

    def _findings_giving(self, clash: Clash, evidence: Evidence) -> Iterator[Possible]:
        """Yield each finding which, changed alone, would allow a standard the rating that was published."""
        rule = clash.standard.rule
        if not isinstance(rule, LowestQuestion) or clash.id in evidence.panel:
            return
        rounded = "rounded to " if rule.bands.rounding == "whole" else ""
        for question in clash.standard.questions:
            if question.id in evidence.findings:
                allowing = [
                    position
                    for position, band in enumerate(rule.bands.bands)
                    if clash.published in (self.possible(clash.standard, _with(evidence, question.id, band.starts)) or ())
                ]
                if allowing:
                    last = allowing[-1] + 1
                    below = "" if last == len(rule.bands.bands) else f", below {stated(rule.bands.bands[last].starts)}"
                    starts = stated(rule.bands.bands[allowing[0]].starts)
                    yield Possible(question.id, (), f"{rounded}{starts} per cent or more{below}")


def _with(evidence: Evidence, question: str, percentage: Figure) -> Evidence:
    return Evidence(findings={**evidence.findings, question: percentage})


def published_text(published: PublishedRatings, evidence: Evidence) -> str:
    """Return what was published of an inspection, in a line: ``"Good, 26/36"``."""
    overall = NOT_RATED if OVERALL in evidence.not_rated else published.overall
    score = ""
    if published.score is not None:
        score = f"{published.score}{'' if published.maximum is None else f'/{published.maximum}'}"
    elif published.maximum is not None:
        score = f"a maximum of {published.maximum}"
    percentage = "" if published.percentage is None else f"{published.percentage} %"
    standards = f"{len(published.ratings)} standard{'' if len(published.ratings) == 1 else 's'}" if published.ratings else ""
    return ", ".join(filter(None, [overall, score, percentage, standards])) or "no rating"
