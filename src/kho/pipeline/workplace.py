"""What a run works with: the province, its warehouse, the engine, and where runs are recorded."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Protocol

from kho.contracts.model import Contract, Source
from kho.contracts.names import DatasetName
from kho.contracts.problems import near
from kho.engines.base import Engine
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.profiles import ProfileLog
from kho.pipeline.runs import Committed, Delivery, Run, RunLog, new_run_id
from kho.pipeline.set_aside import Troubles
from kho.province.folder import Province
from kho.quality.amounts import DeliveredUnits
from kho.quality.plan import CheckPlan
from kho.quality.planning import plan
from kho.quality.profile import TableProfile
from kho.sources.base import Fetched
from kho.warehouse import corrections
from kho.warehouse.corrections import Corrections
from kho.warehouse.tables import TableRef
from kho.warehouse.warehouse import Warehouse


class UnknownDatasetError(KhoError):
    """No contract has this name."""

    code = "KHO-R401"
    what = Message(vi="Chưa có cam kết dữ liệu cho “{name}”.", en="No contract describes “{name}”.")
    mend = Message(vi="Xem các tên bằng `kho show`.{near_vi}", en="See the names with `kho show`.{near_en}")


class TooLargeToLandError(KhoError):
    """A delivery is past the province's limit."""

    code = "KHO-R402"
    what = Message(
        vi="Tệp “{name}” có {size} MB, quá giới hạn {limit} MB; không tiếp nhận.",
        en="The file “{name}” has {size} MB, over the limit of {limit} MB; it was not landed.",
    )
    mend = Message(
        vi="Chia nhỏ tệp, hoặc nâng landing_limit_mb trong [storage] của kho.toml.",
        en="Split the file, or raise landing_limit_mb under [storage] in kho.toml.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class RunOptions:
    """What a person asks of a run.

    `again`: also what the table holds already. `allow_breaking`: a contract may drop or change what the table has.
    """

    again: bool = False
    allow_breaking: bool = False


def contract_named(province: Province, name: DatasetName) -> Contract:
    """The contract of that dataset or model. Raises UnknownDatasetError."""
    known = province.datasets
    contract = known.get(name)
    if contract is None:
        close = near(str(name), map(str, known))
        raise UnknownDatasetError(name=name, near_vi=close.vi, near_en=close.en)
    return contract


class LineageLog(Protocol):
    """Where lineage is told."""

    def tell(self, run: Run, contract: Contract, checks: CheckPlan | None) -> None:
        """The run has reached its present state."""

    def measured(self, run: Run, contract: Contract, profile: TableProfile) -> None:
        """The table that a run changed has been profiled."""

    def told(self, run: Run) -> frozenset[str]:
        """The kinds of events that were told of the run, such as `START`."""

    def forget(self, values: Collection[str]) -> None:
        """Take these texts out of everything told so far."""


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """Everything a run needs, put together once at the edge.

    `scratch` is a folder on a disk with room. `lineage` is told of every recorded state of a run.
    """

    province: Province
    warehouse: Warehouse
    engine: Engine
    runs: RunLog
    profiles: ProfileLog
    scratch: Path
    clock: Callable[[], datetime]
    lineage: LineageLog
    troubles: Troubles

    @property
    def folder(self) -> Path:
        """The province folder."""
        return self.province.folder

    def contract(self, name: DatasetName) -> Contract:
        """The contract of that name. Raises UnknownDatasetError."""
        return contract_named(self.province, name)

    def plan(
        self, contract: Contract, *, on: date, delivery: str, units: Mapping[str, DeliveredUnits] | None = None
    ) -> CheckPlan:
        """The plan for a delivery of that day, named by the SHA-256 of its bytes; `units` is what it tells of them."""
        exists = self.warehouse.exists(TableRef.of(contract))
        return plan(contract, delivered_on=on, existing_keys=exists, delivery=delivery, units=units)

    def land(
        self, contract: Contract, source: Source, fetched: Fetched, corrected: Corrections = corrections.NONE
    ) -> Delivery:
        """Keep the bytes as received, and beside them what was corrected.

        Raises TooLargeToLandError and the store's errors.
        """
        size = self.refuse_too_large(fetched.file, name=fetched.name, origin=fetched.origin)
        received = self.clock()
        sha256 = self.warehouse.land(
            fetched.file,
            sha256=fetched.sha256,
            name=fetched.name,
            origin=fetched.origin,
            received=received,
            dataset=contract.name,
            ours=fetched.file.is_relative_to(self.scratch),
        )
        return Delivery(
            source=source.name,
            sha256=sha256,
            name=fetched.name,
            origin=fetched.origin,
            size=size,
            received=received,
            cursor=fetched.cursor,
            corrections=self.warehouse.keep_corrections(sha256, corrected),
        )

    def refuse_too_large(self, file: Path, *, name: str, origin: str) -> int:
        """The size of a file that may be landed. Raises TooLargeToLandError."""
        size, limit = file.stat().st_size, self.province.settings.storage.landing_limit_mb
        if size > limit * 2**20:
            raise TooLargeToLandError(where=origin, name=name, size=size // 2**20, limit=limit)
        return size

    def load(self, contract: Contract, good: Path, run: Run, options: RunOptions) -> Committed:
        """Commit the good rows to the table. Raises BreakingTableError and the store's errors."""
        made = self.warehouse.load(
            contract,
            good=good,
            delivery=run.delivery.sha256,
            run=run.id,
            allow_breaking=options.allow_breaking,
            again=options.again,
        )
        return Committed(
            version=made.version,
            inserted=made.inserted,
            updated=made.updated,
            deleted=made.deleted,
            unchanged=made.unchanged,
        )

    def new_run_id(self, name: DatasetName, now: datetime) -> str:
        """The id of a run that begins now: it sorts behind the dataset's runs so far, whatever clock they saw."""
        newest = next(iter(self.runs.newest(name)), None)
        return new_run_id(now, after=newest.id if newest is not None else "")

    def record(self, run: Run, contract: Contract, checks: CheckPlan | None = None) -> None:
        """Keep a run's state and tell of it."""
        self.runs.save(run)
        self.lineage.tell(run, contract, checks)
