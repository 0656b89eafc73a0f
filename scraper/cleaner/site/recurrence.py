"""What a site's profile says of the blocks of one more page: which are the site's template, and which are the
article's although the classifier hesitates.

On 186 labelled articles whose hosts have several, recurring lines of fewer than eight words that the classifier kept
mostly were the article's ("Pros", "Why you should trust us", the questions of an interview).  So a short line or a
heading goes only with what it stands above, and list items go with their list.
Articles do repeat themselves - background told again, a motto, the legend of a series: where the articles that share a
block have a topic in common that few others have, it stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scraper.block import BlockKind
from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.site.facts import Sighting, fingerprint
from scraper.cleaner.site.places import places_of
from scraper.cleaner.site.profile import MOST_ARTICLES, Line, Place, SiteProfile
from scraper.cleaner.wordings import BIT, classes_of
from scraper.words import count_words

#: Score from which the classifier is sure: one more page of a site explains 46 % of a page's foreign lines and 1.5 % of
#: its body (256 news pages), odds of 30, and this is as much.
SURE = 0.97
#: Other articles that must have a block of which the classifier is not sure.
_UNSURE_PAGES = 2
#: Share of the site's last articles that must have it: recipes and court reports share a sentence now and then, a short
#: series its legend, a template comes back. Texts at hand all at once need half as much (``cleaner.text.template``) ...
_OFTEN = 0.12
#: ... and of what opens an article, and of quotations, which are told again for their own sake, this share.
_OFTEN_OWN = 0.3
_QUOTATION = frozenset("\"“„«‚‘'»「『")
#: Words from which a block is judged for itself.
_FEWEST_WORDS = 8
#: Share of a list's or table's blocks that must recur: recipes share lines, templates share lists.
_WHOLE = 0.8
#: A topic that so large a share of the other articles has is the site's, not a series'.
_ELSEWHERE = 0.3
#: What this share of at least so many articles has is no series.
_EVERYWHERE, _EVERYWHERE_OF = 0.5, 10
#: A place is a slot where so many texts were repeated, and so many times as many as were new.
_SLOT_REPEATS, _SLOT_TIMES = 3, 4
#: A place is the article's where so many texts were kept, and this share of all.
_BODY_TEXTS, _BODY_SHARE = 8, 0.95
#: Share of the threshold that a block at such a place must score to be kept; blocks of few words are left alone.
_NEAR = 0.75
_GROUPED = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


@dataclass(frozen=True, slots=True)
class PageView:
    """A page as the classifier left it. ``article``, ``title``: hashes (see ``facts.article_hashes``)."""

    document: Document
    scores: Sequence[float]
    threshold: float
    article: int
    title: int


def known(profile: SiteProfile, page: PageView, pages: int) -> dict[int, Verdict]:
    """Verdicts by block. ``pages``: other articles that must have a block of which the classifier is sure."""
    found = _Recurrence(profile, page, pages).verdicts()
    for index in _hesitations(profile, page):
        found.setdefault(index, Verdict(index, "", "the site's articles stand at this place", keep=True))
    return found


class _Recurrence:
    """The blocks of a page that would be kept and are the site's template."""

    def __init__(self, profile: SiteProfile, page: PageView, pages: int) -> None:
        self._profile, self._page, self._pages = profile, page, pages
        self._places: list[int] | None = None
        texts = [block.text for block in page.document.blocks]
        self._seen = {
            index: Sighting(fingerprint(texts[index]), 0, count_words(texts[index]), score >= page.threshold)
            for index, score in enumerate(page.scores)
            if score >= _NEAR * page.threshold
        }
        prose = (index for index, seen in self._seen.items() if seen.kept and seen.words >= _FEWEST_WORDS)
        self._opening = next(prose, -1)
        self._own = profile.find(page.article, page.title, self._seen.values())
        #: Block number -> other articles that have it.
        self._others = {index: others for index in self._seen if (others := self._others_of(index))}

    def verdicts(self) -> dict[int, Verdict]:
        """The verdicts, made from the page's end: a heading goes if nothing of its part is kept, a short line if
        nothing is kept after it."""
        found: dict[int, Verdict] = {}
        whole = self._whole_groups()
        kept = [index for index in self._seen if self._seen[index].kept]
        below, deepest = False, 0  # whether anything is kept up to the next heading, and how deep that stands
        anything = False
        for index in sorted({*kept, *self._others}, reverse=True):
            block = self._page.document.blocks[index]
            is_heading = block.kind is BlockKind.HEADING
            gone = index in self._others
            if gone and block.kind in _GROUPED:
                gone = (block.kind, block.group) in whole
            elif gone and is_heading:
                gone = not below and deepest <= block.level
            elif gone and self._seen[index].words < _FEWEST_WORDS:
                gone = not anything
            if gone:
                others = self._others[index]
                found[index] = Verdict(index, "template", f"template: in {others} other articles of the site")
            elif self._seen[index].kept:
                anything = True
                below, deepest = (False, block.level) if is_heading else (True, deepest)
        return found

    def _others_of(self, index: int) -> int:
        """How many other articles have a block, 0 where that is no reason to remove it."""
        line = self._profile.lines.get(self._seen[index].fingerprint)
        if line is None:
            return 0
        others = line.pages - (self._own in line.owners)
        block = self._page.document.blocks[index]
        is_own = index == self._opening or block.kind is BlockKind.QUOTE or block.text[:1] in _QUOTATION
        least = self._pages if self._page.scores[index] >= SURE else _UNSURE_PAGES
        share = _OFTEN_OWN if is_own else _OFTEN
        if others < max(least, share * min(self._profile.learned, MOST_ARTICLES)):
            return 0
        if classes_of(block.text) & BIT["correction"]:
            return 0
        return 0 if is_series(self._profile, line, self._own) and not self._in_slot(index) else others

    def _in_slot(self, index: int) -> bool:
        """Whether next to nothing but repetitions stand at the block's place: a box, not a paragraph among others."""
        if self._places is None:
            self._places = places_of(self._page.document).places
        fresh, again, _ = self._profile.places.get(self._places[index], Place(0, 0, 0))
        return again >= max(_SLOT_REPEATS, _SLOT_TIMES * fresh)

    def _whole_groups(self) -> set[tuple[BlockKind, int]]:
        """The lists and tables that recur as a whole."""
        members: dict[tuple[BlockKind, int], list[int]] = {}
        for index, block in enumerate(self._page.document.blocks):
            if block.kind in _GROUPED:
                members.setdefault((block.kind, block.group), []).append(index)
        return {
            group
            for group, indexes in members.items()
            if sum(index in self._others for index in indexes) >= _WHOLE * len(indexes)
        }


