"""An inspection: a service, its dates, its evidence, and what the report says."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest

from probation_standards.dates import PartialDate
from probation_standards.errors import FrameworkError, Problem
from probation_standards.evidence import Evidence
from probation_standards.figures import Figure
from probation_standards.inspections import NARRATIVE, BackgroundFigure, Inspection, PublishedRatings
from probation_standards.sources import Confidence, Source

SOURCE = Source(title="An inspection report", confidence=Confidence.CONFIRMED)
CASES = BackgroundFigure(name="Cases inspected", value=62, unit="cases")
DATE = 'expected a date: "2025", "2025-05" or "2025-05-08"'


def inspection(**changes: Any) -> Inspection:
    return Inspection(**{"service": "Derbyshire PDU", "framework": "pdu-2023", **changes})


def problems_of(cls: type[Any], **fields: Any) -> list[tuple[str, str]]:
    """Return where and what was expected of a `cls` that can't be made."""
    with pytest.raises(FrameworkError) as caught:
        cls(**fields)
    return [(problem.path, problem.expected) for problem in caught.value.problems]


class TestBackgroundFigure:
    """A figure that describes the service and rates nothing."""

    @pytest.mark.parametrize(
        ("expected", "value"),
        [(62, 62), (62, 62.0), (62, "62"), (Fraction(77, 2), "38.5"), (Fraction(77, 2), Decimal("38.5")), (-3, -3)],
    )
    def test_values(self, expected: Figure, value: Any) -> None:
        """Its value is kept exact, whatever number it was given as, and accepted again."""
        figure = BackgroundFigure(name="Caseload", value=value, unit="cases")

        assert expected == figure.value
        assert type(expected) is type(figure.value)
        assert figure == attrs.evolve(figure)

    @pytest.mark.parametrize("value", ["many", None, math.nan, math.inf, 62j, True, False], ids=repr)
    def test_no_values(self, value: Any) -> None:
        """What is no number is refused, and a truth value is none."""
        assert [("value", "expected a number")] == problems_of(BackgroundFigure, name="Caseload", value=value, unit="cases")

    def test_every_problem(self) -> None:
        """All that is wrong with a figure is reported at once; there is none without its unit."""
        assert problems_of(BackgroundFigure, name="", value="many", unit="", note=None) == [
            ("name", "expected a text that is not empty"),
            ("value", "expected a number"),
            ("unit", "expected a text that is not empty"),
            ("note", "expected a text"),
        ]

    def test_no_note(self) -> None:
        """There need be nothing more to know of a figure."""
        assert CASES.note == ""


class TestPublishedRatings:
    """The ratings that were published."""

    def test_unknown(self) -> None:
        """Any of them may be unknown, which is not the same as a score of 0."""
        published = PublishedRatings()

        assert (published.overall, published.score, published.maximum, published.ratings) == (None, None, None, {})
        assert published != PublishedRatings(score=0)

    def test_every_problem(self) -> None:
        """All that is wrong with them is reported at once."""
        assert problems_of(PublishedRatings, overall="", score=-1, maximum=True, ratings={"P 1.1": 2, "P 1.2": "Good"}) == [
            ("overall", "expected a text that is not empty"),
            ("score", "expected a whole number of at least 0"),
            ("maximum", "expected a whole number of at least 0"),
            ('ratings."P 1.1"', "expected a text that is not empty"),
        ]
        assert problems_of(PublishedRatings, ratings=None) == [("ratings", "expected a table")]

    def test_copies(self) -> None:
        """What is done to the mapping that they were made from does not change them."""
        given = {"P 1.1": "Inadequate"}
        published = PublishedRatings(overall="Inadequate", score=2, maximum=21, ratings=given)
        given.clear()

        assert published.ratings == {"P 1.1": "Inadequate"}
        assert published == attrs.evolve(published)


