"""Dates as precise as the publication is: a year, a month or a day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date
from typing import cast

import attrs

from probation_standards.checks import Checked, holds, instance, optional, whole_number
from probation_standards.errors import FrameworkError, Problem

_TEXT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def _impossible(day: PartialDate) -> list[Problem]:
    if day.day is not None and day.month is None:
        return [Problem("day", "expected a month with the day", day.day)]
    try:
        date(day.year, day.month or 1, day.day or 1)
    except ValueError:
        return [Problem("", "expected a date that the calendar has", str(day))]
    return []


@attrs.frozen
class PartialDate(Checked):
    """A year, a month of a year, or a day, as precise as what was published.

    Attributes:
        year: Four digits.
        month: 1 to 12, or None when only the year is known.
        day: 1 to 31, or None when only the month is known.

    >>> published = PartialDate.parse("2025-05")
    >>> str(published), published.earliest, published.latest
    ('2025-05', datetime.date(2025, 5, 1), datetime.date(2025, 5, 31))
    """

    checks = (_impossible,)

    year: int = attrs.field(metadata=holds(whole_number(1)))
    month: int | None = attrs.field(default=None, metadata=holds(optional(whole_number(1))))
    day: int | None = attrs.field(default=None, metadata=holds(optional(whole_number(1))))

    @classmethod
    def parse(cls, value: str | date) -> PartialDate:
        """Return the date that a text such as ``"2025"``, ``"2025-05"`` or ``"2025-05-08"`` stands for, or a `date`.

        Raises:
            ValueError: When `value` is neither; the message is what was expected.
        """
        if isinstance(value, date):
            return cls(value.year, value.month, value.day)
        found = _TEXT.fullmatch(value) if isinstance(value, str) else None
        if not found:
            raise ValueError('expected a date: "2025", "2025-05" or "2025-05-08"')
        try:
            return cls(*(int(part) if part else None for part in found.groups()))  # type: ignore[arg-type]  # the year is there
        except FrameworkError:
            raise ValueError("expected a date that the calendar has") from None

    @property
    def earliest(self) -> date:
        """The first day that it can be."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day that it can be."""
        if self.day is not None:
            return self.earliest
        if self.month is None:
            return date(self.year, 12, 31)
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def __str__(self) -> str:
        return "-".join([f"{self.year:04d}", *(f"{part:02d}" for part in (self.month, self.day) if part is not None)])


def as_partial_date(value: PartialDate | date | str | None) -> PartialDate | None:
    """Return `value` as a `PartialDate` where it is one or stands for one, else as it was given.

    This is the converter of fields that hold dates: their checks then report what is still none.
    """
    try:
        return PartialDate.parse(value)  # type: ignore[arg-type]  # what can't be parsed is returned below
    except ValueError:
        return cast("PartialDate | None", value)


date_or_none = optional(instance(PartialDate, 'a date: "2025", "2025-05" or "2025-05-08"'))
"""The check of a field that holds a date or nothing."""
