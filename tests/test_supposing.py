"""Published inspections under rules of every shape: what was not published is supposed, and nothing is guessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import probation_standards as ps
from made_up import JUDGED, least_first, made, score_standard
from probation_standards import Verdict
from probation_standards.checking import evidence_problems
from probation_standards.testing import evidence_for, frameworks

BREACH = {"id": "breach", "text": "Was a regulation breached?", "form": "flag", "source": "s"}
CAP = {
    "kind": "limited",
    "rule": {"kind": "one-of", "take": "worst"},
    "limits": [{"when": [{"kind": "flag", "of": "breach"}], "at_most": "Fair"}],
}


def audited(framework: ps.Framework, evidence: ps.Evidence | None = None, **published: Any) -> ps.Conclusion:
    """Return what is concluded of an inspection of which this was published."""
    inspection = ps.Inspection(
        service="A", framework=framework.id, evidence=evidence or ps.Evidence(), published=ps.PublishedRatings(**published)
    )
    found = ps.audit([inspection], {framework.id: framework})
    assert () == found.problems
    return found.rows[0].conclusion


def needed(conclusion: ps.Conclusion) -> dict[str, str]:
    return {one.what: one.text for one in conclusion.needed}


BOTH_GOOD = {"a": "Good", "b": "Good"}


class TestOverall:
    """An overall that reads more than ratings."""

    @pytest.mark.parametrize("known", [True, False, None])
    def test_input(self, known: bool | None) -> None:  # noqa: FBT001  # a parameter
        """An input that is known decides; one that is not is supposed, and what it would have to be is said."""
        capped = made(CAP, inputs=[BREACH])
        evidence = None if known is None else ps.Evidence(findings={"breach": known})
        fair, good, poor = (audited(capped, evidence, overall=name, ratings=BOTH_GOOD) for name in ("Fair", "Good", "Poor"))

        right = {True: "Fair", False: "Good"}
        expected = [Verdict.AGREES if right.get(bool(known)) == name else Verdict.CONTRADICTS for name in ("Fair", "Good")]
        if known is None:
            expected = [Verdict.CANNOT_TELL] * 2
        assert [*expected, Verdict.CONTRADICTS] == [fair.verdict, good.verdict, poor.verdict]
        if known is None:
            assert ({"breach": "true"}, {"breach": "false"}) == (needed(fair), needed(good))
            assert ("Fair or Good", "it depends on breach") == (poor.decided, poor.because)

    def test_optional_input(self) -> None:
        """What need not be found may have been found all the same, unless all that there is was published."""
        optional = made(CAP, inputs=[{**BREACH, "optional": True}])
        whole = ps.Evidence(judgements=BOTH_GOOD)

        assert Verdict.CANNOT_TELL is audited(optional, overall="Good", ratings=BOTH_GOOD).verdict
        assert Verdict.AGREES is audited(optional, whole, overall="Good", ratings=BOTH_GOOD).verdict
        assert Verdict.CONTRADICTS is audited(optional, whole, overall="Fair", ratings=BOTH_GOOD).verdict
        assert Verdict.CONTRADICTS is audited(optional, whole, overall="Poor").verdict

    def test_judged(self) -> None:
        """An overall that is judged could have been any rating that can be chosen, and no other."""
        judged = made({**JUDGED, "at_most": "Fair"})
        unknown, wrong = (audited(judged, overall=name, ratings=BOTH_GOOD) for name in ("Fair", "Good"))
        known = audited(judged, ps.Evidence(judgements={"overall": "Fair"}), overall="Fair", ratings=BOTH_GOOD)

        assert (Verdict.CANNOT_TELL, ("its judgement",)) == (unknown.verdict, unknown.missing)
        assert (Verdict.CONTRADICTS, "Poor or Fair") == (wrong.verdict, wrong.decided)
        assert Verdict.AGREES is known.verdict

    def test_departure(self) -> None:
        """That the inspectors departed from a rule is no contradiction; that they did further than they may is."""
        departing = made({"kind": "may-depart", "rule": {"kind": "one-of", "take": "worst"}, "at_least": "Fair"})
        by_rule, departed, too_far = (audited(departing, overall=name, ratings=BOTH_GOOD) for name in ("Good", "Fair", "Poor"))

        assert [Verdict.CANNOT_TELL] * 2 == [by_rule.verdict, departed.verdict]
        assert {"its judgement": "Fair"} == needed(departed)
        assert Verdict.CONTRADICTS is too_far.verdict

    def test_count(self) -> None:
        """What could have been anything is not gone through."""
        count: dict[str, Any] = {"id": "n", "text": "How many?", "form": "count", "source": "s"}
        when = [{"kind": "figure", "measure": {"take": "total", "of": ["n"]}, "at_least": 3}]
        capped = made({**CAP, "limits": [{"when": when, "at_most": "Fair"}]}, inputs=[count])
        found = audited(capped, overall="Fair", ratings=BOTH_GOOD)

        assert (Verdict.CANNOT_TELL, "not published: n") == (found.verdict, found.because)
        assert Verdict.AGREES is audited(capped, ps.Evidence(findings={"n": 3}), overall="Fair", ratings=BOTH_GOOD).verdict


class TestStandards:
    """A standard whose rule reads other things than percentages of cases."""

    SCORED = made(
        {"kind": "one-of", "take": "worst"},
        judged=(),
        standards=[score_standard("P", least_first("Poor", otherwise="Good"), 0, 1, 2)],
    )

    def test_scores(self) -> None:
        """What was found decides a standard, and is held against the rating that was published of it."""
        right = audited(self.SCORED, ps.Evidence(findings={"q": 1}), overall="Good")
        wrong = audited(self.SCORED, ps.Evidence(findings={"q": 0}), ratings={"P": "Good"})

        assert Verdict.AGREES is right.verdict
        assert (Verdict.CONTRADICTS, "P Poor") == (wrong.verdict, wrong.decided)

    def test_record(self, tmp_path: Path) -> None:
        """A record has columns for scores, counts, flags, ratings and inputs; what they can't hold is said."""
        forms: list[tuple[str, dict[str, Any]]] = [("flag", {}), ("rating", {}), ("count", {}), ("score", {"values": [0, 0.5]})]
        inputs = [{"id": f"a {form}", "text": "?", "form": form, "source": "s", **more} for form, more in forms]
        framework = made({"kind": "one-of", "take": "worst"}, inputs=inputs)
        file = tmp_path / "record.csv"
        file.write_text(
            "service,framework,overall,a,b,a flag,a rating,a count,a score\n"
            "A,made,Good,Good,Good,yes,fair,7,0.5\n"
            "B,made,Good,Good,Good,false,,,\n"
            "C,made,Good,Good,Good,perhaps,Great,1.5,0.25\n"
        )
        record = ps.read_record(file, {"made": framework})
        findings = [dict(one.evidence.findings) for one in record.inspections.values()]

        all_of_them: dict[str, Any] = {"a flag": True, "a rating": "Fair", "a count": 7, "a score": "0.5"}
        first, second = (dict(ps.Evidence(findings=of).findings) for of in (all_of_them, {"a flag": False}))
        assert [first, second] == findings
        assert [
            "row 4, column a flag: expected true or false (found 'perhaps')",
            "row 4, column a rating: expected a rating: 'Poor', 'Fair', 'Good' (found 'Great')",
            "row 4, column a count: expected a whole number from 0 up (found '1.5')",
            "row 4, column a score: expected one of 0, 0.5 (found '0.25')",
        ] == sorted(map(str, record.problems), key=lambda text: "frcs".index(text.split("column a ")[1][0]))


