"""Programs hand over data by a token: as those who made it may, for what it was made for, and no further."""

import base64
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from openpyxl import Workbook
from tests.web import invented
from tests.web.people import AGENCY, OTHER_AGENCY, signed_in, somebody

from kho.contracts.names import DatasetName
from kho.errors import KhoError

if TYPE_CHECKING:
    from django.test import Client

    from kho.web.accounts.models import Account

NAME = DatasetName(AGENCY, "so-quy")
SLUG = f"{AGENCY}--so-quy"
HERE = f"/api/v1/datasets/{SLUG}/deliveries"
COLUMNS = (
    {"name": "ma", "businessName": "Mã", "primaryKey": True, "primaryKeyPosition": 1, "required": True},
    {"name": "so_tien", "businessName": "Số tiền", "logicalType": "integer"},
)
GOOD, BAD = [["01", 100], ["02", 200]], [["01", 150], ["03", "nhiều"]]


@pytest.fixture(scope="module")
def contract(province: Path, portal: None) -> Iterator[Path]:  # noqa: ARG001  it must be there
    """A dataset whose files are taken on arrival, in the folder for as long as this module's tests."""
    file = province / "contracts" / f"{NAME}.odcs.yaml"
    file.write_text(told("on arrival"), encoding="utf-8")
    yield file
    file.unlink()


@pytest.fixture(autouse=True)
def as_it_was(contract: Path) -> Iterator[None]:
    """Every test finds the contract as it was, and no deliveries but its own."""
    from kho.web.deliveries.models import Delivery

    Delivery.objects.all().delete()
    yield
    contract.write_text(told("on arrival"), encoding="utf-8")


@pytest.fixture
def steward(contract: Path) -> "Account":  # noqa: ARG001  it must be there
    return somebody("steward")


def told(schedule: str) -> str:
    made = invented.contract(str(NAME), "Sổ quỹ (dữ liệu giả)", "open", COLUMNS)
    made["customProperties"].append({"property": "kho.schedule", "value": schedule})
    return yaml.safe_dump(made, allow_unicode=True, sort_keys=False)


def workbook(rows: list[list[Any]]) -> io.BytesIO:
    book = Workbook()
    book.worksheets[0].title = "Quỹ"
    for row in [["Mã", "Số tiền"], *rows]:
        book.worksheets[0].append(row)
    content = io.BytesIO()
    book.save(content)
    content.seek(0)
    content.name = "so-quy.xlsx"
    return content


def make(client: "Client", name: str, reach: str = SLUG, days: int = 30) -> Any:
    expires = (datetime.now(UTC) + timedelta(days=days)).date().isoformat()
    return client.post("/work/tokens", {"name": name, "reach": reach, "expires": expires})


def token(account: "Account", name: str, reach: str = SLUG) -> dict[str, str]:
    """The header by which a program sends."""
    page = make(signed_in(account), name, reach).content.decode()
    [secret] = re.findall(r'value="(kho_[^"]+)"', page)
    return {"Authorization": f"Bearer {secret}"}


def send(headers: dict[str, str], rows: list[list[Any]], **more: str) -> Any:
    return signed_in(None).post(HERE, {"file": workbook(rows), **more}, headers=headers)


def ask(headers: dict[str, str], url: str) -> Any:
    return json.loads(signed_in(None).get(url.removeprefix("http://testserver"), headers=headers).content)


def work() -> None:
    from django.conf import settings

    from kho.pipeline.work.doing import Desk
    from kho.web.deliveries.working import work_one

    desk = Desk(settings.CONFIGURATION.folder, settings.CONFIGURATION.state, share=1)
    while work_one(desk):
        pass


def test_a_token_is_shown_once_and_kept_by_its_fingerprint(steward: "Account"):
    from kho.web.api.models import ApiToken
    from kho.web.audit.models import AuditEntry

    headers = token(steward, "khoá một")
    secret = headers["Authorization"].removeprefix("Bearer ")
    assert secret not in signed_in(steward).get("/work/tokens").content.decode()
    made = ApiToken.objects.get(name="khoá một")
    assert secret not in {made.digest, made.name}
    [entry] = AuditEntry.objects.filter(what="token.new", about="khoá một")
    assert (entry.who, entry.agency) == (steward.email, AGENCY)
    assert entry.after is not None
    assert entry.after["dataset"] == str(NAME)


