"""A line of text that holds tags: the label taken off, cut by its separators, or, where there are none, by evidence."""

from __future__ import annotations

import re
from collections.abc import Collection

from scraper.cleaner.metadata.spaces import clean_space
from scraper.cleaner.tags.filter import is_no_topic
from scraper.cleaner.tags.label import is_label, label_length
from scraper.cleaner.tags.segmentation import segment_tags
from scraper.cleaner.tags.vocabulary import read_vocabulary

#: Confidence in a cut by separators, by line breaks and hashes, and in a line that is one tag.
SEPARATED, LINES, HASHES, ALONE = 0.95, 0.95, 0.98, 0.5
#: Most words between separators; more are prose or tags joined by spaces.
MAX_PART = 8

_TWO_FIELDS = re.compile(
    r"^(?:filed under|filed in|posted in|categor(?:y|ies)|kategorien?|veröffentlicht in|abgelegt unter|publié dans|"
    r"publicado en|categorie|rubrik)\b.*?[|·•;,.–—-]?\s*\b(?:tagged(?: with| as)?|tags?|schlagwörter|schlagworte|"
    r"verschlagwortet mit|étiquettes?|mots-clés|etiquetas?)\s*[:：]?\s+(?P<tags>.+)$",
    re.I,
)
_SEPARATORS = (
    re.compile(r"\s*[;；]\s*"),
    re.compile(r"\s*[|｜]\s*"),
    re.compile(r"\s*[•·‧・∙]\s*"),
    re.compile(r"\s*[,，、،](?!\d)\s*"),
    re.compile(r"\s+/\s+"),
    re.compile(r"\s+[–—>›»]\s+"),
    re.compile(r"\t+|\s{2,}"),
)
_HASH = re.compile(r"(?:^|\s)[#＃](?=\S)")


def split_tags_line(line: str, body: str, known: Collection[str] = ()) -> tuple[tuple[str, ...], float]:
    """The tags of a line, in its order and spelling, and the confidence 0..1 in the cut.

    ``line``: with or without its label ("Tags", "Filed under ... | Tagged"); several lines are a tag each. ``body``:
    the article's text, ``known``: other tags of the page or the site; both are evidence where the tags are joined
    by spaces. Never raises.
    """
    rows = [row for row in (clean_row(row) for row in line.splitlines()) if row]
    labels = [number for number, row in enumerate(rows) if is_label(row)]
    if labels:  # "Category", "Culture", "Tags", "Ferries": what follows the last label are tags
        rows = rows[labels[-1] + 1 :]
    if len(rows) > 1:
        rows[0] = _without_label(rows[0])
        tags = (row.strip(" ,;·•") for row in rows)
        return tuple(tag for tag in tags if tag and not is_no_topic(tag)), LINES
    if not rows:
        return (), 0.0
    text = _without_label(rows[0])
    for cut, confidence in ((_hashes, HASHES), (_separated, SEPARATED)):
        parts = cut(text)
        if parts:
            return parts, confidence
    words = text.split()
    if len(words) <= 1:
        return tuple(words), ALONE if words else 0.0
    return segment_tags(words, read_vocabulary(body), known)


def clean_row(text: str) -> str:
    """A line without invisible characters; runs of spaces and tabs are kept, they may be separators."""
    stripped = text.strip()
    if "\t" in stripped or "  " in stripped:
        return "  ".join(part for part in map(clean_space, re.split(r"\t+|\s{2,}", stripped)) if part)
    return clean_space(stripped)


def _without_label(text: str) -> str:
    fields = _TWO_FIELDS.match(text)
    if fields is not None:
        return fields["tags"].strip()
    return text[label_length(text) :].strip()


def _hashes(text: str) -> tuple[str, ...]:
    """``#NATO #Joe Biden`` at its hashes, if it begins with one."""
    if text[:1] not in "#＃" or not _HASH.search(text):
        return ()
    return tuple(part for part in (part.strip(" ,;|#＃") for part in re.split(r"[#＃]", text)) if part)


def _separated(text: str) -> tuple[str, ...]:
    """The parts between separators of the first kind that cuts the line in short parts."""
    for separator in _SEPARATORS:
        parts = [part for part in (clean_space(part) for part in separator.split(text)) if part]
        if len(parts) > 1 and max(len(part.split()) for part in parts) <= MAX_PART:
            return tuple(parts)
    return ()
