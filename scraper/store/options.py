"""What a user may choose about where things are kept and handed on."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.kinds import URL
from scraper.option import option


@dataclass(frozen=True, slots=True)
class StoreOptions:
    """Options of the store. Paths are relative to the configuration file."""

    url: str = option(
        "sqlite:///.scraper/articles.db",
        "database, sqlite:///FILE or postgresql://USER@HOST/DATABASE (needs the extra 'postgres')",
        path=True,
    )
    warc: str = option(".scraper/warc", "folder of the raw pages (WARC); empty keeps none", path=True)
    wait: float = option(10.0, "waiting for another process that writes to the database, seconds", minimum=0)
    keep_pages: float = option(0.0, "age after which raw pages are deleted, days; 0 keeps them", minimum=0)
    keep_revisions: float = option(0.0, "age after which older revisions are deleted, days; 0 keeps them", minimum=0)
    keep_events: float = option(90.0, "age after which the trace of requests is deleted, days; 0 keeps it", minimum=0)
    near_duplicates: float = option(
        0.8, "share of common word runs from which two articles are one group; 0 does not look", minimum=0, maximum=1
    )


@dataclass(frozen=True, slots=True)
class SinkOptions:
    """Where new and changed articles go as they arrive, at least once, in order per source."""

    jsonl: str = option("", "file that JSON Lines are appended to; empty appends nowhere", path=True)
    webhook: str = option("", "URL that each article is posted to as JSON; empty posts nowhere", kind=URL)
    headers: tuple[tuple[str, str], ...] = option((), "extra headers of the posts, such as an authorization")
    deadline: float = option(30.0, "one post, seconds", minimum=0.1)
    retry: float = option(30.0, "first wait after a failed post, doubled each time up to an hour, seconds", minimum=0)


DEFAULT = StoreOptions()
NO_SINK = SinkOptions()
