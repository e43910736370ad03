"""`kho.toml`: what the province is called, where its warehouse is and how it computes."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kho.contracts.located import decoded
from kho.contracts.problems import Kind, Place, Report, listed, near
from kho.messages import Language, Message

FILE = "kho.toml"
LANDING_LIMIT_MB = 2048
LONGEST = 7 * 86_400
"""No time of `kho work` is longer, in seconds."""
SECRET_NAME = re.compile(r"[a-z][a-z0-9_]*")

NOT_UTF8 = Kind(
    code="KHO-P140",
    what=Message("Tệp không phải UTF-8 (byte thứ {offset}).", "The file is not UTF-8 (byte {offset})."),
    mend=Message("Lưu lại dạng UTF-8.", "Save it as UTF-8."),
)
BROKEN = Kind(
    code="KHO-P141",
    what=Message("Sai cú pháp TOML: {reason}.", "Not valid TOML: {reason}."),
    mend=Message("Xem lại dòng này; chữ phải để trong nháy kép.", "Look at this line; texts stand in double quotes."),
)
UNKNOWN_KEY = Kind(
    code="KHO-P142",
    what=Message("Không có cài đặt “{word}”.{near}", "There is no setting “{word}”.{near}"),
    mend=Message("Viết một trong: {known}.", "Write one of: {known}."),
)
MISSING_KEY = Kind(
    code="KHO-P143",
    what=Message("Thiếu cài đặt “{word}”.", "The setting “{word}” is missing."),
    mend=Message("Thêm {word} = {expected}.", "Add {word} = {expected}."),
)
BAD_VALUE = Kind(
    code="KHO-P144",
    what=Message("“{value}” không dùng được cho {word}.", "“{value}” does not do for {word}."),
    mend=Message("Viết {expected}.", "Write {expected}."),
)
PLAIN_SECRET = Kind(
    code="KHO-P145",
    what=Message("{word} là bí mật, không được ghi thẳng ở đây.", "{word} is a secret and must not stand here."),
    mend=Message(
        'Viết {word} = {{secret = "tên"}} và đặt biến môi trường KHO_SECRET_TÊN (hoặc KHO_SECRET_TÊN_FILE).',
        'Write {word} = {{secret = "name"}} and set KHO_SECRET_NAME (or KHO_SECRET_NAME_FILE) in the environment.',
    ),
)

_LOOKS_SECRET = re.compile(r"secret|password|passwd|token|credential|access_key(?!_id)|account_key|sas", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class SecretName:
    """A secret by its name, as `kho.sources.secrets` reads it from the environment or a file."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class StorageSettings:
    """Where the warehouse is: a path from the province folder, or `s3://bucket/prefix` with its options.

    `landing_limit_mb`: a larger file is refused before it is kept.
    """

    warehouse: str = "warehouse"
    options: Mapping[str, str | SecretName] = field(default_factory=dict)
    landing_limit_mb: int = LANDING_LIMIT_MB


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceSettings:
    """`folders` outside the province folder that sources may read: absolute paths, or from the province folder."""

    folders: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineChoice:
    """Which engine computes, and how much it may take; None leaves it to the engine."""

    name: str = "duckdb"
    memory_limit: str | None = None
    threads: int | None = None
    address: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkSettings:
    """How `kho work` works; times are in seconds. All who work on one province share them.

    `processes` None: one for each processor, as far as memory goes. `settle`: a file is whole when it has not changed
    for so long. `lease`: who has not been heard of for so long has lost the work in hand. `attempts` at one piece of
    work, waiting from `wait` on, doubled each time up to `longest_wait`. `strikes`: a delivery that failed or killed
    its process so often is set aside. `limit`: a run that takes longer is ended. `grace`: time to finish when stopped.
    """

    processes: int | None = None
    look: float = 5
    settle: float = 5
    lease: float = 60
    attempts: int = 8
    wait: float = 30
    longest_wait: float = 3600
    strikes: int = 3
    limit: float = 21_600
    grace: float = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class QualitySettings:
    """`profile`: whether a table is profiled after each `kho run` that changed it."""

    profile: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """All of `kho.toml`. `code` is the province's code of the statistics office (two digits, as text)."""

    name: str = ""
    code: str = ""
    languages: tuple[Language, ...] = ("vi", "en")
    storage: StorageSettings = field(default_factory=StorageSettings)
    sources: SourceSettings = field(default_factory=SourceSettings)
    engine: EngineChoice = field(default_factory=EngineChoice)
    work: WorkSettings = field(default_factory=WorkSettings)
    quality: QualitySettings = field(default_factory=QualitySettings)


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """One setting: what it means, what to write, which values are good, and whether it must stand there."""

    meaning: Message
    expected: Message
    accepts: Any
    required: bool = False


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _positive(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


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
            "Số tiến trình của `kho work`; không ghi: mỗi bộ xử lý một, vừa với bộ nhớ.",
            "How many processes `kho work` has; without it: one for each processor, as far as memory goes.",
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
}
"""Every setting by its section. They are read by this list, and the reference documentation is printed from it."""


