"""Laws: what every framework obeys, each a plain function of a framework that raises where it does not.

They are tried on evidence that is made up, by hypothesis; what breaks a law is shrunk to its smallest example, and told in the
framework's own words. A framework whose own rules are in Python is held to them as one that is made of shapes is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeAlias

import attrs

from probation_standards.agreements import agreement
from probation_standards.errors import ProbationStandardsError
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection
from probation_standards.published.auditing import audit
from probation_standards.published.records import PublishedRecord
from probation_standards.published.verdicts import Audit, Audited, Verdict
from probation_standards.rating import rate
from probation_standards.testing.changing_laws import (
    cases_and_percentages_agree,
    limits_have_no_order,
    order_does_not_matter,
    pooling_equals_adding,
    what_does_not_count_changes_nothing,
)
from probation_standards.testing.holding_laws import (
    a_band_starts_at_its_threshold,
    every_number_has_a_source,
    ids_are_unique,
)
from probation_standards.testing.rating_laws import (
    better_evidence_never_lowers_a_rating,
    complete_evidence_is_rated,
    every_rating_can_be_had,
    lacking_evidence_is_refused,
)
from probation_standards.testing.reading_laws import (
    documents_give_it_back,
    every_reader_agrees,
    inspections_come_back,
    the_reason_accounts_for_the_rating,
)

Law: TypeAlias = Callable[[Framework], None]
"""Takes a framework; raises AssertionError where the law does not hold of it."""

Published: TypeAlias = "PublishedRecord | Inspection | Iterable[Inspection | PublishedRecord]"
"""Published inspections: a record or an inspection, or several of either."""

LAWS: tuple[Law, ...] = (
    ids_are_unique,
    every_number_has_a_source,
    a_band_starts_at_its_threshold,
    complete_evidence_is_rated,
    lacking_evidence_is_refused,
    every_rating_can_be_had,
    order_does_not_matter,
    better_evidence_never_lowers_a_rating,
    what_does_not_count_changes_nothing,
    limits_have_no_order,
    cases_and_percentages_agree,
    pooling_equals_adding,
    the_reason_accounts_for_the_rating,
    every_reader_agrees,
    documents_give_it_back,
    inspections_come_back,
)
"""All laws, in the order in which they are tried."""

PUBLISHED = "What was published agrees with the rules."
"""The law of published inspections."""

KNOWN = "wrong at source"
"""The status of a published inspection that is known to be wrong, and is left aside."""


@attrs.frozen
class Broken:
    """A law that a framework breaks.

    Attributes:
        law: The law, in a sentence.
        example: What breaks it, as small as it was found.
    """

    law: str
    example: str

    def __str__(self) -> str:
        return f"{self.law}\n  {self.example}"


def broken_laws(framework: Framework, *, published: Published = (), laws: Sequence[Law] = LAWS) -> tuple[Broken, ...]:
    """Return every law that a framework breaks, each with its smallest example; none where all hold.

    Args:
        framework: What is held to the laws.
        published: Published inspections: what `read_record` read, or an inspection, or several of either, such as
            ``catalogue.published()``. Each that contradicts the rules is among what is returned; those of other frameworks, and
            those that are known to be wrong at their source, are left aside.
        laws: The laws; each is tried, whatever the others come to. Whatever else than AssertionError it raises breaks it too.

    >>> from probation_standards import discover
    >>> broken_laws(discover()["public-protection-2025"], laws=LAWS[:3])
    ()
    """
    found = [broken for law in laws if (broken := _tried(law, framework)) is not None]
    return (*found, *contradicting(framework, published))


def _tried(law: Law, framework: Framework) -> Broken | None:
    """Return how a framework breaks a law, or None where it holds."""
    sentence = (law.__doc__ or str(getattr(law, "__name__", "a law"))).strip()
    try:
        law(framework)
    except AssertionError as error:
        return Broken(sentence, str(error) or "it does not say by what")
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever a rule of another package raises
        return Broken(sentence, f"trying it ended with {_raised(error)}")
    return None


def _raised(error: BaseException) -> str:
    """Return an error in one line."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return f"{type(error).__name__}: {' '.join(str(error).split())}" if str(error) else type(error).__name__


def contradicting(framework: Framework, published: Published) -> Iterator[Broken]:
    """Yield each published inspection that contradicts the rules of a framework, and what of them can't be read.

    Args:
        framework: Whose rules.
        published: Published inspections; see `broken_laws`.
    """
    try:
        yield from _contradictions(framework, published)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # whatever a rule of another package raises
        yield Broken(PUBLISHED, f"trying it ended with {_raised(error)}")


def _contradictions(framework: Framework, published: Published) -> Iterator[Broken]:
    several = [published] if isinstance(published, (PublishedRecord, Inspection)) else list(published)
    for record in [one for one in several if isinstance(one, PublishedRecord)]:
        own = {row: one for row, one in record.inspections.items() if one.framework == framework.id}
        if own or not record.inspections:
            yield from _contradicting(framework, audit(attrs.evolve(record, inspections=own), {framework.id: framework}))
    alone = [one for one in several if isinstance(one, Inspection) and one.framework == framework.id]
    if alone:
        yield from _contradicting(framework, audit(alone, {framework.id: framework}))


def _contradicting(framework: Framework, found: Audit) -> Iterator[Broken]:
    for problem in found.problems:
        yield Broken(PUBLISHED, f"it can't be read: {problem}")
    for row in found.rows:
        if row.inspection.published is None or row.inspection.published.status == KNOWN:
            continue
        if row.verdict is Verdict.CONTRADICTS:
            yield Broken(PUBLISHED, f"{_which(row)}: published {row.published}; {row.conclusion.because}")
        else:
            yield from _differing(framework, row)


def _differing(framework: Framework, row: Audited) -> Iterator[Broken]:
    """Yield where an inspection of which all evidence is known is rated otherwise than was published."""
    try:
        rated = rate(framework, row.inspection.evidence)
    except ProbationStandardsError:
        return  # not all of it is known
    differences = agreement(row.inspection.published, rated).differences
    if differences:
        yield Broken(PUBLISHED, f"{_which(row)}: {'; '.join(map(str, differences))}")


def _which(row: Audited) -> str:
    """Return which inspection it is: ``"row 2, West Sussex 2022-06-22"``."""
    day = row.inspection.fieldwork_start or row.inspection.publication_date
    where = f"row {row.row}, " if row.row is not None else ""
    return f"{where}{row.inspection.service}{f' {day}' if day else ''}"
