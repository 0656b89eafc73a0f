"""The adapter to Dask: shards become tasks of a local cluster or of the user's own; the only import of it."""

from __future__ import annotations

import logging
import os
import posixpath
import queue
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from scraper import __version__
from scraper.errors import ConnectError, InputError, ScraperError, UsageError, install
from scraper.processes import undisturbed
from scraper.scale.bulk.options import BulkJob, BulkOptions
from scraper.scale.bulk.process import end_idle
from scraper.scale.bulk.shard import Counts, ShardResult, clean_shard
from scraper.scale.bulk.shards import Shard

#: Seconds to wait for a scheduler, and for its first worker.
PATIENCE = 30
_TOPIC = "article-scraper-bulk"


@dataclass
class BulkRun:
    """How far a run is. ``shards``: to be cleaned, without those ``there`` before; ``size``: their bytes."""

    shards: int
    size: int
    there: int = 0
    begin: float = field(default_factory=time.monotonic)
    results: list[ShardResult] = field(default_factory=list)
    failures: list[tuple[Shard, str]] = field(default_factory=list)
    under_way: dict[str, Counts] = field(default_factory=dict)
    finished: Counts = field(default_factory=Counts)

    @property
    def counts(self) -> Counts:
        """Of finished shards and of those under way."""
        return sum(self.under_way.values(), self.finished)

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return max(1e-6, time.monotonic() - self.begin)

    @property
    def left(self) -> float | None:
        """Seconds that the rest takes at the rate of bytes until now; None before anything was read."""
        read = self.counts.read + sum(shard.size for shard, _ in self.failures)
        return self.seconds * max(0, self.size - read) / read if read else None

    def done(self, shard: Shard, result: ShardResult | str) -> None:
        """A shard has ended: its result, or why it failed."""
        self.under_way.pop(shard.output, None)
        if isinstance(result, str):
            self.failures.append((shard, result))
        else:
            self.results.append(result)
            self.finished += result.counts


def run(shards: Sequence[Shard], job: BulkJob, tell: Callable[[BulkRun], None]) -> BulkRun:
    """Clean the shards whose outputs are missing; ``tell`` is called whenever something is known, about once a second.

    Raises `UsageError` without Dask or where its workers are of another version, `ConnectError` where the scheduler is
    not reached. A shard that fails is no error here: it stands in ``failures``.
    """
    missing = [shard for shard in shards if not _exists(shard.output)]
    progress = BulkRun(len(missing), sum(shard.size for shard in missing), len(shards) - len(missing))
    if not missing:
        return progress
    with _client(job.options) as client:
        _check_workers(client)
        news: queue.SimpleQueue[Any] = queue.SimpleQueue()
        client.subscribe_topic(_TOPIC, lambda event: news.put(_counts(event)))
        progress.begin = time.monotonic()
        waiting = dict[str, Shard]()
        for shard in missing:
            future = client.submit(_clean, shard, job, key=f"shard-{shard.output}", pure=False)
            waiting[future.key] = shard
            future.add_done_callback(news.put)
        while waiting:
            _take(news, waiting, progress)
            tell(progress)
        client.run(end_idle)
    _sweep(missing)
    return progress


def _take(news: queue.SimpleQueue[Any], waiting: dict[str, Shard], progress: BulkRun) -> None:
    """The next news, if there is any within a second."""
    try:
        item = news.get(timeout=1.0)
    except queue.Empty:
        return
    if isinstance(item, tuple):
        output, counts = item
        if any(shard.output == output for shard in waiting.values()):
            progress.under_way[output] = counts
    elif (shard := waiting.pop(item.key, None)) is not None:
        progress.done(shard, _result(item))


def _clean(shard: Shard, job: BulkJob) -> ShardResult:
    """What a worker does."""
    worker = _distributed().get_worker()

    def report(counts: Counts) -> None:
        numbers = [getattr(counts, name) for name in counts.__slots__]
        worker.log_event(_TOPIC, {"output": shard.output, "counts": numbers})

    return clean_shard(shard, job, report)


def _counts(event: tuple[Any, dict[str, Any]]) -> tuple[str, Counts]:
    return event[1]["output"], Counts(*event[1]["counts"])


def _result(future: Any) -> ShardResult | str:
    """The result of a task, or why it has none."""
    if future.status == "finished":
        result: ShardResult = future.result()
        return result
    problem = future.exception() if future.status == "error" else None
    if isinstance(problem, ScraperError):
        return str(problem)
    if type(problem).__name__ == "KilledWorker":
        return "every worker that took it was lost. Look for a lack of memory, then run the command again"
    return f"unexpected {problem!r}" if problem is not None else f"its task was {future.status}"


@contextmanager
def _client(options: BulkOptions) -> Iterator[Any]:
    """A client of the user's scheduler, or of a cluster of this machine's cores, which ends with it."""
    distributed = _distributed()
    if options.scheduler:
        try:
            client = distributed.Client(options.scheduler, timeout=PATIENCE)
        except (OSError, TimeoutError, ValueError) as problem:
            what = f"the scheduler is not reached ({problem})"
            raise ConnectError(what, url=options.scheduler, hint="Start one with `dask scheduler`") from problem
        with client:
            yield client
        return
    with undisturbed():
        cluster = distributed.LocalCluster(
            n_workers=options.workers or os.cpu_count() or 1,
            threads_per_worker=1,
            processes=True,
            dashboard_address=None,
            silence_logs=logging.CRITICAL,  # a task that fails is told by its shard
        )
    with cluster, distributed.Client(cluster) as client:
        yield client


def _distributed() -> Any:
    try:
        import distributed
    except ImportError:
        raise UsageError("bulk cleaning needs Dask", hint=install("dask")) from None
    return distributed


def _check_workers(client: Any) -> None:
    """Every worker has this version, or it is said which has not."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise UsageError("the scheduler has no workers", hint="Start some with `dask worker ADDRESS`") from None
    hint = "Install the same scraper, with its extra 'dask', on every machine"
    try:
        versions: dict[str, str] = client.run(_version)
    except Exception as problem:  # whatever a worker without the package raises when it is asked
        raise UsageError(f"the workers cannot run it ({problem})", hint=hint) from problem
    for worker, version in versions.items():
        if version != __version__:
            raise UsageError(f"the worker {worker} has version {version}, this is {__version__}", hint=hint)


def _version() -> str:
    return __version__


def _exists(name: str) -> bool:
    from fsspec.core import url_to_fs

    system, path = url_to_fs(name)
    return bool(system.exists(path))


def _sweep(shards: Sequence[Shard]) -> None:
    """Remove what killed workers have left of these shards' outputs."""
    from fsspec.core import url_to_fs

    for shard in shards:
        try:
            system, path = url_to_fs(shard.output)
            folder, base = posixpath.split(path)
            for part in system.glob(posixpath.join(folder, f".{base}.*.part")):
                system.rm(part)
        except (OSError, ValueError) as problem:
            raise InputError(f"a part that was left cannot be removed ({problem})", where=shard.output) from problem
