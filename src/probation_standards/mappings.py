"""Mappings that are part of values: copied on the way in, and not to be changed afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, TypeVar

import attrs

Value = TypeVar("Value")


def read_only(given: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return a copy of `given` that can't be changed; `given` itself where it is one already.

    >>> read_only({"P 1.1": "Good"})["P 1.1"] = "Inadequate"
    Traceback (most recent call last):
    ...
    TypeError: 'mappingproxy' object does not support item assignment
    """
    return given if isinstance(given, MappingProxyType) else MappingProxyType(dict(given))


class HoldsMappings:
    """A value with read-only mappings, which can be copied and pickled though they can't."""

    __slots__ = ()

    def __reduce__(self) -> tuple[object, ...]:
        fields = attrs.fields(type(self))  # type: ignore[arg-type]  # every child is an attrs class
        values = {field.name: getattr(self, field.name) for field in fields}
        return _make, (type(self), {name: _plain(value) for name, value in values.items()})


def _plain(value: object) -> object:
    return dict(value) if isinstance(value, MappingProxyType) else value


def _make(cls: type[Any], values: Mapping[str, Any]) -> Any:
    return cls(**values)
