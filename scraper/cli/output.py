"""Streams, progress and exit codes: results go to stdout, everything else to stderr."""

from __future__ import annotations

import errno
import os
import signal
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NoReturn

from scraper import errors

if TYPE_CHECKING:
    from rich.console import Console


class ExitCode(IntEnum):
    """What the command says to the shell that called it; the README's table is printed from these."""

    DONE = 0
    UNEXPECTED = 1
    USAGE = 2
    INCOMPLETE = 3
    UNREACHABLE = 4
    LOCKED = 5
    DRIFTED = 6
    INTERRUPTED = 130
    TERMINATED = 143


#: Exit code -> meaning, as the README prints it.
MEANINGS = {
    ExitCode.DONE: "all done",
    ExitCode.UNEXPECTED: "unexpected: a defect of ours, or the machine failed (disk full, output closed)",
    ExitCode.USAGE: "usage or configuration, a store that is not ours included",
    ExitCode.INCOMPLETE: "some inputs failed or held no article; the rest is delivered",
    ExitCode.UNREACHABLE: "nothing could be reached",
    ExitCode.LOCKED: "another run holds the lock or the database",
    ExitCode.DRIFTED: "a source has drifted (`status --check`)",
    ExitCode.INTERRUPTED: "stopped cleanly by SIGINT (Ctrl-C)",
    ExitCode.TERMINATED: "stopped cleanly by SIGTERM",
}

#: Errors of a host that gave no answer, as opposed to an answer that is no page.
UNREACHABLE = (
    errors.DnsError,
    errors.ConnectError,
    errors.TlsError,
    errors.FetchTimeoutError,
    errors.DeadlineError,
)

#: Failures of the machine, no defect of ours: a disk that is full, broken or mounted for reading; no file left to open.
MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EMFILE, errno.ENFILE}

#: Seconds between two plain progress lines where stderr is no terminal.
LINE_INTERVAL = 1.0


def exit_code_of(error: BaseException) -> ExitCode:
    """The exit code for an error that ended a command."""
    table: tuple[tuple[type[BaseException] | tuple[type[BaseException], ...], ExitCode], ...] = (
        ((errors.RunLockedError, errors.StoreLockedError), ExitCode.LOCKED),
        ((errors.ConfigError, errors.UsageError, errors.StoreFormatError), ExitCode.USAGE),
        (UNREACHABLE, ExitCode.UNREACHABLE),
        ((errors.OutputError, errors.StoreError), ExitCode.UNEXPECTED),
        (errors.ScraperError, ExitCode.INCOMPLETE),
        (KeyboardInterrupt, ExitCode.INTERRUPTED),
    )
    return next((code for kind, code in table if isinstance(error, kind)), ExitCode.UNEXPECTED)


def console() -> Console:
    """rich's console on stderr (made anew, so that a redirected stderr is respected)."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, soft_wrap=True)


def message(text: str) -> None:
    """One message for people, on stderr, as it is: no markup, no wrapping."""
    print(text, file=sys.stderr, flush=True)


def error(problem: BaseException) -> None:
    """One clear message for an error of ours; what happened, where, what to do next."""
    message(f"error: {problem}")


def is_terminal() -> bool:
    """Whether results are read by a person: stdout is a terminal."""
    return sys.stdout.isatty()


class Progress:
    """Progress of a known or unknown number of steps; made by :func:`progress`."""

    def __init__(self, title: str, total: int | None) -> None:
        self.title, self.total, self.done = title, total, 0

    def advance(self, label: str = "") -> None:
        """One step is done; ``label`` names it."""
        self.done += 1
        self.show(label)

    def show(self, label: str) -> None:
        """Tell where we are."""
        raise NotImplementedError

    def note(self, text: str) -> None:
        """A message of its own, above the bar."""
        raise NotImplementedError

    def count(self) -> str:
        """``3/10``, or ``3`` where the total is unknown."""
        return f"{self.done}/{self.total}" if self.total is not None else str(self.done)


class _Lines(Progress):
    """Plain lines, at most one a second and always the last, where stderr is no terminal."""

    _last = float("-inf")

    def show(self, label: str) -> None:
        now = time.monotonic()
        if now - self._last >= LINE_INTERVAL or self.done == self.total:
            self._last = now
            message(f"{self.title} {self.count()} {label}".rstrip())

    def note(self, text: str) -> None:
        message(text)


class _Bar(Progress):
    """rich's bar on a terminal."""

    def __init__(self, title: str, total: int | None, bar: Any) -> None:
        super().__init__(title, total)
        self._bar, self._task = bar, bar.add_task(title, total=total, label="")

    def show(self, label: str) -> None:
        self._bar.update(self._task, completed=self.done, label=label)

    def note(self, text: str) -> None:
        self._bar.console.print(text, markup=False)


