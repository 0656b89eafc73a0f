"""What a site and a page say about the use of the page, collected as they say it."""

from __future__ import annotations

import re

from scraper.fetcher.robots import Verdict
from scraper.fetcher.tdmrep import Reservation
from scraper.page import UseSignals

#: Where a page's own meta elements are looked for, bytes.
HEAD_BYTES = 65_536

_META = re.compile(rb"<meta\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb"""([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_BODY = re.compile(rb"<body[\s>]", re.IGNORECASE)
_NAMES = (b"robots", b"tdm-reservation", b"tdm-policy")


def collected(
    headers: tuple[tuple[str, str], ...], body: bytes, verdict: Verdict | None, reserved: Reservation | None = None
) -> UseSignals:
    """The signals of headers, robots.txt, meta elements and ``/.well-known/tdmrep.json``, the nearest one first."""
    metas = _metas(body)
    own, policy = _joined(headers, "tdm-reservation"), _joined(headers, "tdm-policy")
    return UseSignals(
        robots_rule=verdict.rule if verdict else None,
        x_robots_tag=_joined(headers, "x-robots-tag"),
        meta_robots=metas.get("robots"),
        content_signal=_joined(headers, "content-signal") or (verdict.content_signal if verdict else None),
        tdm_reservation=own or metas.get("tdm-reservation") or (reserved.reserved if reserved else None),
        tdm_policy=policy or metas.get("tdm-policy") or (reserved.policy if reserved else None),
        license=verdict.license if verdict else None,
    )


def reservation(found: UseSignals) -> str:
    """The signal that reserves text-and-data mining, as ``name: value``; empty where none does.

    TDMRep's ``tdm-reservation: 1``, the Content-Signal ``ai-train=no`` (which names article 4 of Directive (EU)
    2019/790), and the robots directive ``noai``.
    """
    if (found.tdm_reservation or "").strip() == "1":
        return "tdm-reservation: 1"
    if re.search(r"\bai-train\s*=\s*no\b", found.content_signal or "", re.IGNORECASE):
        return f"Content-Signal: {found.content_signal}"
    for name, value in (("X-Robots-Tag", found.x_robots_tag), ("meta robots", found.meta_robots)):
        if re.search(r"(?:^|[\s,:])noai(?:$|[\s,])", value or "", re.IGNORECASE):
            return f"{name}: {value}"
    return ""


def _joined(headers: tuple[tuple[str, str], ...], name: str) -> str | None:
    return ", ".join(value for key, value in headers if key == name) or None


def _metas(body: bytes) -> dict[str, str]:
    head = body[:HEAD_BYTES]
    if (end := _BODY.search(head)) is not None:
        head = head[: end.start()]
    found: dict[str, str] = {}
    for element in _META.findall(head):
        pairs = {
            m[1].lower(): next((g for g in m.groups()[1:] if g is not None), b"") for m in _ATTRIBUTE.finditer(element)
        }
        name = pairs.get(b"name", b"").strip().lower()
        if name in _NAMES and name.decode() not in found:
            found[name.decode()] = pairs.get(b"content", b"").decode("utf-8", "replace").strip()
    return found
