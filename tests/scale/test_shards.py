"""Leases of shards on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from scraper.errors import RunLockedError, ShardLostError
from scraper.scale.planning import ranges, shard_of
from scraper.store import hosts, shards, urls
from scraper.store.database import Database, open_database
from scraper.store.options import StoreOptions
from scraper.store.records import Found, Kind
from scraper.store.shards import Shard

NOW = datetime(2026, 3, 12, tzinfo=UTC)


@pytest.fixture
def database(postgres_url: str) -> Iterator[Database]:
    """A store that is divided into four shards."""
    with open_database(StoreOptions(url=postgres_url), Path()) as opened:
        with opened.engine.begin() as connection:
            shards.divide(connection, ranges(4))
        yield opened


@pytest.fixture
def connection(database: Database) -> Iterator[sa.Connection]:
    with database.engine.begin() as connection:
        yield connection


def age(connection: sa.Connection, seconds: float) -> None:
    """Make every lease that much older."""
    connection.execute(sa.text(f"UPDATE shards SET leased_until = leased_until - interval '{seconds} seconds'"))


def test_a_shard_has_one_worker_at_a_time(connection: sa.Connection) -> None:
    taken = shards.take(connection, 2, "one", 60)
    assert isinstance(taken, Shard)
    assert isinstance(shards.take(connection, 2, "two", 60), datetime)
    assert isinstance(shards.take(connection, 2, "one", 60), datetime)  # not even the same one
    assert isinstance(shards.take(connection, 3, "two", 60), Shard)
    shards.give_back(connection, taken, 5, None)
    assert isinstance(shards.take(connection, 2, "two", 60), Shard)
    assert shards.take(connection, 99, "two", 60) is None


def test_whoever_has_lost_its_shard_is_told_so_in_its_next_transaction(connection: sa.Connection) -> None:
    asleep = shards.take(connection, 0, "one", 60)
    assert isinstance(asleep, Shard)
    shards.check(connection, asleep)
    age(connection, 61)
    with pytest.raises(ShardLostError, match="shard 0"):
        shards.check(connection, asleep)
    other = shards.take(connection, 0, "two", 60)
    assert isinstance(other, Shard)
    shards.check(connection, other)
    with pytest.raises(ShardLostError):
        shards.check(connection, asleep)
    shards.give_back(connection, asleep, 5, None)  # changes nothing
    shards.check(connection, other)


def test_a_lease_lasts_for_as_long_as_it_is_renewed(connection: sa.Connection) -> None:
    mine = shards.take(connection, 0, "one", 60)
    assert isinstance(mine, Shard)
    age(connection, 50)
    shards.renew(connection, mine, 60)
    age(connection, 50)
    shards.check(connection, mine)
    age(connection, 11)
    with pytest.raises(ShardLostError):
        shards.renew(connection, mine, 60)


def test_no_one_takes_a_shard_while_a_transaction_relies_on_it(database: Database, postgres_url: str) -> None:
    with database.engine.begin() as connection:
        mine = shards.take(connection, 0, "one", 60)
    assert isinstance(mine, Shard)
    other = open_database(StoreOptions(url=postgres_url, wait=0.2), Path())
    with other, database.engine.begin() as connection:
        shards.check(connection, mine)
        with pytest.raises(sa.exc.OperationalError, match="lock timeout"), other.engine.begin() as waiting:
            shards.take(waiting, 0, "two", 60)


def test_a_shard_is_due_when_something_in_it_is_and_when_it_was_never_given_back(connection: sa.Connection) -> None:
    assert shards.due(connection) == [0, 1, 2, 3]  # nobody has looked yet
    for number in range(4):
        taken = shards.take(connection, number, "one", 60)
        assert isinstance(taken, Shard)
        if number != 3:
            shards.give_back(connection, taken, 0, None)
    assert shards.due(connection) == []
    assert not shards.is_idle(connection)
    shards.wake(connection, [0])
    assert shards.due(connection) == [0]
    age(connection, 61)
    assert shards.due(connection) == [0, 3]


def test_what_is_found_for_a_shard_during_its_turn_is_not_forgotten_at_its_end(connection: sa.Connection) -> None:
    taken = shards.take(connection, 0, "one", 60)
    assert isinstance(taken, Shard)
    shards.wake(connection, [0])
    shards.give_back(connection, taken, 0, datetime.now(UTC) + timedelta(hours=1))
    assert 0 in shards.due(connection)


def test_shards_are_divided_anew_only_when_nobody_is_at_them(connection: sa.Connection) -> None:
    shards.take(connection, 1, "one", 60)
    shards.divide(connection, ranges(4))
    with pytest.raises(RunLockedError, match="4 shards"):
        shards.divide(connection, ranges(8))
    age(connection, 61)
    shards.divide(connection, ranges(8))
    assert shards.due(connection) == list(range(8))


def test_the_frontier_of_a_shard_is_that_of_its_hosts(connection: sa.Connection) -> None:
    source = urls.source_ids(connection, ["courier"])["courier"]
    names = [f"site{number}.com" for number in range(12)]
    found = [Found(f"http://{n}/", f"http://{n}/", n, source, Kind.PAGE, 5, 1, NOW, "link") for n in names]
    urls.add(connection, found)
    seen = []
    for number in range(4):
        shard = shards.take(connection, number, "one", 60)
        assert isinstance(shard, Shard)
        mine = urls.due_hosts(connection, [source], shard)
        assert {shard_of(name, 4) for name in mine} <= {number}
        assert shards.source_names(connection, shard) == ({"courier"} if mine else set())
        seen += mine
        if mine:
            urls.lease(connection, next(iter(mine)), [source], 1)
            assert urls.release(connection, shard=shard) == 1
        shards.give_back(connection, shard, 0, None)
    assert sorted(seen) == sorted(names)
    assert shards.is_idle(connection)
    for number in range(4):
        shards.recount(connection, number, ["nobody"])
    assert shards.is_idle(connection)
    for number in range(4):
        shards.recount(connection, number, ["courier"])
    assert shards.due(connection) == sorted({shard_of(name, 4) for name in names})


def test_a_hold_that_is_noted_in_one_process_is_seen_by_another_on_the_clock_of_the_database(
    database: Database, postgres_url: str
) -> None:
    with database.engine.begin() as connection:
        hosts.note(connection, "news.example", 30.0, 0.0, 1.5)
    with open_database(StoreOptions(url=postgres_url), Path()) as other, other.engine.begin() as connection:
        sent, pause, penalty = hosts.recall(connection, "news.example")
    assert sent is not None
    assert 25 < sent <= 30
    assert (pause, penalty) == (0.0, 1.5)
