"""People for tests: accounts with roles, signed in, with addresses that nobody else has."""

import itertools
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.test import Client

    from kho.web.accounts.models import Account
    from kho.web.mail.models import Letter

PASSWORD = "mot cau rat dai de nho"
AGENCY, OTHER_AGENCY = "so-mau", "ubnd-tinh"
_numbers = itertools.count(1)


def new_address(name: str = "nguoi") -> str:
    return f"{name}-{next(_numbers)}@example.vn"


def somebody(role: str | None = None, agency: str = AGENCY, *, email: str = "", **more: object) -> "Account":
    """An account; with a role for an agency (empty: for the whole province) or a citizen's."""
    from allauth.account.models import EmailAddress

    from kho.web.accounts.models import Account, Membership

    email = email or new_address(role or "cong-dan")
    account = Account.objects.create_user(email, PASSWORD, name=f"Người thử {email}", **more)
    EmailAddress.objects.create(user=account, email=email, verified=True, primary=True)
    if role is not None:
        Membership.objects.create(account=account, agency=agency, role=role)
    return account


def signed_in(account: "Account | None") -> "Client":
    """What asks as somebody; as nobody for None."""
    from django.test import Client

    client = Client(SERVER_NAME="testserver")
    if account is not None:
        client.force_login(account)
    return client


def letters_to(email: str) -> "list[Letter]":
    """The mails to an address, oldest first."""
    from kho.web.mail.models import Letter

    return list(Letter.objects.filter(to=email).order_by("id"))


def code_in(letter: "Letter") -> str:
    """The code that a mail tells, on a line of its own."""
    found = re.search(r"^([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})*)$", letter.body, re.MULTILINE)
    assert found is not None, letter.body
    return found[1]
