"""What a user may choose about cleaning. Limits are checked before parsing."""

from __future__ import annotations

from dataclasses import dataclass

from scraper.errors import ConfigError
from scraper.option import option


@dataclass(frozen=True, slots=True)
class CleanOptions:
    """Options of the cleaner; the defaults are what the figures in the README were measured with."""

    engine: str = option("blocks", "engine that decides the body", choices=("blocks", "trafilatura"))
    disable_rules: tuple[str, ...] = option((), "names of removal rules that are not applied")
    captions: bool = option(False, "keep captions in the text (they are always in the field captions)")
    author_note: bool = option(False, "keep author boxes in the text (they are always in author_note)")
    summary: bool = option(False, "keep AI summaries and key-point boxes in the text (they are always in summary)")
    comments: bool = option(False, "keep the comments below an article in the text")
    recurring_pages: int = option(
        3, "other articles of a site that must have a block, word for word, to overrule a sure classifier", minimum=2
    )
    rescue: bool = option(True, "take embedded JSON or trafilatura where the own result is empty or hopeless")
    max_bytes: int = option(10_000_000, "largest decoded page, bytes", minimum=1_000)
    max_tags: int = option(500_000, "most tags in a page, counted before parsing", minimum=100)
    max_depth: int = option(1_000, "deepest nesting of tags, estimated before parsing", minimum=10)

    def __post_init__(self) -> None:
        if not self.disable_rules:
            return
        names = _rule_names()
        for name in self.disable_rules:
            if name not in names:
                hint = f"The rules are {', '.join(names)}."
                raise ConfigError(f"no removal rule is called {name!r}", where="disable_rules", hint=hint)


def _rule_names() -> tuple[str, ...]:
    """The rules of pages and of flattened text; imported here, as the options are read where nothing is cleaned."""
    from scraper.cleaner.rules import LAST, RULES
    from scraper.cleaner.text.rules import RULES as TEXT_RULES

    return tuple(dict.fromkeys(name for name, _ in (*RULES, *LAST, *TEXT_RULES)))


DEFAULT = CleanOptions()
