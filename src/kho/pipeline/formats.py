"""Which reader reads a delivered file: the one the contract names, else the one that knows the bytes."""

from pathlib import Path

from kho.errors import KhoError
from kho.messages import Message
from kho.sources import registry
from kho.sources.base import Format

GROUP = "kho.formats"
HEAD = 64 * 1024
SPELLINGS = {
    "csv": ("tsv", "txt", "text", "psv", "ssv", "delimited"),
    "workbook": ("xls", "xlsx", "xlsm", "xlsb", "ods", "excel"),
    "json": ("jsonl", "ndjson", "json lines"),
    "geo": ("geojson", "gpkg", "geopackage", "shp", "shapefile", "kml", "gml"),
}
"""Other names under which contracts know a format."""
_BY_SPELLING = {spelling: name for name, spellings in SPELLINGS.items() for spelling in spellings}


class UnknownFormatError(KhoError):
    """No reader recognises the delivered bytes."""

    code = "KHO-R201"
    what = Message(
        vi="Không nhận ra định dạng của tệp “{name}” ({size} byte, bắt đầu bằng {head}).",
        en="The format of “{name}” is not recognised ({size} bytes, beginning with {head}).",
    )
    mend = Message(
        vi="Gửi tệp ở một trong các dạng: {known}; hoặc ghi `format` ở mục servers của cam kết dữ liệu.",
        en="Send one of: {known}; or state `format` under servers in the contract.",
    )


class EmptyFileError(KhoError):
    """A file without a byte was delivered."""

    code = "KHO-R202"
    what = Message(vi="Tệp “{name}” không có byte nào.", en="The file “{name}” is empty.")
    mend = Message(
        vi="Đề nghị bên gửi gửi lại; bảng dữ liệu giữ nguyên.",
        en="Ask the sender to send it again; the table is as it was.",
    )


def format_named(name: str | None) -> Format | None:
    """The format a contract names, by any of its spellings; None where it names none or leaves it to the bytes."""
    if name is None:
        return None
    known = _BY_SPELLING.get(name.lower(), name.lower())
    return registry.format_named(known) if known in registry.names(GROUP) else None


def find_format(file: Path, *, name: str, named: str | None) -> Format:
    """The reader for a file of that name. Raises UnknownFormatError, EmptyFileError."""
    return (file.stat().st_size and format_named(named)) or registry.format_named(recognised(file, name))


def recognised(file: Path, name: str) -> str:
    """The name of the format that knows a file by its first bytes. Raises UnknownFormatError, EmptyFileError."""
    with file.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise EmptyFileError(where=name, name=name)
    fitting = registry.formats_that_fit(head, name)
    if not fitting:
        size, known = file.stat().st_size, ", ".join(registry.names(GROUP))
        raise UnknownFormatError(where=name, name=name, size=size, head=repr(head[:16]), known=known)
    return fitting[0]
