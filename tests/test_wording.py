"""Rules, conditions, measures and reasons in words."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import probation_standards as ps
from probation_standards.kinds import CONDITIONS, RULES
from probation_standards.wording import bands_text, condition_text, conditions_text, measure_text, moved, rule_lines

PAGE = ps.Source(id="page", title="Made up", confidence="confirmed")
POOR, FAIR, GOOD = ps.Rating("Poor", 0), ps.Rating("Fair", 1), ps.Rating("Good", 2)
MEAN = ps.Measure(take="mean", of=("3.1", "3.2"), weights=(2, 1))
BREACH = ps.FlagIs(of="breach")
SAFE = ps.RatingIs(of="safe", at_least=GOOD)
OF = ps.RatingOf(of="2.1", source=PAGE)


def table(**changes: Any) -> ps.BandTable:
    bands = (ps.RatingBand(POOR, 0), ps.RatingBand(FAIR, Fraction(5, 2)), ps.RatingBand(GOOD, 4))
    usual: dict[str, Any] = {"id": "any", "bands": bands, "rounding": "exact", "unit": "points", "source": PAGE}
    return ps.BandTable(**usual | changes)


def banded(**changes: Any) -> ps.Banded:
    usual: dict[str, Any] = {"measure": MEAN, "bands": table(), "source": PAGE}
    return ps.Banded(**usual | changes)


class TestMeasures:
    @pytest.mark.parametrize(
        ("expected", "said"),
        [
            ("the lowest of all", {"take": "lowest"}),
            ("the highest of 3.1, 3.2", {"take": "highest", "of": ("3.1", "3.2")}),
            ("the total of 2.5 x 3.1", {"take": "total", "of": ("3.1",), "weights": (Fraction(5, 2),)}),
            ("the total of 3.1, in per cent of its maximum", {"take": "total", "of": ("3.1",), "of_maximum": True}),
            ("the mean of all", {"take": "mean"}),
            ("how many there are", {"take": "count"}),
            ("how many of 3.1 there are", {"take": "count", "of": ("3.1",)}),
            ("how many are Poor or Fair", {"take": "count", "ratings": (POOR, FAIR)}),
            ("how many of 3.1, breach are 0, 1 or 2.5", {"take": "count", "of": ("3.1", "breach"), "values": (0, 1, "2.5")}),
            ("how many per cent are Good", {"take": "share", "ratings": (GOOD,)}),
        ],
    )
    def test_taken(self, expected: str, said: dict[str, Any]) -> None:
        """A measure says what is taken of which items, and what is counted."""
        assert expected == measure_text(ps.Measure(**said))


class TestConditions:
    @pytest.mark.parametrize(
        ("expected", "condition"),
        [
            ("breach is true", BREACH),
            ("breach is false", ps.FlagIs(of="breach", value=False)),
            ("safe is at least Good", SAFE),
            ("safe is at most Fair", ps.RatingIs(of="safe", at_most=FAIR)),
            ("safe is from Poor to Fair", ps.RatingIs(of="safe", at_least=POOR, at_most=FAIR)),
            ("safe is Fair", ps.RatingIs(of="safe", at_least=FAIR, at_most=FAIR)),
            ("the lowest of all is at least 2", ps.FigureIs(measure=ps.Measure(take="lowest"), at_least=2)),
            (
                "the lowest of all is more than 2 and less than 3.5",
                ps.FigureIs(measure=ps.Measure(take="lowest"), more_than=2, less_than="3.5"),
            ),
            (
                "the lowest of all is at least 2 and at most 4",
                ps.FigureIs(measure=ps.Measure(take="lowest"), at_least=2, at_most=4),
            ),
        ],
    )
    def test_said(self, expected: str, condition: Any) -> None:
        """A condition says what must be so, with all its ends."""
        assert expected == condition_text(condition)

    def test_together(self) -> None:
        """Conditions that must all hold are said in one sentence, in their order."""
        assert "breach is true and safe is at least Good" == conditions_text((BREACH, SAFE))
        assert "breach is true" == conditions_text((BREACH,))

    def test_all_kinds(self) -> None:
        """There are words for each kind of condition."""
        assert [] == [kind for kind, cls in CONDITIONS.items() if cls not in condition_text.registry]


ONE_OF: dict[str, Any] = {"take": "worst", "source": PAGE}

LINES: dict[str, tuple[Any, list[str]]] = {
    "judged": (ps.InspectorJudgement(source=PAGE), ["judged by the inspectors"]),
    "judged within": (
        ps.InspectorJudgement(at_least=POOR, at_most=FAIR, says_why=True, source=PAGE),
        ["judged by the inspectors (at least Poor, at most Fair, with a reason)"],
    ),
    "none": (ps.NoRating(because="it is a pilot", source=PAGE), ["no rating: it is a pilot"]),
    "banded": (
        banded(),
        ["the mean of 2 x 3.1, 1 x 3.2, in bands; not rated where one is missing", "Poor from 0, Fair from 2.5, Good from 4"],
    ),
    "banded, left out": (
        banded(measure=ps.Measure(take="lowest", missing="leave out"), bands=table(threshold="more than")),
        ["the lowest of all, in bands; what is missing is left out", "Poor from 0, Fair above 2.5, Good above 4"],
    ),
    "tables": (
        banded(
            measure=ps.Measure(take="total"),
            bands=None,
            tables=[ps.ScoreTable(maximum=maximum, bands=table(bands=(ps.RatingBand(FAIR, 0),))) for maximum in (6, 9)],
        ),
        ["the total of all, in bands; not rated where one is missing", "out of 6: Fair from 0", "out of 9: Fair from 0"],
    ),
    "rating of": (OF, ["the rating of 2.1"]),
    "one of all": (ps.OneOf(**ONE_OF), ["the worst rating of all; not rated where one is missing"]),
    "one of some": (
        ps.OneOf(**ONE_OF | {"take": "best"}, of=("1", "2"), missing="leave out"),
        ["the best rating of 1, 2; what is missing is left out"],
    ),
    "one of rules": (
        ps.OneOf(**ONE_OF, rules=[OF, ps.OneOf(**ONE_OF, rules=[OF])]),
        [
            "the worst rating of these; not rated where one is missing",
            "  the rating of 2.1",
            "  the worst rating of these; not rated where one is missing",
            "    the rating of 2.1",
        ],
    ),
    "one of both": (
        ps.OneOf(**ONE_OF, of=("1",), rules=[OF]),
        ["the worst rating of 1 and of these; not rated where one is missing", "  the rating of 2.1"],
    ),
    "table": (
        ps.DecisionTable(rows=[ps.Row(rating=POOR, when=[BREACH, SAFE]), ps.Row(when=[SAFE])], otherwise=FAIR, source=PAGE),
        [
            "the first row that holds",
            "  Poor where breach is true and safe is at least Good",
            "  Not rated where safe is at least Good",
            "  otherwise Fair",
        ],
    ),
    "table, open": (
        ps.DecisionTable(rows=[ps.Row(rating=POOR, when=[BREACH], because="it was closed")], source=PAGE),
        ["the first row that holds", "  Poor where breach is true (it was closed)", "  otherwise not rated"],
    ),
    "limited": (
        ps.Limited(
            rule=OF,
            limits=[ps.Limit(at_most=POOR, when=[BREACH], because="closed"), ps.Limit(at_least=FAIR, when=[SAFE])],
            source=PAGE,
        ),
        ["the rating of 2.1", "at most Poor where breach is true (closed)", "at least Fair where safe is at least Good"],
    ),
    "stepped": (
        ps.Stepped(rule=OF, steps=[ps.Step(by=1, when=[SAFE]), ps.Step(by=-2, when=[BREACH], because="closed")], source=PAGE),
        [
            "the rating of 2.1",
            "then one rating up where safe is at least Good",
            "then 2 ratings down where breach is true (closed)",
        ],
    ),
    "departing": (
        ps.MayDepart(rule=OF, source=PAGE),
        ["the rating of 2.1", "the inspectors may depart from this, with a reason"],
    ),
    "departing within": (
        ps.MayDepart(rule=OF, at_least=POOR, at_most=FAIR, source=PAGE),
        ["the rating of 2.1", "the inspectors may depart from this (at least Poor, at most Fair), with a reason"],
    ),
    "departing up to": (
        ps.MayDepart(rule=OF, at_most=FAIR, source=PAGE),
        ["the rating of 2.1", "the inspectors may depart from this (at most Fair), with a reason"],
    ),
    "lowest question": (
        ps.LowestQuestion(bands=table(), source=PAGE),
        ["the lowest of all, in bands; not rated where one is missing", "Poor from 0, Fair from 2.5, Good from 4"],
    ),
    "total points": (
        ps.TotalPoints(tables=[ps.ScoreTable(maximum=6, bands=table(bands=(ps.RatingBand(FAIR, 0),)))], source=PAGE),
        ["the total of all, in bands; what is missing is left out", "out of 6: Fair from 0"],
    ),
}
"""A rule of every kind, and with each thing that it can say, and its lines."""


class TestRules:
    @pytest.mark.parametrize("name", LINES)
    def test_lines(self, name: str) -> None:
        """A rule says what it does, a line for each part, what lies within it first or further in."""
        rule, expected = LINES[name]

        assert expected == list(rule_lines(rule))

    def test_all_kinds(self) -> None:
        """There is one of each kind here."""
        assert set(RULES) == {rule.kind for rule, _ in LINES.values()}

    def test_bands(self) -> None:
        """The first band starts from its threshold even where the others start above theirs."""
        assert "Poor from 0, Fair above 2.5, Good above 4" == bands_text(table(threshold="more than"))

    @pytest.mark.parametrize(
        ("expected", "by"),
        [("one rating up", 1), ("one rating down", -1), ("2 ratings up", 2), ("3 ratings down", -3)],
    )
    def test_moved(self, expected: str, by: int) -> None:
        """A step says how far, and in which direction."""
        assert expected == moved(by)


WAS = ps.Decision(GOOD, ps.RatingOfReason("2.1", "Good"))
PLACED = table().place(3)

REASONS: dict[str, tuple[Any, str]] = {
    "banded": (
        ps.BandedReason(take="mean", figures=(("3.1", 4), ("3.2", 1)), placement=PLACED, unit="points", weights=(2, 1)),
        (
            "the mean is 3 (points; 3.1 2 x 4, 3.2 1 x 1), in the band that starts at 2.5, "
            "1 point below the next threshold (4, Good) and 0.5 points above its own threshold"
        ),
    ),
    "banded, rounded": (
        ps.BandedReason(
            take="mean",
            figures=(("3.1", Fraction(7, 2)),),
            placement=table(rounding="whole").place(Fraction(7, 2)),
            unit="per cent of cases",
            left_out=(("3.2", "not inspected"),),
        ),
        (
            "the mean is 3.5, rounded to 4 (per cent of cases; 3.1 3.5), in the band that starts at 4 and "
            "on its own threshold; 3.2 not inspected"
        ),
    ),
    "rating of": (ps.RatingOfReason("2.1", "Good"), "2.1 is Good"),
    "one of": (ps.OneOfReason("worst", "2.1", WAS, 3), "2.1 is the worst of 3, Good"),
    "the only one": (ps.OneOfReason("worst", "2.1", WAS, 1), "2.1 is the only one, Good"),
    "as another": (ps.OneOfReason("best", "2.1", WAS, 3, as_much=("2.2",)), "2.1 is the best of 3, Good (as is 2.2)"),
    "as others": (
        ps.OneOfReason("best", "2.1", WAS, 3, as_much=("2.2", "2.3")),
        "2.1 is the best of 3, Good (as are 2.2, 2.3)",
    ),
    "one of rules": (
        ps.OneOfReason("best", "rule 1 (decision-table)", ps.Decision(GOOD, ps.TableReason(2, 3, "it is good")), 2),
        "rule 1 (decision-table) is the best of 2, Good (it is good (row 2 of 3))",
    ),
    "one of, left out": (
        ps.OneOfReason("best", "2.1", WAS, 3, left_out=(("2.2", "2.2 not inspected"), ("2.3", "2.3 not inspected"))),
        "2.1 is the best of 3, Good; left out: 2.2 not inspected, 2.3 not inspected",
    ),
    "row": (ps.TableReason(2, 3, "two are Poor"), "two are Poor (row 2 of 3)"),
    "no row": (ps.TableReason(None, 3, "no row of the table holds"), "no row of the table holds"),
    "applied": (ps.Applied("at most Fair", "breach is true", "Fair"), "at most Fair, since breach is true"),
    "limited": (
        ps.LimitedReason(
            WAS, (ps.Applied("at most Fair", "breach is true", "Fair"), ps.Applied("at most Poor", "of two", "Poor"))
        ),
        "at most Fair, since breach is true; at most Poor, since of two. Before: Good: 2.1 is Good",
    ),
    "stepped": (
        ps.SteppedReason(WAS, (ps.Applied("one rating down", "breach is true", "Fair"),)),
        "one rating down, since breach is true, to Fair. Before: Good: 2.1 is Good",
    ),
    "limited, not told": (
        ps.LimitedReason(WAS, (), (("at most Fair", "breach is true"),)),
        "2.1 is Good. At most Fair is not applied, since it can't be told whether breach is true",
    ),
    "stepped, not told": (
        ps.SteppedReason(
            WAS, (ps.Applied("one rating down", "breach is true", "Fair"),), (("one rating up", "praised is true"),)
        ),
        (
            "one rating down, since breach is true, to Fair; one rating up is not applied, since it can't be told whether "
            "praised is true. Before: Good: 2.1 is Good"
        ),
    ),
    "departed": (
        ps.DepartureReason(WAS, "Fair", "half of the staff are new."),
        "judged Fair by the inspectors: half of the staff are new. By the rule: Good: 2.1 is Good",
    ),
}
"""A reason of every shape, and what it says."""


class TestReasons:
    @pytest.mark.parametrize("name", REASONS)
    def test_said(self, name: str) -> None:
        """A reason says what decided, what was there before, and what was left out."""
        reason, expected = REASONS[name]

        assert expected == str(reason)
