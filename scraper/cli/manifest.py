"""What a served folder says of itself: its ``site.toml``, read and checked.

    host = "harbour-courier.example"        # URLs are http://harbour-courier.example/...
    [headers."/de/hafenfest"]               # response headers of one path
    Content-Type = "text/html; charset=utf-8"
    [redirects]                             # path = target, answered with 301
    "/old" = "/new"
    [aliases]                               # a second path that serves the same file
    "/print/new" = "/new"
    [[faults]]                              # the first answers of a path, at each start of the server
    path = "/new"
    status = 503
    times = 1
    headers = { Retry-After = "1" }

Every key but ``host`` may be absent.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from scraper.errors import ConfigError, InputError

MANIFEST = "site.toml"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fault(_Strict):
    """The first ``times`` answers of ``path`` are ``status`` with ``headers`` and no page."""

    path: str
    status: int = Field(ge=400, le=599)
    times: int = Field(default=1, ge=1)
    headers: dict[str, str] = {}


class Manifest(_Strict):
    """``site.toml``; the keys are explained at the top of this file."""

    host: str = Field(pattern=r"^[a-z0-9.-]+$")
    headers: dict[str, dict[str, str]] = {}
    redirects: dict[str, str] = {}
    aliases: dict[str, str] = {}
    faults: tuple[Fault, ...] = ()


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a folder. Raises ``InputError`` where there is none, ``ConfigError`` where it is wrong."""
    file = folder / MANIFEST
    if not file.is_file():
        raise InputError(
            f"no {MANIFEST} in this folder", where=str(folder), hint='A served folder needs one with host = "NAME"'
        )
    try:
        return Manifest.model_validate(tomllib.loads(file.read_text("utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{key}: {first['msg']}, found {first['input']!r}", where=str(file)) from error
    except ValueError as error:  # not TOML, or not UTF-8
        raise ConfigError(str(error), where=str(file)) from error
