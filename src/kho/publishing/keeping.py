"""What is published, read again only when it can have changed: whoever serves looks often, and a look costs little."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from kho.contracts.model import Access
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.work.reading import ProvinceReader, Reading
from kho.pipeline.workplace import Workplace
from kho.province.folder import Province
from kho.publishing.catalogue import Catalogue, catalogue, is_published, withdrawn
from kho.warehouse.tables import VIETNAM, TableRef


class ProvinceHasMistakesError(KhoError):
    """The province folder does not hold together, so nothing can be published."""

    code = "KHO-D701"
    http_status = 503
    what = Message(
        vi="Thư mục tỉnh còn {count} lỗi; chưa công bố được gì.",
        en="The province folder has {count} mistakes; nothing can be published.",
    )
    mend = Message(vi="Xem và sửa: `kho check`.", en="See and mend them: `kho check`.")


@dataclass(frozen=True, kw_only=True)
class Published:
    """What is published, and the workplace it is read from.

    `mistakes` in the folder: while there are any, this is what was published before them, without what is not open any
    more.
    """

    place: Workplace
    catalogue: Catalogue
    mistakes: int = 0


class PublishedReader:
    """Reads a province and its catalogue anew when the folder, a table, a run or the day is another one."""

    def __init__(self, folder: Path, open_: Callable[[Province], Workplace]) -> None:
        self._folder = folder
        self._open = open_
        self._reader = ProvinceReader(folder)
        self._last: tuple[str, Published] | None = None

    def current(self) -> Published:
        """What is published now; the same object as before where nothing has changed.

        Raises ProvinceHasMistakesError where there was nothing before the mistakes, and the store's errors.
        """
        reading = self._reader.current()
        if reading.problems:
            return self._before(reading)
        place = self._open(reading.province)
        sign = _sign(reading, place)
        if self._last is None or self._last[0] != sign:
            self._last = sign, Published(place=place, catalogue=catalogue(place))
        return self._last[1]

    def _before(self, reading: Reading) -> Published:
        """What was published before there were mistakes, but for what somebody closed since."""
        if self._last is None:
            raise ProvinceHasMistakesError(where=str(self._folder), count=len(reading.problems))
        sign, last = f"{self._last[0]} {reading.mark}", self._last[1]
        if not self._last[0].endswith(reading.mark):
            left = _still_open(last.catalogue, reading.province)
            self._last = sign, replace(last, catalogue=left, mistakes=len(reading.problems))
        return self._last[1]


def _still_open(before: Catalogue, province: Province) -> Catalogue:
    """The catalogue without what the folder says is not open, or is not there any more."""
    now = province.datasets
    kept = {name: each for name, each in before.datasets.items() if name in now and is_published(now[name])}
    return replace(before, datasets=kept, withdrawn=withdrawn(now.values()))


def _sign(reading: Reading, place: Workplace) -> str:
    """Another text whenever something that pages tell can be another."""
    told = hashlib.sha256(reading.mark.encode())
    told.update(str(place.clock().astimezone(VIETNAM).date()).encode())
    for contract in reading.province.datasets.values():
        if contract.access is Access.OPEN:
            run = next(iter(place.runs.newest(contract.name)), None)
            parts = (contract.name, place.warehouse.newest(TableRef.of(contract)), run and (run.id, run.status))
            told.update(repr(parts).encode())
    return told.hexdigest()
