"""Two frameworks: what differs is told by ids, all of it and nothing else, and whose ratings it makes others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import probation_standards as ps
from made_up import bands, made
from probation_standards.analysis import framework_differences, on_same_evidence, with_threshold
from probation_standards.documents import framework_from
from probation_standards.testing import evidence_for, frameworks
from probation_standards.unstructuring import framework_data


@pytest.fixture(scope="session")
def derbyshire(root: Path, catalogue: ps.Catalogue) -> ps.Evidence:
    return ps.read_inspection(root / "examples/derbyshire-2025.toml", catalogue).evidence


def doubled(scale: ps.RatingScale) -> list[dict[str, Any]]:
    return [{"name": rating.name, "points": rating.points} for rating in scale]


def sorts(one: ps.Framework, other: ps.Framework) -> dict[str, str]:
    return {found.path: found.sort for found in framework_differences(one, other)}


class TestDifferences:
    def test_threshold(self, pdu: ps.Framework) -> None:
        """Another threshold is one difference, of the numbers, with what it was and what it is."""
        [found] = framework_differences(pdu, with_threshold(pdu, "casework", "Good", 70))

        assert ("bands.casework.Good.starts", "numbers", 65, 70) == (found.path, found.sort, found.before, found.after)

    def test_sorts(self, pdu: ps.Framework) -> None:
        """What differs is of the numbers, the texts, or the structure."""
        first, *others = pdu.standards
        other = attrs.evolve(
            pdu,
            headings=(),
            standards=(attrs.evolve(first, title="Leading", counts=False), *others[:-1]),
            overall=ps.NoRating(because="a test", source=pdu.source),
        )
        found = sorts(pdu, other)

        assert "texts" == found['standards."P 1.1".title']
        assert "structure" == found['standards."P 1.1".counts']
        assert "structure" == found['standards."P 2.4"']
        assert "structure" == found["overall.kind"]
        assert "structure" == found["headings"]
        assert not any(path.startswith('standards."P 2.4".') for path in found)

    def test_editions(self, catalogue: ps.Catalogue) -> None:
        """Of an edition that is based on another, what it says itself differs, and what it has from there does not."""
        found = sorts(catalogue["youth-2018"], catalogue["youth-2021"])

        assert "structure" == found['standards."4.1"']
        assert 'standards."2.1".rule.kind' not in found

    @settings(max_examples=60)
    @given(st.data())
    def test_same(self, data: st.DataObject) -> None:
        """Nothing differs from itself, and whatever differs one way differs the other way as well."""
        one, other = data.draw(frameworks()), data.draw(frameworks())

        assert () == framework_differences(one, attrs.evolve(one))
        there = {(found.path, str(found.before), str(found.after)) for found in framework_differences(one, other)}
        back = {(found.path, str(found.after), str(found.before)) for found in framework_differences(other, one)}
        assert there == back

    @pytest.mark.parametrize(
        ("given", "path"),
        [(("caseworks", "Good", 70), "table"), (("casework", "Great", 70), "rating"), (("casework", "Good", "x"), "starts")],
    )
    def test_no_such_band(self, pdu: ps.Framework, given: Any, path: str) -> None:
        """A table or a band that is not there is refused, and so is a threshold that is none."""
        with pytest.raises(ps.FrameworkError) as caught:
            with_threshold(pdu, *given)

        assert [path] == [problem.path for problem in caught.value.problems]

    def test_out_of_order(self, pdu: ps.Framework) -> None:
        """So is one that does not lie between those around it."""
        with pytest.raises(ps.FrameworkError, match="expected a threshold above the one before it"):
            with_threshold(pdu, "casework", "Good", 90)

    def test_order(self) -> None:
        """The order in which ids stand beside their weights is told."""
        rule = {"kind": "banded", "bands": "k", "measure": {"take": "mean", "weights": [3, 1]}}
        one, other = (
            made(
                {"kind": "one-of", "take": "worst"},
                judged=(),
                standards=[weighed(rule, of)],
                bands={"k": bands(0, 2, 3)},
            )
            for of in (["q1", "q2"], ["q2", "q1"])
        )

        assert ["q1, q2", "q2, q1"] == [getattr(framework_differences(one, other)[0], side) for side in ("before", "after")]


def weighed(rule: dict[str, Any], of: list[str]) -> dict[str, Any]:
    """Return a standard whose rule weighs two scores."""
    questions = [{"id": id, "text": "?", "form": "score", "values": [0, 1, 2, 3], "source": "s"} for id in ("q1", "q2")]
    measured = {**rule, "source": "s", "measure": {**rule["measure"], "of": of}}
    return {"id": "a", "title": "a", "domain": "d", "source": "s", "questions": questions, "rule": measured}


class TestSameEvidence:
    def test_other_points(self) -> None:
        """A rating is the same where its name is, whatever its points."""
        rule = {"kind": "one-of", "take": "worst"}
        one = made(rule)
        scale = attrs.evolve(one.scale, ratings=[attrs.evolve(rating, points=2 * rating.points) for rating in one.scale])
        other = framework_from({**framework_data(one), "scale": {"source": "s", "ratings": doubled(scale)}}, "other.toml")

        assert () == on_same_evidence(one, other, {"A": ps.Evidence(judgements={"a": "Good", "b": "Fair"})}).reclassified

    def test_what_if(self, pdu: ps.Framework, derbyshire: ps.Evidence) -> None:
        """Were 40 per cent enough for Requires improvement, planning in Derbyshire would be that, and nothing else."""
        found = on_same_evidence(pdu, with_threshold(pdu, "casework", "Requires improvement", 40), {"Derbyshire": derbyshire})

        assert 1 == found.rated
        assert [("Derbyshire", "P 2.2", "Inadequate", "Requires improvement")] == [
            (one.service, one.place, one.before, one.after) for one in found.reclassified
        ]
        assert "44 per cent, in the band that starts at 40" in found.reclassified[0].because

    def test_overall(self, pdu: ps.Framework, derbyshire: ps.Evidence) -> None:
        """Were 30 enough, all four would be, and the overall with them: 6 points."""
        found = on_same_evidence(pdu, with_threshold(pdu, "casework", "Requires improvement", 30), {"Derbyshire": derbyshire})

        assert ["P 2.1", "P 2.2", "P 2.3", "P 2.4", "overall"] == [one.place for one in found.reclassified]

    def test_refused(self, catalogue: ps.Catalogue, derbyshire: ps.Evidence) -> None:
        """Evidence that does not fit one of them is refused, with why, and the others are rated."""
        found = on_same_evidence(catalogue["pdu-2023"], catalogue["pdu-2021"], {"Derbyshire": derbyshire})

        assert (0, ["Derbyshire"]) == (found.rated, [*found.refused])
        assert "cannot be rated under pdu-2021" in found.refused["Derbyshire"]

    @settings(max_examples=60)
    @given(st.data())
    def test_as_rated(self, data: st.DataObject) -> None:
        """A rating is another exactly where `rate` gives another, under any two frameworks that take the same evidence."""
        one = data.draw(frameworks(max_standards=3))
        best = ps.RatingOf(of=one.standards[0].id, source=one.source)
        other = attrs.evolve(one, overall=best)
        evidence = data.draw(evidence_for(one))
        try:
            before, after = ps.rate(one, evidence), ps.rate(other, evidence)
        except ps.EvidenceError:
            assert ["A"] == [*on_same_evidence(one, other, {"A": evidence}).refused]
            return
        found = on_same_evidence(one, other, {"A": evidence}).reclassified

        assert (before.overall.rating != after.overall.rating) is bool(found)
        assert {"overall"} >= {each.place for each in found}
