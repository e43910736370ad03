"""What is looked at again and again beside the pages: rows that were mended, and who is still to be told of what."""

import logging
import threading
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Final

from django.db import connections, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import override

from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Language, Message
from kho.warehouse.tables import VIETNAM
from kho.web.accounts.models import Account
from kho.web.addresses import slug
from kho.web.holding import Holding, held
from kho.web.mail.posting import post
from kho.web.participation import mending
from kho.web.participation.following import stopping
from kho.web.participation.limiting import forget
from kho.web.participation.models import Event, Followed, Following, How, Notice
from kho.web.participation.seeing import page_of

EVERY: Final = 5.0
"""Seconds between rounds."""
DAILY_FROM: Final = 7
"""The hour in Việt Nam from which on the mails of a day are sent."""
NEW_VERSION: Final = Message("Phiên bản {version} của “{title}”", "Version {version} of “{title}”")
SUBJECT: Final = Message("[{name}] {what}", "[{name}] {what}")
MORE: Final = Message("{count} tin mới", "{count} things happened")
STOP: Final = Message("Thôi nhận thư này: {url}", "Stop these mails: {url}")
_LOG: Final = logging.getLogger(__name__)


def go_on(stopped: threading.Event) -> None:
    """Go round until `stopped`. Trouble is told once in the log, and ends nothing: it may be over soon."""
    told = ""
    while not stopped.wait(EVERY):
        try:
            go_round(held(), datetime.now(UTC))
            told = ""
        except Exception as error:  # noqa: BLE001 - told in the log; if this ended, nobody would be told any more
            if str(error) != told:
                _LOG.warning("participation: %s", error, exc_info=not isinstance(error, KhoError))
            told = str(error)
        finally:
            connections.close_all()


def go_round(holding: Holding, now: datetime) -> None:
    """Once: look for mended rows and new versions, find out who is to be told, and write to them."""
    mending.look(holding)
    _announce(holding)
    _spread()
    _send_at_once(holding, now)
    _send_daily(holding, now)
    forget()


def _announce(holding: Holding) -> None:
    """Make an event of each new version of a dataset that somebody follows, itself or its agency."""
    for each in holding.catalogue.datasets.values():
        mark = f"version:{each.name}:{each.version}"
        followed = Q(kind=Followed.DATASET, about=str(each.name)) | Q(kind=Followed.AGENCY, about=each.agency.id)
        if not Following.objects.filter(followed, since__lt=each.modified).exists():
            continue
        told = NEW_VERSION.filled(version=each.version, title=each.title)
        facts = {"dataset": str(each.name), "agency": each.agency.id, "vi": told.vi, "en": told.en}
        Event.objects.get_or_create(mark=mark, defaults={"when": each.modified, **facts})


def _spread() -> None:
    """Note for each new event who is to be told: each once, by the first of what they follow that it is about."""
    for event in Event.objects.filter(is_spread=False).select_related("matter", "comment").order_by("when")[:1000]:
        with transaction.atomic():
            if not Event.objects.filter(pk=event.pk, is_spread=False).update(is_spread=True):
                continue
            for following in _followers(event):
                Notice.objects.get_or_create(event=event, account=following.account, defaults={"following": following})


def _followers(event: Event) -> Iterable[Following]:
    followed = Q(kind=Followed.MATTER, about=str(event.matter_id))
    if event.is_public and event.dataset:
        followed |= Q(kind=Followed.DATASET, about=event.dataset)
    if event.is_public and event.agency:
        followed |= Q(kind=Followed.AGENCY, about=event.agency)
    found = Following.objects.filter(followed, since__lte=event.when).select_related("account").order_by("-kind", "id")
    if event.by_id is not None:
        found = found.exclude(account=event.by_id)
    if not event.is_public and event.matter is not None:
        found = found.filter(account=_author(event))
    return found.filter(account__is_active=True)


def _author(event: Event) -> Account | None:
    """Who alone is told of what is not for all: whoever said it, or began the matter."""
    return event.comment.author if event.comment else event.matter.author if event.matter else None


def _waiting(how: How) -> Sequence[Notice]:
    found = Notice.objects.filter(sent=None, following__how=how).order_by("account", "following", "event__when")
    return list(found.select_related("account", "following", "event__matter", "event__comment"))


def _send_at_once(holding: Holding, now: datetime) -> None:
    for _, notices in groupby(_waiting(How.AT_ONCE), key=lambda each: each.following_id):
        _write(holding, list(notices), now)


def _send_daily(holding: Holding, now: datetime) -> None:
    local = now.astimezone(VIETNAM)
    today = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if local.hour < DAILY_FROM:
        return
    for account, notices in groupby(_waiting(How.DAILY), key=lambda each: each.account_id):
        if not Notice.objects.filter(account=account, following__how=How.DAILY, sent__gte=today).exists():
            _write(holding, list(notices), now)


def _write(holding: Holding, notices: Sequence[Notice], now: datetime) -> None:
    """One mail about some events; queued with what says that it is, so never twice."""
    following = notices[0].following
    language: Language = "en" if following.language == "en" else "vi"
    with transaction.atomic(), override(language):
        ours = [each for each in notices if Notice.objects.filter(pk=each.pk, sent=None).update(sent=now)]
        told = [each.event for each in ours if _is_still_there(holding, each.event)]
        if told:
            url = stopping(following)
            post(
                to=following.account.email,
                subject=_subject(holding, told),
                body=_body(holding, told, url),
                language=language,
                unsubscribe=url,
            )


def _subject(holding: Holding, told: Sequence[Event]) -> Message:
    name = holding.catalogue.province
    what = told[0].told if len(told) == 1 else MORE.filled(count=len(told))
    return Message(f"[{name.vi}] {what.vi}", f"[{name.en}] {what.en}")


def _body(holding: Holding, told: Sequence[Event], url: str) -> Message:
    site = holding.addresses.site
    lines = [Message(f"{each.vi}\n{_url(site, each)}\n", f"{each.en}\n{_url(site, each)}\n") for each in told]
    end = STOP.filled(url=url)
    return Message("\n".join([*(each.vi for each in lines), end.vi]), "\n".join([*(each.en for each in lines), end.en]))


def _url(site: str, event: Event) -> str:
    if event.matter is not None:
        return f"{site}{page_of(event.matter, is_for_all=event.is_public)}"
    return f"{site}{reverse('dataset', args=[slug(DatasetName.parse(event.dataset))])}"


def _is_still_there(holding: Holding, event: Event) -> bool:
    """Whether it may still be told: what was taken down or is open no longer is not, but to whom it was theirs."""
    if not event.is_public:
        return True
    if event.matter is not None and event.matter.hidden is not None:
        return False
    if event.comment is not None and event.comment.hidden is not None:
        return False
    return not event.dataset or DatasetName.parse(event.dataset) in holding.catalogue.datasets
