"""Strategies of `probation_standards.testing`: what they make can be, and each shrinks to what its docstring says."""

from __future__ import annotations

import subprocess
import sys
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import InvalidArgument
from hypothesis.strategies import SearchStrategy

import probation_standards as ps
from probation_standards import testing
from probation_standards.checking import evidence_problems
from probation_standards.figures import exact
from probation_standards.kinds import NAMED
from probation_standards.shapes import SHAPES
from probation_standards.testing import (
    band_tables,
    case_tables,
    cases_rated,
    evidence_for,
    evidence_rated,
    findings_of,
    frameworks,
    percentages,
    rating_scales,
    tallies,
)
from strategies import SOURCE

POOR, GOOD = ps.Rating("Poor", 0), ps.Rating("Good", 1)

SCALE = ps.RatingScale(ratings=(POOR, GOOD), source=SOURCE)

STRATEGIES = [name for name in testing.__all__ if name.islower() and name not in {"broken_laws", "contradicting"}]


def least(strategy: SearchStrategy[Any]) -> Any:
    """Return what a strategy shrinks to."""
    return find(
        strategy, lambda _: True, settings=settings(database=None, derandomize=True, suppress_health_check=list(HealthCheck))
    )


class TestShrinks:
    """What each strategy shrinks to."""

    def test_rating_scales(self) -> None:
        """Scales shrink to Inadequate, 0, and Requires improvement, 1."""
        assert (ps.Rating("Inadequate", 0), ps.Rating("Requires improvement", 1)) == least(rating_scales()).ratings

    def test_band_tables(self) -> None:
        """Band tables shrink to one band, of the worst rating, that starts at 0."""
        table = least(band_tables(SCALE))

        assert ((ps.RatingBand(POOR, 0),), "exact", "higher", "at least") == (
            table.bands,
            table.rounding,
            table.better,
            table.threshold,
        )

    @pytest.mark.parametrize(("expected", "fewest"), [(ps.Tally(0, 1), 1), (ps.Tally(0, 0), 0), (ps.Tally(0, 7), 7)])
    def test_tallies(self, expected: ps.Tally, fewest: int) -> None:
        """Tallies shrink to none of the fewest cases."""
        assert expected == least(tallies(min_relevant=fewest))

    def test_percentages(self) -> None:
        """Percentages shrink to 0."""
        assert 0 == least(percentages())

    def test_frameworks(self) -> None:
        """Frameworks shrink to one standard that is judged, and an overall that is judged."""
        framework = least(frameworks())

        assert (["1"], (), ()) == ([standard.id for standard in framework.standards], framework.questions, framework.inputs)
        assert [ps.InspectorJudgement] * 2 == [type(framework.standards[0].rule), type(framework.overall)]
        assert framework.standards[0].counts

    def test_evidence_for(self, pdu: ps.Framework) -> None:
        """Evidence shrinks to the least finding of each question, and to the worst rating that can be chosen."""
        judged = dict.fromkeys(["P 1.1", "P 1.2", "P 1.3"], "Inadequate")
        ids = [question.id for question in pdu.questions]

        assert ps.Evidence(findings=dict.fromkeys(ids, 0), judgements=judged) == least(evidence_for(pdu))
        counted = least(evidence_for(pdu, counted=True, not_rated=True, panel=True, because=True, extras=True))
        assert ps.Evidence(findings=dict.fromkeys(ids, ps.Tally(0, 1)), judgements=judged) == counted

    @pytest.mark.parametrize(
        ("expected", "form"), [(0, "cases"), ("Poor", "rating"), (2, "score"), (0, "count"), (False, "flag")]
    )
    def test_findings_of(self, expected: Any, form: Any) -> None:
        """Findings of every form shrink to the least."""
        values = (5, 2) if form == "score" else ()
        question = ps.KeyQuestion(id="1.1", text="What?", form=form, values=values, source=SOURCE)

        assert expected == least(findings_of(question, small(question)))

    def test_case_tables(self, pdu: ps.Framework) -> None:
        """Tables of cases shrink to one case, of Riverside, answered with the first word for yes."""
        answers = {question.id: ["yes"] for question in pdu.questions}

        assert {"case": ["C1"], "service": ["Riverside"], **answers} == least(case_tables(pdu))
        assert [{name: cells[0] for name, cells in least(case_tables(pdu)).items()}] == least(case_tables(pdu, rows=True))

    def test_evidence_rated(self, pdu: ps.Framework) -> None:
        """Evidence that is rated as wanted shrinks to the threshold, and to the least of everything else."""
        evidence = least(evidence_rated(pdu, "P 2.1", "Good"))
        others = [id for id in evidence.findings if not id.startswith("P 2.1")]

        assert {"P 2.1.1": 65, "P 2.1.2": 65, "P 2.1.3": 65, **dict.fromkeys(others, 0)} == evidence.findings
        assert {"Inadequate"} == {*evidence.judgements.values()}

    def test_cases_rated(self, pdu: ps.Framework) -> None:
        """Cases that are rated as wanted shrink to the fewest, with the least of everything else."""
        made = least(cases_rated(pdu, "P 2.1", "Inadequate"))

        assert {"case": ["CASE-001"], "service": ["Riverside"]} == {name: made.cases[name] for name in ("case", "service")}
        assert {"no"} == {cell for name, cells in made.cases.items() if name.startswith("P ") for cell in cells}

    def test_said(self) -> None:
        """Every strategy says what it shrinks to, and stands in a test here."""
        text = Path(__file__).read_text(encoding="utf-8")

        assert [] == [name for name in STRATEGIES if "Shrinks to" not in str(getattr(testing, name).__doc__)]
        assert [] == [name for name in STRATEGIES if f"def test_{name}(" not in text]

    def test_documented(self, root: Path) -> None:
        """Every public name stands in docs/testing.md, and each strategy with what it shrinks to."""
        text = (root / "docs/testing.md").read_text(encoding="utf-8")
        rows = [line for line in text.splitlines() if line.startswith("| `")]

        assert [] == [name for name in testing.__all__ if f"`{name}" not in text]
        assert [] == [
            name for name in STRATEGIES if not any(row.startswith(f"| `{name}") and "hrinks to" in row for row in rows)
        ]
        assert sorted(testing.__all__, key=lambda name: (name.islower(), not name.isupper(), name)) == testing.__all__


