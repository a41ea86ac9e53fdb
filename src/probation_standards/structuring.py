"""From plain data (what TOML and JSON hold) to the values of this library, every problem at once.

A value that can't be read leaves its problems, each with its path, and what could be read of it; the checks between fields
run on that, so that one mistake does not hide the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

import attrs

from probation_standards.bands import BandTable
from probation_standards.checks import Checked, Items, Partial, cross_problems, field_problems
from probation_standards.conditions import CONDITIONS, Condition
from probation_standards.dates import PartialDate
from probation_standards.errors import ProbationStandardsError, Problem, closest, key, unknown
from probation_standards.evidence import Evidence
from probation_standards.frameworks import Framework
from probation_standards.names import Names, at_definitions, current, refers, unused
from probation_standards.rules import InspectorJudgement, LowestQuestion, NoRating, Rule, TotalPoints
from probation_standards.scales import Rating, RatingScale
from probation_standards.shapes import SHAPES
from probation_standards.sources import Source

NAMED: tuple[type[Any], ...] = (InspectorJudgement, LowestQuestion, NoRating, TotalPoints)
"""The rules that have names of their own in what is published."""

RULES: dict[str, type[Any]] = {rule.kind: rule for rule in (*NAMED, *SHAPES)}
"""The rules that documents can hold, by kind. A rule of another package is held by them once it stands here."""


class UnreadableError(Exception):
    """Raised within this module for a value that can't be read; without problems where they were reported elsewhere."""

    def __init__(self, problems: Iterable[Problem] = (), partial: object = None) -> None:
        super().__init__()
        self.problems = list(problems)
        self.partial = partial
        """What could be read: a `Partial` of a table, `Items` of a list; None where nothing could."""


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
        names.bands = _define(rest, "bands", BandTable, problems)
        framework = None
        try:
            framework = read_class(rest, Framework, also=("sources", "bands"))
        except UnreadableError as error:
            problems += error.problems
        if not any(problem.hides for problem in problems):  # a reference that can't be seen may be the one that is wanted
            problems += unused(names, data)
        return (None if problems else framework), at_definitions(problems, data)
    finally:
        current.reset(token)


def _ratings_in_part(scale: object) -> dict[str, Rating | None] | None:
    """Return the ratings of a broken scale by name, None for one that can't be read; None where some have no name."""
    ratings = getattr(scale, "ratings", None)
    items = list(ratings.values()) if isinstance(ratings, dict) else list(ratings or ())
    if not items or not all(hasattr(item, "name") for item in items):
        return None
    return {item.name: item if isinstance(item, Rating) else None for item in items}


def _define(data: dict[str, Any], field: str, cls: type, problems: list[Problem]) -> dict[str, Any] | None:
    """Take the named values of `field` out of `data`, and return them; None where it can't be told which there are."""
    if field not in data:
        if refers(data, field):
            problems.append(Problem(field, "expected this key, which is required, since others refer to it", missing=True))
        return None
    defined = data.pop(field)
    if not isinstance(defined, Mapping):
        problems.append(Problem(field, "expected a table of tables, each under its name", defined, hides=True))
        return None
    read: dict[str, Any] = {}
    for name, raw in defined.items():
        path = f"{field}.{key(name)}"
        if isinstance(raw, Mapping) and "id" in raw:
            problems.append(Problem(f"{path}.id", "expected no id: the name of the table is its id", raw["id"]))
        try:
            if not isinstance(raw, Mapping):
                raise UnreadableError([Problem("", "expected a table", raw)])  # noqa: TRY301  # as where it is read
            read[name] = read_class({**raw, "id": name}, cls)
        except UnreadableError as error:
            problems += _placed(error.problems, path, cls)
            read[name] = None
    return read


def read_class(data: object, cls: type[Any], also: Iterable[str] = (), given: Mapping[str, object] | None = None) -> Any:
    """Return the `cls` that `data` holds.

    Args:
        data: What TOML or JSON held.
        cls: The class to make.
        also: Names of keys that are read elsewhere.
        given: Fields that were read elsewhere, which are no keys.

    Raises:
        UnreadableError: With every problem in `data`.
    """
    given = given or {}
    if not isinstance(data, Mapping):
        raise UnreadableError([Problem("", "expected a table", data)])
    fields = {field.name: field for field in attrs.fields(cls) if field.init and field.name not in given}
    problems = [unknown(key(name), name, [*fields, *also], "a key of this table") for name in data if name not in fields]
    hints = _hints(cls)  # type: ignore[arg-type]  # a class is hashable, whatever mypy says of type[Any]
    values: dict[str, Any] = dict(given)
    broken: dict[str, Any] = {}
    for name, field in fields.items():
        if name in data:
            try:
                values[name] = _read_field(field, hints[name], data[name])
            except UnreadableError as error:
                problems += _placed(error.problems, name, hints[name])
                broken[name] = error.partial
        elif field.default is attrs.NOTHING:
            missing = Problem("", "expected this key, which is required", missing=True)
            problems += _placed([missing], name, hints[name])
            broken[name] = None
    for name in list(values):
        wrong = list(field_problems(cls, {name: values[name]}))
        if wrong:
            problems += [attrs.evolve(p, hides=True) if p.path == name and _holds_names(hints[name]) else p for p in wrong]
            broken[name] = _right_entries(name, values.pop(name), wrong)
    if problems or broken:
        partial = _in_part(cls, values, broken)
        raise UnreadableError(problems + _between(cls, partial, broken), partial)
    try:
        return cls(**values)
    except ProbationStandardsError as error:
        raise UnreadableError(error.problems) from None


