"""Pseudonyms: what stands for a person's or thing's number where the number itself may not.

A pseudonym is `HMAC-SHA256(key, kind + NUL + normal form)`, of which the first 130 bits are written in lower-case
base32 (RFC 4648) as 26 letters and digits: `citizen_id` and `033085001234` give the like of `q3zw...`. It is the same
for the same key, kind and normal form, whatever way the number was written in; it keeps nothing of the number, and who
lacks the key can neither undo nor forge it, although there are few enough numbers to try them all: so the key must be
kept as secret as the numbers. Another kind or another key gives pseudonyms that do not join with these. 130 bits make
two equal pseudonyms by chance unthinkable for any number of rows.

Sources: RFC 2104 and FIPS 198-1 (HMAC), RFC 4648 (base32).
"""

import hmac
from base64 import b32encode
from typing import Final

from kho.errors import KhoError
from kho.messages import Message

LEAST_KEY: Final = 32
"""Bytes of a key: as many as SHA-256 gives (RFC 2104, section 3)."""
LENGTH: Final = 26
"""Characters of a pseudonym."""


class WeakKeyError(KhoError):
    """A key for pseudonyms that is too short."""

    code = "KHO-N101"
    what = Message(
        vi="Khoá giả danh chỉ có {given} byte, cần ít nhất {least}.",
        en="The key for pseudonyms has {given} bytes; it needs at least {least}.",
    )
    mend = Message(
        vi="Tạo khoá ngẫu nhiên, ví dụ bằng `openssl rand -hex 32`, và giữ kín như chính các số.",
        en="Make a random key, for instance with `openssl rand -hex 32`, and keep it as secret as the numbers.",
    )


def pseudonym(normal: str, *, kind: str, key: bytes) -> str:
    """The pseudonym of a normal form; `kind` is the standard's name. Raises WeakKeyError."""
    if len(key) < LEAST_KEY:
        raise WeakKeyError(given=len(key), least=LEAST_KEY)
    digest = hmac.digest(key, f"{kind}\0{normal}".encode(), "sha256")
    return b32encode(digest).decode("ascii")[:LENGTH].lower()
