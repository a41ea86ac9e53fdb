"""Margins, robustness and close calls: how near ratings are to others, as going through every change finds it."""

from __future__ import annotations

from fractions import Fraction
from itertools import product
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

import probation_standards as ps
from brute_force import ratings, steps
from made_up import bands, count, made
from probation_standards.analysis.closeness import close_calls
from probation_standards.analysis.counting import in_cases
from probation_standards.analysis.nearness import Margins, Move, margins, robustness
from probation_standards.analysis.routing import cheapest_route, routes
from probation_standards.deciding import decider
from probation_standards.discretion import Discretion
from probation_standards.evidence import OVERALL
from probation_standards.measuring import Inspected
from probation_standards.testing import evidence_for, frameworks
from strategies import SOURCE

RATINGS = ("Poor", "Fair", "Good")
FEW_CASES = st.integers(1, 4).flatmap(lambda relevant: st.builds(ps.Tally, st.integers(0, relevant), st.just(relevant)))


@pytest.fixture(scope="session")
def derbyshire(pdu_inspection: ps.Inspection) -> ps.Evidence:
    """What was found in Derbyshire PDU, 2025."""
    return pdu_inspection.evidence


@pytest.fixture(scope="session")
def pdu_inspection(root: Path, catalogue: ps.Catalogue) -> ps.Inspection:
    return ps.read_inspection(root / "examples/derbyshire-2025.toml", catalogue)


@pytest.fixture(scope="session")
def found(pdu: ps.Framework, derbyshire: ps.Evidence) -> Margins:
    return margins(pdu, derbyshire, cases=62)


def moved(move: Move | None) -> tuple[str | None, int, dict[str, int]] | None:
    """Return a move as what it leads to, by how much, and by what."""
    return None if move is None else (move.to, move.by, {change.id: change.by for change in move.changes})


class TestDerbyshire:
    """Derbyshire PDU, 2025: 62 cases, 2 of 21 points, Inadequate."""

    @pytest.mark.parametrize(
        ("id", "points", "moves"),
        [
            ("P 2.1.1", (5, 10), [("Good", 3), ("Inadequate", 7)]),
            ("P 2.1.3", (16, None), [("Requires improvement", 10), None]),
            ("P 2.2.3", (6, None), [("Requires improvement", 4), None]),
            ("P 2.3.1", (1, 14), [("Outstanding", 1), ("Requires improvement", 10)]),
        ],
    )
    def test_questions(self, found: Margins, id: str, points: Any, moves: Any) -> None:
        """A key question has its distance in percentage points as printed, and in cases by which its own band changes."""
        one = found.questions[id]
        assert one.placement is not None

        assert points == (one.placement.points_up, one.placement.points_down)
        assert moves == [None if move is None else (move.to, move.by) for move in (one.up, one.down)]

    def test_standards(self, found: Margins) -> None:
        """The lowest question decides a standard, so that it alone must rise; those that are judged stay."""
        assert ("Requires improvement", 4, {"P 2.2.3": 4}) == moved(found.standards["P 2.2"].up)
        assert [None] * 3 == [found.standards[id].nearest for id in ("P 1.1", "P 1.2", "P 1.3")]

    def test_overall(self, found: Margins) -> None:
        """Two points are lacking, and the fewest cases that give them are 4 in planning and 8 in reviewing."""
        assert (2, None) == (found.overall.points_up, found.overall.points_down)
        assert ("Requires improvement", 12, {"P 2.2.3": 4, "P 2.4.3": 8}) == moved(found.overall.up)
        assert None is found.overall.down
        assert found.overall.up == found.overall.nearest

    def test_percentages_alone(self, pdu: ps.Framework, derbyshire: ps.Evidence) -> None:
        """Of percentages without their cases, distances in points are known, and what would change them is not told."""
        alone = margins(pdu, derbyshire)
        placement = alone.questions["P 2.1.3"].placement

        assert placement is not None
        assert 16 == placement.points_up
        assert 12 == len(alone.uncounted)
        assert {None} == {one.nearest for one in alone.standards.values()} | {alone.overall.nearest}
        assert 2 == alone.overall.points_up
        with pytest.raises(ps.AnalysisError) as caught:
            robustness(pdu, derbyshire)
        assert 12 == len(caught.value.problems)

    def test_robustness(self, pdu: ps.Framework, derbyshire: ps.Evidence) -> None:
        """Each rating has the fewest judgements of cases that it rests on; those that are judged as a whole have none."""
        by = {id: None if move is None else move.by for id, move in robustness(pdu, derbyshire, cases=62).items()}

        judged = {"P 1.1": None, "P 1.2": None, "P 1.3": None}
        assert {**judged, "P 2.1": 10, "P 2.2": 4, "P 2.3": 10, "P 2.4": 8, "overall": 12} == by


