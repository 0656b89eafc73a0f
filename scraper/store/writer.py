"""The one writer: a batch of visits becomes WARC records first and then one transaction, so that a kill between the two
leaves only a tail of the WARC file that the next start cuts off.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import sqlalchemy as sa

from scraper.store import dialect, shards
from scraper.store.batch import Batch, Place, Statements
from scraper.store.database import Database
from scraper.store.options import StoreOptions
from scraper.store.records import Visit, Written
from scraper.store.shards import Shard
from scraper.store.tables import warc_files
from scraper.store.warc import Archive


class Writer:
    """Writes visits. ``sinks``: names of the outputs that get each new or changed article through the outbox;
    ``shard``: what its worker has to hold while it writes."""

    def __init__(
        self,
        database: Database,
        options: StoreOptions,
        folder: Path,
        sinks: tuple[str, ...] = (),
        shard: Shard | None = None,
    ) -> None:
        self._database, self._options, self._shard = database, options, shard
        self._statements = Statements(database.dialect, sinks, options.near_duplicates)
        self._archive: Archive | None = None
        if options.warc:
            with dialect.errors(database.where), database.engine.begin() as connection:
                lengths = dict(connection.execute(sa.select(warc_files.c.name, warc_files.c.length)).all())
            self._archive = Archive(folder / options.warc, lengths, shard.worker if shard is not None else "")

    def close(self) -> None:
        """Close the archive."""
        if self._archive is not None:
            self._archive.close()

    def write(self, visits: Sequence[Visit], run_id: int) -> list[Written]:
        """Store a batch, all of it or nothing; what became of each visit.

        Raises StoreError (a full disk, a lost permission, a lock held too long); what is stored is then whole.
        """
        with dialect.errors(self._database.where):
            return dialect.again(lambda: self._write(visits, run_id))

    def _write(self, visits: Sequence[Visit], run_id: int) -> list[Written]:
        try:
            self._name_files(visits)
            with self._database.engine.begin() as connection:
                if self._shard is not None:
                    shards.check(connection, self._shard)
                batch = Batch(connection, self._statements, run_id)
                refused = [visit for visit in visits if batch.is_forgotten(visit)]
                kept = [visit for visit in visits if not any(visit is other for other in refused)]
                # Within the transaction, so that a takedown comes before the archiving or finds the record named.
                places = [self._archived(visit) for visit in kept]
                lengths = self._archive.flush() if self._archive is not None else {}
                results = iter(batch.write(kept, places))
                batch.refuse(refused)
                for name, length in lengths.items():
                    connection.execute(sa.update(warc_files).where(warc_files.c.name == name).values(length=length))
        except BaseException:
            if self._archive is not None:
                self._archive.rollback()
            raise
        if self._archive is not None:
            self._archive.commit(lengths)
        stored = set(map(id, kept))
        return [next(results) if id(v) in stored else Written(v.entry.url, "forgotten") for v in visits]

    def _name_files(self, visits: Sequence[Visit]) -> None:
        """Tell the database the names of new files before they exist, so that a kill leaves none that it does not
        know."""
        if self._archive is None:
            return
        for visit in visits:
            if visit.record is not None:
                name = self._archive.file_for(visit.record.captured_at)
                if self._archive.is_new(name):
                    with self._database.engine.begin() as connection:
                        connection.execute(sa.insert(warc_files).values(name=name, length=0, created_at=visit.asked_at))
                    self._archive.commit({name: 0})

    def _archived(self, visit: Visit) -> Place | None:
        """Append the visit's record, if it has one."""
        if self._archive is None or visit.record is None:
            return None
        name = self._archive.file_for(visit.record.captured_at)
        return Place(name, *self._archive.append(name, visit.record))
