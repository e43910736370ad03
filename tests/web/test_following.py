"""Reported rows that are mended, and who is told of what: once, by mail with a way to stop it, or by a feed."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from tests.web.invented import MANY, OPEN
from tests.web.taking_part import account, form, number_of, signed_in

if TYPE_CHECKING:
    from kho.web.accounts.models import Account
    from kho.web.mail.models import Letter

ATOM = "{http://www.w3.org/2005/Atom}"
NOON = datetime.now(UTC).replace(hour=5, minute=0)
"""Noon in Việt Nam."""


@pytest.fixture(autouse=True)
def _portal(portal: None) -> None:  # noqa: ARG001  Django is set up by it
    """Django is set up, and what other tests left to be told is told."""
    go_round()


def go_round(now: datetime = NOON) -> None:
    from kho.web.holding import held
    from kho.web.participation import rounds

    rounds.go_round(held(), now)


def letters(who: "Account") -> "list[Letter]":
    from kho.web.mail.models import Letter

    return [*Letter.objects.filter(to=who.email).order_by("id")]


def discuss(citizen: Client, title: str = "Câu hỏi") -> int:
    return number_of(citizen.post(f"/taking-part/new/discussion/{OPEN}", form(title=title, text="Vì sao?")))


def follow(who: Client, kind: str, about: str, how: str = "at_once", lang: str = "") -> None:
    assert who.post(f"{lang}/taking-part/follow", {"kind": kind, "about": about, "how": how}).status_code == 302


def test_one_is_told_once_however_much_one_follows():
    who = account()
    reader = signed_in(who)
    follow(reader, "dataset", OPEN)
    follow(reader, "agency", "so-mau")
    number = discuss(signed_in(account()), "Câu hỏi zm")
    follow(reader, "matter", str(number))
    go_round()
    go_round()
    [letter] = letters(who)
    assert "Câu hỏi zm" in letter.subject
    assert f"http://testserver/discussions/{number}" in letter.body
    assert letter.unsubscribe in letter.body


def test_one_is_not_told_of_what_one_did_oneself_and_is_of_its_answer():
    who = account()
    number = discuss(signed_in(who))
    go_round()
    assert letters(who) == []
    signed_in(account(("steward", "so-mau"))).post(f"/work/participation/{number}/answer", {"text": "Vì vậy."})
    go_round()
    assert "Cơ quan trả lời" in letters(who)[0].subject


def test_a_day_is_one_mail():
    who = account()
    follow(signed_in(who), "dataset", OPEN, how="daily", lang="/en")
    for title in ("Một", "Hai", "Ba"):
        discuss(signed_in(account()), title)
    early = NOON.replace(hour=22) - timedelta(days=1)
    go_round(early)
    assert letters(who) == []
    go_round()
    [letter] = letters(who)
    assert letter.language == "en"
    assert "3 things happened" in letter.subject
    discuss(signed_in(account()), "Bốn")
    go_round(NOON + timedelta(hours=1))
    assert len(letters(who)) == 1
    go_round(NOON + timedelta(days=1))
    assert len(letters(who)) == 2


def test_mails_are_stopped_without_signing_in(client: Client):
    who = account()
    follow(signed_in(who), "dataset", OPEN)
    discuss(signed_in(account()))
    go_round()
    url = letters(who)[0].unsubscribe.removeprefix("http://testserver")
    stranger = Client(SERVER_NAME="testserver", enforce_csrf_checks=True)
    assert stranger.get(url).status_code == 200
    discuss(signed_in(account()))
    go_round()
    assert len(letters(who)) == 2
    assert stranger.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert stranger.post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
    discuss(signed_in(account()))
    go_round()
    assert len(letters(who)) == 2
    assert client.get(f"{url}x").status_code == 404


def test_a_letter_says_how_it_is_stopped():
    from kho.web.mail.models import Letter
    from kho.web.mail.transports import message_of

    letter = Letter.objects.create(to="a@example.vn", language="vi", subject="x", body="y", unsubscribe="https://k/1")
    message = message_of(letter, "kho@example.vn", "example.vn")
    assert message["List-Unsubscribe"] == "<https://k/1>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_what_was_taken_down_meanwhile_is_told_to_nobody_but_its_author():
    who, author = account(), account()
    follow(signed_in(who), "dataset", OPEN)
    number = discuss(signed_in(author))
    ours = signed_in(account(("steward", "so-mau")))
    ours.post(f"/work/participation/{number}/hide", {"why": "Quảng cáo"})
    go_round()
    assert letters(who) == []
    assert "Quảng cáo" in letters(author)[0].subject


def test_a_new_version_is_told_to_who_followed_before_it():
    from kho.web.participation.models import Following

    before, after = account(), account()
    for each in (before, after):
        follow(signed_in(each), "dataset", MANY)
    Following.objects.filter(account=before).update(since=datetime.now(UTC) - timedelta(days=3650))
    Following.objects.filter(account=after).update(since=datetime.now(UTC) + timedelta(days=1))
    go_round()
    go_round()
    assert ["Phiên bản 0" in each.subject for each in letters(before)] == [True]
    assert letters(after) == []


def test_the_feed_has_what_happened_and_nothing_of_what_waits(client: Client):
    number = discuss(signed_in(account()), "Câu hỏi trong tin zf")
    root = ET.fromstring(client.get(f"/happenings.atom?dataset={OPEN}").content)  # noqa: S314  our own
    assert root.find(f"{ATOM}entry/{ATOM}title").text == "Thảo luận mới: Câu hỏi trong tin zf"
    assert root.find(f"{ATOM}entry/{ATOM}link").get("href") == f"http://testserver/discussions/{number}"
    assert "zf" in client.get("/en/happenings.atom?agency=so-mau").content.decode()
    assert "zf" not in client.get(f"/happenings.atom?dataset={MANY}").content.decode()
    for odd in ("dataset=x", "matter=x", "matter=" + "9" * 30, "matter=999999"):
        assert client.get(f"/happenings.atom?{odd}").status_code == 404


@pytest.mark.parametrize(("kind", "about"), [("matter", "x"), ("agency", "khong-co"), ("x", "y"), ("matter", "9" * 30)])
def test_only_what_is_there_is_followed(kind: str, about: str):
    assert (
        signed_in(account()).post("/taking-part/follow", {"kind": kind, "about": about, "how": "daily"}).status_code
        == 404
    )


def reported(proposed: str, column: str = "so_lop") -> int:
    told = form(column=column, proposed=proposed, text="Sai", evidence="")
    return number_of(signed_in(account()).post(f"/taking-part/new/report/{OPEN}?row=T1", told))


def became(monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    """A later version in which the row has other values, or is not there."""
    from kho.web.holding import held
    from kho.web.participation import mending, rows

    dataset = held().dataset(next(each for each in held().catalogue.datasets if each.dataset == "truong-hoc"))
    row = rows.row(held(), dataset, "T1")
    later = rows.FoundRow(id="T1", version=row.version + 1, values={**row.values, **values}) if values else None
    monkeypatch.setattr(mending.rows, "version", lambda *_: row.version + 1)
    monkeypatch.setattr(mending.rows, "now", lambda *_: later)
    monkeypatch.setattr("kho.publishing.catalogue.PublishedDataset.version", property(lambda _: row.version + 1))


def test_a_row_that_has_the_value_proposed_is_mended(monkeypatch: pytest.MonkeyPatch, client: Client):
    number = reported("13")
    with monkeypatch.context() as patch:
        became(patch, so_lop="13")
        go_round()
    page = client.get(f"/reports/{number}").content.decode()
    assert "Đã sửa" in page
    assert "cổng tự nhận thấy" in page
    assert page.index("<del>12</del>") < page.index("Nay (phiên bản 1)") < page.rindex("<ins>13</ins>")


def test_a_row_with_another_value_is_for_the_steward_to_say(monkeypatch: pytest.MonkeyPatch, client: Client):
    number = reported("13")
    with monkeypatch.context() as patch:
        became(patch, so_lop="14")
        go_round()
    assert "Đã sửa" not in client.get(f"/reports/{number}").content.decode()
    ours = signed_in(account(("steward", "so-mau")))
    page = ours.get(f"/work/participation/{number}").content.decode()
    assert "đã đổi giá trị này" in page
    assert '<option value="mended" selected>' in page
    assert "dòng đã đổi ở phiên bản 1" in ours.get("/work/participation?kind=report").content.decode()
    sent = {"to": "mended", "version": "1", "why": ""}
    assert ours.post(f"/work/participation/{number}/move", sent).status_code == 302
    assert "ở phiên bản 1" in client.get(f"/reports/{number}").content.decode()


def test_a_row_that_is_gone_is_said_to_be(monkeypatch: pytest.MonkeyPatch):
    number = reported("")
    with monkeypatch.context() as patch:
        became(patch)
        go_round()
    page = signed_in(account(("steward", "so-mau"))).get(f"/work/participation/{number}").content.decode()
    assert "không còn dòng này" in page


@pytest.mark.parametrize(
    ("column", "proposed", "now", "is_it"),
    [
        ("so_lop", "1.235", "1235", True),
        ("so_lop", "1235", "1235", True),
        ("so_lop", "1.235", "1236", False),
        ("diem", "8,5", "8.5", True),
        ("diem", "8.5", "8.50", True),
        ("ngay", "05/09/2020", "2020-09-05", True),
        ("ngay", "2020-09-05", "2020-09-05", True),
        ("cong_lap", "false", "false", True),
        ("ten", "Trường  Một", "Trường Một", False),
        ("ten", "Trường Một", "Trường Một", True),
        ("so_lop", "mười ba", "13", False),
        ("so_lop", "13", None, False),
    ],
)
def test_a_value_is_the_proposed_one_as_people_or_programs_write_it(column: str, proposed: str, now: str, is_it: bool):  # noqa: FBT001
    from kho.contracts.names import DatasetName
    from kho.web.holding import held
    from kho.web.participation import rows

    with held().shelves.replica(held().dataset(DatasetName("so-mau", "truong-hoc"))) as replica:
        assert rows.is_proposed(replica.fields[column], proposed, now) is is_it
