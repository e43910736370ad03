"""Where a page ended, as an opaque mark: the row's number, bound to the question and to the version of the table.

A mark holds no value of the table, and a made-up one shows no more than a question without it.
"""

import hashlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from typing import Final

from kho.publishing.records.failures import NotAMarkError, OtherVersionError
from kho.publishing.records.fields import shown
from kho.publishing.records.question import Page

_PART: Final = 8
"""Bytes of each of the three parts."""


def marked(version: str, asked: Page, number: int) -> str:
    """The mark of a page of this question that ended with the row of that number."""
    parts = (_digest(_question(asked)), _digest(version), number.to_bytes(_PART, "big"))
    return urlsafe_b64encode(b"".join(parts)).decode()


def number_of(version: str, asked: Page, mark: str) -> int:
    """The number of the row where the page before ended. Raises NotAMarkError, OtherVersionError."""
    read = _bytes(mark)
    question, given, number = (read[at : at + _PART] for at in range(0, 3 * _PART, _PART))
    if question != _digest(_question(asked)):
        raise NotAMarkError(mark=shown(mark))
    if given != _digest(version):
        raise OtherVersionError
    return int.from_bytes(number, "big", signed=True)


def _bytes(mark: str) -> bytes:
    try:
        read = urlsafe_b64decode(mark)
    except ValueError:
        read = b""
    if len(read) != 3 * _PART:
        raise NotAMarkError(mark=shown(mark))
    return read


def _question(asked: Page) -> str:
    """What must stay the same from page to page; columns and length need not."""
    return repr(replace(asked, columns=(), after=None, limit=0))


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "backslashreplace"), digest_size=_PART).digest()
