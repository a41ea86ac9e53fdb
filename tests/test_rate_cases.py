"""Services rated from cases and judgements: each as `rate` rates the tallies of its cases, or refused with every reason."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from hypothesis.vendor.pretty import RepresentationPrinter

import probation_standards as ps
from strategies import BECAUSE, frameworks, questions_read, shown, standards_judged
from test_files import xlsx

Said: TypeAlias = str | ps.Judgement | None
Judged: TypeAlias = dict[Hashable, dict[str, Said]]

NOT_RATED = "Not rated"
NO_REASON = "recorded as not rated"
"""The reason of what was not rated where none was given."""

JUDGED = ("P 1.1", "P 1.2", "P 1.3")
GOOD: dict[str, Said] = dict.fromkeys(JUDGED, "Good")

FEWER = settings(max_examples=settings().max_examples // 2)
"""Enough for frameworks with services, which take a while to make."""

CASES, JUDGEMENTS = "examples/derbyshire-2025-cases.csv", "examples/derbyshire-2025-judgements.csv"


class Inspected(NamedTuple):
    """Services that were inspected.

    Attributes:
        framework: Under what they are rated.
        by: The columns that name a service.
        cases: Their cases, as columns.
        judgements: What inspectors judged of each.
    """

    framework: ps.Framework
    by: tuple[str, ...]
    cases: dict[str, list[Any]]
    judgements: Judged

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002, FBT001  # as it is called
        printer.text(f"{shown(self.framework)}, by {self.by}: {self.cases}, judged {self.judgements}")


@st.composite
def inspected(draw: DrawFn, *, rough: bool = False, reasons: bool = True, judged: bool = False) -> Inspected:
    """Services with cases and judgements. Shrinks to North, with one case.

    Args:
        draw: Given by hypothesis.
        rough: Whether a question may lack, a judgement may lack or be wrong, and services without cases may be judged.
        reasons: Whether judgements may have reasons.
        judged: Whether at least one standard is judged, and something is said of it for each service.
    """
    having = [ps.LowestQuestion, ps.InspectorJudgement] if judged else [ps.LowestQuestion]
    framework = draw(frameworks(having=having, max_standards=2))
    by = draw(st.sampled_from([("pdu",), ("pdu", "year")]))
    names: list[Hashable] = ["North", "South", "East & West"]
    if len(by) == 2:
        names = list(product(["North", "South"], [2024, 2025]))
    services = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
    questions = questions_read(framework)
    if rough and len(questions) > 1 and draw(st.booleans()):
        questions.remove(draw(st.sampled_from(questions)))
    words = framework.answers
    answer = st.sampled_from([*words.yes[:1], *words.no[:1], *words.not_relevant[:1]])
    rows = [
        {"case": f"{service} {number}", **_named(by, service), **{question: draw(answer) for question in questions}}
        for service in services
        for number in range(draw(st.integers(1, 4)))
    ]
    judgements: Judged = {}
    for service in draw(st.permutations(names if rough else services)):
        said = {
            standard.id: draw(_judgements(framework, standard, rough=rough, reasons=reasons))
            for standard in framework.standards
        }
        judgements[service] = {id: one for id, one in said.items() if one != "nothing"}
        if rough and draw(st.booleans()):
            judgements[service]["overall"] = NOT_RATED
    cases = {name: [row[name] for row in rows] for name in rows[0]}
    return Inspected(framework, by, cases, judgements)


def _named(by: tuple[str, ...], service: Hashable) -> dict[str, Hashable]:
    """Return the name of a service under the columns that name it."""
    return dict(zip(by, service if isinstance(service, tuple) else (service,), strict=True))


def _judgements(framework: ps.Framework, standard: ps.Standard, *, rough: bool, reasons: bool) -> SearchStrategy[Said]:
    """Judgements of a standard, "nothing" standing for none."""
    names = st.sampled_from([*framework.scale.names, NOT_RATED])
    if isinstance(standard.rule, ps.LowestQuestion):
        return st.sampled_from(["nothing", NOT_RATED])
    if not isinstance(standard.rule, ps.InspectorJudgement):
        return st.sampled_from(["nothing", "Good"] if rough else ["nothing"])
    given: SearchStrategy[Said] = names
    if reasons:
        given |= st.builds(ps.Judgement, names, because=st.sampled_from(["", *BECAUSE]))
    return given | st.sampled_from(["nothing", None, "", "Goood"]) if rough else given


def evidence(findings: Mapping[str, ps.Tally], said: Mapping[str, Said]) -> ps.Evidence:
    """Return the evidence of one service: what is empty was not said, and "Not rated" is no rating."""
    judgements: dict[str, str | ps.Judgement] = {}
    not_rated = {}
    for id, one in said.items():
        rating, because = (one.rating, one.because) if isinstance(one, ps.Judgement) else (one, "")
        if rating == NOT_RATED:
            not_rated[id] = because or NO_REASON
        elif one:
            judgements[id] = one
    return ps.Evidence(findings=findings, judgements=judgements, not_rated=not_rated)


def cases_of(pdu: ps.Framework, *services: Hashable, count: int = 2, **columns: Sequence[Any]) -> dict[str, Sequence[Any]]:
    """Return so many cases of each service, sufficient on every question."""
    answers: dict[str, Sequence[Any]] = {question.id: ["yes"] * count * len(services) for question in pdu.questions}
    return {"pdu": [service for service in services for _ in range(count)], **columns, **answers}


@cache
def pdu_2023() -> ps.Framework:
    """Return the framework of the fixture, for a test that would show it when it fails."""
    return ps.discover()["pdu-2023"]


def wrong(pdu: ps.Framework, judgements: Any, **options: Any) -> str:
    """Return what is said of judgements that can't be read."""
    with pytest.raises(ps.CaseError) as caught:
        ps.rate_cases(cases_of(pdu, "North"), pdu, "pdu", judgements=judgements, **options)
    assert caught.value.heading == "the judgements cannot be read"
    return "\n".join(map(str, caught.value.problems))


