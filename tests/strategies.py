"""Frameworks and evidence such as there can be, for property tests.

Everything is built from its parts and nothing is filtered. It shrinks towards what a person can read: one standard,
"P 1", judged Inadequate; 0 per cent; "0 of 1".
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import accumulate
from math import nextafter
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

import attrs
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from hypothesis.vendor.pretty import RepresentationPrinter

import probation_standards as ps

FindingGiven: TypeAlias = ps.Tally | int | float | str | Decimal | Fraction

Item = TypeVar("Item")

SOURCE = ps.Source(id="made-up", title="Made up for a test", confidence="confirmed")
MEMORY = ps.Source(id="memory", title="Remembered for a test", confidence="recalled")
NAMES = ("Inadequate", "Requires improvement", "Good", "Outstanding", "Exceptional")
BECAUSE = ("no resettlement cases in the period", "one case from the threshold", "»as agreed; see 4.1«")
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


def _some(draw: DrawFn, items: Sequence[Item], *, at_least: int = 0) -> list[Item]:
    """Draw some of `items`, in their order. Shrinks to none of them, or to the first where there must be one."""
    subset = draw(st.integers(at_least, 2 ** len(items) - 1))
    return [item for position, item in enumerate(items) if subset >> position & 1]


@st.composite
def rating_scales(draw: DrawFn, *, min_size: int = 2, max_size: int = len(NAMES)) -> ps.RatingScale:
    """Rating scales, the points rising by steps of 1 to 3. Shrinks to Inadequate, 0, and Requires improvement, 1."""
    steps = draw(st.lists(st.integers(1, 3), min_size=min_size - 1, max_size=max_size - 1))
    points = accumulate([draw(st.integers(0, 2)), *steps])
    return ps.RatingScale(ratings=tuple(map(ps.Rating, NAMES, points)), source=SOURCE)


@st.composite
def band_tables(
    draw: DrawFn,
    scale: ps.RatingScale,
    *,
    id: str = "casework",
    unit: str = "per cent of relevant cases",
    highest: int = 100,
    whole: bool = False,
) -> ps.BandTable:
    """Band tables that give some or all ratings of `scale`, the thresholds up to `highest` and, where so asked, `whole`.

    Thresholds that need not be whole are in halves or thirds, now and then. Shrinks to one band.
    """
    ratings = _some(draw, scale.ratings, at_least=1)[: highest + 1]
    parts = 1 if whole else draw(st.integers(1, 3))
    more = len(ratings) - 1
    numbers = draw(st.lists(st.integers(1, highest * parts), min_size=more, max_size=more, unique=True))
    starts = [Fraction(0), *(Fraction(number, parts) for number in sorted(numbers))]
    return ps.BandTable(
        id=id,
        bands=tuple(map(ps.RatingBand, ratings, starts)),
        rounding=draw(st.sampled_from(["exact", "whole"])),
        unit=unit,
        source=SOURCE,
    )


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
    aside = _some(draw, range(1 if compilable else 0, len(kinds)))
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
def whole_percentages() -> SearchStrategy[int]:
    """Whole percentages, 0 to 100. Shrinks to 0."""
    return st.integers(0, 100)


@st.composite
def tallies(draw: DrawFn, *, min_relevant: int = 1, max_relevant: int = 200) -> ps.Tally:
    """Tallies of relevant cases. Shrinks to "0 of 1", or to "0 of 0" where that may be."""
    relevant = draw(st.integers(min_relevant, max_relevant))
    return ps.Tally(draw(st.integers(0, relevant)), relevant)


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
def percentages() -> SearchStrategy[FindingGiven]:
    """Percentages in all forms in which they can be given. Shrinks to 0."""
    tenths = st.integers(0, 1000)
    return st.one_of(
        whole_percentages(),
        fractions(),
        texts(),
        tenths.map(lambda number: number / 10),
        tenths.map(lambda number: Decimal(number) / 10),
    )


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


def panel_decisions(scale: ps.RatingScale) -> SearchStrategy[ps.PanelDecision]:
    """Panel decisions that move to some rating of `scale`."""
    return st.builds(ps.PanelDecision, st.sampled_from(scale.names), because=st.sampled_from(BECAUSE))


def judgements(scale: ps.RatingScale) -> SearchStrategy[str | ps.Judgement]:
    """Judgements in both forms in which they can be given. Shrinks to the name of the worst rating."""
    names = st.sampled_from(scale.names)
    return st.one_of(names, st.builds(ps.Judgement, names, because=st.sampled_from(["", *BECAUSE])))


@st.composite
def evidence_for(
    draw: DrawFn,
    framework: ps.Framework,
    *,
    given: SearchStrategy[FindingGiven] | None = None,
    irrelevant: bool = False,
    not_rated: bool = False,
    panel: bool = False,
    extras: bool = False,
) -> ps.Evidence:
    """Complete evidence for `framework`, in order.

    Args:
        draw: Given by hypothesis.
        framework: What it is for.
        given: What findings may be; else anything that `findings` draws, and percentages on and about the thresholds.
        irrelevant: Whether questions may have applied to no case.
        not_rated: Whether standards, and the overall, may be recorded as not rated, with and without findings.
        panel: Whether there may be panel decisions, on standards that have evidence.
        extras: Whether there may be findings that nothing is rated on: of prompts, and of questions that no rule reads.
    """
    tables: dict[str, dict[str, Any]] = {"findings": {}, "judgements": {}, "not_rated": {}, "panel": {}}
    stopped = not_rated and draw(st.booleans())
    if stopped:
        tables["not_rated"]["overall"] = draw(st.sampled_from(BECAUSE))
    for standard in framework.standards:
        finding = _findings_of(standard, irrelevant=irrelevant) if given is None else given
        if not_rated and draw(st.booleans()):
            tables["not_rated"][standard.id] = draw(st.sampled_from(BECAUSE))
            tables["findings"] |= _some_findings(draw, standard.questions, finding)
        elif not (stopped and draw(st.booleans())):  # else there is nothing on this standard, and it is excused
            for table, entries in _rated(draw, standard, framework.scale, finding, panel=panel, extras=extras).items():
                tables[table] |= entries
    return ps.Evidence(**tables)


def _rated(
    draw: DrawFn,
    standard: ps.Standard,
    scale: ps.RatingScale,
    finding: SearchStrategy[FindingGiven],
    *,
    panel: bool,
    extras: bool,
) -> dict[str, dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    if isinstance(standard.rule, ps.LowestQuestion):
        tables["findings"] = {question.id: draw(finding) for question in standard.questions}
    elif isinstance(standard.rule, ps.InspectorJudgement):
        tables["judgements"] = {standard.id: draw(judgements(scale))}
    if panel and not isinstance(standard.rule, ps.NoRating) and draw(st.booleans()):
        tables["panel"] = {standard.id: draw(panel_decisions(scale))}
    if extras:
        parts: list[ps.KeyQuestion | ps.Prompt] = []
        for question in standard.questions:
            parts += [question, *question.prompts]
        tables["findings"] = _some_findings(draw, parts, finding) | tables.get("findings", {})
    return tables


def _some_findings(
    draw: DrawFn, parts: Sequence[ps.KeyQuestion | ps.Prompt], finding: SearchStrategy[FindingGiven]
) -> dict[str, FindingGiven]:
    return {part.id: draw(finding) for part in _some(draw, parts)}


def _findings_of(standard: ps.Standard, *, irrelevant: bool) -> SearchStrategy[FindingGiven]:
    anything = findings(min_relevant=0 if irrelevant else 1)
    if not isinstance(standard.rule, ps.LowestQuestion):
        return anything
    return anything | _about_thresholds(*(band.starts for band in standard.rule.bands.bands))


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
    row = rows_for(framework, tallies=tallies, excused=_some(draw, reading), rough=rough)
    return Sheet(framework, draw(st.lists(row, min_size=1, max_size=max_rows)), tallies)