def _placed(problems: Iterable[Problem], place: str, hint: Any) -> list[Problem]:
    """Return problems found at `place`, noting of those of the place itself whether names may have stood there."""
    return [(problem if problem.path else attrs.evolve(problem, hides=_holds_names(hint))).under(place) for problem in problems]


@cache
def _holds_names(of: Any) -> bool:
    """Return whether what is of a type refers to sources or tables of bands, or holds something that does."""
    if _is_list(of):
        return _holds_names(get_args(of)[0])
    if bare(of) in (Source, BandTable, Rule):
        return True
    return is_checked(of) and any(map(_holds_names, _hints(bare(of)).values()))


def _right_entries(name: str, value: object, wrong: Iterable[Problem]) -> Mapping[str, object] | None:
    """Return what is right in a mapping of which some entries are wrong; None for all other values."""
    if not isinstance(value, Mapping):
        return None
    paths = [problem.path for problem in wrong]
    if name in paths:  # it is no mapping that was wanted here
        return None
    return {
        entry: item
        for entry, item in value.items()
        if not any(path == name or path.startswith(f"{name}.{key(entry)}") for path in paths)
    }


def _read_field(field: attrs.Attribute[Any], hint: Any, value: object) -> Any:
    read = structure(value, hint)
    return field.converter(read) if callable(field.converter) else read


def _in_part(cls: type[Any], values: Mapping[str, Any], broken: Mapping[str, Any]) -> Partial:
    """Return what could be read of a broken `cls`, with what was left at its default."""
    partial = Partial(of=cls, **{name: getattr(cls, name) for name in ("kind", "reads") if hasattr(cls, name)})
    for field in attrs.fields(cls):
        if field.name in values:
            setattr(partial, field.name, values[field.name])
        elif broken.get(field.name) is not None:
            setattr(partial, field.name, broken[field.name])
        elif field.name not in broken and not isinstance(field.default, attrs.Factory):  # type: ignore[arg-type]
            setattr(partial, field.name, field.default)
    return partial


def _between(cls: type[Any], partial: Partial, broken: Mapping[str, object]) -> list[Problem]:
    """Return what is wrong between the fields of a broken `cls`, as far as it can be told from what could be read.

    A check stops at the first item of a list that lacks what it asks for; so the checks run once on all items and once on
    those that are whole.
    """
    found: list[Problem] = []
    for left_out in ((), Partial):
        view = Partial(**vars(partial))
        positions: dict[str, list[int]] = {}
        for name, value in vars(partial).items():
            if isinstance(value, Items):
                positions[name] = [at for at, item in value.items() if not isinstance(item, left_out)]
                setattr(view, name, tuple(value[at] for at in positions[name]))
        whole = {name for name, places in positions.items() if len(places) == getattr(partial, name).length}
        for problem in cross_problems(cls, view):
            problem = _in_document(problem, positions)  # noqa: PLW2901  # the same problem, in its right place
            if problem not in found and (problem.relies_on not in broken or problem.relies_on in whole):
                found.append(problem)
    return found


def _in_document(problem: Problem, positions: Mapping[str, list[int]]) -> Problem:
    """Return a problem found among the items that could be read, with the position of its item in the document."""
    item = re.match(r"([^.\[]*)\[(\d+)\]", problem.path)
    if item is None or not (at := positions.get(item[1])):
        return problem
    return attrs.evolve(problem, path=f"{item[1]}[{at[int(item[2])]}]{problem.path[item.end() :]}")


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


def structure(value: object, of: Any) -> Any:
    """Return what `value` holds as a value of the type `of`.

    Raises:
        UnreadableError: With every problem in it.
    """
    return _reader(of)(value, of)


