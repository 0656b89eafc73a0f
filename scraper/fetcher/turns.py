"""Whose turn it is at a host: its pace and its places, in one registry for all fetchers of a run."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from weakref import WeakValueDictionary

from scraper.fetcher.clock import Clock
from scraper.fetcher.memory import HostState, Memory
from scraper.fetcher.options import FetchOptions
from scraper.fetcher.pace import Pace

#: Seconds for which a host is held beyond the time that a connection may take: one note in so many seconds.
HOLD = 10.0


class PausedError(Exception):
    """The host asked for a pause longer than the caller's patience."""

    def __init__(self, seconds: float, status: int) -> None:
        super().__init__(seconds)
        self.seconds, self.status = seconds, status


class Turns:
    """One host's. ``pace`` is replaced by whoever learns something about it."""

    def __init__(self, name: str, options: FetchOptions, memory: Memory | None) -> None:
        self.name = name
        self.pace = Pace(options.delay, max(options.max_delay, options.delay), options.throttle)
        self.pause_status = 503
        self.gate = asyncio.Lock()
        self._slots = asyncio.Semaphore(options.host_concurrency)
        self._sending = options.connect_timeout
        self._memory = memory
        self._recalled = memory is None
        self._held_until = -math.inf

    @asynccontextmanager
    async def take(self, clock: Clock, places: asyncio.Semaphore, patience: float) -> AsyncIterator[Turn]:
        """Wait for the turn of a request, hold one of all ``places`` while it runs.

        Raises `PausedError` when the host asked for a pause beyond ``patience`` seconds. A waiting request holds none
        of the places.
        """
        async with self._slots:
            await self.gate.acquire()
            turn = Turn(self, clock)
            try:
                await self._place(clock, places, patience)
                try:
                    self.pace = self.pace.started(clock.now())
                    if not self.pace.gap:
                        turn.sent()
                    yield turn
                finally:
                    places.release()
            finally:
                turn.end()

    async def _place(self, clock: Clock, places: asyncio.Semaphore, patience: float) -> None:
        if not self._recalled:
            await self._recall(clock)
        while True:
            if (pause := self.pace.pause(clock.now())) > patience:
                raise PausedError(pause, self.pause_status)
            await self.ready(clock)
            if self.pace.pause(clock.now()):
                continue
            await places.acquire()
            if not self.pace.wait(clock.now()) and self._is_held(clock.now()):
                return
            places.release()

    async def ready(self, clock: Clock) -> None:
        """Wait until the next request may start, by its pace and by a hold."""
        while wait := self.pace.wait(clock.now()):
            await clock.sleep(wait)
            if self.pace.pause(clock.now()):  # asked for meanwhile; the caller may have no patience for it
                return
        if not self._is_held(clock.now()):
            await self._hold(clock, self._sending + HOLD)

    def _is_held(self, now: float) -> bool:
        return self._memory is None or not self.pace.gap or now + self._sending <= self._held_until

    async def _hold(self, clock: Clock, seconds: float) -> None:
        assert self._memory is not None
        begin = clock.now()
        await self._memory.note(self.name, HostState(seconds, self.pace.pause(begin), self.pace.penalty))
        self._held_until = begin + seconds

    async def _recall(self, clock: Clock) -> None:
        """Go on with what was noted of the host."""
        assert self._memory is not None
        state = await self._memory.recall(self.name)
        now = clock.now()
        # No hold reaches further: where one seems to, the clock that noted it was set back.
        sent = min(state.sent, self._sending + HOLD)
        last_start = max(self.pace.last_start, now + sent)
        pause_end = max(self.pace.pause_end, now + state.pause if state.pause > 0 else 0.0)
        self.pace = replace(self.pace, last_start=last_start, pause_end=pause_end, penalty=state.penalty)
        self._recalled = True

    async def overloaded(self, clock: Clock, status: int, pause: float | None) -> None:
        """The host answered 429 or 503, perhaps with a pause of so many seconds."""
        self.pace = self.pace.overloaded(clock.now(), pause)
        self.pause_status = status
        if self._memory is not None and pause:
            await self._hold(clock, max(0.0, self._held_until - clock.now()))

    async def settle(self, now: float) -> None:
        """No request follows: note when the last one was really sent."""
        if self._memory is not None and self._held_until > -math.inf:
            state = HostState(self.pace.last_start - now, self.pace.pause(now), self.pace.penalty)
            await self._memory.note(self.name, state)
            self._held_until = -math.inf


class Turn:
    """The turn of one request at a host. The host's gate is shut from its beginning until the request has been sent."""

    def __init__(self, turns: Turns, clock: Clock) -> None:
        self._turns, self._clock, self._shut = turns, clock, True
        #: Seconds that `again` has waited.
        self.waited = 0.0

    def sent(self) -> None:
        """The request has been sent: the delay runs from here, since making a connection takes one longer than
        another."""
        if self._shut:
            self._turns.pace = self._turns.pace.started(self._clock.now())
            self.end()

    async def again(self) -> None:
        """Wait until another request may start, for an authentication that needs two."""
        begin = self._clock.now()
        await self._turns.gate.acquire()
        self._shut = True
        while self._turns.pace.wait(self._clock.now()):
            await self._turns.ready(self._clock)
        self._turns.pace = self._turns.pace.started(self._clock.now())
        self.waited += self._clock.now() - begin
        if not self._turns.pace.gap:
            self.end()

    def end(self) -> None:
        """Let the next request of the host begin its wait."""
        if self._shut:
            self._shut = False
            self._turns.gate.release()


class TurnBook:
    """The hosts that any fetcher of a run asks, each with one pace, whoever asks it. ``memory``: what outlives the run;
    None: nothing does."""

    def __init__(self, memory: Memory | None = None) -> None:
        self.memory = memory
        self._known: WeakValueDictionary[str, Turns] = WeakValueDictionary()

    def of(self, name: str, options: FetchOptions) -> Turns:
        """The turns of a host. Where fetchers ask with different delays, the longest holds."""
        turns = self._known.get(name)
        if turns is None:
            turns = self._known[name] = Turns(name, options, self.memory)
        turns.pace = turns.pace.slowed_to(options.delay)
        return turns
