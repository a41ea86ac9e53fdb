"""Commands on several inspections: compare, and league."""

from __future__ import annotations

import sys
from collections import ChainMap
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs

from probation_standards.cli.analysis import Confidence, number_in, pair_in
from probation_standards.cli.app import (
    AGREES,
    BAD_INPUT,
    Block,
    Format,
    Parameter,
    app,
    console,
    framework_named,
    installed,
    print_json,
    several,
)
from probation_standards.cli.inspections import inspection_in
from probation_standards.errors import AnalysisError, Problem, unknown

if TYPE_CHECKING:
    from probation_standards.analysis.comparing import Comparison
    from probation_standards.analysis.league import League
    from probation_standards.frameworks import Framework
    from probation_standards.inspections import Inspection
    from probation_standards.reports.pages import Page

Records = Annotated[
    tuple[Path, ...],
    several(
        "--record", "A CSV file of published inspections, in place of those that the installed plugins bring; may be repeated."
    ),
]
Frameworks = Annotated[
    tuple[Path, ...],
    several(
        "--framework", "The TOML file of a framework that an inspection names, where that is not installed; may be repeated."
    ),
]


@app.command
def compare(  # noqa: PLR0913  # each is an option of the command
    *files: Path,
    service: Annotated[str, Parameter(show_default=False, help="Compare the published inspections of this service.")] = "",
    record: Records = (),
    cases: Annotated[
        tuple[str, ...],
        several(
            "--cases",
            "How many cases were relevant, where findings are percentages: of all inspections, or each in turn, or none.",
        ),
    ] = (),
    confidence: Confidence = 0.95,
    likeness: Annotated[float, Parameter(help="How alike two recommendations are at least to be listed, 0 to 1.")] = 0.3,
    framework: Frameworks = (),
    format: Format = "text",
    block: Block = (),
) -> int:
    """Compare inspections of a service over time: what rose, fell, is new or can't be compared, also across editions.

    Example: `probation-standards compare --service "Derby City PDU"`

    Parameters
    ----------
    files
        Two inspections of a service or more, TOML or JSON files; each is compared with the one before it in time.
    """
    from probation_standards.analysis.comparing import comparison, in_order
    from probation_standards.reports.comparing import comparison_data, comparison_page

    catalogue = _catalogue(framework, block)
    status = AGREES
    if files and record:
        raise AnalysisError([Problem("--record", "expected records or files, not both")], "nothing is compared")
    if record and not service:
        raise AnalysisError([Problem("--service", "expected the service in the records", missing=True)], "nothing is compared")
    if service and files:
        raise AnalysisError([Problem("--service", "expected a service or files, not both", service)], "nothing is compared")
    if service:
        given, status = _published(record, catalogue, block)
        inspections = _of_service(given, service)
    else:
        inspections = _inspections(files, catalogue)
    if len(inspections) < 2:
        expected = f"expected two inspections or more; there {'is one' if inspections else 'is none'}"
        raise AnalysisError([Problem("", expected)], "nothing is compared")
    if service:  # a record has them in no order; where dates are not known, those of the frameworks may tell
        inspections = sorted(inspections, key=lambda one: str(one.date or ""))
    inspections = in_order(inspections, catalogue)
    numbers = _numbers(cases, len(inspections))
    found: list[Comparison] = [
        comparison(
            inspections[at],
            inspections[at + 1],
            catalogue,
            cases=(numbers[at], numbers[at + 1]),
            confidence=confidence,
            likeness=likeness,
        )
        for at in range(len(inspections) - 1)
    ]
    _print(format, [comparison_data(one) for one in found], map(comparison_page, found))
    return status


@app.command
def league(  # noqa: PLR0913  # each is an option of the command
    *files: Path,
    under: Annotated[
        str,
        Parameter(
            name="--framework", show_default=False, help="The id of a framework, or its TOML file: only inspections under it."
        ),
    ] = "",
    record: Records = (),
    cases: Annotated[
        tuple[str, ...],
        several(
            "--cases", 'How many cases were relevant, where findings are percentages: 62 for all, "Derbyshire PDU=62" for one.'
        ),
    ] = (),
    caseload: Annotated[
        tuple[str, ...],
        several("--caseload", 'How many cases a service has in all: "Derbyshire PDU=1656"; may be repeated.'),
    ] = (),
    confidence: Confidence = 0.95,
    format: Format = "text",
    block: Block = (),
) -> int:
    """List services by their overall ratings and scores, with ties, what is not known, and what other samples might do.

    Without files: the published inspections, those of each framework in a table of their own.

    Example: `probation-standards league --framework pdu-2023`

    Parameters
    ----------
    files
        Inspections, TOML or JSON files.
    """
    from probation_standards.analysis.league import league as league_of
    from probation_standards.reports.comparing import league_data, league_page

    is_file = under.lower().endswith((".toml", ".json"))
    chosen = framework_named(under, block) if under else None
    catalogue = _catalogue([Path(under)] if is_file else [], block)
    if files and record:
        raise AnalysisError([Problem("--record", "expected records or files, not both")], "there is no league table")
    status = AGREES
    if files:
        given = _inspections(files, catalogue)
    else:
        given, status = _published(record, catalogue, block)
    if not given:
        expected = "expected at least one published inspection"
        raise AnalysisError([Problem("", expected)], "there is no league table")
    wanted = dict.fromkeys(one.framework for one in given) if chosen is None else {chosen.id: None}
    tables: list[League] = []
    of_all, of_each = _by_service(cases, "--cases"), _by_service(caseload, "--caseload", named=True)
    _check_names([*of_all, *of_each], given)
    for id in wanted:
        those = [one for one in given if one.framework == id]
        names = {one.service for one in those}
        table = league_of(
            catalogue[id],
            those,
            cases={name: number for name in names if (number := of_all.get(name, of_all.get(""))) is not None},
            caseloads={name: number for name, number in of_each.items() if name in names},
            confidence=confidence,
        )
        others = [(one.service, f"its inspection is under {one.framework}") for one in given if files and one.framework != id]
        tables.append(attrs.evolve(table, left_out=(*table.left_out, *(others if chosen is not None else ()))))
    _print(format, [league_data(one) for one in tables], map(league_page, tables))
    return status


