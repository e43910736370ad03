"""Signing up, in and out; passwords and addresses: in both languages, with errors beside the fields."""

import re
from pathlib import Path

import pytest
from django.test import Client
from tests.web.people import PASSWORD, code_in, letters_to, new_address, signed_in, somebody


@pytest.fixture(autouse=True)
def _no_limits_of_earlier_tests(portal: None) -> None:  # noqa: ARG001  it must be there
    from django.core.cache import cache

    cache.clear()


def sign_up(client: Client, email: str, password: str = PASSWORD, prefix: str = ""):
    sent = {"name": "Người thử", "email": email, "password1": password}
    return client.post(f"{prefix}/account/signup/", sent)


def test_a_citizen_signs_up_confirms_the_address_by_a_code_and_is_in(client: Client):
    email = new_address()
    answer = sign_up(client, email)
    assert answer.status_code == 302
    assert client.get("/account/me").status_code == 302, "not before the address is confirmed"
    [letter] = letters_to(email)
    assert letter.subject.startswith("Mã xác nhận hộp thư")
    assert client.post("/account/confirm-email/", {"code": "XXXXXX"}).status_code == 200
    assert client.post("/account/confirm-email/", {"code": code_in(letter)}).status_code == 302
    page = client.get("/account/me").content.decode()
    assert email in page
    assert "Bạn chưa có vai trò ở cơ quan nào" in page


def test_who_signs_up_in_english_gets_an_english_mail(client: Client):
    email = new_address()
    sign_up(client, email, prefix="/en")
    [letter] = letters_to(email)
    assert letter.subject.startswith("Code to confirm your address")
    assert "Type it into the page" in letter.body


@pytest.mark.parametrize(("prefix", "told"), [("", "Bạn đã đăng nhập: "), ("/en", "You are signed in: ")])
def test_who_signs_in_is_told_so_in_the_language_of_the_page(client: Client, prefix: str, told: str):
    account = somebody("steward")
    page = client.post(
        f"{prefix}/account/login/?next={prefix}/work", {"login": account.email, "password": PASSWORD}, follow=True
    )
    assert f"{told}{account}." in page.content.decode()


def test_what_the_sign_in_library_says_is_said_in_both_languages():
    """Its own sentences are in no Vietnamese: each that can be shown here has one of ours in its place."""
    import allauth
    from django.template.loader import get_template

    inside = Path(allauth.__file__).parent / "templates"
    named = [str(each.relative_to(inside)) for each in inside.glob("*/messages/*.txt")]
    theirs = [name for name in named if get_template(name).template.origin.name.startswith(str(inside))]
    assert len(named) > 15
    assert [name for name in theirs if not re.search("phone|login_code", name)] == []


@pytest.mark.parametrize(
    ("prefix", "password", "told"),
    [
        ("", "ngan", "Mật khẩu này ngắn quá: cần ít nhất 10 ký tự."),
        ("/en", "short", "This password is too short: 10 characters at least."),
        ("", "1234567890", "Mật khẩu này nhiều người dùng nên dễ đoán."),
        ("/en", "1234567890", "Many people use this password"),
    ],
)
def test_a_bad_password_is_told_beside_its_field_and_what_was_typed_is_kept(
    client: Client, prefix: str, password: str, told: str
):
    email = new_address()
    page = sign_up(client, email, password, prefix).content.decode()
    assert told in page
    assert f'value="{email}"' in page
    assert 'aria-describedby="id_password1_helptext id_password1_error"' in page
    assert 'id="id_password1_error"' in page
    assert 'role="alert"' in page
    assert letters_to(email) == []


def test_who_has_an_account_already_is_told_by_mail_and_nobody_else_is(client: Client):
    known, new = somebody(), new_address()
    answers = [sign_up(client, email) for email in (known.email, new)]
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert letters_to(known.email)[-1].subject.startswith("Bạn đã có tài khoản")


@pytest.mark.parametrize(("prefix", "told"), [("", "Hộp thư hoặc mật khẩu không đúng."), ("/en", "is wrong.")])
def test_a_wrong_password_does_not_tell_whether_there_is_an_account(client: Client, prefix: str, told: str):
    pages = [
        client.post(f"{prefix}/account/login/", {"login": email, "password": "khong phai dau"}).content.decode()
        for email in (somebody().email, new_address())
    ]
    assert all(told in page for page in pages)


def test_signing_in_and_out_is_on_record(client: Client):
    from kho.web.audit.models import AuditEntry

    account = somebody()
    client.post("/account/login/", {"login": account.email, "password": "khong phai dau"})
    client.post("/account/login/", {"login": account.email.upper(), "password": PASSWORD})
    assert client.get("/account/me").status_code == 200
    client.post("/account/logout/")
    assert client.get("/account/me").status_code == 302
    told = list(AuditEntry.objects.filter(about=account.email).order_by("id").values_list("what", flat=True))
    assert told == ["account.sign-in-refused", "account.sign-in", "account.sign-out"]


