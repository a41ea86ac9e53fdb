"""How long margins, routes and samples take, against asking `rate` about every change one by one.

Of two standards of two questions every change is rated first, and the routes that are found must be those that going through
them finds. Then twelve standards of three questions, 62 cases each; and the inspection of Derbyshire PDU.

    python benchmarks/analysis.py [--rounds 7]
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import attrs

import probation_standards as ps
from probation_standards.analysis import (
    cheapest_route,
    close_calls,
    comparison,
    league,
    margins,
    resampling,
    robustness,
    routes,
    sampling,
)

EXAMPLES = Path(__file__).parent.parent / "examples"
CATALOGUE = ps.discover()
PDU = CATALOGUE["pdu-2023"]


def standards_of(size: int, questions: int) -> ps.Framework:
    """Return so many standards, each rated on the lowest of its questions, with their points added up."""
    like = next(standard for standard in PDU.standards if standard.questions)
    starts = (0, size // 2 + 1, 3 * size // 2 + 1, 5 * size // 2 + 1)
    bands = tuple(ps.RatingBand(rating, start) for rating, start in zip(PDU.scale, starts, strict=True))
    points = ps.BandTable(id="points", bands=bands, rounding="exact", unit="points", source=PDU.source)
    overall = ps.TotalPoints(tables=(ps.ScoreTable(maximum=3 * size, bands=points),), source=PDU.source)
    made = []
    for at in range(size):
        asked = [
            attrs.evolve(like.questions[0], id=f"S{at}.{number}", prompts=(), numbered="ours") for number in range(questions)
        ]
        made.append(attrs.evolve(like, id=f"S{at}", numbered="ours", questions=asked))
    return attrs.evolve(PDU, id=f"made-up-{size}", standards=made, overall=overall, headings=())


def found_by(framework: ps.Framework, cases: int, seed: int) -> ps.Evidence:
    """Return made-up tallies."""
    chance = random.Random(seed)  # noqa: S311  # it keeps no secret
    tallies: dict[str, Any] = {
        question.id: ps.Tally(chance.randint(cases // 3, 4 * cases // 5), cases) for question in framework.questions
    }
    return ps.Evidence(findings=tallies)


def services_of(seed: int) -> ps.Evidence:
    """Return made-up tallies of all questions of the framework of Derbyshire, and judgements."""
    judged = dict.fromkeys(("P 1.1", "P 1.2", "P 1.3"), PDU.scale.names[seed % 4])
    return attrs.evolve(found_by(PDU, 62, seed), judgements=judged)


def one_by_one(framework: ps.Framework, evidence: ps.Evidence, to: str) -> set[tuple[tuple[str, int], ...]]:
    """Return the minimal changes that lead to a rating, each change having been rated."""
    tallies = {id: given for id, given in evidence.findings.items() if isinstance(given, ps.Tally)}
    least = framework.scale[to].points
    accepted = set()
    for counts in product(*(range(tally.sufficient, tally.relevant + 1) for tally in tallies.values())):
        findings: Any = {
            id: ps.Tally(count, tally.relevant) for (id, tally), count in zip(tallies.items(), counts, strict=True)
        }
        points = ps.rate(framework, ps.Evidence(findings=findings)).overall.points
        if points is not None and points >= least:
            accepted.add(counts)
    minimal = {way for way in accepted if not any(other != way and all(map(int.__le__, other, way)) for other in accepted)}
    now = [tally.sufficient for tally in tallies.values()]
    return {tuple((id, more) for id, more in zip(tallies, map(int.__sub__, way, now), strict=True) if more) for way in minimal}


def timed(call: Callable[[], object], rounds: int) -> float:
    """Return the median of some rounds, in milliseconds."""
    found = []
    for _ in range(rounds):
        started = time.perf_counter()
        call()
        found.append(time.perf_counter() - started)
    return 1000 * statistics.median(found)


def main() -> None:
    """Check, time, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds

    small = standards_of(2, 2)
    evidence = found_by(small, 12, 1)
    expected = one_by_one(small, evidence, "Good")
    assert expected == {
        tuple((change.id, change.by) for change in route.changes) for route in routes(small, evidence, "Good", limit=None)
    }
    by_hand = timed(lambda: one_by_one(small, evidence, "Good"), rounds)
    ours = timed(lambda: routes(small, evidence, "Good", limit=None), rounds)
    print(f"two standards of two questions, {len(expected)} routes: {by_hand / ours:,.0f} times faster than one by one\n")

    twelve = standards_of(12, 3)
    print("twelve standards of three questions, 62 cases each, in milliseconds")
    for seed, to in product((1, 2), ("Requires improvement", "Good", "Outstanding")):
        tallies = found_by(twelve, 62, seed)
        listed = routes(twelve, tallies, to, limit=1)
        cheapest = cheapest_route(twelve, tallies, to)
        assert listed.cheapest is not None
        assert cheapest is not None
        assert cheapest.cost == listed.cheapest.cost
        alone = timed(partial(cheapest_route, twelve, tallies, to), rounds)
        limit = None if listed.total <= 200_000 else 1_000
        every = timed(partial(routes, twelve, tallies, to, limit=limit), 3)
        what = "all" if limit is None else "the 1,000 cheapest"
        print(f"  to {to}: the cheapest {alone:.1f}; {what} of {listed.total:,} {every:.0f}")

    derbyshire = attrs.evolve(ps.read_inspection(EXAMPLES / "derbyshire-2025.toml", CATALOGUE), published=None)
    found = derbyshire.evidence
    judged = ps.Evidence(judgements=found.judgements)
    cases = str(EXAMPLES / "derbyshire-2025-cases.csv")
    calls: dict[str, Callable[[], object]] = {
        "margins": lambda: margins(PDU, found, cases=62),
        "robustness": lambda: robustness(PDU, found, cases=62),
        "close calls": lambda: close_calls(PDU, found, cases=62),
        "all routes to Requires improvement": lambda: routes(PDU, found, "Requires improvement", cases=62),
        "sampling, from tallies": lambda: sampling(PDU, found, cases=62, caseload=500),
        "10,000 resamples of 62 cases": lambda: resampling(cases, PDU, judged, caseload=500),
        "compared with another inspection": lambda: comparison(derbyshire, derbyshire, CATALOGUE, cases=(62, 62)),
    }
    print("\nDerbyshire PDU, 2025, in milliseconds")
    for name, call in calls.items():
        call()
        print(f"  {name}: {timed(call, rounds):.1f}")

    services = [attrs.evolve(derbyshire, service=f"Service {at}", evidence=services_of(at)) for at in range(100)]
    table = league(PDU, services)
    assert [one.first for one in table.standings] == sorted(one.first for one in table.standings)
    print("\na league table of services with tallies, in milliseconds")
    for number in (10, 100):
        print(f"  {number} services: {timed(partial(league, PDU, services[:number]), 3):.0f}")


if __name__ == "__main__":
    main()
