"""Sign-in by the province's service: a real server of OpenID Connect, whose claims give roles at each sign-in."""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from django.test import Client
from tests.web.other_settings import province_settings
from tests.web.people import AGENCY, OTHER_AGENCY, letters_to, new_address, somebody

from kho.province.settings import AccountSettings, ProviderSettings, SecretName

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of a library of that server, which it will follow
    import oidc_provider_mock


@dataclass(kw_only=True)
class Service:
    """The province's service; `tell` what it says of somebody from now on."""

    address: str

    def tell(self, sub: str, **claims: Any) -> None:
        assert httpx.put(f"{self.address}/users/{sub}", json=claims).is_success

    def settings(self) -> ProviderSettings:
        return ProviderSettings(
            issuer=self.address,
            client_id="kho",
            client_secret=SecretName("sso"),
            name="Một cửa",
            agency_claim="unit",
            role_claim="post",
            agencies={"Sở Mẫu": AGENCY, "Toàn tỉnh": "*"},
            roles={"Chuyên viên": "steward"},
        )


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def service(
    portal: None,  # noqa: ARG001  it must be there
    server: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Service]:
    monkeypatch.setenv("KHO_SECRET_SSO", "bi mat")
    service = Service(address=server)
    with province_settings(accounts=AccountSettings(second_factor="optional", oidc=service.settings())):
        yield service


def sign_in(service: Service, sub: str) -> Client:
    """The way of a browser: our button, the service's form, back to us."""
    client = Client(SERVER_NAME="testserver")
    page = client.get("/account/login/")
    assert "Đăng nhập bằng Một cửa" in page.content.decode()
    assert f"form-action 'self' {service.address};" in page.headers["Content-Security-Policy"]
    answer = client.post("/account/oidc/sso/login/?process=login")
    there = answer.headers["Location"]
    assert there.startswith(service.address)
    assert "code_challenge_method=S256" in there
    back = urlsplit(httpx.post(there, data={"sub": sub}).headers["Location"])
    assert back.path == "/account/oidc/sso/login/callback/"
    client.get(f"{back.path}?{back.query}", follow=True)
    return client


def roles(email: str) -> list[tuple[str, str, bool]]:
    from kho.web.accounts.models import Membership

    return list(Membership.objects.filter(account__email=email).values_list("agency", "role", "by_claim"))


def test_somebody_new_gets_an_account_with_name_and_role(service: Service):
    from kho.web.audit.models import AuditEntry

    email = new_address("sso")
    service.tell("mot", email=email, email_verified=True, name="Người Một", unit="Sở Mẫu", post=["Chuyên viên"])
    page = sign_in(service, "mot").get("/account/me").content.decode()
    assert "Người Một" in page
    assert roles(email) == [(AGENCY, "steward", True)]
    told = AuditEntry.objects.filter(about=email, what="account.role-given").get()
    assert (told.agency, told.after) == (AGENCY, {"role": "steward", "by": "claim"})


def test_roles_follow_the_claims_at_each_sign_in_and_those_given_by_hand_stay(service: Service):
    from kho.web.accounts.models import Account, Membership

    email = new_address("sso")
    told = {"email": email, "email_verified": True, "unit": "Sở Mẫu"}
    service.tell("hai", **told, post="Chuyên viên")
    sign_in(service, "hai")
    account = Account.objects.get(email=email)
    Membership.objects.create(account=account, agency=OTHER_AGENCY, role="viewer")
    service.tell("hai", **told | {"unit": ["Toàn tỉnh"]}, post="leader")
    sign_in(service, "hai")
    assert sorted(roles(email)) == [("", "leader", True), (OTHER_AGENCY, "viewer", False)]
    service.tell("hai", email=email, email_verified=True)
    sign_in(service, "hai")
    assert roles(email) == [(OTHER_AGENCY, "viewer", False)]


def test_words_that_mean_nothing_give_nothing(service: Service):
    email = new_address("sso")
    service.tell("ba", email=email, email_verified=True, unit=["Sở Lạ", "*khong"], post=["root", "steward"])
    sign_in(service, "ba")
    assert roles(email) == []


def test_a_verified_address_signs_in_to_the_account_that_has_it(service: Service):
    account = somebody("viewer")
    service.tell("bon", email=account.email, email_verified=True)
    assert account.email in sign_in(service, "bon").get("/account/me").content.decode()
    assert roles(account.email) == [(AGENCY, "viewer", False)]


@pytest.mark.parametrize("verified", [False, "true", None])
def test_an_address_that_is_not_verified_takes_over_no_account(service: Service, verified: object):
    account, sub = somebody("administrator"), f"nam-{verified}"
    service.tell(sub, email=account.email, unit="Sở Mẫu", post="Chuyên viên", email_verified=verified)
    client = sign_in(service, sub)
    assert client.get("/account/me").status_code == 302
    assert client.post("/account/confirm-email/", {"code": "ABCDEF"}).status_code in {200, 302}
    assert client.get("/account/me").status_code == 302
    assert letters_to(account.email)[-1].subject.startswith("Bạn đã có tài khoản")
    assert roles(account.email) == [(AGENCY, "administrator", False)]


def test_a_service_that_does_not_answer_is_told_in_our_words(service: Service):
    away = replace(service.settings(), issuer="http://localhost:9")
    with province_settings(accounts=AccountSettings(oidc=away)):
        page = Client(SERVER_NAME="testserver").post("/account/oidc/sso/login/?process=login")
    assert page.status_code == 503
    assert "Dịch vụ đăng nhập không trả lời." in page.content.decode()


def test_without_a_service_there_is_no_button(client: Client):
    assert "oidc" not in client.get("/account/login/").content.decode()
    assert client.post("/account/oidc/sso/login/").status_code == 404
