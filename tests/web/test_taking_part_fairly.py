"""Limits, hostile texts, what is taken down: people write freely, and nobody spoils it for the others."""

import time

import pytest
from django.test import Client
from tests.web.invented import OPEN
from tests.web.taking_part import account, form, number_of, signed_in

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


@pytest.fixture(autouse=True)
def _portal(portal: None) -> None:
    """Django is set up."""


def ask(citizen: Client, title: str = "Danh sách chợ", text: str = "Để biết giá.", **more: str) -> int:
    return number_of(citizen.post("/taking-part/new/request", form(title=title, text=text, agency="so-mau", **more)))


def sent(citizen: Client, **fields: str) -> str:
    told = {"title": "Danh sách chợ", "text": "Để biết giá.", "agency": ""}
    answer = citizen.post("/taking-part/new/request", form(**{**told, **fields}))
    assert answer.status_code == 422
    return str(answer.content.decode())


def test_a_new_account_writes_less_often_than_another():
    from kho.web.participation.limiting import ACCOUNT, NEW_ACCOUNT

    new = signed_in(account(is_new=True))
    for _ in range(NEW_ACCOUNT.hour):
        ask(new)
    page = sent(new, text="chữ đã viết còn đây")
    assert "KHO" not in page
    assert "Bạn đã gửi nhiều lần" in page
    assert "chữ đã viết còn đây" in page
    other = signed_in(account())
    for _ in range(NEW_ACCOUNT.hour + 1):
        ask(other)
    assert NEW_ACCOUNT.hour < ACCOUNT.hour
    assert NEW_ACCOUNT.day < ACCOUNT.day


def test_a_network_address_is_counted_over_all_its_accounts(monkeypatch: pytest.MonkeyPatch):
    from kho.web.participation import limiting

    monkeypatch.setattr(limiting, "ADDRESS", limiting.Most(hour=3, day=3))
    several = [Client(SERVER_NAME="testserver", REMOTE_ADDR="192.0.2.77") for _ in range(4)]
    for client in several:
        client.force_login(account(), backend="allauth.account.auth_backends.AuthenticationBackend")
    for client in several[:3]:
        ask(client)
    assert "Bạn đã gửi nhiều lần" in sent(several[3])
    from kho.web.participation.models import Count

    assert not Count.objects.filter(who__contains="192.0.2.77").exists()


def test_what_is_not_taken_is_not_counted():
    from kho.web.participation.models import Count

    who = account()
    sent(signed_in(who), title="")
    assert not Count.objects.filter(who=f"account {who.pk}").exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"website": "https://spam.example"}, "ô ẩn"),
        ({"begun": "1.2:xyz"}, "lần nữa"),
        ({"begun": ""}, "lần nữa"),
        ({"title": ""}, "Điền ô này"),
        ({"title": "\u202e\u200b \n"}, "Điền ô này"),
        ({"title": "x" * 201}, "200 ký tự"),
        ({"text": "x" * 5001}, "5000 ký tự"),
        ({"text": "https://a.vn " * 11}, "10 trong một bài"),
        ({"agency": "khong-co"}, "trong danh sách"),
    ],
)
def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(fields: dict[str, str], said: str):
    page = sent(signed_in(account()), **fields)
    assert said in page
    assert 'role="alert"' in page
    assert "Danh sách chợ" in page or "Để biết giá." in page


def test_a_form_sent_at_once_is_no_persons():
    from kho.web.participation.humans import begun

    page = sent(signed_in(account()), begun=begun(time.time()))
    assert "Gửi nhanh quá" in page


def test_a_new_account_has_one_link():
    new = signed_in(account(is_new=True))
    assert "nhiều nhất 1" in sent(new, text="https://a.vn và www.b.vn")
    ask(new, text="https://a.vn")


