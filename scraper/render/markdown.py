"""Blocks -> CommonMark (https://spec.commonmark.org/0.31.2/) with the tables of GitHub Flavored Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from scraper.block import Block, BlockKind, Span
from scraper.render.runs import SOURCE_SCHEMES, cells_of, merged, runs, safe, spans_of

#: Characters that are markup wherever they stand. ``_`` is handled apart, as within words it is none.
_MARKUP = re.compile(r"[`*\[\]~]|\\(?=[!-/:-@\[-`{-~]|$)|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])", re.M)
#: What is markup at the beginning of a line: headings, quotes, list markers, rules and underlines, rows of tables.
_LINE_START = re.compile(r"^(?:(#{1,6})(?=\s|$)|(>)|([-+])(?=\s|$|-)|(=)(?==*\s*$)|(\|)|(\d{1,9})([.)])(?=\s|$))", re.M)
_BACKTICKS = re.compile("`+")
_HARD_BREAK = "\\\n"


def to_markdown(blocks: Sequence[Block], *, title: str | None = None) -> str:
    """Title and blocks. What the text holds of markup is escaped, so the rendered words are those of ``to_text``."""
    parts = [f"# {_heading((Span(title),))}"] if title else []
    other = False  # whether the list before used the first markers
    previous: Block | None = None
    for run in runs(blocks):
        first = run[0]
        if first.kind is BlockKind.LIST_ITEM:  # neighbouring lists need different markers, or they are one list
            other = previous is not None and previous.kind is BlockKind.LIST_ITEM and not other
            parts.append("\n".join(_list(run, "*" if other else "-", ")" if other else ".")))
        elif first.kind is BlockKind.TABLE_ROW:
            parts.append("\n".join(_table(run)))
        elif first.kind is BlockKind.QUOTE:
            parts.extend(_quotes(run))
        else:
            parts.append(_single(first))
        previous = first
    return "\n\n".join(part for part in parts if part) + "\n"


def _single(block: Block) -> str:
    """A block that stands alone; nothing where there is nothing to show."""
    match block.kind:
        case BlockKind.HEADING:
            return f"{'#' * min(max(block.level or 2, 1), 6)} {_heading(spans_of(block))}"
        case BlockKind.CODE:
            return _fenced(block.text, block.language)
        case BlockKind.IMAGE | BlockKind.EMBED:
            url = safe(block.src, SOURCE_SCHEMES)
            label = _escape(block.text.replace("\n", " "))
            if url is None:
                return ""
            mark = "!" if block.kind is BlockKind.IMAGE else ""
            return f"{mark}[{label or ('' if mark else _escape(url))}]({_target(url)})"
        case BlockKind.RULE:
            return "---"
        case BlockKind.CAPTION:
            return _paragraph(merged(Span(s.text, s.href, s.strong, True, s.code) for s in spans_of(block)))
        case _:
            return _paragraph(spans_of(block))


def _list(items: Sequence[Block], bullet: str, stop: str) -> Iterator[str]:
    """One list with the lists inside its items, each indented by the marker of the item that holds it."""
    open_lists: list[tuple[int, bool, int, int]] = []  # level, ordered, number of its last item, indent
    for item in items:
        level = max(item.level, 1)
        if item.continues and open_lists:
            level = min(level, open_lists[-1][0])
        while len(open_lists) > 1 and open_lists[-1][0] > level:
            open_lists.pop()
        continues = item.continues and bool(open_lists)
        number, indent = 1, 0
        if open_lists and open_lists[-1][0] >= level:
            _, ordered, last, indent = open_lists.pop()
            number = last + 1 if ordered == item.ordered else 1
            if continues:
                number = last
        elif open_lists:
            _, ordered, last, above = open_lists[-1]
            indent = above + _width(ordered, last)
        if item.number is not None:
            number = item.number
        open_lists.append((level, item.ordered, number, indent))
        marker = f"{number}{stop} " if item.ordered else f"{bullet} "
        columns = indent + _width(item.ordered, number)
        if continues:
            inner = _single(item)
            if inner:
                yield "\n" + " " * columns + _indent(inner, columns)
        else:
            yield " " * indent + marker + _indent(_paragraph(spans_of(item)), columns)


def _width(ordered: bool, number: int) -> int:
    """Columns that a list marker and its space take."""
    return len(str(number)) + 2 if ordered else 2


def _indent(text: str, columns: int) -> str:
    return text.replace("\n", "\n" + " " * columns)


def _table(rows: Sequence[Block]) -> Iterator[str]:
    """A table of GitHub's kind: it needs a header, which is empty where the page has none."""
    lines = [[_cell(cell) for cell in cells_of(row) or (spans_of(row),)] for row in rows]
    width = max(map(len, lines))
    if not rows[0].header:
        lines.insert(0, [""] * width)
    for number, cells in enumerate(lines):
        yield "| " + " | ".join(cells + [""] * (width - len(cells))) + " |"
        if number == 0:
            yield "|" + " --- |" * width


