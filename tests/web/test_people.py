"""Inviting people, giving and taking roles: within one's own agencies, never oneself out, all on record."""

from datetime import timedelta

import pytest
from django.test import Client
from tests.web.people import AGENCY, OTHER_AGENCY, PASSWORD, letters_to, new_address, signed_in, somebody


@pytest.fixture(autouse=True)
def _no_limits_of_earlier_tests(portal: None) -> None:  # noqa: ARG001  it must be there
    from django.core.cache import cache

    cache.clear()


def invite(by: Client, email: str, role: str = "steward", agency: str = AGENCY):
    return by.post("/work/people", {"email": email, "role": role, "agency": agency})


def link_in(email: str) -> str:
    [line] = [each for each in letters_to(email)[-1].body.splitlines() if each.startswith("http://testserver/")]
    return line.removeprefix("http://testserver")


def roles(email: str) -> list[tuple[str, str]]:
    from kho.web.accounts.models import Membership

    return list(Membership.objects.filter(account__email=email).values_list("agency", "role"))


def audited(email: str) -> list[str]:
    from kho.web.audit.models import AuditEntry

    return list(AuditEntry.objects.filter(about=email).order_by("id").values_list("what", flat=True))


def test_who_is_invited_signs_up_without_another_code_and_holds_the_role(client: Client):
    email = new_address("moi")
    invite(signed_in(somebody("administrator")), email)
    page = client.get(link_in(email), follow=True).content.decode()
    assert "Bạn được mời làm cán bộ phụ trách dữ liệu, Sở Mẫu." in page
    assert "Tạo tài khoản để nhận" in page
    sent = {"name": "Mới", "email": email, "password1": PASSWORD, "next": "/account/invitation"}
    answer = client.post("/account/signup/", sent)
    assert answer.headers["Location"] == "/account/invitation"
    assert "Nhận vai trò" in client.get("/account/invitation").content.decode()
    client.post("/account/invitation")
    assert roles(email) == [(AGENCY, "steward")]
    assert audited(email)[0] == "account.invite"
    assert audited(email)[-1] == "account.accept"


def test_a_link_is_good_once_and_only_its_digest_is_kept(client: Client):
    from kho.web.accounts.models import Invitation

    account = somebody()
    invite(signed_in(somebody("administrator")), account.email)
    link = link_in(account.email)
    token = link.rpartition("/")[2]
    kept = Invitation.objects.get(email=account.email)
    assert token not in [str(value) for value in vars(kept).values()]
    invited = signed_in(account)
    invited.get(link, follow=True)
    invited.post("/account/invitation")
    assert roles(account.email) == [(AGENCY, "steward")]
    assert client.get(link).status_code == 410


def test_somebody_else_cannot_accept(client: Client):  # noqa: ARG001
    email, other = new_address("moi"), somebody()
    invite(signed_in(somebody("administrator")), email)
    thief = signed_in(other)
    assert "Bạn đang đăng nhập là" in thief.get(link_in(email), follow=True).content.decode()
    assert thief.post("/account/invitation").status_code == 403
    assert roles(other.email) == roles(email) == []


def test_an_invitation_ends_after_a_week_or_when_it_is_withdrawn_or_sent_again(client: Client):
    from django.utils import timezone

    from kho.web.accounts.models import Invitation

    by = signed_in(somebody("administrator"))
    old, gone, again = (new_address("moi") for _ in range(3))
    for email in (old, gone, again):
        invite(by, email)
    Invitation.objects.filter(email=old).update(expires=timezone.now() - timedelta(seconds=1))
    former = link_in(again)
    by.post(f"/work/people/invitations/{Invitation.objects.get(email=gone).pk}/withdraw")
    by.post(f"/work/people/invitations/{Invitation.objects.get(email=again).pk}/again")
    assert [client.get(link).status_code for link in (link_in(old), link_in(gone), former, link_in(again))] == [
        *(410, 410, 410, 302)
    ]
    assert audited(gone) == ["account.invite", "account.invite-withdrawn"]


def test_what_somebody_invites_to_ends_with_their_own_right(client: Client):
    by, email = somebody("administrator"), new_address("moi")
    invite(signed_in(by), email)
    by.memberships.all().delete()
    assert client.get(link_in(email)).status_code == 410


def test_nobody_gives_a_role_for_an_agency_that_is_not_theirs():
    from kho.web.accounts.inviting import Asked
    from kho.web.accounts.inviting import invite as invite_by
    from kho.web.accounts.memberships import give
    from kho.web.accounts.permits import NotAllowedError
    from kho.web.accounts.roles import Role

    by, email, account = somebody("administrator"), new_address("moi"), somebody("viewer")
    for agency in (OTHER_AGENCY, "*"):
        page = invite(signed_in(by), email, "viewer", agency)
        assert page.status_code == 200
        assert 'id="id_agency_error"' in page.content.decode()
    for agency in (OTHER_AGENCY, ""):
        with pytest.raises(NotAllowedError):
            invite_by(by=by, who="test", asked=Asked(email=email, role=Role.VIEWER, agency=agency))
        with pytest.raises(NotAllowedError):
            give(by=by, account=account, agency=agency, role=Role.VIEWER)
    assert letters_to(email) == []
    assert roles(account.email) == [(AGENCY, "viewer")]


