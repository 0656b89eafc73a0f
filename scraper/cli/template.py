"""The text of a configuration file: a source, then every table with every key, its default and its meaning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import MISSING, Field, is_dataclass
from textwrap import wrap
from typing import Any, get_type_hints

from scraper.cleaner import SiteOverride, SiteTest
from scraper.config import Config
from scraper.crawler.source import Source
from scraper.option import options_of

#: Width of a comment, characters.
WIDTH = 116

HEAD = """\
# Configuration of `scraper crawl`, which reads config.toml in the current folder (or --config FILE).
#
# Keys behind a # show their defaults. Relative paths are relative to this file. ${NAME} in a string is replaced from
# the environment, so that no secret needs to stand here. Options on the command line win over this file.
"""


def configuration(source: str) -> str:
    """A whole configuration file with the given text of its sources."""
    return f"{HEAD}\n{top_keys()}\n{source.strip()}\n\n{all_source_keys()}\n{all_site_keys()}\n{tables()}"


def top_keys() -> str:
    """The keys above all tables, as comments."""
    plain = [field for name, field in options_of(Config).items() if not is_dataclass(get_type_hints(Config)[name])]
    return "\n".join(line for field in plain for line in _comment(field)) + "\n"


def source_of(name: str, home: str) -> str:
    """The text of one source that is given by its home page."""
    return (
        "# The home page is enough: feeds, sitemaps (robots.txt) and links to articles are found from there.\n"
        f"[[source]]\nname = {_toml(name)}\nhome = {_toml(home)}"
    )


def all_source_keys() -> str:
    """What else a source may say, as comments."""
    lines = ["# What else a source may say, right below its line [[source]]:"]
    for key, field in options_of(Source).items():
        if key not in ("name", "home"):
            nested = is_dataclass(get_type_hints(Source)[key])
            lines += _comment(field) if not nested else [*_meaning(field), f"# [source.{key}]"]
    return "\n".join(lines) + "\n"


def all_site_keys() -> str:
    """What may be said of the pages of a site, as comments."""
    lines = [
        "# What holds for the pages of a site, whatever the cleaner thinks (`scraper check` tries it):",
        "# [[site]]",
    ]
    for cls, title in ((SiteOverride, ""), (SiteTest, "# [[site.test]]")):
        lines += [title] if title else []
        for name, field in options_of(cls).items():
            if name != "test":
                lines += [f"#  {line.lstrip('# ')}" for line in _meaning(field)]
                lines.append(f"# {name} = {_toml(field.default)}")
    return "\n".join(lines) + "\n"


def tables() -> str:
    """Every table with every key at its default, as comments."""
    parts = []
    for name, hint in get_type_hints(Config).items():
        if is_dataclass(hint):
            title = (hint.__doc__ or "").partition("\n")[0]
            keys = [line for field in options_of(hint).values() for line in _comment(field)]  # type: ignore[arg-type]
            parts.append("\n".join([f"# {title}", f"[{name}]", *keys]))
    return "\n" + "\n\n".join(parts) + "\n"


def _comment(field: Field[Any]) -> list[str]:
    default = field.default_factory() if field.default_factory is not MISSING else field.default
    return [*_meaning(field), f"#{field.name} = {_toml(default)}"]


def _meaning(field: Field[Any]) -> Iterator[str]:
    text: str = field.metadata["help"]
    if field.metadata["choices"]:
        text += "; one of " + ", ".join(_toml(choice) for choice in field.metadata["choices"])
    yield from (f"# {line}" for line in wrap(text, WIDTH))


def _toml(value: Any) -> str:
    """A default as TOML writes it; it has booleans, numbers, strings and arrays as JSON has them."""
    return json.dumps(value, ensure_ascii=False)
