"""When an edition was in force, by the day on which fieldwork starts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import attrs

from probation_standards.checks import Checked, holds, instance
from probation_standards.dates import PartialDate, as_partial_date, date_or_none
from probation_standards.errors import Problem
from probation_standards.sources import Source


def _ends_after_it_starts(period: InForce) -> Iterator[Problem]:
    if period.ends is not None and period.ends.latest < period.starts.earliest:
        yield Problem("ends", f"expected a date after the start ({period.starts})", str(period.ends))


@attrs.frozen(kw_only=True)
class InForce(Checked):
    """When an edition was in force, by the day on which fieldwork starts.

    Attributes:
        starts: The first day, as precise as known: ``"2023-10"``.
        ends: The last day, or None while it is in force or where the end is not known.
        source: Where the dates were published.

    >>> source = Source(id="page", title="A page", confidence="confirmed")
    >>> InForce(starts="2023-10", ends="2025-10", source=source).covers(date(2025, 2, 24))
    True
    """

    checks = (_ends_after_it_starts,)

    starts: PartialDate = attrs.field(
        converter=as_partial_date, metadata=holds(instance(PartialDate, 'a date: "2025", "2025-05" or "2025-05-08"'))
    )
    ends: PartialDate | None = attrs.field(default=None, converter=as_partial_date, metadata=holds(date_or_none))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))

    def covers(self, day: date) -> bool:
        """Return whether `day` lies in the period, read as widely as its dates allow."""
        return touches(self.starts, self.ends, PartialDate(day.year, day.month, day.day))


def touches(starts: PartialDate, ends: PartialDate | None, day: PartialDate) -> bool:
    """Return whether `day`, or some day of it, lies from `starts` to `ends`, all read as widely as they allow."""
    return starts.earliest <= day.latest and (ends is None or day.earliest <= ends.latest)
