"""Points that are added up, read for what was published: what score, maximum, standards and overall say of each other."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TypeAlias

import attrs

from probation_standards.evidence import NOT_RATED, OVERALL
from probation_standards.figures import half_up, simplest, written
from probation_standards.inspections import PublishedRatings
from probation_standards.published.bounding import Known, ScoreBands, Scores, added
from probation_standards.published.verdicts import Conclusion, Possible, Said, Verdict

State: TypeAlias = "tuple[str, ...] | None"
"""The ratings that a standard can have, none where it was not rated; None where nothing is known of it."""


class PointsConclusions:
    """What points, score, maximum and overall rating say of each other; what was concluded once is kept.

    Attributes:
        bands: The overall ratings, by maximum and score.
    """

    def __init__(self, bands: ScoreBands) -> None:
        self.bands = bands
        sources = [bands.framework.scale.source, bands.rule.source, *(table.bands.source for table in bands.rule.tables)]
        self._rests_on = tuple(dict.fromkeys(sources))
        self._concluded: dict[object, Conclusion] = {}

    def __call__(self, said: Said) -> Conclusion:
        """Return what the rules say of what was published."""
        published = said.published
        states = tuple(said.ratings.get(id) for id in self.bands.counting)
        key = (states, published.overall, published.score, published.maximum, published.percentage, said.overall_not_rated)
        found = self._concluded.get(key)
        if found is None:
            found = attrs.evolve(self._conclude(said, states), rests_on=self._rests_on)
            self._concluded[key] = found
        return found

    def scores(self, said: Said) -> Scores | None:
        """Return the scores that are possible out of the largest maximum that can be; None where none is."""
        known = self._known(said.published, tuple(said.ratings.get(id) for id in self.bands.counting))
        return self._fitting(known, said.published.overall)

    def _known(self, published: PublishedRatings, states: tuple[State, ...]) -> Known:
        sums, rated, left = self._sums(states)
        return Known(sums, rated, left, published.score, published.maximum, published.percentage)

    def _sums(self, states: tuple[State, ...]) -> tuple[int, int, int]:
        """Return what the standards that are known can add up to, how many these are, and how many are not known."""
        points = self.bands.points
        sums, rated, left = 1, 0, 0
        for state in states:
            if state is None:
                left += 1
            elif len(state) == 1:
                sums <<= points[state[0]]
                rated += 1
            elif state:
                sums = added(sums, sum(1 << points[name] for name in state))
                rated += 1
        return sums, rated, left

    def _conclude(self, said: Said, states: tuple[State, ...]) -> Conclusion:
        published, bands = said.published, self.bands
        known = self._known(published, states)
        missing = tuple(id for id, state in zip(bands.counting, states, strict=True) if state is None or len(state) > 1)
        scores = known.scores(bands)
        if scores is None:
            decided, because = self._impossible(known)
            return Conclusion(Verdict.CONTRADICTS, decided, because, self._changes(known, published.overall, states))
        if said.overall_not_rated:
            return not_rated_conclusion(published.overall)
        if scores.maximum not in bands.by_maximum:
            lacks = f"bands for a maximum of {scores.maximum}"
            return Conclusion(Verdict.CANNOT_TELL, str(scores), f"the framework has no {lacks}", missing=(lacks,))
        if published.overall is None:
            return _without_overall(known, scores, bands.ratings(scores), missing)
        return self._placed(known, scores, published.overall, states, missing)

    def _placed(
        self, known: Known, scores: Scores, overall: str, states: tuple[State, ...], missing: tuple[str, ...]
    ) -> Conclusion:
        """Return what possible scores say of the overall rating that was published."""
        decided = " or ".join(self.bands.ratings(scores))
        earning = self.bands.earning(scores, overall)
        because = f"{scores} points is {decided}{_whence(known, scores)}"
        if earning == scores:
            return Conclusion(Verdict.AGREES, decided, because)
        if not earning:
            return Conclusion(Verdict.CONTRADICTS, decided, because, self._changes(known, overall, states))
        alone = known == Known(1, 0, known.open)
        possible = f"{scores} points are possible, which is {decided}"
        because = "the overall rating alone was published" if alone else possible
        needed = self._needed(known, earning, states, missing)
        return Conclusion(Verdict.CANNOT_TELL, decided, because, missing=("score", *missing), needed=needed)

    def _needed(
        self, known: Known, earning: Scores, states: tuple[State, ...], missing: tuple[str, ...]
    ) -> tuple[Possible, ...]:
        """Return what the missing score would have to be, and what the standards that are missing."""
        needed = [Possible("score", tuple(earning), str(earning))]
        fixed = tuple(state if state is not None and len(state) < 2 else () for state in states)
        sums, rated, _ = self._sums(fixed)
        least = sums.bit_length() - 1
        together = tuple(score - least for score in earning)
        if len(missing) == 1 and known.maximum is None:
            names = tuple(name for name, points in self.bands.points.items() if points in together)
            needed.append(Possible(missing[0], names))
        elif rated:
            text = f"{Scores(earning.maximum, earning.bits >> least).values} points together"
            needed.append(Possible("the missing standards", together, text))
        return tuple(needed)

    def _impossible(self, known: Known) -> tuple[str, str]:
        """Return what the rules give where no score is possible, and why none is."""
        best, bands = self.bands.best, self.bands
        by_standards = attrs.evolve(known, score=None, percentage=None).scores(bands)
        if by_standards is None:
            low, high = best * known.rated, best * (known.rated + known.open)
            full = str(low) if low == high else f"{low} to {high}"
            return f"a maximum of {full}", f"the standards that were rated make a maximum of {full}"
        if known.score is not None and attrs.evolve(known, percentage=None).scores(bands) is None:
            return f"a score of {by_standards}", f"the standards give {by_standards} points"
        if known.score is not None:
            exact = per_cent(known.score, by_standards.maximum)
            return f"{exact} per cent", f"{known.score} of {by_standards.maximum} is {exact} per cent"
        out_of = f"no score out of {by_standards.maximum}{' that the standards can give' if known.rated else ''}"
        nor = "" if known.maximum is not None else ", nor out of the maximum of fewer standards"
        return f"a score of {by_standards}", f"{known.percentage} per cent is {out_of}{nor}"

    def _changes(self, known: Known, overall: str | None, states: tuple[State, ...]) -> tuple[Possible, ...]:
        changes = (*self._changed_numbers(known, overall), *self._changed_standards(known, overall, states))
        return tuple(changes)

    def _changed_numbers(self, known: Known, overall: str | None) -> Iterator[Possible]:
        """Yield overall, score, percentage and maximum, each with what it could be if it were changed alone."""
        bands = self.bands
        scores = known.scores(bands)
        if overall is not None and scores and (names := bands.ratings(scores)):
            yield Possible(OVERALL, tuple(names))
        if known.score is not None and (scores := self._other_scores(known, overall)):
            yield Possible("score", tuple(scores), scores.values)
        if known.percentage is not None and (scores := self._fitting(attrs.evolve(known, percentage=None), overall)):
            values = tuple(per_cent(score, scores.maximum) for score in scores)
            ends = " to ".join(dict.fromkeys((values[0], values[-1])))
            yield Possible("percentage", values, f"{ends} ({scores})")
        if known.maximum is not None or known.score is not None:
            others = [maximum for maximum in sorted(bands.by_maximum) if maximum != known.maximum]
            maxima = tuple(one for one in others if self._fitting(attrs.evolve(known, maximum=one), overall))
            if maxima:
                yield Possible("maximum", maxima)

    def _changed_standards(self, known: Known, overall: str | None, states: tuple[State, ...]) -> Iterator[Possible]:
        """Yield each standard whose rating was published, with what it could be if it were changed alone."""
        fitting: dict[State, tuple[str, ...]] = {}
        for position, state in enumerate(states):
            if state is None or len(state) > 1:
                continue
            if state not in fitting:
                others = states[:position] + states[position + 1 :]
                sums, rated, left = self._sums(others)
                fitting[state] = tuple(
                    name
                    for name, points in self.bands.points.items()
                    if (name,) != state and self._fitting(known.of(sums << points, rated + 1, left), overall)
                )
            if fitting[state]:
                yield Possible(self.bands.counting[position], fitting[state])

    def _other_scores(self, known: Known, overall: str | None) -> Scores | None:
        """Return the scores that would fit instead of the one that was published, each out of the largest maximum it can be."""
        fitting, seen, maximum = 0, 0, 0
        for scores in attrs.evolve(known, score=None).by_maximum(self.bands):
            fitting |= self._left(Scores(scores.maximum, scores.bits & ~seen), overall).bits
            seen |= scores.bits
            maximum = maximum or scores.maximum
        return Scores(maximum, fitting) if fitting else None

    def _fitting(self, known: Known, overall: str | None) -> Scores | None:
        """Return the scores that are possible and that the overall rating leaves; None where there are none."""
        scores = known.scores(self.bands)
        return None if scores is None else self._left(scores, overall) or None

    def _left(self, scores: Scores, overall: str | None) -> Scores:
        """Return those of `scores` that an overall rating leaves possible; without bands for their maximum, all of them."""
        if overall is None or scores.maximum not in self.bands.by_maximum:
            return scores
        return self.bands.earning(scores, overall)


def not_rated_conclusion(overall: str | None) -> Conclusion:
    """Return what can be said of an inspection that is recorded as not rated."""
    if overall is None:
        return Conclusion(Verdict.CANNOT_TELL, NOT_RATED, "the inspection as a whole was not rated")
    because = f"the inspection is recorded as not rated, and as {overall}"
    return Conclusion(Verdict.CONTRADICTS, NOT_RATED, because, (Possible(OVERALL, (NOT_RATED,)),))


def _without_overall(known: Known, scores: Scores, names: list[str], missing: tuple[str, ...]) -> Conclusion:
    """Return what can be said where no overall rating was published."""
    decided = " or ".join(names)
    numbers = [known.score is not None, known.percentage is not None]
    needed = (Possible(OVERALL, tuple(names)),)
    if sum([*numbers, known.rated > 0 and not missing]) > 1:
        because = f"what was published adds up to {scores}; no overall rating was published"
        return Conclusion(Verdict.AGREES, decided, because, needed=needed)
    if not known.rated and not any(numbers):
        return Conclusion(Verdict.CANNOT_TELL, because="no rating was published", missing=(OVERALL, "score", *missing))
    lacks = (OVERALL, *(() if any(numbers) else ("score",)), *missing)
    because = f"{scores} points is {decided}; no overall rating was published"
    return Conclusion(Verdict.CANNOT_TELL, decided, because, missing=lacks, needed=needed)


def _whence(known: Known, scores: Scores) -> str:
    """Return what else a reader must know to see where the possible scores come from."""
    if known.percentage is not None and known.score is None:
        return f"; {known.percentage} per cent is {scores}"
    return ", whatever the missing standards were" if known.score is None and known.open else ""


def per_cent(score: int, maximum: int) -> str:
    """Return a score as per cent of its maximum, to two decimals.

    >>> per_cent(1, 24), per_cent(18, 36)
    ('4.17', '50')
    """
    return written(simplest(Fraction(half_up(Fraction(10000 * score, maximum)), 100)), 2)
