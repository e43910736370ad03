"""Changes that wait for another person, and what became of them."""

from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

from django.db import models

from kho.messages import Message
from kho.web.accounts.models import Account

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models.fields.related_descriptors import RelatedManager


class State(StrEnum):
    """What became of a proposal."""

    PROPOSED = "proposed"
    APPLIED = "applied"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


STATES = {
    State.PROPOSED: Message("chờ duyệt", "waiting"),
    State.APPLIED: Message("đã ghi", "made"),
    State.REFUSED: Message("không duyệt", "refused"),
    State.WITHDRAWN: Message("đã rút", "withdrawn"),
}
_STATES = [(each.value, STATES[each].vi) for each in State]


class Proposal(models.Model):
    """A change that somebody proposes; `agency` is the id of whose business it is, empty: the whole province's."""

    agency: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True, db_index=True)
    why_vi: "models.CharField[str, str]" = models.CharField(max_length=300)
    why_en: "models.CharField[str, str]" = models.CharField(max_length=300)
    by: "models.ForeignKey[Account, Account]" = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="proposals"
    )
    made: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)
    state: "models.CharField[str, str]" = models.CharField(
        max_length=20, choices=_STATES, default=State.PROPOSED.value, db_index=True
    )
    decided_by: "models.ForeignKey[Account | None, Account | None]" = models.ForeignKey(
        Account, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    reason: "models.TextField[str, str]" = models.TextField(blank=True)
    taken_up: "models.ForeignKey[Proposal | None, Proposal | None]" = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    """What its proposer made of it, when others had changed the files."""
    files: "RelatedManager[ProposedFile]"

    class Meta:
        """Newest first."""

        ordering = ("-made", "-id")

    def __str__(self) -> str:
        return f"{self.pk}: {self.why_vi}"

    @property
    def why(self) -> Message:
        """What it is for."""
        return Message(vi=self.why_vi, en=self.why_en)

    @property
    def told_state(self) -> Message:
        """What became of it, in words."""
        return STATES[State(self.state)]


class ProposedFile(models.Model):
    """What one file becomes; `seen` is the SHA-256 of what it was, `before` that as text; None: no file."""

    proposal: "models.ForeignKey[Proposal, Proposal]" = models.ForeignKey(
        Proposal, on_delete=models.CASCADE, related_name="files"
    )
    path: "models.CharField[str, str]" = models.CharField(max_length=500)
    seen: "models.CharField[str | None, str | None]" = models.CharField(max_length=64, null=True)  # noqa: DJ001
    before: "models.TextField[str | None, str | None]" = models.TextField(null=True)  # noqa: DJ001  no file is no text
    after: "models.TextField[str | None, str | None]" = models.TextField(null=True)  # noqa: DJ001

    class Meta:
        """By path."""

        ordering = ("path",)
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["proposal", "path"], name="a_file_changes_once_in_a_proposal")
        ]

    def __str__(self) -> str:
        return self.path
