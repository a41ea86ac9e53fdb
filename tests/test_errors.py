"""Errors are a product: every problem at once, the path to each, what was expected, what was probably meant."""

from __future__ import annotations

import copy
import pickle
import re
import tomllib
from decimal import Decimal
from fractions import Fraction
from string import ascii_letters, digits

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from probation_standards.errors import (
    DocumentError,
    EvidenceError,
    FrameworkError,
    PluginError,
    ProbationStandardsError,
    Problem,
    UnknownFrameworkError,
    closest,
    key,
    shown,
    unknown,
)

CHILDREN = [DocumentError, EvidenceError, FrameworkError, PluginError, UnknownFrameworkError]
RATINGS = ["Inadequate", "Requires improvement", "Good", "Outstanding"]

fields = st.sampled_from(["standards", "rule", "bands", "starts", '"P 2.1.3"'])
positions = st.integers(0, 99).map("[{}]".format)


class TestProblem:
    """One thing that is wrong."""

    def test_text(self) -> None:
        """The text of a problem says where it is, what was expected, what was found and what was probably meant."""
        problem = Problem("overall", "expected a rating", "Goood", "Good")

        assert str(problem) == "overall: expected a rating (found 'Goood'). Did you mean 'Good'?"

    def test_text_of_the_whole(self) -> None:
        """A problem of the whole has no path, and its text begins with what was expected."""
        assert str(Problem("", "expected a table")) == "expected a table"

    def test_wrong_unless_missing(self) -> None:
        """Unless it says otherwise, a problem is that something is wrong, not that it is missing, and relies on nothing."""
        problem = Problem("overall", "expected a rating")

        assert (problem.suggestion, problem.missing, problem.relies_on) == (None, False, "")

    def test_none_was_found(self) -> None:
        """None may itself be the value at fault, and is then shown; where there is no value, none is shown."""
        assert str(Problem("source", "expected a source", None)) == "source: expected a source (found None)"
        assert str(Problem("source", "expected a source")) == "source: expected a source"

    @pytest.mark.parametrize(
        ("expected", "path", "parent"),
        [
            ("standards[3].rule.bands", "rule.bands", "standards[3]"),
            ("standards[3].rule", "[3].rule", "standards"),
            ("scale", "", "scale"),
            ("scale", "scale", ""),
            ("[3].id", "[3].id", ""),
            ("", "", ""),
        ],
    )
    def test_one_level_up(self, expected: str, path: str, parent: str) -> None:
        """Seen from one level up, a path starts with the parent; a position follows it without a dot."""
        assert expected == Problem(path, "expected a rating").under(parent).path

    def test_one_level_up_keeps_the_rest(self) -> None:
        """Seen from one level up, only the path of a problem is another."""
        expected = Problem("rule.bands", "expected a table", 5, "casework", missing=True, relies_on="bands")

        assert expected == Problem("bands", "expected a table", 5, "casework", missing=True, relies_on="bands").under("rule")

    @given(fields, st.lists(fields | positions, max_size=6))
    def test_many_levels_up(self, first: str, steps: list[str]) -> None:
        """Whatever the levels, a path is its steps from the outermost in, with a dot before each that is no position."""
        expected = first + "".join(step if step.startswith("[") else f".{step}" for step in steps)

        problem = Problem("", "expected a rating")
        for step in reversed([first, *steps]):
            problem = problem.under(step)

        assert expected == problem.path

    def test_copies(self) -> None:
        """A problem that was copied or sent to another process is the same problem, and reads the same."""
        problem = Problem("source", "expected this key, which is required", missing=True)

        assert str(problem) == str(copy.deepcopy(problem))
        assert str(problem) == str(pickle.loads(pickle.dumps(problem)))  # noqa: S301  # pickled here
        assert problem == pickle.loads(pickle.dumps(problem))  # noqa: S301  # pickled here


