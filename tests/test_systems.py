"""Rating systems of other publishers, each a framework document of few lines, decide what their rule texts say.

Where the facts of a system were not read, its shape is what is tested, and its source says "recalled" or "inferred".
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.checking import reading
from probation_standards.reports.data import how_sure
from probation_standards.reports.markdown import framework_markdown
from probation_standards.reports.text import describe

FOLDER = Path(__file__).parent / "systems"

DOCUMENTS = sorted(FOLDER.glob("*.toml"))


def system(name: str) -> ps.Framework:
    """Return the framework of a system."""
    return ps.read_framework(FOLDER / f"{name}.toml")


def overall(framework: ps.Framework, **evidence: Any) -> str | None:
    """Return the name of the overall rating."""
    rating = ps.rate(framework, ps.Evidence(**evidence)).overall.rating
    return None if rating is None else rating.name


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
class TestDocuments:
    def test_short(self, path: Path) -> None:
        """A framework of such a kind takes at most 40 lines."""
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 40

    def test_written_back(self, path: Path, tmp_path: Path) -> None:
        """It is written as a document that reads as the same framework, with the same digest."""
        framework = ps.read_framework(path)
        ps.write_framework(framework, tmp_path / "again.toml")

        again = ps.read_framework(tmp_path / "again.toml")
        assert (framework, framework.digest) == (again, again.digest)


@st.composite
def rows(draw: st.DrawFn, framework: ps.Framework) -> dict[str, Any]:
    """Rows of a table for a framework: what was found by each question and input, and what was judged, some not rated."""
    read = reading(framework)
    found: dict[str, Any] = {}
    for standard in framework.standards:
        names = [*framework.scale.names, "Not rated"]
        if read[standard.id].judgement:
            found[standard.id] = draw(st.sampled_from(names))
    if read["overall"].judgement:
        found["overall"] = draw(st.sampled_from(framework.scale.names))
    for question in {question.id: question for needs in read.values() for question in needs.questions}.values():
        values: dict[str, st.SearchStrategy[Any]] = {
            "cases": st.integers(85, 100).map(float),
            "rating": st.sampled_from(framework.scale.names),
            "score": st.sampled_from([0.0, 1.0, 2.0, 3.0, 4.0, 5.0]),
            "count": st.integers(0, 3).map(float),
            "flag": st.booleans(),
        }
        value = values[question.form]
        found[question.id] = draw(st.none() | value if question.optional else value)
    return found


def rated(framework: ps.Framework, row: dict[str, Any]) -> tuple[Any, ...]:
    """Return what `rate` decides of a row."""
    read = reading(framework)
    judged = {id: row[id] for id, needs in read.items() if needs.judgement}
    asked = {question.id for needs in read.values() for question in needs.questions}
    evidence = ps.Evidence(
        findings={id: row[id] for id in asked if row[id] is not None},
        judgements={id: name for id, name in judged.items() if name != "Not rated"},
        not_rated={id: "not rated" for id, name in judged.items() if name == "Not rated"},
    )
    decided = ps.rate(framework, evidence)
    ratings = [*(decision.rating for decision in decided.values()), decided.overall.rating]
    return tuple(None if rating is None else rating.name for rating in ratings)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
@pytest.mark.parametrize("make", [pl.DataFrame, pd.DataFrame, pa.table, lambda columns: duckdb.from_arrow(pa.table(columns))])
class TestColumns:
    @settings(max_examples=6)
    @given(st.data())
    def test_as_rated(self, make: Any, path: Path, data: st.DataObject) -> None:
        """A table is rated as each of its rows is rated by itself, whatever the shapes of the rules."""
        framework = ps.read_framework(path)
        given = data.draw(st.lists(rows(framework), min_size=1, max_size=8))
        columns = {name: [row[name] for row in given] for name in given[0]}
        nulls = [name for name, cells in columns.items() if set(cells) == {None}]
        assume(not nulls)

        table = ps.rate_table(make(columns), framework, prefix="> ")
        arrow = nw.from_native(table).lazy().collect("pyarrow").to_native()
        names = [*(f"> {standard.id} rating" for standard in framework.standards), "> overall"]
        found = zip(*(arrow[name].cast(pa.string()).to_pylist() for name in names), strict=True)
        assert [rated(framework, row) for row in given] == list(found)


class TestWords:
    """What a framework of shapes is, and what it decided, is said in words."""

    def test_shown(self) -> None:
        """Each rule is described with its parts; what belongs to no standard is among the inputs."""
        text = describe(system("cms"))

        assert "  then one rating up where staffing is at least 5 stars\n" in text
        assert "  at most 2 stars where inspection is at most 1 star\n" in text
        assert "Inputs\n  abuse (flag) Is there an abuse icon?" in text
        assert (
            "how many are Outstanding is at least 2 and how many are Requires improvement is at most 0"
            in framework_markdown(system("cqc"))
        )
        weighted = "the total of 3 x security, 2 x reducing reoffending, in per cent of its maximum, in bands"
        assert weighted in describe(system("nz"))

    @pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
    def test_every_one(self, path: Path) -> None:
        """Every framework is described, as text and as Markdown, with the form of each question."""
        framework = ps.read_framework(path)
        text, markdown = describe(framework), framework_markdown(framework)

        for question in (*framework.questions, *framework.inputs):
            assert question.form == "cases" or f"({question.form}" in text
            assert question.id in markdown

    def test_how_sure(self) -> None:
        """Where rules are sure, they are named for what they rate; one of several parts is no rule of unrated standards."""
        named = [what for what, _ in how_sure(system("cms"))]

        assert "rule of standards, rule of judged standards" in named[0]
        assert not any("unrated" in what for what in named)

    def test_inspection(self, tmp_path: Path) -> None:
        """An inspection document holds flags, counts, scores and ratings as findings, and is written back as it was."""
        path = tmp_path / "inspection.toml"
        path.write_text(
            'service = "A prison"\nframework = "nz-prison-performance"\n'
            '[findings]\nsecurity = 4\n"reducing reoffending" = 5\n"core incidents" = 120\n',
            encoding="utf-8",
        )
        frameworks = {"nz-prison-performance": system("nz")}
        inspection = ps.read_inspection(path, frameworks)
        ps.write_inspection(inspection, tmp_path / "again.json")

        assert inspection == ps.read_inspection(tmp_path / "again.json", frameworks)
        assert "Needs improvement" == str(ps.rate(system("nz"), inspection.evidence).overall.rating)

    def test_explained(self) -> None:
        """An explanation has what was found by every question and input, whatever its form."""
        findings = {"security": 5, "reducing reoffending": 3, "core incidents": 2}
        rated = ps.rate(system("nz"), ps.Evidence(findings=findings))
        text = ps.explain(rated)

        assert "at most Needs improvement, since there was a core incident. Before: Effective: the total is 84" in " ".join(
            text.split()
        )
        assert "    5  security Security" in text
        assert "Inputs\n  2  core incidents How many core incidents" in text
        assert {"core incidents": 2} == rated.given()


class TestAccreditation:
    """ACA: all mandatory standards that apply, and at least 90 per cent of the others that apply."""

    @pytest.mark.parametrize(
        ("expected", "mandatory", "other"),
        [
            ("Eligible", (40, 40), (360, 400)),
            ("Not eligible", (39, 40), (400, 400)),
            ("Not eligible", (40, 40), (359, 400)),
            ("Eligible", (38, 38), (351, 390)),
        ],
    )
    def test_two_shares(self, expected: str, mandatory: tuple[int, int], other: tuple[int, int]) -> None:
        """Both shares must be reached; 360 of 400 is exactly 90 per cent. What does not apply leaves both counts."""
        findings = {"mandatory": ps.Tally(*mandatory), "other": ps.Tally(*other)}

        assert expected == overall(system("aca"), findings=findings)


class TestProvisions:
    """PREA, 28 CFR 115.403: any provision that is not met fails the standard; to exceed it, all must be met at least."""

    NAMES = ("Does not meet standard", "Meets standard", "Exceeds standard")

    @pytest.mark.parametrize(("expected", "given"), [(0, (1, 1, 0)), (1, (1, 1, 1)), (1, (2, 1)), (2, (2, 2)), (0, (2, 0, 2))])
    def test_lowest(self, expected: int, given: tuple[int, ...]) -> None:
        """The lowest of the provisions that were audited is the standard's."""
        findings = {f"115.11{letter}": self.NAMES[at] for letter, at in zip("abc", given, strict=False)}

        rated = ps.rate(system("prea"), ps.Evidence(findings=findings))
        assert self.NAMES[expected] == str(rated["115.11"].rating)
        assert rated.overall.rating is None


