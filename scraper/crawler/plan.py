"""What a run is asked to do, what it knows of its sources, and what it says at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from scraper.cleaner import SiteOverride
from scraper.crawler import schedule
from scraper.crawler.budget import Limits
from scraper.crawler.scope import scope_of
from scraper.crawler.seeds import named
from scraper.crawler.source import CrawlOptions, Source
from scraper.crawler.visit import Rules
from scraper.store.options import SinkOptions, StoreOptions
from scraper.store.records import Kind, Visit, Written
from scraper.store.shards import Shard
from scraper.url import bucket_of, key, normalise

SHOWN = 200  # articles and errors that a summary keeps


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is asked to do. ``force``: everything is due, and asked in full. ``limits``: of the whole run.
    ``site``: overrides of the cleaner. ``shard``: the part of the frontier that is asked, where workers share it; None:
    all of it."""

    sources: tuple[Source, ...]
    options: CrawlOptions
    store: StoreOptions
    folder: Path
    sink: SinkOptions = field(default_factory=SinkOptions)
    limits: Limits = field(default_factory=Limits)
    force: bool = False
    command: str = "crawl"
    site: tuple[SiteOverride, ...] = ()
    shard: Shard | None = None

    def holds(self, host: str) -> bool:
        """Whether a host (which may have a port) is asked by this run."""
        return self.shard is None or self.shard.low <= bucket_of(host) < self.shard.high


@dataclass(slots=True)
class Summary:
    """What a run did.

    ``outcomes``: visits by outcome; ``by_source``: the same by source; ``bodies``: page bodies downloaded;
    ``elsewhere``: hosts of other shards for which URLs were found; ``articles``: the first stored ones; ``errors``: the
    first failures; ``problems``: of outputs; ``waiting``: URLs that are due and were not asked; ``stopped``: why the
    run ended early, or empty; ``failed_sources``: those of which a URL that the configuration names failed, with the
    reason; ``unreached_sources``: those of which none gave an answer.
    """

    outcomes: Counter[str] = field(default_factory=Counter)
    by_source: dict[str, Counter[str]] = field(default_factory=dict)
    bodies: int = 0
    elsewhere: set[str] = field(default_factory=set)
    articles: list[Written] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    waiting: int = 0
    next_due: datetime | None = None
    stopped: str = ""
    failed_sources: dict[str, str] = field(default_factory=dict)
    reached_sources: set[str] = field(default_factory=set)
    unreached_sources: set[str] = field(default_factory=set)

    def add(self, known: Known, visited: Visit, result: Written) -> None:
        """Count a stored visit."""
        source = known.source.name
        self.outcomes[result.outcome] += 1
        self.by_source.setdefault(source, Counter())[result.outcome] += 1
        if visited.entry.kind is Kind.PAGE and visited.status is not None and 200 <= visited.status < 300:
            self.bodies += 1
        if result.outcome in ("new", "changed") and len(self.articles) < SHOWN:
            self.articles.append(result)
        if result.outcome == "failed" and len(self.errors) < SHOWN:
            self.errors.append(visited.note)
        if visited.entry.key in known.named:
            self._count_named(source, visited, result)

    def _count_named(self, source: str, visited: Visit, result: Written) -> None:
        if result.outcome in ("failed", "gone", "refused"):
            if source not in self.reached_sources:
                self.unreached_sources.add(source)
            self.failed_sources.setdefault(source, visited.note)
        else:
            self.reached_sources.add(source)
            self.unreached_sources.discard(source)


Observer = Callable[[Visit, Written], None]


class Known:
    """A source with what follows from its options: scope, rules, options of the fetcher. Raises ConfigError."""

    def __init__(self, source: Source, options: CrawlOptions) -> None:
        where = f"source {source.name}: schedule"
        schedule.check_schedule(source.schedule, where=where)
        ages = tuple(schedule.seconds_of(age, where="[crawl] revisit") for age in options.revisit)
        self.source, self.scope = source, scope_of(source)
        self.rules = Rules(source.schedule, ages, source.depth, source.tags)
        networks = (*source.fetch.allow_networks, *source.allow_networks)
        self.fetch = replace(source.fetch, allow_networks=networks)
        self.named = {key(url) for url, _, _ in named(source)}
        self.home = normalise(source.home) if source.home else ""
