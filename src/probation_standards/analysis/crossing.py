"""Crosswalks followed from one framework to another: what corresponds to what, also over several editions."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

import attrs

from probation_standards.crosswalks import Correspondence, Crosswalk
from probation_standards.errors import FrameworkError, Problem, unknown
from probation_standards.frameworks import Framework
from probation_standards.sources import Confidence, Source

_T = TypeVar("_T")


@attrs.frozen
class Link:
    """What corresponds in an earlier framework to one thing of a later one.

    Attributes:
        to: The ids there; none where nothing corresponds.
        lost: Ids of frameworks in between, of what corresponds to nothing before it: what it was put together from.
        notes: What the crosswalks say of it.
        sources: What that is known from, of each crosswalk on the way; none within one framework.
    """

    to: tuple[str, ...]
    lost: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def confidence(self) -> Confidence | None:
        """How sure that is: as the weakest of its sources; None where it needs none."""
        ranks = list(Confidence)
        return max((source.confidence for source in self.sources), key=ranks.index, default=None)


@attrs.frozen
class Crossing:
    """What corresponds in an earlier framework to what is in a later one.

    Attributes:
        later: The later framework.
        earlier: The earlier one.
        through: The ids of the frameworks on the way, from the later to the earlier one, both among them.
        links: By ids of the later framework: what corresponds, where a crosswalk says anything.
        notes: What the crosswalks say of inspections under the two.
    """

    later: Framework
    earlier: Framework
    through: tuple[str, ...]
    links: Mapping[str, Link]
    notes: tuple[str, ...] = ()

    @property
    def ended(self) -> tuple[str, ...]:
        """The ids of the standards of the earlier framework to which nothing corresponds in the later one."""
        met = {id for link in self.links.values() for id in link.to}
        return tuple(standard.id for standard in self.earlier.standards if standard.id not in met)


def crossing(later: Framework, earlier: Framework, frameworks: Mapping[str, Framework]) -> Crossing | None:
    """Return what corresponds in an earlier framework to what is in a later one; None where no crosswalk leads there.

    A crosswalk may stand in either of the two; where it stands in both, that of the later one is followed. Where neither has
    one to the other, those of the frameworks that they name are followed in turn.

    Args:
        later: A framework.
        earlier: Another one, or the same.
        frameworks: Frameworks by id, such as a `Catalogue`: where those in between are found.

    Raises:
        FrameworkError: When a crosswalk names what the other framework does not have.

    >>> from probation_standards import discover
    >>> catalogue = discover()
    >>> found = crossing(catalogue["pdu-2023"], catalogue["pdu-2021"], catalogue)
    >>> found.links["P 2.1"].to, found.links["P 2.1"].confidence.value, found.ended
    (('2.2',), 'inferred', ('1.4', '2.1'))
    """
    if later.id == earlier.id:
        alike = [id for id, kind in later.kinds.items() if earlier.kinds.get(id) == kind]
        return Crossing(later, earlier, (later.id,), {id: Link((id,)) for id in alike})
    known: Mapping[str, Framework] = ChainMap({later.id: later, earlier.id: earlier}, frameworks)  # type: ignore[arg-type]  # only read
    from_later, from_earlier = (_reached(framework, known) for framework in (later, earlier))
    common = [id for id in from_later if id in from_earlier]
    if not common:
        return None
    met = min(common, key=lambda one: (len(from_later[one]) + len(from_earlier[one]), len(from_earlier[one])))
    back = [_turned(_step(*each)) for each in reversed(from_earlier[met])]  # the later framework's own crosswalk comes first
    steps = [*(_step(*each) for each in from_later[met]), *back]
    links: dict[str, Link | None] = {id: Link((id,)) for id in later.kinds}
    for step in steps:
        links = {id: _followed(link, step.links) for id, link in links.items()}
    through = (later.id, *(step.to.id for step in steps))
    notes = tuple(dict.fromkeys(note for step in steps for note in step.notes))
    return Crossing(later, earlier, through, {id: link for id, link in links.items() if link is not None}, notes)


@attrs.frozen
class _Step:
    """One crosswalk, as links from one framework to another."""

    start: Framework
    to: Framework
    links: Mapping[str, Link]
    notes: tuple[str, ...]


def _reached(start: Framework, frameworks: Mapping[str, Framework]) -> dict[str, list[tuple[Framework, Framework, Crosswalk]]]:
    """Return the frameworks to which crosswalks lead, the nearest first, each with the crosswalks to it."""
    found: dict[str, list[tuple[Framework, Framework, Crosswalk]]] = {start.id: []}
    ends = [start]
    while ends:
        at = ends.pop(0)
        for crosswalk in at.crosswalks:
            if crosswalk.framework not in found and crosswalk.framework in frameworks:
                other = frameworks[crosswalk.framework]
                found[other.id] = [*found[at.id], (at, other, crosswalk)]
                ends.append(other)
    return found


def _step(here: Framework, there: Framework, crosswalk: Crosswalk) -> _Step:
    kinds = there.kinds
    problems = list(misfits(here, there, crosswalk))
    if problems:
        raise FrameworkError(problems, f"the crosswalk from {here.id} to {there.id} can't be followed")
    links: dict[str, Link] = {}
    if crosswalk.same_ids:
        alike = [id for id, kind in here.kinds.items() if kinds.get(id) == kind]
        links |= {id: Link((id,), sources=(crosswalk.source,)) for id in alike}
    links |= {one.id: _said(one, crosswalk) for one in crosswalk.correspondences if one.id in here.kinds}
    return _Step(here, there, links, (crosswalk.note,) if crosswalk.note else ())


def _said(one: Correspondence, crosswalk: Crosswalk) -> Link:
    return Link(one.to, notes=(one.note,) if one.note else (), sources=(one.source or crosswalk.source,))


def misfits(here: Framework, there: Framework, crosswalk: Crosswalk) -> Iterator[Problem]:
    """Yield what a crosswalk of one framework names of another, and the other does not have."""
    kinds, own = there.kinds, here.kinds
    position = here.crosswalks.index(crosswalk)
    for at, one in enumerate(crosswalk.correspondences):
        wanted = own.get(one.id)
        for place, id in enumerate(one.to if wanted is not None else ()):
            if kinds.get(id) != wanted:
                path = f"crosswalks[{position}].correspondences[{at}].to[{place}]"
                known = [each for each, kind in kinds.items() if kind == wanted]
                yield unknown(path, id, known, f"the id of {wanted} of {there.id}")


def _turned(step: _Step) -> _Step:
    """Return a step the other way."""
    turned: dict[str, Link] = {}
    for id, link in step.links.items():
        for other in link.to:
            before = turned.get(other, Link(()))
            notes, sources = _each(before.notes, link.notes), _each(before.sources, link.sources)
            turned[other] = Link((*before.to, id), notes=notes, sources=sources)
    return _Step(step.to, step.start, turned, step.notes)


def _followed(link: Link | None, links: Mapping[str, Link]) -> Link | None:
    """Return a link followed by one crosswalk more; None where that says nothing of it."""
    if link is None or (link.to and not any(id in links for id in link.to)):
        return None
    after = [links[id] for id in link.to if id in links]
    lost = [id for id in link.to if id not in links or not links[id].to] if any(one.to for one in after) else []
    notes = _each(link.notes, *(one.notes for one in after))
    return Link(
        _each(*(one.to for one in after)), (*link.lost, *lost), notes, _each(link.sources, *(one.sources for one in after))
    )


def _each(*several: Iterable[_T]) -> tuple[_T, ...]:
    """Return what is in any of several, each thing once."""
    return tuple(dict.fromkeys(item for one in several for item in one))
