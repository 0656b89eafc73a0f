"""The command line: one file a command; ``output`` owns streams, progress and exit codes.

A command is a module of this package with a function of its own name and ``EXAMPLES``, which its ``--help`` shows and
a test runs.  It returns an ``ExitCode`` (None: done).  Modules are loaded when their command is called.
"""

from __future__ import annotations

import sys

#: The commands in the order of the help, each a module here.
COMMANDS: tuple[str, ...] = (
    "fetch",
    "clean",
    "init",
    "check",
    "crawl",
    "status",
    "search",
    "why",
    "diff",
    "reclean",
    "explain",
    "report",
    "export",
    "forget",
    "watch",
    "serve",
    "worker",
    "migrate",
    "bulk",
)


def main(arguments: list[str] | None = None) -> int:
    """The entry point of the command ``scraper``; returns the exit code. ``arguments``: without the program's name."""
    arguments = sys.argv[1:] if arguments is None else arguments
    if arguments == ["--version"]:
        from scraper import __version__

        print(f"scraper {__version__}")
        return 0
    from scraper.cli.application import application
    from scraper.cli.output import guarded

    return guarded(application(), arguments)
