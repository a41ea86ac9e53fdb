"""Answers: what inspectors wrote for a question of a case, and on which cases a question is asked."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cached_property

import attrs

from probation_standards.checks import Checked, as_tuple, holds, instance, text, tuple_of
from probation_standards.errors import Problem
from probation_standards.sources import Source


class Kind(Enum):
    """What an answer says.

    Attributes:
        YES: The work was sufficient.
        NO: It was not.
        NOT_RELEVANT: The question did not apply to the case, which leaves its relevant cases.
        MISSING: Nothing was answered, which is something else.
    """

    YES = "yes"
    NO = "no"
    NOT_RELEVANT = "not relevant"
    MISSING = "missing"


_NOTHING = frozenset({"none", "nan", "nat", "<na>", "null"})
"""How tables write that a cell is empty, when it is made a text."""


def is_empty(value: object) -> bool:
    """Return whether a cell holds nothing: None, NaN, or what a library has for them.

    >>> is_empty(None), is_empty(float("nan")), is_empty(""), is_empty(0)
    (True, True, False, False)
    """
    if value is None:
        return True
    try:
        return bool(value != value)  # noqa: PLR0124  # NaN is the value that differs from itself
    except TypeError:  # pandas' NA can't be told from anything
        return True
    except (ArithmeticError, ValueError):  # a signal that there is no number; an array
        return isinstance(value, Decimal)


def folded(value: object) -> str:
    """Return what a cell holds as a text without case and needless blanks, the same whichever engine held it; "" for nothing.

    >>> folded(" Not  Relevant"), folded(True), folded(1.0), folded(float("nan"))
    ('not relevant', 'true', '1', '')
    """
    if is_empty(value):
        return ""
    if isinstance(value, date):
        return value.isoformat()
    written = " ".join(str(value).split()).casefold()
    whole = re.fullmatch(r"([+-]?\d{1,15})\.0+", written)
    return "" if written in _NOTHING else (whole[1] if whole else written)


def label(value: Hashable) -> Hashable:
    """Return the value by which cases are grouped as a plain one: None for an empty cell, a whole number without its ".0".

    >>> label(" Derby "), label("  "), label(2024.0), label(float("nan"))
    ('Derby', None, 2024, None)
    """
    if isinstance(value, str):
        return value.strip() or None
    if is_empty(value):
        return None
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if not hasattr(value, "item"):
        return value
    return str(value) if type(value).__name__ == "datetime64" else value.item()


def _no_word_twice(answers: Answers) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for field in ("yes", "no", "not_relevant", "missing"):
        for place, word in enumerate(getattr(answers, field)):
            if seen.setdefault(folded(word), field) != field:
                expected = f"expected a word that does not stand under {seen[folded(word)]} too"
                yield Problem(f"{field}[{place}]", expected, word)
    if "" in seen:
        yield Problem(seen[""], "expected words with something in them: an empty cell is missing", "")


@attrs.frozen(kw_only=True, slots=False)
class Answers(Checked):
    """The words for yes, no, not relevant and missing in a table of cases. Case and needless blanks make no difference.

    Truth values read as "true" and "false"; numbers as they are written, 1.0 as "1". An empty cell is always missing. "NA"
    is no usual word: it is "not applicable" to one and "not available" to another.

    Attributes:
        yes: Words for yes: the work was sufficient.
        no: Words for no.
        not_relevant: Words that say that the question did not apply to the case.
        missing: Words, besides the empty cell, that say that nothing was answered.

    >>> Answers().means(" N/A "), Answers().means(1), Answers(yes=["Met"]).means("met"), Answers().means("perhaps")
    (<Kind.NOT_RELEVANT: 'not relevant'>, <Kind.YES: 'yes'>, <Kind.YES: 'yes'>, None)
    """

    checks = (_no_word_twice,)

    yes: tuple[str, ...] = attrs.field(default=("yes", "y", "true", "1"), converter=as_tuple, metadata=holds(tuple_of(text)))
    no: tuple[str, ...] = attrs.field(default=("no", "n", "false", "0"), converter=as_tuple, metadata=holds(tuple_of(text)))
    not_relevant: tuple[str, ...] = attrs.field(
        default=("not relevant", "not applicable", "n/a", "n/r"), converter=as_tuple, metadata=holds(tuple_of(text))
    )
    missing: tuple[str, ...] = attrs.field(
        default=("missing", "not answered"), converter=as_tuple, metadata=holds(tuple_of(text))
    )

    @cached_property
    def _kinds(self) -> dict[str, Kind]:
        words = {Kind.YES: self.yes, Kind.NO: self.no, Kind.NOT_RELEVANT: self.not_relevant, Kind.MISSING: ("", *self.missing)}
        return {folded(word): kind for kind, some in words.items() for word in some}

    def means(self, value: object) -> Kind | None:
        """Return what `value` says, or None where it is no word of this vocabulary."""
        return self._kinds.get(folded(value))


@attrs.frozen(kw_only=True)
class Relevance(Checked):
    """On which cases a question is asked: those of which an attribute has a value.

    Attributes:
        attribute: What is known of each case, as the column of a table of cases is named: ``"contact suspended"``.
        value: What it is in the cases to which the question applies: ``"no"``.
        source: Where that was published.
    """

    attribute: str = attrs.field(metadata=holds(text))
    value: str = attrs.field(metadata=holds(text))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))

    def applies(self, value: object, answers: Answers) -> bool | None:
        """Return whether the question applies to a case with this `value`; None where the value is missing.

        >>> source = Source(id="manual", title="The manual", confidence="confirmed")
        >>> relevance = Relevance(attribute="contact suspended", value="no", source=source)
        >>> relevance.applies("No", Answers()), relevance.applies(True, Answers()), relevance.applies("", Answers())
        (True, False, None)
        """
        kind = answers.means(value)
        if kind is Kind.MISSING:
            return None
        wanted = answers.means(self.value)
        return kind is wanted if kind and wanted else folded(value) == folded(self.value)
