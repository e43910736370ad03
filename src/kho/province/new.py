"""A new province folder with one example, ready to run."""

import json
import re
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from string import Template

from kho.errors import KhoError
from kho.messages import Message
from kho.province.settings import FILE as SETTINGS

GIT_IGNORES = ".kho/\nwarehouse/\n"


class FolderInUseError(KhoError):
    """A new province goes into a folder that is empty or not there yet."""

    code = "KHO-P003"
    what = Message(vi="{folder} đã có nội dung.", en="{folder} is not empty.")
    mend = Message(vi="Chọn một thư mục mới hoặc còn trống.", en="Name a new or empty folder.")


class BadProvinceError(KhoError):
    """A province has a name and a two-digit code."""

    code = "KHO-P004"
    what = Message(vi="Không tạo được tỉnh tên “{name}”, mã “{number}”.", en="“{name}”, “{number}” make no province.")
    mend = Message(
        vi="Cho tên tỉnh và mã hai chữ số của Tổng cục Thống kê, ví dụ 33.",
        en="Give the province's name and the statistics office's two digits, such as 33.",
    )


def create(folder: Path, name: str, code: str) -> None:
    """Write a new province folder. Raises FolderInUseError, BadProvinceError; nothing is written then."""
    if not name.strip() or re.fullmatch(r"[0-9]{2}", code) is None:
        raise BadProvinceError(name=name, number=code)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUseError(folder=folder)
    folder.mkdir(parents=True, exist_ok=True)
    _copy(resources.files("kho.province") / "template", folder)
    settings = folder / SETTINGS
    # JSON texts are TOML texts, so a quote in the name stays a quote.
    filled = Template(settings.read_text(encoding="utf-8")).substitute(
        name=json.dumps(name.strip(), ensure_ascii=False), code=json.dumps(code)
    )
    settings.write_text(filled, encoding="utf-8")
    (folder / ".gitignore").write_text(GIT_IGNORES, encoding="utf-8")


def _copy(source: Traversable, target: Path) -> None:
    for each in source.iterdir():
        if each.is_dir():
            (target / each.name).mkdir()
            _copy(each, target / each.name)
        else:
            (target / each.name).write_bytes(each.read_bytes())
