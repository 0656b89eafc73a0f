"""config.toml -> nested, validated options.

Tables and keys are the fields of :class:`Config` and of the options classes in it; nothing is listed twice.  Whatever
is wrong becomes one ``ConfigError`` that names the file, each key path, what was found, what is allowed and, for an
unknown key, the nearest known one.  ``${NAME}`` in a string is replaced from the environment.  Relative paths are
relative to the configuration file.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import pydantic

from scraper.cleaner.options import CleanOptions
from scraper.crawler.source import CrawlOptions, Source
from scraper.errors import ConfigError
from scraper.fetcher.options import FetchOptions
from scraper.option import options_of
from scraper.store.options import SinkOptions, StoreOptions

T = TypeVar("T")

#: Longest value shown in an error, characters.
SHOWN = 60

#: The name that ``scraper crawl`` looks for in the current folder.
DEFAULT_NAME = "config.toml"

_ENVIRONMENT = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Config:
    """A configuration file, read. ``fetch`` and ``clean`` are also what each source starts from."""

    fetch: FetchOptions = field(default_factory=FetchOptions)
    clean: CleanOptions = field(default_factory=CleanOptions)
    store: StoreOptions = field(default_factory=StoreOptions)
    crawl: CrawlOptions = field(default_factory=CrawlOptions)
    sink: SinkOptions = field(default_factory=SinkOptions)
    source: tuple[Source, ...] = ()
    path: Path = Path(DEFAULT_NAME)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known while a file is read: the problems so far, the values that came from the environment, and the
    options of the top tables, which tables of the same type in a source start from."""

    problems: list[str]
    secrets: dict[str, str] = field(default_factory=dict)
    start: dict[type, Any] = field(default_factory=dict)

    def shown(self, value: Any) -> str:
        """A value as an error shows it, secrets by their name."""
        text = json.dumps(value, ensure_ascii=False, default=str)
        for secret, name in self.secrets.items():
            text = text.replace(secret, f"${{{name}}}")
        return (text if len(text) <= SHOWN else text[:SHOWN] + "...") + f" ({_kind_of(value)})"


def load(path: str | Path, *, fetch: Mapping[str, Any] | None = None, clean: Mapping[str, Any] | None = None) -> Config:
    """Read a configuration file. ``fetch`` and ``clean`` (from the command line) win over every table of it.

    Raises ``ConfigError`` for a missing file, broken TOML, unknown keys, wrong types and impossible values.
    """
    path = Path(path).absolute()
    reading = _Reading([])
    config = _table(Config, _environment(_parse(path), "", reading), "", reading)
    if config is not None and not reading.problems:
        _names(config, reading)
    if config is None or reading.problems:
        many = f"{len(reading.problems)} problems:\n  " if len(reading.problems) > 1 else ""
        raise ConfigError(many + "\n  ".join(reading.problems), where=str(path))
    config = _with_flags(config, fetch or {}, clean or {})
    anchored: Config = _anchored(replace(config, path=path), path.parent)
    return anchored


def override(options: T, changes: Mapping[str, Any], *, name: Callable[[str], str] = str) -> T:
    """Options with some of their fields changed, checked as those of a file are.

    ``name`` says how an error calls a field (``delay`` -> ``--delay``). Raises ``ConfigError``.
    """
    reading = _Reading([])
    values = _check(type(options), changes, name, reading)
    if not reading.problems:
        try:
            changed: T = replace(options, **values)  # type: ignore[type-var]
            return changed
        except ConfigError as problem:
            reading.problems.append(str(problem))
    raise ConfigError("; ".join(reading.problems))


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        hint = "Make one with: scraper init URL; or name another with --config FILE"
        raise ConfigError("there is no such configuration file", where=str(path), hint=hint) from None
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(f"the configuration file cannot be read ({problem})", where=str(path)) from None
    except tomllib.TOMLDecodeError as problem:
        hint = 'Tables are written [fetch] and [[source]], values key = "text", 10, true or ["a", "b"]'
        raise ConfigError(f"this is not TOML: {problem}", where=str(path), hint=hint) from None


