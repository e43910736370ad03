"""Uploads that have begun."""

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from kho.web.accounts.models import Account
from kho.web.deliveries.models import folder_of, new_key

if TYPE_CHECKING:
    from datetime import datetime


class Upload(models.Model):
    """A file that comes in pieces; how much of it is there, the file itself says.

    It is for a `dataset`, and may mend the delivery whose key `follows` is; or nobody described it yet, and it is of an
    `agency`. `became` is the key of the delivery, or of what describes it, that it became when it was whole.
    """

    key: "models.CharField[str, str]" = models.CharField(max_length=20, unique=True, default=new_key)
    account: "models.ForeignKey[Account, Account]" = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="uploads"
    )
    dataset: "models.CharField[str, str]" = models.CharField(max_length=200, blank=True)
    agency: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
    name: "models.CharField[str, str]" = models.CharField(max_length=300)
    size: "models.BigIntegerField[int, int]" = models.BigIntegerField()
    follows: "models.CharField[str, str]" = models.CharField(max_length=20, blank=True)
    became: "models.CharField[str, str]" = models.CharField(max_length=20, blank=True)
    token: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
    """The name of the token of the program that sends it; empty: a person does."""
    began: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar[tuple[str, ...]] = ("-began", "-id")

    def __str__(self) -> str:
        return f"{self.name} ({self.size})"

    @property
    def file(self) -> Path:
        """Where its pieces are put together."""
        return folder_of("incoming") / self.key

    @property
    def offset(self) -> int:
        """How many bytes are there."""
        return self.size if self.became else self.file.stat().st_size
