"""What steps, types and choices are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kho.contracts.guess.suggestions import RuleKind, Suggested
from kho.contracts.model import Access, Classification, LoadMode, LogicalType
from kho.messages import Message
from kho.web.wizard.models import State


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """One page of the wizard."""

    name: str
    title: Message

    @property
    def url(self) -> str:
        """The name of its address."""
        return f"wizard_{self.name}"


STEPS: Final[Sequence[Step]] = (
    Step(name="table", title=Message("Bảng", "Table")),
    Step(name="columns", title=Message("Cột", "Columns")),
    Step(name="joining", title=Message("Khoá và cách nạp", "Key and joining")),
    Step(name="people", title=Message("Dữ liệu cá nhân", "Personal data")),
    Step(name="rules", title=Message("Quy tắc", "Rules")),
    Step(name="about", title=Message("Giới thiệu và quyền xem", "About, and who may see")),
    Step(name="preview", title=Message("Xem trước", "Preview")),
    Step(name="finish", title=Message("Hoàn tất", "Finish")),
)
STATES: Final[Mapping[State, Message]] = {
    State.READING: Message("đang đọc tệp", "the file is being read"),
    State.OPEN: Message("đang mô tả", "being described"),
    State.UNREADABLE: Message("không đọc được", "cannot be read"),
    State.PROPOSED: Message("chờ duyệt", "waits for approval"),
    State.WRITTEN: Message("đang công bố", "being published"),
    State.REFUSED: Message("không được duyệt", "not approved"),
    State.DONE: Message("đã công bố", "published"),
    State.STOPPED: Message("cần xem lại", "needs a look"),
}
TYPES: Final[Mapping[LogicalType, Message]] = {
    LogicalType.STRING: Message("chữ", "text"),
    LogicalType.INTEGER: Message("số nguyên", "whole number"),
    LogicalType.NUMBER: Message("số (có thể lẻ)", "number, perhaps with decimals"),
    LogicalType.DATE: Message("ngày", "date"),
    LogicalType.TIMESTAMP: Message("ngày giờ", "date and time"),
    LogicalType.TIME: Message("giờ", "time of day"),
    LogicalType.BOOLEAN: Message("có / không", "yes / no"),
    LogicalType.OBJECT: Message("dữ liệu lồng (JSON)", "nested (JSON)"),
    LogicalType.ARRAY: Message("danh sách (JSON)", "list (JSON)"),
}
LOADS: Final[Mapping[LoadMode, tuple[Message, Message]]] = {
    LoadMode.REPLACE: (
        Message("Thay toàn bộ", "Replace all"),
        Message("Tệp sau có đủ mọi dòng và thay bảng cũ.", "The next file has all rows and takes this one's place."),
    ),
    LoadMode.UPSERT: (
        Message("Cập nhật theo khoá", "Update by key"),
        Message(
            "Dòng trùng khoá được sửa, dòng mới được thêm, dòng khác giữ nguyên. Hợp với số liệu từng kỳ.",
            "Rows of a known key are changed, others added, the rest stays. Fits figures of one period each.",
        ),
    ),
    LoadMode.APPEND: (
        Message("Chỉ thêm", "Only add"),
        Message(
            "Mỗi tệp chỉ có dòng mới; khoá đã có thì dòng bị loại.",
            "Each file has new rows only; one whose key is there is turned away.",
        ),
    ),
}
FREQUENCIES: Final[Mapping[str, Message]] = {
    "": Message("không hẹn trước", "no promise"),
    "P1D": Message("hằng ngày", "every day"),
    "P1W": Message("hằng tuần", "every week"),
    "P1M": Message("hằng tháng", "every month"),
    "P3M": Message("hằng quý", "every quarter"),
    "P6M": Message("sáu tháng một lần", "every six months"),
    "P1Y": Message("hằng năm", "every year"),
}
KINDS: Final[Mapping[str, Message]] = {
    "": Message("chưa phân loại", "not classified"),
    Classification.PUBLIC.value: Message("đã xem: công khai được", "looked at: may be public"),
    Classification.INTERNAL.value: Message("nội bộ", "internal"),
    Classification.PERSONAL.value: Message("cá nhân cơ bản", "basic personal data"),
    Classification.SENSITIVE.value: Message("cá nhân nhạy cảm", "sensitive personal data"),
    "out": Message("bỏ cột này khỏi bộ dữ liệu", "leave this column out of the dataset"),
}
ACCESS: Final[Mapping[Access, tuple[Message, Message]]] = {
    Access.OPEN: (
        Message("Dữ liệu mở", "Open data"),
        Message(
            "Mọi người xem được trên trang công khai ngay khi công bố, tải về và gọi qua API, không cần tài khoản; "
            "ai đã tải thì không thu lại được.",
            "Everybody sees it on the public page as soon as it is published, as files and by the API, without an "
            "account; what was taken cannot be called back.",
        ),
    ),
    Access.SHARED: (
        Message("Dùng chung giữa các cơ quan", "Shared among agencies"),
        Message(
            "Không có trên trang công khai. Cơ quan khác chỉ xem được khi có thoả thuận chia sẻ được duyệt.",
            "It is on no public page. Other agencies see it only by an agreement that was approved.",
        ),
    ),
    Access.PRIVATE: (
        Message("Dùng riêng", "Private"),
        Message(
            "Chỉ cơ quan bạn và kỹ sư dữ liệu của tỉnh xem được.",
            "Only your agency and the province's data engineers see it.",
        ),
    ),
}


def rule_told(rule: Suggested, titles: Mapping[str, str]) -> Message:
    """What a suggested rule asks, in words."""
    first, *others = [titles.get(name, name) for name in rule.columns]
    rest = ", ".join(f"“{each}”" for each in others)
    match rule.kind:
        case RuleKind.UNIQUE:
            return Message(f"“{first}” không lặp lại", f"“{first}” does not repeat")
        case RuleKind.RANGE:
            return Message(f"“{first}” nằm trong khoảng", f"“{first}” is between")
        case RuleKind.CHOICE:
            values = ", ".join(f"“{value}”" for value in rule.values)
            return Message(f"“{first}” chỉ là một trong: {values}", f"“{first}” is one of: {values}")
        case RuleKind.SUM:
            return Message(f"“{first}” bằng tổng của {rest}", f"“{first}” is the sum of {rest}")
        case RuleKind.ORDER:
            return Message(f"{rest} không trước “{first}”", f"{rest} is not before “{first}”")
    return Message(f"“{first}” không để trống", f"“{first}” is not empty")
