"""Commands on frameworks: list, show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from probation_standards.cli.app import AGREES, Block, Format, app, console, framework_named, installed, print_json

if TYPE_CHECKING:
    from probation_standards.catalogues import Catalogue


@app.command
def frameworks(
    *,
    on: str | None = None,
    format: Format = "text",
    block: Block = (),
) -> int:
    """List the frameworks that are installed, or those that were in force on a day.

    Example: `probation-standards frameworks --on 2025-02-24`

    Parameters
    ----------
    on
        A day on which fieldwork started, such as 2025-02-24: list for each type of service the edition that was in force.
    """
    from probation_standards.catalogues import overlaps
    from probation_standards.reports.data import entry_data

    found = installed(block)
    if on is not None and found:
        return _in_force(found, on, format)
    entries = found.entries
    if format == "json":
        print_json([entry_data(entry) for entry in entries])
    elif not entries:
        print("No frameworks are installed. Install one, such as probation-standards-probation.")
    elif format == "markdown":
        from probation_standards.reports.markdown import frameworks_markdown

        print(frameworks_markdown(entries))
    else:
        from probation_standards.reports.terminal import show_frameworks

        show_frameworks(console(), entries)
    if format != "json":
        for first, second in overlaps(entries):
            print(f"Note: {first.id} and {second.id}, both for {first.type}, were in force on the same day.")
    return AGREES


def _in_force(found: Catalogue, on: str, format: str) -> int:
    """Print for each type of service the edition that was in force on a day, or why there is none."""
    from probation_standards.catalogues import Entry
    from probation_standards.reports.data import entry_data

    editions = found.on(on)
    if format == "json":
        print_json(
            {
                "on": on,
                "in_force": [entry_data(entry) for entry in editions.values() if isinstance(entry, Entry)],
                "none": {type: why for type, why in editions.items() if isinstance(why, str)},
            }
        )
    elif format == "markdown":
        from probation_standards.reports.markdown import editions_markdown

        print(editions_markdown(editions))
    else:
        from probation_standards.reports.terminal import show_editions

        show_editions(console(), editions)
    return AGREES


@app.command
def show(framework: str, /, *, format: Format = "text", block: Block = ()) -> int:
    """Show a framework: its standards, questions, prompts and bands, each with how sure we are of it.

    Example: `probation-standards show pdu-2023`

    Parameters
    ----------
    framework
        The id of a framework that is installed, or a TOML file.
    """
    found = framework_named(framework, block)
    if format == "json":
        from probation_standards.unstructuring import framework_data

        print_json({**framework_data(found), "digest": found.digest})
    elif format == "markdown":
        from probation_standards.reports.markdown import framework_markdown

        print(framework_markdown(found))
    else:
        from probation_standards.reports.text import describe

        print(describe(found))
    return AGREES


@app.command
def confidence(*ids: str, format: Format = "text", block: Block = ()) -> int:
    """Count how much of each framework is confirmed, inferred and recalled, and name it.

    Example: `probation-standards confidence pdu-2023`

    Parameters
    ----------
    ids
        Ids of frameworks that are installed; without any, all of them.
    """
    from probation_standards.reports import confidence as report

    catalogue = installed(block)
    found = [catalogue[id] for id in ids or catalogue]
    if format == "json":
        print_json(report.confidence_data(found))
    else:
        print(report.confidence_markdown(found) if format == "markdown" else report.confidence_text(found))
    return AGREES
