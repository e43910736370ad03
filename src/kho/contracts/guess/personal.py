"""Whether a column looks like personal data (law 91/2025/QH15), by its header and by the shape of its values."""

import re
from collections.abc import Sequence

from kho.messages import Message
from kho.standards.text.folding import folded

NAME = Message("họ tên người", "people's names")
ID = Message("số định danh, CCCD, CMND hoặc hộ chiếu", "identity numbers")
PHONE = Message("số điện thoại", "phone numbers")
EMAIL = Message("thư điện tử", "e-mail addresses")
BIRTH = Message("ngày hoặc năm sinh", "dates of birth")
ADDRESS = Message("địa chỉ", "addresses")
BANK = Message("tài khoản ngân hàng", "bank accounts")
HEALTH_CARD = Message("mã thẻ bảo hiểm y tế, xã hội", "social or health insurance numbers")

_HEADERS: tuple[tuple[str, Message], ...] = (
    (r"ho (va )?(chu )?(dem|ten)|hoten|full ?name|chu ho\b|nguoi (dai dien|lien he|nop|ky|dung dau)|giam doc", NAME),
    (r"cccd|cmnd|cmtnd|can cuoc|chung minh|dinh danh ca nhan|ho chieu|passport", ID),
    (r"dien thoai|\bsdt\b|\bso dt\b|\bdt\b|di dong|\bphone|mobile|hotline", PHONE),
    (r"e-?mail|thu dien tu", EMAIL),
    (r"(ngay|nam|thang).* sinh\b|birth|\bdob\b", BIRTH),
    (r"dia chi|noi o|noi cu tru|thuong tru|tam tru|cho o|que quan|address", ADDRESS),
    (r"tai khoan|\bstk\b|account n", BANK),
    (r"bhyt|bhxh|bao hiem (y te|xa hoi)", HEALTH_CARD),
)
_SURNAMES = (
    "nguyen|tran|le|pham|hoang|huynh|phan|vu|vo|dang|bui|do|ho|ngo|duong|ly|dao|doan|vuong|trinh|truong|dinh|lam|mai|"
    "to|ta|chu|cao|luong|thai|luu|phung|quach|ha|kieu|tong|trieu|nong|hua|dam|thach|kim"
)
_SHAPES: tuple[tuple[re.Pattern[str], Message], ...] = (
    (re.compile(r"0\d{2}[0-3]\d{8}"), ID),
    (re.compile(r"(?:\+?84|0)[ .]?[35789]\d{1,2}[ .]?\d{3}[ .]?\d{3,4}"), PHONE),
    (re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE), EMAIL),
)
_PERSON = re.compile(rf"(?:{_SURNAMES})(?: [a-z]+){{1,4}}")
_MOST = 0.8
_MANY = 0.6


def personal(header: str, values: Sequence[str]) -> Message | None:
    """What kind of personal data a column seems to hold; None where nothing points to it."""
    plain = folded(header).replace("_", " ")
    for pattern, what in _HEADERS:
        if re.search(pattern, plain):
            return what
    for shape, what in _SHAPES:
        if _share([shape.fullmatch(value) is not None for value in values]) >= _MOST:
            return what
    return NAME if _share([_is_person(value) for value in values]) >= _MANY else None


def is_by_shape(values: Sequence[str]) -> bool:
    """Whether the values themselves look personal, whatever the header says."""
    return personal("", values) is not None


def _is_person(value: str) -> bool:
    """Two to five words that begin with capitals, the first a common surname."""
    words = value.split()
    return all(word[:1].isupper() for word in words) and _PERSON.fullmatch(folded(value)) is not None


def _share(fits: Sequence[bool]) -> float:
    return sum(fits) / len(fits) if fits else 0.0