def test_what_is_good_is_published_by_itself_as_a_file_that_arrives(steward: "Account"):
    headers = token(steward, "tự công bố")
    answer = send(headers, GOOD)
    assert answer.status_code == 202, answer.content
    received = json.loads(answer.content)
    assert (received["state"], received["at_work"], answer["Location"]) == ("received", True, received["url"])
    work()
    now = ask(headers, received["url"])
    assert (now["state"], now["accepted"], now["version"] is not None) == ("published", 2, True)
    page = signed_in(steward).get("/work/deliveries").content.decode()
    assert "so-quy.xlsx" in page
    assert "tự công bố" in page
    assert [each["id"] for each in ask(headers, HERE)["deliveries"]] == [received["id"]]


def test_what_is_taken_by_hand_waits_for_a_person(steward: "Account", contract: Path):
    contract.write_text(told("by hand"), encoding="utf-8")
    headers = token(steward, "chờ người")
    received = json.loads(send(headers, [["09", 5]]).content)
    work()
    assert ask(headers, received["url"])["state"] == "ready"


def test_what_is_wrong_is_told_by_its_cells(steward: "Account"):
    headers = token(steward, "có lỗi")
    received = json.loads(send(headers, BAD).content)
    work()
    assert ask(headers, received["url"])["state"] == "has_errors"
    found = ask(headers, received["findings"])
    [row] = found["rows"]
    assert (row["part"], row["row"], row["findings"][0]["cell"], row["findings"][0]["value"]) == (
        "Quỹ",
        3,
        "B3",
        "nhiều",
    )
    assert row["findings"][0]["place"] == {"vi": "Trang “Quỹ” ô B3", "en": "Sheet “Quỹ” cell B3"}
    assert [(each["count"], each["severity"]) for each in found["rules"]] == [(1, "error")]
    mended = json.loads(send(headers, GOOD, follows=received["id"]).content)
    assert mended["follows"] == received["id"]


def test_a_large_file_comes_in_pieces_by_the_same_token(steward: "Account"):
    headers = token(steward, "theo đợt")
    content = workbook(GOOD).getvalue()
    names = {"filename": "lớn.xlsx", "dataset": SLUG}
    told_of = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in names.items())
    tus = {**headers, "Tus-Resumable": "1.0.0"}
    client = signed_in(None)
    begun = client.post(
        "/api/v1/uploads", headers={**tus, "Upload-Length": str(len(content)), "Upload-Metadata": told_of}
    )
    assert begun.status_code == 201, begun.content
    where, kind = begun["Location"], "application/offset+octet-stream"
    client.patch(where, content[:9], content_type=kind, headers={**tus, "Upload-Offset": "0"})
    assert client.head(where, headers=tus)["Upload-Offset"] == "9"
    other = {**token(steward, "khoá khác"), "Tus-Resumable": "1.0.0"}
    assert client.head(where, headers=other).status_code == 404
    last = client.patch(where, content[9:], content_type=kind, headers={**tus, "Upload-Offset": "9"})
    assert ask(headers, last["Content-Location"])["name"] == "lớn.xlsx"


def test_a_token_is_good_for_what_it_was_made_for(steward: "Account"):
    headers = token(steward, "một bộ")
    elsewhere = f"/api/v1/datasets/{AGENCY}--truong-hoc/deliveries"
    refused = signed_in(None).post(elsewhere, {"file": workbook(GOOD)}, headers=headers)
    problem = json.loads(refused.content)
    assert (refused.status_code, problem["code"], bool(problem["title_vi"])) == (403, "KHO-A322", True)
    whole = token(steward, "cả cơ quan", AGENCY)
    assert signed_in(None).post(HERE, {"file": workbook(GOOD)}, headers=whole).status_code == 202
    assert signed_in(None).get("/api/v1/datasets/khong-co/deliveries", headers=whole).status_code == 404