def small(*questions: ps.KeyQuestion, overall: Any = None) -> ps.Framework:
    """Return a framework with one standard of some questions, which is judged."""
    judged = ps.InspectorJudgement(source=SOURCE)
    standard = ps.Standard(id="1", title="One", domain="d", questions=questions, rule=judged, source=SOURCE)
    return ps.Framework(
        id="small",
        title="Small",
        edition="1",
        scale=SCALE,
        domains=(ps.Domain(id="d", title="All", source=SOURCE),),
        standards=(standard,),
        overall=overall or ps.NoRating(because="there is one standard", source=SOURCE),
        source=SOURCE,
    )


class TestMade:
    """What strategies make."""

    @given(st.data())
    def test_scales(self, data: st.DataObject) -> None:
        """Scales have as many ratings as was said."""
        fewest = data.draw(st.integers(2, 5))
        most = data.draw(st.integers(fewest, 5))

        assert fewest <= len(data.draw(rating_scales(min_size=fewest, max_size=most)).ratings) <= most

    @given(st.data())
    def test_bands(self, data: st.DataObject) -> None:
        """Band tables have the direction and the thresholds that were said."""
        better: Any = data.draw(st.sampled_from([None, "higher", "lower"]))
        threshold: Any = data.draw(st.sampled_from([None, "at least", "more than"]))
        highest = data.draw(st.integers(1, 30))
        scale = data.draw(rating_scales())
        table = data.draw(band_tables(scale, id="b", unit="u", highest=highest, whole=True, better=better, threshold=threshold))

        assert ("b", "u", better or table.better, threshold or table.threshold) == (
            table.id,
            table.unit,
            table.better,
            table.threshold,
        )
        assert all(isinstance(band.starts, int) and band.starts <= highest for band in table.bands)

    def test_both_ways(self) -> None:
        """Where nothing is said, there are tables of both directions and both thresholds."""
        for wanted in product(("higher", "lower"), ("at least", "more than")):

            def is_wanted(table: ps.BandTable, wanted: tuple[str, str] = wanted) -> bool:
                return (table.better, table.threshold) == wanted

            assert is_wanted(find(band_tables(SCALE), is_wanted))

    @given(percentages())
    def test_percentages(self, given_as: Any) -> None:
        """Percentages are from 0 to 100, in whatever form."""
        assert 0 <= exact(given_as) <= 100

    @given(st.data())
    def test_tallies(self, data: st.DataObject) -> None:
        """Tallies have as many relevant cases as was said."""
        fewest = data.draw(st.integers(0, 20))
        most = data.draw(st.integers(fewest, 30))
        tally = data.draw(tallies(min_relevant=fewest, max_relevant=most))

        assert (None, True) == (tally.wrong(), fewest <= tally.relevant <= most)

    @given(st.data())
    def test_frameworks(self, data: st.DataObject) -> None:
        """Frameworks have as many standards, questions and inputs as was said."""
        fewest = data.draw(st.integers(1, 3))
        made = frameworks(min_standards=fewest, max_standards=fewest + 1, max_questions=1, max_inputs=1)
        framework = data.draw(made)

        assert fewest <= len(framework.standards) <= fewest + 1
        assert all(len(standard.questions) <= 1 for standard in framework.standards)
        assert len(framework.inputs) <= 1

    def test_every_kind(self) -> None:
        """There are frameworks with every kind of rule, in standards and in the overall."""
        found: set[str] = set()

        @settings(max_examples=300, database=None, derandomize=True, phases=[Phase.generate])
        @given(frameworks())
        def collect(framework: ps.Framework) -> None:
            found.update(rule.kind for rule in (framework.overall, *(one.rule for one in framework.standards)))

        collect()
        assert {rule.kind for rule in (*NAMED, *SHAPES)} == found

    @given(st.data())
    def test_evidence(self, data: st.DataObject) -> None:
        """Evidence for any framework is complete and in order, whatever it may have besides."""
        framework = data.draw(frameworks())
        options: dict[str, Any] = {
            name: data.draw(st.booleans())
            for name in ("counted", "irrelevant", "not_rated", "because", "departures", "panel", "extras")
        }

        assert [] == evidence_problems(framework, data.draw(evidence_for(framework, **options)))

    @given(st.data())
    def test_cases(self, pdu: ps.Framework, data: st.DataObject) -> None:
        """Tables of cases, as columns and as rows, are counted; each case is of one of so many services."""
        services, rows, missing = data.draw(st.integers(1, 4)), data.draw(st.booleans()), data.draw(st.booleans())
        tables = case_tables(pdu, services=services, min_cases=2, max_cases=5, prompts=True, missing=missing, rows=rows)
        tallied = ps.tally(data.draw(tables), pdu, by="service", missing="not relevant" if missing else "error")

        assert 1 <= len(tallied) <= services
        assert 2 <= sum(of.cases for of in tallied.values()) <= 5


