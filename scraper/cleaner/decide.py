"""Scores and rules -> kept blocks and removals, each with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scraper.block import Block, Removal
from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.inline import base_of, spans
from scraper.cleaner.options import CleanOptions
from scraper.cleaner.rules import RULES


@dataclass(frozen=True, slots=True)
class Decision:
    """``kept``: numbers of the kept blocks in reading order. ``removed``: in reading order. ``lifted``: field of the
    Article -> texts that were taken out of the body for it."""

    kept: tuple[int, ...]
    removed: tuple[Removal, ...]
    lifted: dict[str, list[str]]


def decide(document: Document, scores: Sequence[float], threshold: float, options: CleanOptions) -> Decision:
    """Keep what scores at least ``threshold`` unless a rule says otherwise; the first verdict on a block stands."""
    verdicts = verdicts_of(document, scores, options)
    kept: list[int] = []
    removed: list[Removal] = []
    lifted: dict[str, list[str]] = {}
    chrome = iter([*document.chrome, (len(document.blocks) + 1, "", "")])
    before, tag, text = next(chrome)
    for index, block in enumerate(document.blocks):
        while before <= index:
            removed.append(Removal(text, "navigation", f"rule {tag}: the element is navigation"))
            before, tag, text = next(chrome)
        verdict = verdicts.get(index)
        score = float(scores[index])
        if verdict is not None and verdict.lift:
            lifted.setdefault(verdict.lift, []).append(block.text)
            if getattr(options, verdict.lift, False):
                kept.append(index)
                continue
        if verdict.keep if verdict is not None else score >= threshold:
            kept.append(index)
        elif verdict is not None:
            removed.append(Removal(block.text, verdict.kind, verdict.reason, score))
        else:
            removed.append(Removal(block.text, "boilerplate", "score", score))
    while before <= len(document.blocks):
        removed.append(Removal(text, "navigation", f"rule {tag}: the element is navigation"))
        before, tag, text = next(chrome)
    return Decision(tuple(kept), tuple(removed), lifted)


def verdicts_of(document: Document, scores: Sequence[float], options: CleanOptions) -> dict[int, Verdict]:
    """Block number -> the first verdict of the rules that are switched on."""
    verdicts: dict[int, Verdict] = {}
    for name, rule in RULES:
        if name not in options.disable_rules:
            for verdict in rule(document, scores):
                verdicts.setdefault(verdict.index, verdict)
    return verdicts


def blocks_of(document: Document, kept: Sequence[int]) -> tuple[Block, ...]:
    """The kept candidates as blocks of the article, with their links and emphasis."""
    base = base_of(document.tree, document.url) if document.tree is not None else document.url
    blocks = []
    for index in kept:
        c = document.blocks[index]
        blocks.append(
            Block(c.kind, c.text, c.level, c.ordered, spans(c.nodes, base, c.text), c.cells, c.header, c.group, c.src)
        )
    return tuple(blocks)
