"""Opening the store: its schema, its versions, and what is refused."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from scraper.errors import ConfigError, StoreError, StoreFormatError
from scraper.store import dialect
from scraper.store.database import migrations, open_database
from scraper.store.options import StoreOptions
from scraper.store.tables import metadata

OPTIONS = StoreOptions()


def columns(engine: sa.Engine, table: str) -> dict[str, tuple[str, bool]]:
    inspector = sa.inspect(engine)
    keys = inspector.get_pk_constraint(table)["constrained_columns"]
    return {
        column["name"]: (str(column["type"]), column["nullable"] and column["name"] not in keys)
        for column in inspector.get_columns(table)
    }


def test_the_migrations_make_the_tables_that_the_code_knows(tmp_path: Path) -> None:
    known = sa.create_engine("sqlite://")
    metadata.create_all(known)
    with open_database(OPTIONS, tmp_path) as database:
        for table in metadata.tables:
            assert columns(database.engine, table) == columns(known, table), table


def test_the_migrations_make_the_same_tables_in_postgresql(postgres, postgres_url: str) -> None:
    known = sa.create_engine(sa.make_url(postgres.create()).set(drivername="postgresql+psycopg"))
    metadata.create_all(known)
    with open_database(StoreOptions(url=postgres_url), Path()) as database:
        for table in metadata.tables:
            made = columns(database.engine, table)
            assert made.pop("search", ("TSVECTOR", True)) == ("TSVECTOR", True)  # PostgreSQL keeps it itself
            assert made == columns(known, table), table
    known.dispose()


def test_two_processes_that_open_a_new_database_at_once_make_one_store(postgres) -> None:
    options = StoreOptions(url=postgres.create())
    with ThreadPoolExecutor(4) as threads:
        for database in threads.map(lambda _: open_database(options, Path()), range(4)):
            database.close()
    newest = migrations("postgresql")[-1][0]
    with open_database(options, Path()) as database, database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM migrations").scalar() == newest


def test_a_postgresql_that_is_not_there_is_our_error_and_shows_no_password(tmp_path: Path) -> None:
    url = f"postgresql://someone:secret@/articles?host={tmp_path}"
    with pytest.raises(StoreError, match="cannot be reached") as told:
        open_database(StoreOptions(url=url), tmp_path)
    assert "secret" not in str(told.value)


def test_a_postgresql_with_tables_of_another_program_is_refused_and_not_changed(postgres) -> None:
    url = postgres.create()
    with sa.create_engine(sa.make_url(url).set(drivername="postgresql+psycopg")).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE urls (theirs TEXT)")
    with pytest.raises(StoreFormatError, match="another program"):
        open_database(StoreOptions(url=url), Path())
    assert postgres.run(
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", url.split("/")[3].split("?")[0]
    ) == [(1,)]


def test_a_postgresql_without_a_store_says_what_to_do(postgres) -> None:
    with pytest.raises(StoreError, match="Run `scraper crawl` first"):
        open_database(StoreOptions(url=postgres.create()), Path(), read_only=True)


def test_a_store_that_is_open_for_reading_cannot_be_written(store_url: str, tmp_path: Path) -> None:
    options = StoreOptions(url=store_url)
    open_database(options, tmp_path).close()
    with (
        open_database(options, tmp_path, read_only=True) as database,
        pytest.raises(sa.exc.DBAPIError),
        database.engine.begin() as connection,
    ):
        connection.exec_driver_sql("INSERT INTO sources (name) VALUES ('courier')")


@pytest.mark.parametrize("name", ["sqlite", "postgresql"])
def test_versions_follow_each_other_from_one(name: str) -> None:
    assert [version for version, _, _ in migrations(name)] == [*range(1, len(migrations(name)) + 1)]


def test_every_table_and_upsert_compiles_for_postgresql_too() -> None:
    for table in metadata.sorted_tables:
        assert str(sa.schema.CreateTable(table).compile(dialect=postgresql.dialect()))
        statement = dialect.insert("postgresql", table).on_conflict_do_nothing()
        assert "ON CONFLICT" in str(statement.compile(dialect=postgresql.dialect()))


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_an_older_store_is_brought_up_to_date_and_keeps_its_rows(make_older_store, version: int) -> None:
    older = make_older_store(version)
    with pytest.raises(StoreFormatError, match=f"old version {version}"):
        older.today(read_only=True)
    with older.today() as database, database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT name FROM sources").scalars().all() == ["courier"]
        newest = connection.exec_driver_sql("SELECT max(version) FROM migrations").scalar()
        assert newest == migrations(database.dialect)[-1][0]


def test_articles_of_an_older_store_get_their_page_their_reason_and_their_measures(make_older_store) -> None:
    first, second, third = (datetime(2026, 3, day, 10, tzinfo=UTC) for day in (12, 13, 14))
    older = make_older_store(4)
    older.insert("warc_files", name="a.warc.gz", length=0, created_at=first)
    facts = '{"authors": ["A"], "access": "paid"}'
    dates = {"first_seen_at": first, "changed_at": second, "published_at": first}
    older.article(1, title="Boats", revision=2, document=facts, **dates)
    older.article(2, first_seen_at=first, document='{"authors": [], "x": "\\"access\\": \\"paid\\""}')
    older.insert("tags", article_id=1, tag="boats", origin="site")
    older.insert("tags", article_id=1, tag="ours", origin="source")
    older.insert("revisions", article_id=1, revision=1, seen_at=first, text="", document="")
    for moment in (first, second, third):  # the third visit gave an empty page, which changed nothing
        place = {"captured_at": moment, "file": "a.warc.gz", "position": 0, "length": 1}
        older.insert("captures", url_id=1, article_id=1, kind="response", status=200, **place)
    with older.today() as database, database.engine.connect() as connection:
        query = connection.execute
        articles, readings = metadata.tables["articles"].c, metadata.tables["readings"].c
        columns = (articles.reason, articles.capture_id, articles.cleaner)
        assert query(sa.select(*columns).order_by(articles.id)).all() == [("edited", 2, ""), ("new", None, "")]
        assert query(sa.select(articles.revised_at).where(articles.id == 1)).scalar() == second
        assert query(sa.text("SELECT reason FROM revisions")).all() == [("new",)]
        where = (readings.at, readings.source_id, readings.url_id, readings.article_id, readings.outcome)
        assert query(sa.select(*where).order_by(readings.id)).all() == [
            (first, 1, 1, 1, "new"),
            (first, 1, 2, 2, "new"),
        ]
        names = ("words", "words_removed", "authors", "tags", "titled", "dated", "paywalled")
        measures = sa.select(*(readings[name] for name in names)).order_by(readings.id)
        assert query(measures).all() == [(40, 10, 1, 1, 1, 1, 1), (40, 10, 0, 0, 0, 0, 0)]


def test_a_store_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with open_database(OPTIONS, tmp_path) as database, database.engine.begin() as connection:
        connection.exec_driver_sql("INSERT INTO migrations VALUES (99, 'future')")
    with pytest.raises(StoreFormatError, match="version 99"):
        open_database(OPTIONS, tmp_path)


def test_a_database_of_another_program_is_refused_and_not_changed(tmp_path: Path) -> None:
    path = tmp_path / ".scraper" / "articles.db"
    path.parent.mkdir()
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    before = path.read_bytes()
    with pytest.raises(StoreFormatError, match="belongs to another program"):
        open_database(OPTIONS, tmp_path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / ".scraper" / "articles.db"
    path.parent.mkdir()
    path.write_bytes(b"words, not a database\n" * 200)
    with pytest.raises(StoreFormatError, match="no whole SQLite database"):
        open_database(OPTIONS, tmp_path)


def test_reading_before_anything_is_stored_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="Run `scraper crawl` first"):
        open_database(OPTIONS, tmp_path, read_only=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["nonsense", "mysql://host/name", "sqlite://"])
def test_a_store_that_cannot_be_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"\[store\] url"):
        open_database(StoreOptions(url=url), tmp_path)
