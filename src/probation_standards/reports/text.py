"""What was decided and why, as text for people."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from probation_standards.agreements import agreement
from probation_standards.answers import Relevance
from probation_standards.checking import inspection_notes
from probation_standards.evidence import Finding, read_finding
from probation_standards.figures import stated, written
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection
from probation_standards.kinds import NAMED
from probation_standards.periods import InForce
from probation_standards.rating import Given, RatedInspection
from probation_standards.reports.data import how_sure
from probation_standards.rules import InspectorJudgement, LowestQuestion, NoRating, Rule
from probation_standards.sources import Confidence, Source
from probation_standards.standards import Domain, KeyQuestion, Prompt, Standard
from probation_standards.wording import bands_text, crosswalk_lines, discretion_text, ends_text, rule_lines

WIDTH = 100

SURE = "confirmed: read there; inferred: follows from figures that were read; recalled: remembered, not read"
"""What the three confidences mean, in a line."""


def explain(rated: RatedInspection, inspection: Inspection | None = None) -> str:
    """Return the whole explanation: each rating with its reason and findings, the overall, and how sure the rules are.

    Args:
        rated: What `rate` returned.
        inspection: What it was rated for; names the service, and adds whether the published ratings agree.
    """
    return "\n".join(_explanation(rated, inspection))


def _explanation(rated: RatedInspection, inspection: Inspection | None) -> Iterator[str]:
    framework = rated.framework
    if inspection is not None:
        yield heading(inspection)
    yield f"Rated under {framework.id}: {framework.title}, edition {framework.edition} ({framework.digest[:19]}...)"
    yield ""
    overall = rated.overall
    yield f"Overall: {overall.rating or 'Not rated'}"
    yield _wrapped(f"Because: {overall.reason}")
    domain = None
    titles = {domain.id: title_text(domain) for domain in framework.domains}
    for standard in framework.standards:
        if standard.domain != domain:
            domain = standard.domain
            yield f"\n{titles[domain]}"
        decision = rated[standard.id]
        points = "" if decision.points is None else f" ({_points(decision.points, standard.counts)})"
        yield f"\n  {numbered_text(standard)} {title_text(standard)}: {decision.rating or 'Not rated'}{points}"
        yield _wrapped(f"Because: {decision.reason}", 4)
        yield from _found(rated, standard)
    yield from _given_inputs(rated)
    yield "\nHow sure the rules are"
    for what, source in how_sure(framework):
        yield _wrapped(f"{source.confidence.value}: {what} ({source.title})", 2)
    if inspection is not None:
        yield ""
        yield from (_wrapped(f"Note: {note}") for note in notes_text(framework, inspection))
        yield agreement_text(rated, inspection)


def _found(rated: RatedInspection, standard: Standard) -> Iterator[str]:
    """Yield what was found by each question and prompt of a standard."""
    findings = {finding.question: finding for finding in rated.findings(standard.id)}
    given = rated.given(standard.id)
    for question in standard.questions:
        if question.id in findings:
            yield _wrapped(f"{finding_text(findings[question.id])}  {question.id} {question_text(question)}", 4, 11)
        if question.id in given:
            yield _wrapped(f"{given_text(given[question.id])}  {question.id} {question_text(question)}", 4, 11)
        for prompt in question.prompts:
            if prompt.id in rated.evidence.findings:
                finding = read_finding(prompt.id, rated.evidence.findings[prompt.id])
                yield _wrapped(f"{finding_text(finding)}  {prompt.id} {question_text(prompt)}", 8, 15)


def _given_inputs(rated: RatedInspection) -> Iterator[str]:
    inputs = rated.given()
    if inputs:
        yield "\nInputs"
    for question in rated.framework.inputs:
        if question.id in inputs:
            yield _wrapped(f"{given_text(inputs[question.id])}  {question.id} {question_text(question)}", 2, 9)


def describe(framework: Framework) -> str:
    """Return what a framework holds: standards, questions, prompts, bands and sources, each with how sure we are of it."""
    return "\n".join(_description(framework))


def _description(framework: Framework) -> Iterator[str]:
    yield f"{framework.title}, edition {framework.edition}"
    yield ", ".join(filter(None, [framework.id, framework.publisher, framework.digest]))
    if framework.in_force:
        yield f"{in_force_text(framework.in_force)} {sure_text(framework.in_force.source)}"
    if framework.note:
        yield _wrapped(framework.note, 0, 0)
    for domain in framework.domains:
        yield f"\n{domain.id}. {domain.title} {sure_text(domain.source)}"
        for standard in framework.standards:
            if standard.domain == domain.id:
                yield from _standard(standard)
    points = ", ".join(f"{rating.name} {rating.points}" for rating in framework.scale)
    yield f"\nPoints: {points or 'no ratings are given'} {sure_text(framework.scale.source)}"
    yield _wrapped(f"Overall rating: {rule_text(framework.overall)}")
    yield from (_wrapped(line, 2, 4) for line in shape_lines(framework.overall))
    yield from _inputs(framework)
    if framework.discretion is not None:
        yield _wrapped(f"{discretion_text(framework.discretion)} {sure_text(framework.discretion.source)}")
    for table in framework.tables:
        bands = bands_text(table)
        rounding = f"rounding: {table.rounding} {sure_text(table.rounding_source or table.source)}"
        yield _wrapped(f"Bands {table.id}, in {table.unit}: {bands} {sure_text(table.source)}; {rounding}")
    yield from _crosswalks(framework)
    yield f"\nSources ({SURE})"
    for source in framework.sources:
        where = [source.publisher, source.published, source.reference, source.url]
        yield _wrapped(f"{source.id} ({source.confidence.value}): {', '.join(filter(None, [source.title, *where]))}", 2, 4)
        if source.note:
            yield _wrapped(source.note, 4, 4)


def _crosswalks(framework: Framework) -> Iterator[str]:
    for crosswalk in framework.crosswalks:
        yield f"\nCrosswalk to {crosswalk.framework}"
        yield from (_wrapped(line, 2, 4) for line in crosswalk_lines(crosswalk))


def _inputs(framework: Framework) -> Iterator[str]:
    if framework.inputs:
        yield "\nInputs"
    for question in framework.inputs:
        yield _wrapped(f"{question.id}{form_text(question)} {question_text(question)} {sure_text(question.source)}", 2, 4)


def _standard(standard: Standard) -> Iterator[str]:
    counts = "" if standard.counts else ", does not count towards the overall rating"
    yield f"\n  {numbered_text(standard)} {standard.title} {sure_text(standard.source)}{counts}"
    yield _wrapped(f"Rule: {rule_text(standard.rule)}", 2, 2)
    yield from (_wrapped(line, 4, 6) for line in shape_lines(standard.rule))
    if standard.statement:
        yield _wrapped(f"{statement_text(standard)} {sure_text(standard.statement_source or standard.source)}", 2, 2)
    if standard.note:
        yield _wrapped(standard.note, 2, 2)
    for question in standard.questions:
        said = f"{numbered_text(question)}{form_text(question)} {question_text(question)}"
        yield _wrapped(f"{said} {sure_text(question.source)}", 4, 6)
        if question.pooled_from:
            theirs = "" if question.pooled_from == question.id else f", their {question.pooled_from}"
            yield f"      Pooled from the cases of the services in the region{theirs}"
        if question.relevant_when:
            yield _wrapped(relevance_text(question.relevant_when), 6, 6)
        for prompt in question.prompts:
            yield _wrapped(f"{prompt.id} {question_text(prompt)} {sure_text(prompt.source)}", 6, 8)
            if prompt.relevant_when:
                yield _wrapped(relevance_text(prompt.relevant_when), 8, 8)


def relevance_text(relevance: Relevance) -> str:
    """Return on which cases a question is asked, in a line."""
    return f"Asked of cases in which {relevance.attribute} is {relevance.value!r} {sure_text(relevance.source)}"


def sure_text(source: Source) -> str:
    """Return how sure we are of what refers to `source`, and which source that is: ``(confirmed: report)``."""
    return f"({source.confidence.value}: {source.id})"


def in_force_text(period: InForce) -> str:
    """Return from when to when an edition was in force, in a line."""
    return f"In force, by the start of fieldwork: from {period.starts}{f' to {period.ends}' if period.ends else ''}"


def heading(inspection: Inspection) -> str:
    """Return the service and its dates in a line."""
    dates = [
        f"fieldwork from {inspection.fieldwork_start}" if inspection.fieldwork_start else "",
        f"published {inspection.publication_date}" if inspection.publication_date else "",
    ]
    return ", ".join(filter(None, [inspection.service, inspection.region, *dates]))


def notes_text(framework: Framework, inspection: Inspection) -> list[str]:
    """Return what a reader should know of an inspection: its own note, and what is worth a second look, as sentences."""
    own = [inspection.note] if inspection.note else []
    return own + [f"{note}." for note in inspection_notes(framework, inspection)]


def agreement_text(rated: RatedInspection, inspection: Inspection) -> str:
    """Return whether the ratings agree with the published ones, with every difference."""
    found = agreement(inspection.published, rated)
    if found.agrees is None:
        return "No published ratings to compare with."
    if found.agrees:
        return f"Agrees with what was published ({found.compared} of {found.compared} compared)."
    listed = "".join(f"\n- {difference}" for difference in found.differences)
    return f"Disagrees with what was published ({len(found.differences)} of {found.compared} compared):\n{listed}"


def finding_text(finding: Finding) -> str:
    """Return a finding in few characters: ``60 %``, ``~59.7 % (37 of 62)``, or that no case was relevant."""
    if finding.percentage is None:
        return "no relevant cases"
    tally = f" ({finding.tally})" if finding.tally else ""
    return f"{written(finding.percentage):>3} %{tally}"


def question_text(question: KeyQuestion | Prompt) -> str:
    """Return the text of a question or prompt, marked where it is not the publisher's wording."""
    return _marked(question.text, question.source, verbatim=question.verbatim)


