"""`rate`: the laws that hold for every framework and all evidence, and what is refused."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.deciding import decider
from probation_standards.decisions import (
    Decision,
    JudgementReason,
    LowestQuestionReason,
    NotRated,
    PanelReason,
    TotalPointsReason,
)
from probation_standards.errors import key
from strategies import (
    SOURCE,
    FindingGiven,
    Pair,
    any_pairs,
    evidence_for,
    frameworks,
    no_findings,
    pairs,
    plain_pairs,
    questions_read,
    standards_judged,
    tallies,
    whole_percentages,
)

EVIDENCE = ("findings", "judgements", "not_rated", "panel")


def result(rated: ps.RatedInspection) -> tuple[Any, ...]:
    """Return what was decided, without the reasons."""
    return rated.ratings, rated.score, rated.maximum, rated.overall.rating


def points(rating: ps.Rating | None) -> int:
    """Return the points of a rating; -1 where there is none, which is lower than any."""
    return -1 if rating is None else rating.points


def without(evidence: ps.Evidence, *ids: str) -> ps.Evidence:
    tables = {field: {id: it for id, it in getattr(evidence, field).items() if id not in ids} for field in EVIDENCE}
    return ps.Evidence(**tables)


def together(*parts: ps.Evidence) -> ps.Evidence:
    return ps.Evidence(**{field: {id: it for part in parts for id, it in getattr(part, field).items()} for field in EVIDENCE})


class TestRatings:
    @given(any_pairs())
    def test_are_those_of_the_decisions(self, pair: Pair) -> None:
        """The ratings that are decided at once are those that the reasons are given for, in the framework's order."""
        rated = ps.rate(*pair)

        assert rated.ratings == {id: decision.rating for id, decision in rated.items()}
        assert list(rated.ratings) == [standard.id for standard in pair.framework.standards]
        assert rated.outcome[3] == rated.overall.rating

    @given(plain_pairs())
    def test_plain_ratings_are_those_of_the_decisions(self, pair: Pair) -> None:
        """So it is where nothing but ratings was worked out before the reasons are asked for."""
        rated = ps.rate(*pair)

        assert rated.ratings == {id: decision.rating for id, decision in rated.items()}
        assert rated.outcome[3] == rated.overall.rating

    @given(any_pairs())
    def test_depend_on_nothing_else(self, pair: Pair) -> None:
        """Rating the same evidence again, under an equal framework, gives the same."""
        again = ps.rate(attrs.evolve(pair.framework), attrs.evolve(pair.evidence))

        assert again == ps.rate(*pair)
        assert dict(again) == dict(ps.rate(*pair))

    @given(any_pairs(), st.data())
    def test_depend_on_no_order(self, pair: Pair, data: st.DataObject) -> None:
        """In which order the findings, judgements and reasons were given does not matter."""
        orders = {field: data.draw(st.permutations(list(getattr(pair.evidence, field).items()))) for field in EVIDENCE}
        shuffled = ps.Evidence(**{field: dict(items) for field, items in orders.items()})

        rated, again = ps.rate(*pair), ps.rate(pair.framework, shuffled)

        assert result(again) == result(rated)
        assert list(again.items()) == list(rated.items())
        assert again.overall == rated.overall


class TestScore:
    @given(any_pairs(frameworks(total=True)))
    def test_is_the_sum_of_what_counts(self, pair: Pair) -> None:
        """The score adds up the points of the standards that are rated and count, out of the best points for each."""
        rated = ps.rate(*pair)

        if rated.score is not None:
            counting = [standard.id for standard in pair.framework.standards if standard.counts]
            counted = [rating.points for id in counting if (rating := rated.ratings[id])]
            assert rated.score == sum(counted)
            assert rated.maximum == pair.framework.scale.best.points * len(counted)
            assert 0 <= rated.score <= rated.maximum

    @given(any_pairs())
    def test_is_there_exactly_where_points_are_added_up(self, pair: Pair) -> None:
        """There is no score, not even 0, where the framework adds up none or the inspection was not rated as a whole."""
        rated = ps.rate(*pair)

        expected = isinstance(pair.framework.overall, ps.TotalPoints) and "overall" not in pair.evidence.not_rated
        assert (rated.score is not None) == expected
        assert (rated.maximum is not None) == expected

    @given(st.data())
    def test_what_does_not_count_changes_nothing(self, data: st.DataObject) -> None:
        """A standard that does not count is rated, and changes neither the score nor the overall, whatever was found."""
        kind = data.draw(st.sampled_from([ps.LowestQuestion, ps.InspectorJudgement]))
        framework = data.draw(frameworks(having=(kind,), total=True))
        aside = attrs.evolve(framework.standards[0], counts=False)
        framework = attrs.evolve(framework, standards=(aside, *framework.standards[1:]))
        evidence = data.draw(evidence_for(framework))
        alone = attrs.evolve(framework, standards=(aside,))
        other = data.draw(
            evidence_for(alone, irrelevant=True, panel=True) | st.just(ps.Evidence(not_rated={aside.id: "pilot"}))
        )
        mine = [aside.id, *(question.id for question in aside.questions)]

        before = ps.rate(framework, evidence)
        after = ps.rate(framework, together(without(evidence, *mine), other))

        assert result(after)[1:] == result(before)[1:]
        assert isinstance(after.overall.reason, TotalPointsReason)
        assert (aside.id, "does not count") in after.overall.reason.left_out
        assert after.overall == before.overall


