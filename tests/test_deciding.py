"""The deciding reader: each rating with the reason that accounts for it, worked out here once more with pencil and paper."""

from __future__ import annotations

import math
import pickle
from fractions import Fraction
from typing import ClassVar, Literal, TypeAlias, assert_never

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.deciders import decide_by
from probation_standards.deciding import decider
from probation_standards.decisions import (
    Decision,
    JudgementReason,
    LowestQuestionReason,
    NotRated,
    PanelReason,
    TotalPointsReason,
)
from probation_standards.rules import Reads
from strategies import SOURCE, Pair, any_pairs, evidence_for, frameworks, pairs, tallies

Choice: TypeAlias = Literal["not rated", "leave out"]


def exactly(finding: object) -> Fraction | None:
    """Return a finding as a percentage, by way of its text; None for one without relevant cases."""
    if isinstance(finding, ps.Tally):
        return Fraction(100 * finding.sufficient, finding.relevant) if finding.relevant else None
    return Fraction(str(finding))


def placed(table: ps.BandTable, figure: Fraction) -> tuple[Fraction, list[ps.RatingBand]]:
    """Return the figure that is held against the thresholds, and the bands that start no later, the highest last."""
    compared = Fraction(math.floor(figure + Fraction(1, 2))) if table.rounding == "whole" else figure
    return compared, [band for band in table.bands if band.starts <= compared]


def lowest_by_hand(rule: ps.LowestQuestion, standard: ps.Standard, evidence: ps.Evidence) -> ps.Rating | None:
    figures = [exactly(evidence.findings[question.id]) for question in standard.questions]
    relevant = [figure for figure in figures if figure is not None]
    if not relevant or (rule.no_relevant_cases == "not rated" and len(relevant) < len(figures)):
        return None
    return placed(rule.bands, min(relevant))[1][-1].rating


def standard_by_hand(framework: ps.Framework, standard: ps.Standard, evidence: ps.Evidence) -> ps.Rating | None:
    """Return the rating of a standard, worked out from the rules as they read and from nothing else."""
    names = {rating.name: rating for rating in framework.scale.ratings}
    something = {standard.id, *(question.id for question in standard.questions)} & {*evidence.judgements, *evidence.findings}
    if standard.id in evidence.not_rated or ("overall" in evidence.not_rated and not something):
        return None
    if standard.id in evidence.panel:
        return names[evidence.panel[standard.id].rating]
    if isinstance(standard.rule, ps.LowestQuestion):
        return lowest_by_hand(standard.rule, standard, evidence)
    if isinstance(standard.rule, ps.InspectorJudgement):
        given = evidence.judgements[standard.id]
        return names[given.rating if isinstance(given, ps.Judgement) else given]
    assert isinstance(standard.rule, ps.NoRating)
    return None


def overall_by_hand(framework: ps.Framework, ratings: dict[str, ps.Rating | None], evidence: ps.Evidence) -> ps.Rating | None:
    if isinstance(framework.overall, ps.NoRating) or "overall" in evidence.not_rated:
        return None
    assert isinstance(framework.overall, ps.TotalPoints)
    points = [rating.points for s in framework.standards if s.counts and (rating := ratings[s.id]) is not None]
    maximum = max(rating.points for rating in framework.scale) * len(points)
    for table in framework.overall.tables:
        if table.maximum == maximum:
            return placed(table.bands, Fraction(sum(points)))[1][-1].rating
    return None


def accounted(decision: Decision, framework: ps.Framework) -> ps.Rating | None:
    """Return the rating that a reason tells of, from the data in it."""
    reason = decision.reason
    assert isinstance(reason, LowestQuestionReason | JudgementReason | PanelReason | TotalPointsReason | NotRated)
    match reason:
        case LowestQuestionReason():
            return reason.placement.band.rating
        case JudgementReason() | PanelReason():
            return framework.scale[reason.rating]
        case TotalPointsReason():
            return None if reason.placement is None else reason.placement.band.rating
        case NotRated():
            return None
        case _:
            assert_never(reason)


