"""How fast the fetcher is: beside Scrapy at one nginx, over many slow hosts, and how exactly its deadline holds.

    python tests/bench/fetch.py                     needs nginx; Scrapy where ``--scrapy PYTHON`` can import it
    python tests/bench/fetch.py --only hosts

Each runner is a process of its own; its CPU time is its own, start-up left out. Ratios count, not the figures.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PAGE_BYTES = 61_000
WARM_UP = 50

_CONF = """
daemon off; pid {folder}/pid; error_log /dev/null crit; worker_processes 1;
events {{ worker_connections 1024; }}
http {{ access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
        uwsgi_temp_path {folder}; scgi_temp_path {folder}; types {{ text/html html; text/plain txt; }}
        keepalive_requests 100000;
        server {{ listen 127.0.0.1:{port}; root {folder}/www; rewrite ^/p/ /page.html last; }} }}
"""

_SCRAPY = """
import json, resource, sys, time
import scrapy
from scrapy.crawler import CrawlerProcess
base, count, width, warm = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
seen = {"n": 0, "bytes": 0}
def cpu():
    use = resource.getrusage(resource.RUSAGE_SELF)
    return use.ru_utime + use.ru_stime
class Bench(scrapy.Spider):
    name = "bench"
    custom_settings = {"CONCURRENT_REQUESTS": width, "CONCURRENT_REQUESTS_PER_DOMAIN": width, "ROBOTSTXT_OBEY": True,
        "LOG_ENABLED": False, "TELNETCONSOLE_ENABLED": False, "COOKIES_ENABLED": False, "DOWNLOAD_DELAY": 0}
    async def start(self):
        for i in range(count + warm):
            yield scrapy.Request(f"{base}/p/{i}.html", dont_filter=True)
    def parse(self, response):
        seen["n"] += 1
        seen["bytes"] += len(response.body)
        if seen["n"] == warm:
            seen.update(cpu=cpu(), wall=time.perf_counter())
        if seen["n"] == count + warm:
            print(json.dumps({"cpu": cpu() - seen["cpu"], "wall": time.perf_counter() - seen["wall"], "pages": count}))
process = CrawlerProcess()
process.crawl(Bench)
process.start()
"""


def cpu() -> float:
    """CPU time of this process, seconds."""
    use = resource.getrusage(resource.RUSAGE_SELF)
    return use.ru_utime + use.ru_stime


@contextmanager
def nginx() -> Iterator[str]:
    """A local nginx with one page of 61 KB under every address; gives its base URL."""
    with tempfile.TemporaryDirectory() as folder, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        www = Path(folder, "www")
        www.mkdir()
        Path(folder).chmod(0o755)
        paragraph = "<p>" + "words in a row that make a page " * 30 + "</p>\n"
        page = (
            "<html><head><title>Bench</title></head><body>"
            + paragraph * (PAGE_BYTES // len(paragraph))
            + "</body></html>"
        )
        (www / "page.html").write_text(page)
        (www / "robots.txt").write_text("User-agent: *\nDisallow: /private/\n")
        conf = Path(folder, "nginx.conf")
        conf.write_text(_CONF.format(folder=folder, port=port))
        process = subprocess.Popen(
            [shutil.which("nginx") or "/usr/sbin/nginx", "-c", str(conf)], stderr=subprocess.DEVNULL
        )
        try:
            while True:
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    time.sleep(0.05)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait()


async def ours(base: str, count: int, width: int) -> dict[str, float]:
    """Fetch ``count`` pages with ``width`` requests at once."""
    from scraper.fetcher import Fetcher, FetchOptions

    options = FetchOptions(allow_networks=("127.0.0.0/8",), delay=0, host_concurrency=width, concurrency=width)
    async with Fetcher(options) as fetcher:
        addresses = iter(range(WARM_UP + count))

        async def work(end: int) -> None:
            for number in addresses:
                page = await fetcher.get(f"{base}/p/{number}.html")
                assert len(page.body) > PAGE_BYTES * 0.9
                if number >= end:
                    return

        await asyncio.gather(*(work(WARM_UP - width) for _ in range(width)))
        began, used = time.perf_counter(), cpu()
        rest = WARM_UP + count
        left = rest - next(addresses, rest)
        await asyncio.gather(*(work(rest) for _ in range(width)))
        return {"cpu": cpu() - used, "wall": time.perf_counter() - began, "pages": left}


def run(command: list[str]) -> dict[str, float]:
    """The figures that a runner prints as its last line."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode or not done.stdout.strip():
        raise SystemExit(f"{command[:2]} failed:\n{done.stderr[-2000:]}")
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def against_scrapy(scrapy: str, count: int, rounds: int) -> None:
    """CPU time a request and pages a second, ours and Scrapy's in turns, the best of each."""
    with nginx() as base:
        for width in (16, 128):
            found: dict[str, list[dict[str, float]]] = {"ours": [], "scrapy": []}
            for _ in range(rounds):
                found["ours"].append(run([sys.executable, __file__, "--runner", base, str(count), str(width)]))
                found["scrapy"].append(run([scrapy, "-c", _SCRAPY, base, str(count), str(width), str(WARM_UP)]))
            for name, runs in found.items():
                each = min(run["cpu"] / run["pages"] for run in runs)
                rate = max(run["pages"] / run["wall"] for run in runs)
                print(f"{width:4} at once  {name:7} {each * 1000:6.2f} ms CPU a request {rate:8.0f} pages/s")


