"""Which files of this machine a contract may read: those of the province folder and of the folders kho.toml names."""

from pathlib import Path

from kho.contracts.model import Contract, Problem
from kho.contracts.problems import Kind, Report
from kho.messages import Message
from kho.province.settings import Settings

ON_DISK = frozenset({"local", "sqlite"})
"""Transports whose `path` is a file of this machine."""

PATH_LEAVES = Kind(
    code="KHO-P166",
    what=Message(
        "Đường dẫn “{path}” ra ngoài thư mục tỉnh và các thư mục được phép đọc.",
        "The path “{path}” leads out of the province folder and of the folders that may be read.",
    ),
    mend=Message(
        'Chép tệp vào thư mục tỉnh, hoặc cho phép trong kho.toml, mục [sources]: folders = ["{folder}"].',
        'Put the file into the province folder, or allow it in kho.toml under [sources]: folders = ["{folder}"].',
    ),
)


def check_paths(contract: Contract, folder: Path, settings: Settings, problems: list[Problem]) -> None:
    """Tell paths, relative or absolute, that lie neither in the province folder nor in an allowed one.

    Links are followed, so that none leads around the rule.
    """
    if contract.file is None:
        return
    report = Report.on(contract, problems)
    allowed = [folder.resolve(), *((folder / each).resolve() for each in settings.sources.folders)]
    for source in contract.sources:
        path = source.address.get("path")
        if source.transport in ON_DISK and isinstance(path, str):
            read = (folder / path).resolve()
            if not any(read.is_relative_to(each) for each in allowed):
                report.add(PATH_LEAVES, (*source.path, "path"), path=path, folder=Path(path).parent.as_posix())
