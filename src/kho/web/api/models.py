"""Tokens of the API."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from datetime import date, datetime

    from kho.web.accounts.models import Account


class ApiToken(models.Model):
    """A token by its name: of the token itself only the SHA-256 is kept, of its use only the last day.

    With an `account` its holder may hand over data as that account, for the `agency` and, where it is named, the one
    `dataset`, up to the day it `expires`. Without one it reads what is open, more often than who sends none.
    """

    name: "models.CharField[str, str]" = models.CharField(max_length=100, unique=True)
    digest: "models.CharField[str, str]" = models.CharField(max_length=64, unique=True)
    per_minute: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField()
    created: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)
    last_used: "models.DateField[date | None, date | None]" = models.DateField(null=True)
    revoked: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    account: "models.ForeignKey[Account | None, Account | None]" = models.ForeignKey(
        "accounts.Account", on_delete=models.CASCADE, null=True, related_name="tokens"
    )
    agency: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
    dataset: "models.CharField[str, str]" = models.CharField(max_length=200, blank=True)
    expires: "models.DateField[date | None, date | None]" = models.DateField(null=True)

    class Meta:
        """By name."""

        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
