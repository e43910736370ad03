"""People of the tests: accounts by what they are to whom, signed in."""

import itertools
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from kho.web.accounts.models import Account

_NUMBERS = itertools.count(1)


def account(*roles: tuple[str, str], name: str = "", is_new: bool = False) -> "Account":
    """A fresh account with roles, each for an agency; `is_new`: it has just been made."""
    from datetime import UTC, datetime, timedelta

    from kho.web.accounts.models import Account, Membership

    made = Account.objects.create_user(f"nguoi-{next(_NUMBERS)}@example.vn", "mat-khau-rat-dai", name=name)
    if not is_new:
        Account.objects.filter(pk=made.pk).update(joined=datetime.now(UTC) - timedelta(days=30))
        made.refresh_from_db()
    for role, agency in roles:
        Membership.objects.create(account=made, agency=agency, role=role)
    return made


def signed_in(who: "Account") -> "Client":
    """A browser of theirs, from a network address of its own."""
    from django.test import Client

    client = Client(SERVER_NAME="testserver", REMOTE_ADDR=f"10.0.{who.pk // 250}.{who.pk % 250}")
    client.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def form(**fields: Any) -> dict[str, Any]:
    """What a person sends who has read the form for a while."""
    from kho.web.participation.humans import begun

    return {"website": "", "begun": begun(time.time() - 60), **fields}


def number_of(answer: Any) -> int:
    """The number of the matter that an answer leads to."""
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return int(answer["Location"].rstrip("/").rpartition("/")[2])
