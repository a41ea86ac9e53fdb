"""How long it takes to prove frameworks, against rating every combination of ratings one by one.

Of six standards every combination is rated first, and the ratings that are found must be those that are proved. Then the same
rules are proved for twelve standards on four ratings, which is 16,777,216 combinations; and the editions that are installed.

    python benchmarks/proving.py [--rounds 5]
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

import probation_standards as ps
from probation_standards.evidence import OVERALL
from probation_standards.proving.standing import Standing

SOURCE = ps.Source(id="made-up", title="Made up for a benchmark", confidence="confirmed")
NAMES = ("Inadequate", "Requires improvement", "Good", "Outstanding")
SCALE = ps.RatingScale(ratings=tuple(ps.Rating(name, points) for points, name in enumerate(NAMES)), source=SOURCE)
WORST, WEAK, GOOD, BEST = SCALE.ratings


def table(*starts: int | str) -> ps.BandTable:
    """Return bands of a figure."""
    bands = tuple(ps.RatingBand(rating, start) for rating, start in zip(SCALE.ratings, starts, strict=True))
    return ps.BandTable(id="overall", bands=bands, rounding="exact", unit="points", source=SOURCE)


def counted(*ratings: ps.Rating, **ends: int) -> ps.FigureIs:
    """Return the condition that so many standards have one of some ratings."""
    return ps.FigureIs(measure=ps.Measure(take="count", ratings=ratings), **ends)


def total(size: int) -> Any:
    """Points are added up."""
    starts = (0, size // 2, 3 * size // 2, 5 * size // 2)
    return ps.TotalPoints(tables=(ps.ScoreTable(maximum=3 * size, bands=table(*starts)),), source=SOURCE)


def counts(size: int) -> Any:
    """A decision table on how many standards have which rating."""
    rows = (
        ps.Row(when=(counted(WORST, at_least=2),), rating=WORST),
        ps.Row(when=(counted(WORST, WEAK, at_least=size // 3),), rating=WEAK),
        ps.Row(when=(counted(BEST, at_least=size // 2), counted(WEAK, at_most=0)), rating=BEST),
    )
    return ps.DecisionTable(rows=rows, otherwise=GOOD, source=SOURCE)


def pairs(size: int) -> Any:
    """A decision table of which each row names two standards."""
    rows = tuple(
        ps.Row(
            when=(ps.RatingIs(of=f"{at}", at_most=WORST), ps.RatingIs(of=f"{(at + 5) % size}", at_most=WEAK)),
            rating=SCALE.ratings[at % 4],
        )
        for at in range(size)
    )
    return ps.DecisionTable(rows=rows, otherwise=BEST, source=SOURCE)


def steps(size: int) -> Any:
    """The worst rating, and a step for each standard."""
    up = tuple(ps.Step(when=(ps.RatingIs(of=f"{at}", at_least=BEST),), by=1) for at in range(size))
    return ps.Stepped(rule=ps.OneOf(take="worst", source=SOURCE), steps=up, source=SOURCE)


def weights(size: int) -> Any:
    """A mean by weights, all different, of the standards that are rated."""
    of = tuple(f"{at}" for at in range(size))
    mean = ps.Measure(take="mean", of=of, weights=tuple(range(1, size + 1)), missing="leave out")
    return ps.Banded(measure=mean, bands=table(0, 1, 2, "2.5"), source=SOURCE)


def framework(rule: Callable[[int], Any], size: int) -> ps.Framework:
    """Return a framework of so many standards that are judged."""
    judged = ps.InspectorJudgement(source=SOURCE)
    standards = (ps.Standard(id=f"{at}", title="Judged", domain="d", rule=judged, source=SOURCE) for at in range(size))
    domains = (ps.Domain(id="d", title="All", source=SOURCE),)
    return ps.Framework(
        id=f"{size} standards",
        title="Made up",
        edition="1",
        scale=SCALE,
        domains=domains,
        standards=tuple(standards),
        overall=rule(size),
        source=SOURCE,
    )


def one_by_one(of: ps.Framework) -> set[int | None]:
    """Return the points of the overall in every combination of ratings, each rated."""
    ids = [standard.id for standard in of.standards]
    chosen = product(NAMES, repeat=len(ids))
    evidence = (ps.Evidence(judgements=dict(zip(ids, names, strict=True))) for names in chosen)
    return {ps.rate(of, each).overall.points for each in evidence}


def seconds(work: Callable[[], object]) -> float:
    """Return how long something takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def lines(rounds: int) -> Iterator[str]:
    """Yield the lines of the tables; an error ends them where results differ."""
    yield "| overall | 6 standards: one by one | proved | 12 standards: proved | inspections rated |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for rule in (total, counts, pairs, steps, weights):
        small, large = framework(rule, 6), framework(rule, 12)
        assert one_by_one(small) <= Standing(small).rated[OVERALL].keys()
        assert not ps.prove(large).undecided
        times = [
            (seconds(lambda: one_by_one(small)), seconds(lambda: ps.prove(small)), seconds(lambda: ps.prove(large)))  # noqa: B023  # at once
            for _ in range(rounds)
        ]
        middle = [f"{statistics.median(each):.3f} s" for each in zip(*times, strict=True)]
        yield f"| {(rule.__doc__ or '').rstrip('.')} | {' | '.join(middle)} | {ps.prove(large).gone_through:,} |"
    yield ""
    yield "| edition | proved |"
    yield "| --- | ---: |"
    for id, edition in ps.discover().items():
        middle_of_all = statistics.median(seconds(lambda: ps.prove(edition)) for _ in range(rounds))  # noqa: B023  # at once
        yield f"| {id} | {middle_of_all:.3f} s |"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    for line in lines(parser.parse_args().rounds):
        print(line, flush=True)
