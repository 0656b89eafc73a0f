"""Every host is in one shard, the same on every machine."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from scraper.scale.planning import BUCKETS, lease, ranges, shard_of, stalled_after
from scraper.url import bucket_of


@given(st.integers(1, 4096))
def test_every_bucket_is_in_exactly_one_shard_and_shards_are_alike(count: int) -> None:
    found = ranges(count)
    assert len(found) == count
    assert [low for low, _ in found] == [0, *(high for _, high in found[:-1])]
    assert found[-1][1] == BUCKETS
    sizes = {high - low for low, high in found}
    assert max(sizes) - min(sizes) <= 1


def test_a_bucket_is_the_same_in_every_process_and_version() -> None:
    assert [bucket_of(host) for host in ("news.example", "127.0.1.7:8000", "bbc.co.uk")] == [16074, 38402, 23873]


def test_all_hosts_of_a_site_are_in_one_shard() -> None:
    hosts = ("bbc.co.uk", "www.bbc.co.uk", "news.bbc.co.uk:8443")
    assert len({shard_of(host, 1000) for host in hosts}) == 1
    assert shard_of("guardian.co.uk", 1000) != shard_of("bbc.co.uk", 1000)


def test_hosts_spread_evenly() -> None:
    counts = [0] * 16
    for number in range(16_000):
        counts[shard_of(f"site{number}.example.org.uk", 16)] += 1
    many = [0] * 16
    for number in range(16_000):
        many[shard_of(f"site{number}.com", 16)] += 1
    assert sorted(counts)[:15] == [0] * 15  # one site
    assert min(many) > 850  # 1,000 each, standard deviation 31


@given(st.floats(1, 600))
def test_a_dead_worker_is_noticed_before_its_leases_end(heartbeat: float) -> None:
    assert heartbeat < stalled_after(heartbeat) < lease(heartbeat)
