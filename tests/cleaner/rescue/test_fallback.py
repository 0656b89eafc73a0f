"""Trafilatura's result as our blocks, within bounds."""

from __future__ import annotations

import subprocess
import sys

from scraper.block import BlockKind, Span
from scraper.cleaner.rescue.fallback import trafilatura_blocks, within_bounds

PAGE = b"""<html><body><article><h2>The mill</h2>
<p>The old mill by the <a href="/river">river</a> has been <b>closed</b> since the flood of last spring,
and nobody knows when it will open again.</p>
<ul><li>It was built of oak.</li><li>It ground rye and wheat.</li></ul>
<blockquote><p>We will rebuild it, stone by stone, says the miller.</p></blockquote>
<pre><code>wheel = 2
  gears = 4</code></pre>
<p>The council will vote on the money in May, after the experts have weighed what is left of the wheel.</p>
</article></body></html>"""


def test_its_elements_become_our_kinds() -> None:
    blocks = trafilatura_blocks(PAGE, "https://example.org/")
    kinds = [block.kind for block in blocks]
    assert kinds == [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.LIST_ITEM,
                     BlockKind.QUOTE, BlockKind.CODE, BlockKind.PARAGRAPH]  # fmt: skip
    assert blocks[0].text == "The mill"
    assert Span("river", href="https://example.org/river") in blocks[1].spans
    assert Span("closed", strong=True) in blocks[1].spans
    assert blocks[2].group == blocks[3].group != 0
    assert blocks[5].text == "wheel = 2\n  gears = 4"


def test_pages_that_would_take_seconds_are_not_tried() -> None:
    page = b"<article>" + b"<p>word</p>" * 50_000
    assert not within_bounds(page)
    assert trafilatura_blocks(page) == ()
    assert not within_bounds(b"x" * 3_000_001)


def test_nothing_is_found_in_nothing() -> None:
    for page in (b"", b"<", b"<p></p>", b"\xff\xfe", b"<html><body></body></html>", b"plain words"):
        assert trafilatura_blocks(page) == ()


def test_it_is_not_imported_until_it_is_asked_for() -> None:
    code = "import sys, scraper.cleaner.rescue.fallback; sys.exit('trafilatura' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
