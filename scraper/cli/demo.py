"""A folder served as a web site on loopback for as long as a crawl needs it.

The folder's ``site.toml`` (see ``manifest``) names the logical host that the pages' own URLs use, and what a plain
folder cannot say: headers, redirects, aliases, faults.

``/a/b`` is the file ``a/b``, ``a/b.html`` or ``a/b/index.html``; queries are ignored. Expected results
(``*.expected.json``) and ``site.toml`` itself are not served. Validators follow RFC 9110: a weak ETag from the content
(one for all encodings), Last-Modified from the file, 304 for a copy that still holds.
"""

from __future__ import annotations

import gzip
import hashlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import unquote, urlsplit

from scraper.cli.manifest import MANIFEST, Fault, Manifest, read_manifest

EXPECTED = ".expected.json"

#: Content types by file ending; a manifest's headers go before them.
TYPES = {
    ".html": "text/html; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".pdf": "application/pdf",
}

#: Bytes below which compression does not pay: a body that fits in one TCP segment is sent as it is.
GZIP_FROM = 1_400

#: Seconds of silence after which a kept-alive connection is closed.
IDLE = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answered to one request."""

    method: str
    path: str
    status: int


class DemoSite:
    """A folder on the air: where it listens, and what it was asked."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder, self.manifest, self.host = folder.resolve(), manifest, manifest.host
        self.address = ""
        self.answers: list[Answer] = []
        self._lock = threading.Lock()
        self._faults = {fault.path: fault.times for fault in manifest.faults}

    @property
    def home(self) -> str:
        """The home page's URL, with the logical host."""
        return f"http://{self.host}/"

    @property
    def resolve(self) -> str:
        """``HOST=ADDRESS:PORT``, an entry of ``FetchOptions.resolve``."""
        return f"{self.host}={self.address}"

    def record(self, answer: Answer) -> None:
        """Note an answer; safe from several threads."""
        with self._lock:
            self.answers.append(answer)

    def fault(self, path: str) -> Fault | None:
        """The fault that is due at this request to ``path``, or None; each call uses one up."""
        with self._lock:
            if not self._faults.get(path):
                return None
            self._faults[path] -= 1
        return next(fault for fault in self.manifest.faults if fault.path == path)

    def file(self, path: str) -> Path | None:
        """The file behind a URL path, never one outside the folder."""
        name = self.manifest.aliases.get(path, path).strip("/")
        for candidate in (name, f"{name}.html", f"{name}/index.html"):
            try:
                found = (self.folder / candidate.lstrip("/")).resolve()
                if found.is_file() and found.is_relative_to(self.folder) and not _private(found):
                    return found
            except (OSError, ValueError):  # a name that no file can have
                continue
        return None


def _private(file: Path) -> bool:
    return file.name == MANIFEST or file.name.endswith(EXPECTED)


@contextmanager
def serve(folder: Path) -> Iterator[DemoSite]:
    """Serve ``folder`` on a free port of 127.0.0.1 until the block ends; no thread or socket outlives it.

    Raises ``InputError`` where there is no such folder or manifest, ``ConfigError`` where the manifest is wrong.
    """
    site = DemoSite(folder, read_manifest(folder))
    handler = type("Handler", (_Handler,), {"site": site})
    with _Server(("127.0.0.1", 0), handler) as server:
        site.address = f"127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="demo-site")
        thread.start()
        try:
            yield site
        finally:
            server.shutdown()
            thread.join()
            server.hang_up()


class _Server(ThreadingHTTPServer):
    """Joins its threads at the end, and hangs up on clients that keep idle connections open."""

    daemon_threads = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._open: set[socket.socket] = set()
        super().__init__(*args, **kwargs)

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is its own affair."""

    def hang_up(self) -> None:
        """End the connections that are still open, so that their threads return."""
        for request in tuple(self._open):
            try:
                request.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # closed in the meantime


class _Handler(BaseHTTPRequestHandler):
    """GET and HEAD of one site's files."""

    site: ClassVar[DemoSite]
    protocol_version = "HTTP/1.1"
    timeout = IDLE
    wbufsize = -1  # head and body leave together; unbuffered, Nagle's algorithm delays each body by 40 ms
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Answer with a fault that is due, a redirect, the file, or 404."""
        path = unquote(urlsplit(self.path).path)
        if fault := self.site.fault(path):
            self._send(fault.status, fault.headers)
        elif target := self.site.manifest.redirects.get(path):
            self._send(HTTPStatus.MOVED_PERMANENTLY, {"Location": target})
        elif file := self.site.file(path):
            self._send_file(path, file)
        else:
            lost = self.site.file("/404")
            kind = {"Content-Type": TYPES[".html"]} if lost else {}
            self._send(HTTPStatus.NOT_FOUND, kind, lost.read_bytes() if lost else b"")

    def do_HEAD(self) -> None:
        """As GET; ``_send`` leaves the body out."""
        self.do_GET()

    def _send_file(self, path: str, file: Path) -> None:
        body = file.read_bytes()
        modified = datetime.fromtimestamp(int(file.stat().st_mtime), UTC)
        headers = {
            "Content-Type": TYPES.get(file.suffix, "application/octet-stream"),
            "ETag": f'W/"{hashlib.sha256(body).hexdigest()[:20]}"',
            "Last-Modified": format_datetime(modified, usegmt=True),
            "Cache-Control": "max-age=0, must-revalidate",
            "Vary": "Accept-Encoding",
        } | self.site.manifest.headers.get(path, {})
        plain = len(body) < GZIP_FROM or "Content-Encoding" in headers
        if self._still_holds(headers["ETag"], modified):
            self._send(HTTPStatus.NOT_MODIFIED, headers)
        elif not plain and _accepts_gzip(self.headers.get("Accept-Encoding", "")):
            self._send(HTTPStatus.OK, headers | {"Content-Encoding": "gzip"}, gzip.compress(body, mtime=0))
        else:
            self._send(HTTPStatus.OK, headers, body)

    def _still_holds(self, etag: str, modified: datetime) -> bool:
        """Whether the client's copy is current; If-None-Match goes before If-Modified-Since (RFC 9110, 13.2.2)."""
        if (tags := self.headers.get("If-None-Match")) is not None:
            opaque = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
            return "*" in opaque or etag.removeprefix("W/") in opaque
        try:
            return modified <= parsedate_to_datetime(self.headers.get("If-Modified-Since", ""))
        except (TypeError, ValueError):  # absent or no date
            return False

    def _send(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.site.record(Answer(self.command, self.path, int(status)))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the crawl's own output says what was asked."""


def _accepts_gzip(header: str) -> bool:
    """Whether an Accept-Encoding header allows gzip (``q=0`` forbids it)."""
    for part in header.lower().split(","):
        name, _, quality = part.partition(";")
        if name.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
