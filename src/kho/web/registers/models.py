"""Tables that somebody uploaded and looks over before they are taken."""

from typing import TYPE_CHECKING, Any

from django.db import models

from kho.web.accounts.models import Account

if TYPE_CHECKING:
    from datetime import datetime


class SheetUpload(models.Model):
    """What was read from an uploaded file for a register; kept for some days."""

    account: "models.ForeignKey[Account, Account]" = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="+"
    )
    register: "models.CharField[str, str]" = models.CharField(max_length=20)
    file_name: "models.CharField[str, str]" = models.CharField(max_length=300)
    sheets: "models.JSONField[list[dict[str, Any]], list[dict[str, Any]]]" = models.JSONField()
    made: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        """Newest first."""

        ordering = ("-made", "-id")

    def __str__(self) -> str:
        return f"{self.register}: {self.file_name}"
