"""The roles that a person can hold for an agency, and the rights that come with each."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from kho.messages import Message


class Role(StrEnum):
    """What a person is to an agency, or to the whole province."""

    VIEWER = "viewer"
    STEWARD = "steward"
    ENGINEER = "engineer"
    LEADER = "leader"
    SECURITY_OFFICER = "security_officer"
    ADMINISTRATOR = "administrator"


class Right(StrEnum):
    """What a person may do with what belongs to an agency."""

    BOARD = "board"
    """See how its data stands: what is due, late and failing, its scores."""
    LOOK = "look"
    """See its deliveries, their findings and their rows."""
    DELIVER = "deliver"
    """Send data, correct it, send it again."""
    DESCRIBE = "describe"
    """Make and change contracts."""
    REVIEW = "review"
    """Approve what another has described or contributed."""
    PUBLISH = "publish"
    """Publish a delivery, withdraw what is published."""
    ANSWER = "answer"
    """Answer requests, discussions and reports, and take down what offends."""
    REGISTERS = "registers"
    """Change the registers: agencies, systems, code lists."""
    PEOPLE = "people"
    """Invite people, give and take roles."""
    AUDIT = "audit"
    """Read who did what, and who has a session."""


TITLES: Final[Mapping[Role, Message]] = {
    Role.VIEWER: Message("người xem", "viewer"),
    Role.STEWARD: Message("cán bộ phụ trách dữ liệu", "steward"),
    Role.ENGINEER: Message("kỹ sư dữ liệu", "engineer"),
    Role.LEADER: Message("lãnh đạo", "leader"),
    Role.SECURITY_OFFICER: Message("cán bộ an toàn thông tin", "security officer"),
    Role.ADMINISTRATOR: Message("quản trị viên", "administrator"),
}
_STEWARD: Final = frozenset({Right.BOARD, Right.LOOK, Right.DELIVER, Right.DESCRIBE, Right.PUBLISH, Right.ANSWER})
RIGHTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.VIEWER: frozenset({Right.BOARD, Right.LOOK}),
    Role.STEWARD: _STEWARD,
    Role.ENGINEER: _STEWARD | {Right.REVIEW, Right.REGISTERS},
    Role.LEADER: frozenset({Right.BOARD}),
    Role.SECURITY_OFFICER: frozenset({Right.BOARD, Right.AUDIT}),
    Role.ADMINISTRATOR: frozenset({Right.BOARD, Right.PEOPLE, Right.AUDIT, Right.REGISTERS}),
}
"""Nobody has all: who gives rights sends no data, and who reads the log changes nothing."""
GUARDED: Final = frozenset({Role.ENGINEER, Role.SECURITY_OFFICER, Role.ADMINISTRATOR})
"""Roles that a stolen password alone must not open: they need a second factor where the province asks for one."""