class TestCounting:
    @pytest.mark.parametrize(
        ("percentage", "cases", "sufficient"), [(34, 62, 21), (100, 62, 62), (0, 7, 0), ("33.5", 200, 67), (50, 1000, None)]
    )
    def test_counts(self, pdu: ps.Framework, percentage: Any, cases: int, sufficient: int | None) -> None:
        """A whole percentage is that of one count, rounded; any other is exact. Of several counts none is guessed."""
        given = ps.Evidence(findings={"P 2.1.1": percentage})
        if sufficient is None:
            with pytest.raises(ps.EvidenceError, match=r"495 to 504 of 1000 do"):
                in_cases(pdu, given, {"P 2.1.1": cases})
        else:
            assert {"P 2.1.1": ps.Tally(sufficient, cases)} == dict(in_cases(pdu, given, {"P 2.1.1": cases}).findings)

    def test_problems(self, pdu: ps.Framework) -> None:
        """Every wrong number of cases is said at once: of no question, below 1, or that no count makes the percentage of."""
        given = ps.Evidence(findings={"P 2.1.1": 34, "P 2.1.2": 34})
        with pytest.raises(ps.EvidenceError) as caught:
            in_cases(pdu, given, {"P 2.1.1": 5, "P 2.1.2": 0, "P 9.1.1": 3})

        assert ['cases."P 9.1.1"', 'findings."P 2.1.1"', 'cases."P 2.1.2"'] == [one.path for one in caught.value.problems]

    def test_tallies_stay(self, pdu: ps.Framework) -> None:
        """What is a tally already stays one."""
        given = ps.Evidence(findings={"P 2.1.1": ps.Tally(3, 10)})

        assert given == in_cases(pdu, given, 62) == in_cases(pdu, given, None)


class TestBruteForce:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def test_nearest(self, data: st.DataObject) -> None:
        """Under any framework the least that gives a better or a worse rating is the least of all changes that do."""
        framework = data.draw(frameworks(max_standards=2))
        evidence = data.draw(evidence_for(framework, given=FEW_CASES, irrelevant=True, not_rated=True, panel=True))
        each = steps(framework, evidence, judgements=False)
        questions = (*framework.questions, *framework.inputs)
        tried = 1
        for options in each.values():
            tried *= len(options)
            if tried > 300 or any(question.form == "count" for question in questions):
                return
        rated = ratings(framework, evidence, each)
        now = rated[(0,) * len(each)]
        found = margins(framework, evidence)

        places = {**found.standards, OVERALL: found.overall}
        for id, place in places.items():
            points = now[id]
            if points is None:
                continue
            cost = {way: sum(map(abs, way)) for way in rated}
            better = [cost[way] for way, of in rated.items() if (after := of[id]) is not None and after > points]
            worse = [cost[way] for way, of in rated.items() if (after := of[id]) is not None and after < points]
            assert [min(better, default=None), min(worse, default=None)] == [
                None if move is None else move.by for move in (place.up, place.down)
            ]
            for move in (place.up, place.down):
                if move is not None:
                    findings: Any = {**evidence.findings, **{change.id: change.after for change in move.changes}}
                    again = ps.rate(framework, attrs.evolve(evidence, findings=findings))
                    decision = again.overall if id == OVERALL else again[id]
                    assert move.to == str(decision.rating)


NUMBERS = Discretion(percentage_points=5, cases=1, few_cases=5, source=SOURCE)


def casework(framework: ps.Framework, **findings: ps.Tally | int) -> tuple[ps.Framework, ps.Evidence]:
    """Return a framework of one standard of three questions, with discretion, and what they found."""
    standard = next(one for one in framework.standards if one.id == "P 2.1")
    none = ps.NoRating(because="a test", source=SOURCE)
    small = attrs.evolve(framework, standards=(standard,), overall=none, discretion=NUMBERS)
    return small, ps.Evidence(findings={f"P 2.1.{id[1:]}": given for id, given in findings.items()})


