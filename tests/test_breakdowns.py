"""Breakdowns: findings of sub-groups on denominators of their own, and what is withheld, so that nobody can work it out."""

from __future__ import annotations

import io
import json
import random
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from hypothesis.vendor.pretty import RepresentationPrinter
from rich.console import Console

import probation_standards as ps
from probation_standards.cases.breakdowns import Breakdown, SubGroup
from probation_standards.figures import half_up
from probation_standards.reports.cases import WITHHELD, breakdown_table, rated_cases_data, rated_cases_markdown
from probation_standards.reports.terminal import show_rated_cases
from strategies import frameworks, questions_read, shown

CASES, JUDGEMENTS = "examples/derbyshire-2025-cases.csv", "examples/derbyshire-2025-judgements.csv"
QUESTION = "P 2.1.1"

FEWER = settings(max_examples=settings().max_examples // 3)
"""Enough for tables that are rated and written out, which takes a while."""

Found = dict[tuple[Hashable, Hashable, str], ps.Tally | None]
"""Service, sub-group and question, each with its tally; None where that is withheld."""


class Divided(NamedTuple):
    """Cases of services, of several grades and types of sentence.

    Attributes:
        framework: Under what they are counted; it reads no judgements.
        rows: The cases, each with all its cells.
    """

    framework: ps.Framework
    rows: list[dict[str, Any]]

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002, FBT001  # as it is called
        printer.text("\n  ".join([shown(self.framework), *map(str, self.rows)]))

    @property
    def cases(self) -> dict[str, list[Any]]:
        """The cases, as columns."""
        return {name: [row[name] for row in self.rows] for name in self.rows[0]}

    def rated(self, *breakdowns: str | Sequence[str], **options: Any) -> ps.RatedCases:
        """Return the services, rated and broken down."""
        return ps.rate_cases(self.cases, self.framework, "pdu", breakdowns=breakdowns, **options)

    def counted(self, *columns: str) -> dict[tuple[Hashable, Hashable, str], ps.Tally]:
        """Return the findings of the sub-groups by these columns, counted by hand."""
        found: dict[tuple[Hashable, Hashable, str], ps.Tally] = {}
        for row in self.rows:
            values = tuple(row[column] for column in columns)
            for question in questions_read(self.framework):
                key = row["pdu"], values[0] if len(values) == 1 else values, question
                yes, no = (row[question] == word for word in ("yes", "no"))
                found[key] = found.get(key, ps.Tally(0, 0)) + ps.Tally(int(yes), int(yes or no))
        return found


@st.composite
def divided(draw: DrawFn, *, max_cases: int = 10) -> Divided:
    """Cases of services, some with nothing in the cell of their grade. Shrinks to one case, without relevant questions."""
    framework = draw(frameworks(rules=[ps.LowestQuestion], having=[ps.LowestQuestion], max_standards=0))
    case = st.fixed_dictionaries(
        {
            "pdu": st.sampled_from(["North", "South"]),
            "grade": st.sampled_from(["PO", "PSO", "PQiP", None]),
            "sentence": st.sampled_from(["Order", "Licence"]),
            **{question: st.sampled_from(["n/a", "no", "yes"]) for question in questions_read(framework)},
        }
    )
    rows = draw(st.lists(case, min_size=1, max_size=max_cases))
    return Divided(plain(framework), [{"case": number, **row} for number, row in enumerate(rows, 1)])


@st.composite
def sized(draw: DrawFn) -> Divided:
    """Cases of North in up to four grades of up to ten cases each. Shrinks to one case of a PO."""
    framework = plain(draw(frameworks(rules=[ps.LowestQuestion], having=[ps.LowestQuestion], max_standards=0, max_questions=2)))
    sizes = {"PO": draw(st.integers(1, 10)), **{grade: draw(st.integers(0, 10)) for grade in ("PSO", "PQiP", None)}}
    rows: list[dict[str, Any]] = [
        {"case": f"{grade} {number}", "pdu": "North", "grade": grade} for grade, size in sizes.items() for number in range(size)
    ]
    for question in questions_read(framework):
        answers: list[str] = []
        for size in sizes.values():
            relevant = size - draw(st.sampled_from([0, 0, 0, *range(size + 1)]))
            yes = draw(st.integers(0, relevant))
            answers += ["yes"] * yes + ["no"] * (relevant - yes) + ["n/a"] * (size - relevant)
        for row, answer in zip(rows, answers, strict=True):
            row[question] = answer
    return Divided(framework, rows)


def plain(framework: ps.Framework) -> ps.Framework:
    """Return a framework with the usual words for answers."""
    return attrs.evolve(framework, answers=ps.Answers())


def found(breakdown: Breakdown) -> Found:
    """Return what a breakdown says."""
    return {(row.service, row.value, row.question): row.tally for row in breakdown.rows}


def outputs(rated: ps.RatedCases) -> dict[str, str]:
    """Return all that there is to read of what was rated."""
    written = io.StringIO()
    show_rated_cases(Console(file=written, width=200, color_system=None), rated)
    return {
        "text": written.getvalue(),
        "markdown": rated_cases_markdown(rated),
        "json": json.dumps(rated_cases_data(rated)),
        "breakdowns": str(rated.breakdown_columns()),
        "columns": str(rated.columns()),
        "rows": str([breakdown.rows for breakdown in rated.breakdowns]),
    }


def of_sizes(pdu: ps.Framework, sizes: Mapping[Hashable, int], answers: Sequence[str] | None = None) -> dict[str, Any]:
    """Return cases of North of grades of these sizes, answered alike on every question: yes, or with `answers`."""
    grades = [grade for grade, size in sizes.items() for _ in range(size)]
    said = answers or ["yes"] * len(grades)
    return {"pdu": ["North"] * len(grades), "grade": grades, **{question.id: said for question in pdu.questions}}


JUDGED = {"North": dict.fromkeys(["P 1.1", "P 1.2", "P 1.3"], "Good")}


def withheld(sizes: Mapping[Hashable, int], withhold: int, answers: Sequence[str] | None = None) -> set[Hashable]:
    """Return the grades that are withheld, of grades of these sizes, all but one case of each being sufficient."""
    pdu = ps.discover()["pdu-2023"]
    cases = of_sizes(pdu, sizes, answers or [answer for size in sizes.values() for answer in ["no", *["yes"] * (size - 1)]])
    rated = ps.rate_cases(cases, pdu, "pdu", judgements=JUDGED, breakdowns=["grade"], withhold=withhold)
    return {row.value for row in rated.breakdowns[0]["North"] if row.withheld}


class TestSubGroups:
    @FEWER
    @given(divided())
    def test_own_denominators(self, given: Divided) -> None:
        """Each sub-group of each service has the sufficient and relevant cases of its own; the empty cell makes one too."""
        (breakdown,) = given.rated("grade").breakdowns

        assert given.counted("grade") == found(breakdown)
        assert breakdown.columns == ("grade",)
        assert not any(row.withheld for row in breakdown.rows)

    @FEWER
    @given(divided())
    def test_several_columns(self, given: Divided) -> None:
        """Where columns are given together, each combination of their values that there is makes a sub-group."""
        (breakdown,) = given.rated(("grade", "sentence")).breakdowns

        assert given.counted("grade", "sentence") == found(breakdown)
        assert breakdown.columns == ("grade", "sentence")

    @FEWER
    @given(divided())
    def test_several_breakdowns(self, given: Divided) -> None:
        """Several breakdowns come in their order, each as it is alone."""
        several = given.rated("sentence", ["grade"], ("sentence", "grade")).breakdowns
        alone = [
            *given.rated("sentence").breakdowns,
            *given.rated("grade").breakdowns,
            *given.rated(("sentence", "grade")).breakdowns,
        ]

        assert tuple(alone) == several

    @FEWER
    @given(divided())
    def test_add_up(self, given: Divided) -> None:
        """The sub-groups of a service add up to it, where no case is in two."""
        rated = given.rated("grade")
        for service, tallies in rated.tallies.items():
            for question, whole in tallies.items():
                parts = [row.tally for row in rated.breakdowns[0][service] if row.question == question]
                assert whole == sum(filter(None, parts), ps.Tally(0, 0))

    @FEWER
    @given(divided())
    def test_ratings_stay(self, given: Divided) -> None:
        """Breaking down, and withholding, changes no rating."""
        assert dict(given.rated()) == dict(given.rated("grade", withhold=5))

    @FEWER
    @given(divided())
    def test_mapping(self, given: Divided) -> None:
        """A breakdown is a mapping of service to its sub-groups: by question, then in the order of the sub-groups' names."""
        (breakdown,) = given.rated("grade").breakdowns
        services = sorted({row["pdu"] for row in given.rows})

        assert services == list(breakdown)
        assert len(services) == len(breakdown)
        for service in services:
            grades = {row["grade"] for row in given.rows if row["pdu"] == service}
            order = [*sorted(filter(None, grades)), *({None} & grades)]
            expected = [(question, grade) for question in questions_read(given.framework) for grade in order]
            assert expected == [(row.question, row.value) for row in breakdown[service]]
        with pytest.raises(KeyError):
            breakdown["West"]

    @FEWER
    @given(divided())
    def test_percentage(self, given: Divided) -> None:
        """A percentage is exact; there is none where no case was relevant."""
        for row in given.rated("grade").breakdowns[0].rows:
            assert row.tally is not None
            expected = Fraction(100 * row.tally.sufficient, row.tally.relevant) if row.tally.relevant else None
            assert expected == row.percentage

    def test_derbyshire(self, root: Path, pdu: ps.Framework) -> None:
        """In the example of Derbyshire, 24 per cent of the cases of PSOs were sufficient on P 2.3.3, as was published."""
        rated = ps.rate_cases(root / CASES, pdu, "pdu", judgements=root / JUDGEMENTS, breakdowns=["grade"])
        (row,) = (row for row in rated.breakdowns[0]["Derbyshire"] if (row.value, row.question) == ("PSO", "P 2.3.3"))

        assert row == SubGroup("Derbyshire", "PSO", "P 2.3.3", ps.Tally(5, 21))
        assert row.percentage is not None
        assert half_up(row.percentage) == 24
        assert rated.tallies["Derbyshire"]["P 2.3.3"] == ps.Tally(21, 62)

    def test_split(self, root: Path, pdu: ps.Framework) -> None:
        """A case of two types of sentence is in both sub-groups, and once in its service."""
        options: dict[str, Any] = {"judgements": root / JUDGEMENTS, "breakdowns": ["sentence type"], "split": ";"}
        rated = ps.rate_cases(root / CASES, pdu, "pdu", **options)
        rows = [row for row in rated.breakdowns[0]["Derbyshire"] if row.question == QUESTION]

        assert {"Community order": 40, "Licence": 23} == {row.value: row.tally and row.tally.relevant for row in rows}
        assert rated.tallies["Derbyshire"].cases == 62

    def test_a_service_of_several_columns(self, pdu: ps.Framework) -> None:
        """Where several columns name the service, sub-groups stand under all of them."""
        cases = {**of_sizes(pdu, {"PO": 1, "PSO": 2}), "year": [2024, 2024, 2025]}
        rated = ps.rate_cases(cases, pdu, ["pdu", "year"], breakdowns=["grade", ("grade",)])
        rows = [(row.service, row.value, row.tally) for row in rated.breakdowns[0].rows if row.question == QUESTION]

        assert [
            (("North", 2024), "PO", ps.Tally(1, 1)),
            (("North", 2024), "PSO", ps.Tally(1, 1)),
            (("North", 2025), "PSO", ps.Tally(1, 1)),
        ] == rows
        assert rated.breakdowns[0].rows == rated.breakdowns[1].rows

    def test_refused_services(self, pdu: ps.Framework) -> None:
        """A service that could not be rated is broken down all the same."""
        rated = ps.rate_cases(of_sizes(pdu, {"PO": 2, "PSO": 1}), pdu, "pdu", breakdowns=["grade"])

        assert "North" in rated.refused
        assert ["North"] == list(rated.breakdowns[0])

    def test_repr(self, pdu: ps.Framework) -> None:
        """The repr names the columns, and says how many findings there are; it does not list them."""
        (breakdown,) = ps.rate_cases(of_sizes(pdu, {"PO": 2, "PSO": 1}), pdu, "pdu", breakdowns=["grade"]).breakdowns

        assert "'grade'" in repr(breakdown)
        assert "24 findings" in repr(breakdown)
        assert len(repr(breakdown)) < 80

    def test_one_text(self, pdu: ps.Framework) -> None:
        """One column may be given as a text."""
        cases = of_sizes(pdu, {"PO": 2, "PSO": 1})
        one = ps.rate_cases(cases, pdu, "pdu", breakdowns="grade")

        assert ps.rate_cases(cases, pdu, "pdu", breakdowns=["grade"]).breakdowns == one.breakdowns

    def test_not_among_what_was_not_counted(self, pdu: ps.Framework) -> None:
        """A column by which findings are broken down is not noted as one that was not read; others are."""
        cases = {**of_sizes(pdu, {"PO": 2}), "sex": ["F", "M"]}
        rated = ps.rate_cases(cases, pdu, "pdu", breakdowns=["grade"])

        assert ("sex",) == rated.tallies.unclaimed

    @pytest.mark.parametrize("breakdowns", [["garde"], "garde", ["grade", "garde"], [("grade", "garde")]])
    def test_unknown_column(self, pdu: ps.Framework, breakdowns: Any) -> None:
        """A column that the table lacks is an error that says so of the breakdowns, and what was probably meant."""
        with pytest.raises(ps.CaseError) as caught:
            ps.rate_cases(of_sizes(pdu, {"PO": 1}), pdu, "pdu", breakdowns=breakdowns)
        (problem,) = caught.value.problems

        assert problem.path.startswith("breakdowns")
        assert "(found 'garde'). Did you mean 'grade'?" in str(problem)


class TestTable:
    """What `breakdown_columns` gives."""

    @FEWER
    @given(divided(), st.integers(0, 6))
    def test_rows(self, given: Divided, withhold: int) -> None:
        """One row for each service, sub-group and question of each breakdown: counts, per cent, also rounded, and withheld."""
        rated = given.rated("grade", ("grade", "sentence"), withhold=withhold)
        columns = rated.breakdown_columns()
        names = ("pdu", "breakdown", "sub-group", "question", "sufficient", "relevant", "per cent", "rounded", "withheld")
        rows = [row for breakdown in rated.breakdowns for row in breakdown.rows]

        assert list(names) == list(columns)
        for row, cells in zip(rows, zip(*columns.values(), strict=True), strict=True):
            tally, percentage = row.tally, row.percentage
            values = row.value if isinstance(row.value, tuple) else None
            name = ", ".join("(empty)" if value is None else str(value) for value in values) if values else row.value
            expected = (
                row.service,
                "grade, sentence" if values else "grade",
                name,
                row.question,
                None if tally is None else tally.sufficient,
                None if tally is None else tally.relevant,
                None if percentage is None else float(percentage),
                None if percentage is None else half_up(percentage),
                row.withheld,
            )
            assert expected == cells

    def test_rounding(self, pdu: ps.Framework) -> None:
        """Halves are rounded upwards: 1 of 8 is 12.5 per cent, which is 13."""
        cases = of_sizes(pdu, {"PO": 8}, ["yes", *["no"] * 7])
        columns = ps.rate_cases(cases, pdu, "pdu", breakdowns=["grade"]).breakdown_columns()

        assert ({12.5}, {13}) == ({*columns["per cent"]}, {*columns["rounded"]})

    def test_none(self, pdu: ps.Framework) -> None:
        """Without breakdowns the table has its columns, and no rows."""
        columns = ps.rate_cases(of_sizes(pdu, {"PO": 1}), pdu, "pdu").breakdown_columns()

        assert "sub-group" in columns
        assert {0} == {len(cells) for cells in columns.values()}

    def test_several_names(self, pdu: ps.Framework) -> None:
        """There is a column for each that names the service."""
        cases = {**of_sizes(pdu, {"PO": 2}), "year": [2024, 2025]}
        columns = ps.rate_cases(cases, pdu, ["pdu", "year"], breakdowns=["grade"]).breakdown_columns()

        assert {("North", 2024), ("North", 2025)} == {*zip(columns["pdu"], columns["year"], strict=True)}

    @pytest.mark.parametrize("name", ["question", "sub-group", "relevant", "per cent", "withheld", "breakdown"])
    def test_a_name_that_is_there(self, pdu: ps.Framework, name: str) -> None:
        """A column of services is never replaced by one of the table's own: such a name is refused."""
        cases = of_sizes(pdu, {"PO": 1})
        cases = {name: cases.pop("pdu"), **cases}
        with pytest.raises(ps.CaseError) as caught:
            ps.rate_cases(cases, pdu, name, breakdowns=["grade"]).breakdown_columns()

        assert repr(name) in str(caught.value)


class TestWithholding:
    """What is withheld, and that it stays so."""

    @given(sized(), st.integers(0, 11))
    def test_what(self, given: Divided, withhold: int) -> None:
        """No figure on fewer cases is shown, nor can it be found from the whole and what is shown; all shown is right.

        What is withheld is all there is, or two sub-groups or more that are together on enough cases, and neither all
        sufficient nor none where the whole is not; and no more than is needed for that: the smallest.
        """
        (breakdown,) = given.rated("grade", withhold=withhold).breakdowns
        counted = given.counted("grade")
        said = found(breakdown)

        assert counted.keys() == said.keys()
        assert {key: counted[key] for key, tally in said.items() if tally} == {
            key: tally for key, tally in said.items() if tally
        }
        assert [row.tally is None for row in breakdown.rows] == [row.withheld for row in breakdown.rows]
        for question in questions_read(given.framework):
            tallies = {value: tally for (_, value, of), tally in counted.items() if of == question}
            order = sorted(tallies, key=lambda value: (tallies[value].relevant, str(value)))
            hidden = [tallies[value] for value in order if said["North", value, question] is None]
            whole = sum(tallies.values(), ps.Tally(0, 0))
            open_to_see = [tallies[value] for value in order if said["North", value, question] is not None]

            assert all(tally.relevant >= withhold for tally in open_to_see)
            assert hidden == [tallies[value] for value in order][: len(hidden)]
            if hidden and open_to_see:
                assert enough(hidden, withhold, whole)
            if hidden and hidden[-1].relevant >= withhold:
                assert hidden[0].relevant < withhold
                assert not enough(hidden[:-1], withhold, whole)

    @FEWER
    @given(sized(), st.integers(1, 11), st.randoms(use_true_random=False))
    def test_tells_nothing(self, given: Divided, withhold: int, chance: random.Random) -> None:
        """Whoever reads all there is can't tell the withheld sub-groups apart.

        Had their cases changed answers with each other, all outputs would be the same, as long as the same are withheld.
        """
        rated = given.rated("grade", withhold=withhold)
        rows = [dict(row) for row in given.rows]
        for question in questions_read(given.framework):
            hidden = {row.value for row in rated.breakdowns[0].rows if row.withheld and row.question == question}
            swapped = [row for row in rows if row["grade"] in hidden and row[question] != "n/a"]
            answers = [row[question] for row in swapped]
            chance.shuffle(answers)
            for row, answer in zip(swapped, answers, strict=True):
                row[question] = answer
        other = Divided(given.framework, rows).rated("grade", withhold=withhold)

        if [row.withheld for row in rated.breakdowns[0].rows] == [row.withheld for row in other.breakdowns[0].rows]:
            assert outputs(rated) == outputs(other)

    @FEWER
    @given(divided(max_cases=24), st.integers(1, 9))
    def test_cells(self, given: Divided, withhold: int) -> None:
        """In tables for people a figure that is withheld is [c], and that is explained where it stands; others never are."""
        rated = given.rated("grade", withhold=withhold)
        (breakdown,) = rated.breakdowns
        some = any(row.withheld for row in breakdown.rows)
        written = outputs(rated)
        for service, rows in breakdown.items():
            head, *body = breakdown_table(breakdown, service)
            cells = {row[0]: row[1:] for row in body[0]}
            grades = list(dict.fromkeys(row.value for row in rows))
            assert ["Question", *("(empty)" if grade is None else grade for grade in grades)] == head
            for row in rows:
                cell = cells[row.question][grades.index(row.value)]
                assert row.withheld == (cell == WITHHELD)
                assert (str(row.tally) in cell) == (row.percentage is not None)

        assert (f"{WITHHELD}: withheld" in written["text"]) == some
        assert (f"{WITHHELD}: withheld" in written["markdown"]) == some

    @pytest.mark.parametrize(
        ("sizes", "withhold", "expected"),
        [
            ({"PO": 31, "PQiP": 10, "PSO": 21}, 0, set()),
            ({"PO": 31, "PQiP": 10, "PSO": 21}, 10, set()),
            ({"PO": 31, "PQiP": 10, "PSO": 21}, 11, {"PQiP", "PSO"}),
            ({"PO": 31, "PQiP": 10, "PSO": 21}, 22, {"PQiP", "PSO"}),
            ({"PO": 31, "PQiP": 10, "PSO": 21}, 32, {"PO", "PQiP", "PSO"}),
            ({"PO": 20, "PQiP": 1, "PSO": 2}, 5, {"PO", "PQiP", "PSO"}),
            ({"PO": 20, "PQiP": 1, "PSO": 2, None: 6}, 5, {"PQiP", "PSO", None}),
            ({"PO": 20, "PQiP": 3, "PSO": 2}, 5, {"PQiP", "PSO"}),
            ({"PO": 3}, 5, {"PO"}),
            ({"PO": 2, "PSO": 1}, 5, {"PO", "PSO"}),
            ({"PO": 5, "PSO": 5, "PQiP": 4}, 5, {"PO", "PQiP"}),
        ],
    )
    def test_sizes(self, sizes: dict[Hashable, int], withhold: int, expected: set[Hashable]) -> None:
        """Sub-groups on fewer cases are withheld and, where those alone could be worked out, the next smallest with them."""
        assert expected == withheld(sizes, withhold)

    @pytest.mark.parametrize("answer", ["yes", "no"])
    def test_all_alike(self, answer: str) -> None:
        """Where all that is withheld is sufficient, or none, each case's answer would be known: so the next goes with it."""
        sizes: dict[Hashable, int] = {"PO": 20, "PSO": 8, "PQiP": 3, "SPO": 3}
        both = ["yes", "no"] * 10

        assert {"PSO", "PQiP", "SPO"} == withheld(sizes, 5, [*both, *both[:8], *[answer] * 6])
        assert {*sizes} == withheld(sizes, 5, [*both, *[answer] * 14])
        assert {"PQiP", "SPO"} == withheld(sizes, 5, [*[answer] * 28, *both[:6]])

    @pytest.mark.parametrize("answer", ["yes", "no"])
    def test_whole_alike(self, answer: str) -> None:
        """Where the whole is sufficient, or nothing of it, that tells of each case already: no more is withheld for it."""
        sizes: dict[Hashable, int] = {"PO": 20, "PSO": 8, "PQiP": 3, "SPO": 3}

        assert {"PQiP", "SPO"} == withheld(sizes, 5, [answer] * 34)

    def test_by_question(self, pdu: ps.Framework) -> None:
        """Relevant cases are what counts, question by question: where few are relevant, only that question is withheld."""
        cases = of_sizes(pdu, {"PO": 6, "PSO": 6})
        cases = {**cases, QUESTION: ["yes"] * 6 + ["yes", "no"] + ["n/a"] * 4}
        rated = ps.rate_cases(cases, pdu, "pdu", breakdowns=["grade"], withhold=5)

        assert {QUESTION} == {row.question for row in rated.breakdowns[0].rows if row.withheld}

    def test_each_service_alone(self, pdu: ps.Framework) -> None:
        """What is withheld of one service is shown of another that has enough cases."""
        one, other = of_sizes(pdu, {"PO": 6, "PSO": 2}), of_sizes(pdu, {"PO": 6, "PSO": 5})
        cases = {name: [*one[name], *other[name]] for name in one}
        cases["pdu"] = ["North"] * 8 + ["South"] * 11
        (breakdown,) = ps.rate_cases(cases, pdu, "pdu", breakdowns=["grade"], withhold=5).breakdowns

        assert {"North"} == {row.service for row in breakdown.rows if row.withheld}

    def test_no_answers_withheld(self, pdu: ps.Framework) -> None:
        """A sub-group to which a question applied in no case is withheld too: that is a figure on fewer cases."""
        cases = {**of_sizes(pdu, {"PO": 6, "PSO": 6}), QUESTION: ["yes"] * 6 + ["n/a"] * 6}
        (breakdown,) = ps.rate_cases(cases, pdu, "pdu", breakdowns=["grade"], withhold=1).breakdowns

        assert {"PO", "PSO"} == {row.value for row in breakdown.rows if row.question == QUESTION and row.withheld}

    @pytest.mark.parametrize("withhold", [-1, -5, 2.5, float("nan"), True, "5", None, [5]])
    def test_no_number(self, pdu: ps.Framework, withhold: Any) -> None:
        """What is no whole number of cases from 0 up is refused, and never means that all is shown."""
        with pytest.raises(ps.CaseError) as caught:
            ps.rate_cases(of_sizes(pdu, {"PO": 1}), pdu, "pdu", breakdowns=["grade"], withhold=withhold)
        (problem,) = caught.value.problems

        assert problem.path == "withhold"
        assert repr(withhold) in str(problem)

    @FEWER
    @given(st.permutations([("PO", 7), ("PSO", 5), ("PQiP", 5), ("SPO", 2)]))
    def test_same_again(self, sizes: list[tuple[Hashable, int]]) -> None:
        """Which of two sub-groups of one size goes with the smallest does not depend on the order of the cases."""
        assert {"SPO", "PQiP"} == withheld(dict(sizes), 3)


def enough(tallies: Collection[ps.Tally], withhold: int, whole: ps.Tally) -> bool:
    """Return whether sub-groups can be withheld while others are shown, and tell no more of their cases than the whole does."""
    together = sum(tallies, ps.Tally(0, 0))
    tells = mixed(whole) and not mixed(together)
    return len(tallies) > 1 and together.relevant >= withhold and not tells


def mixed(tally: ps.Tally) -> bool:
    """Return whether some of the cases are sufficient and some are not."""
    return 0 < tally.sufficient < tally.relevant


class TestOfCases:
    """Cases whose rows name several sub-groups."""

    @staticmethod
    def long(pdu: ps.Framework, grade: Callable[[str, str], str]) -> dict[str, list[str]]:
        """Return a long table of three cases, with a grade for each case and question."""
        rows = [(case, question.id) for case in "ABC" for question in pdu.questions]
        return {
            "case": [case for case, _ in rows],
            "pdu": ["North"] * len(rows),
            "grade": [grade(case, id) for case, id in rows],
            "question": [id for _, id in rows],
            "answer": ["yes"] * len(rows),
        }

    def test_noted(self, pdu: ps.Framework) -> None:
        """A case with a sub-group for one standard and another for the next is counted in both, and named in a note."""
        cases = self.long(pdu, lambda case, question: "PSO" if case == "B" and question.startswith("P 2.1") else "PO")
        rated = ps.rate_cases(cases, pdu, "pdu", breakdowns=["grade"])

        (note,) = [str(note) for note in rated.notes if "more than one" in str(note)]

        assert note == (
            "1 case is in more than one sub-group of grade (case B in North, PO and North, PSO): "
            "counted in each for what was asked there, and once in the total"
        )

    def test_not_noted(self, pdu: ps.Framework) -> None:
        """Where each case has one, or is in two services with one in each, nothing is said of sub-groups."""
        cases = self.long(pdu, lambda _case, _question: "PO")
        twice = {name: [*column, *column] for name, column in cases.items()}
        twice["pdu"] = ["North"] * len(cases["pdu"]) + ["South"] * len(cases["pdu"])

        for columns in (cases, twice):
            notes = ps.rate_cases(columns, pdu, "pdu", breakdowns=["grade"]).notes
            assert not any("sub-group" in str(note) for note in notes)

    def test_rows_in_another(self, pdu: ps.Framework) -> None:
        """Where rows of one standard name several, those that lack in each are an error, as they are of groups."""
        cases = self.long(pdu, lambda case, question: "PSO" if case == "B" and question == "P 2.1.1" else "PO")

        with pytest.raises(ps.CaseError, match=r"same pdu and grade; 3 are not there: case B in North, PO and North, PSO;"):
            ps.rate_cases(cases, pdu, "pdu", breakdowns=["grade"])

    def test_alike(self, pdu: ps.Framework) -> None:
        """Sub-groups that look alike are named once, and services that do as they are without a breakdown."""
        cases = self.long(pdu, lambda case, _: "pso" if case == "B" else "PSO")

        assert ["grade 'pso' (1 case) looks like 'PSO' (2 cases)"] == [
            str(note) for note in ps.rate_cases(cases, pdu, "pdu", breakdowns=["grade"]).notes if "looks like" in str(note)
        ]
