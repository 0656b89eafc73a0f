"""An article as one flat row, for tables: CSV here, Parquet beside."""

from __future__ import annotations

import csv
import io
from typing import IO, Any

#: The columns, in order; lists are lists in Parquet and joined by ``; `` in CSV.
COLUMNS = (
    "id", "source", "url", "title", "text", "tags", "authors", "published", "modified", "language", "site", "section",
    "description", "image", "rights", "access", "status", "confidence", "words", "revision", "group",
    "first_seen_at", "changed_at",
)  # fmt: skip
LISTS = ("tags", "authors")
_STORED = ("id", "source", "words", "revision", "group", "first_seen_at", "changed_at")


def flat_row(article: dict[str, Any]) -> dict[str, Any]:
    """The columns of an article."""
    row = {name: article["stored"].get(name) if name in _STORED else article.get(name) for name in COLUMNS}
    row["url"] = article["stored"]["url"]
    return row


class Csv:
    """CSV (RFC 4180) in UTF-8 with a header."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._text = io.TextIOWrapper(stream, "utf-8", newline="", write_through=True)
        self._writer = csv.DictWriter(self._text, COLUMNS)
        self._writer.writeheader()

    def write(self, article: dict[str, Any]) -> None:
        """One row."""
        row = flat_row(article)
        for name in LISTS:
            row[name] = "; ".join(row[name] or ())
        self._writer.writerow(row)

    def close(self) -> None:
        """Leave the stream to its owner."""
        self._text.detach()
