"""What kind of page it was, from evidence: what the page declares, the shape of its URL, the statistics of its blocks.

In that order: a declared type is right on 99 pages of 100 where there is one, a URL's shape on 90, statistics on 75.
Where nothing speaks against it, a page with text is an article; services' pages and documentation count as such.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from urllib.parse import SplitResult, urlsplit

from scraper.article import Access, Status
from scraper.cleaner.document import Document
from scraper.cleaner.metadata import Metadata
from scraper.cleaner.metadata.declared import Declared
from scraper.cleaner.metadata.jsonld import types_of
from scraper.cleaner.metadata.site import is_site_name
from scraper.cleaner.parser.elements import TAG_BIT

_ARTICLE = TAG_BIT["article"]
_FORUM_HOST = re.compile(r"(?:^|\.)(?:forums?|foren|community|communities|discuss|discussions?|boards?)\.", re.I)
_FORUM_PATH = re.compile(
    r"/(?:forums?|boards?|threads?|viewtopic|showthread|showtopic|viewthread|discussions?|questions/\d+)(?:[/.?-]|$)"
    r"|/t/[\w-]+/\d|/r/\w+/comments/",
    re.I,
)
_FORUM_SOFTWARE = re.compile(
    r"discourse|phpbb|vbulletin|xenforo|mybb|nodebb|flarum|invision|simple machines|vanilla", re.I
)
_FORUM_TYPES = frozenset({"DiscussionForumPosting", "QAPage"})
_LISTING_PATH = re.compile(
    r"/(?:category|categories|product-category|tags?|authors?|collections?|search|archives?|browse|sections?|kategorie"
    r"|rubrik|departments?|catalog|c)/(?:[^/]+/?){1,3}$"
    r"|/(?:news|blog|all|shop|store|products|articles|category|search|latest|trending|issues|list|courses|page/\d+)/?$",
    re.I,
)
_LISTING_QUERY = re.compile(r"(?:^|&)(?:s|q|query|search|category|cat)=", re.I)
_LISTING_TYPES = frozenset({"CollectionPage", "SearchResultsPage"})
_PRODUCT_PATH = re.compile(
    r"/(?:products?|p|dp|gp/product|item|itm|listing|pdp|sku|shop/p|store/detail)/[^/]|/app/\d+|-p-?\d+(?:\.html?)?$"
    r"|/[A-Z]?\d{5,}\.html$"
)
_ARTICLE_TYPE = re.compile(r"article|posting|report|story|recipe|analysis|opinion|column", re.I)
_NO_ARTICLE_TYPE = re.compile(r"^(?:aggregate|collection|employer|claim|socialmedia|discussion|job)", re.I)
#: Ends of a URL that single pages have: a number, a file.
_NUMBERED = re.compile(r"\d{4}|\.(?:html?|php|aspx?)$")
_DATED = re.compile(r"/(?:19|20)\d\d[/-]\d\d?(?:[/-]|$)")
#: Words of a URL's last part from which it is a headline, not a section's name.
_HEADLINE_WORDS = 5
#: Characters of it from which it is one, too: German writes a headline in three words.
_LONG_NAME = 40
#: A number behind the name of what it counts.
_ARTICLE_NUMBER = re.compile(
    r"/(?:articles?|artikel|archives|story|stories|posts?|entry)/[^/]{0,20}\d{3,}[^/]*/?$", re.I
)
#: ``<article>`` elements, and the share of the page's words that none of them exceeds, from which they are teasers.
_TEASERS, _TEASER_SHARE = 6, 0.2
#: Linked lines, share of linked characters and words of prose: with more of the first two and less of the third, a
#: section's page lists others whatever its text is worth (7 of 99 labelled listings, none of 1,435 articles).
_LINKED_LINES, _MOSTLY_LINKED, _SOME_PROSE = 10, 0.4, 200
#: Confidence in the text below which a section's page with so many linked characters is a listing. With the teasers,
#: 65 instead of 44 of 99 labelled listings are found, at the price of 5 of 1,766 articles.
_UNSURE, _LINKED = 0.8, 0.2
_PRICE = re.compile(r"[$€£¥]\s?\d|\d\s?[$€£¥]")

_ERROR = re.compile(
    r"^\W*(?:error\W+|http\W+)?(?:404|410|403|500|503)\b(?!\s+(?:best|great|ways|things|top))"
    r"|\bpage (?:was |is |could )?(?:not (?:be )?found|no longer (?:available|exists))|^not found$|^access denied$"
    r"|\bpage (?:can(?:no|.)t|could(?:n.t| not)) be found|nothing (?:was )?found (?:here|at this)"
    r"|\bpage (?:doesn.t|does not) exist|nicht gefunden\W*$|existiert nicht\W*$|no (?:se ha )?encontrad[ao]\W*$"
    r"|\bpage (?:introuvable|non trouv[ée]e)|pagina non trovata|p[áa]gina n[ãa]o encontrada|niet gevonden\W*$"
    r"|nie znaleziono|страница не найдена|sidan (?:hittades inte|finns inte)|ページが見つかりません|页面不存在",
    re.I,
)
#: Headlines of pages that ask who is there.
_LOGIN = re.compile(
    r"(?:please )?(?:log ?-?in|sign ?-?in|sign ?up|register|create (?:an )?account|anmelden|anmeldung|einloggen|login|"
    r"se connecter|connexion|iniciar sesión|acceder|accedi|entrar|inloggen|zaloguj się|войти|вход|ログイン|登录|登入|"
    r"로그인)"
    r"(?:\b.{0,30})?",
    re.I,
)
#: What the text of a consent wall speaks of; with several of these in a few words it speaks of nothing else.
_CONSENT = re.compile(
    r"cookies?\b|consent|partners?\b|vendors|personal data|legitimate interest|your (?:choices|privacy)|on your device|"
    r"einwillig|zustimm|datenschutz|personenbezogen|partnern?\b|consentement|partenaires|données personnelles|"
    r"consentimiento|socios|datos personales|consenso|dati personali|同意|個人データ",
    re.I,
)
_CONSENT_HITS = 4
#: Words of text below which an error's title is believed: error pages hold an apology, articles about errors more.
_ERROR_WORDS = 150
#: Confidence from which a text of some length is one, whatever stands around it.
_SURE = 0.93
#: Words of text from which a page that declares itself paid counts as read in full, unless it breaks off.
_FULL_WORDS = 400
#: Words below which a gate on the page has cut the text.
_GATED_WORDS = 250
_GATE = (
    '[class*="paywall" i], [id*="paywall" i], [class*="regwall" i], [class*="subscriber-only" i], '
    '[class*="premium-gate" i], [class*="article-gate" i], [class*="piano-offer" i]'
)
_OUTSIDE = frozenset({"footer", "nav", "header", "head", "script", "style", "noscript", "template"})
_BROKEN_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$")


def status_of(document: Document, metadata: Metadata, declared: Declared, text: str, confidence: float) -> Status:
    """The status of a page with the ``text`` of its article and the ``confidence`` in that."""
    return _Evidence(document, metadata, declared, text, confidence).status()


@dataclass(frozen=True)
class _Evidence:
    document: Document
    metadata: Metadata
    declared: Declared
    text: str
    confidence: float

    def status(self) -> Status:
        if self.words < _ERROR_WORDS and self._says_error():
            return Status.ERROR
        if self._gated():
            return Status.PAYWALLED
        if self.words < _ERROR_WORDS and self._wall():
            return Status.EMPTY
        if not self.words:
            return Status.LISTING if self._listing() else Status.EMPTY
        if self._forum():
            return Status.FORUM
        if self._declared_article:
            return Status.ARTICLE
        if self._product():
            return Status.PRODUCT
        return Status.LISTING if self._listing() else Status.ARTICLE

    @cached_property
    def words(self) -> int:
        """Words of the text, counted up to the number from which they are enough for everything."""
        words = 0
        for line in self.text.split("\n"):
            words += _words(line) if line else 0
            if words >= _FULL_WORDS:
                break
        return words

    @cached_property
    def url(self) -> SplitResult:
        try:
            return urlsplit(self.document.url or "")
        except ValueError:
            return urlsplit("")

    @cached_property
    def types(self) -> Mapping[str, int]:
        return Counter(name for entity in self.declared.entities.all for name in types_of(entity))

    @cached_property
    def graph_type(self) -> str:
        found = self.declared.first("og:type")
        return found[1].lower() if found else ""

    @cached_property
    def _declared_article(self) -> bool:
        return any(_ARTICLE_TYPE.search(name) and not _NO_ARTICLE_TYPE.search(name) for name in self.types)

    @cached_property
    def _written(self) -> bool:
        """Whether the page says that it is an article or who wrote it; shops name themselves."""
        names = self.declared.names
        return self.graph_type == "article" or any(not is_site_name(name, names) for name in self.metadata.authors)

    @cached_property
    def _statistics(self) -> tuple[float, int, int, int]:
        """Share of linked characters, linked lines of more than 25 characters, words of prose, lines with a price."""
        characters = linked = teasers = prose = prices = 0
        for block, link in zip(self.document.blocks, self.document.link_chars, strict=True):
            length = len(block.text)
            characters += length
            linked += link
            if link * 10 > length * 7:
                teasers += length > 25
            elif length > 100 and link * 3 < length:
                prose += _words(block.text)
            elif length < 40 and _PRICE.search(block.text):
                prices += 1
        return linked / max(1, characters), teasers, prose, prices

    def _says_error(self) -> bool:
        headings = [block.text for block in self.document.blocks[:40] if block.level == 1]
        return any(
            title and _ERROR.search(title) for title in (self.metadata.title, self.declared.title, *headings[:2])
        )

    def _wall(self) -> bool:
        """Whether the page only asks for consent or who is there."""
        title = self.metadata.title or ""
        if self._written or self.metadata.published:
            return False
        if _LOGIN.fullmatch(title.strip()):
            return self.document.tree is not None and self.document.tree.css_first("input[type=password]") is not None
        return len(set(_CONSENT.findall(self.text.lower()))) >= _CONSENT_HITS

    def _gated(self) -> bool:
        """Declared as paid and cut short, or a gate on the page and little text."""
        paid = self.metadata.access in (Access.PAID, Access.PARTIAL)
        if paid and self.words < _FULL_WORDS:
            return self.words < _GATED_WORDS or bool(_BROKEN_OFF.search(self.text[-20:]))
        if self.words >= _GATED_WORDS or self.document.tree is None or not self._written:
            return False
        return any(map(_is_gate, self.document.tree.css(_GATE)[:8]))

    def _forum(self) -> bool:
        software = self.declared.first("generator")
        return bool(
            not _FORUM_TYPES.isdisjoint(self.types)
            or (software and _FORUM_SOFTWARE.search(software[1]))
            or (not self._declared_article and (
                _FORUM_HOST.search(self.url.hostname or "") or _FORUM_PATH.search(self.url.path)))
        )  # fmt: skip

    def _teasers(self) -> bool:
        """Whether the page is made of many small ``<article>`` elements."""
        containers = self.document.containers
        words = list(accumulate((block.text.count(" ") + 1 for block in self.document.blocks), initial=0))
        sizes, end = [], 0
        for number, tags in enumerate(containers.tags):
            first, last = containers.first[number], containers.last[number]
            if tags & _ARTICLE and first >= end and last > first:
                sizes.append(words[last] - words[first])
                end = last
        made_of = 2 * sum(sizes) > words[-1]
        return len(sizes) >= _TEASERS and made_of and max(sizes) <= _TEASER_SHARE * words[-1]

    def _linked(self) -> bool:
        """Whether the page is made of linked lines."""
        share, teasers, prose, _ = self._statistics
        return teasers >= _LINKED_LINES and share > _MOSTLY_LINKED and prose < _SOME_PROSE

    def _product(self) -> bool:
        if self._grouped():
            return False
        kind = self.graph_type
        declared = 0 < self.types.get("Product", 0) <= 3 or "ProductGroup" in self.types
        declared = declared or kind.startswith("product") or kind.endswith((":item", ":product"))
        if _PRODUCT_PATH.search(self.url.path) and (declared or self._statistics[3]):
            return True
        return declared and not self._written and not self._listed()

    def _grouped(self) -> bool:
        """Whether the page says that it is a collection."""
        kind = self.graph_type
        return kind.startswith(("product.group", "product:group")) or not _LISTING_TYPES.isdisjoint(self.types)

    def _listed(self) -> bool:
        return bool(_LISTING_PATH.search(self.url.path) or _LISTING_QUERY.search(self.url.query))

    @cached_property
    def _headline(self) -> bool:
        """Whether the URL ends in a headline, or has a date or an article's number: single pages do."""
        path = self.url.path
        last = path.rstrip("/").rpartition("/")[2]
        long = len(re.split("[-_]", last)) >= _HEADLINE_WORDS or len(last) >= _LONG_NAME
        return long or _DATED.search(path) is not None or _ARTICLE_NUMBER.search(path) is not None

    @cached_property
    def _section(self) -> bool:
        """Whether the URL may be a section's."""
        return bool(self.url.netloc) and not self._headline and not _NUMBERED.search(self.url.path)

    def _listing(self) -> bool:
        if self._grouped() or (self.types.get("Product", 0) > 3 and not self._written):
            return True
        front = self.url.netloc and not self.url.path.strip("/") and not self.url.query
        if front and not self._written and not self.metadata.published:
            return True
        section = self._section
        if section and (self._teasers() or self._linked() or (self._listed() and not self._written)):
            return True
        if self.confidence >= _SURE and self.words >= _ERROR_WORDS:
            return False
        share, teasers, prose, prices = self._statistics
        if self._headline and prices < 8:
            return not self.words and share > 0.5
        if not self._headline and self._listed() and not self._written:
            return True
        if section and (self._listed() or (self.confidence < _UNSURE and share > _LINKED)):
            return True
        dense = (share > 0.5 and teasers >= 15) or (share > 0.33 and teasers >= 25)  # found on the labelled pages
        return (dense and not (self._written and prose > 150)) or (prices >= 10 and not self._written)


def _words(text: str) -> int:
    """Words; two characters count as one in scripts that write no spaces between them."""
    words = text.count(" ") + 1
    return words if len(text) < words * 15 else len(text) // 2


def _is_gate(node: object) -> bool:
    """Whether an element with a gate's name is one: shown, with words, and no part of footer or navigation."""
    element = node
    while element is not None:
        tag = getattr(element, "tag", None)
        if tag in _OUTSIDE:
            return False
        attributes = getattr(element, "attributes", {})
        if "hidden" in attributes or "none" in (attributes.get("style") or ""):
            return False
        if tag == "body":
            break
        element = getattr(element, "parent", None)
    text = node.text(separator=" ") if hasattr(node, "text") else ""
    return 3 <= len(text.split()) <= _GATED_WORDS
