"""From plain data (what TOML and JSON hold) to a value of this library, every problem at once.

A value that can't be read leaves its problems, each with its path, and what could be read of it; the checks between fields
run on that, so that one mistake does not hide the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs

from probation_standards.bands import BandTable
from probation_standards.checks import Checked, Items, Partial, cross_problems, field_problems
from probation_standards.conditions import Condition
from probation_standards.dates import PartialDate
from probation_standards.errors import NO_VALUE, ProbationStandardsError, Problem, closest, key, surely, unknown
from probation_standards.evidence import Evidence
from probation_standards.kinds import CONDITIONS, RULES
from probation_standards.leaves import UnreadableError, given, read_flag, read_one_of, read_text, read_whole
from probation_standards.names import current
from probation_standards.rules import Rule
from probation_standards.scales import Rating
from probation_standards.sources import Source


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
    fields = {field.name: field for field in attrs.fields(cls) if field.init and field.name not in given}
    if not isinstance(data, Mapping):
        *first, last = [name for name, field in fields.items() if field.default is attrs.NOTHING] or ["its keys"]
        required = f"{', '.join(first)} and {last}" if first else last
        raise UnreadableError([Problem("", f"expected a table with {required}", data)])
    hints = _hints(cls)  # type: ignore[arg-type]  # a class is hashable, whatever mypy says of type[Any]
    values: dict[str, Any] = dict(given)
    broken: dict[str, Any] = {}
    problems = list(_unknown_keys(data, [*fields, *also], hints))
    broken |= {name: None for name in fields if name not in data and any(name == problem.suggestion for problem in problems)}
    for name, field in fields.items():
        if name in data:
            try:
                values[name] = _read_field(field, hints[name], data[name])
            except UnreadableError as error:
                problems += placed(error.problems, name, hints[name])
                broken[name] = error.partial
        elif field.default is attrs.NOTHING and name not in broken:
            missing = Problem("", f"expected this key, which is required{_wanted(field)}", missing=True)
            problems += placed([missing], name, hints[name])
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
        raise UnreadableError(error.problems, _in_part(cls, values, {})) from None


def _unknown_keys(data: Mapping[Any, object], known: list[str], hints: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield the keys of a table that it does not know. The one that was meant is not missing besides."""
    for name in data:
        if name not in known:
            problem = unknown(key(name), name, known, "a key of this table")
            yield attrs.evolve(problem, hides=_holds_names(hints.get(problem.suggestion or "")))


def _wanted(field: attrs.Attribute[Any]) -> str:
    """Return what the check of a field expects, as the end of a sentence."""
    found = field.metadata["check"](NO_VALUE) if "check" in field.metadata else None
    return f": {found.removeprefix('expected ')}" if isinstance(found, str) else ""


def placed(problems: Iterable[Problem], place: str, hint: Any) -> list[Problem]:
    """Return problems found at `place`, noting of those of the place itself whether names may have stood there."""
    return [(problem if problem.path else attrs.evolve(problem, hides=_holds_names(hint))).under(place) for problem in problems]


@cache
def _holds_names(of: Any) -> bool:
    """Return whether what is of a type refers to sources or tables of bands, or holds something that does."""
    if _is_list(of):
        return _holds_names(get_args(bare(of))[0])
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
    partial = Partial(cls, **{name: getattr(cls, name) for name in ("kind", "reads") if hasattr(cls, name)})
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
        view = Partial(cls, **vars(partial))
        positions: dict[str, list[int]] = {}
        for name, value in vars(partial).items():
            if isinstance(value, Items):
                positions[name] = [at for at, item in value.items() if not isinstance(item, left_out)]
                setattr(view, name, tuple(value[at] for at in positions[name]))
        whole = {name for name, places in positions.items() if len(places) == getattr(partial, name).length}
        for problem in cross_problems(cls, view):
            problem = _in_document(problem, positions)  # noqa: PLW2901  # the same problem, in its right place
            relies_on = (problem.relies_on,) if isinstance(problem.relies_on, str) else problem.relies_on
            if problem not in found and all(field not in broken or field in whole for field in relies_on):
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
    if get_origin(some) is Literal:
        return read_one_of(get_args(some))
    if isinstance(some, type) and issubclass(some, Enum):
        return read_one_of(tuple(one.value for one in some))
    if is_checked(of):
        return lambda value, _: _read_before(value) or read_class(value, some)
    return lambda value, _: given(value)  # the checks of the fields look at the rest


def bare(of: Any) -> Any:
    """Return the type without its "or None"."""
    some = [option for option in get_args(of) if option is not type(None)]
    return some[0] if len(some) == 1 and type(None) in get_args(of) else of


