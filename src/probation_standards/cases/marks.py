"""Marks for cases and questions: whether a case stands twice, and how many cases were asked one of several questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from probation_standards.cases.coders import OutOfOrdinaryError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from probation_standards.cases.coders import Codes

MOST_MARKS = 1 << 30
"""The most marks for cases and questions, a bit each."""

CASES = 1 << 17
"""Of how many cases marks are looked at together."""


class Marks:
    """Remembers which cases were seen, for which question and in which group.

    Each case and question has a bit, and what is seen is added there. A bit that is there already is carried, so that there
    are as many bits in the end as rows exactly where no case stands twice for a question.
    """

    def __init__(self, *, grouped: bool) -> None:
        import numpy as np

        self._seen = np.zeros(0, dtype=np.uint8)
        self._group = np.zeros(0, dtype=np.int32) if grouped else None
        self._cases = self._rows = 0
        self._wide = 1

    def add(self, cases: Codes, questions: Codes | None, groups: Codes | None) -> None:
        """Mark the cases of a block.

        Raises:
            OutOfOrdinaryError: When a case is in more than one group.
        """
        import numpy as np

        self._rows += len(cases)
        self._grow(int(cases.max()) + 1, 1 if questions is None else int(questions.max()) + 1)
        places = cases.astype(np.int64)
        places *= self._wide
        if questions is not None:
            places += questions
        bits = places.astype(np.uint8)
        bits &= 7
        np.left_shift(np.uint8(1), bits, out=bits)
        places >>= 3
        np.add.at(self._seen, places, bits)
        if self._group is not None and groups is not None:
            self._keep_groups(self._group, cases, groups)

    @staticmethod
    def _keep_groups(known: npt.NDArray[np.int32], cases: Codes, groups: Codes) -> None:
        """Keep of which group each case is, looking at one of the rows that stand together for it."""
        import numpy as np

        again = cases[1:] == cases[:-1]
        if (again & (groups[1:] != groups[:-1])).any():
            raise OutOfOrdinaryError
        first = np.flatnonzero(np.concatenate([[True], ~again]))
        cases, groups = cases[first], groups[first]
        before = known[cases]
        known[cases] = groups
        if ((before != groups) & (before >= 0)).any() or (known[cases] != groups).any():
            raise OutOfOrdinaryError

    def _grow(self, cases: int, questions: int) -> None:

        if cases <= self._cases and questions <= self._wide:
            return
        cases = self._cases if cases <= self._cases else max(cases, self._cases * 5 // 4, 1024)
        cases += -cases % 8  # so that eight cases begin a byte
        if cases * max(questions, self._wide) > MOST_MARKS:
            raise OutOfOrdinaryError
        if questions > self._wide:
            self._widen(max(questions, min(2 * self._wide, MOST_MARKS // max(cases, 1))))
        self._seen.resize(cases * self._wide // 8, refcheck=False)  # with zeros
        if self._group is not None:
            self._group.resize(cases, refcheck=False)
            self._group[self._cases :] = -1
        self._cases = cases

    def _widen(self, wide: int) -> None:
        import numpy as np

        wider = np.zeros(self._cases * wide // 8, dtype=np.uint8)
        for start in range(0, self._cases, CASES):
            stop = min(start + CASES, self._cases)
            some = np.zeros((stop - start, wide), dtype=np.uint8)
            some[:, : self._wide] = self._bits(start, stop)
            wider[start * wide // 8 : stop * wide // 8] = np.packbits(some, bitorder="little")
        self._seen, self._wide = wider, wide

    def _bits(self, start: int, stop: int) -> npt.NDArray[np.uint8]:
        """Return which questions were seen of some cases, of which the first begins a byte."""
        import numpy as np

        some = self._seen[start * self._wide // 8 : stop * self._wide // 8]
        return np.unpackbits(some, bitorder="little").reshape(-1, self._wide)

    def finish(self) -> None:
        """Raise OutOfOrdinaryError where a case was seen twice."""
        if int.from_bytes(self._seen.data, "little").bit_count() != self._rows:
            raise OutOfOrdinaryError

    def asked(self, questions: Sequence[Sequence[int]], groups: int) -> list[Codes]:
        """Return for each of some sets of questions how many cases of each group were seen for one of them."""
        import numpy as np

        found = [np.zeros(groups, dtype=np.int64) for _ in questions]
        for start in range(0, self._cases, CASES):
            seen = self._bits(start, min(start + CASES, self._cases))
            of = None if self._group is None else self._group[start : start + CASES]
            for number, some in enumerate(questions):
                for_one = np.zeros(len(seen), dtype=bool)
                for question in some:
                    for_one |= seen[:, question].view(bool)
                found[number] += np.count_nonzero(for_one) if of is None else np.bincount(of[for_one], minlength=groups)
        return found
