"""Two made sites of 50 pages each, for what only several pages of a site can tell.

Foreign lines stand inside the article's container, in plain prose, where a single page cannot know them: appeals, house
notices, disclaimers, the box of a series.  And articles repeat themselves as articles do: the standfirst of a series,
background and a quotation told again in every report of one story, subheadings, ingredients, an article under two
addresses, a live blog whose pages overlap.  ``made_site`` follows from its name alone.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from html import escape

import scraper

NAMES = ("gazette", "review")
PAGES = 50

_PEOPLE = (
    "Ines Calloway", "Tobias Renner", "Maud Okafor", "Piotr Lis", "Sana Whitfield", "Jory Pascoe", "Elin Strand",
    "Amadou Keita", "Greta Lindqvist", "Noel Abara", "Hester Quill", "Rui Tavares",
)  # fmt: skip
_PLACES = (
    "Saltmarsh", "Upper Kenning", "Port Allard", "the Weir quarter", "Dunmere", "Hollow Bay", "Carrick Street",
    "the old barracks", "Lower Tarn", "Fennel Hill", "the canal basin", "Easter Point",
)  # fmt: skip
_TOPICS = {
    "ferry": ("ferry", "timetable", "crossing", "pier", "skipper"),
    "orchard": ("orchard", "harvest", "cider", "graft", "frost"),
    "library": ("library", "reading room", "catalogue", "branch", "borrower"),
    "tram": ("tramline", "depot", "fare", "conductor", "junction"),
    "theatre": ("theatre", "rehearsal", "stage", "premiere", "prompter"),
    "quarry": ("quarry", "granite", "blast", "haulage", "permit"),
    "school": ("school", "classroom", "headteacher", "pupil", "canteen"),
    "heron": ("heron", "nest", "reedbed", "warden", "chick"),
    "market": ("market hall", "stallholder", "awning", "rent", "fishmonger"),
    "kiln": ("kiln", "glaze", "clay", "potter", "firing"),
    "loom": ("loom", "weaver", "warp", "dye", "shuttle"),
    "bridge": ("bridge", "pontoon", "girder", "toll", "inspection"),
}
_SENTENCES = (
    "{person} had waited {number} years for the {a} to be taken seriously, and on {day} it finally was.",
    "Nobody at the meeting in {place} disputed that the {b} needs money, only how much and from whom.",
    "The figures that {person} laid on the table show {number} cases since spring, twice as many as a year ago.",
    "What began as a complaint about the {c} has become the best attended debate that {place} has seen in a decade.",
    "By {day} the {d} was closed again, and the sign on the door gave no reason.",
    "The {e} told this newspaper that {number} people had signed by noon, some of them twice.",
    "Behind the quarrel lies an agreement about the {a} that was signed before most of those present were born.",
    "{person}, who grew up in {place}, remembers when the {b} was free for anyone who asked.",
    "A second survey of the {c} is planned for {day}, weather permitting.",
    "It would cost {number},000 to repair the {d}, the surveyors found, and half as much to leave it alone for a year.",
    "The committee heard from {person} for an hour and then voted without discussion.",
    "In {place} they have a saying about every {e} who promises to be done by winter.",
    "Not everyone was pleased: {person} left before the end and took {number} supporters along.",
    "The {a} itself is older than the records, which begin with a bill for {number} nails.",
    "Asked whether the {b} could open by {day}, the {e} laughed and said that it depended on the {c}.",
    "On the other side of {place} the {d} has been rented out since autumn, to the surprise of its owners.",
    "There is a photograph of the {a} from before the flood, and {person} keeps it behind the counter.",
    "Until {day} anyone may read the plans for the {c} in the town hall, between nine and four.",
    "The insurer has written to {place} about the {d}, in a letter that runs to {number} pages.",
    "For the {e} it is the third {b} in as many years, and probably the last.",
    "Volunteers counted {number} of them along the {c} before the rain set in.",
    "{person} put it differently: the {a} will outlast all of us if it is left in peace.",
    "Work on the {d} goes on at night, when {place} is asleep and the {b} stands still.",
    "The price of the {c} has risen by {number} per cent, which the {e} calls a correction and others a scandal.",
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
_HEADLINES = (
    "{place} argues about its {a}", "Who pays for the {b}?", "The {e} who would not wait", "A {d} reopens, quietly",
    "{number} reasons to keep the {c}", "Late rescue for the {a}", "{place} counts its {c}", "The {b} question returns",
)  # fmt: skip

APPEALS = (
    "Our newsroom belongs to the people who read it, and three pounds a month from each of them would keep it open.",
    "Two of our reporters cover a coast that once had eleven, and readers who chip in are the reason they still can.",
    "If this kind of reporting is useful to you, think of the neighbour who has not heard of the paper yet.",
)
HOUSE = (
    "The Gazette corrects its mistakes on the page where they were made and writes to everyone who pointed them out.",
    "Names of minors are changed in our court reports, and nobody is paid for an interview.",
)
BOX = "Four more walks along the sea wall, with maps and the times of the tides, are collected in our summer booklet."
COMMISSION = (
    "Some of the workshops named in the Review sell through our shop, which keeps a tenth of the price and has no say "
    "in what we write."
)
PLEDGE = "Everything we describe has been handled by one of us for at least a fortnight and was bought, not borrowed."
EVENING = "Members meet on the first Thursday of the month above the print shop, where the kettle is always on."

SERIES = "In this series we walk the old sea wall from end to end and listen to those who live in its shelter."
BACKGROUND = (
    "The pontoon was put in after the flood of nine years ago as a provisional measure, for eighteen months, and has "
    "carried lorries ever since."
)
QUOTATION = "“A bridge that nobody is answerable for is not a bridge but a rumour,” the engineer wrote at the time."
SUBHEADING = "What happens next"
INGREDIENT = "2 cups of sifted ash"


@dataclass(frozen=True)
class MadePage:
    """A page and its truth: ``body``, the article's paragraphs in order, and ``foreign``, the lines that are not."""

    url: str
    html: bytes
    body: tuple[str, ...]
    foreign: tuple[str, ...]


