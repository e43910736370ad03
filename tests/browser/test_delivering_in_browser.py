"""An officer sends a workbook with errors, reads them, sends it mended, publishes it and sees it in public."""

import io
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook
from playwright.sync_api import FilePayload, expect
from tests.browser import invented
from tests.browser.conftest import Visitor
from tests.browser.steps import XLSX, look, look_in, opens, reads, send, state, waits_for, with_people
from tests.services.portal import load
from tests.web import invented as plain

pytestmark = pytest.mark.service("chromium")

NAME, SLUG = "so-mau/thu-chi", "so-mau--thu-chi"
HEADER = ["Mã", "Nội dung", "Số tiền"]
COLUMNS = (
    {"name": "ma", "businessName": "Mã", "primaryKey": True, "primaryKeyPosition": 1, "required": True},
    {"name": "noi_dung", "businessName": "Nội dung"},
    {"name": "so_tien", "businessName": "Số tiền", "logicalType": "integer"},
)
BAD = [["01", "Thu phí", 100], ["02", "Chi lương", "hai trăm"], [None, "Chi điện", 300]]
MENDED = [["01", "Thu phí", 100], ["02", "Chi lương", 200], ["03", "Chi điện", 300]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province, with a dataset that nothing was sent to yet."""
    folder = invented.write(tmp_path_factory.mktemp("deliveries") / "tinh-mau")
    told = plain.contract(NAME, "Thu chi (dữ liệu giả)", "open", COLUMNS)
    file = folder / "contracts" / f"{NAME}.odcs.yaml"
    file.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    load(folder, invented.NAMES)
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The portal's address, with an officer who has an account."""
    with with_people(folder) as address:
        yield address


def workbook(name: str, rows: list[list[Any]]) -> FilePayload:
    book = Workbook()
    book.worksheets[0].title = "Chi"
    for row in [HEADER, *rows]:
        book.worksheets[0].append(row)
    content = io.BytesIO()
    book.save(content)
    return {"name": name, "mimeType": XLSX, "buffer": content.getvalue()}


def test_from_a_workbook_with_errors_to_the_public_page(visitor: Visitor):
    page = opens(visitor, "/work/deliveries")
    look(page)
    page.get_by_role("link", name="Gửi tệp").click()
    look(page)
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect(page.locator(".summary")).to_be_focused()
    look_in(page, "")
    page.get_by_label("Bộ dữ liệu").select_option(SLUG)
    send(page, workbook("thu-chi.xlsx", BAD))
    waits_for(page, "Có lỗi")
    expect(page.locator("main")).to_contain_text("Trang “Chi” ô C3")
    look(page)
    bad = page.url
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải bản đánh dấu lỗi").click()
    sheet = load_workbook(io.BytesIO(taken.value.path().read_bytes()))["Chi"]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == ["C3", "A4"]
    page.get_by_role("link", name="2", exact=True).click()
    expect(page.locator("main")).to_contain_text("hai trăm")
    look(page)
    page.goto(bad)
    page.get_by_role("link", name="Gửi lại tệp đã sửa").click()
    send(page, workbook("thu-chi-sua.xlsx", MENDED))
    waits_for(page, "Sẵn sàng công bố")
    look(page)
    page.get_by_role("link", name="Xem trước").click()
    expect(page.locator("main table")).to_contain_text("Chi lương")
    look(page)
    page.get_by_role("link", name="Công bố…").click()
    expect(page.locator("main")).to_contain_text("Mọi người, không cần tài khoản")
    look(page)
    page.get_by_role("button", name="Công bố").click()
    waits_for(page, "Đã công bố")
    look(page)
    public = page.get_by_role("link", name="Xem trang công khai").get_attribute("href")
    assert public
    reads(visitor.opens("/"), public, "Chi lương")


def test_without_scripts_too_and_after_the_checking_process_is_killed(visitor: Visitor, folder: Path):
    page = opens(visitor, "/work/deliveries/new", scripts=False)
    os.kill(int((folder / ".kho" / "portal" / "deliveries.lock").read_text(encoding="utf-8")), signal.SIGKILL)
    page.get_by_label("Bộ dữ liệu").select_option(SLUG)
    send(page, workbook("lai.xlsx", MENDED))
    until = time.monotonic() + 60
    while state(page) != "Sẵn sàng công bố" and time.monotonic() < until:
        time.sleep(1)
        page.get_by_role("link", name="Xem đã tới đâu").click()
    assert state(page) == "Sẵn sàng công bố"
    here = page.url
    for path, way_back in (("send-back", "Thôi"), ("throw-away", "Giữ lại")):
        page.goto(f"{here}/{path}")
        page.get_by_role("link", name=way_back).click()
    assert state(page) == "Sẵn sàng công bố"
