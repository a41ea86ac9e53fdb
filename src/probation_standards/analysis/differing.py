"""Two frameworks: what differs between them, and whom it would rate otherwise, on the same evidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal, TypeAlias

import attrs

from probation_standards.bands import BandTable, RatingBand
from probation_standards.dates import PartialDate
from probation_standards.errors import EvidenceError, FrameworkError, Problem, key, unknown
from probation_standards.evidence import NOT_RATED, OVERALL, Evidence
from probation_standards.figures import Figure, exact, stated
from probation_standards.frameworks import Framework
from probation_standards.parts import canonical, stated_fields
from probation_standards.rating import RatedInspection, rate
from probation_standards.rules import Rule
from probation_standards.scales import Rating, RatingScale
from probation_standards.sources import Source

Sort: TypeAlias = Literal["numbers", "texts", "structure"]

_TEXTS = frozenset({"title", "text", "statement", "note", "words", "because", "falls_because", "publisher", "verbatim", "unit"})
"""Fields whose values are texts for people, or say whose they are."""

_NUMBERS = frozenset({"rounding", "threshold", "better"})
"""Fields that say how numbers are read."""


@attrs.frozen
class FrameworkDifference:
    """One thing in which two frameworks differ.

    Attributes:
        path: Where it is, by ids: ``"bands.casework.Good.starts"``.
        sort: Whether it is of the ``"numbers"``, the ``"texts"`` or the ``"structure"``: what there is, and by which rules.
        before: What the first one has; None where it has nothing there.
        after: What the other one has.
    """

    path: str
    sort: Sort
    before: Any
    after: Any

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.path}: only in the other{_said(self.after)}"
        if self.after is None:
            return f"{self.path}: not in the other{_said(self.before)}"
        return f"{self.path}: {self.before} here, {self.after} in the other"


def _said(value: Any) -> str:
    title = value.get("title", value.get("text", "")) if isinstance(value, dict) else value
    return f" ({title})" if isinstance(title, (str, int, Fraction)) and title != "" else ""


def framework_differences(one: Framework, other: Framework) -> tuple[FrameworkDifference, ...]:
    """Return what differs between two frameworks: numbers, texts and structure, in the order of the first.

    Standards, questions, bands and the like are held against those of the same id, ratings against those of the same name. What
    they are a source for is compared, not the sources themselves.

    Args:
        one: A framework.
        other: Another one, perhaps the same with another threshold; see `with_threshold`.

    >>> from probation_standards import discover
    >>> pdu = discover()["pdu-2023"]
    >>> [str(found) for found in framework_differences(pdu, with_threshold(pdu, "casework", "Good", 70))]
    ['bands.casework.Good.starts: 65 here, 70 in the other']
    """
    return tuple(_differences(_outline(one), _outline(other), ""))


def _outline(framework: Framework) -> dict[str, Any]:
    """Return what a framework holds by ids, its tables of bands once."""
    tables = {table.id: _bands(table) for table in framework.tables}
    content = _plain(framework)
    return {**({"bands": tables} if tables else {}), **content}


def _bands(table: BandTable) -> dict[str, Any]:
    """Return what a table of bands holds, its bands by the names of their ratings."""
    said = {field.name: getattr(table, field.name) for field in stated_fields(table)}
    own = {name: value for name, value in said.items() if name not in {"id", "bands", "source", "rounding_source"}}
    return {**own, **_plain(table.bands)}


def _plain(value: Any) -> Any:
    """Return a value as nested dicts, what stands in rows by its id, its name or its place."""
    if isinstance(value, tuple):
        if all(isinstance(item, (str, int, Fraction)) for item in value):  # as a whole: their order may matter
            return ", ".join(map(str, value)) or None
        return {_named(item, at): _plain(item) for at, item in enumerate(value)}
    if isinstance(value, RatingScale):
        return {rating.name: rating.points for rating in value}
    if isinstance(value, (BandTable, Rating, PartialDate)):
        return value.id if isinstance(value, BandTable) else str(value)
    if not attrs.has(type(value)):
        return value
    fields = {
        field.name: _plain(getattr(value, field.name))
        for field in stated_fields(value)
        if not isinstance(getattr(value, field.name), Source) and (field.name != "id" or isinstance(value, Framework))
    }
    kind = getattr(value, "kind", None)
    return {**({"kind": kind} if kind else {}), **fields}


def _named(item: Any, at: int) -> str:
    if isinstance(item, RatingBand):
        return item.rating.name
    if isinstance(item, str):
        return item
    names = (getattr(item, name, None) for name in ("id", "maximum", "framework"))
    return str(next(filter(None, names), at + 1))


def _differences(one: Any, other: Any, path: str) -> Iterator[FrameworkDifference]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys((*one, *other)):
            yield from _differences(one.get(name), other.get(name), f"{path}.{key(name)}" if path else key(name))
    elif one != other:
        yield FrameworkDifference(path, _sort(path, one, other), one, other)


def _sort(path: str, one: Any, other: Any) -> Sort:
    field = path.rpartition(".")[2]
    if field in _TEXTS:
        return "texts"
    given = [value for value in (one, other) if value is not None]
    numbers = all(isinstance(value, (int, Fraction)) and not isinstance(value, bool) for value in given)
    return "numbers" if numbers or field in _NUMBERS else "structure"


def rules_differ(one: Rule, other: Rule) -> bool:
    """Return whether two rules differ in more than their sources, their texts and what their tables of bands are called."""
    return bool(_substance(canonical(one)) != _substance(canonical(other)))


def _substance(value: Any) -> Any:
    """Return what a canonical value holds that decides something."""
    if isinstance(value, list):
        return [_substance(item) for item in value]
    if not isinstance(value, dict):
        return value
    left_out = {"source", "rounding_source", *_TEXTS, *(("id",) if value.get("") == "BandTable" else ())}
    return {name: _substance(item) for name, item in value.items() if name not in left_out}


def with_threshold(framework: Framework, table: str, rating: str, starts: Figure | float | str) -> Framework:
    """Return a framework in which one band starts elsewhere, and nothing else is another: "what if Good started at 70?".

    Args:
        framework: The framework.
        table: The id of a table of bands: ``"casework"``.
        rating: The name of the rating whose band it is.
        starts: The new threshold, in the unit of the table.

    Raises:
        FrameworkError: When there is no such table or band, or the threshold does not lie between those around it.
    """
    tables = {one.id: one for one in framework.tables}
    if table not in tables:
        problem = unknown("table", table, tables, "the id of a table of bands")
        raise FrameworkError([problem], f"{framework.id} has no such bands")
    names = [band.rating.name for band in tables[table].bands]
    if rating not in names:
        raise FrameworkError([unknown("rating", rating, names, "a rating")], f"the bands {table} have no such band")
    try:
        figure = exact(starts)
    except ValueError:
        raise FrameworkError([Problem("starts", "expected a number", starts)], f"the bands {table} can't be changed") from None
    old = tables[table]
    bands = [attrs.evolve(band, starts=figure) if band.rating.name == rating else band for band in old.bands]
    try:
        new = attrs.evolve(old, bands=bands)
    except FrameworkError as error:
        problems = [Problem("starts", problem.expected, problem.value) for problem in error.problems]
        raise FrameworkError(problems, f"{rating} can't start at {stated(figure)} in the bands {table}") from None
    return _replaced(framework, old, new)  # type: ignore[no-any-return]  # what it was given


def _replaced(value: Any, old: BandTable, new: BandTable) -> Any:
    """Return a value in which one table of bands stands in place of another."""
    if isinstance(value, tuple):
        return tuple(_replaced(item, old, new) for item in value)
    if value == old:
        return new
    if not attrs.has(type(value)) or isinstance(value, (Source, BandTable)):
        return value
    fields = {field.name: getattr(value, field.name) for field in attrs.fields(type(value)) if field.init}
    changed = {name: _replaced(item, old, new) for name, item in fields.items()}
    return attrs.evolve(value, **changed) if changed != fields else value


@attrs.frozen
class Reclassified:
    """A rating that is another under the other framework, on the same evidence.

    Attributes:
        service: Whose rating it is.
        place: The id of the standard, or ``"overall"``.
        before: The name of the rating under the first framework; ``"Not rated"`` for none.
        after: The one under the other.
        because: Why, under the other.
    """

    service: str
    place: str
    before: str
    after: str
    because: str

    def __str__(self) -> str:
        return f"{self.service}, {self.place}: {self.before} becomes {self.after}; {self.because}"


@attrs.frozen
class SameEvidence:
    """The same evidence, rated under two frameworks.

    Attributes:
        rated: How many inspections could be rated under both.
        reclassified: The ratings that are others, by inspection and standard; the overall last.
        refused: The services whose evidence does not fit one of the frameworks, each with why.
    """

    rated: int
    reclassified: tuple[Reclassified, ...]
    refused: Mapping[str, str]


def on_same_evidence(one: Framework, other: Framework, inspections: Mapping[str, Evidence]) -> SameEvidence:
    """Rate the same evidence under two frameworks: whose rating would be another, and why.

    Standards are held against those of the same id; what one of the frameworks lacks is left aside.

    Args:
        one: A framework.
        other: Another one.
        inspections: The evidence of each service, by its name.
    """
    found: list[Reclassified] = []
    refused: dict[str, str] = {}
    for service, evidence in inspections.items():
        try:
            before, after = rate(one, evidence), rate(other, evidence)
        except EvidenceError as error:
            refused[service] = "; ".join([error.heading, *map(str, error.problems[:1])])
            continue
        found += _reclassified(service, before, after)
    return SameEvidence(len(inspections) - len(refused), tuple(found), refused)


def _reclassified(service: str, before: RatedInspection, after: RatedInspection) -> Iterable[Reclassified]:
    places = [*(id for id in before if id in after), OVERALL]
    for id in places:
        one, other = (rated.overall if id == OVERALL else rated[id] for rated in (before, after))
        was, is_now = (NOT_RATED if decision.rating is None else decision.rating.name for decision in (one, other))
        if was != is_now:
            yield Reclassified(service, id, was, is_now, str(other.reason))
