"""What is no mistake in itself and worth a second look, and what only large or unusual inputs show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest

import probation_standards as ps
from probation_standards.checking import inspection_notes
from probation_standards.cli import OUTPUT_LOST, main
from probation_standards.compiled import LARGEST_MAXIMUM, MOST_ADDED, compiled
from probation_standards.rules import Reads

SOURCE = ps.Source(id="made-up", title="Made up", confidence="confirmed")


class TestNotes:
    @pytest.mark.parametrize(("start", "out"), [("2019", True), ("2023-09", True), ("2023-10", False), ("2025-11-01", True)])
    def test_out_of_force(self, pdu: ps.Framework, derbyshire: ps.Inspection, start: str, out: bool) -> None:  # noqa: FBT001  # a parameter
        """An inspection whose fieldwork began before or after the framework was in force is said to be so."""
        notes = inspection_notes(pdu, attrs.evolve(derbyshire, fieldwork_start=ps.PartialDate.parse(start)))

        assert out is any("was in force from 2023-10 to 2025-10" in note for note in notes)

    def test_share(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """A percentage below one looks like a share of one; 0, 1 and tallies do not."""
        findings = {**derbyshire.evidence.findings, "P 2.1.1": "0.65", "P 2.1.2": 0, "P 2.1.3": ps.Tally(1, 200)}
        inspection = attrs.evolve(derbyshire, evidence=attrs.evolve(derbyshire.evidence, findings=findings))

        assert ["P 2.1.1" in note for note in inspection_notes(pdu, inspection)] == [True]

    def test_shown(self, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """Notes stand in every report and do not change the exit status."""
        text = (root / "examples/derbyshire-2025.toml").read_text(encoding="utf-8")
        (tmp_path / "old.toml").write_text(text.replace('"2025-02-24"', '"2019-02-24"'), encoding="utf-8")

        for command in ("rate", "explain", "check"):
            for form in ("text", "json", "markdown"):
                if (command, form) != ("check", "json"):
                    assert main([command, str(tmp_path / "old.toml"), "--format", form]) == 0
                    assert "fieldwork began 2019-02-24" in " ".join(capsys.readouterr().out.split())

    def test_none(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """Derbyshire needs no second look."""
        assert inspection_notes(pdu, derbyshire) == []


class TestCheckAsData:
    """What `check` says in words is there for programs too."""

    def test_lacking(self, root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """An inspection that is right and can't be rated yet says so, and what lacks."""
        text = (root / "examples/derbyshire-2025.toml").read_text(encoding="utf-8")
        (tmp_path / "a.toml").write_text(text.replace('"P 2.1.1" = 60', ""), encoding="utf-8")

        assert main(["check", str(tmp_path / "a.toml"), "--format", "json"]) == 0
        data = json.loads(capsys.readouterr().out)

        assert (data["right"], data["problems"]) == (True, [])
        assert "it can't be rated yet: 1 piece of evidence lacking" in data["state"]
        assert 'findings."P 2.1.1"' in data["state"]

    def test_wrong(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """A file with problems has no state besides them."""
        (tmp_path / "a.toml").write_text('service = "A"', encoding="utf-8")

        assert main(["check", str(tmp_path / "a.toml"), "--format", "json"]) == 2
        assert json.loads(capsys.readouterr().out)["state"] is None


class TestLinks:
    def test_written_through(self, derbyshire: ps.Inspection, tmp_path: Path) -> None:
        """A file that is reached through a link is written, and the link stays one."""
        (tmp_path / "to.toml").write_text("", encoding="utf-8")
        (tmp_path / "link.toml").symlink_to(tmp_path / "to.toml")

        ps.write_inspection(derbyshire, tmp_path / "link.toml")

        assert (tmp_path / "link.toml").is_symlink()
        assert ps.read_inspection(tmp_path / "to.toml") == derbyshire


class TestPrompts:
    def test_explained(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """A finding for a prompt rates nothing and stands under its question."""
        findings = {**derbyshire.evidence.findings, "P 2.1.3a": ps.Tally(26, 60)}
        evidence = attrs.evolve(derbyshire.evidence, findings=findings)

        assert ps.rate(pdu, evidence).ratings == ps.rate(pdu, derbyshire.evidence).ratings
        assert "~43.3 % (26 of 60)  P 2.1.3a" in ps.explain(ps.rate(pdu, evidence))


def framework(standards: int, points: int) -> ps.Framework:
    """Return a framework of so many judged standards, whose best rating gives so many points."""
    low, high = ps.Rating("Poor", 0), ps.Rating("Strong", points)
    bands = (ps.RatingBand(low, 0), ps.RatingBand(high, 1))
    maximum = standards * points
    table = ps.BandTable(id="score", bands=bands, rounding="exact", unit="points", source=SOURCE)
    rule = ps.InspectorJudgement(source=SOURCE)
    return ps.Framework(
        id="large-2025",
        title="Large",
        edition="2025",
        scale=ps.RatingScale(ratings=(low, high), source=SOURCE),
        domains=[ps.Domain(id="1", title="All", source=SOURCE)],
        standards=[ps.Standard(id=f"{n}", title="One", domain="1", rule=rule, source=SOURCE) for n in range(standards)],
        overall=ps.TotalPoints(tables=[ps.ScoreTable(maximum=maximum, bands=table)], source=SOURCE),
        source=SOURCE,
    )


class TestLarge:
    def test_maximum(self) -> None:
        """A maximum too large to look every score up is rated all the same."""
        large = framework(1, LARGEST_MAXIMUM + 1)
        evidence = ps.Evidence(judgements={"0": "Strong"})

        assert compiled(large)(evidence) is None
        assert ps.rate(large, evidence).score == LARGEST_MAXIMUM + 1

    def test_standards(self) -> None:
        """Many standards are added up as few are."""
        many = framework(10 * MOST_ADDED, 1)
        evidence = ps.Evidence(judgements=dict.fromkeys(map(str, range(10 * MOST_ADDED)), "Strong"))

        assert compiled(many)(evidence) is not None
        assert (ps.rate(many, evidence).score, ps.rate(many, evidence).overall.score) == (10 * MOST_ADDED, 10 * MOST_ADDED)


@attrs.frozen(kw_only=True)
class Own:
    """A rule of another package."""

    kind: ClassVar[str] = "own"
    reads: ClassVar[Reads] = Reads.NOTHING
    source: ps.Source = SOURCE


class TestRulesOfOthers:
    """A rule that this library was not taught to read is refused clearly by whatever can't read it."""

    def test_not_rated(self) -> None:
        """It is no rule that rate() knows."""
        own = attrs.evolve(framework(1, 3), overall=Own())

        with pytest.raises(ps.FrameworkError, match="a kind of rule that rate\\(\\) has been taught to read"):
            ps.rate(own, ps.Evidence(judgements={"0": "Strong"}))

    def test_not_written(self, tmp_path: Path) -> None:
        """Nor one that documents can hold; no file is left that could not be read."""
        own = attrs.evolve(framework(1, 3), overall=Own())

        with pytest.raises(ps.DocumentError, match="a kind of rule that documents have been taught to hold"):
            ps.write_framework(own, tmp_path / "own.toml")
        assert not list(tmp_path.iterdir())

    @pytest.mark.parametrize("rule", [object(), Own, "lowest-question"], ids=["object", "class", "text"])
    def test_no_rule(self, rule: Any) -> None:
        """What does not state what a rule states is none."""
        with pytest.raises(ps.FrameworkError, match="expected a rule"):
            attrs.evolve(framework(1, 3), overall=rule)


class TestOutput:
    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no disk that is always full")
    def test_full_disk(self, root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        """Output that can't be written has a status of its own, not that of ratings which disagree."""
        with Path("/dev/full").open("w", encoding="utf-8") as full:
            monkeypatch.setattr("sys.stdout", full)
            status = main(["rate", str(root / "examples/derbyshire-2025.toml"), "--format", "json"])

        assert status == OUTPUT_LOST
        assert "The output cannot be written" in capsys.readouterr().err

    def test_none(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """So has a standard output that is closed."""
        monkeypatch.setattr("sys.stdout", None)

        assert main(["rate", str(root / "examples/derbyshire-2025.toml")]) == OUTPUT_LOST


class TestTexts:
    @pytest.mark.parametrize("text", ["\x1b[31mRED", "a\x07", "over\rwritten", "\x9b31m"])
    def test_that_steer_a_terminal(self, text: str) -> None:
        """No text of a value can steer a terminal."""
        with pytest.raises(ps.FrameworkError, match="control characters"):
            ps.Inspection(service=text, framework="pdu-2023")

    def test_of_several_lines(self) -> None:
        """Line breaks and tabs are part of a text."""
        assert ps.Inspection(service="a", framework="b", note="one\r\ntwo\n\tthree").note == "one\r\ntwo\n\tthree"
