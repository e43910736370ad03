"""What people do in more than one test: sign in, look a page over, send a file, go through the wizard."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page, expect
from tests.browser import invented
from tests.browser.conftest import DESKTOP, NARROWEST, Visitor
from tests.browser.test_access import RULES, WAYS
from tests.services.portal import serving

OFFICER, CITIZEN, PASSWORD = "can-bo@example.vn", "ba-con@example.vn", "mat-khau-rat-dai"
PEOPLE = f"""
import django; django.setup()
from allauth.account.models import EmailAddress
from kho.web.accounts.models import Account, Membership
for email, name in (("{OFFICER}", "Cán bộ Thử"), ("{CITIZEN}", "Người Thử")):
    account = Account.objects.create_user(email, "{PASSWORD}", name=name)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
Membership.objects.create(account=Account.objects.get(email="{OFFICER}"), agency="so-mau", role="steward")
"""
"""An officer who is steward of the invented department, and a citizen."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAIT = 90_000
"""Milliseconds in which a process of the portal has done what it was asked."""
READING_SECONDS = 3.2
"""A form that is sent sooner was filled in by a program."""


@contextmanager
def with_people(folder: Path, people: str = PEOPLE) -> Iterator[str]:
    """The portal's address over a loaded province, with people who have accounts."""
    with serving(folder, f"/api/v1/datasets/{invented.OPEN}/records") as address:
        in_the_portal(folder, address, people)
        yield address


def in_the_portal(folder: Path, address: str, code: str) -> str:
    """What Python prints that runs in a process of its own with the settings of the portal."""
    from kho.web.configuration import Configuration

    configuration = Configuration(folder=folder, state=folder / ".kho", address=address)
    more = {**configuration.environment(), "DJANGO_SETTINGS_MODULE": "kho.web.settings"}
    words = [sys.executable, "-c", code]
    return subprocess.run(words, env={**os.environ, **more}, stdout=subprocess.PIPE, text=True, check=True).stdout


def opens(visitor: Visitor, path: str, who: str = OFFICER, **more: Any) -> Page:
    """A page for people who are signed in, signed in on the way."""
    return sign_in(visitor.opens(path, **more), who)


def sign_in(page: Page, who: str) -> Page:
    """From the page that asks who it is to the page that was wanted."""
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    return page


def look(page: Page) -> None:
    """The page can be used by everybody, in both languages, on desk and phone, by day and night."""
    here = page.url
    path = here.partition("//")[2].partition("/")[2]
    for lang in WAYS:
        page.goto(f"{lang}/{path}")
        look_in(page, lang)
    page.goto(here)


def look_in(page: Page, lang: str) -> None:
    """The page as it is now can be used by everybody, and nothing of it is wider than the narrowest screen."""
    page.evaluate(Axe().axe_script)
    for (width, height), theme in WAYS[lang]:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        found = AxeResults(page.evaluate("rules => axe.run(rules)", RULES))
        assert not found.response["violations"], f"{page.url} {width} px, {theme}: {found.generate_report()}"
    page.set_viewport_size({"width": NARROWEST[0], "height": NARROWEST[1]})
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST[0], page.url
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    page.emulate_media(color_scheme="light")


def send(page: Page, file: FilePayload) -> None:
    """Choose a file and send it as a delivery."""
    page.get_by_label("Tệp", exact=True).set_input_files(files=[file])
    page.get_by_role("button", name="Gửi và kiểm tra").click()


def state(page: Page) -> str:
    """What the delivery's page says of its state."""
    return page.locator("p.status").first.inner_text().strip()


def waits_for(page: Page, wanted: str) -> None:
    """The delivery's page shows its new state by itself."""
    expect(page.locator("p.status").first).to_have_text(wanted, timeout=WAIT)


def settled(page: Page) -> None:
    """The file is read, or what was answered is tried, by the time the page says nothing of it any more."""
    expect(page.locator("[data-poll]")).to_have_count(0, timeout=WAIT)


def goes_on(page: Page, heading: str) -> None:
    """To the wizard's next step, as soon as its check is done."""
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("h1")).to_have_text(heading)
    settled(page)


def reads(page: Page, path: str, wanted: str) -> None:
    """A page for everybody says something within a minute or so: what publishes is a process of its own."""
    until = time.monotonic() + WAIT / 1000
    page.goto(path)
    while wanted not in page.locator("main").inner_text() and time.monotonic() < until:
        time.sleep(1)
        page.goto(path)
    expect(page.locator("main")).to_contain_text(wanted)
