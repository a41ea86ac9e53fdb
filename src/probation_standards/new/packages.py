"""The package of a new framework: which ids are good, which files it has, and writing them where nothing stands yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from importlib.util import find_spec
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING

from probation_standards.errors import ProbationStandardsError, Problem

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from probation_standards.catalogues import Catalogue

TEMPLATE = "my-framework"
"""The id that the files of the template have; another is put in its place."""

_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def checked_id(id: str, catalogue: Catalogue) -> str:
    """Return `id` where a framework, the file that holds it, its package and the distribution can all be named by it.

    Args:
        id: The id of a new framework.
        catalogue: The frameworks that are installed, which have their ids already.

    Raises:
        ProbationStandardsError: Where they can't, with an id that would do.
    """
    problem = _problem(id, catalogue)
    if problem is not None:
        good = next((other for other in _instead(id) if _problem(other, catalogue) is None), None)
        raise ProbationStandardsError([Problem("", problem, id, good)], "the framework can't have this id")
    return id


def _problem(id: str, catalogue: Catalogue) -> str | None:
    if not _ID.fullmatch(id):
        return "expected letters from a to z, digits and single hyphens, a letter first"
    if id in catalogue:
        brought = next(entry.plugin for entry in catalogue.entries if entry.id == id)
        return f"expected an id that no framework has yet; {brought} brings this one"
    module = id.replace("-", "_")
    if iskeyword(module):
        return "expected an id by which a package can be named; this is a word of Python"
    if _there(module):
        return f"expected an id by which a package can be named; a module {module} is there already"
    return None


def _there(module: str) -> bool:
    """Return whether a module of this name can be imported; a folder that happens to have it is none."""
    try:
        found = find_spec(module)
    except (ImportError, ValueError):
        return True
    return found is not None and found.origin is not None


def _instead(id: str) -> Iterator[str]:
    """Yield ids that may be good, the one most like `id` first."""
    words = re.findall(r"[a-z0-9]+", id.casefold())
    if words and words[0][0].isdigit():
        words = [*words[1:], words[0]] if len(words) > 1 and words[1][0].isalpha() else ["framework", *words]
    plain = "-".join(words)
    yield from (plain, f"{plain}-framework", f"my-{plain}")


def package_files(id: str) -> dict[str, str]:
    """Return the files of a new framework's package: each path within its folder, and what the file holds.

    >>> [path for path in package_files("depot-standards") if path.endswith(".toml")]
    ['inspection.toml', 'pyproject.toml', 'src/depot_standards/depot-standards.toml']
    """
    title = id.replace("-", " ").capitalize()
    new = {TEMPLATE: id, TEMPLATE.replace("-", "_"): id.replace("-", "_"), "My framework": title}
    return {
        _renamed(path, new): _renamed(file.read_text(encoding="utf-8"), new)
        for path, file in sorted(_template(files(__package__).joinpath("template")))
    }


def _renamed(text: str, new: dict[str, str]) -> str:
    for old, name in new.items():
        text = text.replace(old, name)
    return text


def _template(folder: Traversable, within: str = "") -> Iterator[tuple[str, Traversable]]:
    """Yield the path and the file of each part of the template."""
    for part in folder.iterdir():
        path = f"{within}{part.name}"
        if part.is_dir():
            yield from _template(part, f"{path}/")
        elif path.endswith(".template"):
            yield path.removesuffix(".template"), part


def write_package(id: str, folder: Path) -> list[Path]:
    """Write the package of a new framework into `folder`, whole or not at all, and return the files.

    Args:
        id: The id of the framework, as `checked_id` returns it.
        folder: Where; it is made if it is not there.

    Raises:
        ProbationStandardsError: When one of the files is there already. Nothing is ever written over.
        OSError: When they can't be written.
    """
    texts = {folder / path: text for path, text in package_files(id).items()}
    ways = dict.fromkeys(parent for path in texts for parent in path.parents)
    problems = [Problem(str(path), "expected a folder, or nothing") for path in ways if path.exists() and not path.is_dir()]
    there = [path for path in texts if path.is_symlink() or path.exists()]
    problems += [Problem(str(path), "expected nothing to be there; nothing is written over") for path in there]
    if problems:
        raise ProbationStandardsError(problems, f"{id} cannot be made in {folder}: something is there already")
    made: list[Path] = []
    try:
        for path, text in texts.items():
            for parent in reversed(path.parents):
                if not parent.exists():
                    parent.mkdir()
                    made.append(parent)
            with path.open("x", encoding="utf-8", newline="\n") as file:
                made.append(path)
                file.write(text)
    except OSError:
        for path in reversed(made):
            path.rmdir() if path.is_dir() else path.unlink()
        raise
    return [*texts]
