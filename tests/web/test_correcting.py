"""Small things are corrected on the page: checked again at once, undone, published, and never in what was sent."""

import io
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import load_workbook
from tests.web import test_deliveries as sending

if TYPE_CHECKING:
    from django.test import Client

    from kho.web.accounts.models import Account
    from kho.web.deliveries.models import Delivery

contract, steward, empty, mine = sending.contract, sending.steward, sending.empty, sending.mine
"""The dataset and the steward of those tests."""
BAD = [["01", "Thu phí", 150, "An"], ["03", "Chi điện", "nhiều", "Chi"], [None, "Chi nước", "ít", "Dũng"]]


def fields(page: str) -> dict[str, str]:
    """The fields for cells on a page, with what stands in them."""
    inputs = re.findall(r'<input type="text" id="(cell-[^"]+)" name="cell-[^"]+" value="([^"]*)"', page)
    areas = re.findall(r'<textarea id="(cell-[^"]+)" name="cell-[^"]+"[^>]*>([^<]*)', page)
    return {name: unescape(text) for name, text in [*inputs, *areas]}


def corrects(client: "Client", delivery: "Delivery", typed: dict[str, str], **more: str) -> Any:
    delivery.refresh_from_db()
    return client.post(f"/work/deliveries/{delivery.key}/correct", {"seen": delivery.corrections, **typed, **more})


def checked_again(client: "Client", delivery: "Delivery", typed: dict[str, str]) -> "Delivery":
    answer = corrects(client, delivery, typed)
    assert answer.status_code == 302, answer.content.decode()
    sending.work()
    delivery.refresh_from_db()
    return delivery


def page(client: "Client", delivery: "Delivery", path: str = "/correct") -> str:
    return sending.said(client, f"/work/deliveries/{delivery.key}{path}")


def cells(delivery: "Delivery") -> dict[str, tuple[str | None, str | None]]:
    from kho.web.deliveries.corrected import corrections_of

    return {f"{each.row} {each.column}": (each.before, each.after) for each in corrections_of(delivery).cells}


def test_the_whole_way(mine: "Client"):
    from kho.pipeline.trace import trace
    from kho.warehouse.tables import TableRef
    from kho.web.deliveries.places import place

    delivery = sending.checked(mine, BAD)
    sent = delivery.file.read_bytes()
    told = page(mine, delivery, "")
    assert f"/work/deliveries/{delivery.key}/correct?rule=so_tien.type#cell-0-3-so_tien" in told
    form = page(mine, delivery)
    assert fields(form) == {"cell-0-3-so_tien": "nhiều", "cell-0-4-ma": "", "cell-0-4-so_tien": "ít"}
    assert "Trang “Chi” ô C3" in form
    assert 'aria-invalid="true" aria-describedby="cell-0-3-so_tien-mistake-0 cell-0-3-so_tien-hint"' in form

    checked_again(mine, delivery, {**fields(form), "cell-0-3-so_tien": "300", "cell-0-4-so_tien": "rất ít"})
    assert (delivery.state, delivery.accepted, delivery.quarantined) == ("has_errors", 2, 1)
    form = page(mine, delivery)
    assert fields(form) == {"cell-0-4-ma": "", "cell-0-4-so_tien": "rất ít"}
    assert "Đã sửa; trong tệp là “ít”." in form
    assert "Đã sửa 2 ô; 1 ô vẫn sai." in form

    checked_again(mine, delivery, {"cell-0-4-ma": "04", "cell-0-4-so_tien": "20"})
    assert (delivery.state, delivery.accepted) == ("ready", 3)
    assert "Mọi dòng đều đạt." in page(mine, delivery)
    assert cells(delivery) == {"3 so_tien": ("nhiều", "300"), "4 ma": (None, "04"), "4 so_tien": ("ít", "20")}
    assert delivery.file.read_bytes() == sent
    marked = mine.get(f"/work/deliveries/{delivery.key}/marked")
    sheet = load_workbook(io.BytesIO(b"".join(marked)))["Chi"]
    assert [cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment] == ["C3", "A4", "C4"]
    assert "3 ô theo chỗ sửa trên trang" in page(mine, delivery, "/publish")

    mine.post(f"/work/deliveries/{delivery.key}/publish")
    sending.work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.accepted) == ("published", 3)
    table = place().warehouse.read(TableRef.of(place().contract(sending.NAME))).read_all().to_pylist()
    assert {row["ma"]: row["so_tien"] for row in table} == {"01": 150, "03": 300, "04": 20}
    (row,) = trace(place(), sending.NAME, [each for each in table if each["ma"] == "03"])
    corrected = next(each for each in row.cells if each.column == "so_tien").corrected
    assert corrected is not None
    assert (corrected.text, corrected.by) == ("300", "can-bo@example.vn")
    assert not delivery.folder.exists()
    after = page(mine, delivery, "/corrections")
    assert "3 ô đã sửa khi công bố." in after
    assert "<del>nhiều</del><ins>300</ins>" in after
    assert 'type="checkbox"' not in after


