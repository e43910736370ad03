"""The pictures of the officer's guide: taken on the whole way, with an invented workbook."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright
from tests.browser import invented
from tests.browser.budget import invented_budget
from tests.browser.conftest import QUIET, WAIT_MS, Visitor
from tests.browser.steps import in_the_portal, opens, with_people
from tests.browser.whole_way import AGENCY, Story, walks
from tests.services.portal import load

FOLDER = Path(__file__).resolve().parents[2] / "src" / "kho" / "web" / "working" / "static" / "guide"
ON_THE_WAY = {
    **dict.fromkeys(("home", "describe-columns", "describe-preview", "send", "findings", "publish", "matter"), "h1"),
    "describe-about": "#access",
}
"""Pages of the way that the guide shows, each with what of it must be seen."""
INVITE = f"""
import django; django.setup()
from kho.web.accounts.inviting import Asked, invite
from kho.web.accounts.roles import Role
asked = Asked(email="can-bo-moi@example.vn", role=Role.STEWARD, agency="{AGENCY}")
print(invite(by=None, who="test", asked=asked, by_mail=False))
"""


def take(page: Page, name: str, shown: str = "h1") -> None:
    """Take a page's first screen, or the one that has what must be seen."""
    page.wait_for_load_state("networkidle")
    page.evaluate("scrollTo(0, 0)")
    page.locator(shown).scroll_into_view_if_needed()
    page.screenshot(path=FOLDER / f"{name}.png")


def take_shown(page: Page, name: str) -> None:
    """Take a page of the way, where the guide shows it."""
    if name in ON_THE_WAY:
        take(page, name, ON_THE_WAY[name])


def photograph() -> None:
    """Take all of them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    expect.set_options(timeout=WAIT_MS)
    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        folder = invented.write(Path(place) / "tinh-mau")
        load(folder, invented.NAMES)
        with with_people(folder) as address:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=[*QUIET])
            visitor = Visitor(browser=browser, site=address)
            _entering(visitor, in_the_portal(folder, address, INVITE).strip())
            story = Story(budget=invented_budget(), title="Quyết toán ngân sách 2018", name="quyet-toan-2018")
            walks(visitor, story, take_shown)
            _after(visitor)
            visitor.leave()
            browser.close()


def _entering(visitor: Visitor, token: str) -> None:
    take(visitor.opens(f"/account/invitation/{token}"), "invitation")
    page = opens(visitor, "/work")
    page.goto("/account/2fa/")
    take(page, "second-factor")


def _after(visitor: Visitor) -> None:
    page = opens(visitor, "/work")
    page.goto("/work/deliveries?state=published")
    page.locator("main .list a.title").first.click()
    page.get_by_role("link", name="Rút đợt gửi này…").click()
    take(page, "withdraw")
    page.goto(f"/work/board/{AGENCY}")
    take(page, "board")
