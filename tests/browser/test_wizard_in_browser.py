"""An officer describes a budget workbook that nobody described, publishes it and finds it on the public page."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect
from tests.browser import invented
from tests.browser.conftest import Visitor
from tests.browser.test_delivering_in_browser import OFFICER, PEOPLE, look, opens
from tests.services.portal import load, serving

pytestmark = pytest.mark.service("chromium")

BUDGET = "QT-2018-N-B62-TT343-33.xls"
WAIT = 90_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province, where nobody described the budget."""
    folder = invented.write(tmp_path_factory.mktemp("wizard") / "tinh-mau")
    load(folder, invented.NAMES)
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The portal's address, with an officer who has an account."""
    from kho.web.configuration import Configuration

    with serving(folder, f"/api/v1/datasets/{invented.OPEN}/records") as address:
        configuration = Configuration(folder=folder, state=folder / ".kho", address=address)
        more = {**configuration.environment(), "DJANGO_SETTINGS_MODULE": "kho.web.settings"}
        subprocess.run([sys.executable, "-c", PEOPLE], env={**os.environ, **more}, check=True)
        yield address


def settled(page: Page) -> None:
    """The file is read, or what was answered is tried, by the time the page says nothing of it any more."""
    expect(page.locator("[data-poll]")).to_have_count(0, timeout=WAIT)


def goes_on(page: Page, heading: str) -> None:
    """To the next step, looked at when its check is done."""
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("h1")).to_have_text(heading)
    settled(page)
    look(page)


def test_from_a_budget_workbook_nobody_described_to_the_public_page(
    visitor: Visitor, folder: Path, shared_data: Path
) -> None:
    page = opens(visitor, "/work/describe")
    look(page)
    page.get_by_role("link", name="Bắt đầu từ một tệp").click()
    look(page)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.locator(".summary")).to_be_focused()
    page.get_by_label("Tệp", exact=True).set_input_files(shared_data / "budget" / BUDGET)
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.locator("h1")).to_have_text("Các cột", timeout=WAIT)
    settled(page)
    expect(page.locator("main")).to_contain_text("Đã thử với cả 37 dòng: dòng nào cũng đạt.")
    look(page)
    page.locator(".wizard-ways summary").click()
    page.locator(".wizard-ways a").first.click()
    expect(page.locator("main")).to_contain_text("Để ngoài:")
    look(page)
    goes_on(page, "Các cột")
    goes_on(page, "Khoá và cách nạp")
    goes_on(page, "Dữ liệu cá nhân")
    goes_on(page, "Quy tắc")
    goes_on(page, "Giới thiệu và quyền xem")
    page.get_by_label("Tên bộ dữ liệu").fill("Quyết toán ngân sách 2018")
    page.get_by_label("Tên trong địa chỉ").fill("quyet-toan-2018")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator(".summary")).to_be_focused()
    expect(page.get_by_label("Tên bộ dữ liệu")).to_have_value("Quyết toán ngân sách 2018")
    page.get_by_label("Dữ liệu mở").check()
    goes_on(page, "Xem trước")
    expect(page.locator("main table")).to_contain_text("triệu đồng")
    page.get_by_role("link", name="Tiếp tục").click()
    look(page)
    page.get_by_role("button", name="Ghi và công bố").click()
    expect(page.locator("h1")).to_have_text("Đã công bố", timeout=WAIT)
    look(page)
    public = page.get_by_role("link", name="Xem trang công khai").get_attribute("href")
    assert public
    file = folder / "contracts" / "so-mau" / "quyet-toan-2018.odcs.yaml"
    assert yaml.safe_load(file.read_text(encoding="utf-8"))["team"]["members"] == [
        {"username": OFFICER, "role": "steward"}
    ]
    reader = visitor.opens("/")
    until = time.monotonic() + 60
    while "Quyết toán ngân sách 2018" not in reader.locator("main").inner_text() and time.monotonic() < until:
        time.sleep(1)
        reader.goto(public)
    expect(reader.locator("main")).to_contain_text("Quyết toán ngân sách 2018")


def test_without_scripts_a_step_is_taken_too(visitor: Visitor, shared_data: Path) -> None:
    page = opens(visitor, "/work/describe/new", scripts=False)
    page.get_by_label("Tệp", exact=True).set_input_files(shared_data / "budget" / BUDGET)
    page.get_by_role("button", name="Đọc tệp").click()
    until = time.monotonic() + WAIT / 1000
    while page.locator("h1").inner_text() != "Các cột" and time.monotonic() < until:
        time.sleep(1)
        page.get_by_role("link", name="Xem đã xong chưa").click()
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator("h1")).to_have_text("Khoá và cách nạp")
