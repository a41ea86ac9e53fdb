"""The rules of this framework: one that is a shape under a name of its own, and one that no shape is."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median_high
from typing import ClassVar

import attrs

import probation_standards as ps
from probation_standards.extending import (
    Checked,
    Decide,
    Inspected,
    Place,
    Reads,
    decide_by,
    holds,
    in_documents,
    instance,
    measuring,
    rule_lines,
    shape_of,
)

BANDS = holds(instance(ps.BandTable, "a table of bands"))
RATING = holds(instance(ps.Rating, "a rating"))
SOURCE = holds(instance(ps.Source, "a source"))


@in_documents
@attrs.frozen(kw_only=True)
class NoWeakSpot(Checked):
    """A standard is rated on the mean of its key questions, and is at most so good where one of them is very low.

    Attributes:
        bands: Where the mean falls.
        weakest: The best rating that there can be with a weak spot.
        source: Where the rule was published.
    """

    kind: ClassVar[str] = "acme-no-weak-spot"
    reads: ClassVar[Reads] = Reads.ITEMS

    bands: ps.BandTable = attrs.field(metadata=BANDS)
    weakest: ps.Rating = attrs.field(metadata=RATING)
    source: ps.Source = attrs.field(metadata=SOURCE)


@shape_of.register
def _no_weak_spot(rule: NoWeakSpot) -> ps.Limited:
    mean = ps.Banded(measure=ps.Measure(take="mean"), bands=rule.bands, source=rule.source)
    weak = ps.FigureIs(measure=ps.Measure(take="lowest"), less_than=40)
    limit = ps.Limit(when=[weak], at_most=rule.weakest, because="one question is below 40 per cent")
    return ps.Limited(rule=mean, limits=[limit], source=rule.source)


@in_documents
@attrs.frozen(kw_only=True)
class MiddleQuestion(Checked):
    """A standard is rated on the middle one of its key questions; of two in the middle, on the higher.

    Attributes:
        bands: Where it falls.
        source: Where the rule was published.
    """

    kind: ClassVar[str] = "acme-middle-question"
    reads: ClassVar[Reads] = Reads.FINDINGS  # all key questions, though no field names them

    bands: ps.BandTable = attrs.field(metadata=BANDS)
    source: ps.Source = attrs.field(metadata=SOURCE)


@attrs.frozen
class MiddleReason:
    """The middle one of the key questions, and where it falls.

    Attributes:
        placement: Its figure, and the band in which it falls.
        among: How many key questions there are.
    """

    kind: ClassVar[str] = "acme-middle-question"

    placement: ps.Placement
    among: int

    def __str__(self) -> str:
        return f"the middle of {self.among} key questions is {float(self.placement.figure):g} per cent"


@decide_by.register
def _middle_question(rule: MiddleQuestion, place: Place) -> Decide:
    questions = [measuring(ps.Measure(take="total", of=(item.id,)), place) for item in place.usual]

    def decide(inspected: Inspected) -> ps.Decision:
        figures = [question(inspected).figure for question in questions]
        known = [figure for figure in figures if figure is not None]
        if len(known) < len(figures):
            return ps.Decision(None, ps.NotRated("a question has no finding"))
        placement = rule.bands.place(median_high(known))
        return ps.Decision(placement.band.rating, MiddleReason(placement, len(known)))

    return decide


@rule_lines.register
def _middle_question_lines(rule: MiddleQuestion) -> Iterator[str]:
    yield f"the middle one of the key questions, in the bands {rule.bands.id}"
