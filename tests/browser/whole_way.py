"""One workbook's whole way, walked in a browser: described, published, broken, mended, reported by a citizen.

Tests look each page over on the way; `make screenshots` takes pictures of the same pages for the officer's guide.
"""

import io
import time
from collections.abc import Callable
from dataclasses import dataclass

from openpyxl import Workbook, load_workbook
from playwright.sync_api import FilePayload, Page, expect
from tests.browser.conftest import Visitor
from tests.browser.steps import (
    CITIZEN,
    READING_SECONDS,
    WAIT,
    XLSX,
    goes_on,
    opens,
    reads,
    send,
    settled,
    sign_in,
    waits_for,
)

See = Callable[[Page, str], None]
"""What is done with a page of the way, by its name."""
AGENCY = "so-mau"
BROKEN = {"C9": "chưa rõ", "D11": "12.292.304 đồng?", "B20": None}
"""Cells of a budget that are wrong in the second delivery: a figure in words, a figure with a remark, no content."""
MENDED_CELL, WAS, IS = "D16", "290.380", "290.830"
"""A figure whose digits were changed about, as people read it before and after."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Story:
    """What is sent, and what it is called."""

    budget: bytes
    title: str
    name: str

    @property
    def slug(self) -> str:
        """The dataset's name in addresses."""
        return f"{AGENCY}--{self.name}"

    def first(self) -> FilePayload:
        """The workbook as it is."""
        return {"name": f"{self.name}.xlsx", "mimeType": XLSX, "buffer": self.budget}

    def broken(self) -> FilePayload:
        """The next delivery, with cells that are wrong."""
        return self._with(f"{self.name} lần 2.xlsx", BROKEN)

    def mended(self) -> FilePayload:
        """What is right again, and the figure that the citizen has found."""
        return self._with(f"{self.name} lần 2 đã sửa.xlsx", {MENDED_CELL: int(IS.replace(".", ""))})

    def _with(self, name: str, cells: dict[str, object]) -> FilePayload:
        book = load_workbook(io.BytesIO(self.budget))
        for place, value in cells.items():
            book.worksheets[0][place] = value
        return {"name": name, "mimeType": XLSX, "buffer": saved(book)}


def saved(book: Workbook) -> bytes:
    """The workbook as a file."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def describes(page: Page, story: Story, see: See) -> str:
    """From a file that nobody described to the first publication; gives the address of the public page."""
    see(page, "describe")
    page.get_by_role("link", name="Bắt đầu từ một tệp").click()
    see(page, "describe-file")
    page.get_by_label("Tệp", exact=True).set_input_files(files=[story.first()])
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.locator("h1")).to_have_text("Các cột", timeout=WAIT)
    settled(page)
    see(page, "describe-columns")
    for heading, name in (
        ("Khoá và cách nạp", "describe-key"),
        ("Dữ liệu cá nhân", "describe-people"),
        ("Quy tắc", "describe-rules"),
    ):
        goes_on(page, heading)
        see(page, name)
    goes_on(page, "Giới thiệu và quyền xem")
    page.get_by_label("Tên bộ dữ liệu").fill(story.title)
    page.get_by_label("Tên trong địa chỉ").fill(story.name)
    page.get_by_label("Dữ liệu mở").check()
    see(page, "describe-about")
    goes_on(page, "Xem trước")
    see(page, "describe-preview")
    page.get_by_role("link", name="Tiếp tục").click()
    see(page, "describe-finish")
    page.get_by_role("button", name="Ghi và công bố").click()
    expect(page.locator("h1")).to_have_text("Đã công bố", timeout=WAIT)
    see(page, "described")
    return public_page(page)


def sends_broken(page: Page, story: Story, see: See) -> bytes:
    """The next delivery comes back with what is wrong; gives the workbook that it is marked in."""
    page.goto("/work/deliveries")
    see(page, "deliveries")
    page.get_by_role("link", name="Gửi tệp").click()
    page.get_by_label("Bộ dữ liệu").select_option(story.slug)
    see(page, "send")
    send(page, story.broken())
    waits_for(page, "Có lỗi")
    see(page, "findings")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải bản đánh dấu lỗi").click()
    return taken.value.path().read_bytes()


def reports(visitor: Visitor, public: str, title: str, see: See) -> Page:
    """A citizen finds a wrong figure on the public page and reports its row; gives the report's page for everybody."""
    page = visitor.opens("/")
    reads(page, public, title)
    see(page, "public")
    page.goto(f"{public}/rows")
    page.get_by_role("row").filter(has_text=WAS).get_by_role("link", name="Báo sai").click()
    sign_in(page, CITIZEN)
    see(page, "report")
    page.get_by_label("Sai như thế nào?").fill("Theo báo cáo đã công khai, số này bị đảo hai chữ số.")
    page.get_by_label("Cột nào sai?").select_option(label="Quyết toán")
    page.get_by_label("Giá trị đúng").fill(IS)
    time.sleep(READING_SECONDS)
    page.get_by_role("button", name="Gửi báo lỗi").click()
    expect(page.get_by_role("status")).to_contain_text("Cảm ơn")
    see(page, "reported")
    page.get_by_role("link", name="Trang công khai").click()
    expect(page.locator(".status").first).to_contain_text("Đã báo")
    see(page, "report-public")
    return page


