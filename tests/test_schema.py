"""The JSON Schemas that ship: up to date, and telling right documents from wrong ones."""

from __future__ import annotations

import copy
import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import probation_standards as ps
from probation_standards.documents import framework_from, inspection_data, inspection_from
from probation_standards.kinds import RULES
from probation_standards.schema import FOLDER, framework_schema, inspection_schema, schemas
from probation_standards.unstructuring import framework_data

FRAMEWORK = Draft202012Validator(framework_schema())
INSPECTION = Draft202012Validator(inspection_schema())


@pytest.fixture
def framework(pdu: ps.Framework) -> dict[str, Any]:
    return copy.deepcopy(framework_data(pdu))


@pytest.fixture
def inspection(derbyshire: ps.Inspection) -> dict[str, Any]:
    return copy.deepcopy(inspection_data(derbyshire))


class TestShipped:
    @pytest.mark.parametrize("name", list(schemas()))
    def test_up_to_date(self, name: str) -> None:
        """The files in schemas/ are what the model gives; python -m probation_standards.schema writes them anew."""
        shipped = json.loads((FOLDER / name).read_text(encoding="utf-8"))

        assert schemas()[name] == shipped

    @pytest.mark.parametrize("validator", [FRAMEWORK, INSPECTION], ids=["framework", "inspection"])
    def test_is_a_schema(self, validator: Draft202012Validator) -> None:
        """Each is a valid schema of the draft that it names."""
        Draft202012Validator.check_schema(validator.schema)

    def test_every_rule(self) -> None:
        """Every kind of rule that a document can hold is in the schema."""
        kinds = {rule["properties"]["kind"]["const"] for rule in framework_schema()["$defs"]["rule"]["oneOf"]}

        assert set(RULES) == kinds

    def test_every_field_is_described(self) -> None:
        """An editor has something to show for each key."""

        def lacking(schema: Any, path: str) -> list[str]:
            if not isinstance(schema, dict):
                return []
            own = [
                f"{path}.{name}"
                for name, field in schema.get("properties", {}).items()
                if isinstance(field, dict) and not field.get("description")
            ]
            return own + [
                found for name, field in schema.items() if name != "else" for found in lacking(field, f"{path}.{name}")
            ]

        assert lacking(framework_schema(), "") + lacking(inspection_schema(), "") == []


class TestRightDocuments:
    def test_framework(self, root: Path) -> None:
        """The framework files that ship are right by the schema."""
        for path in root.glob("plugins/*/src/*/*.toml"):
            FRAMEWORK.validate(tomllib.loads(path.read_text(encoding="utf-8")))

    def test_inspections(self, root: Path) -> None:
        """The example inspections are right by the schema."""
        for path in root.glob("examples/*.toml"):
            INSPECTION.validate(tomllib.loads(path.read_text(encoding="utf-8")))

    def test_written_again(self, framework: dict[str, Any], inspection: dict[str, Any]) -> None:
        """What the library writes is right by the schema."""
        FRAMEWORK.validate(framework)
        INSPECTION.validate(inspection)


WRONG_FRAMEWORKS = {
    "an unknown key": lambda data: data.update(titel="x"),
    "a key that lacks": lambda data: data.pop("id"),
    "an unknown kind of rule": lambda data: data["overall"].update(kind="total"),
    "a rounding that is none": lambda data: data["bands"]["casework"].update(rounding="up"),
    "a confidence that is none": lambda data: data["sources"]["report"].update(confidence="sure"),
    "a threshold below 0": lambda data: data["bands"]["casework"]["bands"][0].update(starts=-1),
    "questions that are no list": lambda data: data["standards"][3].update(questions={}),
}

WRONG_INSPECTIONS = {
    "a finding below 0": lambda data: data["findings"].update({"P 2.1.1": -1}),
    "several findings": lambda data: data["findings"].update({"P 2.1.1": [34, 35]}),
    "a tally of three": lambda data: data.update(tallies={"P 2.1.1": [1, 2, 3]}),
    "a date that is none": lambda data: data.update(publication_date="May 2025"),
    "a panel decision without a reason": lambda data: data.update(panel={"P 2.1": {"rating": "Good"}}),
    "evidence as a key": lambda data: data.update(evidence={}),
}


class TestWrongDocuments:
    """What the schema refuses, the library refuses too."""

    @pytest.mark.parametrize("what", list(WRONG_FRAMEWORKS))
    def test_framework(self, framework: dict[str, Any], what: str) -> None:
        """A framework document with one mistake is wrong by the schema and for the reader."""
        WRONG_FRAMEWORKS[what](framework)

        assert not FRAMEWORK.is_valid(framework)
        with pytest.raises(ps.DocumentError):
            framework_from(framework)

    @pytest.mark.parametrize("what", list(WRONG_INSPECTIONS))
    def test_inspection(self, inspection: dict[str, Any], catalogue: ps.Catalogue, what: str) -> None:
        """An inspection document with one mistake is wrong by the schema and for the reader."""
        WRONG_INSPECTIONS[what](inspection)

        assert not INSPECTION.is_valid(inspection)
        with pytest.raises(ps.DocumentError):
            inspection_from(inspection, catalogue)
