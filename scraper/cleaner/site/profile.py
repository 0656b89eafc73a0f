"""SiteProfile: what the pages of one site share, learned page by page.

Theory of operation.  A page teaches its facts once: which blocks it has (by fingerprint), which article it is, what
that is about.  An article that comes again - the same URL, the same canonical URL, or mostly the same text under
another URL - is the same article, so its paragraphs never count as recurring.  Each block keeps the number of articles
it stood in and who the last of them were, so that ``recurrence`` can leave out the page at hand and see whether the
others have a topic in common (a series, a story told on) or not (the site's template).

Everything is bounded: what was seen least and longest ago goes first.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from scraper.cleaner.site.facts import PageFacts, Sighting
from scraper.errors import InputError, OutputError

if TYPE_CHECKING:
    from scraper.page import Page

K = TypeVar("K")

#: Blocks that a profile knows, and the articles it remembers one by one: about 90 KB of JSON when both are reached.
MOST_LINES, MOST_ARTICLES = 1_500, 200
#: URLs that it remembers; an article may have several.
MOST_KEYS = 2 * MOST_ARTICLES
#: Places that a profile knows; a page has 20 to 80.
MOST_PLACES = 400
#: Tags and spots of a field that it knows.
MOST_TAGS, MOST_SPOTS = 400, 20
#: Owners that a block remembers, the newest: enough to see what they have in common.
MOST_OWNERS = 8
#: Share that is left when a limit is reached: forgetting a quarter at once costs little.
_LEFT = 0.75
#: A block of so many words that one earlier article has tells that this is that article again ...
TELLING_WORDS = 12
#: ... if such blocks are this share of the page (``store.batch``: two versions of one article share half of their word
#: runs); more where the titles differ, since the site's own prose may fill half of a short article.
_SAME, _SAME_OTHER_TITLE = 0.5, 0.75
#: A block of so many articles is the site's or a series', and tells nothing about which article it is.
_SHARED_BY = 3
#: The version of the saved form.
FORM = 1


class Line(NamedTuple):
    """A block of the site: how many articles had it, and the numbers of the last ones."""

    pages: int
    owners: tuple[int, ...]


class Place(NamedTuple):
    """What stood at a place: texts that the classifier kept, those kept that had stood in other articles, and those
    that it dropped."""

    fresh: int
    again: int
    dropped: int


class Known(NamedTuple):
    """An article that was learned from: hashes of its title and topics."""

    title: int
    topics: tuple[int, ...]


@dataclass(slots=True)
class SiteProfile:
    """What the pages of one site share. Holds hashes and counts, no text but tags.

    ``site``: its name, for people. ``learned``: different articles so far. ``lines``, ``places``: by their hashes;
    ``articles``: by their numbers; ``keys``: hash of each URL that an article was seen under -> its number; ``tags``:
    tag -> articles; ``fields``: field -> spot where it is shown -> articles. ``learn`` changes the profile and returns
    it; equal pages in equal order give equal profiles.
    """

    site: str = ""
    learned: int = 0
    lines: dict[int, Line] = field(default_factory=dict)
    articles: dict[int, Known] = field(default_factory=dict)
    places: dict[int, Place] = field(default_factory=dict)
    keys: dict[int, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    fields: dict[str, dict[int, int]] = field(default_factory=dict)
    trail: int = 0

    @property
    def version(self) -> str:
        """Names the state: ``50-1f0c3b9a`` after 50 articles. Empty where nothing was learned."""
        return f"{self.learned}-{self.trail:08x}" if self.learned else ""

    def learn(self, page: Page | PageFacts | bytes | str, url: str | None = None) -> SiteProfile:
        """Learn from one more page; returns the profile itself. A page without an article teaches nothing.

        ``url``: of the page, where ``page`` does not know it. Raises ``CleanError`` for what cannot be read.
        """
        facts: PageFacts | None
        if isinstance(page, PageFacts):
            facts = page
        else:
            from scraper.cleaner.engine import Cleaner

            facts = Cleaner().study(page, url)[1]
        if facts is not None and facts.lines:
            self._add(facts)
        return self

    def find(self, article: int, title: int, lines: Iterable[Sighting]) -> int | None:
        """The number of the article of that key, or of the one that most of the telling blocks stood in; else None."""
        if article in self.keys:
            return self.keys[article]
        shared: Counter[int] = Counter()
        telling = 0
        for line in lines:
            if line.kept and line.words >= TELLING_WORDS:
                found = self.lines.get(line.fingerprint)
                if found is None or found.pages < _SHARED_BY:
                    telling += line.words
                    shared.update(dict.fromkeys(found.owners if found else (), line.words))
        for number, words in sorted(shared.items(), key=lambda item: (-item[1], item[0])):
            same_title = number in self.articles and self.articles[number].title == title
            if words > (_SAME if same_title else _SAME_OTHER_TITLE) * telling:
                return number
        return None

    def merge(self, other: SiteProfile) -> SiteProfile:
        """Add what another profile of the site knows; returns the profile itself. Articles that both know count
        once."""
        start = self._next()
        place = {number: start + number for number in other.articles}
        place |= {number: self.keys[key] for key, number in reversed(other.keys.items()) if key in self.keys}
        self.learned += other.learned - sum(number in self.articles for number in place.values())
        self.keys = {key: place[number] for key, number in other.keys.items()} | self.keys
        self.articles = {place[number]: article for number, article in other.articles.items()} | self.articles
        for mark, line in other.lines.items():
            mine = self.lines.get(mark, Line(0, ()))
            theirs = [place.get(owner, start + owner) for owner in line.owners]
            pages = mine.pages + line.pages - len(theirs) + len(set(theirs) - set(mine.owners))
            self.lines[mark] = Line(pages, tuple(sorted({*mine.owners, *theirs})[-MOST_OWNERS:]))
        for where, counts in other.places.items():
            self.places[where] = Place(*map(sum, zip(counts, self.places.get(where, (0, 0, 0)), strict=True)))
        _add_up(self.tags, other.tags)
        for name, spots in other.fields.items():
            _add_up(self.fields.setdefault(name, {}), spots)
        self._finish(f"merged with {other.trail}".encode())
        return self

    def recurring(self) -> SiteProfile:
        """A small copy for cleaning: without the blocks that a single article had."""
        lines = {mark: line for mark, line in self.lines.items() if line.pages > 1}
        return replace(self, lines=lines, articles=dict(self.articles), places=dict(self.places), keys=dict(self.keys))

    def _add(self, facts: PageFacts) -> None:
        found = self.find(facts.article, facts.title, facts.lines)
        number = self._next() if found is None else found
        self.learned += found is None
        self.articles[number] = Known(facts.title, facts.topics)
        if facts.article:
            self.keys[facts.article] = number
        if found is None:
            _count(self.tags, facts.tags)
            for name, spot in facts.fields:
                _count(self.fields.setdefault(name, {}), (spot,))
        for mark, where, _, kept in facts.lines:
            line = self.lines.get(mark, Line(0, ()))
            # An article that comes again may have left the last owners of a block that is on every page.
            if number not in line.owners and (found is None or len(line.owners) < MOST_OWNERS):
                owners = tuple(sorted((*line.owners, number))[-MOST_OWNERS:])
                self.lines[mark] = Line(line.pages + 1, owners)
                fresh, again, dropped = self.places.get(where, (0, 0, 0))
                again_here = kept and line.pages > 0
                self.places[where] = Place(fresh + (kept and not again_here), again + again_here, dropped + (not kept))
        self._finish(array("Q", [number, *(line.fingerprint for line in facts.lines)]).tobytes())

    def _next(self) -> int:
        return max(self.articles, default=-1) + 1

    def _finish(self, learned: bytes) -> None:
        """Keep to the limits, blocks of the fewest articles and the longest ago going first, and name the state."""
        if len(self.lines) > MOST_LINES:
            order = sorted(self.lines.items(), key=lambda item: (-item[1].pages, -item[1].owners[-1], item[0]))
            self.lines = dict(order[: int(_LEFT * MOST_LINES)])
        if len(self.places) > MOST_PLACES:
            often = sorted(self.places.items(), key=lambda item: (-sum(item[1]), item[0]))
            self.places = dict(often[: int(_LEFT * MOST_PLACES)])
        self.tags = _most(self.tags, MOST_TAGS)
        self.fields = {name: _most(spots, MOST_SPOTS) for name, spots in self.fields.items()}
        if len(self.articles) > MOST_ARTICLES:
            self.articles = dict(sorted(self.articles.items())[-int(_LEFT * MOST_ARTICLES) :])
        if len(self.keys) > MOST_KEYS or len(self.keys) > len(self.articles):
            kept = [(key, number) for key, number in self.keys.items() if number in self.articles]
            self.keys = dict(kept[-MOST_KEYS:])
        self.trail = int.from_bytes(blake2b(self.trail.to_bytes(4, "big") + learned, digest_size=4).digest(), "big")

    def to_dict(self) -> dict[str, Any]:
        """The profile as JSON takes it."""
        return {
            "form": FORM,
            "site": self.site,
            "learned": self.learned,
            "trail": self.trail,
            "articles": [[number, known.title, list(known.topics)] for number, known in self.articles.items()],
            "keys": [[key, number] for key, number in self.keys.items()],
            "lines": [[mark, line.pages, list(line.owners)] for mark, line in self.lines.items()],
            "tags": self.tags,
            "fields": {name: list(map(list, spots.items())) for name, spots in self.fields.items()},
            "places": [[where, *counts] for where, counts in self.places.items()],
        }

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> SiteProfile:
        """The profile that ``to_dict`` gave. Raises ``InputError`` for anything else."""
        try:
            if saved["form"] != FORM:
                what = f"a profile of the form {saved['form']!r}, this program knows {FORM}"
                raise InputError(what, hint="Learn it anew, or upgrade article-scraper")
            articles = {int(number): Known(int(title), tuple(topics)) for number, title, topics in saved["articles"]}
            lines = {int(mark): Line(int(pages), tuple(owners)) for mark, pages, owners in saved["lines"]}
            places = {int(where): Place(*map(int, counts)) for where, *counts in saved["places"]}
            keys = {int(key): int(number) for key, number in saved["keys"]}
            tags = {str(tag): int(count) for tag, count in saved["tags"].items()}
            fields = {str(name): {int(spot): int(n) for spot, n in spots} for name, spots in saved["fields"].items()}
            site, learned, trail = str(saved["site"]), int(saved["learned"]), int(saved["trail"])
            return cls(site, learned, lines, articles, places, keys, tags, fields, trail)
        except (AttributeError, KeyError, TypeError, ValueError) as problem:
            raise InputError(f"this is no profile of a site ({problem!r})", hint="Learn it anew") from None

    def save(self, path: str | Path) -> None:
        """Write the profile as JSON. Raises ``OutputError``."""
        try:
            Path(path).write_text(json.dumps(self.to_dict()), encoding="utf-8")
        except OSError as problem:
            raise OutputError(f"it cannot be written ({problem.strerror})", where=str(path)) from problem

    @classmethod
    def load(cls, path: str | Path) -> SiteProfile:
        """The profile that ``save`` wrote. Raises ``InputError``."""
        try:
            return cls.from_dict(json.loads(Path(path).read_text(encoding="utf-8")))
        except (OSError, ValueError) as problem:
            raise InputError(f"the profile cannot be read ({problem})", where=str(path)) from problem
        except InputError as problem:
            problem.where = str(path)
            raise


def _count(counts: dict[K, int], items: Iterable[K]) -> None:
    for item in items:
        counts[item] = counts.get(item, 0) + 1


def _add_up(counts: dict[K, int], others: dict[K, int]) -> None:
    for item, count in others.items():
        counts[item] = counts.get(item, 0) + count


def _most(counts: dict[K, int], limit: int) -> dict[K, int]:
    """The counts, three quarters of the limit's number of them, the highest, where there are more than the limit."""
    if len(counts) <= limit:
        return counts
    return dict(sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))[: int(_LEFT * limit)])
