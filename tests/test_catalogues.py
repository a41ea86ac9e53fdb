"""Catalogues: which edition was in force on a day, told by what plugins say of their editions, and why there is none."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from importlib.metadata import EntryPoint
from typing import Any, NamedTuple

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

import probation_standards as ps
from installing import Install, framework_text
from probation_standards.catalogues import Entry, Plugin, gap, overlaps
from probation_standards.documents import framework_from_toml

PLUGIN = Plugin(EntryPoint("acme", "acme_framework", "probation_standards"))
SOURCE = ps.Source(id="report", title="A report", confidence="confirmed")
ACME = framework_from_toml(framework_text())


def stated(id: str, starts: str | None = None, ends: str | None = None, type: str = "team") -> Entry:
    """An edition of which all is said, in a file that does not exist: whatever opens it fails."""
    return Entry(ps.framework_file("no_such_package", f"{id}.toml", title=id, type=type, starts=starts, ends=ends), PLUGIN)


def made(id: str, starts: str | None = None, ends: str | None = None, type: str = "team") -> Entry:
    """An edition made in Python."""
    period = ps.InForce(starts=starts, ends=ends, source=SOURCE) if starts else None
    return Entry(attrs.evolve(ACME, id=id, title=id, type=type, in_force=period), PLUGIN)


FIRST = ("first", "2018-05", "2021-07-14")
SECOND = ("second", "2021-07-15", "2024")
THIRD = ("third", "2025-03")


def three(make: Any = made) -> ps.Catalogue:
    """Editions one on the heels of the other, and then, after a gap, one that is still in force."""
    return ps.Catalogue([make(*THIRD), make("other", "2000", type="unit"), make(*FIRST), make(*SECOND)])


def why_not(catalogue: ps.Catalogue, type: str, day: date | ps.PartialDate | str) -> str:
    """Why there is no edition for a type of service on a day."""
    with pytest.raises(ps.InForceError) as caught:
        catalogue.in_force(type, day)
    (problem,) = caught.value.problems
    return problem.expected


def problem_of(catalogue: ps.Catalogue, type: str) -> ps.Problem:
    """What is wrong with a type of service."""
    with pytest.raises(ps.InForceError) as caught:
        catalogue.in_force(type, "2020")
    (problem,) = caught.value.problems
    return problem


class TestInForce:
    @pytest.mark.parametrize(
        ("day", "id"),
        [
            ("2018-05-01", "first"),
            ("2021-07-14", "first"),
            ("2021-07-15", "second"),
            ("2024-12-31", "second"),
            ("2025-03-01", "third"),
            ("9999-12-31", "third"),
        ],
    )
    def test_found(self, day: str, id: str) -> None:
        """The edition in force is told by the day, the first and the last included, its dates read as widely as they allow."""
        assert three().in_force("team", day).id == id

    def test_of_that_type(self) -> None:
        """It is told among the editions for that type of service alone."""
        assert three().in_force("unit", "2019-01-01").id == "other"

    @pytest.mark.parametrize(
        "day",
        [
            *(date(2020, 2, 29), "2020-02-29", ps.PartialDate(2020, 2, 29), datetime(2020, 2, 29, 12, 30)),  # noqa: DTZ001  # a day
            *("2020-02", ps.PartialDate(2020, 2), "2020", ps.PartialDate(2020)),
        ],
        ids=repr,
    )
    def test_forms_of_a_day(self, day: date | ps.PartialDate | str) -> None:
        """A day may be given as a date, as a text, or as a date of this library, and as a month or a year."""
        assert three().in_force("team", day).id == "first"

    @pytest.mark.parametrize("type", ["team", "Team", "TEAM"])
    def test_capitals(self, type: str) -> None:
        """Capitals make no difference, in what is asked for or in what plugins say."""
        assert three().in_force(type, "2020").id == "first"
        assert ps.Catalogue([made(*FIRST, type="TeAm")]).in_force(type, "2020").id == "first"

    @pytest.mark.parametrize(
        ("day", "id"),
        [
            ("2021-08", "second"),
            ("2018-05", "first"),
            ("2018", "first"),  # before May there was none
            ("2024-12", "second"),
            ("2025", "third"),  # before March there was none
            ("2022", "second"),
        ],
    )
    def test_part_of_a_date_that_decides(self, day: str, id: str) -> None:
        """A month or a year will do where one edition alone was in force on some day of it."""
        assert three().in_force("team", day).id == id

    @pytest.mark.parametrize("day", ["2021-07", "2021"])
    def test_part_of_a_date_that_does_not(self, day: str) -> None:
        """Where there were several, that is said, and which, the oldest first."""
        assert why_not(three(), "team", day) == f"{day} lies within more than one edition: first, second"

    @pytest.mark.parametrize("day", [date(2018, 4, 30), "2018-04-30", "2018-04", "2017"])
    def test_before_the_first(self, day: date | str) -> None:
        """A day before the first edition is said to be, with that edition and its start."""
        assert why_not(three(), "team", day) == f"{day} is before the first edition, first, in force from 2018-05"

    @pytest.mark.parametrize("day", ["2025-01-01", "2025-01", "2025-02-28"])
    def test_in_a_gap(self, day: str) -> None:
        """A day between two editions is said to be, with both and their dates."""
        expected = f"{day} lies between second, in force to 2024, and third, in force from 2025-03"

        assert why_not(three(), "team", day) == expected

    @pytest.mark.parametrize("day", ["2022-01-01", "2022-01", "2030"])
    def test_after_the_last(self, day: str) -> None:
        """A day after the last edition is said to be, with that edition and its end."""
        catalogue = ps.Catalogue([made("second", "2021", "2021"), made("first", "2020", "2020")])
        expected = f"{day} is after the last edition that is known, second, in force to 2021"

        assert why_not(catalogue, "team", day) == expected

    def test_heading(self) -> None:
        """The error names the type as the editions have it; it is one of those for what can't be looked up."""
        with pytest.raises(ps.InForceError, match=r"\Ano edition for team can be told\n  - 2017 is before") as caught:
            three().in_force("TEAM", "2017")

        assert isinstance(caught.value, LookupError)

    def test_unknown_type(self) -> None:
        """A type of service that no edition is for is answered with those that there are, and the one that was meant."""
        problem = problem_of(three(), "teem")

        assert (problem.value, problem.suggestion) == ("teem", "team")
        assert "team, unit" in problem.expected

    def test_no_type(self) -> None:
        """No type is the type of no edition, not even of those that say none."""
        assert problem_of(ps.Catalogue([made(*FIRST, type="")]), "").value == ""

    def test_none_installed(self) -> None:
        """Where no edition is installed, there is no type."""
        assert problem_of(ps.Catalogue(), "PDU").value == "PDU"

    @pytest.mark.parametrize("day", ["24.2.2025", "2025-02-30", "", "2025-2-4", None, 2025])
    def test_no_date(self, day: Any) -> None:
        """What is no date is refused with what was expected."""
        with pytest.raises(ps.InForceError, match="day: expected a date"):
            three().in_force("team", day)
        with pytest.raises(ps.InForceError, match="day: expected a date"):
            three().on(day)


