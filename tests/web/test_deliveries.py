"""A file handed over is checked beside, looked at, published, withdrawn; each by who may."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook
from tests.web import invented

from kho.contracts.names import DatasetName

if TYPE_CHECKING:
    from django.test import Client

    from kho.web.accounts.models import Account
    from kho.web.deliveries.models import Delivery

NAME = DatasetName("so-mau", "thu-chi")
SLUG = "so-mau--thu-chi"
HEADER = ["Mã", "Nội dung", "Số tiền", "Người lập"]
COLUMNS = (
    {"name": "ma", "businessName": "Mã", "primaryKey": True, "primaryKeyPosition": 1, "required": True},
    {"name": "noi_dung", "businessName": "Nội dung"},
    {"name": "so_tien", "businessName": "Số tiền", "logicalType": "integer"},
    {"name": "nguoi_lap", "businessName": "Người lập"},
)
GOOD = [["01", "Thu phí", 100, "An"], ["02", "Chi lương", 200, "Bình"]]
BAD = [["01", "Thu phí", 150, "An"], ["03", "Chi điện", "nhiều", "Chi"]]


@pytest.fixture(scope="module")
def contract(province: Path, portal: None) -> Iterator[Path]:  # noqa: ARG001  it must be there
    """A dataset that takes files, in the folder for as long as this module's tests."""
    told = invented.contract(str(NAME), "Thu chi (dữ liệu giả)", "open", COLUMNS)
    file = province / "contracts" / f"{NAME}.odcs.yaml"
    file.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    yield file
    file.unlink()


@pytest.fixture
def steward(contract: Path) -> "Account":  # noqa: ARG001  it must be there
    return account("can-bo@example.vn", "so-mau", "steward")


@pytest.fixture(autouse=True)
def empty(contract: Path) -> None:  # noqa: ARG001  it must be there
    from kho.web.deliveries.models import Delivery

    Delivery.objects.all().delete()


@pytest.fixture
def mine(client: "Client", steward: "Account") -> "Client":
    """The portal, asked by a steward."""
    client.force_login(steward)
    return client


def account(email: str, agency: str, role: str) -> "Account":
    from kho.web.accounts.models import Account, Membership

    found = Account.objects.filter(email=email).first() or Account.objects.create_user(email, "mat-khau-rat-dai")
    Membership.objects.get_or_create(account=found, agency=agency, role=role)
    return Account.objects.get(pk=found.pk)


def workbook(rows: list[list[Any]], name: str = "thu-chi.xlsx") -> io.BytesIO:
    book = Workbook()
    book.worksheets[0].title = "Chi"
    for row in [HEADER, *rows]:
        book.worksheets[0].append(row)
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    content.name = name
    return content


def hand_over(client: "Client", content: Any, **more: str) -> "Delivery":
    from kho.web.deliveries.models import Delivery

    answer = client.post("/work/deliveries/new", {"dataset": SLUG, "file": content, **more})
    assert answer.status_code == 302, answer.content.decode()
    return Delivery.objects.get(key=answer.headers["Location"].rpartition("/")[2])


def work() -> None:
    """Everything that waits is done, as the process beside does it."""
    from django.conf import settings

    from kho.pipeline.work.doing import Desk
    from kho.web.deliveries.working import work_one

    desk = Desk(settings.CONFIGURATION.folder, settings.CONFIGURATION.state, share=1)
    while work_one(desk):
        pass


def checked(client: "Client", rows: list[list[Any]], **more: str) -> "Delivery":
    delivery = hand_over(client, workbook(rows), **more)
    work()
    delivery.refresh_from_db()
    return delivery


