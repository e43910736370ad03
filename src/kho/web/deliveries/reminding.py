"""Reminds stewards of a promised delivery, before the day it is due and after it, once each; days are Việt Nam's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from kho.contracts.model import Contract
from kho.messages import Message
from kho.pipeline.assessing import freshness_of
from kho.pipeline.workplace import Workplace
from kho.quality.freshness import length
from kho.warehouse.tables import VIETNAM
from kho.web.accounts.models import Account
from kho.web.accounts.rights import Somebody
from kho.web.accounts.roles import Right, Role
from kho.web.addresses import slug
from kho.web.deliveries.models import Reminder
from kho.web.deliveries.places import datasets_for, place, takes_files
from kho.web.mail.posting import post

ROOM: Final = 2
"""Of a period shorter than so many times the days before, nobody is reminded before its end: it would be always."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A delivery that is due on a day, by today or before long."""

    contract: Contract
    on: date
    is_after: bool

    @property
    def slug(self) -> str:
        """The dataset in an address."""
        return slug(self.contract.name)


def dues(workplace: Workplace, now: datetime) -> Iterator[Due]:
    """What stewards are to know of today. Raises BrokenRunRecordError."""
    for contract in workplace.province.datasets.values():
        if contract.withdrawn is None and takes_files(workplace, contract):
            found = due_of(workplace, contract, now)
            if found is not None:
                yield found


def due_of(workplace: Workplace, contract: Contract, now: datetime) -> Due | None:
    """What stewards are to know today of one dataset; None where nothing is due soon. Raises BrokenRunRecordError."""
    fresh, told = freshness_of(workplace, contract, now=now), workplace.province.settings.reminders
    if fresh.due is None or contract.frequency is None:
        return None
    today, on = now.astimezone(VIETNAM).date(), fresh.due.astimezone(VIETNAM).date()
    if today >= on + timedelta(days=told.after):
        return Due(contract=contract, on=on, is_after=True)
    is_long = length(contract.frequency) > ROOM * timedelta(days=told.before)
    if told.before and is_long and on - timedelta(days=told.before) <= today <= on:
        return Due(contract=contract, on=on, is_after=False)
    return None


def remind(workplace: Workplace, now: datetime) -> int:
    """Write to stewards who were not written to yet; gives the number of mails. Raises BrokenRunRecordError."""
    return sum(_reminded(each) for each in list(dues(workplace, now)))


def _reminded(due: Due) -> int:
    with transaction.atomic():
        about = {"dataset": str(due.contract.name), "due": due.on, "is_after": due.is_after}
        _, is_new = Reminder.objects.get_or_create(**about, defaults={"agency": due.contract.agency})
        if not is_new:
            return 0
        stewards = Account.objects.filter(
            memberships__agency=due.contract.agency, memberships__role=Role.STEWARD, is_active=True
        ).distinct()
        for account in stewards:
            post(to=account.email, subject=_subject(due), body=_body(due))
        return len(stewards)


def _subject(due: Due) -> Message:
    title = due.contract.title
    if due.is_after:
        return Message(f"Quá hạn gửi: {title}", f"Overdue: {title}")
    return Message(f"Sắp đến hạn gửi: {title}", f"Due soon: {title}")


def _body(due: Due) -> Message:
    link = f"{settings.CONFIGURATION.address}/work/deliveries/new?dataset={due.slug}"
    vi, en = f"{due.on:%d/%m/%Y}", due.on.isoformat()
    title = due.contract.title
    if due.is_after:
        return Message(
            f"“{title}” hẹn gửi trước ngày {vi}, tới nay chưa có dữ liệu mới.\n\nGửi tệp: {link}",
            f"“{title}” was promised by {en}, and nothing new has come yet.\n\nSend the file: {link}",
        )
    return Message(
        f"“{title}” đến hạn gửi ngày {vi}.\n\nGửi tệp: {link}", f"“{title}” is due on {en}.\n\nSend the file: {link}"
    )


def dues_for(account: Somebody, now: datetime) -> list[Due]:
    """What is due of the datasets that the account may send; what is overdue first. Raises BrokenRunRecordError."""
    workplace = place()
    found = [due_of(workplace, each, now) for each in datasets_for(account, Right.DELIVER) if each.withdrawn is None]
    return sorted((each for each in found if each is not None), key=lambda each: (not each.is_after, each.on))


class Daily:
    """Reminds once on each day, whenever it is asked."""

    def __init__(self) -> None:
        self._done: date | None = None

    def look(self, now: datetime) -> None:
        """Remind where it was not done today yet. Raises the store's errors; then it is done at the next look."""
        today = now.astimezone(VIETNAM).date()
        if self._done != today:
            remind(place(), now)
            self._done = today
