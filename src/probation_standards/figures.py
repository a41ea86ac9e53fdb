"""Exact figures inside, ordinary numbers at the door.

A figure is an `int` where it is whole and a `fractions.Fraction` where it is not, so that 21 of 62 stays 21 of 62.
"""

from __future__ import annotations

import math
import numbers
import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TypeAlias, cast

Figure: TypeAlias = int | Fraction
"""An exact number: an `int` where it is whole, else a `fractions.Fraction`."""

MOST_PLACES = 100
"""More decimal places, or zeros, than this are a mistake, and would only cost memory."""

FEW_DECIMALS = 3
"""Up to so many decimals a number is written for people as it is."""

MOST_SHOWN = 6
"""The most decimals that are written for people of a number that is rounded."""

MOST_STATED = 20
"""The most decimals with which a number that is stated is written; with more of them, as a fraction."""

_TEXT = re.compile(r"[+-]?(\d{1,100}(\.\d{1,100})?|\.\d{1,100}|\d{1,100}/\d{1,100})", re.ASCII)


def exact(value: object) -> Figure:
    """Return `value` as an exact number.

    Args:
        value: An int, a `Decimal`, a `Fraction`, a text such as ``"64.5"`` or ``"200/3"``, a float (taken as the decimal
            it prints as, so that 64.1 is 64.1), or a number of another library that behaves like one of these.

    Raises:
        ValueError: When `value` is no such number: a bool, not a number (NaN), infinite, or some other text. The message
            says so and is written to follow "expected a number; ".

    >>> exact("64.5"), exact(60.0), exact(0.1)
    (Fraction(129, 2), 60, Fraction(1, 10))
    """
    if isinstance(value, bool):
        raise ValueError("a truth value is no number")  # noqa: TRY004  # all that is no number is one error
    if isinstance(value, numbers.Integral):
        return int(value)
    if isinstance(value, numbers.Rational):
        return simplest(Fraction(int(value.numerator), int(value.denominator)))
    if isinstance(value, str):
        found = _TEXT.fullmatch(value.strip())
        if not found:
            raise ValueError("the text is no number")
        try:
            return simplest(Fraction(found[0]))
        except ZeroDivisionError:
            raise ValueError("the text divides by zero") from None
    if isinstance(value, (Decimal, numbers.Real)):
        return _from_decimal(value)
    raise ValueError(f"a {type(value).__name__} is no number")


def as_exact(value: object) -> object:
    """Return `value` as an exact number where it is one, else as it was given.

    This is the converter of fields that hold numbers: their checks then report what is still no number.
    """
    try:
        return exact(value)
    except ValueError:
        return value


def as_figure(value: Figure | float | str) -> Figure:
    """Return a number as `as_exact` does; the converter of a field that holds one."""
    return cast("Figure", as_exact(value))


def as_figure_or_none(value: Figure | float | str | None) -> Figure | None:
    """Return a number as `as_exact` does, and None as it is; the converter of a field that may hold one."""
    return None if value is None else as_figure(value)


def as_figures(values: Iterable[Figure | float | str]) -> tuple[Figure, ...]:
    """Return numbers as `as_exact` does, in a tuple; the converter of a field that holds several."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        return cast("tuple[Figure, ...]", values)
    return tuple(map(as_figure, values))


def simplest(value: Fraction) -> Figure:
    """Return `value` as an int where it is whole.

    >>> simplest(Fraction(4, 2)), simplest(Fraction(1, 2))
    (2, Fraction(1, 2))
    """
    return value.numerator if value.denominator == 1 else value


def half_up(value: Figure) -> int:
    """Return `value` rounded to the nearest whole number, halves upwards (Python's `round` takes halves to even).

    >>> half_up(Fraction(125, 2)), round(Fraction(125, 2))
    (63, 62)
    """
    return math.floor(value + Fraction(1, 2))


def written(value: Figure, places: int = 1) -> str:
    """Return `value` for people: as it is where it needs few decimals, else rounded to `places` with a "~".

    >>> written(60), written(Fraction(129, 2)), written(Fraction(5, 4)), written(Fraction(1850, 31))
    ('60', '64.5', '1.25', '~59.7')
    """
    if isinstance(value, int):
        return str(value)
    decimals = _decimals(value)
    if decimals is not None and decimals <= FEW_DECIMALS:
        places = max(places, decimals)
    while places < MOST_SHOWN and _misleads(value, places):
        places += 1
    scaled = half_up(value * 10**places)
    text = _pointed(scaled, places)
    return text if value * 10**places == scaled else f"~{text}"


def stated(value: Figure) -> str:
    """Return a number that a framework states exactly: a threshold, a weight, a value of a score.

    >>> stated(60), stated(Fraction(3333, 50)), stated(Fraction(200, 3))
    ('60', '66.66', '200/3')
    """
    if isinstance(value, int):
        return str(value)
    decimals = _decimals(value)
    return str(value) if decimals is None else _pointed(int(value * 10**decimals), decimals)


def _decimals(value: Fraction) -> int | None:
    """Return how many decimals a number has; None where they never end, or are very many."""
    for decimals in range(1, MOST_STATED + 1):
        if (10**decimals) % value.denominator == 0:
            return decimals
    return None


def _pointed(scaled: int, places: int) -> str:
    """Return a whole number with a decimal point before the last `places` of its digits."""
    whole, part = divmod(abs(scaled), 10**places)
    return f"{'-' if scaled < 0 else ''}{whole}{f'.{part:0{places}d}' if places else ''}"


def _misleads(value: Fraction, places: int) -> bool:
    """Return whether a rounded figure would look like a whole number, or a half, and is none: 49.98, 63.46."""
    scaled = half_up(value * 10**places)
    return scaled != value * 10**places and scaled % 10**places in (0, 5 * 10 ** (places - 1) if places else 0)


def _from_decimal(value: Decimal | numbers.Real) -> Figure:
    try:
        decimal = Decimal(str(value))
    except InvalidOperation:
        raise ValueError(f"a {type(value).__name__} is no number") from None
    if not decimal.is_finite():
        raise ValueError("it is not a number" if decimal.is_nan() else "it is infinite")
    if (decimal and abs(decimal.adjusted()) > MOST_PLACES) or -int(decimal.as_tuple().exponent) > MOST_PLACES:
        raise ValueError(f"it has more than {MOST_PLACES} places")
    return simplest(Fraction(decimal))
