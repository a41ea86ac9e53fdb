"""Values check themselves when they are made, and report all that fails in one error."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probation_standards.checks import (
    Check,
    Checked,
    Items,
    Partial,
    any_text,
    as_tuple,
    cross_problems,
    field_problems,
    flag,
    holds,
    instance,
    is_a,
    mapping_of,
    number,
    one_of,
    optional,
    repeated,
    text,
    tuple_of,
    whole_number,
)
from probation_standards.errors import EvidenceError, FrameworkError, Problem


def _enough_seats(room: Any) -> Iterator[Problem]:
    if room.seats < room.people:
        yield Problem("seats", f"expected a seat for each of {room.people}", room.seats)


def _one_door(room: Any) -> Iterator[Problem]:
    if not room.doors:
        yield Problem("doors", "expected a door", room.doors)


@attrs.frozen(kw_only=True)
class Room(Checked):
    """A value with checks of both kinds."""

    checks = (_enough_seats, _one_door)

    id: str = attrs.field(default="hall", metadata=holds(text))
    seats: int = attrs.field(metadata=holds(whole_number(0)))
    people: int = attrs.field(default=0, metadata=holds(whole_number(0)))
    doors: int = attrs.field(default=1, metadata=holds(whole_number(0)))
    colour: object = None


@attrs.frozen
class Named(Checked):
    """A value with a name and without an id."""

    name: object = attrs.field(metadata=holds(text))
    size: object = attrs.field(default=1, metadata=holds(whole_number(1)))


@attrs.frozen
class Nameless(Checked):
    """A value with neither, and an error of its own."""

    error = EvidenceError

    size: object = attrs.field(metadata=holds(whole_number(1)))


class TestMaking:
    """Making a value runs its checks."""

    def test_right(self) -> None:
        """A value that holds what it may is made; a field that says nothing may hold anything."""
        room = Room(seats=3, people=3, colour=object)

        assert (room.seats, room.colour) == (3, object)

    def test_every_field_at_once(self) -> None:
        """Everything that is wrong with the fields is reported in one error, in the order of the fields."""
        fields: dict[str, Any] = {"id": "", "seats": -1, "people": True, "doors": "two"}

        with pytest.raises(FrameworkError) as caught:
            Room(**fields)

        assert caught.value.problems == (
            Problem("id", "expected a text that is not empty", ""),
            Problem("seats", "expected a whole number of at least 0", -1),
            Problem("people", "expected a whole number of at least 0", True),  # noqa: FBT003  # as it was given
            Problem("doors", "expected a whole number of at least 0", "two"),
        )

    def test_everything_between_fields_at_once(self) -> None:
        """Where the fields hold, everything that is wrong between them is reported in one error."""
        with pytest.raises(FrameworkError) as caught:
            Room(seats=2, people=3, doors=0)

        assert caught.value.problems == (
            Problem("seats", "expected a seat for each of 3", 2),
            Problem("doors", "expected a door", 0),
        )

    def test_fields_come_first(self) -> None:
        """Where a field does not hold, nothing is said of what lies between fields: it could only mislead."""
        seats: Any = None

        with pytest.raises(FrameworkError) as caught:
            Room(seats=seats, doors=0)

        assert [problem.path for problem in caught.value.problems] == ["seats"]

    def test_evolve(self) -> None:
        """A changed copy is checked as any other value."""
        room = Room(seats=3)

        assert attrs.evolve(room, people=3) == Room(seats=3, people=3)
        with pytest.raises(FrameworkError):
            attrs.evolve(room, people=4)

    def test_frozen(self) -> None:
        """A value that was checked can't be changed afterwards."""
        room = Room(seats=3)

        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            room.seats = -1  # type: ignore[misc]


class TestHeading:
    """The heading says what could not be made."""

    @pytest.mark.parametrize(
        ("expected", "cls", "fields"),
        [
            ("Room 'hall' cannot be made", Room, {"seats": -1}),
            ("Named 'Good' cannot be made", Named, {"name": "Good", "size": 0}),
            ("Named cannot be made", Named, {"name": ""}),
            ("Named 5 cannot be made", Named, {"name": 5}),
        ],
    )
    def test_name(self, expected: str, cls: type[Any], fields: dict[str, Any]) -> None:
        """It names the class, and the value by its id or name where it has one."""
        with pytest.raises(FrameworkError) as caught:
            cls(**fields)

        assert expected == caught.value.heading

    def test_error_of_its_own(self) -> None:
        """A class says which error its values raise."""
        with pytest.raises(EvidenceError) as caught:
            Nameless(0)

        assert caught.value.heading == "Nameless cannot be made"


