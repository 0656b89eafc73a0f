"""What one version of an article changed against another: its text, what is said about it, what was cut; corrections.

A change of the text is the site's where the page changed, and the cleaner's where the same page was cleaned again.  A
correction is a notice that is new (``Editor's note: ...``), or a number or name that was replaced within a sentence.
Pure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from scraper.block import BlockKind
from scraper.cleaner.wordings import BIT, LONGEST, classes_of
from scraper.difference import Change, mark, pieces
from scraper.store.history import StoredVersion
from scraper.store.versions import changes, facts

_SENTENCE_END = frozenset('.!?:\n。！？“"«„')


@dataclass(frozen=True, slots=True)
class Correction:
    """A sign of a correction. ``kind``: note, number or name; ``place``: the paragraph's number; ``old``: empty for a
    note."""

    kind: str
    place: int
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Cut:
    """A removed block that only one of two versions has. ``change``: added (newly cut) or removed (not cut any more, or
    not on the page)."""

    change: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """From one version to another. ``facts``: field -> (before, after); ``cuts``: boilerplate, apart; ``cleaner``: the
    cleaner's versions, where they differ."""

    changes: tuple[Change, ...]
    corrections: tuple[Correction, ...]
    facts: dict[str, tuple[Any, Any]]
    cuts: tuple[Cut, ...]
    cleaner: tuple[str, str] | None


def compare(old: StoredVersion, new: StoredVersion) -> Edit:
    """The edit that leads from ``old`` to ``new``."""
    stored = new.changes if new.revision == old.revision + 1 else None
    found = stored if stored is not None else changes((old.title, old.text), (new.title, new.text))
    before, after = facts(old.document), facts(new.document)
    changed = {name: (before[name], after[name]) for name in before if before[name] != after[name]}
    cleaners = (_cleaner(old), _cleaner(new))
    return Edit(
        found,
        tuple(corrections(found, old, new)),
        changed,
        tuple(_cuts(old, new)),
        cleaners if cleaners[0] != cleaners[1] else None,
    )


def _cleaner(version: StoredVersion) -> str:
    """Engine and weights; what was known of the site grows with every page, and is left out."""
    names = (version.document.get("engine"), version.document.get("version"))
    return " ".join(name for name in names if name)


def corrections(found: tuple[Change, ...], old: StoredVersion, new: StoredVersion) -> Iterator[Correction]:
    """The signs of a correction among the changes."""
    notices = _notices(new) - _notices(old)
    for change in found:
        if (
            change.kind != "removed"
            and (_is_notice(change.new) or change.new in notices)
            and not _is_notice(change.old)
        ):
            yield Correction("note", change.place, "", change.new)
        elif change.kind == "changed":
            yield from _replaced(change)


def _notices(version: StoredVersion) -> set[str]:
    """The blocks that the page itself marks as a correction."""
    return {block["text"] for block in version.document.get("blocks", ()) if block["kind"] == BlockKind.CORRECTION}


def _is_notice(text: str) -> bool:
    """Whether the paragraph begins like a correction, in any language of the lists."""
    return bool(classes_of(text[:LONGEST]) & BIT["correction"])


def _replaced(change: Change) -> Iterator[Correction]:
    """Numbers and names that stand where others stood."""
    before = ""
    for piece, following in pairwise((*mark(change.old, change.new), None)):
        assert piece is not None, "only the last has none"
        if piece.kind == "removed" and following is not None and following.kind == "added":
            kind = _kind(piece.text, following.text, before)
            if kind:
                yield Correction(kind, change.place, piece.text.strip(), following.text.strip())
        if piece.kind != "removed":
            before += piece.text


def _kind(old: str, new: str, before: str) -> str:
    """``number``, ``name`` or nothing, for words that replace others after ``before``."""
    if _digits(old) and _digits(new) and _digits(old) != _digits(new):
        return "number"
    last = before.rstrip()[-1:]
    starts_sentence = not last or last in _SENTENCE_END
    return "name" if not starts_sentence and _is_name(old) and _is_name(new) else ""


def _digits(text: str) -> list[str]:
    return [piece for piece in pieces(text) if piece[0].isdigit()]


def _is_name(text: str) -> bool:
    """Words with a capital each; scripts without capitals have no names for us."""
    words = [piece for piece in pieces(text) if piece[0].isalnum()]
    return bool(words) and all(word[0].isupper() for word in words)


def _cuts(old: StoredVersion, new: StoredVersion) -> Iterator[Cut]:
    """Blocks that only one version had cut, in the page's order."""
    before, after = (
        Counter((cut["kind"], cut["text"]) for cut in version.document.get("removed", ())) for version in (old, new)
    )
    yield from (Cut("removed", *cut) for cut in (before - after).elements())
    yield from (Cut("added", *cut) for cut in (after - before).elements())
