"""What no rule reads, and what rules read of which nothing depends."""

from __future__ import annotations

from collections.abc import Iterator

from probation_standards.checking import reading
from probation_standards.evidence import OVERALL
from probation_standards.frameworks import Framework
from probation_standards.proving.flaws import Flaw
from probation_standards.proving.standing import Standing
from probation_standards.proving.values import of_figures, of_question
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
        elif _all_alike(question, standing):
            yield _alike(path, f"what is found for {question.id}")
    needs = read[OVERALL]
    items = {item.id for item in needs.items}
    if isinstance(framework.overall, NoRating) or needs.judgement:  # inspectors weigh what they see
        return
    for number, standard in enumerate(framework.standards):
        if isinstance(standard.rule, NoRating):
            continue
        path = f"standards[{number}]"
        if standard.id in items:
            if _rated_alike(standard, standing):
                yield _alike(path, f"the rating of {standard.id}")
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


def _all_alike(question: KeyQuestion, standing: Standing) -> bool:
    """Return whether every rule sees all figures of a question alike."""
    ids = [id for id, needs in reading(standing.framework).items() if question in needs.questions]
    places = [standing.places[id] for id in ids]
    if any(place.undecided for place in places):
        return False
    choices = [of_question(question, standing.framework.scale, place.views) for place in places]
    return all(sum(value.figure is not None for value in choice.values) == 1 for choice in choices)


def _rated_alike(standard: Standard, standing: Standing) -> bool:
    """Return whether the overall sees all ratings of a standard alike."""
    place = standing.places[OVERALL]
    points = [rating.points for rating in standing.framework.scale]
    return not place.undecided and len(of_figures(standard.id, points, place.views).values) == 1


def _alike(path: str, what: str) -> Flaw:
    return _flaw(path, f"{what} makes no difference to any rule that reads it", "weigh it, count it, or leave it out")


def _flaw(path: str, what: str, advice: str) -> Flaw:
    return Flaw(severity="warning", kind="unread", path=path, what=what, advice=advice)
