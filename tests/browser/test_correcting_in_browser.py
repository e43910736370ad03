"""An officer corrects cells on the page, by keyboard and with what everybody can use, undoes one, and publishes."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import Visitor
from tests.browser.steps import look, opens, send, state, waits_for
from tests.browser.test_delivering_in_browser import SLUG, folder, served, workbook  # noqa: F401  fixtures

pytestmark = pytest.mark.service("chromium")

BAD = [["11", "Thu phí", 100], ["12", "Chi lương", "hai trăm"], [None, "Chi điện", 300]]


def test_cells_are_corrected_by_keyboard_and_published(visitor: Visitor):
    page = opens(visitor, f"/work/deliveries/new?dataset={SLUG}")
    send(page, workbook("sua-tren-trang.xlsx", BAD))
    waits_for(page, "Có lỗi")
    link = page.get_by_role("link", name="Sửa Trang “Chi” ô C3")
    if not link.is_visible():
        page.locator("summary", has_text="Số tiền").click()
    link.click()
    amount = page.get_by_label("Số tiền · Trang “Chi” ô C3")
    expect(amount).to_have_attribute("aria-invalid", "true")
    look(page)
    page.get_by_role("link", name="Về đợt gửi").or_(page.get_by_role("link", name="Thôi")).click()
    page.get_by_role("link", name="Sửa ngay trên trang").click()
    page.get_by_role("button", name="Lưu và kiểm tra lại").press("Enter")
    expect(page.locator(".summary")).to_be_focused()
    expect(page.locator(".summary")).to_contain_text("Chưa có ô nào thay đổi.")
    amount.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("hai tram")
    page.keyboard.press("Tab")
    page.keyboard.type("13")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Đã sửa 2 ô; 1 ô vẫn sai.", timeout=60_000)
    expect(amount).to_have_value("hai tram")
    expect(page.locator("main")).to_contain_text("Đã sửa; trong tệp là “hai trăm”.")
    look(page)
    amount.fill("200")
    amount.press("Enter")
    expect(page.locator("main")).to_contain_text("Mọi dòng đều đạt.", timeout=60_000)
    page.get_by_role("link", name="Xem các ô đã sửa").click()
    expect(page.locator("main table")).to_contain_text("hai trăm")
    look(page)
    page.get_by_label("Bỏ chỗ sửa Trang “Chi” ô A4").check()
    page.get_by_role("button", name="Bỏ các chỗ sửa đã chọn").click()
    expect(page.locator("main")).to_contain_text("Đã sửa 1 ô, ô nào cũng đạt.", timeout=60_000)
    page.get_by_role("link", name="Về đợt gửi").click()
    waits_for(page, "Có lỗi")
    page.get_by_role("link", name="Công bố…").click()
    expect(page.locator("main")).to_contain_text("1 ô theo chỗ sửa trên trang")
    page.get_by_role("button", name="Công bố các dòng đạt").click()
    waits_for(page, "Đã công bố")
    page.get_by_role("link", name="Xem các ô đã sửa").click()
    expect(page.locator("main")).to_contain_text("1 ô đã sửa khi công bố.")
    look(page)


def test_without_scripts_too(visitor: Visitor):
    page = opens(visitor, f"/work/deliveries/new?dataset={SLUG}", scripts=False)
    send(page, workbook("khong-script.xlsx", BAD))
    until_checked(page, "Có lỗi")
    page.get_by_role("link", name="Sửa ngay trên trang").click()
    page.get_by_label("Số tiền · Trang “Chi” ô C3").fill("200")
    page.get_by_label("Mã · Trang “Chi” ô A4").fill("13")
    page.get_by_role("button", name="Lưu và kiểm tra lại").click()
    for _ in range(60):
        if "Mọi dòng đều đạt." in page.locator("main").inner_text():
            break
        page.wait_for_timeout(1_000)
        page.get_by_role("link", name="Xem đã tới đâu").click()
    page.get_by_role("link", name="Về đợt gửi").click()
    assert state(page) == "Sẵn sàng công bố"


def until_checked(page: Page, wanted: str) -> None:
    for _ in range(60):
        if state(page) == wanted:
            return
        page.wait_for_timeout(1_000)
        page.get_by_role("link", name="Xem đã tới đâu").click()
