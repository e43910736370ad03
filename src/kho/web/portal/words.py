"""What pages call the things of contracts."""

from collections.abc import Mapping
from typing import Final

from kho.contracts.model import LogicalType
from kho.contracts.periods import parts_of
from kho.messages import Message

KINDS: Final[Mapping[LogicalType, Message]] = {
    LogicalType.STRING: Message("chữ", "text"),
    LogicalType.INTEGER: Message("số nguyên", "whole number"),
    LogicalType.NUMBER: Message("số", "number"),
    LogicalType.BOOLEAN: Message("có hoặc không", "yes or no"),
    LogicalType.DATE: Message("ngày", "date"),
    LogicalType.TIMESTAMP: Message("ngày giờ", "date and time"),
    LogicalType.TIME: Message("giờ", "time of day"),
    LogicalType.OBJECT: Message("đối tượng", "object"),
    LogicalType.ARRAY: Message("danh sách", "list"),
}
_PERIODS: Final = {
    "hour": Message("giờ", "hour"),
    "day": Message("ngày", "day"),
    "week": Message("tuần", "week"),
    "month": Message("tháng", "month"),
    "quarter": Message("quý", "quarter"),
    "year": Message("năm", "year"),
}


def frequency_told(period: str | None) -> Message:
    """How often new data is promised; `period` is ISO 8601."""
    if period is None:
        return Message("không hẹn", "not promised")
    value, unit = parts_of(period)
    name = _PERIODS[unit.removesuffix("s")]
    if value == 1:
        return Message(f"hằng {name.vi}", f"every {name.en}")
    return Message(f"{value} {name.vi} một lần", f"every {value} {name.en}s")
