"""python tests/bench/text.py DATA: what cleaning flattened text costs beside the same pages' HTML, and what a second
cleaning changes.

The pages are those that the weights were learned from, so this measures cost and stability; held-out quality is what
``python -m scraper.training.texts`` reports.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from scraper.cleaner import Cleaner
from scraper.cleaner.text import TextCleaner
from scraper.errors import CleanError
from scraper.training.sets import Labelled, read_set

#: Pages of a set: enough that the mean holds to a few per cent.
PAGES = 120


def main(data: Path) -> None:
    """Print a line a set."""
    for folder in sorted(data.glob("*-flat")):
        texts = read_set(folder)[:PAGES]
        pages = {page.id: page for page in read_set(folder.with_name(folder.name.removesuffix("-flat")))}
        html, text = cost(texts, pages)
        alone, headed = stable(texts)
        print(
            f"{folder.name:18} text {text:5.1f} ms, HTML {html:5.1f} ms, ratio {text / html:.2f}; unchanged by "
            f"a second pass: body {alone:.3f}, headline and body {headed:.3f}"
        )


def cost(texts: list[Labelled], pages: dict[str, Labelled]) -> tuple[float, float]:
    """CPU milliseconds a page of HTML and of its flattened text."""
    cleaners = Cleaner(), TextCleaner()
    seconds = [0.0, 0.0]
    for text in texts:
        body, page = text.body().decode("utf-8"), pages[text.id]
        start = time.process_time()
        try:
            cleaners[0].clean(page.body(), page.url)
        except CleanError:
            continue
        middle = time.process_time()
        cleaners[1].clean(body)
        seconds = [seconds[0] + middle - start, seconds[1] + time.process_time() - middle]
    return seconds[0] / len(texts) * 1000, seconds[1] / len(texts) * 1000


def stable(texts: list[Labelled]) -> tuple[float, float]:
    """Share of articles that a second cleaning leaves alone: the body by itself, and below its headline."""
    cleaner = TextCleaner()
    alone = headed = total = 0
    for text in texts:
        first = cleaner.clean(text.body().decode("utf-8"))
        if first.text and first.title:
            again = cleaner.clean(f"{first.title}\n\n{first.text}")
            alone += cleaner.clean(first.text).text == first.text
            headed += (again.title, again.text) == (first.title, first.text)
            total += 1
    return alone / max(total, 1), headed / max(total, 1)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