def read_settings(file: Path, report: Report) -> Settings:
    """Read `kho.toml`; wrong settings are told and left at their default. Raises OSError where it cannot be opened."""
    content = decoded(file.read_bytes(), report, NOT_UTF8)
    if content is None:
        return Settings()
    try:
        document = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        report.lines = {(): _line_of_error(error, content)}
        report.add(BROKEN, reason=str(error).split(" (at ", maxsplit=1)[0])
        return Settings()
    report.lines = _lines(content)
    return _settings(_accepted(document, report))


def _line_of_error(error: tomllib.TOMLDecodeError, content: str) -> int:
    match = re.search(r"at line (\d+)", str(error))
    return int(match[1]) if match else content.count("\n") + 1


def _lines(content: str) -> dict[Place, int]:
    """Lines of tables and keys; tomllib tells none, so they are found by their look."""
    lines: dict[Place, int] = {(): 1}
    table: tuple[str, ...] = ()
    for number, line in enumerate(content.splitlines(), start=1):
        if header := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]", line):
            table = tuple(part.strip().strip("\"'") for part in header[1].split("."))
            lines.setdefault(table[:1], number)
            lines.setdefault(table, number)
        elif key := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            place = (*table, *(part.strip("\"'") for part in key[1].split(".")))
            for length in range(1, len(place) + 1):
                lines.setdefault(place[:length], number)
    return lines


def _accepted(document: Mapping[str, Any], report: Report) -> dict[str, dict[str, Any]]:
    for word in document.keys() - KNOWN.keys():
        report.add(UNKNOWN_KEY, (word,), word=word, near=near(word, KNOWN), known=listed(KNOWN))
    accepted = {}
    for section, known in KNOWN.items():
        given = document.get(section, {})
        if not isinstance(given, dict):
            told = Message(f"[{section}]", f"[{section}]")
            report.add(BAD_VALUE, (section,), value=given, word=section, expected=told)
            given = {}
        accepted[section] = _section(section, given, known, report)
    return accepted


def _section(section: str, given: Mapping[str, Any], known: Mapping[str, Setting], report: Report) -> dict[str, Any]:
    for word in given.keys() - known.keys():
        report.add(UNKNOWN_KEY, (section, word), word=word, near=near(word, known), known=listed(known))
    accepted = {}
    for word, setting in known.items():
        if word not in given:
            if setting.required:
                report.add(MISSING_KEY, (section,), word=f"{section}.{word}", expected=setting.expected)
        elif setting.accepts(given[word]):
            accepted[word] = given[word]
        else:
            report.add(BAD_VALUE, (section, word), value=given[word], word=word, expected=setting.expected)
    _check_secrets(section, accepted, report)
    return accepted


def _check_secrets(section: str, accepted: Mapping[str, Any], report: Report) -> None:
    for word, value in accepted.get("options", {}).items():
        if isinstance(value, str) and _LOOKS_SECRET.search(word):
            report.add(PLAIN_SECRET, (section, "options", word), word=word)


def _settings(accepted: Mapping[str, Mapping[str, Any]]) -> Settings:
    province, storage = accepted["province"], dict(accepted["storage"])
    options = {
        word: SecretName(value["secret"]) if isinstance(value, dict) else value
        for word, value in storage.pop("options", {}).items()
    }
    return Settings(
        name=province.get("name", ""),
        code=province.get("code", ""),
        languages=tuple(province.get("languages", ("vi", "en"))),
        storage=StorageSettings(**storage, options=options),
        sources=SourceSettings(folders=tuple(accepted["sources"].get("folders", ()))),
        engine=EngineChoice(**accepted["engine"]),
        work=WorkSettings(**accepted["work"]),
        quality=QualitySettings(**accepted["quality"]),
    )
