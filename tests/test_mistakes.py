"""What a beginner gets wrong in the TOML of a framework, and what is said of it: each mistake once, where it is.

The documents are in the folder `mistakes`: one that is right, and what is changed in it.
"""

from __future__ import annotations

import contextlib
import copy
import itertools
import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.cli import main
from probation_standards.documents import framework_from, framework_from_toml
from probation_standards.kinds import RULES

FOLDER = Path(__file__).parent / "mistakes"
RIGHT = (FOLDER / "right.toml").read_text(encoding="utf-8")
WRONG: dict[str, dict[str, dict[str, Any]]] = tomllib.loads((FOLDER / "wrong.toml").read_text(encoding="utf-8"))
"""The mistakes by what they are about, and by name: what is changed, and what is said."""

SEVERAL, BROKEN = WRONG.pop("several"), WRONG.pop("broken")
ONE = {name: wrong for about in WRONG.values() for name, wrong in about.items()}

FAR_APART = ("kind unknown", "take near", "by 0", "rating case", "id question", "key of limit", "score without values")
"""Mistakes in different tables, none of which says anything of another."""


def changed(*mistakes: dict[str, Any]) -> str:
    """Return the document with the changes of some mistakes."""
    text = RIGHT
    for wrong in mistakes:
        for old, new in wrong.get("changes") or [(wrong["old"], wrong["new"])]:
            assert old in text, old
            text = text.replace(old, new, 1)
    return text


def said_of(text: str) -> list[str]:
    """Return what is said of a document, each problem in full."""
    try:
        framework_from_toml(text)
    except ps.DocumentError as error:
        return [str(problem) for problem in error.problems]
    return []


def expected(*mistakes: dict[str, Any]) -> list[str]:
    kinds = ", ".join(sorted(RULES))
    return [problem.replace("<kinds>", kinds) for wrong in mistakes for problem in wrong["said"]]


class TestOne:
    def test_none(self) -> None:
        """In the document that is changed here, nothing is wrong."""
        assert [] == said_of(RIGHT)

    @pytest.mark.parametrize("name", ONE)
    def test_said(self, name: str) -> None:
        """A mistake is said with its place, what was expected, what was found and what was probably meant; nothing besides."""
        assert expected(ONE[name]) == said_of(changed(ONE[name]))

    @pytest.mark.parametrize("name", BROKEN)
    def test_no_toml(self, name: str) -> None:
        """What is no TOML is said with its line, its column, and the line itself."""
        assert expected(BROKEN[name]) == said_of(changed(BROKEN[name]))

    def test_in_words(self) -> None:
        """What is said speaks of the document, never of Python."""
        python = re.compile(r"Decimal|Fraction|object at|<class|None|True|False|Partial|\bdict\b|\btuple\b|\(\)|': ")
        said = [problem for wrong in ONE.values() for problem in said_of(changed(wrong))]

        assert [] == [problem for problem in said if python.search(problem)]

    def test_numbers_in_quotes(self) -> None:
        """A number for which TOML has no exact form stands in quotes; so may any other where such numbers are taken."""
        text = RIGHT.replace("starts = 50", 'starts = "50"').replace("more_than = 5", 'more_than = "5"')

        assert [] == said_of(text)


class TestSeveral:
    @pytest.mark.parametrize("name", SEVERAL)
    def test_said(self, name: str) -> None:
        """Several mistakes, in one table or far apart, are all said, each once."""
        assert expected(SEVERAL[name]) == said_of(changed(SEVERAL[name]))

    @pytest.mark.parametrize("pair", [*itertools.combinations(FAR_APART, 2)], ids=" and ".join)
    def test_pairs(self, pair: tuple[str, str]) -> None:
        """Of two mistakes in different tables, each is said as it is by itself."""
        one, other = (ONE[name] for name in pair)

        assert sorted(expected(one, other)) == sorted(said_of(changed(one, other)))

    def test_all(self) -> None:
        """Seven mistakes in different tables are seven problems, each said as it is by itself."""
        wrong = [ONE[name] for name in FAR_APART]

        assert sorted(expected(*wrong)) == sorted(said_of(changed(*wrong)))


def places(value: object, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of everything in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, item in inner:
        yield (*path, step)
        yield from places(item, (*path, step))


DOCUMENT = tomllib.loads(RIGHT)
PLACES = list(places(DOCUMENT))
ANYTHING = ["x", "", "Good", "page", 5, -1, Decimal("2.5"), True, [], ["x"], [{}], {}, {"a": 1}, {"kind": "flag"}]


class TestAnything:
    @given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from([*ANYTHING, None])), min_size=1, max_size=3))
    def test_said_once(self, changes: list[tuple[tuple[Any, ...], Any]]) -> None:
        """Whatever stands wherever in a document, it is a framework or is refused with problems, each said once."""
        data: Any = copy.deepcopy(DOCUMENT)
        for (*steps, last), value in changes:
            with contextlib.suppress(KeyError, IndexError, TypeError):  # another change has taken that place away
                table = reduce(getitem, steps, data)
                if value is None:
                    del table[last]
                else:
                    table[last] = copy.deepcopy(value)
        try:
            framework_from(data)
        except ps.DocumentError as error:
            said = [str(problem) for problem in error.problems]
            assert said
            assert len(said) == len(set(said))


class TestCommand:
    def test_check(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """The command says all of it, with the name of the file, and ends with 2."""
        path = tmp_path / "depots.toml"
        path.write_text(changed(SEVERAL["six"]), encoding="utf-8")

        assert 2 == main(["check", str(path)])
        assert [f"{path} cannot be read as a framework", *(f"  - {one}" for one in expected(SEVERAL["six"]))] == (
            capsys.readouterr().err.splitlines()
        )


class TestPlaces:
    """What stands where it is not looked for."""

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "[scale]\nstandards = []",
                "scale.standards: expected a key of this table: 'ratings' or 'source'; it is a key of",
            ),
            ('[scale]\nid = "x"', "scale.id: expected a key of this table: 'ratings' or 'source' (found 'id')"),
            ("[rule]", "rule: expected a key of this table; it is one of a rule, as in [overall.rule] (found 'rule')"),
            (
                "[[limits]]",
                "limits: expected a key of this table; it is one of a rule, as in [[overall.limits]]",
            ),
            ("[when]", "when: expected a key of this table (found 'when')"),
            ("[standards]\n[standards]", "'[standards]' (there are several, each written [[standards]])"),
            ("[scale]\n[scale]", "(at line 2, column 7): '[scale]'"),
        ],
    )
    def test_said(self, text: str, said: str) -> None:
        """A key that is known elsewhere is said to belong there, and of what there are several, that it is written so."""
        with pytest.raises(ps.DocumentError) as caught:
            framework_from_toml(text)

        problems = [str(problem) for problem in caught.value.problems]
        assert [True] == [True for problem in problems if problem.startswith(said) or problem.endswith(said)], problems