class TestAny:
    @settings(max_examples=40)
    @given(st.data())
    def test_what_is_right_is_never_contradicted(self, data: st.DataObject) -> None:
        """What `rate` gives under any framework does not contradict, whatever part of it and of the evidence is published."""
        framework = data.draw(frameworks(max_standards=3))
        evidence = data.draw(evidence_for(framework, not_rated=True, panel=True))
        rated = ps.rate(framework, evidence)
        ratings = {id: decision.rating.name for id, decision in rated.items() if decision.rating is not None}
        not_rated = {id: "as published" for id, decision in rated.items() if decision.rating is None}
        kept = {id: name for id, name in ratings.items() if data.draw(st.booleans())}
        findings = {id: value for id, value in evidence.findings.items() if data.draw(st.booleans())}
        judgements = {id: value for id, value in evidence.judgements.items() if data.draw(st.booleans())}
        overall = None if rated.overall.rating is None else rated.overall.rating.name
        recorded = {**not_rated, **evidence.not_rated}
        part = ps.Evidence(findings=findings, judgements=judgements, not_rated=recorded, panel=evidence.panel)
        if any(id in part.judgements or id in part.panel for id in part.not_rated):
            part = ps.Evidence(not_rated=part.not_rated)

        both = (part, ps.Evidence(findings=findings, not_rated=part.not_rated, panel=part.panel))
        for known in (evidence, *(one for one in both if evidence_problems(framework, one))):  # else it says that nothing lacks
            found = audited(framework, known, overall=overall, score=rated.score, maximum=rated.maximum, ratings=kept)
            assert Verdict.CONTRADICTS is not found.verdict, found.because
