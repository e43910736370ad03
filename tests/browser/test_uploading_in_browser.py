"""A large file ends whole though its connection breaks again and again, also when its page is closed in between."""

import hashlib
import re
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Visitor
from tests.browser.steps import OFFICER, PASSWORD
from tests.browser.test_delivering_in_browser import SLUG, folder, served  # noqa: F401  fixtures
from tests.faults.forwarding import Way, way_to

pytestmark = pytest.mark.service("chromium")

MEGABYTES = 300
LONG = 180_000
"""Milliseconds in which a file comes on a busy machine."""
ARRIVED = re.compile(r"/work/deliveries/(?!new)[^/]+$")
"""The page of the delivery that it became."""


@pytest.fixture
def way(served: str) -> Iterator[Way]:  # noqa: F811  the fixture of the other module
    with way_to(urlsplit(served).port or 0) as way:
        yield way


@pytest.fixture
def large(tmp_path: Path) -> Path:
    lines = "".join(f"{number:06},Chi thường xuyên,{number}\n" for number in range(30_000)).encode()
    file = tmp_path / "thu-chi-lon.csv"
    with file.open("wb") as opened:
        opened.write("Mã,Nội dung,Số tiền\n".encode())
        while opened.tell() < MEGABYTES * 2**20:
            opened.write(lines)
    return file


@pytest.fixture
def far(browser: Browser, way: Way) -> Iterator[Visitor]:
    """Somebody behind a connection that breaks, of which the browser complains."""
    visitor = Visitor(browser=browser, site=f"http://127.0.0.1:{way.port}")
    yield visitor
    visitor.leave()


def sending(visitor: Visitor, file: Path) -> Page:
    page = visitor.opens("/account/login/?next=/work/deliveries/new")
    page.get_by_label("Hộp thư").fill(OFFICER)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    choose(page, file)
    return page


def choose(page: Page, file: Path) -> None:
    page.get_by_label("Bộ dữ liệu").select_option(SLUG)
    page.get_by_label("Tệp").set_input_files(file)
    page.get_by_role("button", name="Gửi và kiểm tra").click()


def sent(page: Page, percent: int) -> None:
    end = time.monotonic() + LONG / 1000
    while share(page) < percent:
        assert time.monotonic() < end
        page.wait_for_timeout(50)


def share(page: Page) -> float:
    return float(page.locator(".upload progress").evaluate("each => each.value"))


def test_a_large_file_over_a_connection_cut_three_times_ends_whole(
    far: Visitor,
    way: Way,
    large: Path,
    folder: Path,  # noqa: F811  the fixture of the other module
):
    page = sending(far, large)
    for percent in (15, 45, 75):
        sent(page, percent)
        way.cut()
        expect(page.get_by_role("status")).to_contain_text("Mất kết nối", timeout=LONG)
        time.sleep(1)
        way.restore()
    page.wait_for_url(ARRIVED, timeout=LONG)
    key = page.url.rpartition("/")[2]
    with (folder / ".kho" / "portal" / "deliveries" / key / "file").open("rb") as kept, large.open("rb") as meant:
        assert hashlib.file_digest(kept, "sha256").digest() == hashlib.file_digest(meant, "sha256").digest()


def test_a_file_whose_page_was_closed_goes_on_where_it_stopped(far: Visitor, large: Path):
    page = sending(far, large)
    sent(page, 30)
    page.get_by_role("button", name="Dừng").click()
    page.reload()
    choose(page, large)
    expect(page.get_by_role("status")).to_contain_text("Đã gửi", timeout=LONG)
    assert share(page) >= 30
    page.wait_for_url(ARRIVED, timeout=LONG)


def test_a_large_file_that_nobody_described_comes_in_pieces_too(far: Visitor, way: Way, large: Path):
    page = far.opens("/account/login/?next=/work/describe/new")
    page.get_by_label("Hộp thư").fill(OFFICER)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.get_by_label("Tệp").set_input_files(large)
    page.get_by_role("button", name="Đọc tệp").click()
    sent(page, 20)
    way.cut()
    expect(page.get_by_role("status")).to_contain_text("Mất kết nối", timeout=LONG)
    way.restore()
    page.wait_for_url(re.compile(r"/work/describe/(?!new)[^/]+"), timeout=LONG)
