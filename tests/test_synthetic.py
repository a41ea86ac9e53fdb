"""Synthetic cases: made up so that counting their answers gives exactly the tallies that were asked for."""

from __future__ import annotations

import csv
import runpy
from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.vendor.pretty import RepresentationPrinter

import probation_standards as ps
from probation_standards.cases.synthetic import synthetic_cases, tally_of
from probation_standards.checking import asked
from probation_standards.figures import half_up
from strategies import frameworks, shown, tallies

ANSWERS = {"yes", "no", "not relevant"}
CSV = "examples/derbyshire-2025-cases.csv"


class Wanted(NamedTuple):
    """What synthetic cases are made from."""

    framework: ps.Framework
    tallies: dict[str, ps.Tally]
    columns: dict[str, dict[str, int]]
    cases: int
    seed: int

    def made(self) -> dict[str, list[str]]:
        return synthetic_cases(self.framework, self.tallies, cases=self.cases, seed=self.seed, columns=self.columns)

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002, FBT001  # as it is called
        printer.text(f"{shown(self.framework)}, {self.tallies}, {self.columns}, {self.cases} cases, seed {self.seed}")


@st.composite
def anything_wanted(draw: st.DrawFn) -> Wanted:
    """Tallies for some of what a framework asks, and columns that add up. Shrinks to one case and nothing asked of it."""
    framework = draw(frameworks())
    cases = draw(st.integers(1, 40))
    ids = [id for id in asked(framework) if draw(st.booleans())]
    columns = {}
    for name in draw(st.lists(st.sampled_from(["sentence type", "grade", '"é", {0}']), unique=True)):
        first = draw(st.integers(0, cases))
        columns[name] = {"A": first, "B": cases - first}
    wanted = {id: draw(tallies(min_relevant=0, max_relevant=cases)) for id in ids}
    return Wanted(framework, wanted, columns, cases, draw(st.integers(0, 2**64)))


def counted(answers: Sequence[str]) -> ps.Tally:
    """The tally of a column of answers."""
    assert set(answers) <= ANSWERS
    return ps.Tally(answers.count("yes"), len(answers) - answers.count("not relevant"))


def agreement(answers: Mapping[str, Sequence[str]], first: str, second: str) -> tuple[Fraction, Fraction]:
    """The share of cases whose two answers are the same, and the share that would be if they were independent."""
    pairs = list(zip(answers[first], answers[second], strict=True))
    shares = [Fraction(answers[id].count("yes"), len(pairs)) for id in (first, second)]
    independent = shares[0] * shares[1] + (1 - shares[0]) * (1 - shares[1])
    return Fraction(sum(one == other for one, other in pairs), len(pairs)), independent


def refused(framework: ps.Framework, tallies: Any, **arguments: Any) -> list[str]:
    """The problems for which no cases are made, as texts."""
    with pytest.raises(ps.EvidenceError) as raised:
        synthetic_cases(framework, tallies, **{"cases": 62, **arguments})
    assert raised.value.heading == f"no synthetic cases can be made under {framework.id}"
    return [str(problem) for problem in raised.value.problems]


class TestCounting:
    """Counting gives back what was asked for."""

    @given(anything_wanted())
    def test_tallies(self, wanted: Wanted) -> None:
        """For any framework and any tallies that can be, the answers count to exactly those tallies."""
        made = wanted.made()

        assert wanted.tallies == {id: counted(made[id]) for id in wanted.tallies}

    @given(anything_wanted())
    def test_columns(self, wanted: Wanted) -> None:
        """Each further column has each value as often as asked, and every column has one cell for each case."""
        made = wanted.made()

        assert {wanted.cases} == {len(cells) for cells in made.values()}
        for name, counts in wanted.columns.items():
            assert Counter(counts) == Counter(made[name])

    @given(anything_wanted())
    def test_order(self, wanted: Wanted) -> None:
        """The ids come first, then the further columns as given, then the questions and prompts as the framework has them."""
        questions = [id for id in asked(wanted.framework) if id in wanted.tallies]

        assert ["case", *wanted.columns, *questions] == list(wanted.made())

    @pytest.mark.parametrize(
        ("first", "last", "cases"), [("C-001", "C-001", 1), ("C-001", "C-999", 999), ("C-0001", "C-1000", 1000)]
    )
    def test_ids(self, pdu: ps.Framework, first: str, last: str, cases: int) -> None:
        """Ids are numbered from 1 with as many digits as sort them, three at least."""
        ids = synthetic_cases(pdu, {}, cases=cases, prefix="C")["case"]

        assert (first, last, cases) == (ids[0], ids[-1], len(set(ids)))
        assert ids == sorted(ids)


