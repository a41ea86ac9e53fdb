"""Commands on inspections: rate, explain; and check, on any document."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import attrs

from probation_standards.cli.app import (
    AGREES,
    BAD_INPUT,
    DISAGREES,
    Block,
    Format,
    Parameter,
    app,
    console,
    installed,
    print_json,
)
from probation_standards.errors import DocumentError, EvidenceError, PluginError, ProbationStandardsError, Problem, closest
from probation_standards.evidence import OVERALL

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from probation_standards.frameworks import Framework
    from probation_standards.inspections import Inspection
    from probation_standards.rating import RatedInspection

Pool = Annotated[
    tuple[Path, ...],
    Parameter(
        name="--pool",
        negative="",
        consume_multiple=True,
        show_default=False,
        help="After FILE: inspections of the services in a region, whose cases are pooled where the framework says so.",
    ),
]

Under = Annotated[
    Path | None,
    Parameter(
        name="--framework",
        show_default=False,
        help="The TOML file of the framework that the inspection names, where that is not installed.",
    ),
]

FRAMEWORK_KEYS = frozenset({"standards", "scale", "bands", "domains", "sources", "based_on"})
"""Keys of which a framework document has some and an inspection document none."""


Receipt = Annotated[
    Path | None,
    Parameter(
        name="--receipt",
        show_default=False,
        help="A JSON file to write, from which `verify` derives the ratings again: evidence, framework, decisions, versions.",
    ),
]


@app.command
def rate(  # noqa: PLR0913  # each is an option of the command
    file: Path,
    /,
    *,
    pool: Pool = (),
    receipt: Receipt = None,
    framework: Under = None,
    format: Format = "text",
    block: Block = (),
) -> int:
    """Rate an inspection, and say whether the ratings agree with the published ones.

    Example: `probation-standards rate examples/derbyshire-2025.toml`

    Parameters
    ----------
    file
        The inspection, a TOML or JSON file.
    """
    catalogue = frameworks_of(framework, block)
    rated, inspection = _rated(file, pool, catalogue)
    if receipt is not None:
        from probation_standards.receipts import write_receipt

        write_receipt(rated, inspection, receipt, catalogue)
    if format == "markdown":
        from probation_standards.reports.markdown import rated_markdown

        print(rated_markdown(rated, inspection))
    elif format == "text":
        from probation_standards.reports.terminal import show_rated

        show_rated(console(), rated, inspection)
    return _ended(rated, inspection, format)


@app.command
def explain(file: Path, /, *, pool: Pool = (), framework: Under = None, format: Format = "text", block: Block = ()) -> int:
    """Explain the ratings of an inspection: what decided each, on what findings, and how sure the rules are.

    Example: `probation-standards explain examples/derbyshire-2025.toml`

    Parameters
    ----------
    file
        The inspection, a TOML or JSON file.
    """
    rated, inspection = _rated(file, pool, frameworks_of(framework, block))
    if format == "markdown":
        from probation_standards.reports.markdown import explained_markdown

        print(explained_markdown(rated, inspection))
    elif format == "text":
        from probation_standards.reports.text import explain as explained

        print(explained(rated, inspection))
    return _ended(rated, inspection, format)


@app.command
def verify(file: Path, /, *, framework: Under = None, format: Format = "text", block: Block = ()) -> int:
    """Derive again what a receipt says, and name the first thing that differs.

    Exit status: 0 when nothing differs, 1 when something does, 2 when it can't be read.

    Example: `probation-standards verify derbyshire.json`

    Parameters
    ----------
    file
        The receipt, a JSON file that `rate --receipt` wrote.
    """
    from probation_standards.receipts import verify as verified
    from probation_standards.reports.data import problem_data

    found = verified(file, frameworks_of(framework, block))
    if format == "json":
        differs = None if found.problem is None else problem_data(found.problem)
        print_json({"file": str(file), "holds": found.holds, "differs": differs, "notes": list(found.notes)})
    else:
        what = f"the ratings of {found.service} under {found.framework}"
        state = f"{what} are derived again as it says" if found.holds else f"{what} are not those that are derived"
        name = f"`{file}`" if format == "markdown" else str(file)
        print(f"{name}: {state}." if found.holds else f"{name}: {state}\n  - {found.problem}")
        for note in found.notes:
            print(f"Note: {note}.")
    return AGREES if found.holds else DISAGREES


@app.command
def check(file: Path, /, *, framework: Under = None, format: Format = "text", block: Block = ()) -> int:
    """Check a framework or an inspection: every problem at once, each with its path.

    Example: `probation-standards check examples/derbyshire-2025.toml`

    Parameters
    ----------
    file
        A framework (TOML) or an inspection (TOML or JSON). A file without a service is a framework.
    """
    problems: tuple[Problem, ...] = ()
    heading, what = "", None
    try:
        what = _check(file, framework, block)
    except DocumentError as error:
        problems, heading = error.problems, error.heading
    if format == "json":
        from probation_standards.reports.data import problem_data

        found = [problem_data(problem) for problem in problems]
        print_json({"file": str(file), "right": not problems, "problems": found, "state": what})
    elif problems:
        raise DocumentError(problems, heading)
    elif format == "markdown":
        print(f"`{file}` is {what}")
    else:
        print(f"{file} is {what}")
    return BAD_INPUT if problems else AGREES


def _check(file: Path, under: Path | None, block: tuple[str, ...]) -> str:
    """Return what is in `file`, a framework or an inspection, when all is right."""
    from probation_standards.checking import evidence_problems, inspection_notes
    from probation_standards.documents import beside, framework_from, inspection_from, parsed

    data = parsed(file)
    if "service" not in data and not FRAMEWORK_KEYS.isdisjoint(data):
        if file.suffix.lower() != ".toml":
            raise DocumentError([Problem("", "expected a framework as TOML")], f"{file} cannot be read")
        found = framework_from(data, str(file), beside(file))
        count = f"{len(found.standards)} standard{'' if len(found.standards) == 1 else 's'}"
        named = "" if file.stem == found.id else f"\nNote: as a file of a plugin it must be named {found.id}.toml."
        strange = "".join(f"\nNote: {note}." for note in _crosswalk_notes(found, block, str(file)))
        return f"a framework, {found.id}, with {count}; nothing is wrong with it.{named}{strange}"
    catalogue = frameworks_of(under, block)
    with _hinting("framework"):
        inspection = inspection_from(data, catalogue, str(file))
    framework = catalogue[inspection.framework]
    lacking = evidence_problems(framework, inspection.evidence)
    if OVERALL in inspection.evidence.not_rated and not lacking:
        state = f"it was not rated: {inspection.evidence.not_rated[OVERALL]}"
    elif not lacking:
        state = "it can be rated"
    elif inspection.evidence:
        state = f"it can't be rated yet: {len(lacking)} piece{'' if len(lacking) == 1 else 's'} of evidence lacking"
    else:
        state = "it holds no evidence, so it can't be rated"
    notes = "".join(f"\nNote: {note}." for note in inspection_notes(framework, inspection))
    listed = "".join(f"\n  - {problem}" for problem in lacking) if inspection.evidence else ""
    return f"an inspection of {inspection.service} under {framework.id}; nothing is wrong with it, and {state}.{listed}{notes}"


def _crosswalk_notes(framework: Framework, block: tuple[str, ...], name: str) -> Iterator[str]:
    """Yield which crosswalks lead to frameworks that are not installed, having held the others against those.

    A plugin that fails is no fault of the framework; what its crosswalks lead to is then not known.

    Raises:
        DocumentError: When one names what the other framework does not have, with every problem.
    """
    from probation_standards.analysis.crossing import misfits

    if not framework.crosswalks:
        return
    try:
        catalogue = installed(block)
    except PluginError as error:
        if any(problem.path == "block" for problem in error.problems):
            raise
        yield f"its crosswalks were not held against what they lead to: {error.heading}"
        return
    problems: list[Problem] = []
    for position, crosswalk in enumerate(framework.crosswalks):
        if crosswalk.framework in catalogue:
            try:
                other = catalogue[crosswalk.framework]
            except ProbationStandardsError as error:
                yield f"crosswalks[{position}] was not held against {crosswalk.framework}: {error.heading}"
                continue
            problems += misfits(framework, other, crosswalk)
        else:
            meant = closest(crosswalk.framework, catalogue)
            hint = f" (did you mean {meant}?)" if meant else ""
            yield f"crosswalks[{position}] leads to {crosswalk.framework}, which is not installed{hint}"
    if problems:
        raise DocumentError(problems, f"{name} cannot be read as a framework")


def frameworks_of(file: Path | None, block: tuple[str, ...]) -> Mapping[str, Framework]:
    """Return the frameworks that are installed, or the one of a file."""
    from probation_standards.documents import read_framework

    if file is None:
        return installed(block)
    found = read_framework(file)
    return {found.id: found}


def _rated(file: Path, pool: tuple[Path, ...], catalogue: Mapping[str, Framework]) -> tuple[RatedInspection, Inspection]:
    import probation_standards

    inspection = inspection_in(file, catalogue)
    framework = catalogue[inspection.framework]
    try:
        if pool:
            inspection = _pooled(framework, inspection, [inspection_in(path, catalogue) for path in pool])
        return probation_standards.rate(framework, inspection.evidence), inspection
    except EvidenceError as error:
        raise EvidenceError(error.problems, f"{file}: {error.heading}") from None


def inspection_in(file: Path, catalogue: Mapping[str, Framework]) -> Inspection:
    """Return an inspection; where its framework is not known, the error says how one can be given."""
    import probation_standards

    with _hinting("framework"):
        return probation_standards.read_inspection(file, catalogue)


@contextmanager
def _hinting(path: str) -> Iterator[None]:
    """Say of a framework that is not known how its file can be given; `path` is where it is named."""
    try:
        yield
    except DocumentError as error:
        how = "; the file of one that is not can be given with --framework"
        problems = [
            attrs.evolve(problem, expected=problem.expected + how) if problem.path == path else problem
            for problem in error.problems
        ]
        raise DocumentError(problems, error.heading) from None


def _pooled(framework: Framework, region: Inspection, services: list[Inspection]) -> Inspection:
    """Return the inspection of a region with the cases of its services pooled, and a note that says of which."""
    import probation_standards

    names = [service.service for service in services]
    again = [
        Problem(f"--pool, file {place}", "expected a service that is not there already", name)
        for place, name in enumerate(names, 1)
        if name in names[: place - 1]
    ]
    if again:
        raise EvidenceError(again, "the cases cannot be pooled")
    found = dict(zip(names, (service.evidence for service in services), strict=True))
    evidence = probation_standards.pool(framework, region.evidence, found)
    note = f"Cases pooled from {', '.join(names)}."
    return attrs.evolve(region, evidence=evidence, note=f"{region.note} {note}".strip())


def _ended(rated: RatedInspection, inspection: Inspection, format: str) -> int:
    """Print the plain data where that is the format, and return the exit status."""
    import probation_standards

    if format == "json":
        from probation_standards.reports.data import rated_data

        print_json(rated_data(rated, inspection))
    return DISAGREES if probation_standards.agreement(inspection.published, rated).agrees is False else AGREES
