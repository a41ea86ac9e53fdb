"""What a reader should know of what was counted, and is no error: cases in several groups, groups that look alike."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

from probation_standards.cases.counts import MOST_PLACES, InGroups, listed, written
from probation_standards.cases.words import alike
from probation_standards.errors import Problem
from probation_standards.standards import Standard


def in_several(many: int, some: Sequence[InGroups], group: str = "group") -> Iterator[Problem]:
    """Yield a note on cases in several groups: they are counted in each.

    Args:
        many: By how much the groups add up to more than there are cases.
        some: The first few such cases, where that could be told.
        group: What they are groups of.
    """
    if many > 0:
        cases = len(some) if 0 < len(some) < MOST_PLACES else max(many, len(some))
        what = "1 case is" if cases == 1 else f"{cases:,} cases are"
        named = f" ({listed(some, cases)})" if some else ""
        how = "counted in each for what was asked there, and once in the total"
        yield Problem("", f"{what} in more than one {group}{named}: {how}")


def look_alike(by: Sequence[str], groups: Sequence[Hashable], cases: Sequence[int], *, first: int = 0) -> Iterator[Problem]:
    """Yield a note for each value of a column that looks like another.

    Args:
        by: The columns by which cases are grouped.
        groups: The groups: values where there is one column, else tuples of them.
        cases: How many cases each group has.
        first: The first column to look at.
    """
    for place, name in enumerate(by[first:], first):
        many: dict[Hashable, int] = {}
        for group, of in zip(groups, cases, strict=True):
            value = group[place] if len(by) > 1 and isinstance(group, tuple) else group
            many[value] = many.get(value, 0) + of
        for one, other in alike(many):
            yield Problem("", f"{name} {one!r} ({_cases(many[one])}) looks like {other!r} ({_cases(many[other])})")


def not_asked(standard: Standard, asked: int, cases: int, groups: Sequence[tuple[Hashable, int, int]]) -> Problem:
    """Return a note on a standard that was not asked of all cases.

    Args:
        standard: The standard.
        asked: Of how many cases it was asked.
        cases: How many cases there are.
        groups: Groups with cases of which it was not asked: the name of each, of how many it was asked, and how many it has.
    """
    some = [f"{of:,} of {many:,} of {written(group)}" for group, of, many in groups[:MOST_PLACES] if group != ()]
    named = f": {listed(some, len(groups))}" if some else ""
    return Problem("", f"{standard.id} {standard.title} was asked of {asked:,} of {_cases(cases)}{named}")


def groups_of_no_case(groups: Sequence[Hashable]) -> str:
    """Return the first few of some groups."""
    more = len(groups) - MOST_PLACES
    return f"{', '.join(map(written, groups[:MOST_PLACES]))}{f' and {more} more' if more > 0 else ''}"


def _cases(many: int) -> str:
    return f"{many:,} case{'' if many == 1 else 's'}"
