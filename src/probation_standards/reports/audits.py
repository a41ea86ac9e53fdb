"""What the rules say of a published record, as text, plain data, CSV and Markdown."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from typing import Any

from probation_standards.errors import CellProblem
from probation_standards.published.verdicts import Audit, Audited, Conclusion, Verdict
from probation_standards.reports.data import problem_data
from probation_standards.reports.markdown import table
from probation_standards.sources import Confidence

ORDER = (Verdict.CONTRADICTS, Verdict.CANNOT_TELL, Verdict.AGREES)
"""The order in which inspections are told of: what needs a look first."""

UNREAD = "cannot be read"
"""What stands for a verdict where a row could not be read."""


def audit_text(audit: Audit) -> str:
    """Return every inspection with its verdict, what needs a look first, and the counts at the end."""
    return "\n".join(_lines(audit))


def _lines(audit: Audit) -> Iterator[str]:
    yield audit.name
    for problem in audit.problems:
        yield f"{UNREAD}: {problem}"
    if audit.unread:
        yield f"not read, being no columns of a published record: {', '.join(audit.unread)}"
    for verdict in ORDER:
        for audited in audit.rows:
            if audited.verdict is verdict:
                sure = sure_text(audited.conclusion)
                yield f"{verdict.value}{sure}: {_named(audited)}: {audited.published}; {audited.conclusion.because}"
                yield from (f"    {line}" for line in _further(audited))
    yield summary(audit)


def _named(audited: Audited) -> str:
    inspection = audited.inspection
    row = "" if audited.row is None else f"row {audited.row}, "
    service = " ".join(inspection.service.split())
    date = inspection.publication_date or inspection.fieldwork_start
    return f"{row}{service}{f' {date}' if date else ''} ({inspection.framework})"


def _further(audited: Audited) -> Iterator[str]:
    inspection, conclusion = audited.inspection, audited.conclusion
    if audited.verdict is Verdict.CONTRADICTS:
        yield f"published: {audited.published}; the rules give: {conclusion.decided}"
        yield f"reconciled by: {reconciled_text(conclusion)}"
    contradicts = audited.verdict is Verdict.CONTRADICTS
    if inspection.published and inspection.published.status and (contradicts or known_wrong(audited)):
        yield f"status: {'; '.join(filter(None, [inspection.published.status, inspection.note]))}"
    if conclusion.missing:
        yield f"missing: {', '.join(conclusion.missing)}"
    if conclusion.needed and audited.verdict is Verdict.CANNOT_TELL:
        yield f"would have to be: {'; '.join(map(str, conclusion.needed))}"
    yield from (f"note: {note}" for note in audited.notes)


def sure_text(conclusion: Conclusion) -> str:
    """Return how sure we are of the rules behind a verdict, in brackets; nothing where they are confirmed or none was used."""
    weak = conclusion.confidence not in (None, Confidence.CONFIRMED) and conclusion.verdict is not Verdict.CANNOT_TELL
    return f" (by rules that are {conclusion.confidence.value})" if weak and conclusion.confidence else ""


def reconciled_text(conclusion: Conclusion) -> str:
    """Return each single value that would reconcile what contradicts, or that none would."""
    return "; or ".join(map(str, conclusion.reconciled_by)) or "no single value"


def summary(audit: Audit) -> str:
    """Return how many inspections agree, contradict and can't be told, and how many rows could not be read."""
    known = sum(known_wrong(audited) for audited in audit.rows if audited.verdict is Verdict.CONTRADICTS)
    wrong = f" ({known} known to be wrong at the source)" if known else ""
    total = f"{len(audit.rows)} inspection{'' if len(audit.rows) == 1 else 's'}"
    unread = f"; {audit.unreadable} row{'' if audit.unreadable == 1 else 's'} could not be read" if audit.unreadable else ""
    return (
        f"{total}: {audit.count(Verdict.AGREES)} agree, {audit.count(Verdict.CONTRADICTS)} "
        f"contradict{wrong}, {audit.count(Verdict.CANNOT_TELL)} can't be told{unread}."
    )


