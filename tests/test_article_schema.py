"""The JSON of an article is what its published schema says, with the keys in the schema's order."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import UTC, datetime
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import scraper
from scraper.article import Access, Article, Status, blocks_from
from scraper.block import Block, BlockKind, Removal, Span

PAGES = Path(__file__).resolve().parent.parent / "fixtures" / "site"


@pytest.fixture(scope="session")
def schema() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(files("scraper").joinpath("article.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(loaded)
    return loaded


def errors(schema: dict[str, Any], article: Article) -> list[str]:
    checker = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(json.loads(article.to_json()))]


def test_the_schema_has_every_field_of_an_article_in_its_order(schema: dict[str, Any]) -> None:
    names = [field.name for field in fields(Article)]
    assert list(schema["properties"]) == names
    assert schema["required"] == names
    assert list(Article().to_dict()) == names


@pytest.mark.parametrize(
    ("values", "path"),
    [
        (Status, ("properties", "status")),
        (Access, ("properties", "access")),
        (BlockKind, ("$defs", "block", "properties", "kind")),
    ],
)
def test_the_schema_knows_every_value_of_an_enumeration(
    schema: dict[str, Any], values: type[StrEnum], path: tuple[str, ...]
) -> None:
    place: Any = schema
    for step in path:
        place = place[step]
    assert [item for item in place["enum"] if item is not None] == [str(value) for value in values]


def test_an_article_with_every_field_filled_follows_the_schema(schema: dict[str, Any]) -> None:
    moment = datetime(2024, 3, 12, 9, 30, tzinfo=UTC)
    spans = (Span("a", href="https://example.org/", strong=True, emphasis=True), Span("b", code=True))
    article = Article(
        title="T", text="ab", tags=("x",), authors=("A",), published=moment, modified=moment, access=Access.PARTIAL,
        blocks=(
            Block(BlockKind.HEADING, "ab", level=2, spans=spans),
            Block(BlockKind.LIST_ITEM, "ab", level=1, ordered=True, group=1),
            Block(BlockKind.TABLE_ROW, "a b", cells=("a", "b"), header=True, group=2),
            Block(BlockKind.IMAGE, "", src="https://example.org/a.jpg"),
        ),
        removed=(Removal("Load more", "load-more", "rule load-more", 0.1), Removal("x", "related", "score", None)),
        confidence=0.9, status=Status.ARTICLE, provenance={"title": "og:title"}, tag_sources={"x": "meta"},
        tags_confidence=0.5, captions=("c",), summary=("s",),
    )  # fmt: skip
    assert errors(schema, article) == []


def test_the_schema_refuses_what_is_no_article(schema: dict[str, Any]) -> None:
    checker = Draft202012Validator(schema)
    good = Article().to_dict()
    assert checker.is_valid(good)
    assert not checker.is_valid(good | {"surprise": 1})
    assert not checker.is_valid({key: value for key, value in good.items() if key != "text"})
    assert not checker.is_valid(good | {"confidence": 1.5})


@pytest.mark.parametrize("page", sorted(PAGES.rglob("*.html")), ids=lambda page: page.stem)
def test_every_page_of_the_fixture_site_becomes_json_that_follows_the_schema(
    schema: dict[str, Any], page: Path
) -> None:
    article = scraper.clean(page.read_bytes(), url="http://harbour-courier.example/" + page.stem)
    assert errors(schema, article) == []


@pytest.mark.parametrize("page", ["kinds/inline--links-and-emphasis.html", "kinds/tables--with-header.html",
                                  "kinds/lists--nested.html", "kinds/code--fenced.html"])  # fmt: skip
def test_blocks_come_back_from_json_as_they_were(fixtures: Path, page: str) -> None:
    article = scraper.clean((fixtures / page).read_bytes())
    assert article.blocks
    assert blocks_from(json.loads(article.to_json())["blocks"]) == article.blocks
