"""Holding evidence against a framework: every id, value and gap that keeps it from being rated, all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import cast

from probation_standards.checks import any_text, text
from probation_standards.errors import Problem, key, unknown
from probation_standards.evidence import OVERALL, Evidence, Judgement, NoFinding, PanelDecision, read_finding
from probation_standards.figures import exact
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection, PublishedRatings
from probation_standards.items import Needs, needs, shape_parts
from probation_standards.measuring import read_item
from probation_standards.periods import touches
from probation_standards.rules import InspectorJudgement, Reads, Rule
from probation_standards.scales import Rating
from probation_standards.shapes import MayDepart
from probation_standards.standards import KeyQuestion, Prompt, Standard


def evidence_problems(framework: Framework, evidence: Evidence) -> list[Problem]:
    """Return everything that keeps `evidence` from being rated under `framework`, in the order of its fields.

    Each problem names the standard and, where there is one, the key question.
    """
    return [
        *_findings(framework, evidence),
        *_judgements(framework, evidence),
        *_not_rated(framework, evidence),
        *_panel(framework, evidence),
        *_lacking(framework, evidence),
    ]


def inspection_problems(
    framework: Framework,
    evidence: Evidence,
    published: PublishedRatings | None,
    narrative: Mapping[str, Mapping[str, tuple[str, ...]]],
) -> list[Problem]:
    """Return what in an inspection does not fit `framework`, besides what its evidence lacks.

    An inspection may be known only in part, by its published overall rating for example; it can then be read, though not
    rated again.
    """
    return [
        *(problem for problem in evidence_problems(framework, evidence) if not problem.missing),
        *(() if published is None else _published(framework, published)),
        *_narrative(framework, narrative),
    ]


def inspection_notes(framework: Framework, inspection: Inspection) -> list[str]:
    """Return what is no mistake in itself and worth a second look: dates out of force, percentages that look like shares."""
    notes = []
    start, period = inspection.fieldwork_start, framework.in_force
    if start and period and not touches(period.starts, period.ends, start):
        ends = f" to {period.ends}" if period.ends else ""
        notes.append(f"fieldwork began {start}, and {framework.id} was in force from {period.starts}{ends}")
    if inspection.type and framework.type and inspection.type.casefold() != framework.type.casefold():
        notes.append(f"the service is of the type {inspection.type}, and {framework.id} is for {framework.type}")
    if start and inspection.publication_date and inspection.publication_date.latest < start.earliest:
        notes.append(f"it was published {inspection.publication_date}, before fieldwork began {start}")
    notes += _published_notes(inspection.published)
    for id, value in inspection.evidence.findings.items():
        if isinstance(value, (int, Fraction)) and 0 < value < 1:
            notes.append(f"the finding for {id} is less than one per cent; a share such as 0.65 is written 65")
    return notes


def _published_notes(published: PublishedRatings | None) -> Iterator[str]:
    if published is None:
        return
    if published.percentage and 0 < exact(published.percentage) < 1:
        yield f"the score is {published.percentage} per cent of the maximum; a share such as 0.65 is written 65"
    if published.status == "existence only" and (published.overall or published.score is not None or published.ratings):
        yield 'its status is "existence only", and it has ratings'


def asked(framework: Framework) -> Mapping[str, tuple[Standard, KeyQuestion | Prompt]]:
    """Return what is asked of cases: id to the key question or prompt and its standard."""
    found = framework.prepared.get(asked)
    if found is None:
        found = {}
        for standard in framework.standards:
            for question in standard.questions:
                if question.form != "cases":
                    continue
                found[question.id] = (standard, question)
                found |= {prompt.id: (standard, prompt) for prompt in question.prompts}
        framework.prepared[asked] = found
    return cast("Mapping[str, tuple[Standard, KeyQuestion | Prompt]]", found)


def reading(framework: Framework) -> Mapping[str, Needs]:
    """Return what the rule of each standard reads, by its id, and that of the overall; worked out once for a framework."""
    found: dict[str, Needs] | None = framework.prepared.get(reading)
    if found is None:
        found = {standard.id: needs(standard.rule, framework.place(standard)) for standard in framework.standards}
        found[OVERALL] = needs(framework.overall, framework.place())
        framework.prepared[reading] = found
    return found


def _no_cases(framework: Framework) -> Mapping[str, tuple[str, KeyQuestion]]:
    """Return the questions and inputs that are not asked of cases, each with what messages call where it belongs."""
    found = {
        question.id: (f"{_named(standard)}, question {question.id}", question)
        for standard in framework.standards
        for question in standard.questions
    }
    found |= {question.id: (f"input {question.id}", question) for question in framework.inputs}
    return {id: (whose, question) for id, (whose, question) in found.items() if question.form != "cases"}


def _findings(framework: Framework, evidence: Evidence) -> Iterator[Problem]:
    known, standards, others = asked(framework), _standards(framework), _no_cases(framework)
    for id, value in evidence.findings.items():
        path = f"findings.{key(id)}"
        if id in standards:
            expected = f"{_named(standards[id])}: expected findings for its key questions, not for the standard"
            yield Problem(path, expected, value.given if isinstance(value, NoFinding) else value)
            continue
        if id in others:
            whose, question = others[id]
            try:
                read_item(question, value, framework.scale)
            except ValueError as error:
                yield Problem(path, f"{whose}: {error}", value.given if isinstance(value, NoFinding) else value)
            continue
        if id not in known:
            yield unknown(path, id, (*known, *others), "the id of a key question")
            continue
        standard, part = known[id]
        try:
            read_finding(id, value)
        except ValueError as error:
            what = "key question" if isinstance(part, KeyQuestion) else "prompt"
            found = value.given if isinstance(value, NoFinding) else value
            yield Problem(path, f"{_named(standard)}, {what} {id}: {error}", found)


def _judgements(framework: Framework, evidence: Evidence) -> Iterator[Problem]:
    read, standards = reading(framework), _standards(framework)
    for id, given in evidence.judgements.items():
        path = f"judgements.{key(id)}"
        if id not in read:
            judged = [id for id, of in read.items() if of.judgement or of.departure]
            yield unknown(path, id, judged, "the id of a standard that is judged")
            continue
        rule = framework.overall if id == OVERALL else standards[id].rule
        named = OVERALL if id == OVERALL else _named(standards[id])
        if not (read[id].judgement or read[id].departure):
            expected = f"{named}: expected no judgement, since its rule ({rule.kind}) reads none"
            moved = rule.reads is not Reads.NOTHING and id != OVERALL
            yield Problem(path, expected + ("; a rating that the panel moved goes to panel" if moved else ""), given)
        if id in evidence.not_rated:
            yield Problem(path, f"{named}: expected a judgement or a reason in not_rated, but not both", given)
        rating = given.rating if isinstance(given, Judgement) else given
        yield from _rating(framework, path, rating, named)
        if isinstance(given, Judgement) and any_text(given.because):
            yield Problem(f"{path}.because", f"{named}: expected the reason that was recorded", given.because)
        if rating in framework.scale.names:
            yield from _allowed(rule, framework.scale[str(rating)], given, path, named)


def _allowed(rule: Rule, rating: Rating, given: str | Judgement, path: str, named: str) -> Iterator[Problem]:
    """Yield where a judgement is not within what its rule allows."""
    for _, part in shape_parts(rule):
        if not isinstance(part, (InspectorJudgement, MayDepart)):
            continue
        if part.at_least is not None and rating.points < part.at_least.points:
            yield Problem(path, f"{named}: expected {part.at_least} or a better rating", rating.name)
        if part.at_most is not None and rating.points > part.at_most.points:
            yield Problem(path, f"{named}: expected {part.at_most} or a worse rating", rating.name)
        says_why = isinstance(part, MayDepart) or part.says_why
        if says_why and not (isinstance(given, Judgement) and given.because):
            yield Problem(
                f"{path}.because", f"{named}: expected the reason of the inspectors, which must be recorded", missing=True
            )


def _not_rated(framework: Framework, evidence: Evidence) -> Iterator[Problem]:
    names = [*_standards(framework), OVERALL]
    for id, because in evidence.not_rated.items():
        path = f"not_rated.{key(id)}"
        if id not in names:
            yield unknown(path, id, names, f'the id of a standard, or "{OVERALL}"')
        if text(because):
            yield Problem(path, "expected the reason why it was not rated", because)


def _panel(framework: Framework, evidence: Evidence) -> Iterator[Problem]:
    standards = _standards(framework)
    for id, decision in evidence.panel.items():
        path = f"panel.{key(id)}"
        if id not in standards:
            yield unknown(path, id, standards, "the id of a standard")
            continue
        named = _named(standards[id])
        if not isinstance(decision, PanelDecision):
            yield Problem(path, f"{named}: expected a panel decision: a rating and because", decision)
            continue
        if standards[id].rule.reads is Reads.NOTHING:
            yield Problem(path, f"{named}: expected no panel decision, since this standard is given no rating", decision.rating)
        if id in evidence.not_rated:
            yield Problem(path, f"{named}: expected a panel decision or a reason in not_rated, but not both", decision.rating)
        yield from _rating(framework, f"{path}.rating", decision.rating, named)
        if text(decision.because):
            yield Problem(f"{path}.because", f"{named}: expected the reason that the panel recorded", decision.because)


def _lacking(framework: Framework, evidence: Evidence) -> Iterator[Problem]:
    """Yield what must be there and is not, in the order of the standards, and then of the overall."""
    read, lacking = reading(framework), wanted(framework, evidence)
    for standard in (*framework.standards, None):
        id, named = (OVERALL, OVERALL) if standard is None else (standard.id, _named(standard))
        reason = f"or a reason in not_rated{'' if standard else f'.{OVERALL}'}"
        for of, question in lacking.values():
            if of == id and question.id not in evidence.findings:
                what = "input" if question in framework.inputs else "key question"
                pooled = f", or the services' cases for {question.pooled_from}, pooled" if question.pooled_from else ""
                expected = f"{named}: expected a finding for {what} {question.id}{pooled}, {reason}"
                yield Problem(f"findings.{key(question.id)}", expected, missing=True)
        is_rated = id not in evidence.not_rated and (standard is None or not excused(framework, standard, evidence))
        if is_rated and read[id].judgement and id not in evidence.judgements:
            yield Problem(f"judgements.{key(id)}", f"{named}: expected the inspectors' judgement, {reason}", missing=True)


def wanted(framework: Framework, evidence: Evidence) -> Mapping[str, tuple[str, KeyQuestion]]:
    """Return the questions and inputs of which there must be a finding, by id, each with the first place whose rule reads it.

    What is optional need not be there, nor what only the rules of places read that were not rated, nor a question of a
    standard that was not.
    """
    of = {question.id: standard.id for standard in framework.standards for question in standard.questions}
    not_rated = {one.id for one in framework.standards if one.id in evidence.not_rated or excused(framework, one, evidence)}
    if OVERALL in evidence.not_rated:
        not_rated.add(OVERALL)
    found: dict[str, tuple[str, KeyQuestion]] = {}
    for id, read in reading(framework).items():
        for question in read.questions if id not in not_rated else ():
            if not question.optional and of.get(question.id, id) not in not_rated:
                found.setdefault(question.id, (id, question))
    return found


def excused(framework: Framework, standard: Standard, evidence: Evidence) -> bool:
    """Return whether the inspection as a whole was not rated and has nothing on `standard`, which is then not rated either.

    Where a standard needs no finding of its own and no judgement, the inputs that its rule reads are what there is on it.
    """
    if OVERALL not in evidence.not_rated:
        return False
    own = [question.id for question in standard.questions]
    if standard.id in evidence.judgements or standard.id in evidence.panel or any(id in evidence.findings for id in own):
        return False
    read = reading(framework)[standard.id]
    needed = read.judgement or any(question.id in own and not question.optional for question in read.questions)
    return needed or not any(question.id in evidence.findings for question in read.questions)


def _published(framework: Framework, published: PublishedRatings) -> Iterator[Problem]:
    if published.overall is not None:
        yield from _rating(framework, "published.overall", published.overall)
    if published.score is not None and published.maximum is not None and published.score > published.maximum:
        yield Problem("published.score", f"expected at most the maximum, {published.maximum}", published.score)
    standards = _standards(framework)
    for id, name in published.ratings.items():
        path = f"published.ratings.{key(id)}"
        if id not in standards:
            yield unknown(path, id, standards, "the id of a standard")
        yield from _rating(framework, path, name)


def _narrative(framework: Framework, narrative: Mapping[str, Mapping[str, tuple[str, ...]]]) -> Iterator[Problem]:
    headings = [*_standards(framework), *framework.headings]
    for field, texts in narrative.items():
        for heading in texts:
            if heading not in headings:
                yield unknown(f"{field}.{key(heading)}", heading, headings, "the id of a standard, or a heading")


def _rating(framework: Framework, path: str, name: object, whose: str = "") -> Iterator[Problem]:
    if name not in framework.scale.names:
        yield unknown(path, name, framework.scale.names, "a rating", whose)


def _standards(framework: Framework) -> Mapping[str, Standard]:
    return {standard.id: standard for standard in framework.standards}


def _named(standard: Standard) -> str:
    return f"{standard.id} {standard.title}"
