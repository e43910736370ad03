"""What citizens begin, what agencies answer: every state by every role, and nothing of what is closed."""

import pytest
from django.test import Client
from tests.web.invented import HIDDEN, MANY, OPEN
from tests.web.taking_part import account, form, number_of, signed_in

ROLES = ("viewer", "steward", "engineer", "leader", "security_officer", "administrator")
ANSWERING = {"steward", "engineer"}
KINDS = {"request": "requests", "discussion": "discussions", "report": "reports", "reuse": "reuses"}


@pytest.fixture(autouse=True)
def _portal(portal: None) -> None:
    """Django is set up."""


def begin(kind: str, citizen: Client, **more: str) -> int:
    """The number of a new matter."""
    texts = {"title": f"Tiêu đề {kind}", "text": "Một đoạn văn.", **more}
    match kind:
        case "request":
            return number_of(citizen.post("/taking-part/new/request", form(**texts)))
        case "discussion":
            return number_of(citizen.post(f"/taking-part/new/discussion/{OPEN}", form(**texts)))
        case "report":
            told = {"column": "so_lop", "proposed": "13", "evidence": "", **texts}
            return number_of(citizen.post(f"/taking-part/new/report/{OPEN}?row=T1", form(**told)))
        case "reuse":
            told = {"link": "https://example.vn/ban-do", "use": "map", "datasets": OPEN, **texts}
            return number_of(citizen.post("/taking-part/new/reuse", form(**told)))
    from django.core.files.uploadedfile import SimpleUploadedFile

    file = SimpleUploadedFile("chợ.csv", "Mã,Tên\n1,Chợ Mẫu\n".encode())
    return number_of(citizen.post("/taking-part/new/contribution", form(**texts, file=file)))


def state(number: int) -> str:
    from kho.web.participation.models import Matter

    return Matter.objects.get(pk=number).state


def steward(agency: str = "so-mau") -> Client:
    return signed_in(account(("steward", agency)))


def test_a_request_from_asked_to_published(client: Client):
    citizen, other = signed_in(account()), signed_in(account())
    number = begin("request", citizen, title="Danh sách chợ zq", agency="so-mau")
    assert client.get("/requests?q=chợ+zq").content.decode().count("Danh sách chợ zq") == 1
    assert other.post(f"/taking-part/{number}/vote", {"for": "yes"}).status_code == 302
    assert other.post(f"/taking-part/{number}/vote", {"for": "yes"}).status_code == 302
    page = client.get(f"/requests/{number}").content.decode()
    assert "1 người cần" in page
    ours = steward()
    move = f"/work/participation/{number}/move"
    assert ours.post(move, {"to": "preparing", "why": ""}).status_code == 302
    refused = ours.post(move, {"to": "published", "dataset": HIDDEN[0], "why": ""})
    assert refused.status_code == 422
    assert 'aria-invalid="true"' in refused.content.decode()
    assert ours.post(move, {"to": "published", "dataset": OPEN, "why": "Mời dùng"}).status_code == 302
    page = client.get(f"/en/requests/{number}").content.decode()
    assert f'href="/en/dataset/{OPEN}"' in page
    assert "Mời dùng" in page
    assert page.index("Being prepared") < page.index("Mời dùng")


def test_a_request_nobody_knows_the_agency_of_waits_for_those_of_the_whole_province():
    number = begin("request", signed_in(account()))
    move = f"/work/participation/{number}/move"
    assert steward().post(move, {"to": "refused", "why": "không"}).status_code == 403
    assert steward("").post(move, {"to": "assigned", "agency": "", "why": ""}).status_code == 422
    assert steward("").post(move, {"to": "assigned", "agency": "so-mau", "why": ""}).status_code == 302
    assert steward().post(move, {"to": "refused", "why": ""}).status_code == 422
    assert steward().post(move, {"to": "refused", "why": "Dữ liệu này không ai thu thập."}).status_code == 302
    assert state(number) == "refused"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("kind", "to"),
    [
        ("request", "preparing"),
        ("discussion", "closed"),
        ("report", "confirmed"),
        ("reuse", "listed"),
        ("contribution", "in_review"),
    ],
)
def test_only_who_answers_for_the_agency_changes_a_state(kind: str, to: str, role: str):
    number = begin(kind, signed_in(account()), **({"agency": "so-mau"} if kind in {"request", "contribution"} else {}))
    before, move = state(number), f"/work/participation/{number}/move"
    sent = {"to": to, "why": "lý do"}
    assert signed_in(account()).post(move, sent).status_code == 403
    assert Client(SERVER_NAME="testserver").post(move, sent).status_code == 302
    assert steward("ubnd-tinh").post(move, sent).status_code == 403
    assert state(number) == before
    answer = signed_in(account((role, "so-mau"))).post(move, sent)
    assert (answer.status_code, state(number)) == ((302, to) if role in ANSWERING else (403, before))


