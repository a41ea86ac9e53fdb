"""Plugins: packages that bring frameworks, found by their entry points, each named when it fails.

A plugin is a package with an entry point in the group ``probation_standards`` and one function:

    from probation_standards import framework_file, hookimpl

    @hookimpl
    def probation_standards_frameworks():
        return [framework_file(__package__, "acme-2025.toml")]
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from importlib.metadata import EntryPoint, entry_points
from importlib.resources import files
from typing import Any

import attrs
import pluggy

from probation_standards.errors import (
    DocumentError,
    FrameworkError,
    PluginError,
    ProbationStandardsError,
    Problem,
    UnknownFrameworkError,
    closest,
    unknown,
)
from probation_standards.frameworks import Framework

GROUP = "probation_standards"
"""The group of entry points, and the name of the project for pluggy."""

hookspec = pluggy.HookspecMarker(GROUP)
hookimpl = pluggy.HookimplMarker(GROUP)
"""Marks a function of a plugin as one of this library's hooks."""


@hookspec
def probation_standards_frameworks() -> Iterable[Framework | FrameworkFile]:
    """Return the frameworks that the plugin brings.

    Called once by each `discover`. Return a list of `framework_file` (read when first asked for), of `Framework` made in
    Python, or of both. Ids must be unique among all plugins that are installed together.
    """
    raise NotImplementedError


@attrs.frozen
class FrameworkFile:
    """A framework in a file of a package, read when it is first asked for.

    Attributes:
        package: The name of the package.
        name: The name of the file within the package: ``"acme-2025.toml"``.
        title: The framework's title, to list it by without reading the file; empty where the plugin does not say.
    """

    package: str
    name: str
    title: str = ""

    @property
    def id(self) -> str:
        """The id of the framework: the file's name without its ending."""
        return self.name.removesuffix(".toml")

    def read(self) -> Framework:
        """Read the file.

        Raises:
            DocumentError: When it can't be read, or holds a framework of another id than its name, or of another title.
        """
        from probation_standards.documents import decoded, framework_from_toml

        where = f"{self.name} of the package {self.package}"
        try:
            content = files(self.package).joinpath(self.name).read_bytes()
        except (OSError, ImportError, TypeError, ValueError) as error:
            problem = Problem("", f"expected a file in a package that can be imported: {error}")
            raise DocumentError([problem], f"{where} cannot be read") from None
        framework = framework_from_toml(decoded(content, where), where)
        if framework.id != self.id:
            problem = Problem("id", f'expected the name of the file, "{self.id}"', framework.id)
            raise DocumentError([problem], f"{where} cannot be used")
        if self.title and framework.title != self.title:
            problem = Problem("title", f'expected the title that the plugin gives, "{self.title}"', framework.title)
            raise DocumentError([problem], f"{where} cannot be used")
        return framework


def framework_file(package: str, name: str, *, title: str = "") -> FrameworkFile:
    """Return the framework in the TOML file `name` of `package`, to be read when it is first asked for.

    This is what a plugin returns for each of its editions.

    Args:
        package: The plugin's own package: ``__package__``, or ``__name__`` in its ``__init__.py``.
        name: The file's name, the framework's id with ``.toml`` after it.
        title: The framework's title, so that it can be listed without being read.

    Raises:
        FrameworkError: When `package` is no name, or `name` has no such ending.
    """
    problems = []
    if not isinstance(package, str) or not package:
        problems.append(Problem("package", "expected the name of a package, such as __name__ in its __init__.py", package))
    if not isinstance(name, str) or not name.removesuffix(".toml") or not name.endswith(".toml"):
        problems.append(Problem("name", 'expected the name of a TOML file, "ID.toml"', name))
    if problems:
        raise FrameworkError(problems, "there can be no such framework file")
    return FrameworkFile(package, name, title)


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
                problem = _raised(error, f"expected {id} to be read")
                raise PluginError([problem], f"{entry.plugin} failed") from error
        return self._read[id]

    def __contains__(self, id: object) -> bool:
        return id in self._by_id

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_id)

    def __len__(self) -> int:
        return len(self._by_id)

    def __repr__(self) -> str:
        return f"Catalogue({', '.join(self._by_id)})"


