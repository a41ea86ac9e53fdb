"""Counting cases: what `tally` makes of a table of answers. Here of plain columns; test_tally_engines has engines'."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import probation_standards as ps
from case_tables import CaseTable, case_tables, found, outcome
from probation_standards.cases.counts import Place
from strategies import SUSPENDED, frameworks, questions_read, tallies

Q1, Q2, Q3 = "P 2.1.1", "P 2.1.2", "P 2.1.3"

TAKEN_SO = 'missing="not relevant" (--missing not-relevant) takes them as not relevant'

LENIENT: dict[str, Any] = {"missing": "not relevant", "repeated": "once"}
"""Takes every table that has no odd answers and no rows that contradict each other."""

Columns = Mapping[str, Sequence[Any]]


@cache
def suspending_framework() -> ps.Framework:
    """Return the framework of 2023 with a key question and a prompt that are asked where contact is not suspended."""
    framework = ps.discover()["pdu-2023"]
    standard = framework["P 2.1"]
    first = standard.questions[0]
    prompts = [attrs.evolve(first.prompts[0], relevant_when=SUSPENDED), *first.prompts[1:]]
    asked = attrs.evolve(first, relevant_when=SUSPENDED, prompts=prompts)
    changed = attrs.evolve(standard, questions=[asked, *standard.questions[1:]])
    return attrs.evolve(framework, standards=[changed if one is standard else one for one in framework.standards])


@pytest.fixture
def suspending() -> ps.Framework:
    return suspending_framework()


def wrong(cases: Any, framework: ps.Framework, *more: Any, **options: Any) -> list[str]:
    """Return what is wrong with cases that can't be counted, problem by problem."""
    with pytest.raises(ps.CaseError) as caught:
        ps.tally(cases, framework, *more, **options)
    return [str(problem) for problem in caught.value.problems]


def numbers(tallies: ps.Tallies) -> dict[Hashable, dict[str, tuple[int, int]]]:
    """Return sufficient and relevant cases by group and question."""
    return {group: {id: (tally.sufficient, tally.relevant) for id, tally in some.items()} for group, some in tallies.items()}


def numbered(count: int, columns: Columns) -> dict[str, Sequence[Any]]:
    """Return columns with the cases A, B, C and so on before them."""
    return {"case": [chr(ord("A") + place) for place in range(count)], **columns}


def parts(pattern: str, problem: str) -> tuple[str, ...]:
    """Return the question of a problem and the parts of a pattern that its text matches, without the numbers of rows."""
    matched = re.fullmatch(rf'questions\."(.+?)": {pattern}', re.sub(r"row \d+ ", "", problem))
    return matched.groups() if matched else (problem,)