def test_roles_are_given_and_taken_with_before_and_after_on_record():
    from kho.web.audit.models import AuditEntry

    by, account = signed_in(somebody("administrator", "")), somebody("viewer")
    by.post(f"/work/people/{account.pk}", {"role": "leader", "agency": "*"})
    assert roles(account.email) == [("", "leader"), (AGENCY, "viewer")]
    by.post(f"/work/people/roles/{account.memberships.get(role='viewer').pk}/take")
    entries = AuditEntry.objects.filter(about=account.email).order_by("id")
    assert [(each.what, each.agency, each.before, each.after) for each in entries] == [
        ("account.role-given", "", {"roles": ["viewer so-mau"]}, {"roles": ["leader *", "viewer so-mau"]}),
        ("account.role-taken", AGENCY, {"roles": ["leader *", "viewer so-mau"]}, {"roles": ["leader *"]}),
    ]


def test_nobody_takes_away_their_own_last_role_of_administrator():
    account = somebody("administrator")
    mine = account.memberships.get()
    page = signed_in(account).post(f"/work/people/roles/{mine.pk}/take", follow=True).content.decode()
    assert "Đây là vai trò quản trị viên cuối cùng của chính bạn." in page
    assert roles(account.email) == [(AGENCY, "administrator")]


def test_an_administrator_of_an_agency_sees_its_people_and_their_roles_there_alone():
    from kho.web.accounts.models import Membership

    ours, theirs, citizen = somebody("viewer"), somebody("viewer", OTHER_AGENCY), somebody()
    Membership.objects.create(account=ours, agency=OTHER_AGENCY, role="leader")
    page = signed_in(somebody("administrator")).get(f"/work/people?q={ours.email}").content.decode()
    assert ours.email in page
    assert "lãnh đạo, " not in page.partition("<tbody>")[2]
    by = signed_in(somebody("administrator"))
    for other in (theirs, citizen):
        found = by.get(f"/work/people?q={other.email}").content.decode()
        assert "Không có ai tên hoặc hộp thư như vậy." in found
        assert by.get(f"/work/people/{other.pk}").status_code == 404


def test_a_form_that_is_wrong_keeps_what_was_typed():
    page = invite(signed_in(somebody("administrator")), "khong phai hop thu", "", AGENCY).content.decode()
    assert 'value="khong phai hop thu"' in page
    assert "Viết hộp thư dạng ten@co-quan.vn." in page
    assert 'href="#id_email"' in page


def test_who_keeps_watch_sees_and_ends_sessions_of_their_agency():
    from kho.web.audit.models import AuditEntry

    ours, theirs = somebody("viewer"), somebody("viewer", OTHER_AGENCY)
    sessions = {each.email: signed_in(each) for each in (ours, theirs)}
    for each in sessions.values():
        each.get("/account/me")
    officer = signed_in(somebody("security_officer"))
    page = officer.get(f"/work/sessions?q={ours.email}").content.decode()
    assert ours.email in page.partition("<tbody>")[2]
    assert theirs.email not in officer.get(f"/work/sessions?q={theirs.email}").content.decode().partition("<h1>")[
        2
    ].replace(f'value="{theirs.email}"', "")
    from allauth.usersessions.models import UserSession

    officer.post(f"/work/sessions/{UserSession.objects.get(user=ours).pk}/end")
    assert sessions[ours.email].get("/account/me").status_code == 302
    assert sessions[theirs.email].get("/account/me").status_code == 200
    assert AuditEntry.objects.get(about=ours.email, what="session.end").before["ip"] == "127.0.0.1"


def test_one_ends_all_other_sessions_of_ones_own():
    account = somebody()
    here, elsewhere = signed_in(account), signed_in(account)
    here.get("/account/me")
    elsewhere.get("/account/me")
    assert "Kết thúc mọi phiên khác" in here.get("/account/sessions/").content.decode()
    here.post("/account/sessions/")
    assert elsewhere.get("/account/me").status_code == 302
    assert here.get("/account/me").status_code == 200


def test_the_record_is_narrowed_down_and_taken_as_csv():
    officer = signed_in(somebody("security_officer"))
    account = somebody("viewer")
    signed_in(somebody("administrator")).post(f"/work/people/{account.pk}", {"role": "leader", "agency": AGENCY})
    page = officer.get("/work/audit?what=role-given").content.decode()
    assert account.email in page
    assert "<ins>leader so-mau, viewer so-mau</ins>" in page
    assert account.email not in officer.get("/work/audit?since=2099-01-01").content.decode()
    table = b"".join(officer.get(f"/work/audit.csv?what=role-given&agency={AGENCY}")).decode("utf-8-sig")
    assert table.splitlines()[0] == "when,who,what,about,agency,field,before,after"
    [line] = [each for each in table.splitlines() if account.email in each]
    assert line.endswith(',so-mau,roles,viewer so-mau,"leader so-mau, viewer so-mau"')
    elsewhere = signed_in(somebody("security_officer", OTHER_AGENCY))
    assert account.email not in elsewhere.get("/work/audit?what=role-given").content.decode()
    wrong = officer.get("/work/audit?since=hom-qua")
    assert wrong.status_code == 400
    assert "không phải một ngày" in wrong.content.decode()


def test_a_closed_account_signs_in_no_more_and_its_sessions_end(client: Client):
    from kho.web.accounts.memberships import close, reopen

    account = somebody()
    inside = signed_in(account)
    inside.get("/account/me")
    close(who="test", account=account)
    assert inside.get("/account/me").status_code == 302
    sent = {"login": account.email, "password": PASSWORD}
    client.post("/account/login/", sent)
    assert client.get("/account/me").status_code == 302
    reopen(who="test", account=account)
    client.post("/account/login/", sent)
    assert client.get("/account/me").status_code == 200
    assert [each for each in audited(account.email) if "sign-in" not in each] == ["account.close", "account.open"]
