"""Ratings and their points, from the worst to the best."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probation_standards.errors import FrameworkError, Problem
from probation_standards.scales import Rating, RatingScale
from probation_standards.sources import Confidence, Source

SOURCE = Source(id="report", title="An inspection report", confidence=Confidence.CONFIRMED)
NAMES = ("Inadequate", "Requires improvement", "Good", "Outstanding")
RATINGS = tuple(Rating(name, points) for points, name in enumerate(NAMES))


def scale_of(ratings: Iterable[object], source: object = SOURCE) -> RatingScale:
    fields: dict[str, Any] = {"ratings": ratings, "source": source}
    return RatingScale(**fields)


SCALE = scale_of(RATINGS)

names = st.text("abcdefg ", min_size=1, max_size=6).map(lambda text: f"r{text}")


@st.composite
def ratings(draw: st.DrawFn, *, min_size: int = 2) -> tuple[Rating, ...]:
    """Ratings from the worst to the best, their points rising by any steps."""
    given = draw(st.lists(names, min_size=min_size, max_size=6, unique=True))
    steps = draw(st.lists(st.integers(1, 5), min_size=len(given), max_size=len(given)))
    first = draw(st.integers(-1, 3))
    return tuple(Rating(name, first + sum(steps[: position + 1])) for position, name in enumerate(given))


class TestRating:
    """A level on a scale."""

    def test_text(self) -> None:
        """A rating reads as its name."""
        assert str(Rating("Requires improvement", 1)) == "Requires improvement"

    def test_every_problem(self) -> None:
        """All that is wrong with a rating is reported at once: a name is needed, and points from 0."""
        with pytest.raises(FrameworkError) as caught:
            Rating("", -1)

        assert caught.value.problems == (
            Problem("name", "expected a text that is not empty", ""),
            Problem("points", "expected a whole number of at least 0", -1),
        )

    @pytest.mark.parametrize("points", [True, 1.0, "1", None], ids=repr)
    def test_no_points(self, points: Any) -> None:
        """Points are whole numbers, and a truth value is none."""
        with pytest.raises(FrameworkError) as caught:
            Rating("Good", points)

        assert caught.value.problems == (Problem("points", "expected a whole number of at least 0", points),)


class TestRatingScale:
    """The ratings of a framework."""

    def test_published_scale(self) -> None:
        """The four ratings give 0 to 3 points."""
        assert SCALE.names == NAMES
        assert [rating.points for rating in SCALE] == [0, 1, 2, 3]
        assert SCALE.best == Rating("Outstanding", 3)

    @given(ratings())
    def test_any_scale(self, given: tuple[Rating, ...]) -> None:
        """Ratings with names of their own and points that rise are a scale, read in order and found by name."""
        scale = scale_of(given)

        assert given == (*scale,)
        assert max(given, key=lambda rating: rating.points) == scale.best
        assert [scale[rating.name] for rating in given] == list(given)
        assert all(rating.name in scale for rating in given)

    @given(ratings(), st.data())
    def test_worst_first(self, given: tuple[Rating, ...], data: st.DataObject) -> None:
        """A rating without more points than the one before it is reported where it stands."""
        position = data.draw(st.integers(1, len(given) - 1))
        lower, rating = given[position - 1], given[position]
        swapped = (*given[: position - 1], rating, lower, *given[position + 1 :])
        expected = f"expected more points than the rating before it, {rating.points}: worst first"

        with pytest.raises(FrameworkError) as caught:
            scale_of(swapped)

        assert Problem(f"ratings[{position}].points", expected, lower.points) in caught.value.problems

    @pytest.mark.parametrize("points", [(2, 1, 0), (9, 4, 3, 1)], ids=str)
    def test_best_first(self, points: tuple[int, ...]) -> None:
        """A scale of three ratings or more that stands in the opposite order throughout is one problem."""
        with pytest.raises(FrameworkError) as caught:
            scale_of([Rating(f"Level {each}", each) for each in points])

        expected = "expected the worst rating first; these are in the opposite order"
        assert caught.value.problems == (Problem("ratings", expected),)

    @pytest.mark.parametrize("points", [(1, 0), (2, 2, 1), (3, 1, 2)], ids=str)
    def test_partly_out_of_order(self, points: tuple[int, ...]) -> None:
        """Where it does not, or where there are two, each rating is a problem that does not have more than the one before."""
        with pytest.raises(FrameworkError) as caught:
            scale_of([Rating(f"Level {each} at {at}", each) for at, each in enumerate(points)])

        assert [
            Problem(f"ratings[{at}].points", f"expected more points than the rating before it, {lower}: worst first", each)
            for at, (lower, each) in enumerate(pairwise(points), 1)
            if each <= lower
        ] == [*caught.value.problems]

    def test_every_problem(self) -> None:
        """Every rating out of order and every name that repeats is reported at once."""
        given = (Rating("Good", 2), Rating("Good", 2), Rating("Bad", 0))

        with pytest.raises(FrameworkError) as caught:
            scale_of(given)

        assert caught.value.problems == (
            Problem("ratings[1].points", "expected more points than the rating before it, 2: worst first", 2),
            Problem("ratings[2].points", "expected more points than the rating before it, 2: worst first", 0),
            Problem("ratings[1].name", "expected a name that no other rating has", "Good"),
        )

    def test_every_field(self) -> None:
        """One rating is no scale, and a scale needs its source: both are reported at once."""
        with pytest.raises(FrameworkError) as caught:
            scale_of(RATINGS[:1], "report")

        assert caught.value.problems == (
            Problem("ratings", "expected at least two ratings, or an empty list where none are given", RATINGS[:1]),
            Problem("source", "expected a source", "report"),
        )

    def test_ratings_only(self) -> None:
        """A scale holds ratings, not their names."""
        with pytest.raises(FrameworkError) as caught:
            scale_of(NAMES)

        assert caught.value.problems == tuple(
            Problem(f"ratings[{position}]", "expected a rating", name) for position, name in enumerate(NAMES)
        )

    @pytest.mark.parametrize(
        ("expected", "name"),
        [
            ("no rating 'Inadequit' on the scale; did you mean 'Inadequate'?", "Inadequit"),
            ("no rating 'good' on the scale; did you mean 'Good'?", "good"),
            ("no rating 'Satisfactory' on the scale", "Satisfactory"),
        ],
    )
    def test_no_such_rating(self, expected: str, name: str) -> None:
        """A rating that is not on the scale is a missing key; the message says which was probably meant."""
        with pytest.raises(KeyError) as caught:
            SCALE[name]

        assert caught.value.args == (expected,)
        assert name not in SCALE

    def test_by_keyword(self) -> None:
        """Its fields are named where it is made."""
        positional: Any = RatingScale

        with pytest.raises(TypeError):
            positional(RATINGS, SOURCE)

    def test_evolve(self) -> None:
        """A scale takes any sequence of ratings and keeps a tuple, so that a changed copy can be made."""
        listed = scale_of([*RATINGS])
        changes: dict[str, Any] = {"ratings": RATINGS[1:]}

        assert listed == SCALE
        assert attrs.evolve(listed) == SCALE
        assert attrs.evolve(SCALE, **changes).names == NAMES[1:]
