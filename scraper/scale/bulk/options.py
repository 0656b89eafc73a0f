"""What a user may choose about bulk cleaning."""

from __future__ import annotations

from dataclasses import dataclass, field

from scraper.cleaner.options import DEFAULT, CleanOptions
from scraper.cleaner.site import SiteOverride
from scraper.option import option


@dataclass(frozen=True, slots=True)
class BulkOptions:
    """Options of bulk cleaning."""

    to: str = option("parquet", "form of the outputs, one file a shard", choices=("parquet", "jsonl"))
    url_field: str = option("url", "column of Parquet, or key of JSON Lines, that holds a page's URL")
    html_field: str = option("html", "column or key that holds a page's HTML")
    text_field: str = option("", "column or key that holds flattened text, cleaned instead of HTML")
    page_deadline: float = option(
        20.0, "seconds that cleaning one page may take before its row says so", minimum=0.1, maximum=3600
    )
    page_memory: int = option(
        2_000_000_000, "address space of a cleaning process, bytes; 0: no limit", minimum=0, maximum=1_000_000_000_000
    )
    scheduler: str = option("", "address of a Dask scheduler (tcp://HOST:PORT); else all cores of this machine")
    workers: int = option(0, "local worker processes; 0: one a core", minimum=0, maximum=1024)


@dataclass(frozen=True, slots=True)
class BulkJob:
    """What every shard is cleaned with. ``sites``: what the user says of single sites."""

    options: BulkOptions = field(default_factory=BulkOptions)
    cleaning: CleanOptions = DEFAULT
    sites: tuple[SiteOverride, ...] = ()
