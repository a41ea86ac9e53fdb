"""Items: what measures and conditions read, found by their ids in the place where a rule stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

import attrs

from probation_standards.evidence import OVERALL
from probation_standards.figures import Figure
from probation_standards.parts import parts
from probation_standards.rules import InspectorJudgement, Reads, Rule
from probation_standards.scales import RatingScale
from probation_standards.shapes import MayDepart, shape_of
from probation_standards.standards import KeyQuestion, Standard


@attrs.frozen
class Item:
    """What one id stands for where a rule names it.

    Attributes:
        id: The id.
        of: The standard whose rating it is, or the question whose finding it is.
        most: What it can be worth at most; None for a count, which has no end.
    """

    id: str
    of: Standard | KeyQuestion
    most: Figure | None

    @property
    def form(self) -> str:
        """What its finding is; a standard's is a rating."""
        return "rating" if isinstance(self.of, Standard) else self.of.form


@attrs.frozen(slots=False)
class Place:
    """Where a rule stands: in a standard, or in the overall.

    Attributes:
        scale: The ratings of the framework.
        standards: Its standards, in order.
        inputs: What it reads that belongs to no standard.
        standard: The standard whose rule it is; None for the overall.
        is_whole: Whether all ids that can be named here are known; they may not be in a document that is being read.
    """

    scale: RatingScale
    standards: Sequence[Standard]
    inputs: Sequence[KeyQuestion]
    standard: Standard | None = None
    is_whole: bool = True

    @property
    def id(self) -> str:
        """The id of the standard, or ``"overall"``."""
        return OVERALL if self.standard is None else self.standard.id

    @cached_property
    def known(self) -> Mapping[str, Item]:
        """All items that can be named here, by id; those of a standard are its own questions and the inputs."""
        if self.standard is not None:
            found: list[Standard | KeyQuestion] = [*self.standard.questions, *self.inputs]
        else:
            questions = [question for standard in self.standards for question in standard.questions]
            found = [*self.standards, *questions, *self.inputs]
        return {of.id: Item(of.id, of, self._most(of)) for of in found}

    @cached_property
    def usual(self) -> tuple[Item, ...]:
        """The items that are meant where none is named."""
        if self.standard is not None:
            return tuple(self.known[question.id] for question in self.standard.questions)
        return tuple(self.known[standard.id] for standard in self.standards if standard.counts)

    def items(self, of: Sequence[str]) -> tuple[Item, ...]:
        """Return the items of these ids, or the usual ones where there is no id."""
        return tuple(self.known[id] for id in of) if of else self.usual

    def _most(self, of: Standard | KeyQuestion) -> Figure | None:
        form = "rating" if isinstance(of, Standard) else of.form
        if form == "rating":
            return self.scale.best.points if self.scale is not None and self.scale.ratings else 0
        if form == "score":
            return max(of.values) if isinstance(of, KeyQuestion) else None
        return {"cases": 100, "flag": 1}.get(form)


@attrs.frozen
class Needs:
    """What a rule reads.

    Attributes:
        items: The items, each once.
        judgement: Whether it needs the inspectors' judgement of its standard, or of the overall.
        departure: Whether it reads one if there is one.
    """

    items: tuple[Item, ...]
    judgement: bool
    departure: bool = False

    @property
    def questions(self) -> tuple[KeyQuestion, ...]:
        """The questions among them."""
        return tuple(item.of for item in self.items if isinstance(item.of, KeyQuestion))


def shape_parts(rule: Rule, path: str = "") -> Iterator[tuple[str, object]]:
    """Yield everything within a rule, rules and conditions with names of their own as what they are, each with its path."""
    shape = shape_of(rule)
    for place, part in parts(shape, path):
        yield place, part
        if part is not shape and shape_of(part) is not part:
            yield from shape_parts(part, place)


@cache
def item_fields(cls: type[Any]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the fields of a class that hold ids of items, each with the forms of which those must be; none for any form."""
    return tuple((field.name, field.metadata["items"]) for field in attrs.fields(cls) if "items" in field.metadata)


def needs(rule: Rule, place: Place) -> Needs:
    """Return what `rule` reads where it stands."""
    found: dict[str, Item] = {}
    judgement, departure = rule.reads is Reads.JUDGEMENT, False
    if rule.reads in {Reads.FINDINGS, Reads.RATINGS}:  # of all that there is
        found |= {item.id: item for item in place.usual}
    for _, part in [*shape_parts(rule), *parts(rule)]:
        judgement |= isinstance(part, InspectorJudgement)
        departure |= isinstance(part, MayDepart)
        found |= {item.id: item for item in named(part, place)}
    return Needs(tuple(found.values()), judgement, departure)


def named(part: Any, place: Place) -> tuple[Item, ...]:
    """Return the items that a part of a rule reads itself."""
    fields = item_fields(type(part))  # type: ignore[arg-type]  # a class is hashable, whatever mypy says of type[Any]
    return tuple(place.known[id] for field, _ in fields for id in ids_in(part, field, place))


def ids_in(part: Any, field: str, place: Place) -> tuple[str, ...]:
    """Return the ids of items in a field of a part of a rule; where it has none, those that are meant."""
    ids = getattr(part, field)
    if ids:
        return (ids,) if isinstance(ids, str) else tuple(ids)
    return () if means_rules(part) else tuple(item.id for item in place.usual)


def means_rules(part: Any) -> bool:
    """Return whether a part that names no items takes the ratings of rules alone, as "one-of" may."""
    return bool(getattr(part, "rules", ()))
