"""Tallies: what `tally` counted, by group and question."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import attrs

from probation_standards.answers import Kind
from probation_standards.cases.counts import InGroups, Place, listed, sortable
from probation_standards.cases.notes import groups_of_no_case, in_several, look_alike, not_asked
from probation_standards.cases.vectors import Vector, added, greatest, in_rows, numbers
from probation_standards.checking import asked
from probation_standards.errors import Problem, closest, key
from probation_standards.evidence import Tally
from probation_standards.frameworks import Framework
from probation_standards.rules import Reads


@attrs.frozen
class Answered:
    """How a question was answered.

    Attributes:
        yes: Cases in which the work was sufficient.
        no: Cases in which it was not.
        not_relevant: Cases to which the question did not apply.
        missing: Cases without an answer, which were taken as not relevant because the caller said so.
    """

    yes: int
    no: int
    not_relevant: int
    missing: int

    @property
    def tally(self) -> Tally:
        """Sufficient and relevant cases."""
        return Tally(self.yes, self.yes + self.no)

    @property
    def cases(self) -> int:
        """All cases of which the question was asked, relevant or not."""
        return self.yes + self.no + self.not_relevant + self.missing


@attrs.frozen
class Contradiction:
    """Answers that contradict the attribute on which a question's relevance depends.

    Attributes:
        question: The id of the question.
        attribute: The attribute: ``"contact suspended"``.
        value: What it is in these cases.
        answer: How the question was answered, ``"yes"``, ``"no"`` or ``"not relevant"``.
        cases: In how many cases.
        places: Where some of them stand.
    """

    question: str
    attribute: str
    value: object
    answer: str
    cases: int
    places: tuple[Place, ...] = ()

    def __str__(self) -> str:
        places = listed(self.places, self.cases)
        count = f"{self.cases:,} case{'' if self.cases == 1 else 's'}{f' ({places})' if places else ''}"
        return f"{self.question}: answered {self.answer!r} in {count} where {self.attribute} is {self.value!r}"


class GroupTallies(Mapping[str, Tally]):
    """The tallies of one group of cases: a mapping of question id to `Tally`, ready to be the findings of `Evidence`."""

    __slots__ = ("_answered", "group")

    def __init__(self, group: Hashable, answered: Mapping[str, Answered]) -> None:
        self.group = group
        self._answered = answered

    @property
    def answered(self) -> Mapping[str, Answered]:
        """How each question was answered, by id."""
        return self._answered

    @property
    def cases(self) -> int:
        """How many cases there are: the most that any question was asked of."""
        return max((answered.cases for answered in self._answered.values()), default=0)

    def __getitem__(self, id: str) -> Tally:
        """Return the tally of a question.

        Raises:
            KeyError: When it was not asked in this group.
        """
        if id not in self._answered:
            near = closest(id, self._answered)
            raise KeyError(f"no answers to {id!r}{f'; did you mean {near!r}?' if near else ''}")
        return self._answered[id].tally

    def __iter__(self) -> Iterator[str]:
        return iter(self._answered)

    def __len__(self) -> int:
        return len(self._answered)

    def __repr__(self) -> str:
        return f"GroupTallies({self.group!r}, {dict(self)})"


def in_order(framework: Framework, ids: Sequence[str]) -> list[int]:
    """Return the places of some questions, in the order in which the framework asks them."""
    order = {id: place for place, id in enumerate(asked(framework))}
    return sorted(range(len(ids)), key=lambda place: order[ids[place]])


def answered(framework: Framework, ids: Sequence[str], vectors: Mapping[Kind, Vector], row: int) -> dict[str, Answered]:
    """Return how each question was answered in the group whose counts stand in this row of `vectors`."""
    wide = len(ids)
    found = {ids[at]: Answered(*(int(vectors[kind][row * wide + at]) for kind in Kind)) for at in in_order(framework, ids)}
    return {id: one for id, one in found.items() if one.cases}


class Tallies(Mapping[Hashable, GroupTallies]):
    """What `tally` counted: a mapping of group to its tallies, in the order of the groups' names.

    A group is a value of the column by which cases were grouped, a tuple of values where there are several such columns,
    and the empty tuple where cases were not grouped. An empty cell is None.

    Attributes:
        framework: Whose questions were counted.
        by: The columns by which cases are grouped.
        total: The tallies of all cases, each counted once, also where it is in several groups.
        contradictions: Answers that contradict what their relevance depends on.
        unclaimed: Columns of the table, or questions of a long one, that no question of the framework claims.
        scattered: The first few cases whose rows name several groups, with these.
        remarks: What else a reader should know, besides what the tallies themselves tell.
    """

    def __init__(  # noqa: PLR0913  # made in one place
        self,
        framework: Framework,
        by: tuple[str, ...],
        groups: Sequence[Hashable],
        questions: Sequence[str],
        vectors: Mapping[Kind, Vector],
        *,
        total: GroupTallies,
        contradictions: Sequence[Contradiction] = (),
        unclaimed: Sequence[str] = (),
        by_case: bool = False,
    ) -> None:
        self.framework = framework
        self.by = by
        self.contradictions = tuple(contradictions)
        self.unclaimed: tuple[str, ...] = tuple(unclaimed)
        self.scattered: tuple[InGroups, ...] = ()
        self.remarks: tuple[Problem, ...] = ()
        self.total = total
        self._by_case = by_case
        uniform = {type(group) for group in groups} in ({str}, {int})
        of: Callable[[int], Any] = groups.__getitem__ if uniform else lambda place: sortable(groups[place])
        places = sorted(range(len(groups)), key=of)
        self._questions = questions
        self._vectors = {kind: in_rows(vector, places, len(questions)) for kind, vector in vectors.items()}
        self._rows = {groups[place]: row for row, place in enumerate(places)}

    @property
    def missing(self) -> int:
        """How many answers were missing, and taken as not relevant."""
        return sum(answered.missing for answered in self.total.answered.values())

    @property
    def surplus(self) -> int:
        """By how much the groups add up to more than there are cases, since some are in several."""
        return sum(self.cases_by_group()) - self.total.cases

    @cached_property
    def notes(self) -> tuple[Problem, ...]:
        """What a reader should know and is no error: questions without answers, or without relevant cases; columns not read."""
        return (
            *self._lacking(),
            *self._of_no_case(),
            *(self._not_asked() if self._by_case else ()),
            *in_several(self.surplus, self.scattered),
            *self.remarks,
            *look_alike(self.by, list(self._rows), self.cases_by_group()),
            *self._not_read(),
        )

    def cases_by_group(self) -> list[int]:
        """Return how many cases each group has: the most that any question was asked of."""
        wide, cells = len(self._questions), added(list(self._vectors.values()))
        return numbers(greatest([cells[place::wide] for place in range(wide)])) if wide else [0] * len(self)

    def columns(self) -> dict[str, list[Any]]:
        """Return a table with one row per group, as a plain dict of columns, which any dataframe library takes.

        The columns are those by which cases are grouped, ``"cases"``, ``"missing"`` (answers that were missing and are taken
        as not relevant) and, for each question, ``"P 2.1.1 sufficient"`` and ``"P 2.1.1 relevant"``, in numbers of cases:
        what `rate_table` takes.
        """
        found: dict[str, list[Any]] = {}
        if len(self.by) == 1:
            found[self.by[0]] = list(self._rows)
        else:
            found = {name: [group[place] for group in self._rows] for place, name in enumerate(self.by)}  # type: ignore[index]  # a tuple
        wide, missing = len(self._questions), self._vectors[Kind.MISSING]
        found["cases"] = self.cases_by_group()
        found["missing"] = numbers(added([missing[place::wide] for place in range(wide)])) if wide else [0] * len(self)
        relevant = added([self._vectors[Kind.YES], self._vectors[Kind.NO]])
        for place in in_order(self.framework, self._questions):
            id = self._questions[place]
            found[f"{id} sufficient"] = numbers(self._vectors[Kind.YES][place::wide])
            found[f"{id} relevant"] = numbers(relevant[place::wide])
        return found

    def __getitem__(self, group: Hashable) -> GroupTallies:
        """Return the tallies of a group.

        Raises:
            KeyError: When there is no such group.
        """
        if group not in self._rows:
            near = closest(group, map(str, self._rows))
            raise KeyError(f"no cases of {group!r}{f'; did you mean {near!r}?' if near else ''}")
        return GroupTallies(group, answered(self.framework, self._questions, self._vectors, self._rows[group]))

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        by = f" by {', '.join(self.by)}" if self.by else ""
        return f"<Tallies of {self.total.cases} cases{by}, {len(self)} group{'' if len(self) == 1 else 's'}>"

    def _lacking(self) -> Iterator[Problem]:
        for standard in self.framework.standards:
            if standard.rule.reads is Reads.JUDGEMENT:
                continue  # it is rated without them
            for question in standard.questions:
                if question.id not in self._questions and not question.pooled_from:
                    expected = f"{standard.id} {standard.title}: the table has no answers to key question {question.id}"
                    yield Problem(f"questions.{key(question.id)}", expected, missing=True)

    def _of_no_case(self) -> Iterator[Problem]:
        wide, relevant = len(self._questions), added([self._vectors[Kind.YES], self._vectors[Kind.NO]])
        for place in in_order(self.framework, self._questions):
            cases = numbers(relevant[place::wide])
            empty = [group for group, many in zip(self._rows, cases, strict=True) if not many]
            if len(empty) == len(self._rows):
                yield Problem(f"questions.{key(self._questions[place])}", "it was relevant to no case")
            elif empty:
                yield Problem(
                    f"questions.{key(self._questions[place])}", f"it was relevant to no case of {groups_of_no_case(empty)}"
                )

    def _not_asked(self) -> Iterator[Problem]:
        """Yield the standards that some cases of a long table have no row for."""
        wide, cells, cases = len(self._questions), added(list(self._vectors.values())), self.cases_by_group()
        for standard in self.framework.standards:
            of_all = max((self.total.answered[one.id].cases for one in standard.questions if one.id in self.total), default=0)
            if not 0 < of_all < self.total.cases:
                continue
            places = [place for place, id in enumerate(self._questions) if id in {one.id for one in standard.questions}]
            asked_of = numbers(greatest([cells[place::wide] for place in places]))
            some = [(group, of, many) for group, of, many in zip(self._rows, asked_of, cases, strict=True) if of < many]
            yield not_asked(standard, of_all, self.total.cases, some)

    def _not_read(self) -> Iterator[Problem]:
        if self.unclaimed:
            names = ", ".join(map(repr, self.unclaimed[:8]))
            more = f" and {len(self.unclaimed) - 8} more" if len(self.unclaimed) > 8 else ""
            yield Problem("", f"not the id of any question of {self.framework.id}, so not counted: {names}{more}")
