"""What went wrong, in our words: errors of httpx, httpcore, the guard and the system become a `FetchError`."""

from __future__ import annotations

import ssl

import httpcore
import httpx

from scraper.errors import (
    AddressError,
    BodyDecodeError,
    BodyTooLargeError,
    ConfigError,
    ConnectError,
    DnsError,
    FetchError,
    FetchTimeoutError,
    ProtocolError,
    ScraperError,
    TlsError,
)
from scraper.fetcher.guard import RefusedError, UnknownHostError

_LATER = "Try again later"
_LOCAL = (httpx.LocalProtocolError, httpcore.LocalProtocolError)
_REMOTE = (httpx.RemoteProtocolError, httpcore.RemoteProtocolError)
_CONNECT_TIMEOUT = (httpx.ConnectTimeout, httpcore.ConnectTimeout)
_TIMEOUT = (httpx.TimeoutException, httpcore.TimeoutException)
_PROXY = (httpx.ProxyError, httpcore.ProxyError)
_NETWORK = (httpx.TransportError, httpcore.NetworkError, OSError)


def translated(error: Exception, url: str, in_body: bool) -> ScraperError:
    """Our error for any other. ``in_body``: the headers had come. What nobody foresaw is a `ProtocolError` that names
    it, so that one strange answer never ends a crawl."""
    cause = error.args[0] if error.args and isinstance(error.args[0], BaseException) else error
    text = str(cause) or type(cause).__name__
    match error:
        case FetchError() | ConfigError():
            return error
        case RefusedError():
            return AddressError(text, url=url, hint="If it is meant, open its network: --allow-network CIDR")
        case UnknownHostError():
            return DnsError(f"the host's name does not resolve: {text}", url=url, hint="Check the spelling of the host")
    if isinstance(cause, ssl.SSLError):
        reason = getattr(cause, "verify_message", "") or cause.reason or text
        return TlsError(f"no trusted connection: {reason}", url=url, hint="The option 'ca_file' adds an authority")
    if isinstance(error, _TIMEOUT):
        return _timeout(error, url, in_body)
    if isinstance(error, _REMOTE):
        return _remote(text, url, in_body)
    if isinstance(error, _LOCAL):
        return ProtocolError(f"the request cannot be sent: {text}", url=url, hint="Check the option 'headers'")
    if isinstance(error, _PROXY):
        return ConnectError(f"the proxy refuses: {text}", url=url, hint="Check the option 'proxy'")
    if isinstance(error, _NETWORK):
        what = f"the connection broke: {text}" if in_body else f"no connection: {_root(cause)}"
        return ConnectError(what, url=url, hint=_LATER)
    what = f"an answer that nobody foresaw ({type(error).__name__}: {text})"
    return ProtocolError(what, url=url, hint="Please report it with the URL")


def _timeout(error: Exception, url: str, in_body: bool) -> FetchError:
    if isinstance(error, _CONNECT_TIMEOUT):
        what, name = "no connection within the time limit", "connect_timeout"
    else:
        what, name = f"the host fell silent {'in the body' if in_body else 'before an answer came'}", "read_timeout"
    return FetchTimeoutError(what, url=url, hint=f"The option {name!r} raises the limit")


def _remote(text: str, url: str, in_body: bool) -> FetchError:
    """h11 tells its findings in words only."""
    if "without sending complete message body" in text or "incomplete chunked read" in text:
        return BodyDecodeError("the body is truncated", url=url, hint=_LATER)
    if not in_body and "disconnected without sending" in text:
        return ConnectError("the server closed the connection without an answer", url=url, hint=_LATER)
    if "too long" in text or "too large" in text:
        return BodyTooLargeError("the headers pass 100 KB", url=url, hint="No option raises this limit")
    what = f"the server does not speak HTTP as it should: {text}"
    return ProtocolError(what, url=url, hint="Open the address in a browser")


def _root(error: BaseException) -> str:
    """The system's reason: "All connection attempts failed" hides a "Connection refused"."""
    chain: list[BaseException] = []
    inner: BaseException | None = error
    while inner is not None and inner not in chain:
        chain.append(inner)
        inner = inner.__cause__ or inner.__context__
    reasons = [link.strerror for link in chain if isinstance(link, OSError) and link.strerror]
    return str(reasons[-1] if reasons else error)
