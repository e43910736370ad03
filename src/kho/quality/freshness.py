"""Whether a dataset is as fresh as its contract promises: `slaProperties` `frequency` and `latency`.

The next delivery is due one frequency after the last one, by the calendar of Việt Nam: a month after 31 January is the
last day of February. It is late when the `latency` has passed too; without one a tenth of the frequency is allowed, in
whole days. A day counts until its end; a frequency in hours counts to the minute.
"""

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum

from kho.contracts.periods import parts_of
from kho.messages import Message
from kho.quality.texts import LOCAL_OFFSET_MINUTES

LOCAL = timezone(timedelta(minutes=LOCAL_OFFSET_MINUTES))
ALLOWED = 10
"""One part in so many of the frequency is allowed where no latency is promised."""
_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


class State(StrEnum):
    """How a dataset stands to its promise."""

    FRESH = "fresh"
    DUE = "due"
    LATE = "late"
    NEVER = "never"
    """A frequency is promised, and nothing was ever loaded."""
    UNPROMISED = "unpromised"
    """No frequency is promised, so nothing can be late."""


NAMES: Mapping[State, Message] = {
    State.FRESH: Message("mới", "fresh"),
    State.DUE: Message("đến hạn", "due"),
    State.LATE: Message("trễ", "late"),
    State.NEVER: Message("chưa có", "never"),
    State.UNPROMISED: Message("không hẹn", "not promised"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Freshness:
    """The last delivery, when the next is `due`, from when on it is `late`, and by how much it is late now."""

    state: State
    frequency: str | None = None
    delivered: datetime | None = None
    due: datetime | None = None
    late: datetime | None = None
    late_by: timedelta = field(default=timedelta())

    @property
    def timely(self) -> float | None:
        """1 while nothing is late, then less by the share of a frequency it is late, 0 from a whole one on.

        None where no frequency is promised.
        """
        if self.state is State.UNPROMISED or self.frequency is None:
            return None
        if self.state is State.NEVER:
            return 0.0
        return max(0.0, 1 - self.late_by / length(self.frequency))


def freshness(frequency: str | None, latency: str | None, delivered: datetime | None, *, now: datetime) -> Freshness:
    """How fresh a dataset is `now`; periods are ISO 8601 as contracts hold them, moments have a time zone."""
    if frequency is None:
        return Freshness(state=State.UNPROMISED, delivered=delivered)
    if delivered is None:
        return Freshness(state=State.NEVER, frequency=frequency)
    due = _due(delivered.astimezone(LOCAL), frequency)
    late = _after(due, latency) if latency else due + _allowed(frequency)
    if _in_days(frequency):
        late += timedelta(days=1)
    state = State.FRESH if now < due else State.DUE if now < late else State.LATE
    return Freshness(
        state=state,
        frequency=frequency,
        delivered=delivered,
        due=due,
        late=late,
        late_by=max(now - late, timedelta()),
    )


def length(period: str) -> timedelta:
    """The length of a period, a month as 30 days, a year as 365."""
    value, unit = _parts(period)
    return timedelta(hours=value) if unit == "hour" else timedelta(days=value * _DAYS[unit])


def _parts(period: str) -> tuple[int, str]:
    value, unit = parts_of(period)
    return value, unit.removesuffix("s")


def _in_days(period: str) -> bool:
    return _parts(period)[1] != "hour"


def _allowed(frequency: str) -> timedelta:
    part = length(frequency) / ALLOWED
    return timedelta(days=part.days) if _in_days(frequency) else part


def _due(delivered: datetime, frequency: str) -> datetime:
    """The beginning of the day the next delivery is due on, or the moment."""
    if not _in_days(frequency):
        return _after(delivered, frequency)
    return _after(datetime.combine(delivered.date(), time.min, LOCAL), frequency)


def _after(moment: datetime, period: str) -> datetime:
    value, unit = _parts(period)
    if unit in _MONTHS:
        return datetime.combine(_months_after(moment.date(), value * _MONTHS[unit]), moment.timetz())
    return moment + length(period)


def _months_after(day: date, months: int) -> date:
    """The same day so many months later, or that month's last day."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
