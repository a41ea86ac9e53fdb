"""What was decided, and what a framework holds, as Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from probation_standards.catalogues import Entry
from probation_standards.figures import stated
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection
from probation_standards.rating import RatedInspection
from probation_standards.reports.data import how_sure
from probation_standards.reports.text import (
    agreement_text,
    finding_text,
    given_text,
    heading,
    in_force_text,
    notes_text,
    numbered_text,
    question_text,
    relevance_text,
    rule_text,
    shape_lines,
    statement_text,
    sure_text,
    title_text,
)
from probation_standards.rules import Rule
from probation_standards.standards import KeyQuestion, Prompt, Standard
from probation_standards.wording import crosswalk_lines, discretion_text


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table; vertical bars in cells are escaped.

    >>> print(table(["Rating", "Points"], [["Good", 2]]))
    | Rating | Points |
    | --- | --- |
    | Good | 2 |
    """
    names = list(head)
    lines = [names, ["---"] * len(names), *rows]
    return "\n".join(f"| {' | '.join(_cell(item) for item in line)} |" for line in lines)


def _cell(item: object) -> str:
    return " ".join(str(item).split()).replace("\\", "\\\\").replace("|", "\\|")


def rated_markdown(rated: RatedInspection, inspection: Inspection) -> str:
    """Return the ratings in a table, with score, overall, and whether the published ones agree."""
    rows = [
        (f"{s.id} {title_text(s)}", rated[s.id].rating or "Not rated", _dash(rated[s.id].points), rated[s.id].reason)
        for s in rated.framework.standards
    ]
    return "\n\n".join(
        [
            f"# {inspection.service}",
            f"{heading(inspection)}. Rated under `{rated.framework.id}`, edition {rated.framework.edition}, `{rated.digest}`.",
            f"**Overall: {rated.overall.rating or 'Not rated'}** ({rated.overall.reason})",
            table(["Standard", "Rating", "Points", "Because"], rows),
            *(f"Note: {note}" for note in notes_text(rated.framework, inspection)),
            f"How sure the rules are: {sure_of_rules(rated.framework)}.",
            agreement_text(rated, inspection),
        ]
    )


def sure_of_rules(framework: Framework) -> str:
    """Return how sure we are of each rule that ratings rest on, in a line."""
    return "; ".join(f"{what} ({source.confidence.value})" for what, source in how_sure(framework))


def explained_markdown(rated: RatedInspection, inspection: Inspection) -> str:
    """Return the whole explanation: the table, the findings of each standard, and how sure the rules are."""
    blocks = [rated_markdown(rated, inspection), "## Findings"]
    for standard in rated.framework.standards:
        findings = {finding.question: finding for finding in rated.findings(standard.id)}
        found = {id: finding_text(finding).strip() for id, finding in findings.items()}
        found |= {id: given_text(value) for id, value in rated.given(standard.id).items()}
        rows = [(q.id, question_text(q), found[q.id]) for q in standard.questions if q.id in found]
        if rows:
            blocks += [
                f"### {numbered_text(standard)} {title_text(standard)}",
                table(["Key question", "Text", "Finding"], rows),
            ]
    inputs = rated.given()
    if inputs:
        given = [(q.id, question_text(q), given_text(inputs[q.id])) for q in rated.framework.inputs if q.id in inputs]
        blocks += ["### Inputs", table(["Input", "Text", "Finding"], given)]
    rows_sure = [(source.confidence.value, what, source.title) for what, source in how_sure(rated.framework)]
    blocks += ["## How sure the rules are", table(["Confidence", "What", "Source"], rows_sure)]
    return "\n\n".join(blocks)


def framework_markdown(framework: Framework) -> str:
    """Return everything in a framework: standards, questions, prompts, bands, sources."""
    return "\n\n".join(_framework(framework))


def frameworks_markdown(entries: Iterable[Entry]) -> str:
    """Return the frameworks that are installed in a table."""
    rows = [
        (f"`{e.id}`", e.title, e.type or "-", e.dates or "-", f"{e.plugin.distribution} {e.plugin.version}") for e in entries
    ]
    return table(["Framework", "Title", "Type of service", "In force", "From"], rows)


