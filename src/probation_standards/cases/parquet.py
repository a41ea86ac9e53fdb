"""Parquet files of cases, one or a folder of parts, read in batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from itertools import repeat, takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import attrs

from probation_standards.cases.arrow import ahead
from probation_standards.errors import CaseFileError, Problem
from probation_standards.files.tables import Block, extra_lacking

if TYPE_CHECKING:
    import pyarrow.parquet as pq

Progress = Callable[[int, int], None]

BLOCK = 1 << 17
"""How many rows are read at a time, and so how many are in memory twice: those that are counted, and the next."""

ENDINGS = (".parquet", ".pq")
"""What the names of Parquet files end in."""

NO_PARTITION = "__HIVE_DEFAULT_PARTITION__"
"""What the folder of a partition is named whose column is empty."""


@attrs.frozen(slots=False)
class ParquetTable:
    """A table of cases in Parquet files: a file, or a folder of parts as Spark writes it.

    Folders named ``region=North`` are partitions: they give all rows in them that value, as a text.

    Attributes:
        path: Where it is.
        progress: Told how many of how many rows were read.
    """

    path: Path
    progress: Progress | None = None

    @cached_property
    def files(self) -> list[Path]:
        """The files, in the order of their names.

        Raises:
            CaseFileError: When there is none in the folder, or there are others, which may hold cases too.
        """
        if not self.path.is_dir():
            return [self.path]
        found = sorted(file for file in self.path.rglob("*") if file.is_file() and not self._is_hidden(file))
        others = [file for file in found if file.suffix.casefold() not in ENDINGS]
        if others:
            expected = f"expected Parquet files alone in the folder, with names that end in {' or '.join(ENDINGS)}"
            problems = [Problem(str(file.relative_to(self.path)), expected) for file in others[:20]]
            raise CaseFileError(problems, f"{self.path} cannot be read")
        if not found:
            raise self._error("expected Parquet files in the folder")
        return found

    def _is_hidden(self, file: Path) -> bool:
        """Return whether a file is no part of the table, as `_SUCCESS` is; a folder named `_region=North` is a partition."""
        steps = file.relative_to(self.path).parts
        return any(step.startswith((".", "_")) and (step == steps[-1] or "=" not in step) for step in steps)

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, those of partitions last.

        Raises:
            CaseFileError: When there is no Parquet file alone, or the parts have different columns.
        """
        names = []
        for file in self.files:
            partitions = self._partitions(file)  # which some writers put into the files too
            own = [name for name in self._open(file).schema_arrow.names if name not in partitions]
            names.append((*own, *partitions))
        odd = [file for file, some in zip(self.files, names, strict=True) if set(some) != set(names[0])]
        if odd:
            first = self.files[0].relative_to(self.path)
            problems = [Problem(str(file.relative_to(self.path)), f"expected the columns of {first}") for file in odd]
            raise CaseFileError(problems, f"{self.path} cannot be read")
        return names[0]

    def batches(self, columns: Sequence[str]) -> Iterator[Any]:
        """Yield record batches of `columns`, texts as dictionaries.

        Raises:
            CaseFileError: When a part can't be read.
        """
        import pyarrow as pa

        total, done = sum(self._open(path).metadata.num_rows for path in self.files), 0
        for path in self.files:
            partitions = self._partitions(path)
            for batch in self._batches(path, [name for name in columns if name not in partitions], columns):
                found = [
                    _constant(partitions[name], len(batch)) if name in partitions else batch.column(name) for name in columns
                ]
                yield pa.RecordBatch.from_arrays(found, list(columns))
                done += len(batch)
                if self.progress is not None:
                    self.progress(done, total)

    def _batches(self, path: Path, own: Sequence[str], dictionaries: Sequence[str]) -> Iterator[Any]:
        """Yield the record batches of one part, the next one being read while one is used."""
        import pyarrow as pa

        file = self._open(path, dictionaries)
        try:
            # One thread reads ahead; with Arrow's own, more is in memory at a time.
            read = file.iter_batches(BLOCK, columns=list(own), use_threads=False)
            yield from takewhile(_is_there, ahead(repeat(partial(next, read, None))))
        except (OSError, pa.ArrowException) as error:
            raise self._error(f"expected a Parquet file that is whole ({_first_line(error)})", path) from None

    def blocks(self, progress: Progress | None = None) -> Iterator[Block]:
        """Yield the rows in blocks, as plain Python values."""
        first = 1
        for batch in attrs.evolve(self, progress=progress).batches(self.columns):
            yield Block(first, tuple(column.to_pylist() for column in batch.columns))
            first += len(batch)

    def _partitions(self, file: Path) -> dict[str, str | None]:
        """Return the columns that the folders around a part are named for, with their values."""
        if file == self.path:
            return {}
        steps = (step.partition("=") for step in file.relative_to(self.path).parts[:-1] if "=" in step)
        return {unquote(name): None if value == NO_PARTITION else unquote(value) for name, _, value in steps}

    def _open(self, file: Path, dictionaries: Sequence[str] = ()) -> pq.ParquetFile:
        try:
            import pyarrow as pa
            import pyarrow.parquet as pq
        except ImportError:
            raise extra_lacking(f"{self.path}") from None
        try:
            opened = pq.ParquetFile(file)
            own = [name for name in dictionaries if name in opened.schema_arrow.names]
            return pq.ParquetFile(file, read_dictionary=own) if own else opened
        except FileNotFoundError:
            raise self._error("expected a file that is there", file) from None
        except (OSError, pa.ArrowException) as error:
            raise self._error(f"expected a Parquet file ({_first_line(error)})", file) from None

    def _error(self, expected: str, file: Path | None = None) -> CaseFileError:
        part = "" if file is None or file == self.path else str(file.relative_to(self.path))
        return CaseFileError([Problem(part, expected)], f"{self.path} cannot be read")


def _is_there(batch: object) -> bool:
    return batch is not None


def _constant(value: str | None, rows: int) -> Any:
    """Return so many times one value, as a dictionary."""
    import pyarrow as pa

    codes = pa.repeat(pa.scalar(None if value is None else 0, pa.int8()), rows)
    return pa.DictionaryArray.from_arrays(codes, pa.array([] if value is None else [value], pa.string()))


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")
