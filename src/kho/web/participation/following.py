"""Following: who wants to be told of what, and how they stop with one press in a mail (RFC 8058)."""

from typing import Final

from django.core import signing
from django.db import transaction
from django.urls import reverse

from kho.web.accounts.models import Account
from kho.web.audit.recording import Change, record
from kho.web.holding import held
from kho.web.participation.failures import NotATokenError
from kho.web.participation.models import Followed, Following, How, Matter

_SALT: Final = "kho.participation.unsubscribe"


def follow(*, account: Account, kind: Followed, about: str, how: How, language: str) -> None:
    """Be told of something from now on, or otherwise often than until now."""
    with transaction.atomic():
        Following.objects.update_or_create(
            account=account, kind=kind, about=about, defaults={"how": how, "language": language}
        )
        _record(account, "follow", f"{kind} {about}", Change(after={"how": how}))


def follow_own(*, account: Account, matter: Matter, language: str) -> None:
    """Be told of what one has begun."""
    defaults = {"how": How.AT_ONCE, "language": language}
    Following.objects.get_or_create(account=account, kind=Followed.MATTER, about=str(matter.pk), defaults=defaults)


def unfollow(*, account: Account, kind: Followed, about: str) -> None:
    """Be told no longer."""
    with transaction.atomic():
        if Following.objects.filter(account=account, kind=kind, about=about).delete()[0]:
            _record(account, "unfollow", f"{kind} {about}", Change())


def stopping(following: Following) -> str:
    """The absolute address that stops mails of this kind without signing in: of one thing, or all daily ones."""
    made = signing.dumps([following.account_id, 0 if following.how == How.DAILY else following.pk], salt=_SALT)
    return f"{held().addresses.site}{reverse('unsubscribe', args=[made])}"


def stop(*, token: str) -> None:
    """Stop what the token says; once more does nothing. Raises NotATokenError."""
    account, number = _read(token)
    with transaction.atomic():
        found = Following.objects.filter(account=account)
        stopped = found.filter(pk=number) if number else found.filter(how=How.DAILY)
        for each in stopped:
            _record(account, "unfollow", f"{each.kind} {each.about}", Change())
        stopped.delete()


def check(token: str) -> None:
    """Raise NotATokenError where a token is none of ours."""
    _read(token)


def _read(token: str) -> tuple[Account, int]:
    try:
        account, number = signing.loads(token, salt=_SALT)
        return Account.objects.get(pk=account), int(number)
    except (signing.BadSignature, Account.DoesNotExist, TypeError, ValueError):
        raise NotATokenError from None


def _record(account: Account, what: str, about: str, change: Change) -> None:
    record(who=account.email, what=f"participation.{what}", about=about, change=change)
