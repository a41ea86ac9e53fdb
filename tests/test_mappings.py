"""Mappings that are values."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import attrs
import pytest

import probation_standards as ps
from probation_standards.mappings import ReadOnly

CHANGES: dict[str, Callable[[Any], object]] = {
    "set": lambda mapping: mapping.__setitem__("P 1.1", "Good"),
    "delete": lambda mapping: mapping.__delitem__("P 1.1"),
    "update": lambda mapping: mapping.update({"P 1.1": "Good"}),
    "or": lambda mapping: mapping.__ior__({"P 1.1": "Good"}),
    "pop": lambda mapping: mapping.pop("P 1.1"),
    "popitem": lambda mapping: mapping.popitem(),
    "setdefault": lambda mapping: mapping.setdefault("P 1.2", "Good"),
    "clear": lambda mapping: mapping.clear(),
}


class TestReadOnly:
    @pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
    def test_refuses_every_change(self, change: Callable[[Any], object]) -> None:
        """There is no way to change it, and after each attempt it holds what it held."""
        mapping = ReadOnly({"P 1.1": "Inadequate"})

        with pytest.raises(TypeError, match="can't be changed"):
            change(mapping)

        assert mapping == {"P 1.1": "Inadequate"}

    @pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda mapping: pickle.loads(pickle.dumps(mapping))])  # noqa: S301
    def test_copies(self, again: Callable[[Any], Any]) -> None:
        """A copy holds the same and can't be changed either."""
        mapping = ReadOnly({"P 1.1": "Inadequate"})

        assert (ReadOnly, mapping) == (type(again(mapping)), again(mapping))


class TestValues:
    def test_what_was_given_can_be_changed_without_effect(self) -> None:
        """Evidence is a copy: what is done later to the mapping it was made from does not change it."""
        given = {"P 2.1.1": 60}
        evidence = ps.Evidence(findings=given)
        given["P 2.1.1"] = 90

        assert evidence.findings == {"P 2.1.1": 60}

    @pytest.mark.parametrize("name", [field.name for field in attrs.fields(ps.Evidence)])
    def test_evidence(self, derbyshire: ps.Inspection, name: str) -> None:
        """What a rating rests on can't be changed after it was given."""
        with pytest.raises(TypeError, match="can't be changed"):
            getattr(derbyshire.evidence, name)["P 1.1"] = "Good"

    @pytest.mark.parametrize("name", ["strengths", "areas_for_improvement", "commentary"])
    def test_narrative(self, derbyshire: ps.Inspection, name: str) -> None:
        """Nor can what a report says."""
        with pytest.raises(TypeError, match="can't be changed"):
            getattr(derbyshire, name)["P 1.1"] = ()

    def test_published(self, derbyshire: ps.Inspection) -> None:
        """Nor can what was published."""
        assert derbyshire.published is not None
        with pytest.raises(TypeError, match="can't be changed"):
            derbyshire.published.ratings["P 1.1"] = "Good"  # type: ignore[index]  # what must not work
