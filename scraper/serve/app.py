"""The service: guard, API and pages put together, and run until a signal ends it."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from typing import Any

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from scraper import __version__
from scraper.config import Config
from scraper.errors import ScraperError, UsageError
from scraper.report.service import problem_html
from scraper.serve.api import api
from scraper.serve.cleaning import Cleaning
from scraper.serve.guard import Guard
from scraper.serve.models import article_schemas
from scraper.serve.options import ServeOptions
from scraper.serve.pages import pages
from scraper.serve.problems import Problem, problem_of, status_of
from scraper.serve.shelf import Shelf

#: Seconds that open answers have to end after a signal.
GRACE = 5


def make_app(config: Config, options: ServeOptions) -> FastAPI:
    """The service over the store of a configuration. Raises ``StoreError`` where there is none."""
    shelf = Shelf(config)
    pool = Cleaning(options.workers, options.deadline, options.memory)

    @contextlib.asynccontextmanager
    async def life(_app: FastAPI) -> AsyncIterator[None]:
        yield
        pool.close()
        shelf.close()

    app = FastAPI(
        title="scraper", version=__version__, docs_url=None, redoc_url=None, lifespan=life,
        description="Clean pages and texts; list, search and read stored articles. No URL is ever asked for.",
    )  # fmt: skip
    app.include_router(api(shelf, pool))
    app.include_router(pages(shelf, pool))
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(ScraperError, _ours)
    app.add_exception_handler(Exception, _unexpected)
    app.add_middleware(Guard, names=options.names, most=options.max_request)
    app.openapi = _described(app, app.openapi)  # type: ignore[method-assign]
    return app


def run(config: Config, options: ServeOptions, tell: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM. ``tell`` is given the URL. Raises ``UsageError`` where the port is taken."""
    app = make_app(config, options)
    with _listening(options) as listener:
        host, port = listener.getsockname()[:2]
        tell(f"http://{f'[{host}]' if ':' in host else host}:{port}/")
        settings = uvicorn.Config(
            app, log_level="warning", access_log=False, server_header=False, proxy_headers=False, ws="none",
            timeout_graceful_shutdown=GRACE,
        )  # fmt: skip
        uvicorn.Server(settings).run(sockets=[listener])


def _listening(options: ServeOptions) -> socket.socket:
    """A socket that listens, so that the port is known before anything is told."""
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((options.host, options.port))
        listener.listen(128)
    except OSError as problem:
        listener.close()
        where = f"{options.host}:{options.port}"
        hint = "Choose another with --port; 0 takes a free one"
        raise UsageError(f"cannot listen there ({problem.strerror})", where=where, hint=hint) from None
    return listener


def _answer(request: Request, status: int, problem: Problem) -> Response:
    """The problem as a page for readers, as JSON for programs."""
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(problem_html(f"{status}: {problem.error}", problem.message), status)
    return JSONResponse(problem.model_dump(), status)


async def _refused(request: Request, problem: Any) -> Response:
    names = {404: "NotFound", 405: "MethodNotAllowed", 413: "TooLargeError", 415: "MediaTypeRefused"}
    found = Problem(error=names.get(problem.status_code, "RequestRefused"), message=str(problem.detail))
    answer = _answer(request, problem.status_code, found)
    for name, value in (problem.headers or {}).items():
        answer.headers[name] = value
    return answer


async def _invalid(request: Request, problem: Any) -> Response:
    first = problem.errors()[0]
    where = ".".join(map(str, first["loc"]))
    return _answer(request, 422, Problem(error="RequestInvalid", message=str(first["msg"]), where=where))


async def _ours(request: Request, problem: Any) -> Response:
    return _answer(request, status_of(problem), problem_of(problem))


async def _unexpected(request: Request, problem: Exception) -> Response:
    hint = "Please report it"
    found = Problem(error="Unexpected", message=f"a defect of ours ({type(problem).__name__})", hint=hint)
    return _answer(request, 500, found)


def _described(app: FastAPI, usual: Callable[[], dict[str, Any]]) -> Callable[[], dict[str, Any]]:
    """The API's description with the article's own schema, and with no error that the service does not give."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            found = usual()
            schemas = found["components"]["schemas"]
            schemas.update(article_schemas())
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            app.openapi_schema = found
        return app.openapi_schema

    return described
