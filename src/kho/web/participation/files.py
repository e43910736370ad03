"""Contributed files: kept under the portal's state by their SHA-256, as they were sent, until they are reviewed."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, cast

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse

from kho.web.look.speaking import size_told
from kho.web.participation.failures import FileTooLargeError
from kho.web.participation.matters import NewFile
from kho.web.participation.texts import in_a_line

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

MOST_BYTES: Final = 50_000_000
ENDINGS: Final = frozenset(
    {".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".json", ".geojson", ".xml", ".parquet", ".zip"}
    | {".gpkg", ".kml", ".gml"}
)
View = Callable[..., HttpResponse]


class Bounded(FileUploadHandler):
    """Stops an upload as soon as it is larger than it may be, whatever it says of itself."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002  Django's signature
        """Count, and hand on. Raises FileTooLargeError."""
        self.received += len(raw_data)
        if self.received > MOST_BYTES:
            raise FileTooLargeError(size=size_told(MOST_BYTES))
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Others make the file."""


def bounded(view: View) -> View:
    """A view whose request is read no further than a file may be large; it must be the outermost, before CSRF's."""

    @wraps(view)
    def reading(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.upload_handlers.insert(0, Bounded(request))
        return view(request, *args, **kwargs)

    return reading


def is_known(file: "UploadedFile[Any]") -> bool:
    """Whether its name ends as those of files that data comes in."""
    return Path(file.name or "").suffix.lower() in ENDINGS


def keep(file: "UploadedFile[Any]") -> NewFile:
    """Put a file where it is kept: the same bytes once, whole or not at all."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    told = hashlib.sha256()
    handle, name = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as opened:
            for part in file.chunks():
                told.update(part)
                opened.write(part)
            opened.flush()
            os.fsync(opened.fileno())
        Path(name).replace(folder / told.hexdigest())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return NewFile(name=in_a_line(Path(file.name or "").name)[:200], digest=told.hexdigest(), size=file.size or 0)


def opened(digest: str) -> BinaryIO:
    """A file's bytes. Raises FileNotFoundError."""
    return cast("BinaryIO", (_folder() / digest).open("rb"))


def _folder() -> Path:
    return Path(settings.CONFIGURATION.own) / "contributions"
