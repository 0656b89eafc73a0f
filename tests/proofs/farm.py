"""A farm of small sites on loopback, as a process of its own: python farm.py --hosts 200 --articles 6 --log FILE

Each site has an address of its own in 127.0.0.0/8 and one port serves them all.  It prints the port when it listens and
ends when its stdin does.  The log has a line a request: seconds, host, path, status.  What a site holds follows from
its address alone, so that tests compute what has to be found.
"""

from __future__ import annotations

import argparse
import asyncio
import functools
import hashlib
import sys
import time
from pathlib import Path

_WORDS = (
    "harbour ferry council winter bridge keeper lantern market herring teacher engine orchard window ladder copper "
    "valley weather carpenter library village letter candle mountain kitchen garden station railway pencil blanket "
    "sailor minister doctor farmer painter river island forest meadow quarry tunnel festival museum theatre bakery "
    "decided measured repaired carried painted answered counted borrowed delivered promised explained remembered "
    "quietly yesterday suddenly together slowly nearby outside recently twice almost again rarely under behind between "
    "because although while until after before whenever whether against without across beside around through"
)
WORDS = _WORDS.split()

TRAPS = 20  # each twentieth site has a calendar without end


def address(site: int) -> str:
    """The address of a site."""
    return f"127.0.{1 + site // 250}.{1 + site % 250}"


def words(seed: str, count: int) -> list[str]:
    """Words that follow from the seed; two seeds share no run of five."""
    found: list[str] = []
    block = 0
    while len(found) < count:
        digest = hashlib.sha256(f"{seed}:{block}".encode()).digest()
        found += [WORDS[byte % len(WORDS)] for byte in digest]
        block += 1
    return found[:count]


def article_paths(site: int, count: int) -> list[str]:
    """The paths of a site's articles."""
    return [f"/news/{number}-{'-'.join(words(f'{site}/{number}', 4))}.html" for number in range(count)]


def paragraphs(site: int, number: int) -> list[str]:
    """The body of an article."""
    stream = words(f"body {site}/{number}", 260)
    return [
        f"{' '.join(stream[start : start + 52]).capitalize()} number {site} dash {number}."
        for start in range(0, 260, 52)
    ]


