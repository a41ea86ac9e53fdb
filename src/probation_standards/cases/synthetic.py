"""Synthetic cases: made up so that counting their answers gives exactly the tallies that were asked for.

For tests, examples and teaching, where the cases of an inspection can't be shown. Chance decides which case has which answer,
and nothing but the tallies is a fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random

from probation_standards.checking import asked
from probation_standards.checks import text, whole_number
from probation_standards.errors import EvidenceError, Problem, key, unknown
from probation_standards.evidence import Tally
from probation_standards.figures import Figure, half_up
from probation_standards.frameworks import Framework

CASE = "case"
"""The column of the ids of the cases."""

YES, NO, NOT_RELEVANT = "yes", "no", "not relevant"
"""The answers that a case can have to a question or prompt."""


def tally_of(percentage: Figure, relevant: int) -> Tally:
    """Return the tally of `relevant` cases that rounds, halves upwards, to a published whole percentage.

    From 101 relevant cases on there can be several; it is the one nearest to the percentage then, and the lower of two that
    are equally near. The inspection may have had any of them.

    Args:
        percentage: Per cent of the relevant cases that were sufficient, a whole number from 0 to 100.
        relevant: Cases to which the question applied, from 1.

    Raises:
        EvidenceError: When no tally of so many cases rounds to the percentage, or one of the two can't be.

    >>> tally_of(34, 62)
    Tally(sufficient=21, relevant=62)
    >>> tally_of(34, 50)
    Tally(sufficient=17, relevant=50)
    >>> tally_of(34, 10)
    Traceback (most recent call last):
    ...
    probation_standards.errors.EvidenceError: there is no such tally
      - percentage: expected a percentage that a tally of 10 cases rounds to, such as 30 (3 of 10) or 40 (4 of 10) (found 34)
    """
    problems = []
    if whole_number(0)(percentage) or percentage > 100:
        problems.append(Problem("percentage", "expected a whole percentage from 0 to 100", percentage))
    problems += _wrong("relevant", whole_number(1)(relevant), relevant)
    if not problems:
        below = int(percentage) * relevant // 100
        near = [Tally(sufficient, relevant) for sufficient in (below, below + 1) if sufficient <= relevant]
        distances = {tally: abs(Fraction(100 * tally.sufficient, relevant) - percentage) for tally in near}
        tally = min(near, key=distances.__getitem__)  # the first of equals, which is the lower
        if _rounded(tally) == percentage:
            return tally
        nearest = " or ".join(f"{_rounded(tally)} ({tally})" for tally in near)
        expected = f"expected a percentage that a tally of {relevant} cases rounds to, such as {nearest}"
        problems.append(Problem("percentage", expected, percentage))
    raise EvidenceError(problems, "there is no such tally")


def synthetic_cases(  # noqa: PLR0913  # all but the first two have a name in every call
    framework: Framework,
    tallies: Mapping[str, Tally],
    *,
    cases: int,
    seed: int = 0,
    prefix: str = "CASE",
    columns: Mapping[str, Mapping[str, int]] | None = None,
) -> dict[str, list[str]]:
    """Return made-up cases, as columns, of which counting the answers gives exactly `tallies`.

    The answers of one case hang together, as they do in inspections: a case that is sufficient on one question is more often
    sufficient on others, and prompts follow their key question. Which cases a question applies to is chance. The same
    arguments give the same cases, on every machine and version of Python.

    Args:
        framework: What the questions and prompts are from.
        tallies: Key question or prompt id to its tally, of at most `cases` relevant cases.
        cases: How many cases to make, from 1.
        seed: Which of the many possible tables to make: a whole number from 0.
        prefix: What the ids of the cases begin with.
        columns: More columns, such as the type of sentence: name to how many cases have which value. They must add up to
            `cases`, and are dealt out by chance.

    Returns:
        The column "case" with the ids, such as "CASE-001"; then `columns`, in their order; then a column for each id in
        `tallies`, in the order of the framework, with "yes", "no" or "not relevant".

    Raises:
        EvidenceError: When there can be no such cases, with every problem: an id that the framework lacks, a tally that can't
            be or has more relevant cases than there are, a column that does not add up or has the name of another.

    >>> import probation_standards as ps
    >>> made = synthetic_cases(ps.discover()["pdu-2023"], {"P 2.1.3": Tally(1, 3)}, cases=4, columns={"pdu": {"North": 4}})
    >>> list(made), made["case"], sorted(made["P 2.1.3"])
    (['case', 'pdu', 'P 2.1.3'], ['CASE-001', 'CASE-002', 'CASE-003', 'CASE-004'], ['no', 'no', 'not relevant', 'yes'])
    """
    columns = columns or {}
    problems = [
        *_wrong("cases", whole_number(1)(cases), cases),
        *_wrong("seed", whole_number(0)(seed), seed),  # Python takes -1 for 1
        *_wrong("prefix", text(prefix), prefix),
    ]
    limit = cases if not whole_number(1)(cases) else None
    problems += [*_tally_problems(framework, tallies, limit), *_column_problems(framework, columns, limit)]
    if problems:
        raise EvidenceError(problems, f"no synthetic cases can be made under {framework.id}")
    chance = Random(seed)  # noqa: S311  # it keeps no secret
    digits = max(3, len(str(cases)))
    made = {CASE: [f"{prefix}-{number:0{digits}d}" for number in range(1, cases + 1)]}
    for name, counts in columns.items():
        values = [value for value, count in counts.items() for _ in range(count)]
        made[name] = [values[place] for place in _shuffled(chance, cases)]
    return made | _answers(chance, framework, tallies, cases)


def _answers(chance: Random, framework: Framework, tallies: Mapping[str, Tally], cases: int) -> dict[str, list[str]]:
    """Return a column of answers for each of `tallies`.

    Each case has a quality. How it does on a key question is its quality and chance in equal parts, and how it does on a prompt
    is how it does on the key question and chance.
    """
    answers = {}
    quality = _bells(chance, cases)
    for standard in framework.standards:
        for question in standard.questions:
            prompts = [prompt.id for prompt in question.prompts if prompt.id in tallies]
            if question.id not in tallies and not prompts:
                continue
            done = _added(quality, _bells(chance, cases))
            if question.id in tallies:
                answers[question.id] = _answered(chance, tallies[question.id], done)
            for prompt in prompts:
                answers[prompt] = _answered(chance, tallies[prompt], _added(done, _bells(chance, cases)))
    return answers


def _answered(chance: Random, tally: Tally, done: Sequence[int]) -> list[str]:
    """Return an answer for each case: yes for the best of those that are relevant, given how well each was `done`."""
    answers = [NOT_RELEVANT] * len(done)
    relevant = sorted(_shuffled(chance, len(done))[: tally.relevant])
    for place, case in enumerate(sorted(relevant, key=lambda case: -done[case])):  # of equals, the first case first
        answers[case] = YES if place < tally.sufficient else NO
    return answers


def _shuffled(chance: Random, count: int) -> list[int]:
    """Return the numbers below `count` in an order of chance.

    `Random.shuffle` is not used: only `Random.random` is promised to give the same in every version of Python.
    """
    keys = [chance.random() for _ in range(count)]
    return sorted(range(count), key=keys.__getitem__)


def _bells(chance: Random, count: int) -> list[int]:
    """Return as many draws around the same middle, far ones rare: each the sum of four even draws.

    They are whole numbers, of which sums are exact: a sum of floats differs between versions of Python, and a logarithm
    between machines.
    """
    return [sum(int(chance.random() * 2**53) for _ in range(4)) for _ in range(count)]


def _added(first: Iterable[int], second: Iterable[int]) -> list[int]:
    return [one + other for one, other in zip(first, second, strict=True)]


def _rounded(tally: Tally) -> int:
    return half_up(Fraction(100 * tally.sufficient, tally.relevant))


def _wrong(path: str, expected: object, value: object) -> list[Problem]:
    """Return the problem of `value`, if a check says what was `expected` of it."""
    return [Problem(path, expected, value)] if isinstance(expected, str) else []


def _tally_problems(framework: Framework, tallies: Mapping[str, Tally], cases: int | None) -> Iterator[Problem]:
    """Yield what is wrong with `tallies`; None for `cases` when that is wrong itself."""
    known = asked(framework)
    for id, tally in tallies.items():
        path = f"tallies.{key(id)}"
        if id not in known:
            yield unknown(path, id, known, "the id of a key question or prompt")
        elif id == CASE:
            yield Problem(path, f'expected an id that is not "{CASE}", the column of the ids of the cases')
        if not isinstance(tally, Tally):
            yield Problem(path, "expected a tally, such as Tally(21, 62)", tally)
            continue
        wrong = tally.wrong()
        if wrong:
            yield Problem(path, wrong, tally)
        elif cases is not None and tally.relevant > cases:
            yield Problem(path, f"expected no more relevant cases than there are, {cases}", tally)


def _column_problems(framework: Framework, columns: Mapping[str, Mapping[str, int]], cases: int | None) -> Iterator[Problem]:
    """Yield what is wrong with `columns`; None for `cases` when that is wrong itself."""
    for name, counts in columns.items():
        path = f"columns.{key(name)}"
        yield from _wrong(path, text(name), name)
        if name == CASE or name in asked(framework):
            taken = f'"{CASE}", the column of the ids of the cases' if name == CASE else "the id of a key question or prompt"
            yield Problem(path, f"expected a name that is not {taken}", name)
        if not isinstance(counts, Mapping):
            yield Problem(path, "expected a table of how many cases have which value", counts)
            continue
        wrong = [
            problem.under(path)
            for value, count in counts.items()
            for problem in [*_wrong(key(value), text(value), value), *_wrong(key(value), whole_number(0)(count), count)]
        ]
        yield from wrong
        if not wrong and cases is not None and sum(counts.values()) != cases:
            yield Problem(path, f"expected counts that add up to the number of cases, {cases}", sum(counts.values()))
