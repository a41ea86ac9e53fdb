"""Reading and writing documents: frameworks as TOML, inspections as TOML or JSON."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs

from probation_standards.checking import inspection_problems
from probation_standards.checks import Partial
from probation_standards.errors import DocumentError, ProbationStandardsError, Problem, key, shown, unknown
from probation_standards.evidence import Evidence, Judgement, NoFinding, PanelDecision, Tally
from probation_standards.frameworks import Framework
from probation_standards.inspections import NARRATIVE, Inspection, PublishedRatings
from probation_standards.overlays import Beside, resolved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

EVIDENCE_TABLES = ("findings", "tallies", "judgements", "not_rated", "panel")
"""The tables of an inspection document that hold its evidence."""


def read_framework(path: str | os.PathLike[str]) -> Framework:
    """Return the framework in the TOML file at `path`.

    Raises:
        DocumentError: When the file can't be read as one, with every problem and its path in the document.
    """
    return framework_from(parsed(Path(path), (".toml",)), str(path), beside(Path(path)))


def beside(path: Path) -> Beside:
    """Return what reads the TOML files in the folder of the file at `path`."""
    return lambda name: parsed(path.parent / name, (".toml",))


def framework_from_toml(text: str, name: str = "the framework", beside: Beside | None = None) -> Framework:
    """Return the framework in the TOML `text`; see `framework_from`."""
    return framework_from(toml_data(text, name), name, beside)


def framework_from(data: Mapping[str, Any], name: str = "the framework", beside: Beside | None = None) -> Framework:
    """Return the framework that plain `data` holds, as a TOML file would.

    Args:
        data: What the file held.
        name: What messages call it.
        beside: What reads the files in the folder of the file, for a document that is based on another.

    Raises:
        DocumentError: With every problem and its path.
    """
    from probation_standards.defining import read_framework_data

    if "service" in data and "standards" not in data:
        problem = Problem("", "expected a framework; this is an inspection, which can be rated, explained and checked")
        raise DocumentError([problem], f"{name} cannot be read as a framework")
    whole = resolved(data, beside, name)
    framework, problems = read_framework_data(
        {field: item for field, item in whole.items() if field not in ("$schema", "digest")}
    )
    if framework is not None and "digest" in data and data["digest"] != framework.digest:
        problems, framework = [Problem("digest", f"expected {framework.digest}, that of this content, or none")], None
    if framework is None:
        raise DocumentError(map(_placed, problems), f"{name} cannot be read as a framework")
    return framework


SEVERAL = ("standards", "domains", "inputs", "crosswalks", "questions", "prompts", "rows", "limits", "steps", "tables")
"""Keys of which there are several tables, each in double brackets."""

TOP = (
    "standards",
    "domains",
    "inputs",
    "scale",
    "bands",
    "sources",
    "overall",
    "in_force",
    "discretion",
    "crosswalks",
    "answers",
    "based_on",
)
"""Keys that only a framework itself has."""

OF_RULES = ("rule", "measure", "rows", "limits", "steps", "tables")
"""Keys that only rules have."""


def _placed(problem: Problem) -> Problem:
    """Return the problem of a key that is known elsewhere than where it stands, with where that is."""
    if not problem.expected.startswith("expected a key of this table") or problem.suggestion:
        return problem
    hint = ""
    if "." in problem.path and problem.value in TOP:
        hint = "; it is a key of the framework itself, which stands before the first table, or is a table of that name alone"
    elif problem.path == problem.value and problem.value in OF_RULES:
        hint = f"; it is one of a rule, as in {'[[' if problem.value in SEVERAL else '['}overall.{problem.value}"
        hint += "]]" if problem.value in SEVERAL else "]"
    return attrs.evolve(problem, expected=problem.expected + hint)


def read_inspection(path: str | os.PathLike[str], frameworks: Mapping[str, Framework] | None = None) -> Inspection:
    """Return the inspection in the TOML or JSON file at `path`.

    Args:
        path: The file; its ending says which of the two it is.
        frameworks: Frameworks by id, such as a `Catalogue`. With them, everything in the inspection is also held against
            the framework that it names, so that all problems come at once; without, `rate` finds those later.

    Raises:
        DocumentError: When the file can't be read as an inspection, with every problem and its path in the document.
    """
    return inspection_from(parsed(Path(path)), frameworks, str(path))


def inspection_from(
    data: Mapping[str, Any], frameworks: Mapping[str, Framework] | None = None, name: str = "the inspection"
) -> Inspection:
    """Return the inspection that plain `data` holds, as a TOML or JSON file would; see `read_inspection`."""
    from probation_standards.leaves import UnreadableError
    from probation_standards.structuring import read_class

    if "standards" in data and "service" not in data:
        problem = Problem("", "expected an inspection; this is a framework, which can be shown and checked, not rated")
        raise DocumentError([problem], f"{name} cannot be read as an inspection")
    problems: list[Problem] = []
    evidence = _evidence(data, problems)
    rest = {name: item for name, item in data.items() if name not in (*EVIDENCE_TABLES, "$schema")}
    inspection: Inspection | None = None
    read: Any = None
    try:
        read = inspection = read_class(rest, Inspection, also=EVIDENCE_TABLES, given={"evidence": evidence})
    except UnreadableError as error:
        problems += error.problems
        read = error.partial
    id = data.get("framework")
    if frameworks is not None and isinstance(id, str):
        try:
            framework = frameworks[id]
        except KeyError:
            none = "" if len(frameworks) else "; none is installed: install a plugin, such as probation-standards-probation"
            problems.append(unknown("framework", id, frameworks, f"the id of a framework that is installed{none}"))
        else:
            published = _as_far_as_read(getattr(read, "published", None))
            narrative = {name: texts for name in NARRATIVE if isinstance(texts := getattr(read, name, None), Mapping)}
            problems += inspection_problems(framework, evidence, published, narrative)
            tables = (evidence.findings, evidence.judgements, evidence.not_rated, evidence.panel)
            ids = [*(id for table in tables for id in table), *(() if published is None else published.ratings)]
            problems = _told_of_another(problems, framework, ids, frameworks)
    if problems or inspection is None:
        tallies = data.get("tallies")
        counted = tallies if isinstance(tallies, Mapping) else {}
        in_tallies = {f"findings.{key(id)}": f"tallies.{key(id)}" for id in counted}
        problems = [attrs.evolve(problem, path=in_tallies.get(problem.path, problem.path)) for problem in problems]
        raise DocumentError(problems, f"{name} cannot be read as an inspection")
    return inspection


def _told_of_another(
    problems: list[Problem], framework: Framework, ids: Iterable[str], frameworks: Mapping[str, Framework]
) -> list[Problem]:
    """Return problems, those of ids that are of another edition with what they are here, and not with what looks like them.

    Editions have like ids for other things: 2.2.1 of one is P 2.1.1 of the next, and looks more like its P 2.2.1.

    Args:
        problems: What is wrong with the inspection.
        framework: The framework that it names.
        ids: The ids of standards and questions in it.
        frameworks: Other frameworks, by id.
    """
    strange = [id for id in dict.fromkeys(ids) if id not in framework.kinds]
    if not strange or not problems:
        return problems
    here = {
        id: Problem("", f"; {id} of {crosswalk.framework} is {one.id} here", suggestion=one.id)
        for crosswalk in framework.crosswalks
        for one in crosswalk.correspondences
        for id in one.to
        if id in strange
    }
    others = _with_most(strange, framework, frameworks) if len(strange) > 1 else {}
    told = [
        attrs.evolve(
            problem,
            expected=problem.expected + here[problem.value].expected if problem.value in here else problem.expected,
            suggestion=here[problem.value].suggestion if problem.value in here else None,
        )
        if isinstance(problem.value, str) and problem.value in {*here, *(id for ids in others.values() for id in ids)}
        else problem
        for problem in problems
    ]
    if not others:
        return told
    number = f"{len(next(iter(others.values())))} of the {len(strange)} that {framework.id} lacks"
    expected = f"expected the framework of the ids in this document; {number} are of {' or '.join(others)}"
    return [Problem("framework", expected, framework.id), *told]


def _with_most(ids: Iterable[str], framework: Framework, frameworks: Mapping[str, Framework]) -> dict[str, set[str]]:
    """Return the frameworks for the same type of service that have the most of some ids, more than half, each with those."""
    wanted = {*ids}
    found: dict[str, set[str]] = {}
    for id in frameworks:
        try:
            other = frameworks[id]
        except ProbationStandardsError:  # which is another matter
            continue
        common = wanted & other.kinds.keys()
        if other.id != framework.id and other.type == framework.type and len(common) > len(wanted) / 2:
            found[id] = common
    most = max(map(len, found.values()), default=0)
    return {id: common for id, common in found.items() if len(common) == most}


def _as_far_as_read(published: Any) -> PublishedRatings | None:
    return (
        PublishedRatings(**{name: value for name, value in vars(published).items() if name != "of"})
        if isinstance(published, Partial)
        else published
    )


def write_framework(framework: Framework, path: str | os.PathLike[str]) -> None:
    """Write `framework` to a TOML file; reading it gives an equal one. The file is written whole or not at all."""
    from probation_standards.unstructuring import framework_data

    _write(framework_data(framework), Path(path), (".toml",))


def write_inspection(inspection: Inspection, path: str | os.PathLike[str]) -> None:
    """Write `inspection` to a TOML or JSON file, as its ending says; reading it gives an equal one.

    The file is written whole or not at all.
    """
    _write(inspection_data(inspection), Path(path), (".toml", ".json"))


def inspection_data(inspection: Inspection) -> dict[str, Any]:
    """Return `inspection` as plain data, as its document holds it."""
    from probation_standards.unstructuring import plain_figure, unstructurer

    data: dict[str, Any] = unstructurer().unstructure(attrs.evolve(inspection, evidence=Evidence()))
    data.pop("evidence", None)
    evidence = inspection.evidence
    tables: dict[str, dict[str, Any]] = {name: {} for name in EVIDENCE_TABLES}
    for id, finding in evidence.findings.items():
        if isinstance(finding, Tally):
            tables["tallies"][id] = [finding.sufficient, finding.relevant]
        elif isinstance(finding, NoFinding):
            tables["findings"][id] = finding.given if isinstance(finding.given, (bool, str)) else str(finding.given)
        else:
            tables["findings"][id] = plain_figure(finding)
    for id, given in evidence.judgements.items():
        tables["judgements"][id] = attrs.asdict(given) if isinstance(given, Judgement) else given
    tables["not_rated"] = dict(evidence.not_rated)
    tables["panel"] = {
        id: attrs.asdict(decision) if isinstance(decision, PanelDecision) else decision
        for id, decision in evidence.panel.items()
    }
    return {**data, **{name: table for name, table in tables.items() if table}}


def _evidence(data: Mapping[str, Any], problems: list[Problem]) -> Evidence:
    """Return the evidence in an inspection document, adding what is wrong with its form to `problems`."""

    def table(name: str, read: Callable[[str, Any], Any]) -> Iterator[tuple[str, Any]]:
        raw = data.get(name, {})
        if not isinstance(raw, Mapping):
            problems.append(Problem(name, "expected a table with an id on each line", raw))
            return
        for id, value in raw.items():
            try:
                yield id, read(f"{name}.{key(id)}", value)
            except _MalformedError as error:
                problems.append(error.problem)

    findings = dict(table("findings", _scalar))
    for id, tally in table("tallies", _tally):
        if id in findings:
            expected = "expected a finding for this question under findings or under tallies, but not under both"
            problems.append(Problem(f"tallies.{key(id)}", expected))
        findings[id] = tally
    return Evidence(
        findings=findings,
        judgements=dict(table("judgements", lambda path, value: _record(path, value, Judgement))),
        not_rated=dict(table("not_rated", _scalar)),
        panel=dict(table("panel", lambda path, value: _record(path, value, PanelDecision))),
    )


class _MalformedError(Exception):
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def _scalar(path: str, value: Any) -> Any:
    if isinstance(value, (Mapping, list)):
        hint = "; a tally such as [37, 62] goes under tallies" if isinstance(value, list) else _unquoted(path, value)
        raise _MalformedError(Problem(path, f"expected a single value{hint}", value))
    return value


def _unquoted(path: str, value: object) -> str:
    """Return a hint where a table stands in place of a value, as where an id with a full stop has no quotes."""
    first = next(iter(value), "") if isinstance(value, Mapping) else ""
    id = f"{path.rpartition('.')[2]}.{first}"
    return f'; an id with a full stop stands in quotes: "{id}"' if first else ""


def _tally(path: str, value: Any) -> Tally:
    if not isinstance(value, list) or len(value) != 2:
        expected = f"expected two numbers of cases, [sufficient, relevant]{_unquoted(path, value)}"
        raise _MalformedError(Problem(path, expected, value))
    return Tally(*value)


def _record(path: str, value: Any, cls: type[Judgement | PanelDecision]) -> Any:
    if isinstance(value, str) and cls is Judgement:
        return value
    fields = [field.name for field in attrs.fields(cls)]
    if not isinstance(value, Mapping):
        raise _MalformedError(
            Problem(
                path,
                f"expected {'the name of a rating, or ' if cls is Judgement else ''}a table of {' and '.join(fields)}",
                value,
            )
        )
    for name in value:
        if name not in fields:
            raise _MalformedError(unknown(f"{path}.{key(name)}", name, fields, "a key of this table"))
    return cls(value.get("rating", ""), value.get("because", ""))


def parsed(path: Path, endings: tuple[str, ...] = (".toml", ".json")) -> dict[str, Any]:
    """Return what a TOML or JSON file holds, as plain data; decimals are kept exact.

    Raises:
        DocumentError: When it can't be read: another ending, no such file, another encoding, a mistake in its syntax.
    """
    name = str(path)
    if path.suffix.lower() not in endings:
        kinds = " or ".join(ending[1:].upper() for ending in endings)
        problem = Problem("", f"expected a {kinds} file, ending in {' or '.join(endings)}")
        raise DocumentError([problem], f"{name} cannot be read")
    try:
        text = decoded(path.read_bytes(), name)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        raise DocumentError([Problem("", f"expected a readable file: {why}")], f"{name} cannot be read") from None
    return toml_data(text, name) if path.suffix.lower() == ".toml" else _json(text, name)


def decoded(content: bytes, name: str) -> str:
    """Return the text of a file, which is UTF-8, with or without a byte-order mark.

    Raises:
        DocumentError: When it is not.
    """
    if content.startswith(b"PK\x03\x04"):
        problem = Problem("", "expected a text; this is a packed file, such as a spreadsheet")
        raise DocumentError([problem], f"{name} cannot be read")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        expected = f"expected UTF-8; byte {error.start}, in line {line}, is none (was it saved in another encoding?)"
        problem = Problem("", expected)
        raise DocumentError([problem], f"{name} cannot be read") from None


def toml_data(text: str, name: str) -> dict[str, Any]:
    """Return what a TOML `text` holds, as plain data, decimals kept exact; `name` is what messages call it."""
    import tomllib

    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError) as error:  # Python reads no number of more than 4,300 digits
        raise DocumentError([Problem("", f"expected TOML: {error}{_line(text, error)}")], f"{name} cannot be read") from None


def _line(text: str, error: Exception) -> str:
    """Return the line of a document at which reading it ended, and what may be wrong with it, as the end of a sentence."""
    found = re.search(r"at line (\d+)", str(error))
    if found is None:
        return ""
    line = text.splitlines()[int(found[1]) - 1].strip() if int(found[1]) <= text.count("\n") + 1 else ""
    hint = ""
    if line.count("{") > line.count("}"):
        hint = " (what stands in braces stands on one line, from { to })"
    elif "twice" in str(error) and line.strip("[]").rpartition(".")[2] in SEVERAL:
        hint = f" (there are several, each written [[{line.strip('[]')}]])"
    return f": {shown(line)}{hint}" if line else ""


def _json(text: str, name: str) -> dict[str, Any]:
    import json

    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=Decimal, object_pairs_hook=once)
    except (ValueError, ArithmeticError, RecursionError) as error:
        raise DocumentError([Problem("", f"expected JSON: {error}")], f"{name} cannot be read") from None
    if not isinstance(data, dict):
        raise DocumentError([Problem("", "expected a JSON object", data)], f"{name} cannot be read")
    return data


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return a JSON object, in which no key may stand twice: one of the two would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {twice!r} stands twice in one object")
    return found


def _dumped(dump: Callable[[Any], str], data: Mapping[str, Any], path: Path) -> str:
    try:
        return dump(data)
    except (TypeError, ValueError, AttributeError) as error:
        raise DocumentError([Problem("", f"expected what a document can hold: {error}")], f"{path} cannot be written") from None


def _write(data: Mapping[str, Any], path: Path, endings: tuple[str, ...]) -> None:
    _check_ending(path, endings)
    if path.suffix.lower() == ".toml":
        import tomli_w

        text = _dumped(tomli_w.dumps, data, path)
    else:
        import json

        text = _dumped(partial(json.dumps, ensure_ascii=False, indent=2), data, path) + "\n"
    write_text(text, path, endings)


def _check_ending(path: Path, endings: tuple[str, ...]) -> None:
    if path.suffix.lower() not in endings:
        raise DocumentError([Problem("", f"expected a file ending in {' or '.join(endings)}")], f"{path} cannot be written")


def write_text(text: str, path: Path, endings: tuple[str, ...]) -> None:
    """Write a text to a file with one of some endings, whole or not at all.

    Raises:
        DocumentError: When it can't be written.
    """
    _check_ending(path, endings)
    path = path.resolve()  # through a link, to what it stands for
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(text.encode())
        beside.replace(path)
    except OSError as error:
        problem = Problem("", f"expected a place that can be written to: {error.strerror}")
        raise DocumentError([problem], f"{path} cannot be written") from None
    except UnicodeEncodeError as error:
        problem = Problem("", "expected texts that UTF-8 can hold", error.object[error.start : error.end])
        raise DocumentError([problem], f"{path} cannot be written") from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
