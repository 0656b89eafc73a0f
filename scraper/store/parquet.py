"""Parquet: the flat columns of an article, in row groups; needs the extra ``parquet``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from scraper.errors import UsageError, install
from scraper.store.flat import COLUMNS, LISTS, flat_row

ROW_GROUP = 1_000  # articles held in memory at once: some 5 MB of text

_NUMBERS = ("id", "words", "revision", "group")


class RowGroups:
    """Rows of an Arrow schema, written to a binary stream group by group."""

    def __init__(self, stream: IO[bytes], schema: Any) -> None:
        import pyarrow
        from pyarrow import parquet

        self._table, self._schema = pyarrow.Table, schema
        self._writer = parquet.ParquetWriter(stream, schema, compression="zstd")
        self._rows: list[Mapping[str, Any]] = []

    def write(self, row: Mapping[str, Any]) -> None:
        """One row; a row group is written when it is full."""
        self._rows.append(row)
        if len(self._rows) >= ROW_GROUP:
            self._flush()

    def close(self) -> None:
        """The last rows and the footer."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(self._table.from_pylist(self._rows, schema=self._schema))
            self._rows.clear()


class Parquet:
    """Writes stored articles to a binary stream."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._rows = RowGroups(stream, _schema())

    def write(self, article: dict[str, Any]) -> None:
        """One row."""
        self._rows.write(flat_row(article))

    def close(self) -> None:
        """The last rows and the footer."""
        self._rows.close()


def _schema() -> Any:
    try:
        import pyarrow
    except ImportError:
        raise UsageError("Parquet needs pyarrow", hint=install("parquet")) from None
    types = {name: pyarrow.list_(pyarrow.string()) for name in LISTS}
    types |= dict.fromkeys(_NUMBERS, pyarrow.int64()) | {"confidence": pyarrow.float64()}
    return pyarrow.schema([(name, types.get(name, pyarrow.string())) for name in COLUMNS])
