"""One load, one atomic commit; the same delivery under the same contract version commits once."""

import json
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, Schema, Transaction
from deltalake import Field as DeltaField
from deltalake.exceptions import CommitFailedError
from deltalake.transaction import AddAction, PostCommitHookProperties, RemoveAction, create_table_with_add_actions

from kho.contracts.model import Contract, LoadMode
from kho.warehouse import log, parts
from kho.warehouse.changes import Changes, Loaded, Work, work_out
from kho.warehouse.duck import Workroom
from kho.warehouse.errors import OvertakenError, told
from kho.warehouse.parts import DataFile
from kho.warehouse.schemas import Evolution, evolution, table_schema
from kho.warehouse.storage import Storage, files_of
from kho.warehouse.tables import (
    TableRef,
    active_files,
    dataset_of,
    find_table,
    partitions_of,
    schema_of,
    versions_of,
)

ATTEMPTS = 8
PAUSE = 0.1
"""Seconds before a load that was overtaken tries again, doubled each time."""
PROPERTIES = {
    # Versions are kept until the contract's retention says otherwise: `maintain` does that, never a commit.
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
    # Other writers must put no values into the log either: they would outlive an erasure.
    "delta.dataSkippingNumIndexedCols": "0",
}
HOOK = PostCommitHookProperties(create_checkpoint=True, cleanup_expired_logs=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Commit:
    """What a load did: the table's version after it, and counts of rows.

    An append or a replace without a primary key counts whole rows. `repeated`: this delivery had been committed
    before under this contract version; `version` and counts are of that commit and nothing was done now.
    """

    version: int
    inserted: int
    updated: int
    deleted: int
    unchanged: int
    repeated: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Load:
    """One delivery to load: a folder of Parquet files with `_part`, `_row` and the contract's columns.

    `delivery` is the SHA-256 of the landed bytes in hex, `run` the run's id. `allow_breaking` lets columns go or
    change type; `again` commits a delivery that was committed before, as after a restore: appended rows are then
    replaced, not doubled.
    """

    contract: Contract
    good: Path
    delivery: str
    run: str
    allow_breaking: bool = False
    again: bool = False

    @property
    def mark(self) -> str:
        """The name of this load in the table's log: a delivery under a contract version."""
        return f"kho/{self.delivery}/{self.contract.version}"


def load(storage: Storage, workroom: Workroom, wanted: Load) -> Commit:
    """Load a delivery; the caller holds the dataset's lock. See `Warehouse.load`."""
    ref = TableRef.of(wanted.contract)
    with told(storage.at(ref.key)):
        for attempt in range(ATTEMPTS):
            table = find_table(storage, ref)
            try:
                if table is not None and (done := _done(table, wanted)) is not None:
                    _describe(table, wanted.contract)
                    return done
                return _attempt(storage, workroom, wanted, table)
            except CommitFailedError:  # another machine was faster: look at the table again, not in step with it
                time.sleep(PAUSE * 2**attempt * random.uniform(0.5, 1.5))  # noqa: S311 - no secret
    raise OvertakenError(where=str(ref))


def _done(table: DeltaTable, wanted: Load) -> Commit | None:
    """The commit that made this load before.

    Rows are appended once. A replace or an upsert is done only while it is the newest load: a sender who goes back
    to an earlier delivery means it.
    """
    if wanted.again or table.transaction_version(wanted.mark) is None:
        return None
    loads = [each for each in versions_of(table) if each.delivery]
    newest = loads if wanted.contract.load is LoadMode.APPEND else loads[:1]
    for each in newest:
        if each.delivery == wanted.delivery and each.contract == wanted.contract.version:
            counts = (each.inserted or 0, each.updated or 0, each.deleted or 0, each.unchanged or 0)
            return _commit(each.version, counts, repeated=True)
    return None


def _commit(version: int, counts: tuple[int, int, int, int], *, repeated: bool = False) -> Commit:
    inserted, updated, deleted, unchanged = counts
    return Commit(
        version=version,
        inserted=inserted,
        updated=updated,
        deleted=deleted,
        unchanged=unchanged,
        repeated=repeated,
    )


def _attempt(storage: Storage, workroom: Workroom, wanted: Load, table: DeltaTable | None) -> Commit:
    ref = TableRef.of(wanted.contract)
    with workroom.scratch() as scratch, workroom.session(scratch) as session:
        work = work_of(storage, session, wanted, table, scratch / "out")
        changes = work_out(work)
        added = parts.put(work.out, files_of(storage), ref.key, parts.public_columns(wanted.contract))
    if table is None:
        version = _create(storage, wanted, added, changes)
    else:
        version = _change(table, wanted, added, changes, work.loaded.evolution if work.loaded else Evolution())
        table.update_incremental()
        _describe(table, wanted.contract)
    files_of(storage).settle(log.commit_key(ref.key, version))
    return _commit(version, (changes.inserted, changes.updated, changes.deleted, changes.unchanged))


def work_of(
    storage: Storage, session: duckdb.DuckDBPyConnection, wanted: Load, table: DeltaTable | None, out: Path
) -> Work:
    """The load as it is worked out against the table as it is now; its files go into `out`.

    Raises BreakingTableError, PartitionChangedError.
    """
    return Work(
        session=session,
        contract=wanted.contract,
        loaded=None if table is None else _loaded(storage, wanted, table),
        good=wanted.good,
        delivery=wanted.delivery,
        out=out,
        repeats=table is not None and any(each.delivery == wanted.delivery for each in versions_of(table)),
    )


def _loaded(storage: Storage, wanted: Load, table: DeltaTable) -> Loaded:
    old, partitions = schema_of(table), partitions_of(table)
    becomes = evolution(wanted.contract, old, partitions, allow_breaking=wanted.allow_breaking)
    return Loaded(rows=dataset_of(storage, TableRef.of(wanted.contract), table), evolution=becomes)


def _create(storage: Storage, wanted: Load, added: list[DataFile], changes: Changes) -> int:
    contract = wanted.contract
    create_table_with_add_actions(
        storage.at(TableRef.of(contract).key),
        Schema.from_arrow(table_schema(contract)),
        [add_action(file) for file in added],
        mode="error",
        partition_by=list(contract.partition_by),
        name=str(contract.name),
        description=description(contract),
        configuration=PROPERTIES,
        storage_options=storage.delta_options(),
        commit_properties=_properties(wanted, changes, 1),
        post_commithook_properties=HOOK,
    )
    return 0


def _change(table: DeltaTable, wanted: Load, added: list[DataFile], changes: Changes, becomes: Evolution) -> int:
    schema = table_schema(wanted.contract)
    # Columns come in a commit of their own: killed after it, the rows are as before, and the new columns empty.
    if becomes.added and changes.removed is not None:
        fields = [DeltaField.from_arrow(schema.field(name)) for name in becomes.added]
        table.alter.add_columns(fields, post_commithook_properties=HOOK)
        table.update_incremental()
    before = table.transaction_version(wanted.mark) or 0
    return change_files(table, added, changes.removed, schema, _properties(wanted, changes, before + 1))


def change_files(  # noqa: PLR0913 - the parts of one Delta commit
    table: DeltaTable,
    added: list[DataFile],
    removed: frozenset[str] | None,
    schema: pa.Schema,
    properties: CommitProperties,
    *,
    data_change: bool = True,
) -> int:
    """Add and remove files in one commit and give its version; `removed` None replaces all of them and the schema.

    Raises CommitFailedError where another commit came first.
    """
    version = table.version() + 1
    gone = [] if removed is None else _removals(table, removed, data_change=data_change)
    table.create_write_transaction(
        [*(add_action(file, data_change=data_change) for file in added), *gone],
        "overwrite" if removed is None else "append",
        Schema.from_arrow(schema),
        partition_by=list(partitions_of(table)),
        commit_properties=properties,
        post_commithook_properties=HOOK,
    )
    return version


def add_action(file: DataFile, *, data_change: bool = True) -> AddAction:
    """A data file as the log's add action."""
    return AddAction(
        path=file.path,
        size=file.size,
        partition_values=dict(file.partition),
        modification_time=int(time.time() * 1000),
        data_change=data_change,
        stats=file.stats,
    )


def _removals(table: DeltaTable, paths: Iterable[str], *, data_change: bool) -> list[RemoveAction]:
    known = active_files(table)
    now = int(time.time() * 1000)
    return [
        RemoveAction(path, data_change, now, known[path]["size_bytes"], _partition_of(known[path]))
        for path in sorted(paths)
    ]


def _partition_of(entry: dict[str, Any]) -> dict[str, str | None]:
    values = entry.get("partition") or {}
    return {name: None if value is None else _text(value) for name, value in values.items()}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _properties(wanted: Load, changes: Changes, number: int) -> CommitProperties:
    note = {
        "what": str(wanted.contract.load),
        "dataset": str(wanted.contract.name),
        "contract": wanted.contract.version,
        "delivery": wanted.delivery,
        "run": wanted.run,
        "inserted": changes.inserted,
        "updated": changes.updated,
        "deleted": changes.deleted,
        "unchanged": changes.unchanged,
    }
    return properties(note, [Transaction(wanted.mark, number)])


def properties(note: dict[str, Any], marks: list[Transaction] | None = None) -> CommitProperties:
    """Commit properties with our note; a commit that was overtaken is not repeated blindly."""
    return CommitProperties(custom_metadata={"kho": note}, max_commit_retries=0, app_transactions=marks)


def description(contract: Contract) -> str:
    """What the table's metadata says of it; the contract's version stands there for other programs."""
    return json.dumps(
        {"title": contract.title, "contract": contract.version, "description": contract.description},
        ensure_ascii=False,
    )


def _describe(table: DeltaTable, contract: Contract) -> None:
    wanted = description(contract)
    if table.metadata().description != wanted:
        table.alter.set_table_description(wanted, post_commithook_properties=HOOK)
