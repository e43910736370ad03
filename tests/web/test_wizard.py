"""A file nobody described becomes a contract and a first publication, page by page, by who may describe."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from openpyxl import Workbook
from tests.web.people import signed_in, somebody

from kho.contracts.names import DatasetName

if TYPE_CHECKING:
    from django.test import Client

    from kho.web.wizard.models import WizardDraft

TITLES = [["UBND TỈNH MẪU"], ["SỐ LIỆU TRƯỜNG HỌC NĂM 2025"], [None, None, None, "Đơn vị: triệu đồng"]]
HEADER = ["STT", "Mã trường", "Ngày lập", "Kinh phí", "Họ và tên hiệu trưởng", "Loại"]
ROWS: list[list[Any]] = [
    [n, f"T{n:03}", f"{n % 28 + 1:02}/03/2024", 100.5 + n, f"Nguyễn Thị {'ABCDEFGHIJ'[n % 10]}", ["Công", "Tư"][n % 2]]
    for n in range(1, 31)
]
NAME = "truong-hoc-moi"


@pytest.fixture(autouse=True)
def clean(portal: None, province: Path) -> Iterator[None]:  # noqa: ARG001  it must be there
    from kho.web.deliveries.models import Delivery
    from kho.web.wizard.models import WizardDraft

    yield
    WizardDraft.objects.all().delete()
    Delivery.objects.all().delete()
    for file in (province / "contracts" / "so-mau").glob(f"{NAME}*"):
        file.unlink()


@pytest.fixture
def officer() -> "Client":
    return signed_in(somebody("steward"))


def workbook(rows: list[list[Any]], name: str = f"{NAME}.xlsx") -> io.BytesIO:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in [*TITLES, [], HEADER, *rows]:
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    content.name = name
    return content


def begun(client: "Client", content: Any = None) -> "WizardDraft":
    from kho.web.wizard.models import WizardDraft

    answer = client.post("/work/describe/new", {"agency": "so-mau", "file": content or workbook(ROWS)})
    assert answer.status_code == 302, answer.content.decode()
    work()
    return WizardDraft.objects.get(key=answer.headers["Location"].rpartition("/")[2])


def work() -> None:
    """Everything that waits is done, as the process beside does it."""
    from django.conf import settings

    from kho.pipeline.work.doing import Desk
    from kho.web.deliveries import working
    from kho.web.wizard.working import work_one

    desk = Desk(settings.CONFIGURATION.folder, settings.CONFIGURATION.state, share=1)
    while any([work_one(), working.work_one(desk)]):
        pass


def fields_of(client: "Client", path: str) -> dict[str, Any]:
    """What a browser would send of a page's form as it is."""
    from lxml import html

    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:3000]
    form = html.fromstring(answer.content.decode()).xpath("//main//form[.//button]")[-1]
    found: dict[str, Any] = {}
    for name, value in form.form_values():
        found[name] = [*found[name], value] if isinstance(found.get(name), list) else value
        if name == "key":
            found[name] = [each for key, each in form.form_values() if key == "key"]
    return found


def said(client: "Client", path: str) -> str:
    from lxml import html

    answer = client.get(path)
    assert answer.status_code == 200, answer.content.decode()[:3000]
    return " ".join(html.fromstring(answer.content.decode()).xpath("//main")[0].text_content().split())


def post(client: "Client", draft: "WizardDraft", step: str, **changes: Any) -> str:
    """Send a step's form as it is, with changes; where it leads."""
    path = f"/work/describe/{draft.key}/{step}"
    answer = client.post(path, {**fields_of(client, path), **changes})
    assert answer.status_code == 302, answer.content.decode()
    work()
    return answer.headers["Location"].rpartition("/")[2]


def through(client: "Client", draft: "WizardDraft", **about: str) -> None:
    """All steps with what is proposed; the personal column is left out."""
    assert post(client, draft, "columns") == "joining"
    assert post(client, draft, "joining") == "people"
    assert post(client, draft, "people", **{f"kind-{head_of(draft)}": "out"}) == "rules"
    assert post(client, draft, "rules") == "about"
    assert post(client, draft, "about", access="open", domain="giao-duc", **about) == "preview"


