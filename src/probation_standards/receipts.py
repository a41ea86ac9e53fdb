"""Receipts: what was rated, under what, with which result, in one file from which it can be derived again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import attrs

from probation_standards.catalogues import Catalogue
from probation_standards.documents import decoded, inspection_data, inspection_from, once, write_text
from probation_standards.errors import DocumentError, ProbationStandardsError, Problem, key, shown
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection
from probation_standards.rating import RatedInspection, rate
from probation_standards.reports.data import reason_data

FORMAT = 1
"""The form of receipts that is written; a later one has another number."""

KEYS = ("receipt", "made_by", "framework", "inspection", "decided", "digest")


def receipt(
    rated: RatedInspection, inspection: Inspection, frameworks: Mapping[str, Framework] | None = None
) -> dict[str, Any]:
    """Return the receipt of a rated inspection, as plain data.

    It holds the inspection with its evidence, the digest of the framework, every decision with its reason, the versions of the
    library and of the plugin that brought the framework, and a digest of all that. The digest shows that something was changed;
    it is no signature, and does not say by whom the receipt was made.

    Args:
        rated: The inspection as it was rated.
        inspection: The inspection; its evidence is that which was rated.
        frameworks: Where the framework came from: of a catalogue the plugin is recorded.

    >>> from probation_standards import Evidence, Inspection, discover, rate
    >>> catalogue = discover()
    >>> inspection = Inspection(service="A", framework="pdu-2023", evidence=Evidence(not_rated={"overall": "a test"}))
    >>> made = receipt(rate(catalogue["pdu-2023"], inspection.evidence), inspection, catalogue)
    >>> made["decided"]["ratings"]["overall"]["rating"], made["made_by"]["plugin"]["name"]
    (None, 'probation')
    """
    content = {
        "receipt": FORMAT,
        "made_by": {"library": _library(), "plugin": _plugin(rated.framework.id, frameworks)},
        "framework": {"id": rated.framework.id, "edition": rated.framework.edition, "digest": rated.digest},
        "inspection": inspection_data(attrs.evolve(inspection, evidence=rated.evidence)),
        "decided": _decided(rated),
    }
    content = json.loads(json.dumps(content))  # as it is read again
    return {**content, "digest": _digest(content)}


def write_receipt(
    rated: RatedInspection,
    inspection: Inspection,
    path: str | os.PathLike[str],
    frameworks: Mapping[str, Framework] | None = None,
) -> None:
    """Write the receipt of a rated inspection to a JSON file, whole or not at all; see `receipt`.

    Raises:
        DocumentError: When the file can't be written.
    """
    write_text(json.dumps(receipt(rated, inspection, frameworks), ensure_ascii=False, indent=2) + "\n", Path(path), (".json",))


def _library() -> dict[str, str]:
    try:
        return {"distribution": "probation-standards", "version": version("probation-standards")}
    except PackageNotFoundError:  # run from a checkout
        return {"distribution": "probation-standards", "version": ""}


def _plugin(id: str, frameworks: Mapping[str, Framework] | None) -> dict[str, str] | None:
    for entry in frameworks.entries if isinstance(frameworks, Catalogue) else ():
        if entry.id == id:
            plugin = entry.plugin
            return {"name": plugin.name, "distribution": plugin.distribution, "version": plugin.version}
    return None


def _decided(rated: RatedInspection) -> dict[str, Any]:
    places = {**rated, "overall": rated.overall}
    return {
        "ratings": {
            id: {
                "rating": None if decision.rating is None else decision.rating.name,
                "points": decision.points,
                "reason": str(decision.reason),
                "decided_by": reason_data(decision.reason),
            }
            for id, decision in places.items()
        },
        "score": rated.score,
        "maximum": rated.maximum,
    }


def _digest(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return f"sha256:{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


@attrs.frozen
class Verification:
    """What became of a receipt when it was derived again.

    Attributes:
        service: The service that was inspected.
        framework: The id of the framework.
        problem: The first thing that differs: its path, what is derived, and what the receipt has; None where nothing does.
        notes: What is no difference and worth knowing, such as other versions than those that made the receipt.
    """

    service: str
    framework: str
    problem: Problem | None = None
    notes: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the same is derived again."""
        return self.problem is None


