"""Holding evidence against a framework: every problem, each with its path, the standard and the question."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.checking import asked, evidence_problems, excused, inspection_notes, inspection_problems
from probation_standards.errors import NO_VALUE, Problem, key
from strategies import SOURCE, Pair, any_pairs, frameworks, no_findings, pairs, questions_read, standards_judged


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def with_(evidence: ps.Evidence, field: str, changes: Mapping[Any, Any]) -> ps.Evidence:
    return attrs.evolve(evidence, **{field: {**getattr(evidence, field), **changes}})


def without(evidence: ps.Evidence, field: str, *ids: str) -> ps.Evidence:
    return attrs.evolve(evidence, **{field: {id: it for id, it in getattr(evidence, field).items() if id not in ids}})


@pytest.fixture(scope="session")
def evidence(derbyshire: ps.Inspection) -> ps.Evidence:
    """What was found in Derbyshire PDU: complete, of whole percentages and the names of ratings."""
    return derbyshire.evidence


@pytest.fixture(scope="session")
def unrated(pdu: ps.Framework) -> ps.Framework:
    """The framework of probation delivery units, with P 1.1 given no rating."""
    rule = ps.NoRating(because="piloted this year", source=SOURCE)
    return attrs.evolve(pdu, standards=(attrs.evolve(pdu["P 1.1"], rule=rule), *pdu.standards[1:]))


class TestInOrder:
    @given(any_pairs())
    def test_complete_evidence_has_no_problems(self, pair: Pair) -> None:
        """Evidence that has all that the rules read, or a reason why not, has no problems."""
        assert evidence_problems(*pair) == []

    def test_derbyshire_has_no_problems(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """What was published of Derbyshire PDU is complete."""
        assert evidence_problems(pdu, evidence) == []


class TestFindings:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (101, "expected a percentage from 0 to 100"),
            (-1, "expected a percentage from 0 to 100"),
            ("100.01", "expected a percentage from 0 to 100"),
            (float("nan"), "expected a percentage from 0 to 100, or a tally; it is not a number"),
            (float("inf"), "expected a percentage from 0 to 100, or a tally; it is infinite"),
            (True, "expected a percentage from 0 to 100, or a tally; a truth value is no number"),
            ("sixty", "expected a percentage from 0 to 100, or a tally; the text is no number"),
            ("60 %", "expected a percentage from 0 to 100, or a tally; the text is no number"),
            ([31, 62], "expected a percentage from 0 to 100, or a tally; a list is no number"),
            (None, "expected a percentage from 0 to 100, or a tally; a NoneType is no number"),
            (ps.Tally(63, 62), "expected no more sufficient cases than relevant ones"),
            (ps.Tally(-1, 62), "expected two whole numbers of cases from 0 up, sufficient and relevant"),
            (ps.Tally(sufficient=True, relevant=62), "expected two whole numbers of cases from 0 up, sufficient and relevant"),
            (ps.Tally(31.0, 62), "expected two whole numbers of cases from 0 up, sufficient and relevant"),  # type: ignore[arg-type]
        ],
        ids=repr,
    )
    def test_says_what_was_expected(self, pdu: ps.Framework, evidence: ps.Evidence, value: object, expected: str) -> None:
        """A problem says what was expected, and in which way this is something else."""
        problem = only(evidence_problems(pdu, with_(evidence, "findings", {"P 2.1.3": value})))

        assert problem.expected == f"P 2.1 Assessment, key question P 2.1.3: {expected}"

    @given(st.data())
    def test_names_the_standard_and_the_question(self, data: st.DataObject) -> None:
        """Whatever is wrong with a finding, the problem names its standard and its question."""
        framework, evidence = data.draw(pairs(frameworks(having=(ps.LowestQuestion,)), extras=True))
        id = data.draw(st.sampled_from(list(evidence.findings)))
        value = data.draw(no_findings())
        standard, _ = asked(framework)[id]

        problem = only(evidence_problems(framework, with_(evidence, "findings", {id: value})))

        assert problem.path == f"findings.{key(id)}"
        assert problem.expected.startswith(f"{standard.id} {standard.title}, ")
        assert f" {id}: expected " in problem.expected
        assert problem.value is not NO_VALUE
        assert not problem.missing

    @pytest.mark.parametrize("value", [142, -1, True, "sixty", "", None, [31, 62], float("nan"), ps.Tally(63, 62)], ids=repr)
    def test_shows_what_was_given(self, pdu: ps.Framework, evidence: ps.Evidence, value: object) -> None:
        """A problem shows the value as it was given, so that it can be found."""
        problem = only(evidence_problems(pdu, with_(evidence, "findings", {"P 2.1.3": value})))

        assert problem.value is value

    def test_a_prompt_is_called_a_prompt(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """A prompt under a key question may have a finding too, and is not mistaken for a key question."""
        problem = only(evidence_problems(pdu, with_(evidence, "findings", {"P 2.1.3a": 142})))

        assert problem.path == 'findings."P 2.1.3a"'
        assert problem.expected.startswith("P 2.1 Assessment, prompt P 2.1.3a: ")

    def test_unknown_question_is_named_with_the_one_meant(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """An id that the framework lacks is refused, with the id that was probably meant."""
        problem = only(evidence_problems(pdu, with_(evidence, "findings", {"p2.1.3": 34})))

        assert problem == Problem('findings."p2.1.3"', "expected the id of a key question", "p2.1.3", "P 2.1.3")

    def test_standard_has_no_finding_of_its_own(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """A finding is the result of one key question; a standard's id is not the id of one, and the message says so."""
        problem = only(evidence_problems(pdu, with_(evidence, "findings", {"P 2.1": 34})))

        assert problem.expected == "P 2.1 Assessment: expected findings for its key questions, not for the standard"

    @pytest.mark.parametrize("field", ["findings", "judgements", "not_rated", "panel"])
    def test_id_that_is_no_text_is_unknown(self, pdu: ps.Framework, evidence: ps.Evidence, field: str) -> None:
        """An id that is no text, such as a number from a spreadsheet, is one more unknown id, not a crash."""
        value = {"findings": 34, "judgements": "Good", "not_rated": "no cases", "panel": ps.PanelDecision("Good", "near")}

        problem = only(evidence_problems(pdu, with_(evidence, field, {2.1: value[field]})))

        assert problem.path.startswith(f"{field}.")
        assert problem.value == 2.1

    def test_findings_that_no_rule_reads_are_checked_too(self, unrated: ps.Framework, evidence: ps.Evidence) -> None:
        """A percentage that is only printed must be possible all the same."""
        standard = attrs.evolve(unrated.standards[0], questions=(ps.KeyQuestion(id="P 1.1.1", text="Well?", source=SOURCE),))
        framework = attrs.evolve(unrated, standards=(standard, *unrated.standards[1:]))
        given = with_(without(evidence, "judgements", "P 1.1"), "findings", {"P 1.1.1": 101})

        problem = only(evidence_problems(framework, given))

        assert problem.path == 'findings."P 1.1.1"'


