"""Cases that stand in several rows: what that means for counting, and how it is said."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence

import attrs

from probation_standards.answers import folded
from probation_standards.cases.counts import Group, Place, listed
from probation_standards.errors import Problem


@attrs.frozen
class Row:
    """One row of a case that stands in several.

    Attributes:
        case: The id of the case.
        group: The group that the row is counted in.
        by: The part of the group that the caller grouped by.
        answers: Its questions and answers.
        place: Where it stands.
    """

    case: Hashable
    group: Group
    by: Group
    answers: tuple[tuple[str, Hashable], ...]
    place: Place

    @property
    def said(self) -> tuple[Hashable, ...]:
        """What all rows of a case must say: its answers, whatever their case and blanks, and its attributes."""
        return (*((question, folded(answer)) for question, answer in self.answers), self.group[len(self.by) :])


@attrs.define
class Repeats:
    """What was found of cases that stand in several rows, as numbers of cases.

    Attributes:
        again: Those that stand in one group more than once.
        scattered: Those in several rows where a cell may name several groups, so that it can't be told which are the same.
        differing: Those whose rows have different answers, or attributes.
        nameless: Rows without the id of a case.
        examples: For each of these, some places.
    """

    again: int = 0
    scattered: int = 0
    differing: int = 0
    nameless: int = 0
    examples: dict[str, Sequence[Place]] = attrs.field(factory=dict)

    def problems(self, *, once: bool, case: tuple[str, ...]) -> Iterator[Problem]:
        """Yield what is wrong, if anything is."""
        path = f"case column {', '.join(map(repr, case))}"
        if self.nameless:
            yield Problem(path, f"expected the id of a case in each row; {self._many('nameless', self.nameless, 'row')} none")
        elif self.differing:
            expected = "expected the same answers in all rows of a case"
            hint = "; where cases are numbered within a group, both name one: case=(group, number) (--case twice)"
            yield Problem(path, f"{expected}; {self._many('differing', self.differing, 'case')} different ones{hint}")
        elif self.scattered:
            expected = "expected each case in one row, since a cell may name several groups (split)"
            yield Problem(path, f"{expected}; {self._many('scattered', self.scattered, 'case')} several rows")
        elif self.again and not once:
            expected = "expected each case once in its group"
            hint = '; repeated="once" (--repeated once) counts a case in rows that are alike once'
            yield Problem(path, f"{expected}; {self._many('again', self.again, 'case')} several rows{hint}")

    def _many(self, which: str, many: int, what: str) -> str:
        places = listed(self.examples.get(which, ()), many)
        counted = f"{many:,} {what}{'' if many == 1 else 's'}"
        return f"{counted}{f' ({places})' if places else ''} {'has' if many == 1 else 'have'}"