class TestPrinciples:
    """CQC ratings principles, 12 May 2022."""

    STANDARDS = ("safe", "effective", "caring", "responsive", "well-led")
    RATINGS: ClassVar[dict[str, str]] = {"O": "Outstanding", "G": "Good", "R": "Requires improvement", "I": "Inadequate"}

    def evidence(self, letters: str, *, breach: bool = False) -> dict[str, Any]:
        """Return evidence with these ratings of the five questions."""
        ratings = (self.RATINGS[letter] for letter in letters)
        return {"findings": {"breach": breach}, "judgements": dict(zip(self.STANDARDS, ratings, strict=True))}

    @pytest.mark.parametrize(
        ("expected", "letters"),
        [("O", "OOGGG"), ("G", "OGGGR"), ("R", "GGGRR"), ("I", "GGGII"), ("O", "OOOOO"), ("G", "GGGGG"), ("R", "OOGRR")],
    )
    def test_counts(self, expected: str, letters: str) -> None:
        """The overall follows from how many are Outstanding, Requires improvement and Inadequate, in whatever order."""
        for order in (letters, letters[::-1]):
            assert self.RATINGS[expected] == overall(system("cqc"), **self.evidence(order))

    def test_breach(self) -> None:
        """Where regulations are breached the overall is no better than Requires improvement, whatever else is found."""
        assert "Requires improvement" == overall(system("cqc"), **self.evidence("OOGGG", breach=True))
        assert "Inadequate" == overall(system("cqc"), **self.evidence("GGGII", breach=True))

    def test_left_open(self) -> None:
        """One Inadequate among five is left open by the principles, so the framework declares a choice, and says so."""
        rated = ps.rate(system("cqc"), ps.Evidence(**self.evidence("GGGGI")))

        assert "Requires improvement" == str(rated.overall.rating)
        assert "our choice" in str(rated.overall.reason)

    def test_departure(self) -> None:
        """Inspectors may depart from the principles and must record why."""
        given = self.evidence("OOGGG")
        given["judgements"]["overall"] = ps.Judgement("Good", "the rating of one question rests on few cases")
        rated = ps.rate(system("cqc"), ps.Evidence(**given))

        assert "Good" == str(rated.overall.rating)
        assert "judged Good by the inspectors: the rating of one question rests on few cases. By the rule: Outstanding" in str(
            rated.overall.reason
        )
        given["judgements"]["overall"] = "Good"
        with pytest.raises(ps.EvidenceError, match="expected the reason of the inspectors"):
            overall(system("cqc"), **given)