class TestRating:
    """What is given for each service, held against `rate`."""

    @FEWER
    @given(inspected(rough=True))
    def test_as_rate(self, given: Inspected) -> None:
        """Each service is rated, or refused, as `rate` does it with the tallies of its cases for findings."""
        framework, by, cases, judgements = given
        tallies = ps.tally(cases, framework, by)
        rated = ps.rate_cases(cases, framework, by, judgements=judgements)
        for service, findings in tallies.items():
            try:
                expected = ps.rate(framework, evidence(findings, judgements.get(service, {})))
            except ps.EvidenceError as error:
                refused = error
            else:
                assert expected == rated[service]
                assert str(expected.overall.reason) == str(rated[service].overall.reason)
                assert service not in rated.refused
                continue
            assert (refused.heading, refused.problems) == (rated.refused[service].heading, rated.refused[service].problems)
            assert service not in rated

        assert framework == rated.framework
        assert {*tallies, *judgements} == {*rated, *rated.refused}
        assert len(rated) == len(list(rated))

    @FEWER
    @given(inspected(rough=True))
    def test_tallies(self, given: Inspected) -> None:
        """What was counted comes with the ratings: what `tally` gives."""
        expected = ps.tally(given.cases, given.framework, given.by)
        found = ps.rate_cases(given.cases, given.framework, given.by, judgements=given.judgements).tallies

        assert dict(expected) == dict(found)
        assert dict(expected.total) == dict(found.total)
        assert expected.notes == found.notes

    @FEWER
    @given(inspected(rough=True))
    def test_alone(self, given: Inspected) -> None:
        """What one service lacks keeps no other from being rated: each is rated as if it were the only one."""
        framework, by, cases, judgements = given
        together = ps.rate_cases(cases, framework, by, judgements=judgements)
        for service in together.tallies:
            here = [place for place, row in enumerate(zip(*(cases[name] for name in by), strict=True)) if row == _row(service)]
            own = {name: [column[place] for place in here] for name, column in cases.items()}
            alone = ps.rate_cases(own, framework, by, judgements={service: judgements.get(service, {})})

            assert together.get(service) == alone.get(service)
            assert (service in together.refused) == (service in alone.refused)

    @FEWER
    @given(inspected(rough=True), st.randoms(use_true_random=False))
    def test_order(self, given: Inspected, chance: random.Random) -> None:
        """Neither the order of the cases nor that of the judgements matters."""
        framework, by, cases, judgements = given
        places = list(range(len(cases["case"])))
        chance.shuffle(places)
        shuffled = {name: [column[place] for place in places] for name, column in cases.items()}
        expected = ps.rate_cases(cases, framework, by, judgements=judgements)
        found = ps.rate_cases(shuffled, framework, by, judgements=dict(reversed(judgements.items())))

        assert list(expected.items()) == list(found.items())
        assert expected.columns() == found.columns()
        assert {*map(str, expected.refused.values())} == {*map(str, found.refused.values())}

    def test_derbyshire(self, root: Path, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """The example gives what was published of Derbyshire, 2025: Inadequate, 2 of 21, and the rating of each standard."""
        rated = ps.rate_cases(root / CASES, pdu, "pdu", judgements=root / JUDGEMENTS)
        found = rated["Derbyshire"]

        assert derbyshire.published is not None
        assert (2, 21) == (found.score, found.maximum)
        assert dict(derbyshire.published.ratings) == {id: str(rating) for id, rating in found.ratings.items()}
        assert str(found.overall.rating) == derbyshire.published.overall
        assert not rated.refused

    def test_by(self, pdu: ps.Framework) -> None:
        """One column that names the service may be given as a text, or in a list."""
        cases = cases_of(pdu, "North", "South")
        judgements = {"North": GOOD, "South": GOOD}
        expected = ps.rate_cases(cases, pdu, "pdu", judgements=judgements)

        assert ["North", "South"] == list(expected)
        assert dict(expected) == dict(ps.rate_cases(cases, pdu, ["pdu"], judgements=judgements))

    def test_counting(self, pdu: ps.Framework) -> None:
        """What `tally` takes besides is taken too."""
        cases = cases_of(pdu, "North", count=3, ref=["A", "A", "B"])
        cases = {**cases, "engage": cases["P 2.1.1"]}
        del cases["P 2.1.1"]
        options: dict[str, Any] = {"case": "ref", "repeated": "once", "questions": {"engage": "P 2.1.1"}}
        rated = ps.rate_cases(cases, pdu, "pdu", judgements={"North": GOOD}, **options)

        assert {ps.Tally(2, 2)} == {*rated.tallies["North"].values()}
        assert rated["North"].score == 18

    def test_split(self, pdu: ps.Framework) -> None:
        """A case of two services counts for both."""
        cases = cases_of(pdu, "North", "North; South")
        rated = ps.rate_cases(cases, pdu, "pdu", judgements={"North": GOOD, "South": GOOD}, split=";")

        assert {"North": 4, "South": 2} == {service: rated.tallies[service].cases for service in rated}

    def test_no_judgements(self, pdu: ps.Framework) -> None:
        """Without judgements a service is refused under a framework that reads some."""
        rated = ps.rate_cases(cases_of(pdu, "North", "South"), pdu, "pdu")

        assert not rated
        assert ["North", "South"] == list(rated.refused)
        for error in rated.refused.values():
            assert [f'judgements."{id}"' for id in JUDGED] == [problem.path for problem in error.problems]

    def test_no_cases(self, pdu: ps.Framework) -> None:
        """A service that was judged and has no cases is refused, with the name that was probably meant."""
        rated = ps.rate_cases(cases_of(pdu, "North"), pdu, "pdu", judgements={"North": GOOD, "Nroth": GOOD, "West": {}})

        assert ["North"] == list(rated)
        assert ["Nroth", "West"] == list(rated.refused)
        assert "judgements.Nroth: expected a service that has cases (found 'Nroth'). Did you mean 'North'?" in str(
            rated.refused["Nroth"]
        )
        assert "Did you mean" not in str(rated.refused["West"])

    def test_judged_under_another_name(self, pdu: ps.Framework) -> None:
        """A service without judgements that looks like one with some is told of it, before all else that it lacks."""
        cases = cases_of(pdu, "riverside", "Riversde", "Leeds", "Riverside")
        rated = ps.rate_cases(cases, pdu, "pdu", judgements={"Riverside": GOOD})
        first = {service: str(error.problems[0]) for service, error in rated.refused.items()}

        assert ["Riverside"] == list(rated)
        for service in ("riverside", "Riversde"):
            assert first[service] == (
                f"by pdu: expected a service that has judgements (found {service!r}). Did you mean 'Riverside'?"
            )
        assert first["Leeds"].startswith('judgements."P 1.1": ')
        assert [3, 4, 4] == sorted(len(error.problems) for error in rated.refused.values())

    def test_a_question_lacks(self, pdu: ps.Framework) -> None:
        """A question that the table lacks is named with its standard, beside all else that lacks."""
        cases = {name: column for name, column in cases_of(pdu, "North").items() if name not in {"P 2.1.2", "P 2.4.3"}}
        rated = ps.rate_cases(cases, pdu, "pdu", judgements={"North": {"P 1.1": "Good", "P 1.2": "Goood"}})

        assert {'judgements."P 1.2"', 'judgements."P 1.3"', 'findings."P 2.1.2"', 'findings."P 2.4.3"'} == {
            problem.path for problem in rated.refused["North"].problems
        }
        assert "P 2.1 Assessment: expected a finding for key question P 2.1.2" in str(rated.refused["North"])

    def test_prompts(self, pdu: ps.Framework) -> None:
        """Prompts are counted too, and rate nothing."""
        without = ps.rate_cases(cases_of(pdu, "North"), pdu, "pdu", judgements={"North": GOOD})
        cases = {**cases_of(pdu, "North"), "P 2.1.1a": ["no", "no"]}
        rated = ps.rate_cases(cases, pdu, "pdu", judgements={"North": GOOD})

        assert ps.Tally(0, 2) == rated.tallies["North"]["P 2.1.1a"]
        assert without["North"].outcome == rated["North"].outcome


def _row(service: Hashable) -> tuple[Hashable, ...]:
    return service if isinstance(service, tuple) else (service,)


class TestLookingUp:
    def test_unknown(self, pdu: ps.Framework) -> None:
        """A service that is not there is a KeyError that says what was probably meant; of one that was refused it says why."""
        rated = ps.rate_cases(cases_of(pdu, "North", "South"), pdu, "pdu", judgements={"North": GOOD})

        assert "North" in rated
        assert "South" not in rated
        with pytest.raises(KeyError) as caught:
            rated["Norht"]
        assert caught.value.args == ("no cases of 'Norht'; did you mean 'North'?",)
        with pytest.raises(KeyError) as caught:
            rated["South"]
        assert caught.value.args[0].startswith("'South' could not be rated: the evidence cannot be rated under pdu-2023")
        assert "P 1.1 Leadership" in caught.value.args[0]

    def test_repr(self, pdu: ps.Framework) -> None:
        """The repr says how many were rated, and how many refused."""
        rated = ps.rate_cases(cases_of(pdu, "North", "South"), pdu, "pdu", judgements={"North": GOOD})

        assert "<RatedCases under pdu-2023: 1 rated, 1 refused>" == repr(rated)


class TestColumns:
    @FEWER
    @given(inspected(reasons=False))
    def test_as_rate_table(self, given: Inspected) -> None:
        """The table has the columns, and the values, that `rate_table` gives for the tallies and judgements of the services."""
        framework, by, cases, judgements = given
        rated = ps.rate_cases(cases, framework, by, judgements=judgements)
        columns = rated.columns()
        said = {
            standard.id: [judgements[service].get(standard.id) for service in rated.tallies]
            for standard in framework.standards
            if isinstance(standard.rule, (ps.InspectorJudgement, ps.LowestQuestion))
        }
        table = pl.DataFrame(rated.tallies.columns()).with_columns(
            *(pl.Series(id, values, dtype=pl.String) for id, values in said.items())
        )
        expected = ps.rate_table(table, framework).drop(*said)

        assert not rated.refused
        assert expected.columns == list(columns)
        assert expected.to_dict(as_series=False) == columns

    @FEWER
    @given(inspected(rough=True))
    def test_refused(self, given: Inspected) -> None:
        """There is a row for each service that has cases; of one that was refused it has its first problem, and no ratings."""
        rated = ps.rate_cases(given.cases, given.framework, given.by, judgements=given.judgements)
        columns = rated.columns()
        counted = {*rated.tallies.columns(), "problem", "problems"}
        rows = [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]

        assert [_named(given.by, service) for service in rated.tallies] == [
            {name: row[name] for name in given.by} for row in rows
        ]
        for service, row in zip(rated.tallies, rows, strict=True):
            problems = rated.refused[service].problems if service in rated.refused else ()
            assert len(problems) == row["problems"]
            assert (str(problems[0]) if problems else None) == row["problem"]
            if problems:
                assert {None} == {value for name, value in row.items() if name not in counted}

    def test_cases(self, pdu: ps.Framework) -> None:
        """How many cases a service has, and how many answers were missing, stands in its row."""
        cases = {**cases_of(pdu, "North", "South"), "P 2.1.1": ["yes", None, "yes", "yes"]}
        columns = ps.rate_cases(cases, pdu, "pdu", missing="not relevant").columns()

        assert (["North", "South"], [2, 2], [1, 0]) == (columns["pdu"], columns["cases"], columns["missing"])

    @pytest.mark.parametrize("name", ["score", "overall", "problem", "cases", "missing", "P 2.1 rating", "P 2.1.1 relevant"])
    def test_a_name_that_is_added(self, pdu: ps.Framework, name: str) -> None:
        """A column of services is never replaced by a column that is added: such a name is refused."""
        cases = cases_of(pdu, "North")
        cases = {name: cases.pop("pdu"), **cases}
        with pytest.raises(ps.CaseError) as caught:
            ps.rate_cases(cases, pdu, name, judgements={"North": GOOD}).columns()

        assert repr(name) in str(caught.value)


class TestForms:
    """In how many forms judgements can be given: all say the same."""

    @FEWER
    @given(inspected(reasons=False, judged=True), st.data())
    def test_tables(self, given: Inspected, data: st.DataObject) -> None:
        """A table with a column for each standard, or a row for each judgement, says what a mapping says, whatever holds it."""
        framework, by, cases, judgements = given
        expected = ps.rate_cases(cases, framework, by, judgements=judgements)
        form = data.draw(st.sampled_from([*MADE]))
        shape = data.draw(st.sampled_from([wide, long]))
        columns = shape(framework, by, judgements)

        assert dict(expected) == dict(ps.rate_cases(cases, framework, by, judgements=MADE[form](columns)))

    @FEWER
    @given(inspected(judged=True), st.sampled_from(["rows", "columns", "pandas", "polars", "pyarrow"]))
    def test_reasons(self, given: Inspected, form: str) -> None:
        """A table with one row for each judgement may have its reason; so may what was not rated."""
        framework, by, cases, judgements = given
        expected = ps.rate_cases(cases, framework, by, judgements=judgements)
        found = ps.rate_cases(cases, framework, by, judgements=MADE[form](long(framework, by, judgements)))

        assert list(expected) == list(found)
        for service, inspection in expected.items():
            assert {id: str(one.reason) for id, one in inspection.items()} == {
                id: str(one.reason) for id, one in found[service].items()
            }

    @pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "xlsx"])
    @pytest.mark.parametrize("shape", ["wide", "long"])
    @pytest.mark.parametrize("kind", [str, Path])
    def test_files(self, pdu: ps.Framework, tmp_path: Path, ending: str, shape: str, kind: Callable[[Path], Any]) -> None:
        """So does a file, given as a path or as its name."""
        judgements: Judged = {
            "North": {"P 1.1": "Good", "P 1.2": NOT_RATED, "P 1.3": "Outstanding", "P 2.1": NOT_RATED},
            "South": {"P 1.1": "Inadequate", "P 1.2": "Good", "P 1.3": "Good"},
        }
        columns = SHAPES[shape](pdu, ("pdu",), judgements)
        path = tmp_path / f"judgements.{ending}"
        write(path, columns)
        cases = cases_of(pdu, "North", "South")
        expected = ps.rate_cases(cases, pdu, "pdu", judgements=judgements)
        found = ps.rate_cases(cases, pdu, "pdu", judgements=kind(path))

        assert ["North", "South"] == list(found)
        assert dict(expected) == dict(found)

    def test_sheets(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """Cases and judgements may stand in one workbook, each in a sheet that is named."""
        cases = cases_of(pdu, "North")
        judgements: Judged = {"North": GOOD}
        path = tmp_path / "inspection.xlsx"
        path.write_bytes(
            xlsx({"Cases": lines(cases), "Judgements": lines(wide(pdu, ("pdu",), judgements)), "Notes": [["None"]]})
        )
        rated = ps.rate_cases(path, pdu, "pdu", sheet="Cases", judgements=path, judgements_sheet="Judgements")

        assert ps.rate_cases(cases, pdu, "pdu", judgements=judgements)["North"] == rated["North"]
        with pytest.raises(ps.CaseFileError, match="Judgements"):
            ps.rate_cases(path, pdu, "pdu", sheet="Cases", judgements=path)

    @pytest.mark.parametrize("because", [None, "", float("nan")])
    def test_no_reason(self, pdu: ps.Framework, because: Any) -> None:
        """A judgement without a reason is the name of its rating; what was not rated without one has said so."""
        rows = [{"pdu": "North", "standard": id, "rating": "Good", "because": because} for id in JUDGED]
        rows += [{"pdu": "North", "standard": "P 2.1", "rating": NOT_RATED, "because": because}]
        found = ps.rate_cases(cases_of(pdu, "North"), pdu, "pdu", judgements=rows)["North"].evidence

        assert GOOD == dict(found.judgements)
        assert {"P 2.1": NO_REASON} == dict(found.not_rated)

    @pytest.mark.parametrize("empty", [None, "", float("nan")])
    @pytest.mark.parametrize("shape", ["wide", "long"])
    def test_empty(self, pdu: ps.Framework, shape: str, empty: Any) -> None:
        """An empty cell says nothing of its standard."""
        columns = SHAPES[shape](pdu, ("pdu",), {"North": {**GOOD, "P 2.1": empty, "P 1.3": empty}})
        rated = ps.rate_cases(cases_of(pdu, "North"), pdu, "pdu", judgements=columns)

        assert ['judgements."P 1.3"'] == [problem.path for problem in rated.refused["North"].problems]

    def test_other_columns(self, pdu: ps.Framework) -> None:
        """Other columns of the judgements are not read."""
        columns = {"pdu": ["North"], "region": ["East"], "lead inspector": ["A. Nother"], **{id: ["Good"] for id in JUDGED}}

        assert "North" in ps.rate_cases(cases_of(pdu, "North"), pdu, "pdu", judgements=columns)

    @pytest.mark.parametrize("numbers", [[1, 2], [1.0, 2.0], ["1", "2"]])
    @pytest.mark.parametrize("others", [[1, 2], [2.0, 1.0], ["1", "2"], ["2", " 1"]])
    def test_numbered_services(self, pdu: ps.Framework, numbers: list[Any], others: list[Any]) -> None:
        """Services that are numbers in one table and texts in the other, as in a workbook and a CSV, are the same."""
        cases = {**cases_of(pdu, 1, 2, count=1), "pdu": numbers}
        judgements = {"pdu": others, **{id: ["Good", "Good"] for id in JUDGED}}
        rated = ps.rate_cases(cases, pdu, "pdu", judgements=judgements)

        assert ["1", "2"] == list(map(str, rated))
        assert not rated.refused

    def test_names(self, pdu: ps.Framework) -> None:
        """Blanks around the name of a service make no difference, in a table or in a mapping."""
        columns = {"pdu": [" North "], **{id: ["Good"] for id in JUDGED}}
        for judgements in (columns, {" North": GOOD}):
            assert ["North"] == list(ps.rate_cases(cases_of(pdu, "North  "), pdu, "pdu", judgements=judgements))


def wide(framework: ps.Framework, by: tuple[str, ...], judgements: Judged) -> dict[str, list[Any]]:
    """Return judgements as columns, with one row for each service."""
    rows = [_named(by, service) for service in judgements]
    columns: dict[str, list[Any]] = {name: [row[name] for row in rows] for name in by}
    given = [id for id in (standard.id for standard in framework.standards) if any(id in said for said in judgements.values())]
    return {**columns, **{id: [said.get(id) for said in judgements.values()] for id in given}}


def long(framework: ps.Framework, by: tuple[str, ...], judgements: Judged) -> dict[str, list[Any]]:
    """Return judgements as columns, with one row for each; with reasons, where there are some."""
    rows: list[dict[str, Any]] = [
        {
            **_named(by, service),
            "standard": standard.id,
            "rating": one.rating if isinstance(one, ps.Judgement) else one,
            "because": one.because if isinstance(one, ps.Judgement) else None,
        }
        for standard in framework.standards
        for service, said in judgements.items()
        if standard.id in said
        for one in [said[standard.id]]
    ]
    names = [*by, "standard", "rating"]
    names += ["because"] if any(row["because"] for row in rows) else []
    return {name: [row[name] for row in rows] for name in names}


def lines(columns: Mapping[str, Sequence[Any]]) -> list[list[Any]]:
    """Return columns as the lines of a file, the header first, with nothing where nothing is said."""
    return [list(columns), *(["" if cell is None else cell for cell in row] for row in zip(*columns.values(), strict=True))]


def write(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    """Write columns into a file of the kind that its name says."""
    if path.suffix == ".parquet":
        pl.DataFrame(dict(columns)).write_parquet(path)
    elif path.suffix == ".xlsx":
        path.write_bytes(xlsx({"Sheet 1": lines(columns)}))
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t" if path.suffix == ".tsv" else ",").writerows(lines(columns))


def rows(columns: Mapping[str, Sequence[Any]]) -> list[dict[str, Any]]:
    """Return columns as rows."""
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


SHAPES: dict[str, Callable[..., dict[str, list[Any]]]] = {"wide": wide, "long": long}

MADE: dict[str, Callable[[Mapping[str, Sequence[Any]]], Any]] = {
    "rows": rows,
    "columns": dict,
    "pandas": pd.DataFrame,
    "polars": lambda columns: pl.DataFrame(dict(columns)),
    "pyarrow": lambda columns: pa.table(dict(columns)),
}
"""What can hold judgements, made from columns."""


class TestMistakes:
    """What is wrong in judgements is said, each with where it stands and what was meant; nothing is guessed."""

    @pytest.mark.parametrize("form", [*MADE])
    def test_a_column_lacks(self, pdu: ps.Framework, form: str) -> None:
        """The columns that name the service must be there; a name that is nearly that is suggested."""
        said = wrong(pdu, MADE[form]({"PDU": ["North"], **{id: ["Good"] for id in JUDGED}}))

        assert "'pdu'" in said
        assert "Did you mean 'PDU'?" in said

    @pytest.mark.parametrize("form", [*MADE])
    def test_misspelt_standard(self, pdu: ps.Framework, form: str) -> None:
        """A column that is nearly a standard's id is an error, and is not left out."""
        said = wrong(pdu, MADE[form]({"pdu": ["North"], "P 1.1": ["Good"], "P1.2": ["Good"], "P 1.3": ["Good"]}))

        assert "(found 'P1.2'). Did you mean 'P 1.2'?" in said
        assert len(said.splitlines()) == 1

    def test_misspelt_standard_in_a_row(self, pdu: ps.Framework) -> None:
        """In a table with a row for each judgement it is a reason to refuse its service, beside what then lacks."""
        judgements = {
            "pdu": ["North"] * 3 + ["South"] * 3,
            "standard": ["P 1.1", "P 1.2", "P 13", *JUDGED],
            "rating": ["Good"] * 6,
        }
        rated = ps.rate_cases(cases_of(pdu, "North", "South"), pdu, "pdu", judgements=judgements)

        assert ["South"] == list(rated)
        assert "(found 'P 13'). Did you mean 'P 1.3'?" in str(rated.refused["North"])
        assert ['judgements."P 13"', 'judgements."P 1.3"'] == [problem.path for problem in rated.refused["North"].problems]

    @pytest.mark.parametrize(
        "columns",
        [
            {"pdu": ["North"]},
            {"pdu": ["North"], "Leadership": ["Good"]},
            {"pdu": ["North"], "standard": ["P 1.1"]},
            {"pdu": ["North"], "rating": ["Good"]},
        ],
    )
    def test_no_judgements_in_it(self, pdu: ps.Framework, columns: dict[str, list[str]]) -> None:
        """A table with neither columns of standards nor a column of standards and one of ratings is refused."""
        said = wrong(pdu, columns)

        assert "columns: expected a column for each standard, named by its id, or the columns standard and rating" in said
        assert all(repr(name) in said for name in columns)

    @pytest.mark.parametrize(("name", "meant"), [("becuase", "because"), ("becaus", "because")])
    def test_misspelt_because(self, pdu: ps.Framework, name: str, meant: str) -> None:
        """A column that is nearly "because" is an error: no reason is lost."""
        columns = {"pdu": ["North"] * 3, "standard": [*JUDGED], "rating": ["Good"] * 3, name: ["as seen"] * 3}

        assert f"Did you mean {meant!r}?" in wrong(pdu, columns)

    @pytest.mark.parametrize("names", [("Standard", "Rating"), ("standard", "ratings"), ("standards", "rating")])
    def test_misspelt_standard_and_rating(self, pdu: ps.Framework, names: tuple[str, str]) -> None:
        """Columns that are nearly "standard" and "rating" are an error that says so."""
        columns = {"pdu": ["North"] * 3, names[0]: [*JUDGED], names[1]: ["Good"] * 3}
        said = wrong(pdu, columns)

        assert "standard and rating" in said
        assert "Did you mean" in said

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            ("Goood", "(found 'Goood'). Did you mean 'Good'?"),
            ("good", "(found 'good'). Did you mean 'Good'?"),
            ("not rated", "(found 'not rated')"),
            (2, "(found 2)"),
            (True, "(found True)"),
            (["Good"], "(found ['Good'])"),
            (ps.Judgement("Requires Improvement", "late"), "Did you mean 'Requires improvement'?"),
        ],
    )
    def test_unknown_rating(self, pdu: ps.Framework, given: Any, expected: str) -> None:
        """What is no rating of the scale refuses its service, with the ratings there are and the one that was meant."""
        rated = ps.rate_cases(
            cases_of(pdu, "North", "South"), pdu, "pdu", judgements={"North": {**GOOD, "P 1.2": given}, "South": GOOD}
        )
        (problem,) = rated.refused["North"].problems

        assert ["South"] == list(rated)
        assert problem.path == 'judgements."P 1.2"'
        assert "P 1.2 Staffing: expected a rating: 'Inadequate', 'Requires improvement', 'Good' or 'Outstanding'" in str(
            problem
        )
        assert expected in str(problem)

    def test_rating_of_cases(self, pdu: ps.Framework) -> None:
        """A standard that is rated on its cases can't be judged; it can be recorded as not rated."""
        given = {"North": {**GOOD, "P 2.1": "Good"}, "South": {**GOOD, "P 2.1": NOT_RATED}}
        rated = ps.rate_cases(cases_of(pdu, "North", "South"), pdu, "pdu", judgements=given)

        assert "P 2.1 Assessment: expected no judgement" in str(rated.refused["North"])
        assert rated["South"]["P 2.1"].rating is None
        assert rated["South"].maximum == 18

    @pytest.mark.parametrize("form", [*MADE])
    def test_judged_twice(self, pdu: ps.Framework, form: str) -> None:
        """A service with two rows is an error, with the row and the standards, also where both say the same."""
        columns = {"pdu": ["North", "South", "North"], **{id: ["Good", "Good", "Good"] for id in JUDGED}}
        said = wrong(pdu, MADE[form](columns)).splitlines()

        assert [f"row 3: expected one judgement of {id} for North (found 'Good')" for id in JUDGED] == said

    def test_judged_twice_in_a_mapping(self, pdu: ps.Framework) -> None:
        """So are two names of a mapping that are one."""
        assert "' North'" in wrong(pdu, {"North": GOOD, " North": GOOD})

    @pytest.mark.parametrize("form", [*MADE])
    def test_judged_twice_in_rows(self, pdu: ps.Framework, form: str) -> None:
        """So is a standard that is judged in two rows of a service."""
        columns = {"pdu": ["North"] * 4, "standard": [*JUDGED, "P 1.1"], "rating": ["Good"] * 3 + ["Inadequate"]}

        assert "row 4: expected one judgement of P 1.1 for North (found 'Inadequate')" == wrong(pdu, MADE[form](columns))

    def test_judged_twice_in_a_file(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """Rows of a file are counted as a spreadsheet counts them: the header is row 1."""
        path = tmp_path / "judgements.csv"
        write(path, {"pdu": ["North", "South", "North"], "P 1.1": ["Good"] * 3})

        assert "row 4: expected one judgement of P 1.1 for North (found 'Good')" == wrong(pdu, path)

    @pytest.mark.parametrize("empty", [None, "", "  ", float("nan")])
    def test_no_service(self, pdu: ps.Framework, empty: Any) -> None:
        """A row without the name of a service is an error, with its number."""
        columns = {"pdu": ["North", empty], **{id: ["Good", "Good"] for id in JUDGED}}

        assert "row 2: expected the name of a service (pdu)" == wrong(pdu, columns)

    @pytest.mark.parametrize("cell", [["North"], {"name": "North"}])
    def test_no_name(self, pdu: ps.Framework, cell: Any) -> None:
        """A list, or a mapping, is no name of a service."""
        assert "row 1: expected the name of a service" in wrong(pdu, [{"pdu": cell, "P 1.1": "Good"}])

    @pytest.mark.parametrize("empty", [None, "", "  ", float("nan")])
    def test_no_standard(self, pdu: ps.Framework, empty: Any) -> None:
        """In a table with a row for each judgement, so is one without the id of a standard."""
        columns = {"pdu": ["North"] * 4, "standard": [*JUDGED, empty], "rating": ["Good"] * 4}

        assert "row 4: expected the id of a standard" in wrong(pdu, columns)

    def test_all_at_once(self, pdu: ps.Framework) -> None:
        """All that is wrong is said at once."""
        columns = {"pdu": ["North", None, "North", ""], **{id: ["Good"] * 4 for id in JUDGED}}

        assert ["row 2", "row 3", "row 3", "row 3", "row 4"] == [
            line.split(":")[0] for line in wrong(pdu, columns).splitlines()
        ]

    @pytest.mark.parametrize(
        "given",
        [5, 2.5, b"x", [1, 2], {"North"}, ["North", "Good"], pl.LazyFrame({"pdu": ["North"]}), pd.Series(["Good"]), object()],
    )
    def test_no_table(self, pdu: ps.Framework, given: Any) -> None:
        """What is no table, mapping or path is refused, with what it may be."""
        said = wrong(pdu, given)

        assert all(form in said for form in ("a list of rows", "a dict of columns", "a dataframe", "the path of a file"))
        assert f"(found {type(given).__name__!r})" in said

    def test_columns_of_unlike_length(self, pdu: ps.Framework) -> None:
        """Columns of unlike lengths are refused, and it is said that these are the judgements."""
        assert "'P 1.1'" in wrong(pdu, {"pdu": ["North", "South"], "P 1.1": ["Good"]})

    @pytest.mark.parametrize("cells", [None, 5, True, "North"])
    def test_columns_that_are_no_lists(self, pdu: ps.Framework, cells: Any) -> None:
        """So is a dict of anything but lists of cells; one row given as a dict, whose texts are not taken for letters."""
        said = wrong(pdu, {"pdu": cells, **dict.fromkeys(JUDGED, cells)})

        assert f"(found {cells!r})" in said
        assert "'pdu'" in said

    def test_a_column_twice(self, pdu: ps.Framework) -> None:
        """So is a frame in which two columns have one name."""
        frame = pd.DataFrame([["North", "Good", "Inadequate"]], columns=["pdu", "P 1.1", "P 1.1"])

        assert "P 1.1" in wrong(pdu, frame)

    @pytest.mark.parametrize("given", [{"North": "Good"}, {"North": [GOOD]}, {"North": ["Good"], "South": ["Good"]}])
    def test_a_mapping_of_something_else(self, pdu: ps.Framework, given: Any) -> None:
        """A mapping of services to anything but mappings is taken for columns, and refused as such."""
        assert "'pdu'" in wrong(pdu, given)

    def test_no_file(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """A file that is not there, or none that can be read, is named."""
        (tmp_path / "judgements.pdf").write_bytes(b"%PDF")
        for name in ("nothing.csv", "judgements.pdf"):
            with pytest.raises(ps.CaseFileError) as caught:
                ps.rate_cases(cases_of(pdu, "North"), pdu, "pdu", judgements=tmp_path / name)
            assert name in str(caught.value)

    @FEWER
    @given(
        st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats()
            | st.sampled_from(["", "pdu", "North", "P 1.1", "Good", "standard"]),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["pdu", "North", "standard", "rating", "P 1.1", "because"]) | st.integers(), inner
                )
            ),
            max_leaves=8,
        )
    )
    def test_anything(self, given: Any) -> None:
        """Whatever is given for judgements, North is refused, or it is said what is wrong; nothing else fails."""
        pdu = pdu_2023()
        try:
            rated = ps.rate_cases(cases_of(pdu, "North", count=1), pdu, "pdu", judgements=given)
        except ps.ProbationStandardsError as error:
            problems = error.problems
        else:
            problems = rated.refused["North"].problems
            assert not rated

        assert problems


