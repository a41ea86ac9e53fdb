"""Which scores are possible: what published standards, score, maximum and percentage leave open, taken together.

This reads `TotalPoints` for ratings that were published, perhaps not all of them, where `deciding` reads it for evidence. A
set of scores is kept as the bits of one number: bit 7 stands for a score of 7.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import pairwise

import attrs

from probation_standards.figures import exact
from probation_standards.frameworks import Framework
from probation_standards.rules import TotalPoints

MOST_DECIMALS = 9
"""More decimals than these are what arithmetic on floats leaves, and can be off."""


@attrs.frozen
class Scores:
    """Scores that are possible out of one maximum.

    Attributes:
        maximum: What they are out of.
        bits: The scores: bit 7 stands for a score of 7.
    """

    maximum: int
    bits: int

    def __bool__(self) -> bool:
        return self.bits != 0

    def __iter__(self) -> Iterator[int]:
        """Iterate over the scores, the lowest first."""
        return (score for score in range(self.bits.bit_length()) if self.bits >> score & 1)

    @property
    def values(self) -> str:
        """The scores alone, for people: ``"19 to 30"``."""
        runs, bits, below = [], self.bits, 0
        while bits:
            gap = (bits & -bits).bit_length() - 1
            bits >>= gap
            length = (~bits & bits + 1).bit_length() - 1
            least, most = below + gap, below + gap + length - 1
            runs.append(str(least) if least == most else f"{least} to {most}")
            bits, below = bits >> length, most + 1
        return " or ".join(runs)

    def __str__(self) -> str:
        return f"{self.values} of {self.maximum}"


def bits_from(least: int, most: int) -> int:
    """Return the scores from `least` to `most` as bits; none where `most` is lower."""
    return (1 << most + 1) - (1 << least) if least <= most else 0


def added(first: int, second: int) -> int:
    """Return the sums of one score of each of two sets, all as bits.

    >>> bin(added(0b1010, 0b101))  # 1 or 3, and 0 or 2: 1, 3 or 5
    '0b101010'
    """
    if second & (second - 1) == 0:  # one score alone, or none
        return first << second.bit_length() - 1 if second else 0
    found, shift = 0, 0
    while second >> shift:
        if second >> shift & 1:
            found |= first << shift
        shift += 1
    return found


@attrs.frozen(slots=False)
class ScoreBands:
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
    def by_maximum(self) -> Mapping[int, Mapping[str, int]]:
        """For each maximum with a table: the name of each rating to the scores that earn it, as bits."""
        found: dict[int, dict[str, int]] = {}
        for table in self.rule.tables:
            starts = [int(band.starts) for band in table.bands.bands]
            ends = [*(start - 1 for _, start in pairwise(starts)), table.maximum]
            names = [band.rating.name for band in table.bands.bands]
            found[table.maximum] = {name: bits_from(start, end) for name, start, end in zip(names, starts, ends, strict=True)}
        return found

    @cached_property
    def _sums(self) -> list[int]:
        return [1]

    @cached_property
    def anything(self) -> int:
        """What one standard of any rating gives, as bits."""
        return sum(1 << points for points in self.points.values())

    def sums(self, standards: int) -> int:
        """Return what so many standards of any rating can add up to, as bits."""
        while len(self._sums) <= standards:
            self._sums.append(added(self._sums[-1], self.anything))
        return self._sums[standards]

    def ratings(self, scores: Scores) -> list[str]:
        """Return the overall ratings that some of `scores` earn, worst first."""
        return [name for name, bits in self.by_maximum.get(scores.maximum, {}).items() if scores.bits & bits]

    def earning(self, scores: Scores, overall: str) -> Scores:
        """Return those of `scores` that earn an overall rating; none where there are no bands for their maximum."""
        return Scores(scores.maximum, scores.bits & self.by_maximum.get(scores.maximum, {}).get(overall, 0))


@attrs.frozen
class Known:
    """What was published of an overall rating.

    Attributes:
        sums: What the standards that count and whose rating is known, or known in part, can add up to, as bits.
        rated: How many these are.
        open: How many standards that count may have been rated besides.
        score: The score, where it was published.
        maximum: The maximum, where it was published.
        percentage: The score as per cent of the maximum, as printed, where it was published like that.
    """

    sums: int
    rated: int
    open: int
    score: int | None = None
    maximum: int | None = None
    percentage: str | None = None

    def of(self, sums: int, rated: int, left: int) -> Known:
        """Return the same with other standards (`attrs.evolve` takes ten times as long)."""
        return Known(sums, rated, left, self.score, self.maximum, self.percentage)

    def scores(self, bands: ScoreBands) -> Scores | None:
        """Return the scores that are possible out of the largest maximum that can be; None where none is."""
        return next(self.by_maximum(bands), None)

    def by_maximum(self, bands: ScoreBands) -> Iterator[Scores]:
        """Yield the scores that are possible out of each maximum that can be, the largest first.

        All standards count as rated that are not said to be not rated, unless the maximum that was published says otherwise,
        or a percentage that can be one of a smaller maximum: 4.17 per cent is 1 of 24.
        """
        best = bands.best
        full = best * (self.rated + self.open)
        if self.maximum is not None:
            maxima = [self.maximum] if best and self.maximum % best == 0 else []
        elif self.percentage is not None:
            maxima = list(range(full, 0, -best))
        else:
            maxima = [full]
        for maximum in maxima:
            others = maximum // best - self.rated if best else 0
            if 0 <= others <= self.open:
                bits = added(bands.sums(others), self.sums) if others else self.sums
                if self.score is not None:
                    bits &= 1 << self.score if self.score <= maximum else 0
                if self.percentage is not None:
                    bits &= of_percentage(self.percentage, maximum)
                if bits:
                    yield Scores(maximum, bits)


@lru_cache(maxsize=4096)
def of_percentage(percentage: str, maximum: int) -> int:
    """Return the scores out of `maximum` that are `percentage` rounded to as many decimals as it is printed with, as bits.

    A single ".0" is how floats print a whole number, and says nothing of the decimals.

    >>> list(Scores(24, of_percentage("4.17", 24))), list(Scores(36, of_percentage("4.17", 36)))
    ([1], [])
    """
    figure = exact(percentage)
    decimals = percentage.partition(".")[2]
    places = 0 if decimals == "0" else min(len(decimals), MOST_DECIMALS)
    half = Fraction(1, 2 * 10**places)
    least = -((-(figure - half) * maximum) // 100)
    most = ((figure + half) * maximum) // 100
    return bits_from(max(0, int(least)), min(maximum, int(most)))