class TestUndated:
    def test_alone(self) -> None:
        """Where no edition for a type has dates, it can't be told which was in force, and that is said."""
        catalogue = ps.Catalogue([made("one"), made("two")])

        assert why_not(catalogue, "team", "2020") == "when one, two was in force is not known"

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            ("2017", "2017 is before the first edition, first, in force from 2018-05"),
            ("2025-01", "2025-01 lies between second, in force to 2024, and third, in force from 2025-03"),
        ],
    )
    def test_beside_others(self, day: str, expected: str) -> None:
        """Where one has none, it may be the one that is wanted: that is said besides."""
        catalogue = ps.Catalogue([made("undated"), *three().entries])

        assert why_not(catalogue, "team", day) == f"{expected}; when undated was in force is not known"

    def test_after_the_others(self) -> None:
        """So it is after the last of the others."""
        catalogue = ps.Catalogue([made("undated"), made(*FIRST)])
        expected = "2022 is after the last edition that is known, first, in force to 2021-07-14"

        assert why_not(catalogue, "team", "2022") == f"{expected}; when undated was in force is not known"

    def test_no_rival(self) -> None:
        """An edition that is known to have been in force is not put in doubt by one of which nothing is known."""
        assert ps.Catalogue([made("undated"), *three().entries]).in_force("team", "2020").id == "first"

    def test_last(self) -> None:
        """Among the editions, those without dates stand last; the others stand the oldest first."""
        catalogue = ps.Catalogue([made("undated"), *three().entries])

        assert [entry.id for entry in catalogue.editions("TEAM")] == ["first", "second", "third", "undated"]