class TestFieldProblems:
    """What is wrong with values by themselves, even where some are lacking."""

    def test_what_is_there(self) -> None:
        """Only the fields that there is a value for are checked, so that a document read in part can be."""
        assert list(field_problems(Room, {})) == []
        assert [problem.path for problem in field_problems(Room, {"seats": -1, "colour": "red"})] == ["seats"]


class TestCrossProblems:
    """What is wrong between fields, even where some are lacking."""

    def test_what_is_there(self) -> None:
        """A check that needs a field which is not there is passed over; the next ones still run."""
        assert [problem.path for problem in cross_problems(Room, SimpleNamespace(seats=1, doors=0))] == ["doors"]

    def test_whole_value(self) -> None:
        """On a whole value all checks run, so that a mistake in a check itself is not passed over."""

        @attrs.frozen
        class Faulty(Checked):
            checks = (lambda room: iter(room.windows),)

        with pytest.raises(AttributeError, match="windows"):
            Faulty()


class TestChecks:
    """What a field may hold."""

    @pytest.mark.parametrize(
        ("expected", "check", "value"),
        [
            (None, text, "Good"),
            ("expected a text that is not empty", text, ""),
            ("expected a text that is not empty", text, " \n"),
            ("expected a text that is not empty", text, None),
            ("expected a text that is not empty", text, 5),
            (None, any_text, ""),
            ("expected a text", any_text, None),
            ("expected a text", any_text, b"Good"),
            (None, flag, True),
            (None, flag, False),
            ("expected true or false", flag, 1),
            ("expected true or false", flag, "true"),
            ("expected true or false", flag, None),
            (None, instance(str, "a name"), "Good"),
            ("expected a name", instance(str, "a name"), 5),
            (None, instance((int, str), "a name"), 5),
            ("expected a name", instance((int, str), "a name"), 5.0),
            (None, optional(text), None),
            (None, optional(text), "Good"),
            ("expected a text that is not empty", optional(text), ""),
            (None, one_of("exact", "whole"), "exact"),
            ('expected "exact" or "whole"', one_of("exact", "whole"), "half"),
            ('expected "exact" or "whole"', one_of("exact", "whole"), None),
            ('expected "exact" or "whole"', one_of("exact", "whole"), ["exact"]),
            ('expected "exact"', one_of("exact"), ""),
            (None, number, 62),
            (None, number, Fraction(1, 2)),
            ("expected a number", number, True),
            ("expected a number", number, 0.5),
            ("expected a number", number, "62"),
            ("expected a list", tuple_of(text), ["a"]),
            ("expected a list", tuple_of(text), "a"),
            ("expected a list of at least 2", tuple_of(text, at_least=2), ("a",)),
            ("expected a table", mapping_of(text), [("a", "b")]),
            ("expected a table", mapping_of(text), "a"),
        ],
    )
    def test_values(self, expected: str | None, check: Check, value: object) -> None:
        """A check returns None for what is right, else what was expected."""
        assert expected == check(value)

    @given(st.integers(), st.integers())
    def test_whole_numbers(self, number: int, minimum: int) -> None:
        """A whole number is accepted exactly where it is at least the minimum."""
        expected = None if number >= minimum else f"expected a whole number of at least {minimum}"

        assert expected == whole_number(minimum)(number)

    @pytest.mark.parametrize("value", [True, False, 1.0, "1", None, float("nan")], ids=repr)
    def test_no_whole_numbers(self, value: object) -> None:
        """A truth value is no whole number, nor is a float, however whole."""
        assert whole_number(0)(value) == "expected a whole number of at least 0"


class TestControlCharacters:
    """Texts are for people."""

    @pytest.mark.parametrize("character", ["\x00", "\x07", "\x08", "\x1b", "\r", "\x7f", "\x9b"], ids=repr)
    def test_refused(self, character: str) -> None:
        """A character that steers a terminal belongs into no text, wherever it stands in it."""
        for value in (f"{character}Good", f"Go{character}od", f"Good{character}"):
            assert text(value) == "expected a text without control characters"
            assert any_text(value) == "expected a text without control characters"

    @pytest.mark.parametrize("value", ["Good\nenough", "Good\tenough", "Good\r\nenough", "très bon", "\u597d", "\u2013"])
    def test_accepted(self, value: str) -> None:
        """Line breaks and tabs do, as do the letters and marks of every script."""
        assert text(value) is None
        assert any_text(value) is None


