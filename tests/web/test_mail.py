"""Mails: there with what they tell of or not at all, sent to a real server, tried again, never lost nor doubled."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from tests.services.smtp import Mailbox, mail_server
from tests.web.other_settings import province_settings
from tests.web.people import letters_to, new_address

from kho.messages import Message
from kho.province.settings import MailSettings

SUBJECT, BODY = Message("Chào {bạn}", "Hello"), Message("Dòng một\nDòng hai: đã đến", "Line one\nLine two")


@pytest.fixture
def box() -> Iterator[Mailbox]:
    with mail_server() as box:
        yield box


@pytest.fixture(autouse=True)
def _nothing_waits(portal: None) -> None:  # noqa: ARG001  it must be there
    from kho.web.mail.models import Letter

    Letter.objects.all().delete()


def post(to: str, **more: Any) -> None:
    from kho.web.mail.posting import post as queue

    queue(to=to, subject=SUBJECT, body=BODY, **more)


def send(box: Mailbox | None, after: timedelta = timedelta()) -> int:
    from django.conf import settings
    from django.utils import timezone

    from kho.web.holding import held
    from kho.web.mail.sending import send_due

    there = (
        MailSettings(host="127.0.0.1", port=box.port, security="none", sender="kho@example.vn")
        if box is not None
        else MailSettings()
    )
    with province_settings(mail=there):
        return send_due(settings.CONFIGURATION, held().place.province.settings, timezone.now() + after)


def test_a_server_takes_it_in_the_language_of_the_reader(box: Mailbox):
    vietnamese, english = new_address(), new_address()
    post(vietnamese)
    post(english, language="en")
    assert send(box) == 2
    by_reader = {each["To"]: each for each in box.taken}
    assert by_reader[vietnamese]["Subject"] == "Chào {bạn}"
    assert by_reader[vietnamese]["From"] == "kho@example.vn"
    assert by_reader[vietnamese].get_content().splitlines() == ["Dòng một", "Dòng hai: đã đến"]
    assert by_reader[english]["Subject"] == "Hello"
    assert send(box) == 0, "once"


def test_without_a_server_it_is_a_file():
    from django.conf import settings

    from kho.web.mail.transports import folder_of

    email = new_address()
    post(email)
    assert send(None) == 1
    folder = folder_of(settings.CONFIGURATION)
    found = [message_from_bytes(each.read_bytes(), policy=policy.default) for each in folder.glob("*.eml")]
    assert [each["Subject"] for each in found if each["To"] == email] == ["Chào {bạn}"]


def test_what_is_undone_writes_to_nobody():
    from django.db import transaction

    email = new_address()
    with transaction.atomic():
        post(email)
        transaction.set_rollback(True)
    assert letters_to(email) == []


def test_a_server_that_is_away_or_busy_is_tried_again_later(box: Mailbox):
    email = new_address()
    post(email)
    gone = Mailbox(port=9)
    assert send(gone) == 0
    box.busy = True
    assert send(box) == 0, "its time has not come"
    assert send(box, timedelta(minutes=1)) == 0
    [letter] = letters_to(email)
    assert (letter.attempts, letter.sent, letter.given_up) == (2, None, None)
    assert "451" in letter.trouble
    box.busy = False
    assert send(box, timedelta(minutes=10)) == 1
    assert [each["To"] for each in box.taken] == [email]


def test_who_does_not_exist_is_given_up_and_stops_nobody_else(box: Mailbox):
    nobody, somebody = new_address(), new_address()
    box.refused.add(nobody)
    post(nobody)
    post(somebody)
    assert send(box) == 1
    assert [each["To"] for each in box.taken] == [somebody]
    [letter] = letters_to(nobody)
    assert letter.given_up is not None
    assert "550" in letter.trouble


def test_what_a_lost_process_had_in_hand_is_sent_by_the_next(box: Mailbox):
    from django.utils import timezone

    from kho.web.mail.sending import _claimed

    email = new_address()
    post(email)
    assert [each.to for each in _claimed(timezone.now())] == [email]
    assert send(box) == 0, "another has it in hand"
    assert send(box, timedelta(minutes=6)) == 1


def test_line_ends_in_a_subject_make_no_header(box: Mailbox):
    from kho.web.mail.posting import post as queue

    email = new_address()
    queue(to=email, subject=Message("a\r\nBcc: x@example.vn", "a"), body=BODY)
    assert send(box) == 1
    assert box.taken[0]["Bcc"] is None
    assert box.taken[0]["Subject"] == "a Bcc: x@example.vn"
