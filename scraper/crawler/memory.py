"""What a run remembers of its hosts' pages: a profile a host, learned as pages are read, used from the fifth page on.

Theory of operation.  The profile of a host lives in the crawl's process; it is loaded from the store when the host is
first asked, learns from the compact facts that a worker returns with each article, and goes back to the store at the
end of the run, when it makes room for others, and now and then in between.  Workers get a `Snapshot`: a small frozen
copy, made anew when the profile has grown by two fifths (by ``STEP`` articles at most), so that its cost stays in
proportion to the pages and each worker receives it once (see ``workers``).
"""

from __future__ import annotations

import asyncio
import json
import pickle
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa

from scraper.cleaner.site import PageFacts, SiteProfile
from scraper.errors import InputError
from scraper.store import profiles
from scraper.store.profiles import ProfileRow

#: Hosts whose profiles are held at once, .4 MB each when they are full.
HELD = 100
#: Growth of a profile, and most articles, after which workers get a new snapshot and the store a copy.
GROWTH, STEP = 1.4, 25

#: Runs a function of the store in a transaction: ``await transact(function, *arguments)``.
Transact = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A profile as it travels to a worker: pickled, or empty where the worker has this version already."""

    host: str
    version: str
    data: bytes = b""


@dataclass(slots=True)
class _Held:
    """A profile at work. ``saved``: the version that the store has; ``grown``: articles at which the next snapshot is
    made."""

    profile: SiteProfile
    saved: str
    grown: int
    snapshot: Snapshot | None = None


class SiteMemory:
    """The profiles of a run. ``first``: the page of a host from which its profile is used; 0: never, and nothing is
    learned. ``transact`` reaches the store."""

    def __init__(self, transact: Transact, first: int) -> None:
        self._transact, self._first = transact, first
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._lock = asyncio.Lock()

    async def of(self, host: str) -> Snapshot | None:
        """What a worker is to know of the host; None as long as too little is known."""
        if not self._first:
            return None
        held = self._held.get(host) or await self._load(host)
        self._held.move_to_end(host)
        learned = held.profile.learned
        if learned >= max(self._first - 1, held.grown):
            small = held.profile.recurring()
            held.snapshot = Snapshot(host, small.version, pickle.dumps(small, pickle.HIGHEST_PROTOCOL))
            held.grown = learned + min(max(1, round((GROWTH - 1) * learned)), STEP)
            await self._save([held])
        return held.snapshot

    def learn(self, host: str, facts: PageFacts | None) -> None:
        """Take in what a page showed. What comes for a host that made room meanwhile is left out."""
        held = self._held.get(host)
        if held is not None and facts is not None:
            held.profile.learn(facts)

    async def close(self) -> None:
        """Save what was learned."""
        await self._save(list(self._held.values()))

    async def _load(self, host: str) -> _Held:
        async with self._lock:  # two lanes of a host load it once
            if host not in self._held:
                profile, version = await self._transact(stored_profile, host)
                self._held[host] = _Held(profile, version, 0)
                if len(self._held) > HELD:
                    _, oldest = self._held.popitem(last=False)
                    await self._save([oldest])
            return self._held[host]

    async def _save(self, all_held: list[_Held]) -> None:
        """Bring profiles to the store; what another process has saved since they were loaded is taken in first."""
        rows = []
        for held in all_held:
            if held.profile.version != held.saved:
                stored, version = await self._transact(stored_profile, held.profile.site)
                if version != held.saved:
                    held.profile.merge(stored)
                rows.append(_row(held.profile))
                held.saved = held.profile.version
        if rows:
            await self._transact(profiles.save, rows, datetime.now(UTC))


def stored_profile(connection: sa.Connection, host: str) -> tuple[SiteProfile, str]:
    """The profile of a host as the store has it, and its version; an empty one where there is none, or none that this
    program can read."""
    row = profiles.load(connection, host)
    try:
        return (SiteProfile.from_dict(json.loads(row.document)), row.version) if row else (SiteProfile(host), "")
    except (InputError, ValueError):
        return SiteProfile(host), ""


def _row(profile: SiteProfile) -> ProfileRow:
    return ProfileRow(profile.site, profile.version, profile.learned, json.dumps(profile.to_dict()))
