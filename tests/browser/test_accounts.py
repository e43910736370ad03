"""An account in a browser: sign up by a code that was mailed, a passkey, sign in by it; axe looks at each page."""

import re
import subprocess
import time
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import DESKTOP, PHONE, WAIT_MS, Visitor
from tests.browser.test_access import RULES
from tests.services.portal import KHO

pytestmark = pytest.mark.service("chromium")
PASSWORD = "mot cau rat dai de nho"


@pytest.fixture
def folder(served: str, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001  it must be there
    """The province that is served."""
    return next(tmp_path_factory.getbasetemp().glob("browser*/tinh-mau"))


@pytest.fixture
def secure(browser: Browser, served: str) -> Iterator[Visitor]:
    """A visitor by the name of this machine, as passkeys belong to names."""
    visitor = Visitor(browser=browser, site=served.replace("127.0.0.1", "localhost"))
    yield visitor
    visitor.leave()
    assert visitor.complaints == []


def mailed_code(folder: Path, email: str) -> str:
    """The code of the newest mail to an address, as soon as the process that sends has written it."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        files = sorted((folder / ".kho" / "portal" / "mail").glob("*.eml"), key=lambda each: each.stat().st_mtime_ns)
        for each in reversed(files):
            message = message_from_bytes(each.read_bytes(), policy=policy.default)
            found = re.search(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)$", message.get_content(), re.MULTILINE)
            if message["To"] == email and found is not None:
                return found[1]
        time.sleep(0.2)
    raise TimeoutError(email)


def looks_well(page: Page) -> None:
    page.evaluate(Axe().axe_script)
    for (width, height), theme in ((DESKTOP, "light"), (PHONE, "dark")):
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        found = AxeResults(page.evaluate("rules => axe.run(rules)", RULES))
        assert not found.response["violations"], f"{page.url} {width} px, {theme}: {found.generate_report()}"
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})


def sign_up(page: Page, folder: Path, email: str) -> None:
    page.get_by_label("Họ và tên").fill("Người Thử")
    page.get_by_label("Hộp thư điện tử").fill(email)
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Đăng ký").click()
    if page.url.endswith("/confirm-email/"):
        looks_well(page)
        page.get_by_label("Mã trong thư").fill(mailed_code(folder, email))
        page.get_by_role("button", name="Xác nhận").click()
    expect(page.locator(".account-menu")).to_be_visible()


def with_keys(page: Page) -> None:
    """Give the browser a device with a fingerprint reader (WebAuthn's automation, W3C Level 2, 11)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_citizen_signs_up_adds_a_passkey_and_signs_in_by_it(secure: Visitor, folder: Path):
    page = secure.opens("/account/signup/")
    looks_well(page)
    with_keys(page)
    sign_up(page, folder, "nguoi-dan@example.vn")
    page.goto("/account/2fa/")
    looks_well(page)
    page.get_by_role("link", name="Thêm khoá").click()
    page.get_by_label("Mật khẩu", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()
    page.get_by_label("Tên của khoá").fill("Máy cơ quan")
    page.get_by_label("Đăng nhập bằng khoá này").check()
    looks_well(page)
    page.get_by_role("button", name="Thêm", exact=True).click()
    expect(page.get_by_role("heading", name="Mã dự phòng")).to_be_visible()
    page.goto("/account/2fa/webauthn/")
    expect(page.get_by_role("strong").filter(has_text="Máy cơ quan")).to_be_visible()
    looks_well(page)
    page.locator(".account-menu summary").click()
    page.locator(".account-menu").get_by_role("button", name="Đăng xuất").click()
    page.goto("/account/login/?next=/account/me")
    looks_well(page)
    page.get_by_role("button", name="Đăng nhập bằng khoá (passkey)").click()
    expect(page.get_by_role("heading", name="Tài khoản của tôi")).to_be_visible()
    looks_well(page)


def test_the_first_administrator_comes_by_the_link_of_the_command_line(secure: Visitor, folder: Path):
    words = [KHO, "-C", folder, "account", "invite", "quan-tri@example.vn", "--role", "administrator"]
    link = subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()
    page = secure.opens(link[link.index("/account/") :])
    looks_well(page)
    with_keys(page)
    page.get_by_role("link", name="Tạo tài khoản để nhận").click()
    sign_up(page, folder, "quan-tri@example.vn")
    page.get_by_role("button", name="Nhận vai trò").click()
    page.wait_for_url("**/work", timeout=WAIT_MS)
    for path in ("/work/people", "/work/sessions", "/work/audit", "/en/work/people"):
        page.goto(path)
        looks_well(page)
    page.goto("/work/people")
    page.get_by_role("button", name="Gửi lời mời").click()
    mistakes = page.get_by_role("alert")
    expect(mistakes).to_be_focused()
    expect(page.get_by_label("Hộp thư điện tử")).to_have_attribute("aria-invalid", "true")
    looks_well(page)