class TestImpossible:
    """Arguments that nothing can be made of are refused at once, before anything is drawn."""

    @pytest.mark.parametrize(
        ("message", "make"),
        [
            ("max_size: expected a whole number from 2 to 5", lambda: rating_scales(max_size=6)),
            ("min_size: expected a whole number from 2 to 3", lambda: rating_scales(min_size=4, max_size=3)),
            ("min_size: expected a whole number from 2", lambda: rating_scales(min_size=1)),
            ("highest: expected a whole number from 1 up", lambda: band_tables(SCALE, highest=0)),
            ("better: expected one of 'higher', 'lower', or None", lambda: band_tables(SCALE, better="up")),  # type: ignore[arg-type]
            ("threshold: expected one of", lambda: band_tables(SCALE, threshold="over")),  # type: ignore[arg-type]
            ("scale: expected a scale with ratings", lambda: band_tables(ps.RatingScale(ratings=(), source=SOURCE))),
            ("min_relevant: expected a whole number from 0 up", lambda: tallies(min_relevant=-1)),
            ("max_relevant: expected a whole number from 9 up", lambda: tallies(min_relevant=9, max_relevant=8)),
            ("min_standards: expected a whole number from 1 up", lambda: frameworks(min_standards=0)),
            ("max_standards: expected a whole number from 4 up", lambda: frameworks(min_standards=4)),
            ("max_questions: expected", lambda: frameworks(max_questions=-1)),
            ("max_inputs: expected .* (found True)", lambda: frameworks(max_inputs=True)),
            ("framework: expected one that asks key questions of cases", lambda: case_tables(small())),
        ],
    )
    def test_refused(self, message: str, make: Any) -> None:
        """Each says which argument it is, what was expected, and what was found."""
        with pytest.raises(InvalidArgument, match=message.replace("(", r"\(").replace(")", r"\)")):
            make()

    @pytest.mark.parametrize(
        ("message", "options"),
        [("services", {"services": 5}), ("min_cases", {"min_cases": 0}), ("max_cases", {"min_cases": 3, "max_cases": 2})],
    )
    def test_cases(self, pdu: ps.Framework, message: str, options: dict[str, Any]) -> None:
        """So do those of tables of cases."""
        with pytest.raises(InvalidArgument, match=f"{message}: expected a whole number"):
            case_tables(pdu, **options)


class TestWithoutHypothesis:
    def test_extra(self) -> None:
        """Without hypothesis, the import ends with the library's own error, which names the extra."""
        program = (
            "import sys; sys.modules['hypothesis'] = None\n"
            "import probation_standards as ps\n"
            "try:\n    import probation_standards.testing\n"
            "except ps.ProbationStandardsError as error:\n    print(error)"
        )
        command = [sys.executable, "-c", program]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # our own

        assert (
            "frameworks cannot be tested\n  - expected the extra [testing]: pip install 'probation-standards[testing]'"
            == ran.stdout.strip()
        )
