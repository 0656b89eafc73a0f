"""What a user may choose about fetching; every bound has its default and unit here."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.option import option


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Options of the fetcher."""

    user_agent: str = option(
        "article-scraper/0.1 (+https://github.com/article-scraper)", "User-Agent, with a URL where you can be reached"
    )
    product_token: str = option("article-scraper", "our name in robots.txt")
    deadline: float = option(60.0, "whole request with redirects and retries' reading, seconds", minimum=0.1)
    connect_timeout: float = option(10.0, "connecting, seconds", minimum=0.1)
    read_timeout: float = option(20.0, "silence while reading, seconds", minimum=0.1)
    max_body: int = option(10_000_000, "largest decoded body, bytes", minimum=1_000)
    max_redirects: int = option(10, "redirects followed", minimum=0, maximum=50)
    attempts: int = option(4, "requests for one URL, the first included", minimum=1, maximum=20)
    retry_time: float = option(120.0, "all attempts and waits for one URL together, seconds", minimum=0)
    robots: bool = option(True, "ask robots.txt and obey it")
    delay: float = option(1.0, "between two requests to one host, seconds", minimum=0)
    host_concurrency: int = option(2, "requests to one host at once", minimum=1)
    concurrency: int = option(32, "requests at once", minimum=1)
    allow_networks: tuple[str, ...] = option((), "networks (CIDR) that may be asked although they are not public")
    resolve: tuple[str, ...] = option((), "HOST=ADDRESS:PORT, a host asked at that address, which is then allowed")
    headers: tuple[tuple[str, str], ...] = option((), "extra request headers")


DEFAULT = FetchOptions()
