"""Holding what rules name against the place where they stand: ids that are not there, items of another form.

In a broken document this is told as far as it can be: what can't be read whole can still be named, by the id that it has.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import attrs

from probation_standards.checks import Items, Partial, is_a
from probation_standards.conditions import FigureIs, Measure
from probation_standards.errors import FrameworkError, Problem, unknown
from probation_standards.items import Item, Place, ids_in, item_fields, means_rules, shape_parts
from probation_standards.parts import parts
from probation_standards.rules import InspectorJudgement, LowestQuestion, Reads, Rule
from probation_standards.shapes import Banded, MayDepart, shape_of
from probation_standards.standards import Standard


@attrs.frozen
class Unread:
    """A standard or a question that can't be read whole, and has an id by which it can be named.

    Attributes:
        id: The id.
        form: ``"rating"`` for a standard; empty for a question, whose form is not known.
        questions: Of a standard, its questions.
        counts: Taken as for a standard that counts.
        values: None are known.
    """

    id: str
    form: str = ""
    questions: tuple[Any, ...] = ()
    counts: bool = True
    values: tuple[Any, ...] = ()


def place_as_read(framework: Any, standard: Any = None) -> Place:
    """Return the place of a rule in a framework, or in what could be read of one, with what can be told of its items."""
    inputs, all_inputs = _as_read(framework.inputs)
    # An input of cases is a problem by itself; what rules make of it is none.
    inputs = tuple(Unread(one.id) if one.form == "cases" else one for one in inputs)
    standards, all_standards = _as_read(framework.standards)
    whole = all_inputs and (all_standards if standard is None else _as_read((standard,))[1])
    of = None if standard is None else _one_as_read(standard)
    return Place(cast("Any", getattr(framework, "scale", None)), standards, inputs, of, is_whole=whole)


def _as_read(several: Any) -> tuple[tuple[Any, ...], bool]:
    """Return standards or questions as far as they were read, and whether the ids of all are known."""
    given = tuple(several.values()) if isinstance(several, Items) else tuple(several or ())
    lacking = several is None or (isinstance(several, Items) and len(several) < several.length)
    found = [one for part in given if (one := _one_as_read(part)) is not None]
    inner = [_as_read(getattr(part, "questions", None))[1] for part in given if is_a(part, Standard)]
    return tuple(found), not lacking and len(found) == len(given) and all(inner)


def _one_as_read(part: Any) -> Any:
    if not isinstance(part, Partial):
        return part
    if not hasattr(part, "id"):
        return None
    if is_a(part, Standard):
        return Unread(part.id, "rating", _as_read(getattr(part, "questions", None))[0])
    return Unread(part.id)


def item_problems(rule: Rule, place: Place, path: str) -> Iterator[Problem]:
    """Yield what is wrong with the ids that a rule names: there is no such item, or it is of another form than is read."""
    try:
        every = [*_every_part(rule, path, own=True)]
    except FrameworkError as error:  # of a rule of another package that can't be made into its shape
        yield from (problem.under(path) for problem in error.problems)
        return
    told: set[object] = set()
    for where, part, own in every:
        wrong = [problem for problem in _named(part, place, where, own=own) if own or problem.value not in told]
        told |= {problem.value for problem in wrong}
        yield from wrong
        if not wrong and place.is_whole:
            yield from _of_parts(part, place, where, own=own)
    yield from _judged_twice(rule, path)
    for where, part in parts(rule, path):
        if part is not rule:  # of the rule itself the standard, or the framework, says so
            yield from _of_another_place(part, place, where)


def _every_part(part: Any, path: str, *, own: bool) -> Iterator[tuple[str, Any, bool]]:
    """Yield everything within a rule, and within what it is, each with its path, and whether that path is in the document."""
    for where, inner in parts(part, path):
        place = where if own else path
        yield place, inner, own
        reads = getattr(inner, "reads", Reads.ITEMS)
        if reads is Reads.ITEMS and shape_of(inner) is not inner:
            yield from _every_part(shape_of(inner), place, own=False)


def _at(where: str, step: str, *, own: bool) -> str:
    return f"{where}.{step}" if own else where


def _named(part: Any, place: Place, where: str, *, own: bool) -> Iterator[Problem]:
    """Yield where a part names an item that is not there, or one of another form."""
    for field, forms in item_fields(part.class_ if isinstance(part, Partial) else type(part)):
        given = getattr(part, field, None)
        if given is None:
            continue
        ids = (given,) if isinstance(given, str) else given
        several: Any = ids.items() if isinstance(ids, Items) else enumerate(ids)
        for position, id in several:
            step = field if isinstance(given, str) else f"{field}[{position}]"
            yield from _one(id, forms, place, _at(where, step, own=own))
        if not ids and not means_rules(part) and not place.usual and place.standard is not None and place.is_whole:
            expected = "expected the ids of items, since there are none that would be meant"
            yield Problem(_at(where, field, own=own), expected, missing=True)
        if not ids and not means_rules(part):
            for item in place.usual:
                if forms and item.form and item.form not in forms:
                    yield Problem(_at(where, field, own=own), _other_form(item, forms))


def _one(id: str, forms: tuple[str, ...], place: Place, path: str) -> Iterator[Problem]:
    if id in place.known:
        item = place.known[id]
        if forms and item.form and item.form not in forms:
            yield Problem(path, _other_form(item, forms))
    elif place.is_whole:
        overall = place.standard is None
        what = "the id of a standard, a question or an input" if overall else "the id of a question or an input"
        if not overall and any(id in {of.id, *(one.id for one in of.questions)} for of in place.standards):
            what = f"{what}, since the rule of a standard reads no other standard, and not its own rating"
        relies_on = ("standards", "inputs") if overall else ("inputs",)
        yield attrs.evolve(unknown(path, id, place.known, what), relies_on=relies_on)


def _other_form(item: Item, forms: tuple[str, ...]) -> str:
    wanted = " or ".join(f'"{form}"' for form in forms)
    return f'expected an item of the form {wanted}; {item.id} is of "{item.form}"'


def _of_parts(part: Any, place: Place, where: str, *, own: bool) -> Iterator[Problem]:
    """Yield what does not fit the items that a part reads, all of which are there."""
    if isinstance(part, Measure):
        items = _items(part, place)
        if len({item.form == "rating" for item in items}) > 1:
            yield Problem(_at(where, "of", own=own), "expected ratings alone, or none among the items")
        if part.of_maximum and any(item.most is None for item in items):
            expected = "expected no count among the items, since it has no maximum"
            yield Problem(_at(where, "of_maximum", own=own), expected)
        if part.ratings:
            yield from _of_ratings(part, place, _at(where, "of", own=own))
    if isinstance(part, Banded) and part.tables is not None:
        yield from _of_ratings(part.measure, place, _at(where, "measure.of", own=own))
    if isinstance(part, (Banded, FigureIs)) and is_per_cent(part.measure, place):
        yield from (Problem(_at(where, step, own=own), _PER_CENT, figure) for step, figure in compared(part) if figure > 100)


_PER_CENT = "expected a percentage from 0 to 100"


def _items(measure: Measure, place: Place) -> list[Item]:
    """Return the items of a measure whose forms are known."""
    return [place.known[id] for id in ids_in(measure, "of", place) if id in place.known and place.known[id].form]


def _of_ratings(measure: Measure, place: Place, path: str) -> Iterator[Problem]:
    if any(item.form != "rating" for item in _items(measure, place)):
        yield Problem(path, "expected standards, or questions that are rated")


def is_per_cent(measure: Measure, place: Place) -> bool:
    """Return whether a measure is in per cent, from 0 to 100."""
    of_cases = {item.form for item in _items(measure, place)} == {"cases"}
    return measure.take == "share" or measure.of_maximum or (measure.take in {"lowest", "highest", "mean"} and of_cases)


def compared(part: Banded | FigureIs) -> Iterator[tuple[str, Any]]:
    """Yield the figures with which a measure is compared, each with its place in the part."""
    if isinstance(part, Banded):
        for position, band in enumerate(part.bands.bands if part.bands is not None else ()):
            yield f"bands.bands[{position}].starts", band.starts
        return
    for end in ("at_least", "more_than", "at_most", "less_than"):
        if getattr(part, end) is not None:
            yield end, getattr(part, end)


def _judged_twice(rule: Rule, path: str) -> Iterator[Problem]:
    found = [(where, part) for where, part in shape_parts(rule, path) if is_a(part, (InspectorJudgement, MayDepart))]
    if len(found) > 1 and any(is_a(part, MayDepart) for _, part in found):
        yield Problem(found[1][0], "expected no second judgement here, since a departure from the rule is one")
        return
    lows = [(low, where) for where, part in found if (low := getattr(part, "at_least", None)) is not None]
    highs = [high for _, part in found if (high := getattr(part, "at_most", None)) is not None]
    for low, where in lows if len(found) > 1 else ():
        highest = min(highs, key=lambda rating: rating.points, default=None)
        if highest is not None and highest.points < low.points:
            expected = f"expected {highest} or a worse rating, since it is one judgement, and another place allows no better"
            yield Problem(f"{where}.at_least", expected, low.name)


def _of_another_place(part: Any, place: Place, where: str) -> Iterator[Problem]:
    """Yield where a rule within another is one for the overall, in a standard, or the other way round."""
    reads = getattr(part, "reads", None)
    if reads is Reads.FINDINGS and place.standard is None:
        yield Problem(where, "expected a rule for the overall rating; this one rates a standard", part.kind)
    elif reads is Reads.RATINGS and place.standard is not None:
        yield Problem(where, "expected a rule for a standard; this one gives an overall rating", part.kind)
    elif is_a(part, LowestQuestion) and any(item.form not in {"cases", ""} for item in place.usual):
        expected = "expected key questions asked of cases alone, since lowest-question reads percentages of them"
        yield Problem(where, expected)
