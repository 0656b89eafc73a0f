"""The pages: search and list, read, compare kept against original, the health of the sources."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Path, Query
from fastapi.responses import HTMLResponse, Response

from scraper.report.service import health_html, list_html, read_html
from scraper.serve import cleaning
from scraper.serve.cleaning import Cleaning
from scraper.serve.models import LONGEST_NAME, LONGEST_WORDS, MOST_ID, Words
from scraper.serve.shelf import Shelf
from scraper.store.reading import Filter

#: Articles of one page of the list, and of a search.
LISTED = 50
#: Most sources whose days are drawn on one page.
MOST_SOURCES = 100

_Number = Annotated[int, Path(ge=1, le=MOST_ID)]


def pages(shelf: Shelf, pool: Cleaning) -> APIRouter:
    """The routes of the pages; they are no part of the API's description."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/")
    async def home(
        q: Annotated[Words, Query(max_length=LONGEST_WORDS)] = "",
        source: Annotated[Words, Query(max_length=LONGEST_NAME)] = "",
        before: Annotated[int | None, Query(ge=1, le=MOST_ID)] = None,
    ) -> str:
        if q.strip():
            return list_html(await shelf.search(q, LISTED), words=q)
        rows = await shelf.page_of(Filter(source or None, before=before), LISTED)
        names = [one["source"] for one in await shelf.sources()]
        next_id = rows[-1]["id"] if len(rows) == LISTED else 0
        return list_html(rows, source=source, names=names, next_id=next_id)

    @router.get("/read/{number}")
    async def read(number: _Number) -> str:
        document = await shelf.article(number)
        if document is None:
            raise HTTPException(404, f"there is no article {number}")
        return read_html(document)

    @router.get("/why/{number}")
    async def why(number: _Number) -> str:
        original = await shelf.original(number)
        if original is None:
            raise HTTPException(404, f"no raw page is kept of article {number}: see warc and keep_pages of [store]")
        return await pool.run(cleaning.explained, original)

    @router.get("/health")
    async def health() -> str:
        sources = (await shelf.sources())[:MOST_SOURCES]
        names = [source["source"] for source in sources]
        return health_html(sources, await shelf.days(names), await shelf.health(names))

    @router.get("/favicon.ico")
    async def favicon() -> Response:
        return Response(status_code=204)

    return router
