"""Command-line flags made from option fields: ``host_concurrency`` becomes ``--host-concurrency N``.

A boolean becomes ``--robots/--no-robots`` (``--captions`` alone where the default is off); a tuple becomes a repeatable
flag in the singular (``allow_networks`` -> ``--allow-network CIDR``), and one of pairs takes ``NAME: VALUE``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, is_dataclass
from functools import wraps
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints

import typer

from scraper.errors import ConfigError
from scraper.option import options_of

#: Options given on the command line: field -> value.
Changes = Mapping[str, Any]

T = TypeVar("T")


def flag_of(name: str, hint: Any) -> str:
    """The flag of an option field: ``max_body`` -> ``--max-body``."""
    singular = name.removesuffix("s") if get_origin(hint) is tuple else name
    return "--" + singular.replace("_", "-")


def with_flags(options: T, changes: Changes) -> T:
    """The options with what was given on the command line. Raises ``ConfigError`` that names the flag."""
    if not changes:
        return options
    from scraper.values import override

    hints = get_type_hints(type(options))
    return override(options, changes, name=lambda key: flag_of(key, hints[key]))


def flags(**classes: type) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command a flag for every option of the classes.

    The command's parameter of the class's keyword (``fetch=FetchOptions``) receives the ``Changes``: only what was
    given on the command line.
    """

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        own = inspect.signature(command, eval_str=True).parameters
        parameters = [p for name, p in own.items() if name not in classes]
        parameters += [p for keyword, cls in classes.items() for p in _parameters(cls, keyword)]

        @wraps(command)
        def run(**given: Any) -> Any:
            for keyword, cls in classes.items():
                hints = get_type_hints(cls)
                values = {name: given.pop(f"{keyword}_{name}", None) for name in options_of(cls)}
                given[keyword] = {k: _value(v, hints[k], k) for k, v in values.items() if v not in (None, [], ())}
            return command(**given)

        run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        return run

    return decorate


def _parameters(cls: type, keyword: str) -> list[inspect.Parameter]:
    """The flags of one options class, in a panel of the help named by the class's first line."""
    hints = get_type_hints(cls)
    panel = (cls.__doc__ or "").partition(".")[0].partition(";")[0]
    return [
        inspect.Parameter(
            f"{keyword}_{name}",
            inspect.Parameter.KEYWORD_ONLY,
            default=None,
            annotation=_annotation(field, hints[name], panel),
        )
        for name, field in options_of(cls).items()
        if not is_dataclass(hints[name])
    ]


def _annotation(field: Field[Any], hint: Any, panel: str) -> Any:
    names = list(field.metadata.get("flags") or [flag_of(field.name, hint)])
    if hint is bool and field.default:
        names[-1] += f"/--no-{names[-1].removeprefix('--')}"
    metavar = {int: "N", float: "NUMBER", bool: None}.get(hint, "TEXT")
    info = typer.Option(*names, help=_help(field), rich_help_panel=panel, show_default=False, metavar=metavar)
    return Annotated[_flag_type(hint), info]


def _flag_type(hint: Any) -> Any:
    """The type as typer takes it, None for a flag that was not given."""
    if get_origin(hint) is not tuple:
        return hint | None
    return list[int] | None if int in get_args(hint) else list[str] | None


def _value(value: Any, hint: Any, name: str) -> Any:
    """What typer read, as the field holds it."""
    if get_origin(hint) is not tuple:
        return value
    if get_origin(get_args(hint)[0]) is not tuple:
        return tuple(value)
    pairs = [item.partition(":") for item in value]
    for item, (_, colon, _) in zip(value, pairs, strict=True):
        if not colon:
            raise ConfigError(f'{flag_of(name, hint)}: found "{item}", allowed: "NAME: VALUE"')
    return tuple((first.strip(), second.strip()) for first, _, second in pairs)


def _help(field: Field[Any]) -> str:
    """Meaning, choices and default."""
    text: str = field.metadata["help"]
    if field.metadata["choices"]:
        text += "; one of " + ", ".join(field.metadata["choices"])
    default = field.default
    if default not in ("", (), None, MISSING) and not isinstance(default, bool):
        text += f" [default: {default}]"
    return text
