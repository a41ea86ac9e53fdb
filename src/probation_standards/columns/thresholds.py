"""Thresholds as the numbers that columns can hold, so that comparing with them decides what exact arithmetic decides."""

from __future__ import annotations

import struct
from enum import Enum
from fractions import Fraction
from itertools import count
from math import ceil, floor, inf, nextafter

from probation_standards.figures import Figure, simplest

MOST_RELEVANT = 1_000_000
"""The most relevant cases of a tally. Two percentages of up to so many cases are the same or differ by 1e-10 or more, and a
percentage differs from a threshold with a denominator of up to so much by 1e-12 or more. Dividing two whole numbers rounds to
the nearest float, which is off by 1e-14 at most up to 100. So floats of percentages compare as the percentages do, if a
threshold too is taken as the float nearest to it."""


class Holds(Enum):
    """What the figures of a standard are held in, which says where its thresholds lie.

    Attributes:
        WHOLE: Whole percentages.
        DOUBLE: Percentages in floats of 64 bits, each taken as the decimal that it prints as.
        SINGLE: The same in 32 bits.
        DIVIDED: Percentages that were divided out of tallies, each the float nearest to the exact one.
    """

    WHOLE = "whole"
    DOUBLE = "d"
    SINGLE = "f"
    DIVIDED = "divided"


_BITS = {Holds.DOUBLE: "Q", Holds.SINGLE: "I"}


def threshold(figure: Figure, holds: Holds, *, reached: bool = True) -> int | float:
    """Return the least number that a column can hold and that stands for `figure` or more; for more, where it is not reached.

    A column of floats holds the decimals that they print as: 64.1 means 64.1, so the threshold is the least float that prints
    as `figure` or more, and comparing with it decides what `rate` decides.

    >>> from fractions import Fraction
    >>> threshold(Fraction(129, 2), Holds.WHOLE), threshold(Fraction(200, 3), Holds.DOUBLE), threshold(64, Holds.DIVIDED)
    (65, 66.66666666666667, 64.0)
    """
    if holds is Holds.WHOLE:
        return ceil(figure) if reached else floor(figure) + 1
    if holds is Holds.DIVIDED:
        return float(figure) if reached else nextafter(float(figure), inf)
    form, whole = f"<{holds.value}", f"<{_BITS[holds]}"

    def number(bits: int) -> float:
        found: float = struct.unpack(form, struct.pack(whole, bits))[0]
        return found

    # The float nearest to the figure, or the one above it; those below print as less. Bits of floats from 0 up count upwards.
    (bits,) = struct.unpack(whole, struct.pack(form, float(figure)))
    while (at := printed(number(bits), holds)) < figure or (at == figure and not reached):
        bits += 1
    return number(bits)


def printed(value: float, holds: Holds) -> Figure:
    """Return the decimal that a float of the width of `holds` prints as: the shortest that is no other such float."""
    if holds is Holds.DOUBLE:
        return simplest(Fraction(repr(value)))  # of whatever length, as no input is
    form = f"<{holds.value}"
    texts = (f"{value:.{digits}g}" for digits in count(1))
    return simplest(Fraction(next(text for text in texts if struct.pack(form, float(text)) == struct.pack(form, value))))
