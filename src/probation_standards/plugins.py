"""Plugins: packages that bring frameworks, found by their entry points, each named when it fails.

A plugin is a package with an entry point in the group ``probation_standards`` and one function:

    from probation_standards import framework_file, hookimpl

    @hookimpl
    def probation_standards_frameworks():
        return [framework_file(__package__, "acme-2025.toml")]
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import pluggy

from probation_standards.catalogues import Catalogue, Entry, Plugin, raised
from probation_standards.errors import (
    PluginError,
    ProbationStandardsError,
    Problem,
    closest,
    unknown,
)
from probation_standards.framework_files import FrameworkFile
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


def discover(*, block: Collection[str] = ()) -> Catalogue:
    """Return the frameworks of all plugins that are installed, as a fresh catalogue. No framework file is read yet.

    Args:
        block: Names of entry points to leave out, such as a plugin that fails.

    Raises:
        PluginError: When plugins fail: to import, by a misspelt hook, by returning something else than frameworks, or by
            an id that another one has. Every one is named, with entry point, distribution and version. Also when `block`
            names a plugin that is not installed.
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
    names = [entry_point.name for entry_point in found]
    if problems or blocked - {*names}:
        problems += [unknown("block", name, names, "the name of an entry point") for name in sorted(blocked - {*names})]
        heading = "plugins failed; leave one out with discover(block={NAME}), or --block NAME on the command line"
        raise PluginError(problems, heading if problems[0].path != "block" else "there is no such plugin to leave out")
    return Catalogue(entries.values())


def _frameworks(entry_point: EntryPoint) -> list[Framework | FrameworkFile]:
    """Return what one plugin brings. It gets a plugin manager of its own, so that a failure is nobody else's."""
    hook = probation_standards_frameworks.__name__
    try:
        module = entry_point.load()
    except (Exception, SystemExit) as error:
        raise PluginError([raised(error, "expected to be imported")]) from error
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
        raise PluginError([raised(error, expected)]) from error
    wrong = [Problem("", expected, item) for item in frameworks if not isinstance(item, _FRAMEWORKS)]
    if wrong:
        raise PluginError(wrong)
    return frameworks


_FRAMEWORKS = (Framework, FrameworkFile)


class _Hooks:
    """The hooks of this library, as pluggy reads them."""

    probation_standards_frameworks = staticmethod(probation_standards_frameworks)


def _not(near: str | None, hook: str) -> str | None:
    return None if near == hook else near
