"""Giving and taking roles, closing and opening accounts: each kept in the record with what was before and after."""

from allauth.usersessions.models import UserSession
from django.db import transaction

from kho.errors import KhoError
from kho.messages import Message
from kho.web.accounts.inviting import NoSuchAgencyError
from kho.web.accounts.models import WHOLE_PROVINCE, Account, Membership
from kho.web.accounts.permits import NotAllowedError
from kho.web.accounts.rights import may
from kho.web.accounts.roles import Right, Role
from kho.web.audit.recording import Change, record
from kho.web.holding import held


class LastAdministratorError(KhoError):
    """Who takes away the own last role of administrator could not give it back."""

    code = "KHO-A105"
    http_status = 409
    what = Message(
        vi="Đây là vai trò quản trị viên cuối cùng của chính bạn.", en="It is your own last role of administrator."
    )
    mend = Message(
        vi="Giao quản trị cho người khác, rồi nhờ người đó thu lại.",
        en="Let another administrator take it from you.",
    )


class NoSuchAccountError(KhoError):
    """No account has this address."""

    code = "KHO-A106"
    http_status = 404
    what = Message(vi="Không có tài khoản {email}.", en="There is no account {email}.")
    mend = Message(vi="Xem các tài khoản: `kho account list`.", en="See the accounts: `kho account list`.")


def by_address(email: str) -> Account:
    """The account of an address. Raises NoSuchAccountError."""
    account = Account.objects.filter(email=email.lower()).first()
    if account is None:
        raise NoSuchAccountError(email=email)
    return account


@transaction.atomic
def give(*, by: Account, account: Account, agency: str, role: Role) -> None:
    """Give a role; held already, it stays. Raises NotAllowedError, NoSuchAgencyError."""
    if not may(by, Right.PEOPLE, agency):
        raise NotAllowedError
    if agency != WHOLE_PROVINCE and agency not in held().place.province.agencies:
        raise NoSuchAgencyError(agency=agency)
    before = _roles(account)
    Membership.objects.update_or_create(account=account, agency=agency, role=role, defaults={"by_claim": False})
    change = Change(before={"roles": before}, after={"roles": _roles(account)})
    record(who=by.email, what="account.role-given", about=account.email, agency=agency, change=change)


@transaction.atomic
def take(*, by: Account, membership: Membership) -> None:
    """Take a role away. Raises NotAllowedError, LastAdministratorError."""
    account, agency = membership.account, membership.agency
    if not may(by, Right.PEOPLE, agency):
        raise NotAllowedError
    if account == by and membership.role == Role.ADMINISTRATOR and _count_of_administering(account) == 1:
        raise LastAdministratorError
    before = _roles(account)
    membership.delete()
    change = Change(before={"roles": before}, after={"roles": _roles(account)})
    record(who=by.email, what="account.role-taken", about=account.email, agency=agency, change=change)


@transaction.atomic
def close(*, who: str, account: Account) -> None:
    """Let nobody sign in by an account any more, and end its sessions. Nothing that it did is lost."""
    _set_open(who, account, is_open=False)
    for session in UserSession.objects.filter(user=account):
        session.end()


@transaction.atomic
def reopen(*, who: str, account: Account) -> None:
    """Let an account sign in again."""
    _set_open(who, account, is_open=True)


def _set_open(who: str, account: Account, *, is_open: bool) -> None:
    change = Change(before={"is_active": account.is_active}, after={"is_active": is_open})
    record(who=who, what="account.open" if is_open else "account.close", about=account.email, change=change)
    account.is_active = is_open
    account.save(update_fields=["is_active"])


def _count_of_administering(account: Account) -> int:
    return Membership.objects.filter(account=account, role=Role.ADMINISTRATOR).count()


def _roles(account: Account) -> list[str]:
    held_now = Membership.objects.filter(account=account)
    return sorted(f"{each.role} {each.agency or '*'}" for each in held_now)
