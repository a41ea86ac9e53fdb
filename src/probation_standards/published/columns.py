"""The columns of a published record: those that are the same for every framework, and those of one."""

from __future__ import annotations

from collections.abc import Mapping

from probation_standards.checking import asked
from probation_standards.frameworks import Framework
from probation_standards.standards import KeyQuestion

COLUMNS: Mapping[str, str] = {
    "service": "the service inspected; required",
    "type": "the type of service; with `fieldwork_start` it tells the framework where that is not given",
    "region": "where the service is",
    "framework": "the id of the framework; required unless `type` and `fieldwork_start` tell it",
    "fieldwork_start": "`2025`, `2025-05` or `2025-05-08`, as precise as known",
    "publication_date": "likewise",
    "overall": "the overall rating, or `Not rated`",
    "score": "the points that were published, a whole number",
    "maximum": "the highest score there could have been, a whole number",
    "score_percentage": "the score as per cent of the maximum, where it was published like that, as printed",
    "source": "the title of the publication that the row was read in",
    "url": "where it can be read",
    "confidence": "`confirmed` (as if not said, where there is a source), `inferred` or `recalled`",
    "status": "what is known of the row: empty where it stands as published, else one of the words below",
    "note": "what else a reader should know",
}
"""The columns that are the same for every framework, in their order; ids of standards and questions are columns too."""


class Columns:
    """What the columns of a row hold under one framework."""

    def __init__(self, framework: Framework) -> None:
        self.framework = framework.id
        self.standards = [standard.id for standard in framework.standards]
        self.questions = {**dict.fromkeys(asked(framework)), **not_of_cases(framework)}
        self.ids = ids(framework)
        self.ratings = {rating.name.casefold(): rating.name for rating in framework.scale}
        counting = sum(standard.counts for standard in framework.standards)
        self.step = framework.scale.best.points if framework.scale.ratings else 1
        self.maximum = self.step * counting if framework.scale.ratings else None


def ids(framework: Framework) -> set[str]:
    """Return the ids that are columns under a framework: of standards, key questions, prompts and inputs."""
    return {*(standard.id for standard in framework.standards), *asked(framework), *not_of_cases(framework)}


def not_of_cases(framework: Framework) -> dict[str, KeyQuestion]:
    """Return the questions and inputs that are not asked of cases, by id, but for those with the name of another column."""
    every = (*framework.questions, *framework.inputs)
    return {question.id: question for question in every if question.form != "cases" and question.id not in COLUMNS}


SLIP = 0.9
"""How alike a column must be to one that is read to be taken for a slip; all others are the reader's own."""


def plain(name: str) -> str:
    """Return the name of a column without what is easily varied: capitals, spaces, signs between words.

    >>> plain("P 2.1"), plain("Score percentage")
    ('p21', 'scorepercentage')
    """
    return "".join(filter(str.isalnum, name.casefold()))
