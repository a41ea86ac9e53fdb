"""Commands on tables of cases: tally, rate-cases."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import attrs

from probation_standards.cli.app import (
    AGREES,
    BAD_INPUT,
    Block,
    Format,
    Parameter,
    app,
    console,
    framework_named,
    print_json,
)
from probation_standards.errors import CaseError, Problem

if TYPE_CHECKING:
    from cyclopts import Token

    from probation_standards.cases.rating_cases import RatedCases
    from probation_standards.cases.tallies import Tallies
    from probation_standards.frameworks import Framework

Under = Annotated[str, Parameter(name="--framework", help="The id of an installed framework, or a framework's TOML file.")]
By = Annotated[
    tuple[str, ...],
    Parameter(name="--by", negative="", show_default=False, help="A column by which cases are grouped; may be repeated."),
]
Output = Annotated[
    Path | None,
    Parameter(
        name=["--output", "-o"], show_default=False, help="Write the table here: .csv, .parquet or .json, whole or not at all."
    ),
]


def _said(text: str) -> Parameter:
    return Parameter(negative="", show_default=False, help=text)


def _word(text: str) -> Parameter:
    return Parameter(negative="", show_default=False, allow_leading_hyphen=True, help=text)


@Parameter(name="*")
@attrs.frozen(kw_only=True)
class Reading:
    """How the table of cases is read, which all commands on cases share.

    Attributes:
        case: The columns that name a case.
        no_case_ids: Whether rows have no names.
        question: The column of questions, of a table with one row per answer.
        answer: The column of answers, of such a table.
        rename: The table's own names of questions, as "NAME=ID".
        yes: The words for yes.
        no: The words for no.
        not_relevant: The words for not relevant.
        missing: What a missing answer is.
        repeated: What a case in several rows of a group is.
        split: What separates groups in a cell.
        sheet: The sheet to read.
    """

    case: Annotated[
        tuple[str, ...],
        _said(
            "The column of case ids; repeated where several columns name a case. By default a column named case, case id or "
            "case_id; where there is none, each row is a case."
        ),
    ] = ()
    no_case_ids: Annotated[
        bool, _said("Rows have no names: each is a case, and one that stands there twice is counted twice.")
    ] = False
    question: Annotated[str | None, _said("Of a table with one row per answer: the column of questions.")] = None
    answer: Annotated[str | None, _said("Of such a table: the column of answers.")] = None
    rename: Annotated[
        tuple[str, ...], _said('A name that the table has for a question, and its id: "Q1=P 2.1.1"; may be repeated.')
    ] = ()
    yes: Annotated[tuple[str, ...], _word("A word for yes, in place of the usual ones; may be repeated.")] = ()
    no: Annotated[tuple[str, ...], _word("A word for no, likewise.")] = ()
    not_relevant: Annotated[tuple[str, ...], _word("A word for not relevant, likewise.")] = ()
    missing: Annotated[
        Literal["error", "not-relevant"],
        Parameter(help="What a missing answer is: an error, or not-relevant to take it so; the number is reported."),
    ] = "error"
    repeated: Annotated[
        Literal["error", "once"],
        Parameter(help="What a case in several rows of a group is: an error, or counted once where its rows are alike."),
    ] = "error"
    split: Annotated[str, _said('What separates groups in a cell that names several: ";" for "Order; Licence".')] = ""
    sheet: Annotated[str | None, _said("The sheet to read, where a file has several.")] = None

    def options(self, framework: Framework, progress: Callable[[int, int], None] | None) -> dict[str, Any]:
        """Return what `tally` in Python takes.

        Raises:
            CaseError: When a new name is not written as name and id, or case ids are named and said not to be there.
        """
        pairs = [text.rpartition("=") for text in self.rename]
        wrong = [text for text, (name, _, id) in zip(self.rename, pairs, strict=True) if not name or not id]
        if wrong:
            raise CaseError([Problem("--rename", 'expected a name and an id: "Q1=P 2.1.1"', text) for text in wrong])
        if self.no_case_ids and self.case:
            raise CaseError([Problem("--no-case-ids", "expected no --case beside it", ", ".join(self.case))])
        words = {"yes": self.yes, "no": self.no, "not_relevant": self.not_relevant}
        given = {name: some for name, some in words.items() if some}
        return {
            "case": () if self.no_case_ids else self.case or None,
            "question": self.question,
            "answer": self.answer,
            "questions": {name.strip(): id.strip() for name, _, id in pairs},
            "answers": attrs.evolve(framework.answers, **given) if given else None,
            "missing": self.missing.replace("-", " "),
            "repeated": self.repeated,
            "split": self.split,
            "sheet": self.sheet,
            "progress": progress,
        }


USUAL = Reading()


def _whole_number(_: type, tokens: Sequence[Token]) -> int:
    """Return what was given as a whole number; 2.5 is none."""
    return int(tokens[0].value)


def _check_breakdowns(breakdown: tuple[str, ...], output: Path | None, withhold: int) -> None:
    """Raise where something is said of breakdowns and there are none: figures would be shown that were to be withheld.

    Raises:
        CaseError: With what was said.
    """
    said = {"--breakdown-output": output is not None, "--withhold": withhold != 0}
    problems = [Problem(name, "expected a --breakdown to go with it") for name, is_said in said.items() if is_said]
    if problems and not breakdown:
        raise CaseError(problems, "there is nothing to break down")


def _check_any(tallies: Tallies, file: Path) -> None:
    """Raise where a table has a header and no case: nothing was counted, and notes on each question would hide it.

    Raises:
        CaseError: With the file.
    """
    if not tallies.total.cases:
        expected = f"expected at least one case in {file}"
        raise CaseError([Problem("", expected)], f"the cases cannot be counted under {tallies.framework.id}")


@app.command
def tally(  # noqa: PLR0913  # options
    file: Path,
    /,
    *,
    framework: Under,
    by: By = (),
    reading: Reading = USUAL,
    output: Output = None,
    format: Format = "text",
    block: Block = (),
) -> int:
    """Count a table of cases: sufficient and relevant cases for each question, by group.

    Example: `probation-standards tally examples/derbyshire-2025-cases.csv --framework pdu-2023 --by pdu`

    Parameters
    ----------
    file
        The cases: CSV, Parquet (also a folder of parts), XLSX or ODS, with one row per case and a column for each
        question, named by its id; or one row per answer.
    """
    from probation_standards.cases.tallying import tally as counted
    from probation_standards.files.writing import check_outputs, write_table

    under = framework_named(framework, block)
    check_outputs(filter(None, [output]), [file])
    with _progress(file) as told:
        tallies = counted(file, under, by, **reading.options(under, told))
    _check_any(tallies, file)
    if output is not None:
        write_table(output, tallies.columns())
    _show_tallies(tallies, format)
    return AGREES


@app.command
def rate_cases(  # noqa: PLR0913  # options
    file: Path,
    /,
    *,
    framework: Under,
    by: By,
    judgements: Annotated[
        Path | None,
        Parameter(
            show_default=False,
            help="What inspectors judged: a table with the columns of --by and a column for each standard, named by its id; "
            "or with the columns standard, rating and because.",
        ),
    ] = None,
    judgements_sheet: Annotated[
        str | None, Parameter(show_default=False, help="The sheet of judgements, where their file has several.")
    ] = None,
    breakdown: Annotated[
        tuple[str, ...],
        Parameter(negative="", show_default=False, help="A column to break findings down by; may be repeated."),
    ] = (),
    withhold: Annotated[
        int, Parameter(help="Withhold figures on fewer than so many relevant cases in breakdowns.", converter=_whole_number)
    ] = 0,
    reading: Reading = USUAL,
    output: Output = None,
    breakdown_output: Annotated[
        Path | None, Parameter(show_default=False, help="Write the breakdowns here: .csv, .parquet or .json.")
    ] = None,
    format: Format = "text",
    block: Block = (),
) -> int:
    """Rate every service in a table of cases, from its cases and the inspectors' judgements.

    A service that can't be rated is named with every reason, and its row in the output has no ratings; the exit status is
    then 2.

    Example: `probation-standards rate-cases examples/derbyshire-2025-cases.csv --framework pdu-2023 --by pdu --judgements
    examples/derbyshire-2025-judgements.csv`

    Parameters
    ----------
    file
        The cases, as for tally.
    """
    from probation_standards.cases.judgements import in_words_of_tables, read_judgements
    from probation_standards.cases.rating_cases import rate_cases as rated_from
    from probation_standards.files.writing import check_outputs, write_table

    _check_breakdowns(breakdown, breakdown_output, withhold)
    under = framework_named(framework, block)
    check_outputs(filter(None, [output, breakdown_output]), filter(None, [file, judgements]))
    with _progress(file) as told:
        rated = rated_from(
            file,
            under,
            by,
            judgements=judgements,
            judgements_sheet=judgements_sheet,
            breakdowns=breakdown,
            withhold=withhold,
            **reading.options(under, told),
        )
    _check_any(rated.tallies, file)
    if rated.refused:
        judged = None if judgements is None else read_judgements(judgements, under, by, judgements_sheet)
        rated.refused = in_words_of_tables(rated.refused, under, judged)
    if output is not None:
        write_table(output, rated.columns())
    if breakdown_output is not None:
        write_table(breakdown_output, rated.breakdown_columns())
    _show_rated(rated, format)
    if judgements is None and any(problem.path.startswith("judgements.") for problem in _lacking(rated)):
        print("Judgements come with --judgements FILE, where 'Not rated' says that a standard was not rated.", file=sys.stderr)
    return BAD_INPUT if rated.refused else AGREES


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[int, int], None] | None]:
    """Give what shows progress on a terminal; nothing where the errors go elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    shown = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=shown, transient=True) as progress:
        task = progress.add_task(f"Reading {file.name}", total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def _show_tallies(tallies: Tallies, format: str) -> None:
    from probation_standards.reports import cases as reports

    if format == "json":
        print_json(reports.tallies_data(tallies))
    elif format == "markdown":
        print(reports.tallies_markdown(tallies))
    else:
        from probation_standards.reports.terminal import show_tallies

        show_tallies(console(), tallies)


def _show_rated(rated: RatedCases, format: str) -> None:
    from probation_standards.reports import cases as reports

    if format == "json":
        print_json(reports.rated_cases_data(rated))
    elif format == "markdown":
        print(reports.rated_cases_markdown(rated))
    else:
        from probation_standards.reports.terminal import show_rated_cases

        show_rated_cases(console(), rated)
        for text in reports.not_rated_text(rated):
            print(text)
        if sys.stdout.isatty() and sys.stderr.isatty():
            return  # one terminal shows both, and the reasons stand there already
    for text in reports.refused_text(rated):
        print(text, file=sys.stderr)


def _lacking(rated: RatedCases) -> list[Problem]:
    """Return what the services that could not be rated lack."""
    return [problem for error in rated.refused.values() for problem in error.problems if problem.missing]
