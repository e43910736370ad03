"""Drafts that nobody needs any more go: those that came to their end, and those that nobody touched for long."""

from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from kho.web.wizard import drafting
from kho.web.wizard.models import State, WizardDraft

UNTOUCHED: Final = timedelta(days=30)
"""How long a draft waits for its owner."""
ENDED: Final = timedelta(days=7)
"""How long one that was published stands in the list, with the way to its dataset."""
WARNED: Final = timedelta(days=7)
"""How long before it goes the pages say so."""
_WAITING: Final = (State.OPEN, State.UNREADABLE, State.REFUSED, State.STOPPED)
"""States in which it is its owner's turn: what another decides of, or this program works at, waits on."""


def sweep(now: datetime) -> int:
    """Remove what is over; how many."""
    over = [
        *WizardDraft.objects.filter(state=State.DONE, changed__lt=now - ENDED),
        *WizardDraft.objects.filter(state__in=_WAITING, changed__lt=now - UNTOUCHED),
    ]
    for draft in over:
        drafting.sweep(draft)
    return len(over)


def goes_on(draft: WizardDraft, now: datetime) -> datetime | None:
    """When a draft will be removed, where that is before long; None for all others."""
    if draft.stands not in _WAITING:
        return None
    end = draft.changed + UNTOUCHED
    return end if end - now <= WARNED else None


class Hourly:
    """Sweeps once an hour, whenever it is asked."""

    def __init__(self) -> None:
        self._next: datetime | None = None

    def look(self) -> bool:
        """Sweep where it is time; whether anything went."""
        now = timezone.now()
        if self._next is not None and now < self._next:
            return False
        self._next = now + timedelta(hours=1)
        return sweep(now) > 0
