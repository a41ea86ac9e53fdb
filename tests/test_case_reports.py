"""Reports on cases: they repeat what was counted and rated, in all forms, and take a name for nothing but a name."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from rich.console import Console

import probation_standards as ps
from case_tables import CaseTable, case_tables
from probation_standards.reports.cases import (
    RATED_HEAD,
    TALLY_HEAD,
    group_text,
    groups_of,
    not_rated_text,
    rated_cases_data,
    rated_cases_markdown,
    rated_rows,
    refused_text,
    tallies_data,
    tallies_markdown,
    tally_notes,
    tally_rows,
)
from probation_standards.reports.data import reason_data
from probation_standards.reports.markdown import framework_markdown
from probation_standards.reports.terminal import show_rated_cases, show_tallies
from probation_standards.reports.text import describe, relevance_text
from strategies import MEMORY, SUSPENDED

CASES, JUDGEMENTS = "examples/derbyshire-2025-cases.csv", "examples/derbyshire-2025-judgements.csv"
GOOD = dict.fromkeys(["P 1.1", "P 1.2", "P 1.3"], "Good")
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")

ODD_NAMES = (
    "a|b",
    "[red]North[/red]",
    ":smile:",
    ">5 years",
    "*North*",
    "North\nSouth",
    "# North",
    "[c]",
    "100 %",
    "é — “North”",
)
"""Names that a report might take for something else than names."""

FEWER = settings(max_examples=settings().max_examples // 3)
"""Enough for tables that are written out, which takes a while."""


def on_terminal(show: Callable[[Console, Any], None], found: Any, *, width: int = 400, colour: bool = False) -> str:
    """Return what is printed for people."""
    text = io.StringIO()
    show(Console(file=text, width=width, force_terminal=colour, no_color=not colour, emoji=False, markup=False), found)
    return text.getvalue()


def table_rows(text: str) -> list[list[str]]:
    """Return the rows of all tables that were printed for people, heads among them, without the blanks around cells."""
    lines = [line for line in text.splitlines() if line.startswith(("│", "┃"))]
    return [[cell.strip() for cell in re.split("[│┃]", line)[1:-1]] for line in lines]


def markdown_rows(text: str) -> list[list[str]]:
    """Return the rows of all tables in Markdown, heads among them."""
    lines = [line for line in text.splitlines() if line.startswith("| ") and not line.startswith("| --- ")]
    return [[re.sub(r"\\([\\|])", r"\1", cell) for cell in line[2:-2].split(" | ")] for line in lines]


def on_one_line(cell: object) -> str:
    """Return a text without its line breaks and needless blanks."""
    return " ".join(str(cell).split())


def cases_of(pdu: ps.Framework, *services: Hashable, **columns: Sequence[Any]) -> dict[str, Sequence[Any]]:
    """Return one case of each service, sufficient on every question."""
    answers: dict[str, Sequence[Any]] = {question.id: ["yes"] * len(services) for question in pdu.questions}
    return {"pdu": services, **columns, **answers}


@pytest.fixture(scope="module")
def derbyshire_rated(root: Path, pdu: ps.Framework) -> ps.RatedCases:
    """The example of Derbyshire, broken down by grade, with what is on fewer than 15 cases withheld."""
    options: dict[str, Any] = {"judgements": root / JUDGEMENTS, "breakdowns": ["grade"], "withhold": 15}
    return ps.rate_cases(root / CASES, pdu, "pdu", **options)


@pytest.fixture(scope="module")
def mixed(pdu: ps.Framework) -> ps.RatedCases:
    """Two services that were rated, one without its judgements, and one without cases."""
    cases = cases_of(pdu, "North", "South", "West")
    judgements = {"North": GOOD, "South": {**GOOD, "P 1.3": "Not rated"}, "East": GOOD}
    return ps.rate_cases(cases, pdu, "pdu", judgements=judgements)


class TestTallies:
    @FEWER
    @given(case_tables())
    def test_rows(self, table: CaseTable) -> None:
        """There is a row for each question: sufficient, relevant, per cent, not relevant, missing; in text and in Markdown."""
        tallies = ps.tally(table.columns, table.framework, table.by, missing="not relevant", repeated="once")
        expected: list[list[str]] = []
        for group in groups_of(tallies):
            answered = tallies.total.answered if group == () else tallies[group].answered
            rows = [
                (
                    on_one_line(id),
                    str(one.yes),
                    str(one.yes + one.no),
                    two_decimals(one.tally),
                    str(one.not_relevant),
                    str(one.missing),
                )
                for id, one in answered.items()
            ]
            expected += [list(TALLY_HEAD), *map(list, rows)]
            assert rows == [tuple(map(on_one_line, row)) for row in tally_rows(tallies, group)]

        assert expected == [list(map(on_one_line, row)) for row in markdown_rows(tallies_markdown(tallies))]
        assert expected == [row for row in table_rows(on_terminal(show_tallies, tallies)) if row[0]]

    @FEWER
    @given(case_tables())
    def test_groups(self, table: CaseTable) -> None:
        """Each group is named with its cases and, where there are several, all cases together after them."""
        tallies = ps.tally(table.columns, table.framework, table.by, missing="not relevant", repeated="once")
        names = [f"{group_text(group)}: {many(tallies[group].cases)}" for group in tallies if group != ()]
        if len(names) != 1:
            names.append(f"All cases: {many(tallies.total.cases)}")
        markdown, text = tallies_markdown(tallies).splitlines(), on_terminal(show_tallies, tallies).splitlines()

        assert f"# Cases counted under {table.framework.id}" == markdown[0]
        assert names == [line.removeprefix("## ") for line in markdown if line.startswith("## ")]
        assert names == [line for line in text if line in names]

    @FEWER
    @given(case_tables())
    def test_data(self, table: CaseTable) -> None:
        """As plain data: the counts of each group and of all cases, under the names of the columns, ready for JSON."""
        tallies = ps.tally(table.columns, table.framework, table.by, missing="not relevant", repeated="once")
        data = tallies_data(tallies)

        assert data == json.loads(json.dumps(data))
        assert (table.framework.id, table.framework.digest, list(table.by)) == (data["framework"], data["digest"], data["by"])
        assert tallies.missing == data["missing"]
        for some, found in zip([*tallies.values(), tallies.total], [*data["groups"], data["total"]], strict=True):
            assert some.cases == found["cases"]
            assert dict(some) == {id: ps.Tally(one["sufficient"], one["relevant"]) for id, one in found["questions"].items()}
            for id, one in some.answered.items():
                percentage = one.tally.percentage
                cells = found["questions"][id]
                assert (one.not_relevant, one.missing) == (cells["not_relevant"], cells["missing"])
                assert (None if percentage is None else float(percentage)) == cells["percentage"]
        parts = [group if isinstance(group, tuple) else (group,) for group in tallies]
        assert [dict(zip(table.by, part, strict=True)) for part in parts] == [one.get("group", {}) for one in data["groups"]]
        assert "group" not in data["total"]

    def test_not_grouped(self, pdu: ps.Framework) -> None:
        """Cases that were not grouped are shown once."""
        tallies = ps.tally(cases_of(pdu, "North", "South"), pdu)

        assert tallies_markdown(tallies).count("## All cases: 2 cases") == 1
        assert on_terminal(show_tallies, tallies).count("All cases: 2 cases") == 1
        assert tallies_markdown(tallies).count("| P 2.1.1 |") == 1

    def test_no_percentage(self, pdu: ps.Framework) -> None:
        """Where no case was relevant there is no percentage: "-", and null in data."""
        tallies = ps.tally({"case": ["A"], "P 2.1.1": ["n/a"]}, pdu)

        assert ["P 2.1.1", "0", "0", "-", "1", "0"] in table_rows(on_terminal(show_tallies, tallies))
        assert tallies_data(tallies)["total"]["questions"]["P 2.1.1"]["percentage"] is None

    @pytest.mark.parametrize("number", [1, 2, 1000])
    def test_missing(self, pdu: ps.Framework, number: int) -> None:
        """How many answers were missing is said, with what they are taken for."""
        cases = {"P 2.1.1": ["yes", *[None] * number]}
        expected = f"{number:,} answer{' was' if number == 1 else 's were'} missing and"
        (note,) = (note for note in tally_notes(ps.tally(cases, pdu, missing="not relevant")) if " missing and" in note)

        assert note.startswith(expected)
        assert note.endswith("taken as not relevant")

    def test_notes(self, pdu: ps.Framework) -> None:
        """What a reader should know stands below: questions that lack, that were relevant to no case, and what was not read."""
        tallies = ps.tally({"case": ["A"], "sex": ["F"], "P 2.1.1": ["n/a"]}, pdu)
        notes = tally_notes(tallies)

        assert "P 2.1 Assessment: the table has no answers to key question P 2.1.2" in "\n".join(notes)
        assert any(note.startswith('"P 2.1.1": it was relevant to no case') for note in notes)
        assert any("not counted: 'sex'" in note for note in notes)
        for note in notes:
            assert f"Note: {note}." in tallies_markdown(tallies)
            assert f"Note: {note}." in on_terminal(show_tallies, tallies)
        assert len(tallies_data(tallies)["notes"]) == len(notes)

    def test_contradictions(self, pdu: ps.Framework) -> None:
        """Answers that contradict what their relevance depends on are listed, with the cases."""
        asked = attrs.evolve(pdu["P 2.1"].questions[0], relevant_when=SUSPENDED)
        changed = attrs.evolve(pdu["P 2.1"], questions=[asked, *pdu["P 2.1"].questions[1:]])
        framework = attrs.evolve(pdu, standards=[changed if one.id == "P 2.1" else one for one in pdu.standards])
        cases = {"case": ["A7", "B8"], "contact suspended": ["yes", "no"], "P 2.1.1": ["yes", "yes"]}
        tallies = ps.tally(cases, framework)
        expected = "P 2.1.1: answered 'yes' in 1 case (row 1 (case A7)) where contact suspended is 'yes'"

        assert [expected] == tallies_data(tallies)["contradictions"]
        assert f"Note: {expected}." in tallies_markdown(tallies)
        assert f"Note: {expected}." in on_terminal(show_tallies, tallies)


def two_decimals(tally: ps.Tally) -> str:
    """Return per cent with two decimals, as they stand in a column, halves rounded upwards."""
    if not tally.relevant:
        return "-"
    hundredths = (20_000 * tally.sufficient + tally.relevant) // (2 * tally.relevant)
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def many(cases: int) -> str:
    return f"{cases:,} case{'' if cases == 1 else 's'}"


class TestNames:
    """Names from tables are names, whatever they look like."""

    @pytest.mark.parametrize("name", ODD_NAMES)
    def test_groups(self, pdu: ps.Framework, name: str) -> None:
        """A group's name stands in all forms as it is, on one line."""
        tallies = ps.tally(cases_of(pdu, name, "Other"), pdu, "pdu")
        text = on_one_line(name)

        assert f"## {text}: 1 case" in tallies_markdown(tallies).splitlines()
        assert f"{text}: 1 case" in on_terminal(show_tallies, tallies).splitlines()
        assert name in [group["group"]["pdu"] for group in tallies_data(tallies)["groups"]]

    @pytest.mark.parametrize("name", ODD_NAMES)
    def test_services(self, pdu: ps.Framework, name: str) -> None:
        """So does that of a service that was rated, or refused."""
        judgements = {name: GOOD}
        rated = ps.rate_cases(cases_of(pdu, name), pdu, "pdu", judgements=judgements)
        text = on_one_line(name)

        assert f"## {text}: Outstanding" in rated_cases_markdown(rated).splitlines()
        assert f"{text}: Outstanding   1 case   Score: 18/21" in on_terminal(show_rated_cases, rated).splitlines()
        assert name == rated_cases_data(rated)["services"][0]["service"]["pdu"]
        (refused,) = refused_text(ps.rate_cases(cases_of(pdu, name), pdu, "pdu"))
        assert refused.startswith(f"{text}: the evidence cannot be rated under pdu-2023\n")

    def test_sub_groups(self, pdu: ps.Framework) -> None:
        """So do those of sub-groups, at the heads of tables."""
        cases = cases_of(pdu, *["North"] * len(ODD_NAMES), grade=ODD_NAMES)
        rated = ps.rate_cases(cases, pdu, "pdu", judgements={"North": GOOD}, breakdowns=["grade"])
        head = ["Question", *map(on_one_line, sorted(ODD_NAMES))]

        assert head in markdown_rows(rated_cases_markdown(rated))
        assert head in table_rows(on_terminal(show_rated_cases, rated))
        assert {*ODD_NAMES} == {row["sub-group"] for row in rated_cases_data(rated)["breakdowns"]}

    @pytest.mark.parametrize(
        ("group", "expected"),
        [("Derby", "Derby"), (None, "(empty)"), (("Derby", None), "Derby, (empty)"), (2024, "2024"), ((), "All cases")],
    )
    def test_group_text(self, group: Hashable, expected: str) -> None:
        """A group of several values is named by all of them; an empty cell is said to be empty."""
        assert expected == group_text(group)