class TestBetter:
    @given(pairs(frameworks(having=(ps.LowestQuestion,), total=True), panel=True), st.data())
    def test_finding_never_lowers_a_rating(self, pair: Pair, data: st.DataObject) -> None:
        """Where more cases were sufficient for one question, no standard, no score and no overall rating is lower."""
        id = data.draw(st.sampled_from(questions_read(pair.framework)))
        raised = {**pair.evidence.findings, id: data.draw(_raised(pair.evidence.findings[id]))}

        before, after = ps.rate(*pair), ps.rate(pair.framework, attrs.evolve(pair.evidence, findings=raised))

        _no_lower(before, after)

    @given(pairs(frameworks(having=(ps.InspectorJudgement,), total=True), panel=True), st.data())
    def test_judgement_never_lowers_a_rating(self, pair: Pair, data: st.DataObject) -> None:
        """A better judgement of one standard lowers nothing either."""
        id = data.draw(st.sampled_from(standards_judged(pair.framework)))
        names = pair.framework.scale.names
        given = pair.evidence.judgements[id]
        position = names.index(given.rating if isinstance(given, ps.Judgement) else given)
        raised = {**pair.evidence.judgements, id: data.draw(st.sampled_from(names[position:]))}

        before, after = ps.rate(*pair), ps.rate(pair.framework, attrs.evolve(pair.evidence, judgements=raised))

        _no_lower(before, after)

    @given(pairs(frameworks(having=(ps.LowestQuestion,))), st.data())
    def test_other_questions_help_nobody(self, pair: Pair, data: st.DataObject) -> None:
        """A rating is "driven by the lowest score": raising any other question changes nothing."""
        before = ps.rate(*pair)
        reason = before[pair.framework.standards[0].id].reason
        assert isinstance(reason, LowestQuestionReason)
        lowest = {reason.question, *reason.as_low}
        others = [question.id for question in pair.framework.standards[0].questions if question.id not in lowest]
        raised = {id: data.draw(_raised(pair.evidence.findings[id])) for id in others}
        evidence = attrs.evolve(pair.evidence, findings={**pair.evidence.findings, **raised})

        after = ps.rate(pair.framework, evidence)

        assert result(after) == result(before)
        assert after[pair.framework.standards[0].id] == before[pair.framework.standards[0].id]


@st.composite
def _raised(draw: st.DrawFn, finding: Any) -> FindingGiven:
    """Findings that are as good as `finding` or better."""
    if isinstance(finding, ps.Tally):
        return ps.Tally(draw(st.integers(finding.sufficient, finding.relevant)), finding.relevant)
    return Fraction(finding) + (100 - Fraction(finding)) * Fraction(draw(st.integers(0, 4)), 4)


def _no_lower(before: ps.RatedInspection, after: ps.RatedInspection) -> None:
    assert all(points(after.ratings[id]) >= points(before.ratings[id]) for id in before)
    assert before.score is not None
    assert after.score is not None
    assert after.score >= before.score
    assert after.maximum == before.maximum
    assert points(after.overall.rating) >= points(before.overall.rating)


class TestSameFinding:
    @given(st.data())
    def test_tally_and_its_percentage(self, data: st.DataObject) -> None:
        """37 of 62 and 3700/62 per cent are the same finding and give the same ratings."""
        framework, evidence = data.draw(pairs(frameworks(having=(ps.LowestQuestion,)), given=tallies()))
        percentages = {id: _percentage(tally) for id, tally in evidence.findings.items()}

        counted, printed = ps.rate(framework, evidence), ps.rate(framework, attrs.evolve(evidence, findings=percentages))

        assert result(printed) == result(counted)
        for standard in framework.standards:
            assert [f.percentage for f in counted.findings(standard.id)] == [
                f.percentage for f in printed.findings(standard.id)
            ]

    @given(whole_percentages())
    def test_any_form_of_a_number(self, percentage: int) -> None:
        """60, 60.0, "60", "60.0", Decimal("60") and 60 of 100 are one finding."""
        framework = _one_standard("P 1.1")
        numbers: list[FindingGiven] = [
            percentage,
            float(percentage),
            str(percentage),
            f"{percentage}.0",
            Decimal(percentage),
            Fraction(percentage),
            ps.Tally(percentage, 100),
        ]

        rated = [ps.rate(framework, ps.Evidence(findings={"P 1.1": number})) for number in numbers]

        assert all(result(other) == result(rated[0]) for other in rated)
        assert {other.findings("P 1")[0].percentage for other in rated} == {percentage}
        assert {type(other.findings("P 1")[0].percentage) for other in rated} == {int}

    @pytest.mark.parametrize("number", [60.0, Decimal(60), Fraction(60)], ids=repr)
    def test_is_kept_as_one_number(self, number: FindingGiven) -> None:
        """Percentages are exact inside, integers and fractions: a float that was given is none any more."""
        evidence = ps.Evidence(findings={"P 1.1": number})

        assert type(evidence.findings["P 1.1"]) is int