async def _slow_server(address: str, latency: float) -> asyncio.Server:
    body = b"<html><p>slow</p></html>" * 20

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while request := await reader.readuntil(b"\r\n\r\n"):
                missing = b" /robots.txt " in request
                await asyncio.sleep(0 if missing else latency)
                head = b"HTTP/1.1 404 Not Found" if missing else b"HTTP/1.1 200 OK"
                writer.write(head + b"\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.close()

    return await asyncio.start_server(answer, address, 0)


async def _serve(count: int, latency: float) -> None:
    servers = [await _slow_server(f"127.0.0.{number + 1}", latency) for number in range(count)]
    print(json.dumps(["http://{}:{}".format(*server.sockets[0].getsockname()) for server in servers]), flush=True)
    await asyncio.Event().wait()


def slow_hosts(count: int = 50, latency: float = 0.2, pages: int = 40) -> None:
    """The share of the ideal rate that many slow hosts give: each may have two requests at once."""
    from scraper.fetcher import Fetcher, FetchOptions

    async def measure(bases: list[str]) -> tuple[float, float]:
        options = FetchOptions(allow_networks=("127.0.0.0/8",), delay=0, concurrency=2 * count)

        async def work(fetcher: Fetcher, base: str) -> None:
            for number in range(pages // options.host_concurrency):
                await fetcher.get(f"{base}/{number}")

        async with Fetcher(options) as fetcher:
            await asyncio.gather(*(fetcher.get(f"{base}/warm") for base in bases))
            began, used = time.perf_counter(), cpu()
            await asyncio.gather(*(work(fetcher, base) for base in bases for _ in range(options.host_concurrency)))
            wall = time.perf_counter() - began
        return (count * pages / wall) / (count * options.host_concurrency / latency), (cpu() - used) / (count * pages)

    command = [sys.executable, __file__, "--serve", str(count), str(latency)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        share, each = asyncio.run(measure(json.loads(process.stdout.readline())))
        process.terminate()
    print(
        f"{count} hosts of {latency * 1000:.0f} ms: {share:.1%} of the ideal rate, {each * 1000:.2f} ms CPU a request"
    )


def deadlines() -> None:
    """How late a deadline is at a server that drips a byte every 50 ms."""
    from scraper.errors import DeadlineError
    from scraper.fetcher import Fetcher, FetchOptions

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
            while True:
                writer.write(b"x")
                await writer.drain()
                await asyncio.sleep(0.05)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            writer.close()

    async def measure(deadline: float) -> float:
        server = await asyncio.start_server(drip, "127.0.0.1", 0)
        base = "http://{}:{}".format(*server.sockets[0].getsockname())
        options = FetchOptions(allow_networks=("127.0.0.0/8",), delay=0, robots=False, deadline=deadline)
        async with Fetcher(options) as fetcher:
            began = time.perf_counter()
            try:
                await fetcher.get(base)
            except DeadlineError:
                return (time.perf_counter() - began) / deadline
            finally:
                server.close()
        raise SystemExit("a dripping server was read to its end")

    for deadline in (0.5, 1.0, 2.0):
        print(f"deadline of {deadline} s: took {asyncio.run(measure(deadline)):.1%} of it")


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scrapy", default=sys.executable, help="a Python that can import Scrapy")
    parser.add_argument("--only", choices=("scrapy", "hosts", "deadline"))
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--runner", nargs=3, metavar=("BASE", "COUNT", "WIDTH"), help=argparse.SUPPRESS)
    parser.add_argument("--serve", nargs=2, metavar=("COUNT", "LATENCY"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        asyncio.run(_serve(int(arguments.serve[0]), float(arguments.serve[1])))
    if arguments.runner:
        base, count, width = arguments.runner
        print(json.dumps(asyncio.run(ours(base, int(count), int(width)))))
        return
    if arguments.only in (None, "scrapy"):
        against_scrapy(arguments.scrapy, arguments.pages, arguments.rounds)
    if arguments.only in (None, "hosts"):
        slow_hosts()
    if arguments.only in (None, "deadline"):
        deadlines()


if __name__ == "__main__":
    main()
