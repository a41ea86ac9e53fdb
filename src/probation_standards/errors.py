"""What can be wrong, said in full: every problem at once, each with its path and what was expected.

What is wrong with a framework, evidence, a document or a plugin is a child of `ProbationStandardsError`, which carries its
`problems` as data. Looking up an id that a value does not have is a `KeyError`, as in any mapping.
"""

from __future__ import annotations

import json
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterable


class NoValue(Enum):
    """Stands for "there is no value to show", since None may itself be the value at fault."""

    NO_VALUE = "no value"


NO_VALUE = NoValue.NO_VALUE


@attrs.frozen
class Problem:
    """One thing that is wrong, where it is, and what would be right.

    Attributes:
        path: Where: ``standards[3].rule.bands``, ``findings."P 2.1.3"``; empty for the whole.
        expected: What was expected there, as a sentence without its full stop.
        value: What was found; `NO_VALUE` when nothing was.
        suggestion: The name that was probably meant.
        missing: Whether something is lacking rather than wrong.
        relies_on: The field, or the fields, that must be whole for this to be a problem; it may be the consequence of a problem
            there.
        hides: Whether references to sources or tables of bands may have stood where nothing could be read.
    """

    path: str
    expected: str
    value: object = NO_VALUE
    suggestion: str | None = None
    missing: bool = False
    relies_on: str | tuple[str, ...] = ""
    hides: bool = attrs.field(default=False, eq=False, repr=False)

    def under(self, parent: str) -> Problem:
        """Return the same problem seen from one level up, its path extended by `parent`."""
        if not self.path:
            return attrs.evolve(self, path=parent)
        joint = "" if self.path.startswith("[") or not parent else "."
        return attrs.evolve(self, path=f"{parent}{joint}{self.path}")

    def __str__(self) -> str:
        where = f"{self.path}: " if self.path else ""
        found = "" if self.value is NO_VALUE else f" (found {shown(self.value)})"
        hint = f". Did you mean {self.suggestion!r}?" if self.suggestion else ""
        return f"{where}{self.expected}{found}{hint}"


@attrs.frozen
class CellProblem(Problem):
    """What is wrong in one cell of a table, or in a whole row.

    Attributes:
        row: The row, as a spreadsheet counts: the header is row 1.
        column: The name of the column; empty for the whole row.
    """

    row: int = attrs.field(kw_only=True)
    column: str = attrs.field(default="", kw_only=True)


class ProbationStandardsError(Exception):
    """The base of every error that this library raises on purpose.

    Attributes:
        heading: What could not be done, in one line.
        problems: Every reason why, as a tuple of `Problem`.
    """

    default_heading: ClassVar[str] = "something is wrong"

    def __init__(self, problems: Iterable[Problem] = (), heading: str = "") -> None:
        self.problems = tuple(problems)
        self.heading = heading or self.default_heading
        super().__init__(self.problems, self.heading)

    def __str__(self) -> str:
        return "\n".join([self.heading, *(f"  - {problem}" for problem in self.problems)])


class FrameworkError(ProbationStandardsError):
    """Raised when a framework, or a part of one, contradicts itself."""

    default_heading = "the framework contradicts itself"


class EvidenceError(ProbationStandardsError):
    """Raised when evidence is wrong or incomplete for a framework, so that nothing can be rated on it."""

    default_heading = "the evidence does not fit the framework"


class AnalysisError(ProbationStandardsError):
    """Raised when evidence can't support an answer: a number of cases is not known, or there is too much to go through."""

    default_heading = "the evidence can't support an answer"


class DocumentError(ProbationStandardsError):
    """Raised when a TOML or JSON document can't be read as a framework or an inspection."""

    default_heading = "the document cannot be read"


class PluginError(ProbationStandardsError):
    """Raised when a plugin fails, with its entry point, distribution and version named in the heading."""

    default_heading = "a plugin failed"


class UnknownFrameworkError(ProbationStandardsError, KeyError):
    """Raised when a catalogue has no framework of the id asked for."""

    default_heading = "there is no such framework"

    __str__ = ProbationStandardsError.__str__


class InForceError(ProbationStandardsError, LookupError):
    """Raised when it can't be told which edition was in force for a type of service on a day."""

    default_heading = "no edition can be told"


