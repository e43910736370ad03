"""Which reader reads a delivered file: the one the contract names, else the one that knows the bytes."""

from pathlib import Path

from kho.errors import KhoError
from kho.messages import Message
from kho.sources import registry
from kho.sources.base import Format
from kho.sources.sniffing import looks_like_html

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


class WebPageError(KhoError):
    """A web page was delivered, often called `.xls`: a table on it has no cells with types and places of their own."""

    code = "KHO-R204"
    what = Message(
        vi="Tệp “{name}” là một trang web (HTML), không phải tệp dữ liệu.",
        en="“{name}” is a web page (HTML), not a file of data.",
    )
    mend = Message(
        vi="Mở bằng Excel hoặc LibreOffice, xem lại bảng, rồi lưu thành .xlsx; hoặc xin tệp gốc của nơi đăng.",
        en="Open it in Excel or LibreOffice, look the table over and save it as .xlsx; or ask for the original file.",
    )


class EmptyFileError(KhoError):
    """A file without a byte was delivered."""

    code = "KHO-R202"
    what = Message(vi="Tệp “{name}” không có byte nào.", en="The file “{name}” is empty.")
    mend = Message(
        vi="Đề nghị bên gửi gửi lại; bảng dữ liệu giữ nguyên.",
        en="Ask the sender to send it again; the table is as it was.",
    )


def is_known(name: str) -> bool:
    """Whether a contract may name a format so, in one of its spellings."""
    return _BY_SPELLING.get(name.lower(), name.lower()) in registry.names(GROUP)


def format_named(name: str | None) -> Format | None:
    """The format a contract names, by any of its spellings; None where it names none that is known."""
    if name is None or not is_known(name):
        return None
    return registry.format_named(_BY_SPELLING.get(name.lower(), name.lower()))


def find_format(file: Path, *, name: str, named: str | None) -> Format:
    """The reader for a file of that name. Raises UnknownFormatError, WebPageError, EmptyFileError."""
    return (file.stat().st_size and format_named(named)) or registry.format_named(recognised(file, name))


def recognised(file: Path, name: str) -> str:
    """The format that knows a file by its first bytes. Raises UnknownFormatError, WebPageError, EmptyFileError."""
    with file.open("rb") as stream:
        head = stream.read(HEAD)
    if not head:
        raise EmptyFileError(where=name, name=name)
    fitting = registry.formats_that_fit(head, name)
    if not fitting and looks_like_html(head):
        raise WebPageError(where=name, name=name)
    if not fitting:
        size, known = file.stat().st_size, ", ".join(registry.names(GROUP))
        raise UnknownFormatError(where=name, name=name, size=size, head=repr(head[:16]), known=known)
    return fitting[0]
