"""Pooling: a region's findings are the cases of its services, added up, and not the mean of their percentages."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.cli import main
from strategies import tallies

FOLDER = "examples/region-2023"
REGION, NORTH, SOUTH = (f"{FOLDER}/{name}.toml" for name in ("region", "north", "south"))


@pytest.fixture(scope="session")
def region(catalogue: ps.Catalogue) -> ps.Framework:
    """The framework of 2023 for regions."""
    return catalogue["region-2023"]


@pytest.fixture(scope="session")
def own(root: Path, catalogue: ps.Catalogue) -> ps.Evidence:
    """What was found in the region of the example itself."""
    return ps.read_inspection(root / REGION, catalogue).evidence


@pytest.fixture(scope="session")
def services(root: Path, catalogue: ps.Catalogue) -> dict[str, ps.Evidence]:
    """What was found in its two services."""
    return {name: ps.read_inspection(root / name, catalogue).evidence for name in (NORTH, SOUTH)}


def pooled(region: ps.Framework) -> dict[str, str]:
    """The questions of a region that are pooled, with the ids under which services hold their cases."""
    return {question.id: question.pooled_from for question in region.questions if question.pooled_from}


HELD = tuple(f"P 2.{standard}.{question}" for question in (2, 3) for standard in (1, 2, 3, 4))
"""The questions of a PDU whose cases are pooled."""


def full(tally: Any = ps.Tally(20, 30), **others: Any) -> ps.Evidence:  # noqa: B008  # it is frozen
    """Evidence with a tally for each question that is pooled; ``P_2_1_3`` stands for "P 2.1.3", and None for none."""
    findings = {**dict.fromkeys(HELD, tally), **{id.replace("_", " ", 1).replace("_", "."): one for id, one in others.items()}}
    return ps.Evidence(findings={id: one for id, one in findings.items() if one is not None})


@st.composite
def any_services(draw: st.DrawFn) -> dict[str, dict[str, ps.Tally]]:
    """One to four services, each with a tally for each question of a PDU that is pooled. Shrinks to "0 of 0"."""
    names = draw(st.lists(st.sampled_from(["North", "South", "East", "West"]), min_size=1, unique=True))
    more = ["R 2.3.1"] if draw(st.booleans()) else []  # a region may have court work where its services hold it
    return {name: {question: draw(tallies(min_relevant=0)) for question in (*HELD, *more)} for name in names}


def as_evidence(services: dict[str, dict[str, ps.Tally]]) -> dict[str, ps.Evidence]:
    """The same as evidence."""
    return {name: ps.Evidence(findings=given) for name, given in services.items()}


class TestPooled:
    @given(services=any_services())
    def test_cases_are_added_up(self, region: ps.Framework, services: dict[str, dict[str, ps.Tally]]) -> None:
        """The cases of a region are those of its services: sufficient ones, and relevant ones."""
        evidence = ps.pool(region, ps.Evidence(), as_evidence(services))

        expected = {}
        for question, held in pooled(region).items():
            cases = [given[held] for given in services.values() if held in given]
            if cases:
                expected[question] = ps.Tally(sum(one.sufficient for one in cases), sum(one.relevant for one in cases))
        assert expected == evidence.findings

    @given(services=any_services(), data=st.data())
    def test_in_any_order(self, region: ps.Framework, services: dict[str, dict[str, ps.Tally]], data: st.DataObject) -> None:
        """In which order the services come changes nothing, nor in which order they hold their cases."""
        names = data.draw(st.permutations([*services]))
        mixed = {name: dict(data.draw(st.permutations([*services[name].items()]))) for name in names}

        expected = ps.pool(region, ps.Evidence(), as_evidence(services))

        assert expected == ps.pool(region, ps.Evidence(), as_evidence(mixed))

    @given(services=any_services(), data=st.data())
    def test_in_any_groups(self, region: ps.Framework, services: dict[str, dict[str, ps.Tally]], data: st.DataObject) -> None:
        """A service whose cases are split in two is pooled as the one that it is."""
        first: dict[str, ps.Tally] = {}
        second: dict[str, ps.Tally] = {}
        name = next(iter(services))
        for question, tally in services[name].items():
            relevant = data.draw(st.integers(0, tally.relevant))
            least, most = max(0, tally.sufficient - (tally.relevant - relevant)), min(relevant, tally.sufficient)
            first[question] = ps.Tally(data.draw(st.integers(least, most)), relevant)
            second[question] = ps.Tally(tally.sufficient - first[question].sufficient, tally.relevant - relevant)
        split = {**services, name: first, f"{name} again": second}

        expected = ps.pool(region, ps.Evidence(), as_evidence(services))

        assert expected == ps.pool(region, ps.Evidence(), as_evidence(split))

    def test_one_service_is_itself(self, region: ps.Framework, services: dict[str, ps.Evidence]) -> None:
        """One service alone pools to its own cases."""
        (north, _) = services.values()
        evidence = ps.pool(region, ps.Evidence(), {"North": north})

        expected = {question: north.findings[held] for question, held in pooled(region).items() if held in north.findings}
        assert 8 == len(expected)
        assert expected == evidence.findings

    def test_not_a_mean(self, pdu: ps.Framework, region: ps.Framework, services: dict[str, ps.Evidence]) -> None:
        """30 of 60 and 24 of 30 are 50 and 80 per cent, of which the mean is 65, Good; 54 of 90 is Requires improvement."""
        north, south = (one.findings["P 2.1.2"] for one in services.values())
        assert isinstance(north, ps.Tally)
        assert isinstance(south, ps.Tally)
        rule = pdu["P 2.1"].rule
        assert isinstance(rule, ps.LowestQuestion)

        cases = ps.pool(region, ps.Evidence(), services).findings["R 2.2.1"]

        assert ps.Tally(54, 90) == cases
        assert north.percentage is not None
        assert south.percentage is not None
        mean = Fraction(north.percentage + south.percentage, 2)
        assert ("Good", "Requires improvement") == (
            rule.bands.place(mean).band.rating.name,
            rule.bands.place(60).band.rating.name,
        )

    def test_own_findings_stand(self, region: ps.Framework, own: ps.Evidence, services: dict[str, ps.Evidence]) -> None:
        """Judgements and findings of the region itself are as they were; the services' own are not taken over."""
        evidence = ps.pool(region, own, services)

        assert own.findings.items() <= evidence.findings.items()
        assert (own.judgements, own.panel, own.not_rated) == (evidence.judgements, evidence.panel, evidence.not_rated)
        assert {question.id for question in region.questions} >= {*evidence.findings}

    def test_nothing_given_is_changed(self, region: ps.Framework, own: ps.Evidence, services: dict[str, ps.Evidence]) -> None:
        """What was given stays as it was."""
        before = attrs.evolve(own), dict(services)

        ps.pool(region, own, services)

        assert before == (own, services)

    def test_nothing_to_pool(self, region: ps.Framework, own: ps.Evidence) -> None:
        """Where there are no services, evidence is as it was."""
        assert own == ps.pool(region, own, {})
        assert ps.Evidence() == ps.pool(region, ps.Evidence(), {})

    def test_region_that_holds_its_cases(self, region: ps.Framework) -> None:
        """A region may hold the cases of a question itself where no service does."""
        services = {"North": full(P_2_1_3=None), "South": full(P_2_1_3=None)}
        own = ps.Evidence(findings={"R 2.1.1": 60, "R 2.3.1": ps.Tally(30, 52)})

        evidence = ps.pool(region, own, services)

        assert (60, ps.Tally(30, 52)) == (evidence.findings["R 2.1.1"], evidence.findings["R 2.3.1"])
        assert ps.Tally(40, 60) == evidence.findings["R 2.1.2"]

    def test_no_relevant_cases(self, region: ps.Framework) -> None:
        """A service without a relevant case adds none; it lacks nothing."""
        evidence = ps.pool(region, ps.Evidence(), {"North": full(), "South": full(ps.Tally(0, 0))})

        assert {ps.Tally(20, 30)} == {*evidence.findings.values()}


