"""What reads single values of documents: texts, numbers, flags and words of a choice. What it leaves, checks look at."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal
from enum import Enum
from typing import Any

from probation_standards.checks import listed
from probation_standards.errors import Problem, closest


class UnreadableError(Exception):
    """Raised within this module for a value that can't be read; without problems where they were reported elsewhere."""

    def __init__(self, problems: Iterable[Problem] = (), partial: object = None) -> None:
        super().__init__()
        self.problems = list(problems)
        self.partial = partial
        """What could be read: a `Partial` of a table, `Items` of a list; None where nothing could."""


def given(value: object) -> Any:
    """Return a value as it is; raise where it was found before that it can't be read."""
    if isinstance(value, UnreadableError):
        raise value
    return value


def read_one_of(choices: tuple[Any, ...]) -> Callable[[object, Any], Any]:
    """Return what reads one of some words; the one that was probably meant is suggested."""

    def read(value: object, _: Any) -> Any:
        given(value)
        if not isinstance(value, Enum) and value not in choices:
            suggestion = closest(value, choices, 0.7) if isinstance(value, str) else None
            raise UnreadableError([Problem("", f"expected {listed(choices)}", value, suggestion)])
        return value

    return read


def read_text(value: object, _: Any) -> Any:
    """Return a text; a number may have been meant as one, or the one in a list."""
    if isinstance(value, list):
        raise UnreadableError([Problem("", "expected one text, in quotes, without brackets", value)])
    if isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        raise UnreadableError([Problem("", "expected a text, in quotes", value, str(value))])
    return given(value)


def read_whole(value: object, _: Any) -> Any:
    """Return a whole number; a text may hold one."""
    if isinstance(value, str) and re.fullmatch(r"[+-]?\d+", value.strip()):
        raise UnreadableError([Problem("", "expected a whole number, without quotes", value)])
    return given(value)


def read_flag(value: object, _: Any) -> Any:
    """Return true or false; a text may hold one."""
    if isinstance(value, str) and value.strip().lower() in {"true", "false"}:
        raise UnreadableError([Problem("", "expected true or false, without quotes", value)])
    return given(value)
