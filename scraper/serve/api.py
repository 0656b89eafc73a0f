"""The JSON API: clean a page or a text, list, search and read what is stored.

A URL that is given is never asked for: links are resolved against it, nothing more.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from email.message import Message
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, HTTPException, Path, Query, Request, Response
from pydantic import BaseModel, ValidationError

from scraper.serve import cleaning
from scraper.serve.cleaning import Cleaning
from scraper.serve.models import (
    LONGEST_URL,
    LONGEST_WORDS,
    MOST,
    MOST_ID,
    USUAL,
    Articles,
    Hits,
    ListQuery,
    PageToClean,
    Sources,
    TextToClean,
    Words,
)
from scraper.serve.problems import Problem
from scraper.serve.shelf import Shelf
from scraper.store.reading import Filter
from scraper.url import normalise

M = TypeVar("M", bound=BaseModel)


_ARTICLE = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Article"}}}}
_STORED = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/StoredArticle"}}}}
_CLEANING: dict[int | str, dict[str, Any]] = {
    200: {**_ARTICLE, "description": "the article; a page without one has the status empty, listing, ..."},
    **{
        status: {"model": Problem, "description": meaning}
        for status, meaning in (
            (413, "over a limit of bytes, tags or depth"), (415, "a media type that is not taken"),
            (422, "not HTML or text, or no request as described"), (503, "cleaning took too long"),
        )
    },
}  # fmt: skip
_Url = Annotated[str | None, Query(max_length=LONGEST_URL, description="the page's URL; it is not asked for")]


def api(shelf: Shelf, pool: Cleaning) -> APIRouter:
    """The routes of the API."""
    router = APIRouter(responses={422: {"model": Problem, "description": "no request as described"}})
    _add_cleaning(router, shelf, pool)
    _add_reading(router, shelf)
    return router


def _add_cleaning(router: APIRouter, shelf: Shelf, pool: Cleaning) -> None:
    async def cleaned(page: bytes | str, url: str | None, charset: str | None) -> Response:
        url = _checked(url)
        return _json(await pool.run(cleaning.cleaned_page, page, url, charset, await shelf.known(url)))

    @router.post("/clean", responses=_CLEANING, openapi_extra=_body(PageToClean, "text/html"))
    async def clean(request: Request, url: _Url = None) -> Response:
        """The article of an HTML page: the page itself as ``text/html`` with its charset, or in JSON. Where its URL is
        given, what is known of its site counts: the overrides of the configuration, and what crawls have learned."""
        if _media_type(request) == "application/json":
            given = _parsed(PageToClean, await request.body())
            return await cleaned(given.html, given.url or url, None)
        charset = _charset(request, ("text/html", "application/xhtml+xml", "application/octet-stream"))
        return await cleaned(await request.body(), url, charset)

    @router.post("/clean_text", responses=_CLEANING, openapi_extra=_body(TextToClean, "text/plain"))
    async def clean_text(request: Request, url: _Url = None) -> Response:
        """The article of a flattened text, a block a line: the text itself as ``text/plain`` in UTF-8, or in JSON."""
        if _media_type(request) == "application/json":
            given = _parsed(TextToClean, await request.body())
            text, url = given.text, given.url or url
        else:
            _charset(request, ("text/plain",))
            text = (await request.body()).decode("utf-8", "replace")
        return _json(await pool.run(cleaning.cleaned_text, text, _checked(url), shelf.options))


def _add_reading(router: APIRouter, shelf: Shelf) -> None:
    @router.get("/articles")
    async def articles(wanted: Annotated[ListQuery, Query()]) -> Articles:
        """The stored articles, the newest first, a page at a time."""
        since, until = _aware(wanted.since), _aware(wanted.until)
        chosen = Filter(wanted.source, wanted.tag, wanted.language, since, until, wanted.before)
        rows = await shelf.page_of(chosen, wanted.limit)
        return Articles.model_validate(
            {"articles": rows, "next": rows[-1]["id"] if len(rows) == wanted.limit else None}
        )

    @router.get(
        "/articles/{number}", responses={200: {**_STORED, "description": "the article"}, 404: {"model": Problem}}
    )
    async def article(number: Annotated[int, Path(ge=1, le=MOST_ID)]) -> Response:
        """A stored article with everything that was removed of its page."""
        found = await shelf.article(number)
        if found is None:
            raise HTTPException(404, f"there is no article {number}")
        return _json(json.dumps(found, ensure_ascii=False))

    @router.get("/search")
    async def search(
        q: Annotated[Words, Query(min_length=1, max_length=LONGEST_WORDS, description="words that all stand in it")],
        limit: Annotated[int, Query(ge=1, le=MOST)] = USUAL,
    ) -> Hits:
        """The stored articles that hold all the words, best first."""
        return Hits.model_validate({"articles": await shelf.search(q, limit)})

    @router.get("/sources")
    async def sources() -> Sources:
        """Each source: its last run, its articles, what gave none, and whether it is as it was."""
        found = await shelf.sources()
        health = await shelf.health([source["source"] for source in found])
        return Sources.model_validate({"sources": [{**one, "health": health[one["source"]].verdict} for one in found]})


def _body(model: type[BaseModel], media_type: str) -> dict[str, Any]:
    """The request's body in the API's description: JSON of a model, or the thing itself."""
    content = {
        "application/json": {"schema": model.model_json_schema()},
        media_type: {"schema": {"type": "string"}},
    }
    return {"requestBody": {"required": True, "content": content}}


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _charset(request: Request, allowed: tuple[str, ...]) -> str | None:
    """The charset of a body that is the page itself. Raises 415 for another media type."""
    if _media_type(request) not in allowed:
        raise HTTPException(415, f"the media type {_media_type(request)[:80]!r} is not taken; allowed: "
                            f"application/json, {', '.join(allowed)}")  # fmt: skip
    message = Message()
    message["content-type"] = request.headers["content-type"]
    charset = message.get_param("charset")
    return charset if isinstance(charset, str) else None


def _parsed(model: type[M], body: bytes) -> M:
    """The JSON of a request. Raises 422 where it is not as described."""
    try:
        return model.model_validate_json(body)
    except ValidationError as problem:
        first = problem.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise HTTPException(422, f"the body is not as described: {where}: {first['msg']}") from None


def _checked(url: str | None) -> str | None:
    """An http or https URL. Raises ``UrlError`` for another."""
    return normalise(url) if url else None


def _aware(moment: datetime | None) -> datetime | None:
    """UTC is meant where nothing else is said."""
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


def _json(text: str) -> Response:
    return Response(text.encode("utf-8", "replace"), media_type="application/json")