LOWEST = {"kind": "lowest-question", "bands": "share"}
FLAG = {"id": "f", "text": "?", "form": "flag", "better": "lower", "source": "s"}
CAPPED = {**LOWEST, "source": "s"}


def depot(rule: dict[str, Any], **more: Any) -> ps.Framework:
    """Return a made-up framework of one standard of one question, with discretion."""
    standard: dict[str, Any] = {"id": "P", "title": "P", "domain": "d", "source": "s", "rule": {**rule, "source": "s"}}
    standard["questions"] = [{"id": "q", "text": "?", "source": "s"}]
    worst = {"kind": "one-of", "take": "worst"}
    tables = {"share": bands(0, 50, 65)} if "share" in str(rule) else {}
    framework = made(worst, judged=(), standards=[standard], bands=tables, **more)
    return attrs.evolve(framework, discretion=NUMBERS)


CAP = {"kind": "limited", "rule": CAPPED, "limits": [{"at_most": "Poor", "when": [{"kind": "flag", "of": "f"}]}]}


class TestOtherRules:
    """Rules under which not all is as with the lowest question."""

    def test_flag_is_no_judgement_of_a_case(self) -> None:
        """A flag moves a rating and is no judgement of a case, so that robustness and close calls leave it as it is."""
        framework = depot(CAP, inputs=[FLAG])
        evidence = ps.Evidence(findings={"q": ps.Tally(90, 100), "f": True})

        assert ("Good", 1, {"f": -1}) == moved(margins(framework, evidence).standards["P"].up)
        assert {"P": None, "overall": None} == robustness(framework, evidence)
        assert () == close_calls(framework, evidence).calls

    def test_held_by_a_cap(self) -> None:
        """Near a threshold beyond which a cap holds the rating is no close call."""
        framework = depot(CAP, inputs=[FLAG])
        near = {held: ps.Evidence(findings={"q": ps.Tally(49, 100), "f": held}) for held in (True, False)}

        assert [False, True] == [bool(close_calls(framework, near[held]).calls) for held in (True, False)]

    def test_departure(self) -> None:
        """A standard from whose rule inspectors departed is theirs, and no close call."""
        framework = depot({"kind": "may-depart", "rule": CAPPED})
        evidence = ps.Evidence(findings={"q": ps.Tally(2, 4)}, judgements={"P": ps.Judgement("Good", "a reason")})

        assert () == close_calls(framework, evidence).calls

    def test_moved_by_the_panel(self) -> None:
        """No finding changes what the panel moved, and none of its findings lacks for want of cases."""
        moved_up = {"P": ps.PanelDecision("Good", because="a test")}
        counted = margins(depot(LOWEST), ps.Evidence(findings={"q": ps.Tally(3, 5)}, panel=moved_up))
        alone = margins(depot(LOWEST), ps.Evidence(findings={"q": 60}, panel=moved_up))

        assert (None, None) == (counted.questions["q"].up, counted.questions["q"].down)
        assert () == alone.uncounted

    def test_no_rating(self) -> None:
        """That a rating is lost counts among what may become of it."""
        measure = {"take": "lowest", "of": ["q"]}
        rows: list[dict[str, Any]] = [{"when": [{"kind": "figure", "measure": measure, "at_least": 50, "less_than": 52}]}]
        rows += [{"rating": "Good", "when": [{"kind": "figure", "measure": measure, "at_least": 52}]}]
        framework = depot({"kind": "decision-table", "rows": rows, "otherwise": "Poor"})
        evidence = ps.Evidence(findings={"q": ps.Tally(52, 100)})

        assert (None, 1, {"q": -1}) == moved(robustness(framework, evidence)["P"])
        assert ("Poor", 3, {"q": -3}) == moved(margins(framework, evidence).standards["P"].down)

    def test_too_much(self) -> None:
        """What is too much to go through is refused, and nothing escapes."""
        counts = [{"id": id, "text": "?", "form": "count", "better": "lower", "source": "s"} for id in "ik"]
        most = {"bands": [{"rating": "Good", "starts": 0}, {"rating": "Poor", "starts": 2000}], "better": "lower"}
        rule = {"kind": "banded", "measure": {"take": "total", "of": ["i", "k"]}, "bands": "z"}
        framework = made(rule, judged=("a",), inputs=counts, bands={"z": most})
        evidence = ps.Evidence(findings={"i": 1, "k": 1}, judgements={"a": "Good"})
        for call in (lambda: margins(framework, evidence), lambda: routes(framework, evidence, "Poor")):
            with pytest.raises(ps.AnalysisError):
                call()

    def test_many_ways(self) -> None:
        """Where a mean has far too many ways, they are refused in seconds, and the cheapest is found all the same."""
        questions = [{"id": f"q{at}", "text": "?", "source": "s"} for at in range(3)]
        rule = {"kind": "banded", "measure": {"take": "mean"}, "bands": "share", "source": "s"}
        standard: dict[str, Any] = {"id": "P", "title": "P", "domain": "d", "source": "s", "rule": rule, "questions": questions}
        worst = {"kind": "one-of", "take": "worst"}
        framework = made(worst, judged=(), standards=[standard], bands={"share": bands(0, 50, 65)})
        evidence = ps.Evidence(findings={f"q{at}": ps.Tally(31 - at, 62) for at in range(3)})

        with pytest.raises(ps.AnalysisError, match="too many to be gone through"):
            routes(framework, evidence, "Good")
        cheapest = cheapest_route(framework, evidence, "Good")
        assert cheapest is not None
        assert 31 == cheapest.cost  # 65 per cent of 186 are 121, and 90 were found


