"""What a framework document writes once and refers to by name: sources, tables of bands, ratings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from functools import cache
from itertools import pairwise
from typing import Any, get_args, get_type_hints

import attrs

from probation_standards.bands import BandTable
from probation_standards.errors import Problem, key
from probation_standards.kinds import CONDITIONS, RULES
from probation_standards.scales import Rating
from probation_standards.sources import Source


@attrs.define
class Names:
    """What a document refers to by name: a value, or None where there is one that can't be read.

    A whole field is None where it can't be told which names there are. `around` is the source of the rule that is being read
    or written, for the rules within it. While `has_scale` is false, it is the scale itself that is read.
    """

    sources: dict[str, Source | None] | None = attrs.field(factory=dict)
    bands: dict[str, BandTable | None] | None = attrs.field(factory=dict)
    ratings: dict[str, Rating | None] | None = None
    around: Any = None
    has_scale: bool = False


current: ContextVar[Names] = ContextVar("names")
"""The names of the document that is being read or written; nothing else refers by name."""


def unused(names: Names, data: Mapping[str, Any]) -> list[Problem]:
    """Return a problem for each name that is defined and that nothing in the document refers to."""
    found = referred(data)
    return [
        Problem(f"{field}.{key(name)}", "expected something in the file that refers to it")
        for field, defined in (("sources", names.sources), ("bands", names.bands))
        for name in defined or ()
        if name not in found[field]
    ]


def refers(data: Mapping[str, Any], field: str) -> bool:
    """Return whether anything in a document refers to a name under `field`."""
    return bool(referred(data)[field])


def referred(data: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return the names that a document refers to, under each field that defines names."""
    found: dict[str, set[str]] = {"sources": set(), "bands": set()}
    referring = _REFERRING | _of_kinds((*RULES.values(), *CONDITIONS.values()))

    def look(value: object) -> None:
        if isinstance(value, Mapping):
            for name, item in value.items():
                if isinstance(item, str) and name in referring:
                    found[referring[name]].add(item)
                look(item)
        elif isinstance(value, list):
            for item in value:
                look(item)

    look(data)
    return found


@cache
def _of_kinds(kinds: tuple[type[Any], ...]) -> dict[str, str]:
    """Return the keys by which kinds of rules and conditions refer, also those of other packages: by the types of fields."""
    found: dict[str, str] = {}
    for kind in kinds:
        for name, of in get_type_hints(kind).items():
            for type_, field in ((Source, "sources"), (BandTable, "bands")):
                if of is type_ or type_ in get_args(of):
                    found[name] = field
    return found


_REFERRING = {"source": "sources", "rounding_source": "sources", "statement_source": "sources", "bands": "bands"}


def at_definitions(problems: Iterable[Problem], data: Mapping[str, Any]) -> list[Problem]:
    """Return `problems`, each that was found through a name moved to what the name stands for, and told once."""
    found: dict[str, Problem] = {}
    for problem in problems:
        moved = attrs.evolve(problem, path=_at_definition(problem.path, data))
        found.setdefault(str(moved), moved)
    return list(found.values())


def _at_definition(path: str, data: Mapping[str, Any]) -> str:
    here: Any = data
    steps = list(re.finditer(r'"[^"]*"|[^.\[\]"]+', path))
    for step, then in pairwise(steps):
        at = step[0].strip('"')
        try:
            here = here[int(at)] if isinstance(here, list) else here[at]
        except (KeyError, IndexError, TypeError, ValueError):
            return path
        if isinstance(here, str) and at == "bands":
            return f"bands.{key(here)}{path[then.start() - 1 :]}"
    return path
