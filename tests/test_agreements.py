"""Whether what was decided is what was published: of what was published, all of it, and of the rest, nothing."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from strategies import Pair, any_pairs


def published_as(rated: ps.RatedInspection) -> ps.PublishedRatings:
    """Return the ratings of `rated` as if they had been published."""
    overall = rated.overall.rating
    return ps.PublishedRatings(
        overall=None if overall is None else overall.name,
        score=rated.score,
        maximum=rated.maximum,
        ratings={id: rating.name for id, rating in rated.ratings.items() if rating is not None},
    )


@pytest.fixture(scope="session")
def rated(pdu: ps.Framework, derbyshire: ps.Inspection) -> ps.RatedInspection:
    """Derbyshire PDU, rated."""
    return ps.rate(pdu, derbyshire.evidence)


class TestAgreement:
    def test_derbyshire_agrees(self, derbyshire: ps.Inspection, rated: ps.RatedInspection) -> None:
        """Seven ratings, the score, its maximum and the overall were published of Derbyshire PDU, and all agree."""
        found = ps.agreement(derbyshire.published, rated)

        assert found == ps.Agreement(compared=10, differences=())
        assert found.agrees is True

    @given(any_pairs())
    def test_with_itself(self, pair: Pair) -> None:
        """What was decided agrees with what was decided, were it published; what is not rated is not compared."""
        rated = ps.rate(*pair)
        published = published_as(rated)
        expected = len(published.ratings) + sum(
            said is not None for said in (published.score, published.maximum, published.overall)
        )

        found = ps.agreement(published, rated)

        assert found == ps.Agreement(expected, ())
        assert found.agrees is (True if expected else None)

    @given(any_pairs(), st.data())
    def test_each_difference_is_found(self, pair: Pair, data: st.DataObject) -> None:
        """Whatever was published otherwise is a difference, told with both; whatever was not is none."""
        rated = ps.rate(*pair)
        names = st.sampled_from(pair.framework.scale.names)
        ratings = data.draw(st.dictionaries(st.sampled_from(list(rated)), names))
        numbers = st.none() | st.integers(0, 3)
        published = ps.PublishedRatings(
            overall=data.draw(st.none() | names), score=data.draw(numbers), maximum=data.draw(numbers), ratings=ratings
        )
        decided = {id: rating.name if rating else None for id, rating in rated.ratings.items()}
        overall = rated.overall.rating.name if rated.overall.rating else None
        said = [
            *((id, name, decided[id]) for id, name in ratings.items()),
            ("score", published.score, rated.score),
            ("maximum", published.maximum, rated.maximum),
            ("overall", published.overall, overall),
        ]

        found = ps.agreement(published, rated)

        compared = [(what, theirs, ours) for what, theirs, ours in said if theirs is not None]
        assert found.compared == len(compared)
        assert list(found.differences) == [ps.Difference(*pair) for pair in compared if pair[1] != pair[2]]
        assert found.agrees is (not found.differences if compared else None)

    def test_only_what_was_published_is_compared(self, rated: ps.RatedInspection) -> None:
        """An inspection of which only the overall rating is known is compared by that."""
        assert ps.agreement(ps.PublishedRatings(overall="Inadequate"), rated) == ps.Agreement(1, ())

    @pytest.mark.parametrize("published", [None, ps.PublishedRatings()], ids=repr)
    def test_nothing_published_is_no_agreement(self, rated: ps.RatedInspection, published: ps.PublishedRatings | None) -> None:
        """Where nothing was published it neither agrees nor disagrees."""
        found = ps.agreement(published, rated)

        assert found == ps.Agreement(0, ())
        assert found.agrees is None

    def test_score_of_0_is_compared(self, rated: ps.RatedInspection) -> None:
        """A score of 0 that was published is compared, unlike one that was not published."""
        found = ps.agreement(ps.PublishedRatings(score=0), rated)

        assert found == ps.Agreement(1, (ps.Difference("score", 0, 2),))
        assert found.agrees is False


class TestDifference:
    def test_says_both(self, derbyshire: ps.Inspection, rated: ps.RatedInspection) -> None:
        """A difference is said as what was published and what was decided."""
        assert derbyshire.published is not None
        published = attrs.evolve(
            derbyshire.published, overall="Good", score=3, ratings={**derbyshire.published.ratings, "P 2.1": "Good"}
        )

        found = ps.agreement(published, rated)

        assert [str(difference) for difference in found.differences] == [
            "P 2.1: published Good, decided Inadequate",
            "score: published 3, decided 2",
            "overall: published Good, decided Inadequate",
        ]

    def test_says_what_is_not_rated(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """What was published with a rating, and is not rated here, is a difference and not passed over."""
        evidence = attrs.evolve(derbyshire.evidence, not_rated={"P 2.4": "the sample was too small"})

        found = ps.agreement(derbyshire.published, ps.rate(pdu, evidence))

        assert [str(difference) for difference in found.differences] == [
            "P 2.4: published Inadequate, decided not rated",
            "maximum: published 21, decided 18",
            "overall: published Inadequate, decided not rated",
        ]
