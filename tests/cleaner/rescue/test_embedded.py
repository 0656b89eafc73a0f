"""Articles that stand only in a page's JSON, in the forms that publishing systems embed."""

from __future__ import annotations

import html
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.block import BlockKind
from scraper.cleaner.rescue.embedded import embedded_blocks
from scraper.cleaner.rescue.richtext import rich_text
from scraper.render import to_markdown, to_text


def streamed(*rows: str) -> bytes:
    """A page that streams rows as Next.js does: in strings that break off anywhere."""
    whole = "".join(rows)
    pieces = [whole[start : start + 90] for start in range(0, len(whole), 90)]
    return page("".join(f"<script>self.__next_f.push({json.dumps([1, piece])})</script>" for piece in pieces))


SENTENCES = [
    "The old mill by the river has been closed since the flood of last spring carried half of its wheel away.",
    "The council will vote on the money for it in May, after two experts have weighed what is left of the oak.",
    "Until then the miller grinds his rye in the neighbouring village, where an electric mill stands idle at night.",
]
BODY = "\n\n".join(SENTENCES)
MARKUP = f"<p>{SENTENCES[0]}</p><h2>The vote</h2><p>{SENTENCES[1]}</p><p>{SENTENCES[2]}</p>"


ELEMENTS = [
    ["$", "p", None, {"children": SENTENCES[0]}],
    ["$", "h2", "x", {"children": ["The vote"]}],
    ["$", "$L3", None, {"children": ["$", "p", None, {"children": [SENTENCES[1]]}]}],
    ["$", "p", None, {"children": SENTENCES[2]}],
]


def page(script: str) -> bytes:
    return f"<!doctype html><title>The mill</title><div id=root></div>{script}".encode()


def state(value: object, opening: str = '<script id="__NEXT_DATA__" type="application/json">') -> bytes:
    return page(f"{opening}{json.dumps(value)}</script>")


def test_a_declared_body_becomes_paragraphs() -> None:
    assert to_text(embedded_blocks(page(""), None, BODY)) == BODY


def test_markup_in_a_declared_body_is_read_as_markup() -> None:
    blocks = embedded_blocks(page(""), None, MARKUP)
    assert [b.kind for b in blocks] == [
        BlockKind.PARAGRAPH,
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.PARAGRAPH,
    ]


@pytest.mark.parametrize(
    "data",
    [
        state({"props": {"pageProps": {"article": {"title": "The mill", "bodyHtml": MARKUP}}}}),
        state({"a": {"content": html.escape(MARKUP)}}, "<script type=application/json>"),
        page(f"<script>window.__INITIAL_STATE__ = {json.dumps({'story': {'body': MARKUP}})};</script>"),
        page(f"<script>var x=1; window['S']={json.dumps({'story': {'body': MARKUP}})};f({{}})</script>"),
        page(f"<script>window.S = JSON.parse({json.dumps(json.dumps({'story': {'body': MARKUP}}))});</script>"),
        state(["ref", {"a": 1}, MARKUP, "other"], '<script id="__NUXT_DATA__" type="application/json">'),
        streamed('1:"$Sreact.fragment"\n', '2:I[5, ["a.js"], "default"]\n',
                 f'a:T{len(MARKUP.encode()):x},{MARKUP}', 'b:{"body":"$a"}\n'),
        streamed(f'5:["$","main",null,{json.dumps({"children": ELEMENTS})}]\n'),
        page("<div id=data-preloaded data-preloaded=\"" + html.escape(json.dumps(
            {"topic_7": json.dumps({"post_stream": {"posts": [{"cooked": MARKUP}, {"cooked": None}]}})})) + '"></div>'),
    ],
)  # fmt: skip
def test_a_body_is_found_in_state_scripts_and_attributes(data: bytes) -> None:
    assert to_text(embedded_blocks(data)) == f"{SENTENCES[0]}\n\nThe vote\n\n{SENTENCES[1]}\n\n{SENTENCES[2]}"