class TestOverlapping:
    OVERLAPPING = (made("one", "2020", "2021-06"), made("two", "2021-06", "2022"))

    @pytest.mark.parametrize("day", ["2021-06-15", "2021-06", "2021"])
    def test_within_both(self, day: str) -> None:
        """On a day on which two were in force it can't be told which, and both are said."""
        assert why_not(ps.Catalogue(self.OVERLAPPING), "team", day) == f"{day} lies within more than one edition: one, two"

    def test_within_one(self) -> None:
        """On every other day it can."""
        assert ps.Catalogue(self.OVERLAPPING).in_force("team", "2021-05").id == "one"
        assert ps.Catalogue(self.OVERLAPPING).in_force("team", "2021-07").id == "two"


SAYING = """
import probation_standards as ps

@ps.hookimpl
def probation_standards_frameworks():
    return [ps.framework_file(__package__, "{id}.toml", {said})]
"""
"""The source of a plugin that says something of its edition."""


def text(id: str, starts: str, ends: str) -> str:
    """A framework for teams, in force in a period."""
    return f'type = "team"\nin_force = {{ starts = "{starts}", ends = "{ends}", source = "report" }}\n{framework_text(id)}'


class TestNotRead:
    def test_files_are_not_opened(self) -> None:
        """Where plugins say for which type and from when to when an edition was, no file is opened to tell which it is."""
        catalogue = three(stated)

        assert why_not(catalogue, "team", "2017").startswith("2017 is before the first edition, first,")
        assert [entry.id for entry in catalogue.editions("team")] == ["first", "second", "third"]
        assert [entry.id for entry in catalogue.on("2020").values() if isinstance(entry, Entry)] == ["first", "other"]
        assert problem_of(catalogue, "teem").suggestion == "team"
        assert overlaps(catalogue.entries) == []

    def test_the_one_alone(self) -> None:
        """Of all editions that one is read which was in force."""
        catalogue = ps.Catalogue([stated(*FIRST), made(*SECOND), stated(*THIRD)])

        assert catalogue.in_force("team", "2022").id == "second"
        with pytest.raises(ps.PluginError, match=r"first\.toml of the package no_such_package"):
            catalogue.in_force("team", "2020")

    @pytest.mark.parametrize("said", ["", 'type="team"', 'starts="2020", ends="2024"', 'title="Acme standards"'])
    def test_unstated(self, install: Install, shipped: tuple[str, ...], said: str) -> None:
        """Where a plugin does not say both, the file is read for it."""
        install(SAYING.format(id="acme-2020", said=said), acme_2020=text("acme-2020", "2020", "2024"))
        catalogue = ps.discover(block=shipped)
        (entry,) = catalogue.editions("team")

        assert (entry.type, entry.dates) == ("team", "2020 to 2024")
        assert catalogue.in_force("team", "2022") is catalogue["acme-2020"]
        assert catalogue.on("2022") == {"team": entry}

    def test_some_unstated(self, install: Install, shipped: tuple[str, ...]) -> None:
        """Editions of which all is said and those of which nothing is are told apart alike."""
        install(SAYING.format(id="acme-2020", said=""), acme_2020=text("acme-2020", "2020", "2024"))
        install(SAYING.format(id="beta-2025", said='type="team", starts="2025-02"'), name="beta")
        catalogue = ps.discover(block=shipped)
        expected = "2025-01 lies between acme-2020, in force to 2024, and beta-2025, in force from 2025-02"

        assert catalogue.in_force("team", "2024").id == "acme-2020"
        assert why_not(catalogue, "team", "2025-01") == expected

    def test_unstated_and_broken(self, install: Install, shipped: tuple[str, ...]) -> None:
        """An edition of which nothing is said and that can't be read may be the one that is wanted: its plugin is named."""
        plugin = install(SAYING.format(id="acme-2020", said=""))
        install(SAYING.format(id="beta-2025", said='type="team", starts="2025-02"'), name="beta")
        with pytest.raises(ps.PluginError) as caught:
            ps.discover(block=shipped).in_force("team", "2022")

        assert str(caught.value).startswith(str(plugin))

    def test_broken_for_another_type(self) -> None:
        """One for another type of service is not: it is nobody's trouble who asks for this one."""
        catalogue = ps.Catalogue([made(*FIRST), stated("broken", type="unit")])

        assert catalogue.in_force("team", "2020").id == "first"


