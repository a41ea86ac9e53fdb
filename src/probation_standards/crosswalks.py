"""Crosswalks: which standards and key questions of another edition correspond to those of this one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import attrs

from probation_standards.checks import Checked, any_text, as_tuple, flag, holds, instance, optional, repeated, text, tuple_of
from probation_standards.errors import Problem, unknown
from probation_standards.sources import Source


def _each_once(one: Correspondence) -> Iterator[Problem]:
    yield from repeated(getattr(one, "to", ()), "to[{}]", "of them")


@attrs.frozen(kw_only=True)
class Correspondence(Checked):
    """What corresponds in another framework to a standard, a key question or the overall of this one.

    Attributes:
        id: The id of a standard or a key question here, or ``"overall"``.
        to: The ids there: several where they were put together since; none where it is new, or where an overall is of other
            things.
        note: What a reader should know before comparing them.
        source: What that is known from; None where it is the source of the crosswalk.
    """

    checks = (_each_once,)

    id: str = attrs.field(metadata=holds(text))
    to: tuple[str, ...] = attrs.field(converter=as_tuple, metadata=holds(tuple_of(text)))
    note: str = attrs.field(default="", metadata=holds(any_text))
    source: Source | None = attrs.field(default=None, metadata=holds(optional(instance(Source, "a source"))))


def _ids_once(crosswalk: Crosswalk) -> Iterator[Problem]:
    given = [getattr(one, "id", None) or f"#{at}" for at, one in enumerate(getattr(crosswalk, "correspondences", ()))]
    yield from repeated(given, "correspondences[{}].id", "correspondence")


def _something_said(crosswalk: Crosswalk) -> Iterator[Problem]:
    if not crosswalk.same_ids and not crosswalk.correspondences:
        yield Problem("correspondences", "expected at least one, or same_ids = true", relies_on="same_ids")


@attrs.frozen(kw_only=True)
class Crosswalk(Checked):
    """What corresponds in another framework, most often the edition before, to what is in this one.

    What stands in neither `correspondences` nor, with `same_ids`, in both frameworks is new here, or was given up.

    Attributes:
        framework: The id of the other framework: ``"pdu-2021"``.
        same_ids: Whether what has the same id in both corresponds, where `correspondences` does not say otherwise.
        correspondences: What corresponds, by ids of this framework.
        note: What a reader should know before comparing inspections under the two.
        source: What that is known from.
    """

    checks = (_ids_once, _something_said)

    framework: str = attrs.field(metadata=holds(text))
    same_ids: bool = attrs.field(default=False, metadata=holds(flag))
    correspondences: tuple[Correspondence, ...] = attrs.field(
        default=(), converter=as_tuple, metadata=holds(tuple_of(instance(Correspondence, "a correspondence")))
    )
    note: str = attrs.field(default="", metadata=holds(any_text))
    source: Source = attrs.field(metadata=holds(instance(Source, "a source")))


def dangling(crosswalks: Iterable[Crosswalk], ids: Iterable[str]) -> Iterator[Problem]:
    """Yield what crosswalks name of their own framework and it does not have, which is a slip in a document.

    It is no contradiction in a framework as such: one that lacks a standard of a document can be made, to ask what would be.

    Args:
        crosswalks: The crosswalks of a framework.
        ids: The ids of its standards and key questions, and ``"overall"``.
    """
    known = tuple(ids)
    for position, crosswalk in enumerate(crosswalks):
        for at, one in enumerate(crosswalk.correspondences):
            if one.id not in known:
                path = f"crosswalks[{position}].correspondences[{at}].id"
                yield unknown(path, one.id, known, 'the id of a standard or a key question, or "overall"')
