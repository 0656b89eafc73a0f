"""Outcome: what became of each input of a command, told on stderr as it happens and as an exit code at the end."""

from __future__ import annotations

from scraper.article import NO_ARTICLE, Article
from scraper.cli.output import ExitCode, Progress, exit_code_of
from scraper.errors import ScraperError


class Outcome:
    """The outcomes of ``total`` inputs."""

    def __init__(self, total: int, progress: Progress) -> None:
        self.total, self.progress = total, progress
        self._failures: list[ExitCode] = []

    def done(self, name: str) -> None:
        """An input is delivered."""
        self.progress.advance(name)

    def failed(self, problem: ScraperError) -> None:
        """An input could not be read; the others go on."""
        self._failures.append(exit_code_of(problem))
        self.progress.note(f"error: {problem}")
        self.progress.advance(f"{problem.where} failed")

    def check(self, name: str, article: Article, note: str = "") -> None:
        """Tell of an input that was read but holds no article; it is delivered all the same."""
        if article.status in NO_ARTICLE or not article.text:
            self._failures.append(ExitCode.INCOMPLETE)
            self.progress.note(
                f"warning: {name}: no article was found in this page (status {article.status}) {note}".rstrip()
            )

        if missed := article.provenance.get("override", "").partition("; ")[2]:
            override = article.provenance["override"].partition("; ")[0]
            self.progress.note(f"warning: {name}: override {override}: {missed}")

    @property
    def exit_code(self) -> ExitCode:
        """Done, incomplete, or unreachable where no host gave an answer; a single input's own code."""
        if not self._failures:
            return ExitCode.DONE
        same = len(self._failures) == self.total and len(set(self._failures)) == 1
        return self._failures[0] if same else ExitCode.INCOMPLETE
