"""The command line's program, and what its commands share: formats, statuses, the catalogue, the console."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Literal

try:
    from cyclopts import App, CycloptsError, Parameter
except ImportError:
    print("The command line needs the extra [cli]: pip install 'probation-standards[cli]'", file=sys.stderr)
    sys.exit(2)

if TYPE_CHECKING:
    from rich.console import Console

    from probation_standards.catalogues import Catalogue
    from probation_standards.frameworks import Framework

__all__ = ["CycloptsError", "Parameter"]

AGREES, DISAGREES, BAD_INPUT = 0, 1, 2
OUTPUT_LOST = 3
"""The output could not be written, to a full disk for example."""

READER_GONE = 141
"""What a shell reports for a program that was writing to a pipe when its reader went away."""

Format = Annotated[
    Literal["text", "json", "markdown"],
    Parameter(name=["--format", "-f"], help="How to print it: text, json or markdown."),
]


def several(name: str, help: str) -> Parameter:
    """Return the declaration of an option that may be repeated, and has no default to show."""
    return Parameter(name=name, negative="", show_default=False, help=help)


Block = Annotated[
    tuple[str, ...],
    several("--block", "Leave out the plugin of this entry point; may be repeated."),
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


def installed(block: tuple[str, ...]) -> Catalogue:
    """Return the frameworks that are installed, but for those of blocked plugins."""
    from probation_standards.plugins import discover

    return discover(block=block)


def framework_named(name: str, block: tuple[str, ...]) -> Framework:
    """Return the framework of an id, or of a TOML file."""
    from probation_standards.documents import read_framework

    is_file = name.lower().endswith((".toml", ".json"))
    return read_framework(name) if is_file else installed(block)[name]


def console() -> Console:
    """Return what prints for people; its tables are 120 characters wide where the output is no terminal."""
    from rich.console import Console

    class Output(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # `main` ends for all commands alike; rich would exit with 1

    return Output(width=None if sys.stdout.isatty() else 120, emoji=False, markup=False, highlight=False)


def print_json(data: object) -> None:
    """Print plain data as JSON."""
    import json

    print(json.dumps(data, ensure_ascii=False, indent=2))
