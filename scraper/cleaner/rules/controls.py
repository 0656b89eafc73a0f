"""Buttons side by side: "Share", "Copy link". A single one may be a heading that unfolds its section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import Document, Verdict

NAME = "controls"
#: Longest text of a row of controls, characters.
LONGEST = 120
_CONTROLS = frozenset({"button", "input", "select", "label"})


def controls(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts on blocks that consist of two controls or more and nothing else."""
    for index, block in enumerate(document.blocks):
        if len(block.nodes) < 2 or len(block.text) > LONGEST or block.kind is BlockKind.HEADING:
            continue
        if block.nodes[0].tag in _CONTROLS or block.nodes[-1].tag in _CONTROLS:
            tags = [node.tag for node in block.nodes if node.tag != "-text" or node.text_content.strip()]
            if len(tags) >= 2 and _CONTROLS.issuperset(tags):
                yield Verdict(index, "widget", "rule controls: buttons and nothing else")
