"""Laws of what a framework holds: its bands, its sources and its ids.

What an assertion says here is the example that is told, to which pytest must add nothing: PYTEST_DONT_REWRITE.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import attrs

from probation_standards.bands import BandTable
from probation_standards.evidence import OVERALL
from probation_standards.figures import stated, written
from probation_standards.frameworks import Framework
from probation_standards.parts import parts
from probation_standards.rules import Reads
from probation_standards.scales import RatingScale
from probation_standards.sources import Confidence, Source
from probation_standards.standards import Domain, KeyQuestion, Prompt, Standard

HAIR = Fraction(1, 10**9)
"""Less than any figure differs from a threshold by chance."""


def a_band_starts_at_its_threshold(framework: Framework) -> None:
    """A figure on a threshold is placed in the band that has it, and one just below it, or above, where it must be."""
    for table in framework.tables:
        for position, band in enumerate(table.bands):
            least, itself = table.reaches(band)
            placed = table.place(least if itself else least + HAIR).band
            right = placed == band or placed.starts > band.starts
            assert right, f"{table.id}: {written(least, 6)} is placed in {placed.rating}, and not in {band.rating}"
            if position:
                below = table.place(least - min(HAIR, Fraction(least) / 2) if itself else least).band
                said = f"{table.id}: a figure below {stated(band.starts)} is placed in {below.rating}"
                assert below.starts < band.starts, said


def every_number_has_a_source(framework: Framework) -> None:
    """Every number, text and rule has a source of its own, or that of what it stands in, with a title and how sure it is."""
    wrong = next(_unsourced(framework), "")
    assert not wrong, wrong


_SOURCED = (RatingScale, BandTable, Domain, Standard, KeyQuestion, Prompt)


def _unsourced(framework: Framework) -> Iterator[str]:
    for field in attrs.fields(type(framework)):
        if field.init:
            yield from _without(getattr(framework, field.name), field.name, sourced=False)
    if not _is_source(framework.source):
        yield "the framework has no source"


def _without(value: Any, path: str, *, sourced: bool) -> Iterator[str]:
    """Yield what within a value has no source, of its own or of what it stands in."""
    if isinstance(value, tuple):
        for position, item in enumerate(value):
            yield from _without(item, f"{path}[{position}]", sourced=sourced)
        return
    if not attrs.has(type(value)):
        return
    if isinstance(value, Source):
        if not _is_source(value):
            yield f"{path}: the source {value.id!r} has no title, or does not say how sure it is"
        return
    is_rule = isinstance(getattr(value, "reads", None), Reads)
    has_own = isinstance(getattr(value, "source", None), Source)
    named = getattr(value, "id", getattr(value, "kind", type(value).__name__))
    if (isinstance(value, _SOURCED) or is_rule) and not has_own:
        yield f"{path}: {named} has no source"
        return
    fields = [(field.name, getattr(value, field.name)) for field in attrs.fields(type(value)) if field.init]
    numbers = [name for name, held in fields if isinstance(held, (int, Fraction)) and not isinstance(held, bool)]
    if numbers and not (sourced or has_own):
        yield f"{path}.{numbers[0]}: the number {written(getattr(value, numbers[0]))} has no source"
        return
    for name, held in fields:
        yield from _without(held, f"{path}.{name}", sourced=sourced or has_own)


def _is_source(value: object) -> bool:
    return isinstance(value, Source) and bool(value.id and value.title) and isinstance(value.confidence, Confidence)


def ids_are_unique(framework: Framework) -> None:
    """No two standards, questions, prompts or inputs have the same id, no two domains, sources or tables of bands have."""
    found: dict[str, list[str]] = {OVERALL: ["the overall rating"]}
    domains = [domain.id for domain in framework.domains]
    values: dict[tuple[type[Any], str], Any] = {}
    for _, part in parts(framework):
        if isinstance(part, (Standard, KeyQuestion, Prompt)):
            found.setdefault(part.id, []).append(f"{_what(part)} {part.id}")
        elif isinstance(part, (Source, BandTable)):
            first = values.setdefault((type(part), part.id), part)
            what = "sources" if isinstance(part, Source) else "tables of bands"
            assert first == part, f"two {what} have the id {part.id!r}"
    several = [those for those in found.values() if len(those) > 1]
    assert not several, f"{' and '.join(several[0])} have one id"
    repeated = [id for id in domains if domains.count(id) > 1]
    assert not repeated, f"two domains have the id {repeated[0]!r}"


def _what(part: Standard | KeyQuestion | Prompt) -> str:
    if isinstance(part, Standard):
        return "the standard"
    return "the question" if isinstance(part, KeyQuestion) else "the prompt"
