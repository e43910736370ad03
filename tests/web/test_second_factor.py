"""Second factors: an app's code, recovery codes, and who gets nowhere without."""

import base64
import hmac
import re
import struct
import time
from collections.abc import Iterator
from hashlib import sha1

import pytest
from django.test import Client
from tests.web.other_settings import province_settings
from tests.web.people import PASSWORD, letters_to, signed_in, somebody

from kho.province.settings import AccountSettings


@pytest.fixture(autouse=True)
def _no_limits_of_earlier_tests(portal: None) -> None:  # noqa: ARG001  it must be there
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def required() -> Iterator[None]:
    with province_settings(accounts=AccountSettings(second_factor="required")):
        yield


def code_of(secret: str, step: int = 0) -> str:
    """The code of an app (RFC 6238): SHA-1, 30 seconds, six digits."""
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.new(base64.b32decode(secret), counter, sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def sign_in(client: Client, email: str) -> str:
    answer = client.post("/account/login/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def set_up(client: Client) -> str:
    """Turn an app on, which asks for the password once more; its secret."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    answer = client.get("/account/2fa/totp/activate/")
    assert answer.status_code == 200, answer.headers
    page = answer.content.decode()
    found = re.search(r'<p class="secret">([A-Z2-7]+)</p>', page)
    assert found is not None
    assert 'src="data:image/svg+xml;base64,' in page
    answer = client.post("/account/2fa/totp/activate/", {"code": code_of(found[1])})
    assert answer.headers["Location"] == "/account/2fa/recovery-codes/"
    return found[1]


def test_an_app_is_set_up_and_asked_for_from_then_on(client: Client):
    account = somebody()
    sign_in(client, account.email)
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    client.get("/account/2fa/totp/activate/")
    wrong = client.post("/account/2fa/totp/activate/", {"code": "000000"})
    assert "Mã không đúng hoặc đã hết hạn." in wrong.content.decode()
    secret = set_up(client)
    assert letters_to(account.email)[-1].subject.startswith("Ứng dụng xác thực đã bật")
    client.post("/account/logout/")
    assert sign_in(client, account.email) == "/account/2fa/authenticate/"
    assert client.get("/account/me").status_code == 302
    assert "Mã không đúng" in client.post("/account/2fa/authenticate/", {"code": "123456"}).content.decode()
    assert client.post("/account/2fa/authenticate/", {"code": code_of(secret, 1)}).status_code in {200, 302}
    if client.get("/account/me").status_code != 200:  # the app's clock may be a step ahead, not two
        client.post("/account/2fa/authenticate/", {"code": code_of(secret)})
    assert client.get("/account/me").status_code == 200


def test_a_recovery_code_is_good_once(client: Client):
    account = somebody()
    sign_in(client, account.email)
    set_up(client)
    page = client.get("/account/2fa/recovery-codes/").content.decode()
    codes = re.findall(r"<li><code>([^<]+)</code></li>", page)
    assert len(codes) == 10
    told = client.get("/account/2fa/recovery-codes/download/").content.decode()
    assert told.split() == codes
    outcomes = []
    for _ in range(2):
        client.post("/account/logout/")
        sign_in(client, account.email)
        client.post("/account/2fa/authenticate/", {"code": codes[0]})
        outcomes.append(client.get("/account/me").status_code)
    assert outcomes == [200, 302]


def test_the_secret_of_an_app_is_not_readable_in_the_database(client: Client):
    from allauth.mfa.models import Authenticator

    account = somebody()
    sign_in(client, account.email)
    secret = set_up(client)
    kept = [str(each.data) for each in Authenticator.objects.filter(user=account)]
    assert kept
    assert not any(secret in each for each in kept)


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("role", ["engineer", "security_officer", "administrator"])
def test_a_guarded_role_without_one_gets_nothing_but_the_page_to_set_it_up(client: Client, role: str):
    account = somebody(role)
    sign_in(client, account.email)
    for path in ("/work", "/work/people", "/work/audit", "/account/me", "/work/deliveries"):
        assert client.get(path).headers["Location"] == "/account/2fa/", path
    page = client.get("/account/2fa/").content.decode()
    assert "Vai trò của bạn mở được những gì mật khẩu bị lộ không được phép mở." in page
    set_up(client)
    assert client.get("/work").status_code == 200


@pytest.mark.usefixtures("required")
@pytest.mark.parametrize("role", [None, "viewer", "steward", "leader"])
def test_the_other_roles_need_none(role: str | None):
    assert signed_in(somebody(role)).get("/work").status_code == 200


@pytest.mark.usefixtures("required")
def test_who_takes_the_last_one_away_is_asked_for_it_again(client: Client):
    account = somebody("administrator")
    sign_in(client, account.email)
    set_up(client)
    assert client.post("/account/2fa/totp/deactivate/").status_code == 302
    assert client.get("/work").headers["Location"] == "/account/2fa/"


def test_where_the_province_leaves_it_open_a_password_is_enough():
    assert signed_in(somebody("administrator")).get("/work/people").status_code == 200


def test_setting_one_up_asks_for_the_password_once_more():
    account = somebody()
    answer = signed_in(account).get("/account/2fa/totp/activate/")
    assert answer.headers["Location"].startswith("/account/reauthenticate/")
