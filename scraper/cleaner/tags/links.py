"""The links of a block."""

from __future__ import annotations

from typing import Any

from scraper.cleaner.document import Candidate

#: How many elements may stand between a block and the link that holds it whole.
AROUND = 3


def links_of(block: Candidate) -> list[Any]:
    """The parser's nodes of the links in a block, or of the one around it, in reading order."""
    found: list[Any] = []
    for node in block.nodes:
        tag = node.tag
        if tag == "a":
            found.append(node)
        elif tag[0] != "-":
            found.extend(node.css("a"))
    if found or not block.nodes:
        return found
    around = block.nodes[0].parent
    for _ in range(AROUND):
        if around is None:
            break
        if around.tag == "a":
            return [around]
        around = around.parent
    return []