def test_another_agency_s_delivery_is_as_if_it_were_not_there(steward: "Account"):
    from kho.web.deliveries.models import Delivery

    headers = token(steward, "không thấy", AGENCY)
    other = Delivery.objects.create(dataset=f"{OTHER_AGENCY}/x", agency=OTHER_AGENCY, by="a", name="x", size=1)
    answer = signed_in(None).get(f"/api/v1/deliveries/{other.key}", headers=headers)
    assert answer.status_code == 404


def test_a_token_ends_with_its_day_its_maker_s_right_and_when_revoked(steward: "Account"):
    from kho.web.api.models import ApiToken

    headers = token(steward, "hết hạn")
    client = signed_in(None)
    assert client.get(HERE, headers=headers).status_code == 200
    used = ApiToken.objects.get(name="hết hạn")
    assert used.last_used is not None
    ApiToken.objects.filter(pk=used.pk).update(expires=datetime.now(UTC).date() - timedelta(days=2))
    assert client.get(HERE, headers=headers).status_code == 401
    ApiToken.objects.filter(pk=used.pk).update(expires=datetime.now(UTC).date() + timedelta(days=2))
    steward.memberships.update(role="viewer")
    assert client.get(HERE, headers=headers).status_code == 403
    steward.memberships.update(role="steward")
    mine = signed_in(steward)
    assert mine.post(f"/work/tokens/{used.pk}/revoke").status_code == 302
    refused = client.get(HERE, headers=headers)
    assert (refused.status_code, refused["Content-Type"]) == (401, "application/problem+json")
    assert "Bearer" in refused["WWW-Authenticate"]
    assert "đã thu hồi" in mine.get("/work/tokens").content.decode()


def test_a_session_is_no_token_and_a_token_for_reading_sends_nothing(steward: "Account"):
    from kho.web.api import tokens

    assert signed_in(steward).post(HERE, {"file": workbook(GOOD)}).status_code == 401
    secret = tokens.new(name="chỉ đọc", who="test")
    assert send({"Authorization": f"Bearer {secret}"}, GOOD).status_code == 403


@pytest.mark.parametrize(("name", "days"), [("", 30), ("!", 30), ("khoá dài", 900), ("khoá cũ", 0)])
def test_what_is_wrong_in_the_form_is_said_beside_its_field(steward: "Account", name: str, days: int):
    from kho.web.api.models import ApiToken

    answer = make(signed_in(steward), name, days=days)
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()
    assert not ApiToken.objects.filter(account=steward).exists()


def test_a_token_is_made_for_one_s_own_agency_alone(steward: "Account"):
    from kho.web.api.models import ApiToken

    assert make(signed_in(steward), "nơi khác", OTHER_AGENCY).status_code == 400
    assert not ApiToken.objects.filter(name="nơi khác").exists()


def test_a_call_without_a_file_and_one_too_large_are_told(steward: "Account", monkeypatch: pytest.MonkeyPatch):
    headers = token(steward, "không tệp")
    empty = signed_in(None).post(HERE, {}, headers=headers)
    assert (empty.status_code, json.loads(empty.content)["code"]) == (400, "KHO-A324")
    monkeypatch.setattr("kho.web.deliveries.uploading.limit_mb", lambda: 0)
    assert send(headers, GOOD).status_code == 413


def test_it_is_described(client: "Client"):
    paths = json.loads(client.get("/api/v1/openapi.json").content)["paths"]
    told_of = paths["/api/v1/datasets/{name}/deliveries"]["post"]
    assert told_of["security"] == [{"token": []}]
    assert "202" in told_of["responses"]


def test_the_guide_tells_its_refusals(portal: None):  # noqa: ARG001  its modules are loaded
    text = (Path(__file__).resolve().parents[2] / "docs" / "guide" / "handing-over.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| (\d+) \| (.*?) \|", text, re.MULTILINE)
    told_of = {(code, int(status)) for status, line in lines for code in re.findall(r"KHO-\w+", line)}
    known = {(each.code, each.http_status) for each in every(KhoError)}
    assert told_of <= known, told_of - known


def every(kind: type[KhoError]) -> set[type[KhoError]]:
    return {kind, *(one for each in kind.__subclasses__() for one in every(each))}
