"""A made news site whose template changes while it is crawled, as a process of its own.

    python changing_site.py --articles 40 --change 25

The articles from the number ``--change`` on are served in the new template: no author, no date, the tags in a script,
and teasers within the body's container.  It prints its port when it listens and ends when its stdin does.  ``--shown``
is how many of the articles its feed names so far; a line ``shown N`` on stdin makes them more.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_WORDS = (
    "harbour ferry council winter bridge keeper lantern market herring teacher engine orchard window ladder copper "
    "valley weather carpenter library village letter candle mountain kitchen garden station railway pencil blanket "
    "decided measured repaired carried painted answered counted borrowed delivered promised explained remembered "
    "quietly yesterday suddenly together slowly nearby outside recently twice almost again rarely under behind between"
)
WORDS = _WORDS.split()


def words(seed: str, count: int) -> str:
    """A sentence that follows from the seed."""
    found: list[str] = []
    while len(found) < count:
        digest = hashlib.sha256(f"{seed}:{len(found)}".encode()).digest()
        found += [WORDS[byte % len(WORDS)] for byte in digest]
    return " ".join(found[:count]).capitalize() + "."


def title(number: int) -> str:
    """The headline of an article."""
    return words(f"title {number}", 6)[:-1]


def paragraphs(number: int) -> list[str]:
    """The body of an article: 5 to 9 paragraphs."""
    count = 5 + hashlib.sha256(str(number).encode()).digest()[0] % 5
    return [words(f"{number}/{part}", 30 + (number * 7 + part * 11) % 30) for part in range(count)]


def old_page(number: int) -> str:
    """The template of the first years."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs(number))
    return (
        f'<!doctype html><html lang="en"><head><title>{title(number)} | The Made News</title>'
        '<meta property="og:type" content="article"><meta name="author" content="Ada Berg">'
        '<meta property="article:published_time" content="2026-03-01T08:00:00+00:00">'
        '<meta property="article:tag" content="Harbour"><meta property="article:tag" content="Council"></head>'
        f'<body><nav><a href="/">Home</a></nav><main><article><h1>{title(number)}</h1>{body}</article></main>'
        "<footer>Copyright 2026 The Made News. All rights reserved.</footer></body></html>"
    )


def new_page(number: int) -> str:
    """The template after the change."""
    body = "".join(f'<div class="t-x1">{text}</div>' for text in paragraphs(number))
    teasers = "".join(f'<li><a href="/t{n}">{words(f"teaser {n}", 9)}</a></li>' for n in range(12))
    return (
        f"<!doctype html><html lang=en><head><title>{title(number)}</title></head><body>"
        f'<div class="c-9"><h1>{title(number)}</h1>{body}</div>'
        f'<section class="related"><h2>More stories</h2><ul>{teasers}</ul></section></body></html>'
    )


class Site(ThreadingHTTPServer):
    """The site on the air."""

    def __init__(self, articles: int, change: int, shown: int) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.articles, self.change, self.shown = articles, change, shown


class Handler(BaseHTTPRequestHandler):
    """Answers GET."""

    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        path, status, kind = self.path, 200, "text/html; charset=utf-8"
        if path == "/feed.xml":
            kind = "application/rss+xml"
            items = (
                f"<item><title>{title(n)}</title><link>http://{self.headers['Host']}/news/{n}</link></item>"
                for n in range(self.server.shown)
            )
            text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>s</title>{"".join(items)}</channel></rss>'
        elif path.startswith("/news/"):
            number = int(path.rpartition("/")[2])
            text = old_page(number) if number < self.server.change else new_page(number)
        else:
            status, kind, text = 404, "text/plain", "not here"
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def main() -> None:
    """Serve until stdin ends."""
    parser = argparse.ArgumentParser()
    for name in ("articles", "change", "shown"):
        parser.add_argument(f"--{name}", type=int, required=True)
    site = Site(**vars(parser.parse_args()))
    threading.Thread(target=site.serve_forever, daemon=True).start()
    print(site.server_address[1], flush=True)
    for line in sys.stdin:
        site.shown = int(line.split()[1])
        print("ok", flush=True)


if __name__ == "__main__":
    main()
