"""Small frameworks that are made up of a few tables, as a document would hold them, and what a proof finds in them."""

from __future__ import annotations

from typing import Any

import probation_standards as ps
from probation_standards.documents import framework_from

JUDGED = {"kind": "inspector-judgement"}


def count(rating: str, **ends: int) -> dict[str, Any]:
    return {"kind": "figure", "measure": {"take": "count", "ratings": [rating]}, **ends}


def made(
    overall: dict[str, Any], *, judged: tuple[str, ...] = ("a", "b"), bands: dict[str, Any] | None = None, **more: Any
) -> ps.Framework:
    """Return a framework of some standards that are judged, and of those in `more`, with an overall rule."""
    standards = [{"id": id, "title": id, "domain": "d", "source": "s", "rule": {**JUDGED, "source": "s"}} for id in judged]
    document = {
        "id": "made",
        "title": "Made up",
        "edition": "1",
        "source": "s",
        "sources": {"s": {"title": "Made up for a test", "confidence": "confirmed"}},
        "scale": {
            "source": "s",
            "ratings": [{"name": name, "points": points} for points, name in enumerate(("Poor", "Fair", "Good"))],
        },
        "domains": [{"id": "d", "title": "d", "source": "s"}],
        "bands": {
            name: {"source": "s", "unit": "points", "rounding": "exact", **table} for name, table in (bands or {}).items()
        },
        "standards": [*standards, *more.pop("standards", [])],
        "overall": {"source": "s", **overall},
        **more,
    }
    return framework_from(document, "made.toml")


def bands(*starts: int | str, **said: str) -> dict[str, Any]:
    names = ("Poor", "Fair", "Good")
    return {"bands": [{"rating": name, "starts": start} for name, start in zip(names, starts, strict=False)], **said}


def flaws(framework: ps.Framework, kind: str) -> list[ps.Flaw]:
    return [flaw for flaw in ps.prove(framework).flaws if flaw.kind == kind]


def cases_standard(id: str, bands: str = "cases") -> dict[str, Any]:
    """Return a standard that is rated on its one question, asked of cases."""
    rule = {"kind": "lowest-question", "bands": bands, "source": "s"}
    question = {"id": f"{id}.1", "text": "Is it?", "source": "s"}
    return {"id": id, "title": id, "domain": "d", "source": "s", "rule": rule, "questions": [question]}


def score_standard(id: str, rule: dict[str, Any], *values: int) -> dict[str, Any]:
    """Return a standard with one question, "q", that has a score."""
    question = {"id": "q", "text": "How well?", "form": "score", "values": [*values], "source": "s"}
    return {"id": id, "title": id, "domain": "d", "source": "s", "questions": [question], "rule": {**rule, "source": "s"}}


def least_first(*ratings: str | None, otherwise: str) -> dict[str, Any]:
    """Return a decision table that rates a score of 0, 1 and so on, and else otherwise."""
    rows = [
        {
            "when": [{"kind": "figure", "measure": {"take": "total", "of": ["q"]}, "at_most": at}],
            **({"rating": one} if one else {}),
        }
        for at, one in enumerate(ratings)
    ]
    return {"kind": "decision-table", "rows": rows, "otherwise": otherwise}
