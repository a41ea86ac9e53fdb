"""Items: what measures and conditions read, found by their ids in the place where a rule stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

import attrs

from probation_standards.conditions import FlagIs, Measure, RatingIs
from probation_standards.errors import Problem, unknown
from probation_standards.evidence import OVERALL
from probation_standards.figures import Figure
from probation_standards.parts import parts
from probation_standards.rules import InspectorJudgement, LowestQuestion, Reads, Rule
from probation_standards.scales import RatingScale
from probation_standards.shapes import Banded, MayDepart, OneOf, RatingOf, shape_of
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
    """

    scale: RatingScale
    standards: Sequence[Standard]
    inputs: Sequence[KeyQuestion]
    standard: Standard | None = None

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
            return self.scale.best.points if self.scale.ratings else 0
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
    """Yield everything within a rule, rules with names of their own as the shapes that they are, each with its path."""
    shape = shape_of(rule)
    for place, part in parts(shape, path):
        yield place, part
        if part is not shape and isinstance(getattr(part, "reads", None), Reads) and shape_of(part) is not part:
            yield from shape_parts(part, place)


def needs(rule: Rule, place: Place) -> Needs:
    """Return what `rule` reads where it stands."""
    found: dict[str, Item] = {}
    judgement, departure = rule.reads is Reads.JUDGEMENT, False
    if rule.reads in {Reads.FINDINGS, Reads.RATINGS}:  # of all that there is
        found |= {item.id: item for item in place.usual}
    for _, part in shape_parts(rule):
        judgement |= isinstance(part, InspectorJudgement)
        departure |= isinstance(part, MayDepart)
        found |= {item.id: item for item in named(part, place)}
    return Needs(tuple(found.values()), judgement, departure)


def named(part: object, place: Place) -> tuple[Item, ...]:
    """Return the items that a part of a rule reads itself."""
    if isinstance(part, Measure):
        return place.items(part.of)
    if isinstance(part, OneOf):
        return place.items(part.of) if part.of or not part.rules else ()
    if isinstance(part, (FlagIs, RatingIs, RatingOf)):
        return place.items((part.of,))
    return ()


_RATINGS, _FLAGS, _NUMBERS = ("rating",), ("flag",), ("cases", "score", "count", "flag")


def item_problems(rule: Rule, place: Place, path: str) -> Iterator[Problem]:
    """Yield what is wrong with the ids that a rule names: there is no such item, or it is of another form than is read."""
    for where, part in shape_parts(rule, path):
        if not isinstance(part, (Measure, OneOf, FlagIs, RatingIs, RatingOf)):
            continue
        wrong = [*_unknown(part, place, where)]
        yield from wrong or _of_another_form(part, place, where)
    judged = [where for where, part in shape_parts(rule, path) if isinstance(part, (InspectorJudgement, MayDepart))]
    if len(judged) > 1 and any(isinstance(part, MayDepart) for _, part in shape_parts(rule, path)):
        yield Problem(judged[1], "expected no second judgement here, since a departure from the rule is one")
    for where, part in shape_parts(rule, path):
        if isinstance(part, Banded) and part.tables is not None:
            yield from _of_ratings(part.measure, place, f"{where}.measure")
        if isinstance(part, Measure) and part.ratings:
            yield from _of_ratings(part, place, where)
    for where, part in parts(rule, path):
        nested = part is not rule  # of the rule itself the standard, or the framework, says so
        if nested and isinstance(part, LowestQuestion) and any(item.form != "cases" for item in place.usual):
            expected = "expected key questions asked of cases alone, since lowest-question reads percentages of them"
            yield Problem(where, expected)


def _ids(part: Measure | OneOf | FlagIs | RatingIs | RatingOf) -> tuple[str, ...]:
    return part.of if isinstance(part.of, tuple) else (part.of,)


def _unknown(part: Measure | OneOf | FlagIs | RatingIs | RatingOf, place: Place, where: str) -> Iterator[Problem]:
    what = "the id of a standard, a question or an input" if place.standard is None else "the id of a question or an input"
    for position, id in enumerate(_ids(part)):
        if id not in place.known:
            step = f"[{position}]" if isinstance(part.of, tuple) else ""
            problem = unknown(f"{where}.of{step}", id, place.known, what)
            yield attrs.evolve(problem, relies_on="standards" if place.standard is None else "inputs")
    alone = not _ids(part) and not (isinstance(part, OneOf) and part.rules)
    if alone and not place.usual and place.standard is not None:
        yield Problem(f"{where}.of", "expected the ids of items, since there are none that would be meant", missing=True)


def _of_another_form(part: Measure | OneOf | FlagIs | RatingIs | RatingOf, place: Place, where: str) -> Iterator[Problem]:
    items = named(part, place)
    if isinstance(part, Measure):
        forms = {item.form == "rating" for item in items}
        if len(forms) > 1:
            yield Problem(f"{where}.of", "expected ratings alone, or none among the items")
        if part.of_maximum and any(item.most is None for item in items):
            yield Problem(f"{where}.of_maximum", "expected no count among the items, since it has no maximum")
        return
    wanted = _FLAGS if isinstance(part, FlagIs) else _RATINGS
    for item in items:
        if item.form not in wanted:
            yield Problem(f"{where}.of", f'expected an item of the form "{wanted[0]}"; {item.id} is of "{item.form}"')


def _of_ratings(measure: Measure, place: Place, where: str) -> Iterator[Problem]:
    if all(id in place.known for id in measure.of) and any(item.form != "rating" for item in place.items(measure.of)):
        yield Problem(f"{where}.of", "expected standards, or questions that are rated")
