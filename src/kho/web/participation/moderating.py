"""What offends is taken down with a reason, and can be put back; whoever goes on may be kept from writing."""

from datetime import UTC, datetime

from django.db import transaction

from kho.web.accounts.models import Account
from kho.web.audit.recording import Change, record
from kho.web.participation import telling
from kho.web.participation.limiting import Writer, take
from kho.web.participation.models import Block, Comment, Complaint, Matter


def hide(*, who: Account, matter: Matter, comment: Comment | None, why: str) -> None:
    """Take down a matter, or one comment of it; its author sees it still, with the reason."""
    with transaction.atomic():
        taken = comment or matter
        taken.hidden, taken.hidden_why = datetime.now(UTC), why
        taken.save(update_fields=["hidden", "hidden_why"])
        Complaint.objects.filter(matter=matter, comment=comment, settled=None).update(settled=datetime.now(UTC))
        _record(who, "hide", matter, comment, Change(after={"why": why}))
        telling.hidden(matter, comment, by=who, why=why)


def restore(*, who: Account, matter: Matter, comment: Comment | None) -> None:
    """Put back what was taken down."""
    with transaction.atomic():
        taken = comment or matter
        before, taken.hidden, taken.hidden_why = taken.hidden_why, None, ""
        taken.save(update_fields=["hidden", "hidden_why"])
        _record(who, "restore", matter, comment, Change(before={"why": before}))
        telling.restored(matter, comment, by=who)


def complain(*, writer: Writer, matter: Matter, comment: Comment | None, why: str) -> None:
    """Say that something offends. Raises TooOftenError, BlockedError."""
    with transaction.atomic():
        take(writer)
        Complaint.objects.create(matter=matter, comment=comment, account=writer.account, why=why)
        _record(writer.account, "complain", matter, comment, Change(after={"why": why}))


def leave(*, who: Account, complaint: Complaint) -> None:
    """Settle a complaint by leaving what it is about where it is."""
    with transaction.atomic():
        complaint.settled = datetime.now(UTC)
        complaint.save(update_fields=["settled"])
        _record(who, "leave", complaint.matter, complaint.comment, Change(before={"why": complaint.why}))


def block(*, who: Account, account: Account, why: str) -> None:
    """Keep an account from writing."""
    with transaction.atomic():
        if not Block.objects.filter(account=account, lifted=None).exists():
            Block.objects.create(account=account, why=why)
            record(who=who.email, what="participation.block", about=account.email, change=Change(after={"why": why}))


def lift(*, who: Account, account: Account) -> None:
    """Let an account write again."""
    with transaction.atomic():
        if Block.objects.filter(account=account, lifted=None).update(lifted=datetime.now(UTC)):
            record(who=who.email, what="participation.lift", about=account.email)


def _record(who: Account, what: str, matter: Matter, comment: Comment | None, change: Change) -> None:
    about = f"{matter.kind} {matter.pk}" + (f" comment {comment.pk}" if comment else "")
    record(who=who.email, what=f"participation.{what}", about=about, agency=matter.agency, change=change)
