"""The threshold of a page, the reasons of removals, and rules that can be switched off."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scraper.cleaner import clean
from scraper.cleaner.classifier.columns import Facts
from scraper.cleaner.classifier.features import measure
from scraper.cleaner.decide import STRICTER, cut
from scraper.cleaner.engine import Cleaner
from scraper.cleaner.parser import lexicon
from scraper.cleaner.reasons import reason_of
from scraper.cleaner.rules import KINDS
from scraper.cleaner.wordings import BIT

CHANCES = st.lists(st.floats(0.01, 0.99), min_size=1, max_size=12)


@given(CHANCES, st.integers(0, 1000))
def test_no_other_threshold_has_a_better_expected_f1(chances: list[float], seed: int) -> None:
    probabilities = np.array(chances)
    words = np.random.default_rng(seed).integers(1, 50, len(chances)).astype(np.float32)

    def expected(kept: np.ndarray) -> float:
        hits = float((probabilities * words * kept).sum())
        return 2 * hits / float((words * kept).sum() + (probabilities * words).sum())

    threshold, best = cut(probabilities, words)
    for other in (0.0, 0.2, 0.5, 0.8):
        if (probabilities >= other).any():
            assert expected(probabilities >= other) <= best + 1e-6
    assert abs(threshold - STRICTER * best / 2) < 1e-9


PAGE = """<html><body><article><h1>A bridge is mended</h1>
<p>The bridge over the Wend was opened again on Monday, eleven weeks after a barge had struck its middle pier.</p>
<p>Engineers replaced forty rivets and one beam, and found a bottle of beer that had been walled in by the builders.</p>
<p>“It was still good,” said the foreman, who asked that his name should not be printed, because of his wife.</p>
</article><div class="related-posts"><h3>Related articles</h3><ul><li><a href="/1">Ferry runs late</a></li>
<li><a href="/2">Barge on the rocks</a></li></ul></div>
<footer>© 2024 The Wend Herald</footer></body></html>"""


def test_every_removal_has_a_kind_and_a_reason() -> None:
    removed = clean(PAGE).removed
    assert removed
    assert all(removal.kind in KINDS and removal.reason for removal in removed)
    kinds = {removal.text: removal.kind for removal in removed}
    assert kinds["Related articles"] == kinds["Ferry runs late"] == "related"


def test_nothing_is_both_kept_and_removed_and_nothing_is_lost() -> None:
    article = clean(PAGE)
    removed = {removal.text for removal in article.removed}
    kept = {block.text for block in article.blocks}
    assert not removed & kept
    for text in ("A bridge is mended", "Related articles", "Ferry runs late", "Barge on the rocks"):
        assert text in removed | kept


def test_the_name_of_a_section_is_navigation_whatever_the_box_around_it_is_called() -> None:
    inside_a_promo = (BIT["menu"], 0, lexicon.BIT["promo"], lexicon.BIT["related"], True, False)
    assert reason_of(inside_a_promo)[0] == "navigation"
    assert reason_of((0, *inside_a_promo[1:]))[0] == "advertisement"


def test_what_a_model_asks_for_is_measured_alike_alone_and_with_everything_else() -> None:
    cleaner = Cleaner()
    document, everything = cleaner.measure(PAGE)
    asked = measure(document, Facts(), cleaner.model.features)
    alone = measure(document, Facts())
    names, words = cleaner.model.features, cleaner.model.vocabulary
    assert everything is not None
    assert set(asked.columns) <= set(everything.columns)
    assert np.array_equal(asked.matrix(names, words), alone.matrix(names, words))