@cache
def _reader(of: Any) -> Callable[[object, Any], Any]:
    some = bare(of)
    if some in _READERS:
        return _READERS[some]
    if _is_list(of):
        return _read_list
    if is_checked(of):
        return lambda value, _: _given(value, of) or read_class(value, some)
    return lambda value, _: _given(value)  # the checks of the fields look at the rest


def bare(of: Any) -> Any:
    """Return the type without its "or None"."""
    some = [option for option in get_args(of) if option is not type(None)]
    return some[0] if len(some) == 1 and type(None) in get_args(of) else of


def is_checked(of: Any) -> bool:
    """Return whether a type is one of this library's values, or None besides."""
    some = bare(of)
    return isinstance(some, type) and issubclass(some, Checked)


def _is_list(of: Any) -> bool:
    return get_origin(of) is tuple


def _given(value: object, of: object = None) -> Any:
    """Return a value that was read before; raise where it could not be."""
    if isinstance(value, UnreadableError):
        raise value
    return value if of is None or isinstance(value, (Checked, Evidence)) else None


def _read_list(value: object, of: Any) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise UnreadableError([Problem("", "expected a list", value)])
    problems: list[Problem] = []
    items = Items(len(value))
    broken = False
    for position, item in enumerate(value):
        try:
            items[position] = structure(item, get_args(of)[0])
        except UnreadableError as error:
            problems += _placed(error.problems, f"[{position}]", get_args(of)[0])
            broken = True
            if error.partial is not None:
                items[position] = error.partial
    if broken:
        raise UnreadableError(problems, items)
    return tuple(items.values())


def _referring(field: str, cls: type[Any], what: str) -> Callable[[object, Any], Any]:
    def read(value: object, _: Any) -> Any:
        names = current.get(None)
        if isinstance(value, str) and names is not None:
            defined: dict[str, Any] | None = getattr(names, field)
            if defined is None:
                raise UnreadableError
            if value not in defined:
                raise UnreadableError([unknown("", value, defined, f"the name of {what} under [{field}]")])
            if defined[value] is None:
                raise UnreadableError
            return defined[value]
        if not isinstance(value, (cls, Mapping, UnreadableError)) and names is not None:
            raise UnreadableError([Problem("", f"expected the name of {what} under [{field}]", value)])
        return _given(value, cls) or read_class(value, cls)

    return read


def _read_rating(value: object, _: Any) -> Rating:
    names = current.get(None)
    if isinstance(value, Mapping):
        return read_class(value, Rating)  # type: ignore[no-any-return]  # a Rating, as asked
    if not isinstance(value, str) or names is None:
        raise UnreadableError([Problem("", "expected a rating", value)])
    if names.ratings is None:
        raise UnreadableError  # there is no scale to be on, which is reported
    if value not in names.ratings:
        raise UnreadableError([unknown("", value, names.ratings, "a rating on the scale")])
    rating = names.ratings[value]
    if rating is None:
        raise UnreadableError
    return rating


def _read_rule(value: object, _: Any) -> Any:
    names = current.get(None)
    around = getattr(names, "around", None)
    if isinstance(value, Mapping) and around is not None and "source" not in value:
        value = {**value, "source": around}  # a rule within a rule has its source, where it names no other
    if names is None or not isinstance(value, Mapping):
        return _of_a_kind(value, RULES, "rule")
    names.around = value.get("source")
    try:
        return _of_a_kind(value, RULES, "rule")
    finally:
        names.around = around


def _of_a_kind(value: object, kinds: Mapping[str, type[Any]], what: str) -> Any:
    if isinstance(value, tuple(kinds.values())):
        return value
    if not isinstance(value, Mapping):
        raise UnreadableError([Problem("", f"expected a table with the kind of {what}", value)])
    if "kind" not in value:
        expected = f"expected this key, which is required: one of {', '.join(sorted(kinds))}"
        raise UnreadableError([Problem("kind", expected, missing=True)])
    kind = value["kind"]
    if not isinstance(kind, str) or kind not in kinds:
        expected = f"expected a kind of {what}: {', '.join(sorted(kinds))}"
        raise UnreadableError([Problem("kind", expected, kind, closest(kind, kinds))])
    return read_class({name: item for name, item in value.items() if name != "kind"}, kinds[kind], also=("kind",))


_READERS: dict[Any, Callable[[object, Any], Any]] = {
    Condition: lambda value, _: _of_a_kind(value, CONDITIONS, "condition"),
    BandTable: _referring("bands", BandTable, "a table of bands"),
    PartialDate: lambda value, _: value,
    Rating: _read_rating,
    Rule: _read_rule,
    Source: _referring("sources", Source, "a source"),
}
"""What reads a type that is not simply a table of its fields."""
