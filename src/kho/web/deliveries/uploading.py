"""A form's file streamed to the disk, bounded while it comes."""

import tempfile
import time
from pathlib import Path
from typing import IO, Final

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

from kho.web.deliveries.models import folder_of
from kho.web.deliveries.receiving import limit_mb

LEFT_SECONDS: Final = 24 * 3600
"""What a killed process left half received is removed after so long."""


class ToDisk(FileUploadHandler):
    """Writes the file beside the deliveries, so that it is moved and not copied; stops what is too large."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.limit = limit_mb() * 2**20
        self.too_large = False
        self._opened: IO[bytes] | None = None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Write a piece. Raises StopUpload past the limit."""
        if start + len(raw_data) > self.limit:
            self.too_large = True
            raise StopUpload(connection_reset=False)
        self._file().write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """The whole file."""
        opened = self._file()
        opened.flush()
        return UploadedFile(file=opened, name=self.file_name, size=file_size)

    def leave(self) -> None:
        """Remove what nobody took."""
        if self._opened is not None:
            self._opened.close()
            Path(self._opened.name).unlink(missing_ok=True)

    def _file(self) -> IO[bytes]:
        if self._opened is None:
            self._opened = tempfile.NamedTemporaryFile(dir=_incoming(), delete=False)  # noqa: SIM115  see `leave`
        return self._opened


def sweep() -> None:
    """Remove what killed processes left half received."""
    for each in _incoming().iterdir():
        if time.time() - each.stat().st_mtime > LEFT_SECONDS:
            each.unlink(missing_ok=True)


def _incoming() -> Path:
    folder = folder_of("incoming")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
