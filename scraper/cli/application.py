"""The typer application: commands are loaded when they are called."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from scraper import __version__
from scraper.cli import COMMANDS

_HELP = "Download article pages and keep only the article: body, tags, metadata, and a reason for every cut."


class LazyGroup(TyperGroup):
    """A group whose commands are the modules of ``scraper.cli`` named in ``COMMANDS``."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the command's module and make a command of its function."""
        return load(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """A mistyped name is answered with the nearest one."""
        if args[0] not in COMMANDS:  # typer looks for near names among the loaded ones
            self.commands = {name: load(name) for name in COMMANDS}
        return super().resolve_command(ctx, args)


def load(name: str) -> Any:
    """The command of one module."""
    module = import_module(f"scraper.cli.{name}")
    function = getattr(module, name)
    app = typer.Typer(add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False)
    app.command(name=name, help=plain(inspect.getdoc(function) or ""), epilog=epilog(module.EXAMPLES))(function)
    command = typer.main.get_command(app)
    for parameter in command.params:
        parameter.help = plain(getattr(parameter, "help", None) or "")  # type: ignore[attr-defined]
    return command


def plain(text: str) -> str:
    """Text as the help shows it: ``[clean]`` is a table of the configuration, no style."""
    return text.replace("[", r"\[")


def epilog(examples: Sequence[str]) -> str:
    """The examples as the help shows them, one a line."""
    return "\n\n".join([f"[bold]Example{'s' if len(examples) > 1 else ''}:[/bold]", *map(plain, examples)])


def _finish(code: int | None, **_options: Any) -> None:
    """A command's return value becomes the exit code."""
    raise typer.Exit(int(code or 0))


def _version(asked: bool) -> None:
    if asked:
        print(f"scraper {__version__}")
        raise typer.Exit


def _root(
    version: Annotated[bool, typer.Option("--version", help="Show the version.", is_eager=True, callback=_version)] = (
        False
    ),
) -> None:
    pass


def application() -> Any:
    """The whole command ``scraper``."""
    app = typer.Typer(
        cls=LazyGroup,
        help=_HELP,
        add_completion=False,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        result_callback=_finish,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_root)
    return typer.main.get_command(app)
