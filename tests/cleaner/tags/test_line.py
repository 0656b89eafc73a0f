"""Lines of tags: labels, separators, rows, hashes, and words joined by nothing but spaces."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scraper.cleaner.tags import split_tags_line
from scraper.cleaner.tags.segmentation import MAX_WORDS, segment_tags
from scraper.cleaner.tags.vocabulary import read_vocabulary

WILDFIRE = """Crews from the BC Wildfire Service worked through the night as evacuation orders spread across the
Okanagan. Emergency Management Minister Bowinn Ma said the province would extend its state of emergency. Environment
Canada warned that smoke would worsen the air quality in Kelowna and beyond. "Climate change is no longer abstract,"
Ma said."""
SENATE = """Senate Democrats said on Tuesday that they would bring the bill to the floor. Vice President Kamala
Harris told reporters that the Supreme Court had gone too far when it overturned Roe v. Wade. Speaker Mike Johnson
has said that the House will not take it up. Planned Parenthood welcomed the vote."""
BANK = """The European Central Bank raised its key rate by a quarter point on Thursday. Christine Lagarde said that
inflation in the euro zone would stay too high for too long. Markets in Frankfurt and Paris fell. Germany's
Bundesbank had asked for a larger step."""
SHIPMENT = """Ukraine's president, Volodymyr Zelensky, thanked Warsaw on Friday for the new shipment of air defence
systems. Polish Prime Minister Donald Tusk said that the European Union must do more. Russian missiles had struck
Kharkiv."""
RAIL = """Rail services between Leeds and York were cancelled after Storm Babet brought down overhead lines. Network
Rail said that engineers were on site. The Met Office has issued an amber warning for wind."""
PLANES = """Boeing said on Wednesday that it would slow production of the 737 MAX while the Federal Aviation
Administration reviews its quality controls. Chief executive Dave Calhoun told staff in Renton that safety comes
first. Alaska Airlines found loose bolts on several planes after a door plug blew out."""
STRIKE = """Die Lokführer der GDL wollen ab Mittwoch streiken. Claus Weselsky warf der Deutschen Bahn vor, kein
Angebot vorgelegt zu haben. Verkehrsminister Volker Wissing mahnte zu einer Schlichtung."""
ROVER = """NASA's Perseverance rover has collected a rock sample on Mars that may hold signs of ancient life, the
Jet Propulsion Laboratory in Pasadena said. Project scientist Ken Farley called it the most puzzling rock yet."""
FOOTBALL = """Manchester United have sacked Erik ten Hag after a poor start to the Premier League season. Ruud van
Nistelrooy will take charge for the League Cup tie against Leicester City. Old Trafford had booed the team off."""


@pytest.mark.parametrize(
    ("body", "tags"),
    [
        pytest.param(
            WILDFIRE,
            "Air quality|BC Wildfire Service|Bowinn Ma|climate change|Environment Canada|evacuation order|Kelowna|"
            "Okanagan|state of emergency|Wildfires in Canada",
            id="small and capital letters in alphabetical order",
        ),
        pytest.param(
            SENATE,
            "2024 elections|abortion|abortion rights|Kamala Harris|Mike Johnson|Planned Parenthood|Roe v. Wade|"
            "Supreme Court|Women's Health Protection Act",
            id="a tag that begins another",
        ),
        pytest.param(
            BANK,
            "banks|Bundesbank|Christine Lagarde|ECB|euro|European Central Bank|Frankfurt|inflation|interest rates|"
            "monetary policy",
            id="an acronym and its words",
        ),
        pytest.param(
            PLANES,
            "737 MAX|Alaska Airlines|aviation safety|Boeing|Dave Calhoun|FAA|Federal Aviation Administration|Renton|"
            "Washington state",
            id="a number that is a name",
        ),
        pytest.param(
            RAIL, "Leeds|Met Office|Network Rail|rail|Storm Babet|trains|weather|York|Yorkshire", id="short ones"
        ),
        pytest.param(
            ROVER,
            "astrobiology|Jet Propulsion Laboratory|JPL|Ken Farley|life on Mars|Mars|Mars Sample Return|NASA|"
            "Perseverance rover|space exploration",
            id="a place within other tags",
        ),
        pytest.param(
            FOOTBALL,
            "Erik ten Hag|League Cup|Leicester City|Man Utd|Manchester United|Old Trafford|Premier League|"
            "Ruud van Nistelrooy",
            id="particles within names",
        ),
        pytest.param(
            STRIKE,
            "Claus Weselsky|Deutsche Bahn|Fernverkehr|GDL|Gewerkschaft|Lokführer|Streik|Tarifstreit|Volker Wissing",
            id="German nouns",
        ),
        pytest.param(
            SHIPMENT,
            "Volodymyr Zelensky|Ukraine war|Donald Tusk|Poland|European Union|air defence|Kharkiv|Russia",
            id="in no order",
        ),
    ],
)
def test_space_joined_tags_are_cut_by_evidence(body: str, tags: str) -> None:
    wanted = tuple(tags.split("|"))
    found, confidence = split_tags_line("Tags " + " ".join(wanted), body)
    assert found == wanted
    assert 0 < confidence < 1


def test_known_tags_of_the_site_are_evidence() -> None:
    line = "Tags salt water taffy pull candy"
    assert split_tags_line(line, "", known=["salt water taffy", "taffy pull"])[0][0] == "salt water taffy"
    assert split_tags_line(line, "", known=["salt water", "taffy pull", "candy"])[0] == (
        "salt water",
        "taffy pull",
        "candy",
    )


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("Tags: Biden, NATO, air defence", ("Biden", "NATO", "air defence")),
        ("Tags: Biden; NATO; Washington, D.C.", ("Biden", "NATO", "Washington, D.C.")),
        ("Themen: Hafen | Fähre | Insel", ("Hafen", "Fähre", "Insel")),
        ("Etiquetas: mar · isla · barco", ("mar", "isla", "barco")),
        ("Tags • sea • island", ("sea", "island")),
        ("Mots-clés : mer, île", ("mer", "île")),
        ("Schlagwörter: Hafen, Fähre", ("Hafen", "Fähre")),
        ("Filed under: sea, island", ("sea", "island")),
        ("Filed Under: Politics | Tagged: Biden, NATO summit", ("Biden", "NATO summit")),
        ("Posted in News | Tagged sea, island", ("sea", "island")),
        ("#NATO #JoeBiden", ("NATO", "JoeBiden")),
        ("Tags: #NATO #Joe Biden", ("NATO", "Joe Biden")),
        ("标签：海洋，岛屿", ("海洋", "岛屿")),
        ("タグ：海、島", ("海", "島")),
        ("Теги: море, остров", ("море", "остров")),
        ("Tags\nNATO\nJoe Biden", ("NATO", "Joe Biden")),
        ("Tags:\r\n\r\n  NATO \r\n Joe\u00a0Biden\r\n", ("NATO", "Joe Biden")),
        ("Tags: sea\tisland\tferry boat", ("sea", "island", "ferry boat")),
        ("sea, island", ("sea", "island")),
        ("Tags: sea", ("sea",)),
        ("Tags", ()),
        ("", ()),
        (" \n ", ()),
    ],
)
def test_labels_and_separators(line: str, tags: tuple[str, ...]) -> None:
    assert split_tags_line(line, "")[0] == tags


def test_a_cut_by_separators_is_surer_than_one_by_evidence() -> None:
    by_comma = split_tags_line("Tags: Leeds, Met Office, York", RAIL)[1]
    by_evidence = split_tags_line("Tags Leeds Met Office York", RAIL)[1]
    assert by_comma > by_evidence > 0


def test_a_line_that_is_too_long_is_no_line_of_tags() -> None:
    words = ["word"] * (MAX_WORDS + 1)
    assert segment_tags(words, read_vocabulary(""), ()) == ((" ".join(words),), 0.0)


WORDS = st.lists(
    st.text(st.characters(exclude_categories=("Z", "C")), min_size=1, max_size=12), min_size=1, max_size=40
)


@given(WORDS, st.text(max_size=200))
@settings(max_examples=150)
def test_joined_tags_are_the_line_s_words(words: list[str], body: str) -> None:
    tags, confidence = segment_tags(words, read_vocabulary(body), ())
    assert " ".join(tags) == " ".join(words)
    assert 0 <= confidence <= 1


PLAIN = st.lists(st.from_regex(r"[A-Za-zÄÖÜäöü]{2,9}", fullmatch=True), min_size=2, max_size=30)


@given(PLAIN)
def test_a_plain_line_loses_no_word(words: list[str]) -> None:
    tags, _ = split_tags_line("Tags: " + " ".join(words), "")
    assert " ".join(tags).split() == words


@given(st.text(max_size=300), st.text(max_size=100), st.lists(st.text(max_size=20), max_size=3))
def test_no_line_raises(line: str, body: str, known: list[str]) -> None:
    tags, confidence = split_tags_line(line, body, known)
    assert all(tag and tag == tag.strip() for tag in tags)
    assert 0 <= confidence <= 1


def test_a_megabyte_is_survived() -> None:
    assert split_tags_line("Tags " + "word " * 200_000, "body " * 200_000)
    assert split_tags_line("#" * 1_000_000, "")
    assert split_tags_line("Tags: " + "a,b " * 250_000, "")


def test_what_follows_the_last_label_are_tags_and_buttons_are_none() -> None:
    line = "Kategorie\nKultur\nSchlagworte\nFähren\nPort Quill\nAlle Themen\n, Inseln"
    assert split_tags_line(line, "")[0] == ("Fähren", "Port Quill", "Inseln")
