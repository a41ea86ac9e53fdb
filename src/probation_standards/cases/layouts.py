"""Which column of a table of cases holds what: cases, groups, questions and answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from probation_standards.checking import asked
from probation_standards.errors import CaseError, Problem, closest, key, unknown
from probation_standards.frameworks import Framework

CASE_COLUMNS = ("case", "case id", "case_id")
"""Under which names the column of case ids is found when none is named."""

ALMOST = 0.85
"""How much a column must look like a question's id to be taken for one that was mistyped."""


@attrs.frozen(kw_only=True)
class Layout:
    """Which columns hold what.

    Attributes:
        case: The columns that together name a case; none where each row is a case of its own.
        by: The columns by which cases are grouped.
        attributes: The columns on which a question's relevance depends.
        split: Whether a cell may name several groups.
        questions: Of a wide table, one row per case: the columns that hold answers.
        question: Of a long table, one row per answer: the column that holds the question; else None.
        answer: Of a long table, the column that holds the answer; else None.
        together: Of a long table, the names of the questions of each standard, of which a case has all or none.
    """

    case: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()
    split: bool = False
    questions: tuple[str, ...] = ()
    question: str | None = None
    answer: str | None = None
    together: tuple[tuple[str, ...], ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The columns whose values are counted apart."""
        return self.by + self.attributes

    @property
    def is_long(self) -> bool:
        """Whether the table has one row per answer."""
        return self.question is not None

    @property
    def read(self) -> tuple[str, ...]:
        """All columns that are read, each once."""
        long = (self.question, self.answer) if self.question and self.answer else ()
        return tuple(dict.fromkeys((*self.case, *self.labels, *self.questions, *long)))


@attrs.frozen(kw_only=True)
class Wanted:
    """What a caller said of the columns of a table, and what the framework asks.

    Attributes:
        framework: Whose questions are counted.
        by: The columns by which cases are grouped.
        case: The columns that name a case; None to look for one.
        question: The column of questions in a long table; None to look for one.
        answer: The column of answers in a long table; None to look for one.
        named: The table's own names of questions, each with the id it stands for.
        split: Whether a cell may name several groups.
    """

    framework: Framework
    by: tuple[str, ...] = ()
    case: tuple[str, ...] | None = None
    question: str | None = None
    answer: str | None = None
    named: Mapping[str, str] = attrs.field(factory=dict)
    split: bool = False

    def together(self) -> tuple[tuple[str, ...], ...]:
        """Return the names that the key questions of each standard may have in a table, where there are several."""
        own: dict[str, list[str]] = {}
        for name, id in self.named.items():
            own.setdefault(id, []).append(name)
        standards = (standard.questions for standard in self.framework.standards)
        return tuple(
            tuple(name for question in some for name in (question.id, *own.get(question.id, ())))
            for some in standards
            if len(some) > 1
        )

    def id(self, name: str) -> str | None:
        """Return the id of the question that a table calls `name`, or None."""
        id = self.named.get(name, name)
        return id if id in asked(self.framework) else None


def layout_of(wanted: Wanted, columns: Sequence[str]) -> Layout:
    """Return which of `columns` hold what.

    Raises:
        CaseError: With everything that does not fit: a column that is not there, a question's id mistyped.
    """
    question, answer = _long(wanted, columns)
    problems = [*_columns_lacking(wanted, columns), *_wrongly_named(wanted, columns, long=question is not None)]
    problems += [
        Problem("columns", "expected each name once", name) for name in dict.fromkeys(columns) if list(columns).count(name) > 1
    ]
    results = {"cases", "missing"} | {f"{id} {what}" for id in asked(wanted.framework) for what in ("sufficient", "relevant")}
    expected = "expected a column of another name, since results have one of this name"
    problems += [Problem("by", expected, name) for name in wanted.by if name in results]
    case = wanted.case
    if case is None:
        found = [name for word in CASE_COLUMNS for name in columns if name.casefold() == word]
        case = tuple(found[:1])
    given = {*case, *wanted.by, question, answer}
    free = [name for name in columns if name not in given]
    attributes = tuple(name for name in relevance_attributes(wanted.framework) if name in columns)
    layout = Layout(case=case, by=wanted.by, attributes=attributes, split=wanted.split)
    if question is not None and answer is not None:
        layout = attrs.evolve(layout, question=question, answer=answer, together=wanted.together())
    else:
        layout = attrs.evolve(layout, questions=tuple(name for name in free if wanted.id(name)))
        problems += mistyped(wanted, free, "column", always=False)
        if not layout.questions and not problems:
            problems.append(_no_questions(wanted, columns))
    if problems:
        raise CaseError(problems, f"the cases cannot be counted under {wanted.framework.id}")
    return layout


def mistyped(wanted: Wanted, names: Iterable[str], what: str, *, always: bool) -> Iterator[Problem]:
    """Yield a problem for each of `names` that is almost the id of a question.

    Args:
        wanted: Whose questions there are.
        names: The names in a table.
        what: What they are names of.
        always: Whether that is a mistake even where the question is there under its own id too, as in the rows of a long table.
    """
    names = list(names)
    there = {wanted.id(name) for name in names}
    ids = list(asked(wanted.framework))
    bare = {_bare(id): id for id in ids}
    lacking = [id for id in ids if id not in there]
    for name in names:
        if wanted.id(name) is not None or not name:
            continue
        near = bare.get(_bare(name)) or closest(name, lacking, ALMOST) or (closest(name, ids, ALMOST) if always else None)
        if near:
            yield Problem(f"{what} {key(name)}", "expected the id of a key question or prompt", name, near)


def _bare(name: str) -> str:
    """Return the letters and figures of a name: what is left of it when it is written another way."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def relevance_attributes(framework: Framework) -> tuple[str, ...]:
    """Return the attributes on which the relevance of the framework's questions depends, each once."""
    parts = [part for _, part in asked(framework).values()]
    return tuple(dict.fromkeys(part.relevant_when.attribute for part in parts if part.relevant_when))


def _columns_lacking(wanted: Wanted, columns: Sequence[str]) -> Iterator[Problem]:
    said: dict[str, Iterable[str | None]] = {
        "by": wanted.by,
        "case": wanted.case or (),
        "question": [wanted.question],
        "answer": [wanted.answer],
    }
    for field, names in said.items():
        for name in names:
            if name is not None and name not in columns:
                yield unknown(field, name, columns, "a column of the table")
    if (wanted.question is None) != (wanted.answer is None):
        lacks = "answer" if wanted.answer is None else "question"
        given = wanted.question or wanted.answer
        expected = "expected the name of a column: a long table has one of questions and one of answers"
        if lacks not in columns:
            yield Problem(lacks, f"{expected} (found only {given!r})", missing=True)


def _wrongly_named(wanted: Wanted, columns: Sequence[str], *, long: bool) -> Iterator[Problem]:
    ids = asked(wanted.framework)
    for name, id in wanted.named.items():
        if id not in ids:
            yield unknown(f"questions.{key(name)}", id, ids, "the id of a key question or prompt")
        elif not long and name not in columns:
            yield unknown("questions", name, columns, "a column of the table")


def _long(wanted: Wanted, columns: Sequence[str]) -> tuple[str | None, str | None]:
    """Return the columns of questions and of answers, where the table is long."""
    if wanted.question is not None or wanted.answer is not None:
        return wanted.question or "question", wanted.answer or "answer"
    lower = {name.casefold(): name for name in columns}
    if "question" in lower and "answer" in lower and not any(wanted.id(name) for name in columns):
        return lower["question"], lower["answer"]
    return None, None


def _no_questions(wanted: Wanted, columns: Sequence[str]) -> Problem:
    ids = list(asked(wanted.framework))
    some = ", ".join(repr(id) for id in ids[:3])
    expected = (
        f"expected columns named by the ids of key questions or prompts ({some} ...), "
        "or a column of questions and one of answers; a table keeps its own names with questions={...} (--rename)"
    )
    return Problem("columns", expected, list(columns))