def said(client: "Client", path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.content.decode()


def test_the_whole_way(mine: "Client"):
    delivery = hand_over(mine, workbook(GOOD))
    assert delivery.state == "received"
    assert "chờ kiểm tra" in said(mine, f"/work/deliveries/{delivery.key}").lower()
    work()
    assert "Mọi dòng đều đạt" in said(mine, f"/work/deliveries/{delivery.key}")
    preview = said(mine, f"/work/deliveries/{delivery.key}/preview")
    assert "Thu phí" in preview
    confirm = said(mine, f"/work/deliveries/{delivery.key}/publish")
    assert "Mọi người, không cần tài khoản" in confirm
    mine.post(f"/work/deliveries/{delivery.key}/publish")
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.accepted) == ("published", 2)
    assert not delivery.folder.exists()
    assert "/dataset/so-mau--thu-chi" in said(mine, f"/work/deliveries/{delivery.key}")

    second = checked(mine, BAD)
    page = said(mine, f"/work/deliveries/{second.key}")
    assert second.state == "has_errors"
    assert "Trang “Chi” ô C3" in page
    assert "“nhiều”" in page
    assert '<span class="mark gone">bỏ</span>' in page
    assert "<del>100</del><ins>150</ins>" in page
    rows = said(mine, f"/work/deliveries/{second.key}/rows")
    assert "Chi điện" in rows
    assert "Thu phí" not in rows
    marked = mine.get(f"/work/deliveries/{second.key}/marked")
    sheet = load_workbook(io.BytesIO(b"".join(marked)))["Chi"]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == ["C3"]

    third = checked(mine, [BAD[0], ["03", "Chi điện", 300, "Chi"]], follows=second.key)
    assert (third.state, third.follows) == ("ready", second)
    mine.post(f"/work/deliveries/{third.key}/publish")
    work()
    mine.post(f"/work/deliveries/{third.key}/withdraw", {"reason": "Nhầm tháng"})
    work()
    third.refresh_from_db()
    assert third.state == "withdrawn"
    from kho.warehouse.tables import TableRef
    from kho.web.deliveries.places import place

    table = place().warehouse.read(TableRef.of(place().contract(NAME)), ["ma", "so_tien"]).read_all().to_pylist()
    assert sorted(table, key=str) == [{"ma": "01", "so_tien": 100}, {"ma": "02", "so_tien": 200}]
    assert "“Nhầm tháng”" in said(mine, f"/work/deliveries/{third.key}")


def test_every_step_is_audited(mine: "Client"):
    from kho.web.audit.models import AuditEntry

    delivery = checked(mine, GOOD)
    mine.post(f"/work/deliveries/{delivery.key}/throw-away")
    told = AuditEntry.objects.filter(about__contains=delivery.key).order_by("id")
    assert [(each.who, each.what, each.before, each.after) for each in told] == [
        ("can-bo@example.vn", "delivery.received", None, {"state": "received"}),
        ("kho", "delivery.checking", {"state": "received"}, {"state": "checking"}),
        ("kho", "delivery.ready", {"state": "checking"}, {"state": "ready"}),
        ("can-bo@example.vn", "delivery.thrown_away", {"state": "ready"}, {"state": "thrown_away"}),
    ]
    assert not delivery.folder.exists()


def test_what_a_killed_process_had_in_hand_is_checked_again(mine: "Client"):
    from kho.web.deliveries.models import Delivery

    delivery = hand_over(mine, workbook(GOOD))
    Delivery.objects.filter(key=delivery.key).update(state="checking", attempts=1)
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.attempts) == ("ready", 2)


def test_a_file_that_kills_the_process_again_and_again_is_given_up(mine: "Client"):
    from kho.web.deliveries.models import Delivery

    delivery = hand_over(mine, workbook(GOOD))
    Delivery.objects.filter(key=delivery.key).update(state="checking", attempts=3)
    work()
    assert "KHO-A310" in said(mine, f"/work/deliveries/{delivery.key}")


