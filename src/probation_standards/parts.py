"""Going through what a value holds, part by part, each with its path."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from typing import Any

import attrs

from probation_standards.checks import Items, Partial


def parts(value: object, path: str | tuple[str, ...] = "") -> Iterator[tuple[str, Any]]:
    """Yield every value of this library within `value`, itself included, with its path, in order.

    For a tuple, `path` may be a tuple too: one path for each item.
    """
    if isinstance(value, tuple):
        paths = path if isinstance(path, tuple) else tuple(f"{path}[{position}]" for position in range(len(value)))
        for item, place in zip(value, paths, strict=True):
            yield from parts(item, place)
    elif attrs.has(type(value)):
        yield str(path), value
        for field in attrs.fields(type(value)):  # type: ignore[arg-type]  # it has attrs, as asked
            if field.init:
                yield from parts(getattr(value, field.name), f"{path}.{field.name}" if path else field.name)
    elif isinstance(value, Partial):
        yield str(path), value
        for name, item in vars(value).items():
            yield from parts(item, f"{path}.{name}" if path else name)
    elif isinstance(value, Items):
        for position, item in value.items():
            yield from parts(item, f"{path}[{position}]")


def canonical(value: object) -> Any:
    """Return `value` as nested lists, dicts, texts, numbers and truth values that say what it holds, without defaults."""
    if isinstance(value, (tuple, list)):
        return [canonical(item) for item in value]
    if isinstance(value, dict):
        return {str(name): canonical(item) for name, item in value.items()}
    if attrs.has(type(value)):
        stated = {field.name: canonical(getattr(value, field.name)) for field in stated_fields(value)}
        return {"": getattr(value, "kind", type(value).__name__), **stated}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return str(value)
    return value


def stated_fields(value: Any) -> Iterator[attrs.Attribute[Any]]:
    """Yield the fields of `value` that do not stand at their defaults."""
    for field in attrs.fields(type(value)):
        default = field.default.factory() if isinstance(field.default, attrs.Factory) else field.default  # type: ignore[arg-type]
        if field.init and (default is attrs.NOTHING or getattr(value, field.name) != default):
            yield field
