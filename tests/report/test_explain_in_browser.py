"""The report of one page in the real browser: it shows, steps, folds, prints, and nothing of the page runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scraper.cleaner import Cleaner
from scraper.report.explain import explain_html


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory, fixtures: Path) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    pages = {"ferry": "site/news/ferry-timetable-vote.html", "hostile": "reports/hostile.html"}
    for name, page in pages.items():
        report = explain_html(Cleaner().explain((fixtures / page).read_bytes()), "page.html")
        (folder / f"{name}.html").write_text(report, encoding="utf-8")
    return {name: folder / f"{name}.html" for name in pages}


def place(page: Any) -> str:
    text: str = page.locator("#place").inner_text()
    return text


def opened(page: Any) -> list[str]:
    found: list[str] = page.eval_on_selector_all("details.removed[open] .text", "all => all.map(e => e.textContent)")
    return found


def test_the_report_is_shown_and_asks_for_nothing(watched: Any, reports: dict[str, Path]) -> None:
    page = watched.open(reports["ferry"])
    assert page.locator("#article .headline").is_visible()
    assert page.locator(".kept").first.is_visible()
    assert opened(page) == []
    assert watched.calm, (watched.said, watched.asked)


def test_n_and_p_step_through_the_removed_blocks_with_a_visible_focus(watched: Any, reports: dict[str, Path]) -> None:
    page = watched.open(reports["ferry"])
    page.keyboard.press("n")
    assert place(page) == "1 of 45 removed"
    assert opened(page) == ["Skip to content"]
    page.keyboard.press("n")
    assert place(page) == "2 of 45 removed"
    assert opened(page) == ["We value your privacy"], "the one before is folded again"
    focused = page.evaluate("document.activeElement.closest('details').querySelector('.text').textContent")
    assert focused == "We value your privacy"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    box = page.locator("details.removed[aria-current] > summary").bounding_box()
    assert 0 < box["y"] < 800, "it is scrolled into view"
    page.keyboard.press("p")
    page.keyboard.press("p")
    assert place(page) == "45 of 45 removed", "before the first comes the last"


def test_buttons_step_too(watched: Any, reports: dict[str, Path]) -> None:
    page = watched.open(reports["ferry"])
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Next").click()
    page.get_by_role("button", name="Previous").click()
    assert place(page) == "1 of 45 removed"


def test_a_class_that_is_chosen_is_stepped_through_alone(watched: Any, reports: dict[str, Path]) -> None:
    page = watched.open(reports["ferry"])
    page.get_by_role("group", name="Step only through one class").get_by_role("button", name="read-also").click()
    page.keyboard.press("n")
    assert place(page) == "1 of 1 read-also"
    assert opened(page)[0].startswith("Read more:")


def test_all_blocks_unfold_and_fold(watched: Any, reports: dict[str, Path]) -> None:
    page = watched.open(reports["ferry"])
    page.keyboard.press("u")
    assert len(opened(page)) == 45
    page.get_by_role("button", name="Fold all").click()
    assert opened(page) == []


def test_a_part_of_the_ribbon_leads_to_its_block(watched: Any, reports: dict[str, Path]) -> None:
    page = watched.open(reports["ferry"])
    page.locator(".ribbon a").nth(1).click()
    assert opened(page) == ["We value your privacy"]


def test_it_works_without_a_script_and_by_keyboard_alone(chromium: Any, reports: dict[str, Path]) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(reports["ferry"].as_uri())
    page.locator("details.group > summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.group details.removed").first.is_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_light_and_dark_are_readable(chromium: Any, reports: dict[str, Path], scheme: str) -> None:
    context = chromium.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(reports["ferry"].as_uri())
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    light, dark = sorted((luminance(ink), luminance(paper)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 7, "WCAG 2.2, contrast (enhanced)"
    assert (luminance(paper) > luminance(ink)) is (scheme == "light")
    context.close()


def luminance(colour: str) -> float:
    """Relative luminance of ``rgb(r, g, b)`` by WCAG 2.2."""
    parts = [int(part) / 255 for part in colour.removeprefix("rgb(").removesuffix(")").split(",")]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_on_a_phone_nothing_is_wider_than_the_screen(chromium: Any, reports: dict[str, Path]) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(reports["ferry"].as_uri())
    page.keyboard.press("u")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    context.close()


def test_printed_all_is_unfolded_and_the_buttons_are_gone(watched: Any, reports: dict[str, Path]) -> None:
    page = watched.open(reports["ferry"])
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.removed .reason").last.is_visible()
    assert not page.locator(".bar").is_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert opened(page) == []


def test_nothing_of_a_hostile_page_runs_or_is_asked_for(watched: Any, reports: dict[str, Path]) -> None:
    page = watched.open(reports["hostile"])
    page.keyboard.press("u")
    page.wait_for_load_state("networkidle")
    assert page.title() != "ran"
    assert watched.calm, (watched.said, watched.asked)
    assert page.locator("#article article p").first.is_visible(), "no style of the page's own hides it"
    assert len(opened(page)) >= 6
