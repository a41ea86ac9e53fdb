"""Receipts: what they hold, and that any change of one field shows when they are derived again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards import cli
from probation_standards.receipts import receipt, verify, write_receipt
from probation_standards.testing import evidence_for, frameworks


@pytest.fixture(scope="session")
def derbyshire(root: Path, catalogue: ps.Catalogue) -> ps.Inspection:
    return ps.read_inspection(root / "examples/derbyshire-2025.toml", catalogue)


@pytest.fixture(scope="session")
def made(catalogue: ps.Catalogue, derbyshire: ps.Inspection) -> dict[str, Any]:
    """The receipt of Derbyshire PDU, 2025."""
    return receipt(ps.rate(catalogue[derbyshire.framework], derbyshire.evidence), derbyshire, catalogue)


def fields(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every single value within plain data."""
    if isinstance(data, (dict, list)) and data:
        for name, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield from fields(value, (*path, name))
    else:
        yield path


def changed(data: Any, path: tuple[str | int, ...]) -> Any:
    """Return plain data with one value changed for another of its kind."""
    other = deepcopy(data)
    *above, last = path
    within = other
    for name in above:
        within = within[name]
    value = within[last]
    within[last] = (not value) if isinstance(value, bool) else value + 1 if isinstance(value, (int, float)) else f"{value}x"
    return other


def at(folder: Path, data: Any) -> Path:
    path = folder / "receipt.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return path


