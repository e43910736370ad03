"""Which columns of a table are about people, seen together: what is a count or an office's address is none.

Law 91/2025/QH15 and decree 356/2025/NĐ-CP: basic and sensitive personal data.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kho.contracts.guess.personal import BIRTH, HEALTH_CARD, ID, NAME, PHONE, is_by_shape, personal
from kho.contracts.guess.samples import Cells
from kho.contracts.model import Classification
from kho.messages import Message
from kho.standards.text.folding import folded

_IDENTIFYING = (NAME, ID, BIRTH, HEALTH_CARD)
_SMALL = re.compile(r"[0-9]{1,3}([., ][0-9]{3})*([.,][0-9]+)?|[0-9]{1,8}")
_COUNT = re.compile(r"^(tong |ty le|ti le|so (nguoi|luong|ho|luot|tre|the|ca|thue bao)|sl\b|%)|\b(ty le|so luong)\b")
_OFFICES = re.compile(
    r"(ten|ma)( so)? (co so|truong|doanh nghiep|don vi|cong ty|cho|di tich|benh vien|hop tac xa|co quan|tram|kho|khu)\b"
)
_BESIDE: tuple[tuple[str, Message, Classification], ...] = (
    (r"gioi tinh|nghe nghiep|quoc tich|trinh do|quan he|tuoi\b", Message("đặc điểm của người", "facts of a person"),
     Classification.PERSONAL),
    (r"\bma (ho|nhan khau|cong dan|benh nhan|nguoi|hoc sinh|can bo)\b|so ho (khau|so)", Message(
        "mã chỉ tới một người hoặc một hộ", "codes that lead to a person or a household"), Classification.PERSONAL),
    (r"dan toc|ton giao", Message("dân tộc, tôn giáo", "ethnic group, religion"), Classification.SENSITIVE),
    (r"benh\b|chan doan|\bicd|vac ?xin|mui (so|tiem)|ngay tiem|khuyet tat|nhom mau|thuoc dieu tri|xet nghiem", Message(
        "sức khoẻ", "health"), Classification.SENSITIVE),
    (r"tien an|toi danh|vi pham", Message("vi phạm pháp luật", "offences"), Classification.SENSITIVE),
)  # fmt: skip
"""What is personal where the table is about people."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pointed:
    """What a column seems to tell of people, and the classification proposed for it."""

    what: Message
    classification: Classification


def pointed_out(headers: Sequence[str], cells: Sequence[Cells]) -> list[Pointed | None]:
    """For each column what it tells of people; None where nothing points to it."""
    plain = [" ".join(folded(header).replace("_", " ").split()) for header in headers]
    found = [None if _is_figure(text, own) else personal(text, own.all) for text, own in zip(plain, cells, strict=True)]
    found = [None if _is_another_s(text, what) else what for text, what in zip(plain, found, strict=True)]
    about_people = any(what in _IDENTIFYING for what in found)
    if not about_people and any(_OFFICES.search(text) for text in plain):
        found = [what if what == PHONE or _shaped(own) else None for what, own in zip(found, cells, strict=True)]
    return [_pointed(text, what, about_people=about_people) for text, what in zip(plain, found, strict=True)]


def _is_another_s(header: str, what: Message | None) -> bool:
    """Whether values look personal by their shape alone, and the header says that they are an office's or a firm's."""
    return (what == NAME and _OFFICES.search(header) is not None) or (what == PHONE and "thue" in header.split())


def _pointed(header: str, what: Message | None, *, about_people: bool) -> Pointed | None:
    beside = [(told, kind) for pattern, told, kind in _BESIDE if about_people and re.search(pattern, header)]
    if beside and (what is None or beside[0][1] is Classification.SENSITIVE):
        return Pointed(what=beside[0][0], classification=beside[0][1])
    return None if what is None else Pointed(what=what, classification=Classification.PERSONAL)


def _is_figure(header: str, cells: Cells) -> bool:
    """Whether the values count something rather than being of somebody."""
    texts = cells.all
    if not texts or any(text.startswith("0") and len(text) > 1 and text.isdigit() for text in texts):
        return False
    small = sum(_SMALL.fullmatch(text) is not None for text in texts) >= _MOSTLY * len(texts)
    return small and (_COUNT.search(header) is not None or not re.search(r"\bso\b|\bnam sinh|sinh\b|ma\b", header))


def _shaped(cells: Cells) -> bool:
    return is_by_shape(cells.all)


_MOSTLY = 0.9
