"""What of all that people begin is for whom to answer."""

from typing import TYPE_CHECKING

from kho.web.accounts.models import WHOLE_PROVINCE, Account
from kho.web.accounts.rights import agencies_with
from kho.web.accounts.roles import Right
from kho.web.participation.flows import WAITING
from kho.web.participation.models import Matter

if TYPE_CHECKING:
    from django.db.models import QuerySet


def answered_by(account: object) -> "QuerySet[Matter]":
    """All that an account may answer, done or not."""
    agencies = agencies_with(account, Right.ANSWER) if isinstance(account, Account) else frozenset()
    return Matter.objects.all() if WHOLE_PROVINCE in agencies else Matter.objects.filter(agency__in=agencies)


def waiting_for(account: object) -> "QuerySet[Matter]":
    """What of it waits."""
    return answered_by(account).filter(state__in=WAITING, hidden=None)
