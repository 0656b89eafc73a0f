"""One transaction's work: articles, revisions, tags, groups, URL states, counts, trace, outbox of a batch of visits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from scraper.store import dialect, duplicates, urls
from scraper.store import hosts as host_rows
from scraper.store.records import ArticleRow, Found, Kind, State, Visit, Written
from scraper.store.reports import matches
from scraper.store.tables import (
    articles,
    captures,
    events,
    forgotten,
    hosts,
    outbox,
    readings,
    shapes,
    source_runs,
)
from scraper.store.tables import urls as url_rows
from scraper.store.versions import Reason, Version, Versions, differs

# A canonical URL is believed where the page looks like what is stored under it: sites that name one canonical URL for
# all their pages exist. Two versions of one article share at least half of their word runs, two articles do not.
SAME_ARTICLE = 0.5

_COUNTED = ("new", "changed", "unchanged", "refused", "gone", "failed")
_READ = ("new", "changed", "unchanged")  # outcomes of a page that is the stored article's own


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record lies: file, offset and length in bytes."""

    file: str
    position: int
    length: int


class Statements:
    """Statements built once a run: building one takes longer than running it."""

    def __init__(self, name: str, sinks: tuple[str, ...], near_duplicates: float) -> None:
        self.sinks, self.near_duplicates = sinks, near_duplicates
        self.host = _adding(name, hosts, ("name",), ("asked", "failed", "bytes"), ("last_asked_at",))
        self.shape = _adding(name, shapes, ("host", "shape"), ("articles", "others"), ())
        counts = ("asked", *_COUNTED, "bytes")
        self.source_run = _adding(name, source_runs, ("run_id", "source_id"), counts, ())
        self.by_id = sa.select(articles).where(articles.c.id == sa.bindparam("id_"))
        self.by_key = sa.select(articles).where(articles.c.key == sa.bindparam("key_"))
        self.update_url = sa.update(url_rows).where(url_rows.c.id == sa.bindparam("id_"))


def _adding(name: str, table: sa.Table, key: tuple[str, ...], added: tuple[str, ...], replaced: tuple[str, ...]) -> Any:
    """An upsert that adds up counters and replaces the rest."""
    statement = dialect.insert(name, table)
    changes = {column: table.c[column] + statement.excluded[column] for column in added}
    changes |= {column: statement.excluded[column] for column in replaced}
    return statement.on_conflict_do_update(index_elements=list(key), set_=changes)


