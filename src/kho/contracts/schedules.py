"""When a dataset is looked after: `kho.schedule`, in the words of cron or on arrival."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from cronsim import CronSim, CronSimError

from kho.contracts.problems import Kind, Place, Report
from kho.messages import Message

ON_ARRIVAL = "on arrival"
"""As soon as a file has arrived and is whole."""
BY_HAND = "by hand"
"""Only when a person asks."""
_FIELDS = 5
_INSTANT = timedelta(microseconds=1)

BAD_SCHEDULE = Kind(
    code="KHO-C136",
    what=Message("“{text}” không phải lịch chạy: {reason}.", "“{text}” is no schedule: {reason}."),
    mend=Message(
        "Viết năm mục của cron theo giờ Việt Nam (phút giờ ngày tháng thứ), ví dụ “0 6 * * 1” là 6 giờ sáng thứ Hai; "
        "hoặc “on arrival”, “by hand”.",
        "Write cron's five fields in Vietnam's time (minute hour day month weekday), such as “0 6 * * 1” for Mondays "
        "at six; or “on arrival”, “by hand”.",
    ),
)
NOT_ALONE = Kind(
    code="KHO-C137",
    what=Message("“by hand” đi cùng một lịch khác.", "“by hand” stands beside another schedule."),
    mend=Message("Giữ lại một trong hai.", "Keep one of the two."),
)

_REASONS = {
    "Bad minute": Message("phút không đúng", "the minute is wrong"),
    "Bad hour": Message("giờ không đúng", "the hour is wrong"),
    "Bad day-of-month": Message("ngày trong tháng không đúng", "the day of the month is wrong"),
    "Bad month": Message("tháng không đúng", "the month is wrong"),
    "Bad day-of-week": Message("thứ trong tuần không đúng", "the weekday is wrong"),
}
_COUNT = Message("cần đúng năm mục", "it takes five fields")
_NEVER = Message("không bao giờ đến", "it never comes")


def check_schedule(schedule: Sequence[str], place: Place, report: Report) -> None:
    """Tell every text of a `kho.schedule` that is no schedule."""
    for text in schedule:
        reason = None if text in {ON_ARRIVAL, BY_HAND} else _wrong(text)
        if reason is not None:
            report.add(BAD_SCHEDULE, place, text=text, reason=reason)
    if BY_HAND in schedule and len(schedule) > 1:
        report.add(NOT_ALONE, place)


def last_due(crons: Iterable[str], now: datetime) -> datetime | None:
    """The latest moment, at or before `now` and in its time zone, that one of the cron expressions names."""
    return max((each for cron in crons if (each := _near(cron, now + _INSTANT, back=True))), default=None)


def next_due(crons: Iterable[str], now: datetime) -> datetime | None:
    """The earliest moment after `now`, in its time zone, that one of the cron expressions names."""
    return min((each for cron in crons if (each := _near(cron, now))), default=None)


def _near(cron: str, moment: datetime, *, back: bool = False) -> datetime | None:
    return next(CronSim(cron, moment, reverse=back), None)


def _wrong(text: str) -> Message | None:
    """Why the text is no cron expression of five fields; None where it is one."""
    if len(text.split()) != _FIELDS:
        return _COUNT
    try:
        comes = _near(text, datetime(2026, 1, 1))  # noqa: DTZ001 - whether it ever comes is the same in every zone
    except CronSimError as error:
        return _REASONS[str(error)]
    return None if comes else _NEVER
