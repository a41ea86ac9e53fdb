"""Answers: what is written for yes, no, not relevant and missing, and on which cases a question is asked."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from case_tables import MEANINGS, USUAL, Meaning
from probation_standards.answers import Kind, folded, is_empty
from strategies import MEMORY, SUSPENDED

USUALLY = [(meaning, word) for meaning, words in USUAL.items() for word in words]

blanks = st.text(st.sampled_from(" \t\n\N{NO-BREAK SPACE}"), max_size=2)


def problems_of(**words: Any) -> list[tuple[str, str, object]]:
    """Return what is wrong with words that no vocabulary can be made of."""
    with pytest.raises(ps.FrameworkError) as caught:
        ps.Answers(**words)
    return [(problem.path, problem.expected, problem.value) for problem in caught.value.problems]


class TestEmpty:
    """What holds nothing."""

    @pytest.mark.parametrize("value", [None, float("nan"), np.nan, np.float32("nan"), pd.NA, pd.NaT, Decimal("nan"), ""])
    def test_nothing(self, value: object) -> None:
        """None, and what libraries have for it, is an empty cell, and so is a text without anything in it."""
        assert folded(value) == ""
        assert ps.Answers().means(value) is Kind.MISSING

    @pytest.mark.parametrize("value", [None, float("nan"), pd.NA, pd.NaT, Decimal("nan"), Decimal("sNaN")])
    def test_no_value(self, value: object) -> None:
        """It can be told without looking at texts, also of a NaN that refuses to be compared."""
        assert is_empty(value)

    @pytest.mark.parametrize("value", [0, 0.0, False, "", "none", (), [], np.array([1, 2]), date(2025, 2, 24)])
    def test_something(self, value: object) -> None:
        """Nought, false and an empty text are values; so is whatever can't be compared, such as an array."""
        assert not is_empty(value)

    @pytest.mark.parametrize("word", ["nan", "NaN", " None ", "<NA>", "NaT", "null"])
    def test_written(self, word: str) -> None:
        """What libraries write for an empty cell, where they make it a text, is one."""
        assert folded(word) == ""


class TestFolded:
    """A cell as a text that is the same whichever engine held it."""

    @given(st.text(), blanks, blanks)
    def test_case_and_blanks(self, text: str, before: str, after: str) -> None:
        """Neither case nor blanks about a text matter, nor how often it is folded."""
        assert folded(text) == folded(f"{before}{text}{after}")
        assert folded(text) == folded(text.casefold())
        assert folded(text) == folded(folded(text))

    @given(st.integers(-(10**15) + 1, 10**15 - 1))
    def test_whole_numbers(self, number: int) -> None:
        """A whole number is the same text as an int, a float, a decimal, a number of numpy, or written out."""
        expected = str(number)

        assert [expected] * 5 == [
            folded(given) for given in (number, float(number), Decimal(number), np.int64(number), f"{number}.0")
        ]

    @pytest.mark.parametrize(
        ("expected", "value"),
        [
            ("true", True),
            ("false", np.False_),
            ("1.5", 1.5),
            ("10", 10.0),
            ("0", 0.0),
            ("not relevant", "  Not\trelevant\n"),
            ("2025-02-24", date(2025, 2, 24)),
            ("['yes']", ["yes"]),
        ],
    )
    def test_values(self, expected: str, value: object) -> None:
        """Truth values, numbers, dates and whatever else has a text."""
        assert expected == folded(value)


