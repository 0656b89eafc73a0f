"""Every exception of the package.

    ScraperError
    ├── ConfigError                 config.toml or an option says something impossible
    ├── InputError                  what was given cannot be read (a missing file, a folder, a bad row)
    ├── OutputError                 a result cannot be written where it was asked to
    ├── CleanError                  bytes or text that cannot become a Document
    │   ├── NotHtmlError            a PDF, an image, an archive, binary bytes
    │   ├── UndecodableError        no charset makes text of it
    │   └── TooLargeError           beyond the limit of bytes, tags or depth
    ├── FetchError                  a URL that gave no Page; carries url, attempts
    │   ├── UrlError                not http(s), or no URL at all
    │   ├── DnsError
    │   ├── ConnectError
    │   ├── TlsError
    │   ├── FetchTimeoutError       connect or read timeout
    │   ├── DeadlineError           the whole request took too long
    │   ├── BodyTooLargeError       decoded body or headers over the limit
    │   ├── BodyDecodeError         broken gzip, brotli, zstd, deflate; truncated body
    │   ├── ProtocolError           the server does not speak HTTP as it should
    │   ├── RedirectError           a circle, too many, or a downgrade
    │   ├── RobotsError             robots.txt disallows it
    │   ├── AddressError            an address that may not be asked
    │   ├── StatusError             an HTTP status that is no page (carries status)
    │   ├── MediaTypeError          not HTML, XHTML or plain text (carries media_type)
    │   ├── ReservedError           the page reserves text-and-data mining, and the options respect it
    │   └── BrowserError            the browser is missing or failed
    ├── StoreError                  the store cannot be opened, read or written
    │   ├── StoreLockedError
    │   ├── StoreFormatError        not ours, damaged, or of a newer version
    │   └── ShardLostError          a worker's lease of its hosts has ended
    ├── CrawlError
    │   ├── RunLockedError          another run holds the lock
    │   └── SourceError             a source that gives no URLs (a feed that is HTML, a bomb)
    └── UsageError                  the library was called in a way that cannot work

Each says what happened, where, and what to do next; ``str()`` joins the three.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scraper.page import Attempt


class ScraperError(Exception):
    """Base of all. ``what`` happened, ``where`` (file, URL, key path; may be empty), ``hint`` what to do next."""

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(what)
        self.what, self.where, self.hint = what, where, hint

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}. {self.hint}" if self.hint else text

    def __reduce__(self) -> tuple[object, ...]:  # errors cross process borders with everything they carry
        return _rebuild, (type(self), self.args, dict(self.__dict__))


def _rebuild(cls: type[ScraperError], args: tuple[object, ...], state: dict[str, object]) -> ScraperError:
    error = cls.__new__(cls)
    Exception.__init__(error, *args)
    error.__dict__.update(state)
    return error


def install(extra: str) -> str:
    """The hint of an error for want of an extra."""
    return f"Install the extra '{extra}': pip install '.[{extra}]' in the folder of scraper's source"


class ConfigError(ScraperError):
    """A configuration or option that cannot work; names file, key path, what was found and what is allowed."""


class InputError(ScraperError):
    """Something given on the command line or in a stream cannot be read."""


class OutputError(ScraperError):
    """A result cannot be written where it was asked to (no such folder, no right, disk full)."""


class UsageError(ScraperError):
    """The library was called in a way that cannot work (for example ``fetch`` inside a running event loop)."""


class CleanError(ScraperError):
    """Bytes or text that cannot become a Document."""


class NotHtmlError(CleanError):
    """A PDF, an image, an archive or other binary bytes; names the type."""


class UndecodableError(CleanError):
    """No charset makes text of the bytes."""


class TooLargeError(CleanError):
    """Beyond the limit of bytes, tags or depth; names the limit and the option that raises it."""


class FetchError(ScraperError):
    """A URL that gave no Page. ``attempts`` is the history of every try, oldest first."""

    def __init__(self, what: str, *, url: str, hint: str = "", attempts: tuple[Attempt, ...] = ()) -> None:
        super().__init__(what, where=url, hint=hint)
        self.url, self.attempts = url, attempts


class UrlError(FetchError):
    """Not an http or https URL."""


class DnsError(FetchError):
    """The host's name does not resolve."""


class ConnectError(FetchError):
    """No connection to the host."""


class TlsError(FetchError):
    """The certificate or the handshake failed."""


class FetchTimeoutError(FetchError):
    """The host did not answer within the connect or read timeout."""


class DeadlineError(FetchError):
    """The whole request took longer than its deadline."""


class BodyTooLargeError(FetchError):
    """The decoded body or the headers exceed their limit."""


class BodyDecodeError(FetchError):
    """The body is truncated or not what its Content-Encoding says."""


class ProtocolError(FetchError):
    """The server does not speak HTTP as it should."""


class RedirectError(FetchError):
    """Redirects in a circle, too many of them, or from https down to http."""


class RobotsError(FetchError):
    """robots.txt disallows the URL for our product token; names the rule."""


class AddressError(FetchError):
    """The host resolves to an address that may not be asked (loopback, private, link-local, ...)."""


class StatusError(FetchError):
    """An HTTP status that brings no page. ``retry_after``: seconds that the host asked to be left alone, or None."""

    def __init__(self, what: str, *, url: str, status: int, hint: str = "", attempts: tuple[Attempt, ...] = ()) -> None:
        super().__init__(what, url=url, hint=hint, attempts=attempts)
        self.status = status
        self.retry_after: float | None = None


class MediaTypeError(FetchError):
    """Neither HTML, XHTML nor plain text; names the type."""

    def __init__(
        self, what: str, *, url: str, media_type: str, hint: str = "", attempts: tuple[Attempt, ...] = ()
    ) -> None:
        super().__init__(what, url=url, hint=hint, attempts=attempts)
        self.media_type = media_type


class ReservedError(FetchError):
    """The page reserves text-and-data mining and the options say to respect that."""


class BrowserError(FetchError):
    """The browser is missing or failed to render the page."""


class StoreError(ScraperError):
    """The store cannot be opened, read or written."""


class StoreLockedError(StoreError):
    """Another process holds the store for longer than we wait."""


class StoreFormatError(StoreError):
    """A database or archive that is not ours, is damaged or is of a newer version."""


class ShardLostError(StoreError):
    """A worker's lease of its hosts has ended: another may ask them, so it must not."""


class CrawlError(ScraperError):
    """A crawl that cannot run."""


class RunLockedError(CrawlError):
    """Another run holds the lock (exit code 5)."""


class SourceError(CrawlError):
    """A source that gives no URLs: a feed that is HTML, a sitemap bomb."""
