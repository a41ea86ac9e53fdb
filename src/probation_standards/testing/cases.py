"""The strategy of tables of cases: plain ones, as `tally` and `rate_cases` take them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument

from probation_standards.answers import Answers
from probation_standards.checking import asked
from probation_standards.frameworks import Framework
from probation_standards.standards import KeyQuestion
from probation_standards.testing.scales import within

CASE, SERVICE = "case", "service"
"""The columns of the ids of the cases, and of the services that they are of."""

SERVICES = ("Riverside", "Hillside", "Harbour", "Moorland")
"""The names of the services."""


def case_tables(  # noqa: PLR0913  # each is said by its name
    framework: Framework,
    *,
    services: int = 1,
    min_cases: int = 1,
    max_cases: int = 6,
    prompts: bool = False,
    missing: bool = False,
    rows: bool = False,
) -> st.SearchStrategy[Any]:
    """Tables of cases that answer the questions of a framework, in its own words for yes, no and not relevant.

    There is a column "case", a column "service", and one for each key question. Shrinks to one case, "C1", of Riverside, with
    the first word for yes to each question.

    Args:
        framework: Whose questions they answer.
        services: Of how many services the cases are at most, from 1 to 4.
        min_cases: How many cases there are at least, from 1.
        max_cases: How many there are at most.
        prompts: Whether prompts are answered too.
        missing: Whether answers may be missing, in its own words for it or as an empty cell; `tally` refuses them unless it is
            told to take them as not relevant.
        rows: Whether a table is a list of dicts, one for each case; else it is a dict of columns.

    Raises:
        InvalidArgument: When there can be no such tables: the framework asks nothing of cases, for example.
    """
    within("services", services, 1, len(SERVICES))
    within("min_cases", min_cases, 1)
    within("max_cases", max_cases, min_cases)
    questions = [id for id, (_, part) in asked(framework).items() if prompts or isinstance(part, KeyQuestion)]
    if not questions:
        raise InvalidArgument(f"framework: expected one that asks key questions of cases (found {framework.id!r})")
    answer = st.sampled_from(_words(framework.answers, missing=missing))
    case = st.tuples(st.sampled_from(SERVICES[:services]), st.tuples(*[answer] * len(questions)))
    cases = st.lists(case, min_size=min_cases, max_size=max_cases)
    return cases.map(lambda made: _table(questions, made, rows=rows))


def _words(answers: Answers, *, missing: bool) -> list[str | None]:
    """Return how answers are written: yes first, then no, and all other ways."""
    of_each = [answers.yes, answers.no, answers.not_relevant, *([answers.missing] if missing else [])]
    first = [words[0] for words in of_each if words]
    others = [word for words in of_each for word in words[1:]]
    return [*first, *others, *(f" {word.upper()} " for word in first), *(["", None] if missing else [])]


def _table(questions: Sequence[str], made: Sequence[tuple[str, Sequence[str | None]]], *, rows: bool) -> Any:
    of_rows: list[dict[str, Any]] = [
        {CASE: f"C{number}", SERVICE: service, **dict(zip(questions, answers, strict=True))}
        for number, (service, answers) in enumerate(made, 1)
    ]
    return of_rows if rows else {name: [row[name] for row in of_rows] for name in of_rows[0]}
