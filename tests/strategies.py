"""Frameworks and evidence such as there can be, for property tests.

Everything is built from its parts and nothing is filtered. It shrinks towards what a person can read: one standard,
"P 1", judged Inadequate; 0 per cent; "0 of 1".
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from math import nextafter
from typing import Any, Literal, NamedTuple, TypeAlias

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from hypothesis.vendor.pretty import RepresentationPrinter

import probation_standards as ps
from probation_standards.testing import evidence_for as made_up_for
from probation_standards.testing import percentages, rating_scales, tallies
from probation_standards.testing.evidence import REASONS as BECAUSE
from probation_standards.testing.scales import MADE_UP as SOURCE
from probation_standards.testing.scales import NAMES, some_of, whole_percentages
from probation_standards.testing.scales import band_tables as any_band_tables

__all__ = ["BECAUSE", "NAMES", "SOURCE", "percentages", "rating_scales", "tallies", "whole_percentages"]

FindingGiven: TypeAlias = ps.Tally | int | float | str | Decimal | Fraction

MEMORY = ps.Source(id="memory", title="Remembered for a test", confidence="recalled")
MARKS = ("", "'", '"', "\\", "\n", "{0}", "#", " é", "]")
"""What ids may end with, so that nothing takes them for anything but texts."""

SUSPENDED = ps.Relevance(attribute="contact suspended", value="no", source=MEMORY)
"""On which cases some questions are asked."""

SAID: tuple[tuple[dict[str, Any], dict[str, Any]], ...] = (
    ({}, {}),
    ({"statement": "It is led well."}, {}),
    ({"statement": "Leaders, we say, lead.", "verbatim": False, "numbered": "printed order"}, {"numbered": "printed order"}),
    ({"statement": "It leads, as we recall.", "verbatim": False, "statement_source": MEMORY}, {"pooled_from": "P 9.9"}),
    ({"numbered": "recalled", "note": "It may be another."}, {"verbatim": False, "source": MEMORY, "numbered": "recalled"}),
    ({"verbatim": False, "numbered": "ours"}, {"verbatim": False, "numbered": "ours", "pooled_from": "P 2.1.3 é"}),
    ({"note": "Not of all cases."}, {"relevant_when": SUSPENDED}),
    ({}, {"relevant_when": attrs.evolve(SUSPENDED, value="Until release, »as agreed«", source=SOURCE)}),
)
"""What is said of a standard and of its key questions, besides what decides a rating."""

WORDS = (ps.Answers(), ps.Answers(yes=("Met", "1"), no=("Not met", "it's no"), not_relevant=(), missing=("?",)))
"""The words for answers that frameworks have."""

RULES: tuple[type[Any], ...] = (ps.InspectorJudgement, ps.LowestQuestion, ps.NoRating)
"""The rules that there are for a standard."""


class Pair(NamedTuple):
    """A framework and evidence for it, shown in the few lines that decide a rating when a test fails."""

    framework: ps.Framework
    evidence: ps.Evidence

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002, FBT001  # as it is called
        printer.text(f"{shown(self.framework)}, {self.evidence}")


def shown(framework: ps.Framework) -> str:
    """Return what decides a rating in `framework`, a line for each rule: not its repr, which is long."""
    points = ", ".join(f"{rating} {rating.points}" for rating in framework.scale)
    lines = [f"scale: {points}"]
    for standard in framework.standards:
        rule = standard.rule
        bands = (
            f", no relevant cases: {rule.no_relevant_cases}, {_bands(rule.bands)}"
            if isinstance(rule, ps.LowestQuestion)
            else ""
        )
        ids = ", ".join(repr(question.id) for question in standard.questions) or "no questions"
        lines.append(f"{standard.id!r}{'' if standard.counts else ' (does not count)'}: {ids}; {rule.kind}{bands}")
    lines.append(f"overall: {framework.overall.kind}")
    if isinstance(framework.overall, ps.TotalPoints):
        lines += [f"  out of {table.maximum}: {_bands(table.bands)}" for table in framework.overall.tables]
    return f"<{framework.id}\n  " + "\n  ".join(lines) + "\n>"


def _bands(table: ps.BandTable) -> str:
    return f"{table.rounding}: {', '.join(f'{band.rating} from {band.starts}' for band in table.bands)}"


band_tables = partial(any_band_tables, unit="per cent of relevant cases", better="higher", threshold="at least")
"""Band tables such as probation has: more is better, and a threshold is in the band that starts with it."""


@st.composite
def frameworks(
    draw: DrawFn,
    *,
    rules: Collection[type[Any]] = RULES,
    having: Collection[type[Any]] = (),
    total: bool = False,
    compilable: bool = False,
    max_standards: int = 3,
    max_questions: int = 3,
) -> ps.Framework:
    """Frameworks over all rules there are.

    Args:
        draw: Given by hypothesis.
        rules: The rules that its standards may have.
        having: Rules that at least one standard each has.
        total: Whether the overall adds up points, always; else there may be none.
        compilable: Whether it holds only what the compiled reader decides: no standard without a rating, at least one that
            counts, and a table of bands for the whole maximum.
        max_standards: How many standards there are at most, besides those of `having`.
        max_questions: How many key questions each has at most.
    """
    scale = draw(rating_scales())
    mark = draw(st.sampled_from(MARKS))
    tables = [draw(band_tables(scale, id=f"casework-{number}")) for number in range(draw(st.integers(1, 2)))]
    allowed = [rule for rule in rules if not (compilable and rule is ps.NoRating)]
    kinds = [*having, *draw(st.lists(st.sampled_from(allowed), min_size=0 if having else 1, max_size=max_standards))]
    aside = some_of(draw, range(1 if compilable else 0, len(kinds)))
    counts = [position not in aside for position in range(len(kinds))]
    standards = []
    for number, (kind, count) in enumerate(zip(kinds, counts, strict=True), 1):
        least = 1 if kind is ps.LowestQuestion else 0
        said, said_of_questions = draw(st.sampled_from(SAID))
        standards.append(
            ps.Standard(
                id=f"P {number}{mark}",
                title=f"Standard {number}",
                domain="1",
                questions=tuple(
                    _question(f"P {number}.{position}", mark, prompts=position % 3, **said_of_questions)
                    for position in range(1, draw(st.integers(least, max_questions)) + 1)
                ),
                rule=_rule(draw, kind, tables),
                counts=count,
                source=SOURCE,
                **said,
            )
        )
    return ps.Framework(
        id="made-up",
        title="Made up for a test",
        edition="1",
        scale=scale,
        domains=(ps.Domain(id="1", title="Domain", source=SOURCE),),
        standards=tuple(standards),
        overall=draw(_overall_rules(scale, sum(counts), total=total or compilable, whole_maximum=compilable)),
        answers=draw(st.sampled_from(WORDS)),
        source=SOURCE,
    )


def _question(id: str, mark: str, *, prompts: int, **said: Any) -> ps.KeyQuestion:
    fields = {"source": SOURCE, **said}
    when = said.get("relevant_when")
    return ps.KeyQuestion(
        id=f"{id}{mark}",
        text=f"Question {id}?",
        prompts=tuple(
            ps.Prompt(id=f"{id}{letter}{mark}", text=f"Prompt {letter}", relevant_when=when, source=SOURCE)
            for letter in "ab"[:prompts]
        ),
        **fields,
    )


def _rule(draw: DrawFn, kind: type[Any], tables: Sequence[ps.BandTable]) -> Any:
    if kind is ps.LowestQuestion:
        choices: tuple[Literal["not rated", "leave out"], ...] = ("not rated", "leave out")
        choice, bands = draw(st.sampled_from(choices)), draw(st.sampled_from(tables))
        return ps.LowestQuestion(bands=bands, no_relevant_cases=choice, source=SOURCE)
    if kind is ps.NoRating:
        return ps.NoRating(because="its percentages are published without a rating", source=SOURCE)
    return kind(source=SOURCE)


@st.composite
def _overall_rules(
    draw: DrawFn, scale: ps.RatingScale, counting: int, *, total: bool, whole_maximum: bool
) -> ps.TotalPoints | ps.NoRating:
    if not total and draw(st.booleans()):
        return ps.NoRating(because="this inspection informs follow-up and gives no overall rating", source=SOURCE)
    others = {counting} if whole_maximum or draw(st.booleans()) else set()
    rated = (others | {draw(st.integers(0, counting))}) - {0}
    maxima = [scale.best.points * number for number in sorted(rated)]
    tables = tuple(
        ps.ScoreTable(
            maximum=maximum,
            bands=draw(band_tables(scale, id=f"score-{maximum}", unit="points", highest=maximum, whole=True)),
        )
        for maximum in maxima
    )
    return ps.TotalPoints(tables=tables, source=SOURCE)


@cache
def fractions() -> SearchStrategy[Fraction]:
    """Percentages of so many cases, exact: 3700/62. Shrinks to 0."""
    return tallies().map(lambda tally: Fraction(100 * tally.sufficient, tally.relevant))


@cache
def texts() -> SearchStrategy[str]:
    """Percentages as texts: "64.5", "129/2", " 60 ". Shrinks to "0"."""
    tenths = st.integers(0, 1000).map(lambda number: f"{number // 10}.{number % 10}")
    return st.one_of(whole_percentages().map(str), tenths, fractions().map(str), whole_percentages().map(" {} ".format))


@cache
def findings(*, min_relevant: int = 1) -> SearchStrategy[FindingGiven]:
    """Findings in all forms in which they can be given: percentages, and tallies of `min_relevant` cases up. Shrinks to 0."""
    return st.one_of(percentages(), tallies(min_relevant=min_relevant))


@cache
def no_findings() -> SearchStrategy[Any]:
    """What may be given for a finding and can be none: no percentage, no tally of cases."""
    return st.sampled_from(
        [
            *(-1, 101, 10**20, -0.5, 100.5, Fraction(-1, 3), Fraction(201, 2), Decimal("100.01"), "-1", "100.01"),
            *(float("nan"), float("inf"), float("-inf"), Decimal("NaN"), Decimal("sNaN"), Decimal("Infinity"), "nan", "inf"),
            *(True, False, None, "", "sixty", "60 %", "1e1", "60,5", "1/0", b"60", [60], {"percentage": 60}, (31, 62)),
            *(ps.Tally(63, 62), ps.Tally(-1, 62), ps.Tally(-2, -1)),
            *(ps.Tally(sufficient=True, relevant=62), ps.Tally(1, relevant=True), ps.Tally(0, relevant=False)),
            *(ps.Tally(31.0, 62), ps.Tally(31, 62.0), ps.Tally("31", "62"), ps.Tally(None, 62)),  # type: ignore[arg-type]
        ]
    )


def evidence_for(
    framework: ps.Framework, *, given: SearchStrategy[FindingGiven] | None = None, **options: bool
) -> SearchStrategy[ps.Evidence]:
    """Complete evidence for `framework`, in order, with findings and judgements in all forms in which they can be given.

    Args:
        framework: What it is for.
        given: What findings may be; else anything that `findings` draws, and percentages on and about the thresholds.
        options: What `probation_standards.testing.evidence_for` takes besides.
    """
    starts = [band.starts for table in framework.tables for band in table.bands if band.starts <= 100]
    anything = findings() | _about_thresholds(*starts) if starts else findings()
    return made_up_for(framework, given=anything if given is None else given, because=True, **options)


@cache
def _about_thresholds(*starts: int | Fraction) -> SearchStrategy[Fraction]:
    """Percentages on the thresholds of a table, and half a point and a whole one to either side."""
    steps = [Fraction(step, 2) for step in (0, 1, -1, 2, -2)]
    near = {Fraction(start) + step for start in starts for step in steps}
    return st.sampled_from(sorted(figure for figure in near if 0 <= figure <= 100))


@st.composite
def pairs(
    draw: DrawFn,
    frameworks: SearchStrategy[ps.Framework],
    *,
    given: SearchStrategy[FindingGiven] | None = None,
    irrelevant: bool = False,
    not_rated: bool = False,
    panel: bool = False,
    extras: bool = False,
) -> Pair:
    """Pairs of one of `frameworks` and evidence for it; see `evidence_for`."""
    framework = draw(frameworks)
    evidence = evidence_for(framework, given=given, irrelevant=irrelevant, not_rated=not_rated, panel=panel, extras=extras)
    return Pair(framework, draw(evidence))


def any_pairs(among: SearchStrategy[ps.Framework] | None = None) -> SearchStrategy[Pair]:
    """Pairs of any framework, or of one `among` these, and anything that can be rated under it."""
    return pairs(frameworks() if among is None else among, irrelevant=True, not_rated=True, panel=True, extras=True)


def plain_pairs() -> SearchStrategy[Pair]:
    """Pairs such as there are most of: a framework that can be compiled, whole percentages and the names of ratings."""
    return frameworks(compilable=True).flatmap(
        lambda framework: st.builds(
            Pair,
            st.just(framework),
            st.builds(
                ps.Evidence,
                findings=st.fixed_dictionaries({id: whole_percentages() for id in questions_read(framework)}),
                judgements=st.fixed_dictionaries(
                    {id: st.sampled_from(framework.scale.names) for id in standards_judged(framework)}
                ),
            ),
        )
    )


def questions_read(framework: ps.Framework) -> list[str]:
    """Return the ids of the key questions that a rule of `framework` rates."""
    standards = [standard for standard in framework.standards if isinstance(standard.rule, ps.LowestQuestion)]
    return [question.id for standard in standards for question in standard.questions]


def standards_judged(framework: ps.Framework) -> list[str]:
    """Return the ids of the standards that inspectors judge."""
    return [standard.id for standard in framework.standards if isinstance(standard.rule, ps.InspectorJudgement)]


class Sheet(NamedTuple):
    """A framework and rows of evidence for it, shown as `Pair` is."""

    framework: ps.Framework
    rows: list[dict[str, Any]]
    tallies: bool

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002, FBT001  # as it is called
        printer.text(f"{shown(self.framework)}, {'tallies' if self.tallies else 'percentages'}: {self.rows}")


ROUGH = (None, float("nan"), -1, -0.5, 100.5, 101, float("inf"), float("-inf"))
"""What stands in a column of percentages and is none."""

ROUGH_TALLIES = ((63, 62), (-1, 62), (-2, -1), (None, 62), (31, None), (None, None))
"""What stands in two columns of a tally and is none."""

ROUGH_TEXTS = (None, "", "Goood", "good", " Good", "not rated")
"""What stands in a column of judgements and is none."""


@st.composite
def rows_for(
    draw: DrawFn, framework: ps.Framework, *, tallies: bool = False, excused: Collection[str] = (), rough: bool = False
) -> dict[str, Any]:
    """Rows of evidence for `framework`: a value for each column that its rules read. Shrinks to 0 per cent and Inadequate.

    Args:
        draw: Given by hypothesis.
        framework: What it is for.
        tallies: Whether findings are tallies; else they are percentages, whole ones and floats about the thresholds.
        excused: The ids of the standards with findings that have a column that may say "Not rated".
        rough: Whether now and then a value is wrong or lacking.
    """
    row: dict[str, Any] = {}
    rough_here = rough and draw(st.booleans())
    for standard in framework.standards:
        if isinstance(standard.rule, ps.InspectorJudgement):
            names = st.sampled_from([*framework.scale.names, "Not rated"])
            row[standard.id] = draw(names | st.sampled_from(ROUGH_TEXTS) if rough_here else names)
        if not isinstance(standard.rule, ps.LowestQuestion):
            continue
        said = (
            draw(st.sampled_from([None, "Not rated", *(("", "Good") if rough_here else ())]))
            if standard.id in excused
            else None
        )
        if standard.id in excused:
            row[standard.id] = said
        for question in standard.questions:
            if tallies:
                counts = tallies_about(standard.rule.bands).map(lambda tally: (tally.sufficient, tally.relevant))
                wrong = st.sampled_from(ROUGH_TALLIES) if rough_here else st.just((None, None))
                sufficient, relevant = draw(counts | wrong if rough_here or said else counts)
                row |= {f"{question.id} sufficient": sufficient, f"{question.id} relevant": relevant}
            else:
                given = floats_about(standard.rule.bands)
                wrong = st.sampled_from(ROUGH) if rough_here else st.sampled_from(ROUGH[:2])
                row[question.id] = draw(given | wrong if rough_here or said else given)
    return row


def floats_about(table: ps.BandTable) -> SearchStrategy[int | float]:
    """Percentages as columns hold them: whole ones, tenths, and floats on and beside the thresholds of `table`."""
    near = sorted({_beside(float(table.reaches(band)[0]), way) for band in table.bands[1:] for way in (-1, 0, 1)})
    tenths = st.integers(0, 1000).map(lambda number: number / 10)
    return whole_percentages() | tenths | st.sampled_from([0.0, *(number for number in near if number <= 100)])


def _beside(number: float, way: int) -> float:
    return nextafter(number, number + way) if way else number


def tallies_about(table: ps.BandTable) -> SearchStrategy[ps.Tally]:
    """Tallies of up to 60 cases, none among them, and such as lie on a threshold of `table`, or one case below."""
    on = [Fraction(table.reaches(band)[0]) / 100 for band in table.bands]
    exact = [ps.Tally(share.numerator, share.denominator) for share in on if share <= 1]
    below = [ps.Tally(tally.sufficient * 7 - 1, tally.relevant * 7) for tally in exact if tally.sufficient]
    return tallies(min_relevant=0, max_relevant=60) | st.sampled_from([*exact, *below])


@st.composite
def sheets(draw: DrawFn, *, rough: bool = True, max_rows: int = 6) -> Sheet:
    """Frameworks with rows of evidence for them, of percentages or of tallies, some of them wrong where that may be."""
    framework, tallies = draw(frameworks()), draw(st.booleans())
    reading = [standard.id for standard in framework.standards if isinstance(standard.rule, ps.LowestQuestion)]
    row = rows_for(framework, tallies=tallies, excused=some_of(draw, reading), rough=rough)
    return Sheet(framework, draw(st.lists(row, min_size=1, max_size=max_rows)), tallies)
