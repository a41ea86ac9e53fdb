"""Decisions and their reasons: data first, and a sentence made from the data."""

from __future__ import annotations

import pickle
from fractions import Fraction

import attrs
import pytest
from hypothesis import given

import probation_standards as ps
from probation_standards.decisions import (
    Decision,
    JudgementReason,
    LowestQuestionReason,
    NotRated,
    PanelReason,
    Reason,
    TotalPointsReason,
)
from strategies import SOURCE, Pair, any_pairs

INADEQUATE, IMPROVE, GOOD = ps.Rating("Inadequate", 0), ps.Rating("Requires improvement", 1), ps.Rating("Good", 2)

CASEWORK = ps.BandTable(
    id="casework",
    bands=(ps.RatingBand(INADEQUATE, 0), ps.RatingBand(IMPROVE, 50), ps.RatingBand(GOOD, 65)),
    rounding="whole",
    unit="per cent of relevant cases",
    source=SOURCE,
)
SCORE = ps.BandTable(
    id="score-6",
    bands=(ps.RatingBand(INADEQUATE, 0), ps.RatingBand(IMPROVE, 2), ps.RatingBand(GOOD, 4)),
    rounding="exact",
    unit="points",
    source=SOURCE,
)


class TestDecision:
    def test_points_are_those_of_the_rating(self) -> None:
        """A decision has the points of its rating."""
        assert GOOD.points == Decision(GOOD, JudgementReason("Good")).points

    def test_not_rated_has_no_points(self) -> None:
        """What is not rated has no points, which is not the same as 0 points."""
        assert Decision(None, NotRated("no relevant cases")).points is None

    def test_says_the_rating_and_why(self) -> None:
        """A decision in words is the rating, then the reason."""
        decision = Decision(GOOD, JudgementReason("Good", "strong leadership"))

        assert str(decision) == "Good: judged Good by the inspectors: strong leadership"

    def test_says_that_it_is_not_rated_and_why(self) -> None:
        """Without a rating, the words say so and end with the reason that was recorded."""
        decision = Decision(None, NotRated("no resettlement cases in the period"))

        assert str(decision).startswith("Not rated: ")
        assert str(decision).endswith("no resettlement cases in the period")

    def test_is_a_value(self) -> None:
        """Two decisions with the same rating and reason are the same decision, and none can be changed."""
        decision = Decision(GOOD, JudgementReason("Good"))

        assert decision == Decision(GOOD, JudgementReason("Good"))
        assert decision != Decision(GOOD, JudgementReason("Good", "because"))
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            decision.rating = None  # type: ignore[misc]


class TestReasons:
    def test_each_kind_has_a_name_of_its_own(self) -> None:
        """A reason is told by its kind in data, so no two kinds share a name."""
        kinds: list[type[Reason]] = [JudgementReason, LowestQuestionReason, NotRated, PanelReason, TotalPointsReason]

        assert len({kind.kind for kind in kinds}) == len(kinds)

    @given(any_pairs())
    def test_every_reason_makes_a_sentence(self, pair: Pair) -> None:
        """Whatever is decided, its reason can be said: without a full stop, since it may go on, and without Python."""
        rated = ps.rate(*pair)

        for decision in (*rated.values(), rated.overall):
            sentence = str(decision.reason)
            assert sentence
            assert not sentence.endswith(".")
            assert "object at 0x" not in sentence
            assert "Fraction(" not in sentence
            assert "Rating(" not in sentence

    @given(any_pairs())
    def test_are_kept_whole_when_stored(self, pair: Pair) -> None:
        """A decision that was stored and read back is the same, and says the same."""
        rated = ps.rate(*pair)
        decisions = [*rated.values(), rated.overall]

        read = pickle.loads(pickle.dumps(decisions))  # noqa: S301  # our own

        assert read == decisions
        assert [str(decision) for decision in read] == [str(decision) for decision in decisions]


