"""What people begin, the states it goes through, and who may bring it from one to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from django.db import models

from kho.messages import Message


class Kind(models.TextChoices):
    """What somebody begins."""

    REQUEST = "request"
    DISCUSSION = "discussion"
    REPORT = "report"
    REUSE = "reuse"
    CONTRIBUTION = "contribution"


class State(models.TextChoices):
    """Where something stands."""

    ASKED = "asked"
    ASSIGNED = "assigned"
    PREPARING = "preparing"
    PUBLISHED = "published"
    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"
    CONFIRMED = "confirmed"
    MENDED = "mended"
    NO_ERROR = "no_error"
    RECEIVED = "received"
    IN_REVIEW = "in_review"
    ACCEPTED = "accepted"
    LISTED = "listed"
    REFUSED = "refused"


class Need(Enum):
    """What must be said with a move to a state."""

    REASON = auto()
    AGENCY = auto()
    DATASET = auto()
    VERSION = auto()


class Tone(models.TextChoices):
    """How a state looks: its sign, beside its word."""

    WAITING = "due"
    GOOD = "fresh"
    NO = "never"


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """The states of a kind, in their order: from each, those that the agency may bring it to."""

    first: State
    moves: Mapping[State, Sequence[State]]

    @property
    def states(self) -> Sequence[State]:
        """All, in their order."""
        return [*self.moves]


_REFUSABLE: Final[Mapping[State, Sequence[State]]] = {State.LISTED: (State.REFUSED,), State.REFUSED: (State.IN_REVIEW,)}
FLOWS: Final[Mapping[Kind, Flow]] = {
    Kind.REQUEST: Flow(
        first=State.ASKED,
        moves={
            State.ASKED: (State.ASSIGNED, State.PREPARING, State.PUBLISHED, State.REFUSED),
            State.ASSIGNED: (State.ASSIGNED, State.PREPARING, State.PUBLISHED, State.REFUSED),
            State.PREPARING: (State.ASSIGNED, State.PUBLISHED, State.REFUSED),
            State.PUBLISHED: (State.PREPARING,),
            State.REFUSED: (State.ASSIGNED, State.PREPARING),
        },
    ),
    Kind.DISCUSSION: Flow(first=State.OPEN, moves={State.OPEN: (State.CLOSED,), State.CLOSED: (State.OPEN,)}),
    Kind.REPORT: Flow(
        first=State.REPORTED,
        moves={
            State.REPORTED: (State.CONFIRMED, State.MENDED, State.NO_ERROR),
            State.CONFIRMED: (State.MENDED, State.NO_ERROR),
            State.MENDED: (State.CONFIRMED,),
            State.NO_ERROR: (State.CONFIRMED,),
        },
    ),
    Kind.REUSE: Flow(
        first=State.RECEIVED,
        moves={
            State.RECEIVED: (State.LISTED, State.REFUSED),
            State.IN_REVIEW: (State.LISTED, State.REFUSED),
            **_REFUSABLE,
        },
    ),
    Kind.CONTRIBUTION: Flow(
        first=State.RECEIVED,
        moves={
            State.RECEIVED: (State.IN_REVIEW, State.REFUSED),
            State.IN_REVIEW: (State.ACCEPTED, State.REFUSED),
            State.ACCEPTED: (State.LISTED, State.REFUSED),
            **_REFUSABLE,
        },
    ),
}
AUTHORS: Final[Mapping[State, Sequence[State]]] = {State.OPEN: (State.CLOSED,)}
"""What whoever began it may do too."""
NEEDS: Final[Mapping[State, Need]] = {
    State.REFUSED: Need.REASON,
    State.NO_ERROR: Need.REASON,
    State.ASSIGNED: Need.AGENCY,
    State.PUBLISHED: Need.DATASET,
    State.MENDED: Need.VERSION,
}
WAITING: Final = frozenset(
    {State.ASKED, State.ASSIGNED, State.PREPARING, State.OPEN, State.REPORTED, State.CONFIRMED}
    | {State.RECEIVED, State.IN_REVIEW, State.ACCEPTED}
)
"""States in which something is left to do."""
TONES: Final[Mapping[State, Tone]] = {
    **dict.fromkeys(State, Tone.WAITING),
    **dict.fromkeys((State.PUBLISHED, State.MENDED, State.LISTED, State.ACCEPTED), Tone.GOOD),
    **dict.fromkeys((State.REFUSED, State.NO_ERROR, State.CLOSED), Tone.NO),
}
STATES: Final[Mapping[State, Message]] = {
    State.ASKED: Message("đã gửi", "asked"),
    State.ASSIGNED: Message("đã giao cơ quan", "assigned to an agency"),
    State.PREPARING: Message("đang chuẩn bị", "being prepared"),
    State.PUBLISHED: Message("đã công bố", "published"),
    State.OPEN: Message("đang mở", "open"),
    State.CLOSED: Message("đã đóng", "closed"),
    State.REPORTED: Message("đã báo", "reported"),
    State.CONFIRMED: Message("đã nhận là sai", "accepted as an error"),
    State.MENDED: Message("đã sửa", "mended"),
    State.NO_ERROR: Message("không phải lỗi", "not an error"),
    State.RECEIVED: Message("đã nhận", "received"),
    State.IN_REVIEW: Message("đang xem xét", "in review"),
    State.ACCEPTED: Message("đã chấp nhận", "accepted"),
    State.LISTED: Message("đã giới thiệu", "listed"),
    State.REFUSED: Message("từ chối", "refused"),
}
KINDS: Final[Mapping[Kind, Message]] = {
    Kind.REQUEST: Message("đề nghị dữ liệu", "request for data"),
    Kind.DISCUSSION: Message("thảo luận", "discussion"),
    Kind.REPORT: Message("báo lỗi", "error report"),
    Kind.REUSE: Message("sản phẩm dùng dữ liệu", "reuse"),
    Kind.CONTRIBUTION: Message("đóng góp dữ liệu", "contribution"),
}
USES: Final[Mapping[str, Message]] = {
    "application": Message("ứng dụng", "application"),
    "article": Message("bài viết", "article"),
    "study": Message("nghiên cứu", "study"),
    "map": Message("bản đồ", "map"),
    "chart": Message("biểu đồ", "chart"),
    "teaching": Message("giảng dạy", "teaching"),
    "other": Message("khác", "other"),
}
"""What kind of thing a reuse is."""


def moves(kind: str, state: str) -> Sequence[State]:
    """The states that the agency may bring something of a kind to."""
    return FLOWS[Kind(kind)].moves[State(state)]