class TestChance:
    """What is left to chance, and what is not."""

    @given(anything_wanted())
    def test_same_seed(self, wanted: Wanted) -> None:
        """The same arguments give the same cases, in whatever order the tallies are."""
        again = wanted._replace(tallies=dict(reversed(wanted.tallies.items())))

        assert list(wanted.made().items()) == list(again.made().items())

    def test_other_seed(self, pdu: ps.Framework) -> None:
        """Another seed deals the values, the answers and what is relevant otherwise."""
        columns = {"grade": {"PO": 31, "PSO": 31}}
        wanted = {"P 2.1.1": ps.Tally(31, 62), "P 2.1.2": ps.Tally(31, 31)}
        first, second = (synthetic_cases(pdu, wanted, cases=62, seed=seed, columns=columns) for seed in (0, 1))

        assert {"case"} == {name for name in first if first[name] == second[name]}

    def test_every_version(self, pdu: ps.Framework) -> None:
        """The cases of a seed are known in full: every machine and every version of Python gives these."""
        wanted = {"P 2.1.1": ps.Tally(3, 6), "P 2.1.3": ps.Tally(2, 8)}
        made = synthetic_cases(pdu, wanted, cases=8, seed=2025, columns={"grade": {"PO": 5, "PSO": 3}})

        assert {name: " ".join(cell[:3] for cell in cells) for name, cells in made.items() if name != "case"} == {
            "grade": "PO PSO PO PO PO PSO PO PSO",
            "P 2.1.1": "yes no yes not no no not yes",
            "P 2.1.3": "no no no yes yes no no no",
        }


class TestHangingTogether:
    """The answers of one case hang together."""

    QUESTIONS = ("P 2.1.1", "P 2.1.3", "P 2.3.2", "P 2.4.3")

    def test_questions(self, pdu: ps.Framework) -> None:
        """The answers of a case to any two questions are alike more often than independent ones would be, and not always."""
        wanted = {id: ps.Tally(sufficient, 2000) for id, sufficient in zip(self.QUESTIONS, (1200, 700, 1100, 900), strict=True)}
        made = synthetic_cases(pdu, wanted, cases=2000)

        for first, second in combinations(self.QUESTIONS, 2):
            alike, independent = agreement(made, first, second)
            assert independent + Fraction(1, 10) < alike < Fraction(9, 10)

    def test_prompts(self, catalogue: ps.Catalogue) -> None:
        """Prompts follow their own key question more than they follow another."""
        framework = catalogue["youth-2018"]
        questions = [question for question in framework.questions if len(question.prompts) > 1][:2]
        first, second = questions
        prompts = [prompt.id for prompt in first.prompts]
        made = synthetic_cases(framework, dict.fromkeys([first.id, second.id, *prompts], ps.Tally(1000, 2000)), cases=2000)

        for prompt in prompts:
            assert agreement(made, prompt, first.id) > agreement(made, prompt, second.id)

    def test_columns(self, pdu: ps.Framework) -> None:
        """A further column has nothing to do with the answers."""
        half = {"yes": 1000, "no": 1000}
        made = synthetic_cases(pdu, {"P 2.1.1": ps.Tally(1000, 2000)}, cases=2000, columns={"contact suspended": half})
        alike, independent = agreement(made, "contact suspended", "P 2.1.1")

        assert abs(alike - independent) < Fraction(1, 20)

    def test_relevance(self, pdu: ps.Framework) -> None:
        """Which cases a question applies to has nothing to do with how they do on it."""
        wanted = {"P 2.1.1": ps.Tally(1000, 2000), "P 2.1.2": ps.Tally(500, 1000)}
        made = synthetic_cases(pdu, wanted, cases=2000)
        relevant = ["no" if answer == "not relevant" else "yes" for answer in made["P 2.1.2"]]
        alike, independent = agreement({"P 2.1.1": made["P 2.1.1"], "relevant": relevant}, "P 2.1.1", "relevant")

        assert abs(alike - independent) < Fraction(1, 20)


