"""How the values of this library check themselves: every problem of a value at once.

A field says what it may hold with ``metadata=holds(check)``; what must hold between fields is a function in the class's
`checks`. Making a value runs both. The document reader runs the same ones on what it could read of a broken document.

(attrs' own validators stop at the first problem; these collect.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from types import SimpleNamespace
from typing import Any, ClassVar, TypeAlias, cast

import attrs

from probation_standards.errors import FrameworkError, ProbationStandardsError, Problem, key, shown

Check: TypeAlias = Callable[[Any], str | Iterable[Problem] | None]
"""Takes a value; returns None where it is right, else what was expected, or the problems within it."""

CrossCheck: TypeAlias = Callable[[Any], Iterable[Problem]]
"""Takes an object with the fields of a class, perhaps not all of them; yields what is wrong between them."""


class Checked:
    """A value that runs its checks when it is made, and reports all that fails in one error."""

    __slots__ = ()

    checks: ClassVar[tuple[CrossCheck, ...]] = ()
    error: ClassVar[type[ProbationStandardsError]] = FrameworkError

    def __attrs_post_init__(self) -> None:
        """Run the checks of the fields and, where those hold, the checks between fields."""
        values = {field.name: getattr(self, field.name) for field in attrs.fields(type(self))}  # type: ignore[arg-type]  # every child is an attrs class
        problems = [*field_problems(type(self), values)] or [*cross_problems(type(self), self)]
        if problems:
            name = values.get("id", values.get("name", ""))
            raise self.error(problems, f"{type(self).__name__}{f' {shown(name)}' if name else ''} cannot be made")


class Partial(SimpleNamespace):
    """What could be read of a broken value: the fields that are right, as attributes.

    Attributes:
        class_: The class that the value should have been of. It is none of the fields, whatever those are called.
    """

    __slots__ = ("class_",)

    def __init__(self, class_: type, /, **fields: object) -> None:
        super().__init__(**fields)
        self.class_ = class_


class Items(dict[int, object]):
    """What could be read of a broken list: its items that are right, or `Partial`, by position.

    Attributes:
        length: How many items the list had.
    """

    def __init__(self, length: int) -> None:
        super().__init__()
        self.length = length


def is_a(value: object, cls: type | tuple[type, ...]) -> bool:
    """Return whether `value` is an instance of `cls`, or what could be read of one."""
    return isinstance(value, cls) or (isinstance(value, Partial) and issubclass(value.class_, cls))


def holds(check: Check) -> dict[str, Check]:
    """Return the metadata of an attrs field that may only hold what `check` accepts."""
    return {"check": check}


def field_problems(cls: type[Checked], values: Mapping[str, object]) -> Iterator[Problem]:
    """Yield what is wrong with each of `values` by itself, as a field of `cls`."""
    for name, check in _field_checks(cls):  # type: ignore[arg-type]  # a class is hashable, whatever mypy says of this one
        if name in values:
            found = check(values[name])
            if isinstance(found, str):
                yield Problem(name, found, values[name])
            elif found:
                yield from (problem.under(name) for problem in found)


@cache
def _field_checks(cls: Any) -> list[tuple[str, Check]]:
    """Return the fields of `cls` that have a check, each with it."""
    return [(field.name, field.metadata["check"]) for field in attrs.fields(cls) if "check" in field.metadata]


def cross_problems(cls: type[Checked], value: object) -> Iterator[Problem]:
    """Yield what is wrong between the fields of `value`; a check that needs a field which is not there is passed over."""
    for check in cls.checks:
        try:
            yield from check(value)
        except AttributeError:
            if isinstance(value, cls):
                raise


_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]|\r(?!\n)")
"""Characters that steer a terminal, or are none by themselves, and belong into no text; line breaks and tabs do."""


def text(value: object) -> str | None:
    """Accept a text with something in it and without control characters."""
    return any_text(value) if isinstance(value, str) and value.strip() else "expected a text that is not empty"


def any_text(value: object) -> str | None:
    """Accept a text without control characters, even an empty one."""
    if not isinstance(value, str):
        return "expected a text"
    return "expected a text without control characters" if _CONTROL.search(value) else None


def flag(value: object) -> str | None:
    """Accept true or false."""
    return None if isinstance(value, bool) else "expected true or false"


def whole_number(minimum: int) -> Check:
    """Return a check that accepts whole numbers of at least `minimum`."""

    def check(value: object) -> str | None:
        right = isinstance(value, int) and not isinstance(value, bool) and value >= minimum
        return None if right else f"expected a whole number of at least {minimum}"

    return check


def instance(cls: type | tuple[type, ...], what: str) -> Check:
    """Return a check that accepts instances of `cls`, called `what` in the message."""
    return lambda value: None if isinstance(value, cls) else f"expected {what}"


def optional(check: Check) -> Check:
    """Return a check that accepts None besides what `check` accepts."""
    return lambda value: None if value is None else check(value)


def tuple_of(check: Check, *, at_least: int = 0) -> Check:
    """Return a check that accepts tuples of at least so many items, each accepted by `check`."""

    def run(value: object) -> str | list[Problem] | None:
        if not isinstance(value, tuple):
            return "expected a list"
        if len(value) < at_least:
            return f"expected a list of at least {at_least}"
        return _within(enumerate(value), check, "[{}]".format)

    return run


def mapping_of(check: Check) -> Check:
    """Return a check that accepts mappings of texts to what `check` accepts."""

    def run(value: object) -> str | list[Problem] | None:
        if not isinstance(value, Mapping):
            return "expected a table"
        return _within(value.items(), check, key)

    return run


def _within(items: Iterable[tuple[Any, object]], check: Check, path: Callable[[Any], str]) -> list[Problem] | None:
    """Return what is wrong with each of `items`; `path` makes a step of a path from its place."""
    problems: list[Problem] = []
    for place, item in items:
        found = check(item)
        if isinstance(found, str):
            problems.append(Problem(path(place), found, item))
        elif found:
            problems += [inner.under(path(place)) for inner in found]
    return problems or None


def as_tuple(value: Iterable[Any]) -> tuple[Any, ...]:
    """Return `value` as a tuple; a text, or what is no list at all, as it was given, for the field's check to report.

    This is the converter of fields that hold lists.
    """
    if isinstance(value, str) or not isinstance(value, Iterable):
        return cast("tuple[Any, ...]", value)
    return tuple(value)


def number(value: object) -> str | None:
    """Accept an exact number, which a truth value is not."""
    return None if isinstance(value, (int, Fraction)) and not isinstance(value, bool) else "expected a number"


def from_zero(value: object) -> str | None:
    """Accept an exact number from 0 up."""
    return None if number(value) is None and value >= 0 else "expected a number from 0 up"  # type: ignore[operator]  # it is a number


def one_of(*choices: str) -> Check:
    """Return a check that accepts one of `choices`."""
    return lambda value: None if value in choices else f"expected {listed(choices)}"


def listed(choices: Iterable[str]) -> str:
    """Return words of which one is to be chosen.

    >>> print(listed(["cases", "rating", "flag"]))
    "cases", "rating" or "flag"
    """
    *first, last = (f'"{choice}"' for choice in choices)
    return f"{', '.join(first)} or {last}" if first else last


def repeated(names: Iterable[str], path: str, what: str, name: str = "an id") -> Iterator[Problem]:
    """Yield a problem for each of `names` that was there before; `path` has ``{}`` where its position goes.

    >>> [str(p) for p in repeated(["P 1.1", "P 1.1"], "standards[{}].id", "standard")]
    ["standards[1].id: expected an id that no other standard has (found 'P 1.1')"]
    """
    seen: set[str] = set()
    for position, found in enumerate(names):
        if found in seen:
            yield Problem(path.format(position), f"expected {name} that no other {what} has", found)
        seen.add(found)
