"""Frameworks: one published edition of standards and rating rules, as a value."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import attrs

from probation_standards.answers import Answers
from probation_standards.bands import BandTable
from probation_standards.checks import (
    Checked,
    any_text,
    as_tuple,
    holds,
    instance,
    is_a,
    optional,
    repeated,
    text,
    tuple_of,
)
from probation_standards.crosswalks import Crosswalk
from probation_standards.discretion import Discretion
from probation_standards.errors import Problem, unknown
from probation_standards.evidence import OVERALL
from probation_standards.item_checks import item_problems, place_as_read
from probation_standards.items import Place
from probation_standards.parts import canonical, parts
from probation_standards.periods import InForce
from probation_standards.rules import Reads, Rule, a_rule
from probation_standards.scales import Rating, RatingScale
from probation_standards.sources import Source
from probation_standards.standards import Domain, KeyQuestion, Prompt, Standard


def _ids(framework: Framework) -> Iterator[Problem]:
    yield from repeated((domain.id for domain in framework.domains), "domains[{}].id", "domain")
    paths: dict[str, str] = {OVERALL: "the overall rating"}
    for path, part in parts(framework):
        if is_a(part, (Standard, KeyQuestion, Prompt)) and hasattr(part, "id"):
            if part.id in paths:
                yield Problem(f"{path}.id", f"expected an id that nothing else has; {paths[part.id]} has it", part.id)
            paths.setdefault(part.id, _what(part))


def _what(part: Any) -> str:
    if is_a(part, Standard):
        return "a standard"
    return "a key question" if is_a(part, KeyQuestion) else "a prompt"


def _domains(framework: Framework) -> Iterator[Problem]:
    known = [domain.id for domain in framework.domains]
    for position, standard in enumerate(framework.standards):
        if hasattr(standard, "domain") and standard.domain not in known:
            yield attrs.evolve(
                unknown(f"standards[{position}].domain", standard.domain, known, "the id of a domain"),
                relies_on="domains",
            )


def _on_the_scale(framework: Framework) -> Iterator[Problem]:
    for path, part in parts((framework.standards, framework.overall), ("standards", "overall")):
        if isinstance(part, Rating) and part not in framework.scale.ratings:
            names = framework.scale.names
            if part.name in names:
                points = framework.scale[part.name].points
                yield Problem(path, f"expected {part} to have its {points} points", part.points)
            else:
                yield unknown(path, part.name, names, "a rating on the scale")


def _one_value_per_name(framework: Framework) -> Iterator[Problem]:
    seen: dict[tuple[type, str], object] = {}
    for path, part in parts(framework):
        if isinstance(part, (Source, BandTable)):
            first = seen.setdefault((type(part), part.id), part)
            if not part.id:
                yield Problem(f"{path}.id", "expected a text that is not empty, by which others can refer to it", part.id)
            elif first != part:
                what = "source" if isinstance(part, Source) else "table of bands"
                yield Problem(f"{path}.id", f"expected an id that no other {what} has", part.id)


def _overall_rule(framework: Framework) -> Iterator[Problem]:
    if framework.overall.reads is Reads.FINDINGS:
        expected = "expected a rule for the overall rating; this one rates a standard"
        yield Problem("overall", expected, framework.overall.kind, hides=True)


def _items(framework: Framework) -> Iterator[Problem]:
    for position, standard in enumerate(framework.standards):
        if hasattr(standard, "rule"):
            yield from item_problems(standard.rule, place_as_read(framework, standard), f"standards[{position}].rule")
    if hasattr(framework, "overall"):
        yield from item_problems(framework.overall, place_as_read(framework), "overall")


def _inputs(framework: Framework) -> Iterator[Problem]:
    for position, given in enumerate(framework.inputs):
        if getattr(given, "form", "") == "cases":
            expected = "expected another form, since a question asked of cases belongs to a standard"
            yield Problem(f"inputs[{position}].form", f"{expected}: rating, score, count or flag", "cases")


def _something_to_give(framework: Framework) -> Iterator[Problem]:
    rules = [*(standard.rule for standard in framework.standards if hasattr(standard, "rule")), framework.overall]
    if not framework.scale.ratings and any(rule.reads is not Reads.NOTHING for rule in rules):
        yield Problem("scale.ratings", "expected ratings, since there are rules that give them", relies_on="standards")


def _crosswalks(framework: Framework) -> Iterator[Problem]:
    given = [getattr(one, "framework", f"#{position}") for position, one in enumerate(framework.crosswalks)]
    yield from repeated(given, "crosswalks[{}].framework", "crosswalk", "a framework")
    if hasattr(framework, "id") and framework.id in given:
        place = given.index(framework.id)
        yield Problem(f"crosswalks[{place}].framework", "expected the id of another framework", framework.id, relies_on="id")


@attrs.frozen(kw_only=True, slots=False)
class Framework(Checked):
    """One published edition of standards and rating rules.

    Attributes:
        id: ``"pdu-2023"``.
        title: ``"Standards for inspecting probation delivery units"``.
        edition: ``"2023"``.
        publisher: Who published it.
        type: The type of service that it is for: ``"PDU"``.
        in_force: When it was in force, or None where that is not known.
        scale: The ratings and their points.
        domains: The headings that group the standards.
        inputs: What rules read that belongs to no standard: a breach of regulations, a count of incidents.
        standards: The rated areas, in the publisher's order.
        overall: How the ratings of the standards become the overall rating.
        discretion: Where a ratings panel may use discretion, or None where nothing is known of that.
        crosswalks: What corresponds to its standards and key questions in other frameworks, such as the edition before.
        answers: The words for yes, no, not relevant and missing in its tables of cases.
        headings: Headings under which a report prints strengths and areas for improvement and which are not rated.
        note: What else a reader should know.
        source: Where the framework was published.

    Raises:
        FrameworkError: With every contradiction: ids that repeat, a domain or a rating that is not there, and the like.
    """

    checks = (
        _ids,
        _domains,
        _on_the_scale,
        _one_value_per_name,
        _overall_rule,
        _items,
        _inputs,
        _something_to_give,
        _crosswalks,
    )

    id: str = attrs.field(metadata=holds(text))
    title: str = attrs.field(metadata=holds(text))
    edition: str = attrs.field(metadata=holds(text))
    publisher: str = attrs.field(default="", metadata=holds(any_text))
    type: str = attrs.field(default="", metadata=holds(any_text))
    in_force: InForce | None = attrs.field(default=None, metadata=holds(optional(instance(InForce, "a period"))))
    scale: RatingScale = attrs.field(metadata=holds(instance(RatingScale, "a rating scale")))
    domains: tuple[Domain, ...] = attrs.field(converter=as_tuple, metadata=holds(tuple_of(instance(Domain, "a domain"))))
    inputs: tuple[KeyQuestion, ...] = attrs.field(
        default=(), converter=as_tuple, metadata=holds(tuple_of(instance(KeyQuestion, "a question")))
    )
    standards: tuple[Standard, ...] = attrs.field(
        converter=as_tuple, metadata=holds(tuple_of(instance(Standard, "a standard"), at_least=1))
    )
    overall: Rule = attrs.field(metadata=holds(a_rule))
    discretion: Discretion | None = attrs.field(
        default=None, metadata=holds(optional(instance(Discretion, "where a ratings panel may use discretion")))
    )
    crosswalks: tuple[Crosswalk, ...] = attrs.field(
        default=(), converter=as_tuple, metadata=holds(tuple_of(instance(Crosswalk, "a crosswalk")))
    )
    answers: Answers = attrs.field(default=Answers(), metadata=holds(instance(Answers, "the words of answers")))
    headings: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, metadata=holds(tuple_of(text)))
    note: str = attrs.field(default="", metadata=holds(any_text))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))

    prepared: dict[object, Any] = attrs.field(init=False, factory=dict, eq=False, repr=False)
    """What readers worked out from this framework once, each under a key of its own; no part of its value."""

    def __getitem__(self, id: str) -> Standard:
        """Return the standard of this id.

        Raises:
            KeyError: When there is none.
        """
        for standard in self.standards:
            if standard.id == id:
                return standard
        raise KeyError(str(unknown("", id, [standard.id for standard in self.standards], "the id of a standard")))

    @cached_property
    def questions(self) -> tuple[KeyQuestion, ...]:
        """All key questions, in the order of the standards; inputs that belong to none are not among them."""
        return tuple(question for standard in self.standards for question in standard.questions)

    @property
    def kinds(self) -> dict[str, str]:
        """The ids of what crosswalks speak of, each with what it is: "the overall", "a standard" or "a key question"."""
        standards = {standard.id: "a standard" for standard in self.standards}
        questions = {question.id: "a key question" for question in (*self.questions, *self.inputs)}
        return {OVERALL: "the overall", **standards, **questions}

    def place(self, standard: Standard | None = None) -> Place:
        """Return the place of the rule of one of its standards, or of the overall, with the items that can be named there."""
        return Place(self.scale, self.standards, self.inputs, standard)

    @cached_property
    def sources(self) -> tuple[Source, ...]:
        """All sources that anything in the framework refers to, each once, in the order in which they are met."""
        return tuple({part.id: part for _, part in parts(self) if isinstance(part, Source)}.values())

    @cached_property
    def tables(self) -> tuple[BandTable, ...]:
        """All tables of bands that its rules read, each once, in the order in which they are met."""
        return tuple({part.id: part for _, part in parts(self) if isinstance(part, BandTable)}.values())

    @cached_property
    def digest(self) -> str:
        """A fingerprint of the whole content, ``"sha256:"`` and 64 hexadecimal digits.

        Equal frameworks have the same, whether they were read from TOML or made in Python. A field that stands at its default
        does not enter it, so that a later version of this library which adds a field changes no digest.
        """
        import hashlib
        import json

        content = json.dumps(canonical(self), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return f"sha256:{hashlib.sha256(content.encode()).hexdigest()}"

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what readers prepared: it can be worked out again, and compiled functions can't be pickled."""
        return {**self.__dict__, "prepared": {}}
