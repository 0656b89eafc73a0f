"""A folder on loopback behaves like a web site: types, validators, encodings, faults, and nothing private."""

from __future__ import annotations

import gzip
import http.client
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scraper.cli.demo import Answer, DemoSite, serve
from scraper.errors import ConfigError, InputError

MANIFEST = """
host = "example-gazette.example"
[headers."/wrong"]
Content-Type = "text/html; charset=utf-8"
[headers."/packed"]
Content-Encoding = "gzip"
[redirects]
"/old" = "/news/ferry"
[aliases]
"/print/ferry" = "/news/ferry"
[[faults]]
path = "/news/ferry"
status = 503
[[faults]]
path = "/busy"
status = 429
headers = { Retry-After = "1" }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    (root / "news").mkdir(parents=True)
    (root / "site.toml").write_text(MANIFEST)
    (root / "index.html").write_text("<h1>Home</h1>" + "<p>Padding.</p>" * 200)
    (root / "news" / "ferry.html").write_text("<h1>Ferry</h1>")
    (root / "news" / "ferry.expected.json").write_text("{}")
    (root / "wrong.html").write_bytes("<p>Caf\u00e9</p>".encode("cp1252"))
    (root / "busy.html").write_text("<p>Busy</p>")
    (root / "packed.html").write_bytes(gzip.compress(bytes(range(256)) * 40)[:1500] + bytes(1500))
    (root / "robots.txt").write_text("User-agent: *\n")
    (tmp_path / "outside.html").write_text("secret")
    return root


@pytest.fixture
def site(folder: Path) -> Iterator[DemoSite]:
    with serve(folder) as site:
        yield site


def ask(site: DemoSite, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(site.address, timeout=10)
    try:
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, headers=names)
        response = connection.getresponse()
        return response.status, {key.lower(): value for key, value in response.getheaders()}, response.read()
    finally:
        connection.close()


def test_a_page_has_its_type_and_validators(site: DemoSite) -> None:
    status, headers, body = ask(site, "/")
    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert headers["etag"].startswith('W/"')
    assert "last-modified" in headers
    assert body.startswith(b"<h1>Home</h1>")


def test_the_manifest_overrides_a_header_of_one_path(site: DemoSite) -> None:
    _, headers, body = ask(site, "/wrong")
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert body == b"<p>Caf\xe9</p>"


def test_a_copy_that_still_holds_is_answered_with_304_and_no_body(site: DemoSite) -> None:
    _, headers, _ = ask(site, "/")
    for name, value in (("If_None_Match", headers["etag"]), ("If_Modified_Since", headers["last-modified"])):
        status, again, body = ask(site, "/", **{name: value})
        assert (status, body) == (304, b"")
        assert again["etag"] == headers["etag"]


def test_the_etag_follows_the_content_and_goes_before_the_date(site: DemoSite, folder: Path) -> None:
    _, before, _ = ask(site, "/robots.txt")
    (folder / "robots.txt").write_text("User-agent: *\nDisallow: /x\n")
    status, after, _ = ask(
        site, "/robots.txt", If_None_Match=before["etag"], If_Modified_Since="Fri, 01 Jan 2100 00:00:00 GMT"
    )
    assert status == 200
    assert after["etag"] != before["etag"]


def test_a_date_that_is_none_is_no_condition(site: DemoSite) -> None:
    assert ask(site, "/", If_Modified_Since="yesterday")[0] == 200


def test_gzip_is_sent_only_where_it_is_accepted(site: DemoSite) -> None:
    plain = ask(site, "/", Accept_Encoding="gzip;q=0")
    packed = ask(site, "/", Accept_Encoding="br, gzip")
    assert "content-encoding" not in plain[1]
    assert packed[1]["content-encoding"] == "gzip"
    assert gzip.decompress(packed[2]) == plain[2]


def test_a_body_that_the_manifest_calls_encoded_is_sent_as_it_is(site: DemoSite, folder: Path) -> None:
    _, headers, body = ask(site, "/packed", Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip"
    assert body == (folder / "packed.html").read_bytes()


def test_head_sends_the_length_and_no_body(site: DemoSite) -> None:
    status, headers, body = ask(site, "/", "HEAD")
    assert (status, body) == (200, b"")
    assert int(headers["content-length"]) > 1000


def test_each_fault_answers_once_and_then_the_page_comes(site: DemoSite) -> None:
    assert [ask(site, "/news/ferry")[0] for _ in range(3)] == [503, 200, 200]
    status, headers, _ = ask(site, "/busy")
    assert (status, headers["retry-after"]) == (429, "1")
    assert ask(site, "/busy")[0] == 200


def test_faults_come_back_with_a_new_start(folder: Path) -> None:
    for _ in range(2):
        with serve(folder) as site:
            assert ask(site, "/busy")[0] == 429


def test_redirects_aliases_and_queries_lead_to_the_page(site: DemoSite) -> None:
    status, headers, _ = ask(site, "/old")
    assert (status, headers["location"]) == (301, "/news/ferry")
    assert ask(site, "/print/ferry")[2] == b"<h1>Ferry</h1>"
    assert ask(site, "/busy")[0] == 429
    assert ask(site, "/busy?utm_source=feed")[2] == b"<p>Busy</p>"


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/site.toml",
        "/news/ferry.expected.json",
        "/../outside.html",
        "/%2e%2e/outside",
        "//etc/passwd",
        "/%00",
        "/" + "a" * 5000,
    ],
)
def test_what_is_missing_private_or_outside_is_not_found(site: DemoSite, path: str) -> None:
    status, _, body = ask(site, path)
    assert status == 404
    assert b"secret" not in body


def test_every_answer_is_recorded_under_the_path_as_asked(site: DemoSite) -> None:
    ask(site, "/?utm_source=feed")
    ask(site, "/nothing", "HEAD")
    assert site.answers == [Answer("GET", "/?utm_source=feed", 200), Answer("HEAD", "/nothing", 404)]


def test_many_clients_at_once_get_whole_pages(site: DemoSite) -> None:
    with ThreadPoolExecutor(8) as pool:
        bodies = list(pool.map(lambda _: ask(site, "/")[2], range(64)))
    assert len(set(bodies)) == 1
    assert len(site.answers) == 64


def test_nothing_listens_or_waits_after_the_block_even_with_an_idle_client(folder: Path) -> None:
    before = threading.active_count()
    with serve(folder) as site:
        idle = http.client.HTTPConnection(site.address, timeout=10)
        idle.request("GET", "/")
        idle.getresponse().read()
    assert threading.active_count() == before
    with pytest.raises(OSError):  # noqa: PT011 (refused or reset, by platform)
        ask(site, "/")
    idle.close()


def test_the_logical_host_names_home_and_the_way_to_it(site: DemoSite) -> None:
    assert site.home == "http://example-gazette.example/"
    assert site.resolve == f"example-gazette.example={site.address}"


def test_a_folder_without_a_manifest_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no site\.toml"), serve(tmp_path):
        pass


@pytest.mark.parametrize(
    ("text", "says"),
    [('host = "a.example"\nhots = 1', "hots"), ("redirects = {}", "host"), ("host = ", "Invalid value")],
)
def test_a_wrong_manifest_names_file_and_key(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "site.toml").write_text(text)
    with pytest.raises(ConfigError, match=says) as caught, serve(tmp_path):
        pass
    assert caught.value.where == str(tmp_path / "site.toml")