class TestCounting:
    """What is counted, held against counting by hand."""

    @given(case_tables())
    def test_wide(self, table: CaseTable) -> None:
        """In each group each question has as many cases of each answer as there are, and in all as many as there are cases."""
        tallies = ps.tally(table.columns, table.framework, table.by, **LENIENT)

        assert table.counted() == found(tallies)
        assert table.counted_in_all() == tallies.total.answered

    @given(case_tables(texts=True, absent=True))
    def test_long(self, table: CaseTable) -> None:
        """So it is in a long table, where a row that lacks is a missing answer if the case has another of the standard."""
        tallies = ps.tally(table.long, table.framework, table.by, **LENIENT)

        assert table.counted(long=True) == found(tallies)
        assert table.counted_in_all(long=True) == tallies.total.answered

    @settings(max_examples=50)
    @given(case_tables(), st.sampled_from(["columns", "long"]))
    def test_tally(self, table: CaseTable, form: str) -> None:
        """Sufficient are the cases answered yes; relevant those answered yes or no."""
        tallies = ps.tally(getattr(table, form), table.framework, table.by, **LENIENT)

        for group in [*tallies.values(), tallies.total]:
            expected = {id: ps.Tally(answered.yes, answered.yes + answered.no) for id, answered in group.answered.items()}
            assert expected == dict(group)

    @settings(max_examples=50)
    @given(case_tables())
    def test_rows(self, table: CaseTable) -> None:
        """A list of rows says what the columns say."""
        rows = [dict(row.cells) for row in table.rows]

        assert outcome(table.columns, table.framework, table.by, **LENIENT) == outcome(
            rows, table.framework, table.by, **LENIENT
        )

    @given(case_tables(texts=True, absent=True, odd=True), st.sampled_from(["columns", "long"]), st.randoms())
    def test_order(self, table: CaseTable, form: str, chance: random.Random) -> None:
        """Neither the order of the rows nor that of the columns matters: not to what is counted, nor to what is wrong."""
        columns = {name: column for name, column in getattr(table, form).items() if name != "remarks"}  # told in their order
        places = list(range(len(columns["case"])))
        names = list(columns)
        chance.shuffle(places)
        chance.shuffle(names)
        shuffled = {name: [columns[name][place] for place in places] for name in names}
        options = chance.choice([{}, LENIENT])
        one, other = (outcome(given, table.framework, table.by, **options) for given in (columns, shuffled))

        assert sorted(map(repr, one.pop("wrong", []))) == sorted(map(repr, other.pop("wrong", [])))
        assert one == other

    @settings(max_examples=50)
    @given(case_tables())
    def test_order_of_groups(self, table: CaseTable) -> None:
        """Groups stand in the order of their names: texts by letter, numbers by size, the empty cell last."""
        groups: list[Any] = [group if len(table.by) > 1 else (group,) for group in table.counted()] if table.by else [((),)]
        expected = sorted(groups, key=lambda group: [(part is None, 0 if part is None else part) for part in group])
        tallies = ps.tally(table.columns, table.framework, table.by, **LENIENT)

        assert [group if len(table.by) > 1 else group[0] for group in expected] == list(tallies)

    @settings(max_examples=50)
    @given(case_tables(most_rows=1, most_groups=1))
    def test_without_names(self, table: CaseTable) -> None:
        """Where rows have no names, each counts as a case of its own; that is the same where no case has two."""
        expected = outcome(table.columns, table.framework, table.by, **LENIENT)
        nameless = {name: column for name, column in table.columns.items() if name != "case"}

        assert expected == outcome(nameless, table.framework, table.by, missing="not relevant")

    @given(st.data())
    def test_synthetic(self, data: st.DataObject) -> None:
        """Cases that were made up so as to give certain tallies give them."""
        framework = data.draw(frameworks(having=[ps.LowestQuestion], max_standards=1))
        expected = {id: data.draw(tallies(min_relevant=0, max_relevant=20)) for id in questions_read(framework)}
        cases = ps.synthetic_cases(framework, expected, cases=20, columns={"pdu": {"North": 12, "South": 8}})
        made = ps.tally(cases, framework, "pdu", answers=ps.Answers())

        assert expected == dict(made.total)
        assert expected == {id: made["North"][id] + made["South"][id] for id in expected}

    def test_derbyshire(self, root: Path, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """The made-up cases of Derbyshire, counted, are evidence of which comes what was published: 2 of 21."""
        made = ps.tally(root / "examples/derbyshire-2025-cases.csv", pdu, by="pdu")
        rated = ps.rate(pdu, attrs.evolve(derbyshire.evidence, findings=made["Derbyshire"]))

        assert (2, 21) == (rated.score, rated.maximum)

    @settings(max_examples=50)
    @given(case_tables(attribute=False))
    def test_as_evidence(self, table: CaseTable) -> None:
        """The tallies of a group are findings as they are: they rate as the same tallies written out do, or are refused so."""
        for group in ps.tally(table.columns, table.framework, table.by, **LENIENT).values():
            written = {id: ps.Tally(tally.sufficient, tally.relevant) for id, tally in group.items()}
            assert ps.Evidence(findings=written) == ps.Evidence(findings=group)
            assert _rated(table.framework, written) == _rated(table.framework, group)

    def test_prompts(self, pdu: ps.Framework) -> None:
        """Prompts are counted as key questions are."""
        prompt = pdu["P 2.1"].questions[0].prompts[0].id

        assert {(): {Q1: (1, 2), prompt: (2, 2)}} == numbers(
            ps.tally({"case": [1, 2], prompt: ["y", "y"], Q1: ["y", "n"]}, pdu)
        )

    def test_order_of_questions(self, pdu: ps.Framework) -> None:
        """Questions stand in the framework's order, whatever their order in the table."""
        made = ps.tally({"case": [1], Q3: ["y"], Q1: ["n"], Q2: ["n/a"]}, pdu)

        assert [Q1, Q2, Q3] == list(made.total)
        names = [f"{id} {what}" for id in (Q1, Q2, Q3) for what in ("sufficient", "relevant")]
        assert ["cases", "missing", *names] == list(made.columns())


def _rated(framework: ps.Framework, findings: Mapping[str, ps.Tally]) -> object:
    try:
        rated = ps.rate(framework, ps.Evidence(findings=findings))
    except ps.EvidenceError as error:
        return list(map(str, error.problems))
    return dict(rated.items()), rated.overall


class TestWords:
    """Which words are answers."""

    def test_declared(self, pdu: ps.Framework) -> None:
        """The words of a call take the place of those of the framework."""
        met = ps.Answers(yes=("met",), no=("not met",))
        strict = attrs.evolve(pdu, answers=ps.Answers(yes=("always",), no=("never",)))
        cases = {"case": [1, 2, 3], Q1: ["Met", "not met ", "N/A"]}

        assert {Q1: ps.Tally(1, 2)} == dict(ps.tally(cases, pdu, answers=met).total)
        assert {Q1: ps.Tally(1, 2)} == dict(ps.tally(cases, strict, answers=met).total)
        assert {Q1: ps.Tally(1, 2)} == dict(ps.tally(cases, attrs.evolve(pdu, answers=met)).total)
        assert {Q1: ps.Tally(2, 3)} == dict(ps.tally({**cases, Q1: ["always", "NEVER", "Always"]}, strict).total)

    def test_of_the_framework_only(self, pdu: ps.Framework) -> None:
        """Where a framework declares words, the usual ones are none, and the message names what was probably meant."""
        strict = attrs.evolve(pdu, answers=ps.Answers(yes=("met",)))
        (usual,), (near,) = (wrong({"case": ["A"], Q1: [word]}, strict) for word in ("yes", "mett"))

        assert usual.endswith("(found 'yes')")
        assert near.endswith("(found 'mett'). Did you mean 'met'?")

    @pytest.mark.parametrize(
        "column",
        [
            [True, False, True],
            [1, 0, 1],
            [1.0, 0.0, 1.0],
            ["1", "0.0", "TRUE"],
            [True, 0, "yes"],
            pd.Series([True, False, True]),
            pd.Series([1, 0, 1], dtype="Int8"),
            pd.Series(["yes", "no", "yes"], dtype="category"),
            (1, 0, 1),
        ],
    )
    def test_values(self, pdu: ps.Framework, column: Sequence[Any]) -> None:
        """Truth values and 1 and 0 are answers, in whatever the column is held, and may stand beside words."""
        assert {Q1: ps.Tally(2, 3)} == dict(ps.tally({"case": [1, 2, 3], Q1: column}, pdu).total)

    @pytest.mark.parametrize("odd", ["perhaps", "NA", 2, -1, 0.5, "yes and no", "-", ["yes"], b"yes", {"yes": 1}])
    def test_no_answer(self, pdu: ps.Framework, odd: object) -> None:
        """What is no answer is an error, and never counts as one."""
        (problem,) = wrong(numbered(2, {Q1: ["yes", odd]}), pdu)

        assert re.search(r"expected yes, no or not relevant \(1 cell: row \d+ \(case B\)\)", problem)
        assert (odd if isinstance(odd, str) else str(odd)) in problem

    def test_how_often_and_where(self, pdu: ps.Framework) -> None:
        """Each odd answer to each question is told once, with how often it stands there and in which cases first."""
        columns = {"case": list("ABCDEFGH"), Q1: ["yes", *["Yess"] * 7], Q2: [*["no"] * 5, "Yess", "maybe", "Yess"]}

        assert [
            (Q1, "7 cells: (case B), (case C), (case D), (case E), (case F) and 2 more", "(found 'Yess'). Did you mean 'yes'?"),
            (Q2, "2 cells: (case F) and (case H)", "(found 'Yess'). Did you mean 'yes'?"),
            (Q2, "1 cell: (case G)", "(found 'maybe')"),
        ] == [
            parts(r"expected yes, no or not relevant \((.*?)\)(?:; .*)? (\(found .*)", problem)
            for problem in wrong(columns, pdu)
        ]

    def test_together(self, pdu: ps.Framework) -> None:
        """Odd answers and missing ones are told together."""
        problems = wrong(numbered(3, {Q1: ["Yess", None, "no"], Q2: ["", "no", "perhaps"]}), pdu)

        assert [(Q1, "Yess"), (Q2, "perhaps"), (Q1, "1 of 3 is missing"), (Q2, "1 of 3 is missing")] == [
            (id, said)
            for problem in problems
            for id in (Q1, Q2)
            for said in ("Yess", "perhaps", "1 of 3 is missing")
            if id in problem and said in problem
        ]

    def test_many(self, pdu: ps.Framework) -> None:
        """Where nearly every cell is odd, as in a column of remarks, the message stays short."""
        columns = {"case": list(range(500)), Q1: [f"remark {number}" for number in range(500)]}

        assert len(wrong(columns, pdu)) <= 25

    def test_only_what_is_counted(self, pdu: ps.Framework) -> None:
        """Answers to what the framework does not ask are not looked at, in wide tables and in long ones."""
        wide = {"case": [1], Q1: ["yes"], "Was it raining?": ["drizzle"]}
        long = {"case": [1, 1], "question": [Q1, "Was it raining?"], "answer": ["yes", "drizzle"]}

        assert dict(ps.tally(wide, pdu).total) == dict(ps.tally(long, pdu).total) == {Q1: ps.Tally(1, 1)}

    @pytest.mark.parametrize(
        ("word", "answers", "near"),
        [
            ("Insufficient", {"yes": ("sufficient",)}, None),
            ("insuficient", {"yes": ("sufficient",)}, None),
            ("not sufficient", {"yes": ("sufficient",)}, None),
            ("no-sufficient", {"yes": ("sufficient",)}, None),
            ("relevant", {}, None),
            ("sufficient", {"yes": ("yes",), "no": ("insufficient",)}, None),
            ("satisfied", {"no": ("dissatisfied",)}, None),
            ("insuficient", {"yes": ("sufficient",), "no": ("insufficient",)}, "insufficient"),
            ("suficient", {"yes": ("sufficient",), "no": ("insufficient",)}, "sufficient"),
            ("no relevant", {}, "not relevant"),
            ("nott met", {"yes": ("met",), "no": ("not met",)}, "not met"),
        ],
    )
    def test_never_the_opposite(self, pdu: ps.Framework, word: str, answers: dict[str, Any], near: str | None) -> None:
        """What was probably meant is never the opposite of what is written, which differs from it by a prefix alone."""
        (problem,) = wrong({"case": ["A"], Q1: [word]}, pdu, answers=ps.Answers(**answers))

        assert (None if near is None else f"Did you mean '{near}'?") == (problem.partition("). ")[2] or None)

    def test_under_many_questions(self, pdu: ps.Framework) -> None:
        """A word under more than two questions is told once, with all of its cells; the way out is told once."""
        columns = {"case": list("AB"), **{id: ["Met", "Not met"] for id in (Q1, Q2, Q3)}, "P 2.2.1": ["yes", "perhaps"]}
        first, *others = wrong(columns, pdu)

        assert first == (
            "answers: expected yes, no or not relevant (3 cells under 3 questions, as in row 1 (case A)); "
            "answers=Answers(yes=[...], no=[...], not_relevant=[...]) (--yes, --no, --not-relevant) says which words mean what "
            "(found 'Met')"
        )
        assert others == [
            "answers: expected yes, no or not relevant (3 cells under 3 questions, as in row 2 (case B)) (found 'Not met')",
            "questions.\"P 2.2.1\": expected yes, no or not relevant (1 cell: row 2 (case B)) (found 'perhaps')",
        ]

    def test_many_under_many_questions(self, pdu: ps.Framework) -> None:
        """Of many such words the most frequent are told one by one, and how many more there are."""
        words = [f"word {number}" for number in range(8) for _ in range(9 - number)]
        problems = wrong({"case": range(len(words)), **dict.fromkeys((Q1, Q2, Q3), words)}, pdu)

        assert 6 == len(problems)
        assert "(27 cells under 3 questions, as in row 1 (case 0), " in problems[0]
        assert "answers: expected yes, no or not relevant; 3 more words in 27 cells are none" == problems[5]

    def test_way_out(self, pdu: ps.Framework) -> None:
        """Where every word is a slip or an error of a spreadsheet, there is no need of other words."""
        assert not any("answers=" in problem for problem in wrong({"case": [1, 2], Q1: ["yess", "#N/A"]}, pdu))


class TestMissing:
    """Answers that were not given."""

    def test_an_error(self, pdu: ps.Framework) -> None:
        """Unless it is said what they are, missing answers are an error, with how many there are and the first places."""
        columns = numbered(8, {Q1: ["yes", *[None] * 7], Q2: [*["no"] * 7, " "], Q3: ["n/a"] * 8})

        assert [
            (Q1, "7 of 8 are missing: (case B), (case C), (case D), (case E), (case F) and 2 more", TAKEN_SO),
            (Q2, "1 of 8 is missing: (case H)", TAKEN_SO),
        ] == [parts(r"expected an answer for each case; (.*); (.*)", problem) for problem in wrong(columns, pdu)]

    @pytest.mark.parametrize("nothing", [None, float("nan"), pd.NA, pd.NaT, "", "  ", "nan", "Missing", " not  answered"])
    def test_nothing(self, pdu: ps.Framework, nothing: object) -> None:
        """Missing is whatever holds nothing, and the words for it: an error, or on demand not relevant, and counted."""
        columns = numbered(2, {Q1: ["yes", nothing], Q2: ["no", "n/a"]})
        made = ps.tally(columns, pdu, missing="not relevant")

        assert "1 of 2 is missing" in wrong(columns, pdu)[0]
        assert {Q1: ps.Tally(1, 1), Q2: ps.Tally(0, 1)} == dict(made.total)
        assert (1, 1, 0) == (made.missing, made.total.answered[Q1].missing, made.total.answered[Q2].missing)
        assert ps.Answered(1, 0, 0, 1) == made.total.answered[Q1]

    @settings(max_examples=50)
    @given(case_tables(most_groups=1))
    def test_how_many(self, table: CaseTable) -> None:
        """The number of missing answers in the result is that of cases and questions without one; none goes unsaid."""
        made = ps.tally(table.columns, table.framework, table.by, **LENIENT)
        expected = sum(meaning == "missing" for row in _once(table) for meaning in row.meant.values())

        assert expected == made.missing == sum(answered.missing for answered in made.total.answered.values())
        if expected:
            problems = wrong(table.columns, table.framework, table.by, repeated="once")
            told = [re.search(r"([\d,]+) of ([\d,]+) (?:is|are) missing", problem) for problem in problems]
            assert expected == sum(int(count[1]) for count in told if count)

    def test_lists_of_rows(self, pdu: ps.Framework) -> None:
        """What a row in a list of rows lacks is missing."""
        rows = [{"case": 1, Q1: "yes"}, {"case": 2, Q1: "no", Q2: "yes"}]

        assert "1 of 2 is missing" in wrong(rows, pdu)[0]
        assert 1 == ps.tally(rows, pdu, missing="not relevant").missing

    def test_rows_that_lack(self, pdu: ps.Framework) -> None:
        """In a long table a case with a row for one key question of a standard is to have one for each that the table has."""
        columns = {"case": ["A", "A", "B", "C"], "question": [Q1, Q2, Q1, "P 2.2.1"], "answer": ["yes"] * 4}
        made = ps.tally(columns, pdu, missing="not relevant")

        expected = "expected a row for each case that has one for another key question of the standard"

        assert [f'questions."P 2.1.2": {expected}; 1 is not there: case B; {TAKEN_SO}'] == wrong(columns, pdu)
        assert 1 == made.missing
        assert {Q1: 0, Q2: 1, "P 2.2.1": 0} == {id: answered.missing for id, answered in made.total.answered.items()}

    def test_rows_that_lack_elsewhere(self, pdu: ps.Framework) -> None:
        """So it is where as many rows lack of one question as of another, of different cases."""
        columns = {"case": ["A", "B"], "question": [Q1, Q2], "answer": ["yes", "yes"]}

        assert [Q1, Q2] == [problem.split('"')[1] for problem in wrong(columns, pdu)]
        assert 2 == ps.tally(columns, pdu, missing="not relevant").missing

    def test_rows_that_lack_without_names(self, pdu: ps.Framework) -> None:
        """Where rows have no names there is no case to name."""
        columns = {"question": [Q1, Q1, Q2], "answer": ["yes"] * 3}

        assert "; 1 is not there; " in wrong(columns, pdu)[0]

    @pytest.mark.parametrize("named", [Q2, "Safety of staff"])
    def test_questions_of_another_name(self, pdu: ps.Framework, named: str) -> None:
        """Where rows lack, questions that the framework does not have are named: what lacks may be there by another name."""
        columns = {"case": ["A", "A", "B", "B"], "question": [Q1, Q2, Q1, named], "answer": ["yes"] * 4}
        told = outcome(columns, pdu).get("wrong", [])

        assert (['questions."P 2.1.2"', "column 'question'"] if named != Q2 else []) == [path for path, *_ in told]
        assert all("not the id of any question: 'Safety of staff'; " in expected for _, expected, *_ in told[1:])

    def test_explained_by_a_slip(self, pdu: ps.Framework) -> None:
        """Rows that lack because their question is misspelt are told once, as that, with the first of them."""
        columns = {"case": list("AABBCC"), "question": [Q1, Q2, Q1, "P2.1.2", Q1, "P2.1.2"], "answer": ["yes"] * 6}
        one_more = {name: [*column, value] for (name, column), value in zip(columns.items(), ["D", Q1, "no"], strict=True)}
        (problem,) = wrong(columns, pdu)

        assert "key question or prompt (2 rows: row 4 (case B) and row 6 (case C)) (found 'P2.1.2')" in problem
        assert ['question "P2.1.2"', 'questions."P 2.1.2"'] == [told.partition(":")[0] for told in wrong(one_more, pdu)]

    def test_rows_in_another_group(self, pdu: ps.Framework) -> None:
        """In each group a case is to have all rows of a standard: one row with another group is an error, and named."""
        columns = {"case": list("AAABBB"), "pdu": ["N", "S", "N", "N", "N", "N"], "question": [Q1, Q2, Q3] * 2}
        columns["answer"] = ["yes"] * 6
        made = ps.tally(columns, pdu, "pdu", missing="not relevant")
        expected = "expected the rows of a case for one standard in the same pdu"

        assert [f"by pdu: {expected}; 3 are not there: case A in S and N; {TAKEN_SO}"] == wrong(columns, pdu, "pdu")
        assert (0, [1, 2]) == (made.missing, made.columns()["missing"])
        assert not outcome(columns, pdu).get("wrong")

    def test_all_rows_in_two_groups(self, pdu: ps.Framework) -> None:
        """A case with all rows in two groups lacks nothing; one that lacks a row in both lacks one."""
        columns = {"case": list("AAAA"), "type": ["Order", "Order", "Licence", "Licence"], "question": [Q1, Q2] * 2}
        whole = {**columns, "answer": ["yes"] * 4}
        others = {"case": list("BBB"), "type": ["Order", "Order", "Licence"], "question": [Q1, Q3, Q1], "answer": ["yes"] * 3}
        both = {name: [*whole[name], *others[name]] for name in whole}

        assert {"Licence": {Q1: (1, 1), Q2: (1, 1)}, "Order": {Q1: (1, 1), Q2: (1, 1)}} == numbers(ps.tally(whole, pdu, "type"))
        assert ['questions."P 2.1.2"', 'questions."P 2.1.3"', "by type"] == [
            problem.partition(":")[0] for problem in wrong(both, pdu, "type")
        ]
        assert "1 is not there: case B in Licence;" in wrong(both, pdu, "type")[2]

    def test_rows_of_prompts(self, pdu: ps.Framework) -> None:
        """A prompt may have no row: inspectors look at it where it applies."""
        prompt = pdu["P 2.1"].questions[0].prompts[0].id
        columns = {"case": ["A", "A", "B"], "question": [Q1, prompt, Q1], "answer": ["yes"] * 3}

        assert {Q1: ps.Tally(2, 2), prompt: ps.Tally(1, 1)} == dict(ps.tally(columns, pdu).total)

    def test_rows_and_cells(self, pdu: ps.Framework) -> None:
        """Rows that are there without an answer and rows that lack are told together, and both counted."""
        columns = {"case": ["A", "A", "B"], "question": [Q1, Q2, Q1], "answer": ["yes", None, "no"]}
        problems = wrong(columns, pdu)

        assert 2 == len(problems) == sum('"P 2.1.2"' in problem for problem in problems)
        assert 2 == ps.tally(columns, pdu, missing="not relevant").missing


def _once(table: CaseTable) -> list[Any]:
    return list({row.case: row for row in table.rows}.values())


class TestLayout:
    """Which column holds what."""

    @pytest.mark.parametrize("name", ["case", "Case", "CASE", "case_id", "Case ID"])
    def test_cases_found(self, pdu: ps.Framework, name: str) -> None:
        """The column of cases is found by its usual names."""
        assert "several rows" in wrong({name: ["A", "A"], Q1: ["yes"] * 2}, pdu)[0]

    def test_cases_named(self, pdu: ps.Framework) -> None:
        """It can be named; then another of a usual name is a column like any."""
        columns = {"case": ["A", "A"], "number": [1, 2], Q1: ["yes"] * 2}
        made = ps.tally(columns, pdu, case="number")

        assert (ps.Tally(2, 2), ("case",)) == (made.total[Q1], made.unclaimed)

    def test_no_cases(self, pdu: ps.Framework) -> None:
        """Without one, or where it is said that rows have no names, each row is a case."""
        columns = {"case": ["A", "A"], Q1: ["yes", "no"]}

        assert ps.Tally(1, 2) == ps.tally(columns, pdu, case=()).total[Q1]
        assert ps.Tally(1, 2) == ps.tally({Q1: ["yes", "no"]}, pdu).total[Q1]

    def test_places_without_cases(self, pdu: ps.Framework) -> None:
        """Where rows have no names, the place of what is wrong is a row."""
        assert re.search(r"1 of 2 is missing: row \d;", wrong({Q1: ["yes", None]}, pdu)[0])

    def test_named_by_several(self, pdu: ps.Framework) -> None:
        """A case can be named by several columns together, where cases are numbered within a group."""
        columns = {"pdu": ["North", "South", "South"], "number": [1, 1, 2], Q1: ["yes", "no", "yes"]}

        assert {"North": {Q1: (1, 1)}, "South": {Q1: (1, 2)}} == numbers(ps.tally(columns, pdu, "pdu", case=("pdu", "number")))
        assert wrong(columns, pdu, "pdu", case="number")[0].endswith(
            'where case numbers start again in each pdu, name a case by both: case=("pdu", "number") (--case pdu --case number)'
        )
        assert ["case column 'pdu', 'number'"] == [
            problem.partition(":")[0] for problem in wrong({**columns, "number": [1, 1, 1]}, pdu, case=["pdu", "number"])
        ]

    @pytest.mark.parametrize(("question", "answer"), [("question", "answer"), ("Question", "ANSWER")])
    def test_long_found(self, pdu: ps.Framework, question: str, answer: str) -> None:
        """A table with a column of questions and one of answers, by those names, is a long one."""
        assert ps.Tally(1, 1) == ps.tally({"case": [1], question: [Q1], answer: ["yes"]}, pdu).total[Q1]

    def test_long_named(self, pdu: ps.Framework) -> None:
        """They can be named, both or the one that is called otherwise."""
        columns = {"case": [1, 1], "item": [Q1, Q2], "answer": ["yes", "no"], "met": ["no", "yes"]}

        assert ps.Tally(1, 1) == ps.tally(columns, pdu, question="item").total[Q1]
        assert ps.Tally(0, 1) == ps.tally(columns, pdu, question="item", answer="met").total[Q1]

    def test_wide_after_all(self, pdu: ps.Framework) -> None:
        """A column named by a question's id makes a table a wide one, whatever else is in it, unless it is said to be long."""
        columns = {"case": [1], Q1: ["no"], "question": [Q1], "answer": ["yes"]}

        assert ps.Tally(0, 1) == ps.tally(columns, pdu).total[Q1]
        assert ps.Tally(1, 1) == ps.tally(columns, pdu, question="question", answer="answer").total[Q1]

    def test_columns_lacking(self, pdu: ps.Framework) -> None:
        """A column that is named and is not there is an error, with the one that was probably meant; all are told at once."""
        columns = {"case number": [1], "probation unit": ["North"], "item": [Q1], "said": ["yes"]}
        options = {"case": "case numbr", "question": "itm", "answer": "siad"}

        assert wrong(columns, pdu, "probation unti", **options) == [
            f"{field}: expected a column of the table: 'case number', 'probation unit', 'item' or 'said' (found {name!r}). "
            f"Did you mean {near!r}?"
            for field, name, near in [
                ("by", "probation unti", "probation unit"),
                ("case", "case numbr", "case number"),
                ("question", "itm", "item"),
                ("answer", "siad", "said"),
            ]
        ]

    @pytest.mark.parametrize(("given", "lacks"), [("question", "answer"), ("answer", "question")])
    def test_half_long(self, pdu: ps.Framework, given: str, lacks: str) -> None:
        """Of a long table both columns must be there."""
        expected = "expected the name of a column: a long table has one of questions and one of answers"

        assert [f"{lacks}: {expected} (found only 'x')"] == wrong({"case": [1], "x": ["yes"]}, pdu, **{given: "x"})

    def test_names_of_its_own(self, pdu: ps.Framework) -> None:
        """A table keeps its own names of questions where it is said what they stand for, wide or long."""
        named = {"Engaged?": Q1, "Safe?": Q2}
        wide = {"case": [1, 2], "Engaged?": ["yes", "no"], "Safe?": ["n/a", "yes"], Q3: ["no", "no"]}
        long = {"case": [1, 1], "question": ["Engaged?", Q2], "answer": ["yes", "no"]}

        assert {(): {Q1: (1, 2), Q2: (1, 1), Q3: (0, 2)}} == numbers(ps.tally(wide, pdu, questions=named))
        assert {(): {Q1: (1, 1), Q2: (0, 1)}} == numbers(ps.tally(long, pdu, questions=named))
        assert "questions.\"P 2.1.1\" (column 'Engaged?')" in wrong({**wide, "Engaged?": ["yes", "?"]}, pdu, questions=named)[0]

    def test_wrongly_named(self, pdu: ps.Framework) -> None:
        """They must stand for questions of the framework."""
        (problem,) = wrong({"case": [1], Q1: ["yes"], "Safe?": ["no"]}, pdu, questions={"Safe?": "P 2.1.33"})

        assert problem.startswith('questions."Safe?": expected the id of a key question or prompt')
        assert problem.endswith("(found 'P 2.1.33'). Did you mean 'P 2.1.3'?")

    def test_names_that_lack(self, pdu: ps.Framework) -> None:
        """A name that the table does not have is an error: the question that it stands for would be lacking unnoticed."""
        (problem,) = wrong({"case": [1], Q1: ["yes"], "Safe": ["no"]}, pdu, questions={"Safe?": Q3})

        assert "expected a column of the table" in problem
        assert problem.endswith("(found 'Safe?'). Did you mean 'Safe'?")

    @pytest.mark.parametrize("long", [False, True])
    def test_two_names(self, pdu: ps.Framework, long: bool) -> None:  # noqa: FBT001  # a parameter
        """No two of a table's names stand for one question."""
        columns: Columns = {"case": [1], Q1: ["yes"], "Engaged?": ["no"]}
        if long:
            columns = {"case": [1, 1], "question": [Q1, "Engaged?"], "answer": ["yes", "no"]}

        assert [f"questions.\"P 2.1.1\": expected one name for it; '{Q1}' is another (found 'Engaged?')"] == wrong(
            columns, pdu, questions={"Engaged?": Q1}
        )

    @pytest.mark.parametrize("long", [False, True])
    @pytest.mark.parametrize(("name", "meant"), [("P 2.1.l", Q1), ("P2.1.2", Q2), ("p 2.1.3", Q3)])
    def test_mistyped(self, pdu: ps.Framework, name: str, meant: str, long: bool) -> None:  # noqa: FBT001  # a parameter
        """A name that is almost the id of a question which is not there is an error, and says which was probably meant."""
        there = [id for id in (Q1, Q2, Q3) if id != meant]
        columns: Columns = {"case": [1], name: ["yes"], **{id: ["no"] for id in there}}
        if long:
            columns = {"case": [1] * 3, "question": [name, *there], "answer": ["yes", "no", "no"]}
        what, where = ("question", " (1 row: row 1 (case 1))") if long else ("column", "")

        assert [
            f'{what} "{name}": expected the id of a key question or prompt{where} (found {name!r}). Did you mean {meant!r}?'
        ] == wrong(columns, pdu)

    def test_not_mistyped(self, pdu: ps.Framework) -> None:
        """Where all questions are there, a column of a like name is one that no question claims."""
        columns = {"case": [1], **{question.id: ["yes"] for question in pdu.questions}}
        prompts = {prompt.id: ["yes"] for question in pdu.questions for prompt in question.prompts}
        made = ps.tally({**columns, **prompts, "P 2.1.1 (old)": ["no"], "pdu": ["North"], "p": [1]}, pdu)

        assert ("P 2.1.1 (old)", "pdu", "p") == made.unclaimed

    def test_no_questions(self, pdu: ps.Framework) -> None:
        """A table without any question is refused, wide or long, and the message says what was expected and what is there."""
        wide = "expected columns named by the ids of key questions or prompts ('P 2.1.1', "
        long = "column 'question': expected the ids of key questions or prompts ('P 2.1.1', "
        (of_wide,), (of_long,) = wrong({"case": [1], "remarks": ["-"]}, pdu), wrong({**LONG, "question": ["remarks"]}, pdu)

        assert of_wide.startswith(f"columns: {wide}")
        assert of_wide.endswith("a table keeps its own names with questions={...} (--rename) (found ['case', 'remarks'])")
        assert of_long.startswith(long)
        assert of_long.endswith("(found ['remarks'])")

    def test_all_at_once(self, pdu: ps.Framework) -> None:
        """All that is wrong with the columns is told at once."""
        columns = {"case": [1], "P 2.1.l": ["yes"], "Engaged?": ["no"]}

        assert ["by", 'questions."Engaged?"', 'column "P 2.1.l"'] == [
            problem.partition(":")[0] for problem in wrong(columns, pdu, "pdu", questions={"Engaged?": "P 9"})
        ]

    def test_lengths(self, pdu: ps.Framework) -> None:
        """Columns must have as many rows as each other."""
        assert ["column 'P 2.1.1': expected 2 rows, as in the others (found 1)"] == wrong({"case": [1, 2], Q1: ["yes"]}, pdu)

    def test_no_rows(self, pdu: ps.Framework) -> None:
        """A table without rows has no cases, and nothing goes wrong; a long one shows no question, and is refused."""
        made = ps.tally({"case": [], "pdu": [], Q1: []}, pdu, "pdu")

        assert ([], 0, {}) == (list(made), made.total.cases, dict(made.total))
        assert 'questions."P 2.1.1": it was relevant to no case' in map(str, made.notes)
        assert wrong({name: [] for name in LONG}, pdu)[0].startswith("column 'question': expected the ids of key questions or")


CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 2),
    st.floats(),
    st.sampled_from(["yes", "no", "n/a", "", Q1, Q2]),
    st.text(max_size=2),
    st.binary(max_size=2),
    st.dates(),
    st.decimals(),
    st.just([1]),
)
"""What may stand in a cell, whether it belongs there or not."""

