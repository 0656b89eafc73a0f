"""One request and its answer: bounded in headers and body, with errors of our own."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpcore
import httpx

from scraper.errors import BodyDecodeError, BodyTooLargeError
from scraper.fetcher import decoding
from scraper.fetcher.failures import translated

#: The body of an answer that is no page is read so far, so that the connection can be used again; bytes.
DRAIN = 65_536

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """``body``: decoded, empty unless the status is 2xx; ``size``: bytes received; ``latency``: seconds until the
    headers had come."""

    url: str
    status: int
    headers: Headers
    body: bytes
    size: int
    latency: float

    def header(self, name: str) -> str | None:
        """The first header of that (lower-case) name."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True)
class Bounds:
    """``cut``: a body over the limit is cut there instead of refused (robots.txt)."""

    headers: int
    body: int
    cut: bool = False


async def exchange(
    transport: httpx.AsyncBaseTransport,
    request: httpx.Request,
    bounds: Bounds,
    auth: httpx.Auth | None = None,
    cookies: httpx.Cookies | None = None,
    again: Callable[[], Awaitable[None]] | None = None,
) -> Answer:
    """Send one request (two where the authentication needs it, the second after ``again``). Raises a `FetchError`; the
    time limit on the whole is the caller's."""
    url = str(request.url)
    if cookies is not None:
        request.headers.encoding = "utf-8"  # a cookie may hold any bytes
        cookies.set_cookie_header(request)
    begin = time.perf_counter()
    in_body = False
    try:
        response = await _authenticated(transport, request, auth, again)
        latency = time.perf_counter() - begin
        in_body = True
        try:
            headers = _headers(response, bounds.headers, url)
            raw = await _read(response, bounds, url)
        finally:
            await response.aclose()
    except Exception as error:
        raise translated(error, url, in_body) from error
    if cookies is not None:
        response.request = request
        cookies.extract_cookies(response)
    body = _decoded(raw, headers, bounds, url) if response.is_success else b""
    return Answer(url, response.status_code, headers, body, len(raw), latency)


async def _authenticated(
    transport: httpx.AsyncBaseTransport,
    request: httpx.Request,
    auth: httpx.Auth | None,
    again: Callable[[], Awaitable[None]] | None,
) -> httpx.Response:
    if auth is None:
        return await transport.handle_async_request(request)
    flow = auth.async_auth_flow(request)
    try:
        request = await anext(flow)
        while True:
            response = await transport.handle_async_request(request)
            response.request = request
            try:
                request = await flow.asend(response)
            except StopAsyncIteration:
                return response
            await response.aclose()
            if again is not None:
                await again()
    finally:
        await flow.aclose()


def _headers(response: httpx.Response, limit: int, url: str) -> Headers:
    raw = response.headers.raw
    if sum(len(name) + len(value) + 4 for name, value in raw) > limit:
        raise BodyTooLargeError(
            f"the headers pass {limit} bytes", url=url, hint="The option 'max_headers' raises the limit"
        )
    return tuple((name.decode("latin-1").lower(), _text(value)) for name, value in raw)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


async def _read(response: httpx.Response, bounds: Bounds, url: str) -> bytes:
    if not response.is_success:
        return await _drain(response)
    parts: list[bytes] = []
    size = 0
    async for part in _stream(response):
        parts.append(part)
        size += len(part)
        if size > bounds.body:
            if not bounds.cut:
                raise _too_large(bounds.body, url)
            break
    return b"".join(parts)


def _stream(response: httpx.Response) -> httpx.AsyncByteStream:
    """The body as it comes; unlike ``aiter_raw`` also of a transport's response that was made whole."""
    assert isinstance(response.stream, httpx.AsyncByteStream)
    return response.stream


async def _drain(response: httpx.Response) -> bytes:
    size = 0
    try:
        async for part in _stream(response):
            size += len(part)
            if size > DRAIN:
                break
    except (httpx.HTTPError, httpcore.ProtocolError, httpcore.NetworkError, httpcore.TimeoutException):
        pass  # the status has said it all
    return bytes(size) if size <= DRAIN else bytes(DRAIN)


def _decoded(raw: bytes, headers: Headers, bounds: Bounds, url: str) -> bytes:
    coding = ",".join(value for name, value in headers if name == "content-encoding")
    if not coding:
        return raw[: bounds.body] if bounds.cut else raw
    try:
        return decoding.decode(raw, coding, bounds.body)
    except decoding.LimitError as error:
        raise _too_large(bounds.body, url) from error
    except decoding.BrokenError as error:
        raise BodyDecodeError(str(error), url=url, hint="The server or something between damages the body") from error


def _too_large(limit: int, url: str) -> BodyTooLargeError:
    return BodyTooLargeError(f"the body passes {limit} bytes", url=url, hint="The option 'max_body' raises the limit")