def rule_text(rule: Rule) -> str:
    """Return the kind of a rule, what it says where its kind says it all but for that, and how sure we are of it."""
    said: list[str] = []
    if isinstance(rule, NoRating):
        said = [f"because {rule.because}"]
    elif isinstance(rule, InspectorJudgement):
        said = [ends_text(rule)]
    elif isinstance(rule, LowestQuestion):
        left_out = "questions without relevant cases are left out" if rule.no_relevant_cases == "leave out" else ""
        said = [f"by the bands {rule.bands.id}" if rule.bands.id else "", left_out]
    return f"{', '.join([rule.kind, *filter(None, said)])} {sure_text(rule.source)}"


def shape_lines(rule: Rule) -> tuple[str, ...]:
    """Return what a rule does, in words, where its kind does not say it."""
    return () if isinstance(rule, NAMED) else tuple(rule_lines(rule))


def given_text(value: Given) -> str:
    """Return what was found by a question that is not asked of cases."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else stated(value)


def form_text(question: KeyQuestion) -> str:
    """Return what a question finds, where that is no percentage of cases, and whether it need not be inspected."""
    values = f" of {', '.join(map(stated, question.values))}" if question.values else ""
    said = [] if question.form == "cases" else [f"{question.form}{values}"]
    said += ["optional"] if question.optional else []
    return f" ({', '.join(said)})" if said else ""


def statement_text(standard: Standard) -> str:
    """Return the statement of a standard, marked where it is not the publisher's wording."""
    return _marked(standard.statement, standard.statement_source or standard.source, verbatim=standard.verbatim)


def _marked(text: str, source: Source, *, verbatim: bool) -> str:
    if source.confidence is Confidence.RECALLED:
        return f"{text} [recalled, not the publisher's wording]"
    return text if verbatim else f"{text} [not verbatim]"


def title_text(part: Standard | Domain) -> str:
    """Return the title of a standard or a domain, marked where it is only recalled."""
    return f"{part.title} [recalled]" if part.source.confidence is Confidence.RECALLED else part.title


NUMBERED = {"recalled": " [number recalled]", "ours": " [our number]"}


def numbered_text(part: Standard | KeyQuestion) -> str:
    """Return the id of a standard or a key question, marked where its number was not read."""
    return part.id + NUMBERED.get(part.numbered, "")


def _points(points: int, counts: bool) -> str:  # noqa: FBT001  # read from a field
    return f"{points} point{'' if points == 1 else 's'}{'' if counts else ', does not count'}"


def _wrapped(text: str, indent: int = 0, hanging: int | None = None) -> str:
    further = " " * (indent + 2 if hanging is None else hanging)
    return fill(
        text,
        WIDTH,
        initial_indent=" " * indent,
        subsequent_indent=further,
        break_on_hyphens=False,
        break_long_words=False,  # an address must stay whole
    )
