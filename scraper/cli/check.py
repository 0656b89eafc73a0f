"""scraper check: the overrides of sites, tried on the pages that they name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated

import typer

from scraper.article import Article
from scraper.cleaner import Cleaner, SiteOverride, SiteTest
from scraper.cli.output import ExitCode, exit_code_of, message
from scraper.config import DEFAULT_NAME, Config, load
from scraper.errors import InputError, ScraperError, UsageError
from scraper.fetcher import fetch

EXAMPLES = ("scraper check", "scraper check harbour-courier.example")

#: Characters shown of a text that is missing or should be.
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Finding:
    """What a test showed: ``problems`` fail it, ``missed`` are the keys and selectors that found nothing."""

    problems: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


def check(
    names: Annotated[list[str] | None, typer.Argument(help="Hosts of overrides; all where none is named.")] = None,
    config: Annotated[Path, typer.Option(help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
) -> ExitCode:
    """Try the overrides of sites, the tables [[site]], on the pages of their tests."""
    settings = load(config)
    codes: list[ExitCode] = []
    for override in _chosen(settings, names or ()):
        codes += _try(override, settings)
    failed = [code for code in codes if code is not ExitCode.DONE]
    print(f"{len(codes)} test{'s' * (len(codes) != 1)}, {len(failed)} failed")
    if not failed:
        return ExitCode.DONE
    return failed[0] if len(failed) == len(codes) and len(set(failed)) == 1 else ExitCode.INCOMPLETE


def _chosen(settings: Config, names: Sequence[str]) -> list[SiteOverride]:
    hosts = dict.fromkeys(override.host for override in settings.site)
    if not hosts:
        hint = 'Add a table [[site]] with a host, or a folder of them: sites = "FOLDER"'
        raise UsageError("no override is written", where=str(settings.path), hint=hint)
    for name in names:
        if name not in hosts:
            near = get_close_matches(name, hosts, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"There are overrides for: {', '.join(hosts)}"
            raise UsageError(f"there is no override for {name!r}", where=str(settings.path), hint=hint)
    return [override for override in settings.site if not names or override.host in names]


def _try(override: SiteOverride, settings: Config) -> Iterator[ExitCode]:
    """Run the tests of one override, telling what becomes of each."""
    named = override.host + (f" from {override.valid_from}" if override.valid_from else "")
    if not override.test:
        message(f"warning: {named}: no test is written; add [[site.test]] with a page")
    found: list[Finding] = []
    folder = f"{settings.path.parent}/"
    for test in override.test:
        page = test.page.removeprefix(folder)
        try:
            finding = tried(test, override, settings)
        except ScraperError as problem:
            print(f"FAILED  {named}  {page}: {problem}")
            yield exit_code_of(problem)
            continue
        found.append(finding)
        outcome = "FAILED" if finding.problems else "ok    "
        print("\n        ".join([f"{outcome}  {named}  {page}", *finding.problems]))
        yield ExitCode.INCOMPLETE if finding.problems else ExitCode.DONE
    for missed in sorted(set.intersection(*(set(finding.missed) for finding in found))) if found else ():
        message(f"warning: {named}: on no page of its tests anything matches {missed}")


def tried(test: SiteTest, override: SiteOverride, settings: Config) -> Finding:
    """One test. Raises ``ScraperError`` where its page cannot be read or downloaded."""
    article = _article(test, override, settings)
    text = _plain("\n".join([article.title or "", article.text]))
    problems = [f"misses {_short(wanted)}" for wanted in test.must if _plain(wanted) not in text]
    problems += [f"has {_short(refused)}" for refused in test.must_not if _plain(refused) in text]
    _, *missed = article.provenance.get("override", "").split("; nothing matches ")
    return Finding(tuple(problems), tuple(missed))


def _article(test: SiteTest, override: SiteOverride, settings: Config) -> Article:
    """The article of a test's page, cleaned with the override whatever the day and the host."""
    cleaner = Cleaner(settings.clean, site=replace(override, host="*", valid_from="", valid_to=""))
    if test.page.startswith(("http://", "https://")):
        return cleaner.clean(fetch(test.page, settings.fetch))
    return cleaner.clean(_read(test.page), test.url or None)


def _read(page: str) -> bytes:
    try:
        return Path(page).read_bytes()
    except OSError as problem:
        hint = "Paths are relative to the file that names them"
        raise InputError(f"the page cannot be read ({problem.strerror})", where=page, hint=hint) from None


def _plain(text: str) -> str:
    """A text as it is compared: case and white space do not count."""
    return " ".join(text.split()).casefold()


def _short(text: str) -> str:
    return f'"{text}"' if len(text) <= SHOWN else f'"{text[:SHOWN]}..."'
