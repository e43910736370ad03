"""The queue of mails."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

if TYPE_CHECKING:
    from datetime import datetime


class Letter(models.Model):
    """A mail: `sent` once a server has taken it, `given_up` once it was tried often enough; until then it waits.

    `unsubscribe` is the address that stops mails like it by one POST (RFC 8058); nothing where there is none.
    """

    to: "models.EmailField[str, str]" = models.EmailField()
    language: "models.CharField[str, str]" = models.CharField(max_length=2)
    subject: "models.CharField[str, str]" = models.CharField(max_length=300)
    body: "models.TextField[str, str]" = models.TextField()
    unsubscribe: "models.TextField[str, str]" = models.TextField(blank=True)
    queued: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=timezone.now)
    due: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(default=timezone.now)
    attempts: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(default=0)
    trouble: "models.TextField[str, str]" = models.TextField(blank=True)
    sent: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    given_up: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    class Meta:
        """Oldest first."""

        ordering = ("due", "id")
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["due"], name="letters_that_wait", condition=Q(sent=None, given_up=None)),
        ]

    def __str__(self) -> str:
        return f"{self.to}: {self.subject}"
