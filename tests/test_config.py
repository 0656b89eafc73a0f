"""config.toml becomes typed options, or one error that says where the mistake is and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from scraper.cleaner.options import CleanOptions
from scraper.config import Config, load
from scraper.errors import ConfigError
from scraper.fetcher.options import FetchOptions
from scraper.option import option
from scraper.values import override


def write(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


def problem(folder: Path, text: str) -> str:
    path = write(folder, text)
    with pytest.raises(ConfigError) as caught:
        load(path)
    message = str(caught.value)
    assert str(path) in message
    return message


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    config = load(write(tmp_path, ""))
    assert (config.fetch, config.clean, config.source) == (FetchOptions(), CleanOptions(), ())


def test_values_arrive_typed(tmp_path: Path) -> None:
    config = load(
        write(
            tmp_path,
            '[fetch]\ndelay = 2\nrobots = false\nallow_networks = ["10.0.0.0/8"]\nheaders = [["Accept", "text/html"]]',
        )
    )
    assert config.fetch.delay == 2.0
    assert config.fetch.robots is False
    assert config.fetch.allow_networks == ("10.0.0.0/8",)
    assert config.fetch.headers == (("Accept", "text/html"),)


def test_a_source_starts_from_the_top_tables_and_overrides_them(tmp_path: Path) -> None:
    config = load(
        write(
            tmp_path,
            "[fetch]\ndelay = 7\nattempts = 2\n[clean]\ncaptions = true\n"
            '[[source]]\nname = "a"\n[source.fetch]\nattempts = 5\n'
            '[[source]]\nname = "b"\n[source.clean]\ncaptions = false',
        )
    )
    first, second = config.source
    assert (first.fetch.delay, first.fetch.attempts, first.clean.captions) == (7, 5, True)
    assert (second.fetch.delay, second.fetch.attempts, second.clean.captions) == (7, 2, False)


def test_the_command_line_wins_over_every_table(tmp_path: Path) -> None:
    path = write(tmp_path, '[fetch]\ndelay = 7\n[[source]]\nname = "a"\n[source.fetch]\ndelay = 8')
    config = load(path, fetch={"delay": 9.0}, clean={"comments": True})
    assert (config.fetch.delay, config.source[0].fetch.delay, config.source[0].clean.comments) == (9, 9, True)


def test_an_unknown_key_is_answered_with_the_nearest_and_all_known_ones(tmp_path: Path) -> None:
    message = problem(tmp_path, "[fetch]\ndealy = 3")
    assert "fetch.dealy" in message
    assert "did you mean fetch.delay?" in message
    assert "attempts" in message


def test_an_unknown_table_is_answered_with_the_nearest(tmp_path: Path) -> None:
    assert "did you mean fetch?" in problem(tmp_path, "[fech]\ndelay = 3")


def test_an_unknown_key_of_a_source_names_its_place(tmp_path: Path) -> None:
    message = problem(tmp_path, '[[source]]\nname = "a"\n[[source]]\nname = "b"\nlimt = 3')
    assert "source[1].limt" in message
    assert "did you mean source[1].limit?" in message


@pytest.mark.parametrize(
    ("line", "key", "found", "allowed"),
    [
        ('delay = "fast"', "fetch.delay", '"fast" (a string)', "a number at least 0"),
        ("attempts = 0", "fetch.attempts", "0 (a whole number)", "from 1 to 20"),
        ("attempts = 21", "fetch.attempts", "21", "from 1 to 20"),
        ("attempts = 2.5", "fetch.attempts", "2.5 (a number)", "a whole number"),
        ("attempts = true", "fetch.attempts", "true (a boolean)", "a whole number"),
        ('attempts = "4"', "fetch.attempts", '"4" (a string)', "a whole number"),
        ("robots = 1", "fetch.robots", "1 (a whole number)", "true or false"),
        ("delay = nan", "fetch.delay", "NaN", "a number"),
        ("delay = inf", "fetch.delay", "Infinity", "a number"),
        ('allow_networks = "10.0.0.0/8"', "fetch.allow_networks", '"10.0.0.0/8" (a string)', "a list, each a network"),
        ("allow_networks = [1]", "fetch.allow_networks", "[1] (a list)", "a list, each a network"),
        ("user_agent = 3", "fetch.user_agent", "3", "a string"),
        ("user_agent = {a = 1}", "fetch.user_agent", "(a table)", "a string"),
        ("delay = 2024-01-01", "fetch.delay", "2024-01-01", "a number"),
    ],
)
def test_a_wrong_value_is_answered_with_what_is_allowed(
    tmp_path: Path, line: str, key: str, found: str, allowed: str
) -> None:
    message = problem(tmp_path, f"[fetch]\n{line}")
    assert f"{key}: found " in message
    assert found in message
    assert f"allowed: {allowed}" in message or allowed in message.partition("allowed:")[2]


@pytest.mark.parametrize(
    ("text", "key", "found", "allowed"),
    [
        ('[fetch]\nallow_networks = ["10.0.0.0/8", "300.1.2.3/8"]', "fetch.allow_networks", '"300.1.2.3/8"', "network"),
        ('[fetch]\nresolve = ["news.test"]', "fetch.resolve", '"news.test"', "HOST=ADDRESS:PORT"),
        ('[crawl]\nrevisit = ["1h", "soon"]', "crawl.revisit", '"soon"', "an interval such as 90s"),
        ('[[source]]\nname = "a"\nhome = "news"', "source[0].home", '"news"', "an http or https URL"),
        (
            '[[source]]\nname = "a"\nfeeds = ["ftp://a.test/"]',
            "source[0].feeds",
            '"ftp://a.test/"',
            "an http or https URL",
        ),
        ('[[source]]\nname = "a"\nschedule = "whenever"', "source[0].schedule", '"whenever"', "a cron expression"),
        ('[[source]]\nname = "a"\nschedule = "61 * * * *"', "source[0].schedule", '"61 * * * *"', "a cron expression"),
    ],
)
def test_a_string_of_the_wrong_kind_is_answered_with_the_right_one(
    tmp_path: Path, text: str, key: str, found: str, allowed: str
) -> None:
    message = problem(tmp_path, text)
    assert f"{key}: found {found}" in message
    assert allowed in message.partition("allowed:")[2]


def test_an_impossible_choice_is_answered_with_the_choices(tmp_path: Path) -> None:
    message = problem(tmp_path, '[clean]\nengine = "magic"')
    assert 'clean.engine: found "magic" (a string), allowed: one of "blocks", "trafilatura"' in message


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    message = problem(tmp_path, '[fetch]\ndelay = -1\nattempts = 0\n[clean]\nengine = 3\n[store]\nurll = "x"')
    assert "4 problems" in message
    for key in ("fetch.delay", "fetch.attempts", "clean.engine", "store.urll"):
        assert key in message


def test_a_table_where_a_value_stands_and_a_value_where_a_table_stands(tmp_path: Path) -> None:
    assert "fetch: found 3 (a whole number), allowed: a table, [fetch]" in problem(tmp_path, "fetch = 3")
    assert "source: found" in problem(tmp_path, "[source]\nname = 'a'")


def test_a_file_that_is_no_toml_names_line_and_column(tmp_path: Path) -> None:
    assert "line 2" in problem(tmp_path, "[fetch]\ndelay = = 3")


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load(path)


def test_a_missing_file_is_answered_with_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"scraper init URL"):
        load(tmp_path / "none.toml")


def test_a_secret_comes_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE_PASSWORD", "s3cret")
    config = load(write(tmp_path, '[store]\nurl = "postgresql://scraper:${STORE_PASSWORD}@db.example/articles"'))
    assert config.store.url == "postgresql://scraper:s3cret@db.example/articles"


def test_a_missing_variable_is_named_with_its_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_SUCH_SECRET", raising=False)
    message = problem(tmp_path, '[sink]\nwebhook = "https://${NO_SUCH_SECRET}@example.org/"')
    assert "sink.webhook: the environment has no variable NO_SUCH_SECRET" in message


def test_an_error_never_shows_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORE_PASSWORD", "s3cret")
    message = problem(tmp_path, '[fetch]\ndelay = "${STORE_PASSWORD}"')
    assert "s3cret" not in message
    assert "${STORE_PASSWORD}" in message


def test_relative_paths_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    write(
        inner,
        '[store]\nurl = "sqlite:///news.db"\nwarc = "/var/warc"\n[crawl]\nlog = "-"\n'
        '[[source]]\nname = "a"\nserve = "site"',
    )
    monkeypatch.chdir(tmp_path)
    config = load("inner/config.toml")
    assert config.store.url == f"sqlite:///{inner}/news.db"
    assert (config.store.warc, config.crawl.log, config.sink.jsonl) == ("/var/warc", "-", "")
    assert config.source[0].serve == str(inner / "site")


def test_the_default_store_lies_beside_the_configuration(tmp_path: Path) -> None:
    config = load(write(tmp_path, ""))
    assert config.store.url == f"sqlite:///{tmp_path}/.scraper/articles.db"
    assert config.store.warc == str(tmp_path / ".scraper/warc")


def test_sources_need_names_of_their_own(tmp_path: Path) -> None:
    assert "source[0].name: this key is missing" in problem(tmp_path, "[[source]]\nlimit = 3")
    assert "source[1].name" in problem(tmp_path, '[[source]]\nname = "a"\n[[source]]\nname = "a"')


def test_an_override_from_the_command_line_names_the_flag() -> None:
    with pytest.raises(ConfigError, match=r"--delay: found -1.0 \(a number\), allowed: a number at least 0"):
        override(FetchOptions(), {"delay": -1.0}, name=lambda key: f"--{key}")


@dataclass(frozen=True, slots=True)
class Picky:
    """Options that object to a combination of values."""

    low: int = option(1, "low")
    high: int = option(2, "high")

    def __post_init__(self) -> None:
        if self.low > self.high:
            raise ConfigError("low is above high")


def test_what_the_options_themselves_object_to_is_a_configuration_error() -> None:
    assert override(Picky(), {"high": 9}) == Picky(1, 9)
    with pytest.raises(ConfigError, match="low is above high"):
        override(Picky(), {"low": 3})


def test_every_option_of_every_table_has_a_help_text_and_its_default_is_allowed() -> None:
    from scraper.option import options_of

    for table in (Config().fetch, Config().clean, Config().store, Config().crawl, Config().sink):
        defaults = {key: getattr(table, key) for key in options_of(type(table))}
        assert override(table, defaults) == table
        assert all(len(item.metadata["help"]) > 3 for item in options_of(type(table)).values())
