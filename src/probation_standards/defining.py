"""A framework document as a whole: what it defines under names, and then all that refers to it, every problem at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs

from probation_standards.bands import BandTable
from probation_standards.checks import Items
from probation_standards.crosswalks import dangling
from probation_standards.errors import Problem, key
from probation_standards.frameworks import Framework
from probation_standards.leaves import UnreadableError
from probation_standards.names import Names, at_definitions, current, refers, unused
from probation_standards.scales import Rating, RatingScale
from probation_standards.sources import Source
from probation_standards.structuring import placed, read_class, structure


def read_framework_data(data: Mapping[str, Any]) -> tuple[Framework | None, list[Problem]]:
    """Return the framework that `data` holds, and every problem; there is a framework only where there is no problem."""
    names = Names()
    token = current.set(names)
    problems: list[Problem] = []
    rest = dict(data)
    try:
        names.sources = _define(rest, "sources", Source, problems)
        if "scale" in rest:
            try:
                rest["scale"] = structure(rest["scale"], RatingScale)
                names.ratings = {rating.name: rating for rating in rest["scale"]}
            except UnreadableError as error:
                problems += [problem.under("scale") for problem in error.problems]
                rest["scale"] = UnreadableError()
                names.ratings = _ratings_in_part(error.partial)
        names.has_scale = True
        names.bands = _define(rest, "bands", BandTable, problems)
        framework = None
        try:
            framework = read_class(rest, Framework, also=("sources", "bands"))
            problems += dangling(framework.crosswalks, framework.kinds)
        except UnreadableError as error:
            problems += error.problems
        if not any(problem.hides for problem in problems):  # a reference that can't be seen may be the one that is wanted
            problems += unused(names, data)
        return (None if problems else framework), _gathered(at_definitions(problems, data))
    finally:
        current.reset(token)


MOST_PLACES = 3
"""In how many places a name that is not there is reported; where there are more, it is what they refer to that is wrong."""


def _gathered(problems: list[Problem]) -> list[Problem]:
    """Return problems, those of one name that is not there and that many refer to as one, at the first of their places."""
    places: dict[tuple[object, str], list[Problem]] = {}
    for problem in problems:
        if problem.relies_on in DEFINED:
            places.setdefault((problem.relies_on, repr(problem.value)), []).append(problem)
    many = [found for found in places.values() if len(found) > MOST_PLACES]
    said = {
        found[0].path: attrs.evolve(found[0], expected=f"{found[0].expected}, as in {len(found) - 1} other places")
        for found in many
    }
    left_out = {problem.path for found in many for problem in found[1:]}
    return [said.get(problem.path, problem) for problem in problems if problem.path not in left_out]


DEFINED = ("sources", "bands", "scale", "domains")
"""What a document defines, and refers to by name or by id."""


def _ratings_in_part(scale: object) -> dict[str, Rating | None] | None:
    """Return the ratings of a broken scale by name, None for one that can't be read; None where some have no name."""
    ratings = getattr(scale, "ratings", None)
    if isinstance(ratings, Items) and len(ratings) < ratings.length:
        return None
    items = list(ratings.values()) if isinstance(ratings, dict) else list(ratings or ())
    if not items or not all(hasattr(item, "name") for item in items):
        return None
    if all(isinstance(item, Rating) for item in items):  # what is wrong lies between them: points, or names
        names = [item.name for item in items]
        return dict.fromkeys(names) if len(set(names)) == len(names) else None
    return {item.name: item if isinstance(item, Rating) else None for item in items}


def _define(data: dict[str, Any], field: str, cls: type, problems: list[Problem]) -> dict[str, Any] | None:
    """Take the named values of `field` out of `data`, and return them; None where it can't be told which there are."""
    if field not in data:
        if refers(data, field):
            problems.append(Problem(field, "expected this key, which is required, since others refer to it", missing=True))
        return None
    defined = data.pop(field)
    if not isinstance(defined, Mapping) or (defined and not any(isinstance(raw, Mapping) for raw in defined.values())):
        problems.append(Problem(field, f"expected a table of tables, each under its name: [{field}.name]", defined, hides=True))
        return None
    read: dict[str, Any] = {}
    for name, raw in defined.items():
        path = f"{field}.{key(name)}"
        if isinstance(raw, Mapping) and "id" in raw:
            problems.append(Problem(f"{path}.id", "expected no id: the name of the table is its id", raw["id"]))
        try:
            if not isinstance(raw, Mapping):
                raise UnreadableError([Problem("", "expected a table", raw)])  # noqa: TRY301  # as where it is read
            rest = {field: item for field, item in raw.items() if field != "id"}
            read[name] = read_class(rest, cls, given={"id": name})
        except UnreadableError as error:
            problems += placed(error.problems, path, cls)
            read[name] = None
    return read
