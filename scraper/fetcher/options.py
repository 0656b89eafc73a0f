"""What a user may choose about fetching; every bound has its default and unit here."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.kinds import NETWORK, RESOLUTION
from scraper.option import option


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Options of the fetcher."""

    user_agent: str = option(
        "article-scraper/0.1 (+https://github.com/article-scraper)", "User-Agent, with a URL where you can be reached"
    )
    product_token: str = option("article-scraper", "our name in robots.txt")
    headers: tuple[tuple[str, str], ...] = option((), "extra request headers, sent to the URL's own host only")
    auth: str = option("", "USER:PASSWORD for HTTP authentication, sent to the URL's own host only", secret=True)
    cookies: bool = option(False, "keep cookies between the requests of one fetcher")
    proxy: str = option(
        "", "proxy for all requests, http://, https:// or socks5://[USER:PASSWORD@]HOST:PORT", secret=True
    )
    http2: bool = option(False, "offer HTTP/2 (needs the extra 'http2')")
    ca_file: str = option("", "file of further certificate authorities to trust, PEM", path=True)

    deadline: float = option(
        60.0,
        "one URL with its redirects, attempts and back-off, without waiting for the host's turn, seconds",
        minimum=0.1,
    )
    connect_timeout: float = option(10.0, "looking up and connecting, seconds", minimum=0.1)
    read_timeout: float = option(20.0, "silence while reading, seconds", minimum=0.1)
    max_body: int = option(10_000_000, "largest decoded body, bytes", minimum=1_000)
    max_headers: int = option(65_536, "response headers, bytes", minimum=1_000, maximum=100_000)
    max_redirects: int = option(10, "redirects followed", minimum=0, maximum=50)
    downgrade: bool = option(False, "follow redirects from https down to http")
    meta_refresh: bool = option(False, "follow <meta http-equiv=refresh> like a redirect")

    attempts: int = option(4, "requests for one URL, the first included", minimum=1, maximum=20)
    retry_time: float = option(
        120.0,
        "all attempts and waits for one URL together, seconds; a host that asks for more is not waited for",
        minimum=0,
    )

    robots: bool = option(True, "ask robots.txt and obey it")
    robots_lifetime: float = option(86_400.0, "robots.txt is asked again after, seconds", minimum=0, maximum=86_400)
    respect_reservation: bool = option(False, "refuse pages that reserve text-and-data mining")
    tdmrep: bool = option(False, "ask /.well-known/tdmrep.json too, once a host")
    delay: float = option(1.0, "between two requests to one host, seconds", minimum=0)
    max_delay: float = option(60.0, "most that robots.txt or the throttle may make of the delay, seconds", minimum=0)
    throttle: bool = option(True, "slow down for a host that gets slow or answers 429 or 503")
    host_concurrency: int = option(2, "requests to one host at once", minimum=1)
    concurrency: int = option(32, "requests at once", minimum=1)

    allow_networks: tuple[str, ...] = option(
        (), "networks (CIDR) that may be asked although they are not public", kind=NETWORK
    )
    resolve: tuple[str, ...] = option(
        (), "HOST=ADDRESS:PORT, a host asked at that address, which is then allowed", kind=RESOLUTION
    )
    ports: tuple[int, ...] = option((), "ports that may be asked; none named: every port")
    render: str = option(
        "never", "render pages in a browser (needs the extra 'browser')", choices=("never", "auto", "always")
    )
    browser: str = option("", "the browser's program; empty: chromium as found on the PATH")


DEFAULT = FetchOptions()
