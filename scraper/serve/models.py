"""What the JSON API takes and gives, as its OpenAPI description names it."""

from __future__ import annotations

import json
from datetime import datetime
from importlib.resources import files
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

#: Longest URL that is taken, characters, as browsers take them.
LONGEST_URL = 2_048
#: Largest number that a database's key can be.
MOST_ID = 2**63 - 1

#: Articles of one page of a list at most, and if nothing is said.
MOST, USUAL = 100, 20
#: Characters of a search, and of the name of a source, tag or language.
LONGEST_WORDS, LONGEST_NAME = 300, 200


def _without_nul(text: str | None) -> str | None:
    """PostgreSQL takes no NUL in text, and no stored text has one."""
    return text.replace("\0", " ") if text is not None else None


Words = Annotated[str, AfterValidator(_without_nul)]
_Name = Annotated[str | None, Field(max_length=LONGEST_NAME), AfterValidator(_without_nul)]


class PageToClean(BaseModel):
    """A page as JSON."""

    model_config = ConfigDict(extra="forbid")

    html: str = Field(description="the page's HTML")
    url: str | None = Field(None, max_length=LONGEST_URL, description="its URL; links are resolved against it")


class TextToClean(BaseModel):
    """A flattened text as JSON."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="the page's text, a block a line")
    url: str | None = Field(None, max_length=LONGEST_URL, description="the URL that it came from")


class ListQuery(BaseModel):
    """Which articles of the list."""

    source: _Name = Field(None, description="name of the source")
    tag: _Name = Field(None, description="one of its tags, as it is written")
    language: _Name = Field(None, description="language tag such as en; its regions are found too")
    since: datetime | None = Field(None, description="first seen at or after")
    until: datetime | None = Field(None, description="first seen before")
    before: int | None = Field(None, ge=1, le=MOST_ID, description="``next`` of the page before")
    limit: int = Field(USUAL, ge=1, le=MOST)


class Summary(BaseModel):
    """What stands of an article in a list."""

    id: int
    title: str | None
    url: str
    source: str
    language: str | None
    status: str
    words: int
    words_removed: int = Field(description="of the page, not the article's")
    confidence: float
    revision: int
    published_at: datetime | None
    first_seen_at: datetime
    changed_at: datetime
    tags: list[str]


class Articles(BaseModel):
    """A page of the list. ``next``: what ``before`` must be for the page after it; null on the last."""

    articles: list[Summary]
    next: int | None


class Hit(BaseModel):
    """An article that holds all the words. ``excerpt``: the words stand in brackets."""

    id: int
    title: str | None
    url: str
    source: str
    changed_at: datetime
    excerpt: str


class Hits(BaseModel):
    """Articles that hold all the words, best first."""

    articles: list[Hit]


class SourceHealth(BaseModel):
    """What is known of a source."""

    model_config = ConfigDict(extra="allow")

    source: str
    last_run: str | None
    articles: int
    median_words: int | None
    share_removed: float | None
    urls: dict[str, int]
    errors: dict[str, int]
    next_due: str | None
    health: str = Field(description="against its own history: ok, drifted or too little history")


class Sources(BaseModel):
    """All sources of the store."""

    sources: list[SourceHealth]


def article_schemas() -> dict[str, Any]:
    """``Article``, as the package's schema has it, and ``StoredArticle``, with the store's own words about it."""
    text = files("scraper").joinpath("article.schema.json").read_text(encoding="utf-8")
    found: dict[str, Any] = {}
    for name in ("Article", "StoredArticle"):
        schema = json.loads(text.replace('"#/$defs/', f'"#/components/schemas/{name}/$defs/'))
        del schema["$schema"]
        found[name] = {**schema, "title": name}
    stored = found["StoredArticle"]
    stored["properties"]["stored"] = {"type": "object", "description": "number, source, revision, when it was seen"}
    stored["properties"]["signals"] = {"type": "object", "description": "what site and page say about use"}
    stored["required"].append("stored")
    return found