def test_a_correction_is_undone_and_the_delivery_checked_again(mine: "Client"):
    delivery = sending.checked(mine, BAD)
    checked_again(mine, delivery, {"cell-0-3-so_tien": "300", "cell-0-4-ma": "04", "cell-0-4-so_tien": "20"})
    path = f"/work/deliveries/{delivery.key}/corrections/undo"
    none = mine.post(path, {"seen": delivery.corrections})
    assert none.status_code == 400
    assert "Chưa có ô nào thay đổi." in none.content.decode()
    assert mine.post(path, {"seen": delivery.corrections, "cell": ["0", "1"]}).status_code == 302
    sending.work()
    delivery.refresh_from_db()
    assert (delivery.state, cells(delivery)) == ("has_errors", {"4 so_tien": ("ít", "20")})
    checked_again(mine, delivery, {"cell-0-4-so_tien": "ít"})
    assert (delivery.corrections, cells(delivery)) == ("", {})


def test_every_correction_is_audited_without_its_texts(mine: "Client"):
    from kho.web.audit.models import AuditEntry

    delivery = sending.checked(mine, BAD)
    checked_again(mine, delivery, {"cell-0-3-so_tien": "300"})
    name = delivery.corrections
    mine.post(f"/work/deliveries/{delivery.key}/corrections/undo", {"seen": name, "cell": "0"})
    told = AuditEntry.objects.filter(what="delivery.correct", about__contains=delivery.key).order_by("id")
    none = {"corrections": "", "cells": []}
    one = {"corrections": name, "cells": ["Chi 3 so_tien"]}
    assert [(each.who, each.before, each.after) for each in told] == [
        ("can-bo@example.vn", none, one),
        ("can-bo@example.vn", one, none),
    ]


def test_what_cannot_be_saved_is_kept_on_the_page(mine: "Client"):
    delivery = sending.checked(mine, BAD)
    nothing = corrects(mine, delivery, {"cell-0-3-so_tien": "nhiều"})
    assert nothing.status_code == 400
    assert "Chưa có ô nào thay đổi." in nothing.content.decode()
    long = corrects(mine, delivery, {"cell-0-3-so_tien": "9" * 2001, "cell-0-4-ma": "04"})
    form = long.content.decode()
    assert long.status_code == 400
    assert '<a href="#cell-0-3-so_tien">' in form
    assert (fields(form)["cell-0-3-so_tien"], fields(form)["cell-0-4-ma"]) == ("9" * 2001, "04")
    overtaken = mine.post(f"/work/deliveries/{delivery.key}/correct", {"seen": "khac", "cell-0-4-ma": "05"})
    assert overtaken.status_code == 409
    assert fields(overtaken.content.decode())["cell-0-4-ma"] == "05"
    for cell in ("cell-0-2-so_tien", "cell-0-99-ma", "cell-0-3-khong_co"):
        assert corrects(mine, delivery, {cell: "1"}).status_code == 409
    assert cells(delivery) == {}


def test_what_is_typed_while_it_is_being_checked_is_kept_and_saved_afterwards(mine: "Client"):
    delivery = sending.checked(mine, BAD)
    corrects(mine, delivery, {"cell-0-4-ma": "04"})
    late = corrects(mine, delivery, {"cell-0-3-so_tien": "300"})
    assert late.status_code == 409
    form = late.content.decode()
    assert fields(form) == {"cell-0-3-so_tien": "300"}
    assert "data-poll" not in form
    sending.work()
    checked_again(mine, delivery, fields(form))
    assert cells(delivery) == {"4 ma": (None, "04"), "3 so_tien": ("nhiều", "300")}


def test_there_is_a_limit_to_what_is_corrected_on_the_page(mine: "Client", monkeypatch: pytest.MonkeyPatch):
    from kho.web.deliveries import correcting

    monkeypatch.setattr(correcting, "MOST", 1)
    delivery = sending.checked(mine, BAD)
    answer = corrects(mine, delivery, {"cell-0-3-so_tien": "300", "cell-0-4-ma": "04"})
    assert answer.status_code == 409
    assert "chỉ sửa được 1 ô" in answer.content.decode()
    assert fields(answer.content.decode())["cell-0-3-so_tien"] == "300"


