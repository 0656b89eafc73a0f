"""Messages of a site's software about its own faults are no text of the article; code that shows one is."""

from __future__ import annotations

import pytest

import scraper

PROSE = [
    "The ferry will run through the winter, the council decided on Tuesday after a debate that lasted five hours.",
    "Three crossings a day are planned, and the fare stays the same as it was in the summer, said the harbour master.",
    "The island has forty inhabitants, two of whom go to school on the mainland and have boarded there so far.",
]
FAULT = "Warning: Undefined variable $tide in /www/harbour/wp-content/themes/pier/single.php on line 40"


def page(inside: str) -> str:
    body = f"<p>{PROSE[0]}</p>{inside}<p>{PROSE[1]}</p><p>{PROSE[2]}</p>"
    head = "<head><title>Winter ferry</title></head>"
    return f"<html>{head}<body><article><h1>Winter ferry</h1>{body}</article></body></html>"


@pytest.mark.parametrize(
    "element",
    ["<p>{}</p>", "<br><b>Warning</b>: Undefined variable $tide in <b>/www/pier.php</b> on line <b>40</b><br>"],
)
def test_messages_with_file_and_line_are_removed(element: str) -> None:
    article = scraper.clean(page(element.format(FAULT)))
    assert article.text == "\n\n".join(PROSE)
    assert "residue" in {removal.kind for removal in article.removed}


def test_a_warning_that_is_prose_stays() -> None:
    warning = "Warning: the boat leaves on time in winter, and who waits on line 4 of the quay will not be taken along."
    assert warning in scraper.clean(page(f"<p>{warning}</p>")).text


def test_code_that_shows_one_stays() -> None:
    assert FAULT in scraper.clean(page(f"<pre><code>{FAULT}</code></pre>")).text
