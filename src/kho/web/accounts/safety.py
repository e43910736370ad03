"""Settings that are unsafe, each with its number and what to do; told by `kho serve` and by Django's system checks."""

import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from kho.messages import Language, Message
from kho.province.folder import Province
from kho.web.accounts.models import WHOLE_PROVINCE
from kho.web.accounts.oidc.claims import ALL
from kho.web.configuration import Configuration

LOCAL: Final = frozenset({"localhost", "127.0.0.1", "::1"})
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, kw_only=True, slots=True)
class Unsafe:
    """A setting that is unsafe: its number, what is wrong and what to do."""

    code: str
    what: Message
    mend: Message

    def text(self, language: Language) -> str:
        """As a person reads it."""
        return f"{self.code} {self.what.in_(language)}\n  → {self.mend.in_(language)}"


PLAIN_ADDRESS: Final = Unsafe(
    code="kho.W001",
    what=Message(
        "Cổng có địa chỉ công khai không mã hoá (http).", "The portal's public address is not encrypted (http)."
    ),
    mend=Message(
        "Đặt portal.address là https://…, TLS do máy chủ trung gian lo.",
        "Set portal.address to https://…, with a proxy that does TLS.",
    ),
)
PLAIN_MAIL: Final = Unsafe(
    code="kho.W002",
    what=Message(
        "Thư và mật khẩu gửi đến máy chủ thư không mã hoá.", "Mails and the password go to the mail server unencrypted."
    ),
    mend=Message('Đặt mail.security = "starttls" hoặc "tls".', 'Set mail.security = "starttls" or "tls".'),
)
NO_MAIL: Final = Unsafe(
    code="kho.W003",
    what=Message(
        "Chưa có máy chủ thư: mã xác nhận và lời mời chỉ ghi thành tệp trong .kho/portal/mail.",
        "There is no mail server: codes and invitations are only written as files to .kho/portal/mail.",
    ),
    mend=Message("Đặt mail.host và mail.sender.", "Set mail.host and mail.sender."),
)
PLAIN_PROVIDER: Final = Unsafe(
    code="kho.W004",
    what=Message("Dịch vụ đăng nhập không mã hoá (http).", "The sign-in service is not encrypted (http)."),
    mend=Message("Đặt accounts.oidc.issuer là https://….", "Set accounts.oidc.issuer to https://…."),
)
PASSWORD_ALONE: Final = Unsafe(
    code="kho.W005",
    what=Message(
        "Quản trị viên, kỹ sư, cán bộ an toàn vào được chỉ với mật khẩu.",
        "Administrators, engineers and security officers enter with a password alone.",
    ),
    mend=Message(
        'Bỏ accounts.second_factor, hoặc đặt "required".', 'Remove accounts.second_factor, or set "required".'
    ),
)
OPEN_KEY: Final = Unsafe(
    code="kho.W006",
    what=Message(
        "Người khác trên máy này đọc được khoá ký của cổng.",
        "Others on this machine can read the portal's signing key.",
    ),
    mend=Message(
        "chmod 600 .kho/portal/secret-key, rồi đổi khoá: xoá tệp và chạy lại.",
        "chmod 600 .kho/portal/secret-key, then renew it: remove the file and start again.",
    ),
)
FILE_DATABASE: Final = Unsafe(
    code="kho.W007",
    what=Message(
        "Kho ở S3 thì nhiều máy dùng được, nhưng tài khoản và nhật ký nằm trong một tệp SQLite của máy này.",
        "The warehouse on S3 can serve several machines, but accounts and record are in an SQLite file of this one.",
    ),
    mend=Message("Đặt portal.database là một PostgreSQL.", "Set portal.database to a PostgreSQL."),
)
UNKNOWN_AGENCY: Final = Unsafe(
    code="kho.W008",
    what=Message(
        "accounts.oidc.agencies nói đến cơ quan mà tỉnh không có.",
        "accounts.oidc.agencies names an agency that is none.",
    ),
    mend=Message("Viết id như trong agencies.yaml, hoặc *.", "Write ids as in agencies.yaml, or *."),
)


def unsafe(configuration: Configuration, province: Province) -> Sequence[Unsafe]:
    """What is unsafe; nothing of a portal that only this machine can reach is, but an open key."""
    found = list(_of_any(configuration, province))
    return found if configuration.host in LOCAL else [*_of_public(configuration, province), *found]


def _of_public(configuration: Configuration, province: Province) -> Iterator[Unsafe]:
    settings = province.settings
    if not configuration.is_secure:
        yield PLAIN_ADDRESS
    if settings.mail.host is None:
        yield NO_MAIL
    if settings.accounts.second_factor != "required":
        yield PASSWORD_ALONE
    if settings.storage.warehouse.startswith("s3://") and not configuration.database:
        yield FILE_DATABASE


def _of_any(configuration: Configuration, province: Province) -> Iterator[Unsafe]:
    mail, oidc = province.settings.mail, province.settings.accounts.oidc
    if mail.host is not None and mail.security == "none" and mail.host not in LOCAL:
        yield PLAIN_MAIL
    if oidc is not None:
        parts = urlsplit(oidc.issuer)
        if parts.scheme != "https" and parts.hostname not in LOCAL:
            yield PLAIN_PROVIDER
        if set(oidc.agencies.values()) - province.agencies.keys() - {ALL, WHOLE_PROVINCE}:
            yield UNKNOWN_AGENCY
    if _is_open(configuration.own / "secret-key"):
        yield OPEN_KEY


def _is_open(file: Path) -> bool:
    return file.exists() and bool(file.stat().st_mode & _OTHERS)
