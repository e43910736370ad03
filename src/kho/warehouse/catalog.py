"""Which tables there are."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kho.contracts.model import Layer
from kho.contracts.names import DatasetName
from kho.warehouse.errors import told
from kho.warehouse.storage import Storage, files_of
from kho.warehouse.tables import TableRef, active_files, find_table, versions_of


@dataclass(frozen=True, kw_only=True, slots=True)
class TableFacts:
    """A table as it is now: its newest version, rows, bytes and files of that version, when it was committed (UTC)."""

    ref: TableRef
    version: int
    rows: int
    size: int
    files: int
    modified: datetime


def table_refs(storage: Storage, layer: Layer | None = None) -> Iterator[TableRef]:
    """Tables by layer, agency and dataset; all layers, or one."""
    files = files_of(storage)
    with told(storage.url):
        for each in Layer if layer is None else (layer,):
            for agency in files.folders(each):
                for dataset in files.folders(f"{each}/{agency}"):
                    yield TableRef(layer=each, name=DatasetName(agency, dataset))


def facts(storage: Storage, ref: TableRef) -> TableFacts | None:
    """What a table is now; None where its first load never committed."""
    table = find_table(storage, ref)
    if table is None:
        return None
    entries = active_files(table).values()
    return TableFacts(
        ref=ref,
        version=table.version(),
        rows=sum(int(entry["num_records"] or 0) for entry in entries),
        size=sum(int(entry["size_bytes"]) for entry in entries),
        files=len(entries),
        modified=versions_of(table)[0].committed,
    )


def catalog(storage: Storage, layer: Layer | None = None) -> Iterator[TableFacts]:
    """Every table that has a version."""
    for ref in table_refs(storage, layer):
        found = facts(storage, ref)
        if found is not None:
            yield found