def is_checked(of: Any) -> bool:
    """Return whether a type is one of this library's values, or None besides."""
    some = bare(of)
    return isinstance(some, type) and issubclass(some, Checked)


def _is_list(of: Any) -> bool:
    return get_origin(bare(of)) is tuple


def _read_before(value: object) -> Any:
    """Return a value that was read before; None for what is still to be read."""
    return given(value) if isinstance(given(value), (Checked, Evidence)) else None


def _read_list(value: object, of: Any) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise UnreadableError([Problem("", "expected a list, in square brackets", value)])
    problems: list[Problem] = []
    one = get_args(bare(of))[0]
    items = Items(len(value))
    broken = False
    for position, item in enumerate(value):
        try:
            items[position] = structure(item, one)
        except UnreadableError as error:
            problems += placed(error.problems, f"[{position}]", one)
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
                problem = unknown("", value, defined, f"the name of {what} under [{field}]")
                raise UnreadableError([attrs.evolve(problem, relies_on=field)])
            if defined[value] is None:
                raise UnreadableError
            return defined[value]
        if not isinstance(value, (cls, Mapping, UnreadableError)) and names is not None:
            raise UnreadableError([Problem("", f"expected the name of {what} under [{field}]", value)])
        return _read_before(value) or read_class(value, cls)

    return read


def _read_rating(value: object, _: Any) -> Rating:
    names = current.get(None)
    if isinstance(value, Mapping):
        return read_class(value, Rating)  # type: ignore[no-any-return]  # a Rating, as asked
    if names is None or not names.has_scale:
        raise UnreadableError([Problem("", "expected a table with name and points", value)])
    if names.ratings is None:
        raise UnreadableError  # there is no scale to be on, which is reported
    if not isinstance(value, str) or value not in names.ratings:
        raise UnreadableError([attrs.evolve(unknown("", value, names.ratings, "a rating on the scale"), relies_on="scale")])
    rating = names.ratings[value]
    if rating is None:
        raise UnreadableError
    return rating


def _read_rule(value: object, _: Any) -> Any:
    names = current.get(None)
    if names is None or not isinstance(value, Mapping):
        return _of_a_kind(value, RULES, "rule")
    around = names.around
    if around is not None and "source" not in value:
        value = {**value, "source": around}  # a rule within a rule has its source, where it names no other
    names.around = _source_of(value)
    try:
        return _of_a_kind(value, RULES, "rule")
    finally:
        names.around = around


def _source_of(rule: Mapping[str, Any]) -> object:
    """Return the source of a rule for those within it; where it can't be read, that is reported once, of the rule itself."""
    try:
        return structure(rule["source"], Source)
    except (KeyError, UnreadableError):
        return UnreadableError()


def _of_a_kind(value: object, kinds: Mapping[str, type[Any]], what: str) -> Any:
    if isinstance(value, tuple(kinds.values())):
        return value
    if not isinstance(value, Mapping):
        raise UnreadableError([Problem("", f'expected a table with the kind of {what}: {{ kind = "...", ... }}', value)])
    rest = dict(value)
    wrong: list[Problem] = []
    misspelt = next((name for name in rest if surely(name, ["kind"], 0.75)), None) if "kind" not in rest else None
    if misspelt is not None:
        wrong.append(unknown(key(misspelt), misspelt, ["kind"], "the key for the kind"))
        rest["kind"] = rest.pop(misspelt)
    if "kind" not in rest:
        expected = f"expected this key, which is required: one of {', '.join(sorted(kinds))}"
        raise UnreadableError([Problem("kind", expected, missing=True, hides=True)])
    kind = rest.pop("kind")
    meant = kind
    if not isinstance(kind, str) or kind not in kinds:
        expected = f"expected a kind of {what}: {', '.join(sorted(kinds))}"
        meant = surely(kind, kinds) if isinstance(kind, str) else None
        wrong.append(Problem("kind", expected, kind, closest(kind, kinds), hides=meant is None))
    if meant is None:
        raise UnreadableError(wrong)
    try:
        read = read_class(rest, kinds[meant], also=("kind",))
    except UnreadableError as error:
        raise UnreadableError([*wrong, *error.problems], error.partial) from None
    if wrong:
        raise UnreadableError(wrong, read)
    return read


_READERS: dict[Any, Callable[[object, Any], Any]] = {
    Condition: lambda value, _: _of_a_kind(value, CONDITIONS, "condition"),
    BandTable: _referring("bands", BandTable, "a table of bands"),
    PartialDate: lambda value, _: value,
    Rating: _read_rating,
    bool: read_flag,
    int: read_whole,
    str: read_text,
    Rule: _read_rule,
    Source: _referring("sources", Source, "a source"),
}
"""What reads a type that is not simply a table of its fields."""
