"""When a dataset is due: as its contract says, or by what its sources are."""

import re
import zlib
from dataclasses import dataclass

from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.contracts.schedules import BY_HAND, ON_ARRIVAL
from kho.sources import registry

FIRST_HOUR, HOURS = 1, 4
"""The quiet hours: from one to five in the morning, in Vietnam's time."""
DAY = 24
"""Hours of a day."""
WEEK = 7
"""Days of a week."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Timetable:
    """`crons` are in Vietnam's time; `on_arrival`: as soon as a file has arrived; neither: only by hand."""

    crons: tuple[str, ...] = ()
    on_arrival: bool = False

    @property
    def text(self) -> str:
        """The timetable as one text."""
        return ", ".join([*self.crons, *([ON_ARRIVAL] if self.on_arrival else [])]) or BY_HAND


def timetable(contract: Contract, *, model: bool) -> Timetable:
    """When a dataset is due.

    Without `kho.schedule`, files of this machine are taken on arrival; other sources are asked at a quiet hour, as
    often as they promise something new but at least weekly. A model is due when its query has changed; that its inputs
    were loaded is told by who loaded them.
    """
    if contract.schedule is not None:
        crons = tuple(text for text in contract.schedule if text not in {ON_ARRIVAL, BY_HAND})
        return Timetable(crons=crons, on_arrival=ON_ARRIVAL in contract.schedule)
    if model:
        return Timetable(on_arrival=True)
    seen = [registry.watched(source.transport) is not None for source in contract.sources]
    asked = () if all(seen) else (quiet_cron(contract.name, contract.frequency),)
    return Timetable(crons=asked, on_arrival=any(seen))


def quiet_cron(name: DatasetName, frequency: str | None) -> str:
    """A cron expression for an ISO 8601 frequency; datasets are spread over the quiet hours by their names."""
    chance = zlib.crc32(str(name).encode())
    minute, hour, weekday = chance % 60, FIRST_HOUR + chance // 60 % HOURS, chance // 240 % WEEK
    match = re.fullmatch(r"P(T?)([0-9]+)([HDWMY])", frequency or "P1D")
    value, unit = (int(match[2]), match[3]) if match else (1, "D")
    if unit == "H" and value < DAY:
        return f"{minute} */{value} * * *"
    if unit == "H" or (unit == "D" and value < WEEK):
        return f"{minute} {hour} * * *"
    return f"{minute} {hour} * * {weekday}"
