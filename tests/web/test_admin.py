"""Django's admin: staff alone, on record, by our door; and Django's checks of unsafe settings."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client
from tests.web.other_settings import province_settings
from tests.web.people import signed_in, somebody

from kho.province.folder import load
from kho.province.settings import AccountSettings, MailSettings, ProviderSettings, StorageSettings
from kho.web.configuration import Configuration


@pytest.fixture
def staff(portal: None) -> Client:  # noqa: ARG001  it must be there
    return signed_in(somebody(is_staff=True, is_superuser=True))


def test_the_door_is_ours(client: Client, staff: Client):
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/account/login/")
    assert signed_in(somebody("administrator", "")).get("/admin/", follow=True).status_code == 403
    assert staff.get("/admin/").status_code == 200


def test_staff_need_a_second_factor_where_it_is_asked_for(staff: Client):
    with province_settings(accounts=AccountSettings(second_factor="required")):
        answer = staff.get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0] == "/account/2fa/"


def test_pages_keep_the_content_security_policy(staff: Client):
    for path in ("/admin/", "/admin/accounts/account/", "/admin/accounts/account/add/", "/admin/mail/letter/"):
        answer = staff.get(path)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert 'style="' not in page
        assert "onclick=" not in page
        assert answer.headers["Cache-Control"]


def test_what_is_changed_there_is_on_record(staff: Client):
    from kho.web.audit.models import AuditEntry

    account = somebody()
    sent = {"email": account.email, "name": "Tên khác"}
    assert staff.post(f"/admin/accounts/account/{account.pk}/change/", sent).status_code == 302
    [entry] = AuditEntry.objects.filter(what="admin.change", about__contains="Tên khác")
    assert "is_active" in str(entry.after) or "active" in str(entry.after).lower()


def test_nobody_changes_the_record_there(staff: Client):
    from kho.web.audit.models import AuditEntry

    entry = AuditEntry.objects.first()
    assert entry is not None
    assert staff.post(f"/admin/audit/auditentry/{entry.pk}/delete/").status_code == 403
    assert staff.post(f"/admin/audit/auditentry/{entry.pk}/change/", {"who": "x"}).status_code == 403


OIDC = ProviderSettings(issuer="http://dang-nhap.example.vn", client_id="kho", agencies={"X": "khong-co"})
SAFE_MAIL = MailSettings(host="smtp.example.vn")


@pytest.mark.parametrize(
    ("address", "sections", "codes"),
    [
        ("https://dulieu.example.vn", {"mail": SAFE_MAIL, "accounts": AccountSettings()}, []),
        ("http://localhost:8000", {}, []),
        ("http://dulieu.example.vn", {"mail": SAFE_MAIL, "accounts": AccountSettings()}, ["kho.W001"]),
        ("https://dulieu.example.vn", {"accounts": AccountSettings()}, ["kho.W003"]),
        ("https://dulieu.example.vn", {"mail": SAFE_MAIL}, ["kho.W005"]),
        (
            "https://dulieu.example.vn",
            {"mail": MailSettings(host="smtp.example.vn", security="none"), "accounts": AccountSettings()},
            ["kho.W002"],
        ),
        (
            "https://dulieu.example.vn",
            {"mail": SAFE_MAIL, "accounts": AccountSettings(oidc=OIDC)},
            ["kho.W004", "kho.W008"],
        ),
        (
            "https://dulieu.example.vn",
            {"mail": SAFE_MAIL, "accounts": AccountSettings(), "storage": StorageSettings(warehouse="s3://kho/w")},
            ["kho.W007"],
        ),
    ],
)
@pytest.mark.usefixtures("portal")
def test_what_is_unsafe_is_told_by_number(
    province: Path, tmp_path: Path, address: str, sections: dict[str, object], codes: list[str]
):
    from kho.web.accounts.safety import unsafe

    read, _ = load(province)
    changed = replace(read, settings=replace(read.settings, **sections))
    configuration = Configuration(folder=province, state=tmp_path, address=address)
    configuration.secret_key()
    assert [each.code for each in unsafe(configuration, changed)] == codes


@pytest.mark.usefixtures("portal")
def test_a_key_that_others_can_read_is_told(province: Path, tmp_path: Path):
    from kho.web.accounts.safety import unsafe

    configuration = Configuration(folder=province, state=tmp_path, address="http://localhost:8000")
    configuration.secret_key()
    (configuration.own / "secret-key").chmod(0o640)
    assert [each.code for each in unsafe(configuration, load(province)[0])] == ["kho.W006"]


@pytest.mark.usefixtures("portal")
def test_django_tells_it_too():
    from django.core.checks import run_checks

    told = [each for each in run_checks(include_deployment_checks=True) if each.id.startswith("kho.")]
    assert {each.id for each in told} >= {"kho.W001", "kho.W005"}
    assert all(each.hint for each in told)
