"""From the values of this library to plain data, as TOML and JSON hold it; what stands at its default is left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn

from probation_standards.bands import BandTable, RatingBand
from probation_standards.conditions import Condition, a_condition
from probation_standards.dates import PartialDate
from probation_standards.errors import DocumentError, Problem
from probation_standards.figures import Figure
from probation_standards.frameworks import Framework
from probation_standards.kinds import CONDITIONS, RULES
from probation_standards.names import Names, current
from probation_standards.parts import parts
from probation_standards.rules import Rule, a_rule
from probation_standards.scales import Rating, RatingScale
from probation_standards.sources import Source
from probation_standards.structuring import bare, is_checked


def framework_data(framework: Framework) -> dict[str, Any]:
    """Return `framework` as plain data, sources and tables of bands written once, under their names.

    Raises:
        DocumentError: When it has a rule or a condition of a kind that documents can't hold, with the place of each.
    """
    problems = list(_not_held(framework))
    if problems:
        raise DocumentError(problems, "the framework cannot be written")
    names = Names()
    token = current.set(names)
    try:
        data = unstructurer().unstructure(framework)
        bands = {name: _plain(table) for name, table in (names.bands or {}).items()}
        sources = {name: _plain(source) for name, source in (names.sources or {}).items()}
    finally:
        current.reset(token)
    standards = data.pop("standards")
    return {**data, "sources": sources, **({"bands": bands} if bands else {}), "standards": standards}


def _not_held(framework: Framework) -> Iterator[Problem]:
    for path, part in parts(framework):
        for accepts, kinds, what in ((a_rule, RULES, "rule"), (a_condition, CONDITIONS, "condition")):
            if accepts(part) is None and type(part) is not kinds.get(part.kind):
                expected = f"expected a kind of {what} that documents have been taught to hold, with in_documents"
                yield Problem(path, expected, part.kind)


def _plain(value: Any) -> dict[str, Any]:
    data: dict[str, Any] = _writer(unstructurer(), type(value))(value)
    del data["id"]
    return data


def _defined(field: str, value: Any) -> Any:
    """Return the name of `value`, noting what it stands for; the value itself where nothing can refer to it."""
    names = current.get(None)
    if names is None:
        return _writer(unstructurer(), type(value))(value)
    getattr(names, field)[value.id] = value
    return value.id


def _plain_rule(made: Converter, rule: Any) -> dict[str, Any]:
    names = current.get(None)
    around = getattr(names, "around", None)
    if names is not None:
        names.around = rule.source
    try:
        data = {"kind": rule.kind, **made.unstructure(rule)}
    finally:
        if names is not None:
            names.around = around
    if around == rule.source:
        del data["source"]
    return data


def _plain_band(band: RatingBand) -> dict[str, Any]:
    data = {"rating": band.rating.name, "starts": plain_figure(band.starts)}
    return {**data, "words": band.words} if band.words else data


def _plain_scale(made: Converter, scale: RatingScale) -> dict[str, Any]:
    ratings = [{"name": rating.name, "points": rating.points} for rating in scale.ratings]
    return {"ratings": ratings, "source": made.unstructure(scale.source, Source)}


def plain_figure(value: Figure) -> int | str:
    """Return `value` as TOML and JSON can hold it exactly: a whole number, or a text such as ``"129/2"``."""
    return value if isinstance(value, int) else str(value)


@cache
def unstructurer() -> Converter:
    """Return the converter that writes, made once."""
    made = Converter()
    made.register_unstructure_hook_factory(is_checked, lambda of: _writer(made, bare(of)))
    made.register_unstructure_hook_func(lambda t: t is Rule, lambda rule: _plain_rule(made, rule))
    made.register_unstructure_hook_func(lambda t: bare(t) is PartialDate, lambda value: value and str(value))
    made.register_unstructure_hook_func(lambda t: t == Figure, plain_figure)
    made.register_unstructure_hook_func(
        lambda t: t == Figure | None, lambda value: None if value is None else plain_figure(value)
    )
    made.register_unstructure_hook_func(lambda t: t is RatingBand, _plain_band)
    made.register_unstructure_hook_func(lambda t: t is Condition, lambda one: {"kind": one.kind, **made.unstructure(one)})
    made.register_unstructure_hook_func(lambda t: bare(t) is Rating, lambda rating: rating and rating.name)
    made.register_unstructure_hook_func(lambda t: t is RatingScale, lambda scale: _plain_scale(made, scale))
    made.register_unstructure_hook_func(lambda t: bare(t) is Source, lambda source: source and _defined("sources", source))
    made.register_unstructure_hook_func(lambda t: bare(t) is BandTable, lambda table: table and _defined("bands", table))
    return made


def _writer(made: Converter, cls: type[Any]) -> Callable[[Any], dict[str, Any]]:
    write = make_dict_unstructure_fn(cls, made, _cattrs_omit_if_default=True)
    return lambda value: {name: item for name, item in write(value).items() if item is not None}
