"""What the commands that train have in common: options, messages, exit codes."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from scraper.errors import ScraperError
from scraper.training.fit import FitOptions


def training_parser(prog: str, description: str | None) -> argparse.ArgumentParser:
    """A parser with the options of every training."""
    defaults = FitOptions()
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument("data", type=Path, help="folder of unpacked sets; held-out results go to DATA/out")
    parser.add_argument("--trees", type=int, default=defaults.trees, help="of each forest")
    parser.add_argument("--seed", type=int, default=defaults.seed)
    parser.add_argument("--threads", type=int, default=defaults.threads)
    return parser


def run(work: Callable[[argparse.Namespace], None], options: argparse.Namespace) -> int:
    """Do the work; returns the exit code."""
    try:
        work(options)
    except ScraperError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def say(message: str) -> None:
    """How far the work is, to standard error."""
    print(message, file=sys.stderr, flush=True)
