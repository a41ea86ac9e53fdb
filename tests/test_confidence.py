"""How sure we are of what a framework holds: counted, named, and the page that says it kept up to date."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple, TypeAlias

import attrs
import pytest
from hypothesis import given

import probation_standards as ps
from probation_standards.cli import main
from probation_standards.reports.confidence import (
    SORTS,
    confidence_data,
    confidence_markdown,
    confidence_text,
    held,
)
from strategies import MEMORY, SOURCE, frameworks

CONFIDENCES = ("confirmed", "inferred", "recalled")


class Done(NamedTuple):
    """How a command ended, and what it wrote."""

    status: int
    out: str
    err: str


Run: TypeAlias = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command within this process."""

    def run(*arguments: str) -> Done:
        capsys.readouterr()
        status = main([*arguments])
        return Done(status, *capsys.readouterr())

    return run


def recalled(framework: ps.Framework) -> list[str]:
    """The standards and key questions whose numbers are recalled."""
    standards = [standard.id for standard in framework.standards if standard.numbered == "recalled"]
    return standards + [question.id for question in framework.questions if question.numbered == "recalled"]


def everything(framework: ps.Framework) -> dict[str, int]:
    """How many numbers, rules and texts a framework holds, each of which has a source."""
    period, discretion = framework.in_force, framework.discretion
    questions = [question for standard in framework.standards for question in standard.questions]
    return {
        "numbers": len(framework.scale.ratings)
        + sum(len(table.bands) + 1 for table in framework.tables)
        + (0 if period is None else 1 + (period.ends is not None))
        + (0 if discretion is None else 3),
        "rules": len(framework.standards) + 1,
        "texts": len(framework.domains)
        + len(framework.standards)
        + sum(bool(standard.statement) for standard in framework.standards)
        + len(questions)
        + sum(len(question.prompts) for question in questions)
        + sum(bool(band.words) for table in framework.tables for band in table.bands)
        + len(recalled(framework)),
        "crosswalks": sum(crosswalk.same_ids + len(crosswalk.correspondences) for crosswalk in framework.crosswalks),
    }


def counted(framework: ps.Framework) -> dict[str, int]:
    """How many there are by the report."""
    found = Counter(dict.fromkeys((*SORTS, "crosswalks"), 0))
    for one in held(framework):
        found[one.sort] += one.count
    return dict(found)


