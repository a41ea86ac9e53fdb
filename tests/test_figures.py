"""Figures are exact inside, ordinary numbers at the door, and halves are rounded upwards."""

from __future__ import annotations

import math
import numbers
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from probation_standards.figures import Figure, as_exact, exact, half_up, simplest, stated, written


class Counted:
    """A whole number of another library."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __int__(self) -> int:
        return self.number


class Ratio:
    """A ratio of another library, its terms whole numbers of that library."""

    numerator = Counted(129)
    denominator = Counted(2)


class Single:
    """A real number of another library, which prints as a decimal."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return self.text


numbers.Integral.register(Counted)
numbers.Rational.register(Ratio)
numbers.Real.register(Single)


@st.composite
def percentages(draw: st.DrawFn) -> Figure:
    """Percentages of cases, as they come from counting: 3 of 7."""
    relevant = draw(st.integers(1, 200))
    return simplest(Fraction(100 * draw(st.integers(0, relevant)), relevant))


figures = st.fractions(max_denominator=1000).map(simplest)
decimals = st.builds(lambda digits, places: Decimal(digits).scaleb(-places), st.integers(-(10**9), 10**9), st.integers(0, 6))


class TestExact:
    """What is a number, and which."""

    @pytest.mark.parametrize(
        ("expected", "value"),
        [
            (60, 60),
            (0, 0),
            (-3, -3),
            (10**50, 10**50),
            (60, 60.0),
            (Fraction(1, 10), 0.1),
            (Fraction(641, 10), 64.1),
            (0, -0.0),
            (10**100, 1e100),
            (Fraction(129, 2), "64.5"),
            (Fraction(129, 2), "  64.5\n"),
            (Fraction(200, 3), "200/3"),
            (50, "100/2"),
            (Fraction(1, 2), ".5"),
            (Fraction(-1, 2), "-.5"),
            (3, "+3"),
            (7, "007"),
            (Fraction(129, 2), Decimal("64.5")),
            (60, Decimal("60.0")),
            (600, Decimal("6E+2")),
            (0, Decimal("0E+999999")),
            (Fraction(1, 10**100), Decimal("1E-100")),
            (Fraction(129, 2), Fraction(129, 2)),
            (60, Fraction(60)),
            (37, Counted(37)),
            (Fraction(129, 2), Ratio()),
            (Fraction(641, 10), Single("64.1")),
            (60, Single("6e+01")),
        ],
    )
    def test_numbers(self, expected: Figure, value: object) -> None:
        """Every ordinary number is taken, as are those of other libraries, and is an int where it is whole."""
        assert expected == exact(value)
        assert type(expected) is type(exact(value))

    @pytest.mark.parametrize(
        ("expected", "value"),
        [
            ("a truth value is no number", True),
            ("a truth value is no number", False),
            ("it is not a number", math.nan),
            ("it is not a number", Decimal("NaN")),
            ("it is not a number", Decimal("sNaN")),
            ("it is infinite", math.inf),
            ("it is infinite", -math.inf),
            ("it is infinite", Decimal("-Infinity")),
            ("the text is no number", "abc"),
            ("the text is no number", ""),
            ("the text is no number", "nan"),
            ("the text is no number", "60 %"),
            ("the text is no number", "64,5"),
            ("the text is no number", "64."),
            ("the text is no number", "1_000"),
            ("the text is no number", "1e400"),
            ("the text is no number", "1e2"),
            ("the text is no number", "0x10"),
            ("the text is no number", "3/-4"),
            ("the text is no number", "1/2.5"),
            ("the text is no number", "\u0663"),
            ("the text is no number", "1" * 101),
            ("the text is no number", "0." + "1" * 101),
            ("the text divides by zero", "3/0"),
            ("it has more than 100 places", Decimal("1E+999999")),
            ("it has more than 100 places", Decimal("1E-999999")),
            ("it has more than 100 places", Decimal("1.5E-100")),
            ("it has more than 100 places", 1e101),
            ("it has more than 100 places", 5e-324),
            ("a NoneType is no number", None),
            ("a list is no number", [60]),
            ("a bytes is no number", b"60"),
            ("a complex is no number", 60 + 0j),
            ("a PurePosixPath is no number", PurePosixPath("60")),
            ("a Single is no number", Single("sixty")),
        ],
    )
    def test_no_numbers(self, expected: str, value: object) -> None:
        """What is no number is refused, and the message says why: a truth value, NaN, infinite, too long, some text."""
        with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
            exact(value)

    @given(decimals)
    def test_decimals(self, decimal: Decimal) -> None:
        """A decimal is taken exactly, whether as a `Decimal` or written out as a text."""
        expected = Fraction(*decimal.as_integer_ratio())

        assert expected == exact(decimal)
        assert expected == exact(f"{decimal:f}")

    @given(st.just(0.0) | st.floats(1e-80, 1e9) | st.floats(-1e9, -1e-80))
    @example(0.1)
    @example(64.1)
    def test_floats(self, number: float) -> None:
        """A float is taken as the decimal it prints as, so that 64.1 is 64.1; the same float comes back from it."""
        assert Fraction(repr(number)) == exact(number)
        assert number == float(exact(number))

    @given(st.integers(-(10**9), 10**9), st.integers(1, 10**9))
    def test_ratios(self, above: int, below: int) -> None:
        """A ratio is taken exactly, whether as a `Fraction` or as a text such as "200/3"."""
        expected = Fraction(above, below)

        assert expected == exact(expected)
        assert expected == exact(f"{above}/{below}")

    @given(st.text("0123456789./+-eE _", max_size=8))
    @example("1/2")
    @example("+.5")
    def test_texts(self, text: str) -> None:
        """A text that is taken means what Python's `Fraction` reads in it; no other text is."""
        taken = as_exact(text)

        assert taken == text or Fraction(text.strip()) == taken

    @given(figures)
    def test_own_output(self, figure: Figure) -> None:
        """An exact number is taken as it is: the converter accepts its own output."""
        assert figure == exact(figure)
        assert type(figure) is type(exact(figure))

    @given(figures)
    def test_whole(self, figure: Figure) -> None:
        """A figure is an int where it is whole, and a fraction only where it is not."""
        whole = math.floor(figure) == figure

        assert (int if whole else Fraction) is type(exact(Fraction(figure)))


