"""The page that shows why each block of an article's page was kept or removed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from scraper.article import Article
from scraper.cleaner.explain import Explanation, Measurement, Row
from scraper.render import safe_link
from scraper.report.body import body_html
from scraper.report.measurements import phrase_of, signed, value_of
from scraper.report.page import family, page
from scraper.words import count_words

#: Bounds of the report, so that a browser opens it whatever the page was: blocks, blocks with their measurements,
#: characters of one block, and characters of all blocks, of the article and of one field.
MOST_ROWS, MOST_MEASURED = 4_000, 1_500
LONGEST_TEXT, MOST_CHARACTERS, LONGEST_FIELD = 5_000, 1_500_000, 1_000
#: Characters shown of a removed block that is folded, and of the elements around it.
EXCERPT, LONGEST_PATH = 160, 400
#: Most parts of the ribbon; beyond, the page is drawn more coarsely.
MOST_SEGMENTS = 600
#: Width of the longest bar of a measurement, pixels, and the effect that it stands for, log-odds.
_BAR, _LONGEST_EFFECT = 60, 2.0
#: Most tags that are shown.
_MOST_TAGS = 200

_FIELDS = (
    "title", "authors", "published", "modified", "language", "url", "site", "section", "description", "image", "rights",
    "license", "source", "access", "keywords", "sections", "summary", "captions", "author_note",
)  # fmt: skip
_LINKS = frozenset({"url", "image", "license"})
#: Fields that are taken out of the page's text rather than declared.
_LIFTED = frozenset({"summary", "captions", "author_note"})
_ENGINES = {
    "blocks": "the page’s own blocks",
    "text": "lines of flattened text",
    "embedded": "the article in the page’s embedded JSON",
    "trafilatura": "trafilatura’s result",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A row as the report shows it. ``more``: characters left out."""

    number: int
    row: Row
    text: str
    more: int
    excerpt: str
    path: str
    score: str
    measurements: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A kept row, or removed rows that follow each other with how many there are of each class."""

    kept: bool
    items: tuple[Shown, ...]
    kinds: tuple[tuple[str, int], ...] = ()


def explain_html(explanation: Explanation, origin: str, *, note: str = "") -> str:
    """The report as one HTML document. ``origin``: the URL or file that the page came from; ``note``: what a reader
    must know besides."""
    return page(
        "explain.html", styles=("base.css", "body.css", "explain.css"), script="explain.js",
        view=_view(explanation, origin, note),
    )  # fmt: skip


def _view(explanation: Explanation, origin: str, note: str) -> dict[str, Any]:
    """What the template shows."""
    article, rows = explanation.article, explanation.rows
    shown = tuple(_shown(rows))
    removed = [row for row in rows if not row.kept]
    rest = Counter(row.removed_as or "kept" for row in rows[len(shown) :])
    body, body_more = body_html(article.blocks, MOST_CHARACTERS)
    tags: dict[str, list[str]] = {}
    for tag in article.tags[:_MOST_TAGS]:
        tags.setdefault(article.tag_sources.get(tag, ""), []).append(tag)
    fields = list(_fields(article))
    return {
        "title": article.title, "language": _language(article.language), "origin": origin, "link": safe_link(origin),
        "status": str(article.status), "words": count_words(article.text), "removals": len(removed),
        "words_removed": sum(count_words(row.text) for row in removed), "confidence": f"{article.confidence:.2f}",
        "threshold": f"{explanation.threshold:.2f}" if explanation.threshold is not None else None,
        "engine": _ENGINES.get(article.engine, article.engine), "version": article.version,
        "segments": list(_segments(shown)), "fields": fields, "tags": list(tags.items()),
        "tags_line": _cut(article.tags_line or ""),
        "silent": [name.replace("_", " ") for name in _FIELDS if not getattr(article, name)],
        "kinds": Counter(item.row.removed_as for item in shown if not item.row.kept).most_common(),
        "runs": list(_runs(shown)), "notes": [one for one in (note, _note(explanation)) if one],
        "body": body, "body_more": body_more,
        "left_out": len(rows) - len(shown),
        "left_out_kinds": ", ".join(f"{count} {name}" for name, count in rest.most_common()),
    }  # fmt: skip


def _note(explanation: Explanation) -> str:
    """What a reader must know where the blocks below are not what the article was made of."""
    engine = explanation.article.engine
    if engine in ("embedded", "trafilatura"):
        return (
            f"The article was not made of the blocks below: it is {_ENGINES[engine]}. A block counts as kept where the "
            "article has its text."
        )
    if explanation.source == "html" and explanation.threshold is None and explanation.rows:
        return "No score decided here: the page says that this program wrote it."
    return ""


def _shown(rows: Sequence[Row]) -> Iterator[Shown]:
    """The rows within the bounds."""
    room, measured = MOST_CHARACTERS, 0
    for number, row in enumerate(rows[:MOST_ROWS]):
        text = row.text[: min(LONGEST_TEXT, room)]
        room -= len(text)
        if not text:
            return
        measurements: tuple[dict[str, Any], ...] = ()
        if not row.kept and row.strongest and measured < MOST_MEASURED:
            measured += 1
            measurements = tuple(_measurement(one) for one in row.strongest)
        line = " ".join(row.text[:EXCERPT].split())
        yield Shown(
            number, row, text, len(row.text) - len(text), line + ("…" if len(row.text) > EXCERPT else ""),
            _path(row.path), f"{row.score:.2f}" if row.score is not None else "–", measurements,
        )  # fmt: skip


def _path(path: str) -> str:
    """The innermost elements of a path, which tell most."""
    return path if len(path) <= LONGEST_PATH else "… " + path[-LONGEST_PATH:]


def _measurement(one: Measurement) -> dict[str, Any]:
    width = max(1, round(_BAR * min(abs(one.effect) / _LONGEST_EFFECT, 1)))
    return {
        "name": one.name, "phrase": phrase_of(one.name), "value": value_of(one.name, one.value),
        "typical": value_of(one.name, one.typical), "effect": signed(f"{one.effect:+.2f}"),
        "up": one.effect > 0, "bar": width,
    }  # fmt: skip


def _runs(shown: Sequence[Shown]) -> Iterator[Run]:
    """Kept rows one by one, removed rows together."""
    for kept, group in groupby(shown, lambda item: item.row.kept):
        if kept:
            yield from (Run(True, (item,)) for item in group)
        else:
            items = tuple(group)
            kinds = Counter(item.row.removed_as or "" for item in items)
            yield Run(False, items, tuple(kinds.most_common()))


def _segments(shown: Sequence[Shown]) -> Iterator[dict[str, Any]]:
    """The parts of the ribbon, 1,000 wide: as wide as the root of a block's characters, so that short ones are seen."""
    parts = [(item, (len(item.text) + item.more) ** 0.5) for item in shown]
    while len(parts) > MOST_SEGMENTS:
        parts = [
            (pair[0][0], sum(size for _, size in pair))
            for pair in (parts[start : start + 2] for start in range(0, len(parts), 2))
        ]
    total = sum(size for _, size in parts) or 1.0
    at = 0.0
    for item, size in parts:
        width = 1000 * size / total
        kind = item.row.removed_as
        yield {
            "number": item.number, "x": f"{at:.2f}", "width": f"{max(width - 0.6, 0.4):.2f}", "kept": item.row.kept,
            "family": "f-kept" if item.row.kept else family(kind or ""), "label": f"{kind or 'kept'}: {item.excerpt}",
        }  # fmt: skip
        at += width


def _fields(article: Article) -> Iterator[dict[str, Any]]:
    """The fields that have a value, with the source of each."""
    for name in _FIELDS:
        value = getattr(article, name)
        if not value:
            continue
        text = " · ".join(map(str, value)) if isinstance(value, tuple) else str(value)
        yield {
            "name": name.replace("_", " "), "value": _cut(text),
            "link": safe_link(text) if name in _LINKS else None,
            "source": article.provenance.get(name) or ("page text" if name in _LIFTED else None),
        }  # fmt: skip


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_FIELD else text[:LONGEST_FIELD] + "…"


def _language(language: str | None) -> str | None:
    """A language tag that may stand in an attribute."""
    return language if language and len(language) <= 35 and language.replace("-", "").isalnum() else None
