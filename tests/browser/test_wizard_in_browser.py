"""An officer describes a budget workbook that nobody described, publishes it and finds it on the public page."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect
from tests.browser import invented
from tests.browser.conftest import Visitor
from tests.browser.steps import OFFICER, WAIT, goes_on, look, opens, reads, settled, with_people
from tests.services.portal import load

pytestmark = pytest.mark.service("chromium")

BUDGET = "QT-2018-N-B62-TT343-33.xls"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province, where nobody described the budget."""
    folder = invented.write(tmp_path_factory.mktemp("wizard") / "tinh-mau")
    load(folder, invented.NAMES)
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The portal's address, with an officer who has an account."""
    with with_people(folder) as address:
        yield address


def looked_at(page: Page, heading: str) -> None:
    """To the next step, which is looked over."""
    goes_on(page, heading)
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
    looked_at(page, "Các cột")
    looked_at(page, "Khoá và cách nạp")
    looked_at(page, "Dữ liệu cá nhân")
    looked_at(page, "Quy tắc")
    looked_at(page, "Giới thiệu và quyền xem")
    page.get_by_label("Tên bộ dữ liệu").fill("Quyết toán ngân sách 2018")
    page.get_by_label("Tên trong địa chỉ").fill("quyet-toan-2018")
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.locator(".summary")).to_be_focused()
    expect(page.get_by_label("Tên bộ dữ liệu")).to_have_value("Quyết toán ngân sách 2018")
    page.get_by_label("Dữ liệu mở").check()
    looked_at(page, "Xem trước")
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
    reads(visitor.opens("/"), public, "Quyết toán ngân sách 2018")


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
