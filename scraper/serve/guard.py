"""The door: which requests come in at all, and the headers that every answer carries.

A page of any site can make a reader's browser ask 127.0.0.1, and by giving its own name that address (DNS rebinding)
it could read the answers.  So a request must name a host that is ours, and may not come from another origin.  Bodies
are counted as they arrive, whatever their Content-Length says.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scraper.serve.problems import Problem

#: Names of this machine.
_OWN = ("localhost", "127.0.0.1", "::1")
_HEADERS = {
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
    "content-security-policy": "frame-ancestors 'none'",
}  # fmt: skip


class Guard:
    """The middleware around the service. ``names``: further host names that are ours; ``most``: bytes of a body."""

    def __init__(self, app: ASGIApp, names: Iterable[str], most: int) -> None:
        self._app, self._most = app, most
        self._names = frozenset({*_OWN, *(name.lower() for name in names)})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it with what is wrong."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(Headers(scope=scope))
        if refusal is not None:
            status, problem = refusal
            await JSONResponse(problem.model_dump(), status)(scope, receive, _with_headers(send))
            return
        await self._app(scope, self._counted(receive), _with_headers(send))

    def _refusal(self, headers: Headers) -> tuple[int, Problem] | None:
        """Status and reason where a request may not come in."""
        host = headers.get("host", "")
        if _name(f"//{host}") not in self._names:
            hint = "Ask for http://127.0.0.1; name a proxy's host with --name"
            return 421, Problem(error="HostRefused", message="this host name is not ours", where=host[:200], hint=hint)
        origin = headers.get("origin")
        if origin is not None and _name(origin) not in self._names:
            return 403, Problem(error="OriginRefused", message="other sites may not ask here", where=origin[:200])
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:20]) > self._most:
            return 413, self._too_large()
        return None

    def _too_large(self) -> Problem:
        hint = "--max-request raises the limit"
        return Problem(error="TooLargeError", message=f"the request is larger than {self._most:,} bytes", hint=hint)

    def _counted(self, receive: Receive) -> Receive:
        """The request's body, until it is over the limit: then 413."""
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._most:
                raise HTTPException(413, self._too_large().message)
            return message

        return counted


def _name(address: str) -> str | None:
    """The host's name in an origin or ``//host:port``."""
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sent
