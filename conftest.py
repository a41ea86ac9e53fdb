"""Every code block of README, docs and docstrings is a test."""

from __future__ import annotations

import os
from doctest import ELLIPSIS, NORMALIZE_WHITESPACE

from sybil import Sybil
from sybil.parsers.doctest import DocTestParser
from sybil.parsers.markdown import PythonCodeBlockParser, SkipParser

pytest_collect_file = (
    Sybil(
        parsers=[
            DocTestParser(optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
            PythonCodeBlockParser(doctest_optionflags=ELLIPSIS | NORMALIZE_WHITESPACE),
            SkipParser(),
        ],
        patterns=["*.md"],
        setup=lambda namespace: os.chdir(os.path.dirname(os.path.abspath(__file__))),
    )
    + Sybil(parsers=[DocTestParser(optionflags=ELLIPSIS | NORMALIZE_WHITESPACE)], patterns=["src/**/*.py"])
).pytest()
