"""The rows of the output: all fields of an article beside what is known of its page, as Parquet or JSON Lines."""

from __future__ import annotations

import json
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from functools import cache
from typing import IO, Any, Protocol

from scraper.article import Article
from scraper.store.parquet import RowGroups

#: The columns before the article's: where the page stood in its shard, and why there is no article.
PAGE_COLUMNS = ("page_id", "page_url", "fetched_at", "error")


class Table(Protocol):
    """Takes rows; ``close`` completes the output."""

    def write(self, row: Mapping[str, Any]) -> None:
        """Take one row: the columns of the page, then the keys of the article's JSON."""

    def close(self) -> None:
        """Complete the output."""


class ParquetTable(RowGroups):
    """Parquet: a column for each field, lists and records nested, dates in ISO 8601 with the page's own offset."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(stream, schema())


class JsonLinesTable:
    """JSON Lines: the same keys, those of a page without an article are left out."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, row: Mapping[str, Any]) -> None:
        """One line."""
        self._stream.write(json.dumps(row, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")

    def close(self) -> None:
        """Nothing is held back."""


#: Form of the output -> what writes it.
TABLES: dict[str, type[ParquetTable] | type[JsonLinesTable]] = {"parquet": ParquetTable, "jsonl": JsonLinesTable}


@cache
def schema() -> Any:
    """The Arrow schema of the rows, made from the fields of `Article`."""
    import pyarrow

    page = [(name, pyarrow.string()) for name in PAGE_COLUMNS]
    return pyarrow.schema([*page, *_columns(Article)])


def _columns(cls: type) -> list[tuple[str, Any]]:
    hints = typing.get_type_hints(cls)
    return [(f.name, _arrow(hints[f.name])) for f in fields(cls)]


def _arrow(hint: Any) -> Any:
    """The Arrow type of a field's annotation."""
    import pyarrow

    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):  # a value or None: every column may be null
        return _arrow(next(argument for argument in arguments if argument is not types.NoneType))
    if origin is tuple:
        return pyarrow.list_(_arrow(arguments[0]))
    if origin is Mapping:
        return pyarrow.map_(_arrow(arguments[0]), _arrow(arguments[1]))
    if is_dataclass(hint):
        return pyarrow.struct(_columns(typing.cast("type", hint)))
    simple = {bool: pyarrow.bool_(), int: pyarrow.int64(), float: pyarrow.float64()}
    if hint in simple:
        return simple[hint]
    assert issubclass(hint, str | datetime), hint
    return pyarrow.string()
