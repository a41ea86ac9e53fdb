"""Mappings that are values."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from typing import Any

import attrs
import pytest

import probation_standards as ps
from probation_standards.mappings import read_only


class TestReadOnly:
    def test_refuses_changes(self) -> None:
        """It can't be changed, and after an attempt it holds what it held."""
        mapping: Any = read_only({"P 1.1": "Inadequate"})

        with pytest.raises(TypeError, match="does not support item assignment"):
            mapping["P 1.1"] = "Good"

        assert mapping == {"P 1.1": "Inadequate"}
        assert {"clear", "pop", "popitem", "setdefault", "update"}.isdisjoint(dir(mapping))

    def test_once(self) -> None:
        """What is read-only already is not copied again."""
        mapping = read_only({"P 1.1": "Inadequate"})

        assert mapping is read_only(mapping)


class TestCopies:
    @pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])  # noqa: S301  # made here
    def test_equal(self, derbyshire: ps.Inspection, again: Callable[[Any], Any]) -> None:
        """Values that hold mappings can be copied and pickled; what comes back is equal and can't be changed either."""
        inspection = again(derbyshire)

        assert derbyshire == inspection
        with pytest.raises(TypeError, match="does not support item assignment"):
            inspection.evidence.findings["P 2.1.1"] = 90


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
        with pytest.raises(TypeError, match="does not support item assignment"):
            getattr(derbyshire.evidence, name)["P 1.1"] = "Good"

    @pytest.mark.parametrize("name", ["strengths", "areas_for_improvement", "commentary"])
    def test_narrative(self, derbyshire: ps.Inspection, name: str) -> None:
        """Nor can what a report says."""
        with pytest.raises(TypeError, match="does not support item assignment"):
            getattr(derbyshire, name)["P 1.1"] = ()

    def test_published(self, derbyshire: ps.Inspection) -> None:
        """Nor can what was published."""
        assert derbyshire.published is not None
        with pytest.raises(TypeError, match="does not support item assignment"):
            derbyshire.published.ratings["P 1.1"] = "Good"  # type: ignore[index]  # what must not work