def _percentage(tally: object) -> Fraction:
    assert isinstance(tally, ps.Tally)
    return Fraction(100 * tally.sufficient, tally.relevant)


class TestPooling:
    """Regions were rated on "aggregated PDU data": the cases of all services together, not their ratings."""

    @given(st.data())
    def test_parts_add_up(self, data: st.DataObject) -> None:
        """Tallies added up are rated as one inspection of all the cases, in whatever order they are added."""
        framework = _one_standard("P 1.1", "P 1.2")
        parts = data.draw(st.lists(_tallies_for(framework), min_size=1, max_size=4))
        order = data.draw(st.permutations(parts))

        pooled = _pooled(order)

        assert pooled == {
            id: ps.Tally(sum(part[id].sufficient for part in parts), sum(part[id].relevant for part in parts))
            for id in questions_read(framework)
        }
        assert ps.rate(framework, ps.Evidence(findings=pooled)) == ps.rate(framework, ps.Evidence(findings=_pooled(parts)))

    @given(st.data())
    def test_whole_is_no_worse_than_its_worst_part(self, data: st.DataObject) -> None:
        """Cases pooled are never rated below all of the parts that they come from."""
        framework = data.draw(frameworks(rules=(ps.LowestQuestion,)))
        parts = data.draw(st.lists(_tallies_for(framework), min_size=1, max_size=3))

        whole = ps.rate(framework, ps.Evidence(findings=_pooled(parts))).ratings

        ratings = [ps.rate(framework, ps.Evidence(findings=part)).ratings for part in parts]
        for id, rating in whole.items():
            assert points(rating) >= min(points(part[id]) for part in ratings)

    @given(st.data())
    def test_one_question_lies_between_its_parts(self, data: st.DataObject) -> None:
        """Of one question, cases pooled are rated no better than the best of the parts either."""
        framework = data.draw(frameworks(rules=(ps.LowestQuestion,), max_questions=1))
        parts = data.draw(st.lists(_tallies_for(framework), min_size=1, max_size=3))

        whole = ps.rate(framework, ps.Evidence(findings=_pooled(parts))).ratings

        ratings = [ps.rate(framework, ps.Evidence(findings=part)).ratings for part in parts]
        for id, rating in whole.items():
            assert points(rating) <= max(points(part[id]) for part in ratings)

    @given(st.data())
    def test_nothing_is_lost_with_a_part_without_cases(self, data: st.DataObject) -> None:
        """A service with no relevant cases adds nothing and takes nothing away."""
        framework = _one_standard("P 1.1", "P 1.2")
        part = data.draw(_tallies_for(framework))

        assert _pooled([part, dict.fromkeys(part, ps.Tally(0, 0))]) == part

    def test_ratings_are_not_pooled(self, pdu: ps.Framework) -> None:
        """10 of 10 and 0 of 90 are 10 of 100, Inadequate; the two ratings alone would not tell."""
        table = pdu["P 2.1"].rule
        assert isinstance(table, ps.LowestQuestion)

        figure = (ps.Tally(10, 10) + ps.Tally(0, 90)).percentage

        assert figure == 10
        assert table.bands.place(figure).band.rating.name == "Inadequate"


def _tallies_for(framework: ps.Framework) -> st.SearchStrategy[dict[str, ps.Tally]]:
    return st.fixed_dictionaries({id: tallies() for id in questions_read(framework)})


def _pooled(parts: list[dict[str, ps.Tally]]) -> dict[str, ps.Tally]:
    return {id: sum((part[id] for part in parts), ps.Tally(0, 0)) for id in parts[0]}


class TestZeroAndOne:
    """True equals 1 and False equals 0 in Python; 0 and 1 per cent are rated for all that, and truth values are not."""

    @pytest.mark.parametrize(("percentage", "expected"), [(0, "Inadequate"), (1, "Good"), (2, "Good")])
    def test_per_cent_are_rated(self, percentage: int, expected: str) -> None:
        """With a threshold at 1 per cent, 0 lies below it and 1 on it."""
        rated = ps.rate(_one_standard("P 1.1", threshold=1), ps.Evidence(findings={"P 1.1": percentage}))

        assert str(rated["P 1"].rating) == expected

    @given(pairs(frameworks(having=(ps.LowestQuestion,)), given=st.integers(0, 1)))
    def test_zero_is_in_the_lowest_band(self, pair: Pair) -> None:
        """0 per cent earns the rating of the lowest band, under every table."""
        rated = ps.rate(*pair)

        for standard in pair.framework.standards:
            if isinstance(standard.rule, ps.LowestQuestion):
                if 0 in [pair.evidence.findings[question.id] for question in standard.questions]:
                    assert rated.ratings[standard.id] == standard.rule.bands.bands[0].rating
                else:
                    assert rated.ratings[standard.id] == standard.rule.bands.place(1).band.rating

    @given(plain_pairs(), st.data())
    def test_truth_values_are_refused(self, pair: Pair, data: st.DataObject) -> None:
        """True among whole percentages is refused, though it equals 1, and so is False."""
        wrong = data.draw(st.booleans())
        ids = data.draw(st.sets(st.sampled_from([*questions_read(pair.framework), "P 9"]), min_size=1))
        evidence = attrs.evolve(pair.evidence, findings={**pair.evidence.findings, **dict.fromkeys(ids, wrong)})

        with pytest.raises(ps.EvidenceError) as raised:
            ps.rate(pair.framework, evidence)

        assert len(raised.value.problems) == len(ids)


