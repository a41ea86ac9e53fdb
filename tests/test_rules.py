"""Rules are data: each says how evidence becomes a rating, and none knows who reads it."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probation_standards.bands import BandTable, RatingBand
from probation_standards.errors import FrameworkError, Problem
from probation_standards.figures import Figure
from probation_standards.rules import InspectorJudgement, LowestQuestion, NoRating, Reads, ScoreTable, TotalPoints, a_rule
from probation_standards.scales import Rating
from probation_standards.sources import Confidence, Source

SOURCE = Source(id="report", title="An inspection report", confidence=Confidence.CONFIRMED)


def table_of(*thresholds: Figure) -> BandTable:
    bands = [RatingBand(Rating(f"Level {points}", points), starts) for points, starts in enumerate(thresholds)]
    fields: dict[str, Any] = {"bands": bands, "source": SOURCE}
    return BandTable(id="casework", rounding="whole", unit="per cent", **fields)


def total_points(tables: Iterable[object]) -> TotalPoints:
    fields: dict[str, Any] = {"tables": tables}
    return TotalPoints(source=SOURCE, **fields)


CASEWORK = table_of(0, 50, 65, 80)
SCORES = ScoreTable(maximum=21, bands=table_of(0, 4, 11, 18))
RULES = [
    LowestQuestion(bands=CASEWORK, source=SOURCE),
    InspectorJudgement(source=SOURCE),
    total_points([SCORES]),
    NoRating(because="this inspection gives no ratings", source=SOURCE),
]


def problems_of(cls: type[Any], **fields: Any) -> tuple[Problem, ...]:
    """Return the problems of a `cls` that can't be made."""
    with pytest.raises(FrameworkError) as caught:
        cls(**fields)
    return caught.value.problems


class TestKinds:
    """What all rules have."""

    @pytest.mark.parametrize(
        ("kind", "reads", "rule"),
        [
            ("lowest-question", Reads.FINDINGS, RULES[0]),
            ("inspector-judgement", Reads.JUDGEMENT, RULES[1]),
            ("total-points", Reads.RATINGS, RULES[2]),
            ("no-rating", Reads.NOTHING, RULES[3]),
        ],
    )
    def test_kind(self, kind: str, reads: Reads, rule: Any) -> None:
        """A rule has a name for documents, says what evidence it needs, and where it was published."""
        assert (kind, reads, SOURCE) == (rule.kind, rule.reads, rule.source)

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)
    def test_values(self, rule: Any) -> None:
        """Rules are values: a copy is equal and has the same hash, and none can be changed."""
        copy = attrs.evolve(rule)

        assert copy == rule
        assert hash(copy) == hash(rule)
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            rule.source = None

    @pytest.mark.parametrize("rule", [*RULES, SCORES], ids=lambda rule: type(rule).__name__)
    def test_by_keyword(self, rule: Any) -> None:
        """The fields of a rule are named where it is made."""
        fields = [getattr(rule, field.name) for field in attrs.fields(type(rule))]

        with pytest.raises(TypeError):
            type(rule)(*fields)

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.kind)
    def test_source(self, rule: Any) -> None:
        """There is no rule without a source."""
        fields = {field.name: getattr(rule, field.name) for field in attrs.fields(type(rule))}

        assert problems_of(type(rule), **{**fields, "source": "report"}) == (Problem("source", "expected a source", "report"),)


class TestLowestQuestion:
    """A standard is rated on the lowest percentage among its key questions."""

    def test_no_relevant_cases(self) -> None:
        """Unless the rule says otherwise, a question that applied to no case leaves its standard not rated."""
        left_out = LowestQuestion(bands=CASEWORK, no_relevant_cases="leave out", source=SOURCE)

        assert LowestQuestion(bands=CASEWORK, source=SOURCE).no_relevant_cases == "not rated"
        assert left_out.no_relevant_cases == "leave out"

    def test_every_field(self) -> None:
        """All that is wrong with its fields is reported at once."""
        expected = (
            Problem("bands", "expected a table of bands", "casework"),
            Problem("no_relevant_cases", 'expected "not rated" or "leave out"', "zero"),
            Problem("source", "expected a source", None),
        )

        assert expected == problems_of(LowestQuestion, bands="casework", no_relevant_cases="zero", source=None)

    def test_every_threshold(self) -> None:
        """Its bands are per cent: every threshold above 100 is reported, and 100 itself is none too high."""
        expected = (
            Problem("bands.bands[2].starts", "expected a percentage from 0 to 100", Fraction(201, 2)),
            Problem("bands.bands[3].starts", "expected a percentage from 0 to 100", 101),
        )

        assert expected == problems_of(LowestQuestion, bands=table_of(0, 100, Fraction(201, 2), 101), source=SOURCE)
        assert LowestQuestion(bands=table_of(0, 100), source=SOURCE).bands.bands[1].starts == 100