class TestInspection:
    """One inspection of one service."""

    def test_least(self) -> None:
        """A service and a framework are enough; nothing else is assumed."""
        least = inspection()

        assert (least.region, least.type, least.note) == ("", "", "")
        assert (least.fieldwork_start, least.publication_date, least.published, least.source) == (None,) * 4
        assert least.evidence == Evidence()
        assert (least.background, least.recommendations) == ((), ())
        assert (least.strengths, least.areas_for_improvement, least.commentary) == ({}, {}, {})

    @pytest.mark.parametrize("value", [CASES, PublishedRatings(), inspection()], ids=lambda value: type(value).__name__)
    def test_by_keyword(self, value: Any) -> None:
        """The fields of an inspection and of what it holds are named where it is made."""
        fields = [getattr(value, field.name) for field in attrs.fields(type(value))]

        with pytest.raises(TypeError):
            type(value)(*fields)

    @pytest.mark.parametrize("lacking", ["service", "framework"])
    def test_required(self, lacking: str) -> None:
        """There is no inspection without a service, and none without its framework."""
        fields: dict[str, Any] = {"service": "Derbyshire PDU", "framework": "pdu-2023"}
        del fields[lacking]

        with pytest.raises(TypeError, match=lacking):
            Inspection(**fields)

    @pytest.mark.parametrize(
        ("expected", "given"),
        [
            (PartialDate(2025), "2025"),
            (PartialDate(2025, 5), "2025-05"),
            (PartialDate(2025, 5, 8), date(2025, 5, 8)),
            (PartialDate(2025, 5), PartialDate(2025, 5)),
            (None, None),
        ],
    )
    def test_dates(self, expected: PartialDate | None, given: Any) -> None:
        """Dates are as precise as they were given."""
        made = inspection(fieldwork_start=given, publication_date=given)

        assert (expected, expected) == (made.fieldwork_start, made.publication_date)

    def test_every_problem(self) -> None:
        """All that is wrong with an inspection is reported at once, each with its path, what was expected and found."""
        fields: dict[str, Any] = dict(service="", framework=2023, region=None, type=5, fieldwork_start="in May")
        more: dict[str, Any] = dict(publication_date=2025, evidence={}, published={}, background=[62])
        rest: dict[str, Any] = dict(recommendations=["", "Train staff.", 5], source="report", note=None)
        narrative: dict[str, Any] = dict(
            strengths={"P 1.2": "Good."}, areas_for_improvement=[], commentary={"Other": ["a", ""]}
        )

        assert problems_of(Inspection, **fields, **more, **rest, **narrative) == [
            ("service", "expected a text that is not empty"),
            ("framework", "expected a text that is not empty"),
            ("region", "expected a text"),
            ("type", "expected a text"),
            ("fieldwork_start", DATE),
            ("publication_date", DATE),
            ("evidence", "expected evidence"),
            ("published", "expected published ratings"),
            ("background[0]", "expected a background figure"),
            ('strengths."P 1.2"', "expected a list"),
            ("areas_for_improvement", "expected a table"),
            ("commentary.Other[1]", "expected a text that is not empty"),
            ("recommendations[0]", "expected a text that is not empty"),
            ("recommendations[2]", "expected a text that is not empty"),
            ("source", "expected a source"),
            ("note", "expected a text"),
        ]

    def test_value_found(self) -> None:
        """A problem shows what was found."""
        with pytest.raises(FrameworkError) as caught:
            inspection(type=5)

        assert caught.value.problems == (Problem("type", "expected a text", 5),)

    def test_not_in_the_calendar(self) -> None:
        """A date that the calendar lacks is reported as a problem of its field, together with every other problem."""
        problems = problems_of(Inspection, service="", framework="pdu-2023", fieldwork_start="2025-02-30")

        assert ["service", "fieldwork_start"] == [path for path, _ in problems]

    def test_names_of_the_narrative(self) -> None:
        """The narrative is what the report says: strengths, areas for improvement, and what it calls neither."""
        assert NARRATIVE == ("strengths", "areas_for_improvement", "commentary")

    @pytest.mark.parametrize("field", NARRATIVE)
    def test_narrative(self, field: str) -> None:
        """Each part of the narrative is a mapping of its own, kept as tuples of texts, and found by the name of its field."""
        texts = ["Staff know the service.", "Induction is thorough."]
        made = inspection(**{field: {"P 1.2": texts}})
        texts.clear()

        expected = {"P 1.2": ("Staff know the service.", "Induction is thorough.")}

        assert expected == getattr(made, field)

    @pytest.mark.parametrize("field", NARRATIVE)
    @pytest.mark.parametrize("texts", ["Staff know the service.", (5,)], ids=repr)
    def test_narrative_of_texts(self, field: str, texts: object) -> None:
        """Under a heading stands a list of texts; a text alone is none, though Python would take it for one of its letters."""
        where = "" if isinstance(texts, str) else "[0]"

        with pytest.raises(FrameworkError) as caught:
            inspection(**{field: {"P 1.2": texts}})

        assert [problem.path for problem in caught.value.problems] == [f'{field}."P 1.2"{where}']

    def test_recommendations(self) -> None:
        """Recommendations are a list of texts; a text alone is none, though Python would take it for one of its letters."""
        assert inspection(recommendations=["Train staff.", "Fill vacancies."]).recommendations == (
            "Train staff.",
            "Fill vacancies.",
        )
        assert problems_of(Inspection, service="a", framework="b", recommendations="Train.") == [
            ("recommendations", "expected a list")
        ]

    @pytest.mark.parametrize("field", NARRATIVE)
    def test_frozen(self, field: str) -> None:
        """The narrative can't be changed, nor can the ratings that were published."""
        narrative = getattr(inspection(**{field: {"P 1.2": ["Staff know the service."]}}), field)
        ratings: Any = PublishedRatings(ratings={"P 1.1": "Good"}).ratings

        with pytest.raises(TypeError, match="mappingproxy"):
            narrative["P 1.2"] = ()
        with pytest.raises(TypeError, match="mappingproxy"):
            ratings["P 1.1"] = "Outstanding"

    def test_evolve(self, derbyshire: Inspection) -> None:
        """An inspection accepts its own content again, so that a changed copy can be made."""
        full = inspection(
            fieldwork_start="2025-02",
            evidence=Evidence(findings={"P 2.1.1": "64.5"}),
            published=PublishedRatings(score=2),
            background=[CASES],
            strengths={"P 1.2": ["Staff know the service."]},
            recommendations=["Train staff."],
            source=SOURCE,
        )

        assert full == attrs.evolve(full)
        assert derbyshire == attrs.evolve(derbyshire)
        assert attrs.evolve(full, note="read twice") != full
