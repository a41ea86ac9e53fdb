"""A number never travels without its source, and how sure we are of it."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from probation_standards.errors import FrameworkError, Problem
from probation_standards.sources import Confidence, Source


class TestConfidence:
    """Confirmed, inferred or recalled."""

    def test_names(self) -> None:
        """There are three: what was read, what follows from what was read, and what is only remembered."""
        assert [confidence.value for confidence in Confidence] == ["confirmed", "inferred", "recalled"]

    @pytest.mark.parametrize("confidence", Confidence)
    def test_by_name(self, confidence: Confidence) -> None:
        """A source takes its confidence as such or by its name in lower case."""
        assert confidence is Source(title="A report", confidence=confidence).confidence
        assert confidence is Source(title="A report", confidence=confidence.value).confidence


class TestSource:
    """A publication."""

    def test_least(self) -> None:
        """A title and a confidence are enough; outside a framework a source needs no id."""
        source = Source(title="A report", confidence=Confidence.CONFIRMED)

        assert (source.id, source.publisher, source.published, source.reference, source.url, source.note) == ("",) * 6

    @pytest.mark.parametrize("lacking", ["title", "confidence"])
    def test_required(self, lacking: str) -> None:
        """There is no source without a title, and none without a word on how sure we are."""
        fields: dict[str, Any] = {"title": "A report", "confidence": "confirmed"}
        del fields[lacking]

        with pytest.raises(TypeError, match=lacking):
            Source(**fields)

    def test_every_problem(self) -> None:
        """All that is wrong with a source is reported at once, each with its path, what was expected and what was found."""
        names = ("id", "title", "confidence", "publisher", "published", "reference", "url", "note")
        fields: dict[str, Any] = {**dict.fromkeys(names, 5), "title": " ", "confidence": "certain"}

        with pytest.raises(FrameworkError) as caught:
            Source(**fields)

        assert caught.value.problems == (
            Problem("id", "expected a text", 5),
            Problem("title", "expected a text that is not empty", " "),
            Problem("confidence", 'expected "confirmed", "inferred" or "recalled"', "certain"),
            *(Problem(name, "expected a text", 5) for name in names[3:]),
        )

    @pytest.mark.parametrize("value", [None, "Confirmed", "", 1, True, ["confirmed"]], ids=repr)
    def test_no_confidence(self, value: Any) -> None:
        """Anything but the three is refused: nothing counts as sure by accident."""
        with pytest.raises(FrameworkError) as caught:
            Source(title="A report", confidence=value)

        assert [problem.path for problem in caught.value.problems] == ["confidence"]

    def test_evolve(self) -> None:
        """A source accepts its own confidence again, so that a changed copy can be made."""
        source = Source(id="report", title="A report", confidence=Confidence.INFERRED, note="by arithmetic")

        assert source == attrs.evolve(source)
        assert attrs.evolve(source, note="").confidence is Confidence.INFERRED

    def test_by_keyword(self) -> None:
        """Its fields are named where it is made: two texts in a row would be mistaken for each other."""
        positional: Any = Source

        with pytest.raises(TypeError):
            positional("report", "A report", "confirmed")

    def test_value(self) -> None:
        """Sources are values: equal where their content is, usable as keys, and frozen."""
        source = Source(title="A report", confidence=Confidence.CONFIRMED)
        same = Source(title="A report", confidence=Confidence.CONFIRMED)

        assert source == same
        assert len({source, same}) == 1
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            source.title = "Another"  # type: ignore[misc]