class TestServices:
    """Each case must have a service."""

    @pytest.mark.parametrize("empty", [None, "", "  "])
    def test_no_name(self, pdu: ps.Framework, empty: Any) -> None:
        """Cases without the name of a service are an error, with how many they are."""
        cases = {**cases_of(pdu, "North"), "pdu": ["North", empty]}
        with pytest.raises(ps.CaseError, match=r"by pdu: expected the name of the service in each row; 1 case has none"):
            ps.rate_cases(cases, pdu, "pdu", judgements={"North": GOOD})

    @pytest.mark.parametrize("make", [dict, pl.DataFrame, pl.LazyFrame, pd.DataFrame, pa.table])
    def test_places(self, pdu: ps.Framework, make: Callable[[Any], Any]) -> None:
        """The first cases without a service are named, with their rows where the table has an order."""
        cases = {"case": list("ABC"), **cases_of(pdu, "North", count=3), "pdu": ["North", None, None]}
        rows = {dict: r"row 2 \(case B\) and row 3 \(case C\)"}
        with pytest.raises(ps.CaseError, match=f"; 2 cases have none: {rows.get(make, 'case B and case C')}$"):  # type: ignore[call-overload]  # of any
            ps.rate_cases(make(cases), pdu, "pdu")

    def test_places_of_half_a_name(self, pdu: ps.Framework) -> None:
        """So it is where several columns name a service, whichever of them is empty."""
        cases = {"case": list("ABC"), **cases_of(pdu, "North", count=3), "pdu": ["North", "", "North"], "year": [None, 1, 2]}
        with pytest.raises(ps.CaseError, match=r"2 cases have none: row 2 \(case B\) and row 1 \(case A\)$"):
            ps.rate_cases(cases, pdu, ["pdu", "year"])

    def test_half_a_name(self, pdu: ps.Framework) -> None:
        """Where several columns name a service, each must have something."""
        cases = cases_of(pdu, "North", count=3, year=[2024, None, None])
        with pytest.raises(ps.CaseError, match=r"by pdu, year: .*; 2 cases have none"):
            ps.rate_cases(cases, pdu, ["pdu", "year"])

    @pytest.mark.parametrize("by", [(), []])
    def test_no_column(self, pdu: ps.Framework, by: Any) -> None:
        """At least one column must name the service."""
        with pytest.raises(ps.CaseError, match=r"^[^:]*\n  - by: expected .*column"):
            ps.rate_cases(cases_of(pdu, "North"), pdu, by)

    def test_unknown_column(self, pdu: ps.Framework) -> None:
        """The columns must be in the table of cases; a name that is nearly that is suggested."""
        with pytest.raises(ps.CaseError, match=r"by: .*\(found 'pud'\)\. Did you mean 'pdu'\?"):
            ps.rate_cases(cases_of(pdu, "North"), pdu, "pud")

    def test_several_columns(self, pdu: ps.Framework) -> None:
        """A service that several columns name is said as elsewhere, "North, 2025", when it is refused."""
        cases = cases_of(pdu, "North", "South", count=1, year=[2024, 2025])
        rated = ps.rate_cases(cases, pdu, ["pdu", "year"], judgements={("North", 2024): GOOD, ("South", 2026): GOOD})

        assert [("North", 2024)] == list(rated)
        assert [("South", 2025), ("South", 2026)] == list(rated.refused)
        assert "South, 2026" in str(rated.refused["South", 2026])
        assert "Did you mean 'South, 2025'?" in str(rated.refused["South", 2026])

    def test_no_cases(self, pdu: ps.Framework) -> None:
        """A table without rows rates nothing, and refuses each service that was judged."""
        cases: dict[str, list[str]] = {name: [] for name in cases_of(pdu, "North")}
        rated = ps.rate_cases(cases, pdu, "pdu", judgements={"North": GOOD})

        assert not rated
        assert ["North"] == list(rated.refused)
        assert [] == rated.columns()["overall"]

    def test_wrong_arguments(self, pdu: ps.Framework) -> None:
        """What is no framework, and options that there are not, are errors of type, as in any function."""
        unknown: Any = "pdu-2023"
        misspelt: dict[str, Any] = {"judgments": {}}
        with pytest.raises(TypeError, match="takes a Framework"):
            ps.rate_cases(cases_of(pdu, "North"), unknown, "pdu")
        with pytest.raises(TypeError, match="judgments"):
            ps.rate_cases(cases_of(pdu, "North"), pdu, "pdu", **misspelt)

    @FEWER
    @given(inspected())
    def test_judged_by_nobody(self, given: Inspected) -> None:
        """Under a framework that reads no judgements, none are needed."""
        rated = ps.rate_cases(given.cases, given.framework, given.by)
        expected = {*rated.tallies} if not standards_judged(given.framework) else set()

        assert expected == {*rated}
