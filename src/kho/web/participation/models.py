"""What people begin about the data, what is said and decided of it, and who is told."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models

from kho.messages import Message
from kho.web.accounts.models import Account
from kho.web.participation.flows import KINDS, STATES, TONES, Kind, State, Tone

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models.fields.related_descriptors import RelatedManager

Row = dict[str, str | None]
"""A row: the texts of its values by column; None where there is none."""
TITLE, TEXT, LINK = 200, 5000, 500
"""How long a title, a text and an address may be."""


class Matter(models.Model):
    """What somebody begins: a request, a discussion, a report, a reuse or a contribution.

    `agency` is the id of the one that answers, empty where nobody knows yet: then it is for those who answer for the
    whole province. `dataset` is its full name (`agency/dataset`), empty where there is none.
    """

    kind: "models.CharField[str, str]" = models.CharField(max_length=20, choices=Kind.choices)
    state: "models.CharField[str, str]" = models.CharField(max_length=20, choices=State.choices)
    agency: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True, db_index=True)
    dataset: "models.CharField[str, str]" = models.CharField(max_length=200, blank=True, db_index=True)
    title: "models.CharField[str, str]" = models.CharField(max_length=TITLE)
    text: "models.TextField[str, str]" = models.TextField(blank=True)
    link: "models.CharField[str, str]" = models.CharField(max_length=LINK, blank=True)
    use: "models.CharField[str, str]" = models.CharField(max_length=20, blank=True)
    author: "models.ForeignKey[Account | None, Account | None]" = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, related_name="matters"
    )
    opened: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)
    changed: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True, db_index=True)
    hidden: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    hidden_why: "models.TextField[str, str]" = models.TextField(blank=True)

    comments: "RelatedManager[Comment]"
    complaints: "RelatedManager[Complaint]"
    steps: "RelatedManager[Step]"
    reported: "ReportedRow"
    file: "ContributedFile"
    votes: "RelatedManager[Vote]"
    uses: "RelatedManager[Used]"

    class Meta:
        """Those with the newest change first."""

        ordering = ("-changed", "-id")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["kind", "state"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}: {self.title}"

    @property
    def kind_told(self) -> Message:
        """What it is called."""
        return KINDS[Kind(self.kind)]

    @property
    def state_told(self) -> Message:
        """What its state is called."""
        return STATES[State(self.state)]

    @property
    def tone(self) -> Tone:
        """How its state looks."""
        return TONES[State(self.state)]


class ReportedRow(models.Model):
    """What a report says of a row: `row` is its id as the map layers tell it, `shown` the row as it was.

    `found` is the value that a later version, `found_in`, has in its place; `is_gone`: that version has no such row.
    `looked` is the newest version that was looked at.
    """

    matter: "models.OneToOneField[Matter, Matter]" = models.OneToOneField(
        Matter, on_delete=models.CASCADE, primary_key=True, related_name="reported"
    )
    row: "models.TextField[str, str]" = models.TextField()
    column: "models.CharField[str, str]" = models.CharField(max_length=200)
    version: "models.IntegerField[int, int]" = models.IntegerField()
    shown: "models.JSONField[Row, Row]" = models.JSONField()
    proposed: "models.TextField[str, str]" = models.TextField(blank=True)
    evidence: "models.TextField[str, str]" = models.TextField(blank=True)
    looked: "models.IntegerField[int, int]" = models.IntegerField()
    found: "models.TextField[str | None, str | None]" = models.TextField(null=True)  # noqa: DJ001  an empty text is not none
    found_in: "models.IntegerField[int | None, int | None]" = models.IntegerField(null=True)
    is_gone: "models.BooleanField[bool, bool]" = models.BooleanField(default=False)

    matter_id: "int"

    def __str__(self) -> str:
        return f"{self.matter_id} {self.row} {self.column}"

    @property
    def value(self) -> str | None:
        """What stood there."""
        return self.shown.get(self.column)


class Used(models.Model):
    """A dataset that a reuse is made of."""

    matter: "models.ForeignKey[Matter, Matter]" = models.ForeignKey(
        Matter, on_delete=models.CASCADE, related_name="uses"
    )
    dataset: "models.CharField[str, str]" = models.CharField(max_length=200, db_index=True)

    class Meta:
        """Once each."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("matter", "dataset"), name="a_dataset_is_used_once")]

    def __str__(self) -> str:
        return self.dataset


