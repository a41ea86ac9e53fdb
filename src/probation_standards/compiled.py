"""The rules, read as one straight-line function: the ratings alone, for evidence that is plainly in order.

Most evidence is whole percentages and the names of ratings, one for each question and standard. For that, a framework is
written out once as the Python that a person would write by hand, with bands looked up by whole percentage. All other
evidence is left undecided, for `deciding`; a test holds the two equal wherever both decide.

Each kind of rule has one function here that writes its lines; a framework with a rule that has none is not compiled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import singledispatch
from operator import itemgetter
from typing import Any, TypeAlias

import attrs

from probation_standards.evidence import Evidence
from probation_standards.frameworks import Framework
from probation_standards.items import Place
from probation_standards.rules import InspectorJudgement, Rule
from probation_standards.scales import Rating
from probation_standards.shapes import Banded, shape_of

Outcome: TypeAlias = "tuple[tuple[int | None, ...], int | None, int | None, Rating | None]"
"""The points of each standard's rating in the framework's order (on a scale, no two ratings have the same), the score, the
maximum, the overall rating; None for what is not rated."""


PERCENTAGES = frozenset(range(101))
"""The whole percentages. Evidence holds nothing that equals one and is none."""


LARGEST_MAXIMUM = 1000
"""The largest maximum for which the overall rating of every score is looked up."""

MOST_ADDED = 50
"""The most points that are added up in one expression; Python nests one of many additions too deeply."""


@attrs.define
class Script:
    """Python source in the making, and the values that it refers to by name.

    Attributes:
        findings: The variable of each finding that is read, by the id of its question.
        judgements: The variable of each judgement that is read, by the id of its standard.
        lines: The lines that decide.
        values: What the lines refer to, by name.
    """

    findings: dict[str, str] = attrs.field(factory=dict)
    judgements: dict[str, str] = attrs.field(factory=dict)
    lines: list[str] = attrs.field(factory=list)
    values: dict[str, Any] = attrs.field(factory=lambda: {"all_whole": PERCENTAGES.issuperset})

    def name(self, stem: str, value: object) -> str:
        """Return a new name for `value`."""
        name = f"{stem}_{len(self.values)}"
        self.values[name] = value
        return name

    def finding(self, question: str) -> str:
        """Return the variable of the finding of `question`."""
        return self.findings.setdefault(question, f"finding_{len(self.findings)}")

    def judgement(self, standard: str) -> str:
        """Return the variable of the judgement of `standard`."""
        return self.judgements.setdefault(standard, f"judgement_{len(self.judgements)}")

    @property
    def source(self) -> str:
        """The whole function. Nothing of the framework enters it but numbers; all else is referred to by name."""
        decisive = "\n        ".join([*self._taken("findings"), *self._taken("judgements"), *self.lines])
        return f"""\
def decide(evidence):
    findings, judgements = evidence.findings, evidence.judgements
    if len(findings) != {len(self.findings)} or len(judgements) != {len(self.judgements)}:
        return None
    if evidence.not_rated or evidence.panel:
        return None
    try:
        {decisive}
    except (KeyError, TypeError):
        return None
"""

    def _taken(self, field: str) -> list[str]:
        """Return the lines that take all that is read of a field of the evidence into variables, findings being checked."""
        variables: dict[str, str] = getattr(self, field)
        if not variables:
            return []
        take = f"take_{field}"
        one = len(variables) == 1
        self.values[take] = next(iter(variables)) if one else itemgetter(*variables)
        taken = f"({field}[{take}],)" if one else f"{take}({field})"
        check = ["if not all_whole(given): return None"] if field == "findings" else []
        return [f"given = {taken}", *check, f"{', '.join(variables.values())}, = given"]


@singledispatch
def standard_lines(rule: Rule, place: Place, script: Script, result: str) -> bool:
    """Add to `script` the lines that leave the points of a standard in the variable `result`; return whether there are any."""
    shape = shape_of(rule)
    return shape is not rule and standard_lines(shape, place, script, result)


@singledispatch
def overall_lines(rule: Rule, place: Place, script: Script, results: Mapping[str, str]) -> bool:
    """Add to `script` the line that returns the outcome, given the variables of the standards' points, by id."""
    shape = shape_of(rule)
    return shape is not rule and overall_lines(shape, place, script, results)


@standard_lines.register
def _lowest_question(rule: Banded, place: Place, script: Script, result: str) -> bool:
    items = place.items(rule.measure.of)
    table = rule.bands
    if table is None or rule.measure.take != "lowest" or any(item.form != "cases" for item in items):
        return False
    bands = script.name("bands", {figure: table.place(figure).band.rating.points for figure in sorted(PERCENTAGES)})
    first, *others = (script.finding(item.id) for item in items)
    script.lines.append(f"lowest = {first}")
    script.lines += [f"if {other} < lowest: lowest = {other}" for other in others]
    script.lines.append(f"{result} = {bands}[lowest]")
    return True


@standard_lines.register
def _inspector_judgement(rule: InspectorJudgement, place: Place, script: Script, result: str) -> bool:
    if rule.says_why or rule.at_least is not None or rule.at_most is not None:
        return False
    named = script.name("named", {rating.name: rating.points for rating in place.scale})
    script.lines.append(f"{result} = {named}[{script.judgement(place.id)}]")
    return True


@overall_lines.register
def _total_points(rule: Banded, place: Place, script: Script, results: Mapping[str, str]) -> bool:
    items = place.items(rule.measure.of)
    if not rule.tables or rule.measure.weights or any(item.id not in results for item in items):
        return False
    counting = [results[item.id] for item in items]
    maximum = place.scale.best.points * len(counting)
    table = next((table.bands for table in rule.tables if table.maximum == maximum), None)
    if table is None or maximum > LARGEST_MAXIMUM:
        return False
    bands = script.name("overall", [table.place(score).band.rating for score in range(maximum + 1)])
    script.lines.append(
        f"score = sum(({', '.join(counting)},))" if len(counting) > MOST_ADDED else f"score = {' + '.join(counting)}"
    )
    script.lines.append(f"return ({', '.join(results.values())},), score, {maximum}, {bands}[score]")
    return True


Decide: TypeAlias = Callable[[Evidence], "Outcome | None"]
"""Returns the outcome where the evidence is complete, whole and in order, else None."""


def compiled(framework: Framework) -> Decide:
    """Return `framework` as one function; written once and kept with it."""
    try:
        return framework.prepared[compiled]  # type: ignore[no-any-return]  # what was stored
    except KeyError:
        script = written(framework)
        exec(compile(script.source, "<compiled framework>", "exec"), script.values)  # noqa: S102  # our own source
        decide: Decide = script.values["decide"]
        framework.prepared[compiled] = decide
        return decide


def written(framework: Framework) -> Script:
    """Return the script that decides `framework`: one that leaves all undecided where a rule has no lines here."""
    script = Script()
    points = {standard.id: f"points_{position}" for position, standard in enumerate(framework.standards)}
    if all(
        standard_lines(standard.rule, framework.place(standard), script, points[standard.id])
        for standard in framework.standards
    ) and overall_lines(framework.overall, framework.place(), script, points):
        return script
    return Script(lines=["return None"])
