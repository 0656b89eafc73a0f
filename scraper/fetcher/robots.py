"""robots.txt by RFC 9309: what it says of a URL, and which rule says it. Pure; the client brings the file."""

from __future__ import annotations

from dataclasses import dataclass, field

from protego import Protego

#: At least this much is parsed (RFC 9309, section 2.5), bytes.
SIZE_LIMIT = 512 * 1024


@dataclass(frozen=True, slots=True)
class Verdict:
    """What robots.txt says of one URL. ``rule``: the line that decided, or why none did."""

    allowed: bool
    rule: str
    url: str = ""
    crawl_delay: float | None = None
    sitemaps: tuple[str, ...] = ()
    content_signal: str | None = None
    license: str | None = None


@dataclass(frozen=True)
class Robots:
    """One host's robots.txt for one product token."""

    url: str
    token: str
    text: str = ""
    #: Set when the file itself decides nothing: "no robots.txt (404)", "robots.txt answered 503".
    status_rule: str = ""
    allowed: bool = True
    _parsed: Protego = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_parsed", Protego.parse(self.text))

    def verdict(self, url: str) -> Verdict:
        """Whether a normalised URL may be asked."""
        if self.status_rule:
            return Verdict(self.allowed, self.status_rule, self.url)
        allowed = self._parsed.can_fetch(url, self.token)
        return Verdict(
            allowed,
            "allowed" if allowed else "disallowed",
            self.url,
            crawl_delay=self.crawl_delay,
            sitemaps=tuple(self._parsed.sitemaps),
        )

    @property
    def crawl_delay(self) -> float | None:
        """Seconds between requests by ``Crawl-delay`` or ``Request-rate``, the longer one."""
        delay, rate = self._parsed.crawl_delay(self.token), self._parsed.request_rate(self.token)
        asked = [value for value in (delay, rate.seconds / rate.requests if rate else None) if value]
        return max(asked, default=None)
