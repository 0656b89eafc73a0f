"""The door: foreign names and origins stay out, and every answer tells browsers to be careful."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest


@pytest.mark.parametrize("path", ["/", "/articles", "/openapi.json", "/nowhere"])
def test_a_request_for_another_host_is_refused(client: httpx.Client, path: str) -> None:
    """DNS rebinding: the attacker's name points here, and the browser sends it."""
    found = client.get(path, headers={"host": "attacker.example"})
    assert (found.status_code, found.json()["error"]) == (421, "HostRefused")


@pytest.mark.parametrize(
    "host", ["", "[", "127.0.0.1.attacker.example", "attacker.example:80", "127.0.0.1@attacker.example"]
)
def test_a_host_that_only_looks_like_ours_is_refused(client: httpx.Client, host: str) -> None:
    assert client.get("/articles", headers={"host": host}).status_code in (400, 421)


def test_names_of_this_machine_are_ours(client: httpx.Client) -> None:
    port = client.base_url.port
    for host in (f"localhost:{port}", "LOCALHOST", "[::1]:80", "127.0.0.1"):
        assert client.get("/articles?limit=1", headers={"host": host}).status_code == 200


def test_a_request_of_another_origin_is_refused(client: httpx.Client) -> None:
    found = client.post("/clean_text", json={"text": "words"}, headers={"origin": "https://attacker.example"})
    assert (found.status_code, found.json()["error"]) == (403, "OriginRefused")
    assert client.post("/clean_text", json={"text": "words"}, headers={"origin": "null"}).status_code == 403


def test_no_other_site_is_let_in_by_cors(client: httpx.Client) -> None:
    headers = {"origin": "http://localhost:1", "access-control-request-method": "POST"}
    found = client.options("/clean", headers=headers)
    assert not [name for name in found.headers if name.startswith("access-control")]


@pytest.mark.parametrize("path", ["/", "/articles", "/articles/999999", "/nowhere"])
def test_every_answer_carries_the_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["content-security-policy"] == "frame-ancestors 'none'"
    assert "server" not in headers


def test_it_listens_on_this_machine_alone(crawled: Path) -> None:
    command = [sys.executable, "-m", "scraper", "serve", "--host", "0.0.0.0"]
    run = subprocess.run(command, cwd=crawled, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 2
    assert "--host" in run.stderr
    assert "of this machine alone" in run.stderr


@pytest.mark.proof
def test_a_port_that_is_taken_is_told(crawled: Path, client: httpx.Client) -> None:
    command = [sys.executable, "-m", "scraper", "serve", "--port", str(client.base_url.port)]
    run = subprocess.run(command, cwd=crawled, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 2
    assert "cannot listen there" in run.stderr


def test_without_the_extra_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    code = "import sys; sys.modules['fastapi'] = None; from scraper.cli import main; sys.exit(main(['serve']))"
    run = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "pip install '.[serve]'" in run.stderr


@pytest.mark.proof
def test_without_a_store_it_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "scraper", "serve", "--port", "0"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert run.returncode == 1
    assert "Run `scraper crawl` first" in run.stderr
