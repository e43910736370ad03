"""Sends what waits. A letter is claimed before it is sent, so that two processes do not send the same one."""

import logging
import smtplib
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db import connections
from django.utils import timezone

from kho.errors import KhoError
from kho.province.settings import Settings
from kho.web.configuration import Configuration
from kho.web.mail.models import Letter
from kho.web.mail.transports import Give, opened

EVERY: Final = 2.0
"""Seconds between looks at the queue."""
AT_ONCE: Final = 50
CLAIM: Final = timedelta(minutes=5)
"""Who has claimed a letter and died is waited for so long."""
FIRST_WAIT: Final = timedelta(seconds=30)
LONGEST_WAIT: Final = timedelta(hours=3)
ATTEMPTS: Final = 24
"""With the waits between them: about two days."""
KEPT: Final = timedelta(days=30)
"""What was sent or given up is forgotten after so long: mails name people."""
PERMANENT: Final = 500
_LOG: Final = logging.getLogger(__name__)


def go_on(configuration: Configuration, settings: Callable[[], Settings], stopped: threading.Event) -> None:
    """Send until `stopped`. Trouble is told once in the log, and ends nothing: it may be over soon."""
    told = ""
    while not stopped.wait(EVERY):
        try:
            send_due(configuration, settings(), timezone.now())
            told = ""
        except Exception as error:  # noqa: BLE001 - told in the log; if this ended, no mail would be sent any more
            if str(error) != told:
                _LOG.warning("mail: %s", error, exc_info=not isinstance(error, KhoError | OSError))
            told = str(error)
        finally:
            connections.close_all()


def send_due(configuration: Configuration, settings: Settings, now: datetime) -> int:
    """Send what is due, and say how many letters were taken. Raises MissingSecretError and the database's errors."""
    Letter.objects.filter(queued__lt=now - KEPT).exclude(sent=None, given_up=None).delete()
    claimed = _claimed(now)
    if not claimed:
        return 0
    try:
        with opened(configuration, settings) as give:
            return sum(_given(letter, give, now) for letter in claimed)
    except (OSError, smtplib.SMTPException) as error:
        for letter in claimed:
            if letter.sent is None and letter.given_up is None:
                _put_off(letter, str(error), now)
        return sum(letter.sent is not None for letter in claimed)


def _claimed(now: datetime) -> Sequence[Letter]:
    waiting = Letter.objects.filter(sent=None, given_up=None, due__lte=now)[:AT_ONCE]
    return [letter for letter in waiting if _is_ours(letter, now)]


def _is_ours(letter: Letter, now: datetime) -> bool:
    """Whether it is this process that moved its time: of several that try, one does."""
    return bool(Letter.objects.filter(pk=letter.pk, due=letter.due, sent=None).update(due=now + CLAIM))


def _given(letter: Letter, give: Give, now: datetime) -> bool:
    try:
        give(letter)
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as error:
        _put_off(letter, str(error), now, is_final=_is_final(error))
        return False
    letter.sent, letter.trouble, letter.attempts = now, "", letter.attempts + 1
    letter.save(update_fields=["sent", "trouble", "attempts"])
    return True


def _is_final(error: smtplib.SMTPException) -> bool:
    """Whether the server says that it will never take it (5yz)."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT


def _put_off(letter: Letter, trouble: str, now: datetime, *, is_final: bool = False) -> None:
    letter.attempts += 1
    letter.trouble = trouble[:1000]
    letter.due = now + min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(letter.attempts - 1, 12))
    if is_final or letter.attempts >= ATTEMPTS:
        letter.given_up = now
        _LOG.warning("mail: letter %s is given up: %s", letter.pk, letter.trouble)
    letter.save(update_fields=["attempts", "trouble", "due", "given_up"])