class TestRefused:
    """What can't be made is refused, all of it at once."""

    @pytest.mark.parametrize(
        ("expected", "tallies"),
        [
            (
                "tallies.\"P 2.9.3\": expected the id of a key question or prompt (found 'P 2.9.3'). Did you mean 'P 2.4.3'?",
                {"P 2.9.3": ps.Tally(1, 2)},
            ),
            ('tallies."P 2.1": expected the id of a key question or prompt (found', {"P 2.1": ps.Tally(1, 2)}),
            (
                'tallies."P 2.1.3": expected no more sufficient cases than relevant ones (found 3 of 2)',
                {"P 2.1.3": ps.Tally(3, 2)},
            ),
            ('tallies."P 2.1.3": expected two whole numbers of cases', {"P 2.1.3": ps.Tally(-1, 2)}),
            ('tallies."P 2.1.3": expected two whole numbers of cases', {"P 2.1.3": ps.Tally(sufficient=True, relevant=2)}),
            (
                'tallies."P 2.1.3": expected no more relevant cases than there are, 62 (found 1 of 63)',
                {"P 2.1.3": ps.Tally(1, 63)},
            ),
            ('tallies."P 2.1.3": expected a tally, such as Tally(21, 62) (found 34)', {"P 2.1.3": 34}),
        ],
    )
    def test_tallies(self, pdu: ps.Framework, expected: str, tallies: Any) -> None:
        """An id that is not asked, and a tally that can't be, are named by their path."""
        (problem,) = refused(pdu, tallies)

        assert problem.startswith(expected)

    @pytest.mark.parametrize(
        ("expected", "name", "counts"),
        [
            (
                "columns.grade: expected counts that add up to the number of cases, 62 (found 61)",
                "grade",
                {"PO": 40, "PSO": 21},
            ),
            ("columns.grade: expected counts that add up to the number of cases, 62 (found 0)", "grade", {}),
            ("columns.grade.PO: expected a whole number of at least 0 (found -1)", "grade", {"PO": -1, "PSO": 63}),
            ("columns.grade.PO: expected a whole number of at least 0 (found 62.0)", "grade", {"PO": 62.0}),
            ("columns.grade.PO: expected a whole number of at least 0 (found True)", "grade", {"PO": True, "PSO": 61}),
            ('columns.grade."5": expected a text that is not empty (found 5)', "grade", {5: 62}),
            ("columns.grade: expected a table of how many cases have which value (found 62)", "grade", 62),
            ("columns.\"\": expected a text that is not empty (found '')", "", {"PO": 62}),
            (
                "columns.case: expected a name that is not \"case\", the column of the ids of the cases (found 'case')",
                "case",
                {"A": 62},
            ),
            (
                "columns.\"P 2.1.3\": expected a name that is not the id of a key question or prompt (found 'P 2.1.3')",
                "P 2.1.3",
                {"yes": 62},
            ),
        ],
    )
    def test_columns(self, pdu: ps.Framework, expected: str, name: str, counts: Any) -> None:
        """A column that does not add up to the cases, or has the name of another, is named by its path."""
        assert [expected] == refused(pdu, {}, columns={name: counts})

    @pytest.mark.parametrize(
        ("expected", "arguments"),
        [
            ("cases: expected a whole number of at least 1 (found 0)", {"cases": 0}),
            ("cases: expected a whole number of at least 1 (found -62)", {"cases": -62}),
            ("cases: expected a whole number of at least 1 (found True)", {"cases": True}),
            ("cases: expected a whole number of at least 1 (found 62.0)", {"cases": 62.0}),
            ("seed: expected a whole number of at least 0 (found -1)", {"seed": -1}),
            ("seed: expected a whole number of at least 0 (found None)", {"seed": None}),
            ("prefix: expected a text that is not empty (found '')", {"prefix": ""}),
        ],
    )
    def test_numbers(self, pdu: ps.Framework, expected: str, arguments: dict[str, Any]) -> None:
        """There is at least one case, and what can be no seed is none; what depends on the number of cases is left out."""
        assert [expected] == refused(pdu, {"P 2.1.3": ps.Tally(21, 62)}, columns={"grade": {"PO": 62}}, **arguments)

    def test_all_at_once(self, pdu: ps.Framework) -> None:
        """Every problem is in the one error."""
        with pytest.raises(ps.EvidenceError) as raised:
            synthetic_cases(
                pdu,
                {"P 2.1.1": ps.Tally(3, 2), "P 2.1.2": ps.Tally(1, 63), "P 9": ps.Tally(64, 63)},
                cases=62,
                seed=-1,
                columns={"grade": {"PO": 61}, "case": {"PO": 62}},
            )

        assert [
            *("seed", 'tallies."P 2.1.1"', 'tallies."P 2.1.2"', 'tallies."P 9"', 'tallies."P 9"'),
            *("columns.grade", "columns.case"),
        ] == [problem.path for problem in raised.value.problems]

    def test_question_that_is_named_case(self, pdu: ps.Framework) -> None:
        """A question whose column would hide the ids of the cases is refused."""
        standard = pdu["P 2.1"]
        questions = (attrs.evolve(standard.questions[0], id="case"), *standard.questions[1:])
        standards = tuple(attrs.evolve(one, questions=questions) if one is standard else one for one in pdu.standards)
        framework = attrs.evolve(pdu, standards=standards)

        assert ['tallies.case: expected an id that is not "case", the column of the ids of the cases'] == refused(
            framework, {"case": ps.Tally(1, 2)}
        )


