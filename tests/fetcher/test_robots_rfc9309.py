"""RFC 9309, its examples and sentences as tables, and what the reference parser of its authors is known to accept."""

from __future__ import annotations

import pytest

from scraper.fetcher.robots import LINE_LIMIT, Robots

SITE = "http://foo.bar"


def allowed(text: str, path: str, token: str = "FooBot") -> bool:
    return Robots(text, token).verdict(path if path.startswith("http") else SITE + path).allowed


def table(text: str, token: str, yes: str, no: str) -> None:
    wrong = [path for path in yes.split() if not allowed(text, path, token)]
    wrong += [path for path in no.split() if allowed(text, path, token)]
    assert wrong == []


def test_section_5_1_simple_example() -> None:
    text = """User-Agent: *
Disallow: *.gif$
Disallow: /example/
Allow: /publications/

User-Agent: foobot
Disallow:/
Allow:/example/page.html
Allow:/example/allowed.gif

User-Agent: barbot
User-Agent: bazbot
Disallow: /example/page.html

User-Agent: quxbot
"""
    table(text, "otherbot", "/ /publications/a /a.gif?x /publications/", "/a.gif /example/ /example/page.html")
    table(text, "foobot", "/example/page.html /example/allowed.gif", "/ /publications/ /example/ /example/page.gif")
    for token in ("barbot", "bazbot", "BarBot"):
        table(text, token, "/ /a.gif /example/", "/example/page.html")
    table(text, "quxbot", "/ /a.gif /example/page.html", "")


def test_section_5_2_the_longest_match_wins() -> None:
    text = """User-Agent: foobot
Allow: /example/page/
Disallow: /example/page/disallowed.gif
"""
    table(text, "foobot", "/example/page/ /example/page/allowed.gif /other", "/example/page/disallowed.gif")


def test_section_2_2_1_groups_of_one_token_are_merged() -> None:
    text = """user-agent: ExampleBot
disallow: /foo
disallow: /bar

user-agent: ExampleBot
disallow: /baz
"""
    table(text, "ExampleBot", "/ /other", "/foo /bar /baz")


def test_section_2_2_1_the_star_group_holds_only_when_no_group_names_the_token() -> None:
    text = "user-agent: *\ndisallow: /foo\ndisallow: /bar\n\nuser-agent: ExampleBot\ndisallow: /baz\n"
    table(text, "ExampleBot", "/foo /bar", "/baz")
    table(text, "AnotherBot", "/baz", "/foo /bar")


def test_section_2_2_2_table_of_encodings() -> None:
    """Each row: the path in the file, and the path that it matches."""
    rows = (
        ("/foo/bar?baz=quz", "/foo/bar?baz=quz"),
        ("/foo/bar?qux=taz&baz=http://foo.bar?tar&par", "/foo/bar?qux=taz&baz=http://foo.bar?tar&par"),
        ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar"),
        ("/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https://foo.bar"),
        ("/foo/bar/ツ", "/foo/bar/%E3%83%84"),
        ("/foo/bar/%E3%83%84", "/foo/bar/%E3%83%84"),
        ("/foo/bar/%e3%83%84", "/foo/bar/ツ"),
        ("/foo/bar/%62%61%7A", "/foo/bar/baz"),
    )
    for rule, path in rows:
        assert not allowed(f"user-agent: *\ndisallow: {rule}", path), (rule, path)


def test_section_2_2_3_special_characters() -> None:
    text = "user-agent: *\nallow: /path/this/is/longer/*\ndisallow: /*/exe$ # a comment\n"
    table(text, "x", "/this/exeception /a /path/this/is/longer/exe", "/this/exe /a/b/exe")
    table("user-agent: *\nallow: /this/*/exactly\ndisallow: /this\n", "x", "/this/is/a/b/exactly", "/this/is/not")
    table("user-agent: *\ndisallow: /path/file-with-a-%2A.html\n", "x", "/path/file-with-a-b.html",
          "/path/file-with-a-%2A.html /path/file-with-a-*.html")  # fmt: skip
    table("user-agent: *\ndisallow: /path/foo-%24\n", "x", "/path/foo-", "/path/foo-%24 /path/foo-$")


def test_section_2_2_4_other_records_do_not_interfere() -> None:
    text = "User-agent: BarBot\nSitemap: https://foo.bar/sitemap\nUser-agent: *\nDisallow: /\n"
    table(text, "FooBot", "", "/x/y")
    table(text, "BarBot", "", "/x/y")
    text = "User-agent: FooBot\nInvalid-Unknown-Line: unknown\nCrawl-delay: 3\nUser-agent: *\nDisallow: /\n"
    table(text, "FooBot", "", "/x/y")
    table(text, "BarBot", "", "/x/y")