def test_a_file_that_is_read_in_another_way_by_now_says_which_correction_is_in_the_way(mine: "Client", contract: Any):
    delivery = sending.checked(mine, BAD)
    checked_again(mine, delivery, {"cell-0-3-so_tien": "300"})
    before = contract.read_text(encoding="utf-8")
    try:
        contract.write_text(before.replace("businessName: Số tiền", "businessName: Số tiền mới"), encoding="utf-8")
        mine.post(f"/work/deliveries/{delivery.key}/check")
        sending.work()
        form = page(mine, delivery)
        assert "KHO-R722" in form
        assert "Dòng 3, cột “Số tiền”" in form
        undone = {"seen": delivery.corrections, "cell": "0"}
        assert mine.post(f"/work/deliveries/{delivery.key}/corrections/undo", undone).status_code == 302
    finally:
        contract.write_text(before, encoding="utf-8")
    sending.work()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.corrections) == ("has_errors", "")


def test_a_file_that_is_sent_again_has_no_corrections(mine: "Client"):
    delivery = sending.checked(mine, BAD)
    checked_again(mine, delivery, {"cell-0-3-so_tien": "300"})
    assert "không theo sang tệp mới" in sending.said(mine, f"/work/deliveries/new?follows={delivery.key}")
    again = sending.checked(mine, BAD, follows=delivery.key)
    assert (again.corrections, again.quarantined) == ("", 2)


def test_text_files_and_records_are_corrected_too(mine: "Client"):
    csv = io.BytesIO("Mã,Nội dung,Số tiền,Người lập\n01,Thu phí,nhiều,An\n".encode())
    csv.name = "thu-chi.csv"
    rows = '[{"Mã": "01", "Nội dung": "Thu", "Số tiền": {"sai": "nhiều"}, "Người lập": "An"}]'
    json = io.BytesIO(rows.replace('{"sai": "nhiều"}', '"nhiều"').encode())
    json.name = "thu-chi.json"
    for content, row in ((csv, 2), (json, 1)):
        delivery = sending.hand_over(mine, content)
        sending.work()
        form = page(mine, delivery)
        assert fields(form) == {f"cell-0-{row}-so_tien": "nhiều"}
        assert f"dòng {row}, cột “Số tiền”" in form
        checked_again(mine, delivery, {f"cell-0-{row}-so_tien": "5"})
        assert delivery.state == "ready"


def test_what_was_published_before_the_kill_is_not_published_twice(mine: "Client"):
    from kho.pipeline.delivering import run_file
    from kho.pipeline.progress import Silence
    from kho.web.deliveries.corrected import handed_of
    from kho.web.deliveries.places import place

    delivery = sending.checked(mine, BAD)
    checked_again(mine, delivery, {"cell-0-3-so_tien": "300"})
    mine.post(f"/work/deliveries/{delivery.key}/publish")
    handed = handed_of(delivery)
    plain = run_file(place(), sending.NAME, handed.file, by="x", called=handed.name, progress=Silence())
    sending.work()
    delivery.refresh_from_db()
    assert delivery.run != plain.id
    assert (delivery.state, delivery.accepted) == ("published", 2)


@pytest.mark.parametrize(
    ("holds", "sees", "corrects_it"),
    [
        (("steward", "so-mau"), 200, True),
        (("viewer", "so-mau"), 200, False),
        (("steward", "ubnd-tinh"), 403, False),
        (("administrator", ""), 403, False),
    ],
)
def test_who_may(client: "Client", steward: "Account", holds: tuple[str, str], sees: int, *, corrects_it: bool):
    client.force_login(steward)
    delivery, (role, agency) = sending.checked(client, BAD), holds
    checked_again(client, delivery, {"cell-0-4-ma": "04"})
    client.force_login(sending.account(f"{role}-{agency or 'tinh'}@example.vn", agency, role))
    listed = client.get(f"/work/deliveries/{delivery.key}/corrections")
    assert listed.status_code == sees
    assert ('type="checkbox"' in listed.content.decode()) is corrects_it
    assert client.get(f"/work/deliveries/{delivery.key}/correct").status_code == (200 if corrects_it else 403)
    assert corrects(client, delivery, {"cell-0-3-so_tien": "3"}).status_code == (302 if corrects_it else 403)
    undone = client.post(f"/work/deliveries/{delivery.key}/corrections/undo", {"seen": "", "cell": "0"})
    assert undone.status_code == (409 if corrects_it else 403)


def test_english_pages_are_whole(mine: "Client"):
    delivery = sending.checked(mine, BAD)
    checked_again(mine, delivery, {"cell-0-4-so_tien": "x"})
    for path in ("", "/correct", "/corrections"):
        told = sending.said(mine, f"/en/work/deliveries/{delivery.key}{path}")
        assert "sửa trên trang" not in told.lower()
        assert "correct" in told
