"""scraper diff: what became of an article, by paragraph."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from scraper.cli.output import ExitCode, message
from scraper.cli.stored import console, opened
from scraper.config import DEFAULT_NAME
from scraper.crawler.edits import Edit, compare
from scraper.difference import Change, mark
from scraper.errors import UsageError
from scraper.store import dialect, history
from scraper.store.database import Database
from scraper.store.history import History, StoredVersion
from scraper.url import key, normalise
from scraper.words import count_words

EXAMPLES = (
    "scraper diff http://harbour-courier.example/news/ferry-timetable-vote",
    "scraper diff http://harbour-courier.example/news/ferry-timetable-vote --to json",
)

#: Reason -> in words.
_REASONS = {
    "new": "first seen",
    "edited": "edited by the site",
    "metadata": "the site changed what it says about the article",
    "recleaned": "the same page, cleaned anew",
}
CUT = 100  # characters of a block that was cut, as shown


def diff(
    url: Annotated[str, typer.Argument(help="URL of the article, any that it was found under.", metavar="URL")],
    revision: Annotated[
        tuple[int, int] | None, typer.Option(help="From and to; else the last two.", metavar="A B", show_default=False)
    ] = None,
    to: Annotated[str, typer.Option(help="text or json.", metavar="FORMAT")] = "text",
    config: Annotated[Path, typer.Option(help="Configuration file.", metavar="FILE")] = Path(DEFAULT_NAME),
) -> ExitCode:
    """Show how an article changed: by paragraph, words marked [-so-]{+this+}, what was cut apart, corrections named."""
    if to not in ("text", "json"):
        raise UsageError(f"found {to!r}, allowed: text, json", where="--to")
    with opened(config) as (_, database):
        story = _history(database, url)
    if story is None:
        return ExitCode.INCOMPLETE
    pair = _chosen(story, revision)
    edit = compare(*pair) if pair is not None else None
    if to == "json":
        print(json.dumps(_as_json(story, pair, edit), ensure_ascii=False, indent=2))
        return ExitCode.DONE
    out = console()
    for line in _told(story, pair, edit):
        out.print(_coloured(line) if sys.stdout.isatty() else line, soft_wrap=True)
    return ExitCode.DONE


def _history(database: Database, url: str) -> History | None:
    """The article's versions; None, with a message that says what to do, where there are none."""
    own = key(url)
    with dialect.errors(database.where), database.engine.begin() as connection:
        article_id = history.find(connection, normalise(url), own)
        if article_id is not None:
            return history.read(connection, article_id)
        known = history.is_known(connection, own)
    if known:
        message(f"{url}: no article is stored under this URL. `scraper why {url}` tells what came of asking it")
    else:
        message(f"{url}: not known. `scraper search WORDS` finds stored articles, `scraper why {url}` tells more")
    return None


def _chosen(story: History, asked: tuple[int, int] | None) -> tuple[StoredVersion, StoredVersion] | None:
    """The versions to compare; None where there is only one and no other is asked for."""
    if asked is None:
        return (story.versions[-2], story.versions[-1]) if len(story.versions) > 1 else None
    found = tuple(story.version(number) for number in asked)
    if found[0] is None or found[1] is None:
        stored = ", ".join(str(version.revision) for version in story.versions)
        raise UsageError(
            f"there is no revision {asked[0] if found[0] is None else asked[1]}",
            where="--revision",
            hint=f"Stored are: {stored}",
        )
    return found[0], found[1]


def _told(story: History, pair: tuple[StoredVersion, StoredVersion] | None, edit: Edit | None) -> Iterator[str]:
    yield story.url
    for version in story.versions:
        moment = f"{version.at:%Y-%m-%d %H:%M:%S} UTC"
        yield f"revision {version.revision}  {moment}  {count_words(version.text)} words  {_REASONS[version.reason]}"
    if pair is None or edit is None:
        yield "it has one version: nothing has changed since"
        return
    yield ""
    yield f"from revision {pair[0].revision} to {pair[1].revision}"
    if edit.cleaner is not None:
        yield f"the cleaner changed too: {edit.cleaner[0]} -> {edit.cleaner[1]}; some of this may be its doing"
    yield from told(edit.changes)
    for correction in edit.corrections:
        shown = correction.new if correction.kind == "note" else f"{correction.old} -> {correction.new}"
        yield f"correction, {correction.kind}, {_place(correction.place)}: {shown}"
    for name, (before, after) in edit.facts.items():
        yield f"{name}: {_shown(before)} -> {_shown(after)}"
    if edit.cuts:
        yield "around the article, in what was cut:"
    for cut in edit.cuts:
        yield f"  {'+' if cut.change == 'added' else '-'} {cut.kind}: {' '.join(cut.text.split())[:CUT]}"


def told(changes: Sequence[Change]) -> Iterator[str]:
    """The changed paragraphs, two lines each."""
    if not changes:
        yield "the text is the same"
    for change in changes:
        yield f"{_place(change.place)} {change.kind}"
        yield "  " + _marked(change)


def _place(place: int) -> str:
    return f"paragraph {place}" if place else "title"


def _marked(change: Change) -> str:
    """The words with git's marks of a word diff."""
    if change.kind != "changed":
        return f"{{+{change.new}+}}" if change.kind == "added" else f"[-{change.old}-]"
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(marks[piece.kind].format(piece.text) for piece in mark(change.old, change.new))


def _coloured(line: str) -> Any:
    """A line for a terminal: what went in red, what came in green."""
    from rich.text import Text

    text = Text(line)
    text.highlight_regex(r"\[-.*?-\]|^  - .*", "red")
    text.highlight_regex(r"\{\+.*?\+\}|^  \+ .*", "green")
    text.highlight_regex(r"^correction.*", "bold yellow")
    return text


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else str(value)


def _as_json(story: History, pair: tuple[StoredVersion, StoredVersion] | None, edit: Edit | None) -> dict[str, Any]:
    versions = [
        {
            "revision": version.revision,
            "reason": version.reason,
            "at": version.at.isoformat(),
            "title": version.title,
            "words": count_words(version.text),
            "engine": version.document.get("engine"),
            "version": version.document.get("version"),
            "profile": version.profile,
        }
        for version in story.versions
    ]
    found: dict[str, Any] = {"url": story.url, "id": story.id, "revisions": versions}
    if pair is None or edit is None:
        return found | {"from": None, "to": None}
    changes = [
        asdict(change) | {"words": [asdict(piece) for piece in mark(change.old, change.new)]}
        if change.kind == "changed"
        else asdict(change)
        for change in edit.changes
    ]
    return found | {
        "from": pair[0].revision,
        "to": pair[1].revision,
        "changes": changes,
        "corrections": [asdict(correction) for correction in edit.corrections],
        "metadata": {name: list(values) for name, values in edit.facts.items()},
        "cut": [asdict(cut) for cut in edit.cuts],
        "cleaner": list(edit.cleaner) if edit.cleaner is not None else None,
    }