def _cell(spans: Sequence[Span]) -> str:
    return _inline(spans).replace("\n", " ").replace("|", "\\|")


def _quotes(quotes: Sequence[Block]) -> Iterator[str]:
    """Quotations, paragraphs of one joined by a marked empty line, those of different ones apart."""
    paragraphs: list[str] = []
    previous: Block | None = None
    for quote in quotes:
        marker = "> " * max(quote.level, 1)
        text = marker + _paragraph(spans_of(quote)).replace("\n", "\n" + marker)
        if previous is not None and (previous.group == quote.group or previous.level != quote.level):
            paragraphs.append(("> " * max(1, min(previous.level, quote.level))).rstrip())
        elif paragraphs:
            yield "\n".join(paragraphs)
            paragraphs = []
        paragraphs.append(text)
        previous = quote
    yield "\n".join(paragraphs)


def _fenced(code: str, language: str | None) -> str:
    """Code between fences longer than any row of backticks inside."""
    fence = "`" * max(3, 1 + max(map(len, _BACKTICKS.findall(code)), default=0))
    name = re.sub(r"[^\w+#.-]", "", language or "")
    return f"{fence}{name}\n{code}\n{fence}"


def _paragraph(spans: Sequence[Span]) -> str:
    """A paragraph's spans: what looks like a block's beginning is escaped, line breaks are hard."""
    text = _LINE_START.sub(_escape_start, _inline(spans))
    return text.replace("\n", _HARD_BREAK)


def _escape_start(found: re.Match[str]) -> str:
    return f"{found[6]}\\{found[7]}" if found[6] else f"\\{found[0]}"


def _heading(spans: Sequence[Span]) -> str:
    """A heading's text on one line; number signs at its end would be swallowed."""
    text = _inline(spans).replace("\n", " ")
    return re.sub(r"(^|\s)(#+)$", r"\1\\\2", text)


def _inline(spans: Sequence[Span]) -> str:
    """Spans with links, emphasis and code. Neighbours of one link share its brackets."""
    out = ""
    at = 0
    while at < len(spans):
        href = spans[at].href
        end = at + 1
        while end < len(spans) and spans[end].href == href:
            end += 1
        follows = spans[end].text[0] if end < len(spans) else " "
        if href is None:
            out += _styled(spans[at:end], out[-1:] or " ", follows)
        else:
            label = _styled(spans[at:end], "[", "]")
            body = label.strip()
            before, after = label[: len(label) - len(label.lstrip())], label[len(label.rstrip()) :]
            if out.endswith("!") and body and not before:  # or the link would be a picture
                out = out[:-1] + "\\!"
            out += f"{before}[{body}]({_target(href)}){after}" if body else label
        at = end
    return out


def _styled(spans: Sequence[Span], before: str, after: str) -> str:
    """Spans with emphasis and code. ``before`` and ``after``: the characters around them."""
    out = ""
    for number, span in enumerate(spans):
        follows = spans[number + 1].text[0] if number + 1 < len(spans) else after
        core = span.text.strip()
        if not core:
            out += span.text
            continue
        lead = span.text[: len(span.text) - len(span.text.lstrip())]
        tail = span.text[len(span.text.rstrip()) :]
        written = _code(core) if span.code else _escape(core)
        if span.strong or span.emphasis:
            edges = ((out or before)[-1] if not lead else " ", follows if not tail else " ")
            written = _emphasised(written, span, core, edges)
        out += lead + written + tail
    return out


def _emphasised(written: str, span: Span, core: str, edges: tuple[str, str]) -> str:
    """Text between asterisks, or between HTML's elements where asterisks would not be read as emphasis (§6.2: they
    flank neither a letter outside with punctuation inside, nor other asterisks)."""
    outer, inner = edges, (core[0], core[-1])
    marked = span.code or not all(c.isalnum() for c in inner)
    if any(edge in "*\\" or (edge.isalnum() and marked) for edge in outer) or "\n" in core:
        for applies, name in ((span.emphasis, "em"), (span.strong, "strong")):
            if applies:
                written = f"<{name}>{written}</{name}>"
        return written
    stars = "*" * (2 * span.strong + span.emphasis)
    return f"{stars}{written}{stars}"


def _code(text: str) -> str:
    """A code span with a fence longer than any row of backticks inside."""
    text = text.replace("\n", " ")
    fence = "`" * (1 + max(map(len, _BACKTICKS.findall(text)), default=0))
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _escape(text: str) -> str:
    """Text whose characters mean themselves."""
    return _MARKUP.sub(lambda found: "\\" + found[0], text)


def _target(url: str) -> str:
    """A link's target; parentheses, angle brackets and backslashes are percent-encoded."""
    return re.sub(r"[()<>\\]", lambda found: f"%{ord(found[0]):02X}", url)
