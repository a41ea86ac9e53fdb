"""Standards, and what they are made of: domains to group them, key questions and prompts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias, get_args

import attrs

from probation_standards.answers import Relevance
from probation_standards.checks import (
    Checked,
    any_text,
    as_tuple,
    flag,
    from_zero,
    holds,
    instance,
    one_of,
    optional,
    text,
    tuple_of,
)
from probation_standards.errors import Problem
from probation_standards.figures import Figure, as_figures
from probation_standards.rules import Reads, Rule, a_rule
from probation_standards.sources import Confidence, Source

Numbered: TypeAlias = Literal["publisher", "printed order", "recalled", "ours"]

NUMBERED: tuple[Numbered, ...] = get_args(Numbered)
"""Where the number of a standard or a key question is from: it was read; it is its place in the printed order, where the
publication prints no number; it is remembered and was not read; or it is ours, where no number is known."""


Form: TypeAlias = Literal["cases", "rating", "score", "count", "flag"]

FORMS: tuple[Form, ...] = get_args(Form)
"""What a question can find out: how many cases are sufficient, a rating, a score, a count, or whether something is so."""


def _not_quoted(part: Prompt | KeyQuestion) -> Iterator[Problem]:
    if part.verbatim and part.source.confidence is Confidence.RECALLED:
        yield Problem(
            "verbatim",
            "expected false, since what is recalled is not the publisher's wording; write it, as true is usual",
            relies_on="source",
        )


def _statement_not_quoted(standard: Standard) -> Iterator[Problem]:
    source = standard.statement_source or standard.source
    if standard.statement and standard.verbatim and source.confidence is Confidence.RECALLED:
        yield Problem(
            "verbatim",
            "expected false, since what is recalled is not the publisher's wording; write it, as true is usual",
            relies_on="source",
        )


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


def _values_of_a_score(question: KeyQuestion) -> Iterator[Problem]:
    if question.form == "score" and len(question.values) < 2:
        yield Problem("values", "expected at least two numbers, since a score has one of them", missing=not question.values)
    if question.form != "score" and question.values:
        yield Problem("values", f'expected none for "{question.form}"; a "score" has values')
    for position, value in enumerate(question.values):
        if value in question.values[:position]:
            yield Problem(f"values[{position}]", "expected each value once", value)


def _of_cases(question: KeyQuestion) -> Iterator[Problem]:
    if question.form != "cases":
        for field in ("prompts", "pooled_from", "relevant_when"):
            if getattr(question, field):
                yield Problem(field, f'expected none for "{question.form}"; a question asked of "cases" has it')


@attrs.frozen(kw_only=True)
class KeyQuestion(Checked):
    """A question on which ratings rest: a yes/no question asked of each relevant case, where its form says nothing else.

    Attributes:
        id: Unique in the framework: ``"P 2.1.3"``.
        text: The question.
        prompts: What inspectors look at to answer it.
        numbered: Where the number in `id` is from: see `NUMBERED`.
        pooled_from: The id under which the inspections of a region's services hold the cases that are pooled for this
            question: ``"P 2.1.3"``; empty where the question is asked in the inspection itself. See `pool`.
        relevant_when: On which cases it is asked; None where inspectors decide that, or where it is asked of all.
        form: What is found: of ``"cases"``, how many are sufficient; a ``"rating"`` on the scale; a ``"score"``, one of
            `values`; a ``"count"``, a whole number from 0; or a ``"flag"``, true or false.
        values: Of a score, the numbers that it can be.
        optional: Whether it need not be inspected. It is then missing, and the rule says what that does.
        better: Which findings are the better ones: ``"higher"``, ``"lower"``, or ``"neither"``. True is higher than false.
        verbatim: Whether `text` is the publisher's wording; if not, it is ours and must not be quoted.
        source: Where it was published.
    """

    checks = (_not_quoted, _values_of_a_score, _of_cases)

    id: str = attrs.field(metadata=holds(text))
    text: str = attrs.field(metadata=holds(text))
    prompts: tuple[Prompt, ...] = attrs.field(
        default=(), converter=as_tuple, metadata=holds(tuple_of(instance(Prompt, "a prompt")))
    )
    numbered: Numbered = attrs.field(default="publisher", metadata=holds(one_of(*NUMBERED)))
    pooled_from: str = attrs.field(default="", metadata=holds(any_text))
    relevant_when: Relevance | None = attrs.field(default=None, metadata=holds(optional(instance(Relevance, "a relevance"))))
    form: Form = attrs.field(default="cases", metadata=holds(one_of(*FORMS)))
    values: tuple[Figure, ...] = attrs.field(default=(), converter=as_figures, metadata=holds(tuple_of(from_zero)))
    optional: bool = attrs.field(default=False, metadata=holds(flag))
    better: Literal["higher", "lower", "neither"] = attrs.field(
        default="higher", metadata=holds(one_of("higher", "lower", "neither"))
    )
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


def _something_to_read(standard: Standard) -> Iterator[Problem]:
    if standard.rule.reads is Reads.FINDINGS and not standard.questions:
        yield Problem("questions", "expected at least one key question, since the rule rates them", relies_on="questions")
    if standard.rule.reads is Reads.FINDINGS:
        for position, question in enumerate(standard.questions):
            if getattr(question, "form", "cases") != "cases":
                expected = f'expected "cases", since the rule ({standard.rule.kind}) reads percentages of them'
                yield Problem(f"questions[{position}].form", expected, question.form)
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
    rule: Rule = attrs.field(metadata=holds(a_rule))
    counts: bool = attrs.field(default=True, metadata=holds(flag))
    note: str = attrs.field(default="", metadata=holds(any_text))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))
    statement_source: Source | None = attrs.field(default=None, metadata=holds(optional(instance(Source, "a source"))))