class TestAsExact:
    """The converter of fields that hold numbers."""

    @pytest.mark.parametrize("value", [True, "abc", "1e400", None, math.nan, Decimal("1E+999999"), [60], 60j], ids=repr)
    def test_no_numbers(self, value: object) -> None:
        """What is no number comes back as it was given, for the check of the field to report."""
        assert value is as_exact(value)

    @given(figures)
    def test_numbers(self, figure: Figure) -> None:
        """A number becomes exact, and stays what it is when it is exact already."""
        assert figure == as_exact(str(figure))
        assert figure == as_exact(as_exact(str(figure)))


class TestSimplest:
    """An int where it is whole."""

    @given(st.integers(), st.integers(1, 1000))
    def test_whole(self, number: int, denominator: int) -> None:
        """A whole fraction becomes the int that it equals."""
        simple = simplest(Fraction(number * denominator, denominator))

        assert number == simple
        assert type(simple) is int

    @given(st.integers(), st.integers(2, 1000), st.data())
    def test_not_whole(self, number: int, denominator: int, data: st.DataObject) -> None:
        """A fraction that is not whole stays as it is."""
        fraction = number + Fraction(data.draw(st.integers(1, denominator - 1)), denominator)

        assert fraction is simplest(fraction)


class TestHalfUp:
    """Rounding to the nearest whole number, halves upwards."""

    def test_halves(self) -> None:
        """62.5 rounds to 63, where Python's `round` gives 62."""
        assert half_up(Fraction(125, 2)) == 63
        assert round(Fraction(125, 2)) == 62

    @pytest.mark.parametrize(("expected", "sufficient", "relevant"), [(65, 40, 62), (65, 11, 17), (34, 21, 62), (0, 0, 7)])
    def test_cases(self, expected: int, sufficient: int, relevant: int) -> None:
        """A percentage of cases is rounded from the exact ratio: 40 of 62 is 64.5 per cent and rounds to 65."""
        assert expected == half_up(Fraction(100 * sufficient, relevant))

    @given(st.integers(0, 10**9), st.integers(0, 6))
    @example(625, 1)
    @example(645, 1)
    def test_as_decimal_rounds(self, digits: int, places: int) -> None:
        """From 0 up, every decimal is rounded as `decimal.ROUND_HALF_UP` rounds it."""
        decimal = Decimal(digits).scaleb(-places)
        expected = int(decimal.quantize(Decimal(1), rounding=ROUND_HALF_UP))

        assert expected == half_up(simplest(Fraction(decimal)))

    @given(st.integers())
    def test_every_half(self, number: int) -> None:
        """Every half goes up, whether the number below it is even or odd, below 0 or above."""
        assert number + 1 == half_up(number + Fraction(1, 2))

    @given(st.integers())
    def test_whole(self, number: int) -> None:
        """A whole number is its own rounding."""
        assert number == half_up(number)

    @given(percentages())
    def test_nearest(self, percentage: Figure) -> None:
        """No whole number is nearer than the one rounded to."""
        rounded = half_up(percentage)

        assert -Fraction(1, 2) < rounded - percentage <= Fraction(1, 2)


