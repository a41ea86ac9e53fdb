"""Commands that prove frameworks: prove."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from probation_standards.cli.app import (
    AGREES,
    BAD_INPUT,
    DISAGREES,
    Block,
    Format,
    Parameter,
    app,
    framework_named,
    installed,
    print_json,
)
from probation_standards.errors import ProbationStandardsError

if TYPE_CHECKING:
    from probation_standards.proving.flaws import Proof


@app.command
def prove(
    *frameworks: str,
    examples: Annotated[
        Path | None,
        Parameter(
            help="A folder to which the inspections that show flaws are written, as TOML files that can be rated.",
            show_default=False,
        ),
    ] = None,
    format: Format = "text",
    block: Block = (),
) -> int:
    """Prove a framework: decide for all evidence whether its rules have gaps, dead ends, or rate better evidence worse.

    Exit status: 2 when one could not be read; else 1 when there are errors; else 0, also for warnings and notes.

    Example: `probation-standards prove pdu-2023`

    Parameters
    ----------
    frameworks
        Ids of frameworks that are installed, or TOML files. Without any, all that are installed.
    """
    from probation_standards.proving.proof import prove as proved
    from probation_standards.reports.proofs import proof_data, proof_markdown, proof_text

    proofs: list[Proof] = []
    failed = False
    catalogue = installed(block)
    for name in frameworks or tuple(catalogue):
        try:
            proofs.append(proved(framework_named(name, block)))
        except ProbationStandardsError as error:  # the others are proved all the same
            print(error, file=sys.stderr)
            failed = True
    if format == "json":
        print_json([proof_data(proof) for proof in proofs])
    else:
        print("\n\n".join(map(proof_markdown if format == "markdown" else proof_text, proofs)))
    if examples is not None:
        _write(proofs, examples, quiet=format != "text")
    if failed:
        return BAD_INPUT
    return AGREES if all(proof.holds for proof in proofs) else DISAGREES


def _write(proofs: list[Proof], folder: Path, *, quiet: bool) -> None:
    """Write the inspections that show flaws, in place of those of an earlier time."""
    from probation_standards.documents import write_inspection

    folder.mkdir(parents=True, exist_ok=True)
    for proof in proofs:
        for number, flaw in enumerate(proof.flaws, 1):
            ends = ("",) if len(flaw.examples) == 1 else ("-before", "-after")
            for end, example in zip(ends, flaw.examples, strict=False):
                path = folder / f"{proof.framework.id}-{number}-{flaw.kind}{end}.toml"
                write_inspection(example, path)
                if not quiet:
                    print(f"Written: {path}")
