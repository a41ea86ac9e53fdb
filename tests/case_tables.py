"""Tables of cases such as there can be, for property tests, and what is in them, counted by hand.

A table holds what was meant beside what is written, so that counting by hand reads no answer: it goes through the rows one
by one. It shrinks towards one case, "C1", answered "yes" to one question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import product
from typing import Any, Literal, NamedTuple, TypeAlias

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from hypothesis.vendor.pretty import RepresentationPrinter

import probation_standards as ps
from engines import Kind, kind
from probation_standards.checking import asked
from strategies import SUSPENDED, frameworks

Meaning: TypeAlias = Literal["yes", "no", "not relevant", "missing", "odd"]

MEANINGS: tuple[Meaning, ...] = ("yes", "no", "not relevant", "missing")
"""What an answer can say, in the order in which `Answered` counts it."""

Counted: TypeAlias = dict[Hashable, dict[str, ps.Answered]]
"""For each group, how each question was answered."""

USUAL: dict[Meaning, tuple[Any, ...]] = {
    "yes": ("yes", "Yes", " YES\t", "y", "True", "1", "1.0"),
    "no": ("no", "No ", "N", "FALSE", "0", "0.0"),
    "not relevant": ("not relevant", " Not  Relevant", "n/a", "N/R", "Not applicable"),
    "missing": (None, "", "  ", "Missing", "not answered", "nan"),
}
"""How texts write what they mean when nothing else is declared."""

OTHER_KINDS: tuple[dict[Meaning, tuple[Any, ...]], ...] = (
    {"yes": (1,), "no": (0,), "missing": (None,)},
    {"yes": (1.0,), "no": (0.0,), "missing": (None,)},
    {"yes": (True,), "no": (False,), "missing": (None,)},
)
"""How whole numbers, floats and truth values write it."""

ODD = ("Yess", "perhaps", "Met?", "2", "not  known")
"""What is no answer."""

GROUPS: tuple[tuple[Any, ...], ...] = (("North", "South", "East & West", None), (2, 10, 1, None))
"""The values of columns by which cases are grouped."""

BY = ("pdu", "type of sentence")

PLACE = r"(?:row \d+ \(case [^()]+?\)|row \d+|case [^();]+?)"
PLACES = re.compile(rf"{PLACE}(?:, {PLACE})*(?: and (?:\d+ more|{PLACE}))?(?=[);]|$)")
"""How messages name places, which differs between tables with an order of rows and others."""


class Row(NamedTuple):
    """One row of a wide table.

    Attributes:
        case: The id of its case.
        group: The values of the columns by which cases are grouped.
        cells: All that is written in it, by column.
        meant: What its answers mean, by question.
    """

    case: Hashable
    group: tuple[Hashable, ...]
    cells: dict[str, Any]
    meant: dict[str, Meaning]


@attrs.frozen
class CaseTable:
    """A table of cases, with what it means.

    Attributes:
        framework: Whose questions it answers.
        by: The columns by which its cases are grouped.
        questions: The ids of its questions, in the order of its columns.
        rows: Its rows.
        absent: Cases and questions that have no row when the table is a long one.
    """

    framework: ps.Framework
    by: tuple[str, ...]
    questions: tuple[str, ...]
    rows: tuple[Row, ...]
    absent: frozenset[tuple[Hashable, str]] = frozenset()

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002, FBT001  # as it is called
        lines = [f"<by {self.by}, absent {sorted(map(str, self.absent))}", *(str(row.cells) for row in self.rows)]
        printer.text("\n  ".join(lines) + ">")

    @property
    def columns(self) -> dict[str, list[Any]]:
        """The table as a wide one: one row per case."""
        names = self.rows[0].cells if self.rows else ("case", *self.by, *self.questions)
        return {name: [row.cells[name] for row in self.rows] for name in names}

    @property
    def long(self) -> dict[str, list[Any]]:
        """The table as a long one: one row per answer."""
        labels = [name for name in self.columns if name not in self.questions]
        rows = [
            {**{name: row.cells[name] for name in labels}, "question": question, "answer": row.cells[question]}
            for row in self.rows
            for question in self.questions
            if (row.case, question) not in self.absent
        ]
        return {name: [row[name] for row in rows] for name in [*labels, "question", "answer"]}

    @property
    def kinds(self) -> dict[str, Kind]:
        """Of what kind each column is."""
        return {name: kind(values) for name, values in {**self.columns, **self.long}.items()}

    def counted(self, *, long: bool = False) -> Counted:
        """Return how each question was answered in each group: of a case in several alike rows of a group once."""
        return self._counted(lambda row: row.group[0] if len(self.by) == 1 else row.group, long=long)

    def counted_in_all(self, *, long: bool = False) -> dict[str, ps.Answered]:
        """Return how each question was answered, of each case once."""
        return self._counted(lambda _: (), long=long).get((), {})

    def _counted(self, group_of: Callable[[Row], Hashable], *, long: bool) -> Counted:
        said: dict[Hashable, dict[str, dict[Hashable, Meaning]]] = {}
        for row in self.rows:
            for question, meaning in row.meant.items():
                if not (long and (row.case, question) in self.absent):
                    said.setdefault(group_of(row), {}).setdefault(question, {})[row.case] = meaning
        there = {question for group in said.values() for question in group}
        for group in said.values() if long else ():
            for standard in self.framework.standards:
                questions = [question.id for question in standard.questions if question.id in there]
                cases = {case for question in questions for case in group.get(question, {})}
                for question in questions:
                    for case in cases:
                        group.setdefault(question, {}).setdefault(case, "missing")
        answered = {name: {question: _answered(cases) for question, cases in group.items()} for name, group in said.items()}
        return {name: {question: found for question, found in group.items() if found.cases} for name, group in answered.items()}


def _answered(cases: Mapping[Hashable, Meaning]) -> ps.Answered:
    many = Counter(cases.values())
    return ps.Answered(*(many[meaning] for meaning in MEANINGS))


@st.composite
def case_tables(
    draw: DrawFn,
    *,
    framework: SearchStrategy[ps.Framework] | None = None,
    columns_by: int = 2,
    most_groups: int = 2,
    most_rows: int = 2,
    texts: bool = False,
    attribute: bool = True,
    absent: bool = False,
    odd: bool = False,
    max_cases: int = 6,
) -> CaseTable:
    """Tables of cases.

    Args:
        draw: Given by hypothesis.
        framework: Whose questions they answer; else any with key questions.
        columns_by: By how many columns cases are grouped at most.
        most_groups: In how many groups a case is at most.
        most_rows: In how many rows of one group a case is at most; they are alike.
        texts: Whether all answers are texts, as in a long table; else some columns hold numbers or truth values.
        attribute: Whether there may be the column on which the relevance of questions depends, alike in all rows of a case.
        absent: Whether rows may lack when it is a long table.
        odd: Whether now and then an answer is none.
        max_cases: How many cases there are at most.
    """
    made = draw(frameworks(having=[ps.LowestQuestion], max_standards=1) if framework is None else framework)
    ids = list(asked(made))
    questions = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=5, unique=True))
    answers = [draw(st.sampled_from(_columns(made.answers, texts=texts, odd=odd))) for _ in questions]
    by = BY[: draw(st.integers(0, columns_by))]
    pools = [draw(st.sampled_from(GROUPS)) for _ in by]
    groups = st.lists(st.sampled_from(list(product(*pools))), min_size=1, max_size=most_groups, unique=True)
    case = st.tuples(groups, st.tuples(*answers), st.integers(1, most_rows), st.sampled_from(["no", "yes", None]))
    named = draw(st.sampled_from(["C{}", ""]))
    with_attribute = attribute and draw(st.booleans())
    rows = []
    for number, (in_groups, given, copies, value) in enumerate(draw(st.lists(case, min_size=1, max_size=max_cases)), 1):
        id = named.format(number) or number
        written = dict(zip(questions, (written for _, written in given), strict=True))
        meant = dict(zip(questions, (meaning for meaning, _ in given), strict=True))
        known = {SUSPENDED.attribute: value} if with_attribute else {}
        for group in in_groups:
            cells = {"case": id, **dict(zip(by, group, strict=True)), **known, **written, "remarks": "none"}
            rows += [Row(id, group, cells, meant)] * copies
    pairs = list(dict.fromkeys((row.case, question) for row in rows for question in questions))[1:]  # one row is left
    lacking = draw(st.sets(st.sampled_from(pairs), max_size=4)) if absent and pairs else ()
    return CaseTable(made, by, tuple(questions), tuple(draw(st.permutations(rows))), frozenset(lacking))


def _columns(words: ps.Answers, *, texts: bool, odd: bool) -> list[SearchStrategy[tuple[Meaning, Any]]]:
    """Return what the answers of one column may be: what is meant, and what is written."""
    kinds: list[Mapping[Meaning, Sequence[Any]]] = [USUAL, *(() if texts else OTHER_KINDS)]
    if words != ps.Answers():
        kinds = [
            {
                "yes": _spelt(words.yes),
                "no": _spelt(words.no),
                "not relevant": _spelt(words.not_relevant),
                "missing": (None, "", *_spelt(words.missing)),
            }
        ]
    return [_written(spelt, ODD if odd else ()) for spelt in kinds]


def _spelt(words: Sequence[str]) -> list[str]:
    return [spelt for word in words for spelt in (word, f" {word.upper()}")]


def _written(spelt: Mapping[Meaning, Sequence[Any]], odd: Sequence[str]) -> SearchStrategy[tuple[Meaning, Any]]:
    pairs: list[tuple[Meaning, Any]] = [(meaning, word) for meaning, words in spelt.items() for word in words]
    return st.sampled_from([*pairs, *(("odd", word) for word in odd)])


def found(tallies: ps.Tallies) -> Counted:
    """Return how each question was answered in each group, as was counted."""
    return {group: dict(some.answered) for group, some in tallies.items()}


def outcome(cases: Any, framework: ps.Framework, *by: Any, **options: Any) -> dict[str, Any]:
    """Return all that comes of counting, or all that is wrong, without places: so that tables of two kinds can be compared."""
    try:
        tallies = ps.tally(cases, framework, *by, **options)
    except ps.CaseError as error:
        return {"wrong": [_without_places(problem) for problem in error.problems]}
    return {
        "groups": list(map(repr, tallies)),
        "found": found(tallies),
        "total": dict(tallies.total.answered),
        "columns": tallies.columns(),
        "missing": tallies.missing,
        "notes": list(map(str, tallies.notes)),
        "unclaimed": tallies.unclaimed,
        "contradictions": [attrs.evolve(contradiction, places=()) for contradiction in tallies.contradictions],
    }


def _without_places(problem: ps.Problem) -> tuple[str, str, str, str | None]:
    expected = PLACES.sub("...", problem.expected).replace(" (...)", "").replace(": ...", "")
    return problem.path, expected, str(problem.value), problem.suggestion
