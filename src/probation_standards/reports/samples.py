"""What a sample says of its caseload, as a page and as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from probation_standards.analysis.drawing import Chances, Sampling
from probation_standards.analysis.redrawing import Resampled
from probation_standards.evidence import NOT_RATED, OVERALL
from probation_standards.figures import written
from probation_standards.frameworks import Framework
from probation_standards.reports.analysis import place_text
from probation_standards.reports.pages import Page, PageTable


def sampling_page(framework: Framework, found: Sampling, again: Resampled | None, service: str) -> Page:
    """Return what a sample says as a page, with what samples drawn from the cases say in a table of their own."""
    sure = f"{100 * found.confidence:g} per cent"
    questions = [
        (id, one.tally, written(one.tally.percentage or 0), str(one.wilson), "-" if one.exact is None else str(one.exact))
        for id, one in found.questions.items()
    ]
    places = {**found.standards, OVERALL: found.overall}
    seen = [of.independent for of in places.values()]
    seen += [] if again is None else [again.overall, *again.standards.values()]
    none = any(of.get(NOT_RATED) for of in seen)
    names = [*(name for name in found.overall.independent if name != NOT_RATED), *([NOT_RATED] if none else [])]
    rows = [(place_text(framework, id), of.now, *(_chance(of, name) for name in names)) for id, of in places.items()]
    redrawn = [
        (place_text(framework, id), of.now, *(f"{100 * shares.get(name, 0):.1f}" for name in names))
        for id, of in places.items()
        if (shares := _again(again, id)) is not None
    ]
    notes = [*_SAMPLES, *found.assumptions]
    if again is not None:
        notes += [one for one in again.assumptions if one not in found.assumptions]
    drawn = "" if again is None else f"{again.resamples:,} samples of whole cases, seed {again.seed}: per cent of them"
    head = ("Key question", "Sample", ">Per cent", f"Wilson, {sure}", f"Exact for the caseload, {sure}")
    return Page(
        f"{service}: what the sample says of the caseload",
        (),
        (
            PageTable(("Standard", "Now", *names), rows, "Were another sample drawn: per cent of samples"),
            PageTable(("Standard", "Now", *(f">{name}" for name in names)), redrawn, drawn),
            PageTable(head, questions, "Intervals"),
        ),
        tuple(notes),
    )


_SAMPLES = (
    "per cent of samples: how often a rating would be given, were answers to different questions independent",
    "in brackets: between which ends that lies, however the answers go together",
    "this is how much a rating owes to the sample, and not how likely it is to be right",
    "where the lowest of several questions decides, other samples are rated lower more often than higher",
)


def _again(again: Resampled | None, id: str) -> Mapping[str, float] | None:
    if again is None:
        return None
    return again.overall if id == OVERALL else again.standards.get(id)


def _chance(of: Chances, name: str) -> str:
    chance = f"{100 * of.independent.get(name, 0):.1f}"
    ends = "" if of.between is None else " ({:.1f} to {:.1f})".format(*(100 * end for end in of.between.get(name, (0, 0))))
    return f"{chance}{ends}"


def sampling_data(found: Sampling, again: Resampled | None) -> dict[str, Any]:
    """Return the same as plain data; chances from 0 to 1."""
    return {
        "questions": [
            {
                "question": id,
                "sufficient": one.tally.sufficient,
                "relevant": one.tally.relevant,
                "caseload": one.caseload,
                "wilson": [one.wilson.low, one.wilson.high],
                "exact": None if one.exact is None else [one.exact.low, one.exact.high],
            }
            for id, one in found.questions.items()
        ],
        "ratings": [
            {
                "id": id,
                "now": of.now,
                "independent": dict(of.independent),
                "between": None if of.between is None else {name: list(ends) for name, ends in of.between.items()},
                "resampled": None if (drawn := _again(again, id)) is None else dict(drawn),
            }
            for id, of in {**found.standards, OVERALL: found.overall}.items()
        ],
        "confidence": found.confidence,
        "resamples": None if again is None else {"number": again.resamples, "seed": again.seed, "cases": again.cases},
        "assumptions": [*found.assumptions, *(() if again is None else again.assumptions)],
    }
