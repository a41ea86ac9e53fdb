"""How sure we are of each number, rule and text of a framework, counted and named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

import attrs

from probation_standards.frameworks import Framework
from probation_standards.reports.markdown import table
from probation_standards.reports.text import SURE
from probation_standards.sources import Confidence, Source
from probation_standards.standards import KeyQuestion, Prompt, Standard

SORTS = ("numbers", "rules", "texts")
"""The sorts of things that a framework holds and that are counted together; crosswalks are named besides."""


@attrs.frozen
class Held:
    """One sort of things that a framework holds, all with the same confidence.

    Attributes:
        sort: One of `SORTS`, or ``"crosswalks"``.
        what: What they are: ``"key questions"``.
        confidence: How sure we are of them.
        count: How many they are.
        which: Their names, as far as they have any.
    """

    sort: str
    what: str
    confidence: Confidence
    count: int
    which: tuple[str, ...]


def held(framework: Framework) -> list[Held]:
    """Return all numbers, rules and texts of `framework`, those of one kind and one confidence together."""
    found: dict[tuple[str, str, Confidence], tuple[int, list[str]]] = {}
    for sort, what, source, count, name in _things(framework):
        key = (sort, what, source.confidence)
        before, names = found.get(key, (0, []))
        found[key] = (before + count, [*names, name] if name else names)
    return [Held(sort, what, sure, count, tuple(names)) for (sort, what, sure), (count, names) in found.items()]


Thing: TypeAlias = tuple[str, str, Source, int, str]
"""The sort of a thing, what it is, its source, how many it counts for, and its name."""


def _things(framework: Framework) -> Iterator[Thing]:
    """Yield each thing of `framework`."""
    yield from _numbers(framework)
    for standard in framework.standards:
        yield "rules", "rules of standards", standard.rule.source, 1, standard.id
    yield "rules", "rule of the overall rating", framework.overall.source, 1, ""
    yield from _texts(framework)
    yield from _crosswalks(framework)


def _numbers(framework: Framework) -> Iterator[Thing]:
    if framework.scale.ratings:
        yield "numbers", "points of the ratings", framework.scale.source, len(framework.scale.ratings), ""
    for bands in framework.tables:
        yield "numbers", "thresholds", bands.source, len(bands.bands), bands.id
        yield "numbers", "roundings", bands.rounding_source or bands.source, 1, bands.id
    if framework.in_force is not None:
        dates = [framework.in_force.starts, framework.in_force.ends]
        yield "numbers", "dates in force", framework.in_force.source, sum(date is not None for date in dates), ""
    if framework.discretion is not None:
        found = (framework.discretion.percentage_points, framework.discretion.cases, framework.discretion.few_cases)
        yield "numbers", "of discretion", framework.discretion.source, sum(number is not None for number in found), ""


def _texts(framework: Framework) -> Iterator[Thing]:
    for bands in framework.tables:
        words = sum(bool(band.words) for band in bands.bands)
        if words:
            yield "texts", "words for bands", bands.source, words, bands.id
    for domain in framework.domains:
        yield "texts", "titles of domains", domain.source, 1, domain.id
    for standard in framework.standards:
        yield from _texts_of(standard)


def _crosswalks(framework: Framework) -> Iterator[Thing]:
    for crosswalk in framework.crosswalks:
        what = f"correspondences with {crosswalk.framework}"
        if crosswalk.same_ids:
            yield "crosswalks", f"{what}, by the same ids", crosswalk.source, 1, ""
        for one in crosswalk.correspondences:
            yield "crosswalks", what, one.source or crosswalk.source, 1, one.id


def _texts_of(standard: Standard) -> Iterator[Thing]:
    yield "texts", "titles of standards", standard.source, 1, standard.id
    if standard.statement:
        yield "texts", f"statements{_mark(standard)}", standard.statement_source or standard.source, 1, standard.id
    for question in standard.questions:
        yield "texts", f"key questions{_mark(question)}", question.source, 1, question.id
        for prompt in question.prompts:
            yield "texts", f"prompts{_mark(prompt)}", prompt.source, 1, prompt.id
    recalled = [id for id, numbered in _numbered(standard) if numbered == "recalled"]
    yield from (("texts", "numbers of standards and questions", RECALLED, 1, id) for id in recalled)


def _numbered(standard: Standard) -> Iterator[tuple[str, str]]:
    yield standard.id, standard.numbered
    yield from ((question.id, question.numbered) for question in standard.questions)


RECALLED = Source(title="remembered", confidence=Confidence.RECALLED)
"""Stands for the source of a number of which a framework says no more than that it is recalled."""


def _mark(part: Standard | KeyQuestion | Prompt) -> str:
    return "" if part.verbatim else ", not verbatim"


def confidence_data(frameworks: Iterable[Framework]) -> list[dict[str, Any]]:
    """Return how sure we are of all that each framework holds, as plain data."""
    return [
        {
            "framework": framework.id,
            "held": [
                {**attrs.asdict(one), "confidence": one.confidence.value, "which": list(one.which)} for one in held(framework)
            ],
        }
        for framework in frameworks
    ]


INTRODUCTION = """\
Each number, rule and text has a source, and each source a confidence: *confirmed* (read in the publication that is named),
*inferred* (follows from figures that were read; the source says how) or *recalled* (remembered, not read, and never shown as
a quotation). What is confirmed and not verbatim was read there, and stands here in other words or not whole. Prompts may be
confirmed in a publication on another edition; the note of their source says so. Which standards correspond to those of other
editions is named below and not counted in the table. `probation-standards show ID` names the source of each. This page is
what `probation-standards confidence --format markdown` prints."""


def confidence_markdown(frameworks: Iterable[Framework]) -> str:
    """Return how sure we are of all that each framework holds, counted in one table, then named for each framework."""
    all_held = [(framework, held(framework)) for framework in frameworks]
    head = ["Framework", *(f"{sort.capitalize()}: {sure.value}" for sort in SORTS for sure in Confidence)]
    rows = [
        [f"`{framework.id}`", *(_count(things, sort, sure) for sort in SORTS for sure in Confidence)]
        for framework, things in all_held
    ]
    blocks = ["# How sure we are", INTRODUCTION, table(head, rows)]
    for framework, things in all_held:
        named = [
            (one.what, one.confidence.value, one.count, ", ".join(one.which) or "-")
            for sure in Confidence
            for one in things
            if one.confidence is sure
        ]
        blocks += [
            f"## `{framework.id}`",
            f"{framework.title}, edition {framework.edition}. {framework.note}".strip(),
            table(["What", "Confidence", "How many", "Which"], named),
        ]
    return "\n\n".join(blocks)


def _count(things: Iterable[Held], sort: str, sure: Confidence) -> int:
    return sum(one.count for one in things if one.sort == sort and one.confidence is sure)


def confidence_text(frameworks: Iterable[Framework]) -> str:
    """Return how sure we are of all that each framework holds, for people."""
    return "\n\n".join([SURE, *("\n".join(_lines(framework)) for framework in frameworks)])


def _lines(framework: Framework) -> Iterator[str]:
    yield f"{framework.id}: {framework.title}, edition {framework.edition}"
    things = held(framework)
    for sure in Confidence:
        counts = ", ".join(f"{_count(things, sort, sure)} {sort}" for sort in SORTS)
        yield f"  {sure.value}: {counts}"
        for one in things:
            if one.confidence is sure:
                which = f": {', '.join(one.which)}" if one.which else ""
                yield f"    {one.count} {one.what}{which}"