class TestErrors:
    """The base class and its few children."""

    @pytest.mark.parametrize("child", CHILDREN)
    def test_one_base(self, child: type[ProbationStandardsError]) -> None:
        """Whoever catches the base catches every error of this library, with its problems as data."""
        problem = Problem("overall", "expected a rating")

        with pytest.raises(ProbationStandardsError) as caught:
            raise child([problem])

        assert (problem,) == caught.value.problems

    @pytest.mark.parametrize(
        ("expected", "kind"),
        [
            ("something is wrong", ProbationStandardsError),
            ("the document cannot be read", DocumentError),
            ("the evidence does not fit the framework", EvidenceError),
            ("the framework contradicts itself", FrameworkError),
            ("a plugin failed", PluginError),
            ("there is no such framework", UnknownFrameworkError),
        ],
    )
    def test_headings(self, expected: str, kind: type[ProbationStandardsError]) -> None:
        """Where no heading is given, an error says in its own words what could not be done."""
        assert expected == kind().heading
        assert expected == str(kind())

    def test_text(self) -> None:
        """The text of an error is its heading and a line for each of its problems, in their order."""
        error = EvidenceError([Problem("a", "expected b"), Problem("", "expected c")], "the evidence cannot be rated")

        assert str(error) == "the evidence cannot be rated\n  - a: expected b\n  - expected c"

    def test_problems_are_kept(self) -> None:
        """Problems that can be gone through once only are kept, so that they can be read again."""
        error = FrameworkError(Problem(path, "expected a text") for path in "ab")

        assert [problem.path for problem in error.problems] == ["a", "b"]
        assert [problem.path for problem in error.problems] == ["a", "b"]

    def test_unknown_framework_is_a_missing_key(self) -> None:
        """An unknown framework is a missing key, as in any mapping, and its text is not quoted as a key's would be."""
        error = UnknownFrameworkError([Problem("", "expected the id of a framework")])

        assert isinstance(error, KeyError)
        assert str(error) == "there is no such framework\n  - expected the id of a framework"

    @pytest.mark.parametrize("child", CHILDREN)
    def test_sent_to_another_process(self, child: type[ProbationStandardsError]) -> None:
        """An error arrives in another process with its class, its heading and its problems."""
        error = child([Problem("overall", "expected a rating", "Goood", "Good")], "the evidence cannot be rated")

        arrived = pickle.loads(pickle.dumps(error))  # noqa: S301  # pickled here

        assert type(arrived) is child
        assert error.problems == arrived.problems
        assert str(error) == str(arrived)


class TestClosest:
    """Did you mean."""

    @pytest.mark.parametrize(
        ("expected", "word"),
        [
            ("Inadequate", "Inadequit"),
            ("Good", "GOOD"),
            ("Requires improvement", "requires improvment"),
            (None, "Satisfactory"),
            (None, ""),
            (None, None),
        ],
    )
    def test_ratings(self, expected: str | None, word: object) -> None:
        """A slip of the pen is recognised, in capitals or not; a word of another scale is not."""
        assert expected == closest(word, RATINGS)

    def test_no_words(self) -> None:
        """Where there are no words, none was meant."""
        assert closest("Good", []) is None

    @given(st.lists(st.text(min_size=1, max_size=12), min_size=1, max_size=8, unique_by=str.casefold), st.data())
    def test_itself(self, words: list[str], data: st.DataObject) -> None:
        """What is among the words is itself the closest of them."""
        word = data.draw(st.sampled_from(words))

        assert word == closest(word, words)


