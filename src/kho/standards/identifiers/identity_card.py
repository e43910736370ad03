"""The number of the old identity card (chứng minh nhân dân): 9 digits.

Rule: decree 05/1999/NĐ-CP; cards of that kind could be used until 31 December 2024 at the latest (law on identification
26/2023/QH15, article 46). Papers issued before still bear the number.
Good: `145123456`, `145 123 456`. Bad: `14512345`, `033085001234` (the citizen number).

Left out, for want of a reliable source: which province gave out which first digits.
"""

from datetime import date
from typing import Final

from kho.messages import Message
from kho.standards.identifiers.forms import Form, shown_last, spaced
from kho.standards.standard import Bad, Good, Source, Standard

_FORM: Final = Form(normal=r"\A[0-9]{9}\z", written=spaced("[0-9]", 9, 9))


def mask(normal: str) -> str:
    """The last three digits."""
    return shown_last(normal, 3)


STANDARD: Final = Standard(
    name="identity_card",
    title=Message(vi="Số chứng minh nhân dân", en="Old identity card number"),
    headers=r"cmnd|cmtnd|chung minh|giay to",
    rule=Message(vi="9 chữ số.", en="9 digits."),
    sources=(
        Source(title="Nghị định 05/1999/NĐ-CP"),
        Source(title="Luật Căn cước 26/2023/QH15", clause="Điều 46", in_force=date(2024, 7, 1)),
    ),
    good=(Good(text="145123456", normal="145123456"), Good(text="145 123 456", normal="145123456")),
    bad=(
        Bad(text="14512345", why=Message(vi="Chỉ có 8 số.", en="Only 8 digits.")),
        Bad(text="033085001234", why=Message(vi="Đây là số định danh cá nhân.", en="That is the citizen number.")),
        Bad(text="B1234567", why=Message(vi="Đây là số hộ chiếu.", en="That is a passport's number.")),
    ),
    what=Message(
        vi="“{value}” không phải số chứng minh nhân dân 9 số.", en="“{value}” is no identity card number of 9 digits."
    ),
    mend=Message(
        vi="Kiểm tra lại giấy tờ; nếu người đó đã có căn cước 12 số thì ghi số ấy.",
        en="Check the papers; where the person has a citizen number of 12 digits, give that.",
    ),
    read=_FORM.read,
    sql=_FORM.sql,
    mask=mask,
)
