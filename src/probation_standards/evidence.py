"""What an inspection found: what only inspectors can say, as they said it.

Evidence holds what it is given. Whether an id is known, a percentage possible and nothing lacking can be said only
against a framework, so `rate` says it, all of it at once, with the standard and the question named.
"""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeAlias

import attrs

from probation_standards.figures import Figure, exact, simplest
from probation_standards.mappings import HoldsMappings, read_only

OVERALL = "overall"
"""The name under which the overall rating is addressed where standards are addressed by id; no standard may have it."""


NOT_RATED = "Not rated"
"""What is said of what was not rated, where else the name of a rating stands."""


def _count(value: int) -> int:
    """Return a whole number of any library as an int; all else as it was given, for `rate` to report."""
    return int(value) if isinstance(value, numbers.Integral) and not isinstance(value, bool) else value


@attrs.frozen
class Tally:
    """How many of the relevant cases were sufficient for one question: 37 of 62.

    Attributes:
        sufficient: Cases answered yes, from 0 to `relevant`.
        relevant: Cases to which the question applied, from 0.

    Like all evidence it is checked by `rate`, where the question can be named.

    >>> Tally(31, 62).percentage
    50
    >>> Tally(20, 30) + Tally(17, 32)
    Tally(sufficient=37, relevant=62)
    """

    sufficient: int = attrs.field(converter=_count)
    relevant: int = attrs.field(converter=_count)

    @property
    def percentage(self) -> Figure | None:
        """Per cent of the relevant cases that were sufficient, exact; None when no case was relevant.

        Raises:
            ValueError: When there can be no such tally, as in 63 of 62.
        """
        wrong = self.wrong()
        if wrong:
            raise ValueError(wrong)
        return simplest(Fraction(100 * self.sufficient, self.relevant)) if self.relevant else None

    def wrong(self) -> str | None:
        """Return what is expected of a tally and does not hold for this one, or None."""
        for count in (self.sufficient, self.relevant):
            if isinstance(count, bool) or not isinstance(count, int) or count < 0:
                return "expected two whole numbers of cases from 0 up, sufficient and relevant"
        if self.sufficient > self.relevant:
            return "expected no more sufficient cases than relevant ones"
        return None

    def __add__(self, other: Tally) -> Tally:
        if not isinstance(other, Tally):
            return NotImplemented
        return Tally(self.sufficient + other.sufficient, self.relevant + other.relevant)

    def __str__(self) -> str:
        return f"{self.sufficient} of {self.relevant}"


@attrs.frozen
class Judgement:
    """A rating that inspectors chose, and why.

    Where there is nothing to say of why, the name of the rating alone will do wherever a judgement is taken.

    Attributes:
        rating: The name of a rating on the framework's scale.
        because: The reason that was recorded.
    """

    rating: str
    because: str = ""


@attrs.frozen
class PanelDecision:
    """A rating that the ratings panel moved, with its reason.

    Attributes:
        rating: The name of the rating moved to.
        because: The reason that was recorded; never empty.
    """

    rating: str
    because: str


@attrs.frozen
class NoFinding:
    """What was given as a finding and is no number: wrapped, so that nothing takes it for one (True equals 1).

    Attributes:
        given: What was given. Where a question is a flag or a rating, that is its finding; else `rate` reports it.
    """

    given: object


FindingGiven: TypeAlias = Tally | NoFinding | int | float | str | Decimal | Fraction
"""What a finding may be given as: a tally, or per cent of the relevant cases as any exact or ordinary number."""


def _findings(given: Mapping[str, FindingGiven]) -> Mapping[str, Tally | Figure | NoFinding]:
    findings = dict(given)
    if {*map(type, findings.values())} != {int}:
        findings = {question: _finding(value) for question, value in findings.items()}
    return MappingProxyType(findings)  # type: ignore[arg-type]  # exact now


def _finding(value: FindingGiven) -> Tally | Figure | NoFinding:
    if isinstance(value, (Tally, NoFinding)):
        return value
    try:
        return exact(value)
    except ValueError:
        return NoFinding(value)


def _judgements(given: Mapping[str, str | Judgement]) -> Mapping[str, str | Judgement]:
    return read_only(given)


def _reasons(given: Mapping[str, str]) -> Mapping[str, str]:
    return read_only(given)


def _panel(given: Mapping[str, PanelDecision]) -> Mapping[str, PanelDecision]:
    return read_only(given)


_NONE: Mapping[str, Any] = MappingProxyType({})


@attrs.frozen(kw_only=True, slots=False)
class Evidence(HoldsMappings):
    """What one inspection found. All are mappings; ids are the framework's.

    Attributes:
        findings: Key question (or prompt) id to a `Tally`, or to per cent of its relevant cases, 0 to 100: an int, a text
            such as ``"64.5"``, a `Decimal`, a `Fraction`, or a float, taken as the decimal it prints as.
        judgements: Standard id to the name of the rating that inspectors chose, or to a `Judgement`.
        not_rated: Standard id, or ``"overall"``, to the reason why it was not rated.
        panel: Standard id to the `PanelDecision` that moved its rating.

    >>> Evidence(findings={"P 2.1.1": "64.5", "P 2.1.2": Tally(37, 62)}).findings
    mappingproxy({'P 2.1.1': Fraction(129, 2), 'P 2.1.2': Tally(sufficient=37, relevant=62)})
    """

    findings: Mapping[str, Tally | Figure | NoFinding] = attrs.field(default=_NONE, converter=_findings)
    judgements: Mapping[str, str | Judgement] = attrs.field(default=_NONE, converter=_judgements)
    not_rated: Mapping[str, str] = attrs.field(default=_NONE, converter=_reasons)
    panel: Mapping[str, PanelDecision] = attrs.field(default=_NONE, converter=_panel)

    def __bool__(self) -> bool:
        """Whether there is any evidence at all."""
        return bool(self.findings or self.judgements or self.not_rated or self.panel)


@attrs.frozen
class Finding:
    """The result of one key question.

    Attributes:
        question: The id of the key question.
        percentage: Per cent of its relevant cases that were sufficient, exact; None when no case was relevant, which is not
            the same as 0 per cent.
        tally: The counts, where they are known.
    """

    question: str
    percentage: Figure | None
    tally: Tally | None = None


def read_finding(question: str, value: object) -> Finding:
    """Return the finding of a `question` from what it was given as.

    Raises:
        ValueError: When `value` can be no finding; the message is what was expected.

    >>> read_finding("P 2.1.1", Tally(31, 62))
    Finding(question='P 2.1.1', percentage=50, tally=Tally(sufficient=31, relevant=62))
    """
    if isinstance(value, Tally):
        return Finding(question, value.percentage, value)
    try:
        percentage = exact(value.given if isinstance(value, NoFinding) else value)
    except ValueError as error:
        raise ValueError(f"expected a percentage from 0 to 100, or a tally; {error}") from None
    if not 0 <= percentage <= 100:
        raise ValueError("expected a percentage from 0 to 100")
    return Finding(question, percentage)
