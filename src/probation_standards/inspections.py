"""An inspection: a service, its dates, its evidence, and what the report says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

import attrs

from probation_standards.checks import (
    Checked,
    any_text,
    as_tuple,
    holds,
    instance,
    mapping_of,
    number,
    one_of,
    optional,
    text,
    tuple_of,
    whole_number,
)
from probation_standards.dates import PartialDate, as_partial_date, date_or_none
from probation_standards.evidence import Evidence
from probation_standards.figures import Figure, as_exact, exact
from probation_standards.mappings import HoldsMappings, read_only
from probation_standards.sources import Source


@attrs.frozen(kw_only=True)
class BackgroundFigure(Checked):
    """A figure that describes the service or the inspection and rates nothing: a caseload, a number of interviews.

    Attributes:
        name: What was counted.
        value: How much of it.
        unit: Of what: ``"cases"``, ``"people"``, ``"weeks"``.
        note: What a reader should know of it.
    """

    name: str = attrs.field(metadata=holds(text))
    value: Figure = attrs.field(converter=as_exact, metadata=holds(number))
    unit: str = attrs.field(metadata=holds(text))
    note: str = attrs.field(default="", metadata=holds(any_text))


def _texts(given: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    return read_only({name: as_tuple(texts) for name, texts in given.items()}) if isinstance(given, Mapping) else given


def _ratings(given: Mapping[str, str]) -> Mapping[str, str]:
    return read_only(given) if isinstance(given, Mapping) else given


STATUSES = ("", "corrected", "derived", "wrong at source", "existence only")
"""What is known of a record of published ratings: it stands as published (empty); it differs from the source that is named,
which is known to be wrong; it was worked out from counts that were published; it stands as its source has it and is known to
be wrong; or no rating was read, only that there was an inspection."""


def _as_printed(value: str | float | Decimal | None) -> str | None:
    return value if value is None or isinstance(value, (bool, str)) else str(value)


def printed_percentage(value: object) -> str | None:
    """Accept a percentage as it is printed, with as many decimals as it has: ``"72.22"``."""
    printed = isinstance(value, str) and re.fullmatch(r"\d{1,3}(\.\d{1,20})?", value, re.ASCII)
    return None if printed and exact(value) <= 100 else "expected a percentage from 0 to 100, such as 72.22"


_listed = holds(mapping_of(tuple_of(text)))


@attrs.frozen(kw_only=True)
class PublishedRatings(HoldsMappings, Checked):
    """The ratings that were published, as far as they are known.

    Attributes:
        overall: The name of the overall rating.
        score: The points that were published, a whole number from 0.
        maximum: The highest score there could have been.
        ratings: Standard id to the name of its rating.
        percentage: The score as per cent of the maximum, 0 to 100, where it was published like that; as it was printed, since
            its decimals say how it was rounded: ``"72.22"``.
        status: What a reader must know of this record of what was published: empty, ``"corrected"``, ``"derived"``,
            ``"wrong at source"`` or ``"existence only"``.
    """

    overall: str | None = attrs.field(default=None, metadata=holds(optional(text)))
    score: int | None = attrs.field(default=None, metadata=holds(optional(whole_number(0))))
    maximum: int | None = attrs.field(default=None, metadata=holds(optional(whole_number(0))))
    ratings: Mapping[str, str] = attrs.field(factory=dict, converter=_ratings, metadata=holds(mapping_of(text)))
    percentage: str | None = attrs.field(default=None, converter=_as_printed, metadata=holds(optional(printed_percentage)))
    status: str = attrs.field(default="", metadata=holds(one_of(*STATUSES)))


NARRATIVE = ("strengths", "areas_for_improvement", "commentary")
"""The fields of an inspection that hold what its report says, by standard or heading."""


@attrs.frozen(kw_only=True)
class Inspection(HoldsMappings, Checked):
    """One inspection of one service.

    Attributes:
        service: ``"Derbyshire PDU"``.
        framework: The id of the framework that it was inspected against: ``"pdu-2023"``.
        region: Where the service is.
        type: The type of service: ``"PDU"``.
        fieldwork_start: When fieldwork began, as precise as known.
        publication_date: When the report was published, as precise as known.
        evidence: What was found.
        published: The ratings that were published, or None where none are known.
        background: Figures that describe the service and the inspection.
        strengths: Standard id, or a heading of the framework that is not rated, to the strengths printed under it.
        areas_for_improvement: The same for areas for improvement.
        commentary: The same for what the report prints without calling it either.
        recommendations: What the service should do, in the report's order.
        source: Where all this was published.
        note: What else a reader should know.
    """

    service: str = attrs.field(metadata=holds(text))
    framework: str = attrs.field(metadata=holds(text))
    region: str = attrs.field(default="", metadata=holds(any_text))
    type: str = attrs.field(default="", metadata=holds(any_text))
    fieldwork_start: PartialDate | None = attrs.field(default=None, converter=as_partial_date, metadata=holds(date_or_none))
    publication_date: PartialDate | None = attrs.field(default=None, converter=as_partial_date, metadata=holds(date_or_none))
    evidence: Evidence = attrs.field(factory=Evidence, metadata=holds(instance(Evidence, "evidence")))
    published: PublishedRatings | None = attrs.field(
        default=None, metadata=holds(optional(instance(PublishedRatings, "published ratings")))
    )
    background: tuple[BackgroundFigure, ...] = attrs.field(
        default=(), converter=as_tuple, metadata=holds(tuple_of(instance(BackgroundFigure, "a background figure")))
    )
    strengths: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, converter=_texts, metadata=_listed)
    areas_for_improvement: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, converter=_texts, metadata=_listed)
    commentary: Mapping[str, tuple[str, ...]] = attrs.field(factory=dict, converter=_texts, metadata=_listed)
    recommendations: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, metadata=holds(tuple_of(text)))
    source: Source | None = attrs.field(default=None, metadata=holds(optional(instance(Source, "a source"))))
    note: str = attrs.field(default="", metadata=holds(any_text))

    @property
    def date(self) -> PartialDate | None:
        """When fieldwork began, or else when the report was published; None where neither is known."""
        return self.fieldwork_start or self.publication_date

    def is_before(self, other: Inspection) -> bool:
        """Return whether this inspection was certainly before another.

        Fieldwork is held against fieldwork, publication against publication; and where one date alone is known of each, an
        inspection that was published before the fieldwork of another was before it.
        """
        for mine, others in (
            (self.fieldwork_start, other.fieldwork_start),
            (self.publication_date, other.publication_date),
        ):
            if mine and others and (mine.latest < others.earliest or others.latest < mine.earliest):
                return bool(mine.latest < others.earliest)
        published, began = self.publication_date, other.fieldwork_start
        return bool(published and began and published.latest < began.earliest)
