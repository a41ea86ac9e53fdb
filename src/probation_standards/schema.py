"""JSON Schemas of the two documents, generated from the model, so that editors complete and check them.

They ship in ``schemas/``. After a change to the model, ``python -m probation_standards.schema`` writes them anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from inspect import cleandoc, getdoc
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import attrs

from probation_standards.bands import BandTable, RatingBand
from probation_standards.conditions import Condition
from probation_standards.dates import PartialDate
from probation_standards.evidence import Evidence, Judgement, PanelDecision
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection
from probation_standards.kinds import CONDITIONS, RULES
from probation_standards.overlays import BY_ID
from probation_standards.rules import Rule
from probation_standards.scales import Rating, RatingScale
from probation_standards.shapes import Step
from probation_standards.sources import Confidence, Source
from probation_standards.standards import Standard

FOLDER = Path(__file__).parent / "schemas"

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_DATE = {"type": "string", "pattern": r"^\d{4}(-\d{2}(-\d{2})?)?$"}
_EXACT = {"type": "string", "pattern": r"^\s*[+-]?(\d+(\.\d+)?|\.\d+|\d+/\d+)\s*$"}
_NUMBER = {"anyOf": [{"type": "number"}, _EXACT]}
_THRESHOLD = {"anyOf": [{"type": "number", "minimum": 0}, _EXACT]}
_FINDING = {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "minLength": 1}, {"type": "boolean"}]}
_COUNTS = {"type": "array", "prefixItems": [{"type": "integer", "minimum": 0}] * 2, "items": False, "minItems": 2}
_NAME = {"type": "string", "minLength": 1}


def framework_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a framework document."""
    schema = _table(Framework)
    schema["properties"] |= {
        "digest": {"type": "string", "description": "The digest of the content; where it is given, it must be right."},
        "sources": {
            "type": "object",
            "description": "Where numbers and texts were published, each under the name by which others refer to it.",
            "additionalProperties": _table(Source, without=("id",)),
        },
        "bands": {
            "type": "object",
            "description": "Tables of rating bands, each under the name by which rules refer to it.",
            "additionalProperties": _table(BandTable, without=("id",)),
        },
    }
    based_on = "A document in the same folder, from which this one differs in what it says."
    without = "Ids of standards of that document which this one lacks."
    schema["properties"] |= {
        "based_on": {"type": "string", "pattern": r"\.toml$", "description": based_on},
        "without": {"type": "array", "items": _NAME, "description": without},
    }
    whole = _taken_out(schema)
    schema["if"] = {"required": ["based_on"]}
    schema["then"] = {"required": ["id", "title", "edition"]}
    schema["else"] = whole
    described = "An inspection framework: one published edition of standards and rating rules."
    return {**_document(schema, described), "$defs": _definitions()}