class TestTallyOf:
    """The tally behind a published whole percentage."""

    @given(st.integers(0, 100), st.integers(1, 1000))
    def test_nearest(self, percentage: int, relevant: int) -> None:
        """It is the one nearest to the percentage, the lower of two, of all that round to it; without any it is refused."""
        figures = {sufficient: Fraction(100 * sufficient, relevant) for sufficient in range(relevant + 1)}
        rounded = [sufficient for sufficient, figure in figures.items() if half_up(figure) == percentage]
        if rounded:
            best = min(rounded, key=lambda sufficient: (abs(figures[sufficient] - percentage), sufficient))
            assert ps.Tally(best, relevant) == tally_of(percentage, relevant)
        else:
            with pytest.raises(ps.EvidenceError, match="rounds to"):
                tally_of(percentage, relevant)

    @given(tallies(max_relevant=100))
    def test_found_again(self, tally: ps.Tally) -> None:
        """Of up to 100 relevant cases no two tallies round alike, so a published percentage gives its tally back."""
        assert tally.percentage is not None
        assert tally == tally_of(half_up(tally.percentage), tally.relevant)

    @pytest.mark.parametrize(
        ("expected", "percentage", "relevant"),
        [
            (ps.Tally(2, 200), 1, 200),  # 1 of 200 rounds up to 1 too, and is further away
            (ps.Tally(1, 150), 1, 150),  # as near as 2 of 150
            (ps.Tally(0, 62), 0, 62),
            (ps.Tally(62, 62), 100, 62),
            (ps.Tally(40, 62), 65, 62),  # 64.5...
            (ps.Tally(1, 8), 13, 8),  # 12.5
            (ps.Tally(67, 134), 50, 134),
            (ps.Tally(1, 3), 33, 3),
        ],
    )
    def test_examples(self, expected: ps.Tally, percentage: int, relevant: int) -> None:
        """Halves round upwards, the nearest is taken, and the ends are whole."""
        assert expected == tally_of(percentage, relevant)

    @pytest.mark.parametrize(
        ("paths", "percentage", "relevant"),
        [
            (["percentage"], 1, 62),
            (["percentage"], 12, 8),  # 12.5 rounds up
            (["percentage"], 101, 62),
            (["percentage"], -1, 62),
            (["percentage"], Fraction(129, 2), 62),
            (["percentage"], True, 62),
            (["percentage"], None, 62),
            (["relevant"], 50, 0),
            (["relevant"], 50, 62.0),
            (["percentage", "relevant"], "50", -1),
        ],
    )
    def test_refused(self, paths: list[str], percentage: Any, relevant: Any) -> None:
        """A percentage that no tally rounds to, or that is no whole one, and cases that can't be, are refused."""
        with pytest.raises(ps.EvidenceError, match="there is no such tally") as raised:
            tally_of(percentage, relevant)

        assert paths == [problem.path for problem in raised.value.problems]

    def test_what_there_is_instead(self) -> None:
        """The error names the percentages that there could have been."""
        with pytest.raises(ps.EvidenceError, match=r"such as 0 \(0 of 62\) or 2 \(1 of 62\) \(found 1\)"):
            tally_of(1, 62)