class TestCloseCalls:
    """Where the panel may use discretion, by the framework's own numbers."""

    @pytest.mark.parametrize(
        ("lowest", "grounds"),
        [
            (60, [("near a threshold", "P 2.1.1")]),
            (59, []),
            (65, [("near a threshold", "P 2.1.1")]),
            (70, [("near a threshold", "P 2.1.1")]),
            (71, []),
            (80, [("near a threshold", "P 2.1.1")]),
        ],
    )
    def test_near_a_threshold(self, pdu: ps.Framework, lowest: int, grounds: list[tuple[str, str]]) -> None:
        """The key question that decides is within so many points of a threshold, on either side."""
        framework, evidence = casework(pdu, q1=lowest, q2=90, q3=64 if lowest < 64 else 90)
        evidence = attrs.evolve(evidence, findings={**evidence.findings, "P 2.1.3": 90})
        calls = close_calls(framework, evidence)

        assert grounds == [(call.ground, call.question) for call in calls.calls]
        assert 3 == len(calls.uncounted)

    def test_one_case(self, pdu: ps.Framework) -> None:
        """One judgement of a case would change the rating, though it is further from the threshold than the points say."""
        framework, evidence = casework(pdu, q1=ps.Tally(5, 9), q2=ps.Tally(9, 9), q3=ps.Tally(8, 9))
        calls = close_calls(framework, evidence).calls

        assert ["few judgements"] * 2 == [call.ground for call in calls]
        assert [
            "P 2.1, Requires improvement: it would be Good with P 2.1.1: 1 more sufficient case (5 of 9 to 6)",
            "P 2.1, Requires improvement: it would be Inadequate with P 2.1.1: 1 fewer sufficient case (5 of 9 to 4)",
        ] == list(map(str, calls))

    def test_few_cases(self, pdu: ps.Framework) -> None:
        """Five relevant cases or fewer, of any of its key questions."""
        framework, evidence = casework(pdu, q1=ps.Tally(40, 40), q2=ps.Tally(5, 5), q3=ps.Tally(6, 6))
        grounds = [(call.ground, call.question) for call in close_calls(framework, evidence).calls]

        assert ("few cases", "P 2.1.2") in grounds
        assert ("few cases", "P 2.1.3") not in grounds

    def test_moved_already(self, pdu: ps.Framework) -> None:
        """What the panel moved is no call any more."""
        framework, evidence = casework(pdu, q1=60, q2=90, q3=90)
        moved = attrs.evolve(evidence, panel={"P 2.1": ps.PanelDecision("Good", because="one case")})

        assert () == close_calls(framework, moved).calls

    def test_nothing_known(self, pdu: ps.Framework, derbyshire: ps.Evidence) -> None:
        """A framework that says nothing of discretion has no calls, and that is said."""
        with pytest.raises(ps.AnalysisError, match="expected a framework that says where a ratings panel may use discretion"):
            close_calls(attrs.evolve(pdu, discretion=None), derbyshire)

    def test_shipped(self, catalogue: ps.Catalogue) -> None:
        """The numbers of the editions before 2025 are recalled; of those of 2025 nothing is known."""
        known = {id: framework.discretion for id, framework in catalogue.items()}
        numbers = {(one.percentage_points, one.cases, one.few_cases, one.source.confidence) for one in known.values() if one}

        assert {(5, 1, 5, ps.Confidence.RECALLED)} == numbers
        assert {id for id, one in known.items() if one is None} == {id for id in catalogue if "2025" in id}


