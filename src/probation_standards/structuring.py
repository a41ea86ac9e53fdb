"""From plain data (what TOML and JSON hold) to the values of this library and back, every problem at once.

A value that can't be read leaves its problems, each with its path, and what could be read of it; the checks between fields
run on that, so that one mistake does not hide the next. Two things are written once and referred to by name within a
framework document: sources and tables of bands. Ratings are referred to by name too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextvars import ContextVar
from functools import cache
from types import SimpleNamespace
from typing import Any, get_args, get_origin, get_type_hints

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn

from probation_standards.bands import BandTable, RatingBand
from probation_standards.checks import Checked, cross_problems, field_problems
from probation_standards.dates import PartialDate
from probation_standards.errors import ProbationStandardsError, Problem, key, unknown
from probation_standards.evidence import Evidence
from probation_standards.figures import Figure
from probation_standards.frameworks import Framework
from probation_standards.rules import InspectorJudgement, LowestQuestion, NoRating, Rule, TotalPoints
from probation_standards.scales import Rating, RatingScale
from probation_standards.sources import Source

RULES: dict[str, type[Checked]] = {rule.kind: rule for rule in (InspectorJudgement, LowestQuestion, NoRating, TotalPoints)}
"""The rules that documents can hold, by kind."""


class UnreadableError(Exception):
    """Raised within this module for a value that can't be read; without problems where they were reported elsewhere."""

    def __init__(self, problems: Iterable[Problem] = (), survivors: dict[int, object] | None = None) -> None:
        super().__init__()
        self.problems = list(problems)
        self.survivors = survivors
        """Of a list: the items that could be read, by position."""


@attrs.define
class Names:
    """What a document refers to by name: a value, or None where there is one that can't be read."""

    sources: dict[str, Source | None] = attrs.field(factory=dict)
    bands: dict[str, BandTable | None] = attrs.field(factory=dict)
    ratings: dict[str, Rating] | None = None
    used: set[str] = attrs.field(factory=set)


_names: ContextVar[Names] = ContextVar("names")


def read_framework_data(data: Mapping[str, Any]) -> tuple[Framework | None, list[Problem]]:
    """Return the framework that `data` holds, and every problem; there is a framework only where there is no problem."""
    names = Names()
    token = _names.set(names)
    problems: list[Problem] = []
    rest = dict(data)
    try:
        _define(rest, "sources", Source, names.sources, problems)
        if "scale" in rest:
            try:
                scale = converter().structure(rest["scale"], RatingScale)
                names.ratings = {rating.name: rating for rating in scale}
                rest["scale"] = scale
            except UnreadableError as error:
                problems += [problem.under("scale") for problem in error.problems]
                rest["scale"] = UnreadableError()
        _define(rest, "bands", BandTable, names.bands, problems)
        try:
            framework = read_class(rest, Framework, also=("sources", "bands"))
        except UnreadableError as error:
            return None, problems + error.problems
        for field, defined in (("sources", names.sources), ("bands", names.bands)):
            for name in defined:
                if f"{field}.{name}" not in names.used:
                    problems.append(Problem(f"{field}.{key(name)}", "expected something in the file that refers to it"))
        return (None if problems else framework), problems
    finally:
        _names.reset(token)


def _define(data: dict[str, Any], field: str, cls: type, into: dict[str, Any], problems: list[Problem]) -> None:
    """Take the named values of `field` out of `data`."""
    defined = data.pop(field, {})
    if not isinstance(defined, Mapping):
        problems.append(Problem(field, "expected a table of tables, each under its name", defined))
        return
    for name, raw in defined.items():
        try:
            into[name] = converter().structure({"id": name, **raw} if isinstance(raw, Mapping) else raw, cls)
        except UnreadableError as error:
            problems += [problem.under(f"{field}.{key(name)}") for problem in error.problems]
            into[name] = None


