"""Rules of every shape, one in another, in standards of questions of every form: the strategy of frameworks."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs
from hypothesis import strategies as st

from probation_standards.conditions import Condition, FigureIs, FlagIs, Measure, RatingIs
from probation_standards.frameworks import Framework
from probation_standards.items import Item, Place
from probation_standards.rules import InspectorJudgement, LowestQuestion, NoRating, Rule, ScoreTable, TotalPoints
from probation_standards.scales import Rating
from probation_standards.shapes import Banded, DecisionTable, Limit, Limited, MayDepart, OneOf, RatingOf, Row, Step, Stepped
from probation_standards.standards import FORMS, Domain, Form, KeyQuestion, Standard
from probation_standards.testing.scales import MADE_UP, band_tables, rating_scales, some_of, within

MOST_COUNTED = 5
"""The highest count that thresholds are made up for."""

_OTHERS: tuple[Form, ...] = ("flag", "count", "score", "rating")


def frameworks(
    *, min_standards: int = 1, max_standards: int = 3, max_questions: int = 3, max_inputs: int = 2
) -> st.SearchStrategy[Framework]:
    """Frameworks whose rules are of every shape. Shrinks to one standard that is judged, and an overall that is judged.

    About one in four is such as probation has: judged standards, standards rated on their lowest key question, points added up.

    Args:
        min_standards: How many standards they have at least, from 1.
        max_standards: How many they have at most.
        max_questions: How many key questions a standard has at most, from 0.
        max_inputs: How many inputs there are at most that belong to no standard, from 0.

    Raises:
        InvalidArgument: When there can be no such frameworks.
    """
    within("min_standards", min_standards, 1)
    within("max_standards", max_standards, min_standards)
    within("max_questions", max_questions, 0)
    within("max_inputs", max_inputs, 0)
    return _frameworks(min_standards, max_standards, max_questions, max_inputs)


@st.composite
def _frameworks(draw: st.DrawFn, min_standards: int, max_standards: int, max_questions: int, max_inputs: int) -> Framework:
    scale = draw(rating_scales())
    bands: list[str] = []
    usual = draw(st.sampled_from([False, False, False, True]))
    many_inputs = draw(st.integers(0, max_inputs))  # drawn whatever comes of it, so that what is usual is no shorter
    inputs = tuple(draw(_questions(f"input {number}", _OTHERS)) for number in range(0 if usual else many_inputs))
    standards: list[Standard] = []
    for number in range(1, draw(st.integers(min_standards, max_standards)) + 1):
        forms: Sequence[Form] = draw(st.sampled_from([("cases",), FORMS]))
        forms = ("cases",) if usual else forms
        many = draw(st.integers(0, max_questions))
        bare = Standard(
            id=f"{number}",
            title=f"Standard {number}",
            domain="domain",
            questions=tuple(draw(_questions(f"{number}.{letter}", forms)) for letter in range(many)),
            rule=NoRating(because="it is not there yet", source=MADE_UP),
            counts=not draw(st.booleans()) or draw(st.booleans()),
            source=MADE_UP,
        )
        rule = _Making(draw, Place(scale, (), inputs, bare), bands, usual=usual).rule(2)
        standards.append(attrs.evolve(bare, rule=rule))
    overall = _Making(draw, Place(scale, standards, inputs), bands, usual=usual).rule(2)
    return Framework(
        id="made-up",
        title="Made up",
        edition="1",
        scale=scale,
        domains=(Domain(id="domain", title="Domain", source=MADE_UP),),
        inputs=inputs,
        standards=tuple(standards),
        overall=overall,
        source=MADE_UP,
    )


@st.composite
def _questions(draw: st.DrawFn, id: str, forms: Sequence[Form]) -> KeyQuestion:
    form = draw(st.sampled_from(forms))
    values = st.lists(st.integers(0, 10).map(lambda number: Fraction(number, 2)), min_size=2, max_size=4, unique=True)
    return KeyQuestion(
        id=id,
        text=f"What of {id}?",
        form=form,
        values=tuple(draw(values)) if form == "score" else (),
        optional=draw(st.booleans()),
        source=MADE_UP,
    )


class _Making:
    """Rules for one place, with tables of bands of names that nothing else in the framework has."""

    def __init__(self, draw: st.DrawFn, place: Place, bands: list[str], *, usual: bool) -> None:
        self.draw, self.place, self.bands, self.usual = draw, place, bands, usual
        items = list(place.known.values())
        self.ratings = [item for item in items if item.form == "rating"]
        self.numbers = [item for item in items if item.form != "rating"]
        self.flags = [item for item in items if item.form == "flag"]
        self.of_cases = place.standard is not None and place.usual and all(item.form == "cases" for item in place.usual)
        self.departs = bool(items) and draw(st.booleans()) and not usual
        """Whether a judgement here departs from a rule; else it may be one."""
        self.departed = False
        self.choosable: dict[str, Any] = {}
        """The ends of what can be judged here, the same for all judgements."""
        if draw(st.booleans()) and not usual:
            self.choosable = self._ends()

    def rule(self, depth: int) -> Rule:
        """Return a rule of any shape that can stand here. Shrinks to a judgement."""
        makers = [] if self.departs else [self._judged]
        makers += [self._lowest_question] if self.of_cases else []
        if self.usual:
            drawn = self.draw(st.sampled_from(makers))  # whatever comes of it, so that what is usual is no shorter
            return (drawn if self.place.standard is not None else self._total_points)(depth)
        makers += [self._total_points, self._points_in_bands] if self.place.standard is None else []
        makers += [self._banded] if self.ratings or self.numbers else []
        makers += [self._rating_of, self._one_of] if self.ratings else []
        if depth and (self.ratings or self.numbers):
            makers += [
                self._table,
                self._limited,
                self._stepped,
                *([self._departing] if self.departs and not self.departed else []),
            ]
        makers += [self._no_rating]
        return self.draw(st.sampled_from(makers))(depth)

    def _judged(self, depth: int) -> Rule:  # noqa: ARG002  # as all of them are called
        return InspectorJudgement(**self.choosable, source=MADE_UP)

    def _no_rating(self, depth: int) -> Rule:  # noqa: ARG002  # as all of them are called
        return NoRating(because="none is given here", source=MADE_UP)

    def _ends(self) -> dict[str, Any]:
        low, high = sorted((self._rating(), self._rating()), key=lambda rating: rating.points)
        return self.draw(st.sampled_from([{"at_least": low}, {"at_most": high}, {"at_least": low, "at_most": high}]))

    def _some(self, items: Sequence[Item]) -> tuple[str, ...]:
        some = self.draw(st.lists(st.sampled_from(list(items)), min_size=1, max_size=3, unique=True))
        return tuple(item.id for item in some)

    def _missing(self) -> Any:
        return self.draw(st.sampled_from(["not rated", "leave out"]))

    def _measure(self) -> Measure:
        kinds = [kind for kind in (self.ratings, self.numbers) if kind]
        of = self._some(self.draw(st.sampled_from(kinds)))
        take: Any = self.draw(st.sampled_from(["lowest", "highest", "total", "mean", "count", "share"]))
        more: dict[str, Any] = {}
        if take in {"total", "mean"} and self.draw(st.booleans()):
            more["weights"] = tuple(self.draw(st.integers(1, 3)) for _ in of)
        if take == "total" and all(self.place.known[id].most for id in of):
            more["of_maximum"] = self.draw(st.booleans())
        if take in {"count", "share"}:
            if self.place.known[of[0]].form == "rating":
                more["ratings"] = (self._rating(),)
            else:
                more["values"] = (self.draw(st.integers(0, 2)),)
        return Measure(take=take, of=of, missing=self._missing(), **more)

    def _most(self, measure: Measure) -> int:
        if measure.of_maximum or measure.take == "share":
            return 100
        if measure.take == "count":
            return len(measure.of)
        ends = [int(self.place.known[id].most or MOST_COUNTED) for id in measure.of]
        weights = measure.weights or (1,) * len(ends)
        if measure.take == "total":
            return max(1, int(sum(weight * end for weight, end in zip(weights, ends, strict=True))))
        return max(1, *ends)

    def _rating(self) -> Rating:
        return self.draw(st.sampled_from(self.place.scale.ratings))

    def _bands(self, **said: Any) -> Any:
        self.bands.append(f"bands {len(self.bands)}")
        return self.draw(band_tables(self.place.scale, id=self.bands[-1], **said))

    def _banded(self, depth: int) -> Rule:  # noqa: ARG002  # as all of them are called
        measure = self._measure()
        return Banded(measure=measure, bands=self._bands(highest=self._most(measure)), source=MADE_UP)

    def _lowest_question(self, depth: int) -> Rule:  # noqa: ARG002  # as all of them are called
        bands = self._bands(better="higher", threshold="at least")
        return LowestQuestion(bands=bands, no_relevant_cases=self._missing(), source=MADE_UP)

    def _score_tables(self, many: int) -> tuple[ScoreTable, ...]:
        """Return a table for the whole maximum first, and for those of fewer ratings."""
        counts = [many, *some_of(self.draw, range(1, many))] if many else []
        maxima = [self.place.scale.best.points * count for count in counts]
        return tuple(
            ScoreTable(maximum=most, bands=self._bands(highest=most, whole=True, better="higher", threshold="at least"))
            for most in maxima
        )

    def _total_points(self, depth: int) -> Rule:  # noqa: ARG002  # as all of them are called
        return TotalPoints(tables=self._score_tables(len(self.place.usual)), source=MADE_UP)

    def _points_in_bands(self, depth: int) -> Rule:  # noqa: ARG002  # as all of them are called
        of = self._some([item for item in self.ratings if isinstance(item.of, Standard)])
        measure = Measure(take="total", of=of, missing=self._missing())
        return Banded(measure=measure, tables=self._score_tables(len(of)), source=MADE_UP)

    def _rating_of(self, depth: int) -> Rule:  # noqa: ARG002  # as all of them are called
        return RatingOf(of=self.draw(st.sampled_from(self.ratings)).id, source=MADE_UP)

    def _one_of(self, depth: int) -> Rule:
        rules = (self.rule(depth - 1),) if depth and self.draw(st.booleans()) else ()
        return OneOf(
            take=self.draw(st.sampled_from(["worst", "best"])),
            of=self._some(self.ratings),
            rules=rules,
            missing=self._missing(),
            source=MADE_UP,
        )

    def _condition(self) -> Condition:
        makers = [self._figure_is]
        makers += [self._flag_is] if self.flags else []
        makers += [self._rating_is] if self.ratings else []
        return self.draw(st.sampled_from(makers))()

    def _flag_is(self) -> Condition:
        return FlagIs(of=self.draw(st.sampled_from(self.flags)).id, value=self.draw(st.booleans()))

    def _rating_is(self) -> Condition:
        return RatingIs(of=self.draw(st.sampled_from(self.ratings)).id, **self._ends())

    def _figure_is(self) -> Condition:
        measure = self._measure()
        end = Fraction(self.draw(st.integers(0, 2 * self._most(measure))), 2)
        name = self.draw(st.sampled_from(["at_least", "more_than", "at_most", "less_than"]))
        return FigureIs(measure=measure, **{name: end})

    def _when(self) -> tuple[Condition, ...]:
        return tuple(self._condition() for _ in range(self.draw(st.integers(1, 2))))

    def _table(self, depth: int) -> Rule:  # noqa: ARG002  # as all of them are called
        rows = [
            Row(when=self._when(), rating=self.draw(st.none() | st.sampled_from(self.place.scale.ratings)))
            for _ in range(self.draw(st.integers(1, 3)))
        ]
        otherwise = self.draw(st.none() | st.sampled_from(self.place.scale.ratings))
        return DecisionTable(rows=tuple(rows), otherwise=otherwise, source=MADE_UP)

    def _limited(self, depth: int) -> Rule:
        limits = []
        for _ in range(self.draw(st.integers(1, 3))):
            end: dict[str, Any] = {self.draw(st.sampled_from(["at_most", "at_least"])): self._rating()}
            limits.append(Limit(when=self._when(), **end))
        return Limited(rule=self.rule(depth - 1), limits=tuple(limits), source=MADE_UP)

    def _stepped(self, depth: int) -> Rule:
        steps = [
            Step(when=self._when(), by=self.draw(st.sampled_from([1, -1, 2, -2]))) for _ in range(self.draw(st.integers(1, 3)))
        ]
        return Stepped(rule=self.rule(depth - 1), steps=tuple(steps), source=MADE_UP)

    def _departing(self, depth: int) -> Rule:
        self.departed = True
        return MayDepart(rule=self.rule(depth - 1), **self.choosable, source=MADE_UP)
