"""Frameworks: one published edition of standards and rating rules, as a value."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, Literal, TypeAlias, get_args

import attrs

from probation_standards.answers import Answers, Relevance
from probation_standards.bands import BandTable, RatingBand
from probation_standards.checks import (
    Checked,
    any_text,
    as_tuple,
    flag,
    holds,
    instance,
    is_a,
    one_of,
    optional,
    repeated,
    text,
    tuple_of,
)
from probation_standards.errors import Problem, unknown
from probation_standards.evidence import OVERALL
from probation_standards.parts import canonical, parts
from probation_standards.periods import InForce
from probation_standards.rules import Reads, Rule
from probation_standards.scales import RatingScale
from probation_standards.sources import Confidence, Source

Numbered: TypeAlias = Literal["publisher", "printed order", "recalled", "ours"]

NUMBERED: tuple[Numbered, ...] = get_args(Numbered)
"""Where the number of a standard or a key question is from: it was read; it is its place in the printed order, where the
publication prints no number; it is remembered and was not read; or it is ours, where no number is known."""


def _not_quoted(part: Prompt | KeyQuestion) -> Iterator[Problem]:
    if part.verbatim and part.source.confidence is Confidence.RECALLED:
        yield Problem("verbatim", "expected false, since what is recalled is not the publisher's wording", relies_on="source")


def _statement_not_quoted(standard: Standard) -> Iterator[Problem]:
    source = standard.statement_source or standard.source
    if standard.statement and standard.verbatim and source.confidence is Confidence.RECALLED:
        yield Problem("verbatim", "expected false, since what is recalled is not the publisher's wording", relies_on="source")


@attrs.frozen(kw_only=True)
class Prompt(Checked):
    """What inspectors look at under a key question.

    Attributes:
        id: Unique in the framework: ``"P 2.1.3a"``.
        text: The prompt.
        verbatim: Whether `text` is the publisher's wording; if not, it is ours and must not be quoted.
        relevant_when: On which cases it is asked; None where inspectors decide that, or where it is asked of all.
        source: Where it was published.
    """

    checks = (_not_quoted,)

    id: str = attrs.field(metadata=holds(text))
    text: str = attrs.field(metadata=holds(text))
    verbatim: bool = attrs.field(default=True, metadata=holds(flag))
    relevant_when: Relevance | None = attrs.field(default=None, metadata=holds(optional(instance(Relevance, "a relevance"))))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


@attrs.frozen(kw_only=True)
class KeyQuestion(Checked):
    """A yes/no question asked of each relevant case.

    Attributes:
        id: Unique in the framework: ``"P 2.1.3"``.
        text: The question.
        prompts: What inspectors look at to answer it.
        numbered: Where the number in `id` is from: see `NUMBERED`.
        pooled_from: The id under which the inspections of a region's services hold the cases that are pooled for this
            question: ``"P 2.1.3"``; empty where the question is asked in the inspection itself. See `pool`.
        relevant_when: On which cases it is asked; None where inspectors decide that, or where it is asked of all.
        verbatim: Whether `text` is the publisher's wording; if not, it is ours and must not be quoted.
        source: Where it was published.
    """

    checks = (_not_quoted,)

    id: str = attrs.field(metadata=holds(text))
    text: str = attrs.field(metadata=holds(text))
    prompts: tuple[Prompt, ...] = attrs.field(
        default=(), converter=as_tuple, metadata=holds(tuple_of(instance(Prompt, "a prompt")))
    )
    numbered: Numbered = attrs.field(default="publisher", metadata=holds(one_of(*NUMBERED)))
    pooled_from: str = attrs.field(default="", metadata=holds(any_text))
    relevant_when: Relevance | None = attrs.field(default=None, metadata=holds(optional(instance(Relevance, "a relevance"))))
    verbatim: bool = attrs.field(default=True, metadata=holds(flag))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


@attrs.frozen(kw_only=True)
class Domain(Checked):
    """A heading that groups standards.

    Attributes:
        id: Unique among the domains: ``"1"``.
        title: ``"Organisational arrangements and activity"``.
        source: Where it was published.
    """

    id: str = attrs.field(metadata=holds(text))
    title: str = attrs.field(metadata=holds(text))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


def _rule(value: object) -> str | None:
    stated = isinstance(getattr(value, "reads", None), Reads) and isinstance(getattr(value, "kind", None), str)
    right = stated and hasattr(value, "source") and attrs.has(type(value))  # a class has no attrs: only its instances do
    return None if right else "expected a rule"


def _something_to_read(standard: Standard) -> Iterator[Problem]:
    if standard.rule.reads is Reads.FINDINGS and not standard.questions:
        yield Problem("questions", "expected at least one key question, since the rule rates them", relies_on="questions")
    if standard.rule.reads is Reads.RATINGS:
        yield Problem("rule", "expected a rule for a standard; this one gives an overall rating", standard.rule.kind)


@attrs.frozen(kw_only=True)
class Standard(Checked):
    """A rated area: "P 2.1 Assessment".

    Attributes:
        id: Unique in the framework, and not ``"overall"``: ``"P 2.1"``.
        title: ``"Assessment"``.
        statement: What the publisher expects; empty where it is not known.
        verbatim: Whether `statement` is the publisher's wording; if not, it is ours and must not be quoted.
        numbered: Where the number in `id` is from: see `NUMBERED`.
        domain: The id of the domain it stands under.
        questions: Its key questions, in the publisher's order.
        rule: How its evidence becomes its rating.
        counts: Whether its points count towards the overall rating.
        note: What else a reader should know, such as why it does not count.
        source: Where title and statement were published.
        statement_source: Where the statement was published; None when that is the same source.
    """

    checks = (_something_to_read, _statement_not_quoted)

    id: str = attrs.field(metadata=holds(text))
    title: str = attrs.field(metadata=holds(text))
    statement: str = attrs.field(default="", metadata=holds(any_text))
    verbatim: bool = attrs.field(default=True, metadata=holds(flag))
    numbered: Numbered = attrs.field(default="publisher", metadata=holds(one_of(*NUMBERED)))
    domain: str = attrs.field(metadata=holds(text))
    questions: tuple[KeyQuestion, ...] = attrs.field(
        default=(), converter=as_tuple, metadata=holds(tuple_of(instance(KeyQuestion, "a key question")))
    )
    rule: Rule = attrs.field(metadata=holds(_rule))
    counts: bool = attrs.field(default=True, metadata=holds(flag))
    note: str = attrs.field(default="", metadata=holds(any_text))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))
    statement_source: Source | None = attrs.field(default=None, metadata=holds(optional(instance(Source, "a source"))))


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
        if isinstance(part, RatingBand) and part.rating not in framework.scale.ratings:
            names = framework.scale.names
            if part.rating.name in names:
                points = framework.scale[part.rating.name].points
                yield Problem(f"{path}.rating", f"expected {part.rating} to have its {points} points", part.rating.points)
            else:
                yield unknown(f"{path}.rating", part.rating.name, names, "a rating on the scale")


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
    if framework.overall.reads not in {Reads.RATINGS, Reads.NOTHING}:
        expected = "expected a rule for the overall rating; this one rates a standard"
        yield Problem("overall", expected, framework.overall.kind, hides=True)


def _something_to_give(framework: Framework) -> Iterator[Problem]:
    rules = [*(standard.rule for standard in framework.standards if hasattr(standard, "rule")), framework.overall]
    if not framework.scale.ratings and any(rule.reads is not Reads.NOTHING for rule in rules):
        yield Problem("scale.ratings", "expected ratings, since there are rules that give them", relies_on="standards")


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
        standards: The rated areas, in the publisher's order.
        overall: How the ratings of the standards become the overall rating.
        answers: The words for yes, no, not relevant and missing in its tables of cases.
        headings: Headings under which a report prints strengths and areas for improvement and which are not rated.
        note: What else a reader should know.
        source: Where the framework was published.

    Raises:
        FrameworkError: With every contradiction: ids that repeat, a domain or a rating that is not there, and the like.
    """

    checks = (_ids, _domains, _on_the_scale, _one_value_per_name, _overall_rule, _something_to_give)

    id: str = attrs.field(metadata=holds(text))
    title: str = attrs.field(metadata=holds(text))
    edition: str = attrs.field(metadata=holds(text))
    publisher: str = attrs.field(default="", metadata=holds(any_text))
    type: str = attrs.field(default="", metadata=holds(any_text))
    in_force: InForce | None = attrs.field(default=None, metadata=holds(optional(instance(InForce, "a period"))))
    scale: RatingScale = attrs.field(metadata=holds(instance(RatingScale, "a rating scale")))
    domains: tuple[Domain, ...] = attrs.field(converter=as_tuple, metadata=holds(tuple_of(instance(Domain, "a domain"))))
    standards: tuple[Standard, ...] = attrs.field(
        converter=as_tuple, metadata=holds(tuple_of(instance(Standard, "a standard"), at_least=1))
    )
    overall: Rule = attrs.field(metadata=holds(_rule))
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
        """All key questions, in the order of the standards."""
        return tuple(question for standard in self.standards for question in standard.questions)

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
