"""Tokens: made, listed, revoked by the operators; known by their digest when somebody asks with one."""

import hashlib
import re
import secrets
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from kho.errors import KhoError
from kho.messages import Message
from kho.warehouse.tables import VIETNAM
from kho.web.accounts.models import Account
from kho.web.api.models import ApiToken
from kho.web.audit.recording import Change, record

NAME: Final = re.compile(r"\w[\w .@-]{0,99}")
PREFIX: Final = "kho_"
BYTES: Final = 32
PER_MINUTE: Final = 6000
REMEMBERED: Final = 10.0
"""Seconds for which a process believes what it read of a token: a revoked one is refused so much later at most."""
MOST_KNOWN: Final = 10_000


class TokenNameError(KhoError):
    """A token's name is no name."""

    code = "KHO-D815"
    what = Message(vi="Tên khoá không dùng được.", en="This does not do as a token's name.")
    mend = Message(
        vi="Dùng chữ, số, dấu cách và . @ _ -, nhiều nhất 100 ký tự.",
        en="Use letters, digits, blanks and . @ _ -, 100 characters at most.",
    )


class TokenNameTakenError(KhoError):
    """A token has this name already, maybe one that was revoked."""

    code = "KHO-D811"
    what = Message(vi="Đã có khoá tên “{name}”.", en="There is a token “{name}” already.")
    mend = Message(vi="Chọn tên khác.", en="Choose another name.")


class NoSuchTokenError(KhoError):
    """No token that is good has this name."""

    code = "KHO-D812"
    http_status = 404
    what = Message(vi="Không có khoá nào còn dùng tên “{name}”.", en="No token in use is called “{name}”.")
    mend = Message(vi="Xem các khoá: `kho token list`.", en="See the tokens: `kho token list`.")


class TokenRefusedError(KhoError):
    """Somebody asks with a token that is not good."""

    code = "KHO-D813"
    http_status = 401
    what = Message(vi="Khoá này không dùng được.", en="This token is not good.")
    mend = Message(
        vi="Gửi Authorization: Bearer với khoá được cấp và chưa bị thu hồi, hoặc gọi không có khoá.",
        en="Send Authorization: Bearer with a token that was given and not revoked, or ask without one.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Token:
    """What is known of a token."""

    name: str
    per_minute: int
    created: datetime
    last_used: date | None
    revoked: datetime | None
    delivers_for: str = ""
    """The agency, or the dataset, that it hands over data for; empty: it only reads what is open."""
    expires: date | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Reach:
    """What a token that hands over data is good for: as whom, for an agency or one dataset of it, up to which day."""

    account: Account
    agency: str
    dataset: str = ""
    expires: date

    def fields(self) -> dict[str, str | int | float | bool | list[str] | None]:
        """As the record has it."""
        return {"agency": self.agency, "dataset": self.dataset, "expires": self.expires.isoformat()}


def new(*, name: str, who: str, per_minute: int = PER_MINUTE, reach: Reach | None = None) -> str:
    """Make a token; it is told now and never again. Raises TokenNameError, TokenNameTakenError."""
    if not NAME.fullmatch(name):
        raise TokenNameError
    secret = PREFIX + secrets.token_urlsafe(BYTES)
    token = ApiToken(name=name, digest=_digest(secret), per_minute=per_minute)
    if reach is not None:
        token.account, token.agency = reach.account, reach.agency
        token.dataset, token.expires = reach.dataset, reach.expires
    change = Change(after=reach.fields() if reach is not None else None)
    try:
        with transaction.atomic():
            token.save(force_insert=True)
            record(who=who, what="token.new", about=name, agency=token.agency, change=change)
    except IntegrityError as error:
        raise TokenNameTakenError(name=name) from error
    return secret


def revoke(*, name: str, who: str) -> None:
    """Let a token be good no longer. Raises NoSuchTokenError."""
    with transaction.atomic():
        token = ApiToken.objects.select_for_update().filter(name=name, revoked=None).first()
        if token is None:
            raise NoSuchTokenError(name=name)
        token.revoked = datetime.now(UTC)
        token.save(update_fields=["revoked"])
        record(who=who, what="token.revoke", about=name, agency=token.agency)


def good(secret: str) -> ApiToken | None:
    """The token as the database has it now; None where it is not good."""
    return _good(_digest(secret)).select_related("account").first()


def every() -> Sequence[Token]:
    """All tokens by name, revoked ones too."""
    return [
        Token(
            name=each.name,
            per_minute=each.per_minute,
            created=each.created,
            last_used=each.last_used,
            revoked=each.revoked,
            delivers_for=each.dataset or each.agency,
            expires=each.expires,
        )
        for each in ApiToken.objects.all()
    ]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    per_minute: int | None
    at: float


@dataclass(kw_only=True)
class Known:
    """The tokens that this process has been asked with lately."""

    _read: dict[str, _Read] = field(default_factory=dict)
    _used: dict[str, date] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def limit(self, secret: str) -> tuple[str, int]:
        """A token's digest and how often it may ask in a minute. Raises TokenRefusedError."""
        digest, now = _digest(secret), time.monotonic()
        with self._lock:
            read = self._read.get(digest)
        if read is None or now - read.at > REMEMBERED:
            read = _Read(per_minute=_asked(digest), at=now)
            self._keep(digest, read)
        if read.per_minute is None:
            raise TokenRefusedError
        self._use(digest)
        return digest, read.per_minute

    def _keep(self, digest: str, read: _Read) -> None:
        with self._lock:
            if len(self._read) >= MOST_KNOWN:
                self._read.clear()
            self._read[digest] = read

    def _use(self, digest: str) -> None:
        """Keep the day, once a day."""
        today = datetime.now(VIETNAM).date()
        with self._lock:
            if self._used.get(digest) == today:
                return
            self._used[digest] = today
        ApiToken.objects.filter(digest=digest).update(last_used=today)


def _asked(digest: str) -> int | None:
    found = _good(digest).values_list("per_minute", flat=True).first()
    return None if found is None else int(found)


def _good(digest: str) -> QuerySet[ApiToken]:
    lasts = Q(expires=None) | Q(expires__gte=datetime.now(VIETNAM).date())
    return ApiToken.objects.filter(lasts, digest=digest, revoked=None)


def _digest(secret: str) -> str:
    """A token is 256 random bits, so that a plain hash of it cannot be turned back."""
    return hashlib.sha256(secret.encode("utf-8", "backslashreplace")).hexdigest()
