"""What every case file is: a header, blocks of columns below it, and row numbers that a person finds again.

A large file never stands in memory as a whole, so what is wrong with its rows is gathered while they are read, and raised
after the last of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

import attrs

from probation_standards.errors import NO_VALUE, CaseFileError, CellProblem, ProbationStandardsError, Problem

BLOCK_ROWS = 10_000
"""The most rows of a block: enough that a block's own cost does not count, few enough that it is small."""

MOST_LISTED = 20
"""The most problems of one file that are listed: who has more than these has one that stands behind them all."""


@attrs.frozen
class Block:
    """Rows that follow one another without a gap, as columns.

    Attributes:
        first_row: The number of the first row, as a spreadsheet counts: the header of most files is row 1.
        columns: The cells of each column of the file, all of the same length.
    """

    first_row: int
    columns: tuple[Sequence[object], ...]


class TableFile(Protocol):
    """A table in a file, with a header row."""

    @property
    def name(self) -> str:
        """What messages call it: ``cases.csv``, or ``cases.xlsx, sheet 'Cases'``."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The names in the header, in order."""

    def blocks(self, progress: Callable[[int, int], None] | None = None) -> Iterator[Block]:
        """Yield the rows in blocks; each call starts at the first one again.

        What is wrong with rows is raised after the last block, so that whoever reads on may add what else is wrong.

        Args:
            progress: Told after each block how much has been read, and of how much: bytes, or rows of a spreadsheet.

        Raises:
            CaseFileError: When rows can't be read; they are in no block.
        """


class RowProblems:
    """Gathers what is wrong with the rows of one file: the first problems, and how many rows have others."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.listed: list[CellProblem] = []
        self.more_rows = 0
        self._last_row = 0

    def report(self, row: int, expected: str, *, column: str = "", letter: str = "", value: object = NO_VALUE) -> None:
        """Note what is wrong with a row, in the column of this name, or in the one of this letter where it has no name."""
        if len(self.listed) < MOST_LISTED:
            which = repr(column) if column else letter
            where = f"row {row}{f', column {which}' if which else ''}"
            self.listed.append(CellProblem(where, expected, value, row=row, column=column))
        elif row != self._last_row:  # rows come in order
            self.more_rows += 1
        self._last_row = row

    def raise_any(self) -> None:
        """Raise what was gathered, if anything was.

        Raises:
            CaseFileError: With the first problems, and a last one that counts the rows of those that are not listed.
        """
        if not self.listed:
            return
        count = self.more_rows
        listed = sorted(self.listed, key=lambda problem: problem.row)  # the header's may be found late
        more = [Problem("", f"there {'are' if count > 1 else 'is'} {count:,} more row{'s'[: count > 1]} with problems")]
        raise unreadable(self.name, *listed, *more[: bool(count)])


def unreadable(name: str, *problems: Problem) -> CaseFileError:
    """Return the error that a file can't be read, with every reason."""
    return CaseFileError(problems, f"{name} cannot be read")


def extra_lacking(what: str) -> ProbationStandardsError:
    """Return the error that the libraries for a sort of files are not installed."""
    expected = "expected the extra [files]: pip install 'probation-standards[files]'"
    return ProbationStandardsError([Problem("", expected)], f"{what} cannot be used")


@attrs.frozen
class Header:
    """The header of a table: names, and the places of cells that they stand over.

    Attributes:
        row: The row that it stands in, as a spreadsheet counts.
        cells: What stands in it, stripped; empty where a column has no name.
        left_out: How many columns, without anything in them, stand to its left.
    """

    row: int
    cells: tuple[str, ...]
    left_out: int = 0

    @property
    def columns(self) -> tuple[str, ...]:
        """The names."""
        return tuple(filter(None, self.cells))

    def check(self, name: str) -> None:
        """Hold the names against each other.

        Raises:
            CaseFileError: When there is none, or one stands twice.
        """
        if not any(self.cells):
            raise unreadable(name, CellProblem("row 1", "expected a header: a first row with the names of columns", row=1))
        problems, first = RowProblems(name), dict[str, int]()
        for place, column in enumerate(self.cells):
            before = first.setdefault(column, place)
            if column and before < place:
                both = f"columns {self._letter(before)} and {self._letter(place)}"
                expected = f"expected a name that is not there already; {both} have it"
                problems.report(self.row, expected, column=column)
        problems.raise_any()

    def blocks(self, rows: Iterable[tuple[int, Sequence[object]]], problems: RowProblems) -> Iterator[Block]:
        """Yield rows as blocks of the columns that have a name; a value in one without a name is a problem, told once.

        Args:
            rows: The rows that are not empty, with their numbers, rising; each has as many cells as the header.
            problems: Where to note what is wrong.
        """
        unnamed = {place for place, column in enumerate(self.cells) if not column}
        named = [place for place, column in enumerate(self.cells) if column]
        first, held = 0, list[Sequence[object]]()
        for row, cells in rows:
            if held and (row != first + len(held) or len(held) == BLOCK_ROWS):
                yield Block(first, tuple(zip(*held, strict=True)))
                held = []
            if not held:
                first = row
            if len(named) == len(self.cells):
                held.append(cells)
                continue
            for place in [place for place in unnamed if str(cells[place]).strip()]:
                expected = f"expected a name for this column, since row {row} has a value there"
                problems.report(self.row, expected, letter=self._letter(place), value=cells[place])
                unnamed.remove(place)
            held.append([cells[place] for place in named])
        if held:
            yield Block(first, tuple(zip(*held, strict=True)))

    def _letter(self, place: int) -> str:
        return letter(self.left_out + place)


def letter(place: int) -> str:
    """Return what a spreadsheet calls the column at `place`, from 0.

    >>> letter(0), letter(25), letter(26), letter(702)
    ('A', 'Z', 'AA', 'AAA')
    """
    letters, place = "", place + 1
    while place:
        place, step = divmod(place - 1, 26)
        letters = chr(ord("A") + step) + letters
    return letters