class TestOn:
    def test_each_type(self) -> None:
        """For each type of service there is the edition in force on the day, or a text that says why there is none."""
        catalogue = three()
        by_id = {entry.id: entry for entry in catalogue.entries}
        why = "2025-01 lies between second, in force to 2024, and third, in force from 2025-03"

        assert {"team": by_id["first"], "unit": by_id["other"]} == catalogue.on("2020")
        assert {"team": why, "unit": by_id["other"]} == catalogue.on("2025-01")

    def test_order(self) -> None:
        """Types come in the order in which the catalogue has them."""
        catalogue = ps.Catalogue(
            [made("b", "2020", type="b"), made("a", "2020", type="a"), made("c", "2000", "2001", type="b")]
        )

        assert list(catalogue.on("2020")) == ["b", "a"]

    @pytest.mark.parametrize("day", [date(2020, 2, 29), "2020-02-29", ps.PartialDate(2020, 2, 29), "2020-02"])
    def test_forms_of_a_day(self, day: date | ps.PartialDate | str) -> None:
        """A day may be given in every form."""
        assert three().on("2020-02-29") == three().on(day)

    def test_without_a_type(self) -> None:
        """An edition that is for no type of service that is known is not there."""
        assert ps.Catalogue([made("untyped", "2020", type="")]).on("2020") == {}

    def test_undated(self) -> None:
        """Of one without dates it is said that they are not known."""
        assert ps.Catalogue([made("undated")]).on("2020") == {"team": "when undated was in force is not known"}

    def test_overlapping(self) -> None:
        """Where two were in force, both are said."""
        assert ps.Catalogue(TestOverlapping.OVERLAPPING).on("2021-06") == {
            "team": "2021-06 lies within more than one edition: one, two"
        }

    def test_none_installed(self) -> None:
        """Where no edition is installed, there is nothing."""
        assert ps.Catalogue().on("2020") == {}

    def test_capitals(self) -> None:
        """A type that plugins spell with other capitals is the same type, there once."""
        catalogue = ps.Catalogue([made("one", "2020", "2020", type="team"), made("two", "2021", "2021", type="Team")])

        assert len(catalogue.on("2020")) == 1


class Period(NamedTuple):
    """From one day to another, both included; without an end where there is none."""

    starts: date
    ends: date | None

    def covers(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day <= self.ends)


DAYS = [date(2020, 12, 1) + timedelta(days) for days in range(60)]


@st.composite
def periods(draw: DrawFn) -> list[Period]:
    """Periods that may overlap, the last of them perhaps without an end."""
    bounds = draw(st.lists(st.tuples(st.sampled_from(DAYS), st.sampled_from(DAYS)).map(sorted), min_size=1, max_size=4))
    found = [Period(starts, ends) for starts, ends in bounds]
    return [*found[:-1], found[-1]._replace(ends=None)] if draw(st.booleans()) else found


def editions_in(periods: list[Period]) -> list[Entry]:
    return [
        made(f"e{number}", str(period.starts), None if period.ends is None else str(period.ends))
        for number, period in enumerate(periods)
    ]


