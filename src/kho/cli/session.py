"""What the command line was called with, and the workplace it stands for."""

import getpass
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kho.errors import KhoError
from kho.messages import Language, Message

if TYPE_CHECKING:
    from kho.pipeline.profiles import FileProfileLog
    from kho.pipeline.runs import FileRunLog
    from kho.pipeline.workplace import Workplace
    from kho.province.folder import Province

STATE = ".kho"
"""The folder of what Kho itself remembers of a province: runs, lineage, locks, scratch space."""


class NotAProvinceError(KhoError):
    """There is no kho.toml here."""

    code = "KHO-P001"
    what = Message(vi="Thư mục này không có kho.toml.", en="This folder has no kho.toml.")
    mend = Message(
        vi="Vào thư mục của tỉnh, hoặc chỉ nó bằng `kho -C THƯ_MỤC`; tạo mới bằng `kho new THƯ_MỤC`.",
        en="Go to the province's folder, or name it by `kho -C FOLDER`; make a new one by `kho new FOLDER`.",
    )


class FolderHasMistakesError(KhoError):
    """The folder does not hold together, so nothing runs."""

    code = "KHO-P002"
    what = Message(vi="Thư mục tỉnh còn {count} lỗi; chưa chạy gì.", en="The folder has {count} mistakes; nothing ran.")
    mend = Message(vi="Xem và sửa: `kho check`.", en="See and mend them: `kho check`.")


def person() -> str:
    """Who calls, for the record: the account's name, or its number where the machine has no name for it."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


@dataclass(frozen=True)
class Session:
    """One call of the command line."""

    folder: Path
    language: Language

    @classmethod
    def at(cls, folder: str, language: str) -> "Session":
        """The session of a call."""
        return cls(folder=Path(folder).resolve(), language=cast("Language", language))

    @property
    def state(self) -> Path:
        """Where Kho keeps what it remembers of this province."""
        return self.folder / STATE

    def province_folder(self) -> Path:
        """The folder, which must be a province's. Raises NotAProvinceError."""
        if not (self.folder / "kho.toml").is_file():
            raise NotAProvinceError(where=str(self.folder))
        return self.folder

    def run_log(self) -> "FileRunLog":
        """The runs on record. Raises NotAProvinceError."""
        from kho.pipeline.runs import FileRunLog

        self.province_folder()
        return FileRunLog(self.state / "runs")

    def profile_log(self) -> "FileProfileLog":
        """The profiles that are kept. Raises NotAProvinceError."""
        from kho.pipeline.profiles import FileProfileLog

        self.province_folder()
        return FileProfileLog(self.state / "profiles")

    def province(self) -> "Province":
        """The province, free of mistakes. Raises NotAProvinceError, FolderHasMistakesError."""
        from kho.province.folder import load

        province, problems = load(self.province_folder())
        if problems:
            raise FolderHasMistakesError(where=str(self.folder), count=len(problems))
        return province

    def workplace(self) -> "Workplace":
        """Everything a run needs. Raises NotAProvinceError, FolderHasMistakesError and the store's errors."""
        from kho.pipeline.opening import open_workplace

        return open_workplace(self.province(), self.run_log(), state=self.state, clock=lambda: datetime.now(UTC))