def test_what_was_published_before_the_kill_is_not_published_twice(mine: "Client"):
    from kho.pipeline.delivering import run_file
    from kho.pipeline.progress import Silence
    from kho.web.deliveries.places import place

    delivery = checked(mine, [["09", "Một lần", 1, ""]])
    mine.post(f"/work/deliveries/{delivery.key}/publish")
    run = run_file(place(), NAME, delivery.file, by="x", called=delivery.name, progress=Silence())
    work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.run) == ("published", run.id)


def test_an_unreadable_file_says_why(mine: "Client"):
    content = io.BytesIO("Cột lạ\n1\n".encode())
    content.name = "la.csv"
    delivery = hand_over(mine, content)
    work()
    page = said(mine, f"/work/deliveries/{delivery.key}")
    assert "Không đọc được" in page
    assert "KHO-R203" in page
    assert mine.get(f"/work/deliveries/{delivery.key}/publish").status_code == 409


def test_a_form_without_a_file_keeps_what_was_chosen(mine: "Client"):
    answer = mine.post("/work/deliveries/new", {"dataset": SLUG})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in page
    assert f'value="{SLUG}" selected' in page


def test_a_file_past_the_limit_is_refused_while_it_comes(mine: "Client", monkeypatch: pytest.MonkeyPatch):
    from kho.web.deliveries import handing_over, uploading
    from kho.web.deliveries.models import Delivery, folder_of

    for module in (handing_over, uploading):
        monkeypatch.setattr(module, "limit_mb", lambda: 1)
    content = io.BytesIO(b"x" * (2 * 2**20))
    content.name = "to.csv"
    before = set(folder_of("incoming").glob("*"))
    answer = mine.post("/work/deliveries/new", {"dataset": SLUG, "file": content})
    assert answer.status_code == 413
    assert "1 MB" in answer.content.decode()
    assert not Delivery.objects.exists()
    assert set(folder_of("incoming").iterdir()) == before


def test_an_empty_file_is_refused(mine: "Client"):
    content = io.BytesIO(b"")
    content.name = "rong.csv"
    answer = mine.post("/work/deliveries/new", {"dataset": SLUG, "file": content})
    assert answer.status_code == 400


def test_a_note_goes_back_with_it(mine: "Client"):
    delivery = checked(mine, BAD)
    path = f"/work/deliveries/{delivery.key}/send-back"
    assert mine.post(path, {"reason": "  "}).status_code == 400
    mine.post(path, {"reason": "Sửa cột số tiền"})
    assert "“Sửa cột số tiền”" in said(mine, f"/work/deliveries/{delivery.key}")


def test_an_older_delivery_cannot_be_withdrawn_alone(mine: "Client"):
    first, second = (checked(mine, rows) for rows in (GOOD, [["05", "Khác", 5, ""]]))
    for each in (first, second):
        mine.post(f"/work/deliveries/{each.key}/publish")
        work()
    answer = mine.post(f"/work/deliveries/{first.key}/withdraw", {"reason": "x"})
    assert answer.status_code == 409


def test_the_list_has_what_came_by_itself(mine: "Client"):
    delivery = checked(mine, BAD)
    page = said(mine, "/work/deliveries")
    assert "Chờ bạn xử lý" in page
    assert delivery.key in page
    assert "tự đến, nguồn “inbox”" in page
    alone = said(mine, "/work/deliveries?dataset=so-mau/truong-hoc")
    assert delivery.key not in alone
    path = alone.partition("/work/deliveries/runs/")[2].partition('"')[0]
    run = said(mine, f"/work/deliveries/runs/{path}")
    assert "quarantined-jpy" in run
    assert "quarantined-jpy" in said(mine, f"/work/deliveries/runs/{path}/rows")
    assert mine.get(f"/work/deliveries/runs/{path}/marked").status_code == 200