@pytest.fixture(scope="module")
def rows(root: Path) -> list[dict[str, str]]:
    """The cases of the example."""
    with (root / CSV).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class TestDerbyshire:
    """The example: 62 cases that give the published percentages of Derbyshire PDU, 2025."""

    def test_made(self, root: Path) -> None:
        """The file is what the script prints, byte for byte."""
        derbyshire = runpy.run_path(str(root / "benchmarks/make_derbyshire_cases.py"))["derbyshire"]

        assert (root / CSV).read_bytes() == derbyshire().encode()

    def test_percentages(self, rows: list[dict[str, str]], pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """All 62 cases are relevant to each of the twelve questions and give its percentage, to a whole per cent."""
        found = {id: counted([row[id] for row in rows]) for id in derbyshire.evidence.findings}

        assert dict(derbyshire.evidence.findings) == {id: half_up(tally.percentage or 0) for id, tally in found.items()}
        assert {62} == {tally.relevant for tally in found.values()}
        assert 12 == len(found)
        assert [question.id for standard in pdu.standards for question in standard.questions if question.id in found] == [
            *rows[0]
        ][6:]

    def test_rated(self, rows: list[dict[str, str]], pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """Rated on the tallies of the cases, the inspection has the ratings and the score that were published."""
        found = {id: counted([row[id] for row in rows]) for id in derbyshire.evidence.findings}
        rated = ps.rate(pdu, ps.Evidence(findings=found, judgements=derbyshire.evidence.judgements))

        assert ps.rate(pdu, derbyshire.evidence).ratings == rated.ratings
        assert (2, 21, "Inadequate") == (rated.score, rated.maximum, str(rated.overall.rating))

    def test_probation_services_officers(self, rows: list[dict[str, str]]) -> None:
        """24 per cent of the cases of probation services officers are sufficient on P 2.3.3, as the report says."""
        tally = counted([row["P 2.3.3"] for row in rows if row["grade"] == "PSO"])

        assert 24 == half_up(tally.percentage or 0)

    @pytest.mark.parametrize(
        ("expected", "column"),
        [
            ({"Derbyshire": 62}, "pdu"),
            # The report's 38, 22 and 1 make 61, while it counts 62 cases; the 62nd is made a community order.
            ({"Community order": 39, "Licence": 22, "Community order; Licence": 1}, "sentence type"),
            ({"PO": 31, "PSO": 21, "PQiP": 10}, "grade"),
            ({"synthetic": 62}, "synthetic"),
            ({"yes": 11, "no": 51}, "contact suspended"),
        ],
    )
    def test_attributes(self, rows: list[dict[str, str]], expected: dict[str, int], column: str) -> None:
        """Each attribute has each value as often as the report says, or as is plausible, and each row says it is synthetic."""
        assert expected == Counter(row[column] for row in rows)

    def test_ids(self, rows: list[dict[str, str]]) -> None:
        """The cases are numbered from 1 to 62."""
        assert [f"DERBYSHIRE-{number:03}" for number in range(1, 63)] == [row["case"] for row in rows]

    def test_form(self, root: Path) -> None:
        """The file is plain: UTF-8 without a mark, a header, lines that end with a line feed alone."""
        content = (root / CSV).read_bytes()

        assert content.startswith(b"case,pdu,sentence type,grade,synthetic,contact suspended,P 2.1.1,")
        assert content.endswith(b"\n")
        assert b"\r" not in content
        assert 63 == len(content.decode().splitlines())
