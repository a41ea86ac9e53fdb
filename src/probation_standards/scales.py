"""The ratings that a framework gives, and what each is worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import attrs

from probation_standards.checks import Checked, as_tuple, holds, instance, repeated, text, tuple_of, whole_number
from probation_standards.errors import Problem, closest
from probation_standards.sources import Source


@attrs.frozen
class Rating(Checked):
    """A level on a rating scale.

    Attributes:
        name: As it is published: ``"Requires improvement"``.
        points: What it adds to the score, a whole number from 0.

    >>> print(Rating("Good", 2))
    Good
    """

    name: str = attrs.field(metadata=holds(text))
    points: int = attrs.field(metadata=holds(whole_number(0)))

    def __str__(self) -> str:
        return self.name


def _none_or_some(value: object) -> str | Iterable[Problem] | None:
    if isinstance(value, tuple) and len(value) == 1:
        return "expected at least two ratings, or an empty list where none are given"
    return tuple_of(instance(Rating, "a rating"))(value)


def _points_rise(scale: RatingScale) -> Iterator[Problem]:
    points = [rating.points for rating in scale.ratings]
    if len(points) > 2 and all(after < before for before, after in pairwise(points)):
        yield Problem("ratings", "expected the worst rating first; these are in the opposite order")
        return
    for position, (lower, rating) in enumerate(pairwise(scale.ratings), 1):
        if rating.points <= lower.points:
            expected = f"expected more points than the rating before it, {lower.points}: worst first"
            yield Problem(f"ratings[{position}].points", expected, rating.points)


def _names_differ(scale: RatingScale) -> Iterator[Problem]:
    yield from repeated([rating.name for rating in scale.ratings], "ratings[{}].name", "rating", "a name")


@attrs.frozen(kw_only=True)
class RatingScale(Checked):
    """The ratings of a framework, from the worst to the best.

    Attributes:
        ratings: At least two ratings, their points rising; or none, in a framework that gives no ratings.
        source: Where names and points were published, or that no ratings are given.

    >>> source = Source(id="report", title="An inspection report", confidence="confirmed")
    >>> scale = RatingScale(ratings=(Rating("Inadequate", 0), Rating("Good", 2)), source=source)
    >>> scale["Good"].points, scale.best.name
    (2, 'Good')
    """

    checks = (_points_rise, _names_differ)

    ratings: tuple[Rating, ...] = attrs.field(converter=as_tuple, metadata=holds(_none_or_some))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the ratings, from the worst to the best."""
        return tuple(rating.name for rating in self.ratings)

    @property
    def best(self) -> Rating:
        """The rating with the most points."""
        return self.ratings[-1]

    def __getitem__(self, name: str) -> Rating:
        """Return the rating of this name.

        Raises:
            KeyError: When the scale has no such rating.
        """
        for rating in self.ratings:
            if rating.name == name:
                return rating
        near = closest(name, self.names)
        raise KeyError(f"no rating {name!r} on the scale{f'; did you mean {near!r}?' if near else ''}")

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def __iter__(self) -> Iterator[Rating]:
        return iter(self.ratings)
