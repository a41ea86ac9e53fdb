"""Counting large tables as Arrow holds them: texts as codes of a dictionary, and occurrences of combined codes, in blocks.

This is the fast way for a table in memory and for Parquet files. It gives up, returning None, where something is out of the
ordinary (a case in several rows, a row without a case, values by the thousand where a few words belong): another counter
then says what it is. What it keeps besides the counts is a mark for each case and question.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import attrs

from probation_standards.answers import is_empty, label
from probation_standards.cases.counts import Counts, Group
from probation_standards.cases.layouts import Layout
from probation_standards.cases.vectors import Vector

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Codes = npt.NDArray[np.int64]

MOST_CELLS = 1 << 25
"""The most combinations of a group, a question and an answer that are counted by codes."""

MOST_ROWS = (1 << 31) - 1
"""The most answers that are counted by codes, since a cell has 32 bits."""

MOST_MARKS = 1 << 30
"""The most marks for cases and questions, a bit each."""

CASES = 1 << 17
"""Of how many cases marks are looked at together."""

LARGEST_GROUP, LARGEST_CASE = 1 << 16, 1 << 23
"""Whole numbers below these are their own codes, of groups and of cases."""

BITS = 20
"""How many bits the code of one column has in a combination; the first column's may have more."""

MOST_TOGETHER = 3
"""How many columns are combined at most, so that a combination has 64 bits."""


class OutOfOrdinaryError(Exception):
    """Raised within this module where another counter must look."""


class Coder:
    """Gives each value of a column its code, the same in every block. Whole numbers below `largest` are their own codes."""

    def __init__(self, largest: int = 0, plain: Callable[[Hashable], Hashable] | None = None) -> None:
        self.known: dict[Hashable, int] = {}
        """The values met so far, in the order of their codes; empty where numbers are their own codes."""
        self.most_met = 0
        """One more than the highest code so far."""
        self._largest = largest
        self._plain = plain or (lambda value: None if is_empty(value) else value)
        self._are_codes: bool | None = None
        self._truth: bool | None = None
        self._table: tuple[Any, bool, Codes] | None = None

    def codes(self, column: pa.Array) -> Codes:
        """Return the code of each value of `column`."""
        import pyarrow as pa

        held = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
        if pa.types.is_nested(held) or "binary" in str(held) or "duration" in str(held):
            raise OutOfOrdinaryError
        if held is not column.type and "string" not in str(held):  # categories that are no texts
            raise OutOfOrdinaryError
        truth = pa.types.is_boolean(column.type)
        if self._truth is None:
            self._truth = truth
        if truth is not self._truth:  # True equals 1
            raise OutOfOrdinaryError
        if truth:
            column = column.cast(pa.int8())
        if not truth and self._numbers(column):
            return _as_numpy(column)
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        indices = column.indices
        empty = bool(indices.null_count)
        table = self._of_dictionary(column.dictionary, empty=empty, truth=truth)
        places = _as_numpy(_filled(indices, len(column.dictionary)) if empty else indices)
        return places if _in_order(table) else table[places]

    def values(self, codes: Codes) -> list[Any]:
        """Return the values of `codes`."""
        if self._are_codes:
            return codes.tolist()  # type: ignore[no-any-return]  # numbers, as said
        names = list(self.known)
        return [names[code] for code in codes.tolist()]

    def _numbers(self, column: pa.Array) -> bool:
        """Return whether the values are their own codes, which the first block decides.

        Raises:
            OutOfOrdinaryError: When a later block is not like the first.
        """
        import pyarrow as pa

        small = self._largest > 0 and pa.types.is_integer(column.type) and not column.null_count
        if small:
            numbers = _as_numpy(column)
            most = int(numbers.max())
            small = most < self._largest and int(numbers.min()) >= 0
            self.most_met = max(self.most_met, most + 1 if small else 0)
        if self._are_codes is None:
            self._are_codes = small
        if small is not self._are_codes and self._are_codes:
            raise OutOfOrdinaryError
        return self._are_codes

    def _code(self, value: Hashable) -> int:
        return self.known.setdefault(self._plain(value), len(self.known))

    def _of_dictionary(self, dictionary: pa.Array, *, empty: bool, truth: bool) -> Codes:
        """Return the codes of a dictionary's values and, where there are empty cells, of none at its end."""
        import numpy as np

        table = self._table
        if table is None or table[1] is not empty or not table[0].equals(dictionary):
            values = [bool(value) for value in dictionary.to_pylist()] if truth else dictionary.to_pylist()
            values += [None] if empty else []
            table = self._table = dictionary, empty, np.array([self._code(value) for value in values], dtype=np.int64)
            self.most_met = len(self.known)
        return table[2]


