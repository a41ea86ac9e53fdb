"""Where a ratings panel may use discretion: how near a rating must be to another, by the publisher's numbers."""

from __future__ import annotations

import attrs

from probation_standards.checks import Checked, any_text, holds, instance, number, optional, whole_number
from probation_standards.figures import Figure, as_figure_or_none
from probation_standards.sources import Source


@attrs.frozen(kw_only=True)
class Discretion(Checked):
    """Where a ratings panel may move the rating of a standard that is rated on cases.

    The numbers say which standards the panel looks at. What it decides is recorded in the evidence, and never worked out.

    Attributes:
        percentage_points: So near to a threshold the key question that decides must be; None where that gives no discretion.
        cases: So many judgements of cases, or fewer, would change the rating; None where that gives no discretion.
        few_cases: So many relevant cases, or fewer, a key question has; None where that gives no discretion.
        note: What else a reader should know.
        source: Where the numbers were published.
    """

    percentage_points: Figure | None = attrs.field(default=None, converter=as_figure_or_none, metadata=holds(optional(number)))
    cases: int | None = attrs.field(default=None, metadata=holds(optional(whole_number(1))))
    few_cases: int | None = attrs.field(default=None, metadata=holds(optional(whole_number(1))))
    note: str = attrs.field(default="", metadata=holds(any_text))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))
