"""`prove`: what holds of a framework for all evidence, decided by going through all that its rules can see."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from probation_standards.bands import BandTable
from probation_standards.evidence import OVERALL, Evidence
from probation_standards.figures import stated
from probation_standards.frameworks import Framework
from probation_standards.inspections import Inspection
from probation_standards.proving.flaws import Flaw, Proof, Undecided
from probation_standards.proving.inspecting import inspection, whole
from probation_standards.proving.percentages import shares_of_one
from probation_standards.proving.places import RuleAt
from probation_standards.proving.rounding import cliffs
from probation_standards.proving.standing import Standing
from probation_standards.proving.unread import unread
from probation_standards.proving.views import JUDGED
from probation_standards.proving.walking import MOST_STEPS, Figures
from probation_standards.proving.watching import LEFT_OPEN, NO_TABLE
from probation_standards.rules import Reads
from probation_standards.scales import Rating
from probation_standards.shapes import falls_because

SEVERITIES = ("error", "warning", "note")


def prove(framework: Framework, *, steps: int = MOST_STEPS) -> Proof:
    """Decide what holds of a framework for all evidence, and find what does not, each flaw with inspections that show it.

    It decides that each band has figures that fall in it; that every decision table is complete, and every row, limit
    and step has a say; which ratings each place can be given; that nothing better is rated worse; which tallies rounding lifts;
    which maxima have no table; what no rule reads; and thresholds of percentages that look like shares of 1. A rule of another
    package of which it is not known what it sees is tried on made-up inspections instead, and that is said.

    Args:
        framework: The framework.
        steps: How many steps are taken for each rule at most, millions in a few seconds; a rule of which more would have to be
            gone through is tried on made-up inspections too.

    Raises:
        FrameworkError: When it has a rule that `rate` cannot read.

    >>> import probation_standards as ps
    >>> proof = prove(ps.discover()["pdu-2023"])
    >>> proof.holds, proof.undecided
    (True, ())
    """
    standing = Standing(framework, steps)
    flaws = [
        *_tables(framework),
        *(flaw for place in standing.places.values() for flaw in _parts(place, standing)),
        *(flaw for id in standing.places for flaw in _ratings(id, standing)),
        *(flaw for id in standing.places for flaw in _falls(id, standing)),
        *cliffs(framework),
        *shares_of_one(framework),
        *unread(standing),
    ]
    undecided = tuple(
        Undecided(path=place.path, because=because, tried=place.gone_through)
        for id, place in standing.places.items()
        if (because := standing.undecided(id))
    )
    only = tuple(dict.fromkeys(coarse for id in standing.places if (coarse := standing.places[id].coarse)))
    flaws.sort(key=lambda flaw: SEVERITIES.index(flaw.severity))
    gone_through = sum(place.gone_through for place in standing.places.values())
    return Proof(framework=framework, flaws=tuple(flaws), undecided=undecided, only=only, gone_through=gone_through)


def _tables(framework: Framework) -> Iterator[Flaw]:
    """Yield tables of which a band is empty whatever is measured: rounding sends all its figures to another."""
    for at, table in enumerate(framework.tables):
        yield from _empty_bands(table, f"bands.{table.id}" if table.id else f"tables[{at}]")


def _empty_bands(table: BandTable, path: str) -> Iterator[Flaw]:
    reached = [table.reaches(band) for band in table.bands]
    for number, (this, following) in enumerate(pairwise(reached)):
        if (this[0], not this[1]) >= (following[0], not following[1]):
            band = table.bands[number]
            yield Flaw(
                severity="error",
                kind="empty-band",
                path=f"{path}.bands[{number}]",
                what=f"no figure falls in the band {band.rating} from {stated(band.starts)}, since figures are rounded first",
                advice="give the bands whole thresholds, at least 1 apart, or place exact figures",
            )


def _show(standing: Standing, place: RuleAt, figures: Figures, what: str) -> tuple[Inspection, ...]:
    """Return a whole inspection of which a rule sees such figures, if there is one."""
    for shown in standing.showing(place.place.id, figures):
        return (inspection(standing.framework, whole(standing.framework, shown), what),)
    return ()


def _parts(place: RuleAt, standing: Standing) -> Iterator[Flaw]:
    """Yield what the parts of a rule never say, and where they leave evidence without a rating."""
    sure = standing.hedge(place.place.id)
    if place.failure is not None:
        figures, error = place.failure
        yield Flaw(
            severity="error",
            kind="fails",
            path=place.path,
            what=f"there is complete evidence that is not rated: {error}",
            advice="have the rule rate all that it can be given, or give no rating with a reason",
            examples=_show(standing, place, figures, "ends in an error"),
        )
    elsewhere = [band for other in standing.places.values() for band in other.watch.reached]
    for path, kind in _whole_tables(place.watch.silent, place.watch.expected).items():
        what, advice = _SILENT["dead-first" if kind == "dead-row" and path.endswith("rows[0]") else kind]
        is_shared = kind == "empty-band" and place.watch.bands.get(path) in elsewhere
        if is_shared:
            what = f"{what} for {place.place.id}, as it does for others with the same bands"
            advice = "let it be where that is meant, or give this rule bands of its own"
        yield Flaw(
            severity="warning" if sure or is_shared or kind.startswith("idle") or ".tables[" in path else "error",
            kind="empty-band" if kind == "empty-table" else kind,
            path=path,
            what=f"{sure}{what}",
            advice=advice,
        )
    for (path, said), figures in place.watch.said.items():
        if said == LEFT_OPEN:
            yield Flaw(
                severity="error",
                kind="open-table",
                path=path,
                what="there is evidence for which no row holds, and it says nothing for all others",
                advice='add the rows that are missing, or "otherwise"; what a row without a rating holds for is not rated',
                examples=_show(standing, place, figures, "no row of the decision table holds"),
            )
    yield from _no_tables(place, standing)


_SILENT = {
    "dead-row": (
        "no evidence comes to this row: rows before it hold wherever it would, or it can't hold",
        "move it up, change its conditions, or leave it out",
    ),
    "dead-first": ("no evidence fulfils its conditions", "change its conditions, or leave it out"),
    "dead-limit": (
        "no evidence fulfils its conditions, so that it never limits anything",
        "change its conditions, or leave it out",
    ),
    "dead-step": ("no evidence fulfils its conditions, so that it is never taken", "change its conditions, or leave it out"),
    "idle-limit": (
        "it holds, and the rating would never be another without it",
        "change its conditions or its rating, or leave it out",
    ),
    "idle-step": ("it is taken, and never changes the rating", "change its conditions, or leave it out"),
    "empty-band": ("no evidence falls in this band", "change its threshold, or leave it out"),
    "empty-table": ("no evidence has this maximum", "change the maximum, or leave the table out"),
}


def _whole_tables(silent: Mapping[str, str], expected: Mapping[str, str]) -> Mapping[str, str]:
    """Return what is silent, with a table of one maximum instead of its bands where all of them are."""

    def table(path: str) -> str:
        return path.rpartition(".bands.bands[")[0] if ".tables[" in path else ""

    heard = {"", *(table(path) for path in expected.keys() - silent.keys())}
    bands = {path: kind for path, kind in silent.items() if table(path) in heard}
    return bands | {table(path): "empty-table" for path in silent.keys() - bands.keys()}


def _no_tables(place: RuleAt, standing: Standing) -> Iterator[Flaw]:
    """Yield the maxima that have no table of bands: that of complete evidence by itself, and all others together."""
    found: dict[tuple[str, bool], list[tuple[str, Figures]]] = {}
    for (path, said), figures in place.watch.said.items():
        if said.startswith(NO_TABLE):
            every = all(figure is not None or id == JUDGED or _never(id, standing) for id, figure in figures.items())
            found.setdefault((path, every), []).append((said.removeprefix(NO_TABLE), figures))
    for (path, every), those in found.items():
        maxima = ", ".join(maximum for maximum, _ in those)
        what = "though everything is there" if every else "which happens where standards are not rated"
        yield Flaw(
            severity="error" if every else "warning",
            kind="no-table",
            path=path,
            what=f"no table of bands for a maximum of {maxima}, so that this rule gives no rating, {what}",
            advice="add tables for what was published; let it be where nothing was, since nothing is interpolated",
            examples=_show(standing, place, those[0][1], f"a maximum of {those[0][0]}"),
        )


def _never(id: str, standing: Standing) -> bool:
    """Return whether an item is a standard that is never rated."""
    return standing.rated.get(id, {0: None}).keys() == {None}


def _ratings(id: str, standing: Standing) -> Iterator[Flaw]:
    """Yield the ratings that a place can't be given."""
    place, framework = standing.places[id], standing.framework
    if place.rule.reads is Reads.NOTHING:
        return
    lacking = [rating for rating in framework.scale if rating.points not in standing.by_rule(id)]
    if lacking:
        names = ", ".join(rating.name for rating in lacking)
        whose = "the overall" if id == OVERALL else id
        yield Flaw(
            severity="warning",
            kind="unreached-rating",
            path=place.path,
            what=f"{standing.hedge(id)}no evidence makes {whose} {names}",
            advice="give the rule a way to each rating of the scale, or let it be, where it is meant",
        )


