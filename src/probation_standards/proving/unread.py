"""What no rule reads, and what rules read of which nothing depends."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from probation_standards.checking import reading
from probation_standards.evidence import OVERALL
from probation_standards.frameworks import Framework
from probation_standards.proving.flaws import Flaw
from probation_standards.proving.standing import Standing
from probation_standards.proving.values import Choice, of_figures, of_question
from probation_standards.rules import NoRating
from probation_standards.standards import KeyQuestion, Standard


def unread(standing: Standing) -> Iterator[Flaw]:
    """Yield the questions, inputs and standards that no rule reads, or of which it makes no difference what is found."""
    framework = standing.framework
    read = reading(framework)
    asked = {question.id for needs in read.values() for question in needs.questions}
    for path, question in _questions(framework):
        if question.id not in asked:
            yield _flaw(path, f"no rule reads {question.id}", "have a rule read it, or leave it out")
        else:
            yield from _alike(path, f"what is found for {question.id}", _of_question(question, standing))
    needs = read[OVERALL]
    items = {item.id for item in needs.items}
    if isinstance(framework.overall, NoRating) or needs.judgement:  # inspectors weigh what they see
        return
    for number, standard in enumerate(framework.standards):
        if isinstance(standard.rule, NoRating):
            continue
        path = f"standards[{number}]"
        if standard.id in items:
            yield from _alike(path, f"the rating of {standard.id}", _of_standard(standard, standing))
        elif standard.counts and not any(question.id in items for question in standard.questions):
            what = f"the overall reads neither the rating of {standard.id} nor its findings"
            yield _flaw(path, what, "have it read, or say counts = false")


def _questions(framework: Framework) -> Iterator[tuple[str, KeyQuestion]]:
    """Yield each input, and each question that a rule should read, with its path."""
    yield from ((f"inputs[{at}]", question) for at, question in enumerate(framework.inputs))
    read = reading(framework)
    for number, standard in enumerate(framework.standards):
        if isinstance(standard.rule, NoRating) or read[standard.id].judgement:
            continue  # its percentages are published as they are, or its questions are what inspectors weigh
        yield from ((f"standards[{number}].questions[{at}]", question) for at, question in enumerate(standard.questions))


def _of_question(question: KeyQuestion, standing: Standing) -> list[Choice]:
    """Return what each rule that reads a question can tell apart of it; nothing where that is not known of all."""
    ids = [id for id, needs in reading(standing.framework).items() if question in needs.questions]
    places = [standing.places[id] for id in ids]
    if any(place.undecided for place in places):
        return []
    return [of_question(question, standing.framework.scale, place.views) for place in places]


def _of_standard(standard: Standard, standing: Standing) -> list[Choice]:
    """Return what the overall can tell apart of the ratings of a standard; nothing where that is not known."""
    place = standing.places[OVERALL]
    figures = [*(rating.points for rating in standing.framework.scale), None]
    return [] if place.undecided else [of_figures(standard.id, figures, place.views)]


def _alike(path: str, what: str, choices: list[Choice]) -> Iterator[Flaw]:
    """Yield that all figures are alike to every rule, if they are; whether there is one may still matter."""
    if choices and all(sum(value.figure is not None for value in choice.values) == 1 for choice in choices):
        missing = [value.parts for choice in choices for value in choice.values if value.figure is None]
        there = [choice.values[0].parts for choice in choices for value in choice.values if value.figure is None]
        so = f"{what} makes no difference to any rule that reads it"
        if missing == there:
            yield _flaw(path, so, "weigh it, count it, or leave it out")
        else:
            flaw = _flaw(path, f"{so}, but for whether there is anything", "nothing, where that alone is meant; else weigh it")
            yield attrs.evolve(flaw, severity="note")


def _flaw(path: str, what: str, advice: str) -> Flaw:
    return Flaw(severity="warning", kind="unread", path=path, what=what, advice=advice)
