"""Takes a published dataset as a file."""

import re
from contextlib import ExitStack
from typing import Final

from kho.publishing.catalogue import PublishedDataset
from kho.publishing.exports import filtering
from kho.publishing.exports.about import About
from kho.publishing.exports.asking import Export, Units, Wanted
from kho.publishing.exports.choosing import check, chosen
from kho.publishing.exports.flowing import Chunks
from kho.publishing.exports.formats.registry import WRITERS
from kho.publishing.exports.job import Job
from kho.publishing.exports.selecting import Asked, opened
from kho.publishing.exports.source import Source
from kho.publishing.formats import FORMATS
from kho.warehouse.duck import literal
from kho.warehouse.errors import NoTableError, NoVersionError, told
from kho.warehouse.tables import Version

_UNSAFE: Final = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]+')
"""What some file system cannot have in a name, or what shows a name otherwise than it is."""
_LONGEST: Final = 80
MEMORY: Final = "256MB"
"""DuckDB's share of an export: rows wait in it where the reader is slow, and sorting spills out of it."""


def export(source: Source, wanted: Wanted) -> Export:
    """The dataset as a file, which is made as its chunks are read.

    Raises NoFieldError, VersionGoneError, NoPlaceError, NoUnitsError, ColumnChangedError and the store's errors.
    """
    asked = Asked.of(source, wanted)
    check(asked)
    version = source.version(wanted.version)
    return Export(
        format=FORMATS[wanted.format],
        filename=filename(source, wanted),
        title=title(source, wanted),
        version=version.version,
        modified=version.committed,
        chunks=_chunks(asked, version),
    )


def filename(source: Source, wanted: Wanted) -> str:
    """What a file is called, in ASCII. Raises VersionGoneError."""
    return _named(f"{source.dataset.name.agency}--{source.dataset.name.dataset}-", source, wanted)


def title(source: Source, wanted: Wanted) -> str:
    """What a file is called in the dataset's own words. Raises VersionGoneError."""
    return _named(f"{titled(source.dataset)} ", source, wanted)


def titled(dataset: PublishedDataset) -> str:
    """A dataset's title as files can be called."""
    return " ".join(_UNSAFE.sub(" ", dataset.title).split())[:_LONGEST].strip(". ") or dataset.name.dataset


def _named(stem: str, source: Source, wanted: Wanted) -> str:
    """The version is in the name, and whether it is all of it."""
    part = "" if wanted.is_whole else "-loc"
    units = "-dvhc-nay" if wanted.units is Units.TODAY else ""
    return f"{stem}v{source.version(wanted.version).version}{units}{part}.{FORMATS[wanted.format].extension}"


def _chunks(asked: Asked, version: Version) -> Chunks:
    """Everything that can fail early does so here, before a byte is promised."""
    source, where = asked.source, str(asked.source.dataset.name)
    with ExitStack() as held, told(where):
        try:
            snapshot = held.enter_context(source.warehouse.snapshot(source.ref, asked.read, as_of=version.version))
        except (NoTableError, NoVersionError) as error:
            raise source.gone(version.version) from error
        workroom = source.warehouse.workroom
        scratch = held.enter_context(workroom.scratch())
        session = held.enter_context(workroom.session(scratch))
        session.execute("SET preserve_insertion_order = true")
        session.execute(f"SET memory_limit = {literal(MEMORY)}")
        table = opened(session, snapshot)
        filtering.check(asked, table, version.version)
        what = chosen(asked, table)
        about = About(source=source, wanted=asked.wanted, version=version, chosen=what)
        job = Job(session=session, wanted=asked.wanted, chosen=what, about=about, scratch=scratch)
        made = WRITERS[asked.wanted.format](job)
        return Chunks(made, held.pop_all(), where=where, stop=session.interrupt)
    raise AssertionError  # `told` never swallows
