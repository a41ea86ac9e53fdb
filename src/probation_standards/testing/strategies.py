"""Strategies: scales, bands, rules of every shape, frameworks, and evidence for them.

All is built from its parts and nothing is filtered. What a strategy shrinks to is said with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate
from typing import Any

import attrs
from hypothesis import strategies as st

from probation_standards.bands import BandTable, RatingBand
from probation_standards.checking import reading
from probation_standards.conditions import Condition, FigureIs, FlagIs, Measure, RatingIs
from probation_standards.evidence import OVERALL, Evidence, Judgement, Tally
from probation_standards.figures import Figure
from probation_standards.frameworks import Framework
from probation_standards.items import Item, Place
from probation_standards.rules import InspectorJudgement, NoRating, Rule
from probation_standards.scales import Rating, RatingScale
from probation_standards.shapes import Banded, DecisionTable, Limit, Limited, MayDepart, OneOf, RatingOf, Row, Step, Stepped
from probation_standards.sources import Source
from probation_standards.standards import FORMS, Domain, KeyQuestion, Standard

MADE_UP = Source(id="made-up", title="Made up for a test", confidence="confirmed")
"""The source of all that is made up here."""

NAMES = ("Inadequate", "Requires improvement", "Good", "Outstanding", "Exceptional")

MOST_COUNTED = 5
"""The highest count that is made up."""


@st.composite
def rating_scales(draw: st.DrawFn, *, min_size: int = 2, max_size: int = len(NAMES)) -> RatingScale:
    """Rating scales, the points rising by steps of 1 to 3. Shrinks to Inadequate, 0, and Requires improvement, 1."""
    steps = draw(st.lists(st.integers(1, 3), min_size=min_size - 1, max_size=max_size - 1))
    points = accumulate([draw(st.integers(0, 2)), *steps])
    return RatingScale(ratings=tuple(map(Rating, NAMES, points)), source=MADE_UP)


@st.composite
def band_tables(draw: st.DrawFn, scale: RatingScale, *, id: str = "bands", highest: int = 100) -> BandTable:
    """Band tables for some ratings of a scale, thresholds up to `highest`, in either direction. Shrinks to one band."""
    ratings = draw(st.lists(st.sampled_from(scale.ratings), min_size=1, max_size=highest, unique=True))
    ratings.sort(key=lambda rating: rating.points)
    parts = draw(st.integers(1, 3))
    more = len(ratings) - 1
    numbers = draw(st.lists(st.integers(1, highest * parts), min_size=more, max_size=more, unique=True))
    starts: list[Figure] = [0, *(Fraction(number, parts) for number in sorted(numbers))]
    better: Any = draw(st.sampled_from(["higher", "lower"]))
    return BandTable(
        id=id,
        bands=tuple(map(RatingBand, ratings if better == "higher" else ratings[::-1], starts)),
        rounding=draw(st.sampled_from(["exact", "whole"])),
        unit="made-up units",
        better=better,
        threshold=draw(st.sampled_from(["at least", "more than"])),
        source=MADE_UP,
    )


@st.composite
def _questions(draw: st.DrawFn, id: str, forms: Sequence[str] = FORMS) -> KeyQuestion:
    form: Any = draw(st.sampled_from(forms))
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

    def __init__(self, draw: st.DrawFn, place: Place, bands: list[str]) -> None:
        self.draw, self.place, self.bands = draw, place, bands
        items = list(place.known.values())
        self.ratings = [item for item in items if item.form == "rating"]
        self.numbers = [item for item in items if item.form != "rating"]
        self.flags = [item for item in items if item.form == "flag"]
        self.departs = bool(items) and draw(st.booleans())
        """Whether a judgement here departs from a rule; else it may be one."""
        self.departed = False

    def rule(self, depth: int) -> Rule:
        """Return a rule of any shape that can stand here. Shrinks to a judgement."""
        makers = [] if self.departs else [self._judged]
        makers += [self._banded] if self.ratings or self.numbers else []
        makers += [self._rating_of, self._one_of] if self.ratings else []
        if depth and (self.ratings or self.numbers):
            makers += [
                self._table,
                self._limited,
                self._stepped,
                *([self._departing] if self.departs and not self.departed else []),
            ]
        return self.draw(st.sampled_from(makers))(depth)

    def _judged(self, depth: int) -> Rule:  # noqa: ARG002  # as all of them are called
        return InspectorJudgement(source=MADE_UP)

    def _some(self, items: Sequence[Item]) -> tuple[str, ...]:
        some = self.draw(st.lists(st.sampled_from(list(items)), min_size=1, max_size=3, unique=True))
        return tuple(item.id for item in some)

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
        return Measure(take=take, of=of, missing=self.draw(st.sampled_from(["not rated", "leave out"])), **more)

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

    def _banded(self, depth: int) -> Rule:  # noqa: ARG002  # as all of them are called
        measure = self._measure()
        self.bands.append(f"bands {len(self.bands)}")
        table = self.draw(band_tables(self.place.scale, id=self.bands[-1], highest=self._most(measure)))
        return Banded(measure=measure, bands=table, source=MADE_UP)

    def _rating_of(self, depth: int) -> Rule:  # noqa: ARG002  # as all of them are called
        return RatingOf(of=self.draw(st.sampled_from(self.ratings)).id, source=MADE_UP)

    def _one_of(self, depth: int) -> Rule:
        rules = (self.rule(depth - 1),) if depth and self.draw(st.booleans()) else ()
        return OneOf(
            take=self.draw(st.sampled_from(["worst", "best"])),
            of=self._some(self.ratings),
            rules=rules,
            missing=self.draw(st.sampled_from(["not rated", "leave out"])),
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
        low, high = sorted((self._rating(), self._rating()), key=lambda rating: rating.points)
        ends: dict[str, Any] = self.draw(
            st.sampled_from([{"at_least": low}, {"at_most": high}, {"at_least": low, "at_most": high}])
        )
        return RatingIs(of=self.draw(st.sampled_from(self.ratings)).id, **ends)

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
        return MayDepart(rule=self.rule(depth - 1), source=MADE_UP)


@st.composite
def frameworks(draw: st.DrawFn, *, max_standards: int = 3) -> Framework:
    """Frameworks whose rules are of every shape. Shrinks to one standard that is judged, and an overall that is judged."""
    scale = draw(rating_scales())
    bands: list[str] = []
    inputs = tuple(
        draw(_questions(f"input {number}", ("flag", "count", "score", "rating"))) for number in range(draw(st.integers(0, 2)))
    )
    domain = Domain(id="domain", title="Domain", source=MADE_UP)
    standards: list[Standard] = []
    for number in range(1, draw(st.integers(1, max_standards)) + 1):
        questions = tuple(draw(_questions(f"{number}.{letter}")) for letter in range(draw(st.integers(0, 3))))
        bare = Standard(
            id=f"{number}",
            title=f"Standard {number}",
            domain="domain",
            questions=questions,
            rule=NoRating(because="it is not there yet", source=MADE_UP),
            source=MADE_UP,
        )
        rule = _Making(draw, Place(scale, (), inputs, bare), bands).rule(2)
        standards.append(attrs.evolve(bare, rule=rule))
    overall = _Making(draw, Place(scale, standards, inputs), bands).rule(2)
    return Framework(
        id="made-up",
        title="Made up",
        edition="1",
        scale=scale,
        domains=(domain,),
        inputs=inputs,
        standards=tuple(standards),
        overall=overall,
        source=MADE_UP,
    )


def findings_of(question: KeyQuestion, scale: RatingScale, *, counted: bool = False) -> st.SearchStrategy[Any]:
    """What a question of any form can find. Shrinks to the least."""
    if question.form == "cases":
        tallies = st.integers(1, 12).flatmap(lambda relevant: st.builds(Tally, st.integers(0, relevant), st.just(relevant)))
        return tallies if counted else st.integers(0, 100)
    return {
        "rating": st.sampled_from(scale.names),
        "score": st.sampled_from([*question.values, 0][: len(question.values) or 1]),
        "count": st.integers(0, MOST_COUNTED),
        "flag": st.booleans(),
    }[question.form]


@st.composite
def evidence_for(draw: st.DrawFn, framework: Framework, *, counted: bool = False) -> Evidence:
    """Evidence for a framework that is complete: what need not be inspected may lack, and what is judged may be not rated.

    Args:
        draw: Given by hypothesis.
        framework: A framework.
        counted: Whether findings of cases are tallies; else they are whole percentages.
    """
    read = reading(framework)
    findings: dict[str, Any] = {}
    for question in {question.id: question for needs in read.values() for question in needs.questions}.values():
        if not question.optional or draw(st.booleans()):
            findings[question.id] = draw(findings_of(question, framework.scale, counted=counted))
    judgements: dict[str, Any] = {}
    not_rated: dict[str, str] = {}
    for id, needs in read.items():
        if needs.judgement and id != OVERALL and draw(st.booleans()):
            not_rated[id] = "it was not rated"
        elif needs.judgement:
            judgements[id] = draw(st.sampled_from(framework.scale.names))
        elif needs.departure and draw(st.booleans()):
            judgements[id] = Judgement(draw(st.sampled_from(framework.scale.names)), "for a reason")
    return Evidence(findings=findings, judgements=judgements, not_rated=not_rated)
