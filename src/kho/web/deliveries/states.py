"""The states of a delivery, and which one may follow which."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from kho.messages import Message


class State(StrEnum):
    """Where a delivery stands."""

    RECEIVED = "received"
    CHECKING = "checking"
    READY = "ready"
    """Checked: every row would be loaded."""
    HAS_ERRORS = "has_errors"
    """Checked: some rows would be turned away, or all, where a promise about the whole is broken."""
    UNREADABLE = "unreadable"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    SENT_BACK = "sent_back"
    """Somebody asked its sender to mend it."""
    WITHDRAWING = "withdrawing"
    WITHDRAWN = "withdrawn"
    """The table was put back to what it was before."""
    THROWN_AWAY = "thrown_away"


NAMES: Final[Mapping[State, Message]] = {
    State.RECEIVED: Message("chờ kiểm tra", "waiting to be checked"),
    State.CHECKING: Message("đang kiểm tra", "being checked"),
    State.READY: Message("sẵn sàng công bố", "ready to publish"),
    State.HAS_ERRORS: Message("có lỗi", "has errors"),
    State.UNREADABLE: Message("không đọc được", "cannot be read"),
    State.PUBLISHING: Message("đang công bố", "being published"),
    State.PUBLISHED: Message("đã công bố", "published"),
    State.SENT_BACK: Message("đã trả lại", "sent back"),
    State.WITHDRAWING: Message("đang rút lại", "being withdrawn"),
    State.WITHDRAWN: Message("đã rút lại", "withdrawn"),
    State.THROWN_AWAY: Message("đã bỏ", "thrown away"),
}
_OUT: Final = frozenset({State.SENT_BACK, State.THROWN_AWAY, State.RECEIVED})
NEXT: Final[Mapping[State, frozenset[State]]] = {
    State.RECEIVED: frozenset({State.CHECKING, State.THROWN_AWAY}),
    State.CHECKING: frozenset({State.CHECKING, State.READY, State.HAS_ERRORS, State.UNREADABLE}),
    State.READY: _OUT | {State.PUBLISHING},
    State.HAS_ERRORS: _OUT | {State.PUBLISHING},
    State.UNREADABLE: _OUT,
    State.PUBLISHING: frozenset({State.PUBLISHED, State.READY, State.HAS_ERRORS}),
    State.PUBLISHED: frozenset({State.WITHDRAWING}),
    State.SENT_BACK: frozenset({State.RECEIVED, State.THROWN_AWAY}),
    State.WITHDRAWING: frozenset({State.WITHDRAWN, State.PUBLISHED}),
    State.WITHDRAWN: frozenset(),
    State.THROWN_AWAY: frozenset(),
}
"""What may follow each state."""
AT_WORK: Final = (State.PUBLISHING, State.WITHDRAWING, State.CHECKING, State.RECEIVED)
"""States in which it is this program's turn, in the order in which they are taken."""
WAITING: Final = (State.READY, State.HAS_ERRORS, State.UNREADABLE, State.SENT_BACK)
"""States in which it is a person's turn."""
MARKS: Final[Mapping[State, str]] = {
    State.READY: "fresh",
    State.PUBLISHED: "fresh",
    State.HAS_ERRORS: "late",
    State.UNREADABLE: "late",
    State.SENT_BACK: "due",
    State.WITHDRAWN: "due",
}
"""How a state is coloured, beside its word."""
