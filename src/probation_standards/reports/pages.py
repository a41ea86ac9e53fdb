"""Pages of paragraphs, tables and notes, made once and shown on a terminal or as Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from probation_standards.reports.markdown import table


@attrs.frozen
class PageTable:
    """A table of a page.

    Attributes:
        head: The heads of the columns; one that begins with ">" is of numbers.
        rows: The cells of each row.
        title: What stands above it; empty for nothing.
    """

    head: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]
    title: str = ""


@attrs.frozen
class Page:
    """A page.

    Attributes:
        title: What it is about.
        lines: What stands above the tables, each a paragraph.
        tables: The tables; those without rows are left out.
        notes: What a reader should know, below them.
    """

    title: str
    lines: tuple[str, ...] = ()
    tables: tuple[PageTable, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[PageTable, ...]:
        """The tables that have rows."""
        return tuple(one for one in self.tables if one.rows)


def page_markdown(page: Page) -> str:
    """Return a page as Markdown."""
    parts = [f"# {page.title}", *page.lines]
    for one in page.shown:
        parts += [f"## {one.title}"] if one.title else []
        parts.append(table([head.removeprefix(">") for head in one.head], one.rows))
    return "\n\n".join([*parts, *(f"Note: {note}." for note in page.notes)])
