"""Who may read and use it: access, licence, rights line, wire service."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from scraper.article import Access
from scraper.cleaner.metadata.declared import Declared
from scraper.cleaner.metadata.jsonld import as_list, text_of
from scraper.cleaner.metadata.spaces import clean_space

Found = tuple[str | None, str]

#: Longest rights line, characters.
MAX_RIGHTS = 400

#: Wire services by the names and signs they go by.
WIRE_SERVICES = {
    "AP": ("ap", "associated press", "the associated press", "ap news"),
    "Reuters": ("reuters", "thomson reuters", "rtr"),
    "AFP": ("afp", "agence france-presse", "agence france presse"),
    "dpa": ("dpa", "deutsche presse-agentur", "deutsche presse agentur", "dpa-infocom", "dpa/lno", "dpa/lsw"),
    "APA": ("apa", "austria presse agentur"),
    "Keystone-SDA": ("sda", "keystone-sda", "sda-ats", "ats"),
    "epd": ("epd", "evangelischer pressedienst"),
    "KNA": ("kna", "katholische nachrichten-agentur"),
    "SID": ("sid", "sport-informations-dienst"),
    "EFE": ("efe", "agencia efe"),
    "Europa Press": ("europa press",),
    "ANSA": ("ansa",),
    "Lusa": ("lusa", "agência lusa"),
    "ANP": ("anp",),
    "Belga": ("belga",),
    "TT": ("tt", "tt nyhetsbyrån"),
    "NTB": ("ntb",),
    "Ritzau": ("ritzau",),
    "PAP": ("pap", "polska agencja prasowa"),
    "ČTK": ("čtk", "ctk"),
    "MTI": ("mti",),
    "TASS": ("tass", "тасс"),
    "Interfax": ("interfax", "интерфакс"),
    "RIA Novosti": ("ria novosti", "риа новости"),
    "Anadolu": ("aa", "anadolu agency", "anadolu ajansı"),
    "Xinhua": ("xinhua", "新华社"),
    "Kyodo": ("kyodo", "kyodo news", "共同通信", "共同"),
    "Jiji": ("jiji", "jiji press", "時事通信", "時事"),
    "Yonhap": ("yonhap", "연합뉴스"),
    "PTI": ("pti", "press trust of india"),
    "ANI": ("ani",),
    "PA Media": ("pa media", "press association"),
    "UPI": ("upi",),
    "Bloomberg": ("bloomberg", "bloomberg news"),
}
_WIRE_BY_NAME = {name: service for service, names in WIRE_SERVICES.items() for name in names}
_TRUE, _FALSE = frozenset(("true", "yes", "1", "free")), frozenset(("false", "no", "0"))
_TIERS = {
    "free": Access.FREE,
    "locked": Access.PAID,
    "metered": Access.PARTIAL,
    "paid": Access.PAID,
    "premium": Access.PAID,
}
_LICENSE_URL = re.compile(r"https?://(?:www\.)?creativecommons\.org/(?:licenses|publicdomain)/[\w./-]+", re.I)


def read_access(declared: Declared) -> tuple[Access | None, str]:
    """Whether everyone may read it: ``isAccessibleForFree``, then the content tier."""
    for entity in (declared.article, *_of_pages(declared)):
        if "isAccessibleForFree" in entity:
            said = str(entity.get("isAccessibleForFree")).strip().lower().rsplit("/", 1)[-1]
            if said in _TRUE:
                return Access.FREE, "json-ld"
            if said in _FALSE:
                parts = as_list(entity.get("hasPart"))
                some = any(isinstance(part, dict) and part.get("cssSelector") for part in parts)
                return (Access.PARTIAL if some else Access.PAID), "json-ld"
    tier = declared.first("article:content_tier", "og:article:content_tier")
    if tier and tier[1].lower() in _TIERS:
        return _TIERS[tier[1].lower()], f"meta {tier[0]}"
    return None, ""


def read_license(declared: Declared) -> Found:
    """The licence: its URL, or its name where there is no URL."""
    for address in declared.links.get("license", ()):
        return address, "link license"
    value = declared.article.get("license")
    text = clean_space(text_of(value) or (text_of(value.get("url")) if isinstance(value, dict) else ""))
    if text:
        return text, "json-ld"
    named = declared.first("dcterms.license", "dc.rights", "dcterms.rights", "license", "copyright")
    match = _LICENSE_URL.search(named[1]) if named else None
    return (match[0], f"meta {named[0]}") if named and match else (None, "")


def read_rights(declared: Declared) -> Found:
    """The rights line that the page declares for its article; the line a reader sees is lifted from the text."""
    notice = clean_space(text_of(declared.article.get("copyrightNotice")))
    if notice and len(notice) <= MAX_RIGHTS:
        return notice, "json-ld"
    named = declared.first("dcterms.rights", "dc.rights", "rights", "copyright", "dcterms.rightsholder")
    if named and 3 < len(named[1]) <= MAX_RIGHTS and not _LICENSE_URL.fullmatch(named[1]):
        return named[1], f"meta {named[0]}"
    holder = clean_space(text_of(declared.entities.resolve(declared.article.get("copyrightHolder"))))
    if holder and len(holder) <= MAX_RIGHTS:
        year = str(declared.article.get("copyrightYear") or "").strip()
        return f"© {year} {holder}" if re.fullmatch(r"\d{4}", year) else f"© {holder}", "json-ld"
    return None, ""


def read_wire(declared: Declared, authors: Iterable[str]) -> Found:
    """The wire service that it comes from: named as author, source organisation or copyright holder."""
    named = [("authors", author) for author in authors]
    for key in ("sourceOrganization", "copyrightHolder", "provider", "isBasedOn"):
        named += [
            ("json-ld", text_of(declared.entities.resolve(value))) for value in as_list(declared.article.get(key))[:3]
        ]
    for name in ("article:source", "source", "news_source", "syndication-source", "original-source"):
        named += [(f"meta {name}", content) for content in declared.contents(name)[:2]]
    for where, text in named:
        service = wire_service(text)
        if service:
            return service, where
    return None, ""


def wire_service(text: str) -> str | None:
    """The wire service that a name is or ends with (``SN/dpa``, ``Reuters``); None for others."""
    folded = clean_space(text[:200]).casefold().strip(" ()[].,-–—/")
    if folded in _WIRE_BY_NAME:
        return _WIRE_BY_NAME[folded]
    for part in re.split(r"[/,;|&+]|\s(?:and|und|et|mit|with)\s", folded):
        if part.strip() in _WIRE_BY_NAME:
            return _WIRE_BY_NAME[part.strip()]
    return None


def _of_pages(declared: Declared) -> Iterable[Mapping[str, object]]:
    return declared.entities.of_type("WebPage", "CreativeWork")
