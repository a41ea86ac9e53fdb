"""Which scores are possible: what published standards, score, maximum and percentage leave open, taken together.

This reads `TotalPoints` for ratings that were published, perhaps not all of them, where `deciding` reads it for evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property

import attrs

from probation_standards.figures import Figure, half_up
from probation_standards.frameworks import Framework
from probation_standards.rules import TotalPoints


@attrs.frozen
class Scores:
    """The scores that are possible out of one maximum.

    Attributes:
        maximum: What they are out of.
        least: The lowest.
        most: The highest; nothing is possible when it is below `least`.
    """

    maximum: int
    least: int
    most: int

    def __bool__(self) -> bool:
        return self.least <= self.most

    def within(self, least: int, most: int) -> Scores:
        """Return those from `least` to `most`."""
        return Scores(self.maximum, max(self.least, least), min(self.most, most))

    @property
    def values(self) -> str:
        """The scores alone, for people: ``"19 to 30"``."""
        return str(self.least) if self.least == self.most else f"{self.least} to {self.most}"

    def __str__(self) -> str:
        return f"{self.values} of {self.maximum}"


@attrs.frozen(slots=False)
class Bands:
    """The overall ratings of a framework that adds up points, by maximum and score.

    Attributes:
        framework: The framework.
        rule: Its overall rule.
    """

    framework: Framework
    rule: TotalPoints

    @cached_property
    def best(self) -> int:
        """The points of the best rating."""
        return self.framework.scale.best.points

    @cached_property
    def counting(self) -> tuple[str, ...]:
        """The ids of the standards that count."""
        return tuple(standard.id for standard in self.framework.standards if standard.counts)

    @cached_property
    def points(self) -> Mapping[str, int]:
        """The points of each rating, by name."""
        return {rating.name: rating.points for rating in self.framework.scale}

    @cached_property
    def ranges(self) -> Mapping[int, Mapping[str, tuple[int, int]]]:
        """For each maximum with a table: the name of each rating to the first and the last score that earns it."""
        found: dict[int, dict[str, tuple[int, int]]] = {}
        for table in self.rule.tables:
            starts = [(band.rating.name, half_up(band.starts)) for band in table.bands.bands]
            ends = [start - 1 for _, start in starts[1:]] + [table.maximum]
            found[table.maximum] = {name: (start, end) for (name, start), end in zip(starts, ends, strict=True)}
        return found

    def rating(self, scores: Scores) -> str | None:
        """Return the overall rating that all of `scores` earn; None where they earn several, or there are no bands."""
        for name, (least, most) in self.ranges.get(scores.maximum, {}).items():
            if least <= scores.least and scores.most <= most:
                return name
        return None

    def ratings(self, scores: Scores) -> list[str]:
        """Return the overall ratings that some of `scores` earn, worst first."""
        return [name for name, ends in self.ranges.get(scores.maximum, {}).items() if scores.within(*ends)]

    def earning(self, scores: Scores, overall: str) -> Scores:
        """Return those of `scores` that earn an overall rating."""
        least, most = self.ranges[scores.maximum].get(overall, (0, -1))
        return scores.within(least, most)


@attrs.frozen
class Known:
    """What was published of an overall rating.

    Attributes:
        points: The sum of the points of the standards that count and whose rating is known.
        rated: How many these are.
        open: How many standards that count may have been rated besides.
        score: The score, where it was published.
        maximum: The maximum, where it was published.
        percentage: The score as per cent of the maximum, where it was published like that.
    """

    points: int
    rated: int
    open: int
    score: int | None = None
    maximum: int | None = None
    percentage: Figure | None = None

    def with_points(self, points: int) -> Known:
        """Return the same with other points of the standards that are known (`attrs.evolve` takes ten times as long)."""
        return Known(points, self.rated, self.open, self.score, self.maximum, self.percentage)

    def scores(self, bands: Bands) -> Scores | None:
        """Return the scores that are possible, or None where nothing is.

        All standards count as rated that are not said to be not rated, unless the maximum that was published says otherwise,
        or a percentage that is none of the full maximum: 4.17 per cent is 1 of 24.
        """
        return next(self._all_scores(bands), None)

    def _all_scores(self, bands: Bands) -> Iterator[Scores]:
        best = bands.best
        if self.maximum is not None:
            maxima = [self.maximum] if self.maximum % best == 0 else []
        elif self.percentage is not None:
            maxima = list(range(best * (self.rated + self.open), 0, -best))
        else:
            maxima = [best * (self.rated + self.open)]
        for maximum in maxima:
            others = maximum // best - self.rated
            if 0 <= others <= self.open:
                scores = Scores(maximum, self.points, self.points + best * others)
                if self.score is not None:
                    scores = scores.within(self.score, self.score)
                if self.percentage is not None:
                    scores = scores.within(*_of_percentage(self.percentage, maximum))
                if scores:
                    yield scores


def _of_percentage(percentage: Figure, maximum: int) -> tuple[int, int]:
    """Return the first and the last score out of `maximum` that is `percentage`, rounded to as many decimals as it has."""
    step = Fraction(1, 2) * Fraction(1, 10 ** places(percentage))
    least = -((-(percentage - step) * maximum) // 100)
    most = ((percentage + step) * maximum) // 100
    return int(least), int(most)


def places(figure: Figure) -> int:
    """Return how many decimals a figure has; 6 for one that has no end of them.

    >>> places(50), places(Fraction(417, 100))
    (0, 2)
    """
    for count in range(6):
        if (figure * 10**count) % 1 == 0:
            return count
    return 6