def _environment(value: Any, path: str, reading: _Reading) -> Any:
    """``${NAME}`` in every string replaced from the environment."""
    if isinstance(value, dict):
        return {key: _environment(item, _join(path, key), reading) for key, item in value.items()}
    if isinstance(value, list):
        return [_environment(item, f"{path}[{index}]", reading) for index, item in enumerate(value)]
    if not isinstance(value, str):
        return value
    for name in _ENVIRONMENT.findall(value):
        if name in os.environ:
            reading.secrets[os.environ[name]] = name
        else:
            reading.problems.append(f"{path}: the environment has no variable {name}; set it, or write the value here")
    return _ENVIRONMENT.sub(lambda match: os.environ.get(match[1], ""), value)


def _table(cls: type, table: Any, path: str, reading: _Reading) -> Any:
    """The options object of one table, None where something in it is wrong."""
    if not isinstance(table, dict):
        reading.problems.append(f"{path}: found {reading.shown(table)}, allowed: a table, [{path}]")
        return None
    before = len(reading.problems)
    inner = {name: hint for name, hint in get_type_hints(cls).items() if _dataclass_of(hint)}
    values: dict[str, Any] = {}
    for name, hint in inner.items():
        nested = _nested(hint, table.get(name), _join(path, name), reading)
        if nested is not None:
            values[name] = nested
        if not path:
            reading.start[_dataclass_of(hint)] = nested
    plain = {key: value for key, value in table.items() if key not in inner}
    values |= _check(cls, plain, lambda key: _join(path, key), reading)
    start = reading.start.get(cls)
    missing = [] if start else [f for f in fields(cls) if _required(f) and f.name not in table]
    reading.problems.extend(f"{_join(path, f.name)}: this key is missing; {_allowed(cls, f.name)}" for f in missing)
    if len(reading.problems) > before:
        return None
    try:
        return replace(start, **values) if start else cls(**values)
    except ConfigError as problem:
        reading.problems.append(f"{path}: {problem}")
        return None


def _nested(hint: Any, value: Any, path: str, reading: _Reading) -> Any:
    """The options object of a table in a table, or a tuple of them for an array of tables; None to take the default."""
    cls = _dataclass_of(hint)
    if get_origin(hint) is not tuple:
        return reading.start.get(cls) if value is None else _table(cls, value, path, reading)
    if value is not None and not isinstance(value, list):
        reading.problems.append(f"{path}: found {reading.shown(value)}, allowed: tables, [[{path}]]")
    if not isinstance(value, list):
        return None
    return tuple(_table(cls, table, f"{path}[{index}]", reading) for index, table in enumerate(value))


def _check(cls: type, given: Mapping[str, Any], name: Callable[[str], str], reading: _Reading) -> dict[str, Any]:
    """The given values, of the right types and within their bounds; whatever is not so becomes a problem."""
    try:
        checked = _model(cls).model_validate({key: _tuples(value) for key, value in given.items()})
    except pydantic.ValidationError as error:
        for key in dict.fromkeys(str(detail["loc"][0]) for detail in error.errors()):
            if key in _keys(cls):
                secret = options_of(cls)[key].metadata.get("secret")
                found = f"a secret ({_kind_of(given[key])})" if secret else reading.shown(given[key])
                reading.problems.append(f"{name(key)}: found {found}, {_allowed(cls, key)}")
            else:
                reading.problems.append(_unknown(cls, key, name))
        return {}
    return {key: getattr(checked, key) for key in given}


@cache
def _model(cls: type) -> type[pydantic.BaseModel]:
    """pydantic's model of the plain fields of an options class, each of them optional."""
    hints = get_type_hints(cls)
    definitions: dict[str, Any] = {}
    for key, option in options_of(cls).items():
        if not _dataclass_of(hints[key]):
            kind: Any = Literal[option.metadata["choices"]] if option.metadata["choices"] else hints[key]
            bounds = pydantic.Field(ge=option.metadata["minimum"], le=option.metadata["maximum"])
            definitions[key] = (Annotated[kind, bounds], None)
    # strict: no "5" for 5, no 1 for true
    settings = pydantic.ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
    return pydantic.create_model(cls.__name__, __config__=settings, **definitions)


def _keys(cls: type) -> list[str]:
    """The keys of a table: the options of its class and the tables in it."""
    return list(
        dict.fromkeys([*options_of(cls), *(k for k, hint in get_type_hints(cls).items() if _dataclass_of(hint))])
    )


