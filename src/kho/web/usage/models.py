"""How often each dataset was used."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models

if TYPE_CHECKING:
    from datetime import date


class Kind(models.TextChoices):
    """What of a dataset was asked for."""

    PAGE = "page"
    FILE = "file"
    API = "api"


class Use(models.Model):
    """How often one dataset was used in one way on one day in Việt Nam; nothing says by whom."""

    dataset: "models.CharField[str, str]" = models.CharField(max_length=200)
    day: "models.DateField[date, date]" = models.DateField(db_index=True)
    kind: "models.CharField[str, str]" = models.CharField(max_length=4, choices=Kind.choices)
    count: "models.BigIntegerField[int, int]" = models.BigIntegerField(default=0)

    class Meta:
        """One row for each dataset, day and kind."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("dataset", "day", "kind"), name="usage_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.dataset} {self.kind} {self.count}"
