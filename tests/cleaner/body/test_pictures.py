"""Pictures: the best address of each, none twice, no portraits, no advertisements."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from scraper import Block, BlockKind, clean
from scraper.cleaner.body.pictures import is_small, picture_name, picture_source

BASE = "https://example.org/news/today.html"
PROSE = [
    f"<p>The old pear tree behind the school in the valley {what}, as the head gardener said on Tuesday.</p>"
    for what in (
        "was propped up again this week", "bore two hundred fruits", "is older than the stone bridge",
        "was painted by a pupil", "leans to the south", "will be measured in the spring",
    )
]  # fmt: skip


def source(html: str) -> str | None:
    return picture_source(LexborHTMLParser(html.encode()).css_first("img"), BASE)


def figures(middle: str) -> list[Block]:
    """Pictures and captions of an article with ``middle`` between its paragraphs."""
    page = f"<article><h1>The pear tree</h1>{''.join(PROSE[:2])}{middle}{''.join(PROSE[2:4])}</article>"
    kinds = (BlockKind.IMAGE, BlockKind.CAPTION)
    return [block for block in clean(page, BASE).blocks if block.kind in kinds]


@pytest.mark.parametrize(
    ("html", "file"),
    [
        ('<img src="data:image/gif;base64,R0" data-src="/big.jpg">', "big.jpg"),
        ('<img src="/s.jpg" srcset="/s.jpg 320w, /l.jpg 1200w, /m.jpg 640w">', "l.jpg"),
        ('<img src="/static/grey-placeholder.png" nitro-lazy-src="/tree.jpg">', "tree.jpg"),
        ('<img src="/i/loading.gif" data-lazy-srcset="/a.jpg 300w, /b.jpg 900w">', "b.jpg"),
        ('<picture><source srcset="/w.webp 900w, /x.webp 1800w"><img src="/img/blank.gif"></picture>', "x.webp"),
        ('<picture><source data-srcset="/late.webp"><img alt="A tree"></picture>', "late.webp"),
        ('<img src="/harbour/loading-dock.jpg">', "harbour/loading-dock.jpg"),
    ],
)
def test_pictures_that_load_late_and_sets_of_them(html: str, file: str) -> None:
    assert source(html) == f"https://example.org/{file}"


@pytest.mark.parametrize(
    "html",
    [
        '<img src="javascript:alert(1)">',
        '<img src="/web/grey-placeholder.png">',
        '<img src="/img/renderTimingPixel.png">',
        '<img data-src="javascript:alert(1)" data-x-src="data:image/png;base64,R0">',
    ],
)
def test_placeholders_and_counters_are_no_pictures(html: str) -> None:
    assert source(html) is None


def test_the_sizes_of_a_picture_share_a_name() -> None:
    small, large = (
        "https://e.example/max/60/pear-tree-in-may.png?q=20",
        "https://e.example/max/1080/pear-tree-in-may.png",
    )
    assert picture_name(small) == picture_name(large)
    assert (is_small(small), is_small(large)) == (True, False)
    assert picture_name("https://e.example/a/pear-tree-1024x683.jpg") == picture_name(
        "https://e.example/a/pear-tree.jpg"
    )


def test_names_that_say_nothing_are_told_apart_by_their_folders() -> None:
    assert picture_name("https://e.example/1/image.jpg") != picture_name("https://e.example/2/image.jpg")
    one, other = "4177fae3d4d58b470dd8", "5a77fae3d4d58b470dd9"
    assert picture_name(f"https://e.example/{one}/original-file.jpg") != picture_name(
        f"https://e.example/{other}/original-file.jpg"
    )


def test_a_picture_and_its_large_file_beside_it_are_one() -> None:
    middle = (
        '<figure><img alt="The tree" src="/max/60/pear-tree-in-may.jpg"><noscript>'
        '<img src="/max/1080/pear-tree-in-may.jpg"></noscript></figure>'
    )
    [picture] = figures(middle)
    assert (picture.src, picture.text) == ("https://example.org/max/1080/pear-tree-in-may.jpg", "The tree")


def test_a_portrait_beside_the_byline_is_no_picture_of_the_article() -> None:
    portrait = '<div class="byline"><figure class="author-image"><img src="/people/ada-quill.jpg"></figure></div>'
    assert figures(portrait) == []
    assert figures('<div><img alt="User avatar" src="/people/ada-quill.jpg"></div>') == []
    assert figures('<div><img src="https://cdn.example/arc-authors/post/4c1a.png"></div>') == []
    assert (
        figures('<amp-carousel><figure><amp-img src="/news-in-pictures/1.jpg"></amp-img></figure></amp-carousel>') == []
    )


def test_icons_of_controls_are_no_pictures() -> None:
    assert figures('<p><img src="/assets/clock-black.png"> <img src="/img/arrow.png"></p>') == []
    assert len(figures('<p><img src="/2024/clock-tower-of-the-harbour.png"></p>')) == 1


def test_an_article_in_an_element_called_author_keeps_its_pictures() -> None:
    middle = f'<div class="author-text">{PROSE[4]}<p><img src="/t.jpg" alt="The tree"></p>{PROSE[5]}</div>'
    assert [block.text for block in figures(middle)] == ["The tree"]


def test_a_picture_that_says_it_is_an_advertisement_is_left_out() -> None:
    assert figures('<figure><img src="/up/720x360.jpg"><figcaption>Reklama</figcaption></figure>') == []
    assert figures('<p><img src="/up/720x360.jpg" alt="Advertisement"></p>') == []


def test_a_credit_set_apart_by_style_alone_has_a_space_before_it() -> None:
    caption = (
        "<figcaption><span>The tree in May.</span><span>Credit</span><span>Credit</span><b>Ada Field</b></figcaption>"
    )
    [_, found] = figures(f'<figure><img src="/tree.jpg">{caption}</figure>')
    assert found.text == "The tree in May. Credit Ada Field"


def test_pictures_videos_and_posts_that_scripts_draw_are_found() -> None:
    middle = (
        '<amp-img src="/amp.jpg" width=800 height=450 alt="The pier"></amp-img>'
        '<amp-youtube data-videoid="abc123" width=480 height=270></amp-youtube>'
        '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/ABC/?utm=x"></blockquote>'
        '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@a/video/1"></blockquote>'
    )
    page = f"<article><h1>The pear tree</h1>{''.join(PROSE[:2])}{middle}{''.join(PROSE[2:4])}</article>"
    found = [(block.kind, block.src) for block in clean(page, BASE).blocks if block.src]
    assert found == [
        (BlockKind.IMAGE, "https://example.org/amp.jpg"),
        (BlockKind.EMBED, "https://www.youtube.com/embed/abc123"),
        (BlockKind.EMBED, "https://www.instagram.com/p/ABC/"),
        (BlockKind.EMBED, "https://www.tiktok.com/@a/video/1"),
    ]


def test_a_place_set_apart_by_style_alone_has_a_space_before_it() -> None:
    caption = "<figcaption><span>The ferry in the bay of Quill</span><span>Harbour Pictures</span></figcaption>"
    [_, found] = figures(f'<figure><img src="/f.jpg">{caption}</figure>')
    assert found.text == "The ferry in the bay of Quill Harbour Pictures"
    inside = "<figcaption>The mc<b>Donald</b> ferry</figcaption>"
    assert figures(f'<figure><img src="/f.jpg">{inside}</figure>')[1].text == "The mcDonald ferry"


def test_figures_below_the_article_that_lead_elsewhere_are_teasers() -> None:
    teaser = '<figure><img src="/t.jpg"><figcaption><a href="/other">Harbour fees rise again</a></figcaption></figure>'
    page = f"<article><h1>The pear tree</h1>{''.join(PROSE[:4])}<div>{teaser * 2}</div></article>"
    assert [block for block in clean(page, BASE).blocks if block.kind is BlockKind.IMAGE] == []


def test_an_alternative_text_that_is_escaped_twice_is_read() -> None:
    assert figures('<p><img src="/f.jpg" alt="The ferry&amp;nbsp;"></p>')[0].text == "The ferry"
