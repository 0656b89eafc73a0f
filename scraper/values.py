"""Values: whether those given for an options class are what its fields allow, and the words for it when not.

The one place where a TOML file and command-line flags are checked: types (strictly: no ``"5"`` for 5, no 1 for true),
bounds, choices and unknown names, by pydantic models that are made from the fields.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, is_dataclass, replace
from difflib import get_close_matches
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import pydantic

from scraper.errors import ConfigError
from scraper.option import options_of

T = TypeVar("T")

#: Longest value shown in an error, characters.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Problems:
    """What is wrong with the values so far, in words. ``secrets``: values from the environment and their names, so
    that no message shows one."""

    texts: list[str] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)

    def add(self, text: str) -> None:
        """Note one more."""
        self.texts.append(text)

    def shown(self, value: Any) -> str:
        """A value as an error shows it, with its type; secrets by their name."""
        text = json.dumps(value, ensure_ascii=False, default=str)
        for secret, name in self.secrets.items():
            text = text.replace(secret, f"${{{name}}}")
        return (text if len(text) <= SHOWN else text[:SHOWN] + "...") + f" ({_kind_of(value)})"


def override(options: T, changes: Mapping[str, Any], *, name: Callable[[str], str] = str) -> T:
    """Options with some of their fields changed, checked as those of a file are.

    ``name`` says how an error calls a field (``delay`` -> ``--delay``). Raises ``ConfigError``.
    """
    problems = Problems()
    values = check(type(options), changes, name, problems)
    if not problems.texts:
        try:
            changed: T = replace(options, **values)  # type: ignore[type-var]
            return changed
        except ConfigError as problem:
            problems.add(str(problem))
    raise ConfigError("; ".join(problems.texts))


def check(cls: type, given: Mapping[str, Any], name: Callable[[str], str], problems: Problems) -> dict[str, Any]:
    """The given values, of the right types and within their bounds; whatever is not so becomes a problem."""
    values = {key: _tuples(value) for key, value in given.items()}
    try:
        _model(cls).model_validate(values)
        wrong: dict[str, Any] = {}
    except pydantic.ValidationError as error:
        wrong = {key: given.get(key) for key in (str(detail["loc"][0]) for detail in error.errors())}
    wrong |= {key: bad for key in given if key not in wrong for bad in _of_another_kind(cls, key, values[key])}
    for key, found in wrong.items():
        if key not in keys_of(cls):
            problems.add(_unknown(cls, key, name))
            continue
        secret = options_of(cls)[key].metadata["secret"]
        shown = f"a secret ({_kind_of(found)})" if secret else problems.shown(found)
        problems.add(f"{name(key)}: found {shown}, {allowed(cls, key)}")
    return {} if wrong else {key: _number(cls, key, value) for key, value in values.items()}


def _of_another_kind(cls: type, key: str, value: Any) -> list[str]:
    """The strings of a value that are not of the kind that its option asks for."""
    kind = options_of(cls)[key].metadata["kind"]
    strings = value if isinstance(value, tuple) else (value,)
    return [text for text in strings if text and not kind.holds(text)] if kind else []


def _number(cls: type, key: str, value: Any) -> Any:
    """A whole number where a number is asked for is that number."""
    return float(value) if get_type_hints(cls)[key] is float else value


@cache
def _model(cls: type) -> type[pydantic.BaseModel]:
    """pydantic's model of the plain fields of an options class, each of them optional."""
    hints = get_type_hints(cls)
    definitions: dict[str, Any] = {}
    for key, option in options_of(cls).items():
        if not dataclass_of(hints[key]):
            kind: Any = Literal[option.metadata["choices"]] if option.metadata["choices"] else hints[key]
            bounds = pydantic.Field(ge=option.metadata["minimum"], le=option.metadata["maximum"])
            definitions[key] = (Annotated[kind, bounds], None)
    # strict: no "5" for 5, no 1 for true
    settings = pydantic.ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)
    return pydantic.create_model(cls.__name__, __config__=settings, **definitions)


def keys_of(cls: type) -> list[str]:
    """The keys of a table: the options of its class and the tables in it."""
    return list(
        dict.fromkeys([*options_of(cls), *(k for k, hint in get_type_hints(cls).items() if dataclass_of(hint))])
    )


def _unknown(cls: type, key: str, name: Callable[[str], str]) -> str:
    keys = keys_of(cls)
    near = get_close_matches(key, keys, n=1, cutoff=0.5)
    nearest = f"; did you mean {name(near[0])}?" if near else ""
    return f"{name(key)}: there is no such key{nearest} Allowed here: {', '.join(keys)}"


def allowed(cls: type, key: str) -> str:
    """What a key may hold, in words: type, bounds and meaning."""
    option = options_of(cls)[key]
    low, high = option.metadata["minimum"], option.metadata["maximum"]
    words = [_words(get_type_hints(cls)[key])]
    if option.metadata["kind"]:
        words = [words[0].replace("a string", option.metadata["kind"].words)]
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


def dataclass_of(hint: Any) -> Any:
    """The dataclass of a field that is a table, or an array of tables; None for a plain field."""
    inner = get_args(hint)[0] if get_origin(hint) is tuple and get_args(hint) else hint
    return inner if is_dataclass(inner) else None


def _tuples(value: Any) -> Any:
    """Lists as the tuples that frozen options hold."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value
