"""Processes that Ctrl-C does not reach: a terminal sends it to the whole group, and the command decides what ends."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.context import ForkServerContext
from multiprocessing.forkserver import ensure_running


@contextmanager
def undisturbed() -> Iterator[None]:
    """Processes and threads that are started within never get SIGINT, from their first instruction on: what a program
    ignores it would have to load first. (The standard library starts its resource tracker in this way, and lets SIGINT
    through again when it has, so the tracker has to be there before.)"""
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def fork_server(module: str) -> ForkServerContext:
    """Processes that come from a server which has loaded the module once: a fork of a process with threads may
    deadlock."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([module])
    with undisturbed():
        ensure_running()
    return context
