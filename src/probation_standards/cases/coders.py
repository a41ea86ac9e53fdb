"""Values of columns as codes, the same in every block of a table, and combinations of several columns as one code."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING, Any

from probation_standards.answers import is_empty, label
from probation_standards.cases.counts import Group

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa

    Codes = npt.NDArray[np.int64]

BITS = 20
"""How many bits the code of one column has in a combination; the first column's may have more."""

MOST_TOGETHER = 3
"""How many columns are combined at most, so that a combination has 64 bits."""


class OutOfOrdinaryError(Exception):
    """Raised where something is out of the ordinary, and another counter must look."""


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
