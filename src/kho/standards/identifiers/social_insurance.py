"""The social insurance number (mã số BHXH): 10 digits, or from 1 August 2025 the citizen number.

Rule: one number of 10 digits for a person's whole life, on the insurance book and the health card (decision
2153/QĐ-BYT, 2020, makes it the patient's code too); dispatch 1804/BHXH-QLT of 4 August 2025 puts
the citizen number in its place. No check digit is published.
Good: `3321012345`, `33 2101 2345`, `033085001234`. Bad: `321012345` (its zero was lost).
"""

from datetime import date
from typing import Final

from kho.messages import Message
from kho.standards.identifiers.citizen_id import NUMBER as CITIZEN
from kho.standards.identifiers.forms import Form, shown_last, spaced
from kho.standards.standard import Bad, Good, Source, Standard

_FORM: Final = Form(normal=rf"\A(?:[0-9]{{10}}|{CITIZEN})\z", written=spaced("[0-9]", 10, 12))


def mask(normal: str) -> str:
    """The last three digits."""
    return shown_last(normal, 3)


STANDARD: Final = Standard(
    name="social_insurance",
    title=Message(vi="Mã số bảo hiểm xã hội", en="Social insurance number"),
    headers=r"bhxh|bao hiem xa hoi",
    rule=Message(
        vi="10 chữ số; từ 1/8/2025 là số định danh cá nhân 12 số.",
        en="10 digits; from 1 August 2025 the citizen number of 12 digits.",
    ),
    sources=(
        Source(title="Quyết định 2153/QĐ-BYT năm 2020"),
        Source(title="Công văn 1804/BHXH-QLT", in_force=date(2025, 8, 1)),
    ),
    good=(
        Good(text="3321012345", normal="3321012345"),
        Good(text="33 2101 2345", normal="3321012345"),
        Good(text="033085001234", normal="033085001234"),
    ),
    bad=(
        Bad(text="321012345", why=Message(vi="Chỉ có 9 số.", en="Only 9 digits.")),
        Bad(text="DN4333321012345", why=Message(vi="Đây là số thẻ BHYT.", en="That is a health card's number.")),
    ),
    what=Message(vi="“{value}” không phải mã số bảo hiểm xã hội.", en="“{value}” is no social insurance number."),
    mend=Message(
        vi="Ghi 10 số trên sổ BHXH hoặc thẻ BHYT, hoặc số định danh cá nhân 12 số.",
        en="Give the 10 digits of the insurance book or health card, or the citizen number of 12 digits.",
    ),
    read=_FORM.read,
    sql=_FORM.sql,
    mask=mask,
)