@dataclass
class _Draft:
    """An article while it is written: its parts in order, as HTML, and which texts are whose."""

    title: str
    tags: tuple[str, ...]
    parts: list[str] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def own(self, text: str, tag: str = "p", at: int | None = None) -> None:
        self._put(f"<{tag}>{escape(text)}</{tag}>", at)
        self.body.insert(len(self.body) if at is None else min(at, len(self.body)), text)

    def alien(self, text: str, html: str = "<p>{}</p>", at: int | None = None) -> None:
        self._put(html.format(escape(text)), at)
        self.foreign.append(text)

    def _put(self, html: str, at: int | None) -> None:
        self.parts.insert(len(self.parts) if at is None else at, html)


def made_site(name: str) -> list[MadePage]:
    """The pages of a site in the order in which they appeared."""
    dice = random.Random(name)
    topics = list(_TOPICS)
    pages: list[MadePage] = []
    for number in range(PAGES):
        topic = "bridge" if number % 9 == 4 else topics[dice.randrange(len(topics) - 1)]
        draft = _article(dice, topic)
        (_gazette if name == "gazette" else _review)(draft, number, dice)
        pages.append(_page(name, number, draft, dice))
    return _again(name, pages)


def _article(dice: random.Random, topic: str) -> _Draft:
    a, b, c, d, e = _TOPICS[topic]

    def fill(text: str) -> str:
        words = {"person": dice.choice(_PEOPLE), "place": dice.choice(_PLACES), "day": dice.choice(_DAYS)}
        text = text.format(a=a, b=b, c=c, d=d, e=e, number=dice.randrange(3, 90), **words)
        return text[0].upper() + text[1:]

    draft = _Draft(fill(dice.choice(_HEADLINES)), (topic, dice.choice(_PLACES), dice.choice(_PEOPLE)))
    sentences = dice.sample(_SENTENCES, dice.randrange(12, 22))
    while sentences:
        count = dice.randrange(2, 4)
        draft.own(" ".join(map(fill, sentences[:count])))
        sentences = sentences[count:]
    if topic == "bridge":
        draft.own(BACKGROUND, at=2)
        draft.own(QUOTATION, at=3)
        draft.own(SUBHEADING, "h2", at=len(draft.parts) - 1)
    return draft


def _gazette(draft: _Draft, number: int, dice: random.Random) -> None:
    if number % 8 == 3:
        draft.title, draft.tags = f"Sea wall walks: {draft.title}", ("sea wall walks", *draft.tags)
        draft.own(SERIES, at=0)
        draft.alien(BOX, '<div class="b7"><p>{}</p></div>', at=3)
    draft.alien(APPEALS[dice.randrange(3)], at=dice.randrange(2, len(draft.parts)))
    if dice.random() < 0.5:
        draft.alien(dice.choice(HOUSE))


