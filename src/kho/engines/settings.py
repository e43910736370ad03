"""What a person may set of an engine, and the mistakes an engine tells."""

import os
from dataclasses import dataclass
from pathlib import Path

from kho.errors import KhoError
from kho.messages import Message


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineSettings:
    """How much an engine may take. Engines ignore what is not theirs.

    `memory_limit` as DuckDB writes it (`1GB`); `threads` None for one per processor; `temp` the folder to spill into,
    None for the system's; `address` of a Spark Connect server (`sc://host:15002`) that sees the same files as Kho.
    """

    memory_limit: str = "1GB"
    threads: int | None = None
    temp: Path | None = None
    address: str | None = None

    @property
    def thread_count(self) -> int:
        """The number of threads to use."""
        return self.threads or os.cpu_count() or 1


class EngineFailedError(KhoError):
    """The engine gave up: out of memory or disk, a broken file, or a computation that overflows."""

    code = "KHO-E102"
    what = Message(
        vi="Máy tính toán {engine} dừng giữa chừng: {reason}",
        en="The engine {engine} gave up: {reason}",
    )
    mend = Message(
        vi="Thiếu bộ nhớ hay đĩa: tăng memory_limit hoặc dọn thư mục tạm. Do phép tính của một quy tắc: sửa quy tắc.",
        en="Out of memory or disk: raise memory_limit or clear the temp folder. A rule's computation: mend the rule.",
    )
    exit_code = 3
    http_status = 500


class MissingLookupError(KhoError):
    """A rule looks something up that was not given."""

    code = "KHO-E103"
    what = Message(
        vi="Thiếu bảng tra cứu “{lookup}” cho {dataset}.", en="The lookup “{lookup}” of {dataset} is missing."
    )
    mend = Message(
        vi="Kiểm tra danh mục và các bộ dữ liệu mà cam kết nhắc đến.",
        en="Check the code lists and datasets the contract refers to.",
    )