SUMMARY = [
    ["Service", "Cases", "Overall", "Score"],
    ["North", "1", "Outstanding", "18/21"],
    ["South", "1", "Not rated", "16/18"],
]
"""What stands above the ratings of two services."""

REFUSED = [["West", "1", "Not rated", "-"], ["East", "0", "Not rated", "-"]]
"""What stands below them there: the services that could not be rated."""


class TestRatedCases:
    def test_summary(self, mixed: ps.RatedCases, derbyshire_rated: ps.RatedCases) -> None:
        """Several services that were rated stand in a table first; one alone needs none."""
        assert [*SUMMARY, *REFUSED] == table_rows(on_terminal(show_rated_cases, mixed))[:5]
        assert [*SUMMARY, *REFUSED] == markdown_rows(rated_cases_markdown(mixed))[:5]
        assert SUMMARY[0] not in table_rows(on_terminal(show_rated_cases, derbyshire_rated))
        assert SUMMARY[0] not in markdown_rows(rated_cases_markdown(derbyshire_rated))

    def test_text(self, mixed: ps.RatedCases) -> None:
        """For people: each service that was rated with its overall, its score and why, and a row for each standard."""
        text = on_terminal(show_rated_cases, mixed)
        lines = text.splitlines()

        assert "North: Outstanding   1 case   Score: 18/21" in lines
        assert "South: Not rated   1 case   Score: 16/18" in lines
        assert "West:" not in text
        assert [list(RATED_HEAD), *map(list, rated_rows(mixed, "North"))] == table_rows(text)[5:13]
        for service, inspection in mixed.items():
            assert f"Because: {inspection.overall.reason}" in lines
            for row, standard in zip(rated_rows(mixed, service), mixed.framework.standards, strict=True):
                decision = inspection[standard.id]
                points = "-" if decision.points is None else str(decision.points)
                name = f"{standard.id} {standard.title}"
                assert (name, str(decision.rating or "Not rated"), points, str(decision.reason)) == row

    def test_colours(self, mixed: ps.RatedCases) -> None:
        """Colours are added where there are any, and say nothing that words don't."""
        coloured = on_terminal(show_rated_cases, mixed, colour=True)

        assert "\x1b[" in coloured
        assert on_terminal(show_rated_cases, mixed) == ESCAPE.sub("", coloured)

    def test_markdown(self, mixed: ps.RatedCases) -> None:
        """In Markdown: the same, with the number of cases; and the services that could not be rated, with every reason."""
        markdown = rated_cases_markdown(mixed)
        lines = markdown.splitlines()

        assert lines[0] == "# Inspections rated from cases under pdu-2023"
        assert ["## North: Outstanding", "## South: Not rated"] == [line for line in lines if line.startswith("## ")]
        for service in mixed:
            assert f"1 case. {mixed[service].overall.reason}." in lines
            for row in rated_rows(mixed, service):
                assert list(row) in markdown_rows(markdown)
        for text in refused_text(mixed):
            assert f"Not rated: {text}" in markdown

    def test_data(self, mixed: ps.RatedCases) -> None:
        """As plain data: each service with ratings, points and reasons; those refused with every problem; and the counts."""
        data = json.loads(json.dumps(rated_cases_data(mixed)))

        assert ("pdu-2023", mixed.framework.digest) == (data["framework"], data["digest"])
        assert tallies_data(mixed.tallies) == data["tallies"]
        assert [{"pdu": "North"}, {"pdu": "South"}] == [one["service"] for one in data["services"]]
        for found, inspection in zip(data["services"], mixed.values(), strict=True):
            assert (inspection.score, inspection.maximum, 1) == (found["score"], found["maximum"], found["cases"])
            assert (inspection.overall.rating and inspection.overall.rating.name) == found["overall"]
            assert str(inspection.overall.reason) == found["reason"]
            assert {id: rating and rating.name for id, rating in inspection.ratings.items()} == {
                one["id"]: one["rating"] for one in found["standards"]
            }
            assert [str(decision.reason) for decision in inspection.values()] == [one["reason"] for one in found["standards"]]
            assert [decision.points for decision in inspection.values()] == [one["points"] for one in found["standards"]]
            assert [json.loads(json.dumps(reason_data(decision.reason))) for decision in inspection.values()] == [
                one["decided_by"] for one in found["standards"]
            ]
        assert ["West", "East"] == list(data["refused"])
        assert ['judgements."P 1.1"', 'judgements."P 1.2"', 'judgements."P 1.3"'] == [
            problem["path"] for problem in data["refused"]["West"]
        ]

    def test_refused(self, mixed: ps.RatedCases) -> None:
        """Each service that could not be rated is named with every reason."""
        west, east = refused_text(mixed)

        assert west.splitlines()[0] == "West: the evidence cannot be rated under pdu-2023"
        assert len(west.splitlines()) == 4
        assert "East" in east.splitlines()[0]
        assert "expected a service that has cases" in east

    def test_one_refused(self, pdu: ps.Framework) -> None:
        """Two services stand in a summary also where one of them could not be rated."""
        rated = ps.rate_cases(cases_of(pdu, "North", "West"), pdu, "pdu", judgements={"North": GOOD})

        assert [*SUMMARY[:2], REFUSED[0]] == table_rows(on_terminal(show_rated_cases, rated))[:3]
        assert [*SUMMARY[:2], REFUSED[0]] == markdown_rows(rated_cases_markdown(rated))[:3]

    def test_not_rated_text(self, mixed: ps.RatedCases) -> None:
        """In text such a service has a heading as the others have, then every reason."""
        west, east = not_rated_text(mixed)

        assert ["West: Not rated   1 case", "Because: the evidence cannot be rated under pdu-2023"] == west.splitlines()[:2]
        assert ["East: Not rated   0 cases", "Because: there are no cases of East"] == east.splitlines()[:2]
        assert str(mixed.refused["West"]) in west
        assert str(mixed.refused["East"]) in east

    def test_nothing_rated(self, pdu: ps.Framework) -> None:
        """Where nothing could be rated, each form says what there is: why not, and what was counted."""
        rated = ps.rate_cases(cases_of(pdu, "North"), pdu, "pdu")

        assert "Outstanding" not in on_terminal(show_rated_cases, rated)
        assert "Not rated: North: the evidence cannot be rated" in rated_cases_markdown(rated)
        assert rated_cases_data(rated)["services"] == []
        assert list(rated_cases_data(rated)["refused"]) == ["North"]

    def test_notes(self, pdu: ps.Framework) -> None:
        """What a reader of the counts should know is said here too."""
        rated = ps.rate_cases(cases_of(pdu, "North", sex=["F"]), pdu, "pdu", judgements={"North": GOOD})
        (note,) = tally_notes(rated.tallies)

        assert "'sex'" in note
        assert f"Note: {note}." in rated_cases_markdown(rated)
        assert f"Note: {note}." in on_terminal(show_rated_cases, rated)

    def test_breakdowns(self, derbyshire_rated: ps.RatedCases) -> None:
        """Breakdowns stand below their service: per cent with the counts, [c] for what is withheld, and what that means."""
        expected = ["P 2.3.3", "38.71 (12 of 31)", "[c]", "[c]"]
        markdown, text = rated_cases_markdown(derbyshire_rated), on_terminal(show_rated_cases, derbyshire_rated)

        assert expected in markdown_rows(markdown)
        assert expected in table_rows(text)
        assert "### Per cent by grade" in markdown
        assert "Derbyshire, per cent by grade" in text
        for form in (markdown, text):
            assert "[c]: withheld, on too few cases or so that those can't be worked out." in form

    def test_breakdowns_as_data(self, derbyshire_rated: ps.RatedCases) -> None:
        """As plain data there is an entry for each service, sub-group and question; what is withheld has no figures."""
        columns = derbyshire_rated.breakdown_columns()
        data = json.loads(json.dumps(rated_cases_data(derbyshire_rated)))["breakdowns"]
        withheld = [row for row in data if row["withheld"]]

        assert [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)] == data
        assert len(withheld) == 24
        assert {None} == {row[name] for row in withheld for name in ("sufficient", "relevant", "per cent", "rounded")}

    def test_narrow(self, derbyshire_rated: ps.RatedCases) -> None:
        """On a narrow terminal words are folded, and nothing is lost."""
        wide, narrow = (on_terminal(show_rated_cases, derbyshire_rated, width=width) for width in (400, 60))

        assert max(map(len, narrow.splitlines())) <= 60
        assert letters(wide) == letters(narrow)


