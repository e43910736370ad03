"""Stewards are reminded before a promised day and after it, once each, on Việt Nam's calendar."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from django.test import Client

    from kho.quality.freshness import Freshness

OPEN = "so-mau/truong-hoc"


@pytest.fixture
def steward(portal: None) -> Iterator[str]:  # noqa: ARG001  it must be there
    """The address of one, and nobody reminded yet."""
    from kho.web.accounts.models import Account, Membership
    from kho.web.deliveries.models import Reminder
    from kho.web.mail.models import Letter

    address = "nhac@example.vn"
    account = Account.objects.filter(email=address).first() or Account.objects.create_user(address, "mat-khau-rat-dai")
    Membership.objects.get_or_create(account=account, agency="so-mau", role="steward")
    Reminder.objects.all().delete()
    Letter.objects.filter(to=address).delete()
    yield address
    account.delete()


def fresh() -> "Freshness":
    from kho.contracts.names import DatasetName
    from kho.pipeline.assessing import freshness_of
    from kho.web.deliveries.places import place

    contract = place().contract(DatasetName.parse(OPEN))
    return freshness_of(place(), contract, now=datetime.now(UTC))


def letters(address: str) -> list[str]:
    from kho.web.mail.models import Letter

    return [each.subject for each in Letter.objects.filter(to=address, subject__contains="Trường học").order_by("id")]


def test_once_before_and_once_after(steward: str):
    from kho.web.deliveries.places import place
    from kho.web.deliveries.reminding import remind

    due = fresh().due
    assert due is not None
    for moment in (due - timedelta(days=8), due - timedelta(minutes=8 * 24 * 60 - 1)):
        remind(place(), moment)
    assert letters(steward) == []
    for days in (-7, -6, 0):
        remind(place(), due + timedelta(days=days))
    assert letters(steward) == ["Sắp đến hạn gửi: Trường học"]
    for days in (1, 2, 30):
        remind(place(), due + timedelta(days=days))
    assert letters(steward) == ["Sắp đến hạn gửi: Trường học", "Quá hạn gửi: Trường học"]


def test_the_day_is_that_of_viet_nam(steward: str):
    from kho.web.deliveries.places import place
    from kho.web.deliveries.reminding import remind

    due = fresh().due
    assert due is not None
    remind(place(), (due - timedelta(days=7, seconds=1)).astimezone(UTC))
    assert letters(steward) == []
    remind(place(), (due - timedelta(days=7)).astimezone(UTC))
    assert letters(steward) == ["Sắp đến hạn gửi: Trường học"]


def test_it_leads_to_the_form(steward: str):
    from kho.web.deliveries.places import place
    from kho.web.deliveries.reminding import remind
    from kho.web.mail.models import Letter

    due = fresh().due
    assert due is not None
    remind(place(), due)
    body = Letter.objects.get(to=steward, subject__contains="Trường học").body
    assert "http://testserver/work/deliveries/new?dataset=so-mau--truong-hoc" in body
    assert f"{due:%d/%m/%Y}" in body


def test_what_is_due_stands_on_the_first_page(client: "Client", steward: str, monkeypatch: pytest.MonkeyPatch):
    from kho.web.accounts.models import Account
    from kho.web.deliveries.reminding import dues_for
    from kho.web.working import home

    client.force_login(Account.objects.get(email=steward))
    assert "quá hạn" not in client.get("/work").content.decode()
    due = fresh().due
    assert due is not None
    later = due + timedelta(days=3)
    monkeypatch.setattr(home, "dues_for", lambda account, now: dues_for(account, max(now, later)))
    page = client.get("/work").content.decode()
    assert "quá hạn" in page
    assert "/work/deliveries/new?dataset=so-mau--truong-hoc" in page


def test_the_days_are_the_provinces(province: Path, steward: str):
    from dataclasses import replace

    from kho.province.settings import ReminderSettings
    from kho.web.deliveries.places import place
    from kho.web.deliveries.reminding import remind

    assert province
    due, here = fresh().due, place()
    assert due is not None
    told = replace(here.province.settings, reminders=ReminderSettings(before=0, after=3))
    other = replace(here, province=replace(here.province, settings=told))
    for days in (-7, 0, 2):
        remind(other, due + timedelta(days=days))
    assert letters(steward) == []
    remind(other, due + timedelta(days=3))
    assert letters(steward) == ["Quá hạn gửi: Trường học"]
