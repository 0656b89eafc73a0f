"""What a site's profile gains over cleaning each page alone, and what it costs.

    python tests/bench/site_memory.py [DATA] [--sets fundus-dev ...]

The made sites (``tests/made_sites.py``) are read as a crawl reads them: each page is cleaned with what the pages before
it taught, from the fifth on.  So is the fixture site.  Of DATA's sets, the hosts with at least two labelled pages are
read: each page with a profile learned from the host's other pages.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import scraper
from scraper.article import Article
from scraper.cleaner import PageFacts
from scraper.errors import CleanError
from scraper.training.scores import FIGURES, mean_scores, score_page
from scraper.training.sets import Labelled, read_set

PROJECT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Print the gain on made sites, the fixture site and labelled sets, and the cost a page."""
    options = _parser().parse_args()
    made = _module("made_sites")
    for name in made.NAMES:
        gain = made.gain(made.made_site(name))
        share = f"{gain.leaks_alone / gain.pages:.2f} alone, {gain.leaks / gain.pages:.2f} with the profile"
        print(f"{name}: {gain.pages} pages; with a foreign line {share}; {len(gain.lost)} paragraphs lost")
    _fixture_site()
    if options.data:
        for name in options.sets:
            _labelled(options.data / name)
    _cost(made)


def _module(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, PROJECT / "tests" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def _fixture_site() -> None:
    """Every article of the fixture site, whose articles single pages already give exactly."""
    profile, alone, right, pages = scraper.SiteProfile(), scraper.Cleaner(), [0, 0], 0
    folder = PROJECT / "fixtures" / "site"
    for file in sorted(folder.rglob("*.expected.json")):
        wanted = json.loads(file.read_text("utf-8"))
        if wanted["status"] not in ("article", "paywalled"):
            continue
        body = file.with_name(file.name.replace(".expected.json", ".html")).read_bytes()
        article, facts = alone.study(body, wanted["url"])
        known = scraper.Cleaner(profile=profile).clean(body, wanted["url"]) if profile.learned >= 4 else article
        pages += 1
        right = [count + (found.text == wanted["text"]) for count, found in zip(right, (article, known), strict=True)]
        if facts is not None:
            profile.learn(facts)
    print(f"fixture site: {pages} pages; the whole text is right on {right[0]} alone, {right[1]} with the profile")


def _labelled(folder: Path) -> None:
    """The pages of hosts that have several, each cleaned with what the others teach."""
    hosts: dict[str, list[Labelled]] = defaultdict(list)
    for page in read_set(folder):
        if page.url and page.text:
            hosts[page.host].append(page)
    rows: dict[str, list[dict[str, float]]] = {"alone": [], "with": []}
    changed = 0
    for pages in (pages for pages in hosts.values() if len(pages) > 1):
        studied = [_studied(page) for page in pages]
        for number, page in enumerate(pages):
            profile = scraper.SiteProfile()
            for other, (_, facts) in enumerate(studied):
                if other != number and facts is not None:
                    profile.learn(facts)
            alone = studied[number][0]
            known = _cleaned(page, scraper.Cleaner(profile=profile).clean)
            changed += alone != known
            rows["alone"].append(score_page(alone, page.gold))
            rows["with"].append(score_page(known, page.gold))
    print(f"{folder.name}: {len(rows['with'])} pages of hosts with several, {changed} changed by the profile")
    for name, scores in rows.items():
        means = mean_scores(scores)
        print(f"  {name:<8}" + " ".join(f"{f} {means[f]:.3f}" for f in FIGURES if f in means))


def _studied(page: Labelled) -> tuple[str, PageFacts | None]:
    try:
        article, facts = scraper.Cleaner().study(page.body(), page.url)
    except CleanError:
        return "", None
    return article.text, facts


def _cleaned(page: Labelled, clean: Callable[[bytes, str], Article]) -> str:
    try:
        return clean(page.body(), page.url).text
    except CleanError:
        return ""


def _cost(made: ModuleType) -> None:
    """CPU time a page: alone, with what it teaches, with a full profile; and of learning it."""
    pages = made.made_site("gazette")
    profile = scraper.SiteProfile()
    facts = [scraper.Cleaner().study(page.html, page.url)[1] for page in pages]
    steps: dict[str, Callable[[int], object]] = {
        "clean": lambda n: scraper.Cleaner().clean(pages[n].html, pages[n].url),
        "study": lambda n: scraper.Cleaner().study(pages[n].html, pages[n].url),
        "learn": lambda n: profile.learn(facts[n]),
        "clean with it": lambda n: scraper.Cleaner(profile=profile).clean(pages[n].html, pages[n].url),
    }
    for name, step in steps.items():
        start = time.process_time()
        for number in range(len(pages)):
            step(number)
        print(f"  {name:<14}{(time.process_time() - start) / len(pages) * 1000:7.3f} ms a page")
    print(f"  the profile: {len(json.dumps(profile.to_dict())) / 1000:.0f} KB of JSON")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("data", type=Path, nargs="?", help="folder of unpacked sets")
    parser.add_argument("--sets", nargs="+", default=["fundus-dev", "wcxb-dev", "saved-dev"], help="their names")
    return parser


if __name__ == "__main__":
    main()
