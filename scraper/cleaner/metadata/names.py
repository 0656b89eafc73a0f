"""Names out of bylines: "By", roles, addresses and the site's name taken off; several names split."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scraper.cleaner.metadata.site import compact, is_site_name
from scraper.cleaner.metadata.spaces import clean_space

#: Longest name, characters and words; longer ones are sentences.
MAX_NAME, MAX_WORDS = 80, 9
#: Longest byline that is read, characters.
MAX_BYLINE = 1_000
#: Most words of a name that is written small.
MOST_SMALL = 3

#: What stands before a name, by language.
BY_WORDS = (
    "by", "von", "par", "por", "di", "da", "door", "af", "av", "autor", "autora", "autorin", "auteur", "auteurs",
    "autore", "author", "authors", "text", "texte", "texto", "testo", "tekst", "автор", "авторы", "текст", "yazar",
    "yazan", "szerző", "toimittaja", "skriven", "napsal", "forfatter",
)  # fmt: skip
_BY = re.compile(
    r"^(?:(?:written|posted|published|reported|reviewed|story|article|words|created|submitted|text|ein beitrag|"
    r"ein artikel|geschrieben|veröffentlicht|verfasst|gepostet|beitrag|interview|kommentar|escrito|publicado|écrit|"
    r"publié|scritto|geschreven)\s+)?(?:"
    + "|".join(BY_WORDS)
    + r"|文|著者|記者|撰文|作者)(?:\(s\)|\(en\))?\s*(?:[:：]\s*|\s+)",
    re.I,
)
_ALL_POSTS = re.compile(
    r"^(?:view|see|show|all|more|zeige|alle|voir|ver|visa|bekijk|articles?|posts?|beiträge)\b.{0,40}?\b(?:by|von|de|par|van|"
    r"from|av|of)\s+|^(?:view|see|show|read|more|all|zeige|alle|voir|ver)\b.{0,30}\b(?:posts?|articles?|bio|profile|"
    r"beiträge|more|autor(?:in)?|author)$",
    re.I,
)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+(?:@|\[at\]|\(at\))\S+\.\w+|(?<!\w)@\w+")
_PARENTHESIS = re.compile(r"\s*[(\[（][^)\]）]*[)\]）]?")
_AND = re.compile(r"\s*(?:[;|/•·、，&+]|,(?!\s*(?:jr|sr|i{2,3})\b)|\s(?:and|und|et|y|og|och|und|и|та|ve)\s)\s*", re.I)
_DEGREE = re.compile(
    r"^(?:[A-Z]{2,6}®?(?:-[A-Z\d]+)?|Ph\.?\s?D\.?|M\.?D\.?|R\.?D\.?N?|M\.?Sc?\.?|B\.?A\.?|M\.?A\.?|J\.?D\.?|D\.?V\.?M\.?|Jr\.?|Sr\.?|Esq\.?|"
    r"CF[AP]®?|E-RYT.*)$"
)
_ROLE = re.compile(
    r"^(?:(?:senior|staff|chief|deputy|managing|associate|assistant|contributing|guest|freelance|special|political|news|"
    r"sports?|business|health|science|content|web|digital|founder|lead|sr\.?|co-?founder|master|home|executive|former)\b.*|.*\b(?:editor|reporter|"
    r"correspondent|writer|journalist|contributor|columnist|producer|redakteur(?:in)?|journalistin|"
    r"korrespondent(?:in)?|redactora?|periodista|giornalista|director|manager|ceo|expert|specialist|educator|"
    r"dietitian|professor|president|officer|author|autor(?:in)?))$",
    re.I,
)
_TAIL_ROLE = re.compile(
    r"(?<=\S)\s+(?:(?:senior|staff|chief|deputy|contributing|guest|freelance|managing)\s.*|reporter|correspondent|editor|"
    r"기자|특파원|記者|著|訳|監訳|編|編著|監修)$",
    re.I,
)
#: What stands before the names of those who did something else, and dates cut off from their names.
_OTHERS_WORK = re.compile(
    r"(?:edited|translated|fact[- ]checked|photos?|photographs?|photography|illustrations?|illustrated) by\b|"
    r"(?:on|at|am|le|in)\s",
    re.I,
)
#: What content systems put where nobody is named, compacted.
_NOBODY = frozenset({
    "admin", "administrator", "noauthor", "anonymous", "anonym", "guest", "root", "unknown", "author", "autor",
    "null", "undefined", "none", "webmaster", "wordpressadmin", "user", "test", "staff", "editor", "redaktion",
    "na", "by", "share", "comments", "follow", "website", "default", "print", "email", "contactus", "contact",
    "signin", "login", "signup", "aboutus", "learnmore", "readmore", "subscribe", "meetourstaff", "meettheteam",
    "autoren", "authors", "個人", "設定", "on", "am", "um", "ca", "von", "posted", "published", "updated",
    "postedon", "publishedon", "postedby", "publishedby", "veröffentlichtam", "veröffentlichtvon", "fromthe", "dept",
    "writer", "reporter", "journalist", "contributor", "correspondent", "columnist",
    "sponsored", "chefredakteur", "illustrationby", "photoby", "photographby", "著者", "執筆者", "執筆", "ライター",
    "イラスト", "イラストレーター", "原作", "漫画", "作画", "写真", "撮影", "編集", "取材", "作者", "译者", "编辑",
})  # fmt: skip
_PLAIN = re.compile(r"(?!(?:By|Von|Par|Por|View|All|The)\b)[A-ZÄÖÜÉ][a-zà-ÿ]{1,19}(?: [A-ZÄÖÜÉ][a-zà-ÿ]{2,19}){1,2}")
#: Words with a small letter that stand within names.
_PARTICLES = frozenset((
    "von", "van", "vom", "zu", "zur", "zum", "de", "der", "den", "dem", "del", "della", "delle", "dei", "di", "da",
    "do", "dos", "das", "du", "des", "la", "le", "el", "al", "as", "ibn", "bin", "bint", "ben", "of", "the", "for",
    "and", "with", "und", "et", "y", "e", "i", "og", "och", "av", "af", "ter", "ten", "te", "in", "aus", "im", "am",
    "at", "jr", "sr", "mac", "st", "editors", "staff", "team",
))  # fmt: skip
_TEMPLATE = re.compile(r"[{}<>\\=]|%\w+%|\$|^\d+$|^(?:\w+\.){2,}\w+$|\d+\s?(?:min|sec|hour)", re.I)


def split_names(text: str, names: frozenset[str] = frozenset()) -> Iterator[str]:
    """The people in a byline. ``names``: the site's, compacted; a part that is one is dropped beside people."""
    if _PLAIN.fullmatch(text) and compact(text) not in _NOBODY:  # most are, and need nothing
        yield text
        return
    text = _ALL_POSTS.sub("", clean_space(text[:MAX_BYLINE]))
    text = _PARENTHESIS.sub(" ", _ADDRESS.sub(" ", text)).strip(" ,;|-–—.·•")
    text = _BY.sub("", text)
    parts = [part for part in _AND.split(text) if part.strip(" .")]
    people = [part for part in parts if not is_site_name(part, names)] if len(parts) > 1 else parts
    last: str | None = None
    for part in people or parts:
        if last is not None and _DEGREE.match(part):
            last = f"{last}, {part}"
            continue
        if last is not None:
            yield last
            last = None
        last = clean_name(part, names)
    if last is not None:
        yield last


