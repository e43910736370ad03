"""Examples of what routes are about, all of the agency `so-mau`: each gives what the address is made of."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.web.people import AGENCY, new_address, somebody


def person() -> dict[str, Any]:
    """Somebody with a role for the agency."""
    return {"number": somebody("viewer").pk}


def membership() -> dict[str, Any]:
    """A role for the agency."""
    return {"number": somebody("viewer").memberships.get().pk}


def invitation() -> dict[str, Any]:
    """One that waits."""
    from kho.web.accounts.inviting import Asked, invite, waiting
    from kho.web.accounts.roles import Role

    email = new_address("moi")
    invite(by=None, who="test", asked=Asked(email=email, role=Role.VIEWER, agency=AGENCY), by_mail=False)
    return {"number": waiting().get(email=email).pk}


def invitation_link() -> dict[str, Any]:
    """The token of one that waits."""
    from kho.web.accounts.inviting import Asked, invite
    from kho.web.accounts.roles import Role

    asked = Asked(email=new_address("moi"), role=Role.VIEWER, agency=AGENCY)
    return {"token": invite(by=None, who="test", asked=asked, by_mail=False)}


def session() -> dict[str, Any]:
    """A session of somebody of the agency."""
    from allauth.usersessions.models import UserSession
    from django.utils import timezone

    one = UserSession.objects.create(
        user=somebody("viewer"), ip="192.0.2.1", session_key=new_address("phien"), last_seen_at=timezone.now()
    )
    return {"number": one.pk}


def passkey() -> dict[str, Any]:
    """A number that is nobody's passkey: whose it is not, to them it is not there."""
    return {"pk": 999_999}


def sign_in_service() -> dict[str, Any]:
    """The province of these tests has none."""
    return {"provider_id": "sso"}


OBJECTS: Mapping[str, Callable[[], dict[str, Any]]] = {
    "person": person,
    "membership": membership,
    "invitation": invitation,
    "invitation_link": invitation_link,
    "session": session,
    "passkey": passkey,
    "sign_in_service": sign_in_service,
}
