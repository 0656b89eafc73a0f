"""Buttons side by side: "Share", "Copy link". A single one may be a heading that unfolds its section."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.wordings import BIT, classes_of

NAME = "controls"
#: Longest text of a row of controls, characters.
LONGEST = 120
#: What the labels of buttons may say that they are for.
_KINDS = ("share", "consent", "player", "comments", "load-more", "newsletter")
_CONTROLS = frozenset({"button", "input", "select", "label"})


def controls(document: Document, scores: Sequence[float]) -> Iterable[Verdict]:
    """Verdicts on blocks that consist of two controls or more and nothing else."""
    for index, block in enumerate(document.blocks):
        if len(block.nodes) < 2 or len(block.text) > LONGEST or block.kind is BlockKind.HEADING:
            continue
        if block.nodes[0].tag in _CONTROLS or block.nodes[-1].tag in _CONTROLS:
            nodes = [node for node in block.nodes if node.tag != "-text" or node.text_content.strip()]
            if len(nodes) >= 2 and all(node.tag in _CONTROLS for node in nodes):
                labels = [classes_of(node.text()) for node in nodes]
                kind = next((name for name in _KINDS if any(label & BIT[name] for label in labels)), "widget")
                yield Verdict(index, kind, "rule controls: buttons and nothing else")
