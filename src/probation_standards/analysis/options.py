"""What the items of an inspection may become: other counts of sufficient cases, other findings, other judgements.

Of all that a finding could be, those at which a rule sees something change are options, each as near to it as can be.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from math import ceil, floor

import attrs

from probation_standards.evidence import Tally
from probation_standards.figures import Figure
from probation_standards.proving.values import of_question
from probation_standards.proving.views import Boundary, View
from probation_standards.scales import RatingScale
from probation_standards.standards import KeyQuestion


@attrs.frozen
class Becomes:
    """What an item may become.

    Attributes:
        figure: What it is then worth; None where it is missing.
        given: The finding or the judgement, as evidence has it; None for one that is not there.
        by: How many cases more or fewer are sufficient, or by how many ratings or values it rises or falls; 0 as it is.
    """

    figure: Figure | None
    given: object
    by: int = 0


def tallies(tally: Tally, cuts: Iterable[Boundary], *, every: bool) -> list[Becomes]:
    """Return what a tally may become: the counts of sufficient cases at which something changes, nearest first on either side.

    Args:
        tally: What was found; some case was relevant.
        cuts: The percentages at which something changes.
        every: Whether it does at every count.

    >>> [becomes.given.sufficient for becomes in tallies(Tally(21, 62), [(50, True), (80, True)], every=False)]
    [21, 31, 50]
    """
    found, cases = tally.sufficient, tally.relevant
    if every:
        wanted = {*range(cases + 1)}
    else:  # the first count at which it is changed, for those who rise, and the last before, for those who fall
        first = {ceil(cut * cases / 100) if itself else floor(cut * cases / 100) + 1 for cut, itself in cuts}
        wanted = {number for number in first if found < number <= cases} | {one - 1 for one in first if 0 <= one - 1 < found}
    counts = [found, *sorted(wanted - {found}, key=lambda number: abs(number - found))]
    made = [Tally(number, cases) for number in counts]
    return [Becomes(one.percentage, one, one.sufficient - found) for one in made]


def along(scale: Sequence[tuple[Figure, object]], at: int) -> list[Becomes]:
    """Return what may become of what stands on a scale, worst first, at a position; nearest first."""
    order = sorted(range(len(scale)), key=lambda position: (abs(position - at), position))
    return [Becomes(scale[position][0], scale[position][1], position - at) for position in order]


def findings(question: KeyQuestion, figure: Figure, scale: RatingScale, views: Sequence[View]) -> list[Becomes]:
    """Return what may become of a finding that is not of cases.

    Raises:
        UnseenError: When that is too much to be gone through.
    """
    if question.form == "count":
        now = int(figure)
        lowest = [int(value.figure) for value in of_question(question, scale, views).values if value.figure is not None]
        near = {one for one in lowest if one > now} | {one - 1 for one in lowest if 0 <= one - 1 < now}
        return [Becomes(one, one, one - now) for one in sorted({now, *near}, key=lambda one: abs(one - now))]
    values: list[tuple[Figure, object]]
    if question.form == "rating":
        values = [(rating.points, rating.name) for rating in scale]
    elif question.form == "flag":
        values = [(0, False), (1, True)]
    else:
        values = [(value, value) for value in sorted(question.values)]
    return along(values, [worth for worth, _ in values].index(figure))


def less(options: Sequence[Becomes]) -> Iterator[Collection[int]]:
    """Yield for each option the positions of those that are less of the same: as it is, and nearer on the same side."""
    for option in options:
        yield [
            at
            for at, other in enumerate(options)
            if abs(other.by) < abs(option.by) and (other.by == 0 or (other.by > 0) == (option.by > 0))
        ]
