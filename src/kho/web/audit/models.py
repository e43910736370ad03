"""The record of what was done."""

from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from datetime import datetime


class AuditEntry(models.Model):
    """Somebody did something: `what` names the part and the verb (`token.new`), `about` to whom or what it was done."""

    when: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True, db_index=True)
    who: "models.CharField[str, str]" = models.CharField(max_length=200)
    what: "models.CharField[str, str]" = models.CharField(max_length=100)
    about: "models.CharField[str, str]" = models.CharField(max_length=500)

    class Meta:
        """Newest first."""

        ordering = ("-when", "-id")

    def __str__(self) -> str:
        return f"{self.when:%Y-%m-%d %H:%M} {self.who} {self.what} {self.about}"