def test_who_tries_too_often_must_wait(client: Client):
    account = somebody()
    pages = [
        client.post("/account/login/", {"login": account.email, "password": "khong phai"}).content.decode()
        for _ in range(7)
    ]
    assert "Thử quá nhiều lần" in pages[-1]
    page = client.post("/account/login/", {"login": account.email, "password": PASSWORD})
    assert page.status_code == 200, "the right password does not help then"


def test_a_forgotten_password_is_set_anew_by_a_code_and_is_told_by_mail(client: Client):
    account = somebody()
    client.post("/account/password/reset/", {"email": account.email})
    [letter] = letters_to(account.email)
    answer = client.post("/account/password/reset/confirm/", {"code": code_in(letter)})
    assert answer.status_code == 302
    answer = client.post(answer.headers["Location"], {"password1": "mot cau khac cung dai"})
    assert answer.status_code == 302
    account.refresh_from_db()
    assert account.check_password("mot cau khac cung dai")
    assert letters_to(account.email)[-1].subject.startswith("Mật khẩu đã đặt lại")


def test_who_has_no_account_and_asks_for_a_new_password_is_told_by_mail_alone(client: Client):
    email = new_address()
    answer = client.post("/account/password/reset/", {"email": email})
    assert answer.status_code == 302
    [letter] = letters_to(email)
    assert "chưa có tài khoản" in letter.subject


def test_another_password_ends_the_other_sessions():
    account = somebody()
    here, elsewhere = signed_in(account), signed_in(account)
    assert elsewhere.get("/account/me").status_code == 200
    sent = {"oldpassword": PASSWORD, "password1": "mot cau khac cung dai"}
    assert here.post("/account/password/change/", sent).status_code == 302
    assert elsewhere.get("/account/me").status_code == 302
    assert here.get("/account/me").status_code == 200


def test_another_address_counts_once_its_code_is_typed():
    account, email = somebody(), new_address("moi")
    client = signed_in(account)
    assert client.post("/account/email/", {"email": email, "action_add": ""}).status_code == 302
    account.refresh_from_db()
    assert account.email != email
    client.post("/account/confirm-email/", {"code": code_in(letters_to(email)[-1])})
    account.refresh_from_db()
    assert account.email == email


def test_a_name_is_changed_and_the_record_has_both():
    from kho.web.audit.models import AuditEntry

    account = somebody()
    before = account.name
    assert signed_in(account).post("/account/me", {"name": "Tên mới"}).status_code == 302
    entry = AuditEntry.objects.filter(about=account.email, what="account.rename").get()
    assert (entry.before, entry.after) == ({"name": before}, {"name": "Tên mới"})


@pytest.mark.parametrize(
    "path",
    [
        *("/account/login/", "/account/signup/", "/account/password/reset/", "/account/me", "/account/email/"),
        *("/account/password/change/", "/account/2fa/", "/account/sessions/", "/account/logout/"),
        *("/account/2fa/totp/activate/", "/account/2fa/webauthn/", "/account/2fa/webauthn/add/"),
        *("/account/reauthenticate/", "/account/3rdparty/", "/account/password/set/", "/account/inactive/"),
    ],
)
def test_no_page_speaks_the_packages_english(path: str):
    """Words that only allauth's own templates and forms have."""
    anonymous = path in {"/account/login/", "/account/signup/", "/account/password/reset/", "/account/inactive/"}
    account = None if anonymous else somebody()
    if account is not None and path == "/account/password/set/":
        account.set_unusable_password()
        account.save()
    page = signed_in(account).get(path, follow=True)
    assert page.status_code == 200
    told = page.content.decode().partition("<main")[2].partition("</main>")[0]
    theirs = ("Email address", "Password (again)", "Sign In", "Remember", "Security Key", "Please", "Authenticator app")
    assert [word for word in theirs if word in told] == []
    assert "Content-Security-Policy" in page.headers
    assert 'style="' not in told


@pytest.mark.parametrize("path", ["/", "/en/dataset", "/quality", "/api/v1/datasets"])
def test_public_pages_look_at_no_session(path: str):
    from allauth.usersessions.models import UserSession

    account = somebody()
    client = signed_in(account)
    client.get("/account/me")
    seen = UserSession.objects.get(user=account).last_seen_at
    answer = client.get(path)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    assert "private" not in answer.headers.get("Cache-Control", "")
    assert account.email not in answer.content.decode()
    assert UserSession.objects.get(user=account).last_seen_at == seen
