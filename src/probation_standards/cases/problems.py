"""What is wrong with a table that was counted, in words: names of questions, odd answers, answers and rows that lack."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence

import attrs

from probation_standards.answers import Answers, Kind, folded
from probation_standards.cases.counts import MOST_PLACES, Counter, Counts, InGroups, joined, listed
from probation_standards.cases.layouts import Layout, Wanted, mistyped
from probation_standards.cases.vectors import Vector, numbers
from probation_standards.cases.words import meant
from probation_standards.checking import asked
from probation_standards.errors import Problem, key

MOST_WORDS = 5
"""Of how many words that are no answers it is said where they stand, for each question; each takes a query."""

MOST_UNDER = 2
"""Under how many questions a word that is no answer is told for each; under more it is told once."""

MOST_NAMES = 8
"""How many names of questions are shown that the framework does not have."""

TAKEN_SO = 'missing="not relevant" (--missing not-relevant) takes them as not relevant'

EXPECTED_ANSWER = "expected yes, no or not relevant"

OTHER_WORDS = (
    "; answers=Answers(yes=[...], no=[...], not_relevant=[...]) (--yes, --no, --not-relevant) says which words mean what"
)


@attrs.frozen
class Found:
    """What was found of the framework's questions.

    Attributes:
        ids: Their ids.
        vectors: How many cells are of each kind, by group and question.
        lacking: How many rows of a long table are not there, by the table's name of the question; they are among the missing.
    """

    ids: list[str]
    vectors: dict[Kind, Vector]
    lacking: dict[str, int]


@attrs.frozen
class Problems:
    """What makes problems of counts.

    Attributes:
        wanted: What the caller said of the table's columns.
        layout: Which columns hold what.
        counter: What counted, which can say where something stands.
        answers: The words for yes, no and not relevant.
        total: The counts of all cases together.
        kinds: What each answer means; None where it is none.
    """

    wanted: Wanted
    layout: Layout
    counter: Counter
    answers: Answers
    total: Counts
    kinds: Mapping[Hashable, Kind | None]

    def found(self, grouped: Found, summed: Found, *, missing: bool) -> list[Problem]:
        """Return all that is wrong.

        Args:
            grouped: What was found, by group.
            summed: What was found, of all cases together.
            missing: Whether answers and rows that lack are wrong.
        """
        misspelt = self._misspelt() if self.layout.is_long else []
        questions = [*misspelt, *self._questions()]
        lacking: list[Problem] = []
        if missing and (grouped.lacking or summed.lacking):
            rows: dict[str, int] = {}
            for problem in misspelt:
                rows[problem.suggestion or ""] = rows.get(problem.suggestion or "", 0) + self._cells(str(problem.value))
            unexplained = {name for name, many in grouped.lacking.items() if many > rows.get(self.wanted.id(name) or "", 0)}
            lacking = [*self._lacking(summed, unexplained), *self._lacking_apart(grouped, summed, unexplained)]
        others = self._others({str(problem.value) for problem in misspelt}) if questions or lacking else []
        return [*questions, *self._unknown(), *(self._missing() if missing else ()), *lacking, *others]

    def path(self, name: str) -> str:
        """Return the path of a question, as the table names it."""
        id = self.wanted.id(name)
        return f"questions.{key(id or name)}" if id == name else f"questions.{key(id or name)} (column {name!r})"

    def _cells(self, name: str) -> int:
        """Return how many cells are under a question, as the table names it."""
        return numbers(self.total.vector(lambda _: True))[list(self.total.questions).index(name)]

    def _known(self) -> list[str]:
        """Return the table's names of questions that the framework has, in its order."""
        order = {id: place for place, id in enumerate(asked(self.wanted.framework))}
        names = [name for name in self.total.questions if self.wanted.id(name)]
        return sorted(names, key=lambda name: (order[self.wanted.id(name) or ""], name))

    def _misspelt(self) -> list[Problem]:
        """Return a problem for each question of a long table that is almost one of the framework's, with its first rows."""
        problems = []
        for problem in mistyped(self.wanted, sorted(self.total.questions), "question", always=True):
            name = str(problem.value)
            many = self._cells(name)
            where = listed(self.counter.places(self.layout, [name], None), many)
            count = f"{many:,} row{'' if many == 1 else 's'}{f': {where}' if where else ''}"
            problems.append(attrs.evolve(problem, expected=f"{problem.expected} ({count})"))
        return problems

    def _questions(self) -> Iterator[Problem]:
        """Yield what else is wrong with the names of questions: none in a long table, and two for one question."""
        names = self.total.questions
        if self.layout.is_long:
            path = f"column {self.layout.question!r}"
            if not any(map(self.wanted.id, names)):
                some = ", ".join(repr(id) for id in list(asked(self.wanted.framework))[:3])
                expected = f"expected the ids of key questions or prompts ({some} ...)"
                yield Problem(path, expected, list(names)[:3])
            if "" in names:
                many = self._cells("")
                expected = f"expected the id of a question in each row; {many:,} {'has' if many == 1 else 'have'} none"
                yield Problem(path, expected, missing=True)
        seen: dict[str, str] = {}
        for name in names:
            id = self.wanted.id(name)
            if id is not None and seen.setdefault(id, name) != name:
                yield Problem(f"questions.{key(id)}", f"expected one name for it; {seen[id]!r} is another", name)

    def _others(self, misspelt: set[str]) -> list[Problem]:
        """Return the questions of a long table that the framework does not have: one may be what lacks, by another name."""
        names = sorted(name for name in self.total.questions if name and not self.wanted.id(name) and name not in misspelt)
        if not (self.layout.is_long and names and self._known()):
            return []
        named = listed([*map(repr, names[:MOST_NAMES])], len(names))
        hint = "a table keeps its own names with questions={...} (--rename)"
        return [Problem(f"column {self.layout.question!r}", f"not the id of any question: {named}; {hint}")]

    def _unknown(self) -> list[Problem]:
        """Return a problem for each word that is no answer, once or for each of its questions, of each the first few."""
        odd: dict[Hashable, dict[str, int]] = {}
        for answer, cells in self.total.answers.items():
            if self.kinds[answer] is None:
                under = {name: many for name, many in zip(self.total.questions, numbers(cells), strict=True) if many}
                odd[answer] = {name: many for name, many in under.items() if self.wanted.id(name)}
        often = [answer for answer, under in odd.items() if len(under) > MOST_UNDER]
        often = sorted(often, key=lambda answer: (-sum(odd[answer].values()), str(answer)))
        problems = [self._odd(answer, odd.pop(answer)) for answer in often[:MOST_WORDS]]
        more = [sum(odd.pop(answer).values()) for answer in often[MOST_WORDS:]]
        problems += [Problem("answers", _more(more))] if more else []
        for name in self._known() if odd else ():
            words = sorted((answer for answer, under in odd.items() if name in under), key=str)
            problems += [self._odd(answer, {name: odd[answer][name]}) for answer in words[:MOST_WORDS]]
            more = [odd[answer][name] for answer in words[MOST_WORDS:]]
            problems += [Problem(self.path(name), _more(more))] if more else []
        for place, problem in enumerate(problems):
            if not problem.suggestion and not str(problem.value).startswith("#"):  # not an error of a spreadsheet
                problems[place] = attrs.evolve(problem, expected=problem.expected + OTHER_WORDS)
                break
        return problems

    def _odd(self, answer: Hashable, under: Mapping[str, int]) -> Problem:
        """Return the problem of a word that is no answer, and how many cells have it under each question."""
        many = sum(under.values())
        places = self.counter.places(self.layout, list(under), [answer])
        cells = f"{many:,} cell{'' if many == 1 else 's'}"
        if len(under) > 1:
            where = joined(map(str, places))
            count = f"{cells} under {len(under):,} questions{f', as in {where}' if where else ''}"
            path = "answers"
        else:
            where = listed(places, many)
            count = f"{cells}{f': {where}' if where else ''}"
            path = self.path(*under)
        return Problem(path, f"{EXPECTED_ANSWER} ({count})", str(answer), meant(folded(answer), self.answers))

    def _missing(self) -> Iterator[Problem]:
        """Yield a problem for each question with empty cells."""
        empty = [answer for answer, kind in self.kinds.items() if kind is Kind.MISSING]
        cells = numbers(self.total.vector(lambda answer: self.kinds[answer] is Kind.MISSING))
        missing = dict(zip(self.total.questions, cells, strict=True))
        for name in self._known():
            if many := missing[name]:
                where = listed(self.counter.places(self.layout, [name], empty), many)
                count = f"{many:,} of {self._cells(name):,} {'is' if many == 1 else 'are'} missing"
                place = f": {where}" if where else ""
                yield Problem(self.path(name), f"expected an answer for each case; {count}{place}; {TAKEN_SO}")

    def _lacking(self, summed: Found, names: set[str]) -> Iterator[Problem]:
        """Yield a problem for each question of a long table that lacks rows of some case."""
        for name in self._known():
            many = summed.lacking.get(name, 0)
            if many and name in names:
                expected = "expected a row for each case that has one for another key question of the standard"
                where = listed(self.counter.lacking(self.layout, name, apart=False), many)
                count = f"{many:,} {'is' if many == 1 else 'are'} not there{f': {where}' if where else ''}"
                yield Problem(self.path(name), f"{expected}; {count}; {TAKEN_SO}")

    def _lacking_apart(self, grouped: Found, summed: Found, names: set[str]) -> Iterator[Problem]:
        """Yield a problem where rows are there, but not in the group in which their case has others of the standard."""
        apart = [name for name in self._known() if name in names and grouped.lacking[name] > summed.lacking.get(name, 0)]
        found: list[InGroups] = []
        more = False
        for name in apart if self.layout.case else ():  # each takes a query, until there are enough
            some = self.counter.lacking(self.layout, name, apart=True)
            found += some
            more = len(some) == MOST_PLACES or len(_by_case(found)) > MOST_PLACES
            if more:
                break
        if found:
            cases = ", ".join(map(str, _by_case(found)[:MOST_PLACES]))
            expected = f"expected the rows of a case for one standard in the same {self._by()}"
            count = f"{'more than ' if more else ''}{len(found):,} {'is' if len(found) == 1 else 'are'} not there: {cases}"
            yield Problem(f"by {', '.join(self.wanted.by)}", f"{expected}; {count}; {TAKEN_SO}")

    def _by(self) -> str:
        return joined(self.wanted.by)


def _more(cells: Sequence[int]) -> str:
    words = "1 more word" if len(cells) == 1 else f"{len(cells):,} more words"
    many = sum(cells)
    return f"{EXPECTED_ANSWER}; {words} in {many:,} cell{'' if many == 1 else 's'} {'is' if len(cells) == 1 else 'are'} none"


def _by_case(found: Sequence[InGroups]) -> list[InGroups]:
    """Return each case once, with all of its groups."""
    groups: dict[str, dict[object, None]] = {}
    for one in found:
        groups.setdefault(one.case, {}).update(dict.fromkeys(one.groups))
    return [InGroups(case, tuple(of)) for case, of in groups.items()]  # type: ignore[arg-type]  # groups, as they came