LONG: dict[str, list[Any]] = {"case": [1], "question": [Q1], "answer": ["yes"]}


class TestRepeats:
    """Cases in several rows."""

    def test_twice(self, pdu: ps.Framework) -> None:
        """A case in several rows of one group is an error, with how many there are and the first of them."""
        (problem,) = wrong({"case": list("ABCAADEBFGFGHH"), Q1: ["yes"] * 14}, pdu)

        assert problem == (
            "case column 'case': expected each case once in its group; 5 cases (case A in rows 1, 4 and 5, case B in rows 2 "
            "and 8, case F in rows 9 and 11, case G in rows 10 and 12 and case H in rows 13 and 14) have several rows; "
            'repeated="once" (--repeated once) counts a case in rows that are alike once'
        )

    def test_many_twice(self, pdu: ps.Framework) -> None:
        """Of many cases and rows the first are named, and how many more there are; each case once, in a long table too."""
        (cases,) = wrong({"case": list("ABCDEFG") * 2, Q1: ["yes"] * 14}, pdu)
        rows = {"case": ["A"] * 6, "question": [Q1, Q2, Q3] * 2, "answer": ["yes"] * 6}
        (of_one,) = wrong(rows, pdu)

        assert "7 cases (case A in rows 1 and 8, " in cases
        assert "case E in rows 5 and 12 and 2 more) have several rows" in cases
        assert "1 case (case A in rows 1, 4, 2, 5, 3 and 1 more) has several rows" in of_one

    def test_once(self, pdu: ps.Framework) -> None:
        """On demand it counts once where its rows are alike."""
        columns = {"case": list("AABBB"), Q1: ["yes", "yes", "no", "no", "no"], Q2: ["no"] * 5}

        assert {(): {Q1: (1, 2), Q2: (0, 2)}} == numbers(ps.tally(columns, pdu, repeated="once"))

    def test_alike(self, pdu: ps.Framework) -> None:
        """Rows are alike that differ in case and blanks only, or in columns that are not read."""
        columns = {"case": ["A", "A", "B", "B"], Q1: ["Yes", " yes", None, ""], "remarks": list("abcd")}
        made = ps.tally(columns, pdu, **LENIENT)

        assert {Q1: ps.Answered(1, 0, 0, 1)} == dict(made.total.answered)

    @pytest.mark.parametrize("repeated", ["error", "once"])
    @pytest.mark.parametrize(("by", "pdus"), [((), "NN"), ("pdu", "NN"), ("pdu", "NS")])
    def test_differing(self, pdu: ps.Framework, repeated: Any, by: Any, pdus: str) -> None:
        """Rows of one case that differ are always an error, in one group or in two."""
        columns = {"case": ["A", "A", "B"], "pdu": [*pdus, "N"], Q1: ["yes", "no", "no"], Q2: ["no"] * 3}
        (problem,) = wrong(columns, pdu, by, repeated=repeated)

        assert problem.startswith(
            "case column 'case': expected the same answers in all rows of a case; "
            "1 case (case A: P 2.1.1 is 'yes' in row 1 and 'no' in row 2) has different ones; where case numbers start again"
        )

    def test_differing_in_a_long_table(self, pdu: ps.Framework) -> None:
        """In a long table the question that differs is named too, with its rows; an empty answer is called so."""
        (problem,) = wrong({"case": ["A"] * 4, "question": [Q1, Q2, Q1, Q2], "answer": ["no", "yes", "No", None]}, pdu)

        assert "1 case (case A: P 2.1.2 is 'yes' in row 2 and empty in row 4) has different ones" in problem

    @pytest.mark.parametrize("answers", [["yes", None], ["n/a", "no"], ["missing", "n/a"]])
    def test_differing_in_what_lacks(self, pdu: ps.Framework, answers: list[str | None]) -> None:
        """An answer beside a missing one differs from it, and so does not relevant."""
        problems = wrong({"case": ["A", "A"], Q1: answers}, pdu, **LENIENT)

        assert "expected the same answers in all rows of a case" in problems[0]

    def test_in_two_groups(self, pdu: ps.Framework) -> None:
        """A case in two groups counts in both and once in the total."""
        columns = {"case": ["A", "A", "B"], "type": ["Order", "Licence", "Order"], Q1: ["yes", "yes", "no"], Q2: ["n/a"] * 3}
        made = ps.tally(columns, pdu, by="type")

        assert {"Licence": {Q1: (1, 1), Q2: (0, 0)}, "Order": {Q1: (1, 2), Q2: (0, 0)}} == numbers(made)
        assert ({Q1: ps.Tally(1, 2), Q2: ps.Tally(0, 0)}, 2) == (dict(made.total), made.total.cases)

    def test_in_two_groups_twice(self, pdu: ps.Framework) -> None:
        """A case may be in two groups and twice in one of them."""
        columns = {"case": list("AAAB"), "type": ["Order", "Licence", "Order", "Order"], Q1: ["yes"] * 3 + ["no"]}

        assert "1 case" in wrong(columns, pdu, "type")[0]
        assert {"Licence": {Q1: (1, 1)}, "Order": {Q1: (1, 2)}} == numbers(ps.tally(columns, pdu, "type", repeated="once"))

    @pytest.mark.parametrize("groups", [["N", "N "], [" North", "North\t"], [None, ""], [None, " "], ["", float("nan")]])
    def test_one_group_written_twice(self, pdu: ps.Framework, groups: list[Any]) -> None:
        """Two ways of writing one group, or of leaving it out, are one group: a case with both stands in it twice."""
        columns = {"case": ["A", "A"], "pdu": groups, Q1: ["yes", "yes"]}
        made = ps.tally(columns, pdu, "pdu", repeated="once")

        assert "several rows" in wrong(columns, pdu, "pdu")[0]
        assert [{Q1: ps.Tally(1, 1)}] == list(map(dict, made.values()))

    @pytest.mark.parametrize("repeated", ["error", "once"])
    def test_of_two_attributes(self, suspending: ps.Framework, repeated: Any) -> None:
        """Rows of one case that differ in an attribute are an error too: on which cases a question is asked can't be told."""
        columns = {"case": ["A", "A"], SUSPENDED.attribute: ["no", "yes"], Q1: ["yes", "yes"]}

        assert wrong(columns, suspending, repeated=repeated)

    def test_long(self, pdu: ps.Framework) -> None:
        """In a long table a case has a row for each question, and is there twice only where it has two for one."""
        columns = {"case": ["A", "A", "B", "B"], "question": [Q1, Q2, Q1, Q2], "answer": ["yes", "no", "no", "no"]}
        twice = {name: column + column[:2] for name, column in columns.items()}
        (problem,) = wrong(twice, pdu)

        assert {(): {Q1: (1, 2), Q2: (0, 2)}} == numbers(ps.tally(columns, pdu))
        assert {(): {Q1: (1, 2), Q2: (0, 2)}} == numbers(ps.tally(twice, pdu, repeated="once"))
        assert "1 case (" in problem
        assert "has several rows" in problem

    @pytest.mark.parametrize("nothing", [None, "", "  ", float("nan"), pd.NA])
    @pytest.mark.parametrize("options", [{}, LENIENT])
    def test_without_a_case(self, pdu: ps.Framework, nothing: object, options: dict[str, Any]) -> None:
        """A row without the id of a case is an error, since it can't be told whose it is."""
        problems = wrong({"case": ["A", nothing, nothing], Q1: ["yes"] * 3}, pdu, **options)

        assert ["case column 'case': expected the id of a case in each row; 2 rows (row and row) have none"] == [
            re.sub(r"row \d+", "row", problem) for problem in problems
        ]

    def test_without_part_of_a_name(self, pdu: ps.Framework) -> None:
        """So is one that lacks a part of a name of several columns."""
        columns = {"pdu": ["North", None], "number": [1, 1], Q1: ["yes", "no"]}

        assert "1 row" in wrong(columns, pdu, case=("pdu", "number"))[0]

    @pytest.mark.parametrize("number", [0, 0.0, -1])
    def test_number_nought(self, pdu: ps.Framework, number: float) -> None:
        """A case may have the number 0."""
        assert ps.Tally(1, 1) == ps.tally({"case": [number], Q1: ["yes"]}, pdu).total[Q1]


