"""What a sample of cases says of its caseload: an interval for each key question, and how likely other ratings were.

An inspection sees a part of the cases of a service. Had another part been drawn, its ratings might have been others. How likely
that is follows from tallies alone, but for one thing: answers to several questions are about the same cases, and tallies do not
say how they go together. So there are two figures: one as if answers had nothing to do with each other, and the ends between
which the true one lies however they do, where those can be told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import product
from math import ceil, floor, prod
from typing import TypeAlias

import attrs

from probation_standards.analysis.changing import Allowed, Changes, Key
from probation_standards.analysis.clusters import Group, Outcome, Seen, Within
from probation_standards.analysis.counting import in_cases, without_cases
from probation_standards.analysis.intervals import (
    Interval,
    binomial,
    check_caseload,
    check_confidence,
    hypergeometric,
    of_caseload,
    wilson,
)
from probation_standards.analysis.nearness import uncounted
from probation_standards.analysis.options import tallies
from probation_standards.analysis.paths import MOST_NODES
from probation_standards.analysis.reaching import Reach
from probation_standards.decisions import Decision
from probation_standards.errors import AnalysisError, Problem, key, unknown
from probation_standards.evidence import NOT_RATED, Evidence, Tally
from probation_standards.figures import half_up
from probation_standards.frameworks import Framework
from probation_standards.rating import rate

MOST_TOGETHER = 20_000
"""How many combinations of findings of one standard are gone through for the ends of what is likely."""


Caseload: TypeAlias = "int | Mapping[str, int] | None"
"""How many cases there are in all, or to how many each question applies, by its id."""


@attrs.frozen
class QuestionSample:
    """What the sample says of one key question.

    Attributes:
        tally: The cases that were inspected.
        caseload: How many cases of the caseload the question applies to, as far as can be told; None without end.
        wilson: The Wilson interval, as of a caseload without end.
        exact: The exact interval for the caseload; None where its size is not known.
    """

    tally: Tally
    caseload: int | None
    wilson: Interval
    exact: Interval | None


@attrs.frozen
class Chances:
    """How likely the ratings of a standard, or of the overall, are in another sample.

    Attributes:
        now: The name of the rating that it has; "Not rated" for none.
        independent: The name of each rating to how likely it is, 0 to 1, were answers to different questions independent.
        between: The name of each rating to the least and the most that it can be, however answers go together; None where that
            can't be told.
    """

    now: str
    independent: Mapping[str, float]
    between: Mapping[str, tuple[float, float]] | None


@attrs.frozen
class Sampling:
    """What a sample of cases says of its caseload.

    Attributes:
        questions: Of each key question that ratings depend on, by id.
        standards: Of each standard that is rated on cases, by id.
        overall: Of the overall.
        assumptions: What was assumed, in words.
        confidence: How often intervals hold what they are for.
    """

    questions: Mapping[str, QuestionSample]
    standards: Mapping[str, Chances]
    overall: Chances
    assumptions: tuple[str, ...]
    confidence: float = 0.95


def sampling(  # noqa: PLR0913  # each says how samples are drawn
    framework: Framework,
    evidence: Evidence,
    *,
    caseload: Caseload = None,
    inspected: int | None = None,
    confidence: float = 0.95,
    cases: int | Mapping[str, int] | None = None,
) -> Sampling:
    """Return what the sample of an inspection says of its caseload, from tallies alone.

    Of each key question there are two intervals. Of each standard and the overall it is told how likely each rating were, if
    another sample of as many cases were drawn from a caseload of which the same part is sufficient as of the sample. Judgements
    of inspectors stay as they are.

    Args:
        framework: What to rate under.
        evidence: What was found.
        caseload: How many cases there are in all, those inspected among them; None where that is not known. A question that
            applied to part of the sample is taken to apply to the same part of the caseload. Or, by the ids of questions, to
            how many cases each applies: of court reports, say, there are others than of cases.
        inspected: How many cases were inspected; else as many as the question had that applied to the most of them.
        confidence: How often intervals hold what they are for, more than 0 and less than 1.
        cases: How many cases were relevant, where findings are percentages: one number, or one for each question by its id.

    Raises:
        AnalysisError: When a percentage has no number of cases, the caseload is smaller than the sample, or there is too much
            to go through.
        EvidenceError: When the evidence can't be rated, or a percentage is that of no number of cases, with every problem.
    """
    drawn, questions, inspected = _drawn(framework, evidence, caseload, inspected, confidence, cases)
    standards = {
        standard.id: drawn.standard(standard.id, cluster)
        for cluster in drawn.reach.clusters
        for standard in cluster.standards
        if any(of.id in questions for of in cluster.cluster.keys)
    }
    assumptions = tuple(_assumptions(caseload, inspected, questions))
    return Sampling(questions, standards, drawn.overall(standards), assumptions, confidence)


def overall_drawn(
    framework: Framework,
    evidence: Evidence,
    *,
    caseload: Caseload = None,
    cases: int | Mapping[str, int] | None = None,
) -> tuple[tuple[Decision, float], ...]:
    """Return the overall decisions that another sample may give, each with how likely it is, were answers independent.

    Decisions that the overall rule can't tell apart are one; see `sampling` for the arguments, what is assumed and the errors.
    """
    drawn, _, _ = _drawn(framework, evidence, caseload, None, 0.95, cases)
    return tuple(drawn.decisions())


def _drawn(  # noqa: PLR0913, PLR0917  # each says how samples are drawn
    framework: Framework,
    evidence: Evidence,
    caseload: Caseload,
    inspected: int | None,
    confidence: float,
    cases: int | Mapping[str, int] | None,
) -> tuple[_Drawn, Mapping[str, QuestionSample], int]:
    """Return other samples, what this one says of each question, and how many cases were inspected."""
    check_confidence(confidence)
    evidence = in_cases(framework, evidence, cases)
    rate(framework, evidence)  # which says what is wrong with it
    unknown = uncounted(framework, evidence)
    if unknown:
        raise without_cases(unknown, "what the sample says can't be told")
    reach = Reach(framework, evidence, Allowed())
    read = [of.id for cluster in reach.clusters for of in cluster.cluster.keys if not of.is_judgement]
    found = {id: evidence.findings.get(id) for id in read}
    counted = {id: tally for id, tally in found.items() if isinstance(tally, Tally) and tally.relevant}
    seen = max((tally.relevant for tally in counted.values()), default=0) if inspected is None else inspected
    _check_caseload(counted, caseload, seen)
    questions = {}
    for id, tally in counted.items():
        applies = caseload.get(id) if isinstance(caseload, Mapping) else _applies(tally, seen, caseload)
        questions[id] = _question(tally, applies, confidence)
    return _Drawn(reach, questions), questions, seen


def _check_caseload(counted: Mapping[str, Tally], caseload: Caseload, inspected: int) -> None:
    """Raise what is wrong with the size of a caseload, or with the number of cases that were inspected."""
    problems = []
    most = max(counted.items(), key=lambda item: item[1].relevant, default=None)
    if most is not None and (isinstance(inspected, bool) or not isinstance(inspected, int) or inspected < most[1].relevant):
        expected = f"expected a whole number, at least the {most[1].relevant} cases to which {most[0]} applied"
        problems.append(Problem("inspected", expected, inspected))
    elif isinstance(caseload, Mapping):
        strange = [id for id in caseload if id not in counted]
        problems += [unknown(f"caseload.{key(id)}", id, counted, "the id of a question with cases") for id in strange]
        for id, number in caseload.items():
            if id in counted and (isinstance(number, bool) or not isinstance(number, int) or number < counted[id].relevant):
                expected = f"expected a whole number, at least the {counted[id].relevant} cases that were inspected"
                problems.append(Problem(f"caseload.{key(id)}", expected, number))
    else:
        check_caseload(caseload)
        if caseload is not None and caseload < inspected:
            problems.append(Problem("caseload", f"expected at least the {inspected} cases that were inspected", caseload))
    if problems:
        raise AnalysisError(problems, "what the sample says can't be told")


def _applies(tally: Tally, inspected: int, caseload: int | None) -> int | None:
    """Return to how many cases of a caseload a question is taken to apply: to the same part of it as of the sample."""
    if caseload is None:
        return None
    return max(tally.relevant, half_up(Fraction(caseload * tally.relevant, inspected)))


def _question(tally: Tally, of: int | None, confidence: float) -> QuestionSample:
    exact = None if of is None else of_caseload(tally, of, confidence)
    return QuestionSample(tally, of, wilson(tally, confidence), exact)


def _assumptions(caseload: Caseload, inspected: int, questions: Mapping[str, QuestionSample]) -> Iterable[str]:
    yield "the cases inspected are a random sample of the caseload, and another sample has as many"
    yield "in the caseload the same part is sufficient as in the sample, for each key question"
    if caseload is None:
        yield "the caseload is without end; its size would narrow what is likely"
    elif isinstance(caseload, Mapping):
        rest = [id for id in questions if id not in caseload]
        if rest:
            yield f"of these the caseload is without end: {', '.join(rest)}"
    if any(one.tally.relevant < inspected for one in questions.values()):
        yield "a question applies to as many cases of any sample"
        if isinstance(caseload, int):
            yield f"of the {inspected} cases inspected a question applies to the same part as of the caseload"
    certain = [id for id, one in questions.items() if one.tally.sufficient in {0, one.tally.relevant}]
    if certain:
        yield f"no other sample differs where all cases or none were sufficient; the interval says more: {', '.join(certain)}"
    yield "judgements of inspectors would be the same"


def _chances_of(one: QuestionSample) -> list[float]:
    """Return how likely each number of sufficient cases is in another sample."""
    tally = one.tally
    if one.caseload is None:
        return binomial(tally.relevant, tally.sufficient, tally.relevant)
    exactly = Fraction(one.caseload * tally.sufficient, tally.relevant)
    fewer, more = floor(exactly), ceil(exactly)
    few = hypergeometric(tally.relevant, fewer, one.caseload)
    if fewer == more:
        return few
    many = hypergeometric(tally.relevant, more, one.caseload)
    part = float(exactly - fewer)  # as often the one as the other that the same part of the caseload is sufficient on average
    return [(1 - part) * low + part * high for low, high in zip(few, many, strict=True)]


_Way: TypeAlias = "tuple[float, Changes, Mapping[str, Decision]]"
"""How likely something is, with changes that lead to it, and the decisions on the standards then."""


class _Drawn:
    """Other samples, as far as rules tell them apart."""

    def __init__(self, reach: Reach, questions: Mapping[str, QuestionSample]) -> None:
        self.reach, self._questions = reach, questions
        self._groups = {cluster: [self._of(cluster, of) for of in cluster.cluster.keys] for cluster in reach.clusters}
        self._spread = {cluster: _spread(cluster.start(), groups) for cluster, groups in self._groups.items()}

    def _of(self, cluster: Within, of: Key) -> list[Group]:
        """Return what an item would be in another sample."""
        sample = None if of.is_judgement else self._questions.get(of.id)
        if sample is None:
            as_it_is = self.reach.items.becomes(of, [])[0]
            return cluster.groups(of, [(as_it_is, 1.0)])
        chances = _chances_of(sample)
        each = tallies(sample.tally, (), every=True)
        return cluster.groups(of, [(one, chances[sample.tally.sufficient + one.by]) for one in each])

    def standard(self, id: str, cluster: Within) -> Chances:
        """Return how likely the ratings of a standard are."""
        decided = {state: cluster.decided(state, changes)[id] for state, (_, changes) in self._spread[cluster].items()}
        each = [(decided[state], chance) for state, (chance, _) in self._spread[cluster].items()]
        chances = _by_rating(self.reach.framework, each)
        return Chances(_name(self.reach.decisions[id]), chances, self._between(id, cluster))

    def _between(self, id: str, cluster: Within) -> Mapping[str, tuple[float, float]] | None:
        """Return between which ends each rating is likely, however answers go together; None where that can't be told.

        It can where a rating or a better one is given just when each question by itself allows it, or just when one of them
        does: then the ends are those of Fréchet. The rating itself is what is left between it and the next better one.
        """
        groups = [each for each in self._groups[cluster] if len(each) > 1]
        fixed = [each[0] for each in self._groups[cluster] if len(each) == 1]
        if prod(map(len, groups)) > MOST_TOGETHER:
            return None
        start = cluster.start()
        for one in fixed:
            start = one.enter(start)
        points: dict[tuple[int, ...], int | None] = {}
        for chosen in product(*(range(len(each)) for each in groups)):
            state, changes = start, {}
            for each, at in zip(groups, chosen, strict=True):
                state = each[at].enter(state)
                changes[each[at].key] = each[at].becomes
            points[chosen] = cluster.decided(state, changes)[id].points
        if None in points.values():
            return None
        scale = [rating for rating in self.reach.framework.scale if rating.points in points.values()]
        reached: list[tuple[float, float]] = []
        for rating in scale:
            ends = _frechet(groups, {chosen for chosen, of in points.items() if of is not None and of >= rating.points})
            if ends is None:
                return None
            reached.append(ends)
        reached.append((0.0, 0.0))
        found = {rating.name: (0.0, 0.0) for rating in self.reach.framework.scale}
        for rating, (low, high), (next_low, next_high) in zip(scale, reached, reached[1:], strict=False):
            found[rating.name] = max(0.0, low - next_high), min(1.0, max(0.0, high - next_low))
        return found

    def overall(self, standards: Mapping[str, Chances]) -> Chances:
        """Return how likely the overall ratings are."""
        now = _name(self.reach.overall)
        return Chances(now, _by_rating(self.reach.framework, self.decisions()), self._between_overall(now, standards))

    def decisions(self) -> list[tuple[Decision, float]]:
        """Return the overall decisions, each with how likely it is."""
        states: dict[Seen, _Way] = {self.reach.start(): (1.0, {}, self.reach.decisions)}
        for cluster in self.reach.clusters:
            outcomes: dict[Outcome, _Way] = {}
            for state, (chance, changes) in self._spread[cluster].items():
                decisions: Mapping[str, Decision] = cluster.decided(state, changes)
                outcome = cluster.outcome(state)
                known = outcomes.get(outcome)
                outcomes[outcome] = (chance + known[0], known[1], known[2]) if known else (chance, changes, decisions)
            after: dict[Seen, _Way] = {}
            for outcome, (chance, changes, decisions) in outcomes.items():
                enter = cluster.entering(outcome)
                for state, (before, others, decided) in states.items():
                    new = enter(state)
                    known_after = after.get(new)
                    likely = before * chance
                    after[new] = (
                        (likely + known_after[0], known_after[1], known_after[2])
                        if known_after
                        else (likely, {**others, **changes}, {**decided, **decisions})
                    )
            states = after
            _check_size(len(states))
        return [(self.reach.decided(state, *way[1:]), way[0]) for state, way in states.items()]

    def _between_overall(self, now: str, standards: Mapping[str, Chances]) -> Mapping[str, tuple[float, float]] | None:
        """Return between which ends each overall rating is likely: it is another only where some standard is.

        None where that can't be told: for a standard of which it can't, or where the overall reads findings itself.
        """
        alone = [cluster for cluster in self.reach.clusters if not cluster.standards or cluster.reads_directly]
        if any(len(each) > 1 for cluster in alone for each in self._groups[cluster]):
            return None
        others = 0.0
        for chances in standards.values():
            if chances.between is None:
                return None
            others += 1 - chances.between[chances.now][0]
        others = min(1.0, others)
        names = self.reach.framework.scale.names
        return {name: (1 - others, 1.0) if name == now else (0.0, others) for name in (*names, *({now} - {*names}))}


def _spread(start: Seen, groups: Iterable[list[Group]]) -> dict[Seen, tuple[float, Changes]]:
    """Return how likely each thing is that views see, were items independent, with changes that lead to it."""
    states: dict[Seen, tuple[float, Changes]] = {start: (1.0, {})}
    for each in groups:
        after: dict[Seen, tuple[float, Changes]] = {}
        for state, (chance, changes) in states.items():
            for one in each:
                new = one.enter(state)
                known = after.get(new)
                more = {**changes, one.key: one.becomes} if known is None and one.becomes.by else changes
                after[new] = (chance * one.chance + known[0], known[1]) if known else (chance * one.chance, more)
        states = after
        _check_size(len(states))
    return states


def _check_size(states: int) -> None:
    if states > MOST_NODES:
        expected = "expected rules that see less of what they read, or fewer standards that read the same things"
        raise AnalysisError([Problem("", expected)], "there is too much to go through")


def _frechet(groups: list[list[Group]], event: set[tuple[int, ...]]) -> tuple[float, float] | None:
    """Return between which ends an event is likely that is a matter of all questions, or of one of them; None for any other."""
    everything = set(product(*(range(len(each)) for each in groups)))
    for of, turned in ((event, False), (everything - event, True)):
        sides = [{chosen[at] for chosen in of} for at in range(len(groups))]
        if of == set(product(*sides)) if of else True:
            chances = [sum(groups[at][one].chance for one in side) for at, side in enumerate(sides)]
            low = max(0.0, sum(chances) - (len(chances) - 1)) if of else 0.0
            high = min(chances, default=1.0) if of else 0.0
            return (1 - high, 1 - low) if turned else (low, high)
    return None


def _by_rating(framework: Framework, each: Iterable[tuple[Decision, float]]) -> dict[str, float]:
    found = dict.fromkeys(framework.scale.names, 0.0)
    for decision, chance in each:
        found[_name(decision)] = found.get(_name(decision), 0.0) + chance
    return found


def _name(decision: Decision) -> str:
    return NOT_RATED if decision.rating is None else decision.rating.name
