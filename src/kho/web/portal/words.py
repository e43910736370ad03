"""What pages call the things of contracts."""

from collections.abc import Mapping
from typing import Final

from kho.contracts.model import LogicalType
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