class TestWords:
    """The words of a vocabulary."""

    @pytest.mark.parametrize(("meaning", "word"), USUALLY)
    def test_usual(self, meaning: Meaning, word: object) -> None:
        """Unless words are declared, the usual ones are understood, in any case and with any blanks."""
        assert Kind(meaning) is ps.Answers().means(word)

    @pytest.mark.parametrize(
        ("kind", "value"),
        [
            (Kind.YES, True),
            (Kind.NO, False),
            (Kind.YES, 1),
            (Kind.NO, 0),
            (Kind.YES, 1.0),
            (Kind.NO, 0.0),
            (Kind.YES, np.True_),
            (Kind.NO, np.int8(0)),
            (Kind.YES, Decimal("1.00")),
        ],
    )
    def test_values(self, kind: Kind, value: object) -> None:
        """Truth values, and 1 and 0, say yes and no."""
        assert kind is ps.Answers().means(value)

    @pytest.mark.parametrize("value", ["perhaps", "NA", "yes!", "ye s", "-", 2, -1, 0.5, date(2025, 2, 24), ["yes"], b"yes"])
    def test_no_answer(self, value: object) -> None:
        """Anything else is no answer. "NA" is none: it is "not applicable" to one and "not available" to another."""
        assert ps.Answers().means(value) is None

    @given(st.text(max_size=12) | st.integers() | st.floats() | st.booleans() | st.binary(max_size=2) | st.decimals())
    def test_anything(self, value: object) -> None:
        """Whatever a cell holds is one of the four, or no answer; nothing is raised."""
        assert ps.Answers().means(value) in {*Kind, None}

    def test_of_ones_own(self) -> None:
        """Words that are declared take the place of the usual ones of their kind, and leave those of other kinds."""
        answers = ps.Answers(yes=("Met", "Partly met"), missing=("?",))

        assert [Kind.YES, Kind.YES, None, Kind.NO, Kind.NOT_RELEVANT, Kind.MISSING, Kind.MISSING, None] == [
            answers.means(word) for word in ("met", "PARTLY  MET", "yes", "no", "n/a", "?", None, "not answered")
        ]

    @pytest.mark.parametrize("field", ["yes", "no", "not_relevant", "missing"])
    def test_none(self, field: str) -> None:
        """There may be no words of a kind at all; an empty cell is missing all the same."""
        answers = ps.Answers(**{field: ()})

        assert Kind(field.replace("_", " ")) not in {answers.means(word) for word in ("yes", "no", "n/a", "missing")}
        assert Kind.MISSING is answers.means("")

    @given(st.sampled_from(MEANINGS), st.sampled_from(MEANINGS), st.sampled_from(["Met", "1", "not  met"]))
    def test_word_twice(self, one: Meaning, other: Meaning, word: str) -> None:
        """A word can't mean two things; that it stands twice under one thing is no harm."""
        fields = [meaning.replace(" ", "_") for meaning in MEANINGS]
        one_field, other_field = (meaning.replace(" ", "_") for meaning in (one, other))
        words: dict[str, list[str]] = {field: [] for field in fields}
        words[one_field].append(word)
        words[other_field].append(f" {word.upper()}.0" if word == "1" else f" {word.upper()}")

        if one == other:
            assert Kind(one) is ps.Answers(**words).means(word)
        else:
            first, last = sorted((one_field, other_field), key=fields.index)
            expected = f"expected a word that does not stand under {first} too"
            assert [(f"{last}[0]", expected, words[last][0])] == problems_of(**words)

    @pytest.mark.parametrize("field", ["yes", "no", "not_relevant", "missing"])
    @pytest.mark.parametrize("word", ["nan", " <NA>"])
    def test_empty(self, field: str, word: str) -> None:
        """An empty cell, however it is written, is missing and can't be declared to be anything else."""
        expected = "expected words with something in them: an empty cell is missing"

        assert [(field, expected, "")] == problems_of(**{field: [word]})

    def test_every_field(self) -> None:
        """All that is wrong with the words is reported at once."""
        assert problems_of(yes="met", no=[""], not_relevant=[" ", "n/a", 5], missing=None) == [
            ("yes", "expected a list", "met"),
            ("no[0]", "expected a text that is not empty", ""),
            ("not_relevant[0]", "expected a text that is not empty", " "),
            ("not_relevant[2]", "expected a text that is not empty", 5),
            ("missing", "expected a list", None),
        ]

    def test_value(self) -> None:
        """A vocabulary is a value: equal where its words are, and changed by making another."""
        met = ps.Answers(yes=("met",))

        assert met == ps.Answers(yes=("met",))
        assert len({met, ps.Answers(yes=("met",)), ps.Answers()}) == 2
        assert met.means("met") is Kind.YES
        assert attrs.evolve(met, yes=("done",)).means("met") is None


class TestRelevance:
    """On which cases a question is asked."""

    @pytest.mark.parametrize(
        ("expected", "value"),
        [
            (True, "no"),
            (True, " No"),
            (True, "N"),
            (True, False),
            (True, 0),
            (True, 0.0),
            (False, "yes"),
            (False, True),
            (False, 1),
            (False, "n/a"),
            (False, "for a time"),
            (None, None),
            (None, ""),
            (None, float("nan")),
            (None, "missing"),
        ],
    )
    def test_yes_and_no(self, expected: bool | None, value: object) -> None:  # noqa: FBT001  # a parameter
        """Where the value is yes or no it may be written in any way that says so; where it is missing nothing is said."""
        assert expected is SUSPENDED.applies(value, ps.Answers())

    @pytest.mark.parametrize(
        ("expected", "value"),
        [(True, "Licence"), (True, " licence "), (False, "Community order"), (False, "yes"), (None, " "), (None, None)],
    )
    def test_any_value(self, expected: bool | None, value: object) -> None:  # noqa: FBT001  # a parameter
        """Any other value is compared as a text, without case and blanks."""
        licence = ps.Relevance(attribute="type of sentence", value="Licence", source=MEMORY)

        assert expected is licence.applies(value, ps.Answers())

    @pytest.mark.parametrize(("expected", "value"), [(True, "no"), (True, "NO "), (False, "yes"), (False, False)])
    def test_words_of_ones_own(self, expected: bool, value: object) -> None:  # noqa: FBT001  # a parameter
        """Where no is no word of the table's answers, it is a text as any other."""
        words = ps.Answers(yes=("met",), no=("not met",))

        assert expected is SUSPENDED.applies(value, words)

    @given(st.sampled_from(USUALLY), st.sampled_from(USUALLY))
    def test_alike(self, one: tuple[Meaning, object], other: tuple[Meaning, object]) -> None:
        """Of two values that mean the same the question applies to both, or to neither."""
        applies = [SUSPENDED.applies(value, ps.Answers()) for _, value in (one, other)]

        assert (applies[0] is applies[1]) or one[0] != other[0]