class TestSteps:
    """CMS Five-Star: steps from the stars of the health inspection, clamped after each, and caps."""

    @pytest.mark.parametrize(
        ("expected", "inspection", "staffing", "quality"),
        [(2, 1, 5, 5), (5, 5, 1, 5), (5, 5, 5, 5), (4, 3, 5, 3), (2, 3, 3, 1), (1, 2, 1, 1), (3, 2, 5, 3)],
    )
    @pytest.mark.parametrize("abuse", [False, True])
    def test_stars(self, expected: int, inspection: int, staffing: int, quality: int, abuse: bool) -> None:  # noqa: FBT001  # a parameter
        """Five stars in staffing or quality add one, one star takes one; an abuse icon caps the inspection itself at two."""
        given = {"inspection": inspection, "staffing": staffing, "quality": quality}
        judgements = {id: "1 star" if stars == 1 else f"{stars} stars" for id, stars in given.items()}
        found = overall(system("cms"), findings={"abuse": abuse}, judgements=judgements)
        if abuse and inspection > 2:
            start = 2
            start = min(5, max(1, start + (staffing == 5) - (staffing == 1)))
            expected = min(5, max(1, start + (quality == 5) - (quality == 1)))
        assert found == ("1 star" if expected == 1 else f"{expected} stars")


