"""Many files at one address: which of them are meant, which are still being written, which were brought before."""

import hashlib
import logging
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import PurePosixPath

from kho.errors import KhoError
from kho.messages import Message

MEGABYTE = 2**20
DEFAULT_MAX_MB = 4096

_log = logging.getLogger(__name__)
_UNFINISHED = re.compile(
    r"(~\$|\.~lock\.).*|.*\.(part|partial|filepart|tmp|temp|crdownload|download|swp)|.*~", re.IGNORECASE
)
_NO_DATA = re.compile(r"\..*|thumbs\.db|desktop\.ini", re.IGNORECASE)
_HIDDEN_FILE = Message(vi="Tệp ẩn của hệ điều hành, bỏ qua.", en="A hidden file of the operating system; passed over.")
_WILD = re.compile(r"[*?]")


class FileTooLargeError(KhoError):
    """A file is larger than the contract lets in."""

    code = "KHO-T101"
    what = Message(
        vi="Tệp quá lớn: {found} MB, giới hạn là {limit} MB.",
        en="The file is too large: {found} MB, the limit is {limit} MB.",
    )
    mend = Message(
        vi="Nếu tệp đúng là lớn như vậy, tăng kho.fetch.max_mb trong cam kết dữ liệu.",
        en="If the file is rightly that large, raise kho.fetch.max_mb in the contract.",
    )


class NothingThereError(KhoError):
    """There is no file or folder at the address."""

    code = "KHO-T102"
    what = Message(vi="Không có tệp hoặc thư mục này.", en="There is no such file or folder.")
    mend = Message(
        vi="Kiểm tra đường dẫn (path hoặc location) trong cam kết dữ liệu, và quyền đọc.",
        en="Check path or location in the contract, and who may read it.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Listed:
    """One file at the sender. `path` as the sender names it; `version` changes whenever the file's content may have."""

    path: str
    size: int
    modified: datetime
    version: str

    @property
    def name(self) -> str:
        """The last part of the path."""
        return PurePosixPath(self.path).name


@dataclass(slots=True)
class Seen:
    """Which versions of which files were brought before; as text it is the cursor of the transports that list.

    Times would not do: a file moved or slowly uploaded into a folder can be older than one already brought, and
    would be lost. A mark takes 16 characters, and marks of files that have gone are dropped.
    """

    marks: set[str] = field(default_factory=set)

    @classmethod
    def parse(cls, cursor: str | None) -> "Seen":
        """Read a cursor; none means nothing was brought."""
        return cls(set(cursor.split())) if cursor else cls()

    def cursor(self) -> str:
        """All marks as one text."""
        return " ".join(sorted(self.marks))


def new_files(listed: Iterable[Listed], since: str | None, origin: str) -> Iterator[tuple[Listed, str]]:
    """The files not brought before, oldest first (modified, then path), each with the cursor once it is loaded.

    Files that are still being written are passed over with a word in the log.
    """
    finished = sorted(_finished(listed, origin), key=lambda each: (each.modified, each.path))
    before = Seen.parse(since)
    now = Seen({mark for each in finished if (mark := _mark(each)) in before.marks})
    for each in finished:
        if (mark := _mark(each)) not in before.marks:
            now.marks.add(mark)
            yield each, now.cursor()


def signature(listed: Iterable[Listed]) -> str:
    """A text for what is there: another one whenever a file has come, gone or changed; empty where there is none.

    Files whose names say that they are unfinished, and those that are no data, do not count.
    """
    marks = sorted(_mark(each) for each in listed if not _is_passed_over(each.name))
    return hashlib.sha256(" ".join(marks).encode()).hexdigest()[:32] if marks else ""


def _is_passed_over(name: str) -> bool:
    return _UNFINISHED.fullmatch(name) is not None or _NO_DATA.fullmatch(name) is not None


def passed_over(origin: str, why: Message) -> None:
    """Tell in the log that something at the sender was not taken, in English with the Vietnamese beside it."""
    _log.warning("%s: %s", origin, why.en, extra={"kho_message": why})


def still_written(origin: str) -> None:
    """Tell that a file is still being written and waits for the next run."""
    passed_over(
        origin, Message(vi="Tệp còn đang được ghi, để lượt sau.", en="Still being written; left for the next run.")
    )


def is_wild(path: str) -> bool:
    """Whether a path names files by `*` or `?`."""
    return _WILD.search(path) is not None


def fixed_part(path: str) -> str:
    """The folders of a path before its first wildcard, ending in `/` unless empty."""
    wild = _WILD.search(path)
    return path if wild is None else path[: path.rfind("/", 0, wild.start()) + 1]


def matches(pattern: str, path: str) -> bool:
    """Whether a path fits: `*` and `?` within one folder, `**/` over any folders; NFC, as disks differ in that.

    Brackets mean themselves: they are common in the names of real files.
    """
    return _compiled(unicodedata.normalize("NFC", pattern)).fullmatch(unicodedata.normalize("NFC", path)) is not None


def check_size(size: int, max_mb: int, where: str) -> None:
    """Raise FileTooLargeError where `size` bytes are more than `max_mb`."""
    if size > max_mb * MEGABYTE:
        raise FileTooLargeError(where=where, found=-(-size // MEGABYTE), limit=max_mb)


def _finished(listed: Iterable[Listed], origin: str) -> Iterator[Listed]:
    for each in listed:
        if _UNFINISHED.fullmatch(each.name):
            still_written(f"{origin}: {each.path}")
        elif _NO_DATA.fullmatch(each.name):
            passed_over(f"{origin}: {each.path}", _HIDDEN_FILE)
        else:
            yield each


def _mark(each: Listed) -> str:
    digest = hashlib.sha256(f"{each.path}\0{each.version}".encode("utf-8", "surrogateescape")).hexdigest()
    return digest[:16]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*|\?)", pattern)
    meaning = {"**/": r"(?:[^/]+/)*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meaning.get(part) or re.escape(part) for part in parts), re.DOTALL)
