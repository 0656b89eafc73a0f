"""The explicit rules, each on the smallest page that shows it, and what each must leave alone."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

import scraper
from scraper import CleanOptions
from scraper.cleaner.parser.segment import segment
from scraper.cleaner.rules import KINDS, LAST, RULES

PROSE = [
    "The ferry will run through the winter, the council decided on Tuesday after a debate that lasted five hours.",
    "Three crossings a day are planned, and the fare stays the same as it was in the summer, said the harbour master.",
    "The island has forty inhabitants, two of whom go to school on the mainland and have boarded there so far.",
    "A review is due in the spring, when the number of passengers will be known from a count that is done by hand.",
]


def page(*parts: str, title: str = "Council votes for a winter ferry") -> str:
    body = "".join(part if part.startswith("<") else f"<p>{part}</p>" for part in parts)
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>"


def kinds(article: scraper.Article) -> dict[str, str]:
    return {removal.text: removal.kind for removal in article.removed}


def test_the_label_of_an_advertising_slot_is_removed_and_the_article_goes_on_below() -> None:
    article = scraper.clean(page(PROSE[0], "Advertisement", PROSE[1], "- Anzeige -", *PROSE[2:]))
    assert article.text == "\n\n".join(PROSE)
    assert kinds(article)["Advertisement"] == kinds(article)["- Anzeige -"] == "advertisement"


def test_a_sentence_about_advertisements_stays() -> None:
    sentence = "Advertisement revenue at the paper fell by a third in the year in which the ferry stopped running."
    assert sentence in scraper.clean(page(*PROSE, sentence)).text


def test_buttons_side_by_side_are_removed_and_one_that_is_a_heading_is_not() -> None:
    article = scraper.clean(
        page(*PROSE[:2], "<div><button>Share</button><button>Copy link</button></div>",
             "<h2><button>What it costs</button></h2>", *PROSE[2:])
    )  # fmt: skip
    assert article.text == "\n\n".join([*PROSE[:2], "What it costs", *PROSE[2:]])
    assert "share" in kinds(article).values()


@pytest.mark.parametrize(
    "line",
    [
        "© 2024 Courier Media Ltd.",
        "Copyright 2024 Courier Media Ltd. All rights reserved. This material may not be redistributed.",
        "© Hafenbote GmbH, alle Rechte vorbehalten",
        "جميع الحقوق محفوظة © 2024 بريد الميناء",
    ],
)
@pytest.mark.parametrize(
    "place", ["<p>{}</p>", "</article><footer><div><p>{}</p><a href='/privacy'>Privacy</a></div></footer>"]
)
def test_the_rights_line_is_lifted_from_the_text_and_from_the_footer(line: str, place: str) -> None:
    article = scraper.clean(page(*PROSE, place.format(line)))
    assert article.rights == line
    assert line not in article.text
    assert article.provenance["rights"] == "text"


def test_the_footer_s_rights_line_names_its_holder_without_the_links_beside_it() -> None:
    footer = (
        "<footer><p>All rights reserved.</p><div><span>© 2024</span> <span>Courier Media Ltd</span></div>"
        "<div>© 2024 <a href='/privacy'>Privacy</a> <a href='/terms'>Terms</a></div></footer>"
    )
    article = scraper.clean(page(*PROSE, f"</article>{footer}"))
    assert article.rights == "© 2024 Courier Media Ltd"


@pytest.mark.parametrize(
    ("line", "rights"),
    [
        ("© 2024 Courier Media Ltd. | Masthead | Privacy Policy", "© 2024 Courier Media Ltd."),
        ("© 2024 Courier Media Ltd. All rights reserved. Use of this site means that you accept our Terms of Use.",
         "© 2024 Courier Media Ltd. All rights reserved."),
        ("Copyright © 2024 Hafenbote<br>Alle Rechte vorbehalten<br>Design: Blatt &amp; Co<br>© 2024 Blatt",
         "Copyright © 2024 Hafenbote Alle Rechte vorbehalten"),
    ],
)  # fmt: skip
def test_a_rights_line_is_one_line_without_the_page_s_menu(line: str, rights: str) -> None:
    assert scraper.clean(page(*PROSE, f"<p>{line}</p>")).rights == rights


@pytest.mark.parametrize(
    "line",
    [
        "© Ada Field<br>The ferry on its last day, January 20, 2017",
        "© PID / Ben Marsh Fire brigades help in the woods of the north 11.08.2021",
        "© 2010-2019 XenForo Ltd.",
        "© Ada Field / Courier, after Lind et al.: The genome of the pear tree that stands behind the school, 2021",
    ],
)
@pytest.mark.parametrize("place", ["<p>{}</p>", "</article><footer><div>{}</div></footer>"])
def test_a_picture_s_credit_and_the_software_s_line_are_no_rights_of_the_article(line: str, place: str) -> None:
    assert scraper.clean(page(*PROSE, place.format(line))).rights is None


def test_a_paragraph_about_copyright_is_no_rights_line() -> None:
    sentence = "Copyright, he added, is a subject on which shops ask for help: all rights reserved, says every page."
    article = scraper.clean(page(*PROSE, sentence))
    assert article.rights is None
    assert sentence in article.text


def test_headline_and_byline_in_one_block_are_removed_together() -> None:
    title = "Council votes for a winter ferry"
    html = f"<html><title>{title}</title><table><tr><td>{title}<br>By Maren Oakes, 12 March 2024<hr>"
    article = scraper.clean(html + "<br><br>".join(PROSE) + "</td></tr></table></html>")
    assert article.text == "\n\n".join(PROSE)


def test_a_sentence_set_again_as_a_pull_quote_is_kept_once() -> None:
    quote = "The island has forty inhabitants, two of whom go to school on the mainland"
    article = scraper.clean(page(PROSE[0], f'<aside class="pullquote"><p>“{quote}”</p></aside>', *PROSE[1:]))
    assert article.text == "\n\n".join(PROSE)
    assert kinds(article)[f"“{quote}”"] == "duplicate"


def test_a_quotation_that_stands_nowhere_else_stays() -> None:
    quote = "Nine people is nine people who got to a dentist, and we do not switch off the lamps either."
    article = scraper.clean(page(*PROSE[:2], f"<blockquote><p>{quote}</p></blockquote>", *PROSE[2:]))
    assert quote in article.text


def test_a_summary_by_a_machine_is_lifted_out_of_the_text() -> None:
    points = ["The ferry runs through the winter.", "The fare stays the same."]
    box = f"<section><h2>AI summary</h2><ul><li>{points[0]}</li><li>{points[1]}</li></ul></section>"
    article = scraper.clean(page(box, *PROSE))
    assert article.text == "\n\n".join(PROSE)
    assert set(points) <= set(article.summary)
    kept = scraper.clean(page(box, *PROSE), options=CleanOptions(summary=True))
    assert points[0] in kept.text


@pytest.mark.parametrize(
    ("label", "note"),
    [
        (
            "Der Artikel für Sie zusammengefasst",
            "Diese Zusammenfassung wurde künstlich erzeugt. Wir freuen uns über Hinweise.",
        ),
        ("In brief", "This summary was generated automatically. Check it against the article."),
        ("L'essentiel", "Résumé généré par intelligence artificielle"),
    ],
)
def test_a_summary_is_lifted_with_points_that_stand_beside_the_note_on_its_writer(label: str, note: str) -> None:
    points = ["The ferry sails all winter.", "Three crossings a day are planned.", "A review is due in the spring."]
    box = (
        f"<section><div class=card><div>{label}<details><summary>?</summary><div>{note}</div></details></div>"
        f"<div><ul>{''.join(f'<li>{point}</li>' for point in points)}</ul></div></div></section>"
    )
    article = scraper.clean(page(box, *PROSE))
    assert article.text.split("\n\n") == PROSE
    assert article.summary == (label, note, *points)


def test_a_short_article_that_speaks_of_summaries_by_machines_stays() -> None:
    said = "The minutes have a note: this summary was generated by AI, which the council found was nobody's business."
    assert scraper.clean(page(PROSE[0], said, *PROSE[1:])).text.split("\n\n") == [PROSE[0], said, *PROSE[1:]]


def test_a_heading_that_says_the_title_again_is_no_part_of_a_long_body() -> None:
    title = "Council votes for a winter ferry"
    days = [
        f"On day {day} of the debate the council heard {day + 2} inhabitants of the island." for day in range(9, 29)
    ]
    article = scraper.clean(page(f"<h2>{title}</h2>", *PROSE[:2], "<h2>The fare</h2>", *PROSE[2:], *days, title=title))
    assert article.text.startswith(PROSE[0])
    assert [removal.kind for removal in article.removed if removal.text == title] == ["title", "title"]


def test_a_lead_that_the_first_paragraph_says_again_is_once_in_the_article() -> None:
    article = scraper.clean(page(f"<h2>{PROSE[0]}</h2>", "<figure><img src=/f.jpg></figure>", *PROSE))
    assert article.text.split("\n\n") == PROSE


@pytest.mark.parametrize(
    "note",
    [
        "Correction: An earlier version of this article named the wrong year of the ferry's first crossing, 1954.",
        "*An earlier version of the article inaccurately stated that Ben Marsh is the harbour master. He is not.",
        "Editor's note: This article was updated on 4 June 2024 with the council's answer to our questions.",
    ],
)
def test_a_correction_that_scores_low_is_kept_near_the_article(note: str) -> None:
    document = segment(LexborHTMLParser(page(*PROSE, note, *["<p>Harbour fees rise</p>"] * 30, note)))
    scores = [0.9 if block.text in PROSE else 0.2 for block in document.blocks]
    kept = [verdict.index for verdict in dict(RULES)["correction"](document, scores) if verdict.keep]
    assert [document.blocks[index].text for index in kept] == [note]
    assert kept == [5]


def test_what_only_begins_like_a_correction_is_left_to_its_score() -> None:
    document = segment(
        LexborHTMLParser(page(*PROSE, "<p><a href='/u'>Update: the port workers are back on the job</a></p>"))
    )
    assert list(dict(RULES)["correction"](document, [0.9] * 5 + [0.2])) == []


def test_the_author_of_a_post_that_is_kept_is_kept_with_it() -> None:
    said = "— Ada Quill (@ada) May 3, 2024"
    tweet = (
        f"<blockquote class=twitter-tweet><p>The ferry stays, says the council, and we cheer.</p>{said}</blockquote>"
    )
    document = segment(LexborHTMLParser(page(PROSE[0], tweet, PROSE[1])))
    [index] = [index for index, block in enumerate(document.blocks) if block.text == said]
    for above, kept in ((0.9, [index]), (0.1, [])):
        scores = [above] * len(document.blocks)
        scores[index] = 0.2
        verdicts = list(dict(RULES)["post"](document, scores))
        assert [verdict.index for verdict in verdicts if verdict.keep] == kept


def test_a_credit_with_a_link_is_removed_as_what_it_is() -> None:
    article = scraper.clean(page(*PROSE[:2], "<p>Foto: <a href='/agency'>Harbour Pictures Agency</a></p>", *PROSE[2:]))
    assert article.text.split("\n\n") == PROSE
    assert kinds(article)["Foto: Harbour Pictures Agency"] == "caption"


def test_an_article_does_not_end_with_a_heading_that_nothing_follows() -> None:
    article = scraper.clean(page(*PROSE, "<h3>Read also</h3>", "<div class=newsletter><p>Sign up today</p></div>"))
    assert article.text.split("\n\n") == PROSE
    assert {(removal.text, removal.kind) for removal in article.removed} >= {("Read also", "related")}
    followed = scraper.clean(page(*PROSE[:3], "<h3>What comes next</h3>", PROSE[3]))
    assert followed.text.split("\n\n") == [*PROSE[:3], "What comes next", PROSE[3]]


@pytest.mark.parametrize(
    ("line", "rule"),
    [("Seguir leyendo:", "dangling"), ("Photo: Ida Berg", "credit"), ("Quelle: Hafenamt Norderhaven", "credit")],
)
def test_a_line_that_announces_nothing_or_credits_is_no_end_of_an_article(line: str, rule: str) -> None:
    document = segment(LexborHTMLParser(page(*PROSE, line)))
    everything = range(len(document.blocks))
    verdicts = list(dict(LAST)[rule](document, [0.8] * len(everything), everything))
    assert {document.blocks[verdict.index].text for verdict in verdicts} == {line}


@pytest.mark.parametrize(
    "end",
    [
        ("Seguir leyendo:", "<ul><li>The report of the harbour master on the winter of 2019</li></ul>"),
        ("Three villages sent a letter each, and the council has answered them with one line to all of them:",),
        ("The source of the money, the council says, is a fund for islands that was set up after the flood of 1953.",),
    ],
)
def test_an_end_that_says_something_stays(end: tuple[str, ...]) -> None:
    document = segment(LexborHTMLParser(page(*PROSE, *end)))
    everything = range(len(document.blocks))
    assert not [verdict for _, rule in LAST for verdict in rule(document, [0.8] * len(everything), everything)]


def test_a_pointer_to_another_article_is_removed_and_a_sentence_with_a_link_is_not() -> None:
    sentence = "Read more: that was the advice of the librarian, and <a href='/l'>the list</a> of books is long by now."
    parts = ["Related: <a href='/a'>Dredger arrives to clear a sandbank</a>", PROSE[0], sentence]
    parts += ["Lesen Sie auch: <a href='/b'>Warum die Fähre im Winter fährt</a>", PROSE[1]]
    document = segment(LexborHTMLParser(page(*parts)))
    removed = [verdict.index for verdict in dict(RULES)["read-also"](document, [0.9] * len(document.blocks))]
    assert [document.blocks[index].text.partition(":")[0] for index in removed] == ["Related", "Lesen Sie auch"]


def test_what_the_page_holds_twice_is_once_in_the_article() -> None:
    story = [
        *PROSE,
        "It was the last vote of the year.",
        "The island's pier is repaired first, and paid for by the county.",
    ]
    twice = page(*story, '<div class="mobile">', *story, "</div>")
    assert scraper.clean(twice).text.split("\n\n") == story
    assert {r.kind for r in scraper.clean(twice).removed if r.text in story} == {"duplicate"}


def test_a_refrain_stays_each_time() -> None:
    refrain = "And the ferry goes out and the ferry comes in, and the harbour master counts them all."
    song = [PROSE[0], refrain, PROSE[1], refrain, PROSE[2], refrain]
    assert scraper.clean(page(*song)).text.split("\n\n") == song


def test_a_line_that_names_what_was_removed_goes_with_it() -> None:
    links = "<aside class=related-posts><a href='/a'>Harbour fees rise</a><br><br><a href='/b'>Pier closed</a></aside>"
    article = scraper.clean(page(*PROSE[:2], "<p><strong>Read also:</strong></p>", links, *PROSE[2:]))
    assert article.text.split("\n\n") == PROSE


@pytest.mark.parametrize("name", [name for name, _ in (*RULES, *LAST)])
def test_a_rule_can_be_switched_off_by_its_name(name: str) -> None:
    html = page(PROSE[0], "Advertisement", *PROSE[1:], "© 2024 Courier Media Ltd.")
    article = scraper.clean(html, options=CleanOptions(disable_rules=(name,)))
    assert not any(removal.reason.startswith(f"rule {name}:") for removal in article.removed)


def test_a_rule_that_does_not_exist_cannot_be_switched_off() -> None:
    with pytest.raises(scraper.ConfigError, match=r"no removal rule is called 'copyrigth'.*copyright"):
        CleanOptions(disable_rules=("copyrigth",))


def test_every_verdict_names_its_rule_and_a_known_kind() -> None:
    article = scraper.clean(page(PROSE[0], "Advertisement", *PROSE[1:], "© 2024 Courier Media Ltd."))
    by_rule = [removal for removal in article.removed if removal.reason.startswith("rule ")]
    assert {removal.kind for removal in by_rule} == {"advertisement", "copyright"}
    assert {removal.kind for removal in by_rule} <= set(KINDS)


def test_the_gate_of_a_paid_article_is_removed_with_all_its_lines() -> None:
    gate = (
        "<div class='paywall-box'><h3>Subscribe to continue reading</h3><p>This article is for subscribers. Get "
        "unlimited access to all investigations for 4.90 a month.</p></div>"
    )
    article = scraper.clean(page(*PROSE[:3], gate))
    assert article.text == "\n\n".join(PROSE[:3])
    assert kinds(article)["Subscribe to continue reading"] == "paywall"


def test_a_whole_text_that_is_called_a_paywall_stays() -> None:
    article = scraper.clean(page(f"<div class='paywall'>{''.join(f'<p>{text}</p>' for text in PROSE)}</div>"))
    assert article.text == "\n\n".join(PROSE)
