"""Catalogues: the frameworks that were found, each known by what its plugin says of it and read when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.metadata import EntryPoint
from operator import itemgetter

import attrs

from probation_standards.dates import PartialDate
from probation_standards.errors import (
    DocumentError,
    InForceError,
    PluginError,
    Problem,
    UnknownFrameworkError,
    unknown,
)
from probation_standards.framework_files import FrameworkFile, package_file
from probation_standards.frameworks import Framework
from probation_standards.periods import touches
from probation_standards.published.records import PublishedRecord, record_from


@attrs.frozen
class Plugin:
    """Where frameworks came from; its distribution is looked up when it is asked for, which takes a while.

    Attributes:
        entry_point: What was found.
    """

    entry_point: EntryPoint

    @property
    def name(self) -> str:
        """The name of the entry point, by which `discover` can leave it out."""
        return self.entry_point.name

    @property
    def target(self) -> str:
        """What the entry point names: ``"acme_framework"``."""
        return self.entry_point.value

    @property
    def distribution(self) -> str:
        """The distribution that it was installed with."""
        return "an unknown distribution" if self.entry_point.dist is None else self.entry_point.dist.name

    @property
    def version(self) -> str:
        """The version of that distribution."""
        return "unknown" if self.entry_point.dist is None else self.entry_point.dist.version

    def __str__(self) -> str:
        return f"plugin {self.name!r} ({self.target}, from {self.distribution} {self.version})"


@attrs.frozen
class Entry:
    """A framework in a catalogue: known by id and title, and read when it is asked for.

    Attributes:
        framework: The framework, or the file that holds it.
        plugin: Who brought it.
    """

    framework: Framework | FrameworkFile
    plugin: Plugin

    @property
    def id(self) -> str:
        """The id of the framework."""
        return self.framework.id

    @property
    def title(self) -> str:
        """The title of the framework, as far as it is known without reading it."""
        return self.framework.title

    @property
    def type(self) -> str:
        """The type of service that the framework is for, as far as it is known without reading it."""
        return self.framework.type

    @property
    def starts(self) -> PartialDate | None:
        """The first day on which the framework was in force, as far as it is known without reading it."""
        known = self.framework if isinstance(self.framework, FrameworkFile) else self.framework.in_force
        return None if known is None else known.starts

    @property
    def ends(self) -> PartialDate | None:
        """The last day on which the framework was in force, as far as it is known without reading it."""
        known = self.framework if isinstance(self.framework, FrameworkFile) else self.framework.in_force
        return None if known is None else known.ends

    @property
    def dates(self) -> str:
        """From when to when it was in force, for people: ``"2023-10 to 2025-10"``; empty where that is not known."""
        if self.starts is None:
            return ""
        return f"{self.starts} to {self.ends}" if self.ends else f"from {self.starts}"

    @property
    def published(self) -> str:
        """The name of the CSV file, in the package of the framework's file, that holds published inspections; or empty."""
        return self.framework.published if isinstance(self.framework, FrameworkFile) else ""

    def within(self, day: PartialDate) -> bool:
        """Return whether the framework was in force on `day`, or on some day of it, its dates read as widely as they allow."""
        return self.starts is not None and touches(self.starts, self.ends, day)


