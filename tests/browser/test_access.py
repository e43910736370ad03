"""Everybody can use every page: axe-core's rules of WCAG 2.0 to 2.2, level A and AA, and its good practices."""

from collections.abc import Mapping, Sequence

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from tests.browser.conftest import DESKTOP, NARROWEST, PHONE, Theme, Visitor
from tests.browser.pages import LANGUAGES, PAGES, address

pytestmark = pytest.mark.service("chromium")

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
WAYS: Mapping[str, Sequence[tuple[tuple[int, int], Theme]]] = {
    "": [(DESKTOP, "light"), (PHONE, "dark")],
    "/en": [(DESKTOP, "dark"), (PHONE, "light")],
}
"""Each kind of page in both themes at both sizes; the two languages share them out, as only words differ."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", PAGES)
def test_axe_finds_nothing(visitor: Visitor, kind: str, lang: str):
    page = visitor.opens(address(kind, lang))
    page.evaluate(Axe().axe_script)
    for (width, height), theme in WAYS[lang]:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        found = AxeResults(page.evaluate("rules => axe.run(rules)", RULES))
        assert not found.response["violations"], f"{width} px, {theme}: {found.generate_report()}"


@pytest.mark.parametrize("kind", PAGES)
def test_nothing_is_wider_than_the_narrowest_screen(visitor: Visitor, kind: str):
    """Reflow (WCAG 1.4.10): at 320 px only tables and pictures scroll sideways, in a box of their own."""
    page = visitor.opens(address(kind, ""), size=NARROWEST)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST[0]


@pytest.mark.parametrize("kind", ["front", "search-found", "dataset", "rows"])
def test_what_one_does_first_is_large_enough_for_a_thumb(visitor: Visitor, kind: str):
    page = visitor.opens(address(kind, ""), size=PHONE)
    small = "all => all.filter(e => e.checkVisibility()).map(e => e.getBoundingClientRect().height).filter(h => h < 44)"
    assert page.locator("main button, .button, .ways a, .tool, .narrow > summary").evaluate_all(small) == []


def test_by_keyboard_alone(visitor: Visitor):
    page = visitor.opens("/")
    page.keyboard.press("Tab")
    assert _focused(page) == "Đến nội dung chính"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("do am")
    page.keyboard.press("Enter")
    page.wait_for_url("**/dataset?q=do+am")
    page.locator("a.title").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/dataset/*")
    assert page.get_by_role("heading", level=1).inner_text() == "Điểm đo độ ẩm"


@pytest.mark.parametrize("kind", ["front", "search-found", "dataset", "rows", "systems"])
def test_every_stop_of_the_keyboard_is_seen(visitor: Visitor, kind: str):
    """Each stop has an outline and stands in the order of the page, and the last is followed by none of ours."""
    page = visitor.opens(address(kind, ""))
    stops = 0
    while True:
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => { const e = document.activeElement, s = getComputedStyle(e);
            return e === document.body ? null
                : { what: e.outerHTML.slice(0, 80), width: parseFloat(s.outlineWidth), style: s.outlineStyle }; }"""
        )
        if seen is None or stops > 400:
            break
        stops += 1
        assert seen["style"] != "none", seen
        assert seen["width"] >= 2, seen
    assert 10 < stops <= 400


def test_the_theme_is_chosen_and_kept(visitor: Visitor):
    page = visitor.opens("/")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(paper)
    page.get_by_role("button", name="Đổi nền sáng, tối").click()
    dark = page.evaluate(paper)
    assert dark != light
    page.goto("/system")
    assert page.evaluate(paper) == dark
    assert page.locator("svg.km text").first.evaluate("e => getComputedStyle(e).fill") != "rgb(34, 32, 29)"


def test_titles_say_their_language_on_english_pages(visitor: Visitor):
    page = visitor.opens("/en/dataset")
    assert page.locator("html").get_attribute("lang") == "en"
    assert set(page.locator("a.title").evaluate_all("all => all.map(e => e.lang)")) == {"vi"}


def _focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))