def problems(region: ps.Framework, evidence: ps.Evidence, services: dict[str, ps.Evidence]) -> dict[str, ps.Problem]:
    """What is wrong with pooling these, by path."""
    with pytest.raises(ps.EvidenceError) as raised:
        ps.pool(region, evidence, services)
    assert "region-2023" in raised.value.heading
    return {problem.path: problem for problem in raised.value.problems}


class TestRefused:
    @pytest.mark.parametrize("given", [60, "64.5", Fraction(200, 3), 60.0])
    def test_percentage(self, region: ps.Framework, given: Any) -> None:
        """A percentage can't be pooled: how many cases it is of is not known. The service is named, and the question."""
        services = {"North": full(), "South": full(P_2_1_3=given)}

        ((path, problem),) = problems(region, ps.Evidence(), services).items()

        assert 'services.South.findings."P 2.1.3"' == path
        assert "expected a tally of cases" in problem.expected
        assert "R 2.1.1" in problem.expected

    def test_percentage_of_one_service(self, region: ps.Framework) -> None:
        """Not even where there is one service alone."""
        assert ['services.North.findings."P 2.1.3"'] == [*problems(region, ps.Evidence(), {"North": full(P_2_1_3=60)})]

    def test_lacking(self, region: ps.Framework) -> None:
        """A service without cases where others have them is named: the region is not rated on half of it."""
        services = {"North": full(), "South west": full(P_2_1_3=None)}

        ((path, problem),) = problems(region, ps.Evidence(), services).items()

        assert 'services."South west".findings."P 2.1.3"' == path
        assert problem.missing

    def test_lacking_in_all(self, region: ps.Framework) -> None:
        """So is each of them where none has any, unless the region holds the cases itself."""
        services = {"North": full(P_2_1_3=None), "South": full(P_2_1_3=None)}

        expected = ['services.North.findings."P 2.1.3"', 'services.South.findings."P 2.1.3"']
        assert expected == [*problems(region, ps.Evidence(), services)]

    def test_another_service(self, region: ps.Framework) -> None:
        """A service that holds nothing of what is pooled may be the wrong one: that is asked."""
        services = {"North": full(), "Somewhere": ps.Evidence(findings={"2.1.3": ps.Tally(3, 4)})}

        assert "is this the right service?" in problems(region, ps.Evidence(), services)["services.Somewhere"].expected

    def test_framework_that_pools_nothing(self, pdu: ps.Framework, services: dict[str, ps.Evidence]) -> None:
        """Services under a framework that pools no cases are refused: they would change nothing."""
        with pytest.raises(ps.EvidenceError, match="pdu-2023 pools no cases"):
            ps.pool(pdu, ps.Evidence(), services)

        assert ps.Evidence() == ps.pool(pdu, ps.Evidence(), {})

    def test_no_mapping(self, region: ps.Framework, services: dict[str, ps.Evidence]) -> None:
        """Services without names are no services."""
        with pytest.raises(TypeError, match="mapping of their names to the evidence on each"):
            ps.pool(region, ps.Evidence(), [*services.values()])  # type: ignore[arg-type]

    def test_both_given(self, region: ps.Framework) -> None:
        """A finding for the region itself, beside the cases of its services, is refused: only one of both can hold."""
        own = ps.Evidence(findings={"R 2.1.1": ps.Tally(20, 30)})

        ((path, problem),) = problems(region, own, {"North": full()}).items()

        assert 'findings."R 2.1.1"' == path
        assert ps.Tally(20, 30) == problem.value

    @pytest.mark.parametrize("tally", [ps.Tally(35, 34), ps.Tally(-1, 34), ps.Tally(True, 34)], ids=str)  # noqa: FBT003  # wrong
    def test_tally_that_can_be_none(self, region: ps.Framework, tally: ps.Tally) -> None:
        """A tally that can't be is named, and not hidden in a sum that could be."""
        services = {"North": full(P_2_1_3=tally), "South": full(ps.Tally(20, 60))}

        assert ['services.North.findings."P 2.1.3"'] == [*problems(region, ps.Evidence(), services)]

    def test_every_problem_at_once(self, region: ps.Framework) -> None:
        """Everything that is wrong is said, for every question and every service."""
        own = ps.Evidence(findings={"R 2.1.1": 60, "R 2.2.1": 70, "R 2.3.1": ps.Tally(1, 2)})
        services = {"North": full(P_2_1_3=60, P_2_4_3=ps.Tally(35, 34)), "South": full(P_2_1_2=None, P_2_4_3=None)}

        assert {
            'findings."R 2.1.1"',
            'findings."R 2.2.1"',
            'services.North.findings."P 2.1.3"',
            'services.South.findings."P 2.1.2"',
            'services.North.findings."P 2.4.3"',
            'services.South.findings."P 2.4.3"',
        } == {*problems(region, own, services)}


