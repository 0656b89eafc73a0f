"""Which blocks of a page are the site's template: those that other articles of the site have, word for word.

One more page of a site explains 46 % of a page's foreign lines and 1.5 % of its body (measured on 256 news pages): a
block that recurs is 30 times as likely to be foreign.  That outweighs any score below ``SURE``.  Above it, articles do
repeat themselves - background told again, a motto, the legend of a series - so more is asked for: enough articles,
which have no topic in common.
"""

from __future__ import annotations

from collections.abc import Sequence

from scraper.block import BlockKind
from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.site.facts import Sighting, fingerprint
from scraper.cleaner.site.profile import Line, SiteProfile
from scraper.cleaner.wordings import BIT, classes_of
from scraper.words import count_words

#: Score from which the classifier is sure: odds of 30, as many as a repetition weighs against.
SURE = 0.97
#: Other articles that must have a block of which the classifier is not sure.
_UNSURE_PAGES = 2
#: Words of a block that may overrule a sure classifier; shorter ones are "Why?" and "What happens next".
_FEWEST_WORDS = 6
#: Share of a list's or table's blocks that must recur: recipes share lines, templates share lists.
_WHOLE = 0.8
#: A topic that so large a share of the other articles has is the site's, not a series' ...
_ELSEWHERE = 0.3
#: ... and what this share of at least so many articles has is no series.
_EVERYWHERE, _EVERYWHERE_OF = 0.5, 10
_GROUPED = (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)


def recurring(
    profile: SiteProfile,
    document: Document,
    scores: Sequence[float],
    threshold: float,
    page: tuple[int, int],
    pages: int,
) -> dict[int, Verdict]:
    """Verdicts on the blocks that would be kept and are the site's. ``page``: hashes of the article's URL and title.
    ``pages``: other articles that must have a block of which the classifier is sure."""
    candidates = [index for index, score in enumerate(scores) if score >= threshold / 2]
    seen = {}
    for index in candidates:
        text = document.blocks[index].text
        seen[index] = Sighting(fingerprint(text), 0, count_words(text), scores[index] >= threshold)
    own = profile.find(*page, seen.values())
    found: dict[int, Verdict] = {}
    for index, sighting in seen.items():
        line = profile.lines.get(sighting.fingerprint)
        if line is None or classes_of(document.blocks[index].text) & BIT["correction"]:
            continue
        others = line.pages - (own in line.owners)
        sure = scores[index] >= SURE
        if others < (pages if sure else _UNSURE_PAGES) or (sure and sighting.words < _FEWEST_WORDS):
            continue
        if not is_series(profile, line, own):
            reason = f"template: in {others} other articles of the site"
            found[index] = Verdict(index, "template", reason)
    return found


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
