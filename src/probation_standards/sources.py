"""Where a number or a text was published, and how sure we are of it."""

from __future__ import annotations

from enum import Enum
from typing import cast

import attrs

from probation_standards.checks import Checked, any_text, holds, instance, text


class Confidence(Enum):
    """How sure we are of a number or a text.

    Attributes:
        CONFIRMED: It was read in the source named, or follows from what was read there by arithmetic alone.
        INFERRED: It follows from figures that were read; the note of the source says how.
        RECALLED: It is remembered and was not read; it is never shown as a quotation.
    """

    CONFIRMED = "confirmed"
    INFERRED = "inferred"
    RECALLED = "recalled"


def _as_confidence(value: Confidence | str) -> Confidence:
    try:
        return Confidence(value)
    except ValueError:
        return cast("Confidence", value)  # the field's check reports it


@attrs.frozen(kw_only=True)
class Source(Checked):
    """A publication, and how surely what refers to it was found there.

    One publication can confirm one number and only hint at another: those are two sources with two ids.

    Attributes:
        id: A short name, unique in its framework: ``"report"``; outside a framework it may be empty.
        title: The title of the publication, or what the number was inferred or recalled from.
        confidence: How sure we are of what refers to this source; a `Confidence` or its name in lower case.
        publisher: Who published it.
        published: When, as precisely as known: ``"2025-05"``.
        reference: ISBN, page, section.
        url: Where it can be read.
        note: How it was inferred, why it is only recalled, or what else a reader should know.

    >>> Source(id="report", title="An inspection of probation services in Derbyshire PDU", confidence="confirmed").confidence
    <Confidence.CONFIRMED: 'confirmed'>
    """

    id: str = attrs.field(default="", metadata=holds(any_text))
    title: str = attrs.field(metadata=holds(text))
    confidence: Confidence = attrs.field(
        converter=_as_confidence, metadata=holds(instance(Confidence, '"confirmed", "inferred" or "recalled"'))
    )
    publisher: str = attrs.field(default="", metadata=holds(any_text))
    published: str = attrs.field(default="", metadata=holds(any_text))
    reference: str = attrs.field(default="", metadata=holds(any_text))
    url: str = attrs.field(default="", metadata=holds(any_text))
    note: str = attrs.field(default="", metadata=holds(any_text))
