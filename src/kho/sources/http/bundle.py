"""The pages of one fetch as one file: the same pages give the same bytes, on any machine and any day."""

import re
import zipfile
from email.message import Message as Headers
from pathlib import Path

import httpx

from kho.sources.http.client import Reply

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_SUFFIXES = {
    "application/json": ".json",
    "application/geo+json": ".geojson",
    "application/x-ndjson": ".ndjson",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "text/csv": ".csv",
    "text/plain": ".txt",
    "text/html": ".html",
    "application/zip": ".zip",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.apache.parquet": ".parquet",
}


class Bundle:
    """A zip that pages are put into as received. They are stored, not packed: packers differ, bytes must not."""

    def __init__(self, file: Path) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_STORED)

    def add(self, number: int, reply: Reply) -> None:
        """Put a page in and delete its own file."""
        entry = zipfile.ZipInfo(f"page-{number:05d}{suffix(reply)}", _LONG_AGO)
        entry.create_system = 3
        entry.external_attr = 0o644 << 16
        with reply.file.open("rb") as page, self._zip.open(entry, "w", force_zip64=True) as inside:
            for chunk in iter(lambda: page.read(2**20), b""):
                inside.write(chunk)
        reply.file.unlink()

    def close(self) -> None:
        """Finish the zip."""
        self._zip.close()


def suffix(reply: Reply) -> str:
    """A suffix by content type, or by the file's name; `.bin` where neither tells."""
    kind = reply.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind.endswith("+json") and kind not in _SUFFIXES:
        return ".json"
    if kind.endswith("+xml"):
        return ".xml"
    return _SUFFIXES.get(kind) or Path(_sent_name(reply) or reply.url.path).suffix or ".bin"


def name(reply: Reply) -> str:
    """What a single answer is called: as the server says, or by the last part of the address and its suffix."""
    sent = _sent_name(reply)
    return sent or stem(reply.url) + suffix(reply)


def stem(url: httpx.URL) -> str:
    """The last part of an address, without suffix."""
    last = Path(url.path.rstrip("/")).name or url.host
    return _safe(last.partition(".")[0]) or "data"


def _sent_name(reply: Reply) -> str | None:
    headers = Headers()
    headers["Content-Disposition"] = reply.headers.get("Content-Disposition", "")
    sent = headers.get_filename() or ""
    return _safe(re.split(r"[/\\]", sent)[-1]) or None


def _safe(text: str) -> str:
    return re.sub(r"[\x00-\x1f\x7f/\\]", "", text).strip(". ")[:200]