def test_the_robots_file_itself_is_always_allowed() -> None:
    table("user-agent: *\ndisallow: /", "x", "/robots.txt", "/robots.txtx /")


def test_no_rules_allow_everything() -> None:
    table("", "FooBot", "/ /x", "")
    table("user-agent: FooBot\ndisallow:\nallow:\n", "FooBot", "/ /x", "")
    table("disallow: /\n", "FooBot", "/ /x", "")


def test_lines_are_read_as_the_reference_parser_reads_them() -> None:
    for text in (
        "user-agent: FooBot\ndisallow: /\n",
        "user-agent FooBot\ndisallow /\n",
        "USER-AGENT: FooBot\nDISALLOW: /\n",
        "user agent: FooBot\ndissallow: /\n",
        "useragent: FooBot\ndisalow: /\n",
        "  user-agent :  FooBot  # us\n\tdisallow\t:\t/\t#all\n",
        "user-agent: foobot\rdisallow: /\r",
        "user-agent: FOObot\r\ndisallow: /\r\n",
        "\ufeffuser-agent: FooBot\ndisallow: /\n",
        b"\xef\xbbuser-agent: FooBot\ndisallow: /\n".decode("utf-8", "replace"),
        "user-agent: FooBot/2.1\ndisallow: /\n",
        "user-agent: Foobot*\ndisallow: /\n",
        "user-agent: * and all others\ndisallow: /\n",
        "user-agent: FooBot and friends\ndisallow: /\n",
    ):
        table(text, "FooBot", "", "/x/y"), text
    for text in (
        "foo: FooBot\nbar: /\n",
        "user-agent: FooBot\ndisallow all things: /\n",
        "user-agent: FooBot\nx disallow: /\n",
    ):
        table(text, "FooBot", "/x/y", "")


def test_groups_end_where_rules_begin() -> None:
    text = """allow: /foo/bar/

user-agent: FooBot
disallow: /
allow: /x/
user-agent: BarBot
disallow: /
allow: /y/


allow: /w/
user-agent: BazBot

user-agent: FooBot
allow: /z/
disallow: /
"""
    table(text, "FooBot", "/x/b /z/d", "/y/c /foo/bar/")
    table(text, "BarBot", "/y/c /w/a", "/foo/bar/ /x/b")
    table(text, "BazBot", "/z/d", "/foo/bar/")


def test_tokens_are_compared_whole() -> None:
    text = "".join(f"user-agent: {name}\ndisallow: /\n" for name in ("article", "scraper", "article-scraper-two"))
    table(text, "article-scraper", "/", "")
    table("user-agent: *bot\ndisallow: /\n", "FooBot", "/", "")
    table("user-agent: FooBot\ndisallow: /\n", "FooBot/2.1", "", "/")
    table("user-agent: *\ndisallow: /\nuser-agent: Foo Bar\nallow: /x/\ndisallow: /\n", "Foo", "/x/y", "/y")


def test_longest_match_and_equal_length() -> None:
    rows = (
        ("disallow: /x/page.html\nallow: /x/\n", "/x/", "/x/page.html"),
        ("allow: /x/page.html\ndisallow: /x/\n", "/x/page.html", "/x/"),
        ("disallow: /\nallow: /\n", "/x/page.html", ""),
        ("disallow: /x\nallow: /x/\n", "/x/ /x/page.html", "/x"),
        ("disallow: /x/page.html\nallow: /x/page.html\n", "/x/page.html", ""),
        ("allow: /page\ndisallow: /*.html\n", "/page", "/page.html"),
        ("allow: /x/page.\ndisallow: /*.html\n", "/x/page.html", "/x/y.html"),
        ("allow: /p\ndisallow: /\n", "/page", "/"),
        ("allow: /folder\ndisallow: /folder\n", "/folder/page", ""),
        ("allow: /page\ndisallow: /*.htm\n", "/page", "/page.htm"),
        ("allow: /$\ndisallow: /\n", "/", "/page.htm"),
        ("allow: /x/page.html\ndisallow: /X/\n", "/x/page.html", "/X/page.html"),
    )
    for rules, yes, no in rows:
        table("user-agent: FooBot\n" + rules, "FooBot", yes, no)