def read_class(data: object, cls: type[Any], also: Iterable[str] = ()) -> Any:
    """Return the `cls` that `data` holds; `also` are names of keys that are read elsewhere.

    Raises:
        UnreadableError: With every problem in `data`.
    """
    if not isinstance(data, Mapping):
        raise UnreadableError([Problem("", "expected a table", data)])
    fields = {field.name: field for field in attrs.fields(cls) if field.init}
    problems = [unknown(key(name), name, [*fields, *also], "a key of this table") for name in data if name not in fields]
    hints = _hints(cls)  # type: ignore[arg-type]  # a class is hashable, whatever mypy says of type[Any]
    values: dict[str, Any] = {}
    broken: dict[str, dict[int, object] | None] = {}
    for name, field in fields.items():
        if name not in data:
            if field.default is attrs.NOTHING:
                problems.append(Problem(name, "expected this key, which is required", missing=True))
                broken[name] = None
            continue
        try:
            read = converter().structure(data[name], hints[name])
            values[name] = field.converter(read) if callable(field.converter) else read
        except UnreadableError as error:
            problems += [problem.under(name) for problem in error.problems]
            broken[name] = error.survivors
        except (TypeError, ValueError):  # an attrs converter that was given what it is not for
            problems.append(Problem(name, "expected something else here", data[name]))
            broken[name] = None
    wrong = list(field_problems(cls, values))
    for problem in wrong:
        values.pop(problem.path)
        broken[problem.path] = None
    problems += wrong
    if problems or broken:
        raise UnreadableError(problems + _between(cls, fields, values, broken))
    try:
        return cls(**values)
    except ProbationStandardsError as error:
        raise UnreadableError(error.problems) from None


def _between(
    cls: type[Any], fields: Mapping[str, Any], values: Mapping[str, Any], broken: Mapping[str, dict[int, object] | None]
) -> list[Problem]:
    """Return what is wrong between the fields of a broken `cls`, as far as it can be told from those that could be read."""
    lists = {name: survivors for name, survivors in broken.items() if survivors is not None}
    defaults = {
        name: field.default
        for name, field in fields.items()
        if not isinstance(field.default, attrs.Factory)  # type: ignore[arg-type]
    }
    defaults = {name: default for name, default in defaults.items() if default is not attrs.NOTHING and name not in broken}
    partial = SimpleNamespace(**{**defaults, **values, **{name: tuple(items.values()) for name, items in lists.items()}})
    found = []
    for problem in cross_problems(cls, partial):
        name, position, rest = re.match(r"([^.\[]*)(?:\[(\d+)\])?(.*)", problem.path, re.DOTALL).groups()  # type: ignore[union-attr]
        if problem.relies_on in broken:
            continue
        if name in lists and position is not None:  # counted among the survivors: say where it stands in the document
            problem = attrs.evolve(problem, path=f"{name}[{list(lists[name])[int(position)]}]{rest}")  # noqa: PLW2901
        found.append(problem)
    return found


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


@cache
def converter() -> Converter:
    """Return the converter, made once."""
    made = Converter(detailed_validation=False)
    made.register_structure_hook_func(lambda _: True, lambda value, _: _given(value))  # checked by the fields' own checks
    made.register_structure_hook_func(_is_list, _read_list)
    made.register_structure_hook_func(_is_checked, lambda value, cls: _given(value, cls) or read_class(value, _bare(cls)))
    made.register_structure_hook_func(lambda t: _bare(t) is PartialDate, lambda value, _: value)
    made.register_structure_hook_func(lambda t: _bare(t) is Source, _referring("sources", Source, "a source"))
    made.register_structure_hook_func(lambda t: _bare(t) is BandTable, _referring("bands", BandTable, "a table of bands"))
    made.register_structure_hook_func(lambda t: t is Rating, _read_rating)
    made.register_structure_hook_func(lambda t: t is Rule, _read_rule)

    made.register_unstructure_hook_factory(_is_checked, lambda of: _writer(made, _bare(of)))
    made.register_unstructure_hook_func(lambda t: t is Rule, lambda rule: {"kind": rule.kind, **made.unstructure(rule)})
    made.register_unstructure_hook_func(lambda t: _bare(t) is PartialDate, lambda value: value and str(value))
    made.register_unstructure_hook_func(lambda t: t == Figure, plain_figure)
    made.register_unstructure_hook_func(lambda t: t is RatingBand, _plain_band)
    made.register_unstructure_hook_func(lambda t: _bare(t) is Source, lambda source: source and _defined("sources", source))
    made.register_unstructure_hook_func(lambda t: _bare(t) is BandTable, lambda table: table and _defined("bands", table))
    return made


