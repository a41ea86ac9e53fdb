"""The public API as a user's type checker sees it: checked by mypy, never run.

Where a line says ``type: ignore``, the checker must find the mistake in it, or complain that there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import assert_type

import attrs

import probation_standards as ps
from probation_standards import Framework, framework_file, hookimpl


def frameworks_are_found() -> None:
    catalogue = ps.discover(block={"acme"})

    assert_type(catalogue, ps.Catalogue)
    assert_type(catalogue["pdu-2023"], ps.Framework)
    assert_type(list(catalogue), list[str])
    assert_type(ps.read_framework(Path("acme-2025.toml")), ps.Framework)
    ps.write_framework(catalogue["pdu-2023"], "copy.toml")
    ps.discover("acme")  # type: ignore[call-arg]


def frameworks_are_looked_at(framework: ps.Framework) -> None:
    assert_type(framework.id, str)
    assert_type(framework.digest, str)
    assert_type(framework.standards, tuple[ps.Standard, ...])
    assert_type(framework["P 2.1"], ps.Standard)
    assert_type(framework.questions, tuple[ps.KeyQuestion, ...])
    assert_type(framework.domains, tuple[ps.Domain, ...])
    assert_type(framework.headings, tuple[str, ...])
    assert_type(framework.sources, tuple[ps.Source, ...])
    assert_type(framework.tables, tuple[ps.BandTable, ...])
    assert_type(framework.scale, ps.RatingScale)
    assert_type(framework.scale["Good"], ps.Rating)
    assert_type(framework.scale.best.points, int)
    assert_type([rating.name for rating in framework.scale], list[str])
    assert_type(framework.in_force, ps.InForce | None)
    for standard in framework.standards:
        assert_type(standard.counts, bool)
        assert_type(standard.rule.source.confidence, ps.Confidence)
        assert_type(standard.questions[0].prompts, tuple[ps.Prompt, ...])
        if isinstance(standard.rule, ps.LowestQuestion):
            assert_type(standard.rule.bands, ps.BandTable)
            assert_type(standard.rule.bands.place(34), ps.Placement)
            assert_type(standard.rule.bands.bands[0].rating, ps.Rating)
    framework.title = "Another"  # type: ignore[misc]
    framework["P 2.1"].rule = None  # type: ignore[misc, assignment]


def frameworks_are_made() -> ps.Framework:
    source = ps.Source(id="report", title="A report", confidence="confirmed", published="2025-05")
    ratings = (ps.Rating("Inadequate", 0), ps.Rating("Good", 2))
    casework = ps.BandTable(
        id="casework",
        bands=(ps.RatingBand(ratings[0], 0, words="minority"), ps.RatingBand(ratings[1], "64.5")),
        rounding="whole",
        unit="per cent of relevant cases",
        source=source,
    )
    score = attrs.evolve(casework, id="score", bands=[ps.RatingBand(ratings[0], 0), ps.RatingBand(ratings[1], 2)])
    prompt = ps.Prompt(id="A 1.1a", text="Well informed?", verbatim=False, source=source)
    question = ps.KeyQuestion(id="A 1.1", text="Is it good?", prompts=[prompt], numbered="printed order", source=source)
    ps.BandTable(id="b", bands=(), rounding="half-even", unit="points", source=source)  # type: ignore[arg-type]
    ps.LowestQuestion(bands=casework, no_relevant_cases="zero", source=source)  # type: ignore[arg-type]
    ps.LowestQuestion(casework, "leave out", source=source)  # type: ignore[call-arg]
    ps.Rating("Good", "2")  # type: ignore[arg-type]
    return ps.Framework(
        id="acme-2025",
        title="Standards of Acme",
        edition="2025",
        scale=ps.RatingScale(ratings=ratings, source=source),
        domains=[ps.Domain(id="A", title="All", source=source)],
        standards=[
            ps.Standard(
                id="A 1",
                title="Casework",
                domain="A",
                questions=[question],
                rule=ps.LowestQuestion(bands=casework, no_relevant_cases="leave out", source=source),
                source=source,
            ),
            ps.Standard(id="A 2", title="Leadership", domain="A", rule=ps.InspectorJudgement(source=source), source=source),
            ps.Standard(
                id="A 3",
                title="Pilot",
                domain="A",
                rule=ps.NoRating(because="piloted this year", source=source),
                counts=False,
                source=source,
            ),
        ],
        overall=ps.TotalPoints(tables=[ps.ScoreTable(maximum=4, bands=score)], source=source),
        in_force=ps.InForce(starts="2025-01", ends=None, source=source),
        headings=["Diversity and inclusion"],
        source=source,
    )


def evidence_is_given() -> ps.Evidence:
    whole: dict[str, int] = {"A 1.1": 60}
    ps.Evidence(findings=whole)
    ps.Evidence(findings={"A 1.1": None})  # type: ignore[dict-item]
    ps.Evidence(findings=[60])  # type: ignore[arg-type]
    ps.Evidence(judgements={"A 2": 2})  # type: ignore[dict-item]
    ps.Evidence(panel={"A 1": "Good"})  # type: ignore[dict-item]
    ps.Evidence({"A 1.1": 60})  # type: ignore[call-arg]
    ps.Tally(37)  # type: ignore[call-arg]
    ps.PanelDecision("Good")  # type: ignore[call-arg]
    return ps.Evidence(
        findings={"A 1.1": 60, "A 1.2": "64.5", "A 1.3": 64.5, "A 1.4": Decimal("64.5"), "A 1.5": Fraction(129, 2)},
        judgements={"A 2": "Good", "A 3": ps.Judgement("Good", because="clear vision")},
        not_rated={"A 4": "no cases", "overall": "the inspection was stopped"},
        panel={"A 1": ps.PanelDecision("Good", because="one case from the threshold")},
    )


def tallies_are_pooled(services: Iterable[Mapping[str, ps.Tally]]) -> ps.Evidence:
    pooled: dict[str, ps.Tally] = {}
    for service in services:
        for id, tally in service.items():
            pooled[id] = pooled.get(id, ps.Tally(0, 0)) + tally
    assert_type(ps.Tally(37, 62).percentage, int | Fraction | None)
    return ps.Evidence(findings=pooled)


def inspections_are_rated(framework: ps.Framework, evidence: ps.Evidence) -> None:
    rated = ps.rate(framework, evidence)

    assert_type(rated, ps.RatedInspection)
    assert_type(rated.ratings, dict[str, ps.Rating | None])
    assert_type(rated.score, int | None)
    assert_type(rated.maximum, int | None)
    assert_type(rated.overall, ps.Decision)
    assert_type(rated["A 1"], ps.Decision)
    assert_type(rated["A 1"].rating, ps.Rating | None)
    assert_type(rated["A 1"].points, int | None)
    assert_type(str(rated["A 1"].reason), str)
    assert_type(rated.get("A 9"), ps.Decision | None)
    assert_type(dict(rated), dict[str, ps.Decision])
    assert_type(rated.findings("A 1"), tuple[ps.Finding, ...])
    assert_type(rated.findings("A 1")[0].percentage, int | Fraction | None)
    assert_type(ps.explain(rated), str)
    rated["A 1"].rating.name  # type: ignore[union-attr]  # noqa: B018  # there may be none
    rated["A 1"].rating = framework.scale.best  # type: ignore[misc]
    rated["A 1"] = rated.overall  # type: ignore[index]
    rated.score = 21  # type: ignore[misc]
    ps.rate(framework)  # type: ignore[call-arg]
    ps.rate("pdu-2023", evidence)  # type: ignore[arg-type]


def inspections_are_read(catalogue: ps.Catalogue) -> None:
    inspection = ps.read_inspection("derbyshire-2025.toml", catalogue)

    assert_type(inspection, ps.Inspection)
    assert_type(inspection.evidence, ps.Evidence)
    assert_type(inspection.published, ps.PublishedRatings | None)
    assert_type(inspection.fieldwork_start, ps.PartialDate | None)
    assert_type(inspection.recommendations, tuple[str, ...])
    assert_type(inspection.background, tuple[ps.BackgroundFigure, ...])
    ps.read_inspection(Path("derbyshire-2025.json"))
    ps.write_inspection(inspection, Path("copy.json"))

    rated = ps.rate(catalogue[inspection.framework], inspection.evidence)
    assert_type(ps.explain(rated, inspection), str)
    assert_type(ps.agreement(inspection.published, rated), ps.Agreement)
    assert_type(ps.agreement(inspection.published, rated).agrees, bool | None)
    assert_type(ps.agreement(inspection.published, rated).differences, tuple[ps.Difference, ...])


def inspections_are_made(evidence: ps.Evidence) -> ps.Inspection:
    return ps.Inspection(
        service="Acme PDU",
        framework="acme-2025",
        fieldwork_start="2025-02-24",
        publication_date=ps.PartialDate(2025, 5),
        evidence=evidence,
        published=ps.PublishedRatings(overall="Good", score=4, maximum=4, ratings={"A 1": "Good"}),
        background=[ps.BackgroundFigure(name="caseload", value="40.5", unit="cases")],
        strengths={"A 1": ("Well informed.",)},
        recommendations=["Keep going."],
    )


def errors_tell_every_problem(framework: ps.Framework, evidence: ps.Evidence) -> list[str]:
    try:
        ps.rate(framework, evidence)
    except ps.EvidenceError as error:
        assert_type(error, ps.EvidenceError)
        assert_type(error.problems, tuple[ps.Problem, ...])
        assert_type(error.heading, str)
        return [f"{problem.path}: {problem.expected} ({problem.suggestion})" for problem in error.problems]
    except (ps.FrameworkError, ps.DocumentError, ps.PluginError, ps.UnknownFrameworkError) as error:
        assert_type(error.problems, tuple[ps.Problem, ...])
        general: ps.ProbationStandardsError = error
        missing: KeyError = ps.UnknownFrameworkError()
        raise general from missing
    return []


@hookimpl
def probation_standards_frameworks() -> Iterable[Framework | object]:
    return [framework_file("acme_framework", "acme-2025.toml", title="Standards of Acme"), frameworks_are_made()]
