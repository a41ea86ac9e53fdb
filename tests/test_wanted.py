"""Evidence and cases that yield a wanted rating: found by going back through the rules, and confirmed by rating them."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import ClassVar

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import probation_standards as ps
from made_up import JUDGED, made
from probation_standards.deciders import Decide, decide_by
from probation_standards.items import Place
from probation_standards.measuring import Inspected
from probation_standards.rules import Reads
from probation_standards.testing import CasesRated, cases_rated, evidence_rated, frameworks
from probation_standards.testing.readers import decided
from probation_standards.testing.sampling import Sampler
from probation_standards.testing.searching import evidence_that_gives, search
from strategies import SOURCE

SYSTEMS = Path(__file__).parent / "systems"


def given_to(framework: ps.Framework, evidence: ps.Evidence, where: str) -> str | None:
    rating = ps.rate(framework, evidence).overall.rating if where == "overall" else ps.rate(framework, evidence)[where].rating
    return None if rating is None else rating.name


class TestEvidence:
    @settings(max_examples=60)
    @given(st.data())
    def test_any(self, data: st.DataObject) -> None:
        """Under any framework, evidence for a rating that can be had is given that rating, counted or not."""
        framework = data.draw(frameworks())
        where = data.draw(st.sampled_from([*(standard.id for standard in framework.standards), "overall"]))
        can = [rating for rating in framework.scale if search(framework, where, rating).evidence is not None]
        for rating in can:
            evidence = data.draw(evidence_rated(framework, where, rating, counted=data.draw(st.booleans())))
            assert rating.name == given_to(framework, evidence, where)

    @settings(max_examples=60)
    @given(st.data())
    def test_all_that_there_is(self, data: st.DataObject) -> None:
        """A rating that some evidence is given is found; that there is none is said only where none is met by chance either."""
        framework = data.draw(frameworks())
        sampler = Sampler(framework, data.draw(st.sampled_from(["whole", "tenths", "tallies"])), departures=True)
        random = Random(data.draw(st.integers(0, 2**32)))  # noqa: S311  # it keeps no secret
        for _ in range(20):
            found, _outcome = decided(framework, sampler.evidence(random))
            for where, name in found.items():
                if isinstance(name, str):
                    searched = search(framework, where, framework.scale[name])
                    assert searched.evidence is not None or not searched.is_sure

    @pytest.mark.parametrize("id", ["pdu-2023", "youth-2021", "region-2023"])
    def test_shipped(self, catalogue: ps.Catalogue, id: str) -> None:
        """Under shipped editions every rating can be had, of every standard and overall."""
        framework = catalogue[id]
        for where in [*(standard.id for standard in framework.standards), "overall"]:
            for rating in framework.scale:
                found = search(framework, where, rating)
                assert found.evidence is not None
                assert rating.name == given_to(framework, found.evidence, where)

    @settings(max_examples=20)
    @given(st.data())
    def test_varied(self, pdu: ps.Framework, data: st.DataObject) -> None:
        """What does not keep the rating from being given may be anything."""
        evidence = data.draw(evidence_rated(pdu, "P 2.1", pdu.scale["Good"]))

        assert "Good" == given_to(pdu, evidence, "P 2.1")
        assert 65 <= min(figure for id, figure in evidence.findings.items() if id.startswith("P 2.1.")) + 0.5  # type: ignore[operator]

    @pytest.mark.parametrize(
        ("name", "rating"), [("cqc", "Outstanding"), ("cms", "1 star"), ("nz", "Exceptional"), ("ilacs", "Inadequate")]
    )
    def test_systems(self, name: str, rating: str) -> None:
        """So is evidence under systems with steps, caps, tables and scores."""
        framework = ps.read_framework(SYSTEMS / f"{name}.toml")
        found = search(framework, "overall", framework.scale[rating], departures=False)

        assert found.evidence is not None
        assert rating == given_to(framework, found.evidence, "overall")
        assert not any(isinstance(given, ps.Judgement) for given in found.evidence.judgements.values())


@attrs.frozen(kw_only=True)
class Opaque:
    """A rule of another package, which nothing here can read."""

    kind: ClassVar[str] = "opaque"
    reads: ClassVar[Reads] = Reads.FINDINGS

    from_: int
    source: ps.Source = SOURCE


@decide_by.register
def _opaque(rule: Opaque, place: Place) -> Decide:
    ids = [item.id for item in place.usual]

    def decide(inspected: Inspected) -> ps.Decision:
        total = sum(inspected.evidence.findings[id] for id in ids)  # type: ignore[misc]  # which fails where it is a tally
        good = total >= rule.from_
        return ps.Decision(place.scale.best if good else place.scale.ratings[0], ps.JudgementReason("by another rule"))

    return decide


def opaque(framework: ps.Framework, from_: int) -> ps.Framework:
    """Return one standard of a framework, with the opaque rule."""
    standard = attrs.evolve(framework["P 2.1"], rule=Opaque(from_=from_))
    return attrs.evolve(framework, standards=(standard,), overall=ps.NoRating(because="a test", source=SOURCE))


class TestManyConditions:
    def test_limits(self) -> None:
        """Of thirty limits, which hold in a thousand million ways, those are found that leave a rating as it is."""
        ids = [f"i{number}" for number in range(30)]
        inputs = [{"id": id, "text": "Is it so?", "form": "flag", "source": "s"} for id in ids]
        limits = [{"when": [{"kind": "flag", "of": id}], "at_most": "Fair"} for id in ids]
        framework = made({"kind": "limited", "rule": JUDGED, "limits": limits}, inputs=inputs)
        found = evidence_that_gives(framework, "overall", "Good")

        assert "Good" == str(ps.rate(framework, found).overall.rating)


class TestRefused:
    """What can't be had is refused at once, with what can."""

    @pytest.mark.parametrize(
        ("message", "where", "rating"),
        [
            ("where: expected the id of a standard, or \"overall\".*Did you mean 'P 2.1'", "P 2.11", "Good"),
            ("rating: expected a rating: .*Did you mean 'Good'", "P 2.1", "Goood"),
        ],
    )
    def test_unknown(self, pdu: ps.Framework, message: str, where: str, rating: str) -> None:
        """A place or a rating that is not there is refused, with what was probably meant."""
        with pytest.raises(ps.EvidenceError, match=message):
            evidence_rated(pdu, where, rating)

    def test_never(self, pdu: ps.Framework) -> None:
        """A rating that no evidence gives is refused, and the error says which can be had."""
        limited = ps.Limited(
            rule=pdu["P 2.1"].rule,
            limits=[ps.Limit(when=[ps.FigureIs(measure=ps.Measure(take="lowest"), at_least=0)], at_most=pdu.scale["Good"])],
            source=SOURCE,
        )
        standards = [attrs.evolve(one, rule=limited) if one.id == "P 2.1" else one for one in pdu.standards]
        framework = attrs.evolve(pdu, standards=standards)
        with pytest.raises(ps.EvidenceError) as caught:
            evidence_rated(framework, "P 2.1", "Outstanding")

        can = "'Inadequate', 'Requires improvement', 'Good'"
        expected = f"P 2.1: expected one of those that can be had there: {can} (found 'Outstanding')"
        assert [expected] == [str(problem) for problem in caught.value.problems]

    def test_none(self) -> None:
        """So is any rating where none is ever given."""
        framework = ps.read_framework(SYSTEMS / "prisons.toml")
        with pytest.raises(ps.EvidenceError, match="overall: expected none, since none can be had there"):
            evidence_rated(framework, "overall", "Good")

    @settings(max_examples=5)
    @given(st.data())
    def test_opaque(self, pdu: ps.Framework, data: st.DataObject) -> None:
        """A rule that can't be read is tried with some of what it reads; what it takes ill is no matter."""
        framework = opaque(pdu, 250)

        assert "Outstanding" == given_to(framework, data.draw(evidence_rated(framework, "P 2.1", "Outstanding")), "P 2.1")

    def test_unsure(self, pdu: ps.Framework) -> None:
        """Where nothing was found under such a rule, the error says that not all was tried."""
        with pytest.raises(ps.EvidenceError, match=r"as far as was tried; not all that its rule \(opaque\) can give"):
            evidence_rated(opaque(pdu, 301), "P 2.1", "Outstanding")


