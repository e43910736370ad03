"""Deliveries that keep failing: their strikes, and those set aside so that the dataset's others go on."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol

from pydantic import TypeAdapter, ValidationError

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.files import without, write_atomically
from kho.pipeline.runs import Delivery, Run, RunError


class SetAsideError(KhoError):
    """A delivery failed or killed its process so often that it is not tried again by itself."""

    code = "KHO-R307"
    what = Message(
        vi="Đợt gửi “{name}” đã hỏng {strikes} lần nên được để riêng. Lần cuối: {reason_vi}",
        en="The delivery “{name}” went wrong {strikes} times, so it is set aside. Last time: {reason_en}",
    )
    mend = Message(
        vi="Sửa tệp rồi gửi lại, hoặc sửa cam kết và tăng version; thử lại đúng tệp này: `kho work retry {dataset}`.",
        en="Mend the file and send it anew, or mend the contract and raise its version; to try these very bytes "
        "again: `kho work retry {dataset}`.",
    )


class BrokenTroubleRecordError(KhoError):
    """The record of a delivery set aside cannot be read."""

    code = "KHO-R308"
    what = Message(
        vi="Không đọc được bản ghi đợt gửi để riêng: {reason}.",
        en="The record of a delivery set aside cannot be read: {reason}.",
    )
    mend = Message(vi="Xoá tệp này; đợt gửi sẽ được thử lại từ đầu.", en="Remove the file; the delivery is tried anew.")


@dataclass(frozen=True, kw_only=True, slots=True)
class Trouble:
    """What one delivery did under one version of the contract. `since` is when it was set aside, None where it is not.

    `run` is the last run that failed by it, `error` why.
    """

    dataset: DatasetName
    contract_version: str
    delivery: Delivery
    strikes: int
    run: str
    error: RunError
    since: datetime | None = None

    def told(self) -> SetAsideError:
        """Why the delivery is set aside."""
        reason = self.error.line()
        return SetAsideError(
            where=self.delivery.origin,
            name=self.delivery.name,
            strikes=self.strikes,
            reason_vi=reason.vi,
            reason_en=reason.en,
            dataset=self.dataset,
        )


class Troubles(Protocol):
    """Where troubles are kept, one per dataset and delivered bytes."""

    def get(self, dataset: DatasetName, sha256: str) -> Trouble | None:
        """The trouble with these bytes; None where there is none."""

    def save(self, trouble: Trouble) -> None:
        """Keep it, in place of an earlier state."""

    def release(self, dataset: DatasetName, sha256: str) -> None:
        """Forget the trouble, so that the delivery is tried again."""

    def all(self) -> Iterator[Trouble]:
        """Every trouble, by dataset and bytes."""

    def forget(self, values: Collection[str]) -> None:
        """Take these texts out of everything told so far."""


def struck(troubles: Troubles, run: Run, error: RunError, *, limit: int, at: datetime) -> Trouble:
    """Count one more failure of a run's delivery; with `limit` of them under one contract version it is set aside."""
    before = troubles.get(run.dataset, run.delivery.sha256)
    counted = before is not None and before.contract_version == run.contract_version
    strikes = 1 + (before.strikes if before is not None and counted else 0)
    trouble = Trouble(
        dataset=run.dataset,
        contract_version=run.contract_version,
        delivery=run.delivery,
        strikes=strikes,
        run=run.id,
        error=error,
        since=at if strikes >= limit else None,
    )
    troubles.save(trouble)
    return trouble


def set_aside(troubles: Troubles, contract: Contract, sha256: str) -> Trouble | None:
    """The trouble for which these bytes are set aside under this version of the contract; None where they are not."""
    found = troubles.get(contract.name, sha256)
    holds = found is not None and found.since is not None and found.contract_version == contract.version
    return found if holds else None


@cache
def _adapter() -> TypeAdapter[Trouble]:
    return TypeAdapter(Trouble)


class FileTroubles:
    """Troubles as one JSON file each, in one folder per dataset, written atomically."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, dataset: DatasetName, sha256: str) -> Trouble | None:
        """The trouble with these bytes; None where there is none. Raises BrokenTroubleRecordError."""
        file = self._file(dataset, sha256)
        return _read(file) if file.exists() else None

    def save(self, trouble: Trouble) -> None:
        """Keep it, in place of an earlier state."""
        file = self._file(trouble.dataset, trouble.delivery.sha256)
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, _adapter().dump_json(trouble, indent=1))

    def release(self, dataset: DatasetName, sha256: str) -> None:
        """Forget the trouble, so that the delivery is tried again."""
        self._file(dataset, sha256).unlink(missing_ok=True)

    def all(self) -> Iterator[Trouble]:
        """Every trouble, by dataset and bytes. Raises BrokenTroubleRecordError."""
        yield from map(_read, sorted(self._folder.glob("*/*.json")))

    def forget(self, values: Collection[str]) -> None:
        """Take these texts out of names and addresses: they may hold a person's number."""
        for trouble in list(self.all()):
            came = trouble.delivery
            unnamed = replace(came, name=without(came.name, values), origin=without(came.origin, values))
            if unnamed != came:
                self.save(replace(trouble, delivery=unnamed))

    def _file(self, dataset: DatasetName, sha256: str) -> Path:
        return self._folder / f"{dataset.agency}.{dataset.dataset}" / f"{sha256}.json"


def _read(file: Path) -> Trouble:
    try:
        return _adapter().validate_json(file.read_bytes())
    except ValidationError as error:
        raise BrokenTroubleRecordError(where=str(file), reason=error.errors()[0]["msg"]) from error
