"""Whether a form was filled in by a person: a field that nobody sees stays empty, and reading takes a while."""

import time
from typing import Final

from django.core import signing

from kho.messages import Message

TRAP: Final = "website"
"""The field that nobody sees."""
BEGUN: Final = "begun"
LEAST: Final = 3.0
"""Seconds that a person needs at least."""
MOST: Final = 24 * 3600.0
_SALT: Final = "kho.participation.begun"
TRAPPED: Final = Message("Để trống ô ẩn “Trang web”.", "Leave the hidden field “Website” empty.")
TOO_QUICK: Final = Message(
    "Gửi nhanh quá: đọc lại rồi bấm gửi lần nữa.", "That was very quick: read it again, then send it once more."
)
TOO_OLD: Final = Message(
    "Trang mở đã lâu: đọc lại rồi bấm gửi lần nữa.",
    "This page was open for long: read it again, then send it once more.",
)


def begun(at: float | None = None) -> str:
    """What a form keeps of when it was opened, signed."""
    return signing.dumps(round(time.time() if at is None else at, 1), salt=_SALT)


def mistake(trap: str, kept: str) -> Message | None:
    """Why a form is not taken as filled in by a person; None where it is."""
    if trap:
        return TRAPPED
    try:
        passed = time.time() - float(signing.loads(kept, salt=_SALT))
    except (signing.BadSignature, TypeError, ValueError):
        return TOO_OLD
    if passed < LEAST:
        return TOO_QUICK
    return TOO_OLD if passed > MOST else None