def test_exact(pdu: ps.Framework) -> None:
    """Under whole rounding half a point below a threshold is enough: 129 of 200, 64.5 per cent, is placed at 65."""
    framework, evidence = casework(pdu, q1=ps.Tally(128, 200), q2=ps.Tally(200, 200), q3=ps.Tally(200, 200))
    found = margins(framework, evidence)

    assert Fraction(129, 2) == ps.Tally(129, 200).percentage
    assert ("Good", 1, {"P 2.1.1": 1}) == moved(found.standards["P 2.1"].up)


class TestPoints:
    """Points of the score that standards rise by together."""

    @staticmethod
    def least(framework: ps.Framework, rated: ps.RatedInspection, *, rising: bool) -> int | None:
        """Return the fewest points, going through all ratings that the standards could have."""
        now = rated.overall.rating
        assert now is not None
        could: dict[str, list[ps.Decision]] = {}
        for id in rated:
            was = rated[id]
            others = [
                rating
                for rating in framework.scale
                if was.points is not None and (rating.points >= was.points if rising else rating.points <= was.points)
            ]
            could[id] = [ps.Decision(rating, was.reason) for rating in others] or [was]
        found = []
        for each in product(*could.values()):
            decisions = dict(zip(could, each, strict=True))
            overall = decider(framework).overall(Inspected(rated.evidence, decisions)).rating
            cost = sum(abs((one.points or 0) - (rated[id].points or 0)) for id, one in decisions.items())
            if overall is not None and (overall.points > now.points if rising else overall.points < now.points):
                found.append(cost)
        return min(found, default=None)

    def check(self, framework: ps.Framework, evidence: ps.Evidence) -> None:
        """Hold the points of an inspection to what going through all ratings finds."""
        found = margins(framework, evidence)
        rated = found.rated
        expected: tuple[int | None, ...] = (None, None)
        if rated.score is not None and rated.overall.rating is not None:
            expected = tuple(self.least(framework, rated, rising=rising) for rising in (True, False))

        assert expected == (found.overall.points_up, found.overall.points_down)
        event(f"up {expected[0]}, down {expected[1]}")

    @settings(max_examples=40)
    @given(frameworks(), st.data())
    def test_every_shape(self, framework: ps.Framework, data: st.DataObject) -> None:
        """So many points the standards rise together for a better overall, or fall for a worse one, and not one fewer."""
        assume(len(framework.scale.ratings) ** len(framework.standards) <= 3_000)
        evidence = data.draw(evidence_for(framework))
        try:
            self.check(framework, evidence)
        except ps.AnalysisError:
            event("too much to go through")

    @given(
        judged=st.lists(st.sampled_from(RATINGS), min_size=1, max_size=4),
        fair=st.integers(0, 8),
        more=st.integers(0, 8),
        capped=st.booleans(),
    )
    def test_points_added(self, *, judged: list[str], fair: int, more: int, capped: bool) -> None:
        """The same where points are added up, also where a limit caps the overall while a standard is Poor."""
        ids = tuple("abcd"[: len(judged)])
        total: dict[str, Any] = {"kind": "total-points", "tables": [{"maximum": 2 * len(ids), "bands": "score"}]}
        limited = {"kind": "limited", "rule": total, "limits": [{"at_most": "Fair", "when": [count("Poor", at_least=1)]}]}
        starts = [start for start in (fair + 1, fair + more + 2) if start <= 2 * len(ids)]
        framework = made(limited if capped else total, judged=ids, bands={"score": bands(0, *starts)})
        self.check(framework, ps.Evidence(judgements=dict(zip(ids, judged, strict=True))))
