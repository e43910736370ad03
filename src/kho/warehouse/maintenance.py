"""Keeping a table quick and no larger than its contract says: compact, checkpoint, remove what is past retention."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from deltalake import DeltaTable

from kho.contracts.model import Contract
from kho.warehouse import log, parts
from kho.warehouse.commit import HOOK, change_files, properties
from kho.warehouse.duck import Workroom, listed
from kho.warehouse.errors import told
from kho.warehouse.storage import Storage, files_of
from kho.warehouse.tables import TableRef, active_files, dataset_of, open_table, partitions_of, schema_of

SMALL = 32 * 2**20
"""Files below this many bytes are put together."""
FEW = 4
"""As many small files of one partition are left alone."""
ABANDONED = timedelta(days=1)
"""A file that no version knows is removed at this age: a younger one may be part of a load that has not committed."""
PERIOD = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(\d+)H)?")
DAYS = (366, 31, 7, 1, 1 / 24)


@dataclass(frozen=True, kw_only=True, slots=True)
class Maintained:
    """What was done: files put together and into how many, files and log entries removed, whether a checkpoint."""

    compacted: int
    into: int
    removed_files: int
    removed_log: int
    checkpoint: int


def maintain(storage: Storage, workroom: Workroom, contract: Contract, *, now: datetime | None = None) -> Maintained:
    """Maintain a contract's table; the caller holds the dataset's lock.

    Versions that were replaced longer ago than the contract's `retention` can no longer be read afterwards; without
    a retention every version stays. Raises NoTableError.
    """
    ref = TableRef.of(contract)
    moment = now or datetime.now(UTC)
    with told(storage.at(ref.key)):
        compacted, into = _compact(storage, workroom, ref, contract)
        removed = _vacuum(storage, ref, contract.retention, moment)
        table = open_table(storage, ref)
        table.create_checkpoint()
        cut = _cut_log(storage, ref, contract.retention, moment)
        return Maintained(
            compacted=compacted, into=into, removed_files=removed, removed_log=cut, checkpoint=table.version()
        )


def span(retention: str) -> timedelta:
    """An ISO 8601 duration as the contract has it; months and years are counted long."""
    found = PERIOD.fullmatch(retention)
    numbers = found.groups() if found else ()
    return timedelta(days=sum(int(number or 0) * days for number, days in zip(numbers, DAYS, strict=False)))


def _compact(storage: Storage, workroom: Workroom, ref: TableRef, contract: Contract) -> tuple[int, int]:
    table = open_table(storage, ref)
    small = _small(table)
    if not small:
        return 0, 0
    columns = tuple(schema_of(table).names)
    with workroom.scratch() as scratch, workroom.session(scratch) as session:
        session.register("small", parts.scan(dataset_of(storage, ref, table), columns, small.__contains__))
        query = f"SELECT {listed(columns)} FROM small"  # noqa: S608 - quoted names
        parts.write(session, query, partitions_of(table), scratch / "out")
        written = parts.put(scratch / "out", files_of(storage), ref.key, parts.public_columns(contract))
    note = properties({"what": "compact"})
    change_files(table, written, small, schema_of(table), note, data_change=False)
    return len(small), len(written)


def _small(table: DeltaTable) -> frozenset[str]:
    """Small files of partitions that have more than a few of them."""
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for path, entry in active_files(table).items():
        if entry["size_bytes"] < SMALL:
            groups[str(entry.get("partition"))].append(path)
    return frozenset(path for paths in groups.values() if len(paths) > FEW for path in paths)


def _vacuum(storage: Storage, ref: TableRef, retention: str | None, now: datetime) -> int:
    removed = _abandoned(storage, ref, now)
    if retention:
        hours = max(int(span(retention).total_seconds() // 3600), 0)
        table = open_table(storage, ref)
        removed += table.vacuum(
            retention_hours=hours,
            dry_run=False,
            enforce_retention_duration=False,
            full=True,
            post_commithook_properties=HOOK,
        )
    return len(removed)


def _abandoned(storage: Storage, ref: TableRef, now: datetime) -> list[str]:
    """Remove data files that no version knows: what a killed load left."""
    files = files_of(storage)
    known = log.paths(files, ref.key)
    left = [entry for entry in log.data_files(files, ref.key) if entry.name not in known]
    return _delete(storage, (entry.key for entry in left if now - entry.modified > ABANDONED))


def _cut_log(storage: Storage, ref: TableRef, retention: str | None, now: datetime) -> int:
    """Remove log entries before the newest checkpoint that is itself past the retention."""
    if not retention:
        return 0
    files = files_of(storage)
    old = [point for point in log.checkpoints(files, ref.key) if now - point.modified > span(retention)]
    newest = max((log.version_of(point.key) for point in old), default=0)
    return len(_delete(storage, (e.key for e in log.entries(files, ref.key) if log.version_of(e.key) < newest)))


def _delete(storage: Storage, keys: Iterable[str]) -> list[str]:
    gone = list(keys)
    for key in gone:
        files_of(storage).delete(key)
    return gone