class TestHeld:
    def test_shipped(self, catalogue: ps.Catalogue) -> None:
        """Of each framework that ships, the counts add up to everything that it holds."""
        for framework in catalogue.values():
            assert everything(framework) == counted(framework)

    @given(frameworks())
    def test_any(self, framework: ps.Framework) -> None:
        """They do of any framework, and each number, rule and text is counted under one confidence alone."""
        assert everything(framework) == counted(framework)
        keys = [(one.sort, one.what, one.confidence) for one in held(framework)]
        assert len(keys) == len({*keys})

    @given(frameworks())
    def test_named(self, framework: ps.Framework) -> None:
        """What has an id is named by it, once; what stands for several numbers is named by its table, or not at all."""
        named = Counter(name for one in held(framework) if one.sort == "texts" for name in one.which)
        expected = Counter(domain.id for domain in framework.domains)
        expected.update(standard.id for standard in framework.standards)
        expected.update(question.id for question in framework.questions)
        expected.update(prompt.id for question in framework.questions for prompt in question.prompts)
        expected.update(standard.id for standard in framework.standards if standard.statement)
        expected.update(recalled(framework))

        assert expected == named
        for one in held(framework):
            if one.sort == "texts" or one.what == "rules of standards":  # no band here has words
                assert one.count == len(one.which)

    def test_of_probation_delivery_units(self, pdu: ps.Framework) -> None:
        """Of the framework for probation delivery units, thresholds of casework are recalled, and 2 of 21 is confirmed."""
        found = {(one.what, one.confidence.value): (one.count, one.which) for one in held(pdu)}

        assert (4, ("casework",)) == found["thresholds", "recalled"]
        assert (4, ("score-21",)) == found["thresholds", "inferred"]
        assert (4, ()) == found["points of the ratings", "confirmed"]
        assert (12, tuple(question.id for question in pdu.questions)) == found["key questions", "confirmed"]
        assert (1, ("P 2.2.3d",)) == found["prompts, not verbatim", "recalled"]
        assert (4, ("casework",)) == found["words for bands", "recalled"]

    def test_source_of_its_own(self, pdu: ps.Framework) -> None:
        """Where a rounding or a statement has a source of its own, that is the one that says how sure it is."""
        standard = attrs.evolve(pdu["P 1.1"], statement_source=MEMORY, verbatim=False)
        changed = attrs.evolve(pdu, standards=(standard, *pdu.standards[1:]))
        before = {(one.what, one.confidence.value): one.count for one in held(pdu)}
        after = {(one.what, one.confidence.value): one.count for one in held(changed)}

        assert 1 == after["statements, not verbatim", "recalled"]
        assert before["statements", "confirmed"] - 1 == after["statements", "confirmed"]
        assert before["titles of standards", "confirmed"] == after["titles of standards", "confirmed"]

        (table,) = (table for table in pdu.tables if table.id == "score-21")
        assert isinstance(pdu.overall, ps.TotalPoints)
        bands = attrs.evolve(table, source=SOURCE, rounding_source=MEMORY)
        tables = (attrs.evolve(pdu.overall.tables[0], bands=bands),)
        moved = attrs.evolve(pdu, overall=attrs.evolve(pdu.overall, tables=tables))
        found = {(one.what, one.confidence.value): one.which for one in held(moved)}

        assert ("score-21",) == found["roundings", "recalled"]
        assert ("score-21",) == found["thresholds", "confirmed"]

    def test_recalled_numbers(self, catalogue: ps.Catalogue) -> None:
        """A number of a standard or question that is recalled counts as such, though its title may be confirmed."""
        for framework in catalogue.values():
            found = {one.what: one for one in held(framework) if one.what.startswith("numbers of")}

            assert {*recalled(framework)} == {id for one in found.values() for id in one.which}
            assert all(one.confidence is ps.Confidence.RECALLED for one in found.values())

    def test_nothing_rated(self, catalogue: ps.Catalogue) -> None:
        """A framework without ratings has no points and no thresholds; its rules say that it has none."""
        found = {one.what for one in held(catalogue["public-protection-2025"])}

        assert {"points of the ratings", "thresholds", "roundings"}.isdisjoint(found)
        assert {"rules of standards", "rule of the overall rating"} <= found


class TestPage:
    def test_up_to_date(self, root: Path) -> None:
        """docs/confidence.md is what `confidence --format markdown` prints; write it anew when a framework changes."""
        page = (root / "docs/confidence.md").read_text(encoding="utf-8")

        assert confidence_markdown(ps.discover().values()) + "\n" == page

    def test_each_framework(self, root: Path, catalogue: ps.Catalogue) -> None:
        """Each framework has a row in the table and a heading, in the order of the catalogue."""
        page = (root / "docs/confidence.md").read_text(encoding="utf-8")

        assert [*catalogue] == re.findall(r"^\| `([\w-]+)` \|", page, re.MULTILINE)
        assert [*catalogue] == re.findall(r"^## `([\w-]+)`$", page, re.MULTILINE)


