"""Debian's Chromium over `kho serve`: one browser and one server for all tests, a fresh profile for each visit."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright
from tests.browser import invented
from tests.services.commands import FindCommand
from tests.services.portal import load, serving

DESKTOP, PHONE, NARROWEST = (1280, 900), (390, 844), (320, 700)

QUIET = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")
WAIT_MS = 30_000
Theme = Literal["light", "dark"]


@pytest.fixture(scope="session")
def browser(command: FindCommand) -> Iterator[Browser]:
    """The browser."""
    path = command("chromium")
    expect.set_options(timeout=WAIT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=[*QUIET, "--disable-component-update", "--disable-quic"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The portal's address."""
    folder = invented.write(tmp_path_factory.mktemp("browser") / "tinh-mau")
    load(folder, invented.NAMES)
    invented.change(folder)
    load(folder, [f"so-mau/{invented.OPEN.partition('--')[2]}"])
    with serving(folder, f"/api/v1/datasets/{invented.NAMES[-1].replace('/', '--')}/records") as address:
        yield address


@dataclass(kw_only=True)
class Visitor:
    """Opens pages of the portal, and remembers whatever a browser complains of."""

    browser: Browser
    site: str
    complaints: list[str] = field(default_factory=list)
    _contexts: list[BrowserContext] = field(default_factory=list)

    def opens(
        self, path: str, *, size: tuple[int, int] = DESKTOP, theme: Theme = "light", scripts: bool = True, **more: Any
    ) -> Page:
        """A page in a profile of its own, as soon as everything in it has been loaded."""
        viewport = {"width": size[0], "height": size[1]}
        context = self.browser.new_context(
            base_url=self.site,
            viewport=viewport,
            color_scheme=theme,
            reduced_motion="reduce",
            java_script_enabled=scripts,
            **more,
        )
        context.set_default_timeout(WAIT_MS)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", lambda request: self._look_at(request.url))
        page.goto(path)
        return page

    def leave(self) -> None:
        """Close everything."""
        for each in self._contexts:
            each.close()

    def _hear(self, message: ConsoleMessage) -> None:
        """All but that a page itself was answered by 4xx, which is what some tests ask for."""
        is_status = message.text.startswith("Failed to load resource") and self._is_page(message.location["url"])
        if message.type in {"error", "warning"} and not is_status:
            self.complaints.append(f"{message.type}: {message.text} ({message.location['url']})")

    def _is_page(self, url: str) -> bool:
        return any(page.url == url for context in self._contexts for page in context.pages)

    def _look_at(self, url: str) -> None:
        if not url.startswith((self.site, "data:", "blob:")):
            self.complaints.append(f"asked elsewhere: {url}")


@pytest.fixture
def visitor(browser: Browser, served: str) -> Iterator[Visitor]:
    """A visitor. No page may complain in the console, break the content security policy or ask another host."""
    visitor = Visitor(browser=browser, site=served)
    yield visitor
    visitor.leave()
    assert visitor.complaints == []


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """Where what is taken is put."""
    return tmp_path
