"""Intervals for what a sample of cases says of a caseload, how likely samples are, and how many cases to inspect."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from math import ceil, comb, fsum, hypot, sqrt
from statistics import NormalDist
from typing import Any

import attrs

from probation_standards.errors import AnalysisError, Problem
from probation_standards.evidence import Tally


@attrs.frozen
class Interval:
    """An interval of percentages.

    Attributes:
        low: Its lower end, per cent.
        high: Its upper end, per cent.
    """

    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.low:.1f} to {self.high:.1f}"


def wilson(tally: Tally, confidence: float = 0.95) -> Interval:
    """Return the Wilson score interval for the share of a caseload without end of which some cases were inspected.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.

    Args:
        tally: The cases; at least one is relevant.
        confidence: How often such intervals hold what they are for, more than 0 and less than 1.

    Raises:
        AnalysisError: When no case was relevant, or the confidence is none.

    >>> str(wilson(Tally(21, 62)))
    '23.3 to 46.3'
    """
    _check(tally, confidence)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    cases, share = tally.relevant, tally.sufficient / tally.relevant
    middle = (share + z * z / (2 * cases)) / (1 + z * z / cases)
    half = z * sqrt(share * (1 - share) / cases + z * z / (4 * cases * cases)) / (1 + z * z / cases)
    low = 0.0 if tally.sufficient == 0 else middle - half
    high = 1.0 if tally.sufficient == cases else middle + half
    return Interval(100 * low, 100 * high)


def of_caseload(tally: Tally, caseload: int, confidence: float = 0.95) -> Interval:
    """Return the exact interval for the share of a caseload of known size, by the hypergeometric distribution.

    It holds the shares of all numbers of sufficient cases in the caseload under which the sample is not among the rarest on
    either side, each with half of what the confidence leaves.

    Args:
        tally: The cases that were inspected; at least one is relevant.
        caseload: How many cases there are in all, those inspected among them.
        confidence: How often such intervals hold what they are for, at least; more than 0 and less than 1.

    Raises:
        AnalysisError: When no case was relevant, the caseload is smaller than the sample, or the confidence is none.

    >>> str(of_caseload(Tally(21, 62), 99))
    '27.3 to 41.4'
    """
    _check(tally, confidence)
    check_caseload(caseload)
    if caseload < tally.relevant:
        expected = f"expected at least the {tally.relevant} cases that were inspected"
        raise AnalysisError([Problem("caseload", expected, caseload)], "the caseload is too small")
    tail = (1 - Fraction(confidence)) / 2
    found, missing = tally.sufficient, tally.relevant - tally.sufficient
    # The fewest sufficient cases under which so many in the sample are not too rare; and the same for those that are not.
    low = _first(found, caseload - missing, partial(_is_likely, tally.relevant, caseload, found, tail))
    others = _first(missing, caseload - found, partial(_is_likely, tally.relevant, caseload, missing, tail))
    return Interval(100 * low / caseload, 100 * (caseload - others) / caseload)


def of_difference(before: Tally, after: Tally, confidence: float = 0.95) -> Interval:
    """Return an interval for by how many percentage points a share rose, told from two samples; it fell where that is negative.

    It is made of the Wilson intervals of both. Source: R. G. Newcombe, "Interval estimation for the difference between
    independent proportions: comparison of eleven methods", 1998, method 10.

    Args:
        before: The cases of the first sample; at least one is relevant.
        after: The cases of the second, drawn independently of the first.
        confidence: How often such intervals hold what they are for, more than 0 and less than 1.

    Raises:
        AnalysisError: When no case of one of them was relevant, or the confidence is none.

    >>> str(of_difference(Tally(21, 62), Tally(40, 70)))
    '6.2 to 38.4'
    """
    first, second = wilson(before, confidence), wilson(after, confidence)
    was, is_now = (100 * one.sufficient / one.relevant for one in (before, after))
    low = is_now - was - hypot(is_now - second.low, first.high - was)
    high = is_now - was + hypot(second.high - is_now, was - first.low)
    return Interval(low, high)


def _first(low: int, high: int, holds: Callable[[int], bool]) -> int:
    """Return the least number from `low` to `high` for which something holds that holds for all after it."""
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low


def _is_likely(drawn: int, caseload: int, found: int, tail: Fraction, sufficient: int) -> bool:
    """Return whether a sample has so many sufficient cases, or more, more often than `tail` says."""
    return sum(_ways(drawn, sufficient, caseload)[found:]) > tail * comb(caseload, drawn)


def _ways(drawn: int, sufficient: int, caseload: int) -> list[int]:
    """Return in how many ways a sample has 0 sufficient cases, 1, and so on."""
    first, last = max(0, drawn - (caseload - sufficient)), min(drawn, sufficient)
    ways = [0] * (drawn + 1)
    ways[first] = comb(sufficient, first) * comb(caseload - sufficient, drawn - first)
    for number in range(first, last):
        more = (sufficient - number) * (drawn - number)
        ways[number + 1] = ways[number] * more // ((number + 1) * (caseload - sufficient - drawn + number + 1))
    return ways


def hypergeometric(drawn: int, sufficient: int, caseload: int) -> list[float]:
    """Return how likely a sample has 0 sufficient cases, 1, and so on, up to all that were drawn.

    Args:
        drawn: How many cases are drawn, none of them twice.
        sufficient: How many cases of the caseload are sufficient.
        caseload: How many cases there are, at least those drawn.

    >>> hypergeometric(2, 1, 4)
    [0.5, 0.5, 0.0]
    """
    first, last = max(0, drawn - (caseload - sufficient)), min(drawn, sufficient)

    def up(number: int) -> float:
        return (sufficient - number) * (drawn - number) / ((number + 1) * (caseload - sufficient - drawn + number + 1))

    return _spread(drawn, first, last, (drawn + 1) * (sufficient + 1) // (caseload + 2), up)


def binomial(drawn: int, sufficient: int, caseload: int) -> list[float]:
    """Return how likely a sample of a caseload without end has 0 sufficient cases, 1, and so on.

    Args:
        drawn: How many cases are drawn.
        sufficient: How many of each `caseload` cases are sufficient.
        caseload: Of how many.

    >>> binomial(2, 1, 2)
    [0.25, 0.5, 0.25]
    """
    if sufficient in {0, caseload}:
        return [float(number == (drawn if sufficient else 0)) for number in range(drawn + 1)]

    def up(number: int) -> float:
        return (drawn - number) * sufficient / ((number + 1) * (caseload - sufficient))

    return _spread(drawn, 0, drawn, (drawn + 1) * sufficient // caseload, up)


def _spread(drawn: int, first: int, last: int, likeliest: int, up: Callable[[int], float]) -> list[float]:
    """Return how likely each number from `first` to `last` is, by how much likelier the next one is than each.

    It goes out from the likeliest one, so that no number is too small or too large for arithmetic on floats to tell.
    """
    likeliest = min(max(likeliest, first), last)
    weights = [0.0] * (drawn + 1)
    weights[likeliest] = 1.0
    for number in range(likeliest, last):
        weights[number + 1] = weights[number] * up(number)
    for number in range(likeliest, first, -1):
        weights[number - 1] = weights[number] / up(number - 1)
    total = fsum(weights)
    return [weight / total for weight in weights]


def sample_size(caseload: int | None = None, *, points: float = 5, confidence: float = 0.8, share: float = 50) -> int:
    """Return how many cases to inspect so that a percentage is told with a wanted precision.

    It is the usual formula: so many that the normal interval for a share has no more than so many percentage points on either
    side, with the correction for a caseload of known size.

    Args:
        caseload: How many cases there are; None for a caseload without end.
        points: The wanted precision, percentage points on either side, above 0.
        confidence: How often such intervals hold what they are for, more than 0 and less than 1.
        share: Which percentage is expected, from 1 to 99; 50 needs the most cases.

    Raises:
        AnalysisError: When one of the numbers is none of these.

    >>> sample_size(99), sample_size()
    (63, 165)
    """
    problems = [
        Problem(name, expected, value)
        for name, expected, value, right in (
            ("caseload", "expected a whole number from 1", caseload, caseload is None or _is_whole(caseload)),
            ("points", "expected percentage points from 0.01", points, _is_number(points) and points >= 0.01),
            ("confidence", CONFIDENCE, confidence, _is_confidence(confidence)),
            ("share", "expected a percentage from 1 to 99, such as 50", share, _is_number(share) and 1 <= share <= 99),
        )
        if not right
    ]
    if problems:
        raise AnalysisError(problems, "the sample can't be planned")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    least = z * z * (share / 100) * (1 - share / 100) / (points / 100) ** 2
    if caseload is not None:
        least = least / (1 + (least - 1) / caseload) if least > 1 else least
        return min(caseload, max(1, ceil(least)))
    return max(1, ceil(least))


CONFIDENCE = "expected a number between 0 and 1, such as 0.95"


def check_confidence(confidence: object) -> None:
    """Raise that a confidence is none.

    Raises:
        AnalysisError: When it is not a number more than 0 and less than 1.
    """
    if not _is_confidence(confidence):
        raise AnalysisError([Problem("confidence", CONFIDENCE, confidence)], "that is no confidence")


def check_caseload(caseload: object, path: str = "caseload") -> None:
    """Raise that a caseload is none; `path` is where it was given.

    Raises:
        AnalysisError: When it is neither None nor a whole number of cases.
    """
    if caseload is not None and not _is_whole(caseload):
        raise AnalysisError([Problem(path, "expected a whole number of cases, from 1", caseload)], "that is no caseload")


def _is_confidence(value: Any) -> bool:
    return _is_number(value) and value > 0 and (1 + value) / 2 < 1  # so near to 1 that floats can't tell is no confidence


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, Fraction)) and not isinstance(value, bool)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _check(tally: Tally, confidence: float) -> None:
    problems = []
    if not tally.relevant:
        problems.append(Problem("tally", "expected at least one relevant case", str(tally)))
    if not _is_confidence(confidence):
        problems.append(Problem("confidence", CONFIDENCE, confidence))
    if problems:
        raise AnalysisError(problems, "there is no interval")
