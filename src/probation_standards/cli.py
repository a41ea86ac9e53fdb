"""The command line: parse, call, print."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from probation_standards.errors import DocumentError, EvidenceError, ProbationStandardsError, Problem

try:
    from cyclopts import App, CycloptsError, Parameter
except ImportError:
    print("The command line needs the extra [cli]: pip install 'probation-standards[cli]'", file=sys.stderr)
    sys.exit(2)

if TYPE_CHECKING:
    from rich.console import Console

    from probation_standards.inspections import Inspection
    from probation_standards.plugins import Catalogue
    from probation_standards.rating import RatedInspection

AGREES, DISAGREES, BAD_INPUT = 0, 1, 2
OUTPUT_LOST = 3
"""The output could not be written, to a full disk for example."""

FRAMEWORK_KEYS = frozenset({"standards", "scale", "bands", "domains", "sources"})
"""Keys of which a framework document has some and an inspection document none."""

READER_GONE = 141
"""What a shell reports for a program that was writing to a pipe when its reader went away."""

Format = Annotated[
    Literal["text", "json", "markdown"],
    Parameter(name=["--format", "-f"], help="How to print it: text, json or markdown."),
]
Block = Annotated[
    tuple[str, ...],
    Parameter(
        name="--block", negative="", show_default=False, help="Leave out the plugin of this entry point; may be repeated."
    ),
]


def _version() -> str:
    from importlib.metadata import version

    return version("probation-standards")


app = App(
    name="probation-standards",
    version=_version,
    version_flags=["--version"],
    help="Rate inspections against published frameworks, and say what each rating is and why.",
    help_format="markdown",
    help_epilogue=(
        "Exit status: 0 when all went well, 1 when published ratings disagree, 2 for input that can't be used, "
        "3 when the output can't be written."
    ),
)


@app.command
def frameworks(*, format: Format = "text", block: Block = ()) -> int:
    """List the frameworks that are installed.

    Example: `probation-standards frameworks`
    """
    entries = _catalogue(block).entries
    if format == "json":
        _json(
            [
                {"id": e.id, "title": e.title, "distribution": e.plugin.distribution, "version": e.plugin.version}
                for e in entries
            ]
        )
    elif not entries:
        print("No frameworks are installed. Install one, such as probation-standards-probation.")
    elif format == "markdown":
        from probation_standards.reports.markdown import frameworks_markdown

        print(frameworks_markdown(entries))
    else:
        from probation_standards.reports.terminal import show_frameworks

        show_frameworks(_console(), entries)
    return AGREES


@app.command
def show(framework: str, /, *, format: Format = "text", block: Block = ()) -> int:
    """Show a framework: its standards, questions, prompts and bands, each with how sure we are of it.

    Example: `probation-standards show pdu-2023`

    Parameters
    ----------
    framework
        The id of a framework that is installed, or a TOML file.
    """
    from probation_standards.documents import read_framework

    is_file = framework.lower().endswith((".toml", ".json"))
    found = read_framework(framework) if is_file else _catalogue(block)[framework]
    if format == "json":
        from probation_standards.unstructuring import framework_data

        _json({**framework_data(found), "digest": found.digest})
    elif format == "markdown":
        from probation_standards.reports.markdown import framework_markdown

        print(framework_markdown(found))
    else:
        from probation_standards.reports.text import describe

        print(describe(found))
    return AGREES


@app.command
def rate(file: Path, /, *, format: Format = "text", block: Block = ()) -> int:
    """Rate an inspection, and say whether the ratings agree with the published ones.

    Example: `probation-standards rate examples/derbyshire-2025.toml`

    Parameters
    ----------
    file
        The inspection, a TOML or JSON file.
    """
    rated, inspection = _rated(file, block)
    if format == "markdown":
        from probation_standards.reports.markdown import rated_markdown

        print(rated_markdown(rated, inspection))
    elif format == "text":
        from probation_standards.reports.terminal import show_rated

        show_rated(_console(), rated, inspection)
    return _ended(rated, inspection, format)


@app.command
def explain(file: Path, /, *, format: Format = "text", block: Block = ()) -> int:
    """Explain the ratings of an inspection: what decided each, on what findings, and how sure the rules are.

    Example: `probation-standards explain examples/derbyshire-2025.toml`

    Parameters
    ----------
    file
        The inspection, a TOML or JSON file.
    """
    rated, inspection = _rated(file, block)
    if format == "markdown":
        from probation_standards.reports.markdown import explained_markdown

        print(explained_markdown(rated, inspection))
    elif format == "text":
        from probation_standards.reports.text import explain as explained

        print(explained(rated, inspection))
    return _ended(rated, inspection, format)


@app.command
def check(file: Path, /, *, format: Format = "text", block: Block = ()) -> int:
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
        what = _check(file, block)
    except DocumentError as error:
        problems, heading = error.problems, error.heading
    if format == "json":
        found = [_problem(problem) for problem in problems]
        _json({"file": str(file), "right": not problems, "problems": found, "state": what})
    elif problems:
        raise DocumentError(problems, heading)
    elif format == "markdown":
        print(f"`{file}` is {what}")
    else:
        print(f"{file} is {what}")
    return BAD_INPUT if problems else AGREES


def _check(file: Path, block: tuple[str, ...]) -> str:
    """Return what is in `file`, a framework or an inspection, when all is right."""
    from probation_standards.checking import evidence_problems, inspection_notes
    from probation_standards.documents import framework_from, inspection_from, parsed

    data = parsed(file)
    if "service" not in data and not FRAMEWORK_KEYS.isdisjoint(data):
        if file.suffix.lower() != ".toml":
            raise DocumentError([Problem("", "expected a framework as TOML")], f"{file} cannot be read")
        found = framework_from(data, str(file))
        count = f"{len(found.standards)} standard{'' if len(found.standards) == 1 else 's'}"
        named = "" if file.stem == found.id else f"\nNote: as a file of a plugin it must be named {found.id}.toml."
        return f"a framework, {found.id}, with {count}; nothing is wrong with it.{named}"
    catalogue = _catalogue(block)
    inspection = inspection_from(data, catalogue, str(file))
    framework = catalogue[inspection.framework]
    lacking = evidence_problems(framework, inspection.evidence)
    if not lacking:
        state = "it can be rated"
    elif inspection.evidence:
        state = f"it can't be rated yet: {len(lacking)} piece{'' if len(lacking) == 1 else 's'} of evidence lacking"
    else:
        state = "it holds no evidence, so it can't be rated"
    notes = "".join(f"\nNote: {note}." for note in inspection_notes(framework, inspection))
    listed = "".join(f"\n  - {problem}" for problem in lacking) if inspection.evidence else ""
    return f"an inspection of {inspection.service} under {framework.id}; nothing is wrong with it, and {state}.{listed}{notes}"


def _rated(file: Path, block: tuple[str, ...]) -> tuple[RatedInspection, Inspection]:
    import probation_standards

    catalogue = _catalogue(block)
    inspection = probation_standards.read_inspection(file, catalogue)
    try:
        return probation_standards.rate(catalogue[inspection.framework], inspection.evidence), inspection
    except EvidenceError as error:
        raise EvidenceError(error.problems, f"{file}: {error.heading}") from None


def _ended(rated: RatedInspection, inspection: Inspection, format: str) -> int:
    """Print the plain data where that is the format, and return the exit status."""
    import probation_standards

    if format == "json":
        from probation_standards.reports.data import rated_data

        _json(rated_data(rated, inspection))
    return DISAGREES if probation_standards.agreement(inspection.published, rated).agrees is False else AGREES


def _catalogue(block: tuple[str, ...]) -> Catalogue:
    from probation_standards.plugins import discover

    return discover(block=block)


def _console() -> Console:
    from rich.console import Console

    class Output(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # `main` ends for all commands alike; rich would exit with 1

    return Output(width=None if sys.stdout.isatty() else 120, emoji=False, markup=False, highlight=False)


def _problem(problem: Problem) -> dict[str, Any]:
    from probation_standards.errors import NO_VALUE, shown

    value = None if problem.value is NO_VALUE else shown(problem.value)
    return {"path": problem.path, "expected": problem.expected, "value": value, "suggestion": problem.suggestion}


def _json(data: object) -> None:
    import json

    print(json.dumps(data, ensure_ascii=False, indent=2))


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status: 0, 1 (published ratings disagree) or 2 (input that can't be used)."""
    if sys.stdout is None or sys.stderr is None:  # closed by whoever started this
        return OUTPUT_LOST
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a letter that the output lacks is no reason to fail
    try:
        status = app(arguments, exit_on_error=False, print_error=True, result_action="return_value")
        sys.stdout.flush()
    except CycloptsError:
        return BAD_INPUT
    except ProbationStandardsError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        gone = isinstance(error, BrokenPipeError)  # whoever reads the output has had enough of it
        if not gone:
            print(f"The output cannot be written: {error.strerror}", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left must not fail again at exit
        return READER_GONE if gone else OUTPUT_LOST
    return status if isinstance(status, int) else AGREES