class TestGroups:
    """By what cases are grouped."""

    def test_none(self, pdu: ps.Framework) -> None:
        """Without columns to group by there is one group, the empty tuple, which is the total."""
        made = ps.tally({"case": [1, 2], Q1: ["yes", "no"]}, pdu)

        assert [()] == list(made)
        assert dict(made.total) == dict(made[()]) == {Q1: ps.Tally(1, 2)}

    @pytest.mark.parametrize("by", ["pdu", ["pdu"], ("pdu",)])
    def test_one(self, pdu: ps.Framework, by: Any) -> None:
        """By one column, however it is given, a group is a value of it."""
        made = ps.tally({"case": [1, 2], "pdu": ["South", "North "], Q1: ["yes", "no"]}, pdu, by)

        assert {"North": {Q1: (0, 1)}, "South": {Q1: (1, 1)}} == numbers(made)
        assert ("pdu",) == made.by

    def test_several(self, pdu: ps.Framework) -> None:
        """By several columns, a group is a tuple of their values; only those there are."""
        columns = {"case": [1, 2, 3], "pdu": ["S", "N", "S"], "year": [2025, 2024, 2024], Q1: ["yes", "no", "no"]}

        assert {("N", 2024): {Q1: (0, 1)}, ("S", 2024): {Q1: (0, 1)}, ("S", 2025): {Q1: (1, 1)}} == numbers(
            ps.tally(columns, pdu, ["pdu", "year"])
        )

    @pytest.mark.parametrize("nothing", [None, "", "  ", float("nan"), pd.NA])
    def test_empty(self, pdu: ps.Framework, nothing: object) -> None:
        """An empty cell is the group None, which stands last, and no case is lost."""
        made = ps.tally({"case": [1, 2], "pdu": [nothing, "North"], Q1: ["yes", "no"]}, pdu, "pdu")

        assert ["North", None] == list(made)
        assert (ps.Tally(1, 1), ps.Tally(1, 2)) == (made[None][Q1], made.total[Q1])

    def test_whole_numbers(self, pdu: ps.Framework) -> None:
        """A whole number is one, also where the table had to make it a float beside an empty cell."""
        made = ps.tally({"case": [1, 2, 3], "year": [2025.0, None, 2024.0], Q1: ["yes"] * 3}, pdu, "year")

        assert "[2024, 2025, None]" == repr(list(made)) == repr(made.columns()["year"])

    @pytest.mark.parametrize(
        ("cell", "split", "expected"),
        [
            ("Order;Licence", ";", ["Licence", "Order"]),
            ("Order ; Licence", ";", ["Licence", "Order"]),
            ("Order; Order", ";", ["Order"]),
            ("Order", ";", ["Order"]),
            ("Order;Licence", "", ["Order;Licence"]),
            ("Order and Licence", " and ", ["Licence", "Order"]),
            (None, ";", [None]),
            ("Order;", ";", ["Order"]),
            (";", ";", [None]),
            (2, ";", [2]),
        ],
    )
    def test_split(self, pdu: ps.Framework, cell: object, split: str, expected: list[Hashable]) -> None:
        """A cell can name several groups: the case counts once in each of them, and once in the total."""
        made = ps.tally({"case": [1], "type": [cell], Q1: ["yes"]}, pdu, "type", split=split)

        assert {group: {Q1: (1, 1)} for group in expected} == numbers(made)
        assert ({Q1: ps.Tally(1, 1)}, expected) == (dict(made.total), list(made))

    @pytest.mark.parametrize("repeated", ["error", "once"])
    def test_split_and_repeated(self, pdu: ps.Framework, repeated: Any) -> None:
        """Where a cell names all groups of its case, a case in several rows is an error: which of them hold can't be told."""
        columns = {"case": ["A", "A"], "type": ["Order;Licence", "Licence;Bail"], Q1: ["yes", "yes"]}

        assert "several rows" in wrong(columns, pdu, "type", split=";", repeated=repeated)[0]

    @settings(max_examples=50)
    @given(case_tables(columns_by=1, most_rows=1, attribute=False, texts=True))
    def test_split_is_several_rows(self, table: CaseTable) -> None:
        """A case that names its groups in one cell counts as one that has a row for each of them."""
        named = [{**row.cells, **{name: str(row.cells[name]) for name in table.by}} for row in table.rows]
        joined: dict[Hashable, dict[str, Any]] = {}
        for row in named:
            first = joined.setdefault(row["case"], {**row, **dict.fromkeys(table.by, "")})
            for name in table.by:
                first[name] = f"{first[name]}|{row[name]}".lstrip("|")

        rows = outcome(named, table.framework, table.by, **LENIENT)
        cells = outcome(list(joined.values()), table.framework, table.by, split="|", **LENIENT)
        for told in (rows, cells):  # only rows are named
            told["notes"] = [
                re.sub(r"\d+ cases? (is|are) in more than one group( \(.*\))?:", "", note) for note in told["notes"]
            ]

        assert rows == cells

    def test_no_such_group(self, pdu: ps.Framework) -> None:
        """A group that is not there is a KeyError, which names the one that was probably meant; so is a question."""
        made = ps.tally({"case": [1], "pdu": ["Derbyshire"], Q1: ["yes"]}, pdu, "pdu")

        with pytest.raises(KeyError, match="no cases of 'Derbyshir'; did you mean 'Derbyshire'"):
            made["Derbyshir"]
        with pytest.raises(KeyError, match=r"no answers to 'P 2\.1\.2'; did you mean 'P 2\.1\.1'"):
            made["Derbyshire"][Q2]
        assert "Derbyshir" not in made
        assert made.get("Derbyshir") is None

    def test_not_asked_in_a_group(self, pdu: ps.Framework) -> None:
        """In a long table a question has tallies in the groups that were asked it, and in no other."""
        columns = {"case": [1, 2], "pdu": ["N", "S"], "question": [Q1, "P 2.2.1"], "answer": ["yes", "no"]}

        assert {"N": {Q1: (1, 1)}, "S": {"P 2.2.1": (0, 1)}} == numbers(ps.tally(columns, pdu, "pdu"))


