"""`kho account` as a person sees it."""

import click

from kho.cli.serving import configuration_of
from kho.cli.session import Session, person
from kho.cli.views import Screen
from kho.web.serving import prepare_database

SERVED = "http://localhost:8000"
"""Where `kho serve` answers when nothing else is said."""


def invite_person(session: Session, email: str, role: str, agency: str) -> None:
    """Invite; only the link goes to the standard output. Raises NoSuchAgencyError, BadAddressError."""
    prepare_database(configuration_of(session, SERVED))
    from kho.web.accounts import inviting
    from kho.web.accounts.addresses import checked
    from kho.web.accounts.roles import Role

    asked = inviting.Asked(email=checked(email), role=Role(role), agency=agency)
    token = inviting.invite(by=None, who=person(), asked=asked, by_mail=False)
    click.echo(inviting.link_of(token))
    told = (
        f"Gửi liên kết này cho {email}: dùng một lần, trong 7 ngày. Ai có nó thì nhận được vai trò.",
        f"Hand this link to {email}: it is good once, for 7 days. Whoever has it gets the role.",
    )
    click.echo(told[session.language == "en"], err=True)


def list_accounts(session: Session) -> None:
    """All accounts."""
    prepare_database(configuration_of(session))
    from kho.web.accounts.models import Account
    from kho.web.accounts.naming import held_roles

    screen = Screen(session.language)
    known = list(Account.objects.prefetch_related("memberships"))
    for each in known:
        roles = held_roles(each)
        vi = "; ".join(f"{one.role.vi}, {one.agency.vi}" for one in roles) or "không có vai trò"
        en = "; ".join(f"{one.role.en}, {one.agency.en}" for one in roles) or "no role"
        closed = ("", "") if each.is_active else (" (đã khoá)", " (closed)")
        screen.say(f"{each.email}{closed[0]}: {vi}", f"{each.email}{closed[1]}: {en}")
    if not known:
        screen.say(
            "Chưa có tài khoản nào: `kho account invite HỘP_THƯ --role administrator`.",
            "There are none yet: `kho account invite EMAIL --role administrator`.",
        )


def close_account(session: Session, email: str) -> None:
    """Close an account. Raises NoSuchAccountError."""
    prepare_database(configuration_of(session))
    from kho.web.accounts import memberships

    memberships.close(who=person(), account=memberships.by_address(email))
    Screen(session.language).say(f"Đã khoá tài khoản {email}.", f"The account {email} is closed.")


def open_account(session: Session, email: str) -> None:
    """Open an account again. Raises NoSuchAccountError."""
    prepare_database(configuration_of(session))
    from kho.web.accounts import memberships

    memberships.reopen(who=person(), account=memberships.by_address(email))
    Screen(session.language).say(f"Tài khoản {email} đăng nhập lại được.", f"The account {email} can sign in again.")