def holds_together(placement: ps.Placement, table: ps.BandTable) -> bool:
    """Return whether what a placement says of a figure is what the table says."""
    compared, bands = placed(table, Fraction(placement.figure))
    higher = table.bands[len(bands)] if len(bands) < len(table.bands) else None
    return placement == ps.Placement(
        figure=placement.figure,
        placed=compared,
        band=bands[-1],
        next_band=higher,
        points_up=None if higher is None else higher.starts - compared,
        points_down=None if len(bands) == 1 else compared - bands[-1].starts,
    )


class TestByHand:
    @given(any_pairs())
    def test_standards(self, pair: Pair) -> None:
        """Every standard has the rating that a person would work out from the rule as it reads."""
        decisions, _ = decider(pair.framework).decide(pair.evidence)

        expected = {s.id: standard_by_hand(pair.framework, s, pair.evidence) for s in pair.framework.standards}
        assert {id: decision.rating for id, decision in decisions.items()} == expected

    @given(any_pairs())
    def test_overall(self, pair: Pair) -> None:
        """So has the overall: points added up, out of the best points times the standards that gave them."""
        decisions, overall = decider(pair.framework).decide(pair.evidence)

        ratings = {id: decision.rating for id, decision in decisions.items()}
        assert overall.rating == overall_by_hand(pair.framework, ratings, pair.evidence)


class TestReasonsAccount:
    @given(any_pairs())
    def test_for_every_rating(self, pair: Pair) -> None:
        """The rating of each decision follows from its reason alone."""
        decisions, overall = decider(pair.framework).decide(pair.evidence)

        for decision in (*decisions.values(), overall):
            assert decision.rating == accounted(decision, pair.framework)

    @given(any_pairs(frameworks(having=(ps.LowestQuestion,))))
    def test_for_the_lowest_question(self, pair: Pair) -> None:
        """A standard is "driven by the lowest score ... which is placed in a rating band": the reason names it and the band."""
        decisions, _ = decider(pair.framework).decide(pair.evidence)

        for id, decision in decisions.items():
            reason = decision.reason.was.reason if isinstance(decision.reason, PanelReason) else decision.reason
            standard = pair.framework[id]
            if isinstance(standard.rule, ps.LowestQuestion) and isinstance(reason, LowestQuestionReason):
                figures = {question.id: exactly(pair.evidence.findings[question.id]) for question in standard.questions}
                lowest = min(figure for figure in figures.values() if figure is not None)
                as_low = [question for question, figure in figures.items() if figure == lowest]
                given = pair.evidence.findings[reason.question]
                assert reason.placement.figure == lowest
                assert holds_together(reason.placement, standard.rule.bands)
                assert [reason.question, *reason.as_low] == as_low
                assert list(reason.left_out) == [question for question, figure in figures.items() if figure is None]
                assert reason.among == len(standard.questions)
                assert reason.tally == (given if isinstance(given, ps.Tally) else None)

    @given(any_pairs(frameworks(total=True)))
    def test_for_the_score(self, pair: Pair) -> None:
        """The score is the sum of the points that are named, the maximum the best for each, and no standard is forgotten."""
        decisions, overall = decider(pair.framework).decide(pair.evidence)
        reason = overall.reason

        if isinstance(reason, TotalPointsReason):
            counted, left_out = dict(reason.counted), dict(reason.left_out)
            assert reason.score == sum(counted.values())
            assert reason.maximum == pair.framework.scale.best.points * len(counted)
            assert counted == {id: decisions[id].points for id in counted}
            assert {*counted, *left_out} == {*decisions}
            assert len(reason.counted) + len(reason.left_out) == len(decisions)
            assert all(pair.framework[id].counts for id in counted)
            assert all(decisions[id].rating is None for id in left_out if pair.framework[id].counts)

    @given(any_pairs(frameworks(total=True)))
    def test_for_where_the_score_falls(self, pair: Pair) -> None:
        """The score is placed in the bands of its maximum, and the reason says how far the next thresholds are."""
        _, overall = decider(pair.framework).decide(pair.evidence)
        rule, reason = pair.framework.overall, overall.reason

        assert isinstance(rule, ps.TotalPoints)
        if isinstance(reason, TotalPointsReason):
            bands = {table.maximum: table.bands for table in rule.tables}
            assert (reason.placement is None) == (reason.maximum not in bands)
            if reason.placement is not None:
                assert reason.placement.figure == reason.score
                assert holds_together(reason.placement, bands[reason.maximum])