class TestRelevance:
    """Answers that contradict what their question's relevance depends on."""

    def test_contradictions(self, suspending: ps.Framework) -> None:
        """They are in the result, with how many there are and where, and are counted as they were answered."""
        cells = {"no": ["n/a", "yes"], "yes": ["yes", "no"], None: ["yes", "n/a"], "Yes ": ["n/a", "no"]}
        columns = numbered(8, {SUSPENDED.attribute: [value for value in cells for _ in range(2)]})
        made = ps.tally({**columns, Q1: [answer for answers in cells.values() for answer in answers]}, suspending)
        told = [(found.question, str(found.value).casefold(), found.answer, found.cases) for found in made.contradictions]

        assert [(Q1, "no", "not relevant", 1), (Q1, "yes", "no", 2), (Q1, "yes", "yes", 1)] == sorted(told)
        assert ps.Tally(3, 5) == made.total[Q1]

    def test_places(self, suspending: ps.Framework) -> None:
        """Each says where the first of them stand."""
        columns = numbered(7, {SUSPENDED.attribute: ["no"] * 7, Q1: ["yes", *["n/a"] * 6]})
        (contradiction,) = ps.tally(columns, suspending).contradictions

        assert list("BCDEF") == [place.case for place in contradiction.places]
        assert "P 2.1.1: answered 'not relevant' in 6 cases (" in str(contradiction)
        assert "(case F) and 1 more) where contact suspended is 'no'" in str(contradiction)

    @pytest.mark.parametrize("values", [["No", "no ", "NO"], [False, 0, "n"], ["false", "N", "0.0"]])
    def test_spellings(self, suspending: ps.Framework, values: list[Any]) -> None:
        """However the attribute is written, each contradiction is counted once, with its own places."""
        found = ps.tally(numbered(3, {SUSPENDED.attribute: values, Q1: ["n/a"] * 3}), suspending).contradictions

        assert 3 == sum(contradiction.cases for contradiction in found)
        assert list("ABC") == sorted(str(place.case) for contradiction in found for place in contradiction.places)

    def test_prompts(self, suspending: ps.Framework) -> None:
        """Prompts have a relevance of their own."""
        prompt = suspending["P 2.1"].questions[0].prompts[0].id
        other = suspending["P 2.1"].questions[0].prompts[1].id
        columns = {"case": [1], SUSPENDED.attribute: ["no"], prompt: ["n/a"], other: ["n/a"]}

        assert [prompt] == [found.question for found in ps.tally(columns, suspending).contradictions]

    @pytest.mark.parametrize("split", ["", ";"])
    def test_in_two_groups(self, suspending: ps.Framework, split: str) -> None:
        """A case in two groups is one case."""
        rows = [["N", "S"], ["no", "no"], ["n/a", "n/a"]] if not split else [["N;S"], ["no"], ["n/a"]]
        columns = dict(zip(("pdu", SUSPENDED.attribute, Q1), rows, strict=True))
        columns["case"] = ["A"] * len(rows[0])
        (contradiction,) = ps.tally(columns, suspending, "pdu", split=split).contradictions

        assert (1, ["A"]) == (contradiction.cases, [place.case for place in contradiction.places])

    def test_long(self, suspending: ps.Framework) -> None:
        """In a long table the attribute stands in each row."""
        columns = {"case": ["A", "B"], SUSPENDED.attribute: ["no", "yes"], "question": [Q1] * 2, "answer": ["n/a"] * 2}
        (contradiction,) = ps.tally(columns, suspending).contradictions

        assert (1, "A") == (contradiction.cases, contradiction.places[0].case)

    def test_none(self, suspending: ps.Framework) -> None:
        """Without the attribute, or where the answers agree with it, there are none; and it is no column without a use."""
        columns = numbered(3, {SUSPENDED.attribute: ["no", "yes", ""], Q1: ["yes", "n/a", "no"]})

        assert ((), ()) == (ps.tally(columns, suspending).contradictions, ps.tally(columns, suspending).unclaimed)
        assert () == ps.tally({"case": [1], Q1: ["n/a"]}, suspending).contradictions

    @settings(max_examples=50)
    @given(case_tables(attribute=True))
    def test_change_nothing(self, table: CaseTable) -> None:
        """What the attribute says changes no tally."""
        columns = {name: column for name, column in table.columns.items() if name != SUSPENDED.attribute}
        one, other = (ps.tally(given, table.framework, table.by, **LENIENT) for given in (table.columns, columns))

        assert found(one) == found(other)
        assert one.total.answered == other.total.answered
        assert () == other.contradictions


