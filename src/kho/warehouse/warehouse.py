"""The warehouse as the pipeline and the commands use it."""

import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from kho.contracts.model import Contract, Layer
from kho.contracts.names import DatasetName
from kho.scratch import SCRATCH
from kho.warehouse import (
    catalog,
    commit,
    corrections,
    erasure,
    history,
    landing,
    locks,
    log,
    maintenance,
    quarantine,
    query,
    reading,
    tables,
    trying,
)
from kho.warehouse.catalog import TableFacts
from kho.warehouse.commit import Commit, Load
from kho.warehouse.corrections import Corrections
from kho.warehouse.duck import MEMORY, Workroom
from kho.warehouse.erasure import Match, Request
from kho.warehouse.erasure_landing import Decode
from kho.warehouse.erasure_record import ErasureRecord
from kho.warehouse.errors import told
from kho.warehouse.history import Diff
from kho.warehouse.landing import Arrival
from kho.warehouse.maintenance import Maintained
from kho.warehouse.query import Question
from kho.warehouse.reading import Snapshot
from kho.warehouse.storage import Storage, files_of
from kho.warehouse.tables import AsOf, TableRef, Version


class Warehouse:
    """Versioned tables, landed bytes and quarantined rows under one storage root.

    `state` is the province's `.kho` folder: locks and scratch space lie there. `memory` bounds DuckDB's share.
    """

    def __init__(self, storage: Storage, state: Path, *, memory: str = MEMORY, lock_timeout: float = 600) -> None:
        self.storage = storage
        self.workroom = Workroom(folder=state / SCRATCH, memory=memory)
        self._locks = state / "locks"
        self._lock_timeout = lock_timeout
        self._held = threading.local()

    @contextmanager
    def lock(self, name: DatasetName) -> Iterator[None]:
        """Be the dataset's only writer; the same thread may ask again. Raises BusyError."""
        held: set[DatasetName] = self._held.__dict__.setdefault("names", set())
        if name in held:
            yield
            return
        with locks.writing(self._locks, name, timeout=self._lock_timeout):
            held.add(name)
            try:
                yield
            finally:
                held.discard(name)

    def land(  # noqa: PLR0913 - keyword-only facts of one arrival
        self,
        file: Path,
        *,
        name: str,
        origin: str,
        received: datetime | None = None,
        by: str = "",
        dataset: DatasetName | None = None,
        ours: bool = False,
        sha256: str | None = None,
    ) -> str:
        """Keep the bytes of a file and record this arrival; gives the bytes' SHA-256 in hex.

        `ours`: nobody will change the file, so that it may be kept without a copy. `sha256` where it is known.
        """
        sha256 = sha256 or landing.sha256_of(file)
        arrival = Arrival(
            sha256=sha256,
            name=name,
            origin=origin,
            received=received or datetime.now(UTC),
            size=file.stat().st_size,
            by=by,
            dataset=dataset,
        )
        landing.land(self.storage, file, arrival, ours=ours)
        return sha256

    def landed(self, sha256: str) -> AbstractContextManager[Path]:
        """A local copy of landed bytes, checked. Raises NotLandedError, LandedDamagedError, ErasedBytesError."""
        return landing.landed(self.storage, self.workroom, sha256)

    def was_erased(self, sha256: str) -> bool:
        """Whether bytes were erased because they held a person's data."""
        return landing.was_erased(self.storage, sha256)

    def keep_corrections(self, delivery: str, corrected: Corrections) -> str:
        """Keep the cells that were corrected in landed bytes; gives the SHA-256 of that, empty where there are none."""
        return corrections.keep(self.storage, delivery, corrected)

    def corrections(self, delivery: str, sha256: str) -> Corrections:
        """What was kept of that name; none for an empty one. Raises NotLandedError, LandedDamagedError."""
        return corrections.kept(self.storage, delivery, sha256)

    def arrivals(self) -> Iterator[Arrival]:
        """Every arrival, oldest first."""
        return landing.arrivals(self.storage)

    def load(  # noqa: PLR0913 - keyword-only facts of one load
        self,
        contract: Contract,
        *,
        good: Path,
        delivery: str,
        run: str,
        allow_breaking: bool = False,
        again: bool = False,
    ) -> Commit:
        """Load a delivery in one atomic commit, under the dataset's lock.

        `good` is a folder of Parquet files with `_part`, `_row` and the contract's columns. The same delivery under
        the same contract version is committed once: an append ever, a replace or upsert while it is the newest load;
        `again` commits it anyway (appended rows are replaced, not doubled).
        Raises BreakingTableError, PartitionChangedError, LossyChangeError, BadKeyError, PersonalPartitionError,
        BusyError, OvertakenError and the store's errors; the table is then as it was.
        """
        wanted = Load(
            contract=contract, good=good, delivery=delivery, run=run, allow_breaking=allow_breaking, again=again
        )
        with self.lock(contract.name):
            return commit.load(self.storage, self.workroom, wanted)

    def expected(
        self, contract: Contract, *, good: Path, delivery: str, allow_breaking: bool = False
    ) -> trying.Expected:
        """What `load` with `again` would change in the table as it is now; nothing is changed.

        Raises what `load` raises but BusyError and OvertakenError.
        """
        wanted = Load(
            contract=contract, good=good, delivery=delivery, run="", allow_breaking=allow_breaking, again=True
        )
        return trying.expected(self.storage, self.workroom, wanted)

    def in_order(self, bad: Path, whole: Path) -> Path:
        """Write the rows of a folder of Parquet files as one file, in their order of part and row."""
        return quarantine.in_order(self.workroom, bad, whole)

    def quarantine(self, name: DatasetName, delivery: str, bad: Path) -> None:
        """Keep a delivery's quarantined rows, a folder of Parquet files; replaces those of an earlier run."""
        quarantine.put_quarantine(self.storage, self.workroom, name, delivery, bad)

    def quarantined(self, name: DatasetName, delivery: str) -> AbstractContextManager[pa.RecordBatchReader]:
        """The quarantined rows of a delivery as a stream."""
        return quarantine.quarantined(self.storage, name, delivery)

    def exists(self, ref: TableRef) -> bool:
        """Whether there is such a table."""
        return tables.find_table(self.storage, ref) is not None

    def read(self, ref: TableRef, columns: Sequence[str] | None = None, *, as_of: AsOf = None) -> pa.RecordBatchReader:
        """A table's rows as a stream. Raises NoTableError, NoVersionError."""
        return reading.read(self.storage, ref, columns, as_of)

    def schema(self, ref: TableRef, *, as_of: AsOf = None) -> pa.Schema:
        """A table's columns. Raises NoTableError, NoVersionError."""
        return reading.schema(self.storage, ref, as_of)

    def row_count(self, ref: TableRef, *, as_of: AsOf = None) -> int:
        """A table's number of rows. Raises NoTableError, NoVersionError."""
        return reading.row_count(self.storage, ref, as_of)

    def snapshot(
        self, ref: TableRef, columns: Sequence[str], *, as_of: AsOf = None
    ) -> AbstractContextManager[Snapshot]:
        """A version as local Parquet files with those of the columns it has. Raises NoTableError, NoVersionError."""
        return reading.snapshot(self.storage, self.workroom, ref, columns, as_of)

    def versions(self, ref: TableRef) -> Sequence[Version]:
        """A table's versions, newest first. Raises NoTableError."""
        return tables.versions_of(tables.open_table(self.storage, ref))

    def newest(self, ref: TableRef) -> int | None:
        """The number of a table's newest version by the names in its log, without reading it; None where none is."""
        return log.newest(files_of(self.storage), ref.key)

    def export_keys(
        self, ref: TableRef, columns: Sequence[str], into: Path, *, without_delivery: str | None = None
    ) -> Path:
        """Write distinct values of some columns as a lookup, a Parquet file with `key_1 ...`. Raises NoTableError."""
        return reading.export_keys(self.storage, self.workroom, ref, columns, into, without_delivery=without_delivery)

    def diff(
        self, ref: TableRef, keys: tuple[str, ...], old: AsOf, new: AsOf = None, *, only: Collection[str] | None = None
    ) -> Diff:
        """What differs between two versions, by key or as whole rows, in all columns or `only` some.

        Raises NoTableError, NoVersionError.
        """
        return history.diff(self.storage, self.workroom, ref, keys, (old, new), only=only)

    def restore(self, ref: TableRef, version: int, *, run: str) -> int:
        """Make an earlier version the newest, as a new version; gives its number. Raises NoVersionError, BusyError."""
        with self.lock(ref.name):
            return history.restore(self.storage, ref, version, run=run)

    def maintain(self, contract: Contract) -> Maintained:
        """Compact small files, write a checkpoint, remove what is past the contract's retention. Raises BusyError."""
        with self.lock(contract.name):
            return maintenance.maintain(self.storage, self.workroom, contract)

    def sweep(self) -> int:
        """Remove what killed processes left unfinished; gives the number of files and folders removed."""
        with told(self.storage.url):
            return self.workroom.sweep() + files_of(self.storage).sweep()

    def ask(
        self, question: Question, *, allowed: Sequence[TableRef] | None = None
    ) -> AbstractContextManager[pa.RecordBatchReader]:
        """The answer to one SELECT as a stream; see `kho.warehouse.query`. `allowed` None: all tables."""
        return query.ask(self.storage, self.workroom, question, allowed)

    def catalog(self, layer: Layer | None = None) -> Iterator[TableFacts]:
        """Every table with its version, rows, bytes and time; of all layers or one."""
        return catalog.catalog(self.storage, layer)

    def erase(self, matches: Sequence[Match], *, reason: str, by: str, decode: Decode) -> ErasureRecord:
        """Erase a person from every version, the quarantine and the landed bytes; see `kho.warehouse.erasure`.

        Raises BadErasureError, BusyError; an interrupted erasure is completed by the same call.
        """
        request = Request(matches=matches, reason=reason, by=by, decode=decode, lock=self.lock)
        return erasure.erase(self.storage, self.workroom, request)

    def redacted(self, sha256: str, name: DatasetName) -> AbstractContextManager[Path]:
        """The staged cells that are kept of erased bytes, as one dataset read them. Raises NotLandedError."""
        return landing.redacted(self.storage, self.workroom, sha256, name)
