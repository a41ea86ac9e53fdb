"""Recommendations that recur: which of one report are like which of another, by the words that they share.

Words that stand in many of the recommendations count little, rare ones much (the weights of K. Spärck Jones, 1972), so that
no list of common words is needed; and only the first letters of a word are looked at, so that "assess" is like "assessment".
How alike two are is told as a number; whether they are the same is for a reader to say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt
from unicodedata import normalize

import attrs

from probation_standards.errors import AnalysisError, Problem

LEAST_LIKENESS = 0.3
"""How alike two recommendations are at least to be listed, if nothing else is said: by trial, not by a publication."""

LETTERS = 5
"""So many letters of a word are looked at."""


@attrs.frozen
class Recurring:
    """A recommendation that is like one made before.

    Attributes:
        before: The one made before.
        after: The one made now.
        likeness: How alike they are by their words: from 0, where none begin alike, to 1, where all do.
        same_words: Whether they are the same but for capitals, punctuation and blanks.
    """

    before: str
    after: str
    likeness: float
    same_words: bool = False

    def __str__(self) -> str:
        return f"{'same words' if self.same_words else f'likeness {self.likeness:.2f}'}: {self.before} | {self.after}"


@attrs.frozen
class Recurrence:
    """The recommendations of two reports.

    Attributes:
        recurring: Those like one made before, in the order of the later report; each may be like several, the likest first.
        new: Those of the later report that are like none made before.
        gone: Those of the earlier report that are like none made now.
    """

    recurring: tuple[Recurring, ...]
    new: tuple[str, ...]
    gone: tuple[str, ...]


def recurrence(before: Sequence[str], after: Sequence[str], *, likeness: float = LEAST_LIKENESS) -> Recurrence:
    """Return which recommendations of a report are like which of an earlier one.

    Args:
        before: The recommendations of the earlier report.
        after: Those of the later one.
        likeness: How alike two are at least to be listed, more than 0 and at most 1.

    Raises:
        AnalysisError: When `likeness` is none.

    >>> found = recurrence(["improve the analysis of risk"], ["fill vacant posts", "improve analysis of the risk of harm"])
    >>> [(one.after, round(one.likeness, 2)) for one in found.recurring], found.new
    ([('improve analysis of the risk of harm', 0.77)], ('fill vacant posts',))
    """
    check_likeness(likeness)
    words = [[_words(text) for text in texts] for texts in (before, after)]
    stems = [[[word[:LETTERS] for word in each] for each in texts] for texts in words]
    weights = _weights([*stems[0], *stems[1]])
    found: list[tuple[int, float, int]] = []
    for late, later in enumerate(stems[1]):
        for early, earlier in enumerate(stems[0]):
            alike = 1.0 if words[1][late] == words[0][early] else _likeness(Counter(earlier), Counter(later), weights)
            if alike >= likeness:
                found.append((late, -alike, early))
    recurring = tuple(Recurring(before[e], after[a], -less, words[0][e] == words[1][a]) for a, less, e in sorted(found))
    met_before, met_after = {early for _, _, early in found}, {late for late, _, _ in found}
    new = tuple(text for at, text in enumerate(after) if at not in met_after)
    return Recurrence(recurring, new, tuple(text for at, text in enumerate(before) if at not in met_before))


def check_likeness(likeness: object) -> None:
    """Raise that a likeness is none.

    Raises:
        AnalysisError: When it is not a number more than 0 and at most 1.
    """
    if isinstance(likeness, bool) or not isinstance(likeness, (int, float)) or not 0 < likeness <= 1:
        problem = Problem("likeness", "expected a number more than 0 and at most 1", likeness)
        raise AnalysisError([problem], "recommendations can't be compared")


def _words(text: str) -> list[str]:
    """Return the words of a text, or the text itself where it has none."""
    folded = normalize("NFKC", text).casefold()
    return re.findall(r"\w+", folded) or [folded.strip()]


def _weights(texts: Iterable[Sequence[str]]) -> Mapping[str, float]:
    """Return how much each word counts: the more, the fewer of the texts have it."""
    held = [set(words) for words in texts]
    return {word: log((1 + len(held)) / number) for word, number in Counter(word for words in held for word in words).items()}


def _likeness(one: Mapping[str, int], other: Mapping[str, int], weights: Mapping[str, float]) -> float:
    """Return the cosine of the angle between two texts, each word an axis."""
    shared = sum(weights[word] ** 2 * one[word] * other[word] for word in one if word in other)
    lengths = [sqrt(sum((weights[word] * number) ** 2 for word, number in of.items())) for of in (one, other)]
    return min(1.0, shared / (lengths[0] * lengths[1])) if all(lengths) else 0.0
