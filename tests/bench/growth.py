"""Time on hostile pages of one, two and four times a size: ``python tests/bench/growth.py [SIZE]``.

Prints CPU seconds and the ratios of each doubling (at most 2.5 is asked). The collector of garbage is off while
measuring, as its full runs come at moments of their own. Kinds that the limits refuse print the error.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable

from scraper import CleanError, clean

PROSE = (
    b"<p>The orchard above the river was planted by the grandfather of the owner, who prunes every tree himself.</p>"
)
KINDS: dict[str, Callable[[int], bytes]] = {
    "paragraphs": lambda n: b"<p>word " * n,
    "line breaks": lambda n: b"<p>" + b"text<br>" * (2 * n),
    "links": lambda n: b"<a href=/x>t</a>" * (2 * n),
    "prose": lambda n: PROSE * (n // 2),
    "attribute bytes": lambda n: PROSE + b"<p title='" + b"x" * (20 * n) + b"'>text",
    "attributes": lambda n: b"".join(b"<p a=1 b=2 c=3 d=4 e=5 class=x%d>text</p>" % i for i in range(n // 2)),
    "cells": lambda n: b"<table>" + b"<tr><td>a<td>b" * (n // 2),
    "list items": lambda n: b"<ul>" + b"<li>some item of it" * n,
    "headings": lambda n: b"<h2>x</h2>" * n,
    "terms": lambda n: b"<dl>" + b"<dt>a<dd>b" * (n // 2),
    "quotes": lambda n: b"<blockquote>Text of it</blockquote>" * n,
    "unclosed formatting": lambda n: b"<p><font color=red>text</p>" * (n // 2),
    "pictures": lambda n: PROSE + b"<p>text<img src=/x%d.jpg>" * n + PROSE,
    "nested 900 deep": lambda n: b"<div>" * 900 + PROSE * (n // 4),
    "NUL bytes": lambda n: b"<p>a\0b\0c " * n,
    "bylines": lambda n: b"<p>By John Smith</p>" * n,
    "addresses": lambda n: b"<p>https://example.org/x</p>" * n,
    "one text": lambda n: b"<p>" + b"Word of it. " * (5 * n),
    "scripts": lambda n: b"<script>x = 1</script>" * n + PROSE,
    "JSON-LD": lambda n: b'<script type="application/ld+json">{"@type":"Thing"}</script>' * (n // 4) + PROSE,
    "100,000 deep": lambda n: b"<div>" * (10 * n),
}


def seconds(page: bytes) -> float | str:
    """CPU seconds of cleaning, the best of three; the error where it is refused."""
    best = float("inf")
    for _ in range(3):
        gc.collect()
        gc.disable()
        begin = time.process_time()
        try:
            clean(page, "https://courier.example/2024/06/a-page")
        except CleanError as error:
            return f"{type(error).__name__} in {time.process_time() - begin:.3f} s"
        finally:
            gc.enable()
        best = min(best, time.process_time() - begin)
    return best


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    clean(PROSE * 3)
    print(f"{'kind':20} {'n':>8} {'2n':>8} {'4n':>8}   ratios   (n = {size:,})")
    for kind, page in KINDS.items():
        times = [seconds(page(size * times)) for times in (1, 2, 4)]
        numbers = [each for each in times if isinstance(each, float)]
        if len(numbers) < len(times):
            print(f"{kind:20} {'; '.join(each if isinstance(each, str) else f'{each:.3f}' for each in times)}")
        else:
            ratios = [numbers[1] / numbers[0], numbers[2] / numbers[1]]
            print(f"{kind:20} " + " ".join(f"{n:8.3f}" for n in numbers) + "   " + " ".join(f"{r:.1f}" for r in ratios))


if __name__ == "__main__":
    main()
