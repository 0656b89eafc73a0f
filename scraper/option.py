"""Options: one field is the option; its TOML key, command-line flag, documentation and bounds derive from it.

An options class is a frozen dataclass whose fields are made with :func:`option`.  ``config`` reads them from TOML and
checks the bounds, ``cli`` makes flags of them, and the README's table is printed from them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of string, such as a network or an interval: what is allowed, in words, and whether a string is so."""

    words: str
    holds: Callable[[str], bool]


def option(  # noqa: PLR0913 - one keyword a property of the option
    default: Any = MISSING,
    help: str = "",
    *,
    factory: Callable[[], Any] | None = None,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
    path: bool = False,
    flags: tuple[str, ...] = (),
    secret: bool = False,
    kind: Kind | None = None,
) -> Any:
    """A dataclass field that knows its help text (with the unit), its bounds (inclusive) and its choices.

    ``path``: a file or folder, relative to the configuration file (also in a URL ``sqlite:///...``); empty and ``-``
    stay what they are. ``flags``: its names on the command line, where they are others than the field's own.
    ``secret``: left out of the options' repr, and never to be printed. ``kind``: what a string, or each string of a
    tuple, must be; an empty string is always allowed.
    """
    metadata: dict[str, Any] = {"help": help, "minimum": minimum, "maximum": maximum, "choices": choices}
    metadata |= {"path": path, "flags": flags, "secret": secret, "kind": kind}
    if factory is not None:
        return field(default_factory=factory, metadata=metadata, repr=not secret)
    return field(default=default, metadata=metadata, repr=not secret)


def options_of(cls: type) -> Mapping[str, Field[Any]]:
    """The options of a class by name, in the order of their definition."""
    return {f.name: f for f in fields(cls) if f.metadata.get("help")}
