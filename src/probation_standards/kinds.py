"""The kinds of rules and conditions that documents can hold: those of this library, and what other packages add."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar, get_type_hints

import attrs

from probation_standards.checks import Checked
from probation_standards.conditions import FigureIs, FlagIs, RatingIs
from probation_standards.errors import FrameworkError, Problem
from probation_standards.rules import InspectorJudgement, LowestQuestion, NoRating, Reads, TotalPoints
from probation_standards.shapes import SHAPES

NAMED: tuple[type[Any], ...] = (InspectorJudgement, LowestQuestion, NoRating, TotalPoints)
"""The rules that have names of their own in what is published."""

RULES: dict[str, type[Any]] = {rule.kind: rule for rule in (*NAMED, *SHAPES)}
"""The rules that documents can hold, by kind."""

CONDITIONS: dict[str, type[Any]] = {condition.kind: condition for condition in (FigureIs, FlagIs, RatingIs)}
"""The conditions that documents can hold, by kind."""

Kind = TypeVar("Kind", bound=type[Any])


def in_documents(cls: Kind) -> Kind:
    """Let documents hold a kind of rule, or of condition, of another package: a table with its `kind`, its fields as keys.

    It stands above the class, as a decorator. What has `reads` is a rule, all else is a condition.

    Args:
        cls: A frozen attrs class, child of `Checked`, with a `kind`. A field is read by its type: a text, a number, a flag, a
            rating, a source, a table of bands, a measure, a condition, a rule, another `Checked` value, or a tuple of these.

    Raises:
        FrameworkError: When that can be no rule and no condition, or when another class has the kind; with every problem.
    """
    kinds = kinds_of(cls)
    problems = [*_unfit(cls), *_taken(cls, kinds)]
    if problems:
        raise FrameworkError(problems, f"documents cannot hold {cls.__name__}")
    kinds[cls.kind] = cls
    return cls


def kinds_of(cls: type[Any]) -> dict[str, type[Any]]:
    """Return the kinds among which a class belongs: those of rules, or of conditions."""
    return RULES if hasattr(cls, "reads") else CONDITIONS


def _unfit(cls: type[Any]) -> Iterator[Problem]:
    if not (attrs.has(cls) and issubclass(cls, Checked)):
        yield Problem("", "expected an attrs class that is a child of Checked: @attrs.frozen(kw_only=True)")
        return
    kind = getattr(cls, "kind", None)
    if not isinstance(kind, str) or not kind:
        yield Problem("kind", 'expected a text, kind: ClassVar[str] = "its-name"', kind)
    names = {field.name for field in attrs.fields(cls)}
    if hasattr(cls, "reads") and not isinstance(cls.reads, Reads):
        yield Problem("reads", "expected one of Reads, such as Reads.ITEMS", cls.reads)
    if hasattr(cls, "reads") and "source" not in names:
        yield Problem("source", "expected this field, since each rule says where it was published", missing=True)
    if "kind" in names:
        yield Problem("kind", "expected no field of this name, which is the key for the kind: a ClassVar")
    try:
        get_type_hints(cls)
    except (NameError, TypeError) as error:
        yield Problem("", f"expected fields whose types are known in the module of the class: {error}")


def _taken(cls: type[Any], kinds: dict[str, type[Any]]) -> Iterator[Problem]:
    kind = getattr(cls, "kind", None)
    held = kinds.get(kind) if isinstance(kind, str) else None
    if held is not None and (held.__module__, held.__qualname__) != (cls.__module__, cls.__qualname__):
        yield Problem("kind", f"expected a kind that {held.__module__}.{held.__qualname__} does not have", kind)
