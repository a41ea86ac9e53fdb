"""The compiled reader: the same ratings as the deciding reader wherever it decides, and it decides what there is most of."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.checking import evidence_problems
from probation_standards.compiled import Outcome, compiled
from probation_standards.deciding import decider
from probation_standards.rules import Reads
from strategies import (
    SOURCE,
    Pair,
    any_pairs,
    evidence_for,
    findings,
    frameworks,
    no_findings,
    pairs,
    plain_pairs,
    questions_read,
)


def by_deciding(framework: ps.Framework, evidence: ps.Evidence) -> Outcome:
    decisions, overall = decider(framework).decide(evidence)
    score, maximum = getattr(overall.reason, "score", None), getattr(overall.reason, "maximum", None)
    return tuple(decision.points for decision in decisions.values()), score, maximum, overall.rating


class TestEqualToDeciding:
    @given(plain_pairs())
    def test_plain_evidence_is_decided_alike(self, pair: Pair) -> None:
        """Whole percentages and names of ratings are decided at once, and as the deciding reader decides them."""
        outcome = compiled(pair.framework)(pair.evidence)

        assert outcome is not None
        assert outcome == by_deciding(*pair)

    @given(any_pairs())
    def test_any_evidence_is_decided_alike_or_left(self, pair: Pair) -> None:
        """Of all other evidence, what is decided at all is decided as the deciding reader decides it."""
        outcome = compiled(pair.framework)(pair.evidence)

        assert outcome in (None, by_deciding(*pair))

    @given(frameworks(compilable=True), st.data())
    def test_full_evidence_is_decided_alike_or_left(self, framework: ps.Framework, data: st.DataObject) -> None:
        """Neither the form of a finding nor that of a judgement lets the two readers part."""
        evidence = data.draw(evidence_for(framework))

        outcome = compiled(framework)(evidence)

        assert outcome in (None, by_deciding(framework, evidence))

    @given(plain_pairs(), st.data())
    def test_nothing_with_a_problem_is_decided(self, pair: Pair, data: st.DataObject) -> None:
        """What evidence lacks, or has wrong, or has too much, is left for the check to say: nothing is rated on it."""
        evidence = pair.evidence
        ids = st.sampled_from([*evidence.findings, *evidence.judgements, "P 9", "overall"])
        values = st.one_of(findings(min_relevant=0), no_findings(), st.sampled_from(["Good", "Goood"]))
        changed = attrs.evolve(
            evidence,
            findings=_changed(evidence.findings, data.draw(st.dictionaries(ids, st.none() | values, max_size=2))),
            judgements=_changed(evidence.judgements, data.draw(st.dictionaries(ids, st.none() | values, max_size=2))),
        )

        outcome = compiled(pair.framework)(changed)

        if outcome is not None:
            assert evidence_problems(pair.framework, changed) == []
            assert outcome == by_deciding(pair.framework, changed)

    def test_every_whole_percentage(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """At every whole percentage from 0 to 100, on each side of each threshold, the two readers agree."""
        given = [
            attrs.evolve(derbyshire.evidence, findings=dict.fromkeys(derbyshire.evidence.findings, percentage))
            for percentage in range(101)
        ]

        assert [compiled(pdu)(evidence) for evidence in given] == [by_deciding(pdu, evidence) for evidence in given]

    def test_derbyshire(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """The published inspection is decided at once: the points of seven standards, 2/21, Inadequate."""
        expected = ((0, 1, 1, 0, 0, 0, 0), 2, 21, pdu.scale["Inadequate"])

        assert compiled(pdu)(derbyshire.evidence) == expected


def _changed(table: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, Any]:
    """Return `table` with `changes`, where None takes an entry away."""
    return {id: value for id, value in {**table, **changes}.items() if value is not None}


class TestLeftUndecided:
    @pytest.mark.parametrize(
        "finding",
        [Fraction(129, 2), "64.5", 64.5, ps.Tally(31, 62), ps.Tally(0, 0), True, False, 101, -1, None, "sixty", [60]],
        ids=repr,
    )
    def test_findings_that_need_a_closer_look(self, pdu: ps.Framework, derbyshire: ps.Inspection, finding: Any) -> None:
        """All but whole percentages is left, truth values among it, though True equals 1."""
        evidence = attrs.evolve(derbyshire.evidence, findings={**derbyshire.evidence.findings, "P 2.1.1": finding})

        assert compiled(pdu)(evidence) is None

    @pytest.mark.parametrize(
        "changes",
        [
            {"judgements": {"P 1.1": ps.Judgement("Good", "clear vision")}},
            {"judgements": {"P 1.1": ["Good"]}},
            {"judgements": {"P 1.1": "Goood"}},
            {"judgements": {"P 2.1": "Good"}},
            {"findings": {"P 2.1.3a": 60}},
            {"findings": {"P 2.5.1": 60}},
            {"not_rated": {"P 2.4": "no cases"}},
            {"not_rated": {"overall": "the inspection was stopped"}},
            {"panel": {"P 2.1": ps.PanelDecision("Good", "near")}},
        ],
        ids=str,
    )
    def test_anything_besides_one_entry_each(
        self, pdu: ps.Framework, derbyshire: ps.Inspection, changes: dict[str, dict[str, object]]
    ) -> None:
        """Reasons, prompts, panel decisions, what was not rated and what is wrong are left to the deciding reader."""
        whole = {field: {**getattr(derbyshire.evidence, field), **entries} for field, entries in changes.items()}

        assert compiled(pdu)(attrs.evolve(derbyshire.evidence, **whole)) is None

    @given(pairs(frameworks(having=(ps.NoRating,), total=True)))
    def test_standards_without_a_rating(self, pair: Pair) -> None:
        """A framework with a rule that has no lines is left undecided as a whole, and rated all the same."""
        assert compiled(pair.framework)(pair.evidence) is None
        assert set(ps.rate(*pair)) == {standard.id for standard in pair.framework.standards}

    @pytest.mark.parametrize(
        "overall",
        [ps.NoRating(because="it informs follow-up", source=SOURCE), ps.TotalPoints(tables=(), source=SOURCE)],
        ids=["no overall", "no bands"],
    )
    def test_inspections_without_an_overall(self, pdu: ps.Framework, derbyshire: ps.Inspection, overall: Any) -> None:
        """So is one whose inspections have no overall rating, or no bands for the whole maximum: nothing is interpolated."""
        framework = attrs.evolve(pdu, overall=overall)

        assert compiled(framework)(derbyshire.evidence) is None
        assert ps.rate(framework, derbyshire.evidence).overall.rating is None

    def test_rules_of_others(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """A rule that this library does not know is nothing that it can write out."""

        @attrs.frozen
        class Coin:
            kind: ClassVar[str] = "coin"
            reads: ClassVar[Reads] = Reads.NOTHING

            source: ps.Source = SOURCE

        standards = (attrs.evolve(pdu.standards[0], rule=Coin()), *pdu.standards[1:])
        framework = attrs.evolve(pdu, standards=standards)

        assert compiled(framework)(derbyshire.evidence) is None


class TestWrittenOnce:
    def test_kept_with_the_framework(self, derbyshire: ps.Inspection, pdu: ps.Framework) -> None:
        """A framework is written out once; one that was changed or stored is another one, and is written out anew."""
        changed = attrs.evolve(pdu, overall=ps.TotalPoints(tables=(), source=SOURCE))
        stored = pickle.loads(pickle.dumps(pdu))  # noqa: S301  # our own

        assert compiled(pdu) is compiled(pdu)
        assert compiled(changed) is not compiled(pdu)
        assert compiled(changed)(derbyshire.evidence) is None
        assert compiled(stored) is not compiled(pdu)
        assert compiled(stored)(derbyshire.evidence) == compiled(pdu)(derbyshire.evidence)


class TestIds:
    @pytest.mark.parametrize(
        "id",
        [
            "'] or 1/0 or ['",
            '"""',
            "'''\nraise SystemExit\n'''",
            "{evidence}",
            "{0!r}",
            "%s",
            "\\",
            "\\N{BULLET}",
            "a\r\n\tb",
            "a\u2028b",
            "# no",
            "P 2.1.3\u200b",
        ],
        ids=ascii,
    )
    def test_are_texts_and_nothing_else(self, pdu: ps.Framework, derbyshire: ps.Inspection, id: str) -> None:
        """Ids enter the function as literals only, whatever is in them; none is ever run."""
        question = attrs.evolve(pdu["P 2.1"].questions[2], id=id)
        assessment = attrs.evolve(pdu["P 2.1"], questions=(*pdu["P 2.1"].questions[:2], question))
        leadership = attrs.evolve(pdu["P 1.1"], id=f"{id} ")
        framework = attrs.evolve(pdu, standards=(leadership, *pdu.standards[1:3], assessment, *pdu.standards[4:]))
        renamed = {"P 2.1.3": id, "P 1.1": f"{id} "}
        evidence = ps.Evidence(
            findings={renamed.get(key, key): value for key, value in derbyshire.evidence.findings.items()},
            judgements={renamed.get(key, key): value for key, value in derbyshire.evidence.judgements.items()},
        )

        assert compiled(framework)(evidence) == compiled(pdu)(derbyshire.evidence)
        assert compiled(framework)(derbyshire.evidence) is None

    def test_of_an_enumeration_are_texts_too(self) -> None:
        """An id may be any text, such as a member of a `StrEnum` in a framework that is made in Python."""

        class Question(StrEnum):
            ENGAGING = "P 1.1"

        framework = _one_question(Question.ENGAGING)

        assert ps.rate(framework, ps.Evidence(findings={"P 1.1": 60})).score == 2
        assert ps.rate(framework, ps.Evidence(findings={Question.ENGAGING: 40})).score == 0

    @pytest.mark.parametrize("id", ["a\tb", "<pdu>\n"], ids=ascii)
    def test_of_the_framework_may_be_any_text(self, id: str) -> None:
        """The framework's own id only names the function."""
        framework = attrs.evolve(_one_question("P 1.1"), id=id)

        assert ps.rate(framework, ps.Evidence(findings={"P 1.1": 60})).score == 2


