"""Commands for authors of frameworks: new."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from probation_standards.cli.app import AGREES, OUTPUT_LOST, Block, Parameter, app, installed


@app.command
def new(
    id: Annotated[str, Parameter(name="ID")],
    /,
    *,
    folder: Annotated[Path | None, Parameter(show_default=False)] = None,
    block: Block = (),
) -> int:
    """Make the package of a new framework: small, complete and tested, for its author to change.

    It holds the framework (TOML), its entry point, an inspection, published inspections (CSV), tests and a README. Nothing is
    ever written over.

    Example: `probation-standards new my-framework`

    Parameters
    ----------
    id
        The id of the framework: letters from a to z, digits and hyphens, such as depots-2025.
    folder
        The folder to make; by default one of this id, here.
    """
    import shlex

    from probation_standards.new.packages import checked_id, write_package

    checked_id(id, installed(block))
    place = folder or Path(id)
    try:
        written = write_package(id, place)
    except OSError as error:
        print(f"{error.filename or place} cannot be written: {error.strerror}", file=sys.stderr)
        return OUTPUT_LOST
    print(f"{place} holds a new framework, {id}:")
    for path in written:
        print(f"  {path.relative_to(place).as_posix()}")
    package = shlex.quote(place.as_posix())
    print("Next, where probation-standards is installed:")
    print(f'  python -m pip install --editable {package} "probation-standards[testing]" pytest')
    print(f"  python -m pytest {package}")
    print(f"  probation-standards rate {shlex.quote((place / 'inspection.toml').as_posix())}")
    return AGREES
