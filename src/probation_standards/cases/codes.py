"""Counting large tables as Arrow holds them: texts as codes of a dictionary, and occurrences of combined codes, in blocks.

This is the fast way for a table in memory and for Parquet files. It gives up, returning None, where something is out of the
ordinary (a case in several rows, a row without a case, values by the thousand where a few words belong): another counter
then says what it is. What it keeps besides the counts is a mark for each case and question.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from probation_standards.answers import is_empty
from probation_standards.cases.coders import Coder, OutOfOrdinaryError, Together
from probation_standards.cases.counts import Counts
from probation_standards.cases.layouts import Layout
from probation_standards.cases.marks import Marks
from probation_standards.cases.vectors import Vector

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from probation_standards.cases.coders import Codes

MOST_CELLS = 1 << 25
"""The most combinations of a group, a question and an answer that are counted by codes."""

MOST_ROWS = (1 << 31) - 1
"""The most answers that are counted by codes, since a cell has 32 bits."""

LARGEST_GROUP, LARGEST_CASE = 1 << 16, 1 << 23
"""Whole numbers below these are their own codes, of groups and of cases."""


class Sums:
    """How often each combination of group, question and answer was met."""

    def __init__(self) -> None:
        import numpy as np

        self._met: npt.NDArray[np.int32] = np.zeros((0, 1, 1), dtype=np.int32)
        self._rows = 0
        self._cells = np.empty(0, dtype=np.int32)  # kept from block to block; MOST_CELLS fits in

    def add(self, groups: Codes | None, questions: Codes | int, answers: Codes, sizes: tuple[int, int, int]) -> None:
        """Add a block; `sizes` are how many groups, questions and answers there are so far."""
        import numpy as np

        if any(size > have for size, have in zip(sizes, self._met.shape, strict=True)):
            self._grow(sizes)
        _, wide, deep = self._met.shape
        rows = len(answers)
        self._rows += rows
        if self._rows > MOST_ROWS:
            raise OutOfOrdinaryError
        if rows > len(self._cells):
            self._cells = np.empty(rows, dtype=np.int32)
        cells, low = self._cells[:rows], 0
        if groups is None:
            cells[:] = _small(questions)
        else:  # those of a block, where rows are in order, are few, and so the cells that are counted
            low = int(groups.min())
            np.subtract(_small(groups), np.int32(low), out=cells, casting="unsafe")
            cells *= wide
            cells += _small(questions)
        cells *= deep
        cells += _small(answers)
        found = np.bincount(cells)
        start = low * wide * deep
        self._met.reshape(-1)[start : start + len(found)] += found

    def _grow(self, sizes: tuple[int, int, int]) -> None:
        import numpy as np

        have = self._met.shape
        groups = have[0] if sizes[0] <= have[0] else max(sizes[0], 2 * have[0])
        shape = (groups, max(sizes[1], have[1]), max(sizes[2], have[2]))
        if shape[0] * shape[1] * shape[2] > MOST_CELLS:
            raise OutOfOrdinaryError
        larger = np.zeros(shape, dtype=np.int32)
        larger[: have[0], : have[1], : have[2]] = self._met
        self._met = larger

    def used(self) -> tuple[Codes, Codes, Codes]:
        """Return the codes of groups, of questions and of answers that were met: a dictionary may hold others too."""
        import numpy as np

        of_all = self._met.sum(axis=0)
        groups = self._met.reshape(len(self._met), of_all.size).any(axis=1)
        return np.flatnonzero(groups), np.flatnonzero(of_all.any(axis=1)), np.flatnonzero(of_all.any(axis=0))

    def vectors(self, groups: Codes, questions: Codes, answers: Codes) -> list[Vector]:
        """Return for each answer how many cells hold it, by group and question."""
        import numpy as np

        met = self._met[np.ix_(groups, questions, answers)]
        return [met[:, :, place].reshape(-1) for place in range(len(answers))]


def _small(codes: Codes | int) -> Any:
    """Return codes as whole numbers of at most 32 bits, which they fit in, without a copy where they have as many already."""
    import numpy as np

    if isinstance(codes, int):
        return np.int32(codes)
    return codes.view(np.int32) if codes.dtype.itemsize == 4 else codes.astype(np.int32, copy=False)


@attrs.frozen
class CodesCounter:
    """Counts record batches of Arrow.

    Attributes:
        batches: Returns the batches, given the names of the columns to read, which the batches have in that order.
    """

    batches: Callable[[Sequence[str]], Iterator[Any]]

    def count(self, layout: Layout) -> Counts | None:
        """Return how often each answer was given, or None where another counter must look."""
        import pyarrow as pa

        try:
            return self._count(layout)
        except (OutOfOrdinaryError, pa.ArrowException, UnicodeDecodeError):  # the last two: lists, bytes and the like
            return None

    def _count(self, layout: Layout) -> Counts:
        import numpy as np

        labels, case = Together(len(layout.labels), LARGEST_GROUP), Together(len(layout.case), LARGEST_CASE)
        questions, answers, sums = Coder(plain=lambda name: "" if is_empty(name) else name), Coder(), Sums()
        questions.known.update({name: place for place, name in enumerate(layout.questions)})
        apart = bool(layout.labels) and not set(layout.labels) <= set(layout.case)
        marks = Marks(grouped=apart or bool(layout.labels and layout.together)) if layout.case else None
        for batch in self.batches(layout.read):
            if not len(batch):
                continue
            columns = dict(zip(layout.read, batch.columns, strict=True))
            groups = labels.codes([columns[name] for name in layout.labels]) if layout.labels else None
            asked = questions.codes(columns[layout.question]) if layout.question else None
            if marks is not None:
                marks.add(case.codes([columns[name] for name in layout.case]), asked, groups)
            given = [answers.codes(columns[name]) for name in (layout.questions or (layout.answer or "",))]
            sizes = labels.most_met, max(questions.most_met, len(layout.questions)), answers.most_met
            for place, some in enumerate(given):
                sums.add(groups, place if asked is None else asked, some, sizes)
        if marks is not None:
            marks.finish()
            if case.names_nothing():
                raise OutOfOrdinaryError
        found, asked_of, words = sums.used()
        if layout.questions:
            asked_of = np.arange(len(layout.questions))
        if not len(found):  # no rows
            return Counts([] if layout.labels else [()], list(layout.questions), {})
        names = list(layout.questions) or ["" if name is None else str(name) for name in questions.values(asked_of)]
        vectors = dict(zip(answers.values(words), sums.vectors(found, asked_of, words), strict=True))
        counted = None
        if marks is not None and layout.together:
            places = [
                [code for code, name in zip(asked_of.tolist(), names, strict=True) if name in some] for some in layout.together
            ]
            counted = [some[found].tolist() for some in marks.asked(places, labels.most_met)]
        return Counts(labels.values(found) if layout.labels else [()], names, vectors, counted)
