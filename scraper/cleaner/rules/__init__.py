"""The explicit rules: one cause a file, applied in the order of ``RULES``; the first verdict on a block stands.

A rule is a function ``(document, scores) -> Iterable[Verdict]`` with a module-level ``NAME``; ``scores`` holds the
classifier's probability a block. Those of ``LAST`` also take the numbers of the blocks that would be kept. Users switch
a rule off by its name in ``CleanOptions.disable_rules``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from scraper.cleaner.document import Document, Verdict
from scraper.cleaner.rules import (
    advertisement,
    author,
    byline,
    controls,
    copies,
    copyright,
    correction,
    credit,
    dangling,
    faults,
    following,
    headline,
    lead,
    paywall,
    post,
    pullquote,
    readalso,
    summary,
)

Rule = Callable[[Document, Sequence[float]], Iterable[Verdict]]
LastRule = Callable[[Document, Sequence[float], Sequence[int]], Iterable[Verdict]]

#: The classes of removed blocks, as the reports colour them.
KINDS = (
    "navigation", "related", "read-also", "newsletter", "share", "advertisement", "player", "most-popular", "load-more",
    "comments", "copyright", "author-box", "tags", "byline", "caption", "paywall", "consent", "embed-placeholder",
    "summary", "disclaimer", "contact", "series", "widget", "residue", "title", "template", "override",
    "duplicate", "kept", "boilerplate",
)  # fmt: skip

RULES: tuple[tuple[str, Rule], ...] = (
    (correction.NAME, correction.correction),
    (post.NAME, post.post),
    (headline.NAME, headline.headline),
    (summary.NAME, summary.summary),
    (copyright.NAME, copyright.copyright),
    (advertisement.NAME, advertisement.advertisement),
    (controls.NAME, controls.controls),
    (faults.NAME, faults.faults),
    (pullquote.NAME, pullquote.pullquote),
    (paywall.NAME, paywall.paywall),
    (readalso.NAME, readalso.read_also),
    (lead.NAME, lead.lead),
)
LAST: tuple[tuple[str, LastRule], ...] = (
    (following.NAME, following.following),
    (headline.NAME, headline.repeated),
    (copies.NAME, copies.copies),
    (byline.NAME, byline.byline),
    (author.NAME, author.author),
    (dangling.NAME, dangling.dangling),
    (credit.NAME, credit.credit),
)