def _taken_out(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of what a document must say that is based on no other, and take that out of `schema`."""
    required: dict[str, Any] = {"required": schema.pop("required")}
    within = {name: of["items"] for name, of in schema["properties"].items() if name in BY_ID}
    inner = {name: {"items": _taken_out(of)} for name, of in within.items()}
    for of in within.values():
        of["required"] = ["id"]
    return {**required, "properties": inner} if inner else required


def inspection_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of an inspection document."""
    schema = _table(Inspection, without=("evidence",))
    said = _said(Evidence)
    schema["properties"] |= {
        "source": {"description": "Where all this was published.", **_table(Source)},
        "findings": _by_id(_FINDING, "Key question id to per cent of its relevant cases, 0 to 100, or to what else it finds."),
        "tallies": _by_id(_COUNTS, "Key question id to [sufficient, relevant] cases."),
        "judgements": _by_id({"anyOf": [_NAME, _table(Judgement)]}, said["judgements"]),
        "not_rated": _by_id(_NAME, said["not_rated"]),
        "panel": _by_id(_table(PanelDecision), said["panel"]),
    }
    return _document(schema, "One inspection of one service: its dates, its evidence and what the report says.")


def _document(schema: dict[str, Any], description: str) -> dict[str, Any]:
    schema["properties"]["$schema"] = {"type": "string", "description": "The address of this schema, for editors."}
    return {"$schema": _DRAFT, **schema, "description": description}


def _table(cls: type[Any], without: Iterable[str] = ()) -> dict[str, Any]:
    said, hints = _said(cls), get_type_hints(cls)
    fields = [field for field in attrs.fields(cls) if field.init and field.name not in without]
    properties = {}
    for field in fields:
        described = {"description": said[field.name]} if field.name in said else {}
        properties[field.name] = {**described, **_of(hints[field.name], within=cls)}
        if field.default and isinstance(field.default, tuple):
            properties[field.name]["default"] = list(field.default)
        elif isinstance(field.default, (str, bool, int)):
            properties[field.name]["default"] = field.default
    required = [field.name for field in fields if field.default is attrs.NOTHING]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _of(hint: Any, within: type[Any]) -> dict[str, Any]:
    """Return the schema of a field's type."""
    if get_args(hint):
        return _of_several(hint, within)
    if hint in _LEAVES:
        return {"type": "integer"} if (hint, within) == (int, Step) else _LEAVES[hint]
    if hint is Rule:
        return {"$ref": f"#/$defs/{'rule' if within in (Framework, Standard) else 'rule_within'}"}
    if hint is Condition:
        return {"$ref": "#/$defs/condition"}
    if hint is Rating and within is not RatingScale:
        return _NAME
    return _table(hint) if attrs.has(hint) else {}  # of another package's type it is not known how it is written


def _of_several(hint: Any, within: type[Any]) -> dict[str, Any]:
    """Return the schema of a type that is made of others."""
    origin, options = get_origin(hint), [option for option in get_args(hint) if option is not NoneType]
    if origin is Literal:
        return {"enum": options}
    if origin is tuple:
        return {"type": "array", "items": _of(options[0], within)}
    if origin in (Union, UnionType):
        number = _THRESHOLD if within is RatingBand else _NUMBER
        return number if Fraction in options else _of(options[0], within)
    return {"type": "object", "additionalProperties": _of(options[1], within)}


_LEAVES: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer", "minimum": 0},
    bool: {"type": "boolean"},
    PartialDate: _DATE,
    Source: _NAME,
    BandTable: _NAME,
    Confidence: {"enum": [confidence.value for confidence in Confidence]},
}


def _definitions() -> dict[str, Any]:
    """Return what rules and conditions are, since rules stand in rules; a rule within another need not repeat its source."""
    rules = [_of_a_kind(kind, rule) for kind, rule in RULES.items()]
    within = [{**rule, "required": [name for name in rule["required"] if name != "source"]} for rule in rules]
    conditions = [_of_a_kind(kind, condition) for kind, condition in CONDITIONS.items()]
    return {"rule": {"oneOf": rules}, "rule_within": {"oneOf": within}, "condition": {"oneOf": conditions}}


def _of_a_kind(kind: str, cls: type[Any]) -> dict[str, Any]:
    schema = _table(cls)
    says = (getdoc(cls) or "").split("\n")[0]
    schema["properties"] = {"kind": {"const": kind, "description": says}, **schema["properties"]}
    return {**schema, "required": ["kind", *schema["required"]]}


def _by_id(of: dict[str, Any], description: str) -> dict[str, Any]:
    return {"type": "object", "description": description, "additionalProperties": of}


def _said(cls: type[Any]) -> dict[str, str]:
    """Return what the docstring of `cls` says of each of its attributes, in plain text."""
    section = cleandoc(cls.__doc__ or "").partition("Attributes:\n")[2]
    found = re.findall(r"^    (\w+): (.*(?:\n {8,}.*)*)", section, re.MULTILINE)
    return {name: re.sub(r"\s+", " ", said).replace("``", "").replace("`", "") for name, said in found}


def schemas() -> dict[str, dict[str, Any]]:
    """Return each schema under the name of its file."""
    return {"framework.schema.json": framework_schema(), "inspection.schema.json": inspection_schema()}


if __name__ == "__main__":
    import json

    FOLDER.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        (FOLDER / name).write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
