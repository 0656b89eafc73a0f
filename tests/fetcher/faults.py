"""A server of faults: real sockets on loopback, every way of misbehaving under an address of its own."""

from __future__ import annotations

import asyncio
import gzip
import random
import socket
import ssl
import struct
import time
import zlib
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

import brotli
import zstandard

HTML = b"<!DOCTYPE html><html><head><title>A page</title></head><body><p>Hello from loopback.</p></body></html>"
CODINGS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "raw-deflate": lambda data: zlib.compress(data)[2:-4],
    "br": lambda data: brotli.compress(data, quality=3),
    "zstd": zstandard.ZstdCompressor().compress,
}
#: Decoded size of the bombs, bytes.
BOMB_SIZE = 32 * 1024 * 1024
_BOMBS: dict[str, bytes] = {}


@dataclass
class Asked:
    """One request as it came. ``at``: seconds of the monotonic clock."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    at: float
    reader: asyncio.StreamReader | None = None

    async def gone(self) -> None:
        """Until the client hangs up."""
        assert self.reader is not None
        await self.reader.read()


@dataclass
class FaultServer:
    """``async with FaultServer() as server: server.url("/ok")``. ``robots``: status, headers and body of robots.txt."""

    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    robots: tuple[int, dict[str, str], bytes] = (404, {}, b"")
    asked: list[Asked] = field(default_factory=list)
    seen: Counter[str] = field(default_factory=Counter)
    #: Pages of a test's own: path -> (status, headers, body).
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)

    async def __aenter__(self) -> FaultServer:
        self._tasks: set[asyncio.Task[None]] = set()
        self._server = await asyncio.start_server(self._accept, self.host, 0, ssl=self.tls)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def url(self, path: str, host: str | None = None) -> str:
        """The address of a path here."""
        return f"http{'s' if self.tls else ''}://{host or self.host}:{self.port}{path}"

    def paths(self) -> list[str]:
        """What was asked, robots.txt left out."""
        return [asked.path for asked in self.asked if asked.path != "/robots.txt"]

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._answer(reader, writer):
                await writer.drain()
        except (asyncio.IncompleteReadError, OSError):
            pass
        finally:
            writer.transport.abort()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        parts = urlsplit(lines[0].split(" ")[1])
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        query = {name: values[0] for name, values in parse_qs(parts.query, encoding="latin-1").items()}
        asked = Asked(unquote(parts.path), query, headers, time.monotonic(), reader)
        self.asked.append(asked)
        self.seen[parts.path] += 1
        page = self.robots if asked.path == "/robots.txt" else self.pages.get(asked.path)
        if page is not None:
            writer.write(answer(page[2], page[0], **page[1]))
            return True
        _, name, *rest = asked.path.split("/")
        return await FAULTS[name](self, asked, rest, writer)


Fault = Callable[[FaultServer, Asked, list[str], asyncio.StreamWriter], Awaitable[bool]]
FAULTS: dict[str, Fault] = {}


def fault(function: Fault) -> Fault:
    """Serve the paths that begin with the function's name. It says whether the connection stays open."""
    FAULTS[function.__name__.replace("_", "-")] = function
    return function


def answer(body: bytes = HTML, status: int = 200, /, **headers: str) -> bytes:
    """The bytes of an HTTP answer; underscores in header names are hyphens."""
    fields = {"Content-Type": "text/html; charset=utf-8", "Content-Length": str(len(body))}
    fields |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value != "none")
    return f"HTTP/1.1 {status} Whatever\r\n{head}\r\n".encode("latin-1") + body


async def _sent(writer: asyncio.StreamWriter, data: bytes, stays: bool = True) -> bool:
    writer.write(data)
    await writer.drain()
    return stays


