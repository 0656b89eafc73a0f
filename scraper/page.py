"""What a fetch brought: a Page, the history of its attempts, and the signals about use that came with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request. ``outcome``: ``ok``, ``redirect``, ``not-modified``, ``status`` or an error's name; ``wait``:
    seconds waited before it (politeness or back-off), ``seconds``: how long it took, ``size``: body bytes as
    received."""

    url: str
    outcome: str
    status: int | None = None
    started: datetime | None = None
    seconds: float = 0.0
    wait: float = 0.0
    size: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class UseSignals:
    """What site and page say about use, as they say it; None where they are silent."""

    robots_rule: str | None = None
    x_robots_tag: str | None = None
    meta_robots: str | None = None
    content_signal: str | None = None
    tdm_reservation: str | None = None
    tdm_policy: str | None = None
    license: str | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page as downloaded. ``url`` was asked, ``final_url`` answered. ``headers``: lower-case names, in order.
    ``charset``: as declared in Content-Type, not yet checked. ``body``: after Content-Encoding, before any charset.
    ``fetched_at``: aware, UTC. ``status`` 304 has an empty body and means: what is stored still holds."""

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    charset: str | None = None
    media_type: str = "text/html"
    fetched_at: datetime | None = None
    redirects: tuple[str, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    signals: UseSignals = field(default_factory=UseSignals)
    rendered: bool = False

    def header(self, name: str) -> str | None:
        """The first header of that name (any case), or None."""
        low = name.lower()
        return next((value for key, value in self.headers if key == low), None)

    @property
    def not_modified(self) -> bool:
        """Whether the server said that the stored copy still holds."""
        return self.status == 304

    def __repr__(self) -> str:
        return f"<Page {self.status} {self.final_url} {len(self.body)} bytes>"