class CaseError(ProbationStandardsError):
    """Raised when a table of cases can't be counted: a column that lacks, an answer that is none, a case that stands twice."""

    default_heading = "the cases cannot be counted"


class CaseFileError(ProbationStandardsError):
    """Raised when a case file can't be read, or a result file can't be written."""

    default_heading = "the case file cannot be read"


def closest(word: object, words: Iterable[str], alike: float = 0.6) -> str | None:
    """Return the one of `words` that `word` was probably meant to be, or None.

    >>> closest("Inadequit", ["Good", "Inadequate"])
    'Inadequate'
    """
    return _closest(str(word).casefold(), tuple(words), alike)


def surely(word: str, words: Iterable[str], alike: float = 0.82) -> str | None:
    """Return the one of `words` that `word` can hardly not have been meant to be, so that it may be read as that; or None.

    >>> surely("lowest_question", ["lowest-question"]), surely("rating", ["rating-of"])
    ('lowest-question', None)
    """
    import difflib

    near = closest(word, words)
    if near is None or difflib.SequenceMatcher(None, word.casefold(), near.casefold()).ratio() < alike:
        return None
    return near


@lru_cache(maxsize=256)
def _closest(word: str, words: tuple[str, ...], alike: float) -> str | None:
    import difflib

    by_folded = {candidate.casefold(): candidate for candidate in words}
    near = difflib.get_close_matches(word, by_folded, n=1, cutoff=alike)
    if not near and len(word) > 1 and alike < 0.9:  # the beginning of a name, as in "pdu" for "pdu-2023"
        near = [folded for folded in by_folded if folded.startswith(word)][-1:]
    return by_folded[near[0]] if near else None


def unknown(path: str, word: object, words: Iterable[str], what: str, whose: str = "") -> Problem:
    """Return the problem of a `word` that is none of `words`: `what` says what it should have been, `whose` of what.

    >>> print(unknown("overall", "Goood", ["Good", "Inadequate"], "a rating"))
    overall: expected a rating: 'Good' or 'Inadequate' (found 'Goood'). Did you mean 'Good'?
    """
    names = list(words)
    lead = f"{whose}: " if whose else ""
    return Problem(path, f"{lead}expected {what}{_listed(names)}", word, closest(word, names))


def key(name: object) -> str:
    """Return `name` as a step of a path, quoted where TOML would quote it.

    >>> key("P 2.1.3"), key("rule")
    ('"P 2.1.3"', 'rule')
    """
    if isinstance(name, str) and name.isascii() and name.replace("_", "a").replace("-", "a").isalnum():
        return name
    return json.dumps(str(name), ensure_ascii=False).replace("\x7f", "\\u007f")


def shown(value: object, limit: int = 60) -> str:
    """Return `value` as a short piece of text for a message; what a document can hold, as it holds it.

    >>> shown({"kind": "flag", "value": True}), shown([])
    ("{ kind = 'flag', value = true }", '[]')
    """
    try:
        text = _text_of(value)
    except ValueError:  # Python writes no number of more than 4,300 digits
        text = f"a {type(value).__name__} too long to show"
    return text if len(text) <= limit else f"{text[: limit - 3]}..."


def _text_of(value: object, *, within: bool = False) -> str:
    if isinstance(value, bool) and within:
        return str(value).lower()
    if isinstance(value, Fraction) and 10**12 % value.denominator == 0:
        return str(Decimal(value.numerator) / value.denominator)  # as it was most likely written
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_text_of(item, within=True) for item in value)}]"
    if isinstance(value, dict):
        items = ", ".join(f"{key(name)} = {_text_of(item, within=True)}" for name, item in value.items())
        return f"{{ {items} }}" if items else "{}"
    return str(value) if type(value).__name__ in _PLAIN else repr(value)


_PLAIN = {"Decimal", "Fraction", "Tally", "date", "datetime", "time"}
"""Names of types whose values are shown as they are written."""


def _listed(names: list[str], most: int = 8) -> str:
    if not names or len(names) > most:
        return ""
    quoted = [repr(name) for name in names]
    return ": " + (quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} or {quoted[-1]}")