class ContributedFile(models.Model):
    """The file of a contribution, as it was sent: its bytes lie under the portal's state, named by their SHA-256."""

    matter: "models.OneToOneField[Matter, Matter]" = models.OneToOneField(
        Matter, on_delete=models.CASCADE, primary_key=True, related_name="file"
    )
    name: "models.CharField[str, str]" = models.CharField(max_length=200)
    digest: "models.CharField[str, str]" = models.CharField(max_length=64)
    size: "models.BigIntegerField[int, int]" = models.BigIntegerField()

    def __str__(self) -> str:
        return self.name


class Step(models.Model):
    """A change of state, for everybody to see; `who` is None where the portal saw it itself."""

    matter: "models.ForeignKey[Matter, Matter]" = models.ForeignKey(
        Matter, on_delete=models.CASCADE, related_name="steps"
    )
    when: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)
    who: "models.ForeignKey[Account | None, Account | None]" = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    agency: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
    state: "models.CharField[str, str]" = models.CharField(max_length=20, choices=State.choices)
    why: "models.TextField[str, str]" = models.TextField(blank=True)
    version: "models.IntegerField[int | None, int | None]" = models.IntegerField(null=True)

    matter_id: "int"

    class Meta:
        """Oldest first."""

        ordering = ("when", "id")

    def __str__(self) -> str:
        return f"{self.matter_id} {self.state}"

    @property
    def state_told(self) -> Message:
        """What the state is called."""
        return STATES[State(self.state)]


class Comment(models.Model):
    """What somebody says; `is_answer`: for the agency, by one of those who answer for it."""

    matter: "models.ForeignKey[Matter, Matter]" = models.ForeignKey(
        Matter, on_delete=models.CASCADE, related_name="comments"
    )
    author: "models.ForeignKey[Account | None, Account | None]" = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    is_answer: "models.BooleanField[bool, bool]" = models.BooleanField(default=False)
    agency: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
    text: "models.TextField[str, str]" = models.TextField()
    said: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)
    edited: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    hidden: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    hidden_why: "models.TextField[str, str]" = models.TextField(blank=True)

    matter_id: "int"

    class Meta:
        """Oldest first."""

        ordering = ("said", "id")

    def __str__(self) -> str:
        return f"{self.matter_id} {self.text[:40]}"


