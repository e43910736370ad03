"""What people come for, done as they do it: find, look, narrow down, take; in both languages, on desk and phone."""

import csv
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import DESKTOP, PHONE, Visitor
from tests.browser.invented import LONG_TITLE, MANY, OPEN

pytestmark = pytest.mark.service("chromium")

WAYS = pytest.mark.parametrize(
    ("lang", "size"), [("", DESKTOP), ("", PHONE), ("/en", DESKTOP), ("/en", PHONE)], ids=["vi", "vi-m", "en", "en-m"]
)
SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


@WAYS
@SCRIPTS
def test_find_without_accents_and_open(visitor: Visitor, lang: str, size: tuple[int, int], scripts: bool):  # noqa: FBT001
    page = visitor.opens(f"{lang}/", size=size, scripts=scripts)
    page.locator("#q").fill("truong hoc")
    page.locator("form[role=search] button").click()
    expect(page.locator("a.title mark").first).to_have_text("Trường học")
    page.get_by_role("link", name="Trường học", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trường học")
    expect(page.locator("table.rows tbody tr")).to_have_count(3)
    expect(page.locator(".facts-box")).to_contain_text("CC-BY-4.0")


def test_facts_come_right_after_the_title_on_a_phone(visitor: Visitor):
    page = visitor.opens(f"/dataset/{OPEN}", size=PHONE)
    facts, table = (page.locator(each).first.bounding_box() for each in (".facts-box", "table.rows"))
    assert facts
    assert table
    assert facts["y"] < table["y"]


@SCRIPTS
def test_narrow_down_by_a_facet(visitor: Visitor, scripts: bool):  # noqa: FBT001
    page = visitor.opens("/dataset", size=PHONE, scripts=scripts)
    expect(page.locator(".facet").first).to_be_hidden()
    page.locator(".narrow > summary").click()
    page.locator(".facet").filter(has_text="Cơ quan").get_by_role("link", name="Sở Mẫu").click()
    expect(page.locator("a.tag")).to_contain_text("Sở Mẫu")
    expect(page.locator("a.title")).to_have_count(3)
    page.locator("a.tag").click()
    expect(page.locator("a.tag")).to_have_count(0)


def test_facets_are_open_where_there_is_room(visitor: Visitor):
    page = visitor.opens("/dataset", size=DESKTOP)
    expect(page.locator(".facet a").first).to_be_visible()
    expect(page.locator(".narrow > summary")).to_be_hidden()


def test_suggestions_by_keyboard(visitor: Visitor):
    page = visitor.opens("/")
    page.locator("#q").press_sequentially("diem do")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("Điểm đo độ ẩm")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.locator("#q")).to_have_attribute("aria-expanded", "false")
    page.locator("#q").press_sequentially(" ")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/dataset/{MANY}")


def test_nothing_found_says_what_to_do(visitor: Visitor):
    page = visitor.opens("/dataset?q=zzzz")
    expect(page.locator(".notice")).to_contain_text("Không tìm thấy bộ dữ liệu nào.")


@SCRIPTS
def test_filter_sort_and_page_through_rows(visitor: Visitor, scripts: bool):  # noqa: FBT001
    page = visitor.opens(f"/dataset/{MANY}", scripts=scripts)
    page.get_by_role("link", name="Xem, lọc và sắp xếp mọi dòng").click()
    page.get_by_label("Cột", exact=True).select_option("nam")
    page.get_by_label("So sánh").select_option("gte")
    page.get_by_label("Giá trị").fill("2010")
    page.get_by_role("button", name="Thêm").click()
    expect(page.locator("main")).to_contain_text("1.250 dòng")
    page.get_by_role("columnheader", name="Độ ẩm").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Độ ẩm")).to_have_attribute("aria-sort", "ascending")
    first = _column(page, 1)
    page.get_by_role("link", name="Các dòng tiếp theo").click()
    page.get_by_role("link", name="Về đầu").wait_for()
    then = _column(page, 1)
    assert len(first) == len(then) == 50
    assert not {*first} & {*then}


def test_a_filter_that_cannot_be_is_told_beside_its_field(visitor: Visitor):
    page = visitor.opens(f"/dataset/{MANY}/rows?nam__gte=abc", size=PHONE)
    field = page.get_by_label("Giá trị")
    expect(field).to_have_value("abc")
    expect(field).to_have_attribute("aria-describedby", "f-mistake")
    expect(page.locator("#f-mistake")).to_contain_text("abc")
    field.fill("2019")
    page.get_by_role("button", name="Thêm").click()
    expect(page.locator("main")).to_contain_text("125 dòng")


