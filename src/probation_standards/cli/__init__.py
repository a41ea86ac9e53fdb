"""The command line: parse, call, print."""

from __future__ import annotations

import io
import os
import sys

from probation_standards.cli import (  # noqa: F401  # their commands register themselves
    analysis,
    audits,
    cases,
    comparing,
    frameworks,
    inspections,
    new,
    proofs,
)
from probation_standards.cli.app import AGREES, BAD_INPUT, OUTPUT_LOST, READER_GONE, CycloptsError, app
from probation_standards.errors import ProbationStandardsError

__all__ = ["AGREES", "BAD_INPUT", "OUTPUT_LOST", "READER_GONE", "app", "main"]


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
