"""Secrets of sources: a contract names them, the environment holds them, and no message shows them.

`{secret: lgsp_password}` in a contract means the environment variable `KHO_SECRET_LGSP_PASSWORD`, or the file that
`KHO_SECRET_LGSP_PASSWORD_FILE` names (as container platforms mount secrets); a file's last line end is not part of it.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

from kho.errors import KhoError
from kho.messages import Message
from kho.sources.options import Plain, Trouble, wrong

NAME = re.compile(r"[a-z][a-z0-9_]*")
HIDDEN = "***"


class MissingSecretError(KhoError):
    """The environment does not hold a secret that a contract names."""

    code = "KHO-T002"
    what = Message(vi="Chưa có mật khẩu hoặc khoá “{name}”.", en="The secret “{name}” is not set.")
    mend = Message(
        vi="Đặt biến môi trường {variable}, hoặc đặt {variable}_FILE là đường dẫn tới tệp chứa nó.",
        en="Set the environment variable {variable}, or let {variable}_FILE name the file that holds it.",
    )


class UnreadableSecretError(KhoError):
    """The file that should hold a secret cannot be read."""

    code = "KHO-T003"
    what = Message(
        vi="Không đọc được tệp mà {variable}_FILE chỉ tới: {reason}.",
        en="The file that {variable}_FILE names cannot be read: {reason}.",
    )
    mend = Message(
        vi="Kiểm tra đường dẫn và quyền đọc của tệp; tệp phải là văn bản UTF-8, không rỗng.",
        en="Check the path and who may read the file; it must be UTF-8 text and not empty.",
    )


@dataclass(frozen=True, slots=True)
class Secret:
    """The name of a secret, as a contract writes it."""

    name: str

    @property
    def variable(self) -> str:
        """The environment variable that holds it."""
        return f"KHO_SECRET_{self.name.upper()}"

    def reveal(self) -> str:
        """The secret itself. Raises MissingSecretError, UnreadableSecretError."""
        if value := os.environ.get(self.variable):
            return value
        file = os.environ.get(f"{self.variable}_FILE")
        if not file:
            raise MissingSecretError(name=self.name, variable=self.variable)
        return self._from_file(Path(file))

    def _from_file(self, file: Path) -> str:
        try:
            text = file.read_text("utf-8").removesuffix("\n").removesuffix("\r")
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableSecretError(variable=self.variable, reason=_reason(error)) from None
        if not text:
            raise UnreadableSecretError(variable=self.variable, reason="0 byte")
        return text


def reveal(value: Secret | str) -> str:
    """The secret's value, or the text itself where it is none."""
    return value.reveal() if isinstance(value, Secret) else value


def redacted(text: str, secrets: Iterable[str]) -> str:
    """The text with every secret in it, also in the spellings of addresses and SQL, replaced by `***`."""
    spellings = {spelling for secret in secrets if secret for spelling in _spellings(secret)}
    for spelling in sorted(spellings, key=len, reverse=True):
        text = text.replace(spelling, HIDDEN)
    return text


def _spellings(secret: str) -> tuple[str, ...]:
    doubled = secret.replace("'", "''")
    escaped = secret.replace("\\", "\\\\").replace("'", "\\'")
    return (secret, quote(secret), quote(secret, safe=""), quote_plus(secret), doubled, escaped)


def _is_reference(value: object) -> bool:
    return isinstance(value, Mapping) and set(value) == {"secret"} and _is_name(value["secret"])


def _is_name(value: object) -> bool:
    return isinstance(value, str) and NAME.fullmatch(value) is not None


def _reason(error: Exception) -> str:
    return (isinstance(error, OSError) and error.strerror) or type(error).__name__


@dataclass(frozen=True, slots=True)
class _SecretOnly:
    """A secret by its name; a value written in the contract is a mistake of its own."""

    expected: Message = Message(
        vi="{secret: tên_chữ_thường} thay cho chính giá trị bí mật",
        en="{secret: name_in_lower_case} and never the secret itself",
    )

    def problems(self, value: Any, at: str) -> list[Trouble]:
        """One problem where the value is no reference; its text is never repeated."""
        return [] if _is_reference(value) else [wrong(at, self.expected)]

    def read(self, value: Any) -> Secret:
        """The secret's name."""
        return Secret(value["secret"])


SECRET = _SecretOnly()
TEXT_OR_SECRET = Plain(
    expected=Message(vi="một chuỗi, hoặc {secret: tên_chữ_thường}", en="a text, or {secret: name_in_lower_case}"),
    accepts=lambda value: _is_reference(value) or (isinstance(value, str) and bool(value)),
    convert=lambda value: Secret(value["secret"]) if isinstance(value, Mapping) else value,
)
