"""What rules there are: how evidence becomes a rating, as frozen data without behaviour.

Each use of the rules is one reader, a module of its own: `deciding` decides one inspection and gives reasons, `compiled`
decides it fast, `structuring` and `unstructuring` read and write the rules as TOML. A rule never knows who reads it.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from typing import ClassVar, Literal, Protocol

import attrs

from probation_standards.bands import BandTable
from probation_standards.checks import Checked, as_tuple, flag, holds, instance, one_of, optional, text, tuple_of, whole_number
from probation_standards.conditions import ratings_in_order
from probation_standards.errors import Problem
from probation_standards.scales import Rating
from probation_standards.sources import Source


class Reads(Enum):
    """What evidence a rule needs.

    Attributes:
        FINDINGS: A finding for each key question of its standard.
        JUDGEMENT: The rating that inspectors chose for its standard.
        NOTHING: No evidence: what is recorded changes nothing.
        RATINGS: The ratings of the standards; only an overall rule.
        ITEMS: What its parts name: see `shapes`.
    """

    FINDINGS = "findings"
    JUDGEMENT = "judgement"
    NOTHING = "nothing"
    RATINGS = "ratings"
    ITEMS = "items"


class Rule(Protocol):
    """What all rules have.

    Attributes:
        kind: Its name in a document: ``"lowest-question"``.
        reads: What evidence it needs.
        source: Where the rule was published.
    """

    kind: ClassVar[str]
    reads: ClassVar[Reads]

    @property
    def source(self) -> Source:
        """Where the rule was published."""


def a_rule(value: object) -> str | None:
    """Accept a rule: of this library, or of another package."""
    stated = isinstance(getattr(value, "reads", None), Reads) and isinstance(getattr(value, "kind", None), str)
    right = stated and hasattr(value, "source") and attrs.has(type(value))  # a class has no attrs: only its instances do
    return None if right else "expected a rule"


def _within_per_cent(rule: LowestQuestion) -> Iterator[Problem]:
    for position, band in enumerate(rule.bands.bands):
        if band.starts > 100:
            yield Problem(f"bands.bands[{position}].starts", "expected a percentage from 0 to 100", band.starts)


def _usual_bands(rule: LowestQuestion | ScoreTable) -> Iterator[Problem]:
    """Yield where bands are not as in all that was published with these rules; others can be banded by other rules."""
    if rule.bands.better != "higher":
        yield Problem("bands.better", 'expected "higher", since more is better here', rule.bands.better)
    if rule.bands.threshold != "at least":
        yield Problem("bands.threshold", 'expected "at least", as these bands are published', rule.bands.threshold)


@attrs.frozen(kw_only=True)
class LowestQuestion(Checked):
    """A standard is rated on the lowest percentage among its key questions.

    Attributes:
        bands: Where the lowest percentage falls; per cent of relevant cases.
        no_relevant_cases: What a key question does to its standard when it applied to no case: ``"not rated"`` leaves the
            standard not rated, ``"leave out"`` rates it on the other questions.
        source: Where the rule was published.

    Source: "driven by the lowest score ... which is placed in a rating band", HM Inspectorate of Probation, An inspection
    of probation services in Derbyshire PDU, May 2025.
    """

    kind: ClassVar[str] = "lowest-question"
    reads: ClassVar[Reads] = Reads.FINDINGS
    checks = (_within_per_cent, _usual_bands)

    bands: BandTable = attrs.field(metadata=holds(instance(BandTable, "a table of bands")))
    no_relevant_cases: Literal["not rated", "leave out"] = attrs.field(
        default="not rated", metadata=holds(one_of("not rated", "leave out"))
    )
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


@attrs.frozen(kw_only=True)
class InspectorJudgement(Checked):
    """A standard is rated by the inspectors' judgement, on evidence of many kinds.

    Attributes:
        at_least: The worst rating that they can choose; None where that is the worst there is.
        at_most: The best rating that they can choose; None where that is the best there is.
        says_why: Whether they must record the reason.
        source: Where the rule was published.
    """

    kind: ClassVar[str] = "inspector-judgement"
    reads: ClassVar[Reads] = Reads.JUDGEMENT
    checks = (ratings_in_order("there is a rating to choose"),)

    at_least: Rating | None = attrs.field(default=None, metadata=holds(optional(instance(Rating, "a rating"))))
    at_most: Rating | None = attrs.field(default=None, metadata=holds(optional(instance(Rating, "a rating"))))
    says_why: bool = attrs.field(default=False, metadata=holds(flag))

    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


@attrs.frozen(kw_only=True)
class ScoreTable(Checked):
    """The bands of the overall rating for one maximum.

    Attributes:
        maximum: The highest score there can be: the best rating's points times the standards that are rated and count.
        bands: Where a score falls; points, from 0 to `maximum`.
    """

    checks = (
        lambda table: (
            Problem(
                f"bands.bands[{position}].starts", f"expected a score from 0 to {table.maximum}, a whole number", band.starts
            )
            for position, band in enumerate(table.bands.bands)
            if band.starts > table.maximum or Fraction(band.starts).denominator != 1
        ),
        _usual_bands,
    )

    maximum: int = attrs.field(metadata=holds(whole_number(1)))
    bands: BandTable = attrs.field(metadata=holds(instance(BandTable, "a table of bands")))


def _one_per_maximum(rule: TotalPoints) -> Iterator[Problem]:
    maxima = [table.maximum for table in rule.tables]
    for position, maximum in enumerate(maxima):
        if maximum in maxima[:position]:
            yield Problem(f"tables[{position}].maximum", "expected a maximum that no other table has", maximum)


@attrs.frozen(kw_only=True)
class TotalPoints(Checked):
    """The overall rating: the points of the standards that are rated and count add up to a score, which falls in a band.

    Attributes:
        tables: One table of bands for each maximum. A maximum without a table is not rated: nothing is interpolated.
        source: Where the rule was published.

    Source: the score and its maximum are printed with the ratings, as in "Score 2/21", HM Inspectorate of Probation, An
    inspection of probation services in Derbyshire PDU, May 2025.
    """

    kind: ClassVar[str] = "total-points"
    reads: ClassVar[Reads] = Reads.RATINGS
    checks = (_one_per_maximum,)

    tables: tuple[ScoreTable, ...] = attrs.field(
        converter=as_tuple, metadata=holds(tuple_of(instance(ScoreTable, "a table with its maximum")))
    )
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


@attrs.frozen(kw_only=True)
class NoRating(Checked):
    """No rating is given: for a standard whose percentages are published without one, or for an inspection without an overall.

    Attributes:
        because: Why there is none, as a clause: ``"this inspection informs follow-up and gives no ratings"``.
        source: Where that was published.
    """

    kind: ClassVar[str] = "no-rating"
    reads: ClassVar[Reads] = Reads.NOTHING

    because: str = attrs.field(metadata=holds(text))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))
