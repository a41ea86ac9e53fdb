"""Every code block of README and docs, and every example in a docstring, is a test.

Documentation runs in a folder of its own, with the examples beside it. A TOML block after ``<!-- file: NAME -->`` is saved
there. In a console block each ``$ probation-standards ...`` is run, and what follows is what it prints, "..." for the rest.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import tempfile
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE, OutputChecker
from pathlib import Path
from typing import Any

from sybil import Document, Example, Region, Sybil
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.markdown import CodeBlockParser, PythonCodeBlockParser

ROOT = Path(__file__).parent
OPTIONS = ELLIPSIS | NORMALIZE_WHITESPACE


def run_console(example: Example) -> None:
    """Run the commands of a console block and hold what they print against what it shows."""
    from probation_standards.cli import main

    for block in re.split(r"^\$ ", example.parsed, flags=re.MULTILINE)[1:]:
        command, _, expected = block.partition("\n")
        program, *arguments = shlex.split(command)
        assert program == "probation-standards", f"{program} can't be run here"
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
            main(arguments)
        if not OutputChecker().check_output(expected, printed.getvalue(), OPTIONS):
            raise AssertionError(f"{command}\nprinted:\n{printed.getvalue()}\nnot:\n{expected}")


def save_files(document: Document) -> list[Region]:
    """Save each block that follows ``<!-- file: NAME -->`` when its turn comes."""

    def save(example: Example) -> None:
        name, text = example.parsed
        Path(name).write_text(text, encoding="utf-8")

    pattern = re.compile(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)
    return [Region(m.start(), m.end(), (m[1], m[2]), save) for m in pattern.finditer(document.text)]


def enter_folder(namespace: dict[str, Any]) -> None:
    """Work in a new folder with the examples."""
    namespace["_before"] = Path.cwd()
    namespace["_folder"] = folder = Path(tempfile.mkdtemp())
    shutil.copytree(ROOT / "examples", folder / "examples")
    os.chdir(folder)


def leave_folder(namespace: dict[str, Any]) -> None:
    """Go back, and leave nothing behind."""
    os.chdir(namespace["_before"])
    shutil.rmtree(namespace["_folder"])


documentation = Sybil(
    parsers=[
        PythonCodeBlockParser(doctest_optionflags=OPTIONS),
        CodeBlockParser(language="console", evaluator=run_console),
        save_files,
    ],
    patterns=["*.md"],
    setup=enter_folder,
    teardown=leave_folder,
)
docstrings = Sybil(parsers=[DocTestParser(optionflags=OPTIONS)], patterns=["src/**/*.py"])

pytest_collect_file = (documentation + docstrings).pytest()
