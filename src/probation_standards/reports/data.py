"""What was decided, as plain data for JSON."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import attrs

from probation_standards.agreements import agreement
from probation_standards.catalogues import Entry
from probation_standards.checking import inspection_notes
from probation_standards.decisions import Decision, Reason
from probation_standards.errors import NO_VALUE, CellProblem, Problem, shown
from probation_standards.evidence import Finding, Judgement, NoFinding, Tally
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection
from probation_standards.rating import RatedInspection
from probation_standards.rules import Reads
from probation_standards.scales import Rating
from probation_standards.sources import Source
from probation_standards.standards import Standard


def rated_data(rated: RatedInspection, inspection: Inspection) -> dict[str, Any]:
    """Return a rated `inspection` as plain data: numbers, texts, lists and dicts.

    A percentage that is no whole number is given to the nearest float, and as an exact text beside it.
    """
    found = agreement(inspection.published, rated)
    overall = rated.overall
    return {
        "framework": rated.framework.id,
        "edition": rated.framework.edition,
        "digest": rated.digest,
        "service": inspection.service,
        "score": rated.score,
        "maximum": rated.maximum,
        "overall": {
            "rating": _name(overall.rating),
            "reason": str(overall.reason),
            "decided_by": reason_data(overall.reason),
        },
        "standards": [
            {
                "id": standard.id,
                "title": standard.title,
                "title_confidence": standard.source.confidence.value,
                "rule_confidence": standard.rule.source.confidence.value,
                "rating": _name(rated[standard.id].rating),
                "points": rated[standard.id].points,
                "counts": standard.counts,
                "reason": str(rated[standard.id].reason),
                "decided_by": reason_data(rated[standard.id].reason),
                "findings": [finding_data(finding) for finding in rated.findings(standard.id)],
                "given": _plain(rated.given(standard.id)),
            }
            for standard in rated.framework.standards
        ],
        "agrees_with_published": found.agrees,
        "differences": [attrs.asdict(difference) for difference in found.differences],
        "note": inspection.note or None,
        "notes": inspection_notes(rated.framework, inspection),
        "how_sure": [
            {"what": what, "source": source.id, "title": source.title, "confidence": source.confidence.value}
            for what, source in how_sure(rated.framework)
        ],
    }


def entry_data(entry: Entry) -> dict[str, Any]:
    """Return what is known of a framework without reading it, as plain data."""
    return {
        "id": entry.id,
        "title": entry.title,
        "type": entry.type or None,
        "starts": entry.starts and str(entry.starts),
        "ends": entry.ends and str(entry.ends),
        "distribution": entry.plugin.distribution,
        "version": entry.plugin.version,
    }


def reason_data(reason: Reason) -> dict[str, Any]:
    """Return a reason as plain data, with its kind."""
    return {"kind": reason.kind, **_plain(reason)}


def finding_data(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain data; its percentage is None when no case was relevant."""
    tally = finding.tally
    return {
        "question": finding.question,
        "percentage": _plain(finding.percentage),
        "exact": None if finding.percentage is None else str(finding.percentage),
        "sufficient": tally and tally.sufficient,
        "relevant": tally and tally.relevant,
    }


def how_sure(framework: Framework) -> list[tuple[str, Source]]:
    """Return what the ratings of `framework` rest on, each with its source; what shares a source is named together."""
    found: dict[str, tuple[list[str], Source]] = {}

    def note(what: str, source: Source | None) -> None:
        if source is not None:
            named = found.setdefault(source.id, ([], source))[0]
            if what not in named:
                named.append(what)

    note("ratings and points", framework.scale.source)
    rules: dict[str, dict[str, list[Standard]]] = {}
    for standard in framework.standards:
        rules.setdefault(_rule_named(standard), {}).setdefault(standard.rule.source.id, []).append(standard)
    for what, by_source in rules.items():
        for standards in by_source.values():  # named where those of one sort have several sources
            which = f" ({', '.join(standard.id for standard in standards)})" if len(by_source) > 1 else ""
            note(f"{what}{which}", standards[0].rule.source)
    note("rule of the overall rating", framework.overall.source)
    for table in framework.tables:
        note(f"thresholds of {table.id}", table.source)
        note(f"rounding of {table.id}", table.rounding_source)
    return [(", ".join(named), source) for named, source in found.values()]


def _rule_named(standard: Standard) -> str:
    kinds = {
        Reads.FINDINGS: "rule of casework standards",
        Reads.JUDGEMENT: "rule of judged standards",
        Reads.NOTHING: "rule of unrated standards",
    }
    return kinds.get(standard.rule.reads, "rule of standards")


def given_data(given: object) -> Any:
    """Return a finding or a judgement as it was given, as plain data."""
    if isinstance(given, Tally):
        return {"sufficient": given.sufficient, "relevant": given.relevant}
    if isinstance(given, NoFinding):
        return given.given
    return given.rating if isinstance(given, Judgement) else _plain(given)


def problem_data(problem: Problem) -> dict[str, Any]:
    """Return a problem as plain data; of a table, with its row and column."""
    at = {"row": problem.row, "column": problem.column or None} if isinstance(problem, CellProblem) else {}
    value = None if problem.value is NO_VALUE else shown(problem.value)
    return {**at, "path": problem.path, "expected": problem.expected, "value": value, "suggestion": problem.suggestion}


def _name(rating: Rating | None) -> str | None:
    return None if rating is None else rating.name


def _plain(value: object) -> Any:
    if isinstance(value, Decision):
        return {"rating": _name(value.rating), "reason": reason_data(value.reason)}
    if isinstance(value, Rating):
        return value.name
    if isinstance(value, Fraction):
        return float(value)
    if isinstance(value, (tuple, list)):
        return [_plain(item) for item in value]
    if attrs.has(type(value)):
        fields = attrs.fields(type(value))  # type: ignore[arg-type]  # it has attrs, as asked
        return {field.name: _plain(getattr(value, field.name)) for field in fields}
    return value
