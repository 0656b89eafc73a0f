"""URLs: parse, normalise, key, registrable domain. Pure.

Parsing and serialising are the WHATWG URL Standard's (by ada, the parser of Node.js), so that ``http://0x7f.1/`` and
``http://2130706433/`` are seen for the 127.0.0.1 that they are; on top comes the syntax-based normalisation of
RFC 3986, section 6.2.2: escapes in capitals, and no escape where none is needed.
"""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import unquote

from ada_url import URL
from tld import get_fld

from scraper.errors import UrlError

#: Query parameters that say where a reader came from and never which page is meant. Names in lower case, ``*`` stands
#: for anything. Kept by hand from the documentation of the systems that add them; a parameter that may choose the
#: content (``id``, ``ref``, ``source``, ``cid``) does not belong here.
_TRACKING = """
    utm_* ga_* _ga _gl gclid gclsrc gbraid wbraid dclid gad_source gad_campaignid srsltid
    fbclid fb_action_ids fb_action_types fb_source fb_ref fb_comment_id igshid igsh
    msclkid twclid ttclid li_fat_id rdt_cid epik sccid yclid ymclid _openstat __twitter_impression
    mc_cid mc_eid mkt_tok _hsenc _hsmi __hssc __hstc __hsfp hsctatracking
    vero_id vero_conv oly_anon_id oly_enc_id ml_subscriber ml_subscriber_hash ck_subscriber_id
    _bta_tid _bta_c trk_contact trk_msg trk_module trk_sid wickedid s_cid s_kwcid ef_id icid
    at_medium at_campaign at_custom* at_link_* at_format at_ptr_name at_bbc_team
    mtm_* matomo_* pk_* piwik_* itm_* hmb_* xtor ns_mchannel ns_source ns_campaign ns_linkname ns_fee
    cmpid ocid ito wt_mc wt_zmc wt.mc_id guccounter guce_referrer guce_referrer_sig spm scm
    ref_src ref_url soc_src soc_trk smid smtyp phpsessid jsessionid aspsessionid* cfid cftoken
"""
TRACKING_PARAMETERS = tuple(_TRACKING.split())

_EXACT = frozenset(name for name in TRACKING_PARAMETERS if "*" not in name)
_PATTERNS = tuple(name for name in TRACKING_PARAMETERS if "*" in name)
_SESSION_IN_PATH = re.compile(r";(?:jsessionid|phpsessid)=[^/?;]*", re.IGNORECASE)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_ADDRESS = re.compile(r"\[[0-9a-f:.]+\]|[0-9.]+")
#: RFC 3986, section 2.3.
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def normalise(url: str, base: str | None = None) -> str:
    """The one spelling of an http or https URL: absolute, without fragment and credentials.

    ``base`` resolves a relative reference. Raises `UrlError` for what is no http or https URL.
    """
    try:
        parsed = URL(url, base) if base else URL(url)
    except (ValueError, UnicodeError) as error:
        raise UrlError("not a URL", url=redact(url), hint="Give an absolute http or https URL") from error
    if parsed.protocol not in ("http:", "https:"):
        what = f"the scheme {parsed.protocol.rstrip(':')!r} is not fetched"
        raise UrlError(what, url=redact(url), hint="Only http and https URLs are fetched")
    path, query = _plain_escapes(parsed.pathname), _plain_escapes(parsed.search)
    return f"{parsed.protocol}//{parsed.host}{path}{query}"


def key(url: str) -> str:
    """What two URLs of one page share: normalised, without `TRACKING_PARAMETERS`, session ids and empty query, the
    remaining parameters sorted by name (the order among equal names is kept)."""
    head, _, query = normalise(url).partition("?")
    pairs = [pair for pair in query.split("&") if pair and not _is_tracking(pair)]
    pairs.sort(key=lambda pair: pair.partition("=")[0])
    return _SESSION_IN_PATH.sub("", head) + ("?" + "&".join(pairs) if pairs else "")


@lru_cache(maxsize=4096)
def host_of(url: str) -> str:
    """The lower-case host name without port, credentials and closing dot; empty where there is none."""
    try:
        return str(URL(url).hostname).rstrip(".")
    except (ValueError, UnicodeError):
        return ""


@lru_cache(maxsize=4096)
def origin_of(url: str) -> str:
    """``scheme://host[:port]``, the port only where it is not the scheme's own; empty where there is no host."""
    try:
        parsed = URL(url)
    except (ValueError, UnicodeError):
        return ""
    return f"{parsed.protocol}//{parsed.host}" if parsed.host else ""


@lru_cache(maxsize=4096)
def port_of(url: str) -> int:
    """The port that is asked: the URL's own or its scheme's."""
    parsed = URL(url)
    return int(parsed.port or (443 if parsed.protocol == "https:" else 80))


@lru_cache(maxsize=4096)
def site_of(url: str) -> str:
    """The registrable domain by the Public Suffix List (``news.bbc.co.uk`` is of ``bbc.co.uk``); an address or a name
    outside the list (``localhost``, ``www.example.test``) gives its last two labels, an address itself."""
    host = host_of(url) if "//" in url else url.lower().rstrip(".")
    if not host or _ADDRESS.fullmatch(host):
        return host
    return get_fld(f"http://{host}/", fail_silently=True) or ".".join(host.split(".")[-2:])


@lru_cache(maxsize=4096)
def bucket_of(host: str) -> int:
    """The bucket of a host (which may have a port), 0 to 65,535: the same on every machine and for all hosts of a
    site."""
    digest = blake2b(site_of(f"http://{host}/").encode(), digest_size=2).digest()
    return int.from_bytes(digest, "big")


def credentials_of(url: str) -> tuple[str, str] | None:
    """User and password of ``https://user:password@host/``, or None."""
    try:
        parsed = URL(url)
    except (ValueError, UnicodeError):
        return None
    return (unquote(parsed.username), unquote(parsed.password)) if parsed.username or parsed.password else None


def redact(url: str) -> str:
    """The URL without its credentials, fit for logs and errors; anything may be given."""
    return re.sub(r"^(\s*[A-Za-z][A-Za-z0-9+.-]*:[/\\]*)[^/?#\\]*@", r"\1", url)


def _is_tracking(pair: str) -> bool:
    name = unquote(pair.partition("=")[0]).lower()
    return name in _EXACT or any(fnmatchcase(name, pattern) for pattern in _PATTERNS)


def _plain_escapes(text: str) -> str:
    return _ESCAPE.sub(_plain_escape, text) if "%" in text else text


def _plain_escape(match: re.Match[str]) -> str:
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()
