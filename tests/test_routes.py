"""Routes: all minimal sets of changes and none else, the cheapest first, as going through every change finds them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import probation_standards as ps
from brute_force import minimal, named, ratings, steps
from probation_standards.analysis.routing import cheapest_route, routes
from probation_standards.evidence import OVERALL
from probation_standards.testing import evidence_for, frameworks

FEW_CASES = st.integers(1, 4).flatmap(lambda relevant: st.builds(ps.Tally, st.integers(0, relevant), st.just(relevant)))


SYSTEMS = sorted((Path(__file__).parent / "systems").glob("*.toml"))


def agree(framework: ps.Framework, data: st.DataObject, most: int) -> int:
    """Assert that the routes of some evidence are those that going through all changes finds; return how many there are.

    So many items may change that there are no more changes together than `most`; the others are kept.
    """
    evidence = data.draw(
        evidence_for(framework, given=FEW_CASES, irrelevant=True, not_rated=True, because=True, panel=True, extras=True)
    )
    judgements = data.draw(st.booleans())
    each, keep, tried = steps(framework, evidence, judgements=judgements), set[str](), 1
    counts = {question.id for question in (*framework.questions, *framework.inputs) if question.form == "count"}
    for (id, is_judgement), options in data.draw(st.permutations([*each.items()])):
        if tried * len(options) > most or id in counts:
            keep |= {id}
            each[id, is_judgement] = [step for step in options if step[0] == 0]
        else:
            tried *= len(options)
    for standard in framework.standards:  # what keeps a judgement keeps the questions of its standard too
        for question in standard.questions if standard.id in keep else ():
            if (question.id, False) in each:
                keep |= {question.id}
                each[question.id, False] = [step for step in each[question.id, False] if step[0] == 0]
    rated = ratings(framework, evidence, each)
    now, number = rated[(0,) * len(each)], 0

    for place in (OVERALL, *(standard.id for standard in framework.standards)):
        for to in framework.scale:
            points = now[place]
            falls = points is not None and to.points < points
            accepted = {
                way
                for way, found in rated.items()
                if (of := found[place]) is not None and (of <= to.points if falls else of >= to.points)
            }
            expected = {*named(each, minimal(accepted))}
            found = routes(framework, evidence, to, standard=place, judgements=judgements, keep=keep, limit=None)
            number += len(expected)
            least = cheapest_route(framework, evidence, to, standard=place, judgements=judgements, keep=keep)
            assert (found.cheapest is None) == (least is None)
            assert least is None or (found.cheapest is not None and least.cost == found.cheapest.cost and least in found)
            assert expected == {tuple(sorted((one.id, one.by) for one in route.changes)) for route in found}
            assert found.total == len(found) == len(expected)
            assert [route.cost for route in found] == sorted(sum(abs(one.by) for one in route.changes) for route in found)
            for route in found[:20]:
                after = ps.rate(framework, route.of(evidence))
                decision = after.overall if place == OVERALL else after[place]
                assert decision.points is not None
                assert decision.points <= to.points if falls else decision.points >= to.points
    return number


class TestBruteForce:
    @settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
    @given(st.data())
    def test_any(self, data: st.DataObject) -> None:
        """Under any framework the routes to any rating are the minimal ones of all changes that there are."""
        agree(data.draw(frameworks(max_standards=3)), data, 300)

    @pytest.mark.parametrize("path", SYSTEMS, ids=lambda path: path.stem)
    @settings(max_examples=4, suppress_health_check=[HealthCheck.too_slow])
    @given(data=st.data())
    def test_systems(self, path: Path, data: st.DataObject) -> None:
        """So they are under the systems of other publishers."""
        agree(ps.read_framework(path), data, 500)
