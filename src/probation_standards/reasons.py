"""Reasons that the shapes of rules give: what was measured, which row held, what limits, steps and departures changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import attrs

from probation_standards.bands import Placement
from probation_standards.decisions import Decision, band_text
from probation_standards.figures import Figure, stated, written


@attrs.frozen(slots=False, kw_only=True)
class BandedReason:
    """A measure of several items, and where it falls.

    Attributes:
        take: What was made of the items: ``"mean"``.
        figures: Id and worth of each item that it was taken of.
        placement: The figure, the band it fell in, and how far the next thresholds are.
        unit: What the figures are: ``"points"``.
        weights: How much each of the items weighs; empty where all weigh 1.
        left_out: Id and why, for each item that is missing.
    """

    kind: ClassVar[str] = "banded"

    take: str
    figures: tuple[tuple[str, Figure], ...]
    placement: Placement
    unit: str
    weights: tuple[Figure, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        weights = [f"{stated(weight)} x " for weight in self.weights] or [""] * len(self.figures)
        of = ", ".join(f"{id} {weight}{written(figure)}" for weight, (id, figure) in zip(weights, self.figures, strict=True))
        rounded = "" if self.placement.placed == self.placement.figure else f", rounded to {written(self.placement.placed)}"
        figure = f"the {self.take} is {written(self.placement.figure)}{rounded}"
        left_out = "".join(f"; {id} {why}" for id, why in self.left_out)
        distance = "percentage point" if self.unit.startswith("per cent") else "point"
        return f"{figure} ({self.unit}; {of}), {band_text(self.placement, distance)}{left_out}"


@attrs.frozen(slots=False)
class RatingOfReason:
    """The rating of one item, as it is.

    Attributes:
        of: The id of the standard, or of the question.
        rating: The name of its rating.
    """

    kind: ClassVar[str] = "rating-of"

    of: str
    rating: str

    def __str__(self) -> str:
        return f"{self.of} is {self.rating}"


@attrs.frozen(slots=False)
class OneOfReason:
    """The worst, or the best, of several ratings.

    Attributes:
        take: ``"worst"`` or ``"best"``.
        of: What decided: the id of the first item that has the rating, or which rule.
        decision: Its decision.
        among: How many there are.
        as_much: The others that have the same rating.
        left_out: Which were missing, and why.
    """

    kind: ClassVar[str] = "one-of"

    take: str
    of: str
    decision: Decision
    among: int
    as_much: tuple[str, ...] = ()
    left_out: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        others = f" (as {'is' if len(self.as_much) == 1 else 'are'} {', '.join(self.as_much)})" if self.as_much else ""
        among = f"the {self.take} of {self.among}" if self.among > 1 else "the only one"
        why = "" if isinstance(self.decision.reason, RatingOfReason) else f" ({self.decision.reason})"
        left_out = f"; left out: {', '.join(why for _, why in self.left_out)}" if self.left_out else ""
        return f"{self.of} is {among}, {self.decision.rating}{others}{why}{left_out}"


@attrs.frozen(slots=False)
class TableReason:
    """The row of a decision table that holds.

    Attributes:
        row: Its number, from 1; None where no row holds.
        among: How many rows there are.
        because: What it says.
    """

    kind: ClassVar[str] = "decision-table"

    row: int | None
    among: int
    because: str

    def __str__(self) -> str:
        return self.because if self.row is None else f"{self.because} (row {self.row} of {self.among})"


@attrs.frozen
class Applied:
    """A limit or a step that changed a rating, or a step that could not.

    Attributes:
        what: What it does: ``"at most Good"``, ``"one rating up"``.
        because: Why: what its conditions say.
        rating: The name of the rating after it.
    """

    what: str
    because: str
    rating: str

    def __str__(self) -> str:
        return f"{self.what}, since {self.because}"


def _changed(was: Decision, changes: Iterable[str], not_told: Iterable[tuple[str, str]]) -> str:
    """Return in words what changed a decision, and what might have, had more been found."""
    made = [*changes]
    open_ = "; ".join(f"{what} is not applied, since it can't be told whether {because}" for what, because in not_told)
    if made:
        return f"{'; '.join([*made, *filter(None, [open_])])}. Before: {was}"
    return f"{str(was.reason).removesuffix('.')}. {open_[0].upper()}{open_[1:]}"


@attrs.frozen(slots=False)
class LimitedReason:
    """Limits changed the rating, or it can't be told of some whether they would.

    Attributes:
        was: The decision before them.
        limits: Those that changed it.
        not_told: What each does that would change it, were its conditions true, which can't be told; and what they say.
    """

    kind: ClassVar[str] = "limited"

    was: Decision
    limits: tuple[Applied, ...]
    not_told: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return _changed(self.was, map(str, self.limits), self.not_told)


@attrs.frozen(slots=False)
class SteppedReason:
    """Steps were taken from a rating, or it can't be told of some whether they must be.

    Attributes:
        was: The decision before them.
        steps: Those that were taken, with the rating after each.
        not_told: What each does of which it can't be told whether its conditions are true, and what they say.
    """

    kind: ClassVar[str] = "stepped"

    was: Decision
    steps: tuple[Applied, ...]
    not_told: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return _changed(self.was, (f"{step}, to {step.rating}" for step in self.steps), self.not_told)


@attrs.frozen(slots=False)
class DepartureReason:
    """The inspectors departed from what a rule gave.

    Attributes:
        was: The decision of the rule.
        rating: The name of the rating that they chose.
        because: What they recorded as the reason.
    """

    kind: ClassVar[str] = "may-depart"

    was: Decision
    rating: str
    because: str

    def __str__(self) -> str:
        return f"judged {self.rating} by the inspectors: {self.because.removesuffix('.')}. By the rule: {self.was}"
