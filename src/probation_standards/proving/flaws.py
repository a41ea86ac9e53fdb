"""What is found of a framework when it is proved: flaws, with inspections that show them, and what could not be decided."""

from __future__ import annotations

from typing import Literal

import attrs

from probation_standards.evidence import Tally
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection


@attrs.frozen(kw_only=True)
class Flaw:
    """Something in a framework that is wrong, or that its author should know.

    Attributes:
        severity: ``"error"`` where it contradicts what every framework holds to, ``"warning"`` where it may be meant and
            seldom is, ``"note"`` where it is meant or follows from what was published.
        kind: What it is: ``"dead-row"``; see `KINDS`.
        path: Where in the framework: ``"standards[2].rule.rows[1]"``.
        what: What is so, in a sentence.
        advice: What to change.
        examples: Inspections that show it: none where it holds of all, two where one is better and rated worse.
        cliffs: For rounding: the tallies of up to 400 relevant cases that earn a better band rounded than they do exactly.
    """

    severity: Literal["error", "warning", "note"]
    kind: str
    path: str
    what: str
    advice: str
    examples: tuple[Inspection, ...] = ()
    cliffs: tuple[Tally, ...] = ()

    def __str__(self) -> str:
        return f"{self.severity}: {self.path}: {self.what}; {self.advice}"


KINDS = {
    "empty-band": "a band, or a table of bands, into which nothing falls",
    "no-table": "a maximum without a table of bands",
    "open-table": "a decision table that leaves evidence without a rating",
    "dead-row": "a row of a decision table that never decides",
    "dead-limit": "a limit that never holds",
    "dead-step": "a step that is never taken",
    "idle-limit": "a limit that holds and never changes the rating",
    "idle-step": "a step that is taken and never changes the rating",
    "unreached-rating": "a rating that nothing can be given",
    "falls": "better evidence that is rated worse",
    "never-falls": "a reason why a better finding may lower a rating, which none does",
    "share-of-one": "percentages that are held against shares of 1",
    "rounding": "tallies that rounding lifts into a better band",
    "unread": "a question, an input or a standard that no rule reads, or that makes no difference to any",
    "fails": "evidence that is complete and is not rated, but ends in an error",
}
"""The kinds of flaws."""


@attrs.frozen(kw_only=True)
class Undecided:
    """What could not be decided for all evidence.

    Attributes:
        path: Where in the framework.
        because: Why not.
        tried: On how much made-up evidence it was tried instead.
    """

    path: str
    because: str
    tried: int

    def __str__(self) -> str:
        return f"{self.path}: {self.because}; tried on {self.tried:,} made-up inspections instead"


@attrs.frozen(kw_only=True, repr=False)
class Proof:
    """What holds of a framework for all evidence, and what does not.

    The rules alone are proved: ratings that the panel moved, and departures from a rule, are what people decide. Where
    percentages are added up, whole ones are gone through.

    Attributes:
        framework: The framework.
        flaws: What was found, the worst first.
        undecided: What could not be decided.
        only: Of which evidence all was gone through, where it is not all: ``"of whole percentages"``, where some are added up.
        gone_through: How many inspections were rated, each of which stands for all that its rules can't tell from it.
    """

    framework: Framework
    flaws: tuple[Flaw, ...]
    undecided: tuple[Undecided, ...]
    only: tuple[str, ...] = ()
    gone_through: int

    @property
    def errors(self) -> tuple[Flaw, ...]:
        """The flaws that are errors."""
        return tuple(flaw for flaw in self.flaws if flaw.severity == "error")

    @property
    def holds(self) -> bool:
        """Whether no error was found."""
        return not self.errors

    def __bool__(self) -> bool:
        return self.holds

    def __repr__(self) -> str:
        counts = f"flaws={len(self.flaws)}, undecided={len(self.undecided)}"
        return f"Proof({self.framework.id!r}, holds={self.holds}, {counts}, gone_through={self.gone_through})"

    def __str__(self) -> str:
        outcome = "holds" if self.holds else "does not hold"
        return "\n".join([f"{self.framework.id} {outcome}", *map(str, self.flaws), *map(str, self.undecided)])
