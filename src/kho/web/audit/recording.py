"""Keeps what was done."""

from dataclasses import dataclass

from django.db import transaction

from kho.web.audit.models import AuditEntry, Fields


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """The fields of a record that change; None where there is no record before, or after."""

    before: Fields | None = None
    after: Fields | None = None


def record(*, who: str, what: str, about: str, agency: str = "", change: Change | None = None) -> None:
    """Keep that something is being done, in the transaction in which it is. Raises RuntimeError outside of one.

    `agency` is the id of whose business it is.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(what)
    change = change or Change()
    AuditEntry.objects.create(who=who, what=what, about=about, agency=agency, before=change.before, after=change.after)
