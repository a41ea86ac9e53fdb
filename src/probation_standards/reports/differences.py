"""What differs between two frameworks, and whom that would rate otherwise, as a page and as plain data."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import attrs

from probation_standards.analysis.differing import FrameworkDifference, SameEvidence
from probation_standards.frameworks import Framework
from probation_standards.reports.analysis import place_text
from probation_standards.reports.pages import Page, PageTable


def differences_page(one: Framework, other: Framework, found: Sequence[FrameworkDifference], same: SameEvidence | None) -> Page:
    """Return what differs between two frameworks, and whom that would rate otherwise, as a page."""
    sorts = {"numbers": "Numbers", "structure": "Structure", "texts": "Texts"}
    tables = [
        PageTable(
            ("What", one.id, other.id if other.id != one.id else "the other"),
            [(each.path, _side(each.before), _side(each.after)) for each in found if each.sort == sort],
            title,
        )
        for sort, title in sorts.items()
    ]
    notes = []
    if same is not None:
        rows = [
            (each.service, place_text(one, each.place), each.before, each.after, each.because) for each in same.reclassified
        ]
        tables.append(PageTable(("Service", "Standard", "Was", "Would be", "Because"), rows, "Ratings that would be others"))
        inspections = f"{same.rated} inspection{'' if same.rated == 1 else 's'}"
        notes.append(f"{inspections} rated under both, of which {len(rows)} ratings would be others")
        notes += [f"{service} could not be rated under both: {why}" for service, why in same.refused.items()]
    title = f"{one.title}, edition {one.edition}, and {other.title}, edition {other.edition}"
    return Page(title, () if found else ("Nothing differs.",), tuple(tables), tuple(notes))


def _side(value: Any) -> str:
    if value is None:
        return "-"
    named = value.get("title", value.get("text", "there")) if isinstance(value, dict) else value
    return str(named)


def differences_data(
    one: Framework, other: Framework, found: Sequence[FrameworkDifference], same: SameEvidence | None
) -> dict[str, Any]:
    """Return the same as plain data."""
    on_both = None
    if same is not None:
        others = [attrs.asdict(each) for each in same.reclassified]
        on_both = {"rated": same.rated, "reclassified": others, "refused": dict(same.refused)}
    return {
        "frameworks": [{"id": each.id, "edition": each.edition, "digest": each.digest} for each in (one, other)],
        "differences": [
            {"path": each.path, "sort": each.sort, "before": _plain_side(each.before), "after": _plain_side(each.after)}
            for each in found
        ],
        "same_evidence": on_both,
    }


def _plain_side(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain_side(one) for name, one in value.items()}
    return str(value) if isinstance(value, Fraction) else value
