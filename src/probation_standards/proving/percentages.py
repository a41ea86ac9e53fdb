"""Thresholds of percentages that look like shares of 1: 0.6, which is read as 0.6 per cent, where 60 was meant."""

from __future__ import annotations

from collections.abc import Iterator

from probation_standards.conditions import FigureIs
from probation_standards.frameworks import Framework
from probation_standards.item_checks import compared, is_per_cent
from probation_standards.items import Place, shape_parts
from probation_standards.proving.flaws import Flaw
from probation_standards.shapes import Banded


def shares_of_one(framework: Framework) -> Iterator[Flaw]:
    """Yield where all that a percentage is held against is at most 1, and not 0."""
    places: list[tuple[str, Place]] = [
        (f"standards[{at}].rule", framework.place(standard)) for at, standard in enumerate(framework.standards)
    ]
    for path, place in [*places, ("overall", framework.place())]:
        rule = framework.overall if place.standard is None else place.standard.rule
        for where, part in shape_parts(rule, path):
            if isinstance(part, (Banded, FigureIs)) and is_per_cent(part.measure, place):
                highest = max((figure for _, figure in compared(part)), default=0)
                if 0 < highest <= 1:
                    yield Flaw(
                        severity="warning",
                        kind="share-of-one",
                        path=where,
                        what=f"it holds a percentage, from 0 to 100, against {_least(part)}: 0.6 is read as 0.6 per cent",
                        advice="write 60 for 60 per cent, and 100 for all; let it be, where so little is meant",
                    )


def _least(part: Banded | FigureIs) -> str:
    return "figures that are all at most 1" if isinstance(part, Banded) else "a figure of at most 1"
