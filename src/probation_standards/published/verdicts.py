"""What the rules say of published ratings: a verdict, why, and which single value would reconcile what contradicts."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

import attrs

from probation_standards.errors import Problem
from probation_standards.evidence import Evidence
from probation_standards.inspections import Inspection, PublishedRatings
from probation_standards.sources import Confidence, Source

_NO_EVIDENCE = Evidence()


@attrs.frozen
class Said:
    """What was published of one inspection.

    Attributes:
        published: Its overall rating, score, maximum and percentage.
        ratings: Standard id to the names of the ratings that it can have: the one that was published, or those that its
            evidence allows; none where it was not rated. A standard of which nothing is known is left out.
        overall_not_rated: Whether the inspection as a whole was not rated.
        evidence: What else was published of what it found.
        is_whole: Whether that is complete evidence, which leaves nothing out that was found.
    """

    published: PublishedRatings
    ratings: Mapping[str, tuple[str, ...]]
    overall_not_rated: bool = False
    evidence: Evidence = _NO_EVIDENCE
    is_whole: bool = False


class Verdict(Enum):
    """What the rules say of published ratings.

    Attributes:
        AGREES: What was published follows from other things that were published, by the rules.
        CONTRADICTS: What was published can't all be right, by the rules.
        CANNOT_TELL: Too little was published to tell.
    """

    AGREES = "agrees"
    CONTRADICTS = "contradicts"
    CANNOT_TELL = "cannot tell"


def _text(possible: Possible) -> str:
    return " or ".join(map(str, possible.values))


@attrs.frozen
class Possible:
    """What one thing that was published, or was not, can be.

    Attributes:
        what: ``"overall"``, ``"score"``, ``"maximum"``, ``"percentage"``, or the id of a standard or a key question.
        values: What it can be, each value: names of ratings, or numbers; empty where `text` alone can say it.
        text: The same for people: ``"19 to 30"``.
    """

    what: str
    values: tuple[str | int, ...]
    text: str = attrs.field(default=attrs.Factory(_text, takes_self=True))

    def __str__(self) -> str:
        return f"{self.what} {self.text}"


@attrs.frozen
class Conclusion:
    """What the rules say of what was published of an inspection.

    Attributes:
        verdict: Whether it agrees with the rules.
        decided: What the rules give: a rating, several, or what is possible.
        because: Why, in a line.
        reconciled_by: Of what contradicts: each single value which, if it were this instead, would reconcile all.
        missing: Of what can't be told: what was not published.
        needed: Of what can't be told: what the missing values would have to be.
        rests_on: The sources of the rules and thresholds that were used.
    """

    verdict: Verdict
    decided: str = ""
    because: str = ""
    reconciled_by: tuple[Possible, ...] = ()
    missing: tuple[str, ...] = ()
    needed: tuple[Possible, ...] = ()
    rests_on: tuple[Source, ...] = attrs.field(default=(), repr=False)

    @property
    def confidence(self) -> Confidence | None:
        """How sure we are of the rules behind it: that of the weakest source; None where no rule was used."""
        ranks = list(Confidence)
        return max((source.confidence for source in self.rests_on), key=ranks.index, default=None)


@attrs.frozen(kw_only=True)
class Audited:
    """One inspection of a published record, and what the rules say of it.

    Attributes:
        inspection: The inspection.
        row: Its row in the file, the header being row 1; None where it comes from no table.
        published: What was published, in a line.
        conclusion: What the rules say.
        notes: What is no mistake in itself and worth a second look, such as fieldwork outside the dates in force.
    """

    inspection: Inspection
    row: int | None = None
    published: str
    conclusion: Conclusion
    notes: tuple[str, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Whether what was published agrees with the rules."""
        return self.conclusion.verdict


@attrs.frozen(kw_only=True)
class Audit:
    """A published record, replayed.

    Attributes:
        name: The record.
        rows: What the rules say of each inspection that could be read.
        problems: What could not be read, each with its row and column.
        unreadable: How many rows could not be read.
        unread: Columns that were not read, being none of a published record's.
    """

    name: str
    rows: tuple[Audited, ...] = attrs.field(repr=lambda rows: f"<{len(rows)} inspections>")
    problems: tuple[Problem, ...] = ()
    unreadable: int = 0
    unread: tuple[str, ...] = ()

    def count(self, verdict: Verdict) -> int:
        """Return how many inspections have this verdict."""
        return sum(row.verdict is verdict for row in self.rows)