class TestLowestQuestion:
    def test_first_of_the_lowest_decides(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """Where questions are equally low the first one printed is named, and the others as being as low."""
        found = {**derbyshire.evidence.findings, "P 2.1.1": 76, "P 2.1.2": 34, "P 2.1.3": 34}

        reason = ps.rate(pdu, attrs.evolve(derbyshire.evidence, findings=found))["P 2.1"].reason

        assert isinstance(reason, LowestQuestionReason)
        assert (reason.question, reason.as_low) == ("P 2.1.2", ("P 2.1.3",))

    def test_equally_low_in_whatever_form(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """50 per cent, "50.0" and 31 of 62 are equally low; the tally of the one that decided is kept."""
        found = {**derbyshire.evidence.findings, "P 2.1.1": ps.Tally(31, 62), "P 2.1.2": 50, "P 2.1.3": "50.0"}

        reason = ps.rate(pdu, attrs.evolve(derbyshire.evidence, findings=found))["P 2.1"].reason

        assert isinstance(reason, LowestQuestionReason)
        assert (reason.question, reason.as_low) == ("P 2.1.1", ("P 2.1.2", "P 2.1.3"))
        assert reason.tally == ps.Tally(31, 62)

    def test_lowest_before_rounding(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """The lowest is the lowest exact figure, though another one rounds to the same: 64.6 and 65 are both placed at 65."""
        found = {**derbyshire.evidence.findings, "P 2.1.1": 65, "P 2.1.2": "64.6", "P 2.1.3": 65}

        decision = ps.rate(pdu, attrs.evolve(derbyshire.evidence, findings=found))["P 2.1"]

        assert isinstance(decision.reason, LowestQuestionReason)
        assert decision.reason.question == "P 2.1.2"
        assert decision.reason.as_low == ()
        assert (decision.reason.placement.figure, decision.reason.placement.placed) == (Fraction(323, 5), 65)
        assert decision.rating == pdu.scale["Good"]


class TestNoRelevantCases:
    """A question that applied to no case has no percentage: "Not all questions apply to all cases"."""

    @given(st.data())
    def test_never_zero_per_cent(self, data: st.DataObject) -> None:
        """A question without relevant cases never decides; nothing is placed at 0 for it."""
        framework, evidence = data.draw(pairs(frameworks(having=(ps.LowestQuestion,)), given=tallies(min_relevant=0)))

        decisions, _ = decider(framework).decide(evidence)

        for decision in decisions.values():
            if isinstance(decision.reason, LowestQuestionReason):
                given = evidence.findings[decision.reason.question]
                assert isinstance(given, ps.Tally)
                assert given.relevant > 0

    @given(st.data())
    def test_not_rated_with_that_reason(self, data: st.DataObject) -> None:
        """Where the framework says so, the standard is not rated, and the reason names each question that had no cases."""
        framework = data.draw(frameworks(having=(ps.LowestQuestion,)))
        standard = _where_none_applied(framework.standards[0], "not rated")
        framework = attrs.evolve(framework, standards=(standard, *framework.standards[1:]))
        evidence = data.draw(evidence_for(framework))
        ids = [question.id for question in standard.questions]
        without = data.draw(st.sets(st.sampled_from(ids), min_size=1))
        found = {**evidence.findings, **dict.fromkeys(without, ps.Tally(0, 0))}

        decision = decider(framework).decide(attrs.evolve(evidence, findings=found))[0][standard.id]

        named = ", ".join(id for id in ids if id in without)
        assert decision == Decision(None, NotRated(f"no relevant cases for {named}"))

    @given(st.data())
    def test_left_out(self, data: st.DataObject) -> None:
        """Where the framework says so, the standard is rated on its other questions, as if it had no more."""
        framework = data.draw(frameworks(having=(ps.LowestQuestion,)))
        standard = _where_none_applied(framework.standards[0], "leave out")
        extra = ps.KeyQuestion(id="P 9.9", text="Did it apply?", source=SOURCE)
        longer = attrs.evolve(standard, questions=(extra, *standard.questions))
        evidence = data.draw(evidence_for(framework))
        found = {**evidence.findings, "P 9.9": ps.Tally(0, 0)}

        before = decider(attrs.evolve(framework, standards=(standard,))).decide(evidence)[0][standard.id]
        after = decider(attrs.evolve(framework, standards=(longer,))).decide(attrs.evolve(evidence, findings=found))[0]

        reason = before.reason
        assert isinstance(reason, LowestQuestionReason)
        among = len(longer.questions)
        expected = LowestQuestionReason(reason.question, reason.placement, among, reason.tally, reason.as_low, ("P 9.9",))
        assert after[standard.id] == Decision(before.rating, expected)

    @pytest.mark.parametrize("no_relevant_cases", ["not rated", "leave out"])
    def test_without_any_relevant_case(self, pdu: ps.Framework, no_relevant_cases: Choice) -> None:
        """A standard of which no question applied to any case is not rated under either rule."""
        framework = attrs.evolve(pdu, standards=(_where_none_applied(pdu["P 2.1"], no_relevant_cases),))
        evidence = ps.Evidence(findings=dict.fromkeys(("P 2.1.1", "P 2.1.2", "P 2.1.3"), ps.Tally(0, 0)))

        decision = ps.rate(framework, evidence)["P 2.1"]

        assert decision == Decision(None, NotRated("no relevant cases for P 2.1.1, P 2.1.2, P 2.1.3"))


def _where_none_applied(standard: ps.Standard, choice: Choice) -> ps.Standard:
    assert isinstance(standard.rule, ps.LowestQuestion)
    return attrs.evolve(standard, rule=attrs.evolve(standard.rule, no_relevant_cases=choice))


class TestJudgement:
    @given(st.data())
    def test_is_the_rating(self, data: st.DataObject) -> None:
        """The rating of a standard that inspectors judge is the one they chose, with what they recorded as the reason."""
        framework, evidence = data.draw(pairs(frameworks(having=(ps.InspectorJudgement,))))
        name, because = data.draw(st.sampled_from(framework.scale.names)), data.draw(st.sampled_from(["", "clear vision"]))
        judged = {**evidence.judgements, framework.standards[0].id: ps.Judgement(name, because)}

        decisions, _ = decider(framework).decide(attrs.evolve(evidence, judgements=judged))

        expected = Decision(framework.scale[name], JudgementReason(name, because))
        assert decisions[framework.standards[0].id] == expected

    @given(st.data())
    def test_name_alone_is_a_judgement(self, data: st.DataObject) -> None:
        """Where there is nothing to say of why, the name of the rating alone will do."""
        framework, evidence = data.draw(pairs(frameworks(rules=(ps.InspectorJudgement,))))
        names = {id: given.rating if isinstance(given, ps.Judgement) else given for id, given in evidence.judgements.items()}
        records = {id: ps.Judgement(name) for id, name in names.items()}

        by_name, by_record = (
            decider(framework).decide(attrs.evolve(evidence, judgements=judged)) for judged in (names, records)
        )

        assert by_name == by_record


class TestNoRating:
    @given(pairs(frameworks(having=(ps.NoRating,)), extras=True))
    def test_standard_is_not_rated_whatever_was_found(self, pair: Pair) -> None:
        """A standard "published without a rating" has none, and the reason is the rule's, whatever its percentages are."""
        decisions, _ = decider(pair.framework).decide(pair.evidence)
        standard = pair.framework.standards[0]

        assert isinstance(standard.rule, ps.NoRating)
        assert decisions[standard.id] == Decision(None, NotRated(standard.rule.because))


class TestPreparedOnce:
    def test_kept_with_the_framework(self, pdu: ps.Framework) -> None:
        """A framework is prepared once; one that was changed or stored is prepared anew."""
        stored = pickle.loads(pickle.dumps(pdu))  # noqa: S301  # our own

        assert decider(pdu) is decider(pdu)
        assert decider(attrs.evolve(pdu)) is not decider(pdu)
        assert decider(stored) is not decider(pdu)

    @given(st.data())
    def test_nothing_is_carried_from_one_inspection_to_the_next(self, data: st.DataObject) -> None:
        """What a framework rated before changes no decision and no reason."""
        framework = data.draw(frameworks())
        any_evidence = evidence_for(framework, irrelevant=True, not_rated=True, panel=True)
        before, evidence = data.draw(any_evidence), data.draw(any_evidence)
        fresh = attrs.evolve(framework)

        decider(framework).decide(before)

        again = decider(framework).decide(evidence)
        assert again == decider(fresh).decide(evidence)
        assert [str(d) for d in again[0].values()] == [str(d) for d in decider(fresh).decide(evidence)[0].values()]

    def test_in_the_order_of_the_framework(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """Decisions come in the publisher's order of the standards."""
        decisions, _ = decider(pdu).decide(derbyshire.evidence)

        assert list(decisions) == [standard.id for standard in pdu.standards]


@attrs.frozen(kw_only=True)
class Attendance:
    """A rule of somebody else's: the better rating where anything at all was found."""

    kind: ClassVar[str] = "attendance"
    reads: ClassVar[Reads] = Reads.NOTHING

    source: ps.Source = SOURCE


class TestRulesOfOthers:
    def test_unknown_rule_of_a_standard_is_named(self, pdu: ps.Framework) -> None:
        """A rule that nobody taught this reader is refused, with the standard that has it; nothing is guessed."""
        framework = attrs.evolve(pdu, standards=(attrs.evolve(pdu["P 1.1"], rule=Attendance()),))

        with pytest.raises(ps.FrameworkError) as raised:
            ps.rate(framework, ps.Evidence())

        (problem,) = raised.value.problems
        assert (problem.path, problem.value) == ("P 1.1.rule", "Attendance")
        assert raised.value.heading == "pdu-2023 cannot be rated"

    def test_unknown_rule_of_the_overall_is_named(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """So is an overall rule."""
        framework = attrs.evolve(pdu, overall=Attendance())

        with pytest.raises(ps.FrameworkError) as raised:
            ps.rate(framework, derbyshire.evidence)

        (problem,) = raised.value.problems
        assert (problem.path, problem.value) == ("overall", "Attendance")

    def test_rule_that_was_taught_is_read(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """A package that brings a rule of its own registers what decides by it, and touches nothing else."""

        @attrs.frozen(kw_only=True)
        class Taught(Attendance):
            pass

        decision = Decision(pdu.scale["Outstanding"], JudgementReason("Outstanding", "everybody was there"))
        decide_by.register(Taught, lambda rule, place: lambda inspected: decision)  # noqa: ARG005  # as called
        standards = (attrs.evolve(pdu["P 1.1"], rule=Taught()), *pdu.standards[1:])
        judged = {"P 1.2": "Inadequate", "P 1.3": "Inadequate"}

        rated = ps.rate(attrs.evolve(pdu, standards=standards), attrs.evolve(derbyshire.evidence, judgements=judged))

        assert rated["P 1.1"] == decision
        assert (rated.score, rated.maximum) == (3, 21)