def _catalogue(files: Sequence[Path], block: tuple[str, ...]) -> Mapping[str, Framework]:
    """Return the frameworks that are installed, and those of files, which come first."""
    from probation_standards.documents import read_framework

    catalogue = installed(block)
    read = [read_framework(file) for file in files]
    return ChainMap({one.id: one for one in read}, catalogue) if read else catalogue  # type: ignore[arg-type]  # it is only read


def _published(
    files: Sequence[Path], catalogue: Mapping[str, Framework], block: tuple[str, ...]
) -> tuple[list[Inspection], int]:
    """Return published inspections, of files or of the installed plugins, and 2 where some could not be read, which is said."""
    from probation_standards.published.records import read_record

    records = [read_record(file, catalogue) for file in files] if files else installed(block).published()
    for one in records:
        for problem in one.problems:
            print(f"{one.name}: {problem}", file=sys.stderr)
    unreadable = any(one.problems for one in records)
    return [inspection for one in records for inspection in one.inspections.values()], BAD_INPUT if unreadable else AGREES


def _inspections(files: Sequence[Path], catalogue: Mapping[str, Framework]) -> list[Inspection]:
    """Return the inspections in files."""
    problems = [
        Problem(str(file), "expected an inspection, a TOML or JSON file; a CSV file of published ones goes after --record")
        for file in files
        if file.suffix.lower() == ".csv"
    ]
    if problems:
        raise AnalysisError(problems, "the inspections can't be read")
    return [inspection_in(file, catalogue) for file in files]


def _of_service(given: Iterable[Inspection], service: str) -> list[Inspection]:
    """Return the inspections of a service of which something is known that can be compared."""
    from probation_standards.published.known import UNUSED

    each = list(given)
    named = [one for one in each if one.service.casefold() == service.casefold()]
    if not named:
        names = dict.fromkeys(one.service for one in each)
        raise AnalysisError([unknown("--service", service, names, "the name of a service")], "nothing is compared")
    return [one for one in named if one.published is None or one.published.status not in UNUSED or one.evidence]


def _numbers(given: tuple[str, ...], inspections: int) -> list[int | None]:
    """Return how many cases each inspection had, as far as that is said."""
    if not given:
        return [None] * inspections
    numbers = [None if one.strip() == "none" else number_in(one, "--cases") for one in given]
    if len(numbers) not in (1, inspections):
        expected = f'expected one number, or one for each of the {inspections} inspections ("none" for none)'
        raise AnalysisError([Problem("--cases", expected, ", ".join(given))], "--cases can't be read")
    return numbers * inspections if len(numbers) == 1 else numbers


def _by_service(given: tuple[str, ...], option: str, *, named: bool = False) -> dict[str, int]:
    """Return numbers by the names of services; one for all under an empty name."""
    if len(given) == 1 and "=" not in given[0] and not named:
        return {"": number_in(given[0], option)}
    return {name: number_in(number, option) for name, number in (pair_in(one, option, "Derbyshire PDU=62") for one in given)}


def _check_names(names: Iterable[str], given: Sequence[Inspection]) -> None:
    known = dict.fromkeys(one.service for one in given)
    problems = [unknown("", name, known, "the name of a service") for name in names if name and name not in known]
    if problems:
        raise AnalysisError(problems, "there is no league table")


def _print(format: str, data: list[dict[str, object]], pages: Iterable[Page]) -> None:
    """Print several results in the format that was asked for."""
    if format == "json":
        print_json(data)
    elif format == "markdown":
        from probation_standards.reports.pages import page_markdown

        print("\n\n".join(map(page_markdown, pages)))
    else:
        from probation_standards.reports.terminal import show_page

        for at, page in enumerate(pages):
            if at:
                print()
            show_page(console(), page)