@pytest.mark.parametrize("lang", ["", "/en"])
def test_scripts_are_text_wherever_they_stand(client: Client, lang: str):
    who = signed_in(account(name=SCRIPT))
    number = ask(who, title=SCRIPT, text=f'{SCRIPT} javascript:alert(3) https://a.vn/"onmouseover=alert(4)')
    who.post(f"/taking-part/{number}/say", form(text=SCRIPT))
    steward = signed_in(account(("steward", "so-mau")))
    pages = [
        *(
            client.get(f"{lang}/requests"),
            client.get(f"{lang}/requests/{number}"),
            client.get(f"{lang}/requests?q=<script>"),
        ),
        *(who.get(f"{lang}/taking-part/{number}"), who.get(f"{lang}/taking-part"), client.get("/happenings.atom")),
        *(steward.get(f"{lang}/work/participation"), steward.get(f"{lang}/work/participation/{number}")),
    ]
    for page in pages:
        told = page.content.decode()
        assert "<script>alert" not in told
        assert "<img src=x" not in told
        assert 'href="javascript:' not in told
        assert "onmouseover=alert(4)&quot;" not in told.replace('"', "&quot;") or '"onmouseover' not in told


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("a\u202egnp.exe\u202c", "agnp.exe"),
        ("a\u200b\u2066b\u2069\ufeff", "ab"),
        ("A\u030a", "Å"),
        ("Z" + "\u0300" * 60, "Z̀̀̀"),
        ("x\x00y\x07", "xy"),
        ("một\r\n\r\n\r\n\r\nhai  ", "một\n\nhai"),
        ("\U000e0041tag", "tag"),
        ("đường 🏳️‍🌈", "đường 🏳️‍🌈"),
    ],
)
def test_marks_that_nobody_sees_are_taken_out(written: str, kept: str):
    from kho.web.participation.texts import cleaned

    assert cleaned(written) == kept


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "xem https://a.vn/b?c=1&d=2.",
            'xem <a href="https://a.vn/b?c=1&amp;d=2" rel="nofollow ugc noopener noreferrer">a.vn/b?c=1&amp;d=2</a>.',
        ),
        ("(https://a.vn/x)", '(<a href="https://a.vn/x" rel="nofollow ugc noopener noreferrer">a.vn/x</a>)'),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("https://a.vn<b>", '<a href="https://a.vn" rel="nofollow ugc noopener noreferrer">a.vn</a>&lt;b&gt;'),
    ],
)
def test_addresses_become_links_that_nobody_vouches_for(text: str, html: str):
    from kho.web.participation.texts import linked

    assert linked(text) == f'<p dir="auto">{html}</p>'


def test_lines_and_paragraphs_stay():
    from kho.web.participation.texts import linked

    assert linked("a\nb\n\nc") == '<p dir="auto">a<br>b</p><p dir="auto">c</p>'


def test_what_is_taken_down_is_seen_by_its_author_alone_with_the_reason(client: Client):
    from kho.web.audit.models import AuditEntry

    who = signed_in(account())
    number = ask(who, title="Quảng cáo zx")
    steward, other = signed_in(account(("steward", "so-mau"))), signed_in(account())
    hide = f"/work/participation/{number}/hide"
    assert other.post(hide, {"why": "x"}).status_code == 403
    assert signed_in(account(("steward", "ubnd-tinh"))).post(hide, {"why": "x"}).status_code == 403
    assert steward.post(hide, {"why": ""}).status_code == 422
    assert steward.post(hide, {"why": "Đây là quảng cáo."}).status_code == 302
    assert client.get(f"/requests/{number}").status_code == 404
    assert other.get(f"/taking-part/{number}").status_code == 404
    assert "zx" not in client.get("/requests").content.decode() + client.get("/happenings.atom").content.decode()
    assert "Đây là quảng cáo." in who.get(f"/taking-part/{number}").content.decode()
    assert "Đây là quảng cáo." in who.get("/taking-part").content.decode()
    assert steward.post(f"/work/participation/{number}/restore").status_code == 302
    assert client.get(f"/requests/{number}").status_code == 200
    told = AuditEntry.objects.filter(about=f"request {number}").values_list("what", flat=True)
    assert {"participation.hide", "participation.restore"} <= {*told}


