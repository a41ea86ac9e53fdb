"""From cases and judgements to rated inspections, one for each service: `rate_cases`."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from numbers import Integral
from typing import Any, Unpack

import attrs

from probation_standards.cases.breakdowns import BREAKDOWN_COLUMNS, Breakdown, breakdown_rows
from probation_standards.cases.counts import MOST_PLACES, Place, joined, listed
from probation_standards.cases.judgements import Judged, read_judgements
from probation_standards.cases.notes import in_several, look_alike
from probation_standards.cases.tallies import GroupTallies, Tallies
from probation_standards.cases.tallying import Counting, Reading, reading_of, tally
from probation_standards.cases.words import counterpart
from probation_standards.checking import asked
from probation_standards.decisions import LowestQuestionReason, PanelReason
from probation_standards.errors import CaseError, EvidenceError, Problem, closest, key
from probation_standards.evidence import Evidence
from probation_standards.frameworks import Framework
from probation_standards.rating import RatedInspection, rate
from probation_standards.rules import Reads
from probation_standards.standards import Standard

OUTPUTS = ("score", "maximum", "overall", "problem", "problems")
"""The columns of results that are of no standard."""


def outputs(standard: Standard) -> tuple[str, ...]:
    """Return the columns of results for a standard: its rating, its points and, where it has questions, which decided."""
    names = (f"{standard.id} rating", f"{standard.id} points", f"{standard.id} decided by")
    return names if standard.rule.reads is Reads.FINDINGS else names[:2]


class RatedCases(Mapping[Hashable, RatedInspection]):
    """What `rate_cases` made of cases and judgements: a mapping of service to its rated inspection.

    A service that could not be rated is not among them; it is in `refused`, with every reason.

    Attributes:
        framework: What they were rated under.
        tallies: What was counted, by service.
        refused: Service to the error that says what its evidence lacks.
        breakdowns: The findings of each sub-group, with denominators of their own.
    """

    def __init__(
        self,
        tallies: Tallies,
        rated: Mapping[Hashable, RatedInspection],
        refused: Mapping[Hashable, EvidenceError],
        breakdowns: Sequence[Breakdown],
    ) -> None:
        self.framework = tallies.framework
        self.tallies = tallies
        self.refused = dict(refused)
        self.breakdowns = tuple(breakdowns)
        self._rated = dict(rated)

    @property
    def notes(self) -> tuple[Problem, ...]:
        """What a reader should know of what was counted; see `Tallies.notes`."""
        return self.tallies.notes

    def columns(self) -> dict[str, list[Any]]:
        """Return a table with one row per service, as a plain dict of columns, which any dataframe library takes.

        The columns are those that name the service, those of `Tallies.columns`, the ratings and
        points of each standard and the question that decided, score, maximum, overall, and the first problem of a service
        that could not be rated: the same names as `rate_table` gives.
        """
        found = self.tallies.columns()
        services = list(self.tallies)
        rated = [self._rated.get(service) for service in services]
        for standard in self.framework.standards:
            decisions = [None if one is None else one[standard.id] for one in rated]
            cells: list[list[Any]] = [
                [d and d.rating and d.rating.name for d in decisions],
                [None if d is None else d.points for d in decisions],
                [_decided_by(d and d.reason) for d in decisions],
            ]
            found |= dict(zip(outputs(standard), cells, strict=False))
        found["score"] = [None if one is None else one.score for one in rated]
        found["maximum"] = [None if one is None else one.maximum for one in rated]
        found["overall"] = [one and one.outcome[3] and one.outcome[3].name for one in rated]
        problems = [self.refused[service].problems if service in self.refused else () for service in services]
        found["problem"] = [str(some[0]) if some else None for some in problems]
        found["problems"] = [len(some) for some in problems]
        return found

    def breakdown_columns(self) -> dict[str, list[Any]]:
        """Return the breakdowns as a plain dict of columns: one row for each service, sub-group and question."""
        return breakdown_rows(self.breakdowns, self.tallies.by)

    def __getitem__(self, service: Hashable) -> RatedInspection:
        """Return the rated inspection of a service.

        Raises:
            KeyError: When it has no cases, or could not be rated; the message says why.
        """
        if service in self._rated:
            return self._rated[service]
        if service in self.refused:
            raise KeyError(f"{service!r} could not be rated: {self.refused[service]}")
        near = closest(service, map(str, self._rated))
        raise KeyError(f"no cases of {service!r}{f'; did you mean {near!r}?' if near else ''}")

    def __iter__(self) -> Iterator[Hashable]:
        return iter(self._rated)

    def __len__(self) -> int:
        return len(self._rated)

    def __repr__(self) -> str:
        refused = f", {len(self.refused)} refused" if self.refused else ""
        return f"<RatedCases under {self.framework.id}: {len(self)} rated{refused}>"


def rate_cases(  # noqa: PLR0913  # all but three have a default
    cases: Any,
    framework: Framework,
    by: str | Sequence[str],
    *,
    judgements: Any = None,
    judgements_sheet: str | None = None,
    breakdowns: Iterable[str | Sequence[str]] = (),
    withhold: int = 0,
    **counting: Unpack[Counting],
) -> RatedCases:
    """Rate every service in a table of cases, each with its reasons, and break its findings down by sub-group.

    Args:
        cases: A table of cases; see `tally`.
        framework: What to rate under.
        by: The column, or columns, that name the service.
        judgements: What inspectors chose for the standards that are judged: a mapping of service to standard id to rating;
            or a table with the columns of `by` and one column for each standard, or the columns standard, rating and
            because. "Not rated" says that a standard was not rated.
        judgements_sheet: Of a file of judgements with several sheets: the name of the one to read.
        breakdowns: The columns by which findings are broken down: the grade of practitioner, the type of sentence. Where
            two columns are given together, each combination of their values is a sub-group. For each breakdown the table is
            counted once more.
        withhold: Withhold the figures on fewer than so many relevant cases in breakdowns. What is withheld could be found by
            taking the others from the whole; so the next smallest are withheld too, until there are two or more and they
            are together on enough cases.
        counting: What `tally` takes besides: `case`, `question`, `answer`, `questions`, `answers`, `missing`, `repeated`,
            `split`, `sheet`, `progress`.

    Raises:
        CaseError: When the cases can't be counted, or a row names no service.
        CaseFileError: When a file can't be read.

    >>> from probation_standards import discover
    >>> pdu = discover()["pdu-2023"]
    >>> rows = {"pdu": ["Derby"], **{question.id: ["yes"] for question in pdu.questions}}
    >>> rated = rate_cases(rows, pdu, "pdu", judgements={"Derby": dict.fromkeys(["P 1.1", "P 1.2", "P 1.3"], "Good")})
    >>> rated["Derby"]
    RatedInspection(framework='pdu-2023', overall='Outstanding', score=18, maximum=21)
    """
    if not isinstance(framework, Framework):
        raise TypeError(f"rate_cases() takes a Framework, such as discover()['pdu-2023'], not {type(framework).__name__}")
    for name in counting:
        if name not in Counting.__annotations__:
            near = closest(name, [*Counting.__annotations__, "judgements", "judgements_sheet", "breakdowns", "withhold"])
            hint = f"; did you mean {near!r}?" if near else ""
            raise TypeError(f"rate_cases() got an unexpected keyword argument {name!r}{hint}")
    names = (by,) if isinstance(by, str) else tuple(by)
    broken = [breakdowns] if isinstance(breakdowns, str) else list(breakdowns)
    columns = [(one,) if isinstance(one, str) else tuple(one) for one in broken]
    problems = [*_wrong_names(framework, names, broken_down=bool(columns)), *_wrong_number(withhold)]
    if problems:
        raise CaseError(problems, "the cases cannot be rated")
    judged = read_judgements(judgements, framework, names, judgements_sheet)
    tallies = tally(cases, framework, names, **counting)
    nameless = [service for service in tallies if None in _parts(service)]
    if nameless:
        raise CaseError([_nameless(reading_of(cases, framework, names, **counting), tallies, nameless)])
    apart = [_apart(cases, framework, names, some, counting) for some in columns]
    several = [Breakdown.of(one, names, some, withhold) for one, some in zip(apart, columns, strict=True)]
    tallies.remarks = tuple(note for one in apart for note in _remarks(one, tallies))
    tallies.unclaimed = tuple(name for name in tallies.unclaimed if not any(name in some for some in columns))
    rated: dict[Hashable, RatedInspection] = {}
    refused: dict[Hashable, EvidenceError] = {}
    found, strangers = _matched(judged, tallies)
    for service, counted in tallies.items():
        try:
            rated[service] = rate(framework, _evidence(counted, found.get(service, Judged())))
        except EvidenceError as error:
            refused[service] = error if service in found else _with_counterpart(error, service, names, judged)
    for service in strangers:
        name = _written(service)
        near = closest(name, map(_written, tallies))
        problem = Problem(f"judgements.{key(name)}", "expected a service that has cases", name, near)
        refused[service] = EvidenceError([problem], f"there are no cases of {name}")
    return RatedCases(tallies, rated, refused, several)


def _wrong_names(framework: Framework, by: tuple[str, ...], *, broken_down: bool) -> Iterator[Problem]:
    if not by:
        yield Problem("by", "expected the column, or columns, that name the service", missing=True)
    added = {name for standard in framework.standards for name in outputs(standard)} | set(OUTPUTS)
    added |= {"cases", "missing"} | {f"{id} {what}" for id in asked(framework) for what in ("sufficient", "relevant")}
    for name in by:
        if name in added or (broken_down and name in BREAKDOWN_COLUMNS):
            yield Problem("by", "expected a column of another name, since results have one of this name", name)


def _wrong_number(withhold: object) -> Iterator[Problem]:
    if isinstance(withhold, bool) or not isinstance(withhold, Integral) or withhold < 0:
        yield Problem("withhold", "expected a whole number of cases from 0 up", withhold)


def _apart(cases: Any, framework: Framework, by: tuple[str, ...], columns: tuple[str, ...], counting: Counting) -> Tallies:
    """Return what is counted by service and the columns of a breakdown."""
    try:
        return tally(cases, framework, (*by, *columns), **counting)
    except CaseError as error:
        problems = [attrs.evolve(one, path="breakdowns") if one.path == "by" else one for one in error.problems]
        raise CaseError(problems, error.heading) from None


def _nameless(reading: Reading, tallies: Tallies, nameless: Sequence[Hashable]) -> Problem:
    """Return the problem of cases without a service, with the first of them."""
    many = sum(tallies[service].cases for service in nameless)
    places: dict[Place, None] = {}
    for name in tallies.by:
        if any(_parts(service)[tallies.by.index(name)] is None for service in nameless):
            places |= dict.fromkeys(reading.counter.places(reading.layout, None, None, (name, [None])))
    where = listed(list(places)[:MOST_PLACES], many)
    count = f"{many:,} case{' has' if many == 1 else 's have'} none{f': {where}' if where else ''}"
    expected = f"expected the name of the service in each row; {count}"
    return Problem(f"by {', '.join(tallies.by)}", expected, missing=True)


def _remarks(apart: Tallies, tallies: Tallies) -> Iterator[Problem]:
    """Yield what a reader should know of sub-groups: cases in several of one service, and names that look alike."""
    services = len(tallies.by)
    columns = apart.by[services:]
    within = [one for one in apart.scattered if len({group[:services] for group in one.groups}) < len(one.groups)]
    yield from in_several(apart.surplus - tallies.surplus, within, f"sub-group of {joined(columns)}")
    yield from look_alike(apart.by, list(apart), apart.cases_by_group(), first=services)


def _with_counterpart(
    error: EvidenceError, service: Hashable, by: Sequence[str], judged: Mapping[Hashable, Judged]
) -> EvidenceError:
    """Return the error of a service without judgements, with the judged one that it probably is, written another way."""
    near = counterpart(_written(service), map(_written, judged))
    if near is None:
        return error
    problem = Problem(f"by {', '.join(by)}", "expected a service that has judgements", _written(service), near)
    return EvidenceError([problem, *error.problems], error.heading)


def _matched(judged: Mapping[Hashable, Judged], tallies: Tallies) -> tuple[dict[Hashable, Judged], list[Hashable]]:
    """Return what was judged of each service that has cases, and the services that have none.

    A service may be a number in one table and a text in the other: then it is found by its text.
    """
    by_text = {_texts(service): service for service in tallies}
    found = {service: of for service, of in judged.items() if service in tallies}
    strangers = []
    for service, of in judged.items():
        meant = by_text.get(_texts(service))
        if service not in tallies and meant is not None and meant not in found:
            found[meant] = of
        elif service not in tallies:
            strangers.append(service)
    return found, strangers


def _parts(service: Hashable) -> tuple[Hashable, ...]:
    return service if isinstance(service, tuple) else (service,)


def _texts(service: Hashable) -> tuple[str, ...]:
    return tuple(map(str, _parts(service)))


def _written(service: Hashable) -> str:
    return ", ".join(_texts(service))


def _evidence(tallies: GroupTallies, judged: Judged) -> Evidence:
    return Evidence(findings=tallies, judgements=judged.judgements, not_rated=judged.not_rated)


def _decided_by(reason: object) -> str | None:
    if isinstance(reason, PanelReason):
        reason = reason.was.reason
    return reason.question if isinstance(reason, LowestQuestionReason) else None
