"""How often people may write: counted in the database, so by all processes together."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db.models import F
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from kho.web.accounts.models import Account
from kho.web.api.limiting import address
from kho.web.holding import held
from kho.web.participation.failures import BlockedError, TooOftenError
from kho.web.participation.models import Block, Count

NEW: Final = timedelta(days=3)
"""An account is new for so long."""
LINKS: Final = 10
LINKS_OF_NEW: Final = 1
"""Addresses in one text, of a new account and of another."""
_HOUR: Final = timedelta(hours=1)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Most:
    """How often in an hour and in a day."""

    hour: int
    day: int


ACCOUNT: Final = Most(hour=20, day=60)
NEW_ACCOUNT: Final = Most(hour=5, day=12)
ADDRESS: Final = Most(hour=60, day=200)
"""A network address may be a school's or an office's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Writer:
    """Somebody who writes, and the keyed hash of the network address."""

    account: Account
    address: str

    @classmethod
    def of(cls, request: HttpRequest, account: Account) -> "Writer":
        """Whoever sends a request."""
        seen = address(request, held().place.province.settings.portal.proxies)
        return cls(account=account, address=salted_hmac("kho.participation.address", seen).hexdigest()[:40])

    @property
    def is_new(self) -> bool:
        """Whether the account is new here; those who work for an agency never are."""
        joined_lately = datetime.now(UTC) - self.account.joined < NEW
        return joined_lately and not self.account.memberships.exists()

    @property
    def links(self) -> int:
        """How many addresses a text may have."""
        return LINKS_OF_NEW if self.is_new else LINKS


def take(writer: Writer) -> None:
    """Count one writing, in the transaction in which it is done. Raises TooOftenError, BlockedError."""
    check_free(writer.account)
    now = datetime.now(UTC)
    for who, most in _asked(writer):
        for span, length, limit in (("hour", _HOUR, most.hour), ("day", _DAY, most.day)):
            since = _begun(now, length)
            row, _ = Count.objects.get_or_create(who=who, span=span, since=since)
            Count.objects.filter(pk=row.pk).update(count=F("count") + 1)
            row.refresh_from_db()
            if row.count > limit:
                raise TooOftenError(minutes=math.ceil((since + length - now).total_seconds() / 60))


def check_free(account: Account) -> None:
    """Raise BlockedError where an account may not write."""
    found = Block.objects.filter(account=account, lifted=None).first()
    if found is not None:
        raise BlockedError(why=found.why)


def forget() -> None:
    """Remove the counts of days that are over."""
    Count.objects.filter(since__lt=datetime.now(UTC) - 2 * _DAY).delete()


def _asked(writer: Writer) -> Iterator[tuple[str, Most]]:
    yield f"account {writer.account.pk}", NEW_ACCOUNT if writer.is_new else ACCOUNT
    if not writer.account.memberships.exists():
        yield f"address {writer.address}", ADDRESS


def _begun(now: datetime, length: timedelta) -> datetime:
    seconds = int(length.total_seconds())
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, UTC)