class Farm:
    """What the sites answer. ``articles``: of each site. A site names its articles in five ways, by number modulo 5:
    feed, sitemap, home page, another article (two links deep), and behind a redirect of the home page. ``calm``: no
    faults, traps and dead ends, and articles in the furniture of a news site (50 KB), for benchmarks. ``late``: the
    feed of a site grows by its last entry right after it was asked so many times."""

    def __init__(self, sites: int, articles: int, late: int, calm: bool) -> None:
        self.sites, self.articles, self.port, self.late, self.calm = sites, articles, 0, late, calm
        self.asked: dict[tuple[int, str], int] = {}

    def answer(self, site: int, path: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body."""
        times = self.asked[site, path] = self.asked.get((site, path), 0) + 1
        base = f"http://{address(site)}:{self.port}"
        paths = article_paths(site, self.articles)
        if path == "/robots.txt":
            text = f"User-agent: *\nDisallow: /private/\nSitemap: {base}/sitemap.xml\n"
            return 200, {"Content-Type": "text/plain"}, text.encode()
        if path == "/feed.xml":
            feed = self._feed(base, paths, complete=times > self.late)
            return 200, {"Content-Type": "application/rss+xml"}, feed.encode()
        if path == "/sitemap.xml":
            locations = "".join(f"<url><loc>{base}{p}</loc></url>" for n, p in enumerate(paths) if n % 5 == 1)
            xml = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>'
            return 200, {"Content-Type": "application/xml"}, xml.encode()
        if path == "/":
            return 200, _HTML, self._home(site, base, paths).encode()
        if path.startswith("/r/") and path[3:].isdigit():
            return 302, {"Location": paths[int(path[3:])]}, b""
        if path == "/away":
            return 301, {"Location": f"http://127.0.9.9:{self.port}/outside.html"}, b""
        if path.startswith("/calendar/"):
            return 200, _HTML, _calendar(path).encode()
        if path in paths:
            number = paths.index(path)
            if number % 7 == 3 and times == 1 and not self.calm:
                return 503, {"Retry-After": "0"}, b""
            return 200, _HTML, self._article(site, number, base, paths).encode()
        return 404, {"Content-Type": "text/plain"}, b"not here"

    def _feed(self, base: str, paths: list[str], *, complete: bool) -> str:
        """The feed; before it is complete, its last entry is missing."""
        named = [path for number, path in enumerate(paths) if number % 5 == 0]
        named = named if complete else named[:-1]
        items = "".join(f"<item><title>x</title><link>{base}{path}?utm_source=feed</link></item>" for path in named)
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>site</title>{items}</channel></rss>'

    def _home(self, site: int, base: str, paths: list[str]) -> str:
        links = [path for number, path in enumerate(paths) if number % 5 == 2]
        links += [f"/r/{number}" for number in range(len(paths)) if number % 5 == 4]
        if site % TRAPS == 0 and not self.calm:
            links.append("/calendar/2024/1")
        links += [] if self.calm else ["/private/secret.html", "/away", "/missing.html", "#top", "mailto:x@example.org"]
        links += [f"{base}/"] if self.calm else [f"http://127.0.9.9:{self.port}/outside.html", f"{base}/"]
        anchors = "".join(f'<li><a href="{link}">{link}</a></li>' for link in links)
        head = '<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        return (
            f"<!doctype html><html><head><title>Site {site}</title>{head}</head><body><ul>{anchors}</ul></body></html>"
        )

    def _article(self, site: int, number: int, base: str, paths: list[str]) -> str:
        title = " ".join(words(f"{site}/{number}", 4)).capitalize()
        body = "".join(f"<p>{text}</p>" for text in paragraphs(site, number))
        onward = f'<a href="{paths[number + 1]}">next</a>' if number % 5 == 2 and number + 1 < len(paths) else ""
        above, below = furniture(site) if self.calm else ('<nav><a href="/">Home</a></nav>', "")
        canonical = f'<link rel="canonical" href="{base}{paths[number]}">'
        return (
            f"<!doctype html><html lang=en><head><title>{title}</title>{canonical}"
            f'<meta property="og:type" content="article"></head><body>{above}'
            f"<main><article><h1>{title}</h1>{body}</article></main><aside>{onward}</aside>{below}"
            f"<footer>Copyright 2026 Site {site}. All rights reserved.</footer></body></html>"
        )


@functools.cache
def furniture(site: int) -> tuple[str, str]:
    """What stands above and below the articles of a real site: menus, teasers, a script, a style sheet."""

    def menu(name: str, count: int) -> str:
        entries = (" ".join(words(f"{name} {site}/{n}", 2)).capitalize() for n in range(count))
        return "".join(f'<li class="menu-item"><a href="/#{n}">{entry}</a></li>' for n, entry in enumerate(entries))

    teasers = "".join(
        f'<div class="card teaser"><a href="/#t{n}"><h3>{" ".join(words(f"teaser {site}/{n}", 9)).capitalize()}</h3>'
        f'</a><p class="summary">{" ".join(words(f"summary {site}/{n}", 25)).capitalize()}.</p>'
        f'<span class="time">{n} hours ago</span></div>'
        for n in range(40)
    )
    script = "".join(f"window.config.{word}{n} = {{enabled: true, ratio: {n}}};\n" for n, word in enumerate(WORDS * 4))
    style = "".join(
        f".{word}-{n} {{ margin: {n}px; color: #333; display: block }}\n" for n, word in enumerate(WORDS * 2)
    )
    main_menu, foot_menu = f"<ul>{menu('main', 80)}</ul>", f"<ul>{menu('foot', 70)}</ul>"
    above = f'<script>{script}</script><style>{style}</style><header><nav class="main">{main_menu}</nav></header>'
    below = f'<section class="more"><h2>More stories</h2>{teasers}</section><div class="links">{foot_menu}</div>'
    return above, below


_HTML = {"Content-Type": "text/html; charset=utf-8"}


def _calendar(path: str) -> str:
    """A month without end: it links to its days and to the next month."""
    parts = [int(part) for part in path.split("/")[2:] if part.isdigit()] + [1, 1]
    year, month = parts[0], parts[1]
    onward = f"/calendar/{year + month // 12}/{month % 12 + 1}"
    days = "".join(f'<a href="/calendar/{year}/{month}/{day}">{day}</a> ' for day in range(1, 29))
    return f"<!doctype html><title>{year}-{month}</title><body>{days}<a href='{onward}'>next</a></body>"


class Connection(asyncio.Protocol):
    """HTTP/1.1 with kept connections, GET only."""

    def __init__(self, farm: Farm, log: Path) -> None:
        self._farm, self._log, self._buffer = farm, log, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        host = transport.get_extra_info("sockname")[0]
        parts = [int(part) for part in host.split(".")]
        self._host, self._site = host, (parts[2] - 1) * 250 + parts[3] - 1

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while b"\r\n\r\n" in self._buffer:
            head, _, self._buffer = self._buffer.partition(b"\r\n\r\n")
            self._answer(head.decode("latin-1"))

    def _answer(self, head: str) -> None:
        path = head.split(" ", 2)[1].partition("?")[0]
        if 0 <= self._site < self._farm.sites:
            status, headers, body = self._farm.answer(self._site, path)
        else:
            status, headers, body = 200, _HTML, b"<p>outside</p>"
        tag = f'"{hashlib.sha1(body).hexdigest()[:16]}"'
        if status == 200 and f"if-none-match: {tag}" in head.lower():
            status, body = 304, b""
        with self._log.open("a") as log:
            log.write(f"{time.monotonic():.6f}\t{self._host}\t{path}\t{status}\n")
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *(f"{k}: {v}" for k, v in headers.items())]
        if status in (200, 304):
            lines.append(f"ETag: {tag}")
        self._transport.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)


async def main() -> None:
    """Serve until stdin ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hosts", type=int, default=10)
    parser.add_argument("--articles", type=int, default=10)
    parser.add_argument("--late", type=int, default=0)
    parser.add_argument("--calm", action="store_true")
    parser.add_argument("--log", type=Path, required=True)
    options = parser.parse_args()
    farm = Farm(options.hosts, options.articles, options.late, options.calm)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(farm, options.log), "0.0.0.0", 0, backlog=1024)
    farm.port = server.sockets[0].getsockname()[1]
    print(farm.port, flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