def discover(*, block: Collection[str] = ()) -> Catalogue:
    """Return the frameworks of all plugins that are installed, as a fresh catalogue. No framework file is read yet.

    Args:
        block: Names of entry points to leave out, such as a plugin that fails.

    Raises:
        PluginError: When plugins fail: to import, by a misspelt hook, by returning something else than frameworks, or by
            an id that another one has. Every one is named, with entry point, distribution and version.
    """
    blocked = {block} if isinstance(block, str) else set(block)
    found = sorted(entry_points(group=GROUP), key=lambda entry_point: entry_point.name)
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for entry_point in found:
        if entry_point.name in blocked:
            continue
        plugin = Plugin(entry_point)
        try:
            brought = _frameworks(entry_point)
        except PluginError as error:
            problems += [problem.under(str(plugin)) for problem in error.problems]
            continue
        for framework in brought:
            if framework.id in entries:
                other = entries[framework.id].plugin
                expected = f"expected an id that {'it' if other == plugin else f'{other}'} does not bring already"
                problems.append(Problem(str(plugin), expected, framework.id))
            else:
                entries[framework.id] = Entry(framework, plugin)
    if problems:
        names = [entry_point.name for entry_point in found]
        problems += [unknown("block", name, names, "the name of an entry point") for name in sorted(blocked - {*names})]
        heading = "plugins failed; leave one out with discover(block={NAME}), or --block NAME on the command line"
        raise PluginError(problems, heading)
    return Catalogue(entries.values())


def _frameworks(entry_point: EntryPoint) -> list[Framework | FrameworkFile]:
    """Return what one plugin brings. It gets a plugin manager of its own, so that a failure is nobody else's."""
    hook = probation_standards_frameworks.__name__
    try:
        module = entry_point.load()
    except (Exception, SystemExit) as error:
        raise PluginError([_raised(error, "expected to be imported")]) from error
    manager = pluggy.PluginManager(GROUP)
    manager.add_hookspecs(_Hooks)
    try:
        manager.register(module, entry_point.name)
        manager.check_pending()
    except pluggy.PluginValidationError as error:
        raise PluginError([Problem("", f"expected {hook}(), as it is documented: {error}")]) from error
    if not manager.hook.probation_standards_frameworks.get_hookimpls():
        near = closest(hook, [name for name in dir(module) if not name.startswith("_")])
        raise PluginError([Problem("", f"expected a function {hook}() marked with @hookimpl", suggestion=_not(near, hook))])
    expected = f"expected {hook}() to return a list of frameworks, each a Framework or a framework_file(...)"
    try:
        brought = manager.hook.probation_standards_frameworks()
        frameworks: list[Any] = []
        for given in brought or [None]:  # pluggy leaves None out
            if isinstance(given, (str, *_FRAMEWORKS)) or not isinstance(given, Iterable):
                raise PluginError([Problem("", expected, given)])  # noqa: TRY301  # as what the plugin raises itself
            frameworks += given
    except ProbationStandardsError as error:
        raise PluginError(error.problems) from error
    except (Exception, SystemExit) as error:
        raise PluginError([_raised(error, expected)]) from error
    wrong = [Problem("", expected, item) for item in frameworks if not isinstance(item, _FRAMEWORKS)]
    if wrong:
        raise PluginError(wrong)
    return frameworks


_FRAMEWORKS = (Framework, FrameworkFile)


class _Hooks:
    """The hooks of this library, as pluggy reads them."""

    probation_standards_frameworks = staticmethod(probation_standards_frameworks)


def _raised(error: BaseException, expected: str) -> Problem:
    return Problem("", f"{expected}, but it raised {type(error).__name__}: {error}")


def _not(near: str | None, hook: str) -> str | None:
    return None if near == hook else near
