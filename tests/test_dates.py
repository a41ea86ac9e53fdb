"""Dates are as precise as the publication is: a year, a month or a day."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime
from typing import Any

import attrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from probation_standards.dates import PartialDate, as_partial_date, date_or_none
from probation_standards.errors import FrameworkError, Problem

EXPECTED = 'expected a date: "2025", "2025-05" or "2025-05-08"'
LAST_MONTH = PartialDate(9999, 12)

days = st.dates().map(PartialDate.parse)
months = st.builds(PartialDate, st.integers(1, 9999), st.integers(1, 12))
years = st.builds(PartialDate, st.integers(1, 9999))
partial_dates = years | months | days


class TestPeriod:
    """The days that a date can stand for."""

    @given(partial_dates)
    @example(LAST_MONTH)
    def test_in_order(self, day: PartialDate) -> None:
        """The first day that a date can be is never after the last."""
        assert day.earliest <= day.latest

    @given(years)
    def test_year(self, year: PartialDate) -> None:
        """A year runs from 1 January to 31 December."""
        assert (date(year.year, 1, 1), date(year.year, 12, 31)) == (year.earliest, year.latest)

    @given(st.integers(1, 9999), st.integers(1, 12))
    @example(2024, 2)
    @example(2025, 2)
    @example(9999, 12)
    def test_month(self, year: int, number: int) -> None:
        """A month runs from its first day to the last that the calendar has, leap years included."""
        month = PartialDate(year, number)

        assert date(year, number, 1) == month.earliest
        assert date(year, number, monthrange(year, number)[1]) == month.latest

    @given(st.dates())
    def test_day(self, day: date) -> None:
        """A day is its own first and last."""
        partial = PartialDate(day.year, day.month, day.day)

        assert (day, day) == (partial.earliest, partial.latest)


class TestParse:
    """Reading a date."""

    @pytest.mark.parametrize(
        ("expected", "text"),
        [
            (PartialDate(2025), "2025"),
            (PartialDate(2025, 5), "2025-05"),
            (PartialDate(2025, 5, 8), "2025-05-08"),
            (PartialDate(2024, 2, 29), "2024-02-29"),
            (PartialDate(987), "0987"),
        ],
    )
    def test_texts(self, expected: PartialDate, text: str) -> None:
        """A year, a month or a day is read as precisely as it was written."""
        assert expected == PartialDate.parse(text)

    @given(partial_dates)
    def test_back(self, day: PartialDate) -> None:
        """What a date is written as reads as the same date."""
        assert day == PartialDate.parse(str(day))

    @given(st.dates())
    def test_calendar_dates(self, day: date) -> None:
        """A date of the calendar, as TOML holds it, is read as that day and written as the calendar writes it."""
        assert day.isoformat() == str(PartialDate.parse(day))

    def test_moments(self) -> None:
        """A moment is read as its day."""
        assert PartialDate.parse(datetime(2025, 5, 8, 23, 59, tzinfo=UTC)) == PartialDate(2025, 5, 8)

    @pytest.mark.parametrize(
        "value",
        [
            *("", "25", "2025-5", "2025-05-8", "2025/05", "05-2025", "2025-05-08T00:00", " 2025", "2025\n", "May 2025"),
            *("\u0662\u0660\u0662\u0665", "-2025", "12025", 2025, 2025.5, None, b"2025", ("2025",), PartialDate(2025)),
        ],
        ids=repr,
    )
    def test_no_dates(self, value: Any) -> None:
        """Anything else is refused, and the message says how dates are written."""
        with pytest.raises(ValueError, match=f"^{re.escape(EXPECTED)}$"):
            PartialDate.parse(value)

    @pytest.mark.parametrize("text", ["2025-13", "2025-00", "2025-02-29", "2025-04-31", "0000"])
    def test_not_in_the_calendar(self, text: str) -> None:
        """A text that looks like a date and stands for none is refused as every other text that is none."""
        with pytest.raises(ValueError, match="date"):
            PartialDate.parse(text)


class TestChecks:
    """What a date can't be."""

    @pytest.mark.parametrize(
        ("expected", "fields"),
        [
            (Problem("", "expected a date that the calendar has", "2025-13"), (2025, 13)),
            (Problem("", "expected a date that the calendar has", "2025-02-29"), (2025, 2, 29)),
            (Problem("", "expected a date that the calendar has", "2025-04-31"), (2025, 4, 31)),
            (Problem("", "expected a date that the calendar has", "10000"), (10000,)),
            (Problem("day", "expected a month with the day", 8), (2025, None, 8)),
        ],
    )
    def test_calendar(self, expected: Problem, fields: tuple[int, ...]) -> None:
        """A date that the calendar lacks is refused, as is a day without a month."""
        with pytest.raises(FrameworkError) as caught:
            PartialDate(*fields)

        assert caught.value.problems == (expected,)

    def test_every_problem(self) -> None:
        """Every part that is no whole number from 1 is reported at once; a truth value is none."""
        parts: Any = ("2025", 0, True)

        with pytest.raises(FrameworkError) as caught:
            PartialDate(*parts)

        assert caught.value.problems == tuple(
            Problem(name, "expected a whole number of at least 1", part)
            for name, part in zip(("year", "month", "day"), parts, strict=True)
        )


class TestConverter:
    """The converter of fields that hold dates, and their check."""

    @given(partial_dates)
    def test_own_output(self, day: PartialDate) -> None:
        """A date is taken as it is, and in the other ways to give it: the converter accepts its own output."""
        assert day is as_partial_date(day)
        assert day == as_partial_date(str(day))
        assert day == attrs.evolve(day)

    @pytest.mark.parametrize("value", [None, "", "May 2025", 2025], ids=repr)
    def test_no_dates(self, value: Any) -> None:
        """What is no date comes back as it was given, for the check of the field to report."""
        assert value is as_partial_date(value)

    @pytest.mark.parametrize("text", ["2025-13", "2025-02-29", "0000"])
    def test_not_in_the_calendar(self, text: str) -> None:
        """So does a text that looks like a date and stands for none: the field is then named with the other problems."""
        given: Any = text

        assert given is as_partial_date(given)

    @pytest.mark.parametrize(
        ("expected", "value"),
        [(None, None), (None, PartialDate(2025)), (EXPECTED, "May 2025"), (EXPECTED, date(2025, 5, 8))],
    )
    def test_check(self, expected: str | None, value: object) -> None:
        """A field that holds a date or nothing holds nothing else, and the message says how dates are written."""
        assert expected == date_or_none(value)