class TestReceipt:
    def test_what_it_holds(self, made: dict[str, Any], pdu: ps.Framework) -> None:
        """It has the evidence, the digest of the framework, every decision with its reason, and the versions."""
        assert pdu.digest == made["framework"]["digest"]
        assert 34 == made["inspection"]["findings"]["P 2.1.3"]
        decided = made["decided"]
        assert (2, 21, "Inadequate") == (decided["score"], decided["maximum"], decided["ratings"]["overall"]["rating"])
        assert "P 2.1.3 is the lowest of 3 key questions" in decided["ratings"]["P 2.1"]["reason"]
        assert "probation-standards-probation" == made["made_by"]["plugin"]["distribution"]
        assert "probation-standards" == made["made_by"]["library"]["distribution"]

    def test_holds(self, catalogue: ps.Catalogue, derbyshire: ps.Inspection, tmp_path: Path) -> None:
        """What was written is derived again."""
        path = tmp_path / "receipt.json"
        write_receipt(ps.rate(catalogue["pdu-2023"], derbyshire.evidence), derbyshire, path, catalogue)
        found = verify(path, catalogue)

        assert found.holds
        assert ("Derbyshire PDU", "pdu-2023", ()) == (found.service, found.framework, found.notes)

    def test_any_field(self, made: dict[str, Any], catalogue: ps.Catalogue, tmp_path: Path) -> None:
        """Any change of one field shows, and a change of what is derived is named by its path."""
        for path in fields(made):
            if path[0] == "receipt" or path == ("framework", "id"):
                with pytest.raises((ps.DocumentError, ps.UnknownFrameworkError)):
                    verify(at(tmp_path, changed(made, path)), catalogue)
                continue
            found = verify(at(tmp_path, changed(made, path)), catalogue)
            assert found.problem is not None, path
            if path[0] == "decided":
                assert found.problem.path.startswith("decided."), path

    def test_any_field_less(self, made: dict[str, Any], catalogue: ps.Catalogue, tmp_path: Path) -> None:
        """So does a field that is left out, or one more."""
        for path in fields(made):
            less = deepcopy(made)
            within: Any = less
            for name in path[:-1]:
                within = within[name]
            del within[path[-1]]
            if path[0] in {"receipt", "digest"} or path == ("framework", "id"):
                with pytest.raises(ps.DocumentError):
                    verify(at(tmp_path, less), catalogue)
            else:
                assert not verify(at(tmp_path, less), catalogue).holds, path
        assert not verify(at(tmp_path, {**made, "more": 1}), catalogue).holds

    @pytest.mark.parametrize(
        ("path", "value", "expected"),
        [
            (("inspection", "findings", "P 2.1.3"), 51, "decided.ratings.\"P 2.1\".rating: expected 'Requires improvement'"),
            (("inspection", "findings", "P 2.1.3"), 101, 'inspection.findings."P 2.1.3": P 2.1 Assessment'),
            (("framework", "digest"), "sha256:0", "framework.digest: expected 'sha256:"),
            (("made_by", "library", "version"), "9.9", "digest: expected that of the receipt: something in it was changed"),
            (("inspection", "service"), "Another", "digest: expected that of the receipt"),
        ],
    )
    def test_first_difference(  # noqa: PLR0917  # parameters
        self, made: dict[str, Any], catalogue: ps.Catalogue, tmp_path: Path, path: tuple[str, ...], value: Any, expected: str
    ) -> None:
        """The first thing that differs is named, with what is derived."""
        other = deepcopy(made)
        within: Any = other
        for name in path[:-1]:
            within = within[name]
        within[path[-1]] = value

        assert str(verify(at(tmp_path, other), catalogue).problem).startswith(expected)

    def test_pooled(self, root: Path, catalogue: ps.Catalogue, tmp_path: Path) -> None:
        """A region rated on the cases of its services has a receipt that holds, and shows a change of a pooled tally."""
        folder, path = root / "examples/region-2023", tmp_path / "receipt.json"
        files = [str(folder / name) for name in ("region.toml", "north.toml", "south.toml")]
        assert 0 == cli.main(["rate", files[0], "--pool", *files[1:], "--receipt", str(path)])

        assert verify(path, catalogue).holds
        data = json.loads(path.read_text(encoding="utf-8"))
        sufficient, relevant = data["inspection"]["tallies"]["R 2.2.1"]
        assert (54, 90) == (sufficient, relevant)
        data["inspection"]["tallies"]["R 2.2.1"] = [sufficient + 18, relevant]
        assert str(verify(at(tmp_path, data), catalogue).problem).startswith('decided.ratings."R 2.')

    def test_other_versions(self, made: dict[str, Any], catalogue: ps.Catalogue, tmp_path: Path) -> None:
        """That other versions made it is a note; what they decide decides."""
        rated = ps.rate(catalogue["pdu-2023"], ps.Evidence(not_rated={"overall": "a test"}))
        inspection = ps.Inspection(service="A", framework="pdu-2023", evidence=rated.evidence)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("probation_standards.receipts.version", lambda _: "0.0.9")
            older = receipt(rated, inspection, catalogue)
        found = verify(at(tmp_path, older), catalogue)

        assert found.holds
        assert [f"made with probation-standards 0.0.9, verified with {made['made_by']['library']['version']}"] == list(
            found.notes
        )

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("{", "expected JSON"),
            ("[]", "expected a receipt"),
            ('{"receipt": 2}', "receipt: expected 1, the form of receipts that this version reads"),
            ('{"receipt": 1}', "made_by: expected it in a receipt"),
        ],
    )
    def test_no_receipt(self, catalogue: ps.Catalogue, tmp_path: Path, text: str, expected: str) -> None:
        """What is no receipt is refused, with what is."""
        path = tmp_path / "receipt.json"
        path.write_text(text, encoding="utf-8")
        with pytest.raises(ps.DocumentError, match=expected):
            verify(path, catalogue)
        with pytest.raises(ps.DocumentError, match="expected a readable file"):
            verify(tmp_path / "none.json", catalogue)

    def test_twice(self, made: dict[str, Any], catalogue: ps.Catalogue, tmp_path: Path) -> None:
        """A field that stands there twice is refused: readers may take either."""
        text = json.dumps(made).replace('"overall": {"rating"', '"overall": {"rating": "Outstanding", "rating"', 1)
        path = tmp_path / "receipt.json"
        path.write_text(text, encoding="utf-8")

        with pytest.raises(ps.DocumentError):
            verify(path, catalogue)

    @pytest.mark.parametrize("levels", [100, 600, 900, 100_000])
    def test_deep(self, made: dict[str, Any], catalogue: ps.Catalogue, tmp_path: Path, levels: int) -> None:
        """What is nested too deep to be gone through is refused, or differs; nothing else happens."""
        path = tmp_path / "receipt.json"
        path.write_text(f'{json.dumps(made)[:-1]}, "more": {"[" * levels}{"]" * levels}}}', encoding="utf-8")
        try:
            holds = verify(path, catalogue).holds
        except ps.DocumentError:
            holds = False
        assert not holds

    @settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
    @given(st.data())
    def test_any(self, tmp_path: Path, data: st.DataObject) -> None:
        """Under any framework what was rated is derived again from its receipt."""
        framework = data.draw(frameworks(max_standards=3))
        evidence = data.draw(evidence_for(framework, irrelevant=True, not_rated=True, because=True, panel=True, extras=True))
        inspection = ps.Inspection(service="A", framework=framework.id, evidence=evidence)
        made = receipt(ps.rate(framework, evidence), inspection)

        assert None is verify(at(tmp_path, made), {framework.id: framework}).problem

    def test_another_framework(self, made: dict[str, Any], pdu: ps.Framework, tmp_path: Path) -> None:
        """A framework that is another than that which it was rated under is told by its digest."""
        other = attrs.evolve(pdu, note="another")
        problem = verify(at(tmp_path, made), {pdu.id: other}).problem

        assert problem is not None
        assert "framework.digest" == problem.path