def is_series(profile: SiteProfile, line: Line, own: int | None) -> bool:
    """Whether the articles that have a block share a topic that few others have: a series, or a story told on.

    Laplace's rule of succession estimates how common a topic is in the other articles.
    """
    articles = profile.articles
    if profile.learned >= _EVERYWHERE_OF and line.pages >= _EVERYWHERE * profile.learned:
        return False
    owners = [articles[number].topics for number in line.owners if number in articles and number != own]
    shared = set(owners[0]).intersection(*owners[1:]) if len(owners) > 1 else set()
    rest = len(articles) - len(owners)
    for topic in shared:
        elsewhere = sum(topic in article.topics for article in articles.values()) - len(owners)
        if (elsewhere + 1) / (rest + 2) <= _ELSEWHERE:
            return True
    return False


def _hesitations(profile: SiteProfile, page: PageView) -> list[int]:
    """Blocks just below the threshold, between two that are kept, that stand where the site's other articles stand."""
    scores, kept_from = page.scores, page.threshold
    near = [
        index
        for index in range(1, len(scores) - 1)
        if _NEAR * kept_from <= scores[index] < kept_from <= min(scores[index - 1], scores[index + 1])
    ]
    places = places_of(page.document).places if near else []
    found = []
    for index in near:
        text = page.document.blocks[index].text
        fresh, again, dropped = profile.places.get(places[index], Place(0, 0, 0))
        is_body = fresh >= max(_BODY_TEXTS, _BODY_SHARE * (fresh + again + dropped))
        if is_body and count_words(text) >= _FEWEST_WORDS and fingerprint(text) not in profile.lines:
            found.append(index)
    return found
