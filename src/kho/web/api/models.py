"""Tokens of the API."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from datetime import date, datetime


class ApiToken(models.Model):
    """A token by its name: of the token itself only the SHA-256 is kept, of its use only the last day."""

    name: "models.CharField[str, str]" = models.CharField(max_length=100, unique=True)
    digest: "models.CharField[str, str]" = models.CharField(max_length=64, unique=True)
    per_minute: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField()
    created: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)
    last_used: "models.DateField[date | None, date | None]" = models.DateField(null=True)
    revoked: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    class Meta:
        """By name."""

        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