def test_states_are_gone_through_in_their_order():
    number = begin("contribution", signed_in(account()), agency="so-mau")
    ours, move = steward(), f"/work/participation/{number}/move"
    assert ours.post(move, {"to": "listed", "why": ""}).status_code == 422
    for to in ("in_review", "accepted", "listed"):
        assert ours.post(move, {"to": to, "why": ""}).status_code == 302
    assert state(number) == "listed"


def test_two_who_decide_at_once_do_not_undo_each_other():
    from kho.web.participation.failures import NotThatWayError
    from kho.web.participation.flows import State
    from kho.web.participation.matters import Move, move
    from kho.web.participation.models import Matter

    who = account(("steward", "so-mau"))
    matter = Matter.objects.get(pk=begin("report", signed_in(account())))
    move(who=who, matter=matter, move=Move(to=State.NO_ERROR, why="đúng như hồ sơ"))
    with pytest.raises(NotThatWayError):
        move(who=who, matter=matter, move=Move(to=State.NO_ERROR, why="lần nữa"))


def test_a_report_shows_the_row_as_it_was(client: Client):
    citizen = signed_in(account(name="Bà Thử"))
    asked = citizen.get(f"/taking-part/new/report/{OPEN}?row=T1").content.decode()
    assert "Trường Tiểu học Một" in asked
    number = begin("report", citizen, text="Trường có 13 lớp.", evidence="https://example.vn/quyet-dinh")
    page = client.get(f"/reports/{number}").content.decode()
    assert "<del>12</del>" in page
    assert "<ins>13</ins>" in page
    assert "Bà Thử" in page
    assert 'rel="nofollow ugc noopener noreferrer"' in page
    assert client.get(f"/dataset/{OPEN}/reports").content.decode().count("Trường học: Số lớp") >= 1


def test_rows_lead_to_their_report(client: Client):
    import re

    page = client.get(f"/dataset/{MANY}/rows?nam=2003&select=do_am").content.decode()
    links = re.findall(rf'href="(/taking-part/new/report/{MANY}\?row=[^"]+)"', page)
    assert len(links) == 50
    asked = signed_in(account()).get(links[1]).content.decode()
    assert "D0023" in asked


@pytest.mark.parametrize("row", ["T9", "v99-1", "v0-0", "v0-999999", "~", "", "T1:x", "v0-" + "9" * 30, "\x00"])
def test_a_row_that_is_not_there_cannot_be_reported(row: str):
    answer = signed_in(account()).get(f"/taking-part/new/report/{OPEN}", {"row": row})
    assert answer.status_code == 404


def test_a_report_that_says_nothing_new_is_told_so_and_keeps_what_was_typed():
    told = {"column": "so_lop", "proposed": "12", "text": "vẫn thế thôi", "evidence": ""}
    answer = signed_in(account()).post(f"/taking-part/new/report/{OPEN}?row=T1", form(**told))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "vẫn thế thôi" in page
    assert 'aria-describedby=" mistake-proposed"' in page.replace("  ", " ")


@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize(
    "path",
    [
        *("/dataset/{}/discussions", "/dataset/{}/reports", "/dataset/{}/reuses", "/dataset/{}/taking-part"),
        *("/taking-part/new/discussion/{}", "/taking-part/new/report/{}?row=H1", "/happenings.atom?dataset={}"),
        "/taking-part/follow?kind=dataset&about={}",
    ],
)
def test_what_is_closed_is_as_what_is_not_there(path: str, hidden: str):
    absent, citizen = "so-mau--khong-co", signed_in(account())
    answers = [citizen.get(path.format(each)) for each in (hidden, absent)]
    assert [each.status_code for each in answers] == [404, 404]
    closed, gone = (
        each.content.decode().replace(name, "").replace(name.replace("--", "/"), "")
        for each, name in zip(answers, (hidden, absent), strict=True)
    )
    assert closed == gone