def letters(text: str) -> Mapping[str, int]:
    """Return how often each letter and digit stands in a text."""
    return {letter: text.count(letter) for letter in set(text) if letter.isalnum()}


class TestRelevance:
    """On which cases a question is asked, as a framework is shown."""

    @pytest.fixture
    def suspending(self, pdu: ps.Framework) -> ps.Framework:
        """The framework of 2023 with a key question and a prompt that are not asked of all cases."""
        first = pdu["P 2.1"].questions[0]
        other = ps.Relevance(attribute="sentence type", value="Licence", source=MEMORY)
        prompts = [attrs.evolve(first.prompts[0], relevant_when=other), *first.prompts[1:]]
        questions = [attrs.evolve(first, relevant_when=SUSPENDED, prompts=prompts), *pdu["P 2.1"].questions[1:]]
        changed = attrs.evolve(pdu["P 2.1"], questions=questions)
        standards = [changed if one.id == "P 2.1" else one for one in pdu.standards]
        return attrs.evolve(pdu, standards=standards)

    def test_text(self) -> None:
        """It is said in a line: the attribute, its value, and how sure that is."""
        assert "Asked of cases in which contact suspended is 'no' (recalled: memory)" == relevance_text(SUSPENDED)

    def test_shown(self, pdu: ps.Framework, suspending: ps.Framework) -> None:
        """It stands with its question or prompt where a framework is shown, and only there."""
        expected = ["Asked of cases in which contact suspended is 'no'", "Asked of cases in which sentence type is 'Licence'"]
        text, markdown = describe(suspending), framework_markdown(suspending)
        (line,) = (line for line in markdown.splitlines() if line.lstrip().startswith("- P 2.1.1 "))
        (prompt,) = (line for line in markdown.splitlines() if line.lstrip().startswith("- P 2.1.1a "))

        assert expected[0] in line
        assert expected[1] in prompt
        for one in expected:
            assert on_one_line(text).count(one) == 1
            assert markdown.count(one) == 1
        assert on_one_line(text).index("P 2.1.1 ") < on_one_line(text).index(expected[0])
        assert "Asked of cases" not in describe(pdu) + framework_markdown(pdu)
