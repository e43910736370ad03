"""The deliveries of one's agencies: those handed over here, and those that came by themselves, from the run log."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from django.db.models import Q, QuerySet
from django.urls import reverse

from kho.contracts.model import Contract
from kho.messages import Message
from kho.pipeline.runs import Run
from kho.pipeline.workplace import Workplace
from kho.web.accounts.models import WHOLE_PROVINCE
from kho.web.accounts.rights import Somebody, agencies_with
from kho.web.accounts.roles import Right
from kho.web.deliveries.models import Delivery
from kho.web.deliveries.places import datasets_for, place
from kho.web.deliveries.states import AT_WORK, MARKS, NAMES, WAITING, State
from kho.web.deliveries.words import BY_STATUS

PER_PAGE = 40


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What of the list is asked for: of one `dataset`, in one `state`, `before` a moment."""

    dataset: str = ""
    state: State | None = None
    before: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One delivery in the list. `came` says how, where nobody handed it over here."""

    url: str
    title: str
    name: str
    by: str
    when: datetime
    state: Message
    mark: str
    quarantined: int
    rows: int
    came: Message | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Listing:
    """What waits for a person, everything else newest first, and from when on there is more."""

    waiting: Sequence[Line]
    others: Sequence[Line]
    more: datetime | None
    datasets: Sequence[Contract]


def listing(account: Somebody, asked: Asked) -> Listing:
    """The list for an account. Raises BrokenRunRecordError and the store's errors."""
    workplace, datasets = place(), datasets_for(account, Right.LOOK)
    titles = {str(each.name): each.title for each in workplace.province.datasets.values()}
    mine = _mine(account)
    if asked.dataset:
        mine = mine.filter(dataset=asked.dataset)
    by_hand = mine.filter(state=asked.state) if asked.state else mine.exclude(state__in=WAITING)
    if asked.before:
        by_hand = by_hand.filter(received__lt=asked.before)
    chosen = [each for each in datasets if asked.dataset in {"", str(each.name)}]
    runs = (_of_run(each, titles) for each in _alone(workplace, chosen, asked))
    hands = (_of_delivery(each, titles) for each in by_hand[: PER_PAGE + 1])
    others = list(islice(merge(hands, runs, key=lambda each: each.when, reverse=True), PER_PAGE + 1))
    waiting = (
        [] if asked.state or asked.before else [_of_delivery(each, titles) for each in mine.filter(state__in=WAITING)]
    )
    more = others[PER_PAGE - 1].when if len(others) > PER_PAGE else None
    return Listing(waiting=waiting, others=others[:PER_PAGE], more=more, datasets=datasets)


def waiting_for(account: Somebody) -> int:
    """How many deliveries wait for somebody of the account's agencies."""
    return _mine(account).filter(state__in=WAITING).count()


def _mine(account: Somebody) -> QuerySet[Delivery]:
    agencies = agencies_with(account, Right.LOOK)
    return Delivery.objects.filter(Q() if WHOLE_PROVINCE in agencies else Q(agency__in=agencies))


def _alone(workplace: Workplace, datasets: Sequence[Contract], asked: Asked) -> Iterator[Run]:
    """The runs of deliveries that nobody handed over here, newest first."""
    found = merge(*(workplace.runs.newest(each.name) for each in datasets), key=lambda run: run.started, reverse=True)
    known = set(Delivery.objects.exclude(run="").values_list("run", flat=True))
    for run in found:
        is_time = asked.before is None or run.started < asked.before
        if is_time and run.id not in known and asked.state in {None, BY_STATUS[run.status]}:
            yield run


def _of_delivery(delivery: Delivery, titles: dict[str, str]) -> Line:
    return Line(
        url=reverse("delivery", args=[delivery.key]),
        title=titles.get(delivery.dataset, delivery.dataset),
        name=delivery.name,
        by=delivery.by,
        when=delivery.received,
        state=delivery.state_name,
        mark=delivery.mark,
        quarantined=delivery.quarantined,
        rows=delivery.read,
        came=_by_token(delivery),
    )


def _by_token(delivery: Delivery) -> Message | None:
    if not delivery.token:
        return None
    return Message(f"qua API, khoá “{delivery.token}”", f"by the API, token “{delivery.token}”")


def _of_run(run: Run, titles: dict[str, str]) -> Line:
    state = BY_STATUS[run.status]
    return Line(
        url=reverse("delivery_run", args=[run.id]),
        title=titles.get(str(run.dataset), str(run.dataset)),
        name=run.delivery.name or run.delivery.source,
        by="",
        when=run.started,
        state=NAMES[state],
        mark=MARKS.get(state, "unpromised"),
        quarantined=run.quarantined,
        rows=run.read,
        came=Message(f"tự đến, nguồn “{run.delivery.source}”", f"came by itself, source “{run.delivery.source}”"),
    )


def is_at_work(delivery: Delivery) -> bool:
    """Whether it is this program's turn."""
    return delivery.stands in AT_WORK
