"""What was decided, as tables on a terminal. Colour only repeats what the words say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from probation_standards.cases.rating_cases import RatedCases
from probation_standards.cases.tallies import Tallies
from probation_standards.catalogues import Entry
from probation_standards.inspections import Inspection
from probation_standards.rating import RatedInspection
from probation_standards.reports.cases import (
    TALLY_HEAD,
    WITHHELD_TEXT,
    breakdown_table,
    cases_text,
    group_text,
    groups_of,
    rated_rows,
    refused_rows,
    summary_rows,
    tally_notes,
    tally_rows,
)
from probation_standards.reports.data import how_sure
from probation_standards.reports.pages import Page
from probation_standards.reports.text import agreement_text, heading, notes_text, title_text
from probation_standards.scales import Rating, RatingScale

STYLES = ("bold red", "bold yellow", "green", "bold green")
"""From the worst rating to the best, spread over the scale. The word is always there."""


def show_rated(console: Console, rated: RatedInspection, inspection: Inspection) -> None:
    """Print the ratings in a table, the score, the overall, and whether the published ratings agree."""
    framework = rated.framework
    console.print(Text(heading(inspection), style="bold"))
    console.print(Text(f"Rated under {framework.id}: {framework.title}, edition {framework.edition}"))
    table = _table("Standard", "Rating", ">Points", "Because")
    for standard in framework.standards:
        decision = rated[standard.id]
        points = "-" if decision.points is None else f"{decision.points}{'' if standard.counts else ' (does not count)'}"
        table.add_row(
            Text(f"{standard.id} {title_text(standard)}"),
            rating_text(decision.rating, framework.scale),
            points,
            Text(str(decision.reason)),
        )
    console.print(table)
    overall = Text.assemble("Overall: ", rating_text(rated.overall.rating, framework.scale))
    if rated.score is not None:
        overall.append(f"   Score: {rated.score}/{rated.maximum}")
    console.print(overall)
    console.print(Text(f"Because: {rated.overall.reason}"))
    unsure = [f"{what} ({source.confidence.value})" for what, source in how_sure(framework)]
    console.print(Text(f"How sure: {'; '.join(unsure)}"), style="dim")
    for note in notes_text(framework, inspection):
        console.print(Text(f"Note: {note}"))
    console.print(Text(agreement_text(rated, inspection)))


def show_page(console: Console, page: Page) -> None:
    """Print a page: its title, what stands above the tables, the tables, and the notes."""
    console.print(Text(page.title, style="bold"))
    for line in page.lines:
        console.print(Text(line))
    for one in page.shown:
        if one.title:
            console.print(Text(one.title, style="bold"))
        table = _table(*one.head)
        for row in one.rows:
            table.add_row(*(Text(str(cell)) for cell in row))
        console.print(table)
    for note in page.notes:
        console.print(Text(f"Note: {note}."))


def show_frameworks(console: Console, entries: Iterable[Entry]) -> None:
    """Print the frameworks that are installed."""
    table = _table("Framework", "Title", "Type of service", "In force")
    brought: dict[str, int] = {}
    for entry in entries:
        table.add_row(Text(entry.id), Text(entry.title), Text(entry.type or "-"), Text(entry.dates or "-"))
        plugin = f"{entry.plugin.name} ({entry.plugin.distribution} {entry.plugin.version})"
        brought[plugin] = brought.get(plugin, 0) + 1
    console.print(table)
    counted = ", ".join(f"{count} by the plugin {plugin}" for plugin, count in brought.items())
    console.print(Text(f"Brought: {counted}. How sure the dates are: probation-standards show ID."))


def show_editions(console: Console, editions: Mapping[str, Entry | str]) -> None:
    """Print the editions in force on a day, by type of service, with why there is none where there is none."""
    table = _table("Type of service", "Framework", "In force, or why there is none")
    for type, entry in editions.items():
        if isinstance(entry, str):
            table.add_row(Text(type), Text("-"), Text(entry))
        else:
            table.add_row(Text(type), Text(entry.id), Text(entry.dates))
    console.print(table)


def show_tallies(console: Console, tallies: Tallies) -> None:
    """Print what was counted: a table for each group, and what a reader should know."""
    for group in groups_of(tallies):
        cases = tallies.total.cases if group == () else tallies[group].cases
        console.print(Text(f"{group_text(group)}: {cases_text(cases)}", style="bold"))
        table = _table(TALLY_HEAD[0], *(f">{head}" for head in TALLY_HEAD[1:]))
        for row in tally_rows(tallies, group):
            table.add_row(*row)
        console.print(table)
    for note in tally_notes(tallies):
        console.print(Text(f"Note: {note}."))


def show_rated_cases(console: Console, rated: RatedCases) -> None:
    """Print the ratings of each service, with its breakdowns; of several services first a summary."""
    if len(rated) + len(rated.refused) > 1:
        console.print(_summary(rated))
    for service, inspection in rated.items():
        overall = Text.assemble(
            (f"{group_text(service)}: ", "bold"), rating_text(inspection.overall.rating, rated.framework.scale)
        )
        overall.append(f"   {cases_text(rated.tallies[service].cases)}")
        if inspection.score is not None:
            overall.append(f"   Score: {inspection.score}/{inspection.maximum}")
        console.print(overall)
        console.print(Text(f"Because: {inspection.overall.reason}"))
        table = _table("Standard", "Rating", ">Points", "Because")
        for standard, (title, _, points, because) in zip(rated.framework.standards, rated_rows(rated, service), strict=True):
            rating = rating_text(inspection[standard.id].rating, rated.framework.scale)
            table.add_row(Text(title), rating, points, Text(because))
        console.print(table)
        for breakdown in rated.breakdowns:
            console.print(Text(f"{group_text(service)}, per cent by {', '.join(breakdown.columns)}", style="bold"))
            (first, *heads), rows = breakdown_table(breakdown, service)
            table = _table(first, *(f">{head}" for head in heads))
            for row in rows:
                table.add_row(*map(Text, row))
            console.print(table)
            if any(row.withheld for row in breakdown.get(service, ())):
                console.print(Text(WITHHELD_TEXT))
    for note in tally_notes(rated.tallies):
        console.print(Text(f"Note: {note}."))


def _summary(rated: RatedCases) -> Table:
    """Return a row for each service: those that were rated, then those that could not be."""
    scale = rated.framework.scale
    summary = _table("Service", ">Cases", "Overall", ">Score")
    for name, cases, score in summary_rows(rated):
        summary.add_row(Text(group_text(name)), cases, rating_text(rated[name].overall.rating, scale), score)
    for name, cases in refused_rows(rated):
        summary.add_row(Text(group_text(name)), cases, rating_text(None, scale), "-")
    return summary


def rating_text(rating: Rating | None, scale: RatingScale) -> Text:
    """Return the name of a rating, coloured by its place on the scale."""
    if rating is None:
        return Text("Not rated", style="italic")
    place = scale.ratings.index(rating) * (len(STYLES) - 1) // (len(scale.ratings) - 1)
    return Text(rating.name, style=STYLES[place])


def _table(*heads: str) -> Table:
    table = Table()
    for head in heads:
        table.add_column(head.removeprefix(">"), justify="right" if head.startswith(">") else "left", overflow="fold")
    return table
