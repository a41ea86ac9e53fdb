"""The plugin for pytest: ``pytest --probation-standards ID`` holds a framework to the laws, with one test for each.

pytest imports this module in every run, wherever the library is installed. So it imports pytest alone at its top, adds an
option and a line of configuration, and does nothing else unless it is asked. Nor has pytest anything to rewrite in it, which
these words tell it: PYTEST_DONT_REWRITE.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from probation_standards.catalogues import Catalogue
    from probation_standards.frameworks import Framework
    from probation_standards.inspections import Inspection
    from probation_standards.published.records import PublishedRecord

    Asked = list[tuple[Framework, str, PublishedRecord | None]]
    """Frameworks, each with the name that it has in the run, and the record that its plugin brings."""

OPTION = "--probation-standards"
ALL = "all"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option and the line of configuration."""
    group = parser.getgroup("probation-standards", "frameworks of probation-standards")
    group.addoption(
        OPTION,
        action="append",
        default=[],
        dest="probation_standards_asked",
        metavar="ID|FILE",
        help=f"Hold a framework to the laws: the id of one that is installed, a TOML file, or {ALL!r} for all that are "
        "installed; may be repeated.",
    )
    parser.addini(
        "probation_standards",
        f"Frameworks, as for {OPTION}, in every run that names no single files or tests.",
        type="linelist",
        default=[],
    )


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Put the frameworks that were asked for beside the files that pytest found."""
    report = yield
    if isinstance(collector, pytest.Session):
        given = _given(collector.config)
        if given:
            report.result += [
                UnderTest.from_parent(collector, name=name, nodeid=name, framework=framework, record=record)
                for framework, name, record in _read(given)
            ]
    return report


def _given(config: pytest.Config) -> list[str]:
    """Return the ids and files of frameworks that were asked for; files of the configuration stand beside that."""
    asked: list[str] = list(config.getoption("probation_standards_asked"))
    configured: list[str] = config.getini("probation_standards")
    here = config.invocation_params.dir
    named = config.args_source is pytest.Config.ArgsSource.ARGS
    if configured and not (named and not any((here / argument).is_dir() for argument in config.args)):
        beside = config.rootpath if config.inipath is None else config.inipath.parent
        asked += [str(beside / one) if _is_file(one) else one for one in configured]
    return [*dict.fromkeys(str(here / one) if _is_file(one) else one for one in asked)]


def _is_file(given: str) -> bool:
    return given.lower().endswith((".toml", ".json"))


def _read(given: list[str]) -> Asked:
    """Return the frameworks of these ids and files.

    Raises:
        UsageError: When there is no such framework, it can't be read, or the extra [testing] is not installed.
    """
    from probation_standards.documents import read_framework
    from probation_standards.errors import ProbationStandardsError

    try:
        import probation_standards.testing  # noqa: F401  # without its extra, that is said before anything runs

        found = _installed([one for one in given if not _is_file(one)])
        for file in filter(_is_file, given):
            framework = read_framework(file)
            same = [name for other, name, _ in found if other.id == framework.id]
            if framework not in [other for other, _, _ in found]:
                found.append((framework, f"{framework.id} ({Path(file).name})" if same else framework.id, None))
    except (ProbationStandardsError, ImportError) as error:
        raise pytest.UsageError(f"{OPTION}: {error}") from None
    return found


def _installed(ids: list[str]) -> Asked:
    if not ids:
        return []
    from probation_standards.errors import UnknownFrameworkError, unknown
    from probation_standards.plugins import discover

    catalogue = discover()
    wanted = dict.fromkeys(id for one in ids for id in (catalogue if one == ALL and catalogue else [one]))
    lacking = [id for id in wanted if id not in catalogue]
    if lacking:
        what = f"the id of a framework that is installed, a TOML file, or {ALL!r}"
        raise UnknownFrameworkError([unknown("", id, catalogue, what) for id in lacking])
    return [(catalogue[id], id, _record(id, catalogue)) for id in wanted]


def _record(id: str, catalogue: Catalogue) -> PublishedRecord | None:
    """Return the published inspections that come with a framework, perhaps beside those of others."""
    from probation_standards.framework_files import FrameworkFile, package_file
    from probation_standards.published.records import record_from

    file = next(entry.framework for entry in catalogue.entries if entry.id == id)
    if not isinstance(file, FrameworkFile) or not file.published:
        return None
    where = f"{file.published} of the package {file.package}"
    return record_from(package_file(file.package, file.published), catalogue, where)


class UnderTest(pytest.Collector):
    """A framework that is held to the laws, and to what was published."""

    def __init__(self, *, framework: Framework, record: PublishedRecord | None, **options: Any) -> None:
        super().__init__(**options)
        self.framework = framework
        self.record = record

    def collect(self) -> Iterator[pytest.Item]:
        """Yield a test for each law, for the record of what was published, and for each inspection in it."""
        from probation_standards.testing import LAWS

        for law in LAWS:
            yield Held.from_parent(self, name=law.__name__, framework=self.framework, laws=(law,))
        if self.record is None:
            return
        yield Read.from_parent(self, name="published[every row can be read]", record=self.record)
        for row, inspection in self.record.inspections.items():
            if inspection.framework == self.framework.id:
                name = f"published[row {row}: {inspection.service}]"
                yield Held.from_parent(self, name=name, framework=self.framework, published=(inspection,))


class BrokenError(Exception):
    """Raised where a law does not hold, where what was published contradicts the rules, or where it can't be read."""


class Item(pytest.Item):
    """One thing that a framework is held to."""

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Say what is broken, and no more: a traceback would show the library's own lines only."""
        return str(excinfo.value) if excinfo.errisinstance(BrokenError) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return where it stands, as reports print it."""
        return self.path, None, self.nodeid


class Held(Item):
    """A law that a framework is held to, or an inspection that was published under it."""

    def __init__(
        self,
        *,
        framework: Framework,
        laws: tuple[Callable[[Framework], None], ...] = (),
        published: tuple[Inspection, ...] = (),
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.framework = framework
        self.laws = laws
        self.published = published

    def runtest(self) -> None:
        """Try the law, or replay the inspection.

        Raises:
            BrokenError: When it does not hold, with its sentence and the smallest example.
        """
        from probation_standards.testing import broken_laws

        if any(one.published and one.published.status == "wrong at source" for one in self.published):
            pytest.skip("known to be wrong at the source")
        broken = broken_laws(self.framework, published=self.published, laws=self.laws)
        if broken:
            raise BrokenError("\n".join(map(str, broken)))


class Read(Item):
    """Whether all that was published could be read."""

    def __init__(self, *, record: PublishedRecord, **options: Any) -> None:
        super().__init__(**options)
        self.record = record

    def runtest(self) -> None:
        """Look for what could not be read.

        Raises:
            BrokenError: When there is something, with every row and column.
        """
        if self.record.problems:
            problems = [f"  - {problem}" for problem in self.record.problems]
            raise BrokenError("\n".join([f"{self.record.name} cannot be read as it stands", *problems]))
