"""What a site's software says of its own faults: PHP prints warnings, with file and line, into the page it makes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import Document, Verdict

NAME = "faults"
#: The words of PHP's messages are the same in every language (main.c, ``php_verror``).
_ON_LINE = " on line "
_FAULT = re.compile(
    r"\s*(?:Warning|Notice|Deprecated|Strict Standards|(?:Fatal|Parse) error)\s*:\s.*? in \S*[/\\:].*? on line \d+",
    re.S,
)


def faults(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts on blocks that begin with such a message; code that shows one stays."""
    for index, block in enumerate(document.blocks):
        if _ON_LINE in block.text and block.kind is not BlockKind.CODE and _FAULT.match(block.text):
            yield Verdict(index, "residue", "rule faults: a message of the site's software")
