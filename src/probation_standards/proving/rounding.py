"""Rounding: the tallies that earn a band rounded which they do not earn exactly."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor

import attrs

from probation_standards.bands import BandTable
from probation_standards.conditions import Measure
from probation_standards.evidence import Tally
from probation_standards.figures import written
from probation_standards.frameworks import Framework
from probation_standards.items import Place, shape_parts
from probation_standards.proving.flaws import Flaw
from probation_standards.shapes import Banded

LARGEST_BASE = 400
"""The most relevant cases for which tallies are listed."""


def cliffs(framework: Framework) -> Iterator[Flaw]:
    """Yield for each table of bands of percentages of cases the tallies that rounding moves into another band."""
    for table, path in _of_cases(framework).values():
        found = tuple(_lifted(table))
        if found:
            first = found[0]
            exact, rounded = (each.place(first.percentage or 0).band.rating for each in (_exact(table), table))
            percentage = written(first.percentage or 0)
            yield Flaw(
                severity="note",
                kind="rounding",
                path=path,
                what=f"rounded to whole percentages, {len(found):,} tallies of up to {LARGEST_BASE} relevant cases earn "
                f"another band than exactly: {first}, {percentage} per cent, is {rounded} and would be {exact}",
                advice="nothing, where the publisher rounds; a tally near a threshold is worth a second look",
                cliffs=found,
            )


def _of_cases(framework: Framework) -> dict[str, tuple[BandTable, str]]:
    """Return the tables that band percentages of single questions, and their paths, by the id of the table."""
    found: dict[str, tuple[BandTable, str]] = {}
    places: list[tuple[str, Place]] = [
        (f"standards[{at}].rule", framework.place(standard)) for at, standard in enumerate(framework.standards)
    ]
    for path, place in [*places, ("overall", framework.place())]:
        rule = framework.overall if place.standard is None else place.standard.rule
        for where, part in shape_parts(rule, path):
            if isinstance(part, Banded) and part.bands is not None and part.bands.rounding == "whole":
                items = place.items(part.measure.of)
                if _is_one(part.measure, len(items)) and all(item.form == "cases" for item in items):
                    found.setdefault(part.bands.id, (part.bands, f"{where}.bands"))
    return found


def _is_one(measure: Measure, items: int) -> bool:
    """Return whether a measure of percentages is one of them, as it is."""
    if measure.take in {"lowest", "highest"}:
        return True
    weighs = measure.take == "mean" or measure.of_maximum or measure.weights in {(), (1,)}
    return items == 1 and measure.take in {"mean", "total"} and weighs


def _lifted(table: BandTable) -> Iterator[Tally]:
    """Yield the tallies that are placed in another band rounded than exactly: they lie just beside a threshold."""
    exactly = _exact(table)
    for relevant in range(1, LARGEST_BASE + 1):
        near: set[int] = set()
        for band in table.bands[1:]:
            low, high = sorted((Fraction(table.reaches(band)[0]), Fraction(band.starts)))
            near |= {*range(ceil(low * relevant / 100), floor(high * relevant / 100) + 1)}
        for sufficient in sorted(near):
            if sufficient <= relevant:
                percentage = Fraction(100 * sufficient, relevant)
                if exactly.place(percentage).band != table.place(percentage).band:
                    yield Tally(sufficient, relevant)


def _exact(table: BandTable) -> BandTable:
    return attrs.evolve(table, rounding="exact")
