"""The strategies of what inspections find: evidence for a framework, and tables of cases that answer its questions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from probation_standards.checking import asked, reading, wanted
from probation_standards.evidence import OVERALL, Evidence, FindingGiven, Judgement, PanelDecision, Tally
from probation_standards.frameworks import Framework
from probation_standards.rules import Reads
from probation_standards.standards import KeyQuestion, Prompt, Standard
from probation_standards.testing.scales import some_of, tallies, whole_percentages
from probation_standards.testing.values import choice, findable, thresholds, whole_about

REASONS = ("no resettlement cases in the period", "one case from the threshold", "»as agreed; see 4.1«")
"""What is recorded as a reason."""

MOST_CASES = 12
"""The most relevant cases of a tally of evidence that is made up."""


def findings_of(
    question: KeyQuestion | Prompt,
    framework: Framework,
    *,
    counted: bool = False,
    given: st.SearchStrategy[FindingGiven] | None = None,
    irrelevant: bool = False,
) -> st.SearchStrategy[Any]:
    """What a question, or a prompt, can find. Shrinks to the least: 0 per cent, "0 of 1", 0, False, the worst rating.

    Args:
        question: One of a framework's, of any form.
        framework: Whose it is.
        counted: Whether findings of cases are tallies; else they are whole percentages, many of them about thresholds.
        given: What findings of cases are, in place of either.
        irrelevant: Whether a question may have applied to no case.
    """
    if isinstance(question, KeyQuestion) and question.form != "cases":
        return st.sampled_from(findable(question, framework))
    return _of_cases(framework, counted=counted, given=given, irrelevant=irrelevant)


def _of_cases(
    framework: Framework, *, counted: bool, given: st.SearchStrategy[FindingGiven] | None, irrelevant: bool
) -> st.SearchStrategy[Any]:
    found: st.SearchStrategy[Any]
    if given is not None:
        found = given
    elif counted:
        found = tallies(max_relevant=MOST_CASES)
    else:
        near = whole_about(thresholds(framework), 100)
        found = whole_percentages() | st.sampled_from(near or (0,))
    return found | st.just(Tally(0, 0)) if irrelevant else found


def evidence_for(  # noqa: PLR0913  # each is said by its name
    framework: Framework,
    *,
    counted: bool = False,
    given: st.SearchStrategy[FindingGiven] | None = None,
    irrelevant: bool = False,
    not_rated: bool = False,
    because: bool = False,
    departures: bool = True,
    panel: bool = False,
    extras: bool = False,
) -> st.SearchStrategy[Evidence]:
    """Evidence for a framework that is complete and in order: what need not be inspected may lack, nothing else does.

    Shrinks to the least finding of each question that must be there, 0 per cent or "0 of 1", to the worst rating that can be
    chosen where one must be, and to nothing else.

    Args:
        framework: What it is for.
        counted: Whether findings of cases are tallies; else they are whole percentages.
        given: What findings of cases are, in place of either.
        irrelevant: Whether questions may have applied to no case.
        not_rated: Whether standards, and the overall, may be recorded as not rated, with and without findings.
        because: Whether the reasons of judgements may be recorded where they need not be.
        departures: Whether inspectors may depart from rules that let them.
        panel: Whether there may be panel decisions, on standards that are rated.
        extras: Whether there may be findings that nothing is rated on: of prompts, and of questions that no rule reads.
    """
    may = {"not_rated": not_rated, "because": because, "departures": departures, "panel": panel, "extras": extras}
    read = {question.id: question for needs in reading(framework).values() for question in needs.questions}
    parts: dict[str, KeyQuestion | Prompt] = {id: part for id, (_, part) in asked(framework).items()} if extras else {}
    of_cases = _of_cases(framework, counted=counted, given=given, irrelevant=irrelevant)
    finders = {
        id: of_cases if isinstance(part, Prompt) or part.form == "cases" else findings_of(part, framework)
        for id, part in {**parts, **read}.items()
    }
    return _evidence_for(framework, finders, may)


def any_evidence_for(framework: Framework) -> st.SearchStrategy[Evidence]:
    """Evidence of all sorts for a framework: percentages, tallies, what was not rated and what the panel moved.

    Shrinks as `evidence_for` does.
    """
    return st.one_of(
        evidence_for(framework),
        evidence_for(framework, counted=True, because=True),
        evidence_for(framework, counted=True, irrelevant=True, not_rated=True, panel=True),
    )


@st.composite
def _evidence_for(
    draw: st.DrawFn, framework: Framework, finders: dict[str, st.SearchStrategy[Any]], may: dict[str, bool]
) -> Evidence:
    made = _Made(draw, framework, finders, may)
    for standard in framework.standards:
        made.inspect(standard)
    made.inspect(None)
    return Evidence(**made.made)


class _Made:
    """Evidence in the making."""

    def __init__(
        self, draw: st.DrawFn, framework: Framework, finders: dict[str, st.SearchStrategy[Any]], may: dict[str, bool]
    ) -> None:
        self.draw, self.framework, self.finders, self.may = draw, framework, finders, may
        self.read = reading(framework)
        self.findings: dict[str, Any] = {}
        self.judgements: dict[str, Any] = {}
        self.not_rated: dict[str, str] = {}
        self.panel: dict[str, PanelDecision] = {}
        self.stopped = may["not_rated"] and draw(st.booleans())
        if self.stopped:
            self.not_rated[OVERALL] = draw(st.sampled_from(REASONS))
        self.of = {question.id: standard.id for standard in framework.standards for question in standard.questions}
        self.wanted = {question.id: question for needs in self.read.values() for question in needs.questions}

    @property
    def made(self) -> dict[str, Any]:
        """What was made up so far, by the fields of evidence."""
        return {name: getattr(self, name) for name in ("findings", "judgements", "not_rated", "panel")}

    def inspect(self, standard: Standard | None) -> None:
        """Make up what there is on a standard; or on what belongs to none, and on the overall.

        What is left out in the end is drawn all the same, so that evidence with less in it is no simpler.
        """
        id = OVERALL if standard is None else standard.id
        asked_here = [question for question in self.wanted.values() if self.of.get(question.id, OVERALL) == id]
        found = self._found([question for question in asked_here if not question.optional or self.draw(st.booleans())])
        judged = self._judged(id)
        if standard is not None:
            found |= self._extras(standard)
            if self.may["not_rated"] and self.draw(st.booleans()):
                self.not_rated[id] = self.draw(st.sampled_from(REASONS))
                found = {one: found[one] for one in some_of(self.draw, list(found))}
            elif self.stopped and self.draw(st.booleans()):
                return  # there is nothing on it, and it is excused
        elif self.not_rated:
            needed = wanted(self.framework, Evidence(**{**self.made, "findings": self.findings | found}))
            kept = some_of(self.draw, [one for one in found if one not in needed])
            found = {one: value for one, value in found.items() if one in needed or one in kept}
        self.findings |= found
        if id not in self.not_rated:
            self.judgements |= judged
            self._move(standard)

    def _found(self, questions: Iterable[KeyQuestion | Prompt]) -> dict[str, Any]:
        return {question.id: self.draw(self.finders[question.id]) for question in questions}

    def _extras(self, standard: Standard) -> dict[str, Any]:
        if not self.may["extras"]:
            return {}
        parts = [part for of, part in asked(self.framework).values() if of is standard and part.id not in self.wanted]
        return self._found(some_of(self.draw, parts))

    def _move(self, standard: Standard | None) -> None:
        if standard is None or standard.rule.reads is Reads.NOTHING:
            return
        if self.may["panel"] and self.draw(st.booleans()):
            name = self.draw(st.sampled_from(self.framework.scale.names))
            self.panel[standard.id] = PanelDecision(name, self.draw(st.sampled_from(REASONS)))

    def _judged(self, id: str) -> dict[str, str | Judgement]:
        needs = self.read[id]
        departs = needs.departure and self.may["departures"] and self.draw(st.booleans())
        if not (needs.judgement or departs):
            return {}
        can = choice(self.framework, id)
        name = self.draw(st.sampled_from(can.names))
        why = self.draw(st.sampled_from(["", *REASONS])) if self.may["because"] else ""
        if can.says_why:
            return {id: Judgement(name, why or "for a reason")}
        return {id: Judgement(name, why) if self.may["because"] and self.draw(st.booleans()) else name}