class Vote(models.Model):
    """Somebody needs it too."""

    matter: "models.ForeignKey[Matter, Matter]" = models.ForeignKey(
        Matter, on_delete=models.CASCADE, related_name="votes"
    )
    account: "models.ForeignKey[Account, Account]" = models.ForeignKey(Account, on_delete=models.CASCADE)

    matter_id: "int"
    account_id: "int"

    class Meta:
        """Once each."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("matter", "account"), name="one_votes_once")]

    def __str__(self) -> str:
        return f"{self.matter_id} {self.account_id}"


class Complaint(models.Model):
    """Somebody says that something offends: a matter, or one comment of it."""

    matter: "models.ForeignKey[Matter, Matter]" = models.ForeignKey(
        Matter, on_delete=models.CASCADE, related_name="complaints"
    )
    comment: "models.ForeignKey[Comment | None, Comment | None]" = models.ForeignKey(
        Comment, on_delete=models.CASCADE, null=True, related_name="complaints"
    )
    account: "models.ForeignKey[Account, Account]" = models.ForeignKey(Account, on_delete=models.CASCADE)
    why: "models.TextField[str, str]" = models.TextField()
    made: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)
    settled: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    matter_id: "int"

    class Meta:
        """Oldest first."""

        ordering = ("made", "id")

    def __str__(self) -> str:
        return f"{self.matter_id} {self.why[:40]}"


class Block(models.Model):
    """An account may not write, until this is lifted."""

    account: "models.ForeignKey[Account, Account]" = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="blocks"
    )
    why: "models.TextField[str, str]" = models.TextField()
    since: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)
    lifted: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    account_id: "int"

    class Meta:
        """Newest first."""

        ordering = ("-since", "-id")

    def __str__(self) -> str:
        return f"{self.account_id} {self.why[:40]}"


class Followed(models.TextChoices):
    """What can be followed."""

    DATASET = "dataset"
    AGENCY = "agency"
    MATTER = "matter"


class How(models.TextChoices):
    """How often a follower is written to."""

    AT_ONCE = "at_once"
    DAILY = "daily"


class Following(models.Model):
    """Somebody is told by e-mail of a dataset (by its full name), an agency (by its id) or a matter (by its number).

    `language` is that of the page on which it was asked for.
    """

    account: "models.ForeignKey[Account, Account]" = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="followings"
    )
    kind: "models.CharField[str, str]" = models.CharField(max_length=10, choices=Followed.choices)
    about: "models.CharField[str, str]" = models.CharField(max_length=200)
    how: "models.CharField[str, str]" = models.CharField(max_length=10, choices=How.choices)
    language: "models.CharField[str, str]" = models.CharField(max_length=2, default="vi")
    since: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)

    account_id: "int"

    class Meta:
        """Once each."""

        ordering = ("kind", "about")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("account", "kind", "about"), name="a_thing_is_followed_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.kind} {self.about}"


class Event(models.Model):
    """Something happened that followers are told of; `mark` says what, so that it is told once.

    Not `is_public`: only whoever began the matter is told. `by` is who did it, who is not told.
    """

    mark: "models.CharField[str, str]" = models.CharField(max_length=300, unique=True)
    when: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(db_index=True)
    dataset: "models.CharField[str, str]" = models.CharField(max_length=200, blank=True, db_index=True)
    agency: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True, db_index=True)
    matter: "models.ForeignKey[Matter | None, Matter | None]" = models.ForeignKey(
        Matter, on_delete=models.CASCADE, null=True, related_name="events"
    )
    comment: "models.ForeignKey[Comment | None, Comment | None]" = models.ForeignKey(
        Comment, on_delete=models.CASCADE, null=True, related_name="+"
    )
    vi: "models.TextField[str, str]" = models.TextField()
    en: "models.TextField[str, str]" = models.TextField()
    is_public: "models.BooleanField[bool, bool]" = models.BooleanField(default=True)
    by: "models.ForeignKey[Account | None, Account | None]" = models.ForeignKey(
        Account, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    is_spread: "models.BooleanField[bool, bool]" = models.BooleanField(default=False, db_index=True)

    matter_id: "int | None"
    by_id: "int | None"

    class Meta:
        """Newest first."""

        ordering = ("-when", "-id")

    def __str__(self) -> str:
        return self.mark

    @property
    def told(self) -> Message:
        """What happened."""
        return Message(self.vi, self.en)


class Notice(models.Model):
    """A follower is to be told of an event, or was at `sent`: once, however much of what it is about is followed."""

    event: "models.ForeignKey[Event, Event]" = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="notices"
    )
    account: "models.ForeignKey[Account, Account]" = models.ForeignKey(Account, on_delete=models.CASCADE)
    following: "models.ForeignKey[Following, Following]" = models.ForeignKey(Following, on_delete=models.CASCADE)
    sent: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True, db_index=True)

    event_id: "int"
    account_id: "int"
    following_id: "int"

    class Meta:
        """Once each."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("event", "account"), name="one_is_told_once")]

    def __str__(self) -> str:
        return f"{self.event_id} {self.account_id}"


class Count(models.Model):
    """How often somebody wrote since `since`, for an hour or a day; of a network address only a keyed hash is kept."""

    who: "models.CharField[str, str]" = models.CharField(max_length=80)
    span: "models.CharField[str, str]" = models.CharField(max_length=4)
    since: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(db_index=True)
    count: "models.PositiveIntegerField[int, int]" = models.PositiveIntegerField(default=0)

    class Meta:
        """Once each."""

        constraints: ClassVar = [models.UniqueConstraint(fields=("who", "span", "since"), name="one_is_counted_once")]

    def __str__(self) -> str:
        return f"{self.who} {self.span} {self.count}"
