"""Mappings that are values: copied on the way in, and not to be changed afterwards."""

from __future__ import annotations

from typing import NoReturn, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class ReadOnly(dict[Key, Value]):
    """A dict that can't be changed: equal to any dict that holds the same, and as fast to read.

    (`types.MappingProxyType` is slower to read and can't be pickled.)

    >>> ReadOnly({"P 1.1": "Good"})["P 1.1"] = "Inadequate"
    Traceback (most recent call last):
    ...
    TypeError: this mapping can't be changed; make another from it
    """

    __slots__ = ()

    def _refuse(self, *_: object, **__: object) -> NoReturn:
        raise TypeError("this mapping can't be changed; make another from it")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (dict(self),)
