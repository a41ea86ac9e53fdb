"""How long it takes to rate the Derbyshire inspection, as ratios to if/else written by hand, within one run.

All give the same seven ratings, score and overall; that is checked before anything is timed. The contenders take turns, so
that a noisy machine slows all of them alike; each round gives a ratio, and the median of the rounds is the figure.

    python benchmarks/rate_derbyshire.py [--rounds 41] [--number 4000]
"""

from __future__ import annotations

import argparse
import platform
import statistics
import timeit
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import probation_standards as ps

INSPECTION = Path(__file__).parent.parent / "examples" / "derbyshire-2025.toml"


def band(percentage: int) -> str:
    """Return the rating of a percentage, by hand."""
    if percentage >= 80:
        return "Outstanding"
    if percentage >= 65:
        return "Good"
    if percentage >= 50:
        return "Requires improvement"
    return "Inadequate"


def by_hand(findings: Mapping[str, int], judgements: Mapping[str, str]) -> tuple[dict[str, str], int, str]:
    """Rate as a person would write it for this framework alone: nothing is checked, nothing is explained."""
    ratings = {
        "P 1.1": judgements["P 1.1"],
        "P 1.2": judgements["P 1.2"],
        "P 1.3": judgements["P 1.3"],
        "P 2.1": band(min(findings["P 2.1.1"], findings["P 2.1.2"], findings["P 2.1.3"])),
        "P 2.2": band(min(findings["P 2.2.1"], findings["P 2.2.2"], findings["P 2.2.3"])),
        "P 2.3": band(min(findings["P 2.3.1"], findings["P 2.3.2"], findings["P 2.3.3"])),
        "P 2.4": band(min(findings["P 2.4.1"], findings["P 2.4.2"], findings["P 2.4.3"])),
    }
    score = 0
    for rating in ratings.values():
        if rating == "Outstanding":
            score += 3
        elif rating == "Good":
            score += 2
        elif rating == "Requires improvement":
            score += 1
    if score <= 3:
        overall = "Inadequate"
    elif score <= 10:
        overall = "Requires improvement"
    elif score <= 17:
        overall = "Good"
    else:
        overall = "Outstanding"
    return ratings, score, overall


def checked_by_hand(findings: Mapping[str, Any], judgements: Mapping[str, Any]) -> tuple[dict[str, str], int, str]:
    """Rate by hand, refusing first what `rate` refuses: missing and unknown ids, wrong types, ranges and names."""
    if len(findings) != 12 or len(judgements) != 3:
        raise ValueError("missing or unknown")
    for percentage in findings.values():
        if type(percentage) is not int or not 0 <= percentage <= 100:
            raise ValueError("no percentage")
    for rating in judgements.values():
        if rating not in {"Inadequate", "Requires improvement", "Good", "Outstanding"}:
            raise ValueError("no rating")
    return by_hand(findings, judgements)


def contenders() -> dict[str, Callable[[], object]]:
    """Return what is timed, each checked to give the same ratings, score and overall."""
    catalogue = ps.discover()
    inspection = ps.read_inspection(INSPECTION, catalogue)
    framework = catalogue[inspection.framework]
    evidence = inspection.evidence
    findings: dict[str, Any] = dict(evidence.findings)
    judgements: dict[str, Any] = dict(evidence.judgements)

    def rated() -> ps.RatedInspection:
        return ps.rate(framework, evidence)

    def from_mappings() -> ps.RatedInspection:
        return ps.rate(framework, ps.Evidence(findings=findings, judgements=judgements))

    def with_reasons() -> ps.RatedInspection:
        done = ps.rate(framework, evidence)
        done.overall  # noqa: B018  # asking for one reason builds all of them
        return done

    def as_text() -> str:
        return ps.explain(ps.rate(framework, evidence))

    expected = by_hand(findings, judgements)
    assert checked_by_hand(findings, judgements) == expected
    for give in (rated, from_mappings, with_reasons):
        done = give()
        given = {id: rating.name for id, rating in done.ratings.items() if rating}, done.score, done.outcome[3]
        assert (given[0], given[1], str(given[2])) == expected, give.__name__
        assert ({id: str(decision.rating) for id, decision in done.items()}, str(done.overall.rating)) == expected[::2]
        reason = done["P 2.1"].reason
        assert isinstance(reason, ps.LowestQuestionReason)
        assert reason.question == "P 2.1.3"
    assert "Overall: Inadequate" in as_text()
    return {
        "if/else by hand, nothing checked": lambda: by_hand(findings, judgements),
        "if/else by hand, checked": lambda: checked_by_hand(findings, judgements),
        "rate(framework, evidence)": rated,
        "rate(framework, Evidence(...)) from two dicts": from_mappings,
        "rate and every reason built": with_reasons,
        "rate and explain() as text": as_text,
    }


def main() -> None:
    """Time the contenders in turns, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=41, help="rounds in which each takes its turn (default 41)")
    parser.add_argument("--number", type=int, default=4000, help="calls in a turn (default 4000)")
    arguments = parser.parse_args()
    calls = contenders()
    baseline, *others = calls
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(arguments.rounds):
        for name, call in calls.items():
            number = arguments.number if "text" not in name else max(1, arguments.number // 100)
            times[name].append(timeit.timeit(call, number=number) / number * 1e6)
    print(f"Python {platform.python_version()}, {arguments.rounds} rounds of {arguments.number} calls; medians\n")
    print("| | microseconds | ratio |")
    print("| --- | ---: | ---: |")
    print(f"| {baseline} | {statistics.median(times[baseline]):.2f} | 1.00 |")
    for name in others:
        ratio = statistics.median(a / b for a, b in zip(times[name], times[baseline], strict=True))
        print(f"| {name} | {statistics.median(times[name]):.2f} | {ratio:.2f} |")


if __name__ == "__main__":
    main()
