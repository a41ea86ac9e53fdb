"""The rows of a published record: each read into an inspection, with everything in it that can't be read reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from probation_standards.dates import PartialDate
from probation_standards.errors import NO_VALUE, CellProblem, InForceError, ProbationStandardsError, Problem, closest, unknown
from probation_standards.evidence import NOT_RATED, OVERALL, Evidence, FindingGiven
from probation_standards.figures import exact
from probation_standards.frameworks import Framework
from probation_standards.inspections import STATUSES, Inspection, PublishedRatings, printed_percentage
from probation_standards.published.cells import UNDECODED, date_in, finding_in, other_in, source_in
from probation_standards.published.columns import COLUMNS, SLIP, Columns, ids, plain
from probation_standards.sources import Confidence, Source
from probation_standards.standards import KeyQuestion

UNRATED = "not rated in the published record"

Cells: TypeAlias = Mapping[str, str]


class RowReader:
    """Reads the rows of one file, and gathers what is wrong."""

    def __init__(self, header: Sequence[str], frameworks: Mapping[str, Framework]) -> None:
        self.header = header
        self.frameworks = frameworks
        self.problems: list[CellProblem] = []
        self.row = 0
        self.wrong = False
        self.columns: dict[str, Columns] = {}
        self.unread: list[str] = []
        """Columns of no edition, which were not read."""
        self.strange: dict[str, dict[int, str]] = {}
        """Columns to the rows with a value there, and the framework of each, which has no such standard or question."""

    def report(self, column: str, expected: str, value: object = None, suggestion: str | None = None) -> None:
        """Note what is wrong with the row, in a column."""
        where = f"row {self.row}{f', column {column}' if column else ''}"
        given = NO_VALUE if value is None else value
        self.problems.append(CellProblem(where, expected, given, suggestion, row=self.row, column=column))
        self.wrong = True

    def report_problem(self, column: str, problem: Problem) -> None:
        """Note a problem with a cell of the row."""
        self.report(column, problem.expected, problem.value, problem.suggestion)

    def check_columns(self) -> Iterator[int]:
        """Report the columns that no framework of their rows has; yield the rows with cells in columns of other editions.

        A column of no edition at all was not read: it is the user's own, or a slip where it is much like one that is read.
        """
        known = [*COLUMNS, *dict.fromkeys(id for columns in self.columns.values() for id in sorted(columns.ids))]
        for column in self.header:
            if column and column not in known and column not in self.strange:
                self._is_slip(column, known)
        for column, rows in self.strange.items():
            owners = [id for id in self.frameworks if column in self._ids_of(id)]
            if owners:
                for self.row, framework in rows.items():
                    why = f"{framework} has no {column}, which is a column of {', '.join(owners)}"
                    self.report(column, f"expected no value here: {why}")
                yield from rows
                continue
            if not self._is_slip(column, known):
                self.unread.append(column or "one without a name")

    def _is_slip(self, column: str, known: list[str]) -> bool:
        """Return whether a column that is none of those known is much like one of them, and report that."""
        near = {plain(name): name for name in reversed(known)}.get(plain(column)) or closest(column, known, SLIP)
        if near is None or any(column in self._ids_of(id) for id in self.frameworks):
            return False
        self.row = 1
        expected = "expected a column of a published record, or the id of a standard or key question; it was not read"
        self.report(column, expected, suggestion=near)
        return True

    def _ids_of(self, id: str) -> set[str]:
        """Return the ids that are columns under a framework; none where it can't be read, which no row here needs."""
        try:
            return ids(self.frameworks[id])
        except ProbationStandardsError:
            return set()

    def read(self, row: int, cells: list[str]) -> Inspection | None:
        """Return the inspection in a row, or None where it can't be read, with what is wrong reported."""
        self.row, self.wrong = row, False
        if len(cells) != len(self.header):
            self.report("", f"expected {len(self.header)} cells, as in the header; there are {len(cells)}")
            return None
        values = {column: value.strip() for column, value in zip(self.header, cells, strict=True) if value.strip()}
        undecoded = {column for column, value in values.items() if not value.isascii() and UNDECODED.search(value)}
        self._report_undecoded(values, undecoded & COLUMNS.keys())
        if "service" not in values:
            self.report("service", "expected the name of the service")
        fieldwork, publication = self._date(values, "fieldwork_start"), self._date(values, "publication_date")
        stated, source = self._stated(values), self._source(values)
        framework = self._framework(values, fieldwork)
        if framework is None:
            return None
        columns = self._columns(framework)
        self._report_undecoded(values, undecoded & columns.ids)
        self._check_score(stated["score"], stated["maximum"], framework, columns)
        ratings = self._ratings(values, columns)
        evidence = self._evidence(values, columns, framework)
        if self.wrong:
            return None
        published = PublishedRatings(overall=ratings.pop("overall", None), ratings=ratings, **stated)
        try:
            return Inspection(
                service=values["service"],
                framework=framework.id,
                region=values.get("region", ""),
                type=framework.type,
                fieldwork_start=fieldwork,
                publication_date=publication,
                evidence=evidence,
                published=published,
                source=source,
                note=values.get("note", ""),
            )
        except ProbationStandardsError as error:
            for problem in error.problems:
                self.report_problem(problem.path, problem)
            return None

    def _report_undecoded(self, values: Cells, columns: Iterable[str]) -> None:
        for column in columns:
            found = values[column].encode(errors="surrogateescape")
            self.report(column, 'expected UTF-8; save the file again as "CSV UTF-8"', found)

    def _date(self, values: Cells, column: str) -> PartialDate | None:
        try:
            return date_in(values[column]) if column in values else None
        except ValueError as error:
            self.report(column, str(error), values[column])
            return None

    def _framework(self, values: Cells, fieldwork: PartialDate | None) -> Framework | None:
        """Return the framework of a row: the one that it names, or the one in force for its type when fieldwork began."""
        if "framework" in values:
            return self._named_framework(values["framework"], values.get("type"))
        type = values.get("type")
        in_force: Callable[[str, PartialDate], Framework] | None = getattr(self.frameworks, "in_force", None)
        if type is not None and fieldwork is not None and in_force is not None:
            try:
                return in_force(type, fieldwork)
            except InForceError as error:
                for problem in error.problems:
                    column = "type" if problem.path == "type" else "fieldwork_start"
                    hint = "" if column == "type" else "; the column framework can say which it was"
                    self.report(column, f"{problem.expected}{hint}", values[column], problem.suggestion)
        elif fieldwork is not None or "fieldwork_start" not in values:  # else it is no date, which is reported
            self.report("framework", "expected the id of a framework, or a type and the start of fieldwork that tell it")
        return None

    def _named_framework(self, id: str, type: str | None) -> Framework | None:
        if id not in self.frameworks:
            self.report_problem("framework", unknown("", id, self.frameworks, "the id of a framework that is installed"))
            return None
        try:
            framework = self.frameworks[id]
        except ProbationStandardsError as error:
            self.report("framework", f"expected a framework that can be read: {error.heading}", id)
            return None
        if type is not None and type.casefold() != framework.type.casefold():
            self.report("type", f"expected {framework.type!r}, the type of service that {id} is for", type, framework.type)
        return framework

    def _columns(self, framework: Framework) -> Columns:
        found = self.columns.get(framework.id)
        if found is None:
            found = self.columns[framework.id] = Columns(framework)
        return found

    def _stated(self, values: Cells) -> dict[str, Any]:
        """Return what was published whatever the framework: score, maximum, percentage and status."""
        status = values.get("status", "")
        if status not in STATUSES:
            self.report_problem("status", unknown("", status, STATUSES[1:], "a status, or none"))
        return {
            "score": self._whole(values, "score"),
            "maximum": self._whole(values, "maximum"),
            "percentage": self._percentage(values, "score_percentage"),
            "status": status,
        }

    def _check_score(self, score: int | None, maximum: int | None, framework: Framework, columns: Columns) -> None:
        if maximum is not None and columns.maximum is not None and (maximum > columns.maximum or maximum % columns.step):
            steps = f"in steps of {columns.step}: what the standards of {framework.id} add up to"
            self.report("maximum", f"expected at most {columns.maximum}, {steps}", maximum)
        elif score is not None:
            most = maximum if maximum is not None else columns.maximum
            if most is not None and score > most:
                self.report("score", f"expected at most the maximum, {most}", score)

    def _ratings(self, values: Cells, columns: Columns) -> dict[str, str]:
        """Return the ratings that were published, by id of the standard, and of the overall."""
        rated = [
            column for column in ("overall", *columns.standards) if column in values and not _is(values[column], NOT_RATED)
        ]
        ratings = {column: self._rating(values, column, columns) for column in rated}
        return {column: name for column, name in ratings.items() if name is not None}

    def _rating(self, values: Cells, column: str, columns: Columns) -> str | None:
        name = columns.ratings.get(values[column].casefold())
        if name is None and not columns.ratings:
            self.report(column, f"expected {NOT_RATED!r}, since {columns.framework} gives no ratings", values[column])
        elif name is None:
            names = [*columns.ratings.values(), NOT_RATED]
            self.report_problem(column, unknown("", values[column], names, "a rating"))
        return name

    def _whole(self, values: Cells, column: str) -> int | None:
        value = values.get(column)
        if value is None:
            return None
        try:
            number = exact(value)
        except ValueError:
            number = -1
        if not isinstance(number, int) or number < 0 or "/" in value:
            self.report(column, "expected a whole number from 0", value)
            return None
        return number

    def _percentage(self, values: Cells, column: str) -> str | None:
        if column not in values:
            return None
        value = values[column].removesuffix("%").strip()
        wrong = printed_percentage(value)
        if wrong:
            self.report(column, wrong, values[column])
        return None if wrong else value

    def _evidence(self, values: Cells, columns: Columns, framework: Framework) -> Evidence:
        not_rated = {id: UNRATED for id in columns.standards if id in values and _is(values[id], NOT_RATED)}
        if "overall" in values and _is(values["overall"], NOT_RATED):
            not_rated[OVERALL] = UNRATED
        findings = {
            id: self._finding(values[id], id) if question is None else self._other(values[id], question, framework)
            for id, question in columns.questions.items()
            if id in values
        }
        for column in values.keys() - columns.ids - COLUMNS.keys():
            self.strange.setdefault(column, {})[self.row] = columns.framework
        if not findings and not not_rated:
            return _NO_EVIDENCE
        return Evidence(findings=findings, not_rated=not_rated)

    def _finding(self, value: str, question: str) -> FindingGiven:
        given, wrong = finding_in(value)
        if wrong:
            self.report(question, f'{wrong}; a tally is written "34 of 93"', value)
        return given

    def _other(self, value: str, question: KeyQuestion, framework: Framework) -> FindingGiven:
        given, wrong = other_in(value, question, framework.scale)
        if wrong:
            self.report(question.id, wrong, value)
        return given

    def _source(self, values: Cells) -> Source | None:
        title, url, confidence = values.get("source", ""), values.get("url", ""), values.get("confidence", "")
        if confidence and confidence not in _CONFIDENCES:
            self.report_problem("confidence", unknown("", confidence, _CONFIDENCES, "a confidence"))
            return None
        try:
            return source_in(title or url or "not named", url, confidence) if title or url or confidence else None
        except ProbationStandardsError as error:
            for problem in error.problems:
                self.report_problem({"title": "source"}.get(problem.path, problem.path), problem)
            return None


def _is(value: str, word: str) -> bool:
    return value.casefold() == word.casefold()


_CONFIDENCES = tuple(confidence.value for confidence in Confidence)
_NO_EVIDENCE = Evidence()
