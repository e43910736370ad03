"""A citizen reports a row, the steward accepts it, a new version mends it, and everybody sees that."""

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.browser import invented
from tests.browser.conftest import Visitor
from tests.browser.invented import OPEN
from tests.browser.steps import READING_SECONDS, in_the_portal, look_in, sign_in
from tests.services.portal import load, serving

pytestmark = pytest.mark.service("chromium")
LANGUAGES = ("", "/en")
PEOPLE = """
import json, sys, django; django.setup()
from allauth.account.models import EmailAddress
from kho.web.accounts.models import Account, Membership
from kho.web.participation import matters
from kho.web.participation.flows import Kind, State
from kho.web.participation.limiting import Writer
for address, role in (("dan@example.vn", None), ("ba-con@example.vn", None), ("can-bo@example.vn", "steward")):
    account = Account.objects.create_user(address, "mat-khau-rat-dai", name="Người Thử " + address[:2])
    EmailAddress.objects.create(user=account, email=address, verified=True, primary=True)
    if role:
        Membership.objects.create(account=account, agency="so-mau", role=role)
citizen, steward = (Account.objects.get(email=each) for each in ("dan@example.vn", "can-bo@example.vn"))
writer = Writer(account=citizen, address="x")
def begin(kind, title, text, **more):
    new = matters.New(kind=kind, title=title, text=text, agency="so-mau", **more)
    return matters.begin(writer=writer, new=new, language="vi")
schools = "so-mau/truong-hoc"
asked = begin(Kind.REQUEST, "Danh sách chợ theo xã", "Để viết bài.\\n\\nXem https://example.vn")
matters.answer(who=steward, matter=asked, text="Sở đang gom số liệu.")
matters.say(writer=writer, matter=asked, text="Cảm ơn!")
matters.move(who=steward, matter=asked, move=matters.Move(to=State.PREPARING, why="Có trong tháng này."))
discussed = begin(Kind.DISCUSSION, "Vì sao thiếu năm 2019?", "…", dataset=schools)
row = {"ma": "T3", "ten": None, "so_lop": None}
report = matters.NewReport(row="T3", version=1, shown=row, column="so_lop", proposed="7", evidence="")
reported = begin(Kind.REPORT, "Trường học: Số lớp", "Trống", dataset=schools, report=report)
reuse = begin(Kind.REUSE, "Bản đồ", "Một bản đồ", link="https://example.vn/", use="map", datasets=[schools])
matters.move(who=steward, matter=reuse, move=matters.Move(to=State.LISTED))
print(json.dumps({"request": asked.pk, "discussion": discussed.pk, "report": reported.pk, "reuse": reuse.pk}))
"""
PUBLIC = (
    *("/requests", "/requests/{request}", "/discussions/{discussion}", "/reports/{report}"),
    *("/reuses", "/reuses/{reuse}", f"/dataset/{OPEN}"),
    *(f"/dataset/{OPEN}/discussions", f"/dataset/{OPEN}/reports", f"/dataset/{OPEN}/reuses"),
)
OWN = (
    *("/taking-part", "/taking-part/new/request?title=truong", "/taking-part/new/reuse"),
    *("/taking-part/{request}", "/taking-part/{discussion}", "/taking-part/follow?kind=matter&about={request}"),
    *(f"/taking-part/new/discussion/{OPEN}", f"/taking-part/new/report/{OPEN}?row=T1"),
    *("/taking-part/new/contribution", "/taking-part/{request}/complain"),
)
WORK = ("/work/participation", "/work/participation/{request}", "/work/participation/{report}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province."""
    folder = invented.write(tmp_path_factory.mktemp("lively") / "tinh-mau")
    load(folder, invented.NAMES)
    return folder


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The portal's address."""
    with serving(folder, f"/api/v1/datasets/{OPEN}/records") as address:
        yield address


@pytest.fixture(scope="module")
def there(folder: Path, served: str) -> Mapping[str, int]:
    """People, and what they have begun: the number of each kind."""
    told = in_the_portal(folder, served, PEOPLE)
    numbers: Mapping[str, int] = json.loads(told)
    return numbers


def test_a_row_from_its_report_to_its_mending(visitor: Visitor, folder: Path, there: Mapping[str, int]):
    assert there
    page = visitor.opens(f"/dataset/{OPEN}/rows?ma=T1")
    page.get_by_role("link", name="Báo sai").click()
    sign_in(page, "ba-con@example.vn")
    expect(page.locator("main")).to_contain_text("Trường Tiểu học Một")
    page.get_by_label("Sai như thế nào?").fill("Năm nay trường có 14 lớp.")
    page.get_by_label("Cột nào sai?").select_option("so_lop")
    page.get_by_label("Giá trị đúng").fill("14")
    time.sleep(READING_SECONDS)
    page.get_by_role("button", name="Gửi báo lỗi").click()
    expect(page.get_by_role("status")).to_contain_text("Cảm ơn")
    public = page.get_by_role("link", name="Trang công khai").get_attribute("href")
    assert public

    steward = visitor.opens("/work/participation?kind=report")
    sign_in(steward, "can-bo@example.vn")
    steward.get_by_role("link", name="Trường học: Số lớp").last.click()
    steward.get_by_text("Chuyển trạng thái", exact=True).click()
    steward.get_by_label("Chuyển sang").select_option("confirmed")
    steward.get_by_role("button", name="Chuyển", exact=True).click()
    expect(steward.locator(".status").first).to_contain_text("Đã nhận là sai")

    invented.change(folder)
    load(folder, ["so-mau/truong-hoc"])
    reader = visitor.opens(public)
    until = time.monotonic() + 90
    while "Đã sửa" not in reader.locator(".status").first.inner_text() and time.monotonic() < until:
        time.sleep(1)
        reader.reload()
    expect(reader.locator(".status").first).to_contain_text("Đã sửa")
    expect(reader.locator("main")).to_contain_text("Nay (phiên bản 1)")
    expect(reader.locator("ins").last).to_have_text("14")


@pytest.mark.parametrize("who", ["", "dan@example.vn", "can-bo@example.vn"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing(visitor: Visitor, there: Mapping[str, int], who: str, lang: str):
    paths = {"": PUBLIC, "dan@example.vn": OWN, "can-bo@example.vn": WORK}[who]
    page = visitor.opens(f"{lang}/taking-part" if who else f"{lang}/requests")
    if who:
        sign_in(page, who)
    for path in paths:
        page.goto(f"{lang}{path.format(**there)}")
        look_in(page, lang)


def test_a_form_that_is_wrong_is_told_where_it_is_by_keyboard(visitor: Visitor, there: Mapping[str, int]):
    assert there
    page = visitor.opens("/taking-part/new/request")
    sign_in(page, "dan@example.vn")
    page.get_by_label("Để làm gì").fill("Chữ đã viết")
    page.get_by_role("button", name="Gửi đề nghị").press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(page.get_by_label("Để làm gì")).to_have_value("Chữ đã viết")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Bạn cần dữ liệu gì?")).to_be_focused()
    expect(page.get_by_label("Bạn cần dữ liệu gì?")).to_have_attribute("aria-invalid", "true")
    look_in(page, "")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_datasets_page_leads_to_what_people_say_of_it(visitor: Visitor, there: Mapping[str, int], scripts: bool):  # noqa: FBT001
    assert there
    page = visitor.opens(f"/dataset/{OPEN}", scripts=scripts)
    place = page.locator("[data-part]")
    expect(place).to_contain_text("Thảo luận đang mở: 1" if scripts else "Thảo luận")
    place.get_by_role("link", name="Thảo luận").click()
    expect(page.locator("a.title")).to_contain_text("Vì sao thiếu năm 2019?")
