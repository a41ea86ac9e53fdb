"""What is wrong in a row of a table: said of the row, which is not rated, as `rate` refuses it."""

from __future__ import annotations

from typing import Any, ClassVar

import attrs
import narwhals.stable.v2 as nw
import polars as pl
import pyarrow as pa
import pytest

import probation_standards as ps
from column_frameworks import (
    CASES,
    COUNT,
    FLAG,
    GRADE,
    HALVES,
    HIGH,
    JUDGED,
    LOW,
    MORE_CASES,
    NO_OVERALL,
    THIRDS,
    VALUES,
    banded,
    framework,
    question,
    standard,
)
from probation_standards.columns.measures import MOST_COUNTED
from probation_standards.columns.tables import rate_table
from strategies import SOURCE


class TestProblems:
    """What a row must have right in a question that is not asked of cases."""

    CELLS: ClassVar[dict[str, tuple[str, list[Any], list[Any]]]] = {
        "score": ("one of the values of the score", [0.0, 0.5, 2.0], [None, 1.0, -1.0, float("nan")]),
        "count": (
            "a whole number from 0 to 1,099,511,627,776",
            [0.0, 3.0, 2.0**40],
            [None, 2.0**40 + 1, -1.0, 1.5, float("nan")],
        ),
        "flag": ("true or false", [True, False], [None]),
        "rating": ("a rating", ["Low", "High"], [None, "", "low", "Not rated"]),
    }

    def of(self, form: str, *, optional: bool = False) -> ps.Framework:
        """Return a framework of one standard with one question of a form."""
        asked = attrs.evolve(question("H", form, *(VALUES[form] if form == "score" else ())), optional=optional)
        return framework(standard(banded("total", 1, 2), asked))

    @pytest.mark.parametrize("form", CELLS)
    def test_of_every_form(self, form: str) -> None:
        """What can be no finding is a problem that says what was expected; what is right is none."""
        expected, right, wrong = self.CELLS[form]
        table = rate_table(pl.DataFrame({"H": [*right, *wrong]}), self.of(form))

        assert [*[None] * len(right), *[f"H: expected {expected}"] * len(wrong)] == table["problem"].to_list()
        assert [*[0] * len(right), *[1] * len(wrong)] == table["problems"].to_list()
        assert [None] * len(wrong) == table["P rating"].to_list()[len(right) :]
        assert None not in table["P rating"].to_list()[: len(right)]

    @pytest.mark.parametrize("form", CELLS)
    def test_of_what_may_lack(self, form: str) -> None:
        """A question that need not be inspected may lack, and nothing else that is wrong is right."""
        expected, right, wrong = self.CELLS[form]
        cells = [*right, *wrong[1:], None]
        table = rate_table(pl.DataFrame({"H": cells}), self.of(form, optional=True))
        may_be = [cell != cell for cell in cells]  # noqa: PLR0124  # what is no number equals nothing, and lacks

        assert [
            None if cell is None or no_number or cell in right else f"H: expected {expected}"
            for cell, no_number in zip(cells, may_be, strict=True)
        ] == table["problem"].to_list()
        assert table["P rating"].to_list()[-1] is None

    @pytest.mark.parametrize("form", CELLS)
    def test_beside_what_is_not_rated(self, form: str) -> None:
        """Where its standard is not rated a finding may lack, but what is there must be right."""
        expected, right, wrong = self.CELLS[form]
        cells = [*right, *wrong[1:], None]
        table = rate_table(pl.DataFrame({"H": cells, "P": ["Not rated"] * len(cells)}), self.of(form))

        assert [
            None if cell is None or cell != cell or cell in right else f"H: expected {expected}"  # noqa: PLR0124  # no number
            for cell in cells
        ] == table["problem"].to_list()
        assert {None} == {*table["P rating"]}

    def test_inputs_beside_what_is_not_rated(self) -> None:
        """An input lacks only where nothing that reads it is rated: no standard, and not the overall."""
        flagged = ps.DecisionTable(rows=(ps.Row(when=(ps.FlagIs(of="F"),), rating=HIGH),), otherwise=LOW, source=SOURCE)
        both = (standard(flagged), standard(flagged, id="S"))
        capped = ps.Limited(rule=JUDGED, limits=(ps.Limit(when=(ps.FlagIs(of="F"),), at_most=LOW),), source=SOURCE)
        no, yes = "Not rated", None
        rows: dict[str, list[Any]] = {
            "F": [None, None, None, True, None],
            "P": [yes, no, no, no, no],
            "S": [no, yes, no, yes, no],
        }
        rows["overall"] = ["Low", "Low", "Low", no, no]
        problem = "F: expected true or false"

        found = {
            "one": rate_table(pl.DataFrame(rows).drop("overall", "S"), framework(both[0], inputs=[FLAG])),
            "two": rate_table(pl.DataFrame(rows).drop("overall"), framework(*both, inputs=[FLAG])),
            "with the overall": rate_table(pl.DataFrame(rows), framework(*both, overall=capped, inputs=[FLAG]), prefix="> "),
        }
        assert {
            "one": [problem, None, None, None, None],
            "two": [problem, problem, None, None, None],
            "with the overall": [problem, problem, problem, None, None],
        } == {name: table[("> " if name == "with the overall" else "") + "problem"].to_list() for name, table in found.items()}
        assert [None, None, None, "High", None] == found["with the overall"]["> S rating"].to_list()

    def test_what_only_the_overall_reads(self) -> None:
        """A question that only the overall reads must be there where its standard and the overall are rated."""
        capped = ps.Limited(rule=JUDGED, limits=(ps.Limit(when=(ps.FlagIs(of="F"),), at_most=LOW),), source=SOURCE)
        made = framework(standard(ps.RatingOf(of="G", source=SOURCE), GRADE, FLAG), overall=capped)
        rows = {
            "G": ["High"] * 4,
            "F": [None] * 4,
            "P": [None, None, "Not rated", "Not rated"],
            "overall": ["Low", "Not rated"] * 2,
        }

        assert ["F: expected true or false", None, None, None] == (
            rate_table(pl.DataFrame(rows), made, prefix="> ")["> problem"].to_list()
        )

    LACKS: ClassVar[dict[str, Any]] = {
        "an overall": (banded("lowest", 50, 80, of=("Q", "R")), JUDGED, False),
        "a condition": (
            ps.DecisionTable(
                rows=(ps.Row(when=(ps.FigureIs(measure=ps.Measure(take="lowest", of=("Q", "R")), at_least=50),), rating=HIGH),),
                otherwise=LOW,
                source=SOURCE,
            ),
            JUDGED,
            False,
        ),
        "of those there": (banded("highest", 50, 80, of=("Q", "R"), missing="leave out"), JUDGED, False),
        "optional": (banded("lowest", 50, 80, of=("Q", "R")), JUDGED, True),
        "optional, of those there": (banded("highest", 50, 80, of=("Q", "R"), missing="leave out"), JUDGED, True),
    }

    @pytest.mark.parametrize("name", LACKS)
    @pytest.mark.parametrize("lacking", [None, float("nan")])
    def test_percentages_that_lack(self, name: str, lacking: float | None) -> None:
        """A percentage that may lack, and is null or no number, is missing to every rule that reads it, as it is to `rate`."""
        overall, judged, optional = self.LACKS[name]
        made = framework(
            standard(judged, CASES, id="A"),
            standard(judged, question("R", "cases", optional=optional), id="B"),
            overall=overall,
        )
        rows: dict[str, Any] = {"Q": [90.0, 10.0], "R": pl.Series([lacking] * 2, dtype=pl.Float64), "A": ["Low"] * 2}
        rows["B"] = ["Low" if optional else "Not rated"] * 2
        judgements = {"A": "Low"} | ({"B": "Low"} if optional else {})
        not_rated = {} if optional else {"B": "it was closed"}
        expected = [
            ps.rate(made, ps.Evidence(findings={"Q": cell}, judgements=judgements, not_rated=not_rated)).overall.rating
            for cell in (90, 10)
        ]

        table = rate_table(pl.DataFrame(rows), made)
        assert [None, None] == table["problem"].to_list()
        assert [None if rating is None else rating.name for rating in expected] == table["overall"].to_list()

    def test_overall_that_is_said_not_to_be_rated(self) -> None:
        """An overall that is said not to be rated is none, whatever else its rule takes; else it is what that gives."""
        best = ps.OneOf(take="best", of=("P",), rules=(JUDGED,), missing="leave out", source=SOURCE)
        rows = {"P": ["Low", "High", "High"], "overall": ["Not rated", "Low", "Not rated"]}

        assert [None, "High", None] == (
            rate_table(pl.DataFrame(rows), framework(standard(JUDGED), overall=best), prefix="> ")["> overall"].to_list()
        )

    def test_other_types(self) -> None:
        """What is no table, and what is no framework, is refused with what it is."""
        made = framework(standard(JUDGED))
        with pytest.raises(TypeError, match=r"^rate_table\(\) takes a table, such as a DataFrame, not a list$"):
            rate_table([1], made)
        with pytest.raises(TypeError, match=r"^rate_table\(\) takes a table and a Framework, not a str$"):
            rate_table(pl.DataFrame({"P": ["Low"]}), "made-up")  # type: ignore[arg-type]

    def test_judged_with_questions(self) -> None:
        """A judgement may be limited by a question, which lacks only where the standard is not rated."""
        cap = ps.Limit(when=(ps.FlagIs(of="F"),), at_most=LOW)
        made = framework(standard(ps.Limited(rule=JUDGED, limits=(cap,), source=SOURCE), FLAG))
        rows = {"P": ["High", "High", "Not rated", "High"], "F": [False, True, None, None]}

        table = rate_table(pl.DataFrame(rows), made)

        assert [None, None, None, "F: expected true or false"] == table["problem"].to_list()
        assert ["High", "Low", None, None] == table["P rating"].to_list()

    def test_optional_cases_where_a_standard_may_not_be_rated(self) -> None:
        """A question that need not be asked may lack, whether or not its standard is rated; others only where it is not."""
        maybe = attrs.evolve(MORE_CASES, optional=True)
        made = framework(standard(banded("lowest", 50, 80, missing="leave out"), CASES, maybe))
        rows = {"Q": [60.0, 60.0, None, None], "R": [90.0, None, None, None], "P": [None, None, "Not rated", None]}

        table = rate_table(pl.DataFrame(rows), made)

        assert [None, None, None, "Q: expected a percentage from 0 to 100"] == table["problem"].to_list()
        assert ["Middle", "Middle", None, None] == table["P rating"].to_list()

    def test_question_of_a_standard_that_may_not_be_rated(self) -> None:
        """What the overall alone reads of a standard may lack where that standard is not rated, as its column says."""
        first = standard(banded("lowest", 50, 80, of=("Q",)), CASES, FLAG)
        cap = ps.Limit(when=(ps.FlagIs(of="F"),), at_most=LOW)
        rule = ps.OneOf(take="worst", missing="leave out", source=SOURCE)
        made = framework(first, standard(JUDGED, id="1"), overall=ps.Limited(rule=rule, limits=(cap,), source=SOURCE))
        rows = {"Q": [90, 90, None, 90], "F": [False, True, None, None], "1": ["High"] * 4}

        table = rate_table(pl.DataFrame({**rows, "P": [None, None, "Not rated", None]}), made)

        assert [None, None, None, "F: expected true or false"] == table["problem"].to_list()
        assert ["High", "Low", "High", None] == table["overall"].to_list()

    @pytest.mark.parametrize("make", [pl.DataFrame, pa.table], ids=["one engine", "another"])
    def test_whole_numbers_that_lack(self, make: Any) -> None:
        """Whole numbers lack where they are null, beside a standard that is not rated, in engines of their own ways too."""
        made = framework(standard(banded("lowest", 50), CASES, MORE_CASES), standard(banded("total", 50), COUNT, id="S"))
        row = {"Q": [60, None, None], "R": [70, None, 70], "C": [50, None, 7]}
        said = ["Not rated" if number is None else None for number in row["C"]]

        table = nw.from_native(rate_table(make({**row, "P": said, "S": said}), made))

        assert [None, None, "Q: expected a percentage from 0 to 100"] == table["problem"].to_list()
        assert ["Middle", None, None] == table["S rating"].to_list()
        assert [50, None, 7] == table["C"].to_list()

    @pytest.mark.parametrize("lacking", [None, float("nan")])
    def test_optional_percentage_of_a_standard(self, lacking: float | None) -> None:
        """So it is where nothing could say that the standard is not rated."""
        maybe = attrs.evolve(CASES, optional=True)
        rows = {"Q": pl.Series([lacking, 90], dtype=pl.Float64)}

        table = rate_table(pl.DataFrame(rows), framework(standard(banded("lowest", 50, 80), maybe)))

        assert [(None, None), ("High", None)] == table.select("P rating", "problem").rows()

    def test_judgement_among_others(self) -> None:
        """A standard whose judgement says that it was not rated is not, whatever else its rule takes."""
        best = ps.OneOf(take="best", of=("G",), rules=(JUDGED,), missing="leave out", source=SOURCE)
        rows = {"P": ["Not rated", "Low", "High"], "G": ["High", "Middle", "Middle"]}

        assert [None, "Middle", "High"] == (
            rate_table(pl.DataFrame(rows), framework(standard(best, GRADE)))["P rating"].to_list()
        )

    def test_asked_in_places_apart(self) -> None:
        """What two standards read is one problem, though another standard stands between them."""
        cap = ps.Limit(when=(ps.FlagIs(of="F"),), at_most=LOW)
        first, last = (ps.Limited(rule=banded("total", 1, 2, of=(id,)), limits=(cap,), source=SOURCE) for id in ("H", "T"))
        between = standard(ps.RatingOf(of="G", source=SOURCE), GRADE, id="1")
        made = framework(standard(first, HALVES), between, standard(last, THIRDS, id="S"), inputs=[FLAG])
        rows = {"F": pl.Series([None], dtype=pl.Boolean), "H": [2.0], "T": [1.0], "G": ["High"]}

        table = rate_table(pl.DataFrame(rows), made)

        assert [("F: expected true or false", 1)] == table.select("problem", "problems").rows()

    def test_several_things_wrong_with_one_finding(self) -> None:
        """A finding with something wrong is one problem, whichever of the things it must be it is not."""
        made = framework(standard(banded("lowest", 50), CASES, MORE_CASES))
        rows = {
            "Q sufficient": [1.0, 1.5, 3.0, 1.5, 1.0],
            "Q relevant": [2.0, 2.0, 2.0, 2.0, 2.5],
            "R sufficient": [1.0, 1.0, 1.0, 0.5, 2.0],
            "R relevant": [2.0] * 5,
        }
        table = rate_table(pl.DataFrame(rows), made)

        parts = "Q: expected whole numbers of cases"
        more = "Q: expected a tally of no more sufficient cases than relevant ones, of 0 to 1,000,000"
        assert [(None, 0), (parts, 1), (more, 1), (parts, 2), (parts, 1)] == table.select("problem", "problems").rows()

    def test_counts(self) -> None:
        """The highest count that is taken is one whose sums a float holds exactly."""
        assert 2**40 == MOST_COUNTED

    @pytest.mark.parametrize("rule", [NO_OVERALL, JUDGED], ids=["unread", "read"])
    def test_asked_in_two_places(self, rule: Any) -> None:
        """What two rules read is one problem, not two, and that of the rule that comes first."""
        cap = ps.Limit(when=(ps.FlagIs(of="F"),), at_most=LOW)
        limited = ps.Limited(rule=ps.OneOf(take="worst", missing="leave out", source=SOURCE), limits=(cap,), source=SOURCE)
        first, second = (ps.Limited(rule=banded("total", 1, 2, of=(id,)), limits=(cap,), source=SOURCE) for id in ("H", "T"))
        standards = (standard(first, HALVES), standard(second, THIRDS, id="S"), standard(rule, id="1"))
        flags = pl.Series([True, None], dtype=pl.Boolean)
        rows = {"F": flags, "H": [2.0, 1.0], "T": [1.0, 1.0], "1": ["High", "High"]}

        table = rate_table(pl.DataFrame(rows), framework(*standards, overall=limited, inputs=[FLAG]))

        assert [0, 2] == table["problems"].to_list()
        assert [None, "H: expected one of the values of the score"] == table["problem"].to_list()