def head_of(draft: "WizardDraft") -> int:
    """The place of the column with people's names."""
    return next(n for n, each in enumerate(draft.answered.columns) if "hieu_truong" in each.column.name)


def contract(province: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((province / "contracts" / "so-mau" / f"{NAME}.odcs.yaml").read_text("utf-8"))
    return read


def test_a_workbook_with_titles_becomes_a_contract_and_is_published(officer: "Client", province: Path) -> None:
    draft = begun(officer)
    assert draft.answered.columns[0].left_out, "the row number"
    through(officer, draft, title="Trường học mới")
    shown = said(officer, f"/work/describe/{draft.key}/preview")
    assert "Đã thử với cả 30 dòng: dòng nào cũng đạt." in shown
    answer = officer.post(f"/work/describe/{draft.key}/finish")
    assert answer.status_code == 302, answer.content.decode()
    work()
    draft.refresh_from_db()
    assert draft.state == "done"
    assert draft.delivery is not None
    assert draft.delivery.state == "published"
    made = contract(province)
    told = {each["name"]: each for each in made["schema"][0]["properties"]}
    assert told["ma_truong"]["primaryKey"]
    assert told["ngay_lap"]["logicalType"] == "date"
    assert {"property": "kho.unit", "value": "triệu đồng"} in told["kinh_phi"]["customProperties"]
    assert told["loai"]["quality"][0]["arguments"]["validValues"] == ["Công", "Tư"]
    assert not {"stt", "ho_va_ten_hieu_truong"} & told.keys()
    assert "Xem trang công khai" in said(officer, f"/work/describe/{draft.key}/finish")


def test_the_contract_is_valid_for_other_tools(officer: "Client", province: Path) -> None:
    draft = begun(officer)
    through(officer, draft)
    officer.post(f"/work/describe/{draft.key}/finish")
    work()
    from open_data_contract_standard.model import OpenDataContractStandard

    from kho.province.folder import load

    OpenDataContractStandard.model_validate(contract(province))
    read, problems = load(province)
    assert [each for each in problems if NAME in str(each.file)] == []
    assert DatasetName("so-mau", NAME) in read.contracts


def test_values_that_do_not_fit_are_told_with_their_cell(officer: "Client") -> None:
    rows = [*ROWS[:29], [30, "T030", "31/02/2024", "nhiều", "Nguyễn Thị A", "Công"]]
    draft = begun(officer, workbook(rows))
    shown = said(officer, f"/work/describe/{draft.key}/columns")
    assert "Trang “Sheet” ô D35 “nhiều”" in shown
    assert "1 trên 30 dòng" in shown
    assert "30 dòng: 1 dòng có lỗi" in shown


def test_another_type_is_tried_with_all_rows_and_nothing_typed_is_lost(officer: "Client") -> None:
    draft = begun(officer, workbook(ROWS, "chua-tung-co.xlsx"))
    place = next(n for n, each in enumerate(draft.answered.columns) if each.column.name == "loai")
    changes = {f"type-{place}": "integer", f"title-{place}": "Loại hình", "check": "1"}
    assert post(officer, draft, "columns", **changes) == "columns"
    shown = said(officer, f"/work/describe/{draft.key}/columns")
    assert "30 trên 30 dòng" in shown
    assert fields_of(officer, f"/work/describe/{draft.key}/columns")[f"title-{place}"] == "Loại hình"


def test_mistakes_are_told_beside_the_field_and_keep_what_was_typed(officer: "Client") -> None:
    draft = begun(officer)
    path = f"/work/describe/{draft.key}/columns"
    answer = officer.post(path, {**fields_of(officer, path), "name-1": "Mã số!", "unit-3": "xu"})
    told = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="Mã số!" autocapitalize="none" spellcheck="false" aria-invalid="true"' in told
    assert "Không biết đơn vị này" in told
    draft.refresh_from_db()
    assert draft.answered.columns[1].column.name == "ma_truong"


def test_open_is_not_offered_while_something_personal_would_be_shown(officer: "Client") -> None:
    draft = begun(officer)
    place = head_of(draft)
    assert draft.answered.columns[place].column.classification == "personal"
    for step in ("columns", "joining"):
        post(officer, draft, step)
    shown = said(officer, f"/work/describe/{draft.key}/people")
    assert "Ng•••• Th• B" in shown
    assert "Nguyễn" not in shown
    post(officer, draft, "people")
    path = f"/work/describe/{draft.key}/about"
    assert "Chưa chọn được dữ liệu mở" in said(officer, path)
    answer = officer.post(path, {**fields_of(officer, path), "access": "open"})
    assert answer.status_code == 400
    post(officer, draft, "people", **{f"kind-{place}": "public"})
    assert "Chưa chọn được dữ liệu mở" not in said(officer, path)


def test_a_range_of_ones_own_shows_who_breaks_it(officer: "Client") -> None:
    draft = begun(officer)
    post(officer, draft, "columns")
    number = next(n for n, each in enumerate(draft.answered.rules) if each.rule.id == "range:kinh_phi")
    changes = {f"on-{number}": "on", f"low-{number}": "0", f"high-{number}": "120,5", "check": "1"}
    assert post(officer, draft, "rules", **changes) == "rules"
    assert "10 dòng có lỗi" in said(officer, f"/work/describe/{draft.key}/rules")


def test_a_file_with_several_tables_asks_which(officer: "Client") -> None:
    book = Workbook()
    for name in ("Một", "Hai"):
        sheet = book.create_sheet(name)
        for row in [HEADER, *ROWS]:
            sheet.append(row)
    book.remove(book.worksheets[0])
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    content.name = f"{NAME}.xlsx"
    draft = begun(officer, content)
    shown = said(officer, f"/work/describe/{draft.key}/table")
    assert "Một" in shown
    assert "Hai" in shown
    assert post(officer, draft, "table", table="1") == draft.key
    draft.refresh_from_db()
    from kho.web.wizard.drafting import contract_of_draft

    assert contract_of_draft(draft).sources[0].read == {"sheet": "Hai"}


def test_a_file_that_cannot_be_read_says_why(officer: "Client") -> None:
    content = io.BytesIO(b"<html><body>no table</body></html>")
    content.name = "bang.xls"
    draft = begun(officer, content)
    assert "KHO-S201" in said(officer, f"/work/describe/{draft.key}")


def test_who_may_not_describe_for_an_agency_begins_nothing(portal: None):  # noqa: ARG001  it must be there
    elsewhere = signed_in(somebody("steward", "ubnd-tinh"))
    answer = elsewhere.post("/work/describe/new", {"agency": "so-mau", "file": workbook(ROWS)})
    assert answer.status_code == 400
    assert signed_in(somebody("viewer")).get("/work/describe").status_code == 403


def test_a_name_that_is_taken_is_told_at_the_end(officer: "Client") -> None:
    draft = begun(officer)
    through(officer, draft, dataset="truong-hoc")
    answer = officer.post(f"/work/describe/{draft.key}/finish")
    assert answer.status_code == 409
    assert "KHO-A506" in answer.content.decode()


def test_four_eyes_wait_for_another_and_then_publish(officer: "Client", monkeypatch: pytest.MonkeyPatch) -> None:
    from kho.web.changes import proposing

    monkeypatch.setattr(proposing, "_wants_four_eyes", lambda change: bool(change.files))
    draft = begun(officer)
    through(officer, draft)
    officer.post(f"/work/describe/{draft.key}/finish")
    work()
    draft.refresh_from_db()
    assert draft.state == "proposed"
    assert draft.proposal is not None
    assert "không phải bạn, duyệt" in said(officer, f"/work/describe/{draft.key}/finish")
    engineer = signed_in(somebody("engineer"))
    assert engineer.post(f"/work/changes/{draft.proposal.pk}/approve").status_code == 302
    work()
    draft.refresh_from_db()
    assert draft.state == "done"


def test_a_file_with_another_column_describes_its_dataset_again(officer: "Client", province: Path) -> None:
    from kho.web.deliveries.models import Delivery
    from kho.web.wizard.models import WizardDraft

    first = begun(officer)
    through(officer, first, title="Trường học mới")
    officer.post(f"/work/describe/{first.key}/finish")
    work()
    rows = [[*row[:2], *row[3:], n] for n, row in enumerate(ROWS)]
    book = Workbook()
    for row in [["STT", "Mã trường", "Kinh phí", "Họ và tên hiệu trưởng", "Loại", "Số lớp"], *rows]:
        book.worksheets[0].append(row)
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    content.name = "lan-hai.xlsx"
    [file] = (province / "contracts" / "so-mau").glob(f"{NAME}*")
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(["# kỹ sư: hỏi phòng Kế hoạch trước khi sửa", *lines, "# hết", ""]), encoding="utf-8")
    sent = officer.post("/work/deliveries/new", {"dataset": f"so-mau--{NAME}", "file": content})
    work()
    key = sent.headers["Location"].rpartition("/")[2]
    assert Delivery.objects.get(key=key).state != "ready"
    assert "Mô tả lại bộ dữ liệu" in said(officer, f"/work/deliveries/{key}")
    answer = officer.post(f"/work/describe/again/{key}")
    work()
    draft = WizardDraft.objects.get(key=answer.headers["Location"].rpartition("/")[2])
    assert "Tệp này không còn cột này" in said(officer, f"/work/describe/{draft.key}/columns")
    for step in ("columns", "joining"):
        post(officer, draft, step)
    post(officer, draft, "people", **{f"kind-{head_of(draft)}": "out"})
    for step in ("rules", "about"):
        post(officer, draft, step)
    shown = said(officer, f"/work/describe/{draft.key}/preview")
    assert "Làm hỏng bên dùng:" in shown
    assert "Số lớp" in shown
    answer = officer.post(f"/work/describe/{draft.key}/finish")
    assert answer.status_code == 302, answer.content.decode()
    work()
    draft.refresh_from_db()
    assert draft.state == "done"
    assert contract(province)["version"] == "2.0.0"
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# kỹ sư: hỏi phòng Kế hoạch trước khi sửa\n")
    assert "\n# hết\n" in text