def _review(draft: _Draft, number: int, dice: random.Random) -> None:
    if number % 6 == 1:
        draft.tags = ("recipes", *draft.tags)
        items = (INGREDIENT, f"{dice.randrange(3, 9)} parts of white clay", f"a spoon of {dice.choice(_PEOPLE)}'s salt")
        draft.parts.insert(2, "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>")
        draft.body[2:2] = items
    if dice.random() < 0.6:
        draft.alien(COMMISSION, "<p><em>{}</em></p>", at=0)
    draft.alien(PLEDGE if dice.random() < 0.5 else EVENING, at=dice.randrange(2, len(draft.parts)))


def _page(name: str, number: int, draft: _Draft, dice: random.Random) -> MadePage:
    url = f"https://{name}.example/{dice.choice(('news', 'town', 'culture'))}/{number}"
    body = "".join(draft.parts)
    title, tags = escape(draft.title), "".join(f'<a rel="tag" href="/tag/{n}">{escape(t)}</a> ' for n, t in
                                               enumerate(draft.tags))  # fmt: skip
    teasers = "".join(f'<li><a href="/news/{dice.randrange(99)}">{escape(_title(dice))}</a></li>' for _ in range(5))
    side = f'<aside class="side"><h3>Elsewhere</h3><ul>{teasers}</ul></aside>' if dice.random() < 0.7 else ""
    date = f"2026-0{1 + number // 12}-{10 + number % 12}"
    if name == "gazette":
        main = (
            f'<div id="wrap"><div class="story"><h1>{title}</h1><p class="by">By {dice.choice(_PEOPLE)}</p>'
            f'<time datetime="{date}">{date}</time><div class="text">{body}</div>'
            f'<div class="tags">{tags}</div></div>{side}</div>'
        )
    else:
        main = (
            f"<main><article><header><h1>{title}</h1><time datetime='{date}'>{date}</time></header>"
            f"<section class='entry-{number}'>{body}</section><footer>{tags}</footer></article></main>{side}"
        )
    html = (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title} - The {name.title()}</title></head>'
        f'<body><nav><a href="/">Home</a> <a href="/news">News</a></nav>{main}'
        f"<footer>The {name.title()}, 2 Quay Street</footer></body></html>"
    )
    return MadePage(url, html.encode(), tuple(draft.body), tuple(draft.foreign))


def _title(dice: random.Random) -> str:
    a, b, c, d, e = _TOPICS[dice.choice(list(_TOPICS))]
    words = {"place": dice.choice(_PLACES), "number": dice.randrange(3, 90)}
    return dice.choice(_HEADLINES).format(a=a, b=b, c=c, d=d, e=e, **words)


def _again(name: str, pages: list[MadePage]) -> list[MadePage]:
    """Some pages in the place of others: two articles under further addresses, and a live blog that grows."""
    for at, of in ((20, 12), (31, 12), (40, 12), (44, 30)):
        old = pages[of]
        pages[at] = MadePage(f"https://{name}.example/print/{at}", old.html, old.body, old.foreign)
    dice = random.Random(f"live {name}")
    entries = [" ".join(_article(dice, "tram").body[:1]) for _ in range(18)]
    for step, at in enumerate((22, 26, 33, 38)):
        draft = _Draft("Live: the tram strike, hour by hour", ("tram", "strike"))
        for entry in reversed(entries[3 * step : 3 * step + 9]):
            draft.own(entry)
        pages[at] = _page(name, at, draft, random.Random(f"live {name} {at}"))
    return pages


@dataclass
class Gain:
    """What memory of a site changes. ``leaks``, ``leaks_alone``: pages with a foreign line, with and without it;
    ``lost``: paragraphs of the article that only the page by itself keeps; ``stayed``: foreign lines that it leaves."""

    pages: int = 0
    leaks: int = 0
    leaks_alone: int = 0
    lost: list[str] = field(default_factory=list)
    stayed: list[str] = field(default_factory=list)


def gain(pages: list[MadePage], first: int = 5) -> Gain:
    """Reads pages as a crawl does: each with what those before it taught, from the ``first`` page on."""
    found, profile, alone = Gain(len(pages)), scraper.SiteProfile(), scraper.Cleaner()
    for page in pages:
        article, facts = alone.study(page.html, page.url)
        before = after = {block.text for block in article.blocks}
        if profile.learned >= first - 1:
            after = {block.text for block in scraper.Cleaner(profile=profile).clean(page.html, page.url).blocks}
        if facts is not None:
            profile.learn(facts)
        found.leaks_alone += not before.isdisjoint(page.foreign)
        found.leaks += not after.isdisjoint(page.foreign)
        found.lost += [text for text in page.body if text in before - after]
        found.stayed += [text for text in page.foreign if text in after]
    return found