ARC = [
    {"type": "text", "content": SENTENCES[0].replace("mill", '<a href="/mill">mill</a>')},
    {"type": "image", "caption": "not the body", "url": "x.jpg"},
    {"type": "header", "level": 3, "content": "The vote"},
    {"type": "list", "items": [{"type": "text", "content": "oak"}, {"type": "text", "content": "rye"}]},
    {"type": "quote", "content_elements": [{"type": "text", "content": SENTENCES[1]}]},
    {"type": "text", "content": SENTENCES[2]},
]
PORTABLE = [
    {"_type": "block", "style": "normal", "children": [{"_type": "span", "text": SENTENCES[0]}]},
    {"_type": "block", "style": "h2", "children": [{"_type": "span", "text": "The vote"}]},
    {"_type": "block", "style": "blockquote", "children": [{"_type": "span", "text": SENTENCES[1]}]},
]
PROSEMIRROR = [
    {"type": "paragraph", "content": [{"type": "text", "text": SENTENCES[0]}]},
    {"type": "heading", "content": [{"type": "text", "text": "The vote"}]},
    {"type": "bulletList", "content": [
        {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "oak"}]}]},
        {"type": "listItem", "content": [{"type": "paragraph", "content": [{"type": "text", "text": "rye"}]}]}]},
]  # fmt: skip
CONTENTFUL = [
    {"nodeType": "paragraph", "content": [{"nodeType": "text", "value": SENTENCES[0], "marks": []}]},
    {"nodeType": "heading-2", "content": [{"nodeType": "text", "value": "The vote"}]},
]
DRAFT = [{"type": "unstyled", "text": SENTENCES[0]}, {"type": "header-two", "text": "The vote"},
         {"type": "unordered-list-item", "text": "oak"}]  # fmt: skip
EDITOR = [{"type": "paragraph", "data": {"text": SENTENCES[0]}}, {"type": "header", "data": {"text": "The vote"}}]
GUTENBERG = [{"name": "core/paragraph", "attributes": {"content": SENTENCES[0]}},
             {"name": "core/heading", "attributes": {"content": "The vote"}}]  # fmt: skip


@pytest.mark.parametrize("blocks", [ARC, PORTABLE, PROSEMIRROR, CONTENTFUL, DRAFT, EDITOR, GUTENBERG])
def test_block_lists_of_publishing_systems(blocks: list[dict[str, object]]) -> None:
    filler = [dict(blocks[0]) for _ in range(4)]
    found = embedded_blocks(state({"data": {"content": blocks + filler}}))
    assert found[0].kind is BlockKind.PARAGRAPH
    assert found[0].text == SENTENCES[0]
    assert (found[1].kind, found[1].text) == (BlockKind.HEADING, "The vote")


def test_arc_s_elements_keep_their_kinds_and_leave_pictures_out() -> None:
    found = embedded_blocks(state({"content_elements": ARC}), "https://example.org/")
    assert to_markdown(found) == (
        SENTENCES[0].replace("mill", "[mill](https://example.org/mill)")
        + f"\n\n## The vote\n\n- oak\n- rye\n\n> {SENTENCES[1]}\n\n{SENTENCES[2]}\n"
    )


@pytest.mark.parametrize(
    "value",
    [
        {"article": {"body": "Too short."}},
        {"comments": {"body": MARKUP}},
        {"translations": {"content": MARKUP}},
        {"body": "x" * 5000},
        {"body": "function(){};" * 200},
        {"content": [1, 2, None]},
        [],
        None,
        "text",
    ],
)
def test_what_is_no_article_is_not_taken(value: object) -> None:
    assert embedded_blocks(state(value)) == ()


@pytest.mark.parametrize(
    "script",
    [
        '<script type="application/json">{"body": </script>',
        '<script type="application/json">' + "[" * 100_000 + "</script>",
        "<script>var a = " + '{"a":' * 50_000 + "</script>",
        "<script>" + "a = {" * 50_000 + "</script>",
        '<div data-preloaded=\'{"topic_1": "[1]"}\'></div>',
        "<div data-preloaded='[1, 2, 3]                                                                       '></div>",
    ],
)
def test_broken_and_hostile_json_is_passed_over(script: str) -> None:
    assert embedded_blocks(page(script)) == ()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.just(SENTENCES[0]) | st.just(MARKUP),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "content", "children", "text", "body", "items", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(_JSON)
def test_any_json_gives_blocks_or_nothing(value: object) -> None:
    assert isinstance(embedded_blocks(state({"body": value})), tuple)
    assert rich_text([value]) is None or isinstance(rich_text([value]), str)
