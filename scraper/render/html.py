"""Blocks -> a complete, inert HTML document that the cleaner reads back as the same article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape

from scraper.block import Block, BlockKind, Span
from scraper.render.runs import SOURCE_SCHEMES, cells_of, runs, safe, spans_of

#: Written into ``<meta name=generator>``: a page that says so holds an article and nothing else.
GENERATOR = "article-scraper"


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the document's head: the fields of an Article that browsers and readers know."""

    title: str | None = None
    language: str | None = None
    url: str | None = None
    authors: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    tags: tuple[str, ...] = ()
    description: str | None = None
    site: str | None = None


def to_html(blocks: Sequence[Block], head: Head | None = None) -> str:
    """A complete document: title, metadata, the title as ``<h1>``, the blocks in an ``<article>``.

    It runs nothing: all text is escaped, and only http, https and mailto links and http(s) sources are written.
    """
    head = head or Head()
    language = f' lang="{escape(head.language)}"' if head.language else ""
    lines = ["<!doctype html>", f"<html{language}>", "<head>", *_head(head), "</head>", "<body>"]
    if head.title:
        lines.append(f"<header><h1>{_plain(head.title)}</h1></header>")
    lines.append("<article>")
    lines.extend(_body(blocks))
    lines += ["</article>", "</body>", "</html>", ""]
    return "\n".join(lines)


def to_fragment(blocks: Sequence[Block], *, rel: str = "") -> str:
    """The blocks alone, as inert as ``to_html``'s. ``rel``: written into every link."""
    text = "\n".join(_body(blocks))
    # text and attributes are escaped, so that only our own links can start like this
    return text.replace('<a href="', f'<a rel="{escape(rel)}" href="') if rel else text


def _head(head: Head) -> Iterator[str]:
    yield '<meta charset="utf-8">'
    yield f"<title>{escape(head.title or '')}</title>"
    yield f'<meta name="generator" content="{GENERATOR}">'
    url = safe(head.url, SOURCE_SCHEMES)
    if url:
        yield f'<link rel="canonical" href="{escape(url)}">'
    named: list[tuple[str, str, str | None]] = [("name", "author", author) for author in head.authors]
    named += [
        ("name", "description", head.description),
        ("property", "og:site_name", head.site),
        ("property", "article:published_time", head.published.isoformat() if head.published else None),
        ("property", "article:modified_time", head.modified.isoformat() if head.modified else None),
    ]
    named += [("property", "article:tag", tag) for tag in head.tags]
    for kind, name, value in named:
        if value:
            yield f'<meta {kind}="{name}" content="{escape(value)}">'


def _body(blocks: Sequence[Block]) -> Iterator[str]:
    every = list(runs(blocks))
    captioned = False
    for number, run in enumerate(every):
        first = run[0]
        following = every[number + 1][0] if number + 1 < len(every) else None
        if captioned:
            captioned = False
        elif first.kind is BlockKind.LIST_ITEM:
            yield from _list(run)
        elif first.kind is BlockKind.TABLE_ROW:
            yield from _table(run)
        elif first.kind is BlockKind.QUOTE:
            yield from _quotes(run)
        elif first.kind is BlockKind.IMAGE and following is not None and following.kind is BlockKind.CAPTION:
            captioned = True
            yield _figure(first, following)
        else:
            yield _single(first)


def _single(block: Block) -> str:
    """A block that stands alone."""
    inner = _inline(spans_of(block))
    match block.kind:
        case BlockKind.HEADING:
            level = min(max(block.level or 2, 1), 6)
            return f"<h{level}>{inner}</h{level}>"
        case BlockKind.CODE:
            language = f' class="language-{escape(block.language)}"' if block.language else ""
            return f"<pre><code{language}>{escape(block.text, quote=False)}</code></pre>"
        case BlockKind.IMAGE:
            return _figure(block, None)
        case BlockKind.CAPTION:
            return f"<figure><figcaption>{inner}</figcaption></figure>"
        case BlockKind.RULE:
            return "<hr>"
        case BlockKind.EMBED:
            url = safe(block.src, SOURCE_SCHEMES)
            label = _plain(block.text or url or "")
            return f'<figure class="embed"><a href="{escape(url)}">{label}</a></figure>' if url else ""
        case BlockKind.CORRECTION:
            return f'<p class="correction">{inner}</p>'
        case _:
            return f"<p>{inner}</p>"