class TestNotes:
    """What a reader should know and is no error."""

    def test_questions_lacking(self, pdu: ps.Framework) -> None:
        """Each key question that the table lacks is named; a prompt that it lacks is not."""
        made = ps.tally({"case": [1], **{question.id: ["yes"] for question in pdu.questions if question.id != Q2}}, pdu)

        assert ['questions."P 2.1.2": P 2.1 Assessment: the table has no answers to key question P 2.1.2'] == list(
            map(str, made.notes)
        )
        assert made.notes[0].missing

    def test_relevant_to_no_case(self, pdu: ps.Framework) -> None:
        """A question that applied to no case, in all or in some groups, is named, and the groups."""
        columns = {"case": [1, 2, 3], "pdu": ["N", "S", None], Q1: ["n/a"] * 3, Q2: ["n/a", "yes", "n/a"], Q3: ["no"] * 3}
        notes = list(map(str, ps.tally(columns, pdu, "pdu").notes))

        assert 'questions."P 2.1.1": it was relevant to no case' in notes
        assert 'questions."P 2.1.2": it was relevant to no case of N, (empty)' in notes
        assert not any('questions."P 2.1.3"' in note for note in notes)

    def test_in_several_groups(self, pdu: ps.Framework) -> None:
        """Cases in several groups are named with them, the first few."""
        rows = [("A", "S"), ("A", "N"), ("B", "N"), ("C", "N"), ("C", None)]
        columns = {"case": [case for case, _ in rows], "pdu": [pdu for _, pdu in rows], Q1: ["yes"] * 5}
        many = {"case": list("ABCDEFG") * 2, "pdu": ["N"] * 7 + ["S"] * 7, Q1: ["yes"] * 14}
        how = "counted in each for what was asked there, and once in the total"

        assert f"2 cases are in more than one group (case A in N and S and case C in N and (empty)): {how}" in map(
            str, ps.tally(columns, pdu, "pdu").notes
        )
        assert any(
            str(note).startswith("7 cases are in more than one group (case A in N and S,") and "and 2 more): " in str(note)
            for note in ps.tally(many, pdu, "pdu").notes
        )

    @pytest.mark.parametrize(("split", "named"), [("", " (case A in N and S)"), (";", "")])
    def test_where_a_cell_names_several(self, pdu: ps.Framework, split: str, named: str) -> None:
        """Where a cell may name several groups, cases are not named: that they are in several is nothing to look for."""
        columns = {"case": ["A", "A"], "pdu": ["N", "S"], "question": [Q1, "P 2.2.1"], "answer": ["yes"] * 2}
        notes = list(map(str, ps.tally(columns, pdu, "pdu", split=split).notes))

        assert any(note.startswith(f"1 case is in more than one group{named}: counted in each") for note in notes)

    def test_standards_not_asked(self, pdu: ps.Framework) -> None:
        """A standard that some cases of a long table have no row for is named, and the groups of these cases."""
        columns = {"case": list("AABBC"), "pdu": list("NNSSS"), "question": [Q1, "P 2.2.1", Q1, "P 2.2.1", Q1]}
        columns["answer"] = ["yes"] * 5
        told = "P 2.2 Planning was asked of 2 of 3 cases"

        assert f"{told}: 1 of 2 of S" in map(str, ps.tally(columns, pdu, "pdu").notes)
        assert told in map(str, ps.tally(columns, pdu).notes)
        assert not any("was asked of" in str(note) for note in ps.tally(columns, pdu, case=()).notes)

    @pytest.mark.parametrize(
        ("many", "told"),
        [
            ({"riverside": 1, "Riverside": 4}, ["pdu 'riverside' (1 case) looks like 'Riverside' (4 cases)"]),
            ({"River  side": 3, "River side": 2}, ["pdu 'River side' (2 cases) looks like 'River  side' (3 cases)"]),
            ({"Riversde": 1, "Riverside": 11}, ["pdu 'Riversde' (1 case) looks like 'Riverside' (11 cases)"]),
            ({"Riversde": 2, "Riverside": 11}, []),
            ({"Northshire": 1, "Southshire": 20, None: 1}, []),
            ({"Team 1": 1, "Team 11": 20}, []),
            ({1: 1, 11: 20}, []),
        ],
    )
    def test_groups_that_look_alike(self, pdu: ps.Framework, many: dict[Any, int], told: list[str]) -> None:
        """Groups that differ in capitals and blanks alone, or by a slip where one of them is small, are named."""
        pdus = [name for name, count in many.items() for _ in range(count)]
        made = ps.tally({"case": range(len(pdus)), "pdu": pdus, Q1: ["yes"] * len(pdus)}, pdu, "pdu")
        by_two = ps.tally({"case": range(len(pdus)), "year": pdus, "pdu": pdus, Q1: ["yes"] * len(pdus)}, pdu, ["pdu", "year"])

        assert told == [str(note) for note in made.notes if "looks like" in str(note)]
        assert 2 * len(told) == sum("looks like" in str(note) for note in by_two.notes)

    def test_many_groups(self, pdu: ps.Framework) -> None:
        """Of many groups the first are named."""
        columns = {"case": list(range(9)), "pdu": list(range(9)), Q1: ["n/a"] * 7 + ["yes"] * 2}

        assert 'questions."P 2.1.1": it was relevant to no case of 0, 1, 2, 3, 4 and 2 more' in map(
            str, ps.tally(columns, pdu, "pdu").notes
        )

    @pytest.mark.parametrize("long", [False, True])
    def test_columns_without_a_use(self, pdu: ps.Framework, long: bool) -> None:  # noqa: FBT001  # a parameter
        """Columns, or questions of a long table, that no question claims are named."""
        columns: Columns = {"case": [1], "pdu": ["N"], "grade": ["PO"], Q1: ["yes"], "weather": ["fine"]}
        if long:
            columns = {"case": [1] * 3, "question": ["weather", Q1, "grade"], "answer": ["fine", "yes", "PO"]}
        made = ps.tally(columns, pdu, *([] if long else ["pdu"]))

        assert {"grade", "weather"} == set(made.unclaimed)
        assert str(made.notes[-1]).startswith("not the id of any question of pdu-2023, so not counted: 'grade', 'weather'")

    def test_many_columns(self, pdu: ps.Framework) -> None:
        """Of many columns the first are named, and all are in the result."""
        made = ps.tally({"case": [1], Q1: ["yes"], **{f"x{number}": [1] for number in range(10)}}, pdu)

        assert str(made.notes[-1]).endswith("'x6', 'x7' and 2 more")
        assert 10 == len(made.unclaimed)

    def test_questions_without_a_name(self, pdu: ps.Framework) -> None:
        """A row of a long table without a question is refused, or at least told."""
        columns = {"case": [1, 1], "question": [Q1, None], "answer": ["yes", "no"]}
        told = outcome(columns, pdu)

        assert "None" not in told.get("unclaimed", ())
        assert "wrong" in told or told["notes"]


