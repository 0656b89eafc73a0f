"""Metadata and tags against labelled pages: ``python tests/bench/metadata.py DATA [SET...] [--errors FIELD]``.

DATA holds a folder a set, each with ``pages.jsonl``, ``gold.jsonl`` and the pages. Prints accuracy of title and
date, F1 of authors and tags (averaged over pages whose gold has the field), and CPU milliseconds a page (beside
those of parsing, to compare on a busy machine). With ``--errors`` the pages whose field is wrong are listed.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from scraper.cleaner.metadata import read_declared, read_metadata
from scraper.cleaner.parser.segment import segment
from scraper.cleaner.tags import read_tags

SETS = ("fundus-dev", "trafi-dev", "wcxb-dev")
FIELDS = ("title", "date", "authors", "tags")


def normal(text: str | None) -> str:
    """Words only, lower case."""
    return " ".join(re.findall(r"\w+", unicodedata.normalize("NFKC", text or "").lower()))


def f1(found: Iterable[str], wanted: Iterable[str]) -> float:
    """F1 of two sets of names, compared by their words."""
    a, b = {normal(x) for x in found} - {""}, {normal(x) for x in wanted} - {""}
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def measure(field: str, found: Any, wanted: Any) -> float:
    """1 is right, 0 wrong."""
    if field == "title":
        return float(normal(found) == normal(wanted))
    if field == "date":
        return float((found or "")[:10] == wanted[:10])
    return f1(found or (), wanted)


def run(
    folder: Path, only: str | None
) -> tuple[dict[str, list[tuple[float, str, Any, Any, str]]], list[float], list[float]]:
    """Every page's figures by field, and the milliseconds a page, of reading and of parsing alone."""
    pages = {row["id"]: row for row in map(json.loads, (folder / "pages.jsonl").open())}
    figures: dict[str, list[tuple[float, str, Any, Any, str]]] = {name: [] for name in FIELDS}
    times: list[float] = []
    parsing: list[float] = []
    for gold in map(json.loads, (folder / "gold.jsonl").open()):
        if only and gold.get("kind") != only:
            continue
        page = pages[gold["id"]]
        data = (folder / page["html"]).read_bytes().decode("utf-8", "replace").encode()
        start = time.process_time()
        tree = LexborHTMLParser(data)
        parsing.append(1000 * (time.process_time() - start))
        body = gold.get("text") or ""  # stands for the cleaner's own body, which tags take as evidence
        document = segment(tree, page["url"])
        start = time.process_time()
        declared = read_declared(tree, page["url"])
        metadata = read_metadata(document, declared)
        tags = read_tags(document, declared, body, metadata.title)
        times.append(1000 * (time.process_time() - start))
        found = {
            "title": metadata.title,
            "authors": metadata.authors,
            "tags": tags.tags,
            "date": metadata.published.isoformat() if metadata.published else None,
        }
        where = {**metadata.provenance, "date": metadata.provenance.get("published", "")}
        where["tags"] = ", ".join(dict.fromkeys(tags.sources.values()))
        for name in FIELDS:
            if gold.get(name):
                value = measure(name, found[name], gold[name])
                figures[name].append((value, gold["id"], found[name], gold[name], where.get(name, "")))
    return figures, times, parsing


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--kind", help="only pages of this kind")
    parser.add_argument("--errors", choices=FIELDS)
    options = parser.parse_args()
    print(f"{'':24}" + "".join(f"{name:>9}" for name in (*FIELDS, "ms", "median", "parse")))
    for name in options.sets:
        figures, times, parsing = run(options.data / name, options.kind)
        row = [statistics.mean(v[0] for v in figures[f]) if figures[f] else float("nan") for f in FIELDS]
        row += [statistics.mean(times), statistics.median(times), statistics.mean(parsing)]
        print(f"{name:24}" + "".join(f"{value:9.3f}" for value in row))
        if options.errors:
            for value, page, found, wanted, where in sorted(figures[options.errors], key=lambda row: row[0]):
                if value < 1:
                    print(f"  {value:.2f} {page} [{where}]\n     got  {found}\n     gold {wanted}")


if __name__ == "__main__":
    main()