class TestCases:
    @settings(max_examples=15)
    @given(st.data())
    def test_rated(self, pdu: ps.Framework, data: st.DataObject) -> None:
        """Cases are counted and rated to the rating that was wanted, of a standard and overall."""
        where = data.draw(st.sampled_from(["P 2.1", "P 1.1", "overall"]))
        rating = data.draw(st.sampled_from(pdu.scale.names))
        made: CasesRated = data.draw(cases_rated(pdu, where, rating))
        rated = ps.rate_cases(made.cases, pdu, made.by, judgements=made.judgements)

        assert [] == [*rated.refused]
        found = rated["Riverside"].overall if where == "overall" else rated["Riverside"][where]
        assert rating == str(found.rating)

    def test_refused(self) -> None:
        """A framework that reads more than cases and judgements of standards is refused, with what it reads."""
        with pytest.raises(ps.EvidenceError) as caught:
            cases_rated(ps.read_framework(SYSTEMS / "cqc.toml"), "overall", "Good")

        assert [('breach: expected a question asked of "cases", or one that may lack', "flag")] == [
            (f"{problem.path}: {problem.expected}", problem.value) for problem in caught.value.problems
        ]

    def test_nothing_to_count(self) -> None:
        """So is one that asks nothing of cases."""
        with pytest.raises(ps.EvidenceError, match="so that there is something to count"):
            cases_rated(made({"kind": "rating-of", "of": "a"}), "overall", "Good")

    @settings(max_examples=15)
    @given(st.data())
    def test_nothing_counted(self, data: st.DataObject) -> None:
        """Where no question need be counted the table has the column of one all the same, and is rated."""
        question = {"id": "q", "text": "Is it so?", "optional": True, "source": "s"}
        standard = {
            "id": "c",
            "title": "c",
            "domain": "d",
            "questions": [question],
            "rule": {**JUDGED, "source": "s"},
            "source": "s",
        }
        framework = made({"kind": "rating-of", "of": "c"}, standards=[standard], judged=())
        cases: CasesRated = data.draw(cases_rated(framework, "overall", "Good"))
        rated = ps.rate_cases(cases.cases, framework, cases.by, judgements=cases.judgements)["Riverside"]

        assert "Good" == str(rated.overall.rating)
        assert cases.evidence.findings == rated.evidence.findings

    def test_judged(self) -> None:
        """So is one whose overall is judged."""
        with pytest.raises(ps.EvidenceError, match="overall: expected a rule that reads no judgement"):
            cases_rated(ps.read_framework(SYSTEMS / "ilacs.toml"), "overall", "Good")
