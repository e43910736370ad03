"""A folder of our own while a file is read."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A new folder that is gone afterwards, also where a reader is dropped half-way.

    Unlike `TemporaryDirectory`, whose finalizer may run before the reader that uses it and then complains.
    """
    folder = Path(mkdtemp(prefix="kho-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
