"""An officer sends a workbook with errors, reads them, sends it mended, publishes it and sees it in public."""

import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from openpyxl import Workbook, load_workbook
from playwright.sync_api import FilePayload, Page, expect
from tests.browser import invented
from tests.browser.conftest import NARROWEST, Visitor
from tests.browser.test_access import RULES, WAYS
from tests.services.portal import load, serving
from tests.web import invented as plain

pytestmark = pytest.mark.service("chromium")

NAME, SLUG = "so-mau/thu-chi", "so-mau--thu-chi"
OFFICER, PASSWORD = "can-bo@example.vn", "mat-khau-rat-dai"
HEADER = ["Mã", "Nội dung", "Số tiền"]
COLUMNS = (
    {"name": "ma", "businessName": "Mã", "primaryKey": True, "primaryKeyPosition": 1, "required": True},
    {"name": "noi_dung", "businessName": "Nội dung"},
    {"name": "so_tien", "businessName": "Số tiền", "logicalType": "integer"},
)
BAD = [["01", "Thu phí", 100], ["02", "Chi lương", "hai trăm"], [None, "Chi điện", 300]]
MENDED = [["01", "Thu phí", 100], ["02", "Chi lương", 200], ["03", "Chi điện", 300]]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PEOPLE = f"""
import django; django.setup()
from allauth.account.models import EmailAddress
from kho.web.accounts.models import Account, Membership
account = Account.objects.create_user("{OFFICER}", "{PASSWORD}", name="Cán bộ Thử")
EmailAddress.objects.create(user=account, email="{OFFICER}", verified=True, primary=True)
Membership.objects.create(account=account, agency="so-mau", role="steward")
"""


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
    from kho.web.configuration import Configuration

    with serving(folder, f"/api/v1/datasets/{invented.OPEN}/records") as address:
        configuration = Configuration(folder=folder, state=folder / ".kho", address=address)
        more = {**configuration.environment(), "DJANGO_SETTINGS_MODULE": "kho.web.settings"}
        subprocess.run([sys.executable, "-c", PEOPLE], env={**os.environ, **more}, check=True)
        yield address


def workbook(name: str, rows: list[list[Any]]) -> FilePayload:
    book = Workbook()
    book.worksheets[0].title = "Chi"
    for row in [HEADER, *rows]:
        book.worksheets[0].append(row)
    content = io.BytesIO()
    book.save(content)
    return {"name": name, "mimeType": XLSX, "buffer": content.getvalue()}


def opens(visitor: Visitor, path: str, **more: Any) -> Page:
    """A page that only the officer may see, signed in on the way."""
    page = visitor.opens(path, **more)
    page.locator("input[name=login]").fill(OFFICER)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state("networkidle")
    return page


def look(page: Page) -> None:
    """The page can be used by everybody, in both languages, on desk and phone, by day and night."""
    here = page.url
    path = here.partition("//")[2].partition("/")[2]
    for lang in ("", "/en"):
        page.goto(f"{lang}/{path}")
        page.evaluate(Axe().axe_script)
        for (width, height), theme in WAYS[lang]:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=theme)
            found = AxeResults(page.evaluate("rules => axe.run(rules)", RULES))
            assert not found.response["violations"], f"{page.url} {width} px, {theme}: {found.generate_report()}"
        page.set_viewport_size({"width": NARROWEST[0], "height": NARROWEST[1]})
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST[0], page.url
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(here)


def send(page: Page, file: FilePayload) -> None:
    page.get_by_label("Tệp", exact=True).set_input_files(files=[file])
    page.get_by_role("button", name="Gửi và kiểm tra").click()


def state(page: Page) -> str:
    return page.locator("p.status").first.inner_text().strip()


def waits_for(page: Page, wanted: str) -> None:
    """The page shows it by itself."""
    expect(page.locator("p.status").first).to_have_text(wanted, timeout=60_000)


def test_from_a_workbook_with_errors_to_the_public_page(visitor: Visitor):
    page = opens(visitor, "/work/deliveries")
    look(page)
    page.get_by_role("link", name="Gửi tệp").click()
    look(page)
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect(page.locator(".summary")).to_be_focused()
    look_wrong = AxeResults(page.evaluate(f"async rules => {{ {Axe().axe_script}; return axe.run(rules) }}", RULES))
    assert not look_wrong.response["violations"], look_wrong.generate_report()
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
    until = time.monotonic() + 60
    reader = visitor.opens("/")
    while "Chi lương" not in reader.locator("main").inner_text() and time.monotonic() < until:
        time.sleep(1)
        reader.goto(public)
    expect(reader.locator("main")).to_contain_text("Chi lương")


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