def known_wrong(audited: Audited) -> bool:
    """Return whether an inspection stands in the record as its source has it, though that is known to be wrong."""
    published = audited.inspection.published
    return published is not None and published.status == "wrong at source"


def audit_data(audit: Audit) -> dict[str, Any]:
    """Return an audit as plain data."""
    return {
        "record": audit.name,
        "counts": {**{verdict.value: audit.count(verdict) for verdict in Verdict}, UNREAD: audit.unreadable},
        "rows": [_row_data(audited) for audited in audit.rows],
        "problems": [problem_data(problem) for problem in audit.problems],
        "columns_not_read": list(audit.unread),
    }


def _row_data(audited: Audited) -> dict[str, Any]:
    inspection, conclusion = audited.inspection, audited.conclusion
    source = inspection.source
    return {
        "row": audited.row,
        "service": inspection.service,
        "framework": inspection.framework,
        "fieldwork_start": inspection.fieldwork_start and str(inspection.fieldwork_start),
        "publication_date": inspection.publication_date and str(inspection.publication_date),
        "verdict": audited.verdict.value,
        "published": audited.published,
        "decided": conclusion.decided or None,
        "because": conclusion.because,
        "reconciled_by": [{"what": one.what, "values": list(one.values), "text": one.text} for one in conclusion.reconciled_by],
        "missing": list(conclusion.missing),
        "needed": [{"what": one.what, "values": list(one.values), "text": one.text} for one in conclusion.needed],
        "rules_confidence": conclusion.confidence and conclusion.confidence.value,
        "notes": list(audited.notes),
        "status": (inspection.published and inspection.published.status) or None,
        "source_confidence": source and source.confidence.value,
        "source": source and source.title,
        "note": inspection.note or None,
    }


FIELDS = ("record", "row", "service", "framework", "fieldwork_start", "publication_date", "verdict", "published", "decided",
          "because", "reconciled_by", "missing", "needed", "rules_confidence", "notes", "status")  # fmt: skip
"""The columns of an audit as CSV."""


def audit_csv(audits: Iterable[Audit]) -> str:
    """Return audits as one CSV table: a row for each inspection, and for each problem of what could not be read."""
    text = io.StringIO()
    writer = csv.DictWriter(text, FIELDS, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for audit in audits:
        for audited in audit.rows:
            data = {**_row_data(audited), "record": audit.name}
            data |= {"missing": "; ".join(audited.conclusion.missing), "notes": "; ".join(audited.notes)}
            for name in ("reconciled_by", "needed"):
                data[name] = "; ".join(map(str, getattr(audited.conclusion, name)))
            writer.writerow(data)
        for problem in audit.problems:
            row = problem.row if isinstance(problem, CellProblem) else ""
            writer.writerow({"record": audit.name, "row": row, "verdict": UNREAD, "because": str(problem)})
    return text.getvalue()


def audit_markdown(audit: Audit) -> str:
    """Return an audit as Markdown: the counts, then every inspection with its verdict, what needs a look first."""
    rows = [
        (
            "-" if audited.row is None else audited.row,
            audited.inspection.service,
            f"`{audited.inspection.framework}`",
            f"{audited.verdict.value}{sure_text(audited.conclusion)}",
            audited.published,
            "; ".join([audited.conclusion.because, *_further_markdown(audited)]),
        )
        for verdict in ORDER
        for audited in audit.rows
        if audited.verdict is verdict
    ]
    unread = [f"- {UNREAD}: {problem}" for problem in audit.problems]
    head = ["Row", "Service", "Framework", "Verdict", "Published", "Why"]
    return "\n\n".join([f"# {audit.name}", summary(audit), *(["\n".join(unread)] if unread else []), table(head, rows)])


def _further_markdown(audited: Audited) -> Iterator[str]:
    if audited.verdict is Verdict.CONTRADICTS:
        yield f"reconciled by: {reconciled_text(audited.conclusion)}"
    if audited.verdict is Verdict.CANNOT_TELL and audited.conclusion.needed:
        yield f"would have to be: {', '.join(map(str, audited.conclusion.needed))}"
    yield from audited.notes
