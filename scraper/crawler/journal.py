"""What a run tells machines while it goes on: a log of JSON Lines, and numbers in Prometheus' text format."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from scraper.crawler.plan import Summary
from scraper.errors import OutputError
from scraper.store.records import Visit, Written

REWRITTEN_EVERY = 10.0  # seconds; scrapers of the file come every 15 to 60 s


class Log:
    """A line a visit: time, source, url, outcome, status, seconds, bytes, note. ``name``: a file, ``-`` for stderr, or
    empty for no log."""

    def __init__(self, name: str) -> None:
        self._stream: IO[str] | None = None
        if name == "-":
            self._stream = sys.stderr
        elif name:
            try:
                Path(name).parent.mkdir(parents=True, exist_ok=True)
                self._stream = Path(name).open("a", encoding="utf-8", buffering=1)  # noqa: SIM115 - open for the run
            except OSError as error:
                raise OutputError(f"the log cannot be written ({error.strerror})", where=name) from error

    def visit(self, source: str, visited: Visit, result: Written) -> None:
        """Note a stored visit."""
        if self._stream is None:
            return
        attempts = json.loads(visited.detail)["attempts"] if visited.detail else []
        self.line(
            "visit",
            source=source,
            url=visited.entry.url,
            kind=visited.entry.kind,
            outcome=result.outcome,
            state=visited.state,
            status=visited.status,
            requests=len(attempts),
            seconds=round(sum(attempt["seconds"] for attempt in attempts), 3),
            waited=round(sum(attempt["waited"] for attempt in attempts), 3),
            bytes=visited.size,
            found=result.found,
            note=visited.note,
        )

    def line(self, event: str, **values: object) -> None:
        """Note anything else."""
        if self._stream is not None:
            now = datetime.now(UTC).isoformat(timespec="milliseconds")
            self._stream.write(json.dumps({"time": now, "event": event, **values}, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Close the file."""
        if self._stream is not None and self._stream is not sys.stderr:
            self._stream.close()


class Metrics:
    """Counters of one run, written whole and at once, so that no reader sees half a file."""

    def __init__(self, name: str) -> None:
        self._path = Path(name) if name else None
        self._visits: Counter[tuple[str, str]] = Counter()
        self._bytes: Counter[str] = Counter()
        self._words: Counter[str] = Counter()
        self._written = 0.0

    def visit(self, source: str, visited: Visit, result: Written) -> None:
        """Count a stored visit."""
        if self._path is None:
            return
        self._visits[source, result.outcome] += 1
        self._bytes[source] += visited.size
        self._words[source] += result.words
        if time.monotonic() - self._written > REWRITTEN_EVERY:
            self.write(None)

    def write(self, summary: Summary | None) -> None:
        """Write the file; ``summary``: of the run, when it has ended."""
        if self._path is None:
            return
        self._written = time.monotonic()
        part = self._path.with_name(self._path.name + ".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text("\n".join(self._lines(summary)) + "\n", encoding="utf-8")
            os.replace(part, self._path)
        except OSError as error:
            raise OutputError(f"the metrics cannot be written ({error.strerror})", where=str(self._path)) from error

    def _lines(self, summary: Summary | None) -> list[str]:
        lines = [
            "# HELP scraper_visits_total URLs asked in this run, by outcome.",
            "# TYPE scraper_visits_total counter",
        ]
        for (source, outcome), count in sorted(self._visits.items()):
            lines.append(f'scraper_visits_total{{source="{_escaped(source)}",outcome="{outcome}"}} {count}')
        for name, text, counts in (
            ("bytes", "Bytes received in this run.", self._bytes),
            ("words", "Words of articles read in this run.", self._words),
        ):
            lines += [f"# HELP scraper_{name}_total {text}", f"# TYPE scraper_{name}_total counter"]
            lines += [f'scraper_{name}_total{{source="{_escaped(s)}"}} {count}' for s, count in sorted(counts.items())]
        now = datetime.now(UTC).timestamp()
        lines += ["# TYPE scraper_run_running gauge", f"scraper_run_running {int(summary is None)}"]
        lines += ["# TYPE scraper_run_seen_timestamp_seconds gauge", f"scraper_run_seen_timestamp_seconds {now:.3f}"]
        if summary is not None:
            lines += ["# TYPE scraper_urls_waiting gauge", f"scraper_urls_waiting {summary.waiting}"]
            failed = len(summary.failed_sources)
            lines += ["# TYPE scraper_sources_failed gauge", f"scraper_sources_failed {failed}"]
            if summary.next_due is not None:
                due = summary.next_due.timestamp()
                lines += [
                    "# TYPE scraper_next_due_timestamp_seconds gauge",
                    f"scraper_next_due_timestamp_seconds {due:.3f}",
                ]
        return lines


def _escaped(label: str) -> str:
    return label.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