class TestWithin:
    """What lists and tables may hold."""

    @pytest.mark.parametrize(
        ("check", "value"),
        [
            (tuple_of(text), ()),
            (tuple_of(text), ("a", "b")),
            (tuple_of(text, at_least=2), ("a", "b")),
            (mapping_of(text), {}),
            (mapping_of(tuple_of(text)), {"P 1.2": ("a", "b"), "P 1.3": ()}),
        ],
    )
    def test_right(self, check: Check, value: object) -> None:
        """Nothing is wrong where every item is right, and there are enough of them."""
        assert not check(value)

    def test_every_item(self) -> None:
        """Every item that is wrong is a problem of its own, under its position or its name."""
        expected = "expected a text that is not empty"

        assert tuple_of(text)(("a", "", 5)) == [Problem("[1]", expected, ""), Problem("[2]", expected, 5)]
        assert mapping_of(text)({"P 1.2": "", "note": None, "a": "b"}) == [
            Problem('"P 1.2"', expected, ""),
            Problem("note", expected, None),
        ]

    def test_lists_within(self) -> None:
        """Lists in tables and lists in lists are looked through, each item with its whole path."""
        expected = "expected a text that is not empty"

        assert mapping_of(tuple_of(text))({"a": ("b", ""), "c": "d"}) == [
            Problem("a[1]", expected, ""),
            Problem("c", "expected a list", "d"),
        ]
        assert tuple_of(tuple_of(text))(((), ("",))) == [Problem("[1][0]", expected, "")]
        assert optional(tuple_of(text))(("",)) == [Problem("[0]", expected, "")]

    def test_as_fields(self) -> None:
        """As a field, a list is reported with the paths of its items under the name of the field."""

        @attrs.frozen
        class House(Checked):
            names: object = attrs.field(metadata=holds(tuple_of(text)))

        with pytest.raises(FrameworkError) as caught:
            House(("a", "", "b", 5))

        assert [(problem.path, problem.value) for problem in caught.value.problems] == [("names[1]", ""), ("names[3]", 5)]


class TestAsTuple:
    """The converter of fields that hold lists."""

    @given(st.lists(st.integers()))
    def test_lists(self, items: list[int]) -> None:
        """Whatever can be gone through becomes a tuple in its order, and a tuple stays what it is."""
        assert (*items,) == as_tuple(items)
        assert (*items,) == as_tuple(iter(items))
        assert (*items,) == as_tuple(as_tuple(items))

    @pytest.mark.parametrize("value", ["Diversity", "", None, 5, 5.0], ids=repr)
    def test_no_lists(self, value: Any) -> None:
        """A text, or what is no list at all, comes back as it was given, for the check of the field to report."""
        assert value is as_tuple(value)


class TestPartial:
    """What could be read of a broken value."""

    def test_is_a(self) -> None:
        """It passes for a value of its class, and for no other, wherever only a part of a value is needed."""
        partial = Partial(Room, seats=3)

        assert is_a(partial, Checked)
        assert is_a(partial, (Named, Room))
        assert not is_a(partial, Named)
        assert is_a(Room(seats=3), Room)
        assert not is_a(Room(seats=3), (Named, Nameless))

    def test_checks_between_fields(self) -> None:
        """The checks between fields run on it as far as its fields go."""
        assert [problem.path for problem in cross_problems(Room, Partial(Room, seats=1, people=2))] == ["seats"]

    def test_items(self) -> None:
        """What could be read of a list keeps the positions of its items, and how many there were."""
        items = Items(3)
        items[2] = "c"

        assert (dict(items), items.length) == ({2: "c"}, 3)


class TestRepeated:
    """Names that were there before."""

    @given(st.lists(st.sampled_from("abc")))
    def test_each_repetition(self, names: list[str]) -> None:
        """Each name that stood earlier in the list is a problem at its own position; the first of a name is none."""
        expected = [
            Problem(f"domains[{position}].id", "expected an id that no other domain has", name)
            for position, name in enumerate(names)
            if name in names[:position]
        ]

        assert expected == list(repeated(iter(names), "domains[{}].id", "domain"))

    def test_names(self) -> None:
        """What repeats may be called something else than an id."""
        expected = [Problem("ratings[1].name", "expected a name that no other rating has", "Good")]

        assert expected == list(repeated(["Good", "Good"], "ratings[{}].name", "rating", "a name"))