@fault
async def ok(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/ok, /ok/gzip ...: a good page."""
    if not rest or rest[0] not in CODINGS:
        return await _sent(writer, answer())
    coding = rest[0].removeprefix("raw-")
    return await _sent(writer, answer(CODINGS[rest[0]](HTML), content_encoding=coding))


@fault
async def status(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/status/503?times=2&retry-after=1: a status, the first times only, then a good page."""
    if server.seen[asked.path] > int(asked.query.get("times", "1000000")):
        return await _sent(writer, answer())
    pause = asked.query.get("retry-after", "none")
    return await _sent(writer, answer(b"<p>no</p>", int(rest[0]), retry_after=pause))


@fault
async def drip(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """A byte every 20 ms, without end."""
    head = answer(b"", content_length="none")
    writer.write(head if rest != ["headers"] else b"HTTP/1.1 200 OK\r\nX-Drip: ")
    while True:
        await _sent(writer, b"x")
        await asyncio.sleep(0.02)


@fault
async def silent(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """Nothing (or, /silent/body, nothing after the headers)."""
    if rest:
        await _sent(writer, answer(b"", content_length="100"))
    await asked.gone()
    return False


@fault
async def late(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/late/0.2: a good page after so many seconds."""
    await asyncio.sleep(float(rest[0]))
    return await _sent(writer, answer())


@fault
async def close(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/close?times=1: closes without an answer, then a good page."""
    good = server.seen[asked.path] > int(asked.query.get("times", "1000000"))
    return await _sent(writer, answer() if good else b"", good)


@fault
async def reset(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """A TCP reset, in the middle of the body with /reset/body."""
    if rest:
        await _sent(writer, answer(HTML, content_length="5000"))
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


@fault
async def short(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/short?times=1: less body than Content-Length says, then a good page."""
    good = server.seen[asked.path] > int(asked.query.get("times", "1000000"))
    return await _sent(writer, answer() if good else answer(HTML, content_length="5000"), good)


@fault
async def long(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """More body than Content-Length says, dressed up as the next answer."""
    return await _sent(writer, answer(HTML[:40], content_length="40") + answer(b"<p>smuggled</p>"))


@fault
async def chunks(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/chunks/good, /chunks/bad, /chunks/cut."""
    head = answer(b"", content_length="none", transfer_encoding="chunked")
    one = b"%x\r\n%s\r\n" % (len(HTML), HTML)
    tail = {"good": one + b"0\r\n\r\n", "bad": one + b"zz\r\noops\r\n", "cut": one + b"50\r\nhalf"}[rest[0]]
    return await _sent(writer, head + tail, rest[0] == "good")


@fault
async def circle(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/circle/a -> /circle/b -> /circle/a."""
    other = "b" if rest[0] == "a" else "a"
    return await _sent(writer, answer(b"", 302, location=f"/circle/{other}"))


@fault
async def chain(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/chain/5: so many redirects to a good page."""
    left = int(rest[0])
    return await _sent(writer, answer(b"", 301, location=f"/chain/{left - 1}") if left else answer())


@fault
async def to(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/to?url=...: a redirect there."""
    return await _sent(writer, answer(b"", 302, location=asked.query["url"]))


@fault
async def refresh(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/refresh?content=...: a page with such a meta refresh."""
    return await _sent(writer, answer(f'<meta http-equiv="refresh" content="{asked.query["content"]}">'.encode()))


@fault
async def bomb(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/bomb/gzip ...: 32 MB of nothing, a few KB on the wire."""
    if rest[0] not in _BOMBS:
        _BOMBS[rest[0]] = CODINGS[rest[0]](bytes(BOMB_SIZE))
    return await _sent(writer, answer(_BOMBS[rest[0]], content_encoding=rest[0]))


@fault
async def cut(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/cut/gzip ...: compressed data that ends too early, though Content-Length is right."""
    return await _sent(writer, answer(CODINGS[rest[0]](HTML * 50)[:-10], content_encoding=rest[0].removeprefix("raw-")))


@fault
async def coded(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/coded?as=br: a plain page that claims a Content-Encoding."""
    return await _sent(writer, answer(HTML, content_encoding=asked.query["as"]))


@fault
async def large(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/large/20000000: so many plain bytes."""
    return await _sent(writer, answer(b"<p>" + b"x" * int(rest[0])))


@fault
async def headers(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/headers/90000: one header so long; /headers/90000/many: in many headers."""
    size = int(rest[0])
    fields = {f"x_{n}": "y" * 90 for n in range(size // 100)} if len(rest) > 1 else {"x_long": "y" * size}
    return await _sent(writer, answer(HTML, **fields))


@fault
async def garbage(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """No HTTP at all."""
    return await _sent(writer, b"SSH-2.0-OpenSSH_9.6\r\n\r\n" + bytes(range(256)), False)


@fault
async def typed(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/typed?type=...&body=...: a body with a Content-Type."""
    body = asked.query.get("body", HTML.decode()).encode("latin-1")
    return await _sent(writer, answer(body, content_type=asked.query.get("type", "none")))


@fault
async def tagged(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """A page with an ETag and a date, 304 when asked with either."""
    tag, date = '"v1"', "Wed, 21 Oct 2015 07:28:00 GMT"
    known = asked.headers.get("if-none-match") == tag or asked.headers.get("if-modified-since") == date
    if known:
        return await _sent(writer, answer(b"", 304, content_length="none", etag=tag))
    return await _sent(writer, answer(HTML, etag=tag, last_modified=date))


@fault
async def login(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/login/basic, /login/digest: authentication for anybody."""
    form = rest[0].title() if rest else "Basic"
    if asked.headers.get("authorization", "").startswith(f"{form} "):
        return await _sent(writer, answer())
    return await _sent(
        writer, answer(b"<p>no</p>", 401, www_authenticate=f'{form} realm="here", nonce="n", qop="auth"')
    )


@fault
async def cookie(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """Redirects to itself with a cookie until the cookie comes back."""
    if "seen=yes" in asked.headers.get("cookie", ""):
        return await _sent(writer, answer())
    return await _sent(writer, answer(b"", 302, location="/cookie", set_cookie="seen=yes; Path=/"))


_STATUSES = (
    b"200 OK",
    b"200 OK",
    b"200 OK",
    b"302 F",
    b"304 N",
    b"204 N",
    b"101 S",
    b"503 S",
    b"999 X",
    b"abc",
    b"",
    b"000 X",
)
_HEADERS = (
    b"Content-Type: text/html",
    b"Content-Type: \xff\xfe",
    b"Content-Type: */*",
    b"Content-Length: 5",
    b"Content-Length: -1",
    b"Content-Length: 99999",
    b"Content-Length: 5, 6",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: gzip, chunked",
    b"Content-Encoding: br",
    b"Content-Encoding: gzip",
    b"Content-Encoding: zstd",
    b"Content-Encoding: \xff",
    b"Location: /x",
    b"Location: http://[::1/",
    b"Location: \xff",
    b"Location: ",
    b"Location: //10.0.0.1/",
    b"Location: a:b",
    b"Retry-After: x",
    b"Retry-After: Mon, 32 Foo 9999 99:99:99 GMT",
    b"Set-Cookie: \xff",
    b"Set-Cookie: a=b; Domain=.com",
    b"ETag: \x01",
    b"Upgrade: h2c",
    b": no name",
    b"no colon",
    b" folded",
    b"X\x00: y",
    b"WWW-Authenticate: Digest",
    b"Connection: close",
    b"X-Robots-Tag: \xe9",
)


@fault
async def noise(server: FaultServer, asked: Asked, rest: list[str], writer: asyncio.StreamWriter) -> bool:
    """/noise/17: an answer put together and damaged by chance, the same for the same number."""
    chance = random.Random(int(rest[0]))
    lines = [b"HTTP/1.1 " + chance.choice(_STATUSES), *chance.choices(_HEADERS, k=chance.randrange(6))]
    body = chance.choice(
        [HTML, gzip.compress(HTML), b"", b"5\r\nhello\r\n0\r\n\r\n", b"FFFFFFFFFFFF\r\n", bytes(range(256))]
    )
    data = bytearray(b"\r\n".join([*lines, b"", body]))
    for _ in range(chance.choice([0, 0, 0, 3])):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return await _sent(
        writer, bytes(data[: chance.choice([None, None, chance.randrange(len(data))])]), chance.random() < 0.5
    )
