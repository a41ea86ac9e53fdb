"""Commands on published records: audit."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

from probation_standards.cli.app import AGREES, BAD_INPUT, DISAGREES, Block, Parameter, app, installed, print_json
from probation_standards.errors import ProbationStandardsError

TableFormat = Annotated[
    Literal["text", "json", "csv", "markdown"],
    Parameter(name=["--format", "-f"], help="How to print it: text, json, csv or markdown."),
]


@app.command
def audit(
    *files: Path, known: Annotated[bool, Parameter(negative="")] = False, format: TableFormat = "text", block: Block = ()
) -> int:
    """Replay published inspections: each agrees with the rules, contradicts them, or can't be told.

    Exit status: 1 when anything contradicts; else 2 when something could not be read; else 0.

    Example: `probation-standards audit --known`

    Parameters
    ----------
    files
        CSV files of published inspections, as docs/records.md describes them. Without any, the published inspections that
        the installed plugins bring.
    known
        Let rows whose status is "wrong at source" contradict without changing the exit status.
    """
    from probation_standards.published.auditing import audit as audited
    from probation_standards.published.records import read_record
    from probation_standards.published.verdicts import Verdict
    from probation_standards.reports.audits import audit_csv, audit_data, audit_markdown, audit_text, known_wrong

    catalogue = installed(block)
    audits, failed = [], False
    for file in files:
        try:
            audits.append(audited(read_record(file, catalogue), catalogue))
        except ProbationStandardsError as error:  # the other files are audited all the same
            print(error, file=sys.stderr)
            failed = True
    if not files:
        audits = [audited(record, catalogue) for record in catalogue.published()]
    if format == "json":
        print_json([audit_data(one) for one in audits])
    elif format == "csv":
        print(audit_csv(audits), end="")
    elif audits:
        print("\n\n".join(map(audit_markdown if format == "markdown" else audit_text, audits)))
    elif not files:
        print("No installed plugin brings published inspections.")
    contradicting = (row for one in audits for row in one.rows if row.verdict is Verdict.CONTRADICTS)
    if any(not (known and known_wrong(row)) for row in contradicting):
        return DISAGREES
    return BAD_INPUT if failed or any(one.problems for one in audits) else AGREES