class TestGate:
    """Corrections New Zealand: any core incident in the quarter is Needs improvement, whatever the score."""

    @pytest.mark.parametrize(
        ("expected", "scores"), [("Exceptional", (5, 5)), ("Effective", (3, 3)), ("Needs improvement", (3, 2))]
    )
    def test_incidents(self, expected: str, scores: tuple[int, int]) -> None:
        """A weighted score counts only where there was none."""
        findings: dict[str, Any] = dict(zip(("security", "reducing reoffending"), scores, strict=True))

        assert expected == overall(system("nz"), findings=findings | {"core incidents": 0})
        assert "Needs improvement" == overall(system("nz"), findings=findings | {"core incidents": 1})

    def test_wrong(self) -> None:
        """A score that is none of its values, and a count that is no whole number, are refused together."""
        findings: dict[str, Any] = {"security": 6, "reducing reoffending": True, "core incidents": "1.5"}
        with pytest.raises(ps.EvidenceError) as caught:
            overall(system("nz"), findings=findings)

        assert [
            "performance Performance, question security: expected one of 0, 1, 2, 3, 4, 5",
            "performance Performance, question reducing reoffending: expected one of 0, 1, 2, 3, 4, 5",
            "input core incidents: expected a whole number from 0 up",
        ] == [problem.expected for problem in caught.value.problems]


class TestWithoutOverall:
    """Systems that give no overall rating: each of the parts is rated by itself."""

    def test_prisons(self) -> None:
        """HM Inspectorate of Prisons rates four tests, and gives no overall."""
        judged = {"safety": "Poor", "respect": "Good", "activity": "Not sufficiently good", "release": "Reasonably good"}
        rated = ps.rate(system("prisons"), ps.Evidence(judgements=judged))

        assert judged == {id: str(decision.rating) for id, decision in rated.items()}
        assert (None, "each test is rated by itself") == (rated.overall.rating, str(rated.overall.reason))

    def test_not_graded(self) -> None:
        """HMICFRS grades most questions, and leaves some without a grade."""
        rated = ps.rate(system("peel"), ps.Evidence(judgements={"prevention": "Adequate"}))

        assert ["Adequate", "None", "None"] == [str(decision.rating) for decision in rated.values()]
        assert "investigation grade not inspected" == str(rated["investigation"].reason)

    def test_lowest_of_the_inspected(self) -> None:
        """The Care Inspectorate inspects some indicators of a key question, and the lowest of these decides."""
        rated = ps.rate(system("care"), ps.Evidence(findings={"1.1": "Very good", "1.3": "Weak"}))

        assert "Weak" == str(rated["1"].rating)
        assert str(rated["1"].reason).startswith("1.3 is the worst of 3, Weak; left out: 1.2 not inspected")


class TestCapByAnArea:
    """Ofsted ILACS: Inadequate in a key area limits the overall judgement."""

    @pytest.mark.parametrize(("expected", "help"), [("Good", "Requires improvement"), ("Requires improvement", "Inadequate")])
    def test_cap(self, expected: str, help: str) -> None:  # the area's name
        """The overall is judged, and no better than the limit where the area is Inadequate."""
        judgements = {"leaders": "Good", "help": help, "care": "Good", "care leavers": "Good", "overall": "Good"}

        assert expected == overall(system("ilacs"), judgements=judgements)
