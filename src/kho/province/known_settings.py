"""Every setting of `kho.toml`: what it means, what to write, and which values are good."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from kho.messages import Message

SECRET_NAME = re.compile(r"[a-z][a-z0-9_]*")
LONGEST = 7 * 86_400
"""No time of `kho work` is longer, in seconds."""
ROLES = ("viewer", "steward", "engineer", "leader", "security_officer", "administrator")
"""What a person can be to an agency, as the working place knows it."""
OPTIONAL = frozenset({"accounts.oidc"})
"""Sections whose required settings are required only where the section stands."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One setting: what it means, what to write, which values are good, and whether it must stand there.

    `secret`: only the name of a secret may be written; what else stands there is told without repeating it.
    """

    meaning: Message
    expected: Message
    accepts: Any
    required: bool = False
    secret: bool = False


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _port(value: Any) -> bool:
    return _positive(value) and value <= 65_535  # noqa: PLR2004  the last there is


def _natural(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _seconds(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= LONGEST


def _code(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9]{2}", value) is not None


def _languages(value: Any) -> bool:
    return isinstance(value, list) and 0 < len(value) == len(set(map(str, value))) and set(value) <= {"vi", "en"}


def _memory(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[1-9][0-9]*(\.[0-9]+)? ?(MB|GB|TB|MiB|GiB|TiB)", value) is not None


def _warehouse(value: Any) -> bool:
    return _text(value) and ("://" not in value or re.fullmatch(r"s3://[a-z0-9.-]{3,63}(/.*)?", value) is not None)


def _yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _receiver(value: Any) -> bool:
    """An address over HTTP without user, password or query, that can be taken apart."""
    if not isinstance(value, str) or re.fullmatch(r"https?://[^/@?#\s]+(/[^?#\s]*)?", value) is None:
        return False
    try:
        return urlsplit(value).port != 0
    except ValueError:
        return False


def _site(value: Any) -> bool:
    """An address over HTTP without a path: the portal is at the root of a host."""
    return _receiver(value) and urlsplit(value).path in {"", "/"}


def _mail(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>]+", value) is not None


def _folders(value: Any) -> bool:
    return isinstance(value, list) and all(_text(each) and "://" not in each for each in value)


def _options(value: Any) -> bool:
    return isinstance(value, dict) and all(_text(each) or _is_secret(each) for each in value.values())


def _is_secret(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"secret"}
        and isinstance(value["secret"], str)
        and SECRET_NAME.fullmatch(value["secret"]) is not None
    )


def _pairs(value: Any) -> bool:
    return isinstance(value, dict) and all(_text(each) for each in value.values())


def _roles(value: Any) -> bool:
    return _pairs(value) and set(value.values()) <= set(ROLES)


def _one_of(*choices: str) -> Callable[[Any], bool]:
    return lambda value: value in choices


_ROLES_TOLD = Message(
    f'{{"CB" = "steward"}} (một trong: {", ".join(ROLES)})', f'{{"CB" = "steward"}} (one of: {", ".join(ROLES)})'
)
_WAREHOUSE_TOLD = Message(
    '"warehouse" (đường dẫn) hoặc "s3://bucket/thư-mục"', '"warehouse" (a path) or "s3://bucket/prefix"'
)
_OPTIONS_TOLD = Message('các cặp tên = "chữ" hoặc {secret = "tên"}', 'pairs of name = "text" or {secret = "name"}')
_FOLDERS_TOLD = Message('["/mnt/tep-chung"] (danh sách thư mục)', '["/mnt/shared"] (a list of folders)')
_WHOLE_TOLD = Message("một số nguyên từ 1", "a whole number from 1")
_SECONDS_TOLD = Message("số giây, nhiều nhất 7 ngày", "seconds, at most 7 days")


def _seconds_of(vi: str, en: str) -> Setting:
    return Setting(meaning=Message(vi, en), expected=_SECONDS_TOLD, accepts=_seconds)


def _count_of(vi: str, en: str) -> Setting:
    return Setting(meaning=Message(vi, en), expected=_WHOLE_TOLD, accepts=_positive)


def _text_of(vi: str, en: str, example: str) -> Setting:
    return Setting(meaning=Message(vi, en), expected=Message(f'"{example}"', f'"{example}"'), accepts=_text)


def _review_of(vi: str, en: str) -> Setting:
    return Setting(
        meaning=Message(
            f"{vi} được ghi ngay, hay phải có người khác duyệt; không ghi: ghi ngay.",
            f"Whether {en} are written at once, or another person approves them first; without it: at once.",
        ),
        expected=Message('"direct" hoặc "four eyes"', '"direct" or "four eyes"'),
        accepts=lambda value: value in {"direct", "four eyes"},
    )


KNOWN: Mapping[str, Mapping[str, Setting]] = {
    "province": {
        "name": Setting(
            meaning=Message("Tên tỉnh, thành phố.", "The province's name."),
            expected=Message('"tên tỉnh"', '"the province\'s name"'),
            accepts=_text,
            required=True,
        ),
        "code": Setting(
            meaning=Message("Mã tỉnh của Tổng cục Thống kê.", "The statistics office's code of the province."),
            expected=Message('"33" (mã tỉnh hai chữ số, trong nháy)', '"33" (two digits in quotes)'),
            accepts=_code,
            required=True,
        ),
        "languages": Setting(
            meaning=Message("Các ngôn ngữ của tỉnh, chính trước.", "The province's languages, the main one first."),
            expected=Message('["vi", "en"]', '["vi", "en"]'),
            accepts=_languages,
        ),
    },
    "storage": {
        "warehouse": Setting(
            meaning=Message("Nơi lưu kho dữ liệu.", "Where the warehouse is kept."),
            expected=_WAREHOUSE_TOLD,
            accepts=_warehouse,
        ),
        "options": Setting(
            meaning=Message("Tuỳ chọn của nơi lưu S3; khoá là bí mật.", "Options of the S3 store; keys are secrets."),
            expected=_OPTIONS_TOLD,
            accepts=_options,
        ),
        "landing_limit_mb": Setting(
            meaning=Message("Tệp lớn hơn thì không tiếp nhận.", "Larger files are not landed."),
            expected=_WHOLE_TOLD,
            accepts=_positive,
        ),
    },
    "sources": {
        "folders": Setting(
            meaning=Message(
                "Các thư mục ngoài thư mục tỉnh mà nguồn được đọc.",
                "Folders outside the province folder that sources may read.",
            ),
            expected=_FOLDERS_TOLD,
            accepts=_folders,
        ),
    },
    "engine": {
        "name": Setting(
            meaning=Message("Máy xử lý: duckdb, memory, spark.", "The engine: duckdb, memory or spark."),
            expected=Message('"duckdb"', '"duckdb"'),
            accepts=_text,
        ),
        "memory_limit": Setting(
            meaning=Message(
                "Bộ nhớ tối đa của máy xử lý; không ghi: 1GB.", "The most memory the engine takes; without it: 1GB."
            ),
            expected=Message('"2GB"', '"2GB"'),
            accepts=_memory,
        ),
        "threads": Setting(
            meaning=Message("Số luồng của máy xử lý.", "How many threads the engine uses."),
            expected=_WHOLE_TOLD,
            accepts=_positive,
        ),
        "address": Setting(
            meaning=Message("Địa chỉ Spark Connect, chỉ cho spark.", "Spark Connect's address, for spark alone."),
            expected=Message('"sc://máy:15002"', '"sc://host:15002"'),
            accepts=_text,
        ),
    },
    "work": {
        "processes": _count_of(
            "Số tiến trình của `kho work` và `kho run`; không ghi: `kho run` một, `kho work` mỗi bộ xử lý một, "
            "vừa với bộ nhớ.",
            "How many processes `kho work` and `kho run` have; without it: `kho run` one, `kho work` one for each "
            "processor, as far as memory goes.",
        ),
        "look": _seconds_of(
            "Bao lâu thì nhìn thư mục và lịch một lần.", "How often folders and schedules are looked at."
        ),
        "settle": _seconds_of(
            "Tệp không đổi bấy lâu thì coi là đã ghi xong.", "A file that has not changed for so long is whole."
        ),
        "lease": _seconds_of(
            "Tiến trình mất tin bấy lâu thì việc của nó được giao cho tiến trình khác.",
            "Who has not been heard of for so long has lost the work in hand to another.",
        ),
        "attempts": _count_of("Thử một việc nhiều nhất mấy lần.", "How often one piece of work is tried at most."),
        "wait": _seconds_of(
            "Chờ bao lâu trước lần thử thứ hai; sau đó mỗi lần gấp đôi.",
            "The wait before the second attempt; it doubles each time.",
        ),
        "longest_wait": _seconds_of(
            "Chờ giữa hai lần thử lâu nhất là bấy nhiêu.", "The longest wait between attempts."
        ),
        "strikes": _count_of(
            "Đợt gửi hỏng hoặc làm chết tiến trình mấy lần thì được để riêng.",
            "After how many failures or killed processes a delivery is set aside.",
        ),
        "limit": _seconds_of("Một việc chạy lâu hơn thế thì bị dừng.", "Work that takes longer is ended."),
        "grace": _seconds_of(
            "Khi được lệnh dừng, chờ việc đang chạy bao lâu.", "How long work in hand may go on when told to stop."
        ),
    },
    "review": {
        "contracts": _review_of("Cam kết dữ liệu sửa trên trang", "contracts made on pages"),
        "registers": _review_of("Cơ quan, hệ thống, danh mục sửa trên trang", "registers changed on pages"),
    },
    "quality": {
        "profile": Setting(
            meaning=Message(
                "Thống kê bảng sau mỗi lần `kho run` nạp dữ liệu; không ghi: true.",
                "Whether a table is profiled after each `kho run` that loaded something; without it: true.",
            ),
            expected=Message("true hoặc false", "true or false"),
            accepts=_yes_or_no,
        ),
    },
    "reminders": {
        "before": Setting(
            meaning=Message(
                "Nhắc cán bộ phụ trách bao nhiêu ngày trước hạn gửi dữ liệu đã cam kết; 0: không nhắc trước; "
                "không ghi: 7.",
                "How many days before a promised delivery its stewards are reminded; 0: not before it; without it: 7.",
            ),
            expected=Message("số nguyên từ 0", "a whole number from 0"),
            accepts=_natural,
        ),
        "after": Setting(
            meaning=Message(
                "Nhắc bao nhiêu ngày sau hạn khi chưa có dữ liệu; không ghi: 1.",
                "How many days after it they are reminded where nothing has come; without it: 1.",
            ),
            expected=Message("số nguyên từ 1", "a whole number from 1"),
            accepts=_positive,
        ),
    },
    "lineage": {
        "url": Setting(
            meaning=Message(
                "Nơi nhận sự kiện OpenLineage của các lượt chạy; không ghi: không gửi đi đâu.",
                "Who takes the OpenLineage events of runs; without it they are sent nowhere.",
            ),
            expected=Message('"https://máy:5000" (không kèm mật khẩu)', '"https://host:5000" (no password in it)'),
            accepts=_receiver,
        ),
        "api_key": Setting(
            meaning=Message("Khoá của nơi nhận, là bí mật.", "The receiver's key, a secret."),
            expected=Message('{secret = "tên"}', '{secret = "name"}'),
            accepts=_is_secret,
            secret=True,
        ),
        "timeout": _seconds_of(
            "Một lượt chạy chờ nơi nhận lâu nhất bấy nhiêu.", "The longest a run waits for the receiver."
        ),
    },
    "portal": {
        "address": Setting(
            meaning=Message(
                "Địa chỉ công khai của cổng dữ liệu; không ghi: địa chỉ mà `kho serve` nghe.",
                "The portal's public address; without it: the one that `kho serve` listens at.",
            ),
            expected=Message('"https://dulieu.tinh.gov.vn"', '"https://data.province.gov.vn"'),
            accepts=_site,
        ),
        "database": Setting(
            meaning=Message(
                "Địa chỉ PostgreSQL của cổng (postgresql://...), là bí mật; không ghi: một tệp SQLite.",
                "The address of the portal's PostgreSQL (postgresql://...), a secret; without it: an SQLite file.",
            ),
            expected=Message('{secret = "tên"}', '{secret = "name"}'),
            accepts=_is_secret,
            secret=True,
        ),
        "contact": Setting(
            meaning=Message("Hộp thư để người dân hỏi về dữ liệu.", "The mailbox for questions about data."),
            expected=Message('"dulieu@tinh.gov.vn"', '"data@province.gov.vn"'),
            accepts=_mail,
        ),
        "shapes": Setting(
            meaning=Message(
                "Thư mục quy tắc SHACL chính thức của DCAT-AP, cho trang kiểm tra danh mục.",
                "The folder of DCAT-AP's official SHACL shapes, for the page that checks catalogues.",
            ),
            expected=Message('"shacl" (đường dẫn)', '"shacl" (a path)'),
            accepts=_text,
        ),
        "proxies": Setting(
            meaning=Message(
                "Bao nhiêu máy chủ trung gian của mình đứng trước cổng; không ghi: 0, không tin X-Forwarded-For.",
                "How many proxies of one's own stand before the portal; without it 0: X-Forwarded-For says nothing.",
            ),
            expected=Message("một số nguyên từ 0", "a whole number from 0"),
            accepts=_natural,
        ),
        "requests_per_minute": _count_of(
            "Mỗi địa chỉ không có khoá được gọi API bao nhiêu lần một phút, ở mỗi tiến trình; không ghi: 1200.",
            "How often an address without a token may ask the API in a minute, of each process; without it: 1200.",
        ),
        "refresh": _seconds_of(
            "Bao lâu thì xem có dữ liệu mới để công bố một lần.",
            "How often it is looked whether there is something new to publish.",
        ),
    },
    "accounts": {
        "second_factor": Setting(
            meaning=Message(
                "Vai trò quản trị, kỹ sư, an toàn thông tin có bắt buộc đăng nhập hai bước không; không ghi: required.",
                "Whether administrators, engineers and security officers must have a second factor; without it: yes.",
            ),
            expected=Message('"required" (bắt buộc) hoặc "optional" (tuỳ ý)', '"required" or "optional"'),
            accepts=_one_of("required", "optional"),
        ),
    },
    "accounts.oidc": {
        "name": _text_of("Tên dịch vụ đăng nhập, ghi trên nút.", "What the sign-in service's button calls it.", "SSO"),
        "issuer": Setting(
            meaning=Message(
                "Địa chỉ của dịch vụ đăng nhập (OpenID Connect).", "The sign-in service's address (OpenID Connect)."
            ),
            expected=Message('"https://dang-nhap.tinh.gov.vn"', '"https://login.province.gov.vn"'),
            accepts=_receiver,
            required=True,
        ),
        "client_id": Setting(
            meaning=Message("Tên mà dịch vụ đăng nhập biết cổng này.", "By what name the service knows this portal."),
            expected=Message('"kho"', '"kho"'),
            accepts=_text,
            required=True,
        ),
        "client_secret": Setting(
            meaning=Message("Mật khẩu của cổng với dịch vụ, là bí mật.", "The portal's password there, a secret."),
            expected=Message('{secret = "tên"}', '{secret = "name"}'),
            accepts=_is_secret,
            secret=True,
        ),
        "email_claim": _text_of("Mục (claim) ghi hộp thư.", "The claim that holds the e-mail address.", "email"),
        "name_claim": _text_of("Mục ghi họ tên.", "The claim that holds the name.", "name"),
        "agency_claim": _text_of("Mục ghi cơ quan.", "The claim that holds the agency.", "agency"),
        "role_claim": _text_of("Mục ghi vai trò.", "The claim that holds the role.", "role"),
        "agencies": Setting(
            meaning=Message(
                'Giá trị của mục cơ quan nghĩa là id cơ quan nào; không ghi: chính là id. Toàn tỉnh ghi "*".',
                'Which agency id a value of the agency\'s claim means; without it: that id. The whole province is "*".',
            ),
            expected=Message('{"Sở Y tế" = "so-y-te"}', '{"Department of Health" = "so-y-te"}'),
            accepts=_pairs,
        ),
        "roles": Setting(
            meaning=Message(
                "Giá trị của mục vai trò nghĩa là vai trò nào; không ghi: chính là tên vai trò.",
                "Which role a value of the role's claim means; without it: that role.",
            ),
            expected=Message(
                f'{{"CB" = "steward"}} ({", ".join(ROLES)})', f'{{"CB" = "steward"}} ({", ".join(ROLES)})'
            ),
            accepts=_roles,
        ),
    },
    "mail": {
        "host": _text_of(
            "Máy chủ nhận thư gửi đi (SMTP); không ghi: thư ghi thành tệp trong .kho/portal/mail.",
            "The server that takes mails (SMTP); without it they are written as files to .kho/portal/mail.",
            "smtp.tinh.gov.vn",
        ),
        "port": Setting(
            meaning=Message("Cổng của máy chủ thư; không ghi: 587.", "The server's port; without it 587."),
            expected=Message("587", "587"),
            accepts=_port,
        ),
        "security": Setting(
            meaning=Message(
                "Mã hoá đường truyền: starttls, tls hoặc none (không); không ghi: starttls.",
                "How the way to it is encrypted: starttls, tls or none; without it: starttls.",
            ),
            expected=Message('"starttls", "tls" hoặc "none"', '"starttls", "tls" or "none"'),
            accepts=_one_of("starttls", "tls", "none"),
        ),
        "user": _text_of("Tên đăng nhập máy chủ thư.", "The user name there.", "kho"),
        "password": Setting(
            meaning=Message("Mật khẩu của máy chủ thư, là bí mật.", "The password there, a secret."),
            expected=Message('{secret = "tên"}', '{secret = "name"}'),
            accepts=_is_secret,
            secret=True,
        ),
        "sender": Setting(
            meaning=Message(
                "Hộp thư đứng tên gửi; không ghi: portal.contact.", "By which address; without it: portal.contact."
            ),
            expected=Message('"dulieu@tinh.gov.vn"', '"data@province.gov.vn"'),
            accepts=_mail,
        ),
    },
}
"""Every setting by its section. They are read by this list, and the reference documentation is printed from it."""