class TestTallies:
    """What was counted, as a value."""

    def test_columns(self, pdu: ps.Framework) -> None:
        """As columns there is one row per group, in their order."""
        columns = {"case": [1, 2, 3], "pdu": ["S", "N", "S"], "year": [1, 2, 2], Q2: ["y", "n", "n"], Q1: ["y", "y", "n/a"]}

        assert {
            "pdu": ["N", "S"],
            "cases": [1, 2],
            "missing": [0, 0],
            "P 2.1.1 sufficient": [1, 1],
            "P 2.1.1 relevant": [1, 1],
            "P 2.1.2 sufficient": [0, 1],
            "P 2.1.2 relevant": [1, 2],
        } == ps.tally(columns, pdu, "pdu").columns()
        assert [("N", 2), ("S", 1), ("S", 2)] == list(
            zip(*[ps.tally(columns, pdu, ["pdu", "year"]).columns()[name] for name in ("pdu", "year")], strict=True)
        )

    @settings(max_examples=50)
    @given(case_tables())
    def test_columns_of_any(self, table: CaseTable) -> None:
        """The columns say what the tallies of each group say."""
        made = ps.tally(table.columns, table.framework, table.by, **LENIENT)
        columns = made.columns()

        assert {len(made)} == {len(column) for column in columns.values()}
        for row, group in enumerate(made):
            values: Any = group if len(table.by) > 1 else (group,)[: len(table.by)]
            assert list(values) == [columns[name][row] for name in table.by]
            for id, tally in made[group].items():
                assert tally == ps.Tally(columns[f"{id} sufficient"][row], columns[f"{id} relevant"][row])

    def test_a_mapping(self, pdu: ps.Framework) -> None:
        """Tallies are mappings, of groups and of questions, with a short text of their own."""
        made = ps.tally({"case": [1, 2], "pdu": ["S", "N"], Q1: ["yes", "no"]}, pdu, "pdu")

        assert (2, "N" in made, "X" in made) == (len(made), True, False)
        assert [("N", {Q1: ps.Tally(0, 1)}), ("S", {Q1: ps.Tally(1, 1)})] == [
            (group, dict(some)) for group, some in made.items()
        ]
        assert "<Tallies of 2 cases by pdu, 2 groups>" == repr(made)
        assert "GroupTallies('N', {'P 2.1.1': Tally(sufficient=0, relevant=1)})" == repr(made["N"])
        assert (pdu, "N", 1) == (made.framework, made["N"].group, made["N"].cases)

    def test_answered(self) -> None:
        """How a question was answered gives its tally, and of how many cases it was asked."""
        answered = ps.Answered(3, 4, 5, 6)

        assert (ps.Tally(3, 7), 18) == (answered.tally, answered.cases)

    @pytest.mark.parametrize(
        ("expected", "place"),
        [("row 5 (case D-004)", Place("D-004", 5)), ("case D-004", Place("D-004")), ("row 5", Place(row=5))],
    )
    def test_place(self, expected: str, place: Place) -> None:
        """A place names what is known of it."""
        assert expected == str(place)


