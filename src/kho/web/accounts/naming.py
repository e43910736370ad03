"""What agencies and roles are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kho.messages import Message
from kho.province.agencies import Agency
from kho.web.accounts.models import WHOLE_PROVINCE, Account, Membership
from kho.web.accounts.roles import TITLES, Role
from kho.web.holding import held

WHOLE: Final = Message("toàn tỉnh", "the whole province")


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A role that somebody holds, in words; `number` is the membership's."""

    number: int
    role: Message
    agency: Message
    by_claim: bool


def agency_named(agency: str) -> Message:
    """What an agency is called; its id where it is none any more."""
    if agency == WHOLE_PROVINCE:
        return WHOLE
    found = held().place.province.agencies.get(agency)
    return Message(found.name.vi, found.name.en or found.name.vi) if found is not None else Message(agency, agency)


def heir_of(known: Mapping[str, Agency], agency: str, on: date) -> str | None:
    """The id of the agency that goes on with what one that has ended by a day did; None where none does, or it goes on.

    One that ended in its turn is followed to its own successor.
    """
    seen, here = {agency}, agency
    while (found := known.get(here)) is not None and found.valid_to is not None and found.valid_to < on:
        if found.successor is None or found.successor in seen:
            return None
        here = found.successor
        seen.add(here)
    return here if here != agency else None


def agency_choices(agencies: frozenset[str]) -> Sequence[tuple[str, Message]]:
    """The agencies to choose from: those of `agencies`, all and the whole province where it has that."""
    known = held().place.province.agencies
    if WHOLE_PROVINCE in agencies:
        return [(WHOLE_PROVINCE, WHOLE), *((each, agency_named(each)) for each in known)]
    return [(each, agency_named(each)) for each in known if each in agencies]


def held_roles(account: Account) -> Sequence[Held]:
    """The roles that an account holds."""
    return [held_role(each) for each in account.memberships.all()]


def held_role(membership: Membership) -> Held:
    """A role in words."""
    return Held(
        number=membership.pk,
        role=TITLES[Role(membership.role)],
        agency=agency_named(membership.agency),
        by_claim=membership.by_claim,
    )
