"""Which parts of a rule have a say: the rows that decide, the limits and steps that hold, the bands in which figures fall."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias

import attrs

from probation_standards.bands import BandTable
from probation_standards.deciders import decide_by
from probation_standards.figures import Figure, written
from probation_standards.items import Place, shape_parts
from probation_standards.measuring import Inspected, holding, measuring
from probation_standards.proving.walking import Figures
from probation_standards.rules import Rule
from probation_standards.shapes import Banded, DecisionTable, Limited, Stepped

Said: TypeAlias = tuple[str, str]
"""The path of a part, and what it says there: that it holds, or one of those below."""


LEFT_OPEN, NO_TABLE = "left open", "no table for a maximum of "
"""What a decision table says where no row holds, and what bands say for a maximum, which follows."""

HOLDS = "holds"
"""What a limit or a step says where it holds."""


@attrs.define
class Watch:
    """What the parts of a rule say of inspections that stand for all.

    Attributes:
        expected: The paths of the parts that should have a say at some time, each with its kind of flaw if it has none.
        said: What was said, with figures that show it.
        can_change: The paths of the limits and steps, without which the rating should be another at some time.
        needed: The paths of limits and steps without all of which a rating would be another: one of them is needed.
        bands: The path of each band of a table that other rules may have too, with the table and the band's position.
    """

    expected: dict[str, str]
    said: dict[Said, Figures]
    can_change: dict[str, None]
    needed: set[frozenset[str]]
    bands: dict[str, tuple[BandTable, int]]
    _says: list[Callable[[Inspected], Iterator[Said]]]
    _notes: list[Callable[[Inspected], None]]

    def look(self, inspected: Inspected, figures: Figures, points: int | None, *, complete: bool, departs: bool) -> None:
        """Note what is said of an inspection that is rated so.

        A table is open where nothing is missing and it is not rated; that a maximum has none shows where nobody departs.
        """
        for says in self._says:
            for said in says(inspected):
                shows = points is None and complete if said[1] == LEFT_OPEN else not (departs and said[1].startswith(NO_TABLE))
                if shows:
                    self.said.setdefault(said, figures)
        for notes in self._notes:
            notes(inspected)

    @property
    def reached(self) -> Iterator[tuple[BandTable, int]]:
        """The bands into which something falls, each as its table and its position there."""
        return (self.bands[path] for path, _ in self.said if path in self.bands)

    @property
    def silent(self) -> Mapping[str, str]:
        """The paths of the parts that never had a say, or whose say changed nothing, each with its kind of flaw."""
        heard = {path for path, _ in self.said}
        found = {path: kind for path, kind in self.expected.items() if path not in heard}
        left_out: set[str] = set()
        for path in reversed(self.can_change):  # of two that do the same, the later one is not needed
            if path in heard and all(others - left_out - {path} for others in self.needed if path in others):
                left_out.add(path)
        return found | {path: kind.replace("dead", "idle") for path, kind in self.expected.items() if path in left_out}


def watching(rule: Rule, place: Place, path: str) -> Watch:
    """Return what watches the parts of a rule."""
    watch = Watch({}, {}, {}, set(), {}, [], [])
    for where, part in shape_parts(rule, path):
        if isinstance(part, DecisionTable):
            watch.expected |= {f"{where}.rows[{at}]": "dead-row" for at in range(len(part.rows))}
            watch._says.append(_rows(part, place, where))  # noqa: SLF001  # it is made here
        elif isinstance(part, (Limited, Stepped)):
            name, kind = ("limits", "dead-limit") if isinstance(part, Limited) else ("steps", "dead-step")
            for at, one in enumerate(getattr(part, name)):
                inside = f"{where}.{name}[{at}]"
                watch.expected[inside] = kind
                watch.can_change[inside] = None
                watch._says.append(_when(one.when, place, inside))  # noqa: SLF001  # it is made here
                if isinstance(part, Stepped):
                    watch._notes.append(_changes(part, at, place, inside, watch))  # noqa: SLF001  # as above
            if isinstance(part, Limited):
                watch._notes.append(_limits(part, place, where, watch))  # noqa: SLF001  # as above
        elif isinstance(part, Banded):
            if part.bands is not None:
                watch.bands |= {
                    f"{where}.bands.bands[{number}]": (part.bands, number) for number in range(len(part.bands.bands))
                }
            else:
                ends = [(at, number) for at, each in enumerate(part.tables or ()) for number in range(len(each.bands.bands))]
                watch.expected |= {f"{where}.tables[{at}].bands.bands[{number}]": "empty-band" for at, number in ends}
            watch.expected |= dict.fromkeys(watch.bands, "empty-band")
            watch._says.append(_bands(part, place, where))  # noqa: SLF001  # it is made here
    return watch


def _rows(table: DecisionTable, place: Place, path: str) -> Callable[[Inspected], Iterator[Said]]:
    rows = [[holding(condition, place) for condition in row.when] for row in table.rows]

    def says(inspected: Inspected) -> Iterator[Said]:
        for at, conditions in enumerate(rows):
            told = [holds(inspected) for holds in conditions]
            if all(told):
                yield f"{path}.rows[{at}]", "holds"
                return
            if False not in told:
                return
        yield path, "otherwise" if table.otherwise is not None else LEFT_OPEN

    return says


def _when(when: tuple[object, ...], place: Place, path: str) -> Callable[[Inspected], Iterator[Said]]:
    conditions = [holding(condition, place) for condition in when]

    def says(inspected: Inspected) -> Iterator[Said]:
        if all(holds(inspected) for holds in conditions):
            yield path, HOLDS

    return says


def _changes(rule: Stepped, at: int, place: Place, path: str, watch: Watch) -> Callable[[Inspected], None]:
    """Return what notes whether a step changes what those before it give; it is asked until it once does."""
    with_it = decide_by(attrs.evolve(rule, steps=rule.steps[: at + 1]), place)
    without = decide_by(attrs.evolve(rule, steps=rule.steps[:at]) if at else rule.rule, place)

    def notes(inspected: Inspected) -> None:
        asked = (path, HOLDS) in watch.said and {path} not in watch.needed
        if asked and with_it(inspected).points != without(inspected).points:
            watch.needed.add(frozenset({path}))

    return notes


def _limits(rule: Limited, place: Place, path: str, watch: Watch) -> Callable[[Inspected], None]:
    """Return what notes of which limits one is needed, so that the rating is what it is."""
    within = decide_by(rule.rule, place)
    limits = [
        (f"{path}.limits[{at}]", limit, [holding(condition, place) for condition in limit.when])
        for at, limit in enumerate(rule.limits)
    ]

    def notes(inspected: Inspected) -> None:
        was = within(inspected).points
        if was is not None:
            now = [(inside, limit) for inside, limit, when in limits if all(holds(inspected) for holds in when)]
            floors = {inside: limit.at_least.points for inside, limit in now if limit.at_least is not None}
            caps = {inside: limit.at_most.points for inside, limit in now if limit.at_most is not None}
            floored = max([was, *floors.values()])
            points = min([floored, *caps.values()])
            if floored > points:  # by a cap
                watch.needed.add(frozenset(inside for inside, end in caps.items() if end == points))
            if min([was, *caps.values()]) < points:  # by a floor
                watch.needed.add(frozenset(inside for inside, end in floors.items() if end >= points))

    return notes


def _bands(rule: Banded, place: Place, path: str) -> Callable[[Inspected], Iterator[Said]]:
    measured = measuring(rule.measure, place)
    by_maximum: dict[Figure | None, int] = {table.maximum: at for at, table in enumerate(rule.tables or ())}

    def says(inspected: Inspected) -> Iterator[Said]:
        found = measured(inspected)
        if found.figure is None:
            return
        where, table = f"{path}.bands", rule.bands
        if rule.tables is not None:
            at = by_maximum.get(found.maximum)
            if at is None:
                yield path, f"{NO_TABLE}{written(found.maximum or 0)}"
                return
            where, table = f"{path}.tables[{at}].bands", rule.tables[at].bands
        if table is not None:
            yield f"{where}.bands[{table.bands.index(table.place(found.figure).band)}]", "holds"

    return says
