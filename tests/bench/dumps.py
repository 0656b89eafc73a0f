"""python tests/bench/dumps.py DATA: labelled pages as common programs flatten them, before and after cleaning.

Prints the mean word F1 for each flattener that is installed: lynx and w3m (Debian's packages), and those of the extra
``bench``. The pages are those that the weights were learned from; the weights have seen none of these forms.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from statistics import fmean
from typing import Any

from scraper.cleaner.text import TextCleaner
from scraper.training.scores import bag_score
from scraper.training.sets import read_set

SETS = ("fundus-dev", "trafi-dev", "wcxb-dev")
_PROGRAMS = {"lynx": ("-dump", "-stdin", "-assume_charset=utf-8", "-display_charset=utf-8"),
             "w3m": ("-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8")}  # fmt: skip


def _program(name: str) -> Callable[[str], str]:
    def flatten(html: str) -> str:
        command = [name, *_PROGRAMS[name]]
        done = subprocess.run(command, input=html.encode(), capture_output=True, timeout=60, check=True)
        return done.stdout.decode("utf-8", "replace")

    return flatten


def _soup(**options: Any) -> Callable[[str], str]:
    def flatten(html: str) -> str:
        soup = import_module("bs4").BeautifulSoup(html, "lxml")
        for node in soup(["script", "style", "noscript", "template"]):
            node.decompose()
        text: str = soup.get_text(**{"separator": "\n"} | options)
        return text

    return flatten


def flatteners() -> Iterator[tuple[str, Callable[[str], str]]]:
    """Name and function of each that is installed."""
    yield from ((name, _program(name)) for name in _PROGRAMS if shutil.which(name))
    if find_spec("bs4"):
        yield "get_text", _soup()
        yield "get_text, stripped", _soup(strip=True)
        yield "get_text, glued", _soup(separator="")
    if find_spec("html2text"):
        yield "html2text", lambda html: str(import_module("html2text").html2text(html))
    if find_spec("inscriptis"):
        yield "inscriptis", lambda html: str(import_module("inscriptis").get_text(html))


def sample(folder: Path, most: int) -> list[tuple[str, str]]:
    """HTML and body of some of the set's articles, where they are UTF-8."""
    pages = [page for page in read_set(folder) if page.kind == "article" and page.text]
    found = []
    for page in pages[:: max(1, len(pages) // most)]:
        try:
            found.append((page.body().decode("utf-8"), page.text or ""))
        except UnicodeDecodeError:
            continue
    return found


def main() -> None:
    """Print a line a set and flattener."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--pages", type=int, default=40, help="articles of each set, about")
    options = parser.parse_args()
    cleaner = TextCleaner()
    for name in SETS:
        pages = sample(options.data / name, options.pages)
        for flattener, flatten in flatteners():
            texts = [(flatten(html), gold) for html, gold in pages]
            before = fmean(bag_score(text, gold)[2] for text, gold in texts)
            after = fmean(bag_score(cleaner.clean(text).text, gold)[2] for text, gold in texts)
            print(f"{name:12} {flattener:20} {len(texts):4} pages   wF1 {before:.3f} -> {after:.3f}", flush=True)


if __name__ == "__main__":
    main()
