"""Overall rules, read for what was published of an inspection: whether it can be right, and what would reconcile it.

Each kind of overall rule has one function here, prepared once per framework. A rule that has none is asked for its decision
when all standards are known, and nothing is concluded before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import singledispatch
from typing import TypeAlias

import attrs

from probation_standards.bounding import Bands, Known, Scores
from probation_standards.deciding import decider
from probation_standards.decisions import Decision, NotRated
from probation_standards.evidence import NOT_RATED, OVERALL, Evidence
from probation_standards.figures import half_up, simplest, written
from probation_standards.frameworks import Framework
from probation_standards.inspections import PublishedRatings
from probation_standards.rules import NoRating, Rule, TotalPoints
from probation_standards.verdicts import Conclusion, Possible, Verdict


@attrs.frozen
class Said:
    """What was published of one inspection.

    Attributes:
        published: Its overall rating, score, maximum and percentage.
        ratings: The name of the rating of each standard that is known, by id: published, or decided by its evidence.
        not_rated: The ids of the standards that were not rated.
        overall_not_rated: Whether the inspection as a whole was not rated.
    """

    published: PublishedRatings
    ratings: Mapping[str, str]
    not_rated: frozenset[str] = frozenset()
    overall_not_rated: bool = False


Conclude: TypeAlias = Callable[[Said], Conclusion]


@singledispatch
def overall_conclusion(rule: Rule, framework: Framework) -> Conclude:
    """Return what holds what was published against an overall rule."""
    decide = decider(framework).overall
    counting = [standard.id for standard in framework.standards if standard.counts]

    def decision(said: Said, id: str) -> Decision:
        return Decision(framework.scale[said.ratings[id]] if id in said.ratings else None, NotRated("not rated, as published"))

    def conclude(said: Said) -> Conclusion:
        overall = said.published.overall
        missing = [id for id in counting if id not in said.ratings and id not in said.not_rated]
        if missing or overall is None:
            lacks = missing if overall is not None else [OVERALL, *missing]
            return Conclusion(Verdict.CANNOT_TELL, because=f"not published: {', '.join(lacks)}", missing=tuple(lacks))
        decided = decide({standard.id: decision(said, standard.id) for standard in framework.standards}, Evidence())
        name = NOT_RATED if decided.rating is None else decided.rating.name
        if name == overall:
            return Conclusion(Verdict.AGREES, name, str(decided.reason))
        return Conclusion(Verdict.CONTRADICTS, name, str(decided.reason), (Possible(OVERALL, name),))

    return conclude


@overall_conclusion.register
def _no_rating(rule: NoRating, framework: Framework) -> Conclude:
    def conclude(said: Said) -> Conclusion:
        if said.published.overall is not None:
            return Conclusion(Verdict.CONTRADICTS, NOT_RATED, rule.because, (Possible(OVERALL, NOT_RATED),))
        if said.overall_not_rated:
            return Conclusion(Verdict.AGREES, NOT_RATED, rule.because)
        return Conclusion(Verdict.CANNOT_TELL, NOT_RATED, rule.because, missing=(OVERALL,))

    return conclude


@overall_conclusion.register
def _total_points(rule: TotalPoints, framework: Framework) -> Conclude:
    return PointsConclusions(Bands(framework, rule))


class PointsConclusions:
    """What points, score, maximum and overall rating say of each other; what was concluded once is kept.

    Attributes:
        bands: The overall ratings, by maximum and score.
    """

    def __init__(self, bands: Bands) -> None:
        self.bands = bands
        self._concluded: dict[object, Conclusion] = {}

    def __call__(self, said: Said) -> Conclusion:
        """Return what the rules say of what was published."""
        published = said.published
        rated = tuple(said.ratings.get(id) for id in self.bands.counting)
        unrated = tuple(id in said.not_rated for id in self.bands.counting)
        numbers = (published.overall, published.score, published.maximum, published.percentage)
        key = (rated, unrated, numbers, said.overall_not_rated)
        found = self._concluded.get(key)
        if found is None:
            found = self._concluded[key] = self._conclude(said, rated, unrated)
        return found

    def _conclude(self, said: Said, rated: tuple[str | None, ...], unrated: tuple[bool, ...]) -> Conclusion:
        bands, published = self.bands, said.published
        given = [bands.points[name] for name in rated if name is not None]
        missing = tuple(id for id, name, out in zip(bands.counting, rated, unrated, strict=True) if name is None and not out)
        known = Known(sum(given), len(given), len(missing), published.score, published.maximum, published.percentage)
        scores = known.scores(bands)
        if scores is None:
            decided, because = self._impossible(known)
            return Conclusion(Verdict.CONTRADICTS, decided, because, self._changes(known, published.overall, rated))
        if said.overall_not_rated:
            return Conclusion(Verdict.CANNOT_TELL, NOT_RATED, "the inspection as a whole was not rated")
        if scores.maximum not in bands.ranges:
            lacks = f"bands for a maximum of {scores.maximum}"
            return Conclusion(Verdict.CANNOT_TELL, str(scores), f"the framework has no {lacks}", missing=(lacks,))
        if published.overall is None:
            return _without_overall(known, scores, " or ".join(bands.ratings(scores)), missing)
        return self._placed(known, scores, published.overall, rated, missing)

    def _placed(
        self, known: Known, scores: Scores, overall: str, rated: tuple[str | None, ...], missing: tuple[str, ...]
    ) -> Conclusion:
        """Return what possible scores say of the overall rating that was published."""
        decided = " or ".join(self.bands.ratings(scores))
        earning = self.bands.earning(scores, overall)
        because = f"{scores} points is {decided}{_whence(known, scores)}"
        if earning == scores:
            return Conclusion(Verdict.AGREES, decided, because)
        if not earning:
            return Conclusion(Verdict.CONTRADICTS, decided, because, self._changes(known, overall, rated))
        because = (
            f"{scores} points are possible, which is {decided}" if known.rated else "the overall rating alone was published"
        )
        needed = self._needed(known, earning, missing)
        return Conclusion(Verdict.CANNOT_TELL, decided, because, missing=("score", *missing), needed=needed)

    def _needed(self, known: Known, earning: Scores, missing: tuple[str, ...]) -> tuple[Possible, ...]:
        """Return what the missing score would have to be, and what the standards that are missing."""
        needed = [Possible("score", str(earning))]
        least, most = max(0, earning.least - known.points), earning.most - known.points
        if len(missing) == 1 and known.maximum is None:
            one = [name for name, points in self.bands.points.items() if least <= points <= most]
            needed.append(Possible(missing[0], " or ".join(one)))
        elif known.rated:
            together = str(least) if least == most else f"{least} to {most}"
            needed.append(Possible("the missing standards", f"{together} points together"))
        return tuple(needed)

    def _impossible(self, known: Known) -> tuple[str, str]:
        """Return what the rules give where no score is possible, and why none is."""
        best = self.bands.best
        standards = Known(known.points, known.rated, known.open, maximum=known.maximum).scores(self.bands)
        if standards is None:
            full = Scores(0, best * known.rated, best * (known.rated + known.open))
            return f"a maximum of {full.values}", f"the standards that were rated make a maximum of {full.values}"
        if known.score is not None and not standards.within(known.score, known.score):
            return f"a score of {standards}", f"the standards give {standards} points"
        if known.score is not None:
            exact = per_cent(known.score, standards.maximum)
            return f"{exact} per cent", f"{known.score} of {standards.maximum} is {exact} per cent"
        shown = written(known.percentage or 0, 2)
        out_of = f"no score out of {standards.maximum}{' that the standards can give' if known.rated else ''}"
        nor = "" if known.maximum is not None else ", nor out of the maximum of fewer standards"
        return f"a score of {standards}", f"{shown} per cent is {out_of}{nor}"

    def _changes(self, known: Known, overall: str | None, rated: tuple[str | None, ...]) -> tuple[Possible, ...]:
        return tuple(self._single_changes(known, overall, rated))

    def _single_changes(self, known: Known, overall: str | None, rated: tuple[str | None, ...]) -> Iterator[Possible]:
        """Yield each value that was published and, changed alone, would reconcile all, with what it would have to be."""
        bands = self.bands
        scores = known.scores(bands)
        if overall is not None and scores is not None and (names := bands.ratings(scores)):
            yield Possible(OVERALL, " or ".join(names))
        if known.score is not None and (scores := self._fitting(attrs.evolve(known, score=None), overall)):
            yield Possible("score", scores.values)
        if known.percentage is not None and (scores := self._fitting(attrs.evolve(known, percentage=None), overall)):
            percentages = dict.fromkeys(per_cent(score, scores.maximum) for score in (scores.least, scores.most))
            yield Possible("percentage", f"{' to '.join(percentages)} ({scores})")
        if known.maximum is not None or (known.score is not None and known.percentage is None):
            others = [one for one in sorted(bands.ranges) if one != known.maximum]
            maxima = [str(one) for one in others if self._fitting(attrs.evolve(known, maximum=one), overall)]
            if maxima:
                yield Possible("maximum", " or ".join(maxima))
        better: dict[str, str] = {}
        for id, name in zip(bands.counting, rated, strict=True):
            if name is not None:
                if name not in better:
                    better[name] = " or ".join(self._other_ratings(known, overall, name))
                if better[name]:
                    yield Possible(id, better[name])

    def _other_ratings(self, known: Known, overall: str | None, name: str) -> list[str]:
        """Return the ratings that would reconcile all if one standard that was rated `name` had them."""
        points = self.bands.points
        return [
            other
            for other in points
            if other != name and self._fitting(known.with_points(known.points - points[name] + points[other]), overall)
        ]

    def _fitting(self, known: Known, overall: str | None) -> Scores | None:
        """Return the scores that are possible and earn the overall rating, where one was published; None where none do."""
        scores = known.scores(self.bands)
        if scores is None or scores.maximum not in self.bands.ranges:
            return None
        return scores if overall is None else self.bands.earning(scores, overall) or None


def _without_overall(known: Known, scores: Scores, decided: str, missing: tuple[str, ...]) -> Conclusion:
    """Return what can be said where no overall rating was published."""
    said = [known.score is not None, known.percentage is not None, known.rated > 0 and not missing]
    needed = (Possible(OVERALL, decided),)
    if sum(said) > 1:
        because = f"what was published adds up to {scores}; no overall rating was published"
        return Conclusion(Verdict.AGREES, decided, because, needed=needed)
    if not known.rated and not any(said):
        return Conclusion(Verdict.CANNOT_TELL, because="no rating was published", missing=(OVERALL, "score", *missing))
    lacks = (OVERALL, *(() if any(said[:2]) else ("score",)), *missing)
    because = f"{scores} points is {decided}; no overall rating was published"
    return Conclusion(Verdict.CANNOT_TELL, decided, because, missing=lacks, needed=needed)


def _whence(known: Known, scores: Scores) -> str:
    """Return what else a reader must know to see where the possible scores come from."""
    if known.percentage is not None and known.score is None:
        return f"; {written(known.percentage, 2)} per cent is {scores}"
    return "" if scores.least == scores.most else ", whatever the missing standards were"


def per_cent(score: int, maximum: int) -> str:
    """Return a score as per cent of its maximum, to two decimals.

    >>> per_cent(1, 24), per_cent(18, 36)
    ('4.17', '50')
    """
    return written(simplest(Fraction(half_up(Fraction(10000 * score, maximum)), 100)), 2)
