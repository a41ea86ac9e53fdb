"""Framework documents that say only what differs from another one: ``based_on = "crc-2018.toml"``.

Editions repeat each other. Such a document is merged, as plain data, with the one that it is based on, before anything in it
is read; what comes out is a framework like any other, and nothing later knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from probation_standards.errors import DocumentError, Problem, unknown
from probation_standards.names import referred

Beside: TypeAlias = Callable[[str], Mapping[str, Any]]
"""Takes the name of a file and returns what the one beside the document holds, as plain data."""

KEYS = ("based_on", "without")
"""The keys of a document that is based on another, besides those of a framework."""

ITS_OWN = ("$schema", "id", "title", "edition", "in_force", "note", "digest")
"""What a document never takes from the one that it is based on."""

BY_NAME = ("sources", "bands")
BY_ID = ("domains", "standards", "questions", "prompts")


def resolved(data: Mapping[str, Any], beside: Beside | None, name: str, within: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a framework document with what it takes from the one that it is based on, or as it is where there is none.

    Args:
        data: The document.
        beside: What reads the files beside it; None where it stands in no folder.
        name: What messages call the document.
        within: The names of the documents that are based on this one.

    Raises:
        DocumentError: When the other document can't be read, or `without` names what it does not have.
    """
    if "based_on" not in data:
        if "without" in data:
            raise DocumentError([Problem("without", 'expected it together with "based_on" only')], f"{name} cannot be read")
        return dict(data)
    based_on = data["based_on"]
    if not isinstance(based_on, str) or not based_on.endswith(".toml") or "/" in based_on or "\\" in based_on:
        problem = Problem("based_on", 'expected the name of a TOML file in the same folder, "ID.toml"', based_on)
        raise DocumentError([problem], f"{name} cannot be read")
    if beside is None:
        problem = Problem("based_on", "expected a document that stands in a folder, with the other one beside it", based_on)
        raise DocumentError([problem], f"{name} cannot be read")
    if based_on in within:
        problem = Problem("based_on", "expected a document that is not based on this one in turn", based_on)
        raise DocumentError([problem], f"{name} cannot be read")
    try:
        base = resolved(beside(based_on), beside, based_on, (*within, based_on))
    except DocumentError as error:
        raise DocumentError([problem.under("based_on") for problem in error.problems], f"{name} cannot be read") from None
    return _merged(base, data, name)


def _merged(base: dict[str, Any], data: Mapping[str, Any], name: str) -> dict[str, Any]:
    taken = {key: value for key, value in base.items() if key not in ITS_OWN}
    _leave_out(taken, data.get("without", []), name)
    said = {key: value for key, value in data.items() if key not in KEYS}
    both = {**taken, **said}
    for key in BY_NAME:
        if isinstance(said.get(key), Mapping) and isinstance(taken.get(key), Mapping):
            both[key] = {**taken[key], **said[key]}
    for key in BY_ID:
        if key in said and key in taken:
            both[key] = _by_id(taken[key], said[key])
    domains = [standard.get("domain") for standard in _tables(both.get("standards"))]
    own_domains = [domain.get("id") for domain in _tables(said.get("domains"))]
    if isinstance(both.get("domains"), list):
        both["domains"] = [d for d in both["domains"] if not isinstance(d, Mapping) or d.get("id") in (*domains, *own_domains)]
    for key in reversed(BY_NAME):  # what a table of bands refers to goes with it
        if isinstance(both.get(key), Mapping):
            own = said.get(key)
            still = {*referred(both)[key], *(own if isinstance(own, Mapping) else ())}
            both[key] = {known: value for known, value in both[key].items() if known in still}
    return both


def _leave_out(taken: dict[str, Any], without: object, name: str) -> None:
    """Leave out the standards that a document says it does without."""
    if not isinstance(without, list):
        problem = Problem("without", "expected a list of ids of standards", without)
        raise DocumentError([problem], f"{name} cannot be read")
    known = [standard.get("id") for standard in _tables(taken.get("standards"))]
    problems = [
        unknown(f"without[{position}]", id, [str(one) for one in known], "the id of a standard of the other document")
        for position, id in enumerate(without)
        if id not in known
    ]
    if problems:
        raise DocumentError(problems, f"{name} cannot be read")
    if without:
        taken["standards"] = [standard for standard in taken["standards"] if standard["id"] not in without]


def _by_id(taken: object, said: object) -> object:
    """Return a list of tables with what is said of each of them; what is said of none of them stands at the end."""
    if not isinstance(taken, list) or not isinstance(said, list):
        return said
    places = {table["id"]: place for place, table in enumerate(taken) if isinstance(table, Mapping) and _hashable_id(table)}
    both = list(taken)
    for table in said:
        if isinstance(table, Mapping) and _hashable_id(table) and table["id"] in places:
            place = places[table["id"]]
            inner = {key: _by_id(both[place][key], table[key]) for key in BY_ID if key in table and key in both[place]}
            both[place] = {**both[place], **table, **inner}
        else:
            both.append(table)
    return both


def _hashable_id(table: Mapping[str, Any]) -> bool:
    return isinstance(table.get("id"), str)


def _tables(value: object) -> list[Mapping[str, Any]]:
    return [table for table in value if isinstance(table, Mapping)] if isinstance(value, list) else []
