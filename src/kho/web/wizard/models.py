"""Datasets that are being described: whose file, which answers so far."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models

from kho.messages import Message
from kho.web.accounts.models import Account
from kho.web.changes.models import Proposal
from kho.web.deliveries.models import Delivery, new_key
from kho.web.wizard.answers import Answers, answers_of

if TYPE_CHECKING:
    from datetime import datetime

FILE, FOUND, TRIAL, DESCRIBED = "file", "found", "trial", "described.json"


class State(models.TextChoices):
    """Where a draft stands."""

    READING = "reading"
    """Its file is to be looked through."""
    OPEN = "open"
    UNREADABLE = "unreadable"
    PROPOSED = "proposed"
    """The contract waits for another's approval."""
    WRITTEN = "written"
    """The contract is in the folder; the file is checked and published under it."""
    REFUSED = "refused"
    DONE = "done"
    STOPPED = "stopped"
    """The delivery needs a person."""


class WizardDraft(models.Model):
    """A dataset that is being described. `asked` and `checked` are digests of contracts: what is to be tried, and was.

    `renews` is the dataset whose contract is described again; empty: a new one. `trouble` is why its file could not be
    read, or what stopped it since, as an error tells it.
    """

    key: "models.CharField[str, str]" = models.CharField(max_length=20, unique=True, default=new_key)
    owner: "models.ForeignKey[Account, Account]" = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="drafts"
    )
    agency: "models.CharField[str, str]" = models.CharField(max_length=100, db_index=True)
    renews: "models.CharField[str, str]" = models.CharField(max_length=200, blank=True)
    name: "models.CharField[str, str]" = models.CharField(max_length=300)
    size: "models.BigIntegerField[int, int]" = models.BigIntegerField()
    state: "models.CharField[str, str]" = models.CharField(max_length=20, choices=State, default=State.READING)
    answers: "models.JSONField[dict[str, Any], dict[str, Any]]" = models.JSONField(default=dict)
    step: "models.CharField[str, str]" = models.CharField(max_length=20, default="table")
    asked: "models.CharField[str, str]" = models.CharField(max_length=64, blank=True)
    checked: "models.CharField[str, str]" = models.CharField(max_length=64, blank=True)
    at: "models.CharField[str, str]" = models.CharField(max_length=20, blank=True)
    """The step of the reading or checking that is under way."""
    rows: "models.BigIntegerField[int | None, int | None]" = models.BigIntegerField(null=True)
    attempts: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(default=0)
    trouble: "models.JSONField[dict[str, str] | None, dict[str, str] | None]" = models.JSONField(null=True)
    proposal: "models.ForeignKey[Proposal | None, Proposal | None]" = models.ForeignKey(
        Proposal, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    delivery: "models.ForeignKey[Delivery | None, Delivery | None]" = models.ForeignKey(
        Delivery, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)
    changed: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now=True)

    class Meta:
        """What was worked at last comes first."""

        ordering = ("-changed", "-id")

    def __str__(self) -> str:
        return f"{self.agency}: {self.name}"

    @property
    def stands(self) -> State:
        """Where it stands."""
        return State(self.state)

    @property
    def answered(self) -> Answers:
        """The answers so far."""
        return answers_of(self.answers)

    @property
    def is_checking(self) -> bool:
        """Whether a check is to be made, or under way."""
        return self.stands is State.OPEN and self.asked != self.checked

    @property
    def is_at_work(self) -> bool:
        """Whether it is this program's turn."""
        return self.stands in {State.READING, State.WRITTEN} or self.is_checking

    @property
    def trouble_told(self) -> Message | None:
        """What stopped it, and what to do."""
        if self.trouble is None:
            return None
        told = self.trouble
        return Message(f"{told['what_vi']} {told['mend_vi']}", f"{told['what_en']} {told['mend_en']}")

    @property
    def folder(self) -> Path:
        """Where its file and what came of it lie."""
        own: Path = settings.CONFIGURATION.own
        return own / "drafts" / self.key

    @property
    def file(self) -> Path:
        """The file as it was handed over."""
        return self.folder / FILE

    @property
    def found(self) -> Path:
        """The tables that were found in it."""
        return self.folder / FOUND

    @property
    def trial(self) -> Path:
        """What came of its last check."""
        return self.folder / TRIAL
