"""Measures that fall in bands, decided for one inspection: the lowest key question, points added up, and all others."""

from __future__ import annotations

from operator import attrgetter, itemgetter

from probation_standards.bands import BandTable, Placement
from probation_standards.conditions import Measure
from probation_standards.deciders import Decide, decide_by
from probation_standards.decisions import Decision, LowestQuestionReason, NotRated, TotalPointsReason
from probation_standards.evidence import Finding, read_finding
from probation_standards.figures import Figure, exact
from probation_standards.items import Place
from probation_standards.measuring import Inspected, Measured, measuring
from probation_standards.reasons import BandedReason
from probation_standards.shapes import Banded
from probation_standards.standards import Standard


class Placements(dict[Figure, Placement]):
    """Where each figure falls in a table of bands; what whole figures were placed at is kept."""

    def __init__(self, table: BandTable) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, figure: Figure) -> Placement:
        placement = self._table.place(exact(figure))
        if isinstance(placement.figure, int):
            self[figure] = placement
        return placement


class DecidedBy(dict[Figure, Decision]):
    """The decision where one question alone is the lowest, at each figure; what whole figures decided is kept."""

    def __init__(self, question: str, placements: Placements, among: int) -> None:
        super().__init__()
        self._question, self._placements, self._among = question, placements, among

    def __missing__(self, figure: Figure) -> Decision:
        placement = self._placements[figure]
        reason = LowestQuestionReason(self._question, placement, self._among)
        decision = Decision(placement.band.rating, reason)
        if isinstance(placement.figure, int):
            self[figure] = decision
        return decision


@decide_by.register
def _banded(rule: Banded, place: Place) -> Decide:
    items = place.items(rule.measure.of)
    of_cases = all(item.form == "cases" for item in items)
    if rule.bands is not None and rule.measure.take == "lowest" and of_cases:
        return _lowest_question(rule.measure, rule.bands, tuple(item.id for item in items))
    if rule.tables is not None and not rule.measure.weights and all(isinstance(item.of, Standard) for item in items):
        return _points_added(rule, place)
    return _placed(rule, place)


def _lowest_question(measure: Measure, bands: BandTable, ids: tuple[str, ...]) -> Decide:
    pick = itemgetter(*ids) if len(ids) > 1 else lambda findings: (findings[ids[0]],)
    placements = Placements(bands)
    decided_by = tuple(DecidedBy(id, placements, len(ids)) for id in ids)

    def decide(inspected: Inspected) -> Decision:
        findings = inspected.evidence.findings
        try:
            given = pick(findings)
            lowest = min(given)
            if given.count(lowest) == 1:
                return decided_by[given.index(lowest)][lowest]
        except (KeyError, TypeError, ValueError):  # one was not inspected; tallies are no numbers
            pass
        return decide_on_all(tuple(read_finding(id, findings[id]) for id in ids if id in findings))

    def decide_on_all(findings: tuple[Finding, ...]) -> Decision:
        relevant = [(finding.percentage, finding) for finding in findings if finding.percentage is not None]
        without = tuple(finding.question for finding in findings if finding.percentage is None)
        not_inspected = tuple(id for id in ids if id not in {finding.question for finding in findings})
        if not relevant or ((without or not_inspected) and measure.missing == "not rated"):
            because = f"no relevant cases for {', '.join(without)}" if without else ""
            lacks = f"not inspected: {', '.join(not_inspected)}" if not_inspected else ""
            return Decision(None, NotRated("; ".join(filter(None, [because, lacks]))))
        figure, lowest = min(relevant, key=itemgetter(0))
        placement = placements[figure]
        as_low = tuple(other.question for percentage, other in relevant if percentage == figure and other is not lowest)
        reason = LowestQuestionReason(lowest.question, placement, len(ids), lowest.tally, as_low, without, not_inspected)
        return Decision(placement.band.rating, reason)

    return decide


_points = attrgetter("rating.points")


def _points_added(rule: Banded, place: Place) -> Decide:
    tables = {table.maximum: Placements(table.bands) for table in rule.tables or ()}
    best = place.scale.best.points
    counting = tuple(item.id for item in place.items(rule.measure.of))
    pick = itemgetter(*counting) if len(counting) > 1 else lambda decisions: tuple(decisions[id] for id in counting)
    aside = tuple((standard.id, "does not count") for standard in place.standards if standard.id not in counting)

    def decide(inspected: Inspected) -> Decision:
        decisions = inspected.decisions
        ids, left_out = counting, aside
        try:
            points = tuple(map(_points, pick(decisions)))
        except AttributeError:  # a standard is not rated
            ids = tuple(id for id in counting if decisions[id].rating is not None)
            left_out += tuple((id, f"not rated: {decisions[id].reason}") for id in counting if id not in ids)
            if rule.measure.missing == "not rated":
                return Decision(None, NotRated("; ".join(f"{id} {why}" for id, why in left_out[len(aside) :])))
            points = tuple(_points(decisions[id]) for id in ids)
        score, maximum = sum(points), best * len(points)
        table = tables.get(maximum)
        placement = None if table is None else table[score]
        reason = TotalPointsReason(score, maximum, ids, points, left_out, placement)
        return Decision(None if placement is None else placement.band.rating, reason, score, maximum)

    return decide


def _placed(rule: Banded, place: Place) -> Decide:
    measured = measuring(rule.measure, place)
    tables = {table.maximum: (table.bands, Placements(table.bands)) for table in rule.tables or ()}
    alone = None if rule.bands is None else (rule.bands, Placements(rule.bands))
    weights = dict(zip(rule.measure.of, rule.measure.weights, strict=False))

    def decide(inspected: Inspected) -> Decision:
        found = measured(inspected)
        if found.figure is None:
            return Decision(None, NotRated(lacking(found)))
        in_bands = alone or tables.get(found.maximum)  # type: ignore[arg-type]  # which may be no whole number, or none
        if in_bands is None:
            return Decision(None, NotRated(f"the framework has no bands for a maximum of {found.maximum}"))
        bands, placements = in_bands
        reason = BandedReason(
            take=rule.measure.take,
            figures=tuple((worth.item.id, worth.figure) for worth in found.worths if worth.figure is not None),
            placement=placements[found.figure],
            unit=bands.unit,
            weights=tuple(weights[worth.item.id] for worth in found.worths) if weights else (),
            left_out=tuple((worth.item.id, worth.missing) for worth in found.missing),
        )
        return Decision(reason.placement.band.rating, reason)

    return decide


def lacking(found: Measured) -> str:
    """Return why a measure has no number."""
    return "; ".join(f"{worth.item.id} {worth.missing}" for worth in found.missing) or "there is nothing to measure"