class TestUnknown:
    """The problem of a word that is none of those there are."""

    def test_problem(self) -> None:
        """It holds the path, the word found and the word probably meant; `whose` leads what was expected."""
        expected = Problem("judgements.1", "1 Leadership: expected a rating: 'Good' or 'Bad'", "Goood", "Good")

        assert expected == unknown("judgements.1", "Goood", ["Good", "Bad"], "a rating", "1 Leadership")

    @pytest.mark.parametrize(
        ("expected", "words"),
        [
            ("expected a letter", ""),
            ("expected a letter: 'a'", "a"),
            ("expected a letter: 'a' or 'b'", "ab"),
            ("expected a letter: 'a', 'b' or 'c'", "abc"),
            ("expected a letter: 'a', 'b', 'c', 'd', 'e', 'f', 'g' or 'h'", "abcdefgh"),
            ("expected a letter", "abcdefghi"),
        ],
    )
    def test_choices(self, expected: str, words: str) -> None:
        """Up to eight words are listed; more would hide the message."""
        assert expected == unknown("", "?", words, "a letter").expected

    def test_words_that_can_be_gone_through_once(self) -> None:
        """Words that can be gone through once only are listed and are suggested too."""
        problem = unknown("", "goood", iter(["Good", "Bad"]), "a rating")

        assert problem.expected == "expected a rating: 'Good' or 'Bad'"
        assert problem.suggestion == "Good"


class TestKey:
    """A name as a step of a path."""

    @given(st.text(ascii_letters + digits, min_size=1), st.text(ascii_letters + digits + "_-"))
    def test_bare(self, start: str, rest: str) -> None:
        """Letters, digits, underscores and hyphens stand as they are."""
        assert start + rest == key(start + rest)

    @given(st.text(ascii_letters + "_-"), st.sampled_from(list(" .:,;/()[]{}?!'=+*&%$#@")), st.text(ascii_letters + " ."))
    def test_quoted(self, start: str, mark: str, rest: str) -> None:
        """A name with a space, a dot or another mark is quoted, so that the dots of the path are plain to see."""
        assert f'"{start}{mark}{rest}"' == key(start + mark + rest)

    def test_empty(self) -> None:
        """An empty name is quoted, or it could not be seen."""
        assert key("") == '""'

    def test_no_text(self) -> None:
        """A name that is no text, as a mapping made in Python may have, is quoted: no document holds it as it is."""
        assert key(5) == '"5"'

    @given(st.text())
    @example("é")
    @example('"')
    @example("\n")
    @example("\x7f")
    def test_as_in_toml(self, name: str) -> None:
        """A name stands in a path as TOML would write it: TOML reads it back as the same name."""
        assert {name: 1} == tomllib.loads(f"{key(name)} = 1")


class TestShown:
    """A value as a short piece of text for a message."""

    @pytest.mark.parametrize(
        ("expected", "value"),
        [
            ("'Good'", "Good"),
            ("None", None),
            ("60", 60),
            ("64.5", Fraction(129, 2)),
            ("64.5", Decimal("64.5")),
            ("['a', 1]", ["a", 1]),
        ],
    )
    def test_values(self, expected: str, value: object) -> None:
        """A text is quoted; an exact number is shown as it would be written, without the name of its class."""
        assert expected == shown(value)

    @given(st.text(max_size=100), st.integers(3, 80))
    @example("a" * 8, 10)
    @example("a" * 9, 10)
    def test_short(self, text: str, limit: int) -> None:
        """A value that is too long is cut to the limit, dots included; any other is shown whole."""
        expected = repr(text) if len(repr(text)) <= limit else repr(text)[: limit - 3] + "..."

        assert expected == shown(text, limit)
        assert len(shown(text, limit)) <= limit

    @pytest.mark.parametrize(("expected", "length"), [(60, 58), (60, 59), (59, 57)])
    def test_sixty(self, expected: int, length: int) -> None:
        """Unless another limit is given, a value takes up to 60 characters."""
        assert expected == len(shown("a" * length))

    @pytest.mark.parametrize("number", [10**5000, Fraction(10**5000, 3)], ids=["whole", "fraction"])
    def test_any_number(self, number: object) -> None:
        """Whatever the number at fault, the message about it can be written (Python writes out 4300 digits at most)."""
        error = FrameworkError([Problem("", "expected a percentage", number)])

        assert re.search(r"- expected a percentage \(found .+ too long to show\)$", str(error))


class TestNumbersShown:
    def test_decimals(self) -> None:
        """A fraction is shown as the decimal that it was most likely written as, where it has one that ends."""
        assert ["3.2", "2.5", "1/3"] == [shown(Fraction(*of)) for of in ((16, 5), (5, 2), (1, 3))]
