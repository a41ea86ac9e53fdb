"""What was proved of a framework, as text, plain data and Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from probation_standards.documents import inspection_data
from probation_standards.items import shape_parts
from probation_standards.proving.flaws import Flaw, Proof
from probation_standards.reports.markdown import table
from probation_standards.rules import ScoreTable
from probation_standards.shapes import Banded, DecisionTable, Limited, Stepped

_HELD = (
    ("falls", "better evidence is never rated worse"),
    ("open-table", "decision tables leave nothing open, but where what they read is missing"),
    ("dead-row", "each row of a decision table decides something"),
    ("dead-limit", "each limit holds somewhere"),
    ("idle-limit", "each limit changes a rating somewhere"),
    ("dead-step", "each step is taken somewhere"),
    ("idle-step", "each step changes a rating somewhere"),
    ("empty-band", "each band has figures that fall in it, without gap or overlap"),
    ("unreached-rating", "each rating can be given"),
    ("no-table", "each maximum has its bands"),
    ("unread", "all that is asked is read"),
)
"""What holds where no flaw of a kind was found."""

_OF: dict[str, type[Any]] = {
    "open-table": DecisionTable,
    "dead-row": DecisionTable,
    "dead-limit": Limited,
    "dead-step": Stepped,
    "idle-limit": Limited,
    "idle-step": Stepped,
    "empty-band": Banded,
    "no-table": ScoreTable,
}
"""What some of it is said of; it is left unsaid where there is none."""


def held(proof: Proof) -> tuple[str, ...]:
    """Return in words what holds of a framework for all evidence."""
    found = {flaw.kind for flaw in proof.flaws}
    framework = proof.framework
    rules = [*(standard.rule for standard in framework.standards), framework.overall]
    has = {type(part) for rule in rules for _, part in shape_parts(rule)}
    return tuple(words for kind, words in _HELD if kind not in found and (kind not in _OF or _OF[kind] in has))


def proof_text(proof: Proof) -> str:
    """Return the outcome, what holds, and each flaw with what to change."""
    return "\n".join(_lines(proof))


def summary(proof: Proof) -> str:
    """Return in a line what came of it."""
    counts = {severity: sum(flaw.severity == severity for flaw in proof.flaws) for severity in ("error", "warning", "note")}
    said = [f"{count} {severity}{'' if count == 1 else 's'}" for severity, count in counts.items() if count]
    outcome = "holds" if proof.holds else "does not hold"
    return f"{proof.framework.id} {outcome}: {', '.join(said) or 'nothing found'}"


def _through(proof: Proof) -> str:
    one = proof.gone_through == 1
    which = "which stands" if one else "which stand"
    return f"{proof.gone_through:,} inspection{'' if one else 's'} rated, {which} for all"


def _lines(proof: Proof) -> Iterator[str]:
    yield f"{summary(proof)} ({_through(proof)}{' but what is said to be tried' if proof.undecided else ''})."
    if held(proof):
        yield f"{_of_which(proof)}: {'; '.join(held(proof))}."
    for undecided in proof.undecided:
        yield f"undecided: {undecided}"
    for flaw in proof.flaws:
        yield f"{flaw.severity}: {flaw.path}: {flaw.what}"
        yield f"    {_advice(flaw)}"


def _of_which(proof: Proof) -> str:
    """Return of which evidence it holds."""
    only = f", {' and '.join(proof.only)}" if proof.only else ""
    return f"Holds{only}, where it was decided" if proof.undecided else f"Holds for all evidence{only}"


def _advice(flaw: Flaw) -> str:
    return flaw.advice[0].upper() + flaw.advice[1:] + "."


def proof_data(proof: Proof) -> dict[str, Any]:
    """Return what was proved as plain data, with each inspection that shows a flaw as its document holds it."""
    return {
        "framework": proof.framework.id,
        "digest": proof.framework.digest,
        "holds": proof.holds,
        "gone_through": proof.gone_through,
        "held": list(held(proof)),
        "only": list(proof.only),
        "flaws": [
            {
                "severity": flaw.severity,
                "kind": flaw.kind,
                "path": flaw.path,
                "what": flaw.what,
                "advice": flaw.advice,
                "examples": [inspection_data(example) for example in flaw.examples],
                "cliffs": [[tally.sufficient, tally.relevant] for tally in flaw.cliffs],
            }
            for flaw in proof.flaws
        ],
        "undecided": [{"path": one.path, "because": one.because, "tried": one.tried} for one in proof.undecided],
    }


def proof_markdown(proof: Proof) -> str:
    """Return the outcome, what holds, and a table of flaws."""
    parts = [f"## {proof.framework.id}", f"{summary(proof)} ({_through(proof)})."]
    if held(proof):
        parts.append("\n".join([f"{_of_which(proof)}:", "", *(f"- {words}" for words in held(proof))]))
    parts += [f"Undecided: {undecided}" for undecided in proof.undecided]
    if proof.flaws:
        rows = [(flaw.severity, flaw.path, flaw.what, flaw.advice) for flaw in proof.flaws]
        parts.append(table(("", "Where", "What", "What to change"), rows))
    return "\n\n".join(parts)
