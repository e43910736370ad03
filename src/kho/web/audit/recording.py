"""Keeps what was done."""

from django.db import transaction

from kho.web.audit.models import AuditEntry


def record(*, who: str, what: str, about: str) -> None:
    """Keep that something is being done, in the transaction in which it is. Raises RuntimeError outside of one."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError(what)
    AuditEntry.objects.create(who=who, what=what, about=about)
