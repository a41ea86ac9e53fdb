"""Rules in words: what a measure takes, what a condition says, and what a rule does, for reasons and for pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import singledispatch

from probation_standards.bands import BandTable
from probation_standards.conditions import Condition, FigureIs, FlagIs, Measure, RatingIs
from probation_standards.crosswalks import Crosswalk
from probation_standards.discretion import Discretion
from probation_standards.figures import stated
from probation_standards.rules import InspectorJudgement, NoRating, Rule
from probation_standards.scales import Rating
from probation_standards.shapes import Banded, DecisionTable, Limited, MayDepart, OneOf, RatingOf, Stepped, shape_of

_TAKEN = {"lowest": "the lowest", "highest": "the highest", "total": "the total", "mean": "the mean"}


def moved(by: int) -> str:
    """Return a step in words.

    >>> moved(1), moved(-2)
    ('one rating up', '2 ratings down')
    """
    return f"{'one rating' if abs(by) == 1 else f'{abs(by)} ratings'} {'up' if by > 0 else 'down'}"


def discretion_text(discretion: Discretion) -> str:
    """Return on which grounds a ratings panel may look at a standard, in words."""
    grounds = []
    if discretion.percentage_points is not None:
        points = f"{stated(discretion.percentage_points)} percentage point{'' if discretion.percentage_points == 1 else 's'}"
        grounds.append(f"the key question that decides is within {points} of a threshold")
    if discretion.cases is not None:
        cases = "one judgement of a case" if discretion.cases == 1 else f"{discretion.cases} judgements of cases"
        grounds.append(f"{cases} would change the rating")
    if discretion.few_cases is not None:
        few = "one relevant case" if discretion.few_cases == 1 else f"{discretion.few_cases} relevant cases or fewer"
        grounds.append(f"a key question has {few}")
    return f"A ratings panel may move a standard rated on cases where {'; or '.join(grounds) or 'it sees fit'}"


def crosswalk_lines(crosswalk: Crosswalk) -> Iterator[str]:
    """Yield what a crosswalk says, in words, with how sure that is; its note first."""
    if crosswalk.note:
        yield crosswalk.note
    if crosswalk.same_ids:
        rest = ", but for these" if crosswalk.correspondences else ""
        yield f"what has the same id in both corresponds{rest} ({crosswalk.source.confidence.value})"
    for one in crosswalk.correspondences:
        sure = (one.source or crosswalk.source).confidence.value
        yield f"{one.id}: {' and '.join(one.to) or 'nothing'}{f'; {one.note}' if one.note else ''} ({sure})"


def measure_text(measure: Measure) -> str:
    """Return what a measure takes, in words.

    >>> measure_text(Measure(take="mean", of=("safe", "caring"), weights=(2, 1)))
    'the mean of 2 x safe, 1 x caring'
    """
    weights = [f"{stated(weight)} x " for weight in measure.weights] or [""] * len(measure.of)
    of = ", ".join(f"{weight}{id}" for weight, id in zip(weights, measure.of, strict=True)) or "all"
    if measure.take in _TAKEN:
        per_cent = ", in per cent of its maximum" if measure.of_maximum else ""
        return f"{_TAKEN[measure.take]} of {of}{per_cent}"
    which = _or([rating.name for rating in measure.ratings] or [stated(value) for value in measure.values])
    what = "how many" if measure.take == "count" else "how many per cent"
    among = f" of {of}" if measure.of else ""
    return f"{what}{among}{f' are {which}' if which else ' there are'}"


def _or(names: Sequence[str]) -> str:
    *first, last = names or [""]
    return f"{', '.join(first)} or {last}" if first else last


@singledispatch
def condition_text(condition: Condition) -> str:
    """Return what a condition says, in words; of a kind that is not known here, its name."""
    shape = shape_of(condition)
    return f'the condition "{condition.kind}" holds' if shape is condition else condition_text(shape)


@condition_text.register
def _flag(condition: FlagIs) -> str:
    return f"{condition.of} is {'true' if condition.value else 'false'}"


@condition_text.register
def _rating(condition: RatingIs) -> str:
    low, high = condition.at_least, condition.at_most
    if low is not None and high is not None:
        return f"{condition.of} is {low}" if low == high else f"{condition.of} is from {low} to {high}"
    return f"{condition.of} is at {'least' if high is None else 'most'} {low or high}"


@condition_text.register
def _figure(condition: FigureIs) -> str:
    ends = {"at least": condition.at_least, "more than": condition.more_than}
    ends |= {"at most": condition.at_most, "less than": condition.less_than}
    said = " and ".join(f"{words} {stated(end)}" for words, end in ends.items() if end is not None)
    return f"{measure_text(condition.measure)} is {said}"


def conditions_text(when: Sequence[Condition]) -> str:
    """Return conditions that must all hold, in words."""
    return " and ".join(map(condition_text, when))


@singledispatch
def rule_lines(rule: Rule) -> Iterator[str]:
    """Yield what a rule does, in words, a line for each part; of a kind that is not known here, its name."""
    shape = shape_of(rule)
    if shape is rule:
        yield f'as a rule of the kind "{rule.kind}" decides'
    else:
        yield from rule_lines(shape)


@rule_lines.register
def _judged(rule: InspectorJudgement) -> Iterator[str]:
    within = ends_text(rule)
    yield f"judged by the inspectors{f' ({within})' if within else ''}"


def ends_text(rule: InspectorJudgement | MayDepart) -> str:
    """Return what inspectors may choose, and whether they must say why, in words; empty where it is any rating."""
    ends = [f"at least {rule.at_least}"] if rule.at_least else []
    ends += [f"at most {rule.at_most}"] if rule.at_most else []
    ends += ["with a reason"] if isinstance(rule, InspectorJudgement) and rule.says_why else []
    return ", ".join(ends)


def _because(said: str) -> str:
    return f" ({said})" if said else ""


@rule_lines.register
def _none(rule: NoRating) -> Iterator[str]:
    yield f"no rating: {rule.because}"


@rule_lines.register
def _banded(rule: Banded) -> Iterator[str]:
    missing = "what is missing is left out" if rule.measure.missing == "leave out" else "not rated where one is missing"
    yield f"{measure_text(rule.measure)}, in bands; {missing}"
    for table in rule.tables or ():
        yield f"out of {table.maximum}: {bands_text(table.bands)}"
    if rule.bands is not None:
        yield bands_text(rule.bands)


def bands_text(bands: BandTable) -> str:
    """Return the bands of a table in words."""
    start = "from" if bands.threshold == "at least" else "above"
    words = ["from", *[start] * (len(bands.bands) - 1)]
    return ", ".join(f"{band.rating} {word} {stated(band.starts)}" for word, band in zip(words, bands.bands, strict=True))


@rule_lines.register
def _rating_of(rule: RatingOf) -> Iterator[str]:
    yield f"the rating of {rule.of}"


@rule_lines.register
def _one_of(rule: OneOf) -> Iterator[str]:
    of = [", ".join(rule.of) or ("" if rule.rules else "all"), "these" if rule.rules else ""]
    missing = "what is missing is left out" if rule.missing == "leave out" else "not rated where one is missing"
    yield f"the {rule.take} rating of {' and of '.join(filter(None, of))}; {missing}"
    for inner in rule.rules:
        yield from (f"  {line}" for line in rule_lines(inner))


@rule_lines.register
def _table(rule: DecisionTable) -> Iterator[str]:
    yield "the first row that holds"
    for row in rule.rows:
        yield f"  {row.rating or 'Not rated'} where {conditions_text(row.when)}{_because(row.because)}"
    yield f"  otherwise {rule.otherwise or 'not rated'}"


@rule_lines.register
def _limited(rule: Limited) -> Iterator[str]:
    yield from rule_lines(rule.rule)
    for limit in rule.limits:
        end: Rating | None = limit.at_most or limit.at_least
        yield f"at {'most' if limit.at_most else 'least'} {end} where {conditions_text(limit.when)}{_because(limit.because)}"


@rule_lines.register
def _stepped(rule: Stepped) -> Iterator[str]:
    yield from rule_lines(rule.rule)
    for step in rule.steps:
        yield f"then {moved(step.by)} where {conditions_text(step.when)}{_because(step.because)}"


@rule_lines.register
def _may_depart(rule: MayDepart) -> Iterator[str]:
    yield from rule_lines(rule.rule)
    within = ends_text(rule)
    yield f"the inspectors may depart from this{f' ({within})' if within else ''}, with a reason"
