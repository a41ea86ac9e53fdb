"""Counting cases: `tally`."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, TypeAlias, TypedDict

import attrs

from probation_standards.answers import Answers, Kind, folded, label
from probation_standards.cases.counts import Counter, Counts, Group
from probation_standards.cases.layouts import Layout, Wanted, layout_of
from probation_standards.cases.problems import Found, Problems
from probation_standards.cases.sources import counter_for
from probation_standards.cases.tallies import Contradiction, GroupTallies, Tallies, answered
from probation_standards.cases.vectors import Vector, added, greatest, less, numbers, picked, some
from probation_standards.checking import asked
from probation_standards.errors import CaseError, unknown
from probation_standards.frameworks import Framework

MOST_PLACED = 5
"""Of how many contradictions it is looked up where they stand; each takes a query."""

Columns: TypeAlias = "str | Sequence[str]"


class Counting(TypedDict, total=False):
    """The options of `tally` that others pass on."""

    case: Columns | None
    question: str | None
    answer: str | None
    questions: Mapping[str, str] | None
    answers: Answers | None
    missing: Literal["error", "not relevant"]
    repeated: Literal["error", "once"]
    split: str
    sheet: str | None
    progress: Callable[[int, int], None] | None


def tally(  # noqa: PLR0913  # all but two have a default
    cases: Any,
    framework: Framework,
    by: Columns = (),
    *,
    case: Columns | None = None,
    question: str | None = None,
    answer: str | None = None,
    questions: Mapping[str, str] | None = None,
    answers: Answers | None = None,
    missing: Literal["error", "not relevant"] = "error",
    repeated: Literal["error", "once"] = "error",
    split: str = "",
    sheet: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Tallies:
    """Count the answers in a table of cases: sufficient and relevant cases for each question, by group.

    The engine that holds the table counts, and only counts come back. *Not relevant* leaves the relevant cases. A *missing*
    answer is something else: an error, unless the caller says that it is to be taken as not relevant.

    Args:
        cases: A wide table, one row per case and one column per question, named by the question's id; or a long one, one
            row per answer. A pandas or polars frame (eager or lazy), a pyarrow table, a DuckDB relation, a Dask or Spark
            frame, an Ibis table, a dict of columns, a list of rows, or the path of a file: CSV, Parquet (also a folder of
            parts), XLSX or ODS.
        framework: Whose key questions and prompts are counted.
        by: The column, or columns, by which cases are grouped: the service, the region, the type of sentence.
        case: The column of case ids, or the columns that together name a case; ``()`` where each row is a case without a
            name, so that nothing can be said of cases in several rows. By default a column named case, if there is one.
        question: Of a long table: the column of question ids. By default a column named question, where there is one of
            answers too and none named by a question's id.
        answer: Of a long table: the column of answers.
        questions: The table's own names of questions, each with the id that it stands for. A wide table has a column of each
            of these names; a long one may lack some.
        answers: The words for yes, no and not relevant; by default the framework's.
        missing: ``"error"``, or ``"not relevant"`` to take missing answers so; how many there were is in the result.
        repeated: What a case in several rows of one group is: ``"error"``, or ``"once"`` to count it once where its rows
            are alike. A case in two groups counts in both, and once in the total.
        split: What separates the groups in a cell that names several: ``";"`` for "Community order; Licence".
        sheet: Of a file with several sheets: the name of the one to read.
        progress: Called with how much of how much was read, where a file is read.

    Raises:
        CaseError: With everything that is wrong: a column that lacks, an answer that is no word for yes, no or not relevant
            (with how often and where), missing answers, cases in several rows.
        CaseFileError: When the file can't be read.

    >>> from probation_standards import discover
    >>> rows = {"case": ["A", "B", "C"], "pdu": ["Derby"] * 3, "P 2.1.1": ["yes", "no", "n/a"]}
    >>> tally(rows, discover()["pdu-2023"], by="pdu")["Derby"]["P 2.1.1"]
    Tally(sufficient=1, relevant=2)
    """
    columns = {"by": by, "case": case, "question": question, "answer": answer, "split": split}
    _check_arguments(framework, questions, answers, columns, missing=missing, repeated=repeated)
    reading = reading_of(
        cases,
        framework,
        by,
        case=case,
        question=question,
        answer=answer,
        questions=questions,
        answers=answers,
        split=split,
        sheet=sheet,
        progress=progress,
    )
    counts = reading.counter.count(reading.layout, once=repeated == "once")
    return reading.tallies(counts, missing=missing)


def reading_of(  # noqa: PLR0913  # what `tally` takes
    cases: Any,
    framework: Framework,
    by: Columns,
    *,
    case: Columns | None = None,
    question: str | None = None,
    answer: str | None = None,
    questions: Mapping[str, str] | None = None,
    answers: Answers | None = None,
    split: str = "",
    sheet: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    **_: object,
) -> Reading:
    """Return what counts a table, and how what it counts is read; see `tally`.

    Raises:
        CaseError: When it is no table, or its columns do not fit.
        CaseFileError: When the file can't be read.
    """
    wanted = Wanted(
        framework=framework,
        by=_names(by) or (),
        case=_names(case),
        question=question,
        answer=answer,
        named=questions or {},
        split=bool(split),
    )
    counter = counter_for(cases, sheet=sheet, progress=progress)
    layout = layout_of(wanted, counter.columns)
    return Reading(wanted, layout, counter, answers or framework.answers, split)


def _names(given: Columns | None) -> tuple[str, ...] | None:
    return (given,) if isinstance(given, str) else None if given is None else tuple(given)


def _check_arguments(
    framework: object, questions: object, answers: object, columns: Mapping[str, object], **words: str
) -> None:
    if not isinstance(framework, Framework):
        raise TypeError(f"tally() takes a Framework, such as discover()['pdu-2023'], not {type(framework).__name__}")
    if questions is not None and not isinstance(questions, Mapping):
        raise TypeError(f"questions is a mapping of the table's names to ids of questions, not {type(questions).__name__}")
    if answers is not None and not isinstance(answers, Answers):
        raise TypeError(f"answers is an Answers(yes=..., no=...), not {type(answers).__name__}")
    for name, given in columns.items():
        some = (given,) if given is None or isinstance(given, str) else given
        if not isinstance(some, Sequence) or not all(isinstance(one, str | None) for one in some) or (given and None in some):
            raise TypeError(f"{name} is the name of a column, or several, not {given!r}")
    known = {"missing": ("error", "not relevant"), "repeated": ("error", "once")}
    problems = [unknown(name, word, known[name], "a word") for name, word in words.items() if word not in known[name]]
    if problems:
        raise CaseError(problems)


@attrs.frozen
class Reading:
    """What the counts of a table mean.

    Attributes:
        wanted: What the caller said of the table's columns.
        layout: Which columns hold what.
        counter: What counted, which can say where something stands.
        answers: The words for yes, no and not relevant.
        split: What separates groups in a cell; empty where it names one.
    """

    wanted: Wanted
    layout: Layout
    counter: Counter
    answers: Answers
    split: str

    def tallies(self, counts: Counts, *, missing: Literal["error", "not relevant"]) -> Tallies:
        """Return the tallies.

        Raises:
            CaseError: When an answer is none, or missing.
        """
        kinds = {answer: self.answers.means(answer) for some in (counts, counts.total) if some for answer in some.answers}
        total = counts.summed()
        grouped = counts.regrouped(self._into) if self.split or self.layout.attributes else counts
        found, summed = self._found(grouped, kinds), self._found(total, kinds)
        wrong = Problems(self.wanted, self.layout, self.counter, self.answers, total, kinds)
        problems = wrong.found(found, summed, missing=missing == "error")
        if problems:
            raise CaseError(problems, f"the cases cannot be counted under {self.wanted.framework.id}")
        one = len(self.wanted.by) == 1
        tallies = Tallies(
            self.wanted.framework,
            self.wanted.by,
            [group[0] for group in grouped.groups] if one else grouped.groups,
            found.ids,
            found.vectors,
            total=GroupTallies((), answered(self.wanted.framework, summed.ids, summed.vectors, 0)),
            contradictions=tuple(self._contradictions(counts.total or counts, kinds)),
            unclaimed=self._unclaimed(counts),
            by_case=self.layout.is_long and bool(self.layout.case),
        )
        if counts.total is not None and self.wanted.by and not self.split and tallies.surplus > 0:
            tallies.scattered = tuple(self.counter.scattered(self.layout))
        return tallies

    def _found(self, counts: Counts, kinds: Mapping[Hashable, Kind | None]) -> Found:
        """Return how many cells of the framework's questions are of each kind, by group and question."""
        ids = [self.wanted.id(name) for name in counts.questions]
        wide = len(ids)
        vectors: dict[Kind, Vector] = {kind: counts.vector(lambda answer, kind=kind: kinds[answer] is kind) for kind in Kind}  # type: ignore[misc]  # bound
        lacking = {}
        if self.layout.is_long:
            missing = list(numbers(vectors[Kind.MISSING]))
            cells = counts.vector(lambda _: True)
            for number, names in enumerate(self.layout.together or self.wanted.together()):
                places = [place for place, name in enumerate(counts.questions) if name in names]
                asked_of = [cells[place::wide] for place in places]
                if not places:
                    continue
                most = greatest(asked_of) if counts.asked is None else counts.asked[number]
                for place, there in zip(places, asked_of, strict=True):
                    lacks = less(most, there)
                    if some(lacks):
                        lacking[counts.questions[place]] = sum(numbers(lacks))
                        missing[place::wide] = numbers(added([missing[place::wide], lacks]))
            vectors[Kind.MISSING] = missing if lacking else vectors[Kind.MISSING]
        if None in ids:
            claimed = [place for place, id in enumerate(ids) if id is not None]
            kept = [row * wide + place for row in range(len(counts.groups)) for place in claimed]
            vectors = {kind: picked(vector, kept) for kind, vector in vectors.items()}
        return Found([id for id in ids if id is not None], vectors, lacking)

    def _into(self, group: Group) -> Iterable[Group]:
        """Return the groups that a group of the table's cells is part of."""
        parts: list[Group] = [()]
        for value in group[: len(self.wanted.by)]:
            values = [value]
            if self.split and isinstance(value, str):
                values = [some for some in dict.fromkeys(map(label, value.split(self.split))) if some is not None] or [None]
            parts = [(*part, some) for part in parts for some in values]
        return parts

    def _unclaimed(self, counts: Counts) -> list[str]:
        if self.layout.is_long:
            return sorted(name for name in counts.questions if name and self.wanted.id(name) is None)
        return [name for name in self.counter.columns if name not in self.layout.read]

    def _contradictions(self, counts: Counts, kinds: Mapping[Hashable, Kind | None]) -> Iterator[Contradiction]:
        """Yield the answers that contradict the attribute on which their question's relevance depends."""
        known = asked(self.wanted.framework)
        found: dict[tuple[str, str, str], Contradiction] = {}
        where: dict[tuple[str, str, str], tuple[list[str], list[Hashable], tuple[str, list[Hashable]]]] = {}
        first = len(counts.groups[0]) - len(self.layout.attributes) if counts.groups else 0
        for place, name in enumerate(counts.questions):
            id = self.wanted.id(name)
            relevance = known[id][1].relevant_when if id else None
            if id is None or relevance is None or relevance.attribute not in self.layout.attributes:
                continue
            at = first + self.layout.attributes.index(relevance.attribute)
            meant: dict[Hashable, list[Hashable]] = {}
            for group in counts.groups:
                meant.setdefault(self._meaning(group[at]), []).append(group[at])
            apart = counts.regrouped(lambda group, at=at: [(self._meaning(group[at]),)])  # type: ignore[misc]  # lambda's default
            for row, (meaning,) in enumerate(apart.groups):
                values = meant[meaning]
                applies = relevance.applies(values[0], self.answers)
                wrong = {True: (Kind.NOT_RELEVANT,), False: (Kind.YES, Kind.NO), None: ()}[applies]
                for kind in wrong:
                    cells = apart.vector(lambda answer, kind=kind: kinds[answer] is kind)  # type: ignore[misc]  # bound at once
                    many = int(cells[row * len(apart.questions) + place])
                    if many:
                        value = min(map(folded, values))
                        found[id, value, kind.value] = Contradiction(id, relevance.attribute, value, kind.value, many)
                        said = [answer for answer, of in kinds.items() if of is kind]
                        where[id, value, kind.value] = ([name], said, (relevance.attribute, values))
        order = {id: place for place, id in enumerate(known)}
        for number, one in enumerate(sorted(found, key=lambda some: (order[some[0]], *some[1:]))):
            places = self.counter.places(self.layout, *where[one]) if number < MOST_PLACED else ()
            yield attrs.evolve(found[one], places=tuple(places))

    def _meaning(self, value: Hashable) -> Hashable:
        """Return what the value of an attribute means, so that "No" and 0 are one."""
        return self.answers.means(value) or folded(value)