def _as_numpy(column: pa.Array) -> Codes:
    """Return a column of whole numbers, none of them lacking, as numpy sees it; Arrow's own way would import pandas."""
    import numpy as np

    dtype = np.dtype(str(column.type))
    found = np.frombuffer(column.buffers()[1], dtype=dtype, count=len(column), offset=column.offset * dtype.itemsize)
    return found.view(np.int64) if dtype == np.uint64 else found  # numpy makes floats of these and signed ones together


def _filled(indices: pa.Array, value: int) -> pa.Array:
    """Return indices with a number where there is none; Arrow's own way would import pandas."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    wide = indices.cast(pa.int64())
    filling = pa.Array.from_buffers(pa.int64(), len(wide), [None, pa.py_buffer(np.full(len(wide), value, dtype=np.int64))])
    return pc.if_else(wide.is_null(), filling, wide)


def _small(codes: Codes | int) -> Any:
    """Return codes as whole numbers of at most 32 bits, which they fit in, without a copy where they have as many already."""
    import numpy as np

    if isinstance(codes, int):
        return np.int32(codes)
    return codes.view(np.int32) if codes.dtype.itemsize == 4 else codes.astype(np.int32, copy=False)


def _in_order(table: Codes) -> bool:
    """Return whether a table of codes changes nothing."""
    import numpy as np

    return bool((table == np.arange(len(table))).all())


class Together:
    """Gives each combination of values of some columns its code."""

    def __init__(self, columns: int, largest: int) -> None:
        self._coders = [Coder(largest, label) for _ in range(columns)]
        self._pairs = Coder()
        self.most_met = 1
        """One more than the highest code so far."""

    def codes(self, columns: Sequence[pa.Array]) -> Codes:
        """Return the code of each row's combination."""
        import numpy as np
        import pyarrow as pa

        combined = self._coders[0].codes(columns[0])
        if len(columns) == 1:
            self.most_met = self._coders[0].most_met
            return combined
        if len(columns) > MOST_TOGETHER:
            raise OutOfOrdinaryError
        for coder, column in zip(self._coders[1:], columns[1:], strict=True):
            codes = coder.codes(column)
            if coder.most_met >> BITS:
                raise OutOfOrdinaryError
            combined = (combined.astype(np.int64) << BITS) + codes
        # Not pa.array(combined), which would import pandas.
        combined = self._pairs.codes(pa.Array.from_buffers(pa.int64(), len(combined), [None, pa.py_buffer(combined)]))
        self.most_met = self._pairs.most_met
        return combined

    def names_nothing(self) -> bool:
        """Return whether an empty cell is among the values."""
        return any(None in coder.known for coder in self._coders)

    def values(self, codes: Codes) -> list[Group]:
        """Return the combinations of `codes`."""
        import numpy as np

        if len(self._coders) == 1:
            return [(value,) for value in self._coders[0].values(codes)]
        rest = np.array(list(self._pairs.known), dtype=np.int64)[codes]
        columns = []
        for coder in self._coders[:0:-1]:
            columns.append(coder.values(rest & ((1 << BITS) - 1)))
            rest = rest >> BITS
        columns.append(self._coders[0].values(rest))
        return list(zip(*reversed(columns), strict=True))


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