class Catalogue(Mapping[str, Framework]):
    """The frameworks that were found: a mapping of id to `Framework`, each read when it is first asked for.

    Attributes:
        entries: What is known of each framework without reading it, in the order of the plugins' names.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(entries)
        self._by_id = {entry.id: entry for entry in self.entries}
        self._read: dict[str, Framework] = {}

    def __getitem__(self, id: str) -> Framework:
        """Return the framework of this id.

        Raises:
            UnknownFrameworkError: When there is none; a `KeyError` too.
            PluginError: When its file can't be read, with every problem.
        """
        if id not in self._by_id:
            none = "; none is installed: install a plugin, such as probation-standards-probation" if not self._by_id else ""
            raise UnknownFrameworkError([unknown("", id, self._by_id, f"the id of a framework that is installed{none}")])
        if id not in self._read:
            entry = self._by_id[id]
            try:
                self._read[id] = entry.framework if isinstance(entry.framework, Framework) else entry.framework.read()
            except DocumentError as error:
                raise PluginError(error.problems, f"{entry.plugin}: {error.heading}") from error
            except (Exception, SystemExit) as error:
                problem = raised(error, f"expected {id} to be read")
                raise PluginError([problem], f"{entry.plugin} failed") from error
        return self._read[id]

    def in_force(self, type: str, day: date | PartialDate | str) -> Framework:
        """Return the framework that was in force for a type of service, by the day on which fieldwork starts.

        Args:
            type: The type of service: ``"PDU"``; capitals make no difference.
            day: The day on which fieldwork started: a `date`, or a text; ``"2025-02"`` will do where one edition alone was in
                force in that month.

        Raises:
            InForceError: When there is no such type, when no edition was in force then (the message says between which it
                falls), when it can't be told which, or when `day` is no date.
        """
        on = _day(day)
        editions = self.editions(type)
        found = [entry for entry in editions if entry.within(on)]
        if len(found) == 1:
            return self[found[0].id]
        raise InForceError([Problem("", gap(on, editions))], f"no edition for {editions[0].type} can be told")

    def on(self, day: date | PartialDate | str) -> dict[str, Entry | str]:
        """Return for each type of service the edition that was in force on `day`, or a text that says why there is none.

        Raises:
            InForceError: When `day` is no date.
        """
        on = _day(day)
        types: dict[str, str] = {}
        for entry in self.entries:
            type = entry.type or self._known(entry).type
            if type:
                types.setdefault(type.casefold(), type)
        found: dict[str, Entry | str] = {}
        for type in types.values():
            editions = self.editions(type)
            within = [entry for entry in editions if entry.within(on)]
            found[type] = within[0] if len(within) == 1 else gap(on, editions)
        return found

    def editions(self, type: str) -> tuple[Entry, ...]:
        """Return what is known of the frameworks for a type of service, those whose dates are known first, the oldest first.

        Raises:
            InForceError: When there is none.
        """
        wanted = type.casefold()
        others = [entry.type for entry in self.entries if entry.type and entry.type.casefold() != wanted]
        entries = [self._known(entry) for entry in self.entries if entry.type.casefold() in ("", wanted)]
        found = [entry for entry in entries if entry.type and entry.type.casefold() == wanted]
        if not found:
            types = dict.fromkeys([*others, *(entry.type for entry in entries if entry.type)])
            what = f"a type of service that a framework is for: {', '.join(types) or 'none is installed'}"
            raise InForceError([attrs.evolve(unknown("type", type, types, ""), expected=f"expected {what}")])
        return tuple(sorted(found, key=lambda entry: entry.starts.earliest if entry.starts else date.max))

    def _known(self, entry: Entry) -> Entry:
        """Return an entry of which type and dates are known, by reading it where its plugin does not say them."""
        unsaid = isinstance(entry.framework, FrameworkFile) and not (entry.type and entry.starts)
        return Entry(self[entry.id], entry.plugin) if unsaid else entry

    def published(self) -> tuple[PublishedRecord, ...]:
        """Return the published inspections that the plugins bring, read anew, in the order of the plugins' names.

        Raises:
            PluginError: When a plugin names a file that can't be read as a published record.
        """
        brought = {
            (entry.framework.package, entry.framework.published): entry.plugin
            for entry in self.entries
            if isinstance(entry.framework, FrameworkFile) and entry.framework.published
        }
        records = []
        for (package, name), plugin in brought.items():
            try:
                records.append(record_from(package_file(package, name), self, f"{name} of the package {package}"))
            except DocumentError as error:
                hint = f"; leave the plugin out with discover(block={{{plugin.name!r}}}), or --block {plugin.name}"
                raise PluginError(error.problems, f"{plugin}: {error.heading}{hint}") from error
        return tuple(records)

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def __repr__(self) -> str:
        return f"Catalogue({', '.join(self._by_id)})"


def _day(day: date | PartialDate | str) -> PartialDate:
    try:
        return day if isinstance(day, PartialDate) else PartialDate.parse(day)
    except ValueError as error:
        raise InForceError([Problem("day", str(error), day)]) from None


def gap(day: PartialDate, editions: Iterable[Entry]) -> str:
    """Return why none of the `editions` of one type of service, the oldest first, is the one that was in force on `day`."""
    dated = [entry for entry in editions if entry.starts is not None]
    found = [entry.id for entry in dated if entry.within(day)]
    if found:
        return f"{day} lies within more than one edition: {', '.join(found)}"
    undated = [entry.id for entry in editions if entry.starts is None]
    without = f"; when {', '.join(undated)} was in force is not known" if undated else ""
    ended = [(entry.ends.latest, entry) for entry in dated if entry.ends is not None and entry.ends.latest < day.earliest]
    before = [entry for _, entry in sorted(ended, key=itemgetter(0))]
    after = [entry for entry in dated if entry.starts is not None and day.latest < entry.starts.earliest]
    if not dated:
        return f"when {', '.join(undated)} was in force is not known"
    if not before:
        return f"{day} is before the first edition, {after[0].id}, in force from {after[0].starts}{without}"
    if not after:
        return f"{day} is after the last edition that is known, {before[-1].id}, in force to {before[-1].ends}{without}"
    old, new = before[-1], after[0]
    return f"{day} lies between {old.id}, in force to {old.ends}, and {new.id}, in force from {new.starts}{without}"


def overlaps(entries: Iterable[Entry]) -> list[tuple[Entry, Entry]]:
    """Return the pairs of frameworks for one type of service that were in force on the same day; there should be none.

    Dates that are known to the month or the year are read as widely as they allow.
    """
    known = [entry for entry in entries if entry.type and entry.starts is not None]
    return [
        (first, second)
        for position, first in enumerate(known)
        for second in known[position + 1 :]
        if first.type.casefold() == second.type.casefold() and _touch(first, second)
    ]


def _touch(first: Entry, second: Entry) -> bool:
    ends = [entry.ends.latest if entry.ends else date.max for entry in (first, second)]
    starts = [entry.starts.earliest if entry.starts else date.min for entry in (first, second)]
    return max(starts) <= min(ends)


def raised(error: BaseException, expected: str) -> Problem:
    """Return the problem that a plugin raised `error` where something else was `expected` of it."""
    return Problem("", f"{expected}, but it raised {type(error).__name__}: {error}")
