"""Measures and conditions, read for one inspection: what items are worth, and what is made of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from fractions import Fraction
from functools import singledispatch
from typing import NamedTuple, TypeAlias

import attrs

from probation_standards.conditions import FigureIs, FlagIs, Measure, RatingIs
from probation_standards.decisions import Decision
from probation_standards.errors import FrameworkError, Problem
from probation_standards.evidence import Evidence, NoFinding, Tally, read_finding
from probation_standards.figures import Figure, exact, simplest, stated, written
from probation_standards.items import Item, Place
from probation_standards.scales import RatingScale
from probation_standards.shapes import shape_of
from probation_standards.standards import KeyQuestion, Standard

Decisions: TypeAlias = Mapping[str, Decision]
"""The decisions on the standards, by id."""


class Inspected(NamedTuple):
    """What rules read of one inspection.

    Attributes:
        evidence: Evidence that was checked and fits the framework.
        decisions: The decisions on the standards; for the rule of a standard, none.
    """

    evidence: Evidence
    decisions: Decisions


def read_item(question: KeyQuestion, value: object, scale: RatingScale) -> Figure | None:
    """Return what the finding of a question is worth; None where no case was relevant.

    Raises:
        ValueError: When `value` can be no such finding; the message is what was expected.
    """
    if question.form == "cases":
        return read_finding(question.id, value).percentage
    given = value.given if isinstance(value, NoFinding) else value
    if question.form == "flag":
        if not isinstance(given, bool):
            raise ValueError("expected true or false")
        return int(given)
    if question.form == "rating":
        name = written(given) if isinstance(given, (int, Fraction)) and not isinstance(given, bool) else given
        if not isinstance(name, str) or name not in scale.names:
            raise ValueError(f"expected a rating: {', '.join(map(repr, scale.names))}")
        return scale[name].points
    expected = "expected a whole number from 0 up"
    if question.form == "score":
        expected = f"expected one of {', '.join(map(stated, question.values))}"
    try:
        figure = None if isinstance(given, (bool, Tally)) else exact(given)
    except ValueError:
        figure = None
    right = figure in question.values if question.form == "score" else isinstance(figure, int) and figure >= 0
    if figure is None or not right:
        raise ValueError(expected)
    return figure


@attrs.frozen
class Worth:
    """What an item is worth in an inspection.

    Attributes:
        item: The item.
        figure: What it is worth; None where it is missing.
        missing: Why it is missing; empty where it is not.
        tally: Of a question asked of cases, the counts, where they are known.
    """

    item: Item
    figure: Figure | None
    missing: str = ""
    tally: Tally | None = None


def look(item: Item, place: Place) -> Callable[[Inspected], Worth]:
    """Return what looks up what an item is worth."""
    of = item.of
    if isinstance(of, Standard):

        def decided(inspected: Inspected) -> Worth:
            decision = inspected.decisions[of.id]
            if decision.rating is None:
                return Worth(item, None, f"not rated: {decision.reason}")
            return Worth(item, decision.rating.points)

        return decided

    def found(inspected: Inspected) -> Worth:
        findings = inspected.evidence.findings
        if of.id not in findings:
            return Worth(item, None, "not inspected")
        value = findings[of.id]
        figure = read_item(of, value, place.scale)
        tally = value if isinstance(value, Tally) else None
        return Worth(item, figure, "" if figure is not None else "no relevant cases", tally)

    return found


@attrs.frozen
class Measured:
    """What a measure makes of the items of an inspection.

    Attributes:
        figure: The number; None where there is none.
        worths: The items that it was taken of.
        missing: The items that are missing.
        maximum: Of a total, what it could be at most; None where that has no end.
    """

    figure: Figure | None
    worths: tuple[Worth, ...]
    missing: tuple[Worth, ...]
    maximum: Figure | None = None


def measuring(measure: Measure, place: Place) -> Callable[[Inspected], Measured]:
    """Return what takes `measure` of an inspection."""
    items = place.items(measure.of)
    weights = dict(zip((item.id for item in items), measure.weights or (1,) * len(items), strict=True))
    looks = [look(item, place) for item in items]
    counted: Collection[Figure] = {*measure.values, *(rating.points for rating in measure.ratings)}

    def measured(inspected: Inspected) -> Measured:
        all_of_them = [one(inspected) for one in looks]
        missing = tuple(worth for worth in all_of_them if worth.figure is None)
        worths = tuple(worth for worth in all_of_them if worth.figure is not None)
        there = {worth.item.id: worth.figure for worth in worths if worth.figure is not None}
        ends = [worth.item.most for worth in worths]
        most = None if None in ends else sum(weights[worth.item.id] * (worth.item.most or 0) for worth in worths)
        if not worths or (missing and measure.missing == "not rated"):
            return Measured(None, worths, missing, most)
        return Measured(_taken(measure, there, weights, counted, most), worths, missing, most)

    return measured


def _taken(
    measure: Measure,
    there: Mapping[str, Figure],
    weights: Mapping[str, Figure],
    counted: Collection[Figure],
    most: Figure | None,
) -> Figure | None:
    figures = there.values()
    if measure.take == "count":
        return sum(not counted or figure in counted for figure in figures)
    if measure.take == "total" and not measure.of_maximum:
        return _simple(sum(weights[id] * figure for id, figure in there.items()))
    if measure.take in {"lowest", "highest"}:
        return min(figures) if measure.take == "lowest" else max(figures)
    part: Figure = sum(figure in counted for figure in figures)
    whole: Figure = len(figures)
    if measure.take != "share":
        part = sum(weights[id] * figure for id, figure in there.items())
        whole = sum(weights[id] for id in there) if measure.take == "mean" else most or 0
    per = 1 if measure.take == "mean" else 100
    return _simple(Fraction(per * part) / whole) if whole else None


def _simple(figure: Figure) -> Figure:
    return figure if isinstance(figure, int) else simplest(figure)


Holds: TypeAlias = Callable[[Inspected], "bool | None"]
"""Says whether a condition holds; None where what it reads is missing."""


@singledispatch
def holding(condition: object, place: Place) -> Holds:
    """Return what says whether a condition holds in an inspection.

    Raises:
        FrameworkError: When neither the condition's kind is known here nor the condition that it is.
    """
    shape = shape_of(condition)
    if shape is not condition:
        return holding(shape, place)
    path = "overall" if place.standard is None else f"{place.id}.rule"
    expected = "expected a kind of condition that rate() has been taught to read, with holding or shape_of"
    raise FrameworkError([Problem(path, expected, type(condition).__name__)], "the framework cannot be rated")


@holding.register
def _flag_is(condition: FlagIs, place: Place) -> Holds:
    (item,) = place.items((condition.of,))
    found = look(item, place)

    def holds(inspected: Inspected) -> bool | None:
        figure = found(inspected).figure
        return None if figure is None else figure == int(condition.value)

    return holds


@holding.register
def _rating_is(condition: RatingIs, place: Place) -> Holds:
    (item,) = place.items((condition.of,))
    found = look(item, place)
    low, high = condition.at_least, condition.at_most

    def holds(inspected: Inspected) -> bool | None:
        points = found(inspected).figure
        if points is None:
            return None
        return (low is None or points >= low.points) and (high is None or points <= high.points)

    return holds


@holding.register
def _figure_is(condition: FigureIs, place: Place) -> Holds:
    measured = measuring(condition.measure, place)

    def holds(inspected: Inspected) -> bool | None:
        figure = measured(inspected).figure
        return None if figure is None else within(condition, figure)

    return holds


def within(condition: FigureIs, figure: Figure) -> bool:
    """Return whether a figure lies within the ends of a condition."""
    return not (
        (condition.at_least is not None and figure < condition.at_least)
        or (condition.more_than is not None and figure <= condition.more_than)
        or (condition.at_most is not None and figure > condition.at_most)
        or (condition.less_than is not None and figure >= condition.less_than)
    )
