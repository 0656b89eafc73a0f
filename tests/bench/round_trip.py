"""Articles to HTML and back on labelled pages: ``python tests/bench/round_trip.py DATA [SET...] [--every N]``.

DATA holds a folder a set, each with ``pages.jsonl`` (id, url, html) and the pages. Prints, of the pages with a text,
the share whose HTML cleans to the same text and title, the engines and statuses that were met, and what was refused.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from scraper import CleanError, clean

SETS = ("wcxb-dev", "fundus-dev", "trafi-dev", "saved-dev")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("sets", nargs="*", default=SETS)
    parser.add_argument("--every", type=int, default=1, help="take every N-th page")
    arguments = parser.parse_args()
    engines: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    print(f"{'set':12} {'pages':>6} {'text':>7} {'title':>7}")
    for name in arguments.sets:
        counts: Counter[str] = Counter()
        folder = arguments.data / name
        rows = [json.loads(line) for line in (folder / "pages.jsonl").read_text(encoding="utf-8").splitlines()]
        for row in rows[:: arguments.every]:
            try:
                article = clean((folder / row["html"]).read_bytes(), row.get("url"))
            except CleanError as error:
                print(f"refused {row['id']}: {error}")
                continue
            engines[article.engine] += 1
            statuses[str(article.status)] += 1
            if article.text:
                again = clean(article.to_html(), article.url)
                counts["pages"] += 1
                counts["text"] += again.text == article.text
                counts["title"] += again.title == article.title
        pages = max(1, counts["pages"])
        print(f"{name:12} {counts['pages']:6} {counts['text'] / pages:7.3f} {counts['title'] / pages:7.3f}")
    print("engines:", dict(engines.most_common()))
    print("statuses:", dict(statuses.most_common()))


if __name__ == "__main__":
    main()