def test_a_draft_is_thrown_away_with_its_file(officer: "Client") -> None:
    from kho.web.audit.models import AuditEntry

    draft = begun(officer)
    folder = draft.folder
    assert officer.post(f"/work/describe/{draft.key}/throw-away").status_code == 302
    assert not folder.exists()
    assert AuditEntry.objects.filter(what="description.throw_away").exists()


def test_a_draft_that_nobody_touches_is_announced_then_swept(officer: "Client") -> None:
    from django.utils import timezone

    from kho.web.audit.models import AuditEntry
    from kho.web.wizard.models import WizardDraft
    from kho.web.wizard.sweeping import sweep

    draft, now = begun(officer), timezone.now()
    assert "sẽ bị xoá" not in said(officer, "/work/describe")
    aside(draft, days=24)
    assert "sẽ bị xoá" in said(officer, "/work/describe")
    assert "Lưu một bước bất kỳ để giữ" in said(officer, f"/work/describe/{draft.key}/columns")
    assert sweep(now) == 0
    aside(draft, days=31)
    assert sweep(now) == 1
    assert not WizardDraft.objects.filter(key=draft.key).exists()
    assert not draft.folder.exists()
    assert AuditEntry.objects.filter(what="description.swept", about__contains=draft.name).exists()


@pytest.mark.parametrize(("state", "days", "is_swept"), [("done", 8, 1), ("done", 6, 0), ("proposed", 90, 0)])
def test_what_is_over_goes_and_what_another_decides_waits(
    officer: "Client", state: str, days: int, is_swept: int
) -> None:
    from django.utils import timezone

    from kho.web.wizard.models import WizardDraft
    from kho.web.wizard.sweeping import sweep

    draft = begun(officer)
    WizardDraft.objects.filter(key=draft.key).update(state=state)
    aside(draft, days=days)
    assert sweep(timezone.now()) == is_swept


def test_who_goes_on_meanwhile_keeps_the_draft(officer: "Client") -> None:
    from django.utils import timezone

    from kho.web.wizard import drafting
    from kho.web.wizard.models import WizardDraft

    draft = begun(officer)
    WizardDraft.objects.filter(key=draft.key).update(changed=timezone.now())
    drafting.sweep(draft)
    assert WizardDraft.objects.filter(key=draft.key).exists()


def aside(draft: "WizardDraft", days: int) -> None:
    """Let so many days pass since somebody touched it."""
    from datetime import timedelta

    from django.utils import timezone

    from kho.web.wizard.models import WizardDraft

    WizardDraft.objects.filter(key=draft.key).update(changed=timezone.now() - timedelta(days=days))
