"""The fault server, and a fetcher that may ask it and does not sleep."""

from __future__ import annotations

import asyncio
import importlib.util
import ssl
import sys
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import trustme

from scraper.fetcher import Fetcher, FetchOptions, SkippingClock

LOOPBACK = {"allow_networks": ("127.0.0.0/8",), "delay": 0.0, "read_timeout": 2.0, "deadline": 5.0}


def _load(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(f"fetcher_{name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def faults() -> ModuleType:
    """The module of the fault server."""
    return _load("faults")


@pytest.fixture
async def server(faults: ModuleType) -> AsyncIterator[Any]:
    """A fault server on loopback."""
    async with faults.FaultServer() as running:
        yield running


@pytest.fixture
def clock() -> SkippingClock:
    """A clock whose waits pass at once."""
    return SkippingClock()


@pytest.fixture
async def make(clock: SkippingClock) -> AsyncIterator[Callable[..., Fetcher]]:
    """Makes fetchers for loopback, with further options; closes them."""
    made: list[Fetcher] = []

    def maker(**options: Any) -> Fetcher:
        arguments = {name: options.pop(name) for name in ("transport", "lookup") if name in options}
        made.append(Fetcher(FetchOptions(**{**LOOPBACK, **options}), clock=clock, **arguments))
        return made[-1]

    yield maker
    for fetcher in made:
        await fetcher.aclose()


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    """A certificate authority of our own."""
    return trustme.CA()


@pytest.fixture(scope="session")
def ca_file(authority: trustme.CA, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Its certificate, as the option ``ca_file`` takes it."""
    path = tmp_path_factory.mktemp("authority") / "ca.pem"
    authority.cert_pem.write_to_path(path)
    return str(path)


@pytest.fixture(scope="session")
def server_context(authority: trustme.CA) -> Callable[..., ssl.SSLContext]:
    """Makes the TLS context of a server, for names and with the arguments of a certificate."""

    def maker(*names: str, **arguments: Any) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(*names, **arguments).configure_cert(context)
        return context

    return maker


@pytest.fixture
def server_in_thread(faults: ModuleType) -> Iterator[str]:
    """The base URL of a fault server that runs in a thread, for callers without a loop."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = faults.FaultServer()
    asyncio.run_coroutine_threadsafe(server.__aenter__(), loop).result(10)
    yield server.url("")
    asyncio.run_coroutine_threadsafe(server.__aexit__(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()
