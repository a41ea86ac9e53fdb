"""What a sample says of its caseload: intervals as scipy has them, chances as going through all samples finds them."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from itertools import product
from math import prod
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]  # it has no types

import probation_standards as ps
from made_up import bands, cases_standard, made
from probation_standards.analysis import of_caseload, resampling, sample_size, sampling, wilson
from probation_standards.analysis.drawing import QuestionSample, _chances_of
from probation_standards.analysis.intervals import binomial, hypergeometric
from probation_standards.evidence import OVERALL
from probation_standards.testing import evidence_for, frameworks

TWO_STANDARDS = made(
    {"kind": "total-points", "tables": [{"maximum": 4, "bands": "score"}]},
    judged=(),
    bands={"score": bands(0, 1, 4), "cases": bands(0, 1, 60, unit="per cent")},
    standards=[cases_standard("a"), cases_standard("b")],
)
"""Two standards of one question each, whose points are added up: the overall is Good where both are."""

FEW_CASES = st.integers(1, 3).flatmap(lambda relevant: st.builds(ps.Tally, st.integers(0, relevant), st.just(relevant)))
CONFIDENCES = (0.5, 0.8, 0.95, 0.999)


@pytest.fixture(scope="session")
def derbyshire(root: Path, catalogue: ps.Catalogue) -> ps.Evidence:
    return ps.read_inspection(root / "examples/derbyshire-2025.toml", catalogue).evidence


class TestIntervals:
    @pytest.mark.parametrize("confidence", CONFIDENCES)
    def test_wilson(self, confidence: float) -> None:
        """The Wilson interval is that of scipy, to a billionth."""
        for relevant in (1, 2, 5, 62, 330):
            for sufficient in {0, 1, relevant // 3, relevant // 2, relevant - 1, relevant}:
                found = wilson(ps.Tally(sufficient, relevant), confidence)
                expected = stats.binomtest(sufficient, relevant).proportion_ci(confidence, method="wilson")
                assert [found.low / 100, found.high / 100] == pytest.approx([expected.low, expected.high], abs=1e-9)

    @pytest.mark.parametrize("confidence", CONFIDENCES)
    @pytest.mark.parametrize(("relevant", "caseload"), [(1, 1), (3, 7), (20, 20), (20, 45), (62, 99), (30, 200)])
    def test_of_caseload(self, relevant: int, caseload: int, confidence: float) -> None:
        """The exact interval holds just the caseloads under which the sample is not too rare, by scipy's distribution."""
        tail = (1 - confidence) / 2
        for sufficient in {0, 1, relevant // 2, relevant}:
            held = [
                of
                for of in range(sufficient, caseload - (relevant - sufficient) + 1)
                if stats.hypergeom.sf(sufficient - 1, caseload, of, relevant) > tail
                and stats.hypergeom.cdf(sufficient, caseload, of, relevant) > tail
            ]
            found = of_caseload(ps.Tally(sufficient, relevant), caseload, confidence)
            expected = [100 * held[0] / caseload, 100 * held[-1] / caseload]
            assert [found.low, found.high] == pytest.approx(expected, abs=1e-9)

    def test_distributions(self) -> None:
        """So are the distributions of samples."""
        for drawn, sufficient, caseload in ((1, 0, 1), (5, 2, 9), (62, 33, 99), (62, 200, 330)):
            numbers = range(drawn + 1)
            expected = [float(stats.hypergeom.pmf(number, caseload, sufficient, drawn)) for number in numbers]
            assert hypergeometric(drawn, sufficient, caseload) == pytest.approx(expected, abs=1e-9)
            expected = [float(stats.binom.pmf(number, drawn, sufficient / caseload)) for number in numbers]
            assert binomial(drawn, sufficient, caseload) == pytest.approx(expected, abs=1e-9)

    @pytest.mark.parametrize(
        "call",
        [
            lambda: wilson(ps.Tally(0, 0)),
            lambda: wilson(ps.Tally(1, 2), 1.0),
            lambda: wilson(ps.Tally(1, 2), 0.9999999999999999),
            lambda: of_caseload(ps.Tally(3, 5), 4),
            lambda: sample_size(50, points=1e-200),
            lambda: sample_size(50, share=0.5),
            lambda: sample_size(50.5),  # type: ignore[arg-type]  # that is the point
            lambda: sample_size(50, confidence="0.9"),  # type: ignore[arg-type]  # that is the point
        ],
    )
    def test_refused(self, call: Any) -> None:
        """Without a relevant case, a confidence between 0 and 1, or a caseload of the sample there is no interval."""
        with pytest.raises(ps.AnalysisError):
            call()

    @pytest.mark.parametrize(("caseload", "expected"), [(1, 1), (50, 39), (98, 62), (330, 110), (None, 165)])
    def test_sample_size(self, caseload: int | None, expected: int) -> None:
        """80 per cent confidence and 5 points on either side need 62 of 98 cases, and 165 of a caseload without end."""
        assert expected == sample_size(caseload)

    def test_no_sample(self) -> None:
        """Every number that is none is said."""
        with pytest.raises(ps.AnalysisError) as caught:
            sample_size(0, points=0, confidence=1, share=101)

        assert ["caseload", "points", "confidence", "share"] == [problem.path for problem in caught.value.problems]


def brute(framework: ps.Framework, evidence: ps.Evidence, chances: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """Return how likely each rating of each place is, by rating every sample there can be."""
    found: dict[str, dict[str, float]] = {}
    tallies = {id: given for id, given in evidence.findings.items() if id in chances and isinstance(given, ps.Tally)}
    for drawn in product(*(range(len(chances[id])) for id in tallies)):
        numbers = dict(zip(tallies, drawn, strict=True))
        findings: Any = {id: ps.Tally(number, tallies[id].relevant) for id, number in numbers.items()}
        rated = ps.rate(framework, attrs.evolve(evidence, findings={**evidence.findings, **findings}))
        chance = prod(chances[id][number] for id, number in zip(tallies, drawn, strict=True))
        for id, decision in {**rated, OVERALL: rated.overall}.items():
            chances_of = found.setdefault(id, defaultdict(float))
            chances_of[str(decision.rating or "Not rated")] += chance
    return found


class TestSampling:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def test_every_sample(self, data: st.DataObject) -> None:
        """Under any framework the chances are those of all samples, were answers independent, and lie between the ends."""
        framework = data.draw(frameworks(max_standards=2))
        evidence = data.draw(evidence_for(framework, given=FEW_CASES, not_rated=True, panel=True))
        caseload = data.draw(st.none() | st.integers(3, 9))
        found = sampling(framework, evidence, caseload=caseload)
        chances = {id: _chances_of(one) for id, one in found.questions.items()}
        if prod(map(len, chances.values())) > 300:
            return
        expected = brute(framework, evidence, chances)

        for id, of in {**found.standards, OVERALL: found.overall}.items():
            assert sum(of.independent.values()) == pytest.approx(1)
            for name, chance in of.independent.items():
                assert chance == pytest.approx(expected[id][name], abs=1e-9)
                if of.between is not None:
                    low, high = of.between.get(name, (0.0, 1.0))
                    assert low - 1e-9 <= chance <= high + 1e-9

    def test_derbyshire(self, pdu: ps.Framework, derbyshire: ps.Evidence) -> None:
        """Planning, 6 points from the threshold, is Inadequate in five samples of six; the overall hardly changes."""
        found = sampling(pdu, derbyshire, cases=62)
        planning = found.standards["P 2.2"]

        assert 12 == len(found.questions)
        assert ["P 2.1", "P 2.2", "P 2.3", "P 2.4"] == [*found.standards]
        assert planning.between is not None
        assert 0.838 == pytest.approx(planning.independent["Inadequate"], abs=0.001)
        assert (0.815, 0.940) == pytest.approx(planning.between["Inadequate"], abs=0.001)
        assert found.overall.independent["Inadequate"] > 0.99
        assert 4 == len(found.assumptions)

    def test_whole_caseload(self, pdu: ps.Framework, derbyshire: ps.Evidence) -> None:
        """Where all cases were inspected there is no other sample, and no doubt."""
        found = sampling(pdu, derbyshire, cases=62, caseload=62)

        assert {"Inadequate": 1.0} == {name: chance for name, chance in found.overall.independent.items() if chance}
        for one in found.questions.values():
            assert one.exact is not None
            assert one.exact.low == one.exact.high == pytest.approx(float(Fraction(one.tally.percentage or 0)))

    @pytest.mark.parametrize("take", ["lowest", "highest"])
    def test_ends_are_met(self, pdu: ps.Framework, take: Any) -> None:
        """The ends are those of answers that go together as far as they can, and of such as go against each other."""
        standard = next(one for one in pdu.standards if one.id == "P 2.1")
        assert isinstance(standard.rule, ps.LowestQuestion)
        rule = ps.Banded(measure=ps.Measure(take=take), bands=standard.rule.bands, source=pdu.source)
        none = ps.NoRating(because="a test", source=pdu.source)
        framework = attrs.evolve(
            pdu, standards=(attrs.evolve(standard, rule=rule, questions=standard.questions[:2]),), overall=none
        )
        evidence = ps.Evidence(findings={"P 2.1.1": ps.Tally(5, 10), "P 2.1.2": ps.Tally(6, 10)})
        found = sampling(framework, evidence)
        chances = [_chances_of(found.questions[id]) for id in ("P 2.1.1", "P 2.1.2")]
        good = [sum(chance for number, chance in enumerate(of) if number >= 5) for of in chances]  # 50 per cent and more
        between = found.standards["P 2.1"].between

        assert between is not None
        low = max(0.0, sum(good) - 1) if take == "lowest" else max(good)
        high = min(good) if take == "lowest" else min(1.0, sum(good))
        assert (1 - high, 1 - low) == pytest.approx(between["Inadequate"])

    @settings(max_examples=60)
    @given(FEW_CASES, st.integers(0, 12))
    def test_same_part(self, tally: ps.Tally, more: int) -> None:
        """In other samples the same part is sufficient on average, also where that is no whole number of the caseload."""
        caseload = tally.relevant + more
        found = _chances_of(QuestionSample(tally, caseload, wilson(tally), None))
        exactly = Fraction(caseload * tally.sufficient, tally.relevant)
        by_scipy = [
            stats.hypergeom.pmf(range(tally.relevant + 1), caseload, int(sufficient), tally.relevant)
            for sufficient in (exactly // 1, -(-exactly // 1))
        ]
        part = float(exactly % 1)

        assert [(1 - part) * low + part * high for low, high in zip(*by_scipy, strict=True)] == pytest.approx(found, abs=1e-9)
        assert tally.sufficient == pytest.approx(sum(number * chance for number, chance in enumerate(found)))

    def test_caseload_of_questions(self, root: Path, catalogue: ps.Catalogue) -> None:
        """A question about others than the cases has a caseload of its own."""
        evidence = ps.read_inspection(root / "examples/pdu-2021.toml", catalogue).evidence
        found = sampling(catalogue["pdu-2021"], evidence, caseload={"2.1.1": 149, "2.2.3": 31})

        assert (149, 31, None) == tuple(found.questions[id].caseload for id in ("2.1.1", "2.2.3", "2.2.1"))
        assert found.questions["2.1.1"].exact == of_caseload(ps.Tally(13, 24), 149)
        assert found.questions["2.2.1"].exact is None
        assert any("without end: 2.2.1, 2.2.2, 2.3.1" in one for one in found.assumptions)
        for caseload, path in (({"2.1.1": 23}, 'caseload."2.1.1"'), ({"2.1": 5}, 'caseload."2.1"'), ("500", "caseload")):
            with pytest.raises(ps.AnalysisError) as caught:
                sampling(catalogue["pdu-2021"], evidence, caseload=caseload)  # type: ignore[arg-type]  # wrong ones too
            assert [path] == [problem.path for problem in caught.value.problems]

    def test_inspected(self, pdu: ps.Framework) -> None:
        """Where no question applied to all cases inspected, their number is told; a question has its part of the caseload."""
        evidence = ps.Evidence(
            findings={question.id: ps.Tally(20, 40) for question in pdu.questions},
            judgements=dict.fromkeys(("P 1.1", "P 1.2", "P 1.3"), "Good"),
        )
        alone = sampling(pdu, evidence, caseload=124).questions["P 2.1.1"]
        found = sampling(pdu, evidence, caseload=124, inspected=62)

        assert (124, 80) == (alone.caseload, found.questions["P 2.1.1"].caseload)
        assert "of the 62 cases inspected a question applies to the same part as of the caseload" in found.assumptions
        with pytest.raises(ps.AnalysisError, match=r"at least the 40 cases to which P 2\.1\.1 applied"):
            sampling(pdu, evidence, inspected=39)

    def test_part_of_the_sample(self, pdu: ps.Framework) -> None:
        """A question that applied to part of the sample applies to the same part of the caseload, and to no fewer cases."""
        findings: dict[str, Any] = {question.id: ps.Tally(20, 40) for question in pdu.questions}
        findings |= {"P 2.1.1": ps.Tally(3, 10), "P 2.2.1": ps.Tally(0, 3)}
        judged = dict.fromkeys(("P 1.1", "P 1.2", "P 1.3"), "Good")
        found = sampling(pdu, ps.Evidence(findings=findings, judgements=judged), caseload=41)

        assert (41, 10, 3) == tuple(found.questions[id].caseload for id in ("P 2.1.2", "P 2.1.1", "P 2.2.1"))
        assert "a question applies to as many cases of any sample" in found.assumptions
        assert any("the interval says more: P 2.2.1" in one for one in found.assumptions)

    def test_ends_of_the_overall(self) -> None:
        """The overall is another at most as often as some standard is, which it is where standards never change together."""
        chances = []
        tallies = {"a.1": ps.Tally(3, 5), "b.1": ps.Tally(4, 5)}
        found = sampling(TWO_STANDARDS, ps.Evidence(findings=tallies))
        for tally in tallies.values():
            drawn = binomial(5, tally.sufficient, 5)
            same = [number for number in range(6) if (number >= 3) == (tally.sufficient >= 3)]
            chances.append(1 - sum(drawn[number] for number in same))
        between = found.overall.between

        assert between is not None
        assert "Good" == found.overall.now
        assert (1 - sum(chances), 1.0) == pytest.approx(between["Good"])
        assert (0.0, sum(chances)) == pytest.approx(between["Fair"])
        assert sum(chances) < 1

    @pytest.mark.parametrize("relevant", [400, 4_000])
    def test_many_cases(self, relevant: int) -> None:
        """Of thousands of cases the distributions are scipy's too."""
        for sufficient in (1, relevant // 3, relevant - 1):
            numbers = range(relevant + 1)
            expected = stats.hypergeom.pmf(numbers, 3 * relevant, 3 * sufficient, relevant)
            assert hypergeometric(relevant, 3 * sufficient, 3 * relevant) == pytest.approx(list(expected), abs=1e-9)
            expected = stats.binom.pmf(numbers, relevant, sufficient / relevant)
            assert binomial(relevant, sufficient, relevant) == pytest.approx(list(expected), abs=1e-9)

    def test_refused(self, pdu: ps.Framework, derbyshire: ps.Evidence) -> None:
        """Percentages alone say nothing of samples, and a caseload is no smaller than the sample."""
        with pytest.raises(ps.AnalysisError, match="or the number of its relevant cases"):
            sampling(pdu, derbyshire)
        with pytest.raises(ps.AnalysisError, match="expected at least the 62 cases that were inspected"):
            sampling(pdu, derbyshire, cases=62, caseload=61)


CASES = str(Path(__file__).parent.parent / "examples/derbyshire-2025-cases.csv")


@pytest.fixture(scope="session")
def judged(derbyshire: ps.Evidence) -> ps.Evidence:
    """What the inspectors judged in Derbyshire."""
    return ps.Evidence(judgements=derbyshire.judgements)


class TestResampling:
    def test_by_seed(self, pdu: ps.Framework, judged: ps.Evidence) -> None:
        """The same seed draws the same, and another one draws others."""
        one, again, other = (resampling(CASES, pdu, judged, resamples=500, seed=seed) for seed in (1, 1, 2))

        assert one == again
        assert one.standards != other.standards
        assert (62, 500) == (one.cases, one.resamples)

    def test_whole_caseload(self, pdu: ps.Framework, judged: ps.Evidence) -> None:
        """Where the caseload is the sample, every sample is that sample."""
        found = resampling(CASES, pdu, judged, caseload=62, resamples=200)

        assert 1.0 == found.overall["Inadequate"]
        assert [{"Inadequate": 1.0}] * 4 == [
            {name: share for name, share in of.items() if share} for id, of in found.standards.items() if id.startswith("P 2")
        ]

    @pytest.mark.parametrize("caseload", [None, 124])
    def test_within_what_tallies_say(
        self, pdu: ps.Framework, judged: ps.Evidence, derbyshire: ps.Evidence, caseload: int | None
    ) -> None:
        """What whole cases say lies between the ends that tallies leave, but for chance."""
        by_tallies = sampling(pdu, derbyshire, cases=62, caseload=caseload)
        found = resampling(CASES, pdu, judged, caseload=caseload, resamples=4_000)
        for id, of in by_tallies.standards.items():
            assert of.between is not None
            for name, (low, high) in of.between.items():
                assert low - 0.03 <= found.standards[id][name] <= high + 0.03

    def test_no_relevant_case(self, pdu: ps.Framework, derbyshire: ps.Evidence) -> None:
        """A percentage of a question that applied to none of the cases is that of other cases."""
        columns = {id: ["not relevant" if id == "P 2.1.1" else "yes"] for id in (one.id for one in pdu.questions)}
        found = ps.Evidence(findings={"P 2.1.1": 60}, judgements=derbyshire.judgements)
        with pytest.raises(ps.AnalysisError, match=r"P 2\.1\.1.*: expected what the cases add up to, no relevant case"):
            resampling({"case": ["1"], **columns}, pdu, found, resamples=10)

    def test_other_cases(self, pdu: ps.Framework, derbyshire: ps.Evidence) -> None:
        """Cases that do not add up to what the inspection found are refused, and that is said of each question."""
        assert 62 == resampling(CASES, pdu, derbyshire, resamples=10).cases
        findings = {**derbyshire.findings, "P 2.1.1": 61, "P 2.1.3": ps.Tally(20, 62), "P 2.2.2": Fraction(4700, 62)}
        with pytest.raises(ps.AnalysisError, match="not the cases of this inspection") as caught:
            resampling(CASES, pdu, attrs.evolve(derbyshire, findings=findings), resamples=10)

        assert [str(problem) for problem in caught.value.problems] == [
            "findings.\"P 2.1.1\": expected what the cases add up to, 60 per cent (37 of 62) (found '61')",
            "findings.\"P 2.1.3\": expected what the cases add up to, 21 of 62 (found '20 of 62')",
        ]

    def test_refused(self, pdu: ps.Framework, judged: ps.Evidence) -> None:
        """What can't be drawn, or rated, is refused with why."""
        moved = attrs.evolve(judged, panel={"P 2.1": ps.PanelDecision("Good", because="a test")})
        with pytest.raises(ps.AnalysisError) as caught:
            resampling(CASES, pdu, moved, resamples=0, seed=-1)
        assert ["resamples", "seed", "panel"] == [problem.path for problem in caught.value.problems]
        with pytest.raises(ps.AnalysisError, match="expected at least the 62 cases that were inspected"):
            resampling(CASES, pdu, judged, caseload=61)
        with pytest.raises(ps.AnalysisError, match="expected at most 50,000,000 cases drawn together"):
            resampling(CASES, pdu, judged, resamples=1_000_000)
        for table, expected in (
            ({"case": [], "P 2.1.1": []}, "expected at least one case"),
            ({"case": ["A"], "P 2.1.1": ["yes"]}, r'columns."P 2.1.2": expected answers to it'),
        ):
            with pytest.raises(ps.AnalysisError, match=expected):
                resampling(table, pdu, judged)
        with pytest.raises(ps.EvidenceError, match="expected a column of the ratings that inspectors chose"):
            resampling(CASES, pdu, resamples=10)
