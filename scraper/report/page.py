"""Self-contained pages: one file with its own style and script, which asks the network for nothing and runs nothing
that it was not made with.

Every value is escaped by the template engine, and direction and other control characters in it are made visible, so
that what a page contains stays text.  The content security policy allows exactly our style and our script, by hash.
"""

from __future__ import annotations

import re
from base64 import b64encode
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from scraper import __version__

#: Characters that reorder or hide what stands around them (Unicode TR 36 and 9), and control characters.
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ud800-\udfff]")
#: Class of removal -> colour. What is not named here has the colour of the rest.
_FAMILIES = {
    "menu": ("navigation", "load-more", "series", "widget", "residue", "contact"),
    "more": ("related", "read-also", "most-popular"),
    "ask": ("newsletter", "share", "paywall", "consent"),
    "advert": ("advertisement",),
    "people": ("comments", "author-box", "byline"),
    "rights": ("copyright", "disclaimer"),
    "media": ("caption", "player", "embed-placeholder"),
    "lifted": ("tags", "title", "summary"),
    "site": ("template", "override"),
}
_FAMILY = {kind: f"f-{name}" for name, kinds in _FAMILIES.items() for kind in kinds}


def family(kind: str) -> str:
    """The CSS class that colours a class of removal."""
    return _FAMILY.get(kind, "f-rest")


def visible(text: str) -> str:
    """The text with the characters that would reorder or hide it written as their numbers."""
    return _HIDDEN.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text)


def page(
    template: str, *, styles: tuple[str, ...], script: str | None = None, form: bool = False, **values: Any
) -> str:
    """A template of ``pages/`` filled in, with its styles and its script inside. ``form``: it has one, which asks where
    the page came from. ``values``: what it shows."""
    style = "\n".join(_asset(name) for name in styles)
    code = _asset(script) if script else ""
    action = "'self'" if form else "'none'"
    policy = f"default-src 'none'; style-src '{_digest(style)}'; base-uri 'none'; form-action {action}"
    if code:
        policy += f"; script-src '{_digest(code)}'"
    return _environment().get_template(template).render(
        values, style=Markup(style), script=Markup(code), policy=Markup(policy)
    )  # fmt: skip


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("scraper.report", "pages"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=_shown,
    )  # fmt: skip
    environment.globals.update(family=family, release=__version__)
    return environment


def _shown(value: Any) -> Any:
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def _asset(name: str) -> str:
    return files("scraper.report").joinpath("pages", name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    """The text's hash as a content security policy takes it."""
    return "sha256-" + b64encode(sha256(text.encode()).digest()).decode()
