"""Whole numbers by group and question, those of a group together: lists, or arrays of numpy where a counter makes them.

What reads counts uses these few functions and need not know which of the two it has. An array stays one until somebody asks
for numbers of Python, since most of its cells are never looked at one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add, sub
from typing import Any, TypeAlias

Vector: TypeAlias = Any
"""So many whole numbers: a list, or a numpy array."""


def added(vectors: Sequence[Vector]) -> Vector:
    """Return the sums of what stands at the same place; there is at least one vector.

    >>> added([[1, 2], [3, 4]])
    [4, 6]
    """
    if all(isinstance(vector, list) for vector in vectors):
        return list(map(sum, zip(*vectors, strict=True)))
    return reduce(add, map(_array, vectors))


def less(vector: Vector, other: Vector) -> Vector:
    """Return the differences of what stands at the same place.

    >>> less([4, 6], [1, 2])
    [3, 4]
    """
    if isinstance(vector, list) and isinstance(other, list):
        return list(map(sub, vector, other))
    return _array(vector) - _array(other)


def greatest(vectors: Sequence[Vector]) -> Vector:
    """Return the greatest of what stands at the same place; there is at least one vector.

    >>> greatest([[1, 4], [3, 2]])
    [3, 4]
    """
    if all(isinstance(vector, list) for vector in vectors):
        return list(map(max, zip(*vectors, strict=True)))
    import numpy as np

    return reduce(np.maximum, map(_array, vectors))


def picked(vector: Vector, places: Sequence[int]) -> list[int]:
    """Return what stands at some places, as numbers of Python.

    >>> picked([5, 6, 7], [2, 0])
    [7, 5]
    """
    if isinstance(vector, list):
        return [vector[place] for place in places]
    found: list[int] = vector[places].tolist()
    return found


def in_rows(vector: Vector, rows: Sequence[int], wide: int) -> Vector:
    """Return the rows of so many places that are wanted, in the order in which they are wanted.

    >>> in_rows([1, 2, 3, 4], [1, 0], 2)
    [3, 4, 1, 2]
    """
    if [*rows] == list(range(len(vector) // wide if wide else 0)):
        return vector
    if isinstance(vector, list):
        return [number for row in rows for number in vector[row * wide : (row + 1) * wide]]
    return vector.reshape(-1, wide)[rows].reshape(-1)


def numbers(vector: Vector) -> list[int]:
    """Return all of a vector as numbers of Python."""
    found: list[int] = vector if isinstance(vector, list) else vector.tolist()
    return found


def some(vector: Vector) -> bool:
    """Return whether not all are 0."""
    return any(vector) if isinstance(vector, list) else bool(vector.any())


def nothing(places: int, others: Sequence[Vector]) -> Vector:
    """Return so many zeros, as the others have their numbers."""
    arrays = [vector for vector in others if not isinstance(vector, list)]
    return arrays[0] * 0 if arrays else [0] * places


def _array(vector: Vector) -> Any:
    import numpy as np

    return np.asarray(vector)