def test_a_reuse_of_closed_data_is_not_taken():
    citizen = signed_in(account())
    told = {"title": "Một ứng dụng", "text": "x", "link": "https://example.vn/", "use": "map"}
    answers = [
        citizen.post("/taking-part/new/reuse", form(**told, datasets=f"{OPEN}, {name}")).content.decode()
        for name in (HIDDEN[0], "so-mau--khong-co")
    ]
    assert all("Không có bộ dữ liệu mở" in each for each in answers)


def test_what_is_about_data_that_was_closed_is_gone(client: Client):
    citizen = signed_in(account())
    numbers = {kind: begin(kind, citizen) for kind in ("discussion", "report")}
    from kho.web.participation.models import Matter

    Matter.objects.filter(pk__in=numbers.values()).update(dataset=HIDDEN[0].replace("--", "/"))
    for kind, number in numbers.items():
        assert client.get(f"/{KINDS[kind]}/{number}").status_code == 404
        assert citizen.get(f"/taking-part/{number}").status_code == 404
        assert "zqx" not in steward().get(f"/work/participation/{number}").content.decode().replace(HIDDEN[0], "")
        assert client.get(f"/happenings.atom?matter={number}").status_code == 404


def test_a_reuse_is_seen_once_it_is_listed(client: Client):
    citizen = signed_in(account())
    number = begin("reuse", citizen, title="Bản đồ trường zk")
    assert client.get(f"/reuses/{number}").status_code == 404
    assert client.get("/reuses/99999").content == client.get(f"/reuses/{number}").content.replace(
        b"%d" % number, b"99999"
    )
    assert signed_in(account()).get(f"/taking-part/{number}").status_code == 404
    assert citizen.get(f"/taking-part/{number}").status_code == 200
    assert "zk" not in client.get("/happenings.atom").content.decode()
    assert steward().post(f"/work/participation/{number}/move", {"to": "listed", "why": ""}).status_code == 302
    assert client.get(f"/reuses/{number}").status_code == 200
    assert "Bản đồ trường zk" in client.get(f"/dataset/{OPEN}/taking-part").content.decode()


def test_a_contribution_is_for_its_author_and_the_agency(client: Client):
    citizen = signed_in(account())
    number = begin("contribution", citizen, title="Các chợ zt", agency="so-mau")
    assert client.get(f"/contributions/{number}").status_code == 404
    assert "chợ.csv" in citizen.get(f"/taking-part/{number}").content.decode()
    assert signed_in(account()).get(f"/work/participation/{number}/file").status_code == 403
    taken = steward().get(f"/work/participation/{number}/file")
    assert b"".join(taken) == "Mã,Tên\n1,Chợ Mẫu\n".encode()
    assert taken["Content-Disposition"].startswith("attachment")
    assert taken["Content-Type"] == "application/octet-stream"


def test_a_contribution_is_handed_over_to_be_checked_as_any_delivery():
    from kho.web.deliveries.models import Delivery

    number = begin("contribution", signed_in(account()), agency="so-mau")
    path = f"/work/participation/{number}/hand-over"
    assert signed_in(account()).post(path, {"dataset": OPEN}).status_code == 403
    assert signed_in(account(("steward", "ubnd-tinh"))).post(path, {"dataset": OPEN}).status_code == 403
    assert steward().post(path, {"dataset": "so-mau/khong-co"}).status_code == 422
    answer = steward().post(path, {"dataset": "so-mau/truong-hoc"})
    assert answer.status_code == 302
    delivery = Delivery.objects.get(key=answer["Location"].rpartition("/")[2])
    assert (delivery.name, delivery.dataset, delivery.state) == ("chợ.csv", "so-mau/truong-hoc", "received")


@pytest.mark.parametrize(("name", "content"), [("x.exe", b"MZ"), ("rong.csv", b"")])
def test_a_file_that_is_no_data_is_not_taken(name: str, content: bytes):
    from django.core.files.uploadedfile import SimpleUploadedFile

    told = form(title="Dữ liệu", text="Mô tả", agency="", file=SimpleUploadedFile(name, content))
    answer = signed_in(account()).post("/taking-part/new/contribution", told)
    assert answer.status_code == 422
    assert "Mô tả" in answer.content.decode()


def test_a_file_that_is_too_large_is_read_no_further(monkeypatch: pytest.MonkeyPatch):
    from django.core.files.uploadedfile import SimpleUploadedFile

    from kho.web.participation import files

    monkeypatch.setattr(files, "MOST_BYTES", 100_000)
    told = form(title="Dữ liệu", text="Mô tả", agency="", file=SimpleUploadedFile("a.csv", b"a" * 300_000))
    assert signed_in(account()).post("/taking-part/new/contribution", told).status_code == 413


