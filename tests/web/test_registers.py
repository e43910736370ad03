"""Registers are changed on pages, written or proposed, with mistakes beside the field; and from a workbook."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from tests.web.registers_sheet import systems_workbook

if TYPE_CHECKING:
    from django.test import Client

    from kho.web.accounts.models import Account

NEW = {"name_vi": "Sở Thử Nghiệm", "name_en": "Department of Trials", "level": "province", "parent": "ubnd-tinh"}
LIST = "code,name,valid_from,valid_to,ghi_chu\n1,Một,,,a\n2,Hai,2025-07-01,,b\n"


@pytest.fixture(autouse=True)
def kept(
    province: Path,
    portal: None,  # noqa: ARG001  it must be there
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """The folder is as it was after each test, and answers tell what their templates were given."""
    from django.template import Template
    from django.test.utils import instrumented_test_render

    monkeypatch.setattr(Template, "_render", instrumented_test_render)
    files = [province / name for name in ("agencies.yaml", "systems.yaml")]
    before = {file: file.read_bytes() for file in files}
    (province / "codelists").mkdir(exist_ok=True)
    (province / "codelists" / "loai_thu.csv").write_text(LIST, encoding="utf-8")
    yield
    for file, content in before.items():
        file.write_bytes(content)
    for file in (province / "codelists").glob("*.csv"):
        file.unlink()


def account(email: str, agency: str, role: str) -> "Account":
    from kho.web.accounts.models import Account, Membership

    found = Account.objects.filter(email=email).first() or Account.objects.create_user(email, "mat-khau-rat-dai")
    Membership.objects.get_or_create(account=found, agency=agency, role=role)
    return Account.objects.get(pk=found.pk)


@pytest.fixture
def engineer(client: "Client") -> "Client":
    client.force_login(account("ky-su@example.vn", "", "engineer"))
    return client


@pytest.fixture
def four_eyes(portal: None, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ARG001  it must be there
    """The province wants another to approve changes of registers."""
    from kho.web.changes import proposing

    monkeypatch.setattr(proposing, "_wants_four_eyes", lambda change: bool(change.files))


def agencies(province: Path) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in yaml.safe_load((province / "agencies.yaml").read_text(encoding="utf-8"))}


def systems(province: Path) -> dict[str, dict[str, Any]]:
    return {each["id"]: each for each in yaml.safe_load((province / "systems.yaml").read_text(encoding="utf-8"))}


def seen(client: "Client", url: str) -> dict[str, Any]:
    """What a form holds when it is opened."""
    form = client.get(url).context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def page(client: "Client", path: str, **given: Any) -> Any:
    return client.post(f"/work/registers{path}", given)


def test_a_new_agency_takes_its_id_from_its_name_and_is_recorded(engineer: "Client", province: Path):
    from kho.web.audit.models import AuditEntry

    answer = page(engineer, "/agencies/new", **NEW)
    assert (answer.status_code, answer["Location"]) == (302, "/work/registers/agencies/of/so-thu-nghiem")
    assert agencies(province)["so-thu-nghiem"]["name"] == {"vi": "Sở Thử Nghiệm", "en": "Department of Trials"}
    shown = engineer.get(answer["Location"]).content.decode()
    assert "Thêm cơ quan Sở Thử Nghiệm" in shown
    assert "ky-su@example.vn" in shown
    entry = AuditEntry.objects.filter(what="change.make").first()
    assert entry is not None
    assert (entry.who, entry.before, entry.agency) == ("ky-su@example.vn", {"agencies.yaml": []}, "ubnd-tinh")
    assert "- id: so-thu-nghiem" in entry.after["agencies.yaml"]  # type: ignore[index,operator]


def test_an_edit_changes_what_is_said_and_keeps_the_rest_of_the_file(engineer: "Client", province: Path):
    file = province / "agencies.yaml"
    file.write_text("# chú thích\n" + file.read_text(encoding="utf-8"), encoding="utf-8")
    url = "/work/registers/agencies/of/so-mau/edit"
    given = {**seen(engineer, url), "code": "H33.99", "valid_from": "01/07/2025"}
    assert engineer.post(url, given).status_code == 302
    assert agencies(province)["so-mau"]["code"] == "H33.99"
    text = file.read_text(encoding="utf-8")
    assert text.startswith("# chú thích\n")
    assert "valid_from: 2025-07-01" in text
    assert "H33.02" in engineer.get("/en/work/registers/agencies/of/so-mau").content.decode()


@pytest.mark.parametrize(
    ("given", "field", "told"),
    [
        ({**NEW, "id": "so-mau"}, "id", "Mã này đã có"),
        ({**NEW, "id": "Sở"}, "id", "chữ thường"),
        ({**NEW, "name_vi": ""}, "name_vi", "Điền mục này"),
        ({**NEW, "code": "H33.02"}, "code", "đã là của"),
        ({**NEW, "valid_from": "hôm qua"}, "valid_from", "01/07/2025"),
    ],
)
def test_a_mistake_stands_beside_its_field_and_what_was_typed_is_kept(
    engineer: "Client", province: Path, given: dict[str, str], field: str, told: str
):
    before = (province / "agencies.yaml").read_bytes()
    answer = page(engineer, "/agencies/new", **given)
    assert answer.status_code == 422
    assert told in str(answer.context["form"].errors[field])
    shown = answer.content.decode()
    assert f'id="id_{field}_error"' in shown
    assert f'value="{given["name_en"]}"' in shown
    assert (province / "agencies.yaml").read_bytes() == before


def test_what_another_saved_meanwhile_is_told_before_it_is_written_over(engineer: "Client", province: Path):
    url = "/work/registers/agencies/of/so-mau/edit"
    mine = {**seen(engineer, url), "code": "H33.77"}
    assert engineer.post(url, {**seen(engineer, url), "code": "H33.88"}).status_code == 302
    told = engineer.post(url, mine)
    assert told.status_code == 422
    assert agencies(province)["so-mau"]["code"] == "H33.88"
    again = {**mine, "seen": told.context["form"]["seen"].value()}
    assert engineer.post(url, again).status_code == 302
    assert agencies(province)["so-mau"]["code"] == "H33.77"


def test_closing_says_until_when_and_who_takes_over(engineer: "Client", province: Path):
    page(engineer, "/agencies/of/so-mau/close", valid_to="30/06/2025", successor="ubnd-tinh")
    assert agencies(province)["so-mau"]["successor"] == "ubnd-tinh"
    assert "Kế thừa:" in engineer.get("/work/registers/agencies/of/so-mau").content.decode()


def test_two_agencies_become_a_third_on_the_first_of_july(engineer: "Client", province: Path):
    page(engineer, "/agencies/new", **NEW)
    page(engineer, "/agencies/new", **{**NEW, "name_vi": "Phòng Dưới Sở", "parent": "so-mau"})
    given = {"first": "so-mau", "second": "so-thu-nghiem", "since": "2025-07-01", "name_vi": "Sở Hợp Nhất"}
    answer = page(engineer, "/agencies/merge", **given, code="H33.50", systems_too="on")
    assert answer["Location"] == "/work/registers/agencies/of/so-hop-nhat"
    known = agencies(province)
    assert {str(known[each]["valid_to"]) for each in ("so-mau", "so-thu-nghiem")} == {"2025-06-30"}
    assert {known[each]["successor"] for each in ("so-mau", "so-thu-nghiem")} == {"so-hop-nhat"}
    assert str(known["so-hop-nhat"]["valid_from"]) == "2025-07-01"
    assert known["phong-duoi-so"]["parent"] == "so-hop-nhat"
    assert {each["owner"] for each in systems(province).values()} == {"so-hop-nhat"}


def test_a_system_is_connected_and_closed(engineer: "Client", province: Path):
    url = "/work/registers/systems/of/he-thong-mot/edit"
    given = {**seen(engineer, url), "connections": ["he-thong-hai"], "hosting": "Trung tâm dữ liệu: tầng 2"}
    assert engineer.post(url, given).status_code == 302
    page(engineer, "/systems/of/he-thong-mot/close", valid_to="2026-01-31")
    found = systems(province)["he-thong-mot"]
    assert (found["connections"], found["hosting"]) == (["he-thong-hai"], "Trung tâm dữ liệu: tầng 2")
    assert str(found["valid_to"]) == "2026-01-31"
    new = {"name_vi": "Hệ thống ba", "owner": "so-mau", "kind": "sector", "connections": ["he-thong-mot"]}
    assert page(engineer, "/systems/new", **new).status_code == 302
    assert systems(province)["he-thong-ba"]["connections"] == ["he-thong-mot"]


def test_codes_come_change_and_end(engineer: "Client", province: Path):
    file = province / "codelists" / "loai_thu.csv"
    page(engineer, "/code-lists/of/loai_thu/new", **{"code": "3", "name": "Ba, bốn", "more-ghi_chu": "c"})
    assert file.read_text(encoding="utf-8") == LIST + '3,"Ba, bốn",,,c\n'
    url = "/work/registers/code-lists/of/loai_thu/1"
    engineer.post(url, {**seen(engineer, url), "valid_to": "2026-06-30"})
    assert "2,Hai,2025-07-01,2026-06-30,b\n" in file.read_text(encoding="utf-8")
    told = page(engineer, "/code-lists/of/loai_thu/new", code="1", name="Trùng")
    assert told.status_code == 422
    assert "đã có ở dòng" in str(told.context["form"].errors)
    page(engineer, "/code-lists/of/loai_thu/many", lines="10\tMười\n11;Mười một\n\nkhông", valid_from="2026-01-01")
    assert "10,Mười,2026-01-01,,\n11,Mười một,2026-01-01,,\n" in file.read_text(encoding="utf-8")
    assert engineer.get("/work/registers/code-lists/of/loai_thu?q=muoi mot").context["page"].paginator.count == 1
    assert page(engineer, "/code-lists/new", name="Loại đường", lines="1, Quốc lộ\n2, Tỉnh lộ").status_code == 302
    assert (province / "codelists" / "loai_duong.csv").exists()


def test_who_may_not_write_looks_or_is_refused(client: "Client"):
    client.force_login(account("xem@example.vn", "so-mau", "viewer"))
    shown = client.get("/work/registers/agencies")
    assert shown.status_code == 200
    assert "Thêm cơ quan" not in shown.content.decode()
    assert client.get("/work/registers/agencies/new").status_code == 403
    assert page(client, "/agencies/new", **NEW).status_code == 403
    client.force_login(account("dan@example.vn", "so-khac", "leader"))
    assert client.get("/work/registers/systems").status_code == 200
    client.logout()
    assert client.get("/work/registers/agencies")["Location"].startswith("/account/login")


def test_with_four_eyes_another_person_approves(client: "Client", province: Path, four_eyes: None):  # noqa: ARG001
    from kho.web.audit.models import AuditEntry

    client.force_login(account("ky-su@example.vn", "", "engineer"))
    waiting = page(client, "/agencies/new", **NEW)["Location"]
    assert waiting.startswith("/work/changes/")
    assert "so-thu-nghiem" not in agencies(province)
    assert client.post(f"{waiting}/approve").status_code == 403
    client.force_login(account("duyet@example.vn", "", "engineer"))
    shown = client.get(waiting).content.decode()
    assert "Department of Trials" in shown
    assert "Duyệt và ghi" in shown
    assert client.post(f"{waiting}/refuse", {"reason": " "}).status_code == 400
    assert client.post(f"{waiting}/approve").status_code == 302
    assert "so-thu-nghiem" in agencies(province)
    told = [each.what for each in AuditEntry.objects.all()[:2]]
    assert told == ["change.applied", "change.propose"]
    assert client.post(f"{waiting}/approve").status_code == 409


def test_a_proposal_that_others_overtook_is_told_and_stays(client: "Client", province: Path, four_eyes: None):  # noqa: ARG001
    client.force_login(account("ky-su@example.vn", "", "engineer"))
    waiting = page(client, "/agencies/new", **NEW)["Location"]
    with (province / "agencies.yaml").open("a", encoding="utf-8") as file:
        file.write("# sửa tay\n")
    client.force_login(account("duyet@example.vn", "", "engineer"))
    told = client.post(f"{waiting}/approve")
    assert told.status_code == 409
    assert "đã được người khác sửa" in told.content.decode()
    assert client.post(f"{waiting}/refuse", {"reason": "Làm lại"}).status_code == 302
    assert "Làm lại" in client.get(waiting).content.decode()


def test_a_proposal_that_others_overtook_is_taken_up_with_its_values(client: "Client", province: Path, four_eyes: None):  # noqa: ARG001
    proposer, other = account("ky-su@example.vn", "", "engineer"), account("duyet@example.vn", "", "engineer")
    client.force_login(proposer)
    url = "/work/registers/agencies/of/so-mau/edit"
    waiting = client.post(url, {**seen(client, url), "code": "H33.90"})["Location"]
    later = client.post(url, {**seen(client, url), "name_en": "Department of Others"})["Location"]
    client.force_login(other)
    assert client.post(f"{later}/approve").status_code == 302
    shown = client.get(waiting).content.decode()
    assert "Tệp đã đổi từ khi có đề nghị này" in shown
    assert "Department of Others" in shown
    assert str(proposer) in shown
    assert client.post(f"{waiting}/take-up").status_code == 403
    client.force_login(proposer)
    assert "Đề nghị lại trên bản mới nhất" in client.get(waiting).content.decode()
    anew = client.post(f"{waiting}/take-up")["Location"]
    assert "đã rút" in client.get(waiting).content.decode()
    client.force_login(other)
    assert "Tệp đã đổi" not in client.get(anew).content.decode()
    assert client.post(f"{anew}/approve").status_code == 302
    assert agencies(province)["so-mau"]["code"] == "H33.90"
    assert agencies(province)["so-mau"]["name"]["en"] == "Department of Others"


def test_who_may_write_for_one_agency_proposes_for_another(client: "Client", province: Path):
    client.force_login(account("ky-su-so@example.vn", "so-mau", "engineer"))
    url = "/work/registers/agencies/of/so-mau/edit"
    assert client.post(url, {**seen(client, url), "code": "H33.66"})["Location"].startswith("/work/registers")
    url = "/work/registers/agencies/of/ubnd-tinh/edit"
    waiting = client.post(url, {**seen(client, url), "code": "H33.67"})["Location"]
    assert waiting.startswith("/work/changes/")
    assert agencies(province)["ubnd-tinh"]["code"] == "H33.01"
    client.force_login(account("xem@example.vn", "so-mau", "viewer"))
    assert client.get(waiting).status_code == 404
    client.force_login(account("ky-su-so@example.vn", "so-mau", "engineer"))
    assert client.post(f"{waiting}/withdraw").status_code == 302
    assert "đã rút" in client.get(waiting).content.decode()


def test_sixty_four_systems_from_a_workbook(engineer: "Client", province: Path):
    page(engineer, "/agencies/new", **{**NEW, "name_vi": "Sở Khoa học và Công nghệ", "id": "so-khcn"})
    page(engineer, "/agencies/new", **{**NEW, "name_vi": "Trung tâm Chuyển đổi số", "id": "trung-tam-cds"})
    book = io.BytesIO(systems_workbook())
    book.name = "Danh sách hệ thống 2026.xlsx"
    look = page(engineer, "/systems/import", file=book)["Location"]
    shown = engineer.get(look)
    counts = {str(status.en): count for status, count in shown.context["counts"]}
    assert counts == {"new": 60, "changed": 1, "the same": 1, "wrong": 2, "passed over": 3}
    remarks = {remark.address: remark.what.vi for row, *_ in shown.context["rows"] for remark in row.wrong}
    assert "Ý bạn là “Sở Mẫu”?" in remarks["C69"]
    assert "Thiếu đơn vị chủ quản" in remarks["C70"]
    answer = engineer.post(look, {"seen": shown.context["seen"]})
    assert answer["Location"] == "/work/registers/systems"
    known = systems(province)
    assert len(known) == 62
    assert known["phan-mem-03"]["owner"] == "so-khcn"
    assert known["phan-mem-04"]["owner"] == "trung-tam-cds"
    assert known["phan-mem-05"]["owner"] == "ubnd-tinh"
    assert known["phan-mem-06"]["connections"] == ["he-thong-mot", "phan-mem-03"]
    assert known["he-thong-hai"]["hosting"] == "Thuê dịch vụ"
    again = io.BytesIO(systems_workbook())
    again.name = "lan-2.xlsx"
    counts = engineer.get(page(engineer, "/systems/import", file=again)["Location"]).context["counts"]
    assert {str(status.en): count for status, count in counts} == {"the same": 62, "wrong": 2, "passed over": 3}


def test_columns_are_chosen_by_hand(engineer: "Client"):
    sheet = io.BytesIO("A,B,C\nHệ thống bốn,Sở Mẫu,chuyên ngành\n".encode())
    sheet.name = "bang.csv"
    look = page(engineer, "/systems/import", file=sheet)["Location"]
    assert engineer.get(look).context["takes"] == 0
    shown = engineer.get(f"{look}?sheet=0&c0=name&c1=owner&c2=kind")
    assert shown.context["takes"] == 1
    answer = engineer.post(f"{look}?sheet=0&c0=name&c1=owner&c2=kind", {"seen": shown.context["seen"]})
    assert answer["Location"] == "/work/registers/systems"
    assert engineer.post(look, {"seen": "cu"}).status_code == 409


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("x.xlsx", b"PK\x03\x04 broken", 422),
        ("x.exe", b"MZ", 422),
        ("x.csv", b"", 422),
        ("x.csv", b"a,b\n" + b"1,2\n" * 6000, 413),
        ("x.csv", b"a" * (6 * 2**20), 413),
    ],
)
def test_files_that_are_no_register_are_refused(engineer: "Client", name: str, content: bytes, status: int):
    file = io.BytesIO(content)
    file.name = name
    assert page(engineer, "/systems/import", file=file).status_code == status
    assert page(engineer, "/systems/import").status_code == 400


def test_datasets_of_a_closed_agency_are_listed_and_say_who_goes_on(client: "Client", province: Path):
    from tests.web.authorisation_objects import delivery

    client.force_login(account("ky-su@example.vn", "", "engineer"))
    assert "còn mang mã của cơ quan này" not in client.get("/work/registers/agencies/of/so-mau").content.decode()
    key = delivery()["key"]
    told = yaml.safe_load((province / "agencies.yaml").read_text(encoding="utf-8"))
    for each in told:
        if each["id"] == "so-mau":
            each.update(valid_to="2026-01-31", successor="ubnd-tinh")
    (province / "agencies.yaml").write_text(yaml.safe_dump(told, allow_unicode=True), encoding="utf-8")
    shown = client.get("/work/registers/agencies/of/so-mau").content.decode()
    assert "còn mang mã của cơ quan này" in shown
    assert "so-mau/truong-hoc" in shown
    assert "đã ngừng; kế thừa là" in client.get(f"/work/deliveries/{key}").content.decode()