class TestRefused:
    """What is no table, and arguments that can't be."""

    @pytest.mark.parametrize("cases", [None, 5, object(), [1, 2], ["a"], {1, 2}, iter([]), pd.Series([1])])
    def test_no_table(self, pdu: ps.Framework, cases: object) -> None:
        """What is no table is refused with what would be one."""
        (problem,) = wrong(cases, pdu)

        assert all(what in problem for what in ("a dataframe", "a dict of columns", "a list of rows", "the path of a file"))
        assert problem.endswith(f"(found '{type(cases).__name__}')")

    @pytest.mark.parametrize("cells", [None, 5, "yes"])
    def test_no_columns(self, pdu: ps.Framework, cells: Any) -> None:
        """A dict without lists of cells, such as one row, is no table."""
        assert [f"column 'case': expected a list of cells (found {cells!r})"] == wrong({"case": cells, Q1: ["yes"]}, pdu)

    @pytest.mark.parametrize("cases", ["no-such.csv", Path("no-such.parquet"), "cases.docx", ""])
    def test_no_file(self, pdu: ps.Framework, cases: Any) -> None:
        """A file that can't be read is an error of its own kind."""
        with pytest.raises(ps.CaseFileError):
            ps.tally(cases, pdu)

    @pytest.mark.parametrize(
        ("call", "said"),
        [
            (lambda pdu: ps.tally(LONG, pdu, missing="ignore"), "missing"),  # type: ignore[arg-type]
            (lambda pdu: ps.tally(LONG, pdu, repeated="twice"), "repeated"),  # type: ignore[arg-type]
        ],
    )
    def test_unknown_words(self, pdu: ps.Framework, call: Callable[[ps.Framework], object], said: str) -> None:
        """What to do with missing answers and repeated cases is said in words that are known; others never pass for them."""
        with pytest.raises((ps.ProbationStandardsError, TypeError, ValueError), match=said):
            call(pdu)

    @pytest.mark.parametrize(
        "call",
        [
            lambda _: ps.tally(LONG, "pdu-2023"),  # type: ignore[arg-type]
            lambda pdu: ps.tally(LONG, pdu, 5),  # type: ignore[arg-type]
            lambda pdu: ps.tally(LONG, pdu, case=5),  # type: ignore[arg-type]
            lambda pdu: ps.tally(LONG, pdu, answers={"yes": ["met"]}),  # type: ignore[arg-type]
            lambda pdu: ps.tally(LONG, pdu, questions=["P 2.1.1"]),  # type: ignore[arg-type]
        ],
        ids=["framework", "by", "case", "answers", "questions"],
    )
    def test_wrong_types(self, pdu: ps.Framework, call: Callable[[Any], object]) -> None:
        """Arguments of another type are a TypeError."""
        with pytest.raises(TypeError):
            call(pdu)

    @settings(max_examples=60)
    @given(
        st.dictionaries(
            st.sampled_from(["case", "question", "answer", "pdu", Q1, Q2, SUSPENDED.attribute]),
            st.lists(CELLS, min_size=2, max_size=2),
        ),
        st.fixed_dictionaries(
            {
                "by": st.sampled_from([(), "pdu", ["pdu", Q2], "case"]),
                "missing": st.sampled_from(["error", "not relevant"]),
                "repeated": st.sampled_from(["error", "once"]),
                "split": st.sampled_from(["", ";"]),
            }
        ),
    )
    def test_anything(self, columns: Columns, options: dict[str, Any]) -> None:
        """Whatever a table holds is counted, or refused by an error of this library with problems; nothing else comes out."""
        told = outcome(columns, suspending_framework(), **options)

        assert told["wrong"] if "wrong" in told else told["columns"]
