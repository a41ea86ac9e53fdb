"""Going through what a value holds: every part with its path, and the content as plain data."""

from __future__ import annotations

import json
import re
from fractions import Fraction
from types import SimpleNamespace
from typing import Any, ClassVar

import attrs
import pytest

import probation_standards as ps
from probation_standards.checks import Items, Partial
from probation_standards.errors import Problem
from probation_standards.parts import canonical, parts, stated_fields

SOURCE = ps.Source(id="report", title="An inspection report", confidence=ps.Confidence.CONFIRMED)
LOW, HIGH = ps.Rating("Inadequate", 0), ps.Rating("Good", 2)


@attrs.frozen
class Place:
    """A value with a default, a default that is made anew each time, and a field that is no part of its content."""

    kind: ClassVar[str] = "a-place"

    name: str
    note: str = ""
    tags: dict[str, int] = attrs.field(factory=dict)
    prepared: dict[str, int] = attrs.field(init=False, factory=lambda: {"made": 1})


@attrs.frozen
class Pair:
    """A value that holds others."""

    left: object
    right: object = None


def followed(value: Any, path: str) -> Any:
    """Return what is found in `value` at `path`, one step after the other."""
    for name, position in re.findall(r"(\w+)|\[(\d+)\]", path):
        value = getattr(value, name) if name else value[int(position)]
    return value


class TestParts:
    """Every value of this library within a value."""

    def test_in_order(self) -> None:
        """A value comes first, under the empty path, then what it holds in the order of its fields."""
        fields: dict[str, Any] = {"ratings": (LOW, HIGH), "source": SOURCE}
        scale = ps.RatingScale(**fields)

        assert list(parts(scale)) == [("", scale), ("ratings[0]", LOW), ("ratings[1]", HIGH), ("source", SOURCE)]

    def test_under_a_path(self) -> None:
        """Paths start with the one that is given for the whole."""
        assert list(parts((LOW, HIGH), "ratings")) == [("ratings[0]", LOW), ("ratings[1]", HIGH)]
        assert list(parts(Pair(LOW), "pairs[3]")) == [("pairs[3]", Pair(LOW)), ("pairs[3].left", LOW)]

    def test_a_path_for_each(self) -> None:
        """The items of a tuple may have a path each; one for every item, no more and no fewer."""
        assert list(parts((LOW, (HIGH,)), ("worst", "better"))) == [("worst", LOW), ("better[0]", HIGH)]
        with pytest.raises(ValueError, match="shorter"):
            list(parts((LOW, HIGH), ("worst",)))

    @pytest.mark.parametrize("value", ["Good", 5, Fraction(1, 2), None, ps.Confidence.RECALLED, ps.Rating, {"a": LOW}, ()])
    def test_nothing_within(self, value: object) -> None:
        """Texts, numbers, choices and classes have no parts."""
        assert list(parts(value)) == []

    def test_left_out(self) -> None:
        """What is no part of a value's content, such as what readers prepared, is not gone through."""

        @attrs.frozen
        class Prepared:
            cache: object = attrs.field(init=False, factory=lambda: LOW)

        assert list(parts(Prepared())) == [("", Prepared())]

    def test_read_in_part(self) -> None:
        """What could be read of a broken value is gone through as far as it goes; the items of a list keep their positions."""
        ratings = Items(3)
        ratings[0], ratings[2] = LOW, HIGH
        scale = Partial(ps.RatingScale, ratings=ratings, source="report")

        assert list(parts(scale)) == [("", scale), ("ratings[0]", LOW), ("ratings[2]", HIGH)]
        assert list(parts((scale,), "scales")) == [
            ("scales[0]", scale),
            ("scales[0].ratings[0]", LOW),
            ("scales[0].ratings[2]", HIGH),
        ]

    def test_other_values(self) -> None:
        """Values of other libraries are not looked into."""
        assert list(parts(SimpleNamespace(rating=LOW))) == []

    def test_paths(self, pdu: ps.Framework) -> None:
        """Following the path of any part of a framework leads to that part, and no two parts have one path."""
        found = dict(parts(pdu))

        assert len(found) == len(list(parts(pdu)))
        assert all(followed(pdu, path) is part for path, part in found.items())
        assert {type(part) for part in found.values()} >= {ps.Standard, ps.KeyQuestion, ps.Prompt, ps.BandTable, ps.Source}


class TestCanonical:
    """Content as plain data."""

    @pytest.mark.parametrize(
        ("expected", "value"),
        [
            ("Good", "Good"),
            (65, 65),
            (True, True),
            (None, None),
            ("129/2", Fraction(129, 2)),
            ("recalled", ps.Confidence.RECALLED),
            ([1, ["a"]], (1, ["a"])),
            ({"1": ["1/2"]}, {1: (Fraction(1, 2),)}),
            ({"": "Rating", "name": "Good", "points": 2}, HIGH),
            ({"": "Pair", "left": {"": "Pair", "left": None}}, Pair(Pair(None))),
        ],
    )
    def test_values(self, expected: object, value: object) -> None:
        """Tuples become lists, fractions texts, choices their names, and values tables under the names of their fields."""
        assert expected == canonical(value)

    def test_kind(self) -> None:
        """A value says what it is: a rule by its kind, any other by its class."""
        assert canonical(Place("here"))[""] == "a-place"
        assert canonical(Pair(1))[""] == "Pair"
        assert canonical(Pair(1)) != canonical(attrs.make_class("Couple", ["left"])(1))

    def test_defaults(self) -> None:
        """A field at its default does not enter, and neither does one that is no part of the content."""
        place = Place("here")
        place.prepared["made"] = 2

        assert canonical(place) == {"": "a-place", "name": "here"}
        assert canonical(Place("here", "quiet", {"a": 1})) == {"": "a-place", "name": "here", "note": "quiet", "tags": {"a": 1}}

    def test_a_field_more(self) -> None:
        """A class that gains a field with a default has the same content as before, as long as the field stands at it."""
        now = attrs.make_class("Domain", {"id": attrs.field()})
        later = attrs.make_class("Domain", {"id": attrs.field(), "colour": attrs.field(default="red")})

        assert canonical(now("1")) == canonical(later("1"))
        assert canonical(now("1")) != canonical(later("1", "blue"))

    def test_framework(self, pdu: ps.Framework) -> None:
        """The content of a framework is plain: JSON holds it as it is."""
        content = canonical(pdu)

        assert content == json.loads(json.dumps(content))


class TestStatedFields:
    """The fields that do not stand at their defaults."""

    @pytest.mark.parametrize(
        ("expected", "value"),
        [
            (["name"], Place("")),
            (["name", "note"], Place("here", "quiet")),
            (["name", "tags"], Place("here", tags={"a": 1})),
            (["name"], Place("here", tags={})),
            (["path", "expected"], Problem("", "")),
        ],
    )
    def test_names(self, expected: list[str], value: object) -> None:
        """A field without a default is always stated, any other where it holds something else than its default."""
        assert expected == [field.name for field in stated_fields(value)]
