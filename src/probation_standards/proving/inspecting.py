"""Making inspections of what items are worth: evidence that is complete and shows what was found to be so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from probation_standards.decisions import Decision, NotRated
from probation_standards.evidence import OVERALL, Evidence, Judgement, Tally
from probation_standards.figures import Figure
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection
from probation_standards.items import Place, shape_parts
from probation_standards.measuring import Inspected
from probation_standards.proving.views import JUDGED
from probation_standards.proving.walking import Figures
from probation_standards.rules import Rule
from probation_standards.scales import RatingScale
from probation_standards.shapes import MayDepart
from probation_standards.standards import KeyQuestion

MADE_UP = "made up, to show this"
"""The reason that is given where one must be recorded."""


def rating_names(scale: RatingScale) -> Mapping[Any, str]:
    """Return the names of the ratings, by points."""
    return {rating.points: rating.name for rating in scale}


def findings(framework: Framework, figures: Figures) -> dict[str, Any]:
    """Return as findings what questions are worth; a question that is missing and need not be inspected has none."""
    return _findings((*framework.questions, *framework.inputs), figures, rating_names(framework.scale))


def _findings(questions: Iterable[KeyQuestion], figures: Figures, names: Mapping[Any, str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for question in questions:
        if question.id in figures:
            figure = figures[question.id]
            if figure is not None:
                found[question.id] = _finding(question, figure, names)
            elif not question.optional:
                found[question.id] = Tally(0, 0)
    return found


def _finding(question: KeyQuestion, figure: Figure, names: Mapping[Any, str]) -> object:
    if question.form == "flag":
        return bool(figure)
    return names[figure] if question.form == "rating" else figure


def judged(rule: Rule, figure: Figure | None, scale: RatingScale) -> str | Judgement:
    """Return as a judgement the points of the rating that was chosen."""
    name = rating_names(scale)[figure]
    says_why = any(isinstance(part, MayDepart) or getattr(part, "says_why", False) for _, part in shape_parts(rule))
    return Judgement(name, MADE_UP) if says_why else name


def inspecting(framework: Framework, place: Place) -> Callable[[Figures], Inspected]:
    """Return what makes of what items are worth that which the rule of a place reads."""
    rule = framework.overall if place.standard is None else place.standard.rule
    questions = (*framework.questions, *framework.inputs)
    of_standard: dict[object, Decision] = {rating.points: Decision(rating, NotRated(MADE_UP)) for rating in framework.scale}
    none = Decision(None, NotRated(MADE_UP))
    standards = [standard.id for standard in framework.standards] if place.standard is None else []
    names = rating_names(framework.scale)

    def inspected(figures: Figures) -> Inspected:
        found = _findings([question for question in questions if question.id in figures], figures, names)
        evidence = Evidence(findings=found)
        if figures.get(JUDGED) is not None:
            evidence = attrs.evolve(evidence, judgements={place.id: judged(rule, figures[JUDGED], framework.scale)})
        decisions: dict[str, Decision] = {id: of_standard.get(figures.get(id), none) for id in standards}
        return Inspected(evidence, decisions)

    return inspected


def whole(framework: Framework, shown: Mapping[str, Figures | None]) -> Evidence:
    """Return complete evidence, made of what each standard's items are worth, and the overall's; None for what is not rated."""
    together: dict[str, Figure | None] = {}
    judgements: dict[str, str | Judgement] = {}
    not_rated: dict[str, str] = {}
    for id, figures in shown.items():
        rule = framework.overall if id == OVERALL else framework[id].rule
        if figures is None:
            not_rated[id] = MADE_UP
            continue
        together |= {name: figure for name, figure in figures.items() if name != JUDGED}
        if figures.get(JUDGED) is not None:  # of a departure there need be none
            judgements[id] = judged(rule, figures[JUDGED], framework.scale)
    return Evidence(findings=findings(framework, together), judgements=judgements, not_rated=not_rated)


def inspection(framework: Framework, evidence: Evidence, what: str) -> Inspection:
    """Return made-up evidence as an inspection that can be written to a file, rated and explained."""
    return Inspection(service=f"Made up: {what}", framework=framework.id, type=framework.type, evidence=evidence)