class TestAnyPeriods:
    @given(periods(), st.sampled_from(DAYS))
    def test_one_or_none(self, periods: list[Period], day: date) -> None:
        """An edition is found on the days on which it alone was in force, and on no other."""
        catalogue = ps.Catalogue(editions_in(periods))
        covering = [f"e{number}" for number, period in enumerate(periods) if period.covers(day)]
        found = catalogue.on(day)["team"]
        if len(covering) == 1:
            assert isinstance(found, Entry)
            assert found.id == catalogue.in_force("team", day).id == covering[0]
        else:
            assert found == why_not(catalogue, "team", day)
            assert all(id in found for id in covering)
            assert covering == [] or "more than one" in found

    @given(periods())
    def test_overlaps(self, periods: list[Period]) -> None:
        """Those pairs overlap, and no others, that were in force on the same day."""
        entries = editions_in(periods)
        always = [*DAYS, date.max]
        shared = [
            (entries[first].id, entries[second].id)
            for first in range(len(periods))
            for second in range(first + 1, len(periods))
            if any(periods[first].covers(day) and periods[second].covers(day) for day in always)
        ]

        assert [(first.id, second.id) for first, second in overlaps(entries)] == shared


class TestOverlaps:
    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (("2020", "2021"), ("2021", "2022")),
            (("2020", "2021-06"), ("2021-06-30", None)),
            (("2020", None), ("2025", "2026")),
            (("2020", None), ("2019", None)),
            (("2020", "2029"), ("2023-01", "2023-02")),
        ],
    )
    def test_found(self, first: tuple[str, str | None], second: tuple[str, str | None]) -> None:
        """Two that may have been in force on the same day are a pair; a month and a year are read as widely as they allow."""
        entries = [stated("one", *first), stated("two", *second)]

        assert [tuple(entries)] == overlaps(entries)
        assert [tuple(reversed(entries))] == overlaps(reversed(entries))

    @pytest.mark.parametrize(
        ("first", "second"),
        [
            (("2020", "2020"), ("2021", "2021")),
            (("2020", "2021-06"), ("2021-07-01", None)),
            (("2021-03", None), ("2020", "2021-02-28")),
        ],
    )
    def test_none(self, first: tuple[str, str | None], second: tuple[str, str | None]) -> None:
        """Two of which one begins after the end of the other are none."""
        assert overlaps([stated("one", *first), stated("two", *second)]) == []

    def test_types(self) -> None:
        """Only those for the same type of service overlap; capitals make no difference."""
        assert overlaps([stated("one", "2020"), stated("two", "2020", type="unit")]) == []
        assert len(overlaps([stated("one", "2020"), stated("two", "2020", type="Team")])) == 1

    def test_unknown(self) -> None:
        """Of those for no type, and of those without dates, nothing is known that could overlap."""
        assert overlaps([stated("one", "2020", type=""), stated("two", "2020", type="")]) == []
        assert overlaps([stated("one", "2020"), stated("two")]) == []

    def test_all_pairs(self) -> None:
        """Every pair is there once, in the order in which they were given."""
        one, two, three = (stated(id, "2020") for id in ("one", "two", "three"))

        assert [(one, two), (one, three), (two, three)] == overlaps([one, two, three])

    def test_shipped(self, catalogue: ps.Catalogue) -> None:
        """No two editions that ship overlap, and of each it is known for which type and since when it was in force."""
        assert [entry.id for entry in catalogue.entries if not (entry.type and entry.starts)] == []
        assert overlaps(catalogue.entries) == []

    @pytest.mark.parametrize(
        ("starts", "ends", "others"),
        [
            ("2025-02", "2025-03", ["pdu-2023"]),
            ("2023-08-31", "2023-09", ["pdu-2021"]),
            ("2023-09", "2023-09", []),
            ("2020", None, ["pdu-2021", "pdu-2023"]),
        ],
    )
    def test_planted(self, catalogue: ps.Catalogue, starts: str, ends: str | None, others: list[str]) -> None:
        """One that is planted among them is found."""
        planted = stated("planted", starts, ends, type="pdu")

        assert [(other, "planted") for other in others] == [
            (first.id, second.id) for first, second in overlaps([*catalogue.entries, planted])
        ]


