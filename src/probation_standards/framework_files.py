"""Frameworks in the files of a package: known by what the plugin says of them, and read when they are first asked for."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import attrs

from probation_standards.checks import Checked, any_text, holds, text
from probation_standards.dates import PartialDate, as_partial_date, date_or_none
from probation_standards.errors import DocumentError, Problem
from probation_standards.frameworks import Framework

if TYPE_CHECKING:
    from datetime import date


def _package(value: object) -> str | None:
    return "expected the name of a package, such as __name__ in its __init__.py" if text(value) else None


def _toml_name(value: object) -> str | None:
    right = isinstance(value, str) and value.removesuffix(".toml") and value.endswith(".toml")
    return None if right else 'expected the name of a TOML file, "ID.toml"'


def _csv_name(value: object) -> str | None:
    right = isinstance(value, str) and (not value or (value.endswith(".csv") and not {"/", "\\"} & set(value)))
    return None if right else 'expected the name of a CSV file, "published.csv"'


def _starts_before_it_ends(file: FrameworkFile) -> Iterator[Problem]:
    if file.ends is not None and file.starts is None:
        yield Problem("starts", "expected the start where there is an end", missing=True)
    if file.ends is not None and file.starts is not None and file.ends.latest < file.starts.earliest:
        yield Problem("ends", f"expected a date after the start ({file.starts})", str(file.ends))


@attrs.frozen
class FrameworkFile(Checked):
    """A framework in a file of a package, read when it is first asked for.

    What the plugin says of it is known without reading the file, and held against the file when it is read.

    Attributes:
        package: The name of the package.
        name: The name of the file within the package: ``"acme-2025.toml"``.
        title: The framework's title; empty where the plugin does not say.
        type: The type of service that it is for: ``"PDU"``; empty where the plugin does not say.
        starts: The first day on which it was in force, as precise as known: ``"2023-10"``.
        ends: The last such day.
        published: The name of the CSV file within the package that holds published inspections; empty where there is none.
    """

    checks = (_starts_before_it_ends,)

    package: str = attrs.field(metadata=holds(_package))
    name: str = attrs.field(metadata=holds(_toml_name))
    title: str = attrs.field(default="", kw_only=True, metadata=holds(any_text))
    type: str = attrs.field(default="", kw_only=True, metadata=holds(any_text))
    starts: PartialDate | None = attrs.field(
        default=None, kw_only=True, converter=as_partial_date, metadata=holds(date_or_none)
    )
    ends: PartialDate | None = attrs.field(default=None, kw_only=True, converter=as_partial_date, metadata=holds(date_or_none))
    published: str = attrs.field(default="", kw_only=True, metadata=holds(_csv_name))

    @property
    def id(self) -> str:
        """The id of the framework: the file's name without its ending."""
        return self.name.removesuffix(".toml")

    def read(self) -> Framework:
        """Read the file.

        Raises:
            DocumentError: When it can't be read, or holds something else than the plugin says: another id than its name,
                another title, another type, other dates.
        """
        from probation_standards.documents import framework_from_toml

        where = f"{self.name} of the package {self.package}"
        framework = framework_from_toml(self._text(self.name), where, self._beside)
        period = framework.in_force
        starts, ends = (None, None) if period is None else (period.starts, period.ends)
        stated = [
            ("title", self.title, framework.title, bool(self.title)),
            ("type", self.type, framework.type, bool(self.type)),
            ("in_force.starts", self.starts, starts, self.starts is not None),
            ("in_force.ends", self.ends, ends, self.starts is not None),
        ]
        problems = [
            Problem(path, f"expected what the plugin gives, {str(said)!r}", held and str(held))
            for path, said, held, is_stated in stated
            if is_stated and held != said
        ]
        if framework.id != self.id:
            problems.insert(0, Problem("id", f'expected the name of the file, "{self.id}"', framework.id))
        if problems:
            raise DocumentError(problems, f"{where} cannot be used")
        return framework

    def _text(self, name: str) -> str:
        from probation_standards.documents import decoded

        where = f"{name} of the package {self.package}"
        return decoded(package_file(self.package, name), where)

    def _beside(self, name: str) -> dict[str, Any]:
        """Return what another TOML file of the package holds."""
        from probation_standards.documents import toml_data

        return toml_data(self._text(name), f"{name} of the package {self.package}")


def package_file(package: str, name: str) -> bytes:
    """Return the content of the file `name` in `package`.

    Raises:
        DocumentError: When there is none.
    """
    try:
        return files(package).joinpath(name).read_bytes()
    except (OSError, ImportError, TypeError, ValueError) as error:
        gone = isinstance(error, FileNotFoundError)
        expected = f"expected the package to have the file {name}" if gone else "expected a package that can be imported"
        problem = Problem("", f"{expected}: {error}")
        raise DocumentError([problem], f"{name} of the package {package} cannot be read") from None


def framework_file(  # noqa: PLR0913  # each is said by its name
    package: str,
    name: str,
    *,
    title: str = "",
    type: str = "",
    starts: str | date | None = None,
    ends: str | date | None = None,
    published: str = "",
) -> FrameworkFile:
    """Return the framework in the TOML file `name` of `package`, to be read when it is first asked for.

    This is what a plugin returns for each of its editions. What it says here of an edition is known without reading the
    file; the rest is read when it is needed.

    Args:
        package: The plugin's own package: ``__package__``, or ``__name__`` in its ``__init__.py``.
        name: The file's name, the framework's id with ``.toml`` after it.
        title: The framework's title.
        type: The type of service that it is for: ``"PDU"``.
        starts: The first day on which it was in force, as precise as known: ``"2023-10"``.
        ends: The last such day; None while it is in force or where that is not known.
        published: The name of a CSV file of the package that holds published inspections of this framework, perhaps with
            those of others; see `read_record`.

    Raises:
        FrameworkError: When one of these can't be what it should be.
    """
    return FrameworkFile(package, name, title=title, type=type, starts=starts, ends=ends, published=published)
