"""Deliveries that people hand over, and every step of them."""

import secrets
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models

from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.web.accounts.models import Account
from kho.web.deliveries.states import MARKS, NAMES, State

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db.models.fields.related_descriptors import RelatedManager

KEY_BYTES = 9
FILE, TRIAL, CORRECTIONS = "file", "trial", "corrections"
_STATES = [(each.value, NAMES[each].vi) for each in State]


def new_key() -> str:
    """A new delivery's name in addresses: one that nobody guesses."""
    return secrets.token_urlsafe(KEY_BYTES)


class Delivery(models.Model):
    """A file for a dataset. `trouble` is why it could not be taken further, as an error tells it.

    `step` and `rows` say how far this program is with it. Counts are of the check, or of the run that published it.
    `run` is that run's id, `version` the table's version that it made. `corrections` names the cells that were
    corrected in it, by the SHA-256 of what is told of them; their texts are not in the database.
    """

    key: "models.CharField[str, str]" = models.CharField(max_length=20, unique=True, default=new_key)
    dataset: "models.CharField[str, str]" = models.CharField(max_length=200, db_index=True)
    agency: "models.CharField[str, str]" = models.CharField(max_length=100, db_index=True)
    sender: "models.ForeignKey[Account | None, Account | None]" = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, related_name="deliveries"
    )
    by: "models.CharField[str, str]" = models.CharField(max_length=200)
    token: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
    """The name of the token by which a program handed it over; empty: a person did."""
    name: "models.CharField[str, str]" = models.CharField(max_length=300)
    size: "models.BigIntegerField[int, int]" = models.BigIntegerField()
    sha256: "models.CharField[str, str]" = models.CharField(max_length=64)
    state: "models.CharField[str, str]" = models.CharField(max_length=20, choices=_STATES, default=State.RECEIVED)
    received: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)
    changed: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now=True)
    follows: "models.ForeignKey[Delivery | None, Delivery | None]" = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="followed_by"
    )
    """The delivery that this one mends."""

    corrections: "models.CharField[str, str]" = models.CharField(max_length=64, blank=True)
    attempts: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(default=0)
    step: "models.CharField[str, str]" = models.CharField(max_length=20, blank=True)
    rows: "models.BigIntegerField[int | None, int | None]" = models.BigIntegerField(null=True)
    read: "models.BigIntegerField[int, int]" = models.BigIntegerField(default=0)
    accepted: "models.BigIntegerField[int, int]" = models.BigIntegerField(default=0)
    quarantined: "models.BigIntegerField[int, int]" = models.BigIntegerField(default=0)
    trouble: "models.JSONField[dict[str, str] | None, dict[str, str] | None]" = models.JSONField(null=True)
    run: "models.CharField[str, str]" = models.CharField(max_length=60, blank=True)
    version: "models.BigIntegerField[int | None, int | None]" = models.BigIntegerField(null=True)

    steps: "RelatedManager[Step]"
    followed_by: "RelatedManager[Delivery]"

    class Meta:
        """Newest first."""

        ordering = ("-received", "-id")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "received"], name="deliveries_by_turn")]

    def __str__(self) -> str:
        return f"{self.dataset}: {self.name}"

    @property
    def dataset_name(self) -> DatasetName:
        """The dataset."""
        return DatasetName.parse(self.dataset)

    @property
    def stands(self) -> State:
        """Where it stands."""
        return State(self.state)

    @property
    def state_name(self) -> Message:
        """What its state is called."""
        return NAMES[self.stands]

    @property
    def mark(self) -> str:
        """How its state is coloured."""
        return MARKS.get(self.stands, "unpromised")

    @property
    def trouble_told(self) -> Message | None:
        """Why it could not be taken further, and what to do."""
        if self.trouble is None:
            return None
        told = self.trouble
        return Message(f"{told['what_vi']} {told['mend_vi']}", f"{told['what_en']} {told['mend_en']}")

    @property
    def folder(self) -> Path:
        """Where its file and what came of its check lie until it is published or thrown away."""
        return folder_of(self.key)

    @property
    def file(self) -> Path:
        """The file as it was handed over."""
        return self.folder / FILE

    @property
    def trial(self) -> Path:
        """What came of its check."""
        return self.folder / TRIAL


def folder_of(key: str) -> Path:
    """The folder of a delivery."""
    own: Path = settings.CONFIGURATION.own
    return own / "deliveries" / key


class Reminder(models.Model):
    """The stewards of a dataset were reminded of the delivery that is due on a day: once before it, once after it."""

    dataset: "models.CharField[str, str]" = models.CharField(max_length=200)
    agency: "models.CharField[str, str]" = models.CharField(max_length=100, db_index=True)
    due: "models.DateField[date, date]" = models.DateField()
    is_after: "models.BooleanField[bool, bool]" = models.BooleanField()
    sent: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering = ("-due", "-id")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dataset", "due", "is_after"], name="reminded_once")
        ]

    def __str__(self) -> str:
        return f"{self.dataset} {self.due}"


class Step(models.Model):
    """A delivery came into a state: when, by whom (empty: this program), and what was said with it."""

    delivery: "models.ForeignKey[Delivery, Delivery]" = models.ForeignKey(
        Delivery, on_delete=models.CASCADE, related_name="steps"
    )
    state: "models.CharField[str, str]" = models.CharField(max_length=20, choices=_STATES)
    when: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)
    who: "models.CharField[str, str]" = models.CharField(max_length=200, blank=True)
    note: "models.TextField[str, str]" = models.TextField(blank=True)

    class Meta:
        """Oldest first."""

        ordering = ("when", "id")

    def __str__(self) -> str:
        return f"{self.delivery}: {self.state}"

    @property
    def state_name(self) -> Message:
        """What the state is called."""
        return NAMES[State(self.state)]
