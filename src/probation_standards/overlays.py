"""Framework documents that say only what differs from another one: ``based_on = "crc-2018.toml"``.

Editions repeat each other. Such a document is merged, as plain data, with the one that it is based on, before anything in it
is read; what comes out is a framework like any other, and nothing later knows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from probation_standards.errors import DocumentError, Problem, key, unknown
from probation_standards.names import referred

Beside: TypeAlias = Callable[[str], Mapping[str, Any]]
"""Takes the name of a file and returns what the one beside the document holds, as plain data."""

KEYS = ("based_on", "without")
"""The keys of a document that is based on another, besides those of a framework."""

ITS_OWN = ("$schema", "id", "title", "edition", "in_force", "crosswalks", "note", "digest")
"""What a document never takes from the one that it is based on."""

BY_NAME = ("sources", "bands")
BY_ID = ("domains", "inputs", "standards", "questions", "prompts")


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
        problems = [problem.under(key(based_on)).under("based_on") for problem in error.problems]
        raise DocumentError(problems, f"{name} cannot be read") from None
    return _merged(base, data, name)


def _merged(base: dict[str, Any], data: Mapping[str, Any], name: str) -> dict[str, Any]:
    taken = {field: value for field, value in base.items() if field not in ITS_OWN}
    before = _domains_in_use(taken)
    _leave_out(taken, data.get("without", []), name)
    said = {field: value for field, value in data.items() if field not in KEYS}
    both = {**taken, **said}
    for field in BY_NAME:
        if isinstance(said.get(field), Mapping) and isinstance(taken.get(field), Mapping):
            both[field] = {**taken[field], **said[field]}
    for field in BY_ID:
        if field in said and field in taken:
            both[field] = _by_id(taken[field], said[field])
    emptied = before - _domains_in_use(both) - {str(domain.get("id")) for domain in _tables(said.get("domains"))}
    if isinstance(both.get("domains"), list):
        both["domains"] = [d for d in both["domains"] if not isinstance(d, Mapping) or str(d.get("id")) not in emptied]
    for field in reversed(BY_NAME):  # what a table of bands refers to goes with it
        if isinstance(both.get(field), Mapping):
            own = said.get(field)
            still = {*referred(both)[field], *(own if isinstance(own, Mapping) else ())}
            both[field] = {known: value for known, value in both[field].items() if known in still}
    return both


def _domains_in_use(data: Mapping[str, Any]) -> set[str]:
    """Return the ids of the domains under which a document has standards."""
    return {str(standard.get("domain")) for standard in _tables(data.get("standards"))}


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
        taken["standards"] = [
            standard
            for standard in taken["standards"]
            if not isinstance(standard, Mapping) or standard.get("id") not in without
        ]


def _by_id(taken: object, said: object) -> object:
    """Return a list of tables with what is said of each of them; what is said of none of them stands at the end."""
    if not isinstance(taken, list) or not isinstance(said, list):
        return said
    places = {table["id"]: place for place, table in enumerate(taken) if isinstance(table, Mapping) and _has_id(table)}
    both = list(taken)
    for table in said:
        place = places.pop(table["id"], None) if isinstance(table, Mapping) and _has_id(table) else None
        if place is None:  # new; or there twice, which the checks of the whole will find
            both.append(table)
        else:
            inner = {
                field: _by_id(both[place][field], table[field]) for field in BY_ID if field in table and field in both[place]
            }
            both[place] = {**both[place], **table, **inner}
    return both


def _has_id(table: Mapping[str, Any]) -> bool:
    return isinstance(table.get("id"), str)


def _tables(value: object) -> list[Mapping[str, Any]]:
    return [table for table in value if isinstance(table, Mapping)] if isinstance(value, list) else []
