"""Words that look alike: which answer was probably meant by a word, and which groups are probably one."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping
from difflib import SequenceMatcher

from probation_standards.answers import Answers, folded
from probation_standards.errors import closest

NEGATING = ("not", "non", "no", "un", "in", "im", "ir", "dis")
"""What makes the opposite of a word when it stands before it."""

SURE = 0.8
"""How much a word must look like an answer to be taken for one that was misspelt."""

ALIKE = 0.9
"""How much the names of two groups must look alike for one to be taken for the other, misspelt."""

FEW = 10
"""A group is small beside one that has more than so many times its cases."""

MOST_GROUPS = 500
"""Among how many groups misspelt ones are looked for."""


def meant(word: str, answers: Answers) -> str | None:
    """Return the answer that was probably meant by a word that is none: never the opposite of what was said.

    >>> meant("yess", Answers()), meant("relevant", Answers())
    ('yes', None)
    >>> meant("insufficient", Answers(yes=["sufficient"], no=["not sufficient"]))
    """
    if word.startswith("#"):  # an error of a spreadsheet, which nobody meant
        return None
    words = [folded(one) for one in (*answers.yes, *answers.no, *answers.not_relevant)]
    return closest(word, [one for one in words if not _opposite(word, one) and not _opposite(one, word)], SURE)


def _opposite(negated: str, word: str) -> bool:
    """Return whether `negated` is more like `word` without a prefix that negates, which `word` does not have."""
    for prefix in NEGATING:
        bare = negated.removeprefix(prefix).lstrip(" -")
        if bare and negated.startswith(prefix) and not word.startswith(prefix) and _like(bare, word) > _like(negated, word):
            return True
    return False


def _like(word: str, other: str) -> float:
    return SequenceMatcher(None, word, other).ratio()


def alike(cases: Mapping[Hashable, int]) -> Iterator[tuple[Hashable, Hashable]]:
    """Yield the names of groups that look like another, with that one: written another way, or probably misspelt.

    Args:
        cases: How many cases each has.

    >>> list(alike({"riverside": 1, "Riverside": 4, "Riversde": 1, "Leeds": 40}))
    [('riverside', 'Riverside')]
    """
    written: dict[str, list[Hashable]] = {}
    for name in cases:
        if name is not None:
            written.setdefault(folded(name), []).append(name)
    if len(written) < len(cases) - (None in cases):
        for names in written.values():
            most, *others = sorted(names, key=lambda name: (-cases[name], str(name)))
            yield from ((other, most) for other in others)
    if len(written) > MOST_GROUPS:
        return
    many = {text: sum(cases[name] for name in names) for text, names in written.items()}
    largest = max(many.values(), default=0)
    for text, few in many.items():
        if few * FEW < largest:
            near = closest(text, [one for one in many if many[one] > few * FEW and _figures(one) == _figures(text)], ALIKE)
            if near:
                yield written[text][0], written[near][0]


def _figures(text: str) -> list[str]:
    """Return the numbers in a name: those of teams and years differ without being misspelt."""
    return re.findall(r"\d+", text)


def counterpart(name: str, names: Iterable[str]) -> str | None:
    """Return the one of `names` that is `name` written another way, or misspelt."""
    by_folded = {folded(one): one for one in names}
    near = closest(folded(name), by_folded, ALIKE)
    return by_folded[near] if near else None