def editions_markdown(editions: Mapping[str, Entry | str]) -> str:
    """Return the editions in force on a day in a table, by type of service, with why there is none where there is none."""
    rows = [
        (type, "-", entry) if isinstance(entry, str) else (type, f"`{entry.id}`", f"{entry.title}, in force {entry.dates}")
        for type, entry in editions.items()
    ]
    return table(["Type of service", "Framework", "Title, or why there is none"], rows)


def _crosswalks(framework: Framework) -> Iterator[str]:
    for crosswalk in framework.crosswalks:
        yield f"## Crosswalk to {crosswalk.framework}"
        yield "\n".join(f"- {line}" for line in crosswalk_lines(crosswalk))


def _framework(framework: Framework) -> Iterator[str]:
    yield f"# {framework.title}, edition {framework.edition}"
    yield ", ".join(filter(None, [f"`{framework.id}`", framework.publisher, f"`{framework.digest}`"]))
    if framework.in_force:
        yield f"{in_force_text(framework.in_force)} ({framework.in_force.source.confidence.value})."
    if framework.note:
        yield framework.note
    if framework.scale.ratings:
        yield table(["Rating", "Points"], [(rating.name, rating.points) for rating in framework.scale])
    else:
        yield f"No ratings are given {sure_text(framework.scale.source)}."
    for domain in framework.domains:
        yield f"## {domain.id}. {domain.title} {sure_text(domain.source)}"
        for standard in framework.standards:
            if standard.domain == domain.id:
                yield from _standard(standard)
    yield f"Overall rating: {rule_text(framework.overall)}."
    yield from _shape(framework.overall)
    if framework.inputs:
        inputs = [(q.id, q.form, question_text(q), sure_text(q.source)) for q in framework.inputs]
        yield table(["Input", "Finds", "Text", "Source"], inputs)
    if framework.discretion is not None:
        yield f"{discretion_text(framework.discretion)} {sure_text(framework.discretion.source)}."
    yield from _crosswalks(framework)
    for bands in framework.tables:
        yield f"## Bands: {bands.id}"
        rounding = bands.rounding_source or bands.source
        yield (
            f"In {bands.unit}. Source: {bands.source.id} ({bands.source.confidence.value}). "
            f"Rounding: {bands.rounding}, source: {rounding.id} ({rounding.confidence.value})."
        )
        yield table(["Starts at", "Rating"], [(stated(band.starts), band.rating) for band in bands.bands])
    yield "## Sources"
    rows = [(s.id, s.confidence.value, s.title, s.note or "-") for s in framework.sources]
    yield table(["Source", "Confidence", "Title", "Note"], rows)


def _shape(rule: Rule) -> Iterator[str]:
    lines = shape_lines(rule)
    if lines:
        yield "\n".join(f"{' ' * (len(line) - len(line.lstrip()))}- {line.lstrip()}" for line in lines)


def _standard(standard: Standard) -> Iterator[str]:
    yield f"### {numbered_text(standard)} {standard.title}"
    if standard.statement:
        yield f"{statement_text(standard)} {sure_text(standard.statement_source or standard.source)}"
    counts = "" if standard.counts else " Does not count towards the overall rating."
    if standard.note:
        yield standard.note
    yield f"Title {sure_text(standard.source)}. Rule: {rule_text(standard.rule)}.{counts}"
    yield from _shape(standard.rule)
    lines = []
    for question in standard.questions:
        pooled = f" Pooled from {question.pooled_from} of the services." if question.pooled_from else ""
        lines.append(
            f"- {numbered_text(question)} {question_text(question)} {sure_text(question.source)}{pooled}{_asked_of(question)}"
        )
        lines += [f"    - {p.id} {question_text(p)} {sure_text(p.source)}{_asked_of(p)}" for p in question.prompts]
    if lines:
        yield "\n".join(lines)


def _asked_of(part: KeyQuestion | Prompt) -> str:
    return f" {relevance_text(part.relevant_when)}." if part.relevant_when else ""


def _dash(value: object) -> object:
    return "-" if value is None else value