class TestExample:
    """The made-up region of the examples, on the command line."""

    @pytest.fixture(autouse=True)
    def in_the_checkout(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Runs stand in the folder of the checkout."""
        monkeypatch.chdir(root)

    def test_rated(self, region: ps.Framework, own: ps.Evidence, services: dict[str, ps.Evidence]) -> None:
        """The region is rated on 90 cases: 11 of 24, Requires improvement, R 2.2 as 54 of 90 and not as the mean."""
        rated = ps.rate(region, ps.pool(region, own, services))

        assert (11, 24, "Requires improvement") == (rated.score, rated.maximum, str(rated.overall.rating))
        assert "Requires improvement" == str(rated["R 2.2"].rating)
        assert "54 of 90" in str(rated["R 2.2"])

    def test_without_services(self, region: ps.Framework, own: ps.Evidence, capsys: pytest.CaptureFixture[str]) -> None:
        """Without its services it can't be rated: each question that is pooled lacks its cases."""
        with pytest.raises(ps.EvidenceError) as raised:
            ps.rate(region, own)
        lacking = {f'findings."{question}"' for question in pooled(region) if question not in own.findings}
        assert lacking == {problem.path for problem in raised.value.problems}

        assert 2 == main(["rate", REGION])
        assert 'findings."R 2.1.1"' in capsys.readouterr().err

    @pytest.mark.parametrize("format", ["text", "json", "markdown"])
    @pytest.mark.parametrize("command", ["rate", "explain"])
    def test_commands(self, capsys: pytest.CaptureFixture[str], command: str, format: str) -> None:
        """`--pool` takes the services, for `rate` as for `explain`, in every form, together or one by one."""
        assert 0 == main([command, REGION, "--pool", NORTH, SOUTH, "--format", format])
        printed = capsys.readouterr()

        assert "" == printed.err
        assert "54" in printed.out
        assert "90" in printed.out
        for arguments in (["--pool", NORTH, "--pool", SOUTH, "--format", format], ["--format", format, "--pool", NORTH, SOUTH]):
            assert 0 == main([command, REGION, *arguments])
            assert printed == capsys.readouterr()

    def test_order(self, capsys: pytest.CaptureFixture[str]) -> None:
        """In which order the services are named changes no rating and no reason, only the note that names them."""
        rated = []
        for services in ([NORTH, SOUTH], [SOUTH, NORTH]):
            assert 0 == main(["rate", REGION, "--pool", *services, "--format", "json"])
            rated.append(json.loads(capsys.readouterr().out))

        assert rated[0]["standards"] == rated[1]["standards"]
        assert rated[0]["overall"] == rated[1]["overall"]

    def test_named(self, capsys: pytest.CaptureFixture[str]) -> None:
        """What is printed says of which services the cases are."""
        assert 0 == main(["explain", REGION, "--pool", NORTH, SOUTH, "--format", "json"])

        assert "Exampleshire North PDU, Exampleshire South PDU" in capsys.readouterr().out

    def test_twice(self, capsys: pytest.CaptureFixture[str]) -> None:
        """A service that is named twice would count twice: it is refused."""
        assert 2 == main(["rate", REGION, "--pool", NORTH, SOUTH, NORTH])
        printed = capsys.readouterr()

        assert "" == printed.out
        assert "Exampleshire North PDU" in printed.err

    def test_explained(self, capsys: pytest.CaptureFixture[str]) -> None:
        """`explain` gives the cases of both services together under each question that is pooled."""
        assert 0 == main(["explain", REGION, "--pool", NORTH, SOUTH])
        text = " ".join(capsys.readouterr().out.split())

        assert "R 2.2.1 is the lowest of 4 key questions at 60 per cent (54 of 90)" in text
        assert "Overall: Requires improvement" in text

    def test_one_of_two(self, capsys: pytest.CaptureFixture[str]) -> None:
        """One service alone is pooled as the whole region."""
        assert 0 == main(["explain", REGION, "--pool", SOUTH])

        assert "24 of 30" in capsys.readouterr().out

    def test_percentages_are_refused(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Derbyshire's findings are percentages: they can't be pooled; the status is 2, and the service is named."""
        derbyshire = "examples/derbyshire-2025.toml"

        assert 2 == main(["rate", REGION, "--pool", NORTH, derbyshire])
        printed = capsys.readouterr()
        assert "" == printed.out
        assert REGION in printed.err
        assert 8 == printed.err.count('services."Derbyshire PDU".findings.')

    @pytest.mark.parametrize("given", [["--pool", "missing.toml"], ["--pool"]], ids=["missing", "none"])
    def test_misused(self, capsys: pytest.CaptureFixture[str], given: list[str]) -> None:
        """A service that is not there, or none after `--pool`, is status 2."""
        assert 2 == main(["rate", REGION, *given])
        assert "" == capsys.readouterr().out
