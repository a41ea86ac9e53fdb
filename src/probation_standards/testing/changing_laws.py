"""Laws of what changes no rating: the order in which things are given, how cases are counted, and what no rule reads.

What an assertion says here is the example that is told, to which pytest must add nothing: PYTEST_DONT_REWRITE.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import strategies as st

from probation_standards.checking import reading
from probation_standards.evidence import OVERALL, Evidence, Tally
from probation_standards.figures import simplest
from probation_standards.frameworks import Framework
from probation_standards.pooling import pool
from probation_standards.rating import rate
from probation_standards.shapes import Limited
from probation_standards.standards import KeyQuestion
from probation_standards.testing.evidence import any_evidence_for, evidence_for
from probation_standards.testing.rating_laws import differences, ratings
from probation_standards.testing.trying import tried
from probation_standards.testing.words import evidence_text


def order_does_not_matter(framework: Framework) -> None:
    """The order in which findings and judgements are given changes no rating."""

    def check(evidence: Evidence) -> None:
        turned = Evidence(
            findings=_backwards(evidence.findings),
            judgements=_backwards(evidence.judgements),
            not_rated=_backwards(evidence.not_rated),
            panel=_backwards(evidence.panel),
        )
        differ = differences(rate(framework, evidence), rate(framework, turned))
        assert not differ, f"{evidence_text(framework, evidence)}: {differ[0]} when it is given backwards"

    tried(check, any_evidence_for(framework), examples=50)


def _backwards(given: Mapping[str, Any]) -> dict[str, Any]:
    return dict(reversed([*given.items()]))


def cases_and_percentages_agree(framework: Framework) -> None:
    """Tallies, and the exact percentages that they are, give the same ratings."""

    def check(evidence: Evidence) -> None:
        findings: Any = {
            id: simplest(Fraction(100 * value.sufficient, value.relevant)) if isinstance(value, Tally) else value
            for id, value in evidence.findings.items()
        }
        differ = differences(rate(framework, evidence), rate(framework, attrs.evolve(evidence, findings=findings)))
        assert not differ, f"{evidence_text(framework, evidence)}: {differ[0]} as percentages"

    if any(question.form == "cases" for question in framework.questions):
        tried(check, evidence_for(framework, counted=True), examples=50)


def pooling_equals_adding(framework: Framework) -> None:
    """Cases of two services, pooled, are rated as all of them together."""
    pooled = attrs.evolve(
        framework,
        standards=[
            attrs.evolve(standard, questions=[_pooled(question) for question in standard.questions])
            for standard in framework.standards
        ],
    )

    def check(evidence: Evidence, data: st.DataObject) -> None:
        tallies = {id: value for id, value in evidence.findings.items() if isinstance(value, Tally)}
        if not tallies:
            return
        north = {id: data.draw(_part_of(tally)) for id, tally in tallies.items()}
        south = {
            id: Tally(tally.sufficient - north[id].sufficient, tally.relevant - north[id].relevant)
            for id, tally in tallies.items()
        }
        rest = {id: value for id, value in evidence.findings.items() if id not in tallies}
        services = {"North": Evidence(findings=north), "South": Evidence(findings=south)}
        together = pool(pooled, attrs.evolve(evidence, findings=rest), services)
        said = f"{evidence_text(framework, services['North'])} of one service and {evidence_text(framework, services['South'])}"
        wrong = [id for id, tally in tallies.items() if together.findings[id] != tally]
        assert not wrong, f"{said} of another: {wrong[0]} is {together.findings[wrong[0]]}, and {tallies[wrong[0]]} is expected"
        differ = differences(rate(framework, evidence), rate(pooled, together))
        assert not differ, f"{said} of another: {differ[0]} when they are pooled"

    if any(question.form == "cases" for question in framework.questions):
        tried(check, evidence_for(framework, counted=True), st.data(), examples=15)


def _pooled(question: KeyQuestion) -> KeyQuestion:
    return attrs.evolve(question, pooled_from=question.id if question.form == "cases" else "")


def _part_of(tally: Tally) -> st.SearchStrategy[Tally]:
    others = tally.relevant - tally.sufficient
    sufficient, not_sufficient = st.integers(0, tally.sufficient), st.integers(0, others)
    return st.builds(lambda yes, no: Tally(yes, yes + no), sufficient, not_sufficient)


def what_does_not_count_changes_nothing(framework: Framework) -> None:
    """What a rule does not read changes nothing: standards that do not count, prompts, and questions that no rule reads."""
    read = reading(framework)
    read_by_overall = {item.id for item in read[OVERALL].items}
    aside = [one for one in framework.standards if one.id not in read_by_overall]
    by_others = {item.id for id, needs in read.items() if id not in {standard.id for standard in aside} for item in needs.items}
    own = {question.id for standard in aside for question in standard.questions} - by_others
    without = {standard.id for standard in aside}
    of_rules = {item.id for needs in read.values() for item in needs.items}

    def check(evidence: Evidence, other: Evidence) -> None:
        needed = attrs.evolve(evidence, findings={id: it for id, it in evidence.findings.items() if id in of_rules})
        one, two = rate(framework, evidence), rate(framework, needed)
        differ = differences(one, two)
        assert not differ, f"{evidence_text(framework, evidence)}: {differ[0]} without what no rule reads"
        changed = Evidence(
            findings=_exchanged(needed.findings, other.findings, own),
            judgements=_exchanged(needed.judgements, other.judgements, without),
            not_rated=_exchanged(needed.not_rated, other.not_rated, without),
        )
        three = rate(framework, changed)
        moved = [id for id, rating in ratings(two).items() if id not in without and rating != ratings(three)[id]]
        said = (
            f"{evidence_text(framework, needed)}: {', '.join(sorted(without))} changed to {evidence_text(framework, changed)}"
        )
        assert not moved, f"{said}, and {moved[0]} changes, which does not read that"
        assert (two.score, two.maximum) == (three.score, three.maximum), f"{said}, and the score changes"

    tried(check, evidence_for(framework, extras=True), evidence_for(framework), examples=25)


def _exchanged(given: Mapping[str, Any], other: Mapping[str, Any], ids: set[str]) -> dict[str, Any]:
    kept = {id: value for id, value in given.items() if id not in ids}
    return {**kept, **{id: value for id, value in other.items() if id in ids}}


def limits_have_no_order(framework: Framework) -> None:
    """Caps and floors give the same in whatever order they stand, and twice the same as once."""
    turned = _with_limits(framework, lambda rule: attrs.evolve(rule, limits=rule.limits[::-1]))
    twice = _with_limits(framework, lambda rule: Limited(rule=rule, limits=rule.limits, source=rule.source))

    def check(evidence: Evidence) -> None:
        rated = rate(framework, evidence)
        for other, how in ((turned, "when limits stand the other way round"), (twice, "when limits stand there twice")):
            differ = differences(rated, rate(other, evidence))
            assert not differ, f"{evidence_text(framework, evidence)}: {differ[0]} {how}"

    if turned != framework or twice != framework:
        tried(check, evidence_for(framework), examples=60)


def _with_limits(framework: Framework, change: Any) -> Framework:
    """Return a framework with all its limits changed, wherever they stand in a rule."""
    standards = [attrs.evolve(standard, rule=_changed(standard.rule, change)) for standard in framework.standards]
    return attrs.evolve(framework, standards=standards, overall=_changed(framework.overall, change))


def _changed(rule: Any, change: Any) -> Any:
    within: dict[str, Any] = {}
    for field in attrs.fields(type(rule)):
        value = getattr(rule, field.name)
        if hasattr(value, "reads"):
            within[field.name] = _changed(value, change)
        elif isinstance(value, tuple) and any(hasattr(one, "reads") for one in value):
            within[field.name] = tuple(_changed(one, change) for one in value)
    inside = attrs.evolve(rule, **within) if within else rule
    return change(inside) if isinstance(inside, Limited) else inside
