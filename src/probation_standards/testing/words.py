"""Evidence in the framework's own words, for messages: ids, findings and ratings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from probation_standards.evidence import OVERALL, Evidence, Judgement, NoFinding, Tally
from probation_standards.figures import written
from probation_standards.frameworks import Framework
from probation_standards.rating import RatedInspection
from probation_standards.scales import Rating

MOST_SAID = 12
"""How many findings are told one by one."""


def finding_text(framework: Framework, id: str, value: object) -> str:
    """Return what was found of one question, in words: ``"63 %"``, ``"37 of 62 cases"``, ``"yes"``, ``"Good"``."""
    given = value.given if isinstance(value, NoFinding) else value
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, Tally):
        return f"{given} cases"
    if isinstance(given, str):
        return given
    forms = {question.id: question.form for question in (*framework.questions, *framework.inputs)}
    return written(given, 6) + (" %" if forms.get(id, "cases") == "cases" else "")  # type: ignore[arg-type]  # a number


def evidence_text(framework: Framework, evidence: Evidence) -> str:
    """Return evidence in words: ``"P 2.1.1 63 %, P 1.1 judged Good"``; findings that are alike together."""
    said = [*_findings(framework, evidence), *_judgements(evidence)]
    said += [f"{id} not rated" for id in evidence.not_rated]
    said += [f"{id} moved to {moved.rating} by the panel" for id, moved in evidence.panel.items()]
    return ", ".join(said) or "no evidence"


def _findings(framework: Framework, evidence: Evidence) -> Iterator[str]:
    found = {id: finding_text(framework, id, value) for id, value in evidence.findings.items()}
    if len(found) <= MOST_SAID:
        yield from (f"{id} {text}" for id, text in found.items())
        return
    usual = max(found.values(), key=[*found.values()].count)
    yield from (f"{id} {text}" for id, text in found.items() if text != usual)
    yield f"all other findings {usual}"


def _judgements(evidence: Evidence) -> Iterator[str]:
    for id, given in evidence.judgements.items():
        yield f"{id} judged {given.rating if isinstance(given, Judgement) else given}"


def rating_text(rating: Rating | None) -> str:
    """Return the name of a rating, or that there is none."""
    return "not rated" if rating is None else rating.name


def ratings_text(rated: RatedInspection, among: Iterable[str] | None = None) -> str:
    """Return the ratings of an inspection in words, of some standards or of all: ``"P 1.1 Good, overall not rated"``."""
    ratings: Mapping[str, Rating | None] = {**rated.ratings, OVERALL: rated.overall.rating}
    wanted = ratings if among is None else [id for id in ratings if id in set(among)]
    return ", ".join(f"{id} {rating_text(ratings[id])}" for id in wanted)