class Batch:
    """The work of one transaction on ``connection``."""

    def __init__(self, connection: sa.Connection, statements: Statements, run_id: int) -> None:
        self._connection, self._statements, self._run_id = connection, statements, run_id
        self._versions = Versions(connection, statements.near_duplicates)
        self._forgotten = list(connection.execute(sa.select(forgotten.c.pattern)).scalars())

    def is_forgotten(self, visit: Visit) -> bool:
        """Whether a takedown names the URL or the article."""
        names = {visit.entry.url, visit.entry.key}
        if visit.article is not None:
            names |= {visit.article.key, visit.article.url}
        return any(self._is_forgotten(name) for name in names)

    def refuse(self, visits: Sequence[Visit]) -> None:
        """Leave the URLs of a takedown alone from now on (most have no row any more)."""
        for visit in visits:
            row = sa.update(url_rows).where(url_rows.c.id == visit.entry.id)
            self._connection.execute(row.values(state=State.REFUSED, due_at=None, note="forgotten by request"))

    def write(self, visits: Sequence[Visit], places: Sequence[Place | None]) -> list[Written]:
        """Store the visits; what became of each."""
        kept = [(visit, place, self._store(visit)) for visit, place in zip(visits, places, strict=True)]
        if kept:
            self._update_urls(kept)
            self._insert_captures(kept)
            self._insert_readings(kept)
            self._insert_events(kept)
            self._count(kept)
            self._fill_outbox(kept)
        return [written for _, _, written in kept]

    def _is_forgotten(self, url: str) -> bool:
        return any(matches(url, pattern) for pattern in self._forgotten)

    def _store(self, visit: Visit) -> Written:
        """The article of a visit, and the URLs that it brought."""
        found = [item for item in visit.found if not (self._is_forgotten(item.url) or self._is_forgotten(item.key))]
        new, renewed = urls.add(self._connection, found)
        written = Written(
            visit.entry.url,
            visit.outcome,
            visit.entry.article_id,
            hosts=_hosts_of([*new, *renewed]),
            found=len(new),
            led_on=any(item.shape != visit.shape for item in new),
        )
        if visit.article is None:
            return written
        row = visit.article
        outcome, article_id, repeats = self._store_article(visit, row)
        shown = tuple(dict.fromkeys((*row.tags, *visit.source_tags)))
        return replace(
            written,
            outcome=outcome,
            article_id=article_id,
            repeats=repeats,
            title=row.title,
            words=row.words,
            blocks_removed=row.blocks_removed,
            tags=shown,
        )

    def _store_article(self, visit: Visit, row: ArticleRow) -> tuple[str, int, bool]:
        """Insert, update or leave the article; outcome, its number, whether it repeats another page of its host."""
        stored, row = self._find_stored(visit, row)
        if stored is None:
            version = Version(row, Reason.NEW, visit.asked_at, visit.source_tags)
            return "new", *self._versions.insert(visit.entry.source_id, version)
        # Another URL of an article that is stored does not replace it: the URL that brought it keeps the word.
        own = stored.url == row.url or stored.key == visit.entry.key
        if own and (reason := _reason(visit, row, stored)) is not None:
            news = reason is not Reason.RECLEANED
            self._versions.replace(stored, Version(row, reason, visit.asked_at, visit.source_tags, news))
            return ("changed" if news else "unchanged"), stored.id, False
        if own:
            self._versions.refresh(stored, row)
        same = stored.text_digest == row.text_digest and visit.entry.article_id == stored.id
        seen = sa.update(articles).where(articles.c.id == stored.id).values(last_seen_at=visit.asked_at)
        self._connection.execute(seen)
        return ("unchanged" if same else "duplicate"), stored.id, False

    def _find_stored(self, visit: Visit, row: ArticleRow) -> tuple[Any, ArticleRow]:
        """The article that this visit is of, or None, and the row under the key that it may have."""
        if visit.entry.article_id is not None:
            stored = self._connection.execute(self._statements.by_id, {"id_": visit.entry.article_id}).first()
            if stored is not None:
                return stored, replace(row, key=stored.key)
        stored = self._connection.execute(self._statements.by_key, {"key_": row.key}).first()
        if stored is not None and row.key != visit.entry.key and not _same_article(stored, row):
            row = replace(row, key=visit.entry.key)
            stored = self._connection.execute(self._statements.by_key, {"key_": row.key}).first()
        return stored, row

    def _update_urls(self, kept: list[tuple[Visit, Place | None, Written]]) -> None:
        rows = [
            {
                "id_": visit.entry.id,
                "state": visit.state,
                "due_at": visit.due_at,
                "asked_at": visit.asked_at,
                "asked_times": visit.entry.asked_times + 1,
                "failures": visit.failures,
                "status": visit.status,
                "etag": visit.etag,
                "last_modified": visit.last_modified,
                "digest": visit.digest,
                "note": visit.note,
                "pace": visit.pace,
                "article_id": written.article_id,
            }
            for visit, _, written in kept
        ]
        self._connection.execute(self._statements.update_url, rows)

    def _insert_captures(self, kept: list[tuple[Visit, Place | None, Written]]) -> None:
        rows = [
            {
                "url_id": visit.entry.id,
                "article_id": written.article_id,
                "kind": visit.record.kind,
                "status": visit.record.status,
                "captured_at": visit.record.captured_at,
                "digest": visit.record.digest,
                "file": place.file,
                "position": place.position,
                "length": place.length,
            }
            for visit, place, written in kept
            if place is not None and visit.record is not None
        ]
        if not rows:
            return
        inserted = sa.insert(captures).returning(captures.c.id, sort_by_parameter_order=True)
        numbers = iter(self._connection.execute(inserted, rows).scalars().all())
        read = [
            {"id_": written.article_id, "capture_id": number}
            for visit, written, number in ((v, w, next(numbers)) for v, p, w in kept if p is not None and v.record)
            if visit.article is not None and written.outcome in _READ
        ]
        if read:
            self._connection.execute(sa.update(articles).where(articles.c.id == sa.bindparam("id_")), read)

    def _insert_readings(self, kept: list[tuple[Visit, Place | None, Written]]) -> None:
        rows = [
            {
                "at": visit.asked_at,
                "source_id": visit.entry.source_id,
                "url_id": visit.entry.id,
                "article_id": written.article_id if visit.article is not None else None,
                "outcome": written.outcome,
                **_measures(visit.article),
            }
            for visit, _, written in kept
            if visit.entry.kind is Kind.PAGE and written.outcome in ("new", "changed", "empty")
        ]
        if rows:
            self._connection.execute(sa.insert(readings), rows)

    def _insert_events(self, kept: list[tuple[Visit, Place | None, Written]]) -> None:
        rows = [
            {
                "at": visit.asked_at,
                "run_id": self._run_id,
                "source_id": visit.entry.source_id,
                "url_id": visit.entry.id,
                "kind": written.outcome,
                "note": visit.note,
                "detail": visit.detail,
            }
            for visit, _, written in kept
        ]
        self._connection.execute(sa.insert(events), rows)

    def _count(self, kept: list[tuple[Visit, Place | None, Written]]) -> None:
        """Add the batch to the counters of its hosts, shapes and sources."""
        by_host: dict[str, Counter[str]] = {}
        by_shape: dict[tuple[str, str], Counter[str]] = {}
        by_source: dict[int, Counter[str]] = {}
        for visit, _, written in kept:
            size = {"asked": 1, "bytes": visit.size}
            failed = {"failed": 1} if written.outcome == "failed" else {}
            by_host.setdefault(visit.entry.host, Counter()).update(size | failed)
            source = size | ({written.outcome: 1} if written.outcome in _COUNTED else {})
            by_source.setdefault(visit.entry.source_id, Counter()).update(source)
            if visit.shape:
                shape = {"articles" if written.useful else "others": 1}
                by_shape.setdefault((visit.entry.host, visit.shape), Counter()).update(shape)
        now = kept[-1][0].asked_at
        rows: list[dict[str, Any]] = [
            {**host_rows.new_row(host), "last_asked_at": now, **_numbers(counts, ("asked", "failed", "bytes"))}
            for host, counts in sorted(by_host.items())
        ]
        self._connection.execute(self._statements.host, rows)
        if by_shape:
            rows = [
                {"host": host, "shape": shape, **_numbers(counts, ("articles", "others"))}
                for (host, shape), counts in sorted(by_shape.items())
            ]
            self._connection.execute(self._statements.shape, rows)
        names = ("asked", *_COUNTED, "bytes")
        rows = [
            {"run_id": self._run_id, "source_id": source_id, **_numbers(counts, names)}
            for source_id, counts in by_source.items()
        ]
        self._connection.execute(self._statements.source_run, rows)

    def _fill_outbox(self, kept: list[tuple[Visit, Place | None, Written]]) -> None:
        rows = [
            {
                "sink": sink,
                "source_id": visit.entry.source_id,
                "article_id": written.article_id,
                "attempts": 0,
                "next_at": visit.asked_at,
                "note": "",
            }
            for visit, _, written in kept
            if written.outcome in ("new", "changed")
            for sink in self._statements.sinks
        ]
        if rows:
            self._connection.execute(sa.insert(outbox), rows)


