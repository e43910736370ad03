"""What of the record somebody may read, narrowed down."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import QuerySet

from kho.errors import KhoError
from kho.messages import Message
from kho.warehouse.tables import VIETNAM
from kho.web.audit.models import AuditEntry, Fields

WHOLE_PROVINCE = ""


class BadDayError(KhoError):
    """A day that is none."""

    code = "KHO-A130"
    http_status = 400
    what = Message(vi="“{day}” không phải một ngày.", en="“{day}” is no day.")
    mend = Message(vi="Viết như 2026-11-22.", en="Write it like 2026-11-22.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Narrowed:
    """Which entries are asked for; `who` and `what` are parts of the text, both days are included."""

    who: str = ""
    what: str = ""
    agency: str | None = None
    since: date | None = None
    until: date | None = None

    @classmethod
    def of(cls, sent: Mapping[str, str]) -> "Narrowed":
        """What a form sent. Raises BadDayError."""
        agency = sent.get("agency", "")
        return cls(
            who=sent.get("who", "").strip(),
            what=sent.get("what", "").strip(),
            agency=None if not agency else WHOLE_PROVINCE if agency == "*" else agency,
            since=_day(sent.get("since", "")),
            until=_day(sent.get("until", "")),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """One field before and after; empty where there was or is none."""

    name: str
    before: str
    after: str


def entries_of(agencies: frozenset[str], asked: Narrowed) -> QuerySet[AuditEntry]:
    """The entries about these agencies, newest first; all where the whole province is among them."""
    found = AuditEntry.objects.all()
    if WHOLE_PROVINCE not in agencies:
        found = found.filter(agency__in=agencies)
    if asked.who:
        found = found.filter(who__icontains=asked.who)
    if asked.what:
        found = found.filter(what__icontains=asked.what)
    if asked.agency is not None:
        found = found.filter(agency=asked.agency)
    if asked.since is not None:
        found = found.filter(when__gte=_start(asked.since))
    if asked.until is not None:
        found = found.filter(when__lt=_start(asked.until + timedelta(days=1)))
    return found


def changes_of(entry: AuditEntry) -> Sequence[FieldChange]:
    """What an entry changed, field by field."""
    before, after = entry.before or {}, entry.after or {}
    return [
        FieldChange(name=name, before=_told(before, name), after=_told(after, name))
        for name in dict.fromkeys([*before, *after])
    ]


def _told(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


def _start(day: date) -> datetime:
    return datetime.combine(day, time.min, tzinfo=VIETNAM)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadDayError(day=text) from error
