"""Brings the roles that the sign-in service gives in step with what it says now; those given by hand stay."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from kho.web.accounts.models import Account, Membership
from kho.web.accounts.oidc.claims import roles_of, told_of
from kho.web.audit.recording import Change, record
from kho.web.holding import held


@transaction.atomic
def bring_in_step(*, account: Account, data: Mapping[str, Any]) -> None:
    """Give the roles that are new, take those that are no longer told."""
    province = held().place.province
    settings = province.settings.accounts.oidc
    if settings is None or settings.role_claim is None:
        return
    told = roles_of(told_of(data).claims, settings, frozenset(province.agencies))
    every = {(each.agency, each.role): each for each in account.memberships.all()}
    given = {key for key, each in every.items() if each.by_claim}
    for agency, role in told - every.keys():
        Membership.objects.create(account=account, agency=agency, role=role, by_claim=True)
        _keep("account.role-given", account, agency, Change(after={"role": role, "by": "claim"}))
    for key in given - told:
        every[key].delete()
        agency, former = key
        _keep("account.role-taken", account, agency, Change(before={"role": former, "by": "claim"}))


def _keep(what: str, account: Account, agency: str, change: Change) -> None:
    record(who=account.email, what=what, about=account.email, agency=agency, change=change)