class _Quiet(Progress):
    """Notes only: one step needs no progress."""

    def show(self, label: str) -> None:
        """Nothing."""

    def note(self, text: str) -> None:
        message(text)


@contextmanager
def progress(title: str, total: int | None = None) -> Iterator[Progress]:
    """Progress on stderr: a bar on a terminal, plain lines elsewhere, nothing for one step. ``total``: steps, None
    where unknown."""
    if total is not None and total <= 1:
        yield _Quiet(title, total)
        return
    if not sys.stderr.isatty():
        yield _Lines(title, total)
        return
    from rich import progress as rich_progress

    columns = (
        rich_progress.TextColumn("{task.description}"),
        rich_progress.BarColumn(),
        rich_progress.MofNCompleteColumn(),
        rich_progress.TimeElapsedColumn(),
        rich_progress.TextColumn("{task.fields[label]}", markup=False),
    )
    with rich_progress.Progress(*columns, console=console(), transient=True) as bar:
        yield _Bar(title, total, bar)


def _terminate(number: int, _frame: object) -> NoReturn:
    """SIGTERM unwinds the stack as SystemExit, which an event loop lets through: files are closed, tasks cancelled."""
    raise SystemExit(128 + number)


def guarded(command: Any, arguments: list[str]) -> int:
    """Run a command of typer; every way it can end becomes an exit code, with one message on stderr."""
    signal.signal(signal.SIGTERM, _terminate)
    try:
        _complete_streams()
        code = command.main(args=arguments or ["--help"], prog_name="scraper", standalone_mode=False)
        sys.stdout.flush()
        return int(code or 0)
    except SystemExit as stop:
        return int(stop.code or 0)
    except KeyboardInterrupt:
        return ExitCode.INTERRUPTED
    except BrokenPipeError:  # whoever read our results has gone
        _give_up_stdout()
        return ExitCode.UNEXPECTED
    except errors.ScraperError as problem:
        error(problem)
        return exit_code_of(problem)
    except Exception as problem:
        return _unexpected(problem)


def _complete_streams() -> None:
    """A standard stream that the caller has closed is opened on nothing: the next file that is opened, the database
    perhaps, would have its number, and get what is meant for it. Results must not vanish: a closed stdout is an error.
    """
    closed = sys.stdout is None
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
    if closed:
        raise errors.OutputError("it is closed", where="stdout", hint="Where no result is wanted: > /dev/null")


def _give_up_stdout() -> None:
    """Nothing more is written there, not at the interpreter's own flush either."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _unexpected(problem: Exception) -> ExitCode:
    """A command line that cannot be read, a failure of the machine, or a defect of ours."""
    import typer

    if isinstance(problem, typer.BadParameter.__mro__[1]):  # typer's UsageError, which has no public name
        unread: Any = problem
        text, context = unread.format_message().rstrip("."), unread.ctx
        hint = f"Try: {context.command_path if context else 'scraper'} --help"
        message(f"error: {text} {hint}" if text.endswith("?") else f"error: {text}. {hint}")
        return ExitCode.USAGE
    if isinstance(problem, OSError) and problem.errno in MACHINE:
        where = str(problem.filename or "stdout")
        error(errors.OutputError(problem.strerror or str(problem), where=where, hint="What is stored already stays"))
        _give_up_stdout()
        return ExitCode.UNEXPECTED
    traceback.print_exception(problem)
    message(f"unexpected error: {problem!r}. This is a defect of scraper: please report it with the lines above")
    return ExitCode.UNEXPECTED
