"""Decisions: a rating, or none, and the reason for it as data.

A reason keeps what decided, not a sentence about it; `str` makes the sentence from what was kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, Protocol

import attrs

from probation_standards.bands import Placement
from probation_standards.evidence import Tally
from probation_standards.figures import Figure, stated, written
from probation_standards.scales import Rating


class Reason(Protocol):
    """What all reasons have: a kind, what decided as fields of their own, and a sentence (``str(reason)``).

    Attributes:
        kind: Its name in data: ``"lowest-question"``.
    """

    kind: ClassVar[str]


@attrs.frozen(slots=False)
class Decision:
    """A rating and why; or no rating and why not.

    Attributes:
        rating: The rating, or None when it is not rated.
        reason: What decided it.
        score: Of an overall that adds up points: the sum; else None.
        maximum: Of an overall that adds up points: what the sum could have been; else None.
    """

    rating: Rating | None
    reason: Reason
    score: int | None = None
    maximum: int | None = None

    @property
    def points(self) -> int | None:
        """The points of the rating, or None when it is not rated."""
        return None if self.rating is None else self.rating.points

    def __str__(self) -> str:
        return f"{self.rating or 'Not rated'}: {self.reason}"


@attrs.frozen(slots=False)
class LowestQuestionReason:
    """The lowest percentage among the key questions, and where it falls.

    Attributes:
        question: The id of the question that decided: the first of the lowest.
        placement: Its figure, the band it fell in, and how far the next thresholds are, in percentage points.
        among: How many key questions the standard has.
        tally: The counts behind the figure, where they are known.
        as_low: The ids of other questions that are as low as the one that decided.
        left_out: The ids of questions that applied to no case and were left out.
        not_inspected: The ids of questions that were not inspected and were left out.
    """

    kind: ClassVar[str] = "lowest-question"

    question: str
    placement: Placement
    among: int
    tally: Tally | None = None
    as_low: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    not_inspected: tuple[str, ...] = ()

    def __str__(self) -> str:
        tally = f" ({self.tally})" if self.tally else ""
        others = f" (as {'is' if len(self.as_low) == 1 else 'are'} {', '.join(self.as_low)})" if self.as_low else ""
        among = f"lowest of {self.among} key questions" if self.among > 1 else "only key question"
        without = f"; left out, having no relevant cases: {', '.join(self.left_out)}" if self.left_out else ""
        without += f"; not inspected: {', '.join(self.not_inspected)}" if self.not_inspected else ""
        rounded = "" if self.placement.placed == self.placement.figure else f", rounded to {written(self.placement.placed)}"
        where = f"at {written(self.placement.figure)} per cent{tally}{others}{rounded}"
        return f"{self.question} is the {among} {where}, {band_text(self.placement, 'percentage point')}{without}"


@attrs.frozen(slots=False)
class JudgementReason:
    """The inspectors chose the rating.

    Attributes:
        rating: The name of the rating they chose.
        because: What they recorded as the reason; may be empty.
    """

    kind: ClassVar[str] = "inspector-judgement"

    rating: str
    because: str = ""

    def __str__(self) -> str:
        return f"judged {self.rating} by the inspectors{f': {self.because}' if self.because else ''}"


@attrs.frozen(slots=False)
class PanelReason:
    """The ratings panel moved the rating.

    Attributes:
        was: The decision before the panel's.
        rating: The name of the rating that the panel moved it to.
        because: What the panel recorded as its reason.
    """

    kind: ClassVar[str] = "panel-decision"

    was: Decision
    rating: str
    because: str

    def __str__(self) -> str:
        if self.was.rating is not None and self.was.rating.name == self.rating:
            moved = f"kept at {self.rating} by the ratings panel"
        else:
            moved = f"moved by the ratings panel from {self.was.rating or 'not rated'} to {self.rating}"
        return f"{moved}: {self.because.removesuffix('.')}. Before: {self.was}"


@attrs.frozen(slots=False)
class NotRated:
    """There is no rating.

    Attributes:
        because: Why.
    """

    kind: ClassVar[str] = "not-rated"

    because: str

    def __str__(self) -> str:
        return self.because


@attrs.frozen(slots=False)
class TotalPointsReason:
    """The points of the standards that are rated and count, added up, and where the score falls.

    Attributes:
        score: The sum.
        maximum: What it could have been: the best rating's points times the standards that gave points.
        standards: The ids of the standards that gave the score.
        points: What each of them gave.
        left_out: Standard id and why, for each standard that did not.
        placement: Where the score falls and how far the next thresholds are, in points of score; None when the framework
            has no table of bands for this maximum.
    """

    kind: ClassVar[str] = "total-points"

    score: int
    maximum: int
    standards: tuple[str, ...]
    points: tuple[int, ...]
    left_out: tuple[tuple[str, str], ...]
    placement: Placement | None

    @property
    def counted(self) -> tuple[tuple[str, int], ...]:
        """Standard id and points, for each standard that gave the score."""
        return tuple(zip(self.standards, self.points, strict=True))

    def __str__(self) -> str:
        if self.maximum == 0:
            text = "no standard that counts was rated"
        elif self.placement is None:
            text = f"{self.score} of {self.maximum} points; the framework has no bands for a maximum of {self.maximum}"
        else:
            text = f"{self.score} of {self.maximum} points, {band_text(self.placement, 'point')}"
        return text + "".join(f"; {id} {why}" for id, why in self.left_out)


def band_text(placement: Placement, unit: str) -> str:
    """Return in which band a figure falls, and how far the next thresholds are; `unit` is what the distances are in."""
    band, better = placement.band, placement.next_band
    short, beyond = ("below", "above") if placement.better == "higher" else ("above", "below")
    parts = [f"in the band that starts at {stated(band.starts)}"]
    if better is not None and placement.points_up is not None:
        far = _counted(placement.points_up, unit)
        threshold = stated(better.starts if placement.better == "higher" else band.starts)
        parts.append(f"{far} {short} the next threshold ({threshold}, {better.rating})")
    if placement.points_down is not None:
        own = "its own threshold" if placement.better == "higher" else "the threshold of the next worse rating"
        parts.append(f"on {own}" if placement.points_down == 0 else f"{_counted(placement.points_down, unit)} {beyond} {own}")
    return _listed(parts)


def _counted(number: Figure, unit: str) -> str:
    return f"{written(number)} {unit}{'' if number == 1 else 's'}"


def _listed(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