def test_answers_of_the_agency_say_so(client: Client):
    number = begin("discussion", signed_in(account()))
    other = signed_in(account(name="Ông Thử"))
    assert other.post(f"/taking-part/{number}/say", form(text="Tôi cũng hỏi vậy.")).status_code == 302
    assert steward().post(f"/work/participation/{number}/answer", {"text": "Sở xin trả lời."}).status_code == 302
    page = client.get(f"/discussions/{number}").content.decode()
    assert page.count("Cơ quan trả lời</span>") == 1
    assert page.index("Cơ quan trả lời</span>") < page.index("Sở xin trả lời.")
    assert page.index("Tôi cũng hỏi vậy.") < page.index("Cơ quan trả lời</span>")


def test_ones_own_words_can_be_changed_for_some_minutes():
    from datetime import UTC, datetime, timedelta

    from kho.web.participation.models import Comment

    who = signed_in(account())
    number = begin("discussion", who)
    who.post(f"/taking-part/{number}/say", form(text="Lần một"))
    comment = Comment.objects.get(matter=number)
    edit = f"/taking-part/{number}/said/{comment.pk}"
    assert signed_in(account()).post(edit, form(text="của người khác")).status_code == 404
    assert who.post(edit, form(text="Lần hai")).status_code == 302
    comment.refresh_from_db()
    assert (comment.text, comment.edited is not None) == ("Lần hai", True)
    Comment.objects.filter(pk=comment.pk).update(said=datetime.now(UTC) - timedelta(hours=1))
    assert who.post(edit, form(text="Lần ba")).status_code == 409


def test_a_closed_discussion_takes_no_more():
    who = signed_in(account())
    number = begin("discussion", who)
    assert signed_in(account()).post(f"/taking-part/{number}/close").status_code == 404
    assert who.post(f"/taking-part/{number}/close").status_code == 302
    answer = who.post(f"/taking-part/{number}/say", form(text="Thêm nữa"))
    assert answer.status_code == 422
    assert "đã đóng" in answer.content.decode()
    assert who.post(f"/taking-part/{number}/close").status_code == 409


def test_reading_sets_no_cookie_and_may_be_kept_for_seconds(client: Client):
    number = begin("request", signed_in(account()))
    for path in ("/requests", f"/requests/{number}", "/reuses", f"/dataset/{OPEN}/discussions", "/happenings.atom"):
        answer = client.get(path)
        assert (answer.status_code, answer.cookies) == (200, {})
        assert answer["Cache-Control"] == "public, max-age=5" or answer["Cache-Control"] == "max-age=5, public"
        assert "cookie" not in answer.get("Vary", "").lower()


def test_what_is_ones_own_is_kept_by_no_cache():
    who = signed_in(account())
    for path in ("/taking-part", "/taking-part/follow", "/en/taking-part/new/request"):
        answer = who.get(path)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_the_inbox_has_what_waits_for_ones_agency():
    number = begin("report", signed_in(account()), text="inbox-zv")
    link = f"/work/participation/{number}"
    assert link in steward().get("/work/participation?kind=report").content.decode()
    assert link not in steward("ubnd-tinh").get("/work/participation?kind=report").content.decode()
    assert signed_in(account()).get("/work/participation").status_code == 403
    assert signed_in(account(("leader", "so-mau"))).get("/work/participation").status_code == 403


def test_everything_done_is_audited():
    from kho.web.audit.models import AuditEntry

    who = account()
    number = begin("request", signed_in(who), agency="so-mau")
    worker = account(("steward", "so-mau"))
    signed_in(worker).post(f"/work/participation/{number}/move", {"to": "preparing", "why": "đang gom"})
    found = AuditEntry.objects.filter(about=f"request {number}").order_by("id")
    assert [(each.who, each.what) for each in found] == [
        (who.email, "participation.request.begin"),
        (worker.email, "participation.request.move"),
    ]
    assert found[1].before == {"state": "asked", "agency": "so-mau", "dataset": ""}
    assert found[1].agency == "so-mau"


def test_what_waits_for_an_answer_stands_on_the_first_page_of_who_answers():
    begin("discussion", signed_in(account()))
    told = "việc người dân chờ trả lời"
    assert told in signed_in(account(("steward", "so-mau"))).get("/work").content.decode()
    for other in (account(("viewer", "so-mau")), account()):
        assert told not in signed_in(other).get("/work").content.decode()
