"""CPU time of ``scraper.clean`` beside trafilatura and resiliparse, on the same pages in the same run.

    python tests/bench/speed.py DATA [--sets fundus-dev ...] [--pages 132] [--profile]

Quote the ratios: absolute times are of the machine and of what else it does.  Every extractor gets the page's bytes;
each page is timed for all of them in turn, so that a busy moment hits them alike.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import pstats
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import scraper
from scraper.training.sets import Labelled, read_set

_Extractor = Callable[[bytes, str], object]


def main() -> None:
    """Print mean CPU milliseconds a page and the ratios."""
    options = _parser().parse_args()
    for name in options.sets:
        pages = read_set(options.data / name)[: options.pages]
        if options.profile:
            _profile(pages)
            continue
        times = _times(pages, _extractors(), options.rounds)
        means = {extractor: statistics.mean(values) * 1000 for extractor, values in times.items()}
        ours = means["scraper"]
        size = statistics.mean(len(page.body()) for page in pages) / 1000
        print(f"{name}: {len(pages)} pages of {size:.0f} KB")
        for extractor, mean in means.items():
            median = statistics.median(times[extractor]) * 1000
            print(f"  {extractor:<14}{mean:8.2f} ms mean {median:8.2f} ms median   ours / it {ours / mean:7.3f}")
        print("  wanted: ours / trafilatura at most .083, ours / resiliparse at most 1.5")


def _extractors() -> dict[str, _Extractor]:
    import trafilatura
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def resiliparse(body: bytes, _: str) -> object:
        tree = HTMLTree.parse_from_bytes(body, detect_encoding(body))
        return extract_plain_text(tree, main_content=True)

    return {
        "scraper": lambda body, url: scraper.clean(body, url or None),
        "trafilatura": lambda body, url: trafilatura.bare_extraction(body, url=url or None, with_metadata=True),
        "resiliparse": resiliparse,
    }


def _times(pages: list[Labelled], extractors: dict[str, _Extractor], rounds: int) -> dict[str, list[float]]:
    """Seconds a page: the fastest of some rounds."""
    bodies = [(page.body(), page.url) for page in pages]
    times: dict[str, list[float]] = {name: [] for name in extractors}
    for body, url in bodies[:3]:
        for extract in extractors.values():
            extract(body, url)
    gc.disable()
    for body, url in bodies:
        for name, extract in extractors.items():
            best = float("inf")
            for _ in range(rounds if name != "trafilatura" else 1):
                start = time.process_time()
                extract(body, url)
                best = min(best, time.process_time() - start)
            times[name].append(best)
        gc.collect(0)
    return times


def _profile(pages: list[Labelled]) -> None:
    bodies = [(page.body(), page.url) for page in pages]
    for body, url in bodies[:5]:
        scraper.clean(body, url)
    with cProfile.Profile() as profile:
        for body, url in bodies:
            scraper.clean(body, url)
    pstats.Stats(profile).sort_stats("tottime").print_stats(45)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--sets", nargs="+", default=["fundus-dev"])
    parser.add_argument("--pages", type=int, default=132)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--profile", action="store_true", help="show where our time goes instead")
    return parser


if __name__ == "__main__":
    main()
