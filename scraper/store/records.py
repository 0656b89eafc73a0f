"""What goes into the store and comes out of it, as frozen data; no connection, no clock."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum

from scraper.article import Access, Article, Status
from scraper.page import UseSignals
from scraper.store import grams
from scraper.words import count_words


class Kind(StrEnum):
    """What a URL is asked for."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    PAGE = "page"


class State(StrEnum):
    """Where a URL stands; ``crawler.frontier`` has the moves between them."""

    FOUND = "found"
    DUE = "due"
    LEASED = "leased"
    DONE = "done"
    UNCHANGED = "unchanged"
    GONE = "gone"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Found:
    """A URL seen for the first time, or seen again.

    ``how``: config, feed, sitemap, link, alternate or robots; ``on``: the URL that named it. ``priority``: lower is
    asked first. ``depth``: links followed to it. ``hint_at``, ``hint_title``: what the feed or sitemap says of it;
    ``modified_at``: when it was changed last, by the sitemap's word.
    """

    key: str
    url: str
    host: str
    source_id: int
    kind: Kind
    priority: int
    depth: int
    due_at: datetime
    how: str
    on: str | None = None
    hint_at: datetime | None = None
    hint_title: str | None = None
    shape: str = ""
    modified_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A leased URL with what is known of it. ``article_digest``: of the text that is stored for it; ``archived_at``:
    when the payload that ``digest`` names was archived; None where nothing is."""

    id: int
    key: str
    url: str
    host: str
    source_id: int
    kind: Kind
    state: State
    priority: int
    depth: int
    found_at: datetime
    hint_at: datetime | None
    asked_at: datetime | None
    asked_times: int
    failures: int
    etag: str | None
    last_modified: str | None
    digest: str | None
    pace: str | None
    article_id: int | None
    article_digest: str | None
    archived_at: datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """One WARC record, gzipped. ``kind``: response or revisit. ``digest``: of the payload, as WARC writes it."""

    data: bytes
    kind: str
    status: int
    captured_at: datetime
    digest: str | None


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article as the store keeps it.

    ``document`` is its JSON without title and text, ``grams`` what the search index has beside them. ``authors``: how
    many. ``cleaner`` tells cleaners with their options apart; ``profile``: version of the site's profile that helped.
    """

    key: str
    url: str
    title: str | None
    text: str
    language: str | None
    published_at: datetime | None
    site: str | None
    section: str | None
    status: str
    confidence: float
    words: int
    words_removed: int
    blocks_removed: int
    text_digest: str
    signature: bytes | None
    engine: str
    version: str
    document: str
    grams: str
    tags: tuple[str, ...]
    authors: int
    paywalled: bool
    cleaner: str = ""
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """What came of asking one URL: the next state, what was archived, what was read, what was found.

    ``outcome``: one word for the counts (stored, unchanged, links, empty, gone, refused, failed); ``note``: the reason
    in words; ``detail``: JSON of attempts and waits for the trace; ``shape``: the URL's shape, to be counted as that of
    an article or of something else, empty where it is not counted.
    """

    entry: Entry
    state: State
    outcome: str
    due_at: datetime | None
    asked_at: datetime
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    failures: int = 0
    note: str = ""
    pace: str | None = None
    size: int = 0
    record: Record | None = None
    article: ArticleRow | None = None
    source_tags: tuple[str, ...] = ()
    found: tuple[Found, ...] = ()
    shape: str = ""
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """What the store made of a visit. ``outcome``: new, changed, unchanged, forgotten, or the visit's own;
    ``found``: new URLs that it brought, ``hosts``: of these and of known ones that it made due; ``led_on``: some of the
    new ones have another shape than its own; ``repeats``: its article nearly repeats another page of its host."""

    url: str
    outcome: str
    article_id: int | None = None
    title: str | None = None
    words: int = 0
    blocks_removed: int = 0
    tags: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    found: int = 0
    led_on: bool = False
    repeats: bool = False

    @property
    def useful(self) -> bool:
        """Whether it brought an article of its own or led to other pages; a trap does neither."""
        return self.led_on or (self.outcome in ("new", "changed", "unchanged") and not self.repeats)


def has_body(article: Article) -> bool:
    """Whether the page held something to keep: a list of links, an error page and an empty one do not."""
    return bool(article.text.strip()) and article.status not in (Status.LISTING, Status.EMPTY, Status.ERROR)


def text_digest(title: str | None, text: str) -> str:
    """A digest of what a reader sees; runs of white space count as one."""
    seen = " ".join(f"{title or ''}\n{text}".split())
    return hashlib.sha256(seen.encode("utf-8", "surrogatepass")).hexdigest()


def article_row(
    article: Article, *, key: str, url: str, signature: bytes | None, signals: UseSignals | None = None
) -> ArticleRow:
    """The row of an article. ``key``: the URL that stands for it (its canonical one where that may be believed);
    ``signals``: what site and page say about use, kept beside it."""
    document = article.to_dict()
    for name in ("title", "text"):
        del document[name]
    if signals is not None:
        document["signals"] = {name: value for name, value in asdict(signals).items() if value is not None}
    return ArticleRow(
        key=key,
        url=url,
        title=article.title,
        text=article.text,
        language=article.language,
        published_at=article.published,
        site=article.site,
        section=article.section,
        status=str(article.status),
        confidence=article.confidence,
        words=count_words(article.text),
        words_removed=sum(count_words(removal.text) for removal in article.removed),
        blocks_removed=len(article.removed),
        text_digest=text_digest(article.title, article.text),
        signature=signature,
        engine=article.engine,
        version=article.version,
        document=json.dumps(document, ensure_ascii=False),
        grams=grams.grams(article.title, article.text),
        tags=article.tags,
        authors=len(article.authors),
        paywalled=article.status is Status.PAYWALLED or article.access is Access.PAID,
    )
