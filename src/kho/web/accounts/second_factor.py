"""Whether somebody must set up a second factor before anything else."""

from allauth.mfa.models import Authenticator

from kho.web.accounts.models import Account
from kho.web.accounts.rights import Somebody, is_guarded
from kho.web.holding import held

REQUIRED = "required"
_KINDS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def is_missing(account: Somebody) -> bool:
    """Whether it holds what a stolen password alone must not open, the province asks for more, and it has no more."""
    if not isinstance(account, Account) or not (is_guarded(account) or account.is_staff):
        return False
    if held().place.province.settings.accounts.second_factor != REQUIRED:
        return False
    return not Authenticator.objects.filter(user_id=account.pk, type__in=_KINDS).exists()