class TestShipped:
    @pytest.mark.parametrize(
        ("type", "day", "id"),
        [
            ("PDU", date(2025, 2, 24), "pdu-2023"),
            ("pdu", "2025-02", "pdu-2023"),
            ("PDU", "2023-08-31", "pdu-2021"),
            ("CRC", "2019-06-30", "crc-2018"),
            ("CRC", "2019-07-01", "crc-2019"),
            ("NPS", "2018-06", "nps-2018"),
            ("NPS", "2020", "nps-2019"),
            ("region", "2024", "region-2023"),
            ("national", "2025-02", "national-2025"),
            ("approved premises", "2025-12-01", "approved-premises-2025"),
            ("public protection", "2025-12-01", "public-protection-2025"),
            ("youth justice service", "2021-07-14", "youth-2018"),
            ("youth justice service", "2021-07-15", "youth-2021"),
            ("Youth Justice Service", "2025-03-01", "youth-2025"),
            ("youth justice work with children and victims", "2025-06", "youth-2025-casework"),
        ],
    )
    def test_found(self, catalogue: ps.Catalogue, type: str, day: date | str, id: str) -> None:
        """The edition that was in force for a type of service is found by the day on which fieldwork starts."""
        found = catalogue.in_force(type, day)

        assert found is catalogue[id]
        assert found.in_force
        if isinstance(day, date):
            assert found.in_force.covers(day)

    @pytest.mark.parametrize(
        ("type", "day", "why"),
        [
            (
                "PDU",
                "2023-09-15",
                "2023-09-15 lies between pdu-2021, in force to 2023-08, and pdu-2023, in force from 2023-10",
            ),
            ("PDU", "2020-01-01", "2020-01-01 is before the first edition, pdu-2021, in force from 2021-07"),
            (
                "youth justice service",
                "2025-01-15",
                "2025-01-15 lies between youth-2021, in force to 2024-12, and youth-2025, in force from 2025-03",
            ),
            ("CRC", "2025", "2025 is after the last edition that is known, crc-2019, in force to 2021-06"),
            ("PDU", "2023", "2023 lies within more than one edition: pdu-2021, pdu-2023"),
        ],
    )
    def test_not_found(self, catalogue: ps.Catalogue, type: str, day: str, why: str) -> None:
        """Where there was none, the message says between which the day falls."""
        assert why_not(catalogue, type, day) == why
        assert catalogue.on(day)[type] == why

    def test_inspection(self, catalogue: ps.Catalogue, derbyshire: ps.Inspection) -> None:
        """An inspection that says its type and its dates needs to name no framework to find it."""
        assert derbyshire.fieldwork_start
        assert catalogue.in_force(derbyshire.type, derbyshire.fieldwork_start).id == derbyshire.framework

    def test_misspelt(self, catalogue: ps.Catalogue) -> None:
        """A misspelt type of service is answered with the one that was meant."""
        assert problem_of(catalogue, "youth justice services").suggestion == "youth justice service"


class TestGap:
    @given(periods(), st.sampled_from(DAYS))
    def test_names_the_neighbours(self, periods: list[Period], day: date) -> None:
        """The editions that are named beside a day in a gap end before it and start after it."""
        entries = sorted(editions_in(periods), key=lambda entry: entry.starts.earliest if entry.starts else date.max)
        if any(entry.within(ps.PartialDate.parse(day)) for entry in entries):
            return
        why = gap(ps.PartialDate.parse(day), entries)
        by_id = {f"e{number}": period for number, period in enumerate(periods)}
        before = {id for id, period in by_id.items() if period.ends is not None and period.ends < day}
        named = {id for id in by_id if f" {id}," in why}

        assert ("is before" in why) == (not before)
        assert ("is after" in why) == (len(before) == len(by_id))
        assert len(named) == (2 if "between" in why else 1)
