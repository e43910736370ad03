"""The record of what was done."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from datetime import datetime

Fields = Mapping[str, str | int | float | bool | list[str] | None]
"""Fields of a record as JSON has them."""


class AuditEntry(models.Model):
    """Somebody did something: `what` names the part and the verb (`token.new`), `about` to whom or what it was done.

    `agency` is the id of whose business it was; `before` and `after` are the fields that changed.
    """

    when: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True, db_index=True)
    who: "models.CharField[str, str]" = models.CharField(max_length=200)
    what: "models.CharField[str, str]" = models.CharField(max_length=100)
    about: "models.CharField[str, str]" = models.CharField(max_length=500)

    agency: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True, db_index=True)
    before: "models.JSONField[Fields | None, Fields | None]" = models.JSONField(null=True)
    after: "models.JSONField[Fields | None, Fields | None]" = models.JSONField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-when", "-id")

    def __str__(self) -> str:
        return f"{self.when:%Y-%m-%d %H:%M} {self.who} {self.what} {self.about}"