def accepts(page: Page, see: See) -> None:
    """The steward finds the report among what waits, answers, and says that it is a mistake."""
    page.goto("/work")
    see(page, "home")
    page.get_by_role("link", name="1 việc người dân chờ trả lời").click()
    see(page, "inbox")
    page.locator("main .list a.title").first.click()
    expect(page.locator("main")).to_contain_text(WAS)
    see(page, "matter")
    page.locator("form").filter(has_text="Gửi trả lời").locator("textarea").fill(
        "Cảm ơn bạn. Sở sẽ gửi lại tệp đã sửa."
    )
    time.sleep(READING_SECONDS)
    page.get_by_role("button", name="Gửi trả lời").click()
    page.get_by_text("Chuyển trạng thái", exact=True).click()
    page.get_by_label("Chuyển sang").select_option("confirmed")
    time.sleep(READING_SECONDS)
    page.get_by_role("button", name="Chuyển", exact=True).click()
    expect(page.locator(".status").first).to_contain_text("Đã nhận là sai")
    see(page, "matter-accepted")


def sends_mended(page: Page, story: Story, see: See) -> None:
    """The mended workbook is sent for the one with mistakes, looked at and published."""
    page.goto("/work/deliveries?state=has_errors")
    page.get_by_role("link", name=f"{story.name} lần 2").click()
    page.get_by_role("link", name="Gửi lại tệp đã sửa").click()
    see(page, "send-again")
    send(page, story.mended())
    waits_for(page, "Sẵn sàng công bố")
    see(page, "ready")
    page.get_by_role("link", name="Xem trước").click()
    see(page, "preview")
    page.get_by_role("link", name="Công bố…").click()
    expect(page.locator("main")).to_contain_text("giữ nguyên")
    expect(page.locator("main")).not_to_contain_text("dòng bị loại")
    see(page, "publish")
    page.get_by_role("button", name="Công bố").click()
    waits_for(page, "Đã công bố")
    see(page, "published")


def sees_it_mended(page: Page, public: str, see: See) -> None:
    """Everybody reads the right figure, and the report says which version has it."""
    report = page.url
    reads(page, f"{public}/rows", IS)
    assert WAS not in page.locator("main table").inner_text()
    see(page, "public-mended")
    reads(page, report, "Đã sửa ở phiên bản 1")
    see(page, "report-mended")


def public_page(page: Page) -> str:
    """The address of the public page that a page leads to."""
    address = page.get_by_role("link", name="Xem trang công khai").get_attribute("href")
    assert address
    return address


def walks(visitor: Visitor, story: Story, see: See) -> bytes:
    """All of it, in its order; gives the marked workbook."""
    officer = opens(visitor, "/work/describe")
    public = describes(officer, story, see)
    marked = sends_broken(officer, story, see)
    report = reports(visitor, public, story.title, see)
    accepts(officer, see)
    sends_mended(officer, story, see)
    sees_it_mended(report, public, see)
    return marked
