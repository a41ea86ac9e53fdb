"""Laws of reading: every reader of a framework's rules, its reasons and its documents say the same.

What an assertion says here is the example that is told, to which pytest must add nothing: PYTEST_DONT_REWRITE.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import get_args

from hypothesis import strategies as st

from probation_standards.checking import evidence_problems
from probation_standards.deciding import decider
from probation_standards.documents import read_framework, read_inspection, write_framework, write_inspection
from probation_standards.errors import FrameworkError, ProbationStandardsError
from probation_standards.evidence import OVERALL, Evidence
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection
from probation_standards.kinds import CONDITIONS, RULES
from probation_standards.measuring import Inspected
from probation_standards.parts import canonical, parts
from probation_standards.rating import rate
from probation_standards.rules import Reads
from probation_standards.testing.accounting import unaccounted
from probation_standards.testing.evidence import any_evidence_for, evidence_for
from probation_standards.testing.rating_laws import differences
from probation_standards.testing.readers import Disagreement, disagreements, engines
from probation_standards.testing.sampling import Counting, Sampler
from probation_standards.testing.trying import smallest, tried
from probation_standards.testing.values import rule_of
from probation_standards.testing.words import evidence_text, rating_text

ROWS = 40
"""How many inspections a table has in which readers are held to each other."""


def the_reason_accounts_for_the_rating(framework: Framework) -> None:
    """What a reason says gives the rating: the figure, the band, the row, the limits and the steps, read back."""

    def check(evidence: Evidence) -> None:
        decisions, overall = decider(framework).decide(evidence)
        for id, decision in {**decisions, OVERALL: overall}.items():
            place = framework.place(None if id == OVERALL else framework[id])
            inspected = Inspected(evidence, decisions)
            wrong = next(unaccounted(decision, rule_of(framework, id), place, inspected), "")
            said = f"{evidence_text(framework, evidence)}: {id} {rating_text(decision.rating)}, since {decision.reason}"
            assert not wrong, f"{said}; {wrong}"

    tried(check, any_evidence_for(framework), examples=50)


def every_reader_agrees(framework: Framework) -> None:
    """`rate`, what is compiled, and tables of each library that is installed decide alike, or refuse the rules clearly."""
    of_cases = any(question.form == "cases" for question in framework.questions)
    for counting in get_args(Counting) if of_cases else get_args(Counting)[:1]:
        sampler, random = Sampler(framework, counting), Random(1)
        evidence = [sampler.evidence(random) for _ in range(ROWS)]
        try:
            among = engines() if counting == "whole" else engines()[:1]
            found = next(disagreements(framework, evidence, among), None)
        except FrameworkError:
            return  # a rule that nothing here decides by is refused clearly
        if found is not None:
            raise AssertionError(_told(framework, found))


def _told(framework: Framework, found: Disagreement) -> str:
    """Return a disagreement in words, of the smallest evidence on which the same reader disagrees."""
    least = smallest(framework, found.evidence, lambda one: _again(framework, one, found.reader) is not None)
    shown = _again(framework, least, found.reader) or found
    if isinstance(shown.found, str):
        return f"{evidence_text(framework, shown.evidence)}: {shown.reader} ends with {shown.found}"
    where = next(iter(shown.expected), OVERALL)
    said, expected = shown.found.get(where), shown.expected.get(where)
    also = f" ({shown.found['problem']})" if shown.found.get("problem") else ""
    return f"{evidence_text(framework, shown.evidence)}: {where} is {expected}, and {said} by {shown.reader}{also}"


def _again(framework: Framework, evidence: Evidence, reader: str) -> Disagreement | None:
    """Return what the same reader says of other evidence, where it disagrees on that too."""
    if evidence_problems(framework, evidence):
        return None
    found = list(disagreements(framework, [evidence], [reader.rpartition(" ")[2]] if "rate_table" in reader else []))
    return next((one for one in found if one.reader == reader), None)


def documents_give_it_back(framework: Framework) -> None:
    """Written as a document and read again, it is the same framework, with the same digest."""
    content = canonical(framework)
    assert json.loads(json.dumps(content)) == content, "its content is not the same when it is written as JSON"
    with TemporaryDirectory() as folder:
        path = Path(folder, "framework.toml")
        try:
            write_framework(framework, path)
        except ProbationStandardsError as error:
            if _of_others(framework):
                return  # a kind of rule that documents were not told of is refused clearly
            raise AssertionError(f"it cannot be written: {error}") from error
        try:
            again = read_framework(path)
        except ProbationStandardsError as error:
            raise AssertionError(f"it cannot be read as it was written: {error}") from error
    assert (framework, framework.digest) == (again, again.digest), "what is read is another framework than was written"


def _of_others(framework: Framework) -> bool:
    """Return whether a rule or a condition is of a kind of which documents were not told."""
    known = {*RULES.values(), *CONDITIONS.values()}
    return any(isinstance(getattr(part, "reads", None), Reads) and type(part) not in known for _, part in parts(framework))


def inspections_come_back(framework: Framework) -> None:
    """Written as TOML or as JSON and read again, evidence is the same and is given the same ratings."""

    def check(evidence: Evidence) -> None:
        inspection = Inspection(service="Riverside", framework=framework.id, evidence=evidence)
        with TemporaryDirectory() as folder:
            for name in ("inspection.toml", "inspection.json"):
                path = Path(folder, name)
                write_inspection(inspection, path)
                again = read_inspection(path, {framework.id: framework}).evidence
                differ = differences(rate(framework, evidence), rate(framework, again))
                said = evidence_text(framework, evidence)
                assert evidence == again, f"{said}: read from {name} it is {evidence_text(framework, again)}"
                assert not differ, f"{said}: {differ[0]} when it is read from {name}"

    counted = st.booleans()
    made = counted.flatmap(
        lambda yes: evidence_for(framework, counted=yes, not_rated=True, because=True, panel=True, extras=True)
    )
    tried(check, made, examples=15)