def _figure(image: Block, caption: Block | None) -> str:
    """A picture with its caption."""
    url = safe(image.src, SOURCE_SCHEMES)
    picture = f'<img src="{escape(url)}" alt="{escape(image.text)}">' if url else ""
    below = f"<figcaption>{_inline(spans_of(caption))}</figcaption>" if caption else ""
    return f"<figure>{picture}{below}</figure>"


def _list(items: Sequence[Block]) -> Iterator[str]:
    """One list with the lists inside its items. A deeper level opens one list, however many levels it skips."""
    levels: list[int] = []  # of the open lists, outermost first
    names: list[str] = []
    for item in items:
        level, name = max(item.level, 1), "ol" if item.ordered else "ul"
        if item.continues and levels:
            level, name = min(level, levels[-1]), names[-1]
        while len(levels) > 1 and levels[-1] > level:
            levels.pop()
            yield f"</li></{names.pop()}>"
        if levels and levels[-1] >= level and names[-1] != name:  # a list of the other kind at the same depth
            levels.pop()
            yield f"</li></{names.pop()}>"
        inner = _inline(spans_of(item))
        if not levels or levels[-1] < level:
            levels.append(level)
            names.append(name)
            yield f"<{name}>\n{_item(item)}{inner}"
        else:
            levels[-1] = level  # the first item may have stood deeper than the list
            yield (_single(item) if item.continues else f"</li>\n{_item(item)}{inner}")
    while names:
        yield f"</li></{names.pop()}>"


def _item(item: Block) -> str:
    """The start of a list item; ``value`` sets its number and that of those behind it."""
    return "<li>" if item.number is None else f'<li value="{item.number}">'


def _table(rows: Sequence[Block]) -> Iterator[str]:
    yield "<table>"
    for row in rows:
        name = "th" if row.header else "td"
        cells = cells_of(row) or (spans_of(row),)
        yield "<tr>" + "".join(f"<{name}>{_inline(cell)}</{name}>" for cell in cells) + "</tr>"
    yield "</table>"


def _quotes(quotes: Sequence[Block]) -> Iterator[str]:
    """A quotation, and quotations within it."""
    groups: list[int] = []  # of the open quotations, outermost first
    for quote in quotes:
        level = max(quote.level, 1)
        while len(groups) > level or (len(groups) == level and groups[-1] != quote.group):
            groups.pop()
            yield "</blockquote>"
        while len(groups) < level:
            groups.append(quote.group)
            yield "<blockquote>"
        yield f"<p>{_inline(spans_of(quote))}</p>"
    yield "</blockquote>" * len(groups)


def _inline(spans: Sequence[Span]) -> str:
    """Spans as inline elements; neighbours of one link share its element."""
    out: list[str] = []
    link: str | None = None
    for span in spans:
        if span.href != link:
            out.append(("</a>" if link else "") + (f'<a href="{escape(span.href)}">' if span.href else ""))
            link = span.href
        inner = _plain(span.text)
        for applies, name in ((span.code, "code"), (span.emphasis, "em"), (span.strong, "strong")):
            if applies:
                inner = f"<{name}>{inner}</{name}>"
        out.append(inner)
    if link:
        out.append("</a>")
    return "".join(out)


def _plain(text: str) -> str:
    """Escaped text, its line breaks as elements."""
    return escape(text, quote=False).replace("\n", "<br>")