class TestJudgements:
    def test_unknown_standard_is_named_with_the_one_meant(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """A judgement of a standard that the framework lacks is refused, with the judged standards there are."""
        problem = only(evidence_problems(pdu, with_(evidence, "judgements", {"P1.1": "Good"})))

        assert problem.path == 'judgements."P1.1"'
        assert problem.expected == "expected the id of a standard that is judged: 'P 1.1', 'P 1.2' or 'P 1.3'"
        assert problem.suggestion == "P 1.1"

    def test_casework_standard_takes_none(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """A casework standard is "driven by the lowest score", not judged; moving it is for the ratings panel."""
        problem = only(evidence_problems(pdu, with_(evidence, "judgements", {"P 2.1": "Good"})))

        assert problem.path == 'judgements."P 2.1"'
        assert problem.expected.startswith("P 2.1 Assessment: expected no judgement")
        assert "lowest-question" in problem.expected
        assert "goes to panel" in problem.expected

    def test_standard_without_a_rating_takes_none(self, unrated: ps.Framework, evidence: ps.Evidence) -> None:
        """A standard that is given no rating takes no judgement, and the panel is no way round that."""
        problem = only(evidence_problems(unrated, evidence))

        assert problem.path == 'judgements."P 1.1"'
        assert problem.expected.startswith("P 1.1 Leadership: expected no judgement")
        assert "panel" not in problem.expected

    @pytest.mark.parametrize("given", ["Goood", ps.Judgement("Goood"), ps.Judgement("Goood", "clear vision")], ids=repr)
    def test_rating_is_on_the_scale(self, pdu: ps.Framework, evidence: ps.Evidence, given: object) -> None:
        """A judgement is a rating on the scale, however it is given; the one that was meant is suggested."""
        problem = only(evidence_problems(pdu, with_(evidence, "judgements", {"P 1.1": given})))

        assert problem.path == 'judgements."P 1.1"'
        assert problem.expected.startswith("P 1.1 Leadership: expected a rating: 'Inadequate', ")
        assert problem.suggestion == "Good"

    @pytest.mark.parametrize("given", ["", "good", "inadequate ", 3, True, None, ["Good"], ps.Rating("Good", 2)], ids=repr)
    def test_rating_is_named_exactly(self, pdu: ps.Framework, evidence: ps.Evidence, given: object) -> None:
        """A rating is given by its name as it is published, not by its points, nor by another spelling."""
        problem = only(evidence_problems(pdu, with_(evidence, "judgements", {"P 1.1": given})))

        assert problem.path == 'judgements."P 1.1"'
        assert problem.value is given

    def test_not_both_judged_and_not_rated(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """A standard can't be judged and be recorded as not rated: one of the two is a mistake."""
        problem = only(evidence_problems(pdu, with_(evidence, "not_rated", {"P 1.1": "no leaders were met"})))

        assert problem.path == 'judgements."P 1.1"'
        assert problem.expected == "P 1.1 Leadership: expected a judgement or a reason in not_rated, but not both"


class TestNotRated:
    def test_unknown_standard_is_named_with_the_one_meant(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """What was not rated is a standard of the framework, or the overall."""
        problem = only(evidence_problems(pdu, with_(evidence, "not_rated", {"P2.4": "no cases"})))

        assert problem.path == 'not_rated."P2.4"'
        assert problem.suggestion == "P 2.4"
        assert "'overall'" in problem.expected or '"overall"' in problem.expected

    def test_question_can_not_be_left_out_by_itself(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """A standard is rated or not; a question that applied to no case is a tally of 0 of 0."""
        problem = only(evidence_problems(pdu, with_(evidence, "not_rated", {"P 2.1.3": "no cases"})))

        assert problem.path == 'not_rated."P 2.1.3"'

    @pytest.mark.parametrize("because", ["", "   ", "\n", None, 5, ["no cases"]], ids=repr)
    @pytest.mark.parametrize("id", ["P 2.4", "overall"])
    def test_reason_is_never_empty(self, pdu: ps.Framework, evidence: ps.Evidence, id: str, because: object) -> None:
        """What is not rated is recorded with its reason: "left out of the rating, with its reason"."""
        problem = only(evidence_problems(pdu, with_(evidence, "not_rated", {id: because})))

        assert problem.path == f"not_rated.{key(id)}"
        assert problem.expected.endswith("expected the reason why it was not rated")
        assert problem.value is because

    def test_findings_may_be_recorded_all_the_same(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """Percentages can be published for a standard that was not rated; they contradict nothing."""
        assert evidence_problems(pdu, with_(evidence, "not_rated", {"P 2.4": "too few cases"})) == []


class TestPanel:
    @pytest.mark.parametrize("id", ["P 2.1.3", "overall"])
    def test_only_standards_are_moved(self, pdu: ps.Framework, evidence: ps.Evidence, id: str) -> None:
        """The ratings panel moves the rating of a standard; no question has one, and the score decides the overall."""
        problem = only(evidence_problems(pdu, with_(evidence, "panel", {id: ps.PanelDecision("Good", "near")})))

        assert problem.path.startswith("panel.")
        assert problem.expected.startswith("expected the id of a standard")

    def test_unknown_standard_is_named_with_the_one_meant(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """A panel decision on a standard that the framework lacks is refused, with the id that was probably meant."""
        problem = only(evidence_problems(pdu, with_(evidence, "panel", {"P2.1": ps.PanelDecision("Good", "near")})))

        assert (problem.path, problem.suggestion) == ('panel."P2.1"', "P 2.1")

    def test_a_rating_alone_is_no_panel_decision(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """A panel decision has a reason, so the name of a rating is not enough."""
        problem = only(evidence_problems(pdu, with_(evidence, "panel", {"P 2.1": "Good"})))

        assert problem.path == 'panel."P 2.1"'
        assert problem.expected == "P 2.1 Assessment: expected a panel decision: a rating and because"

    def test_rating_is_on_the_scale(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """The panel moves a rating to one on the scale."""
        problem = only(evidence_problems(pdu, with_(evidence, "panel", {"P 2.1": ps.PanelDecision("Goood", "near")})))

        assert problem.path == 'panel."P 2.1".rating'
        assert problem.expected.startswith("P 2.1 Assessment: expected a rating: ")
        assert problem.suggestion == "Good"

    @pytest.mark.parametrize("because", ["", "  ", None, 5], ids=repr)
    def test_reason_is_never_empty(self, pdu: ps.Framework, evidence: ps.Evidence, because: Any) -> None:
        """A rating moved by the panel is recorded with the panel's reason."""
        problem = only(evidence_problems(pdu, with_(evidence, "panel", {"P 2.1": ps.PanelDecision("Good", because)})))

        assert problem.path == 'panel."P 2.1".because'
        assert problem.expected == "P 2.1 Assessment: expected the reason that the panel recorded"

    def test_both_parts_are_reported(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """A rating and a reason that are both wrong are two problems, reported together."""
        problems = evidence_problems(pdu, with_(evidence, "panel", {"P 2.1": ps.PanelDecision("Goood", "")}))

        assert [problem.path for problem in problems] == ['panel."P 2.1".rating', 'panel."P 2.1".because']

    def test_not_both_moved_and_not_rated(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """A standard can't be moved to a rating and be recorded as not rated."""
        given = with_(evidence, "not_rated", {"P 2.1": "too few cases"})

        problem = only(evidence_problems(pdu, with_(given, "panel", {"P 2.1": ps.PanelDecision("Good", "near")})))

        assert problem.path == 'panel."P 2.1"'
        assert problem.expected == "P 2.1 Assessment: expected a panel decision or a reason in not_rated, but not both"

    def test_standard_without_a_rating_is_not_moved(self, unrated: ps.Framework, evidence: ps.Evidence) -> None:
        """Where no rating is given there is none to move."""
        given = without(evidence, "judgements", "P 1.1")

        problem = only(evidence_problems(unrated, with_(given, "panel", {"P 1.1": ps.PanelDecision("Good", "near")})))

        assert problem.path == 'panel."P 1.1"'
        assert problem.expected.startswith("P 1.1 Leadership: expected no panel decision")


class TestLacking:
    def test_names_the_question_that_lacks_a_finding(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """A question without a finding is never taken for 0 per cent: it is named, with the way to leave its standard out."""
        problem = only(evidence_problems(pdu, without(evidence, "findings", "P 2.1.3")))

        expected = "P 2.1 Assessment: expected a finding for key question P 2.1.3, or a reason in not_rated"
        assert problem == Problem('findings."P 2.1.3"', expected, NO_VALUE, missing=True)

    def test_names_the_standard_that_lacks_a_judgement(self, pdu: ps.Framework, evidence: ps.Evidence) -> None:
        """A standard that inspectors judge has no rating until they did."""
        problem = only(evidence_problems(pdu, without(evidence, "judgements", "P 1.1")))

        expected = "P 1.1 Leadership: expected the inspectors' judgement, or a reason in not_rated"
        assert problem == Problem('judgements."P 1.1"', expected, NO_VALUE, missing=True)

    @pytest.mark.parametrize(
        ("not_rated", "named"),
        [
            ((), "P 2.1 Assessment"),
            (("P 2.1",), "P 2.2 Planning"),
            (("overall",), "P 2.1 Assessment"),
            (("P 2.1", "P 2.2"), ""),
        ],
    )
    def test_input_of_standards(self, pdu: ps.Framework, evidence: ps.Evidence, not_rated: tuple[str, ...], named: str) -> None:
        """An input that limits standards lacks where one of them is rated, which is named, and where none is it need not be."""
        breach = ps.KeyQuestion(id="breach", text="Is a regulation breached?", form="flag", source=SOURCE)
        limit = ps.Limit(when=(ps.FlagIs(of="breach"),), at_most=pdu.scale["Inadequate"])
        standards = tuple(
            attrs.evolve(one, rule=ps.Limited(rule=one.rule, limits=(limit,), source=SOURCE))
            if one.id in {"P 2.1", "P 2.2"}
            else one
            for one in pdu.standards
        )
        limited = attrs.evolve(pdu, standards=standards, inputs=(breach,))
        given = attrs.evolve(evidence, not_rated=dict.fromkeys(not_rated, "it was not looked at"))

        expected = f"{named}: expected a finding for input breach, or a reason in not_rated"
        problems = [Problem("findings.breach", expected, NO_VALUE, missing=True)] if named else []
        assert problems == evidence_problems(limited, given)
        assert [] == evidence_problems(limited, with_(given, "findings", {"breach": False}))

    @given(frameworks())
    def test_no_evidence_lacks_all_that_is_read(self, framework: ps.Framework) -> None:
        """Nothing at all lacks one finding for each question that is rated and one judgement for each standard judged."""
        expected = {
            *(f"findings.{key(id)}" for id in questions_read(framework)),
            *(f"judgements.{key(id)}" for id in standards_judged(framework)),
        }

        problems = evidence_problems(framework, ps.Evidence())

        assert all(problem.missing for problem in problems)
        assert {problem.path for problem in problems} == expected
        assert len(problems) == len(expected)

    @given(frameworks())
    def test_a_reason_for_each_standard_is_enough(self, framework: ps.Framework) -> None:
        """What was not rated needs its reason and nothing else."""
        reasons = {standard.id: "no cases" for standard in framework.standards}

        assert evidence_problems(framework, ps.Evidence(not_rated=reasons)) == []

    @given(frameworks())
    def test_a_reason_for_the_whole_inspection_is_enough(self, framework: ps.Framework) -> None:
        """An inspection that was not rated as a whole needs no evidence on any standard."""
        assert evidence_problems(framework, ps.Evidence(not_rated={"overall": "the inspection was stopped"})) == []

    def test_half_of_a_standard_is_not_excused(self, pdu: ps.Framework) -> None:
        """Where the inspection was not rated, a standard that has some findings still needs the others to be rated."""
        given = ps.Evidence(findings={"P 2.1.1": 60}, not_rated={"overall": "the inspection was stopped"})

        problems = evidence_problems(pdu, given)

        assert [problem.path for problem in problems] == ['findings."P 2.1.2"', 'findings."P 2.1.3"']


class TestExcused:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            (ps.Evidence(), False),
            (ps.Evidence(not_rated={"P 2.1": "no cases"}), False),
            (ps.Evidence(not_rated={"overall": "stopped"}), True),
            (ps.Evidence(not_rated={"overall": "stopped"}, findings={"P 2.1.3": 34}), False),
            (ps.Evidence(not_rated={"overall": "stopped"}, findings={"P 2.2.3": 34}), True),
            (ps.Evidence(not_rated={"overall": "stopped"}, judgements={"P 1.1": "Good"}), True),
        ],
        ids=str,
    )
    def test_only_with_the_whole_inspection_and_nothing_on_the_standard(
        self, pdu: ps.Framework, given: ps.Evidence, *, expected: bool
    ) -> None:
        """A standard is excused when the inspection as a whole was not rated and has nothing on it."""
        assert excused(pdu, pdu["P 2.1"], given) is expected

    def test_a_judgement_is_something(self, pdu: ps.Framework) -> None:
        """A standard that was judged is rated, though the inspection as a whole was not."""
        given = ps.Evidence(not_rated={"overall": "stopped"}, judgements={"P 1.1": "Good"})

        assert not excused(pdu, pdu["P 1.1"], given)
        assert excused(pdu, pdu["P 1.2"], given)

    @pytest.mark.parametrize(("expected", "findings"), [("Inadequate", {"breach": True}), (None, {})])
    def test_an_input_is_something(self, pdu: ps.Framework, expected: str | None, findings: dict[str, bool]) -> None:
        """A standard that reads inputs alone is rated on them, in a table too, though the inspection as a whole was not."""
        source = pdu.source
        breach = ps.KeyQuestion(id="breach", text="Was there a breach?", form="flag", optional=True, source=source)
        rows = [ps.Row(when=[ps.FlagIs(of="breach")], rating=pdu.scale["Inadequate"])]
        rule = ps.DecisionTable(rows=rows, otherwise=pdu.scale["Good"], source=source)
        standard = ps.Standard(id="S", title="S", domain=pdu.domains[0].id, rule=rule, source=source)
        judged = ps.InspectorJudgement(source=source)
        framework = attrs.evolve(pdu, inputs=(breach,), standards=(standard,), overall=judged)
        evidence = ps.Evidence(findings=findings, not_rated={"overall": "stopped"})

        rating = ps.rate(framework, evidence)["S"].rating
        assert expected == (None if rating is None else rating.name)
        assert excused(framework, standard, evidence) is (expected is None)
        columns = {"breach": [findings.get("breach")], "overall": ["Not rated"]}
        table = pl.DataFrame(columns, schema={"breach": pl.Boolean, "overall": pl.String})
        assert [expected] == ps.rate_table(table, framework, prefix="> ")["> S rating"].to_list()


class TestAllAtOnce:
    def test_in_the_order_of_the_fields(self, pdu: ps.Framework) -> None:
        """Everything that is wrong is said at once: findings, judgements, not rated, panel, then what lacks."""
        findings = {f"P 2.{standard}.{question}": 60 for standard in (1, 2, 3) for question in (1, 2, 3)}
        given = ps.Evidence(
            findings={**findings, "P 2.1.1": 142, "P 2.5.1": 60},
            judgements={"P 1.1": "Goood", "P 2.1": "Good"},
            not_rated={"P 1.2": "", "P 1.7": "no cases"},
            panel={"P 2.2": ps.PanelDecision("Good", ""), "P 2.9": ps.PanelDecision("Good", "near")},
        )

        expected = [
            'findings."P 2.1.1"',
            'findings."P 2.5.1"',
            'judgements."P 1.1"',
            'judgements."P 2.1"',
            'not_rated."P 1.2"',
            'not_rated."P 1.7"',
            'panel."P 2.2".because',
            'panel."P 2.9"',
            'judgements."P 1.3"',
            'findings."P 2.4.1"',
            'findings."P 2.4.2"',
            'findings."P 2.4.3"',
        ]
        assert [problem.path for problem in evidence_problems(pdu, given)] == expected

    @given(pairs(frameworks(having=(ps.LowestQuestion,)), extras=True), st.data())
    def test_each_wrong_finding_is_one_problem(self, pair: Pair, data: st.DataObject) -> None:
        """However many findings are wrong, there is one problem for each and none for the others."""
        framework, evidence = pair
        wrong = data.draw(st.dictionaries(st.sampled_from(list(evidence.findings)), no_findings(), min_size=1))

        problems = evidence_problems(framework, with_(evidence, "findings", wrong))

        assert len(problems) == len(wrong)
        assert all(any(f" {id}: " in problem.expected for problem in problems) for id in wrong)


class TestAsked:
    def test_questions_and_prompts_with_their_standard(self, pdu: ps.Framework) -> None:
        """What can have a finding is a key question or a prompt, and each belongs to one standard."""
        known = asked(pdu)

        assert known["P 2.1.3"] == (pdu["P 2.1"], pdu["P 2.1"].questions[2])
        assert known["P 2.1.3a"] == (pdu["P 2.1"], pdu["P 2.1"].questions[2].prompts[0])
        assert "P 2.1" not in known
        assert "overall" not in known

    @given(frameworks())
    def test_nothing_else_and_nothing_missing(self, framework: ps.Framework) -> None:
        """Every key question and every prompt of a framework can have a finding, in the order in which they stand."""
        expected = [
            id
            for standard in framework.standards
            for question in standard.questions
            for id in (question.id, *(prompt.id for prompt in question.prompts))
        ]

        assert list(asked(framework)) == expected


class TestInspections:
    def test_what_lacks_is_no_problem(self, pdu: ps.Framework) -> None:
        """An inspection may be known in part, by its published overall rating for example, and be read all the same."""
        published = ps.PublishedRatings(overall="Requires improvement")

        assert inspection_problems(pdu, ps.Evidence(), published, {}) == []

    def test_what_is_wrong_is_one(self, pdu: ps.Framework) -> None:
        """What is there must be right, though it need not be complete."""
        problem = only(inspection_problems(pdu, ps.Evidence(findings={"P 2.1.3": 142}), None, {}))

        assert problem.path == 'findings."P 2.1.3"'

    @pytest.mark.parametrize(
        ("published", "path", "suggestion"),
        [
            (ps.PublishedRatings(overall="Inadequat"), "published.overall", "Inadequate"),
            (ps.PublishedRatings(score=22, maximum=21), "published.score", None),
            (ps.PublishedRatings(ratings={"P2.1": "Good"}), 'published.ratings."P2.1"', "P 2.1"),
            (ps.PublishedRatings(ratings={"P 2.1": "Goood"}), 'published.ratings."P 2.1"', "Good"),
        ],
        ids=["overall", "score", "standard", "rating"],
    )
    def test_published_ratings_fit(
        self, pdu: ps.Framework, published: ps.PublishedRatings, path: str, suggestion: str | None
    ) -> None:
        """Published ratings are ratings of the framework's standards, and no score is above its maximum."""
        problem = only(inspection_problems(pdu, ps.Evidence(), published, {}))

        assert (problem.path, problem.suggestion) == (path, suggestion)

    def test_highest_score_is_possible(self, pdu: ps.Framework) -> None:
        """A score may be its maximum."""
        assert inspection_problems(pdu, ps.Evidence(), ps.PublishedRatings(score=21, maximum=21), {}) == []

    def test_headings_that_are_not_rated(self, pdu: ps.Framework) -> None:
        """Strengths stand under standards and under headings that are not rated, such as "Diversity and inclusion"."""
        texts = {"P 1.1": ("Clear vision.",), "Diversity and inclusion": ("A strategy.",)}

        assert inspection_problems(pdu, ps.Evidence(), None, {"strengths": texts}) == []

    def test_unknown_heading_is_named_with_the_one_meant(self, pdu: ps.Framework) -> None:
        """A heading that the framework lacks is refused, with the one that was probably meant."""
        narrative = {"strengths": {}, "areas_for_improvement": {"Diversity & inclusion": ("None.",)}}

        problem = only(inspection_problems(pdu, ps.Evidence(), None, narrative))

        assert problem.path == 'areas_for_improvement."Diversity & inclusion"'
        assert problem.suggestion == "Diversity and inclusion"


class TestSecondLooksAtWhatWasPublished:
    """What is no mistake in itself and worth a second look, in what was published."""

    @pytest.mark.parametrize(
        ("expected", "changes"),
        [
            ([], {}),
            (["before fieldwork began 2025-02-24"], {"publication_date": "2025-01"}),
            (["a share such as 0.65 is written 65"], {"published": ps.PublishedRatings(percentage="0.6667")}),
            (['"existence only", and it has ratings'], {"published": ps.PublishedRatings(score=0, status="existence only")}),
            ([], {"published": ps.PublishedRatings(status="existence only")}),
        ],
    )
    def test_noted(self, pdu: ps.Framework, derbyshire: ps.Inspection, expected: list[str], changes: dict[str, Any]) -> None:
        """Published before fieldwork, a share for a percentage, ratings of what is only known to exist: each is noted."""
        notes = inspection_notes(pdu, attrs.evolve(derbyshire, **changes))

        assert len(expected) == len(notes)
        assert all(words in note for words, note in zip(expected, notes, strict=True))
