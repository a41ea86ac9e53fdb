"""Whether what was decided is what was published."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from probation_standards.errors import EvidenceError, key, unknown
from probation_standards.inspections import PublishedRatings
from probation_standards.rating import RatedInspection


@attrs.frozen
class Difference:
    """One thing that was published otherwise than it was decided.

    Attributes:
        what: A standard's id, ``"overall"``, ``"score"`` or ``"maximum"``.
        published: What was published.
        decided: What was decided; None for what is not rated.
    """

    what: str
    published: str | int
    decided: str | int | None

    def __str__(self) -> str:
        decided = "not rated" if self.decided is None else self.decided
        return f"{self.what}: published {self.published}, decided {decided}"


@attrs.frozen
class Agreement:
    """How far what was decided is what was published.

    Attributes:
        compared: How many things were published and could be compared.
        differences: Those that differ.
    """

    compared: int
    differences: tuple[Difference, ...]

    @property
    def agrees(self) -> bool | None:
        """Whether nothing differs; None where nothing was published."""
        return not self.differences if self.compared else None


def agreement(published: PublishedRatings | None, rated: RatedInspection) -> Agreement:
    """Return how far `rated` is what was `published`; what was not published is not compared.

    Raises:
        EvidenceError: When a rating was published for a standard that the framework lacks.
    """
    lacking = [] if published is None else [id for id in published.ratings if id not in rated]
    if lacking:
        problems = [unknown(f"published.ratings.{key(id)}", id, rated, "the id of a standard") for id in lacking]
        raise EvidenceError(problems, f"what was published can't be compared under {rated.framework.id}")
    pairs = [] if published is None else list(_pairs(published, rated))
    differences = tuple(Difference(what, said, decided) for what, said, decided in pairs if said != decided)
    return Agreement(len(pairs), differences)


def _pairs(published: PublishedRatings, rated: RatedInspection) -> Iterator[tuple[str, str | int, str | int | None]]:
    for id, name in published.ratings.items():
        rating = rated[id].rating
        yield id, name, None if rating is None else rating.name
    for what, said, decided in (("score", published.score, rated.score), ("maximum", published.maximum, rated.maximum)):
        if said is not None:
            yield what, said, decided
    if published.overall is not None:
        overall = rated.overall.rating
        yield "overall", published.overall, None if overall is None else overall.name
