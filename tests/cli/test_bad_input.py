"""Bad input gets one clear error (what, where, what to do next), its exit code, and costs nothing but itself."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scraper.store.database import open_database
from scraper.store.options import StoreOptions

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c6300010000050001"
)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + bytes(range(256)) * 8
NOISE = bytes((index * 193 + index // 7) % 256 for index in range(5000))
PAGE = b"<!doctype html><title>T</title><article>" + b"<p>A sentence of an article that is long enough.</p>" * 40

#: Path -> headers and body. Where Content-Length says more than there is, the connection ends early.
ANSWERS = {
    "/report": ({"Content-Type": "application/pdf"}, PDF),
    "/report-called-html": ({"Content-Type": "text/html"}, PDF),
    "/photo": ({"Content-Type": "image/png"}, PNG),
    "/photo-called-html": ({"Content-Type": "text/html"}, PNG),
    "/noise": ({"Content-Type": "text/html"}, NOISE),
    "/large": ({"Content-Type": "text/html"}, PAGE * 50),
    "/cut-gzip": ({"Content-Type": "text/html", "Content-Encoding": "gzip"}, gzip.compress(PAGE * 9)[:-60]),
    "/no-gzip": ({"Content-Type": "text/html", "Content-Encoding": "gzip"}, PAGE),
    "/cut": ({"Content-Type": "text/html", "Content-Length": "9999"}, PAGE),
    "/empty": ({"Content-Type": "text/html"}, b""),
    "/good": ({"Content-Type": "text/html"}, PAGE),
}


class Handler(BaseHTTPRequestHandler):
    """Answers from the table; everything else is 404."""

    def do_GET(self) -> None:
        headers, body = ANSWERS.get(self.path.partition("?")[0], ({}, b""))
        self.send_response(200 if body or headers else 404)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def only_error(stderr: str) -> str:
    errors = [line for line in stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1, stderr
    assert "Traceback" not in stderr
    return errors[0]


#: Path -> words of its error.
BAD_ANSWERS = {
    "/nowhere": "404",
    "/report": "application/pdf",
    "/report-called-html": "pdf",
    "/photo": "image/png",
    "/photo-called-html": "png",
    "/noise": "binary",
    "/large": "max_body",
    "/cut-gzip": "truncated",
    "/no-gzip": "gzip",
    "/cut": "truncated",
}


@pytest.fixture(scope="module")
def bad_answers(run_in, server: str, tmp_path_factory: pytest.TempPathFactory):
    """One call with every bad answer, and a good page between and after them."""
    paths = list(BAD_ANSWERS)
    urls = [server + path for path in (*paths[:5], "/good", *paths[5:], "/good?again")]
    flags = ("--allow-network", "127.0.0.0/8", "--delay", "0", "--max-body", "20000", "--attempts", "1")
    return run_in(tmp_path_factory.mktemp("answers"), "fetch", *urls, *flags)


def test_bad_answers_cost_nothing_but_themselves(bad_answers) -> None:
    assert bad_answers.returncode == 3
    urls = [json.loads(line)["url"] for line in bad_answers.stdout.splitlines()]
    assert [url.rpartition("/")[2] for url in urls] == ["good", "good?again"]
    assert "Traceback" not in bad_answers.stderr


@pytest.mark.parametrize("path", BAD_ANSWERS)
def test_a_bad_answer_is_one_clear_error(bad_answers, server: str, path: str) -> None:
    errors = [line for line in bad_answers.stderr.splitlines() if line.startswith(f"error: {server}{path}: ")]
    assert len(errors) == 1, bad_answers.stderr
    assert BAD_ANSWERS[path] in errors[0].lower()


@pytest.mark.parametrize(
    ("url", "code", "words"),
    [
        ("http://no-such-host.invalid/", 4, ("does not resolve", "spelling")),
        ("http://127.0.0.1:9/", 3, ("loopback", "--allow-network")),
        ("ftp://example.org/a", 3, ("http",)),
        ("example.org/a", 3, ("http",)),
        ("http://", 3, ("URL",)),
        ("http://[::1", 3, ("URL",)),
        ("file:///etc/passwd", 3, ("http",)),
    ],
)
def test_an_address_that_gives_no_page_is_one_clear_error(run, url: str, code: int, words: tuple[str, ...]) -> None:
    done = run("fetch", url, "--attempts", "1")
    assert (done.returncode, done.stdout) == (code, "")
    for word in words:
        assert word in only_error(done.stderr)


def test_a_host_that_refuses_the_connection_was_not_reached(run, server: str) -> None:
    done = run("fetch", "http://127.0.0.1:9/", "--allow-network", "127.0.0.0/8", "--attempts", "1")
    assert (done.returncode, done.stdout) == (4, "")
    only_error(done.stderr)


#: File name -> content (None: no such file) and a word of its error.
BAD_FILES = {
    "missing.html": (None, "no such file"),
    "report.pdf": (PDF, "pdf"),
    "report.html": (PDF, "pdf"),
    "photo.html": (PNG, "png"),
    "photo.txt": (PNG, "png"),
    "noise.html": (NOISE, "binary"),
    "noise.txt": (NOISE, "binary"),
    "large.html": (PAGE * 50, "max_bytes"),
    "large.txt": (b"A line of text that goes on.\n" * 5000, "max_bytes"),
    "page.html.gz": (gzip.compress(PAGE), "gzip"),
    "cut.gz": (gzip.compress(PAGE)[:-30], "gzip"),
    "database.html": (b"SQLite format 3\0" + NOISE, "sqlite"),
}


@pytest.fixture(scope="module")
def bad_files(run_in, tmp_path_factory: pytest.TempPathFactory):
    """One call with every bad file and a good one before, between and after them."""
    folder = tmp_path_factory.mktemp("files")
    for name, (content, _) in BAD_FILES.items():
        if content is not None:
            (folder / name).write_bytes(content)
    (folder / "good.html").write_bytes(PAGE)
    names = list(BAD_FILES)
    return run_in(
        folder, "clean", "good.html", *names[:6], "good.html", *names[6:], "good.html", "--max-bytes", "20000"
    )


def test_bad_files_cost_nothing_but_themselves(bad_files) -> None:
    assert bad_files.returncode == 3
    assert [json.loads(line)["status"] for line in bad_files.stdout.splitlines()] == ["article"] * 3
    assert "Traceback" not in bad_files.stderr


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_one_clear_error(bad_files, name: str) -> None:
    errors = [line for line in bad_files.stderr.splitlines() if line.startswith(f"error: {name}: ")]
    assert len(errors) == 1, bad_files.stderr
    assert BAD_FILES[name][1] in errors[0].lower()


def test_a_folder_is_answered_with_how_to_name_its_files(run, tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    done = run("clean", "pages")
    assert done.returncode == 3
    assert "pages/*.html" in only_error(done.stderr)


def test_a_url_given_to_clean_is_answered_with_the_right_command(run) -> None:
    done = run("clean", "https://example.org/a")
    assert done.returncode == 3
    assert "scraper fetch https://example.org/a" in only_error(done.stderr)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"<html></html>"])
def test_a_file_without_content_holds_no_article(run, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "page.html").write_bytes(content)
    done = run("clean", "page.html", "--to", "json")
    assert done.returncode == 3
    assert json.loads(done.stdout)["status"] == "empty"
    assert "no article" in done.stderr


@pytest.mark.parametrize(
    ("module", "command", "extra"),
    [
        ("pyarrow", "bulk a.jsonl -o out", "dask"),
        ("distributed", "bulk a.jsonl -o out", "dask"),
        ("uvicorn", "serve", "serve"),
        ("procrastinate", "worker", "postgres"),
        ("psycopg", "migrate postgresql://me@host/x sqlite:///copy.db", "postgres"),
        ("pyarrow", "export --to parquet -o a.parquet", "parquet"),
        ("fsspec", "export -o memory://a.jsonl", "remote"),
        ("h2", "fetch https://example.org/ --http2", "http2"),
        ("socksio", "fetch https://example.org/ --proxy socks5://127.0.0.1:1", "socks"),
    ],
)
def test_a_missing_extra_is_named(run, workspace: Path, module: str, command: str, extra: str) -> None:
    with open_database(StoreOptions(), workspace):
        pass
    without = f"import sys; sys.modules[{module!r}] = None; from scraper.cli import main; sys.exit(main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", without, *command.split()],
        cwd=workspace, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    error = only_error(done.stderr)
    assert module in error
    assert f"pip install '.[{extra}]'" in error


@pytest.mark.parametrize("command", ["clean", "explain"])
def test_an_empty_name_is_no_folder(run, command: str) -> None:
    done = run(command, "")
    assert done.returncode == 3
    assert "the name of a file is empty" in only_error(done.stderr)


@pytest.mark.parametrize("command", ["clean {page}", "--help", "explain {page}"])
@pytest.mark.parametrize("to", [">&-", "> /dev/full"])
def test_results_that_cannot_be_written_are_one_clear_error(
    fixtures: Path, tmp_path: Path, command: str, to: str
) -> None:
    page = fixtures / "site" / "news" / "ferry-timetable-vote.html"
    line = f"{sys.executable} -m scraper {command.format(page=page)} {to}"
    done = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert only_error(done.stderr).startswith("error: stdout: ")
    assert "Exception ignored" not in done.stderr


def test_a_message_for_a_closed_stderr_does_not_stand_among_the_results(fixtures: Path, tmp_path: Path) -> None:
    page = fixtures / "site" / "news" / "ferry-timetable-vote.html"
    line = f"{sys.executable} -m scraper clean missing.html {page} --to jsonl 2>&-"
    done = subprocess.run(line, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 3
    [row] = done.stdout.splitlines()
    assert json.loads(row)["status"] == "article"


@pytest.fixture
def workspace(fixtures: Path, tmp_path: Path) -> Path:
    shutil.copytree(fixtures / "site", tmp_path / "site")
    (tmp_path / "config.toml").write_text(
        '[store]\nwait = 0.2\n[[source]]\nname = "courier"\nserve = "site"\n[source.fetch]\ndelay = 0.01\n'
    )
    return tmp_path


def test_a_crawl_without_a_configuration_says_how_to_make_one(run) -> None:
    done = run("crawl")
    assert done.returncode == 2
    assert "scraper init URL" in only_error(done.stderr)


def test_a_crawl_with_a_wrong_configuration_names_file_key_and_nearest_key(run, workspace: Path) -> None:
    (workspace / "config.toml").write_text('[[source]]\nname = "courier"\nserv = "site"\n')
    done = run("crawl")
    assert done.returncode == 2
    error = only_error(done.stderr)
    assert str(workspace / "config.toml") in error
    assert "source[0].serv" in error
    assert "did you mean source[0].serve?" in error


def test_a_configuration_that_is_not_utf_8_is_answered_with_what_to_do(run, workspace: Path) -> None:
    (workspace / "config.toml").write_bytes('[[source]]\nname = "caf\xe9"\n'.encode("latin-1"))
    done = run("crawl")
    assert done.returncode == 2
    assert "not UTF-8 (its byte 22). Save it as UTF-8" in only_error(done.stderr)


def test_a_store_url_that_names_no_database_is_a_wrong_configuration(run, workspace: Path) -> None:
    text = (workspace / "config.toml").read_text()
    (workspace / "config.toml").write_text(text.replace("wait = 0.2", 'url = "mysql://me:secret@host/x"'))
    for command in ("crawl", "status"):
        done = run(command)
        assert done.returncode == 2
        error = only_error(done.stderr)
        assert "[store] url" in error
        assert "sqlite:///FILE" in error
        assert "secret" not in error


def test_a_crawl_of_a_source_that_is_not_there_names_those_that_are(run, workspace: Path) -> None:
    done = run("crawl", "courrier")
    assert done.returncode == 2
    assert "courier" in only_error(done.stderr)


def test_a_database_that_is_not_ours_is_left_alone(run, workspace: Path) -> None:
    folder = workspace / ".scraper"
    folder.mkdir()
    with sqlite3.connect(folder / "articles.db") as other:
        other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    before = (folder / "articles.db").read_bytes()
    done = run("crawl")
    assert done.returncode == 2
    assert "articles.db" in only_error(done.stderr)
    assert (folder / "articles.db").read_bytes() == before


def test_a_file_that_is_no_database_is_left_alone(run, workspace: Path) -> None:
    folder = workspace / ".scraper"
    folder.mkdir()
    (folder / "articles.db").write_bytes(NOISE)
    done = run("crawl")
    assert done.returncode == 2
    assert "articles.db" in only_error(done.stderr)
    assert (folder / "articles.db").read_bytes() == NOISE


def test_a_locked_database_is_told_within_the_wait(run, workspace: Path) -> None:
    assert run("crawl", "--limit", "1").returncode in (0, 3)
    holder = sqlite3.connect(workspace / ".scraper" / "articles.db", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        done = run("crawl", "--force")
    finally:
        holder.close()
    assert done.returncode == 5
    assert "articles.db" in only_error(done.stderr)