def _unknown(cls: type, key: str, name: Callable[[str], str]) -> str:
    keys = _keys(cls)
    near = get_close_matches(key, keys, n=1, cutoff=0.5)
    nearest = f"; did you mean {name(near[0])}?" if near else ""
    return f"{name(key)}: there is no such key{nearest} Allowed here: {', '.join(keys)}"


def _allowed(cls: type, key: str) -> str:
    """What a key may hold, in words: type, bounds and meaning."""
    option = options_of(cls)[key]
    low, high = option.metadata["minimum"], option.metadata["maximum"]
    words = [_words(get_type_hints(cls)[key])]
    if option.metadata["choices"]:
        words = ["one of " + ", ".join(json.dumps(choice) for choice in option.metadata["choices"])]
    elif low is not None and high is not None:
        words.append(f"from {low:g} to {high:g}")
    elif low is not None:
        words.append(f"at least {low:,g}" if low < 1e5 else f"at least {low}")
    elif high is not None:
        words.append(f"at most {high}")
    return f"allowed: {' '.join(words)} ({option.metadata['help']})"


def _words(hint: Any) -> str:
    """A type in words."""
    simple = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}
    if hint in simple:
        return simple[hint]
    origin, inner = get_origin(hint), [_words(item) for item in get_args(hint) if item not in (type(None), ...)]
    if origin is tuple and ... in get_args(hint):
        return "a list, each " + inner[0]
    if origin is tuple:
        return "a list of " + " and ".join(inner)
    if origin in (Union, UnionType):
        return " or ".join(inner)
    return "a table of strings"


def _kind_of(value: Any) -> str:
    """The type of a value of TOML in words."""
    kinds = {bool: "a boolean", int: "a whole number", float: "a number", str: "a string", list: "a list"}
    return kinds.get(type(value), "a table" if isinstance(value, dict) else f"a {type(value).__name__}")


def _dataclass_of(hint: Any) -> Any:
    """The dataclass of a field that is a table, or an array of tables; None for a plain field."""
    inner = get_args(hint)[0] if get_origin(hint) is tuple and get_args(hint) else hint
    return inner if is_dataclass(inner) else None


def _required(f: Field[Any]) -> bool:
    return f.default is MISSING and f.default_factory is MISSING


def _tuples(value: Any) -> Any:
    """Lists as the tuples that frozen options hold."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _names(config: Config, reading: _Reading) -> None:
    """Sources are called by their names: each has one, and no two share one."""
    for index, source in enumerate(config.source):
        if not source.name:
            reading.problems.append(f"source[{index}].name: this key is missing; {_allowed(Source, 'name')}")
        elif source.name in [earlier.name for earlier in config.source[:index]]:
            reading.problems.append(f"source[{index}].name: {reading.shown(source.name)} is another source's name too")


def _with_flags(config: Config, fetch: Mapping[str, Any], clean: Mapping[str, Any]) -> Config:
    """The configuration with the command line's options in every source."""
    if not fetch and not clean:
        return config
    sources = (
        replace(source, fetch=override(source.fetch, fetch), clean=override(source.clean, clean))
        for source in config.source
    )
    return replace(
        config, fetch=override(config.fetch, fetch), clean=override(config.clean, clean), source=tuple(sources)
    )


def _anchored(options: Any, folder: Path) -> Any:
    """The options, at any depth, with their relative paths made absolute from ``folder``."""
    changes: dict[str, Any] = {}
    for f in fields(options):
        value = getattr(options, f.name)
        if is_dataclass(value):
            changes[f.name] = _anchored(value, folder)
        elif isinstance(value, tuple) and value and is_dataclass(value[0]):
            changes[f.name] = tuple(_anchored(item, folder) for item in value)
        elif f.metadata.get("path"):
            changes[f.name] = _anchored_path(value, folder)
    return replace(options, **changes)


def _anchored_path(value: str, folder: Path) -> str:
    if value.startswith(_SQLITE) and not value.startswith(_SQLITE + ":"):
        return _SQLITE + str(folder / value.removeprefix(_SQLITE))
    return value if value in ("", "-") or "://" in value else str(folder / value)
