"""config.toml -> nested, validated options.

Tables and keys are the fields of :class:`Config` and of the options classes in it; nothing is listed twice.  Whatever
is wrong becomes one ``ConfigError`` that names the file, each key path, what was found, what is allowed and, for an
unknown key, the nearest known one.  ``${NAME}`` in a string is replaced from the environment.  Relative paths are
relative to the configuration file.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, get_origin, get_type_hints

from scraper.cleaner.options import CleanOptions
from scraper.cleaner.site.override import SiteOverride
from scraper.crawler.source import CrawlOptions, ScaleOptions, Source
from scraper.errors import ConfigError
from scraper.fetcher.options import FetchOptions
from scraper.option import option
from scraper.store.options import SinkOptions, StoreOptions
from scraper.values import Problems, allowed, check, dataclass_of, override

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
    scale: ScaleOptions = field(default_factory=ScaleOptions)
    sink: SinkOptions = field(default_factory=SinkOptions)
    source: tuple[Source, ...] = ()
    site: tuple[SiteOverride, ...] = ()
    sites: str = option("", "folder of TOML files with further tables [[site]]; a key of the file's own top", path=True)
    path: Path = Path(DEFAULT_NAME)


@dataclass(frozen=True, slots=True)
class _SiteFile:
    """A file of the folder ``sites``."""

    site: tuple[SiteOverride, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known while a file is read: the problems so far, and the options of the top tables, which tables of the
    same type in a source start from."""

    problems: Problems = field(default_factory=Problems)
    start: dict[type, Any] = field(default_factory=dict)


def load(path: str | Path, *, fetch: Mapping[str, Any] | None = None, clean: Mapping[str, Any] | None = None) -> Config:
    """Read a configuration file. ``fetch`` and ``clean`` (from the command line) win over every table of it.

    Raises ``ConfigError`` for a missing file, broken TOML, unknown keys, wrong types and impossible values.
    """
    path = Path(path).absolute()
    config: Config = _read(Config, path)
    config = _with_flags(config, fetch or {}, clean or {})
    anchored: Config = _anchored(replace(config, path=path), path.parent)
    return replace(anchored, site=(*anchored.site, *_sites_in(anchored.sites)))


def _read(cls: type, path: Path) -> Any:
    """The options object of one file. Raises ``ConfigError`` with all that is wrong in it."""
    reading = _Reading()
    options = _table(cls, _environment(_parse(path), "", reading), "", reading)
    if isinstance(options, Config) and not reading.problems.texts:
        _names(options, reading)
    if options is None or reading.problems.texts:
        many = f"{len(reading.problems.texts)} problems:\n  " if len(reading.problems.texts) > 1 else ""
        raise ConfigError(many + "\n  ".join(reading.problems.texts), where=str(path))
    return options


def _sites_in(folder: str) -> Iterator[SiteOverride]:
    """The overrides of a folder, file by file in the order of their names; its own folder is that of a file's paths."""
    if folder and not Path(folder).is_dir():
        raise ConfigError("sites: there is no such folder", where=folder, hint="Make it, or leave the key out")
    for path in sorted(Path(folder).glob("*.toml")) if folder else ():
        file: _SiteFile = _anchored(_read(_SiteFile, path), path.parent)
        yield from file.site


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        hint = "Make one with: scraper init URL; or name another with --config FILE"
        raise ConfigError("there is no such configuration file", where=str(path), hint=hint) from None
    except UnicodeDecodeError as problem:
        what = f"the configuration file is not UTF-8 (its byte {problem.start})"
        raise ConfigError(what, where=str(path), hint="Save it as UTF-8") from None
    except OSError as problem:
        what = f"the configuration file cannot be read ({problem.strerror})"
        raise ConfigError(what, where=str(path), hint="Name a file that is yours to read with --config FILE") from None
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
            reading.problems.secrets[os.environ[name]] = name
        else:
            reading.problems.add(f"{path}: the environment has no variable {name}; set it, or write the value here")
    return _ENVIRONMENT.sub(lambda match: os.environ.get(match[1], ""), value)


def _table(cls: type, table: Any, path: str, reading: _Reading) -> Any:
    """The options object of one table, None where something in it is wrong."""
    if not isinstance(table, dict):
        reading.problems.add(f"{path}: found {reading.problems.shown(table)}, allowed: a table, [{path}]")
        return None
    before = len(reading.problems.texts)
    inner = {name: hint for name, hint in get_type_hints(cls).items() if dataclass_of(hint)}
    values: dict[str, Any] = {}
    for name, hint in inner.items():
        nested = _nested(hint, table.get(name), _join(path, name), reading)
        if nested is not None:
            values[name] = nested
        if not path:
            reading.start[dataclass_of(hint)] = nested
    plain = {key: _day(value) for key, value in table.items() if key not in inner}
    values |= check(cls, plain, lambda key: _join(path, key), reading.problems)
    start = reading.start.get(cls)
    missing = [] if start else [f for f in fields(cls) if _required(f) and f.name not in table]
    for f in missing:
        reading.problems.add(f"{_join(path, f.name)}: this key is missing; {allowed(cls, f.name)}")
    if len(reading.problems.texts) > before:
        return None
    try:
        return replace(start, **values) if start else cls(**values)
    except ConfigError as problem:
        reading.problems.add(f"{path}: {problem}")
        return None


def _day(value: Any) -> Any:
    """A day of TOML as the options have it: their strings are checked as days."""
    return value.isoformat() if isinstance(value, date) else value


def _nested(hint: Any, value: Any, path: str, reading: _Reading) -> Any:
    """The options object of a table in a table, or a tuple of them for an array of tables; None to take the default."""
    cls = dataclass_of(hint)
    if get_origin(hint) is not tuple:
        return reading.start.get(cls) if value is None else _table(cls, value, path, reading)
    if value is not None and not isinstance(value, list):
        reading.problems.add(f"{path}: found {reading.problems.shown(value)}, allowed: tables, [[{path}]]")
    if not isinstance(value, list):
        return None
    tables = (_table(cls, table, _numbered(path, index, table), reading) for index, table in enumerate(value))
    return tuple(table for table in tables if table is not None)


def _numbered(path: str, index: int, table: Any) -> str:
    """How errors call the table of an array: by its place and, where it is for a host, by that."""
    host = table.get("host") if isinstance(table, dict) else None
    return f"{path}[{index}]" + (f" ({host})" if isinstance(host, str) else "")


def _required(f: Field[Any]) -> bool:
    return f.default is MISSING and f.default_factory is MISSING


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _names(config: Config, reading: _Reading) -> None:
    """Sources are called by their names: each has one, and no two share one."""
    for index, source in enumerate(config.source):
        if not source.name:
            reading.problems.add(f"source[{index}].name: this key is missing; {allowed(Source, 'name')}")
        elif source.name in [earlier.name for earlier in config.source[:index]]:
            shown = reading.problems.shown(source.name)
            reading.problems.add(f"source[{index}].name: {shown} is another source's name too")


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
