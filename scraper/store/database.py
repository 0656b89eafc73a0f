"""Opening the store: which database, of which version, brought up to date or refused with a reason."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path
from types import TracebackType

import sqlalchemy as sa

from scraper.errors import ConfigError, StoreError, StoreFormatError
from scraper.store import dialect
from scraper.store.grams import grams
from scraper.store.options import StoreOptions
from scraper.url import bucket_of, redact


class Database:
    """An open store. ``engine``: SQLAlchemy's, with one connection. ``where``: its place as errors name it.

    Used as a context manager; closing it leaves SQLite with its journal folded into the file.
    """

    def __init__(self, engine: sa.Engine, where: str) -> None:
        self.engine, self.where = engine, where

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    def close(self) -> None:
        """Give the connection back."""
        self.engine.dispose()

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def database_path(options: StoreOptions, folder: Path) -> Path | None:
    """The SQLite file that the options name, relative to ``folder``; None where the store is no file."""
    url = url_of(options)
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or url.database == ":memory:":
        raise ConfigError("the store needs a file", where="[store] url", hint="Write sqlite:///FILE")
    path = (folder / url.database).resolve()
    if path.is_dir():
        raise ConfigError("the store is a folder", where=str(path), hint="Name a file in [store] url")
    return path


def url_of(options: StoreOptions) -> sa.URL:
    """The URL of the options. Raises ConfigError where it names no database that a store can be in."""
    try:
        url = sa.make_url(options.url)
        dialect.types_of(url.get_backend_name())
    except (sa.exc.ArgumentError, StoreFormatError) as error:
        what = f"no store can be in {redact(options.url)!r}"
        hint = "Write sqlite:///FILE or postgresql://USER@HOST/DATABASE"
        raise ConfigError(what, where="[store] url", hint=hint) from error
    return url


def place(options: StoreOptions, folder: Path) -> str:
    """Where the store is, in words that hold no password."""
    path = database_path(options, folder)
    return str(path) if path is not None else url_of(options).render_as_string(hide_password=True)


def open_database(options: StoreOptions, folder: Path, *, read_only: bool = False) -> Database:
    """Open the store, made new where there is none (not when ``read_only``: then StoreError), and migrate it.

    Raises StoreFormatError where the file is not ours, damaged or of a newer version, StoreLockedError where another
    process holds it for longer than ``[store] wait``, StoreError where it cannot be written.
    """
    url = url_of(options)
    path = database_path(options, folder)
    if path is not None:
        _prepare_folder(path, read_only=read_only)
        url = url.set(database=str(path))
    where = place(options, folder)
    with dialect.errors(where):
        database = Database(dialect.create_engine(url, wait=options.wait, read_only=read_only), where)
        try:
            _check_version(database) if read_only else _migrate(database)
        except BaseException:
            database.close()
            raise
    return database


def _prepare_folder(path: Path, *, read_only: bool) -> None:
    if read_only:
        if not path.exists():
            raise StoreError("there is no store yet", where=str(path), hint="Run `scraper crawl` first")
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"the folder cannot be made ({error.strerror})", where=str(path.parent)) from error


def migrations(name: str) -> list[tuple[int, str, str]]:
    """``(version, title, SQL)`` of every migration of that dialect, oldest first: ``0001_title.sql`` for both dialects,
    ``0001_title.DIALECT.sql`` for one."""
    found = []
    for file in resources.files("scraper.store").joinpath("schema").iterdir():
        match = re.fullmatch(r"(\d{4})_(\w+?)(?:\.(\w+))?\.sql", file.name)
        if match and match[3] in (None, name):
            found.append((int(match[1]), match[2], file.read_text(encoding="utf-8")))
    return sorted(found)


def _statements(sql: str, name: str) -> list[str]:
    """The statements of one migration with the dialect's types; a trigger's body stays one statement."""
    for placeholder, type_name in dialect.types_of(name).items():
        sql = sql.replace("{" + placeholder + "}", type_name)
    sql = re.sub(r"^--.*$", "", sql, flags=re.MULTILINE)
    return [part.strip() for part in re.split(r";\n(?! {4}|END)", sql) if part.strip()]


_VERSIONS = sa.table("migrations", sa.column("version", sa.Integer), sa.column("title", sa.Text))


def _version(connection: sa.Connection) -> int:
    """The version that the database has; 0 when it is new."""
    if not sa.inspect(connection).has_table("migrations"):
        return 0
    return connection.scalar(sa.select(sa.func.max(_VERSIONS.c.version))) or 0


def _refuse_newer(version: int, newest: int, where: str) -> None:
    if version > newest:
        raise StoreFormatError(
            f"the store has version {version}, this program knows up to {newest}",
            where=where,
            hint="Upgrade scraper",
        )


def _check_version(database: Database) -> None:
    with database.engine.begin() as connection:
        version, newest = _version(connection), migrations(database.dialect)[-1][0]
        if version == 0:
            raise StoreError("there is no store yet", where=database.where, hint="Run `scraper crawl` first")
        _refuse_newer(version, newest, database.where)
        if version < newest:
            raise StoreFormatError(
                f"the store has the old version {version}",
                where=database.where,
                hint="Run `scraper crawl`, which updates it",
            )


def _fill_grams(connection: sa.Connection) -> None:
    """Write the search entries of articles stored before there were any, some at a time."""
    last = 0
    page = sa.select(_ARTICLES).order_by(_ARTICLES.c.id).limit(500)
    while rows := connection.execute(page.where(_ARTICLES.c.id > last)).all():
        last = rows[-1].id
        for row in rows:
            if entries := grams(row.title, row.text):
                connection.execute(sa.update(_ARTICLES).where(_ARTICLES.c.id == row.id).values(grams=entries))


def _fill_buckets(connection: sa.Connection) -> None:
    """Give hosts that were known before there were buckets theirs."""
    names = connection.execute(sa.select(_HOSTS.c.name)).scalars().all()
    rows = [{"name_": name, "bucket": bucket_of(name)} for name in names]
    if rows:
        connection.execute(sa.update(_HOSTS).where(_HOSTS.c.name == sa.bindparam("name_")), rows)


_HOSTS = sa.table("hosts", sa.column("name"), sa.column("bucket"))
# As they were at that version: a later column is not there yet.
_ARTICLES = sa.table("articles", *(sa.column(name) for name in ("id", "title", "text", "grams")))
#: What a migration needs beyond SQL, by its title.
_FILLS = {"search_grams": _fill_grams, "shards": _fill_buckets}


def _migrate(database: Database) -> None:
    """Bring the store to the newest version, all steps in one transaction."""
    known = migrations(database.dialect)
    with database.engine.begin() as connection:
        dialect.lock_migrations(connection)
        version = _version(connection)
        _refuse_newer(version, known[-1][0], database.where)
        if version == 0:
            dialect.mark_ours(connection)
            connection.exec_driver_sql(
                "CREATE TABLE migrations (version INTEGER NOT NULL PRIMARY KEY, title TEXT NOT NULL)"
            )
        for number, title, sql in known:
            if number > version:
                for statement in _statements(sql, database.dialect):
                    connection.exec_driver_sql(statement)
                if fill := _FILLS.get(title):
                    fill(connection)
                connection.execute(sa.insert(_VERSIONS).values(version=number, title=title))