def clean_name(text: str, names: frozenset[str] = frozenset()) -> str | None:
    """One name without what surrounds it; None if nothing like a name is left."""
    name = " ".join(_BY.sub("", text.strip()).strip(" ,;|-–—()\"“”'’:*").split())
    if _OTHERS_WORK.match(name):
        return None
    for separator in (" - ", " – ", " — "):
        if separator in name:
            left, right = (part.strip() for part in name.split(separator, 1))
            name = right if is_site_name(left, names) else left
    person = _TAIL_ROLE.sub("", name) if " " in name else name
    if person != name and " " not in person and person.isascii():
        return None  # "Science Editor"
    name = person
    if not 1 < len(name) <= MAX_NAME or len(name.split()) > MAX_WORDS:
        return None
    if compact(name) in _NOBODY or not compact(name) or _TEMPLATE.search(name) or ":" in name:
        return None
    return None if _ROLE.match(name) and len(name.split()) > 1 else name


def reads_like_a_name(name: str) -> bool:
    """Whether words behind "By" may be a name: each has a capital or is one of those within names, or none has one."""
    words = name.split()
    small = [word for word in words if word[:1].islower() and word not in _PARTICLES and "'" not in word]
    return (not small or (len(small) == len(words) <= MOST_SMALL)) and not (len(words) > 1 and _ROLE.match(name))
