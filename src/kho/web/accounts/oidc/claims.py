"""What the service tells of somebody who signs in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kho.province.settings import ProviderSettings
from kho.web.accounts.models import WHOLE_PROVINCE
from kho.web.accounts.roles import Role
from kho.web.holding import held

ALL = "*"
"""The whole province, as kho.toml writes it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Told:
    """Somebody by their claims; `is_verified` says that the service has tried the address."""

    email: str
    is_verified: bool
    name: str
    claims: Mapping[str, Any]


def told_of(data: Mapping[str, Any]) -> Told:
    """What the answers of the service say: userinfo, and what only the token has."""
    claims = {**(data.get("id_token") or {}), **(data.get("userinfo") or {})} or dict(data)
    settings = held().place.province.settings.accounts.oidc
    email, name = (settings.email_claim, settings.name_claim) if settings is not None else ("email", "name")
    return Told(
        email=str(claims.get(email) or "").lower(),
        is_verified=claims.get("email_verified") is True,
        name=str(claims.get(name) or ""),
        claims=claims,
    )


def roles_of(
    claims: Mapping[str, Any], settings: ProviderSettings, known: frozenset[str]
) -> frozenset[tuple[str, Role]]:
    """The agencies and roles that claims give: each role for each agency; nothing for words that mean none.

    `known` are the ids of the province's agencies.
    """
    if settings.role_claim is None or settings.agency_claim is None:
        return frozenset()
    meant = (settings.agencies.get(each, each) for each in _texts(claims.get(settings.agency_claim)))
    agencies = {WHOLE_PROVINCE if each == ALL else each for each in meant if each == ALL or each in known}
    named = {settings.roles.get(each, each) for each in _texts(claims.get(settings.role_claim))}
    return frozenset((agency, role) for agency in agencies for role in Role if role.value in named)


def _texts(value: Any) -> Iterator[str]:
    """A claim holds one text or a list of them."""
    yield from (str(each) for each in (value if isinstance(value, list) else [value]) if each)