class TestLowestQuestionReason:
    def test_names_the_question_its_figure_and_the_next_threshold(self) -> None:
        """A rating "driven by the lowest score" names the question, its percentage, and how far the next threshold is."""
        reason = LowestQuestionReason("P 2.1.3", CASEWORK.place(34), 3)

        expected = (
            "P 2.1.3 is the lowest of 3 key questions at 34 per cent, in the band that starts at 0 and "
            "16 percentage points below the next threshold (50, Requires improvement)"
        )
        assert str(reason) == expected

    def test_says_how_far_down_its_own_threshold_is(self) -> None:
        """Between two thresholds, both distances are said; one point is singular."""
        reason = LowestQuestionReason("P 2.1.3", CASEWORK.place(64), 3)

        expected = (
            "P 2.1.3 is the lowest of 3 key questions at 64 per cent, in the band that starts at 50, "
            "1 percentage point below the next threshold (65, Good) and 14 percentage points above its own threshold"
        )
        assert str(reason) == expected

    def test_says_that_it_is_on_its_own_threshold(self) -> None:
        """A threshold belongs to the band that it starts; a figure on it is said to be there, not 0 points above it."""
        sentence = str(LowestQuestionReason("P 2.1.3", CASEWORK.place(50), 3))

        assert sentence.endswith("15 percentage points below the next threshold (65, Good) and on its own threshold")

    def test_top_band_has_no_next_threshold(self) -> None:
        """In the top band there is nothing further up to name."""
        sentence = str(LowestQuestionReason("P 2.1.3", CASEWORK.place(80), 3))

        assert sentence.endswith("in the band that starts at 65 and 15 percentage points above its own threshold")

    def test_shows_the_tally(self) -> None:
        """Where the counts are known they are shown with the percentage: 31 of 62 is 50 per cent."""
        tally = ps.Tally(31, 62)

        assert "at 50 per cent (31 of 62), in" in str(LowestQuestionReason("P 2.1.3", CASEWORK.place(50), 3, tally))

    def test_shows_what_was_rounded(self) -> None:
        """Where a figure was rounded before it was placed, both are shown: 11 of 17 is about 64.7, and 65 is Good."""
        placement = CASEWORK.place(Fraction(1100, 17))

        sentence = str(LowestQuestionReason("P 2.1.3", placement, 3, ps.Tally(11, 17)))

        assert placement.band.rating == GOOD
        assert "at ~64.7 per cent (11 of 17), rounded to 65, in the band that starts at 65" in sentence

    def test_names_others_that_are_as_low(self) -> None:
        """Where several questions are lowest, the first decides and the others are named."""
        reason = LowestQuestionReason("P 2.1.1", CASEWORK.place(34), 3, as_low=("P 2.1.2", "P 2.1.3"))

        sentence = str(reason)

        assert sentence.startswith("P 2.1.1 is the lowest of 3 key questions at 34 per cent")
        assert "P 2.1.2, P 2.1.3" in sentence

    def test_names_what_was_left_out(self) -> None:
        """Questions that applied to no case are named, so that nobody takes them for 0 per cent."""
        reason = LowestQuestionReason("P 2.1.1", CASEWORK.place(34), 3, left_out=("P 2.1.2",))

        assert str(reason).endswith("; left out, having no relevant cases: P 2.1.2")

    def test_single_question_is_not_called_lowest(self) -> None:
        """Among one there is no lowest."""
        reason = LowestQuestionReason("P 2.1.1", CASEWORK.place(34), 1)

        assert str(reason).startswith("P 2.1.1 is the only key question at 34 per cent, ")


class TestJudgementReason:
    def test_without_a_reason(self) -> None:
        """A judgement may stand by itself."""
        assert str(JudgementReason("Good")) == "judged Good by the inspectors"

    def test_with_a_reason(self) -> None:
        """What the inspectors recorded is repeated as they recorded it."""
        assert str(JudgementReason("Good", "clear vision")) == "judged Good by the inspectors: clear vision"


class TestPanelReason:
    def test_says_what_was_moved_and_from_what(self) -> None:
        """A panel decision is recorded with the rating it moved, that rating's own reason, and the panel's."""
        was = Decision(INADEQUATE, JudgementReason("Inadequate"))
        reason = PanelReason(was, "Good", "one case from the threshold")

        expected = (
            "moved by the ratings panel from Inadequate to Good: one case from the threshold. "
            "Before: Inadequate: judged Inadequate by the inspectors"
        )
        assert str(reason) == expected

    def test_says_that_nothing_moved(self) -> None:
        """A panel that looked at a rating and kept it is not said to have moved it."""
        was = Decision(GOOD, JudgementReason("Good"))

        assert str(PanelReason(was, "Good", "discussed")).startswith("kept at Good by the ratings panel: discussed")

    def test_says_that_there_was_no_rating(self) -> None:
        """A panel that rates what had no rating is said to have moved it from there."""
        was = Decision(None, NotRated("no relevant cases for P 2.1.3"))

        sentence = str(PanelReason(was, "Good", "five cases were enough"))

        assert sentence.startswith("moved by the ratings panel from not rated to Good: five cases were enough")
        assert sentence.endswith("no relevant cases for P 2.1.3")


class TestTotalPointsReason:
    def test_says_score_maximum_and_next_threshold(self) -> None:
        """The score is said out of its maximum, as in "Score 2/21", with the distance to the next threshold."""
        reason = TotalPointsReason(1, 6, ("P 1.1", "P 1.2"), (0, 1), (), SCORE.place(1))

        expected = "1 of 6 points, in the band that starts at 0 and 1 point below the next threshold (2, Requires improvement)"
        assert str(reason) == expected

    def test_pairs_standards_with_their_points(self) -> None:
        """Which standards gave the score is kept, with what each gave."""
        reason = TotalPointsReason(1, 6, ("P 1.1", "P 1.2"), (0, 1), (), SCORE.place(1))

        assert reason.counted == (("P 1.1", 0), ("P 1.2", 1))

    def test_names_what_was_left_out_and_why(self) -> None:
        """A standard that gave no points is named with the reason."""
        left_out = (("P 1.3", "does not count"), ("P 1.4", "not rated: no cases"))
        reason = TotalPointsReason(4, 6, ("P 1.1", "P 1.2"), (2, 2), left_out, SCORE.place(4))

        assert str(reason).endswith("; P 1.3 does not count; P 1.4 not rated: no cases")

    def test_says_that_there_are_no_bands(self) -> None:
        """A maximum for which nothing was published has no overall rating, and the words say so."""
        reason = TotalPointsReason(3, 9, ("P 1.1", "P 1.2", "P 1.3"), (1, 1, 1), (), None)

        assert str(reason) == "3 of 9 points; the framework has no bands for a maximum of 9"

    def test_says_that_nothing_was_rated(self) -> None:
        """Where no standard that counts was rated, "0 of 0 points" would mislead."""
        reason = TotalPointsReason(0, 0, (), (), (("P 1.1", "not rated: no cases"),), None)

        assert str(reason) == "no standard that counts was rated; P 1.1 not rated: no cases"