def _measures(row: ArticleRow | None) -> dict[str, int]:
    """What a reading gave."""
    if row is None:
        return dict.fromkeys(("words", "words_removed", "authors", "tags", "titled", "dated", "paywalled"), 0)
    return {
        "words": row.words,
        "words_removed": row.words_removed,
        "authors": row.authors,
        "tags": len(row.tags),
        "titled": int(row.title is not None),
        "dated": int(row.published_at is not None),
        "paywalled": int(row.paywalled),
    }


def _numbers(counts: Counter[str], names: tuple[str, ...]) -> dict[str, int]:
    return {name: counts[name] for name in names}


def _hosts_of(found: Sequence[Found]) -> tuple[str, ...]:
    return tuple({item.host for item in found})


def _reason(visit: Visit, row: ArticleRow, stored: Any) -> Reason | None:
    """Why the row is another version of what is stored; None where it is the same one."""
    edited = stored.text_digest != row.text_digest
    if not edited and not differs(stored, row):
        return None
    if visit.digest is not None and visit.digest == visit.entry.digest:  # byte by byte the page that was read before
        return Reason.RECLEANED
    return Reason.EDITED if edited else Reason.METADATA


def _same_article(stored: Any, row: ArticleRow) -> bool:
    if stored.text_digest == row.text_digest:
        return True
    if stored.signature is None or row.signature is None:
        return False
    return duplicates.similarity(stored.signature, row.signature) >= SAME_ARTICLE
