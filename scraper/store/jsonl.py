"""JSON Lines: an article a line, everything that is known of it."""

from __future__ import annotations

import json
from typing import IO, Any


class JsonLines:
    """Writes to a binary stream."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream

    def write(self, article: dict[str, Any]) -> None:
        """One line."""
        self._stream.write(json.dumps(article, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n")

    def close(self) -> None:
        """Nothing is held back."""
