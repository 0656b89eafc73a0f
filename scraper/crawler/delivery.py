"""Handing new and changed articles on: from the outbox to a file of JSON Lines and to a webhook.

At least once: a row leaves the outbox when the output has confirmed, so a kill between the two hands it on again (the
receiver tells by ``stored.id`` and ``stored.revision``, which a post also carries as its Idempotency-Key).  In order
per source: a source's next article goes when the one before it is confirmed; a source whose post fails waits alone.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from scraper.errors import OutputError
from scraper.store import outbox
from scraper.store.options import SinkOptions
from scraper.store.outbox import Parcel

AT_ONCE = 100  # lines between two confirmations
POSTS = 8  # sources that are posted at the same time

#: Runs a function of the store in a transaction: ``await transact(function, *arguments)``.
Transact = Callable[..., Awaitable[Any]]


class Delivery:
    """The outputs of a run. ``transact`` reaches the store. Use it as an asynchronous context manager."""

    def __init__(self, options: SinkOptions, transact: Transact) -> None:
        self._options, self._transact = options, transact
        self._news = asyncio.Event()
        self._client = httpx.AsyncClient(timeout=options.deadline, trust_env=False)
        self._ending = False
        self.delivered = 0
        self.problems: list[str] = []

    def wake(self) -> None:
        """There may be something new in the outbox."""
        self._news.set()

    def end(self) -> None:
        """Let :meth:`run` return after what it is handing over: cancelled in between, it would hand that on twice."""
        self._ending = True
        self._news.set()

    async def run(self) -> None:
        """Deliver whatever comes, until :meth:`end`."""
        while not self._ending:
            await self._news.wait()
            self._news.clear()
            await self.deliver()

    async def finish(self, seconds: float) -> None:
        """Deliver what is left, trying again for at most ``seconds``; what is not taken then stays for the next run."""
        self._ending = False
        end = asyncio.get_running_loop().time() + seconds
        while True:
            await self.deliver()
            due = await self._transact(outbox.next_try, "webhook") if self._options.webhook else None
            if due is None:
                return
            wait = max(0.0, (due - datetime.now(UTC)).total_seconds())
            if asyncio.get_running_loop().time() + wait > end:
                return
            await asyncio.sleep(wait)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def deliver(self) -> None:
        """Deliver all that may be tried now; when ending, no more than is begun."""
        if self._options.jsonl:
            await self._append_all(Path(self._options.jsonl))
        if self._options.webhook:
            while not self._ending and (parcels := await self._transact(outbox.heads, "webhook", datetime.now(UTC))):
                for start in range(0, len(parcels), POSTS):
                    await asyncio.gather(*map(self._post, parcels[start : start + POSTS]))

    async def _append_all(self, path: Path) -> None:
        while not self._ending and (parcels := await self._transact(outbox.oldest, "jsonl", AT_ONCE)):
            documents = [parcel.document for parcel in parcels if parcel.document is not None]
            await asyncio.to_thread(_append, path, documents)
            await self._transact(outbox.delivered, [parcel.id for parcel in parcels])
            self.delivered += len(documents)

    async def _post(self, parcel: Parcel) -> None:
        if parcel.document is None:
            await self._transact(outbox.delivered, [parcel.id])
            return
        stored = parcel.document["stored"]
        headers = {**dict(self._options.headers), "content-type": "application/json"}
        headers["idempotency-key"] = f"{stored['id']}-{stored['revision']}"
        body = json.dumps(parcel.document, ensure_ascii=False).encode("utf-8", "surrogatepass")
        try:
            answer = await self._client.post(self._options.webhook, content=body, headers=headers)
            problem = "" if answer.is_success else f"answered {answer.status_code}"
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            problem = f"{type(error).__name__}: {error}"
        if problem:
            self.problems.append(f"the webhook {self._options.webhook} {problem}")
            await self._transact(outbox.postpone, parcel, self._options.retry, problem, datetime.now(UTC))
        else:
            self.delivered += 1
            await self._transact(outbox.delivered, [parcel.id])


def _append(path: Path, documents: list[dict[str, Any]]) -> None:
    """Append lines and bring them to the disk. A half line that a kill left is ended first."""
    data = b"".join(json.dumps(item, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n" for item in documents)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a+b") as file:
            _cut_half_line(file)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        hint = "Free space or correct the path; the articles wait in the store"
        raise OutputError(f"articles cannot be appended ({error.strerror})", where=str(path), hint=hint) from error


def _cut_half_line(file: Any) -> None:
    """Cut off what a kill left behind the last complete line."""
    end = file.seek(0, os.SEEK_END)
    position = end
    while position > 0:
        step = min(position, 1 << 16)
        file.seek(position - step)
        newline = file.read(step).rfind(b"\n")
        if newline >= 0:
            position = position - step + newline + 1
            break
        position -= step
    if position < end:
        file.truncate(position)
    file.seek(0, os.SEEK_END)


def sinks_of(options: SinkOptions) -> tuple[str, ...]:
    """The names of the outputs that are used."""
    return tuple(name for name in ("jsonl", "webhook") if getattr(options, name))