@SCRIPTS
def test_take_a_part_and_the_whole(visitor: Visitor, downloads: Path, scripts: bool):  # noqa: FBT001
    page = visitor.opens(f"/dataset/{MANY}/rows?nam=2003", scripts=scripts, accept_downloads=True)
    part = _taken(page, "CSV", downloads / "part.csv")
    assert len(part) == 126
    assert {row[1] for row in part[1:]} == {"2003"}
    page.goto(f"/dataset/{MANY}")
    assert len(_taken(page, "Tải CSV", downloads / "whole.csv")) == 2501


def test_what_changed_between_versions(visitor: Visitor):
    page = visitor.opens(f"/dataset/{OPEN}")
    page.get_by_role("link", name="1, xem thay đổi").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thay đổi ở phiên bản 1")
    expect(page.locator(".strip dd")).to_have_text(["1", "1", "1"])
    expect(page.locator("main")).to_contain_text("12 → 14")


def test_an_agency_and_what_it_publishes(visitor: Visitor):
    page = visitor.opens("/agency")
    page.get_by_role("link", name="Sở Mẫu").click()
    page.locator("a.title").get_by_text("Trường học").click()
    page.wait_for_url(f"**/dataset/{OPEN}")


def test_systems_are_filtered_while_typing(visitor: Visitor):
    page = visitor.opens("/system")
    expect(page.locator("svg.km")).to_be_visible()
    rows = page.locator("#systems tr[id]")
    expect(rows).to_have_count(2)
    page.get_by_label("Lọc theo tên").fill("he thong hai")
    expect(rows.filter(visible=True)).to_have_count(1)
    expect(page.locator("[data-said]")).to_have_text("1 hệ thống")


def test_systems_without_scripts(visitor: Visitor):
    page = visitor.opens("/system", scripts=False)
    expect(page.locator("#systems tr[id]").first).to_be_visible()
    expect(page.get_by_label("Lọc theo tên")).to_be_hidden()


def test_the_same_page_in_the_other_language(visitor: Visitor):
    page = visitor.opens(f"/dataset/{MANY}/rows?nam=2003")
    page.get_by_role("link", name="English").click()
    page.wait_for_url(f"**/en/dataset/{MANY}/rows?nam=2003")
    expect(page.locator("main")).to_contain_text("125 rows of 2,500")


def test_quality_leads_to_its_datasets(visitor: Visitor):
    page = visitor.opens("/en/quality")
    expect(page.get_by_role("heading", level=1)).to_have_text("Health of the province's data")
    page.locator("a.title").first.click()
    expect(page.locator("#quality")).to_be_visible()


def test_a_page_that_is_not_there_offers_a_search(visitor: Visitor):
    page = visitor.opens("/khong-co")
    expect(page.get_by_role("heading", level=1)).to_have_text("Không có trang này.")
    page.locator("#q").fill("do am")
    page.keyboard.press("Enter")
    expect(page.locator("a.title").first).to_have_text("Điểm đo độ ẩm")


def test_a_long_title_stands_whole(visitor: Visitor):
    page = visitor.opens("/dataset/so-mau--ho-so", size=PHONE)
    expect(page.get_by_role("heading", level=1)).to_have_text(LONG_TITLE)


def test_a_shared_link_has_a_picture(visitor: Visitor):
    page = visitor.opens(f"/dataset/{OPEN}")
    picture = page.locator("meta[property='og:image']").get_attribute("content")
    assert picture
    answer = page.request.get(picture)
    assert answer.headers["content-type"] == "image/png"
    assert answer.body().startswith(b"\x89PNG")
    assert page.locator("meta[property='og:title']").get_attribute("content") == "Trường học"


def test_an_address_is_one_page_for_caches(visitor: Visitor):
    page = visitor.opens("/")
    answer = page.request.get("/agency", headers={"Accept-Language": "en"})
    assert "Các cơ quan" in answer.text()
    assert "language" not in answer.headers.get("vary", "").lower()


def _column(page: Page, number: int) -> list[str]:
    return page.locator(f"table.rows tbody td:nth-child({number})").all_inner_texts()


def _taken(page: Page, button: str, file: Path) -> list[list[str]]:
    with page.expect_download() as coming:
        page.get_by_role("link", name=button).first.click()
    coming.value.save_as(file)
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened))