class TestUsualBands:
    """The bands of rules that were published under a name are as they were published."""

    @pytest.mark.parametrize(
        ("cls", "fields"), [(LowestQuestion, {"source": SOURCE}), (ScoreTable, {"maximum": 21})], ids=["standard", "overall"]
    )
    def test_direction_and_closed_side(self, cls: type[Any], fields: dict[str, Any]) -> None:
        """Higher is better, and a threshold is in the band that it starts; both are reported at once."""
        best_first = [RatingBand(Rating(f"Level {5 - points}", 5 - points), starts) for points, starts in enumerate((0, 4))]
        bands = attrs.evolve(CASEWORK, bands=best_first, better="lower", threshold="more than")
        expected = (
            Problem("bands.better", 'expected "higher", since more is better here', "lower"),
            Problem("bands.threshold", 'expected "at least", as these bands are published', "more than"),
        )

        assert expected == problems_of(cls, bands=bands, **fields)


class TestARule:
    """What stands where a rule is expected."""

    @pytest.mark.parametrize("missing", ["kind", "reads", "source", "fields", "text for a kind", "word for what it reads"])
    def test_what_is_none(self, missing: str) -> None:
        """A rule has a kind, says what it reads, has a source and is a value with fields; its class is no rule."""
        stated: dict[str, Any] = {"kind": "coin", "reads": Reads.NOTHING, "source": SOURCE}
        stated |= {"kind": 3} if missing == "text for a kind" else {}
        stated |= {"reads": "nothing"} if missing == "word for what it reads" else {}
        plain = type("Plain", (), {name: value for name, value in stated.items() if name != missing})

        given = plain() if missing == "fields" else attrs.make_class("Coin", [], bases=(plain,))()

        assert "expected a rule" == a_rule(given)
        assert "expected a rule" == a_rule(LowestQuestion)

    def test_of_others(self) -> None:
        """Whatever has these is a rule, of whatever class."""
        stated = {"kind": "coin", "reads": Reads.NOTHING, "source": SOURCE}
        rule = attrs.make_class("Coin", [], bases=(type("Plain", (), stated),))()

        assert all(a_rule(each) is None for each in (*RULES, rule))


class TestScoreTable:
    """The bands of the overall rating for one maximum."""

    @given(st.integers(1, 40), st.data())
    def test_whole_scores(self, maximum: int, data: st.DataObject) -> None:
        """Any whole thresholds from 0 to the maximum, itself included, make a table."""
        starts = data.draw(st.lists(st.integers(1, maximum), unique=True, max_size=4).map(sorted))
        bands = table_of(0, *starts)

        assert bands == ScoreTable(maximum=maximum, bands=bands).bands

    def test_every_threshold(self) -> None:
        """Scores are whole and go up to the maximum: every threshold that is neither is reported at once."""
        bands = table_of(0, Fraction(7, 2), 18, 22)
        expected = (
            Problem("bands.bands[1].starts", "expected a score from 0 to 21, a whole number", Fraction(7, 2)),
            Problem("bands.bands[3].starts", "expected a score from 0 to 21, a whole number", 22),
        )

        assert expected == problems_of(ScoreTable, maximum=21, bands=bands)

    @pytest.mark.parametrize("maximum", [0, -1, True, 21.0, "21", None], ids=repr)
    def test_every_field(self, maximum: Any) -> None:
        """All that is wrong with its fields is reported at once; a maximum is a whole number from 1."""
        expected = (
            Problem("maximum", "expected a whole number of at least 1", maximum),
            Problem("bands", "expected a table of bands", None),
        )

        assert expected == problems_of(ScoreTable, maximum=maximum, bands=None)


class TestTotalPoints:
    """The points of the standards add up to a score, which falls in a band."""

    def test_tables(self) -> None:
        """There may be a table for each maximum, given as any sequence, or none at all."""
        tables = [SCORES, ScoreTable(maximum=24, bands=SCORES.bands)]

        assert total_points(tables).tables == (*tables,)
        assert total_points(()).tables == ()

    def test_one_per_maximum(self) -> None:
        """Two tables for one maximum contradict each other: each after the first is reported."""
        expected = "expected a maximum that no other table has"
        other = ScoreTable(maximum=24, bands=SCORES.bands)

        assert problems_of(TotalPoints, tables=(SCORES, other, SCORES, other), source=SOURCE) == (
            Problem("tables[2].maximum", expected, 21),
            Problem("tables[3].maximum", expected, 24),
        )

    def test_every_field(self) -> None:
        """All that is wrong with its fields is reported at once; a table of bands alone has no maximum."""
        expected = (
            Problem("tables[0]", "expected a table with its maximum", CASEWORK),
            Problem("source", "expected a source", None),
        )

        assert expected == problems_of(TotalPoints, tables=[CASEWORK], source=None)


class TestNoRating:
    """No rating is given."""

    @pytest.mark.parametrize("because", ["", " ", None], ids=repr)
    def test_because(self, because: Any) -> None:
        """That there is none needs its reason."""
        expected = (Problem("because", "expected a text that is not empty", because),)

        assert expected == problems_of(NoRating, because=because, source=SOURCE)
