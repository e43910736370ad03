"""What allauth says is done, put on record; and the roles that the sign-in service gives, at each sign-in."""

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as factor
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_out, user_login_failed
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest

from kho.web.accounts.activity import address_of
from kho.web.accounts.models import Account
from kho.web.accounts.oidc.roles import bring_in_step
from kho.web.audit.recording import Change, record


@receiver(account.user_logged_in)
def _signed_in(request: HttpRequest, user: Account, sociallogin: Any = None, **_: Any) -> None:
    if sociallogin is not None:
        bring_in_step(account=user, data=sociallogin.account.extra_data)
    _keep("account.sign-in", user.email, after={"address": address_of(request)})


@receiver(user_logged_out)
def _signed_out(user: Account | None, **_: Any) -> None:
    if user is not None:
        _keep("account.sign-out", user.email)


@receiver(user_login_failed)
def _refused(credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    """Only for addresses that have an account: the record is no list of what others typed."""
    email = str(credentials.get("email") or "").lower()
    if request is not None and Account.objects.filter(email=email).exists():
        _keep("account.sign-in-refused", email, after={"address": address_of(request)})


@receiver(factor.authentication_failed)
def _code_refused(request: HttpRequest, user: Account, **_: Any) -> None:
    _keep("account.code-refused", user.email, after={"address": address_of(request)})


@receiver(account.user_signed_up)
def _signed_up(user: Account, **_: Any) -> None:
    _keep("account.sign-up", user.email, after={"email": user.email, "name": user.name})


@receiver(account.password_changed)
@receiver(account.password_set)
@receiver(account.password_reset)
def _password(user: Account, **_: Any) -> None:
    _keep("account.password", user.email)


@receiver(account.email_confirmed)
def _confirmed(email_address: Any, **_: Any) -> None:
    _keep("account.address-confirmed", email_address.user.email, after={"email": email_address.email})


@receiver(account.email_changed)
def _moved(user: Account, from_email_address: Any, to_email_address: Any, **_: Any) -> None:
    before = {"email": from_email_address.email} if from_email_address is not None else None
    _keep("account.address", user.email, before=before, after={"email": to_email_address.email})


@receiver(factor.authenticator_added)
def _added(user: Account, authenticator: Authenticator, **_: Any) -> None:
    _keep("account.factor-added", user.email, after={"kind": str(authenticator.type)})


@receiver(factor.authenticator_removed)
def _removed(user: Account, authenticator: Authenticator, **_: Any) -> None:
    _keep("account.factor-removed", user.email, before={"kind": str(authenticator.type)})


@receiver(factor.authenticator_reset)
def _renewed(user: Account, authenticator: Authenticator, **_: Any) -> None:
    _keep("account.factor-renewed", user.email, after={"kind": str(authenticator.type)})


def _keep(what: str, who: str, *, before: dict[str, str] | None = None, after: dict[str, str] | None = None) -> None:
    with transaction.atomic():
        record(who=who, what=what, about=who, change=Change(before=before, after=after))
