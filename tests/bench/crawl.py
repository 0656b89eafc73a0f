"""Articles a second and CPU time an article, end to end and stored, beside Scrapy with trafilatura on the same farm.

    python tests/bench/crawl.py --sites 40 --articles 50 --rounds 3 --peer PYTHON

PYTHON is an interpreter that has scrapy and trafilatura (they are no dependencies of ours): python -m venv peer &&
peer/bin/pip install scrapy trafilatura lxml_html_clean. The two take turns, each round on a fresh store.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

HERE = Path(__file__).resolve().parent
FARM = HERE.parent / "proofs" / "farm.py"
SOURCE = """
[[source]]
name = "site{site}"
home = "http://127.0.{high}.{low}:{port}/"
depth = 3
allow_networks = ["127.0.0.0/8"]
[source.fetch]
delay = 0.0
"""


def run(command: list[str], folder: Path) -> tuple[float, float]:
    """Seconds and CPU seconds of a command with all its descendants."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, errors = process.communicate()
    seconds = time.monotonic() - start
    if process.returncode:
        raise SystemExit(errors.decode()[-2000:])
    reap()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def reap() -> None:
    """Wait for orphans, which come to us as their subreaper, so that their CPU time counts; the farm stays."""
    time.sleep(0.5)
    while True:
        try:
            if os.waitpid(-1, os.WNOHANG)[0] == 0:
                return
        except ChildProcessError:
            return


def count(path: Path) -> int:
    with sqlite3.connect(path) as connection:
        return connection.execute("SELECT count(*) FROM articles").fetchone()[0]


def ours(folder: Path, port: int, sites: int) -> tuple[int, float, float]:
    """Articles, seconds, CPU seconds of our crawl."""
    text = "".join(
        SOURCE.format(site=site, high=1 + site // 250, low=1 + site % 250, port=port) for site in range(sites)
    )
    (folder / "config.toml").write_text(text)
    seconds, cpu = run([sys.executable, "-m", "scraper", "crawl"], folder)
    return count(folder / ".scraper" / "articles.db"), seconds, cpu


def peer(python: str, folder: Path, port: int, sites: int) -> tuple[int, float, float]:
    """The same of the peer."""
    seconds, cpu = run([python, str(HERE / "crawl_peer.py"), str(folder), str(port), str(sites)], folder)
    return count(folder / "peer.db"), seconds, cpu


def main() -> None:
    """Run the rounds and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=40)
    parser.add_argument("--articles", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peer", help="interpreter with scrapy and trafilatura")
    options = parser.parse_args()
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    rates: dict[str, list[float]] = {}
    costs: dict[str, list[float]] = {}
    for _ in range(options.rounds):
        for name in ("ours", "peer") if options.peer else ("ours",):
            with tempfile.TemporaryDirectory() as temporary:
                folder = Path(temporary)
                sizes = ["--hosts", str(options.sites), "--articles", str(options.articles), "--calm"]
                farm = subprocess.Popen(
                    [sys.executable, str(FARM), *sizes, "--log", str(folder / "log")],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
                port = int(farm.stdout.readline())
                arguments = (folder, port, options.sites)
                found, seconds, cpu = ours(*arguments) if name == "ours" else peer(options.peer, *arguments)
                farm.communicate("")
            print(f"{name}: {found} articles, {found / seconds:.1f}/s, {1000 * cpu / found:.1f} ms CPU an article")
            rates.setdefault(name, []).append(found / seconds)
            costs.setdefault(name, []).append(cpu / found)
    if options.peer:
        print(f"articles a second: {median(rates['ours']) / median(rates['peer']):.1f} times the peer's")
        print(f"CPU an article: {median(costs['ours']) / median(costs['peer']):.2f} of the peer's")


if __name__ == "__main__":
    main()
