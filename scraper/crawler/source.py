"""Source: what a user says about one site or list, and CrawlOptions: what holds for a whole run."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.cleaner.options import CleanOptions
from scraper.crawler.schedule import INTERVAL, SCHEDULE
from scraper.fetcher.options import FetchOptions
from scraper.kinds import NETWORK, URL
from scraper.option import option


@dataclass(frozen=True, slots=True)
class Source:
    """One ``[[source]]`` of the configuration. A home page alone is enough: feeds and sitemaps are then discovered."""

    name: str = option("", "name, used on the command line and in the store")
    home: str = option("", "home page; its feeds, its sitemaps (robots.txt) and its links are discovered", kind=URL)
    feeds: tuple[str, ...] = option((), "feeds (RSS, Atom, RDF, JSON Feed)", kind=URL)
    sitemaps: tuple[str, ...] = option((), "sitemaps (index, gzip, news, text)", kind=URL)
    sections: tuple[str, ...] = option((), "pages whose links lead to articles", kind=URL)
    urls: tuple[str, ...] = option((), "single article URLs", kind=URL)
    list: str = option("", "file with a URL a line, relative to the configuration file", path=True)
    serve: str = option(
        "",
        "folder that the command serves on loopback for the length of the crawl, as this source's home",
        path=True,
    )
    hosts: tuple[str, ...] = option(
        (), "hosts in scope, *.example.org for all below; empty: those that the source names"
    )
    include: tuple[str, ...] = option((), "path patterns in scope, such as /news/*; empty: all")
    exclude: tuple[str, ...] = option((), "path patterns out of scope")
    depth: int = option(
        1, "links followed from home and section pages to a page; 0 follows none", minimum=0, maximum=20
    )
    schedule: str = option(
        "", "interval (15m, 6h, 1d) or cron expression; empty: by what the feed itself says and does", kind=SCHEDULE
    )
    limit: int = option(0, "pages a run; 0: no limit", minimum=0)
    time: float = option(0.0, "seconds a run; 0: no limit", minimum=0)
    bytes: int = option(0, "body bytes a run; 0: no limit", minimum=0)
    tags: tuple[str, ...] = option((), "tags added to each of its articles")
    allow_networks: tuple[str, ...] = option(
        (), "networks (CIDR) that may be asked although they are not public", kind=NETWORK
    )
    fetch: FetchOptions = option(factory=FetchOptions, help="table of the options of [fetch] that differ for it")
    clean: CleanOptions = option(factory=CleanOptions, help="table of the options of [clean] that differ for it")


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """Options of a run, the table ``[crawl]``."""

    revisit: tuple[str, ...] = option(
        ("1h", "6h", "1d", "7d"), "ages at which an article is asked again; empty: never", kind=INTERVAL
    )
    workers: int = option(0, "processes that clean; 0: one a processor", minimum=0, maximum=256)
    page_deadline: float = option(20.0, "cleaning one page, seconds; beyond, it is recorded and skipped", minimum=0.1)
    worker_memory: int = option(2_000_000_000, "address space of a cleaning process, bytes; 0: no limit", minimum=0)
    site_memory: int = option(
        5, "page of a host from which what its pages share is removed; 0: nothing is learned", minimum=0
    )
    hosts: int = option(256, "hosts asked at the same time", minimum=1)
    grace: float = option(10.0, "finishing what is in flight after a signal, seconds", minimum=0)
    log: str = option("", "file for the run's log as JSON Lines; - for stderr; empty: none", path=True)
    metrics: str = option(
        "", "file for Prometheus' text format, rewritten while the run goes on; empty: none", path=True
    )


@dataclass(frozen=True, slots=True)
class ScaleOptions:
    """Options of ``scraper worker``, the table ``[scale]``."""

    shards: int = option(
        16, "parts that the hosts are divided into, the same for all workers; four for each is a good number",
        minimum=1, maximum=4096,
    )  # fmt: skip
    at_once: int = option(4, "shards that one worker asks at the same time", minimum=1, maximum=64)
    turn: float = option(60.0, "a shard's turn at a worker, seconds; then the next shard has its turn", minimum=1)
    heartbeat: float = option(
        10.0, "between two signs of life of a worker, seconds; after three that fail to come, its shards are retried",
        minimum=1,
    )  # fmt: skip


DEFAULT = CrawlOptions()