def _writer(made: Converter, cls: type[Any]) -> Callable[[Any], dict[str, Any]]:
    write = make_dict_unstructure_fn(cls, made, _cattrs_omit_if_default=True)
    return lambda value: {name: item for name, item in write(value).items() if item is not None}


def framework_data(framework: Framework) -> dict[str, Any]:
    """Return `framework` as plain data, sources and tables of bands written once, under their names."""
    names = Names()
    token = _names.set(names)
    try:
        data = converter().unstructure(framework)
        bands = {name: _plain(table) for name, table in names.bands.items()}
        sources = {name: _plain(source) for name, source in names.sources.items()}
    finally:
        _names.reset(token)
    standards = data.pop("standards")
    return {**data, "sources": sources, "bands": bands, "standards": standards}


def _plain(value: Any) -> dict[str, Any]:
    data: dict[str, Any] = _writer(converter(), type(value))(value)
    del data["id"]
    return data


def _defined(field: str, value: Any) -> Any:
    """Return the name of `value`, noting what it stands for; the value itself where nothing can refer to it."""
    names = _names.get(None)
    if names is None:
        return _writer(converter(), type(value))(value)
    getattr(names, field)[value.id] = value
    return value.id


def _plain_band(band: RatingBand) -> dict[str, Any]:
    data = {"rating": band.rating.name, "starts": plain_figure(band.starts)}
    return {**data, "words": band.words} if band.words else data


def plain_figure(value: Figure) -> int | str:
    """Return `value` as TOML and JSON can hold it exactly: a whole number, or a text such as ``"129/2"``."""
    return value if isinstance(value, int) else str(value)


def _bare(of: Any) -> Any:
    """Return the type without its "or None"."""
    some = [option for option in get_args(of) if option is not type(None)]
    return some[0] if len(some) == 1 and type(None) in get_args(of) else of


def _is_checked(of: Any) -> bool:
    bare = _bare(of)
    return isinstance(bare, type) and issubclass(bare, Checked)


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
    items: dict[int, object] = {}
    for position, item in enumerate(value):
        try:
            items[position] = converter().structure(item, get_args(of)[0])
        except UnreadableError as error:
            problems += [problem.under(f"[{position}]") for problem in error.problems]
    if len(items) < len(value):
        raise UnreadableError(problems, items)
    return tuple(items.values())


def _referring(field: str, cls: type[Any], what: str) -> Callable[[object, Any], Any]:
    def read(value: object, _: Any) -> Any:
        names = _names.get(None)
        if isinstance(value, str) and names is not None:
            defined: dict[str, Any] = getattr(names, field)
            if value not in defined:
                raise UnreadableError([unknown("", value, defined, f"the name of {what} under [{field}]")])
            names.used.add(f"{field}.{value}")
            if defined[value] is None:
                raise UnreadableError
            return defined[value]
        return _given(value, cls) or read_class(value, cls)

    return read


def _read_rating(value: object, _: Any) -> Rating:
    names = _names.get(None)
    if not isinstance(value, str) or names is None:
        return read_class(value, Rating)  # type: ignore[no-any-return]  # a Rating, as asked
    if names.ratings is None:
        raise UnreadableError  # there is no scale to be on, which is reported
    if value not in names.ratings:
        raise UnreadableError([unknown("", value, names.ratings, "a rating on the scale")])
    return names.ratings[value]


def _read_rule(value: object, _: Any) -> Any:
    if not isinstance(value, Mapping):
        raise UnreadableError([Problem("", "expected a table with the kind of rule", value)])
    if "kind" not in value:
        raise UnreadableError(
            [Problem("kind", f"expected this key, which is required: one of {', '.join(RULES)}", missing=True)]
        )
    kind = value["kind"]
    if not isinstance(kind, str) or kind not in RULES:
        raise UnreadableError([unknown("kind", kind, RULES, "a kind of rule")])
    return read_class({name: item for name, item in value.items() if name != "kind"}, RULES[kind], also=("kind",))