def verify(path: str | os.PathLike[str], frameworks: Mapping[str, Framework]) -> Verification:
    """Derive again what a receipt says, and name the first thing that differs.

    Nothing but the file and the frameworks is asked. Any change of one field of the receipt shows: what is derived is derived
    again and compared, and the rest by the digest of the whole.

    Args:
        path: The receipt, a JSON file.
        frameworks: Frameworks by id, such as a `Catalogue`.

    Raises:
        DocumentError: When the file is no receipt, with every problem.
        KeyError: When its framework is not there; from a catalogue, an `UnknownFrameworkError`.
    """
    data = _read(Path(path))
    id, inspection_as_read = data["framework"]["id"], data["inspection"]
    framework = frameworks[id]
    service = str(inspection_as_read.get("service", ""))
    try:
        return Verification(service, id, next(_differences(data, framework), None), tuple(_notes(data, id, frameworks)))
    except RecursionError:
        raise DocumentError([Problem("", "expected a receipt, which is not as deep")], f"{path} cannot be read") from None


def _read(path: Path) -> dict[str, Any]:
    """Return what a receipt holds.

    Raises:
        DocumentError: When it is none, with every problem.
    """
    name = str(path)
    data: dict[str, Any]
    try:
        data = json.loads(decoded(path.read_bytes(), name), object_pairs_hook=once)
    except OSError as error:
        raise DocumentError([Problem("", f"expected a readable file: {error.strerror}")], f"{name} cannot be read") from None
    except (ValueError, RecursionError) as error:
        raise DocumentError(
            [Problem("", f"expected JSON, as rate --receipt writes it: {error}")], f"{name} cannot be read"
        ) from None
    problems = []
    if not isinstance(data, dict) or "receipt" not in data:
        problems = [Problem("", "expected a receipt, as rate --receipt writes it")]
    elif data["receipt"] != FORMAT:
        problems = [Problem("receipt", f"expected {FORMAT}, the form of receipts that this version reads", data["receipt"])]
    else:
        problems = [Problem(one, "expected it in a receipt", missing=True) for one in KEYS if one not in data]
        problems += [
            Problem(one, "expected an object", data[one])
            for one in ("made_by", "framework", "inspection", "decided")
            if one in data and not isinstance(data[one], dict)
        ]
        if not problems and not isinstance(data["framework"].get("id"), str):
            problems = [Problem("framework.id", "expected the id of a framework", data["framework"].get("id"))]
    if problems:
        raise DocumentError(problems, f"{name} is no receipt that can be verified")
    return data


def _differences(data: dict[str, Any], framework: Framework) -> Iterator[Problem]:
    """Yield what differs from what is derived, in the order in which one thing follows from another."""
    yield from _unlike(
        {"id": framework.id, "edition": framework.edition, "digest": framework.digest}, data["framework"], "framework"
    )
    try:
        inspection = inspection_from(data["inspection"], {framework.id: framework}, "the inspection of the receipt")
        again = receipt(rate(framework, inspection.evidence), inspection)
    except ProbationStandardsError as error:
        for problem in error.problems:
            yield problem.under("inspection")
        return
    yield from _unlike(again["inspection"], data["inspection"], "inspection")
    yield from _unlike(again["decided"], data["decided"], "decided")
    rest = {name: value for name, value in data.items() if name != "digest"}
    for name in rest.keys() - {*KEYS}:
        yield Problem(key(name), "expected no such field in a receipt", rest[name])
    if data["digest"] != _digest(rest):
        yield Problem("digest", "expected that of the receipt: something in it was changed that is not derived", data["digest"])


def _unlike(derived: Any, found: Any, path: str) -> Iterator[Problem]:
    """Yield where something that was read is another than what was derived."""
    if isinstance(derived, dict) and isinstance(found, dict):
        for name, value in derived.items():
            where = f"{path}.{key(name)}"
            if name not in found:
                yield Problem(where, f"expected {shown(value)}", missing=True)
            else:
                yield from _unlike(value, found[name], where)
        for name in found:
            if name not in derived:
                yield Problem(f"{path}.{key(name)}", "expected no such field", found[name])
    elif isinstance(derived, list) and isinstance(found, list) and len(derived) == len(found):
        for at, (value, other) in enumerate(zip(derived, found, strict=True)):
            yield from _unlike(value, other, f"{path}[{at}]")
    elif derived != found or type(derived) is not type(found):
        yield Problem(path, f"expected {shown(derived)}", found)


def _notes(data: dict[str, Any], id: str, frameworks: Mapping[str, Framework]) -> Iterator[str]:
    made = data["made_by"]
    for what, now in (("library", _library()), ("plugin", _plugin(id, frameworks))):
        then = made.get(what)
        if isinstance(then, dict) and now is not None and then.get("version") != now["version"]:
            yield f"made with {then.get('distribution')} {then.get('version')}, verified with {now['version']}"