def _falls(id: str, standing: Standing) -> Iterator[Flaw]:
    """Yield where better evidence is rated worse."""
    place, framework = standing.places[id], standing.framework
    because = falls_because(place.rule)
    fall = standing.falls.get(id)
    if fall is None:
        if because and not standing.hedge(id):
            yield Flaw(
                severity="warning",
                kind="never-falls",
                path=f"{place.path}.falls_because",
                what="it says why a better finding may lower the rating, and none does",
                advice="leave it out",
            )
        return
    before, after = (whole(framework, shown) for shown in (fall.before, fall.after))
    names: dict[int, Rating] = {rating.points: rating for rating in framework.scale}
    whose = "the overall" if id == OVERALL else id
    yield Flaw(
        severity="note" if because else "error",
        kind="falls",
        path=place.path,
        what=f"{whose} falls from {names[fall.points[0]]} to {names[fall.points[1]]} where {_difference(before, after)}"
        + (f"; this is said to be so because {because}" if because else ""),
        advice="nothing, since it is meant" if because else "change the rule, or say in falls_because why it is meant",
        examples=(
            inspection(framework, before, f"before, rated {names[fall.points[0]]}"),
            inspection(framework, after, f"after, better and rated {names[fall.points[1]]}"),
        ),
    )


def _difference(before: Evidence, after: Evidence) -> str:
    """Return in words what is better in the second of two pieces of evidence."""
    both = ((before.findings, after.findings), (before.judgements, after.judgements))
    changes = [
        f"{id} goes from {_worded(one.get(id))} to {_worded(other.get(id))}"
        for one, other in both
        for id in {**one, **other}
        if one.get(id) != other.get(id)
    ]
    return " and ".join(changes) or "nothing differs"


def _worded(given: object) -> str:
    value = getattr(given, "given", getattr(given, "rating", given))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)
