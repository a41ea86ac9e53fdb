"""Commands on published records: audit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from probation_standards.cli.app import AGREES, BAD_INPUT, DISAGREES, Block, Parameter, app, installed, print_json

TableFormat = Annotated[
    Literal["text", "json", "csv", "markdown"],
    Parameter(name=["--format", "-f"], help="How to print it: text, json, csv or markdown."),
]


@app.command
def audit(*files: Path, format: TableFormat = "text", block: Block = ()) -> int:
    """Replay published inspections: each agrees with the rules, contradicts them, or can't be told.

    Exit status: 1 when anything contradicts; else 2 when something could not be read; else 0.

    Example: `probation-standards audit published.csv`

    Parameters
    ----------
    files
        CSV files of published inspections, as docs/records.md describes them. Without any, the published inspections that
        the installed plugins bring.
    """
    from probation_standards.auditing import audit as audited
    from probation_standards.records import read_record
    from probation_standards.reports.audits import audit_csv, audit_data, audit_markdown, audit_text
    from probation_standards.verdicts import Verdict

    catalogue = installed(block)
    records = [read_record(file, catalogue) for file in files] if files else catalogue.published()
    audits = [audited(record, catalogue) for record in records]
    if format == "json":
        print_json([audit_data(one) for one in audits])
    elif format == "csv":
        print(audit_csv(audits), end="")
    elif not audits:
        print("No installed plugin brings published inspections.")
    else:
        print("\n\n".join(map(audit_markdown if format == "markdown" else audit_text, audits)))
    if any(one.count(Verdict.CONTRADICTS) for one in audits):
        return DISAGREES
    return BAD_INPUT if any(one.problems for one in audits) else AGREES
