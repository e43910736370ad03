"""What an account may do, from the roles it holds."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import prefetch_related_objects
from django.http import HttpRequest

from kho.web.accounts.models import WHOLE_PROVINCE, Account, Membership
from kho.web.accounts.roles import GUARDED, RIGHTS, Right, Role

Somebody = Account | AnonymousUser
"""Whoever calls."""


def account_of(request: HttpRequest) -> Somebody:
    """Whoever calls, by the session; looked for when first asked."""
    caller = request.user
    return caller if isinstance(caller, Account) else AnonymousUser()


def caller(request: HttpRequest) -> Account:
    """Whoever calls a view that its permit keeps for who is signed in. Raises TypeError for anybody else."""
    account = account_of(request)
    if not isinstance(account, Account):
        raise TypeError(request.path)
    return account


def may(account: Somebody, right: Right, agency: str) -> bool:
    """Whether an account has a right for an agency, told by its id; `WHOLE_PROVINCE`: for all of them."""
    return any(right in RIGHTS[Role(each.role)] for each in _held(account) if each.agency in {agency, WHOLE_PROVINCE})


def may_somewhere(account: Somebody, right: Right) -> bool:
    """Whether an account has a right for any agency."""
    return any(right in RIGHTS[Role(each.role)] for each in _held(account))


def agencies_with(account: Somebody, right: Right) -> frozenset[str]:
    """The ids of the agencies for which an account has a right; `WHOLE_PROVINCE` among them: all."""
    return frozenset(each.agency for each in _held(account) if right in RIGHTS[Role(each.role)])


def is_guarded(account: Somebody) -> bool:
    """Whether it holds a role that a stolen password alone must not open."""
    return any(Role(each.role) in GUARDED for each in _held(account))


def _held(account: Somebody) -> list[Membership]:
    """Its memberships, asked for once in a request."""
    if not isinstance(account, Account) or not account.is_active:
        return []
    prefetch_related_objects([account], "memberships")
    return list(account.memberships.all())