@pytest.mark.parametrize(
    ("holds", "sees", "sends"),
    [
        (("steward", "so-mau"), 200, 200),
        (("viewer", "so-mau"), 200, 403),
        (("steward", "ubnd-tinh"), 403, 200),
        (("administrator", ""), 403, 403),
        (("engineer", ""), 200, 200),
    ],
)
def test_who_may(client: "Client", steward: "Account", holds: tuple[str, str], sees: int, sends: int):
    client.force_login(steward)
    delivery, (role, agency) = checked(client, BAD), holds
    client.force_login(account(f"{role}-{agency or 'tinh'}@example.vn", agency, role))
    for path in ("", "/rows", "/preview", "/marked", "/progress"):
        assert client.get(f"/work/deliveries/{delivery.key}{path}").status_code == sees, path
    assert client.get("/work/deliveries/new").status_code == sends
    wanted = 302 if role in {"steward", "engineer"} and sees == 200 else 403
    assert client.post(f"/work/deliveries/{delivery.key}/check").status_code == wanted


def test_nobody_sends_for_another_agency(client: "Client", contract: Path):  # noqa: ARG001  it must be there
    client.force_login(account("khac@example.vn", "ubnd-tinh", "steward"))
    answer = client.post("/work/deliveries/new", {"dataset": SLUG, "file": workbook(GOOD)})
    assert answer.status_code == 400
    assert "Chọn bộ dữ liệu" in answer.content.decode()


def test_nobody_who_is_not_signed_in_sees_anything(client: "Client", contract: Path):  # noqa: ARG001  it must be there
    client.logout()
    for path in ("/work/deliveries", "/work/deliveries/new"):
        assert client.get(path).status_code == 302


def test_a_trial_foretells_the_score_and_a_withdrawn_delivery_counts_no_longer(mine: "Client"):
    from kho.pipeline.assessing import assess
    from kho.web.deliveries.places import place

    def assessed() -> Any:
        return assess(place(), place().contract(NAME))

    def told(path: str) -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", said(mine, path)).split())

    first = checked(mine, GOOD)
    mine.post(f"/work/deliveries/{first.key}/publish")
    work()
    first.refresh_from_db()
    before = assessed()
    second = checked(mine, BAD)
    page = told(f"/work/deliveries/{second.key}")
    assert "Điểm chất lượng nếu công bố" in page
    assert "1 sai trên 2" in page
    assert "thấp hơn" in page
    mine.post(f"/work/deliveries/{second.key}/publish")
    work()
    second.refresh_from_db()
    after = assessed()
    assert second.run in after.runs
    assert after.score.total < before.score.total
    assert f"nếu công bố: {100 * after.score.total:.0f}" in page.replace(",0", "").replace("%", "")
    mine.post(f"/work/deliveries/{second.key}/withdraw", {"reason": "Nhầm"})
    work()
    assert (assessed().runs, assessed().score.total) == (before.runs, before.score.total)
    assert place().runs.get(second.run).withdrawn is not None


@pytest.mark.parametrize(("kind", "state"), [("internal", "ready"), ("personal", "unreadable")])
def test_what_is_said_of_who_sees_which_column_is_so(mine: "Client", province: Path, kind: str, state: str):
    """An internal column of an open dataset is seen by all; one of persons is in no open dataset."""
    name = f"so-mau/thu-chi-{kind}"
    columns = [*COLUMNS[:3], {**COLUMNS[3], "classification": kind}]
    file = province / "contracts" / f"{name}.odcs.yaml"
    told = invented.contract(name, "Thu chi riêng (dữ liệu giả)", "open", columns)
    file.write_text(yaml.safe_dump(told, allow_unicode=True, sort_keys=False), encoding="utf-8")
    try:
        delivery = checked(mine, GOOD, dataset=name.replace("/", "--"))
        preview = mine.get(f"/work/deliveries/{delivery.key}/preview").content.decode()
    finally:
        file.unlink()
    assert delivery.state == state, delivery.trouble
    is_shown = "Người lập" in preview[preview.find("<thead") : preview.find("</thead>")]
    assert is_shown is (state == "ready")
    assert ("Ai cũng thấy mọi cột, kể cả cột nội bộ" in preview) is (state == "ready")
