"""What is known of the ratings of an inspection: as they were published; else as its evidence or its score tells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

import attrs

from probation_standards.checking import evidence_problems, inspection_problems
from probation_standards.errors import EvidenceError
from probation_standards.evidence import NOT_RATED, OVERALL, Evidence
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection, PublishedRatings
from probation_standards.published.auditing import Auditor
from probation_standards.published.verdicts import Verdict
from probation_standards.rating import RatedInspection, rate

Basis: TypeAlias = Literal["published", "derived", ""]

UNUSED = ("wrong at source", "existence only")
"""Statuses of what was published by which it says nothing."""

WRONG = "what was published of it is known to be wrong at the source"


@attrs.frozen
class Known:
    """What is known of one rating of an inspection.

    Attributes:
        rating: Its name; None where it was not rated, or is not known.
        basis: Whether it was ``"published"``, or is ``"derived"`` from what else is known of the inspection; empty for none.
        because: Why there is none.
    """

    rating: str | None
    basis: Basis = ""
    because: str = ""

    def __str__(self) -> str:
        return self.because.capitalize() if self.rating is None else self.rating


@attrs.frozen
class KnownRatings:
    """What is known of the ratings of an inspection.

    Attributes:
        framework: What it was inspected against.
        inspection: The inspection.
        published: What was published of it, as far as that is not known to be wrong.
        of: What is known of each standard by its id, and of ``"overall"``.
        rated: What its evidence gives, where that is complete; else None.
        contradiction: Why what was published can't all be right, by the rules; empty where it can.
    """

    framework: Framework
    inspection: Inspection
    published: PublishedRatings
    of: Mapping[str, Known]
    rated: RatedInspection | None = attrs.field(default=None, repr=False)
    contradiction: str = ""


def known_ratings(framework: Framework, inspection: Inspection) -> KnownRatings:
    """Return what is known of the ratings of an inspection: what was published first, and then what follows from the rest.

    Args:
        framework: What it was inspected against.
        inspection: The inspection, perhaps known in part.

    Raises:
        EvidenceError: When something in it does not fit the framework, with every problem.
    """
    problems = inspection_problems(framework, inspection.evidence, inspection.published, {})
    if problems:
        raise EvidenceError(problems, f"{inspection.service} can't be read under {framework.id}")
    status = "" if inspection.published is None else inspection.published.status
    published = inspection.published if inspection.published is not None and status not in UNUSED else PublishedRatings()
    evidence = inspection.evidence
    if status in UNUSED and not evidence:
        because = WRONG if status == "wrong at source" else "only that there was an inspection is known"
        places = (*(standard.id for standard in framework.standards), OVERALL)
        return KnownRatings(framework, inspection, published, dict.fromkeys(places, Known(None, because=because)))
    rated = rate(framework, evidence) if evidence and not evidence_problems(framework, evidence) else None
    conclusion = Auditor(framework).conclude(published, evidence)
    wrong = conclusion.because if conclusion.verdict is Verdict.CONTRADICTS else ""
    needed = [possible.values for possible in conclusion.needed if possible.what == OVERALL and not wrong]
    of = dict(_standards(framework, published, evidence, rated))
    of[OVERALL] = _overall(published, evidence, rated, [str(name) for names in needed for name in names])
    return KnownRatings(framework, inspection, published, of, rated, wrong)


def _standards(
    framework: Framework, published: PublishedRatings, evidence: Evidence, rated: RatedInspection | None
) -> Iterator[tuple[str, Known]]:
    auditor = Auditor(framework)
    for standard in framework.standards:
        id = standard.id
        if id in published.ratings:
            yield id, Known(published.ratings[id], "published")
        elif id in evidence.not_rated:
            yield id, _not_rated(evidence.not_rated[id])
        elif rated is not None:
            rating = rated[id].rating
            yield id, _not_rated(str(rated[id].reason)) if rating is None else Known(rating.name, "derived")
        else:
            possible = auditor.possible(standard, evidence) if evidence else None
            known = possible is not None and len(possible) == 1
            yield id, Known(possible[0], "derived") if known and possible else Known(None, because="not known")


def _overall(published: PublishedRatings, evidence: Evidence, rated: RatedInspection | None, possible: list[str]) -> Known:
    if published.overall is not None:
        return Known(published.overall, "published")
    if OVERALL in evidence.not_rated:
        return _not_rated(evidence.not_rated[OVERALL])
    if rated is not None:
        rating = rated.overall.rating
        return _not_rated(str(rated.overall.reason)) if rating is None else Known(rating.name, "derived")
    told = published.score is None or published.maximum is not None  # of fewer standards a score is another rating
    if len(possible) == 1 and possible[0] != NOT_RATED and told:
        return Known(possible[0], "derived")
    return Known(None, because="not known")


def _not_rated(because: str) -> Known:
    return Known(None, because=f"not rated: {because}" if because else "not rated")