class TestWritten:
    """Figures for people."""

    @pytest.mark.parametrize(
        ("expected", "figure"),
        [
            ("60", 60),
            ("0", 0),
            ("-3", -3),
            ("64.5", Fraction(129, 2)),
            ("-0.5", Fraction(-1, 2)),
            ("-0.1", Fraction(-1, 10)),
            ("~59.7", Fraction(1850, 31)),
            ("~0.3", Fraction(1, 3)),
            ("0.05", Fraction(1, 20)),
            ("21.875", Fraction(175, 8)),
            ("~1.6", Fraction(25, 16)),
            ("~0.05", Fraction(1, 21)),
            ("99.95", Fraction(1999, 20)),
            ("49.98", Fraction(2499, 50)),
            ("49.997", Fraction(49997, 1000)),
            ("~0.000000", Fraction(1, 10**9)),
            ("~-0.3", Fraction(-1, 3)),
        ],
    )
    def test_one_place(self, expected: str, figure: Figure) -> None:
        """A figure is written as it is where three decimals are enough, else to one decimal after a "~".

        Where that would look like a whole number, which the figure is not, it is written to as many as show that: up to six.
        """
        assert expected == written(figure)

    @given(figures)
    def test_stated(self, figure: Figure) -> None:
        """What is stated is the exact number, whatever it takes to write it."""
        assert figure == exact(stated(figure))

    @pytest.mark.parametrize(
        ("expected", "figure"),
        [("60", 60), ("66.74", Fraction(3337, 50)), ("0.0625", Fraction(1, 16)), ("200/3", Fraction(200, 3))],
    )
    def test_states(self, expected: str, figure: Figure) -> None:
        """A number that never ends as a decimal is stated as a fraction, others as decimals."""
        assert expected == stated(figure)

    @given(figures, st.integers(1, 4))
    def test_exact_or_marked(self, figure: Figure, places: int) -> None:
        """What is written without "~" is the exact figure; what is written with it is within half of its last decimal."""
        text = written(figure, places)
        off = abs(Fraction(exact(text.removeprefix("~"))) - figure)

        assert (off > 0) is text.startswith("~")
        assert off <= Fraction(1, 2 * 10**places)