class TestIncomplete:
    @given(pairs(frameworks(rules=(ps.LowestQuestion, ps.InspectorJudgement)), extras=True), st.data())
    def test_is_refused_and_named(self, pair: Pair, data: st.DataObject) -> None:
        """Evidence that lacks any one finding or judgement is refused, with the standard and the question it lacks."""
        id = data.draw(st.sampled_from([*questions_read(pair.framework), *standards_judged(pair.framework)]))

        with pytest.raises(ps.EvidenceError) as raised:
            ps.rate(pair.framework, without(pair.evidence, id))

        (problem,) = raised.value.problems
        standard = next(s for s in pair.framework.standards if id in {s.id, *(question.id for question in s.questions)})
        assert problem.missing
        assert problem.path in {f"findings.{key(id)}", f"judgements.{key(id)}"}
        assert f"{standard.id} {standard.title}: " in problem.expected
        assert id == standard.id or id in problem.expected
        assert "or a reason in not_rated" in problem.expected

    def test_missing_is_not_zero(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """A question that nobody answered is not 0 per cent, though the rating would be Inadequate either way."""
        with pytest.raises(ps.EvidenceError, match=r"expected a finding for key question P 2\.1\.3"):
            ps.rate(pdu, without(derbyshire.evidence, "P 2.1.3"))


class TestRefused:
    @given(plain_pairs(), no_findings(), st.data())
    def test_whatever_is_no_finding(self, pair: Pair, value: Any, data: st.DataObject) -> None:
        """One finding that can be none refuses the whole, however plain all the others are."""
        id = data.draw(st.sampled_from([*questions_read(pair.framework), "P 9"]))
        wrong = attrs.evolve(pair.evidence, findings={**pair.evidence.findings, id: value})

        with pytest.raises(ps.EvidenceError) as raised:
            ps.rate(pair.framework, wrong)

        (problem,) = raised.value.problems
        assert problem.path == f"findings.{key(id)}"

    @given(plain_pairs(), no_findings())
    def test_leaves_nothing_behind(self, pair: Pair, value: Any) -> None:
        """A refusal changes nothing: the right evidence is then rated as ever."""
        expected = result(ps.rate(attrs.evolve(pair.framework), pair.evidence))

        for id in (*questions_read(pair.framework), "P 9"):
            with pytest.raises(ps.EvidenceError):
                ps.rate(pair.framework, attrs.evolve(pair.evidence, findings={**pair.evidence.findings, id: value}))

        assert result(ps.rate(pair.framework, pair.evidence)) == expected

    def test_everything_at_once(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """All that is wrong is in one error: as data, and as a text with a line for each."""
        evidence = attrs.evolve(
            derbyshire.evidence,
            findings={**derbyshire.evidence.findings, "P 2.1.3": ps.Tally(63, 62), "P 2.2.3": True, "P2.3.3": 34},
            judgements={"P 1.1": "Goood", "P 1.2": "Good", "P 2.1": "Good"},
            not_rated={"P 1.2": "no staff were met"},
            panel={"P 2.3": ps.PanelDecision("Good", " ")},
        )

        with pytest.raises(ps.EvidenceError) as raised:
            ps.rate(pdu, evidence)

        expected = """\
the evidence cannot be rated under pdu-2023
  - findings."P 2.1.3": P 2.1 Assessment, key question P 2.1.3: expected no more sufficient cases than relevant ones \
(found 63 of 62)
  - findings."P 2.2.3": P 2.2 Planning, key question P 2.2.3: expected a percentage from 0 to 100, or a tally; \
a truth value is no number (found True)
  - findings."P2.3.3": expected the id of a key question (found 'P2.3.3'). Did you mean 'P 2.3.3'?
  - judgements."P 1.1": P 1.1 Leadership: expected a rating: 'Inadequate', 'Requires improvement', 'Good' or \
'Outstanding' (found 'Goood'). Did you mean 'Good'?
  - judgements."P 1.2": P 1.2 Staffing: expected a judgement or a reason in not_rated, but not both (found 'Good')
  - judgements."P 2.1": P 2.1 Assessment: expected no judgement, since its rule (lowest-question) reads none; \
a rating that the panel moved goes to panel (found 'Good')
  - panel."P 2.3".because: P 2.3 Implementation and delivery: expected the reason that the panel recorded (found ' ')
  - judgements."P 1.3": P 1.3 Services: expected the inspectors' judgement, or a reason in not_rated"""
        assert str(raised.value) == expected

    @pytest.mark.parametrize("value", [10**5000, ps.Tally(10**5000, 1)], ids=["percentage", "tally"])
    def test_message_can_always_be_read(self, pdu: ps.Framework, derbyshire: ps.Inspection, value: FindingGiven) -> None:
        """However long the number that is refused, the error says which finding it was."""
        evidence = attrs.evolve(derbyshire.evidence, findings={**derbyshire.evidence.findings, "P 2.1.3": value})

        with pytest.raises(ps.EvidenceError) as raised:
            ps.rate(pdu, evidence)

        assert "key question P 2.1.3" in str(raised.value)


class TestNoRelevantCases:
    def test_standard_leaves_the_score(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """A standard not rated for want of relevant cases gives no points and makes the maximum smaller."""
        found = {**derbyshire.evidence.findings, "P 2.4.3": ps.Tally(0, 0)}

        rated = ps.rate(pdu, attrs.evolve(derbyshire.evidence, findings=found))

        assert rated["P 2.4"] == Decision(None, NotRated("no relevant cases for P 2.4.3"))
        assert (rated.score, rated.maximum) == (2, 18)
        assert rated.overall.rating is None
        assert "P 2.4 not rated: no relevant cases for P 2.4.3" in str(rated.overall.reason)


class TestPanel:
    @given(pairs(frameworks(total=True), irrelevant=True, not_rated=True, panel=True))
    def test_records_what_was_moved_and_from_what(self, pair: Pair) -> None:
        """A rating moved by the panel is the panel's, and its reason keeps the decision that it was before, and why."""
        rated = ps.rate(*pair)
        before = ps.rate(pair.framework, attrs.evolve(pair.evidence, panel={}))

        for id, decision in rated.items():
            if id in pair.evidence.panel:
                moved = pair.evidence.panel[id]
                reason = PanelReason(before[id], moved.rating, moved.because)
                assert decision == Decision(pair.framework.scale[moved.rating], reason)
            else:
                assert decision == before[id]

    @given(pairs(frameworks(having=(ps.LowestQuestion,), total=True)), st.data())
    def test_gives_what_was_not_rated_a_rating(self, pair: Pair, data: st.DataObject) -> None:
        """The panel may rate a standard that had no relevant cases; the reason says that it was not rated before."""
        standard = pair.framework.standards[0]
        nothing = dict.fromkeys((question.id for question in standard.questions), ps.Tally(0, 0))
        moved = ps.PanelDecision(data.draw(st.sampled_from(pair.framework.scale.names)), "the sample was five or fewer")
        evidence = attrs.evolve(pair.evidence, findings={**pair.evidence.findings, **nothing}, panel={standard.id: moved})

        decision = ps.rate(pair.framework, evidence)[standard.id]

        assert decision.rating == pair.framework.scale[moved.rating]
        assert isinstance(decision.reason, PanelReason)
        assert decision.reason.was.rating is None
        assert isinstance(decision.reason.was.reason, NotRated)

    @given(pairs(frameworks(rules=(ps.LowestQuestion, ps.InspectorJudgement)), panel=True))
    def test_decision_is_never_dropped(self, pair: Pair) -> None:
        """A panel decision is refused or recorded, even where the inspection was stopped with nothing on its standard."""
        evidence = ps.Evidence(panel=pair.evidence.panel, not_rated={"overall": "the inspection was stopped"})

        try:
            rated = ps.rate(pair.framework, evidence)
        except ps.EvidenceError:
            return

        assert all(isinstance(rated[id].reason, PanelReason) for id in evidence.panel)

    def test_of_one_standard(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """Moved by the panel, P 2.2 gives one point more, and its explanation repeats what was found."""
        moved = ps.PanelDecision("Requires improvement", "one case from the threshold")

        rated = ps.rate(pdu, attrs.evolve(derbyshire.evidence, panel={"P 2.2": moved}))

        assert str(rated["P 2.2"].rating) == "Requires improvement"
        assert str(rated["P 2.2"].reason).startswith(
            "moved by the ratings panel from Inadequate to Requires improvement: one case from the threshold"
        )
        assert "P 2.2.3 is the lowest of 3 key questions at 44 per cent" in str(rated["P 2.2"].reason)
        assert (rated.score, rated.maximum) == (3, 21)


class TestNotRated:
    @given(pairs(frameworks(total=True), not_rated=True, panel=True, irrelevant=True))
    def test_is_recorded_with_its_reason(self, pair: Pair) -> None:
        """A standard recorded as not rated has no rating but the reason that was recorded."""
        rated = ps.rate(*pair)

        for id, because in pair.evidence.not_rated.items():
            decision = rated.overall if id == "overall" else rated[id]
            assert decision == Decision(None, NotRated(because))

    @given(pairs(frameworks(rules=(ps.LowestQuestion, ps.InspectorJudgement), total=True)), st.data())
    def test_reduces_the_maximum(self, pair: Pair, data: st.DataObject) -> None:
        """Each standard that counts and is not rated takes its points from the score and the best points from the maximum."""
        standards = pair.framework.standards
        ids = data.draw(st.sets(st.sampled_from([standard.id for standard in standards])))
        reasons = dict.fromkeys(ids, "no resettlement cases in the period")
        before = ps.rate(*pair)

        after = ps.rate(pair.framework, together(without(pair.evidence, *ids), ps.Evidence(not_rated=reasons)))

        lost = [standard.id for standard in standards if standard.counts and standard.id in ids]
        assert before.score is not None
        assert before.maximum is not None
        assert after.score == before.score - sum(points(before.ratings[id]) for id in lost)
        assert after.maximum == before.maximum - pair.framework.scale.best.points * len(lost)
        assert isinstance(after.overall.reason, TotalPointsReason)
        expected = {(id, "not rated: no resettlement cases in the period") for id in lost}
        assert expected <= {*after.overall.reason.left_out}

    @given(pairs(frameworks(rules=(ps.LowestQuestion, ps.InspectorJudgement), total=True)))
    def test_maximum_without_a_table_has_no_overall(self, pair: Pair) -> None:
        """Nothing is interpolated: where no bands are published for a maximum there is no overall rating, and it says so."""
        framework = attrs.evolve(pair.framework, overall=ps.TotalPoints(tables=(), source=SOURCE))

        rated = ps.rate(framework, pair.evidence)

        assert rated.overall.rating is None
        assert isinstance(rated.overall.reason, TotalPointsReason)
        assert rated.overall.reason.placement is None
        assert (rated.overall.reason.score, rated.overall.reason.maximum) == (rated.score, rated.maximum)
        expected = f"no bands for a maximum of {rated.maximum}" if rated.maximum else "no standard that counts was rated"
        assert expected in str(rated.overall.reason)

    @given(pairs(frameworks(total=True), irrelevant=True, panel=True))
    def test_inspection_as_a_whole(self, pair: Pair) -> None:
        """Where the overall was not rated, the standards are rated all the same, and there is no score."""
        stopped = attrs.evolve(pair.evidence, not_rated={"overall": "the inspection was stopped"})

        rated = ps.rate(pair.framework, stopped)

        assert rated.overall == Decision(None, NotRated("the inspection was stopped"))
        assert (rated.score, rated.maximum) == (None, None)
        assert rated.ratings == ps.rate(*pair).ratings

    def test_standard_with_nothing_has_the_reason_of_the_whole(self, pdu: ps.Framework) -> None:
        """Where an inspection was stopped, a standard that has no evidence is not rated for that reason."""
        rated = ps.rate(pdu, ps.Evidence(judgements={"P 1.1": "Good"}, not_rated={"overall": "it was stopped"}))

        assert str(rated["P 1.1"].rating) == "Good"
        assert {str(rated[id].reason) for id in rated if id != "P 1.1"} == {"it was stopped"}


class TestNoRating:
    @given(pairs(frameworks(having=(ps.NoRating,), total=True), extras=True))
    def test_standard_is_left_out_of_the_score(self, pair: Pair) -> None:
        """A standard that is given no rating gives no points, and the overall says why."""
        rated = ps.rate(*pair)
        standard = pair.framework.standards[0]

        assert rated[standard.id].rating is None
        assert isinstance(rated.overall.reason, TotalPointsReason)
        assert standard.id not in rated.overall.reason.standards
        assert standard.id in dict(rated.overall.reason.left_out)

    @given(pairs(frameworks()))
    def test_inspection_that_gives_no_overall(self, pair: Pair) -> None:
        """Some inspections "inform targeted follow-up activity" and rate nothing overall: no score then, and the reason."""
        framework = attrs.evolve(pair.framework, overall=ps.NoRating(because="it informs follow-up", source=SOURCE))

        rated = ps.rate(framework, pair.evidence)

        assert rated.overall == Decision(None, NotRated("it informs follow-up"))
        assert (rated.score, rated.maximum) == (None, None)
        assert rated.ratings == ps.rate(*pair).ratings


def _stored(value: object) -> object:
    return pickle.loads(pickle.dumps(value))  # noqa: S301  # our own


class TestValues:
    @given(any_pairs(), st.sampled_from([_stored, copy.copy, copy.deepcopy]), st.booleans())
    def test_survive_being_stored_and_copied(self, pair: Pair, copied: Any, asked: bool) -> None:  # noqa: FBT001  # drawn
        """A framework, evidence and what was rated are the same after being stored or copied, before use and after it."""
        rated = ps.rate(*pair)
        if asked:
            assert rated.overall == rated.overall

        framework, evidence, again = copied(pair.framework), copied(pair.evidence), copied(rated)

        assert (framework, evidence, again) == (pair.framework, pair.evidence, rated)
        assert dict(again) == dict(rated)
        assert again.overall == rated.overall
        assert ps.rate(framework, evidence) == rated
        assert framework.digest == pair.framework.digest

    @given(any_pairs())
    def test_survive_being_evolved(self, pair: Pair) -> None:
        """A converter accepts what it returned, so nothing changes where nothing was asked to change."""
        ps.rate(*pair)

        assert attrs.evolve(pair.framework) == pair.framework
        assert attrs.evolve(pair.evidence) == pair.evidence
        assert attrs.evolve(pair.framework).digest == pair.framework.digest

    def test_changed_framework_rates_anew(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """What was prepared for a framework is not carried to one that was made from it with other bands."""
        rule = pdu["P 2.1"].rule
        assert isinstance(rule, ps.LowestQuestion)
        lower = attrs.evolve(rule.bands, id="lower", bands=(rule.bands.bands[0], attrs.evolve(rule.bands.bands[1], starts=30)))
        assessment = attrs.evolve(pdu["P 2.1"], rule=attrs.evolve(rule, bands=lower))
        assert str(ps.rate(pdu, derbyshire.evidence)["P 2.1"].rating) == "Inadequate"

        changed = attrs.evolve(pdu, standards=(*pdu.standards[:3], assessment, *pdu.standards[4:]))

        assert str(ps.rate(changed, derbyshire.evidence)["P 2.1"].rating) == "Requires improvement"
        assert ps.rate(changed, derbyshire.evidence).score == 3

    def test_what_was_handed_in_can_change(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """Evidence keeps what it was given: changing the mappings afterwards changes nothing that was rated."""
        findings, judgements = dict(derbyshire.evidence.findings), dict(derbyshire.evidence.judgements)
        rated = ps.rate(pdu, ps.Evidence(findings=findings, judgements=judgements))

        findings.clear()
        judgements["P 1.1"] = "Outstanding"

        assert rated == ps.rate(pdu, derbyshire.evidence)
        assert dict(rated) == dict(ps.rate(pdu, derbyshire.evidence))


class TestMapping:
    def test_of_standard_to_decision(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """What was rated is a mapping of standard id to decision, in the publisher's order."""
        rated = ps.rate(pdu, derbyshire.evidence)

        assert list(rated) == ["P 1.1", "P 1.2", "P 1.3", "P 2.1", "P 2.2", "P 2.3", "P 2.4"]
        assert len(rated) == 7
        assert rated["P 1.1"] == Decision(pdu.scale["Inadequate"], JudgementReason("Inadequate"))
        assert "P 2.1" in rated
        assert "P 2.1.3" not in rated
        assert "overall" not in rated

    def test_unknown_standard_is_named_with_the_one_meant(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """An id that the framework lacks is a `KeyError` that says which one was probably meant."""
        with pytest.raises(KeyError) as caught:
            ps.rate(pdu, derbyshire.evidence)["P2.1"]

        names = "'P 1.1', 'P 1.2', 'P 1.3', 'P 2.1', 'P 2.2', 'P 2.3' or 'P 2.4'"
        expected = f"expected the id of a standard: {names} (found 'P2.1'). Did you mean 'P 2.1'?"
        assert caught.value.args == (expected,)

    @given(any_pairs())
    def test_findings_are_shown_as_given(self, pair: Pair) -> None:
        """The findings recorded for a standard are those of its key questions, in their order, with tallies where known."""
        rated = ps.rate(*pair)

        for standard in pair.framework.standards:
            recorded = [question.id for question in standard.questions if question.id in pair.evidence.findings]
            found = rated.findings(standard.id)
            assert [finding.question for finding in found] == recorded
            for finding in found:
                given = pair.evidence.findings[finding.question]
                assert finding.tally == (given if isinstance(given, ps.Tally) else None)
                assert finding.percentage == (given.percentage if isinstance(given, ps.Tally) else given)

    def test_what_else_was_given(self) -> None:
        """What was found by questions that are not asked of cases is given back as it was found, without what lacks."""
        forms: dict[str, Any] = {"casework": "cases", "grade": "rating", "score": "score", "incidents": "count"}
        forms |= {"breach": "flag"}
        asked = [
            ps.KeyQuestion(
                id=id, text="Question?", form=form, values=(0, "0.5") if form == "score" else (), optional=True, source=SOURCE
            )
            for id, form in forms.items()
        ]
        judged = ps.Standard(
            id="P 1", title="S", domain="1", questions=asked, rule=ps.InspectorJudgement(source=SOURCE), source=SOURCE
        )
        inputs = [attrs.evolve(question, id=f"{question.id} of all") for question in asked[1:]]
        framework = attrs.evolve(_one_standard("P 1.1"), standards=(judged,), inputs=inputs, overall=NO_OVERALL)
        found: dict[str, Any] = {"casework": 60, "grade": "Good", "score": "0.5", "incidents": 0, "breach": False}
        of_all = {f"{id} of all": value for id, value in found.items() if id in {"grade", "breach"}}

        rated = ps.rate(framework, ps.Evidence(findings={**found, **of_all}, judgements={"P 1": "Good"}))

        assert {"grade": "Good", "score": Fraction(1, 2), "incidents": 0, "breach": False} == rated.given("P 1")
        assert {"grade of all": "Good", "breach of all": False} == rated.given()
        assert ["casework"] == [finding.question for finding in rated.findings("P 1")]

    def test_names_the_framework(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """What was rated keeps what it was rated under and on, and the framework's fingerprint."""
        rated = ps.rate(pdu, derbyshire.evidence)

        assert rated.framework is pdu
        assert rated.evidence is derbyshire.evidence
        assert rated.digest == pdu.digest

    def test_is_equal_by_what_it_holds(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """Two ratings of the same evidence are equal; those of other evidence are not, though all ratings are the same."""
        rated = ps.rate(pdu, derbyshire.evidence)
        found = {**derbyshire.evidence.findings, "P 2.1.3": 35}

        assert rated == ps.rate(pdu, derbyshire.evidence)
        assert rated != ps.rate(pdu, attrs.evolve(derbyshire.evidence, findings=found))
        assert rated != dict(rated)

    def test_cannot_be_changed(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """What was decided is decided."""
        rated = ps.rate(pdu, derbyshire.evidence)

        for name in ("framework", "evidence", "outcome", "ratings", "score", "maximum", "overall", "anything"):
            with pytest.raises(AttributeError):
                setattr(rated, name, None)

    def test_is_shown_in_a_line(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """On the screen, what was rated is shown as its framework, overall rating and score."""
        expected = "RatedInspection(framework='pdu-2023', overall='Inadequate', score=2, maximum=21)"

        assert repr(ps.rate(pdu, derbyshire.evidence)) == expected

    def test_is_shown_without_a_score_where_it_has_none(self, pdu: ps.Framework) -> None:
        """Where the overall was not rated, that is what the line says."""
        rated = ps.rate(pdu, ps.Evidence(not_rated={"overall": "too few cases"}))

        assert repr(rated) == "RatedInspection(framework='pdu-2023', overall='Not rated')"


class TestTakes:
    """What `rate` takes, and what it does not."""

    @pytest.mark.parametrize("wrong", ["framework", "evidence", "both"])
    def test_what_is_neither(self, wrong: str, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """What is no framework, or no evidence, is refused in a line that says what both are."""
        framework: Any = pdu if wrong == "evidence" else [pdu]
        evidence: Any = derbyshire.evidence if wrong == "framework" else derbyshire

        with pytest.raises(TypeError) as caught:
            ps.rate(framework, evidence)

        given = {"framework": "list and Evidence", "evidence": "Framework and Inspection", "both": "list and Inspection"}
        expected = f"rate() takes a Framework and Evidence, such as inspection.evidence, not {given[wrong]}"
        assert caught.value.args == (expected,)
        assert caught.value.__suppress_context__

    def test_fault_of_a_reader(self, pdu: ps.Framework, derbyshire: ps.Inspection, monkeypatch: pytest.MonkeyPatch) -> None:
        """An attribute that something of our own lacks is not put down to what was handed in."""

        def fails(_: ps.Framework) -> Any:
            raise AttributeError("a fault")

        monkeypatch.setattr("probation_standards.rating.compiled", fails)

        with pytest.raises(AttributeError, match="a fault"):
            ps.rate(pdu, derbyshire.evidence)

    @pytest.mark.parametrize(
        ("expected", "findings"),
        [
            ("there is no evidence to rate under pdu-2023", {}),
            ("the evidence cannot be rated under pdu-2023", {"P 2.1.1": 60}),
        ],
    )
    def test_nothing_at_all(self, expected: str, findings: dict[str, Any], pdu: ps.Framework) -> None:
        """Evidence that lacks altogether is told from evidence that lacks something."""
        with pytest.raises(ps.EvidenceError) as caught:
            ps.rate(pdu, ps.Evidence(findings=findings))

        assert expected == caught.value.heading


class TestDecidedOnce:
    """Reasons take longer than ratings, so they are worked out when they are asked for, and once."""

    @pytest.mark.parametrize("plain", [True, False])
    def test_reasons(
        self,
        plain: bool,  # noqa: FBT001  # a parameter
        pdu: ps.Framework,
        derbyshire: ps.Inspection,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """Whole percentages are rated without reasons; what needs the longer way is not decided again to give them."""
        asked = []

        def counting(framework: ps.Framework) -> Any:
            asked.append(framework)
            return decider(framework)

        findings = {**derbyshire.evidence.findings, "P 2.1.3": 34 if plain else "34.5"}
        evidence = attrs.evolve(derbyshire.evidence, findings=findings)
        monkeypatch.setattr("probation_standards.rating.decider", counting)

        rated = ps.rate(pdu, evidence)
        assert (0 if plain else 1) == len(asked)
        reason = rated["P 2.1"].reason
        assert isinstance(reason, ps.LowestQuestionReason)
        assert "P 2.1.3" == reason.question
        assert rated.overall.rating == pdu.scale["Inadequate"]
        assert 1 == len(asked)


NO_OVERALL = ps.NoRating(because="none is given", source=SOURCE)


def _one_standard(*questions: str, threshold: int = 50) -> ps.Framework:
    """Return a framework of one standard, Good from `threshold` per cent and Inadequate below."""
    low, high = ps.Rating("Inadequate", 0), ps.Rating("Good", 2)
    casework = ps.BandTable(
        id="casework",
        bands=(ps.RatingBand(low, 0), ps.RatingBand(high, threshold)),
        rounding="exact",
        unit="per cent of relevant cases",
        source=SOURCE,
    )
    score = attrs.evolve(casework, id="score", bands=(ps.RatingBand(low, 0), ps.RatingBand(high, 1)), unit="points")
    return ps.Framework(
        id="one",
        title="One standard",
        edition="1",
        scale=ps.RatingScale(ratings=(low, high), source=SOURCE),
        domains=(ps.Domain(id="1", title="Domain", source=SOURCE),),
        standards=(
            ps.Standard(
                id="P 1",
                title="Standard",
                domain="1",
                questions=tuple(ps.KeyQuestion(id=id, text="Question?", source=SOURCE) for id in questions),
                rule=ps.LowestQuestion(bands=casework, source=SOURCE),
                source=SOURCE,
            ),
        ),
        overall=ps.TotalPoints(tables=(ps.ScoreTable(maximum=2, bands=score),), source=SOURCE),
        source=SOURCE,
    )