def _one_question(id: str) -> ps.Framework:
    low, high = ps.Rating("Inadequate", 0), ps.Rating("Good", 2)
    casework = ps.BandTable(
        id="casework",
        bands=(ps.RatingBand(low, 0), ps.RatingBand(high, 50)),
        rounding="exact",
        unit="per cent of relevant cases",
        source=SOURCE,
    )
    score = attrs.evolve(casework, id="score", bands=(ps.RatingBand(low, 0), ps.RatingBand(high, 1)), unit="points")
    return ps.Framework(
        id="one",
        title="One question",
        edition="1",
        scale=ps.RatingScale(ratings=(low, high), source=SOURCE),
        domains=(ps.Domain(id="1", title="Domain", source=SOURCE),),
        standards=(
            ps.Standard(
                id="P 1",
                title="Standard",
                domain="1",
                questions=(ps.KeyQuestion(id=id, text="Question?", source=SOURCE),),
                rule=ps.LowestQuestion(bands=casework, source=SOURCE),
                source=SOURCE,
            ),
        ),
        overall=ps.TotalPoints(tables=(ps.ScoreTable(maximum=2, bands=score),), source=SOURCE),
        source=SOURCE,
    )


class TestNumbersOnly:
    def test_what_only_equals_a_percentage_is_none(self) -> None:
        """A value that equals 60 and is no number that a finding may be is refused, as it is where there are more questions."""
        evidence = ps.Evidence(findings={"P 1.1": 60 + 0j})  # type: ignore[dict-item]

        with pytest.raises(ps.EvidenceError):
            ps.rate(_one_question("P 1.1"), evidence)

    @given(plain_pairs(), st.data())
    def test_a_truth_value_is_never_a_percentage(self, pair: Pair, data: st.DataObject) -> None:
        """True equals 1 in Python and is no finding; nothing is decided where there is one."""
        ids = questions_read(pair.framework)
        wrong = {data.draw(st.sampled_from(ids)): data.draw(st.booleans())} if ids else {"P 9": True}

        assert compiled(pair.framework)(attrs.evolve(pair.evidence, findings={**pair.evidence.findings, **wrong})) is None