def test_one_message_is_taken_down(client: Client):
    from kho.web.participation.models import Comment

    number = ask(signed_in(account()))
    rude = signed_in(account())
    rude.post(f"/taking-part/{number}/say", form(text="Lời thô zr"))
    comment = Comment.objects.get(matter=number)
    steward = signed_in(account(("steward", "so-mau")))
    sent = {"comment": str(comment.pk), "why": "Xúc phạm"}
    assert steward.post(f"/work/participation/{number}/hide", sent).status_code == 302
    page = client.get(f"/requests/{number}").content.decode()
    assert "zr" not in page
    assert "Lời này đã được gỡ." in page
    assert "Xúc phạm" not in page
    assert "Xúc phạm" in rude.get("/taking-part").content.decode()
    assert "zr" not in client.get(f"/happenings.atom?matter={number}").content.decode()


def test_abuse_is_reported_and_looked_at():
    number = ask(signed_in(account()))
    assert (
        signed_in(account()).post(f"/taking-part/{number}/complain", form(why="Lộ điện thoại của zoe")).status_code
        == 302
    )
    steward = signed_in(account(("steward", "so-mau")))
    assert "điện thoại của zoe" in steward.get("/work/participation").content.decode()
    from kho.web.participation.models import Complaint

    complaint = Complaint.objects.get(matter=number)
    assert steward.post(f"/work/participation/{number}/complaint/{complaint.pk}").status_code == 302
    assert "điện thoại của zoe" not in steward.get("/work/participation").content.decode()


def test_who_is_kept_from_writing_writes_nothing_and_reads_why():
    who = account()
    citizen = signed_in(who)
    number = ask(citizen)
    block = f"/work/participation/{number}/block"
    assert signed_in(account(("steward", "so-mau"))).post(block, {"why": "x"}).status_code == 403
    ours = signed_in(account(("steward", "")))
    assert ours.post(block, {"why": "Gửi rác nhiều lần"}).status_code == 302
    assert "Gửi rác nhiều lần" in sent(citizen)
    assert citizen.post(f"/taking-part/{number}/vote", {"for": "yes"}).status_code == 403
    assert citizen.post(f"/taking-part/{number}/say", form(text="nữa")).status_code == 422
    assert "Gửi rác nhiều lần" in citizen.get("/taking-part").content.decode()
    assert ours.post(f"/work/participation/{number}/lift").status_code == 302
    ask(citizen)


def test_a_form_of_another_site_is_refused():
    strict = Client(SERVER_NAME="testserver", enforce_csrf_checks=True)
    strict.force_login(account(), backend="allauth.account.auth_backends.AuthenticationBackend")
    for path in ("/taking-part/new/request", "/taking-part/new/contribution", "/taking-part/follow"):
        assert strict.post(path, form(title="x", text="y", agency="", kind="dataset", about=OPEN)).status_code == 403


def test_many_writers_at_once_are_all_counted():
    """In one transaction with what is written: two that come together count as two."""
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    from kho.web.participation.models import Matter

    who = account()

    def write(number: int) -> int:
        try:
            citizen = signed_in(who)
            told = form(title=f"Cùng lúc {who.pk} {number}", text="x", agency="")
            return citizen.post("/taking-part/new/request", told).status_code
        finally:
            connections.close_all()

    from kho.web.participation.limiting import ACCOUNT

    with ThreadPoolExecutor(4) as pool:
        answers = [*pool.map(write, range(ACCOUNT.hour + 4))]
    assert answers.count(302) == Matter.objects.filter(author=who).count() == ACCOUNT.hour
    assert answers.count(422) == 4