def test_patterns() -> None:
    fish = "/fish /fish.html /fish/salmon.html /fishheads /fishheads/yummy.html /fish.html?id=a"
    rows = (
        ("/fish", fish, "/bar /Fish.asp /catfish /?id=fish"),
        ("/fish*", fish, "/bar /Fish.bar /catfish /?id=fish"),
        ("/fish/", "/fish/ /fish/salmon /fish/?salmon /fish/?id=a", "/bar /fish /fish.html /Fish/Salmon.html"),
        ("/*.php", "/file.php /a/file.php /a/file.php?p /a/any.php.html /file.php/", "/bar /windows.PHP"),
        ("/*.php$", "/file.php /a/file.php", "/bar /file.php?parameters /file.php/ /file.php5 /file?php /aaaphpaaa"),
        ("/fish*.php", "/fish.php /fishheads/catfish.php?parameters", "/bar /Fish.PHP /catfish.php"),
        ("/foo/*/qux", "/foo/bar/qux /foo//qux /foo/bax/qux", "/foo/qux /foo/bar/quz"),
        ("/a**b", "/ab /axb /a/x/y/b", "/a"),
        ("/slash/index.html", "/slash/index.html /slash/", "/slash/index.htm /other"),
    )
    for pattern, yes, no in rows:
        table(f"user-agent: FooBot\ndisallow: /\nallow: {pattern}\n", "FooBot", yes, no)
    table(
        "user-agent: FooBot\ndisallow: /foo/bar$\nallow: /foo/bar/qux\n",
        "FooBot",
        "/foo/bar/qux /foo/bar/ /foo/bar/baz",
        "/foo/bar",
    )
    table("user-agent: FooBot\n# disallow: /\ndisallow: /foo/quz#qux\nallow: /\n", "FooBot", "/foo/bar", "/foo/quz")


def test_urls_of_any_form_are_judged_by_path_and_query() -> None:
    text = "user-agent: *\ndisallow: /a/b?c\ndisallow: /b/c\n"
    for url in ("http://x/a/b?c=d#e", "https://x:8000/a/b?c", "http://x/b/c"):
        assert not allowed(text, url)
    for url in ("http://x", "http://x/a/b", "http://x/#/b/c", "http://x/?u=/b/c"):
        assert allowed(text, url)


def test_the_first_500_kib_are_parsed_and_long_lines_are_cut() -> None:
    filler = "#" + "x" * 1000 + "\n"
    late = "user-agent: *\n" + filler * 511 + "disallow: /late\n"
    assert len(late) > 500 * 1024
    table(late, "x", "/", "/late")
    long = "/" + "a" * LINE_LIMIT
    table(f"user-agent: *\ndisallow: {long}/qux\n", "x", "/a", f"{long}/fux")


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("user-agent: *\ncrawl-delay: 2.5", 2.5),
        ("user-agent: *\nrequest-rate: 1/10", 10.0),
        ("user-agent: *\nrequest-rate: 30/1m\ncrawl-delay: 1", 2.0),
        ("user-agent: other\ncrawl-delay: 30\n\nuser-agent: *\ndisallow: /x", None),
        ("user-agent: other\ncrawl-delay: 30\nuser-agent: *\ncrawl-delay: 4", 4.0),
        ("user-agent: *\ncrawl-delay: 30\n\nuser-agent: FooBot\ndisallow: /x", None),
        ("user-agent: *\ncrawl-delay: soon", None),
        ("user-agent: *\ncrawl-delay: -1", None),
        ("user-agent: *\ncrawl-delay: nan", None),
    ],
)
def test_crawl_delay_and_request_rate(text: str, delay: float | None) -> None:
    assert Robots(text, "FooBot").crawl_delay == delay


def test_sitemaps_signals_and_licences_are_kept_as_written() -> None:
    text = """Sitemap: https://a.test/s.xml
License: https://a.test/license.xml
User-agent: other
Content-Signal: search=no
License: https://a.test/other.xml
Disallow: /
User-agent: *
Content-Signal: search=yes, ai-train=no
Sitemap: https://a.test/t.xml
Disallow: /x
"""
    verdict = Robots(text, "FooBot").verdict(SITE + "/a")
    assert verdict.sitemaps == ("https://a.test/s.xml", "https://a.test/t.xml")
    assert verdict.content_signal == "search=yes, ai-train=no"
    assert verdict.license == "https://a.test/license.xml"


def test_the_verdict_names_the_line_that_decided() -> None:
    text = "user-agent: *\ndisallow: /a\ndisallow: /a/b\nallow: /a/b/c\n"
    robots = Robots(text, "FooBot")
    assert robots.verdict(SITE + "/a/b").rule == "Disallow: /a/b (line 3, group *)"
    assert robots.verdict(SITE + "/a/b/c").rule == "Allow: /a/b/c (line 4, group *)"
    assert robots.verdict(SITE + "/z").rule == "no rule for it (group *)"
