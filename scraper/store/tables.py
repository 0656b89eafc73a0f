"""The tables as SQLAlchemy sees them; ``schema/`` holds the statements that make them, and a test holds both equal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


class Time(sa.types.TypeDecorator[datetime]):
    """An aware moment. SQLite keeps it as ISO 8601 text in UTC (``2026-01-31T09:05:00.000Z``): readable in any tool,
    and sorted as text it is sorted in time. PostgreSQL keeps a ``timestamptz``."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        """The column's type in the database at hand."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(postgresql.TIMESTAMP(timezone=True))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> Any:
        """An aware moment as the database keeps it."""
        if value is None or dialect.name == "postgresql":
            return value
        return time_text(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> datetime | None:
        """The moment back from the database."""
        if value is None or isinstance(value, datetime):
            return value
        return datetime.fromisoformat(value)


class Text(sa.types.TypeDecorator[str]):
    """Text that every database takes: what is no character of Unicode's is replaced, NUL, which PostgreSQL refuses, and
    halves of surrogate pairs, which pages write into their JSON."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        """The text as the database keeps it."""
        return None if value is None else stored_text(value)


def stored_text(value: str) -> str:
    """The text without what is no character."""
    if not value.isascii():
        value = value.encode("utf-8", "replace").decode("utf-8")
    return str(value).replace("\0", "\ufffd")


def time_text(value: datetime) -> str:
    """The moment as SQLite keeps it: UTC, milliseconds, ``Z``."""
    return value.astimezone(UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


metadata = sa.MetaData()
Column, ForeignKey, Table = sa.Column, sa.ForeignKey, sa.Table
Real, Blob, Number = sa.Double, sa.LargeBinary, sa.BigInteger
# SQLite numbers its rows itself only where the type is exactly INTEGER.
_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _id() -> sa.Column[int]:
    return Column("id", _Id, primary_key=True)


def _cascade(column: str) -> sa.ForeignKey:
    return ForeignKey(column, ondelete="CASCADE")


sources = Table(
    "sources",
    metadata,
    _id(),
    Column("name", Text, nullable=False, unique=True),
    Column("last_run_at", Time),
)

runs = Table(
    "runs",
    metadata,
    _id(),
    Column("command", Text, nullable=False),
    Column("started_at", Time, nullable=False),
    Column("ended_at", Time),
    Column("outcome", Text, nullable=False),
    Column("worker", Text),
)

source_runs = Table(
    "source_runs",
    metadata,
    Column("run_id", Number, _cascade("runs.id"), primary_key=True),
    Column("source_id", Number, _cascade("sources.id"), primary_key=True),
    *(
        Column(name, Number, nullable=False)
        for name in ("asked", "new", "changed", "unchanged", "refused", "gone", "failed", "bytes")
    ),
)

hosts = Table(
    "hosts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("asked", Number, nullable=False),
    Column("failed", Number, nullable=False),
    Column("bytes", Number, nullable=False),
    Column("last_asked_at", Time),
    Column("bucket", Number, nullable=False, server_default="0"),
    Column("sent_at", Time),
    Column("pause_until", Time),
    Column("penalty", Real, nullable=False, server_default="0"),
)

host_sources = Table(
    "host_sources",
    metadata,
    Column("host", Text, primary_key=True),
    Column("source_id", Number, ForeignKey("sources.id"), primary_key=True, autoincrement=False),
)

site_rules = Table(
    "site_rules",
    metadata,
    Column("origin", Text, primary_key=True),
    Column("rules", Text, nullable=False),
    Column("until", Time, nullable=False),
)

workers = Table(
    "workers",
    metadata,
    Column("name", Text, primary_key=True),
    Column("machine", Text, nullable=False),
    Column("process", Number, nullable=False),
    Column("started_at", Time, nullable=False),
    Column("seen_at", Time, nullable=False),
    Column("ended_at", Time),
)

shards = Table(
    "shards",
    metadata,
    Column("number", Number, primary_key=True, autoincrement=False),
    Column("low", Number, nullable=False),
    Column("high", Number, nullable=False),
    Column("worker", Text),
    Column("leased_until", Time),
    Column("started_at", Time),
    Column("ended_at", Time),
    Column("run_id", Number),
    Column("pages", Number, nullable=False, server_default="0"),
    Column("next_due", Time),
)

profiles = Table(
    "profiles",
    metadata,
    Column("host", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("learned", Number, nullable=False),
    Column("updated_at", Time, nullable=False),
    Column("document", Text, nullable=False),
)

shapes = Table(
    "shapes",
    metadata,
    Column("host", Text, primary_key=True),
    Column("shape", Text, primary_key=True),
    Column("articles", Number, nullable=False),
    Column("others", Number, nullable=False),
)

warc_files = Table(
    "warc_files",
    metadata,
    Column("name", Text, primary_key=True),
    Column("length", Number, nullable=False),
    Column("created_at", Time, nullable=False),
)

articles = Table(
    "articles",
    metadata,
    _id(),
    Column("key", Text, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("source_id", Number, ForeignKey("sources.id"), nullable=False),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("language", Text),
    Column("published_at", Time),
    Column("site", Text),
    Column("section", Text),
    Column("status", Text, nullable=False),
    Column("confidence", Real, nullable=False),
    Column("words", Number, nullable=False),
    Column("words_removed", Number, nullable=False),
    Column("blocks_removed", Number, nullable=False),
    Column("revision", Number, nullable=False),
    Column("text_digest", Text, nullable=False),
    Column("signature", Blob),
    Column("group_id", Number),
    Column("first_seen_at", Time, nullable=False),
    Column("last_seen_at", Time, nullable=False),
    Column("changed_at", Time, nullable=False),
    Column("engine", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("grams", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False),
    Column("revised_at", Time),
    Column("difference", Text),
    Column("profile", Text),
    Column("cleaner", Text, nullable=False),
    Column("capture_id", Number, ForeignKey("captures.id", ondelete="SET NULL", use_alter=True)),
)

revisions = Table(
    "revisions",
    metadata,
    _id(),
    Column("article_id", Number, _cascade("articles.id"), nullable=False),
    Column("revision", Number, nullable=False),
    Column("seen_at", Time, nullable=False),
    Column("title", Text),
    Column("text", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("difference", Text),
    Column("profile", Text),
)

tags = Table(
    "tags",
    metadata,
    Column("article_id", Number, _cascade("articles.id"), primary_key=True),
    Column("tag", Text, primary_key=True),
    Column("origin", Text, nullable=False),
)

bands = Table(
    "bands",
    metadata,
    Column("value", Number, primary_key=True, autoincrement=False),
    Column("article_id", Number, _cascade("articles.id"), primary_key=True),
)

urls = Table(
    "urls",
    metadata,
    _id(),
    Column("key", Text, nullable=False, unique=True),
    Column("url", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("source_id", Number, ForeignKey("sources.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("priority", Number, nullable=False),
    Column("depth", Number, nullable=False),
    Column("due_at", Time),
    Column("found_at", Time, nullable=False),
    Column("found_how", Text, nullable=False),
    Column("found_on", Text),
    Column("hint_at", Time),
    Column("hint_title", Text),
    Column("asked_at", Time),
    Column("asked_times", Number, nullable=False),
    Column("failures", Number, nullable=False),
    Column("status", Number),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("digest", Text),
    Column("note", Text, nullable=False),
    Column("pace", Text),
    Column("article_id", Number, ForeignKey("articles.id", ondelete="SET NULL")),
)

captures = Table(
    "captures",
    metadata,
    _id(),
    Column("url_id", Number, _cascade("urls.id"), nullable=False),
    Column("article_id", Number, ForeignKey("articles.id", ondelete="SET NULL")),
    Column("kind", Text, nullable=False),
    Column("status", Number, nullable=False),
    Column("captured_at", Time, nullable=False),
    Column("digest", Text),
    Column("file", Text, _cascade("warc_files.name"), nullable=False),
    Column("position", Number, nullable=False),
    Column("length", Number, nullable=False),
)

readings = Table(
    "readings",
    metadata,
    _id(),
    Column("at", Time, nullable=False),
    Column("source_id", Number, ForeignKey("sources.id"), nullable=False),
    Column("url_id", Number, _cascade("urls.id")),
    Column("article_id", Number, _cascade("articles.id")),
    Column("outcome", Text, nullable=False),
    *(
        Column(name, Number, nullable=False)
        for name in ("words", "words_removed", "authors", "tags", "titled", "dated", "paywalled")
    ),
)

events = Table(
    "events",
    metadata,
    _id(),
    Column("at", Time, nullable=False),
    Column("run_id", Number),
    Column("source_id", Number),
    Column("url_id", Number, _cascade("urls.id")),
    Column("kind", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("detail", Text),
)

forgotten = Table(
    "forgotten",
    metadata,
    Column("pattern", Text, primary_key=True),
    Column("at", Time, nullable=False),
    Column("note", Text, nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    Column("sink", Text, nullable=False),
    Column("source_id", Number, ForeignKey("sources.id"), nullable=False),
    Column("article_id", Number, _cascade("articles.id"), nullable=False),
    Column("attempts", Number, nullable=False),
    Column("next_at", Time, nullable=False),
    Column("note", Text, nullable=False),
)
