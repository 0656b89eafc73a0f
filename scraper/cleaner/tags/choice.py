"""Which of a page's sources of tags is the article's: the best one, or a fuller one that says the same and more.

Ranks are from labelled pages: F1 of ``rel=tag`` and labelled lists .94, ``news_keywords`` .93, ``article:tag`` .84,
``keywords`` .89 on news and .53 on blogs (often the site's own, or words of the headline), JSON-LD .80, mentions .75.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from scraper.cleaner.metadata.site import compact
from scraper.cleaner.tags.filter import key_of

#: Rank of a source by the start of its name; the first that matches counts.
_RANKS = (
    ("rel=tag", 6.0),
    ("markup+", 4.9),
    ("meta news_keywords", 5.0),
    ("meta article:tag", 5.0),
    ("meta parsely-tags", 5.0),
    ("markup", 3.0),
    ("json-ld keywords", 4.7),
    ("json-ld mentions", 2.5),
    ("json-ld about", 1.0),
    ("meta sailthru", 2.8),
    ("meta cxense", 4.0),
    ("meta", 4.7),
    ("text", 4.0),
)
#: Added where all tags stand in the text, in part where some do.
IN_TEXT = 0.5
#: Taken off a list in the mark-up of one tag: it may be a topic's name above the headline.
SINGLE = 1.5
#: Taken off where no tag is in the text, or all are words of the headline or the address.
UNSUPPORTED, HEADLINE_WORDS = 3.0, 3.0
#: Taken off one declared tag that is a section or not in the text.
LONELY = 2.0
#: Fewest tags that can be judged by the text.
JUDGED = 3
#: A declared source convinces by this many tags, of which this part stands in the text.
FEWEST, CONVINCING = 3, 0.6
#: Sources that may be fuller than the chosen one.
_FULLER = ("meta news_keywords", "meta keywords", "meta article:tag", "meta parsely-tags", "json-ld keywords")
#: A fuller source holds this part of the chosen one's tags, and this part of what it adds stands in the text.
CONTAINED, SUPPORTED = 0.8, 0.5


@dataclass(frozen=True, slots=True)
class Source:
    """Cleaned tags, where they came from, and the part of them that stands in the text."""

    where: str
    tags: tuple[str, ...]
    supported: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """What tags are judged by. ``text``: title and body, case folded. ``judged``: there is a body. ``sections``:
    compacted names. ``address``: the compacted words of the last part of the page's URL."""

    title: str
    text: str
    judged: bool
    sections: frozenset[str] = frozenset()
    address: frozenset[str] = frozenset()


def choose(sources: Sequence[Source], evidence: Evidence) -> Source | None:
    """The source that is the article's; None where there is none."""
    if not sources:
        return None
    return _fuller(max(sources, key=lambda source: _rank(source, evidence)), sources, evidence)


def is_convincing(sources: Sequence[Source], evidence: Evidence) -> bool:
    """Whether a declared source is so good that the mark-up need not be read for lists of tags."""
    return evidence.judged and any(
        len(source.tags) >= FEWEST
        and source.supported >= CONVINCING
        and source.where.startswith(_FULLER)
        and not _are_headline_words(source.tags, evidence)
        for source in sources
    )


def _rank(source: Source, evidence: Evidence) -> float:
    rank = next((points for name, points in _RANKS if source.where.startswith(name)), 1.0)
    rank += IN_TEXT * source.supported
    if len(source.tags) == 1 and source.where.startswith("markup"):
        rank -= SINGLE
    if not source.where.startswith(("meta", "json-ld")):
        return rank
    if len(source.tags) == 1 and (not source.supported or key_of(source.tags[0]) in evidence.sections):
        rank -= LONELY
    if len(source.tags) < JUDGED:
        return rank
    if evidence.judged and source.supported == 0:
        rank -= UNSUPPORTED
    if _are_headline_words(source.tags, evidence):
        rank -= HEADLINE_WORDS
    return rank


def _fuller(best: Source, sources: Sequence[Source], evidence: Evidence) -> Source:
    """Another declared source that holds the best one's tags and adds some that the text speaks of."""
    known = {key_of(tag) for tag in best.tags}
    for other in sources:
        if len(other.tags) <= len(best.tags) or not other.where.startswith(_FULLER):
            continue
        more = [tag for tag in other.tags if key_of(tag) not in known]
        held = len(other.tags) - len(more)
        more = [tag for tag in more if key_of(tag) not in evidence.sections]
        if held >= CONTAINED * len(known) and support(more, evidence.text) >= SUPPORTED:
            return other
    return best


def support(tags: Sequence[str], text: str) -> float:
    """The part of the tags that stand in a case-folded text."""
    return sum(tag.casefold() in text for tag in tags) / len(tags) if tags else 0.0


def _are_headline_words(tags: Sequence[str], evidence: Evidence) -> bool:
    """Whether the tags are just the headline, or the address made of it, cut in words: some content systems fill the
    field so."""
    if any(tag[:1].isupper() for tag in tags):
        return False
    words = [compact(word) for tag in tags for word in tag.split()]
    if len(words) == len(tags):
        of_title = {compact(word) for word in evidence.title.split()}
        if sum(word in of_title for word in words) >= 0.7 * len(words):
            return True
    held = evidence.address.intersection(words)
    return len(words) >= JUDGED and min(len(held) / len(words), len(held) / (len(evidence.address) or 1)) >= 0.7