class TestReports:
    def test_table(self, catalogue: ps.Catalogue) -> None:
        """The table of the page counts numbers, rules and texts by confidence; each row adds up to what there is."""
        page = confidence_markdown(catalogue.values())
        head = next(line for line in page.splitlines() if line.startswith("| Framework |"))

        assert [f"{sort.capitalize()}: {sure}" for sort in SORTS for sure in CONFIDENCES] == head.strip("| ").split(" | ")[1:]
        for id, framework in catalogue.items():
            row = next(line for line in page.splitlines() if line.startswith(f"| `{id}` |"))
            numbers = [int(cell) for cell in row.strip("| ").split(" | ")[1:]]
            sums = {sort: sum(numbers[3 * place : 3 * place + 3]) for place, sort in enumerate(SORTS)}

            assert {sort: everything(framework)[sort] for sort in SORTS} == sums

    def test_named_in_the_page(self, pdu: ps.Framework) -> None:
        """Under the table everything is named that has a name."""
        page = confidence_markdown([pdu])

        assert "| thresholds | recalled | 4 | casework |" in page
        assert "| points of the ratings | confirmed | 4 | - |" in page
        assert "| prompts, not verbatim | recalled | 1 | P 2.2.3d |" in page

    def test_data(self, catalogue: ps.Catalogue) -> None:
        """As data, each framework has a list of what it holds, with counts and names; JSON holds all of it."""
        data = confidence_data(catalogue.values())

        assert [*catalogue] == [entry["framework"] for entry in data]
        assert data == json.loads(json.dumps(data))
        for entry, framework in zip(data, catalogue.values(), strict=True):
            sums = Counter(dict.fromkeys((*SORTS, "crosswalks"), 0))
            for one in entry["held"]:
                assert one["confidence"] in CONFIDENCES
                sums[one["sort"]] += one["count"]

            assert everything(framework) == dict(sums)

    def test_text(self, pdu: ps.Framework, catalogue: ps.Catalogue) -> None:
        """As text, it says what the confidences mean; each has its counts, and under it what they are of."""
        meaning, _, *lines = confidence_text([pdu]).splitlines()

        assert [f"{confidence}:" in meaning for confidence in CONFIDENCES] == [True] * 3
        assert f"pdu-2023: {pdu.title}, edition 2023" == lines[0]
        assert CONFIDENCES == tuple(line.strip().partition(":")[0] for line in lines if re.match("  [a-z]", line))
        assert "    4 thresholds: casework" in lines
        for framework in catalogue.values():
            counts = re.findall(r"^  \w+: (\d+) numbers, (\d+) rules, (\d+) texts$", confidence_text([framework]), re.MULTILINE)
            sums = [sum(map(int, column)) for column in zip(*counts, strict=True)]

            assert [everything(framework)[sort] for sort in SORTS] == sums

    def test_none(self) -> None:
        """Of no framework there is nothing to say but what the confidences mean."""
        assert [] == confidence_data([])
        assert 1 == len(confidence_text([]).splitlines())


class TestCommand:
    @pytest.mark.parametrize("format", ["text", "json", "markdown"])
    def test_every_form(self, run: Run, catalogue: ps.Catalogue, format: str) -> None:
        """It prints what Python gives, of all frameworks where none is named, else of those in the order of their names."""
        reports: dict[str, Callable[[list[ps.Framework]], str]] = {
            "text": confidence_text,
            "json": lambda found: json.dumps(confidence_data(found), ensure_ascii=False, indent=2),
            "markdown": confidence_markdown,
        }
        every, two = [*catalogue.values()], [catalogue["youth-2021"], catalogue["pdu-2023"]]

        assert Done(0, reports[format](every) + "\n", "") == run("confidence", "--format", format)
        assert Done(0, reports[format](two) + "\n", "") == run("confidence", "youth-2021", "pdu-2023", "-f", format)

    def test_text_by_default(self, run: Run) -> None:
        """Text is the form where none is asked for."""
        assert run("confidence", "pdu-2023", "-f", "text") == run("confidence", "pdu-2023")

    @pytest.mark.parametrize("format", ["text", "json", "markdown"])
    def test_unknown(self, run: Run, format: str) -> None:
        """A framework that is not installed is status 2, with the one that was probably meant, and nothing is printed."""
        done = run("confidence", "youth-2021", "pdu-2032", "-f", format)

        assert (2, "") == (done.status, done.out)
        assert "Did you mean 'pdu-2023'?" in done.err

    def test_blocked(self, run: Run, shipped: tuple[str, ...]) -> None:
        """Frameworks of plugins that are left out are not there."""
        blocks = [word for name in shipped for word in ("--block", name)]

        assert "`pdu-2023`" not in run("confidence", "--block", "probation", "-f", "markdown").out
        assert [] == json.loads(run("confidence", *blocks, "-f", "json").out)
        assert 2 == run("confidence", "pdu-2023", *blocks).status

    def test_unknown_format(self, run: Run) -> None:
        """A form that there is not is status 2; CSV is none of this command."""
        assert 2 == run("confidence", "-f", "csv").status

    def test_help(self, run: Run) -> None:
        """Its help has an example that works."""
        done = run("confidence", "--help")
        (example,) = re.findall(r"Example: probation-standards (confidence .*)", done.out)

        assert 0 == done.status
        assert 0 == run(*example.split()).status
